"""How an app proves itself to a QuickBooks company: a bearer token that lives for an hour.

It is renewed with a refresh token. Intuit answers the same refresh token for up to a day, then a
new one; the old one dies with it, and of two renewals at once the second is refused. There is no
login without a person: a line of tokens that is cut needs connecting again.
Source: developer.intuit.com "OAuth 2.0", "Refresh access tokens".
"""

from __future__ import annotations

import base64

import httpx

from connector.clock import Clock
from connector.http.rotating import RotatingToken, TokenLine

__all__ = ["TOKEN_URL", "IntuitRefreshToken"]

TOKEN_URL = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"
"""The same for production and sandbox companies."""


class IntuitRefreshToken(RotatingToken):
    """Raises LoginRefused."""

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        refresh_token: str,
        line: TokenLine,
        clock: Clock,
    ) -> None:
        super().__init__(refresh_token=refresh_token, line=line, clock=clock)
        pair = f"{client_id}:{client_secret}".encode()
        self._basic = f"Basic {base64.b64encode(pair).decode()}"

    def token_request(self, refresh_token: str) -> httpx.Request:
        return httpx.Request(
            "POST",
            TOKEN_URL,
            headers={"Authorization": self._basic, "Accept": "application/json"},
            data={"grant_type": "refresh_token", "refresh_token": refresh_token},
        )

    def apply(self, request: httpx.Request, access_token: str) -> None:
        request.headers["Authorization"] = f"Bearer {access_token}"
