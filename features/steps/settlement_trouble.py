"""What goes wrong with settlements: files, logins, documents that cannot be changed."""

from __future__ import annotations

import gzip
from datetime import timedelta

from pytest_bdd import given, parsers, then, when

from features.expect import expect_state
from features.stage import Stage
from sandbox.amazon.rules import reports

# --- files --------------------------------------------------------------------------------------


@given(parsers.parse("the file is {what}"))
def _(stage: Stage, what: str) -> None:
    whole = stage.file
    packed = gzip.compress(whole, mtime=0)
    rows = [line for line in whole.split(b"\n") if b"Storage Fee" not in line]
    stage.file = {
        "the sign-in page": b"<!doctype html><html><title>Sign in</title></html>",
        "saved again as Unicode text": whole.decode("cp1252").encode("utf-16"),
        "packed, and cut in the middle": packed[: len(packed) // 2],
        "cut in the middle of a line": whole[:-200],
        "in letters of neither character set": whole.replace(b"AMZ-LAMP", b"CAF\x8f-\x81"),
        'without its row of "Storage Fee"': b"\n".join(rows),
    }[what]


# --- logins and links ---------------------------------------------------------------------------


@given("the access token of the Amazon account will expire before the document is asked for")
def _(stage: Stage) -> None:
    stage.world.faults.plan("amazon", "expired_token", path="/reports/2021-06-30/documents/*")


@given("the link to the document runs out on the way to it")
def _(stage: Stage) -> None:
    stage.world.faults.plan("amazon", "delay", path="/amzn1.spdoc.*", seconds=400)


@then(parsers.parse("the document was asked for under {count:d} links"))
def _(stage: Stage, count: int) -> None:
    asked = [each for each in stage.world.exchanges if "/reports/2021-06-30/documents/" in each.url]
    expect_state(len(asked), count, "links to the document")


@then("the login was renewed")
def _(stage: Stage) -> None:
    logins = sum(each.url.endswith("/auth/o2/token") for each in stage.world.exchanges)
    expect_state(logins, 2, "logins at Amazon")


@given(
    parsers.parse(
        'the account is set to the marketplace "{country}", with the login of the American one'
    )
)
def _(stage: Stage, country: str) -> None:
    stage.currencies = ("USD", "EUR")
    stage.change_account(marketplace_id=country)


@given("a program has asked Amazon for a report of all orders")
def _(stage: Stage) -> None:
    now = stage.world.clock.now()
    made = reports.request(
        stage.world.amazon,
        type="GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL",
        marketplaces=("ATVPDKIKX0DER",),
        start=now - timedelta(days=1),
        end=now,
    )
    stage.report_id = made.id


@given(parsers.parse('a program has a restricted token for the address of order "{order_id}"'))
def _(stage: Stage, order_id: str) -> None:
    path = f"/orders/v0/orders/{order_id}/address"
    wanted = {"restrictedResources": [{"method": "GET", "path": path}]}
    status, body = stage.ask_amazon("POST", "/tokens/2021-03-01/restrictedDataToken", wanted)
    expect_state(status, 200, "Amazon's answer to the request for a restricted token")
    stage.noted = body["restrictedDataToken"]
    status, _body = stage.ask_amazon("GET", path, token=stage.noted)
    expect_state(status, 200, "Amazon's answer while the token is good")
    stage.marketplace_order = order_id


@when("the program asks Amazon for that address with it")
def _(stage: Stage) -> None:
    path = f"/orders/v0/orders/{stage.marketplace_order}/address"
    stage.ask_amazon("GET", path, token=stage.noted)


@when(parsers.parse("{count:d} hours pass for everybody"))
def _(stage: Stage, count: int) -> None:
    stage.world.advance(hours=count)


# --- NetSuite -----------------------------------------------------------------------------------


@given(parsers.parse('{units:d} {sku} of cash sale "{number}" is refunded in NetSuite by hand'))
def _(stage: Stage, units: int, sku: str, number: str) -> None:
    sale = _sale(stage, number)
    stage.world.netsuite.desk.refund(sale, {sku: units})


@when("the cash refund is deleted in NetSuite")
def _(stage: Stage) -> None:
    """The one that was typed by hand, which is the oldest."""
    stage.world.netsuite.desk.delete(stage.transactions("CashRfnd")[0].id)


@given(parsers.parse('cash sale "{number}" is deposited in NetSuite'))
def _(stage: Stage, number: str) -> None:
    stage.world.netsuite.desk.make_deposit([_sale(stage, number)])


@when("the deposit is deleted in NetSuite")
def _(stage: Stage) -> None:
    stage.world.netsuite.desk.delete(stage.transactions("Deposit")[-1].id)


@given("the accounting period of January 2024 is closed in NetSuite")
def _(stage: Stage) -> None:
    stage.world.netsuite.desk.close_period(2024, 1)


@when("the accounting period of January 2024 is reopened in NetSuite")
def _(stage: Stage) -> None:
    stage.world.netsuite.desk.reopen_period(2024, 1)


def _sale(stage: Stage, number: str) -> int:
    (sale,) = [each for each in stage.transactions("CashSale") if each.tran_id == number]
    return sale.id
