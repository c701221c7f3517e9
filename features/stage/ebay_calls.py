"""Calls to eBay that are none of the connector's: another program of the seller's, right or wrong.

They go over the same wire, so they are in the evidence beside the connector's own.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from connector.http import exact_json
from connector.http.ebay_signature import Signer
from features.expect import StateDiffers
from features.stage.ebay_seller import EbaySeller
from features.stage.parts import WorldClock

__all__ = ["EbayAnswer", "EbayCalls"]

SCOPE = "https://api.ebay.com/oauth/api_scope"
FULFILLMENT = "/sell/fulfillment/v1/order"
TOKEN = "/identity/v1/oauth2/token"
ENVELOPES = ("errors", "error", "errorMessage")


@dataclass(frozen=True)
class EbayAnswer:
    status: int
    body: Any

    @property
    def said(self) -> str:
        """For messages; never a token."""
        body = self.body if self.status >= 400 else "what was asked for"
        return f"eBay's answer: {body}"

    @property
    def envelope(self) -> str:
        """In which member the errors stand. Raises StateDiffers for an answer without one."""
        found = next((each for each in ENVELOPES if each in (self.body or {})), "")
        if not found:
            raise StateDiffers(f"eBay answered {self.status} without an error: {self.body}")
        return found

    @property
    def error(self) -> Any:
        """The one error. Raises StateDiffers."""
        told = self.body[self.envelope]
        errors = told["error"] if isinstance(told, dict) else told
        if not isinstance(errors, list) or len(errors) != 1:
            raise StateDiffers(f"eBay answered {self.status} with {errors}, not with one error")
        return errors[0]


class EbayCalls(EbaySeller):
    """`ebay_token` is what the next call bears: by default one of the seller's consent with every
    scope; empty: none. Where `tampered` is set, a signed call is changed after it was signed."""

    ebay_answer: EbayAnswer | None = None
    ebay_token: str | None = None
    ebay_scheme = ""
    signing = False
    tampered = False

    def call_ebay(
        self, method: str, path: str, body: Any = None, params: dict[str, str] | None = None
    ) -> EbayAnswer:
        token = self.ebay_token
        if token is None:
            token = self.world.ebay.auth.issue_access_token()
        own = "IAF" if path.startswith("/post-order/") else "Bearer"
        headers = {"Accept": "application/json", "X-EBAY-C-MARKETPLACE-ID": "EBAY_US"}
        if token:
            headers["Authorization"] = f"{self.ebay_scheme or own} {token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        host = "apiz.ebay.com" if path.startswith("/sell/finances/") else "api.ebay.com"
        content = b"" if body is None else exact_json.write(body)
        request = httpx.Request(
            method, f"https://{host}{path}", params=params, headers=headers, content=content
        )
        if self.signing:
            self._sign(request)
        self.ebay_answer = self._send_to_ebay(request)
        return self.ebay_answer

    def _sign(self, request: httpx.Request) -> None:
        known = self.world.credentials()
        key, jwe = known["EBAY_SIGNING_PRIVATE_KEY"], known["EBAY_SIGNING_JWE"]
        Signer(key, jwe, WorldClock(self.world)).sign(request)
        if self.tampered:
            said = request.headers["signature-input"]
            request.headers["signature-input"] = said.replace('"@method" ', "")

    def ask_for_token(self, form: dict[str, str], pair: tuple[str, str] | None = None) -> None:
        """The token endpoint; `pair`: another keyset than the connector's."""
        known = self.world.credentials()
        name, secret = pair or (known["EBAY_CLIENT_ID"], known["EBAY_CLIENT_SECRET"])
        basic = b64encode(f"{name}:{secret}".encode()).decode()
        request = httpx.Request(
            "POST",
            f"https://api.ebay.com{TOKEN}",
            headers={
                "Authorization": f"Basic {basic}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            content=urlencode(form).encode(),
        )
        self.ebay_answer = self._send_to_ebay(request)

    def _send_to_ebay(self, request: httpx.Request) -> EbayAnswer:
        async def send() -> EbayAnswer:
            async with httpx.AsyncClient(transport=self.world.transport()) as client:
                answer = await client.send(request)
                body = exact_json.read(answer.content) if answer.content else None
                return EbayAnswer(answer.status_code, body)

        return self.run(send())

    def refund_by_api(self, **members: Any) -> EbayAnswer:
        """issue_refund of the order that the scenario talks about."""
        return self.call_ebay(
            "POST", f"{FULFILLMENT}/{self.marketplace_order}/issue_refund", members
        )
