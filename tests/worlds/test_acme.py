"""Acme: what every seed has, in the storefront and in both books, and that all of it ties out."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sandbox.audit import audit
from sandbox.netsuite import ledger as netsuite_ledger
from sandbox.netsuite.records import Transaction
from sandbox.quickbooks_online import ledger as quickbooks_ledger
from sandbox.shopify.records import Order
from sandbox.world import DEFAULT_START, World, open_world
from sandbox.worlds import furnish, open_named


def orders(world: World) -> list[Order]:
    return list(world.shopify.records.orders)


def transactions(world: World, kind: str) -> list[Transaction]:
    """Those of the storefront's orders."""
    return [
        each
        for each in world.netsuite.records.transactions
        if each.type == kind and (each.other_ref_num or "").startswith("#")
    ]


def company(world: World, entity: str) -> list[Any]:
    desk = world.quickbooks_online.desk
    return [desk.get(entity, each.id) for each in world.quickbooks_online.records.table(entity)]


# --- the storefront ---------------------------------------------------------------------------


def test_orders_in_every_state(acme: World) -> None:
    states = Counter(
        (
            order.financial_status,
            order.fulfillment_status,
            "cancelled" if order.cancelled_at else "",
            order.presentment_currency,
        )
        for order in orders(acme)
    )
    assert states == {
        ("paid", "fulfilled", "", "USD"): 17,
        ("paid", "fulfilled", "", "EUR"): 2,
        ("paid", "partial", "", "USD"): 1,
        ("paid", None, "", "USD"): 3,
        ("partially_refunded", "fulfilled", "", "USD"): 6,
        ("refunded", "fulfilled", "", "USD"): 3,
        ("refunded", None, "cancelled", "USD"): 2,
        ("voided", None, "cancelled", "USD"): 3,
        ("pending", "fulfilled", "", "USD"): 4,
        ("pending", None, "", "USD"): 1,
    }


def test_orders_of_every_shape(acme: World) -> None:
    every = orders(acme)
    assert len(every) == 42
    assert sum(order.refundable for order in every) == 29
    assert sum(len(order.line_items) == 3 for order in every) >= 5
    assert sum(len(order.line_items) == 2 for order in every) >= 8
    assert sum(bool(order.discount_applications) for order in every) >= 7
    assert sum(not order.shipping_lines for order in every) == 3
    assert sum(not order.total_tax for order in every) == 4
    assert sum(order.source_name == "pos" for order in every) == 1
    assert Counter(tag for order in every for tag in order.tags) == {
        "netsuite": 26,
        "quickbooks": 16,
    }


def test_the_past_is_eighty_days_long_and_over(acme: World) -> None:
    now = acme.clock.now()
    assert now == DEFAULT_START
    created = [order.created_at for order in orders(acme)]
    assert created == sorted(created)
    assert now - timedelta(days=80) < created[0] < now - timedelta(days=77)
    assert now - timedelta(hours=6) < created[-1] < now
    assert sum(moment < now - timedelta(days=60) for moment in created) == 9
    assert all(order.updated_at < now for order in orders(acme))
    assert all(each.last_modified < now for each in acme.netsuite.records.transactions)
    for entity in ("SalesReceipt", "Invoice", "RefundReceipt", "CreditMemo", "Payment", "Deposit"):
        assert all(each.meta_data.last_updated_time < now for each in company(acme, entity))


def test_lists_are_no_younger_than_what_uses_them(acme: World) -> None:
    first = orders(acme)[0].created_at
    assert all(item.date_created <= first for item in acme.netsuite.records.items)
    assert all(item.meta_data.create_time <= first for item in company(acme, "Item"))


def test_people_are_made_up(acme: World) -> None:
    everywhere = {order.email for order in orders(acme)}
    everywhere |= {
        each.email
        for each in acme.netsuite.records.entities
        if not (each.external_id or "").startswith(("amazon-", "ebay-"))
    }
    everywhere |= {each.primary_email_addr.address for each in company(acme, "Customer")}
    assert len(everywhere) == 41  # Dana orders twice
    assert all(address.endswith("@example.com") for address in everywhere)
    assert all(address.isascii() for address in everywhere)


def test_payouts(acme: World) -> None:
    assert [each.status for each in acme.shopify.records.payouts] == ["paid", "paid"]


def test_the_token_reads_orders_that_are_older_than_sixty_days(acme: World) -> None:
    known = acme.credentials()
    version = known["SHOPIFY_API_VERSION"]
    url = f"https://{known['SHOPIFY_SHOP']}/admin/api/{version}/orders.json"

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=acme.transport()) as http:
            return await http.get(
                url,
                params={"status": "any", "limit": 250, "fields": "name"},
                headers={"X-Shopify-Access-Token": known["SHOPIFY_TOKEN"]},
            )

    names = [order["name"] for order in asyncio.run(ask()).json()["orders"]]
    assert sorted(names) == [f"#{number}" for number in range(1001, 1043)]


# --- NetSuite ----------------------------------------------------------------------------------


def test_netsuite_documents(acme: World) -> None:
    counted = Counter((each.type, each.status) for each in acme.netsuite.records.transactions)
    assert counted == {
        # storefront + Amazon + eBay
        ("SalesOrd", "B"): 3 + 1 + 2,  # pending fulfilment: not billed
        ("SalesOrd", "C"): 1,  # cancelled
        ("SalesOrd", "D"): 1 + 1 + 1,  # partially fulfilled
        ("SalesOrd", "G"): 18 + 3 + 12,  # billed
        ("ItemShip", "C"): 19 + 4 + 13,
        ("CashSale", "B"): 6 + 2 + 3,  # in Undeposited Funds
        ("CashSale", "C"): 10 + 4 + 10,  # deposited
        ("CashRfnd", ""): 5 + 4 + 6,
        ("CustInvc", "A"): 2 + 1,  # open
        ("CustInvc", "B"): 2 + 3,  # paid
        ("CustPymt", "C"): 2 + 2,
        ("CustCred", "B"): 1 + 2,
        ("CustRfnd", ""): 1 + 1,
        ("Deposit", ""): 2 + 3 + 2,
    }


def test_cash_sales_that_are_not_refunded_yet(acme: World) -> None:
    refunded = {each.created_from for each in transactions(acme, "CashRfnd")}
    assert len(refunded) == 4  # one of them twice
    left = [each for each in transactions(acme, "CashSale") if each.id not in refunded]
    assert len(left) == 12


def test_netsuite_documents_name_their_order(acme: World) -> None:
    names = {order.name: order for order in orders(acme)}
    roots = [
        each
        for each in (*transactions(acme, "SalesOrd"), *transactions(acme, "CashSale"))
        if each.created_from is None
    ]
    assert len(roots) == 24
    for each in roots:
        order = names[each.other_ref_num]
        assert each.external_id == f"shopify-order-{order.id}"
        assert each.total == order.total_price.presentment
    refunds = {refund.id for order in orders(acme) for refund in order.refunds}
    for each in (*transactions(acme, "CashRfnd"), *transactions(acme, "CustCred")):
        assert each.external_id is not None
        assert int(each.external_id.removeprefix("shopify-refund-")) in refunds


def test_euros_stay_euros(acme: World) -> None:
    euro = acme.netsuite.records.currencies_by_symbol.first("EUR")
    assert euro is not None
    sales = [each for each in transactions(acme, "CashSale") if each.currency == euro.id]
    bought = [order for order in orders(acme) if order.presentment_currency == "EUR"]
    assert [each.total for each in sales] == [each.total_price.presentment for each in bought]
    assert {each.exchange_rate for each in sales} == {Decimal("1.09")}


# --- QuickBooks --------------------------------------------------------------------------------


def test_quickbooks_documents(acme: World) -> None:
    assert len(company(acme, "SalesReceipt")) == 11
    assert len(company(acme, "RefundReceipt")) == 4
    assert len(company(acme, "CreditMemo")) == 1
    assert len(company(acme, "Deposit")) == 2
    invoices = company(acme, "Invoice")
    assert Counter(
        "voided" if not each.total_amt else "open" if each.balance else "paid" for each in invoices
    ) == {"open": 2, "paid": 2, "voided": 1}
    assert [each.total_amt > 0 for each in company(acme, "Deposit")] == [True, True]


def test_quickbooks_documents_name_their_order(acme: World) -> None:
    names = {order.name.lstrip("#"): order for order in orders(acme)}
    for each in company(acme, "SalesReceipt"):
        order = names[each.doc_number]
        assert each.private_note == f"Order {each.doc_number} (Shopify {order.id})"
        assert each.total_amt == order.total_price.presentment
    for each in company(acme, "RefundReceipt"):
        base, _, count = each.doc_number.partition("-")
        assert (base in names, count) == (True, "1")


# --- both --------------------------------------------------------------------------------------


def test_everything_ties_out(acme: World) -> None:
    report = audit(acme)
    assert [str(each) for each in report.findings] == []
    assert report.books == ("NetSuite", "QuickBooks")
    assert [each for each in report.pairs if each.difference] == []
    assert Counter(each.what for each in report.pairs) == {
        # Those that were cancelled before the books knew of them, or never paid, are nowhere.
        "order": 51 + 15,
        "billed": 21 + 12,
        "refund": 11 + 6,
        "settlement": 3,
    }


def test_ledgers_add_up_to_zero(acme: World) -> None:
    netsuite = netsuite_ledger.trial_balance(acme.netsuite.records)
    assert sum(netsuite.values()) == 0
    assert netsuite[1] > 0  # checking
    quickbooks = quickbooks_ledger.trial_balance(acme.quickbooks_online.records)
    assert sum(quickbooks.values()) == 0
    assert acme.quickbooks_online.desk.balance("Checking") > 0


@pytest.mark.parametrize("seed", [1, 2, 3, 99])
def test_other_seeds_tie_out_too(seed: int) -> None:
    assert audit(open_named("acme", seed=seed)).findings == []


def test_equal_seeds_make_equal_worlds() -> None:
    first = open_named("acme", seed=11)
    assert open_named("acme", seed=11).documents_hash() == first.documents_hash()
    assert furnish(open_world(seed=11), "acme").documents_hash() == first.documents_hash()
    assert open_named("acme", seed=12).documents_hash() != first.documents_hash()


@pytest.mark.parametrize("year", [2016, 2028, 2031])
def test_books_cover_a_past_in_years_that_they_were_not_handed_over_with(year: int) -> None:
    start = datetime(year, 1, 5, tzinfo=UTC)
    world = open_named("acme", start=start)
    assert audit(world).findings == []
    assert world.clock.now() == start
    period = world.netsuite.records.period_of(date(year, 1, 5))
    assert period is not None
    assert period.period_name == f"Jan {year}"


def test_a_running_world_ends_now() -> None:
    world = open_named("acme", start=None)
    assert not world.clock.frozen
    assert abs(world.clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    newest = orders(world)[-1].created_at
    assert timedelta(0) < world.clock.now() - newest < timedelta(hours=7)
    assert audit(world).findings == []


def test_work_goes_on(acme: World) -> None:
    """A clerk and a buyer find what they need: restored afterwards."""
    version = acme.snapshot()
    try:
        order = acme.shopify.desk.place([("TEE-BLK", 1)])
        assert order.name == "#1043"
        sale = transactions(acme, "CashSale")[-1]
        refund = acme.netsuite.desk.refund(sale.id, everything=True)
        assert refund.total == sale.total
    finally:
        acme.restore(version)
