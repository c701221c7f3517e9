"""How the steps read a storefront refund: from its rawest members, never from a computed total."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.records import Order, Refund

__all__ = ["paid_back", "refund_taxes"]


def paid_back(order: Order, refund: Refund) -> Decimal:
    """Money of one refund, from its transactions alone."""
    return sum(
        (
            each.amount.presentment
            for each in order.transactions
            if each.id in refund.transaction_ids and each.status in ("success", "pending")
        ),
        Decimal("0.00"),
    )


def refund_taxes(refund: Refund) -> Decimal:
    lines = sum((line.total_tax.presentment for line in refund.refund_line_items), Decimal("0.00"))
    return lines + sum(
        (line.tax.presentment for line in refund.refund_shipping_lines), Decimal("0.00")
    )
