"""Credit memos and deposits on a payment's own lists. The invoice is W1: 127.82."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.netsuite import ledger, rules
from sandbox.netsuite.errors import InvalidContent, UserError

D = Decimal


@pytest.fixture
def credit(account: Any, jane: Any) -> Any:
    """20.00 of goodwill."""
    return account.desk.standalone_credit_memo(jane.id, amount=D(20))


@pytest.fixture
def deposit(account: Any, jane: Any) -> Any:
    return account.desk.take_deposit(jane.id, D(30))


@pytest.fixture
def pay(account: Any, jane: Any, invoice: Any) -> Any:
    def write(**fields: Any) -> Any:
        fields.setdefault("applications", [{"doc": invoice.id}])
        return rules.create(account, "customerPayment", {"entity": jane.id, **fields})

    return write


def read(account: Any, document: Any) -> Any:
    return account.records.transactions[document.id]


def applied(document: Any) -> list[tuple[int, str]]:
    return [(each.doc, f"{each.amount:.2f}") for each in document.applications]


def test_the_payment_pays_what_credit_and_deposit_leave(
    account: Any, invoice: Any, credit: Any, deposit: Any, pay: Any, rows: Any
) -> None:
    made = pay(credits=[{"doc": credit.id, "amount": D(15)}], deposits=[{"doc": deposit.id}])
    assert (str(made.total), applied(made)) == ("82.82", [(invoice.id, "82.82")])
    memo = read(account, credit)
    assert (applied(memo), str(memo.amount_remaining)) == ([(invoice.id, "15.00")], "5.00")
    [spent] = account.records.deposit_applications.find(deposit.id)
    assert applied(spent) == [(invoice.id, "30.00")]
    assert read(account, deposit).status == "C"
    bill = read(account, invoice)
    assert (bill.status, str(bill.amount_remaining)) == ("B", "0.00")
    assert rows(spent) == [
        ("Customer Deposits", "30.00", "0.00"),
        ("Accounts Receivable", "0.00", "30.00"),
    ]
    assert rows(made) == [
        ("Undeposited Funds", "82.82", "0.00"),
        ("Accounts Receivable", "0.00", "82.82"),
    ]
    # 127.82 invoiced, 20.00 credited, 30.00 and 82.82 received: the 5.00 of the memo are left.
    receivable = account.records.accounts_by_name.first("Accounts Receivable").id
    assert ledger.balance_of(account.records, receivable) == D("-5.00")


def test_more_than_the_payment_needs_stays_unapplied(
    account: Any, invoice: Any, credit: Any, pay: Any
) -> None:
    made = pay(payment=D("127.82"), credits=[{"doc": credit.id}])
    assert (str(made.total), str(made.amount_remaining)) == ("127.82", "20.00")
    assert applied(made) == [(invoice.id, "107.82")]


def test_several_invoices_in_the_order_of_the_list(
    account: Any, jane: Any, invoice: Any, order: Any, deposit: Any, pay: Any
) -> None:
    second = account.desk.bill(order().id)
    lines = [{"doc": invoice.id, "amount": D(10)}, {"doc": second.id, "amount": D(50)}]
    made = pay(applications=lines, deposits=[{"doc": deposit.id}])
    [spent] = account.records.deposit_applications.find(deposit.id)
    assert applied(spent) == [(invoice.id, "10.00"), (second.id, "20.00")]
    assert applied(made) == [(second.id, "30.00")]


def test_auto_apply_counts_the_credit_too(
    account: Any, invoice: Any, credit: Any, pay: Any
) -> None:
    made = pay(
        payment=D(100),
        auto_apply=True,
        applications=[],
        credits=[{"doc": credit.id, "amount": D(20)}],
    )
    assert applied(made) == [(invoice.id, "100.00")]
    assert str(read(account, invoice).amount_remaining) == "7.82"


REFUSED = [
    ({"credits": D("20.01")}, "The amount applied (20.01) exceeds the amount due (20.00)."),
    ({"deposits": D(31)}, "The amount applied (31) exceeds the amount due (30.00)."),
    (
        {"credits": D(20), "applications": D(19)},
        "The amount of the credit (20.00) exceeds the amount that is applied (19.00).",
    ),
    (
        {"credits": D(20), "applications": D(128)},
        "The amount applied (128) exceeds the amount due (127.82).",
    ),
    (
        {"credits": D(20), "payment": D(107)},
        "The total of the amounts applied (107.82) exceeds the amount of the transaction (107).",
    ),
    ({"credits": D(20), "applications": D(20)}, "Please enter value(s) for: Payment Amount."),
]


@pytest.mark.parametrize(("fields", "sentence"), REFUSED)
def test_over_application(
    account: Any, invoice: Any, credit: Any, deposit: Any, pay: Any, fields: Any, sentence: str
) -> None:
    body: dict[str, Any] = {}
    for name, document in (("credits", credit), ("deposits", deposit), ("applications", invoice)):
        if name in fields:
            body[name] = [{"doc": document.id, "amount": fields[name]}]
    before = account.store.fingerprint("netsuite.")
    with pytest.raises(UserError) as refused:
        pay(**body, **{k: v for k, v in fields.items() if k == "payment"})
    assert refused.value.details[0].detail.endswith(sentence)
    assert account.store.fingerprint("netsuite.") == before


def test_only_open_credits_and_deposits_of_the_customer(
    account: Any, invoice: Any, deposit: Any, pay: Any
) -> None:
    other = account.desk.customer(first_name="A", last_name="B")
    foreign = account.desk.standalone_credit_memo(other.id, amount=D(5))
    for fields, path in (
        ({"credits": [{"doc": foreign.id, "amount": D(5)}]}, "credit.items[0].doc"),
        ({"credits": [{"doc": deposit.id}]}, "credit.items[0].doc"),
        ({"deposits": [{"doc": deposit.id}, {"doc": deposit.id}]}, "deposit.items[1].doc"),
    ):
        with pytest.raises(InvalidContent) as refused:
            pay(**fields)
        assert refused.value.details[0].path == path


def test_taken_back_and_changed_later(
    account: Any, invoice: Any, credit: Any, deposit: Any, pay: Any
) -> None:
    made = pay(
        payment=D(80),
        applications=[{"doc": invoice.id, "amount": D(110)}],
        credits=[{"doc": credit.id}],
        deposits=[{"doc": deposit.id, "amount": D(10)}],
    )

    def change(**fields: Any) -> list[str]:
        """What credit, deposit and payment give; what the invoice is still due."""
        rules.update(account, "customerPayment", made.id, fields)
        given = [read(account, each).amount_paid for each in (credit, deposit, made)]
        return [f"{each:.2f}" for each in (*given, read(account, invoice).amount_remaining)]

    assert change(memo="x") == ["20.00", "10.00", "80.00", "17.82"]
    assert change(credits=[{"doc": credit.id, "amount": D(5)}]) == [
        "5.00",
        "10.00",
        "80.00",
        "32.82",
    ]
    # Named without an amount: as it is.
    assert change(deposits=[{"doc": deposit.id}]) == ["5.00", "10.00", "80.00", "32.82"]
    # A bigger share takes over from the payment what the payment had paid.
    more = [{"doc": deposit.id, "amount": D(30)}]
    assert change(deposits=more) == ["5.00", "30.00", "60.00", "32.82"]
    off = [{"doc": credit.id, "apply": False}]
    assert change(credits=off) == ["0.00", "30.00", "60.00", "37.82"]
    assert change(deposits=None) == ["0.00", "0.00", "60.00", "67.82"]
    assert account.records.deposit_applications.find(deposit.id) == []


def test_a_deleted_payment_leaves_the_credit_applied(
    account: Any, invoice: Any, credit: Any, pay: Any
) -> None:
    made = pay(credits=[{"doc": credit.id}])
    rules.delete(account, "customerPayment", made.id)
    assert applied(read(account, credit)) == [(invoice.id, "20.00")]
    assert read(account, credit).applications[0].along is None
    assert str(read(account, invoice).amount_remaining) == "107.82"


def test_transforming_an_invoice(account: Any, invoice: Any, credit: Any) -> None:
    made = rules.transform(
        account, invoice.id, "customerPayment", {"credits": [{"doc": credit.id, "amount": D(20)}]}
    )
    assert (str(made.total), applied(made)) == ("107.82", [(invoice.id, "107.82")])
    assert read(account, invoice).status == "B"
