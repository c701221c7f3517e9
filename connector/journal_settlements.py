"""Settlements that were taken, their rows, and what became of each posting.

    taken = journal.take(account, file, report_id="...", name="...", now=now,
                         options=SplitOptions())
    for posting in journal.postings(taken.settlement.id):
        rows = journal.rows_of(posting)

A settlement is there entirely or not at all; a second time it is recognised, whoever brings it.
The file's rows are kept with it, so they can be read on any machine that opens the journal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.engine import RowMapping

from connector.journal_settlement_intake import SettlementIntake
from connector.journal_settlement_refusals import SettlementRefusals
from connector.journal_settlement_rows import UnknownPosting, UnknownSettlement
from connector.journal_tables import (
    SETTLEMENT_CHUNKS,
    SETTLEMENT_ORDERS,
    SETTLEMENT_POSTINGS,
    SETTLEMENT_REPEATS,
    SETTLEMENTS,
    joined,
    split,
)
from connector.money import Money
from connector.rows import Problem
from connector.settlements.postings import (
    Exclusion,
    ExclusionKind,
    Part,
    PostingStatus,
    Progress,
    Settlement,
    SettlementPosting,
    SettlementStatus,
    SplitOptions,
    Taken,
    Tally,
)
from connector.settlements.splitting import exclusions_of

__all__ = [
    "Exclusion",
    "ExclusionKind",
    "Part",
    "PostingStatus",
    "Progress",
    "Settlement",
    "SettlementPosting",
    "SettlementRecords",
    "SettlementStatus",
    "SplitOptions",
    "Taken",
    "Tally",
    "UnknownPosting",
    "UnknownSettlement",
]

FIXED = frozenset(
    {"id", "settlement", "part", "order_id", "adjustment_id", "month", "amount", "rows", "history"}
)
"""What the file says of a posting, and what the journal writes by itself."""


class SettlementRecords(SettlementIntake, SettlementRefusals):
    def change_settlement(self, settlement: int, **fields: Any) -> Settlement:
        """Set `posting_since` or `note`. Raises UnknownSettlement."""
        wrong = set(fields) - {"posting_since", "note"}
        if wrong:
            raise TypeError(f"{', '.join(sorted(wrong))} of a settlement cannot be changed")
        with self._begin() as connection:
            connection.execute(
                update(SETTLEMENTS).where(SETTLEMENTS.c.id == settlement).values(fields)
            )
        return self.settlement_at(settlement)

    def drop(self, settlement: int) -> None:
        """Forget it with its rows and postings; intents stay. Raises UnknownSettlement."""
        with self._begin(alone=True) as connection:
            dropped = delete(SETTLEMENTS).where(SETTLEMENTS.c.id == settlement)
            if not self._changed(connection, dropped, SETTLEMENTS.c.id):
                raise UnknownSettlement(f"there is no settlement {settlement} in the journal")
            for held in (
                SETTLEMENT_CHUNKS, SETTLEMENT_ORDERS, SETTLEMENT_REPEATS, SETTLEMENT_POSTINGS,
            ):  # fmt: skip
                connection.execute(delete(held).where(held.c.settlement == settlement))
        self._forget(settlement)

    def exclusions(self, settlement: int) -> list[Exclusion]:
        """Rows that are in no posting. Raises UnknownSettlement."""
        held = self.settlement_at(settlement)
        return exclusions_of(held.statement, held.options)

    # --- postings -------------------------------------------------------------------------------

    def postings(
        self, settlement: int, status: PostingStatus | None = None
    ) -> Iterator[SettlementPosting]:
        """In the order of the file, as they are when it is called. Raises UnknownSettlement."""
        with self._begin() as connection:
            book = self._book(connection, settlement)
            asked = select(SETTLEMENT_POSTINGS).where(
                SETTLEMENT_POSTINGS.c.settlement == settlement
            )
            changed = {each["id"]: _posting(each) for each in connection.execute(asked).mappings()}
            if status in {None, PostingStatus.WAITING}:
                found = {**self._bases(connection, book), **changed}
            else:
                found = dict(sorted(changed.items()))
        return iter([each for each in found.values() if status in {None, each.status}])

    def posting(self, posting: int) -> SettlementPosting:
        """Raises UnknownPosting."""
        with self._begin() as connection:
            return self._posting_at(connection, posting)

    def postings_of_order(self, account: str, order_id: str) -> list[SettlementPosting]:
        """Of all settlements: what an order was paid, charged and given back. Rows that were merged
        with those of others are in no posting of the order's own."""
        if not order_id:
            return []
        with self._begin() as connection:
            found = self._naming(connection, account, order_id)
            return [self._posting_at(connection, each) for each in found]

    def change_posting(self, posting: int, now: datetime, **fields: Any) -> SettlementPosting:
        """Set lifecycle fields; a new status or note is added to the history.

        Raises UnknownPosting, and TypeError for what the file says.
        """
        wrong = (set(fields) & FIXED) | (set(fields) - set(SettlementPosting.__slots__))
        if wrong:
            raise TypeError(f"{', '.join(sorted(wrong))} of a posting cannot be changed")
        if isinstance(fields.get("problem"), Problem):
            fields["problem"] = asdict(fields["problem"])
        if "warnings" in fields:
            fields["warnings"] = list(dict.fromkeys(fields["warnings"]))
        with self._begin(alone=True) as connection:
            before = self._opened(connection, posting, now)
            moved = (fields.get("status", before.status), fields.get("note", before.note))
            if moved != (before.status, before.note):
                since = before.updated_at or now
                entry = f"{since:%Y-%m-%d %H:%M:%S} {before.status}"
                fields["history"] = [
                    *before.history,
                    f"{entry}: {before.note}" if before.note else entry,
                ]
            changed = update(SETTLEMENT_POSTINGS).where(SETTLEMENT_POSTINGS.c.id == posting)
            connection.execute(changed.values(split({**fields, "updated_at": now})))
            return self._posting_at(connection, posting)

    def _opened(self, connection: Connection, posting: int, now: datetime) -> SettlementPosting:
        """The posting, with a line of its own that nobody else changes meanwhile."""
        asked = select(SETTLEMENT_POSTINGS).where(SETTLEMENT_POSTINGS.c.id == posting)
        asked = asked.with_for_update()  # only PostgreSQL needs and has it
        found = connection.execute(asked).mappings().first()
        if found is None:
            base = self._base(connection, posting)
            since = self._book(connection, base.settlement).taken_at
            values = {name: getattr(base, name) for name in SettlementPosting.__slots__}
            values |= {
                "month": base.month and base.month.isoformat(),
                "warnings": [],
                "history": [],
                "updated_at": since,
            }
            line = self._insert(SETTLEMENT_POSTINGS).values(split(values))
            connection.execute(line.on_conflict_do_nothing())
            found = connection.execute(asked).mappings().one()
        return _posting(found)

    def _posting_at(self, connection: Connection, posting: int) -> SettlementPosting:
        asked = select(SETTLEMENT_POSTINGS).where(SETTLEMENT_POSTINGS.c.id == posting)
        found = connection.execute(asked).mappings().first()
        return self._base(connection, posting) if found is None else _posting(found)

    # --- how far it has come --------------------------------------------------------------------

    def totals(self, settlement: int) -> list[Tally]:
        """By part, then status; those with no posting are not there. Raises UnknownSettlement."""
        held = SETTLEMENT_POSTINGS.c
        asked = (
            select(held.part, held.status, func.count(), func.sum(held.amount_minor))
            .where(held.settlement == settlement)
            .group_by(held.part, held.status)
        )
        with self._begin() as connection:
            parts, currency = self._parts(connection, settlement)
            opened = connection.execute(asked).all()
        sums = {
            (Part(part), PostingStatus(status)): [count, int(minor)]
            for part, status, count, minor in opened
        }
        for name, (count, minor) in parts.items():
            part = Part(name)
            mine = [each for (whose, _), each in sums.items() if whose is part]
            untouched = sums.setdefault((part, PostingStatus.WAITING), [0, 0])
            counts, minors = sum(each[0] for each in mine), sum(each[1] for each in mine)
            untouched[0] += count - counts
            untouched[1] += minor - minors
        return [
            Tally(part=part, status=status, count=sums[part, status][0],
                  amount=Money.from_minor(sums[part, status][1], currency))
            for part in Part for status in PostingStatus if sums.get((part, status), [0])[0]
        ]  # fmt: skip

    def progress(self, settlement: int) -> Progress:
        """Raises UnknownSettlement."""
        held = self.settlement_at(settlement)
        counts = dict.fromkeys(PostingStatus, 0)
        missing = Money.zero(held.total.currency)
        for tally in self.totals(settlement):
            counts[tally.status] += tally.count
            if tally.status is PostingStatus.CANCELED:
                missing += tally.amount
        return Progress(
            waiting=counts[PostingStatus.WAITING],
            in_progress=counts[PostingStatus.IN_PROGRESS],
            posted=counts[PostingStatus.POSTED],
            failed=counts[PostingStatus.ERROR],
            cancelled=counts[PostingStatus.CANCELED],
            missing=missing,
            running=held.posting_since is not None,
        )


def _posting(found: RowMapping) -> SettlementPosting:
    values = joined(dict(found))
    problem, month = values["problem"], values["month"]
    return SettlementPosting(
        **{
            **values,
            "part": Part(values["part"]),
            "status": PostingStatus(values["status"]),
            "month": None if month is None else date.fromisoformat(month),
            "problem": None if problem is None else Problem(**problem),
            "warnings": tuple(values["warnings"]),
            "history": tuple(values["history"]),
        }
    )
