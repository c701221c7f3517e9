"""`requestid`: the same id gives the first result again instead of doing the work twice.

developer.intuit.com "Learn REST API features": an id is unique in its company, and a repeated one
gets the first answer whatever the second request holds. What was refused is not kept: nothing came
of it. How long ids are remembered is not published; here they are not forgotten. The header
`Request-Id` that node-quickbooks sends is another thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from sandbox.kernel.routing import Request, Response
from sandbox.kernel.store import Store
from sandbox.quickbooks_online.errors import InvalidRequestId

__all__ = ["RequestIds"]

_PARAMETER = "requestid"
_FORM = re.compile(r"[!-~]{1,50}")


class Answered(msgspec.Struct, frozen=True):
    """`id`: the company, and the id it was asked with."""

    id: str
    content_type: str
    body: bytes


class RequestIds:
    def __init__(self, store: Store) -> None:
        self._answered = store.table("requestids.quickbooks_online", Answered)

    def once(self, request: Request, work: Callable[[], Response]) -> Response:
        """The answer of `work`, done once for each id. Raises InvalidRequestId."""
        value = next(
            (text for name, text in request.query.items() if name.lower() == _PARAMETER), None
        )
        if value is None:
            return work()
        if not _FORM.fullmatch(value):
            raise InvalidRequestId(value)
        key = f"{request.params.get('realm', '')}|{value}"
        known = self._answered.get(key)
        if known is not None:
            return Response(200, known.body, [("content-type", known.content_type)])
        response = work()
        self._answered.put(Answered(key, response.header("content-type") or "", response.body))
        return response
