"""Which runs were carried out, and how far one got that was cut off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from connector.journal_database import Database
from connector.journal_tables import RUNS, STEPS

__all__ = ["RunRecords"]


class RunRecords(Database):
    def begin_run(self, run_id: str, account: str, sync: str, now: datetime) -> bool:
        """False when this run was carried out already. One that was cut off is taken up again;
        should its worker be alive after all, the intents keep the two apart."""
        statement = self._insert(RUNS).values(id=run_id, account=account, sync=sync, started_at=now)
        statement = statement.on_conflict_do_update(
            index_elements=["id"], set_={"started_at": now}, where=RUNS.c.ended_at.is_(None)
        )
        with self._begin() as connection:
            return self._changed(connection, statement, RUNS.c.id)

    def end_run(self, run_id: str, report: dict[str, Any], now: datetime) -> None:
        """What its steps gave is not needed any more."""
        ended = update(RUNS).where(RUNS.c.id == run_id).values(report=report, ended_at=now)
        with self._begin() as connection:
            connection.execute(ended)
            connection.execute(delete(STEPS).where(STEPS.c.run_id == run_id))

    def run_reports(self, account: str | None = None) -> list[dict[str, Any]]:
        asked = select(RUNS).order_by(RUNS.c.started_at, RUNS.c.id)
        if account is not None:
            asked = asked.where(RUNS.c.account == account)
        with self._begin() as connection:
            return [dict(each) for each in connection.execute(asked).mappings()]

    def steps_of(self, run_id: str) -> dict[str, Any]:
        """What the finished steps gave, by their names."""
        asked = select(STEPS.c.name, STEPS.c.result).where(STEPS.c.run_id == run_id)
        with self._begin() as connection:
            return {each.name: each.result for each in connection.execute(asked)}

    def note_step(self, run_id: str, name: str, result: Any) -> None:
        """`result` is JSON. The first note of a step stands."""
        noted = self._insert(STEPS).values(run_id=run_id, name=name, result=result)
        with self._begin() as connection:
            connection.execute(noted.on_conflict_do_nothing())

    def unfinished_run(self, account: str, sync: str) -> str | None:
        """The newest run of this sync that was begun and not ended."""
        asked = select(RUNS.c.id).where(
            RUNS.c.account == account, RUNS.c.sync == sync, RUNS.c.ended_at.is_(None)
        )
        with self._begin() as connection:
            return connection.execute(asked.order_by(RUNS.c.started_at.desc())).scalar()
