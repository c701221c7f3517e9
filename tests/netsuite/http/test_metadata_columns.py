"""What the catalog says of sublists is what answers hold: columns, their types, what is read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

D = Decimal
SCHEMA = {"Accept": "application/schema+json"}


def columns(rest: Any, record: str, sublist: str) -> dict[str, Any]:
    response = rest("GET", f"/metadata-catalog/{record}", "", None, SCHEMA)
    assert response.status == 200
    found = rest.read(response)["properties"][sublist]["properties"]["items"]["items"]
    return dict(found["properties"])


@pytest.fixture
def book(rest: Any, jane: str) -> dict[str, int]:
    """One record of each type with sublists, every list with a line."""
    netsuite, customer = rest.netsuite, int(jane)
    desk = netsuite.desk
    desk.add_location("Berlin")
    address = {"label": "Home", "addressBookAddress": {"addr1": "1 Main", "country": {"id": "US"}}}
    body = {"addressBook": {"items": [address]}}
    assert rest("PATCH", f"/customer/{jane}", "", body).status == 204
    made: dict[str, int] = {"customer": customer}
    sales = netsuite.records.accounts_by_name.first("Sales").id

    def keep(name: str, document: Any) -> int:
        made[name] = int(document if isinstance(document, str) else document.id)
        return made[name]

    order = keep("salesOrder", rest.post("/salesOrder", rest.order_body(jane)))
    keep("estimate", rest.post("/estimate", rest.order_body(jane)))
    shipment = keep("itemFulfillment", desk.fulfil(order))
    package = {"package": {"items": [{"packageTrackingNumber": "1Z"}]}}
    assert rest("PATCH", f"/itemFulfillment/{shipment}", "", package).status == 204
    invoice = keep("invoice", desk.bill(order))
    back = keep("returnAuthorization", desk.authorize_return(invoice, {"TEE-BLK": 1}))
    keep("itemReceipt", desk.receive(back))
    keep("creditMemo", desk.refund_return(back))
    loose = desk.standalone_credit_memo(customer, amount=D(5))
    deposit = keep("customerDeposit", desk.take_deposit(customer, D(9)))
    lines = {
        "apply": {"items": [{"doc": {"id": str(invoice)}}]},
        "credit": {"items": [{"doc": {"id": str(loose.id)}, "amount": 5}]},
        "deposit": {"items": [{"doc": {"id": str(deposit)}, "amount": 9}]},
    }
    keep("customerPayment", rest.post("/customerPayment", {"customer": {"id": jane}, **lines}))
    [spent] = netsuite.records.deposit_applications.find(deposit)
    keep("depositApplication", spent)
    second = desk.standalone_credit_memo(customer, amount=D(7))
    keep("customerRefund", desk.pay_back(second.id))
    sale = keep("cashSale", rest.post("/cashSale", rest.order_body(jane)))
    keep("cashRefund", desk.refund(sale, {"TEE-BLK": 1}))
    keep("deposit", desk.make_deposit([sale], other=[(1, D(1))], cash_back=[(1, D("0.5"))]))
    keep("journalEntry", desk.write_journal((1, D(1), D(0)), (sales, D(0), D(1))))
    keep("inventoryItem", desk.item("TEE-BLK"))
    member = {"item": {"id": rest.item("TEE-BLK")}, "quantity": 2}
    keep("kitItem", rest.post("/kitItem", {"itemId": "SET", "member": {"items": [member]}}))
    return made


LISTS = [
    ("salesOrder", "item taxDetails"),
    ("estimate", "item"),
    ("invoice", "item taxDetails"),
    ("cashSale", "item"),
    ("cashRefund", "item"),
    ("creditMemo", "item apply"),
    ("returnAuthorization", "item"),
    ("itemFulfillment", "item package"),
    ("itemReceipt", "item"),
    ("customerPayment", "apply credit deposit"),
    ("customerRefund", "apply"),
    ("customerDeposit", "apply"),
    ("depositApplication", "apply"),
    ("deposit", "payment other cashBack"),
    ("journalEntry", "line"),
    ("customer", "addressBook currencyList"),
    ("inventoryItem", "price locations"),
    ("kitItem", "member"),
]


def test_every_column_that_is_answered_is_in_the_catalog(rest: Any, book: dict[str, int]) -> None:
    for record, lists in LISTS:
        found = rest.get(f"/{record}/{book[record]}", "expandSubResources=true")
        for sublist in lists.split():
            known = columns(rest, record, sublist)
            lines = found[sublist]["items"]
            assert lines, (record, sublist)
            for line in lines:
                unknown = line.keys() - known.keys()
                assert not unknown, (record, sublist, unknown)
                for name, value in line.items():
                    assert fits(known[name], value), (record, sublist, name, known[name], value)


def test_every_field_that_is_answered_is_in_the_catalog(rest: Any, book: dict[str, int]) -> None:
    for record, key in book.items():
        response = rest("GET", f"/metadata-catalog/{record}", "", None, SCHEMA)
        known = rest.read(response)["properties"]
        for name, value in rest.get(f"/{record}/{key}").items():
            assert name in known, (record, name)
            assert fits(known[name], value), (record, name, known[name], value)


def fits(schema: dict[str, Any], value: Any) -> bool:
    kinds = [each.get("type") for each in schema.get("oneOf", [schema])]
    if isinstance(value, bool):
        return "boolean" in kinds
    if isinstance(value, int):
        return "integer" in kinds
    if isinstance(value, dict):
        return "object" in kinds
    if isinstance(value, list):
        return "array" in kinds
    return "number" in kinds or "string" in kinds  # the client reads fractions as text


READ_ONLY = {
    ("salesOrder", "item"): "lineUniqueKey itemType quantityBilled quantityFulfilled "
    "quantityCommitted quantityBackOrdered",
    ("invoice", "item"): "lineUniqueKey itemType",
    ("creditMemo", "item"): "lineUniqueKey itemType orderDoc",
    ("itemFulfillment", "item"): "",
    ("invoice", "taxDetails"): "lineType lineName netAmount",
    ("customerPayment", "apply"): "due total type refNum applyDate currency",
    ("customerPayment", "credit"): "due total type refNum creditDate currency appliedTo",
    ("customerPayment", "deposit"): "remaining total refNum depositDate currency",
    ("customerDeposit", "apply"): "doc line apply amount due total type refNum applyDate currency",
    ("deposit", "payment"): "docDate docNumber type entity paymentMethod currency paymentAmount "
    "transactionAmount",
    ("inventoryItem", "locations"): "locationId location quantityOnHand quantityAvailable "
    "quantityCommitted quantityBackOrdered averageCostMli onHandValueMli",
    ("inventoryItem", "price"): "priceLevelName",
    ("customer", "addressBook"): "",
}


@pytest.mark.parametrize("where", READ_ONLY)
def test_what_is_only_read_is_marked(rest: Any, where: tuple[str, str]) -> None:
    known = columns(rest, *where)
    marked = {name for name, schema in known.items() if schema.get("readOnly")} - {"links"}
    assert marked == set(READ_ONLY[where].split())


def test_goods_have_no_prices_and_prices_no_goods(rest: Any) -> None:
    assert not {"rate", "amount", "price"} & columns(rest, "itemFulfillment", "item").keys()
    assert "restock" in columns(rest, "itemReceipt", "item")
    assert "itemReceive" not in columns(rest, "cashSale", "item")


def test_the_openapi_document_says_the_same(rest: Any) -> None:
    accept = {"Accept": "application/swagger+json"}
    response = rest("GET", "/metadata-catalog", "select=customerPayment", None, accept)
    schemas = rest.read(response)["components"]["schemas"]
    credit = schemas["customerPayment-creditElement"]["properties"]
    assert credit["due"]["readOnly"] is True
    assert "readOnly" not in credit["amount"]


def test_a_column_that_is_only_read_is_read_past_in_a_body(rest: Any, book: dict[str, int]) -> None:
    """Under the strictest validation, whatever the catalog marks may be sent back."""
    path = f"/invoice/{book['invoice']}"
    line = rest.get(path, "expandSubResources=true")["item"]["items"][0]
    body = {"item": {"items": [{**line, "lineUniqueKey": "1", "itemType": {"id": "Kit"}}]}}
    for name in ("rate", "amount", "quantity"):
        body["item"]["items"][0].pop(name)
    strict = {"X-NetSuite-PropertyNameValidation": "error"}
    assert rest("PATCH", path, "", body, strict).status == 204
    again = rest.get(path, "expandSubResources=true")["item"]["items"][0]
    assert (again["lineUniqueKey"], again["itemType"]["id"]) == (line["lineUniqueKey"], "InvtPart")
