"""What stops a posting, and what a lost answer, a second copy or a killed process leaves behind."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.flows.outcome import Kind as Outcomes
from connector.flows.settlements.keys import key_of
from connector.journal import IntentState
from connector.settlements import Kind
from connector.settlements.postings import Part

FIVE = "111-0000005-0000005"
SALE = f"""
Order | {FIVE} | ItemPrice | Principal | 50.00
Order | {FIVE} | ItemFees | Commission | -7.50
"""
REFUND = f"""
Refund | {FIVE} | ItemPrice | Principal | -25.00
Refund | {FIVE} | ItemFees | Commission | 3.75
"""
KEY = f"nsc_settlement_main_10000000001_order_{FIVE}"


def D(amount: str) -> Decimal:
    return Decimal(amount)


def refusal(books: Any, rows: Any, part: Part, **changes: Any) -> Any:
    """The problem of a posting that leaves no trace in the books."""
    before = books.world.documents_hash()
    outcome = books.post(rows, part, **changes)
    assert outcome.kind is Outcomes.REFUSED
    assert books.world.documents_hash() == before
    return outcome.problem


class TestItems:
    def test_all_missing_items_are_named(self, books: Any) -> None:
        problem = refusal(books, books.of(Kind.ORDER, 1), Part.ORDER)
        assert problem.code == "item_missing"
        assert problem.sentence == (
            "Amazon Commission, Amazon ShippingHB are missing in NetSuite; nothing was written."
        )
        assert "Create Settlement Items" in problem.remedy

    def test_after_creating_them_it_posts(self, books: Any) -> None:
        rows = books.of(Kind.ORDER, 1)
        assert books.missing(rows) == ["Amazon Commission", "Amazon ShippingHB"]
        books.post(rows, Part.ORDER)
        made = books.create_items()
        assert len(made) == len(set(made)) > 40
        assert books.missing(rows) == []
        assert books.post(rows, Part.ORDER).target_amount is not None
        assert books.billed(1).total == D("46.74")

    def test_creating_them_again_makes_none(self, ready: Any) -> None:
        assert ready.create_items() == []

    def test_an_item_is_a_charge_that_is_neither_shipped_nor_taxed(self, ready: Any) -> None:
        item = ready.world.netsuite.desk.item("Amazon Commission")
        record = ready.rest("otherChargeSaleItem", item.id)
        assert (record["itemId"], record["isFulfillable"]) == ("Amazon Commission", False)
        assert record["taxSchedule"]["refName"] == "Non-Taxable"
        assert record["incomeAccount"]["refName"] == "4950 Refund Adjustments"

    def test_in_a_group_it_belongs_to_the_company_of_the_settlement_customer(
        self, books: Any
    ) -> None:
        books.world.netsuite.desk.enable_one_world("Acme Outdoor")
        books.create_items()
        item = books.world.netsuite.desk.item("Amazon Commission")
        record = books.rest("otherChargeSaleItem", item.id)
        assert [each["refName"] for each in record["subsidiary"]["items"]] == ["Acme Outdoor"]
        assert record["includeChildren"] is True
        rows = books.of(Kind.ORDER, 1)
        assert books.post(rows, Part.ORDER).kind is Outcomes.DONE
        assert books.post(books.of(Kind.NON_ORDER), Part.NON_ORDER).kind is Outcomes.DONE

    def test_a_kind_that_is_new_gets_its_item_from_the_rows(self, ready: Any, kit: Any) -> None:
        rows = kit.table(f"Order | {FIVE} | ItemFees | BrandNewFee | -1.00")
        assert ready.missing(rows) == ["Amazon BrandNewFee"]
        assert ready.create_items(rows) == ["Amazon BrandNewFee"]

    def test_a_mapped_item_is_used_by_name_or_id(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "50.00")
        known = ready.world.netsuite.desk.item("Refund Adjustment Positive")
        for mapped in ("refund adjustment positive", str(known.id)):
            ready.start(item_mapping={"commission": mapped})
            assert ready.missing(kit.table(SALE)) == []
        record = ready.read(ready.post(kit.table(SALE), Part.ORDER))
        assert record["item"]["items"][1]["item"]["refName"] == "Refund Adjustment Positive"

    def test_an_inactive_item_is_named(self, ready: Any, kit: Any) -> None:
        netsuite = ready.world.netsuite
        item = netsuite.desk.item("Amazon Commission")
        netsuite.records.items.put(kit.structs_replace(item, is_inactive=True))
        ready.write("cashSale", 5, "50.00")
        problem = refusal(ready, kit.table(SALE), Part.ORDER)
        assert (problem.code, problem.figures["items"]) == ("item_inactive", "Amazon Commission")
        assert ready.missing(kit.table(SALE)) == ["Amazon Commission"]


class TestOrders:
    def test_not_billed(self, ready: Any, kit: Any) -> None:
        invoice = ready.invoice(5)
        ready.world.netsuite.desk.delete(invoice.id)
        problem = refusal(ready, kit.table(SALE), Part.ORDER)
        assert problem.code == "not_billed"
        assert "Bill the sales order" in problem.remedy

    def test_deleted_in_netsuite(self, ready: Any, kit: Any) -> None:
        """Written by the connector once, which is why its journal knows."""
        key = f"nsc_order_amazon_main_{FIVE}"
        sale = ready.write("cashSale", 5, "50.00", external_id=key)
        assert ready.post(kit.table(SALE), Part.ORDER).kind is Outcomes.DONE
        ready.world.netsuite.desk.delete(sale.id)
        problem = refusal(ready, kit.table(REFUND), Part.REFUND)
        assert (problem.code, problem.final) == ("order_deleted", True)
        assert sale.tran_id in problem.sentence

    def test_another_currency(self, ready: Any, kit: Any) -> None:
        customer = ready.world.netsuite.desk.customer(last_name="Euro", first_name="A", currency=2)
        ready.write("cashSale", 5, "50.00", entity=customer.id, currency=2)
        problem = refusal(ready, kit.table(SALE), Part.ORDER)
        assert (problem.code, problem.figures["billed"]) == ("currency", "EUR")

    def test_a_refund_by_hand_is_in_the_books_already(self, ready: Any, kit: Any) -> None:
        sale = ready.write("cashSale", 5, "50.00")
        by_hand = ready.world.netsuite.desk.refund(sale.id, {"AMZ-LAMP": 1})
        problem = refusal(ready, kit.table(REFUND), Part.REFUND)
        assert (problem.code, problem.figures["document"]) == ("already_refunded", by_hand.tran_id)
        assert "Cancel this posting" in problem.remedy

    def test_an_article_that_is_not_billed(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "50.00")
        problem = refusal(ready, kit.table(REFUND, sku="AMZ-HOOK"), Part.REFUND)
        assert problem.code == "line_not_billed"

    def test_other_order_item_codes_are_matched_by_sku(self, ready: Any, kit: Any) -> None:
        ready.write("cashSale", 5, "50.00")
        sold = kit.table(SALE, order_item_code="1001")
        outcome = ready.post(kit.table(REFUND, order_item_code="2002"), Part.REFUND, sold=sold)
        assert outcome.kind is Outcomes.DONE
        assert "matched by order and SKU" in outcome.warnings[0]

    def test_an_order_billed_in_parts_takes_each_part_where_it_belongs(
        self, ready: Any, kit: Any
    ) -> None:
        netsuite = ready.world.netsuite
        desk = netsuite.desk
        lines = [
            {"item": desk.item(sku).id, "quantity": D("1"), "price_level": -1, "amount": amount}
            for sku, amount in (("AMZ-LAMP", D("25.00")), ("AMZ-DESK", D("30.00")))
        ]
        first = ready.invoice(5, lines=lines)
        order = first.created_from
        desk.delete(first.id)
        parts = [desk.bill(order, {sku: 1}) for sku in ("AMZ-LAMP", "AMZ-DESK")]
        rows = kit.table(
            f"""
            Order | {FIVE} | ItemPrice | Principal | 30.00 | AMZ-DESK
            Order | {FIVE} | ItemFees | Commission | -4.50 | AMZ-DESK
            """
        )
        outcome = ready.post(rows, Part.ORDER)
        assert (outcome.target_id, outcome.warnings) == (str(parts[1].id), ())
        both = kit.table(
            f"""
            Refund | {FIVE} | ItemPrice | Principal | -25.00 | AMZ-LAMP
            Refund | {FIVE} | ItemPrice | Principal | -30.00 | AMZ-DESK
            """
        )
        problem = refusal(ready, both, Part.REFUND)
        assert problem.code == "billed_in_parts"
        assert problem.remedy == (
            "In NetSuite, refund from each of these records the articles it has, 55.00 USD in all "
            "after the fees that came back; then cancel this posting."
        )


class TestClosed:
    def test_a_billed_record_in_a_closed_period(self, ready: Any) -> None:
        ready.world.netsuite.desk.close_period(2024, 1)
        problem = refusal(ready, ready.of(Kind.ORDER, 1), Part.ORDER)
        assert (problem.code, problem.figures["date"]) == ("closed_period", "2024-01-25")
        assert "its fee lines cannot be added" in problem.sentence

    def test_after_reopening_it_posts(self, ready: Any) -> None:
        desk = ready.world.netsuite.desk
        desk.close_period(2024, 1)
        ready.post(ready.of(Kind.ORDER, 1), Part.ORDER)
        desk.reopen_period(2024, 1)
        assert ready.post(ready.of(Kind.ORDER, 1), Part.ORDER).kind is Outcomes.DONE
        assert ready.billed(1).total == D("46.74")

    def test_a_refund_of_a_closed_period(self, ready: Any) -> None:
        ready.world.netsuite.desk.close_period(2024, 1)
        problem = refusal(ready, ready.of(Kind.REFUND, 8), Part.REFUND)
        assert (problem.code, problem.figures["date"]) == ("closed_period", "2024-01-29")

    def test_dated_today_where_the_account_says_so(self, ready: Any) -> None:
        ready.world.netsuite.desk.close_period(2024, 1)
        ready.settings = {"when_period_closed": "post today"}
        ready.start()
        outcome = ready.post(ready.of(Kind.REFUND, 8), Part.REFUND)
        assert ready.read(outcome)["tranDate"] == "2024-02-12"
        assert outcome.warnings == (
            "The accounting period of 2024-01-29 is closed; the document is dated 2024-02-12.",
        )

    def test_the_half_of_a_summary_that_lies_in_a_closed_month(self, ready: Any) -> None:
        ready.world.netsuite.desk.close_period(2024, 1)
        rows = [row for row in ready.of(Kind.NON_ORDER) if row.day.month == 1]
        problem = refusal(ready, rows, Part.NON_ORDER, month=date(2024, 1, 1))
        assert (problem.code, problem.figures["date"]) == ("closed_period", "2024-01-31")

    def test_a_deposited_cash_sale(self, ready: Any) -> None:
        sale = ready.billed(1)
        ready.world.netsuite.desk.make_deposit([sale.id])
        problem = refusal(ready, ready.of(Kind.ORDER, 1), Part.ORDER)
        assert "because it has been deposited" in problem.verbatim
        assert "Take the cash sale off its bank deposit" in problem.remedy


class TestCustomer:
    @pytest.mark.parametrize("customer", ["", "987654", "amazon"])
    def test_no_settlement_customer(self, ready: Any, customer: str) -> None:
        ready.start(customer_internal_id=customer)
        problem = refusal(ready, ready.of(Kind.NON_ORDER), Part.NON_ORDER)
        assert problem.code == "settlement_customer_missing"
        assert "settlement.customer_internal_id" in problem.remedy


def work(books: Any) -> list[tuple[str, Any, Part, str]]:
    """Each kind of write: rows, part, and the path that carries it."""
    return [
        ("lines", books.of(Kind.ORDER, 1), Part.ORDER, "*/cashSale/*"),
        ("refund", books.of(Kind.REFUND, 1), Part.REFUND, "*/!transform/cashRefund"),
        ("summary", books.of(Kind.NON_ORDER), Part.NON_ORDER, "*/record/v1/cashRefund"),
    ]


class TestLostAnswers:
    """Each write, whatever happens to it, is in the books once."""

    @pytest.fixture(params=[0, 1, 2], ids=["lines", "refund", "summary"])
    def write(self, ready: Any, request: pytest.FixtureRequest) -> Any:
        return work(ready)[request.param]

    def figures(self, books: Any) -> Any:
        return sorted((kind, total) for kind, _, total in books.documents())

    def wanted(self, ready: Any, write: Any) -> Any:
        """What the books hold after an undisturbed posting, without keeping it."""
        here = ready.world.snapshot()
        ready.post(write[1], write[2])
        found = self.figures(ready)
        ready.world.restore(here)
        fresh = type(ready)(ready.world)
        return found, fresh

    @pytest.mark.parametrize("fault", ["lost_answer", "duplicate", "reset", "server_error"])
    def test_once(self, ready: Any, write: Any, fault: str) -> None:
        found, books = self.wanted(ready, write)
        _, rows, part, path = write
        method = "PATCH" if part is Part.ORDER else "POST"
        books.world.faults.plan("netsuite", fault, method=method, path=path)
        outcome = books.post(rows, part)
        if outcome.kind is not Outcomes.DONE:
            outcome = books.post(rows, part)
        assert (outcome.kind, outcome.problem) == (Outcomes.DONE, None)
        assert self.figures(books) == found
        books.close()

    def test_a_lost_answer_is_found_by_looking(self, ready: Any, write: Any) -> None:
        _, books = self.wanted(ready, write)
        _, rows, part, path = write
        method = "PATCH" if part is Part.ORDER else "POST"
        books.world.faults.plan("netsuite", "lost_answer", method=method, path=path)
        outcome = books.post(rows, part)
        assert books.lost == ["lost"]
        assert outcome.kind is Outcomes.DONE
        assert "The answer of NetSuite was lost" in outcome.warnings[0]
        assert outcome.target_amount is not None
        books.close()

    def test_killed_between_intent_and_record(self, ready: Any, write: Any) -> None:
        """The process is gone after the write; the next one finds what it left."""
        found, books = self.wanted(ready, write)
        _, rows, part, _ = write
        killed = Killed()
        name = {
            Part.ORDER: "add_lines",
            Part.REFUND: "refund_from_billed",
            Part.NON_ORDER: "write_stand_alone",
        }[part]
        done = getattr(books.account.ledger, name)

        async def write_and_die(*given: Any) -> Any:
            await done(*given)
            raise killed

        setattr(books.account.ledger, name, write_and_die)
        with pytest.raises(Killed):
            books.post(rows, part)
        assert self.figures(books) == found
        asyncio.run(books.world.sleep(120))
        books.start()
        outcome = books.post(rows, part)
        assert (outcome.kind, outcome.facts) == (Outcomes.DONE, {"recognised": "yes"})
        assert self.figures(books) == found
        books.close()

    def test_killed_before_the_write(self, ready: Any, write: Any) -> None:
        found, books = self.wanted(ready, write)
        _, rows, part, _ = write
        key = key_of("main", "10000000001", self.posting(books, rows, part))
        now = books.world.clock.now()
        books.journal.claim(
            key,
            account="main",
            target="NetSuite",
            action="write",
            amount=None,
            now=now,
            settled_before=now,
        )
        assert books.post(rows, part).kind is Outcomes.DONE
        assert self.figures(books) == found
        intent = books.journal.intent(key)
        assert intent is not None
        assert intent.state is IntentState.DONE
        books.close()

    def posting(self, books: Any, rows: Any, part: Part) -> Any:
        return books.make_posting(rows, part)


@pytest.mark.parametrize("path", ["*/!transform/returnAuthorization", "*/!transform/itemReceipt"])
@pytest.mark.parametrize("fault", ["lost_answer", "duplicate", "reset", "server_error"])
def test_a_return_and_its_receipt_are_written_once(
    ready: Any, kit: Any, path: str, fault: str
) -> None:
    ready.write("cashSale", 5, "50.00")
    ready.start(restock=False)
    before = ready.on_hand("AMZ-LAMP")
    ready.world.faults.plan("netsuite", fault, method="POST", path=path)
    outcome = ready.post(kit.table(REFUND), Part.REFUND)
    if outcome.kind is not Outcomes.DONE:
        outcome = ready.post(kit.table(REFUND), Part.REFUND)
    assert outcome.target_amount == kit.usd("21.25")
    kinds = [kind for kind, _, _ in ready.documents()]
    assert [kinds.count(kind) for kind in ("RtnAuth", "ItemRcpt", "CashRfnd")] == [1, 1, 1]
    assert ready.on_hand("AMZ-LAMP") == before


class Killed(BaseException):
    """The process ends here."""


def test_a_write_that_was_carried_out_twice_is_put_right(ready: Any, kit: Any) -> None:
    """A token without a nonce lets the second copy of a request through: the lines are there
    twice, and the second ones are taken off."""
    books = kit.Books(ready.world, auth="oauth2")
    books.world.faults.plan("netsuite", "duplicate", method="PATCH", path="*/cashSale/*")
    outcome = books.post(books.of(Kind.ORDER, 1), Part.ORDER)
    assert outcome.kind is Outcomes.DONE
    assert "carried the write out twice" in outcome.warnings[0]
    record = books.read(outcome)
    assert [line["amount"] for line in record["item"]["items"]] == [
        D("50.00"),
        D("-7.50"),
        D("-0.75"),
    ]
    assert (record["total"], outcome.target_amount) == (D("46.74"), kit.usd("46.74"))
    books.close()


def test_lines_that_somebody_removed_are_written_again(ready: Any) -> None:
    rows = ready.of(Kind.ORDER, 1)
    outcome = ready.post(rows, Part.ORDER)
    record = ready.run(ready.account.ledger.billed_record("cashSale", outcome.target_id))
    ready.run(ready.account.ledger.drop_lines(record, record.lines_with(KEY.replace("5", "1"))))
    assert ready.billed(1).total == D("54.99")
    assert ready.post(rows, Part.ORDER).target_amount == outcome.target_amount
    assert ready.billed(1).total == D("46.74")


def test_two_settlements_of_one_order_add_to_one_record(ready: Any, kit: Any) -> None:
    ready.write("cashSale", 5, "50.00")
    half = f"""
    Order | {FIVE} | ItemPrice | Principal | 25.00
    Order | {FIVE} | ItemFees | Commission | -3.75
    """
    for number in ("10000000001", "10000000002"):
        outcome = ready.post(kit.table(half, quantity=1), Part.ORDER, number=number)
        assert outcome.warnings == ()
    assert ready.billed(5).total == D("42.50")


def test_two_refunds_of_one_order_are_two_documents(ready: Any, kit: Any) -> None:
    ready.write("cashSale", 5, "50.00")
    found = [
        ready.post(kit.table(REFUND, adjustment_id=adjustment), Part.REFUND)
        for adjustment in ("a1", "a2")
    ]
    assert [outcome.target_amount for outcome in found] == [kit.usd("21.25")] * 2
    assert found[0].target_id != found[1].target_id
    third = ready.post(kit.table(REFUND, adjustment_id="a3"), Part.REFUND)
    assert third.problem is not None
    assert third.problem.code == "quantity"
