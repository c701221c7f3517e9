"""One record at a time: create, read, change, upsert, delete."""

from __future__ import annotations

import re
from typing import Any

import pytest

BASE = "https://5512345.suitetalk.api.netsuite.com/services/rest/record/v1"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SINGULAR = "application/vnd.oracle.resource+json; type=singular"
WRONG_TYPE = "Error while accessing a resource. Transaction type specified is incorrect."
NO_RECORD = "The record instance does not exist. Provide a valid record instance ID."


def link(*path: str) -> list[dict[str, str]]:
    return [{"rel": "self", "href": "/".join((BASE, *path))}]


class TestCreate:
    def test_answer_is_204_with_the_place(self, rest: Any) -> None:
        response = rest("POST", "/customer", body={"firstName": "Jane", "lastName": "Roe"})
        assert (response.status, response.body) == (204, b"")
        assert [name for name, _ in response.headers] == ["Location", "X-N-OperationId"]
        assert response.header("Location") == f"{BASE}/customer/108"
        assert UUID.fullmatch(response.header("X-N-OperationId"))

    def test_every_answer_has_its_own_operation(self, rest: Any) -> None:
        one, two = rest("GET", "/currency"), rest("GET", "/currency")
        assert one.header("X-N-OperationId") != two.header("X-N-OperationId")

    @pytest.mark.parametrize("written", ["salesorder", "SALESORDER", "SalesOrder"])
    def test_type_in_any_case_answers_canonical(self, rest: Any, jane: str, written: str) -> None:
        response = rest("POST", f"/{written}", body=rest.order_body(jane))
        assert response.header("Location") == f"{BASE}/salesOrder/1001"

    def test_vendor_media_type(self, rest: Any) -> None:
        response = rest(
            "POST",
            "/customer",
            body={"companyName": "Acme"},
            headers={"Content-Type": "application/vnd.oracle.resource+json; type=singular"},
        )
        assert response.status == 204

    def test_prefer_transient_and_idempotency_key_mean_nothing_here(self, rest: Any) -> None:
        headers = {"Prefer": "transient", "X-NetSuite-Idempotency-Key": "7b6b6b0e"}
        for _ in range(2):
            response = rest("POST", "/customer", body={"companyName": "Acme"}, headers=headers)
            assert response.status == 204

    @pytest.mark.parametrize(
        "reference",
        [{"id": "1"}, {"id": 1}, "1", 1, {"id": "1", "refName": "USD", "links": []}],
    )
    def test_forms_of_a_reference(self, rest: Any, reference: Any) -> None:
        made = rest.post("/customer", {"companyName": "Acme", "currency": reference})
        assert rest.get(f"/customer/{made}")["currency"]["id"] == "1"

    def test_reference_by_external_id(self, rest: Any, jane: str) -> None:
        body = rest.order_body(jane) | {"entity": {"externalId": "C-1"}}
        made = rest.post("/salesOrder", body)
        assert rest.get(f"/salesOrder/{made}")["entity"]["id"] == jane

    def test_links_lead_to_the_host_that_was_called(self, make: Any) -> None:
        rest = make("5512345_SB1")
        response = rest("POST", "/customer", body={"companyName": "Acme"})
        assert response.header("Location").startswith(
            "https://5512345-sb1.suitetalk.api.netsuite.com/services/rest/record/v1/customer/"
        )


class TestRead:
    def test_customer(self, rest: Any, jane: str) -> None:
        response = rest("GET", f"/customer/{jane}")
        assert response.status == 200
        assert response.header("Content-Type") == SINGULAR
        assert rest.read(response) == {
            "links": link("customer", jane),
            "id": jane,
            "entityId": jane,
            "externalId": "C-1",
            "isPerson": True,
            "firstName": "Jane",
            "lastName": "Roe",
            "currency": {"links": link("currency", "1"), "id": "1", "refName": "US Dollar"},
            "isInactive": False,
            "balance": "0.0",
            "overdueBalance": "0.0",
            "depositBalance": "0.0",
            "unbilledOrders": "0.0",
            "dateCreated": "2026-11-24T09:00:00Z",
            "lastModifiedDate": "2026-11-24T09:00:00Z",
            "addressBook": {"links": link("customer", jane, "addressBook")},
            "currencyList": {"links": link("customer", jane, "currencyList")},
        }

    def test_sales_order(self, rest: Any, order: str, jane: str) -> None:
        """W1: 127.82 with the channel's tax of 9.75."""
        assert rest.get(f"/salesOrder/{order}") == {
            "links": link("salesOrder", order),
            "id": order,
            "tranId": "SO1001",
            "transactionNumber": order,
            "tranDate": "2026-11-24",
            "createdDate": "2026-11-24T09:00:00Z",
            "lastModifiedDate": "2026-11-24T09:00:00Z",
            "entity": {"links": link("customer", jane), "id": jane, "refName": f"{jane} Jane Roe"},
            "currency": {"links": link("currency", "1"), "id": "1", "refName": "US Dollar"},
            "exchangeRate": "1.0",
            "orderStatus": {"id": "B", "refName": "Pending Fulfillment"},
            "status": {"id": "Pending Fulfillment", "refName": "Pending Fulfillment"},
            "otherRefNum": "#1001",
            "discountItem": {
                "links": link("discountItem", rest.item("Channel Discount")),
                "id": rest.item("Channel Discount"),
                "refName": "Channel Discount",
            },
            "discountRate": "-12.24",
            "discountTotal": "-12.24",
            "shipMethod": {
                "links": link("shipItem", rest.item("Standard Shipping")),
                "id": rest.item("Standard Shipping"),
                "refName": "Standard Shipping",
            },
            "shippingCost": "7.95",
            "taxDetailsOverride": True,
            "subtotal": "122.36",
            "taxTotal": "9.75",
            "total": "127.82",
            "item": {"links": link("salesOrder", order, "item")},
            "taxDetails": {"links": link("salesOrder", order, "taxDetails")},
        }

    def test_numbers_keep_the_digits_they_have(self, rest: Any, order: str) -> None:
        raw = rest("GET", f"/salesOrder/{order}").body
        assert b'"total":127.82,' in raw
        assert b'"exchangeRate":1.0,' in raw

    def test_fields(self, rest: Any, order: str) -> None:
        found = rest.get(f"/salesOrder/{order}", "fields=total%2CTranID")
        assert found == {
            "links": [{"rel": "self", "href": f"{BASE}/salesOrder/{order}?fields=total%2CTranID"}],
            "tranId": "SO1001",
            "total": "127.82",
        }

    def test_expand_sub_resources(self, rest: Any, order: str) -> None:
        found = rest.get(f"/salesOrder/{order}", "expandSubResources=true")
        page = found["item"]
        assert page["links"] == link("salesOrder", order, "item")
        assert (page["count"], page["hasMore"]) == (3, False)
        assert (page["offset"], page["totalResults"]) == (0, 3)
        tee = rest.item("TEE-BLK")
        assert page["items"][0] == {
            "links": link("salesOrder", order, "item", "1"),
            "line": 1,
            "lineUniqueKey": f"{order}001",
            "item": {"links": link("inventoryItem", tee), "id": tee, "refName": "TEE-BLK"},
            "itemType": {"id": "InvtPart", "refName": "InvtPart"},
            "description": "Black T-Shirt",
            "quantity": "3.0",
            "rate": "19.99",
            "amount": "59.97",
            "taxDetailsReference": "L1",
            "isClosed": False,
            "quantityFulfilled": "0.0",
            "quantityBilled": "0.0",
            "quantityCommitted": "3.0",
            "quantityBackOrdered": "0.0",
        }

    def test_tax_details(self, rest: Any, order: str) -> None:
        found = rest.get(f"/salesOrder/{order}", "expand=taxDetails")
        assert "items" not in found["item"]
        assert [
            (
                detail["taxDetailsReference"],
                detail["lineType"],
                detail["taxBasis"],
                detail["taxRate"],
                detail["taxAmount"],
            )
            for detail in found["taxDetails"]["items"]
        ] == [
            ({"id": "L1", "refName": "TEE-BLK"}, "Item", "53.97", "8.25", "4.45"),
            ({"id": "L2", "refName": "MUG-WHT"}, "Item", "11.24", "8.25", "0.93"),
            ({"id": "L3", "refName": "CAP-RED"}, "Item", "44.91", "8.25", "3.71"),
            (
                {"id": "SHIPPING", "refName": "Standard Shipping, Shipping Cost"},
                "Shipping",
                "7.95",
                "8.25",
                "0.66",
            ),
        ]

    def test_simple_enums(self, rest: Any, order: str) -> None:
        found = rest.get(f"/salesOrder/{order}", "simpleEnumFormat=true")
        assert found["orderStatus"] == "B"
        assert found["status"] == "B"

    def test_status_as_letter_when_the_account_says_so(self, rest: Any, order: str) -> None:
        rest.netsuite.settings.status_id = "letter"
        found = rest.get(f"/salesOrder/{order}", "fields=status")
        assert found["status"] == {"id": "B", "refName": "Pending Fulfillment"}

    def test_by_external_id(self, rest: Any, jane: str) -> None:
        assert rest.get("/customer/eid:C-1")["id"] == jane

    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("/inventoryItem/101", "itemId"),
            ("/account/1", "acctNumber"),
            ("/currency/1", "symbol"),
            ("/term/1", "daysUntilNetDue"),
            ("/paymentMethod/1", "undepFunds"),
            ("/accountingPeriod/35", "periodName"),
            ("/salesTaxItem/1", "rate"),
            ("/taxType/1", "payablesAccount"),
        ],
    )
    def test_lists(self, rest: Any, path: str, name: str) -> None:
        assert name in rest.get(path)

    @pytest.mark.parametrize("name", ["otherChargeSaleItem", "discountItem", "shipItem"])
    def test_item_types(self, rest: Any, name: str) -> None:
        [first, *_] = rest.get(f"/{name}")["items"]
        assert rest.get(f"/{name}/{first['id']}")["links"] == link(name, first["id"])


class TestCustomerFigures:
    def test_balance_and_unbilled_orders(self, rest: Any, jane: str, order: str) -> None:
        def figures() -> tuple[str, str]:
            found = rest.get(f"/customer/{jane}", "fields=balance,unbilledOrders")
            return found["balance"], found["unbilledOrders"]

        assert figures() == ("0.0", "122.36")
        rest("POST", f"/salesOrder/{order}/!transform/invoice")
        assert figures() == ("127.82", "0.0")


class TestItems:
    def test_an_item_can_be_made_and_changed(self, rest: Any) -> None:
        made = rest.post("/inventoryItem", {"itemId": "SOCK", "displayName": "Sock"})
        rest("PATCH", f"/inventoryItem/{made}", body={"isInactive": True})
        found = rest.get(f"/inventoryItem/{made}")
        assert (found["itemId"], found["isInactive"]) == ("SOCK", True)
        assert found["quantityOnHand"] == "0.0"
        assert rest("GET", f"/shipItem/{made}").status == 404

    def test_without_a_name(self, rest: Any) -> None:
        rest.refuses(
            400,
            "USER_ERROR",
            "Error while accessing a resource. Please enter value(s) for: Item Name/Number.",
            ("POST", "/inventoryItem", "", {"displayName": "Sock"}),
            path="itemId",
        )


class TestReadRefused:
    def test_unknown_type(self, rest: Any) -> None:
        rest.refuses(
            404, "NONEXISTENT_ID", "Record type 'salesOrdr' does not exist.",
            ("GET", "/salesOrdr/5"),
        )  # fmt: skip

    def test_unknown_customer(self, rest: Any) -> None:
        rest.refuses(404, "NONEXISTENT_ID", NO_RECORD, ("GET", "/customer/999999"))

    def test_unknown_external_id(self, rest: Any) -> None:
        rest.refuses(404, "NONEXISTENT_ID", NO_RECORD, ("GET", "/customer/eid:nobody"))

    @pytest.mark.parametrize("written", ["abc", "1.5", "%C2%B2", "9" * 30])
    def test_no_id_at_all(self, rest: Any, written: str) -> None:
        rest.refuses(404, "NONEXISTENT_ID", NO_RECORD, ("GET", f"/customer/{written}"))

    def test_transaction_under_another_type(self, rest: Any, order: str) -> None:
        rest.refuses(400, "USER_ERROR", WRONG_TYPE, ("GET", f"/invoice/{order}"))

    def test_missing_transaction_answers_the_same(self, rest: Any) -> None:
        rest.refuses(400, "USER_ERROR", WRONG_TYPE, ("GET", "/invoice/999999"))

    def test_or_404_when_the_account_says_so(self, rest: Any) -> None:
        rest.netsuite.settings.missing_transaction_status = 404
        rest.refuses(404, "NONEXISTENT_ID", NO_RECORD, ("GET", "/invoice/999999"))

    def test_fields_with_expand(self, rest: Any, order: str) -> None:
        rest.refuses(
            400,
            "INVALID_PARAMETER",
            "The query parameters fields and expandSubResources cannot be used together.",
            ("GET", f"/salesOrder/{order}", "fields=total&expandSubResources=true"),
            query_param="fields",
        )

    @pytest.mark.parametrize("name", ["nothing", "item.quantity", ""])
    def test_no_such_field(self, rest: Any, order: str, name: str) -> None:
        rest.refuses(
            400,
            "INVALID_PARAMETER",
            f"Invalid value '{name}' of the query parameter fields: salesOrder has no such body "
            "field.",
            ("GET", f"/salesOrder/{order}", f"fields={name}"),
            query_param="fields",
        )

    def test_no_such_sublist(self, rest: Any, order: str) -> None:
        rest.refuses(
            400,
            "INVALID_PARAMETER",
            "Invalid value 'apply' of the query parameter expand: salesOrder has no such sublist.",
            ("GET", f"/salesOrder/{order}", "expand=apply"),
            query_param="expand",
        )

    def test_flag_that_is_none(self, rest: Any, order: str) -> None:
        rest.refuses(
            400,
            "INVALID_PARAMETER",
            "Invalid value 'yes' of the query parameter expandSubResources. Use true or false.",
            ("GET", f"/salesOrder/{order}", "expandSubResources=yes"),
            query_param="expandSubResources",
        )


class TestUpdate:
    def test_omitted_stays_null_clears(self, rest: Any, jane: str) -> None:
        rest("PATCH", f"/customer/{jane}", body={"email": "j@x.example", "phone": "1"})
        response = rest("PATCH", f"/customer/{jane}", body={"phone": None})
        assert (response.status, response.body) == (204, b"")
        assert response.header("Location") == f"{BASE}/customer/{jane}"
        found = rest.get(f"/customer/{jane}")
        assert found["email"] == "j@x.example"
        assert "phone" not in found

    def test_replace_selected_fields_clears_only_what_is_named(self, rest: Any, jane: str) -> None:
        rest("PATCH", f"/customer/{jane}", body={"email": "j@x.example", "phone": "1"})
        rest(
            "PATCH",
            f"/customer/{jane}",
            "replace=phone&replaceSelectedFields=true",
            {"email": None, "phone": None},
        )
        found = rest.get(f"/customer/{jane}")
        assert found["email"] == "j@x.example"
        assert "phone" not in found

    def test_by_external_id_answers_the_internal_one(self, rest: Any, jane: str) -> None:
        response = rest("PATCH", "/customer/eid:C-1", body={"email": "j@x.example"})
        assert response.header("Location") == f"{BASE}/customer/{jane}"

    def test_line_without_key_is_appended(self, rest: Any, order: str) -> None:
        rest("PATCH", f"/salesOrder/{order}", body=self.lines(rest, {"quantity": 1}))
        assert self.quantities(rest, order) == [(1, "3.0"), (2, "1.0"), (3, "2.0"), (4, "1.0")]

    def test_line_with_key_is_changed(self, rest: Any, order: str) -> None:
        body = {"item": {"items": [{"line": 2, "quantity": 5}]}}
        assert rest("PATCH", f"/salesOrder/{order}", body=body).status == 204
        assert self.quantities(rest, order) == [(1, "3.0"), (2, "5.0"), (3, "2.0")]

    def test_replace_keeps_only_what_is_named(self, rest: Any, order: str) -> None:
        body = {"item": {"items": [{"line": 2, "quantity": 5}]}, "taxDetailsOverride": False}
        assert rest("PATCH", f"/salesOrder/{order}", "replace=item", body).status == 204
        assert self.quantities(rest, order) == [(2, "5.0")]

    def test_replace_without_keys_makes_lines_anew(self, rest: Any, order: str) -> None:
        body = self.lines(rest, {"quantity": 7}) | {"taxDetailsOverride": False}
        assert rest("PATCH", f"/salesOrder/{order}", "replace=item", body).status == 204
        assert self.quantities(rest, order) == [(4, "7.0")]

    @pytest.mark.parametrize("item", [None, {"items": None}, {"items": []}])
    def test_a_mandatory_list_cannot_be_emptied(self, rest: Any, order: str, item: Any) -> None:
        query = "replace=item" if item == {"items": []} else ""
        rest.refuses(
            400,
            "USER_ERROR",
            "Error while accessing a resource. You must have at least one valid line item for "
            "this transaction.",
            ("PATCH", f"/salesOrder/{order}", query, {"item": item, "taxDetailsOverride": False}),
            path="item",
        )

    def test_what_was_read_can_be_sent_back(self, rest: Any, order: str) -> None:
        """Links, ids and computed figures are ignored."""
        found = rest("GET", f"/salesOrder/{order}", "expandSubResources=true")
        before = rest.get(f"/salesOrder/{order}", "expandSubResources=true")
        response = rest("PATCH", f"/salesOrder/{order}", "replace=item,taxDetails", found.body)
        assert response.status == 204, response.body
        assert response.header("X-NetSuite-PropertyValidation") is None
        assert rest.get(f"/salesOrder/{order}", "expandSubResources=true") == before

    def test_computed_figures_cannot_be_written(self, rest: Any, order: str) -> None:
        body = {"total": 1, "subtotal": 1, "taxTotal": 1, "status": {"id": "G"}, "id": "5"}
        assert rest("PATCH", f"/salesOrder/{order}", body=body).status == 204
        found = rest.get(f"/salesOrder/{order}")
        assert (found["id"], found["total"]) == (order, "127.82")
        assert found["orderStatus"]["id"] == "B"

    def test_no_such_sublist_to_replace(self, rest: Any, order: str) -> None:
        rest.refuses(
            400,
            "INVALID_PARAMETER",
            "Invalid value 'apply' of the query parameter replace: salesOrder has no such sublist.",
            ("PATCH", f"/salesOrder/{order}", "replace=apply", {}),
            query_param="replace",
        )

    def lines(self, rest: Any, line: dict[str, Any]) -> dict[str, Any]:
        tee = {"item": {"id": rest.item("TEE-BLK")}, "rate": 19.99}
        return {"item": {"items": [tee | line]}}

    def quantities(self, rest: Any, order: str) -> list[tuple[int, str]]:
        found = rest.get(f"/salesOrder/{order}", "expand=item")
        return [(line["line"], line["quantity"]) for line in found["item"]["items"]]


class TestUpsert:
    def test_creates_then_updates(self, rest: Any) -> None:
        body = {"firstName": "Jane", "lastName": "Roe"}
        first = rest("PUT", "/customer/eid:C-9", body=body)
        second = rest("PUT", "/customer/eid:C-9", body={"email": "j@x.example"})
        assert (first.status, second.status) == (204, 204)
        assert first.header("Location") == second.header("Location")
        assert "eid" not in first.header("Location")
        found = rest.get("/customer/eid:C-9")
        assert (found["firstName"], found["email"]) == ("Jane", "j@x.example")

    def test_the_url_names_the_external_id(self, rest: Any) -> None:
        rest("PUT", "/customer/eid:C-9", body={"companyName": "A", "externalId": "other"})
        assert rest.get("/customer/eid:C-9")["externalId"] == "C-9"

    @pytest.mark.parametrize("written", ["A%7CB", "a%20b", "a%2Fb", "%C3%A9"])
    def test_encoded_external_ids(self, rest: Any, written: str) -> None:
        assert rest("PUT", f"/customer/eid:{written}", body={"companyName": "A"}).status == 204
        assert rest("GET", f"/customer/eid:{written}").status == 200

    @pytest.mark.parametrize("written", ["5", "eid:"])
    def test_only_by_external_id(self, rest: Any, written: str) -> None:
        rest.refuses(
            400,
            "INVALID_REQUEST",
            "A PUT request requires an external ID in the URL (eid:<externalId>).",
            ("PUT", f"/customer/{written}", "", {"companyName": "A"}),
        )

    def test_lines_merge_like_patch(self, rest: Any, jane: str) -> None:
        body = rest.order_body(jane)
        rest("PUT", "/salesOrder/eid:SO-1", body=body)
        rest("PUT", "/salesOrder/eid:SO-1", body={"memo": "seen"})
        lines = rest.get("/salesOrder/eid:SO-1", "expand=item")["item"]["items"]
        assert len(lines) == 3


class TestExternalIds:
    def test_taken_by_another_transaction(self, rest: Any, jane: str, order: str) -> None:
        rest("PATCH", f"/salesOrder/{order}", body={"externalId": "X"})
        body = rest.order_body(jane) | {"externalId": "X"}
        rest.refuses(
            400,
            "USER_ERROR",
            "Error while accessing a resource. This record already exists.",
            ("POST", "/cashSale", "", body),
            path="externalId",
        )

    def test_taken_by_another_customer(self, rest: Any, jane: str) -> None:
        rest.refuses(
            400,
            "USER_ERROR",
            "Error while accessing a resource. This entity already exists.",
            ("POST", "/customer", "", {"companyName": "A", "externalId": "C-1"}),
            path="externalId",
        )


class TestDelete:
    def test_deletes(self, rest: Any, order: str) -> None:
        response = rest("DELETE", f"/salesOrder/{order}")
        assert (response.status, response.body) == (204, b"")
        assert response.header("Location") is None
        assert rest("GET", f"/salesOrder/{order}").status == 400

    def test_by_external_id(self, rest: Any, jane: str) -> None:
        assert rest("DELETE", "/customer/eid:C-1").status == 204
        assert rest("GET", f"/customer/{jane}").status == 404

    def test_a_parent_stays(self, rest: Any, order: str) -> None:
        rest("POST", f"/salesOrder/{order}/!transform/cashSale")
        before = rest.hash()
        response = rest("DELETE", f"/salesOrder/{order}")
        assert response.status == 400
        assert rest.hash() == before

    def test_nothing_there(self, rest: Any) -> None:
        rest.refuses(404, "NONEXISTENT_ID", NO_RECORD, ("DELETE", "/customer/999999"))


class TestKept:
    """Fields that decide nothing here are kept and printed back."""

    def test_addresses_and_texts(self, rest: Any, jane: str) -> None:
        body = rest.order_body(jane) | {
            "message": "Thank you",
            "shipComplete": True,
            "startDate": "2026-12-01",
            "shippingAddress": {"addressee": "J Roe", "addr1": "1 Main", "country": {"id": "US"}},
        }
        made = rest.post("/salesOrder", body)
        found = rest.get(f"/salesOrder/{made}")
        assert (found["message"], found["shipComplete"]) == ("Thank you", True)
        assert found["startDate"] == "2026-12-01"
        address = link("salesOrder", made, "shippingAddress")
        assert found["shippingAddress"] == {"links": address}
        whole = {
            "links": address,
            "addressee": "J Roe",
            "addr1": "1 Main",
            "country": {"id": "US", "refName": "US"},
        }
        expanded = rest.get(f"/salesOrder/{made}", "expandSubResources=true")
        assert expanded["shippingAddress"] == whole
        assert rest.get(f"/salesOrder/{made}/shippingaddress") == whole

    def test_custom_fields(self, rest: Any, jane: str) -> None:
        body = rest.order_body(jane) | {
            "custbody_fa_channel": "Shopify",
            "custbody_fa_order_total": 127.82,
        }
        made = rest.post("/salesOrder", body)
        found = rest.get(f"/salesOrder/{made}")
        assert found["custbody_fa_channel"] == "Shopify"
        assert found["custbody_fa_order_total"] == "127.82"
        only = rest.get(f"/salesOrder/{made}", "fields=custbody_fa_channel")
        assert list(only) == ["links", "custbody_fa_channel"]
