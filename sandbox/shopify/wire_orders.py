"""Orders and their children as REST writes them (Admin API, "Order", "Refund", "Transaction",
"Fulfillment", "FulfillmentOrder")."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.account import Account
from sandbox.shopify.order_parts import (
    DiscountAllocation,
    DiscountApplication,
    Fulfillment,
    FulfillmentOrder,
    LineItem,
    OrderAdjustment,
    OrderTransaction,
    Refund,
    RefundLineItem,
    ShippingLine,
)
from sandbox.shopify.records import Order
from sandbox.shopify.rules.suggestion import SuggestedRefund
from sandbox.shopify.wire import (
    Json,
    address,
    customer,
    gid,
    money_set,
    number,
    tax_lines,
    text,
    time_of,
)

__all__ = [
    "fulfillment_document",
    "fulfillment_order_document",
    "order_document",
    "refund_document",
    "suggestion_document",
    "transaction_document",
]


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
        "shipping_lines": [_shipping_line(order, line) for line in order.shipping_lines],
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


def _allocations(order: Order, allocations: tuple[DiscountAllocation, ...]) -> list[Json]:
    return [
        {
            "amount": text(each.amount.shop, order.currency),
            "amount_set": money_set(each.amount, order),
            "discount_application_index": each.application_index,
        }
        for each in allocations
    ]


def line_document(order: Order, line: LineItem) -> Json:
    """`total_discount` holds line-level discounts only; the cart's are in the allocations."""
    left = order.unfulfilled_quantity(line)
    sent = order.fulfilled_quantity(line)
    own = {each.index for each in order.discount_applications if each.allocation_method == "each"}
    zero = line.price - line.price
    on_line = zero
    for each in line.discount_allocations:
        if each.application_index in own:
            on_line = on_line + each.amount
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": order.current_quantity(line),
        "fulfillable_quantity": left,
        "fulfillment_service": "manual",
        "fulfillment_status": None if not sent else ("partial" if left else "fulfilled"),
        "gift_card": line.gift_card,
        "grams": line.grams,
        "name": line.name or line.title,
        "price": text(line.price.shop, order.currency),
        "price_set": money_set(line.price, order),
        "product_exists": line.product_id is not None,
        "product_id": line.product_id,
        "properties": [{"name": each.key, "value": each.value} for each in line.properties],
        "quantity": line.quantity,
        "requires_shipping": line.requires_shipping,
        "sales_line_item_group_id": None,
        "sku": line.sku or None,
        "taxable": line.taxable,
        "title": line.title,
        "total_discount": text(on_line.shop, order.currency),
        "total_discount_set": money_set(on_line, order),
        "variant_id": line.variant_id,
        "variant_inventory_management": "shopify" if line.variant_id else None,
        "variant_title": line.variant_title,
        "vendor": line.vendor,
        "tax_lines": tax_lines(line.tax_lines, order),
        "duties": [],
        "discount_allocations": _allocations(order, line.discount_allocations),
    }


def _shipping_line(order: Order, line: ShippingLine) -> Json:
    return {
        "id": line.id,
        "carrier_identifier": line.carrier_identifier,
        "code": line.code,
        "discounted_price": text(line.discounted_price.shop, order.currency),
        "discounted_price_set": money_set(line.discounted_price, order),
        "is_removed": line.is_removed,
        "phone": line.phone,
        "price": text(line.price.shop, order.currency),
        "price_set": money_set(line.price, order),
        "requested_fulfillment_service_id": None,
        "source": line.source,
        "title": line.title,
        "tax_lines": tax_lines(line.tax_lines, order),
        "discount_allocations": _allocations(order, line.discount_allocations),
    }


def transaction_document(account: Account, order: Order, transaction: OrderTransaction) -> Json:
    """`amount` is in the currency the customer paid in (Admin API, "Transaction")."""
    zone = account.records.shop.iana_timezone
    return {
        "id": transaction.id,
        "admin_graphql_api_id": gid("OrderTransaction", transaction.id),
        "order_id": order.id,
        "kind": transaction.kind,
        "gateway": transaction.gateway,
        "status": transaction.status,
        "message": transaction.message,
        "created_at": time_of(transaction.created_at, zone),
        "processed_at": time_of(transaction.processed_at, zone),
        "test": transaction.test,
        "authorization": transaction.authorization,
        "location_id": transaction.location_id,
        "user_id": transaction.user_id,
        "parent_id": transaction.parent_id,
        "device_id": None,
        "error_code": transaction.error_code,
        "source_name": transaction.source_name,
        "receipt": {},
        "amount": text(transaction.amount.presentment, order.presentment_currency),
        "currency": order.presentment_currency,
        "payment_id": transaction.payment_id,
        "total_unsettled_set": {
            "presentment_money": {"amount": "0.0", "currency": order.presentment_currency},
            "shop_money": {"amount": "0.0", "currency": order.currency},
        },
        "manual_payment_gateway": transaction.gateway == "manual",
        "amount_rounding": None,
    }


def refund_document(account: Account, order: Order, refund: Refund) -> Json:
    zone = account.records.shop.iana_timezone
    zero = order.total_price - order.total_price
    return {
        "id": refund.id,
        "admin_graphql_api_id": gid("Refund", refund.id),
        "order_id": order.id,
        "created_at": time_of(refund.created_at, zone),
        "processed_at": time_of(refund.processed_at, zone),
        "note": refund.note,
        "user_id": refund.user_id,
        "restock": refund.restock,
        "return": None if refund.return_id is None else {"id": refund.return_id},
        "total_duties_set": money_set(zero, order),
        "duties": [],
        "additional_fees": [],
        "refund_line_items": [_refund_line(order, each) for each in refund.refund_line_items],
        "refund_shipping_lines": [
            {
                "id": each.id,
                "subtotal_amount_set": money_set(each.subtotal, order),
                "tax_amount_set": money_set(each.tax, order),
                "shipping_line": _shipping_line(order, line),
            }
            for each in refund.refund_shipping_lines
            for line in order.shipping_lines
            if line.id == each.shipping_line_id
        ],
        "order_adjustments": [
            _adjustment(order, refund, each) for each in refund.order_adjustments
        ],
        "transactions": [
            transaction_document(account, order, each) for each in order.transactions_of(refund)
        ],
    }


def _refund_line(order: Order, returned: RefundLineItem) -> Json:
    line = order.line_item(returned.line_item_id)
    return {
        "id": returned.id,
        "line_item_id": returned.line_item_id,
        "quantity": returned.quantity,
        "location_id": returned.location_id,
        "restock_type": returned.restock_type,
        "subtotal": number(returned.subtotal.shop),
        "subtotal_set": money_set(returned.subtotal, order),
        "total_tax": number(returned.total_tax.shop),
        "total_tax_set": money_set(returned.total_tax, order),
        "line_item": line_document(order, line) if line else None,
    }


def _adjustment(order: Order, refund: Refund, adjustment: OrderAdjustment) -> Json:
    """`reason` as words: "Refund discrepancy"."""
    return {
        "id": adjustment.id,
        "order_id": order.id,
        "refund_id": refund.id,
        "kind": adjustment.kind,
        "reason": adjustment.reason.replace("_", " ").capitalize(),
        "amount": text(adjustment.amount.shop, order.currency),
        "amount_set": money_set(adjustment.amount, order),
        "tax_amount": text(adjustment.tax_amount.shop, order.currency),
        "tax_amount_set": money_set(adjustment.tax_amount, order),
    }


def suggestion_document(order: Order, suggestion: SuggestedRefund) -> Json:
    """What refunds/calculate answers, below the key `refund`. In the customer's currency."""
    currency = order.presentment_currency

    def money(amount: Decimal) -> str:
        return text(amount, currency)

    return {
        "shipping": {
            "amount": money(suggestion.shipping.presentment),
            "tax": money(suggestion.shipping_tax.presentment),
            "maximum_refundable": money(suggestion.shipping_maximum.presentment),
        },
        "duties": [],
        "total_duties_set": money_set(suggestion.shipping - suggestion.shipping, order),
        "additional_fees": [],
        "refund_line_items": [
            {
                "quantity": each.quantity,
                "line_item_id": each.line.id,
                "location_id": each.location_id,
                "restock_type": each.restock_type,
                "price": money(each.price.presentment),
                "subtotal": money(each.subtotal.presentment),
                "total_tax": money(each.tax.presentment),
                "discounted_price": money(each.discounted_price.presentment),
                "discounted_total_price": money(each.discounted_total_price.presentment),
                "total_cart_discount_amount": money(each.cart_discount.presentment),
            }
            for each in suggestion.lines
        ],
        "transactions": [
            {
                "order_id": order.id,
                "kind": each.kind,
                "gateway": each.gateway,
                "parent_id": each.parent.id,
                "amount": money(each.amount.presentment),
                "currency": currency,
                "maximum_refundable": money(each.maximum_refundable.presentment),
            }
            for each in suggestion.transactions
        ],
        "currency": currency,
    }


def fulfillment_document(account: Account, order: Order, fulfillment: Fulfillment) -> Json:
    zone = account.records.shop.iana_timezone
    numbers, urls = fulfillment.tracking_numbers, fulfillment.tracking_urls
    lines: list[Json] = []
    for piece in fulfillment.line_items:
        line = order.line_item(piece.line_item_id)
        if line is not None:
            lines.append({**line_document(order, line), "quantity": piece.quantity})
    return {
        "id": fulfillment.id,
        "admin_graphql_api_id": gid("Fulfillment", fulfillment.id),
        "order_id": order.id,
        "name": fulfillment.name,
        "status": fulfillment.status,
        "service": fulfillment.service,
        "location_id": fulfillment.location_id,
        "origin_address": {},
        "receipt": {},
        "shipment_status": fulfillment.shipment_status,
        "tracking_company": fulfillment.tracking_company,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": list(numbers),
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": list(urls),
        "created_at": time_of(fulfillment.created_at, zone),
        "updated_at": time_of(fulfillment.updated_at, zone),
        "line_items": lines,
    }


def fulfillment_order_document(account: Account, order: Order, work: FulfillmentOrder) -> Json:
    shop = account.records.shop
    zone = shop.iana_timezone
    where = account.records.locations[work.assigned_location_id]
    actions = ["create_fulfillment", "hold"] if work.status in {"open", "in_progress"} else []
    pieces: list[Json] = []
    for piece in work.line_items:
        line = order.line_item(piece.line_item_id)
        variant = (
            account.records.variants.get(line.variant_id) if line and line.variant_id else None
        )
        pieces.append(
            {
                "id": piece.id,
                "shop_id": shop.id,
                "fulfillment_order_id": work.id,
                "quantity": piece.total_quantity,
                "line_item_id": piece.line_item_id,
                "inventory_item_id": variant.inventory_item_id if variant else None,
                "fulfillable_quantity": piece.remaining_quantity,
                "variant_id": line.variant_id if line else None,
            }
        )
    return {
        "id": work.id,
        "admin_graphql_api_id": gid("FulfillmentOrder", work.id),
        "shop_id": shop.id,
        "order_id": order.id,
        "assigned_location_id": work.assigned_location_id,
        "request_status": work.request_status,
        "status": work.status,
        "supported_actions": actions,
        "destination": address(order.shipping_address),
        "fulfill_at": time_of(work.fulfill_at, zone),
        "fulfill_by": None,
        "fulfillment_holds": [],
        "international_duties": None,
        "delivery_method": None,
        "created_at": time_of(work.created_at, zone),
        "updated_at": time_of(work.updated_at, zone),
        "line_items": pieces,
        "assigned_location": {
            "location_id": where.id,
            "name": where.name,
            "address1": where.address.address1,
            "address2": where.address.address2,
            "city": where.address.city,
            "province": where.address.province,
            "zip": where.address.zip,
            "country_code": where.address.country_code,
            "phone": where.address.phone,
        },
        "merchant_requests": [],
    }
