"""Money: exact, half-up where a rule rounds, cumulative shares and largest remainder."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.money import (
    CurrencyMismatch,
    InexactMoney,
    Money,
    UnknownCurrency,
    allocate,
    cumulative_share,
    total,
)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def test_a_float_is_not_money() -> None:
    with pytest.raises(TypeError, match="float"):
        Money.of(0.1, "USD")  # type: ignore[arg-type]


@pytest.mark.parametrize(("amount", "currency"), [("1.005", "USD"), ("1.5", "JPY"), ("NaN", "USD")])
def test_what_does_not_fit_the_currency_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(InexactMoney):
        Money.of(amount, currency)


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(UnknownCurrency):
        Money.of("1", "XXQ")


def test_two_currencies_never_meet() -> None:
    with pytest.raises(CurrencyMismatch):
        usd("1") + Money.of("1", "EUR")
    with pytest.raises(CurrencyMismatch):
        usd("1") < Money.of("1", "EUR")  # noqa: B015
    assert usd("1") != Money.of("1", "EUR")


def test_minor_units() -> None:
    assert usd("19.47").minor == 1947
    assert Money.from_minor(3980, "JPY") == Money.of("3980", "JPY")
    assert str(-usd("0")) == "0.00 USD"


@pytest.mark.parametrize(
    ("exact", "rounded"), [("4.452525", "4.45"), ("0.9273", "0.93"), ("0.655875", "0.66")]
)
def test_half_up(exact: str, rounded: str) -> None:
    assert Money.rounded(Decimal(exact), "USD") == usd(rounded)


def test_half_goes_away_from_zero() -> None:
    assert Money.rounded(Decimal("0.125"), "USD") == usd("0.13")
    assert Money.rounded(Decimal("-0.125"), "USD") == usd("-0.13")


def test_w1_discount_is_spread_by_value() -> None:
    parts = allocate(usd("12.24"), [usd("59.97"), usd("12.49"), usd("49.90")])
    assert [str(part.amount) for part in parts] == ["6.00", "1.25", "4.99"]


def test_w2_tee_units_cumulate_to_the_line() -> None:
    net = [cumulative_share(usd("53.97"), taken, 1, 3) for taken in range(3)]
    tax = [cumulative_share(usd("4.45"), taken, 1, 3) for taken in range(3)]
    assert [str(each.amount) for each in net] == ["17.99", "17.99", "17.99"]
    assert [str(each.amount) for each in tax] == ["1.48", "1.49", "1.48"]


def test_w2_cap_units_cumulate_to_the_line() -> None:
    net = [cumulative_share(usd("44.91"), taken, 1, 2) for taken in range(2)]
    tax = [cumulative_share(usd("3.71"), taken, 1, 2) for taken in range(2)]
    assert [str(each.amount) for each in net] == ["22.46", "22.45"]
    assert [str(each.amount) for each in tax] == ["1.86", "1.85"]


def test_no_more_units_than_there_are() -> None:
    with pytest.raises(ValueError, match="2 units after 2 of 3"):
        cumulative_share(usd("1"), 2, 2, 3)


@given(
    minor=st.integers(-(10**9), 10**9),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12),
)
def test_parts_always_add_up(minor: int, weights: list[int]) -> None:
    whole = Money.from_minor(minor, "USD")
    parts = allocate(whole, weights)
    assert total(parts, "USD") == whole
    of = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        if of:
            assert abs(part.minor * of - minor * weight) < of


@given(
    minor=st.integers(0, 10**8),
    cuts=st.lists(st.integers(0, 5), min_size=1, max_size=8),
)
def test_shares_add_up_however_they_are_cut(minor: int, cuts: list[int]) -> None:
    units = sum(cuts) or 1
    whole = Money.from_minor(minor, "USD")
    taken, parts = 0, []
    for cut in cuts if sum(cuts) else [1]:
        parts.append(cumulative_share(whole, taken, cut, units))
        taken += cut
    assert total(parts, "USD") == whole
