"""The program as a function, in this process: the world answers its production URLs."""

import asyncio

import httpx
import pytest
from shop_totals import totals


class Answering(httpx.BaseTransport):
    """A client that waits, and a world that is asked from an event loop."""

    def __init__(self, world):
        self._transport = world.transport()

    def handle_request(self, request):
        whole = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.read()
        )
        answer = asyncio.run(self._transport.handle_async_request(whole))
        body = asyncio.run(answer.aread())
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)


@pytest.fixture
def found(world):
    """Call the program."""
    login = world.credentials()

    def call():
        with httpx.Client(transport=Answering(world)) as http:
            return totals(http, login["SHOPIFY_SHOP"], login["SHOPIFY_TOKEN"])

    return call


def test_a_new_store_has_no_orders(found):
    assert found() == {}


def test_an_order_that_was_partly_refunded(found, shopify):
    order = shopify.desk.place([("TEE-BLK", 3)])
    assert found() == {"#1001": "67.03"}
    shopify.desk.refund(order.id, {"TEE-BLK": 1})
    assert found() == {"#1001": "47.56"}


@pytest.mark.sandbox_world("w1")
def test_a_world_with_orders_in_it(found, netsuite, quickbooks_online):
    assert found() == {"#1001": "127.82", "#1002": "127.82"}
    assert str(netsuite.desk.find_order("#1001").total) == "127.82"
    assert str(quickbooks_online.desk.balance("Undeposited Funds")) == "127.82"


@pytest.mark.sandbox_world("w8-settlement")
def test_a_settlement_and_the_books_it_belongs_to(amazon, netsuite):
    assert str(amazon.desk.period("10000000001").total) == "24.30"
    assert str(netsuite.desk.find_order("111-0000001-0000001").total) == "54.99"
    assert netsuite.desk.find_order("111-0000004-0000004") is None


@pytest.mark.sandbox_fault("shopify", "server_error", path="*/orders.json", times=2)
def test_two_errors_are_survived(found, world):
    assert found() == {}
    assert [exchange.status for exchange in world.exchanges] == [503, 503, 200]


@pytest.mark.sandbox_fault("shopify", "throttle", times=3)
def test_a_third_one_is_told(found):
    with pytest.raises(httpx.HTTPStatusError, match="429"):
        found()


@pytest.mark.sandbox_seed(8)
def test_another_seed_has_other_credentials(world):
    assert world.seed == 8
