"""Acme on Amazon: orders in every state, four settlements; three of them are in the books."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox.amazon.errors import RuleError
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import Event, Order, Period
from sandbox.audit import audit
from sandbox.world import DEFAULT_START, World
from sandbox.worlds import open_named


def orders(world: World) -> list[Order]:
    return list(world.amazon.records.orders_by_purchase.between())


def closed(world: World) -> list[Period]:
    """The oldest first."""
    found = [each for each in world.amazon.records.periods if each.end is not None]
    return sorted(found, key=lambda each: each.start)


def documents(world: World, order: str) -> list[tuple[str, Decimal]]:
    """What NetSuite keeps of an order, without what moved goods or money."""
    return [
        (each.type, each.total)
        for each in world.netsuite.records.transactions
        if each.other_ref_num == order and each.type != "ItemShip"
    ]


def test_orders_in_every_state(acme: World) -> None:
    states = Counter(
        (order.status, order.channel, BY_ID[order.marketplace].country) for order in orders(acme)
    )
    assert states == {
        ("Shipped", "AFN", "US"): 6,
        ("Shipped", "MFN", "US"): 3,
        ("Shipped", "MFN", "CA"): 1,
        ("PartiallyShipped", "MFN", "US"): 1,
        ("Canceled", "AFN", "US"): 1,
        ("Unshipped", "MFN", "US"): 1,
        ("Pending", "AFN", "US"): 1,
    }


def test_orders_of_every_shape(acme: World) -> None:
    every = orders(acme)
    assert Counter(len(order.items) for order in every) == {1: 8, 2: 5, 3: 1}
    items = [item for order in every for item in order.items]
    assert sum(item.discount > 0 for item in items) == 2
    assert sum(item.shipping > 0 for item in items) == 8
    taxed = Counter(
        (BY_ID[order.marketplace].country, item.collected_by, item.tax > 0)
        for order in every
        for item in order.items
    )
    assert taxed == {("US", "MarketplaceFacilitator", True): 20, ("CA", "", False): 1}


def test_the_past_is_eighty_days_long_and_over(acme: World) -> None:
    now = acme.clock.now()
    bought = [order.purchased for order in orders(acme)]
    assert now - timedelta(days=77) < bought[0] < now - timedelta(days=76)
    assert now - timedelta(hours=6) <= bought[-1] < now
    assert all(order.updated < now for order in orders(acme))
    assert all(event.posted < now for event in acme.amazon.records.events)


def test_nine_can_still_be_refunded(acme: World) -> None:
    version, done = acme.snapshot(), 0
    for order in orders(acme):
        sku = next((item.sku for item in order.items if item.shipped), "")
        try:
            acme.amazon.desk.refund(order.id, {sku: 1} if sku else None)
            done += 1
        except RuleError:
            continue
        finally:
            acme.restore(version)
    assert done == 9


def test_money_that_moved(acme: World) -> None:
    events = list(acme.amazon.records.events)
    assert Counter((event.type, event.currency) for event in events) == {
        ("Order", "USD"): 10,
        ("Order", "CAD"): 1,
        ("Refund", "USD"): 4,
        ("other-transaction", "USD"): 6,
        ("ServiceFee", "USD"): 2,
    }


def test_refunds_are_in_part_and_in_full(acme: World) -> None:
    """What is left of the buyer's money, of what was refunded."""
    records = acme.amazon.records
    left = []
    for order in orders(acme):
        events = records.events_by_order.find(order.id)
        if any(event.type == "Refund" for event in events):
            lines = [line for event in events for line in event.lines]
            left.append(sum(each.amount for each in lines if each.amount_type == "ItemPrice"))
    assert left == [Decimal("21.65"), Decimal(0), Decimal("87.68"), Decimal(0)]


def test_four_settlements(acme: World) -> None:
    now = acme.clock.now()
    assert [
        (each.settlement_id, str(each.total), (now - (each.end or now)).days)
        for each in closed(acme)
    ] == [
        ("10000000000", "83.86", 57),
        ("10000000001", "52.98", 44),
        ("10000000002", "95.99", 30),
        ("10000000003", "18.79", 12),
    ]
    assert all(
        acme.amazon.desk.statement(each.settlement_id).sum == each.total for each in closed(acme)
    )
    rows = acme.amazon.desk.download("10000000000").decode("cp1252").splitlines()
    assert rows[1].split("\t")[:5][-1] == "83.86"
    reports = sorted(acme.amazon.records.reports, key=lambda each: each.created)
    assert [each.settlement for each in reports] == [each.settlement_id for each in closed(acme)]


def test_two_of_them_span_the_turn_of_a_month(acme: World) -> None:
    months = [{event.posted.month for event in events(acme, each)} for each in closed(acme)]
    assert months == [{9}, {9, 10}, {10}, {10, 11}]


@pytest.mark.parametrize("days", [9, 17, 26, 40])
def test_any_other_day_ties_out_too(days: int) -> None:
    world = open_named("acme", start=DEFAULT_START + timedelta(days=days))
    assert audit(world).findings == []
    assert [each.total for each in closed(world)][:2] == [Decimal("83.86"), Decimal("52.98")]


def events(world: World, period: Period) -> list[Event]:
    return world.amazon.records.events_by_period.find(period.id)


def test_each_event_is_in_one_document_of_the_books(acme: World) -> None:
    """What an order, a refund and the rest of a posted settlement brought is their total there."""
    for period in closed(acme)[:3]:
        seen: Counter[str] = Counter()
        for event in events(acme, period):
            if event.type == "Order":
                sales = [
                    total
                    for kind, total in documents(acme, event.order_id)
                    if kind in ("CashSale", "CustInvc")
                ]
                assert sales == [event.total]
            elif event.type == "Refund":
                [back] = [
                    total
                    for kind, total in documents(acme, event.order_id)
                    if kind in ("CashRfnd", "CustCred")
                ]
                assert back == -event.total
            seen[event.type] += 1
        assert seen["Order"]
        [deposit] = [
            each
            for each in acme.netsuite.records.transactions
            if each.type == "Deposit" and each.memo == f"Amazon settlement {period.settlement_id}"
        ]
        assert deposit.total == period.total


def test_the_books_know_nothing_of_the_last_settlement_but_its_orders(acme: World) -> None:
    last = closed(acme)[-1]
    found = {
        event.order_id: documents(acme, event.order_id)
        for event in events(acme, last)
        if event.type == "Order"
    }
    assert sorted(found.values()) == [
        [("CashSale", Decimal("60.00"))],
        [("CashSale", Decimal("64.99"))],
    ]
    memo = f"Amazon settlement {last.settlement_id}"
    assert all(each.memo != memo for each in acme.netsuite.records.transactions)


def test_fees_and_what_belongs_to_no_order(acme: World) -> None:
    rest = [
        (each.type, each.total, each.external_id)
        for each in acme.netsuite.records.transactions
        if (each.external_id or "").startswith("amazon-settlement-")
    ]
    assert rest == [
        ("CashRfnd", Decimal("39.99"), "amazon-settlement-10000000000"),
        ("CashRfnd", Decimal("18.65"), "amazon-settlement-10000000001"),
        ("CashRfnd", Decimal("9.25"), "amazon-settlement-10000000002"),
    ]
    first = orders(acme)[1]  # two lamps with hooks, sent by the seller
    invoice = next(
        each
        for each in acme.netsuite.records.transactions
        if each.type == "CustInvc" and each.other_ref_num == first.id
    )
    items = acme.netsuite.records.items
    assert [(items[line.item].item_id, line.amount) for line in invoice.lines] == [
        ("AMZ-LAMP", Decimal("50.00")),
        ("AMZ-HOOK", Decimal("22.00")),
        ("Commission", Decimal("-7.50")),
        ("ShippingHB", Decimal("-0.90")),
        ("Commission", Decimal("-3.30")),
        ("ShippingHB", Decimal("-0.60")),
    ]
    assert (invoice.total, invoice.amount_remaining) == (Decimal("69.68"), Decimal("0.00"))


def test_what_is_held_back_stands_on_an_account_of_its_own(acme: World) -> None:
    """15.00 were held back by one settlement and came with the next."""
    [reserve] = [
        each
        for each in acme.netsuite.records.accounts
        if each.acct_name == "Amazon Reserved Balances"
    ]
    rows = [each for each in acme.netsuite.records.ledger if each.account == reserve.id]
    assert [each.debit - each.credit for each in rows] == [Decimal("15.00"), Decimal("-15.00")]


def test_what_is_not_settled(acme: World) -> None:
    assert acme.amazon.desk.balance() == Decimal("47.59")
    assert acme.amazon.desk.balance("CA") == Decimal("27.62")


def test_buyers_are_made_up_per_seed() -> None:
    first, again, other = (orders(open_named("acme", seed=seed)) for seed in (11, 11, 12))
    assert first == again
    assert [each.id for each in first] != [each.id for each in other]
    assert [each.buyer_name for each in first] != [each.buyer_name for each in other]
