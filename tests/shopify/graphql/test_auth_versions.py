"""Which version answers, and what it says about itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sandbox.shopify.errors import NotFound
from sandbox.shopify.versions import ApiVersion, resolve, supported

NOV_2026 = date(2026, 11, 24)


def test_four_stable_versions_are_supported() -> None:
    assert supported(NOV_2026) == ["2026-01", "2026-04", "2026-07", "2026-10"]
    assert supported(date(2025, 11, 1)) == ["2025-01", "2025-04", "2025-07", "2025-10"]
    assert supported(date(2026, 9, 30)) == ["2025-10", "2026-01", "2026-04", "2026-07"]


@pytest.mark.parametrize(
    ("asked", "name", "schema"),
    [
        ("2026-07", "2026-07", "2026-07"),
        ("2026-10", "2026-10", "2026-07"),  # newer than the newest schema held
        ("2027-01", "2027-01", "2026-07"),  # release candidate
        ("unstable", "unstable", "2026-07"),
        ("2025-10", "2026-01", "2026-01"),  # left its window on 2026-10-01: falls forward
        ("2019-04", "2026-01", "2026-01"),
        (None, "2026-01", "2026-01"),
    ],
)
def test_the_version_that_answers(asked: str | None, name: str, schema: str) -> None:
    assert resolve(asked, NOV_2026) == ApiVersion(name, schema)


@pytest.mark.parametrize(
    "asked", ["2027-04", "2026-05", "2026-7", "latest", "2018-10", "2026-07 ", ""]
)
def test_versions_that_are_none(asked: str) -> None:
    with pytest.raises(NotFound):
        resolve(asked, NOV_2026)


def test_the_header_says_what_answered(api: Any) -> None:
    for asked, said in (("2026-10", "2026-10"), ("2024-01", "2026-01"), ("unstable", "unstable")):
        api.version = asked
        assert api.query("{ shop { name } }").header("x-shopify-api-version") == said


def test_an_unknown_version_is_404_even_with_a_wrong_token(api: Any) -> None:
    api.version, api.token = "2031-01", "shpat_wrong"
    answer = api.query("{ shop { name } }")
    assert (answer.status, answer.body) == (404, {"errors": "Not Found"})
    assert answer.header("x-shopify-api-version") is None
    assert answer.header("x-request-id") is not None


def test_no_version_is_the_oldest_supported(api: Any) -> None:
    headers = {"x-shopify-access-token": api.token, "content-type": "application/json"}
    body = b'{"query": "{ shop { name } }"}'
    answer = api.send("POST", "/admin/api/graphql.json", body, headers)
    assert answer.header("x-shopify-api-version") == "2026-01"
    rest = api.send("GET", "/admin/shop.json", headers=headers)
    assert (rest.status, rest.header("x-shopify-api-version")) == (200, "2026-01")


def test_a_field_is_unknown_before_the_version_that_brought_it(
    api: Any, api_of: Callable[..., Any]
) -> None:
    text = '{ refund(id: "gid://shopify/Refund/1") { processedAt } }'
    assert api.query(text).data == {"refund": None}
    old = api_of(as_of=date(2025, 11, 1))
    old.version = "2025-10"
    assert old.query(text).errors[0]["message"] == (
        "Field 'processedAt' doesn't exist on type 'Refund'"
    )


def test_an_unknown_path_and_method(api: Any) -> None:
    for method, path in (("GET", "/admin/api/2026-07/graphql.json"), ("GET", "/nowhere")):
        answer = api.send(method, path)
        assert (answer.status, answer.body) == (404, {"errors": "Not Found"})


def test_public_api_versions(api: Any) -> None:
    found = api.query("{ publicApiVersions { handle displayName supported } }").data
    assert found["publicApiVersions"][-2:] == [
        {"handle": "2026-10", "displayName": "2026-10 (Latest)", "supported": True},
        {"handle": "unstable", "displayName": "unstable", "supported": False},
    ]


def test_deprecated_fields_are_named_in_a_header(api: Any, w1: Any) -> None:
    answer = api.query(
        "{ orders(first: 1) { nodes { totalPrice totalPriceSet { shopMoney { amount } } } } }"
    )
    assert answer.header("x-shopify-api-deprecated-reason") == "Order.totalPrice"
    assert answer.data["orders"]["nodes"] == [
        {"totalPrice": "127.82", "totalPriceSet": {"shopMoney": {"amount": "127.82"}}}
    ]


def test_a_path_that_is_not_there_is_answered_by_the_version_it_names(api: Any) -> None:
    for method, path in (("GET", "nothing.json"), ("DELETE", "orders/1.json")):
        headers = {"x-shopify-access-token": api.token}
        answer = api.send(method, f"/admin/api/2026-07/{path}", headers=headers)
        assert (answer.status, answer.body) == (404, {"errors": "Not Found"})
        assert answer.header("x-shopify-api-version") == "2026-07"
