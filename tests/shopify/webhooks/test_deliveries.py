"""Messages: when they are sent, what they say, how they are signed, and what failing means."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

ORDER = [("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)]
TOPICS = (
    "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_PAID", "ORDERS_FULFILLED",
    "ORDERS_PARTIALLY_FULFILLED", "REFUNDS_CREATE", "ORDER_TRANSACTIONS_CREATE",
    "FULFILLMENTS_CREATE", "CUSTOMERS_CREATE", "INVENTORY_LEVELS_UPDATE", "DISPUTES_CREATE",
    "DISPUTES_UPDATE", "PRODUCTS_CREATE",
)  # fmt: skip


def test_nothing_is_sent_before_somebody_pumps(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE")
    shop.desk.place(ORDER)
    assert shop.receiver.messages == []
    assert shop.pump() == 1
    assert shop.receiver.topics() == ["orders/create"]
    assert shop.pump() == 0


def test_the_message_is_the_order_as_rest_writes_it_signed_by_the_app(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE", name="orders")
    order = shop.desk.place(ORDER)
    shop.pump()
    (message,) = shop.receiver.messages
    assert message.path == "/shopify"
    answer = shop.send("GET", f"orders/{order.id}.json")
    assert b'{"order":' + message.raw + b"}" == answer.content
    assert message.body["total_price"] == "127.82"
    headers = message.headers
    assert headers["content-type"] == "application/json"
    assert headers["x-shopify-topic"] == "orders/create"
    assert headers["x-shopify-shop-domain"] == "acme-outdoor.myshopify.com"
    assert headers["x-shopify-api-version"] == "2026-07"
    assert headers["x-shopify-triggered-at"] == "2026-11-24T09:00:00.000000000Z"
    assert headers["x-shopify-name"] == "orders"
    assert len(message.id) == len(headers["x-shopify-event-id"]) == 36
    (logged,) = [each for each in shop.world.exchanges if each.outbound]
    assert (logged.status, logged.platform) == (200, "shopify")


def test_a_wrong_secret_on_the_other_side_is_a_failed_delivery(shop: Any) -> None:
    shop.receiver.secret = "shpss_somebody_elses"
    shop.subscribe("ORDERS_CREATE")
    shop.desk.place(ORDER)
    shop.pump()
    (logged,) = [each for each in shop.world.exchanges if each.outbound]
    assert logged.status == 401
    assert len(shop.world.queue) == 1


def test_one_refund_is_three_messages_of_one_event(shop: Any) -> None:
    for topic in TOPICS:
        shop.subscribe(topic)
    order = shop.desk.place(ORDER)
    shop.pump()
    shop.receiver.messages.clear()
    shop.desk.refund(order.id, lines={"TEE-BLK": 1}, restock=False)
    shop.pump()
    assert sorted(shop.receiver.topics()) == [
        "order_transactions/create", "orders/updated", "refunds/create",
    ]  # fmt: skip
    assert len({each.headers["x-shopify-event-id"] for each in shop.receiver.messages}) == 1
    assert len({each.id for each in shop.receiver.messages}) == 3
    found = {each.topic: each.body for each in shop.receiver.messages}
    refund = found["refunds/create"]
    assert refund["order_id"] == order.id
    assert refund["refund_line_items"][0]["subtotal"] == Decimal("17.99")
    assert refund["transactions"][0]["amount"] == "19.47"
    assert found["order_transactions/create"]["kind"] == "refund"
    assert found["orders/updated"]["financial_status"] == "partially_refunded"


def test_what_each_act_fires(shop: Any) -> None:
    for topic in TOPICS:
        shop.subscribe(topic)

    def fired() -> list[str]:
        shop.pump()
        topics = sorted(shop.receiver.topics())
        shop.receiver.messages.clear()
        return topics

    order = shop.desk.place(ORDER, pay=False, email="new@example.com")
    assert fired() == [
        "customers/create", "inventory_levels/update", "inventory_levels/update",
        "inventory_levels/update", "order_transactions/create", "orders/create",
    ]  # fmt: skip
    shop.desk.pay(order.id)
    assert fired() == ["order_transactions/create", "orders/paid", "orders/updated"]
    shop.desk.fulfil(order.id, {"MUG-WHT": 1})
    assert fired() == ["fulfillments/create", "orders/partially_fulfilled", "orders/updated"]
    shop.desk.fulfil(order.id)
    assert fired() == ["fulfillments/create", "orders/fulfilled", "orders/updated"]
    paid = shop.desk.place(ORDER)
    fired()
    dispute = shop.desk.open_dispute(paid.id)
    assert fired() == ["disputes/create"]
    shop.desk.resolve_dispute(dispute.id, won=False)
    assert fired() == ["disputes/update"]
    shop.desk.add_product("NEW", price=Decimal("1.00"))
    assert fired() == ["products/create"]


def test_a_refused_change_fires_nothing(shop: Any) -> None:
    shop.subscribe("ORDERS_UPDATED")
    order = shop.desk.place(ORDER)
    answer = shop.send("PUT", f"orders/{order.id}.json", {"order": {"email": "no"}})
    assert answer.status_code == 422
    assert shop.pump() == 0


def test_a_restore_fires_nothing_and_takes_messages_back(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE")
    version = shop.world.snapshot()
    shop.desk.place(ORDER)
    shop.world.restore(version)
    assert shop.pump() == 0
    assert len(shop.world.queue) == 0


def test_include_fields_trims_the_message(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE", includeFields=["id", "customer.email", "line_items.sku"])
    order = shop.desk.place(ORDER)
    shop.pump()
    assert shop.receiver.messages[0].body == {
        "id": order.id,
        "customer": {"email": "dana.whitfield@example.com"},
        "line_items": [{"sku": "TEE-BLK"}, {"sku": "MUG-WHT"}, {"sku": "CAP-RED"}],
    }


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("total_price:>=127.82", True),
        ("total_price:>127.82", False),
        ("total_price:<9", False),
        ("financial_status:paid AND test:false", True),
        ("financial_status:pending OR line_items.sku:MUG-WHT", True),
        ("NOT financial_status:paid", False),
        ("note:*", False),
        ("email:dana*", True),
    ],
)
def test_a_filter_decides_which_messages_are_sent(shop: Any, text: str, heard: bool) -> None:
    assert shop.subscribe("ORDERS_CREATE", filter=text)["userErrors"] == []
    shop.desk.place(ORDER)
    assert shop.pump() == heard


def test_each_app_signs_with_its_own_secret(shop: Any) -> None:
    auth = shop.world.shopify.auth
    other = auth.register_app("Other", ("read_orders",))
    shop.receiver.secret = other.secret
    shop.subscribe("ORDERS_CREATE", auth.issue_token(other).id)
    shop.desk.place(ORDER)
    shop.pump()
    (logged,) = [each for each in shop.world.exchanges if each.outbound]
    assert logged.status == 200


# -- retries --------------------------------------------------------------------------------

# Seconds from the first attempt to each of the eight retries: doubling, four hours in all.
RETRIES = [56, 169, 395, 847, 1751, 3558, 7172, 14400]


def test_eight_retries_over_four_hours_with_the_same_id_and_text(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE")
    order = shop.desk.place(ORDER)
    shop.receiver.status = 503
    start = shop.world.clock.now()
    assert shop.pump() == 1
    shop.send("PUT", f"orders/{order.id}.json", {"order": {"note": "later"}})
    for seconds in RETRIES:
        due = shop.world.queue.first().due
        assert due - start == timedelta(seconds=seconds)
        shop.world.clock.set(due - timedelta(seconds=1))
        assert shop.pump() == 0
        shop.world.clock.set(due)
        assert shop.pump() == 1
    messages = shop.receiver.messages
    assert len(messages) == 9
    assert len({each.id for each in messages}) == 1
    assert len({each.raw for each in messages}) == 1
    assert len(shop.world.queue) == 0


def test_after_eight_failures_the_subscription_is_gone(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE")
    shop.world.outbound("hooks.example.com", None)  # connection refused
    shop.desk.place(ORDER)
    shop.pump()
    for _ in RETRIES[:-1]:
        shop.world.clock.set(shop.world.queue.first().due)
        shop.pump()
        assert len(shop.records.webhook_subscriptions) == 1
    shop.world.clock.set(shop.world.queue.first().due)
    shop.pump()
    assert len(shop.records.webhook_subscriptions) == 0
    assert {each.status for each in shop.world.exchanges if each.outbound} == {0}
    shop.desk.place(ORDER)
    assert shop.pump() == 0


def test_a_subscription_that_takes_others_is_kept(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE")
    lost = shop.desk.place(ORDER, note="lost")

    async def refuse_one(message: Any) -> None:
        shop.receiver.status = 500 if message.body["id"] == lost.id else 200

    shop.receiver.work = refuse_one
    shop.pump()
    shop.desk.place(ORDER)
    shop.pump(seconds=10)
    while (task := shop.world.queue.first()) is not None:
        shop.world.clock.set(task.due)
        shop.pump()
    assert len(shop.receiver.messages) == 10
    assert len(shop.records.webhook_subscriptions) == 1


def test_a_redirect_is_a_failure(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE")
    shop.receiver.status = 302
    shop.desk.place(ORDER)
    shop.pump()
    assert len(shop.world.queue) == 1


def test_an_answer_after_five_seconds_is_a_failure(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE")

    async def slow(message: Any) -> None:
        await shop.world.sleep(6)

    shop.receiver.work = slow
    shop.desk.place(ORDER)
    shop.pump()
    assert len(shop.world.queue) == 1


def test_messages_of_a_deleted_subscription_are_dropped(shop: Any) -> None:
    number = shop.subscribe("ORDERS_CREATE")["webhookSubscription"]["legacyResourceId"]
    shop.desk.place(ORDER)
    shop.send("DELETE", f"webhooks/{number}.json")
    shop.pump()
    assert shop.receiver.messages == []
    assert len(shop.world.shopify.deliveries.waiting) == 0


# -- at least once, in no order --------------------------------------------------------------


def test_duplicates_carry_one_webhook_id(shop: Any) -> None:
    shop.settings.webhooks_twice = True
    shop.subscribe("ORDERS_CREATE")
    shop.desk.place(ORDER)
    assert shop.pump() == 2
    one, two = shop.receiver.messages
    assert (one.id, one.raw) == (two.id, two.raw)
    assert len(shop.world.shopify.deliveries.waiting) == 0


def test_out_of_order_is_newest_first(shop: Any) -> None:
    shop.settings.webhooks_backwards = True
    shop.subscribe("ORDERS_CREATE")
    shop.subscribe("ORDERS_UPDATED")
    order = shop.desk.place(ORDER)
    shop.world.advance(minutes=3)
    shop.desk.refund(order.id, amount=Decimal("1.00"))
    shop.pump()
    assert shop.receiver.topics() == ["orders/updated", "orders/create"]


def test_lost_messages_are_never_sent(shop: Any) -> None:
    shop.settings.webhooks_lost = True
    shop.subscribe("ORDERS_CREATE")
    shop.desk.place(ORDER)
    assert shop.pump(hours=5) == 0


def test_a_receiver_may_ask_the_shop_while_it_is_called(shop: Any) -> None:
    shop.subscribe("ORDERS_CREATE")
    seen: list[str] = []

    async def look(message: Any) -> None:
        import httpx

        async with httpx.AsyncClient(transport=shop.world.transport()) as http:
            answer = await http.get(
                f"{shop.base}/orders/{message.body['id']}.json",
                headers={"x-shopify-access-token": shop.token},
            )
            seen.append(answer.json()["order"]["name"])

    shop.receiver.work = look
    order = shop.desk.place(ORDER)
    shop.pump()
    assert seen == [order.name]


def test_equal_worlds_send_equal_messages(shop: Any) -> None:
    twin = type(shop)()
    for each in (shop, twin):
        each.subscribe("ORDERS_CREATE")
        each.desk.place(ORDER)
        asyncio.run(each.world.pump())
    assert shop.world.exchanges.encode() == twin.world.exchanges.encode()


def test_an_app_that_is_removed_hears_it_and_nothing_more(shop: Any) -> None:
    shop.subscribe("APP_UNINSTALLED")
    shop.subscribe("ORDERS_CREATE")
    shop.world.shopify.uninstall()
    assert shop.send("GET", "shop.json").status_code == 401
    shop.desk.place(ORDER)
    assert shop.pump() == 1
    (message,) = shop.receiver.messages
    assert message.topic == "app/uninstalled"
    assert message.body["myshopify_domain"] == "acme-outdoor.myshopify.com"
    assert len(shop.records.webhook_subscriptions) == 0
