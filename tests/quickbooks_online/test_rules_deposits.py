"""Deposits lock what they took; deleting one frees it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

D = Decimal
UF = "Undeposited Funds"


@pytest.fixture
def receipt(books: Any, jane: Any) -> Any:
    return books.create("SalesReceipt", books.w1(jane.id))


@pytest.fixture
def refund(books: Any, jane: Any, receipt: Any) -> Any:
    return books.create("RefundReceipt", books.w2(jane.id, DepositToAccountRef=books.account(UF)))


def given(books: Any, *lines: Any, **more: Any) -> dict[str, Any]:
    return {"DepositToAccountRef": books.account("Checking"), "Line": list(lines), **more}


def linked(document: Any, **more: Any) -> dict[str, Any]:
    link = {"TxnId": document.id, "TxnType": type(document).__name__, "TxnLineId": "0"}
    return {"LinkedTxn": [link], **more}


def test_a_deposited_receipt_shows_its_deposit_and_is_locked(books: Any, receipt: Any) -> None:
    deposit = books.create("Deposit", given(books, linked(receipt)))
    locked = books.again(receipt)
    assert [(link.txn_type, link.txn_id) for link in locked.linked_txn] == [("Deposit", deposit.id)]
    assert locked.sync_token == 1
    text = (
        "This transaction has been deposited. If you want to change or delete it, you must edit "
        "the deposit it appears on and remove it first"
    )
    assert books.refused(lambda: books.update(receipt, {"PrivateNote": "x"})) == ("6540", text)
    assert books.refused(lambda: books.void(receipt, "void")) == ("6540", text)
    assert books.refused(lambda: books.delete(receipt)) == ("6540", text)


def test_a_deposited_payment_and_refund_are_locked(books: Any, jane: Any, refund: Any) -> None:
    payment = books.pay(jane.id, "50.00")
    books.create("Deposit", given(books, linked(payment), linked(refund)))
    assert books.refused(lambda: books.update(payment, {"TotalAmt": 60}))[0] == "6540"
    assert books.refused(lambda: books.update(refund, {"PrivateNote": "x"}))[0] == "6540"


def test_deleting_the_deposit_frees_them(books: Any, receipt: Any, refund: Any) -> None:
    deposit = books.create("Deposit", given(books, linked(receipt), linked(refund)))
    assert deposit.total_amt == D("108.35")
    gone = books.delete(deposit)
    assert (gone.entity, gone.id) == ("Deposit", deposit.id)
    assert books.again(receipt).linked_txn == ()
    assert books.desk.balance(UF) == D("108.35")
    books.delete(receipt)
    books.sound()


def test_a_line_taken_off_the_deposit_frees_its_transaction(
    books: Any, receipt: Any, refund: Any
) -> None:
    deposit = books.create("Deposit", given(books, linked(receipt), linked(refund)))
    books.update(deposit, {"Line": [linked(receipt)]})
    assert books.again(refund).linked_txn == ()
    assert books.again(receipt).sync_token == 1
    assert books.refused(lambda: books.delete(receipt))[0] == "6540"
    books.delete(refund)


def test_nothing_is_deposited_twice(books: Any, receipt: Any) -> None:
    books.create("Deposit", given(books, linked(receipt)))
    assert books.refused(lambda: books.create("Deposit", given(books, linked(receipt))))[0] == "620"


def test_what_lies_elsewhere_is_not_deposited(books: Any, jane: Any) -> None:
    banked = books.create(
        "SalesReceipt", books.w1(jane.id, DepositToAccountRef=books.account("Checking"))
    )
    invoice = books.create("Invoice", books.w1(jane.id))
    for document in (banked, invoice):
        assert (
            books.refused(
                lambda document=document: books.create("Deposit", given(books, linked(document)))
            )[0]
            == "620"
        )


def test_a_total_below_zero_is_refused(books: Any, refund: Any) -> None:
    deposit = given(books, linked(refund))
    assert books.refused(lambda: books.create("Deposit", deposit)) == (
        "6000",
        "Business Validation Error: You can't make a deposit for a negative amount.",
    )
    books.settings.negative_deposit_refused = False
    assert books.create("Deposit", deposit).total_amt == D("-19.47")


def test_an_amount_must_be_the_transactions_own(books: Any, receipt: Any, refund: Any) -> None:
    for line in (linked(receipt, Amount=100), linked(refund, Amount="19.47")):
        assert (
            books.refused(lambda line=line: books.create("Deposit", given(books, line)))[0]
            == "6000"
        )
    right = given(books, linked(receipt, Amount="127.82"), linked(refund, Amount="-19.47"))
    assert books.create("Deposit", right).total_amt == D("108.35")


def test_a_linked_line_says_nothing_more(books: Any, receipt: Any) -> None:
    line = linked(receipt, DepositLineDetail={"AccountRef": books.account(UF)})
    assert books.refused(lambda: books.create("Deposit", given(books, line))) == (
        "6000",
        "Business Validation Error: Select a bank account for this deposit.",
    )


def test_what_a_deposit_needs(books: Any, receipt: Any) -> None:
    assert books.refused(lambda: books.create("Deposit", {"Line": [linked(receipt)]}))[0] == "2020"
    assert books.refused(lambda: books.create("Deposit", given(books)))[0] == "2250"
    wrong = given(books, linked(receipt), DepositToAccountRef=books.account("Discounts given"))
    assert books.refused(lambda: books.create("Deposit", wrong))[0] == "6430"
    gone = {"LinkedTxn": [{"TxnId": "9999", "TxnType": "Payment"}]}
    assert books.refused(lambda: books.create("Deposit", given(books, gone)))[0] == "610"
    bare = {"Amount": 5, "DetailType": "DepositLineDetail"}
    assert books.refused(lambda: books.create("Deposit", given(books, bare)))[0] == "2020"


def test_money_from_a_customer_goes_to_receivables(books: Any, jane: Any) -> None:
    detail = {"AccountRef": books.account("Accounts Receivable (A/R)")}
    line = {"Amount": 5, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
    assert books.refused(lambda: books.create("Deposit", given(books, line)))[0] == "6000"
    detail["Entity"] = {"value": jane.id, "type": "CUSTOMER"}
    books.create("Deposit", given(books, line))
    assert books.desk.customer_balance(jane.id) == D("-5.00")
