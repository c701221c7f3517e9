"""`connector settlement ...` and `connector tie-out --settlement`: words, tables, exit codes."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

OK, NO, USAGE, SETTINGS, OPEN = 0, 1, 2, 3, 5

TIE_OUT = """
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━┳━━━━━━━━┓
┃ From the documents to the bank     ┃ Postings ┃ Amount ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━╇━━━━━━━━┩
│ orders, on their billed records    │        3 │ 123.17 │
│ refunds                            │        2 │ -52.80 │
│ fees and credits of no order       │        1 │ -69.21 │
│ reserves and balances (a transfer) │          │  15.00 │
│ in documents and transfers         │          │  16.16 │
├────────────────────────────────────┼──────────┼────────┤
│ not in NetSuite                    │        2 │   8.14 │
│ remainder                          │          │   0.00 │
├────────────────────────────────────┼──────────┼────────┤
│ deposit                            │          │  24.30 │
└────────────────────────────────────┴──────────┴────────┘
123.17 - 52.80 - 69.21 + 15.00 = 16.16; + 8.14 not in NetSuite = 24.30 deposit
does NOT tie: 2 postings are not in NetSuite
"""


def settled(bench: Any) -> None:
    bench.posted()


def test_from_retrieve_to_complete(bench: Any) -> None:
    found = bench.cli("settlement", "retrieve", "main", bench.report)
    assert found.exit_code == OK
    assert "39 rows, 8 postings" in found.output
    posted = bench.cli("settlement", "post", bench.number, columns=80)
    assert posted.exit_code == NO
    assert "(75 %)" in posted.output
    assert "what to do: Sync and bill the order, then post again" in posted.output
    cancelled = bench.cli("settlement", "cancel", bench.number)
    assert cancelled.exit_code == OK
    assert "2 postings cancelled, 8.14 USD not in NetSuite" in cancelled.output
    assert bench.cli("settlement", "post", bench.number).exit_code == OK
    back = bench.cli("settlement", "uncancel", bench.number)
    assert "In FarApp" in back.output


def test_the_dashboard_has_the_documented_columns_and_whole_ids(bench: Any) -> None:
    settled(bench)
    shown = bench.cli("settlement", "list", columns=80).output
    for title in ("Account", "Report ID", "Settlement ID", "Status", "Available Date", "Deposit"):
        assert title in shown
    assert "5000000000219760" in shown
    assert "2024-02-07" in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", "10000000001"),
        ("show", "10000000001", "--errors"),
        ("post", "10000000001"),
    ],
)
def test_tables_fit_eighty_columns(bench: Any, words: tuple[str, ...]) -> None:
    settled(bench)
    shown = bench.cli("settlement", *words, columns=80).output
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown


def test_json_of_the_dashboard(bench: Any) -> None:
    settled(bench)
    (found,) = bench.cli_json("settlement", "list")
    assert found["status"] == "Error posting to NetSuite (75 %)"
    assert found["percent"] == 75
    assert found["deposit"] == {"amount": "24.30", "currency": "USD"}
    assert found["failed"] == {"amount": "8.14", "currency": "USD"}
    assert found["postings"] == {
        "all": 8,
        "posted": 6,
        "waiting": 0,
        "in_progress": 0,
        "failed": 2,
        "cancelled": 0,
    }
    errors = bench.cli_json("settlement", "show", bench.number, "--errors")["posting_list"]
    assert [each["order_id"] for each in errors] == ["111-0000004-0000004", "111-0000009-0000009"]
    assert errors[0]["problem"]["remedy"].startswith("Sync and bill the order")


def test_the_tie_out_explains_the_deposit(bench: Any) -> None:
    settled(bench)
    shown = bench.cli("tie-out", "--settlement", bench.number, columns=80)
    assert shown.exit_code == NO
    assert TIE_OUT.strip() in shown.output
    assert max(map(len, shown.output.splitlines())) <= 80
    found = bench.cli_json("tie-out", "--settlement", bench.number)
    assert found["explained"] == {"amount": "16.16", "currency": "USD"}
    assert len(found["postings"]) == 8


def test_a_tie_out_needs_an_account_or_a_settlement(bench: Any) -> None:
    found = bench.cli("tie-out")
    assert found.exit_code == USAGE
    assert "name an account, or a settlement with --settlement" in found.output
    assert bench.cli("tie-out", "--settlement", "4711").exit_code == USAGE


def test_verify_shows_what_is_wrong_and_every_row_when_asked(bench: Any) -> None:
    settled(bench)
    file = bench.download()
    found = bench.cli("settlement", "verify", str(file), columns=80)
    assert found.exit_code == NO
    assert "39 rows: 32 in document, 2 excluded, 5 not posted. NOT verified." in found.output
    assert "cash sale CS1002" not in found.output
    every = bench.cli("settlement", "verify", str(file), "--rows", columns=80).output
    assert "cash sale CS1002, line 2" in every
    assert max(map(len, every.splitlines())) <= 80
    rows = bench.cli_json("settlement", "verify", str(file))["rows"]
    assert len(rows) == 39


def test_verify_of_a_file_that_is_no_settlement(bench: Any, tmp_path: Path) -> None:
    file = tmp_path / "range.csv"
    file.write_text("date/time\tproduct sales\tselling fees\n")
    found = bench.cli("settlement", "verify", str(file))
    assert found.exit_code == NO
    assert "range.csv cannot be compared" in found.output
    assert "what to do: In Seller Central take Payments > All Statements" in found.output


def test_upload_takes_a_packed_file_too(bench: Any) -> None:
    packed = bench.folder / "settlement.txt.gz"
    packed.write_bytes(gzip.compress(bench.download().read_bytes()))
    found = bench.cli("settlement", "upload", "main", str(packed))
    assert found.exit_code == OK
    assert "(file)" in found.output


def test_upload_of_a_cut_file_leaves_nothing(bench: Any) -> None:
    packed = bench.folder / "settlement.txt.gz"
    packed.write_bytes(gzip.compress(bench.download().read_bytes())[:400])
    found = bench.cli("settlement", "upload", "main", str(packed))
    assert found.exit_code == NO
    assert "the download was cut" in found.output
    assert bench.cli_json("settlement", "list") == []


def test_a_wrong_report_id_says_what_to_enter(bench: Any) -> None:
    found = bench.cli("settlement", "retrieve", "main", bench.number)
    assert found.exit_code == NO
    assert "Enter the report ID, not the settlement ID" in found.output


def test_amazon_out_of_reach_is_no_answer(bench: Any) -> None:
    bench.world.faults.plan("amazon", "server_error", times=20)
    found = bench.cli("settlement", "retrieve", "main", bench.report)
    assert found.exit_code == OPEN
    assert "retrieve again later" in found.output


def test_delete_asks_and_says_what_stays(bench: Any) -> None:
    settled(bench)
    asked = bench.cli("settlement", "delete", bench.number)
    assert asked.exit_code == NO
    assert len(bench.cli_json("settlement", "list")) == 1
    done = bench.cli("settlement", "delete", bench.number, "--yes")
    assert done.exit_code == OK
    assert "what it wrote to NetSuite is still there" in done.output
    assert bench.cli_json("settlement", "list") == []


def test_create_items_a_second_time_makes_none(bench: Any) -> None:
    found = bench.cli("settlement", "create-items", "main")
    assert (found.exit_code, found.output.strip()) == (OK, "every item is there already")


def test_an_unknown_account_posting_and_settlement(bench: Any) -> None:
    settled(bench)
    assert bench.cli("settlement", "retrieve", "other", "1").exit_code == USAGE
    assert bench.cli("settlement", "post", "4711").exit_code == USAGE
    assert bench.cli("settlement", "post", bench.number, "77").exit_code == USAGE
    found = bench.cli("settlement", "cancel", bench.number, "77")
    assert found.exit_code == USAGE


def test_the_switch_by_command(bench: Any) -> None:
    settled(bench)
    refused = bench.cli("switches", "main", "settlement", "on")
    assert refused.exit_code == NO
    assert "orders must be live first" in refused.output
    bench.cli("settlement", "cancel", bench.number)
    bench.cli("switches", "main", "order", "on")
    done = bench.cli("switches", "main", "settlement", "on")
    assert done.exit_code == OK
    assert "advice: Settlement 10000000001 is Complete, but 2 postings cancelled" in done.output


def test_the_run_by_command(bench: Any) -> None:
    found = bench.cli("run", "main", "settlement")
    assert found.exit_code == NO  # two orders were never synced
    assert "main" in found.output
