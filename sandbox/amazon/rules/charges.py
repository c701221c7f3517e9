"""Charges and credits that belong to no order, by the words that a settlement prints."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.marketplaces import Marketplace
from sandbox.amazon.records import Event, Line
from sandbox.amazon.rules.money import ZERO, rounded
from sandbox.amazon.rules.posting import post

__all__ = ["KINDS", "charge", "parts", "record"]

_ACCOUNT = "other-transaction"
# name -> transaction-type, amount-type, amount-description, sign. Source: "Settlement reports
# attributes" and a public table of 137 rows; the printed case of rarer ones is rebuilt.
KINDS: dict[str, tuple[str, str, str, int]] = {
    "advertising": ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount", -1),
    "advertising refund": ("ServiceFee", "Refund for Advertiser", "TransactionTotalAmount", 1),
    "subscription": (_ACCOUNT, _ACCOUNT, "Subscription Fee", -1),
    "storage": (_ACCOUNT, _ACCOUNT, "Storage Fee", -1),
    "long-term storage": (_ACCOUNT, _ACCOUNT, "StorageRenewalBilling", -1),
    "removal": (_ACCOUNT, _ACCOUNT, "RemovalComplete", -1),
    "disposal": (_ACCOUNT, _ACCOUNT, "DisposalComplete", -1),
    "inbound transportation": (_ACCOUNT, _ACCOUNT, "FBAInboundTransportationFee", -1),
    "inbound placement": (_ACCOUNT, _ACCOUNT, "FBA Inbound Placement Service Fee", -1),
    "return label": (_ACCOUNT, _ACCOUNT, "Shipping label purchase for return", -1),
    "warehouse damage": (_ACCOUNT, "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE", 1),
    "warehouse lost": (_ACCOUNT, "FBA Inventory Reimbursement", "WAREHOUSE_LOST", 1),
    "clawback": (_ACCOUNT, "FBA Inventory Reimbursement", "COMPENSATED_CLAWBACK", -1),
    "coupon": ("CouponRedemptionFee", "CouponRedemptionFee", "Save 5% coupon", -1),
    "deal": ("Promotion Fee", "PromotionFee", "Promotion Fee", -1),
}
_STRUCTURED = ("Base fee", "Tax on fee", "Discount on Fee")


def charge(
    account: Domain, marketplace: Marketplace, kind: str, amount: Decimal, **more: str
) -> Event:
    """One of KINDS; `amount` is positive. Raises RuleError."""
    known = KINDS.get(kind)
    if known is None:
        raise RuleError(f"{kind} is no charge; there are {', '.join(KINDS)}.")
    if amount <= 0:
        raise RuleError(f"The amount of a charge is positive, not {amount}.")
    type, amount_type, description, sign = known
    if more.get("sku"):
        sku = more.pop("sku")
        return record(account, marketplace, type, amount_type, description, sign * amount, sku=sku)
    return record(account, marketplace, type, amount_type, description, sign * amount)


def record(
    account: Domain,
    marketplace: Marketplace,
    type: str,
    amount_type: str,
    description: str,
    amount: Decimal,
    *,
    sku: str = "",
    order_id: str = "",
) -> Event:
    """A row in any words, also words that nobody has seen; `amount` is signed from the seller's
    purse. Raises RuleError."""
    if amount != rounded(amount, marketplace.quantum):
        raise RuleError(f"{amount} is no amount of {marketplace.currency}.")
    line = Line(amount_type=amount_type, description=description, amount=amount, sku=sku)
    reference = ""
    if amount_type in ("Cost of Advertising", "Refund for Advertiser"):
        reference = account.ids.token("amazon.ads_invoice", 12, "0123456789ABCDEF") + "-1"
    return post(account, type, marketplace.id, [line], order_id=order_id, reference=reference)


def parts(
    account: Domain, marketplace: Marketplace, type: str, name: str, amounts: Mapping[str, Decimal]
) -> Event:
    """A fee in parts (`AmazonFees`, `FBAFees`): `amounts` by Base fee, Tax on fee, Discount on
    Fee, signed. Raises RuleError."""
    unknown = [each for each in amounts if each not in _STRUCTURED]
    if unknown:
        raise RuleError(f"{unknown[0]} is no part of a fee; there are {', '.join(_STRUCTURED)}.")
    if any(each != rounded(each, marketplace.quantum) for each in amounts.values()):
        raise RuleError(f"An amount is none of {marketplace.currency}.")
    lines = [
        Line(amount_type=name, description=each, amount=amounts.get(each, ZERO))
        for each in _STRUCTURED
    ]
    return post(account, type, marketplace.id, lines)
