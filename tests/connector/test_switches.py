"""D1-D7, the check list before activation, and the environment banner."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from connector.engine import ChecklistIncomplete, SettingsRefused, Sync


def test_d5_both_directions_are_refused_and_both_stay(bench: Any) -> None:
    bench.engine.set_switch("acme", "refund from NetSuite", True)
    with pytest.raises(SettingsRefused, match="Account acme: Refund Sync to NetSuite"):
        bench.engine.set_switch("acme", "refund to NetSuite", True)
    switches = bench.engine.switches("acme")
    assert switches[Sync.REFUND_FROM_BOOKS]
    assert not switches[Sync.REFUND_TO_BOOKS]


def test_d2_cart_from_netsuite_is_best_practice(bench: Any) -> None:
    assert bench.engine.set_switch("acme", "refund from NetSuite", True).advice == ()


def test_d3_cart_to_netsuite_works_with_advice(bench: Any) -> None:
    switch = bench.engine.set_switch("acme", "refund to NetSuite", True)
    assert switch.on
    assert "best practice for a cart is Refund Sync from NetSuite" in switch.advice[0]


def test_d6_two_accounts_differ(bench: Any) -> None:
    bench.raw = copy.deepcopy(bench.raw)
    bench.raw["accounts"]["other"] = {
        **bench.raw["accounts"]["acme"],
        "shop": "other.myshopify.com",
    }
    bench.restart()
    bench.engine.set_switch("acme", "refund from NetSuite", True)
    assert bench.engine.set_switch("other", "refund to NetSuite", True).on


def test_switching_off_is_always_possible(bench: Any) -> None:
    bench.engine.set_switch("acme", "refund from NetSuite", True)
    bench.engine.set_switch("acme", "refund from NetSuite", False)
    bench.engine.set_switch("acme", "refund to NetSuite", True)


def test_activation_names_the_missing_rows(bench: Any) -> None:
    with pytest.raises(ChecklistIncomplete) as refusal:
        bench.run(bench.engine.activate_refund_sync("acme", "from books"))
    assert [row.name for row in refusal.value.checklist.missing] == ["order", "refund"]
    assert not bench.engine.switches("acme")[Sync.REFUND_FROM_BOOKS]


def test_activation_after_the_tests_passed(bench: Any) -> None:
    billed = bench.billed_order()
    bench.books.refund_by_hand(
        billed, "19.47", (("TEE-BLK", 1, "19.99"),), discount="2.00", tax="1.48"
    )
    bench.refund_from_books()
    bench.run(bench.engine.activate_refund_sync("acme", "from books"))
    assert bench.engine.switches("acme")[Sync.REFUND_FROM_BOOKS]
    states = {
        row.name: row.state for row in bench.run(bench.engine.checklist("acme", "from books")).rows
    }
    assert states == {
        "order": "passed",
        "fulfilment": "not used",
        "product or price/quantity": "not used",
        "refund": "passed",
        "refund settings": "passed",
        "Amazon settlement": "not used",
        "sandbox or production NetSuite": "passed",
        "several connectors going live": "not used",
        "3PL": "not used",
    }


def test_a_refund_off_its_lines_keeps_the_switch_off(bench: Any) -> None:
    billed = bench.billed_order()
    bench.books.refund_by_hand(
        billed, "20.00", (("TEE-BLK", 1, "19.99"),), discount="2.00", tax="1.48"
    )
    bench.refund_from_books()
    with pytest.raises(ChecklistIncomplete, match=r"The lines are worth 19\.47"):
        bench.run(bench.engine.activate_refund_sync("acme", "from books"))


def test_f62_a_sandbox_account_in_a_production_installation(bench: Any) -> None:
    bench.raw = copy.deepcopy(bench.raw)
    bench.raw["netsuite"]["account"] = "5512345_SB1"
    with pytest.raises(SettingsRefused, match="5512345_SB1 is a sandbox account"):
        bench.restart()


def test_f62_a_live_store_in_a_sandbox_installation(bench: Any) -> None:
    bench.raw = copy.deepcopy(bench.raw)
    bench.raw["environment"] = "sandbox"
    bench.raw["netsuite"]["account"] = "5512345_SB1"
    with pytest.raises(SettingsRefused, match=r"accounts\.acme\.store is 'live'"):
        bench.restart()
