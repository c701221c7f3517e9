"""Returns, deposits, bank deposits and journals over the wire, read back by another route."""

from __future__ import annotations

from typing import Any

import pytest

ACCESSING = "Error while accessing a resource. "


@pytest.fixture
def sale(rest: Any, order: str) -> str:
    return rest.post(f"/salesOrder/{order}/!transform/cashSale")


@pytest.fixture
def invoice(rest: Any, order: str) -> str:
    return rest.post(f"/salesOrder/{order}/!transform/invoice")


@pytest.fixture
def ask(rest: Any) -> Any:
    """SuiteQL rows without their links."""

    def query(text: str) -> list[dict[str, str]]:
        response = rest(
            "POST",
            "/services/rest/query/v1/suiteql",
            body={"q": text},
            headers={"Prefer": "transient"},
        )
        assert response.status == 200, response.body
        items = rest.read(response)["items"]
        return [{name: row[name] for name in row if name != "links"} for row in items]

    return query


def first_line(quantity: int, **more: Any) -> dict[str, Any]:
    return {"item": {"items": [{"orderLine": 1, "quantity": quantity, **more}]}}


class TestReturns:
    def test_from_the_sale_to_the_refund(self, rest: Any, sale: str, ask: Any) -> None:
        path = f"/cashSale/{sale}/!transform/returnAuthorization"
        response = rest("POST", path, "replace=item", first_line(2) | {"externalId": "RMA-1"})
        assert response.status == 204
        found = rest.get("/returnAuthorization/eid:RMA-1", "expandSubResources=true")
        rma = found["id"]
        assert found["createdFrom"]["refName"] == "Cash Sale #CS1001"
        assert found["orderStatus"] == {"id": "B", "refName": "Pending Receipt"}
        assert (found["subtotal"], found["discountTotal"], found["total"]) == (
            "39.98",
            "-4.0",
            "38.95",
        )
        line = found["item"]["items"][0]
        assert (line["quantityReceived"], line["quantityBilled"], line["isClosed"]) == (
            "0.0",
            "0.0",
            False,
        )
        receipt = rest.post(
            f"/returnAuthorization/{rma}/!transform/itemReceipt", first_line(1, restock=False)
        )
        shown = rest.get(f"/itemReceipt/{receipt}/item/1")
        assert (shown["restock"], shown["quantity"]) == (False, "1.0")
        assert rest.get(f"/returnAuthorization/{rma}")["status"]["id"] == (
            "Pending Refund/Partially Received"
        )
        refund = rest.post(f"/returnAuthorization/{rma}/!transform/cashRefund")
        assert rest.get(f"/cashRefund/{refund}")["total"] == "19.47"
        assert ask(
            "SELECT previousdoc, nexttype, linktype FROM nexttransactionlink "
            f"WHERE previousdoc IN ({sale}, {rma}) ORDER BY nextdoc"
        ) == [
            {"previousdoc": sale, "nexttype": "RtnAuth", "linktype": "SaleRet"},
            {"previousdoc": rma, "nexttype": "ItemRcpt", "linktype": "ShipRcpt"},
            {"previousdoc": rma, "nexttype": "CashRfnd", "linktype": "RcptBill"},
        ]
        assert ask(
            "SELECT quantity, quantitybilled, quantityshiprecv FROM transactionline "
            f"WHERE transaction = {rma} AND mainline = 'F' AND taxline = 'F' AND item = "
            f"{rest.item('TEE-BLK')}"
        ) == [{"quantity": "2", "quantitybilled": "1", "quantityshiprecv": "1"}]

    def test_more_than_was_sold(self, rest: Any, sale: str) -> None:
        call = ("POST", f"/cashSale/{sale}/!transform/returnAuthorization", "", first_line(4))
        sentence = "The quantity of line 1 exceeds the quantity that remains (3)."
        where = {"path": "item.items[0].quantity"}
        rest.refuses(400, "USER_ERROR", ACCESSING + sentence, call, **where)

    def test_replace_and_append(self, rest: Any, sale: str) -> None:
        path = f"/cashSale/{sale}/!transform/returnAuthorization"
        assert rest("POST", path, "replace=item", first_line(1)).status == 204
        rma = rest.get("/returnAuthorization")["items"][0]["id"]
        line = {"item": {"id": rest.item("Refund Adjustment Negative")}, "amount": -1}
        body = {"item": {"items": [line]}}
        assert rest("PATCH", f"/returnAuthorization/{rma}", "", body).status == 204
        assert rest.get(f"/returnAuthorization/{rma}/item")["count"] == 2
        body = {"item": {"items": [{"line": 1, "quantity": 1}]}}
        assert rest("PATCH", f"/returnAuthorization/{rma}", "replace=item", body).status == 204
        assert rest.get(f"/returnAuthorization/{rma}/item")["count"] == 1

    def test_restock_is_a_receipts_word(self, rest: Any, sale: str) -> None:
        path = f"/cashSale/{sale}/!transform/cashRefund"
        headers = {"X-NetSuite-PropertyNameValidation": "error"}
        call = ("POST", path, "", first_line(1, restock=False), headers)
        rest.refuses(
            400,
            "INVALID_CONTENT",
            "Unknown reference or field 'restock'.",
            call,
            path="item.items[0].restock",
        )


class TestDeposits:
    @pytest.fixture
    def deposit(self, rest: Any, jane: str, order: str) -> str:
        return rest.post(
            "/customerDeposit",
            {"customer": {"id": jane}, "payment": 50, "salesOrder": {"id": order}},
        )

    def test_read(self, rest: Any, deposit: str, order: str, jane: str, ask: Any) -> None:
        found = rest.get(f"/customerDeposit/{deposit}")
        assert (found["payment"], found["undepFunds"]) == ("50.0", True)
        assert found["status"] == {"id": "Not Deposited", "refName": "Not Deposited"}
        assert found["salesOrder"]["id"] == order
        assert rest.get(f"/customer/{jane}")["depositBalance"] == "50.0"
        assert ask(
            f"SELECT type, linktype, previousdoc FROM nexttransactionlink l "
            f"JOIN transaction t ON t.id = l.nextdoc WHERE t.id = {deposit}"
        ) == [{"type": "CustDep", "linktype": "OrdDep", "previousdoc": order}]

    def test_spent_as_the_invoice_is_made(
        self, rest: Any, deposit: str, invoice: str, ask: Any
    ) -> None:
        found = rest.get(f"/invoice/{invoice}")
        assert (found["amountPaid"], found["amountRemaining"]) == ("50.0", "77.82")
        assert rest.get(f"/customerDeposit/{deposit}")["status"]["id"] == "Fully Applied"
        applied = rest.get(f"/customerDeposit/{deposit}/apply")
        assert applied["count"] == 1
        [application] = rest.get("/depositApplication")["items"]
        shown = rest.get(f"/depositApplication/{application['id']}", "expandSubResources=true")
        assert (shown["deposit"]["id"], shown["applied"], shown["unapplied"]) == (
            deposit,
            "50.0",
            "0.0",
        )
        assert ask(
            "SELECT previoustype, linktype FROM previoustransactionlink "
            f"WHERE nextdoc = {application['id']} ORDER BY linktype"
        ) == [
            {"previoustype": "CustDep", "linktype": "DepAppl"},
            {"previoustype": "CustInvc", "linktype": "Payment"},
        ]

    def test_transformed_and_changed(self, rest: Any, jane: str, invoice: str) -> None:
        deposit = rest.post("/customerDeposit", {"customer": {"id": jane}, "payment": 80})
        apply = {"apply": {"items": [{"doc": {"id": invoice}, "apply": True, "amount": 30}]}}
        made = rest.post(f"/customerDeposit/{deposit}/!transform/depositApplication", apply)
        assert rest.get(f"/invoice/{invoice}")["amountRemaining"] == "97.82"
        apply["apply"]["items"][0]["amount"] = 40
        assert rest("PATCH", f"/depositApplication/{made}", "", apply).status == 204
        assert rest.get(f"/invoice/{invoice}")["amountRemaining"] == "87.82"
        assert rest("DELETE", f"/depositApplication/{made}").status == 204
        assert rest.get(f"/invoice/{invoice}")["amountRemaining"] == "127.82"

    def test_not_from_nothing(self, rest: Any, jane: str) -> None:
        body = {"customer": {"id": jane}}
        call = ("POST", "/depositApplication", "", body)
        sentence = ACCESSING + "Please enter value(s) for: Deposit."
        rest.refuses(400, "USER_ERROR", sentence, call, path="deposit")

    def test_refund_shows_a_deposit_application(
        self, rest: Any, jane: str, deposit: str, ask: Any
    ) -> None:
        body = {
            "customer": {"id": jane},
            "deposit": {"items": [{"doc": {"id": deposit}, "apply": True, "amount": 20}]},
        }
        refund = rest.post("/customerRefund", body)
        found = rest.get(f"/customerRefund/{refund}", "expandSubResources=true")
        assert (found["total"], found["deposit"]["count"]) == ("20.0", 0)
        [line] = found["apply"]["items"]
        assert (line["type"], line["amount"], line["apply"]) == (
            "Deposit Application",
            "20.0",
            True,
        )
        assert {
            "previousdoc": deposit,
            "linktype": "DepRfnd",
        } in ask(
            f"SELECT previousdoc, linktype FROM previoustransactionlink WHERE nextdoc = {refund}"
        )
        call = ("PATCH", f"/customerRefund/{refund}", "", {"deposit": body["deposit"]})
        rest.refuses(
            400,
            "INVALID_CONTENT",
            ACCESSING + "Invalid Field Value items for the following field: deposit",
            call,
            path="deposit",
        )

    def test_transformed_into_a_refund(self, rest: Any, deposit: str) -> None:
        refund = rest.post(f"/customerDeposit/{deposit}/!transform/customerRefund")
        assert rest.get(f"/customerRefund/{refund}")["total"] == "50.0"
        assert rest.get(f"/customerDeposit/{deposit}")["status"]["id"] == "Fully Applied"


class TestBank:
    def test_deposit(self, rest: Any, sale: str, ask: Any) -> None:
        body = {
            "account": {"id": "1"},
            "payment": {"items": [{"id": sale, "deposit": True}]},
            "other": {"items": [{"account": {"id": "13"}, "amount": -4.01, "memo": "fee"}]},
            "cashBack": {"items": [{"account": {"id": "10"}, "amount": 3.81}]},
        }
        made = rest.post("/deposit", body)
        found = rest.get(f"/deposit/{made}", "expandSubResources=true")
        assert found["total"] == "120.0"
        [payment] = found["payment"]["items"]
        assert (payment["deposit"], payment["paymentAmount"], payment["docNumber"]) == (
            True,
            "127.82",
            "CS1001",
        )
        assert [each["amount"] for each in found["other"]["items"]] == ["-4.01"]
        assert [each["amount"] for each in found["cashBack"]["items"]] == ["3.81"]
        assert rest.get(f"/cashSale/{sale}")["status"]["id"] == "Deposited"
        assert ask(
            "SELECT a.acctnumber AS account, t.debit, t.credit FROM transactionaccountingline t "
            f"JOIN account a ON a.id = t.account WHERE t.transaction = {made} "
            "ORDER BY t.transactionline"
        ) == [
            {"account": "1000", "debit": "120"},
            {"account": "4950", "debit": "4.01"},
            {"account": "4000", "debit": "3.81"},
            {"account": "1200", "credit": "127.82"},
        ]
        call = ("PATCH", f"/cashSale/{sale}", "", {"shippingCost": 1})
        sentence = (
            "This transaction cannot be changed because it has been deposited (DEP1001). Remove it "
            "from the deposit first."
        )
        rest.refuses(400, "USER_ERROR", ACCESSING + sentence, call)
        off = {"payment": {"items": [{"id": sale, "deposit": False}]}}
        off["other"] = {"items": [{"line": 1, "amount": 9}]}
        assert rest("PATCH", f"/deposit/{made}", "", off).status == 204
        assert rest.get(f"/cashSale/{sale}")["status"]["id"] == "Not Deposited"

    def test_journal(self, rest: Any, ask: Any) -> None:
        lines = [
            {"account": {"id": "13"}, "debit": 12.3, "memo": "fees"},
            {"account": {"id": "1"}, "credit": 12.3},
        ]
        made = rest.post("/journalEntry", {"externalId": "JE-1", "line": {"items": lines}})
        found = rest.get("/journalEntry/eid:JE-1", "expandSubResources=true")
        assert found["id"] == made
        assert [
            (each["line"], each.get("debit"), each.get("credit")) for each in found["line"]["items"]
        ] == [(1, "12.3", None), (2, None, "12.3")]
        assert ask(
            "SELECT expenseaccount, netamount, memo FROM transactionline "
            f"WHERE transaction = {made} ORDER BY id"
        ) == [
            {"expenseaccount": "13", "netamount": "12.3", "memo": "fees"},
            {"expenseaccount": "1", "netamount": "-12.3"},
        ]
        lines[0]["debit"] = 12
        call = ("POST", "/journalEntry", "", {"line": {"items": lines}})
        sentence = ACCESSING + "Transaction was not in balance. Total = -0.30"
        rest.refuses(400, "USER_ERROR", sentence, call, path="line")

    def test_checks_are_read(self, rest: Any, sale: str) -> None:
        netsuite = rest.netsuite
        netsuite.settings.checks_for_refunds = True
        method = netsuite.desk.add_payment_method("Check", is_check=True)
        body = {"paymentOption": {"id": str(method.id)}}
        refund = rest.post(f"/cashSale/{sale}/!transform/cashRefund", body)
        [check] = rest.get("/check")["items"]
        found = rest.get(f"/check/{check['id']}")
        assert (found["createdFrom"]["id"], found["total"]) == (refund, "127.82")
        assert rest("PATCH", f"/check/{check['id']}", "", {"memo": "x"}).status == 405
        assert rest("GET", f"/check/{refund}").status == 400


def test_estimate(rest: Any, jane: str, ask: Any) -> None:
    body = rest.order_body(jane)
    estimate = rest.post("/estimate", body)
    assert rest.get(f"/estimate/{estimate}")["status"]["id"] == "Open"
    order = rest.post(f"/estimate/{estimate}/!transform/salesOrder")
    assert rest.get(f"/salesOrder/{order}")["total"] == "127.82"
    assert rest.get(f"/estimate/{estimate}")["status"]["id"] == "Processed"
    assert ask(
        f"SELECT DISTINCT linktype FROM nexttransactionlink WHERE previousdoc = {estimate}"
    ) == [{"linktype": "EstInvc"}]
    call = ("POST", f"/estimate/{estimate}/!transform/salesOrder")
    sentence = "You must have at least one valid line item for this transaction."
    rest.refuses(400, "USER_ERROR", ACCESSING + sentence, call, path="item")


class TestItems:
    def test_kit(self, rest: Any, jane: str) -> None:
        body = {
            "itemId": "SET",
            "price": {"items": [{"priceLevel": {"id": "1"}, "price": 45}]},
            "member": {"items": [{"item": {"id": rest.item("TEE-BLK")}, "quantity": 2}]},
        }
        kit = rest.post("/kitItem", body)
        found = rest.get(f"/kitItem/{kit}", "expandSubResources=true")
        assert [
            (each["item"]["refName"], each["quantity"]) for each in found["member"]["items"]
        ] == [("TEE-BLK", "2.0")]
        assert [each["price"] for each in found["price"]["items"]] == ["45.0"]
        line = {"item": {"id": kit}, "quantity": 1}
        order = rest.post("/salesOrder", {"entity": {"id": jane}, "item": {"items": [line]}})
        assert rest.get(f"/salesOrder/{order}")["subtotal"] == "45.0"
        call = ("POST", "/kitItem", "", {"itemId": "EMPTY"})
        sentence = ACCESSING + "Please enter value(s) for: Member Items."
        rest.refuses(400, "USER_ERROR", sentence, call, path="member")

    def test_discount_line(self, rest: Any, jane: str) -> None:
        discount = rest.post("/discountItem", {"itemId": "Ten off", "rate": "-10%"})
        assert rest.get(f"/discountItem/{discount}")["rate"] == "-10%"
        lines = [
            {"item": {"id": rest.item("TEE-BLK")}, "quantity": 3, "rate": 19.99},
            {"item": {"id": discount}},
            {"item": {"id": rest.item("MUG-WHT")}, "quantity": 2, "rate": 10},
            {"item": {"id": discount}, "rate": "-50%"},
        ]
        order = rest.post("/salesOrder", {"entity": {"id": jane}, "item": {"items": lines}})
        assert rest.get(f"/salesOrder/{order}")["subtotal"] == "63.97"
        line = rest.get(f"/salesOrder/{order}/item/4")
        assert (line["amount"], line["rate"], "quantity" in line) == ("-10.0", "-50%", False)

    def test_stock_that_is_committed(self, rest: Any, order: str) -> None:
        item = rest.get(f"/inventoryItem/{rest.item('TEE-BLK')}")
        assert (item["quantityCommitted"], item["quantityAvailable"]) == ("3.0", "997.0")
        assert item["quantityBackOrdered"] == "0.0"
