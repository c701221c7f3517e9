"""Words nobody knows, marketplaces, alike rows, and a settlement that comes again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connector.money import Money
from connector.settlements import Kind, read_statement
from connector.settlements.kinds import is_known, kind_of

NOW = datetime(2024, 2, 10, 9, 30, tzinfo=UTC)
FEE = {
    "transaction-type": "other-transaction", "amount-type": "other-transaction",
    "amount-description": "Storage Fee", "posted-date": "2024-02-01",
    "posted-date-time": "2024-02-01 00:00:00 UTC", "amount": "-1.00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "amount_type", "description", "expected", "known"),
    [
        ("ORDER", "itemprice", "PRINCIPAL", Kind.ORDER, True),
        ("Order", "ItemFees", "Brand New Fee", Kind.ORDER, False),
        ("A-to-z Guarantee Refund", "ItemPrice", "Principal", Kind.REFUND, True),
        ("Chargeback Refund", "ItemFees", "Commission", Kind.REFUND, True),
        ("FBAFees", "FBA Inventory Storage Fee", "Base fee", Kind.NON_ORDER, True),
        ("other-transaction", "other-transaction", "Current Reserve Amount", Kind.RESERVE, True),
        ("other-transaction", "other-transaction", "Payable to Amazon", Kind.BALANCE, True),
        ("other-transaction", "other-transaction", "Successful charge", Kind.BALANCE, True),
        ("other-transaction", "other-transaction",
         "Transfer of funds unsuccessful: Amazon has no bank account", Kind.BALANCE, True),
        ("Moon Tax", "Moon", "Full", Kind.UNKNOWN, False),
    ],
)  # fmt: skip
def test_kinds(kind, amount_type, description, expected, known):
    assert kind_of(kind, description) is expected
    assert is_known(kind, amount_type, description) is known


def test_unknown_words_are_kept_and_shown(make, rows):
    new = FEE | {"transaction-type": "Moon Tax", "amount": "-4.30"}
    statement = read_statement(make([*rows, new], total="20.00"))
    assert [(each.transaction_type, str(each.amount)) for each in statement.unknown] == [
        ("Moon Tax", "-4.30 USD")
    ]
    assert statement.of(Kind.UNKNOWN) == Money.of("-4.30", "USD")


def test_several_marketplaces_are_told_apart(make):
    rows = [
        FEE | {"marketplace-name": "Amazon.de"},
        FEE | {"marketplace-name": "Amazon.fr"},
        FEE | {"marketplace-name": ""},
    ]
    statement = read_statement(make(rows, total="-3.00", currency="EUR"))
    assert statement.marketplace is None
    one = Money.of("-1.00", "EUR")
    assert statement.by_marketplace() == {"Amazon.de": one, "Amazon.fr": one, "": one}


def test_rows_that_are_alike_all_count(make):
    statement = read_statement(make([FEE] * 3, total="-3.00"))
    assert [(each.rows, str(each.amount)) for each in statement.groups] == [(3, "-3.00 USD")]
