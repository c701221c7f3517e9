"""Returns: who must act until when, and what happens when nobody does."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox.ebay.desk import Wanted
from sandbox.ebay.errors import PostOrderError
from sandbox.ebay.rules import returns
from sandbox.ebay.rules.returns import Itemised
from sandbox.ebay.wire.post_order import return_document, return_summary

D = Decimal
ORIGIN = "https://api.ebay.com"


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_request_waits_for_the_seller(account: Any) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_return(order.id, comments="Too small")
    assert (asked.state, asked.due_by, asked.due) == ("RETURN_REQUESTED", "SELLER", at(27))
    assert asked.estimated == D("40.00")  # who changed their mind pays the shipping
    told = return_summary(account, asked, ORIGIN)
    assert told["returnId"] == "5300000001"
    assert told["status"] == "RETURN_REQUESTED"
    assert told["creationInfo"] == {
        "item": {
            "returnQuantity": 1,
            "itemId": "256100000001",
            "transactionId": order.lines[0].transaction,
        },
        "type": "MONEY_BACK",
        "reason": "NO_LONGER_NEED_ITEM",
        "reasonType": "REMORSE",
        "comments": {"content": "Too small"},
        "creationDate": {
            "value": "2026-11-24T09:00:00.000Z",
            "formattedValue": "2026-11-24T09:00:00.000Z",
        },
    }
    assert told["sellerTotalRefund"] == {
        "estimatedRefundAmount": {"value": D("40.0"), "currency": "USD"}
    }
    assert told["sellerResponseDue"]["respondByDate"]["value"] == "2026-11-27T09:00:00.000Z"


def test_what_is_not_as_described_is_worth_the_shipping_too(account: Any) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_return(order.id, reason="ARRIVED_DAMAGED")
    assert (asked.reason_type, asked.estimated) == ("SNAD", D("45.00"))
    with pytest.raises(PostOrderError) as raised:
        account.desk.answer_return(asked.id, "DECLINE")
    assert raised.value.error_id == 1616


def test_from_the_request_to_the_money(account: Any) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_return(order.id)
    account.later(days=1)
    assert account.desk.answer_return(asked.id).state == "ITEM_READY_TO_SHIP"
    account.later(days=1)
    assert account.desk.buyer_sends_return(asked.id, "USPS", "9400").state == "ITEM_SHIPPED"
    account.later(days=3)
    assert account.desk.return_arrives(asked.id).state == "ITEM_DELIVERED"
    refund = account.desk.refund_return(asked.id)
    assert (refund.status, refund.source, refund.gross) == ("PENDING", "RETURN", D("40.00"))
    assert account.desk.return_request(asked.id).state == "REFUND_INITIATED"
    account.later(minutes=1)
    done = account.desk.return_request(asked.id)
    assert (done.state, done.close_reason, done.refund) == ("CLOSED", "REFUNDED", refund.id)
    told = return_document(account, done, ORIGIN, full=True)
    actual = told["detail"]["refundInfo"]["actualRefundDetail"]["actualRefund"]
    assert actual["totalAmount"] == {"value": D("40.0"), "currency": "USD"}
    assert actual["refundStatus"] == "SUCCESS"
    assert told["summary"]["sellerTotalRefund"]["actualRefundAmount"]["value"] == D("40.0")
    # 3.71 x 40 / 45 = 3.30 of tax on top
    assert told["summary"]["buyerTotalRefund"]["actualRefundAmount"]["value"] == D("43.3")
    (line,) = account.document(order)["lineItems"]
    assert [each["amount"]["value"] for each in line["refunds"]] == ["40.0"]


def test_a_seller_who_does_not_answer_has_agreed(account: Any) -> None:
    asked = account.desk.buyer_asks_return(account.sold().id)
    account.later(days=2, hours=23)
    assert account.desk.return_request(asked.id).state == "RETURN_REQUESTED"
    account.later(hours=1)
    found = account.desk.return_request(asked.id)
    assert (found.state, found.due_by) == ("ITEM_READY_TO_SHIP", "BUYER")
    assert found.due == at(12, month=12)


def test_a_buyer_who_sends_nothing_has_given_up(account: Any) -> None:
    asked = account.desk.buyer_asks_return(account.sold().id)
    account.desk.answer_return(asked.id)
    account.later(days=15)
    found = account.desk.return_request(asked.id)
    assert (found.state, found.close_reason) == ("CLOSED", "BUYER_DID_NOT_SHIP")
    assert not found.refund


def test_what_lies_with_the_seller_ebay_refunds(account: Any) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_return(order.id)
    account.desk.answer_return(asked.id)
    account.desk.return_arrives(asked.id)
    account.later(days=2)
    assert account.desk.return_request(asked.id).state == "REFUND_INITIATED"
    account.later(minutes=1)
    assert account.desk.return_request(asked.id).state == "CLOSED"
    assert account.desk.remaining(order.id) == D("5.00")


def test_who_acts_in_time_hears_nothing_of_the_old_deadline(account: Any) -> None:
    asked = account.desk.buyer_asks_return(account.sold().id)
    account.later(days=2)
    account.desk.answer_return(asked.id)
    account.later(days=14)
    assert account.desk.return_request(asked.id).state == "ITEM_READY_TO_SHIP"


def test_an_offer_is_taken(account: Any) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_return(order.id)
    account.desk.answer_return(asked.id, "OFFER_PARTIAL_REFUND", partial=D("10.00"))
    account.desk.buyer_accepts_offer(asked.id)
    assert account.desk.return_request(asked.id).state == "PARTIAL_REFUND_INITIATED"
    account.later(minutes=1)
    assert account.desk.return_request(asked.id).state == "CLOSED"
    assert account.desk.remaining(order.id) == D("35.00")


def test_an_offer_of_what_is_gone_meanwhile(account: Any) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_return(order.id)
    account.desk.answer_return(asked.id, "OFFER_PARTIAL_REFUND", partial=D("10.00"))
    account.desk.seller_refunds(order.id, D("36.00"))
    said = account.not_offered(lambda: account.desk.buyer_accepts_offer(asked.id))
    assert said == "10.00 was offered; there are 9.00 left."


def test_an_offer_lapses(account: Any) -> None:
    asked = account.desk.buyer_asks_return(account.sold().id)
    account.desk.answer_return(asked.id, "OFFER_PARTIAL_REFUND", partial=D("10.00"))
    account.later(days=3)
    assert account.desk.return_request(asked.id).state == "RETURN_REQUESTED"


def parts(**amounts: str) -> list[Itemised]:
    return [Itemised(type=name, amount=D(value)) for name, value in amounts.items()]


WRONG = [
    (parts(PURCHASE_PRICE="10.00"), "9.00", "USD", "totalAmount"),
    (parts(PURCHASE_PRICE="45.01"), "45.01", "USD", "totalAmount"),
    (parts(PURCHASE_PRICE="0"), "0", "USD", "totalAmount"),
    (parts(PURCHASE_PRICE="1.001"), "1.001", "USD", "totalAmount"),
    (parts(GIFT="10.00"), "10.00", "USD", "refundFeeType"),
    (parts(PURCHASE_PRICE="-10.00"), "-10.00", "USD", "refundAmount"),
    (parts(PURCHASE_PRICE="10.00"), "10.00", "EUR", "currency"),
]


@pytest.mark.parametrize(("itemised", "total", "currency", "parameter"), WRONG)
def test_a_refund_that_does_not_add_up(
    account: Any, itemised: list[Itemised], total: str, currency: str, parameter: str
) -> None:
    asked = account.desk.buyer_asks_return(account.sold().id)
    before = account.store.fingerprint("ebay.")
    with pytest.raises(PostOrderError) as raised:
        returns.issue_refund(account, asked, itemised, D(total), currency)
    assert (raised.value.error_id, raised.value.parameters) == (1616, {"parameter": parameter})
    assert account.store.fingerprint("ebay.") == before


def test_a_restocking_fee_is_taken_off(account: Any) -> None:
    asked = account.desk.buyer_asks_return(account.sold().id)
    fees = parts(PURCHASE_PRICE="40.00", RESTOCKING_FEE="4.00")
    assert returns.issue_refund(account, asked, fees, D("36.00"), "USD").gross == D("36.00")
    assert account.desk.return_request(asked.id).state == "LESS_THAN_A_FULL_REFUND_ISSUED"


def test_the_money_does_not_come(account: Any) -> None:
    asked = account.desk.buyer_asks_return(account.sold().id)
    account.settings.refund_funding = 34927
    assert account.refused(lambda: account.desk.refund_return(asked.id)) == 1764
    account.settings.refund_funding = 0
    account.settings.refund_outcome = "FAILED"
    account.desk.refund_return(asked.id)
    account.later(minutes=1)
    assert account.desk.return_request(asked.id).state == "REFUND_FAILED"
    account.settings.refund_outcome = "REFUNDED"
    account.desk.refund_return(asked.id)
    account.later(minutes=1)
    assert account.desk.return_request(asked.id).state == "CLOSED"


def test_ebay_refunds_what_failed_and_nobody_tried_again(account: Any) -> None:
    order = account.sold()
    asked = account.desk.buyer_asks_return(order.id)
    account.settings.refund_outcome = "FAILED"
    account.desk.refund_return(asked.id, D("10.00"))
    account.later(minutes=1)
    found = account.desk.return_request(asked.id)
    assert (found.state, found.due_by, found.due) == ("REFUND_FAILED", "SELLER", at(26, 9, 1))
    account.settings.refund_outcome = "REFUNDED"
    account.later(days=2, minutes=1)
    assert account.desk.return_request(asked.id).state == "CLOSED"
    assert account.desk.remaining(order.id) == D("5.00")


def test_after_the_end_nothing_is_refunded(account: Any) -> None:
    asked = account.desk.buyer_asks_return(account.sold().id)
    account.desk.buyer_closes_return(asked.id)
    assert account.refused(lambda: account.desk.refund_return(asked.id)) == 1626


def test_a_refund_on_request_is_a_return_that_is_refunded(account: Any) -> None:
    order = account.sold()
    refund = account.desk.refund_on_request(order.id, D("10.00"))
    assert (refund.source, refund.gross, refund.net) == ("RETURN", D("10.00"), D("8.51"))
    account.later(minutes=1)
    (found,) = account.records.returns_by_order.find(order.id)
    assert (found.state, found.refund) == ("CLOSED", refund.id)


def test_units_in_two_returns(account: Any) -> None:
    order = account.desk.place_order([Wanted(sku="EB-SOCK-L", quantity=3, price=D("3.33"))])
    first = account.desk.buyer_asks_return(order.id, quantity=1)
    second = account.desk.buyer_asks_return(order.id, quantity=2)
    assert (first.estimated, second.estimated) == (D("3.33"), D("6.66"))
    said = account.not_offered(lambda: account.desk.buyer_asks_return(order.id, quantity=1))
    assert said == "0 of EB-SOCK-L can be returned."


def test_who_kept_the_goods_for_a_part_may_ask_again(account: Any) -> None:
    order = account.sold()
    account.desk.refund_on_request(order.id, D("10.00"))
    account.later(minutes=1)
    refund = account.desk.refund_on_request(order.id)
    assert refund.gross == D("35.00")
    account.later(minutes=1)
    said = account.not_offered(lambda: account.desk.refund_on_request(order.id))
    assert said == "0 of EB-TENT can be returned."


def test_nothing_to_return(account: Any) -> None:
    order = account.desk.place_order({"EB-TENT": 1}, pending=True)
    account.not_offered(lambda: account.desk.buyer_asks_return(order.id))
    account.desk.pay(order.id)
    account.not_offered(lambda: account.desk.buyer_asks_return(order.id, "EB-LAMP"))
    account.not_offered(lambda: account.desk.buyer_asks_return(order.id, reason="WHIM"))


def test_an_unknown_return(account: Any) -> None:
    assert account.refused(lambda: account.desk.return_request("1")) == 1616
