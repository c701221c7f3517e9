"""The account as a part of a world: pumped, restored, hashed, reached by host."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import httpx

from sandbox.ebay.desk import Wanted
from sandbox.world import World, open_world

TENT = [Wanted(sku="EB-TENT", shipping=Decimal("5.00"))]


async def refund(world: World) -> dict[str, Any]:
    """By the world's credentials alone: log in, refund 10.00 of the first order, read it."""
    known = world.credentials()
    async with httpx.AsyncClient(transport=world.transport()) as client:
        login = await client.post(
            "https://api.ebay.com/identity/v1/oauth2/token",
            data={
                "grant_type": "refresh_token",
                "refresh_token": known["EBAY_REFRESH_TOKEN"],
            },
            auth=(known["EBAY_CLIENT_ID"], known["EBAY_CLIENT_SECRET"]),
        )
        client.headers["authorization"] = f"Bearer {login.json()['access_token']}"
        orders = "https://api.ebay.com/sell/fulfillment/v1/order"
        [order] = (await client.get(orders)).json()["orders"]
        body = {
            "reasonForRefund": "OTHER_ADJUSTMENT",
            "orderLevelRefundAmount": {"value": "10.00", "currency": "USD"},
        }
        await client.post(f"{orders}/{order['orderId']}/issue_refund", json=body)
        world.advance(minutes=5)
        await world.pump()
        shown = (await client.get(f"{orders}/{order['orderId']}")).json()
    log = str(list(world.exchanges))
    assert "[EBAY_REFRESH_TOKEN]" in log
    for secret in (known["EBAY_REFRESH_TOKEN"], login.json()["access_token"]):
        assert secret not in log
    found: dict[str, Any] = shown
    return found


def test_a_client_logs_in_by_the_world_s_credentials_and_the_pump_does_the_rest() -> None:
    world = open_world()
    world.ebay.desk.place_order(TENT)
    shown = asyncio.run(refund(world))
    assert shown["orderPaymentStatus"] == "PARTIALLY_REFUNDED"
    assert shown["lineItems"][0]["refunds"][0]["amount"]["value"] == "10.0"
    assert shown["paymentSummary"]["refunds"][0]["amount"]["value"] == "8.51"


def test_equal_worlds_say_the_same() -> None:
    logs = []
    for _ in range(2):
        world = open_world(seed=11)
        world.ebay.desk.place_order(TENT)
        asyncio.run(refund(world))
        logs.append([str(each) for each in world.exchanges])
    assert logs[0] == logs[1]


def test_a_snapshot_holds_orders_and_money() -> None:
    world = open_world()
    before, version = world.documents_hash(), world.snapshot()
    order = world.ebay.desk.place_order(TENT)
    assert world.documents_hash() != before
    assert world.ebay.desk.funds().total == Decimal("37.84")
    world.restore(version)
    assert world.documents_hash() == before
    assert order.id not in world.ebay.records.orders


def test_a_refused_call_leaves_no_document_behind() -> None:
    world = open_world()
    before = world.documents_hash()

    async def story() -> int:
        async with httpx.AsyncClient(transport=world.transport()) as client:
            answer = await client.get("https://apiz.ebay.com/sell/finances/v1/payout")
            return answer.status_code

    assert asyncio.run(story()) == 401
    assert world.documents_hash() == before
