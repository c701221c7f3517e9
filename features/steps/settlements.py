"""Amazon's settlements: what the tester does and reads, and what NetSuite holds of them."""

from __future__ import annotations

import re
from decimal import Decimal

from pytest_bdd import given, parsers, then, when

from connector.flows.directions import Sync
from connector.settings import SettingsInvalid
from connector.settlement_sync.standing import called
from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage
from features.stage.settlements import W8, RestRecord
from features.tables import records

NEVER_SYNCED = [
    ("111-0000004-0000004", "documents", "the order is not in the books"),
    ("111-0000009-0000009", "documents", "the order is not in the books"),
]
NEVER_POSTED = [
    (
        W8,
        "money",
        f"settlement {W8}: order 111-0000004-0000004 is in no billed record; 18.70 is not in the "
        "books",
    ),
    (W8, "money", f"settlement {W8}: no document gives back 10.56 of order 111-0000009-0000009"),
]

# --- set-up -------------------------------------------------------------------------------------


@given("example W8 has happened on Amazon, and nothing of its settlement is posted")
def _(stage: Stage) -> None:
    stage.begin_with_w8()
    stage.expect_findings(NEVER_SYNCED)


@given(parsers.parse('the Amazon account "{name}" is connected to Amazon and NetSuite'))
def _(stage: Stage, name: str) -> None:
    stage.add_settling_account(name)


@given(parsers.parse('the Amazon account "{name}" of {country} is connected too'))
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


# --- what happens on Amazon --------------------------------------------------------------------


@given(parsers.parse("order {number:d} of example W8 is synced, billed and sent"))
def _(stage: Stage, number: int) -> None:
    stage.sell_and_bill_w8_order(number)


@given(parsers.parse("order {number:d} of example W8 is synced, billed as an invoice and sent"))
def _(stage: Stage, number: int) -> None:
    stage.sell_and_bill_w8_order(number, invoice=True)


@given(
    parsers.parse(
        'order "{order_id}" of {units:d} {sku} at {price} is bought in {country} and sent by {who}'
    )
)
def _(
    stage: Stage, order_id: str, units: int, sku: str, price: str, country: str, who: str
) -> None:
    stage.sell_and_bill(order_id, sku, units, amount(price), country, by_seller=who == "the seller")


@given(parsers.parse('{units:d} {sku} of "{order_id}" is refunded on Amazon'))
def _(stage: Stage, units: int, sku: str, order_id: str) -> None:
    stage.world.amazon.desk.refund(order_id, {sku: units})


@given(parsers.parse('Amazon pays the buyer of "{order_id}" {figure} of goodwill'))
def _(stage: Stage, order_id: str, figure: str) -> None:
    stage.world.amazon.desk.record(
        "Refund", "ItemPrice", "Goodwill", -amount(figure), order_id=order_id, sku="AMZ-LAMP"
    )


@given(parsers.parse('{figure} of tax on "{order_id}" is refunded on Amazon, and nothing else'))
def _(stage: Stage, figure: str, order_id: str) -> None:
    stage.world.amazon.desk.record(
        "Refund", "ItemPrice", "Tax", -amount(figure), order_id=order_id, sku="AMZ-LAMP"
    )


@given(parsers.parse("{figure} of that tax is what Amazon kept"))
def _(stage: Stage, figure: str) -> None:
    stage.world.amazon.desk.record(
        "Refund",
        "ItemWithheldTax",
        "MarketplaceFacilitatorTax-Principal",
        amount(figure),
        order_id=stage.marketplace_order,
        sku="AMZ-LAMP",
    )


@given(parsers.parse('Amazon charges {figure} of "{what}" in {country}'))
def _(stage: Stage, figure: str, what: str, country: str) -> None:
    stage.world.amazon.desk.charge(what, amount(figure), country)


@given(parsers.parse('Amazon charges {figure} of "{what}" for the cancelled order "{order_id}"'))
def _(stage: Stage, figure: str, what: str, order_id: str) -> None:
    stage.world.amazon.desk.record(
        "Order", "ItemFees", what, -amount(figure), order_id=order_id, sku="AMZ-LAMP"
    )


@given(parsers.parse("the period of {country} is closed on Amazon"))
def _(stage: Stage, country: str) -> None:
    stage.close_period(country)


@given(parsers.parse('Amazon publishes the settlement once more with the defect "{defect}"'))
def _(stage: Stage, defect: str) -> None:
    stage.report_id = stage.world.amazon.desk.publish_broken(stage.number, defect).id


@given("Amazon publishes the settlement once more")
@when("Amazon publishes the settlement once more")
def _(stage: Stage) -> None:
    stage.report_id = stage.world.amazon.desk.publish_again(stage.number)[0].id


@given("Amazon gives the account no V2 reports")
def _(stage: Stage) -> None:
    stage.world.amazon.settings.flat_file_v2 = False


@given("Amazon has closed another period")
def _(stage: Stage) -> None:
    stage.world.advance(days=3)
    stage.world.amazon.desk.close_period()
    stage.world.advance(days=1)


@then(parsers.parse('Seller Central says "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    expect_text(stage.read_statements(), sentence, what="Seller Central")


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
    standing = stage.standing
    why = "; ".join(e.problem.sentence for e in stage.postings() if e.problem is not None)
    expect_state(standing.word, word, f"status of settlement {stage.number} ({why})")


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


# --- what NetSuite holds ------------------------------------------------------------------------


@then("over NetSuite's REST the records of the settlement are")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """`type | customer | lines | total`, a line as `item quantity x amount`."""
    _compare(stage.written(), records(datatable))


@then("over NetSuite's REST the first record of the settlement is")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    _compare(stage.written()[:1], records(datatable))


@then(
    parsers.re(r"over NetSuite's REST the (?P<kind>cash refund|credit memo)s of the settlement are")
)
def _(stage: Stage, kind: str, datatable: list[list[str]]) -> None:
    wanted = {"cash refund": "cashRefund", "credit memo": "creditMemo"}[kind]
    _compare([each for each in stage.written() if each.type == wanted], records(datatable))


@then("the records of the settlement have the totals and dates")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """In any order of those that were made at one time."""
    found = sorted((each.type, each.total, each.day) for each in stage.written())
    expected = sorted(
        (row["type"], amount(row["total"]), row["date"]) for row in records(datatable)
    )
    for here, there in zip(found, expected, strict=False):
        expect_state((here[0], here[2]), (there[0], there[2]), "type and date of a record")
        expect_money(here[1], there[1], f"total of a {here[0]} of {here[2]}")
    expect_state(len(found), len(expected), "records of the settlement")


@then(parsers.parse('the last record of the settlement is for the customer "{name}"'))
def _(stage: Stage, name: str) -> None:
    expect_text(stage.written()[-1].customer, name, what="customer of the last record")


def _compare(found: list[RestRecord], expected: list[dict[str, str]]) -> None:
    for record, row in zip(found, expected, strict=False):
        title = f"{record.type} {record.number}"
        expect_state(record.type, row["type"], f"type of {title}")
        expect_state(record.customer, row["customer"], f"customer of {title}")
        lines = [_line(each) for each in row["lines"].split(", ")]
        expect_state(
            [each[:2] for each in record.lines], [each[:2] for each in lines], f"lines of {title}"
        )
        for line, wanted in zip(record.lines, lines, strict=True):
            expect_money(line[2], wanted[2], f"{line[0]} of {title}")
        expect_money(record.total, amount(row["total"]), f"total of {title}")
        if "date" in row:
            expect_state(record.day, row["date"], f"date of {title}")
    expect_state(len(found), len(expected), "records of the settlement")


_LINE = re.compile(r"(?P<item>.+) (?P<quantity>\d+) x (?P<amount>-?[\d,.]+)")


def _line(text: str) -> tuple[str, Decimal, Decimal]:
    told = _LINE.fullmatch(text)
    if told is None:
        raise ValueError(f"{text!r} is no line; write it as `Item 1 x 25.00`")
    return told["item"], Decimal(told["quantity"]), amount(told["amount"])


@then(parsers.re(r"the settlement has (?P<count>\d+) records? in NetSuite"))
def _(stage: Stage, count: str) -> None:
    expect_state(len(stage.written()), int(count), "records of the settlement")


@then(parsers.parse("{sku} has {units} units more on the shelf than before"))
def _(stage: Stage, sku: str, units: str) -> None:
    """1000 were there, and what the example sold is gone."""
    item = stage.world.netsuite.desk.item(sku)
    expect_state(item.quantity_on_hand - stage.on_hand[sku], amount(units), f"{sku} on the shelf")


@given(parsers.parse("somebody notes how many {sku} are on the shelf"))
def _(stage: Stage, sku: str) -> None:
    there = stage.world.netsuite.desk.item(sku).quantity_on_hand
    stage.on_hand = {**stage.on_hand, sku: there}


@given(parsers.parse('order "{name}" is synced and billed'))
@when(parsers.parse('order "{name}" is synced and billed'))
def _(stage: Stage, name: str) -> None:
    stage.sync_and_bill(name)


@given("orders 4 and 9 of example W8 are synced and billed")
@when("orders 4 and 9 of example W8 are synced and billed")
def _(stage: Stage) -> None:
    """They are known to Amazon, and no settlement was posted to them yet."""
    for name, *_finding in NEVER_SYNCED:
        stage.sync_and_bill(name)
    stage.books_before = stage.books_before or stage.read_books()
    stage.expect_findings([])


@given(parsers.parse('order "{name}" is synced, not billed'))
def _(stage: Stage, name: str) -> None:
    stage.sync_order(name)
    stage.expect_findings([each for each in NEVER_SYNCED if each[0] != name])


@when("the order is fulfilled and billed by people")
def _(stage: Stage) -> None:
    stage.bill(next(row.order_name for row in stage.engine.rows()))


@given("its cash sale and sales order are deleted in NetSuite")
def _(stage: Stage) -> None:
    order = stage.billed
    if order is None or order.created_from is None:
        raise StateDiffers("nothing was billed")
    sent = [
        each for each in stage.transactions("ItemShip") if each.created_from == order.created_from
    ]
    for each in (order.id, *(one.id for one in sent), order.created_from):
        stage.world.netsuite.desk.delete(each)


WRITES = {
    "fee lines": ("PATCH", "*/cashSale/*"),
    "refund": ("POST", "*!transform/cashRefund"),
    "summary": ("POST", "*/record/v1/cashRefund"),
}


@given(
    parsers.parse("NetSuite's answer to the {write} of the settlement will be lost after the write")
)
def _(stage: Stage, write: str) -> None:
    method, path = WRITES[write]
    stage.world.faults.plan("netsuite", "lost_answer", method=method, path=path)


@given(parsers.parse('the engine will be killed after NetSuite has written the fees of "{name}"'))
def _(stage: Stage, name: str) -> None:
    stage.transport.kill_after = f"order_{name}"


# --- comparing ----------------------------------------------------------------------------------


@given(parsers.parse('the tester downloads the Flat File V2 of settlement "{number}"'))
@when(parsers.parse('the tester downloads the Flat File V2 of settlement "{number}"'))
def _(stage: Stage, number: str) -> None:
    """Seller Central > Payments > All Statements."""
    stage.download_flat_file(number)


@given(parsers.parse('the tester uploads the file as "{name}"'))
@when(parsers.parse('the tester uploads the file as "{name}"'))
def _(stage: Stage, name: str) -> None:
    stage.upload_settlement(name)


@given(parsers.parse('in the file "{one}" is replaced by "{other}"'))
@when(parsers.parse('in the file "{one}" is replaced by "{other}"'))
def _(stage: Stage, one: str, other: str) -> None:
    """`\\t` is the tab between two cells."""
    one, other = one.replace("\\t", "\t"), other.replace("\\t", "\t")
    if not any(one in line for line in stage.file.decode("cp1252").split("\n")):
        raise ValueError(f"the file has no {one!r}")
    stage.edit_file(lambda lines: [line.replace(one, other) for line in lines])


@given(parsers.parse('in the file the rows of "{word}" are missing'))
@when(parsers.parse('in the file the rows of "{word}" are missing'))
def _(stage: Stage, word: str) -> None:
    stage.edit_file(lambda lines: [line for line in lines if word not in line])


@when("the tester compares the file with what was posted")
def _(stage: Stage) -> None:
    stage.verify_file()


@then("every row of the file is verified")
def _(stage: Stage) -> None:
    found = stage.verification
    if found is None:
        raise StateDiffers(f"the file was not compared: {stage.refusal}")
    wrong = [f"line {e.line}: {e.state} {e.where} {e.sentence}" for e in found.wrong]
    expect_state([*wrong, *found.sentences], [], "rows that are not verified")


@then("the comparison finds")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    """`state | rows`."""
    found = stage.verification
    if found is None:
        raise StateDiffers(f"the file was not compared: {stage.refusal}")
    expect_state(
        {str(state): count for state, count in found.counts.items()},
        {row["state"]: int(row["rows"]) for row in records(datatable)},
        "rows of the file by state",
    )


@then(parsers.parse('line {line:d} of the file is "{state}": "{sentence}"'))
def _(stage: Stage, line: int, state: str, sentence: str) -> None:
    rows = stage.verification.rows if stage.verification is not None else ()
    row = next((each for each in rows if each.line == line), None)
    if row is None:
        raise StateDiffers(f"the comparison has no line {line}")
    expect_state(str(row.state), state, f"state of line {line}")
    stage.expect_words(f"{row.where} {row.sentence}", sentence, what=f"line {line}")


@then(parsers.parse("the deposit of {deposit} is explained by"))
def _(stage: Stage, deposit: str, datatable: list[list[str]]) -> None:
    """`what | amount`: orders, refunds, no order, transfers, not posted, differences, other stores,
    remainder."""
    seen = stage.run(stage.engine.tie_out_settlement(stage.number)).as_dict()
    names = {"no order": "non_order"}
    for row in records(datatable):
        name = names.get(row["what"], row["what"].replace(" ", "_"))
        expect_money(seen[name].amount, amount(row["amount"]), f"{row['what']} of the tie-out")
    expect_money(seen["deposit"].amount, amount(deposit), "deposit of the tie-out")


@then(parsers.re(r"the tie-out of the settlement (?P<ties>ties|does not tie)"))
def _(stage: Stage, ties: str) -> None:
    seen = stage.run(stage.engine.tie_out_settlement(stage.number))
    expect_state(seen.ties, ties == "ties", f"the tie-out of settlement {stage.number}")


# --- activation ---------------------------------------------------------------------------------


@given("the settlement switch is turned on")
@when("the settlement switch is turned on")
def _(stage: Stage) -> None:
    stage.switch_settlements()


@then(parsers.re(r"the settlement switch is (?P<state>on|off)"))
def _(stage: Stage, state: str) -> None:
    on = stage.engine.switches("main")[Sync.SETTLEMENT]
    expect_state("on" if on else "off", state, "the settlement switch")


# --- the judge ----------------------------------------------------------------------------------


@then("the judge misses orders 4 and 9 and what was paid for them, nothing else")
def _(stage: Stage) -> None:
    stage.expect_findings([*NEVER_SYNCED, *NEVER_POSTED])


@then("the judge misses orders 4 and 9, nothing else")
def _(stage: Stage) -> None:
    stage.expect_findings(NEVER_SYNCED)
