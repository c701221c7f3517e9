"""Closed periods, dates outside any period, and what may be deleted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import UserError

D = Decimal
OUTSIDE = (
    "Error while accessing a resource. The transaction date you specified is not within the date "
    "range of your accounting period."
)


class TestClosedPeriod:
    def refused(self, account, act):
        before = account.store.fingerprint("netsuite.")
        with pytest.raises(UserError) as refusal:
            act()
        assert refusal.value.detail == OUTSIDE
        assert account.store.fingerprint("netsuite.") == before

    def test_create_edit_and_delete(self, account, cash_sale, order):
        unbilled = order("Cash")
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        account.desk.close_period(2026, 11)
        desk = account.desk
        self.refused(account, lambda: desk.bill(unbilled.id))
        self.refused(account, lambda: desk.refund(cash_sale.id, lines={"TEE-BLK": 1}))
        self.refused(account, lambda: rules.update(account, "cashRefund", refund.id, {"memo": "x"}))
        self.refused(account, lambda: desk.delete(refund.id))

    def test_reopened(self, account, cash_sale):
        account.desk.close_period(2026, 11)
        account.desk.reopen_period(2026, 11)
        assert account.desk.refund(cash_sale.id, everything=True).total == D("127.82")

    def test_orders_do_not_post(self, account, order):
        account.desk.close_period(2026, 11)
        made = order()
        assert made.posting_period is None
        account.desk.delete(made.id)

    def test_another_open_month_may_be_chosen(self, account, cash_sale):
        account.desk.close_period(2026, 11)
        overlay = {"tran_date": date(2026, 12, 1)}
        refund = rules.transform(account, cash_sale.id, "cashRefund", overlay)
        assert account.records.periods[refund.posting_period].period_name == "Dec 2026"

    def test_posting_into_the_next_open_period_is_a_preference(self, account, cash_sale):
        account.settings.closed_period = "next_open"
        account.desk.close_period(2026, 11)
        account.desk.close_period(2026, 12)
        refund = account.desk.refund(cash_sale.id, everything=True)
        assert refund.tran_date == date(2026, 11, 24)
        assert account.records.periods[refund.posting_period].period_name == "Jan 2027"

    def test_dates_without_a_period(self, account, w1):
        with pytest.raises(UserError) as refusal:
            rules.create(account, "cashSale", w1() | {"tran_date": date(2020, 1, 1)})
        assert refusal.value.detail == OUTSIDE

    def test_a_date_outside_the_chosen_period(self, account, w1):
        december = account.records.period_of(date(2026, 12, 1))
        with pytest.raises(UserError) as refusal:
            rules.create(account, "cashSale", w1() | {"posting_period": december.id})
        assert refusal.value.detail == OUTSIDE

    def test_moving_a_date_moves_the_period(self, account, cash_sale):
        moved = rules.update(account, "cashSale", cash_sale.id, {"tran_date": date(2026, 10, 2)})
        assert account.records.periods[moved.posting_period].period_name == "Oct 2026"

    def test_links_of_closed_documents_still_follow(self, account, invoice):
        account.desk.close_period(2026, 11)
        overlay = {"tran_date": date(2026, 12, 1)}
        rules.transform(account, invoice.id, "customerPayment", overlay)
        assert account.records.transactions[invoice.id].status == "B"


class TestDeletion:
    LINKED = (
        "Error while accessing a resource. This transaction cannot be deleted because it is "
        "linked to by one or more transactions."
    )

    def refused(self, account, document):
        with pytest.raises(UserError) as refusal:
            account.desk.delete(document.id)
        assert refusal.value.detail == self.LINKED

    def test_parents_stay(self, account, order):
        made = order("Cash")
        sale = account.desk.bill(made.id)
        self.refused(account, made)
        account.desk.refund(sale.id, lines={"TEE-BLK": 1})
        self.refused(account, sale)

    def test_paid_invoice(self, account, invoice):
        payment = account.desk.receive_payment(invoice.id)
        self.refused(account, invoice)
        account.desk.delete(payment.id)
        account.desk.delete(invoice.id)
        assert invoice.id not in account.records.transactions

    def test_refunded_credit(self, account, invoice):
        account.desk.receive_payment(invoice.id)
        credit = account.desk.refund(invoice.id, everything=True)
        account.desk.pay_back(credit.id)
        self.refused(account, credit)

    def test_leaves_no_ledger_row(self, account, cash_sale):
        account.desk.delete(cash_sale.id)
        assert len(account.records.ledger) == 0

    def test_under_the_wrong_type(self, account, cash_sale):
        with pytest.raises(UserError, match="Transaction type specified is incorrect"):
            rules.delete(account, "invoice", cash_sale.id)

    def test_used_customers_and_items_stay(self, account, cash_sale, jane, item):
        with pytest.raises(UserError, match="dependent records"):
            rules.delete(account, "customer", jane.id)
        with pytest.raises(UserError, match="dependent records"):
            rules.delete(account, "inventoryItem", item("TEE-BLK"))
