"""Customer deposits, their spending and refund; what a bank deposit takes and locks (F58)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.rules.customers import balance, deposit_balance

D = Decimal


def refused(account, sentence, call, *arguments):
    before = account.store.fingerprint("netsuite.")
    with pytest.raises(NetSuiteError, match=sentence):
        call(*arguments)
    assert account.store.fingerprint("netsuite.") == before


class TestCustomerDeposits:
    def test_letters(self, account, jane, invoice):
        desk = account.desk
        deposit = desk.take_deposit(jane.id, D("50.00"))
        assert deposit.status == "A"
        desk.make_deposit([deposit.id])
        assert desk.transaction(deposit.id).status == "B"
        application = desk.apply_deposit(deposit.id, invoice.id)
        assert desk.transaction(deposit.id).status == "C"
        desk.delete(application.id)
        assert desk.transaction(deposit.id).status == "B"
        assert desk.transaction(invoice.id).amount_remaining == D("127.82")

    def test_of_an_order_pays_its_invoice(self, account, jane, order):
        """The invoice is born Paid In Full."""
        sold = order()
        first = account.desk.take_deposit(jane.id, D("100.00"), order=sold.id)
        second = account.desk.take_deposit(jane.id, D("50.00"), order=sold.id)
        invoice = account.desk.bill(sold.id)
        assert (invoice.status, invoice.amount_remaining) == ("B", D("0.00"))
        left = [account.desk.transaction(each.id).amount_remaining for each in (first, second)]
        assert left == [D("0.00"), D("22.18")]
        assert deposit_balance(account, jane) == D("22.18")
        assert balance(account, jane) == 0

    def test_of_another_customers_order(self, account, order):
        joe = account.desk.customer(first_name="Joe", last_name="Doe")
        refused(
            account,
            "Invalid Field Value 1001 for the following field: salesOrder",
            account.desk.take_deposit,
            joe.id,
            D(5),
            order().id,
        )

    def test_over_the_deposit(self, account, jane, invoice):
        deposit = account.desk.take_deposit(jane.id, D("50.00"))
        refused(
            account,
            r"exceeds the amount of the deposit that remains \(50.00\)",
            account.desk.apply_deposit,
            deposit.id,
            invoice.id,
            D("60.00"),
        )

    def test_over_the_invoice(self, account, jane, invoice):
        deposit = account.desk.take_deposit(jane.id, D("500.00"))
        refused(
            account,
            r"exceeds the amount due \(127.82\)",
            account.desk.apply_deposit,
            deposit.id,
            invoice.id,
            D("127.83"),
        )

    def test_nothing_to_apply_to(self, account, jane):
        deposit = account.desk.take_deposit(jane.id, D("50.00"))
        refused(account, "Amount", rules.transform, account, deposit.id, "depositApplication")

    def test_an_order_with_a_deposit_stays(self, account, jane, order):
        sold = order()
        account.desk.take_deposit(jane.id, D("10.00"), order=sold.id)
        refused(account, "linked to by one or more", account.desk.delete, sold.id)

    def test_refund_of_a_part(self, account, jane):
        """R4. The refund holds a deposit application; deleting it gives the money back."""
        deposit = account.desk.take_deposit(jane.id, D("50.00"))
        refund = rules.create(
            account,
            "customerRefund",
            {"entity": jane.id, "deposits": [{"doc": deposit.id, "amount": D("20.00")}]},
        )
        [piece] = refund.applications
        application = account.desk.transaction(piece.doc)
        assert (application.type, application.total, refund.total) == (
            "DepAppl",
            D("20.00"),
            D("20.00"),
        )
        assert application.amount_remaining == 0
        assert account.desk.transaction(deposit.id).amount_remaining == D("30.00")
        refused(account, "linked to by one or more", account.desk.delete, application.id)
        account.desk.delete(refund.id)
        assert account.records.transactions.get(application.id) is None
        assert account.desk.transaction(deposit.id).amount_remaining == D("50.00")

    @pytest.mark.parametrize("amount", ["50.01", "0.00", "-1.00"])
    def test_refund_beyond(self, account, jane, amount):
        deposit = account.desk.take_deposit(jane.id, D("50.00"))
        refused(
            account,
            r"exceeds the amount due \(50.00\)",
            rules.create,
            account,
            "customerRefund",
            {"entity": jane.id, "deposits": [{"doc": deposit.id, "amount": D(amount)}]},
        )

    def test_the_deposit_list_cannot_be_updated(self, account, jane):
        deposit = account.desk.take_deposit(jane.id, D("50.00"))
        refund = rules.transform(account, deposit.id, "customerRefund")
        refused(
            account,
            "field: deposit",
            rules.update,
            account,
            "customerRefund",
            refund.id,
            {"deposits": [{"doc": deposit.id, "amount": D(1)}]},
        )


class TestBankDeposits:
    def test_what_is_deposited_is_locked(self, account, cash_sale):
        """F58: a deposited cash sale cannot be changed or deleted; its memo can, and it can still
        be refunded; taken off the deposit it is free again."""
        desk = account.desk
        deposit = desk.make_deposit([cash_sale.id])
        for change in (
            {"lines": [{"line": 1, "quantity": D(2)}]},
            {"payment_method": 1},
            {"account": 1},
            {"shipping_cost": D("1.00")},
            {"tran_date": cash_sale.tran_date.replace(day=1)},
        ):
            refused(
                account,
                r"has been deposited \(DEP1001\). Remove it from the deposit first",
                rules.update,
                account,
                "cashSale",
                cash_sale.id,
                change,
            )
        refused(account, "linked to by one or more", desk.delete, cash_sale.id)
        rules.update(account, "cashSale", cash_sale.id, {"memo": "seen"})
        assert desk.refund(cash_sale.id, {"TEE-BLK": 1}).total == D("19.47")
        desk.delete(deposit.id)
        assert desk.transaction(cash_sale.id).status == "B"

    def test_taken_once(self, account, cash_sale):
        account.desk.make_deposit([cash_sale.id])
        refused(
            account,
            f"Invalid Field Value {cash_sale.id} for the following field: id",
            account.desk.make_deposit,
            [cash_sale.id],
        )

    def test_taken_off_again(self, account, cash_sale, invoice):
        payment = account.desk.receive_payment(invoice.id)
        deposit = account.desk.make_deposit([cash_sale.id, payment.id])
        off = {"payments": [{"doc": cash_sale.id, "deposit": False}]}
        changed = rules.update(account, "deposit", deposit.id, off)
        assert (changed.banked, changed.total) == ((payment.id,), D("127.82"))
        assert account.desk.transaction(cash_sale.id).status == "B"
        only = {"payments": [{"doc": cash_sale.id}]}
        changed = rules.update(account, "deposit", deposit.id, only, replace={"payments"})
        assert changed.banked == (cash_sale.id,)
        assert account.desk.transaction(payment.id).status == "B"

    def test_money_that_never_lay_there(self, account, order, invoice):
        sale = rules.transform(account, order("Cash").id, "cashSale", {"account": 1})
        for document in (sale.id, invoice.id, 99):
            refused(account, "field: id", account.desk.make_deposit, [document])

    def test_empty_negative_and_no_bank(self, account, cash_sale):
        desk = account.desk
        refused(account, "at least one valid line item", desk.make_deposit)
        refused(account, "field: account", desk.make_deposit, [cash_sale.id], 10)
        refund = desk.refund(cash_sale.id, everything=True)
        refused(account, r"may not be negative \(-127.82\)", desk.make_deposit, [refund.id])

    def test_a_payout_with_its_fee(self, account, cash_sale):
        """A fee is a negative other deposit."""
        deposit = account.desk.make_deposit([cash_sale.id], other=[(13, D("-4.01"))])
        assert deposit.total == D("123.81")


class TestJournals:
    def test_refusals(self, account):
        def write(*lines):
            rules.create(account, "journalEntry", {"journal_lines": list(lines)})

        refused(account, "at least one valid line item", write)
        refused(account, r"for: Account", write, {"debit": D(1)})
        refused(account, r"for: Amount", write, {"account": 1})
        refused(account, "field: account", write, {"account": 99, "debit": D(1)})
        refused(account, "field: credit", write, {"account": 1, "debit": D(1), "credit": D(1)})
        refused(account, "field: debit", write, {"account": 1, "debit": D(-1)})
        refused(account, r"for: Name", write, {"account": 2, "debit": D(1)})

    def test_lines_are_keyed(self, account):
        journal = account.desk.write_journal((1, D(5), D(0)), (10, D(0), D(5)))
        lines = [{"line": 1, "debit": D(7)}, {"line": 2, "credit": D(7)}]
        changed = rules.update(account, "journalEntry", journal.id, {"journal_lines": lines})
        assert [(each.debit, each.credit) for each in changed.account_lines] == [
            (D("7.00"), D("0.00")),
            (D("0.00"), D("7.00")),
        ]
