"""What a notice says, in the recorded shapes."""

from __future__ import annotations

from typing import Any

from sandbox.ebay.wire.notices import notice
from sandbox.ebay.wire.post_order import return_document

USER = "y9qonyvfrqq"


def test_a_sale_is_told_line_by_line(account: Any) -> None:
    order = account.desk.place_order({"EB-TENT": 1, "EB-LAMP": 3})
    told = [notice(account, each, USER) for each in account.records.events]
    assert told == [
        {
            "user": {"userId": USER, "username": "acme-outdoor"},
            "order": {
                "orderId": order.id,
                "orderLineItems": [
                    {"orderLineItemId": line.id, "listingId": line.item, "quantity": quantity}
                ],
            },
        }
        for line, quantity in zip(order.lines, (1, 3), strict=True)
    ]


def test_a_parcel_is_told_without_its_number(account: Any) -> None:
    order = account.sold()
    account.desk.ship(order.id, tracking="94001")
    line = order.lines[0]
    told = [notice(account, each, USER) for each in account.records.events]
    assert told[1] == {
        "itemMarkedShipped": {
            "trackingNumber": None,
            "carrier": None,
            "shippedDate": "2026-11-24T09:00:00.000Z",
            "orderId": order.id,
            "itemId": 256100000001,
            "transactionId": int(line.transaction),
            "lineItemId": f"256100000001-{line.transaction}",
            "publicUserId": USER,
            "username": "acme-outdoor",
        }
    }


def test_a_cancellation_is_told_with_its_order(account: Any) -> None:
    order = account.desk.place_order({"EB-TENT": 1}, pending=True)
    asked = account.desk.cancel(order.id)
    [event] = account.records.events
    told = notice(account, event, USER)
    assert told["order"] == {"orderId": order.id}
    assert told["cancellation"] == {"cancelId": asked.id}


def test_the_history_of_a_return_goes_from_state_to_state(account: Any) -> None:
    asked = account.desk.buyer_asks_return(account.sold().id)
    account.desk.answer_return(asked.id)
    account.desk.return_arrives(asked.id)
    account.desk.refund_return(asked.id)
    account.later(minutes=1)
    found = account.desk.return_request(asked.id)
    steps = return_document(account, found, "", full=True)["detail"]["responseHistory"]
    assert [(each["author"], each["fromState"], each["toState"]) for each in steps] == [
        ("BUYER", "INITIAL", "RETURN_REQUESTED"),
        ("SELLER", "RETURN_REQUESTED", "ITEM_READY_TO_SHIP"),
        ("SYSTEM", "ITEM_READY_TO_SHIP", "ITEM_DELIVERED"),
        ("SELLER", "ITEM_DELIVERED", "REFUND_INITIATED"),
        ("SYSTEM", "REFUND_INITIATED", "CLOSED"),
    ]
