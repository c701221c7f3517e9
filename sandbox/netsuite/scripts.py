"""User event scripts: what customers and bundles install to run when a transaction is saved.

The connector's SuiteApp installs several; when more than one runs, the order is documented (Help
Center "User Event Scripts in NetSuite Connector"). This account knows how to behave as the one
that refuses; a test may define others.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from sandbox.netsuite.errors import UserError
from sandbox.netsuite.records import Records, Script, Transaction

__all__ = ["ORDER", "ORDER_TOTAL_VALIDATION", "Event", "Scripts", "UserEvent"]

ORDER_TOTAL_VALIDATION = "FA | UE Order Total Validation"

# Documented order; scripts that are not in the list run after these, by name.
ORDER = (
    "Tax Engine",
    "FA | UE Sync",
    "FA | Fix Order Item Group Prices",
    "FA | Fix Shipping Tax",
    "FA | Fix Tax Rate",
    ORDER_TOTAL_VALIDATION,
)

Event = Literal["create", "edit"]
UserEvent = Callable[[Event, Transaction], Transaction]


class Scripts:
    """The deployed scripts of one account. Deployment is state; the code is not."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self._code: dict[str, UserEvent] = {ORDER_TOTAL_VALIDATION: order_total_validation}

    def define(self, name: str, before_submit: UserEvent) -> None:
        """Give `name` its code: takes the computed transaction, returns it or a changed one, or
        raises UserError to refuse the save. Totals are computed again when it changes one."""
        self._code[name] = before_submit

    def install(self, name: str) -> None:
        """Raises KeyError when the script has no code."""
        if name not in self._code:
            raise KeyError(f"{name!r} has no code; define it, or install one of {list(self._code)}")
        self.records.scripts.put(Script(id=name))

    def uninstall(self, name: str) -> None:
        if name in self.records.scripts:
            self.records.scripts.delete(name)

    def installed(self) -> list[str]:
        """Names of deployed scripts in the order in which they run."""
        names = [script.id for script in self.records.scripts if script.deployed]
        return sorted(
            names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)
        )

    def before_submit(self, event: Event, transaction: Transaction) -> Transaction:
        """Run every deployed script. Raises what a script raises."""
        for name in self.installed():
            transaction = self._code[name](event, transaction)
        return transaction


def order_total_validation(event: Event, transaction: Transaction) -> Transaction:
    """Refuses a new sales order or cash sale whose computed figures differ from the channel's.

    Procedure: Help Center "Ensuring That NetSuite and Storefront Order Totals Are Matching". A
    transaction that does not carry a figure is not compared on it, and a bill of an order, which
    may be a part of it, not at all.
    """
    imported = transaction.type in ("SalesOrd", "CashSale") and transaction.created_from is None
    if event != "create" or not imported:
        return transaction
    compared = {
        "tax total": ("custbody_fa_tax_total", transaction.tax_total),
        "subtotal": ("custbody_fa_subtotal", transaction.subtotal),
        "shipping": ("custbody_fa_shipping_total", transaction.shipping_cost),
        "order total": ("custbody_fa_order_total", transaction.total),
    }
    wrong = [
        f"{label} is {computed}, the channel sent {transaction.custom[field]}"
        for label, (field, computed) in compared.items()
        if transaction.custom.get(field) is not None
        and Decimal(transaction.custom[field]) != computed
    ]
    if wrong:
        raise UserError(f"{ORDER_TOTAL_VALIDATION}: {'; '.join(wrong)}.")
    return transaction
