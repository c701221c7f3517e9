"""The filter language of collections, by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sandbox.netsuite.errors import InvalidParameter
from sandbox.netsuite.q_filter import Field, Kind, compile_filter

DOCUMENTS = [
    {"id": Decimal(1), "email": "Ann@x.example", "paid": True, "day": date(2019, 1, 1), "memo": ""},
    {"id": Decimal(2), "email": "bob@y.example", "paid": False, "day": date(2019, 1, 2)},
    {"id": Decimal(3), "email": None, "paid": True, "day": date(2020, 2, 29), "memo": "a b"},
]
KINDS: dict[str, Kind] = {
    "id": "number",
    "email": "string",
    "paid": "boolean",
    "day": "date",
    "memo": "string",
}


def value(name: str) -> Any:
    return lambda document: document.get(name)


FIELDS = {name: Field(kind, value(name)) for name, kind in KINDS.items()}


def found(text: str) -> list[int]:
    test = compile_filter(text, FIELDS)
    return [int(document["id"]) for document in DOCUMENTS if test(document)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("id EQUAL 2", [2]),
        ("id EQUAL_NOT 2", [1, 3]),
        ("id GREATER 1", [2, 3]),
        ("id GREATER_OR_EQUAL 2", [2, 3]),
        ("id LESS 2", [1]),
        ("id LESS_OR_EQUAL 2", [1, 2]),
        ("id LESS_NOT 2", [2, 3]),
        ("id BETWEEN [1, 2]", [1, 2]),
        ("id WITHIN_NOT [1, 2]", [3]),
        ("id ANY_OF [1,3]", [1, 3]),
        ("id ANY_OF_NOT [1, 3]", [2]),
        ("id ANY_OF 3", [3]),
        ("email IS ann@X.example", [1]),
        ("email IS_NOT ann@x.example", [2, 3]),
        ("email CONTAIN .example", [1, 2]),
        ("email CONTAIN_NOT y", [1, 3]),
        ("email START_WITH bob", [2]),
        ("email END_WITH x.example", [1]),
        ("email ENDWITH x.example", [1]),
        ("email ENDWITH_NOT x.example", [2, 3]),
        ("email EMPTY", [3]),
        ("email EMPTY_NOT", [1, 2]),
        ("memo EMPTY", [1, 2]),
        ('memo IS "a b"', [3]),
        ("paid IS true", [1, 3]),
        ("paid IS F", [2]),
        ("paid IS_NOT true", [2]),
        ('day ON "1/1/2019"', [1]),
        ("day ON_NOT 1/1/2019", [2, 3]),
        ("day BEFORE 1/2/2019", [1]),
        ("day AFTER 1/2/2019", [3]),
        ("day ON_OR_BEFORE 1/2/2019", [1, 2]),
        ("day ON_OR_AFTER 01/02/2019", [2, 3]),
        ("day ON_OR_AFTER_NOT 1/2/2019", [1]),
        ("day BETWEEN [1/1/2019, 12/31/2019]", [1, 2]),
        # AND binds tighter than OR.
        ("id EQUAL 1 OR id EQUAL 2 AND paid IS true", [1]),
        ("(id EQUAL 1 OR id EQUAL 2) AND paid IS true", [1]),
        ("(id EQUAL 2 OR id EQUAL 3) AND (paid IS true)", [3]),
        ("ID equal 1 or id equal 3", [1, 3]),
        ("  id   EQUAL\t3 ", [3]),
    ],
)
def test_finds(text: str, ids: list[int]) -> None:
    assert found(text) == ids


def test_a_quoted_keyword_is_a_value() -> None:
    assert found('memo IS "AND" OR memo IS "a b"') == [3]


def test_quotes_inside_quotes() -> None:
    fields = {"memo": Field("string", lambda text: text)}
    assert compile_filter(r'memo IS "5\" disk"', fields)('5" disk')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The filter is empty."),
        ("total EQUAL 5", "The field 'total' does not exist or cannot be filtered by."),
        ("item.id EQUAL 5", "The field 'item.id' does not exist or cannot be filtered by."),
        ("id", "The operator for 'id' is missing at the end."),
        ("id EQUAL", "The value of EQUAL is missing at the end."),
        ("id IS 5", "The operator IS cannot be used with the field 'id'."),
        ("email EQUAL x", "The operator EQUAL cannot be used with the field 'email'."),
        ("paid EQUAL true", "The operator EQUAL cannot be used with the field 'paid'."),
        ("id EQUAL five", "'five' is not a number (field 'id')."),
        ("id EQUAL NaN", "'NaN' is not a number (field 'id')."),
        ("paid IS 1", "'1' is not true or false (field 'paid')."),
        (
            "day ON 2019-01-01",
            "'2019-01-01' is not a date in the format of the account, M/D/YYYY (field 'day').",
        ),
        (
            "day ON 2/30/2019",
            "'2/30/2019' is not a date in the format of the account, M/D/YYYY (field 'day').",
        ),
        ("id EQUAL 1 id EQUAL 2", "Unexpected 'id'."),
        ("id EQUAL 1 AND", "A field is missing at the end."),
        ("(id EQUAL 1", "A closing parenthesis is missing at the end."),
        ("id BETWEEN 1", "BETWEEN needs a value."),
        ("id BETWEEN [1]", "BETWEEN needs 2 values."),
        ("id EQUAL [1, 2]", "EQUAL needs 1 value."),
        ("id ANY_OF [1 2]", "Unexpected '2' in a list."),
        ("id ANY_OF [1", "A closing bracket is missing at the end."),
        ('email IS "x', "A closing quotation mark is missing."),
    ],
)
def test_refuses(text: str, reason: str) -> None:
    with pytest.raises(InvalidParameter) as caught:
        found(text)
    assert caught.value.detail == f"Invalid query filter. {reason}"
    assert caught.value.details[0].query_param == "q"
