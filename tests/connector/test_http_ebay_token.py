"""eBay's user token: Basic form, two hours, 401, refusals with what helps; digital signatures."""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from connector.channels.ebay_api import EbayApi
from connector.http.ebay_signature import Signer
from connector.http.ebay_token import EbayToken
from connector.http.rotating import LoginLine
from connector.journal import Journal
from connector.trouble import AnswerLost, Refused, Throttled, Unreachable

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DER = b64encode(KEY.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption())).decode()
ORDER = "/sell/fulfillment/v1/order/01-00001-00001"
REFUND = f"{ORDER}/issue_refund"


class Ticking:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


class Server:
    """Answers tokens T1, T2 ... and, by the API, what `answers` holds (200 once they are used)."""

    def __init__(self, *answers: httpx.Response, login: httpx.Response | None = None) -> None:
        self.answers = list(answers)
        self.login = login
        self.logins: list[httpx.Request] = []
        self.calls: list[httpx.Request] = []
        self.tokens: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/identity/v1/oauth2/token":
            self.logins.append(request)
            if self.login is not None:
                return self.login
            told = {"access_token": f"v^1.1#T{len(self.logins)}", "expires_in": 7200}
            return httpx.Response(200, json={**told, "token_type": "User Access Token"})
        self.calls.append(request)
        self.tokens.append(request.headers["authorization"])
        return self.answers.pop(0) if self.answers else httpx.Response(200, json={"ok": True})


def refused(status: int, number: int, said: str, **headers: str) -> httpx.Response:
    error = {"errorId": number, "domain": "ACCESS", "message": "short", "longMessage": said}
    told = {"x-ebay-request-id": "r-1", **headers}
    return httpx.Response(status, json={"errors": [error]}, headers=told)


def call(
    server: Callable[[httpx.Request], httpx.Response],
    clock: Ticking | None = None,
    journal: Journal | None = None,
    *,
    path: str = ORDER,
    write: bool = False,
    domain: str = "ebay.com",
    key: str = "",
    ru_name: str = "Acme-RuName",
) -> dict[str, Any]:
    clock = clock or Ticking()
    kept = journal or Journal(":memory:")

    async def main() -> dict[str, Any]:
        auth = EbayToken(
            client_id="app",
            client_secret="the secret",
            refresh_token="v^1.1#i^1#one+/=",
            domain=domain,
            ru_name=ru_name,
            signer=Signer(key, "a.jwe.c.d.e", clock) if key else None,
            line=LoginLine(kept, "ebay"),
            clock=clock,
        )
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            api = EbayApi(http, clock, domain=domain, site="EBAY_US", auth=auth)
            if write:
                return await api.write_for("issueRefund", path, {"a": 1})
            return await api.read("getOrder", path, {"x": "1"})

    try:
        return asyncio.run(main())
    finally:
        if journal is None:
            kept.close()


# --- the token -----------------------------------------------------------------------------------


def test_the_token_is_bought_with_basic_and_a_form() -> None:
    server = Server()
    assert call(server) == {"ok": True}
    (login,) = server.logins
    assert login.url == "https://api.ebay.com/identity/v1/oauth2/token"
    assert b64decode(login.headers["authorization"].removeprefix("Basic ")) == b"app:the secret"
    assert parse_qs(login.content.decode(), strict_parsing=True) == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["v^1.1#i^1#one+/="],
        "scope": [
            "https://api.ebay.com/oauth/api_scope "
            "https://api.ebay.com/oauth/api_scope/sell.fulfillment "
            "https://api.ebay.com/oauth/api_scope/sell.finances"
        ],
    }
    assert server.tokens == ["Bearer v^1.1#T1"]
    assert server.calls[0].headers["x-ebay-c-marketplace-id"] == "EBAY_US"


@pytest.mark.parametrize(
    ("path", "host", "scheme"),
    [
        (ORDER, "api.ebay.com", "Bearer"),
        ("/sell/finances/v1/transaction", "apiz.ebay.com", "Bearer"),
        ("/post-order/v2/return/search", "api.ebay.com", "IAF"),
    ],
)
def test_every_api_has_its_host_and_word(path: str, host: str, scheme: str) -> None:
    server = Server()
    call(server, path=path)
    assert (server.calls[0].url.host, server.tokens) == (host, [f"{scheme} v^1.1#T1"])


def test_the_sandbox_is_another_host_with_the_same_scopes() -> None:
    server = Server()
    call(server, domain="sandbox.ebay.com")
    assert server.logins[0].url.host == "api.sandbox.ebay.com"
    assert server.calls[0].url.host == "api.sandbox.ebay.com"
    assert b"api.ebay.com%2Foauth" in server.logins[0].content


def test_an_expired_token_is_renewed_and_a_write_sent_again() -> None:
    server = Server(refused(401, 1001, "Invalid access token."))
    assert call(server, write=True) == {"ok": True}
    assert server.tokens == ["Bearer v^1.1#T1", "Bearer v^1.1#T2"]


def test_a_token_that_stays_refused_is_a_refused_login() -> None:
    no = refused(401, 1001, "Invalid access token.")
    with pytest.raises(Refused) as told:
        call(Server(no, refused(401, 1001, "Invalid access token.")))
    assert told.value.login
    assert "consent again" in told.value.remedy


def test_the_next_process_uses_the_same_token_until_a_minute_before_its_end() -> None:
    journal, server, clock = Journal(":memory:"), Server(), Ticking()
    call(server, clock, journal)
    clock.moment += timedelta(seconds=7139)
    call(server, clock, journal)
    clock.moment += timedelta(seconds=2)
    call(server, clock, journal)
    journal.close()
    assert server.tokens == ["Bearer v^1.1#T1", "Bearer v^1.1#T1", "Bearer v^1.1#T2"]


@pytest.mark.parametrize(
    ("status", "error", "remedy"),
    [
        (400, "invalid_grant", "revoked the consent or changed the password"),
        (400, "invalid_scope", "sell.fulfillment and sell.finances"),
        (401, "invalid_client", "Check client_id (App ID) and client_secret (Cert ID)"),
        (400, "unsupported_grant_type", "Check the credentials of this account"),
    ],
)
def test_a_refused_login_says_what_helps(status: int, error: str, remedy: str) -> None:
    answer = httpx.Response(status, json={"error": error, "error_description": "no such luck"})
    with pytest.raises(Refused, match="eBay refused the login: no such luck") as told:
        call(Server(login=answer))
    assert told.value.login
    assert remedy in told.value.remedy
    assert "the secret" not in str(told.value) + told.value.verbatim + told.value.remedy


@pytest.mark.parametrize(
    ("ru_name", "said"),
    [
        (
            "Acme-RuName",
            "https://auth.ebay.com/oauth2/authorize?client_id=app&redirect_uri=Acme-RuName"
            "&response_type=code&scope=https%3A%2F%2Fapi.ebay.com%2Foauth%2Fapi_scope%20https",
        ),
        ("", "set ru_name to see the address here"),
    ],
)
def test_a_revoked_consent_names_where_the_next_one_is_given(ru_name: str, said: str) -> None:
    answer = httpx.Response(400, json={"error": "invalid_grant", "error_description": "revoked"})
    with pytest.raises(Refused) as told:
        call(Server(login=answer), ru_name=ru_name)
    assert said in told.value.remedy


def test_a_token_endpoint_that_is_down_is_no_refusal() -> None:
    with pytest.raises(Unreachable):
        call(Server(login=httpx.Response(503)))


# --- answers --------------------------------------------------------------------------------------


def test_a_refusal_has_its_number_and_longer_words() -> None:
    with pytest.raises(Refused) as told:
        call(Server(refused(403, 1100, "Insufficient permissions to fulfill the request.")))
    assert not told.value.login
    assert told.value.code == "1100"
    assert told.value.verbatim == (
        "1100: Insufficient permissions to fulfill the request. (request r-1)"
    )
    assert "sell.finances" in told.value.remedy


@pytest.mark.parametrize(
    "body",
    [
        {
            "error": [
                {"errorId": 1616, "message": "Invalid Input.", "longMessage": "Invalid Input."}
            ]
        },
        {"errorMessage": {"error": [{"errorId": 1616, "message": "Invalid Input."}]}},
    ],
)
def test_post_order_s_envelopes_are_read_too(body: dict[str, Any]) -> None:
    with pytest.raises(Refused) as told:
        call(Server(httpx.Response(400, json=body)), path="/post-order/v2/return/1")
    assert (told.value.code, told.value.sentence) == (
        "1616",
        "eBay refused getOrder: Invalid Input.",
    )


def test_204_is_an_empty_body() -> None:
    assert call(Server(httpx.Response(204))) == {}


def test_a_page_is_no_reason() -> None:
    with pytest.raises(Refused, match="HTTP 403 without a reason"):
        call(Server(httpx.Response(403, html="<html>")))
    with pytest.raises(Unreachable, match="not JSON"):
        call(Server(httpx.Response(200, html="<html>")))


def test_a_write_without_a_usable_answer_is_lost() -> None:
    with pytest.raises(AnswerLost):
        call(Server(httpx.Response(500)), write=True)
    with pytest.raises(AnswerLost):
        call(Server(httpx.Response(200, html="<html>")), write=True)


def test_a_used_up_allowance_is_put_off() -> None:
    answers = [refused(429, 2001, "The request limit has been reached.") for _ in range(4)]
    with pytest.raises(Throttled):
        call(Server(*answers))


# --- signatures ---------------------------------------------------------------------------------


def base_of(request: httpx.Request, components: list[str], given: str) -> bytes:
    """RFC 9421, written down once more."""
    known = {
        "@method": request.method,
        "@path": request.url.path,
        "@authority": request.url.host,
    }
    lines = [f'"{name}": {known.get(name) or request.headers[name]}' for name in components]
    return "\n".join([*lines, f'"@signature-params": {given}']).encode()


@pytest.mark.parametrize("write", [True, False])
def test_calls_are_signed_over_their_path_and_body(write: bool) -> None:
    server = Server()
    call(server, key=DER, write=write, path=REFUND)
    (request,) = server.calls
    given = request.headers["signature-input"].removeprefix("sig1=")
    components = re.findall(r'"([^"]+)"', given)
    expected = ["x-ebay-signature-key", "@method", "@path", "@authority"]
    assert components == (["content-digest", *expected] if write else expected)
    assert given.endswith(f");created={int(datetime(2026, 11, 24, 9, tzinfo=UTC).timestamp())}")
    assert request.headers["x-ebay-signature-key"] == "a.jwe.c.d.e"
    if write:
        digest = b64encode(hashlib.sha256(request.content).digest()).decode()
        assert request.headers["content-digest"] == f"sha-256=:{digest}:"
    signature = b64decode(request.headers["signature"].removeprefix("sig1=:").removesuffix(":"))
    KEY.public_key().verify(signature, base_of(request, components, given))
    assert "signature" not in server.logins[0].headers


def test_a_call_that_is_sent_again_is_signed_again() -> None:
    server, clock = Server(httpx.Response(500), httpx.Response(500)), Ticking()
    call(server, clock, key=DER)
    assert clock.slept == [0.5, 1.0]
    created = [each.headers["signature-input"].rpartition("=")[2] for each in server.calls]
    assert created == ["1795510800", "1795510800", "1795510801"]
    assert len({each.headers["signature"] for each in server.calls}) == 2


def test_an_rsa_key_signs_as_pkcs1() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode()
    server = Server()
    call(server, key=pem)
    (request,) = server.calls
    given = request.headers["signature-input"].removeprefix("sig1=")
    signature = b64decode(request.headers["signature"].removeprefix("sig1=:").removesuffix(":"))
    base = base_of(request, re.findall(r'"([^"]+)"', given), given)
    key.public_key().verify(signature, base, PKCS1v15(), SHA256())


def test_unsigned_sellers_send_none() -> None:
    server = Server()
    call(server, write=True)
    assert [name for name in server.calls[0].headers if "signature" in name] == []


def test_a_seller_who_must_sign_is_told_how() -> None:
    no = refused(400, 215001, "Missing x-ebay-signature-key header to fulfill the request.")
    with pytest.raises(Refused) as told:
        call(Server(no))
    assert "createSigningKey" in told.value.remedy
