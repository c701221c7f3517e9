"""The same money in each marketplace's way of writing, and the old flat file."""

from __future__ import annotations

import csv
import gzip
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox.amazon.desk import Wanted

D = Decimal


def settle(account: Any, country: str, **more: Any) -> bytes:
    desk = account.desk
    desk.join(country)
    desk.list_product("CAFÉ-01", "Café", D("1000") if country == "JP" else D("19.99"))
    made = desk.place_order([Wanted(sku="CAFÉ-01", quantity=2)], marketplace=country, **more)
    account.later(days=1, hours=1)
    desk.ship(made.id)
    account.later(days=12, hours=23)
    return bytes(desk.download(desk.close_period(country).settlement_id))


DOTS = ("2026-11-24 09:00:00 UTC", "2026-11-25", "2026-11-25 10:00:00 UTC", "39.98", "33.98")
COMMAS = ("24.11.2026 09:00:00 UTC", "25.11.2026", "25.11.2026 10:00:00 UTC", "39,98", "33,98")
SLASHES = ("2026/11/24 09:00:00 UTC", "2026/11/25", "2026/11/25 10:00:00 UTC", "2000", "1700")


@pytest.mark.parametrize(
    ("country", "codec", "written"),
    [
        ("US", "cp1252", DOTS),
        ("GB", "cp1252", DOTS),
        ("AU", "utf-8", DOTS),
        ("DE", "cp1252", COMMAS),
        ("FR", "cp1252", COMMAS),
        ("SE", "utf-8", COMMAS),
        ("JP", "cp932", SLASHES),
    ],
)
def test_marketplaces(
    account: Any, read: Any, country: str, codec: str, written: tuple[str, ...]
) -> None:
    start, day, moment, amount, total = written
    file = read(settle(account, country, tax_rate=D(0)), codec)
    assert file.summary["settlement-start-date"] == start
    assert file.summary["total-amount"] == total
    principal, commission = file.rows
    assert principal["posted-date"] == day
    assert principal["posted-date-time"] == moment
    assert principal["amount"] == amount
    assert commission["amount-description"] == "Commission"
    assert file.total == file.sum


def test_characters_of_the_charset(account: Any, read: Any) -> None:
    content = settle(account, "DE")
    assert "CAFÉ-01".encode("cp1252") in content
    japanese = settle(account, "JP")
    assert b"CAF?-01" in japanese  # windows-31j knows no accent


@pytest.mark.parametrize(
    ("dialect", "start", "total"),
    [
        ("day_first", "24/11/2026 09:00:00 UTC", "33.98"),
        ("iso", "2026-11-24T09:00:00+00:00", "33.98"),
        ("european", "24.11.2026 09:00:00 UTC", "33,98"),
    ],
)
def test_the_language_of_the_account_decides(
    account: Any, read: Any, dialect: str, start: str, total: str
) -> None:
    account.settings.settlement_dialect = dialect
    file = read(settle(account, "US", tax_rate=D(0)))
    assert file.summary["settlement-start-date"] == start
    assert file.summary["total-amount"] == total


def test_line_ends_of_both_flat_files(new_account: Any, read: Any) -> None:
    account = new_account(as_of=date(2026, 3, 1))
    account.settings.settlement_line_end = "\r\n"
    content = settle(account, "US")
    assert content.count(b"\r\n") == content.count(b"\n") > 2
    assert read(content).total == read(content).sum
    kept = {
        report.type: gzip.decompress(account.records.files[report.document].content)
        for report in account.records.reports
    }
    assert kept["GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"] == content
    old = kept["GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE"]
    assert old.count(b"\r\n") == old.count(b"\n") > 2


def test_vat_inside_and_beside_the_price(new_account: Any, read: Any) -> None:
    gross = read(settle(new_account(), "DE"), "cp1252")
    assert [(row["amount-description"], row["amount"]) for row in gross.rows] == [
        ("Principal", "39,98"), ("Commission", "-6,00"),
    ]  # fmt: skip
    account = new_account()
    account.settings.vat_calculation_service = True
    net = read(settle(account, "DE"), "cp1252")
    assert [(row["amount-description"], row["amount"]) for row in net.rows] == [
        ("Principal", "33,60"), ("Tax", "6,38"), ("Commission", "-5,04"),
    ]  # fmt: skip
    deemed = read(settle(new_account(), "DE", deemed_supplier=True), "cp1252")
    assert [(row["amount-description"], row["amount"]) for row in deemed.rows] == [
        ("Principal", "33,60"), ("Tax", "6,38"), ("MarketplaceFacilitatorVAT-Principal", "-6,38"),
        ("Commission", "-5,04"),
    ]  # fmt: skip


def _version_1(account: Any, settlement: str) -> list[dict[str, str]]:
    [report] = [each for each in account.records.reports if each.type.endswith("FLAT_FILE")]
    text = gzip.decompress(account.records.files[report.document].content).decode("cp1252")
    reader = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    assert len(reader.fieldnames or ()) == 36
    return list(reader)


def test_version_1_says_the_same_money(new_account: Any) -> None:
    account = new_account(as_of=date(2026, 3, 1))
    desk = account.desk
    made = desk.place_order({"AMZ-LAMP": 2})
    desk.ship(made.id)
    desk.refund(made.id, {"AMZ-LAMP": 1})
    desk.charge("advertising", D("5.00"))
    desk.charge("storage", D("1.00"))
    account.later(days=14)
    closed = desk.close_period(reserve=D("3.00"))
    summary, *rows = _version_1(account, closed.settlement_id)
    assert datetime.fromisoformat(summary["settlement-end-date"]) == closed.end
    amounts = [name for name in summary if name.endswith("-amount") and name != "total-amount"]
    total = sum((D(row[name]) for row in rows for name in amounts if row[name]), D(0))
    assert D(summary["total-amount"]) == total == closed.total
    first = rows[0]
    assert first["quantity-purchased"] == "2"
    assert not any(first[name] for name in amounts)
    names = {row["transaction-type"] for row in rows}
    assert {"Storage Fee", "Current Reserve Amount", "Order", "Refund", "ServiceFee"} == names
