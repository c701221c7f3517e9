"""Double entry: every posting as literal rows, and a ledger that always balances."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.netsuite import rules
from sandbox.netsuite.chart import Chart
from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.ledger import balance_of, trial_balance

D = Decimal


@pytest.fixture
def by_hand(account, jane, item):
    """`by_hand("invoice")`: two shirts at 20.00, 4.00 off, shipping 5.00, the account's tax."""

    def create(record):
        return rules.create(
            account,
            record,
            {
                "entity": jane.id,
                "lines": [{"item": item("TEE-BLK"), "quantity": D(2), "rate": D("20.00")}],
                "discount_item": item("Channel Discount"),
                "discount_total": D("-4.00"),
                "ship_method": item("Standard Shipping"),
                "shipping_cost": D("5.00"),
            },
        )

    return create


class TestPostings:
    def test_sales_order(self, rows, order):
        assert rows(order()) == []

    def test_cash_sale(self, rows, cash_sale):
        assert rows(cash_sale) == [
            ("Undeposited Funds", "127.82", "0.00"),
            ("Sales", "0.00", "59.97"),
            ("Sales", "0.00", "12.49"),
            ("Sales", "0.00", "49.90"),
            ("Sales Discounts", "12.24", "0.00"),
            ("Shipping Income", "0.00", "7.95"),
            ("Sales Tax Payable", "0.00", "9.75"),
        ]

    def test_cash_sale_into_a_bank(self, account, rows, order):
        sale = rules.transform(account, order("Cash").id, "cashSale", {"account": 1})
        assert rows(sale)[0] == ("Checking", "127.82", "0.00")

    def test_cash_sale_without_an_order_ships_by_itself(self, account, rows, jane, item):
        line = {"item": item("TEE-BLK"), "quantity": D(2), "amount": D("40.00")}
        sale = rules.create(account, "cashSale", {"entity": jane.id, "lines": [line]})
        assert rows(sale) == [
            ("Undeposited Funds", "43.30", "0.00"),
            ("Sales", "0.00", "40.00"),
            ("Sales Tax Payable", "0.00", "3.30"),
            ("Cost of Goods Sold", "16.00", "0.00"),
            ("Inventory Asset", "0.00", "16.00"),
        ]
        assert account.desk.item("TEE-BLK").quantity_on_hand == 998

    @pytest.mark.parametrize(
        ("record", "money"),
        [("cashSale", "Undeposited Funds"), ("invoice", "Accounts Receivable")],
    )
    def test_sale_typed_by_hand(self, account, rows, by_hand, record, money):
        """40.00 less 4.00, shipping 5.00, 8.25 % of 41.00; two shirts leave the stock."""
        assert rows(by_hand(record)) == [
            (money, "44.38", "0.00"),
            ("Sales", "0.00", "40.00"),
            ("Sales Discounts", "4.00", "0.00"),
            ("Shipping Income", "0.00", "5.00"),
            ("Sales Tax Payable", "0.00", "3.38"),
            ("Cost of Goods Sold", "16.00", "0.00"),
            ("Inventory Asset", "0.00", "16.00"),
        ]

    @pytest.mark.parametrize(
        ("record", "money"),
        [("cashRefund", "Undeposited Funds"), ("creditMemo", "Accounts Receivable")],
    )
    def test_refund_typed_by_hand(self, account, rows, by_hand, record, money):
        assert rows(by_hand(record)) == [
            (money, "0.00", "44.38"),
            ("Sales", "40.00", "0.00"),
            ("Sales Discounts", "0.00", "4.00"),
            ("Shipping Income", "5.00", "0.00"),
            ("Sales Tax Payable", "3.38", "0.00"),
            ("Cost of Goods Sold", "0.00", "16.00"),
            ("Inventory Asset", "16.00", "0.00"),
        ]

    def test_a_part_of_an_order(self, account, rows, order):
        bill = account.desk.bill(order("Cash").id, {"TEE-BLK": 1})
        assert rows(bill) == [
            ("Undeposited Funds", "28.08", "0.00"),
            ("Sales", "0.00", "19.99"),
            ("Sales Discounts", "2.00", "0.00"),
            ("Shipping Income", "0.00", "7.95"),
            ("Sales Tax Payable", "0.00", "2.14"),
        ]

    @pytest.mark.parametrize(
        ("bill", "money"),
        [("cash_sale", "Undeposited Funds"), ("invoice", "Accounts Receivable")],
    )
    def test_everything_back(self, account, rows, request, bill, money):
        refund = account.desk.refund(request.getfixturevalue(bill).id, everything=True)
        assert rows(refund) == [
            (money, "0.00", "127.82"),
            ("Sales", "59.97", "0.00"),
            ("Sales", "12.49", "0.00"),
            ("Sales", "49.90", "0.00"),
            ("Sales Discounts", "0.00", "12.24"),
            ("Shipping Income", "7.95", "0.00"),
            ("Sales Tax Payable", "9.75", "0.00"),
            ("Cost of Goods Sold", "0.00", "24.00"),
            ("Inventory Asset", "24.00", "0.00"),
            ("Cost of Goods Sold", "0.00", "4.00"),
            ("Inventory Asset", "4.00", "0.00"),
            ("Cost of Goods Sold", "0.00", "19.00"),
            ("Inventory Asset", "19.00", "0.00"),
        ]

    def test_invoice(self, rows, invoice):
        assert rows(invoice) == [
            ("Accounts Receivable", "127.82", "0.00"),
            ("Sales", "0.00", "59.97"),
            ("Sales", "0.00", "12.49"),
            ("Sales", "0.00", "49.90"),
            ("Sales Discounts", "12.24", "0.00"),
            ("Shipping Income", "0.00", "7.95"),
            ("Sales Tax Payable", "0.00", "9.75"),
        ]

    def test_fulfilment_at_average_cost(self, account, rows, order):
        shipped = account.desk.fulfil(order().id)
        assert rows(shipped) == [
            ("Cost of Goods Sold", "24.00", "0.00"),
            ("Inventory Asset", "0.00", "24.00"),
            ("Cost of Goods Sold", "4.00", "0.00"),
            ("Inventory Asset", "0.00", "4.00"),
            ("Cost of Goods Sold", "19.00", "0.00"),
            ("Inventory Asset", "0.00", "19.00"),
        ]
        on_hand = [
            account.desk.item(sku).quantity_on_hand for sku in ("TEE-BLK", "MUG-WHT", "CAP-RED")
        ]
        assert on_hand == [997, 999, 998]

    def test_a_picked_fulfilment_posts_when_it_ships(self, account, rows, order):
        overlay = {"ship_status": "A"}
        picked = rules.transform(account, order().id, "itemFulfillment", overlay)
        assert (rows(picked), picked.status) == ([], "A")
        shipped = rules.update(account, "itemFulfillment", picked.id, {"ship_status": "C"})
        assert len(rows(shipped)) == 6
        assert account.desk.item("TEE-BLK").quantity_on_hand == 997

    def test_customer_payment(self, account, rows, invoice):
        payment = account.desk.receive_payment(invoice.id)
        assert rows(payment) == [
            ("Undeposited Funds", "127.82", "0.00"),
            ("Accounts Receivable", "0.00", "127.82"),
        ]

    def test_customer_payment_into_a_bank(self, account, rows, invoice):
        overlay = {"payment": D("150.00"), "account": 1}
        payment = rules.transform(account, invoice.id, "customerPayment", overlay)
        assert rows(payment) == [
            ("Checking", "150.00", "0.00"),
            ("Accounts Receivable", "0.00", "150.00"),
        ]

    def test_customer_refund_of_an_overpayment(self, account, rows, invoice):
        payment = account.desk.receive_payment(invoice.id, D("150.00"))
        assert rows(account.desk.pay_back(payment.id)) == [
            ("Checking", "0.00", "22.18"),
            ("Accounts Receivable", "22.18", "0.00"),
        ]

    def test_cash_refund(self, account, rows, cash_sale):
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1}, shipping=True)
        assert rows(refund) == [
            ("Undeposited Funds", "0.00", "28.08"),
            ("Sales", "19.99", "0.00"),
            ("Sales Discounts", "0.00", "2.00"),
            ("Shipping Income", "7.95", "0.00"),
            ("Sales Tax Payable", "2.14", "0.00"),
            ("Cost of Goods Sold", "0.00", "8.00"),
            ("Inventory Asset", "8.00", "0.00"),
        ]
        assert account.desk.item("TEE-BLK").quantity_on_hand == 1001

    def test_cash_refund_from_the_bank_that_was_paid(self, account, rows, order):
        sale = rules.transform(account, order("Cash").id, "cashSale", {"account": 1})
        refund = account.desk.refund(sale.id, lines={"TEE-BLK": 1})
        assert rows(refund)[0] == ("Checking", "0.00", "19.47")

    def test_goodwill(self, account, rows, cash_sale):
        refund = account.desk.refund(cash_sale.id, amount=D("15.00"))
        assert rows(refund) == [
            ("Undeposited Funds", "0.00", "15.00"),
            ("Refund Adjustments", "15.00", "0.00"),
        ]

    def test_the_rest_after_goodwill(self, account, rows, cash_sale):
        account.desk.refund(cash_sale.id, amount=D("15.00"))
        refund = account.desk.refund(cash_sale.id, everything=True)
        assert rows(refund)[0] == ("Undeposited Funds", "0.00", "112.82")
        assert ("Refund Adjustments", "0.00", "15.00") in rows(refund)

    def test_credit_memo(self, account, rows, invoice):
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1}, shipping=True)
        assert rows(credit) == [
            ("Accounts Receivable", "0.00", "28.08"),
            ("Sales", "19.99", "0.00"),
            ("Sales Discounts", "0.00", "2.00"),
            ("Shipping Income", "7.95", "0.00"),
            ("Sales Tax Payable", "2.14", "0.00"),
            ("Cost of Goods Sold", "0.00", "8.00"),
            ("Inventory Asset", "8.00", "0.00"),
        ]

    def test_application_is_a_link_only(self, account, rows, jane, invoice):
        credit = account.desk.standalone_credit_memo(jane.id, amount=D("15.00"))
        before = (rows(credit), rows(invoice))
        account.desk.apply_credit(credit.id, invoice.id)
        assert (rows(credit), rows(invoice)) == before
        assert before[0] == [
            ("Accounts Receivable", "0.00", "15.00"),
            ("Refund Adjustments", "15.00", "0.00"),
        ]

    def test_customer_refund(self, account, rows, invoice):
        account.desk.receive_payment(invoice.id)
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1})
        refund = account.desk.pay_back(credit.id)
        assert rows(refund) == [
            ("Checking", "0.00", "19.47"),
            ("Accounts Receivable", "19.47", "0.00"),
        ]


class TestRestock:
    def test_a_setting_per_kind_of_refund(self, account, rows, cash_sale, invoice):
        account.settings.restock_cash_refunds = False
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1})
        assert "Inventory Asset" not in [name for name, _, _ in rows(refund)]
        assert ("Inventory Asset", "8.00", "0.00") in rows(credit)
        account.settings.restock_credit_memos = False
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1})
        assert "Inventory Asset" not in [name for name, _, _ in rows(credit)]

    def test_said_at_the_desk(self, account, cash_sale):
        account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1}, restock=False)
        assert account.desk.item("TEE-BLK").quantity_on_hand == 1000

    def test_editing_and_deleting_move_it_back(self, account, cash_sale):
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        change = {"lines": [{"line": 1, "quantity": D(3)}]}
        rules.update(account, "cashRefund", refund.id, change)
        assert account.desk.item("TEE-BLK").quantity_on_hand == 1003
        account.desk.delete(refund.id)
        assert account.desk.item("TEE-BLK").quantity_on_hand == 1000


class TestForeignCurrency:
    @pytest.fixture
    def euro(self, account, jane, order):
        rules.update(account, "customer", jane.id, {"currencies": (1, 2)})
        return order(currency=2)

    def test_rows_are_in_base_currency_and_balance(self, account, rows, euro):
        invoice = account.desk.bill(euro.id)
        found = rows(invoice)
        assert found[0] == ("Accounts Receivable", "139.32", "0.00")
        assert found[1] == ("Sales", "0.00", "65.37")
        assert sum(D(debit) - D(credit) for _, debit, credit in found) == 0

    def test_a_payment_at_another_rate_realises_the_difference(self, account, rows, euro):
        invoice = account.desk.bill(euro.id)
        overlay = {"exchange_rate": D("1.11")}
        payment = rules.transform(account, invoice.id, "customerPayment", overlay)
        assert rows(payment) == [
            ("Undeposited Funds", "141.88", "0.00"),
            ("Accounts Receivable", "0.00", "141.88"),
            ("Accounts Receivable", "2.56", "0.00"),
            ("Realized Gain/Loss", "0.00", "2.56"),
        ]
        assert balance_of(account.records, Chart.ACCOUNTS_RECEIVABLE) == 0


class TestBalances:
    def test_the_worked_example(self, account, cash_sale):
        account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        assert balance_of(account.records, Chart.UNDEPOSITED_FUNDS) == D("108.35")
        account.desk.refund(cash_sale.id, everything=True)
        balances = trial_balance(account.records)
        assert {balances[account] for account in balances if account not in (4, 14)} == {D(0)}

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        steps=st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        "order",
                        "fulfil",
                        "bill",
                        "refund",
                        "amount",
                        "pay",
                        "pay back",
                        "delete",
                        "return",
                        "receive",
                        "refund return",
                        "deposit",
                        "apply",
                        "bank",
                        "void",
                        "journal",
                    ]
                ),
                st.integers(0, 7),
                st.sampled_from(["TEE-BLK", "MUG-WHT", "CAP-RED"]),
                st.integers(1, 4),
            ),
            max_size=20,
        )
    )
    def test_any_sequence_balances(self, new_account, steps):
        """Whatever is done, debits equal credits, amounts due follow the applications, and a
        refused step changes nothing."""
        account, write = new_account()
        for method in ("Cash", None):  # something to return, pay and deposit from the start
            account.desk.bill(write(method).id)
        for action, pick, sku, units in steps:
            before = account.store.fingerprint("netsuite.")
            try:
                _act(account, write, action, pick, sku, units)
            except NetSuiteError:
                assert account.store.fingerprint("netsuite.") == before
        records = account.records
        assert sum(trial_balance(records).values()) == 0
        owed = held = funds = D(0)
        committed = {}
        for document in records.transactions:
            if document.type == "CustInvc":
                owed += document.amount_remaining
            elif document.type in ("CustCred", "CustPymt", "DepAppl"):
                owed -= document.amount_remaining
            elif document.type == "CustDep":
                held += document.amount_remaining
            if document.undep_funds and records.bank_deposit_of(document.id) is None:
                funds += document.banked_amount
            assert document.amount_remaining >= 0 or document.type == "SalesOrd"
            for line in document.lines:
                assert line.quantity_refunded + line.quantity_returned <= line.quantity
                assert line.quantity_billed <= line.quantity
                assert line.quantity_received <= line.quantity
                held_units = committed.get(line.item, D(0)) + line.quantity_committed
                committed[line.item] = held_units
        assert balance_of(records, Chart.ACCOUNTS_RECEIVABLE) == owed
        assert balance_of(records, Chart.CUSTOMER_DEPOSITS) == -held
        assert balance_of(records, Chart.UNDEPOSITED_FUNDS) == funds
        for item in records.items:
            assert item.quantity_committed == committed.get(item.id, D(0))


def _jane(account):
    return next(iter(account.records.entities)).id


def _act(account, write, action, pick, sku, units):
    desk, everything = account.desk, list(account.records.transactions)

    def of(*kinds):
        found = [document for document in everything if document.type in kinds]
        return found[pick % len(found)].id if found else None

    if action == "order":
        write("Cash" if pick % 2 else None)
        return
    if action == "journal":
        desk.write_journal((Chart.CHECKING, D(units), D(0)), (Chart.SALES, D(0), D(units)))
        return
    if action == "deposit":
        orders = [each.id for each in everything if each.type == "SalesOrd"]
        desk.take_deposit(_jane(account), D(units * 30), order=orders[-1] if orders else None)
        return
    kinds = {
        "fulfil": ("SalesOrd",),
        "bill": ("SalesOrd",),
        "refund": ("CashSale", "CustInvc"),
        "amount": ("CashSale", "CustInvc"),
        "pay": ("CustInvc",),
        "pay back": ("CustCred", "CustPymt", "CustDep"),
        "return": ("SalesOrd", "CashSale", "CustInvc"),
        "receive": ("RtnAuth",),
        "refund return": ("RtnAuth",),
        "apply": ("CustDep",),
        "bank": ("CashSale", "CashRfnd", "CustPymt", "CustDep"),
        "void": ("CashSale", "CashRfnd", "CustPymt", "CustDep", "CustCred", "CustRfnd", "Journal"),
        "delete": tuple({document.type for document in everything}),
    }[action]
    target = of(*kinds)
    if target is None:
        return
    match action:
        case "fulfil":
            desk.fulfil(target, {sku: units})
        case "bill":
            desk.bill(target, {sku: units})
        case "refund" if pick % 3 == 0:
            desk.refund(target, everything=True)
        case "refund":
            desk.refund(target, lines={sku: units}, shipping=pick % 2 == 0)
        case "amount":
            desk.refund(target, amount=D(units))
        case "pay":
            desk.receive_payment(target, D(units * 20))
        case "pay back" if desk.transaction(target).type == "CustDep":
            rules.transform(account, target, "customerRefund")
        case "pay back":
            desk.pay_back(target)
        case "return":
            desk.authorize_return(target, {sku: units})
        case "receive":
            desk.receive(target, {sku: units})
        case "refund return":
            desk.refund_return(target)
        case "apply":
            invoice = of("CustInvc")
            if invoice is not None:
                desk.apply_deposit(target, invoice)
        case "bank":
            desk.make_deposit([target])
        case "void":
            desk.void(target)
        case "delete":
            desk.delete(target)
