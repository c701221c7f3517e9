"""Moments, money and kinds as the APIs write them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.amazon.records import Event
from sandbox.kernel.routing import Response

__all__ = ["answer", "finances_type", "instant", "millis", "moment", "number_money", "text_money"]

_JSON = msgspec.json.Encoder(decimal_format="number")

_FINANCES_TYPES = {
    "Order": "Shipment",
    "Refund": "Refund",
    "Chargeback Refund": "ChargebackRefund",
    "A-to-z Guarantee Refund": "GuaranteeClaim",
    "SAFE-T Reimbursement": "SAFETReimbursement",
    "Order_Retrocharge": "Retrocharge",
    "Refund_Retrocharge": "Retrocharge",
    "CouponRedemptionFee": "CouponPayment",
}


def instant(at: datetime) -> str:
    """`2026-11-24T09:00:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def millis(at: datetime) -> str:
    """`2026-11-24T09:00:00.000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def moment(at: datetime) -> str:
    """`2026-11-24T09:00:00+00:00`: Reports and Feeds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def text_money(amount: Decimal, currency: str) -> dict[str, str]:
    """Of Orders v0: the amount is a string."""
    text = f"{amount:.0f}" if currency == "JPY" else f"{amount:.2f}"
    return {"CurrencyCode": currency, "Amount": text}


def number_money(amount: Decimal, currency: str) -> dict[str, Any]:
    """Of Finances v0: the amount is a number."""
    return {"CurrencyCode": currency, "CurrencyAmount": amount}


def finances_type(event: Event) -> str:
    """The transaction type of Finances 2024-06-19."""
    known = _FINANCES_TYPES.get(event.type)
    if known is not None:
        return known
    kind = event.lines[0].amount_type
    if event.type == "ServiceFee":
        return "ProductAdsPayment" if kind == "Cost of Advertising" else "ServiceFee"
    if event.type in ("AmazonFees", "FBAFees"):
        return "ServiceFee"
    match event.lines[0].description:
        case "Current Reserve Amount" | "Previous Reserve Amount Balance":
            return "Reserve"
        case "Payable to Amazon" | "Successful charge":
            return "DebtRecovery"
        case "Subscription Fee" | "Storage Fee" | "StorageRenewalBilling":
            return "ServiceFee"
    return "Adjustment"


def answer(document: Any, status: int = 200) -> Response:
    """JSON with exact numbers."""
    return Response(status, _JSON.encode(document), [("content-type", "application/json")])
