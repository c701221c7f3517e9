"""What a document owes to the documents made from it or applied to it.

Quantities fulfilled, billed and refunded, amounts paid and the status that follows from them are
derived: they are computed again for one document each time one of its children is saved or
deleted, from its own children only.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from sandbox.netsuite.errors import UserError
from sandbox.netsuite.records import ZERO, Line, Transaction
from sandbox.netsuite.rules.money import plain
from sandbox.netsuite.rules.statuses import derive

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = [
    "BILLS",
    "REFUNDS",
    "RETURNABLE",
    "Way",
    "check_no_children",
    "check_own_quantities",
    "check_remaining",
    "counted",
    "direction",
    "refresh",
    "remaining",
    "with_amount_paid",
]

BILLS = frozenset({"CashSale", "CustInvc"})
REFUNDS = frozenset({"CashRfnd", "CustCred"})
RETURNABLE = frozenset({"InvtPart", "Kit"})  # item types that a return receives


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How children count on the lines of their source. `field`: the quantity that a child adds to;
    `kinds`: the types that take from the same units, so that nobody takes them twice."""

    field: str
    kinds: frozenset[str]


_SHIPPED = "quantity_fulfilled"
_RETURNS = REFUNDS | {"RtnAuth"}
# A fulfilment holds its units from the moment it is picked, so that nobody picks them twice; they
# count as fulfilled, for the order's status and for billing, when it is shipped (status list of
# Help Center "Item Fulfillment"). What a return authorization promises to take back cannot be
# refunded a second time straight from the sale.
_SALE = {
    "CashRfnd": Way(field="quantity_refunded", kinds=_RETURNS),
    "CustCred": Way(field="quantity_refunded", kinds=_RETURNS),
    "RtnAuth": Way(field="quantity_returned", kinds=_RETURNS),
}
_BILL = Way(field="quantity_billed", kinds=BILLS)
_REFUND = Way(field="quantity_billed", kinds=REFUNDS)
_DEAL = Way(field="quantity_billed", kinds=BILLS | {"SalesOrd"})
_WAYS: dict[str, dict[str, Way]] = {
    "SalesOrd": {
        "ItemShip": Way(field="quantity_picked", kinds=frozenset({"ItemShip"})),
        "CashSale": _BILL,
        "CustInvc": _BILL,
        "RtnAuth": Way(field="quantity_returned", kinds=frozenset({"RtnAuth"})),
    },
    "CashSale": _SALE,
    "CustInvc": _SALE,
    "CashRfnd": {"CustCred": Way(field="quantity_refunded", kinds=frozenset({"CustCred"}))},
    "RtnAuth": {
        "ItemRcpt": Way(field="quantity_received", kinds=frozenset({"ItemRcpt"})),
        "CashRfnd": _REFUND,
        "CustCred": _REFUND,
    },
    "Estimate": {"SalesOrd": _DEAL, "CashSale": _DEAL, "CustInvc": _DEAL},
}
_COUNTED = (
    "quantity_picked",
    "quantity_fulfilled",
    "quantity_billed",
    "quantity_received",
    "quantity_returned",
    "quantity_refunded",
)


def direction(source: str, kind: str) -> Way | None:
    """How a child of type `kind` counts on a source of type `source`."""
    return _WAYS.get(source, {}).get(kind)


def counted(child: Transaction, line: Line) -> Decimal:
    """The units that a child's line takes of its source. A return that is called off takes none,
    one that is closed no more than what came back."""
    if child.type != "RtnAuth":
        return line.quantity
    if child.status == "C":
        return Decimal(0)
    if line.is_closed:
        return max(line.quantity_received, line.quantity_billed)
    return line.quantity


def refresh(netsuite: Domain, transaction_id: int) -> None:
    """Compute one document's derived figures again and store it if they changed."""
    records = netsuite.records
    old = records.transactions.get(transaction_id)
    if old is None:
        return
    taken: dict[tuple[int, str], Decimal] = {}
    for child in records.children(old.id):
        way = direction(old.type, child.type)
        if way is None or child.voided:
            continue
        fields = (way.field, _SHIPPED) if child.ship_status == "C" else (way.field,)
        for line in child.lines:
            if line.order_line is not None and line.order_doc == old.id:
                for field in fields:
                    key = (line.order_line, field)
                    taken[key] = taken.get(key, Decimal(0)) + counted(child, line)
    lines = tuple(_counted(line, taken) for line in old.lines)
    new = with_amount_paid(netsuite, msgspec.structs.replace(old, lines=lines))
    new = msgspec.structs.replace(new, status=derive(records, new))
    if new != old:
        records.transactions.put(msgspec.structs.replace(new, last_modified=netsuite.clock.now()))


def _counted(line: Line, taken: dict[tuple[int, str], Decimal]) -> Line:
    new = {
        field: taken.get((line.line, field), Decimal(0))
        for field in _COUNTED
        if getattr(line, field) != taken.get((line.line, field), Decimal(0))
    }
    return msgspec.structs.replace(line, **new) if new else line


_SETTLED = frozenset({"CustInvc", "CustCred", "CustPymt", "CustRfnd", "DepAppl"})


def with_amount_paid(netsuite: Domain, transaction: Transaction) -> Transaction:
    """`amount_paid`: applied to others, and applied to this by others; of a customer deposit, what
    its applications spent."""
    records = netsuite.records
    if transaction.type == "CustDep":
        spent = (each.total for each in records.deposit_applications.find(transaction.id))
        return msgspec.structs.replace(transaction, amount_paid=sum(spent, ZERO))
    if transaction.type not in _SETTLED:
        return transaction
    paid = sum((application.amount for application in transaction.applications), ZERO)
    for other in records.applied_to(transaction.id):
        for application in other.applications:
            if application.doc == transaction.id:
                paid += application.amount
    return msgspec.structs.replace(transaction, amount_paid=paid)


def remaining(netsuite: Domain, source: Transaction, line: Line, kind: str) -> Decimal:
    """How many units of a source's line a new child of type `kind` may still take.

    An account that does not bill in advance bills what was fulfilled; one that does not refund in
    advance of the return refunds what was received. What is closed may still come back.
    """
    way = direction(source.type, kind)
    if way is None or (line.is_closed and kind != "RtnAuth"):
        return Decimal(0)
    item = netsuite.records.items[line.item]
    limit = line.quantity
    taken: Decimal = getattr(line, way.field)
    settings = netsuite.settings
    if source.type == "SalesOrd" and kind in BILLS:
        if not settings.invoice_in_advance_of_fulfillment and item.is_fulfillable:
            limit = line.quantity_fulfilled
    elif source.type == "SalesOrd" and kind == "RtnAuth":
        limit = max(line.quantity_fulfilled, line.quantity_billed)
    elif source.type in BILLS:
        taken = line.quantity_refunded + line.quantity_returned
    elif source.type == "RtnAuth":
        receivable = item.item_type in RETURNABLE
        if kind == "ItemRcpt" and not receivable:
            limit = Decimal(0)
        elif kind in REFUNDS and receivable and not settings.refund_in_advance_of_return:
            limit = line.quantity_received
    return max(limit - taken, Decimal(0))


def check_remaining(netsuite: Domain, old: Transaction | None, new: Transaction) -> None:
    """A child takes no more units of a source's line than are left. Raises UserError."""
    source = netsuite.records.transactions.get(new.created_from or 0)
    if source is None or direction(source.type, new.type) is None:
        return
    wanted: dict[int, Decimal] = {}
    place: dict[int, int] = {}
    for index, line in enumerate(new.lines):
        if line.order_line is not None and line.order_doc == source.id:
            wanted[line.order_line] = wanted.get(line.order_line, Decimal(0)) + line.quantity
            place.setdefault(line.order_line, index)
    own: dict[int, Decimal] = {}  # what this child holds already, when it is edited
    for line in old.lines if old else ():
        if line.order_line in wanted and line.order_doc == source.id:
            own[line.order_line] = own.get(line.order_line, Decimal(0)) + line.quantity
    for number, quantity in wanted.items():
        line_of_source = source.line_at(number)
        left = (
            remaining(netsuite, source, line_of_source, new.type) if line_of_source else Decimal(0)
        )
        left += own.get(number, Decimal(0))
        if quantity > left:
            raise UserError(
                f"The quantity of line {number} exceeds the quantity that remains ({plain(left)}).",
                f"item.items[{place[number]}].quantity",
            )


def check_own_quantities(old: Transaction, new: Transaction) -> None:
    """A line keeps at least what was fulfilled, billed or refunded of it. Raises UserError."""
    for before in old.lines:
        done = max(
            before.quantity_picked,
            before.quantity_billed,
            before.quantity_received,
            before.quantity_refunded + before.quantity_returned,
        )
        if not done:
            continue
        after = new.line_at(before.line)
        if after is None or after.quantity < done:
            raise UserError(
                f"Line {before.line} cannot fall below the quantity already fulfilled, billed or "
                f"refunded ({plain(done)}).",
                "item",
            )


def check_no_children(netsuite: Domain, transaction: Transaction) -> None:
    """Raises UserError with NetSuite's sentence when others hang on this transaction."""
    records = netsuite.records
    linking = (
        records.transactions_by_created_from,
        records.transactions_by_applied_to,
        records.deposits_by_sales_order,
        records.deposit_applications,
        records.bank_deposits,
    )
    if any(index.first(transaction.id) is not None for index in linking):
        raise UserError(
            "This transaction cannot be deleted because it is linked to by one or more "
            "transactions."
        )
