"""What a settlement becomes for the books: postings, exclusions, and how far posting has come.

One posting an order, one a refund, one for everything at the level of the account; options merge
or split them. Every row of the file is in exactly one posting or in exactly one exclusion. Amounts
are the seller's purse: refunds and fees are negative.

Sources: Help Center "Importing Amazon Settlement Reports in NetSuite Connector" (which rows become
which record), "Amazon Settlement Sync Settings in NetSuite Connector" (the options), "Testing
NetSuite Connector Settlement Sync" (the status words).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from connector.money import Money
from connector.rows import Problem
from connector.settlements.statement import Statement

__all__ = [
    "Exclusion",
    "ExclusionKind",
    "Part",
    "PostingStatus",
    "Progress",
    "Settlement",
    "SettlementPosting",
    "SettlementStatus",
    "SplitOptions",
    "Taken",
    "Tally",
]


class Part(StrEnum):
    """Which record a posting becomes."""

    ORDER = "order"
    """Fees and credits of an order: lines of its billed record."""
    REFUND = "refund"
    NON_ORDER = "non-order"
    """Advertising, storage, subscription, reimbursements: the settlement customer's record."""


class ExclusionKind(StrEnum):
    """Why rows are in no document of the books."""

    RESERVE = "reserve"
    BALANCE = "balance"
    UNKNOWN = "unknown"
    """Of a transaction type that nobody has described: the remainder of the tie-out."""
    MARKETPLACE = "other marketplace"

    @property
    def transfer(self) -> bool:
        """Neither income nor expense: it changes what Amazon owes, and needs no look."""
        return self in {ExclusionKind.RESERVE, ExclusionKind.BALANCE}


class PostingStatus(StrEnum):
    WAITING = "Waiting"
    IN_PROGRESS = "Posting in Progress"
    """Also for an outcome that is not known yet."""
    POSTED = "Posted"
    ERROR = "Error Posting to NetSuite"
    CANCELED = "Canceled"


class SettlementStatus(StrEnum):
    """The words on the Settlements screen. ERROR is shown with a percentage: `Progress.word`."""

    IN_FARAPP = "In FarApp (Automatic Sync Disabled)"
    SCHEDULED = "Scheduled to Post to NetSuite"
    IN_PROGRESS = "Posting in Progress"
    ERROR = "Error posting to NetSuite"
    COMPLETE = "Complete"
    CANCELED = "Canceled"


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitOptions:
    """How rows become postings; kept with the settlement as they were when it was taken.

    `merge_refunds`, `merge_fees`: one posting for all refunds, for all orders. `split_months`: a
    posting that stands for more than one order or refund is one a month. `marketplace`: the
    account's own (`Amazon.com`); rows that name another are excluded. Empty: all are taken.
    """

    merge_refunds: bool = False
    merge_fees: bool = False
    split_months: bool = False
    marketplace: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """A settlement in the journal. `number` is Amazon's settlement id; `total` what the bank gets.

    `marketplace` is the one its rows name; empty where they name several or none. `statement` has
    the sums of all rows in groups.
    """

    id: int
    account: str
    report_id: str
    """The report it was taken from first; empty for a file that was brought by hand."""
    number: str
    name: str
    """What a person calls it: a file's name, or the report."""
    start: datetime
    end: datetime
    deposit: datetime | None
    total: Money
    rows: int
    marketplace: str
    postings: int
    """How many postings it has, of any status."""
    options: SplitOptions
    statement: Statement
    taken_at: datetime
    available_at: datetime
    """When Amazon made the report; the moment it was taken where nobody knows."""
    other_reports: tuple[str, ...] = ()
    """Ids of further reports that held this settlement again."""
    posting_since: datetime | None = None
    """A run that posts is at work since; None when there is none."""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementPosting:
    """Lifecycle fields mean what they mean on a `connector.rows.Row`.

    `order_id` and `adjustment_id` are empty where a posting stands for more than one. `month` is
    the first day of the month that a split posting is of.
    """

    id: int
    settlement: int
    part: Part
    order_id: str
    adjustment_id: str
    month: date | None
    amount: Money
    rows: int
    status: PostingStatus = PostingStatus.WAITING
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()
    note: str = ""
    target_type: str = ""
    target_id: str = ""
    target_number: str = ""
    target_amount: Money | None = None
    retries: int = 0
    next_attempt_at: datetime | None = None
    failed_at: datetime | None = None
    warned_at: datetime | None = None
    cancelled_by: str = ""
    updated_at: datetime | None = None
    """None while nothing has happened to it."""
    history: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        return self.status is not PostingStatus.CANCELED

    @property
    def name(self) -> str:
        """For people: `order 111-...`, `refund of 111-... (adjustment)`, `non-order 2024-02`."""
        said = str(self.part)
        if self.order_id:
            said = f"{self.part}{' of' if self.part is Part.REFUND else ''} {self.order_id}"
            if self.adjustment_id:
                said += f" ({self.adjustment_id})"
        elif self.part is not Part.NON_ORDER:
            said = f"all {self.part}s"
        return f"{said} {self.month:%Y-%m}" if self.month else said


@dataclass(frozen=True, kw_only=True, slots=True)
class Exclusion:
    """Rows that are alike and become no posting. `description` names them for people."""

    kind: ExclusionKind
    description: str
    amount: Money
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """All postings of a part in a status."""

    part: Part
    status: PostingStatus
    count: int
    amount: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How many postings of a settlement are in which status."""

    waiting: int = 0
    in_progress: int = 0
    posted: int = 0
    failed: int = 0
    cancelled: int = 0
    missing: Money
    """The amount of the cancelled ones: it is not in the books and never will be."""
    running: bool = False

    @property
    def all(self) -> int:
        return self.waiting + self.in_progress + self.posted + self.failed + self.cancelled

    @property
    def percent(self) -> int:
        """Posted of all, cancelled ones included, never rounded up."""
        return 100 * self.posted // self.all if self.all else 100

    def status(self, automatic_sync: bool) -> SettlementStatus:
        """`automatic_sync`: the switch of the settlement sync is on."""
        if self.running or self.in_progress:
            return SettlementStatus.IN_PROGRESS
        if self.failed:
            return SettlementStatus.ERROR
        if self.waiting:
            return SettlementStatus.SCHEDULED if automatic_sync else SettlementStatus.IN_FARAPP
        if self.cancelled and not self.posted:
            return SettlementStatus.CANCELED
        return SettlementStatus.COMPLETE

    def word(self, automatic_sync: bool) -> str:
        """As the screen shows it: `Error posting to NetSuite (75 %)`."""
        status = self.status(automatic_sync)
        return f"{status} ({self.percent} %)" if status is SettlementStatus.ERROR else str(status)

    @property
    def warning(self) -> str:
        """Empty unless postings were cancelled."""
        if not self.cancelled:
            return ""
        noun = "posting" if self.cancelled == 1 else "postings"
        return f"{self.cancelled} {noun} cancelled, {self.missing} not in NetSuite"


@dataclass(frozen=True, slots=True)
class Taken:
    """`statement` is what was read now; `settlement` is as the journal has it."""

    statement: Statement
    settlement: Settlement
    again: bool
    """It was there before, and nothing was changed."""

    @property
    def sentence(self) -> str:
        number = self.statement.summary.settlement_id
        if self.again:
            return (
                f"settlement {number} was already taken from {self.settlement.name} "
                f"on {self.settlement.taken_at:%Y-%m-%d %H:%M} UTC; nothing was changed"
            )
        return f"settlement {number}: {self.statement.rows} rows"
