"""The journal: exact money, claims that exclude each other, ids that are never used again."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError, StatementError

from connector.journal import IntentState, Journal, Reference, UnknownRow, Window
from connector.journal_tables import ROWS
from connector.journal_workers import Slot
from connector.money import Money
from connector.rows import List, OrderStatus, Problem, RowKind

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SETTLE = timedelta(seconds=30)


def add(journal: Journal, document: str = "5001") -> Any:
    return journal.add_row(
        now=NOW,
        list_=List.ORDERS,
        kind=RowKind.ORDER,
        account="acme",
        source="Shopify",
        order_id=document,
        order_name="#1001",
        document_id=document,
        status=OrderStatus.SCHEDULED,
        source_amount=Money.of("127.82", "USD"),
    )


@pytest.fixture
def journal(journal_path: str) -> Any:
    made = Journal(journal_path)
    yield made
    made.close()


def stored(path: str, statement: str) -> Any:
    """One row as another program sees it, without the connector."""
    if "://" in path:
        with psycopg.connect(path) as server:
            return server.execute(statement.encode()).fetchone()
    with closing(sqlite3.connect(path)) as file:
        return file.execute(statement).fetchone()


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("127.82", "USD", 12782),
        ("-0.01", "USD", -1),
        ("1234", "JPY", 1234),
        ("1.005", "KWD", 1005),
        ("90071992547409.93", "USD", 9007199254740993),  # one more than a float can count
        ("92233720368547758.07", "USD", 2**63 - 1),
    ],
)
def test_money_is_exact_on_both_databases(
    journal: Journal, journal_path: str, amount: str, currency: str, minor: int
) -> None:
    money = Money.of(amount, currency)
    row = add(journal)
    journal.change_row(row.id, NOW, source_amount=money, target_amount=-money)
    seen = stored(journal_path, "select source_amount_minor, source_amount_currency from rows")
    assert seen == (minor, currency)
    held = journal.row(row.id)
    assert (held.source_amount, held.target_amount) == (money, -money)
    assert str(held.source_amount) == f"{amount} {currency}"


def test_the_database_adds_money_up_exactly(journal: Journal, journal_path: str) -> None:
    for number in range(3):
        row = add(journal, str(number))
        journal.change_row(row.id, NOW, source_amount=Money.of("0.10", "USD"))
    assert stored(journal_path, "select sum(source_amount_minor) from rows") == (30,)


@pytest.mark.parametrize("wrong", [19.47, Decimal("19.47"), True, "1947"])
def test_nothing_but_an_integer_is_stored_as_minor_units(journal: Journal, wrong: Any) -> None:
    with (
        pytest.raises(StatementError, match="is not a number of minor units"),
        journal._begin() as c,
    ):
        c.execute(update(ROWS).values(source_amount_minor=wrong))


def test_an_amount_never_stands_without_its_currency(journal: Journal) -> None:
    add(journal)
    with pytest.raises(IntegrityError, match="ck_rows_source_amount"), journal._begin() as c:
        c.execute(update(ROWS).values(source_amount_currency=None))


def test_a_platforms_own_names_may_be_long(journal: Journal) -> None:
    """PostgreSQL counts, SQLite does not; neither may be the one that refuses."""
    row = add(journal, "d" * 300)
    changed = journal.change_row(row.id, NOW, target_number="n" * 300, note="ä" * 5000)
    assert (len(changed.document_id), len(changed.target_number)) == (300, 300)


def test_a_row_survives_its_process(journal: Journal, journal_path: str) -> None:
    row = add(journal)
    problem = Problem(source="NetSuite", sentence="No.", remedy="Do.", figures={"a": "1.00 USD"})
    changed = journal.change_row(row.id, NOW, status=OrderStatus.ERROR, problem=problem)
    again = Journal(journal_path)
    assert again.row(row.id) == changed
    assert again.row(row.id).problem == problem
    again.close()


def test_history_keeps_every_state(journal: Journal) -> None:
    row = add(journal)
    journal.change_row(row.id, NOW, note="answer lost, checking the target")
    journal.change_row(row.id, NOW, status=OrderStatus.WAITING, note="")
    assert journal.row(row.id).history == (
        "2026-11-24 09:00:00 Scheduled to Post to NetSuite",
        "2026-11-24 09:00:00 Scheduled to Post to NetSuite: answer lost, checking the target",
    )


def test_one_row_per_document_and_ids_are_never_used_again(journal: Journal) -> None:
    assert add(journal).id == add(journal).id == 1
    journal.delete_row(1)
    assert add(journal).id > 1
    with pytest.raises(UnknownRow, match="no row 1"):
        journal.row(1)


def claim(journal: Journal, now: datetime) -> bool:
    return journal.claim(
        "k",
        account="acme",
        target="NetSuite",
        action="write",
        amount=None,
        now=now,
        settled_before=now - SETTLE,
    )


def test_a_fresh_claim_excludes_the_next_an_old_one_does_not(journal: Journal) -> None:
    assert claim(journal, NOW)
    assert not claim(journal, NOW + timedelta(seconds=29))
    assert claim(journal, NOW + SETTLE)
    intent = journal.intent("k")
    assert intent is not None
    assert (intent.state, intent.attempts) == (IntentState.OPEN, 2)


def test_of_two_that_claim_at_once_one_writes(journal: Journal, journal_path: str) -> None:
    other = Journal(journal_path)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            journal.resolve("k", IntentState.REFUSED, NOW)
            won = list(pool.map(lambda each: claim(each, NOW), [journal, other] * 4))
            assert won.count(True) == 1
    other.close()


def test_no_history_is_lost_when_two_change_a_row(journal: Journal, journal_path: str) -> None:
    row, other = add(journal), Journal(journal_path)
    with ThreadPoolExecutor(8) as pool:
        notes = [f"note {number}" for number in range(16)]
        list(
            pool.map(
                lambda at: [journal, other][at % 2].change_row(row.id, NOW, note=notes[at]),
                range(16),
            )
        )
    final = journal.row(row.id)
    said = {each.rpartition(": ")[2] for each in final.history[1:]} | {final.note}
    assert said == set(notes)
    other.close()


def test_a_resolved_claim_excludes_nothing(journal: Journal) -> None:
    claim(journal, NOW)
    journal.resolve("k", IntentState.REFUSED, NOW)
    assert claim(journal, NOW)


def test_intents_outlive_the_row(journal: Journal) -> None:
    row = add(journal)
    claim(journal, NOW)
    journal.resolve("k", IntentState.DONE, NOW, target_id="9", target_number="CR9")
    journal.delete_row(row.id)
    intent = journal.intent("k")
    assert intent is not None
    assert (intent.target_id, intent.resolved_at) == ("9", NOW)


def test_references_by_id_and_by_name(journal: Journal) -> None:
    reference = Reference(
        account="acme",
        order_id="5001",
        order_name="#1001",
        books_id="7",
        books_number="SO7",
        books_kind="sales order",
        noted_at=NOW,
    )
    journal.note_order(reference)
    for asked in ("5001", "#1001", "1001"):
        assert journal.order_reference("acme", asked) == reference
    assert journal.order_reference("other", "5001") is None


def test_windows_and_switches(journal: Journal) -> None:
    assert journal.window("acme", "order") == Window()
    window = Window(read_until=NOW, ran_at=NOW, due_at=None)
    journal.set_window("acme", "order", window)
    assert journal.window("acme", "order") == window
    assert not journal.switch("acme", "order")
    journal.set_switch("acme", "order", True)
    assert journal.switch("acme", "order")


def test_a_run_that_ended_is_not_begun_again(journal: Journal) -> None:
    assert journal.begin_run("r", "acme", "order", NOW)
    assert journal.begin_run("r", "acme", "order", NOW)
    journal.end_run("r", {"posted": 1}, NOW)
    assert not journal.begin_run("r", "acme", "order", NOW)
    (report,) = journal.run_reports("acme")
    assert report["report"] == {"posted": 1}


def test_the_steps_of_a_run_are_kept_until_it_ends(journal: Journal) -> None:
    journal.begin_run("acme:order:1", "acme", "order", NOW)
    journal.note_step("acme:order:1", "read", {"rows": [1, 2], "note": None})
    journal.note_step("acme:order:1", "empty", None)
    journal.note_step("acme:order:1", "read", {"rows": []})
    assert journal.steps_of("acme:order:1") == {
        "read": {"rows": [1, 2], "note": None},
        "empty": None,
    }
    assert journal.unfinished_run("acme", "order") == "acme:order:1"
    assert journal.unfinished_run("acme", "fulfilment") is None
    journal.end_run("acme:order:1", {}, NOW)
    assert journal.steps_of("acme:order:1") == {}
    assert journal.unfinished_run("acme", "order") is None


def a_slot(token: str, beat: int = 0) -> Slot:
    return Slot(slot="worker-1", token=token, host="here", pid=7, beat=beat, beat_at=NOW)


def test_a_slot_changes_hands_only_from_the_beat_that_was_seen(journal: Journal) -> None:
    assert journal.take_slot(a_slot("a"), None)
    assert not journal.take_slot(a_slot("b"), None)
    seen = journal.slot("worker-1")
    assert journal.beat("worker-1", "a", NOW)
    assert not journal.take_slot(a_slot("b"), seen)
    assert journal.take_slot(a_slot("b"), journal.slot("worker-1"))
    assert not journal.beat("worker-1", "a", NOW)
    journal.drop_slot("worker-1", "a")
    assert journal.slots() == [a_slot("b")]
    journal.drop_slot("worker-1", "b")
    assert journal.slots() == []
