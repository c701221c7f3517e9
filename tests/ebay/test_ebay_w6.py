"""W6: tax that the marketplace collects. 8.51 and 10.82 are the wrong answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.ebay.desk import Wanted

D = Decimal
USD = "USD"


def usd(value: str) -> dict[str, str]:
    return {"value": value, "currency": USD}


@pytest.fixture
def refunded(account: Any, one_item: Any) -> Any:
    """10.00 of 45.00 given back, and the refund is through."""
    order = account.sold()
    account.issue(order, one_item(order.lines[0].id))
    account.later(minutes=2)
    return account, order


def test_the_order_is_worth_45_to_the_seller_and_the_tax_stands_beside(account: Any) -> None:
    told = account.document(account.sold())
    assert told["pricingSummary"] == {
        "priceSubtotal": usd("40.0"),
        "deliveryCost": usd("5.0"),
        "total": usd("45.0"),
    }
    line = told["lineItems"][0]
    assert line["total"] == usd("45.0")
    assert line["taxes"] == []
    assert line["ebayCollectAndRemitTaxes"] == [
        {"taxType": "STATE_SALES_TAX", "amount": usd("3.71"), "collectionMethod": "NET"}
    ]
    assert told["ebayCollectAndRemitTax"] is True
    assert told["totalFeeBasisAmount"] == usd("48.71")  # what the buyer paid


def test_the_breakdown_puts_the_tax_into_the_totals(account: Any) -> None:
    told = account.document(account.sold(), tax_breakdown=True)
    assert told["pricingSummary"]["tax"] == usd("3.71")
    assert told["pricingSummary"]["total"] == usd("48.71")
    assert told["lineItems"][0]["total"] == usd("48.71")
    assert told["lineItems"][0]["taxes"] == [{"taxType": "STATE_SALES_TAX", "amount": usd("3.71")}]


def test_under_the_line_the_refund_is_gross(refunded: Any) -> None:
    account, order = refunded
    (line,) = account.document(order)["lineItems"]
    assert [each["amount"] for each in line["refunds"]] == [usd("10.0")]


def test_under_the_order_it_is_net_of_the_fee_that_comes_back(refunded: Any) -> None:
    account, order = refunded
    (given,) = account.document(order)["paymentSummary"]["refunds"]
    assert given["amount"] == usd("8.51")
    assert given["refundStatus"] == "REFUNDED"
    assert given["refundReferenceId"] == given["refundId"]


def test_the_buyer_gets_the_tax_on_top(refunded: Any) -> None:
    account, order = refunded
    (refund,) = account.desk.refunds(order.id)
    assert (refund.gross, refund.collected_tax) == (D("10.00"), D("0.82"))
    assert refund.gross + refund.collected_tax == D("10.82")
    assert refund.fee_credit == D("1.49")


@pytest.mark.parametrize(("value", "answer"), [("40.00", 34924), ("35.01", 34924)])
def test_what_is_left_is_35(refunded: Any, one_item: Any, value: str, answer: int) -> None:
    account, order = refunded
    line = order.lines[0].id
    assert account.refused(lambda: account.issue(order, one_item(line, value))) == answer
    assert account.desk.remaining(order.id) == D("35.00")


def test_the_rest_of_35_is_given_and_no_more(refunded: Any, one_item: Any) -> None:
    account, order = refunded
    line = order.lines[0].id
    account.issue(order, one_item(line, "35.00"))
    account.later(minutes=2)
    told = account.document(order)
    assert told["orderPaymentStatus"] == "FULLY_REFUNDED"
    assert told["cancelStatus"]["cancelState"] == "NONE_REQUESTED"
    assert [refund.collected_tax for refund in account.desk.refunds(order.id)] == [
        D("0.82"),
        D("2.89"),  # 3.71 in all
    ]
    # the fixed fee is all that the sale has cost
    assert told["paymentSummary"]["totalDueSeller"] == usd("-0.44")
    assert account.refused(lambda: account.issue(order, one_item(line, "0.01"))) == 34917


# Recorded orders: total, collected tax, rate that fits, refund, and the figures they show.
RECORDED = [
    pytest.param("59.73", "10.00", "4.62", "13.967", None, id="sold with tax"),
    pytest.param("143.98", "0.00", "11.16", "13.967", "143.98", id="full refund"),
    pytest.param("192.87", "0.00", "0.00", "13.8", "50.00", id="partial refund"),
]
SHOWN = {
    "sold with tax": ("69.73", "74.35", "10.82", "58.91", None, "58.91", "PAID"),
    "full refund": ("143.98", "155.14", "22.11", "121.87", "122.31", "-0.44", "FULLY_REFUNDED"),
    "partial refund": (
        "192.87", "192.87", "27.06", "165.81", "43.1", "122.71", "PARTIALLY_REFUNDED"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("price", "shipping", "tax", "rate", "refund"), RECORDED)
def test_the_recorded_orders_come_out(
    account: Any,
    request: pytest.FixtureRequest,
    price: str,
    shipping: str,
    tax: str,
    rate: str,
    refund: str | None,
) -> None:
    account.desk.list_product("EB-REC", "Camera lens", D(price), fee_percent=D(rate))
    wanted = Wanted(sku="EB-REC", shipping=D(shipping), collected_tax=D(tax))
    order = account.desk.place_order([wanted])
    if refund is not None:
        body = {"reasonForRefund": "OTHER_ADJUSTMENT", "orderLevelRefundAmount": usd(refund)}
        account.issue(order, body)
        account.later(minutes=2)
    told = account.document(order)
    name = request.node.callspec.id
    total, basis, fee, payment, net, due, status = SHOWN[name]
    summary = told["paymentSummary"]
    assert told["pricingSummary"]["total"]["value"] == total
    assert told["totalFeeBasisAmount"]["value"] == basis
    assert told["totalMarketplaceFee"]["value"] == fee
    assert summary["payments"][0]["amount"]["value"] == payment
    assert [each["amount"]["value"] for each in summary["refunds"]] == ([net] if net else [])
    assert summary["totalDueSeller"]["value"] == due
    assert told["orderPaymentStatus"] == status
    assert told["cancelStatus"]["cancelState"] == "NONE_REQUESTED"
    line = told["lineItems"][0]
    if refund is None:
        assert "refunds" not in line
    else:
        assert [D(each["amount"]["value"]) for each in line["refunds"]] == [D(refund)]
