"""The service that makes tax codes.

Source: developer.intuit.com "TaxService", SalesTax.xsd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.routes.common import answered, options_of
from sandbox.quickbooks_online.rules.tax_service import TaxService, create_tax_code
from sandbox.quickbooks_online.wire.parts import Bare
from sandbox.quickbooks_online.wire.reading import entity_body

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["create"]


def create(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Creates a tax code with its rates, new ones or old. Raises QuickBooksFault."""

    def work() -> Response:
        given = entity_body(request, "TaxService", TaxService)
        made = create_tax_code(quickbooks, given, options_of(quickbooks, ""))
        return answered(quickbooks, request, Bare(made))

    return quickbooks.request_ids.once(request, work)
