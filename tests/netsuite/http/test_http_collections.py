"""Collections: pages, links, filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

BASE = "https://5512345.suitetalk.api.netsuite.com/services/rest/record/v1/customer"
COLLECTION = "application/vnd.oracle.resource+json; type=collection"


@pytest.fixture
def three(rest: Any) -> list[str]:
    """Three customers."""
    names = [("Ann", "a@x.example"), ("Bob", "b@x.example"), ("Cy", "c@y.example")]
    return [
        rest.post("/customer", {"firstName": name, "lastName": "Roe", "email": email})
        for name, email in names
    ]


def test_ids_and_links_only(rest: Any, three: list[str]) -> None:
    response = rest("GET", "/customer")
    assert response.header("Content-Type") == COLLECTION
    assert rest.read(response) == {
        "links": [{"rel": "self", "href": f"{BASE}?limit=1000&offset=0"}],
        "count": 3,
        "hasMore": False,
        "items": [
            {"links": [{"rel": "self", "href": f"{BASE}/{one}"}], "id": one} for one in three
        ],
        "offset": 0,
        "totalResults": 3,
    }


def test_empty(rest: Any) -> None:
    found = rest.get("/customer")
    assert (found["items"], found["totalResults"], found["hasMore"]) == ([], 0, False)


def test_links_of_every_page(rest: Any, three: list[str]) -> None:
    def links(query: str) -> list[tuple[str, str]]:
        found = rest.get("/customer", query)["links"]
        return [(link["rel"], link["href"].removeprefix(BASE)) for link in found]

    assert links("limit=2") == [
        ("next", "?limit=2&offset=2"),
        ("last", "?limit=2&offset=2"),
        ("self", "?limit=2&offset=0"),
    ]
    assert links("limit=1&offset=1") == [
        ("first", "?limit=1&offset=0"),
        ("prev", "?limit=1&offset=0"),
        ("next", "?limit=1&offset=2"),
        ("last", "?limit=1&offset=2"),
        ("self", "?limit=1&offset=1"),
    ]
    assert links("limit=2&offset=2") == [
        ("first", "?limit=2&offset=0"),
        ("prev", "?limit=2&offset=0"),
        ("self", "?limit=2&offset=2"),
    ]


def test_following_next_reaches_everything(rest: Any, three: list[str]) -> None:
    found: list[str] = []
    query = "q=lastName%20IS%20Roe&limit=1"
    while query:
        page = rest.get("/customer", query)
        found += [one["id"] for one in page["items"]]
        [*following] = [link["href"] for link in page["links"] if link["rel"] == "next"]
        query = following[0].partition("?")[2] if following else ""
    assert found == three


@pytest.mark.parametrize(
    ("query", "detail", "name"),
    [
        (
            "limit=1001",
            "Invalid value for the query parameter limit. The value must be between 1 and 1000.",
            "limit",
        ),
        (
            "limit=0",
            "Invalid value for the query parameter limit. The value must be between 1 and 1000.",
            "limit",
        ),
        (
            "limit=ten",
            "Invalid value 'ten' for the query parameter limit. The value must be a number.",
            "limit",
        ),
        (
            "limit=-1",
            "Invalid value '-1' for the query parameter limit. The value must be a number.",
            "limit",
        ),
        (
            "limit=10&offset=5",
            "Invalid value for the query parameter offset. The value must be divisible by the "
            "value of limit.",
            "offset",
        ),
        (
            "limit=1&offset=1000",
            "Invalid value for the query parameter offset. Only 1000 pages and 100000 rows can "
            "be reached.",
            "offset",
        ),
        (
            "limit=1000&offset=100000",
            "Invalid value for the query parameter offset. Only 1000 pages and 100000 rows can "
            "be reached.",
            "offset",
        ),
        ("q=email", "Invalid query filter. The operator for 'email' is missing at the end.", "q"),
        (
            "q=addressBook%20EMPTY",
            "Invalid query filter. The field 'addressBook' does not exist or cannot be filtered "
            "by.",
            "q",
        ),
    ],
)
def test_refused(rest: Any, query: str, detail: str, name: str) -> None:
    rest.refuses(400, "INVALID_PARAMETER", detail, ("GET", "/customer", query), query_param=name)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("email IS a@x.example", [0]),
        ("EMAIL IS A@X.example", [0]),
        ("email CONTAIN x.example OR firstName IS Cy", [0, 1, 2]),
        ("email EMPTY", []),
        ("isInactive IS false", [0, 1, 2]),
        ("currency EQUAL 1", [0, 1, 2]),
        ('dateCreated ON "11/24/2026"', [0, 1, 2]),
        ("lastModifiedDate ON_OR_AFTER 11/25/2026", []),
    ],
)
def test_filter_on_customers(rest: Any, three: list[str], query: str, found: list[int]) -> None:
    page = rest.get("/customer", f"q={quote(query)}")
    assert [one["id"] for one in page["items"]] == [three[index] for index in found]


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ('otherRefNum IS "#1001"', True),
        ("otherRefNum IS 1001", False),
        ("total EQUAL 127.82", True),
        ("total BETWEEN [127.81, 127.815]", False),
        ("tranDate ON 11/24/2026", True),
        ("orderStatus IS B", True),
        ("taxDetailsOverride IS true", True),
        ("discountTotal LESS 0", True),
        ("memo EMPTY", True),
        ("custbody_fa_channel IS Shopify", False),
        ("externalId EMPTY_NOT", False),
    ],
)
def test_filter_on_orders(rest: Any, order: str, query: str, hit: bool) -> None:
    page = rest.get("/salesOrder", f"q={quote(query)}")
    assert [one["id"] for one in page["items"]] == ([order] if hit else [])


def test_external_id_with_a_bar(rest: Any) -> None:
    rest("PUT", "/customer/eid:A%7CB", body={"companyName": "A"})
    page = rest.get("/customer", "q=externalId%20IS%20%22A%7CB%22")
    assert page["totalResults"] == 1


def test_each_type_for_itself(rest: Any, order: str) -> None:
    made = rest("POST", f"/salesOrder/{order}/!transform/cashSale")
    sale = made.header("Location").rsplit("/", 1)[1]
    assert [one["id"] for one in rest.get("/salesOrder")["items"]] == [order]
    assert [one["id"] for one in rest.get("/cashsale")["items"]] == [sale]
    assert rest.get("/invoice")["totalResults"] == 0


@pytest.mark.parametrize(
    ("record", "count"),
    [("currency", 2), ("term", 1), ("paymentMethod", 3), ("inventoryItem", 3), ("shipItem", 1),
     ("discountItem", 1), ("otherChargeSaleItem", 2)],
)  # fmt: skip
def test_lists(rest: Any, record: str, count: int) -> None:
    assert rest.get(f"/{record}")["totalResults"] == count


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Kiritimati", "11/24/2026"), ("Pacific/Pago_Pago", "11/23/2026")]
)
def test_moments_are_filtered_in_the_account_s_time_zone(rest: Any, zone: str, day: str) -> None:
    """9:00 UTC is 22:00 of the day before in Pago Pago."""
    rest.netsuite.settings.time_zone = zone
    rest.post("/customer", {"companyName": "A"})
    assert rest.get("/customer", f"q=dateCreated%20ON%20{day}")["totalResults"] == 1
