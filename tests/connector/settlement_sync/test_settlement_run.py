"""The switch and the daily run: activation, due times, retries, automatic cancel, killed runs."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from connector.engine import ActionRefused, Engine, SettingsRefused
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.settlements.postings import PostingStatus
from sandbox.netsuite.rules import operations


def on(bench: Any, sync: str = "settlement") -> Any:
    return bench.engine.set_switch("main", sync, True)


def is_on(bench: Any) -> bool:
    return bool(bench.engine.switches("main")["settlement"])


# --- activation -----------------------------------------------------------------------------------


def test_amazon_has_orders_shipments_and_settlements(bench: Any) -> None:
    assert list(bench.engine.switches("main")) == ["order", "fulfilment", "settlement"]
    with pytest.raises(SettingsRefused, match=r'\(channel = "amazon"\) has no sync "refund to'):
        on(bench, "refund to NetSuite")


def test_refused_until_the_customer_is_set(bench: Any) -> None:
    bench.restart(customer_internal_id="")
    with pytest.raises(SettingsRefused, match=r"settlement\.customer_internal_id is not set"):
        on(bench)
    assert not is_on(bench)


def test_refused_until_orders_are_live(bench: Any) -> None:
    with pytest.raises(SettingsRefused, match="orders must be live first"):
        on(bench)
    assert not is_on(bench)


def test_refused_until_a_report_was_tested(bench: Any) -> None:
    on(bench, "order")
    with pytest.raises(SettingsRefused, match="no report was tested"):
        on(bench)
    bench.retrieve()
    with pytest.raises(SettingsRefused, match=r"is In FarApp \(Automatic Sync Disabled\)"):
        on(bench)
    assert not is_on(bench)


def test_refused_while_the_test_report_has_errors(bench: Any) -> None:
    bench.posted()
    on(bench, "order")
    with pytest.raises(SettingsRefused) as refused:
        on(bench)
    assert str(refused.value) == (
        "Account main: Settlement Sync stays off: settlement 10000000001 is Error posting to "
        "NetSuite (75 %). Cancel or fix and post again what has an error, until a test report is "
        "Complete."
    )
    assert not is_on(bench)


def test_allowed_after_a_complete_report_with_advice_on_what_is_missing(bench: Any) -> None:
    bench.posted()
    on(bench, "order")
    bench.engine.cancel_settlement_postings(bench.number)
    (advice,) = [each for each in on(bench).advice if "Complete" in each]
    assert advice.startswith(
        "Settlement 10000000001 is Complete, but 2 postings cancelled, 8.14 USD not in NetSuite"
    )
    assert is_on(bench)


# --- the daily run --------------------------------------------------------------------------------


def test_once_a_day_what_is_new_is_retrieved_and_posted(bench: Any) -> None:
    bench.activated()
    bench.restart(days_back=20)
    (report,) = bench.due()
    assert str(report.sync) == "settlement"
    assert (report.seen, report.new) == (2, 1)  # the earlier report, too, is of the last 20 days
    assert bench.due() == []
    bench.advance(hours=23, minutes=59)
    assert bench.due() == []
    bench.advance(minutes=1)
    (report,) = bench.due()
    assert (report.seen, report.new) == (1, 0)  # it is not of the last 20 days any more


def test_days_back_is_where_the_search_begins(bench: Any) -> None:
    bench.activated()
    (report,) = bench.due()
    assert f"{report.read_from:%Y-%m-%d}" == "2024-02-02"
    assert (report.seen, report.new) == (1, 0)


def test_a_run_by_hand_needs_the_customer(bench: Any) -> None:
    bench.restart(customer_internal_id="")
    with pytest.raises(ActionRefused, match="customer_internal_id"):
        bench.run(bench.engine.run("main", "settlement"))


def test_retries_three_times_then_warns_then_cancels(bench: Any) -> None:
    """Never without a warning the day before (K8)."""
    bench.activated()
    bench.engine.uncancel_settlement_postings(bench.number)
    seen: list[tuple[int, list[int], str]] = []
    for number in range(9):
        (report,) = bench.due()
        held = bench.engine.settlement_postings(bench.number)
        rows = [each for each in held if each.order_id[-1:] in {"4", "9"}]
        seen.append((report.failed, [each.retries for each in rows], bench.standing().word))
        if number == 6:
            assert len(report.warned) == 2
            assert all("cancelled automatically on 2024-02-19" in each for each in report.warned)
        if number < 7:
            assert {each.status for each in rows} == {PostingStatus.ERROR}
        bench.advance(days=1)
    assert [each[1] for each in seen[:5]] == [[0, 0], [1, 1], [2, 2], [3, 3], [3, 3]]
    assert seen[6][2] == "Error posting to NetSuite (75 %)"
    assert seen[7][2] == "Complete"
    rows = bench.engine.settlement_postings(bench.number, status=PostingStatus.CANCELED)
    assert [each.cancelled_by for each in rows] == ["NetSuite Connector"] * 2
    assert rows[0].note.startswith("cancelled automatically, unresolved for 7 days")
    (warning,) = bench.standing().warnings
    assert warning.startswith("2 postings cancelled, 8.14 USD not in NetSuite")


def test_an_order_that_comes_later_is_posted_by_the_next_run(bench: Any) -> None:
    """A failed posting goes through once its cause is gone."""
    bench.activated()
    bench.engine.uncancel_settlement_postings(bench.number)
    bench.due()
    netsuite = bench.world.netsuite
    desk = netsuite.desk
    operations.create(
        netsuite,
        "cashSale",
        {
            "entity": desk.customer(last_name="Buyer 4", first_name="A").id,
            "other_ref_num": "111-0000004-0000004",
            "tax_details_override": True,
            "lines": [
                {
                    "item": desk.item("AMZ-HOOK").id,
                    "quantity": Decimal(1),
                    "price_level": -1,
                    "amount": Decimal("22.00"),
                    "tax_details_reference": "L1",
                }
            ],
            "tax_details": [],
        },
    )
    bench.advance(days=1)
    (report,) = bench.due()
    assert (report.posted, report.failed) == (1, 1)
    assert bench.standing().word == "Error posting to NetSuite (87 %)"


def test_a_limit_ends_the_run_and_nothing_is_cancelled_or_counted(bench: Any) -> None:
    bench.activated()
    bench.engine.uncancel_settlement_postings(bench.number)
    bench.world.faults.plan("netsuite", "throttle", times=50)
    (report,) = bench.due()
    assert report.problem is not None
    assert report.failed == 0
    rows = bench.engine.settlement_postings(bench.number)
    assert {each.status for each in rows} == {PostingStatus.POSTED, PostingStatus.WAITING}


@pytest.mark.parametrize("write", [1, 2, 4, 6])
def test_a_killed_post_goes_on_and_writes_nothing_twice(
    bench: Any, killed: type[BaseException], write: int
) -> None:
    bench.retrieve()
    bench.wire.kill_after = bench.wire.writes + write
    with pytest.raises(killed):
        bench.post()
    bench.wire.kill_after = 0
    bench.restart()
    bench.advance(minutes=1)
    posted = bench.post()
    assert posted.standing.word == "Error posting to NetSuite (75 %)"
    assert [str(bench.document(each).total) for each in (1, 2, 3)] == ["46.74", "21.63", "54.80"]
    assert len(bench.made()) == 3
    tie_out = bench.run(bench.engine.tie_out_settlement(bench.number))
    assert (str(tie_out.explained), str(tie_out.remainder)) == ("16.16 USD", "0.00 USD")


@pytest.mark.parametrize("write", [1, 3, 5])
def test_a_killed_daily_run_is_taken_up_behind_its_last_step(
    bench: Any, killed: type[BaseException], write: int
) -> None:
    bench.restart(days_back=10)
    bench.journal.set_switch("main", "settlement", True)
    bench.wire.kill_after = bench.wire.writes + write
    with pytest.raises(killed):
        bench.due()
    bench.wire.kill_after = 0
    bench.restart()
    bench.advance(minutes=1)
    (report,) = bench.due()
    assert (report.new, report.posted, report.failed) == (1, 6, 2)
    assert [str(bench.document(each).total) for each in (1, 2, 3)] == ["46.74", "21.63", "54.80"]
    assert len(bench.made()) == 3


def test_what_a_stopped_post_left_is_shown_and_cleared_by_a_run(
    bench: Any, killed: type[BaseException]
) -> None:
    bench.activated()
    held = bench.standing().settlement
    bench.journal.change_settlement(held.id, posting_since=bench.world.clock.now())
    assert bench.standing().word == "Posting in Progress"
    assert "should the program have been stopped meanwhile" in bench.standing().note
    bench.advance(days=1)
    bench.due()
    assert bench.standing().word == "Complete"


def test_a_refused_report_is_said_and_the_others_go_on(bench: Any) -> None:
    bench.activated()
    bench.engine.delete_settlement(bench.number)
    broken = bench.world.amazon.desk.publish_broken(bench.number, "F45")
    (report,) = bench.due()
    assert (report.seen, report.new) == (2, 1)
    (said,) = report.skipped
    assert (report.posted, report.failed) == (6, 2)
    assert said.startswith(f"report {broken.id}: report {broken.id} was not imported: the 39 rows")
    assert bench.standing().word == "Error posting to NetSuite (75 %)"


def test_two_machines_posting_at_once_write_everything_once(bench: Any) -> None:
    bench.retrieve()
    other = Journal(str(bench.folder / "j.db"))
    second = Engine(
        bench.engine.settings, other, bench.engine.clock, InlineJobs(), bench.world.transport()
    )

    async def both() -> None:
        await asyncio.gather(
            bench.engine.post_settlement(bench.number), second.post_settlement(bench.number)
        )
        await second.aclose()

    asyncio.run(both())
    other.close()
    bench.restart()
    bench.advance(minutes=5)
    bench.post()
    assert bench.standing().word == "Error posting to NetSuite (75 %)"
    assert [str(bench.document(each).total) for each in (1, 2, 3)] == ["46.74", "21.63", "54.80"]
    assert len(bench.made()) == 3
    assert str(bench.run(bench.engine.tie_out_settlement(bench.number)).explained) == "16.16 USD"


@pytest.mark.parametrize("kind", ["lost_answer", "duplicate", "reset"])
def test_misfortune_on_every_write_leaves_six_records(bench: Any, kind: str) -> None:
    bench.retrieve()
    for method in ("POST", "PATCH"):
        bench.world.faults.plan("netsuite", kind, method=method, path="*/record/v1/*", times=20)
    bench.post()
    bench.world.faults.clear()
    bench.advance(minutes=5)
    bench.post()
    assert bench.standing().word == "Error posting to NetSuite (75 %)"
    assert [str(bench.document(each).total) for each in (1, 2, 3)] == ["46.74", "21.63", "54.80"]
    assert len(bench.made()) == 3
    seen = bench.run(bench.engine.tie_out_settlement(bench.number))
    assert (str(seen.explained), str(seen.remainder)) == ("16.16 USD", "0.00 USD")
