"""What a body may hold: validation modes, malformed bodies, bad values, rules. A refusal leaves
every document as it was."""

from __future__ import annotations

from typing import Any

import pytest

ACCESSING = "Error while accessing a resource. "


class TestPropertyNames:
    def body(self, rest: Any, jane: str) -> dict[str, Any]:
        body = rest.order_body(jane) | {"colour": "red"}
        body["item"]["items"][0]["flavour"] = "mint"
        return body

    def test_warning_is_the_default(self, rest: Any, jane: str) -> None:
        response = rest("POST", "/salesOrder", body=self.body(rest, jane))
        assert response.status == 204
        assert response.header("X-NetSuite-PropertyValidation") == ("item.items[0].flavour,colour")

    def test_a_name_that_no_header_can_hold(self, rest: Any, jane: str) -> None:
        body = rest.order_body(jane) | {"a\x00": 1, "\u8272": 1}
        response = rest("POST", "/salesOrder", body=body)
        assert response.header("X-NetSuite-PropertyValidation") == "a%00,%E8%89%B2"

    @pytest.mark.parametrize("mode", ["ignore", "Ignore"])
    def test_ignore(self, rest: Any, jane: str, mode: str) -> None:
        headers = {"X-NetSuite-PropertyNameValidation": mode}
        response = rest("POST", "/salesOrder", body=self.body(rest, jane), headers=headers)
        assert response.status == 204
        assert response.header("X-NetSuite-PropertyValidation") is None

    def test_error_names_every_one(self, rest: Any, jane: str) -> None:
        before = rest.hash()
        headers = {"X-NetSuite-PropertyNameValidation": "error"}
        response = rest("POST", "/salesOrder", body=self.body(rest, jane), headers=headers)
        assert response.status == 400
        assert rest.read(response)["o:errorDetails"] == [
            {
                "detail": "Unknown reference or field 'flavour'.",
                "o:errorPath": "item.items[0].flavour",
                "o:errorCode": "INVALID_CONTENT",
            },
            {
                "detail": "Unknown reference or field 'colour'.",
                "o:errorPath": "colour",
                "o:errorCode": "INVALID_CONTENT",
            },
        ]
        assert rest.hash() == before

    def test_error_lets_a_right_body_pass(self, rest: Any, jane: str) -> None:
        headers = {"X-NetSuite-PropertyNameValidation": "error"}
        response = rest("POST", "/salesOrder", body=rest.order_body(jane), headers=headers)
        assert response.status == 204

    @pytest.mark.parametrize(
        "name", ["X-NetSuite-PropertyNameValidation", "X-NetSuite-PropertyValueValidation"]
    )
    def test_unknown_mode(self, rest: Any, name: str) -> None:
        rest.refuses(
            400,
            "INVALID_HEADER",
            f"Invalid value 'strict' of the {name} header. Use ignore, warning or error.",
            ("POST", "/customer", "", {"companyName": "A"}, {name: "strict"}),
            header=name,
        )


class TestPropertyValues:
    @pytest.mark.parametrize(
        ("name", "value", "shown"),
        [
            ("tranDate", "24.11.2026", "24.11.2026"),
            ("tranDate", 20261124, "20261124"),
            ("shippingCost", "much", "much"),
            ("shippingCost", True, "true"),
            ("shippingCost", [1.5], "[1.5]"),
            ("discountRate", "ten%", "ten%"),
            ("taxDetailsOverride", "yes", "yes"),
            ("otherRefNum", {"a": 1}, '{"a":1}'),
            ("orderStatus", {"id": "G"}, "G"),
            ("currency", {"id": "USD"}, "USD"),
            ("currency", {"refName": "US Dollar"}, "US Dollar"),
            ("entity", {"externalId": "nobody"}, "nobody"),
            ("entity", {"id": "999999"}, "999999"),
            ("terms", {"id": "999999"}, "999999"),
            ("item", [], "[]"),
        ],
    )
    def test_error_is_the_default(
        self, rest: Any, jane: str, name: str, value: Any, shown: str
    ) -> None:
        rest.refuses(
            400,
            "INVALID_CONTENT",
            f"{ACCESSING}Invalid Field Value {shown} for the following field: {name}",
            ("POST", "/salesOrder", "", rest.order_body(jane) | {name: value}),
            path=name,
        )

    def test_reference_on_a_line(self, rest: Any, jane: str) -> None:
        body = rest.order_body(jane)
        body["item"]["items"][0]["item"] = {"id": "9999"}
        rest.refuses(
            400,
            "INVALID_CONTENT",
            f"{ACCESSING}Invalid Field Value 9999 for the following field: item",
            ("POST", "/salesOrder", "", body),
            path="item.items[0].item",
        )

    def test_warning_drops_and_names(self, rest: Any, jane: str) -> None:
        headers = {"X-NetSuite-PropertyValueValidation": "warning"}
        body = {"email": {"no": "text"}, "phone": "1"}
        response = rest("PATCH", f"/customer/{jane}", body=body, headers=headers)
        assert response.status == 204
        assert response.header("X-NetSuite-PropertyValidation") == "email"
        assert rest.get(f"/customer/{jane}")["phone"] == "1"

    def test_ignore_says_nothing(self, rest: Any, jane: str) -> None:
        headers = {"X-NetSuite-PropertyValueValidation": "ignore"}
        response = rest("PATCH", f"/customer/{jane}", body={"email": {"a": 1}}, headers=headers)
        assert response.status == 204
        assert response.header("X-NetSuite-PropertyValidation") is None

    def test_a_bad_reference_always_fails(self, rest: Any, jane: str) -> None:
        headers = {"X-NetSuite-PropertyValueValidation": "ignore"}
        body = {"currency": {"id": "999"}}
        response = rest("PATCH", f"/customer/{jane}", body=body, headers=headers)
        assert response.status == 400

    @pytest.mark.parametrize(
        "value", ["2026-12-01", "2026-12-01T23:30:00Z", "2026-12-01T00:30:00+01:00"]
    )
    def test_dates_are_not_converted(self, rest: Any, jane: str, value: str) -> None:
        made = rest.post("/salesOrder", rest.order_body(jane) | {"tranDate": value})
        assert rest.get(f"/salesOrder/{made}")["tranDate"] == "2026-12-01"


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b"[]", b"null", b'"x"', b'{"a": NaN}', b"{'a': 1}", b'{"a": "\xff"}', b"{} {}"],
    )
    def test_malformed(self, rest: Any, body: bytes) -> None:
        rest.refuses(
            400, "INVALID_CONTENT", "Invalid content in the request body.",
            ("POST", "/customer", "", body),
        )  # fmt: skip

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", ""])
    def test_media_type(self, rest: Any, kind: str) -> None:
        rest.refuses(
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            f"The media type '{kind}' of the request is not supported.",
            ("POST", "/customer", "", {"companyName": "A"}, {"Content-Type": kind}),
            header="Content-Type",
        )

    def test_a_collection_is_no_single_record(self, rest: Any, jane: str) -> None:
        kind = "application/vnd.oracle.resource+json; type=collection"
        rest.refuses(
            400,
            "INVALID_REQUEST",
            "A collection cannot be sent to a single record.",
            ("PATCH", f"/customer/{jane}", "", {"items": []}, {"Content-Type": kind}),
            header="Content-Type",
        )

    def test_forms_are_not_in_this_account(self, rest: Any) -> None:
        kind = "application/vnd.oracle.resource+json; type=create-form"
        rest.refuses(
            400,
            "INVALID_REQUEST",
            f"The media type '{kind}' is not available in this account.",
            ("POST", "/customer", "", {}, {"Accept": kind}),
            header="Accept",
        )

    @pytest.mark.parametrize(("method", "path"), [("PUT", "/customer"), ("POST", "/customer/5")])
    def test_method(self, rest: Any, method: str, path: str) -> None:
        allowed = {"/customer": "GET, POST", "/customer/5": "DELETE, GET, PATCH, PUT"}[path]
        response = rest.refuses(
            405,
            "METHOD_NOT_ALLOWED",
            "The HTTP method is not allowed for this resource.",
            (method, path, "", {"companyName": "A"}),
        )
        assert response.header("Allow") == allowed

    @pytest.mark.parametrize(
        ("method", "path"),
        [("POST", "/account"), ("PATCH", "/currency/1"), ("DELETE", "/term/1"),
         ("PUT", "/paymentMethod/eid:x")],
    )  # fmt: skip
    def test_lists_are_read_only(self, rest: Any, method: str, path: str) -> None:
        response = rest.refuses(
            405,
            "METHOD_NOT_ALLOWED",
            "The HTTP method is not allowed for this resource.",
            (method, path, "", {"name": "A"}),
        )
        assert response.header("Allow") == "GET"

    @pytest.mark.parametrize("path", ["/services/rest", "/services/rest/record/v2/customer/5"])
    def test_no_such_path(self, rest: Any, path: str) -> None:
        rest.refuses(404, "NONEXISTENT_ID", "The requested resource does not exist.", ("GET", path))


class TestExactNumbers:
    def test_money_is_read_exactly(self, rest: Any, jane: str) -> None:
        """0.1 + 0.2 as binary floats would be 0.30000000000000004."""
        body = (
            b'{"entity":{"id":"%s"},"item":{"items":[{"item":{"id":"%s"},"quantity":3,'
            b'"rate":0.10}]},"shippingCost":0.2}' % (jane.encode(), rest.item("TEE-BLK").encode())
        )
        made = rest("POST", "/salesOrder", body=body).header("Location").rsplit("/", 1)[1]
        found = rest.get(f"/salesOrder/{made}", "fields=subtotal,shippingCost")
        assert (found["subtotal"], found["shippingCost"]) == ("0.3", "0.2")

    @pytest.mark.parametrize("figure", ["1e400", "-1e99", "1e-99", "123456789012345678"])
    def test_figures_beyond_all_money(self, rest: Any, jane: str, figure: str) -> None:
        body = b'{"entity":{"id":"%s"},"shippingCost":%s}' % (jane.encode(), figure.encode())
        before = rest.hash()
        response = rest("POST", "/salesOrder", body=body)
        assert response.status == 400
        assert rest.read(response)["o:errorDetails"][0]["o:errorPath"] == "shippingCost"
        assert rest.hash() == before


class TestRules:
    @pytest.mark.parametrize("quantity", [0, -1])
    def test_quantity(self, rest: Any, jane: str, quantity: int) -> None:
        body = rest.order_body(jane)
        body["item"]["items"][0]["quantity"] = quantity
        before = rest.hash()
        response = rest("POST", "/salesOrder", body=body)
        assert response.status == 400
        detail = rest.read(response)["o:errorDetails"][0]
        assert detail["o:errorPath"] == "item.items[0].quantity"
        assert rest.hash() == before

    def test_currency_that_the_customer_does_not_use(self, rest: Any, jane: str) -> None:
        rest.refuses(
            400,
            "INVALID_CONTENT",
            f"{ACCESSING}Invalid Field Value 2 for the following field: currency",
            ("POST", "/salesOrder", "", rest.order_body(jane) | {"currency": {"id": "2"}}),
            path="currency",
        )

    def test_closed_period(self, rest: Any, order: str) -> None:
        rest.netsuite.desk.close_period(2026, 11)
        rest.refuses(
            400,
            "USER_ERROR",
            f"{ACCESSING}The transaction date you specified is not within the date range of your "
            "accounting period.",
            ("POST", f"/salesOrder/{order}/!transform/cashSale"),
            path="tranDate",
        )

    def test_missing_names(self, rest: Any) -> None:
        rest.refuses(
            400,
            "USER_ERROR",
            f"{ACCESSING}Please enter value(s) for: First Name, Last Name.",
            ("POST", "/customer", "", {"email": "j@x.example"}),
        )

    def test_order_total_validation_script(self, rest: Any, jane: str) -> None:
        rest.netsuite.desk.install_order_total_validation()
        body = rest.order_body(jane) | {"custbody_fa_order_total": 127.81}
        before = rest.hash()
        response = rest("POST", "/salesOrder", body=body)
        assert response.status == 400
        assert rest.read(response)["o:errorDetails"][0]["o:errorCode"] == "USER_ERROR"
        assert rest.hash() == before
        body["custbody_fa_order_total"] = 127.82
        assert rest("POST", "/salesOrder", body=body).status == 204


class TestLegacyTax:
    @pytest.mark.parametrize("name", ["taxItem", "taxRate", "taxCode"])
    def test_refused(self, rest: Any, jane: str, name: str) -> None:
        rest.refuses(
            400,
            "USER_ERROR",
            f"{ACCESSING}The field {name} belongs to legacy tax, which REST web services do not "
            "support.",
            ("POST", "/salesOrder", "", rest.order_body(jane) | {name: {"id": "1"}}),
            path=name,
        )

    @pytest.mark.parametrize("mode", ["ignore", "warning", "error"])
    def test_refused_in_every_validation_mode(self, rest: Any, order: str, mode: str) -> None:
        rest.refuses(
            400,
            "USER_ERROR",
            f"{ACCESSING}The field taxItem belongs to legacy tax, which REST web services do not "
            "support.",
            (
                "POST",
                f"/salesOrder/{order}/!transform/cashSale",
                "",
                {"taxItem": {"id": "1"}},
                {"X-NetSuite-PropertyNameValidation": mode},
            ),
            path="taxItem",
        )

    def test_refused_on_a_line(self, rest: Any, jane: str) -> None:
        body = rest.order_body(jane)
        body["item"]["items"][1]["taxCode"] = {"id": "1"}
        rest.refuses(
            400,
            "USER_ERROR",
            f"{ACCESSING}The field taxCode belongs to legacy tax, which REST web services do not "
            "support.",
            ("POST", "/salesOrder", "", body),
            path="item.items[1].taxCode",
        )

    def test_or_dropped_and_named(self, rest: Any, jane: str) -> None:
        rest.netsuite.settings.legacy_tax_fields = "ignore"
        body = rest.order_body(jane) | {"taxItem": {"id": "1"}}
        response = rest("POST", "/salesOrder", body=body)
        assert response.status == 204
        assert response.header("X-NetSuite-PropertyValidation") == "taxItem"
