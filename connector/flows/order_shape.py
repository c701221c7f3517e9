"""An order as it must stand in the books, to the cent. Pure.

The storefront's own per-line tax is carried over (`taxDetailsOverride` in NetSuite), because a
header computation differs: W1 is 127.82 by lines and 127.81 by header (F14, F17).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from connector.books.books import (
    ItemRef,
    OrderInstruction,
    OrderLineInstruction,
    ShippingInstruction,
)
from connector.flows.account import Account, Store
from connector.flows.lines import books_sku, written_lines
from connector.flows.outcome import ENGINE
from connector.model import BooksOrder, Order, OrderKind, Tender
from connector.money import Money, total
from connector.rows import Problem

__all__ = ["Shaped", "compare", "rate_of", "reasons_against", "shape", "skus_of", "sums"]

UNPAID = "unpaid"
"""The payment method word of an order without any payment, for the `terms` mapping."""


@dataclass(frozen=True, slots=True)
class Shaped:
    instruction: OrderInstruction
    warnings: tuple[str, ...]


def skus_of(order: Order, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """The books' SKUs the order needs, each once."""
    return tuple(dict.fromkeys(books_sku(line.sku, mapping) for line in written_lines(order)))


def rate_of(stated: Decimal | None, tax: Money, basis: Money) -> Decimal:
    """Percent. What the channel states; otherwise what the amounts say, four decimals."""
    if stated is not None:
        return stated
    if not tax or not basis:
        return Decimal(0)
    exact = tax.amount * 100 / basis.amount
    return exact.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP).normalize()


def reasons_against(account: Account, order: Order) -> Problem | None:
    """Why this order is not imported at all: cut-off, cancelled, currency, sums that do not tie."""
    cutoff = account.settings.import_orders_created_after
    if cutoff is not None and order.created_at <= cutoff:
        return Problem(
            source=ENGINE,
            sentence=f"Order {order.name} was created {order.created_at:%Y-%m-%d %H:%MZ}, before "
            f"the cut-off {cutoff.isoformat()}.",
            remedy="Move Import Orders Created After (import_orders_created_after) back if it "
            "should be imported.",
            code="before_cutoff",
            final=True,
        )
    if order.cancelled_at is not None:
        return Problem(
            source=account.channel.name,
            sentence=f"Order {order.name} was cancelled before it was synced: no order and no "
            "refund are written.",
            remedy="Nothing to do.",
            code="cancelled_before_sync",
            final=True,
        )
    if not account.takes(order.total):
        return Problem(
            source=ENGINE,
            sentence=f"Order {order.name} is in {order.currency}; the books keep "
            f"{', '.join(account.netsuite.currencies)}. A document has one currency and is never "
            "converted silently.",
            remedy=f"Enable {order.currency} in NetSuite and add it to netsuite.currencies, or "
            "cancel this row and book it by hand.",
            figures={"order": str(order.total)},
            code="currency",
            final=True,
        )
    return sums(account, order)


def sums(account: Store, order: Order) -> Problem | None:
    """An order whose parts do not add up to its total cannot be written to the cent."""
    lines = written_lines(order)
    parts = [line.net + line.tax for line in lines]
    parts += [each.net + each.tax for each in order.shipping]
    tax = total(
        [line.tax for line in lines] + [each.tax for each in order.shipping], order.currency
    )
    whole = total(parts, order.currency)
    if whole == order.total and tax == order.tax:
        return None
    return Problem(
        source=account.channel.name,
        sentence=f"The lines, shipping and taxes of order {order.name} add up to {whole} "
        f"(tax {tax}), but the order says {order.total} (tax {order.tax}).",
        remedy="Look for a tip, duty or edited line on the order; book it by hand and cancel this "
        "row, or correct the order.",
        figures={"parts": str(whole), "order": str(order.total)},
        code="order_sums",
        final=True,
    )


def _deciding_tender(order: Order) -> Tender | None:
    """The largest payment that is not a gift card; a gift card when there is nothing else."""
    ordered = sorted(order.tenders, key=lambda each: (each.gift_card, -each.amount.minor))
    return ordered[0] if ordered else None


def _billing(account: Account, order: Order) -> tuple[str, str, list[str]]:
    """(payment method, terms, warnings); decides what NetSuite bills the order as (B1-B3)."""
    tender = _deciding_tender(order)
    method = tender.method if tender is not None else UNPAID
    terms = account.settings.terms.get(method, "")
    payment = account.settings.payment_methods.get(method, "")
    if terms or payment:
        return payment, terms, []
    return (
        "",
        "",
        [
            f"Payment method {method!r} is not mapped: the order carries neither payment method "
            "nor terms, and NetSuite will bill it as an invoice. Map it under payment_methods or "
            "terms."
        ],
    )


def _shipping(account: Account, order: Order) -> tuple[ShippingInstruction | None, list[str]]:
    if not order.shipping:
        return None, []
    first = order.shipping[0]
    mapped = account.settings.shipping_methods.get(first.title)
    warnings = []
    if mapped is None:
        mapped = account.settings.default_shipping_method
        warnings.append(
            f"Shipping {first.title!r} is not mapped; {mapped!r} is used. Map it under "
            "shipping_methods."
        )
    same = all(each.tax_rate == first.tax_rate for each in order.shipping)
    rate = rate_of(first.tax_rate if same else None, order.shipping_tax, order.shipping_net)
    instruction = ShippingInstruction(
        method=mapped, net=order.shipping_net, tax_rate=rate, tax=order.shipping_tax
    )
    return instruction, warnings


def shape(
    account: Account, order: Order, items: Mapping[str, ItemRef], customer_id: str
) -> Shaped | Problem:
    """The whole document or none of it: one unknown SKU refuses it and names every one (F57)."""
    mapping = account.settings.skus
    wanted = skus_of(order, mapping)
    nameless = [line.title for line in written_lines(order) if not line.sku]
    missing = [sku for sku in wanted if sku and (sku not in items or items[sku].inactive)]
    if nameless or missing:
        what = [f"SKU {sku}" for sku in missing] + [f"{title!r} (no SKU)" for title in nameless]
        return Problem(
            source=ENGINE,
            sentence=f"No active NetSuite item has {', '.join(what)}; order {order.name} is "
            "refused as a whole.",
            remedy=f"Create or activate the item (field {account.netsuite.sku_field}) or map the "
            "SKU under skus, then post again.",
            figures={"missing": ", ".join(missing or nameless)},
            code="item_missing",
        )
    payment, terms, warnings = _billing(account, order)
    shipping, more = _shipping(account, order)
    cash_sale = order.source in account.channel.capabilities.cash_sale_sources
    instruction = OrderInstruction(
        kind=OrderKind.CASH_SALE if cash_sale else OrderKind.SALES_ORDER,
        external_id=account.order_key(order.order_id),
        order_name=order.name,
        channel_account=account.name,
        customer_id=customer_id,
        date=account.local_day(order.created_at),
        currency=order.currency,
        lines=tuple(
            OrderLineInstruction(
                item=items[books_sku(line.sku, mapping)],
                quantity=line.quantity,
                rate=line.unit_price,
                amount=line.gross,
                tax_basis=line.net,
                tax_rate=rate_of(line.tax_rate, line.tax, line.net),
                tax=line.tax,
                description=line.title,
            )
            for line in written_lines(order)
        ),
        shipping=shipping,
        discount=order.discount,
        tax=order.tax,
        total=order.total,
        payment_method=payment,
        terms="" if cash_sale else terms,
        billing=order.billing,
        shipping_address=order.shipping_address,
        memo=f"{account.channel.name} order {order.name}",
    )
    return Shaped(instruction, (*warnings, *more))


def compare(account: Account, order: Order, books: BooksOrder) -> Problem | None:
    """Tax, total, lines and quantities of the document as the books really hold it, in the order
    the deployment check names them."""
    sides = {
        "tax": (order.tax, books.tax),
        "total": (order.total, books.total),
        "discount": (order.discount, books.discount),
        "shipping": (order.shipping_net, books.shipping),
    }
    wrong = {name: pair for name, pair in sides.items() if pair[0] != pair[1]}
    ours = sorted(
        (books_sku(line.sku, account.settings.skus), Decimal(line.quantity))
        for line in written_lines(order)
    )
    theirs = sorted((line.sku, line.quantity) for line in books.lines)
    if not wrong and ours == theirs:
        return None
    said = [
        f"{name} {mine} in {account.channel.name}, {theirs_} in NetSuite"
        for name, (mine, theirs_) in wrong.items()
    ]
    if ours != theirs:
        said.append(
            "items "
            + ", ".join(f"{count:f} {sku}" for sku, count in ours)
            + f" in {account.channel.name}, "
            + ", ".join(f"{count:f} {sku}" for sku, count in theirs)
            + " in NetSuite"
        )
    return Problem(
        source="NetSuite",
        sentence=f"NetSuite order {books.number} differs from {order.name}: {'; '.join(said)}.",
        remedy="Let taxDetailsOverride stand in NetSuite (no workflow or tax engine may "
        "recalculate the order), set the price level to Custom and the discount item to apply "
        "before tax; then use Update Order in NetSuite.",
        figures={
            **{f"storefront {name}": str(pair[0]) for name, pair in wrong.items()},
            **{f"NetSuite {name}": str(pair[1]) for name, pair in wrong.items()},
        },
        code="totals_differ",
    )
