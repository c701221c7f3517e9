"""Subscriptions are asked for when listening begins, every hour, and soon after a trouble."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from connector.subscribing import kept_subscribed, renew
from connector.trouble import Unreachable

HOOKS = "https://hooks.example.com/webhooks"


@pytest.fixture
def asked(bench: Any) -> list[str]:
    """Addresses, one a check. `bench.channel.missing`: what the storefront has lost."""
    found: list[str] = []
    bench.channel.missing = ["ORDERS_UPDATED"]
    bench.channel.down = False

    async def subscribe(address: str) -> list[str]:
        found.append(address)
        if bench.channel.down:
            raise Unreachable("Shopify could not be reached.", "Shopify")
        added, bench.channel.missing = bench.channel.missing, []
        return list(added)

    bench.channel.subscribe = subscribe
    bench.restart(webhook_address=HOOKS, client_secret="shpss_x")
    return found


def test_what_is_missing_is_told(bench: Any, asked: list[str]) -> None:
    told: list[dict[str, Any]] = []
    assert bench.run(renew(bench.engine, told.append))
    assert bench.run(renew(bench.engine, told.append))
    assert asked == [HOOKS, HOOKS]
    assert told == [{"event": "subscribed", "account": "acme", "topics": ["ORDERS_UPDATED"]}]


def test_a_storefront_that_is_down_is_told_of(bench: Any, asked: list[str]) -> None:
    bench.channel.down = True
    told: list[dict[str, Any]] = []
    assert not bench.run(renew(bench.engine, told.append))
    assert told == [
        {
            "event": "trouble",
            "sentence": "acme: not subscribed: Shopify could not be reached.",
        }
    ]


def test_a_store_without_an_address_is_polled_only(bench: Any) -> None:
    assert bench.run(renew(bench.engine, lambda _: None))


@pytest.mark.parametrize(("down", "pauses"), [(False, [3600.0] * 3), (True, [300.0] * 3)])
def test_it_goes_on_while_the_body_runs(
    bench: Any, asked: list[str], down: bool, pauses: list[float]
) -> None:
    bench.channel.down = down
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        bench.clock.moment += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    bench.engine.clock.sleep = sleep

    async def body() -> int:
        async with kept_subscribed(bench.engine, lambda _: None):
            while len(slept) < 3:
                await asyncio.sleep(0)
        ended = len(asked)
        await asyncio.sleep(0.01)
        return len(asked) - ended

    assert bench.run(body()) == 0
    assert slept[:3] == pauses
