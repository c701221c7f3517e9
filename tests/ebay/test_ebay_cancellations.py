"""Cancellations: a paid order is refunded in full, and CANCELED when the money is back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.ebay.errors import PostOrderError
from sandbox.ebay.rules import cancellations
from sandbox.ebay.wire.post_order import cancellation_document, cancellation_summary, eligibility

D = Decimal


def test_the_seller_cancels_a_paid_order(account: Any) -> None:
    order = account.sold()
    asked = account.desk.cancel(order.id)
    assert (asked.state, asked.status) == ("REFUND_PENDING", "CANCEL_PENDING")
    assert account.document(order)["cancelStatus"] == {
        "cancelState": "IN_PROGRESS",
        "cancelRequests": [],
    }
    account.later(minutes=1)
    done = account.desk.cancellation(asked.id)
    assert (done.state, done.status) == ("CLOSED", "CANCEL_CLOSED_WITH_REFUND")
    told = account.document(order, full=True)
    assert told["cancelStatus"] == {
        "cancelState": "CANCELED",
        "cancelRequests": [
            {
                "cancelReason": "OUT_OF_STOCK_OR_CANNOT_FULFILL",
                "cancelRequestedDate": "2026-11-24T09:00:00.000Z",
                "cancelInitiator": "Seller",
                "cancelRequestId": "5200000001",
                "cancelRequestState": "COMPLETED",
                "cancelCompletedDate": "2026-11-24T09:01:00.000Z",
            }
        ],
        "cancelledDate": "2026-11-24T09:01:00.000Z",
    }
    assert told["orderPaymentStatus"] == "FULLY_REFUNDED"
    assert told["paymentSummary"]["totalDueSeller"]["value"] == "-0.44"
    (refund,) = account.desk.refunds(order.id)
    assert (refund.gross, refund.reason) == (D("45.00"), "SELLER_CANCEL")
    summary = cancellation_summary(account, done)
    assert summary["requestRefundAmount"] == {"value": D("45.0"), "currency": "USD"}
    assert (summary["paymentStatus"], summary["cancelCloseReason"]) == (
        "MARK_AS_PAID",
        "FULL_REFUNDED",
    )
    detail = cancellation_document(account, done)["cancelDetail"]
    actual = detail["refundInfo"]["actualRefundDetail"]["actualRefund"]
    assert actual["totalAmount"] == {"value": D("45.0"), "currency": "USD"}
    assert actual["refundStatus"] == "SUCCESS"
    assert [
        (each["activityParty"], each["activityType"], each["stateFrom"], each["stateTo"])
        for each in detail["activityHistories"]
    ] == [
        ("SELLER", "SELLER_CREATE_CANCEL", "APPROVAL_PENDING", "REFUND_PENDING"),
        ("UNKNOWN", "SYSTEM_NOTIFY_REFUND_STATUS", "REFUND_PENDING", "CLOSED"),
    ]
    assert (
        "activityHistories" not in cancellation_document(account, done, full=False)["cancelDetail"]
    )


def test_a_switch_gives_the_fixed_fee_back_too(account: Any) -> None:
    account.settings.cancellation_returns_fixed_fee = True
    order = account.sold()
    account.desk.cancel(order.id)
    account.later(minutes=1)
    assert account.document(order)["paymentSummary"]["totalDueSeller"]["value"] == "0.0"


def test_an_unpaid_order_is_cancelled_at_once(account: Any) -> None:
    order = account.desk.place_order({"EB-TENT": 1}, pending=True)
    asked = account.desk.cancel(order.id)
    assert asked.status == "CANCEL_CLOSED_NO_REFUND"
    assert account.document(order)["cancelStatus"]["cancelState"] == "CANCELED"
    assert account.desk.refunds(order.id) == []
    account.not_offered(lambda: account.desk.pay(order.id))


def test_the_buyer_asks_and_the_seller_agrees(account: Any) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_to_cancel(order.id)
    assert (asked.state, asked.status) == ("APPROVAL_PENDING", "CANCEL_REQUESTED")
    assert account.document(order)["cancelStatus"]["cancelState"] == "IN_PROGRESS"
    account.desk.answer_cancellation(asked.id)
    account.later(minutes=1)
    assert account.desk.cancellation(asked.id).status == "CANCEL_CLOSED_WITH_REFUND"
    (refund,) = account.desk.refunds(order.id)
    assert refund.reason == "BUYER_CANCEL"


@pytest.mark.parametrize("waits", [True, False])
def test_the_seller_refuses_or_says_nothing(account: Any, waits: bool) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_to_cancel(order.id)
    if waits:
        account.later(days=3)
    else:
        account.desk.answer_cancellation(asked.id, approve=False)
    found = account.desk.cancellation(asked.id)
    reason = "SELLER_APPROVE_TIMEOUT_PAID" if waits else "SELLER_DECLINE"
    assert (found.status, found.close_reason) == ("CANCEL_REJECTED", reason)
    shown = account.document(order, full=True)["cancelStatus"]
    assert shown["cancelState"] == "NONE_REQUESTED"
    assert shown["cancelRequests"][0]["cancelRequestState"] == "REJECTED"
    assert account.desk.refunds(order.id) == []


def test_a_refund_that_fails_is_tried_again(account: Any) -> None:
    order = account.sold()
    account.settings.refund_outcome = "FAILED"
    asked = account.desk.cancel(order.id)
    account.later(minutes=1)
    assert account.desk.cancellation(asked.id).state == "REFUND_FAILED_RETRY"
    account.settings.refund_outcome = "REFUNDED"
    account.desk.answer_cancellation(asked.id)
    account.later(minutes=1)
    assert account.desk.cancellation(asked.id).state == "CLOSED"
    assert account.document(order)["cancelStatus"]["cancelState"] == "CANCELED"


def test_the_money_does_not_come(account: Any) -> None:
    order = account.sold()
    account.settings.refund_funding = 34926
    assert account.refused(lambda: account.desk.cancel(order.id)) == 1764


def test_paid_elsewhere_the_buyer_confirms(account: Any) -> None:
    order = account.desk.place_order({"EB-TENT": 1}, managed=False)
    asked = account.desk.cancel(order.id)
    assert asked.state == "CONFIRM_REFUND_PENDING"
    assert account.desk.buyer_confirms_refund(asked.id).status == "CANCEL_CLOSED_WITH_REFUND"
    assert account.document(order)["cancelStatus"]["cancelState"] == "CANCELED"


def test_after_a_part_was_refunded_the_rest_goes_back(account: Any, one_item: Any) -> None:
    order = account.sold()
    account.issue(order, one_item(order.lines[0].id))
    account.later(minutes=1)
    asked = account.desk.cancel(order.id)
    assert asked.amount == D("35.00")
    account.later(minutes=1)
    assert account.desk.remaining(order.id) == D("0.00")


def test_when_all_was_given_back_meanwhile_nothing_more_goes(account: Any) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_to_cancel(order.id)
    account.desk.seller_refunds(order.id)
    account.later(minutes=1)
    done = account.desk.answer_cancellation(asked.id)
    assert (done.status, done.refund) == ("CANCEL_CLOSED_WITH_REFUND", "")
    assert account.document(order)["cancelStatus"]["cancelState"] == "CANCELED"
    assert len(account.desk.refunds(order.id)) == 1


def _item(order: Any, eligible: bool) -> dict[str, Any]:
    [line] = order.lines
    return {"itemId": line.item, "transactionId": line.transaction, "eligible": eligible}


def test_what_stands_in_the_way(account: Any) -> None:
    shipped, returned, refunded, late = (account.sold() for _ in range(4))
    account.later(days=31)
    assert cancellations.hindrances(account, account.order(late)) == ["CANCEL_WINDOW_ELAPSED"]
    account.settings.cancellation_days = 60
    account.desk.ship(shipped.id)
    account.desk.buyer_asks_return(returned.id)
    account.desk.seller_refunds(refunded.id)
    assert cancellations.hindrances(account, account.order(shipped)) == [
        "ITEM_LEVEL_ELIGIBILITY_FAILURE"
    ]
    assert cancellations.hindrances(account, account.order(returned)) == ["CASE_EXIST"]
    assert cancellations.hindrances(account, account.order(refunded)) == [
        "REFUND_IN_PROGRESS",
        "FULL_REFUNDED_ORDER",
    ]
    assert eligibility(account, account.order(late)) == {
        "legacyOrderId": late.id,
        "eligible": True,
        "eligibleCancelReason": [
            "OUT_OF_STOCK_OR_CANNOT_FULFILL",
            "BUYER_ASKED_CANCEL",
            "ADDRESS_ISSUES",
        ],
        "itemEligibilityResult": [_item(late, True)],
    }
    assert eligibility(account, account.order(shipped)) == {
        "legacyOrderId": shipped.id,
        "eligible": False,
        "failureReason": ["ITEM_LEVEL_ELIGIBILITY_FAILURE"],
        "itemEligibilityResult": [_item(shipped, False)],
    }
    assert account.refused(lambda: account.desk.cancel(shipped.id)) == 1620
    account.not_offered(lambda: account.desk.buyer_asks_to_cancel(shipped.id))


def test_a_buyer_has_an_hour(account: Any) -> None:
    order = account.sold()
    account.later(hours=1, seconds=1)
    said = account.not_offered(lambda: account.desk.buyer_asks_to_cancel(order.id))
    assert said == f"Order {order.id} cannot be cancelled any more."
    account.settings.buyer_cancellation_minutes = 120
    assert account.desk.buyer_asks_to_cancel(order.id).state == "APPROVAL_PENDING"


def test_wrong_words_and_wrong_turns(account: Any) -> None:
    order = account.sold()
    assert account.refused(lambda: account.desk.cancel(order.id, "WHIM")) == 1616
    assert account.refused(lambda: account.desk.cancellation("1")) == 1616
    account.not_offered(lambda: account.desk.buyer_asks_to_cancel(order.id, "WHIM"))
    asked = account.desk.cancel(order.id)
    assert account.refused(lambda: account.desk.answer_cancellation(asked.id)) == 1621
    with pytest.raises(PostOrderError):
        account.desk.answer_cancellation(asked.id, approve=False)
    assert account.refused(lambda: account.desk.cancel(order.id)) == 1620
