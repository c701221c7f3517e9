"""The catalog in its three forms, and that it says what the wire does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.netsuite.wire.schema import types_of

CATALOG = "/metadata-catalog"
OPENAPI = "application/swagger+json"
SCHEMA = "application/schema+json"
HOST = "https://5512345.suitetalk.api.netsuite.com"


def get(rest: Any, path: str = CATALOG, query: str = "", accept: str = "") -> Any:
    response = rest("GET", path, query, None, {"Accept": accept} if accept else {})
    assert response.status == 200, response.body
    assert response.header("Content-Type") == (accept or "application/json")
    return json.loads(response.body)


class TestNames:
    def test_every_record_type_with_links(self, rest: Any) -> None:
        found = get(rest)
        assert [item["name"] for item in found["items"]] == list(types_of(rest.netsuite))
        href = f"{HOST}/services/rest/record/v1/metadata-catalog/customer"
        [customer] = [item for item in found["items"] if item["name"] == "customer"]
        assert customer["links"] == [
            {"rel": "canonical", "href": href},
            {"rel": "alternate", "mediaType": OPENAPI, "href": href},
            {"rel": "alternate", "mediaType": SCHEMA, "href": href},
        ]

    def test_selected(self, rest: Any) -> None:
        found = get(rest, query="select=salesorder,customer")
        assert [item["name"] for item in found["items"]] == ["salesOrder", "customer"]

    @pytest.mark.parametrize("accept", ["", "*/*", "application/json"])
    def test_is_what_nobody_asks_for(self, rest: Any, accept: str) -> None:
        headers = {"Accept": accept} if accept else {}
        assert rest("GET", CATALOG, "", None, headers).header("Content-Type") == "application/json"

    def test_trailing_slash(self, rest: Any) -> None:
        assert get(rest, f"{CATALOG}/") == get(rest)


class TestOpenApi:
    @pytest.fixture
    def document(self, rest: Any) -> Any:
        return get(rest, query="select=salesOrder,customer,cashSale", accept=OPENAPI)

    def test_head(self, document: Any) -> None:
        assert document["openapi"] == "3.0.1"
        assert document["servers"] == [{"url": f"{HOST}/services/rest/record/v1"}]

    def test_components(self, document: Any) -> None:
        assert {
            "salesOrder", "salesOrderCollection", "salesOrder-itemElement",
            "salesOrder-itemCollection", "customer", "nsError", "nsLink", "nsResource",
        } <= set(document["components"]["schemas"])  # fmt: skip

    def test_paths(self, document: Any) -> None:
        assert set(document["paths"]["/salesOrder"]) == {"get", "post"}
        one = document["paths"]["/salesOrder/{id}"]
        assert {"get", "patch", "put", "delete"} <= set(one)
        assert "/salesOrder/{id}/!transform/cashSale" in document["paths"]
        assert "/salesOrder/{id}/!transform/invoice" not in document["paths"]  # not selected

    def test_a_selected_record_is_referred_to_by_name(self, document: Any) -> None:
        properties = document["components"]["schemas"]["salesOrder"]["properties"]
        assert properties["entity"]["allOf"] == [{"$ref": "#/components/schemas/customer"}]
        assert properties["currency"]["allOf"] == [{"$ref": "#/components/schemas/nsResource"}]

    def test_every_reference_leads_somewhere(self, rest: Any) -> None:
        document = get(rest, accept=OPENAPI)
        schemas = document["components"]["schemas"]
        for reference in _references(document):
            assert reference.removeprefix("#/components/schemas/") in schemas, reference

    def test_read_only_lists_have_no_writes(self, rest: Any) -> None:
        document = get(rest, query="select=term", accept=OPENAPI)
        assert set(document["paths"]["/term"]) == {"get"}


class TestJsonSchema:
    def test_head(self, rest: Any) -> None:
        found = get(rest, f"{CATALOG}/salesOrder", accept=SCHEMA)
        assert (found["type"], found["$schema"]) == (
            "object", "https://json-schema.org/draft-06/hyper-schema#",
        )  # fmt: skip

    def test_kinds(self, rest: Any) -> None:
        properties = get(rest, f"{CATALOG}/salesorder", accept=SCHEMA)["properties"]
        assert properties["total"]["type"] == "number"
        assert properties["total"]["readOnly"] is True
        assert "readOnly" not in properties["memo"]
        assert properties["tranDate"]["format"] == "date"
        assert properties["lastModifiedDate"]["format"] == "date-time"
        assert properties["custbody_fa_order_total"]["type"] == "number"
        assert set(properties["entity"]["properties"]) == {
            "links", "id", "externalId", "refName",
        }  # fmt: skip
        line = properties["item"]["properties"]["items"]["items"]["properties"]
        assert line["quantity"]["type"] == "number"

    def test_selected_from_the_catalog(self, rest: Any) -> None:
        selected = get(rest, query="select=customer", accept=SCHEMA)
        assert selected == get(rest, f"{CATALOG}/customer", accept=SCHEMA)

    @pytest.mark.parametrize("query", ["", "select=customer,term"])
    def test_describes_a_single_record_type(self, rest: Any, query: str) -> None:
        rest.refuses(
            400,
            "INVALID_HEADER",
            "The media type 'application/schema+json' is available for a single record type only.",
            ("GET", CATALOG, query, None, {"Accept": SCHEMA}),
            header="Accept",
        )

    def test_custom_fields_and_custom_records_of_the_account(self, rest: Any) -> None:
        custom = [kind for kind in types_of(rest.netsuite) if kind.startswith("customrecord")]
        for kind in custom:
            found = get(rest, f"{CATALOG}/{kind}", accept=SCHEMA)["properties"]
            own = rest.netsuite.records.fields_of("record", kind)
            assert {field.id for field in own} <= set(found)
        order = get(rest, f"{CATALOG}/salesOrder", accept=SCHEMA)["properties"]
        assert order["custbody_fa_channel"]["x-ns-custom-field"] is True


class TestSaysWhatTheWireDoes:
    def test_every_body_property_of_an_answer_is_described(self, rest: Any, order: str) -> None:
        for path in (f"/salesOrder/{order}", f"/customer/{_customer(rest, order)}"):
            properties = get(rest, f"{CATALOG}/{path.split('/')[1]}", accept=SCHEMA)["properties"]
            answer = json.loads(rest("GET", path).body)
            for name, value in answer.items():
                assert name in properties, name
                assert _fits(value, properties[name]), (name, value)

    @pytest.mark.parametrize("record", ["salesOrder", "customer", "inventoryItem", "account"])
    def test_filterable_is_what_q_takes(self, rest: Any, record: str) -> None:
        properties = get(rest, f"{CATALOG}/{record}", accept=SCHEMA)["properties"]
        for name, schema in properties.items():
            accepted = rest("GET", f"/{record}", f"q={name}%20EMPTY").status == 200
            assert accepted is schema.get("x-ns-filterable", False), name

    @pytest.mark.parametrize("record", ["salesOrder", "customer"])
    def test_what_can_be_written_is_known(self, rest: Any, record: str) -> None:
        """Unknown names are refused in this mode, so none of these may be unknown."""
        properties = get(rest, f"{CATALOG}/{record}", accept=SCHEMA)["properties"]
        strict = {"X-NetSuite-PropertyNameValidation": "error"}
        body = dict.fromkeys(properties)
        answer = rest("POST", f"/{record}", "", body, strict)
        assert b"Unknown reference or field" not in answer.body


class TestRefused:
    def test_unknown_record(self, rest: Any) -> None:
        rest.refuses(
            404, "NONEXISTENT_ID", "Record type 'nothing' does not exist.",
            ("GET", f"{CATALOG}/nothing"),
        )  # fmt: skip

    def test_unknown_selected(self, rest: Any) -> None:
        rest.refuses(
            400,
            "INVALID_PARAMETER",
            "Invalid value 'nothing' of the query parameter select. The record type does not "
            "exist.",
            ("GET", CATALOG, "select=customer,nothing"),
            query_param="select",
        )

    def test_media_type(self, rest: Any) -> None:
        rest.refuses(
            400,
            "INVALID_HEADER",
            "The media type 'text/html' is not available for metadata.",
            ("GET", CATALOG, "", None, {"Accept": "text/html"}),
            header="Accept",
        )

    def test_what_the_role_may_not_view_is_not_there(self, rest: Any) -> None:
        desk = rest.netsuite.desk
        token = desk.create_token(desk.create_role("Clerk", {"salesOrder": "view"}))
        rest.credentials |= {"NETSUITE_TOKEN_ID": token.id, "NETSUITE_TOKEN_SECRET": token.secret}
        assert [item["name"] for item in get(rest)["items"]] == ["salesOrder"]
        assert rest("GET", f"{CATALOG}/customer").status == 404


def _customer(rest: Any, order: str) -> str:
    return str(rest.get(f"/salesOrder/{order}")["entity"]["id"])


def _fits(value: Any, schema: Any) -> bool:
    if "oneOf" in schema:
        return any(_fits(value, one) for one in schema["oneOf"])
    kinds = {"string": str, "number": int | float, "boolean": bool, "object": dict, "array": list}
    return isinstance(value, kinds[schema["type"]])


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
