"""Deposit applications that NetSuite makes by itself.

Deposits of a sales order are applied to its invoice as the invoice is created, so that it may be
born Paid In Full. A customer refund of a deposit spends it through a deposit application that then
stands in the refund's apply list (Help Center "Customer Refund": the deposit list itself is empty
on GET and cannot be updated).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import Application, Transaction
from sandbox.netsuite.rules.transactions import blank, save

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["application_of", "apply_to_invoice", "spend"]


def spend(
    netsuite: Domain,
    refund: Transaction,
    given: Sequence[Mapping[str, Any]],
) -> tuple[Application, ...]:
    """Deposit applications for the `deposit` lines of a customer refund, applied to by it. Raises
    InvalidContent, UserError."""
    made = []
    for index, values in enumerate(given):
        path = f"deposit.items[{index}]"
        if not values.get("apply", True):
            continue
        key = values.get("doc")
        deposit = netsuite.records.transactions.get(key)
        if (
            deposit is None
            or deposit.type != "CustDep"
            or (deposit.entity, deposit.currency) != (refund.entity, refund.currency)
        ):
            raise InvalidContent.field_value(key, "doc", f"{path}.doc")
        amount = values.get("amount")
        amount = deposit.amount_remaining if amount is None else amount
        if amount <= 0 or amount > deposit.amount_remaining:
            raise UserError(
                f"The amount applied ({amount}) exceeds the amount due "
                f"({deposit.amount_remaining}).",
                f"{path}.amount",
            )
        application = application_of(netsuite, deposit, refund)
        application = save(netsuite, None, msgspec.structs.replace(application, total=amount))
        made.append(Application(doc=application.id, amount=amount, apply_date=refund.tran_date))
    return tuple(made)


def apply_to_invoice(netsuite: Domain, invoice: Transaction) -> None:
    """Spend what is left of the order's deposits on its new invoice, oldest first."""
    records = netsuite.records
    for deposit in records.deposits_by_sales_order.find(invoice.created_from):
        due = records.transactions[invoice.id].amount_remaining
        amount = min(deposit.amount_remaining, due)
        if amount <= 0 or deposit.voided:
            continue
        application = application_of(netsuite, deposit, invoice)
        piece = Application(doc=invoice.id, amount=amount, apply_date=invoice.tran_date)
        save(netsuite, None, msgspec.structs.replace(application, applications=(piece,)))


def application_of(netsuite: Domain, deposit: Transaction, cause: Transaction) -> Transaction:
    """At the deposit's own rate: its liability leaves as it came."""
    return msgspec.structs.replace(
        blank(netsuite, "DepAppl", deposit.entity, deposit.currency),
        deposit=deposit.id,
        exchange_rate=deposit.exchange_rate,
        subsidiary=deposit.subsidiary,
        tran_date=cause.tran_date,
    )
