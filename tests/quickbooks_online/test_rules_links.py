"""Payments, credits that apply themselves, and credits applied by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

D = Decimal


def links(document: Any) -> list[tuple[str, str]]:
    return [(link.txn_type, link.txn_id) for link in document.linked_txn]


# --- payments --------------------------------------------------------------------------------


def test_a_part_payment_and_the_rest(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    first = books.pay(jane.id, "100.00", books.link("100.00", invoice))
    paid = books.again(invoice)
    assert (paid.balance, paid.sync_token) == (D("27.82"), 1)
    assert links(paid) == [("Payment", first.id)]
    second = books.pay(jane.id, "30.00", books.link("27.82", invoice))
    assert second.unapplied_amt == D("2.18")
    assert books.again(invoice).balance == 0
    assert books.again(invoice).sync_token == 2
    assert books.desk.customer_balance(jane.id) == D("-2.18")


def test_an_unapplied_payment_is_applied_later(books: Any, jane: Any) -> None:
    books.desk.set_auto_apply_credit(False)
    payment = books.pay(jane.id, "50.00")
    invoice = books.create("Invoice", books.w1(jane.id))
    assert (invoice.balance, invoice.linked_txn) == (D("127.82"), ())
    changed = books.update(payment, {"Line": [books.link("50.00", invoice)]})
    assert (changed.unapplied_amt, changed.sync_token) == (0, 1)
    assert books.again(invoice).balance == D("77.82")


def test_a_new_invoice_takes_unapplied_payments_after_credits(books: Any, jane: Any) -> None:
    older = books.pay(jane.id, "50.00", TxnDate="2026-11-02")
    oldest = books.pay(jane.id, "30.00", TxnDate="2026-11-01")
    newest = books.pay(jane.id, "99.00", TxnDate="2026-11-03")
    memo = books.create("CreditMemo", books.w2(jane.id))
    assert memo.remaining_credit == D("19.47")  # payments are no charges
    invoice = books.create("Invoice", books.w1(jane.id))
    assert (invoice.balance, invoice.sync_token) == (0, 2)
    assert books.again(memo).remaining_credit == 0
    left = [books.again(each).unapplied_amt for each in (oldest, older, newest)]
    assert left == [0, 0, D("70.65")]  # 127.82 - 19.47 - 30.00 - 50.00 = 28.35
    assert [line.amount for line in books.again(newest).line] == [D("28.35")]
    assert books.again(newest).sync_token == 1
    assert books.desk.customer_balance(jane.id) == D("-70.65")
    books.sound()
    code, detail = books.refused(
        lambda: books.update(newest, {"Line": [books.link("29.00", invoice)]})
    )
    assert (code, detail.endswith("transaction you are applying it to.")) == ("6000", True)


def test_payments_wait_where_only_credits_apply_themselves(books: Any, jane: Any) -> None:
    books.pay(jane.id, "50.00")
    prefs = books.records.preferences
    body = {"SalesFormsPrefs": {"AutoApplyPayments": False}}
    books.update(prefs, body)
    assert books.create("Invoice", books.w1(jane.id)).balance == D("127.82")


def test_payments_of_others_and_other_currencies_are_left_alone(books: Any, jane: Any) -> None:
    other = books.create("Customer", {"DisplayName": "Someone else"})
    payment = books.pay(other.id, "50.00")
    assert books.create("Invoice", books.w1(jane.id)).balance == D("127.82")
    assert books.again(payment).unapplied_amt == D("50.00")


def test_a_payment_needs_a_customer_and_an_amount(books: Any, jane: Any) -> None:
    who = {"CustomerRef": {"value": jane.id}}
    assert books.refused(lambda: books.create("Payment", {"TotalAmt": 1}))[0] == "2020"
    for given in (who, {**who, "TotalAmt": 0}):
        assert books.refused(lambda given=given: books.create("Payment", given)) == (
            "6000",
            "Business Validation Error: You must set a transaction amount.",
        )
    assert books.refused(lambda: books.create("Payment", {**who, "TotalAmt": -1}))[0] == "6000"


def test_a_payment_may_not_apply_more_than_there_is(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    for total, amount in (("200.00", "127.83"), ("100.00", "100.01")):
        code, _ = books.refused(
            lambda total=total, amount=amount: books.pay(
                jane.id, total, books.link(amount, invoice)
            )
        )
        assert code == "6000"


def test_what_a_payment_cannot_link(books: Any, jane: Any) -> None:
    joe = books.create("Customer", {"DisplayName": "Joe"})
    invoice = books.create("Invoice", books.w1(jane.id))
    receipt = books.create("SalesReceipt", books.w1(jane.id))
    refund = books.create(
        "RefundReceipt",
        books.w2(jane.id, DepositToAccountRef=books.account("Undeposited Funds")),
    )
    for customer, document in ((joe.id, invoice), (jane.id, receipt), (jane.id, refund)):
        code, _ = books.refused(
            lambda customer=customer, document=document: books.pay(
                customer, "5.00", books.link("5.00", document)
            )
        )
        assert code == "620"
    gone = {"Amount": 5, "LinkedTxn": [{"TxnId": "9999", "TxnType": "Invoice"}]}
    assert books.refused(lambda: books.pay(jane.id, "5.00", gone))[0] == "610"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"LinkedTxn": [{"TxnId": "1", "TxnType": "Invoice"}]}, "2020"),
        ({"Amount": -5, "LinkedTxn": [{"TxnId": "1", "TxnType": "Invoice"}]}, "2290"),
        ({"Amount": 5}, "2020"),
    ],
)
def test_a_malformed_line_of_a_payment(books: Any, jane: Any, line: Any, code: str) -> None:
    assert books.refused(lambda: books.pay(jane.id, "5.00", line))[0] == code


def test_money_goes_to_a_bank_or_an_asset(books: Any, jane: Any) -> None:
    wrong = {"DepositToAccountRef": books.account("Sales of Product Income")}
    assert books.refused(lambda: books.pay(jane.id, "5.00", **wrong))[0] == "6430"
    right = {"DepositToAccountRef": books.account("Checking")}
    assert books.rows(books.pay(jane.id, "5.00", **right))[0] == ("Checking", "5.00", "")


def test_a_parent_pays_for_its_job(books: Any, jane: Any) -> None:
    job = books.create(
        "Customer", {"DisplayName": "Tent", "Job": True, "ParentRef": {"value": jane.id}}
    )
    assert job.fully_qualified_name == "Jane Roe:Tent"
    invoice = books.create("Invoice", books.w1(job.id))
    books.pay(jane.id, "127.82", books.link("127.82", invoice))
    assert books.again(invoice).balance == 0


# --- credits that apply themselves ---------------------------------------------------------------


def test_a_credit_memo_pays_the_oldest_invoices(books: Any, jane: Any) -> None:
    newer = books.create("Invoice", books.w2(jane.id, TxnDate="2026-11-20"))
    older = books.create("Invoice", books.w2(jane.id, TxnDate="2026-11-10"))
    credit = books.create("CreditMemo", books.w1(jane.id))
    assert books.again(older).balance == 0
    assert books.again(newer).balance == 0
    credit = books.again(credit)
    assert credit.remaining_credit == credit.balance == D("88.88")
    (payment,) = books.records.table("Payment")
    assert payment.private_note == "Created by QB Online to link credits to charges."
    assert (payment.total_amt, payment.unapplied_amt) == (0, 0)
    assert [line.amount for line in payment.line] == [D("19.47"), D("19.47"), D("38.94")]
    assert links(books.again(older)) == [("Payment", payment.id)]
    assert links(credit) == [("Payment", payment.id)]
    assert (books.again(older).sync_token, credit.sync_token) == (1, 1)


def test_a_new_invoice_takes_an_older_credit(books: Any, jane: Any) -> None:
    credit = books.create("CreditMemo", books.w2(jane.id))
    assert credit.remaining_credit == D("19.47")
    invoice = books.create("Invoice", books.w1(jane.id))
    assert books.again(invoice).balance == D("108.35")
    assert books.again(credit).remaining_credit == 0


def test_nothing_is_left_to_apply_by_hand(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    code, _ = books.refused(
        lambda: books.pay(jane.id, "0", books.link("19.47", invoice), books.link("19.47", credit))
    )
    assert code == "620"


def test_another_customers_invoice_is_left_alone(books: Any, jane: Any) -> None:
    joe = books.create("Customer", {"DisplayName": "Joe"})
    invoice = books.create("Invoice", books.w1(joe.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    assert books.again(invoice).balance == D("127.82")
    assert credit.remaining_credit == D("19.47")


# --- credits applied by hand -----------------------------------------------------------------


def test_a_credit_is_applied_by_a_payment_of_zero(books: Any, jane: Any) -> None:
    books.desk.set_auto_apply_credit(False)
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    assert books.again(invoice).balance == D("127.82")
    payment = books.pay(jane.id, "0", books.link("19.47", invoice), books.link("19.47", credit))
    assert payment.unapplied_amt == 0
    assert books.again(invoice).balance == D("108.35")
    assert books.again(credit).remaining_credit == 0
    assert links(books.again(invoice)) == [("Payment", payment.id)]
    assert books.desk.customer_balance(jane.id) == D("108.35")


@pytest.mark.parametrize(("charge", "used"), [("19.47", "10.00"), ("10.00", "19.47")])
def test_both_sides_of_a_payment_of_zero_are_equal(
    books: Any, jane: Any, charge: str, used: str
) -> None:
    books.desk.set_auto_apply_credit(False)
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    code, _ = books.refused(
        lambda: books.pay(jane.id, "0", books.link(charge, invoice), books.link(used, credit))
    )
    assert code == "6000"


def test_a_payment_may_use_a_credit_beside_money(books: Any, jane: Any) -> None:
    books.desk.set_auto_apply_credit(False)
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    payment = books.pay(
        jane.id, "108.35", books.link("127.82", invoice), books.link("19.47", credit)
    )
    assert payment.unapplied_amt == 0
    assert books.again(invoice).balance == 0


def test_a_store_credit_on_a_second_invoice(books: Any, jane: Any) -> None:
    books.desk.set_auto_apply_credit(False)
    first = books.create("Invoice", books.w1(jane.id))
    books.pay(jane.id, "127.82", books.link("127.82", first))
    credit = books.create("CreditMemo", books.w2(jane.id))
    second = books.create("Invoice", books.w1(jane.id))
    books.desk.apply_credit(credit, second)
    assert books.again(second).balance == D("108.35")
    assert books.desk.customer_balance(jane.id) == D("108.35")


def test_a_credit_is_paid_out_by_check_once(books: Any, jane: Any) -> None:
    credit = books.create("CreditMemo", books.w2(jane.id))
    check, _ = books.desk.pay_out_credit(credit)
    assert books.again(credit).remaining_credit == 0
    assert links(books.again(check)) == [("Payment", books.again(credit).linked_txn[0].txn_id)]
    code, _ = books.refused(
        lambda: books.pay(
            jane.id, "0", books.link("19.47", check, "Check"), books.link("19.47", credit)
        )
    )
    assert code == "620"


def test_a_check_is_not_linked_as_an_expense(books: Any, jane: Any) -> None:
    books.desk.set_auto_apply_credit(False)
    credit = books.create("CreditMemo", books.w2(jane.id))
    detail = {"AccountRef": books.account("Accounts Receivable (A/R)")}
    given = {
        "PaymentType": "Check",
        "AccountRef": books.account("Checking"),
        "Line": [
            {
                "Amount": "19.47",
                "DetailType": "AccountBasedExpenseLineDetail",
                "AccountBasedExpenseLineDetail": detail,
            }
        ],
    }
    assert books.refused(lambda: books.create("Purchase", given)) == (
        "6000",
        "Business Validation Error: When you use Accounts Receivable, you must choose a customer "
        "in the Name field.",
    )
    check = books.create("Purchase", {**given, "EntityRef": {"value": jane.id}})
    code, _ = books.refused(
        lambda: books.pay(
            jane.id, "0", books.link("19.47", check, "Expense"), books.link("19.47", credit)
        )
    )
    assert code == "620"


# --- links and later changes -----------------------------------------------------------------


def test_an_invoice_that_shrinks_gives_the_payment_back(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    payment = books.pay(jane.id, "127.82", books.link("127.82", invoice))
    smaller = books.update(
        invoice,
        {"Line": [books.line("MUG-WHT", 1, "12.49")], "TxnTaxDetail": {"TotalTax": "1.03"}},
    )
    assert (smaller.total_amt, smaller.balance) == (D("13.52"), 0)
    assert books.again(payment).unapplied_amt == D("114.30")
    assert books.desk.customer_balance(jane.id) == D("-114.30")
    books.sound()


def test_a_credit_memo_that_shrinks_opens_the_invoice_again(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    smaller = books.update(
        credit, {"Line": [books.line("Refunds", 1, "5.00", "NON")], "TxnTaxDetail": {"TotalTax": 0}}
    )
    assert (smaller.total_amt, smaller.remaining_credit) == (5, 0)
    assert books.again(invoice).balance == D("122.82")
    books.sound()


def test_the_customer_of_a_paid_invoice_stays(books: Any, jane: Any) -> None:
    joe = books.create("Customer", {"DisplayName": "Joe"})
    invoice = books.create("Invoice", books.w1(jane.id))
    books.pay(jane.id, "1.00", books.link("1.00", invoice))
    change = {"CustomerRef": {"value": joe.id}}
    assert books.refused(lambda: books.update(invoice, change))[0] == "6000"
