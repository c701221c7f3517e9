"""A settlement out of the journal, posting by posting, with every choice of merging."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.flows.settlements import post_posting
from connector.settlements.postings import SplitOptions
from sandbox.audit import audit


def D(amount: str) -> Decimal:
    return Decimal(amount)


def taken(books: Any, **options: bool) -> Any:
    file = io.BytesIO(books.world.amazon.desk.download("10000000001"))
    return books.journal.take(
        "main",
        file,
        report_id="r1",
        name="report r1",
        now=books.world.clock.now(),
        options=SplitOptions(**options),
    ).settlement


def post_all(books: Any, **options: bool) -> list[tuple[str, str, str, str]]:
    """What each posting became: its name, kind of outcome, record and total."""
    settlement = taken(books, **options)
    found = []
    for posting in list(books.journal.postings(settlement.id)):
        rows = books.journal.rows_of(posting)
        outcome = books.run(post_posting(books.account, settlement, posting, rows))
        said = outcome.problem.code if outcome.problem else ""
        amount = outcome.target_amount
        found.append(
            (posting.name, said, outcome.target_type, str(amount.amount) if amount else "")
        )
    return found


def test_eight_postings_of_which_six_are_done(ready: Any) -> None:
    found = post_all(ready)
    assert [each[1:] for each in found if each[0].startswith("order")] == [
        ("", "cashSale", "46.74"),
        ("", "cashSale", "21.63"),
        ("", "cashSale", "54.80"),
        ("order_never_synced", "", ""),
    ]
    assert sorted(each[1:] for each in found if each[0].startswith("refund")) == [
        ("", "cashRefund", "22.00"),
        ("", "cashRefund", "30.80"),
        ("order_never_synced", "", ""),
    ]
    assert [each[1:] for each in found if each[0].startswith("non-order")] == [
        ("", "cashRefund", "69.21")
    ]
    assert len(found) == 8


def test_seven_records_with_the_month_split(ready: Any) -> None:
    found = post_all(ready, split_months=True)
    assert [each for each in found if each[0].startswith("non-order")] == [
        ("non-order 2024-01", "", "cashRefund", "10.80"),
        ("non-order 2024-02", "", "cashRefund", "58.41"),
    ]
    assert [each[1] for each in found].count("") == 7


@pytest.mark.parametrize("option", ["merge_fees", "merge_refunds"])
def test_a_summary_names_the_order_that_stops_it(ready: Any, option: str) -> None:
    found = post_all(ready, **{option: True})
    assert [each[1] for each in found if each[0].startswith("all")] == ["orders_missing"]


def test_everything_merged_and_split_once_the_orders_are_there(ready: Any) -> None:
    ready.write_order(4, "AMZ-HOOK", "22.00")
    ready.write_order(9, "AMZ-HOOK", "12.00")
    found = post_all(ready, merge_fees=True, merge_refunds=True, split_months=True)
    assert sorted(found) == [
        ("all orders 2024-01", "", "cashRefund", "16.61"),
        ("all orders 2024-02", "", "cashRefund", "28.50"),
        ("all refunds 2024-01", "", "cashRefund", "30.80"),
        ("all refunds 2024-02", "", "cashRefund", "32.56"),
        ("non-order 2024-01", "", "cashRefund", "10.80"),
        ("non-order 2024-02", "", "cashRefund", "58.41"),
    ]


def test_posted_twice_by_two_journals_is_posted_once(ready: Any, kit: Any) -> None:
    """The file is brought by hand on another machine, whose journal knows nothing."""
    first = post_all(ready)
    before = ready.world.documents_hash()
    other = kit.Books(ready.world)
    assert post_all(other) == first
    assert ready.world.documents_hash() == before
    other.close()


UNSYNCED = [
    "111-0000004-0000004: the order is not in the books",
    "111-0000009-0000009: the order is not in the books",
    "10000000001: settlement 10000000001: order 111-0000004-0000004 is in no billed record; "
    "18.70 is not in the books",
    "10000000001: settlement 10000000001: no document gives back 10.56 of order "
    "111-0000009-0000009",
]


@pytest.mark.parametrize("restock", [True, False])
@pytest.mark.parametrize("credit_memos", [True, False])
@pytest.mark.parametrize("split", [True, False])
def test_the_judge_finds_the_two_orders_and_nothing_else(
    ready: Any, restock: bool, credit_memos: bool, split: bool
) -> None:
    ready.start(restock=restock, refunds_as_credit_memos=credit_memos)
    post_all(ready, split_months=split)
    assert sorted(map(str, audit(ready.world).findings)) == sorted(UNSYNCED)


@pytest.mark.parametrize("merged", ["merge_fees", "merge_refunds", "both"])
@pytest.mark.parametrize("restock", [True, False])
def test_the_judge_finds_nothing_in_a_summary(ready: Any, merged: str, restock: bool) -> None:
    ready.start(restock=restock)
    ready.write_order(4, "AMZ-HOOK", "22.00", tran_date=date(2024, 2, 3))
    ready.write_order(9, "AMZ-HOOK", "12.00", tran_date=date(2024, 1, 12))
    options = {"merge_fees": True, "merge_refunds": True} if merged == "both" else {merged: True}
    post_all(ready, **options)
    assert audit(ready.world).findings == []
