"""Dates, decimal marks and letters: found out from the file, never by marketplace."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from connector.money import Money
from connector.settlements import SettlementReader, Unreadable, read_statement
from connector.settlements.dialect import Amounts, DateLayout, date_layout

FEE = {
    "transaction-type": "other-transaction", "amount-type": "other-transaction",
    "amount-description": "Storage Fee", "posted-date": "2024-02-01",
    "posted-date-time": "2024-02-01 00:00:00 UTC",
}  # fmt: skip


def read(texts: list[str], decimals: int = 2) -> list[int]:
    amounts = Amounts(decimals)
    return [amounts.read(each) for each in texts]


@pytest.mark.parametrize(
    ("texts", "decimals", "minor"),
    [
        (["24.30", "-7.5", "1,141.18", "", "3"], 2, [2430, -750, 114118, 0, 300]),
        (["24,30", "-7,5", "1.141,18", "1.141", "3"], 2, [2430, -750, 114118, 114100, 300]),
        (["1,234", "12.30"], 2, [123400, 1230]),
        (["1.234", "12,30"], 2, [123400, 1230]),
        (["1.234.567", "8,5"], 2, [123456700, 850]),
        (["1234", "1234.0", "-5.00"], 0, [1234, 1234, -5]),
        (["-0.00", "-0,5".replace(",", ".")], 2, [0, -50]),
    ],
)
def test_amounts_are_exact(texts, decimals, minor):
    assert read(texts, decimals) == minor


@pytest.mark.parametrize("wrong", ["12.34", "1.14,18", "12,345"])
def test_a_cell_against_the_files_decimal_mark(wrong):
    with pytest.raises(Unreadable):
        read(["24,30", wrong])


def test_the_summary_row_may_leave_the_mark_open(make):
    rows = [FEE | {"amount": "12,50"}, FEE | {"amount": "-0,50"}]
    statement = read_statement(make(rows, total="12", currency="EUR"))
    assert statement.summary.total == Money.of("12.00", "EUR")
    assert statement.dialect.decimal_mark == ","


@pytest.mark.parametrize(
    ("start", "end", "deposit", "layout"),
    [
        ("2026-03-06 08:52:26 UTC", "2026-03-20 08:52:26 UTC", "2026-03-22 08:52:26 UTC", "ISO"),
        ("2015-12-02T03:27:08+00:00", "2015-12-16T03:27:08+00:00", "", "ISO"),
        ("14.03.2023 07:49:55 UTC", "28.03.2023 07:49:55 UTC", "30.03.2023 07:49:55 UTC", "DOTS"),
        ("2026/09/07 00:20:09 UTC", "2026/09/21 00:20:09 UTC", "", "JAPANESE"),
        ("14/03/2026 07:49:55 UTC", "28/03/2026 07:49:55 UTC", "", "DAY_FIRST"),
        ("02/03/2026 07:49:55 UTC", "09/03/2026 07:49:55 UTC", "11/03/2026 07:49:55 UTC",
         "DAY_FIRST"),
        ("03/02/2026 07:49:55 UTC", "03/09/2026 07:49:55 UTC", "03/11/2026 07:49:55 UTC",
         "MONTH_FIRST"),
    ],
)  # fmt: skip
def test_date_layouts(start, end, deposit, layout):
    assert date_layout(start, end, deposit, 2) is DateLayout[layout]


def test_dates_that_leave_it_open_or_run_backwards():
    day = "05/05/2026 07:49:55 UTC"
    with pytest.raises(Unreadable, match="day or the month first"):
        date_layout(day, day, day, 2)
    with pytest.raises(Unreadable, match="no settlement period"):
        date_layout("2026-03-06 08:00:00 UTC", "2026-03-05 08:00:00 UTC", "", 2)


def test_an_offset_is_brought_to_utc():
    found = DateLayout.ISO.moment("2026-03-01T01:30:00+02:00")
    assert found == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)


def test_the_day_is_that_of_the_moment_and_only_without_one_that_of_the_date(make):
    rows = [
        FEE | {"amount": "1.00", "posted-date": "31/01/24"},
        FEE | {"amount": "1.00", "posted-date": "2024-01-31", "posted-date-time": ""},
    ]
    with SettlementReader(make(rows, total="2.00")) as reader:
        first, second = reader.rows()
    assert (first.day, first.posted) == (date(2024, 2, 1), datetime(2024, 2, 1, tzinfo=UTC))
    assert (second.day, second.posted) == (date(2024, 1, 31), None)


@pytest.mark.parametrize(
    ("charset", "declared", "currency", "sku"),
    [
        ("cp1252", None, "EUR", "Größe “L”"),
        ("utf-8", None, "EUR", "Größe “L”"),
        ("utf-8-sig", None, "AUD", "Größe"),
        ("cp1252", "windows-1252", "GBP", "Ã©"),
        ("cp932", None, "JPY", "表ソ能"),
        ("cp932", "windows-31j", "JPY", "髙橋 ①"),
    ],
)
def test_letters(make, charset, declared, currency, sku):
    rows = [FEE | {"amount": "3", "sku": sku}]
    with SettlementReader(
        make(rows, total="3", currency=currency, charset=charset), declared
    ) as it:
        assert [row.sku for row in it.rows()] == [sku]


def test_a_japanese_settlement(make):
    rows = [
        FEE | {"amount": "1234.0", "posted-date-time": "2024/02/01 00:20:09 UTC"},
        FEE | {"amount": "-234", "posted-date-time": "2024/02/02 00:20:09 UTC"},
    ]
    period = ("2024/01/24", "2024/02/07", "2024/02/09")
    statement = read_statement(make(rows, total="1000", currency="JPY", period=period))
    assert statement.summary.total == Money.of(1000, "JPY")


def test_quotes_and_columns_in_another_order(make, rows):
    rows[3]["sku"] = '5" LAMP "'
    rows[4]["promotion-id"] = '"Free'
    header = "\t".join(reversed(make().read_text().split("\n")[0].split("\t"))) + "\tnew-column"
    statement = read_statement(make(rows, header=header))
    assert (statement.rows, len(statement.unknown)) == (39, 0)
    with SettlementReader(make(rows)) as reader:
        found = list(reader.rows())
    assert (found[3].sku, found[4].promotion_id) == ('5" LAMP "', '"Free')
