"""One call of eBay's REST APIs: their hosts, their errors, their patience.

Errors come in an `errors` array, those of Post-Order in an `error` array, which may stand in an
`errorMessage`; the number of an error is what a remedy goes by. A list without matches may be 204.
An allowance is one of a day, without a date in its refusal.

Sources: developer.ebay.com "Handling error messages", "API call limits"; Post-Order API.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from connector.clock import Clock
from connector.http import exact_json
from connector.http.client import Client
from connector.http.ebay_token import POST_ORDER
from connector.trouble import AnswerLost, Refused, Unreachable

__all__ = ["SOURCE", "EbayApi", "NotThere", "instant", "stamp"]

SOURCE = "eBay"
_REQUEST_ID = "x-ebay-request-id"
_REMEDIES = {
    "1100": "Let the seller consent again with the scopes sell.fulfillment and sell.finances, and "
    "set the new refresh_token.",
    "215001": "This seller signs calls about money: create a key (createSigningKey) and set "
    "signing_key and signing_key_jwe.",
    "215114": "Set this machine's clock: eBay takes signatures of the last minutes only.",
    "215120": "Check that signing_key and signing_key_jwe belong together, and to this "
    "application.",
    "215122": "Check that signing_key and signing_key_jwe belong together, and to this "
    "application; the key may have expired (after three years).",
    "34916": "Answer the buyer's open case on eBay; the refund is made there.",
    "34920": "It is too late for a refund through eBay: give the money back outside, and book it "
    "by hand.",
    "34922": "Wait until the refund before it is through, then post again.",
}


class EbayApi:
    """`domain` is ebay.com or sandbox.ebay.com; `site` the marketplace that calls speak for."""

    def __init__(
        self, http: httpx.AsyncClient, clock: Clock, *, domain: str, site: str, auth: httpx.Auth
    ) -> None:
        self._domain = domain
        self._site = site
        self.clock = clock
        self._client = Client(http, clock, source=SOURCE, auth=auth, trace_header=_REQUEST_ID)

    async def read(
        self, operation: str, path: str, params: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The answer's body; empty where there is none (204). Raises Refused, Unreachable,
        Throttled."""
        response = await self._send(operation, "GET", path, params=params, safe=True)
        return _body(operation, response, safe=True)

    async def find(
        self, operation: str, path: str, params: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        """As `read`; None where there is no such thing (404)."""
        try:
            return await self.read(operation, path, params)
        except NotThere:
            return None

    async def write(self, operation: str, path: str, body: Mapping[str, Any]) -> httpx.Response:
        """Raises AnswerLost too."""
        return await self._send(
            operation,
            "POST",
            path,
            content=exact_json.write(dict(body)),
            headers={"Content-Type": "application/json"},
            safe=False,
        )

    async def write_for(self, operation: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """As `write`; the answer's body."""
        return _body(operation, await self.write(operation, path, body), safe=False)

    async def _send(
        self, operation: str, method: str, path: str, *, safe: bool, **more: Any
    ) -> httpx.Response:
        headers = {
            "Accept": "application/json",
            "X-EBAY-C-MARKETPLACE-ID": self._site,
            **more.pop("headers", {}),
        }
        url = f"https://{_host(path)}.{self._domain}{path}"
        response = await self._client.send(method, url, safe=safe, headers=headers, **more)
        if response.status_code >= 300:
            raise _refused(operation, path, response)
        return response


class NotThere(Refused):
    """404."""


def _host(path: str) -> str:
    return "apiz" if path.startswith("/sell/finances/") else "api"


def stamp(moment: datetime) -> str:
    """UTC with milliseconds and its Z."""
    whole = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return whole.replace("+00:00", "Z")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _body(operation: str, response: httpx.Response, *, safe: bool) -> dict[str, Any]:
    if not response.content:
        return {}
    try:
        body = exact_json.read(response.content)
    except exact_json.BadJson:
        body = None
    if isinstance(body, dict):
        return body
    sentence = f"eBay answered {operation} with something that is not JSON{_trace(response)}."
    raise Unreachable(sentence, SOURCE) if safe else AnswerLost(sentence, SOURCE)


def _refused(operation: str, path: str, response: httpx.Response) -> Refused:
    code, said = _told(response)
    status = response.status_code
    kind = NotThere if status == 404 else Refused
    return kind(
        f"eBay refused {operation}: {said}",
        SOURCE,
        f"{code or status}: {said}{_trace(response)}",
        code=code or str(status),
        remedy=_remedy(path, status, code),
        login=status == 401,
    )


def _told(response: httpx.Response) -> tuple[str, str]:
    """(number, the longer message) of the first error."""
    try:
        body = exact_json.read(response.content)
    except exact_json.BadJson:
        body = None
    found: Any = None
    if isinstance(body, dict):
        outer = body.get("errorMessage")
        inner = outer if isinstance(outer, dict) else body
        found = inner.get("errors") or inner.get("error")
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        return "", f"HTTP {response.status_code} without a reason"
    first = found[0]
    said = str(first.get("longMessage") or first.get("message") or "").strip()
    return str(first.get("errorId") or ""), said or f"HTTP {response.status_code}"


def _remedy(path: str, status: int, code: str) -> str:
    known = _REMEDIES.get(code, "")
    if known or status != 401:
        return known
    scheme = " for Post-Order" if path.startswith(POST_ORDER) else ""
    return (
        f"eBay takes no token of this consent{scheme}: let the seller consent again and set the "
        "new refresh_token."
    )


def _trace(response: httpx.Response) -> str:
    """For eBay's support, which asks for it."""
    found = response.headers.get(_REQUEST_ID)
    return f" (request {found})" if found else ""
