"""What was retrieved, intended, written and refused, and which documents belong together.

    journal = Journal("connector.db")        # or ":memory:", or postgresql://...

Guarantee: an intent is on disk before the write it announces is sent, and every method commits
before it returns; so a process killed at any moment leaves behind what is needed to find out, by
looking at the target, what became of the write.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy.engine import RowMapping

from connector.journal_database import JournalUnusable
from connector.journal_deliveries import Deliveries
from connector.journal_logins import Logins
from connector.journal_runs import RunRecords
from connector.journal_sales import SalesRecords
from connector.journal_settlements import SettlementRecords
from connector.journal_tables import INTENTS, REFERENCES, ROWS, SWITCHES, WINDOWS, joined, split
from connector.journal_workers import Slots
from connector.money import Money
from connector.rows import (
    List,
    OrderStatus,
    Problem,
    RefundStatus,
    Row,
    RowKind,
    SalesStatus,
    Status,
    TransactionType,
)

__all__ = [
    "Intent",
    "IntentState",
    "Journal",
    "JournalUnusable",
    "Reference",
    "UnknownRow",
    "Window",
]


class UnknownRow(LookupError):
    """There is no row with this number."""


class IntentState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"


UNRESOLVED = (IntentState.OPEN, IntentState.UNKNOWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    key: str
    account: str
    target: str
    action: str
    state: IntentState
    attempts: int
    attempted_at: datetime
    resolved_at: datetime | None
    amount: Money | None
    target_id: str
    target_number: str
    sentence: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """An order this connector put into the books."""

    account: str
    order_id: str
    order_name: str
    books_id: str
    books_number: str
    books_kind: str
    noted_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    read_until: datetime | None = None
    ran_at: datetime | None = None
    due_at: datetime | None = None
    """Set when a limit ended the run early: not before this time."""


class Journal(RunRecords, Slots, Deliveries, Logins, SalesRecords, SettlementRecords):
    """`path`: a file (SQLite), ":memory:", or a URL of SQLite or PostgreSQL. Any number of
    processes may have it open. Raises JournalUnusable."""

    # --- rows -----------------------------------------------------------------------------------

    def add_row(
        self,
        *,
        now: datetime,
        list_: List,
        kind: RowKind,
        account: str,
        source: str,
        order_id: str,
        order_name: str,
        document_id: str,
        status: Status,
        source_amount: Money | None = None,
        note: str = "",
        problem: Problem | None = None,
        warnings: tuple[str, ...] = (),
    ) -> Row:
        """The row of the document; another worker's, when it was added at the same moment."""
        kinds = {RowKind.ORDER: TransactionType.ORDER, RowKind.REFUND: TransactionType.REFUND}
        values = {
            "list": list_,
            "kind": kind,
            "account": account,
            "source": source,
            "transaction_type": kinds[kind],
            "order_id": order_id,
            "order_name": order_name,
            "document_id": document_id,
            "status": status,
            "source_amount": source_amount,
            "note": note,
            "problem": None if problem is None else asdict(problem),
            "warnings": list(warnings),
            "created_at": now,
            "updated_at": now,
        }
        with self._begin() as connection:
            added = self._insert(ROWS).values(split(values)).on_conflict_do_nothing()
            connection.execute(added)
        made = self.find_row(account, kind, source, document_id)
        if made is None:
            raise UnknownRow(f"the row of {document_id} was deleted while it was added")
        return made

    def row(self, row_id: int) -> Row:
        """Raises UnknownRow."""
        with self._begin() as connection:
            return _row_at(connection, row_id)

    def find_row(self, account: str, kind: RowKind, source: str, document_id: str) -> Row | None:
        asked = select(ROWS).where(
            ROWS.c.account == account,
            ROWS.c.kind == kind,
            ROWS.c.source == source,
            ROWS.c.document_id == document_id,
        )
        with self._begin() as connection:
            found = connection.execute(asked).mappings().first()
        return None if found is None else _row(found)

    def rows(
        self, list_: List | None = None, account: str | None = None, order_id: str | None = None
    ) -> list[Row]:
        """Oldest first."""
        asked = select(ROWS).order_by(ROWS.c.id)
        if list_ is not None:
            asked = asked.where(ROWS.c.list == list_)
        if account is not None:
            asked = asked.where(ROWS.c.account == account)
        if order_id is not None:
            asked = asked.where(ROWS.c.order_id == order_id)
        with self._begin() as connection:
            return [_row(found) for found in connection.execute(asked).mappings()]

    def change_row(self, row_id: int, now: datetime, **fields: Any) -> Row:
        """Set fields of Row; a new status or note is added to the history. Raises UnknownRow."""
        if isinstance(fields.get("problem"), Problem):
            fields["problem"] = asdict(fields["problem"])
        if "warnings" in fields:
            fields["warnings"] = list(dict.fromkeys(fields["warnings"]))
        with self._begin(alone=True) as connection:
            before = _row_at(connection, row_id, alone=True)
            moved = (fields.get("status", before.status), fields.get("note", before.note))
            if moved != (before.status, before.note):
                entry = f"{before.updated_at:%Y-%m-%d %H:%M:%S} {before.status}"
                fields["history"] = [
                    *before.history,
                    f"{entry}: {before.note}" if before.note else entry,
                ]
            values = split({**fields, "updated_at": now})
            connection.execute(update(ROWS).where(ROWS.c.id == row_id).values(values))
            return _row_at(connection, row_id)

    def delete_row(self, row_id: int) -> None:
        """Intents and references stay. Raises UnknownRow."""
        self.row(row_id)
        with self._begin() as connection:
            connection.execute(delete(ROWS).where(ROWS.c.id == row_id))

    # --- intents --------------------------------------------------------------------------------

    def intent(self, key: str) -> Intent | None:
        with self._begin() as connection:
            found = connection.execute(select(INTENTS).where(INTENTS.c.key == key))
            row = found.mappings().first()
        if row is None:
            return None
        return Intent(
            **{
                **joined(dict(row)),
                "state": IntentState(row["state"]),
                "warnings": tuple(row["warnings"]),
            }
        )

    def claim(
        self,
        key: str,
        *,
        account: str,
        target: str,
        action: str,
        amount: Money | None,
        now: datetime,
        settled_before: datetime,
        warnings: tuple[str, ...] = (),
    ) -> bool:
        """Announce a write. False when another attempt is unresolved and not older than
        `settled_before`: that one may still arrive, so nobody may write now. `warnings`: what a
        person must be told of the document, should we not live to say so."""
        fresh = split(
            {
                "account": account,
                "target": target,
                "action": action,
                "state": IntentState.OPEN,
                "attempted_at": now,
                "resolved_at": None,
                "amount": amount,
                "sentence": "",
                "warnings": list(warnings),
            }
        )
        statement = self._insert(INTENTS).values(key=key, attempts=1, **fresh)
        statement = statement.on_conflict_do_update(
            index_elements=["key"],
            set_={**fresh, "attempts": INTENTS.c.attempts + 1},
            where=or_(INTENTS.c.state.not_in(UNRESOLVED), INTENTS.c.attempted_at <= settled_before),
        )
        with self._begin() as connection:
            return self._changed(connection, statement, INTENTS.c.key)

    def resolve(
        self,
        key: str,
        state: IntentState,
        now: datetime,
        *,
        target_id: str = "",
        target_number: str = "",
        sentence: str = "",
    ) -> None:
        """An attempt that ends without knowing does not undo what another one found out."""
        values: dict[str, Any] = {"state": state, "sentence": sentence}
        changed = update(INTENTS).where(INTENTS.c.key == key)
        if state in UNRESOLVED:
            changed = changed.where(INTENTS.c.state.in_(UNRESOLVED))
        else:
            values["resolved_at"] = now
        if target_id:
            values.update(target_id=target_id, target_number=target_number)
        with self._begin() as connection:
            connection.execute(changed.values(**values))

    def written_refunds(self, account: str, target: str) -> frozenset[str]:
        """Ids of the refunds that this account wrote at `target`."""
        refunds = INTENTS.c.key.startswith("nsc_refund_", autoescape=True)
        wanted = (
            select(INTENTS.c.target_id)
            .where(INTENTS.c.account == account, INTENTS.c.target == target)
            .where(INTENTS.c.target_id != "", refunds)
        )
        with self._begin() as connection:
            return frozenset(connection.execute(wanted).scalars())

    # --- references -----------------------------------------------------------------------------

    def note_order(self, reference: Reference) -> None:
        values = asdict(reference)
        statement = self._insert(REFERENCES).values(values)
        statement = statement.on_conflict_do_update(
            index_elements=["account", "order_id"], set_=values
        )
        with self._begin() as connection:
            connection.execute(statement)

    def order_reference(self, account: str, order_id_or_name: str) -> Reference | None:
        name = order_id_or_name.lstrip("#")
        asked = select(REFERENCES).where(
            REFERENCES.c.account == account,
            or_(
                REFERENCES.c.order_id == order_id_or_name,
                REFERENCES.c.order_name.in_([name, f"#{name}"]),
            ),
        )
        with self._begin() as connection:
            found = connection.execute(asked).mappings().all()
        exact = [each for each in found if each["order_id"] == order_id_or_name] or found
        return Reference(**exact[0]) if exact else None

    def order_references(self, account: str | None = None) -> list[Reference]:
        asked = select(REFERENCES).order_by(REFERENCES.c.noted_at, REFERENCES.c.order_id)
        if account is not None:
            asked = asked.where(REFERENCES.c.account == account)
        with self._begin() as connection:
            return [Reference(**each) for each in connection.execute(asked).mappings()]

    # --- switches and windows -------------------------------------------------------------------

    def switch(self, account: str, sync: str) -> bool:
        asked = select(SWITCHES.c.on).where(SWITCHES.c.account == account, SWITCHES.c.sync == sync)
        with self._begin() as connection:
            return bool(connection.execute(asked).scalar())

    def set_switch(self, account: str, sync: str, on: bool) -> None:
        statement = self._insert(SWITCHES).values(account=account, sync=sync, on=on)
        statement = statement.on_conflict_do_update(
            index_elements=["account", "sync"], set_={"on": on}
        )
        with self._begin() as connection:
            connection.execute(statement)

    def window(self, account: str, sync: str) -> Window:
        asked = select(WINDOWS.c.read_until, WINDOWS.c.ran_at, WINDOWS.c.due_at).where(
            WINDOWS.c.account == account, WINDOWS.c.sync == sync
        )
        with self._begin() as connection:
            found = connection.execute(asked).mappings().first()
        return Window() if found is None else Window(**found)

    def set_window(self, account: str, sync: str, window: Window) -> None:
        statement = self._insert(WINDOWS).values(account=account, sync=sync, **asdict(window))
        statement = statement.on_conflict_do_update(
            index_elements=["account", "sync"], set_=asdict(window)
        )
        with self._begin() as connection:
            connection.execute(statement)


def _row_at(connection: Connection, row_id: int, *, alone: bool = False) -> Row:
    """`alone`: nobody else changes the row before this transaction ends."""
    asked = select(ROWS).where(ROWS.c.id == row_id)
    if alone:
        asked = asked.with_for_update()  # only PostgreSQL needs and has it
    found = connection.execute(asked).mappings().first()
    if found is None:
        raise UnknownRow(f"there is no row {row_id}; `rows` lists those there are")
    return _row(found)


def _row(found: RowMapping) -> Row:
    values = joined(dict(found))
    kind = RowKind(values["kind"])
    problem = values["problem"]
    return Row(
        **{
            **values,
            "list": List(values["list"]),
            "kind": kind,
            "transaction_type": TransactionType(values["transaction_type"]),
            "status": _status(kind, values["status"]),
            "problem": None if problem is None else Problem(**problem),
            "warnings": tuple(values["warnings"]),
            "history": tuple(values["history"]),
        }
    )


def _status(kind: RowKind, word: str) -> Status:
    """The words of the products differ, but for "Canceled", which means the same in all."""
    statuses: type[Status] = OrderStatus if kind is RowKind.ORDER else RefundStatus
    if word in set(SalesStatus) and word not in set(statuses):
        return SalesStatus(word)
    return statuses(word)
