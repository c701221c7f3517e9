"""A payment's lists of credits and deposits over REST: read with content, honoured in a body."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def bills(rest: Any, jane: str, order: str) -> dict[str, str]:
    """An invoice of 127.82, a credit memo of 24.98 + tax, a deposit of 30."""
    response = rest("POST", f"/salesOrder/{order}/!transform/invoice", body={})
    invoice = response.header("Location").rsplit("/", 1)[1]
    line = {"item": {"id": rest.item("Refund Adjustment Positive")}, "quantity": 1, "amount": 20}
    credit = rest.post("/creditMemo", {"entity": {"id": jane}, "item": {"items": [line]}})
    deposit = rest.post("/customerDeposit", {"customer": {"id": jane}, "payment": 30})
    return {"invoice": invoice, "credit": credit, "deposit": deposit}


def pay(rest: Any, jane: str, bills: dict[str, str], credit: float, deposit: float) -> str:
    def line(name: str, **more: Any) -> dict[str, Any]:
        return {"items": [{"doc": {"id": bills[name]}, "apply": True, **more}]}

    made = rest.post(
        "/customerPayment",
        {
            "customer": {"id": jane},
            "apply": line("invoice"),
            "credit": line("credit", amount=credit),
            "deposit": line("deposit", amount=deposit),
        },
    )
    return str(made)


def lists(rest: Any, payment: str) -> dict[str, list[dict[str, Any]]]:
    found = rest.get(f"/customerPayment/{payment}", "expandSubResources=true")
    return {
        name: [
            {
                key: value["id"] if isinstance(value, dict) else value
                for key, value in line.items()
                if key != "links"
            }
            for line in found[name]["items"]
        ]
        for name in ("apply", "credit", "deposit")
    }


def test_read_and_written(rest: Any, jane: str, bills: dict[str, str]) -> None:
    payment = pay(rest, jane, bills, 15, 12.5)
    found = lists(rest, payment)
    assert [(line["doc"], line["amount"]) for line in found["apply"]] == [
        (bills["invoice"], "100.32")
    ]
    assert found["credit"] == [
        {
            "apply": True,
            "doc": bills["credit"],
            "line": 0,
            "amount": "15.0",
            "due": "20.0",
            "total": "20.0",
            "type": "Credit Memo",
            "refNum": "CM1001",
            "creditDate": "2026-11-24",
            "currency": "USD",
            "appliedTo": "INV1001",
        }
    ]
    assert found["deposit"] == [
        {
            "apply": True,
            "doc": bills["deposit"],
            "amount": "12.5",
            "remaining": "30.0",
            "total": "30.0",
            "refNum": "CD1001",
            "depositDate": "2026-11-24",
            "currency": "USD",
        }
    ]
    assert rest.get(f"/invoice/{bills['invoice']}")["amountRemaining"] == "0.0"
    assert rest.get(f"/creditMemo/{bills['credit']}")["unapplied"] == "5.0"


def test_what_is_still_open_is_offered(rest: Any, jane: str, bills: dict[str, str]) -> None:
    payment = rest.post("/customerPayment", {"customer": {"id": jane}, "payment": 5})
    found = lists(rest, payment)
    assert [(line["doc"], line["apply"]) for line in found["credit"]] == [(bills["credit"], False)]
    assert [(line["doc"], line["apply"]) for line in found["deposit"]] == [
        (bills["deposit"], False)
    ]
    assert "amount" not in found["credit"][0]
    line = rest.get(f"/customerPayment/{payment}/credit/doc={bills['credit']},line=0")
    assert line["refNum"] == "CM1001"


def test_sent_back_as_read(rest: Any, jane: str, bills: dict[str, str]) -> None:
    """What a client read and sends back changes nothing."""
    payment = pay(rest, jane, bills, 15, 12.5)
    found = rest.get(f"/customerPayment/{payment}", "expandSubResources=true")
    body = {name: found[name] for name in ("credit", "deposit")}
    before = lists(rest, payment)
    strict = {"X-NetSuite-PropertyNameValidation": "error"}
    assert rest("PATCH", f"/customerPayment/{payment}", "", body, strict).status == 204
    assert lists(rest, payment) == before


def test_replacing_the_list_takes_the_rest_off(rest: Any, jane: str, bills: dict[str, str]) -> None:
    payment = pay(rest, jane, bills, 15, 12.5)
    empty = {"credit": {"items": []}}
    assert rest("PATCH", f"/customerPayment/{payment}", "", empty).status == 204
    assert rest.get(f"/creditMemo/{bills['credit']}")["unapplied"] == "5.0"
    assert rest("PATCH", f"/customerPayment/{payment}", "replace=credit", empty).status == 204
    assert rest.get(f"/creditMemo/{bills['credit']}")["unapplied"] == "20.0"
    assert rest.get(f"/invoice/{bills['invoice']}")["amountRemaining"] == "15.0"


def test_over_applied(rest: Any, jane: str, bills: dict[str, str]) -> None:
    body = {
        "customer": {"id": jane},
        "apply": {"items": [{"doc": {"id": bills["invoice"]}}]},
        "credit": {"items": [{"doc": {"id": bills["credit"]}, "amount": 20.01}]},
    }
    rest.refuses(
        400,
        "USER_ERROR",
        "Error while accessing a resource. The amount applied (20.01) exceeds the amount due "
        "(20.00).",
        ("POST", "/customerPayment", "", body),
        path="credit.items[0].amount",
    )
