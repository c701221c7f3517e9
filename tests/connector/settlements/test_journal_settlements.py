"""A settlement in the journal, to the cent and the row, on both databases."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connector.journal import Journal
from connector.journal_settlements import (
    ExclusionKind,
    PostingStatus,
    UnknownPosting,
    UnknownSettlement,
)
from connector.money import Money
from connector.settlements import ChangedSettlement, DoesNotAddUp

NOW = datetime(2024, 2, 10, 9, 30, tzinfo=UTC)
W8_POSTINGS = [
    ("order 111-0000001-0000001", "46.74 USD", 8),
    ("order 111-0000002-0000002", "21.63 USD", 5),
    ("order 111-0000003-0000003", "54.80 USD", 5),
    ("order 111-0000004-0000004", "18.70 USD", 2),
    ("refund of 111-0000001-0000001", "-22.00 USD", 5),
    ("refund of 111-0000008-0000008", "-30.80 USD", 5),
    ("refund of 111-0000009-0000009", "-10.56 USD", 3),
    ("non-order", "-69.21 USD", 4),
]


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


@pytest.fixture
def journal(journal_path: str) -> Iterator[Journal]:
    made = Journal(journal_path)
    yield made
    made.close()


def said(journal: Journal, settlement: int) -> list[tuple[str, str, int]]:
    return [(each.name, str(each.amount), each.rows) for each in journal.postings(settlement)]


def test_the_worked_example_makes_eight_postings(journal, make):
    taken = journal.take("acme", make(), report_id="50001", name="report 50001", now=NOW)
    held = taken.settlement
    assert (held.number, held.report_id, held.total) == ("10000000001", "50001", usd("24.30"))
    assert (held.rows, held.postings, held.marketplace) == (39, 8, "Amazon.com")
    assert held.start == datetime(2024, 1, 24, 8, tzinfo=UTC)
    assert held.deposit == datetime(2024, 2, 9, 8, tzinfo=UTC)
    assert taken.sentence == "settlement 10000000001: 39 rows"
    assert said(journal, held.id) == W8_POSTINGS
    assert [(each.kind, str(each.amount)) for each in journal.exclusions(held.id)] == [
        (ExclusionKind.RESERVE, "-45.00 USD"),
        (ExclusionKind.RESERVE, "60.00 USD"),
    ]


def test_a_second_time_changes_nothing_and_names_the_first(journal, make):
    file = make()
    first = journal.take("acme", file, name="report 9", now=NOW)
    packed = io.BytesIO(gzip.compress(file.read_bytes()))
    later = NOW + timedelta(days=3)
    again = journal.take("acme", packed, report_id="77", name="upload.txt.gz", now=later)
    assert not first.again
    assert again.again
    assert again.sentence == (
        "settlement 10000000001 was already taken from report 9 on 2024-02-10 09:30 UTC; "
        "nothing was changed"
    )
    assert said(journal, first.settlement.id) == W8_POSTINGS
    assert journal.settlement("acme", "77").other_reports == ("77",)


def test_the_same_number_with_other_figures_is_refused(journal, make, rows):
    held = journal.take("acme", make(), name="report 9", now=NOW).settlement
    with pytest.raises(ChangedSettlement) as refused:
        journal.take("acme", make(rows[:-1], total="69.30"), name="report 10", now=NOW)
    assert "was taken from report 9 with 39 rows and 24.30 USD; now it has 38 rows" in str(
        refused.value
    )
    assert "delete the first (`connector settlement delete 10000000001`)" in refused.value.remedy
    assert said(journal, held.id) == W8_POSTINGS


def test_a_refused_file_leaves_nothing_behind(journal, make):
    with pytest.raises(DoesNotAddUp):
        journal.take("acme", make(total="24.31"), name="bad", now=NOW)
    assert journal.settlements() == []
    with pytest.raises(UnknownSettlement):
        journal.postings(1)
    assert not journal.take("acme", make(), name="good", now=NOW).again


def test_what_becomes_of_a_posting(journal, make):
    held = journal.take("acme", make(), name="report 9", now=NOW).settlement
    first = next(journal.postings(held.id))
    posted = journal.change_posting(
        first.id, NOW + timedelta(hours=1), status=PostingStatus.POSTED, target_id="88",
        target_amount=usd("46.74"), warnings=["one", "one"],
    )  # fmt: skip
    assert (posted.target_amount, posted.warnings) == (usd("46.74"), ("one",))
    assert posted.history == ("2024-02-10 09:30:00 Waiting",)
    assert journal.posting(first.id) == posted
    assert [each.id for each in journal.postings(held.id, PostingStatus.POSTED)] == [first.id]
    assert len(list(journal.postings(held.id, PostingStatus.WAITING))) == 7


def test_six_of_eight_are_75_percent_and_the_cancelled_ones_stay_missing(journal, make):
    held = journal.take("acme", make(), name="report 9", now=NOW).settlement
    assert journal.progress(held.id).word(False) == "In FarApp (Automatic Sync Disabled)"
    assert journal.progress(held.id).word(True) == "Scheduled to Post to NetSuite"
    lost = {"111-0000004-0000004", "111-0000009-0000009"}
    for each in journal.postings(held.id):
        bad = each.order_id in lost
        status = PostingStatus.ERROR if bad else PostingStatus.POSTED
        journal.change_posting(each.id, NOW, status=status)
    assert journal.progress(held.id).word(True) == "Error posting to NetSuite (75 %)"
    for each in journal.postings(held.id, PostingStatus.ERROR):
        journal.change_posting(each.id, NOW, status=PostingStatus.CANCELED, cancelled_by="user")
    progress = journal.progress(held.id)
    assert progress.word(True) == "Complete"
    assert progress.warning == "2 postings cancelled, 8.14 USD not in NetSuite"
    assert [(each.part, each.status, each.count, str(each.amount))
            for each in journal.totals(held.id)] == [
        ("order", "Posted", 3, "123.17 USD"), ("order", "Canceled", 1, "18.70 USD"),
        ("refund", "Posted", 2, "-52.80 USD"), ("refund", "Canceled", 1, "-10.56 USD"),
        ("non-order", "Posted", 1, "-69.21 USD"),
    ]  # fmt: skip


@pytest.mark.parametrize("number", [0, 1, 10_000_009, 10_000_012, 10_000_014, 20_000_001])
def test_a_posting_that_is_not_there(journal, make, number):
    """9 is a later row of the account's own posting, 12 one of the reserve."""
    journal.take("acme", make(), name="report 9", now=NOW)
    with pytest.raises(UnknownPosting):
        journal.posting(number)
