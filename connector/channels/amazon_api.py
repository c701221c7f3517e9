"""One call of the Selling Partner API: its host, its errors, its patience.

Every operation has a rate of its own and a full bucket to begin with; a refused call names the rate
(calls a second) and no date, so the wait is one divided by it, up to three minutes for a list of
orders. Such a wait is taken here, on the injected clock: giving up in the middle of a list would
begin it again from its first page and empty the bucket anew.

Sources: Selling Partner API "Usage plans and rate limits", "Response format", "Resolve common HTTP
and authorization error codes".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx

from connector.clock import Clock
from connector.http import exact_json
from connector.http.client import Client, Patience
from connector.trouble import AnswerLost, Refused, Unreachable

__all__ = ["SOURCE", "AmazonApi", "instant", "stamp"]

SOURCE = "Amazon"
_REQUEST_ID = "x-amzn-RequestId"
_PATIENCE = Patience(attempts=5, longest=300.0)
_MARGIN = 0.5  # the bucket is read by their clock
_LOGIN = "access token"


class AmazonApi:
    """`host` is a region's."""

    def __init__(self, http: httpx.AsyncClient, clock: Clock, *, host: str, auth: httpx.Auth):
        self._base = f"https://{host}"
        self.clock = clock
        self._client = Client(
            http,
            clock,
            source=SOURCE,
            auth=auth,
            patience=_PATIENCE,
            wait_of=_wait_of,
            trace_header=_REQUEST_ID,
        )

    async def read(self, operation: str, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        """The answer's body. Raises Refused, Unreachable, Throttled."""
        response = await self._send(operation, "GET", path, params=params, safe=True)
        return _body(operation, response, safe=True)

    async def find(
        self, operation: str, path: str, params: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """As `read`; None where there is no such thing (404)."""
        try:
            return await self.read(operation, path, params)
        except NotThere:
            return None

    async def write(self, operation: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Raises AnswerLost too. An answer without content is an empty body."""
        response = await self._send(
            operation,
            "POST",
            path,
            content=exact_json.write(dict(body)),
            headers={"Content-Type": "application/json"},
            safe=False,
        )
        return _body(operation, response, safe=False)

    async def _send(
        self, operation: str, method: str, path: str, *, safe: bool, **more: Any
    ) -> httpx.Response:
        headers = {"Accept": "application/json", **more.pop("headers", {})}
        response = await self._client.send(
            method, self._base + path, safe=safe, headers=headers, **more
        )
        if response.status_code >= 300:
            raise _refused(operation, response)
        return response


class NotThere(Refused):
    """404."""


def stamp(moment: datetime) -> str:
    """UTC, whole seconds, with its Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _wait_of(response: httpx.Response) -> float | None:
    """Seconds until the bucket holds a call again; None where no rate is told."""
    try:
        rate = Decimal(response.headers["x-amzn-RateLimit-Limit"])
    except (KeyError, InvalidOperation):
        return None
    return float(1 / rate) + _MARGIN if rate > 0 else None


def _body(operation: str, response: httpx.Response, *, safe: bool) -> dict[str, Any]:
    if not response.content:
        return {}
    try:
        body = exact_json.read(response.content)
    except exact_json.BadJson:
        body = None
    if isinstance(body, dict):
        return body
    sentence = f"Amazon answered {operation} with something that is not JSON{_trace(response)}."
    raise Unreachable(sentence, SOURCE) if safe else AnswerLost(sentence, SOURCE)


def _refused(operation: str, response: httpx.Response) -> Refused:
    code, said = _told(response)
    status = response.status_code
    kind = NotThere if status == 404 else Refused
    return kind(
        f"Amazon refused {operation}: {said}",
        SOURCE,
        f"{code or status}: {said}{_trace(response)}",
        code=code or str(status),
        remedy=_remedy(operation, status, code, said),
        login=status == 403 and _LOGIN in said.lower(),
    )


def _told(response: httpx.Response) -> tuple[str, str]:
    """(code, message and details) of the first error."""
    try:
        body = exact_json.read(response.content)
    except exact_json.BadJson:
        body = None
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return "", f"HTTP {response.status_code} without a reason"
    first = errors[0]
    parts = dict.fromkeys(str(first.get(name) or "").strip() for name in ("message", "details"))
    return str(first.get("code") or ""), " ".join(part for part in parts if part)


def _remedy(operation: str, status: int, code: str, said: str) -> str:
    if status != 403:
        return ""
    if _LOGIN in said.lower():
        return "Authorise the application again in Seller Central and set the new refresh_token."
    return (
        f"Give the application the role that {operation} needs and let the seller authorise it "
        "again; check that marketplace_id lies in the region that the refresh_token is for."
    )


def _trace(response: httpx.Response) -> str:
    """For Amazon's support, which asks for it."""
    found = response.headers.get(_REQUEST_ID)
    return f" (request {found})" if found else ""
