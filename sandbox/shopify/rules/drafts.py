"""Draft orders: written down, changed, sent as an invoice, and completed into an order.

Sentences: recorded answers of draftOrderCreate, -Calculate, -Update, -Complete and -Delete, except
where marked. Paths are those of draftOrderCreate; draftOrderUpdate puts "input" before them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.draft_records import DraftDiscount, DraftOrder
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import LineItem, MoneyBag, ShippingLine
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.rules.draft_inputs import DraftInput, DraftLineInput, input_of
from sandbox.shopify.rules.money import rate_of, to_bag, unit_of
from sandbox.shopify.rules.order_inputs import (
    DiscountInput,
    LineInput,
    OrderInput,
    ShippingInput,
    TaxLineInput,
    TransactionInput,
)
from sandbox.shopify.rules.orders import create_order
from sandbox.shopify.rules.pricing import TAX_TITLE, Priced, price_order
from sandbox.shopify.rules.trial import trial

__all__ = [
    "calculate_draft",
    "complete_draft",
    "create_draft",
    "delete_draft",
    "duplicate_draft",
    "existing",
    "send_invoice",
    "update_draft",
]

_TAG_LIMIT = 40
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def create_draft(account: Account, asked: DraftInput) -> DraftOrder:
    """Raises UserErrors."""
    now = moment(account)
    number = account.ids.next("shopify.draft_number")
    draft = DraftOrder(
        id=next_id(account.ids, "DraftOrder"),
        name=f"#D{number}",
        status="open",
        currency=account.records.shop.currency,
        presentment_currency=asked.presentment_currency or account.records.shop.currency,
        created_at=now,
        updated_at=now,
        invoice_token=account.ids.token("shopify.invoice", 32, "0123456789abcdef"),
    )
    return account.records.draft_orders.put(_written(account, draft, asked))


def calculate_draft(account: Account, asked: DraftInput) -> DraftOrder:
    """What such a draft would come to; nothing is written. Raises UserErrors as `create_draft`."""
    with trial(account):
        return create_draft(account, asked)


def duplicate_draft(account: Account, draft_id: int) -> DraftOrder:
    """The same goods for the same customer, open and at today's prices: without discounts,
    shipping, exemption and reservation (recorded of an open and of a completed one). Raises
    UserErrors."""
    asked = input_of(existing(account, draft_id))
    lines = tuple(replace(each, discount=None, uuid=None) for each in asked.line_items)
    bare = replace(
        asked,
        line_items=lines,
        discount=None,
        shipping_title=None,
        shipping_price=None,
        tax_exempt=False,
        reserve_inventory_until=None,
    )
    return create_draft(account, bare)


def update_draft(account: Account, draft_id: int, asked: DraftInput) -> DraftOrder:
    """`asked` is the whole new content. Raises UserErrors."""
    draft = existing(account, draft_id)
    if not draft.open:
        raise refuse(None, "This order has been paid")
    changed = replace(draft, updated_at=moment(account))
    return account.records.draft_orders.put(_written(account, changed, asked))


def delete_draft(account: Account, draft_id: int) -> DraftOrder:
    """Its order, if it has become one, stays. Raises UserErrors."""
    draft = existing(account, draft_id)
    account.records.draft_orders.delete(draft.id)
    return draft


def send_invoice(account: Account, draft_id: int, to: str | None) -> DraftOrder:
    """Nothing is mailed here. Raises UserErrors."""
    draft = existing(account, draft_id)
    if not draft.open:
        raise refuse(None, "This order has been paid")
    if not (to or draft.email):
        raise refuse(None, "To can't be blank")
    now = moment(account)
    sent = replace(draft, status="invoice_sent", invoice_sent_at=now, updated_at=now)
    return account.records.draft_orders.put(sent)


def complete_draft(
    account: Account,
    draft_id: int,
    *,
    payment_pending: bool = False,
    gateway: bool = False,
    source_name: str,
) -> tuple[DraftOrder, Order]:
    """The order that the draft describes, paid by hand or pending. `gateway`: one was named; this
    shop has none that drafts could be paid by. `source_name`: the app. Raises UserErrors."""
    draft = existing(account, draft_id)
    if not draft.open:
        raise refuse(None, "This order has been paid", document=draft)
    if gateway:
        raise refuse(None, "Invalid payment gateway", document=draft)
    order = create_order(account, _order_input(account, draft, payment_pending, source_name))
    now = moment(account)
    done = replace(draft, status="completed", completed_at=now, updated_at=now, order_id=order.id)
    return account.records.draft_orders.put(done), order


def existing(account: Account, draft_id: int) -> DraftOrder:
    """Raises UserErrors."""
    draft = account.records.draft_orders.get(draft_id)
    if draft is None:
        raise refuse(("id",), "Draft order does not exist")
    return draft


# -- writing --------------------------------------------------------------------------------


def _written(account: Account, draft: DraftOrder, asked: DraftInput) -> DraftOrder:
    """`draft` with this content, priced."""
    _check(account, asked)
    customer = None
    if asked.customer_id is not None:
        customer = account.records.customers.get(asked.customer_id)
        if customer is None:
            raise refuse(("customerId",), "Customer does not exist")  # ours
    money = asked.presentment_currency or draft.presentment_currency
    rate_of(account, money)
    priced = _price(account, asked, money)
    shown = asked.shipping_address
    if shown is None and asked.use_default_address and customer is not None:
        shown = customer.default_address
    email = asked.email
    if email is None:
        email = customer.email if customer else ""
    known = dict(enumerate(draft.uuids))
    return replace(
        draft,
        presentment_currency=money,
        email=email,
        phone=asked.phone,
        note=asked.note,
        tags=tuple(sorted({each.strip() for each in asked.tags if each.strip()})),
        attributes=asked.attributes,
        po_number=asked.po_number,
        source_name=asked.source_name,
        customer_id=asked.customer_id,
        billing_address=asked.billing_address,
        shipping_address=shown,
        tax_exempt=asked.tax_exempt,
        visible_to_customer=asked.visible_to_customer,
        reserve_inventory_until=asked.reserve_inventory_until,
        discount=asked.discount,
        line_discounts=tuple(each.discount for each in asked.line_items),
        uuids=tuple(
            each.uuid or known.get(place) or account.ids.uuid("shopify.draft_line")
            for place, each in enumerate(asked.line_items)
        ),
        line_items=tuple(_numbered(account, line) for line in priced.lines),
        shipping_line=priced.shipping[0] if priced.shipping else None,
    )


def _numbered(account: Account, line: LineItem) -> LineItem:
    return replace(line, id=next_id(account.ids, "DraftOrderLineItem"))


def _check(account: Account, asked: DraftInput) -> None:
    if not asked.line_items:
        raise refuse(None, "Add at least 1 product")
    if asked.email and not _EMAIL.fullmatch(asked.email):
        raise refuse(("email",), "Email is invalid")
    now = account.clock.now()
    if asked.reserve_inventory_until is not None and asked.reserve_inventory_until <= now:
        raise refuse(None, "Reserve until can't be in the past")
    for place, tag in enumerate(asked.tags):
        if len(tag) > _TAG_LIMIT:
            message = f"Title Tag exceeds the maximum length of {_TAG_LIMIT} characters"
            raise refuse(("tags", str(place)), message)
    _check_discount((), asked.discount)
    for place, line in enumerate(asked.line_items):
        path = ("lineItems", str(place))
        if line.quantity < 1:
            message = "Quantity must be greater than or equal to 1"
            raise refuse((*path, "quantity"), message)
        _check_line(account, line)
        _check_discount(path, line.discount)
    if asked.shipping_price is not None and asked.shipping_price < 0:
        message = "Shipping price must be greater than or equal to 0"  # ours
        raise refuse(("shippingLine", "price"), message)


def _check_line(account: Account, line: DraftLineInput) -> None:
    if line.variant_id is not None:
        if line.variant_id not in account.records.variants:
            message = f"Product with ID {line.variant_id} is no longer available."
            raise refuse(None, message)
        return
    if not (line.title or "").strip():
        raise refuse(None, "Merchandise title is empty.")
    if line.price is not None and line.price < 0:
        raise refuse(None, "Cannot send negative price for line_item")


def _check_discount(path: tuple[str, ...], discount: DraftDiscount | None) -> None:
    if discount is None:
        return
    field = (*path, "appliedDiscount", "value")
    if discount.value_type == "percentage" and discount.value > 100:
        message = "Applied discount value must be less than or equal to 100%"
        raise refuse(field, message)
    if discount.value % Decimal("0.01"):
        message = "Applied discount value can have at most 2 digits after decimal point"
        raise refuse(field, message)


def _price(account: Account, asked: DraftInput, money: str) -> Priced:
    rate = None if asked.tax_exempt else account.settings.tax_rate or None
    taxes = () if rate is None else (TaxLineInput(title=TAX_TITLE, rate=rate),)
    lines = []
    for each in asked.line_items:
        custom = each.variant_id is None
        price = each.price if each.price is not None else Decimal(0)
        taxable = _taxable(account, each)
        lines.append(
            LineInput(
                quantity=each.quantity,
                variant_id=each.variant_id,
                title=each.title if custom else None,
                price=_bag(account, money, price) if custom else None,
                sku=each.sku if custom else None,
                taxable=each.taxable if custom else None,
                requires_shipping=each.requires_shipping if custom else None,
                grams=each.grams if custom else None,
                properties=each.attributes,
                tax_lines=taxes if taxable else (),
                discounts=_discount(account, money, each.discount),
            )
        )
    shipping: tuple[ShippingInput, ...] = ()
    if asked.shipping_title is not None or asked.shipping_price is not None:
        cost = _bag(account, money, asked.shipping_price or Decimal(0))
        shipping = (
            ShippingInput(
                title=asked.shipping_title or "Custom shipping",
                price=cost,
                code="custom",
                tax_lines=taxes,
            ),
        )
    return price_order(
        account,
        OrderInput(
            line_items=tuple(lines),
            shipping_lines=shipping,
            discounts=_discount(account, money, asked.discount),
        ),
        money,
    )


def _bag(account: Account, money: str, amount: Decimal) -> MoneyBag:
    amount = amount.quantize(unit_of(money))
    if money == account.records.shop.currency:
        return MoneyBag(amount, amount)
    return to_bag(account, amount, money)


def _discount(
    account: Account, money: str, given: DraftDiscount | None
) -> tuple[DiscountInput, ...]:
    """A fixed amount of a line is of one unit, as in the admin."""
    if given is None:
        return ()
    fixed = given.value_type == "fixed_amount"
    return (
        DiscountInput(
            percentage=None if fixed else given.value,
            amount=_bag(account, money, max(given.value, Decimal(0))) if fixed else None,
            title=given.title or given.description or "Custom discount",
            description=given.description,
        ),
    )


def _taxable(account: Account, line: DraftLineInput) -> bool:
    if line.variant_id is not None:
        return account.records.variants[line.variant_id].taxable
    return line.taxable is not False


# -- completing -----------------------------------------------------------------------------


def _order_input(
    account: Account, draft: DraftOrder, pending: bool, source_name: str
) -> OrderInput:
    """The draft's own figures: an order of it costs what the draft said, to the cent."""
    lines = []
    for line, discount in zip(draft.line_items, draft.line_discounts, strict=True):
        lines.append(
            LineInput(
                quantity=line.quantity,
                variant_id=line.variant_id,
                title=line.title,
                price=line.price,
                sku=line.sku,
                vendor=line.vendor,
                grams=line.grams,
                taxable=line.taxable,
                requires_shipping=line.requires_shipping,
                properties=line.properties,
                tax_lines=_taxes(line),
                discounts=_discount(account, draft.presentment_currency, discount),
            )
        )
    shipping = draft.shipping_line
    return OrderInput(
        line_items=tuple(lines),
        shipping_lines=()
        if shipping is None
        else (
            ShippingInput(
                title=shipping.title,
                price=shipping.price,
                code=shipping.code,
                source=shipping.source,
                tax_lines=_taxes(shipping),
            ),
        ),
        discounts=_discount(account, draft.presentment_currency, draft.discount),
        transactions=(TransactionInput(status="pending" if pending else "success"),),
        financial_status="pending" if pending else "paid",
        presentment_currency=draft.presentment_currency,
        email=draft.email,
        phone=draft.phone,
        customer_id=draft.customer_id,
        billing_address=draft.billing_address,
        shipping_address=draft.shipping_address,
        note=draft.note,
        tags=draft.tags,
        attributes=draft.attributes,
        po_number=draft.po_number,
        source_name=source_name,
        inventory="decrement_ignoring_policy",
        taxes_included=draft.taxes_included,
    )


def _taxes(line: LineItem | ShippingLine) -> tuple[TaxLineInput, ...]:
    return tuple(
        TaxLineInput(
            title=each.title,
            rate=each.rate,
            price=each.price,
            channel_liable=each.channel_liable,
        )
        for each in line.tax_lines
    )
