"""Every record type read every way: its page, itself, its sublists, their lines, its fields."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

NO_RECORD = (404, "The record instance does not exist. Provide a valid record instance ID.")
WRONG_TYPE = (
    400,
    "Error while accessing a resource. Transaction type specified is incorrect.",
)
BAD_LIMIT = (
    400,
    "Invalid value for the query parameter limit. The value must be between 1 and 1000.",
)
TRANSACTIONS = (
    "salesOrder", "cashSale", "invoice", "cashRefund", "creditMemo", "customerPayment",
    "customerRefund", "itemFulfillment",
)  # fmt: skip
ITEMS = (
    "inventoryItem", "nonInventorySaleItem", "otherChargeSaleItem", "serviceSaleItem",
    "discountItem", "shipItem",
)  # fmt: skip
LISTS = {
    "account": ("acctName", "Checking"),
    "currency": ("symbol", "USD"),
    "term": ("name", "Net 30"),
    "paymentMethod": ("name", "Cash"),
    "accountingPeriod": ("periodName", "Nov 2026"),
    "salesTaxItem": ("itemId", "Sales Tax 8.25%"),
    "taxType": ("name", "Sales Tax"),
}


@pytest.mark.parametrize("kind", [*TRANSACTIONS, *ITEMS, "customer"])
def test_what_was_made_is_on_its_page_and_read_alone(client: Any, make: Any, kind: str) -> None:
    number = make(kind)
    page = client.get(f"/{kind}", f"q=id%20EQUAL%20{number}")
    assert [each["id"] for each in page["items"]] == [number]
    assert client.get(f"/{kind}/{number}")["id"] == number


@pytest.mark.parametrize("kind", [*TRANSACTIONS, *ITEMS, *LISTS, "customer"])
def test_refusals_of_the_page_and_of_one(client: Any, kind: str) -> None:
    assert client.detail("GET", f"/{kind}", query="limit=0") == BAD_LIMIT
    absent = WRONG_TYPE if kind in TRANSACTIONS else NO_RECORD
    assert client.detail("GET", f"/{kind}/999999") == absent


@pytest.mark.parametrize("kind", LISTS)
def test_lists_that_the_account_starts_with(client: Any, kind: str) -> None:
    field, value = LISTS[kind]
    found = [client.get(f"/{kind}/{each['id']}")[field] for each in client.get(f"/{kind}")["items"]]
    assert value in found


SUBLISTS = [
    ("salesOrder", "item", "1", "amount", "19.99"),
    ("salesOrder", "taxDetails", "1", "taxBasis", "19.99"),
    ("cashSale", "item", "1", "amount", "19.99"),
    ("cashSale", "taxDetails", "1", "taxAmount", "1.65"),
    ("invoice", "item", "1", "amount", "19.99"),
    ("invoice", "taxDetails", "1", "taxAmount", "1.65"),
    ("cashRefund", "item", "1", "amount", "19.99"),
    ("cashRefund", "taxDetails", "1", "taxAmount", "1.65"),
    ("creditMemo", "item", "1", "amount", "19.99"),
    ("creditMemo", "taxDetails", "1", "taxAmount", "1.65"),
    ("creditMemo", "apply", "doc=1002,line=0", "amount", "21.64"),
    ("customerPayment", "apply", "doc=1002,line=0", "amount", "21.64"),
    ("customerRefund", "apply", "doc=1001,line=0", "amount", "21.64"),
    ("itemFulfillment", "item", "1", "quantity", "1.0"),
    ("customer", "currencyList", "1", "currency", "US Dollar"),
]


@pytest.mark.parametrize(("kind", "sublist", "line", "field", "value"), SUBLISTS)
def test_sublists_and_lines(
    client: Any, make: Any, kind: str, sublist: str, line: str, field: str, value: str
) -> None:
    path = f"/{kind}/{make(kind)}/{sublist}"
    listed = client.get(path)
    assert listed["count"] == 1
    assert listed["items"][0]["links"][0]["href"].endswith(f"{path}/{line}")
    found = client.get(f"{path}/{line}")[field]
    assert (found["refName"] if isinstance(found, dict) else found) == value
    assert client.detail("GET", f"{path}/99") == NO_RECORD


@pytest.mark.parametrize(
    ("kind", "sublist"),
    [
        ("customerPayment", "credit"),
        ("customerPayment", "deposit"),
        ("customerRefund", "deposit"),
        ("itemFulfillment", "package"),
        ("customer", "addressBook"),
    ],
)
def test_sublists_without_a_line(client: Any, make: Any, kind: str, sublist: str) -> None:
    found = client.get(f"/{kind}/{make(kind)}/{sublist}")
    assert (found["count"], found["items"], found["totalResults"]) == (0, [], 0)


@pytest.mark.parametrize(("kind", "sublist"), sorted({
    *((kind, sublist) for kind, sublist, *_ in SUBLISTS),
    ("customerPayment", "credit"), ("customerPayment", "deposit"),
    ("customerRefund", "deposit"), ("itemFulfillment", "package"), ("customer", "addressBook"),
}))  # fmt: skip
def test_sublists_of_a_record_that_is_not_there(client: Any, kind: str, sublist: str) -> None:
    absent = NO_RECORD if kind == "customer" else WRONG_TYPE
    assert client.detail("GET", f"/{kind}/999999/{sublist}") == absent


FIELDS = [
    ("salesOrder", "entity", "lastName", "Roe"),
    ("cashSale", "createdFrom", "tranId", "SO1001"),
    ("invoice", "createdFrom", "tranId", "SO1001"),
    ("cashRefund", "entity", "lastName", "Roe"),
    ("creditMemo", "entity", "lastName", "Roe"),
    ("customerPayment", "customer", "lastName", "Roe"),
    ("customerRefund", "customer", "lastName", "Roe"),
    ("itemFulfillment", "createdFrom", "tranId", "SO1001"),
    ("customer", "currency", "symbol", "USD"),
    ("inventoryItem", "assetAccount", "acctName", "Inventory Asset"),
    ("nonInventorySaleItem", "incomeAccount", "acctName", "Sales"),
    ("otherChargeSaleItem", "incomeAccount", "acctName", "Sales"),
    ("serviceSaleItem", "incomeAccount", "acctName", "Sales"),
    ("discountItem", "incomeAccount", "acctName", "Sales Discounts"),
    ("shipItem", "incomeAccount", "acctName", "Shipping Income"),
]


@pytest.mark.parametrize(("kind", "field", "name", "value"), FIELDS)
def test_what_a_field_points_at(
    client: Any, make: Any, kind: str, field: str, name: str, value: str
) -> None:
    number = make(kind)
    assert client.get(f"/{kind}/{number}/{field}")[name] == value
    assert client.detail("GET", f"/{kind}/{number}/nothing") == NO_RECORD


@pytest.mark.parametrize(
    ("kind", "field", "name", "value"),
    [
        ("salesTaxItem", "taxType", "name", "Sales Tax"),
        ("taxType", "payablesAccount", "acctName", "Sales Tax Payable"),
    ],
)
def test_what_a_field_of_a_list_points_at(
    client: Any, kind: str, field: str, name: str, value: str
) -> None:
    assert client.get(f"/{kind}/1/{field}")[name] == value
    assert client.detail("GET", f"/{kind}/1/nothing") == NO_RECORD


def test_a_payment_method_that_goes_straight_to_the_bank(client: Any) -> None:
    methods = client.netsuite.records.payment_methods
    [bank] = client.netsuite.records.accounts_by_number.find("1000")
    methods.put(msgspec.structs.replace(methods[1], account=bank.id))
    assert client.get("/paymentMethod/1/account")["acctName"] == "Checking"
    assert client.detail("GET", "/paymentMethod/2/account") == NO_RECORD


LINES = [
    ("salesOrder", "item/1/item", "TEE-BLK"),
    ("cashSale", "item/1/item", "TEE-BLK"),
    ("invoice", "item/1/item", "TEE-BLK"),
    ("cashRefund", "item/1/item", "TEE-BLK"),
    ("creditMemo", "item/1/item", "TEE-BLK"),
    ("itemFulfillment", "item/1/item", "TEE-BLK"),
    ("customerPayment", "apply/doc=1002,line=0/doc", "Invoice #INV1001"),
    ("customerRefund", "apply/doc=1001,line=0/doc", "Credit Memo #CM1001"),
    ("customer", "currencyList/1/currency", "US Dollar"),
]


@pytest.mark.parametrize(("kind", "path", "label"), LINES)
def test_what_a_line_points_at(client: Any, make: Any, kind: str, path: str, label: str) -> None:
    number = make(kind)
    assert client.get(f"/{kind}/{number}/{path}")["refName"] == label
    assert client.detail("GET", f"/{kind}/{number}/{path}Nothing") == NO_RECORD
