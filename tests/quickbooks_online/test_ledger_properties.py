"""Whatever is done to the books: they balance, and what is undone leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.quickbooks_online import ledger
from sandbox.quickbooks_online.errors import QuickBooksFault

D = Decimal
UF = "Undeposited Funds"

SKUS = st.sampled_from(["TEE-BLK", "MUG-WHT", "CAP-RED"])
DAYS = st.integers(1, 24).map(lambda day: f"2026-11-{day:02}")
CENTS = st.integers(1, 5000).map(lambda cents: D(cents) / 100)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Deposit",
                "payout", "void", "delete", "edit", "buy",
            ]
        ),
        SKUS,
        st.integers(1, 6),
        CENTS,
        DAYS,
        st.integers(0, 30),
    ),
    max_size=14,
)  # fmt: skip


def form(books: Any, who: str, sku: str, units: int, price: Decimal, day: str) -> dict[str, Any]:
    return {
        "CustomerRef": {"value": who},
        "TxnDate": day,
        "Line": [books.line(sku, units, str(price)), books.discount("0.01")],
        "TxnTaxDetail": {"TotalTax": D("0.07")},
        "DepositToAccountRef": books.account(UF),
    }


def documents(books: Any) -> list[Any]:
    kinds = ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Deposit")
    found = [each for kind in (*kinds, "Purchase") for each in books.records.table(kind)]
    return sorted(found, key=lambda each: int(each.id))


def bought(books: Any, sku: str, units: int, price: Decimal, day: str) -> dict[str, Any]:
    detail = {"ItemRef": books.item(sku), "Qty": units, "UnitPrice": price}
    return {
        "PaymentType": "Check",
        "AccountRef": books.account("Checking"),
        "TxnDate": day,
        "Line": [
            {
                "Amount": price * units,
                "DetailType": "ItemBasedExpenseLineDetail",
                "ItemBasedExpenseLineDetail": detail,
            }
        ],
    }


def take(books: Any, who: str, step: tuple[Any, ...]) -> None:
    kind, sku, units, price, day, pick = step
    there = documents(books)
    chosen = there[pick % len(there)] if there else None
    if kind in ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"):
        books.create(kind, form(books, who, sku, units, price, day))
    elif kind == "buy":
        books.create("Purchase", bought(books, sku, units, price, day))
    elif kind == "Payment":
        open_ones = [each for each in books.records.table("Invoice") if each.balance]
        lines = [books.link(str(min(each.balance, price)), each) for each in open_ones[:1]]
        books.pay(who, str(price), *lines, TxnDate=day)
    elif kind == "Deposit":
        kinds = ("Payment", "SalesReceipt", "RefundReceipt")
        free = [each for each in there if type(each).__name__ in kinds and not each.linked_txn]
        books.desk.deposit(free[:3])
    elif kind == "payout":
        credits = [each for each in books.records.table("CreditMemo") if each.remaining_credit]
        for each in credits[:1]:
            books.desk.pay_out_credit(each)
    elif chosen is None:
        return
    elif kind == "void":
        books.desk.void(chosen)
    elif kind == "delete":
        books.delete(chosen)
    elif type(chosen).__name__ in ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"):
        books.update(chosen, {"Line": [books.line(sku, units, str(price))], "TxnDate": day})


def check(books: Any, who: str) -> None:
    books.sound()
    records = books.records
    open_amounts = [
        *(each.balance for each in records.table("Invoice")),
        *(-each.remaining_credit for each in records.table("CreditMemo")),
        *(-each.unapplied_amt for each in records.table("Payment")),
    ]
    owed_by_checks = sum(
        (
            row.debit
            for check in records.table("Purchase")
            for row in ledger.rows_of(records, "Purchase", check.id)
            if row.account == "84"
        ),
        D(0),
    )
    linked_checks = sum(
        (
            line.amount
            for payment in records.table("Payment")
            for line in payment.line
            for link in line.linked_txn
            if link.txn_type == "Check"
        ),
        D(0),
    )
    assert sum(open_amounts, owed_by_checks - linked_checks) == books.desk.customer_balance(who)
    for payment in records.table("Payment"):
        assert payment.unapplied_amt >= 0
    for invoice in records.table("Invoice"):
        assert 0 <= invoice.balance <= invoice.total_amt
    stock_worth = sum((layer.value for stock in records.stock for layer in stock.layers), D(0))
    assert stock_worth == books.desk.balance("Inventory Asset")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, automatic=st.booleans())
def test_the_books_balance_and_undoing_leaves_no_residue(
    new_books: Callable[[], Any], steps: list[tuple[Any, ...]], automatic: bool
) -> None:
    books = new_books()
    who = books.create("Customer", {"DisplayName": "Jane Roe"}).id
    empty = (books.desk.trial_balance(), list(books.records.stock), list(books.records.balances))
    books.desk.set_auto_apply_credit(automatic)
    for step in steps:
        before = books.store.fingerprint("quickbooks_online.")
        try:
            take(books, who, step)
        except QuickBooksFault:
            assert books.store.fingerprint("quickbooks_online.") == before
        check(books, who)
    for deposit in list(books.records.table("Deposit")):
        books.delete(deposit)
    while there := documents(books):
        books.delete(there[-1])
        check(books, who)
    after = (books.desk.trial_balance(), list(books.records.stock), list(books.records.balances))
    assert after == empty
    assert len(books.records.postings) == 6  # the opening stock of three items
