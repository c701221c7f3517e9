"""Copies of orders, written straight into the storefront's tables.

A copy shares with its original whatever has no id and no moment: prices, taxes, discounts.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

import msgspec

from sandbox.shopify.app import Shopify
from sandbox.shopify.records import FIRST_IDS, Address, Order
from sandbox.worlds.facts import Buyer
from sandbox.worlds.shopify import address_of, known_customer

__all__ = ["Copied", "ShopifyCopies"]

_BASE36 = string.digits + string.ascii_uppercase
# A number and its letters have nothing to see of each other: odd, so that none comes twice.
_SCATTER = 0x9E3779B97F4A7C15F39CC0605CEDC835
T = TypeVar("T")
replace = msgspec.structs.replace


class Copied(msgspec.Struct, frozen=True):
    """A copy, whom it is for, and how much later than its original."""

    order: Order
    buyer: Buyer
    shift: timedelta


class _Person(msgspec.Struct, frozen=True):
    buyer: Buyer
    customer: int
    address: Address


class ShopifyCopies:
    def __init__(self, shop: Shopify) -> None:
        self.shop = shop
        self.people: dict[str, _Person] = {}
        self.committed: Counter[int] = Counter()

    def copy(
        self, originals: Sequence[Order], moments: Iterable[datetime], people: Sequence[Buyer]
    ) -> Iterator[Copied]:
        """A copy of each, in order; buyers take turns. Written as they are read."""
        ids = self._reserve(originals)
        numbers = self._numbers(len(originals))
        known = [self._person(each) for each in people]
        orders = self.shop.records.orders
        for at, (original, moment) in enumerate(zip(originals, moments, strict=True)):
            shift = moment - original.created_at
            person = known[at % len(known)]
            order = _copy(original, next(numbers), shift, ids, person)
            for line in order.line_items:
                if not order.fulfillments and line.variant_id is not None:
                    self.committed[line.variant_id] += line.quantity
            yield Copied(orders.put(order), person.buyer, shift)

    def finish(self) -> None:
        """What is bought and not sent is held for it; as much came in."""
        records = self.shop.records
        for level in list(records.inventory_levels):
            variant = records.variants_by_item.first(level.inventory_item_id)
            held = self.committed[variant.id] if variant is not None else 0
            records.inventory_levels.put(replace(level, committed=level.committed + held))

    def _reserve(self, originals: Sequence[Order]) -> dict[str, Iterator[int]]:
        """As many ids of each kind as the copies need."""
        times = Counter(id(order) for order in originals)
        needed: Counter[str] = Counter()
        for order in {id(order): order for order in originals}.values():
            for kind, many in _needs(order).items():
                needed[kind] += many * times[id(order)]
        reserve = self.shop.ids.reserve
        return {
            kind: count(reserve(f"shopify.{kind}", many, FIRST_IDS[kind]))
            for kind, many in needed.items()
            if many
        }

    def _numbers(self, many: int) -> Iterator[int]:
        return count(self.shop.ids.reserve("shopify.order_number", many, 1001)) if many else count()

    def _person(self, buyer: Buyer) -> _Person:
        if buyer.email not in self.people:
            customer = known_customer(self.shop, buyer)
            self.people[buyer.email] = _Person(buyer, customer.id, address_of(buyer))
        return self.people[buyer.email]


def _needs(order: Order) -> dict[str, int]:
    return {
        "Order": 1,
        "LineItem": len(order.line_items),
        "ShippingLine": len(order.shipping_lines),
        "OrderTransaction": len(order.transactions),
        "FulfillmentOrder": len(order.fulfillment_orders),
        "FulfillmentOrderLineItem": sum(len(each.line_items) for each in order.fulfillment_orders),
        "Fulfillment": len(order.fulfillments),
        "FulfillmentLineItem": sum(len(each.line_items) for each in order.fulfillments),
    }


def _copy(
    original: Order,
    number: int,
    shift: timedelta,
    ids: dict[str, Iterator[int]],
    person: _Person,
) -> Order:
    name = f"#{number}"
    scattered = number * _SCATTER % (1 << 128)
    lines, work, parts = {}, {}, ids["LineItem"]
    for line in original.line_items:
        lines[line.id] = replace(line, id=next(parts))
    orders = []
    for task in original.fulfillment_orders:
        parts, key = ids["FulfillmentOrderLineItem"], next(ids["FulfillmentOrder"])
        work[task.id] = key
        pieces = tuple(
            replace(piece, id=next(parts), line_item_id=lines[piece.line_item_id].id)
            for piece in task.line_items
        )
        orders.append(
            replace(
                task,
                id=key,
                created_at=task.created_at + shift,
                updated_at=task.updated_at + shift,
                fulfill_at=(original.created_at + shift).replace(minute=0, second=0),
                line_items=pieces,
            )
        )
    sent = []
    for fulfillment in original.fulfillments:
        parts = ids["FulfillmentLineItem"]
        shipped = tuple(
            replace(piece, id=next(parts), line_item_id=lines[piece.line_item_id].id)
            for piece in fulfillment.line_items
        )
        sent.append(
            replace(
                fulfillment,
                id=next(ids["Fulfillment"]),
                name=fulfillment.name.replace(original.name, name),
                fulfillment_order_id=work[fulfillment.fulfillment_order_id],
                created_at=fulfillment.created_at + shift,
                updated_at=fulfillment.updated_at + shift,
                line_items=shipped,
            )
        )
    paid = tuple(
        replace(
            each,
            id=next(ids["OrderTransaction"]),
            payment_id=each.payment_id.replace(original.name, name),
            created_at=each.created_at + shift,
            processed_at=each.processed_at + shift,
        )
        for each in original.transactions
    )
    return replace(
        original,
        id=next(ids["Order"]),
        name=name,
        number=number - 1000,
        order_number=number,
        confirmation_number=_letters(scattered),
        token=f"{scattered:032x}",
        created_at=original.created_at + shift,
        processed_at=original.processed_at + shift,
        updated_at=original.updated_at + shift,
        closed_at=None if original.closed_at is None else original.closed_at + shift,
        email=person.buyer.email,
        customer_id=person.customer,
        billing_address=person.address,
        shipping_address=person.address,
        line_items=tuple(lines.values()),
        shipping_lines=tuple(
            replace(each, id=next(ids["ShippingLine"])) for each in original.shipping_lines
        ),
        fulfillment_orders=tuple(orders),
        fulfillments=tuple(sent),
        transactions=paid,
    )


def _letters(scattered: int) -> str:
    """Nine letters and digits."""
    found = []
    for _ in range(9):
        scattered, at = divmod(scattered, 36)
        found.append(_BASE36[at])
    return "".join(found)
