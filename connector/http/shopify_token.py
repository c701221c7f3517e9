"""How an app proves itself to a Shopify shop: one header, two ways to fill it.

A custom app has a token that does not expire. An app of the shop's own organisation buys a token
for 24 hours with its client id and secret (client credentials grant) and buys again when it is
used up. Source: shopify.dev "Authentication and authorization".
"""

from __future__ import annotations

from collections.abc import Generator

import httpx

from connector.clock import Clock
from connector.http import exact_json
from connector.http.tokens import RenewedToken

__all__ = ["HEADER", "ShopifyClientCredentials", "ShopifyToken"]

HEADER = "X-Shopify-Access-Token"


class ShopifyToken(httpx.Auth):
    """A token that was issued once and stays valid until it is revoked."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers[HEADER] = self._token
        yield request


class ShopifyClientCredentials(RenewedToken):
    """`shop` is the host name, `acme.myshopify.com`."""

    def __init__(self, *, shop: str, client_id: str, client_secret: str, clock: Clock) -> None:
        super().__init__(clock)
        self._url = f"https://{shop}/admin/oauth/access_token"
        self._client = (client_id, client_secret)

    def token_request(self) -> httpx.Request:
        client_id, client_secret = self._client
        return httpx.Request(
            "POST",
            self._url,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            content=exact_json.write(
                {
                    "client_id": client_id,
                    "client_secret": client_secret,
                    "grant_type": "client_credentials",
                }
            ),
        )

    def apply(self, request: httpx.Request, token: str) -> None:
        request.headers[HEADER] = token
