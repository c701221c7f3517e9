"""Purchases, journal entries, transfers: what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

D = Decimal


def purchase(books: Any, **more: Any) -> dict[str, Any]:
    return {
        "PaymentType": "Check",
        "AccountRef": books.account("Checking"),
        "Line": [
            {
                "Amount": 5,
                "DetailType": "AccountBasedExpenseLineDetail",
                "AccountBasedExpenseLineDetail": {"AccountRef": books.account("Merchant Fees")},
            }
        ],
        **more,
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"PaymentType": None}, "2020"),
        ({"PaymentType": "Shells"}, "2170"),
        ({"AccountRef": None}, "2020"),
        ({"Line": None}, "2020"),
        ({"Line": []}, "2250"),
        ({"EntityRef": {"value": "999"}}, "2500"),
        ({"Line": [{"Amount": 5, "DetailType": "AccountBasedExpenseLineDetail"}]}, "2020"),
        (
            {
                "Line": [
                    {
                        "Amount": 5,
                        "DetailType": "AccountBasedExpenseLineDetail",
                        "AccountBasedExpenseLineDetail": {},
                    }
                ]
            },
            "6440",
        ),
    ],
)
def test_a_malformed_purchase(books: Any, change: dict[str, Any], code: str) -> None:
    given = purchase(books, **change)
    if change.get("Line", 1) is None:
        del given["Line"]
    assert books.refused(lambda: books.create("Purchase", given))[0] == code


def test_a_check_is_drawn_on_a_bank(books: Any) -> None:
    given = purchase(books, AccountRef=books.account("Merchant Fees"))
    assert books.refused(lambda: books.create("Purchase", given)) == (
        "6430",
        "Invalid account type: Expense",
    )


def test_who_is_paid_is_named_with_its_kind(books: Any) -> None:
    mill = books.create("Vendor", {"DisplayName": "Mill"})
    made = books.create("Purchase", purchase(books, EntityRef={"value": mill.id}))
    shown = books.desk.get("Purchase", made.id)
    assert (shown.entity_ref.name, shown.entity_ref.type) == ("Mill", "Vendor")


def test_a_smaller_check_takes_less_of_the_credit(books: Any, jane: Any) -> None:
    credit = books.create("CreditMemo", books.w2(jane.id))
    check, _ = books.desk.pay_out_credit(credit)
    line = {
        "Amount": 9,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": books.account("Accounts Receivable (A/R)")},
    }
    books.update(check, {"Line": [line]})
    assert books.again(credit).remaining_credit == D("10.47")
    assert books.desk.customer_balance(jane.id) == D("-10.47")
    books.delete(check)
    assert books.again(credit).remaining_credit == D("19.47")
    books.sound()


def entry(books: Any, *lines: tuple[str, str, Any]) -> dict[str, Any]:
    return {
        "Line": [
            {
                "Amount": amount,
                "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": {
                    "PostingType": kind,
                    "AccountRef": books.account(account),
                },
            }
            for kind, account, amount in lines
        ]
    }


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([("Debit", "Checking", 5), ("Credit", "Merchant Fees", 4)], "2300"),
        ([("Debit", "Checking", -5), ("Credit", "Merchant Fees", -5)], "2290"),
        ([("Sideways", "Checking", 5), ("Credit", "Merchant Fees", 5)], "2170"),
        ([(None, "Checking", 5), ("Credit", "Merchant Fees", 5)], "2260"),
        ([("Debit", "Checking", 0), ("Credit", "Merchant Fees", 0)], "6000"),
        ([("Debit", "Accounts Receivable (A/R)", 5), ("Credit", "Checking", 5)], "6000"),
        ([("Debit", "Accounts Payable (A/P)", 5), ("Credit", "Checking", 5)], "6000"),
        ([], "2250"),
    ],
)
def test_a_wrong_journal_entry(books: Any, lines: Any, code: str) -> None:
    given = entry(books, *lines)
    assert books.refused(lambda: books.create("JournalEntry", given))[0] == code


def test_a_journal_entry_is_numbered_by_itself(books: Any, jane: Any) -> None:
    books.create("Invoice", books.w2(jane.id))
    made = books.create(
        "JournalEntry", entry(books, ("Debit", "Checking", 5), ("Credit", "Merchant Fees", 5))
    )
    assert (made.doc_number, made.total_amt) == ("1001", 5)


def test_a_wrong_transfer(books: Any) -> None:
    good = {
        "FromAccountRef": books.account("Checking"),
        "ToAccountRef": books.account("Undeposited Funds"),
        "Amount": 5,
    }
    for change, code in (
        ({"Amount": None}, "2020"),
        ({"Amount": 0}, "2140"),
        ({"ToAccountRef": None}, "2020"),
        ({"ToAccountRef": good["FromAccountRef"]}, "6430"),
        ({"ToAccountRef": books.account("Merchant Fees")}, "6430"),
    ):
        given = {**good, **change}
        assert books.refused(lambda given=given: books.create("Transfer", given))[0] == code
