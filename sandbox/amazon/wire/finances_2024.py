"""Events as Finances 2024-06-19 lists them: transactions with a tree of breakdowns.

Children add up to their parent, the first level to the transaction's total. Source: published
model finances 2024-06-19; "Determine payment transactions".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from sandbox.amazon.domain import Domain
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import Event, Line
from sandbox.amazon.wire.shapes import finances_type, instant

__all__ = ["money", "of_event"]

_BRANCHES = {
    "ItemPrice": "Sales",
    "ItemWithheldTax": "Taxes",
    "ItemFees": "AmazonFees",
    "Promotion": "Promotions",
    "Points": "Points",
}
_LEAVES = {"Principal": "ProductCharges", "Tax": "ProductTax", "ShippingTax": "ShippingTax"}
_DESCRIPTIONS = {
    "Shipment": "Order Payment",
    "Refund": "Refund Order",
    "ChargebackRefund": "Chargeback Refund",
    "GuaranteeClaim": "A-to-z Guarantee Refund",
}


def money(amount: Decimal, currency: str) -> dict[str, Any]:
    return {"currencyCode": currency, "currencyAmount": amount}


def of_event(account: Domain, event: Event) -> Iterator[dict[str, Any]]:
    """A transaction; of a released event two: the deferred one and its release."""
    if event.deferred is None:
        yield _transaction(account, event, "RELEASED")
        return
    waits = not event.period
    yield _transaction(account, event, "DEFERRED" if waits else "DEFERRED_RELEASED")
    if not waits:
        yield _transaction(account, event, "RELEASED", again=True)


def _transaction(
    account: Domain, event: Event, status: str, *, again: bool = False
) -> dict[str, Any]:
    kind = finances_type(event)
    first = event.lines[0]
    marketplace = BY_ID[event.marketplace]
    deferred = status.startswith("DEFERRED")
    posted = event.deferred if deferred and event.deferred else event.posted
    told: dict[str, Any] = {
        "sellingPartnerMetadata": {
            "sellingPartnerId": account.seller_id,
            "accountType": "Standard Orders",
            "marketplaceId": marketplace.id,
        },
        "relatedIdentifiers": list(_identifiers(account, event, deferred=deferred, again=again)),
        "transactionType": kind,
        "transactionId": _key(account, event, again=again),
        "transactionStatus": status,
        "description": _DESCRIPTIONS.get(kind, first.description),
        "postedDate": instant(posted),
        "totalAmount": money(event.total, event.currency),
        "marketplaceDetails": {
            "marketplaceId": marketplace.id,
            "marketplaceName": marketplace.name,
        },
        "items": _items(account, event) if event.order_id else [],
        "contexts": [],
        "breakdowns": _tree(event.lines, event.currency),
    }
    if deferred and event.deferral:
        context: dict[str, Any] = {
            "contextType": "DeferredContext",
            "deferralReason": event.deferral,
        }
        if event.matures is not None:
            context["maturityDate"] = instant(event.matures)
        told["contexts"] = [context]
    return told


def _key(account: Domain, event: Event, *, again: bool) -> str:
    return account.ids.fixed(f"amazon.transaction.{event.id}.{again}", 52)


def _identifiers(
    account: Domain, event: Event, *, deferred: bool, again: bool
) -> Iterator[dict[str, str]]:
    period = account.records.periods.get(event.period) if event.period else None
    settled = None if deferred else period
    named = (
        ("ORDER_ID", event.order_id),
        ("SHIPMENT_ID", event.shipment_id),
        ("REFUND_ID", event.adjustment_id),
        ("INVOICE_ID", event.reference),
        ("FINANCIAL_EVENT_GROUP_ID", settled.id if settled else ""),
        ("SETTLEMENT_ID", settled.settlement_id if settled else ""),
        ("DEFERRED_TRANSACTION_ID", _key(account, event, again=False) if again else ""),
        (
            "RELEASE_TRANSACTION_ID",
            _key(account, event, again=True) if deferred and event.period else "",
        ),
    )
    for name, value in named:
        if value:
            yield {"relatedIdentifierName": name, "relatedIdentifierValue": value}


def _items(account: Domain, event: Event) -> list[dict[str, Any]]:
    order = account.records.orders.get(event.order_id)
    blocks: dict[str, list[Line]] = {}
    for line in event.lines:
        blocks.setdefault(line.sku or line.item, []).append(line)
    found = []
    for sku, lines in blocks.items():
        key = next((line.item for line in lines if line.item), "")
        item = order.item(key) if order and key else None
        total = sum((line.amount for line in lines), Decimal(0))
        context: dict[str, Any] = {"contextType": "ProductContext", "sku": sku}
        if item is not None:
            context |= {"asin": item.asin}
        context |= {
            "quantityShipped": next((line.quantity for line in lines if line.quantity), 0),
            "fulfillmentNetwork": event.fulfilment,
        }
        adjustments = dict.fromkeys(line.adjustment_item for line in lines if line.adjustment_item)
        found.append(
            {
                "description": item.title if item else "",
                "relatedIdentifiers": [
                    {
                        "itemRelatedIdentifierName": "ORDER_ADJUSTMENT_ITEM_ID",
                        "itemRelatedIdentifierValue": each,
                    }
                    for each in adjustments
                ],
                "totalAmount": money(total, event.currency),
                "breakdowns": _tree(lines, event.currency),
                "contexts": [context],
            }
        )
    return found


def _tree(lines: Iterable[Line], currency: str) -> list[dict[str, Any]]:
    branches: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        if not line.amount:
            continue
        branch = branches.setdefault(_BRANCHES.get(line.amount_type, line.amount_type), {})
        leaf = _LEAVES.get(line.description, line.description)
        branch[leaf] = branch.get(leaf, Decimal(0)) + line.amount
    return [
        {
            "breakdownType": name,
            "breakdownAmount": money(sum(leaves.values(), Decimal(0)), currency),
            "breakdowns": [
                {
                    "breakdownType": leaf,
                    "breakdownAmount": money(amount, currency),
                    "breakdowns": [],
                }
                for leaf, amount in leaves.items()
            ],
        }
        for name, leaves in branches.items()
    ]
