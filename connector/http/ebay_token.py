"""How an application proves itself to eBay: a user access token, bought with a refresh token.

An access token lives two hours. The refresh token stays the same for eighteen months, unless the
seller revokes the consent or changes the password; then only a new consent helps. The token is kept
in the journal, so every process of the connector uses the one and one of them buys the next.
Post-Order calls want their own word before the token.

Sources: developer.ebay.com "Using a refresh token to update a User access token", "OAuth scopes";
Post-Order API, "Authorization".
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from connector.clock import Clock
from connector.http import exact_json
from connector.http.ebay_signature import Signer
from connector.http.rotating import RotatingToken, TokenLine
from connector.journal_logins import Login

__all__ = ["POST_ORDER", "SCOPES", "EbayToken", "domain_of"]

POST_ORDER = "/post-order/"
_SCOPE = "https://api.ebay.com/oauth/api_scope"  # a name, not an address: the sandbox has it too
SCOPES = (_SCOPE, f"{_SCOPE}/sell.fulfillment", f"{_SCOPE}/sell.finances")
"""Orders and shipments; refunds and what Finances tells. Post-Order asks for none."""


def domain_of(*, sandbox: bool) -> str:
    return "sandbox.ebay.com" if sandbox else "ebay.com"


class EbayToken(RotatingToken):
    """One seller's consent to one application. `ru_name` only serves to say where a new consent is
    given; `signer` is None for sellers who need no signatures."""

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        refresh_token: str,
        domain: str,
        ru_name: str,
        signer: Signer | None,
        line: TokenLine,
        clock: Clock,
    ) -> None:
        super().__init__(refresh_token=refresh_token, line=line, clock=clock)
        self._basic = b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._client_id = client_id
        self._domain = domain
        self._ru_name = ru_name
        self._signer = signer

    def token_request(self, refresh_token: str) -> httpx.Request:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "scope": " ".join(SCOPES),
        }
        return httpx.Request(
            "POST",
            f"https://api.{self._domain}/identity/v1/oauth2/token",
            headers={
                "Authorization": f"Basic {self._basic}",
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            content=urlencode(form).encode("ascii"),
        )

    def apply(self, request: httpx.Request, access_token: str) -> None:
        scheme = "IAF" if request.url.path.startswith(POST_ORDER) else "Bearer"
        request.headers["Authorization"] = f"{scheme} {access_token}"
        if self._signer is not None:
            self._signer.sign(request)

    def successor(self, answer: Mapping[str, Any]) -> str:
        """The answer has no new refresh token: the first one stays."""
        return str(answer.get("refresh_token") or self._first)

    def remedy(self, answer: httpx.Response) -> str:
        try:
            body = exact_json.read(answer.content)
        except exact_json.BadJson:
            return ""
        error = str(body.get("error")) if isinstance(body, dict) else ""
        if error == "invalid_client":
            return (
                "Check client_id (App ID) and client_secret (Cert ID); a keyset of the sandbox "
                'goes with store = "development".'
            )
        if error == "invalid_grant":
            return (
                "The seller has revoked the consent or changed the password, or the refresh token "
                f"is older than 18 months: {self._consent()} and set the new refresh_token."
            )
        if error == "invalid_scope":
            return (
                "The consent leaves out what the connector needs (sell.fulfillment and "
                f"sell.finances): {self._consent()} and set the new refresh_token."
            )
        return ""

    def _consent(self) -> str:
        if not self._ru_name:
            return "let the seller consent again (set ru_name to see the address here)"
        asked = {
            "client_id": self._client_id,
            "redirect_uri": self._ru_name,
            "response_type": "code",
            "scope": " ".join(SCOPES),
        }
        query = urlencode(asked, quote_via=quote)
        return (
            f"let the seller consent again at https://auth.{self._domain}/oauth2/authorize?{query}"
        )

    def _why(self, held: Login, said: str) -> str:
        """A lost answer costs nothing here: the refresh token stays good."""
        return said
