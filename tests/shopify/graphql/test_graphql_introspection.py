"""Code generators ask the schema about itself."""

from __future__ import annotations

from typing import Any

from graphql import build_client_schema, get_introspection_query, is_introspection_type

from sandbox.shopify.graphql.schema import schema_of


def test_the_standard_introspection_query_gives_the_whole_schema(api: Any) -> None:
    text = get_introspection_query(descriptions=True, directive_is_repeatable=True)
    answer = api.query(text, operation="IntrospectionQuery")
    # 4 of the schema, 55 of a type (fields 22, inputs 11, interfaces and possible types 10 each),
    # 12 of a directive: a reference to a type is ten objects deep.
    assert answer.cost["requestedQueryCost"] == 71
    client = build_client_schema(answer.data)
    own = schema_of("2026-07")
    assert set(client.type_map) == set(own.type_map)
    order: Any = client.type_map["Order"]
    assert list(order.fields) == list(own.type_map["Order"].fields)  # type: ignore[attr-defined]
    assert order.fields["totalPrice"].deprecation_reason is not None
    assert str(client.query_type.fields["orders"].args["first"].type) == "Int"  # type: ignore[union-attr]
    described = [
        kind.name
        for kind in client.type_map.values()
        if kind.description and not is_introspection_type(kind)
    ]
    assert set(described) <= {"String", "Int", "Float", "Boolean", "ID"}


def test_types_by_name_and_typenames(api: Any) -> None:
    text = """
    { __typename
      money: __type(name: "MoneyV2") { kind name fields { name type { kind ofType { name } } } }
      reasons: __type(name: "OrderCancelReason") { enumValues { name } }
      nothing: __type(name: "Nothing") { name }
      shop { __typename } }
    """
    assert api.query(text).data == {
        "__typename": "QueryRoot",
        "money": {
            "kind": "OBJECT",
            "name": "MoneyV2",
            "fields": [
                {"name": "amount", "type": {"kind": "NON_NULL", "ofType": {"name": "Decimal"}}},
                {
                    "name": "currencyCode",
                    "type": {"kind": "NON_NULL", "ofType": {"name": "CurrencyCode"}},
                },
            ],
        },
        "reasons": {
            "enumValues": [
                {"name": name}
                for name in ("CUSTOMER", "DECLINED", "FRAUD", "INVENTORY", "STAFF", "OTHER")
            ]
        },
        "nothing": None,
        "shop": {"__typename": "Shop"},
    }


def test_the_directive_is_there_from_2026_01(api: Any) -> None:
    text = "{ __schema { directives { name locations args { name } } } }"
    found = {each["name"]: each for each in api.query(text).data["__schema"]["directives"]}
    assert found["idempotent"] == {
        "name": "idempotent",
        "locations": ["FIELD"],
        "args": [{"name": "key"}],
    }
