"""Transactions, payouts and sums over HTTP."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

MONEY = "/sell/finances/v1"
D = Decimal


@pytest.fixture
def paid(api: Any) -> Any:
    """W6 sold and refunded, then paid out; a charge for advertising stays."""
    order = api.sold()
    api.refund(order)
    api.later(hours=50)
    api.desk.pay_out()
    api.desk.charge("NON_SALE_CHARGE", D("3.00"), fee_type="AD_FEE", memo="Promoted Listings fee")
    api.later(hours=25)
    return api


def test_nothing_is_204_without_a_body(api: Any) -> None:
    for path in ("transaction", "payout", "seller_funds_summary"):
        answer = api.get(f"{MONEY}/{path}")
        assert (answer.status, answer.raw) == (204, b"")
    assert api.get(f"{MONEY}/payout_summary").body == {"payoutCount": 0, "transactionCount": 0}


def test_amounts_have_no_sign_and_the_newest_come_first(paid: Any) -> None:
    page = paid.get(f"{MONEY}/transaction").body
    assert list(page) == ["href", "limit", "offset", "total", "transactions"]
    assert (page["limit"], page["offset"], page["total"]) == (20, 0, 3)
    rows = [
        (each["transactionType"], each["bookingEntry"], each["amount"]["value"])
        for each in page["transactions"]
    ]
    assert rows == [
        ("NON_SALE_CHARGE", "DEBIT", "3.0"),
        ("REFUND", "DEBIT", "8.51"),
        ("SALE", "CREDIT", "37.84"),  # 45.00 less 7.16 of fees
    ]
    old = paid.get(f"{MONEY}/transaction", sort="transactionDate").body["transactions"]
    assert [each["transactionType"] for each in old] == ["SALE", "REFUND", "NON_SALE_CHARGE"]


def test_a_sale_is_net_of_its_fees(paid: Any) -> None:
    order = paid.ebay.records.orders_by_creation.between()
    [sold] = order
    query = {"filter": f"orderId:{{{sold.id}}}", "limit": "1"}
    page = paid.get(f"{MONEY}/transaction", **query).body
    assert page["total"] == 2
    assert len(page["transactions"]) == 2  # the limit says nothing then
    sale = page["transactions"][1]
    assert sale["transactionId"] == sale["orderId"] == sold.id
    assert sale["totalFeeBasisAmount"]["value"] == "45.0"
    assert sale["totalFeeAmount"]["value"] == "7.16"
    assert sale["ebayCollectedTaxAmount"]["value"] == "3.71"
    assert sale["orderLineItems"][0]["feeBasisAmount"]["value"] == "48.71"
    assert sale["transactionStatus"] == "PAYOUT"


def test_filters_repeat_or_come_with_commas(paid: Any) -> None:
    head = {"authorization": f"Bearer {paid.token}"}
    start = "transactionDate:%5B2026-11-24T00:00:00.000Z..%5D"
    base = f"https://apiz.ebay.com{MONEY}/transaction?filter={start}"
    for tail in ("&filter=transactionType:%7BREFUND%7D", ",transactionType:%7BREFUND%7D"):
        found = paid.send("GET", base + tail, b"", head).body
        assert [each["transactionType"] for each in found["transactions"]] == ["REFUND"]
        assert found["href"] == f"{base}{tail}&limit=20&offset=0"


def test_pages(paid: Any) -> None:
    page = paid.get(f"{MONEY}/transaction", limit="1", offset="1").body
    start = f"https://apiz.ebay.com{MONEY}/transaction?limit=1"
    assert (page["next"], page["prev"]) == (f"{start}&offset=2", f"{start}&offset=0")
    assert paid.get(f"{MONEY}/transaction", offset="3").status == 204


@pytest.mark.parametrize(
    ("path", "query", "number"),
    [
        ("transaction", {"limit": "1001"}, 135003),
        ("transaction", {"offset": "x"}, 135003),
        ("transaction", {"sort": "amount"}, 135005),
        ("transaction", {"filter": "transactionType:{GIFT}"}, 135006),
        ("transaction", {"filter": "transactionStatus:{GONE}"}, 135007),
        ("transaction", {"filter": "transactionDate:[yesterday..]"}, 135008),
        ("transaction", {"filter": "transactionId:{1}"}, 135009),
        ("transaction_summary", {}, 135011),
        ("transaction_summary", {"filter": "transactionType:{GIFT}"}, 135011),
        ("payout", {"filter": "payoutStatus:{LOST}"}, 135002),
        ("payout", {"limit": "201"}, 135003),
        ("payout", {"filter": "payoutDate:2026"}, 135004),
        ("payout", {"sort": "amount"}, 135005),
        ("payout_summary", {"filter": "payoutStatus:{LOST}"}, 135002),
    ],
)
def test_questions_that_are_refused(
    api: Any, path: str, query: dict[str, str], number: int
) -> None:
    answer = api.refused(400, number, lambda: api.get(f"{MONEY}/{path}", **query))
    assert answer.error["domain"] == "API_FINANCES"


def test_a_payout_and_what_is_in_it(paid: Any) -> None:
    page = paid.get(f"{MONEY}/payout").body
    [shown] = page["payouts"]
    assert shown["amount"] == {"value": "29.33", "currency": "USD"}
    assert (shown["payoutStatus"], shown["transactionCount"]) == ("SUCCEEDED", 2)
    assert paid.get(f"{MONEY}/payout/{shown['payoutId']}").body == shown
    inside = paid.get(f"{MONEY}/transaction", filter=f"payoutId:{{{shown['payoutId']}}}").body
    assert inside["total"] == 2
    totals = paid.get(f"{MONEY}/payout_summary", filter="payoutStatus:{SUCCEEDED}").body
    assert totals == {
        "payoutCount": 1,
        "transactionCount": 2,
        "amount": {"value": "29.33", "currency": "USD"},
    }
    missing = paid.refused(404, 135001, lambda: paid.get(f"{MONEY}/payout/1"))
    assert missing.error["message"] == "The payout id was not found."


def test_what_is_left(paid: Any) -> None:
    left = paid.get(f"{MONEY}/seller_funds_summary").body
    assert left["totalFunds"]["value"] == left["availableFunds"]["value"] == "-3.0"
    british = paid.get(
        f"{MONEY}/seller_funds_summary", headers={"x-ebay-c-marketplace-id": "EBAY_GB"}
    )
    assert british.status == 204


def test_a_summary_by_type(paid: Any) -> None:
    sums = paid.get(f"{MONEY}/transaction_summary", filter="transactionStatus:{PAYOUT}").body
    assert (sums["creditCount"], sums["creditAmount"]["value"]) == (1, "37.84")
    assert (sums["refundCount"], sums["refundBookingEntry"]) == (1, "DEBIT")
    assert sums["nonSaleChargeCount"] == 0


def test_a_transfer(api: Any) -> None:
    made = api.desk.charge("TRANSFER", D("12.50"))
    shown = api.get(f"{MONEY}/transfer/{made.id}").body
    assert shown["transferAmount"] == {"value": "12.5", "currency": "USD"}
    api.refused(404, 135012, lambda: api.get(f"{MONEY}/transfer/1"))


def test_money_needs_its_scope_and_its_host(api: Any) -> None:
    api.sold()
    token = api.ebay.auth.issue_access_token(
        "https://api.ebay.com/oauth/api_scope/sell.fulfillment"
    )
    for path in ("transaction", "payout", "payout/1", "transfer/1", "seller_funds_summary"):
        assert api.get(f"{MONEY}/{path}", token=token).status == 403
    assert api.get(f"{MONEY}/transaction", host="api.ebay.com").status == 404
    assert api.get("/sell/fulfillment/v1/order", host="apiz.ebay.com").status == 200
