"""Returns, deposits, journals, estimates and every item type, called every way: written, read,
read back by another route, refused without a trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

ACCESSING = "Error while accessing a resource. "
WRONG_TYPE = (400, ACCESSING + "Transaction type specified is incorrect.")
NO_RECORD = (404, "The record instance does not exist. Provide a valid record instance ID.")
BAD_LIMIT = (
    400,
    "Invalid value for the query parameter limit. The value must be between 1 and 1000.",
)
NO_LINES = (400, ACCESSING + "You must have at least one valid line item for this transaction.")
ITEMS = (
    "nonInventoryResaleItem", "nonInventoryPurchaseItem", "otherChargeResaleItem",
    "otherChargePurchaseItem", "serviceResaleItem", "servicePurchaseItem", "kitItem",
)  # fmt: skip
PRICED = (
    "inventoryItem", "nonInventorySaleItem", "otherChargeSaleItem", "serviceSaleItem", *ITEMS,
)  # fmt: skip
TRANSACTIONS = (
    "returnAuthorization", "itemReceipt", "customerDeposit", "depositApplication", "deposit",
    "journalEntry", "estimate",
)  # fmt: skip

Build = Callable[[str], str]


def missing(label: str) -> tuple[int, str]:
    return (400, f"{ACCESSING}Please enter value(s) for: {label}.")


def invalid(value: Any, field: str) -> tuple[int, str]:
    return (400, f"{ACCESSING}Invalid Field Value {value} for the following field: {field}")


def journal(amount: float = 5) -> dict[str, Any]:
    lines = [{"account": {"id": "1"}, "debit": amount}, {"account": {"id": "10"}, "credit": amount}]
    return {"line": {"items": lines}}


@pytest.fixture
def item_body(client: Any) -> Callable[[str, str], dict[str, Any]]:
    def write(kind: str, name: str = "NEW") -> dict[str, Any]:
        body: dict[str, Any] = {"itemId": name}
        if kind == "kitItem":
            member = {"item": {"id": client.item("TEE-BLK")}, "quantity": 2}
            body["member"] = {"items": [member]}
        return body

    return write


@pytest.fixture
def build(client: Any, make: Any, jane: str, one_tee: Any, item_body: Any) -> Build:
    """`build("itemReceipt")`: a document of that kind and what it needs; its id."""

    def of(kind: str) -> str:
        match kind:
            case "returnAuthorization":
                path = f"/cashSale/{make('cashSale')}/!transform/returnAuthorization"
                return str(client.made(path, {"externalId": "RMA-1"}))
            case "itemReceipt":
                path = f"/returnAuthorization/{of('returnAuthorization')}/!transform/itemReceipt"
                return str(client.made(path, {"externalId": "IR-1"}))
            case "customerDeposit":
                return str(client.made("/customerDeposit", deposit(jane)))
            case "depositApplication":
                invoice = make("invoice")
                apply = {"items": [{"doc": {"id": invoice}, "amount": 5}]}
                path = f"/customerDeposit/{of('customerDeposit')}/!transform/depositApplication"
                return str(client.made(path, {"apply": apply, "externalId": "DA-1"}))
            case "deposit":
                return str(client.made("/deposit", bank(make("cashSale"))))
            case "journalEntry":
                return str(client.made("/journalEntry", journal()))
            case "estimate":
                return str(client.made("/estimate", one_tee))
            case "kitItem":
                return str(client.made("/kitItem", item_body("kitItem")))
        return str(make(kind))

    return of


def deposit(customer: str) -> dict[str, Any]:
    return {"customer": {"id": customer}, "payment": 50}


def bank(document: str) -> dict[str, Any]:
    return {
        "account": {"id": "1"},
        "payment": {"items": [{"id": document}]},
        "other": {"items": [{"account": {"id": "13"}, "amount": -4.01}]},
        "cashBack": {"items": [{"account": {"id": "10"}, "amount": 1}]},
    }


class TestReading:
    @pytest.mark.parametrize("kind", [*TRANSACTIONS, *ITEMS])
    def test_page_and_one(self, client: Any, build: Build, kind: str) -> None:
        number = build(kind)
        assert client.get(f"/{kind}")["items"][-1]["id"] == number
        assert client.get(f"/{kind}/{number}")["id"] == number
        assert client.detail("GET", f"/{kind}", query="limit=0") == BAD_LIMIT
        absent = WRONG_TYPE if kind in TRANSACTIONS else NO_RECORD
        assert client.detail("GET", f"/{kind}/999999") == absent

    @pytest.mark.parametrize(
        ("kind", "sublist", "line", "field", "value", "part"),
        [
            ("returnAuthorization", "item", "1", "amount", "19.99", "item"),
            ("returnAuthorization", "taxDetails", "1", "taxAmount", "1.65", "taxCode"),
            ("itemReceipt", "item", "1", "quantity", "1.0", "item"),
            ("depositApplication", "apply", "doc=1002,line=0", "amount", "5.0", "doc"),
            ("deposit", "payment", "1002", "paymentAmount", "21.64", "entity"),
            ("deposit", "other", "1", "amount", "-4.01", "account"),
            ("deposit", "cashBack", "2", "amount", "1.0", "account"),
            ("journalEntry", "line", "2", "credit", "5.0", "account"),
            ("estimate", "item", "1", "amount", "19.99", "item"),
            ("estimate", "taxDetails", "1", "taxAmount", "1.65", "taxCode"),
            ("kitItem", "member", "1", "quantity", "2.0", "item"),
        ],
    )
    def test_sublists(
        self,
        client: Any,
        build: Build,
        kind: str,
        sublist: str,
        line: str,
        field: str,
        value: str,
        part: str,
    ) -> None:
        path = f"/{kind}/{build(kind)}/{sublist}"
        assert client.get(path)["count"] >= 1
        assert client.get(f"{path}/{line}")[field] == value
        assert client.get(f"{path}/{line}/{part}")["id"]
        assert client.detail("GET", f"{path}/99") == NO_RECORD
        assert client.detail("GET", f"{path}/{line}/nothing") == NO_RECORD
        absent = NO_RECORD if kind == "kitItem" else WRONG_TYPE
        assert client.detail("GET", f"/{kind}/999999/{sublist}") == absent

    def test_what_a_deposit_was_spent_on(self, client: Any, build: Build) -> None:
        build("depositApplication")
        [spent] = client.get("/customerDeposit")["items"]
        path = f"/customerDeposit/{spent['id']}/apply"
        [line] = client.get(path, "expandSubResources=true")["items"]
        assert line["amount"] == "5.0"
        key = line["links"][0]["href"].rsplit("/", 1)[1]
        assert client.get(f"{path}/{key}")["amount"] == "5.0"
        assert client.get(f"{path}/{key}/doc")["refName"] == "Invoice #INV1001"
        assert client.detail("GET", f"{path}/99") == NO_RECORD
        assert client.detail("GET", f"{path}/{key}/nothing") == NO_RECORD
        assert client.detail("GET", "/customerDeposit/999999/apply") == WRONG_TYPE

    @pytest.mark.parametrize("kind", PRICED)
    def test_prices(self, client: Any, build: Build, kind: str) -> None:
        number = build(kind)
        body = {"price": {"items": [{"priceLevel": {"id": "1"}, "price": 7.5}]}}
        assert client("PATCH", f"/{kind}/{number}", body).status == 204
        path = f"/{kind}/{number}/price"
        key = "currencypage=1,pricelevel=1,quantity=0"
        assert client.get(path)["count"] == 1
        assert client.get(f"{path}/{key}")["price"] == "7.5"
        assert client.get(f"{path}/{key}/currencyPage")["refName"] == "US Dollar"
        assert client.detail("GET", f"{path}/9") == NO_RECORD
        assert client.detail("GET", f"{path}/{key}/nothing") == NO_RECORD
        assert client.detail("GET", f"/{kind}/999999/price") == NO_RECORD

    @pytest.mark.parametrize("kind", [*PRICED, "discountItem", "shipItem"])
    def test_subsidiaries_of_an_item(self, client: Any, build: Build, kind: str) -> None:
        number = build(kind)
        client.netsuite.desk.enable_one_world()
        path = f"/{kind}/{number}/subsidiary"
        assert client.get(path)["count"] == 1
        assert client.get(f"{path}/1")["refName"] == "Parent Company"
        assert client.detail("GET", f"{path}/2") == NO_RECORD
        assert client.detail("GET", f"/{kind}/999999/subsidiary") == NO_RECORD

    @pytest.mark.parametrize(
        ("kind", "field", "shown"),
        [
            ("returnAuthorization", "createdFrom", ("tranId", "CS1001")),
            ("itemReceipt", "createdFrom", ("tranId", "RMA1001")),
            ("customerDeposit", "customer", ("lastName", "Roe")),
            ("depositApplication", "deposit", ("tranId", "CD1001")),
            ("deposit", "account", ("acctName", "Checking")),
            ("journalEntry", "postingPeriod", ("periodName", "Nov 2026")),
            ("estimate", "entity", ("lastName", "Roe")),
            *((kind, "incomeAccount", ("acctName", "Sales")) for kind in ITEMS),
        ],
    )
    def test_what_a_field_points_at(
        self, client: Any, build: Build, kind: str, field: str, shown: tuple[str, str]
    ) -> None:
        path = f"/{kind}/{build(kind)}"
        assert client.get(f"{path}/{field}")[shown[0]] == shown[1]
        assert client.detail("GET", f"{path}/nothing") == NO_RECORD

    def test_companies_and_places(self, client: Any) -> None:
        desk = client.netsuite.desk
        desk.enable_one_world()
        europe = desk.add_subsidiary("Acme Europe", "EUR").id
        place = desk.add_location("Berlin", europe).id
        for kind, number in (("subsidiary", europe), ("location", place)):
            assert client.get(f"/{kind}")["items"][-1]["id"] == str(number)
            assert client.get(f"/{kind}/{number}")["id"] == str(number)
            assert client.detail("GET", f"/{kind}", query="limit=0") == BAD_LIMIT
            assert client.detail("GET", f"/{kind}/999999") == NO_RECORD
            assert client.detail("GET", f"/{kind}/{number}/nothing") == NO_RECORD
        assert client.get(f"/subsidiary/{europe}/parent")["name"] == "Parent Company"
        assert client.get(f"/location/{place}/subsidiary")["name"] == "Acme Europe"

    def test_checks_and_accounts(self, client: Any, make: Any) -> None:
        netsuite = client.netsuite
        netsuite.settings.checks_for_refunds = True
        method = netsuite.desk.add_payment_method("Check", is_check=True).id
        sale = make("cashSale")
        path = f"/cashSale/{sale}/!transform/cashRefund"
        refund = client.made(path, {"paymentMethod": {"id": str(method)}})
        [check] = client.get("/check")["items"]
        number = check["id"]
        assert client.get(f"/check/{number}")["total"] == "21.64"
        assert client.get(f"/check/{number}/createdFrom")["id"] == refund
        assert client.detail("GET", "/check", query="limit=0") == BAD_LIMIT
        assert client.detail("GET", "/check/999999") == WRONG_TYPE
        assert client.detail("GET", f"/check/{number}/nothing") == NO_RECORD
        checking = netsuite.records.accounts[1]
        netsuite.records.accounts.put(replace(checking, currency=1))
        assert client.get("/account/1/currency")["symbol"] == "USD"
        assert client.detail("GET", "/account/1/nothing") == NO_RECORD


class TestItems:
    @pytest.mark.parametrize("kind", ITEMS)
    def test_every_write(self, client: Any, item_body: Any, kind: str) -> None:
        made = client.made(f"/{kind}", item_body(kind))
        assert client.get(f"/{kind}/{made}")["itemId"] == "NEW"
        taken = (
            400,
            ACCESSING + "Uniqueness error - There is already an item with that name or with that "
            "name and parent combination.",
        )
        assert client.detail("POST", f"/{kind}", item_body(kind)) == taken
        assert client("PATCH", f"/{kind}/{made}", {"upcCode": "0012345"}).status == 204
        assert client.get(f"/{kind}/{made}")["upcCode"] == "0012345"
        nameless = missing("Item Name/Number")
        assert client.detail("PATCH", f"/{kind}/{made}", {"itemId": None}) == nameless
        path = f"/{kind}/eid:ITEM-1"
        assert client("PUT", path, item_body(kind, "OTHER")).status == 204
        assert client.get(path)["itemId"] == "OTHER"
        assert client.detail("PUT", f"/{kind}/eid:ITEM-2", {}) == nameless
        assert client("DELETE", f"/{kind}/{made}").status == 204
        assert made not in [each["id"] for each in client.get(f"/{kind}")["items"]]
        assert client.detail("DELETE", f"/{kind}/{made}") == NO_RECORD


class TestTransactions:
    def test_create(self, client: Any, make: Any, jane: str, one_tee: Any) -> None:
        money = client.made("/customerDeposit", deposit(jane))
        assert client.ledger(money)[1] == ("Customer Deposits", "0.00", "50.00")
        assert client.detail("POST", "/customerDeposit", {}) == missing("Customer")
        sale = make("cashSale")
        taken = client.made("/deposit", bank(sale))
        assert client.ledger(taken)[0] == ("Checking", "16.63", "0.00")
        assert client.detail("POST", "/deposit", bank(sale)) == invalid(sale, "id")
        written = client.made("/journalEntry", journal())
        assert client.ledger(written) == [("Checking", "5.00", "0.00"), ("Sales", "0.00", "5.00")]
        assert client.detail("POST", "/journalEntry", {}) == NO_LINES
        for kind in ("estimate", "returnAuthorization"):
            made = client.made(f"/{kind}", one_tee)
            assert client.get(f"/{kind}/{made}")["total"] == "21.64"
            assert client.ledger(made) == []
            assert client.detail("POST", f"/{kind}", {}) == missing("Customer")

    def test_what_is_only_made_from_another(self, client: Any, jane: str) -> None:
        body = {"customer": {"id": jane}}
        assert client.detail("POST", "/depositApplication", body) == missing("Deposit")
        body = {"entity": {"id": jane}}
        assert client.detail("POST", "/itemReceipt", body) == missing("Created From")

    @pytest.mark.parametrize("kind", TRANSACTIONS)
    def test_change(self, client: Any, build: Build, kind: str) -> None:
        made = build(kind)
        assert client("PATCH", f"/{kind}/{made}", {"memo": "seen"}).status == 204
        assert client.get(f"/{kind}/{made}")["memo"] == "seen"
        no_date = missing("Date")
        assert client.detail("PATCH", f"/{kind}/{made}", {"tranDate": None}) == no_date

    @pytest.mark.parametrize("kind", TRANSACTIONS)
    def test_delete(self, client: Any, build: Build, kind: str) -> None:
        made = build(kind)
        assert client("DELETE", f"/{kind}/{made}").status == 204
        assert client.ledger(made) == []
        assert client.get(f"/{kind}")["count"] == 0
        assert client.detail("DELETE", f"/{kind}/{made}") == WRONG_TYPE

    @pytest.mark.parametrize(
        "kind", ["customerDeposit", "deposit", "journalEntry", "estimate", "returnAuthorization"]
    )
    def test_upsert(self, client: Any, make: Any, jane: str, one_tee: Any, kind: str) -> None:
        body = {
            "customerDeposit": lambda: deposit(jane),
            "deposit": lambda: bank(make("cashSale")),
            "journalEntry": journal,
        }.get(kind, lambda: one_tee)()
        path = f"/{kind}/eid:X-1"
        assert client("PUT", path, body).status == 204
        assert client("PUT", path, {"memo": "again"}).status == 204
        assert client.get(path)["memo"] == "again"
        assert client.get(f"/{kind}")["count"] == 1
        assert client.detail("PUT", path, {"tranDate": None}) == missing("Date")

    @pytest.mark.parametrize(
        ("kind", "key"), [("itemReceipt", "IR-1"), ("depositApplication", "DA-1")]
    )
    def test_upsert_of_what_was_made_from_another(
        self, client: Any, build: Build, kind: str, key: str
    ) -> None:
        made = build(kind)
        path = f"/{kind}/eid:{key}"
        assert client("PUT", path, {"memo": "again"}).status == 204
        assert client.get(f"/{kind}/{made}")["memo"] == "again"
        assert client.detail("PUT", path, {"tranDate": None}) == missing("Date")


class TestTransforms:
    @pytest.mark.parametrize(
        ("source", "target", "total"),
        [
            ("invoice", "returnAuthorization", "21.64"),
            ("estimate", "salesOrder", "21.64"),
            ("estimate", "invoice", "21.64"),
            ("estimate", "cashSale", "21.64"),
        ],
    )
    def test_documents(
        self, client: Any, build: Build, source: str, target: str, total: str
    ) -> None:
        before = build(source)
        path = f"/{source}/{before}/!transform/{target}"
        made = client.made(path)
        assert client.get(f"/{target}/{made}")["total"] == total
        assert client.detail("POST", path) == NO_LINES

    def test_an_order_into_a_return(self, client: Any, make: Any) -> None:
        order = make("salesOrder")
        path = f"/salesOrder/{order}/!transform/returnAuthorization"
        assert client.detail("POST", path) == NO_LINES
        client.made(f"/salesOrder/{order}/!transform/itemFulfillment")
        made = client.made(path)
        assert client.get(f"/returnAuthorization/{made}")["createdFrom"]["id"] == order

    @pytest.mark.parametrize("target", ["cashRefund", "creditMemo"])
    def test_a_return_into_its_refund(self, client: Any, build: Build, target: str) -> None:
        rma = build("returnAuthorization")
        path = f"/returnAuthorization/{rma}/!transform/{target}"
        assert client.detail("POST", path) == NO_LINES
        receipt = client.made(f"/returnAuthorization/{rma}/!transform/itemReceipt")
        assert client.ledger(receipt) == [
            ("Cost of Goods Sold", "0.00", "8.00"),
            ("Inventory Asset", "8.00", "0.00"),
        ]
        refund = client.made(path)
        assert client.get(f"/{target}/{refund}")["total"] == "21.64"
        assert client.get(f"/returnAuthorization/{rma}")["status"]["id"] == "Refunded"
        again = f"/returnAuthorization/{rma}/!transform/itemReceipt"
        assert client.detail("POST", again) == NO_LINES

    def test_a_deposit_into_what_spends_it(self, client: Any, build: Build, make: Any) -> None:
        money = build("customerDeposit")
        path = f"/customerDeposit/{money}/!transform"
        amount = missing("Amount")
        assert client.detail("POST", f"{path}/depositApplication") == amount
        invoice = make("invoice")
        apply = {"apply": {"items": [{"doc": {"id": invoice}, "amount": 20}]}}
        client.made(f"{path}/depositApplication", apply)
        assert client.get(f"/invoice/{invoice}")["amountRemaining"] == "1.64"
        refund = client.made(f"{path}/customerRefund")
        assert client.get(f"/customerRefund/{refund}")["total"] == "30.0"
        spent = (400, ACCESSING + "The amount applied (0.00) exceeds the amount due (0.00).")
        assert client.detail("POST", f"{path}/customerRefund") == spent

    def test_a_customer_into_an_estimate(self, client: Any, jane: str, one_tee: Any) -> None:
        path = f"/customer/{jane}/!transform/estimate"
        made = client.made(path, {"item": one_tee["item"]})
        assert client.get(f"/estimate/{made}")["total"] == "21.64"
        assert client.detail("POST", path) == NO_LINES
