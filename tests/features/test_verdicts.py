"""The judge and the connector's own tie-out must agree, order by order, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from features.expect import MoneyDiffers
from features.stage import Stage
from sandbox.audit import AuditReport


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    stage.add_account("main")
    stage.place("#1001")
    stage.sync_order("#1001")
    stage.fulfil_and_bill("#1001")
    yield stage
    stage.close()


def test_both_red_is_agreement(stage: Stage) -> None:
    stage.refund_in_storefront(lines={"TEE-BLK": 1})
    report = stage.audit()
    assert [each.sentence for each in report.findings] == [
        "refund of 19.47 USD is not in the books"
    ]
    stage.compare_verdicts(report)


def test_a_tie_out_that_sees_nothing_is_caught(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.refund_in_storefront(lines={"TEE-BLK": 1})
    seen = stage.run(stage.engine.tie_out("main"))
    blind = replace(seen, rows=tuple(row for row in seen.rows if row.ties))

    async def tie_out(_account: str) -> object:
        return blind

    monkeypatch.setattr(stage.engine, "tie_out", tie_out)
    with pytest.raises(MoneyDiffers, match=r"money: the judge finds #1001: refund of 19\.47"):
        stage.compare_verdicts(stage.audit())


def test_a_judge_that_sees_nothing_is_caught(stage: Stage) -> None:
    stage.refund_in_storefront(lines={"TEE-BLK": 1})
    with pytest.raises(MoneyDiffers, match="the judge finds nothing, the connector's own tie-out"):
        stage.compare_verdicts(AuditReport())


def test_lines_are_compared_as_strictly_as_money(stage: Stage) -> None:
    stage.refund_in_netsuite(lines={"TEE-BLK": 1}, amount=Decimal("0.53"))
    stage.retrieve_and_post("#1001", "NetSuite")
    report = stage.audit()
    assert [str(each.check) for each in report.findings] == ["lines"]
    stage.compare_verdicts(report)
    with pytest.raises(MoneyDiffers, match="#1001, lines: the judge finds nothing"):
        stage.compare_verdicts(AuditReport())


def test_an_order_that_was_never_synced_is_the_judges_alone(stage: Stage) -> None:
    stage.place("#1002")
    report = stage.audit()
    assert [each.order for each in report.findings] == ["#1002"]
    stage.compare_verdicts(report)
