"""What the amount of a transaction was, told by its system notes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite.app import NetSuite
from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.rules import operations
from sandbox.netsuite.suiteql import run

NOTES = (
    "SELECT type, oldvalue, newvalue FROM systemnote WHERE recordtypeid = -30 "
    "AND field = 'TRANDOC.MAMOUNTMAIN' AND recordid = ? ORDER BY id"
)


def notes(account: NetSuite, transaction: int) -> list[dict[str, str]]:
    return run(account, NOTES, [str(transaction)])


def change(account: NetSuite, sale: Transaction, **fields: object) -> None:
    operations.update(account, "cashSale", sale.id, fields)


def test_a_record_is_born_with_a_note_of_its_amount(
    account: NetSuite, cash_sale: Transaction
) -> None:
    assert notes(account, cash_sale.id) == [{"type": "2", "newvalue": "127.82"}]


def test_a_save_that_moves_the_amount_is_noted(account: NetSuite, cash_sale: Transaction) -> None:
    change(account, cash_sale, lines=[{"line": 3, "quantity": Decimal(1)}])
    assert notes(account, cash_sale.id)[1:] == [
        {"type": "4", "oldvalue": "127.82", "newvalue": "102.87"}
    ]
    change(account, cash_sale, memo="called the buyer")
    assert len(notes(account, cash_sale.id)) == 2


def test_a_note_goes_with_its_record(account: NetSuite, cash_sale: Transaction) -> None:
    account.desk.delete(cash_sale.id)
    assert notes(account, cash_sale.id) == []


def test_a_refused_save_is_not_noted(account: NetSuite, cash_sale: Transaction) -> None:
    account.desk.refund(cash_sale.id, {"CAP-RED": 2})
    with pytest.raises(NetSuiteError):
        change(account, cash_sale, lines=[{"line": 3, "quantity": Decimal(1)}])
    assert len(notes(account, cash_sale.id)) == 1
