"""Settings, command line and check list of a Connex account."""

from __future__ import annotations

import asyncio
import copy
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from connector.books.sales_books import DocumentKind, SalesItem
from connector.cli import Surroundings, app
from connector.engine import ActionRefused, SettingsRefused
from connector.flows.connex.run import Span
from connector.settings import SettingsInvalid, parse

TEE = ("1", 1, "17.99", "1.48")


# --- settings -------------------------------------------------------------------------------------


def problems(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(SettingsInvalid) as invalid:
        parse(raw)
    return invalid.value.problems


@pytest.fixture
def raw(shop: Any) -> dict[str, Any]:
    return copy.deepcopy(shop.raw)


def test_books_that_no_store_uses_need_not_be_there(raw: dict[str, Any]) -> None:
    assert parse(raw).banner == (
        "PRODUCTION: QuickBooks Online 9341453172058822, acme-outdoor.myshopify.com"
    )
    assert parse(raw).books_id == "9341453172058822"


def test_books_that_are_missing_are_named_with_the_stores(raw: dict[str, Any], bench: Any) -> None:
    del raw["quickbooks_online"]
    assert problems(raw) == [
        'quickbooks_online: is missing; accounts.acme (product = "connex") keeps its books in '
        "QuickBooks Online: add the section"
    ]
    other = copy.deepcopy(bench.raw)
    del other["netsuite"]
    assert problems(other)[0].startswith(
        'netsuite: is missing; accounts.acme (product = "netsuite_connector") keeps its books in'
    )


def test_both_products_in_one_file(raw: dict[str, Any], bench: Any) -> None:
    raw["netsuite"] = bench.raw["netsuite"]
    raw["accounts"]["west"] = bench.raw["accounts"]["acme"]
    settings = parse(raw)
    assert list(settings.of_product("connex")) == ["acme"]
    assert list(settings.of_product("netsuite_connector")) == ["west"]
    assert settings.books_id == "5512345-9341453172058822"


@pytest.mark.parametrize(
    ("connex", "says"),
    [
        (
            {"credit_memo": True},
            "accounts.acme.connex.credit_memo: there is no such setting; did you mean "
            "credit_memos?",
        ),
        (
            {"adjustment_item": ""},
            "accounts.acme.connex: adjustment_item must not be empty; leave the line out instead",
        ),
        (
            {"number_prefix": "ACME-OUTDOOR-"},
            "accounts.acme.connex: number_prefix 'ACME-OUTDOOR-' is too long: QuickBooks numbers "
            "have 21 characters; use at most 10",
        ),
        (
            {"paid_orders": "estimate"},
            "accounts.acme.connex.paid_orders: Input should be 'sales receipt' or 'invoice'",
        ),
    ],
)
def test_mistakes_are_named_with_their_fix(
    raw: dict[str, Any], connex: dict[str, Any], says: str
) -> None:
    raw["accounts"]["acme"]["connex"] = connex
    assert problems(raw) == [says]


def test_refunds_go_one_way(raw: dict[str, Any]) -> None:
    raw["accounts"]["acme"]["refund_direction"] = "from books"
    assert "refunds go from the storefront to QuickBooks; remove the line" in problems(raw)[0]


@pytest.mark.parametrize(
    ("connex", "says"),
    [
        ({"credit_memos": False, "refund_receipts": False}, "refunds are not synced at all"),
        ({"credit_memos": False}, "leaves the invoice open"),
        ({"refund_receipts": False}, "refunds of sales receipts are skipped"),
        ({"wait_for_settlement": False}, "can be posted as a sale and a refund"),
    ],
)
def test_what_has_its_price_is_advice(shop: Any, connex: dict[str, Any], says: str) -> None:
    shop.start(**connex)
    (sentence,) = shop.engine.set_switch("acme", "sales", True).advice
    assert says in sentence


# --- what belongs to the other product ------------------------------------------------------------


def test_netsuite_connector_s_actions_are_refused(shop: Any) -> None:
    shop.order()
    shop.sync()
    (row,) = shop.sales()
    with pytest.raises(ActionRefused, match="part of NetSuite Connector"):
        asyncio.run(shop.engine.update_order(row.id))
    with pytest.raises(ActionRefused, match="part of NetSuite Connector"):
        asyncio.run(shop.engine.activate_refund_sync("acme", "to books"))
    with pytest.raises(SettingsRefused, match="choose Shopify"):
        asyncio.run(shop.engine.retrieve_refund("acme", "1001", "NetSuite"))


def test_days_are_for_connex(bench: Any) -> None:
    from datetime import date

    with pytest.raises(SettingsRefused, match="Connex accounts only"):
        asyncio.run(bench.engine.run("acme", "order", Span(date(2026, 8, 1))))
    with pytest.raises(SettingsRefused, match="name a sync: order, fulfilment"):
        asyncio.run(bench.engine.run("acme"))
    with pytest.raises(SettingsRefused, match='has no sync "sales"'):
        asyncio.run(bench.engine.run("acme", "sales"))
    assert "sales" not in bench.engine.switches("acme")


# --- by hand --------------------------------------------------------------------------------------


def test_retrieve_post_cancel_and_uncancel(shop: Any) -> None:
    shop.order()
    found = asyncio.run(shop.engine.retrieve_order("acme", "#1001"))
    assert found.message == "Order #1001 was retrieved."
    assert shop.post(found.rows[0]).status == "Synced"
    assert asyncio.run(shop.engine.show_transaction_id(found.rows[0].id)) == (
        "1001 (ID 2) https://app.qbo.intuit.com/app/salesreceipt?txnId=2"
    )
    shop.refund("19.47", TEE)
    found = asyncio.run(shop.engine.retrieve_refund("acme", "1001"))
    (row,) = found.rows
    assert shop.engine.cancel(row.id).status == "Canceled"
    shop.sync()
    assert shop.books.of([DocumentKind.REFUND_RECEIPT]) == []
    assert shop.engine.uncancel(row.id).status == "To Sync"
    shop.sync()
    assert shop.books.one(DocumentKind.REFUND_RECEIPT).number == "1001"
    with pytest.raises(ActionRefused, match="is Synced: there is nothing left to cancel"):
        shop.engine.cancel(row.id)


def test_what_cannot_be_retrieved(shop: Any) -> None:
    missing = asyncio.run(shop.engine.retrieve_order("acme", "#9"))
    assert (missing.ok, missing.message) == (False, "Order #9 was not found in Shopify.")
    shop.order()
    none = asyncio.run(shop.engine.retrieve_refund("acme", "1001"))
    assert none.message == "Shopify shows no refund of order #1001."


# --- check list -----------------------------------------------------------------------------------


def checklist(shop: Any) -> dict[str, tuple[str, str]]:
    found = asyncio.run(shop.engine.checklist("acme"))
    return {row.name: (str(row.state), row.evidence) for row in found.rows}


def test_the_check_list_of_a_store_that_is_ready(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE)
    shop.sync()
    assert checklist(shop) == {
        "sandbox or production QuickBooks": (
            "passed",
            "Logged in to QuickBooks Online company 9341453172058822, production.",
        ),
        "deposit accounts": (
            "passed",
            "Money arrives in Undeposited Funds and leaves Undeposited Funds.",
        ),
        "items": ("passed", "Refund Adjustment, ShopifyNoRestock found."),
        "numbering": ("passed", "Documents bear the order number."),
        "sales forms": ("passed", "Shipping and discounts are on."),
        "refund boxes": ("passed", "Both refund boxes are ticked."),
        "order": ("passed", "1 synced, equal on both sides."),
        "refund": ("passed", "1 synced, equal on both sides."),
    }


def test_the_check_list_names_what_is_missing(shop: Any) -> None:
    shop.books.prefs = replace(
        shop.books.prefs, shipping_allowed=False, numbers_itself=False, own_tax_engine=True
    )
    shop.books.environment = "sandbox"
    shop.books.catalogue["Refunds"] = SalesItem(id="1", name="Refunds", stocked=True)
    shop.start(numbering="quickbooks", refund_item="Refunds", refund_deposit_account="Till")
    found = checklist(shop)
    assert [name for name, (state, _) in found.items() if state == "missing"] == [
        "sandbox or production QuickBooks",
        "deposit accounts",
        "items",
        "numbering",
        "sales forms",
        "order",
        "refund",
    ]
    assert found["items"][1] == ("Refunds is an inventory item: every refund would move its stock.")
    assert (
        "accounts.acme.connex.refund_deposit_account names 'Till'" in found["deposit accounts"][1]
    )
    assert "Shipping switched off" in found["sales forms"][1]


# --- command line ---------------------------------------------------------------------------------

FILE = """
environment = "production"
journal = "{journal}"
[quickbooks_online]
realm_id = "9341453172058822"
client_id = "ABclient"
client_secret = "secret"
refresh_token = "AB11refresh"
[accounts.acme]
product = "connex"
shop = "acme-outdoor.myshopify.com"
token = "shpat_x"
[accounts.acme.connex]
{connex}
"""


class Shell:
    def __init__(self, shop: Any, path: Path) -> None:
        self.shop, self.path = shop, path
        self.settings()

    def settings(self, connex: str = "") -> None:
        text = FILE.format(journal=self.path / "journal.db", connex=connex)
        (self.path / "connector.toml").write_text(text)

    def __call__(self, *words: str) -> Result:
        sides = self.shop.two_sides()
        surroundings = Surroundings(
            clock=self.shop.clock,
            http=httpx.MockTransport(lambda _: httpx.Response(500)),
            adapters=sides,
        )
        file = str(self.path / "connector.toml")
        return CliRunner().invoke(app, ["--settings", file, *words], obj=surroundings)


@pytest.fixture
def shell(shop: Any, tmp_path: Path) -> Shell:
    return Shell(shop, tmp_path)


SKIP = (
    "Skipped refund of order 1001: no matching order in QuickBooks. Nothing was written. Turn on "
    '"sync original order if missing", or sync from Nov 14.'
)


def test_a_run_of_days_its_log_rows_and_tie_out(shop: Any, shell: Shell) -> None:
    old = shop.clock.now() - timedelta(days=10)
    shop.order(created_at=old, updated_at=old)
    shop.refund("19.47", TEE)
    shop.order("5002", "#1002")
    shop.clock.advance(minutes=1)
    ran = shell("run", "acme", "--from", "2026-11-24")
    assert ran.exit_code == 0
    assert SKIP in " ".join(ran.stdout.split())
    assert ran.stdout.count("Skipped refund") == 1
    log = shell("log", "acme")
    assert log.exit_code == 0
    assert " ".join(log.stdout.split()).count(SKIP) == 1
    assert [each["line"] for each in json.loads(shell("log", "acme", "--json").stdout)] == [
        "Synced order 1002: sales receipt 1002 of 127.82 USD.",
        SKIP,
    ]
    rows = shell("rows", "other_transactions")
    assert "Skipped" in rows.stdout
    assert "what to do:" in rows.stdout
    tied = shell("tie-out", "acme")
    assert (tied.exit_code, "QuickBooks" in tied.stdout, "NetSuite" in tied.stdout) == (
        0,
        True,
        False,
    )
    shell.settings("sync_original_order_if_missing = true")
    assert shell("run", "acme").exit_code == 0
    assert [each.number for each in shop.books.writes] == ["1002", "1001", "1001"]
    assert shell("rows", "other_transactions").exit_code == 0
    assert shell("settings", "check", "--login").stdout.endswith(
        "logged in to QuickBooks Online company 9341453172058822, production\n"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--to", "2026-08-01"), "--to needs --from: name the first day too"),
        (("--from", "2026-08-02", "--to", "2026-08-01"), "--to is before --from"),
        (("--from", "2026-08-02", "--order", "1"), "name days (--from, --to) or one order"),
    ],
)
def test_wrong_spans_are_usage(shell: Shell, words: tuple[str, ...], says: str) -> None:
    found = shell("run", "acme", *words)
    assert found.exit_code == 2
    assert says in found.output


def test_one_order_and_one_that_is_not_there(shop: Any, shell: Shell) -> None:
    old = shop.clock.now() - timedelta(days=300)
    shop.order(created_at=old, updated_at=old)
    assert shell("run", "acme", "--order", "#1001").exit_code == 0
    assert shop.books.one(DocumentKind.SALES_RECEIPT).number == "1001"
    missing = shell("run", "acme", "--order", "#77")
    assert missing.exit_code == 1
    assert "Order #77 was not found in Shopify." in missing.stdout


def test_a_refused_order_is_exit_code_1_with_field_and_fix(shop: Any, shell: Shell) -> None:
    shell.settings('deposit_account = "Till"')
    shop.order()
    shop.clock.advance(minutes=1)
    refused = shell("run", "acme")
    assert refused.exit_code == 1
    (row,) = json.loads(shell("rows", "--json").stdout)
    assert row["problem"]["sentence"] == (
        "accounts.acme.connex.deposit_account names 'Till', and QuickBooks has no account of that "
        "name."
    )
    assert "Name an active account of type Bank" in row["problem"]["remedy"]


def test_an_empty_log(shell: Shell) -> None:
    assert shell("log", "acme").stdout == "the log is empty\n"
    assert shell("log", "west").exit_code == 2


def test_the_check_list_shows_names_of_settings_whole_in_80_columns(
    shop: Any, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shell.settings('refund_deposit_account = "Till"')
    found = shell("checklist", "acme").stdout
    cells = [line.split("\u2502")[3].strip() for line in found.splitlines() if "\u2502" in line]
    assert "accounts.acme.connex.refund_deposit_account names" in "".join(cells).replace(" n", " n")
