"""What a version that is really served knows of returns and orders, and what it does not yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from graphql import build_client_schema, get_introspection_query

from sandbox.shopify.graphql.schema import schema_of

# Field, the first version that has it, how to ask for it.
NEW = [
    ("Order.cartToken", "2026-07", "{ orders(first: 1) { nodes { cartToken } } }"),
    ("Order.checkoutToken", "2026-07", "{ orders(first: 1) { nodes { checkoutToken } } }"),
    (
        "Return.transactions",
        "2026-01",
        '{ return(id: "gid://shopify/Return/1") { transactions(first: 1) { nodes { id } } } }',
    ),
    (
        "QueryRoot.returnReasonDefinitions",
        "2026-01",
        "{ returnReasonDefinitions(first: 1) { nodes { id } } }",
    ),
    (
        "QueryRoot.returnCalculate",
        "2026-04",
        '{ returnCalculate(input: {orderId: "gid://shopify/Order/1"}) { id } }',
    ),
]
QUARTERS = ("2025-07", "2025-10", "2026-01", "2026-04", "2026-07")
# The last day on which a version is among the four that are served.
SERVED_ON = {
    "2025-07": date(2025, 8, 1),
    "2025-10": date(2025, 11, 1),
    "2026-01": date(2026, 2, 1),
    "2026-04": date(2026, 5, 1),
    "2026-07": date(2026, 8, 1),
}


@pytest.mark.parametrize(("name", "since", "text"), NEW, ids=[each[0] for each in NEW])
def test_a_field_is_there_from_its_version_on(
    api_of: Callable[..., Any], name: str, since: str, text: str
) -> None:
    field = name.partition(".")[2]
    before = QUARTERS[QUARTERS.index(since) - 1]
    for version, there in ((before, False), (since, True)):
        api = api_of(as_of=SERVED_ON[version])
        api.version = version
        answer = api.query(text)
        assert answer.header("X-Shopify-API-Version") == version
        unknown = [
            each
            for each in answer.body.get("errors", ())
            if each.get("extensions", {}).get("code") == "undefinedField"
        ]
        assert (unknown == []) is there
        if not there:
            assert unknown[0]["extensions"]["fieldName"] == field


def test_an_older_version_falls_forward(api_of: Callable[..., Any]) -> None:
    """2025-07 is not served any more in November 2026: the oldest that is answers, and knows
    returnReasonDefinitions, but not yet returnCalculate."""
    api = api_of()
    api.version = "2025-07"
    answer = api.query("{ returnReasonDefinitions(first: 1) { nodes { handle } } }")
    assert answer.header("X-Shopify-API-Version") == "2026-01"
    assert answer.data["returnReasonDefinitions"]["nodes"] == [{"handle": "unknown"}]
    refused = api.query('{ returnCalculate(input: {orderId: "gid://shopify/Order/1"}) { id } }')
    assert refused.errors[0]["extensions"]["code"] == "undefinedField"


def test_a_reason_was_required_before_2026_01(api_of: Callable[..., Any]) -> None:
    text = """mutation ($input: ReturnInput!) { returnCreate(returnInput: $input) {
      return { id } userErrors { message } } }"""
    line = {"fulfillmentLineItemId": "gid://shopify/FulfillmentLineItem/1", "quantity": 1}
    asked = {"input": {"orderId": "gid://shopify/Order/1", "returnLineItems": [line]}}
    old = api_of(as_of=SERVED_ON["2025-10"])
    old.version = "2025-10"
    [error] = old.query(text, asked).errors
    assert error["extensions"]["problems"][0]["path"] == ["returnLineItems", 0, "returnReason"]
    [error] = old.query(
        text,
        {"input": {**asked["input"], "returnLineItems": [
            {**line, "returnReason": "STYLE", "returnReasonDefinitionId": "gid://shopify/A/1"}
        ]}},
    ).errors  # fmt: skip
    assert error["extensions"]["problems"][0]["path"][-1] == "returnReasonDefinitionId"
    new = api_of(as_of=SERVED_ON["2026-01"])
    new.version = "2026-01"
    assert new.query(text, asked).data["returnCreate"]["return"] is None


@pytest.mark.parametrize("version", QUARTERS)
def test_introspection_shows_what_the_version_has_and_no_more(
    api_of: Callable[..., Any], version: str
) -> None:
    api = api_of(as_of=SERVED_ON[version])
    api.version = version
    text = get_introspection_query(directive_is_repeatable=True, input_value_deprecation=True)
    client = build_client_schema(api.query(text, operation="IntrospectionQuery").data)
    assert set(client.type_map) == set(schema_of(version).type_map)
    assert ("CalculatedReturn" in client.type_map) is (version >= "2026-04")
    assert ("ReturnReasonDefinition" in client.type_map) is (version >= "2026-01")
    reason = client.type_map["ReturnLineItemInput"].fields["returnReason"]  # type: ignore[attr-defined]
    assert str(reason.type) == ("ReturnReason" if version >= "2026-01" else "ReturnReason!")


def test_every_type_of_the_newest_schema_is_led_to() -> None:
    """Nothing in the text is left over: what no field leads to is in no version."""
    newest = schema_of("2026-07")
    assert {"SuggestedStoreCreditRefund", "CalculatedScriptDiscountApplication"} <= set(
        newest.type_map
    )
    assert "CompanyContact" in newest.type_map


def test_an_argument_is_there_from_its_version_on(api_of: Callable[..., Any]) -> None:
    """`webhookSubscriptions(uri:)` came with the addresses of other kinds, in 2025-10."""
    text = """{ webhookSubscriptions(first: 1, uri: "https://hooks.example.com/a") {
      nodes { id } } }"""
    for version, there in (("2025-07", False), ("2025-10", True), ("2026-07", True)):
        api = api_of(as_of=SERVED_ON[version])
        api.version = version
        answer = api.query(text)
        assert answer.header("X-Shopify-API-Version") == version
        if there:
            assert answer.data == {"webhookSubscriptions": {"nodes": []}}
        else:
            [error] = answer.errors
            assert error["message"] == (
                "Field 'webhookSubscriptions' doesn't accept argument 'uri'"
            )
            assert error["extensions"]["code"] == "argumentNotAccepted"
