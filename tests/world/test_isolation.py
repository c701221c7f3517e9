"""Worlds do not meet."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import httpx

from sandbox.world import World, open_world

LANES = 20


async def scene(world: World, pause: bool) -> None:
    """A story with reads, a refusal, a write and a fault, in each of which another world may
    get its turn."""
    credentials = world.credentials()
    order = world.shopify.desk.place(lines=[("TEE-BLK", 3), ("CAP-RED", 2)])
    world.faults.plan("shopify", "server_error", path="*/shop.json", nth=2)
    base = f"https://{credentials['SHOPIFY_SHOP']}/admin/api/2026-07"
    good = {"X-Shopify-Access-Token": credentials["SHOPIFY_TOKEN"]}
    transport = world.transport()
    async with httpx.AsyncClient(transport=transport, base_url=base, headers=good) as http:
        for call in (
            ("GET", f"/orders/{order.id}.json", None),
            ("GET", "/shop.json", None),
            ("GET", "/shop.json", None),
            (
                "POST",
                f"/orders/{order.id}/refunds.json",
                {
                    "refund": {
                        "note": "one",
                        "transactions": [
                            {
                                "parent_id": order.transactions[0].id,
                                "amount": "1.00",
                                "kind": "refund",
                                "gateway": "shopify_payments",
                            }
                        ],
                    }
                },
            ),
            ("GET", "/orders/1.json", None),
            ("POST", "/graphql.json", {"query": "{ orders(first: 3) { nodes { id name } } }"}),
        ):
            if pause:
                await asyncio.sleep(0)
            await http.request(call[0], call[1], json=call[2])
    world.advance(minutes=5)


def test_twenty_interleaved_worlds_log_what_each_logs_alone() -> None:
    async def together() -> list[bytes]:
        worlds = [open_world("twin") for _ in range(LANES)]
        await asyncio.gather(*(scene(world, pause=True) for world in worlds))
        return [world.exchanges.encode() for world in worlds]

    async def alone() -> bytes:
        world = open_world("twin")
        await scene(world, pause=False)
        return world.exchanges.encode()

    expected = asyncio.run(alone())
    logs = asyncio.run(together())
    assert logs == [expected] * LANES
    assert expected.count(b"\n") == 5
    assert b'"status":201' in expected


def test_another_seed_is_another_world() -> None:
    one, other = open_world("twin", seed=7), open_world("twin", seed=8)
    assert one.credentials()["SHOPIFY_TOKEN"] != other.credentials()["SHOPIFY_TOKEN"]


def test_a_snapshot_holds_both_platforms_and_the_clock() -> None:
    world = open_world()
    before, then = world.documents_hash(), world.clock.now()
    version = world.snapshot()
    order = world.shopify.desk.place(lines=[("TEE-BLK", 1)])
    world.shopify.desk.refund(order.id, amount=Decimal("1.00"))
    world.netsuite.desk.customer(first_name="A", last_name="B", email="a@example.com")
    world.advance(days=3)
    assert world.documents_hash() != before
    world.restore(version)
    assert (world.documents_hash(), world.clock.now()) == (before, then)
    again = world.shopify.desk.place(lines=[("TEE-BLK", 1)])
    assert (again.id, again.name) == (order.id, order.name)


def test_a_restore_touches_as_many_documents_at_any_size() -> None:
    touched = {}
    for size in (20, 200):
        world = open_world()
        for _ in range(size):
            world.shopify.desk.place(lines=[("MUG-WHT", 1)])
        version = world.snapshot()
        before = world.store.touched
        for _ in range(5):
            world.shopify.desk.place(lines=[("TEE-BLK", 1)])
        world.restore(version)
        touched[size] = world.store.touched - before
    assert touched[20] == touched[200]
