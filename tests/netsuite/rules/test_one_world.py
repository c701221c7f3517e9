"""Subsidiaries: whose a transaction is, what does not belong to it, whose currency it is in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.ledger import trial_balance
from sandbox.netsuite.suiteql import run

D = Decimal


def refused(account, sentence, call, *arguments):
    before = account.store.fingerprint("netsuite.")
    with pytest.raises(NetSuiteError, match=sentence):
        call(*arguments)
    assert account.store.fingerprint("netsuite.") == before


@pytest.fixture
def europe(account, jane):
    """A euro subsidiary below the parent company."""
    account.desk.enable_one_world()
    return account.desk.add_subsidiary("Acme Europe", "EUR").id


@pytest.fixture
def hans(account, europe):
    return account.desk.customer(first_name="Hans", last_name="Roth", subsidiary=europe)


@pytest.fixture
def sell(account, item):
    def write(customer, record="invoice", **more):
        line = {"item": item("TEE-BLK"), "quantity": D(2), "rate": D("10.00")}
        return rules.create(account, record, {"entity": customer, "lines": [line], **more})

    return write


def test_off_there_is_no_such_thing(account, jane, sell):
    sentence = "Invalid Field Value 1 for the following field: subsidiary"
    refused(account, sentence, lambda: sell(jane.id, subsidiary=1))
    with pytest.raises(NetSuiteError, match="Unknown identifier 'subsidiary'"):
        run(account, "SELECT subsidiary FROM transaction")
    with pytest.raises(NetSuiteError, match="Record 'subsidiary' was not found"):
        run(account, "SELECT id FROM subsidiary")


def test_a_transaction_is_its_customers(account, europe, hans, sell):
    invoice = sell(hans.id)
    assert (invoice.subsidiary, invoice.currency, invoice.exchange_rate) == (europe, 2, 1)
    payment = account.desk.receive_payment(invoice.id)
    credit = account.desk.refund(invoice.id, {"TEE-BLK": 1})
    assert {payment.subsidiary, credit.subsidiary} == {europe}


def test_in_its_own_currency(account, rows, europe, hans, sell):
    """The ledger of the euro company is in euro; dollars are worth 1/1.09 there."""
    rules.update(account, "customer", hans.id, {"currencies": (1, 2)})
    invoice = sell(hans.id, currency=1)
    assert invoice.exchange_rate == D("0.91743119")
    assert rows(invoice)[:3] == [
        ("Accounts Receivable", "19.86", "0.00"),
        ("Sales", "0.00", "18.35"),
        ("Sales Tax Payable", "0.00", "1.51"),
    ]
    assert sum(trial_balance(account.records).values()) == 0


def test_what_belongs_to_another(account, jane, europe, hans, sell, item):
    field = "Invalid Field Value {} for the following field: {}"
    refused(account, field.format(1, "subsidiary"), lambda: sell(hans.id, subsidiary=1))
    refused(account, field.format(9, "subsidiary"), lambda: sell(hans.id, subsidiary=9))
    place = account.desk.add_location("New York", subsidiary=1)
    refused(account, field.format(1, "location"), lambda: sell(hans.id, location=place.id))
    assert sell(jane.id, location=place.id).location == place.id
    rules.update(account, "inventoryItem", item("TEE-BLK"), {"include_children": False})
    refused(account, field.format(item("TEE-BLK"), "item"), lambda: sell(hans.id))
    assert sell(jane.id).subsidiary == 1


def test_mandatory(account, europe, hans, sell):
    for record, fields in (
        ("customer", {"first_name": "A", "last_name": "B"}),
        ("inventoryItem", {"item_id": "NEW"}),
        ("journalEntry", {"journal_lines": []}),
        ("deposit", {"account": 1}),
    ):
        refused(
            account,
            r"Please enter value\(s\) for: Subsidiary",
            rules.create,
            account,
            record,
            fields,
        )


def test_a_customer_with_transactions_stays(account, europe, hans, sell):
    sell(hans.id)
    refused(
        account, "field: subsidiary", rules.update, account, "customer", hans.id, {"subsidiary": 1}
    )


def test_deposits_take_their_own(account, jane, europe, hans, sell):
    ours, theirs = sell(jane.id, "cashSale"), sell(hans.id, "cashSale")
    refused(account, "field: id", lambda: account.desk.make_deposit([ours.id], subsidiary=europe))
    deposit = account.desk.make_deposit([theirs.id], subsidiary=europe)
    assert (deposit.currency, deposit.total) == (2, D("21.65"))


def test_in_suiteql(account, jane, europe, hans, sell):
    invoice = sell(hans.id)
    query = "SELECT BUILTIN.DF(subsidiary) AS company FROM transaction WHERE id = ?"
    assert run(account, query, [invoice.id]) == [{"company": "Acme Europe"}]
    assert run(account, "SELECT name, BUILTIN.DF(parent) AS above FROM subsidiary ORDER BY id") == [
        {"name": "Parent Company"},
        {"name": "Acme Europe", "above": "Parent Company"},
    ]
    query = "SELECT subsidiary FROM customersubsidiaryrelationship WHERE entity = ?"
    assert run(account, query, [hans.id]) == [{"subsidiary": str(europe)}]
    query = "SELECT DISTINCT subsidiary FROM transactionline WHERE transaction = ?"
    assert run(account, query, [invoice.id]) == [{"subsidiary": str(europe)}]
