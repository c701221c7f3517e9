"""Every record type written every way, read back elsewhere, and refused without a trace."""

from __future__ import annotations

from typing import Any

import pytest

NO_RECORD = (404, "The record instance does not exist. Provide a valid record instance ID.")
ACCESSING = "Error while accessing a resource. "
WRONG_TYPE = (400, ACCESSING + "Transaction type specified is incorrect.")
ITEMS = (
    "inventoryItem", "nonInventorySaleItem", "otherChargeSaleItem", "serviceSaleItem",
    "discountItem", "shipItem",
)  # fmt: skip
TRANSACTIONS = (
    "salesOrder", "cashSale", "invoice", "cashRefund", "creditMemo", "customerPayment",
    "customerRefund", "itemFulfillment",
)  # fmt: skip
TYPED = {  # the type's letters in SuiteQL
    "salesOrder": "SalesOrd",
    "cashSale": "CashSale",
    "invoice": "CustInvc",
    "cashRefund": "CashRfnd",
    "creditMemo": "CustCred",
    "customerPayment": "CustPymt",
    "customerRefund": "CustRfnd",
    "itemFulfillment": "ItemShip",
}


def query(client: Any, columns: str, where: str) -> list[dict[str, Any]]:
    text = f"SELECT {columns} FROM transaction WHERE {where}"
    response = client("POST", "/services/rest/query/v1/suiteql", {"q": text}, Prefer="transient")
    assert response.status == 200, response.body
    return [
        {name: value for name, value in row.items() if name != "links"}
        for row in client.read(response)["items"]
    ]


class TestItems:
    @pytest.mark.parametrize("kind", ITEMS)
    def test_create(self, client: Any, kind: str) -> None:
        made = client.made(f"/{kind}", {"itemId": "NEW", "displayName": "New one"})
        assert client.get(f"/{kind}/{made}")["displayName"] == "New one"
        assert client.get(f"/{kind}", "q=itemId%20IS%20NEW")["items"][0]["id"] == made
        assert client.detail("POST", f"/{kind}", {"itemId": "NEW"}) == (
            400,
            ACCESSING + "Uniqueness error - There is already an item with that name or with that "
            "name and parent combination.",
        )

    @pytest.mark.parametrize("kind", ITEMS)
    def test_change(self, client: Any, make: Any, kind: str) -> None:
        made = make(kind)
        assert client("PATCH", f"/{kind}/{made}", {"upcCode": "0012345"}).status == 204
        assert client.get(f"/{kind}/{made}")["upcCode"] == "0012345"
        assert client.detail("PATCH", f"/{kind}/{made}", {"itemId": None}) == (
            400,
            ACCESSING + "Please enter value(s) for: Item Name/Number.",
        )

    @pytest.mark.parametrize("kind", ITEMS)
    def test_upsert(self, client: Any, kind: str) -> None:
        path = f"/{kind}/eid:ITEM-1"
        assert client("PUT", path, {"itemId": "NEW"}).status == 204
        first = client.get(path)
        assert client("PUT", path, {"itemId": "RENAMED"}).status == 204
        second = client.get(path)
        assert (first["itemId"], second["itemId"]) == ("NEW", "RENAMED")
        assert first["id"] == second["id"]
        assert client.detail("PUT", f"/{kind}/eid:ITEM-2", {}) == (
            400,
            ACCESSING + "Please enter value(s) for: Item Name/Number.",
        )

    @pytest.mark.parametrize("kind", ITEMS)
    def test_delete(self, client: Any, make: Any, kind: str) -> None:
        made = make(kind)
        assert client("DELETE", f"/{kind}/{made}").status == 204
        assert made not in [each["id"] for each in client.get(f"/{kind}")["items"]]
        assert client.detail("DELETE", f"/{kind}/{made}") == NO_RECORD


class TestTransactions:
    @pytest.mark.parametrize(
        ("kind", "posted"),
        [
            ("salesOrder", []),
            ("cashSale", [("Undeposited Funds", "21.64", "0.00"), ("Sales", "0.00", "19.99")]),
            ("invoice", [("Accounts Receivable", "21.64", "0.00"), ("Sales", "0.00", "19.99")]),
            ("cashRefund", [("Undeposited Funds", "0.00", "21.64"), ("Sales", "19.99", "0.00")]),
            ("creditMemo", [("Accounts Receivable", "0.00", "21.64"), ("Sales", "19.99", "0.00")]),
        ],
    )
    def test_create(
        self, client: Any, one_tee: Any, kind: str, posted: list[tuple[str, str, str]]
    ) -> None:
        made = client.made(f"/{kind}", one_tee)
        assert client.get(f"/{kind}/{made}")["total"] == "21.64"
        ledger = client.ledger(made)
        assert [row for row in posted if row not in ledger] == []
        assert bool(ledger) is (kind != "salesOrder")
        assert client.detail("POST", f"/{kind}", {}) == (
            400,
            ACCESSING + "Please enter value(s) for: Customer.",
        )

    def test_create_a_payment(self, client: Any, make: Any) -> None:
        invoice = make("invoice")
        line = {"doc": {"id": invoice}, "apply": True, "amount": 21.64}
        body = {"customer": {"id": make("customer")}, "payment": 21.64, "apply": {"items": [line]}}
        made = client.made("/customerPayment", body)
        assert client.get(f"/invoice/{invoice}")["amountRemaining"] == "0.0"
        assert ("Accounts Receivable", "0.00", "21.64") in client.ledger(made)
        assert client.detail("POST", "/customerPayment", body)[0] == 400

    def test_create_a_refund_of_a_credit(self, client: Any, make: Any) -> None:
        made = make("customerRefund")
        line = client.get(f"/customerRefund/{made}/apply", "expandSubResources=true")["items"][0]
        memo = line["doc"]["id"]
        assert client.get(f"/creditMemo/{memo}")["unapplied"] == "0.0"
        assert client.detail("POST", "/customerRefund", {}) == (
            400,
            ACCESSING + "Please enter value(s) for: Customer.",
        )

    @pytest.mark.parametrize("kind", TRANSACTIONS)
    def test_change(self, client: Any, make: Any, kind: str) -> None:
        made = make(kind)
        assert client("PATCH", f"/{kind}/{made}", {"memo": "said later"}).status == 204
        assert client.get(f"/{kind}/{made}")["memo"] == "said later"
        assert query(client, "memo", f"id = {made}") == [{"memo": "said later"}]
        assert client.detail("PATCH", f"/{kind}/999999", {"memo": "x"}) == WRONG_TYPE

    @pytest.mark.parametrize("kind", TRANSACTIONS)
    def test_upsert(self, client: Any, make: Any, one_tee: Any, kind: str) -> None:
        path = f"/{kind}/eid:UP-1"
        if kind in ("customerPayment", "customerRefund", "itemFulfillment"):
            client("PATCH", f"/{kind}/{make(kind)}", {"externalId": "UP-1"})
        else:
            assert client("PUT", path, one_tee).status == 204
        first = client.get(path)["id"]
        assert client("PUT", path, {"memo": "put again"}).status == 204
        assert (client.get(path)["id"], client.get(path)["memo"]) == (first, "put again")
        found = query(client, "id, type", "externalid = 'UP-1'")
        assert found == [{"id": first, "type": TYPED[kind]}]
        missing = "Created From" if kind == "itemFulfillment" else "Customer"
        assert client.detail("PUT", f"/{kind}/eid:UP-2", {}) == (
            400,
            ACCESSING + f"Please enter value(s) for: {missing}.",
        )

    @pytest.mark.parametrize("kind", TRANSACTIONS)
    def test_delete(self, client: Any, make: Any, kind: str) -> None:
        made = make(kind)
        assert client("DELETE", f"/{kind}/{made}").status == 204
        assert client.ledger(made) == []
        assert query(client, "id", f"id = {made}") == []
        assert made not in [each["id"] for each in client.get(f"/{kind}")["items"]]
        assert client.detail("DELETE", f"/{kind}/{made}") == WRONG_TYPE


def test_delete_a_customer(client: Any, make: Any) -> None:
    jane = make("customer")
    other = client.made("/customer", {"companyName": "Gone Ltd"})
    assert client("DELETE", f"/customer/{other}").status == 204
    assert [each["id"] for each in client.get("/customer")["items"]] == [jane]
    make("salesOrder")
    status, sentence = client.detail("DELETE", f"/customer/{jane}")
    assert (status, sentence) == (
        400,
        ACCESSING + "This record cannot be deleted because it has dependent records.",
    )
