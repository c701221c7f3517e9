"""Payments > All Statements, a statement, Payments > Reports Repository, and the files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

STATEMENTS = "/payments/past-settlements"
REPOSITORY = "/payments/reports-repository"
US, CA, DE, JP = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1PA6795UKMFR9", "A1VC38T7YXB528"


def test_the_menu_leads_to_the_payments(seller: Any) -> None:
    home = seller.open("/home")
    assert home.click("All Statements").path == STATEMENTS
    assert home.click("Reports Repository").path == REPOSITORY
    assert home.click("All Statements").click("Reports Repository", 1).path == REPOSITORY
    assert "USD 45.00" in home.text  # what the next settlement begins with


def test_all_statements_of_the_example(seller: Any) -> None:
    page = seller.open(STATEMENTS)
    assert "3 statements." in page.text
    titles = page.read.rows[0]
    assert titles == [
        "Settlement period", "Marketplace", "Status", "Deposit date", "Beginning balance",
        "Product charges", "Promo rebates", "Amazon fees", "Refunds", "Other", "Reserve", "Total",
        "Actions",
    ]  # fmt: skip
    assert page.row("Jan 24, 2024 – Feb 7, 2024") == [
        "Jan 24, 2024 – Feb 7, 2024 Settlement ID 10000000001", "Amazon.com", "Closed",
        "Feb 9, 2024", "60.00", "181.99", "-5.99", "-128.52", "-63.36", "25.18", "-45.00",
        "USD 24.30", "Download Flat File V2",
    ]  # fmt: skip
    assert page.row("Feb 7, 2024 – now")[2:] == [
        "Open", "–", "45.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "USD 45.00",
        "The flat file is made when the statement closes.",
    ]  # fmt: skip


def test_the_statement_of_the_example_adds_up(seller: Any) -> None:
    page = seller.open(STATEMENTS).click("Jan 24, 2024 – Feb 7, 2024")
    assert page.path.startswith(f"{STATEMENTS}/")
    assert page.read.rows == [
        ["Figure", "USD"],
        ["Beginning balance", "60.00"],
        ["Previous Reserve Amount Balance", "60.00"],
        ["Orders", "141.87"],
        ["Product charges", "181.99"],
        ["Shipping and gift wrap", "10.98"],
        ["Promo rebates", "-5.99"],
        ["Tax collected", "7.01"],
        ["Tax withheld by Amazon", "-7.01"],
        ["Amazon fees", "-45.11"],
        ["Refunds", "-63.36"],
        ["Product charges", "-72.00"],
        ["Tax collected", "-4.96"],
        ["Tax withheld by Amazon", "4.96"],
        ["Amazon fees", "8.64"],
        ["Selling and service fees", "-83.41"],
        ["Cost of Advertising", "-25.00"],
        ["Storage Fee", "-18.42"],
        ["Subscription Fee", "-39.99"],
        ["Other transactions", "14.20"],
        ["FBA Inventory Reimbursement: WAREHOUSE_DAMAGE", "14.20"],
        ["Account level reserve", "-45.00"],
        ["Current Reserve Amount", "-45.00"],
        ["Closing balance", "24.30"],
    ]
    for words in (
        "Amazon.com: Jan 24, 2024 12:00 AM PST – Feb 7, 2024 12:00 AM PST",
        "Settlement ID 10000000001", "Deposit date Feb 9, 2024 12:00 AM PST",
        "Transfer Initiated", "Trace ID",
    ):  # fmt: skip
        assert words in page.text
    seller.later(days=2)
    seller.sign_in()
    assert "Transfer Succeeded" in seller.open(page.path).text


def test_the_flat_file_is_the_document_of_the_api(seller: Any) -> None:
    page = seller.open(STATEMENTS)
    got = page.click("Download Flat File V2")
    assert got.raw == seller.document()
    assert got.raw.startswith(b"settlement-id\tsettlement-start-date\t")
    assert got.raw.count(b"\n") == 41
    headers = got.answer.headers
    [report] = [each for each in seller.amazon.records.reports if each.settlement == "10000000001"]
    assert headers["content-type"] == "text/plain; charset=windows-1252"
    assert headers["content-disposition"] == f'attachment; filename="{report.id}.txt"'
    assert headers["content-length"] == str(len(got.raw))
    assert page.click("Download Flat File V2", 1).raw == seller.document(1) != got.raw
    statement = page.click("Jan 24, 2024 – Feb 7, 2024")
    assert statement.click("Download Flat File V2").raw == got.raw


def test_the_repository_lists_files_by_report_id(seller: Any) -> None:
    page = seller.open(REPOSITORY)
    new, old = sorted(
        seller.amazon.records.reports, key=lambda report: report.created, reverse=True
    )
    assert page.read.rows == [
        ["Report ID", "Report type", "Settlement ID", "Marketplace", "Period", "Available since",
         "Actions"],
        [new.id, "Flat File V2", "10000000001", "Amazon.com", "Jan 24, 2024 – Feb 7, 2024",
         "Feb 7, 2024 12:00 AM PST", "Download Flat File V2"],
        [old.id, "Flat File V2", "10000000000", "Amazon.com", "Jan 10, 2024 – Jan 24, 2024",
         "Jan 24, 2024 12:00 AM PST", "Download Flat File V2"],
    ]  # fmt: skip
    assert page.click("Download Flat File V2").raw == seller.document()


def test_what_is_gone_from_the_api_is_still_here(seller: Any) -> None:
    document = seller.document()
    seller.later(days=200)
    seller.sign_in()
    assert seller.open(STATEMENTS).click("Download Flat File V2").raw == document
    assert seller.open(REPOSITORY).click("Download Flat File V2").raw == document


def test_a_damaged_report_stands_beside_the_whole_one(seller: Any) -> None:
    whole = seller.document()
    seller.later(minutes=1)
    seller.desk.publish_broken("10000000001", "F45")
    seller.later(minutes=1)
    cut = seller.desk.publish_broken("10000000001", "cut gzip")
    assert seller.open(STATEMENTS).click("Download Flat File V2").raw == whole
    repository = seller.open(REPOSITORY)
    first, second = (repository.click("Download Flat File V2", each).raw for each in (0, 1))
    assert repository.read.rows[1][0] == cut.id
    assert whole.startswith(first)
    assert 0 < len(first) < len(whole)
    assert second == seller.document(1) != whole


def test_an_open_period_has_no_file(person: Any) -> None:
    person.desk.charge("subscription", Decimal("39.99"))
    page = person.sign_in(STATEMENTS)
    statement = page.click("Jan 10, 2024 – now")
    assert "Balance so far -39.99" in statement.text
    assert "The flat file is made when the statement closes." in statement.text
    assert "The transfer starts when the statement closes." in statement.text
    repository = person.open(REPOSITORY)
    assert "No V2 report" in repository.text
    assert "ask Selling Partner Support to turn on Flat File V2" in repository.text


def test_an_account_without_v2_reports(person: Any) -> None:
    person.amazon.settings.flat_file_v2 = False
    person.desk.charge("warehouse damage", Decimal("14.20"))
    person.later(days=14)
    closed = person.desk.close_period()
    assert list(person.amazon.records.reports) == []
    row = person.sign_in(STATEMENTS).row("Jan 10, 2024 – Jan 24, 2024")
    assert row[-2] == "USD 14.20"
    assert row[-1].startswith("There is no V2 report for this period. Ask Selling Partner Support")
    assert "No V2 report" in person.open(REPOSITORY).text
    person.amazon.settings.flat_file_v2 = True
    person.desk.publish_again(closed.settlement_id)
    assert person.open(STATEMENTS).click("Download Flat File V2").raw == person.document()


def test_a_file_that_is_being_prepared(person: Any) -> None:
    person.amazon.settings.report_delay_hours = 5
    person.desk.charge("warehouse damage", Decimal("14.20"))
    person.later(days=14)
    person.desk.close_period()
    page = person.sign_in(STATEMENTS)
    told = "The file is being prepared. It is there from Jan 24, 2024 5:00 AM PST"
    assert told in page.text
    assert "No V2 report" in person.open(REPOSITORY).text
    [report] = person.amazon.records.reports
    assert person.open(f"/payments/reports/{report.id}.txt").status == 404
    person.later(hours=5)
    assert person.sign_in(STATEMENTS).click("Download Flat File V2").raw == person.document()


def test_the_old_file_until_its_removal(new_person: Callable[..., Any]) -> None:
    person = new_person(as_of=date(2026, 11, 10))
    person.desk.charge("warehouse damage", Decimal("14.20"))
    person.later(days=14)
    person.desk.close_period()
    page = person.sign_in(STATEMENTS)
    old = page.click("Download Flat File")
    assert old.raw.count(b"\t") // old.raw.count(b"\n") == 35
    assert page.click("Download Flat File V2").raw == person.document()
    assert [row[1] for row in person.open(REPOSITORY).read.rows[1:]].count("Flat File") == 1
    person.amazon.universe.as_of = date(2026, 11, 11)
    assert "Download Flat File" not in [words for _, words in person.open(STATEMENTS).read.links]
    assert "No longer available; use Flat File V2." in person.open(REPOSITORY).text
    gone = person.get(old.url)
    assert (gone.status, "removed on November 11, 2026" in gone.text) == (410, True)


def test_european_and_japanese_files(person: Any) -> None:
    """Of one account that sells there too: decimal comma, Shift JIS, yen without decimals."""
    for country, amount in (("DE", "1234.56"), ("JP", "5000")):
        person.desk.join(country)
        person.desk.record(
            "other-transaction", "other-transaction", "Grüße", Decimal(amount), country
        )
    person.later(days=14)
    for country in ("DE", "JP"):
        person.desk.close_period(country)
    page = person.sign_in(f"{STATEMENTS}?to=2024-01-24")
    german, japanese = (
        page.row("Jan 10, 2024 – Jan 24, 2024 Settlement ID 10000000000"),
        (page.row("Jan 10, 2024 – Jan 24, 2024 Settlement ID 10000000001")),
    )
    assert (german[1], german[-2]) == ("Amazon.de", "EUR 1,234.56")
    assert (japanese[1], japanese[-2]) == ("Amazon.co.jp", "JPY 5,000")
    of_germany = person.open(f"{STATEMENTS}?marketplace={DE}").click("Download Flat File V2")
    assert of_germany.answer.headers["content-type"] == "text/plain; charset=windows-1252"
    assert "Grüße\t1234,56\t" in of_germany.raw.decode("cp1252")
    of_japan = person.open(f"{REPOSITORY}?marketplace={JP}").click("Download Flat File V2")
    assert of_japan.answer.headers["content-type"] == "text/plain; charset=windows-31j"
    assert b"Gr??e\t5000\t" in of_japan.raw
    assert person.open(f"{STATEMENTS}?marketplace={JP}").row("Jan 10, 2024 – Jan 24")[3] == (
        "Jan 26, 2024"
    )


def test_days_are_those_of_the_marketplace(person: Any) -> None:
    """Closed at four in the morning of February in UTC: still January there."""
    person.desk.charge("warehouse damage", Decimal("1.00"))
    person.world.clock.set(datetime(2024, 2, 1, 4, tzinfo=UTC))
    person.desk.close_period()
    page = person.sign_in(STATEMENTS).click("Jan 10, 2024 – Jan 31, 2024")
    assert "Jan 31, 2024 8:00 PM PST" in page.text
    assert person.open(f"{STATEMENTS}?to=2024-01-31").text.count("Settlement ID") == 1
    assert "There is no statement" in person.open(f"{STATEMENTS}?from=2024-02-01").text


def test_a_debt_is_owed(person: Any) -> None:
    person.desk.charge("subscription", Decimal("39.99"))
    person.later(days=14)
    person.desk.close_period()
    page = person.sign_in(STATEMENTS)
    statement = page.click("Jan 10, 2024 – Jan 24, 2024")
    assert "Transfer none: this amount is owed to Amazon" in statement.text
    assert ["Closing balance", "-39.99"] in statement.read.rows
    now = page.click("Jan 24, 2024 – now").read.rows
    assert ["Payable to Amazon", "-39.99"] in now
    assert ["Successful charge", "39.99"] in now
    assert ["Balance so far", "0.00"] in now


def test_a_transfer_that_came_back(person: Any) -> None:
    person.desk.charge("warehouse damage", Decimal("14.20"))
    person.later(days=14)
    closed = person.desk.close_period()
    person.later(days=1)
    person.desk.fail_transfer(closed.settlement_id)
    page = person.sign_in(STATEMENTS)
    assert "Transfer Failed" in page.click("Jan 10, 2024 – Jan 24, 2024").text
    others = [row for row in page.click("Jan 24, 2024 – now").read.rows if "unsuccessful" in row[0]]
    assert [row[1] for row in others] == ["14.20"]


def test_many_statements_are_turned_over(person: Any) -> None:
    for _ in range(27):
        person.desk.charge("warehouse damage", Decimal("1.00"))
        person.later(days=1)
        person.desk.close_period()
    page = person.sign_in(STATEMENTS)
    assert "Page 1 of 2" in page.text
    assert len(page.read.rows) == 26
    last = page.click("Next")
    assert last.url.endswith("?page=2")
    assert len(last.read.rows) == 4  # 27, and the one that is open
    assert last.click("Previous").text == page.text
    assert len(person.open(f"{REPOSITORY}?page=2").read.rows) == 3
    assert person.open(f"{STATEMENTS}?page=3").status == 404
    filtered = person.open(f"{STATEMENTS}?to=2024-01-12").submit(to="2024-01-13")
    assert "3 statements." in filtered.text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"{STATEMENTS}?marketplace=<b>", 400, "does not sell in a marketplace “<b>”"),
        (f"{REPOSITORY}?marketplace={CA}", 400, "does not sell in a marketplace"),
        (f"{STATEMENTS}?from=24.11.2026", 400, "not “24.11.2026”"),
        (f"{STATEMENTS}?to=2026-02-30", 400, "That is not a date"),
        (f"{STATEMENTS}?page=0", 404, "no such page"),
        (f"{STATEMENTS}?page=%D9%A1", 404, "no such page"),
        (f"{REPOSITORY}?page=2", 404, "no such page"),
        (f"{STATEMENTS}/nothing", 404, "There is no such page"),
        ("/payments/reports/1.txt", 404, "There is no such page"),
        ("/payments/nothing/at/all", 404, "There is no such page"),
    ],
)
def test_what_there_is_not(person: Any, path: str, status: int, words: str) -> None:
    person.sign_in()
    page = person.open(path)
    assert (page.status, words in page.text) == (status, True)
    assert "<b>" not in page.answer.text.replace("<b>Payments</b>", "")
    assert page.click("Go to the first page").path == "/home"


@pytest.mark.parametrize(
    "path", ["/home", STATEMENTS, f"{STATEMENTS}/1", REPOSITORY, "/payments/reports/1.txt"]
)
def test_nobody_sees_a_page_without_signing_in(person: Any, path: str) -> None:
    assert person.open(path).path == "/ap/signin"


def test_the_words_of_others_are_escaped(person: Any) -> None:
    words = '<img src=x onerror="alert(1)">'
    person.desk.record("ServiceFee", words, words, Decimal("-1.00"))
    person.desk.record("other-transaction", "other-transaction", words, Decimal("3.00"))
    person.later(days=14)
    person.desk.close_period()
    page = person.sign_in(STATEMENTS).click("Jan 10, 2024 – Jan 24, 2024")
    assert "<img" not in page.answer.text
    assert [words, "-1.00"] in page.read.rows
    assert [words, "3.00"] in page.read.rows


def test_pages_can_be_used_without_a_mouse_or_eyes(seller: Any) -> None:
    """Every control has a label, every table headers that say of what, every page a title."""
    paths = ["/home", STATEMENTS, REPOSITORY]
    paths.append(seller.open(STATEMENTS).click("Jan 24, 2024 – Feb 7, 2024").path)
    pages = [seller.open(path) for path in paths]
    seller.client.cookies.clear()
    pages.append(seller.open("/home"))
    for page in pages:
        read, text = page.read, page.answer.text
        shown = [each for each in read.controls if each.get("type") != "hidden"]
        assert {each["id"] for each in shown} == set(read.labels)
        assert text.startswith('<!doctype html>\n<html lang="en">')
        assert text.count("<h1") == text.count("<main") == 1
        assert "Skip to the content" in text
        assert text.count("<th>") == 0
        assert "<script" not in text
        assert "http" not in text.replace("http-equiv", "")
    assert len(pages) == 5
