"""What every transaction posts, as literal debit and credit tables with the figures of W1 to W5."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

D = Decimal

UF, AR, CHECKING = "Undeposited Funds", "Accounts Receivable (A/R)", "Checking"
SALES, SHIP, DISC = "Sales of Product Income", "Shipping Income", "Discounts given"
TAX, COGS, STOCK = "Sales Tax Payable", "Cost of Goods Sold", "Inventory Asset"
ALLOWANCES = "Refunds and Allowances"

W1_SALE = [
    (SALES, "", "59.97"),
    (SALES, "", "12.49"),
    (SALES, "", "49.90"),
    (DISC, "12.24", ""),
    (SHIP, "", "7.95"),
    (TAX, "", "9.75"),
    (STOCK, "", "24.00"),
    (COGS, "24.00", ""),
    (STOCK, "", "4.00"),
    (COGS, "4.00", ""),
    (STOCK, "", "19.00"),
    (COGS, "19.00", ""),
]
W1_BACK = [
    (SALES, "59.97", ""),
    (SALES, "12.49", ""),
    (SALES, "49.90", ""),
    (DISC, "", "12.24"),
    (SHIP, "7.95", ""),
    (TAX, "9.75", ""),
    (STOCK, "24.00", ""),
    (COGS, "", "24.00"),
    (STOCK, "4.00", ""),
    (COGS, "", "4.00"),
    (STOCK, "19.00", ""),
    (COGS, "", "19.00"),
]
W2_BACK = [
    (SALES, "19.99", ""),
    (DISC, "", "2.00"),
    (TAX, "1.48", ""),
    (STOCK, "8.00", ""),
    (COGS, "", "8.00"),
]


def funds(books: Any, name: str = UF) -> dict[str, Any]:
    return {"DepositToAccountRef": books.account(name)}


def test_a_new_company_holds_its_opening_stock(books: Any) -> None:
    assert books.desk.trial_balance() == {
        "Opening Balance Equity": D("-21500.00"),
        "Inventory Asset": D("21500.00"),
    }
    books.sound()


def test_w1_as_a_sales_receipt(books: Any, jane: Any) -> None:
    receipt = books.create("SalesReceipt", books.w1(jane.id))
    assert receipt.total_amt == D("127.82")
    assert books.rows(receipt) == [(UF, "127.82", ""), *W1_SALE]
    assert books.desk.customer_balance(jane.id) == 0
    assert books.desk.item("TEE-BLK").qty_on_hand == 997
    books.sound()


def test_w1_as_an_invoice(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    assert (invoice.total_amt, invoice.balance) == (D("127.82"), D("127.82"))
    assert books.rows(invoice) == [(AR, "127.82", ""), *W1_SALE]
    assert books.desk.customer_balance(jane.id) == D("127.82")
    assert books.desk.item("CAP-RED").qty_on_hand == 998
    books.sound()


def test_a_payment_in_full(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    payment = books.pay(jane.id, "127.82", books.link("127.82", invoice))
    assert books.rows(payment) == [(UF, "127.82", ""), (AR, "", "127.82")]
    assert books.again(invoice).balance == 0
    assert books.desk.customer_balance(jane.id) == 0
    books.sound()


def test_an_unapplied_payment_is_a_credit_of_the_customer(books: Any, jane: Any) -> None:
    payment = books.pay(jane.id, "50.00")
    assert payment.unapplied_amt == D("50.00")
    assert books.rows(payment) == [(UF, "50.00", ""), (AR, "", "50.00")]
    assert books.desk.customer_balance(jane.id) == D("-50.00")


def test_w2_as_a_refund_receipt(books: Any, jane: Any) -> None:
    books.create("SalesReceipt", books.w1(jane.id))
    refund = books.create("RefundReceipt", books.w2(jane.id, **funds(books)))
    assert refund.total_amt == D("19.47")
    assert books.rows(refund) == [
        (UF, "", "19.47"),
        *W2_BACK,
    ]
    assert books.desk.balance(UF) == D("108.35")
    assert books.desk.item("TEE-BLK").qty_on_hand == 998
    assert books.desk.customer_balance(jane.id) == 0
    books.sound()


def test_w2_as_a_refund_receipt_paid_from_the_bank(books: Any, jane: Any) -> None:
    refund = books.create("RefundReceipt", books.w2(jane.id, **funds(books, CHECKING)))
    assert books.rows(refund)[0] == (CHECKING, "", "19.47")


def test_w2_as_a_credit_memo_of_an_open_invoice(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    credit = books.create("CreditMemo", books.w2(jane.id))
    assert books.rows(credit) == [(AR, "", "19.47"), *W2_BACK]
    # Credits apply themselves by default.
    assert books.again(invoice).balance == D("108.35")
    assert books.again(credit).remaining_credit == 0
    assert books.desk.balance(UF) == 0
    assert books.desk.customer_balance(jane.id) == D("108.35")
    books.sound()


def test_the_payment_that_links_a_credit_posts_nothing(books: Any, jane: Any) -> None:
    books.create("Invoice", books.w1(jane.id))
    books.create("CreditMemo", books.w2(jane.id))
    (payment,) = books.records.table("Payment")
    assert payment.total_amt == 0
    assert books.rows(payment) == []


def test_w2_as_a_credit_memo_of_a_paid_invoice_is_store_credit(books: Any, jane: Any) -> None:
    invoice = books.create("Invoice", books.w1(jane.id))
    books.pay(jane.id, "127.82", books.link("127.82", invoice))
    credit = books.create("CreditMemo", books.w2(jane.id))
    assert credit.remaining_credit == D("19.47")
    assert books.desk.customer_balance(jane.id) == D("-19.47")
    assert books.desk.balance(UF) == D("127.82")


def test_w3_in_full(books: Any, jane: Any) -> None:
    books.create("SalesReceipt", books.w1(jane.id))
    refund = books.create("RefundReceipt", books.w1(jane.id, **funds(books)))
    assert books.rows(refund) == [(UF, "", "127.82"), *W1_BACK]
    assert books.desk.trial_balance() == {
        "Opening Balance Equity": D("-21500.00"),
        "Inventory Asset": D("21500.00"),
    }
    books.sound()


def test_w3_after_the_first_unit(books: Any, jane: Any) -> None:
    books.create("SalesReceipt", books.w1(jane.id))
    books.create("RefundReceipt", books.w2(jane.id, **funds(books)))
    rest = {
        "CustomerRef": {"value": jane.id},
        "Line": [
            books.line("TEE-BLK", 2, "19.99"),
            books.line("MUG-WHT", 1, "12.49"),
            books.line("CAP-RED", 2, "24.95"),
            books.discount("10.24"),
            books.shipping("7.95"),
        ],
        "TxnTaxDetail": {"TotalTax": D("8.27")},
        **funds(books),
    }
    refund = books.create("RefundReceipt", rest)
    assert refund.total_amt == D("108.35")
    assert books.rows(refund)[0] == (UF, "", "108.35")
    assert books.desk.balance(UF) == 0
    assert books.desk.balance(TAX) == 0
    assert books.desk.item("TEE-BLK").qty_on_hand == 1000


def test_w4_never_restocks(books: Any, jane: Any) -> None:
    books.create("SalesReceipt", books.w1(jane.id))
    refund = books.create("RefundReceipt", books.w4(jane.id, **funds(books)))
    assert refund.total_amt == D("15.00")
    assert books.rows(refund) == [(UF, "", "15.00"), (ALLOWANCES, "15.00", "")]
    assert books.desk.balance(UF) == D("112.82")
    assert books.desk.item("TEE-BLK").qty_on_hand == 997


def test_w4_then_the_rest_with_a_negative_adjustment(books: Any, jane: Any) -> None:
    books.create("SalesReceipt", books.w1(jane.id))
    books.create("RefundReceipt", books.w4(jane.id, **funds(books)))
    rest = books.w1(jane.id, **funds(books))
    back = {
        "Amount": D("-15.00"),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": books.item("Refund Adjustment")},
    }
    refund = books.create("RefundReceipt", {**rest, "Line": [*rest["Line"], back]})
    assert refund.total_amt == D("112.82")
    assert (ALLOWANCES, "", "15.00") in books.rows(refund)
    assert books.desk.balance(UF) == 0
    assert books.desk.balance(ALLOWANCES) == 0


def test_w5_quickbooks_compares_a_refund_with_no_sale(books: Any, jane: Any) -> None:
    books.create("SalesReceipt", books.w1(jane.id))
    books.create("RefundReceipt", books.w1(jane.id, **funds(books)))
    again = books.create("RefundReceipt", books.w1(jane.id, **funds(books)))
    assert again.total_amt == D("127.82")
    assert books.desk.balance(UF) == D("-127.82")


def test_the_rounding_line_closes_the_cent_of_the_companys_own_tax(books: Any, jane: Any) -> None:
    books.settings.honour_total_tax = False
    given = books.w1(jane.id)
    cent = {
        "Amount": D("0.01"),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {
            "ItemRef": books.item("Rounding"),
            "TaxCodeRef": {"value": "NON"},
        },
    }
    receipt = books.create("SalesReceipt", {**given, "Line": [*given["Line"], cent]})
    assert receipt.txn_tax_detail.total_tax == D("9.74")
    assert receipt.total_amt == D("127.82")
    assert (TAX, "", "9.74") in books.rows(receipt)
    assert ("Rounding", "", "0.01") in books.rows(receipt)


def test_a_deposit_of_a_receipt_a_refund_and_a_fee(books: Any, jane: Any) -> None:
    receipt = books.create("SalesReceipt", books.w1(jane.id))
    refund = books.create("RefundReceipt", books.w2(jane.id, **funds(books)))
    deposit = books.desk.deposit([receipt, refund], fees=D("3.41"))
    assert deposit.total_amt == D("104.94")
    assert books.rows(deposit) == [
        (CHECKING, "104.94", ""),
        (UF, "", "127.82"),
        (UF, "19.47", ""),
        ("Merchant Fees", "3.41", ""),
    ]
    assert books.desk.balance(UF) == 0
    books.sound()


def test_a_deposit_with_cash_back(books: Any, jane: Any) -> None:
    receipt = books.create("SalesReceipt", books.w1(jane.id))
    deposit = books.create(
        "Deposit",
        {
            "DepositToAccountRef": books.account(CHECKING),
            "Line": [{"LinkedTxn": [{"TxnId": receipt.id, "TxnType": "SalesReceipt"}]}],
            "CashBack": {"AccountRef": books.account("Opening Balance Equity"), "Amount": 20},
        },
    )
    assert books.rows(deposit) == [
        (CHECKING, "107.82", ""),
        ("Opening Balance Equity", "20.00", ""),
        (UF, "", "127.82"),
    ]


def test_a_credit_paid_out_by_check(books: Any, jane: Any) -> None:
    credit = books.create("CreditMemo", books.w2(jane.id))
    check, payment = books.desk.pay_out_credit(credit)
    assert books.rows(check) == [(CHECKING, "", "19.47"), (AR, "19.47", "")]
    assert (payment.total_amt, books.rows(payment)) == (0, [])
    assert books.again(credit).remaining_credit == 0
    assert books.desk.customer_balance(jane.id) == 0
    books.sound()


def test_an_expense(books: Any) -> None:
    expense = books.create(
        "Purchase",
        {
            "PaymentType": "Cash",
            "AccountRef": books.account(CHECKING),
            "Line": [
                {
                    "Amount": "12.30",
                    "DetailType": "AccountBasedExpenseLineDetail",
                    "AccountBasedExpenseLineDetail": {"AccountRef": books.account("Merchant Fees")},
                }
            ],
        },
    )
    assert books.rows(expense) == [(CHECKING, "", "12.30"), ("Merchant Fees", "12.30", "")]


def test_a_card_credit_is_an_expense_turned_round(books: Any) -> None:
    credit = books.create(
        "Purchase",
        {
            "PaymentType": "CreditCard",
            "Credit": True,
            "AccountRef": books.account("Mastercard"),
            "Line": [
                {
                    "Amount": 5,
                    "DetailType": "AccountBasedExpenseLineDetail",
                    "AccountBasedExpenseLineDetail": {"AccountRef": books.account("Merchant Fees")},
                }
            ],
        },
    )
    assert books.rows(credit) == [("Mastercard", "5.00", ""), ("Merchant Fees", "", "5.00")]


def buy(books: Any, quantity: int, price: str, day: str = "2026-11-24") -> Any:
    return books.create(
        "Purchase",
        {
            "PaymentType": "Check",
            "AccountRef": books.account(CHECKING),
            "TxnDate": day,
            "Line": [
                {
                    "Amount": D(price) * quantity,
                    "DetailType": "ItemBasedExpenseLineDetail",
                    "ItemBasedExpenseLineDetail": {
                        "ItemRef": books.item("TEE-BLK"),
                        "Qty": quantity,
                        "UnitPrice": D(price),
                    },
                }
            ],
        },
    )


def test_goods_bought_come_in_at_their_price_and_leave_first_in_first_out(books: Any) -> None:
    bought = buy(books, 10, "9.25")
    assert books.rows(bought) == [(CHECKING, "", "92.50"), (STOCK, "92.50", "")]
    books.desk.adjust_stock("TEE-BLK", D(-998))
    receipt = books.create("SalesReceipt", {"Line": [books.line("TEE-BLK", 5, "20.00", "NON")]})
    # Two at 8.00 and three at 9.25.
    assert books.rows(receipt)[-2:] == [(STOCK, "", "43.75"), (COGS, "43.75", "")]
    books.sound()


def test_a_purchase_dated_earlier_counts_the_costs_again(books: Any) -> None:
    books.desk.adjust_stock("TEE-BLK", D(-1000), day=date(2026, 11, 1))
    receipt = books.create(
        "SalesReceipt",
        {"Line": [books.line("TEE-BLK", 2, "20.00", "NON")], "TxnDate": "2026-11-20"},
    )
    assert books.rows(receipt)[-1] == (COGS, "16.00", "")
    bought = buy(books, 10, "9.25", "2026-11-10")
    assert books.rows(receipt)[-1] == (COGS, "18.50", "")
    books.sound()
    books.delete(bought)
    assert books.rows(receipt)[-1] == (COGS, "16.00", "")
    books.sound()


def test_what_was_sold_before_it_came_in_is_made_up_for(books: Any) -> None:
    books.desk.adjust_stock("TEE-BLK", D(-1000))
    books.create("SalesReceipt", {"Line": [books.line("TEE-BLK", 2, "20.00", "NON")]})
    bought = buy(books, 3, "9.25")
    assert books.rows(bought) == [
        (CHECKING, "", "27.75"),
        (STOCK, "25.25", ""),
        (COGS, "2.50", ""),
    ]
    assert books.desk.item("TEE-BLK").qty_on_hand == 1
    mugs_and_caps = D("13500.00")
    assert books.desk.balance(STOCK) == mugs_and_caps + D("9.25")


def test_a_stock_correction(books: Any) -> None:
    lost = books.desk.adjust_stock("MUG-WHT", D(-3))
    assert books.rows(lost) == [(STOCK, "", "12.00"), ("Inventory Shrinkage", "12.00", "")]
    found = books.desk.adjust_stock("MUG-WHT", D(2), unit_cost=D("4.10"))
    assert books.rows(found) == [("Inventory Shrinkage", "", "8.20"), (STOCK, "8.20", "")]


def test_a_journal_entry(books: Any, jane: Any) -> None:
    def line(kind: str, account: str, amount: str, **more: Any) -> dict[str, Any]:
        detail = {"PostingType": kind, "AccountRef": books.account(account), **more}
        return {
            "Amount": amount,
            "DetailType": "JournalEntryLineDetail",
            "JournalEntryLineDetail": detail,
        }

    who = {"Entity": {"Type": "Customer", "EntityRef": {"value": jane.id}}}
    entry = books.create(
        "JournalEntry",
        {"Line": [line("Debit", ALLOWANCES, "10.00"), line("Credit", AR, "10.00", **who)]},
    )
    assert books.rows(entry) == [(ALLOWANCES, "10.00", ""), (AR, "", "10.00")]
    assert books.desk.customer_balance(jane.id) == D("-10.00")


def test_a_transfer(books: Any) -> None:
    moved = books.create(
        "Transfer",
        {
            "FromAccountRef": books.account(CHECKING),
            "ToAccountRef": books.account(UF),
            "Amount": "40.00",
        },
    )
    assert books.rows(moved) == [(UF, "40.00", ""), (CHECKING, "", "40.00")]
