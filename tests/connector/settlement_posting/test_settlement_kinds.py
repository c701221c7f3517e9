"""The options and kinds of documents, over NetSuite's record service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.flows.outcome import Kind as Outcomes
from connector.settlements import Kind
from connector.settlements.postings import Part

FIVE = "111-0000005-0000005"
REFUND = f"""
Refund | {FIVE} | ItemPrice | Principal | -25.00
Refund | {FIVE} | ItemFees | Commission | 3.75
Refund | {FIVE} | ItemFees | RefundCommission | -0.75
"""
SALE = f"""
Order | {FIVE} | ItemPrice | Principal | 50.00
Order | {FIVE} | ItemFees | Commission | -7.50
"""
TAXED = f"""
Order | {FIVE} | ItemPrice | Principal | 50.00
Order | {FIVE} | ItemPrice | Tax | 4.13
Order | {FIVE} | ItemWithheldTax | MarketplaceFacilitatorTax-Principal | -4.13
Order | {FIVE} | ItemFees | Commission | -7.50
"""
TAXED_REFUND = f"""
Refund | {FIVE} | ItemPrice | Principal | -25.00
Refund | {FIVE} | ItemPrice | Tax | -2.07
Refund | {FIVE} | ItemWithheldTax | MarketplaceFacilitatorTax-Principal | 2.07
Refund | {FIVE} | ItemFees | Commission | 3.75
"""


def D(amount: str) -> Decimal:
    return Decimal(amount)


def lines(record: dict[str, Any]) -> list[tuple[str, Decimal, Decimal]]:
    return [
        (line["item"]["refName"], line["quantity"], line["amount"])
        for line in record["item"]["items"]
    ]


def taxed(books: Any, record_type: str = "cashSale") -> Any:
    detail = {
        "reference": "L1",
        "tax_basis": D("50.00"),
        "tax_rate": D("8.25"),
        "tax_amount": D("4.13"),
    }
    return books.write(record_type, 5, "50.00", tax_details=[detail])


class TestInvoices:
    def test_fees_lower_what_is_due(self, ready: Any, kit: Any) -> None:
        ready.invoice(5)
        record = ready.read(ready.post(kit.table(SALE), Part.ORDER))
        assert (record["total"], record["amountRemaining"]) == (D("42.50"), D("42.50"))
        assert lines(record) == [
            ("AMZ-LAMP", 2, D("50.00")),
            ("Amazon Commission", 1, D("-7.50")),
        ]

    def test_a_refund_is_a_credit_memo_applied_to_the_invoice(self, ready: Any, kit: Any) -> None:
        invoice = ready.invoice(5)
        ready.post(kit.table(SALE), Part.ORDER)
        outcome = ready.post(kit.table(REFUND), Part.REFUND)
        record = ready.read(outcome)
        assert (outcome.target_type, record["total"]) == ("creditMemo", D("22.00"))
        assert record["createdFrom"]["id"] == str(invoice.id)
        assert lines(record)[0] == ("AMZ-LAMP", 1, D("25.00"))
        assert ready.rest("invoice", invoice.id)["amountRemaining"] == D("20.50")

    def test_a_paid_invoice_cannot_become_less(self, ready: Any, kit: Any) -> None:
        invoice = ready.invoice(5)
        ready.world.netsuite.desk.receive_payment(invoice.id)
        outcome = ready.post(kit.table(SALE), Part.ORDER)
        assert outcome.kind is Outcomes.REFUSED
        assert "below the amount applied" in outcome.problem.verbatim
        assert "Unapply the payment" in outcome.problem.remedy

    def test_fba_billed_as_an_invoice_is_told(self, ready: Any, kit: Any) -> None:
        ready.invoice(5)
        outcome = ready.post(kit.table(SALE, fulfillment="AFN"), Part.ORDER)
        assert outcome.kind is Outcomes.DONE
        (warning,) = outcome.warnings
        assert warning.startswith("FBA orders are cash sales, but this one is invoice INV")

    def test_mfn_billed_as_a_cash_sale_is_told_where_terms_are_mapped(
        self, ready: Any, kit: Any
    ) -> None:
        ready.settings = {"terms": {"amazon": "Net 30"}}
        ready.start()
        ready.write("cashSale", 5, "50.00")
        (warning,) = ready.post(kit.table(SALE), Part.ORDER).warnings
        assert "MFN orders are billed as invoices" in warning

    def test_an_invoice_without_an_order_is_found_by_its_reference(
        self, ready: Any, kit: Any
    ) -> None:
        """FBA orders that another integration has imported as invoices."""
        invoice = ready.write_document("invoice", 5, "50.00")
        outcome = ready.post(kit.table(SALE, fulfillment="AFN"), Part.ORDER)
        assert (outcome.target_id, outcome.target_type) == (str(invoice.id), "invoice")
        assert "FBA orders are cash sales" in outcome.warnings[0]
        refund = ready.post(kit.table(REFUND), Part.REFUND)
        assert (refund.target_type, refund.target_amount) == ("creditMemo", kit.usd("22.00"))

    def test_an_order_that_both_have_sent_is_told(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "50.00")
        rows = kit.table(SALE)
        rows[1] = kit.replace(rows[1], fulfillment="AFN")
        (warning,) = ready.post(rows, Part.ORDER).warnings
        assert warning.startswith("The rows of this order are AFN and MFN; all were posted to")


class TestCreditMemos:
    """Post Refunds as Credit Memos."""

    def test_of_a_cash_sale_for_its_customer(self, ready: Any, kit: Any) -> None:
        sale = ready.write("cashSale", 5, "50.00")
        before = ready.on_hand("AMZ-LAMP")
        ready.start(refunds_as_credit_memos=True)
        outcome = ready.post(kit.table(REFUND), Part.REFUND)
        record = ready.read(outcome)
        assert (outcome.target_type, record["total"]) == ("creditMemo", D("22.00"))
        assert record["entity"]["id"] == str(sale.entity)
        assert record["otherRefNum"] == FIVE
        assert lines(record) == [
            ("AMZ-LAMP", 1, D("25.00")),
            ("Amazon Commission", 1, D("-3.75")),
            ("Amazon RefundCommission", 1, D("0.75")),
        ]
        assert ready.on_hand("AMZ-LAMP") - before == 1

    def test_of_an_invoice_from_the_invoice(self, ready: Any, kit: Any) -> None:
        invoice = ready.invoice(5)
        ready.start(refunds_as_credit_memos=True)
        record = ready.read(ready.post(kit.table(REFUND), Part.REFUND))
        assert record["createdFrom"]["id"] == str(invoice.id)


class TestMerged:
    def merged(self, books: Any, kind: Kind, *numbers: int) -> list[Any]:
        return [row for number in numbers for row in books.of(kind, number)]

    def test_all_fees_in_one_cash_refund(self, ready: Any) -> None:
        rows = self.merged(ready, Kind.ORDER, 1, 2, 3)
        outcome = ready.post(rows, Part.ORDER, order_id="")
        record = ready.read(outcome)
        assert (outcome.target_type, record["total"]) == ("cashRefund", D("41.81"))
        assert record["entity"]["id"] == ready.account.options.customer_internal_id
        assert lines(record) == [
            ("Amazon Commission", 1, D("7.50")),
            ("Amazon ShippingHB", 1, D("0.75")),
            ("Amazon Commission", 1, D("4.50")),
            ("Amazon FBAPerUnitFulfillmentFee", 1, D("3.86")),
            ("Amazon Commission", 1, D("12.00")),
            ("Amazon FBAPerUnitFulfillmentFee", 1, D("13.20")),
        ]
        assert ready.billed(1).total == D("54.99")

    def test_all_refunds_in_one_cash_refund_with_their_goods(self, ready: Any) -> None:
        before = (ready.on_hand("AMZ-LAMP"), ready.on_hand("AMZ-CHRG"))
        outcome = ready.post(
            self.merged(ready, Kind.REFUND, 1, 8), Part.REFUND, order_id="", adjustment_id=""
        )
        record = ready.read(outcome)
        assert (outcome.target_type, record["total"]) == ("cashRefund", D("52.80"))
        assert lines(record) == [
            ("AMZ-LAMP", 1, D("25.00")),
            ("AMZ-CHRG", 1, D("35.00")),
            ("Amazon Commission", 1, D("-3.75")),
            ("Amazon RefundCommission", 1, D("0.75")),
            ("Amazon Commission", 1, D("-5.25")),
            ("Amazon RefundCommission", 1, D("1.05")),
        ]
        after = (ready.on_hand("AMZ-LAMP"), ready.on_hand("AMZ-CHRG"))
        assert (after[0] - before[0], after[1] - before[1]) == (1, 1)

    def test_all_refunds_in_one_credit_memo(self, ready: Any) -> None:
        ready.start(refunds_as_credit_memos=True)
        outcome = ready.post(
            self.merged(ready, Kind.REFUND, 1, 8), Part.REFUND, order_id="", adjustment_id=""
        )
        assert (outcome.target_type, ready.read(outcome)["total"]) == ("creditMemo", D("52.80"))

    def test_no_document_crosses_the_end_of_a_month(self, ready: Any) -> None:
        found = []
        for number, month in ((8, date(2024, 1, 1)), (1, date(2024, 2, 1))):
            outcome = ready.post(
                ready.of(Kind.REFUND, number),
                Part.REFUND,
                order_id="",
                adjustment_id="",
                month=month,
            )
            record = ready.read(outcome)
            found.append((record["tranDate"], record["total"]))
        assert found == [("2024-01-31", D("30.80")), ("2024-02-07", D("22.00"))]

    @pytest.mark.parametrize(
        ("kind", "part", "numbers"),
        [(Kind.ORDER, Part.ORDER, (1, 4)), (Kind.REFUND, Part.REFUND, (1, 9))],
    )
    def test_an_order_that_is_missing_stops_the_summary(
        self, ready: Any, kind: Kind, part: Part, numbers: tuple[int, ...]
    ) -> None:
        before = ready.world.documents_hash()
        outcome = ready.post(
            self.merged(ready, kind, *numbers), part, order_id="", adjustment_id=""
        )
        missing = f"111-{numbers[1]:07}-{numbers[1]:07}"
        assert (outcome.kind, outcome.problem.code) == (Outcomes.REFUSED, "orders_missing")
        assert outcome.problem.figures == {missing: "order_never_synced"}
        assert ready.world.documents_hash() == before


class TestTax:
    """Tax that Amazon collects: in the billed record or not, the total is the seller's purse."""

    def test_billed_tax_is_credited(self, ready: Any, kit: Any) -> None:
        taxed(ready)
        record = ready.read(ready.post(kit.table(TAXED), Part.ORDER))
        assert (record["taxTotal"], record["total"]) == (D("4.13"), D("42.50"))
        assert lines(record)[1:] == [
            ("Amazon MarketplaceFacilitatorTax-Principal", 1, D("-4.13")),
            ("Amazon Commission", 1, D("-7.50")),
        ]

    def test_tax_that_was_never_billed_is_left_out(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "50.00")
        record = ready.read(ready.post(kit.table(TAXED), Part.ORDER))
        assert lines(record)[1:] == [("Amazon Commission", 1, D("-7.50"))]
        assert record["total"] == D("42.50")

    def test_a_refund_of_billed_tax(self, ready: Any, kit: Any) -> None:
        taxed(ready)
        record = ready.read(ready.post(kit.table(TAXED_REFUND), Part.REFUND))
        assert (record["taxTotal"], record["total"]) == (D("2.07"), D("21.25"))
        assert lines(record) == [
            ("AMZ-LAMP", 1, D("25.00")),
            ("Amazon MarketplaceFacilitatorTax-Principal", 1, D("-2.07")),
            ("Amazon Commission", 1, D("-3.75")),
        ]

    def test_tax_only(self, ready: Any, kit: Any) -> None:
        taxed(ready)
        before = ready.on_hand("AMZ-LAMP")
        rows = kit.table(f"Refund | {FIVE} | ItemPrice | Tax | -2.07")
        record = ready.read(ready.post(rows, Part.REFUND))
        assert (record["taxTotal"], record["total"]) == (D("0"), D("2.07"))
        assert lines(record) == [("Amazon Tax", 1, D("2.07"))]
        assert ready.on_hand("AMZ-LAMP") == before

    def test_tax_that_cancels_is_no_document(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "50.00")
        before = ready.world.documents_hash()
        rows = kit.table(TAXED_REFUND)[1:3]
        outcome = ready.post(rows, Part.REFUND)
        assert (outcome.kind, outcome.target_id) == (Outcomes.DONE, "")
        assert outcome.note == "the rows cancel each other out (0.00); there is nothing to write"
        assert ready.world.documents_hash() == before


class TestPromotions:
    ROWS = f"""
    Order | {FIVE} | ItemPrice | Principal | 50.00
    Order | {FIVE} | Promotion | Principal | -5.00
    Order | {FIVE} | ItemFees | Commission | -7.50
    """

    def test_written_where_the_billed_record_is_before_it(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "50.00")
        record = ready.read(ready.post(kit.table(self.ROWS), Part.ORDER))
        assert ("Amazon Promotion - Principal", 1, D("-5.00")) in lines(record)
        assert record["total"] == D("37.50")

    def test_left_out_where_it_nets_it(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "45.00")
        record = ready.read(ready.post(kit.table(self.ROWS), Part.ORDER))
        assert lines(record)[1:] == [("Amazon Commission", 1, D("-7.50"))]
        assert record["total"] == D("37.50")

    def test_a_refund_gives_back_its_part_of_the_discount(self, ready: Any, kit: Any) -> None:
        discount = {
            "discount_item": ready.world.netsuite.desk.item("Channel Discount").id,
            "discount_total": D("-5.00"),
        }
        ready.write("cashSale", 5, "50.00", **discount)
        assert ready.read(ready.post(kit.table(self.ROWS), Part.ORDER))["total"] == D("37.50")
        rows = kit.table(
            f"""
            Refund | {FIVE} | ItemPrice | Principal | -25.00
            Refund | {FIVE} | Promotion | Principal | 2.50
            Refund | {FIVE} | ItemFees | Commission | 3.75
            """
        )
        record = ready.read(ready.post(rows, Part.REFUND))
        assert lines(record) == [("AMZ-LAMP", 1, D("25.00")), ("Amazon Commission", 1, D("-3.75"))]
        assert (record["discountTotal"], record["total"]) == (D("-2.50"), D("18.75"))


class TestStock:
    def test_a_credit_memo_that_stands_alone_has_no_goods_then(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "50.00")
        ready.start(restock=False, refunds_as_credit_memos=True)
        before = ready.on_hand("AMZ-LAMP")
        record = ready.read(ready.post(kit.table(REFUND), Part.REFUND))
        assert (lines(record)[0], record["total"]) == (
            ("Amazon Principal", 1, D("25.00")),
            D("22.00"),
        )
        assert record["item"]["items"][0]["description"].startswith(
            "Principal: 1 x AMZ-LAMP, not restocked [nsc:"
        )
        assert ready.on_hand("AMZ-LAMP") == before

    @pytest.mark.parametrize(
        ("record_type", "refund"), [("cashSale", "cashRefund"), ("invoice", "creditMemo")]
    )
    def test_without_restock_goods_come_back_by_a_return(
        self, ready: Any, kit: Any, record_type: str, refund: str
    ) -> None:
        sale = ready.write(record_type, 5, "50.00")
        ready.start(restock=False)
        before = ready.on_hand("AMZ-LAMP")
        outcome = ready.post(kit.table(REFUND), Part.REFUND)
        record = ready.read(outcome)
        assert (outcome.kind, outcome.target_type, record["total"]) == (
            Outcomes.DONE,
            refund,
            D("22.00"),
        )
        assert lines(record) == [
            ("AMZ-LAMP", 1, D("25.00")),
            ("Amazon Commission", 1, D("-3.75")),
            ("Amazon RefundCommission", 1, D("0.75")),
        ]
        assert ready.on_hand("AMZ-LAMP") == before
        back = ready.rest("returnAuthorization", record["createdFrom"]["id"])
        assert (back["createdFrom"]["id"], back["status"]["refName"]) == (
            str(sale.id),
            "Refunded",
        )
        (receipt,) = [
            each
            for each in ready.world.netsuite.records.children(int(back["id"]))
            if each.type == "ItemRcpt"
        ]
        shown = ready.rest("itemReceipt", receipt.id)
        assert [(line["quantity"], line["restock"]) for line in shown["item"]["items"]] == [
            (1, False)
        ]
        again = ready.post(kit.table(REFUND), Part.REFUND)
        assert (again.target_id, again.facts) == (outcome.target_id, {"recognised": "yes"})

    def test_a_second_refund_without_restock(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "50.00")
        ready.start(restock=False)
        for adjustment in ("a1", "a2"):
            rows = kit.table(REFUND, adjustment_id=adjustment)
            assert ready.post(rows, Part.REFUND).target_amount == kit.usd("22.00")

    def test_shipping_and_tax_come_with_a_return(self, ready: Any, kit: Any) -> None:
        taxed(ready)
        ready.start(restock=False)
        record = ready.read(ready.post(kit.table(TAXED_REFUND), Part.REFUND))
        assert (record["taxTotal"], record["total"]) == (D("2.07"), D("21.25"))

    def test_a_summary_without_restock_moves_nothing(self, ready: Any) -> None:
        ready.start(restock=False)
        before = (ready.on_hand("AMZ-LAMP"), ready.on_hand("AMZ-CHRG"))
        rows = [*ready.of(Kind.REFUND, 1), *ready.of(Kind.REFUND, 8)]
        outcome = ready.post(rows, Part.REFUND, order_id="", adjustment_id="")
        record = ready.read(outcome)
        assert record["total"] == D("52.80")
        assert [line["item"]["refName"] for line in record["item"]["items"]].count(
            "Amazon Principal"
        ) == 2
        assert (ready.on_hand("AMZ-LAMP"), ready.on_hand("AMZ-CHRG")) == before

    @pytest.mark.parametrize("what", ["Goodwill", "Principal"])
    def test_a_concession_moves_no_stock(self, ready: Any, kit: Any, what: str) -> None:
        sale = ready.write("cashSale", 5, "50.00")
        before = ready.on_hand("AMZ-LAMP")
        rows = kit.table(f"Refund | {FIVE} | ItemPrice | {what} | -3.00")
        record = ready.read(ready.post(rows, Part.REFUND))
        assert lines(record) == [(f"Amazon {what}", 1, D("3.00"))]
        assert (record["total"], record["createdFrom"]["id"]) == (D("3.00"), str(sale.id))
        assert ready.on_hand("AMZ-LAMP") == before


class TestSigns:
    def test_a_refund_that_leaves_the_seller_with_more_is_lines(self, ready: Any, kit: Any) -> None:
        """Only the commission comes back: a document of a negative total is none."""
        ready.write("cashSale", 5, "50.00")
        rows = kit.table(f"Refund | {FIVE} | ItemFees | Commission | 3.75")
        outcome = ready.post(rows, Part.REFUND)
        record = ready.read(outcome)
        assert (outcome.target_type, record["total"]) == ("cashSale", D("53.75"))
        assert ready.post(rows, Part.REFUND).facts == {"recognised": "yes"}
        assert ready.read(outcome)["total"] == D("53.75")

    def test_what_amazon_owes_is_a_cash_sale(self, ready: Any, kit: Any) -> None:
        rows = kit.table(
            """
            other-transaction | | FBA Inventory Reimbursement | WAREHOUSE_DAMAGE | 14.20
            other-transaction | | other-transaction | Storage Fee | -4.20
            """
        )
        outcome = ready.post(rows, Part.NON_ORDER)
        record = ready.read(outcome)
        assert (outcome.target_type, record["total"]) == ("cashSale", D("10.00"))
        assert [amount for _, _, amount in lines(record)] == [D("14.20"), D("-4.20")]

    def test_what_cancels_out_is_nothing(self, ready: Any, kit: Any) -> None:
        rows = kit.table(
            """
            other-transaction | | other-transaction | Adjustment | 4.20
            other-transaction | | other-transaction | Storage Fee | -4.20
            """
        )
        before = ready.world.documents_hash()
        outcome = ready.post(rows, Part.NON_ORDER)
        assert (outcome.kind, outcome.note) == (
            Outcomes.DONE,
            "everything cancels out (0.00); there is nothing to write",
        )
        assert ready.world.documents_hash() == before


def test_an_order_without_fees_needs_nothing(ready: Any, kit: Any) -> None:
    ready.write("cashSale", 5, "50.00")
    before = ready.world.documents_hash()
    outcome = ready.post(kit.table(SALE)[:1], Part.ORDER)
    assert (outcome.kind, outcome.target_type) == (Outcomes.DONE, "cashSale")
    assert outcome.target_amount == kit.usd("50.00")
    assert outcome.note == "everything is in the billed record already; nothing was written"
    assert ready.world.documents_hash() == before


def test_a_difference_is_told_with_both_figures(ready: Any, kit: Any) -> None:
    ready.write("cashSale", 5, "49.00")
    outcome = ready.post(kit.table(SALE), Part.ORDER)
    assert outcome.kind is Outcomes.DONE
    (warning,) = outcome.warnings
    assert "holds 41.50 USD, the rows of the order add up to 42.50 USD" in warning
    assert "a difference of -1.00 USD" in warning


def test_a_refund_before_the_fees_gives_the_same_documents(ready: Any, kit: Any) -> None:
    ready.write("cashSale", 5, "50.00")
    refund = ready.post(kit.table(REFUND), Part.REFUND)
    sale = ready.post(kit.table(SALE), Part.ORDER)
    assert (ready.read(refund)["total"], ready.read(sale)["total"]) == (D("22.00"), D("42.50"))


def test_a_settlement_in_euros_stays_in_euros(ready: Any, kit: Any) -> None:
    desk = ready.world.netsuite.desk
    buyer = desk.customer(last_name="Euro", first_name="A", currency=2)
    ready.write("cashSale", 5, "50.00", entity=buyer.id, currency=2)
    sale = ready.read(ready.post(kit.table(SALE, currency="EUR"), Part.ORDER))
    refund = ready.read(ready.post(kit.table(REFUND, currency="EUR"), Part.REFUND))
    assert (sale["total"], refund["total"]) == (D("42.50"), D("22.00"))
    assert {sale["currency"]["refName"], refund["currency"]["refName"]} == {"Euro"}
    euros = desk.customer(company_name="Amazon Europe", currency=2)
    ready.start(customer_internal_id=str(euros.id))
    rows = kit.table(
        "other-transaction | | other-transaction | Storage Fee | -4.20", currency="EUR"
    )
    record = ready.read(ready.post(rows, Part.NON_ORDER))
    assert (record["currency"]["refName"], record["total"]) == ("Euro", D("4.20"))


def test_skus_are_mapped(ready: Any, kit: Any) -> None:
    ready.write("cashSale", 5, "50.00")
    ready.settings = {"skus": {"LAMP-ON-AMAZON": "AMZ-LAMP"}}
    ready.start()
    outcome = ready.post(kit.table(REFUND, sku="LAMP-ON-AMAZON"), Part.REFUND)
    assert lines(ready.read(outcome))[0] == ("AMZ-LAMP", 1, D("25.00"))
