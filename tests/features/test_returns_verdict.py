"""The judge sees a refund that came by way of a return authorization."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from features.stage import Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    stage.add_account("main")
    stage.place("#1001")
    stage.sync_order("#1001")
    stage.fulfil_and_bill("#1001")
    yield stage
    stage.close()


@pytest.mark.parametrize("units", [1, 2])
def test_refunded_through_a_return_both_sides_tie(stage: Stage, units: int) -> None:
    assert stage.billed is not None
    desk = stage.world.netsuite.desk
    for _ in range(units):
        stage.refund_in_storefront(lines={"TEE-BLK": 1})
    rma = desk.authorize_return(stage.billed.id, {"TEE-BLK": units})
    desk.receive(rma.id)
    for _ in range(units):
        desk.refund_return(rma.id, {"TEE-BLK": 1})
    assert stage.audit().findings == []


def test_goods_that_were_not_put_back_differ(stage: Stage) -> None:
    assert stage.billed is not None
    desk = stage.world.netsuite.desk
    stage.refund_in_storefront(lines={"TEE-BLK": 1})
    rma = desk.authorize_return(stage.billed.id, {"TEE-BLK": 1})
    desk.receive(rma.id, restock=False)
    desk.refund_return(rma.id)
    assert [each.check for each in stage.audit().findings] == ["stock"]
