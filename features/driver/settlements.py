"""A foreign engine's settlements under the names that scenarios use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connector.money import Money
from connector.rows import Problem
from connector.settlements.postings import SettlementStatus
from features.driver.contract import ReportedRow, State
from features.expect import LeftOut

__all__ = ["ForeignBrought", "ForeignStanding", "standing_of"]

WORDS = {
    State.POSTED: SettlementStatus.COMPLETE,
    State.COMPLETE: SettlementStatus.COMPLETE,
    State.UNKNOWN: SettlementStatus.IN_PROGRESS,
    State.WAITING: SettlementStatus.IN_PROGRESS,
    State.SKIPPED: SettlementStatus.CANCELED,
    State.FAILED: SettlementStatus.ERROR,
    State.CANCELED: SettlementStatus.CANCELED,
}


@dataclass(frozen=True, kw_only=True)
class ForeignStanding:
    """`row` is the engine's own id of it. Whatever else the screen shows leaves a scenario out."""

    row: str
    account: str
    number: str
    status: SettlementStatus
    word: str
    deposit: Money | None
    warnings: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return self.status is SettlementStatus.COMPLETE

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise LeftOut(f"{name} of a settlement is on the engine's own screen")


@dataclass(frozen=True, kw_only=True)
class ForeignBrought:
    """What Retrieve answered."""

    ok: bool
    message: str
    settlement: ForeignStanding | None
    problem: Problem | None = None


def standing_of(row: ReportedRow, deposit: Money | None, *, switched_on: bool) -> ForeignStanding:
    known = SettlementStatus.SCHEDULED if switched_on else SettlementStatus.IN_FARAPP
    status = WORDS.get(row.state, known)
    word = str(status)
    if status is SettlementStatus.ERROR and row.percent is not None:
        word = f"{status} ({row.percent} %)"
    return ForeignStanding(
        row=row.id,
        account=row.account,
        number=row.order,
        status=status,
        word=word,
        deposit=deposit,
        warnings=row.warnings,
    )
