"""A token belongs to a user in a role; a role may do what its permissions say."""

from __future__ import annotations

from typing import Any

import pytest

SUITEQL = "/services/rest/query/v1/suiteql"
NO_PERMISSION = (
    "Error while accessing a resource. "
    "Your current role does not have permission to perform this action."
)


@pytest.fixture
def as_role(rest: Any) -> Any:
    """`as_role(salesOrder="edit")`: the same client with a token of that role from now on."""

    def change(**permissions: str) -> Any:
        role = rest.netsuite.desk.create_role("Clerk", permissions)
        token = rest.netsuite.desk.create_token(role)
        rest.credentials = rest.credentials | {
            "NETSUITE_TOKEN_ID": token.id,
            "NETSUITE_TOKEN_SECRET": token.secret,
        }
        return rest

    return change


def refused(rest: Any, *call: Any) -> None:
    rest.refuses(400, "USER_ERROR", NO_PERMISSION, call)


@pytest.mark.parametrize(
    ("level", "may"),
    [
        ("view", {"list"}),
        ("create", {"list", "create"}),
        ("edit", {"list", "create", "read", "change"}),
        ("full", {"list", "create", "read", "change", "delete"}),
    ],
)
def test_levels(rest: Any, jane: str, as_role: Any, level: str, may: set[str]) -> None:
    """Each level holds the lower ones. Reading a record loads it in edit mode."""
    as_role(customer=level)
    calls: dict[str, tuple[Any, ...]] = {
        "list": ("GET", "/customer"),
        "create": ("POST", "/customer", "", {"companyName": "A"}),
        "read": ("GET", f"/customer/{jane}"),
        "change": ("PATCH", f"/customer/{jane}", "", {"phone": "1"}),
        "delete": ("DELETE", f"/customer/{jane}"),
    }
    for name, call in calls.items():
        if name in may:
            assert rest(*call).status in (200, 204), name
        else:
            refused(rest, *call)


def test_without_any_permission(rest: Any, jane: str, as_role: Any) -> None:
    as_role(salesOrder="full")
    refused(rest, "GET", "/customer")
    refused(rest, "PUT", "/customer/eid:X", "", {"companyName": "A"})
    refused(rest, "GET", f"/customer/{jane}/addressBook")


def test_transform_needs_the_source_and_the_target(rest: Any, order: str, as_role: Any) -> None:
    path = f"/salesOrder/{order}/!transform/cashSale"
    as_role(salesOrder="full")
    refused(rest, "POST", path, "", {})
    as_role(cashSale="full")
    refused(rest, "POST", path, "", {})
    as_role(salesOrder="view", cashSale="create")
    assert rest("POST", path, "", {}).status == 204


def test_asynchronous_calls_are_checked_when_submitted(rest: Any, as_role: Any) -> None:
    as_role(customer="view")
    response = rest("POST", "/customer", "", {"companyName": "A"}, {"Prefer": "respond-async"})
    assert response.status == 400


def test_records_named_in_a_batch_are_read_and_not_listed(rest: Any, as_role: Any) -> None:
    as_role(customer="view")
    call = ("GET", "/customer", "expandRecords=true&ids=5", None, {"Prefer": "respond-async"})
    refused(rest, *call)


def test_unknown_records_are_unknown_to_everybody(rest: Any, as_role: Any) -> None:
    as_role(customer="view")
    assert rest("GET", "/nothing").status == 404


def query(rest: Any, sql: str) -> Any:
    return rest("POST", SUITEQL, "", {"q": sql}, {"Prefer": "transient"})


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM customer",
        "SELECT t.id FROM transaction t JOIN CUSTOMER c ON c.id = t.entity",
        "SELECT id FROM transaction WHERE entity IN (SELECT id FROM customer)",
    ],
)
def test_a_query_does_not_find_what_the_role_may_not_see(rest: Any, as_role: Any, sql: str) -> None:
    assert query(rest, sql).status == 200
    as_role(salesOrder="view")
    response = query(rest, sql)
    assert response.status == 400
    [detail] = rest.read(response)["o:errorDetails"]
    assert detail == {
        "detail": "Invalid search query. Detailed unprocessed description follows. Search error "
        "occurred: Record 'customer' was not found.",
        "o:errorQueryParam": "q",
        "o:errorCode": "INVALID_PARAMETER",
    }


def test_a_query_finds_what_it_may(rest: Any, order: str, as_role: Any) -> None:
    as_role(salesOrder="view")
    assert rest.read(query(rest, "SELECT id FROM transaction"))["totalResults"] == 1
    assert query(rest, "SELECT id FROM item").status == 400


def test_a_level_that_does_not_exist(rest: Any) -> None:
    with pytest.raises(ValueError, match="'write' is not one of view, create, edit, full"):
        rest.netsuite.desk.create_role("Clerk", {"customer": "write"})


def test_the_token_is_secret(rest: Any) -> None:
    token = rest.netsuite.desk.create_token(rest.netsuite.auth.roles.administrator)
    redacted = rest.netsuite.universe.secrets.redact(f"{token.id} {token.secret}")
    assert token.id not in redacted
    assert token.secret not in redacted
