"""Refunds as Finances 2024-06-19 shows them; an order itself says nothing about them.

A refund is a transaction with an ORDER_ID; of a deferred one Amazon lists two, and the one that was
only deferred does not count. `total` is what the seller gave back: goods, shipping and tax less the
tax that Amazon takes back from the tax office itself. Fees that Amazon returns are no part of it.

Source: published model finances_2024-06-19; "Determine payment transactions".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from connector.channels.amazon_api import AmazonApi, instant
from connector.model import Order, Refund, RefundLine, Restock
from connector.money import Money, total

__all__ = ["read_refund", "refunds_of"]

Json = Mapping[str, Any]

_OPERATION = "listTransactions"
_PATH = "/finances/2024-06-19/transactions"
_SETTLED_LATER = "DEFERRED_RELEASED"
_KINDS = {"Refund", "ChargebackRefund", "GuaranteeClaim"}
_TO_THE_BUYER = {"Sales", "Promotions"}
_MARKETPLACE_TAX = "Taxes"
_SHIPPING = {"Shipping"}
_SHIPPING_TAX = {"ShippingTax"}
_TAX = {"ProductTax", "Tax", "GiftWrapTax", "ShippingTax"}


async def refunds_of(
    api: AmazonApi, order: Order, *, include_marketplace_tax: bool
) -> Sequence[Refund]:
    """Oldest first. Raises Refused (the application needs the finance role), Unreachable,
    Throttled."""
    found = []
    async for each in _transactions(api, order.order_id):
        if each.get("transactionType") not in _KINDS:
            continue
        if each.get("transactionStatus") != _SETTLED_LATER:
            found.append(read_refund(each, order, include_marketplace_tax=include_marketplace_tax))
    return sorted(found, key=lambda refund: (refund.created_at, refund.refund_id))


async def _transactions(api: AmazonApi, order_id: str) -> Any:
    params = {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": order_id}
    token = ""
    while True:
        more = {"nextToken": token} if token else {}
        body = await api.read(_OPERATION, _PATH, {**params, **more})
        payload = body.get("payload") or {}
        for each in payload.get("transactions") or []:
            yield each
        token = payload.get("nextToken") or ""
        if not token:
            return


def read_refund(transaction: Json, order: Order, *, include_marketplace_tax: bool) -> Refund:
    currency = order.currency
    lines: list[RefundLine] = []
    net = tax = Money.zero(currency)
    for item in transaction.get("items") or []:
        part = _Part(item, currency, include_marketplace_tax)
        net += part.shipping
        tax += part.shipping_tax
        line = _line(item, part, order, _identifier(transaction))
        if line is not None:
            lines.append(line)
    whole = _Part(transaction, currency, include_marketplace_tax)
    return Refund(
        refund_id=_identifier(transaction),
        order_id=order.order_id,
        created_at=instant(str(transaction["postedDate"])),
        currency=currency,
        total=whole.given_back,
        lines=tuple(lines),
        shipping_net=net,
        shipping_tax=tax,
    )


class _Part:
    """What a transaction or one of its items gives back. Positive."""

    def __init__(self, node: Json, currency: str, include_marketplace_tax: bool) -> None:
        zero = Money.zero(currency)
        leaves: dict[tuple[str, str], Money] = {}
        for branch, leaf, amount in _leaves(node.get("breakdowns") or []):
            key = (branch, leaf)
            leaves[key] = leaves.get(key, zero) - Money.of(amount, currency)

        def of(branches: set[str], names: set[str] | None = None) -> Money:
            return total(
                (
                    amount
                    for (branch, leaf), amount in leaves.items()
                    if branch in branches and (names is None or leaf in names)
                ),
                currency,
            )

        withheld = zero if include_marketplace_tax else zero - of({_MARKETPLACE_TAX})
        self.given_back = of(_TO_THE_BUYER) - withheld
        self.shipping = of(_TO_THE_BUYER, _SHIPPING)
        shipping_tax = of(_TO_THE_BUYER, _SHIPPING_TAX)
        taxes = of(_TO_THE_BUYER, _TAX)
        kept = taxes - withheld  # tax that is the seller's own affair
        self.shipping_tax = shipping_tax if kept else zero
        self.tax = kept - self.shipping_tax
        self.net = self.given_back - self.shipping - kept


def _leaves(nodes: Iterable[Json], branch: str = "") -> Iterator[tuple[str, str, Decimal]]:
    for node in nodes:
        name = str(node["breakdownType"])
        below = node.get("breakdowns") or []
        if below:
            yield from _leaves(below, branch or name)
        else:
            amount = Decimal(str((node.get("breakdownAmount") or {}).get("currencyAmount", 0)))
            yield branch or name, name, amount


def _line(item: Json, part: _Part, order: Order, refund_id: str) -> RefundLine | None:
    """None where no units are told: then the refund is one of an amount."""
    product: Json = next(
        (
            each
            for each in item.get("contexts") or []
            if each.get("contextType") == "ProductContext"
        ),
        {},
    )
    sku = str(product.get("sku") or "")
    quantity = int(product.get("quantityShipped") or 0)
    line = next((each for each in order.lines if each.sku == sku), None)
    if line is None or quantity <= 0:
        return None
    return RefundLine(
        refund_line_id=f"{refund_id}-{line.line_id}",
        line_id=line.line_id,
        sku=sku,
        quantity=quantity,
        net=part.net,
        tax=part.tax,
        restock=Restock.NO_RESTOCK,
    )


def _identifier(transaction: Json) -> str:
    named = {
        str(each.get("relatedIdentifierName")): str(each.get("relatedIdentifierValue"))
        for each in transaction.get("relatedIdentifiers") or []
    }
    return named.get("REFUND_ID") or str(transaction["transactionId"])
