"""Token-based authentication: OAuth 1.0a signatures as NetSuite checks them.

HMAC-SHA256 only; the realm is the account id in upper case with an underscore (`1234567_SB1`)
and no part of the signature; the query is signed, a JSON body is not. Source: Help Center "The
Signature for Web Services and RESTlets".
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator
from typing import Any, cast

import httpx
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA256
from oauthlib.oauth1 import Client as Signer

from connector.clock import Clock

__all__ = ["TokenBasedAuth", "realm_of"]


def realm_of(account: str) -> str:
    """`1234567-sb1`, as host names write it, and `1234567_SB1` both give `1234567_SB1`."""
    return account.strip().upper().replace("-", "_")


def random_nonce() -> str:
    return secrets.token_hex(16)


class TokenBasedAuth(httpx.Auth):
    """Signs every request anew: a nonce is used once, a retry must not repeat it."""

    def __init__(
        self,
        *,
        account: str,
        consumer_key: str,
        consumer_secret: str,
        token_id: str,
        token_secret: str,
        clock: Clock,
        nonce: Callable[[], str] = random_nonce,
    ) -> None:
        self._realm = realm_of(account)
        self._consumer = (consumer_key, consumer_secret)
        self._token = (token_id, token_secret)
        self._clock = clock
        self._nonce = nonce

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        key, secret = self._consumer
        token, token_secret = self._token
        signer = Signer(
            key,
            client_secret=secret,
            resource_owner_key=token,
            resource_owner_secret=token_secret,
            signature_method=SIGNATURE_HMAC_SHA256,
            realm=self._realm,
            nonce=self._nonce(),
            timestamp=str(int(self._clock.now().timestamp())),
        )
        # The stubs know the nine verbs as literals; httpx hands over a str.
        _, headers, _ = signer.sign(str(request.url), http_method=cast(Any, request.method))
        request.headers["Authorization"] = headers["Authorization"]
        yield request
