"""Amazon's settlements: what the tester does and reads on the connector's screens."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from connector.flows.directions import Sync
from connector.settings import SettingsInvalid
from connector.settlement_sync.standing import called
from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage
from features.steps.settlement_books import NEVER_SYNCED
from features.tables import records

# --- set-up -------------------------------------------------------------------------------------


@given("example W8 has happened on Amazon, and nothing of its settlement is posted")
def _(stage: Stage) -> None:
    stage.begin_with_w8()
    stage.expect_findings(NEVER_SYNCED)


@given(parsers.parse('the Amazon account "{name}" is connected to Amazon and NetSuite'))
def _(stage: Stage, name: str) -> None:
    stage.add_settling_account(name)


@given(parsers.parse('the Amazon account "{name}" of {country} keeps its books in NetSuite'))
def _(stage: Stage, name: str, country: str) -> None:
    stage.add_settling_account(name, country)


@given("its settlements are posted for the customer of settlements")
def _(stage: Stage) -> None:
    stage.set_tab(customer_internal_id=stage.settlement_customer())
    stage.create_items()


@given("the account is ready for settlements")
def _(stage: Stage) -> None:
    """W8's account with what 1.8 asks for."""
    stage.add_settling_account("main")
    stage.set_tab(customer_internal_id=stage.settlement_customer())
    stage.create_items()


@given(parsers.parse('a customer "{name}" is made in NetSuite for settlements only'))
@when(parsers.parse('a customer "{name}" is made in NetSuite for settlements only'))
def _(stage: Stage, name: str) -> None:
    stage.noted = stage.add_settlement_customer(name)


@given(parsers.parse('settlements in {currency} are posted for the customer "{name}"'))
def _(stage: Stage, currency: str, name: str) -> None:
    stage.set_tab(customer_internal_id=stage.add_settlement_customer(name, currency))
    stage.create_items()


@when('"Customer Internal ID" is set to the internal ID of that customer')
def _(stage: Stage) -> None:
    stage.set_tab(customer_internal_id=stage.noted)


@given('"Customer Internal ID" is set to the settlement customer')
@when('"Customer Internal ID" is set to the settlement customer')
def _(stage: Stage) -> None:
    stage.set_tab(customer_internal_id=stage.settlement_customer())


@given(parsers.parse('the seller\'s "{own}" is {sku} in NetSuite'))
def _(stage: Stage, own: str, sku: str) -> None:
    stage.change_account(skus={own: sku})


@given(parsers.parse('its orders are billed by terms "{terms}"'))
def _(stage: Stage, terms: str) -> None:
    stage.change_account(payment_methods={}, terms={"amazon": terms})


@given(parsers.parse('the setting "{setting}" of "{account}" is "{value}"'))
def _(stage: Stage, setting: str, account: str, value: str) -> None:
    stage.change_account(account, **{setting: value})


WORDS: dict[str, object] = {"on": True, "off": False}


@given(parsers.parse('the settlement option "{name}" is {value}'))
@when(parsers.parse('the settlement option "{name}" is {value}'))
def _(stage: Stage, name: str, value: str) -> None:
    given = int(value) if name == "days_back" else WORDS.get(value, value)
    before = dict(stage.accounts["main"])
    stage.refusal = None
    try:
        stage.set_tab("main", **{name: given})
    except SettingsInvalid as refused:
        stage.accounts["main"] = before
        stage.refusal = refused


@given(parsers.parse('the fee "{kind}" is mapped to the NetSuite item "{item}"'))
@when(parsers.parse('the fee "{kind}" is mapped to the NetSuite item "{item}"'))
def _(stage: Stage, kind: str, item: str) -> None:
    stage.set_tab(item_mapping={kind: item})


@when('the tester chooses "Create Settlement Items"')
def _(stage: Stage) -> None:
    stage.created = stage.create_items()


@then(parsers.parse('"{one}" and "{other}" are among the {count:d} items that were created'))
def _(stage: Stage, one: str, other: str, count: int) -> None:
    expect_state(len(stage.created), count, "created items")
    for each in (one, other):
        expect_state(each in stage.created, True, f"{each} was created")
        stage.world.netsuite.desk.item(each)


@then("no item was created")
def _(stage: Stage) -> None:
    expect_state(stage.created, [], "created items")


@then(parsers.parse("the settings advise: {words}"))
def _(stage: Stage, words: str) -> None:
    advice = " ".join(stage.settings().accounts["main"].settlement.advice)
    expect_text(advice, words.strip('"'), what="the advice of the settings")


# --- Retrieve and upload ------------------------------------------------------------------------


@given(parsers.parse('the tester retrieves the settlement report "{report_id}"'))
@when(parsers.parse('the tester retrieves the settlement report "{report_id}"'))
def _(stage: Stage, report_id: str) -> None:
    stage.retrieve_settlement(report_id)


@given("the settlement report is retrieved")
def _(stage: Stage) -> None:
    stage.retrieve_settlement("5000000000219760")


@given("the settlement is retrieved and posted")
@when("the settlement is retrieved and posted")
def _(stage: Stage) -> None:
    stage.retrieve_settlement("5000000000219760")
    stage.post_settlement()


@when("the tester retrieves that report")
def _(stage: Stage) -> None:
    stage.retrieve_settlement(stage.report_id)


@then(parsers.parse('the Retrieve window says "{sentence}"'))
@then(parsers.parse('the settlement is taken: "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    if stage.brought is None or not stage.brought.ok:
        raise StateDiffers(f"the retrieval failed: {stage.brought}")
    stage.expect_words(stage.brought.message, sentence, what="the message")


@then(parsers.parse('no settlement is taken: "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    if stage.brought is None or stage.brought.ok:
        raise StateDiffers(f"the settlement was taken: {stage.brought}")
    stage.expect_words(stage.brought.message, sentence, what="the message")


@then(parsers.parse('the remedy is "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    problem = stage.brought.problem if stage.brought else None
    stage.expect_words(problem.remedy if problem else None, sentence, what="the remedy")


@then(parsers.re(r"Data Flows > Settlements has (?P<count>\d+) rows?"))
def _(stage: Stage, count: str) -> None:
    expect_state(len(stage.engine.settlements()), int(count), "rows of Data Flows > Settlements")


@then("Data Flows > Settlements shows")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    shown = [
        {
            "Account": each.settlement.account,
            "Report ID": each.settlement.report_id,
            "Settlement ID": each.settlement.number,
            "Status": each.word,
            "Available Date": f"{each.settlement.available_at:%Y-%m-%d}",
        }
        for each in stage.engine.settlements()
    ]
    expect_state(shown, records(datatable), "Data Flows > Settlements")


# --- Post, cancel, statuses ---------------------------------------------------------------------


@given('the tester chooses "Post" on the settlement')
@when('the tester chooses "Post" on the settlement')
@when('the tester chooses "Post" on the settlement again')
def _(stage: Stage) -> None:
    stage.post_settlement()


@when('the tester chooses "Post" on the settlement and watches its row')
def _(stage: Stage) -> None:
    stage.post_settlement(watched=True)


@when("settlement sync runs by hand")
def _(stage: Stage) -> None:
    stage.run_sync(Sync.SETTLEMENT)


@when(parsers.parse('the tester posts "{order}" of the settlement alone'))
def _(stage: Stage, order: str) -> None:
    stage.post_settlement(order)


@when("the tester cancels the postings with an error")
@given("the tester cancels the postings with an error")
def _(stage: Stage) -> None:
    stage.cancel_postings()


@when(parsers.parse('the tester cancels the postings of order "{order}"'))
@given(parsers.parse('the tester cancels the postings of order "{order}"'))
def _(stage: Stage, order: str) -> None:
    stage.cancel_postings(order)


@when("the tester brings the cancelled postings back")
def _(stage: Stage) -> None:
    stage.uncancel_postings()


@when("the tester deletes the settlement from the connector")
def _(stage: Stage) -> None:
    stage.engine.delete_settlement(stage.number)


@then(parsers.parse('the connector refuses that: "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    said = None if stage.refusal is None else str(stage.refusal)
    stage.expect_words(said, sentence, what="the refusal")


@then(parsers.parse('the settlement reads "{word}"'))
def _(stage: Stage, word: str) -> None:
    found, why = stage.standing.word, ""
    if found != word:
        why = "; ".join(e.problem.sentence for e in stage.postings() if e.problem is not None)
    expect_state(found, word, f"status of settlement {stage.number} ({why})")


@then(parsers.parse('while it was posted the settlement read "{word}"'))
def _(stage: Stage, word: str) -> None:
    expect_state(set(stage.words_seen), {word}, "what the row read meanwhile")


@then(parsers.parse('the settlement warns "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    warnings = "\n".join(stage.standing.warnings)
    stage.expect_words(warnings, sentence, what="the warnings of the settlement")


@then("the settlement has no warnings")
def _(stage: Stage) -> None:
    expect_state(stage.standing.warnings, (), "the warnings of the settlement")


@then("the postings of the settlement are")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """`posting | amount | status`."""
    expected, found = records(datatable), stage.postings()
    named = [(called(each), str(each.status)) for each in found]
    expect_state(named, [(e["posting"], e["status"]) for e in expected], "the postings")
    for each, row in zip(found, expected, strict=True):
        expect_money(each.amount.amount, amount(row["amount"]), f"amount of {row['posting']}")


@then(parsers.parse('the amounts of "{part}" of two months are {one} and {other}'))
def _(stage: Stage, part: str, one: str, other: str) -> None:
    found = [each.amount.amount for each in stage.postings() if str(each.part) == part]
    expect_state(len(found), 2, f"postings of {part}")
    for here, there in zip(found, (one, other), strict=True):
        expect_money(here, amount(there), f"a month of {part}")


@then(parsers.parse('the error of "{name}" says "{sentence}"'))
def _(stage: Stage, name: str, sentence: str) -> None:
    problem = stage.posting(name).problem
    said = None if problem is None else f"{problem.sentence} {problem.verbatim}"
    stage.expect_words(said, sentence, what=f"the error of {name}")


@then(parsers.parse('what to do about "{name}" is "{sentence}"'))
def _(stage: Stage, name: str, sentence: str) -> None:
    problem = stage.posting(name).problem
    stage.expect_words(problem.remedy if problem else None, sentence, what="the remedy")


@then(parsers.parse('the posting "{name}" warns "{sentence}"'))
def _(stage: Stage, name: str, sentence: str) -> None:
    warnings = "\n".join(stage.posting(name).warnings)
    stage.expect_words(warnings, sentence, what=f"the warnings of {name}")


@then(parsers.parse('the posting "{name}" notes "{sentence}"'))
def _(stage: Stage, name: str, sentence: str) -> None:
    expect_text(stage.posting(name).note, sentence, what=f"the note of {name}")


@then(parsers.parse('the posting "{name}" was retried {count:d} times'))
def _(stage: Stage, name: str, count: int) -> None:
    expect_state(stage.posting(name).retries, count, f"automatic retries of {name}")


@then(parsers.parse('the posting "{name}" was cancelled by "{who}"'))
def _(stage: Stage, name: str, who: str) -> None:
    expect_state(stage.posting(name).cancelled_by, who, f"who cancelled {name}")


# --- activation ---------------------------------------------------------------------------------


@given("the settlement switch is turned on")
@when("the settlement switch is turned on")
def _(stage: Stage) -> None:
    stage.switch_settlements()


@then(parsers.re(r"the settlement switch is (?P<state>on|off)"))
def _(stage: Stage, state: str) -> None:
    on = stage.engine.switches("main")[Sync.SETTLEMENT]
    expect_state("on" if on else "off", state, "the settlement switch")


@given(parsers.parse('Amazon closes the period and publishes settlement "{number}"'))
def _(stage: Stage, number: str) -> None:
    stage.world.amazon.desk.close_period(settlement_id=number)
    stage.must_be_posted(number)


@then(parsers.parse('settlement "{number}" reads "{word}"'))
def _(stage: Stage, number: str, word: str) -> None:
    stage.number = number
    expect_state(stage.standing.word, word, f"status of settlement {number}")


@then(parsers.parse("the settlement sync has run {count:d} times"))
def _(stage: Stage, count: int) -> None:
    runs = stage.settlement_runs
    expect_state(runs, count, "runs of the settlement sync")
