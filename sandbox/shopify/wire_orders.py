"""Orders as REST writes them (Admin API, "Order")."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sandbox.shopify.account import Account
from sandbox.shopify.order_parts import DiscountApplication
from sandbox.shopify.records import Order
from sandbox.shopify.wire import (
    Json,
    address,
    customer,
    encode,
    gid,
    money_set,
    number,
    text,
    time_of,
)
from sandbox.shopify.wire_fulfilments import fulfillment_document
from sandbox.shopify.wire_lines import line_document, shipping_line_document
from sandbox.shopify.wire_refunds import refund_document

__all__ = ["order_document", "order_json"]

_KEPT = 2048  # orders whose text is kept


def order_json(account: Account, order: Order) -> msgspec.Raw:
    """The whole document as JSON. An order is immutable, so what was written once holds as long
    as the very same order, customer and shop stand in the tables."""
    records = account.records
    buyer = records.customers.get(order.customer_id) if order.customer_id else None
    made_of = (order, buyer, records.shop)
    known = records.written.get(order.id)
    if known is not None and all(a is b for a, b in zip(known[0], made_of, strict=True)):
        return known[1]
    text_ = msgspec.Raw(encode(order_document(account, order)))
    if len(records.written) >= _KEPT:
        records.written.clear()
    records.written[order.id] = (made_of, text_)
    return text_


def order_document(account: Account, order: Order) -> Json:
    zone = account.records.shop.iana_timezone
    buyer = account.records.customers.get(order.customer_id) if order.customer_id else None
    status = order.financial_status
    phone = order.phone
    document: Json = {
        "id": order.id,
        "admin_graphql_api_id": gid("Order", order.id),
        "app_id": None,
        "browser_ip": None,
        "buyer_accepts_marketing": False,
        "cancel_reason": order.cancel_reason,
        "cancelled_at": time_of(order.cancelled_at, zone),
        "cart_token": None,
        "checkout_id": None,
        "checkout_token": None,
        "closed_at": time_of(order.closed_at, zone),
        "company": None,
        "confirmation_number": order.confirmation_number,
        "confirmed": True,
        "contact_email": order.email or None,
        "created_at": time_of(order.created_at, zone),
        "currency": order.currency,
        "presentment_currency": order.presentment_currency,
        "customer_locale": "en",
        "device_id": None,
        "discount_codes": [_discount_code(order, each) for each in order.discount_applications
                           if each.kind == "discount_code"],
        "discount_applications": [_discount(each, order) for each in order.discount_applications],
        "duties_included": False,
        "email": order.email,
        "estimated_taxes": False,
        "financial_status": status,
        "fulfillment_status": order.fulfillment_status,
        "location_id": None,
        "merchant_of_record_app_id": None,
        "name": order.name,
        "note": order.note,
        "note_attributes": [
            {"name": each.key, "value": each.value} for each in order.attributes
        ],
        "number": order.number,
        "order_number": order.order_number,
        "order_status_url": f"https://{account.records.shop.myshopify_domain}/"
        f"{account.records.shop.id}/orders/{order.token}/authenticate",
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "payment_gateway_names": list(dict.fromkeys(each.gateway for each in order.transactions)),
        "payment_terms": None,
        "phone": phone,
        "po_number": order.po_number,
        "processed_at": time_of(order.processed_at, zone),
        "reference": None,
        "referring_site": None,
        "source_identifier": order.source_identifier,
        "source_name": order.source_name,
        "source_url": None,
        "tags": ", ".join(order.tags),
        "tax_exempt": False,
        "tax_lines": _order_taxes(order),
        "taxes_included": order.taxes_included,
        "test": order.test,
        "token": order.token,
        "total_outstanding": text(
            order.total_outstanding.presentment, order.presentment_currency
        ),
        "total_tip_received": "0.00",
        "total_weight": sum(line.grams * line.quantity for line in order.line_items),
        "updated_at": time_of(order.updated_at, zone),
        "user_id": None,
        "billing_address": address(order.billing_address),
        "shipping_address": address(order.shipping_address),
        "customer": customer(buyer, zone, order.currency),
        "line_items": [line_document(order, line) for line in order.line_items],
        "shipping_lines": [shipping_line_document(order, line) for line in order.shipping_lines],
        "fulfillments": [
            fulfillment_document(account, order, each) for each in order.fulfillments
        ],
        "refunds": [refund_document(account, order, each) for each in order.refunds],
    }  # fmt: skip
    for key, amount in (
        ("current_subtotal_price", order.current_subtotal_price),
        ("current_total_discounts", order.current_total_discounts),
        ("current_total_price", order.current_total_price),
        ("current_total_tax", order.current_total_tax),
        ("subtotal_price", order.subtotal_price),
        ("total_discounts", order.total_discounts),
        ("total_line_items_price", order.total_line_items_price),
        ("total_price", order.total_price),
        ("total_tax", order.total_tax),
    ):
        document[key] = text(amount.shop, order.currency)
        document[f"{key}_set"] = money_set(amount, order)
    document["total_shipping_price_set"] = money_set(order.total_shipping_price, order)
    document["current_shipping_price_set"] = money_set(order.current_shipping_price, order)
    document["current_total_additional_fees_set"] = None
    document["current_total_duties_set"] = None
    return document


def _order_taxes(order: Order) -> list[Json]:
    """Tax lines of the same name and rate added up over lines and shipping."""
    merged: dict[tuple[str, str], Json] = {}
    taxes = [tax for line in order.line_items for tax in line.tax_lines]
    taxes += [tax for line in order.shipping_lines for tax in line.tax_lines]
    for tax in taxes:
        same = [one for one in taxes if (one.title, one.rate) == (tax.title, tax.rate)]
        price = same[0].price
        for one in same[1:]:
            price = price + one.price
        merged.setdefault(
            (tax.title, str(tax.rate)),
            {
                "title": tax.title,
                "price": text(price.shop, order.currency),
                "rate": number(tax.rate),
                "price_set": money_set(price, order),
                "channel_liable": tax.channel_liable,
            },
        )
    return list(merged.values())


def _discount(discount: DiscountApplication, order: Order) -> Json:
    if discount.value_type == "fixed_amount":
        value = text(discount.value, order.presentment_currency)
    else:
        value = f"{number(discount.value):f}"
    document: Json = {
        "target_type": discount.target_type,
        "type": discount.kind,
        "value": value,
        "value_type": discount.value_type,
        "allocation_method": discount.allocation_method,
        "target_selection": discount.target_selection,
    }
    if discount.kind == "discount_code":
        document["code"] = discount.code
    else:
        document["title"] = discount.title
        document["description"] = discount.description
    return document


def _discount_code(order: Order, discount: DiscountApplication) -> Json:
    """`amount` is what the code took off in money, whatever its type."""
    allocations = [each for line in order.line_items for each in line.discount_allocations]
    allocations += [each for line in order.shipping_lines for each in line.discount_allocations]
    given = [each.amount.shop for each in allocations if each.application_index == discount.index]
    kind = "shipping" if discount.target_type == "shipping_line" else discount.value_type
    return {
        "code": discount.code,
        "amount": text(sum(given, Decimal(0)), order.currency),
        "type": kind,
    }
