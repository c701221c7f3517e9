"""Figures that a record takes from others, and fields that are kept as they are written."""

from __future__ import annotations

from typing import Any


def billed(rest: Any, order: str) -> str:
    response = rest("POST", f"/salesOrder/{order}/!transform/invoice", body={})
    return (response.header("Location") or "").rsplit("/", 1)[1]


def test_what_is_overdue(rest: Any, jane: str, order: str) -> None:
    invoice = billed(rest, order)
    assert rest.get(f"/customer/{jane}")["overdueBalance"] == "0.0"
    late = {"dueDate": "2026-11-23"}
    assert rest("PATCH", f"/invoice/{invoice}", "", late).status == 204
    found = rest.get(f"/customer/{jane}")
    assert (found["balance"], found["overdueBalance"]) == ("127.82", "127.82")


def test_an_invoice_is_approved(rest: Any, order: str) -> None:
    found = rest.get(f"/invoice/{billed(rest, order)}")
    assert found["approvalStatus"] == {"id": "2", "refName": "Approved"}


def test_a_refund_shows_what_its_customer_owes(rest: Any, jane: str, order: str) -> None:
    billed(rest, order)
    payment = rest.post("/customerPayment", {"customer": {"id": jane}, "payment": 20})
    line = {"doc": {"id": payment}, "apply": True, "amount": 5}
    refund = rest.post("/customerRefund", {"customer": {"id": jane}, "apply": {"items": [line]}})
    assert rest.get(f"/customerRefund/{refund}")["balance"] == "112.82"


def test_a_field_that_is_kept_is_in_the_catalog_and_can_be_chosen(rest: Any, order: str) -> None:
    body = {"message": "Thank you", "shipComplete": True}
    assert rest("PATCH", f"/salesOrder/{order}", "", body).status == 204
    found = rest.get(f"/salesOrder/{order}", "fields=message,shipComplete")
    assert (found["message"], found["shipComplete"]) == ("Thank you", True)
    response = rest(
        "GET", "/metadata-catalog/salesOrder", "", None, {"Accept": "application/schema+json"}
    )
    properties = rest.read(response)["properties"]
    assert properties["message"]["type"] == "string"
    assert properties["shipComplete"]["type"] == "boolean"
