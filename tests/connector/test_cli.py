"""The command line: verbs, `--json`, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from connector.cli import Surroundings, app
from connector.settings import Settings
from connector.trouble import Refused, Unreachable

FILE = """
environment = "production"
journal = "{journal}"
[netsuite]
account = "5512345"
consumer_key = "ck"
consumer_secret = "cs"
token_id = "ti"
token_secret = "ts"
[accounts.acme]
shop = "acme-outdoor.myshopify.com"
token = "shpat_x"
positive_adjustment_item = "Refund Adjustment Positive"
negative_adjustment_item = "Refund Adjustment Negative"
[accounts.acme.payment_methods]
shopify_payments = "Shopify Payments"
"""


class Shell:
    def __init__(self, bench: Any, path: Path) -> None:
        self.bench, self.path = bench, path / "connector.toml"
        self.path.write_text(FILE.format(journal=path / "journal.db"))

    def __call__(self, *words: str) -> Result:
        surroundings = Surroundings(
            clock=self.bench.clock,
            http=httpx.MockTransport(lambda _: httpx.Response(500)),
            adapters=self.bench.adapters,
        )
        return CliRunner().invoke(app, ["--settings", str(self.path), *words], obj=surroundings)

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json").stdout)


@pytest.fixture
def shell(bench: Any, tmp_path: Path) -> Shell:
    return Shell(bench, tmp_path)


def test_an_order_from_retrieve_to_tie_out(bench: Any, shell: Shell) -> None:
    bench.channel.place(bench.w1_order())
    found = shell("retrieve", "order", "acme", "#1001")
    assert (found.exit_code, "Order #1001 was retrieved." in found.stdout) == (0, True)
    (row,) = shell.json("post", "1")
    assert row["status"] == "Order Posted, Waiting for Shipment"
    assert row["target_amount"] == {"amount": "127.82", "currency": "USD"}
    assert shell("show-transaction-id", "1").stdout.startswith("SO101 (internal ID 101)")
    assert shell("tie-out", "acme").exit_code == 0
    assert shell.json("tie-out", "acme")["difference"] == "0.00 USD"


def test_no_is_exit_code_1_with_the_remedy(bench: Any, shell: Shell) -> None:
    missing = shell("retrieve", "order", "acme", "#9")
    assert missing.exit_code == 1
    assert "what to do:" in missing.stdout
    bench.books.catalogue.clear()
    bench.channel.place(bench.w1_order())
    shell("retrieve", "order", "acme", "#1001")
    refused = shell("post", "1")
    assert refused.exit_code == 1
    assert "SKU TEE-BLK" in refused.stdout


def test_not_known_is_exit_code_5(bench: Any, shell: Shell) -> None:
    bench.channel.place(bench.w1_order())
    shell("retrieve", "order", "acme", "#1001")
    bench.books.mishaps.queue = ["reset"]
    assert shell("post", "1").exit_code == 5
    assert shell("post", "1").exit_code == 0


def test_unknown_rows_and_accounts_are_usage(shell: Shell) -> None:
    assert shell("post", "77").exit_code == 2
    assert shell("rows", "--account", "acne").exit_code == 2
    assert shell("run", "acne", "order").exit_code == 2
    assert shell("switches", "acme", "order").exit_code == 2


def test_switches_d5(shell: Shell) -> None:
    assert shell("switches", "acme", "refund from NetSuite", "on").exit_code == 0
    refused = shell("switches", "acme", "refund to NetSuite", "on")
    assert refused.exit_code == 1
    assert "Account acme" in refused.stderr
    assert shell.json("switches", "acme")["switches"]["refund from NetSuite"] is True


def test_run_due(bench: Any, shell: Shell) -> None:
    assert "nothing is due" in shell("run-due").stdout
    shell("switches", "acme", "order", "on")
    bench.channel.place(bench.w1_order())
    (report,) = shell.json("run-due")
    assert (report["posted"], report["sync"]) == (1, "order")


def test_rows_cancel_uncancel_delete(bench: Any, shell: Shell) -> None:
    bench.channel.place(bench.w1_order())
    shell("retrieve", "order", "acme", "#1001")
    assert shell.json("cancel", "1")[0]["status"] == "Canceled"
    assert shell("post", "1").exit_code == 1
    assert shell.json("uncancel", "1")[0]["status"] == "In FarApp (Automatic Sync Disabled)"
    assert shell.json("delete", "1", "--yes") == {"deleted": [1]}
    assert shell.json("rows", "orders") == []


def test_checklist_and_activation(shell: Shell) -> None:
    found = shell.json("checklist", "acme", "from books")
    assert found["passed"] is False
    assert shell("activate", "acme", "from books").exit_code == 1


def test_settings_check_and_example(shell: Shell) -> None:
    found = shell("settings", "check")
    assert found.exit_code == 0
    assert "PRODUCTION: NetSuite 5512345, acme-outdoor.myshopify.com" in found.stdout
    assert shell("settings", "example").stdout == Settings.example()
    shell.path.write_text(shell.path.read_text().replace('"5512345"', '"5512345_SB1"'))
    assert shell("settings", "check").exit_code == 3
    assert shell("rows").exit_code == 3


def test_settings_check_with_login(shell: Shell) -> None:
    assert "logged in to NetSuite 5512345" in shell("settings", "check", "--login").stdout


def test_help_documents_the_exit_codes_and_every_argument(shell: Shell) -> None:
    text = " ".join(shell("--help").stdout.split())
    for code in ("0 done", "1 answered no", "2 wrong usage", "3 the settings or the journal file",
                 "5 not known or put off"):  # fmt: skip
        assert code in text
    verbs = {
        ("retrieve", "order"): "The order's name (#1001 or 1001)",
        ("update",): "Row number, as `rows` shows it.",
        ("run",): "Which sync.",
        ("checklist",): "Default: refund_direction of the settings.",
    }
    for verb, said in verbs.items():
        assert said in " ".join(shell(*verb, "--help").stdout.replace("│", " ").split())


def test_one_unknown_row_leaves_the_others_alone(bench: Any, shell: Shell) -> None:
    bench.channel.place(bench.w1_order())
    shell("retrieve", "order", "acme", "#1001")
    for verb in (["cancel"], ["delete", "--yes"], ["post"]):
        assert shell(*verb, "1", "99").exit_code == 2
    (row,) = shell.json("rows")
    assert row["status"] == "In FarApp (Automatic Sync Disabled)"
    assert bench.books.order_writes == 0


def test_who_cancelled_stands_in_the_table_of_80_columns(bench: Any, shell: Shell) -> None:
    bench.channel.place(bench.w1_order())
    shell("retrieve", "order", "acme", "#1001")
    shown = shell("rows").stdout
    assert "In FarApp (Automatic Sync Disabled)" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "by user" in shell("cancel", "1").stdout
    assert shell("delete", "1", "--yes").exit_code == 0
    assert shell("rows").stdout == "no rows\n"


def test_a_missing_refund_is_explained_once(bench: Any, shell: Shell) -> None:
    bench.channel.place(bench.w1_order())
    said = shell("retrieve", "refund", "acme", "#1001").stdout
    assert said.count("what to do:") == 1


def test_out_of_reach_is_exit_code_5_with_a_remedy(bench: Any, shell: Shell) -> None:
    bench.channel.read_trouble = Unreachable("Shopify could not be reached at x.", "Shopify")
    found = shell("retrieve", "order", "acme", "#1001")
    assert (found.exit_code, "what to do:" in found.stdout) == (5, True)
    bench.channel.read_trouble = None
    bench.channel.place(bench.w1_order())
    shell("retrieve", "order", "acme", "#1001")
    shell("post", "1")
    bench.channel.read_trouble = Unreachable("Shopify could not be reached at x.", "Shopify")
    found = shell("tie-out", "acme")
    assert found.exit_code == 5
    assert found.stderr == (
        "Shopify could not be reached at x.\n"
        "  what to do: Check the connection to Shopify, then try again.\n"
    )


def test_refused_credentials_are_exit_code_1(bench: Any, shell: Shell) -> None:
    bench.channel.read_trouble = Refused("Shopify refused the login.", "Shopify", login=True)
    assert shell("run", "acme", "order").exit_code == 1


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("", "cannot be read"),
        ("missing.toml", "does not exist; write one with `connector settings example"),
        ("binary.toml", "is not valid TOML"),
    ],
)
def test_a_settings_file_that_is_none(shell: Shell, tmp_path: Path, file: str, says: str) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    shell.path = tmp_path / file
    found = shell("rows")
    assert found.exit_code == 3
    assert says in found.stderr


@pytest.mark.parametrize("journal", ["{path}/nowhere/j.db", "{path}/connector.toml"])
def test_a_journal_that_cannot_be_used(shell: Shell, tmp_path: Path, journal: str) -> None:
    shell.path.write_text(FILE.format(journal=journal.format(path=tmp_path)))
    found = shell("rows")
    assert found.exit_code == 3
    assert found.stderr.startswith("journal: ")
    assert "name a file in a folder that exists" in found.stderr


def test_broken_settings_are_exit_code_3(shell: Shell) -> None:
    shell.path.write_text("environment = 'production'\nnetsuit = 1\n")
    found = shell("rows")
    assert found.exit_code == 3
    assert "netsuit: there is no such setting; did you mean netsuite?" in found.stderr
