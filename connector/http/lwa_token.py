"""How an application proves itself to the Selling Partner API: Login with Amazon.

An access token lives an hour and is bought with the seller's refresh token, which stays the same
until the seller withdraws the authorisation. The token is kept in the journal, so every process of
the connector uses the one and one of them buys the next. A refused call says so with 403, not 401,
and means it only where its details speak of the access token: a missing role is 403 too.

Source: Selling Partner API "Connecting to the Selling Partner API", "LWA credentials FAQ",
"Resolve common HTTP and authorization error codes".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from connector.clock import Clock
from connector.http import exact_json
from connector.http.rotating import RotatingToken, TokenLine
from connector.journal_logins import Login

__all__ = ["HEADER", "TOKEN_URL", "LwaToken"]

HEADER = "x-amz-access-token"
TOKEN_URL = "https://api.amazon.com/auth/o2/token"  # one for all regions
_REMEDIES = {
    "invalid_grant": "Authorise the application again in Seller Central (Apps & Services > Manage "
    "Your Apps) and set the new refresh_token; it belongs to the region of marketplace_id.",
    "invalid_client": "Check client_id and client_secret. A secret whose rotation is overdue is "
    "refused too: rotate it in the developer console and set the new one.",
    "unauthorized_client": "Use the client_id that the seller authorised, of an application that "
    "may use refresh tokens.",
}


class LwaToken(RotatingToken):
    """One seller's authorisation of one application."""

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
        self._client = (client_id, client_secret)

    def token_request(self, refresh_token: str) -> httpx.Request:
        client_id, client_secret = self._client
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": client_id,
            "client_secret": client_secret,
        }
        return httpx.Request(
            "POST",
            TOKEN_URL,
            headers={
                "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
                "Accept": "application/json",
            },
            content=urlencode(form).encode("ascii"),
        )

    def apply(self, request: httpx.Request, access_token: str) -> None:
        request.headers[HEADER] = access_token

    def successor(self, answer: Mapping[str, Any]) -> str:
        """The same refresh token comes back; an answer without one leaves it in force."""
        return str(answer.get("refresh_token") or self._first)

    def spent(self, response: httpx.Response) -> bool:
        """Expired, or dead after the seller authorised anew."""
        if response.status_code != 403:
            return False
        return any(
            each.get("code") == "Unauthorized"
            and "access token" in str(each.get("details")).lower()
            for each in _errors(response)
        )

    def remedy(self, answer: httpx.Response) -> str:
        try:
            body = exact_json.read(answer.content)
        except exact_json.BadJson:
            return ""
        return _REMEDIES.get(str(body.get("error")), "") if isinstance(body, dict) else ""

    def _why(self, held: Login, said: str) -> str:
        """A lost answer costs nothing here: the refresh token stays good."""
        return said


def _errors(response: httpx.Response) -> list[Mapping[str, Any]]:
    try:
        body = exact_json.read(response.content)
    except exact_json.BadJson:
        return []
    found = body.get("errors") if isinstance(body, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
