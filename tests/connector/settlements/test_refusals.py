"""What is not taken, with the sentence a person reads; nothing is half-read."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from connector.money import Money
from connector.settlements import (
    BrokenDownload,
    DoesNotAddUp,
    NotASettlement,
    SettlementReader,
    SettlementRefused,
    Unreadable,
    WrongEncoding,
    WrongVersion,
    read_statement,
)

NOW = datetime(2024, 2, 10, 9, 30, tzinfo=UTC)


def refusal(file, expected: type[SettlementRefused], **given) -> SettlementRefused:
    with pytest.raises(expected) as caught:
        read_statement(file, **given)
    return caught.value


def test_rows_that_do_not_add_up_are_refused_with_the_difference(make):
    found = refusal(make(total="24.31"), DoesNotAddUp)
    assert str(found) == (
        "the 39 rows add up to 24.30 USD, the summary row says 24.31 USD; "
        "the difference is 0.01 USD"
    )
    assert found.difference == Money.of(Decimal("0.01"), "USD")


def test_a_missing_row_is_noticed(make, rows):
    assert refusal(make(rows[1:]), DoesNotAddUp).difference == Money.of("50.00", "USD")


def test_rows_raise_after_the_last_one(make):
    with SettlementReader(make(total="24.31")) as reader, pytest.raises(DoesNotAddUp):
        list(reader.rows())


@pytest.mark.parametrize(
    ("content", "expected", "sentence"),
    [
        (b"", NotASettlement, "the file is empty"),
        (b" \r\n", NotASettlement, "the file is empty"),
        (b"PK\x03\x04abc", NotASettlement, "a spreadsheet or an archive"),
        ("settlement-id".encode("utf-16"), NotASettlement, "UTF-16"),
        ("settlement-id".encode("utf-16-le"), NotASettlement, "UTF-16"),
        (b"\x07\x00\x13\xfe\x00\x91", NotASettlement, "this is no text file"),
        (b"<!DOCTYPE html><title>Sign in</title>", NotASettlement, "a web page"),
        (b'<?xml version="1.0"?><AmazonEnvelope/>', WrongVersion, "XML settlement report"),
        (b"order-id\tsku\tprice\n1\t2\t3\n", NotASettlement, "is not a settlement report"),
        (b'"date/time","settlement id","type","product sales"\n', NotASettlement, "Repository"),
        (b"settlement-id,settlement-start-date,total-amount\n", NotASettlement, "by tabs"),
    ],
)  # fmt: skip
def test_something_else(content, expected, sentence):
    found = refusal(io.BytesIO(content), expected)
    assert sentence in str(found)
    assert "Flat File V2" in found.remedy


def test_flat_file_v1(make):
    header = (
        "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\t"
        "currency\ttransaction-type\torder-id\tprice-type\tprice-amount\tother-amount"
    )
    found = refusal(make(header=header), WrongVersion)
    assert "flat file V1" in str(found)
    assert "the flat file V2 is needed" in str(found)


def test_a_column_is_missing(make, rows):
    header = "\t".join(name for name in rows[0] | SUMMARY if name != "sku")
    assert "sku" in str(refusal(make(header=header), NotASettlement))


SUMMARY = dict.fromkeys(
    (
        "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
        "total-amount", "currency", "merchant-order-id", "adjustment-id", "shipment-id",
        "order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id",
        "quantity-purchased",
    )
)  # fmt: skip


def test_gzip_is_unpacked_and_a_cut_one_refused(make):
    packed = gzip.compress(make().read_bytes())
    assert read_statement(io.BytesIO(packed)).rows == 39
    assert "ends too early" in str(refusal(io.BytesIO(packed[:-60]), BrokenDownload))
    damaged = packed[:40] + bytes(40) + packed[80:]
    assert "damaged" in str(refusal(io.BytesIO(damaged), BrokenDownload))


def test_a_download_cut_in_a_line_and_between_lines(make):
    content = make().read_bytes()
    found = refusal(io.BytesIO(content[:-70]), BrokenDownload)
    assert str(found) == "line 41: the file ends in the middle of a line"
    cut = content[: content.rindex(b"\n", 0, -1) + 1]
    assert refusal(io.BytesIO(cut), DoesNotAddUp).difference == Money.of("-45.00", "USD")


def test_only_a_header_and_only_a_summary(make):
    lines = make().read_bytes().splitlines(keepends=True)
    assert "no summary row" in str(refusal(io.BytesIO(lines[0]), NotASettlement))
    assert "summary row is missing" in str(
        refusal(io.BytesIO(lines[0] + lines[2] + lines[3]), BrokenDownload)
    )
    nothing = read_statement(make([], total="0.00"))
    assert (nothing.rows, nothing.groups, nothing.marketplace) == (0, (), None)


def test_a_line_with_another_number_of_cells(make):
    lines = make().read_bytes().split(b"\n")
    lines[6] += b"\textra"
    lines[7] = lines[7][: lines[7].rindex(b"\t")]  # so that the number of tabs is right again
    found = refusal(io.BytesIO(b"\n".join(lines)), BrokenDownload)
    assert str(found) == "line 7: 25 cells, the header has 24"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"settlement-id": "10000000002"}, "line 12: the row belongs to settlement 10000000002"),
        ({"total-amount": "5.00"}, "line 12: a second summary row"),
        ({"currency": "EUR"}, "line 12: the row is in EUR, the settlement in USD"),
    ],
)
def test_two_reports_in_one_file(make, rows, changed, sentence):
    rows[9] |= changed
    assert sentence in str(refusal(make(rows), BrokenDownload))


def test_a_currency_that_is_repeated_on_the_rows_is_no_harm(make, rows):
    for row in rows:
        row["currency"] = "USD"
    assert read_statement(make(rows)).rows == 39


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("12,3", "line 12: '12,3' is not an amount in a file whose decimal mark is '.'"),
        ("2.471", "line 12: '2.471' has more than 2 decimals"),
        ("(2.47)", "line 12: '(2.47)' is not an amount"),
        ("1E+3", "line 12: '1E+3' is not an amount"),
        ("NaN", "line 12: 'NaN' is not an amount"),
        ("٢.٤٧", "line 12: '"),
    ],
)
def test_an_amount_that_cannot_be_read(make, rows, cell, sentence):
    rows[9]["amount"] = cell
    assert str(refusal(make(rows, charset="utf-8"), Unreadable)).startswith(sentence)


@pytest.mark.parametrize("moment", ["25.01.2024 10:00:00 UTC", "2024-02-31 10:00:00 UTC", "soon"])
def test_a_day_that_cannot_be_read(make, rows, moment):
    rows[9]["posted-date-time"] = moment
    assert str(refusal(make(rows), Unreadable)).startswith("line 12: ")


def test_a_number_that_a_spreadsheet_changed(make):
    content = make().read_bytes().replace(b"10000000001", b"1.00E+10")
    assert "a spreadsheet program" in str(refusal(io.BytesIO(content), Unreadable))


def test_a_currency_that_is_none(make):
    assert "'XXQ' is not an ISO 4217" in str(refusal(make(currency="XXQ"), Unreadable))


def test_letters_of_another_character_set(make, rows):
    rows[4]["sku"] = "Ümlaut"
    found = refusal(make(rows), WrongEncoding, charset="UTF-8")
    assert str(found) == "line 7: the bytes are not utf-8"
    assert "is not one that Amazon uses" in str(refusal(make(), WrongEncoding, charset="ebcdic"))
