"""Customer deposits: money taken before there is a bill, and how it is spent.

A deposit application spends it: on invoices, or on the customer refund that pays it back (Help
Center "Customer Deposits"). spending.py makes the applications that nobody types.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, Transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["check_deposit", "check_order", "total_of"]


def check_order(netsuite: Domain, deposit: Transaction) -> None:
    """The sales order of a deposit is open and its customer's. Raises InvalidContent."""
    if deposit.sales_order is None:
        return
    order = netsuite.records.transactions.get(deposit.sales_order)
    if (
        order is None
        or order.type != "SalesOrd"
        or order.status in ("C", "H")
        or (order.entity, order.currency) != (deposit.entity, deposit.currency)
    ):
        raise InvalidContent.field_value(deposit.sales_order, "salesOrder")


def check_deposit(netsuite: Domain, application: Transaction, old: Transaction | None) -> None:
    """A deposit application spends no more than the deposit has. Raises UserError."""
    deposit = netsuite.records.transactions.get(application.deposit or 0)
    if deposit is None or deposit.type != "CustDep" or deposit.entity != application.entity:
        raise InvalidContent.field_value(application.deposit, "deposit")
    left = deposit.amount_remaining + (old.total if old else ZERO)
    if application.total > left:
        raise UserError(
            f"The amount applied ({application.total}) exceeds the amount of the deposit that "
            f"remains ({left}).",
            "apply",
        )


def total_of(netsuite: Domain, application: Transaction) -> Decimal:
    """What a deposit application spends: on invoices and on the refund that holds it. A new one
    that a refund is about to hold comes with its total. Raises UserError for nothing."""
    applied = sum((each.amount for each in application.applications), ZERO)
    for refund in netsuite.records.applied_to(application.id):
        applied += sum(
            (each.amount for each in refund.applications if each.doc == application.id), ZERO
        )
    total = applied or application.total
    if not total:
        raise UserError.missing("Amount", path="apply")
    return total
