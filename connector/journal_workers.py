"""The slots of the workers that share a journal: who holds one, and whether it still lives.

A slot is a stable name ("worker-1"). Whoever holds it raises its beat again and again; the others
watch the beat. A slot changes hands only from the token that was seen, so of two that want it one
gets it, and a holder that was believed dead finds its token gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from connector.journal_database import Database
from connector.journal_tables import WORKERS

__all__ = ["Slot", "Slots"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    slot: str
    token: str
    host: str
    pid: int
    beat: int
    beat_at: datetime


class Slots(Database):
    def slots(self) -> list[Slot]:
        asked = select(WORKERS).order_by(WORKERS.c.slot)
        with self._begin() as connection:
            return [Slot(**each) for each in connection.execute(asked).mappings()]

    def slot(self, name: str) -> Slot | None:
        return next((each for each in self.slots() if each.slot == name), None)

    def take_slot(self, wanted: Slot, seen: Slot | None) -> bool:
        """False when it changed hands, or beat, since it was `seen` (None: it was free)."""
        values = {name: getattr(wanted, name) for name in Slot.__dataclass_fields__}
        if seen is None:
            statement = self._insert(WORKERS).values(values).on_conflict_do_nothing()
        else:
            statement = (
                update(WORKERS)
                .where(
                    WORKERS.c.slot == seen.slot,
                    WORKERS.c.token == seen.token,
                    WORKERS.c.beat == seen.beat,
                )
                .values(values)
            )
        with self._begin() as connection:
            return self._changed(connection, statement, WORKERS.c.slot)

    def beat(self, name: str, token: str, now: datetime) -> bool:
        """False: the slot is not this token's any more."""
        statement = (
            update(WORKERS)
            .where(WORKERS.c.slot == name, WORKERS.c.token == token)
            .values(beat=WORKERS.c.beat + 1, beat_at=now)
        )
        with self._begin() as connection:
            return self._changed(connection, statement, WORKERS.c.slot)

    def drop_slot(self, name: str, token: str) -> None:
        statement = delete(WORKERS).where(WORKERS.c.slot == name, WORKERS.c.token == token)
        with self._begin() as connection:
            connection.execute(statement)
