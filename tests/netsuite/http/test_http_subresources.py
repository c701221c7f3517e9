"""Sublists, lines, subrecords and referenced records under their own URL."""

from __future__ import annotations

from typing import Any

import pytest

BASE = "https://5512345.suitetalk.api.netsuite.com/services/rest/record/v1"
NO_RECORD = "The record instance does not exist. Provide a valid record instance ID."


def test_a_sublist_answers_with_links(rest: Any, order: str) -> None:
    path = f"/salesOrder/{order}/item"
    response = rest("GET", path)
    assert response.header("Content-Type") == (
        "application/vnd.oracle.resource+json; type=collection"
    )
    assert rest.read(response) == {
        "links": [{"rel": "self", "href": BASE + path}],
        "count": 3,
        "hasMore": False,
        "items": [
            {"links": [{"rel": "self", "href": f"{BASE}{path}/{line}"}]} for line in (1, 2, 3)
        ],
        "offset": 0,
        "totalResults": 3,
    }


def test_unless_asked_to_expand(rest: Any, order: str) -> None:
    found = rest.get(f"/salesOrder/{order}/item", "expandSubResources=true")
    assert [line["amount"] for line in found["items"]] == ["59.97", "12.49", "49.9"]


def test_one_line(rest: Any, order: str) -> None:
    response = rest("GET", f"/salesOrder/{order}/item/2")
    assert response.header("Content-Type") == (
        "application/vnd.oracle.resource+json; type=singular"
    )
    found = rest.read(response)
    assert found["links"] == [{"rel": "self", "href": f"{BASE}/salesOrder/{order}/item/2"}]
    assert found["item"]["refName"] == "MUG-WHT"


def test_tax_detail_line(rest: Any, order: str) -> None:
    found = rest.get(f"/salesorder/{order}/taxdetails/4")
    assert found["taxAmount"] == "0.66"
    assert found["taxDetailsReference"]["id"] == "SHIPPING"


def test_the_account_s_own_tax_names_no_line(rest: Any, jane: str) -> None:
    """K2: 9.74 on the header, 127.81 in all."""
    body = rest.order_body(jane) | {"taxDetailsOverride": False}
    made = rest.post("/salesOrder", body)
    found = rest.get(f"/salesOrder/{made}", "expandSubResources=true")
    assert (found["taxTotal"], found["total"]) == ("9.74", "127.81")
    [detail] = found["taxDetails"]["items"]
    assert (detail["taxBasis"], detail["taxAmount"]) == ("118.07", "9.74")
    assert "taxDetailsReference" not in detail
    assert detail["taxCode"]["refName"] == "Sales Tax 8.25%"
    assert detail["taxType"] == "1"


def test_application_line(rest: Any, order: str) -> None:
    made = rest("POST", f"/salesOrder/{order}/!transform/invoice").header("Location")
    invoice = made.rsplit("/", 1)[1]
    made = rest("POST", f"/invoice/{invoice}/!transform/customerPayment").header("Location")
    payment = made.rsplit("/", 1)[1]
    found = rest.get(f"/customerPayment/{payment}/apply/doc={invoice},line=0")
    assert found["amount"] == "127.82"


def test_address_book(rest: Any) -> None:
    address = {"addr1": "1 Main", "city": "Springfield", "zip": "12345", "country": "US"}
    made = rest.post(
        "/customer",
        {
            "companyName": "Acme",
            "addressBook": {
                "items": [{"defaultShipping": True, "label": "HQ", "addressBookAddress": address}]
            },
        },
    )
    line = rest.get(f"/customer/{made}/addressBook/1")
    assert (line["label"], line["defaultShipping"]) == ("HQ", True)
    found = rest.get(f"/customer/{made}/addressBook/1/addressbookaddress")
    assert found == {
        "links": [
            {"rel": "self", "href": f"{BASE}/customer/{made}/addressBook/1/addressBookAddress"}
        ],
        "addr1": "1 Main",
        "city": "Springfield",
        "zip": "12345",
        "country": {"id": "US", "refName": "US"},
    }


def test_a_referenced_record(rest: Any, order: str, jane: str) -> None:
    assert rest.get(f"/salesOrder/{order}/entity") == rest.get(f"/customer/{jane}")


@pytest.mark.parametrize(
    "path", ["item/9", "item/x", "nothing", "nothing/1", "terms", "shippingAddress", "total",
             "item/1/nothing", "item/1/quantity"],
)  # fmt: skip
def test_nothing_there(rest: Any, order: str, path: str) -> None:
    rest.refuses(404, "NONEXISTENT_ID", NO_RECORD, ("GET", f"/salesOrder/{order}/{path}"))


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_only_get(rest: Any, order: str, method: str) -> None:
    response = rest.refuses(
        405,
        "METHOD_NOT_ALLOWED",
        "The HTTP method is not allowed for this resource.",
        (method, f"/salesOrder/{order}/item", "", {}),
    )
    assert response.header("Allow") == "GET"
