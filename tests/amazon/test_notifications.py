"""What subscribers are told."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def told(account: Any, type: str) -> list[dict[str, Any]]:
    return [json.loads(each.body, parse_float=Decimal) for each in account.desk.notifications(type)]


def test_an_order_changes(account: Any) -> None:
    made = account.desk.place_order({"AMZ-LAMP": 2})
    account.desk.ship(made.id, {"AMZ-LAMP": 1})
    account.desk.ask_to_cancel(made.id)
    first, second, third = told(account, "ORDER_CHANGE")
    assert first["NotificationVersion"] == "1.0"
    change = second["Payload"]["OrderChangeNotification"]
    assert change["AmazonOrderId"] == made.id
    assert change["OrderChangeType"] == "OrderStatusChange"
    summary = change["Summary"]
    assert (summary["OrderStatus"], summary["FulfillmentType"]) == ("PartiallyShipped", "MFN")
    assert (summary["NumberOfItemsShipped"], summary["NumberOfItemsUnshipped"]) == (1, 1)
    wish = third["Payload"]["OrderChangeNotification"]
    assert wish["OrderChangeType"] == "BuyerRequestedChange"
    assert wish["OrderChangeTrigger"]["ChangeReason"] == "Buyer Requested Cancel"
    assert account.desk.order(made.id).status == "PartiallyShipped"


def test_money_moves(account: Any) -> None:
    account.desk.charge("storage", Decimal("18.42"))
    [message] = told(account, "TRANSACTION_UPDATE")
    body = message["Payload"]["TransactionUpdateNotification"]
    assert body["TotalAmount"] == {"CurrencyAmount": Decimal("-18.42"), "CurrencyCode": "USD"}
    assert body["TransactionType"] == "ServiceFee"
    assert body["RelatedIdentifiers"] == []
