"""Cents of one store: rounding, sharing, the store's exchange rates, and money in sentences.

Amounts are Decimals in major units. Rounding is half up. Shares never lose or invent a cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from sandbox.shopify.account import Account
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import MoneyBag

__all__ = [
    "allocate",
    "allocate_bag",
    "cumulative_share",
    "decimals_of",
    "in_words",
    "rate_of",
    "round_bag",
    "round_money",
    "share_bag",
    "to_bag",
    "unit_of",
]

# ISO 4217 minor units that are not two.
_DECIMALS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
    "RWF": 0, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
_SYMBOLS = {"EUR": "€", "GBP": "£", "JPY": "¥"}


def decimals_of(currency: str) -> int:
    return _DECIMALS.get(currency, 2)


@lru_cache(maxsize=256)
def unit_of(currency: str) -> Decimal:
    """The smallest unit: 0.01, 1 or 0.001."""
    return Decimal(1).scaleb(-decimals_of(currency))


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Half up to the currency's smallest unit."""
    return amount.quantize(unit_of(currency), ROUND_HALF_UP)


def round_bag(amount: MoneyBag, shop: str, presentment: str) -> MoneyBag:
    return MoneyBag(round_money(amount.shop, shop), round_money(amount.presentment, presentment))


def allocate(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Share `amount` in proportion; the last cents go to the largest remainders, first line first.

    Weights are not negative. When all are zero, nobody gets anything unless the amount is zero.
    """
    unit = unit_of(currency)
    whole = sum(weights, Decimal(0))
    if not whole:
        return [Decimal(0).quantize(unit) for _ in weights]
    units = int(round_money(amount, currency) / unit)
    # Integers, so that a share is exact: the weights in parts of the finest decimal among them.
    scale = max(-int(weight.as_tuple().exponent) for weight in weights)
    parts = [int(weight.scaleb(scale)) for weight in weights]
    shares = [units * part // sum(parts) for part in parts]
    remainders = [units * part % sum(parts) for part in parts]
    order = sorted(range(len(parts)), key=lambda place: (-remainders[place], place))
    for place in order[: units - sum(shares)]:
        shares[place] += 1
    return [share * unit for share in shares]


def allocate_bag(
    amount: MoneyBag, weights: Sequence[MoneyBag], shop: str, presentment: str
) -> list[MoneyBag]:
    """Both currencies shared on their own, so both add up."""
    shop_shares = allocate(amount.shop, [weight.shop for weight in weights], shop)
    if shop == presentment:
        return [MoneyBag(share, share) for share in shop_shares]
    there = allocate(amount.presentment, [weight.presentment for weight in weights], presentment)
    return [MoneyBag(here, far) for here, far in zip(shop_shares, there, strict=True)]


def cumulative_share(amount: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """What `part` of `whole` is entitled to in total. The next share is the difference to this.

    All of it is exactly `amount`, so no cent stays behind however it is cut.
    """
    return round_money(amount * part / whole, currency) if whole else Decimal(0)


def share_bag(
    amount: MoneyBag, part: Decimal, whole: Decimal, shop: str, presentment: str
) -> MoneyBag:
    return MoneyBag(
        cumulative_share(amount.shop, part, whole, shop),
        cumulative_share(amount.presentment, part, whole, presentment),
    )


def rate_of(account: Account, currency: str) -> Decimal:
    """Units of the shop's currency for one of `currency`, at the store's rate of the moment."""
    if currency == account.records.shop.currency:
        return Decimal(1)
    known = account.records.exchange_rates.get(currency)
    if known is None:
        raise refuse(("currency",), f"{currency} is not an enabled currency of the shop")
    return known.rate


def to_bag(account: Account, amount: Decimal, currency: str) -> MoneyBag:
    """`amount` of `currency` and what it is worth to the shop now."""
    shop = account.records.shop.currency
    return MoneyBag(round_money(amount * rate_of(account, currency), shop), amount)


def in_words(amount: Decimal, currency: str) -> str:
    """ "$1,025.00", as refusals write money."""
    return f"{_SYMBOLS.get(currency, '$')}{round_money(amount, currency):,}"
