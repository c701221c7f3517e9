"""Locks that come before a period is closed: all, A/R, A/P."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite.errors import NetSuiteError

D = Decimal
OUTSIDE = "not within the date range of your accounting period"


def refused(account, call, *arguments):
    before = account.store.fingerprint("netsuite.")
    with pytest.raises(NetSuiteError, match=OUTSIDE):
        call(*arguments)
    assert account.store.fingerprint("netsuite.") == before


def test_lock_ar_stops_sales_and_payments(account, cash_sale, invoice, order):
    desk = account.desk
    desk.lock_period(2026, 11, "ar")
    refused(account, desk.refund, cash_sale.id, {"TEE-BLK": 1})
    refused(account, desk.receive_payment, invoice.id)
    refused(account, desk.take_deposit, invoice.entity, D(5))
    refused(account, desk.delete, cash_sale.id)
    desk.write_journal((1, D(5), D(0)), (10, D(0), D(5)))
    desk.fulfil(order().id)
    desk.unlock_period(2026, 11)
    assert desk.refund(cash_sale.id, {"TEE-BLK": 1}).total == D("19.47")


def test_lock_ap_stops_journals_to_payables(account, cash_sale):
    desk = account.desk
    desk.lock_period(2026, 11, "ap")
    desk.refund(cash_sale.id, {"TEE-BLK": 1})
    lines = [{"account": 5, "entity": cash_sale.entity, "debit": D(5)}]
    lines.append({"account": 1, "credit": D(5)})
    refused(account, desk._create, "journalEntry", {"journal_lines": lines})


def test_lock_all(account, order):
    account.desk.lock_period(2026, 11)
    refused(account, account.desk.fulfil, order().id)
    refused(account, account.desk.write_journal, (1, D(5), D(0)), (10, D(0), D(5)))
    account.settings.closed_period = "next_open"
    shipped = account.desk.fulfil(order().id)
    period = account.records.periods[shipped.posting_period]
    assert period.period_name == "Dec 2026"
