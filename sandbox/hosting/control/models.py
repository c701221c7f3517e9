"""What is said to the control API and what it answers. The client speaks the same.

Amounts are decimals, written as JSON strings ("127.82") and read from strings or exact numbers;
each stands beside its currency. Times are aware.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from sandbox.kernel.faults import FaultKind

__all__ = [
    "LAST_MOMENT",
    "AccountChange", "ActionDescription", "AdvanceClock", "Argument", "AuditAnswer", "AuditFinding",
    "AuditPair", "ClockAnswer", "DeskAnswer", "Diff", "DocumentChange", "FaultPlan", "FaultRule",
    "Figure", "FreezeClock", "Header", "Health", "OpenWorld", "Problem", "PumpAnswer", "QueuedTask",
    "Receiver", "Refused", "SetClock", "SetSwitch", "SnapshotName", "SnapshotState", "SwitchKind",
    "SwitchState", "TrafficEntry", "TrafficLine", "WorldState",
]  # fmt: skip


FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)
"""Platforms add lives of tokens and terms of invoices to a world's time; dates end in 9999."""
Moment = Annotated[AwareDatetime, Field(ge=FIRST_MOMENT, lt=LAST_MOMENT)]


class Asked(BaseModel):
    """A misspelt member is an error, not a default."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """`code` is for programs, `message` for people. `field`: what of the request is meant; `fix`:
    what would be right; `details`: every problem, or the platform's own words."""

    code: str
    message: str
    field: str = ""
    fix: str = ""
    details: list[Any] = []


class Refused(BaseModel):
    """The shape of every answer that is not 2xx."""

    error: Problem


class Health(BaseModel):
    """The server answers; the worlds it holds."""

    status: Literal["ok"] = "ok"
    default: str
    worlds: list[str]


# --- worlds --------------------------------------------------------------------------------------


class WorldState(BaseModel):
    """`bugs`: exceptions of ours that a client saw as a platform's internal error; should be 0."""

    name: str
    kind: str
    seed: int
    as_of: date
    now: AwareDatetime
    frozen: bool
    default: bool
    accounts: dict[str, str]
    exchanges: int
    bugs: int


class OpenWorld(Asked):
    """`start`: where its clock stands frozen; without one it runs with the wall. `as_of`: the day
    whose API versions answer."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
    kind: str = "acme"
    seed: int = 7
    start: Moment | None = None
    as_of: date | None = None


# --- clock and queue -----------------------------------------------------------------------------


class ClockAnswer(BaseModel):
    """`done`: pieces of queued work (webhooks, steps of jobs) that were due and done."""

    now: AwareDatetime
    frozen: bool
    done: int = 0


class FreezeClock(Asked):
    """`at`: a moment that is not past; without one the clock stops where it is."""

    at: Moment | None = None


class AdvanceClock(Asked):
    """By the sum of the members; it may not be negative."""

    days: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)
    minutes: Decimal = Decimal(0)
    seconds: Decimal = Decimal(0)


class SetClock(Asked):
    to: Moment


class QueuedTask(BaseModel):
    """Work that a platform owes; `attempt` counts from 1."""

    id: int
    due: AwareDatetime
    platform: str
    kind: str
    attempt: int


class PumpAnswer(BaseModel):
    done: int


class Receiver(Asked):
    """Calls of the platforms (webhooks) to `host` go to `url`, which is on this machine."""

    host: Annotated[str, Field(min_length=1, max_length=253)]
    url: str


# --- snapshots and differences -------------------------------------------------------------------


class SnapshotName(Asked):
    name: Annotated[str, Field(min_length=1, max_length=100)]


class SnapshotState(BaseModel):
    """`at`: the world's time when it was taken. `writes`: documents written since."""

    name: str
    at: AwareDatetime
    writes: int


class Figure(BaseModel):
    """One figure of a document; a side is None where the document did not exist. `currency` is
    empty for units of stock."""

    name: str
    before: Decimal | None
    after: Decimal | None
    currency: str


class DocumentChange(BaseModel):
    """`title` as a person says it ("invoice INV1"); `members`: which were written anew."""

    platform: str
    what: Literal["created", "changed", "deleted"]
    document: str
    id: str
    title: str
    figures: list[Figure]
    members: list[str]
    sentence: str


class AccountChange(BaseModel):
    """Debits less credits that an account of the books gained."""

    platform: str
    account: str
    change: Decimal
    currency: str
    sentence: str


class Diff(BaseModel):
    """What happened between two states, in money words."""

    before: str
    after: str
    documents: list[DocumentChange]
    accounts: list[AccountChange]
    sentences: list[str]


# --- faults --------------------------------------------------------------------------------------


class FaultPlan(Asked):
    """The `nth` match and the `times - 1` after it suffer it. `path`: a pattern with `*`;
    `contains`: a piece of the request's body."""

    platform: str
    kind: FaultKind
    method: str = "*"
    path: str = "*"
    contains: str = ""
    nth: int = 1
    times: int = 1
    status: int = 503
    seconds: float = 0.0


class FaultRule(FaultPlan):
    """A planned rule: requests that it `seen`, and those that it `fired` at."""

    id: int
    seen: int
    fired: int


# --- switches ------------------------------------------------------------------------------------

SwitchKind = Literal["switch", "number", "amount", "text"]
SwitchValue = bool | int | Decimal | str


class SetSwitch(Asked):
    """`value` as the switch is: true or false, a whole number, an amount (a number, or text that
    holds one), a text."""

    value: Any


class SwitchState(BaseModel):
    """`kind`: "switch" is true or false, "number" a whole one, "amount" a decimal. `choices`: the
    only values there are; empty: any. `description`: what it means, and why it is there."""

    platform: str
    name: str
    kind: SwitchKind
    value: SwitchValue
    default: SwitchValue
    choices: list[SwitchValue]
    description: str

    @model_validator(mode="before")
    @classmethod
    def _exact(cls, given: Any) -> Any:
        """An amount was written as text."""
        if not isinstance(given, dict) or given.get("kind") != "amount":
            return given
        amounts = {name: Decimal(str(given[name])) for name in ("value", "default")}
        return {**given, **amounts, "choices": [Decimal(str(each)) for each in given["choices"]]}


# --- traffic -------------------------------------------------------------------------------------


class TrafficLine(BaseModel):
    """One exchange in a list. `status` 0: no answer arrived. `outbound`: the platform called."""

    number: int
    at: AwareDatetime
    platform: str
    method: str
    url: str
    status: int
    fault: str
    outbound: bool


class Header(BaseModel):
    name: str
    value: str


class TrafficEntry(TrafficLine):
    """One exchange whole, as it is kept: credentials are replaced by their names in brackets."""

    request_headers: list[Header]
    request_body: str
    response_headers: list[Header]
    response_body: str


# --- the desk ------------------------------------------------------------------------------------


class Argument(BaseModel):
    """`required`, or left out for `default`."""

    name: str
    type: str
    required: bool
    default: str = ""


class ActionDescription(BaseModel):
    """One thing that a person does on the platform's screens. `more`: takes any further members
    by the platform's names."""

    platform: str
    name: str
    description: str
    arguments: list[Argument]
    more: bool
    returns: str


class DeskAnswer(BaseModel):
    """`result`: what the screen shows then; a document says what it is under `document`.
    `changes`: what happened, in money words."""

    result: Any
    changes: list[str]


# --- the judge -----------------------------------------------------------------------------------


class AuditFinding(BaseModel):
    order: str
    check: str
    sentence: str
    channel: Decimal | None
    books: Decimal | None


class AuditPair(BaseModel):
    """A document on one side and its counterpart; None: there is none."""

    order: str
    what: str
    currency: str
    channel_number: str
    channel: Decimal | None
    books_number: str
    books: Decimal | None
    difference: Decimal


class AuditAnswer(BaseModel):
    """`ties`: nothing differs. `money_ties`: whatever else differs, no total does."""

    ties: bool
    money_ties: bool
    books: list[str]
    findings: list[AuditFinding]
    pairs: list[AuditPair]
