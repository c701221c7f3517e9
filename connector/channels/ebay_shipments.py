"""Telling eBay what the seller shipped: createShippingFulfillment, one parcel a call.

A parcel is known by its tracking number, which may be left out together with the carrier. eBay
answers with nothing but the parcel's place. The moment lies between the purchase and now.

Source: Fulfillment API v1.20.7, createShippingFulfillment; ShippingCarrier codes.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from connector.channels.channel import FulfilmentReport, Written
from connector.channels.ebay_api import EbayApi, stamp
from connector.settings import AccountSettings

__all__ = ["parcel", "ship"]

_CODES = {
    name.casefold(): name
    for name in ("UPS", "USPS", "FedEx", "DHL", "OnTrac", "CanadaPost", "RoyalMail", "Hermes")
}


async def ship(
    api: EbayApi, path: str, report: FulfilmentReport, account: AccountSettings
) -> Written:
    """Raises Refused, AnswerLost."""
    body = parcel(report, api.clock.now(), account.zone, account.carrier)
    answer = await api.write("createShippingFulfillment", path, body)
    place = answer.headers.get("location", "").rstrip("/").rpartition("/")[2]
    number = place or str(body.get("trackingNumber", ""))
    return Written(id=number, number=number)


def parcel(report: FulfilmentReport, now: datetime, zone: ZoneInfo, carrier: str) -> dict[str, Any]:
    """The request. `carrier` is named where the books name none."""
    moment = now
    if report.shipped is not None:
        moment = datetime.combine(report.shipped, time(23, 59, 59), zone)
    moment = max(min(moment, now), report.order.created_at)
    body: dict[str, Any] = {
        "lineItems": [
            {"lineItemId": line_id, "quantity": units} for line_id, units in report.lines
        ],
        "shippedDate": stamp(moment),
    }
    tracking = next((each for each in report.tracking if each.number), None)
    if tracking is not None:
        body["shippingCarrierCode"] = _code(tracking.company.strip() or carrier)
        body["trackingNumber"] = tracking.number
    return body


def _code(said: str) -> str:
    """eBay's codes have no spaces."""
    joined = said.replace(" ", "")
    return _CODES.get(joined.casefold(), joined or "Other")
