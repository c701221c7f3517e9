"""What goes wrong in the field: messages, time zones, logins, installations."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace
from pytest_bdd import given, parsers, then, when

from connector.engine import SettingsRefused, Sync
from features.expect import StateDiffers, amount, expect_money, expect_state, expect_text
from features.stage import Stage
from sandbox.netsuite.records import Currency
from sandbox.netsuite.rules import operations

# --- the storefront's messages ------------------------------------------------------------------


@given("the storefront tells the connector of every change")
def _(stage: Stage) -> None:
    stage.listen()


@given(parsers.parse("the storefront's messages {fate}"))
@when(parsers.parse("the storefront's messages {fate}"))
def _(stage: Stage, fate: str) -> None:
    settings = stage.world.shopify.settings
    match fate:
        case "are delivered":
            stage.deliver()
        case "are lost":
            settings.webhooks_lost = True
        case "arrive twice":
            settings.webhooks_twice = True
        case "arrive newest first":
            settings.webhooks_backwards = True
        case "do not get through":
            stage.open_line(False)
        case "get through again":
            stage.open_line(True)
        case _:
            raise ValueError(f"nobody knows what it means that messages {fate}")


@given("the connector checks its subscriptions")
@when("the connector checks its subscriptions")
def _(stage: Stage) -> None:
    stage.check_subscriptions()


@given(parsers.parse('the storefront is asked to tell of "{topics}"'))
@then(parsers.parse('the storefront is asked to tell of "{topics}"'))
def _(stage: Stage, topics: str) -> None:
    """Of each once."""
    found = sorted(each.topic for each in stage.world.shopify.records.webhook_subscriptions)
    expect_state(found, topics.split(", "), "topics that the storefront tells of")


@when(parsers.parse("somebody sends a message about the order that {what}"))
def _(stage: Stage, what: str) -> None:
    stage.send_message(what)


@then(parsers.parse("the message is answered with {status:d}"))
def _(stage: Stage, status: int) -> None:
    expect_state(stage.answered, status, "the answer to the message")


@then(parsers.parse("every refund row was retried {count:d} times"))
def _(stage: Stage, count: int) -> None:
    expect_state([row.retries for row in stage.refund_rows() if row.retries != count], [],
                 "retries of refund rows")  # fmt: skip


# --- places and installations -------------------------------------------------------------------


@given(parsers.parse('the storefront is in the time zone "{zone}"'))
def _(stage: Stage, zone: str) -> None:
    records = stage.world.shopify.records
    records.shops.put(replace(records.shop, iana_timezone=zone))
    stage.change_account(time_zone=zone)


@given(parsers.parse('the settings call this installation "{environment}"'))
def _(stage: Stage, environment: str) -> None:
    stage.environment = environment
    _start(stage)


@given(parsers.parse('the settings call the store "{kind}"'))
def _(stage: Stage, kind: str) -> None:
    stage.accounts["main"]["store"] = kind
    _start(stage)


def _start(stage: Stage) -> None:
    """The engine that ran goes on; the new settings are tried beside it."""
    try:
        stage.start_engine()
    except SettingsRefused as refused:
        stage.refusal = refused
    else:
        stage.refusal = None
    stage.environment = "production"
    stage.accounts["main"]["store"] = "live"


@then(parsers.parse('the banner says "{banner}"'))
def _(stage: Stage, banner: str) -> None:
    expect_state(stage.settings().banner, banner, "the banner")


# --- refunds ------------------------------------------------------------------------------------


@given(parsers.parse('the storefront gives back {count:d} {sku} of order "{name}"'))
@when(parsers.parse('the storefront gives back {count:d} {sku} of order "{name}"'))
def _(stage: Stage, count: int, sku: str, name: str) -> None:
    desk = stage.world.shopify.desk
    desk.refund(desk.find(name).id, lines={sku: count})


@given(parsers.parse("somebody changes the cash sale in NetSuite to {count:d} {sku}"))
@when(parsers.parse("somebody changes the cash sale in NetSuite to {count:d} {sku}"))
def _(stage: Stage, count: int, sku: str) -> None:
    netsuite, sale = stage.world.netsuite, stage.transactions("CashSale")[-1]
    line = next(each for each in sale.lines if stage.item_name(each.item) == sku)
    operations.update(
        netsuite, "cashSale", sale.id, {"lines": [{"line": line.line, "quantity": Decimal(count)}]}
    )


@then(parsers.parse('the refund document carries the reference "{name}"'))
def _(stage: Stage, name: str) -> None:
    documents = stage.refund_documents()
    if not documents:
        raise StateDiffers("NetSuite holds no refund document")
    expect_state(documents[-1].other_ref_num, name, "reference of the refund document")
    expect_text(documents[-1].memo, name, what="memo of the refund document")


# --- logins -------------------------------------------------------------------------------------

RENEWAL = "/admin/oauth/access_token"


@given("the account is connected with tokens that live for an hour")
@when("the account is connected with tokens that live for an hour")
def _(stage: Stage) -> None:
    stage.connect()


@given("the answer to the next token renewal will be lost")
def _(stage: Stage) -> None:
    stage.world.faults.plan("shopify", "lost_answer", path=RENEWAL)


@given(parsers.parse("every token renewal takes {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    stage.world.faults.plan("shopify", "delay", path=RENEWAL, seconds=seconds, times=100)


@given("the next token renewal will be cut off on its way")
def _(stage: Stage) -> None:
    stage.world.faults.plan("shopify", "reset", path=RENEWAL)


@when("another worker on the same journal has renewed the token")
def _(stage: Stage) -> None:
    first = stage.engine
    stage.start_engine()
    stage.retrieve_order(stage.order.name)
    stage.run(stage.engine.aclose())
    stage.engine = first


@then(
    parsers.parse(
        "the storefront was asked for {count:d} new tokens, one in each turn of the schedule"
    )
)
def _(stage: Stage, count: int) -> None:
    """A schedule that has to mend a trouble of a sweep has as many more turns."""
    expect_state(stage.turns, count + stage.mending_turns, "turns of the schedule")
    expect_state(stage.renewals(), stage.turns, "requests for a token")


@then("the last run ended early and says to the second which renewal was never answered")
def _(stage: Stage) -> None:
    """The second in which the request went over the wire, by the world's clock."""
    lost = [
        each.at
        for each in stage.world.exchanges
        if each.url.endswith(RENEWAL) and each.fault.startswith("lost_answer")
    ]
    expect_state(len(lost), 1, "renewals whose answer was lost")
    problem = _last_problem(stage)
    stage.expect_words(
        problem["sentence"] if problem else None,
        f"The answer to a renewal sent on {lost[0]:%Y-%m-%d at %H:%M:%S}Z never arrived",
        what="the problem of the last run",
    )


@then(parsers.parse("the storefront was asked for {count:d} new tokens"))
def _(stage: Stage, count: int) -> None:
    expect_state(stage.renewals(), count, "requests for a token")


@then(parsers.parse('the last run ended early and says "{sentence}"'))
def _(stage: Stage, sentence: str) -> None:
    problem = _last_problem(stage)
    said = problem["sentence"] if problem else None
    stage.expect_words(said, sentence, what="the problem of the last run")


@then(parsers.parse('its remedy says "{words}"'))
def _(stage: Stage, words: str) -> None:
    problem = _last_problem(stage)
    said = problem["remedy"] if problem else None
    stage.expect_words(said, words, what="the remedy of the last run")


@then("the last run ended without a problem")
def _(stage: Stage) -> None:
    expect_state(_last_problem(stage), None, "the problem of the last run")


def _last_problem(stage: Stage) -> dict[str, str] | None:
    """As the journal keeps it of the schedule's runs; of one that was made by hand, as it said."""
    if stage.report is not None:
        said: dict[str, str] | None = stage.report.as_dict()["problem"]
        return said
    reports = [each["report"] for each in stage.journal.run_reports() if each["report"]]
    if not reports:
        raise StateDiffers("no run has ended yet")
    found: dict[str, str] | None = reports[-1]["problem"]
    return found


# --- orders that change after the sale ----------------------------------------------------------


@given(parsers.parse("the storefront edits the order down to {count:d} {sku}"))
def _(stage: Stage, count: int, sku: str) -> None:
    stage.world.advance(minutes=1)
    stage.world.shopify.desk.edit(stage.order.id, {sku: count})


@given("nobody pays the order")
def _(stage: Stage) -> None:
    expect_state(stage.order.financial_status, "pending", "financial status of the order")


@given("the buyer pays what is left")
@when("the buyer pays what is left")
def _(stage: Stage) -> None:
    stage.pay_order()


@when(parsers.parse("{paid} is paid back in the storefront"))
def _(stage: Stage, paid: str) -> None:
    stage.refund_in_storefront(amount=amount(paid))


@given("fulfilment sync reports the shipment")
def _(stage: Stage) -> None:
    stage.run_sync(Sync.FULFILMENT)


@given(
    parsers.parse(
        "in the storefront {count:d} {sku} comes back in exchange for {other:d} {kept}, and the "
        "rest is paid back"
    )
)
def _(stage: Stage, count: int, sku: str, other: int, kept: str) -> None:
    stage.world.shopify.desk.take_back(stage.order.id, {sku: count}, exchange={kept: other})


# --- currencies ---------------------------------------------------------------------------------


@given(parsers.parse('the books keep "{symbols}"'))
def _(stage: Stage, symbols: str) -> None:
    wanted = tuple(symbols.split(", "))
    records = stage.world.netsuite.records
    known = {each.symbol for each in records.currencies}
    for number, symbol in enumerate(wanted, 1):
        if symbol not in known:
            records.currencies.put(
                Currency(
                    id=100 + number, symbol=symbol, name=symbol, exchange_rate=Decimal("0.0067")
                )
            )
    stage.currencies = wanted
    stage.start_engine()


@given(parsers.parse('in NetSuite somebody deletes the order and enters it anew in "{symbol}"'))
def _(stage: Stage, symbol: str) -> None:
    """The same figures and keys; NetSuite lets nobody change the currency of a saved document."""
    netsuite, old = stage.world.netsuite, stage.sales_order()
    currency = netsuite.records.currencies_by_symbol.first(symbol)
    if currency is None:
        raise StateDiffers(f"the account has no currency {symbol}")
    netsuite.desk.delete(old.id)
    lines = [
        {"item": line.item, "quantity": line.quantity, "rate": line.rate} for line in old.lines
    ]
    operations.create(
        netsuite,
        "salesOrder",
        {
            "entity": old.entity,
            "currency": currency.id,
            "external_id": old.external_id,
            "other_ref_num": old.other_ref_num,
            "payment_method": old.payment_method,
            "tax_details_override": True,
            "lines": lines,
        },
    )


@given(parsers.parse('one "{currency}" is worth {rate} USD'))
def _(stage: Stage, currency: str, rate: str) -> None:
    stage.world.shopify.desk.set_exchange_rate(currency, Decimal(rate))


@given(
    parsers.parse(
        'the storefront sells {count:d} {sku} at {price} "{currency}", {tax}, as order "{name}"'
    )
)
def _(stage: Stage, name: str, count: int, sku: str, price: str, currency: str, tax: str) -> None:
    rate = None if tax == "without tax" else Decimal(tax.split()[1]) / 100
    stage.place(
        name,
        lines=[(sku, count, amount(price))],
        currency=currency,
        discount_percent=None,
        shipping=None,
        tax_rate=rate,
        taxes_included=tax.endswith("included"),
    )


@given(parsers.parse("{paid} is refunded in NetSuite without items"))
def _(stage: Stage, paid: str) -> None:
    stage.refund_in_netsuite(amount=amount(paid))


@then(parsers.parse('every document of the refund is in "{currency}"'))
def _(stage: Stage, currency: str) -> None:
    known = stage.world.netsuite.records.currencies
    found = {known[each.currency].symbol for each in stage.refund_documents()}
    found |= {stage.order.presentment_currency}
    expect_state(found, {currency}, "currencies of the refund")


@then(
    parsers.parse("what the storefront paid back is {paid}, worth {worth} in the shop's currency")
)
def _(stage: Stage, paid: str, worth: str) -> None:
    back = [each.amount for each in stage.order.transactions if each.kind == "refund"]
    expect_money(sum((each.presentment for each in back), Decimal(0)), amount(paid), "paid back")
    expect_money(sum((each.shop for each in back), Decimal(0)), amount(worth), "its worth")
