"""Draft orders: roots, mutations, and how they are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.shopify.draft_records import DraftOrder
from sandbox.shopify.errors import UserError, UserErrors
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.draft_inputs import draft_input
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.lists import counted, listed
from sandbox.shopify.graphql.resolvers.orders import merged_tax_lines
from sandbox.shopify.graphql.resolvers.payloads import (
    Payload,
    mutation,
    number_in,
    payload_fields,
)
from sandbox.shopify.graphql.resolvers.registry import (
    Bag,
    Child,
    Resolver,
    attribute,
    constant,
    own_gid,
)
from sandbox.shopify.rules import drafts
from sandbox.shopify.rules.draft_inputs import DraftInput, input_of

__all__ = ["FIELDS"]

Given = dict[str, Any]

# -- reading --------------------------------------------------------------------------------


def _draft(source: None, arguments: Arguments, context: Context) -> DraftOrder | None:
    return context.records.draft_orders.get(number_in(arguments["id"], "DraftOrder"))


def _keys(context: Context) -> dict[str, Callable[[DraftOrder], Any]]:
    def customer(draft: DraftOrder) -> str:
        found = context.records.customers.get(draft.customer_id) if draft.customer_id else None
        return f"{found.first_name} {found.last_name}" if found else ""

    return {
        "": lambda each: f"{each.name} {each.email} {each.note or ''}",
        "id": lambda each: each.id,
        "name": lambda each: each.name,
        "status": lambda each: each.status,
        "email": lambda each: each.email,
        "tag": lambda each: each.tags,
        "customer_id": lambda each: each.customer_id,
        "customer_name": customer,
        "created_at": lambda each: each.created_at,
        "updated_at": lambda each: each.updated_at,
        "source": lambda each: each.source_name,
    }


def _drafts(source: None, arguments: Arguments, context: Context) -> Page:
    keys = _keys(context)
    return listed(
        context.records.draft_orders,
        arguments,
        context,
        keys=keys,
        sorts={
            "NUMBER": lambda each: each.id,
            "STATUS": lambda each: each.status,
            "TOTAL_PRICE": lambda each: each.total_price.shop,
            "UPDATED_AT": lambda each: each.updated_at,
            "CUSTOMER_NAME": keys["customer_name"],
        },
    )


def _drafts_count(source: None, arguments: Arguments, context: Context) -> tuple[int, str]:
    return counted(context.records.draft_orders, arguments, context, _keys(context))


# -- mutations ------------------------------------------------------------------------------


def _create(arguments: Arguments, context: Context) -> Payload:
    asked = draft_input(arguments["input"], DraftInput(), context)
    return {"draftOrder": drafts.create_draft(context.shopify, asked)}


def _update(arguments: Arguments, context: Context) -> Payload:
    """Keys that are absent leave the draft as it is. Paths of refusals begin with `input` here,
    unlike draftOrderCreate's (recorded)."""
    draft = drafts.existing(context.shopify, number_in(arguments["id"], "DraftOrder"))
    asked = draft_input(arguments["input"], input_of(draft), context)
    try:
        return {"draftOrder": drafts.update_draft(context.shopify, draft.id, asked)}
    except UserErrors as refused:
        raise UserErrors(
            [
                UserError(
                    each.field if each.field is None else ("input", *each.field), each.message
                )
                for each in refused.errors
            ]
        ) from None


def _complete(arguments: Arguments, context: Context) -> Payload:
    app = context.shopify.auth.apps[context.token.app_id]
    draft, _ = drafts.complete_draft(
        context.shopify,
        number_in(arguments["id"], "DraftOrder"),
        payment_pending=bool(arguments.get("paymentPending")),
        gateway=arguments.get("paymentGatewayId") is not None,
        source_name=arguments.get("sourceName") or str(app.number),
    )
    return {"draftOrder": draft}


def _calculate(arguments: Arguments, context: Context) -> Payload:
    asked = draft_input(arguments["input"], DraftInput(), context)
    return {"calculatedDraftOrder": drafts.calculate_draft(context.shopify, asked)}


def _duplicate(arguments: Arguments, context: Context) -> Payload:
    text = arguments.get("id") or arguments.get("draftOrderId")
    number = -1 if text is None else number_in(text, "DraftOrder")
    return {"draftOrder": drafts.duplicate_draft(context.shopify, number)}


def _delete(arguments: Arguments, context: Context) -> Payload:
    number = number_in(arguments["input"]["id"], "DraftOrder")
    return {"deletedId": gid("DraftOrder", drafts.delete_draft(context.shopify, number).id)}


def _send(arguments: Arguments, context: Context) -> Payload:
    email = arguments.get("email") or {}
    number = number_in(arguments["id"], "DraftOrder")
    return {"draftOrder": drafts.send_invoice(context.shopify, number, email.get("to"))}


# -- shown ----------------------------------------------------------------------------------


def _bag(name: str) -> Resolver:
    return lambda draft, arguments, context: Bag(getattr(draft, name), draft)


def _shop(name: str) -> Resolver:
    return lambda draft, arguments, context: getattr(draft, name).shop


def _address(name: str) -> Resolver:
    def address(draft: DraftOrder, arguments: Arguments, context: Context) -> Child | None:
        record = getattr(draft, name)
        return None if record is None else Child("MailingAddress", _holder(draft), (name, record))

    return address


def _holder(draft: DraftOrder) -> Any:
    """A draft stands where the order of a child does: such children ask for currencies only."""
    return draft


def _customer(draft: DraftOrder, arguments: Arguments, context: Context) -> Any:
    number = draft.customer_id
    return None if number is None else context.records.customers.get(number)


def _order(draft: DraftOrder, arguments: Arguments, context: Context) -> Any:
    return None if draft.order_id is None else context.records.orders.get(draft.order_id)


def _invoice(draft: DraftOrder, arguments: Arguments, context: Context) -> str:
    shop = context.records.shop
    return f"https://{shop.myshopify_domain}/{shop.id}/invoices/{draft.invoice_token}"


def _lines(draft: DraftOrder, arguments: Arguments, context: Context) -> Page:
    return page_of(
        draft.line_items,
        arguments,
        lambda record: Child("DraftOrderLineItem", _holder(draft), record),
    )


def _shipping(draft: DraftOrder, arguments: Arguments, context: Context) -> Child | None:
    line = draft.shipping_line
    return None if line is None else Child("ShippingLine", _holder(draft), line)


def _taxes(draft: DraftOrder, arguments: Arguments, context: Context) -> list[Child]:
    found = [tax for line in draft.line_items for tax in line.tax_lines]
    if draft.shipping_line is not None:
        found += draft.shipping_line.tax_lines
    return [Child("TaxLine", _holder(draft), each) for each in merged_tax_lines(found)]


def _applied(draft: DraftOrder, arguments: Arguments, context: Context) -> Child | None:
    if draft.discount is None:
        return None
    mine = draft.total_discounts
    for line, discount in zip(draft.line_items, draft.line_discounts, strict=True):
        if discount is not None:
            mine = mine - line.discount_allocations[0].amount
    return Child("DraftOrderAppliedDiscount", _holder(draft), (draft.discount, mine))


_DRAFT: dict[str, Resolver] = {
    "appliedDiscount": _applied,
    "billingAddress": _address("billing_address"),
    "billingAddressMatchesShippingAddress": lambda draft, a, c: (
        draft.billing_address == draft.shipping_address
    ),
    "completedAt": attribute("completed_at"),
    "createdAt": attribute("created_at"),
    "currencyCode": attribute("currency"),
    "customAttributes": attribute("attributes"),
    "customer": _customer,
    "email": lambda draft, a, c: draft.email or None,
    "id": own_gid("DraftOrder"),
    "invoiceSentAt": attribute("invoice_sent_at"),
    "invoiceUrl": _invoice,
    "legacyResourceId": attribute("id"),
    "lineItems": _lines,
    "lineItemsSubtotalPrice": _bag("subtotal_price"),
    "name": attribute("name"),
    "note2": attribute("note"),
    "order": _order,
    "paymentTerms": constant(None),
    "phone": attribute("phone"),
    "poNumber": attribute("po_number"),
    "presentmentCurrencyCode": attribute("presentment_currency"),
    "purchasingEntity": _customer,
    "ready": constant(True),
    "reserveInventoryUntil": attribute("reserve_inventory_until"),
    "shippingAddress": _address("shipping_address"),
    "shippingLine": _shipping,
    "status": lambda draft, a, c: draft.status.upper(),
    "subtotalPrice": _shop("subtotal_price"),
    "subtotalPriceSet": _bag("subtotal_price"),
    "tags": attribute("tags"),
    "taxExempt": attribute("tax_exempt"),
    "taxLines": _taxes,
    "taxesIncluded": attribute("taxes_included"),
    "totalDiscountsSet": _bag("total_discounts"),
    "totalLineItemsPriceSet": _bag("line_items_price"),
    "totalPrice": _shop("total_price"),
    "totalPriceSet": _bag("total_price"),
    "totalQuantityOfLineItems": lambda draft, a, c: sum(line.quantity for line in draft.line_items),
    "totalShippingPrice": _shop("total_shipping_price"),
    "totalShippingPriceSet": _bag("total_shipping_price"),
    "totalTax": _shop("total_tax"),
    "totalTaxSet": _bag("total_tax"),
    "totalWeight": lambda draft, a, c: sum(line.grams * line.quantity for line in draft.line_items),
    "updatedAt": attribute("updated_at"),
    "visibleToCustomer": attribute("visible_to_customer"),
}

# What a calculated draft shows of a draft; its lines are a plain list.
_CALCULATED = (
    "appliedDiscount", "billingAddressMatchesShippingAddress", "currencyCode", "customer",
    "lineItemsSubtotalPrice", "phone", "presentmentCurrencyCode", "purchasingEntity",
    "shippingLine", "subtotalPrice", "subtotalPriceSet", "taxLines", "taxesIncluded",
    "totalDiscountsSet", "totalLineItemsPriceSet", "totalPrice", "totalPriceSet",
    "totalQuantityOfLineItems", "totalShippingPrice", "totalShippingPriceSet", "totalTax",
    "totalTaxSet",
)  # fmt: skip


def _calculated_lines(draft: DraftOrder, arguments: Arguments, context: Context) -> list[Child]:
    holder = _holder(draft)
    return [Child("CalculatedDraftOrderLineItem", holder, each) for each in draft.line_items]


FIELDS: dict[str, Resolver] = {
    "QueryRoot.draftOrder": _draft,
    "QueryRoot.draftOrders": _drafts,
    "QueryRoot.draftOrdersCount": _drafts_count,
    "Mutation.draftOrderCalculate": mutation("calculatedDraftOrder", _calculate),
    "Mutation.draftOrderComplete": mutation("draftOrder", _complete),
    "Mutation.draftOrderCreate": mutation("draftOrder", _create),
    "Mutation.draftOrderDelete": mutation("deletedId", _delete),
    "Mutation.draftOrderDuplicate": mutation("draftOrder", _duplicate),
    "Mutation.draftOrderInvoiceSend": mutation("draftOrder", _send),
    "Mutation.draftOrderUpdate": mutation("draftOrder", _update),
    **payload_fields(
        {
            "DraftOrderCalculatePayload": ("calculatedDraftOrder",),
            "DraftOrderCompletePayload": ("draftOrder",),
            "DraftOrderCreatePayload": ("draftOrder",),
            "DraftOrderDeletePayload": ("deletedId",),
            "DraftOrderDuplicatePayload": ("draftOrder",),
            "DraftOrderInvoiceSendPayload": ("draftOrder",),
            "DraftOrderUpdatePayload": ("draftOrder",),
        }
    ),
    **{f"DraftOrder.{name}": resolver for name, resolver in _DRAFT.items()},
    **{f"CalculatedDraftOrder.{name}": _DRAFT[name] for name in _CALCULATED},
    # This shop has no shipping zones, so that no rate ever fits (recorded of such a shop).
    "CalculatedDraftOrder.availableShippingRates": constant(()),
    "CalculatedDraftOrder.lineItems": _calculated_lines,
    "ShippingRate.handle": attribute("handle"),
    "ShippingRate.price": attribute("price"),
    "ShippingRate.title": attribute("title"),
}
