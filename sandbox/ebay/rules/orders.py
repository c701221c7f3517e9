"""Orders: bought, paid, held. Shipping is in `shipping`, money back in `refunds`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import DeskError, FulfillmentError
from sandbox.ebay.marketplaces import BY_ID
from sandbox.ebay.records import Buyer, LineItem, Listing, Order
from sandbox.ebay.rules import events, fees, ledger
from sandbox.ebay.rules.money import ZERO, percent, quantum, rounded

__all__ = ["Wanted", "changed", "fail_payment", "find", "hold", "pay", "place", "release"]

_ORDER_ID = re.compile(r"[0-9]{2}-[0-9]{5}-[0-9]{5}")
_SERVICE = "USPSPriority"
_DIGITS = "0123456789"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer takes. `price` for one (None: as listed), all else for the whole line.

    `tax` is charged by the seller; `collected_tax` by eBay (None: by the account's rate).
    """

    sku: str
    quantity: int = 1
    price: Decimal | None = None
    discount: Decimal = ZERO
    shipping: Decimal = ZERO
    shipping_discount: Decimal = ZERO
    tax: Decimal = ZERO
    collected_tax: Decimal | None = None
    promotion: str = ""
    auction: bool = False
    best_offer: bool = False
    ad_campaign: bool = False


def find(account: Domain, order_id: str, *, absent: int = 400) -> Order:
    """Raises FulfillmentError 32100: 400 for what is no order id, `absent` for an order that is
    not there (only getOrder is described with a 404)."""
    order = account.records.orders.get(order_id)
    if order is None:
        refusal = FulfillmentError(32100, orderId=order_id)
        if _ORDER_ID.fullmatch(order_id):
            refusal.status = absent
        raise refusal
    return order


def changed(account: Domain, order: Order, **members: Any) -> Order:
    """The order as it is now, with its time of change."""
    return account.records.orders.put(
        msgspec.structs.replace(order, updated=account.clock.now(), **members)
    )


def place(
    account: Domain,
    wanted: Sequence[Wanted],
    buyer: Buyer,
    *,
    order_id: str = "",
    marketplace: str = "",
    service: str = _SERVICE,
    note: str = "",
    refundable: bool = True,
    managed: bool = True,
) -> Order:
    """An order that is not paid yet. Raises DeskError for what nobody can buy."""
    site = BY_ID.get(marketplace or account.marketplace)
    if site is None:
        raise DeskError(f"There is no site {marketplace}.")
    if not wanted:
        raise DeskError("An order has at least one item.")
    if order_id and (not _ORDER_ID.fullmatch(order_id) or order_id in account.records.orders):
        raise DeskError(f"{order_id} is no id for a new order.")
    unit = quantum(site.currency)
    taxed = site.id == "EBAY_US" and buyer.country == "US"
    rate = account.settings.collected_tax_percent if taxed else ZERO
    abroad = buyer.country != site.country
    lines = [_line(account, each, rate, unit, abroad=abroad) for each in wanted]
    total = sum((line.total for line in lines), ZERO)
    first = lines[0]
    lines[0] = msgspec.structs.replace(first, fees=(*first.fees, fees.fixed_fee(account, total)))
    now = account.clock.now()
    return account.records.orders.put(
        Order(
            id=order_id or _new_id(account),
            marketplace=site.id,
            currency=site.currency,
            seller=account.seller_id,
            created=now,
            updated=now,
            buyer=buyer,
            lines=tuple(lines),
            service=service,
            ship_by=now + timedelta(days=3),
            arrives_from=now + timedelta(days=4),
            arrives_until=now + timedelta(days=8),
            record=str(account.ids.next("ebay.record", 101)),
            tax_type=site.tax_type if any(line.collected_tax for line in lines) else "",
            note=note,
            refundable=refundable,
            managed=managed,
        )
    )


def pay(account: Domain, order: Order) -> Order:
    """The buyer's payment is processed: the sale stands on the seller's account."""
    if order.paid is not None or order.cancel_state == "CANCELED":
        raise DeskError(f"Order {order.id} awaits no payment.")
    number = account.ids.next("ebay.payment", 420_001)
    order = changed(
        account, order, paid=account.clock.now(), payment=f"{number}_S", payment_failed=False
    )
    if order.managed:
        ledger.sale(account, order)
    for line in order.lines:
        events.tell(account, events.CONFIRMATION, order=order.id, line=line.id, item=line.item)
    return order


def fail_payment(account: Domain, order: Order) -> Order:
    if order.paid is not None:
        raise DeskError(f"Order {order.id} is paid.")
    return changed(account, order, payment_failed=True)


def hold(account: Domain, order: Order) -> Order:
    """eBay keeps the money for now."""
    if order.paid is None or order.held:
        raise DeskError(f"There is no money of order {order.id} to be held.")
    ledger.free_from(account, order, None)
    return changed(account, order, held=True)


def release(account: Domain, order: Order) -> Order:
    if not order.held:
        raise DeskError(f"The money of order {order.id} is not held.")
    ledger.free_from(account, order, account.clock.now())
    return changed(account, order, held=False)


def paid_at(order: Order) -> datetime:
    """Raises DeskError."""
    if order.paid is None:
        raise DeskError(f"Order {order.id} is not paid.")
    return order.paid


def _new_id(account: Domain) -> str:
    while True:
        digits = account.ids.token("ebay.order", 10, _DIGITS)
        key = f"{account.ids.next('ebay.order.day', 0) % 20 + 1:02d}-{digits[:5]}-{digits[5:]}"
        if key not in account.records.orders:
            return key


def _listing(account: Domain, sku: str) -> Listing:
    found = account.records.listings_by_sku.first(sku)
    if found is None:
        raise DeskError(f"There is no listing {sku}.")
    return found


def _line(
    account: Domain, wanted: Wanted, rate: Decimal, unit: Decimal, *, abroad: bool
) -> LineItem:
    listing = _listing(account, wanted.sku)
    price = listing.price if wanted.price is None else wanted.price
    amounts = (price, wanted.discount, wanted.shipping, wanted.shipping_discount, wanted.tax)
    if wanted.quantity < 1 or any(amount < 0 for amount in amounts):
        raise DeskError(f"{wanted.sku}: quantities are one or more, amounts not negative.")
    if any(amount != rounded(amount, unit) for amount in amounts):
        raise DeskError(f"{wanted.sku}: an amount is finer than the currency.")
    cost = price * wanted.quantity
    if wanted.discount > cost or wanted.shipping_discount > wanted.shipping:
        raise DeskError(f"{wanted.sku}: a discount is larger than what it is taken from.")
    collected = wanted.collected_tax
    value = cost - wanted.discount + wanted.shipping - wanted.shipping_discount
    if collected is None:
        collected = percent(value, rate, unit)
    basis = value + wanted.tax + collected
    key = str(account.ids.next("ebay.line", 10_050_000_000_001))
    return LineItem(
        id=key,
        item=listing.id,
        transaction=key,  # orders of today have one number for both
        sku=listing.sku,
        title=listing.title,
        quantity=wanted.quantity,
        cost=cost,
        discount=wanted.discount,
        shipping=wanted.shipping,
        shipping_discount=wanted.shipping_discount,
        tax=wanted.tax,
        collected_tax=collected,
        fees=fees.of_line(account, basis, listing.fee_percent, unit, abroad=abroad),
        variation=listing.variation,
        aspects=listing.aspects,
        promotion=wanted.promotion,
        auction=wanted.auction,
        best_offer=wanted.best_offer,
        ad_campaign=wanted.ad_campaign,
    )
