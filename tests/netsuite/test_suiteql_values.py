"""Stored values sort like what they stand for and come back unchanged."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.netsuite.suiteql.values import (
    as_date,
    as_number,
    as_text,
    is_date,
    is_number,
    number_text,
    stored_date,
    stored_number,
)

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)
moments = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("number", "blob"),
    [
        ("19.47", b"P5021947"),
        ("1947", b"P5041947"),
        ("100", b"P5031"),
        ("0", b"O"),
        ("0.00", b"O"),
        ("-3", b"N4986~"),
    ],
)
def test_numbers_are_readable(number: str, blob: bytes) -> None:
    assert stored_number(Decimal(number)) == blob


@given(numbers, numbers)
def test_numbers_sort_as_numbers(a: Decimal, b: Decimal) -> None:
    assert (stored_number(a) < stored_number(b)) == (a < b)
    assert (stored_number(a) == stored_number(b)) == (a == b)


@given(numbers)
def test_numbers_come_back(number: Decimal) -> None:
    blob = stored_number(number)
    assert as_number(blob) == number
    assert is_number(blob)
    assert not is_date(blob)


@given(moments, moments)
def test_moments_sort_by_time(a: datetime, b: datetime) -> None:
    a, b = a.replace(microsecond=0), b.replace(microsecond=0)
    assert (stored_date(a) < stored_date(b)) == (a < b)
    assert as_date(stored_date(a)) == a


def test_texts() -> None:
    assert number_text(Decimal("49.90")) == "49.9"
    assert number_text(Decimal("1E+3")) == "1000"
    assert as_text(stored_date(datetime(2026, 6, 1, 14, 5))) == "6/1/2026"  # noqa: DTZ001
    assert as_text("T") == "T"
    assert as_text(None) is None


def test_only_finite_numbers_are_stored() -> None:
    with pytest.raises(ValueError, match="not finite"):
        stored_number(Decimal("NaN"))
