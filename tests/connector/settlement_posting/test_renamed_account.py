"""A settlement that was posted under another name of the account is not posted again."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest

from connector.flows.outcome import Kind as Outcomes
from connector.flows.settlements import post_posting
from connector.flows.settlements.keys import other_account
from connector.settlements.postings import SplitOptions

KEY = "nsc_settlement_main_10000000001_order_111-0000001-0000001"


@pytest.mark.parametrize(
    ("other", "account"),
    [
        (KEY, ""),
        (f"{KEY}_r7", ""),
        (KEY.replace("main", "amz"), "amz"),
        (KEY.replace("main", "amz") + "_r7", "amz"),
        (KEY.replace("main", "amz").replace("10000000001", "10000000002") + "_r7", ""),
        ("nsc_order_amz_10000000001_order_111-0000001-0000001", ""),
        ("", ""),
    ],
)
def test_whose_the_same_posting_is(other: str, account: str) -> None:
    assert other_account(KEY, other) == account


def posted(books: Any, name: str, **options: bool) -> list[tuple[str, str, str]]:
    """Kind of outcome, code and sentence of each posting."""
    account = replace(books.account, name=name)
    settlement = books.journal.take(
        name,
        io.BytesIO(books.world.amazon.desk.download("10000000001")),
        name="a file",
        now=books.world.clock.now(),
        options=SplitOptions(**options),
    ).settlement
    found = []
    for posting in list(books.journal.postings(settlement.id)):
        rows = books.journal.rows_of(posting)
        outcome = books.run(post_posting(account, settlement, posting, rows))
        problem = outcome.problem
        found.append(
            (outcome.kind, problem.code if problem else "", problem.sentence if problem else "")
        )
    return found


def test_nothing_is_written_twice_and_the_other_name_is_said(ready: Any) -> None:
    posted(ready, "main")
    before = ready.world.documents_hash()
    again = posted(ready, "amz")
    assert ready.world.documents_hash() == before
    assert {each[0] for each in again} == {Outcomes.REFUSED}
    said = [each[2] for each in again if each[1] == "posted_by_another_account"]
    assert len(said) == 6
    assert said[0] == (
        "CS1002 has this posting of the settlement already, written for account main; nothing was "
        "written a second time."
    )
    assert [each[1] for each in again].count("order_never_synced") == 2


def test_under_its_old_name_it_is_recognised(ready: Any) -> None:
    posted(ready, "main")
    before = ready.world.documents_hash()
    ready.journal.drop(ready.journal.settlements("main")[0].id)
    kinds = [each[0] for each in posted(ready, "main")]
    assert ready.world.documents_hash() == before
    assert (kinds.count(Outcomes.DONE), kinds.count(Outcomes.REFUSED)) == (6, 2)
