"""What NetSuite holds of a posting, read anew: its document, its lines, and what they amount to.

Nothing is taken from what was noted when it was posted but which document it is; where nothing was
noted, its key is looked for. A line says in its
description which rows of the file it was made from; rows without a line are in the value of the
billed record, and that value must be what they add up to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connector.books.settlement_books import BilledRecord, WrittenDocument
from connector.flows.lines import books_sku
from connector.flows.settlements import SettlementAccount
from connector.flows.settlements.keys import PREFIX, key_of, row_number
from connector.flows.settlements.lines import Sort, sort_of
from connector.flows.settlements.order_plan import plan_order
from connector.flows.settlements.records import billed_for
from connector.journal import IntentState
from connector.money import Money, total
from connector.rows import Problem
from connector.settlements import Row
from connector.settlements.postings import Part, PostingStatus, Settlement, SettlementPosting

__all__ = ["Place", "ReadBack", "read_back"]

WORDS = {
    "cashSale": "cash sale",
    "invoice": "invoice",
    "cashRefund": "cash refund",
    "creditMemo": "credit memo",
}
GIVES_BACK = {"cashRefund", "creditMemo"}
BILLED = {"cashSale", "invoice"}
INSIDE = "in its value"
CANCELLED_OUT = "cancels out with the others, nothing to write"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row is. `wrong`: a sentence when what stands there is another amount."""

    where: str
    wrong: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadBack:
    """`books`: what NetSuite holds of the posting, as the seller's purse; None: nothing."""

    posting: SettlementPosting
    document: str = ""
    books: Money | None = None
    sentence: str = ""
    places: Mapping[int, Place] = field(default_factory=dict)
    """By number of the row."""

    @property
    def difference(self) -> Money:
        """The settlement's amount less what NetSuite holds."""
        amount = self.posting.amount
        return amount if self.books is None else amount - self.books


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lines:
    """The lines that one write made. `rows`: line -> numbers of rows; `amounts` as they add to the
    document."""

    rows: Mapping[int, tuple[int, ...]]
    amounts: Mapping[int, Money]

    def sum(self, currency: str) -> Money:
        return total((self.amounts[line] for line in self.rows), currency)


async def read_back(
    account: SettlementAccount,
    settlement: Settlement,
    posting: SettlementPosting,
    rows: Sequence[Row],
) -> ReadBack:
    """`rows`: all of the posting's. Raises Trouble."""
    currency = posting.amount.currency
    key = key_of(account.name, settlement.number, posting)
    skus = account.settings.skus
    rows = [replace(row, sku=books_sku(row.sku, skus)) for row in rows]
    if posting.status is not PostingStatus.POSTED:
        found = await _unrecorded(account, posting, key, rows)
        return found or ReadBack(posting=posting, sentence=_why_not(posting))
    if not posting.target_id:
        nothing = ReadBack(posting=posting, books=Money.zero(currency), sentence=posting.note)
        return replace(nothing, places={row.number: Place(CANCELLED_OUT) for row in rows})
    if _goes_on_billed(posting) and posting.target_type in BILLED:
        record = await account.ledger.billed_record(posting.target_type, posting.target_id)
        return _gone(posting) if record is None else _on_billed(account, posting, key, rows, record)
    document = await account.ledger.written_document(posting.target_type, posting.target_id)
    if document is None:
        return _gone(posting)
    return await _by_itself(account, posting, key, rows, document)


def _goes_on_billed(posting: SettlementPosting) -> bool:
    """Lines of its order's billed record, not a document of its own."""
    more = posting.amount > Money.zero(posting.amount.currency)
    return bool(posting.order_id) and (posting.part is Part.ORDER or more)


async def _unrecorded(
    account: SettlementAccount, posting: SettlementPosting, key: str, rows: Sequence[Row]
) -> ReadBack | None:
    """What a write left in NetSuite that was never noted as done: the answer was lost, the program
    was stopped, or what was written is not what was meant."""
    intent = account.journal.intent(key)
    if intent is None or intent.state is IntentState.REFUSED:
        return None
    found: ReadBack | None = None
    if _goes_on_billed(posting):
        billed = await billed_for(account, posting.order_id, rows)
        records = () if isinstance(billed, Problem) else billed.records
        for record in records:
            if record.lines_with(key):
                found = _on_billed(account, posting, key, rows, record)
    else:
        held = await account.ledger.find_by_external_id(key)
        if held is None:
            return None
        document = await account.ledger.written_document(held.record_type, held.id)
        if document is not None:
            found = await _by_itself(account, posting, key, rows, document)
    if found is None:
        return None
    said = f"{found.document} is in NetSuite, but the posting is {posting.status}: post it again."
    return replace(found, sentence=f"{said} {found.sentence}".strip())


# --- lines on the billed record of an order -----------------------------------------------------


def _on_billed(
    account: SettlementAccount,
    posting: SettlementPosting,
    key: str,
    rows: Sequence[Row],
    record: BilledRecord,
) -> ReadBack:
    billed = record.document
    name = f"{billed.kind} {billed.number}"
    lines = _lines(key, record.marks, {line.line: line.amount for line in billed.lines})
    value, sentence = _value_of(account, posting, key, rows, record)
    books = lines.sum(billed.currency) + value
    if not sentence and books != posting.amount:
        sentence = (
            f"{name} holds {books} of this settlement, its rows add up to {posting.amount}: a "
            f"difference of {posting.amount - books}."
        )
    inside = Place(INSIDE, sentence if books != posting.amount else "")
    return ReadBack(
        posting=posting,
        document=name,
        books=books,
        sentence=sentence,
        places=_places(rows, lines, 1, inside),
    )


def _value_of(
    account: SettlementAccount,
    posting: SettlementPosting,
    key: str,
    rows: Sequence[Row],
    record: BilledRecord,
) -> tuple[Money, str]:
    """What of the billed record's own value the rows without a line stand for, and what there is
    to say about it. The order may be settled in parts: then it is what they say, as far as the
    record is worth that."""
    billed = record.document
    own = billed.total - _settlement_lines(record)
    made = _lines(key, record.marks, {line.line: line.amount for line in billed.lines})
    here = _without_line(rows, made)
    claimed = total((row.amount for row in here), billed.currency)
    if posting.part is not Part.ORDER:
        return Money.zero(billed.currency), ""
    if plan_order(rows, _before(record, key)).total is not None:
        return own, ""
    others = _claimed_elsewhere(account, posting, record)
    if claimed + others > own:
        return own - others, ""
    if claimed + others < own:
        return claimed, f"{claimed + others} of {own} of {billed.kind} {billed.number} is settled."
    return claimed, ""


def _claimed_elsewhere(
    account: SettlementAccount, posting: SettlementPosting, record: BilledRecord
) -> Money:
    """What other settlements have paid of the record's own value."""
    journal, currency = account.journal, record.document.currency
    amounts = {line.line: line.amount for line in record.document.lines}
    found = Money.zero(currency)
    for each in journal.postings_of_order(account.name, posting.order_id):
        same = each.part is Part.ORDER and each.target_id == record.document.id
        if each.id == posting.id or not same or each.status is not PostingStatus.POSTED:
            continue
        held = journal.settlement_at(each.settlement)
        made = _lines(key_of(account.name, held.number, each), record.marks, amounts)
        found += total((row.amount for row in _without_line(journal.rows_of(each), made)), currency)
    return found


def _before(record: BilledRecord, key: str) -> BilledRecord:
    """The record as it was before the lines of `key`."""
    billed, own = record.document, set(record.lines_with(key))
    added = total((line.amount for line in billed.lines if line.line in own), billed.currency)
    kept = tuple(line for line in billed.lines if line.line not in own)
    return replace(
        record,
        document=replace(billed, lines=kept, total=billed.total - added),
        marks={line: keys for line, keys in record.marks.items() if line not in own},
    )


def _settlement_lines(record: BilledRecord) -> Money:
    marked = {
        line for line, keys in record.marks.items() if any(each.startswith(PREFIX) for each in keys)
    }
    billed = record.document
    return total((line.amount for line in billed.lines if line.line in marked), billed.currency)


# --- documents of their own ---------------------------------------------------------------------


async def _by_itself(
    account: SettlementAccount,
    posting: SettlementPosting,
    key: str,
    rows: Sequence[Row],
    document: WrittenDocument,
) -> ReadBack:
    name = f"{WORDS.get(document.record_type, document.record_type)} {document.number}"
    sign = -1 if document.record_type in GIVES_BACK else 1
    lines = _lines(key, document.marks, document.amounts)
    books, sentences = document.total * sign, list[str]()
    if posting.part is Part.ORDER:  # a summary of fees: the orders are in their billed records
        value, sentences = await _values_of_all(account, posting, rows, lines)
        books += value
    if books != posting.amount:
        sentences.append(
            f"{name} holds {books}, the rows add up to {posting.amount}: a difference of "
            f"{posting.amount - books}."
        )
    wrong = " ".join(sentences) if books != posting.amount else ""
    return ReadBack(
        posting=posting,
        document=name,
        books=books,
        sentence=" ".join(sentences),
        places=_places(rows, lines, sign, Place(INSIDE, wrong)),
    )


async def _values_of_all(
    account: SettlementAccount, posting: SettlementPosting, rows: Sequence[Row], lines: _Lines
) -> tuple[Money, list[str]]:
    """Of the orders whose fees are merged: each in its billed record."""
    value, sentences = Money.zero(posting.amount.currency), list[str]()
    by_order: dict[str, list[Row]] = {}
    for row in rows:
        by_order.setdefault(row.order_id, []).append(row)
    for order_id, own in by_order.items():
        claimed = total((row.amount for row in _without_line(own, lines)), value.currency)
        billed = await billed_for(account, order_id, own)
        if isinstance(billed, Problem):
            sentences.append(billed.sentence)
            continue
        held = billed.record.document.total - _settlement_lines(billed.record)
        part = plan_order(own, billed.record).total is None
        value += min(claimed, held) if part else held
        if not part and held != claimed:
            number = billed.record.document.number
            sentences.append(f"Order {order_id}: {number} holds {held}, its rows say {claimed}.")
    return value, sentences


# --- common -------------------------------------------------------------------------------------


def _lines(key: str, marks: Mapping[int, Iterable[str]], amounts: Mapping[int, Money]) -> _Lines:
    rows: dict[int, tuple[int, ...]] = {}
    for line, keys in marks.items():
        found = [row_number(each) for each in keys]
        own = tuple(each[1] for each in found if each is not None and each[0] == key)
        if own:
            rows[line] = own
    return _Lines(rows=rows, amounts=amounts)


def _without_line(rows: Iterable[Row], lines: _Lines) -> list[Row]:
    marked = {number for numbers in lines.rows.values() for number in numbers}
    return [row for row in rows if row.number not in marked]


def _places(rows: Sequence[Row], lines: _Lines, sign: int, inside: Place) -> dict[int, Place]:
    """A line must be worth its rows (its tax stands beside it), and a row be on one line."""
    by_number = {row.number: row for row in rows}
    found: dict[int, Place] = {}
    for line, numbers in lines.rows.items():
        own = [by_number[each] for each in numbers if each in by_number]
        held = lines.amounts[line] * sign
        worth = total((row.amount for row in own), held.currency)
        net = total((row.amount for row in own if sort_of(row) is not Sort.TAX), held.currency)
        wrong = ""
        if held not in {worth, net}:
            wrong = f"line {line} is {held}, the row{'' if len(own) == 1 else 's'} {worth}"
        for row in own:
            if row.number in found:
                wrong = f"it is on {found[row.number].where} and on line {line}"
            found[row.number] = Place(f"line {line}", wrong)
    return {row.number: found.get(row.number, inside) for row in rows}


def _gone(posting: SettlementPosting) -> ReadBack:
    word = WORDS.get(posting.target_type, posting.target_type)
    called = posting.target_number or posting.target_id
    return ReadBack(
        posting=posting, sentence=f"{word.capitalize()} {called} was deleted in NetSuite."
    )


def _why_not(posting: SettlementPosting) -> str:
    if posting.problem is not None and posting.status is PostingStatus.ERROR:
        return posting.problem.sentence
    by = f" by {posting.cancelled_by}" if posting.cancelled_by else ""
    return {
        PostingStatus.WAITING: "Not posted yet.",
        PostingStatus.IN_PROGRESS: "It is not known yet whether it was posted.",
        PostingStatus.CANCELED: f"Cancelled{by}: it never reaches NetSuite.",
    }.get(posting.status, posting.note)
