"""Status letters and their names, and how an order's letter follows from its lines.

Letters: REST API Browser 2026.1 and published status lists. A cash refund and a customer refund
have no letter unless voided.
"""

from __future__ import annotations

from sandbox.netsuite.records import Records, Transaction

__all__ = ["STATUS_NAMES", "TYPE_NAMES", "derive", "status_name"]

STATUS_NAMES: dict[str, dict[str, str]] = {
    "SalesOrd": {
        "A": "Pending Approval",
        "B": "Pending Fulfillment",
        "C": "Cancelled",
        "D": "Partially Fulfilled",
        "E": "Pending Billing/Partially Fulfilled",
        "F": "Pending Billing",
        "G": "Billed",
        "H": "Closed",
    },
    "CustInvc": {
        "A": "Open",
        "B": "Paid In Full",
        "D": "Pending Approval",
        "E": "Rejected",
        "V": "Voided",
    },
    "CashSale": {"A": "Unapproved Payment", "B": "Not Deposited", "C": "Deposited", "V": "Voided"},
    "CustCred": {"A": "Open", "B": "Fully Applied", "V": "Voided"},
    "CustPymt": {
        "A": "Unapproved Payment",
        "B": "Not Deposited",
        "C": "Deposited",
        "R": "Rejected",
        "V": "Voided",
    },
    "CustRfnd": {"R": "Rejected", "V": "Voided"},
    "CashRfnd": {"V": "Voided"},
    "ItemShip": {"A": "Picked", "B": "Packed", "C": "Shipped"},
}

# The first half of what BUILTIN.DF(status) shows: "Sales Order : Pending Fulfillment".
TYPE_NAMES: dict[str, str] = {
    "SalesOrd": "Sales Order",
    "CustInvc": "Invoice",
    "CashSale": "Cash Sale",
    "CustCred": "Credit Memo",
    "CustPymt": "Payment",
    "CustRfnd": "Customer Refund",
    "CashRfnd": "Cash Refund",
    "ItemShip": "Item Fulfillment",
}


def status_name(transaction: Transaction) -> str:
    """ "Pending Fulfillment"; empty for a type or state without a letter."""
    return STATUS_NAMES[transaction.type].get(transaction.status, "")


def derive(records: Records, transaction: Transaction) -> str:
    """The letter that follows from quantities and amounts."""
    match transaction.type:
        case "SalesOrd":
            return _order(records, transaction)
        case "CustInvc" | "CustCred":
            return "A" if transaction.amount_remaining else "B"
        case "CashSale" | "CustPymt":
            return "B" if transaction.undep_funds else "C"
        case "ItemShip":
            return transaction.ship_status
        case _:
            return ""


def _order(records: Records, order: Transaction) -> str:
    """Approval (A) and cancellation (C) are said by people; the rest is arithmetic on the lines.

    An order billed ahead of its fulfilment stays pending fulfilment: Billed means that nothing is
    left to ship nor to bill.
    """
    if order.status in ("A", "C"):
        return order.status
    lines = [line for line in order.lines if not line.is_closed]
    shippable = [line for line in lines if records.items[line.item].is_fulfillable]
    shipped_all = all(line.quantity_fulfilled >= line.quantity for line in shippable)
    billed_all = all(line.quantity_billed >= line.quantity for line in lines)
    if shipped_all and billed_all:
        return "G" if len(lines) == len(order.lines) else "H"
    if shipped_all:
        return "F"
    if any(line.quantity_fulfilled for line in shippable):
        waiting = any(line.quantity_fulfilled > line.quantity_billed for line in shippable)
        return "E" if waiting else "D"
    return "B"
