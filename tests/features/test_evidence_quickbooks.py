"""The page to sign shows what QuickBooks holds: documents, postings, Undeposited Funds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from features.gate import GateResult
from features.gate.evidence import write_evidence
from features.postings import quickbooks_pages
from features.recorder import ScenarioResult
from features.stage import Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    stage.add_connex_account("main")
    yield stage
    stage.close()


def test_books_that_hold_nothing_show_nothing(stage: Stage) -> None:
    assert quickbooks_pages(stage.world) == {}


def test_documents_postings_and_the_statement_of_undeposited_funds(stage: Stage) -> None:
    stage.take_order("#1001")
    stage.run_connex()
    stage.refund_in_storefront(lines={"TEE-BLK": 1})
    stage.run_connex()
    pages = quickbooks_pages(stage.world)
    assert [(each["title"], each["total"]) for each in pages["documents"]] == [
        ("sales receipt 1001", "127.82"),
        ("refund receipt 1001", "19.47"),
    ]
    assert [
        (each["account"], each["debit"], each["credit"])
        for each in pages["postings"]
        if each["title"] == "refund receipt 1001"
    ] == [
        ("Undeposited Funds", "", "19.47"),
        ("Sales of Product Income", "19.99", ""),
        ("Discounts given", "", "2.00"),
        ("Sales Tax Payable", "1.48", ""),
        ("Inventory Asset", "8.00", ""),
        ("Cost of Goods Sold", "", "8.00"),
    ]
    assert [(each["debit"], each["credit"], each["balance"]) for each in pages["funds"]] == [
        ("127.82", "", "127.82"),
        ("", "19.47", "108.35"),
    ]


def test_the_page_shows_them(stage: Stage, tmp_path: Path) -> None:
    stage.take_order("#1001", pay=False)
    stage.run_connex()
    stage.pay_order()
    stage.refund_in_storefront(lines={"TEE-BLK": 1})
    stage.run_connex()
    result = ScenarioResult("x", "connex/x.feature", "X", "credited", (), passed=True)
    stage.describe(result)
    page = write_evidence(GateResult("connex", 7, results=[result]), tmp_path).read_text()
    for text in (
        "In QuickBooks",
        "invoice 1001",
        "108.35",
        "credit memo 1001",
        "(links only)",
        "Accounts Receivable (A/R)",
        "No money moved there.",
    ):
        assert text in page
