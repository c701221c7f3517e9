"""The world of example W8: the settlement of the example, and the books it is to be posted to."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sandbox.audit import audit
from sandbox.netsuite import ledger
from sandbox.world import World
from sandbox.worlds import open_named

FEBRUARY = datetime(2024, 2, 12, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def w8() -> World:
    return open_named("w8-settlement", start=FEBRUARY)


def rows(world: World, settlement: str) -> list[dict[str, str]]:
    text = world.amazon.desk.download(settlement).decode("cp1252")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_days_of_the_example(w8: World) -> None:
    summary, *amounts = rows(w8, "10000000001")
    assert {name: value for name, value in summary.items() if value} == {
        "settlement-id": "10000000001",
        "settlement-start-date": "2024-01-24 08:00:00 UTC",
        "settlement-end-date": "2024-02-07 08:00:00 UTC",
        "deposit-date": "2024-02-09 08:00:00 UTC",
        "total-amount": "24.30",
        "currency": "USD",
    }
    days: defaultdict[str, list[str]] = defaultdict(list)
    for row in amounts:
        key = f"{row['transaction-type']} {row['order-id'][-1:] or row['amount-description']}"
        days[key].append(row["posted-date"][5:])
    assert {key: sorted(set(found)) for key, found in days.items()} == {
        "Order 1": ["01-25"],
        "Order 2": ["01-27"],
        "Order 3": ["02-02"],
        "Order 4": ["02-03"],
        "Refund 1": ["02-04"],
        "Refund 8": ["01-29"],
        "Refund 9": ["02-05"],
        "ServiceFee TransactionTotalAmount": ["01-30"],
        "other-transaction WAREHOUSE_DAMAGE": ["01-31"],
        "other-transaction Subscription Fee": ["02-01"],
        "other-transaction Storage Fee": ["02-05"],
        "other-transaction Previous Reserve Amount Balance": ["01-24"],
        "other-transaction Current Reserve Amount": ["02-07"],
    }


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), date(2026, 11, 7)),
        (datetime(2026, 12, 9, 7, 59, tzinfo=UTC), date(2026, 11, 7)),
        (datetime(2026, 12, 9, 8, 0, tzinfo=UTC), date(2026, 12, 7)),
    ],
)
def test_any_other_day_has_the_latest_turn_of_a_month(start: datetime, end: date) -> None:
    world = open_named("w8-settlement", start=start)
    summary, *amounts = rows(world, "10000000001")
    assert summary["settlement-end-date"] == f"{end} 08:00:00 UTC"
    assert len(amounts) == 39
    assert sum(Decimal(row["amount"]) for row in amounts) == Decimal("24.30")
    months: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in amounts:
        months[row["posted-date"][5:7]] += Decimal(row["amount"])
    assert list(months.values()) == [Decimal("86.77"), Decimal("-62.47")]
    listed = {report.settlement: report for report in world.amazon.records.reports}
    assert set(listed) == {"10000000000", "10000000001"}


def test_four_orders_are_in_the_books(w8: World) -> None:
    found = [
        (each.type, each.other_ref_num, each.total, each.tax_total, str(each.tran_date))
        for each in w8.netsuite.records.transactions
        if each.type != "ItemShip"
    ]
    D = Decimal
    assert found == [
        ("CashSale", "111-0000008-0000008", D("35.00"), D("0.00"), "2024-01-12"),
        ("SalesOrd", "111-0000001-0000001", D("54.99"), D("0.00"), "2024-01-24"),
        ("CashSale", "111-0000001-0000001", D("54.99"), D("0.00"), "2024-01-25"),
        ("CashSale", "111-0000002-0000002", D("29.99"), D("0.00"), "2024-01-27"),
        ("CashSale", "111-0000003-0000003", D("80.00"), D("0.00"), "2024-02-02"),
    ]
    assert w8.netsuite.desk.item("AMZ-LAMP").quantity_on_hand == 998


def test_the_settlement_customer(w8: World) -> None:
    [found] = w8.netsuite.records.entities_by_external_id.find("amazon-settlements")
    assert found.company_name == "Amazon Settlements"


def test_the_books_hold(w8: World) -> None:
    assert [str(each) for each in audit(w8).findings] == [
        "111-0000004-0000004: the order is not in the books",
        "111-0000009-0000009: the order is not in the books",
    ]
    assert sum(ledger.trial_balance(w8.netsuite.records).values()) == 0
