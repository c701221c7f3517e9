"""Refund sync from NetSuite: the two documented causes, lines or general, tenders, never twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector.model import Tender

TEE = (("TEE-BLK", 1, "19.99"),)


def tee_refund(bench: Any, total: str = "19.47") -> Any:
    return bench.books.refund_by_hand(
        bench.books.billed[next(iter(bench.books.billed))], total, TEE, discount="2.00", tax="1.48"
    )


def test_w2_lines_and_money(bench: Any) -> None:
    bench.billed_order()
    document = tee_refund(bench)
    row = bench.refund_from_books()
    assert row.status == "Posted"
    assert (str(row.source_amount), str(row.target_amount)) == ("19.47 USD", "19.47 USD")
    (given,) = bench.channel.instructions
    assert [(each.line_id, each.quantity) for each in given.lines] == [("1", 1)]
    assert [(each.transaction_id, str(each.amount)) for each in given.tenders] == [
        ("t1", "19.47 USD")
    ]
    (paid,) = bench.channel.refunds["5001"]
    assert paid.keys == (f"nsc_refund_netsuite_acme_{document.id}",)
    assert row.warnings == ()


def test_cause_1_not_an_order_this_connector_synced(bench: Any) -> None:
    bench.channel.place(bench.w1_order())
    found = bench.run(bench.engine.retrieve_refund("acme", "5001", "NetSuite"))
    assert not found.ok
    assert found.problem.code == "order_never_synced"
    assert bench.engine.rows("other_transactions") == []


def test_cause_2_nothing_generated_from_the_billed_record(bench: Any) -> None:
    held = bench.run(bench.synced())
    found = bench.run(bench.engine.retrieve_refund("acme", "5001", "NetSuite"))
    assert found.problem.code == "no_refund_document"
    assert found.message == (
        "Order #1001 is not billed in NetSuite, so there is no cash refund or credit memo "
        "generated from its billed record."
    )
    assert found.problem.remedy == (
        "Bill the sales order, press Refund on the cash sale (Credit on an invoice), then "
        "retrieve again."
    )
    billed = bench.books.bill(held.id)
    found = bench.run(bench.engine.retrieve_refund("acme", "5001", "NetSuite"))
    assert found.problem.code == "no_refund_document"
    assert found.message == (
        "Order #1001 has no cash refund or credit memo that was generated from its billed record, "
        f"cash sale {billed.number}."
    )
    assert f"Open cash sale {billed.number} in NetSuite, press Refund" in found.problem.remedy


def test_l2_general_refund_when_the_store_takes_no_lines(bench: Any) -> None:
    bench.restart(line_refunds=False)
    bench.billed_order()
    tee_refund(bench)
    row = bench.refund_from_books()
    assert row.status == "Posted"
    (given,) = bench.channel.instructions
    assert (given.lines, str(given.total)) == ((), "19.47 USD")
    assert any("general refund" in each for each in row.warnings)


def test_k6_20_00_on_lines_of_19_47_warns_and_ties(bench: Any) -> None:
    bench.billed_order()
    tee_refund(bench, "20.00")
    row = bench.refund_from_books()
    assert (row.status, str(row.target_amount)) == ("Posted", "20.00 USD")
    assert row.warnings[0].startswith("NetSuite configuration: refund 20.00, billed lines 19.47")
    assert len(bench.channel.instructions[0].lines) == 1
    seen = bench.run(bench.engine.tie_out("acme"))
    assert seen.ties
    assert not seen.lines_tie


def test_f11_less_than_the_lines_is_paid_as_an_amount(bench: Any) -> None:
    bench.billed_order()
    tee_refund(bench, "10.00")
    row = bench.refund_from_books()
    assert str(row.target_amount) == "10.00 USD"
    assert bench.channel.instructions[0].lines == ()
    assert any("paid in part" in each for each in row.warnings)


def test_w4_amount_only_then_the_rest(bench: Any) -> None:
    billed = bench.billed_order()
    bench.books.refund_by_hand(billed, "15.00", (("Refund Adjustment Positive", 1, "15.00"),))
    assert str(bench.refund_from_books().target_amount) == "15.00 USD"
    assert bench.channel.instructions[0].lines == ()
    bench.books.refund_by_hand(
        billed,
        "112.82",
        (
            ("TEE-BLK", 3, "59.97"),
            ("MUG-WHT", 1, "12.49"),
            ("CAP-RED", 2, "49.90"),
            ("Refund Adjustment Negative", 1, "-15.00"),
        ),
        discount="12.24",
        shipping="7.95",
        tax="9.75",
    )
    found = bench.run(bench.engine.retrieve_refund("acme", "5001", "NetSuite"))
    row = bench.run(bench.engine.post(found.rows[1].id))
    assert (row.status, str(row.target_amount)) == ("Posted", "112.82 USD")
    given = bench.channel.instructions[1]
    assert len(given.lines) == 3
    assert given.shipping_in_full
    assert str(bench.channel.orders["5001"].remainder) == "0.00 USD"
    seen = bench.run(bench.engine.tie_out("acme"))
    assert seen.ties
    assert seen.lines_tie


@pytest.mark.parametrize(
    ("by_hand", "total", "maximum"), [(False, "127.83", "127.82"), (True, "108.36", "108.35")]
)
def test_above_the_remainder_both_figures_are_said(
    bench: Any, by_hand: bool, total: str, maximum: str
) -> None:
    billed = bench.billed_order()
    if by_hand:
        bench.channel.refund_by_hand("5001", "19.47", (("1", 1, "17.99", "1.48"),))
    bench.books.refund_by_hand(billed, total)
    row = bench.refund_from_books()
    assert row.status == "Error Posting to Storefront"
    assert row.problem.figures == {"refund": f"{total} USD", "refundable": f"{maximum} USD"}
    assert bench.channel.instructions == []


def test_a_hand_made_refund_of_the_same_amount_is_not_ours(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "19.47", (("1", 1, "17.99", "1.48"),))
    tee_refund(bench, "19.48")
    tee_refund(bench, "19.47")
    found = bench.run(bench.engine.retrieve_refund("acme", "5001", "NetSuite"))
    row = bench.run(bench.engine.post(found.rows[1].id))
    assert row.status == "Posted"
    assert len(bench.channel.refunds["5001"]) == 2
    assert any("the connector did not make" in each for each in row.warnings)


def test_more_units_than_are_left(bench: Any) -> None:
    billed = bench.billed_order()
    bench.channel.refund_by_hand("5001", "12.17", (("2", 1, "11.24", "0.93"),))
    bench.books.refund_by_hand(billed, "12.17", (("MUG-WHT", 1, "12.49"),))
    assert bench.refund_from_books().problem.code == "quantity"


def test_two_currencies_are_refused(bench: Any) -> None:
    billed = bench.billed_order()
    bench.books.refund_by_hand(billed, "15.00", currency="EUR")
    assert bench.refund_from_books().problem.code == "currency"


def with_gift_card(bench: Any) -> Any:
    return bench.w1_order(
        tenders=(
            Tender(
                transaction_id="g1",
                method="gift_card",
                amount=bench.usd("27.82"),
                refundable=bench.usd("27.82"),
                gift_card=True,
            ),
            Tender(
                transaction_id="c1",
                method="shopify_payments",
                amount=bench.usd("100.00"),
                refundable=bench.usd("100.00"),
            ),
        )
    )


def test_w7_no_payment_gives_back_more_than_it_took(bench: Any) -> None:
    billed = bench.billed_order(with_gift_card(bench))
    bench.books.refund_by_hand(billed, "110.00")
    bench.refund_from_books()
    shares = [
        (each.transaction_id, str(each.amount)) for each in bench.channel.instructions[0].tenders
    ]
    assert shares == [("c1", "100.00 USD"), ("g1", "10.00 USD")]


def test_gift_card_part_refused_by_setting(bench: Any) -> None:
    bench.restart(gift_card_refunds="refuse")
    billed = bench.billed_order(with_gift_card(bench))
    bench.books.refund_by_hand(billed, "110.00")
    row = bench.refund_from_books()
    assert row.problem.figures == {"refund": "110.00 USD", "gift card part": "10.00 USD"}
    assert bench.channel.instructions == []


def test_shipping_and_its_tax_move_together(bench: Any) -> None:
    billed = bench.billed_order()
    bench.books.refund_by_hand(billed, "8.61", shipping="7.95", tax="0.66")
    row = bench.refund_from_books()
    (given,) = bench.channel.instructions
    assert (str(given.shipping), given.shipping_in_full) == ("7.95 USD", True)
    assert row.warnings == ()


def test_a_pending_payout_is_read_back(bench: Any) -> None:
    bench.billed_order()
    tee_refund(bench)
    bench.channel.pending = True
    row = bench.refund_from_books()
    assert row.status == "Posting in Progress"
    (paid,) = bench.channel.refunds["5001"]
    bench.channel.refunds["5001"] = [replace(paid, state="done")]
    row = bench.run(bench.engine.post(row.id))
    assert row.status == "Posted"
    assert len(bench.channel.instructions) == 1


def test_a_payout_that_failed_is_not_paid_again(bench: Any) -> None:
    bench.billed_order()
    tee_refund(bench)
    bench.channel.pending = True
    row = bench.refund_from_books()
    bench.channel.refunds["5001"] = []
    row = bench.run(bench.engine.post(row.id))
    assert row.status == "Error Posting to Storefront"
    assert row.problem.code == "refund_failed"
    assert len(bench.channel.instructions) == 1


def test_an_edited_note_is_recognised_by_the_stored_id(bench: Any) -> None:
    bench.billed_order()
    tee_refund(bench)
    row = bench.refund_from_books()
    (paid,) = bench.channel.refunds["5001"]
    bench.channel.refunds["5001"] = [replace(paid, note="goodwill")]
    bench.engine.delete(row.id)
    assert bench.refund_from_books().status == "Posted"
    assert len(bench.channel.instructions) == 1


def test_books_document_deleted_before_posting(bench: Any) -> None:
    bench.billed_order()
    document = tee_refund(bench)
    (row,) = bench.run(bench.engine.retrieve_refund("acme", "5001", "NetSuite")).rows
    del bench.books.refunds[document.id]
    assert bench.run(bench.engine.post(row.id)).problem.code == "refund_gone"


def test_what_the_connector_wrote_is_not_sent_back(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "15.00")
    bench.refund_to_books()
    found = bench.run(bench.engine.retrieve_refund("acme", "5001", "NetSuite"))
    assert found.problem.code == "no_refund_document"
    assert found.message.endswith("each one in NetSuite records a refund that was made in Shopify.")
