"""Events as Finances v0 lists them, each kind in its own list.

Signs are the settlement's. Every amount of an event appears exactly once, so what a group's events
add up to is its total. Source: published model financesV0; which list an event of the account goes
to is not documented for every kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import Event, Line, Period
from sandbox.amazon.rules.periods import transfer_status
from sandbox.amazon.wire.shapes import finances_type, instant, number_money

__all__ = ["LISTS", "events", "group"]

LISTS = (
    "ShipmentEventList", "ShipmentSettleEventList", "RefundEventList", "GuaranteeClaimEventList",
    "ChargebackEventList", "PayWithAmazonEventList", "ServiceProviderCreditEventList",
    "RetrochargeEventList", "RentalTransactionEventList", "ProductAdsPaymentEventList",
    "ServiceFeeEventList", "SellerDealPaymentEventList", "DebtRecoveryEventList",
    "LoanServicingEventList", "AdjustmentEventList", "SAFETReimbursementEventList",
    "SellerReviewEnrollmentPaymentEventList", "FBALiquidationEventList", "CouponPaymentEventList",
    "ImagingServicesFeeEventList", "NetworkComminglingTransactionEventList",
    "AffordabilityExpenseEventList", "AffordabilityExpenseReversalEventList",
    "RemovalShipmentEventList", "RemovalShipmentAdjustmentEventList", "TrialShipmentEventList",
    "TDSReimbursementEventList", "AdhocDisbursementEventList", "TaxWithholdingEventList",
    "ChargeRefundEventList", "FailedAdhocDisbursementEventList",
    "ValueAddedServiceChargeEventList", "CapacityReservationBillingEventList",
)  # fmt: skip
_ORDERLY = {
    "Order": "ShipmentEventList",
    "Refund": "RefundEventList",
    "Chargeback Refund": "ChargebackEventList",
    "A-to-z Guarantee Refund": "GuaranteeClaimEventList",
}


def group(period: Period, now: datetime, held: Decimal) -> dict[str, Any]:
    """A financial event group. `held`: the balance of an open one."""
    total = held if period.end is None else period.total
    told: dict[str, Any] = {
        "FinancialEventGroupId": period.id,
        "ProcessingStatus": "Open" if period.end is None else "Closed",
        "OriginalTotal": number_money(total, period.currency),
        "BeginningBalance": number_money(period.opening, period.currency),
        "FinancialEventGroupStart": instant(period.start),
    }
    if period.end is None or period.deposit is None:
        return told
    return told | {
        "FundTransferStatus": transfer_status(period, now),
        "ConvertedTotal": number_money(total, period.currency),
        "FundTransferDate": instant(period.deposit),
        "TraceId": period.trace_id,
        "AccountTail": period.account_tail,
        "FinancialEventGroupEnd": instant(period.end),
    }


def events(found: Iterable[Event]) -> dict[str, list[dict[str, Any]]]:
    """`FinancialEvents`: every list, the empty ones too."""
    lists: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    for event in found:
        name, told = _event(event)
        lists[name].append(told)
    return lists


def _event(event: Event) -> tuple[str, dict[str, Any]]:
    posted = instant(event.posted)
    if event.type in _ORDERLY:
        return _ORDERLY[event.type], _shipment(event)
    kind = finances_type(event)
    first, total = event.lines[0], number_money(event.total, event.currency)
    match kind:
        case "ProductAdsPayment":
            return "ProductAdsPaymentEventList", {
                "postedDate": posted,
                "transactionType": "Charge",
                "invoiceId": event.reference,
                "baseValue": total,
                "taxValue": number_money(Decimal(0), event.currency),
                "transactionValue": total,
            }
        case "ServiceFee":
            return "ServiceFeeEventList", {
                "FeeReason": first.amount_type,
                "FeeList": [
                    _fee(line, event.currency, _fee_name(event, line)) for line in event.lines
                ],
                "SellerSKU": first.sku,
                "FeeDescription": first.description,
            }
        case "Retrocharge":
            return "RetrochargeEventList", {
                "RetrochargeEventType": event.type.replace("_", ""),
                "AmazonOrderId": event.order_id,
                "PostedDate": posted,
                "BaseTax": total,
                "ShippingTax": number_money(Decimal(0), event.currency),
                "MarketplaceName": BY_ID[event.marketplace].name,
                "RetrochargeTaxWithheldList": [],
            }
        case "SAFETReimbursement":
            return "SAFETReimbursementEventList", {
                "PostedDate": posted,
                "SAFETClaimId": str(event.id),
                "ReimbursedAmount": total,
                "ReasonCode": first.description,
                "SAFETReimbursementItemList": [],
            }
        case "CouponPayment":
            return "CouponPaymentEventList", {
                "PostedDate": posted,
                "SellerCouponDescription": first.description,
                "PaymentEventId": str(event.id),
                "TotalAmount": total,
            }
        case "DebtRecovery":
            paid = first.description == "Successful charge"
            return "DebtRecoveryEventList", {
                "DebtRecoveryType": "DebtPayment" if paid else "DebtAdjustment",
                "RecoveryAmount": total,
                "DebtRecoveryItemList": [],
                "ChargeInstrumentList": [],
            }
    if first.description.startswith("Transfer of funds unsuccessful"):
        return "FailedAdhocDisbursementEventList", {
            "PostedDate": posted,
            "Status": "Failed",
            "TransferId": str(event.id),
            "TransferAmount": total,
        }
    return "AdjustmentEventList", _adjustment(event, first, total)


def _adjustment(event: Event, first: Line, total: dict[str, Any]) -> dict[str, Any]:
    names = {
        "Current Reserve Amount": "ReserveEvent",
        "Previous Reserve Amount Balance": "ReserveCredit",
    }
    stock = first.amount_type == "FBA Inventory Reimbursement"
    name = "FBAInventoryReimbursement" if stock else first.description
    told: dict[str, Any] = {
        "AdjustmentType": names.get(first.description, name),
        "PostedDate": instant(event.posted),
        "AdjustmentAmount": total,
        "AdjustmentItemList": [],
    }
    if stock:
        told["AdjustmentItemList"] = [
            {
                "Quantity": "1",
                "PerUnitAmount": total,
                "TotalAmount": total,
                "SellerSKU": first.sku,
                "ProductDescription": first.description,
            }
        ]
    return told


def _fee_name(event: Event, line: Line) -> str:
    known = {"Subscription Fee": "Subscription", "Storage Fee": "FBAStorageFee"}
    return known.get(line.description, line.description.replace(" ", ""))


def _fee(line: Line, currency: str, name: str = "") -> dict[str, Any]:
    return {
        "FeeType": name or line.description,
        "FeeAmount": number_money(line.amount, currency),
    }


def _shipment(event: Event) -> dict[str, Any]:
    """A ShipmentEvent; refunds have their item lists under names of their own."""
    back = event.type != "Order"
    told: dict[str, Any] = {
        "AmazonOrderId": event.order_id,
        "SellerOrderId": event.merchant_order_id or event.order_id,
        "MarketplaceName": BY_ID[event.marketplace].name,
        "PostedDate": instant(event.posted),
    }
    blocks: dict[tuple[str, str], list[Line]] = {}
    points: dict[str, list[Line]] = {}
    for line in event.lines:
        if line.amount_type == "Points":
            points.setdefault(line.sku, []).append(line)
        else:
            blocks.setdefault((line.item, line.adjustment_item), []).append(line)
    items = []
    for (item, adjustment), lines in blocks.items():
        granted = points.pop(lines[0].sku, [])
        items.append(_item(item, adjustment, lines, granted, event.currency, back=back))
    told["ShipmentItemAdjustmentList" if back else "ShipmentItemList"] = items
    return told


def _item(
    item: str, adjustment: str, lines: list[Line], points: list[Line], currency: str, *, back: bool
) -> dict[str, Any]:
    suffix = "AdjustmentList" if back else "List"
    quantity = next((line.quantity for line in lines if line.quantity), 0)

    def of(kind: str) -> list[Line]:
        return [line for line in lines if line.amount_type == kind and line.amount]

    told: dict[str, Any] = {"SellerSKU": lines[0].sku}
    if back:
        told["OrderAdjustmentItemId"] = adjustment
    told |= {"OrderItemId": item, "QuantityShipped": quantity}
    told[f"ItemCharge{suffix}"] = [
        {"ChargeType": line.description, "ChargeAmount": number_money(line.amount, currency)}
        for line in of("ItemPrice")
    ]
    told[f"ItemFee{suffix}"] = [_fee(line, currency) for line in of("ItemFees")]
    withheld = of("ItemWithheldTax")
    if withheld:
        deemed = "VAT" in withheld[0].description
        told["ItemTaxWithheldList"] = [
            {
                "TaxCollectionModel": "DeemedSupplier" if deemed else "MarketplaceFacilitator",
                "TaxesWithheld": [
                    {
                        "ChargeType": line.description,
                        "ChargeAmount": number_money(line.amount, currency),
                    }
                    for line in withheld
                ],
            }
        ]
    promotions = of("Promotion")
    if promotions:
        told[f"Promotion{suffix}"] = [
            {
                "PromotionType": f"PromotionMetaDataDefinitionValue{line.description}",
                "PromotionId": line.promotion_id,
                "PromotionAmount": number_money(line.amount, currency),
            }
            for line in promotions
        ]
    for line in points:
        name = "CostOfPointsReturned" if back else "CostOfPointsGranted"
        told[name] = number_money(line.amount, currency)
    return told
