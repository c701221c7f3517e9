"""Every pair of a transformation: what comes out, seen from the source or in the ledger."""

from __future__ import annotations

from typing import Any

import pytest

PAIRS = [
    ("salesOrder", "invoice", "21.64", "Pending Fulfillment"),
    ("salesOrder", "cashSale", "21.64", "Pending Fulfillment"),
    ("cashSale", "cashRefund", "21.64", "Not Deposited"),
    ("invoice", "creditMemo", "21.64", "Paid In Full"),
    ("invoice", "customerPayment", "21.64", "Paid In Full"),
]


@pytest.mark.parametrize(("source", "target", "total", "status"), PAIRS)
def test_pairs(client: Any, make: Any, source: str, target: str, total: str, status: str) -> None:
    before = make(source)
    made = client.made(f"/{source}/{before}/!transform/{target}")
    assert client.get(f"/{target}/{made}")["total"] == total
    assert client.ledger(made) != []
    assert client.get(f"/{source}/{before}")["status"]["id"] == status


@pytest.mark.parametrize(("source", "target"), [
    *((source, target) for source, target, *_ in PAIRS),
    ("salesOrder", "itemFulfillment"), ("cashRefund", "creditMemo"),
    ("customerPayment", "customerRefund"),
])  # fmt: skip
def test_a_source_that_is_not_there(client: Any, source: str, target: str) -> None:
    assert client.detail("POST", f"/{source}/999999/!transform/{target}") == (
        400,
        "Error while accessing a resource. Transaction type specified is incorrect.",
    )


@pytest.mark.parametrize("target", ["salesOrder", "invoice", "cashSale"])
def test_a_customer_into_a_sale(client: Any, jane: str, one_tee: Any, target: str) -> None:
    made = client.made(f"/customer/{jane}/!transform/{target}", {"item": one_tee["item"]})
    found = client.get(f"/{target}/{made}")
    assert (found["entity"]["id"], found["total"]) == (jane, "21.64")
    assert client.detail("POST", f"/customer/999999/!transform/{target}") == (
        404,
        "The record instance does not exist. Provide a valid record instance ID.",
    )


def test_a_cash_refund_into_a_credit_memo(client: Any, make: Any) -> None:
    refund = make("cashRefund")
    made = client.made(f"/cashRefund/{refund}/!transform/creditMemo")
    assert client.get(f"/creditMemo/{made}")["createdFrom"]["id"] == refund
    assert ("Accounts Receivable", "0.00", "21.64") in client.ledger(made)


def test_a_customer_into_a_payment(client: Any, jane: str) -> None:
    made = client.made(f"/customer/{jane}/!transform/customerPayment", {"payment": 5})
    assert client.get(f"/customerPayment/{made}")["unapplied"] == "5.0"
    assert ("Accounts Receivable", "0.00", "5.00") in client.ledger(made)
    assert client.detail("POST", "/customer/999999/!transform/customerPayment") == (
        404,
        "The record instance does not exist. Provide a valid record instance ID.",
    )


def test_an_unused_payment_into_a_refund(client: Any, jane: str) -> None:
    body = {"customer": {"id": jane}, "payment": 5, "autoApply": False}
    payment = client.made("/customerPayment", body)
    made = client.made(f"/customerPayment/{payment}/!transform/customerRefund")
    assert client.get(f"/customerPayment/{payment}")["unapplied"] == "0.0"
    assert client.get(f"/customerRefund/{made}")["total"] == "5.0"
    assert client.detail("POST", f"/customerPayment/{payment}/!transform/customerRefund")[0] == 400
