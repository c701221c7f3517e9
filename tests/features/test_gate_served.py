"""`gate --url`: the judge on a served world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from rich.console import Console

from features.gate.served import judge_served
from sandbox.hosting.control import Control
from sandbox.hosting.hub import Hub
from sandbox.hosting.in_process import InProcess

Judge = Callable[..., int]
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def hub() -> Hub:
    hub = Hub()
    hub.open("shop", kind="w1", start=START, frozen=True)
    hub.open("bare", kind="empty", start=START, frozen=True)
    return hub


@pytest.fixture
def judge(hub: Hub) -> Judge:
    def ask(world: str = "") -> int:
        transport = InProcess(Control(hub))
        out, err = Console(width=120), Console(width=120, stderr=True)
        return judge_served("http://127.0.0.1:8800", out, err, world=world, transport=transport)

    return ask


def test_a_world_that_ties(judge: Judge, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge() == 0
    assert "everything ties (exit 0)" in capsys.readouterr().out


def test_a_refund_that_nobody_booked(
    hub: Hub, judge: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    order = next(iter(hub.default.shopify.records.orders))
    hub.default.shopify.desk.refund(order.id, amount=Decimal("15.00"))
    assert judge("shop") == 3
    said = capsys.readouterr().out
    assert f"documents  {order.name}: refund of 15.00 USD is not in the books" in said
    row = next(line for line in said.splitlines() if line.startswith(f"  refund of {order.name}"))
    assert row.split()[-4:] == ["15.00", "missing", "missing", "15.00"]


def test_a_world_without_orders_is_no_evidence(
    judge: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judge("bare") == 4
    assert "there is nothing to judge" in capsys.readouterr().out


def test_a_world_that_is_not_there(judge: Judge, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge("nope") == 2
    assert "there is no world 'nope'" in capsys.readouterr().err


def test_a_fake_that_failed_is_said(hub: Hub, judge: Judge) -> None:
    hub.default.bugs.append(RuntimeError("a bug of ours"))
    assert judge() == 1
