"""The connector's own tie-out: every document, both sides, the exact row that does not tie."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from connector.model import BilledKind
from connector.money import Money

TEE = ("1", 1, "17.99", "1.48")


def seen(bench: Any) -> Any:
    return bench.run(bench.engine.tie_out("acme"))


def test_w1_and_w2_tie_on_every_row(bench: Any) -> None:
    bench.billed_order(kind=BilledKind.INVOICE)
    bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    bench.refund_to_books()
    found = seen(bench)
    assert [(row.kind, str(row.channel_amount), str(row.books_amount)) for row in found.rows] == [
        ("order", "127.82 USD", "127.82 USD"),
        ("billed", "127.82 USD", "127.82 USD"),
        ("refund", "19.47 USD", "19.47 USD"),
    ]
    assert found.ties
    assert found.lines_tie
    assert str(found.difference) == "0.00 USD"


def test_a_refund_not_posted_is_the_row_that_breaks_it(bench: Any) -> None:
    bench.billed_order()
    bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    found = seen(bench)
    assert not found.ties
    assert str(found.difference) == "-19.47 USD"
    (wrong,) = [row for row in found.rows if not row.ties]
    assert wrong.sentence == "The refund of 19.47 USD has no document in NetSuite."


def test_a_document_without_a_refund(bench: Any) -> None:
    billed = bench.billed_order()
    bench.books.refund_by_hand(billed, "15.00")
    found = seen(bench)
    assert str(found.difference) == "15.00 USD"
    assert "has no refund in Shopify" in found.rows[-1].sentence


def test_hand_made_on_both_sides_pairs_by_amount_and_says_so(bench: Any) -> None:
    billed = bench.billed_order()
    bench.channel.refund_by_hand("5001", "15.00")
    bench.books.refund_by_hand(billed, "15.00")
    found = seen(bench)
    assert found.ties
    assert "Paired by amount" in found.rows[-1].sentence


def test_one_cent_shows(bench: Any) -> None:
    held = bench.run(bench.synced())
    bench.books.orders[held.id] = replace(held, tax=bench.usd("9.74"), total=bench.usd("127.81"))
    found = seen(bench)
    assert str(found.difference) == "0.01 USD"
    assert "9.74" in found.rows[0].sentence


def test_an_order_deleted_in_the_books(bench: Any) -> None:
    bench.run(bench.synced())
    bench.books.orders.clear()
    found = seen(bench)
    assert not found.ties
    assert found.rows[0].books_amount is None
    assert "deleted in NetSuite" in found.rows[0].sentence


def test_different_items_are_no_tie_of_lines(bench: Any) -> None:
    billed = bench.billed_order()
    made = bench.channel.refund_by_hand("5001", "12.17", (("2", 1, "11.24", "0.93"),))
    bench.books.refund_by_hand(
        billed,
        "12.17",
        (("CAP-RED", 1, "12.17"),),
        external_id=f"nsc_refund_shopify_acme_{made.refund_id}",
    )
    found = seen(bench)
    assert found.ties
    assert not found.lines_tie
    assert "Items differ: 1 MUG-WHT and 1 CAP-RED." in found.rows[-1].sentence


def test_as_json(bench: Any) -> None:
    bench.billed_order()
    found = seen(bench).as_dict()
    assert found["ties"] is True
    assert found["difference"] == "0.00 USD"
    assert found["rows"][0]["books"] == "sales order SO101"


def part_of(bench: Any, *, closed: bool = False) -> Any:
    """The bill holds 1 CAP-RED less than the order, and is 24.31 lower."""
    billed = bench.billed_order()
    lines = tuple(
        replace(line, quantity=line.quantity - 1) if line.sku == "CAP-RED" else line
        for line in billed.lines
    )
    total = billed.total - Money.of("24.31", "USD")
    bench.books.billed[billed.order_id] = replace(billed, lines=lines, total=total)
    held = bench.books.orders[billed.order_id]
    bench.books.orders[billed.order_id] = replace(held, closed=closed)
    return billed


def test_a_bill_of_a_part_ties_with_that_part(bench: Any) -> None:
    part_of(bench)
    row = seen(bench).rows[1]
    assert (row.ties, str(row.books_amount)) == (True, "103.51 USD")
    assert row.sentence == "103.51 USD of 127.82 USD is billed."


def test_a_bill_that_was_lowered_after_it_was_made(bench: Any) -> None:
    billed = part_of(bench)
    bench.books.noted[billed.id] = billed.total
    row = seen(bench).rows[1]
    assert (row.ties, str(row.channel_amount)) == (False, "127.82 USD")
    assert "was made for 127.82 USD and lowered to 103.51 USD later" in row.sentence


def test_of_a_closed_order_no_more_is_billed(bench: Any) -> None:
    part_of(bench, closed=True)
    row = seen(bench).rows[1]
    assert not row.ties
    assert row.sentence == "The billed record is 103.51 USD, the order 127.82 USD."
