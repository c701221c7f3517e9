"""Applying money: payments, credits and customer refunds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import InvalidContent, UserError

D = Decimal


def due(account, document):
    return account.records.transactions[document.id].amount_remaining


class TestPayment:
    def test_in_full(self, account, invoice):
        payment = account.desk.receive_payment(invoice.id)
        assert (payment.tran_id, payment.total, payment.status) == ("PYMT1001", D("127.82"), "B")
        assert (due(account, invoice), account.records.transactions[invoice.id].status) == (
            D("0.00"),
            "B",
        )

    def test_in_part(self, account, invoice):
        account.desk.receive_payment(invoice.id, D("100.00"))
        assert due(account, invoice) == D("27.82")
        assert account.records.transactions[invoice.id].status == "A"

    def test_more_than_is_due_stays_unapplied(self, account, invoice):
        payment = account.desk.receive_payment(invoice.id, D("130.00"))
        assert (payment.amount_paid, payment.amount_remaining) == (D("127.82"), D("2.18"))

    def test_by_hand(self, account, jane, invoice):
        fields = {
            "entity": jane.id,
            "payment": D("250.00"),
            "account": 1,
            "applications": [{"doc": invoice.id, "apply": True, "amount": D("100.00")}],
        }
        payment = rules.create(account, "customerPayment", fields)
        assert (payment.status, payment.amount_remaining) == ("C", D("150.00"))
        assert due(account, invoice) == D("27.82")

    def test_over_application(self, account, jane, invoice):
        fields = {
            "entity": jane.id,
            "payment": D("200.00"),
            "applications": [{"doc": invoice.id, "amount": D("127.83")}],
        }
        with pytest.raises(UserError, match=r"exceeds the amount due \(127.82\)") as refused:
            rules.create(account, "customerPayment", fields)
        assert refused.value.details[0].path == "apply.items[0].amount"

    def test_applications_above_the_payment(self, account, jane, invoice):
        fields = {
            "entity": jane.id,
            "payment": D("50.00"),
            "applications": [{"doc": invoice.id, "amount": D("60.00")}],
        }
        with pytest.raises(UserError, match="exceeds the amount of the transaction"):
            rules.create(account, "customerPayment", fields)

    def test_raise_lower_and_unapply(self, account, invoice):
        payment = account.desk.receive_payment(invoice.id, D("100.00"))

        def apply(**line):
            changes = {"applications": [{"doc": invoice.id, **line}]}
            rules.update(account, "customerPayment", payment.id, changes)
            return due(account, invoice)

        assert apply(amount=D("40.00")) == D("87.82")
        assert apply(amount=D("90.00")) == D("37.82")
        assert apply(apply=False) == D("127.82")
        assert apply(amount=D("10.00")) == D("117.82")
        assert apply(amount=D(0)) == D("127.82")

    def test_auto_apply_takes_the_oldest_first(self, account, order, jane):
        first = account.desk.bill(order().id)
        second = account.desk.bill(order().id)
        fields = {"entity": jane.id, "payment": D("150.00"), "auto_apply": True}
        rules.create(account, "customerPayment", fields)
        assert (due(account, first), due(account, second)) == (D("0.00"), D("105.64"))

    @pytest.mark.parametrize("payment", [None, D(0)])
    def test_zero(self, account, jane, payment):
        with pytest.raises(UserError, match="Payment Amount"):
            rules.create(account, "customerPayment", {"entity": jane.id, "payment": payment})

    def test_only_to_ones_own_open_invoices(self, account, invoice, cash_sale):
        john = account.desk.customer(first_name="John", last_name="Doe")
        line = [{"doc": invoice.id, "amount": D(1)}]
        fields = {"entity": john.id, "payment": D(1), "applications": line}
        with pytest.raises(InvalidContent) as refused:
            rules.create(account, "customerPayment", fields)
        assert refused.value.details[0].path == "apply.items[0].doc"

    def test_the_customer_field_is_called_customer(self, account):
        with pytest.raises(InvalidContent, match="following field: customer"):
            rules.create(account, "customerPayment", {"entity": 9999, "payment": D(1)})

    def test_an_invoice_cannot_fall_below_what_was_paid(self, account, invoice):
        account.desk.receive_payment(invoice.id)
        with pytest.raises(UserError, match="below the amount applied"):
            rules.update(account, "invoice", invoice.id, {"shipping_cost": D(0)})


class TestCustomerRefund:
    @pytest.fixture
    def credit(self, account, invoice):
        account.desk.receive_payment(invoice.id)
        return account.desk.refund(invoice.id, lines={"TEE-BLK": 1})

    def test_of_a_credit_memo(self, account, credit):
        refund = account.desk.pay_back(credit.id)
        assert (refund.tran_id, refund.total) == ("RFND1001", D("19.47"))
        assert account.records.transactions[credit.id].status == "B"

    def test_above_the_credit(self, account, credit):
        with pytest.raises(UserError, match=r"exceeds the amount due \(19.47\)"):
            account.desk.pay_back(credit.id, D("19.48"))

    def test_twice(self, account, credit):
        account.desk.pay_back(credit.id)
        with pytest.raises(UserError, match="Amount"):
            account.desk.pay_back(credit.id)

    def test_of_an_unapplied_payment(self, account, invoice):
        payment = account.desk.receive_payment(invoice.id, D("130.00"))
        refund = rules.transform(account, payment.id, "customerRefund")
        assert refund.total == D("2.18")
        assert due(account, payment) == D("0.00")

    def test_a_refunded_credit_cannot_be_applied_too(self, account, credit, order):
        account.desk.pay_back(credit.id)
        other = account.desk.bill(order().id)
        with pytest.raises(UserError, match="exceeds the amount of the transaction"):
            account.desk.apply_credit(credit.id, other.id, D("1.00"))
