"""Never twice, never lost: second machines, edits, lost answers, kills, orphans (F01-F06, F29)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connector.books.sales_books import DocumentKind
from connector.journal import Journal

RECEIPT, INVOICE = DocumentKind.SALES_RECEIPT, DocumentKind.INVOICE
CREDIT, REFUND = DocumentKind.CREDIT_MEMO, DocumentKind.REFUND_RECEIPT

TEE = ("1", 1, "17.99", "1.48")


def writes(shop: Any) -> int:
    return len(shop.books.writes) + len(shop.books.payments)


def test_f03_a_second_machine_with_an_empty_journal_writes_nothing(shop: Any) -> None:
    shop.order()
    shop.unpaid("5002", "#1002")
    shop.refund("19.47", TEE)
    shop.sync()
    before = writes(shop)
    shop.start(journal=Journal(":memory:"))
    report = shop.sync()
    assert (report.new, report.posted, report.failed) == (3, 3, 0)
    assert writes(shop) == before
    assert {row.status for row in (*shop.sales(), *shop.refunds())} == {"Synced"}
    assert any("Recognised as QuickBooks 1001 by its key" in each for each in shop.log())
    assert shop.tie_out().ties


@pytest.mark.parametrize("unpaid", [False, True])
def test_f03_two_machines_at_once(shop: Any, unpaid: bool) -> None:
    (shop.unpaid if unpaid else shop.order)()
    shop.refund("19.47", TEE)
    shop.clock.advance(minutes=1)
    other = shop.engine_on(Journal(":memory:"))

    async def both() -> None:
        await asyncio.gather(shop.engine.run("acme"), other.run("acme"))

    asyncio.run(both())
    assert [each.number for each in shop.books.of([RECEIPT, INVOICE])] == ["1001"]
    assert [each.number for each in shop.books.of([CREDIT, REFUND])] == ["1001"]
    assert len(shop.books.payments) == (1 if unpaid else 0)


def meanwhile(shop: Any, name: str, *, calls: int = 1) -> None:
    """The nth call of this name to the books answers only after another machine's whole run."""
    asked, other, count = getattr(shop.books, name), shop.engine_on(Journal(":memory:")), [0]

    async def late(*given: Any) -> Any:
        count[0] += 1
        if count[0] == calls:
            setattr(shop.books, name, asked)
            await other.run("acme")
        return await asked(*given)

    setattr(shop.books, name, late)


def test_f03_a_sale_that_another_machine_writes_behind_our_look(shop: Any) -> None:
    """Its number is taken when we choose one: not by somebody else, by the same order."""
    shop.order()
    meanwhile(shop, "preferences")
    shop.sync()
    assert [each.number for each in shop.books.of([RECEIPT])] == ["1001"]
    assert shop.sales()[0].status == "Synced"


@pytest.mark.parametrize("amount", ["19.47", "127.82"])
@pytest.mark.parametrize("name", ["items", "documents_of_order"])
def test_f03_a_refund_that_another_machine_writes_behind_our_look(
    shop: Any, name: str, amount: str
) -> None:
    """A full one seems to be above what is left."""
    shop.order()
    shop.sync()
    shop.refund(amount, *((TEE,) if amount == "19.47" else ()))
    shop.clock.advance(minutes=1)
    calls = {"items": 1, "documents_of_order": 2}[name]
    meanwhile(shop, name, calls=calls)
    shop.sync()
    assert [str(each.total) for each in shop.books.of([REFUND])] == [f"{amount} USD"]
    assert [row.status for row in shop.refunds()] == ["Synced"]


def test_f06_edited_number_and_memo_are_matched_by_the_stored_id(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.books.change(shop.books.one(RECEIPT), number="X-9", memo="paid in the shop")
    shop.refund("19.47", TEE)
    shop.sync()
    assert len(shop.books.writes) == 2
    (row,) = shop.refunds()
    assert row.status == "Synced"
    assert row.warnings == (
        "Sales receipt 1001 was matched by its stored ID: in QuickBooks its number reads X-9, not "
        "1001 and its memo reads paid in the shop.",
    )


def test_f06_a_refund_document_that_was_edited_is_not_doubled(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE)
    shop.sync()
    shop.books.change(shop.books.one(REFUND), number="R-7", memo="")
    shop.engine.delete(shop.refunds()[0].id)
    shop.sync(order="1001")
    assert len(shop.books.of([REFUND])) == 1


@pytest.mark.parametrize("edited", ["number", "memo"])
def test_f06_one_edit_does_not_fool_a_second_machine(shop: Any, edited: str) -> None:
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE)
    shop.sync()
    for each in list(shop.books.held.values()):
        shop.books.change(each, **{edited: "edited" if edited == "memo" else f"E{each.id}"})
    before = writes(shop)
    shop.start(journal=Journal(":memory:"))
    shop.sync(date(2026, 11, 24))
    assert writes(shop) == before
    assert {row.status for row in (*shop.sales(), *shop.refunds())} == {"Synced"}


# --- unknown outcomes -----------------------------------------------------------------------------


def test_f01_lost_answers_are_found_by_looking(shop: Any) -> None:
    shop.unpaid()
    shop.refund("19.47", TEE)
    shop.books.mishaps.queue = ["lost", "lost", "lost"]
    shop.sync()
    assert [each.kind for each in shop.books.writes] == [INVOICE, CREDIT]
    assert len(shop.books.payments) == 1
    assert str(shop.books.one(INVOICE).open_balance) == "108.35 USD"
    for row in (*shop.sales(), *shop.refunds()):
        assert row.status == "Synced"
        assert any("answer lost, checking the target" in entry for entry in row.history)


def test_a_write_that_never_arrived_is_open_then_sent_again(shop: Any) -> None:
    shop.order()
    shop.books.mishaps.queue = ["reset"]
    report = shop.sync()
    assert report.unknown == 1
    (row,) = shop.sales()
    assert (row.status, row.problem.code) == ("Checking QuickBooks", "unknown")
    assert shop.books.writes == []
    shop.sync()
    assert [each.number for each in shop.books.writes] == ["1001"]
    assert shop.sales()[0].status == "Synced"


def test_a_lost_answer_is_the_same_request_when_it_is_sent_again(shop: Any) -> None:
    """The key is the request id: books that are slow to show a document do not make two."""
    shop.order()
    hidden = shop.books.documents_of_order, shop.books.documents_noted

    async def nothing(*_: object) -> list[Any]:
        return []

    shop.books.documents_of_order = shop.books.documents_noted = nothing
    shop.books.mishaps.queue = ["lost"]
    shop.sync()
    assert shop.sales()[0].status == "Checking QuickBooks"
    shop.clock.advance(minutes=5)
    shop.sync()
    shop.books.documents_of_order, shop.books.documents_noted = hidden
    assert len(shop.books.of([RECEIPT])) == 1
    assert shop.sales()[0].status == "Synced"


def test_a_lost_void_is_looked_up(shop: Any) -> None:
    shop.unpaid()
    shop.sync()
    shop.cancel()
    shop.books.mishaps.queue = ["lost"]
    shop.sync()
    assert shop.refunds()[0].status == "Synced"
    assert shop.books.one(INVOICE).voided


def killed(shop: Any, name: str, *, after: bool) -> None:
    """The process dies at its next write: behind it, or before it arrived."""
    write = getattr(shop.books, name)

    async def die(*given: Any) -> None:
        if after:
            await write(*given)
        raise KeyboardInterrupt

    setattr(shop.books, name, die)
    with pytest.raises(KeyboardInterrupt):
        shop.sync()
    setattr(shop.books, name, write)


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize(
    ("name", "connex"),
    [
        ("write", {}),
        ("write_payment", {"paid_orders": "invoice"}),
        ("add_line", {}),
    ],
)
def test_killed_between_write_and_record(
    shop: Any, tmp_path: Path, name: str, connex: dict[str, Any], after: bool
) -> None:
    file = str(tmp_path / "journal.db")
    shop.start(Journal(file), **connex)
    shop.books.cent_less = 1 if name == "add_line" else 0
    shop.order()
    killed(shop, name, after=after)
    shop.journal.close()
    shop.start(Journal(file))
    shop.sync()
    (sale,) = shop.books.of([RECEIPT, INVOICE])
    assert (str(sale.total), str(sale.open_balance)) == ("127.82 USD", "0.00 USD")
    assert sum(line.sku == "rounding" for line in sale.lines) == (name == "add_line")
    assert len(shop.books.payments) == (name == "write_payment")
    assert str(shop.books.undeposited()) == "127.82 USD"
    assert shop.sales()[0].status == "Synced"


@pytest.mark.parametrize("after", [True, False])
def test_a_refund_killed_between_write_and_record(shop: Any, tmp_path: Path, after: bool) -> None:
    file = str(tmp_path / "journal.db")
    shop.start(Journal(file))
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE)
    killed(shop, "write", after=after)
    shop.journal.close()
    shop.start(Journal(file))
    shop.sync()
    assert [str(each.total) for each in shop.books.of([REFUND])] == ["19.47 USD"]
    assert shop.refunds()[0].status == "Synced"


def test_journals_on_both_databases(shop: Any, journal_path: str) -> None:
    shop.start(Journal(journal_path))
    shop.order()
    shop.refund("19.47", TEE)
    shop.sync()
    (reference,) = shop.journal.document_references("acme", "5001")
    assert (reference.role, reference.kind, reference.number) == (
        "refund",
        "refund receipt",
        "1001",
    )
    assert shop.log() == [
        "Synced order 1001: sales receipt 1001 of 127.82 USD.",
        "Synced refund of order 1001: refund receipt 1001 of 19.47 USD.",
    ]
    assert not shop.journal.log("acme", "order:5001", shop.log()[0], shop.clock.now())
    assert shop.journal.log_lines("acme", shop.clock.now()) == shop.journal.log_lines("acme")


# --- deleted documents ----------------------------------------------------------------------------


def test_f29_documents_that_stay_when_their_sale_is_deleted_are_orphans(shop: Any) -> None:
    shop.unpaid()
    shop.sync()
    shop.pay()
    shop.refund("19.47", TEE)
    shop.sync()
    shop.books.delete(shop.books.one(INVOICE))
    seen = shop.tie_out()
    assert not seen.ties
    assert [row.sentence for row in seen.rows] == [
        "Invoice 1001 was deleted in QuickBooks.",
        "Orphan: credit memo 1001 stays although invoice 1001 of order 1001 was deleted.",
    ]


def test_a_sale_that_was_deleted_is_written_anew_with_the_setting(shop: Any) -> None:
    """Under another request id: QuickBooks would answer the old one with the deleted document."""
    shop.start(sync_original_order_if_missing=True)
    shop.order()
    shop.sync()
    shop.books.delete(shop.books.one(RECEIPT))
    shop.refund("19.47", TEE)
    shop.sync()
    assert shop.books.one(RECEIPT).number == "1001"
    assert len(shop.books.writes) == 3
    assert {row.status for row in (*shop.sales(), *shop.refunds())} == {"Synced"}


def test_a_refund_that_somebody_booked_by_hand_is_not_booked_again(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.books.by_hand(REFUND, "1001", "19.47")
    shop.refund("19.47", TEE)
    shop.sync()
    assert len(shop.books.of([REFUND])) == 1
    (row,) = shop.refunds()
    assert row.status == "Synced"
    assert "was matched by its number: it carries no key" in row.warnings[-1]
    shop.refund("19.47", TEE)
    shop.sync()
    assert [each.number for each in shop.books.of([REFUND])] == ["1001", "1001-1"]


def test_a_refund_document_missing_in_the_books_shows_in_the_tie_out(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE)
    with suppress(ValueError):
        shop.tie_out()
    seen = shop.tie_out()
    assert (seen.ties, str(seen.difference)) == (False, "-19.47 USD")
    assert seen.rows[-1].sentence == "The refund of 19.47 USD has no document in QuickBooks."
    shop.books.by_hand(REFUND, "1001-5", "3.00")
    assert "has no refund in Shopify" in shop.tie_out().rows[-1].sentence


def test_a_document_of_an_order_that_is_called_100_1_is_no_refund_of_order_100(shop: Any) -> None:
    shop.order(name="#100")
    shop.sync()
    neighbour = shop.books.by_hand(REFUND, "100-1", "19.47", memo="by hand, Order 100-1")
    shop.refund("19.47", TEE)
    shop.sync()
    (row,) = shop.refunds()
    assert (row.status, row.target_number, row.warnings) == ("Synced", "100", ())
    shop.refund("108.36")
    shop.sync()
    assert "maximum 108.35 USD (127.82 USD less 19.47 USD refunded)" in (
        shop.refunds()[1].problem.sentence
    )
    assert shop.books.held[neighbour.ref] == neighbour


def test_the_second_refund_by_hand_is_the_order_s(shop: Any) -> None:
    shop.order(name="#100")
    shop.sync()
    shop.books.by_hand(REFUND, "100-1", "120.00", memo="by hand, Order 100")
    shop.refund("19.47", TEE)
    shop.sync()
    assert "maximum 7.82 USD" in shop.refunds()[0].problem.sentence


def test_what_is_left_is_never_below_zero(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.books.by_hand(REFUND, "1001", "500.00")
    shop.refund("19.47", TEE)
    shop.sync()
    assert "maximum 0.00 USD (127.82 USD less 500.00 USD" in shop.refunds()[0].problem.sentence


def test_a_memo_that_names_two_orders_stands_for_one(shop: Any) -> None:
    shop.books.prefs = replace(shop.books.prefs, numbers_itself=True)
    shop.start(numbering="quickbooks")
    shop.books.by_hand(RECEIPT, "77", "127.82", memo="Order 1001 and Order 1002 in one")
    shop.order()
    shop.order("5002", "#1002")
    shop.sync()
    assert [row.target_number for row in shop.sales()] == ["77", "5001"]


def test_an_order_that_was_edited_is_told_once_and_not_written_again(shop: Any) -> None:
    order = shop.order()
    shop.sync()
    more = shop.usd("141.34")
    shop.clock.advance(minutes=5)
    shop.channel.orders["5001"] = replace(order, total=more, updated_at=shop.clock.now())
    said = (
        "Order 1001 was edited after it was synced: 141.34 USD in Shopify, 127.82 USD in "
        "QuickBooks. The sales receipt 1001 was not changed: correct it by hand."
    )
    assert shop.sync().warned == [said]
    assert shop.sync().warned == []
    (row,) = shop.sales()
    assert (row.status, row.warnings) == ("Synced", (said,))
    assert shop.log().count(said) == 1
    assert len(shop.books.writes) == 1


def test_a_sale_that_was_deleted_is_written_anew_from_its_day_on(shop: Any) -> None:
    """What the sentence of the skip advises."""
    shop.order()
    shop.sync()
    shop.books.delete(shop.books.one(RECEIPT))
    shop.refund("19.47", TEE)
    shop.sync()
    assert shop.refunds()[0].problem.code == "no_match"
    shop.sync()
    assert shop.books.of([RECEIPT]) == []
    shop.sync(start=shop.clock.now().date())
    assert shop.books.one(RECEIPT).number == shop.books.one(REFUND).number == "1001"
    assert shop.tie_out().ties


def test_a_refund_of_a_sale_that_was_voided_says_so(shop: Any) -> None:
    shop.order()
    shop.sync()
    asyncio.run(shop.books.void(shop.books.one(RECEIPT).ref, "by hand"))
    shop.refund("19.47", TEE)
    shop.sync()
    (row,) = shop.refunds()
    assert (row.status, row.problem.code) == ("Error", "sale_voided")
    assert row.problem.sentence.startswith("Sales receipt 1001 is voided in QuickBooks")
    assert shop.books.of([REFUND]) == []
