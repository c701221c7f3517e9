"""Status letters and their names, and how an order's letter follows from its lines.

Letters: REST API Browser 2026.1 and published status lists. A cash refund and a customer refund
have no letter unless voided; receipts, deposit applications and bank deposits have none.
"""

from __future__ import annotations

from collections.abc import Callable

from sandbox.netsuite.records import Item, Records, Transaction

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
    "RtnAuth": {
        "A": "Pending Approval",
        "B": "Pending Receipt",
        "C": "Cancelled",
        "D": "Partially Received",
        "E": "Pending Refund/Partially Received",
        "F": "Pending Refund",
        "G": "Refunded",
        "H": "Closed",
    },
    "ItemRcpt": {},
    "CustDep": {"A": "Not Deposited", "B": "Deposited", "C": "Fully Applied", "V": "Voided"},
    "DepAppl": {},
    "Deposit": {},
    "Journal": {"B": "Approved for Posting", "V": "Voided"},
    "Estimate": {"A": "Open", "B": "Processed", "V": "Voided"},
    "Check": {"V": "Voided"},
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
    "RtnAuth": "Return Authorization",
    "ItemRcpt": "Item Receipt",
    "CustDep": "Customer Deposit",
    "DepAppl": "Deposit Application",
    "Deposit": "Deposit",
    "Journal": "Journal",
    "Estimate": "Estimate",
    "Check": "Check",
}


def status_name(transaction: Transaction) -> str:
    """ "Pending Fulfillment"; empty for a type or state without a letter."""
    return STATUS_NAMES[transaction.type].get(transaction.status, "")


def derive(records: Records, transaction: Transaction) -> str:
    """The letter that follows from quantities and amounts."""
    if transaction.voided:
        return "V"
    match transaction.type:
        case "SalesOrd":
            return _progress(records, transaction, "quantity_fulfilled", _fulfillable)
        case "RtnAuth":
            return _progress(records, transaction, "quantity_received", _returnable)
        case "CustInvc" | "CustCred":
            return "A" if transaction.amount_remaining else "B"
        case "CashSale" | "CustPymt":
            return "C" if _deposited(records, transaction) else "B"
        case "CustDep":
            if not transaction.amount_remaining:
                return "C"
            return "B" if _deposited(records, transaction) else "A"
        case "ItemShip":
            return transaction.ship_status
        case "Estimate":
            billed = all(line.quantity_billed >= line.quantity for line in transaction.lines)
            return "B" if billed else "A"
        case "Journal":
            return "B"
        case _:
            return ""


def _deposited(records: Records, transaction: Transaction) -> bool:
    """The money never lay in Undeposited Funds, or a bank deposit took it on."""
    return not transaction.undep_funds or records.bank_deposit_of(transaction.id) is not None


def _fulfillable(item: Item) -> bool:
    return item.is_fulfillable


def _returnable(item: Item) -> bool:
    return item.item_type in ("InvtPart", "Kit")


def _progress(
    records: Records, order: Transaction, moved: str, moves: Callable[[Item], bool]
) -> str:
    """An order by what was shipped and billed, a return by what was received and refunded.

    Approval (A) and cancellation (C) are said by people; the rest is arithmetic on the lines. An
    order billed ahead of its fulfilment stays pending fulfilment: Billed means that nothing is
    left to ship nor to bill.
    """
    if order.status in ("A", "C"):
        return order.status
    lines = [line for line in order.lines if not line.is_closed]
    goods = [(line, getattr(line, moved)) for line in lines if moves(records.items[line.item])]
    moved_all = all(done >= line.quantity for line, done in goods)
    billed_all = all(line.quantity_billed >= line.quantity for line in lines)
    if moved_all and billed_all:
        return "G" if len(lines) == len(order.lines) else "H"
    if moved_all:
        return "F"
    if any(done for _, done in goods):
        return "E" if any(done > line.quantity_billed for line, done in goods) else "D"
    return "B"
