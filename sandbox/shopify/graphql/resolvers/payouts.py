"""Shopify Payments: the account, its balance, payouts and disputes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.lists import listed
from sandbox.shopify.graphql.resolvers.payloads import number_in
from sandbox.shopify.graphql.resolvers.registry import (
    Money,
    Resolver,
    attribute,
    constant,
    own_gid,
)
from sandbox.shopify.payout_records import BalanceTransaction, Dispute, Payout
from sandbox.shopify.records import FIRST_IDS, Order
from sandbox.shopify.rules.payouts import balance
from sandbox.shopify.wire_payouts import Summary, summary_of

__all__ = ["FIELDS"]

_ACCOUNT_ID = gid("ShopifyPaymentsAccount", FIRST_IDS["ShopifyPaymentsAccount"])

# -- the account ----------------------------------------------------------------------------


def _account(source: None, arguments: Arguments, context: Context) -> Any:
    return context.records.shop


def _balance(shop: Any, arguments: Arguments, context: Context) -> list[Money]:
    return [Money(balance(context.shopify), shop.currency)]


def _opener(shop: Any, arguments: Arguments, context: Context) -> str | None:
    return shop.shop_owner or None


def _payout_of(entry: BalanceTransaction, context: Context) -> Payout | None:
    return None if entry.payout_id is None else context.records.payouts[entry.payout_id]


def _payout_status(entry: BalanceTransaction, context: Context) -> str:
    payout = _payout_of(entry, context)
    return "pending" if payout is None else payout.status


def _order_name(entry: BalanceTransaction, context: Context) -> str:
    order = context.records.orders.get(entry.source_order_id) if entry.source_order_id else None
    return "" if order is None else order.name


def _issued(entry: BalanceTransaction, context: Context) -> Any:
    payout = _payout_of(entry, context)
    return None if payout is None else payout.issued_at


def _balance_transactions(shop: Any, arguments: Arguments, context: Context) -> Page:
    found = list(context.records.balance_transactions)
    if arguments.get("hideTransfers"):
        found = [each for each in found if each.type != "payout"]
    return listed(
        found,
        arguments,
        context,
        keys={
            "": lambda each: _order_name(each, context).removeprefix("#"),
            "currency": lambda each: each.currency,
            "id": lambda each: each.id,
            "payments_transfer_id": lambda each: each.payout_id,
            "payout_date": lambda each: _issued(each, context),
            "payout_status": lambda each: _payout_status(each, context),
            "processed_at": lambda each: each.processed_at,
            "transaction_type": _type,
        },
        sorts={
            "AMOUNT": lambda each: each.amount,
            "FEE": lambda each: each.fee,
            "NET": lambda each: each.net,
            "ORDER_NAME": lambda each: _order_name(each, context),
            "PAYOUT_DATE": lambda each: str(_issued(each, context) or ""),
            "PAYOUT_STATUS": lambda each: _payout_status(each, context),
            "PROCESSED_AT": lambda each: each.processed_at,
            "TRANSACTION_TYPE": _type,
        },
    )


def _payouts(shop: Any, arguments: Arguments, context: Context) -> Page:
    found = list(context.records.payouts)
    if arguments.get("transactionType") is not None:
        found = [each for each in found if _direction(each) == arguments["transactionType"]]
    return listed(
        found,
        arguments,
        context,
        keys={
            "": lambda each: each.status,
            "amount": lambda each: each.net,
            "currency": lambda each: each.currency,
            "id": lambda each: each.id,
            "issued_at": lambda each: each.issued_at,
            "ledger_type": _direction,
            "status": lambda each: each.status,
        },
        sorts={
            "ADJUSTMENT_GROSS": lambda each: _summary(each, context).adjustments_gross,
            "AMOUNT": lambda each: each.net,
            "CHARGE_GROSS": lambda each: _summary(each, context).charges_gross,
            "FEE_AMOUNT": lambda each: _fees(_summary(each, context)),
            "ISSUED_AT": lambda each: each.issued_at,
            "REFUND_GROSS": lambda each: _summary(each, context).refunds_gross,
            "STATUS": lambda each: each.status,
        },
    )


def _disputes(source: Any, arguments: Arguments, context: Context) -> Page:
    return listed(
        context.records.disputes,
        arguments,
        context,
        keys={
            "id": lambda each: each.id,
            "initiated_at": lambda each: each.initiated_at,
            "status": lambda each: each.status,
        },
        sorts={},
    )


# -- payouts --------------------------------------------------------------------------------


def _direction(payout: Payout) -> str:
    return "WITHDRAWAL" if payout.net < 0 else "DEPOSIT"


def _summary(payout: Payout, context: Context) -> Summary:
    return summary_of(context.shopify, payout)


def _fees(found: Summary) -> Decimal:
    return found.charges_fee + found.refunds_fee + found.adjustments_fee


def _gross(payout: Payout, arguments: Arguments, context: Context) -> Money:
    found = _summary(payout, context)
    gross = found.charges_gross + found.refunds_gross + found.adjustments_gross
    return Money(gross, payout.currency)


def _in_summary(name: str) -> Resolver:
    """The source is (summary, currency); what is not kept here is zero."""
    return lambda source, arguments, context: Money(
        getattr(source[0], name) if name else Decimal(0), source[1]
    )


_SUMMARY = {
    "adjustmentsFee": "adjustments_fee",
    "adjustmentsGross": "adjustments_gross",
    "advanceFees": "",
    "advanceGross": "",
    "chargesFee": "charges_fee",
    "chargesGross": "charges_gross",
    "refundsFee": "refunds_fee",
    "refundsFeeGross": "refunds_gross",
    "reservedFundsFee": "",
    "reservedFundsGross": "",
    "retriedPayoutsFee": "",
    "retriedPayoutsGross": "",
    "usdcRebateCreditAmount": "",
}

# -- balance transactions -------------------------------------------------------------------


def _type(entry: BalanceTransaction) -> str:
    if entry.type == "dispute":
        return "DISPUTE_WITHDRAWAL" if entry.amount < 0 else "DISPUTE_REVERSAL"
    return {"charge": "CHARGE", "refund": "REFUND", "payout": "TRANSFER"}[entry.type]


def _source_type(entry: BalanceTransaction, arguments: Arguments, context: Context) -> str:
    return "TRANSFER" if entry.source_type == "payout" else entry.source_type.upper()


def _money(name: str) -> Resolver:
    return lambda source, arguments, context: Money(getattr(source, name), source.currency)


def _associated(entry: BalanceTransaction, arguments: Arguments, context: Context) -> Order | None:
    return context.records.orders.get(entry.source_order_id) if entry.source_order_id else None


def _payout_id(entry: BalanceTransaction, arguments: Arguments, context: Context) -> str | None:
    return None if entry.payout_id is None else gid("ShopifyPaymentsPayout", entry.payout_id)


# -- disputes -------------------------------------------------------------------------------


def _dispute(source: None, arguments: Arguments, context: Context) -> Dispute | None:
    number = number_in(arguments["id"], "ShopifyPaymentsDispute")
    return context.records.disputes.get(number)


def _of_order(order: Order, arguments: Arguments, context: Context) -> list[Dispute]:
    return context.records.disputes_by_order.find(order.id)


def _disputed_order(dispute: Dispute, arguments: Arguments, context: Context) -> Order | None:
    order = context.records.orders.get(dispute.order_id)
    hidden = order is None or (context.since is not None and order.created_at < context.since)
    return None if hidden else order


def _upper(name: str) -> Resolver:
    return lambda source, arguments, context: getattr(source, name).upper()


_DISPUTE: dict[str, Resolver] = {
    "amount": _money("amount"),
    "evidenceDueBy": attribute("evidence_due_by"),
    "evidenceSentOn": attribute("evidence_sent_on"),
    "finalizedOn": attribute("finalized_on"),
    "id": own_gid("ShopifyPaymentsDispute"),
    "initiatedAt": attribute("initiated_at"),
    "legacyResourceId": attribute("id"),
    "order": _disputed_order,
    "reasonDetails": lambda dispute, a, c: dispute,
    "status": _upper("status"),
    "type": _upper("type"),
}
_ENTRY: dict[str, Resolver] = {
    "adjustmentReason": constant(None),
    "amount": _money("amount"),
    "associatedOrder": _associated,
    "associatedPayout": lambda entry, a, c: entry,
    "fee": _money("fee"),
    "id": own_gid("ShopifyPaymentsBalanceTransaction"),
    "net": _money("net"),
    "sourceId": attribute("source_id"),
    "sourceOrderTransactionId": attribute("source_order_transaction_id"),
    "sourceType": _source_type,
    "test": attribute("test"),
    "transactionDate": attribute("processed_at"),
    "type": lambda entry, a, c: _type(entry),
}
_PAYOUT: dict[str, Resolver] = {
    "externalTraceId": constant(None),
    "gross": _gross,
    "id": own_gid("ShopifyPaymentsPayout"),
    "issuedAt": attribute("issued_at"),
    "legacyResourceId": attribute("id"),
    "net": _money("net"),
    "status": _upper("status"),
    "summary": lambda payout, a, c: (_summary(payout, c), payout.currency),
    "transactionType": lambda payout, a, c: _direction(payout),
}
_ACCOUNT: dict[str, Resolver] = {
    "accountOpenerName": _opener,
    "activated": constant(True),
    "balance": _balance,
    "balanceTransactions": _balance_transactions,
    "country": attribute("country_code"),
    "defaultCurrency": attribute("currency"),
    "disputes": _disputes,
    "id": constant(_ACCOUNT_ID),
    "onboardable": constant(False),
    "payoutSchedule": lambda shop, a, c: shop,
    "payoutStatementDescriptor": lambda shop, a, c: shop.name.upper(),
    "payouts": _payouts,
}

FIELDS: dict[str, Resolver] = {
    "QueryRoot.dispute": _dispute,
    "QueryRoot.disputes": _disputes,
    "QueryRoot.shopifyPaymentsAccount": _account,
    "Order.disputes": _of_order,
    "OrderDisputeSummary.id": own_gid("OrderDisputeSummary"),
    "OrderDisputeSummary.initiatedAs": _upper("type"),
    "OrderDisputeSummary.status": _upper("status"),
    "ShopifyPaymentsPayoutSchedule.interval": constant("MANUAL"),
    "ShopifyPaymentsPayoutSchedule.monthlyAnchor": constant(None),
    "ShopifyPaymentsAssociatedOrder.id": own_gid("Order"),
    "ShopifyPaymentsAssociatedOrder.name": attribute("name"),
    "ShopifyPaymentsBalanceTransactionAssociatedPayout.id": _payout_id,
    "ShopifyPaymentsBalanceTransactionAssociatedPayout.status": (
        lambda entry, a, c: _payout_status(entry, c).upper()
    ),
    "ShopifyPaymentsDisputeReasonDetails.networkReasonCode": attribute("network_reason_code"),
    "ShopifyPaymentsDisputeReasonDetails.reason": _upper("reason"),
    **{f"ShopifyPaymentsAccount.{name}": each for name, each in _ACCOUNT.items()},
    **{f"ShopifyPaymentsPayout.{name}": each for name, each in _PAYOUT.items()},
    **{f"ShopifyPaymentsPayoutSummary.{name}": _in_summary(own) for name, own in _SUMMARY.items()},
    **{f"ShopifyPaymentsBalanceTransaction.{name}": each for name, each in _ENTRY.items()},
    **{f"ShopifyPaymentsDispute.{name}": each for name, each in _DISPUTE.items()},
}
