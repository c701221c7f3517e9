"""What is said to a driver and what it answers: JSON objects, one call, one answer.

Every call carries all that an engine has to know, so a driver may be started for each call or
stay, and may serve scenarios one after the other. Amounts are text beside a currency, positive;
times are ISO 8601 with an offset. A member that is not of the contract is an error.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

__all__ = [
    "CONTRACT", "Amount", "Answer", "BrokenAnswer", "Call", "ChosenSync", "Kind", "Post",
    "ReportedProblem", "ReportedRow", "Retrieve", "Source", "State", "Status", "SyncCall", "Wait",
    "decode_answer", "encode_call",
]  # fmt: skip

CONTRACT = 1


class BrokenAnswer(ValueError):
    """What a driver said is not of the contract; the text says where."""


class Kind(StrEnum):
    """What a row stands for."""

    ORDER = "order"
    REFUND = "refund"
    SETTLEMENT = "settlement"
    """A settlement report with everything it becomes."""


class Source(StrEnum):
    """Where a document was made; it is written on the other side."""

    STOREFRONT = "storefront"
    BOOKS = "books"


class ChosenSync(StrEnum):
    """What a run does. SALES: orders and refunds of a Connex account, in one run."""

    ORDERS = "orders"
    SHIPMENTS = "shipments"
    REFUNDS_TO_BOOKS = "refunds to books"
    REFUNDS_FROM_BOOKS = "refunds from books"
    SETTLEMENTS = "settlements"
    SALES = "sales"


class State(StrEnum):
    """How far a row is.

    KNOWN: read, nothing is written yet. POSTED: written. COMPLETE: an order that is written and
    whose shipment the storefront was told of. UNKNOWN: it was written or not, the engine will look.
    WAITING: the engine waits for something to happen elsewhere. SKIPPED: left out on purpose.
    """

    KNOWN = "known"
    POSTED = "posted"
    COMPLETE = "complete"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELED = "canceled"


class Amount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    amount: str
    currency: str


# --- calls ---------------------------------------------------------------------------------------


class Call(msgspec.Struct, frozen=True, kw_only=True, tag_field="call", omit_defaults=True):
    """What every call says.

    `now`: the world's time; its clock runs from there with the wall. `state`: a folder of the
    gate's machine, empty when a scenario begins; an engine that is to have forgotten everything
    gets another. `environment`: HTTPS_PROXY, certificates, credentials. `settings`: the
    installation and its accounts. `switched_on`: the syncs that each account does by itself.
    """

    contract: int
    now: datetime
    state: str
    environment: dict[str, str]
    settings: dict[str, Any]
    switched_on: dict[str, list[ChosenSync]]


class Retrieve(Call, frozen=True, kw_only=True, tag="retrieve", omit_defaults=True):
    """Read one order, or the refunds of one order made at `source`, or a settlement (`order` is
    its report ID); nothing is written."""

    account: str
    what: Kind
    order: str
    source: Source


class Post(Call, frozen=True, kw_only=True, tag="post", omit_defaults=True):
    """Write what a row stands for; one that is posted stays as it is."""

    row: str


class SyncCall(Call, frozen=True, kw_only=True, tag="sync", omit_defaults=True):
    """One run of one sync: read what changed, write it. Connex may be given days (the store's, both
    included) or one order."""

    account: str
    sync: ChosenSync
    first_day: date | None = None
    last_day: date | None = None
    order: str = ""


class Status(Call, frozen=True, kw_only=True, tag="status", omit_defaults=True):
    """Every row of every account, oldest first."""


# --- answers -------------------------------------------------------------------------------------


class ReportedProblem(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Why nothing was written, and what a person can do about it."""

    sentence: str
    remedy: str = ""


class ReportedRow(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """`id` stays the same for as long as the engine knows the document. `order`: the order's name
    (#1001), of a settlement its ID. `percent`: how much of a settlement is written, rounded down;
    its `amount` is the deposit and may be negative."""

    id: str
    account: str
    kind: Kind
    source: Source
    order: str
    state: State
    amount: Amount | None = None
    problem: ReportedProblem | None = None
    warnings: tuple[str, ...] = ()
    percent: int | None = None


class Answer(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """`ok`: the call was carried out; how far each row is, the rows say. Not ok: `message` says
    why (not found; the run ended early), and `remedy` what a person can do. `rows`: of a retrieval
    those it found, of a post its row, of a status all. `unsupported`: the engine has no such
    feature; the scenario is left out."""

    ok: bool
    message: str = ""
    remedy: str = ""
    rows: tuple[ReportedRow, ...] = ()
    unsupported: str = ""


class Wait(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Said by a command before its answer: let so many seconds of world time pass. It gets
    `{"now": "..."}` and goes on."""

    wait: float


def encode_call(call: Call) -> bytes:
    """One line of JSON."""
    return msgspec.json.encode(call)


def decode_answer(said: bytes, *, may_wait: bool = False) -> Answer | Wait:
    """Raises BrokenAnswer."""
    try:
        raw = msgspec.json.decode(said)
        if may_wait and isinstance(raw, dict) and "wait" in raw:
            return msgspec.convert(raw, Wait)
        return msgspec.convert(raw, Answer)
    except msgspec.MsgspecError as wrong:
        shown = said.decode(errors="replace").strip()[:200]
        raise BrokenAnswer(
            f"the driver's answer is not of the contract ({wrong}): {shown}"
        ) from wrong
