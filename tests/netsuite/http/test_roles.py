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
    assert query(rest, "SELECT item FROM pricing").status == 400


def test_a_level_that_does_not_exist(rest: Any) -> None:
    with pytest.raises(ValueError, match="'write' is not one of view, create, edit, full"):
        rest.netsuite.desk.create_role("Clerk", {"customer": "write"})


def test_the_token_is_secret(rest: Any) -> None:
    token = rest.netsuite.desk.create_token(rest.netsuite.auth.roles.administrator)
    redacted = rest.netsuite.universe.secrets.redact(f"{token.id} {token.secret}")
    assert token.id not in redacted
    assert token.secret not in redacted


# --- rows that a role does not see ---------------------------------------------------------------


@pytest.fixture
def billed(rest: Any, order: str) -> dict[str, str]:
    """W1 ordered and invoiced, and a payment of it."""
    invoice = made(rest, f"/salesOrder/{order}/!transform/invoice")
    payment = made(rest, f"/invoice/{invoice}/!transform/customerPayment")
    return {"order": order, "invoice": invoice, "payment": payment}


def made(rest: Any, path: str) -> str:
    response = rest("POST", path, body={})
    return str(response.header("Location")).rsplit("/", 1)[1]


def column(rest: Any, sql: str) -> list[str]:
    response = query(rest, sql)
    assert response.status == 200, response.body
    return [next(value for key, value in row.items() if key != "links")
            for row in rest.read(response)["items"]]  # fmt: skip


ONE_OF_THREE = [
    "SELECT id FROM transaction ORDER BY id",
    "SELECT DISTINCT transaction FROM transactionline",
    "SELECT DISTINCT l.transaction FROM transactionaccountingline l",
    "SELECT t.id FROM transaction t JOIN transactionline l ON l.transaction = t.id AND "
    "l.mainline = 'T'",
    "SELECT x.id FROM (SELECT id FROM transaction ORDER BY id DESC) x WHERE ROWNUM <= 5",
    "SELECT id FROM transaction WHERE type = 'CustInvc' UNION SELECT id FROM transaction",
    "SELECT i FROM (SELECT MAX(id) AS i FROM transaction)",
]


@pytest.mark.parametrize("sql", ONE_OF_THREE)
def test_rows_of_other_types_are_absent(
    rest: Any, billed: dict[str, str], as_role: Any, sql: str
) -> None:
    everything = column(rest, sql)
    as_role(invoice="view")
    assert column(rest, sql) == [billed["invoice"]]
    assert everything != [billed["invoice"]]


def test_links_need_both_ends(rest: Any, billed: dict[str, str], as_role: Any) -> None:
    for table in (
        "nexttransactionlink",
        "previoustransactionlink",
        "nexttransactionlinelink",
        "previoustransactionlinelink",
    ):
        sql = f"SELECT DISTINCT linktype FROM {table} ORDER BY linktype"
        as_role(invoice="view")
        assert column(rest, sql) == []
        as_role(invoice="view", customerPayment="view")
        assert column(rest, sql) == ["Payment"]
        as_role(invoice="view", salesOrder="view")
        assert column(rest, sql) == ["OrdBill"]


def test_a_reference_to_a_hidden_document_shows_no_name(
    rest: Any, billed: dict[str, str], as_role: Any
) -> None:
    sql = "SELECT DISTINCT createdfrom, BUILTIN.DF(createdfrom) AS name FROM transactionline " \
          "WHERE createdfrom IS NOT NULL"  # fmt: skip
    [row] = rest.read(query(rest, sql))["items"]
    assert (row["createdfrom"], row["name"]) == (billed["order"], "Sales Order #SO1001")
    as_role(invoice="view")
    [row] = rest.read(query(rest, sql))["items"]
    assert row == {"links": [], "createdfrom": billed["order"]}


def test_an_asynchronous_query_sees_what_its_role_sees(
    rest: Any, billed: dict[str, str], as_role: Any
) -> None:
    as_role(invoice="view")
    body = {"q": "SELECT id FROM transaction"}
    response = rest("POST", SUITEQL, "", body, {"Prefer": "respond-async, transient"})
    assert response.status == 202
    job = (response.header("Location") or "").partition("/async/")[2]
    rest.credentials = rest.netsuite.credentials()
    for _ in range(4):
        rest("GET", "/currency")
    result = rest.read(rest("GET", f"/services/rest/async/{job}/task/1/result"))
    assert [row["id"] for row in result["items"]] == [billed["invoice"]]


def test_a_record_behind_a_reference_needs_its_own_permission(
    rest: Any, order: str, as_role: Any
) -> None:
    as_role(salesOrder="edit")
    refused(rest, "GET", f"/salesOrder/{order}/entity")
    as_role(salesOrder="edit", customer="edit")
    assert rest("GET", f"/salesOrder/{order}/entity").status == 200


# --- custom records ------------------------------------------------------------------------------

STATE = "customrecord_fa_sync_state"


def custom_calls(key: str) -> list[tuple[Any, ...]]:
    return [
        ("GET", f"/{STATE}"),
        ("POST", f"/{STATE}", "", {"name": "new"}),
        ("GET", f"/{STATE}/{key}"),
        ("PATCH", f"/{STATE}/{key}", "", {"name": "changed"}),
        ("PUT", f"/{STATE}/eid:S-1", "", {"name": "put"}),
        ("DELETE", f"/{STATE}/{key}"),
    ]


@pytest.mark.parametrize(
    ("access", "without", "permission"),
    [
        ("entries", {STATE: "full"}, {"customRecordEntries": "full"}),
        ("list", {"customRecordEntries": "full"}, {STATE: "full"}),
    ],
)
def test_custom_records_need_what_their_access_type_says(
    rest: Any, as_role: Any, access: Any, without: Any, permission: Any
) -> None:
    rest.netsuite.desk.define_custom_record(STATE, access=access)
    key = rest.post(f"/{STATE}", {"name": "first"})
    as_role(salesOrder="full", **without)
    for call in custom_calls(key):
        refused(rest, *call)
    response = query(rest, f"SELECT id FROM {STATE}")
    assert response.status == 400
    assert "was not found" in rest.read(response)["o:errorDetails"][0]["detail"]
    assert rest("GET", f"/metadata-catalog/{STATE}").status == 404
    as_role(**permission)
    assert [rest(*call).status for call in custom_calls(key)] == [200, 204, 200, 204, 204, 204]
    assert len(column(rest, f"SELECT id FROM {STATE}")) == 2


def test_levels_of_custom_records(rest: Any, as_role: Any) -> None:
    rest.netsuite.desk.define_custom_record(STATE)
    key = rest.post(f"/{STATE}", {"name": "first"})
    as_role(customRecordEntries="view")
    listing, *others = custom_calls(key)
    assert rest(*listing).status == 200
    for call in others:
        refused(rest, *call)


def test_open_custom_records(rest: Any, as_role: Any) -> None:
    rest.netsuite.desk.define_custom_record(STATE, access="open")
    key = rest.post(f"/{STATE}", {"name": "first"})
    as_role(salesOrder="view")
    assert rest("GET", f"/{STATE}/{key}").status == 200
    assert column(rest, f"SELECT id FROM {STATE}") == [key]


def test_a_script_runs_with_the_permissions_of_its_caller(rest: Any, as_role: Any) -> None:
    rest.netsuite.desk.define_custom_record(STATE)
    key = rest.post(f"/{STATE}", {"name": "first"})
    rest.host = rest.netsuite.restlet_host
    query_string = (
        "script=customscript_record_crud&deploy=customdeploy_record_crud"
        f"&recordtype={STATE}&id={key}"
    )
    call = ("GET", "/app/site/hosting/restlet.nl", query_string, None)
    json_type = {"Content-Type": "application/json"}
    as_role(salesOrder="view")
    response = rest(*call, json_type)
    assert response.status == 400
    assert rest.read(response)["error"]["code"] == "INSUFFICIENT_PERMISSION"
    as_role(customRecordEntries="view")
    assert rest(*call, json_type).status == 200
