"""What both platforms hold when a scenario is over, without ids, numbers and times.

Two runs of one scenario that differ only in a misfortune must hold the same: the same documents,
each once, line by line and to the cent.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sandbox.world import World

__all__ = ["differences", "holdings"]

NAMES = {
    "SalesOrd": "sales order",
    "CashSale": "cash sale",
    "CustInvc": "invoice",
    "CashRfnd": "cash refund",
    "CustCred": "credit memo",
    "CustPymt": "payment",
    "CustRfnd": "customer refund",
    "ItemShip": "item fulfillment",
}


def holdings(world: World) -> Counter[str]:
    """A sentence a document, and how often it is held."""
    found: Counter[str] = Counter()
    records = world.netsuite.records
    for each in records.transactions:
        lines = ", ".join(
            f"{line.quantity.normalize():f} x {records.items[line.item].item_id} {line.amount}"
            for line in each.lines
        )
        found[
            f"NetSuite {NAMES.get(each.type, each.type)} of {each.total} "
            f"(tax {each.tax_total}, status {each.status}, key {each.external_id or 'none'}): "
            f"{lines or 'no lines'}"
        ] += 1
    for entity in records.entities:
        found[f"NetSuite customer {getattr(entity, 'email', '') or entity.id}"] += 1
    found += _quickbooks(world)
    found += _ebay(world)
    for order in world.shopify.records.orders:
        state = f"{order.financial_status}, {order.fulfillment_status or 'unfulfilled'}"
        found[f"Shopify order {order.name}: {state}"] += 1
        for payment in order.transactions:
            found[
                f"Shopify {payment.kind} of {payment.amount.presentment} on {order.name} by "
                f"{payment.gateway}"
            ] += 1
        for refund in order.refunds:
            units = sum(line.quantity for line in refund.refund_line_items)
            found[f"Shopify refund of {units} units of {order.name}"] += 1
        for sent in order.fulfillments:
            found[f"Shopify fulfilment of {order.name}, {sent.status}"] += 1
    return found


def _quickbooks(world: World) -> Counter[str]:
    """The company's documents with what of them is open, and its accounts to the cent."""
    found: Counter[str] = Counter()
    company = world.quickbooks_online
    items = company.records.items
    for kind in ("SalesReceipt", "Invoice", "Payment", "CreditMemo", "RefundReceipt", "Deposit"):
        for stored in company.records.table(kind):
            each: Any = company.desk.get(kind, stored.id)
            left = getattr(each, "remaining_credit", None) or getattr(each, "balance", None)
            left = left or getattr(each, "unapplied_amt", None) or 0
            tax = each.txn_tax_detail.total_tax if each.txn_tax_detail is not None else 0
            parts = [_line(items, line) for line in each.line]
            lines = ", ".join(sorted(parts) if kind == "Deposit" else parts)
            found[
                f"QuickBooks {kind} {each.doc_number or 'without number'} of {each.total_amt} "
                f"(tax {tax}, {left} open, {each.private_note or 'no memo'}): {lines or 'no lines'}"
            ] += 1
    for person in company.records.customers:
        found[f"QuickBooks customer {person.display_name}"] += 1
    for account, amount in company.desk.trial_balance().items():
        found[f"QuickBooks account {account} at {amount}"] += 1
    return found


def _ebay(world: World) -> Counter[str]:
    found: Counter[str] = Counter()
    records = world.ebay.records
    for order in records.orders:
        found[f"eBay order {order.id} of {order.total}: {order.fulfilment_status}"] += 1
        for parcel in order.shipments:
            units = sum(count for _, count in parcel.lines)
            found[f"eBay parcel {parcel.tracking or 'untold'} of {order.id}: {units} units"] += 1
    for refund in records.refunds:
        found[f"eBay refund of {refund.gross} of {refund.order}: {refund.status}"] += 1
    return found


def _line(items: Any, line: Any) -> str:
    detail = line.sales_item_line_detail
    if detail is None or detail.item_ref is None:
        kinds = "+".join(link.txn_type or "" for link in line.linked_txn)
        return f"{line.detail_type or kinds} {line.amount}"
    item = items.get(detail.item_ref.value)
    name = item.name if item is not None else detail.item_ref.value
    return f"{detail.qty or 1:f} x {name} {line.amount}"


def differences(wanted: Counter[str], found: Counter[str]) -> list[str]:
    """Sentences; none when both hold the same."""
    return [
        f"{each}: held {found[each]} times, not {wanted[each]}"
        for each in sorted(wanted.keys() | found.keys())
        if wanted[each] != found[each]
    ]
