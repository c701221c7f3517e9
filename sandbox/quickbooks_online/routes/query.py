"""The query language over HTTP: `query` in the URL, or the statement as the body.

Source: developer.intuit.com "Query operations and syntax".

python-quickbooks always posts (`application/text`), Node's clients put the statement into the URL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online import query as language
from sandbox.quickbooks_online.errors import Unsupported
from sandbox.quickbooks_online.routes.common import answered, parameter
from sandbox.quickbooks_online.wire.parts import Count, Rows

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["ask", "ask_in_body", "page_of"]


def ask(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Answers a query in the URL. Raises QueryFault."""
    return _answer(quickbooks, request, parameter(request, "query"))


def ask_in_body(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Answers a query in the body. Raises QueryFault, and Unsupported for what is not UTF-8."""
    try:
        statement = request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise Unsupported("with a body that is not UTF-8") from None
    return _answer(quickbooks, request, statement or parameter(request, "query"))


def _answer(quickbooks: QuickBooksOnline, request: Request, statement: str) -> Response:
    return answered(quickbooks, request, page_of(quickbooks, statement))


def page_of(quickbooks: QuickBooksOnline, statement: str) -> Rows | Count:
    """What a statement finds. Raises QueryFault."""
    found = language.run(quickbooks, statement)
    if found.count_only:
        return Count(found.total_count or 0)
    return Rows(
        entity=found.entity,
        rows=found.rows,
        start=found.start_position,
        total=found.total_count,
        fields=None if found.fields is None else frozenset(found.fields),
    )
