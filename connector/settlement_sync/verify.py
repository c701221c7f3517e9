"""A settlement file from Seller Central against what was imported and posted, row by row.

A file that was changed, cut or completed does not add up any more; that is said, and its rows are
compared all the same. Source: Help Center "Activating NetSuite Connector Settlement Sync" has the
user compare with the file that Seller Central gives.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from connector.flows.settlements import SettlementAccount
from connector.money import Money
from connector.settlement_sync.documents import ReadBack
from connector.settlement_sync.standing import called
from connector.settlement_sync.tie_out import read_all
from connector.settlements import DoesNotAddUp, Kind, Row, SettlementReader
from connector.settlements.postings import ExclusionKind, Settlement
from connector.settlements.splitting import is_foreign

__all__ = ["RowState", "Verification", "VerifiedRow", "verify"]

FIRST_LINE = 3
"""Of the first row in the file: below the header and the summary."""


class RowState(StrEnum):
    IN_DOCUMENT = "in document"
    EXCLUDED = "excluded"
    NOT_POSTED = "not posted"
    DIFFERS = "differs in NetSuite"
    CHANGED = "changed"
    """The file says other than what was imported."""
    ADDED = "not imported"
    """The file has it, the import had not."""
    MISSING = "not in the file"
    """The import had it, the file has not."""


GOOD = {RowState.IN_DOCUMENT, RowState.EXCLUDED}


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifiedRow:
    """`line` is the line of the file, None for a row that is not in it; `where` names the document
    and place, or why the row is in none."""

    line: int | None
    transaction_type: str
    order_id: str
    what: str
    amount: Money
    state: RowState
    where: str
    sentence: str = ""

    @property
    def good(self) -> bool:
        return self.state in GOOD


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """`rows` in the order of the file, then those that are not in it. `sentences`: what is wrong
    with the file as a whole."""

    settlement: Settlement
    rows: tuple[VerifiedRow, ...]
    sentences: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[RowState, int]:
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in RowState if found[state]}

    @property
    def wrong(self) -> tuple[VerifiedRow, ...]:
        return tuple(row for row in self.rows if not row.good)

    @property
    def verified(self) -> bool:
        return not (self.wrong or self.sentences)

    def as_dict(self) -> dict[str, Any]:
        return {
            "account": self.settlement.account,
            "report_id": self.settlement.report_id,
            "settlement_id": self.settlement.number,
            "verified": self.verified,
            "counts": {str(state): count for state, count in self.counts.items()},
            "sentences": list(self.sentences),
            "rows": [
                {
                    "line": row.line,
                    "transaction_type": row.transaction_type,
                    "order_id": row.order_id,
                    "what": row.what,
                    "amount": row.amount,
                    "state": str(row.state),
                    "where": row.where,
                    "sentence": row.sentence,
                }
                for row in self.rows
            ],
        }


async def verify(
    file: Path | BinaryIO, owner: Callable[[str], tuple[SettlementAccount, Settlement]]
) -> Verification:
    """`owner` finds the settlement by its id. Raises what `owner` raises, SettlementRefused for a
    file that cannot be read, and Trouble."""
    sentences = []
    with SettlementReader(file) as reader:
        account, settlement = owner(reader.summary.settlement_id)
        rows: list[Row] = []
        try:
            for row in reader.rows():
                rows.append(row)
        except DoesNotAddUp as differs:
            sentences.append(f"The file does not add up: {differs.sentence}.")
        if reader.summary.total != settlement.total:
            sentences.append(
                f"The file's deposit is {reader.summary.total}, the imported one "
                f"{settlement.total}."
            )
    found = await _compare(account, settlement, rows)
    return Verification(settlement=settlement, rows=tuple(found), sentences=tuple(sentences))


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row as it was imported, and what became of its posting."""

    row: Row
    posted: ReadBack


async def _compare(
    account: SettlementAccount, settlement: Settlement, rows: list[Row]
) -> list[VerifiedRow]:
    kept: dict[bytes, deque[_Kept]] = {}
    for posted in await read_all(account, settlement):
        for row in account.journal.rows_of(posted.posting):
            kept.setdefault(_content(row), deque()).append(_Kept(row, posted))
    found: dict[int, VerifiedRow] = {}
    strange: list[Row] = []
    set_apart: dict[tuple[ExclusionKind, str], list[Row]] = {}
    for row in rows:
        why = _excluded(row, settlement)
        if why is not None:
            set_apart.setdefault(why, []).append(row)
            continue
        same = kept.get(_content(row))
        if same:
            found[row.number] = _standing(row, same.popleft())
        else:
            strange.append(row)
    left = sorted((each for same in kept.values() for each in same), key=lambda e: e.row.number)
    for row, before in _pairs(strange, left):
        found[row.number] = _changed(row, before)
    for row in strange:
        if row.number not in found:
            found[row.number] = _verified(
                row, RowState.ADDED, "", "the file has this row, the import had not"
            )
    missing = [
        replace(
            _verified(each.row, RowState.MISSING, each.posted.document, "the import had this row"),
            line=None,
        )
        for each in left
    ]
    found.update(_set_apart(account, settlement, set_apart))
    gone = _exclusions_gone(account, settlement, set_apart)
    in_file = [found[number] for number in sorted(found)]
    return [*in_file, *missing, *gone]


def _standing(row: Row, kept: _Kept) -> VerifiedRow:
    posted = kept.posted
    place = posted.places.get(kept.row.number)
    if place is None or posted.books is None:
        status = posted.posting.status
        where = f"{posted.posting.part}: {status}"
        return _verified(row, RowState.NOT_POSTED, where, posted.sentence)
    where = ", ".join(each for each in (posted.document, place.where) if each)
    state = RowState.DIFFERS if place.wrong else RowState.IN_DOCUMENT
    return _verified(row, state, where, place.wrong)


def _changed(row: Row, before: _Kept) -> VerifiedRow:
    names = [name for name in Row.__slots__ if name != "number"]
    said = [
        f"{name.replace('_', ' ')} {_shown(getattr(row, name))}, imported "
        f"{_shown(getattr(before.row, name))}"
        for name in names
        if getattr(row, name) != getattr(before.row, name)
    ]
    where = before.posted.document or called(before.posted.posting)
    return _verified(row, RowState.CHANGED, where, "; ".join(said))


def _shown(value: object) -> str:
    return "nothing" if value in {None, ""} else str(value)


def _pairs(strange: list[Row], left: list[_Kept]) -> list[tuple[Row, _Kept]]:
    """Rows that are the same but for what was changed: by what they are about, else by their
    place in the file. What is paired is taken out of `left`."""
    pairs: list[tuple[Row, _Kept]] = []
    rows = {row.number: row for row in strange}
    kept = {each.row.number: each for each in left}
    for key in (_about, _about_order, _place):
        by_key: dict[object, deque[_Kept]] = {}
        for each in kept.values():
            by_key.setdefault(key(each.row), deque()).append(each)
        for row in list(rows.values()):
            same = by_key.get(key(row))
            if same:
                before = same.popleft()
                pairs.append((row, before))
                del rows[row.number], kept[before.row.number]
    left[:] = kept.values()
    return pairs


def _about(row: Row) -> tuple[str, ...]:
    return (*_about_order(row), row.sku, row.order_item_code, row.adjustment_id, str(row.day))


def _about_order(row: Row) -> tuple[str, ...]:
    return (row.transaction_type, row.order_id, row.amount_type, row.amount_description)


def _place(row: Row) -> int:
    return row.number


def _content(row: Row) -> bytes:
    """Everything but its number: a row that moved is the same row."""
    return hashlib.blake2b(repr(astuple(row)[1:]).encode(), digest_size=16).digest()


# --- rows that become no posting ----------------------------------------------------------------

_KINDS = {
    Kind.RESERVE: ExclusionKind.RESERVE,
    Kind.BALANCE: ExclusionKind.BALANCE,
    Kind.UNKNOWN: ExclusionKind.UNKNOWN,
}


def _excluded(row: Row, settlement: Settlement) -> tuple[ExclusionKind, str] | None:
    if is_foreign(row.marketplace, settlement.options):
        return ExclusionKind.MARKETPLACE, f"rows of {row.marketplace} belong to another store"
    kind = _KINDS.get(row.kind)
    if kind is ExclusionKind.UNKNOWN:
        what = f"{row.transaction_type} / {row.amount_type} / {row.amount_description}"
        return kind, what
    return None if kind is None else (kind, row.amount_description)


def _set_apart(
    account: SettlementAccount,
    settlement: Settlement,
    found: dict[tuple[ExclusionKind, str], list[Row]],
) -> dict[int, VerifiedRow]:
    """Kept as sums: the rows of a sum that differs are all shown."""
    imported = {
        (each.kind, each.description): each for each in account.journal.exclusions(settlement.id)
    }
    made: dict[int, VerifiedRow] = {}
    for (kind, what), rows in found.items():
        before = imported.get((kind, what))
        amount = rows[0].amount
        for row in rows[1:]:
            amount += row.amount
        same = before is not None and (before.rows, before.amount) == (len(rows), amount)
        where = what if kind is ExclusionKind.MARKETPLACE else f"{_WHY[kind]}: {what}"
        for row in rows:
            if not same:
                was = "nothing" if before is None else f"{before.rows} with {before.amount}"
                sentence = f"{len(rows)} with {amount} in the file, imported {was}"
                state = RowState.ADDED if before is None else RowState.CHANGED
            elif kind is ExclusionKind.UNKNOWN:
                state, sentence = RowState.NOT_POSTED, "nobody has described this kind of row"
            else:
                state, sentence = RowState.EXCLUDED, ""
            made[row.number] = _verified(row, state, where, sentence)
    return made


_WHY = {
    ExclusionKind.RESERVE: "a transfer",
    ExclusionKind.BALANCE: "a transfer",
    ExclusionKind.UNKNOWN: "unknown kind",
}


def _exclusions_gone(
    account: SettlementAccount,
    settlement: Settlement,
    found: dict[tuple[ExclusionKind, str], list[Row]],
) -> list[VerifiedRow]:
    return [
        VerifiedRow(
            line=None,
            transaction_type="",
            order_id="",
            what=each.description,
            amount=each.amount,
            state=RowState.MISSING,
            where=str(each.kind),
            sentence=f"the import had {each.rows} of them",
        )
        for each in account.journal.exclusions(settlement.id)
        if (each.kind, each.description) not in found
    ]


def _verified(row: Row, state: RowState, where: str, sentence: str = "") -> VerifiedRow:
    return VerifiedRow(
        line=row.number + FIRST_LINE - 1,
        transaction_type=row.transaction_type,
        order_id=row.order_id,
        what=" / ".join(each for each in (row.amount_type, row.amount_description) if each),
        amount=row.amount,
        state=state,
        where=where,
        sentence=sentence,
    )
