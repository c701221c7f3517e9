"""Settlement reports that were downloaded and not imported: which, since when, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select

from connector.journal_database import Database
from connector.journal_tables import SETTLEMENT_REFUSALS
from connector.rows import Problem

__all__ = ["RefusedReport", "SettlementRefusals"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedReport:
    """`tries`: how often it was downloaded and refused. `refused_at`: the last time."""

    account: str
    report_id: str
    problem: Problem
    tries: int
    refused_at: datetime


class SettlementRefusals(Database):
    def refuse_report(self, account: str, report_id: str, problem: Problem, now: datetime) -> None:
        """Another report of the account that is not imported, or the same once more."""
        held = SETTLEMENT_REFUSALS.c
        line = self._insert(SETTLEMENT_REFUSALS).values(
            account=account, report_id=report_id, problem=asdict(problem), tries=1, refused_at=now
        )
        again = {"problem": asdict(problem), "tries": held.tries + 1, "refused_at": now}
        with self._begin(alone=True) as connection:
            connection.execute(
                line.on_conflict_do_update(
                    index_elements=[held.account, held.report_id], set_=again
                )
            )

    def forget_refusal(self, account: str, report_id: str) -> None:
        """It was imported after all."""
        held = SETTLEMENT_REFUSALS.c
        with self._begin(alone=True) as connection:
            connection.execute(
                delete(SETTLEMENT_REFUSALS).where(
                    held.account == account, held.report_id == report_id
                )
            )

    def refused_reports(self, account: str | None = None) -> list[RefusedReport]:
        """Newest first."""
        held = SETTLEMENT_REFUSALS.c
        asked = select(SETTLEMENT_REFUSALS).order_by(held.refused_at.desc(), held.report_id)
        if account is not None:
            asked = asked.where(held.account == account)
        with self._begin() as connection:
            found = [dict(each) for each in connection.execute(asked).mappings()]
        return [RefusedReport(**{**each, "problem": Problem(**each["problem"])}) for each in found]
