"""Exact money: a Decimal with a currency, never a float.

Amounts stand on the currency's own number of decimals (USD 2, JPY 0). What does not fit is refused
instead of rounded silently; where a rule does round, it says so by name: `rounded` (half-up),
`cumulative_share` (partial quantities) and `allocate` (largest remainder).

The rounding rules (W1-W3): a discount is spread by value with the last cent by
largest remainder; after k of n units the refunded part is round(total x k / n), half-up, and each
refund is the difference to what was refunded before, so that n single refunds add up to the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from babel.numbers import UnknownCurrencyError, get_currency_precision, validate_currency

__all__ = [
    "CurrencyMismatch",
    "InexactMoney",
    "Money",
    "UnknownCurrency",
    "allocate",
    "cumulative_share",
    "exponent",
    "total",
]


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum; a document has one currency."""


class InexactMoney(ValueError):
    """An amount has more decimals than its currency."""


class UnknownCurrency(ValueError):
    """Not an ISO 4217 code."""


_EXPONENTS: dict[str, int] = {}


def exponent(currency: str) -> int:
    """Number of decimals of an ISO 4217 code. Raises UnknownCurrency."""
    known = _EXPONENTS.get(currency)
    if known is None:
        try:
            validate_currency(currency)
        except UnknownCurrencyError as unknown:
            raise UnknownCurrency(f"{currency!r} is not an ISO 4217 currency code") from unknown
        known = _EXPONENTS[currency] = get_currency_precision(currency)
    return known


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency. Make it with `Money.of`; sums and differences stay exact."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Exact. Raises InexactMoney for 1.005 USD, UnknownCurrency, and TypeError for a float."""
        if isinstance(amount, float):
            raise TypeError(f"{amount!r} is a float; money is given as a Decimal, int or str")
        try:
            value = Decimal(amount)
        except InvalidOperation as wrong:
            raise InexactMoney(f"{amount!r} is not an amount of money") from wrong
        if not value.is_finite():
            raise InexactMoney(f"{amount!r} is not an amount of money")
        step = Decimal(1).scaleb(-exponent(currency))
        placed = value.quantize(step)
        if placed != value:
            raise InexactMoney(f"{amount} {currency} has more than {exponent(currency)} decimals")
        return cls(placed + 0, currency)

    @classmethod
    def rounded(cls, amount: Decimal | Fraction, currency: str) -> Money:
        """Half-up (away from zero at the half) to the currency's decimals."""
        if isinstance(amount, Fraction):
            scaled = amount * 10 ** exponent(currency)
            whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
            return cls.from_minor(whole if scaled >= 0 else -whole, currency)
        step = Decimal(1).scaleb(-exponent(currency))
        return cls(amount.quantize(step, rounding=ROUND_HALF_UP) + 0, currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls.of(0, currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """From integer minor units: 1947 USD is 19.47."""
        return cls(Decimal(minor).scaleb(-exponent(currency)), currency)

    @property
    def minor(self) -> int:
        """Integer minor units: 19.47 USD is 1947."""
        return int(self.amount.scaleb(exponent(self.currency)))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self} and {other} cannot be combined: two currencies")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.amount * count, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount + 0, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.amount), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


def total(parts: Iterable[Money], currency: str) -> Money:
    """The sum; zero of `currency` when empty. Raises CurrencyMismatch."""
    result = Money.zero(currency)
    for part in parts:
        result += part
    return result


def cumulative_share(whole: Money, taken_before: int, taken_now: int, of: int) -> Money:
    """What the next `taken_now` of `of` units are worth after `taken_before` were taken.

    round(whole x (before + now) / of) - round(whole x before / of), half-up; so the shares of all
    units add up to `whole` however they are cut. Raises ValueError when more units are taken than
    there are.
    """
    after = taken_before + taken_now
    if of <= 0 or taken_before < 0 or taken_now < 0 or after > of:
        raise ValueError(f"{taken_now} units after {taken_before} of {of}")
    exact = Fraction(whole.minor)
    scale = 10 ** exponent(whole.currency)

    def upto(units: int) -> Money:
        return Money.rounded(exact * units / of / scale, whole.currency)

    return upto(after) - upto(taken_before)


def allocate(whole: Money, weights: Sequence[Money | int | Decimal]) -> tuple[Money, ...]:
    """Spread `whole` over `weights` in proportion, the last cents by largest remainder.

    Equal remainders go to the earlier part. The parts always add up to `whole`. All weights zero:
    the first part takes everything. Raises ValueError without weights or with a negative one.
    """
    if not weights:
        raise ValueError(f"{whole} cannot be spread over nothing")
    values = [Fraction(each.amount if isinstance(each, Money) else each) for each in weights]
    if any(value < 0 for value in values):
        raise ValueError("a negative weight has no share")
    of = sum(values, Fraction())
    if of == 0:
        values[0] = of = Fraction(1)
    sign = -1 if whole.minor < 0 else 1
    exact = [abs(whole.minor) * value / of for value in values]
    floors = [int(each) for each in exact]
    left = abs(whole.minor) - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
    for at in by_remainder[:left]:
        floors[at] += 1
    return tuple(Money.from_minor(sign * each, whole.currency) for each in floors)
