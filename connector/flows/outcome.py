"""What became of an attempt: done, accepted, unknown, refused, skipped, or put off."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from connector.money import Money
from connector.rows import Problem
from connector.trouble import AnswerLost, Refused, Throttled, Trouble, Unreachable

__all__ = ["ENGINE", "Kind", "Outcome", "outcome_of", "read_back", "refused"]

ENGINE = "NetSuite Connector"
"""The source of a problem the connector found itself."""


class Kind(StrEnum):
    DONE = "done"
    ACCEPTED = "accepted"
    """The target answered and settles later; it is read back."""
    UNKNOWN = "unknown"
    """May or may not have happened; resolved by looking."""
    REFUSED = "refused"
    WAITING = "waiting"
    """The source is not ready yet (a payment still pending); tried again with the next batch."""
    SKIPPED = "skipped"
    """Seen, and deliberately not written; no failure."""
    PUT_OFF = "put off"
    """A limit, or no connection: nothing was written and the attempt does not count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    kind: Kind
    note: str = ""
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()
    target_id: str = ""
    target_type: str = ""
    target_number: str = ""
    target_amount: Money | None = None
    until: datetime | None = None
    login: bool = False
    """Credentials were refused: everything else in this run would fail the same way."""
    facts: dict[str, str] = field(default_factory=dict)

    def warned(self, *sentences: str) -> Outcome:
        return replace(self, warnings=(*self.warnings, *sentences))


def refused(problem: Problem, *warnings: str) -> Outcome:
    return Outcome(kind=Kind.REFUSED, problem=problem, warnings=warnings)


async def read_back(outcome: Outcome, check: Awaitable[Outcome]) -> Outcome:
    """The checked outcome of a write; when reading back fails, the write stays recorded and the
    check is made with the next attempt."""
    try:
        return await check
    except Trouble as trouble:
        return replace(
            outcome,
            kind=Kind.UNKNOWN,
            note="written, not compared yet",
            problem=Problem(
                source=trouble.source,
                sentence=f"{outcome.target_number or outcome.target_id} was written, but could "
                f"not be read back: {trouble.sentence}",
                remedy="Nothing to do: it is compared with the next attempt, not written again.",
                code="not_compared",
            ),
        )


def outcome_of(trouble: Trouble) -> Outcome:
    """For trouble while reading, or trouble that certainly wrote nothing."""
    if isinstance(trouble, Throttled):
        return Outcome(
            kind=Kind.PUT_OFF,
            until=trouble.until,
            note=f"{trouble.source} asks to wait until {trouble.until:%Y-%m-%d %H:%M:%SZ}",
            problem=Problem(
                source=trouble.source,
                sentence=trouble.sentence,
                remedy="Nothing was written. Post the row again after that time; while its sync is "
                "on, the next batch does.",
                code="throttled",
            ),
        )
    if isinstance(trouble, (Unreachable, AnswerLost)):
        return Outcome(
            kind=Kind.PUT_OFF,
            note=f"{trouble.source} could not be reached",
            problem=Problem(
                source=trouble.source,
                sentence=trouble.sentence,
                remedy="Nothing was written. Post the row again later; while its sync is on, the "
                f"next batch does. If it lasts, check the connection to {trouble.source}.",
                code="unreachable",
            ),
        )
    if isinstance(trouble, Refused):
        remedy = trouble.remedy or (
            f"Renew the credentials of {trouble.source} in the settings, then post again."
            if trouble.login
            else f"Correct what {trouble.source} complains about, then post again."
        )
        return Outcome(
            kind=Kind.REFUSED,
            login=trouble.login,
            problem=Problem(
                source=trouble.source,
                sentence=trouble.sentence,
                remedy=remedy,
                verbatim=trouble.verbatim,
                code=trouble.code or ("login" if trouble.login else "refused"),
            ),
        )
    raise trouble
