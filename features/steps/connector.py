"""What the tester does and reads on the connector's screens."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from connector.channels.channel import Direction
from connector.engine import ChecklistIncomplete
from connector.flows.directions import SettingsRefused, Switch, Sync
from connector.rows import Row
from connector.settings import SettingsInvalid
from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage

DIRECTIONS = {"to NetSuite": Direction.TO_BOOKS, "from NetSuite": Direction.FROM_BOOKS}
SYNCS = {"to NetSuite": Sync.REFUND_TO_BOOKS, "from NetSuite": Sync.REFUND_FROM_BOOKS}

# --- set-up -------------------------------------------------------------------------------------


@given(parsers.parse('the Shopify account "{name}" keeps its books in NetSuite'))
@given(parsers.parse('a second Shopify account "{name}" keeps its books in NetSuite'))
def _(stage: Stage, name: str) -> None:
    stage.add_account(name)


@given(parsers.parse('order sync posts "{name}"'))
@when(parsers.parse('order sync posts "{name}"'))
def _(stage: Stage, name: str) -> None:
    stage.sync_order(name)


@given(parsers.parse('order "{name}" of example W1 is synced and complete'))
def _(stage: Stage, name: str) -> None:
    stage.place(name)
    stage.sync_order(name)
    stage.fulfil_and_bill(name)


@given(
    parsers.parse('order "{name}" of example W1 is synced, fulfilled and billed as a {document}')
)
@given(
    parsers.parse('order "{name}" of example W1 is synced, fulfilled and billed as an {document}')
)
def _(stage: Stage, name: str, document: str) -> None:
    stage.place(name)
    stage.sync_order(name)
    stage.fulfil_and_bill(name, document)


@given(parsers.parse('order "{name}" is synced, fulfilled and billed as a cash sale'))
def _(stage: Stage, name: str) -> None:
    stage.sync_order(name)
    stage.fulfil_and_bill(name)


@when(parsers.parse('the payment method mapping is changed to "{method}"'))
def _(stage: Stage, method: str) -> None:
    stage.change_account(payment_methods={"shopify_payments": method})


@given(parsers.parse('the mappings set payment method "{method}" and terms "{terms}"'))
def _(stage: Stage, method: str, terms: str) -> None:
    try:
        stage.change_account(
            payment_methods={"shopify_payments": method}, terms={"shopify_payments": terms}
        )
    except SettingsInvalid as refused:
        stage.refusal = refused
    else:
        stage.refusal = None


@when(parsers.parse('the setting "{setting}" of "{account}" is changed to "{value}"'))
def _(stage: Stage, setting: str, account: str, value: str) -> None:
    try:
        stage.change_account(account, **{setting: value})
    except SettingsInvalid as refused:
        stage.refusal = refused
    else:
        stage.refusal = None


@then(parsers.parse('the settings are refused: "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    if stage.refusal is None:
        raise StateDiffers("the settings were accepted")
    expect_text(str(stage.refusal), sentence, what="the refusal of the settings")


@then(parsers.parse('the settings are refused and the message names "{one}" and "{other}"'))
def _(stage: Stage, one: str, other: str) -> None:
    if stage.refusal is None:
        raise StateDiffers("the settings were accepted")
    expect_text(str(stage.refusal), one, other, what="the refusal of the settings")


@given("no adjustment items are configured")
def _(stage: Stage) -> None:
    stage.change_account(positive_adjustment_item="", negative_adjustment_item="")


@given('"Import Orders Created After" is set to now')
def _(stage: Stage) -> None:
    stage.change_account(import_orders_created_after=stage.world.clock.now())


@given('the channel offers refunds only "from NetSuite"')
def _(stage: Stage) -> None:
    stage.offer_only(Direction.FROM_BOOKS)


@given(parsers.parse("restocking is {state} for refunds of lines"))
def _(stage: Stage, state: str) -> None:
    stage.change_account(storefront_restock="return" if state == "on" else "no restock")


# --- Data Flows > Orders --------------------------------------------------------------------------


@when(parsers.parse('the tester retrieves order "{asked}" under Data Flows > Orders'))
def _(stage: Stage, asked: str) -> None:
    stage.retrieve_order(asked)


@then("the retrieval succeeds")
def _(stage: Stage) -> None:
    if stage.retrieval is None or not stage.retrieval.ok:
        raise StateDiffers(f"the retrieval failed: {stage.retrieval}")


@then(parsers.parse('the retrieval fails and says "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    if stage.retrieval is None or stage.retrieval.ok:
        raise StateDiffers("the retrieval succeeded")
    said = stage.retrieval.message
    stage.expect_words(said, sentence, what="the message of the Retrieve window")


@given(parsers.parse('the tester chooses "{entry}" on the order row'))
@when(parsers.parse('the tester chooses "{entry}" on the order row'))
def _(stage: Stage, entry: str) -> None:
    stage.act(entry, stage.order_row())


@then(parsers.parse('the order row reads "{status}"'))
def _(stage: Stage, status: str) -> None:
    stage.expect_status(stage.order_row(), status)


@then(parsers.parse('the order row notes "{note}"'))
def _(stage: Stage, note: str) -> None:
    expect_text(stage.order_row().note, note, what="the note of the order row")


@then(parsers.parse('the order row warns "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    warnings = "\n".join(stage.order_row().warnings)
    stage.expect_words(warnings, sentence, what="the warnings of the order row")


@then(parsers.parse('the problem of the order row names "{word}"'))
def _(stage: Stage, word: str) -> None:
    _problem(stage, stage.order_row(), word)


@then('"Show NetSuite Transaction ID" leads to the sales order')
def _(stage: Stage) -> None:
    shown = stage.run(stage.engine.show_transaction_id(stage.order_row().id))
    order = stage.sales_order()
    expect_text(str(shown), str(order.id), what="the NetSuite transaction ID shown")


@when("fulfilment sync runs")
def _(stage: Stage) -> None:
    stage.run_sync(Sync.FULFILMENT)


# --- Data Flows > Other Transactions --------------------------------------------------------------


@when(parsers.parse('the tester opens Data Flows > Other Transactions of the account "{account}"'))
def _(stage: Stage, account: str) -> None:
    expect_state(account in stage.accounts, True, f"account {account} exists")
    expect_state(len(stage.refund_rows()), 0, "refund rows before retrieval")


@given(parsers.parse('the tester retrieves and posts the refund of "{name}" from "{source}"'))
@when(parsers.parse('the tester retrieves and posts the refund of "{name}" from "{source}"'))
def _(stage: Stage, name: str, source: str) -> None:
    stage.retrieve_and_post(name, source)


@given(parsers.parse('the tester retrieves the refund of "{name}" from "{source}"'))
@when(parsers.parse('the tester retrieves the refund of "{name}" from "{source}"'))
def _(stage: Stage, name: str, source: str) -> None:
    stage.retrieve_refund(name, source)


@when(parsers.parse('the tester chooses "{entry}" on the refund row'))
def _(stage: Stage, entry: str) -> None:
    stage.act(entry, stage.refund_row)


@when(parsers.parse('the tester chooses the bulk action "{entry}" for all refund rows'))
def _(stage: Stage, entry: str) -> None:
    ids = [row.id for row in stage.refund_rows()]
    bulk: dict[str, Any] = {
        "Cancel Selected": stage.engine.cancel_selected,
        "Delete Selected": stage.engine.delete_selected,
    }
    bulk[entry](ids)


@then(parsers.parse('the refund row reads "{status}"'))
def _(stage: Stage, status: str) -> None:
    stage.expect_status(stage.refund_row, status)


@then(parsers.parse('every refund row reads "{status}"'))
def _(stage: Stage, status: str) -> None:
    for row in stage.refund_rows():
        stage.expect_status(row, status)


@then(parsers.re(r"there (is|are) (?P<count>\d+) refund rows?"))
def _(stage: Stage, count: str) -> None:
    expect_state(len(stage.refund_rows()), int(count), "refund rows")


@then(parsers.parse('the refund row shows {figure} of source "{source}"'))
def _(stage: Stage, figure: str, source: str) -> None:
    row = stage.refund_row
    expect_state(row.source, source, "Source Channel of the refund row")
    expect_money(
        row.source_amount.amount if row.source_amount else None,
        amount(figure),
        "amount of the refund row",
    )


@then(parsers.parse('the transaction type of the refund row is "{kind}"'))
def _(stage: Stage, kind: str) -> None:
    expect_state(str(stage.refund_row.transaction_type), kind, "Transaction Type")


@then(parsers.parse('the problem of the refund row says "{words}"'))
def _(stage: Stage, words: str) -> None:
    _problem(stage, stage.refund_row, words)


@then(parsers.parse('the remedy of the refund row says "{words}"'))
def _(stage: Stage, words: str) -> None:
    problem = stage.refund_row.problem
    stage.expect_words(problem.remedy if problem else None, words, what="the remedy")


@then(parsers.parse('the refund row warns "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    warnings = "\n".join(stage.refund_row.warnings)
    stage.expect_words(warnings, sentence, what="the warnings of the refund row")


@then("the refund row has no warnings")
def _(stage: Stage) -> None:
    expect_state(stage.refund_row.warnings, (), "the warnings of the refund row")


@when("two workers post the refund row at the same time")
def _(stage: Stage) -> None:
    stage.post_twice_at_once(stage.refund_row)


@then(parsers.parse('the refund row notes "{note}"'))
def _(stage: Stage, note: str) -> None:
    expect_text(stage.refund_row.note, note, what="the note of the refund row")


@then("the refund row was cancelled by the user")
def _(stage: Stage) -> None:
    expect_state(stage.refund_row.cancelled_by, "user", "who cancelled")


@then("the refund row was cancelled by the connector")
def _(stage: Stage) -> None:
    expect_state(stage.refund_row.cancelled_by, "NetSuite Connector", "who cancelled")


@then(parsers.parse("the row was retried {count:d} times"))
def _(stage: Stage, count: int) -> None:
    expect_state(stage.refund_row.retries, count, "automatic retries")


@then(parsers.parse("a refund row says that {figure} is more than {maximum}"))
def _(stage: Stage, figure: str, maximum: str) -> None:
    problems = [row.problem for row in stage.refund_rows() if row.problem is not None]
    expect_state(len(problems), 1, "refund rows with a problem")
    stage.expect_words(problems[0].sentence, figure, maximum, what="the problem")


def _problem(stage: Stage, row: Row, words: str) -> None:
    problem = row.problem
    said = f"{problem.sentence} {problem.verbatim}" if problem else None
    stage.expect_words(said, words, what=f"the problem of {row.order_name}")


# --- Manage Data Syncs and schedules --------------------------------------------------------------


@given(parsers.parse('the refund switch "{direction}" is turned on'))
@when(parsers.parse('the refund switch "{direction}" is turned on'))
def _(stage: Stage, direction: str) -> None:
    stage.switch(SYNCS[direction])


@when(parsers.parse('the refund switch "{direction}" is turned off'))
def _(stage: Stage, direction: str) -> None:
    stage.switch(SYNCS[direction], on=False)


@when(parsers.parse('the refund switch "{direction}" of "{account}" is turned on'))
def _(stage: Stage, direction: str, account: str) -> None:
    stage.switch(SYNCS[direction], account=account)


@given("the order switch is turned on")
@when("the order switch is turned on")
def _(stage: Stage) -> None:
    stage.switch(Sync.ORDER)


@then("the switch is accepted without advice")
def _(stage: Stage) -> None:
    _accepted(stage)
    expect_state(stage.switched.advice, (), "advice")  # type: ignore[union-attr]


@then(parsers.parse('the switch is accepted with the advice "{words}"'))
def _(stage: Stage, words: str) -> None:
    _accepted(stage)
    advice = " ".join(stage.switched.advice)  # type: ignore[union-attr]
    expect_text(advice, words, what="advice")


def _accepted(stage: Stage) -> None:
    if not isinstance(stage.switched, Switch):
        raise StateDiffers(f"the switch was refused: {stage.switched}")


@then(parsers.parse('the switch is refused: "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    if not isinstance(stage.switched, SettingsRefused):
        raise StateDiffers("the switch was accepted")
    expect_text(str(stage.switched), sentence, what="the refusal")


@then(parsers.re(r'the refund switch "(?P<direction>[^"]+)" is (?P<state>on|off)'))
def _(stage: Stage, direction: str, state: str) -> None:
    _is(stage, direction, "main", state)


@then(
    parsers.re(
        r'the refund switch "(?P<direction>[^"]+)" of "(?P<account>[^"]+)" is (?P<state>on|off)'
    )
)
def _(stage: Stage, direction: str, account: str, state: str) -> None:
    _is(stage, direction, account, state)


def _is(stage: Stage, direction: str, account: str, state: str) -> None:
    on = stage.engine.switches(account)[SYNCS[direction]]
    expect_state("on" if on else "off", state, f"refund switch {direction} of {account}")


@given(parsers.re(r"the schedule runs for (?P<count>\d+) (?P<unit>minutes|days)"))
@when(parsers.re(r"the schedule runs for (?P<count>\d+) (?P<unit>minutes|days)"))
def _(stage: Stage, count: str, unit: str) -> None:
    if unit == "minutes":
        stage.let_time_pass(int(count))
    else:
        stage.let_time_pass(int(count) * 24 * 60, every=90)


@given("order sync has just read a window")
def _(stage: Stage) -> None:
    stage.run_sync(Sync.ORDER)


@when("order sync and fulfilment sync run")
def _(stage: Stage) -> None:
    stage.run_sync(Sync.ORDER)
    stage.run_sync(Sync.FULFILMENT)


@when("the schedule catches up")
def _(stage: Stage) -> None:
    stage.let_time_pass(120, every=30)


@when("the schedule syncs every refund from NetSuite")
def _(stage: Stage) -> None:
    stage.switch(Sync.REFUND_FROM_BOOKS)
    stage.let_time_pass(90)


@when(parsers.parse('refund sync "{direction}" is activated'))
def _(stage: Stage, direction: str) -> None:
    stage.activate(DIRECTIONS[direction])


@then(parsers.parse('activation is refused and the check list misses "{what}"'))
def _(stage: Stage, what: str) -> None:
    if not isinstance(stage.switched, ChecklistIncomplete):
        raise StateDiffers(f"activation was not refused by the check list: {stage.switched}")
    expect_text(str(stage.switched), what, what="the refusal")


@then(parsers.parse('the check list shows "{check}" as "{state}"'))
def _(stage: Stage, check: str, state: str) -> None:
    shown = stage.run(stage.engine.checklist("main", Direction.FROM_BOOKS))
    states = {row.name: str(row.state) for row in shown.rows}
    expect_state(states.get(check), state, f"{check} on the check list")


@then("the connector's own tie-out shows no difference")
def _(stage: Stage) -> None:
    tie = stage.run(stage.engine.tie_out("main"))
    if not tie.ties:
        raise StateDiffers(f"the connector's tie-out differs: {tie}")


# --- unit after unit, everything ------------------------------------------------------------------


@when(
    parsers.parse(
        "{units:d} units of {sku} are refunded in {where} one after another and each is posted"
    )
)
def _(stage: Stage, units: int, sku: str, where: str) -> None:
    for _unit in range(units):
        _refund_and_post(stage, where, lines={sku: 1})


@given(parsers.re(r"(?P<before>nothing is|1 TEE-BLK is) refunded in (?P<where>.+) and posted"))
def _(stage: Stage, before: str, where: str) -> None:
    if before == "1 TEE-BLK is":
        _refund_and_post(stage, where, lines={"TEE-BLK": 1})


@when(parsers.parse("everything is refunded in {where} and posted"))
def _(stage: Stage, where: str) -> None:
    _refund_and_post(stage, where, everything=True)


@when(parsers.parse("{total} is refunded in {where} without items and posted"))
def _(stage: Stage, total: str, where: str) -> None:
    _refund_and_post(stage, where, amount=amount(total))


def _refund_and_post(stage: Stage, where: str, **how: Any) -> None:
    stage.world.advance(minutes=1)
    if where == "NetSuite":
        stage.refund_in_netsuite(**how)
        stage.retrieve_and_post(stage.order.name, "NetSuite")
    else:
        stage.refund_in_storefront(**how)
        stage.retrieve_and_post(stage.order.name, "Shopify")
