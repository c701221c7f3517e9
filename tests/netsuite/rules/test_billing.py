"""Which record an order is billed as (B1-B4, B7), and how much of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import InvalidContent, InvalidRequest, UserError

D = Decimal


class TestRecordType:
    def test_terms_make_an_invoice(self, account, order):
        bill = account.desk.bill(order(terms=1).id)
        assert (bill.record_type, bill.tran_id, bill.status) == ("invoice", "INV1001", "A")
        assert bill.due_date.isoformat() == "2026-12-24"

    def test_a_payment_method_makes_a_cash_sale(self, account, order):
        bill = account.desk.bill(order("Shopify Payments").id)
        assert (bill.record_type, bill.tran_id, bill.status) == ("cashSale", "CS1001", "B")
        assert bill.undep_funds

    def test_neither_makes_an_invoice(self, account, order):
        assert account.desk.bill(order().id).record_type == "invoice"

    def test_both_cannot_be_reached_by_the_desk_either(self, account, order):
        made = order("Cash")
        with pytest.raises(UserError, match="both Terms and a Payment Method"):
            account.desk.set_terms(made.id, "Net 30")
        account.desk.set_payment_method(made.id, None)
        account.desk.set_terms(made.id, "Net 30")
        assert account.desk.bill(made.id).record_type == "invoice"

    def test_a_bank_deposits_at_once(self, account, order):
        made = order("Cash")
        bill = rules.transform(account, made.id, "cashSale", {"account": 1})
        assert (bill.status, bill.undep_funds, bill.account) == ("C", False, 1)


class TestAmounts:
    def test_the_whole_order(self, account, order):
        made = order("Cash", custom={"custbody_fa_channel": "Shopify"})
        bill = account.desk.bill(made.id)
        assert (bill.total, bill.tax_total, bill.other_ref_num) == (D("127.82"), D("9.75"), "#1001")
        assert bill.created_from == made.id
        assert [(line.order_line, line.order_doc) for line in bill.lines] == [
            (1, made.id),
            (2, made.id),
            (3, made.id),
        ]
        assert bill.custom == {"custbody_fa_channel": "Shopify"}

    def test_an_invoice_is_open_in_full(self, invoice):
        assert (invoice.total, invoice.amount_remaining) == (D("127.82"), D("127.82"))

    def test_header_tax_is_computed_again_on_the_bill(self, account, order):
        bill = account.desk.bill(order("Cash", override=False).id)
        assert (bill.tax_total, bill.total) == (D("9.74"), D("127.81"))

    def test_parts_add_up_and_the_first_takes_the_shipping(self, account, order):
        made = order("Cash")
        first = account.desk.bill(made.id, {"TEE-BLK": 1})
        second = account.desk.bill(made.id, {"TEE-BLK": 1, "CAP-RED": 1})
        rest = account.desk.bill(made.id)
        assert (first.shipping_cost, second.shipping_cost) == (D("7.95"), D("0.00"))
        assert [bill.total for bill in (first, second, rest)] == [
            D("28.08"),
            D("43.80"),
            D("55.94"),
        ]
        assert first.total + second.total + rest.total == D("127.82")

    def test_quantity_zero_leaves_a_line_out(self, account, order):
        overlay = {"lines": [{"order_line": 1, "quantity": D(0)}]}
        bill = rules.transform(account, order("Cash").id, "cashSale", overlay)
        assert [line.order_line for line in bill.lines] == [2, 3]

    def test_line_selects_as_order_line_does(self, account, order):
        overlay = {"lines": [{"line": 1, "quantity": D(1)}]}
        bill = rules.transform(account, order("Cash").id, "cashSale", overlay, replace={"lines"})
        assert [(line.order_line, line.quantity) for line in bill.lines] == [(1, D(1))]

    def test_nothing_left(self, account, order):
        made = order("Cash")
        account.desk.bill(made.id)
        with pytest.raises(UserError) as refused:
            account.desk.bill(made.id)
        assert refused.value.detail == (
            "Error while accessing a resource. "
            "You must have at least one valid line item for this transaction."
        )

    def test_more_than_is_left(self, account, order):
        made = order("Cash")
        account.desk.bill(made.id, {"TEE-BLK": 2})
        with pytest.raises(UserError, match=r"exceeds the quantity that remains \(1\)") as refused:
            account.desk.bill(made.id, {"TEE-BLK": 2})
        assert refused.value.details[0].path == "item.items[0].quantity"

    def test_a_line_that_the_order_does_not_have(self, account, order):
        overlay = {"lines": [{"order_line": 9, "quantity": D(1)}]}
        with pytest.raises(InvalidContent) as refused:
            rules.transform(account, order("Cash").id, "cashSale", overlay)
        assert refused.value.details[0].path == "item.items[0].orderLine"

    def test_body_fields_go_over_the_defaults(self, account, order):
        overlay = {"external_id": "B-1", "memo": "counter", "shipping_cost": D("3.00")}
        bill = rules.transform(account, order("Cash").id, "cashSale", overlay)
        assert (bill.external_id, bill.memo, bill.shipping_cost) == ("B-1", "counter", D("3.00"))

    def test_added_line(self, account, order, item):
        overlay = {"lines": [{"item": item("Refund Adjustment Negative"), "amount": D("-1.00")}]}
        bill = rules.transform(account, order("Cash").id, "cashSale", overlay)
        assert bill.total == D("126.82")


class TestFulfilmentFirst:
    """Preference "Invoice in Advance of Fulfillment" off (B7)."""

    @pytest.fixture(autouse=True)
    def _preference(self, account):
        account.settings.invoice_in_advance_of_fulfillment = False

    def test_an_unshipped_order_has_nothing_to_bill(self, account, order):
        with pytest.raises(UserError, match="at least one valid line item"):
            account.desk.bill(order("Cash").id)

    def test_an_empty_body_bills_what_was_fulfilled(self, account, order):
        made = order("Cash")
        account.desk.fulfil(made.id, {"TEE-BLK": 2, "MUG-WHT": 1})
        bill = account.desk.bill(made.id)
        assert [(line.order_line, line.quantity) for line in bill.lines] == [(1, D(2)), (2, D(1))]

    def test_goods_that_never_ship_are_billed_at_once(self, account, jane, item):
        lines = [
            {"item": item("TEE-BLK"), "quantity": D(1)},
            {"item": item("Refund Adjustment Positive"), "amount": D(5)},
        ]
        made = rules.create(account, "salesOrder", {"entity": jane.id, "lines": lines})
        assert [line.order_line for line in account.desk.bill(made.id).lines] == [2]


class TestFulfilment:
    def test_in_parts(self, account, order):
        made = order("Cash")
        first = account.desk.fulfil(made.id, {"TEE-BLK": 1})
        assert (first.tran_id, first.status, first.total) == ("IF1001", "C", D("0.00"))
        rest = account.desk.fulfil(made.id)
        assert [(line.order_line, line.quantity) for line in rest.lines] == [
            (1, D(2)),
            (2, D(1)),
            (3, D(2)),
        ]
        with pytest.raises(UserError, match="at least one valid line item"):
            account.desk.fulfil(made.id)

    def test_picked_is_not_fulfilled_yet(self, account, order):
        """Nobody picks the same units twice, but only what left the house is fulfilled: it posts,
        moves the order on and, without billing in advance, may be billed."""
        account.settings.invoice_in_advance_of_fulfillment = False
        account.settings.default_ship_status = "A"
        made = order("Cash")
        picked = account.desk.fulfil(made.id)
        waiting = account.records.transactions[made.id]
        assert (waiting.status, waiting.lines[0].quantity_picked) == ("B", 3)
        assert waiting.lines[0].quantity_fulfilled == 0
        with pytest.raises(UserError, match="at least one valid line item"):
            account.desk.fulfil(made.id)
        with pytest.raises(UserError, match="at least one valid line item"):
            account.desk.bill(made.id)
        with pytest.raises(UserError, match="cannot be cancelled"):
            account.desk.cancel(made.id)
        change = {"lines": [{"line": 1, "quantity": D(2)}]}
        with pytest.raises(UserError, match="cannot fall below"):
            rules.update(account, "salesOrder", made.id, change)
        for letter, status in (("B", "B"), ("C", "F")):
            rules.update(account, "itemFulfillment", picked.id, {"ship_status": letter})
            assert account.records.transactions[made.id].status == status
        assert account.records.transactions[made.id].lines[0].quantity_fulfilled == 3
        assert account.desk.bill(made.id).total == D("127.82")

    def test_stock_is_no_limit(self, account, jane, item):
        """Preference "Fulfill Based on Commitment": this account ignores commitment."""
        line = {"item": item("MUG-WHT"), "quantity": D(1002)}
        made = rules.create(account, "salesOrder", {"entity": jane.id, "lines": [line]})
        account.desk.fulfil(made.id)
        assert account.desk.item("MUG-WHT").quantity_on_hand == -2

    def test_item_receive_false_leaves_a_line_out(self, account, order):
        overlay = {"lines": [{"order_line": 1, "item_receive": False}]}
        shipped = rules.transform(account, order("Cash").id, "itemFulfillment", overlay)
        assert [line.order_line for line in shipped.lines] == [2, 3]

    def test_only_from_an_order(self, account, jane):
        with pytest.raises(UserError, match="Created From"):
            rules.create(account, "itemFulfillment", {"entity": jane.id})

    def test_quantities_may_change_up_to_the_order(self, account, order):
        made = order("Cash")
        shipped = account.desk.fulfil(made.id, {"TEE-BLK": 1})
        change = {"lines": [{"line": 1, "quantity": D(3)}]}
        rules.update(account, "itemFulfillment", shipped.id, change)
        assert account.records.transactions[made.id].lines[0].quantity_fulfilled == 3
        change = {"lines": [{"line": 1, "quantity": D(4)}]}
        with pytest.raises(UserError, match=r"exceeds the quantity that remains \(3\)"):
            rules.update(account, "itemFulfillment", shipped.id, change)


class TestPairs:
    @pytest.mark.parametrize(
        ("source", "target"),
        [
            ("order", "creditMemo"),
            ("order", "cashRefund"),
            ("order", "customerPayment"),
            ("invoice", "cashRefund"),
            ("cash_sale", "creditMemo"),
            ("cash_sale", "invoice"),
            ("cash_sale", "vendorBill"),
        ],
    )
    def test_unsupported(self, account, request, source, target):
        found = request.getfixturevalue(source)
        document = found() if source == "order" else found
        with pytest.raises(InvalidRequest, match="is not supported"):
            rules.transform(account, document.id, target)

    def test_a_credit_memo_transforms_into_nothing(self, account, invoice):
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1})
        with pytest.raises(InvalidRequest):
            rules.transform(account, credit.id, "customerRefund")

    def test_from_a_customer(self, account, jane, item):
        overlay = {"lines": [{"item": item("MUG-WHT"), "quantity": D(1)}]}
        made = rules.transform(account, jane.id, "salesOrder", overlay, source_type="customer")
        assert (made.record_type, made.entity, made.subtotal) == ("salesOrder", jane.id, D("12.49"))

    def test_a_source_under_the_wrong_type(self, account, invoice):
        with pytest.raises(UserError, match="Transaction type specified is incorrect"):
            rules.transform(account, invoice.id, "cashRefund", source_type="cashSale")

    def test_cash_refund_to_credit_memo(self, account, cash_sale):
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        credit = rules.transform(account, refund.id, "creditMemo")
        assert (credit.total, credit.applications) == (D("19.47"), ())
