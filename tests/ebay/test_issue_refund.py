"""`issue_refund`: every number it refuses with, what it writes, and how it ends."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.ebay.desk import Wanted
from sandbox.ebay.errors import AccessError, FulfillmentError
from sandbox.ebay.rules.requests import refund_request

D = Decimal
TEN = {"value": "10.00", "currency": "USD"}


def total(value: Any = "10.00", currency: str = "USD", **more: Any) -> dict[str, Any]:
    return {
        "reasonForRefund": "OTHER_ADJUSTMENT",
        "orderLevelRefundAmount": {"value": value, "currency": currency},
        **more,
    }


def items(*each: Any) -> dict[str, Any]:
    return {"reasonForRefund": "BUYER_RETURN", "refundItems": list(each)}


LINE = {"lineItemId": "1"}
LEGACY = {"legacyItemId": "1", "legacyTransactionId": "2"}
SHAPES = [
    (None, 34902),
    ({}, 34902),
    ({"orderLevelRefundAmount": TEN}, 34903),
    ({"reasonForRefund": "", "orderLevelRefundAmount": TEN}, 34903),
    ({"reasonForRefund": "BUYER_RETURN"}, 34905),
    (items(), 34905),
    (total() | {"refundItems": [{**LINE, "refundAmount": TEN}]}, 34905),
    (total(None), 34906),
    (total(""), 34906),
    (items(LINE), 34906),
    ({"reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": {"currency": "USD"}}, 34906),
    (total("ten"), 34907),
    (total("NaN"), 34907),
    (total("Infinity"), 34907),
    (total("10.00", ""), 34908),
    ({"reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": {"value": "1.00"}}, 34908),
    (items({"refundAmount": TEN}), 34910),
    (items({"refundAmount": TEN, "legacyReference": {"legacyTransactionId": "2"}}), 34911),
    (items({"refundAmount": TEN, "legacyReference": {"legacyItemId": "1"}}), 34912),
    (total(comment="x" * 1001), 34921),
]


@pytest.mark.parametrize(("body", "answer"), SHAPES)
def test_a_body_that_says_too_little(body: Any, answer: int) -> None:
    with pytest.raises(FulfillmentError) as raised:
        refund_request(body)
    assert raised.value.error_id == answer


UNREADABLE = [
    ([1], ""),
    (total() | {"reasonForRefund": "CHANGED_MY_MIND"}, "reasonForRefund"),
    (total() | {"reasonForRefund": 7}, "reasonForRefund"),
    (total() | {"comment": ["x"]}, "comment"),
    ({"reasonForRefund": "BUYER_RETURN", "refundItems": {}}, "refundItems"),
    (items("line"), "refundItems[0]"),
    (total(True), "orderLevelRefundAmount.value"),
    (total({"a": 1}), "orderLevelRefundAmount.value"),
    (items({"lineItemId": 5, "refundAmount": TEN}), "refundItems[0].lineItemId"),
]


@pytest.mark.parametrize(("body", "field"), UNREADABLE)
def test_what_cannot_be_read_stops_at_the_gateway(body: Any, field: str) -> None:
    with pytest.raises(AccessError) as raised:
        refund_request(body)
    assert raised.value.error_id == 2004
    assert raised.value.parameters == {"reason": f"Could not serialize field [{field}]"}


def test_an_amount_may_come_as_a_number(account: Any) -> None:
    order = account.sold()
    assert account.issue(order, total(D("10.5"))).gross == D("10.5")


@pytest.mark.parametrize(("order_id", "answer"), [("", 34901), (" ", 34901), ("1", 34913)])
def test_no_order(account: Any, order_id: str, answer: int) -> None:
    assert account.refused(lambda: account.issue(order_id, total())) == answer


@pytest.mark.parametrize("value", ["0", "-1.00", "10.001", "1e-3", "1e40"])
def test_an_amount_that_no_refund_has(account: Any, value: str) -> None:
    order = account.sold()
    assert account.refused(lambda: account.issue(order, total(value))) == 34907


def test_another_currency(account: Any, one_item: Any) -> None:
    order = account.sold()
    line = order.lines[0].id
    assert account.refused(lambda: account.issue(order, total("10.00", "EUR"))) == 34909
    assert account.refused(lambda: account.issue(order, one_item(line, "1.00", "GBP"))) == 34909


def test_an_item_of_another_order(account: Any, one_item: Any) -> None:
    order, other = account.sold(), account.sold()
    body = one_item(other.lines[0].id)
    assert account.refused(lambda: account.issue(order, body)) == 34914
    wrong = {"legacyItemId": "256100000001", "legacyTransactionId": "1"}
    body = items({"legacyReference": wrong, "refundAmount": TEN})
    assert account.refused(lambda: account.issue(order, body)) == 34914


def test_more_than_the_order(account: Any) -> None:
    order = account.sold()
    assert account.refused(lambda: account.issue(order, total("45.01"))) == 34915
    assert account.issue(order, total("45.00")).gross == D("45.00")


def test_more_than_the_item_in_one_or_in_two_parts(account: Any, one_item: Any) -> None:
    order = account.sold()
    line = order.lines[0].id
    assert account.refused(lambda: account.issue(order, one_item(line, "45.01"))) == 34924
    half = {"lineItemId": line, "refundAmount": {"value": "30.00", "currency": "USD"}}
    assert account.refused(lambda: account.issue(order, items(half, half))) == 34924


def test_something_is_open_between_buyer_and_seller(account: Any) -> None:
    returned, cancelled = account.sold(), account.sold()
    account.desk.buyer_asks_return(returned.id)
    account.desk.buyer_asks_to_cancel(cancelled.id)
    assert account.refused(lambda: account.issue(returned, total())) == 34916
    assert account.refused(lambda: account.issue(cancelled, total())) == 34916


def test_refunded_already(account: Any) -> None:
    order = account.sold()
    account.issue(order, total("45.00"))
    account.later(minutes=2)
    assert account.refused(lambda: account.issue(order, total())) == 34917


def test_not_paid_through_ebay(account: Any) -> None:
    order = account.desk.place_order({"EB-TENT": 1}, managed=False)
    assert account.refused(lambda: account.issue(order, total())) == 34918


def test_a_user_who_may_not(account: Any) -> None:
    order = account.sold()
    account.settings.seller_may_refund = False
    assert account.refused(lambda: account.issue(order, total())) == 34919


def test_too_late(account: Any) -> None:
    order = account.sold()
    account.later(days=90, seconds=1)
    assert account.refused(lambda: account.issue(order, total())) == 34920
    account.settings.refund_days = 180
    assert account.issue(order, total()).status == "PENDING"


def test_while_one_is_processed_there_is_no_other(account: Any) -> None:
    order = account.sold()
    account.issue(order, total())
    assert account.refused(lambda: account.issue(order, total())) == 34922
    account.later(seconds=60)
    assert account.issue(order, total()).status == "PENDING"  # nothing tells it from a repetition
    assert len(account.desk.refunds(order.id)) == 2


def test_a_kind_of_order_without_refunds(account: Any) -> None:
    order = account.desk.place_order({"EB-TENT": 1}, refundable=False)
    assert account.refused(lambda: account.issue(order, total())) == 34923


@pytest.mark.parametrize("code", [34925, 34926, 34927, 34928, 34930])
def test_the_money_does_not_come(account: Any, code: int) -> None:
    order = account.sold()
    account.settings.refund_funding = code
    assert account.refused(lambda: account.issue(order, total())) == code


def test_not_paid_yet(account: Any) -> None:
    order = account.desk.place_order({"EB-TENT": 1}, pending=True)
    assert account.refused(lambda: account.issue(order, total())) == 34929


STATUSES = {34913: 404, 34915: 400, 34916: 400, 34917: 400, 34918: 409, 34919: 409, 34920: 400,
            34922: 400, 34924: 409, 34925: 409, 34929: 409, 34930: 409}  # fmt: skip


@pytest.mark.parametrize(("code", "status"), STATUSES.items())
def test_the_status_goes_with_the_number(code: int, status: int) -> None:
    assert FulfillmentError(code).status == status


def test_it_is_pending_and_refunded_a_minute_later(account: Any) -> None:
    order = account.sold()
    refund = account.issue(order, total())
    assert (refund.id, refund.status) == ("5136618796", "PENDING")
    told = account.document(order)
    (shown,) = told["paymentSummary"]["refunds"]
    assert shown == {"amount": {"value": "8.51", "currency": "USD"}, "refundStatus": "PENDING",
                     "refundId": "5136618796"}  # fmt: skip
    assert told["orderPaymentStatus"] == "PAID"
    assert told["paymentSummary"]["totalDueSeller"]["value"] == "37.84"
    assert "refunds" not in told["lineItems"][0]
    account.later(seconds=59)
    assert account.document(order)["paymentSummary"]["refunds"] == [shown]
    account.later(seconds=1)
    told = account.document(order)
    assert told["paymentSummary"]["refunds"] == [
        {
            "refundDate": "2026-11-24T09:01:00.000Z",
            "amount": {"value": "8.51", "currency": "USD"},
            "refundStatus": "REFUNDED",
            "refundReferenceId": "5136618796",
            "refundId": "5136618796",
        }
    ]
    assert told["orderPaymentStatus"] == "PARTIALLY_REFUNDED"
    assert told["lastModifiedDate"] == "2026-11-24T09:01:00.000Z"
    assert told["paymentSummary"]["totalDueSeller"]["value"] == "29.33"
    assert told["totalMarketplaceFee"]["value"] == "7.16"  # as sold
    assert told["pricingSummary"]["total"]["value"] == "45.0"


def test_it_fails_and_all_is_as_it_was(account: Any) -> None:
    order = account.sold()
    account.settings.refund_outcome = "FAILED"
    account.issue(order, total("45.00"))
    account.later(minutes=1)
    told = account.document(order)
    (shown,) = told["paymentSummary"]["refunds"]
    assert shown["refundStatus"] == "FAILED"
    assert "refundDate" not in shown
    assert "refundReferenceId" not in shown
    assert told["orderPaymentStatus"] == "PAID"
    assert "refunds" not in told["lineItems"][0]
    assert account.desk.remaining(order.id) == D("45.00")
    account.settings.refund_outcome = "REFUNDED"
    assert account.issue(order, total("45.00")).status == "PENDING"


def test_a_switch_shows_the_line_while_it_is_pending(account: Any, one_item: Any) -> None:
    order = account.sold()
    account.issue(order, one_item(order.lines[0].id))
    account.settings.line_refunds_while_pending = True
    (shown,) = account.document(order)["lineItems"][0]["refunds"]
    assert shown == {"amount": {"value": "10.0", "currency": "USD"}, "refundId": "5136618796"}


def test_one_amount_for_the_order_goes_over_its_lines(account: Any) -> None:
    order = account.desk.place_order(
        [
            Wanted(sku="EB-LAMP", price=D("10.00"), collected_tax=D(0)),
            Wanted(sku="EB-TENT", price=D("20.00"), collected_tax=D(0)),
        ]
    )
    refund = account.issue(order, total("10.00"))
    assert [share.gross for share in refund.shares] == [D("3.33"), D("6.67")]
    account.later(minutes=1)
    refund = account.issue(order, total("20.00"))
    assert [share.gross for share in refund.shares] == [D("6.67"), D("13.33")]


def test_items_by_their_old_numbers(account: Any) -> None:
    order = account.sold()
    line = order.lines[0]
    old = {"legacyItemId": line.item, "legacyTransactionId": line.transaction}
    refund = account.issue(order, items({"legacyReference": old, "refundAmount": TEN}))
    assert [(share.line, share.gross) for share in refund.shares] == [(line.id, D("10.00"))]


def test_refunds_in_parts_give_back_every_fee_but_the_fixed_one(account: Any) -> None:
    order = account.sold()
    for value in ("7.77", "0.01", "13.13", "24.09"):
        account.issue(order, total(value))
        account.later(minutes=1)
    given = account.desk.refunds(order.id)
    assert sum(refund.collected_tax for refund in given) == D("3.71")
    assert sum(refund.fee_credit for refund in given) == D("6.72")
    assert account.document(order)["paymentSummary"]["totalDueSeller"]["value"] == "-0.44"


class TestByHandWithoutRequest:
    """External: seen under the order, net; not to be found under the line (F33)."""

    def test_by_default_only_the_order_shows_it(self, account: Any) -> None:
        order = account.sold()
        account.desk.seller_refunds(order.id, D("10.00"))
        account.later(minutes=1)
        told = account.document(order)
        assert told["paymentSummary"]["refunds"] == [
            {
                "refundDate": "2026-11-24T09:01:00.000Z",
                "amount": {"value": "8.51", "currency": "USD"},
                "refundStatus": "REFUNDED",
                "refundReferenceId": "5136618796",
            }
        ]
        assert "refunds" not in told["lineItems"][0]
        assert told["orderPaymentStatus"] == "PARTIALLY_REFUNDED"
        assert not account.records.returns_by_order.find(order.id)

    def test_a_switch_shows_all_of_it(self, account: Any) -> None:
        account.settings.external_refunds = "everywhere"
        order = account.sold()
        account.desk.seller_refunds(order.id, D("10.00"), "EB-TENT")
        account.later(minutes=1)
        (shown,) = account.document(order)["lineItems"][0]["refunds"]
        assert shown["amount"] == {"value": "10.0", "currency": "USD"}

    def test_a_switch_shows_nothing_but_the_money(self, account: Any) -> None:
        account.settings.external_refunds = "nowhere"
        order = account.sold()
        account.later(hours=1)
        account.desk.seller_refunds(order.id, D("45.00"))
        account.later(minutes=1)
        told = account.document(order)
        assert told["paymentSummary"]["refunds"] == []
        assert told["orderPaymentStatus"] == "PAID"
        assert told["lastModifiedDate"] == "2026-11-24T09:00:00.000Z"
        assert told["paymentSummary"]["totalDueSeller"]["value"] == "-0.44"
        assert "5136618796" in account.records.transactions

    def test_the_screen_refuses_more_than_is_left(self, account: Any) -> None:
        order = account.sold()
        said = account.not_offered(lambda: account.desk.seller_refunds(order.id, D("45.01")))
        assert said == "45.01 cannot be refunded; there are 45.00 left."
        account.desk.seller_refunds(order.id, D("1.00"))
        said = account.not_offered(lambda: account.desk.seller_refunds(order.id))
        assert said == f"A refund of order {order.id} is being processed."


def test_the_tax_in_what_is_due_as_documented(account: Any) -> None:
    account.settings.collected_tax_in_due_seller = True
    order = account.sold()
    summary = account.document(order)["paymentSummary"]
    assert summary["totalDueSeller"]["value"] == "41.55"  # 45.00 + 3.71 - 7.16
    assert summary["payments"][0]["amount"]["value"] == "41.55"
    account.issue(order, total("45.00"))
    account.later(minutes=1)
    assert account.document(order)["paymentSummary"]["totalDueSeller"]["value"] == "-0.44"
