"""Several currencies: only when the company turned them on, and then the customer's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

D = Decimal


def test_another_currency_needs_the_feature(books: Any, jane: Any) -> None:
    given = books.w2(jane.id, CurrencyRef={"value": "EUR"})
    assert books.refused(lambda: books.create("Invoice", given)) == (
        "6000",
        "Business Validation Error: Multi Currency should be enabled to perform this operation.",
    )
    assert (
        books.create("Invoice", books.w2(jane.id, CurrencyRef={"value": "USD"})).exchange_rate
        is None
    )


@pytest.fixture
def hans(books: Any) -> Any:
    books.desk.enable_multicurrency()
    return books.create("Customer", {"DisplayName": "Hans", "CurrencyRef": {"value": "EUR"}})


EUR = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": D("1.09")}


def test_the_currency_is_required_and_the_customers(books: Any, hans: Any) -> None:
    assert books.refused(lambda: books.create("Invoice", books.w2(hans.id)))[0] == "2020"
    wrong = books.w2(hans.id, CurrencyRef={"value": "USD"})
    assert books.refused(lambda: books.create("Invoice", wrong)) == (
        "6000",
        "Business Validation Error: The currency of the transaction must be the same as the "
        "currency of the customer.",
    )
    unknown = books.w2(hans.id, CurrencyRef={"value": "XXX"})
    assert books.refused(lambda: books.create("Invoice", unknown))[0] == "6000"


def test_the_ledger_is_in_home_currency(books: Any, hans: Any) -> None:
    invoice = books.create("Invoice", books.w2(hans.id, **EUR))
    assert (invoice.total_amt, invoice.home_total_amt) == (D("19.47"), D("21.22"))
    assert books.rows(invoice) == [
        ("Accounts Receivable (A/R) - EUR", "21.22", ""),
        ("Sales of Product Income", "", "21.79"),
        ("Discounts given", "2.18", ""),
        ("Sales Tax Payable", "", "1.61"),
        ("Inventory Asset", "", "8.00"),
        ("Cost of Goods Sold", "8.00", ""),
    ]
    assert books.desk.customer_balance(hans.id) == D("19.47")
    books.sound()


def test_a_payment_at_another_rate_closes_receivables(books: Any, hans: Any) -> None:
    invoice = books.create("Invoice", books.w2(hans.id, **EUR))
    payment = books.pay(
        hans.id,
        "19.47",
        books.link("19.47", invoice),
        CurrencyRef={"value": "EUR"},
        ExchangeRate=D("1.11"),
    )
    assert books.rows(payment) == [
        ("Undeposited Funds", "21.61", ""),
        ("Accounts Receivable (A/R) - EUR", "", "21.22"),
        ("Exchange Gain or Loss", "", "0.39"),
    ]
    assert books.desk.balance("Accounts Receivable (A/R) - EUR") == 0
    books.sound()


def test_what_rounding_leaves_over_balances(books: Any, hans: Any) -> None:
    invoice = books.create("Invoice", books.w1(hans.id, **{**EUR, "ExchangeRate": D("1.0333")}))
    assert invoice.exchange_rate == D("1.0333")
    books.sound()


def test_a_deposit_at_another_rate_empties_undeposited_funds(books: Any, hans: Any) -> None:
    receipt = books.create("SalesReceipt", books.w2(hans.id, **EUR))
    deposit = {
        "DepositToAccountRef": books.account("Checking"),
        "Line": [{"LinkedTxn": [{"TxnId": receipt.id, "TxnType": "SalesReceipt"}]}],
    }
    assert books.refused(lambda: books.create("Deposit", deposit)) == (
        "6000",
        "Business Validation Error: The currency of a deposit must be that of what is deposited.",
    )
    made = books.create("Deposit", {**deposit, **EUR, "ExchangeRate": D("1.11")})
    assert books.rows(made) == [
        ("Checking", "21.61", ""),
        ("Undeposited Funds", "", "21.22"),
        ("Exchange Gain or Loss", "", "0.39"),
    ]
    assert books.desk.balance("Undeposited Funds") == 0


def test_a_currency_has_its_own_receivables(books: Any, hans: Any, jane: Any) -> None:
    second = books.create("Customer", {"DisplayName": "Greta", "CurrencyRef": {"value": "EUR"}})
    names = sorted(
        (each.name, each.currency_ref.value)
        for each in books.records.accounts
        if each.account_type == "Accounts Receivable"
    )
    assert names == [
        ("Accounts Receivable (A/R)", "USD"),
        ("Accounts Receivable (A/R) - EUR", "EUR"),
    ]
    books.create("Invoice", books.w2(second.id, **EUR))
    books.create("Invoice", books.w2(jane.id, CurrencyRef={"value": "USD"}))
    assert books.desk.balance("Accounts Receivable (A/R)") == D("19.47")
    assert books.desk.balance("Accounts Receivable (A/R) - EUR") == D("21.22")
    books.sound()


def test_a_credit_is_paid_out_of_its_own_receivables(books: Any, hans: Any) -> None:
    memo = books.create("CreditMemo", books.w2(hans.id, **EUR))
    detail = {"AccountRef": books.account("Accounts Receivable (A/R) - EUR")}
    line = {
        "Amount": D("19.47"),
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {**detail, "CustomerRef": {"value": hans.id}},
    }
    check = books.create(
        "Purchase",
        {
            "PaymentType": "Check",
            "AccountRef": books.account("Checking"),
            "EntityRef": {"value": hans.id, "type": "Customer"},
            "Line": [line],
            **EUR,
        },
    )
    links = [books.link("19.47", check, "Check"), books.link("19.47", memo)]
    books.pay(hans.id, "0", *links, **EUR)
    assert books.again(memo).remaining_credit == 0
    assert books.desk.customer_balance(hans.id) == 0
    assert books.desk.balance("Accounts Receivable (A/R) - EUR") == 0
    books.sound()


def test_a_customer_that_is_billed_keeps_its_currency(books: Any, hans: Any) -> None:
    assert books.update(hans, {"CurrencyRef": {"value": "CAD"}}).currency_ref.value == "CAD"
    books.create("Invoice", books.w2(hans.id, CurrencyRef={"value": "CAD"}, ExchangeRate=D("0.7")))
    assert books.refused(lambda: books.update(hans, {"CurrencyRef": {"value": "USD"}})) == (
        "6000",
        "Business Validation Error: You can't change the currency of a customer or vendor that "
        "has transactions.",
    )
