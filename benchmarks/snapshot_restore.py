"""P4: snapshot + 50 writes + restore: flat in the number of records, and small beside the peers.

The peers are what a test suite would do otherwise: deep-copy its state before a test, or set up
and tear down a request mock. A deep copy grows with the records and this does not, so it is
compared at the same number of them on both sides, at two numbers.
"""

from __future__ import annotations

import copy
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from benchmarks.figure import Figure, median_ratio
from benchmarks.peers import Peers
from sandbox.kernel.store import Store, Table, Version

__all__ = ["measure"]

SIZES = (1_000, 10_000, 100_000)
WRITES = 50
ROUNDS = 7


class Order(msgspec.Struct, frozen=True):
    id: int
    name: str
    total: str
    lines: tuple[str, ...]


def median_us(action: Callable[[], object], times: int) -> float:
    measured = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        measured.append(time.perf_counter() - began)
    return statistics.median(measured) * 1e6


def filled(size: int) -> tuple[Store, Table[Order]]:
    store = Store()
    table = store.table("orders", Order)
    table.index(lambda order: (order.name,))
    for number in range(size):
        table.put(Order(number, f"#{number}", "127.82", ("TEE-BLK", "MUG-WHT", "CAP-RED")))
    list(table)  # the index is built before the clock starts
    return store, table


CHANGED = [Order(number, f"#{number}", "108.35", ()) for number in range(WRITES)]


def round_trip(store: Store, table: Table[Order]) -> None:
    version: Version = store.snapshot()
    for order in CHANGED:
        table.put(order)
    store.restore(version)


def nested_order(number: int) -> dict[str, Any]:
    """2 kB as JSON: eight lines, each with its tax."""
    return {
        "id": number,
        "name": f"#{number}",
        "line_items": [
            {
                "id": line,
                "sku": "TEE-BLK",
                "title": "Organic cotton tee",
                "price": "19.99",
                "quantity": 3,
                "price_set": {
                    "shop_money": {"amount": "19.99", "currency_code": "USD"},
                },
                "tax_lines": [{"title": "NY", "rate": 0.0825, "price": "4.45"}],
            }
            for line in range(8)
        ],
    }


def measure(peers: Peers) -> list[Figure]:
    worlds = {size: filled(size) for size in SIZES}

    def ours(size: int) -> Callable[[], float]:
        store, table = worlds[size]
        return lambda: median_us(lambda: round_trip(store, table), 50)

    for size in SIZES:
        ours(size)()
    figures = []
    ratio, mine, theirs = median_ratio(ours(SIZES[0]), lambda: peers("respx_cycle", 30), ROUNDS)
    figures.append(Figure("P4 snapshot, 50 writes, restore / respx", ratio, 0.25, mine, theirs))
    for size in SIZES[:2]:
        nested = [nested_order(number) for number in range(size)]
        ratio, mine, theirs = median_ratio(
            ours(size), partial(median_us, partial(copy.deepcopy, nested), 1), 3
        )
        name = f"P4 snapshot, 50 writes, restore / deepcopy of {size:,}"
        figures.append(Figure(name, ratio, 1 / 2000, mine, theirs))
    ratio, mine, theirs = median_ratio(ours(SIZES[2]), ours(SIZES[0]), ROUNDS)
    figures.append(Figure("P4 among 100,000 records / 1,000", ratio, 1.1, mine, theirs))
    return figures
