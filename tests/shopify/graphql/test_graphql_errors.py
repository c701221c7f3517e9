"""Every refusal of a document or its variables, body by body (HTTP 200 throughout)."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.kernel.faults import FaultKind
from sandbox.shopify.records import Order

# name, query, variables, the whole answer
REFUSED: list[tuple[str, str, dict[str, Any], list[dict[str, Any]]]] = [
    (
        "parse error at the end",
        "query {\n  shop {\n    ",
        {},
        [
            {
                "message": "syntax error, unexpected end of file at [3, 5]",
                "locations": [{"line": 3, "column": 5}],
                "extensions": {"code": "PARSE_ERROR"},
            }
        ],
    ),
    (
        "parse error at a token",
        "query { shop { name ) }",
        {},
        [
            {
                "message": 'syntax error, unexpected RPAREN (")") at [1, 21]',
                "locations": [{"line": 1, "column": 21}],
                "extensions": {"code": "PARSE_ERROR"},
            }
        ],
    ),
    (
        "unknown field",
        "query OpName { x }",
        {},
        [
            {
                "message": "Field 'x' doesn't exist on type 'QueryRoot'",
                "locations": [{"line": 1, "column": 16}],
                "path": ["query OpName", "x"],
                "extensions": {
                    "code": "undefinedField",
                    "typeName": "QueryRoot",
                    "fieldName": "x",
                },
            }
        ],
    ),
    (
        "plain user errors have no code",
        'mutation M { orderClose(input: {id: "gid://shopify/Order/1"}) { userErrors { code } } }',
        {},
        [
            {
                "message": "Field 'code' doesn't exist on type 'UserError'",
                "locations": [{"line": 1, "column": 78}],
                "path": ["mutation M", "orderClose", "userErrors", "code"],
                "extensions": {
                    "code": "undefinedField",
                    "typeName": "UserError",
                    "fieldName": "code",
                },
            }
        ],
    ),
    (
        "no sub-selection",
        "{ shop }",
        {},
        [
            {
                "message": "Field must have selections (field 'shop' returns Shop but has no "
                "selections. Did you mean 'shop { ... }'?)",
                "locations": [{"line": 1, "column": 3}],
                "path": ["query", "shop"],
                "extensions": {
                    "code": "selectionMismatch",
                    "nodeName": "field 'shop'",
                    "typeName": "Shop",
                },
            }
        ],
    ),
    (
        "missing argument",
        "mutation { orderCreate { order { id } } }",
        {},
        [
            {
                "message": "Field 'orderCreate' is missing required arguments: order",
                "locations": [{"line": 1, "column": 12}],
                "path": ["mutation", "orderCreate"],
                "extensions": {
                    "code": "missingRequiredArguments",
                    "className": "Field",
                    "name": "orderCreate",
                    "arguments": "order",
                },
            }
        ],
    ),
    (
        "null literal",
        "{ order(id: null) { id } }",
        {},
        [
            {
                "message": "Argument 'id' on Field 'order' has an invalid value (null). "
                "Expected type 'ID!'.",
                "locations": [{"line": 1, "column": 3}],
                "path": ["query", "order", "id"],
                "extensions": {
                    "code": "argumentLiteralsIncompatible",
                    "typeName": "Field",
                    "argumentName": "id",
                },
            }
        ],
    ),
    (
        "input key missing inline",
        'mutation { orderUpdate(input: {note: "x"}) { order { id } } }',
        {},
        [
            {
                "message": "Argument 'id' on InputObject 'OrderInput' is required. "
                "Expected type ID!",
                "locations": [{"line": 1, "column": 31}],
                "path": ["mutation", "orderUpdate", "input", "id"],
                "extensions": {
                    "code": "missingRequiredInputObjectAttribute",
                    "argumentName": "id",
                    "argumentType": "ID!",
                    "inputObjectType": "OrderInput",
                },
            }
        ],
    ),
    (
        "unknown input key inline",
        'mutation { refundCreate(input: {orderId: "gid://shopify/Order/1", userId: "x"})'
        ' @idempotent(key: "k") { refund { id } } }',
        {},
        [
            {
                "message": "InputObject 'RefundInput' doesn't accept argument 'userId'",
                "locations": [{"line": 1, "column": 67}],
                "path": ["mutation", "refundCreate", "input", "userId"],
                "extensions": {
                    "code": "argumentNotAccepted",
                    "name": "RefundInput",
                    "typeName": "InputObject",
                    "argumentName": "userId",
                },
            }
        ],
    ),
    (
        "unknown argument",
        "{ shop(a: 1) { id } }",
        {},
        [
            {
                "message": "Field 'shop' doesn't accept argument 'a'",
                "locations": [{"line": 1, "column": 8}],
                "path": ["query", "shop", "a"],
                "extensions": {
                    "code": "argumentNotAccepted",
                    "name": "shop",
                    "typeName": "Field",
                    "argumentName": "a",
                },
            }
        ],
    ),
    (
        "unknown enumeration value",
        "{ orders(first: 1, sortKey: TODAY) { nodes { id } } }",
        {},
        [
            {
                "message": "Argument 'sortKey' on Field 'orders' has an invalid value (TODAY). "
                "Expected type 'OrderSortKeys'.",
                "locations": [{"line": 1, "column": 3}],
                "path": ["query", "orders", "sortKey"],
                "extensions": {
                    "code": "argumentLiteralsIncompatible",
                    "typeName": "Field",
                    "argumentName": "sortKey",
                },
            }
        ],
    ),
    (
        "malformed gid inline",
        '{ order(id: "not-a-shopify-gid") { id } }',
        {},
        [
            {
                "message": "Invalid global id 'not-a-shopify-gid'",
                "locations": [{"line": 1, "column": 3}],
                "path": ["query", "order", "id"],
                "extensions": {
                    "code": "argumentLiteralsIncompatible",
                    "typeName": "CoercionError",
                },
            }
        ],
    ),
    (
        "malformed gid variable",
        "query ($id: ID!) { order(id: $id) { id } }",
        {"id": "not-a-shopify-gid"},
        [
            {
                "message": "Variable $id of type ID! was provided invalid value",
                "locations": [{"line": 1, "column": 8}],
                "extensions": {
                    "code": "INVALID_VARIABLE",
                    "value": "not-a-shopify-gid",
                    "problems": [
                        {
                            "path": [],
                            "explanation": "Invalid global id 'not-a-shopify-gid'",
                            "message": "Invalid global id 'not-a-shopify-gid'",
                        }
                    ],
                },
            }
        ],
    ),
    (
        "bad variable: missing, unknown and wrong keys",
        "mutation M($input: RefundInput!) { refundCreate(input: $input) "
        '@idempotent(key: "k") { refund { id } } }',
        {
            "input": {
                "userId": "u",
                "refundLineItems": [
                    {"lineItemId": "gid://shopify/LineItem/1", "quantity": "1"},
                    {"lineItemId": "gid://shopify/LineItem/1", "quantity": 1, "restockType": "X"},
                ],
            }
        },
        [
            {
                "message": "Variable $input of type RefundInput! was provided invalid value for "
                "userId (Field is not defined on RefundInput), "
                "orderId (Expected value to not be null), "
                'refundLineItems.0.quantity (Could not coerce value "1" to Int), '
                'refundLineItems.1.restockType (Expected "X" to be one of: '
                "RETURN, CANCEL, LEGACY_RESTOCK, NO_RESTOCK)",
                "locations": [{"line": 1, "column": 12}],
                "extensions": {
                    "code": "INVALID_VARIABLE",
                    "value": {
                        "userId": "u",
                        "refundLineItems": [
                            {"lineItemId": "gid://shopify/LineItem/1", "quantity": "1"},
                            {
                                "lineItemId": "gid://shopify/LineItem/1",
                                "quantity": 1,
                                "restockType": "X",
                            },
                        ],
                    },
                    "problems": [
                        {
                            "path": ["userId"],
                            "explanation": "Field is not defined on RefundInput",
                        },
                        {"path": ["orderId"], "explanation": "Expected value to not be null"},
                        {
                            "path": ["refundLineItems", 0, "quantity"],
                            "explanation": 'Could not coerce value "1" to Int',
                        },
                        {
                            "path": ["refundLineItems", 1, "restockType"],
                            "explanation": 'Expected "X" to be one of: '
                            "RETURN, CANCEL, LEGACY_RESTOCK, NO_RESTOCK",
                        },
                    ],
                },
            }
        ],
    ),
    (
        "variable not given",
        "query ($id: ID!) { order(id: $id) { id } }",
        {},
        [
            {
                "message": "Variable $id of type ID! was provided invalid value",
                "locations": [{"line": 1, "column": 8}],
                "extensions": {
                    "code": "INVALID_VARIABLE",
                    "value": None,
                    "problems": [{"path": [], "explanation": "Expected value to not be null"}],
                },
            }
        ],
    ),
    (
        "unused variable",
        "query Op($x: Int) { shop { id } }",
        {},
        [
            {
                "message": "Variable $x is declared by Op but not used",
                "locations": [{"line": 1, "column": 1}],
                "path": ["query Op"],
                "extensions": {"code": "variableNotUsed", "variableName": "x"},
            }
        ],
    ),
    (
        "undeclared variable",
        "query Op { order(id: $id) { id } }",
        {},
        [
            {
                "message": "Variable $id is used by Op but not declared",
                "locations": [{"line": 1, "column": 22}],
                "path": ["query Op", "order", "id"],
                "extensions": {"code": "variableNotDefined", "variableName": "id"},
            }
        ],
    ),
    (
        "nullable variable where null cannot stand",
        "query ($id: ID) { order(id: $id) { id } }",
        {},
        [
            {
                "message": "Nullability mismatch on variable $id and argument id (ID / ID!)",
                "locations": [{"line": 1, "column": 29}],
                "path": ["query", "order", "id"],
                "extensions": {
                    "code": "variableMismatch",
                    "variableName": "id",
                    "typeName": "ID",
                    "argumentName": "id",
                    "errorMessage": "Nullability mismatch",
                },
            }
        ],
    ),
    (
        "variable of another type",
        "query ($id: String!) { order(id: $id) { id } }",
        {},
        [
            {
                "message": "Type mismatch on variable $id and argument id (String! / ID!)",
                "locations": [{"line": 1, "column": 34}],
                "path": ["query", "order", "id"],
                "extensions": {
                    "code": "variableMismatch",
                    "variableName": "id",
                    "typeName": "String!",
                    "argumentName": "id",
                    "errorMessage": "Type mismatch",
                },
            }
        ],
    ),
    (
        "unknown input type",
        "query ($f: OrderFilter) { shop { id } }",
        {},
        [
            {
                "message": "OrderFilter isn't a defined input type (on $f)",
                "locations": [{"line": 1, "column": 8}],
                "path": ["query"],
                "extensions": {
                    "code": "variableRequiresValidType",
                    "typeName": "OrderFilter",
                    "variableName": "f",
                },
            },
            {
                "message": "Variable $f is declared by anonymous query but not used",
                "locations": [{"line": 1, "column": 1}],
                "path": ["query"],
                "extensions": {"code": "variableNotUsed", "variableName": "f"},
            },
        ],
    ),
    (
        "fragment that is not there, fragment that nobody uses",
        "query { shop { ...A } } fragment B on Shop { id }",
        {},
        [
            {
                "message": "Fragment A was used, but not defined",
                "locations": [{"line": 1, "column": 16}],
                "path": ["query", "shop", "... A"],
                "extensions": {"code": "useAndDefineFragment", "fragmentName": "A"},
            },
            {
                "message": "Fragment B was defined, but not used",
                "locations": [{"line": 1, "column": 25}],
                "path": ["fragment B"],
                "extensions": {"code": "useAndDefineFragment", "fragmentName": "B"},
            },
        ],
    ),
    (
        "fragment of another type",
        "{ shop { ... on Order { id } } }",
        {},
        [
            {
                "message": "Fragment on Order can't be spread inside Shop",
                "locations": [{"line": 1, "column": 10}],
                "path": ["query", "shop", "... on Order"],
                "extensions": {
                    "code": "cannotSpreadFragment",
                    "typeName": "Order",
                    "fragmentName": "unknown",
                    "parentName": "Shop",
                },
            }
        ],
    ),
    (
        "fragment of an unknown type",
        '{ node(id: "gid://shopify/Order/1") { ... on Nothing { id } } }',
        {},
        [
            {
                "message": "No such type Nothing, so it can't be a fragment condition",
                "locations": [{"line": 1, "column": 39}],
                "path": ["query", "node", "... on Nothing"],
                "extensions": {"code": "undefinedType", "typeName": "Nothing"},
            }
        ],
    ),
    (
        "selections below a scalar",
        "{ shop { name { first } } }",
        {},
        [
            {
                "message": "Selections can't be made on scalars (field 'name' returns String but "
                'has selections ["first"])',
                "locations": [{"line": 1, "column": 10}],
                "path": ["query", "shop", "name"],
                "extensions": {
                    "code": "selectionMismatch",
                    "nodeName": "field 'name'",
                    "typeName": "String",
                },
            }
        ],
    ),
    (
        "two fields, one key",
        "{ shop { a: name a: id } }",
        {},
        [
            {
                "message": "Field 'a' has a field conflict: name or id?",
                "locations": [{"line": 1, "column": 10}, {"line": 1, "column": 18}],
                "path": [],
                "extensions": {
                    "code": "fieldConflict",
                    "fieldName": "a",
                    "conflicts": "name or id",
                },
            }
        ],
    ),
    (
        "idempotent on the operation",
        'mutation M @idempotent(key: "k") { orderClose(input: {id: "gid://shopify/Order/1"})'
        " { order { id } } }",
        {},
        [
            {
                "message": "'@idempotent' can't be applied to mutations (allowed: fields)",
                "locations": [{"line": 1, "column": 12}],
                "path": ["mutation M"],
                "extensions": {
                    "code": "directiveCannotBeApplied",
                    "targetName": "mutations",
                    "name": "idempotent",
                },
            }
        ],
    ),
    (
        "idempotent without a key",
        'mutation { refundCreate(input: {orderId: "gid://shopify/Order/1"}) @idempotent'
        " { refund { id } } }",
        {},
        [
            {
                "message": "Directive 'idempotent' is missing required arguments: key",
                "locations": [{"line": 1, "column": 68}],
                "path": ["mutation", "refundCreate"],
                "extensions": {
                    "code": "missingRequiredArguments",
                    "className": "Directive",
                    "name": "idempotent",
                    "arguments": "key",
                },
            }
        ],
    ),
    (
        "unknown directive",
        "{ shop { id @live } }",
        {},
        [
            {
                "message": "Directive @live is not defined",
                "locations": [{"line": 1, "column": 13}],
                "path": ["query", "shop", "id"],
                "extensions": {"code": "undefinedDirective", "directiveName": "live"},
            }
        ],
    ),
    (
        "two operations, no name",
        "query A { shop { id } } query B { shop { id } }",
        {},
        [{"message": "An operation name is required"}],
    ),
    (
        "too many elements in an input array",
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        {"ids": ["gid://shopify/Order/1"] * 251},
        [
            {
                "message": "The input array size of 251 is greater than the maximum allowed "
                "of 250.",
                "locations": [{"line": 1, "column": 24}],
                "path": ["nodes", "ids"],
                "extensions": {"code": "MAX_INPUT_SIZE_EXCEEDED"},
            }
        ],
    ),
]


@pytest.mark.parametrize(
    ("query", "variables", "errors"),
    [case[1:] for case in REFUSED],
    ids=[case[0] for case in REFUSED],
)
def test_refused_before_execution(
    api: Any, query: str, variables: dict[str, Any], errors: list[dict[str, Any]]
) -> None:
    answer = api.query(query, variables)
    assert answer.status == 200
    assert answer.body == {"errors": errors}


@pytest.mark.parametrize("written", ["1.5", "18446744073709551616"])
def test_numbers_that_are_quoted_back_keep_their_digits(api: Any, written: str) -> None:
    body = b'{"query": "query ($n: String) { orders(first: 1, query: $n) { nodes { id } } }", '
    answer = api.post(body + b'"variables": {"n": %s}}' % written.encode())
    (error,) = answer.errors
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert b'"value":%s' % written.encode() in answer.response.body


@pytest.mark.parametrize("levels", [101, 100_000])
def test_a_body_nested_too_deep_is_no_body(api: Any, levels: int) -> None:
    answer = api.post(b'{"query": "{ shop { id } }", "variables": {"a": ' + b"[" * levels)
    assert answer.status == 400
    assert answer.body == {"errors": {"query": "Required parameter missing or invalid"}}


def test_unknown_operation_name(api: Any) -> None:
    answer = api.query("query A { shop { id } }", operation="Missing")
    assert answer.body == {"errors": [{"message": 'No operation named "Missing"'}]}


def test_a_missing_object_by_id_is_null(api: Any) -> None:
    text = (
        '{ order(id: "gid://shopify/Order/1") { id } node(id: "gid://shopify/Job/a-b") { id } '
        'refund(id: "gid://shopify/Refund/1") { id } }'
    )
    assert api.query(text).data == {"order": None, "node": None, "refund": None}


def test_a_gid_of_another_type_is_refused_at_its_field(api: Any) -> None:
    answer = api.query(
        'mutation { orderClose(input: {id: "gid://shopify/Refund/1"}) { order { id } } }'
    )
    assert answer.status == 200
    assert answer.body["data"] == {"orderClose": None}
    assert answer.errors == [
        {
            "message": "Invalid id: gid://shopify/Refund/1",
            "locations": [{"line": 1, "column": 12}],
            "extensions": {"code": "RESOURCE_NOT_FOUND"},
            "path": ["orderClose"],
        }
    ]


def test_fulfillment_create_says_just_invalid_id(api: Any) -> None:
    answer = api.query(
        "mutation { fulfillmentCreate(fulfillment: {lineItemsByFulfillmentOrder: "
        '[{fulfillmentOrderId: "gid://shopify/FulfillmentOrder/1"}]}) { fulfillment { id } } }'
    )
    assert answer.body["data"] == {"fulfillmentCreate": None}
    assert answer.errors == [
        {
            "message": "invalid id",
            "locations": [{"line": 1, "column": 12}],
            "extensions": {"code": "RESOURCE_NOT_FOUND"},
            "path": ["fulfillmentCreate"],
        }
    ]


def test_missing_scope_denies_the_field_and_leaves_the_rest(api: Any, w1: Order) -> None:
    api.token = api.shopify.auth.issue_token(scopes=("read_orders",)).id
    text = "{ a: orders(first: 1) { nodes { name customer { id } } } shop { name } }"
    answer = api.query(text)
    assert answer.status == 200
    assert answer.body["data"] == {
        "a": {"nodes": [{"name": "#1001", "customer": None}]},
        "shop": {"name": "Acme Outdoor"},
    }
    assert answer.errors == [
        {
            "message": "Access denied for customer field. Required access: `read_customers` "
            "access scope.",
            "locations": [{"line": 1, "column": 38}],
            "extensions": {
                "code": "ACCESS_DENIED",
                "documentation": "https://shopify.dev/api/usage/access-scopes",
                "requiredAccess": "`read_customers` access scope.",
            },
            "path": ["a", "nodes", 0, "customer"],
        }
    ]


def test_a_denied_field_that_must_not_be_null_takes_its_parent_along(api: Any) -> None:
    api.token = api.shopify.auth.issue_token(scopes=()).id
    answer = api.query("{ shop { name } orders(first: 1) { nodes { id } } }")
    assert answer.body["data"] is None
    assert [each["extensions"]["code"] for each in answer.errors] == ["ACCESS_DENIED"]


def test_internal_error_tells_its_request_id_and_nothing_of_ours(
    api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Any, *arguments: Any) -> None:
        raise RuntimeError("the sky fell")

    monkeypatch.setattr(type(api.shopify.limits), "take_points", broken)
    with pytest.raises(AssertionError):  # the fixture insists on no bugs
        api.query("{ shop { name } }")
    assert [str(bug) for bug in api.universe.bugs] == ["the sky fell"]
    api.universe.bugs.clear()
    request_ids = []
    monkeypatch.setattr(api.universe, "bug", lambda error: None)
    answer = api.query("{ shop { name } }")
    request_ids.append(answer.header("x-request-id"))
    assert answer.status == 200
    assert answer.body == {
        "errors": [
            {
                "message": "Internal error. Looks like something went wrong on our end.\n"
                f"Request ID: {request_ids[0]} (include this in support requests).",
                "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": request_ids[0]},
            }
        ]
    }


def test_a_planned_throttle_looks_like_a_real_one(api: Any) -> None:
    fault = api.universe.faults.plan("shopify", FaultKind.THROTTLE)
    request = _request(api, b'{"query": "{ orders(first: 10) { nodes { id } } }"}')
    response = api.shopify.handle(request, fault)
    assert response.status == 200
    assert response.body == (
        b'{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED","documentation":'
        b'"https://shopify.dev/api/usage/rate-limits"}}],"extensions":{"cost":{'
        b'"requestedQueryCost":6,"actualQueryCost":null,"throttleStatus":{'
        b'"maximumAvailable":2000,"currentlyAvailable":0,"restoreRate":100}}}}'
    )


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        (FaultKind.SERVER_ERROR, 503, b'{"errors":"Service Unavailable"}'),
        (
            FaultKind.EXPIRED_TOKEN,
            401,
            b'{"errors":"[API] Invalid API key or access token (unrecognized login or wrong '
            b'password)"}',
        ),
    ],
)
def test_planned_faults(api: Any, kind: FaultKind, status: int, body: bytes) -> None:
    fault = api.universe.faults.plan("shopify", kind)
    response = api.shopify.handle(_request(api, b'{"query": "{ shop { id } }"}'), fault)
    assert (response.status, response.body) == (status, body)


def _request(api: Any, body: bytes) -> Any:
    from sandbox.kernel.routing import Request

    headers = [("content-type", "application/json"), ("x-shopify-access-token", api.token)]
    path = "/admin/api/2026-07/graphql.json"
    return Request("POST", api.shopify.domain, path, "", headers, body)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (b"", {"query": "Required parameter missing or invalid"}),
        (b"[1]", {"query": "Required parameter missing or invalid"}),
        (b'{"query": 7}', {"query": "Required parameter missing or invalid"}),
        (
            b'{"query": "{ shop { id } }", "variables": "{}"}',
            {"variables": "expected String to be a Hash"},
        ),
    ],
)
def test_bodies_that_are_no_request(api: Any, body: bytes, errors: dict[str, str]) -> None:
    answer = api.post(body)
    assert (answer.status, answer.body) == (400, {"errors": errors})


def test_application_graphql_bodies_are_queries(api: Any) -> None:
    answer = api.post(b"{ shop { name } }", {"content-type": "application/graphql"})
    assert answer.data == {"shop": {"name": "Acme Outdoor"}}
