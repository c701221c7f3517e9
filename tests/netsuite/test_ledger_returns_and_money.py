"""Returns, deposits, bank deposits, journals and checks as literal ledger rows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.chart import Chart
from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.ledger import balance_of, trial_balance

D = Decimal


@pytest.fixture
def euro(account, jane, order):
    """W1 as an order of 127.82 euro at 1.09."""
    rules.update(account, "customer", jane.id, {"currencies": (1, 2)})
    return order(currency=2)


class TestReturns:
    def test_a_return_posts_nothing_until_goods_and_money_move(self, account, rows, cash_sale):
        rma = account.desk.authorize_return(cash_sale.id, {"TEE-BLK": 1})
        assert (rows(rma), rma.status, rma.posting_period) == ([], "B", None)

    def test_item_receipt_at_average_cost(self, account, rows, cash_sale):
        rma = account.desk.authorize_return(cash_sale.id, {"TEE-BLK": 1, "CAP-RED": 2})
        receipt = account.desk.receive(rma.id)
        assert rows(receipt) == [
            ("Cost of Goods Sold", "0.00", "8.00"),
            ("Inventory Asset", "8.00", "0.00"),
            ("Cost of Goods Sold", "0.00", "19.00"),
            ("Inventory Asset", "19.00", "0.00"),
        ]
        assert account.desk.item("CAP-RED").quantity_on_hand == 1002

    def test_a_receipt_that_does_not_restock(self, account, rows, cash_sale):
        rma = account.desk.authorize_return(cash_sale.id, {"TEE-BLK": 1})
        assert rows(account.desk.receive(rma.id, restock=False)) == []
        assert account.desk.item("TEE-BLK").quantity_on_hand == 1000

    @pytest.mark.parametrize(
        ("bill", "money"),
        [("cash_sale", "Undeposited Funds"), ("invoice", "Accounts Receivable")],
    )
    def test_refund_of_a_return(self, account, rows, request, bill, money):
        """One shirt with its part of discount and tax, and the shipping that was typed; the goods
        came back on the receipt, so the refund moves no stock."""
        sale = request.getfixturevalue(bill)
        body = {"lines": [{"line": 1, "quantity": D(1)}], "shipping_cost": D("7.95")}
        rma = rules.transform(account, sale.id, "returnAuthorization", body, replace={"lines"})
        assert rma.total == D("28.08")
        account.desk.receive(rma.id)
        refund = account.desk.refund_return(rma.id)
        assert rows(refund) == [
            (money, "0.00", "28.08"),
            ("Sales", "19.99", "0.00"),
            ("Sales Discounts", "0.00", "2.00"),
            ("Shipping Income", "7.95", "0.00"),
            ("Sales Tax Payable", "2.14", "0.00"),
        ]
        assert account.desk.item("TEE-BLK").quantity_on_hand == 1001


class TestDeposits:
    def test_customer_deposit(self, account, rows, jane):
        deposit = account.desk.take_deposit(jane.id, D("50.00"))
        assert rows(deposit) == [
            ("Undeposited Funds", "50.00", "0.00"),
            ("Customer Deposits", "0.00", "50.00"),
        ]

    def test_customer_deposit_into_a_bank(self, account, rows, jane):
        deposit = account.desk.take_deposit(jane.id, D("50.00"), account=1)
        assert rows(deposit)[0] == ("Checking", "50.00", "0.00")
        assert deposit.status == "B"

    def test_deposit_application(self, account, rows, jane, invoice):
        deposit = account.desk.take_deposit(jane.id, D("50.00"))
        assert rows(account.desk.apply_deposit(deposit.id, invoice.id)) == [
            ("Customer Deposits", "50.00", "0.00"),
            ("Accounts Receivable", "0.00", "50.00"),
        ]
        assert account.desk.transaction(invoice.id).amount_remaining == D("77.82")

    def test_refund_of_a_deposit(self, account, rows, jane):
        """R4. Through A/R: the deposit application spends the liability, the refund pays."""
        deposit = account.desk.take_deposit(jane.id, D("50.00"))
        refund = rules.transform(account, deposit.id, "customerRefund")
        assert rows(refund) == [
            ("Checking", "0.00", "50.00"),
            ("Accounts Receivable", "50.00", "0.00"),
        ]
        [application] = account.records.deposit_applications.find(deposit.id)
        assert rows(application) == [
            ("Customer Deposits", "50.00", "0.00"),
            ("Accounts Receivable", "0.00", "50.00"),
        ]
        assert balance_of(account.records, Chart.CUSTOMER_DEPOSITS) == 0
        assert balance_of(account.records, Chart.ACCOUNTS_RECEIVABLE) == 0

    def test_refund_of_a_paid_invoice(self, account, rows, invoice):
        """R3: credit memo, then the money."""
        account.desk.receive_payment(invoice.id)
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1}, shipping=True)
        assert rows(account.desk.pay_back(credit.id)) == [
            ("Checking", "0.00", "28.08"),
            ("Accounts Receivable", "28.08", "0.00"),
        ]


class TestBankDeposits:
    def test_money_leaves_undeposited_funds(self, account, rows, cash_sale, invoice):
        payment = account.desk.receive_payment(invoice.id)
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        deposit = account.desk.make_deposit(
            [cash_sale.id, payment.id, refund.id],
            other=[(int(Chart.SALES), D("10.00"))],
            cash_back=[(int(Chart.REFUND_ADJUSTMENTS), D("3.50"))],
        )
        assert deposit.total == D("242.67")
        assert rows(deposit) == [
            ("Checking", "242.67", "0.00"),
            ("Sales", "0.00", "10.00"),
            ("Refund Adjustments", "3.50", "0.00"),
            ("Undeposited Funds", "0.00", "127.82"),
            ("Undeposited Funds", "0.00", "127.82"),
            ("Undeposited Funds", "19.47", "0.00"),
        ]
        assert balance_of(account.records, Chart.UNDEPOSITED_FUNDS) == 0
        assert account.desk.transaction(cash_sale.id).status == "C"

    def test_another_rate_at_the_bank(self, account, rows, order, euro):
        sale = rules.transform(account, euro.id, "cashSale")
        deposit = account.desk.make_deposit([sale.id], currency=2, exchange_rate=D("1.11"))
        assert rows(deposit) == [
            ("Checking", "141.88", "0.00"),
            ("Undeposited Funds", "0.00", "139.32"),
            ("Realized Gain/Loss", "0.00", "2.56"),
        ]


class TestJournals:
    def test_as_written(self, account, rows):
        journal = account.desk.write_journal(
            (int(Chart.REFUND_ADJUSTMENTS), D("12.30"), D(0)),
            (int(Chart.CHECKING), D(0), D("12.30")),
        )
        assert rows(journal) == [
            ("Refund Adjustments", "12.30", "0.00"),
            ("Checking", "0.00", "12.30"),
        ]
        assert (journal.total, journal.status) == (D("12.30"), "B")

    def test_out_of_balance(self, account):
        before = account.store.fingerprint("netsuite.")
        with pytest.raises(NetSuiteError, match=r"Transaction was not in balance. Total = 0.30"):
            account.desk.write_journal((1, D("12.30"), D(0)), (10, D(0), D("12.00")))
        assert account.store.fingerprint("netsuite.") == before


class TestChecks:
    @pytest.fixture
    def by_check(self, account):
        account.settings.checks_for_refunds = True
        return account.desk.add_payment_method("Check", is_check=True).id

    def test_cash_refund_by_check(self, account, rows, cash_sale, by_check):
        refund = rules.transform(
            account,
            cash_sale.id,
            "cashRefund",
            {
                "lines": [{"line": 1, "quantity": D(1)}],
                "shipping_cost": D("7.95"),
                "payment_method": by_check,
            },
            replace={"lines"},
        )
        assert rows(refund)[:5] == [
            ("Refunds Payable", "0.00", "28.08"),
            ("Sales", "19.99", "0.00"),
            ("Sales Discounts", "0.00", "2.00"),
            ("Shipping Income", "7.95", "0.00"),
            ("Sales Tax Payable", "2.14", "0.00"),
        ]
        [check] = account.records.children(refund.id)
        assert check.type == "Check"
        assert rows(check) == [
            ("Checking", "0.00", "28.08"),
            ("Refunds Payable", "28.08", "0.00"),
        ]
        account.desk.delete(refund.id)
        assert account.records.transactions.get(check.id) is None
        assert balance_of(account.records, Chart.REFUNDS_PAYABLE) == 0

    def test_customer_refund_by_check(self, account, rows, invoice, by_check):
        account.desk.receive_payment(invoice.id)
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1})
        refund = rules.create(
            account,
            "customerRefund",
            {
                "entity": credit.entity,
                "payment_method": by_check,
                "applications": [{"doc": credit.id}],
            },
        )
        assert rows(refund) == [
            ("Refunds Payable", "0.00", "19.47"),
            ("Accounts Receivable", "19.47", "0.00"),
        ]


class TestForeignCurrency:
    """W7: EUR 100.00 at 1.09 sold, EUR 25.00 given back at 1.11: 27.75, of which 0.50 is loss."""

    @pytest.fixture
    def hundred(self, account, jane, item):
        rules.update(account, "customer", jane.id, {"currencies": (1, 2)})

        def write(record):
            line = {"item": item("Refund Adjustment Positive"), "amount": D("100.00")}
            return rules.create(
                account, record, {"entity": jane.id, "currency": 2, "lines": [line]}
            )

        return write

    def test_an_invoice(self, account, rows, hundred):
        invoice = hundred("invoice")
        account.desk.receive_payment(invoice.id)
        credit = rules.transform(
            account, invoice.id, "creditMemo", {"lines": [{"line": 1, "amount": D("25.00")}]}
        )
        refund = rules.create(
            account,
            "customerRefund",
            {
                "entity": credit.entity,
                "currency": 2,
                "exchange_rate": D("1.11"),
                "applications": [{"doc": credit.id}],
            },
        )
        assert rows(invoice)[0] == ("Accounts Receivable", "109.00", "0.00")
        assert rows(credit)[0] == ("Accounts Receivable", "0.00", "27.25")
        assert rows(refund) == [
            ("Checking", "0.00", "27.75"),
            ("Accounts Receivable", "27.75", "0.00"),
            ("Accounts Receivable", "0.00", "0.50"),
            ("Realized Gain/Loss", "0.50", "0.00"),
        ]
        assert refund.total == D("25.00")
        assert balance_of(account.records, Chart.ACCOUNTS_RECEIVABLE) == 0

    def test_a_cash_sale(self, account, rows, hundred):
        sale = hundred("cashSale")
        body = {"exchange_rate": D("1.11"), "lines": [{"line": 1, "amount": D("25.00")}]}
        refund = rules.transform(account, sale.id, "cashRefund", body)
        assert refund.total == D("25.00")
        assert rows(refund) == [
            ("Undeposited Funds", "0.00", "27.75"),
            ("Refund Adjustments", "27.75", "0.00"),
        ]

    def test_a_deposit_spent_on_an_invoice(self, account, rows, jane, hundred):
        invoice = hundred("invoice")
        deposit = account.desk.take_deposit(
            jane.id, D("100.00"), currency=2, exchange_rate=D("1.05")
        )
        assert rows(account.desk.apply_deposit(deposit.id, invoice.id)) == [
            ("Customer Deposits", "105.00", "0.00"),
            ("Accounts Receivable", "0.00", "105.00"),
            ("Accounts Receivable", "0.00", "4.00"),
            ("Realized Gain/Loss", "4.00", "0.00"),
        ]
        assert balance_of(account.records, Chart.ACCOUNTS_RECEIVABLE) == 0
        assert balance_of(account.records, Chart.CUSTOMER_DEPOSITS) == 0

    def test_no_decimals_in_yen(self, account, jane, item):
        """W7: JPY 3,980 with 10 % tax: 3,618 and 362."""
        yen = account.desk.add_currency("JPY", D("0.0067"), precision=0)
        rules.update(account, "customer", jane.id, {"currencies": (1, yen.id)})
        account.settings.tax_rate = D(10)
        line = {"item": item("TEE-BLK"), "quantity": D(2), "rate": D(1809)}
        fields = {"entity": jane.id, "currency": yen.id, "lines": [line]}
        sale = rules.create(account, "cashSale", fields)
        assert [str(each) for each in (sale.subtotal, sale.tax_total, sale.total)] == [
            "3618",
            "362",
            "3980",
        ]
        refund = account.desk.refund(sale.id, lines={"TEE-BLK": 1})
        assert [str(each) for each in (refund.subtotal, refund.tax_total, refund.total)] == [
            "1809",
            "181",
            "1990",
        ]
        assert sum(trial_balance(account.records).values()) == 0


class TestVoiding:
    def test_in_place(self, account, rows, cash_sale):
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        voided = account.desk.void(refund.id)
        assert (voided.status, voided.total, rows(voided)) == ("V", D("0.00"), [])
        assert account.desk.item("TEE-BLK").quantity_on_hand == 1000
        assert account.desk.transaction(cash_sale.id).line_at(1).quantity_refunded == 0

    def test_by_a_reversing_journal(self, account, rows, invoice):
        account.settings.void_with_reversing_journal = True
        payment = account.desk.receive_payment(invoice.id)
        voided = account.desk.void(payment.id)
        assert (voided.status, voided.total) == ("V", D("127.82"))
        assert rows(voided) == [
            ("Undeposited Funds", "127.82", "0.00"),
            ("Accounts Receivable", "0.00", "127.82"),
        ]
        assert rows(account.desk.transaction(voided.void_journal)) == [
            ("Undeposited Funds", "0.00", "127.82"),
            ("Accounts Receivable", "127.82", "0.00"),
        ]
        assert account.desk.transaction(invoice.id).amount_remaining == D("127.82")

    @pytest.mark.parametrize(
        ("prepare", "sentence"),
        [
            (lambda desk, sale: desk.refund(sale, everything=True), "linked to by one or more"),
            (lambda desk, sale: desk.make_deposit([sale]), "has been deposited"),
            (lambda desk, sale: desk.void(sale), "cannot be voided"),
        ],
    )
    def test_refused(self, account, cash_sale, prepare, sentence):
        prepare(account.desk, cash_sale.id)
        before = account.store.fingerprint("netsuite.")
        with pytest.raises(NetSuiteError, match=sentence):
            account.desk.void(cash_sale.id)
        assert account.store.fingerprint("netsuite.") == before
