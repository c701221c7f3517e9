"""Tokens that are bought, shared and renewed."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from connector.http.oauth2_m2m import ClientCertificateAuth
from connector.http.shopify_token import ShopifyClientCredentials, ShopifyToken
from connector.http.tokens import LoginRefused

TOKEN_URL = "https://5512345.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
SHOP = "acme-outdoor.myshopify.com"


class Ticking:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def pem(key: Any) -> str:
    return str(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
    )


@pytest.fixture(scope="module")
def ec_key() -> str:
    return pem(ec.generate_private_key(ec.SECP256R1()))


class Shop:
    """A token endpoint and one API; counts the tokens it sold."""

    def __init__(self, expires_in: Any = 86399) -> None:
        self.sold = 0
        self.revoked: set[str] = set()
        self.expires_in = expires_in
        self.seen: list[str] = []
        self.token_bodies: list[bytes] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        if request.url.path.endswith("access_token"):
            self.token_bodies.append(request.content)
            self.sold += 1
            return httpx.Response(
                200, json={"access_token": f"shpat_{self.sold}", "expires_in": self.expires_in}
            )
        token = request.headers["X-Shopify-Access-Token"]
        self.seen.append(token)
        return httpx.Response(401 if token in self.revoked else 200, json={})


def run(
    handler: Callable[..., Any], auth: httpx.Auth, calls: int = 1, together: bool = False
) -> list[httpx.Response]:
    async def main() -> list[httpx.Response]:
        transport = httpx.MockTransport(handler)
        async with httpx.AsyncClient(transport=transport, auth=auth) as client:
            if together:
                return list(
                    await asyncio.gather(*(client.get(f"https://{SHOP}/x") for _ in range(calls)))
                )
            return [await client.get(f"https://{SHOP}/x") for _ in range(calls)]

    return asyncio.run(main())


class TestShopify:
    def test_a_fixed_token_goes_into_the_header(self) -> None:
        shop = Shop()
        run(shop, ShopifyToken("shpat_fixed"))
        assert shop.seen == ["shpat_fixed"]
        assert shop.sold == 0

    def test_one_token_serves_many_calls(self) -> None:
        shop, clock = Shop(), Ticking()
        auth = ShopifyClientCredentials(
            shop=SHOP, client_id="id", client_secret="secret", clock=clock
        )
        run(shop, auth, calls=3)
        assert shop.sold == 1
        assert json.loads(shop.token_bodies[0]) == {
            "client_id": "id",
            "client_secret": "secret",
            "grant_type": "client_credentials",
        }

    def test_calls_that_start_together_buy_one_token(self) -> None:
        shop = Shop()
        auth = ShopifyClientCredentials(
            shop=SHOP, client_id="id", client_secret="s", clock=Ticking()
        )
        run(shop, auth, calls=5, together=True)
        assert shop.sold == 1
        assert set(shop.seen) == {"shpat_1"}

    def test_it_is_renewed_before_it_expires(self) -> None:
        shop, clock = Shop(expires_in="3600"), Ticking()
        auth = ShopifyClientCredentials(shop=SHOP, client_id="id", client_secret="s", clock=clock)
        run(shop, auth)
        clock.at += timedelta(seconds=3540)
        run(shop, auth)
        assert shop.seen == ["shpat_1", "shpat_2"]

    def test_a_revoked_token_is_renewed_once_and_the_call_repeated(self) -> None:
        shop = Shop()
        shop.revoked = {"shpat_1"}
        auth = ShopifyClientCredentials(
            shop=SHOP, client_id="id", client_secret="s", clock=Ticking()
        )
        [response] = run(shop, auth)
        assert response.status_code == 200
        assert shop.seen == ["shpat_1", "shpat_2"]

    def test_a_second_401_is_the_answer(self) -> None:
        shop = Shop()
        shop.revoked = {"shpat_1", "shpat_2"}
        auth = ShopifyClientCredentials(
            shop=SHOP, client_id="id", client_secret="s", clock=Ticking()
        )
        [response] = run(shop, auth)
        assert response.status_code == 401

    def test_the_endpoint_says_no(self) -> None:
        def refuse(request: httpx.Request) -> httpx.Response:
            return httpx.Response(
                400, json={"error": "invalid_client", "error_description": "No such app."}
            )

        auth = ShopifyClientCredentials(
            shop=SHOP, client_id="id", client_secret="s", clock=Ticking()
        )
        with pytest.raises(LoginRefused, match=r"No such app\."):
            run(refuse, auth)


class TestNetSuite:
    def claims(self, key_text: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        sent: list[httpx.Request] = []

        def handle(request: httpx.Request) -> httpx.Response:
            sent.append(request)
            return httpx.Response(
                200, json={"access_token": "jwt", "expires_in": 3600, "token_type": "Bearer"}
            )

        auth = ClientCertificateAuth(
            token_url=TOKEN_URL,
            client_id="client",
            certificate_id="cert-1",
            private_key=key_text,
            clock=Ticking(),
        )
        run(handle, auth)
        assert sent[1].headers["Authorization"] == "Bearer jwt"
        form = {name: values[0] for name, values in parse_qs(sent[0].content.decode()).items()}
        try:
            key: Any = ECKey.import_key(key_text)
        except Exception:  # noqa: BLE001 - either kind will do
            key = RSAKey.import_key(key_text)
        token = jwt.decode(form["client_assertion"], key, algorithms=["ES256", "PS256"])
        return form, dict(token.header), dict(token.claims)

    def test_the_assertion_is_signed_with_the_certificates_key(self, ec_key: str) -> None:
        form, header, claims = self.claims(ec_key)
        assert form["grant_type"] == "client_credentials"
        assert (
            form["client_assertion_type"]
            == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        )
        assert header == {"typ": "JWT", "alg": "ES256", "kid": "cert-1"}
        assert claims["iss"] == "client"
        assert claims["aud"] == TOKEN_URL
        assert claims["scope"] == "rest_webservices"
        assert claims["iat"] == 1795510800
        assert 0 < claims["exp"] - claims["iat"] <= 3600

    def test_an_rsa_key_signs_ps256_because_rs256_is_refused(self) -> None:
        _, header, _ = self.claims(pem(rsa.generate_private_key(65537, 2048)))
        assert header["alg"] == "PS256"

    def test_nonsense_is_not_a_key(self) -> None:
        with pytest.raises(ValueError, match="deserialize"):
            ClientCertificateAuth(
                token_url=TOKEN_URL,
                client_id="client",
                certificate_id="cert-1",
                private_key="nonsense",
                clock=Ticking(),
            )
