"""A NetSuite account with one customer and the order of the worked examples (W1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox.kernel.universe import Universe
from sandbox.netsuite import rules
from sandbox.netsuite.app import NetSuite
from sandbox.netsuite.records import Customer, Transaction

D = Decimal


def make_account() -> NetSuite:
    start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    return NetSuite(Universe("test", 7, start, date(2026, 11, 24), ["netsuite"]))


@pytest.fixture
def account() -> NetSuite:
    return make_account()


@pytest.fixture
def jane(account: NetSuite) -> Customer:
    return account.desk.customer(first_name="Jane", last_name="Roe", email="jane@example.com")


def _item(account: NetSuite, name: str) -> int:
    return account.desk.item(name).id


def w1_fields(account: NetSuite, entity: int, *, override: bool = True) -> dict[str, Any]:
    """W1: three lines, 10 % off, taxed shipping, tax 8.25 % taken line by line (9.75)."""
    lines = [
        {
            "item": _item(account, sku),
            "quantity": D(quantity),
            "rate": D(rate),
            "price_level": -1,
            "tax_details_reference": f"T{number}",
        }
        for number, (sku, quantity, rate) in enumerate(
            [("TEE-BLK", 3, "19.99"), ("MUG-WHT", 1, "12.49"), ("CAP-RED", 2, "24.95")], 1
        )
    ]
    fields: dict[str, Any] = {
        "entity": entity,
        "other_ref_num": "#1001",
        "lines": lines,
        "discount_item": _item(account, "Channel Discount"),
        "discount_total": D("-12.24"),
        "ship_method": _item(account, "Standard Shipping"),
        "shipping_cost": D("7.95"),
    }
    if override:
        taxes = [
            ("T1", "53.97", "4.45"),
            ("T2", "11.24", "0.93"),
            ("T3", "44.91", "3.71"),
            ("SHIPPING", "7.95", "0.66"),
        ]
        fields["tax_details_override"] = True
        fields["tax_details"] = [
            {
                "reference": reference,
                "tax_basis": D(basis),
                "tax_rate": D("8.25"),
                "tax_amount": D(amount),
                "tax_code": 1,
                "tax_type": 1,
            }
            for reference, basis, amount in taxes
        ]
    return fields


@pytest.fixture
def w1(account: NetSuite, jane: Customer) -> Callable[..., dict[str, Any]]:
    """The fields of W1 for Jane: `w1(override=False)` leaves tax to the account."""
    return lambda **options: w1_fields(account, jane.id, **options)


@pytest.fixture
def item(account: NetSuite) -> Callable[[str], int]:
    """The internal id of an item by its name."""
    return lambda name: _item(account, name)


Order = Callable[..., Transaction]


@pytest.fixture
def order(account: NetSuite, jane: Customer) -> Order:
    """`order("Shopify Payments")`: W1 as a sales order; more fields go over it."""

    def write(method: str | None = None, override: bool = True, **more: Any) -> Transaction:
        fields = w1_fields(account, jane.id, override=override) | more
        if method is not None:
            found = account.records.payment_methods_by_name.first(method)
            assert found is not None
            fields["payment_method"] = found.id
        made = rules.create(account, "salesOrder", fields)
        assert isinstance(made, Transaction)
        return made

    return write


@pytest.fixture
def new_account() -> Callable[[], tuple[NetSuite, Callable[[str | None], Any]]]:
    """A fresh account at each call, and what writes W1 into it by payment method."""

    def make() -> tuple[NetSuite, Callable[[str | None], Any]]:
        account = make_account()
        jane = account.desk.customer(first_name="Jane", last_name="Roe")

        def write(payment_method: str | None) -> Any:
            fields = w1_fields(account, jane.id)
            fields["payment_method"] = 1 if payment_method else None
            return rules.create(account, "salesOrder", fields)

        return account, write

    return make


@pytest.fixture
def cash_sale(account: NetSuite, order: Order) -> Transaction:
    return account.desk.bill(order("Shopify Payments").id)


@pytest.fixture
def invoice(account: NetSuite, order: Order) -> Transaction:
    return account.desk.bill(order().id)


Rows = list[tuple[str, str, str]]


@pytest.fixture
def rows(account: NetSuite) -> Callable[[Transaction], Rows]:
    """The ledger rows of a transaction as (account name, debit, credit)."""

    def read(transaction: Transaction) -> Rows:
        names = account.records.accounts
        return [
            (names[row.account].acct_name, str(row.debit), str(row.credit))
            for row in account.records.ledger_by_transaction.find(transaction.id)
        ]

    return read
