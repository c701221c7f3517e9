"""Orders come into being, and the few things that may change on them afterwards."""

from __future__ import annotations

import re
import string
from datetime import datetime

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import (
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    LineItem,
    MoneyBag,
    OrderTransaction,
)
from sandbox.shopify.records import Customer, Order, next_id
from sandbox.shopify.rules import inventory
from sandbox.shopify.rules.fulfilment import fulfil_everything
from sandbox.shopify.rules.money import rate_of
from sandbox.shopify.rules.order_inputs import OrderInput, TransactionInput
from sandbox.shopify.rules.pricing import price_order
from sandbox.shopify.rules.saving import save

__all__ = ["close_order", "create_order", "open_order", "primary_location", "update_order"]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_FINANCIAL = {
    "pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided",
    "expired",
}  # fmt: skip
_INVENTORY = {"bypass", "decrement_ignoring_policy", "decrement_obeying_policy"}
_CONFIRMATION = string.ascii_uppercase + string.digits


def create_order(account: Account, asked: OrderInput) -> Order:
    """A new order, with one fulfillment order at the first location.

    Raises UserErrors (paths of GraphQL's orderCreate, with codes).
    """
    _check(account, asked)
    records, ids = account.records, account.ids
    now = moment(account)
    shop = records.shop
    presentment = asked.presentment_currency or asked.currency or shop.currency
    rate_of(account, presentment)  # an unknown currency is refused before anything is written
    priced = price_order(account, asked, presentment)
    lines = tuple(priced.lines)
    order_number = ids.next("shopify.order_number", 1001)
    customer = _customer(account, asked)
    order = Order(
        id=next_id(ids, "Order"),
        name=asked.name or f"#{order_number}",
        number=order_number - 1000,
        order_number=order_number,
        confirmation_number=ids.token("shopify.confirmation", 9, _CONFIRMATION),
        token=ids.token("shopify.order_token", 32, "0123456789abcdef"),
        currency=shop.currency,
        presentment_currency=presentment,
        created_at=now,
        processed_at=(asked.processed_at or now).replace(microsecond=0),
        updated_at=now,
        closed_at=asked.closed_at,
        email=asked.email or (customer.email if customer else ""),
        phone=asked.phone,
        note=asked.note,
        tags=asked.tags,
        attributes=asked.attributes,
        po_number=asked.po_number,
        source_name=asked.source_name or "web",
        source_identifier=asked.source_identifier,
        test=asked.test,
        customer_id=customer.id if customer else None,
        billing_address=asked.billing_address,
        shipping_address=asked.shipping_address,
        taxes_included=asked.taxes_included,
        declared_financial_status=asked.financial_status,
        line_items=lines,
        shipping_lines=tuple(priced.shipping),
        discount_applications=tuple(priced.discounts),
        fulfillment_orders=(_work(account, lines, now),),
    )
    order = _with_transactions(account, order, asked.transactions)
    if asked.inventory != "bypass":
        _take_stock(account, order, obey=asked.inventory == "decrement_obeying_policy")
    order = save(account, order)
    if asked.fulfillment_status == "fulfilled":
        order = fulfil_everything(account, order)
    return order


def update_order(account: Account, order_id: int, **changes: object) -> Order:
    """`changes`: note, tags (tuple), email, phone, po_number, attributes (tuple of Attribute),
    shipping_address. Raises UserErrors."""
    order = account.records.orders.get(order_id)
    if order is None:
        raise refuse(("id",), "Order does not exist")
    if not changes:
        raise refuse(None, "No valid update parameters have been provided")
    email = changes.get("email")
    if isinstance(email, str) and email and not _EMAIL.fullmatch(email):
        raise refuse(("email",), "Email is invalid")
    return save(account, replace(order, **changes))


def close_order(account: Account, order_id: int) -> Order:
    """Archive. Nothing happens when it is closed already. Raises UserErrors."""
    order = _existing(account, order_id)
    return order if order.closed else save(account, replace(order, closed_at=moment(account)))


def open_order(account: Account, order_id: int) -> Order:
    """Take out of the archive. Nothing happens when it is open. Raises UserErrors.

    Stored directly: saving would file a finished order away again at once.
    """
    order = _existing(account, order_id)
    if not order.closed:
        return order
    opened = replace(order, closed_at=None, updated_at=moment(account))
    return account.records.orders.put(opened)


def primary_location(account: Account) -> int:
    return next(iter(account.records.locations)).id


def _existing(account: Account, order_id: int) -> Order:
    order = account.records.orders.get(order_id)
    if order is None:
        raise refuse(("id",), "Order does not exist")
    return order


def _check(account: Account, asked: OrderInput) -> None:
    if not asked.line_items:
        message = "Line items must have at least one line item"
        raise refuse(("order", "lineItems"), message, "INVALID")
    shop = account.records.shop.currency
    if (
        asked.currency is not None
        and asked.presentment_currency not in (None, asked.currency)
        and (asked.currency != shop)
    ):
        raise refuse(("order", "currency"), "Currency must be the shop's currency", "INVALID")
    if asked.email and not _EMAIL.fullmatch(asked.email):
        raise refuse(("order", "email"), "Email is invalid", "INVALID")
    if asked.processed_at is not None and asked.processed_at > account.clock.now():
        message = "Processed at can't be in the future"
        raise refuse(("order", "processedAt"), message, "PROCESSED_AT_INVALID")
    if asked.financial_status is not None and asked.financial_status not in _FINANCIAL:
        message = "Financial status is not included in the list"
        raise refuse(("order", "financialStatus"), message, "INVALID")
    if asked.fulfillment_status not in (None, "fulfilled"):
        message = "Fulfillment status is not included in the list"
        raise refuse(("order", "fulfillmentStatus"), message, "INVALID")
    if asked.inventory not in _INVENTORY:
        message = "Inventory behaviour is not included in the list"
        raise refuse(("options", "inventoryBehaviour"), message, "INVALID")


def _customer(account: Account, asked: OrderInput) -> Customer | None:
    """The known customer, the one with this e-mail address, or a new one for it."""
    records = account.records
    if asked.customer_id is not None:
        customer = records.customers.get(asked.customer_id)
        if customer is None:
            raise refuse(("order", "customerId"), "Customer not found", "NOT_FOUND")
        return customer
    if not asked.email:
        return None
    known = records.customers_by_email.first(asked.email.lower())
    if known is not None:
        return known
    now = moment(account)
    address = asked.shipping_address or asked.billing_address
    return records.customers.put(
        Customer(
            id=next_id(account.ids, "Customer"),
            email=asked.email,
            first_name=asked.first_name or (address.first_name if address else ""),
            last_name=asked.last_name or (address.last_name if address else ""),
            created_at=now,
            updated_at=now,
            default_address=address,
        )
    )


def _work(account: Account, lines: tuple[LineItem, ...], now: datetime) -> FulfillmentOrder:
    return FulfillmentOrder(
        id=next_id(account.ids, "FulfillmentOrder"),
        status="open",
        assigned_location_id=primary_location(account),
        created_at=now,
        updated_at=now,
        fulfill_at=now.replace(minute=0, second=0),
        line_items=tuple(
            FulfillmentOrderLineItem(
                id=next_id(account.ids, "FulfillmentOrderLineItem"),
                line_item_id=line.id,
                total_quantity=line.quantity,
                remaining_quantity=line.quantity,
            )
            for line in lines
        ),
    )


def _with_transactions(
    account: Account, order: Order, asked: tuple[TransactionInput, ...]
) -> Order:
    """Transactions given with the order are taken as they are: they happened elsewhere."""
    for place, each in enumerate(asked):
        path = ("order", "transactions", place)
        if each.kind not in {"sale", "authorization", "capture", "void"}:
            raise refuse(path, f"Kind {each.kind} is not a valid transaction", "INVALID")
        if each.status not in {"success", "pending", "failure", "error"}:
            raise refuse((*path, "status"), "Status is not included in the list", "INVALID")
        amount = order.total_price if each.amount is None else each.amount
        if each.amount is None and not amount:
            continue  # nothing to pay needs no payment
        if amount.presentment < 0:
            raise refuse((*path, "amountSet"), "Amount must not be negative", "INVALID")
        order = replace(
            order,
            transactions=(*order.transactions, _transaction(account, order, each, amount)),
        )
    return order


def _transaction(
    account: Account, order: Order, asked: TransactionInput, amount: MoneyBag
) -> OrderTransaction:
    now = moment(account)
    parent = asked.parent_id
    if parent is None and asked.kind in {"capture", "void"}:
        parent = next((one.id for one in order.transactions if one.kind == "authorization"), None)
    return OrderTransaction(
        id=next_id(account.ids, "OrderTransaction"),
        kind=asked.kind,
        status=asked.status,
        gateway=asked.gateway,
        amount=amount,
        created_at=now,
        processed_at=(asked.processed_at or now).replace(microsecond=0),
        parent_id=parent,
        authorization=asked.authorization,
        payment_id=f"{order.name}.{len(order.transactions) + 1}",
        source_name=asked.source_name,
        test=asked.test,
    )


def _take_stock(account: Account, order: Order, *, obey: bool) -> None:
    for place, line in enumerate(order.line_items):
        location = order.fulfillment_orders[0].assigned_location_id
        variant = account.records.variants.get(line.variant_id) if line.variant_id else None
        short = (
            variant is not None
            and variant.inventory_policy == "deny"
            and inventory.available(account, variant, location) < line.quantity
        )
        if obey and short:
            message = "Unable to reserve inventory"
            raise refuse(("order", "lineItems", place), message, "INVENTORY_CLAIM_FAILED")
        inventory.commit_units(account, line, location)
