"""A driver's settlement in the words of the Settlements screen."""

from __future__ import annotations

import pytest

from connector.money import Money
from features.driver.contract import Kind, ReportedRow, Source, State
from features.driver.settlements import standing_of
from features.expect import LeftOut

DEPOSIT = Money.of("24.30", "USD")


def row(state: State, percent: int | None = None) -> ReportedRow:
    return ReportedRow(
        id="s-1",
        account="main",
        kind=Kind.SETTLEMENT,
        source=Source.STOREFRONT,
        order="10000000001",
        state=state,
        percent=percent,
    )


@pytest.mark.parametrize(
    ("state", "percent", "on", "word"),
    [
        (State.KNOWN, 0, False, "In FarApp (Automatic Sync Disabled)"),
        (State.KNOWN, 0, True, "Scheduled to Post to NetSuite"),
        (State.UNKNOWN, 50, True, "Posting in Progress"),
        (State.FAILED, 75, False, "Error posting to NetSuite (75 %)"),
        (State.FAILED, None, False, "Error posting to NetSuite"),
        (State.COMPLETE, 75, False, "Complete"),
        (State.CANCELED, 0, False, "Canceled"),
    ],
)
def test_states_have_the_documented_words(
    state: State, percent: int | None, on: bool, word: str
) -> None:
    found = standing_of(row(state, percent), DEPOSIT, switched_on=on)
    assert found.word == word
    assert (found.number, found.deposit, found.complete) == (
        "10000000001",
        DEPOSIT,
        state is State.COMPLETE,
    )


def test_what_the_contract_does_not_say_leaves_the_scenario_out() -> None:
    found = standing_of(row(State.COMPLETE), DEPOSIT, switched_on=False)
    with pytest.raises(LeftOut, match="progress of a settlement is on the engine's own screen"):
        _ = found.progress
