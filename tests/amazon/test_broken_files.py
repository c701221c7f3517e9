"""Files with a defect on request, F38 to F46 and what people upload by mistake."""

from __future__ import annotations

import gzip
import zlib
from decimal import Decimal
from typing import Any

import pytest

from sandbox.amazon.desk import Wanted

D = Decimal
W8 = "10000000001"


def content(account: Any, defect: str) -> bytes:
    report = account.desk.publish_broken(W8, defect)
    return gzip.decompress(account.records.files[report.document].content)


def file(account: Any, read: Any, defect: str) -> Any:
    return read(content(account, defect))


def test_f38_rows_of_an_order_that_nobody_has(w8: Any, read: Any) -> None:
    broken = file(w8, read, "F38")
    added = [row for row in broken.rows if row["order-id"] == "114-9999999-9999999"]
    assert len(added) == 8
    assert sum(D(row["amount"]) for row in added) == D("46.74")
    assert broken.total == broken.sum == D("71.04")


def test_f39_the_same_settlement_under_another_report(w8: Any, read: Any) -> None:
    assert content(w8, "F39") == w8.desk.download(W8)
    ids = {each.id for each in w8.records.reports if each.settlement == W8}
    assert len(ids) == 2


def test_f40_nothing_names_the_marketplace(w8: Any, read: Any) -> None:
    broken = file(w8, read, "F40")
    assert {row["marketplace-name"] for row in broken.rows} == {""}
    assert {row["order-id"] for row in broken.rows} == {""}
    assert broken.total == broken.sum == D("-54.21")  # -69.21 + 15.00


def test_f41_one_order_of_both_channels(w8: Any, read: Any) -> None:
    broken = file(w8, read, "F41")
    channels = {
        row["fulfillment-id"] for row in broken.rows if row["order-id"] == "111-0000001-0000001"
    }
    assert channels == {"MFN", "AFN"}
    assert broken.total == broken.sum


def test_f42_two_months(w8: Any, read: Any) -> None:
    broken = file(w8, read, "F42")
    months: dict[str, Decimal] = {}
    for row in broken.rows:
        month = row["posted-date"][:7]
        months[month] = months.get(month, D(0)) + D(row["amount"])
    assert set(months) == {"2024-01", "2024-02"}
    assert sum(months.values()) == broken.total == D("24.30")
    assert broken.summary["settlement-start-date"] <= "2024-01-29"


def test_f43_what_comes_in_is_not_what_was_held(w8: Any, read: Any) -> None:
    broken = file(w8, read, "F43")
    [previous] = [
        row for row in broken.rows
        if row["amount-description"] == "Previous Reserve Amount Balance"
    ]  # fmt: skip
    assert previous["amount"] == "70.00"
    assert broken.total == broken.sum == D("34.30")


def test_f44_a_cent_of_tax(w8: Any, read: Any) -> None:
    broken = file(w8, read, "F44")
    tax = sum(
        D(row["amount"])
        for row in broken.rows
        if row["amount-type"] == "ItemWithheldTax" or "Tax" in row["amount-description"]
    )
    assert tax == D("0.01")
    assert broken.total == broken.sum == D("24.31")


def test_f45_rows_and_total_differ(w8: Any, read: Any) -> None:
    broken = file(w8, read, "F45")
    assert (broken.total, broken.sum) == (D("34.30"), D("24.30"))


def test_f46_decimal_commas_and_points_for_thousands(w8: Any, read: Any) -> None:
    broken = file(w8, read, "F46")
    amounts = [row["amount"] for row in broken.rows]
    assert "1.141,18" in amounts
    assert "-1.141,18" in amounts
    exact = [D(amount.replace(".", "").replace(",", ".")) for amount in amounts]
    assert sum(exact) == broken.total == D("24.30")


def test_version_1_where_2_is_expected(w8: Any) -> None:
    header = content(w8, "version 1").split(b"\n", 1)[0]
    assert len(header.split(b"\t")) == 36


def test_a_document_that_ends_too_early(w8: Any) -> None:
    report = w8.desk.publish_broken(W8, "cut gzip")
    with pytest.raises((EOFError, zlib.error)):
        gzip.decompress(w8.records.files[report.document].content)


def test_a_lone_quotation_mark(w8: Any, read: Any) -> None:
    quoted = file(w8, read, "quotes")
    assert {row["sku"] for row in quoted.rows if row["sku"]} >= {'AMZ-LAMP 19"'}
    assert quoted.sum == D("24.30")


def test_another_report_of_seller_central(w8: Any) -> None:
    lines = content(w8, "other report").decode().splitlines()
    assert lines[0].startswith('"Includes Amazon Marketplace')
    assert lines[7].startswith('"date/time","settlement id","type"')
    assert len(lines) == 8 + 39


CODECS = {"US": "cp1252", "DE": "cp1252", "JP": "cp932", "AU": "utf-8", "SE": "utf-8"}


def settled(account: Any, country: str) -> str:
    """A settlement that takes over a reserve, of two sales, a fee, and what Amazon withheld."""
    desk = account.desk
    desk.join(country)
    price = D(1000) if country == "JP" else D("25.00")
    for _ in range(2):
        wanted = Wanted(sku="AMZ-LAMP", quantity=2, price=price)
        made = desk.place_order([wanted], marketplace=country, deemed_supplier=country == "DE")
        desk.ship(made.id)
        account.later(days=7)
        desk.charge("storage", D("5"), country)
        account.later(days=7)
        closed = desk.close_period(country, reserve=D("10"))
    return str(closed.settlement_id)


@pytest.mark.parametrize("country", CODECS)
def test_every_marketplace_can_be_broken(account: Any, read: Any, country: str) -> None:
    """Each file has its defect and no other: it is written as the account's files are."""
    account.settings.settlement_line_end = "\r\n"
    account.settings.promotion_id_column = False
    key, codec = settled(account, country), CODECS[country]
    whole = account.desk.download(key)
    rows = read(whole, codec).rows

    def shown(defect: str) -> Any:
        report = account.desk.publish_broken(key, defect)
        content = gzip.decompress(account.records.files[report.document].content)
        assert content.count(b"\r\n") == content.count(b"\n")
        found = read(content, codec)
        assert len(found.columns) == 23
        assert (content == whole) == (defect == "F39")
        return found

    assert shown("F39").rows == rows
    assert "114-9999999-9999999" in {row["order-id"] for row in shown("F38").rows}
    assert {row["order-id"] for row in shown("F40").rows} == {""}
    assert {row["fulfillment-id"] for row in shown("F41").rows} >= {"MFN", "AFN"}
    days = {row["posted-date"] for row in shown("F42").rows}
    assert len(days) == 2
    # 2026-12-22 is the end, so one lies in November: 28.11.2026, 2026/11/28 ...
    assert [len([day for day in days if month in day]) for month in ("11", "12")] == [1, 1]
    reserve = [
        row["amount"]
        for row in shown("F43").rows
        if row["amount-description"] == "Previous Reserve Amount Balance"
    ]
    assert [amount.partition(".")[0].partition(",")[0] for amount in reserve] == ["20"]
    off = shown("F45")
    assert off.total - off.sum == 10
    assert all(file.total == file.sum for file in map(shown, ("F38", "F40", "F41", "F42", "F43")))
    if country in ("US", "DE"):
        before = [row for row in rows if row["amount-type"] == "ItemWithheldTax"]
        after = [row for row in shown("F44").rows if row["amount-type"] == "ItemWithheldTax"]
        assert read.amount(after[0]["amount"]) - read.amount(before[0]["amount"]) == D("0.01")
    else:
        assert "no withheld tax" in account.refused(lambda: shown("F44"))
    if country == "JP":
        assert "have no decimals" in account.refused(lambda: shown("F46"))
    else:
        amounts = {row["amount"] for row in shown("F46").rows}
        assert {"1.141,18", "-1.141,18"} < amounts
        assert not [each for each in amounts if "." in each[-3:]]


@pytest.mark.parametrize("country", CODECS)
def test_bytes_that_the_header_is_wrong_about(account: Any, country: str) -> None:
    report = account.desk.publish_broken(settled(account, country), "wrong charset")
    stored = account.records.files[report.document]
    assert stored.content_type == "text/plain; charset=UTF-8"
    with pytest.raises(UnicodeDecodeError):
        gzip.decompress(stored.content).decode("utf-8")


def test_one_moment_lies_in_one_month(account: Any) -> None:
    account.desk.charge("storage", D("5"))
    account.later(days=1)
    key = account.desk.close_period().settlement_id
    assert "at one moment" in account.refused(lambda: account.desk.publish_broken(key, "F42"))


def test_refusals(w8: Any, account: Any) -> None:
    assert "is no defect" in w8.refused(lambda: w8.desk.publish_broken(W8, "F99"))
    assert "no settlement" in w8.refused(lambda: w8.desk.publish_broken("1", "F45"))
    account.desk.charge("warehouse damage", D("1.00"))
    account.later(days=1)
    closed = account.desk.close_period()
    for defect in ("F38", "F41", "F43", "F44"):
        account.refused(lambda d=defect: account.desk.publish_broken(closed.settlement_id, d))
