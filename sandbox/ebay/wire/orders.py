"""An order as the Fulfillment API writes it: members in the recorded order, none that is empty.

Tax that eBay collects stands beside the totals, and within them only under TAX_BREAKDOWN. Recorded:
what a payment brings, and what is due, is the total less the fees, without that tax; a refund under
the order is net of the fees that come back, under the line it is gross.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.ebay.domain import Domain
from sandbox.ebay.records import PENDING, REFUNDED, Cancellation, LineItem, Order, Refund, Shipment
from sandbox.ebay.rules import refunds
from sandbox.ebay.rules.money import ZERO
from sandbox.ebay.wire.shapes import Json, amount, date, moment

__all__ = ["fulfilment", "fulfilments", "order_document", "refund_answer", "shipment_path"]


def shipment_path(order: Order, shipment: Shipment) -> str:
    """Below the host."""
    return f"/sell/fulfillment/v1/order/{order.id}/shipping_fulfillment/{shipment.id}"


def order_document(
    account: Domain, order: Order, origin: str, *, tax_breakdown: bool = False, full: bool = False
) -> Json:
    """`full`: requests to cancel too, which `getOrders` leaves out. `origin` begins the links."""
    document: Json = {
        "orderId": order.id,
        "legacyOrderId": order.id,
        "creationDate": date(order.created),
        "lastModifiedDate": date(order.updated),
        "orderFulfillmentStatus": order.fulfilment_status,
        "orderPaymentStatus": refunds.payment_status(account, order),
        "sellerId": order.seller,
        "buyer": _buyer(account, order),
    }
    if order.note:
        document["buyerCheckoutNotes"] = order.note
    document |= {
        "pricingSummary": _pricing(order, tax_breakdown=tax_breakdown),
        "cancelStatus": _cancel_status(account, order, full=full),
        "paymentSummary": _payments(account, order),
        "fulfillmentStartInstructions": [_instructions(account, order)],
        "fulfillmentHrefs": [origin + shipment_path(order, each) for each in order.shipments],
        "lineItems": [
            _line(account, order, line, tax_breakdown=tax_breakdown) for line in order.lines
        ],
    }
    if order.collected_tax:
        document["ebayCollectAndRemitTax"] = True
    currency = order.currency
    return document | {
        "salesRecordReference": order.record,
        "totalFeeBasisAmount": amount(order.total + order.collected_tax, currency),
        "totalMarketplaceFee": amount(order.fee, currency),
    }


def refund_answer(refund: Refund) -> Json:
    """Of `issueRefund`."""
    return {"refundId": refund.id, "refundStatus": refund.status}


def fulfilment(shipment: Shipment) -> Json:
    document: Json = {"fulfillmentId": shipment.id}
    if shipment.tracking:
        document |= {
            "shipmentTrackingNumber": shipment.tracking,
            "shippingCarrierCode": shipment.carrier,
        }
    return document | {
        "shippedDate": moment(shipment.shipped),
        "lineItems": [{"lineItemId": key, "quantity": units} for key, units in shipment.lines],
    }


def fulfilments(order: Order) -> Json:
    return {
        "total": len(order.shipments),
        "fulfillments": [fulfilment(each) for each in order.shipments],
    }


def _buyer(account: Domain, order: Order) -> Json:
    buyer = order.buyer
    tax = {
        "stateOrProvince": buyer.region,
        "postalCode": buyer.postal_code,
        "countryCode": buyer.country,
    }
    document: Json = {"username": buyer.username, "taxAddress": _filled(tax)}
    if account.settings.buyer_details:
        document["buyerRegistrationAddress"] = _contact(order)
    return document


def _contact(order: Order) -> Json:
    buyer = order.buyer
    contact: Json = {"fullName": buyer.name, "contactAddress": _address(order, whole=True)}
    if buyer.phone:
        contact["primaryPhone"] = {"phoneNumber": buyer.phone}
    if buyer.email:
        contact["email"] = buyer.email
    return contact


def _address(order: Order, *, whole: bool) -> Json:
    buyer = order.buyer
    street = {"addressLine1": buyer.line1, "addressLine2": buyer.line2} if whole else {}
    return _filled(
        street
        | {
            "city": buyer.city,
            "stateOrProvince": buyer.region,
            "postalCode": buyer.postal_code,
            "countryCode": buyer.country,
        }
    )


def _filled(members: dict[str, str]) -> Json:
    return {name: value for name, value in members.items() if value}


def _pricing(order: Order, *, tax_breakdown: bool) -> Json:
    currency, lines = order.currency, order.lines
    shown: Json = {"priceSubtotal": amount(sum((each.cost for each in lines), ZERO), currency)}
    if discount := sum((each.discount for each in lines), ZERO):
        shown["priceDiscount"] = amount(-discount, currency)
    shown["deliveryCost"] = amount(sum((each.shipping for each in lines), ZERO), currency)
    if off := sum((each.shipping_discount for each in lines), ZERO):
        shown["deliveryDiscount"] = amount(-off, currency)
    collected = order.collected_tax if tax_breakdown else ZERO
    if tax := sum((each.tax for each in lines), ZERO) + collected:
        shown["tax"] = amount(tax, currency)
    shown["total"] = amount(order.total + collected, currency)
    return shown


def _cancel_status(account: Domain, order: Order, *, full: bool) -> Json:
    shown: Json = {"cancelState": order.cancel_state, "cancelRequests": []}
    if full:
        asked = account.records.cancellations_by_order.find(order.id)
        shown["cancelRequests"] = [_cancel_request(each) for each in asked]
    if order.cancelled is not None:
        shown["cancelledDate"] = moment(order.cancelled)
    return shown


def _cancel_request(asked: Cancellation) -> Json:
    shown: Json = {
        "cancelReason": asked.reason,
        "cancelRequestedDate": moment(asked.requested),
        "cancelInitiator": asked.requestor.capitalize(),
        "cancelRequestId": asked.id,
        "cancelRequestState": _request_state(asked),
    }
    if asked.closed is not None and asked.status != "CANCEL_REJECTED":
        shown["cancelCompletedDate"] = moment(asked.closed)
    return shown


def _request_state(asked: Cancellation) -> str:
    if asked.status == "CANCEL_REJECTED":
        return "REJECTED"
    return "REQUESTED" if asked.closed is None else "COMPLETED"


def _payments(account: Domain, order: Order) -> Json:
    currency, settings = order.currency, account.settings
    given = refunds.of_order(account, order)
    back = sum((each.net for each in given if each.status == REFUNDED), ZERO)
    brought = order.total - (order.fee if order.managed else ZERO)
    if settings.collected_tax_in_due_seller:
        brought += order.collected_tax
        back += sum((each.collected_tax for each in given if each.status == REFUNDED), ZERO)
    shown = [each for each in given if each.source != refunds.HUB or _hub_shown(account)]
    return {
        "totalDueSeller": amount(brought - back, currency),
        "refunds": [_order_refund(order, each) for each in shown],
        "payments": [_payment(order, brought)],
    }


def _hub_shown(account: Domain) -> bool:
    return account.settings.external_refunds != "nowhere"


def _order_refund(order: Order, refund: Refund) -> Json:
    """Without a date and a reference until it is issued; by hand it has no `refundId`."""
    issued = refund.completed
    shown: Json = {"refundDate": moment(issued)} if issued is not None else {}
    shown |= {"amount": amount(refund.net, order.currency), "refundStatus": refund.status}
    if issued is not None:
        shown["refundReferenceId"] = refund.id
    if refund.source != refunds.HUB:
        shown["refundId"] = refund.id
    return shown


def _payment(order: Order, brought: Decimal) -> Json:
    shown: Json = {"paymentMethod": "EBAY" if order.managed else "PAYPAL"}
    if order.paid is not None:
        shown |= {"paymentReferenceId": order.payment, "paymentDate": moment(order.paid)}
    paid = "FAILED" if order.payment_failed else "PENDING" if order.paid is None else "PAID"
    shown |= {"amount": amount(brought, order.currency), "paymentStatus": paid}
    if order.held:
        shown["paymentHolds"] = [
            {
                "holdReason": "Funds on hold",
                "holdAmount": amount(brought, order.currency),
                "holdState": "HELD",
            }
        ]
    return shown


def _instructions(account: Domain, order: Order) -> Json:
    whole = account.settings.buyer_details
    ship_to = _contact(order) if whole else {"contactAddress": _address(order, whole=False)}
    return {
        "fulfillmentInstructionsType": "SHIP_TO",
        "minEstimatedDeliveryDate": date(order.arrives_from),
        "maxEstimatedDeliveryDate": date(order.arrives_until),
        "ebaySupportedFulfillment": False,
        "shippingStep": {
            "shipTo": ship_to,
            "shippingCarrierCode": "USPS" if order.service.startswith("USPS") else "Generic",
            "shippingServiceCode": order.service,
        },
    }


def _line(account: Domain, order: Order, line: LineItem, *, tax_breakdown: bool) -> Json:
    currency = order.currency
    shown: Json = {"lineItemId": line.id, "legacyItemId": line.item}
    if line.variation:
        shown["legacyVariationId"] = line.variation
    if line.sku:
        shown["sku"] = line.sku
    shown |= {"title": line.title, "lineItemCost": amount(line.cost, currency)}
    if line.discount:
        shown["discountedLineItemCost"] = amount(line.cost - line.discount, currency)
    shown |= {
        "quantity": line.quantity,
        "soldFormat": "AUCTION" if line.auction else "FIXED_PRICE",
        "listingMarketplaceId": order.marketplace,
        "purchaseMarketplaceId": order.marketplace,
        "lineItemFulfillmentStatus": _status(line),
        "total": amount(line.total + (line.collected_tax if tax_breakdown else ZERO), currency),
        "deliveryCost": _delivery(line, currency),
        "appliedPromotions": _promotions(line, currency),
        "taxes": _taxes(order, line, tax_breakdown=tax_breakdown),
    }
    if line.collected_tax:
        shown["ebayCollectAndRemitTaxes"] = [
            {
                "taxType": order.tax_type,
                "amount": amount(line.collected_tax, currency),
                "collectionMethod": "NET",
            }
        ]
    if given := _line_refunds(account, order, line):
        shown["refunds"] = given
    shown["properties"] = _properties(line)
    shown["lineItemFulfillmentInstructions"] = {
        "minEstimatedDeliveryDate": date(order.arrives_from),
        "maxEstimatedDeliveryDate": date(order.arrives_until),
        "shipByDate": date(order.ship_by),
        "guaranteedDelivery": False,
    }
    if line.aspects:
        shown["variationAspects"] = [{"name": name, "value": value} for name, value in line.aspects]
    return shown


def _status(line: LineItem) -> str:
    if not line.shipped:
        return "NOT_STARTED"
    return "FULFILLED" if line.shipped == line.quantity else "IN_PROGRESS"


def _delivery(line: LineItem, currency: str) -> Json:
    shown: Json = {"shippingCost": amount(line.shipping, currency)}
    if line.shipping_discount:
        shown["discountAmount"] = amount(line.shipping_discount, currency)
    return shown


def _promotions(line: LineItem, currency: str) -> list[Json]:
    if not line.promotion:
        return []
    return [
        {
            "discountAmount": amount(line.discount, currency),
            "promotionId": line.promotion,
            "description": line.promotion,
        }
    ]


def _taxes(order: Order, line: LineItem, *, tax_breakdown: bool) -> list[Json]:
    found = [amount(line.tax, order.currency)] if line.tax else []
    shown: list[Json] = [{"amount": each} for each in found]
    if tax_breakdown and line.collected_tax:
        tax = amount(line.collected_tax, order.currency)
        shown.append({"taxType": order.tax_type, "amount": tax})
    return shown


def _properties(line: LineItem) -> Json:
    shown: Json = {"buyerProtection": True}
    if line.best_offer:
        shown["fromBestOffer"] = True
    if line.ad_campaign:
        shown["soldViaAdCampaign"] = True
    return shown


def _line_refunds(account: Domain, order: Order, line: LineItem) -> list[Json]:
    settings, shown = account.settings, []
    for refund in refunds.of_order(account, order):
        if refund.source == refunds.HUB and settings.external_refunds != "everywhere":
            continue
        pending = refund.status == PENDING and settings.line_refunds_while_pending
        if refund.status != REFUNDED and not pending:
            continue
        for share in refund.shares:
            if share.line == line.id:
                entry: Json = {}
                if refund.completed is not None:
                    entry["refundDate"] = moment(refund.completed)
                entry["amount"] = amount(share.gross, order.currency)
                if refund.source != refunds.HUB:
                    entry["refundId"] = refund.id
                shown.append(entry)
    return shown
