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
    "DIRECTIONS",
    "REFUNDS",
    "check_no_children",
    "check_own_quantities",
    "check_remaining",
    "direction",
    "refresh",
    "remaining",
    "with_amount_paid",
]

BILLS = frozenset({"CashSale", "CustInvc"})
REFUNDS = frozenset({"CashRfnd", "CustCred"})
_FULFILMENTS = frozenset({"ItemShip"})

# Which children count together, and the quantity of the source's line they add to. A fulfilment
# holds its units from the moment it is picked, so that nobody picks them twice; they count as
# fulfilled, for the order's status and for billing, when it is shipped (status list of Help Center
# "Item Fulfillment").
DIRECTIONS: tuple[tuple[frozenset[str], str], ...] = (
    (_FULFILMENTS, "quantity_picked"),
    (BILLS, "quantity_billed"),
    (REFUNDS, "quantity_refunded"),
)
_SHIPPED = "quantity_fulfilled"
_COUNTED = (*(field for _, field in DIRECTIONS), _SHIPPED)


def direction(kind: str) -> tuple[frozenset[str], str] | None:
    """The direction of a child of type `kind`."""
    for kinds, field in DIRECTIONS:
        if kind in kinds:
            return kinds, field
    return None


def refresh(netsuite: Domain, transaction_id: int) -> None:
    """Compute one document's derived figures again and store it if they changed."""
    records = netsuite.records
    old = records.transactions.get(transaction_id)
    if old is None:
        return
    taken: dict[tuple[int, str], Decimal] = {}
    for child in records.children(old.id):
        way = direction(child.type)
        if way is None:
            continue
        fields = (way[1], _SHIPPED) if child.ship_status == "C" else (way[1],)
        for line in child.lines:
            if line.order_line is not None and line.order_doc == old.id:
                for field in fields:
                    key = (line.order_line, field)
                    taken[key] = taken.get(key, Decimal(0)) + line.quantity
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


def with_amount_paid(netsuite: Domain, transaction: Transaction) -> Transaction:
    """`amount_paid`: applied to others, and applied to this by others."""
    if transaction.type not in ("CustInvc", "CustCred", "CustPymt", "CustRfnd"):
        return transaction
    paid = sum((application.amount for application in transaction.applications), ZERO)
    for other in netsuite.records.applied_to(transaction.id):
        for application in other.applications:
            if application.doc == transaction.id:
                paid += application.amount
    return msgspec.structs.replace(transaction, amount_paid=paid)


def remaining(netsuite: Domain, line: Line, kind: str) -> Decimal:
    """How many units of a source's line a new child of type `kind` may still take.

    An account that does not bill in advance bills what was fulfilled.
    """
    way = direction(kind)
    if way is None or line.is_closed:
        return Decimal(0)
    limit = line.quantity
    if (
        way[0] is BILLS
        and not netsuite.settings.invoice_in_advance_of_fulfillment
        and netsuite.records.items[line.item].is_fulfillable
    ):
        limit = line.quantity_fulfilled
    taken: Decimal = getattr(line, way[1])
    return max(limit - taken, Decimal(0))


def check_remaining(netsuite: Domain, old: Transaction | None, new: Transaction) -> None:
    """A child takes no more units of a source's line than are left. Raises UserError."""
    if new.created_from is None or direction(new.type) is None:
        return
    source = netsuite.records.transactions.get(new.created_from)
    if source is None:
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
        left = remaining(netsuite, line_of_source, new.type) if line_of_source else Decimal(0)
        left += own.get(number, Decimal(0))
        if quantity > left:
            raise UserError(
                f"The quantity of line {number} exceeds the quantity that remains ({plain(left)}).",
                f"item.items[{place[number]}].quantity",
            )


def check_own_quantities(old: Transaction, new: Transaction) -> None:
    """A line keeps at least what was fulfilled, billed or refunded of it. Raises UserError."""
    for before in old.lines:
        done = max(before.quantity_picked, before.quantity_billed, before.quantity_refunded)
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
    if (
        records.transactions_by_created_from.first(transaction.id) is not None
        or records.transactions_by_applied_to.first(transaction.id) is not None
    ):
        raise UserError(
            "This transaction cannot be deleted because it is linked to by one or more "
            "transactions."
        )
