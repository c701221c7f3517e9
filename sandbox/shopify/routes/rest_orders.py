"""Orders over REST: read, create, change, close and open."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import BadRequest
from sandbox.shopify.records import Address, Attribute, MoneyBag
from sandbox.shopify.routes.rest_requests import Body, body_of, order_body, order_of, rest
from sandbox.shopify.rules import orders
from sandbox.shopify.rules.money import to_bag
from sandbox.shopify.rules.order_inputs import (
    DiscountInput,
    LineInput,
    OrderInput,
    ShippingInput,
    TaxLineInput,
    TransactionInput,
)
from sandbox.shopify.wire import answer
from sandbox.shopify.wire_orders import order_json

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["close_order", "create_order", "get_order", "open_order", "update_order"]

_ZERO = Decimal(0)


@rest
def get_order(shopify: Shopify, request: Request) -> Response:
    order = order_of(shopify, request)
    return answer({"order": order_body(shopify, order, request)})


@rest
def create_order(shopify: Shopify, request: Request) -> Response:
    """Without transactions and status an order made over REST counts as paid, though no money
    moved (Admin API, "Order": creating a simple order)."""
    asked = _Reader(shopify, body_of(request, "order")).order()
    order = orders.create_order(shopify, asked)
    location = f"{request.origin}/admin/orders/{order.id}"
    headers = [("location", location)]
    return answer({"order": order_json(shopify, order)}, 201, headers)


@rest
def update_order(shopify: Shopify, request: Request) -> Response:
    """Note, tags, e-mail, phone, PO number, note attributes, shipping address; other keys are
    ignored."""
    order = order_of(shopify, request)
    body = body_of(request, "order")
    changes: dict[str, Any] = {
        name: body.text(name) for name in ("note", "phone", "po_number") if name in body
    }
    if "email" in body:
        changes["email"] = body.text("email") or ""
    if "tags" in body:
        changes["tags"] = _tags(body)
    if "note_attributes" in body:
        changes["attributes"] = _attributes(body, "note_attributes")
    if "shipping_address" in body:
        changes["shipping_address"] = _address(body.child("shipping_address"))
    if changes:
        order = orders.update_order(shopify, order.id, **changes)
    return answer({"order": order_json(shopify, order)})


@rest
def close_order(shopify: Shopify, request: Request) -> Response:
    order = orders.close_order(shopify, order_of(shopify, request).id)
    return answer({"order": order_json(shopify, order)})


@rest
def open_order(shopify: Shopify, request: Request) -> Response:
    order = orders.open_order(shopify, order_of(shopify, request).id)
    return answer({"order": order_json(shopify, order)})


class _Reader:
    """An `order` body as a rule's input. Amounts are in the order's presentment currency."""

    def __init__(self, shopify: Shopify, body: Body) -> None:
        self._shopify = shopify
        self._body = body
        shop = shopify.records.shop
        self._zone = shop.iana_timezone
        self._currency = body.text("presentment_currency") or body.text("currency") or shop.currency

    def order(self) -> OrderInput:
        body = self._body
        transactions = tuple(self._transaction(each) for each in body.children("transactions"))
        status = body.text("financial_status") or (None if transactions else "paid")
        customer = body.child("customer")
        customer_id = customer.whole("id") if customer else None
        email = body.text("email") or (customer.text("email") if customer else None) or ""
        return OrderInput(
            line_items=tuple(self._line(each) for each in body.children("line_items")),
            shipping_lines=tuple(self._shipping(each) for each in body.children("shipping_lines")),
            tax_lines=self._taxes(body),
            taxes_included=body.flag("taxes_included") or False,
            discounts=tuple(self._discount(each) for each in body.children("discount_codes")),
            transactions=transactions,
            financial_status=status,
            fulfillment_status=body.text("fulfillment_status"),
            presentment_currency=self._currency,
            email="" if customer_id is not None else email,
            phone=body.text("phone"),
            customer_id=customer_id,
            first_name=(customer.text("first_name") if customer else None) or "",
            last_name=(customer.text("last_name") if customer else None) or "",
            billing_address=_address(body.child("billing_address")),
            shipping_address=_address(body.child("shipping_address")),
            name=body.text("name"),
            note=body.text("note"),
            tags=_tags(body),
            attributes=_attributes(body, "note_attributes"),
            po_number=body.text("po_number"),
            source_name=body.text("source_name"),
            source_identifier=body.text("source_identifier"),
            processed_at=body.time("processed_at", self._zone),
            test=body.flag("test") or False,
            inventory=body.text("inventory_behaviour") or "bypass",
        )

    def _money(self, body: Body, key: str) -> MoneyBag | None:
        amount = body.amount(key)
        return None if amount is None else to_bag(self._shopify, amount, self._currency)

    def _line(self, body: Body) -> LineInput:
        quantity = body.whole("quantity")
        return LineInput(
            quantity=1 if quantity is None else quantity,
            variant_id=body.whole("variant_id"),
            title=body.text("title") or body.text("name"),
            price=self._money(body, "price"),
            sku=body.text("sku"),
            vendor=body.text("vendor"),
            grams=body.whole("grams"),
            taxable=body.flag("taxable"),
            requires_shipping=body.flag("requires_shipping"),
            gift_card=body.flag("gift_card") or False,
            properties=_attributes(body, "properties"),
            tax_lines=self._taxes(body),
        )

    def _shipping(self, body: Body) -> ShippingInput:
        nothing = MoneyBag(_ZERO, _ZERO)
        return ShippingInput(
            title=body.text("title") or "custom",
            price=self._money(body, "price") or nothing,
            code=body.text("code"),
            source=body.text("source"),
            tax_lines=self._taxes(body),
        )

    def _taxes(self, body: Body) -> tuple[TaxLineInput, ...]:
        return tuple(
            TaxLineInput(
                title=each.text("title") or "",
                rate=each.amount("rate"),
                price=self._money(each, "price"),
                channel_liable=each.flag("channel_liable") or False,
            )
            for each in body.children("tax_lines")
        )

    def _discount(self, body: Body) -> DiscountInput:
        kind = body.text("type") or "fixed_amount"
        if kind not in {"fixed_amount", "percentage", "shipping"}:
            raise BadRequest({"discount_codes": "Invalid value."})
        percentage = body.amount("amount") if kind == "percentage" else None
        return DiscountInput(
            code=body.text("code") or "",
            percentage=percentage,
            amount=None if kind == "percentage" else self._money(body, "amount"),
            target_type="shipping_line" if kind == "shipping" else "line_item",
        )

    def _transaction(self, body: Body) -> TransactionInput:
        return TransactionInput(
            kind=body.text("kind") or "sale",
            status=body.text("status") or "success",
            gateway=body.text("gateway") or "manual",
            amount=self._money(body, "amount"),
            authorization=body.text("authorization"),
            processed_at=body.time("processed_at", self._zone),
            test=body.flag("test") or False,
        )


def _tags(body: Body) -> tuple[str, ...]:
    """Text with commas, or a list."""
    value = body.values.get("tags")
    parts = value if isinstance(value, list) else (body.text("tags") or "").split(",")
    names = (str(part).strip() for part in parts)
    return tuple(sorted({name for name in names if name}))


def _attributes(body: Body, key: str) -> tuple[Attribute, ...]:
    """A list of name and value, or one object of them."""
    value = body.values.get(key)
    if isinstance(value, dict):
        return tuple(Attribute(key=name, value=str(each)) for name, each in value.items())
    return tuple(
        Attribute(key=each.text("name") or "", value=each.text("value") or "")
        for each in body.children(key)
    )


def _address(body: Body | None) -> Address | None:
    if body is None:
        return None
    return Address(
        first_name=body.text("first_name") or "",
        last_name=body.text("last_name") or "",
        company=body.text("company"),
        address1=body.text("address1") or "",
        address2=body.text("address2"),
        city=body.text("city") or "",
        province=body.text("province"),
        province_code=body.text("province_code"),
        country=body.text("country") or "",
        country_code=body.text("country_code") or "",
        zip=body.text("zip") or "",
        phone=body.text("phone"),
    )
