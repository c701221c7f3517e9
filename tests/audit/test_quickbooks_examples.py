"""The worked examples in QuickBooks: what is right ties, to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.audit import audit
from sandbox.audit.channel import channel_orders
from sandbox.world import open_world


def test_w1_a_sales_receipt(receipt: Any) -> None:
    assert receipt.findings() == []
    assert receipt.table() == [("#1001", "order", "127.82", "sales receipt 1001", "127.82")]
    assert receipt.judge().books == ("QuickBooks",)


def test_w1_an_unpaid_invoice(unpaid: Any) -> None:
    assert unpaid.findings() == []
    assert unpaid.table() == [("#1001", "order", "127.82", "invoice 1001", "127.82")]


def test_w1_the_rounding_line_of_another_tax(both: Any) -> None:
    both.place()
    lines = [("TEE-BLK", 3, "19.99"), ("MUG-WHT", 1, "12.49"), ("CAP-RED", 2, "24.95")]
    both.sale(lines=[*lines, ("Rounding", 1, "0.01")], tax="9.74")
    assert both.findings() == []


def test_w2_the_first_unit_by_a_refund_receipt(receipt: Any) -> None:
    receipt.shop.refund(receipt.order.id, {"TEE-BLK": 1})
    receipt.refund()
    assert receipt.findings() == []
    assert receipt.table()[1] == ("#1001", "refund", "19.47", "refund receipt 1001", "19.47")


def test_w2_unit_after_unit(receipt: Any) -> None:
    for number, tax in (("1001", "1.48"), ("1001-1", "1.49"), ("1001-2", "1.48")):
        receipt.shop.refund(receipt.order.id, {"TEE-BLK": 1})
        receipt.refund(number=number, tax=tax)
    assert receipt.findings() == []
    assert [row[4] for row in receipt.table()] == ["127.82", "19.47", "19.48", "19.47"]


def test_w2_a_credit_memo_set_against_its_unpaid_invoice(unpaid: Any) -> None:
    unpaid.shop.pay(unpaid.order.id)
    unpaid.shop.refund(unpaid.order.id, {"TEE-BLK": 1})
    unpaid.refund("CreditMemo")
    assert unpaid.findings() == []
    assert unpaid.desk.customer_balance(unpaid.customer) == Decimal("108.35")


@pytest.mark.parametrize("entity", ["CreditMemo", "RefundReceipt"])
def test_w2_a_paid_invoice_takes_either_document(unpaid: Any, entity: str) -> None:
    unpaid.shop.pay(unpaid.order.id)
    unpaid.desk.receive_payment(unpaid.invoice)
    unpaid.shop.refund(unpaid.order.id, {"TEE-BLK": 1})
    unpaid.refund(entity)
    assert unpaid.findings() == []


def test_w3_in_full(receipt: Any) -> None:
    receipt.shop.refund(receipt.order.id, everything=True, shipping=True)
    lines = [("TEE-BLK", 3, "19.99"), ("MUG-WHT", 1, "12.49"), ("CAP-RED", 2, "24.95")]
    receipt.refund(lines=lines, discount="12.24", shipping="7.95", tax="9.75")
    assert receipt.findings() == []


def test_w4_goodwill_and_then_the_rest(receipt: Any) -> None:
    receipt.shop.refund(receipt.order.id, amount=Decimal("15.00"))
    receipt.refund(lines=[("Refund Adjustment", 1, "15.00")], discount="0.00", tax="0.00")
    assert receipt.findings() == []
    receipt.shop.refund(receipt.order.id, everything=True, shipping=True)
    lines = [
        ("TEE-BLK", 3, "19.99"), ("MUG-WHT", 1, "12.49"), ("CAP-RED", 2, "24.95"),
        ("Refund Adjustment", 1, "-15.00"),
    ]  # fmt: skip
    receipt.refund(number="1001-1", lines=lines, discount="12.24", shipping="7.95", tax="9.75")
    assert receipt.findings() == []
    assert [row[4] for row in receipt.table()] == ["127.82", "15.00", "112.82"]


def test_a_contra_income_item_stands_for_goods_and_puts_nothing_back(receipt: Any) -> None:
    receipt.shop.refund(receipt.order.id, {"TEE-BLK": 2})
    receipt.refund(lines=[("Refunds", 2, "19.99")], discount="4.00", tax="2.97")
    assert receipt.findings() == []
    assert receipt.desk.item("TEE-BLK").qty_on_hand == 997


def test_cancelled_unpaid_and_voided(unpaid: Any) -> None:
    unpaid.shop.cancel(unpaid.order.id)
    unpaid.desk.void(unpaid.invoice)
    assert unpaid.findings() == []
    assert unpaid.table() == [("#1001", "order", "0.00", "invoice 1001", "0.00")]


def test_cancelled_unpaid_and_credited(unpaid: Any) -> None:
    unpaid.shop.cancel(unpaid.order.id)
    lines = [("TEE-BLK", 3, "19.99"), ("MUG-WHT", 1, "12.49"), ("CAP-RED", 2, "24.95")]
    unpaid.refund("CreditMemo", lines=lines, discount="12.24", shipping="7.95", tax="9.75")
    assert unpaid.findings() == []
    assert unpaid.table()[1] == ("#1001", "cancellation", "127.82", "credit memo 1001", "127.82")


def test_cancelled_before_it_was_synced(both: Any) -> None:
    order = both.place(pay=False)
    both.shop.cancel(order.id)
    assert both.findings() == []


def test_cancelled_paid_and_never_refunded_keeps_its_sale(receipt: Any) -> None:
    receipt.shop.cancel(receipt.order.id, refund=False)
    assert receipt.findings() == []


def test_a_credit_is_paid_out_by_check(unpaid: Any) -> None:
    unpaid.shop.pay(unpaid.order.id)
    unpaid.desk.receive_payment(unpaid.invoice)
    unpaid.shop.refund(unpaid.order.id, {"TEE-BLK": 1})
    unpaid.desk.pay_out_credit(unpaid.refund("CreditMemo"))
    assert unpaid.findings() == []


def test_a_credit_is_used_on_another_invoice(unpaid: Any) -> None:
    unpaid.shop.pay(unpaid.order.id)
    unpaid.desk.receive_payment(unpaid.invoice)
    unpaid.shop.refund(unpaid.order.id, {"TEE-BLK": 1})
    unpaid.refund("CreditMemo")
    unpaid.desk.record_invoice(unpaid.customer, {"MUG-WHT": 2})
    assert unpaid.findings() == []


# --- which document is which order (K1) -----------------------------------------------------------


def test_the_memo_says_it_and_a_number_is_a_coincidence(both: Any) -> None:
    """QuickBooks numbers documents itself, and gives order #1001's number to #1002."""
    both.place()
    both.place()
    both.sale(number="1002", memo="Order 1001 [nsc:nsc_order_x]")
    both.sale(number="1001", memo="Order #1002")
    assert both.findings() == []
    assert [(row[0], row[3]) for row in both.table()] == [
        ("#1001", "sales receipt 1002"),
        ("#1002", "sales receipt 1001"),
    ]


def test_edited_documents_are_still_known_to_a_person(receipt: Any) -> None:
    receipt.shop.refund(receipt.order.id, {"TEE-BLK": 1})
    refund = receipt.refund()
    receipt.desk.change(receipt.receipt, DocNumber="X-9", PrivateNote="by hand")
    receipt.desk.change(refund, DocNumber="X-10", PrivateNote="by hand")
    assert receipt.findings() == []


def test_a_number_of_another_buyer_is_not_the_order(both: Any) -> None:
    both.place()
    both.customer = both.desk.customer(
        DisplayName="Somebody else", PrimaryEmailAddr={"Address": "else@example.com"}
    ).id
    both.sale()
    assert both.findings() == [("#1001", "documents", "the order is not in the books")]


def test_items_in_another_case_are_the_same(receipt: Any) -> None:
    receipt.desk.rename("Item", "TEE-BLK", "Tee-Blk")
    receipt.desk.change(receipt.desk.item("Tee-Blk"), Sku="tee-blk")
    assert receipt.findings() == []


def test_orders_of_a_channel_that_is_no_platform(both: Any) -> None:
    """The door for a test storefront: its orders come as facts."""
    other = open_world("other", seed=7)
    other.shopify.desk.place(lines=[("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)])
    orders = channel_orders(other)
    assert audit(both.world).findings == []
    report = audit(both.world, orders)
    assert [each.sentence for each in report.findings] == ["the order is not in the books"]
    both.sale()
    assert audit(both.world, orders).ties
