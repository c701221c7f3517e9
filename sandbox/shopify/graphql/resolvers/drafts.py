"""Draft orders: roots, mutations, and how they are shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from sandbox.shopify.draft_records import DraftDiscount, DraftOrder
from sandbox.shopify.errors import UserError, UserErrors, refuse
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.inputs import address_of, attributes_of, grams_of
from sandbox.shopify.graphql.lists import counted, listed
from sandbox.shopify.graphql.resolvers.lines import GRAMS
from sandbox.shopify.graphql.resolvers.orders import merged_tax_lines
from sandbox.shopify.graphql.resolvers.payloads import (
    Payload,
    mutation,
    number_in,
    payload_fields,
)
from sandbox.shopify.graphql.resolvers.refunds import number_of
from sandbox.shopify.graphql.resolvers.registry import (
    Bag,
    Child,
    Money,
    Resolver,
    attribute,
    constant,
    own_gid,
)
from sandbox.shopify.records import LineItem, MoneyBag
from sandbox.shopify.rules import drafts
from sandbox.shopify.rules.draft_inputs import DraftInput, DraftLineInput
from sandbox.shopify.rules.money import round_bag

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
    asked = _input(arguments["input"], DraftInput(), context)
    return {"draftOrder": drafts.create_draft(context.shopify, asked)}


def _update(arguments: Arguments, context: Context) -> Payload:
    """Keys that are absent leave the draft as it is. Paths of refusals begin with `input` here,
    unlike draftOrderCreate's (recorded)."""
    draft = drafts.existing(context.shopify, number_in(arguments["id"], "DraftOrder"))
    asked = _input(arguments["input"], _as_input(draft), context)
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


def _delete(arguments: Arguments, context: Context) -> Payload:
    number = number_in(arguments["input"]["id"], "DraftOrder")
    return {"deletedId": gid("DraftOrder", drafts.delete_draft(context.shopify, number).id)}


def _send(arguments: Arguments, context: Context) -> Payload:
    email = arguments.get("email") or {}
    number = number_in(arguments["id"], "DraftOrder")
    return {"draftOrder": drafts.send_invoice(context.shopify, number, email.get("to"))}


def _input(given: Given, base: DraftInput, context: Context) -> DraftInput:
    """`given` over `base`. Raises UserErrors for money of another currency (sentence ours)."""
    shop = context.records.shop.currency
    currency = given.get("presentmentCurrencyCode") or base.presentment_currency or shop
    changes: dict[str, Any] = {"presentment_currency": currency}
    for name, field in (
        ("email", "email"), ("phone", "phone"), ("note", "note"), ("poNumber", "po_number"),
        ("sourceName", "source_name"), ("reserveInventoryUntil", "reserve_inventory_until"),
    ):  # fmt: skip
        if name in given:
            changes[field] = given[name]
    for name, field in (
        ("taxExempt", "tax_exempt"), ("visibleToCustomer", "visible_to_customer"),
        ("useCustomerDefaultAddress", "use_default_address"),
    ):  # fmt: skip
        if given.get(name) is not None:
            changes[field] = given[name]
    if given.get("tags") is not None:
        changes["tags"] = tuple(given["tags"])
    if given.get("customAttributes") is not None:
        changes["attributes"] = attributes_of(given["customAttributes"])
    for name, field in (
        ("billingAddress", "billing_address"),
        ("shippingAddress", "shipping_address"),
    ):
        if name in given:
            changes[field] = None if given[name] is None else address_of(given[name])
    customer = (given.get("purchasingEntity") or {}).get("customerId") or given.get("customerId")
    if customer is not None:
        changes["customer_id"] = number_of(customer, "Customer")
    if "appliedDiscount" in given:
        changes["discount"] = _discount(given["appliedDiscount"])
    if given.get("lineItems") is not None:
        changes["line_items"] = tuple(_line(each, currency) for each in given["lineItems"])
    if "shippingLine" in given:
        line = given["shippingLine"] or {}
        price = _amount(line.get("priceWithCurrency"), line.get("price"), currency)
        changes["shipping_title"] = line.get("title")
        changes["shipping_price"] = price
    return replace(base, **changes)


def _as_input(draft: DraftOrder) -> DraftInput:
    """What the draft was written from, so that an update can leave parts of it alone."""
    shipping = draft.shipping_line
    return DraftInput(
        presentment_currency=draft.presentment_currency,
        email=draft.email,
        phone=draft.phone,
        note=draft.note,
        tags=draft.tags,
        attributes=draft.attributes,
        po_number=draft.po_number,
        source_name=draft.source_name,
        customer_id=draft.customer_id,
        billing_address=draft.billing_address,
        shipping_address=draft.shipping_address,
        shipping_title=shipping.title if shipping else None,
        shipping_price=shipping.price.presentment if shipping else None,
        tax_exempt=draft.tax_exempt,
        visible_to_customer=draft.visible_to_customer,
        reserve_inventory_until=draft.reserve_inventory_until,
        discount=draft.discount,
        line_items=tuple(
            DraftLineInput(
                quantity=line.quantity,
                variant_id=line.variant_id,
                title=line.title,
                price=line.price.presentment,
                sku=line.sku,
                taxable=line.taxable,
                requires_shipping=line.requires_shipping,
                grams=line.grams,
                attributes=line.properties,
                discount=discount,
                uuid=uuid,
            )
            for line, discount, uuid in zip(
                draft.line_items, draft.line_discounts, draft.uuids, strict=True
            )
        ),
    )


def _line(given: Given, currency: str) -> DraftLineInput:
    weight = given.get("weight")
    return DraftLineInput(
        quantity=given["quantity"],
        variant_id=number_of(given.get("variantId"), "ProductVariant"),
        title=given.get("title"),
        price=_amount(
            given.get("originalUnitPriceWithCurrency"), given.get("originalUnitPrice"), currency
        ),
        sku=given.get("sku"),
        taxable=given.get("taxable"),
        requires_shipping=given.get("requiresShipping"),
        grams=None if weight is None else grams_of(weight),
        attributes=attributes_of(given.get("customAttributes") or ()),
        discount=_discount(given.get("appliedDiscount")),
        uuid=given.get("uuid"),
    )


def _amount(money: Given | None, plain: Decimal | None, currency: str) -> Decimal | None:
    if money is None:
        return plain
    if money["currencyCode"] != currency:
        raise refuse(None, f"Currency must be {currency}")
    amount: Decimal = money["amount"]
    return amount


def _discount(given: Given | None) -> DraftDiscount | None:
    """`amount` is what the caller thinks it comes to: the shop reckons itself (recorded)."""
    if given is None:
        return None
    return DraftDiscount(
        value=given["value"],
        value_type=given["valueType"].lower(),
        title=given.get("title"),
        description=given.get("description") or "",
    )


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


# -- its lines ------------------------------------------------------------------------------


def _own(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record, name)


def _place(child: Child) -> int:
    draft: Any = child.order
    return next(place for place, line in enumerate(draft.line_items) if line.id == child.record.id)


def _own_discount(child: Child) -> MoneyBag:
    """What the line's own discount takes off; shares of the draft's are not the line's."""
    draft: Any = child.order
    record: LineItem = child.record
    nothing = record.price - record.price
    if draft.line_discounts[_place(child)] is None:
        return nothing
    return record.discount_allocations[0].amount


def _line_discount(child: Child, arguments: Arguments, context: Context) -> Child | None:
    draft: Any = child.order
    discount = draft.line_discounts[_place(child)]
    if discount is None:
        return None
    return Child("DraftOrderAppliedDiscount", child.order, (discount, _own_discount(child)))


def _line_total(child: Child) -> MoneyBag:
    total: MoneyBag = child.record.original_total - _own_discount(child)
    return total


def _unit(child: Child) -> MoneyBag:
    amount, count = _line_total(child), child.record.quantity
    return round_bag(
        MoneyBag(amount.shop / count, amount.presentment / count),
        child.order.currency,
        child.order.presentment_currency,
    )


def _bag_of(rule: Callable[[Child], MoneyBag]) -> Resolver:
    return lambda child, arguments, context: Bag(rule(child), child.order)


def _shop_of(rule: Callable[[Child], MoneyBag]) -> Resolver:
    return lambda child, arguments, context: rule(child).shop


def _price(child: Child) -> MoneyBag:
    price: MoneyBag = child.record.price
    return price


def _gross(child: Child) -> MoneyBag:
    gross: MoneyBag = child.record.original_total
    return gross


def _uuid(child: Child, arguments: Arguments, context: Context) -> str:
    draft: Any = child.order
    uuid: str = draft.uuids[_place(child)]
    return uuid


def _line_taxes(child: Child, arguments: Arguments, context: Context) -> list[Child]:
    return [Child("TaxLine", child.order, each) for each in child.record.tax_lines]


def _product(child: Child, arguments: Arguments, context: Context) -> Any:
    number = child.record.product_id
    return None if number is None else context.records.products.get(number)


def _variant(child: Child, arguments: Arguments, context: Context) -> Any:
    number = child.record.variant_id
    return None if number is None else context.records.variants.get(number)


def _priced(child: Child, arguments: Arguments, context: Context) -> Money:
    return Money(child.record.price.presentment, child.order.presentment_currency)


_LINE: dict[str, Resolver] = {
    "appliedDiscount": _line_discount,
    "approximateDiscountedUnitPriceSet": _bag_of(_unit),
    "custom": lambda child, a, c: child.record.variant_id is None,
    "customAttributes": _own("properties"),
    "discountedTotal": _shop_of(_line_total),
    "discountedTotalSet": _bag_of(_line_total),
    "id": lambda child, a, c: gid("DraftOrderLineItem", child.record.id),
    "isGiftCard": _own("gift_card"),
    "name": lambda child, a, c: child.record.name or child.record.title,
    "originalTotal": _shop_of(_gross),
    "originalTotalSet": _bag_of(_gross),
    "originalUnitPrice": _shop_of(_price),
    "originalUnitPriceSet": _bag_of(_price),
    "originalUnitPriceWithCurrency": _priced,
    "product": _product,
    "quantity": _own("quantity"),
    "requiresShipping": _own("requires_shipping"),
    "sku": _own("sku"),
    "taxLines": _line_taxes,
    "taxable": _own("taxable"),
    "title": _own("title"),
    "totalDiscount": _shop_of(_own_discount),
    "totalDiscountSet": _bag_of(_own_discount),
    "uuid": _uuid,
    "variant": _variant,
    "variantTitle": _own("variant_title"),
    "vendor": _own("vendor"),
    "weight": lambda child, a, c: (child.record.grams / GRAMS, "KILOGRAMS"),
}

_APPLIED: dict[str, Resolver] = {
    "amount": lambda child, a, c: child.record[1].shop,
    "amountSet": lambda child, a, c: Bag(child.record[1], child.order),
    "amountV2": lambda child, a, c: Money(child.record[1].shop, child.order.currency),
    "description": lambda child, a, c: child.record[0].description,
    "title": lambda child, a, c: child.record[0].title,
    "value": lambda child, a, c: child.record[0].value,
    "valueType": lambda child, a, c: child.record[0].value_type.upper(),
}

FIELDS: dict[str, Resolver] = {
    "QueryRoot.draftOrder": _draft,
    "QueryRoot.draftOrders": _drafts,
    "QueryRoot.draftOrdersCount": _drafts_count,
    "Mutation.draftOrderComplete": mutation("draftOrder", _complete),
    "Mutation.draftOrderCreate": mutation("draftOrder", _create),
    "Mutation.draftOrderDelete": mutation("deletedId", _delete),
    "Mutation.draftOrderInvoiceSend": mutation("draftOrder", _send),
    "Mutation.draftOrderUpdate": mutation("draftOrder", _update),
    **payload_fields(
        {
            "DraftOrderCompletePayload": ("draftOrder",),
            "DraftOrderCreatePayload": ("draftOrder",),
            "DraftOrderDeletePayload": ("deletedId",),
            "DraftOrderInvoiceSendPayload": ("draftOrder",),
            "DraftOrderUpdatePayload": ("draftOrder",),
        }
    ),
    **{f"DraftOrder.{name}": resolver for name, resolver in _DRAFT.items()},
    **{f"DraftOrderLineItem.{name}": resolver for name, resolver in _LINE.items()},
    **{f"DraftOrderAppliedDiscount.{name}": resolver for name, resolver in _APPLIED.items()},
}
