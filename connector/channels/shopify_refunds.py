"""What a refund asks of a Shopify store, built and checked before it is sent. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connector.channels.channel import RefundInstruction, TenderShare
from connector.channels.shopify_graphql import SOURCE
from connector.channels.shopify_reading import gid, money, read_tenders, tail
from connector.model import Restock, marker
from connector.money import Money, total
from connector.trouble import Refused

__all__ = ["lines_of", "refund_input", "respect_limits", "split"]

Json = dict[str, Any]
GIFT_CARD = "gift_card"


def refund_input(
    instruction: RefundInstruction,
    key: str,
    *,
    shares: Sequence[TenderShare],
    credit: Money,
    lines: Sequence[Json],
    shipping: Json | None,
) -> Json:
    """`RefundInput` of refundCreate. Money moves by `transactions` and store credit only."""
    order_gid = gid("Order", instruction.order.order_id)
    found: Json = {
        "orderId": order_gid,
        "currency": instruction.order.currency,
        "notify": False,
        "note": f"{instruction.note} {marker(key)}".strip(),
        "transactions": [
            {
                "orderId": order_gid,
                "parentId": gid("OrderTransaction", share.transaction_id),
                "gateway": share.method,
                # Not the suggestion's SUGGESTED_REFUND: with that kind no money moves.
                "kind": "REFUND",
                "amount": f"{share.amount.amount:f}",
            }
            for share in shares
        ],
    }
    if lines:
        found["refundLineItems"] = list(lines)
    if shipping:
        found["shipping"] = shipping
    if credit:
        amount = {"amount": f"{credit.amount:f}", "currencyCode": credit.currency}
        found["refundMethods"] = [{"storeCreditRefund": {"amount": amount}}]
    return found


def split(
    tenders: Sequence[TenderShare], currency: str, *, gift_cards_to_credit: bool
) -> tuple[list[TenderShare], Money]:
    """Shares paid back on their own payment, and the part that becomes store credit (F32)."""
    credited = [each for each in tenders if gift_cards_to_credit and each.method == GIFT_CARD]
    shares = [each for each in tenders if each not in credited]
    return shares, total((each.amount for each in credited), currency)


def lines_of(
    instruction: RefundInstruction, *, taxes_included: bool
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    words = {
        Restock.RETURN: "RETURN",
        Restock.CANCEL: "CANCEL",
        Restock.NO_RESTOCK: "NO_RESTOCK",
    }
    lines: list[dict[str, Any]] = [
        {
            "lineItemId": gid("LineItem", line.line_id),
            "quantity": line.quantity,
            "restockType": words[line.restock],
        }
        for line in instruction.lines
    ]
    if instruction.shipping_in_full:
        return lines, {"fullRefund": True}
    if instruction.shipping:
        amount = instruction.shipping
        net, tax = instruction.order.shipping_net, instruction.order.shipping_tax
        if taxes_included and net:  # such a shop counts shipping with its tax
            amount = Money.rounded(amount.amount * (net + tax).amount / net.amount, amount.currency)
        return lines, {"amount": f"{amount.amount:f}"}
    return lines, None


def respect_limits(shares: Sequence[TenderShare], state: Mapping[str, Any]) -> None:
    """Each share must fit the payment it goes back to, by the payments as they are now and by the
    shop's own suggestion where it makes one. Raises Refused with both figures."""
    most = {each.transaction_id: each.refundable for each in read_tenders(state["transactions"])}
    suggested = (state.get("suggestedRefund") or {}).get("suggestedTransactions") or []
    for each in suggested:
        parent = tail((each.get("parentTransaction") or {}).get("id"))
        if parent in most and each.get("maximumRefundableSet"):
            most[parent] = min(most[parent], money(each["maximumRefundableSet"]))
    for share in shares:
        limit = most.get(share.transaction_id)
        if limit is None:
            raise Refused(
                f"Payment {share.transaction_id} is not a payment of this order.",
                SOURCE,
                code="PAYMENT_NOT_FOUND",
            )
        if share.amount > limit:
            raise Refused(
                f"{share.amount} is more than the payment {share.transaction_id} "
                f"({share.method}) can still give back: {limit}.",
                SOURCE,
                code="PAYMENT_LIMIT",
            )
