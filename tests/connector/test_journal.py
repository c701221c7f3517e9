"""The journal: exact money, claims that exclude each other, ids that are never used again."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.journal import IntentState, Journal, Reference, UnknownRow, Window
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
def journal(tmp_path: Path) -> Any:
    made = Journal(str(tmp_path / "j.db"))
    yield made
    made.close()


def test_money_is_stored_in_minor_units(journal: Journal, tmp_path: Path) -> None:
    add(journal)
    with sqlite3.connect(tmp_path / "j.db") as raw:
        stored = raw.execute("select source_amount from rows").fetchone()
    raw.close()
    assert stored == ("12782 USD",)
    assert journal.row(1).source_amount == Money.of("127.82", "USD")


def test_a_row_survives_its_process(journal: Journal, tmp_path: Path) -> None:
    row = add(journal)
    problem = Problem(source="NetSuite", sentence="No.", remedy="Do.", figures={"a": "1.00 USD"})
    changed = journal.change_row(row.id, NOW, status=OrderStatus.ERROR, problem=problem)
    again = Journal(str(tmp_path / "j.db"))
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
