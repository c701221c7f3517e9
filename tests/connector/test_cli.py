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


def test_broken_settings_are_exit_code_3(shell: Shell) -> None:
    shell.path.write_text("environment = 'production'\nnetsuit = 1\n")
    found = shell("rows")
    assert found.exit_code == 3
    assert "netsuit: there is no such setting; did you mean netsuite?" in found.stderr
