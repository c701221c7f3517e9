"""Each thing that can be wrong in QuickBooks is found, and named with its figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from sandbox.netsuite.rules.operations import create as sell

ALL = (("TEE-BLK", 3, "19.99"), ("MUG-WHT", 1, "12.49"), ("CAP-RED", 2, "24.95"))


def tee(both: Any) -> None:
    both.shop.refund(both.order.id, {"TEE-BLK": 1})


def found(both: Any, *pairs: tuple[str, str]) -> None:
    assert both.findings() == [("#1001", check, sentence) for check, sentence in pairs]


# --- documents ------------------------------------------------------------------------------------


def test_an_order_that_was_skipped_and_its_refund(both: Any) -> None:
    both.order = both.place()
    tee(both)
    found(
        both,
        ("documents", "the order is not in the books"),
        ("documents", "a refund has no order in the books"),
    )
    assert both.judge().books == ()


def test_a_credit_without_its_sale(both: Any) -> None:
    both.order = both.place()
    tee(both)
    both.refund("CreditMemo")
    found(
        both,
        (
            "documents",
            "credit memo 1001 of 19.47 USD gives money back for a sale that is not in the books",
        ),
        ("documents", "the order is not in the books"),
        ("documents", "a refund has no order in the books"),
    )


def test_an_order_that_is_there_twice(receipt: Any) -> None:
    receipt.sale("Invoice")
    found(
        receipt,
        ("documents", "the order is in the books twice: sales receipt 1001 and invoice 1001"),
    )


def test_a_sale_that_was_voided(receipt: Any) -> None:
    receipt.desk.void(receipt.receipt)
    found(receipt, ("documents", "the order is not in the books: sales receipt 1001 is voided"))


def test_a_sale_of_an_order_that_nobody_placed(both: Any) -> None:
    both.sale(number="2002", memo="Order 2002")
    assert both.findings() == [
        ("2002", "documents", "sales receipt 2002 names an order that the channel does not have")
    ]


def test_an_order_in_both_books(receipt: Any) -> None:
    netsuite = receipt.world.netsuite
    line = {"item": netsuite.desk.item("TEE-BLK").id, "quantity": Decimal(1)}
    buyer = netsuite.desk.customer(first_name="Dana", last_name="Whitfield")
    order = {"entity": buyer.id, "other_ref_num": "#1001", "lines": [line]}
    sell(netsuite, "salesOrder", order)
    assert receipt.findings()[0] == (
        "#1001",
        "documents",
        "the order is in the books of NetSuite and QuickBooks",
    )
    assert receipt.judge().books == ("NetSuite", "QuickBooks")


def test_a_refund_that_is_missing(receipt: Any) -> None:
    tee(receipt)
    found(receipt, ("documents", "refund of 19.47 USD is not in the books"))


def test_a_refund_that_nobody_gave(receipt: Any) -> None:
    receipt.refund()
    found(
        receipt,
        ("documents", "refund receipt 1001 of 19.47 USD is not in the channel"),
        ("money", "19.47 left the books for refunds of 0.00"),
    )


def test_a_credit_memo_for_a_sales_receipt(receipt: Any) -> None:
    tee(receipt)
    receipt.refund("CreditMemo")
    found(receipt, ("documents", "credit memo 1001 was made for sales receipt 1001"))


def test_both_documents_for_one_refund(unpaid: Any) -> None:
    unpaid.shop.pay(unpaid.order.id)
    unpaid.desk.receive_payment(unpaid.invoice)
    tee(unpaid)
    unpaid.refund("CreditMemo")
    unpaid.refund("RefundReceipt")
    found(
        unpaid,
        (
            "documents",
            "both credit memo 1001 and refund receipt 1001 give 19.47 USD back for one refund",
        ),
    )


def test_cancelled_unpaid_and_still_asked_for(unpaid: Any) -> None:
    unpaid.shop.cancel(unpaid.order.id)
    found(
        unpaid,
        (
            "documents",
            "the order was cancelled unpaid, and invoice 1001 still stands: 0.00 of 127.82 "
            "credited, 127.82 to be paid",
        ),
    )


def test_cancelled_unpaid_and_money_given_back(unpaid: Any) -> None:
    unpaid.shop.cancel(unpaid.order.id)
    unpaid.refund(lines=ALL, discount="12.24", shipping="7.95", tax="9.75")
    found(
        unpaid,
        (
            "documents",
            "refund receipt 1001 of 127.82 USD gives money back that never came in",
        ),
        (
            "documents",
            "the order was cancelled unpaid, and invoice 1001 still stands: 0.00 of 127.82 "
            "credited, 127.82 to be paid",
        ),
    )


# --- figures --------------------------------------------------------------------------------------


def test_a_header_tax(both: Any) -> None:
    both.place()
    both.sale(tax="9.74")
    found(
        both,
        ("total", "total of sales receipt 1001: 127.82 and 127.81"),
        ("tax", "tax of sales receipt 1001: 9.75 and 9.74"),
    )


def test_a_rounding_line_without_another_tax(both: Any) -> None:
    both.place()
    both.sale(lines=[*ALL, ("Rounding", 1, "0.01")])
    found(
        both,
        ("tax", "sales receipt 1001 has a rounding line of 0.01, and its tax does not differ"),
        ("total", "total of sales receipt 1001: 127.82 and 127.83"),
        ("tax", "tax of sales receipt 1001: 9.75 and 9.76"),
    )


def test_a_whole_tax_is_no_rounding(both: Any) -> None:
    both.place()
    both.sale(lines=[*ALL, ("Rounding", 1, "9.75")], tax="0.00")
    found(
        both, ("tax", "the rounding line of sales receipt 1001 takes up 9.75, which is no rounding")
    )


def test_shipping_among_the_goods(both: Any) -> None:
    both.place()
    both.sale(lines=[*ALL, ("Refund Adjustment", 1, "7.95")], shipping="0.00")
    found(
        both,
        ("shipping", "shipping of sales receipt 1001: 7.95 and 0.00"),
        (
            "lines",
            "lines of sales receipt 1001: CAP-RED x 2, MUG-WHT x 1, TEE-BLK x 3 and "
            "CAP-RED x 2, MUG-WHT x 1, Refund Adjustment x 1, TEE-BLK x 3",
        ),
    )


def test_a_discount_that_is_in_the_prices(both: Any) -> None:
    both.place()
    lines = [("TEE-BLK", 3, "17.99"), ("MUG-WHT", 1, "11.24"), ("CAP-RED", 2, "22.455")]
    both.sale(lines=lines, discount="0.00")
    found(
        both,
        ("lines", "lines of sales receipt 1001: 122.36 less 12.24 and 110.12 less 0.00"),
    )


def test_the_whole_order_instead_of_a_part(receipt: Any) -> None:
    tee(receipt)
    receipt.refund(lines=ALL, discount="12.24", shipping="7.95", tax="9.75")
    found(
        receipt,
        ("documents", "refund of 19.47 USD is not in the books"),
        ("documents", "refund receipt 1001 of 127.82 USD is not in the channel"),
        ("money", "127.82 left the books for refunds of 19.47"),
    )


def test_a_refund_of_other_goods(receipt: Any) -> None:
    tee(receipt)
    receipt.refund(lines=[("CAP-RED", 1, "19.99")])
    found(
        receipt,
        ("lines", "lines of refund receipt 1001: TEE-BLK x 1 and CAP-RED x 1"),
        (
            "stock",
            "back in stock by refund receipt 1001: TEE-BLK x 1 in the channel, CAP-RED x 1 in the "
            "books",
        ),
    )


def test_a_refund_of_goods_as_goodwill(receipt: Any) -> None:
    tee(receipt)
    receipt.refund(lines=[("Refund Adjustment", 1, "19.47")], discount="0.00", tax="0.00")
    found(
        receipt,
        ("lines", "lines of refund receipt 1001 come to 17.99 and 19.47"),
        ("tax", "tax of refund receipt 1001: 1.48 and 0.00"),
    )


def test_three_units_need_three_of_the_item_that_stands_for_them(receipt: Any) -> None:
    receipt.shop.refund(receipt.order.id, {"TEE-BLK": 3})
    receipt.refund(lines=[("Refunds", 1, "59.97")], discount="6.00", tax="4.45")
    found(receipt, ("lines", "lines of refund receipt 1001: TEE-BLK x 3 and nothing"))


def test_a_refund_in_the_tax_of_another_unit(receipt: Any) -> None:
    tee(receipt)
    receipt.refund(discount="2.01", tax="1.49")
    found(
        receipt,
        ("lines", "lines of refund receipt 1001 come to 17.99 and 17.98"),
        ("tax", "tax of refund receipt 1001: 1.48 and 1.49"),
    )


def test_goods_that_were_not_put_back(receipt: Any) -> None:
    receipt.shop.fulfil(receipt.order.id)
    receipt.shop.refund(receipt.order.id, {"TEE-BLK": 1}, restock=False)
    receipt.refund()
    found(
        receipt,
        (
            "stock",
            "back in stock by refund receipt 1001: nothing in the channel, TEE-BLK x 1 in the "
            "books",
        ),
    )


def test_another_currency(both: Any) -> None:
    both.place()
    both.desk.enable_multicurrency()
    both.customer = both.desk.customer(DisplayName="Dana EUR", CurrencyRef={"value": "EUR"}).id
    both.sale(CurrencyRef={"value": "EUR"}, ExchangeRate=Decimal("1.1"))
    found(both, ("currency", "sales receipt 1001 is in EUR, the order in USD"))


# --- money ----------------------------------------------------------------------------------------


def test_a_receipt_for_money_that_never_came(both: Any) -> None:
    both.place(pay=False)
    both.sale()
    found(
        both,
        ("money", "sales receipt 1001 says that 127.82 came in; the channel received 0.00"),
    )


def test_money_that_came_in_twice(unpaid: Any) -> None:
    unpaid.shop.pay(unpaid.order.id)
    unpaid.desk.receive_payment(unpaid.invoice)
    payment = unpaid.desk.receive_payment(customer=unpaid.customer, amount=Decimal("127.82"))
    assert unpaid.findings() == []  # anybody's money, as far as it says
    unpaid.desk.change(payment, PrivateNote="Order 1001")
    found(unpaid, ("money", "255.64 came in for invoice 1001 of 127.82"))


def test_money_that_left_twice(unpaid: Any) -> None:
    unpaid.shop.pay(unpaid.order.id)
    unpaid.desk.receive_payment(unpaid.invoice)
    tee(unpaid)
    unpaid.desk.pay_out_credit(unpaid.refund("CreditMemo"))
    unpaid.refund("RefundReceipt")
    found(
        unpaid,
        (
            "documents",
            "both credit memo 1001 and refund receipt 1001 give 19.47 USD back for one refund",
        ),
        ("money", "38.94 left the books for refunds of 19.47"),
    )


def test_a_credit_that_was_not_applied(unpaid: Any) -> None:
    unpaid.desk.set_auto_apply_credit(False)
    unpaid.shop.pay(unpaid.order.id)
    tee(unpaid)
    unpaid.refund("CreditMemo")
    found(
        unpaid,
        (
            "money",
            "credit memo 1001 has 19.47 unused, while invoice 1001 still asks for 127.82",
        ),
    )


# --- ledger ---------------------------------------------------------------------------------------


def spoil(both: Any, named: str, **changes: Any) -> None:
    """Change the first row of the sales receipt on an account, behind the ledger's back."""
    records = both.world.quickbooks_online.records
    row = next(
        each
        for each in records.postings
        if each.entity == "SalesReceipt" and records.accounts[each.account].name == named
    )
    records.postings.put(msgspec.structs.replace(row, **changes))


def test_a_row_on_another_account(receipt: Any) -> None:
    spoil(receipt, "Sales Tax Payable", account="87")
    assert receipt.findings() == [
        ("sales receipt 1001", "ledger",
         "Shipping Income: the document says -7.95, the ledger -17.70"),
        ("sales receipt 1001", "ledger",
         "Sales Tax Payable: the document says -9.75, the ledger 0.00"),
        ("Shipping Income", "ledger", "balance: the document says -17.70, the ledger -7.95"),
    ]  # fmt: skip


def test_a_row_of_another_amount(receipt: Any) -> None:
    spoil(receipt, "Undeposited Funds", debit=Decimal("127.81"))
    sentences = {each[2] for each in receipt.findings()}
    assert {
        "debits and credits: the document says 187.05, the ledger 187.06",
        "Undeposited Funds: the document says 127.82, the ledger 127.81",
        "debits less credits: the document says 0.00, the ledger -0.01",
    } <= sentences


def test_rows_that_no_document_has(receipt: Any) -> None:
    records = receipt.world.quickbooks_online.records
    row = next(each for each in records.postings if each.entity == "SalesReceipt")
    records.postings.put(msgspec.structs.replace(row, id="RefundReceipt.999.0001",
                                                 entity="RefundReceipt", txn="999"))  # fmt: skip
    assert (
        "RefundReceipt 999",
        "ledger",
        "rows of a document that is not there: the document says 0.00, the ledger 127.82",
    ) in receipt.findings()


def test_a_balance_that_no_payment_explains(unpaid: Any) -> None:
    table = unpaid.world.quickbooks_online.records.table("Invoice")
    table.put(msgspec.structs.replace(table[unpaid.invoice.id], balance=Decimal("100.00")))
    assert unpaid.findings() == [
        ("invoice 1001", "ledger", "open: the document says 127.82, the ledger 100.00"),
        ("Dana Whitfield", "ledger",
         "open documents: the document says 100.00, the ledger 127.82"),
    ]  # fmt: skip


def test_a_shelf_that_no_document_explains(receipt: Any) -> None:
    records = receipt.world.quickbooks_online.records
    stock = records.stock[receipt.desk.item("TEE-BLK").id]
    records.stock.put(msgspec.structs.replace(stock, quantity=Decimal(998)))
    assert receipt.findings() == [
        ("TEE-BLK", "ledger", "units on hand: the document says 997, the ledger 998")
    ]


def test_goods_at_another_cost(receipt: Any) -> None:
    spoil(receipt, "Inventory Asset", credit=Decimal("20.00"))
    assert (
        "sales receipt 1001",
        "ledger",
        "Inventory Asset: the document says -47.00, the ledger -43.00",
    ) in receipt.findings()
