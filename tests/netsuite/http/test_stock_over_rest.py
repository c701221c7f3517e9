"""Stock by location over REST and in SuiteQL: both say the same."""

from __future__ import annotations

from typing import Any

import pytest

SUITEQL = "/services/rest/query/v1/suiteql"


def query(rest: Any, sql: str) -> Any:
    response = rest("POST", SUITEQL, "", {"q": sql}, {"Prefer": "transient"})
    assert response.status == 200, response.body
    return [
        {key: value for key, value in row.items() if key != "links"}
        for row in rest.read(response)["items"]
    ]


@pytest.fixture
def tee(rest: Any, jane: str) -> str:
    """40 T-shirts in Berlin, 10 in Lyon; 12 ordered from Lyon, 2 of them shipped."""
    desk = rest.netsuite.desk
    places = [desk.add_location(name).id for name in ("Berlin", "Lyon", "Rome")]
    desk.distribute_inventory("TEE-BLK", {places[0]: 40, places[1]: 10})
    line = {"item": {"id": rest.item("TEE-BLK")}, "quantity": 12, "location": {"id": "2"}}
    order = rest.post("/salesOrder", {"entity": {"id": jane}, "item": {"items": [line]}})
    body = {"item": {"items": [{"orderLine": 1, "quantity": 2, "location": {"id": "2"}}]}}
    response = rest("POST", f"/salesOrder/{order}/!transform/itemFulfillment", "", body)
    assert response.status == 204
    return str(rest.item("TEE-BLK"))


def test_the_locations_of_an_item(rest: Any, tee: str) -> None:
    found = rest.get(f"/inventoryItem/{tee}", "expandSubResources=true")
    assert found["quantityOnHand"] == "998.0"
    rows = [
        (
            line["locationId"]["id"],
            line["location"],
            line["quantityOnHand"],
            line["quantityAvailable"],
            line["quantityCommitted"],
            line["quantityBackOrdered"],
            line["onHandValueMli"],
        )
        for line in found["locations"]["items"]
    ]
    assert rows == [
        ("1", "Berlin", "40.0", "40.0", "0.0", "0.0", "320.0"),
        ("2", "Lyon", "8.0", "0.0", "8.0", "2.0", "64.0"),
        ("3", "Rome", "0.0", "0.0", "0.0", "0.0", "0.0"),
    ]
    assert rest.get(f"/inventoryItem/{tee}/locations/2")["quantityOnHand"] == "8.0"


@pytest.mark.parametrize("table", ["AggregateItemLocation", "inventoryItemLocations"])
def test_a_query_agrees(rest: Any, tee: str, table: str) -> None:
    rows = query(
        rest,
        "SELECT a.item, BUILTIN.DF(a.item) AS name, BUILTIN.DF(a.location) AS place, "
        "a.quantityOnHand, a.quantityAvailable, a.quantityCommitted, a.quantityBackOrdered, "
        "a.quantityOnOrder, a.quantityInTransit, a.averageCostMli, a.onHandValueMli, "
        f"a.reorderPoint FROM {table} a WHERE a.item = {tee} ORDER BY a.location",
    )
    shown = [(row["place"], *(row[f"quantity{each}"] for each in (
        "onhand", "available", "committed", "backordered", "onorder", "intransit"
    ))) for row in rows]  # fmt: skip
    assert shown == [
        ("Berlin", "40", "40", "0", "0", "0", "0"),
        ("Lyon", "8", "0", "8", "2", "0", "0"),
        ("Rome", "0", "0", "0", "0", "0", "0"),
    ]
    assert rows[1]["name"] == "TEE-BLK"
    assert (rows[1]["averagecostmli"], rows[1]["onhandvaluemli"]) == ("8", "64")
    assert "reorderpoint" not in rows[1]


def test_totals_over_locations(rest: Any, tee: str) -> None:
    sql = (
        "SELECT item, SUM(quantityonhand) AS total, SUM(quantitybackordered) AS waiting "
        f"FROM aggregateitemlocation WHERE item = {tee} GROUP BY item"
    )
    assert query(rest, sql) == [{"item": tee, "total": "48", "waiting": "2"}]


def test_a_new_location_shows_at_once(rest: Any, tee: str) -> None:
    sql = f"SELECT COUNT(*) AS n FROM aggregateitemlocation WHERE item = {tee}"
    assert query(rest, sql) == [{"n": "3"}]
    rest.netsuite.desk.add_location("Oslo")
    assert query(rest, sql) == [{"n": "4"}]


def test_order_lines_say_what_they_hold(rest: Any, tee: str) -> None:
    sql = (
        "SELECT l.location, l.quantitycommitted, l.quantitybackordered FROM transactionline l "
        "JOIN transaction t ON t.id = l.transaction WHERE t.type = 'SalesOrd' AND l.mainline = 'F' "
        "AND l.taxline = 'F'"
    )
    assert query(rest, sql) == [
        {"location": "2", "quantitycommitted": "8", "quantitybackordered": "2"}
    ]


def test_an_account_without_locations_has_no_such_table(rest: Any) -> None:
    response = rest(
        "POST",
        SUITEQL,
        "",
        {"q": "SELECT item FROM aggregateitemlocation"},
        {"Prefer": "transient"},
    )
    assert response.status == 400
    assert b"Record 'aggregateitemlocation' was not found" in response.body
    found = rest.get(f"/inventoryItem/{rest.item('TEE-BLK')}", "expandSubResources=true")
    assert found["locations"]["items"] == []


def test_a_location_that_is_not_there(rest: Any, tee: str, jane: str) -> None:
    line = {"item": {"id": tee}, "quantity": 1, "location": {"id": "99"}}
    rest.refuses(
        400,
        "INVALID_CONTENT",
        "Error while accessing a resource. Invalid Field Value 99 for the following field: "
        "location",
        ("POST", "/cashSale", "", {"entity": {"id": jane}, "item": {"items": [line]}}),
        path="item.items[0].location",
    )


def test_sent_back_as_read(rest: Any, tee: str) -> None:
    found = rest.get(f"/inventoryItem/{tee}", "expandSubResources=true")
    body = {"upcCode": "1", "locations": found["locations"]}
    strict = {"X-NetSuite-PropertyNameValidation": "error"}
    assert rest("PATCH", f"/inventoryItem/{tee}", "", body, strict).status == 204
    assert rest.get(f"/inventoryItem/{tee}/locations/2")["quantityOnHand"] == "8.0"


def test_the_list_under_its_own_url(rest: Any, tee: str) -> None:
    found = rest.get(f"/inventoryItem/{tee}/locations", "expandSubResources=true")
    assert [line["quantityOnHand"] for line in found["items"]] == ["40.0", "8.0", "0.0"]
    rest.refuses(
        404,
        "NONEXISTENT_ID",
        "The record instance does not exist. Provide a valid record instance ID.",
        ("GET", "/inventoryItem/999999/locations"),
    )
