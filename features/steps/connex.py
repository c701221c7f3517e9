"""Connex: its settings, its runs, its log, its command line."""

from __future__ import annotations

import shlex
from datetime import date
from typing import Any

from pytest_bdd import given, parsers, then, when

from connector.flows.connex.run import Span
from features.expect import StateDiffers, amount, expect_state
from features.stage import Stage

BOXES = {"on": True, "off": False}


@given(parsers.parse("the scenario begins on {day}"))
def _(stage: Stage, day: str) -> None:
    stage.begin_on(date.fromisoformat(day))


@given(parsers.parse('the {channel} account "{name}" keeps its books in QuickBooks'))
def _(stage: Stage, channel: str, name: str) -> None:
    sell_in(stage, channel)
    stage.add_connex_account(name)


@given(parsers.parse("orders come from the {channel}"))
def _(stage: Stage, channel: str) -> None:
    sell_in(stage, channel)
    stage.start_engine()


def sell_in(stage: Stage, channel: str) -> None:
    if channel == "corner shop":
        stage.sell_in_corner_shop()
    elif channel == "eBay":
        stage.on_ebay = True
    elif channel != "Shopify":
        raise ValueError(f"there is no storefront {channel!r}; write Shopify, corner shop or eBay")


@given(parsers.parse('order "{name}" of example W1 is taken in the corner shop, {paid} are paid'))
def _(stage: Stage, name: str, paid: str) -> None:
    """The rest of it goes on the buyer's tab."""
    sell_in(stage, "corner shop")
    stage.start_engine()
    stage.take_order_on_tab(name, amount(paid))


@given(parsers.parse('the Connex setting "{name}" is "{value}"'))
@when(parsers.parse('the Connex setting "{name}" is "{value}"'))
def _(stage: Stage, name: str, value: str) -> None:
    meant: dict[str, Any] = {"on": True, "off": False}
    stage.change_connex(**{name: meant.get(value, value)})


@given(parsers.parse("the credit memo box is {credit} and the refund receipt box is {receipt}"))
def _(stage: Stage, credit: str, receipt: str) -> None:
    stage.change_connex(credit_memos=BOXES[credit], refund_receipts=BOXES[receipt])


@given(parsers.parse('order "{name}" of example W1 is in QuickBooks as {sale}'))
def _(stage: Stage, name: str, sale: str) -> None:
    """An invoice is unpaid when Connex wrote it before the buyer had paid; what the buyer pays
    afterwards is received by nobody there."""
    if sale == "a paid invoice":
        stage.change_connex(paid_orders="invoice")
    stage.take_order(name, pay=sale != "an unpaid invoice")
    stage.run_connex()
    if sale == "an unpaid invoice":
        stage.pay_order()


# --- runs -----------------------------------------------------------------------------------------


@given("Connex runs")
@when("Connex runs")
def _(stage: Stage) -> None:
    stage.run_connex()


@given(parsers.parse("Connex runs over the days from {day}"))
@when(parsers.parse("Connex runs over the days from {day}"))
def _(stage: Stage, day: str) -> None:
    stage.run_connex(Span(start=date.fromisoformat(day)))


@when("two machines with empty journals run Connex at the same time")
def _(stage: Stage) -> None:
    stage.run_two_machines_at_once()


@when(parsers.re(r'somebody types "(?P<command>.+)"'))
def _(stage: Stage, command: str) -> None:
    name, *words = shlex.split(command)
    expect_state(name, "connector", "the command that was typed")
    stage.type_command(words)


@then(parsers.parse("the command ends with exit code {code:d}"))
def _(stage: Stage, code: int) -> None:
    if stage.command is None:
        raise StateDiffers("nobody has typed a command")
    expect_state(stage.command.exit_code, code, f"exit code ({stage.command.output})")


@then("the command says once")
def _(stage: Stage, docstring: str) -> None:
    """Whatever the width of the terminal."""
    if stage.command is None:
        raise StateDiffers("nobody has typed a command")
    said = " ".join(stage.command.stdout.split())
    expect_state(
        said.count(" ".join(docstring.split())), 1, f"how often the command said it: {said}"
    )


# --- what it says ---------------------------------------------------------------------------------


@then(parsers.parse("the log says of order {number} only"))
def _(stage: Stage, number: str, docstring: str) -> None:
    """Every line that names the order, one sentence a line."""
    words = f"order {number}"
    found = [each.line for each in stage.engine.log("main") if words in each.line]
    expect_state(found, docstring.split("\n"), f"lines of the log about {words}")


@then(parsers.re(r'the log says once "(?P<sentence>.+)"'))
def _(stage: Stage, sentence: str) -> None:
    lines = [each.line for each in stage.engine.log("main")]
    expect_state(lines.count(sentence), 1, f"how often the log says {sentence!r}, of {lines}")


@then("the connector's own tie-out shows only the differences")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    stage.expect_untied([(order, sentence) for order, sentence in datatable[1:]])
