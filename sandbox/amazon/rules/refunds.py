"""Money back to a buyer.

How much an item can still give back is read from what was posted for it: nothing is kept twice.
Amazon gives the referral fee of the refunded price back and keeps a part of it. Source: feed type
POST_PAYMENT_ADJUSTMENT_DATA (Seller Central help "Order adjustment feed"); 20 percent of the
returned fee, 5.00 at most in the United States.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import CLOSED_REFUNDS, Event, Line, Order, OrderItem
from sandbox.amazon.rules.fees import TAXES, withheld_name
from sandbox.amazon.rules.money import ZERO, part, percent, rounded
from sandbox.amazon.rules.posting import post

__all__ = ["COMPONENTS", "EXTRA", "Adjustment", "refund", "refund_units"]

COMPONENTS = ("Principal", "Shipping", "GiftWrap", "Tax", "ShippingTax", "GiftWrapTax")
# Charged to the seller beyond what the buyer paid; RestockingFee is kept from the buyer.
EXTRA = ("Goodwill", "ReturnShipping", "RestockingFee")
_NOT_ELIGIBLE = "The component {} is not eligible for adjustment on order item {}."
Sums = Mapping[tuple[str, str], Decimal]


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """What one item gives back: positive to the buyer, in total, not a unit. `promotions` are
    taken back from the buyer (`Principal`, `Shipping`)."""

    item: str
    amounts: dict[str, Decimal]
    promotions: dict[str, Decimal] = {}
    adjustment_item: str = ""


def refund(
    account: Domain, order: Order, adjustments: Sequence[Adjustment], type: str = "Refund"
) -> Event:
    """One refund, posted now. `type`: Refund, Chargeback Refund, A-to-z Guarantee Refund. Raises
    RuleError; then nothing was posted."""
    if type not in CLOSED_REFUNDS:
        raise RuleError(f"{type} is no kind of refund.")
    lines: list[Line] = []
    for adjustment in adjustments:
        lines += _lines(account, order, adjustment, lines)
    if not lines:
        raise RuleError("The adjustment holds no item.", "8008")
    buyer = sum(
        (line.amount for line in lines if line.amount_type in ("ItemPrice", "Promotion")), ZERO
    )
    if buyer >= 0:
        raise RuleError("The net amount of an adjustment must be a credit to the buyer.", "18045")
    return post(
        account,
        type,
        order.marketplace,
        lines,
        order_id=order.id,
        merchant_order_id=order.merchant_order_id,
        adjustment_id=f"amzn1:crow:{account.ids.token('amazon.adjustment', 22)}",
        fulfilment=order.channel,
    )


def refund_units(
    account: Domain,
    order: Order,
    quantities: Mapping[str, int],
    *,
    shipping: bool = False,
    goodwill: Decimal = ZERO,
    restocking: Decimal = ZERO,
    type: str = "Refund",
) -> Event:
    """`quantities` units by item id, at what they cost; with `shipping`, what shipping is left.
    `goodwill` and `restocking` (kept from the buyer) go to the first item. Raises RuleError."""
    adjustments = []
    for number, (key, units) in enumerate(quantities.items()):
        item = _item(order, key)
        charged, before = _sums(account, order, item)
        principal = charged["ItemPrice", "Principal"]
        quantum = BY_ID[order.marketplace].quantum
        amount = rounded(principal * units / item.shipped, quantum) if item.shipped else ZERO
        # The last unit takes the rounding of the ones before.
        left = principal + before["ItemPrice", "Principal"]
        if left > 0 and abs(left - amount) < quantum * item.shipped:
            amount = left
        amounts = {"Principal": amount}
        if shipping:
            kept = charged["ItemPrice", "Shipping"] + before["ItemPrice", "Shipping"]
            amounts |= {"Shipping": kept} if kept else {}
        if number == 0:
            amounts |= {"Goodwill": goodwill} if goodwill else {}
            amounts |= {"RestockingFee": -restocking} if restocking else {}
        promotions: dict[str, Decimal] = {}
        for what in ("Principal", "Shipping"):
            off = -charged["Promotion", what]
            if not off or not amounts.get(what):
                continue
            share = part(
                off, -before["ItemPrice", what], amounts[what], charged["ItemPrice", what], quantum
            )
            promotions |= {what: share} if share else {}
        adjustments.append(Adjustment(item=key, amounts=amounts, promotions=promotions))
    return refund(account, order, adjustments, type)


def _item(order: Order, key: str) -> OrderItem:
    item = order.item(key)
    if item is None:
        raise RuleError(f"Order {order.id} has no item {key}.", "18035")
    if not item.shipped:
        raise RuleError(f"Order item {key} is not shipped: cancel it instead.", "18029")
    return item


def _sums(
    account: Domain, order: Order, item: OrderItem, more: Iterable[Line] = ()
) -> tuple[Sums, Sums]:
    """What was charged for an item, and what came back, by (amount type, description)."""
    charged: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    back: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for event in account.records.events_by_order.find(order.id):
        into = charged if event.type == "Order" else back
        if event.type != "Order" and event.type not in CLOSED_REFUNDS:
            continue
        for line in event.lines:
            if line.item == item.id or (line.amount_type == "Points" and line.sku == item.sku):
                into[line.amount_type, line.description] += line.amount
    for line in more:
        if line.item == item.id:
            back[line.amount_type, line.description] += line.amount
    return charged, back


def _lines(
    account: Domain, order: Order, adjustment: Adjustment, more: Sequence[Line]
) -> list[Line]:
    item = _item(order, adjustment.item)
    quantum = BY_ID[order.marketplace].quantum
    charged, back = _sums(account, order, item, more)
    amounts = _checked(item, adjustment, charged, back, quantum)
    key = adjustment.adjustment_item or account.ids.token("amazon.adjustment_item", 17, "123456789")
    found: list[Line] = []

    def add(kind: str, what: str, amount: Decimal, promotion_id: str = "") -> None:
        if amount:
            found.append(
                Line(
                    amount_type=kind,
                    description=what,
                    amount=amount,
                    item=item.id,
                    merchant_item=item.merchant_item,
                    adjustment_item=key,
                    sku=item.sku,
                    promotion_id=promotion_id,
                )
            )

    for what in (*COMPONENTS, *EXTRA):
        add("ItemPrice", what, -amounts.get(what, ZERO))
    if item.collected_by:
        for tax in TAXES.values():
            name = withheld_name(item.collected_by, tax)
            add("ItemWithheldTax", name, amounts.get(tax, ZERO))
    for what, amount in adjustment.promotions.items():
        add("Promotion", what, amount, promotion_id=item.promotion_id)

    def fee_share(fee: str, charge: str) -> Decimal:
        """Of a fee that was taken on a charge."""
        done = -back["ItemPrice", charge]
        return part(
            -charged["ItemFees", fee],
            done,
            amounts.get(charge, ZERO),
            charged["ItemPrice", charge],
            quantum,
        )

    returned = fee_share("Commission", "Principal")
    add("ItemFees", "Commission", returned)
    for fee, charge in (
        ("ShippingHB", "Shipping"),
        ("ShippingChargeback", "Shipping"),
        ("GiftwrapChargeback", "GiftWrap"),
    ):
        add("ItemFees", fee, fee_share(fee, charge))
    add("ItemFees", "RefundCommission", -_kept(account, returned, quantum))
    points = part(
        -charged["Points", "PointsGranted"],
        -back["ItemPrice", "Principal"],
        amounts.get("Principal", ZERO),
        charged["ItemPrice", "Principal"],
        quantum,
    )
    if points:
        found.append(
            Line(amount_type="Points", description="PointsReturned", amount=points, sku=item.sku)
        )
    return found


def _kept(account: Domain, returned: Decimal, quantum: Decimal) -> Decimal:
    settings = account.settings
    kept = percent(returned, settings.refund_commission_percent, quantum)
    cap = settings.refund_commission_cap
    return rounded(min(kept, cap), quantum) if cap and quantum < 1 else kept


def _checked(
    item: OrderItem, adjustment: Adjustment, charged: Sums, back: Sums, quantum: Decimal
) -> dict[str, Decimal]:
    """The amounts with the tax that Amazon adds where it collected it. Raises RuleError."""
    amounts = dict(adjustment.amounts)
    for charge, tax in TAXES.items():
        if item.collected_by and tax not in amounts and amounts.get(charge):
            amounts[tax] = part(
                charged["ItemPrice", tax],
                -back["ItemPrice", charge],
                amounts[charge],
                charged["ItemPrice", charge],
                quantum,
            )
    for what, amount in amounts.items():
        if what not in COMPONENTS and what not in EXTRA:
            raise RuleError(_NOT_ELIGIBLE.format(what, item.id), "18043")
        if amount != rounded(amount, quantum):
            raise RuleError(f"{amount} is not an amount of this currency.", "8026")
        if (amount > 0) == (what == "RestockingFee") and amount:
            raise RuleError(f"The amount {amount} of {what} has the wrong sign.", "18044")
        if what in EXTRA:
            continue
        paid = charged["ItemPrice", what]
        if what in TAXES.values() and not paid and amount:
            raise RuleError(_NOT_ELIGIBLE.format(what, item.id), "18043")
        left = paid + back["ItemPrice", what]
        if amount > left:
            raise RuleError(
                f"The refund of {amount} for {what} of order item {item.id} exceeds the "
                f"remaining {left}.",
                "18042",
            )
    if -amounts.get("RestockingFee", ZERO) > amounts.get("Principal", ZERO):
        raise RuleError("The restocking fee exceeds the refunded price.", "18044")
    for what, amount in adjustment.promotions.items():
        left = -charged["Promotion", what] - back["Promotion", what]
        if not 0 < amount <= left:
            raise RuleError(
                f"The promotion adjustment of {amount} for {what} exceeds the remaining {left}.",
                "18042",
            )
    return amounts
