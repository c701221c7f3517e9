"""Document numbers: who gives them, and when one is taken."""

from __future__ import annotations

from typing import Any

import pytest

UF = "Undeposited Funds"


def test_the_sales_forms_count_on_together(books: Any, jane: Any) -> None:
    funds = {"DepositToAccountRef": books.account(UF)}
    made = [
        books.create(entity, books.w2(jane.id, **more)).doc_number
        for entity, more in (
            ("Invoice", {}),
            ("SalesReceipt", {}),
            ("CreditMemo", {}),
            ("RefundReceipt", funds),
        )
    ]
    assert made == ["1001", "1002", "1003", "1004"]


def test_or_each_by_itself(books: Any, jane: Any) -> None:
    books.settings.shared_number_counter = False
    made = [
        books.create(entity, books.w2(jane.id)).doc_number
        for entity in ("Invoice", "SalesReceipt", "Invoice")
    ]
    assert made == ["1001", "1001", "1002"]


def test_a_sent_number_is_kept_and_counted_on_from(books: Any, jane: Any) -> None:
    assert books.create("Invoice", books.w2(jane.id, DocNumber="#S-77")).doc_number == "#S-77"
    assert books.create("Invoice", books.w2(jane.id, DocNumber="2000")).doc_number == "2000"
    assert books.create("SalesReceipt", books.w2(jane.id)).doc_number == "2001"


def test_a_company_that_numbers_itself_gets_no_number(books: Any, jane: Any) -> None:
    books.desk.change_numbering(custom=True)
    assert books.create("Invoice", books.w2(jane.id)).doc_number is None
    assert books.create("Invoice", books.w2(jane.id, AutoDocNumber=True)).doc_number == "1001"


def test_duplicates_pass_unless_the_company_numbers_itself(books: Any, jane: Any) -> None:
    first = books.create("Invoice", books.w2(jane.id, DocNumber="1001"))
    again = books.w2(jane.id, DocNumber="1001")
    books.create("Invoice", again)
    books.desk.change_numbering(custom=True)
    code, detail = books.refused(lambda: books.create("Invoice", again))
    assert (code, detail) == (
        "6140",
        "Duplicate Document Number Error : You must specify a different number. This number has "
        f"already been used. DocNumber=1001 is assigned to TxnType=Invoice with TxnId={first.id}",
    )
    assert books.create("Invoice", again, "allowduplicatedocnum").doc_number == "1001"
    books.settings.warn_duplicate_numbers = False
    assert books.create("Invoice", again).doc_number == "1001"


def test_the_type_is_named_as_on_the_screen(books: Any, jane: Any) -> None:
    books.desk.change_numbering(custom=True)
    given = books.w2(jane.id, DocNumber="A-1")
    books.create("SalesReceipt", given)
    lower = {**given, "DocNumber": "a-1"}
    _, detail = books.refused(lambda: books.create("SalesReceipt", lower))
    assert "TxnType=Sales Receipt with TxnId=" in detail


def test_numbers_of_another_type_are_free(books: Any, jane: Any) -> None:
    books.desk.change_numbering(custom=True)
    given = books.w2(jane.id, DocNumber="1001", DepositToAccountRef=books.account(UF))
    books.create("SalesReceipt", given)
    books.create("RefundReceipt", given)
    books.settings.duplicate_numbers_across_types = True
    assert books.refused(lambda: books.create("Invoice", given))[0] == "6140"


def test_an_update_keeps_its_own_number(books: Any, jane: Any) -> None:
    books.desk.change_numbering(custom=True)
    one = books.create("Invoice", books.w2(jane.id, DocNumber="1"))
    books.create("Invoice", books.w2(jane.id, DocNumber="2"))
    assert books.update(one, {"DocNumber": "1", "PrivateNote": "x"}).doc_number == "1"
    assert books.refused(lambda: books.update(one, {"DocNumber": "2"}))[0] == "6140"


@pytest.mark.parametrize("entity", ["Invoice", "SalesReceipt"])
def test_a_refused_form_uses_no_number(books: Any, jane: Any, entity: str) -> None:
    books.refused(lambda: books.create(entity, {"CustomerRef": {"value": jane.id}, "Line": []}))
    assert books.create(entity, books.w2(jane.id)).doc_number == "1001"


def test_transactions_share_one_sequence_of_ids(books: Any, jane: Any) -> None:
    ids = [
        books.create("Invoice", books.w2(jane.id)).id,
        books.pay(jane.id, "5.00").id,
        books.create("SalesReceipt", books.w2(jane.id)).id,
    ]
    assert [int(each) - int(ids[0]) for each in ids] == [0, 1, 2]
    vendor = books.create("Vendor", {"DisplayName": "Mill"})
    assert int(vendor.id) == int(jane.id) + 1
