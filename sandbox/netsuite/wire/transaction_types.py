"""The transaction types on the wire (REST API Browser 2026.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.netsuite.records import Transaction
from sandbox.netsuite.rules.customers import balance
from sandbox.netsuite.rules.statuses import STATUS_NAMES, status_name
from sandbox.netsuite.wire.shapes import RecordType, account_figure, field, text, transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules import Domain

__all__ = ["EXTERNAL_ID", "ID", "TRANSACTIONS"]


def _order_status(order: Transaction) -> tuple[str, str] | None:
    return (order.status, status_name(order)) if order.status else None


def _ship_status(fulfilment: Transaction) -> tuple[str, str] | None:
    letter = fulfilment.ship_status
    return (letter, STATUS_NAMES["ItemShip"][letter]) if letter else None


def _approval(invoice: Transaction) -> tuple[str, str]:
    return ("1", "Pending Approval") if invoice.status == "D" else ("2", "Approved")


def _customer_balance(account: Domain, refund: Transaction) -> Decimal:
    """What the customer owes."""
    return balance(account, account.records.entities[refund.entity])


def _subtotal(sale: Transaction) -> Decimal:
    return sale.subtotal


ID = field("id", "integer", read_only=True)
EXTERNAL_ID = field("externalId", "text")

_HEAD = (
    ID,
    field("tranId", "text"),
    field("transactionNumber", "text", read_only=True),
    EXTERNAL_ID,
    field("tranDate", "day"),
    field("createdDate", "time", "created", read_only=True),
    field("lastModifiedDate", "time", "last_modified", read_only=True),
)
_POSTED = (field("postingPeriod", "reference", target="accountingPeriod"),)
_PLACE = (
    field("subsidiary", "reference", target="subsidiary"),
    field("location", "reference", target="location"),
)
_MONEY = (
    field("currency", "reference", target="currency"),
    field("exchangeRate", "number"),
    *_PLACE,
)
_ENTITY = (field("entity", "reference", target="customer"),)
_CUSTOMER = (field("customer", "reference", "entity", target="customer"),)
_CREATED_FROM = (field("createdFrom", "reference", target="transaction"),)
_MEMO = (field("memo", "text"),)
_STATUS = (field("status", "enum", value=_order_status),)
_PAYMENT = (
    # Accounts with payment instruments call it `paymentOption`, older ones `paymentMethod`.
    field("paymentOption", "reference", "payment_method", target="paymentMethod"),
    field("paymentMethod", "reference", "payment_method", target="paymentMethod"),
)
_TERMS = (field("terms", "reference", target="term"),)
_BANK = (
    field("account", "reference", target="account"),
    field("undepFunds", "flag"),
)
_RECEIVABLE = (field("account", "reference", target="account"),)
_AR_ACCOUNT = (field("arAcct", "reference", "ar_account", target="account"),)
_SHIPPING = (
    field("shipMethod", "reference", target="item"),
    field("shippingCost", "number"),
)
_DISCOUNT = (
    field("discountItem", "reference", target="item"),
    field("discountRate", "rate"),
    field("discountTotal", "number"),
)
_TOTALS = (
    field("taxDetailsOverride", "flag"),
    field("subtotal", "number", value=_subtotal),
    field("taxTotal", "number", value=lambda t: t.tax_total),
    field("total", "number", value=lambda t: t.total),
)
_SALE = (*_DISCOUNT, *_SHIPPING, *_TOTALS)
_REMAINING = (
    field("amountPaid", "number", value=lambda t: t.amount_paid),
    field("amountRemaining", "number", value=lambda t: t.amount_remaining),
    field("amountRemainingTotalBox", "number", value=lambda t: t.amount_remaining),
)

_LINES = ("item", "taxDetails")

TRANSACTIONS: tuple[RecordType, ...] = (
    transaction(
        "salesOrder",
        "Sales Order",
        (*_HEAD, *_ENTITY, *_MONEY),
        (field("orderStatus", "enum", value=_order_status, read_only=False), *_STATUS),
        (*text("otherRefNum", "email"), *_MEMO, *_TERMS, *_PAYMENT),
        (field("shipDate", "day"), *_SALE),
        sublists=_LINES,
    ),
    transaction(
        "cashSale",
        "Cash Sale",
        (*_HEAD, *_ENTITY, *_MONEY, *_POSTED, *_CREATED_FROM, *_STATUS),
        (*text("otherRefNum", "email", "checkNumber"), *_MEMO, *_PAYMENT, *_BANK, *_SALE),
        sublists=_LINES,
    ),
    transaction(
        "invoice",
        "Invoice",
        (*_HEAD, *_ENTITY, *_MONEY, *_POSTED, *_CREATED_FROM, *_STATUS),
        (*text("otherRefNum", "email"), *_MEMO, *_TERMS, field("dueDate", "day")),
        (*_RECEIVABLE, *_SALE, *_REMAINING, field("approvalStatus", "enum", value=_approval)),
        sublists=_LINES,
    ),
    transaction(
        "cashRefund",
        "Cash Refund",
        (*_HEAD, *_ENTITY, *_MONEY, *_POSTED, *_CREATED_FROM, *_STATUS),
        (*text("otherRefNum", "email", "checkNumber"), *_MEMO, *_PAYMENT, *_BANK, *_SALE),
        (field("totalAfterTaxes", "number", value=lambda t: t.total),),
        sublists=_LINES,
    ),
    transaction(
        "creditMemo",
        "Credit Memo",
        (*_HEAD, *_ENTITY, *_MONEY, *_POSTED, *_CREATED_FROM, *_STATUS),
        (*text("otherRefNum", "email"), *_MEMO, *_RECEIVABLE, *_SALE, *_REMAINING),
        (
            field("applied", "number", value=lambda t: t.amount_paid),
            field("unapplied", "number", value=lambda t: t.amount_remaining),
            field("autoApply", "flag"),
        ),
        sublists=(*_LINES, "apply"),
    ),
    transaction(
        "customerPayment",
        "Customer Payment",
        (*_HEAD, *_CUSTOMER, *_MONEY, *_POSTED, *_STATUS, *text("checkNumber"), *_MEMO),
        (*_PAYMENT, *_BANK, *_AR_ACCOUNT),
        (
            field("payment", "number", "payment"),
            field("total", "number", value=lambda t: t.total),
            field("applied", "number", value=lambda t: t.amount_paid),
            field("unapplied", "number", value=lambda t: t.amount_remaining),
            field("pending", "number", value=lambda t: Decimal(0)),
            field("autoApply", "flag"),
        ),
        sublists=("apply", "credit", "deposit"),
    ),
    transaction(
        "customerRefund",
        "Customer Refund",
        (*_HEAD, *_CUSTOMER, *_MONEY, *_POSTED, *_STATUS, *text("checkNumber"), *_MEMO),
        (*_PAYMENT, *_RECEIVABLE, *_AR_ACCOUNT),
        (
            field("total", "number", value=lambda t: t.total),
            field("voidJournal", "reference", target="transaction", read_only=True),
            account_figure("balance", _customer_balance),
        ),
        sublists=("apply", "deposit"),
    ),
    transaction(
        "itemFulfillment",
        "Item Fulfillment",
        (*_HEAD, *_ENTITY, *_PLACE, *_POSTED, *_CREATED_FROM, *_STATUS, *_MEMO),
        (
            field("orderId", "integer", value=lambda t: t.created_from),
            field("shipStatus", "enum", value=_ship_status),
            field("shippedDate", "day", "ship_date"),
            field("shipMethod", "reference", target="item"),
        ),
        sublists=("item", "package"),
    ),
    transaction(
        "returnAuthorization",
        "Return Authorization",
        (*_HEAD, *_ENTITY, *_MONEY, *_CREATED_FROM),
        (field("orderStatus", "enum", value=_order_status, read_only=False), *_STATUS),
        (*text("otherRefNum", "email"), *_MEMO, *_PAYMENT, *_SALE),
        sublists=_LINES,
    ),
    transaction(
        "itemReceipt",
        "Item Receipt",
        (*_HEAD, *_ENTITY, *_PLACE, *_POSTED, *_CREATED_FROM, *_MEMO),
        sublists=("item",),
    ),
    transaction(
        "customerDeposit",
        "Customer Deposit",
        (*_HEAD, *_CUSTOMER, *_MONEY, *_POSTED, *_STATUS, *text("checkNumber"), *_MEMO),
        (*_PAYMENT, *_BANK, field("salesOrder", "reference", target="transaction")),
        (field("payment", "number", "payment"),),
        sublists=("apply",),
    ),
    transaction(
        "depositApplication",
        "Deposit Application",
        (*_HEAD, *_CUSTOMER, *_MONEY, *_POSTED, *_MEMO, *_AR_ACCOUNT),
        (
            field("deposit", "reference", target="transaction"),
            field("total", "number", value=lambda t: t.total),
            field("applied", "number", value=lambda t: t.amount_paid),
            field("unapplied", "number", value=lambda t: t.amount_remaining),
        ),
        sublists=("apply",),
    ),
    transaction(
        "deposit",
        "Deposit",
        (*_HEAD, *_MONEY, *_POSTED, *_MEMO, *_RECEIVABLE),
        (field("total", "number", value=lambda t: t.total),),
        sublists=("payment", "other", "cashBack"),
    ),
    transaction(
        "journalEntry",
        "Journal Entry",
        (*_HEAD, *_MONEY, *_POSTED, *_MEMO),
        (field("approved", "flag", value=lambda _: True),),
        sublists=("line",),
    ),
    transaction(
        "estimate",
        "Estimate",
        (*_HEAD, *_ENTITY, *_MONEY, *_STATUS, *text("otherRefNum", "email"), *_MEMO, *_TERMS),
        (field("dueDate", "day"), *_SALE),
        sublists=_LINES,
    ),
    transaction(
        "check",
        "Check",
        (*_HEAD, *_ENTITY, *_MONEY, *_POSTED, *_CREATED_FROM, *_MEMO, *_RECEIVABLE),
        (field("total", "number", value=lambda t: t.total),),
        sublists=(),
        writable=False,
    ),
)
