"""What the screens list: rows with a documented status word, a problem and its remedy.

A problem is data: who said it, one sentence, what to do, and the figures it is about. Every
refused, skipped or unknown outcome ends as the state of a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from connector.money import Money

__all__ = [
    "List",
    "OrderStatus",
    "Problem",
    "RefundStatus",
    "Retrieval",
    "Row",
    "RowKind",
    "SalesStatus",
    "Status",
    "TransactionType",
]


class List(StrEnum):
    """The two screens under Data Flows."""

    ORDERS = "orders"
    OTHER_TRANSACTIONS = "other_transactions"


class RowKind(StrEnum):
    ORDER = "order"
    REFUND = "refund"


class TransactionType(StrEnum):
    ORDER = "Orders"
    REFUND = "Refunds And Returns"


class OrderStatus(StrEnum):
    """Source: Help Center "NetSuite Connector Order Statuses and View Filters"."""

    IN_FARAPP = "In FarApp (Automatic Sync Disabled)"
    SCHEDULED = "Scheduled to Post to NetSuite"
    ERROR = "Error Posting to NetSuite"
    WAITING = "Order Posted, Waiting for Shipment"
    FULFILMENT_ERROR = "Error Posting Fulfillment"
    COMPLETE = "Complete"
    CANCELED = "Canceled"


class RefundStatus(StrEnum):
    """Ruling K7; the queued word is the same in both directions. IN_PROGRESS
    stands for an outcome that is not known yet, or not settled yet."""

    IN_FARAPP = "In FarApp (Automatic Sync Disabled)"
    SCHEDULED = "Scheduled to Post to NetSuite"
    IN_PROGRESS = "Posting in Progress"
    POSTED = "Posted"
    ERROR = "Error Posting to NetSuite"
    ERROR_STOREFRONT = "Error Posting to Storefront"
    CANCELED = "Canceled"


class SalesStatus(StrEnum):
    """Orders and refunds that go into QuickBooks. CHECKING: an outcome is not known yet."""

    QUEUED = "To Sync"
    WAITING = "Waiting"
    CHECKING = "Checking QuickBooks"
    SYNCED = "Synced"
    SKIPPED = "Skipped"
    ERROR = "Error"
    CANCELED = "Canceled"


Status = OrderStatus | RefundStatus | SalesStatus

BOOKS_SOURCE = "NetSuite"
"""The Source Channel of refunds that come from the books."""
ANSWER_LOST = "answer lost, checking the target"
SETTLING = "accepted by the target, waiting until it settles"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """`source` said it ("Shopify", "NetSuite", "NetSuite Connector"). `verbatim` is the platform's
    own text where it has one. `figures` are amounts or ids by name. `final`: trying again cannot
    help before a person did something. `code` is a stable word for programs."""

    source: str
    sentence: str
    remedy: str
    figures: dict[str, str] = field(default_factory=dict)
    verbatim: str = ""
    code: str = ""
    final: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """`document_id` is the order or refund at its source; `target_*` what was written from it.

    `retries` counts automatic attempts after the first failure (K8). `cancelled_by` is "user" or
    "NetSuite Connector". `note` explains the status word where that is not enough.
    """

    id: int
    list: List
    kind: RowKind
    account: str
    source: str
    transaction_type: TransactionType
    order_id: str
    order_name: str
    document_id: str
    status: Status
    created_at: datetime
    updated_at: datetime
    note: str = ""
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()
    source_amount: Money | None = None
    target_amount: Money | None = None
    target_id: str = ""
    target_type: str = ""
    target_number: str = ""
    retries: int = 0
    next_attempt_at: datetime | None = None
    failed_at: datetime | None = None
    """First failure of the present run of failures; automatic cancel counts from here."""
    warned_at: datetime | None = None
    cancelled_by: str = ""
    history: tuple[str, ...] = ()
    """Earlier states, oldest first, each `time status: note`."""

    @property
    def active(self) -> bool:
        return self.status not in {OrderStatus.CANCELED, RefundStatus.CANCELED}

    @property
    def from_books(self) -> bool:
        """True when the row's target is the storefront."""
        return self.kind is RowKind.REFUND and self.source == BOOKS_SOURCE


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrieval:
    """The answer of a Retrieve window. Not ok: `problem` says why and `rows` holds the error row
    that was kept for it, if any."""

    ok: bool
    message: str
    rows: tuple[Row, ...] = ()
    problem: Problem | None = None
