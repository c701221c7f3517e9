"""Purchase price and tax schedule of an item over REST."""

from __future__ import annotations

from typing import Any

import pytest

STRICT = {"X-NetSuite-PropertyNameValidation": "error"}


@pytest.mark.parametrize(
    "record", ["inventoryItem", "nonInventoryResaleItem", "otherChargePurchaseItem"]
)
def test_what_is_bought_has_a_cost(rest: Any, record: str) -> None:
    body = {"itemId": "NEW", "cost": 8.25, "taxSchedule": {"id": "2"}}
    response = rest("POST", f"/{record}", "", body, STRICT)
    assert response.status == 204
    key = (response.header("Location") or "").rsplit("/", 1)[1]
    found = rest.get(f"/{record}/{key}")
    assert found["cost"] == "8.25"
    assert found["taxSchedule"] == {"id": "2", "refName": "Non-Taxable"}
    assert rest("PATCH", f"/{record}/{key}", "", {"cost": None}).status == 204
    assert "cost" not in rest.get(f"/{record}/{key}")


def test_what_is_only_sold_has_none(rest: Any) -> None:
    rest.refuses(
        400,
        "INVALID_CONTENT",
        "Unknown reference or field 'cost'.",
        ("POST", "/serviceSaleItem", "", {"itemId": "NEW", "cost": 8}, STRICT),
        path="cost",
    )


def test_a_sale_of_what_bears_no_tax(rest: Any, jane: str) -> None:
    """The account's own tax is on what its tax schedule says."""
    plain = rest.post("/serviceSaleItem", {"itemId": "TAXED"})
    free = rest.post("/serviceSaleItem", {"itemId": "FREE", "taxSchedule": {"id": "2"}})
    for item, tax in ((plain, "8.25"), (free, "0.0")):
        line = {"item": {"id": item}, "quantity": 1, "rate": 100}
        sale = rest.post("/cashSale", {"entity": {"id": jane}, "item": {"items": [line]}})
        assert rest.get(f"/cashSale/{sale}")["taxTotal"] == tax


def test_a_tax_schedule_that_is_not_there(rest: Any) -> None:
    rest.refuses(
        400,
        "INVALID_CONTENT",
        "Error while accessing a resource. Invalid Field Value 9 for the following field: "
        "taxSchedule",
        ("POST", "/serviceSaleItem", "", {"itemId": "NEW", "taxSchedule": {"id": "9"}}),
        path="taxSchedule",
    )
