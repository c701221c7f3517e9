"""What subscribers are told, each message as its published schema has it.

Every message is kept, subscribers or not; one that somebody has subscribed to is on its way to his
queue, too. Four types, two casings: that is how they are published.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.records import Event, Feed, Notification, Order, OrderItem, Report
from sandbox.amazon.rules import delivery
from sandbox.amazon.wire.shapes import finances_type, millis

__all__ = [
    "TYPES",
    "feed_finished",
    "message",
    "order_change",
    "report_finished",
    "transaction_update",
]

TYPES = (
    "FEED_PROCESSING_FINISHED", "ORDER_CHANGE", "REPORT_PROCESSING_FINISHED", "TRANSACTION_UPDATE",
)  # fmt: skip
_JSON = msgspec.json.Encoder(decimal_format="number")


def report_finished(account: Domain, report: Report) -> None:
    told: dict[str, Any] = {
        "sellerId": account.seller_id,
        "accountId": f"amzn1.merchant.o.{account.seller_id}",
        "reportId": report.id,
        "reportType": report.type,
        "processingStatus": report.status,
    }
    if report.document:
        told["reportDocumentId"] = report.document
    _tell(account, "REPORT_PROCESSING_FINISHED", {"reportProcessingFinishedNotification": told})


def feed_finished(account: Domain, feed: Feed) -> None:
    told = {
        "sellerId": account.seller_id,
        "accountId": f"amzn1.merchant.o.{account.seller_id}",
        "feedId": feed.id,
        "feedType": feed.type,
        "processingStatus": feed.status,
    }
    if feed.result:
        told["resultFeedDocumentId"] = feed.result
    _tell(account, "FEED_PROCESSING_FINISHED", {"feedProcessingFinishedNotification": told})


def order_change(account: Domain, order: Order, kind: str = "OrderStatusChange") -> None:
    """`kind` is also BuyerRequestedChange."""
    now = account.clock.now()
    asked = kind == "BuyerRequestedChange"
    reason = "Buyer Requested Cancel" if asked else ""
    # Shown only where items differ in it.
    differ = len({_status(item) for item in order.items}) > 1
    trigger = {"TimeOfOrderChange": millis(now), "ChangeReason": reason}
    told: dict[str, Any] = {
        "NotificationLevel": "OrderLevel",
        "SellerId": account.seller_id,
        "AmazonOrderId": order.id,
        "OrderChangeType": kind,
        "OrderChangeTrigger": trigger,
        "Summary": {
            "MarketplaceId": order.marketplace,
            "OrderStatus": order.status,
            "PurchaseDate": millis(order.purchased),
            "DestinationPostalCode": order.address.postal_code,
            "FulfillmentType": order.channel,
            "OrderType": "StandardOrder",
            "NumberOfItemsShipped": sum(item.shipped for item in order.items),
            "NumberOfItemsUnshipped": sum(item.left for item in order.items),
            "EarliestDeliveryDate": millis(order.purchased),
            "LatestDeliveryDate": millis(order.delivered_until),
            "EarliestShipDate": millis(order.purchased),
            "LatestShipDate": millis(order.ships_until),
            "OrderPrograms": ["Business"] if order.business else [],
            "ShippingPrograms": [],
            "OrderItems": [
                {
                    "OrderItemId": item.id,
                    "SellerSKU": item.sku,
                    "SupplySourceId": "",
                    **({"OrderItemStatus": _status(item)} if differ else {}),
                    "Quantity": item.quantity,
                    "QuantityShipped": item.shipped,
                    "IsBuyerRequestedCancel": asked,
                    "ItemEarliestDeliveryDate": millis(order.purchased),
                    "ItemLatestDeliveryDate": millis(order.delivered_until),
                }
                for item in order.items
            ],
        },
    }
    if asked:
        told["Summary"]["CancelNotifyDate"] = millis(now)
    _tell(account, "ORDER_CHANGE", {"OrderChangeNotification": told}, upper=True)


def _status(item: OrderItem) -> str:
    return "Shipped" if item.shipped and not item.left else "Unshipped"


def transaction_update(account: Domain, event: Event) -> None:
    told = {
        "SellingPartnerMetadata": {
            "SellingPartnerId": account.seller_id,
            "MarketplaceId": event.marketplace,
            "AccountType": "PAYABLE",
        },
        "RelatedIdentifiers": [
            {"RelatedIdentifierName": "OrderId", "RelatedIdentifierValue": event.order_id}
        ]
        if event.order_id
        else [],
        "TransactionType": finances_type(event),
        "PostedDate": millis(event.posted),
        "TotalAmount": {"CurrencyAmount": event.total, "CurrencyCode": event.currency},
    }
    _tell(account, "TRANSACTION_UPDATE", {"TransactionUpdateNotification": told}, upper=True)


def _tell(account: Domain, type: str, payload: dict[str, Any], *, upper: bool = False) -> None:
    """To everybody who subscribed, once each; kept once."""
    found = [each.id for each in account.records.subscriptions if each.type == type]
    texts = [
        _text(account, type, payload, key, upper=upper)
        for key in found or [account.ids.fixed(f"amazon.subscription.{type}", 32)]
    ]
    account.records.notifications.put(
        Notification(id=account.ids.next("amazon.notification_number"), type=type, body=texts[0])
    )
    for key, text in zip(found, texts, strict=False):
        delivery.send(account, key, text)


def _text(
    account: Domain, type: str, payload: dict[str, Any], subscription: str, *, upper: bool
) -> str:
    now: datetime = account.clock.now()
    ids = account.ids
    version = "1.0" if upper else "2020-09-04"
    body: dict[str, Any] = {
        "notificationVersion": version,
        "notificationType": type,
        "payloadVersion": version,
        "eventTime": millis(now),
        "payload": payload,
        "notificationMetadata": {
            "applicationId": f"amzn1.sellerapps.app.{ids.fixed('amazon.application', 32)}",
            "subscriptionId": subscription,
            "publishTime": millis(now),
            "notificationId": ids.uuid("amazon.notification"),
        },
    }
    if upper:
        body = {key[0].upper() + key[1:]: value for key, value in body.items()}
        metadata = body["NotificationMetadata"]
        body["NotificationMetadata"] = {
            key[0].upper() + key[1:]: value for key, value in metadata.items()
        }
    return message(type, body)[1]


def message(type: str, body: dict[str, Any]) -> tuple[str, str]:
    """A message as it goes out."""
    return type, _JSON.encode(body).decode()
