"""What a failure of sending means (the table at the head of connector/http/client.py)."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from connector.http.client import Client
from connector.http.shopify_token import ShopifyClientCredentials, ShopifyToken
from connector.trouble import AnswerLost, Refused, Throttled, Unreachable

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
URL = "https://5512345.suitetalk.api.netsuite.com/services/rest/record/v1/customer"

Step = Callable[[httpx.Request], httpx.Response]


class Ticking:
    def __init__(self) -> None:
        self.at = START
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def status(code: int, **headers: str) -> Step:
    return lambda _request: httpx.Response(code, headers=headers)


def fails(kind: type[httpx.RequestError]) -> Step:
    def raise_it(request: httpx.Request) -> httpx.Response:
        raise kind("gone", request=request)

    return raise_it


class Platform:
    """Answers one step after the other; the last one again and again."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.calls = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        step = self.steps[min(self.calls, len(self.steps) - 1)]
        self.calls += 1
        return step(request)


def send(
    platform: Callable[[httpx.Request], httpx.Response],
    *,
    safe: bool,
    clock: Ticking | None = None,
    auth: httpx.Auth | None = None,
) -> httpx.Response:
    async def main() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.MockTransport(platform)) as http:
            client = Client(
                http,
                clock or Ticking(),
                source="NetSuite",
                auth=auth or ShopifyToken("t"),
            )
            return await client.send("POST", URL, safe=safe)

    return asyncio.run(main())


class TestReads:
    @pytest.mark.parametrize(
        "first", [fails(httpx.ReadError), fails(httpx.ConnectError), status(500), status(503)]
    )
    def test_a_failure_is_tried_again(self, first: Step) -> None:
        platform = Platform(first, status(200))
        assert send(platform, safe=True).status_code == 200
        assert platform.calls == 2

    def test_waits_grow_on_the_injected_clock(self) -> None:
        clock = Ticking()
        with pytest.raises(Unreachable):
            send(Platform(fails(httpx.ReadTimeout)), safe=True, clock=clock)
        assert clock.slept == [0.5, 1.0, 2.0]

    def test_they_end(self) -> None:
        platform = Platform(status(502))
        with pytest.raises(Unreachable, match="502"):
            send(platform, safe=True)
        assert platform.calls == 4


class TestWrites:
    @pytest.mark.parametrize(
        "kind",
        [httpx.ReadError, httpx.ReadTimeout, httpx.WriteError, httpx.RemoteProtocolError],
    )
    def test_a_lost_answer_is_never_repeated(self, kind: type[httpx.RequestError]) -> None:
        platform = Platform(fails(kind))
        with pytest.raises(AnswerLost):
            send(platform, safe=False)
        assert platform.calls == 1

    @pytest.mark.parametrize("code", [408, 500, 502, 503, 504])
    def test_a_server_error_leaves_it_open(self, code: int) -> None:
        platform = Platform(status(code))
        with pytest.raises(AnswerLost, match=str(code)):
            send(platform, safe=False)
        assert platform.calls == 1

    def test_without_a_connection_it_never_left_and_may_go_again(self) -> None:
        platform = Platform(fails(httpx.ConnectError), fails(httpx.ConnectTimeout), status(204))
        assert send(platform, safe=False).status_code == 204

    def test_no_connection_at_all(self) -> None:
        with pytest.raises(Unreachable, match="5512345"):
            send(Platform(fails(httpx.ConnectError)), safe=False)

    def test_a_refusal_is_an_answer(self) -> None:
        platform = Platform(status(400))
        assert send(platform, safe=False).status_code == 400
        assert platform.calls == 1


class TestLimits:
    @pytest.mark.parametrize("safe", [True, False])
    def test_a_short_wait_is_waited(self, safe: bool) -> None:
        clock = Ticking()
        platform = Platform(status(429, **{"Retry-After": "2.0"}), status(200))
        assert send(platform, safe=safe, clock=clock).status_code == 200
        assert clock.slept == [2.0]

    def test_a_long_one_is_a_date(self) -> None:
        platform = Platform(status(429, **{"Retry-After": "120"}))
        with pytest.raises(Throttled) as caught:
            send(platform, safe=False)
        assert caught.value.until == datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
        assert platform.calls == 1

    def test_without_a_date_it_is_tried_a_few_times(self) -> None:
        """NetSuite sends no Retry-After."""
        clock = Ticking()
        platform = Platform(status(429))
        with pytest.raises(Throttled) as caught:
            send(platform, safe=False, clock=clock)
        assert platform.calls == 4
        assert clock.slept == [0.5, 1.0, 2.0]
        assert caught.value.until == START + timedelta(seconds=63.5)


class TestConcurrency:
    def test_no_more_calls_at_once_than_the_account_takes(self) -> None:
        """F54: the limit counts calls in flight, so the others wait on our side."""
        flying: list[int] = [0, 0]  # now, most

        async def handle(request: httpx.Request) -> httpx.Response:
            flying[0] += 1
            flying[1] = max(flying)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            flying[0] -= 1
            return httpx.Response(200)

        async def main() -> None:
            async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
                client = Client(
                    http, Ticking(), source="NetSuite", auth=ShopifyToken("t"), concurrency=2
                )
                await asyncio.gather(*(client.send("GET", URL, safe=True) for _ in range(10)))

        asyncio.run(main())
        assert flying == [0, 2]


class TestLogin:
    def auth(self) -> httpx.Auth:
        return ShopifyClientCredentials(
            shop="acme.myshopify.com", client_id="id", client_secret="s", clock=Ticking()
        )

    def test_a_lost_token_call_is_not_a_lost_write(self) -> None:
        def handle(request: httpx.Request) -> httpx.Response:
            raise httpx.ReadError("gone", request=request)

        with pytest.raises(Unreachable):
            send(handle, safe=False, auth=self.auth())

    def test_refused_credentials_concern_every_call(self) -> None:
        with pytest.raises(Refused) as caught:
            send(Platform(status(400)), safe=False, auth=self.auth())
        assert caught.value.login

    def test_every_attempt_is_signed_anew(self) -> None:
        seen: list[str] = []

        class Counting(httpx.Auth):
            count = 0

            def auth_flow(self, request):  # type: ignore[no-untyped-def]
                self.count += 1
                request.headers["Authorization"] = str(self.count)
                yield request

        def handle(request: httpx.Request) -> httpx.Response:
            seen.append(request.headers["Authorization"])
            return httpx.Response(500 if len(seen) == 1 else 200)

        send(handle, safe=True, auth=Counting())
        assert seen == ["1", "2"]
