"""Scheduled runs: frequencies, windows with overlap, retries, automatic cancel, early ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.engine import SettingsRefused, UnknownAccount
from connector.trouble import Refused, Throttled, Unreachable

TEE = ("1", 1, "17.99", "1.48")


def due(bench: Any) -> list[str]:
    return [str(report.sync) for report in bench.run(bench.engine.run_due())]


def test_documented_frequencies(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.engine.set_switch("acme", "fulfilment", True)
    bench.engine.set_switch("acme", "refund from NetSuite", True)
    assert due(bench) == ["order", "fulfilment", "refund from NetSuite"]
    assert due(bench) == []
    bench.clock.advance(minutes=19)
    assert due(bench) == []
    bench.clock.advance(minutes=1)
    assert due(bench) == ["order"]
    bench.clock.advance(minutes=70)
    assert due(bench) == ["order", "fulfilment", "refund from NetSuite"]


def test_a_run_imports_posts_and_reports(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.channel.place(bench.w1_order())
    (report,) = bench.run(bench.engine.run_due())
    assert (report.seen, report.new, report.posted) == (1, 1, 1)
    (row,) = bench.engine.rows("orders")
    assert row.status == "Order Posted, Waiting for Shipment"


def test_windows_overlap_and_what_is_seen_again_is_not_doubled(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.channel.place(bench.w1_order(updated_at=bench.clock.now() - timedelta(minutes=5)))
    bench.run(bench.engine.run_due())
    bench.clock.advance(minutes=20)
    bench.channel.place(
        bench.w1_order("5002", "#1002", updated_at=bench.clock.now() - timedelta(minutes=29))
    )
    (report,) = bench.run(bench.engine.run_due())
    assert (report.seen, report.new) == (2, 1)
    assert bench.books.order_writes == 2


def test_a_broken_read_leaves_no_gap(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.run(bench.engine.run_due())
    bench.clock.advance(minutes=20)
    bench.channel.place(bench.w1_order(updated_at=bench.clock.now() - timedelta(minutes=1)))
    bench.channel.read_trouble = Unreachable("No route.", "Shopify")
    (report,) = bench.run(bench.engine.run_due())
    assert report.problem.code == "unreachable"
    bench.channel.read_trouble = None
    bench.clock.advance(hours=6)
    bench.run(bench.engine.run_due())
    assert bench.books.order_writes == 1


def test_a_limit_ends_the_run_until_it_is_over(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    until = bench.clock.now() + timedelta(minutes=7)
    bench.channel.read_trouble = Throttled("Slow down.", "Shopify", until)
    (report,) = bench.run(bench.engine.run_due())
    assert report.due_at == until
    bench.channel.read_trouble = None
    bench.clock.advance(minutes=6)
    assert due(bench) == []
    bench.clock.advance(minutes=1)
    assert due(bench) == ["order"]


def test_a_run_that_was_cut_off_is_taken_up_again(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.channel.place(bench.w1_order())
    write = bench.books.write_order

    async def die(*_: Any) -> None:
        raise KeyboardInterrupt

    bench.books.write_order = die
    with pytest.raises(KeyboardInterrupt):
        bench.run(bench.engine.run_due())
    bench.books.write_order = write
    bench.restart()
    bench.run(bench.engine.run_due())
    assert bench.books.order_writes == 1


def test_three_retries_then_a_warning_then_the_automatic_cancel(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.books.catalogue.clear()
    bench.channel.place(bench.w1_order())
    bench.run(bench.engine.run_due())
    for expected in (1, 2, 3, 3, 3):
        bench.clock.advance(minutes=20)
        bench.run(bench.engine.run_due())
        (row,) = bench.engine.rows("orders")
        assert (row.status, row.retries) == ("Error Posting to NetSuite", expected)
    bench.clock.advance(days=5, hours=23)
    bench.run(bench.engine.run_due())
    assert bench.engine.rows("orders")[0].warned_at is not None
    assert any(
        "cancelled automatically on" in each for each in bench.engine.rows("orders")[0].warnings
    )
    bench.clock.advance(hours=23)
    bench.run(bench.engine.run_due())
    assert bench.engine.rows("orders")[0].active
    bench.clock.advance(hours=1)
    (report,) = bench.run(bench.engine.run_due())
    (row,) = bench.engine.rows("orders")
    assert (row.status, row.cancelled_by) == ("Canceled", "NetSuite Connector")
    assert report.warned


def test_no_automatic_cancel_without_a_day_of_warning(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.books.catalogue.clear()
    bench.channel.place(bench.w1_order())
    bench.run(bench.engine.run_due())
    bench.clock.advance(days=30)
    bench.run(bench.engine.run_due())
    assert bench.engine.rows("orders")[0].active
    bench.clock.advance(days=1)
    bench.run(bench.engine.run_due())
    assert not bench.engine.rows("orders")[0].active


def test_a_problem_only_a_person_can_solve_is_not_retried(bench: Any) -> None:
    bench.engine.set_switch("acme", "refund to NetSuite", True)
    bench.billed_order()
    bench.books.orders.clear()
    bench.channel.refund_by_hand("5001", "15.00")
    bench.clock.advance(minutes=1)
    bench.run(bench.engine.run_due())
    bench.clock.advance(minutes=90)
    bench.run(bench.engine.run_due())
    (row,) = bench.engine.rows("other_transactions")
    assert (row.problem.code, row.retries) == ("order_deleted", 0)


def test_refused_credentials_stop_the_run(bench: Any) -> None:
    bench.engine.set_switch("acme", "order", True)
    bench.channel.place(bench.w1_order())
    bench.channel.place(bench.w1_order("5002", "#1002"))
    bench.books.mishaps.queue = [Refused("Invalid login attempt.", "NetSuite", login=True)]
    (report,) = bench.run(bench.engine.run_due())
    assert report.problem.code == "login"
    assert bench.books.order_writes == 0
    statuses = [row.status for row in bench.engine.rows("orders")]
    assert statuses == ["Error Posting to NetSuite", "Scheduled to Post to NetSuite"]


def test_f51_refund_in_the_window_of_an_order_before_it(bench: Any) -> None:
    bench.billed_order()
    bench.engine.set_switch("acme", "refund to NetSuite", True)
    bench.run(bench.engine.run_due())
    bench.clock.advance(days=40)
    bench.channel.refund_by_hand("5001", "19.47", (TEE,))
    bench.clock.advance(minutes=1)
    bench.run(bench.engine.run_due())
    assert len(bench.books.refunds) == 1


def test_f09_refund_of_an_order_never_synced_is_skipped_and_the_next_is_posted(
    bench: Any,
) -> None:
    bench.channel.place(bench.w1_order("4000", "#900"))
    bench.billed_order()
    bench.channel.refund_by_hand("4000", "15.00")
    bench.channel.refund_by_hand("5001", "15.00")
    bench.clock.advance(minutes=1)
    report = bench.run(bench.engine.run("acme", "refund to NetSuite"))
    assert (report.posted, len(report.skipped)) == (1, 1)
    assert "#900" in report.skipped[0]


def test_refunds_from_netsuite_by_schedule(bench: Any) -> None:
    billed = bench.billed_order()
    bench.engine.set_switch("acme", "refund from NetSuite", True)
    bench.books.refund_by_hand(
        billed, "19.47", (("TEE-BLK", 1, "19.99"),), discount="2.00", tax="1.48"
    )
    alone = bench.books.refund_by_hand(billed, "5.00")
    bench.books.refunds[alone.id] = replace(alone, billed_id="")
    bench.clock.advance(minutes=1)
    for _ in range(3):
        bench.run(bench.engine.run_due())
        bench.clock.advance(minutes=90)
    assert [str(each.total) for each in bench.channel.refunds["5001"]] == ["19.47 USD"]


def test_both_directions_never_run(bench: Any) -> None:
    bench.engine.set_switch("acme", "refund from NetSuite", True)
    with pytest.raises(SettingsRefused, match="acme"):
        bench.run(bench.engine.run("acme", "refund to NetSuite"))


def test_an_unknown_account_is_named(bench: Any) -> None:
    with pytest.raises(UnknownAccount, match=r"'acne'.*known: acme"):
        bench.run(bench.engine.run("acne", "order"))
