"""How a settlement comes into the journal: read once, checked to its last row, kept or refused."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import RowMapping

from connector.journal_settlement_rows import Book, SettlementRows, UnknownSettlement, book_of
from connector.journal_tables import (
    SETTLEMENT_CHUNKS,
    SETTLEMENT_ORDERS,
    SETTLEMENT_REPEATS,
    SETTLEMENTS,
    joined,
    split,
)
from connector.money import Money
from connector.settlements.chunks import Chunk, Key, pack
from connector.settlements.dialect import DateLayout, Dialect
from connector.settlements.kinds import Kind
from connector.settlements.order_numbers import numbers_of
from connector.settlements.postings import Part, Settlement, SplitOptions, Taken
from connector.settlements.reader import SettlementReader
from connector.settlements.refusals import ChangedSettlement
from connector.settlements.splitting import is_foreign
from connector.settlements.statement import Group, Statement, Summary
from connector.settlements.stretches import Stretches, key_of

__all__ = ["SettlementIntake"]

AT_ONCE = 16  # chunks that are written together

Parts = dict[str, tuple[int, int]]
"""How many postings a part has, and their sum in minor units."""


class SettlementIntake(SettlementRows):
    def take(
        self,
        account: str,
        file: Path | BinaryIO,
        *,
        report_id: str = "",
        name: str,
        now: datetime,
        options: SplitOptions | None = None,
        available_at: datetime | None = None,
        charset: str | None = None,
    ) -> Taken:
        """Read a report and keep it, entirely or not at all.

        `charset` is what the download declared. The same settlement again changes nothing, but a
        new report id is noted. Raises SettlementRefused; ChangedSettlement when the account has it
        with other figures.
        """
        with SettlementReader(file, charset, whole=True) as reader:
            number = reader.summary.settlement_id
            with self._begin() as connection:
                known = self._find(connection, account, number)
            if known is None:
                with self._begin(alone=True) as connection:
                    begun = self._insert(SETTLEMENTS).values(
                        _first(reader, account, report_id, name, now, options, available_at)
                    )
                    begun = begun.on_conflict_do_nothing().returning(SETTLEMENTS.c.id)
                    settlement = connection.execute(begun).scalar()
                    if settlement is not None:
                        self._keep(connection, settlement, reader, options or SplitOptions(), now)
                        kept = select(SETTLEMENTS).where(SETTLEMENTS.c.id == settlement)
                        made = connection.execute(kept).mappings().one()
                        taken = _settlement(made)
                        return Taken(taken.statement, taken, again=False)
                    known = self._find(connection, account, number)
            if known is None:
                raise UnknownSettlement(f"settlement {number} was dropped while it was taken")
            statement = reader.statement()
            return self._again(known, statement, _fingerprint(statement, reader), report_id)

    def settlements(self, account: str | None = None) -> list[Settlement]:
        """Newest period first."""
        asked = select(SETTLEMENTS).order_by(SETTLEMENTS.c.end.desc(), SETTLEMENTS.c.id.desc())
        if account is not None:
            asked = asked.where(SETTLEMENTS.c.account == account)
        with self._begin() as connection:
            return [_settlement(each) for each in connection.execute(asked).mappings()]

    def settlement(self, account: str, number: str) -> Settlement:
        """By Amazon's settlement id or any of its report ids. Raises UnknownSettlement."""
        for each in self.settlements(account):
            if number in {each.number, each.report_id, *each.other_reports}:
                return each
        raise UnknownSettlement(
            f"{account} has no settlement {number}; retrieve its report first, by the report id"
        )

    def settlement_at(self, settlement: int) -> Settlement:
        """By our own id. Raises UnknownSettlement."""
        asked = select(SETTLEMENTS).where(SETTLEMENTS.c.id == settlement)
        with self._begin() as connection:
            found = connection.execute(asked).mappings().first()
        if found is None:
            raise UnknownSettlement(f"there is no settlement {settlement} in the journal")
        return _settlement(found)

    def settlement_before(self, settlement: Settlement) -> Settlement | None:
        """The one whose period ended where this one's begins, in the same currency."""
        asked = select(SETTLEMENTS).where(
            SETTLEMENTS.c.account == settlement.account,
            SETTLEMENTS.c.end == settlement.start,
            SETTLEMENTS.c.total_currency == settlement.total.currency,
        )
        with self._begin() as connection:
            found = connection.execute(asked.order_by(SETTLEMENTS.c.id.desc())).mappings().first()
        return None if found is None else _settlement(found)

    def _find(self, connection: Connection, account: str, number: str) -> RowMapping | None:
        asked = select(SETTLEMENTS).where(
            SETTLEMENTS.c.account == account, SETTLEMENTS.c.number == number
        )
        return connection.execute(asked).mappings().first()

    def _parts(self, connection: Connection, settlement: int) -> tuple[Parts, str]:
        """With the settlement's currency. Raises UnknownSettlement."""
        asked = select(SETTLEMENTS.c.parts, SETTLEMENTS.c.total_currency)
        found = connection.execute(asked.where(SETTLEMENTS.c.id == settlement)).first()
        if found is None:
            raise UnknownSettlement(f"there is no settlement {settlement} in the journal")
        return {name: (count, minor) for name, (count, minor) in found[0].items()}, found[1]

    def _keep(
        self, connection: Connection, settlement: int, reader: SettlementReader,
        options: SplitOptions, now: datetime,
    ) -> None:  # fmt: skip
        stretches, runs = Stretches(), 0
        waiting: list[dict[str, Any]] = []
        orders: list[dict[str, Any]] = []
        for block in reader.runs():
            stretches.add(block.heads, runs)
            waiting.append(_columns(settlement, pack(block, runs)))
            numbers = numbers_of(block.heads)
            orders.append({"settlement": settlement, "first_run": runs, "numbers": numbers})
            runs += len(block.heads)
            if len(waiting) == AT_ONCE:
                _flush(connection, waiting, orders)
        if waiting:
            _flush(connection, waiting, orders)
        statement = reader.so_far()
        charset = reader.dialect.charset or "ascii"
        words = [each.decode(charset) for each in reader.run_sums.words]
        book = book_of(
            settlement, reader.summary.total.currency, words, charset, reader.dialect.dates,
            options, now,
        )  # fmt: skip
        foreign = any(is_foreign(each.split("\t")[0], options) for each in words)
        if foreign or stretches.orderless or options.merge_fees or options.merge_refunds:
            parts = self._count(connection, book)
        else:
            parts = self._count_stretches(connection, book, stretches, statement)
        values = {
            "rows": statement.rows,
            "marketplace": statement.marketplace or "",
            "postings": sum(count for count, _ in parts.values()),
            "parts": parts,
            "groups": [_group_values(each) for each in statement.groups],
            "words": words,
            "dialect": {
                "dates": statement.dialect.dates.name,
                "mark": statement.dialect.decimal_mark,
                "charset": charset,
            },
            "fingerprint": _fingerprint(statement, reader),
        }
        connection.execute(update(SETTLEMENTS).where(SETTLEMENTS.c.id == settlement).values(values))

    def _count(self, connection: Connection, book: Book) -> Parts:
        """By going through every run once more."""
        first: dict[Key, int] = {}
        repeats: list[tuple[int, int]] = []
        parts: Parts = {}
        last = None
        for _, key, place in self._places(connection, book):
            count, minor = parts.get(key.part, (0, 0))
            new = key not in first
            parts[key.part] = (count + new, minor + place.minor)
            begun = first.setdefault(key, place.run)
            if key.order_id and not new and key != last:
                repeats.append((place.run, begun))
            last = key
        self._note_repeats(connection, book.settlement, repeats)
        return parts

    def _count_stretches(
        self, connection: Connection, book: Book, stretches: Stretches, statement: Statement
    ) -> Parts:
        """The same from what was noted on the way."""
        counts = {Part.ORDER: stretches.orders, Part.REFUND: stretches.refunds}
        first: dict[bytes, int] = {}
        repeats: list[tuple[int, int]] = []
        chunks = self._chunks(connection, book.settlement)
        chunk, heads = None, [b""]
        for run in stretches.maybe_repeated():
            while chunk is None or run >= chunk.first_run + chunk.runs:
                chunk = next(chunks)
                heads = chunk.heads.split(b"\n")
            key = key_of(heads[run - chunk.first_run])
            begun = first.setdefault(key, run)
            if begun != run:
                repeats.append((run, begun))
                counts[Part.ORDER if key.startswith(b"o") else Part.REFUND] -= 1
        self._note_repeats(connection, book.settlement, repeats)
        others = [each for each in statement.groups if each.kind is Kind.NON_ORDER]
        months = {each.month for each in others}
        counts[Part.NON_ORDER] = len(months) if book.options.split_months else bool(months)
        sums = {part: statement.of(Kind(part.value)).minor for part in Part}
        return {str(part): (int(counts[part]), sums[part]) for part in Part if counts[part]}

    def _note_repeats(
        self, connection: Connection, settlement: int, repeats: list[tuple[int, int]]
    ) -> None:
        if repeats:
            lines = [{"settlement": settlement, "run": run, "first": first}
                     for run, first in repeats]  # fmt: skip
            connection.execute(insert(SETTLEMENT_REPEATS), lines)

    def _again(
        self, known: RowMapping, statement: Statement, fingerprint: str, report_id: str
    ) -> Taken:
        held = _settlement(known)
        if known["fingerprint"] != fingerprint:
            raise ChangedSettlement(
                f"settlement {held.number} was taken from {held.name} with {held.rows} rows and "
                f"{held.total}; now it has {statement.rows} rows and {statement.summary.total}, "
                "or other figures in them",
                remedy="Compare the two files. If the second is right, delete the first "
                f"(`connector settlement delete {held.number}`) and import the second; what is in "
                "the books already is recognised by its order and part, and not corrected.",
            )
        if report_id and report_id not in {held.report_id, *held.other_reports}:
            with self._begin(alone=True) as connection:
                asked = select(SETTLEMENTS.c.other_reports).where(SETTLEMENTS.c.id == held.id)
                others = connection.execute(asked.with_for_update()).scalar() or []
                noted = update(SETTLEMENTS).where(SETTLEMENTS.c.id == held.id)
                connection.execute(noted.values(other_reports=[*others, report_id]))
            held = self.settlement_at(held.id)
        return Taken(statement, held, again=True)


def _first(
    reader: SettlementReader, account: str, report_id: str, name: str, now: datetime,
    options: SplitOptions | None, available_at: datetime | None,
) -> dict[str, Any]:  # fmt: skip
    """A settlement of which only the summary row is known."""
    summary = reader.summary
    return split({
        "account": account, "number": summary.settlement_id, "report_id": report_id,
        "other_reports": [], "name": name, "start": summary.start, "end": summary.end,
        "deposit": summary.deposit, "total": summary.total, "rows": 0, "marketplace": "",
        "postings": 0, "parts": {}, "options": asdict(options or SplitOptions()), "groups": [],
        "words": [], "dialect": {}, "fingerprint": "", "taken_at": now,
        "available_at": available_at or now, "note": "",
    })  # fmt: skip


def _flush(
    connection: Connection, chunks: list[dict[str, Any]], orders: list[dict[str, Any]]
) -> None:
    connection.execute(insert(SETTLEMENT_CHUNKS), chunks)
    connection.execute(insert(SETTLEMENT_ORDERS), orders)
    chunks.clear()
    orders.clear()


def _columns(settlement: int, chunk: Chunk) -> dict[str, Any]:
    return {"settlement": settlement} | {name: getattr(chunk, name) for name in Chunk.__slots__}


def _settlement(found: RowMapping) -> Settlement:
    values = joined(dict(found))
    total, dialect = values["total"], values["dialect"]
    summary = Summary(
        settlement_id=values["number"], start=values["start"], end=values["end"],
        deposit=values["deposit"], total=total,
    )  # fmt: skip
    charset = dialect["charset"]
    statement = Statement(
        summary=summary,
        dialect=Dialect(
            DateLayout[dialect["dates"]], dialect["mark"], None if charset == "ascii" else charset
        ),
        rows=values["rows"],
        groups=tuple(_group(each, total.currency) for each in values["groups"]),
    )
    return Settlement(
        id=values["id"], account=values["account"], report_id=values["report_id"],
        number=values["number"], name=values["name"], start=values["start"], end=values["end"],
        deposit=values["deposit"], total=total, rows=values["rows"],
        marketplace=values["marketplace"], postings=values["postings"],
        options=SplitOptions(**values["options"]), statement=statement,
        taken_at=values["taken_at"], available_at=values["available_at"],
        other_reports=tuple(values["other_reports"]), posting_since=values["posting_since"],
        note=values["note"],
    )  # fmt: skip


def _group_values(group: Group) -> list[Any]:
    return [
        group.transaction_type, group.amount_type, group.amount_description, group.marketplace,
        group.fulfillment, group.month.isoformat(), group.rows, group.amount.minor,
    ]  # fmt: skip


def _group(values: list[Any], currency: str) -> Group:
    kind, amount_type, description, marketplace, fulfillment, month, rows, minor = values
    return Group(
        transaction_type=kind, amount_type=amount_type, amount_description=description,
        marketplace=marketplace, fulfillment=fulfillment, month=date.fromisoformat(month),
        rows=rows, amount=Money.from_minor(minor, currency),
    )  # fmt: skip


def _fingerprint(statement: Statement, reader: SettlementReader) -> str:
    """Of the summary row, every group, and every amount with its order and item."""
    said = repr((statement.summary, statement.rows, statement.groups, str(reader.digest)))
    return hashlib.sha256(said.encode()).hexdigest()
