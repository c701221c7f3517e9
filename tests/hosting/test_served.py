"""All platforms on one port, and through the proxy: what a client in any language meets."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox.kernel.routing import Request, Response
from sandbox.world import World

Serve = Callable[..., Any]
LIMIT = 60.0  # seconds: what never comes fails the test; a busy machine does not


async def raw(address: str, sent: bytes) -> bytes:
    """Everything that is answered to bytes on a plain connection."""
    reader, writer = await asyncio.open_connection(*address.removeprefix("http://").split(":"))
    writer.write(sent)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def answer_all(monkeypatch: pytest.MonkeyPatch, world: World, response: Response) -> None:
    async def handle(_: Request) -> Response:
        return response

    monkeypatch.setattr(world, "handle", handle)


class TestBelowAPrefix:
    def test_netsuite_takes_a_signature_of_the_address_the_client_used(
        self, serve: Serve, signed: Any
    ) -> None:
        async def use(served: Any) -> Any:
            auth = signed(served.world().credentials())
            async with served.below("netsuite", auth=auth) as http:
                answer = await http.get("/services/rest/record/v1/customer?limit=1")
                wrong = await http.get(
                    "/services/rest/record/v1/customer",
                    auth=signed({**served.world().credentials(), "NETSUITE_TOKEN_SECRET": "no"}),
                )
            return served.service.url, answer.status_code, answer.json(), wrong.status_code

        url, status, body, wrong = serve(use)
        assert status == 200
        assert wrong == 401
        start = f"{url}/netsuite/services/rest/record/v1/customer"
        assert all(each["href"].startswith(start) for each in body["links"])

    def test_addresses_in_answers_lead_back(self, serve: Serve, signed: Any) -> None:
        async def use(served: Any) -> Any:
            world, found = served.world(), {}
            for _ in range(2):
                world.shopify.desk.place([("TEE-BLK", 1)])
            async with served.below("netsuite") as http:
                place = await http.get("/rest/datacenterurls?account=5512345")
                found["hosts"] = sorted(set(place.json().values()))
            async with served.below("quickbooks_online") as http:
                document = (await http.get("/.well-known/openid_configuration")).json()
                found["token"] = document["token_endpoint"]
                found["issuer"] = document["issuer"]
            token = {"X-Shopify-Access-Token": world.credentials()["SHOPIFY_TOKEN"]}
            async with served.below("shopify", headers=token) as http:
                page = await http.get("/admin/api/2026-07/orders.json?limit=1&status=any")
                found["next"] = page.links["next"]["url"]
                following = await http.get(found["next"])
                found["following"] = following.status_code
            return served.service.url, found

        url, found = serve(use)
        assert found["hosts"] == [f"{url}/netsuite"]
        assert found["token"] == f"{url}/quickbooks_online/oauth2/v1/tokens/bearer"
        assert found["issuer"] == "https://oauth.platform.intuit.com/op/v1"
        assert found["next"].startswith(f"{url}/shopify/admin/api/2026-07/orders.json?")
        assert found["following"] == 200

    def test_an_assertion_may_name_the_address_the_client_used(self, serve: Serve) -> None:
        from joserfc import jwt
        from joserfc.jwk import ECKey

        async def use(served: Any) -> Any:
            known = served.world().credentials()
            path = "/services/rest/auth/oauth2/v1/token"
            now = int(served.world().clock.now().timestamp())
            claims = {
                "iss": known["NETSUITE_CLIENT_ID"], "scope": ["rest_webservices"],
                "aud": f"{served.service.url}/netsuite{path}", "iat": now, "exp": now + 600,
            }  # fmt: skip
            header = {"alg": "ES256", "typ": "JWT", "kid": known["NETSUITE_CERTIFICATE_ID"]}
            key = ECKey.import_key(known["NETSUITE_PRIVATE_KEY"])
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": jwt.encode(header, claims, key),
            }
            async with served.below("netsuite") as http:
                return (await http.post(path, data=form)).json()["token_type"]

        assert serve(use) == "Bearer"

    def test_a_job_answered_later_keeps_the_address(self, serve: Serve, signed: Any) -> None:
        async def use(served: Any) -> Any:
            auth = signed(served.world().credentials())
            async with served.below("netsuite", auth=auth) as http:
                submitted = await http.get(
                    "/services/rest/record/v1/customer?limit=1",
                    headers={"Prefer": "respond-async"},
                )
                assert submitted.status_code == 202
                job = submitted.headers["location"].split("/services")[1]
                for _ in range(5):
                    state = await http.get(f"/services{job}")
                    if state.json()["completed"]:
                        break
                result = await http.get(f"/services{job}/task/1/result")
            return served.service.url, result.json()["links"][0]["href"]

        url, link = serve(use)
        assert link.startswith(f"{url}/netsuite/")

    def test_a_host_named_twice_is_the_first_one(self, serve: Serve) -> None:
        async def use(served: Any) -> Any:
            shop = served.world().credentials()["SHOPIFY_SHOP"]
            sent = f"GET /admin/shop.json HTTP/1.1\r\nHost: {shop}\r\nHost: evil.example.com\r\n"
            return await raw(served.service.url, f"{sent}Connection: close\r\n\r\n".encode())

        assert serve(use).startswith(b"HTTP/1.1 401")

    def test_a_platform_s_own_refusals_below_its_prefix(self, serve: Serve) -> None:
        async def use(served: Any) -> Any:
            async with served.below("quickbooks_online") as http:
                nowhere = await http.get("/nowhere")
                nobody = await http.get("/v3/company/1/companyinfo/1")
            async with served.below("shopify") as http:
                wrong = await http.put("/admin/oauth/access_token")
                bare = await http.get("")
            return [each.status_code for each in (nowhere, nobody, wrong, bare)], nobody.text

        statuses, text = serve(use)
        assert statuses == [404, 401, 404, 404]
        assert "AuthenticationFailed" in text

    def test_other_paths_say_where_to_look(self, serve: Serve) -> None:
        async def use(served: Any) -> Any:
            async with httpx.AsyncClient(base_url=served.service.url, trust_env=False) as http:
                return [(await http.get(path)) for path in ("/", "/etc/passwd", "/netsuitex/y")]

        for answer in serve(use):
            assert answer.status_code == 404
            assert "below /netsuite, /shopify, /quickbooks_online" in answer.json()["error"]

    def test_host_names_that_were_pointed_here_need_no_prefix(self, serve: Serve) -> None:
        async def use(served: Any) -> Any:
            known = served.world().credentials()
            headers = {
                "Host": known["SHOPIFY_SHOP"],
                "X-Shopify-Access-Token": known["SHOPIFY_TOKEN"],
            }
            async with httpx.AsyncClient(base_url=served.service.url, trust_env=False) as http:
                own = await http.get("/admin/api/2026-07/shop.json", headers=headers)
                headers["Host"] = "others.myshopify.com:8800"
                other = await http.get("/admin/api/2026-07/shop.json", headers=headers)
            return own.json()["shop"]["myshopify_domain"], other.status_code, other.json()

        assert serve(use) == ("acme-outdoor.myshopify.com", 404, {"errors": "Not Found"})


class TestFaults:
    def test_a_lost_answer_breaks_the_connection_after_the_write(self, serve: Serve) -> None:
        async def use(served: Any) -> Any:
            world = served.world()
            for fault in ("lost_answer", "reset"):
                world.faults.plan("shopify", fault)
                async with served.below("shopify") as http:
                    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                        await http.get("/admin/x")
            return [exchange.fault for exchange in world.exchanges]

        assert serve(use) == ["lost_answer (rule 1)", "reset (rule 2)"]

    def test_an_answer_that_is_held_back_does_not_hold_up_the_end(self, serve: Serve) -> None:
        ended: list[str] = []

        async def ask(client: httpx.AsyncClient, url: str) -> None:
            async with client:
                try:
                    await client.get(url, timeout=90)
                except httpx.TransportError as broken:
                    ended.append(type(broken).__name__)

        async def use(served: Any) -> list[asyncio.Future[None]]:
            for platform in ("shopify", "netsuite"):
                served.world().faults.plan(platform, "delay", seconds=60)
            host = served.world().netsuite.rest_host
            waiting = [
                asyncio.ensure_future(ask(served.below("shopify"), "/admin/x")),
                asyncio.ensure_future(ask(served.through_proxy(), f"https://{host}/x")),
            ]
            while not all(rule.fired for rule in served.world().faults):
                await asyncio.sleep(0.01)
            return waiting

        async def see_them_end(waiting: list[asyncio.Future[None]]) -> None:
            await asyncio.wait_for(asyncio.gather(*waiting), 30)

        began = time.monotonic()
        serve(use, grace=0.5, afterwards=see_them_end)
        assert time.monotonic() - began < 45  # the answers are held back for 60
        assert len(ended) == 2


class TestSlowAndLarge:
    def test_a_request_that_does_not_come_to_its_end_is_given_up(self, serve: Serve) -> None:
        async def use(served: Any) -> Any:
            head = b"POST /shopify/admin/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"
            return await asyncio.gather(
                raw(served.service.url, head),
                raw(served.service.url, head + b"\r\nabc"),
                raw(served.service.proxy_url, b"CONNECT acme-outdoor.mysh"),
            )

        half_a_head, half_a_body, half_a_connect = serve(use, patience=0.2)
        assert half_a_head.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert half_a_body.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert half_a_connect == b""

    def test_in_a_tunnel_too(self, serve: Serve) -> None:
        async def use(served: Any) -> Any:
            reader, writer = await tunnel(served)
            lose_patience(served, 0.1)
            writer.write(b"POST /admin/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
            answer = await reader.read()
            writer.close()
            await writer.wait_closed()
            return answer

        assert serve(use).startswith(b"HTTP/1.1 408 Request Timeout\r\n")

    @pytest.mark.parametrize("way", ["below", "tunnel"])
    def test_a_client_that_takes_nothing_in_is_cut_off(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch, way: str
    ) -> None:
        async def use(served: Any) -> Any:
            answer_all(monkeypatch, served.world(), Response(200, b"x" * 16_000_000))
            if way == "tunnel":
                reader, writer = await tunnel(served)
                lose_patience(served, 0.1)
                path = b"/admin/x"
            else:
                reader, writer = await asyncio.open_connection(
                    *served.service.url.removeprefix("http://").split(":")
                )
                path = b"/shopify/admin/x"
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            writer.transport.pause_reading()
            writer.write(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            await cut_off(served)
            writer.transport.resume_reading()
            got = 0
            try:
                while data := await asyncio.wait_for(reader.read(1_000_000), LIMIT):
                    got += len(data)
            except ConnectionError:
                pass
            writer.transport.abort()
            return got

        assert serve(use, **({"patience": 0.1} if way == "below" else {})) < 16_000_000

    @pytest.mark.parametrize("way", ["below", "tunnel"])
    def test_a_large_answer_arrives_whole(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch, way: str
    ) -> None:
        body = bytes(range(256)) * 80_000  # 20 MB

        async def use(served: Any) -> Any:
            answer = Response(200, body, [("content-type", "application/octet-stream")])
            answer_all(monkeypatch, served.world(), answer)
            if way == "below":
                async with served.below("shopify") as http:
                    return (await http.get("/admin/x")).content
            async with served.through_proxy() as http:
                return (await http.get("https://acme-outdoor.myshopify.com/admin/x")).content

        assert serve(use) == body

    @pytest.mark.parametrize("way", ["below", "tunnel"])
    @pytest.mark.parametrize(
        ("platform", "url", "says"),
        [
            ("quickbooks_online", "quickbooks.api.intuit.com/v3/company/1/invoice",
             "<h1>413 Request Entity Too Large</h1>"),
            ("shopify", "acme-outdoor.myshopify.com/admin/api/2026-07/orders.json",
             '{"errors":"Request Entity Too Large"}'),
            ("netsuite", "5512345.suitetalk.api.netsuite.com/services/rest/record/v1/customer",
             '"o:errorCode":"CONTENT_TOO_LARGE"'),
            ("ebay", "api.ebay.com/sell/fulfillment/v1/order",
             '"message":"Invalid request"'),
        ],
    )  # fmt: skip
    def test_a_body_too_large_is_refused_in_the_platform_s_words(
        self,
        serve: Serve,
        monkeypatch: pytest.MonkeyPatch,
        way: str,
        platform: str,
        url: str,
        says: str,
    ) -> None:
        async def use(served: Any) -> Any:
            monkeypatch.setattr(type(served.world().platforms[platform]), "largest_body", 100_000)
            before = served.world().documents_hash()
            if way == "below":
                http, target = served.below(platform), f"/{url.partition('/')[2]}"
            else:
                http, target = served.through_proxy(), f"https://{url}"
            async with http:
                just = await http.post(target, content=b"x" * 100_000)
                over = await http.post(target, content=b"x" * 3_000_000)
                after = await http.get(target)
            assert served.world().documents_hash() == before
            return just.status_code, over.status_code, over.text, after.status_code

        just, over, text, after = serve(use)
        assert just in (401, 404)
        assert over == 413
        assert says in text
        assert after in (401, 404)  # the connection is good for more


def lose_patience(served: Any, seconds: float) -> None:
    """From now on, in tunnels: a handshake may take as long as a busy machine needs for it."""
    for proxy in served.service._proxies:
        proxy.patience = seconds


async def cut_off(served: Any) -> None:
    """Until the service has taken the connection, and let go of it."""

    def held() -> bool:
        tunnels = any(proxy._open for proxy in served.service._proxies)
        return tunnels or bool(served.service._server.server_state.connections)

    async with asyncio.timeout(LIMIT):
        for wanted in (True, False):
            while held() is not wanted:
                await asyncio.sleep(0.01)


async def tunnel(served: Any) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection inside the proxy, to the shop."""
    host, port = served.service.proxy_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"CONNECT acme-outdoor.myshopify.com:443 HTTP/1.1\r\n\r\n")
    assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
    await writer.start_tls(served.trust, server_hostname="acme-outdoor.myshopify.com")
    return reader, writer


class TestReadyAndControl:
    def test_the_ready_file_is_there_as_long_as_the_service(
        self, serve: Serve, tmp_path: Any
    ) -> None:
        ready = tmp_path / "ready.json"

        async def use(served: Any) -> Any:
            told = json.loads(ready.read_bytes())
            async with httpx.AsyncClient(trust_env=False) as http:
                health = await http.get(f"{told['control']}health")
            return told, health.json(), ready.stat().st_mode & 0o777

        told, health, mode = serve(use, worlds=("one", "two"), ready_file=ready)
        assert sorted(told) == ["ca", "control", "pid", "proxy", "url", "worlds"]
        assert list(told["worlds"]) == ["one", "two"]
        assert told["worlds"]["one"] == told["proxy"]
        assert told["worlds"]["two"] == told["proxy"].replace("http://", "http://two:world@")
        assert health["worlds"] == ["one", "two"]
        assert mode == 0o600
        assert list(tmp_path.iterdir()) == []
