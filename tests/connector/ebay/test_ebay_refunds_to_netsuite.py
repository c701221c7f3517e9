"""Refunds made on eBay, retrieved and posted to NetSuite: W6 to the cent, every failure cause."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.ebay.desk import Wanted

ORDER = "01-00001-00001"


def refund_documents(seller: Any) -> list[tuple[str, str]]:
    found = seller.documents("CashRfnd", "CustCred")
    return [(each.type, f"{each.total:.2f}") for each in found]


def lines_of(seller: Any, document: Any) -> list[tuple[str, str]]:
    items = seller.world.netsuite.records.items
    return [(items[line.item].item_id, f"{abs(line.amount):.2f}") for line in document.lines]


def test_w6_10_00_gross_becomes_a_cash_refund_of_10_00(seller: Any) -> None:
    billed = seller.billed_w6()
    seller.refund("10.00")
    found = seller.retrieve()
    assert found.message == f"1 refund was retrieved for order {ORDER}."
    (listed,) = found.rows
    assert (listed.status, str(listed.source_amount)) == (
        "In FarApp (Automatic Sync Disabled)",
        "10.00 USD",
    )
    row = seller.run(seller.engine.post(listed.id))
    assert row.status == "Posted", row.problem
    assert (row.target_type, str(row.target_amount)) == ("cashRefund", "10.00 USD")
    (document,) = seller.documents("CashRfnd")
    assert document.created_from == billed.id
    assert lines_of(seller, document) == [("Refund Adjustment Positive", "10.00")]
    assert document.tax_total == Decimal("0.00")
    assert seller.run(seller.engine.tie_out("main")).ties


def test_then_the_rest_is_35_00_and_nothing_more(seller: Any) -> None:
    seller.billed_w6()
    seller.refund("10.00")
    seller.post_refunds()
    seller.world.advance(minutes=5)
    seller.refund("35.00")
    rows = seller.post_refunds()
    assert [str(row.target_amount) for row in rows] == ["10.00 USD", "35.00 USD"]
    assert refund_documents(seller) == [("CashRfnd", "10.00"), ("CashRfnd", "35.00")]
    assert seller.run(seller.engine.tie_out("main")).ties


def test_the_whole_line_goes_back_with_its_units_and_shipping(seller: Any) -> None:
    seller.billed_w6()
    seller.refund()
    (row,) = seller.post_refunds()
    assert (row.status, str(row.target_amount)) == ("Posted", "45.00 USD")
    (document,) = seller.documents("CashRfnd")
    assert lines_of(seller, document) == [("EB-TENT", "40.00")]
    assert abs(document.shipping_cost) == Decimal("5.00")


def test_an_invoice_gets_a_credit_memo(seller: Any) -> None:
    seller.account = {"payment_methods": {}, "terms": {"ebay": "Net 30"}}
    seller.start()
    assert seller.billed_w6().type == "CustInvc"
    seller.refund("10.00")
    (row,) = seller.post_refunds()
    assert (row.target_type, str(row.target_amount)) == ("creditMemo", "10.00 USD")
    assert refund_documents(seller) == [("CustCred", "10.00")]


def test_a_refund_that_is_pending_is_told_and_retrieved_later(seller: Any) -> None:
    seller.billed_w6()
    seller.desk.refund_on_request(ORDER, Decimal("10.00"))
    found = seller.retrieve()
    assert not found.ok
    assert found.message == (
        f"eBay is still processing the refund of order {ORDER} and does not tell its amount before."
    )
    (kept,) = found.rows
    assert kept.status == "Error Posting to NetSuite"
    seller.desk.settle_refunds()
    (row,) = seller.post_refunds()
    assert str(row.target_amount) == "10.00 USD"
    assert [each.status for each in seller.engine.rows("other_transactions")] == ["Posted"]


def test_a_refund_that_failed_is_none(seller: Any) -> None:
    seller.billed_w6()
    seller.world.ebay.settings.refund_outcome = "FAILED"
    seller.refund("10.00")
    found = seller.retrieve()
    assert found.problem.code == "no_refund"
    assert refund_documents(seller) == []


# --- what the documents call failures ---------------------------------------------------------


def test_the_order_was_never_synced(seller: Any) -> None:
    seller.w6()
    seller.refund("10.00")
    found = seller.retrieve()
    assert not found.ok
    assert found.message == (
        f"Order {ORDER} is not an order that this connector synced to NetSuite."
    )
    (row,) = found.rows
    assert (row.status, row.problem.code) == ("Error Posting to NetSuite", "order_never_synced")
    assert refund_documents(seller) == []


def test_there_is_no_refund_in_the_channel(seller: Any) -> None:
    seller.billed_w6()
    found = seller.retrieve()
    assert found.message == (
        f"eBay shows no refund of order {ORDER} that could be posted to NetSuite."
    )
    assert [row.problem.code for row in found.rows] == ["no_refund"]


def test_the_order_is_not_billed_and_billing_it_helps(seller: Any) -> None:
    seller.w6()
    seller.post_order()
    seller.refund("10.00")
    (row,) = seller.post_refunds()
    assert row.problem.code == "not_billed"
    assert row.problem.sentence.endswith("is not billed: there is no billed record to refund.")
    seller.bill()
    assert seller.run(seller.engine.post(row.id)).status == "Posted"
    assert refund_documents(seller) == [("CashRfnd", "10.00")]


def test_the_order_was_deleted_in_netsuite(seller: Any) -> None:
    seller.w6()
    seller.post_order()
    seller.refund("10.00")
    found = seller.retrieve()
    (order,) = seller.documents("SalesOrd")
    seller.world.netsuite.desk.delete(order.id)
    row = seller.run(seller.engine.post(found.rows[0].id))
    assert (row.problem.code, row.problem.final) == ("order_deleted", True)
    assert row.problem.remedy == "Choose Cancel on this row and book the refund by hand."
    assert seller.engine.cancel(row.id).status == "Canceled"


def test_netsuite_holds_the_full_refund_already(seller: Any) -> None:
    billed = seller.billed_w6()
    seller.world.netsuite.desk.refund(billed.id, {"EB-TENT": 1}, shipping=True)
    seller.refund("10.00")
    (row,) = seller.post_refunds()
    assert row.problem.code == "already_refunded"
    assert "(45.00 USD of 45.00 USD)" in row.problem.sentence
    assert len(refund_documents(seller)) == 1


def test_no_adjustment_item_is_set(seller: Any) -> None:
    seller.start(positive_adjustment_item="")
    seller.billed_w6()
    seller.refund("10.00")
    (row,) = seller.post_refunds()
    assert row.problem.figures == {
        "adjustment": "10.00 USD",
        "setting": "positive_adjustment_item",
    }
    assert refund_documents(seller) == []


def test_the_period_is_closed(seller: Any) -> None:
    seller.billed_w6()
    seller.refund("10.00")
    seller.world.netsuite.desk.close_period(2026, 11)
    before = seller.world.documents_hash()
    (row,) = seller.post_refunds()
    assert row.problem.code == "closed_period"
    assert row.problem.sentence == (
        "The accounting period of 2026-11-24 is closed in NetSuite; nothing was written."
    )
    assert seller.world.documents_hash() == before


# --- refunds that nobody asked for ------------------------------------------------------------


def test_f33_a_refund_without_a_request_is_listed_and_not_retrieved(seller: Any) -> None:
    seller.billed_w6()
    seller.desk.seller_refunds(ORDER, Decimal("10.00"))
    seller.desk.settle_refunds()
    found = seller.retrieve()
    assert not found.ok
    assert found.message == (
        f"The refund of 10.00 USD of order {ORDER} was made in eBay without a request of the "
        "buyer: it is an external transaction and cannot be retrieved."
    )
    (row,) = found.rows
    assert row.status == "Error Posting to NetSuite"
    assert row.note == "external refund, not retrievable"
    assert row.problem.figures == {"net": "8.51 USD", "refund": "10.00 USD"}
    posted = seller.run(seller.engine.post(row.id))
    assert (posted.status, posted.problem.code) == ("Error Posting to NetSuite", "external_refund")
    assert refund_documents(seller) == []
    assert len(seller.retrieve().rows) == 1
    assert len(seller.engine.rows("other_transactions")) == 1


def test_one_by_request_beside_one_without(seller: Any) -> None:
    seller.billed_w6()
    seller.desk.seller_refunds(ORDER, Decimal("5.00"))
    seller.desk.settle_refunds()
    seller.world.advance(minutes=5)
    seller.refund("10.00")
    (row,) = seller.post_refunds()
    assert str(row.target_amount) == "10.00 USD"
    assert refund_documents(seller) == [("CashRfnd", "10.00")]
    (external,) = [
        each
        for each in seller.engine.rows("other_transactions")
        if each.status == "Error Posting to NetSuite"
    ]
    assert str(external.source_amount) == "5.00 USD"


@pytest.mark.parametrize("shown", ["order", "everywhere", "nowhere"])
def test_whatever_ebay_shows_of_it(seller: Any, shown: str) -> None:
    seller.world.ebay.settings.external_refunds = shown
    seller.billed_w6()
    seller.desk.seller_refunds(ORDER, Decimal("10.00"))
    seller.desk.settle_refunds()
    found = seller.retrieve()
    assert [(row.problem.code, str(row.source_amount)) for row in found.rows] == [
        ("external_refund", "10.00 USD")
    ]
    assert refund_documents(seller) == []


def test_the_tie_out_shows_it_until_somebody_books_it(seller: Any) -> None:
    billed = seller.billed_w6()
    seller.desk.seller_refunds(ORDER, Decimal("10.00"))
    seller.desk.settle_refunds()
    seen = seller.run(seller.engine.tie_out("main"))
    assert (seen.ties, str(seen.difference)) == (False, "-10.00 USD")
    seller.world.netsuite.desk.refund(billed.id, amount=Decimal("10.00"))
    seen = seller.run(seller.engine.tie_out("main"))
    assert seen.ties
    assert seen.rows[-1].sentence == "The external refund of 10.00 USD was booked by hand."


# --- cancellations -----------------------------------------------------------------------------


def test_a_paid_order_cancelled_after_the_sync_is_one_full_refund(seller: Any) -> None:
    seller.billed_w6()
    seller.desk.cancel(ORDER)
    seller.desk.settle_refunds()
    (row,) = seller.post_refunds()
    assert str(row.target_amount) == "45.00 USD"
    assert refund_documents(seller) == [("CashRfnd", "45.00")]


def test_cancelled_before_the_sync_is_no_order_and_no_refund(seller: Any) -> None:
    seller.w6()
    seller.desk.cancel(ORDER)
    seller.desk.settle_refunds()
    found = seller.run(seller.engine.retrieve_order("main", ORDER))
    assert found.problem.code == "cancelled_before_sync"
    assert seller.retrieve().problem.code == "order_never_synced"
    assert seller.documents("SalesOrd", "CashRfnd") == []


# --- by itself ---------------------------------------------------------------------------------


def test_the_switch_reads_every_changed_order(seller: Any) -> None:
    seller.billed_w6()
    assert seller.engine.set_switch("main", "refund to NetSuite", True).advice == ()
    seller.refund("10.00")
    seller.world.advance(minutes=2)
    report = seller.run(seller.engine.run("main", "refund to NetSuite"))
    assert (report.new, report.posted) == (1, 1)
    assert refund_documents(seller) == [("CashRfnd", "10.00")]
    seller.world.advance(minutes=90)
    again = seller.run(seller.engine.run("main", "refund to NetSuite"))
    assert again.new == 0
    assert len(refund_documents(seller)) == 1


def test_a_run_lists_external_refunds_once(seller: Any) -> None:
    seller.billed_w6()
    seller.desk.seller_refunds(ORDER, Decimal("10.00"))
    seller.desk.settle_refunds()
    for _ in range(2):
        seller.world.advance(minutes=2)
        report = seller.run(seller.engine.run("main", "refund to NetSuite"))
        assert report.posted == 0
    (row,) = seller.engine.rows("other_transactions")
    assert (row.note, row.retries) == ("external refund, not retrievable", 0)


def test_the_other_direction_is_not_offered(seller: Any) -> None:
    with pytest.raises(ValueError, match="this connector does not offer Refund Sync from NetSuite"):
        seller.engine.set_switch("main", "refund from NetSuite", True)


def test_a_deleted_row_is_recognised_in_netsuite(seller: Any) -> None:
    seller.billed_w6()
    seller.refund("10.00")
    (row,) = seller.post_refunds()
    seller.engine.delete(row.id)
    (again,) = seller.post_refunds()
    assert again.status == "Posted"
    assert any("nothing was written again" in each for each in again.warnings)
    assert len(refund_documents(seller)) == 1


def test_a_lost_answer_of_netsuite_is_looked_up(seller: Any) -> None:
    seller.billed_w6()
    seller.refund("10.00")
    seller.world.faults.plan("netsuite", "lost_answer", contains="Refund Adjustment")
    found = seller.retrieve()
    seller.world.faults.plan("netsuite", "lost_answer", path="transform")
    row = seller.run(seller.engine.post(found.rows[0].id))
    assert row.status == "Posted"
    assert len(refund_documents(seller)) == 1


def test_two_refunds_of_two_lines_in_one(seller: Any) -> None:
    basket = [
        Wanted(sku="TEE-BLK", quantity=2, shipping=Decimal("4.00")),
        Wanted(sku="MUG-WHT", quantity=1),
    ]
    seller.desk.place_order(basket, order_id=ORDER)
    seller.post_order()
    seller.bill()
    seller.desk.cancel(ORDER, "OUT_OF_STOCK_OR_CANNOT_FULFILL")
    seller.desk.settle_refunds()
    (row,) = seller.post_refunds()
    assert (row.status, str(row.target_amount)) == ("Posted", "56.47 USD")
    (document,) = seller.documents("CashRfnd")
    assert lines_of(seller, document) == [("TEE-BLK", "39.98"), ("MUG-WHT", "12.49")]


# --- returns -----------------------------------------------------------------------------------


def two_tees(seller: Any) -> None:
    """2 x 19.99 and 5.00 shipping: 44.98."""
    basket = [Wanted(sku="TEE-BLK", quantity=2, shipping=Decimal("5.00"))]
    seller.desk.place_order(basket, order_id=ORDER)
    seller.post_order()
    seller.bill()
    seller.desk.ship(ORDER)


def give_back(seller: Any, *, arrives: bool, amount: str | None = None) -> None:
    desk = seller.desk
    asked = desk.buyer_asks_return(ORDER, "TEE-BLK", 1)
    desk.answer_return(asked.id)
    desk.buyer_sends_return(asked.id)
    if arrives:
        desk.return_arrives(asked.id)
    desk.refund_return(asked.id, None if amount is None else Decimal(amount))
    desk.settle_refunds()
    seller.world.advance(minutes=5)


def test_a_returned_unit_goes_back_as_one(seller: Any) -> None:
    two_tees(seller)
    shelf = seller.world.netsuite.desk.item("TEE-BLK").quantity_on_hand
    give_back(seller, arrives=True)
    (row,) = seller.post_refunds()
    assert (row.status, str(row.target_amount)) == ("Posted", "19.99 USD"), row.problem
    (document,) = seller.documents("CashRfnd")
    assert lines_of(seller, document) == [("TEE-BLK", "19.99")]
    assert seller.world.netsuite.desk.item("TEE-BLK").quantity_on_hand == shelf + 1
    give_back(seller, arrives=False)
    rows = seller.post_refunds()
    assert [str(row.target_amount) for row in rows] == ["19.99 USD", "19.99 USD"]
    order = seller.run(seller.channel.order(ORDER))
    told = seller.run(seller.channel.refunds_of(order))
    assert [[line.restock for line in each.lines] for each in told] == [["return"], ["no restock"]]
    assert seller.run(seller.engine.tie_out("main")).ties


def test_a_return_refunded_in_part_is_an_amount(seller: Any) -> None:
    two_tees(seller)
    give_back(seller, arrives=True, amount="12.00")
    (row,) = seller.post_refunds()
    assert str(row.target_amount) == "12.00 USD"
    (document,) = seller.documents("CashRfnd")
    assert lines_of(seller, document) == [("Refund Adjustment Positive", "12.00")]


def test_an_application_without_post_order_posts_amounts(seller: Any) -> None:
    two_tees(seller)
    give_back(seller, arrives=True)
    seller.wire.refuses = "/post-order/"
    (row,) = seller.post_refunds()
    assert (row.status, str(row.target_amount)) == ("Posted", "19.99 USD")
    (document,) = seller.documents("CashRfnd")
    assert lines_of(seller, document) == [("Refund Adjustment Positive", "19.99")]


def test_a_seller_whose_finances_are_closed_sees_external_refunds_net(seller: Any) -> None:
    seller.billed_w6()
    seller.desk.seller_refunds(ORDER, Decimal("10.00"))
    seller.desk.settle_refunds()
    seller.wire.refuses = "/sell/finances/"
    (row,) = seller.retrieve().rows
    assert (row.source_amount, row.problem.figures) == (None, {"net": "8.51 USD"})
    assert row.problem.sentence.startswith(f"A refund of order {ORDER} was made in eBay without")
