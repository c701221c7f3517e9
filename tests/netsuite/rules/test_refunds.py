"""Cash refunds and credit memos: W2, W3, W4 and what the account does not guard (K5)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import UserError

D = Decimal


class TestCumulativeRounding:
    """W2. Net and tax are rounded on their own, and every piece closes on what was before."""

    def test_tee_one_by_one(self, account, cash_sale):
        refunds = [account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1}) for _ in range(3)]
        assert [refund.total for refund in refunds] == [D("19.47"), D("19.48"), D("19.47")]
        assert [refund.tax_total for refund in refunds] == [D("1.48"), D("1.49"), D("1.48")]
        assert [refund.discount_total for refund in refunds] == [D("-2.00")] * 3
        assert sum(refund.total for refund in refunds) == D("58.42")

    def test_cap_one_by_one(self, account, cash_sale):
        refunds = [account.desk.refund(cash_sale.id, lines={"CAP-RED": 1}) for _ in range(2)]
        assert [refund.total for refund in refunds] == [D("24.32"), D("24.30")]
        assert [refund.discount_total for refund in refunds] == [D("-2.49"), D("-2.50")]
        assert [refund.tax_total for refund in refunds] == [D("1.86"), D("1.85")]

    def test_mug_and_shipping(self, account, cash_sale):
        assert account.desk.refund(cash_sale.id, lines={"MUG-WHT": 1}).total == D("12.17")
        assert account.desk.refund(cash_sale.id, shipping=True).total == D("8.61")

    @pytest.mark.parametrize("bill", ["cash_sale", "invoice"])
    def test_the_document_of_the_first_unit(self, account, request, bill):
        source = request.getfixturevalue(bill)
        refund = account.desk.refund(source.id, lines={"TEE-BLK": 1})
        line = refund.lines[0]
        assert (line.quantity, line.rate, line.amount) == (D(1), D("19.99"), D("19.99"))
        assert (refund.discount_total, refund.tax_total) == (D("-2.00"), D("1.48"))
        assert (refund.shipping_cost, refund.total) == (D("0.00"), D("19.47"))
        assert (line.order_line, line.order_doc) == (1, source.id)
        assert refund.created_from == source.id
        assert refund.discount_item == source.discount_item

    def test_types_and_numbers(self, account, cash_sale, invoice):
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1})
        assert (refund.record_type, refund.tran_id, refund.status) == ("cashRefund", "CR1001", "")
        assert (credit.record_type, credit.tran_id, credit.status) == ("creditMemo", "CM1001", "B")

    def test_through_a_transform(self, account, cash_sale):
        overlay = {
            "external_id": "RF-2",
            "lines": [{"line": 1, "quantity": D(1)}],
            "shipping_cost": D(0),
        }
        totals = []
        for number in range(3):
            overlay["external_id"] = f"RF-{number}"
            refund = rules.transform(
                account, cash_sale.id, "cashRefund", overlay, replace={"lines"}
            )
            totals.append(refund.total)
        assert totals == [D("19.47"), D("19.48"), D("19.47")]

    def test_untouched_lines_and_shipping_keep_their_default(self, account, cash_sale):
        overlay = {"lines": [{"line": 1, "quantity": D(1)}]}
        refund = rules.transform(account, cash_sale.id, "cashRefund", overlay)
        assert refund.total == D("19.47") + D("12.17") + D("48.62") + D("8.61")

    def test_header_tax_is_given_back_to_the_cent(self, account, order):
        sale = account.desk.bill(order("Cash", override=False).id)
        first = account.desk.refund(sale.id, lines={"TEE-BLK": 1})
        rest = account.desk.refund(sale.id, everything=True)
        assert first.total + rest.total == D("127.81")

    def test_given_tax_stands(self, account, cash_sale):
        overlay = {
            "lines": [{"line": 1, "quantity": D(1)}],
            "shipping_cost": D(0),
            "tax_details_override": True,
            "tax_details": [
                {
                    "reference": "T1",
                    "tax_basis": D("17.99"),
                    "tax_rate": D("8.25"),
                    "tax_amount": D("1.49"),
                }
            ],
        }
        refund = rules.transform(account, cash_sale.id, "cashRefund", overlay, replace={"lines"})
        assert (refund.tax_total, refund.total) == (D("1.49"), D("19.48"))
        # The next one closes on what was really given back.
        assert account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1}).tax_total == D("1.48")

    def test_a_typed_price_takes_discount_and_tax_along(self, account, cash_sale):
        overlay = {
            "lines": [{"line": 1, "quantity": D(1), "amount": D("10.00")}],
            "shipping_cost": D(0),
        }
        refund = rules.transform(account, cash_sale.id, "cashRefund", overlay, replace={"lines"})
        # 10.00 less 1.00 discount, 8.25 % of 9.00
        assert (refund.discount_total, refund.tax_total) == (D("-1.00"), D("0.74"))

    def test_another_discount_is_taxed_again(self, account, cash_sale):
        overlay = {
            "lines": [{"line": 1, "quantity": D(1)}],
            "shipping_cost": D(0),
            "discount_total": D("-9.99"),
        }
        refund = rules.transform(account, cash_sale.id, "cashRefund", overlay, replace={"lines"})
        assert (refund.discount_total, refund.tax_total) == (D("-9.99"), D("0.83"))


class TestFull:
    """W3."""

    @pytest.mark.parametrize("bill", ["cash_sale", "invoice"])
    def test_fresh(self, account, request, bill):
        refund = account.desk.refund(request.getfixturevalue(bill).id, everything=True)
        assert (refund.total, refund.tax_total) == (D("127.82"), D("9.75"))
        assert refund.shipping_cost == D("7.95")

    def test_after_the_first_unit(self, account, cash_sale):
        account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        refund = account.desk.refund(cash_sale.id, everything=True)
        assert (refund.total, refund.tax_total) == (D("108.35"), D("8.27"))

    def test_an_empty_transform_is_the_same(self, account, cash_sale):
        assert rules.transform(account, cash_sale.id, "cashRefund").total == D("127.82")

    def test_nothing_left(self, account, cash_sale):
        account.desk.refund(cash_sale.id, everything=True)
        for attempt in (
            lambda: account.desk.refund(cash_sale.id, everything=True),
            lambda: rules.transform(account, cash_sale.id, "cashRefund"),
        ):
            with pytest.raises(UserError) as refused:
                attempt()
            assert refused.value.detail == (
                "Error while accessing a resource. "
                "You must have at least one valid line item for this transaction."
            )

    def test_a_deleted_refund_can_be_made_again(self, account, cash_sale):
        first = account.desk.refund(cash_sale.id, everything=True)
        account.desk.delete(first.id)
        assert account.desk.refund(cash_sale.id, everything=True).total == D("127.82")


class TestAmountOnly:
    """W4."""

    def test_goodwill(self, account, cash_sale, item):
        refund = account.desk.refund(cash_sale.id, amount=D("15.00"))
        assert (refund.total, refund.tax_total, refund.discount_total) == (
            D("15.00"),
            D("0.00"),
            D("0.00"),
        )
        assert [line.item for line in refund.lines] == [item("Refund Adjustment Positive")]
        assert refund.created_from == cash_sale.id

    def test_then_everything(self, account, cash_sale, item):
        account.desk.refund(cash_sale.id, amount=D("15.00"))
        rest = account.desk.refund(cash_sale.id, everything=True)
        assert rest.total == D("112.82")
        last = rest.lines[-1]
        assert (last.item, last.amount) == (item("Refund Adjustment Negative"), D("-15.00"))

    def test_the_same_through_a_transform(self, account, cash_sale, item):
        line = {"item": item("Refund Adjustment Positive"), "amount": D("15.00")}
        first = rules.transform(
            account,
            cash_sale.id,
            "cashRefund",
            {"lines": [line], "shipping_cost": D(0)},
            replace={"lines"},
        )
        line = {"item": item("Refund Adjustment Negative"), "amount": D("-15.00")}
        rest = rules.transform(account, cash_sale.id, "cashRefund", {"lines": [line]})
        assert (first.total, rest.total) == (D("15.00"), D("112.82"))

    def test_lines_and_amount_together(self, account, cash_sale):
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1}, amount=D("0.53"))
        assert refund.total == D("20.00")

    def test_zero_is_no_refund(self, account, cash_sale):
        with pytest.raises(UserError, match="at least one valid line item"):
            account.desk.refund(cash_sale.id, amount=D(0))

    def test_a_document_may_not_be_negative(self, account, cash_sale):
        with pytest.raises(UserError, match="may not be negative"):
            account.desk.refund(cash_sale.id, amount=D("-5.00"))


class TestLimits:
    def test_four_of_three(self, account, cash_sale):
        with pytest.raises(UserError, match=r"exceeds the quantity that remains \(3\)"):
            account.desk.refund(cash_sale.id, lines={"TEE-BLK": 4})

    def test_the_sentence_counts_as_people_do(self, account, cash_sale):
        for units in ("1.5", "0.5"):
            account.desk.refund(cash_sale.id, lines={"TEE-BLK": D(units)})
        with pytest.raises(UserError, match=r"the quantity that remains \(1\)"):
            account.desk.refund(cash_sale.id, lines={"TEE-BLK": 2})

    def test_by_an_edit(self, account, cash_sale):
        account.desk.refund(cash_sale.id, lines={"TEE-BLK": 2})
        refund = account.desk.refund(cash_sale.id, lines={"TEE-BLK": 1})
        change = {"lines": [{"line": 1, "quantity": D(2)}]}
        with pytest.raises(UserError, match="exceeds the quantity that remains"):
            rules.update(account, "cashRefund", refund.id, change)

    def test_an_order_that_was_not_billed_has_no_refund(self, account, order):
        before = account.store.fingerprint("netsuite.")
        with pytest.raises(Exception, match="is not supported"):
            account.desk.refund(order("Cash").id, everything=True)
        assert len(account.records.transactions) == 1
        assert before != account.store.fingerprint("netsuite.")  # the order itself

    def test_by_hand_without_a_source_nothing_is_compared(self, account, cash_sale, jane):
        """K5: only a connector's own guard stops this one."""
        account.desk.refund(cash_sale.id, everything=True)
        again = account.desk.standalone_cash_refund(jane.id, lines={"TEE-BLK": 3})
        assert (again.created_from, again.record_type) == (None, "cashRefund")
        assert again.subtotal == D("59.97")

    def test_by_hand_with_a_source_it_is_compared(self, account, cash_sale, jane, item):
        account.desk.refund(cash_sale.id, everything=True)
        fields = {
            "entity": jane.id,
            "created_from": cash_sale.id,
            "lines": [{"item": item("TEE-BLK"), "quantity": D(1)}],
        }
        with pytest.raises(UserError, match="exceeds the quantity that remains"):
            rules.create(account, "cashRefund", fields)

    def test_two_lines_of_one_item_are_used_in_order(self, account, jane, item):
        line = {"item": item("TEE-BLK"), "quantity": D(1), "amount": D("10.00")}
        fields = {"entity": jane.id, "lines": [line, {**line, "amount": D("12.00")}]}
        sale = rules.create(account, "cashSale", fields)
        refund = account.desk.refund(sale.id, lines={"TEE-BLK": 2})
        assert [line.order_line for line in refund.lines] == [1, 2]
        assert refund.total == sale.total


class TestCreditMemo:
    def test_lowers_the_open_invoice(self, account, invoice):
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1})
        after = account.records.transactions[invoice.id]
        assert (after.amount_remaining, after.status) == (D("108.35"), "A")
        assert (credit.amount_remaining, credit.status) == (D("0.00"), "B")

    def test_pays_the_invoice_off(self, account, invoice):
        account.desk.refund(invoice.id, everything=True)
        after = account.records.transactions[invoice.id]
        assert (after.amount_remaining, after.status) == (D("0.00"), "B")

    def test_of_a_paid_invoice_stays_unapplied(self, account, invoice):
        account.desk.receive_payment(invoice.id)
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1})
        assert (credit.applications, credit.amount_remaining) == ((), D("19.47"))
        assert credit.status == "A"

    def test_of_a_partly_paid_invoice_applies_what_is_due(self, account, invoice):
        account.desk.receive_payment(invoice.id, D("120.00"))
        credit = account.desk.refund(invoice.id, lines={"TEE-BLK": 1})
        assert (credit.amount_paid, credit.amount_remaining) == (D("7.82"), D("11.65"))

    def test_deleting_it_opens_the_invoice_again(self, account, invoice):
        credit = account.desk.refund(invoice.id, everything=True)
        account.desk.delete(credit.id)
        after = account.records.transactions[invoice.id]
        assert (after.amount_remaining, after.status) == (D("127.82"), "A")

    def test_standing_alone(self, account, jane, invoice):
        credit = account.desk.standalone_credit_memo(jane.id, amount=D("15.00"))
        assert (credit.created_from, credit.total, credit.status) == (None, D("15.00"), "A")
        account.desk.apply_credit(credit.id, invoice.id)
        assert account.records.transactions[invoice.id].amount_remaining == D("112.82")
        assert account.records.transactions[credit.id].status == "B"
