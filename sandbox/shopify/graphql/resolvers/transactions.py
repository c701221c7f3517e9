"""Order transactions: money that moved or was to move."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.resolvers.registry import Bag, Child, Money, Resolver, constant
from sandbox.shopify.records import MoneyBag, total

__all__ = ["FIELDS", "formatted_gateway"]

_GATEWAY_NAMES = {"gift_card": "Gift Card", "paypal": "PayPal"}


def formatted_gateway(gateway: str) -> str | None:
    """ "shopify_payments" as people read it: "Shopify Payments"."""
    return _GATEWAY_NAMES.get(gateway, gateway.replace("_", " ").title()) or None


def _own(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record, name)


def _bag(child: Child, arguments: Arguments, context: Context) -> Bag:
    return Bag(child.record.amount, child.order)


def _money(child: Child, arguments: Arguments, context: Context) -> Money:
    return Money(child.record.amount.shop, child.order.currency)


def _parent(child: Child, arguments: Arguments, context: Context) -> Child | None:
    number = child.record.parent_id
    record = None if number is None else child.order.transaction(number)
    return None if record is None else Child("OrderTransaction", child.order, record)


def _unsettled(child: Child) -> MoneyBag | None:
    """Of an authorization: what is neither captured nor voided. Otherwise there is none."""
    record, order = child.record, child.order
    if record.kind != "authorization" or record.status != "success":
        return None
    after = [
        each
        for each in order.transactions
        if each.parent_id == record.id and each.status == "success"
    ]
    if any(each.kind == "void" for each in after):
        return None
    left: MoneyBag = record.amount - total(each.amount for each in after if each.kind == "capture")
    return left or None


def _unsettled_bag(child: Child, arguments: Arguments, context: Context) -> Bag | None:
    left = _unsettled(child)
    return None if left is None else Bag(left, child.order)


def _unsettled_money(child: Child, arguments: Arguments, context: Context) -> Money | None:
    left = _unsettled(child)
    return None if left is None else Money(left.shop, child.order.currency)


def _unsettled_amount(child: Child, arguments: Arguments, context: Context) -> Any:
    left = _unsettled(child)
    return None if left is None else left.shop


class Fee(msgspec.Struct, frozen=True):
    """What Shopify Payments kept of a charge, in the shop's currency."""

    id: int
    amount: Decimal
    rate: Decimal
    flat_fee: Decimal
    rate_name: str = "payment"
    flat_fee_name: str | None = None
    tax: Decimal = Decimal(0)
    type: str = "processing_fee"


def _fees(child: Child, arguments: Arguments, context: Context) -> list[Child]:
    entries = context.records.balance_by_transaction.find(child.record.id)
    return [
        Child("TransactionFee", child.order, Fee(each.id, each.fee, each.fee_rate, each.fee_fixed))
        for each in entries
        if each.fee
    ]


def _error_code(child: Child, arguments: Arguments, context: Context) -> str | None:
    code = child.record.error_code
    return None if code is None else code.upper()


def _gateway_name(child: Child, arguments: Arguments, context: Context) -> str | None:
    return formatted_gateway(child.record.gateway)


FIELDS: dict[str, Resolver] = {
    f"OrderTransaction.{name}": resolver
    for name, resolver in {
        "amount": lambda child, a, c: child.record.amount.shop,
        "amountSet": _bag,
        "amountV2": _money,
        "authorizationCode": _own("authorization"),
        "createdAt": _own("created_at"),
        "errorCode": _error_code,
        "fees": _fees,
        "formattedGateway": _gateway_name,
        "gateway": _own("gateway"),
        "id": lambda child, a, c: gid("OrderTransaction", child.record.id),
        "kind": lambda child, a, c: child.record.kind.upper(),
        "manualPaymentGateway": lambda child, a, c: child.record.gateway == "manual",
        "manuallyCapturable": lambda child, a, c: _unsettled(child) is not None,
        # Only transactions of kind SUGGESTED_REFUND have a maximum, and those are never stored.
        "maximumRefundable": constant(None),
        "maximumRefundableV2": constant(None),
        "multiCapturable": constant(False),
        "order": lambda child, a, c: child.order,
        "parentTransaction": _parent,
        "paymentId": lambda child, a, c: child.record.payment_id or None,
        "processedAt": _own("processed_at"),
        "receiptJson": constant(None),
        "settlementCurrency": constant(None),
        "settlementCurrencyRate": constant(None),
        "status": lambda child, a, c: child.record.status.upper(),
        "test": _own("test"),
        "totalUnsettled": _unsettled_amount,
        "totalUnsettledSet": _unsettled_bag,
        "totalUnsettledV2": _unsettled_money,
    }.items()
} | {
    "TransactionFee.amount": lambda fee, a, c: Money(fee.record.amount, fee.order.currency),
    "TransactionFee.flatFee": lambda fee, a, c: Money(fee.record.flat_fee, fee.order.currency),
    "TransactionFee.flatFeeName": _own("flat_fee_name"),
    "TransactionFee.id": lambda fee, a, c: gid("TransactionFee", fee.record.id),
    "TransactionFee.rate": _own("rate"),
    "TransactionFee.rateName": _own("rate_name"),
    "TransactionFee.taxAmount": lambda fee, a, c: Money(fee.record.tax, fee.order.currency),
    "TransactionFee.type": _own("type"),
}
