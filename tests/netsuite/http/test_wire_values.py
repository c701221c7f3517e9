"""Numbers, dates and bodies, exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.netsuite.errors import InvalidContent
from sandbox.netsuite.wire.values import moment, number, read, read_day, read_number, write


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("19.47", b"19.47"),
        ("39.90", b"39.9"),
        ("0.00", b"0.0"),
        ("-0.00", b"0.0"),
        ("-12.24", b"-12.24"),
        ("1E+3", b"1000.0"),
        ("3", b"3.0"),
        ("0.00000001", b"0.00000001"),
        ("123456789012.345", b"123456789012.345"),
    ],
)
def test_number(value: str, written: bytes) -> None:
    assert write({"n": number(Decimal(value))}) == b'{"n":' + written + b"}"


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_survives_both_ways(value: Decimal) -> None:
    assert read_number(read(write({"n": number(value)}))["n"]) == value


def test_numbers_are_read_without_floats() -> None:
    found = read(b'{"a": 0.1, "b": 1, "c": 1.10}')
    assert found == {"a": Decimal("0.1"), "b": 1, "c": Decimal("1.10")}
    assert str(found["c"]) == "1.10"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, Decimal(1)),
        (Decimal("1.5"), Decimal("1.5")),
        ("1.50", Decimal("1.50")),
        (" -2 ", Decimal(-2)),
        (True, None),
        (None, None),
        ("", None),
        ("1e5", None),
        ("1,5", None),
        ("٣", None),
        ("NaN", None),
        (Decimal("1e16"), None),
        (Decimal("1e-16"), None),
        ([], None),
    ],
)
def test_read_number(value: Any, expected: Decimal | None) -> None:
    assert read_number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("2026-11-24T23:59:59Z", date(2026, 11, 24)),
        ("2026-11-24T00:30:00+09:00", date(2026, 11, 24)),
        ("11/24/2026", None),
        ("2026-02-30", None),
        (20261124, None),
        (None, None),
    ],
)
def test_read_day(value: Any, expected: date | None) -> None:
    assert read_day(value) == expected


def test_moments_are_utc() -> None:
    assert moment(datetime(2026, 11, 24, 9, 0, 0, 999, tzinfo=UTC)) == "2026-11-24T09:00:00Z"
    tokyo = timezone(timedelta(hours=9))
    assert moment(datetime(2026, 11, 24, 9, 0, tzinfo=tokyo)) == "2026-11-24T00:00:00Z"


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b'{"a":}', b"\xff\xfe"])
def test_not_an_object(body: bytes) -> None:
    with pytest.raises(InvalidContent, match=r"Invalid content in the request body\."):
        read(body)
