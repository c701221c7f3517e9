"""Sales forms leave the company: as a PDF, and by e-mail.

Source: developer.intuit.com, the pages of Invoice, SalesReceipt, CreditMemo and RefundReceipt
("Get a PDF", "Send"). The layout of the PDF is not the company's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.errors import Business, Unsupported
from sandbox.quickbooks_online.records import (
    DeliveryInfo,
    EmailAddress,
    Payment,
    SalesForm,
)
from sandbox.quickbooks_online.routes.common import (
    answered,
    entity_named,
    one,
    options_of,
    parameter,
)
from sandbox.quickbooks_online.rules import operations, views
from sandbox.quickbooks_online.rules.saving import touch
from sandbox.quickbooks_online.wire.pdf import page

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["pdf", "send"]


def pdf(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """The form as a PDF. Raises NotFound and Unsupported."""
    form = views.shown(quickbooks, _form(quickbooks, request, (SalesForm, Payment)))
    title = entity_named(request.params["entity"]).title
    lines = [quickbooks.company_name, f"{title} {form.doc_number or ''}".rstrip()]
    if form.txn_date is not None:
        lines.append(f"Date: {form.txn_date:%m/%d/%Y}")
    if form.customer_ref is not None:
        lines.append(f"Customer: {form.customer_ref.name}")
    lines.append("")
    lines += [
        f"{line.description or ''}  {line.amount}".strip()
        for line in form.line
        if line.amount is not None
    ]
    if form.txn_tax_detail is not None and form.txn_tax_detail.total_tax is not None:
        lines.append(f"Tax  {form.txn_tax_detail.total_tax}")
    lines += ["", f"Total  {form.total_amt}"]
    return Response(200, page(lines), [("content-type", "application/pdf;charset=UTF-8")])


def send(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Sends the form to `sendTo`, or to its own address. Raises NotFound, Unsupported,
    Business and, in a sandbox company, Throttled."""

    def work() -> Response:
        form = _form(quickbooks, request, (SalesForm,))
        address = parameter(request, "sendto").strip()
        if address and ("@" not in address.strip("@") or " " in address):
            raise Business("The email address is not valid.")
        if not address and (form.bill_email is None or not form.bill_email.address):
            raise Business("You must specify an email address to send this transaction to.")
        if quickbooks.environment == "sandbox":
            quickbooks.limits.mail(quickbooks.realm_id)
        sent = touch(
            quickbooks,
            form,
            options_of(quickbooks, ""),
            email_status="EmailSent",
            bill_email=EmailAddress(address=address) if address else form.bill_email,
            delivery_info=DeliveryInfo(delivery_type="Email", delivery_time=quickbooks.clock.now()),
        )
        return answered(quickbooks, request, one(quickbooks, sent))

    return quickbooks.request_ids.once(request, work)


def _form(
    quickbooks: QuickBooksOnline, request: Request, kinds: tuple[type[msgspec.Struct], ...]
) -> Any:
    entity = entity_named(request.params["entity"])
    if not issubclass(entity.struct, kinds):
        raise Unsupported(request.raw_path.rsplit("/", 1)[1])
    return operations.get(quickbooks, entity.name, request.params["id"])
