"""The account as a part of a world: pumped, restored, hashed, reached by host."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import httpx

from sandbox.world import open_world

US = "ATVPDKIKX0DER"
ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"


def test_a_client_logs_in_by_the_world_s_credentials_and_the_pump_does_the_rest() -> None:
    async def story() -> str:
        world = open_world()
        known = world.credentials()
        async with httpx.AsyncClient(transport=world.transport()) as client:
            login = await client.post(
                "https://api.amazon.com/auth/o2/token",
                json={
                    "grant_type": "refresh_token",
                    "refresh_token": known["SPAPI_REFRESH_TOKEN"],
                    "client_id": known["SPAPI_CLIENT_ID"],
                    "client_secret": known["SPAPI_CLIENT_SECRET"],
                },
            )
            api = "https://sellingpartnerapi-na.amazon.com/reports/2021-06-30/reports"
            token = {"x-amz-access-token": login.json()["access_token"]}
            body = {"reportType": ORDERS, "marketplaceIds": [known["SPAPI_MARKETPLACE_ID"]]}
            asked = await client.post(api, json=body, headers=token)
            assert await world.pump() == 2
            report = await client.get(f"{api}/{asked.json()['reportId']}", headers=token)
        log = str(list(world.exchanges))
        assert "[SPAPI_REFRESH_TOKEN]" in log
        assert known["SPAPI_REFRESH_TOKEN"] not in log
        assert token["x-amz-access-token"] not in log
        return str(report.json()["processingStatus"])

    assert asyncio.run(story()) == "DONE"


def test_a_snapshot_holds_orders_and_money() -> None:
    world = open_world()
    before, version = world.documents_hash(), world.snapshot()
    made = world.amazon.desk.place_order({"AMZ-LAMP": 1}, tax_rate=Decimal(0))
    world.amazon.desk.ship(made.id)
    assert world.documents_hash() != before
    assert world.amazon.desk.balance() == Decimal("21.25")
    world.restore(version)
    assert world.documents_hash() == before
    assert made.id not in world.amazon.records.orders
