"""A service inside the test's process, and a guard that sees every connection it makes."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA256, Client

from sandbox.hosting.hub import Hub
from sandbox.hosting.server import Service, bind
from sandbox.hosting.state import StateFile
from sandbox.world import World

_left: list[str] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _left is None or event not in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        return
    place = arguments[0] if event == "socket.getaddrinfo" else arguments[-1]
    host = place[0] if isinstance(place, tuple) else place
    if host in (None, "", b"", "localhost") or "/" in str(host):
        return
    try:
        inside = ip_address(str(host)).is_loopback or str(host) == "0.0.0.0"  # noqa: S104
    except ValueError:
        inside = False
    if not inside:
        _left.append(f"{event} {place}")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def nothing_leaves() -> Iterator[list[str]]:
    """Every connection and every name looked up that is not this machine's."""
    global _left  # noqa: PLW0603 - an audit hook is the process's own
    _left = []
    yield _left
    seen, _left = _left, None
    assert seen == []


@dataclass
class Served:
    """A running service, and clients of it."""

    service: Service
    trust: ssl.SSLContext

    @property
    def hub(self) -> Hub:
        return self.service.hub

    def world(self, name: str = "") -> World:
        return self.hub.world(name) if name else self.hub.default

    def through_proxy(self, proxy: str = "", **more: Any) -> httpx.AsyncClient:
        proxy = proxy or self.service.proxy_url
        return httpx.AsyncClient(proxy=proxy, verify=self.trust, trust_env=False, **more)

    def below(self, platform: str, **more: Any) -> httpx.AsyncClient:
        base = f"{self.service.url}/{platform}"
        return httpx.AsyncClient(base_url=base, trust_env=False, **more)


class Signed(httpx.Auth):
    """NetSuite's token-based authentication, as oauthlib signs it."""

    requires_request_body = False

    def __init__(self, credentials: dict[str, str]) -> None:
        self.client = Client(
            credentials["NETSUITE_CONSUMER_KEY"],
            credentials["NETSUITE_CONSUMER_SECRET"],
            credentials["NETSUITE_TOKEN_ID"],
            credentials["NETSUITE_TOKEN_SECRET"],
            signature_method=SIGNATURE_HMAC_SHA256,
            realm=credentials["NETSUITE_ACCOUNT"],
        )

    def auth_flow(self, request: httpx.Request) -> Any:
        _, headers, _ = self.client.sign(str(request.url), request.method)
        request.headers["Authorization"] = headers["Authorization"]
        yield request


@pytest.fixture
def signed() -> type[Signed]:
    return Signed


Use = Callable[[Served], Awaitable[Any]]


@pytest.fixture
def serve() -> Callable[..., Any]:
    """`serve(use, worlds=("empty",), state=path)`: what `use` gives, asked of a running service.
    Worlds are `NAME` or `NAME=KIND`; a kind of its own name is `empty`. `ports`: who gets a
    proxy port."""

    def run(
        use: Use,
        *,
        worlds: tuple[str, ...] = ("main",),
        state: Path | None = None,
        hub: Hub | None = None,
        frozen: bool = False,
        ports: tuple[str, ...] = (),
        afterwards: Callable[[Any], Awaitable[Any]] | None = None,
        **options: Any,
    ) -> Any:
        async def all_of_it() -> Any:
            served_hub = hub or Hub(None if state is None else StateFile.open(state))
            for each in worlds if hub is None else ():
                name, _, kind = each.partition("=")
                served_hub.open(name, kind or "empty", 7, frozen=frozen)
            service = Service(
                served_hub,
                listener=bind("127.0.0.1", 0),
                proxy_listener=bind("127.0.0.1", 0),
                **options,
            )
            for name in ports:
                service.add_port(name, bind("127.0.0.1", 0))
            trust = ssl.create_default_context(cafile=str(service.pem))
            try:
                async with service:
                    found = await use(Served(service, trust))
                return found if afterwards is None else await afterwards(found)
            finally:
                served_hub.shut()

        return asyncio.run(all_of_it())

    return run
