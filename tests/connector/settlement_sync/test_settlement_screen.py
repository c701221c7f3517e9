"""Retrieve, Post, cancel and the status words of the Settlements screen, on example W8."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from connector.engine import ActionRefused, UnknownPosting, UnknownSettlement
from connector.settlements.postings import PostingStatus


def statuses(bench: Any) -> list[tuple[str, str]]:
    return [
        (" ".join([str(each.part), each.order_id[-1:]]).strip(), str(each.status))
        for each in bench.engine.settlement_postings(bench.number)
    ]


# --- Retrieve -------------------------------------------------------------------------------------


def test_a_report_is_retrieved_by_its_id(bench: Any) -> None:
    found = bench.retrieve()
    assert found.ok
    assert found.message == (
        "Settlement 10000000001 (2024-01-24 to 2024-02-07) was retrieved: 39 rows, 8 postings, "
        "deposit 24.30 USD."
    )
    standing = bench.standing()
    assert standing.word == "In FarApp (Automatic Sync Disabled)"
    assert standing.warnings == ()
    assert standing.as_dict()["report_id"] == "5000000000219760"
    assert f"{standing.settlement.available_at:%Y-%m-%d}" == "2024-02-07"


def test_the_settlement_id_is_no_report_id(bench: Any) -> None:
    found = bench.retrieve("10000000001")
    assert not found.ok
    assert found.message == "There is no settlement report 10000000001 in Amazon."
    assert found.problem.remedy.startswith("Enter the report ID, not the settlement ID")
    assert bench.engine.settlements() == []


def test_a_report_of_another_kind_is_named(bench: Any) -> None:
    report = bench.other_report()
    found = bench.retrieve(report)
    assert not found.ok
    assert found.message == (
        f"Report {report} is a GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL, no settlement "
        "report (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2)."
    )
    assert bench.engine.settlements() == []


def test_history_older_than_ninety_days_is_uploaded_instead(bench: Any) -> None:
    bench.advance(days=100)
    found = bench.retrieve()
    assert not found.ok
    assert "90 days" in f"{found.message} {found.problem.remedy}"
    assert "`connector settlement upload`" in found.problem.remedy
    uploaded = bench.engine.upload_settlement("main", bench.download())
    assert uploaded.ok
    assert uploaded.new


def test_a_second_retrieve_names_the_first_import(bench: Any) -> None:
    bench.retrieve()
    bench.advance(hours=3)
    again = bench.retrieve()
    assert again.ok
    assert not again.new
    assert again.message == (
        "5000000000219760 is settlement 10000000001, which account main imported from report "
        "5000000000219760 on 2024-02-12 09:00 UTC; nothing was changed."
    )
    assert len(bench.engine.settlements()) == 1


def test_upload_then_retrieve_of_the_same_is_one_settlement(bench: Any) -> None:
    first = bench.engine.upload_settlement("main", bench.download())
    assert first.new
    bench.post()
    made = bench.made()
    again = bench.retrieve()
    assert (again.ok, again.new) == (True, False)
    assert again.message == (
        "report 5000000000219760 is settlement 10000000001, which account main imported from "
        "settlement.txt on 2024-02-12 09:00 UTC; nothing was changed."
    )
    assert bench.standing().word == "Error posting to NetSuite (75 %)"
    bench.post()
    assert bench.made() == made


def test_a_file_that_does_not_add_up_is_refused_with_the_difference(bench: Any) -> None:
    file = bench.download(lambda rows: [each for each in rows if "Storage Fee" not in each])
    found = bench.engine.upload_settlement("main", file)
    assert not found.ok
    assert found.message == (
        "settlement.txt was not imported: the 38 rows add up to 42.72 USD, the summary row says "
        "24.30 USD; the difference is -18.42 USD."
    )
    assert bench.engine.settlements() == []


def test_a_settlement_of_another_marketplace_is_refused(bench: Any) -> None:
    file = bench.download(lambda rows: [each.replace("Amazon.com", "Amazon.ca") for each in rows])
    found = bench.engine.upload_settlement("main", file)
    assert not found.ok
    assert found.message == (
        "Settlement 10000000001 is a settlement of Amazon.ca; account main sells on Amazon.com "
        "(USD). Nothing was imported."
    )
    assert bench.engine.settlements() == []


def test_rows_of_another_marketplace_are_left_out_by_name(bench: Any) -> None:
    def one_more(rows: list[str]) -> list[str]:
        strange = next(each for each in rows if "0000004\t" in each)
        changed = strange.replace("Amazon.com", "Amazon.ca")
        return [changed if each == strange else each for each in rows]

    bench.engine.upload_settlement("main", bench.download(one_more))
    (warning,) = bench.standing().warnings
    assert warning == "1 row, 22.00 USD: rows of Amazon.ca belong to another store"


def test_a_shop_has_no_settlements(bench: Any) -> None:
    bench.account.update(
        channel="shopify", shop="acme.myshopify.com", token="shpat_x", client_secret=""
    )
    for name in ("seller_id", "marketplace_id", "client_id", "refresh_token"):
        bench.account[name] = ""
    raw = bench.raw
    raw["accounts"]["main"].pop("settlement")
    from connector.engine import Engine
    from connector.settings import parse

    engine = Engine(parse(raw), bench.journal, bench.engine.clock, bench.engine._jobs, bench.wire)
    with pytest.raises(ActionRefused, match="has no settlements; settlement reports are Amazon's"):
        asyncio.run(engine.retrieve_settlement("main", "1"))
    asyncio.run(engine.aclose())


# --- Post and the status words --------------------------------------------------------------------


def test_six_of_eight_are_seventy_five_percent(bench: Any) -> None:
    bench.retrieve()
    posted = bench.post()
    assert posted.tried == 8
    assert posted.standing.word == "Error posting to NetSuite (75 %)"
    assert str(posted.standing.failed) == "8.14 USD"
    assert statuses(bench) == [
        ("order 1", "Posted"),
        ("order 2", "Posted"),
        ("order 3", "Posted"),
        ("order 4", "Error Posting to NetSuite"),
        ("refund 1", "Posted"),
        ("refund 8", "Posted"),
        ("refund 9", "Error Posting to NetSuite"),
        ("non-order", "Posted"),
    ]


def test_the_list_of_posting_errors_has_sentence_and_remedy(bench: Any) -> None:
    bench.posted()
    failed = bench.engine.settlement_postings(bench.number, status=PostingStatus.ERROR)
    assert [(each.order_id, str(each.amount)) for each in failed] == [
        ("111-0000004-0000004", "18.70 USD"),
        ("111-0000009-0000009", "-10.56 USD"),
    ]
    for each in failed:
        assert each.problem.sentence.startswith(f"Order {each.order_id} was never synced")
        assert each.problem.remedy


def test_complete_after_both_are_cancelled_and_eight_fourteen_short(bench: Any) -> None:
    bench.posted()
    standing = bench.engine.cancel_settlement_postings(bench.number)
    assert standing.word == "Complete"
    (warning,) = standing.warnings
    assert warning.startswith("2 postings cancelled, 8.14 USD not in NetSuite: ")
    assert "order 111-0000004-0000004 (18.70 USD)" in warning
    assert "refund of 111-0000009-0000009" in warning
    assert warning.endswith("(-10.56 USD)")


def test_one_cancelled_and_one_failed_is_still_an_error(bench: Any) -> None:
    bench.posted()
    failed = bench.engine.settlement_postings(bench.number, status=PostingStatus.ERROR)
    standing = bench.engine.cancel_settlement_postings(bench.number, postings=[failed[0].id])
    assert standing.word == "Error posting to NetSuite (75 %)"
    assert len(standing.warnings) == 2


def test_uncancelled_postings_wait_and_are_posted_again(bench: Any) -> None:
    bench.posted()
    bench.engine.cancel_settlement_postings(bench.number)
    standing = bench.engine.uncancel_settlement_postings(bench.number)
    assert standing.word == "In FarApp (Automatic Sync Disabled)"
    assert standing.note == "6 of 8 postings are in NetSuite"
    assert bench.post().tried == 2
    assert bench.standing().word == "Error posting to NetSuite (75 %)"


def test_cancelled_all_is_canceled(bench: Any) -> None:
    bench.retrieve()
    every = [each.id for each in bench.engine.settlement_postings(bench.number)]
    assert bench.engine.cancel_settlement_postings(bench.number, postings=every).word == "Canceled"


def test_posting_in_progress_while_a_manual_post_runs(bench: Any) -> None:
    bench.retrieve()
    seen: list[str] = []
    bench.run(
        bench.engine.post_settlement(
            bench.number, told=lambda tried, of: seen.append(bench.standing().word)
        )
    )
    assert set(seen) == {"Posting in Progress"}
    assert len(seen) == 8


def test_scheduled_while_the_switch_is_on(bench: Any) -> None:
    bench.activated()
    bench.engine.uncancel_settlement_postings(bench.number)
    assert bench.standing().word == "Scheduled to Post to NetSuite"


def test_post_again_writes_nothing_twice(bench: Any) -> None:
    bench.posted()
    made, total = bench.made(), bench.document(1).total
    assert len(made) == 3
    assert bench.post().tried == 2
    assert (bench.made(), bench.document(1).total) == (made, total)


def test_one_posting_can_be_posted_alone(bench: Any) -> None:
    bench.retrieve()
    first = bench.engine.settlement_postings(bench.number)[0]
    assert bench.post(first.id).tried == 1
    assert [status for _, status in statuses(bench)].count("Posted") == 1


def test_posted_cannot_be_cancelled_all_or_none(bench: Any) -> None:
    bench.posted()
    every = [each.id for each in bench.engine.settlement_postings(bench.number)]
    with pytest.raises(ActionRefused, match="is Posted: there is nothing left to cancel"):
        bench.engine.cancel_settlement_postings(bench.number, postings=every)
    assert bench.standing().progress.cancelled == 0


def test_nothing_is_posted_before_the_customer_is_named(bench: Any) -> None:
    bench.restart(customer_internal_id="")
    bench.retrieve()
    with pytest.raises(ActionRefused, match=r"settlement\.customer_internal_id is not set"):
        bench.post()
    assert bench.wire.writes == 0


def test_deleted_and_imported_again_is_recognised_in_netsuite(bench: Any) -> None:
    bench.posted()
    made = bench.made()
    bench.engine.delete_settlement(bench.number)
    assert bench.engine.settlements() == []
    assert bench.made() == made
    bench.retrieve()
    assert bench.post().standing.word == "Error posting to NetSuite (75 %)"
    assert bench.made() == made
    first = bench.engine.settlement_postings(bench.number)[0]
    assert "Recognised" in first.warnings[0]


def test_unknown_numbers(bench: Any) -> None:
    with pytest.raises(UnknownSettlement, match="there is no settlement 77"):
        bench.engine.settlement("77")
    bench.retrieve()
    with pytest.raises(UnknownPosting):
        bench.post(99)


def test_a_month_split_makes_seven_records(bench: Any) -> None:
    bench.restart(split_months=True)
    bench.posted()
    assert bench.standing().progress.all == 9
    assert bench.standing().word == "Error posting to NetSuite (77 %)"
    parts = bench.engine.settlement_postings(bench.number)
    assert [str(each.amount) for each in parts if each.part == "non-order"] == [
        "-10.80 USD",
        "-58.41 USD",
    ]


def test_what_a_lost_answer_leaves_open_cannot_be_cancelled(bench: Any) -> None:
    bench.retrieve()
    first = bench.engine.settlement_postings(bench.number)[0]
    bench.journal.change_posting(
        first.id,
        bench.world.clock.now(),
        status=PostingStatus.IN_PROGRESS,
        note="answer lost, checking the target",
    )
    assert bench.standing().word == "Posting in Progress"
    with pytest.raises(ActionRefused, match="may be in NetSuite already"):
        bench.engine.cancel_settlement_postings(bench.number, postings=[first.id])


# --- rows that name no marketplace (F40) ----------------------------------------------------------


def account_level(rows: list[str]) -> list[str]:
    """Only what belongs to no order, and no row says where it was sold."""
    kept = [each for each in rows[2:] if not each.split("\t")[7]]
    summary = rows[1].replace("\t24.30\t", "\t-54.21\t")
    return [each.replace("Amazon.com", "") for each in (rows[0], summary, *kept)]


def test_rows_that_name_no_marketplace_are_the_accounts_own(bench: Any) -> None:
    found = bench.engine.upload_settlement("main", bench.download(account_level))
    assert found.ok, found.message
    assert bench.post().standing.word == "Complete"
    (posting,) = bench.engine.settlement_postings(bench.number)
    assert str(posting.amount) == "-69.21 USD"


def test_unless_their_currency_is_another_marketplaces(bench: Any) -> None:
    file = bench.download(
        lambda rows: [each.replace("\tUSD\t", "\tCAD\t") for each in account_level(rows)]
    )
    found = bench.engine.upload_settlement("main", file)
    assert not found.ok
    assert found.message == (
        "Settlement 10000000001 is in CAD and names no marketplace; account main sells on "
        "Amazon.com (USD). Nothing was imported."
    )


def test_reserves_are_followed_from_one_settlement_to_the_next(bench: Any) -> None:
    bench.retrieve("5000000000119746")
    bench.retrieve()
    assert bench.standing().warnings == ()
    bench.engine.delete_settlement(bench.number)
    broken = bench.world.amazon.desk.publish_broken(bench.number, "F43")
    bench.retrieve(broken.id)
    assert bench.standing().warnings == (
        "70.00 USD of reserve came in, settlement 10000000000 held 60.00 USD back: a difference of "
        "10.00 USD",
    )
