"""Settlements on Amazon: what makes them, their files, and a file against what was posted."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage
from features.tables import records

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


@given(parsers.parse('Amazon publishes settlement "{number}" once more with the defect "{defect}"'))
def _(stage: Stage, number: str, defect: str) -> None:
    stage.report_id = stage.world.amazon.desk.publish_broken(number, defect).id


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


@given(parsers.parse('in the file the columns stand in reverse, without "{column}"'))
def _(stage: Stage, column: str) -> None:
    def turned(lines: list[str]) -> list[str]:
        gone = lines[0].split("\t").index(column)
        width = len(lines[0].split("\t"))
        rows = [(line + "\t" * width).split("\t")[:width] for line in lines]
        return ["\t".join(reversed(row[:gone] + row[gone + 1 :])) for row in rows]

    stage.edit_file(turned)


@then(parsers.parse('the file holds "{one}" and "{other}"'))
def _(stage: Stage, one: str, other: str) -> None:
    expect_text(stage.file.decode("latin-1"), one, other, what="the file")


@given("in the file the order-item codes of the refunds are others")
def _(stage: Stage) -> None:
    def others(lines: list[str]) -> list[str]:
        at = lines[0].split("\t").index("order-item-code")
        rows = [line.split("\t") for line in lines]
        for row in rows[2:]:
            row[at] = "99999999999999" if "Refund" in row else row[at]
        return ["\t".join(row) for row in rows]

    stage.edit_file(others)


@given(parsers.parse('in the file the rows of "{word}" are of "{marketplace}"'))
def _(stage: Stage, word: str, marketplace: str) -> None:
    stage.edit_file(
        lambda lines: [
            line.replace("Amazon.com", marketplace) if word in line else line for line in lines
        ]
    )


@given(parsers.parse('in the file the row of "{word}" is of the type "{kind}"'))
def _(stage: Stage, word: str, kind: str) -> None:
    stage.edit_file(
        lambda lines: [
            line.replace("other-transaction", kind, 1) if word in line else line for line in lines
        ]
    )


@given("in the file only the rows without an order are left")
def _(stage: Stage) -> None:
    """The summary says what they add up to: -69.21 and reserves of 15.00."""
    stage.edit_file(
        lambda lines: [
            line.replace("\t24.30\t", "\t-54.21\t") for line in lines if "\t111-" not in line
        ]
    )


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
    own = stage.own_tie_out()
    if own is None:
        return  # the judge has the last word in any case
    seen = own.as_dict()
    names = {"no order": "non_order"}
    for row in records(datatable):
        name = names.get(row["what"], row["what"].replace(" ", "_"))
        expect_money(seen[name].amount, amount(row["amount"]), f"{row['what']} of the tie-out")
    expect_money(seen["deposit"].amount, amount(deposit), "deposit of the tie-out")


@then(parsers.re(r"the tie-out of the settlement (?P<ties>ties|does not tie)"))
def _(stage: Stage, ties: str) -> None:
    seen = stage.own_tie_out()
    if seen is not None:
        expect_state(seen.ties, ties == "ties", f"the tie-out of settlement {stage.number}")


# --- Amazon's reports, as a program asks for them ------------------------------------------------


@when(parsers.parse('a program asks Amazon for a new report of the type "{kind}"'))
def _(stage: Stage, kind: str) -> None:
    body = {"reportType": kind, "marketplaceIds": ["ATVPDKIKX0DER"]}
    stage.ask_amazon("POST", "/reports/2021-06-30/reports", body)


@then(parsers.parse('Amazon answers {status:d} "{code}": "{sentence}"'))
def _(stage: Stage, status: int, code: str, sentence: str) -> None:
    given, body = stage.amazon_answer
    expect_state((given, body["errors"][0]["code"]), (status, code), "Amazon's answer")
    expect_text(body["errors"][0]["message"], sentence, what="Amazon's answer")


@then(parsers.parse("Amazon answers {status:d}"))
def _(stage: Stage, status: int) -> None:
    expect_state(stage.amazon_answer[0], status, "Amazon's answer")


@then(parsers.parse('the list of settlement reports has "{one}" and "{other}"'))
def _(stage: Stage, one: str, other: str) -> None:
    expect_state(sorted(stage.listed_reports()), sorted([one, other]), "settlement reports")


@then("the list of settlement reports is empty")
def _(stage: Stage) -> None:
    expect_state(stage.listed_reports(), [], "settlement reports")


@given(parsers.parse("{count:d} days go by"))
@when(parsers.parse("{count:d} days go by"))
def _(stage: Stage, count: int) -> None:
    stage.world.advance(days=count)
