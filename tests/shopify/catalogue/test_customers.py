"""Customers: read by both protocols, made and changed by the same rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Query = Callable[..., Any]

CREATE = """mutation ($input: CustomerInput!) { customerCreate(input: $input) {
  customer { id legacyResourceId email firstName lastName phone note tags
    defaultAddress { city } } userErrors { field message } } }"""
UPDATE = """mutation ($input: CustomerInput!) { customerUpdate(input: $input) {
  customer { id note email } userErrors { field message } } }"""


def test_a_customer_is_made_and_read_back_over_rest(writer: Any, query: Query) -> None:
    given = {
        "email": "kim@example.com",
        "firstName": "Kim",
        "lastName": "Ode",
        "phone": "+1 (518) 555-0199",
        "note": "likes mugs",
        "tags": ["vip"],
        "addresses": [{"city": "Troy", "countryCode": "US"}],
    }
    made = query(CREATE, input=given)["data"]["customerCreate"]
    assert made["userErrors"] == []
    assert made["customer"]["phone"] == "+15185550199"
    assert made["customer"]["defaultAddress"] == {"city": "Troy"}
    number = made["customer"]["legacyResourceId"]
    seen = writer.get(f"customers/{number}.json").body["customer"]
    assert (seen["email"], seen["first_name"], seen["tags"]) == ("kim@example.com", "Kim", "vip")
    assert (seen["orders_count"], seen["total_spent"]) == (0, "0.00")


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({}, [(None, "A name, phone number, or email address must be present")]),
        ({"email": "no"}, [(["email"], "Email is invalid")]),
        (
            {"email": "Dana.Whitfield@example.com"},
            [(["email"], "Email has already been taken")],
        ),
        ({"phone": "12"}, [(["phone"], "Phone is invalid")]),
        ({"phone": "+15185550143"}, [(["phone"], "Phone has already been taken")]),
        ({"email": "a@example.com", "id": "gid://shopify/Customer/1"},
         [(["id"], "Cannot specify ID on creation")]),
        ({"firstName": "x" * 256},
         [(["firstName"], "First name is too long (maximum is 255 characters)")]),
    ],
)  # fmt: skip
def test_a_bad_customer_is_refused(
    writer: Any, query: Query, given: dict[str, str], errors: list[tuple[Any, str]]
) -> None:
    before = writer.universe.store.fingerprint("shopify.")
    answer = query(CREATE, input=given)["data"]["customerCreate"]
    assert answer["customer"] is None
    assert [(each["field"], each["message"]) for each in answer["userErrors"]] == errors
    assert writer.universe.store.fingerprint("shopify.") == before


def test_a_customer_changes(writer: Any, query: Query) -> None:
    known = next(iter(writer.shopify.records.customers))
    gid = f"gid://shopify/Customer/{known.id}"
    changed = query(UPDATE, input={"id": gid, "note": "called"})["data"]["customerUpdate"]
    assert changed["customer"] == {"id": gid, "note": "called", "email": known.email}
    assert writer.get(f"customers/{known.id}.json").body["customer"]["note"] == "called"
    for wrong in ({"note": "x"}, {"id": "gid://shopify/Customer/9", "note": "x"}):
        refused = query(UPDATE, input=wrong)["data"]["customerUpdate"]
        assert refused["userErrors"] == [{"field": ["id"], "message": "Customer does not exist"}]


def test_rest_makes_and_changes_one(writer: Any, query: Query) -> None:
    body = {"customer": {"email": "kim@example.com", "first_name": "Kim", "tags": "a, b"}}
    made = writer.post("customers.json", body)
    assert made.status == 201
    number = made.body["customer"]["id"]
    text = "query ($id: ID!) { customer(id: $id) { email tags } }"
    seen = query(text, id=f"gid://shopify/Customer/{number}")["data"]["customer"]
    assert seen == {"email": "kim@example.com", "tags": ["a", "b"]}
    changed = writer.put(f"customers/{number}.json", {"customer": {"last_name": "Ode"}})
    assert (changed.status, changed.body["customer"]["last_name"]) == (200, "Ode")
    assert query(text, id=f"gid://shopify/Customer/{number}")["data"]["customer"]["tags"]
    taken = writer.post("customers.json", body)
    assert (taken.status, taken.body) == (422, {"errors": {"email": ["has already been taken"]}})
    wrong = writer.put(f"customers/{number}.json", {"customer": {"email": "no"}})
    assert (wrong.status, wrong.body) == (422, {"errors": {"email": ["is invalid"]}})
    assert writer.put("customers/9.json", {"customer": {"note": "x"}}).status == 404


def test_writing_needs_the_scope(rest: Any, query: Query) -> None:
    (error,) = query(CREATE, input={"email": "a@example.com"})["errors"]
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    (error,) = query(UPDATE, input={"note": "a"})["errors"]
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert rest.post("customers.json", {"customer": {"email": "a@example.com"}}).status == 403


def test_lists_and_counts(rest: Any, query: Query) -> None:
    rest.desk.customers(6)
    order = rest.desk.place([("TEE-BLK", 1)])
    text = """query ($q: String) { customersCount(query: $q) { count precision }
      customers(first: 10, query: $q, sortKey: CREATED_AT) { nodes { email } } }"""
    everyone = query(text, q=None)["data"]
    assert everyone["customersCount"] == {"count": 7, "precision": "EXACT"}
    assert len(everyone["customers"]["nodes"]) == 7
    one = query(text, q='email:"dana.whitfield@example.com"')["data"]
    assert [each["email"] for each in one["customers"]["nodes"]] == ["dana.whitfield@example.com"]
    assert query(text, q="whitfield")["data"]["customersCount"]["count"] == 1
    assert query(text, q="country:US")["data"]["customersCount"]["count"] == 7
    unknown = query(text, q="nothing:1")
    assert unknown["data"]["customersCount"]["count"] == 7
    assert unknown["extensions"]["search"][0]["warnings"][0]["code"] == "invalid_field"
    assert rest.get("customers/count.json").body == {"count": 7}
    page = rest.get("customers.json", limit=4)
    assert len(page.body["customers"]) == 4
    assert list(page.links()) == ["next"]
    dana = order.customer_id
    found = rest.get("customers.json", ids=str(dana)).body["customers"]
    assert [(each["id"], each["orders_count"], each["total_spent"]) for each in found] == [
        (dana, 1, "28.08")
    ]
    orders = rest.get(f"customers/{dana}/orders.json").body["orders"]
    assert [each["name"] for each in orders] == ["#1001"]
    assert rest.get(f"customers/{dana}/orders.json", status="closed").body == {"orders": []}
    assert rest.get("customers/9/orders.json").status == 404


IDENTIFY = """query ($by: CustomerIdentifierInput!) { customerByIdentifier(identifier: $by) {
  email } }"""


def test_a_customer_is_found_by_what_identifies_one(rest: Any, query: Query) -> None:
    known = next(iter(rest.shopify.records.customers))
    for by in (
        {"id": f"gid://shopify/Customer/{known.id}"},
        {"emailAddress": "DANA.whitfield@example.com"},
        {"phoneNumber": "+1 518 555 0143"},
    ):
        found = query(IDENTIFY, by=by)["data"]["customerByIdentifier"]
        assert found == {"email": "dana.whitfield@example.com"}
    nobody = query(IDENTIFY, by={"emailAddress": "x@example.com"})
    assert nobody["data"] == {"customerByIdentifier": None}
    (error,) = query(IDENTIFY, by={})["errors"]
    assert "must specify exactly one key" in error["message"]


@pytest.mark.parametrize(
    "text",
    [
        "{ customers { nodes { id } } }",
        "{ products { nodes { id } } }",
        "{ productVariants { nodes { id } } }",
        "{ inventoryItems { nodes { id } } }",
        "{ webhookSubscriptions { nodes { id } } }",
        "{ bulkOperations { nodes { id } } }",
    ],
)
def test_a_list_without_a_size_is_refused(rest: Any, query: Query, text: str) -> None:
    (error,) = query(text)["errors"]
    assert error["message"] == "you must provide one of first or last"


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("customers.json", "read_customers"),
        ("customers/count.json", "read_customers"),
        ("customers/9.json", "read_customers"),
        ("products.json", "read_products"),
        ("products/count.json", "read_products"),
        ("products/9/variants.json", "read_products"),
        ("inventory_levels.json", "read_inventory"),
    ],
)
def test_rest_lists_need_their_scope(rest: Any, path: str, scope: str) -> None:
    rest.token = rest.shopify.auth.issue_token(scopes=("read_fulfillments",)).id
    answer = rest.get(path)
    assert answer.status == 403
    assert scope in answer.body["errors"]


@pytest.mark.parametrize("root", ["customersCount", "productsCount", "webhookSubscriptionsCount"])
def test_counting_to_what_is_no_number_is_refused(rest: Any, query: Query, root: str) -> None:
    (error,) = query(f"query ($most: Int) {{ {root}(limit: $most) {{ count }} }}", most="x")[
        "errors"
    ]
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
