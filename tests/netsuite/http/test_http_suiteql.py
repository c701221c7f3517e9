"""SuiteQL over HTTP: header, pages, envelope. The language has its own tests."""

from __future__ import annotations

from typing import Any

import pytest

PATH = "/services/rest/query/v1/suiteql"
TRANSIENT = {"Prefer": "transient"}
URL = f"https://5512345.suitetalk.api.netsuite.com{PATH}"
ITEMS = "SELECT id, itemid FROM item WHERE itemtype = 'InvtPart' ORDER BY id"


def query(rest: Any, sql: str, page: str = "", headers: Any = None, **more: Any) -> Any:
    return rest("POST", PATH, page, {"q": sql, **more}, TRANSIENT if headers is None else headers)


def test_envelope(rest: Any) -> None:
    response = query(rest, ITEMS)
    assert response.status == 200
    assert response.header("Content-Type") == (
        "application/vnd.oracle.resource+json; type=collection"
    )
    assert rest.read(response) == {
        "links": [{"rel": "self", "href": f"{URL}?limit=1000&offset=0"}],
        "count": 3,
        "hasMore": False,
        "items": [
            {"links": [], "id": "101", "itemid": "TEE-BLK"},
            {"links": [], "id": "102", "itemid": "MUG-WHT"},
            {"links": [], "id": "103", "itemid": "CAP-RED"},
        ],
        "offset": 0,
        "totalResults": 3,
    }


def test_pages(rest: Any) -> None:
    found = rest.read(query(rest, ITEMS, "limit=2&offset=2"))
    assert (found["count"], found["hasMore"], found["totalResults"]) == (1, False, 3)
    assert [row["itemid"] for row in found["items"]] == ["CAP-RED"]
    first = rest.read(query(rest, ITEMS, "limit=2"))
    assert first["hasMore"] is True
    assert first["links"] == [
        {"rel": "next", "href": f"{URL}?limit=2&offset=2"},
        {"rel": "last", "href": f"{URL}?limit=2&offset=2"},
        {"rel": "self", "href": f"{URL}?limit=2&offset=0"},
    ]


def test_parameters(rest: Any) -> None:
    response = query(rest, "SELECT id FROM item WHERE itemid = ?", params=["MUG-WHT"])
    assert rest.read(response)["items"] == [{"links": [], "id": "102"}]


@pytest.mark.parametrize("prefer", ["transient", "Transient", "transient, wait=5"])
def test_preference(rest: Any, prefer: str) -> None:
    assert query(rest, ITEMS, headers={"Prefer": prefer}).status == 200


def test_without_preference(rest: Any) -> None:
    rest.refuses(
        400,
        "INVALID_HEADER",
        "The required request header 'Prefer' is missing or has an invalid value. The value must "
        "be 'transient'.",
        ("POST", PATH, "", {"q": ITEMS}),
        header="Prefer",
    )


def test_offset_that_does_not_divide(rest: Any) -> None:
    rest.refuses(
        400,
        "INVALID_PARAMETER",
        "Invalid value for the query parameter offset. The value must be divisible by the value "
        "of limit.",
        ("POST", PATH, "limit=10&offset=5", {"q": ITEMS}, TRANSIENT),
        query_param="offset",
    )


@pytest.mark.parametrize("limit", ["0", "1001"])
def test_page_that_is_too_small_or_too_large(rest: Any, limit: str) -> None:
    rest.refuses(
        400,
        "INVALID_PARAMETER",
        "Invalid value for the query parameter limit. The value must be between 1 and 1000.",
        ("POST", PATH, f"limit={limit}", {"q": ITEMS}, TRANSIENT),
        query_param="limit",
    )


def test_a_hundred_thousand_rows_can_be_reached(rest: Any) -> None:
    """Every combination of six items is more than that; the last page ends at the limit."""
    tables = ", ".join(f"item {alias}" for alias in "abcdef")
    last = rest.read(query(rest, f"SELECT a.id FROM {tables}", "limit=1000&offset=99000"))
    assert (last["count"], last["hasMore"], last["totalResults"]) == (1000, False, 100000)
    rest.refuses(
        400,
        "INVALID_PARAMETER",
        "Invalid value for the query parameter offset. Only 1000 pages and 100000 rows can be "
        "reached.",
        ("POST", PATH, "limit=1000&offset=100000", {"q": ITEMS}, TRANSIENT),
        query_param="offset",
    )


def test_with_is_no_suiteql(rest: Any) -> None:
    sql = "WITH t AS (SELECT id FROM transaction) SELECT id FROM t"
    rest.refuses(
        400,
        "INVALID_PARAMETER",
        "Invalid search query. Detailed unprocessed description follows. Search error occurred: "
        "Invalid or unsupported search.",
        ("POST", PATH, "", {"q": sql}, TRANSIENT),
        query_param="q",
    )


@pytest.mark.parametrize("body", [{}, {"q": ""}, {"q": 5}, {"query": "SELECT 1"}])
def test_without_query(rest: Any, body: Any) -> None:
    rest.refuses(
        400,
        "INVALID_CONTENT",
        "Invalid content in the request body. The q property is required.",
        ("POST", PATH, "", body, TRANSIENT),
        path="q",
    )


def test_parameters_that_are_no_list(rest: Any) -> None:
    rest.refuses(
        400,
        "INVALID_CONTENT",
        "Invalid content in the request body.",
        ("POST", PATH, "", {"q": ITEMS, "params": "x"}, TRANSIENT),
    )


def test_unknown_table(rest: Any) -> None:
    before = rest.hash()
    response = query(rest, "SELECT id FROM nothing")
    assert response.status == 400
    [detail] = rest.read(response)["o:errorDetails"]
    assert detail["o:errorCode"] == "INVALID_PARAMETER"
    assert detail["o:errorQueryParam"] == "q"
    assert detail["detail"].startswith(
        "Invalid search query. Detailed unprocessed description follows. "
    )
    assert rest.hash() == before


def test_only_post(rest: Any) -> None:
    response = rest.refuses(
        405,
        "METHOD_NOT_ALLOWED",
        "The HTTP method is not allowed for this resource.",
        ("GET", PATH, "q=SELECT"),
    )
    assert response.header("Allow") == "POST"
