"""Cancelling an order at the desk: status, work, stock, money, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from sandbox.shopify.errors import UserErrors
from sandbox.world import World, open_world


@pytest.fixture
def world() -> Iterator[World]:
    world = open_world(seed=7)
    yield world
    assert world.bugs == []


def stock(world: World, sku: str) -> tuple[int, int]:
    records = world.shopify.records
    variant = next(each for each in records.variants if each.sku == sku)
    levels = [
        each
        for each in records.inventory_levels
        if each.inventory_item_id == variant.inventory_item_id
    ]
    return sum(each.available for each in levels), sum(each.committed for each in levels)


def test_unpaid_is_voided_without_a_refund_and_the_goods_are_for_sale_again(world: World) -> None:
    before = stock(world, "TEE-BLK")
    order = world.shopify.desk.place(lines=[("TEE-BLK", 3)], pay=False)
    assert stock(world, "TEE-BLK") == (before[0] - 3, before[1] + 3)
    order = world.shopify.desk.cancel(order.id)
    assert (order.financial_status, order.cancel_reason) == ("voided", "customer")
    assert order.cancelled_at == order.closed_at == world.clock.now()
    assert order.refunds == ()
    assert {work.status for work in order.fulfillment_orders} == {"closed"}
    assert stock(world, "TEE-BLK") == before


def test_paid_is_given_back_in_full(world: World) -> None:
    before = stock(world, "MUG-WHT")
    order = world.shopify.desk.place(lines=[("MUG-WHT", 2)])
    order = world.shopify.desk.cancel(order.id)
    assert order.financial_status == "refunded"
    assert [order.total_refunded_by(each).presentment for each in order.refunds] == [
        Decimal("32.94")
    ]
    assert order.current_total_price.presentment == 0
    assert stock(world, "MUG-WHT") == before


def test_without_a_refund_the_money_stays(world: World) -> None:
    order = world.shopify.desk.place(lines=[("MUG-WHT", 2)])
    order = world.shopify.desk.cancel(order.id, refund=False)
    assert (order.financial_status, order.refunds) == ("paid", ())


def test_what_cannot_be_cancelled(world: World) -> None:
    desk = world.shopify.desk
    order = desk.place(lines=[("MUG-WHT", 2)])
    desk.fulfil(order.id)
    hashed = world.documents_hash()
    with pytest.raises(UserErrors, match="an order that has outstanding fulfillments"):
        desk.cancel(order.id)
    assert world.documents_hash() == hashed
    other = desk.place(lines=[("MUG-WHT", 1)])
    desk.cancel(other.id)
    with pytest.raises(UserErrors, match="an order that has already been canceled"):
        desk.cancel(other.id)
