"""What another program of the seller calls at eBay, and what it is answered."""

from __future__ import annotations

import re
from typing import Any

import httpx
from pytest_bdd import given, parsers, then, when

from features.expect import StateDiffers, expect_state, expect_text
from features.stage import Stage
from features.stage.ebay_calls import EbayAnswer


@given(parsers.parse("a program of the seller has {what}"))
def _(stage: Stage, what: str) -> None:
    auth = stage.world.ebay.auth
    match what:
        case "a token that may only read orders":
            scope = "https://api.ebay.com/oauth/api_scope/sell.fulfillment.readonly"
            stage.ebay_token = auth.issue_access_token(scope)
        case "a token that may write orders and no money":
            scope = "https://api.ebay.com/oauth/api_scope/sell.fulfillment"
            stage.ebay_token = auth.issue_access_token(scope)
        case "an expired token":
            stage.ebay_token = auth.issue_access_token()
            auth.expire_access_tokens()
        case "a token of a consent that was withdrawn":
            stage.ebay_token = auth.issue_access_token(refresh_token=_withdrawn(stage))
        case "no token":
            stage.ebay_token = ""
        case "a token of its own, not of the seller":
            stage.ebay_token = auth.issue_application_token()
        case "a token that nobody issued":
            stage.ebay_token = "v^1.1#i^1#f^0#p^3#r^0#t^H4sIAAAAAAAA"
        case _:
            raise ValueError(f"nobody knows {what}")


def _withdrawn(stage: Stage) -> str:
    """The refresh token of a consent of its own, beside the connector's, that is no more."""
    auth = stage.world.ebay.auth
    refresh_token = auth.authorise()
    auth.withdraw(refresh_token)
    return refresh_token


@given(parsers.parse("the seller is at home in {place}"))
def _(stage: Stage, place: str) -> None:
    country = {"the United Kingdom": "GB", "Germany": "DE", "the United States": "US"}[place]
    stage.world.ebay.settings.seller_country = country


@given(parsers.re(r"its calls are (?P<how>not signed|signed|signed and changed on their way)"))
def _(stage: Stage, how: str) -> None:
    stage.signing = how != "not signed"
    stage.tampered = how == "signed and changed on their way"


@given("it sends its token to the returns as a Bearer token")
def _(stage: Stage) -> None:
    stage.ebay_scheme = "Bearer"


@when(parsers.re(r"it gives (?P<paid>-?[\d.]+) (?P<currency>[A-Z]{3}) of the order back"))
@given(parsers.re(r"it gives (?P<paid>-?[\d.]+) (?P<currency>[A-Z]{3}) of the order back"))
def _(stage: Stage, paid: str, currency: str) -> None:
    stage.refund_by_api(
        reasonForRefund="BUYER_RETURN",
        orderLevelRefundAmount={"value": paid, "currency": currency},
    )


@when(parsers.re(r"it gives (?P<paid>-?[\d.]+) of the line (?P<sku>\S+) back"))
@given(parsers.re(r"it gives (?P<paid>-?[\d.]+) of the line (?P<sku>\S+) back"))
def _(stage: Stage, paid: str, sku: str) -> None:
    """Whatever is no SKU of the order is taken for a line item id."""
    known = {line.sku: line.id for line in stage.ebay_order.lines}
    stage.refund_by_api(
        reasonForRefund="BUYER_RETURN",
        refundItems=[
            {
                "lineItemId": known.get(sku, sku),
                "refundAmount": {"value": paid, "currency": stage.ebay_order.currency},
            }
        ],
    )


@when(parsers.parse('it gives 10.00 of the order back for the reason "{reason}"'))
def _(stage: Stage, reason: str) -> None:
    members: dict[str, Any] = {} if reason == "none" else {"reasonForRefund": reason}
    stage.refund_by_api(**members, orderLevelRefundAmount={"value": "10.00", "currency": "USD"})


@when(parsers.parse('it gives 10.00 of order "{order_id}" back'))
def _(stage: Stage, order_id: str) -> None:
    stage.call_ebay(
        "POST",
        f"/sell/fulfillment/v1/order/{order_id}/issue_refund",
        {
            "reasonForRefund": "BUYER_RETURN",
            "orderLevelRefundAmount": {"value": "10.00", "currency": "USD"},
        },
    )


@when(parsers.parse('it lists orders with the filter "{text}"'))
def _(stage: Stage, text: str) -> None:
    stage.call_ebay("GET", "/sell/fulfillment/v1/order", params={"filter": text})


@when(parsers.parse('it lists orders where {name} is "{value}"'))
def _(stage: Stage, name: str, value: str) -> None:
    stage.call_ebay("GET", "/sell/fulfillment/v1/order", params={name: value})


@when(parsers.parse('it reads order "{order_id}"'))
def _(stage: Stage, order_id: str) -> None:
    stage.call_ebay("GET", f"/sell/fulfillment/v1/order/{order_id}")


@when("it reads the seller's transactions")
def _(stage: Stage) -> None:
    stage.call_ebay("GET", "/sell/finances/v1/transaction")


@when(parsers.parse('it reads return "{return_id}"'))
def _(stage: Stage, return_id: str) -> None:
    stage.call_ebay("GET", f"/post-order/v2/return/{return_id}")


@when(parsers.parse("it asks for a token with {what}"))
def _(stage: Stage, what: str) -> None:
    known = stage.world.credentials()
    refresh = {"grant_type": "refresh_token", "refresh_token": known["EBAY_REFRESH_TOKEN"]}
    match what:
        case "a wrong secret":
            stage.ask_for_token(refresh, (known["EBAY_CLIENT_ID"], "PRD-0000-wrong"))
        case "another scope than the seller allowed":
            scope = "https://api.ebay.com/oauth/api_scope/buy.order"
            stage.ask_for_token({**refresh, "scope": scope})
        case "a refresh token that nobody issued":
            stage.ask_for_token({**refresh, "refresh_token": "v^1.1#nobody"})
        case "the refresh token of a consent that was withdrawn":
            stage.ask_for_token({**refresh, "refresh_token": _withdrawn(stage)})
        case _:
            raise ValueError(f"nobody knows {what}")


@then(
    parsers.re(
        r"eBay answers (?P<status>\d{3}) with error (?P<number>\d+) of (?P<domain>\w+): "
        r'"(?P<sentence>.+)"'
    )
)
def _(stage: Stage, status: str, number: str, domain: str, sentence: str) -> None:
    answer = _answer(stage)
    expect_state(answer.status, int(status), answer.said)
    error = answer.error
    expect_state((str(error["errorId"]), error["domain"]), (number, domain), answer.said)
    said = f"{error['message']} {error.get('longMessage') or ''}"
    expect_text(said, sentence, what="the sentence of eBay's error")


@then(parsers.parse('the error stands in "{envelope}"'))
def _(stage: Stage, envelope: str) -> None:
    expect_state(_answer(stage).envelope, envelope, "where eBay's error stands")


@then(parsers.parse('eBay answers {status:d} and refuses a token: "{error}", "{description}"'))
def _(stage: Stage, status: int, error: str, description: str) -> None:
    answer = _answer(stage)
    expect_state(answer.status, status, answer.said)
    found = (answer.body.get("error"), answer.body.get("error_description"))
    expect_state(found, (error, description), "what the token endpoint says")


@then(parsers.re(r'eBay answers (?P<status>\d{3})( and says "(?P<word>[A-Z]+)")?'))
@given(parsers.re(r'eBay answers (?P<status>\d{3})( and says "(?P<word>[A-Z]+)")?'))
def _(stage: Stage, status: str, word: str | None) -> None:
    answer = _answer(stage)
    expect_state(answer.status, int(status), answer.said)
    if word:
        expect_state(answer.body.get("refundStatus"), word, "refundStatus")


def _answer(stage: Stage) -> EbayAnswer:
    if stage.ebay_answer is None:
        raise StateDiffers("nobody has called eBay")
    return stage.ebay_answer


@then("every list of orders asked for a window that begins and ends with its time of day")
def _(stage: Stage) -> None:
    """`lastmodifieddate:[2026-11-24T09:00:00.000Z..2026-11-24T09:10:00.000Z]`"""
    asked = [
        httpx.URL(each.url).params.get("filter", "")
        for each in stage.world.exchanges
        if httpx.URL(each.url).path == "/sell/fulfillment/v1/order"
    ]
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    window = re.compile(rf"lastmodifieddate:\[{moment}\.\.{moment}\]")
    odd = [each for each in asked if not window.fullmatch(each)]
    expect_state((bool(asked), odd), (True, []), "filters of lists without their time of day")


@then(parsers.parse('the remedy of the retrieval says "{words}"'))
def _(stage: Stage, words: str) -> None:
    problem = stage.retrieval.problem if stage.retrieval else None
    expect_text(problem.remedy if problem else None, words, what="the remedy")
