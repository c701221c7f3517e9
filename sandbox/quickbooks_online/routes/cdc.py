"""Change data capture over HTTP.

Source: developer.intuit.com "Change data capture".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online import changes
from sandbox.quickbooks_online.routes.common import answered, parameter
from sandbox.quickbooks_online.wire.parts import Changes, Gone, Rows

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["ask", "changes_of"]


def ask(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """What has changed since a moment. Raises QuickBooksFault."""
    asked = (parameter(request, "entities"), parameter(request, "changedsince"))
    return answered(quickbooks, request, changes_of(quickbooks, *asked))


def changes_of(quickbooks: QuickBooksOnline, entities: str, moment: str) -> Changes:
    """A page an entity, deleted ones at its end. Raises QuickBooksFault."""
    return Changes(
        tuple(
            Rows(
                entity=page.entity,
                rows=(
                    *page.rows,
                    *(Gone(gone.entity, gone.id, gone.when) for gone in page.deleted),
                ),
                total=len(page.rows) + len(page.deleted),
            )
            for page in changes.since(quickbooks, entities, moment)
        )
    )
