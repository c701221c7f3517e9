"""Acme on Amazon: orders in every state, one closed settlement; in no books."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from sandbox.amazon.errors import RuleError
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import Order, Period
from sandbox.world import World
from sandbox.worlds import open_named


def orders(world: World) -> list[Order]:
    return list(world.amazon.records.orders_by_purchase.between())


def closed(world: World) -> Period:
    (period,) = (each for each in world.amazon.records.periods if each.end is not None)
    return period


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
        ("other-transaction", "USD"): 2,
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


def test_the_settlement(acme: World) -> None:
    period = closed(acme)
    assert (period.settlement_id, period.currency) == ("10000000000", "USD")
    assert period.total == Decimal("158.09")
    assert period.end == acme.clock.now() - timedelta(days=44)
    assert acme.amazon.desk.statement(period.settlement_id).sum == Decimal("158.09")
    events = acme.amazon.records.events_by_period.find(period.id)
    assert Counter(event.type for event in events) == {
        "Order": 5,
        "Refund": 2,
        "other-transaction": 2,
    }
    rows = acme.amazon.desk.download(period.settlement_id).decode("cp1252").splitlines()
    assert rows[1].split("\t")[:5][-1] == "158.09"
    (report,) = acme.amazon.records.reports
    assert (report.status, report.settlement) == ("DONE", "10000000000")


def test_what_is_not_settled(acme: World) -> None:
    assert acme.amazon.desk.balance() == Decimal("169.02")
    assert acme.amazon.desk.balance("CA") == Decimal("27.62")


def test_buyers_are_made_up_per_seed() -> None:
    first, again, other = (orders(open_named("acme", seed=seed)) for seed in (11, 11, 12))
    assert first == again
    assert [each.id for each in first] != [each.id for each in other]
    assert [each.buyer_name for each in first] != [each.buyer_name for each in other]
