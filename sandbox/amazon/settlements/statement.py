"""A settlement as rows, before anybody writes it in a dialect.

Blocks are written order by order, then what belongs to no order, reserves last. Source of the
columns: developer-docs.amazon.com "Settlement reports attributes".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.marketplaces import BY_ID, Marketplace
from sandbox.amazon.records import CLOSED_REFUNDS, Event, Line, Period
from sandbox.amazon.rules.periods import events_of

__all__ = ["Row", "Statement", "statement_of"]

_ACCOUNT = "other-transaction"
_RESERVES = ("Previous Reserve Amount Balance", "Current Reserve Amount")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One amount. Empty text: an empty cell."""

    transaction_type: str
    amount_type: str
    description: str
    amount: Decimal
    posted: datetime
    order_id: str = ""
    merchant_order_id: str = ""
    adjustment_id: str = ""
    shipment_id: str = ""
    marketplace_name: str = ""
    fulfilment: str = ""
    item: str = ""
    merchant_item: str = ""
    adjustment_item: str = ""
    sku: str = ""
    quantity: int | None = None
    promotion_id: str = ""
    reference: str = ""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """`total` as the summary row has it; only a broken file has another than the rows' sum."""

    settlement_id: str
    start: datetime
    end: datetime
    deposit: datetime
    total: Decimal
    currency: str
    marketplace: Marketplace
    rows: tuple[Row, ...]

    @property
    def sum(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal(0))


def statement_of(account: Domain, period: Period) -> Statement:
    """Of a closed period. Raises RuleError."""
    if period.end is None or period.deposit is None:
        raise RuleError("The period is open.")
    marketplace = BY_ID[period.marketplace]
    events = sorted(events_of(account, period), key=_place)
    return Statement(
        settlement_id=period.settlement_id,
        start=period.start,
        end=period.end,
        deposit=period.deposit,
        total=period.total,
        currency=period.currency,
        marketplace=marketplace,
        rows=tuple(row for event in events for row in _rows(event, marketplace)),
    )


def _place(event: Event) -> tuple[int, str, int]:
    if event.type == "Order":
        rank = 0
    elif event.type in CLOSED_REFUNDS:
        rank = 1
    elif event.type != _ACCOUNT:
        rank = 2
    else:
        rank = 4 if event.lines[0].description in _RESERVES else 3
    return rank, event.order_id, event.id


def _rows(event: Event, marketplace: Marketplace) -> Iterator[Row]:
    named = bool(event.order_id) or event.type != _ACCOUNT
    for line in event.lines:
        if line.amount:
            yield _row(event, line, marketplace.name if named else "")


def _row(event: Event, line: Line, marketplace_name: str) -> Row:
    return Row(
        transaction_type=event.type,
        amount_type=line.amount_type,
        description=line.description,
        amount=line.amount,
        posted=event.posted,
        order_id=event.order_id,
        merchant_order_id=event.merchant_order_id or event.order_id,
        adjustment_id=event.adjustment_id,
        shipment_id=event.shipment_id,
        marketplace_name=marketplace_name,
        fulfilment=event.fulfilment,
        item=line.item,
        merchant_item=line.merchant_item,
        adjustment_item=line.adjustment_item,
        sku=line.sku,
        quantity=line.quantity,
        promotion_id=line.promotion_id,
        reference=event.reference,
    )
