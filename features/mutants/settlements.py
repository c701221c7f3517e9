"""Wrong connectors of an Amazon account's settlements: a figure that is wrong, doubled or missing
in NetSuite, or a screen that says less than what happened."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from connector import journal_settlement_intake
from connector.books.books import Written
from connector.books.netsuite.settlements import NetSuite
from connector.books.settlement_books import BilledRecord, DocumentLine, StandAloneKind
from connector.flows.outcome import Kind, Outcome
from connector.flows.settlements import (
    added_lines,
    documents,
    items,
    keys,
    order_plan,
    posting,
    records,
    refund_plan,
    refunds,
    resolve,
    summaries,
    summary_plan,
)
from connector.flows.settlements.lines import Sort, charges, sort_of
from connector.journal import Journal
from connector.lifecycle import WARN_AFTER
from connector.money import total
from connector.rows import Problem
from connector.settlement_sync import attempts, lifecycle, run, screen
from connector.settlements import chunks, reader, splitting, statement, stretches
from connector.settlements.dialect import Amounts
from connector.settlements.kinds import Kind as RowKind
from connector.settlements.kinds import kind_of
from connector.settlements.postings import Progress, SettlementStatus
from features.mutants.mutant import Mutant, put

__all__ = ["SETTLEMENTS"]


def _at(feature: str, scenario: str) -> str:
    return f"netsuite_connector/settlement_{feature}.feature: {scenario}"


def _reported(scenario: str) -> str:
    return f"failures/settlements.feature: {scenario}"


# --- orders -------------------------------------------------------------------------------------


def change_order_plan(change: Callable[[Any, Any, Any], Any]) -> None:
    """`change(plan, rows, record)`: the plan that is followed instead."""
    real = order_plan.plan_order
    put(added_lines, "plan_order", lambda rows, record: change(real(rows, record), rows, record))


def posts_fees_twice() -> None:
    change_order_plan(lambda plan, _rows, _record: replace(plan, lines=plan.lines * 2))
    put(added_lines, "_twice", lambda _record, _key: ())


def books_promotions_twice() -> None:
    """The billed record has them in its figures already."""
    put(order_plan, "_promotions", lambda by_sort, _record: by_sort[Sort.PROMOTION])


def books_withheld_tax() -> None:
    """Tax that Amazon keeps and pays itself, as what the seller owes."""

    def taxed(plan: Any, rows: Any, _record: Any) -> Any:
        kept = charges([row for row in rows if sort_of(row) is Sort.WITHHELD])
        return replace(plan, lines=(*plan.lines, *kept))

    change_order_plan(taxed)


def forgets_the_last_rows() -> None:
    """A posting's rows are read as a page of five."""
    real = Journal.rows_of
    put(Journal, "rows_of", lambda self, posting: real(self, posting)[:5])


def matches_by_amount() -> None:
    """An order that it does not know is posted to the first bill that can bear it."""
    real = records.billed_for

    async def found(account: Any, order_id: str, rows: Any) -> Any:
        billed = await real(account, order_id, rows)
        if isinstance(billed, Problem):
            for number in range(1, 9):
                other = await account.ledger.billed_named(f"111-{number:07}-{number:07}")
                worth = total((row.amount for row in rows), rows[0].amount.currency)
                if other and other[0].document.total >= worth:
                    return records.Billed(records=tuple(other), record=other[0], warnings=())
        return billed

    put(added_lines, "billed_for", found)


# --- refunds ------------------------------------------------------------------------------------


def turns_the_refund_commission() -> None:
    """What Amazon keeps of its commission is given to the buyer's side of the document."""
    real = charges

    def turned(rows: Any, *, given_back: bool = False) -> Any:
        return tuple(
            replace(line, amount=-line.amount) if line.kind == "RefundCommission" else line
            for line in real(rows, given_back=given_back)
        )

    put(refund_plan, "charges", turned)
    believes_what_was_written(refunds)


def believes_what_was_written(flow: Any) -> None:
    """What was read back is not compared, so that the scenario must see the defect."""
    real = flow.check_document

    async def content(account: Any, key: str, _wanted: Any, outcome: Outcome) -> Outcome:
        found: Outcome = await real(account, key, None, outcome)
        return found

    put(flow, "check_document", content)


def refunds_whatever_is_there() -> None:
    """A refund that is in NetSuite already is not looked for."""
    put(refund_plan, "_already_there", lambda *_: None)
    put(refund_plan, "_booked", lambda *_: 0)


def restocks_always() -> None:
    real = refunds.planned_refund

    async def restocked(account: Any, *rest: Any, **more: Any) -> Any:
        object.__setattr__(account.options, "restock", True)
        return await real(account, *rest, **more)

    put(refunds, "planned_refund", restocked)


# --- what belongs to no order -------------------------------------------------------------------


def counts_reserves_as_income() -> None:
    def income(transaction_type: str, description: str) -> RowKind:
        kind = kind_of(transaction_type, description)
        return RowKind.NON_ORDER if kind is RowKind.RESERVE else kind

    reserves = ("Previous Reserve Amount Balance", "Current Reserve Amount")
    put(items, "KINDS", (*items.KINDS, ("other-transaction", reserves)))
    for module in (chunks, statement, stretches):
        put(module, "kind_of", income)


def sells_to_amazon() -> None:
    """What the seller owes becomes a cash sale."""
    real = summary_plan.plan_non_order

    def sold(rows: Any, currency: str) -> Any:
        return replace(real(rows, currency), kind=StandAloneKind.CASH_SALE)

    put(summaries, "plan_non_order", sold)


def splits_by_the_last_day() -> None:
    """Every row is of the month in which the settlement ends."""
    real = chunks.Splitter._months

    def last(self: Any, chunk: Any) -> Any:
        of = real(self, chunk)
        months = [of(run) for run in range(chunk.runs)]
        return lambda _run: max(months)

    put(chunks.Splitter, "_months", last)
    real_statement = reader.SettlementReader.so_far

    def of_one_month(self: Any) -> Any:
        found = real_statement(self)
        month = max(group.month for group in found.groups)
        return replace(found, groups=tuple(replace(each, month=month) for each in found.groups))

    put(reader.SettlementReader, "so_far", of_one_month)


def adds_lines_together() -> None:
    """One line a kind, with the sum of all."""
    real = resolve.document_lines

    async def summed(account: Any, key: str, lines: Sequence[Any]) -> Any:
        kinds: dict[str, Any] = {}
        for line in lines:
            known = kinds.get(line.kind)
            amount = line.amount if known is None else known.amount + line.amount
            rows = line.rows if known is None else known.rows + line.rows
            kinds[line.kind] = replace(line, amount=amount, rows=rows)
        return await real(account, key, tuple(kinds.values()))

    put(summaries, "document_lines", summed)


# --- once ---------------------------------------------------------------------------------------


def keys_of_its_own_import() -> None:
    """A settlement that comes again is written under keys of its own."""
    imports = itertools.count(1)
    seen: list[int] = [0]
    real_take, real_key = Journal.take, keys.key_of

    def take(self: Journal, *given: Any, **more: Any) -> Any:
        taken = real_take(self, *given, **more)
        if not taken.again:
            seen[0] = next(imports)
        return taken

    put(Journal, "take", take)
    put(posting, "key_of", lambda *given: f"{real_key(*given)}_{seen[0]}")


def new_key_at_every_attempt() -> None:
    attempt = itertools.count(1)
    real = keys.key_of
    put(posting, "key_of", lambda *given: f"{real(*given)}_{next(attempt)}")


def never_looks_at_lines() -> None:
    """The marks of lines are written, and nobody reads them."""
    real = NetSuite.add_lines

    async def impatient(
        self: NetSuite, record: BilledRecord, lines: Sequence[DocumentLine]
    ) -> Written:
        from connector.trouble import AnswerLost

        try:
            return await real(self, record, lines)
        except AnswerLost:
            return await real(self, record, lines)

    put(NetSuite, "add_lines", impatient)
    put(added_lines, "_twice", lambda _record, _key: ())


# --- files --------------------------------------------------------------------------------------


def takes_rows_of_other_stores() -> None:
    for module in (chunks, journal_settlement_intake, splitting):
        put(module, "is_foreign", lambda _marketplace, _options: False)


def takes_what_does_not_add_up() -> None:
    put(reader.SettlementReader, "_check_total", lambda self: self._add_up())


# --- what the screen says -----------------------------------------------------------------------


def drops_what_it_cannot_match() -> None:
    real = posting.post_posting

    async def silent(*given: Any, **more: Any) -> Outcome:
        outcome = await real(*given, **more)
        if outcome.kind is Kind.REFUSED:
            return Outcome(kind=Kind.SKIPPED, note="not of this store")
        return outcome

    put(attempts, "post_posting", silent)


def complete_too_early() -> None:
    """Whatever was tried is done."""
    real = Progress.status

    def done(self: Progress, automatic_sync: bool) -> SettlementStatus:
        word = real(self, automatic_sync)
        return SettlementStatus.COMPLETE if word is SettlementStatus.ERROR else word

    put(Progress, "status", done)


def counts_cancelled_as_posted() -> None:
    real = Journal.progress

    def full(self: Journal, settlement: int) -> Progress:
        found = real(self, settlement)
        return replace(found, posted=found.posted + found.cancelled, cancelled=0)

    put(Journal, "progress", full)


def reads_commas_as_thousands() -> None:
    real = Amounts.read

    def read(self: Amounts, text: str) -> int:
        if "," in text:
            text = f"{text.replace('.', '').replace(',', '')}.00"
        return real(self, text)

    put(Amounts, "read", read)


def dates_everything_today() -> None:
    """The day on which it posts, not the day of the rows."""
    for flow in (refunds, summaries):

        async def today(account: Any, _day: Any) -> documents.Day:
            return documents.Day(account.today())

        put(flow, "open_day", today)


def cancels_in_silence() -> None:
    """Failed postings are cancelled with their first attempt of a day."""

    def silent(journal: Any, postings: Any, now: Any) -> list[Any]:
        for each in list(postings):
            if each.failed_at is not None and now - each.failed_at >= WARN_AFTER:
                lifecycle._canceled(journal, each, now, "connector", "")
        return []

    put(run, "sweep", silent)


def activates_untested() -> None:
    put(screen, "check_activation", lambda _account: ())


W8 = _at("postings", "W8, six records and two errors")
CANCELLED = _at("postings", "W8, both errors are cancelled, and 8.14 stay missing")
SPLIT = _at("postings", "W8, split at the end of January: seven records")

SETTLEMENTS: tuple[Mutant, ...] = (
    Mutant("settlement-fees-twice", "adds every fee twice", W8, posts_fees_twice),
    Mutant(
        "settlement-promotion-twice",
        "takes a promotion off that the billed record is without already",
        W8,
        books_promotions_twice,
    ),
    Mutant(
        "settlement-withheld-tax",
        "books the tax that Amazon keeps as a liability of the seller",
        W8,
        books_withheld_tax,
    ),
    Mutant(
        "settlement-first-rows",
        "reads the first page of a posting's rows",
        W8,
        forgets_the_last_rows,
    ),
    Mutant(
        "settlement-by-amount",
        "matches an order that it does not know by its amount",
        W8,
        matches_by_amount,
    ),
    Mutant(
        "settlement-refund-sign",
        "turns the sign of the commission that Amazon keeps on a refund",
        W8,
        turns_the_refund_commission,
    ),
    Mutant(
        "settlement-reserve-income",
        "counts reserves that are set free as income",
        W8,
        counts_reserves_as_income,
    ),
    Mutant(
        "settlement-sold-to-amazon",
        "makes a cash sale of what the seller owes Amazon",
        W8,
        sells_to_amazon,
    ),
    Mutant(
        "settlement-unmatched-dropped",
        "leaves rows without an order out and says nothing",
        W8,
        drops_what_it_cannot_match,
    ),
    Mutant(
        "settlement-complete-early",
        "says Complete while postings are missing",
        W8,
        complete_too_early,
    ),
    Mutant(
        "settlement-cancelled-posted",
        "counts cancelled postings as posted",
        CANCELLED,
        counts_cancelled_as_posted,
    ),
    Mutant(
        "settlement-month-of-the-end",
        "splits by the month in which the settlement ends",
        SPLIT,
        splits_by_the_last_day,
    ),
    Mutant(
        "settlement-lines-summed",
        "adds the lines of a summary together",
        _at("postings", "All fees of orders in one record, line by line"),
        adds_lines_together,
    ),
    Mutant(
        "settlement-always-restocks",
        "puts goods on the shelf that did not come back",
        _at("postings", "Restock decides whether refunded units go back on the shelf"),
        restocks_always,
    ),
    Mutant(
        "settlement-second-import",
        "posts a settlement again that is imported again",
        _at(
            "sync",
            "Deleted from the connector, or another machine, and imported again: recognised",
        ),
        keys_of_its_own_import,
    ),
    Mutant(
        "settlement-new-key",
        "writes every attempt under a new key",
        _at("sync", "The engine is killed in the middle of a Post, which goes on"),
        new_key_at_every_attempt,
    ),
    Mutant(
        "settlement-never-looks",
        "adds lines again when the answer was lost",
        _at("sync", "An answer that is lost is looked for, and written once"),
        never_looks_at_lines,
    ),
    Mutant(
        "settlement-dated-today",
        "dates documents on the day on which it posts them",
        W8,
        dates_everything_today,
    ),
    Mutant(
        "settlement-refund-unlooked",
        "writes a refund that somebody has typed already a second time",
        _reported("A refund that somebody has typed already is not written a second time"),
        refunds_whatever_is_there,
    ),
    Mutant(
        "settlement-commas",
        "takes decimal commas for separators of thousands",
        _reported("Decimal commas, and points for thousands"),
        reads_commas_as_thousands,
    ),
    Mutant(
        "settlement-other-stores",
        "posts rows of another marketplace",
        _reported("Rows of another marketplace are left out by name, and the total ties"),
        takes_rows_of_other_stores,
    ),
    Mutant(
        "settlement-unsummed",
        "takes a file whose rows do not add up to its total",
        _reported("Rows that do not add up to the total: refused, with the difference"),
        takes_what_does_not_add_up,
    ),
    Mutant(
        "settlement-silent-cancel",
        "cancels failed postings without a warning",
        _at(
            "activation",
            "Tried three times more, warned of the day before, cancelled after seven days",
        ),
        cancels_in_silence,
    ),
    Mutant(
        "settlement-untested",
        "lets the switch be turned on before a report was tested",
        _at("activation", "The switch stays off until everything is done that comes before it"),
        activates_untested,
    ),
)
