"""The whole way over HTTP: Shopify's fake, the engine, QuickBooks' fake and its ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector.engine import Engine
from connector.flows.connex.run import Span
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.rows import Row
from connector.run_steps import RunReport
from connector.settings import parse
from sandbox.quickbooks_online.rules import operations
from sandbox.world import World, open_world

W1 = (("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2))
BUYER = "dana.whitfield@example.com"
RECEIVABLE = "Accounts Receivable (A/R)"


@dataclass
class WorldClock:
    world: World

    def now(self) -> datetime:
        return self.world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self.world.sleep(seconds)


@dataclass
class Store:
    world: World
    journal: Journal = field(default_factory=lambda: Journal(":memory:"))
    connex: dict[str, Any] = field(default_factory=dict)
    currencies: list[str] = field(default_factory=lambda: ["USD"])

    def __post_init__(self) -> None:
        self.runner = asyncio.Runner()
        self.engine = self.start()

    def start(self, journal: Journal | None = None, **connex: Any) -> Engine:
        self.journal = journal or self.journal
        self.connex.update(connex)
        self.engine = self.engine_on(self.journal)
        return self.engine

    def engine_on(self, journal: Journal) -> Engine:
        known = self.world.credentials()
        settings = {
            "environment": "production",
            "quickbooks_online": {
                "realm_id": known["QBO_REALM_ID"],
                "client_id": known["QBO_CLIENT_ID"],
                "client_secret": known["QBO_CLIENT_SECRET"],
                "refresh_token": known["QBO_REFRESH_TOKEN"],
                "currencies": self.currencies,
            },
            "accounts": {
                "main": {
                    "product": "connex",
                    "shop": known["SHOPIFY_SHOP"],
                    "token": known["SHOPIFY_TOKEN"],
                    "time_zone": "America/New_York",
                    "payment_methods": {"shopify_payments": "Shopify Payments"},
                    "connex": self.connex,
                }
            },
        }
        clock = WorldClock(self.world)
        return Engine(parse(settings), journal, clock, InlineJobs(), self.world.transport())

    def place(self, **how: Any) -> Any:
        return self.world.shopify.desk.place(lines=list(W1), email=BUYER, **how)

    def sync(self, start: date | None = None) -> RunReport:
        self.world.advance(minutes=2)
        span = None if start is None else Span(start)
        return self.runner.run(self.engine.run("main", None, span))

    def tie_out(self) -> Any:
        return self.runner.run(self.engine.tie_out("main"))

    def rows(self) -> list[Row]:
        return [*self.engine.rows("orders"), *self.engine.rows("other_transactions")]

    def log(self) -> list[str]:
        return [each.line for each in self.engine.log("main")]

    @property
    def desk(self) -> Any:
        return self.world.quickbooks_online.desk

    def table(self, entity: str) -> list[Any]:
        return list(self.world.quickbooks_online.records.table(entity))

    def balances(self) -> tuple[str, str]:
        """Undeposited Funds and Accounts Receivable."""
        money, owed = (self.desk.balance(each) for each in ("Undeposited Funds", RECEIVABLE))
        return f"{money:.2f}", f"{owed:.2f}"

    def close(self) -> None:
        assert sum(self.desk.trial_balance().values()) == 0
        assert self.world.bugs == []
        self.runner.run(self.engine.aclose())
        self.journal.close()
        self.runner.close()


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store(open_world("connex", seed=7))
    made.desk.change_numbering(custom=True)
    yield made
    made.close()


def numbers(store: Store, entity: str) -> list[str | None]:
    return [each.doc_number for each in store.table(entity)]


def test_w1_a_sales_receipt_and_its_refund_receipt(store: Store) -> None:
    order = store.place()
    store.sync()
    (sale,) = store.table("SalesReceipt")
    assert (sale.doc_number, f"{sale.total_amt:.2f}") == ("1001", "127.82")
    assert store.balances() == ("127.82", "0.00")
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    report = store.sync()
    assert (report.posted, report.failed) == (1, 0)
    (refund,) = store.table("RefundReceipt")
    assert (refund.doc_number, f"{refund.total_amt:.2f}") == ("1001", "19.47")
    assert store.balances() == ("108.35", "0.00")
    store.world.shopify.desk.refund(order.id, everything=True, shipping=True)
    store.sync()
    assert numbers(store, "RefundReceipt") == ["1001", "1001-1"]
    assert store.balances() == ("0.00", "0.00")
    assert store.desk.item("TEE-BLK").qty_on_hand == 1000
    seen = store.tie_out()
    assert (seen.ties, seen.lines_tie, len(seen.rows)) == (True, True, 3)


@pytest.mark.parametrize("auto_apply", [True, False])
def test_an_unpaid_invoice_and_its_credit_memo(store: Store, auto_apply: bool) -> None:
    store.desk.set_auto_apply_credit(auto_apply)
    order = store.place(pay=False)
    store.sync()
    assert store.balances() == ("0.00", "127.82")
    store.world.shopify.desk.pay(order.id)
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    store.sync()
    assert numbers(store, "CreditMemo") == ["1001"]
    (invoice,) = store.table("Invoice")
    held = store.desk.get("Invoice", invoice.id)
    assert f"{held.balance:.2f}" == "108.35"
    assert store.balances() == ("0.00", "108.35")
    assert len(store.table("Payment")) == 1
    assert store.tie_out().ties


def test_a_paid_order_as_an_invoice_with_its_payment(store: Store) -> None:
    store.start(paid_orders="invoice")
    order = store.place()
    store.sync()
    assert store.balances() == ("127.82", "0.00")
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    store.sync()
    assert numbers(store, "CreditMemo") == ["1001"]
    assert store.balances() == ("127.82", "-19.47")  # the buyer's credit, until it is used


def test_the_company_s_own_tax_engine_leaves_a_rounding_line(store: Store) -> None:
    store.desk.set_automated_tax(honour_total_tax=False)
    order = store.place()
    store.sync()
    (sale,) = store.table("SalesReceipt")
    assert f"{sale.total_amt:.2f}" == "127.82"
    assert f"{sale.txn_tax_detail.total_tax:.2f}" == "9.74"
    assert any("rounding line of 0.01 USD" in each for each in store.rows()[0].warnings)
    store.world.shopify.desk.refund(order.id, everything=True, shipping=True)
    store.sync()
    assert store.balances() == ("0.00", "0.00")
    assert store.tie_out().ties


def test_the_documented_skip_and_the_original_first(store: Store) -> None:
    """Order 123 of August 1, refunded August 11, never synced; the window begins August 11."""
    world = open_world("august", seed=7, start=datetime(2026, 8, 1, 15, tzinfo=UTC))
    august = Store(world)
    august.desk.change_numbering(custom=True)
    old = august.place(name="#123")
    world.advance(days=10)
    fresh = august.place(name="#200")
    world.shopify.desk.refund(old.id, {"TEE-BLK": 1})
    world.shopify.desk.refund(fresh.id, {"TEE-BLK": 1})
    report = august.sync(date(2026, 8, 11))
    skip = (
        "Skipped refund of order 123: no matching order in QuickBooks. Nothing was written. Turn "
        'on "sync original order if missing", or sync from Aug 1.'
    )
    assert (report.failed, report.problem, report.skipped) == (0, None, [skip])
    assert [line for line in august.log() if "123" in line] == [skip]
    assert numbers(august, "SalesReceipt") == numbers(august, "RefundReceipt") == ["200"]
    assert august.balances() == ("108.35", "0.00")
    august.start(sync_original_order_if_missing=True)
    august.sync(date(2026, 8, 11))
    assert numbers(august, "SalesReceipt") == numbers(august, "RefundReceipt") == ["200", "123"]
    assert august.balances() == ("216.70", "0.00")
    assert {row.status for row in august.rows()} == {"Synced"}
    august.close()


def test_quickbooks_numbers_documents_itself(store: Store) -> None:
    store.desk.change_numbering(custom=False)
    store.start(numbering="quickbooks")
    order = store.place()
    store.sync()
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    store.sync()
    (first,), (second,) = numbers(store, "SalesReceipt"), numbers(store, "RefundReceipt")
    assert "1001" not in {first, second} or first != second
    before = store.world.documents_hash()
    store.start(journal=Journal(":memory:"))
    report = store.sync()
    assert (report.posted, report.failed) == (2, 0)
    assert store.world.documents_hash() == before


def test_f03_a_second_machine_at_once_and_later(store: Store) -> None:
    order = store.place(pay=False)
    store.world.shopify.desk.pay(order.id)
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    store.world.advance(minutes=2)
    other = store.engine_on(Journal(":memory:"))

    async def both() -> None:
        await asyncio.gather(store.engine.run("main"), other.run("main"))
        await other.aclose()

    store.runner.run(both())
    assert numbers(store, "SalesReceipt") == numbers(store, "RefundReceipt") == ["1001"]
    before = store.world.documents_hash()
    store.start(journal=Journal(":memory:"))
    store.sync()
    assert store.world.documents_hash() == before
    assert {row.status for row in store.rows()} == {"Synced"}


@pytest.mark.parametrize("entity", ["salesreceipt", "refundreceipt"])
def test_f01_a_lost_answer(store: Store, entity: str) -> None:
    order = store.place()
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    store.world.faults.plan("quickbooks_online", "lost_answer", path=f"*/{entity}")
    store.sync()
    assert numbers(store, "SalesReceipt") == numbers(store, "RefundReceipt") == ["1001"]
    assert store.balances() == ("108.35", "0.00")
    assert {row.status for row in store.rows()} == {"Synced"}
    told = [row for row in store.rows() if any("answer lost" in each for each in row.history)]
    assert len(told) == 1


@pytest.mark.parametrize("how", ["void", "credit memo"])
def test_cancelled_unpaid(store: Store, how: str) -> None:
    store.start(cancelled_unpaid=how)
    order = store.place(pay=False)
    store.sync()
    store.world.shopify.desk.cancel(order.id)
    report = store.sync()
    assert report.failed == 0
    assert store.balances() == ("0.00", "0.00")
    assert len(store.table("CreditMemo")) == (how == "credit memo")
    assert store.desk.item("TEE-BLK").qty_on_hand == 1000
    assert store.tie_out().ties


def test_closed_books_are_recorded_and_stop_nothing(store: Store) -> None:
    store.place()
    store.sync()
    first, *_ = store.world.shopify.records.orders
    store.world.shopify.desk.refund(first.id, {"TEE-BLK": 1})
    store.desk.close_books(store.world.clock.now().date() + timedelta(days=1), password="secret")
    store.sync()
    row = store.rows()[-1]
    assert row.problem is not None
    assert (row.status, row.problem.code) == ("Error", "6210")
    assert row.problem.remedy.startswith("The books are closed for that day")
    store.desk.reopen_books()
    store.sync()
    assert store.rows()[-1].status == "Synced"


def test_a_deposited_sale_is_refunded_by_a_document_of_its_own(store: Store) -> None:
    order = store.place()
    store.sync()
    store.desk.deposit(store.table("SalesReceipt"))
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    store.sync()
    assert store.balances() == ("-19.47", "0.00")
    assert store.rows()[-1].status == "Synced"


def test_f06_edited_numbers_and_memos(store: Store) -> None:
    order = store.place()
    store.sync()
    (sale,) = store.table("SalesReceipt")
    store.desk.change(sale, DocNumber="X-9", PrivateNote="by hand")
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    store.sync()
    assert len(store.table("SalesReceipt")) == len(store.table("RefundReceipt")) == 1
    assert "was matched by its stored ID" in store.rows()[-1].warnings[0]


def test_goods_that_were_not_restocked(store: Store) -> None:
    company = store.world.quickbooks_online
    income = company.records.table("Account")
    (account,) = [each for each in income if each.name == "Refunds and Allowances"]
    operations.create(
        company,
        "Item",
        {
            "Name": "ShopifyNoRestock",
            "Type": "NonInventory",
            "IncomeAccountRef": {"value": account.id},
        },
        operations.Options(),
    )
    order = store.place()
    store.world.shopify.desk.fulfil(order.id)
    store.sync()
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1}, restock=False)
    store.sync()
    assert store.desk.item("TEE-BLK").qty_on_hand == 997
    assert store.balances() == ("108.35", "0.00")
    assert store.tie_out().lines_tie


def test_goodwill_and_the_rest(store: Store) -> None:
    order = store.place()
    store.sync()
    store.world.shopify.desk.refund(order.id, amount=Decimal("15.00"))
    store.sync()
    store.world.shopify.desk.refund(order.id, everything=True, shipping=True)
    store.sync()
    assert [f"{each.total_amt:.2f}" for each in store.table("RefundReceipt")] == [
        "15.00",
        "112.82",
    ]
    assert store.balances() == ("0.00", "0.00")


def test_an_edited_order_is_told_and_its_document_stays(store: Store) -> None:
    order = store.place()
    store.sync()
    store.world.shopify.desk.edit(order.id, add={"MUG-WHT": 1})
    report = store.sync()
    assert (report.posted, report.failed) == (0, 0)
    (row,) = store.rows()
    assert row.warnings == (
        "Order 1001 was edited after it was synced: 141.34 USD in Shopify, 127.82 USD in "
        "QuickBooks. The sales receipt 1001 was not changed: correct it by hand.",
    )
    store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    store.sync()
    assert numbers(store, "SalesReceipt") == numbers(store, "RefundReceipt") == ["1001"]
    assert not store.tie_out().ties


def test_orders_whose_names_begin_alike(store: Store) -> None:
    orders = [store.place(name=name) for name in ("#100", "#1001", "#100-1")]
    store.sync()
    for order in orders:
        store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
        store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    store.sync()
    expected = {
        "100": "Order 100", "100-1": "Order 100", "1001": "Order 1001", "1001-1": "Order 1001",
        "100-1-1": "Order 100-1", "100-1-2": "Order 100-1",
    }  # fmt: skip
    memos = {each.doc_number: each.private_note for each in store.table("RefundReceipt")}
    assert {number: memo.split(" [")[0] for number, memo in memos.items()} == expected
    assert store.tie_out().ties
    before = store.world.documents_hash()
    store.start(journal=Journal(":memory:"))
    store.sync()
    assert store.world.documents_hash() == before


def test_an_order_that_costs_nothing(store: Store) -> None:
    store.world.shopify.desk.place(
        lines=[("TEE-BLK", 1)], discount_percent=Decimal(100), shipping=None, email=BUYER
    )
    store.sync()
    assert store.log() == ["Synced order 1001: sales receipt 1001 of 0.00 USD."]


def test_a_buyer_who_pays_in_two_currencies_is_two_customers(store: Store) -> None:
    """A customer has one currency in QuickBooks, and a name is there once."""
    store.desk.enable_multicurrency()
    for currency, rate in (("EUR", "1.09"), ("JPY", "0.0067")):
        store.world.shopify.desk.set_exchange_rate(currency, Decimal(rate))
    store.currencies = ["USD", "EUR", "JPY"]
    store.start()
    orders = [store.place(currency=each) for each in ("EUR", "JPY", "USD")]
    store.place(currency="JPY")
    store.sync()
    for order in orders:
        store.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    report = store.sync()
    assert (report.posted, report.failed, report.waiting) == (3, 0, 0)
    found = {each.display_name: each.currency_ref.value for each in store.table("Customer")}
    assert found == {
        "Dana Whitfield": "EUR",
        "Dana Whitfield [1002]": "JPY",
        "Dana Whitfield [1003]": "USD",
    }
    sales = {each.doc_number: each.customer_ref.value for each in store.table("SalesReceipt")}
    assert len(set(sales.values())) == 3
    assert sales["1004"] == sales["1002"]
    assert store.tie_out().ties


def test_currencies_the_company_does_not_keep_are_refused_by_name(store: Store) -> None:
    for currency, rate in (("EUR", "1.09"), ("JPY", "0.0067")):
        store.world.shopify.desk.set_exchange_rate(currency, Decimal(rate))
        store.place(currency=currency)
    store.place()
    before = len(store.table("Customer"))
    report = store.sync()
    assert (report.posted, report.failed) == (1, 2)
    said = [row.problem.sentence for row in store.rows() if row.problem is not None]
    assert said == [
        f"Order {name} is in {currency}; the books keep USD. A document has one currency and is "
        "never converted silently."
        for name, currency in (("1001", "EUR"), ("1002", "JPY"))
    ]
    assert len(store.table("Customer")) == before + 1
    store.desk.enable_multicurrency()
    store.sync(date(2026, 11, 20))
    row = store.rows()[0]
    assert row.problem is not None
    assert row.problem.remedy.startswith("Add EUR to quickbooks_online.currencies")


def test_a_customer_that_was_made_inactive_is_made_anew(store: Store) -> None:
    store.place()
    store.sync()
    store.desk.make_inactive("Customer", "Dana Whitfield")
    store.place()
    report = store.sync()
    assert (report.posted, report.failed) == (1, 0)
    assert numbers(store, "SalesReceipt") == ["1001", "1002"]
    names = [each.display_name for each in store.table("Customer")]
    assert names == ["Dana Whitfield (deleted)", "Dana Whitfield"]
