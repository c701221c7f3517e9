"""The HTTPS proxy: production names, our authority, nothing else."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.hosting.proxy import Authority, Proxy
from sandbox.world import World, open_world

Use = Callable[[World, Proxy, ssl.SSLContext], Awaitable[Any]]


def through_the_proxy(tmp_path: Path, use: Use) -> Any:
    async def run() -> Any:
        world = open_world(start=None)
        authority = Authority()
        trust = ssl.create_default_context(cafile=str(authority.write_pem(tmp_path / "ca.pem")))
        async with Proxy(world, authority) as proxy:
            return await use(world, proxy, trust)

    return asyncio.run(run())


def client(proxy: Proxy, trust: ssl.SSLContext) -> httpx.AsyncClient:
    return httpx.AsyncClient(proxy=proxy.url, verify=trust, trust_env=False)


def test_production_urls_are_answered_over_one_kept_connection(tmp_path: Path) -> None:
    async def use(world: World, proxy: Proxy, trust: ssl.SSLContext) -> Any:
        headers = {"X-Shopify-Access-Token": world.credentials()["SHOPIFY_TOKEN"]}
        url = f"https://{world.credentials()['SHOPIFY_SHOP']}/admin/api/2026-07/shop.json"
        async with client(proxy, trust) as http:
            answers = [await http.get(url, headers=headers) for _ in range(3)]
        return [(each.status_code, each.json()["shop"]["currency"]) for each in answers]

    assert through_the_proxy(tmp_path, use) == [(200, "USD")] * 3


def test_other_hosts_are_refused_by_name_before_tls(tmp_path: Path) -> None:
    async def use(_world: World, proxy: Proxy, trust: ssl.SSLContext) -> Any:
        async with client(proxy, trust) as http:
            with pytest.raises(httpx.ProxyError) as refused:
                await http.get("https://example.org/")
        reader, writer = await asyncio.open_connection(*proxy.url[7:].split(":"))
        writer.write(b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n")
        raw = await reader.read()
        writer.close()
        return str(refused.value), raw.decode()

    error, raw = through_the_proxy(tmp_path, use)
    assert "403" in error
    assert "does not answer for example.org" in raw


def test_plain_http_through_the_proxy_is_refused(tmp_path: Path) -> None:
    async def use(_world: World, proxy: Proxy, trust: ssl.SSLContext) -> Any:
        async with client(proxy, trust) as http:
            return (await http.get("http://acme-outdoor.myshopify.com/")).status_code

    assert through_the_proxy(tmp_path, use) == 400


def test_a_client_without_our_authority_trusts_nothing(tmp_path: Path) -> None:
    async def use(world: World, proxy: Proxy, _trust: ssl.SSLContext) -> Any:
        async with httpx.AsyncClient(proxy=proxy.url, trust_env=False) as http:
            with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
                await http.get(f"https://{world.credentials()['SHOPIFY_SHOP']}/")
        return len(world.exchanges)

    assert through_the_proxy(tmp_path, use) == 0


def test_a_lost_answer_kills_the_connection_after_the_write(tmp_path: Path) -> None:
    async def use(world: World, proxy: Proxy, trust: ssl.SSLContext) -> Any:
        world.faults.plan("shopify", "lost_answer")
        async with client(proxy, trust) as http:
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                await http.get(f"https://{world.credentials()['SHOPIFY_SHOP']}/admin/x")
        return [exchange.fault for exchange in world.exchanges]

    assert through_the_proxy(tmp_path, use) == ["lost_answer (rule 1)"]
