"""The query language, without any orders."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.shopify.graphql.search import And, Not, Or, Term, parse

A, B, C = (Term("tag", name) for name in "abc")
UTC_TIME, SHOP_TIME = "2026-11-01T10:00:00Z", "2026-11-24T09:00:00-05:00"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("   ", None),
        ("tag:a", A),
        ("tag: a", A),
        ("TAG:a", A),
        ("tag:a tag:b", And((A, B))),
        ("tag:a AND tag:b", And((A, B))),
        ("tag:a OR tag:b", Or((A, B))),
        ("tag:a OR tag:b tag:c", Or((A, And((B, C))))),  # AND binds tighter
        ("(tag:a OR tag:b) tag:c", And((Or((A, B)), C))),
        ("(tag:a OR tag:b) AND tag:c", And((Or((A, B)), C))),
        ("-tag:a", Not(A)),
        ("NOT tag:a", Not(A)),
        ("tag:a NOT (tag:b OR tag:c)", And((A, Not(Or((B, C)))))),
        ("-(tag:a tag:b)", Not(And((A, B)))),
        ("created_at:>2026-11-01", Term("created_at", "2026-11-01", ">")),
        (f"created_at:>='{UTC_TIME}'", Term("created_at", UTC_TIME, ">=", True)),
        ('created_at:<"2026-11-01"', Term("created_at", "2026-11-01", "<", True)),
        ("updated_at:<=now", Term("updated_at", "now", "<=")),
        ('tag:"two words"', Term("tag", "two words", "", True)),
        (r'tag:"say \"hi\""', Term("tag", 'say "hi"', "", True)),
        ("name:#1001", Term("name", "#1001")),
        ("name:'#1001'", Term("name", "#1001", "", True)),
        ("email:*", Term("email", "*")),
        ("sku:TEE*", Term("sku", "TEE*")),
        ("whitfield", Term("", "whitfield")),
        ("'Dana Whitfield'", Term("", "Dana Whitfield", "", True)),
        ("well-known", Term("", "well-known")),
        (f"updated_at:>{SHOP_TIME}", Term("updated_at", SHOP_TIME, ">")),
        ("tag:a)", A),
        ("(tag:a", A),
        ("()", None),
        ("OR", None),
        ("NOT", None),
        ("tag:a AND", A),
        ("AND tag:a", A),
    ],
)  # fmt: skip
def test_trees(text: str, tree: Any) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("foo:bar", {"field": "foo", "match_all": "bar"}),
        ("bar", {"field": "default", "match_all": "bar"}),
        ("created_at:>2026-01-01", {"field": "created_at", "range": {"gt": "2026-01-01"}}),
        (
            "tag:a -tag:b",
            {
                "and": [
                    {"field": "tag", "match_all": "a"},
                    {"not": {"field": "tag", "match_all": "b"}},
                ]
            },
        ),
    ],
)
def test_how_a_query_was_understood(text: str, parsed: dict[str, Any]) -> None:
    tree = parse(text)
    assert tree is not None
    assert tree.parsed() == parsed


@given(st.text(alphabet="ab:()\"'<>=-*# ORANDT\\", max_size=40))
def test_nothing_is_an_error(text: str) -> None:
    parse(text)
