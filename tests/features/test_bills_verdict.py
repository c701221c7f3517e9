"""The judge tells a bill of a part of the order from one that somebody changed later."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from features.stage import Stage
from sandbox.audit import AuditReport
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.rules import operations


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    stage.add_account("main")
    stage.place("#1001")
    stage.sync_order("#1001")
    yield stage
    stage.close()


def bill(stage: Stage, fulfil: dict[str, int] | None, bill: dict[str, int] | None) -> Transaction:
    desk, order = stage.world.netsuite.desk, stage.sales_order("#1001")
    desk.fulfil(order.id, fulfil)
    return desk.bill(order.id, bill)


def change(stage: Stage, sale: Transaction, sku: str, units: int, **more: object) -> None:
    line = next(each for each in sale.lines if stage.item_name(each.item) == sku)
    lines = [{"line": line.line, "quantity": Decimal(units), **more}]
    operations.update(stage.world.netsuite, sale.record_type, sale.id, {"lines": lines})


def verdict(stage: Stage) -> list[tuple[str, str]]:
    """The connector's own tie-out must agree."""
    report: AuditReport = stage.audit()
    stage.compare_verdicts(report)
    return [(str(each.check), each.sentence) for each in report.findings]


def test_a_part_that_was_shipped_is_billed(stage: Stage) -> None:
    sale = bill(stage, {"TEE-BLK": 1}, {"TEE-BLK": 1})
    assert (sale.total, stage.sales_order().status) == (Decimal("28.08"), "D")
    assert verdict(stage) == []


def test_all_is_shipped_and_a_part_is_billed(stage: Stage) -> None:
    sale = bill(stage, None, {"TEE-BLK": 3, "MUG-WHT": 1})
    assert (sale.total, stage.sales_order().status) == (Decimal("79.20"), "F")
    assert verdict(stage) == []


def test_parts_that_make_the_whole_tie(stage: Stage) -> None:
    bill(stage, None, {"TEE-BLK": 1})
    stage.world.netsuite.desk.bill(stage.sales_order().id)
    assert stage.sales_order().status == "G"
    assert verdict(stage) == []


def test_a_bill_that_was_lowered_later_is_found(stage: Stage) -> None:
    sale = bill(stage, None, None)
    change(stage, sale, "CAP-RED", 1)
    assert stage.sales_order().status == "F"  # as after a partial bill
    assert verdict(stage) == [
        ("total", "cash sale CS1001 was made for 127.82 and lowered to 102.87")
    ]


def test_a_part_that_was_lowered_later_is_found(stage: Stage) -> None:
    sale = bill(stage, None, {"TEE-BLK": 3})
    change(stage, sale, "TEE-BLK", 2)
    assert verdict(stage) == [("total", "cash sale CS1001 was made for 67.03 and lowered to 47.04")]


def test_a_part_that_was_raised_later_is_a_larger_part(stage: Stage) -> None:
    sale = bill(stage, None, {"TEE-BLK": 1})
    change(stage, sale, "TEE-BLK", 2)
    assert verdict(stage) == []


def test_what_was_lowered_and_billed_again_is_judged_as_a_whole(stage: Stage) -> None:
    """The first bill kept the discount of both caps."""
    sale = bill(stage, None, None)
    change(stage, sale, "CAP-RED", 1)
    stage.world.netsuite.desk.bill(stage.sales_order().id)
    assert stage.sales_order().status == "G"
    assert verdict(stage) == [
        ("total", "total of cash sale CS1001, cash sale CS1002: 127.82 and 125.96")
    ]


def test_a_closed_order_waits_for_no_more(stage: Stage) -> None:
    units = {"TEE-BLK": 3, "MUG-WHT": 1}
    bill(stage, units, units)
    stage.world.netsuite.desk.close_order(stage.sales_order().id)
    assert stage.sales_order().status == "H"
    assert verdict(stage) == [
        ("total", "total of cash sale CS1001: 127.82 and 79.20"),
        ("tax", "tax of cash sale CS1001: 9.75 and 6.04"),
    ]


def test_a_note_without_a_change_of_the_amount_says_nothing(stage: Stage) -> None:
    sale = bill(stage, None, {"TEE-BLK": 3})
    operations.update(stage.world.netsuite, "cashSale", sale.id, {"memo": "left at the door"})
    assert verdict(stage) == []
