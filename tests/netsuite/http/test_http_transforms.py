"""Order to cash to refund, and order to invoice to payment, over HTTP. Figures: W1, W2, W3."""

from __future__ import annotations

from typing import Any

import pytest

ACCESSING = "Error while accessing a resource. "


def made(response: Any) -> str:
    assert response.status == 204, response.body
    return str(response.header("Location").rsplit("/", 1)[1])


@pytest.fixture
def sale(rest: Any, order: str) -> str:
    return made(rest("POST", f"/salesOrder/{order}/!transform/cashSale"))


@pytest.fixture
def invoice(rest: Any, order: str) -> str:
    return made(rest("POST", f"/salesOrder/{order}/!transform/invoice"))


def tee_line(rest: Any) -> dict[str, Any]:
    return {"item": {"items": [{"orderLine": 1, "quantity": 1}]}, "shippingCost": 0}


class TestBilling:
    def test_cash_sale(self, rest: Any, order: str) -> None:
        response = rest("POST", f"/salesOrder/{order}/!transform/cashsale")
        assert (response.status, response.body) == (204, b"")
        assert response.header("Location") == (
            "https://5512345.suitetalk.api.netsuite.com/services/rest/record/v1/cashSale/1002"
        )
        found = rest.get("/cashSale/1002")
        assert found["createdFrom"]["id"] == order
        assert found["createdFrom"]["refName"] == "Sales Order #SO1001"
        assert (found["total"], found["taxTotal"]) == ("127.82", "9.75")
        assert found["otherRefNum"] == "#1001"
        assert found["undepFunds"] is True
        assert found["status"]["id"] == "Not Deposited"

    def test_invoice(self, rest: Any, invoice: str) -> None:
        found = rest.get(f"/invoice/{invoice}")
        assert (found["total"], found["amountRemaining"]) == ("127.82", "127.82")
        assert found["amountPaid"] == "0.0"
        assert found["status"]["id"] == "Open"

    def test_external_id_of_the_target(self, rest: Any, order: str) -> None:
        made(rest("POST", f"/salesOrder/{order}/!transform/cashSale", body={"externalId": "CS"}))
        assert rest.get("/cashSale/eid:CS")["total"] == "127.82"

    def test_source_by_external_id(self, rest: Any, order: str) -> None:
        rest("PATCH", f"/salesOrder/{order}", body={"externalId": "SO"})
        made(rest("POST", "/salesOrder/eid:SO/!transform/cashSale"))

    def test_encoded_exclamation_mark(self, rest: Any, order: str) -> None:
        made(rest("POST", f"/salesOrder/{order}/%21transform/cashSale"))

    def test_empty_body_without_content_type(self, rest: Any, order: str) -> None:
        response = rest(
            "POST", f"/salesOrder/{order}/!transform/cashSale", headers={"Content-Length": "0"}
        )
        made(response)

    def test_fulfilment(self, rest: Any, order: str) -> None:
        body = {
            "shipStatus": {"id": "C"},
            "item": {"items": [{"orderLine": 1, "itemReceive": True, "quantity": 2},
                               {"orderLine": 2, "itemReceive": False},
                               {"orderLine": 3, "itemReceive": False}]},
            "package": {"items": [{"packageTrackingNumber": "1Z999"}]},
        }  # fmt: skip
        number = made(rest("POST", f"/salesOrder/{order}/!transform/itemFulfillment", body=body))
        found = rest.get(f"/itemFulfillment/{number}", "expandSubResources=true")
        assert found["shipStatus"] == {"id": "C", "refName": "Shipped"}
        [line] = found["item"]["items"]
        assert (line["orderLine"], line["quantity"], line["itemReceive"]) == (1, "2.0", True)
        assert found["package"]["items"][0]["packageTrackingNumber"] == "1Z999"
        status = rest.get(f"/salesOrder/{order}", "fields=orderStatus")["orderStatus"]
        assert status == {"id": "E", "refName": "Pending Billing/Partially Fulfilled"}


class TestRefunds:
    @pytest.mark.parametrize("key", ["orderLine", "line"])
    def test_one_unit_to_a_cash_refund(self, rest: Any, sale: str, key: str) -> None:
        """W2: 19.99 less 2.00, tax 1.48: 19.47. Other lines are dropped by `replace`."""
        body = {"item": {"items": [{key: 1, "quantity": 1}]}, "shippingCost": 0}
        path = f"/cashSale/{sale}/!transform/cashRefund"
        refund = made(rest("POST", path, "replace=item", body))
        found = rest.get(f"/cashRefund/{refund}", "expandSubResources=true")
        assert (found["subtotal"], found["discountTotal"]) == ("19.99", "-2.0")
        assert (found["taxTotal"], found["total"]) == ("1.48", "19.47")
        assert found["createdFrom"]["id"] == sale
        [line] = found["item"]["items"]
        assert (line["item"]["refName"], line["quantity"]) == ("TEE-BLK", "1.0")
        assert line["orderLine"] == 1
        assert "status" not in found

    def test_other_lines_stay_unless_zeroed(self, rest: Any, sale: str) -> None:
        lines = [{"orderLine": line, "quantity": int(line == 1)} for line in (1, 2, 3)]
        body = {"item": {"items": lines}, "shippingCost": 0}
        refund = made(rest("POST", f"/cashSale/{sale}/!transform/cashRefund", body=body))
        assert rest.get(f"/cashRefund/{refund}")["total"] == "19.47"

    def test_everything(self, rest: Any, sale: str) -> None:
        """W3: 127.82."""
        refund = made(rest("POST", f"/cashSale/{sale}/!transform/cashRefund"))
        assert rest.get(f"/cashRefund/{refund}")["total"] == "127.82"

    def test_credit_memo_is_applied_to_its_invoice(self, rest: Any, invoice: str) -> None:
        path = f"/invoice/{invoice}/!transform/creditMemo"
        memo = made(rest("POST", path, "replace=item", tee_line(rest)))
        found = rest.get(f"/creditMemo/{memo}", "expandSubResources=true")
        assert (found["total"], found["applied"], found["unapplied"]) == ("19.47", "19.47", "0.0")
        assert found["status"]["id"] == "Fully Applied"
        [line] = found["item"]["items"]
        assert line["orderDoc"]["id"] == invoice
        [applied] = found["apply"]["items"]
        assert applied["links"][0]["href"].endswith(
            f"/creditMemo/{memo}/apply/doc={invoice},line=0"
        )
        assert (applied["apply"], applied["amount"]) == (True, "19.47")
        assert (applied["total"], applied["due"]) == ("127.82", "127.82")
        assert (applied["type"], applied["refNum"]) == ("Invoice", "INV1001")
        assert rest.get(f"/invoice/{invoice}")["amountRemaining"] == "108.35"

    def test_more_than_is_left(self, rest: Any, sale: str) -> None:
        body = {"item": {"items": [{"orderLine": 1, "quantity": 4}]}}
        before = rest.hash()
        response = rest("POST", f"/cashSale/{sale}/!transform/cashRefund", "replace=item", body)
        assert response.status == 400
        detail = rest.read(response)["o:errorDetails"][0]
        assert detail["o:errorCode"] == "USER_ERROR"
        assert detail["o:errorPath"] == "item.items[0].quantity"
        assert rest.hash() == before


class TestRefused:
    def test_nothing_left(self, rest: Any, order: str, sale: str) -> None:
        rest.refuses(
            400,
            "USER_ERROR",
            f"{ACCESSING}You must have at least one valid line item for this transaction.",
            ("POST", f"/salesOrder/{order}/!transform/cashSale"),
            path="item",
        )

    def test_unsupported_pair(self, rest: Any, sale: str) -> None:
        rest.refuses(
            400,
            "INVALID_REQUEST",
            "Transformation of record type 'cashSale' to 'invoice' is not supported.",
            ("POST", f"/cashSale/{sale}/!transform/invoice"),
        )

    def test_unknown_target(self, rest: Any, sale: str) -> None:
        rest.refuses(
            404,
            "NONEXISTENT_ID",
            "Record type 'gift' does not exist.",
            ("POST", f"/cashSale/{sale}/!transform/gift"),
        )

    def test_unknown_operation(self, rest: Any, sale: str) -> None:
        rest.refuses(
            400,
            "INVALID_REQUEST",
            "The operation '!copy' does not exist.",
            ("POST", f"/cashSale/{sale}/!copy/cashRefund"),
        )

    def test_wrong_source_type(self, rest: Any, order: str) -> None:
        rest.refuses(
            400,
            "USER_ERROR",
            f"{ACCESSING}Transaction type specified is incorrect.",
            ("POST", f"/invoice/{order}/!transform/creditMemo"),
        )

    def test_source_that_makes_nothing(self, rest: Any) -> None:
        rest.refuses(
            400,
            "INVALID_REQUEST",
            "Transformation of record type 'account' to 'invoice' is not supported.",
            ("POST", "/account/1/!transform/invoice"),
        )


class TestMoney:
    def test_payment_and_its_applications(self, rest: Any, jane: str, invoice: str) -> None:
        body = {
            "customer": {"id": jane},
            "payment": 150,
            "apply": {"items": [{"doc": {"id": invoice}, "apply": True, "amount": 100}]},
        }
        payment = rest.post("/customerPayment", body)
        found = rest.get(f"/customerPayment/{payment}", "expandSubResources=true")
        assert "entity" not in found
        assert found["customer"]["id"] == jane
        figures = [found[name] for name in ("payment", "total", "applied", "unapplied", "pending")]
        assert figures == ["150.0", "150.0", "100.0", "50.0", "0.0"]
        [line] = found["apply"]["items"]
        assert (line["doc"]["id"], line["amount"], line["due"]) == (invoice, "100.0", "127.82")
        assert found["deposit"]["items"] == []
        assert rest.get(f"/invoice/{invoice}")["amountRemaining"] == "27.82"

        change = {"apply": {"items": [{"doc": {"id": invoice}, "amount": 127.82}]}}
        assert rest("PATCH", f"/customerPayment/{payment}", body=change).status == 204
        assert rest.get(f"/invoice/{invoice}")["status"]["id"] == "Paid In Full"

        change = {"apply": {"items": [{"doc": {"id": invoice}, "line": 0, "apply": False}]}}
        assert rest("PATCH", f"/customerPayment/{payment}", body=change).status == 204
        assert rest.get(f"/invoice/{invoice}")["status"]["id"] == "Open"
        found = rest.get(f"/customerPayment/{payment}", "expand=apply")
        assert [line["apply"] for line in found["apply"]["items"]] == [False]

    def test_more_than_is_due(self, rest: Any, jane: str, invoice: str) -> None:
        body = {
            "customer": {"id": jane},
            "payment": 200,
            "apply": {"items": [{"doc": {"id": invoice}, "apply": True, "amount": 127.83}]},
        }
        before = rest.hash()
        response = rest("POST", "/customerPayment", body=body)
        assert response.status == 400
        detail = rest.read(response)["o:errorDetails"][0]
        assert (detail["o:errorCode"], detail["o:errorPath"]) == (
            "USER_ERROR",
            "apply.items[0].amount",
        )
        assert rest.hash() == before

    def test_payment_by_transform(self, rest: Any, invoice: str) -> None:
        payment = made(rest("POST", f"/invoice/{invoice}/!transform/customerPayment"))
        assert rest.get(f"/customerPayment/{payment}")["applied"] == "127.82"

    def test_customer_refund_of_a_credit(self, rest: Any, jane: str, invoice: str) -> None:
        """W2, paid invoice: credit memo 19.47 and customer refund 19.47."""
        made(rest("POST", f"/invoice/{invoice}/!transform/customerPayment"))
        path = f"/invoice/{invoice}/!transform/creditMemo"
        memo = made(rest("POST", path, "replace=item", tee_line(rest)))
        assert rest.get(f"/creditMemo/{memo}")["unapplied"] == "19.47"
        body = {
            "customer": {"id": jane},
            "paymentOption": {"id": "1"},
            "apply": {"items": [{"doc": {"id": memo}, "line": 1, "apply": True, "amount": 19.47}]},
        }
        refund = rest.post("/customerRefund", body)
        found = rest.get(f"/customerRefund/{refund}", "expandSubResources=true")
        assert found["total"] == "19.47"
        [line] = found["apply"]["items"]
        assert (line["type"], line["line"]) == ("Credit Memo", 1)
        assert rest.get(f"/creditMemo/{memo}")["status"]["id"] == "Fully Applied"
