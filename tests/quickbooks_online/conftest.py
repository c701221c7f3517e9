"""A QuickBooks company without its network side, and the order of the worked examples (W1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox.kernel.universe import Universe
from sandbox.quickbooks_online import ledger
from sandbox.quickbooks_online.desk import Desk
from sandbox.quickbooks_online.errors import QuickBooksFault
from sandbox.quickbooks_online.records import Customer, Records, Stored
from sandbox.quickbooks_online.rules import operations
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.seed import furnish
from sandbox.quickbooks_online.settings import Settings

D = Decimal


class Books:
    """The company that the rules know, with short words for the tests."""

    def __init__(self) -> None:
        start = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
        self.universe = Universe("test", 7, start, date(2026, 11, 24), ["quickbooks_online"])
        self.store = self.universe.store
        self.clock = self.universe.clock
        self.ids = self.universe.ids
        self.records = Records(self.store)
        self.settings = Settings(self.records)
        furnish(self)
        self.desk = Desk(self)

    def create(self, entity: str, given: dict[str, Any], *include: str) -> Any:
        options = Options(include=frozenset(include))
        made = operations.create(self, entity, given, options)
        return self.records.table(entity)[made.id]

    def update(self, document: Stored, given: dict[str, Any], *include: str) -> Any:
        """A sparse update of the newest version, unless `given` says otherwise."""
        entity = type(document).__name__
        newest = self.records.table(entity)[document.id]
        body = {"Id": document.id, "SyncToken": str(newest.sync_token), "sparse": True, **given}
        operations.update(self, entity, body, Options(include=frozenset(include)))
        return self.records.table(entity)[document.id]

    def void(self, document: Stored, *include: str) -> Any:
        entity = type(document).__name__
        newest = self.records.table(entity)[document.id]
        body = {"Id": document.id, "SyncToken": newest.sync_token}
        operations.void(self, entity, body, Options(include=frozenset(include)))
        return self.records.table(entity)[document.id]

    def delete(self, document: Stored) -> Any:
        entity = type(document).__name__
        newest = self.records.table(entity)[document.id]
        return operations.delete(self, entity, {"Id": document.id, "SyncToken": newest.sync_token})

    def again(self, document: Stored) -> Any:
        return self.records.table(type(document).__name__)[document.id]

    def rows(self, document: Stored) -> list[tuple[str, str, str]]:
        """(account, debit, credit) of a transaction's ledger rows."""
        return [
            (
                self.records.accounts[row.account].name or "",
                str(row.debit) if row.debit else "",
                str(row.credit) if row.credit else "",
            )
            for row in ledger.rows_of(self.records, type(document).__name__, document.id)
        ]

    def account(self, name: str) -> dict[str, str]:
        return {"value": self.records.named("Account", name).id}

    def item(self, name: str) -> dict[str, str]:
        return {"value": self.records.named("Item", name).id}

    def line(self, name: str, quantity: int, price: str, tax: str = "TAX") -> dict[str, Any]:
        return {
            "Amount": D(price) * quantity,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": self.item(name),
                "Qty": quantity,
                "UnitPrice": D(price),
                "TaxCodeRef": {"value": tax},
            },
        }

    def discount(self, amount: str) -> dict[str, Any]:
        return {
            "Amount": D(amount),
            "DetailType": "DiscountLineDetail",
            "DiscountLineDetail": {"PercentBased": False},
        }

    def shipping(self, amount: str) -> dict[str, Any]:
        return {
            "Amount": D(amount),
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": {"value": "SHIPPING_ITEM_ID"},
                "TaxCodeRef": {"value": "TAX"},
            },
        }

    def w1(self, customer: str | None, **more: Any) -> dict[str, Any]:
        """W1: three lines, 12.24 off, shipping 7.95, tax 9.75 taken line by line; 127.82."""
        return {
            **({"CustomerRef": {"value": customer}} if customer else {}),
            "Line": [
                self.line("TEE-BLK", 3, "19.99"),
                self.line("MUG-WHT", 1, "12.49"),
                self.line("CAP-RED", 2, "24.95"),
                self.discount("12.24"),
                self.shipping("7.95"),
            ],
            "TxnTaxDetail": {"TotalTax": D("9.75")},
            **more,
        }

    def w2(self, customer: str | None, **more: Any) -> dict[str, Any]:
        """W2: one TEE-BLK of three comes back: 19.99 less 2.00, tax 1.48; 19.47."""
        return {
            **({"CustomerRef": {"value": customer}} if customer else {}),
            "Line": [self.line("TEE-BLK", 1, "19.99"), self.discount("2.00")],
            "TxnTaxDetail": {"TotalTax": D("1.48")},
            **more,
        }

    def w4(self, customer: str | None, **more: Any) -> dict[str, Any]:
        """W4: goodwill of 15.00 on the adjustment item, no tax."""
        line = {
            "Amount": D("15.00"),
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": self.item("Refund Adjustment"),
                "TaxCodeRef": {"value": "NON"},
            },
        }
        return {
            **({"CustomerRef": {"value": customer}} if customer else {}),
            "Line": [line],
            **more,
        }

    def link(self, amount: str, document: Stored, txn_type: str = "") -> dict[str, Any]:
        kind = txn_type or type(document).__name__
        return {"Amount": D(amount), "LinkedTxn": [{"TxnId": document.id, "TxnType": kind}]}

    def pay(self, customer: str, total: str, *lines: dict[str, Any], **more: Any) -> Any:
        given = {"CustomerRef": {"value": customer}, "TotalAmt": D(total), "Line": list(lines)}
        return self.create("Payment", {**given, **more})

    def refused(self, call: Callable[[], object]) -> tuple[str, str]:
        """(code, detail) of the fault that `call` raises; nothing may have been written."""
        before = self.store.fingerprint("quickbooks_online.")
        with pytest.raises(QuickBooksFault) as raised:
            call()
        assert self.store.fingerprint("quickbooks_online.") == before
        error = raised.value.errors[0]
        return error.code, error.detail

    def sound(self) -> None:
        """Debits equal credits, and the kept balances are those of the rows."""
        balances = ledger.trial_balance(self.records)
        assert sum(balances.values(), D(0)) == 0
        kept = {
            row.id.removeprefix("account:"): row.amount
            for row in self.records.balances
            if row.id.startswith("account:")
        }
        assert kept == balances


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def new_books() -> Callable[[], Books]:
    return Books


@pytest.fixture
def jane(books: Books) -> Customer:
    made: Customer = books.create("Customer", {"GivenName": "Jane", "FamilyName": "Roe"})
    return made
