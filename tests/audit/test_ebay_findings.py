"""What the judge says of eBay orders in NetSuite: example W6, and the figures that are traps."""

from __future__ import annotations

import asyncio
from decimal import Decimal as D
from typing import Any

import pytest

from sandbox.audit import audit
from sandbox.ebay.desk import Wanted
from sandbox.ebay.records import Order
from sandbox.world import open_world
from sandbox.worlds.facts import Buyer, GivenBack, Sold, SoldLine
from sandbox.worlds.netsuite import METHODS, NetSuiteBooks


class Seller:
    """An order of 45.00 (W6), and hands that write documents as a connector would."""

    def __init__(self) -> None:
        self.world = open_world("audit")
        self.desk = self.world.ebay.desk
        self.order = self.desk.place_order(
            [Wanted(sku="TEE-BLK", price=D("40.00"), shipping=D("5.00"))]
        )
        self.world.netsuite.desk.add_payment_method(METHODS["eBay"])
        self.books = NetSuiteBooks(self.world)
        self.sold = _sold(self.order)

    def book(self, **wrong: Any) -> None:
        self.sold = _sold(self.order, **wrong)
        self.books.record(self.sold)
        self.books.bill(self.sold)

    def refund(self, amount: str = "10.00", *, asked: bool = True) -> str:
        gives = self.desk.refund_on_request if asked else self.desk.seller_refunds
        key = gives(self.order.id, D(amount)).id
        self.world.advance(minutes=1)
        asyncio.run(self.world.pump())
        return key

    def give_back(self, key: str, amount: str) -> None:
        self.books.give_back(self.sold, GivenBack(id=key, amount=D(amount)))

    def findings(self) -> list[str]:
        return [str(each) for each in audit(self.world).findings]


def _sold(order: Order, tax: str = "0.00") -> Sold:
    [line] = order.lines
    return Sold(
        channel="eBay",
        id=order.id,
        name=order.id,
        buyer=Buyer(
            first_name="Jane", last_name="Roe", email="jane@example.com", street="1 Main Street",
            city="Portland", region="Oregon", region_code="OR", postcode="97201", phone="",
        ),
        currency="USD",
        lines=(
            SoldLine(
                sku=line.sku, title=line.title, quantity=1, price=line.cost, gross=line.cost,
                net=line.cost, tax=D(tax),
            ),
        ),
        shipping=line.shipping,
        shipping_tax=D("0.00"),
        tax_rate=D("8.25") if D(tax) else D("0.00"),
        total=order.total + D(tax),
    )  # fmt: skip


@pytest.fixture
def seller() -> Seller:
    return Seller()


def test_an_order_of_45_and_a_refund_of_10(seller: Seller) -> None:
    seller.book()
    seller.give_back(seller.refund(), "10.00")
    report = audit(seller.world)
    assert report.findings == []
    pairs = [(pair.what, pair.channel, pair.books) for pair in report.pairs]
    assert pairs == [
        ("order", D("45.00"), D("45.00")),
        ("billed", D("45.00"), D("45.00")),
        ("refund", D("10.00"), D("10.00")),
    ]


@pytest.mark.parametrize("wrong", ["8.51", "10.82"])
def test_the_net_and_the_buyer_s_figure_are_wrong(seller: Seller, wrong: str) -> None:
    seller.book()
    seller.give_back(seller.refund(), wrong)
    name = seller.order.id
    found = seller.findings()
    assert f"{name}: refund of 10.00 USD is not in the books" in found
    assert any(f"of {wrong} USD is not in the channel" in each for each in found)


def test_tax_that_ebay_collects_is_no_liability(seller: Seller) -> None:
    """F35: 48.71 with 3.71 of tax, as the buyer paid it."""
    seller.book(tax="3.71")
    found = seller.findings()
    assert any("total of" in each and "45.00 and 48.71" in each for each in found)
    assert any("tax of" in each and "0.00 and 3.71" in each for each in found)


def test_an_order_and_a_refund_that_nobody_booked(seller: Seller) -> None:
    assert seller.findings() == [f"{seller.order.id}: the order is not in the books"]
    seller.book()
    seller.refund()
    assert seller.findings() == [f"{seller.order.id}: refund of 10.00 USD is not in the books"]


def test_an_external_refund_is_missed_too(seller: Seller) -> None:
    seller.book()
    seller.refund("5.00", asked=False)
    assert seller.findings() == [f"{seller.order.id}: refund of 5.00 USD is not in the books"]


def test_a_refund_that_is_not_through_is_none(seller: Seller) -> None:
    seller.book()
    key = seller.desk.refund_on_request(seller.order.id, D("10.00")).id
    assert seller.findings() == []
    seller.give_back(key, "10.00")
    assert len(seller.findings()) == 1
    assert "is not in the channel" in seller.findings()[0]


def test_an_order_that_is_not_paid_or_cancelled_in_time_is_nowhere(seller: Seller) -> None:
    seller.desk.cancel(seller.order.id)
    seller.desk.place_order({"TEE-BLK": 1}, pending=True)
    seller.world.advance(minutes=1)
    asyncio.run(seller.world.pump())
    assert seller.findings() == []


def test_a_return_of_units_may_be_booked_as_goods_or_as_an_amount(seller: Seller) -> None:
    """eBay's orders tell no units; who reads returns may know them."""
    seller.book()
    key = seller.refund("45.00")
    seller.give_back(key, "45.00")
    assert seller.findings() == []


def test_goods_of_a_whole_line_take_their_shipping_along(seller: Seller) -> None:
    seller.book()
    key = seller.refund("45.00")
    goods = GivenBack(id=key, lines=seller.sold.lines, shipping=D("5.00"))
    seller.books.give_back(seller.sold, goods)
    assert seller.findings() == []


def test_books_that_speak_of_goods_are_held_to_their_shipping(seller: Seller) -> None:
    seller.book()
    key = seller.refund("45.00")
    goods = GivenBack(id=key, lines=seller.sold.lines, amount=D("5.00"))
    seller.books.give_back(seller.sold, goods)
    found = [each for each in seller.findings() if "shipping of cash refund" in each]
    assert [each.partition(": ")[2] for each in found] == [
        "shipping of cash refund CR1001: 5.00 and 0.00"
    ]
