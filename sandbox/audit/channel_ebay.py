"""eBay's side: what a seller sold there and gave back, in the seller's own figures.

Tax that eBay collects is in no document (F35), and no fee is: a refund is what the line gave, not
what it cost the seller after fees came back (W6). A refund that is still PENDING may fail, and is
none yet.

Orders say amounts of a refund and no units, so books may hold an amount for each. Units are known
of a line that one refund gives back whole, and of a return whose amount is what its units cost;
books that hold goods for a refund must hold those. That goods are back is known of a return whose
parcel arrived.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from sandbox.audit.facts import NOTHING, LineFact, OrderFact, RefundFact, SalesDocument
from sandbox.ebay.records import REFUNDED, LineItem, Order, Refund, Return, Share
from sandbox.world import World

__all__ = ["ebay_orders"]

_ARRIVED = "ITEM_DELIVERED"
_CENT = Decimal("0.01")  # every site sells in a currency of cents


def ebay_orders(world: World) -> Iterator[OrderFact]:
    given: dict[str, list[Refund]] = {}
    for refund in world.ebay.records.refunds:
        if refund.status == REFUNDED:
            given.setdefault(refund.order, []).append(refund)
    for order in world.ebay.records.orders:
        if order.paid is None and order.cancel_state != "CANCELED":
            continue  # nobody has paid: no order for the books yet
        returns = {each.id: each for each in world.ebay.records.returns_by_order.find(order.id)}
        told = sorted(given.get(order.id, []), key=lambda each: (each.requested, each.id))
        yield _fact(order, told, returns)


def _fact(order: Order, given: list[Refund], returns: dict[str, Return]) -> OrderFact:
    gross = discount = shipping = tax = NOTHING
    lines = []
    for line in order.lines:
        gross += line.cost
        discount += line.discount
        shipping += line.shipping - line.shipping_discount
        tax += line.tax
        lines.append(LineFact(line.sku, Decimal(line.quantity), line.cost - line.discount))
    total = gross - discount + shipping + tax
    document = SalesDocument(
        order.id, "order", order.currency, tuple(lines), gross, discount, shipping, tax, total
    )
    return OrderFact(
        order.id,
        document,
        _refunds(order, given, returns),
        cancelled=order.cancel_state == "CANCELED",
        received=NOTHING if order.paid is None else total,
        id=order.id,
        buyer=order.buyer.email,
        day=order.created.date(),
    )


def _refunds(
    order: Order, given: list[Refund], returns: dict[str, Return]
) -> tuple[RefundFact, ...]:
    """`given` in their sequence: what one takes is what the next one has less."""
    facts = []
    taken: dict[str, Decimal] = {}
    units: Counter[str] = Counter()
    for refund in given:
        asked = returns.get(refund.case)
        goods = [_goods(order, share, taken, units, asked) for share in refund.shares]
        facts.append(_refund(order, refund, [each for each in goods if each is not None], asked))
    return tuple(facts)


_Goods = tuple[LineFact, Decimal, Decimal]  # with its tax, and its shipping


def _goods(
    order: Order,
    share: Share,
    taken: dict[str, Decimal],
    units: Counter[str],
    asked: Return | None,
) -> _Goods | None:
    """The units that this amount is the price of, where anything tells them."""
    line = next(each for each in order.lines if each.id == share.line)
    first = not taken.get(line.id)
    taken[line.id] = taken.get(line.id, NOTHING) + share.gross
    net = line.cost - line.discount
    if first and share.gross == line.total:
        units[line.id] = line.quantity
        fact = LineFact(line.sku, Decimal(line.quantity), net)
        return fact, line.tax, line.shipping - line.shipping_discount
    if asked is None or asked.line != line.id:
        return None
    before = units[line.id]
    after = before + asked.quantity
    if after > line.quantity:
        return None
    own = _part(net, line, after) - _part(net, line, before)
    tax = _part(line.tax, line, after) - _part(line.tax, line, before)
    if own + tax != share.gross:
        return None
    units[line.id] = after
    return LineFact(line.sku, Decimal(asked.quantity), own), tax, NOTHING


def _part(amount: Decimal, line: LineItem, units: int) -> Decimal:
    """What the first `units` of the line are worth of `amount`."""
    return (amount * units / line.quantity).quantize(_CENT, ROUND_HALF_UP)


def _refund(order: Order, refund: Refund, goods: list[_Goods], asked: Return | None) -> RefundFact:
    paid = sum((share.gross for share in refund.shares), NOTHING)
    tax = sum((each for _, each, _ in goods), NOTHING)
    shipping = sum((each for _, _, each in goods), NOTHING)
    lines = tuple(line for line, _, _ in goods)
    arrived = asked is not None and any(each.after == _ARRIVED for each in asked.history)
    back: Counter[str] = Counter()
    for line in lines if arrived else ():
        back[line.sku] += int(line.quantity)
    return RefundFact(
        number=refund.id,
        kind="refund",
        currency=order.currency,
        lines=lines,
        shipping=shipping,
        tax=tax,
        adjustment=paid - sum((line.net for line in lines), NOTHING) - tax - shipping,
        total=paid,
        restocked=back,
        origin=order.id,
        told=False,
    )
