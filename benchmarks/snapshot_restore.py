"""Snapshot + 50 writes + restore: flat in the number of records, and small beside the peers.

Prints ratios measured in one run. The peers are what a test suite would do otherwise: deep-copy
its state before a test, or set up and tear down a request mock.
"""

from __future__ import annotations

import copy
import statistics
import time
from collections.abc import Callable

import msgspec
import respx

from sandbox.kernel.store import Store, Table, Version

SIZES = (1_000, 10_000, 100_000)
WRITES = 50
ROUNDS = 200


class Order(msgspec.Struct, frozen=True):
    id: int
    name: str
    total: str
    lines: tuple[str, ...]


def median_us(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median microseconds of one call."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


def filled(size: int) -> tuple[Store, Table[Order]]:
    store = Store()
    table = store.table("orders", Order)
    table.index(lambda order: (order.name,))
    for number in range(size):
        table.put(Order(number, f"#{number}", "127.82", ("TEE-BLK", "MUG-WHT", "CAP-RED")))
    list(table)  # the index is built before the clock starts
    return store, table


def round_trip(store: Store, table: Table[Order]) -> None:
    version: Version = store.snapshot()
    for number in range(WRITES):
        table.put(Order(number, f"#{number}", "108.35", ()))
    store.restore(version)


def mock_round() -> None:
    with respx.mock(assert_all_called=False) as router:
        router.get("https://shop.example/orders.json").respond(200, json={})


def main() -> None:
    print(f"snapshot + {WRITES} writes + restore, median of {ROUNDS}")
    ours = {}
    for size in SIZES:
        store, table = filled(size)
        before = store.touched
        round_trip(store, table)
        touched = store.touched - before
        ours[size] = median_us(lambda store=store, table=table: round_trip(store, table))
        print(f"  {size:>7} records  {ours[size]:8.1f} us  {touched} documents touched")
    nested = [
        {"id": number, "lines": [{"sku": "TEE-BLK", "tax": ["4.45"] * 10} for _ in range(8)]}
        for number in range(SIZES[0])
    ]
    deep = median_us(lambda: copy.deepcopy(nested), rounds=5)
    mock = median_us(mock_round, rounds=50)
    print(f"  flat: 100,000 records cost {ours[SIZES[2]] / ours[SIZES[0]]:.2f}x of 1,000")
    print(f"  deepcopy of 1,000 nested orders: {deep:.0f} us, ratio {ours[SIZES[0]] / deep:.5f}"
          " (target 1/2000 = 0.00050)")
    print(f"  respx.mock enter and exit: {mock:.0f} us, ratio {ours[SIZES[0]] / mock:.2f}"
          " (target 0.25)")


if __name__ == "__main__":
    main()
