"""Words nobody knows, marketplaces, alike rows, and a settlement that comes again."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime, timedelta

import pytest

from connector.money import Money
from connector.settlements import ChangedSettlement, Kind, Shelf, read_statement
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


def test_a_second_time_changes_nothing_and_names_the_first(make, tmp_path):
    shelf = Shelf(tmp_path / "shelf.db")
    first = shelf.take(make(), name="report 9", now=NOW)
    packed = io.BytesIO(gzip.compress(make(german=True, total="24,30").read_bytes()))
    again = shelf.take(packed, name="upload.txt.gz", now=NOW + timedelta(days=3))
    assert (first.again, again.again) == (False, True)
    assert again.sentence == (
        "settlement 10000000001 was already taken from report 9 on 2024-02-10 09:30 UTC; "
        "nothing was changed"
    )
    assert sum(each.rows for each in shelf.postings("10000000001")) == 33
    shelf.close()


def test_the_same_number_with_other_figures_is_refused(make, rows, tmp_path):
    shelf = Shelf(tmp_path / "shelf.db")
    shelf.take(make(), name="report 9", now=NOW)
    with pytest.raises(ChangedSettlement) as refused:
        shelf.take(make(rows[:-1], total="69.30"), name="report 10", now=NOW)
    assert "taken from report 9 with 39 rows and 24.30 USD" in str(refused.value)
    assert "now it has 38 rows and 69.30 USD" in str(refused.value)
    shelf.close()


def test_an_order_in_many_places_of_a_long_file_is_one_posting(make, tmp_path):
    """Longer than several blocks; every third row is of the same order."""
    rows = [
        {
            "transaction-type": "Refund" if number % 6 == 0 else "Order",
            "order-id": f"111-{number % 3:07d}-0000000", "amount-type": "ItemPrice",
            "amount-description": "Principal", "amount": f"{number % 7}.01",
            "posted-date": "2024-02-01", "posted-date-time": "2024-02-01 00:00:00 UTC",
        }
        for number in range(1800)
    ]  # fmt: skip
    cents = sum(number % 7 for number in range(1800)) * 100 + 1800
    shelf = Shelf(tmp_path / "shelf.db")
    file = make(rows, total=f"{cents // 100}.{cents % 100:02d}")
    assert file.stat().st_size > 2 * (1 << 16)
    shelf.take(file, name="long", now=NOW)
    found = [(each.kind.value, each.order_id[4:11], each.rows)
             for each in shelf.postings("10000000001")]  # fmt: skip
    shelf.close()
    assert found == [
        ("order", "0000000", 300), ("refund", "0000000", 300),
        ("order", "0000001", 600), ("order", "0000002", 600),
    ]  # fmt: skip
