"""Telling Amazon what the seller shipped: confirmShipment, the one call of Orders v0 that stays.

A package is known by a number of the seller's own; the same number sent again describes the same
package anew, so the number of the fulfilment in the books is used. Amazon wants a carrier and a
tracking number of every package, and a time between the purchase and now.

Source: published model ordersV0, confirmShipment.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from connector.channels.amazon_api import SOURCE, AmazonApi, stamp
from connector.channels.channel import FulfilmentReport, Written
from connector.settings import AccountSettings
from connector.trouble import Refused

__all__ = ["confirm", "package"]

_CARRIERS = {
    name.casefold(): name
    for name in ("UPS", "USPS", "FedEx", "DHL", "OnTrac", "Canada Post", "Royal Mail", "Yamato")
}
_OTHER = "Other"


async def confirm(
    api: AmazonApi, report: FulfilmentReport, key: str, account: AccountSettings
) -> Written:
    """Raises Refused before anything is sent when Amazon would not take the package."""
    detail = package(report, key, api.clock.now(), account.zone, account.carrier)
    body = {"marketplaceId": account.marketplace_id, "packageDetail": detail}
    order = report.order.order_id
    await api.write("confirmShipment", f"/orders/v0/orders/{order}/shipmentConfirmation", body)
    reference = str(detail["packageReferenceId"])
    return Written(id=reference, number=reference)


def package(
    report: FulfilmentReport, key: str, now: datetime, zone: ZoneInfo, carrier: str
) -> dict[str, Any]:
    """The `packageDetail`. `key` ends with the number of the fulfilment in the books; `carrier` is
    named where the books name none."""
    order = report.order
    tracking = next((each for each in report.tracking if each.number), None)
    if tracking is None:
        raise Refused(
            f"The shipment of order {order.name} has no tracking number; Amazon takes none "
            "without.",
            SOURCE,
            code="TRACKING_MISSING",
            remedy="Enter a tracking number (and the carrier) on the item fulfilment in NetSuite, "
            "then post again.",
        )
    moment = now
    if report.shipped is not None:
        moment = datetime.combine(report.shipped, time(23, 59, 59), zone)
    moment = max(min(moment, now), order.created_at)
    items = [{"orderItemId": line_id, "quantity": units} for line_id, units in report.lines]
    return {
        "packageReferenceId": _reference(key),
        **_carrier(tracking.company.strip() or carrier),
        "trackingNumber": tracking.number,
        "shipDate": stamp(moment),
        "orderItems": items,
    }


def _reference(key: str) -> str:
    digits = re.search(r"(\d+)$", key)
    return str(int(digits.group(1))) if digits and int(digits.group(1)) else "1"


def _carrier(said: str) -> dict[str, str]:
    known = _CARRIERS.get(said.casefold())
    if known is not None:
        return {"carrierCode": known}
    return {"carrierCode": _OTHER, "carrierName": said or _OTHER}
