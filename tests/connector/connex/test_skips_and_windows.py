"""The documented skip, the original first, windows of days, cancelled orders (2.5, 2.8)."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from connector.books.sales_books import DocumentKind
from connector.engine import SettingsRefused
from connector.trouble import AnswerLost, Refused, Unreachable

RECEIPT, INVOICE = DocumentKind.SALES_RECEIPT, DocumentKind.INVOICE
CREDIT, REFUND = DocumentKind.CREDIT_MEMO, DocumentKind.REFUND_RECEIPT

TEE = ("1", 1, "17.99", "1.48")
SKIP = (
    "Skipped refund of order 123: no matching order in QuickBooks. Nothing was written. Turn on "
    '"sync original order if missing", or sync from Aug 1.'
)
FIRST, ELEVENTH = datetime(2026, 8, 1, 15, tzinfo=UTC), datetime(2026, 8, 11, 15, tzinfo=UTC)


@pytest.fixture
def august(shop: Any) -> Any:
    """Order 123 of August 1, refunded August 11, never synced; order 200 of August 11, too."""
    shop.clock.moment = FIRST
    shop.order("5123", "#123", created_at=FIRST, updated_at=FIRST)
    shop.clock.moment = ELEVENTH
    shop.order("5200", "#200", created_at=ELEVENTH, updated_at=ELEVENTH)
    shop.refund("19.47", TEE, order_id="5123")
    shop.refund("19.47", TEE, order_id="5200")
    return shop


def test_the_documented_skip(august: Any) -> None:
    report = august.sync(date(2026, 8, 11))
    assert (report.failed, report.problem, report.skipped) == (0, None, [SKIP])
    assert [line for line in august.log() if "123" in line] == [SKIP]
    assert [each.number for each in august.books.held.values()] == ["200", "200"]
    assert str(august.books.owed()) == "0.00 USD"
    assert str(august.books.one(REFUND).total) == "19.47 USD"
    skipped = next(row for row in august.refunds() if row.order_name == "#123")
    assert (skipped.status, skipped.problem.code) == ("Skipped", "no_match")
    assert "sync_original_order_if_missing = true" in skipped.problem.remedy


def test_the_skip_is_one_line_however_often_it_is_met(august: Any) -> None:
    for _ in range(3):
        august.sync(date(2026, 8, 11))
    assert [line for line in august.log() if "123" in line] == [SKIP]


def test_m2_the_original_first_then_the_refund_in_one_run(august: Any) -> None:
    august.start(sync_original_order_if_missing=True)
    august.sync(date(2026, 8, 11))
    written = [(each.kind, each.number) for each in august.books.writes if "123" in each.memo]
    assert written == [(RECEIPT, "123"), (REFUND, "123")]
    assert not any("Skipped" in line for line in august.log())
    assert {row.status for row in (*august.sales(), *august.refunds())} == {"Synced"}


def test_turning_the_setting_on_later_brings_the_skipped_refund(august: Any) -> None:
    august.sync(date(2026, 8, 11))
    august.start(sync_original_order_if_missing=True)
    august.clock.advance(days=1)
    august.sync()
    written = [(each.kind, each.number) for each in august.books.writes if "123" in each.memo]
    assert written == [(RECEIPT, "123"), (REFUND, "123")]


def test_syncing_from_august_1_brings_both(august: Any) -> None:
    august.sync(date(2026, 8, 11))
    august.sync(date(2026, 8, 1))
    written = [(each.kind, each.number) for each in august.books.writes if "123" in each.memo]
    assert written == [(RECEIPT, "123"), (REFUND, "123")]
    assert {row.status for row in august.refunds()} == {"Synced"}


def test_an_original_that_is_refused_makes_its_refund_wait(august: Any) -> None:
    august.start(sync_original_order_if_missing=True)
    del august.books.catalogue["CAP-RED"]
    august.sync(date(2026, 8, 11))
    statuses = {row.order_name: row.status for row in august.refunds()}
    assert statuses == {"#123": "Waiting", "#200": "Waiting"}
    assert august.books.writes == []


def test_the_year_is_named_when_it_is_another_one(shop: Any) -> None:
    old = datetime(2025, 12, 30, 12, tzinfo=UTC)
    shop.order(created_at=old, updated_at=old)
    shop.refund("19.47", TEE)
    shop.sync()
    assert shop.log()[0].endswith('missing", or sync from Dec 30, 2025.')


def test_f51_an_order_from_before_the_window_that_was_synced(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.clock.advance(days=30)
    shop.refund("19.47", TEE)
    shop.sync()
    assert shop.books.one(REFUND).number == "1001"
    assert str(shop.books.one(REFUND).day) == "2026-12-24"


# --- windows --------------------------------------------------------------------------------------


def test_days_are_those_of_the_store_and_the_last_is_included(shop: Any) -> None:
    shop.account(time_zone="America/New_York")
    for number, moment in enumerate(
        (
            datetime(2026, 11, 20, 4, 59, tzinfo=UTC),  # the 19th in New York
            datetime(2026, 11, 20, 5, 1, tzinfo=UTC),
            datetime(2026, 11, 21, 4, 59, tzinfo=UTC),
            datetime(2026, 11, 21, 5, 1, tzinfo=UTC),  # the 21st
        )
    ):
        shop.order(str(5000 + number), f"#{1000 + number}", created_at=moment, updated_at=moment)
    shop.sync(date(2026, 11, 20), date(2026, 11, 20))
    assert [each.number for each in shop.books.writes] == ["1001", "1002"]
    assert [str(each.day) for each in shop.books.writes] == ["2026-11-20", "2026-11-20"]


def test_a_span_in_the_past_moves_the_schedule_nowhere(shop: Any) -> None:
    shop.sync()
    before = shop.journal.window("acme", "sales").read_until
    shop.sync(date(2026, 11, 1), date(2026, 11, 2))
    assert shop.journal.window("acme", "sales").read_until == before


def test_one_order_by_its_number(shop: Any) -> None:
    old = datetime(2025, 1, 2, tzinfo=UTC)
    shop.order(created_at=old, updated_at=old)
    shop.order("5002", "#1002")
    shop.sync(order="1001")
    assert [each.number for each in shop.books.writes] == ["1001"]
    report = shop.sync(order="77")
    assert report.problem.sentence == "Order 77 was not found in Shopify."


def test_the_schedule_and_its_switch(shop: Any) -> None:
    shop.start(run_every_minutes=60)
    shop.order()
    assert shop.engine.due() == []
    shop.engine.set_switch("acme", "sales", True)
    assert [job.sync for job in shop.engine.due()] == ["sales"]
    shop.clock.advance(minutes=1)
    (report,) = run(shop)
    assert report.posted == 1
    assert shop.engine.due() == []
    shop.clock.advance(minutes=60)
    assert [job.sync for job in shop.engine.due()] == ["sales"]


def run(shop: Any) -> Any:
    return asyncio.run(shop.engine.run_due())


def test_a_message_of_the_storefront_wakes_a_run_of_that_order(shop: Any) -> None:
    shop.engine.set_switch("acme", "sales", True)
    shop.clock.advance(minutes=1)
    run(shop)
    now = shop.clock.now()
    shop.order(created_at=now, updated_at=now)
    shop.journal.take_delivery(
        "acme", "d1", topic="orders/create", order_id="5001", syncs=["sales"], now=now
    )
    (report,) = run(shop)
    assert (report.seen, report.posted) == (1, 1)
    assert shop.books.one(RECEIPT).number == "1001"
    assert run(shop) == []


def test_a_busy_day_is_read_for_memos_only_where_another_machine_may_have_written(
    shop: Any,
) -> None:
    shop.sync()
    asked = []
    noted = shop.books.documents_noted

    async def counted(*given: Any) -> Any:
        asked.append(given)
        return await noted(*given)

    shop.books.documents_noted = counted
    now = shop.clock.now()
    shop.order(created_at=now, updated_at=now)
    shop.refund("19.47", TEE)
    shop.sync()
    assert {row.status for row in (*shop.sales(), *shop.refunds())} == {"Synced"}
    assert asked == []


def test_a_broken_read_leaves_no_gap(shop: Any) -> None:
    shop.sync()
    shop.order(created_at=shop.clock.now(), updated_at=shop.clock.now())
    shop.channel.read_trouble = Unreachable("No route.", "Shopify")
    assert shop.sync().problem.code == "unreachable"
    shop.channel.read_trouble = None
    shop.clock.advance(hours=30)
    shop.sync()
    assert shop.books.one(RECEIPT).number == "1001"


def test_orders_before_the_cut_off_are_left_out(shop: Any) -> None:
    shop.account(import_orders_created_after="2026-11-24T08:30:00+00:00")
    shop.order()
    shop.order("5002", "#1002", created_at=shop.clock.now() - timedelta(minutes=5))
    shop.sync()
    assert [each.number for each in shop.books.writes] == ["1002"]


def test_refused_logins_end_the_run(shop: Any) -> None:
    shop.books.mishaps.queue = [Refused("Reconnect.", "QuickBooks", login=True)]
    shop.order()
    shop.order("5002", "#1002")
    report = shop.sync()
    assert report.problem.code == "login"
    assert shop.books.writes == []
    assert shop.log() == ["Error with order 1001: Reconnect.", "The run ended early: Reconnect."]


def test_what_waits_or_is_not_known_is_in_the_log_once(shop: Any) -> None:
    shop.order(financial_status="authorized", paid=False, tenders=())
    shop.sync()
    shop.sync()
    assert shop.log() == [
        "Waiting with order 1001: its payment is authorized, not settled.",
    ]
    now = shop.clock.now()
    shop.order("5002", "#1002", created_at=now, updated_at=now)
    shop.books.mishaps.queue = [AnswerLost("Lost.", "QuickBooks")]
    shop.sync()
    assert shop.log()[1:] == [
        "Not known yet of order 1002: It is not known whether QuickBooks carried out: create the "
        "sales receipt of order 1002. Lost."
    ]


def test_netsuite_s_syncs_are_not_offered(shop: Any) -> None:
    assert list(shop.engine.switches("acme")) == ["sales"]
    with pytest.raises(SettingsRefused, match='has no sync "order"; it has: sales'):
        shop.engine.set_switch("acme", "order", True)


# --- cancelled ------------------------------------------------------------------------------------


def test_cancelled_before_it_was_synced(shop: Any) -> None:
    shop.unpaid()
    shop.cancel()
    shop.order("5002", "#1002")
    report = shop.sync()
    sentence = (
        "Skipped order 1001: it was cancelled before it was synced. No order and no refund were "
        "written."
    )
    assert report.skipped == [sentence]
    assert sentence in shop.log()
    assert [each.number for each in shop.books.writes] == ["1002"]
    assert [row.order_name for row in shop.sales()] == ["#1002"]


def test_cancelled_and_refunded_before_it_was_synced(shop: Any) -> None:
    shop.start(sync_original_order_if_missing=True)
    shop.order()
    shop.refund("127.82")
    shop.cancel()
    shop.sync()
    assert shop.books.writes == []
    assert shop.refunds()[0].problem.code == "cancelled_before_sync"


def test_cancelled_unpaid_is_voided(shop: Any) -> None:
    shop.unpaid()
    shop.sync()
    shop.cancel()
    shop.sync()
    held = shop.books.one(INVOICE)
    assert (held.voided, str(held.total), str(shop.books.owed())) == (True, "0.00 USD", "0.00 USD")
    assert shop.books.of([CREDIT, REFUND]) == []
    assert shop.log()[-1] == "Voided invoice 1001 of order 1001, which was cancelled unpaid."
    assert shop.tie_out().ties


def test_cancelled_unpaid_is_credited(shop: Any) -> None:
    shop.start(cancelled_unpaid="credit memo")
    shop.unpaid()
    shop.sync()
    shop.cancel()
    shop.sync()
    credit = shop.books.one(CREDIT)
    assert (credit.number, str(credit.total), str(credit.open_balance)) == (
        "1001",
        "127.82 USD",
        "0.00 USD",
    )
    assert str(shop.books.one(INVOICE).open_balance) == "0.00 USD"
    assert shop.books.stock() == {}
    assert "which was cancelled unpaid: credit memo 1001 of 127.82 USD." in shop.log()[-1]
    shop.sync(order="1001")
    assert len(shop.books.of([CREDIT])) == 1
    assert shop.tie_out().ties


def test_an_invoice_that_somebody_paid_is_reviewed(shop: Any) -> None:
    shop.unpaid()
    shop.sync()
    shop.books.receive(shop.books.one(INVOICE), "50.00")
    shop.cancel()
    shop.sync()
    assert not shop.books.one(INVOICE).voided
    (row,) = shop.refunds()
    assert (row.status, row.problem.code) == ("Skipped", "review")


def test_cancelled_but_never_refunded_is_flagged(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.cancel()
    report = shop.sync()
    sentence = (
        "Order 1001 was cancelled but never refunded: please review it. No document was written."
    )
    assert report.skipped == [sentence]
    assert shop.log()[-1] == sentence
    assert len(shop.books.held) == 1
    shop.refund("127.82")
    shop.sync()
    assert str(shop.books.one(REFUND).total) == "127.82 USD"


def test_cancelled_and_refunded_in_part_is_one_partial_refund(shop: Any) -> None:
    shop.order()
    shop.sync()
    shop.refund("19.47", TEE)
    shop.cancel()
    shop.sync()
    assert str(shop.books.one(REFUND).total) == "19.47 USD"
    assert len(shop.refunds()) == 1


def test_a_deposited_invoice_cannot_be_voided(shop: Any) -> None:
    shop.unpaid()
    shop.sync()
    shop.books.deposits[shop.books.one(INVOICE).id] = "dep1"
    shop.cancel()
    shop.order("5002", "#1002", created_at=shop.clock.now(), updated_at=shop.clock.now())
    report = shop.sync()
    assert (report.posted, report.failed) == (1, 1)
    (row,) = shop.refunds()
    assert row.problem.code == "6540"
    assert "take it out of the deposit" in row.problem.remedy


def test_cancelled_before_it_was_synced_is_said_once_however_often_it_was_refunded(
    shop: Any,
) -> None:
    shop.order()
    shop.refund("19.47", TEE)
    shop.refund("108.35")
    shop.cancel()
    shop.sync()
    assert [row.status for row in shop.refunds()] == ["Skipped", "Skipped"]
    assert shop.log() == [
        "Skipped order 1001: it was cancelled before it was synced. No order and no refund were "
        "written."
    ]
