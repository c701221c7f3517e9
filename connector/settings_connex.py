"""The settings of a store whose sales and refunds go into QuickBooks the way Connex posts them.

The names in quotation marks are those of Connex's own settings pages.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from connector.settings_parts import Part, Text

__all__ = ["ConnexSettings"]


class ConnexSettings(Part):
    """`product = "connex"`: sales receipts, invoices and what gives their money back."""

    credit_memos: bool = Field(
        True,
        description='"If order refunded, create credit memos for invoices only".',
    )
    refund_receipts: bool = Field(
        True,
        description='"If order refunded, create refund receipt": for sales receipts; for invoices '
        "too when credit_memos is off. Both off: refunds are not synced.",
    )
    deposit_account: Text = Field(
        "Undeposited Funds",
        description="Account (name or ID) that the money of sales arrives in: Bank or Other "
        "Current Asset.",
    )
    refund_deposit_account: Text = Field(
        "",
        description='"Refund deposit account": account the money of refunds leaves; empty: the '
        "deposit_account.",
    )
    sync_original_order_if_missing: bool = Field(
        False,
        description='"sync original order if missing": an order that a refund belongs to and '
        "QuickBooks does not have is written first, then the refund.",
    )
    wait_for_settlement: bool = Field(
        True,
        description="Orders whose payment is authorised or pending wait; syncing them at once can "
        "post a sale and a refund of money that never moved.",
    )
    pay_later: tuple[str, ...] = Field(
        ("manual", "Cash on Delivery (COD)", "Money Order", "Bank Deposit"),
        description="Payment methods of orders that are paid later: while nothing was received "
        "such an order does not wait, it becomes an unpaid invoice.",
    )
    paid_orders: Literal["sales receipt", "invoice"] = Field(
        "sales receipt",
        description="What a paid order becomes; invoice: an invoice and its payment into "
        "deposit_account. Unpaid orders are invoices always.",
    )
    cancelled_unpaid: Literal["void", "credit memo"] = Field(
        "void",
        description="What happens to the unpaid invoice of a cancelled order: it is voided, or a "
        "credit memo is set against it.",
    )
    numbering: Literal["order number", "quickbooks"] = Field(
        "order number",
        description="order number: documents bear it, and are matched by it. quickbooks: "
        "QuickBooks numbers documents itself, they are matched by memo and order date.",
    )
    number_prefix: Text = Field(
        "", description="Stands before the order number, for stores that share a company."
    )
    rounding_item: Text = Field(
        "rounding",
        description="Item of the line that takes up a cent, where the company's own tax engine "
        "computes another tax than the store charged.",
    )
    adjustment_item: Text = Field(
        "Refund Adjustment",
        description="Item for the part of a refund that belongs to no line (goodwill); must be a "
        "service or non-inventory item.",
    )
    refund_item: Text = Field(
        "",
        description="One item (contra-income, not inventory) that replaces every refunded SKU, so "
        "that nothing is restocked; empty: the SKU's own item.",
    )
    no_restock_item: Text = Field(
        "ShopifyNoRestock",
        description="Item for refunded lines that the store did not restock; not inventory.",
    )
    run_every_minutes: int = Field(
        1440, ge=5, le=10080, description="How often the sync runs while its switch is on."
    )

    @property
    def refunds_from(self) -> str:
        """The account refunds are paid from."""
        return self.refund_deposit_account or self.deposit_account

    @property
    def refunds_on(self) -> bool:
        return self.credit_memos or self.refund_receipts

    @model_validator(mode="after")
    def _named(self) -> ConnexSettings:
        empty = [
            name
            for name in ("deposit_account", "rounding_item", "adjustment_item", "no_restock_item")
            if not getattr(self, name)
        ]
        if empty:
            raise ValueError(f"{' and '.join(empty)} must not be empty; leave the line out instead")
        if len(self.number_prefix) > 10:
            raise ValueError(
                f"number_prefix {self.number_prefix!r} is too long: QuickBooks numbers have 21 "
                "characters; use at most 10"
            )
        return self

    @property
    def advice(self) -> tuple[str, ...]:
        """Allowed, but it has a price."""
        found = []
        if not self.refunds_on:
            found.append(
                "credit_memos and refund_receipts are both off: refunds are not synced at all."
            )
        elif not self.credit_memos:
            found.append(
                "credit_memos is off: the refund of an unpaid invoice becomes a refund receipt and "
                "leaves the invoice open."
            )
        elif not self.refund_receipts:
            found.append(
                "refund_receipts is off: refunds of sales receipts are skipped and only listed."
            )
        if not self.wait_for_settlement:
            found.append(
                "wait_for_settlement is off: a payment that is only authorised can be posted as a "
                "sale and a refund."
            )
        return tuple(found)
