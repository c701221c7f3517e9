"""Orders: placed, authorised, shipped, cancelled.

Source of the statuses: developer-docs.amazon.com "Orders API v0 reference". In the United States
the price is without tax and Amazon collects the tax; in Europe and Japan the price holds it, and
only the VAT calculation service and the deemed supplier's orders show it apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.marketplaces import BY_ID, Marketplace
from sandbox.amazon.records import AFN, MFN, Address, Event, Line, Order, OrderItem, Package
from sandbox.amazon.rules import notifications
from sandbox.amazon.rules.fees import order_lines
from sandbox.amazon.rules.money import ZERO, percent, rounded
from sandbox.amazon.rules.posting import open_period, post

__all__ = ["Wanted", "acknowledge", "authorise", "cancel", "find", "place", "ship"]

_VAT = {
    "DE": 19, "FR": 20, "IT": 22, "ES": 21, "NL": 21, "BE": 21, "GB": 20, "SE": 25, "PL": 23,
    "IE": 23,
}  # fmt: skip


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a basket. `price` is a unit's (None: the listing's), the rest the line's; all
    are positive. Europe and Japan: with tax."""

    sku: str
    quantity: int = 1
    price: Decimal | None = None
    shipping: Decimal = ZERO
    gift_wrap: Decimal = ZERO
    discount: Decimal = ZERO
    shipping_discount: Decimal = ZERO
    promotion_id: str = ""
    points: Decimal = ZERO


def find(account: Domain, order_id: str) -> Order:
    """Raises RuleError."""
    order = account.records.orders.get(order_id)
    if order is None:
        raise RuleError(f"We could not find an order with the ID {order_id}.", "13013")
    return order


def place(
    account: Domain,
    marketplace: Marketplace,
    channel: str,
    basket: Sequence[Wanted],
    *,
    address: Address,
    order_id: str = "",
    tax_rate: Decimal | None = None,
    deemed_supplier: bool = False,
    pending: bool = False,
    business: bool = False,
    prime: bool = False,
    buyer_email: str = "",
    replaced_order: str = "",
    purchase_order: str = "",
) -> Order:
    """A buyer's order. `tax_rate` in percent, of this order. Raises RuleError."""
    if channel not in (MFN, AFN):
        raise RuleError(f"{channel} is no fulfillment channel; there are MFN and AFN.")
    if not basket:
        raise RuleError("An order has an item at least.")
    if order_id and order_id in account.records.orders:
        raise RuleError(f"There is an order {order_id} already.")
    open_period(account, marketplace.id)
    now = account.clock.now()
    source = account.ids.random("amazon.order")
    key = order_id or (
        f"{source.choice(marketplace.prefixes)}-{source.randrange(10**7):07}-"
        f"{source.randrange(10**7):07}"
    )
    rate = _rate(account, marketplace, deemed_supplier) if tax_rate is None else tax_rate
    items = tuple(_item(account, marketplace, wanted, rate, deemed_supplier) for wanted in basket)
    mail = f"{source.randrange(36**10):x}@marketplace.amazon.{marketplace.name[7:]}"
    order = Order(
        id=key,
        marketplace=marketplace.id,
        channel=channel,
        status="Pending" if pending else "Unshipped",
        purchased=now,
        updated=now,
        buyer_name=address.name,
        buyer_email=buyer_email or mail,
        address=address,
        items=items,
        business=business,
        prime=prime,
        replaced_order=replaced_order,
        purchase_order=purchase_order,
        ships_until=now + timedelta(days=2),
        delivered_until=now + timedelta(days=7),
    )
    account.records.orders.put(order)
    notifications.order_change(account, order)
    return order


def authorise(account: Domain, order: Order) -> Order:
    """The payment of a pending order is good. Raises RuleError."""
    if order.status != "Pending":
        raise RuleError(f"Order {order.id} is {order.status}.")
    return _changed(account, msgspec.structs.replace(order, status="Unshipped"))


def acknowledge(
    account: Domain, order: Order, merchant_order_id: str, items: Mapping[str, str]
) -> Order:
    """The seller's own ids of an order and of its `items`, by item id: settlements repeat them in
    what is posted from now on."""
    own = tuple(
        msgspec.structs.replace(item, merchant_item=items.get(item.id, item.merchant_item))
        for item in order.items
    )
    named = msgspec.structs.replace(order, merchant_order_id=merchant_order_id, items=own)
    return account.records.orders.put(msgspec.structs.replace(named, updated=account.clock.now()))


def ship(
    account: Domain,
    order: Order,
    quantities: Mapping[str, int] | None = None,
    *,
    reference: str = "",
    carrier: str = "UPS",
    tracking: str = "",
    service: str = "",
    shipped: datetime | None = None,
    deferral: str = "",
    matures: datetime | None = None,
) -> Event:
    """Goods leave; the buyer is charged and the money is posted. `quantities` by item id, all that
    is left without it. Raises RuleError."""
    if order.status not in ("Unshipped", "PartiallyShipped"):
        raise RuleError(f"Order {order.id} is {order.status} and cannot be shipped.", "18034")
    wanted = quantities or {item.id: item.left for item in order.items if item.left}
    quantum = BY_ID[order.marketplace].quantum
    lines: list[Line] = []
    items = {item.id: item for item in order.items}
    for key, more in wanted.items():
        item = items.get(key)
        if item is None:
            raise RuleError(f"Order {order.id} has no item {key}.", "18035")
        if not 0 < more <= item.left:
            raise RuleError(f"Quantity {more} of item {key}: {item.left} are not shipped.", "18036")
        lines += order_lines(item, more, order.channel, quantum)
        items[key] = msgspec.structs.replace(item, shipped=item.shipped + more)
    shipment = account.ids.token("amazon.shipment", 9, "BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz")
    package = Package(
        reference=reference or str(len(order.packages) + 1),
        shipment_id=shipment,
        carrier=carrier,
        tracking=tracking or account.ids.token("amazon.tracking", 16, "0123456789"),
        shipped=shipped or account.clock.now(),
        items=tuple(wanted.items()),
        service=service,
    )
    event = post(
        account,
        "Order",
        order.marketplace,
        lines,
        order_id=order.id,
        merchant_order_id=order.merchant_order_id,
        shipment_id=shipment,
        fulfilment=order.channel,
        deferral=deferral,
        matures=matures,
    )
    changed = msgspec.structs.replace(
        order, items=tuple(items.values()), packages=(*order.packages, package)
    )
    _changed(account, msgspec.structs.replace(changed, status=_status(changed)))
    return event


def cancel(account: Domain, order: Order, reasons: Mapping[str, str] | None = None) -> Order:
    """What is not shipped is not sold. `reasons` by item id; all items without it. Raises
    RuleError."""
    if order.status in ("Shipped", "Canceled", "PartiallyShipped"):
        raise RuleError(f"Order {order.id} is {order.status} and cannot be canceled.", "18028")
    given = reasons or {item.id: "GeneralAdjustment" for item in order.items}
    unknown = [key for key in given if order.item(key) is None]
    if unknown:
        raise RuleError(f"Order {order.id} has no item {unknown[0]}.", "18035")
    items = tuple(
        msgspec.structs.replace(
            item, cancelled=item.cancelled + item.left, cancel_reason=given[item.id]
        )
        if item.id in given
        else item
        for item in order.items
    )
    changed = msgspec.structs.replace(order, items=items)
    return _changed(account, msgspec.structs.replace(changed, status=_status(changed)))


def _status(order: Order) -> str:
    shipped = any(item.shipped for item in order.items)
    if any(item.left for item in order.items):
        return "PartiallyShipped" if shipped else order.status
    return "Shipped" if shipped else "Canceled"


def _changed(account: Domain, order: Order) -> Order:
    kept = account.records.orders.put(msgspec.structs.replace(order, updated=account.clock.now()))
    notifications.order_change(account, kept)
    return kept


def _rate(account: Domain, marketplace: Marketplace, deemed_supplier: bool) -> Decimal:
    if marketplace.country == "US":
        return account.settings.tax_rate
    if deemed_supplier or account.settings.vat_calculation_service:
        return Decimal(_VAT.get(marketplace.country, 0))
    return ZERO


def _item(
    account: Domain, marketplace: Marketplace, wanted: Wanted, rate: Decimal, deemed_supplier: bool
) -> OrderItem:
    listing = account.records.listings.get(wanted.sku)
    if listing is None:
        raise RuleError(f"There is no listing {wanted.sku}.")
    if wanted.quantity < 1:
        raise RuleError(f"Quantity of {wanted.sku} is {wanted.quantity}.")
    quantum = marketplace.quantum
    unit = listing.price if wanted.price is None else wanted.price
    amounts = {
        "price": unit * wanted.quantity,
        "shipping": wanted.shipping,
        "gift_wrap": wanted.gift_wrap,
    }
    off = {"price": wanted.discount, "shipping": wanted.shipping_discount, "gift_wrap": ZERO}
    for name, amount in (*amounts.items(), *off.items(), ("points", wanted.points)):
        if amount < 0 or amount != rounded(amount, quantum):
            raise RuleError(f"{amount} is no amount of {marketplace.currency} ({name}).")
    if any(off[name] > amounts[name] for name in amounts):
        raise RuleError(f"The promotion takes more off {wanted.sku} than it costs.")
    taxes = dict.fromkeys(amounts, ZERO)
    if rate:
        included = marketplace.region == "eu"
        for name, amount in amounts.items():
            taxed = amount - off[name]
            if included:
                taxes[name] = taxed - rounded(taxed * 100 / (100 + rate), quantum)
                amounts[name] = amount - taxes[name]
            else:
                taxes[name] = percent(taxed, rate, quantum)
    collected_by = ""
    if rate and deemed_supplier:
        collected_by = "DeemedSupplier"
    elif rate and marketplace.region == "na":
        collected_by = "MarketplaceFacilitator"
    return OrderItem(
        id=account.ids.token("amazon.item", 14, "123456789"),
        sku=listing.id,
        asin=listing.asin,
        title=listing.title,
        quantity=wanted.quantity,
        price=amounts["price"],
        tax=taxes["price"],
        shipping=amounts["shipping"],
        shipping_tax=taxes["shipping"],
        gift_wrap=amounts["gift_wrap"],
        gift_wrap_tax=taxes["gift_wrap"],
        discount=wanted.discount,
        shipping_discount=wanted.shipping_discount,
        promotion_id=wanted.promotion_id,
        points=wanted.points,
        fba_fee=rounded(listing.fba_fee, quantum),
        referral=listing.referral,
        collected_by=collected_by,
    )
