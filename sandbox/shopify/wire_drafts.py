"""Draft orders as REST and webhooks write them (Admin API, "DraftOrder")."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.account import Account
from sandbox.shopify.draft_records import DraftDiscount, DraftOrder
from sandbox.shopify.order_parts import LineItem, MoneyBag, total
from sandbox.shopify.wire import Json, address, customer, gid, number, text, time_of

__all__ = ["draft_document"]


def draft_document(account: Account, draft: DraftOrder) -> Json:
    """Amounts are in the draft's presentment currency."""
    shop = account.records.shop
    zone = shop.iana_timezone
    buyer = account.records.customers.get(draft.customer_id) if draft.customer_id else None

    def money(amount: Decimal) -> str:
        return text(amount, draft.presentment_currency)

    goods = total(each.discounted_total for each in draft.line_items)
    tax = total(each.total_tax for each in draft.line_items)
    shipping = MoneyBag(Decimal(0), Decimal(0))
    if draft.shipping_line is not None:
        shipping = draft.shipping_line.discounted_price
        tax = tax + draft.shipping_line.total_tax
    whole = goods + shipping if draft.taxes_included else goods + shipping + tax
    return {
        "id": draft.id,
        "admin_graphql_api_id": gid("DraftOrder", draft.id),
        "name": draft.name,
        "status": draft.status,
        "currency": draft.presentment_currency,
        "email": draft.email or None,
        "phone": draft.phone,
        "note": draft.note,
        "note_attributes": [{"name": each.key, "value": each.value} for each in draft.attributes],
        "tags": ", ".join(draft.tags),
        "po_number": draft.po_number,
        "tax_exempt": draft.tax_exempt,
        "taxes_included": draft.taxes_included,
        "order_id": draft.order_id,
        "invoice_sent_at": time_of(draft.invoice_sent_at, zone),
        "completed_at": time_of(draft.completed_at, zone),
        "created_at": time_of(draft.created_at, zone),
        "updated_at": time_of(draft.updated_at, zone),
        "invoice_url": f"https://{shop.myshopify_domain}/{shop.id}/invoices/{draft.invoice_token}",
        "applied_discount": _discount(draft.discount),
        "line_items": [_line(draft, each) for each in draft.line_items],
        "shipping_line": None
        if draft.shipping_line is None
        else {
            "title": draft.shipping_line.title,
            "custom": True,
            "handle": None,
            "price": money(draft.shipping_line.price.presentment),
        },
        "tax_lines": [
            {"title": each.title, "rate": number(each.rate), "price": money(each.price.presentment)}
            for line in draft.line_items
            for each in line.tax_lines
        ],
        "subtotal_price": money(goods.presentment),
        "total_tax": money(tax.presentment),
        "total_price": money(whole.presentment),
        "billing_address": address(draft.billing_address),
        "shipping_address": address(draft.shipping_address),
        "customer": customer(buyer, zone, shop.currency),
    }


def _discount(discount: DraftDiscount | None) -> Json | None:
    if discount is None:
        return None
    return {
        "title": discount.title,
        "description": discount.description,
        "value": f"{discount.value:f}",
        "value_type": discount.value_type,
    }


def _line(draft: DraftOrder, line: LineItem) -> Json:
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("DraftOrderLineItem", line.id),
        "variant_id": line.variant_id,
        "product_id": line.product_id,
        "title": line.title,
        "variant_title": line.variant_title,
        "name": line.name or line.title,
        "sku": line.sku or None,
        "vendor": line.vendor,
        "quantity": line.quantity,
        "price": text(line.price.presentment, draft.presentment_currency),
        "custom": line.variant_id is None,
        "grams": line.grams,
        "gift_card": line.gift_card,
        "requires_shipping": line.requires_shipping,
        "taxable": line.taxable,
        "fulfillment_service": "manual",
        "applied_discount": None,
        "properties": [{"name": each.key, "value": each.value} for each in line.properties],
    }
