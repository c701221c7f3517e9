"""Refund sync to NetSuite: cash refund or credit memo, L1-L8, W2-W5, and every failure cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connector.lifecycle import ActionRefused
from connector.model import BilledKind, MoneyState, Restock

TEE = ("1", 1, "17.99", "1.48")


@pytest.mark.parametrize(
    ("billed", "document"),
    [(BilledKind.CASH_SALE, "cashRefund"), (BilledKind.INVOICE, "creditMemo")],
)
def test_w2_first_unit_from_the_billed_record(bench: Any, billed: str, document: str) -> None:
    bench.billed_order(kind=billed)
    bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    row = bench.refund_to_books()
    assert row.status == "Posted"
    assert row.target_type == document
    assert (str(row.source_amount), str(row.target_amount)) == ("19.47 USD", "19.47 USD")
    (given,) = bench.books.refund_writes
    (line,) = given.lines
    assert (line.sku, line.quantity, str(line.amount.amount)) == ("TEE-BLK", 1, "19.99")
    assert str(given.discount) == "2.00 USD"
    assert str(given.tax) == "1.48 USD"
    assert given.adjustments == ()
    assert given.order_name == "#1001"
    assert line.restock


def test_second_unit_is_19_48_and_the_same_refund_is_a_no_op(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    first = bench.refund_to_books()
    bench.channel.refund_by_hand("5001", "19.48", (("1", 1, "17.99", "1.49"),))
    found = bench.run(bench.engine.retrieve_refund("acme", "#1001"))
    assert found.message == "1 refund was retrieved for order #1001."
    assert [each.status for each in found.rows] == ["Posted", "In FarApp (Automatic Sync Disabled)"]
    bench.run(bench.engine.post(first.id))
    assert str(bench.run(bench.engine.post(found.rows[1].id)).target_amount) == "19.48 USD"
    assert len(bench.books.refunds) == 2


def test_w3_full_refund_with_shipping(bench: Any) -> None:
    bench.billed_order()
    lines = (
        ("1", 3, "53.97", "4.45"),
        ("2", 1, "11.24", "0.93"),
        ("3", 2, "44.91", "3.71"),
    )
    bench.channel.refund_by_hand("5001", "127.82", lines, ("7.95", "0.66"))
    row = bench.refund_to_books()
    assert str(row.target_amount) == "127.82 USD"
    (given,) = bench.books.refund_writes
    assert (str(given.shipping), str(given.shipping_tax)) == ("7.95 USD", "0.66 USD")
    assert str(given.tax) == "9.75 USD"
    assert str(given.discount) == "12.24 USD"


def test_w4_amount_only_uses_the_positive_item(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "15.00")
    assert str(bench.refund_to_books().target_amount) == "15.00 USD"
    (given,) = bench.books.refund_writes
    (adjustment,) = given.adjustments
    assert (adjustment.item, str(adjustment.amount)) == ("Refund Adjustment Positive", "15.00 USD")
    assert str(given.tax) == "0.00 USD"


def test_w4_then_the_rest_uses_the_negative_item(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "15.00")
    bench.refund_to_books()
    lines = (
        ("1", 3, "53.97", "4.45"),
        ("2", 1, "11.24", "0.93"),
        ("3", 2, "44.91", "3.71"),
    )
    bench.channel.refund_by_hand("5001", "112.82", lines, ("7.95", "0.66"))
    found = bench.run(bench.engine.retrieve_refund("acme", "5001"))
    row = bench.run(bench.engine.post(found.rows[1].id))
    assert str(row.target_amount) == "112.82 USD"
    (adjustment,) = bench.books.refund_writes[1].adjustments
    assert (adjustment.item, str(adjustment.amount)) == ("Refund Adjustment Negative", "-15.00 USD")


def test_without_an_adjustment_item_the_setting_is_named(bench: Any) -> None:
    bench.restart(positive_adjustment_item="")
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "15.00")
    row = bench.refund_to_books()
    assert row.status == "Error Posting to NetSuite"
    assert row.problem.figures["setting"] == "positive_adjustment_item"
    assert "Post positive refund adjustments against item" in row.problem.sentence
    assert bench.books.refunds == {}


def test_k6_20_00_on_lines_of_19_47(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "20.00", (TEE,))
    row = bench.refund_to_books()
    assert (row.status, str(row.target_amount)) == ("Posted", "20.00 USD")
    (adjustment,) = bench.books.refund_writes[0].adjustments
    assert str(adjustment.amount) == "0.53 USD"
    assert any("20.00" in each and "19.47" in each for each in row.warnings)
    seen = bench.run(bench.engine.tie_out("acme"))
    assert seen.ties
    assert not seen.lines_tie


def test_l7_shipping_only(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "8.61", (), ("7.95", "0.66"))
    assert str(bench.refund_to_books().target_amount) == "8.61 USD"
    (given,) = bench.books.refund_writes
    # NetSuite takes no document without a line: a generic one worth nothing carries the shipping.
    assert given.lines == ()
    assert [str(each.amount) for each in given.adjustments] == ["0.00 USD"]


def test_l8_quantity_zero_is_an_amount(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "5.00", (("1", 0, "0.00", "0.00"),))
    assert bench.refund_to_books().status == "Posted"
    assert bench.books.refund_writes[0].lines == ()


def test_a_line_reported_as_worth_nothing_is_valued_by_its_share(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "19.47", (("1", 1, "0.00", "0.00"),))
    assert bench.refund_to_books().status == "Posted"
    (given,) = bench.books.refund_writes
    assert (str(given.lines[0].net), str(given.lines[0].tax)) == ("17.99 USD", "1.48 USD")
    assert given.adjustments == ()


@pytest.mark.parametrize(
    ("before", "total", "maximum"), [((), "127.83", "127.82"), ((TEE,), "108.36", "108.35")]
)
def test_w5_one_cent_above_is_refused_with_both_figures(
    bench: Any, before: Any, total: str, maximum: str
) -> None:
    bench.billed_order()
    if before:
        bench.channel.refund_by_hand("5001", "19.47", before)
        bench.refund_to_books()
    bench.channel.refund_by_hand("5001", total)
    found = bench.run(bench.engine.retrieve_refund("acme", "5001"))
    row = bench.run(bench.engine.post(found.rows[-1].id))
    assert row.status == "Error Posting to NetSuite"
    assert row.problem.figures == {"refund": f"{total} USD", "refundable": f"{maximum} USD"}
    assert len(bench.books.refunds) == len(before)


def test_w5_zero_makes_no_document(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "0.00")
    assert bench.refund_to_books().problem.code == "zero_refund"
    assert bench.books.refunds == {}


def test_w5_four_tees_of_three(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "50.00", (("1", 4, "50.00", "0.00"),))
    assert bench.refund_to_books().problem.figures == {"quantity": "4", "left": "3"}


def test_unknown_order_keeps_an_error_row(bench: Any) -> None:
    found = bench.run(bench.engine.retrieve_refund("acme", "#77"))
    assert not found.ok
    (row,) = bench.engine.rows("other_transactions")
    assert row.status == "Error Posting to NetSuite"
    assert row.problem.code == "order_not_found"


def test_order_never_synced_keeps_an_error_row(bench: Any) -> None:
    bench.channel.place(bench.w1_order())
    bench.channel.refund_by_hand("5001", "15.00")
    found = bench.run(bench.engine.retrieve_refund("acme", "5001"))
    assert found.problem.code == "order_never_synced"
    assert bench.books.refunds == {}


def test_no_refund_yet_then_posting_the_error_row_works(bench: Any) -> None:
    bench.billed_order()
    found = bench.run(bench.engine.retrieve_refund("acme", "5001"))
    assert found.problem.code == "no_refund"
    bench.channel.refund_by_hand("5001", "15.00")
    assert bench.run(bench.engine.post(found.rows[0].id)).status == "Posted"
    assert len(bench.engine.rows("other_transactions")) == 1


def test_not_billed_succeeds_after_billing(bench: Any) -> None:
    held = bench.run(bench.synced())
    bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    row = bench.refund_to_books()
    assert row.problem.code == "not_billed"
    bench.books.bill(held.id)
    again = bench.run(bench.engine.post(row.id))
    assert (again.status, again.problem) == ("Posted", None)


def test_order_deleted_in_netsuite_offers_cancel(bench: Any) -> None:
    bench.billed_order()
    bench.books.orders.clear()
    bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    row = bench.refund_to_books()
    assert (row.problem.code, row.problem.final) == ("order_deleted", True)
    assert "Cancel" in row.problem.remedy
    assert bench.engine.cancel(row.id).status == "Canceled"


def test_already_refunded_in_full(bench: Any) -> None:
    billed = bench.billed_order()
    bench.books.refund_by_hand(billed, "127.82")
    bench.channel.refund_by_hand("5001", "127.82")
    row = bench.refund_to_books()
    assert row.problem.code == "already_refunded"
    assert len(bench.books.refunds) == 1


def test_closed_period(bench: Any) -> None:
    bench.billed_order()
    bench.books.closed_days = {date(2026, 11, 24)}
    bench.channel.refund_by_hand("5001", "15.00")
    row = bench.refund_to_books()
    assert row.problem.code == "closed_period"
    bench.restart(when_period_closed="post today")
    bench.clock.advance(days=7)
    again = bench.run(bench.engine.post(row.id))
    assert again.status == "Posted"
    assert bench.books.refund_writes[0].date == date(2026, 12, 1)
    assert any("closed" in each for each in again.warnings)


def test_a_pending_refund_waits(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "15.00", state=MoneyState.PENDING)
    row = bench.refund_to_books()
    assert row.status == "In FarApp (Automatic Sync Disabled)"
    assert "still pending" in row.note
    assert bench.books.refunds == {}


def test_boxes_that_should_stay_unticked(bench: Any) -> None:
    bench.restart(only_sync_cash_refund=True)
    bench.billed_order(kind=BilledKind.INVOICE)
    bench.channel.refund_by_hand("5001", "15.00")
    row = bench.refund_to_books()
    assert row.problem.figures == {"setting": "only_sync_cash_refund"}


@pytest.mark.parametrize(
    ("setting", "restocked"),
    [("as the storefront says", False), ("always", True), ("never", False)],
)
def test_restock_setting(bench: Any, setting: str, restocked: bool) -> None:
    bench.restart(restock_refunded_items=setting)
    bench.billed_order()
    made = bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    kept = replace(made, lines=(replace(made.lines[0], restock=Restock.NO_RESTOCK),))
    bench.channel.refunds["5001"] = [kept]
    bench.refund_to_books()
    assert bench.books.refund_writes[0].lines[0].restock is restocked


def test_after_delete_the_refund_is_recognised(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    bench.engine.delete(bench.refund_to_books().id)
    assert bench.engine.rows("other_transactions") == []
    again = bench.refund_to_books()
    assert again.status == "Posted"
    assert len(bench.books.refund_writes) == 1
    assert any("nothing was written again" in each for each in again.warnings)


def test_cancel_and_uncancel(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    (row,) = bench.run(bench.engine.retrieve_refund("acme", "5001")).rows
    cancelled = bench.engine.cancel(row.id)
    assert (cancelled.status, cancelled.cancelled_by) == ("Canceled", "user")
    with pytest.raises(ActionRefused, match="Uncancel"):
        bench.run(bench.engine.post(row.id))
    bench.engine.uncancel(row.id)
    assert bench.run(bench.engine.post(row.id)).status == "Posted"


def test_bulk_actions(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "1.00")
    bench.channel.refund_by_hand("5001", "2.00")
    rows = bench.run(bench.engine.retrieve_refund("acme", "5001")).rows
    bench.engine.cancel_selected([each.id for each in rows])
    assert {each.status for each in bench.engine.rows("other_transactions")} == {"Canceled"}
    bench.engine.delete_selected([each.id for each in rows])
    assert bench.engine.rows("other_transactions") == []


def test_our_own_storefront_refund_is_no_refund_to_book(bench: Any) -> None:
    billed = bench.billed_order()
    bench.books.refund_by_hand(billed, "15.00")
    bench.refund_from_books()
    found = bench.run(bench.engine.retrieve_refund("acme", "5001"))
    assert found.problem.code == "no_refund"
