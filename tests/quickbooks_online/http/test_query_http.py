"""The query language as clients send it: in the URL or as the body, answered in JSON and XML."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest


@pytest.fixture
def sold(api: Any) -> Any:
    """Two customers, one of them with an apostrophe, and an invoice of each."""
    for name in ("O'Brien & Sons", "Dana Whitfield"):
        customer = api.create("Customer", {"DisplayName": name})
        api.create(
            "Invoice",
            {
                "CustomerRef": {"value": customer["Id"]},
                "Line": [
                    {
                        "Amount": 19.99,
                        "DetailType": "SalesItemLineDetail",
                        "SalesItemLineDetail": {
                            "ItemRef": {"value": api.desk.item("TEE-BLK").id},
                            "Qty": 1,
                            "UnitPrice": 19.99,
                        },
                    }
                ],
            },
        )
    return api


def test_rows(sold: Any) -> None:
    body = sold.query("select * from Customer orderby DisplayName").body
    page = body["QueryResponse"]
    assert [each["DisplayName"] for each in page["Customer"]] == [
        "Dana Whitfield", "O'Brien & Sons",
    ]  # fmt: skip
    assert (page["startPosition"], page["maxResults"], page["totalCount"]) == (1, 2, 2)
    assert page["Customer"][0]["Balance"] == Decimal("19.99")
    assert set(body) == {"QueryResponse", "time"}


def test_the_statement_as_the_body(sold: Any) -> None:
    statement = r"select * from Customer where DisplayName = 'O\'Brien & Sons'"
    answer = sold.post("query", statement.encode(), minorversion=75)
    assert len(answer.body["QueryResponse"]["Customer"]) == 1
    headers = {"content-type": "application/text"}
    answer = sold.call("POST", "query", statement.encode(), headers)
    assert len(answer.body["QueryResponse"]["Customer"]) == 1


def test_nothing_found_has_no_name(sold: Any) -> None:
    assert sold.query("select * from Invoice where Id = '999'").body["QueryResponse"] == {}


def test_a_count(sold: Any) -> None:
    body = sold.query("select count(*) from Invoice").body
    assert body["QueryResponse"] == {"totalCount": 2}


def test_a_list_of_fields_is_a_sparse_object(sold: Any) -> None:
    page = sold.query("select Id, Balance from Invoice maxresults 1").body["QueryResponse"]
    (invoice,) = page["Invoice"]
    assert (invoice["sparse"], invoice["Balance"]) == (True, Decimal("19.99"))
    assert not {"Line", "CustomerRef", "TxnDate"} & invoice.keys()
    assert (page["maxResults"], page["totalCount"]) == (1, 2)


def test_balances_of_the_books(sold: Any) -> None:
    page = sold.query("select * from Customer where Balance > '19.98'").body["QueryResponse"]
    assert len(page["Customer"]) == 2
    assert sold.query("select * from Customer where Balance > 20").body["QueryResponse"] == {}


def test_in_xml(sold: Any) -> None:
    answer = sold.call(
        "GET", "query", None, {"accept": "application/xml"},
        query="select Id, DisplayName from Customer where DisplayName like 'O%'",
    )  # fmt: skip
    assert '<QueryResponse startPosition="1" maxResults="1" totalCount="1">' in answer.text
    assert "<DisplayName>O'Brien &amp; Sons</DisplayName>" in answer.text


def test_the_fault_of_a_parser(sold: Any) -> None:
    statement = "select * from Customer where DisplayName = 'O'Brien & Sons'"
    error = sold.refused("4000", lambda: sold.query(statement)).error
    assert error["Message"] == "Error parsing query"
    assert error.keys() == {"Message", "Detail", "code"}  # no element, as recorded
    assert error["Detail"].startswith(
        'QueryParserError: Encountered " <IDENTIFIER> "Brien "" at line 1, column 47.\n'
        "Was expecting one of:\n    <EOF> \n    <AND> ...\n"
    )


def test_the_fault_of_a_parser_in_xml(sold: Any) -> None:
    answer = sold.call("GET", "query", None, {"accept": "application/xml"}, query="select")
    assert answer.status == 400
    assert '<Error code="4000"><Message>Error parsing query</Message><Detail>' in answer.text
    assert 'Encountered "&lt;EOF&gt;" at line 1, column 6.' in answer.text


def test_no_statement(api: Any) -> None:
    answer = api.refused("4000", lambda: api.get("query"))
    assert 'Encountered "<EOF>" at line 0, column 0' in answer.error["Detail"]


def test_an_unknown_entity(api: Any) -> None:
    answer = api.refused("4001", lambda: api.query("select * from TaxService"))
    assert answer.error["Detail"] == (
        "QueryValidationError: Metadata not found for Entity: TaxService"
    )


def test_changes_and_tombstones(sold: Any) -> None:
    (last, first) = sold.query("select * from Invoice orderby Id desc").body["QueryResponse"][
        "Invoice"
    ]
    gone = {"Id": first["Id"], "SyncToken": first["SyncToken"]}
    assert sold.post("invoice", gone, operation="delete").status == 200
    answer = sold.get("cdc", entities="Invoice,Vendor", changedSince="2026-11-23T00:00:00-08:00")
    ((page, empty),) = [each["QueryResponse"] for each in answer.body["CDCResponse"]]
    assert empty == {}
    assert [each["Id"] for each in page["Invoice"]] == [last["Id"], first["Id"]]
    dead = page["Invoice"][1]
    assert dead["MetaData"].keys() == {"LastUpdatedTime"}
    assert (dead["status"], dead["domain"]) == ("Deleted", "QBO")
    assert (page["startPosition"], page["maxResults"], page["totalCount"]) == (1, 2, 2)
    sold.refused("2070", lambda: sold.get("cdc", entities="Invoice", changedSince="2026-01-01"))
    sold.refused("2000", lambda: sold.get("cdc", entities="TaxCode", changedSince="2026-11-20"))
