"""A settlement is taken whole or not at all, and once, whoever brings it and whatever dies."""

from __future__ import annotations

import gzip
import io
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from connector.journal import Journal
from connector.journal_settlements import PostingStatus, SplitOptions
from connector.settlements import (
    BrokenDownload,
    ChangedSettlement,
    DoesNotAddUp,
    NotASettlement,
    SettlementRefused,
    Unreadable,
    WrongEncoding,
)

NOW = datetime(2024, 2, 10, 9, 30, tzinfo=UTC)
ROWS = 4000


@pytest.fixture
def journal(journal_path: str) -> Iterator[Journal]:
    made = Journal(journal_path)
    yield made
    made.close()


@pytest.fixture
def long_file(make) -> Path:
    """Many blocks; four rows an order."""
    rows = [
        {
            "transaction-type": "Order", "order-id": f"111-{n // 4:07d}-0000000",
            "amount-type": "ItemPrice", "amount-description": "Principal", "amount": "1.00",
            "posted-date": "2024-02-01", "posted-date-time": "2024-02-01 00:00:00 UTC",
        }
        for n in range(ROWS)
    ]  # fmt: skip
    made: Path = make(rows, total=f"{ROWS}.00", name="long.txt")
    return made


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from connector.journal import Journal

class Deadly:
    def __init__(self, file):
        self.file, self.reads = file, 0
    def read(self, size):
        self.reads += 1
        if self.reads == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.file.read(size)
    def readline(self, size):
        return self.file.readline(size)

with open(sys.argv[2], "rb") as file:
    Journal(sys.argv[1]).take("acme", Deadly(file), name="x", now=datetime(2024, 2, 10, tzinfo=UTC))
"""


def test_nothing_is_left_of_a_take_that_was_killed(journal_path, long_file):
    Journal(journal_path).close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, journal_path, str(long_file)], check=False, timeout=60
    )
    assert done.returncode == -signal.SIGKILL
    journal = Journal(journal_path)
    assert journal.settlements() == []
    taken = journal.take("acme", long_file, name="again", now=NOW)
    assert (taken.again, taken.settlement.postings) == (False, ROWS // 4)
    assert sum(1 for _ in journal.postings(taken.settlement.id)) == ROWS // 4
    journal.close()


def test_of_workers_that_take_it_at_once_one_wins(journal_path, long_file):
    Journal(journal_path).close()
    together = Barrier(4)

    def worker(name: str) -> tuple[bool, str]:
        journal = Journal(journal_path)
        together.wait()
        taken = journal.take("acme", long_file, name=name, now=NOW)
        journal.close()
        return taken.again, taken.settlement.name

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(worker, "abcd"))
    assert sorted(again for again, _ in found) == [False, True, True, True]
    assert len({name for _, name in found}) == 1  # everybody is told the winner's
    journal = Journal(journal_path)
    assert [each.postings for each in journal.settlements("acme")] == [ROWS // 4]
    journal.close()


def test_of_workers_that_change_a_posting_both_are_in_the_history(journal_path, long_file):
    first = Journal(journal_path)
    settlement = first.take("acme", long_file, name="x", now=NOW).settlement.id
    posting = next(first.postings(settlement)).id
    first.close()
    together = Barrier(2)

    def worker(status: PostingStatus) -> None:
        journal = Journal(journal_path)
        together.wait()
        journal.change_posting(posting, NOW, status=status)
        journal.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(worker, [PostingStatus.POSTED, PostingStatus.ERROR]))
    journal = Journal(journal_path)
    assert len(journal.posting(posting).history) == 2
    assert sum(each.count for each in journal.totals(settlement)) == ROWS // 4
    journal.close()


def test_each_account_has_its_own(journal, make):
    one = journal.take("acme", make(), name="one", now=NOW)
    other = journal.take("acme-de", make(), name="two", now=NOW)
    assert not other.again
    assert [each.id for each in journal.settlements("acme")] == [one.settlement.id]
    assert len(journal.settlements()) == 2


def test_options_are_kept_as_they_were(journal, make):
    options = SplitOptions(merge_refunds=True, split_months=True)
    first = journal.take("acme", make(), name="one", now=NOW, options=options)
    assert first.settlement.options == options
    again = journal.take("acme", make(), name="two", now=NOW)
    assert (again.again, again.settlement.options) == (True, options)


def test_the_same_sums_of_other_orders_are_another_file(journal, make, rows):
    journal.take("acme", make(), name="one", now=NOW)
    rows[8]["order-id"], rows[13]["order-id"] = rows[13]["order-id"], rows[8]["order-id"]
    with pytest.raises(ChangedSettlement):
        journal.take("acme", make(rows), name="two", now=NOW)


def _cut_gzip(content: bytes) -> bytes:
    return gzip.compress(content)[:-60]


BROKEN = {
    "a total that differs (F45)": (lambda c: c.replace(b"\t24.30\t", b"\t24.31\t"), DoesNotAddUp),
    "a comma where dots are (F46)": (lambda c: c.replace(b"\t-7.50\t", b"\t-7,50\t"), Unreadable),
    "a cut line": (lambda c: c[:-70], BrokenDownload),
    "a cut gzip": (_cut_gzip, BrokenDownload),
    "two in one file": (lambda c: c + c.split(b"\n", 1)[1], BrokenDownload),
    "strange bytes": (lambda c: c.replace(b"AMZ-HOOK", b"AMZ-\x81\x81"), WrongEncoding),
    "a page": (lambda c: b"<html>" + c, NotASettlement),
    "a day that is none": (lambda c: c.replace(b"2024-02-05 10", b"2024-02-31 10"), Unreadable),
}


@pytest.mark.parametrize("defect", BROKEN)
def test_a_broken_file_leaves_nothing_behind(journal, make, defect):
    breaking, expected = BROKEN[defect]
    with pytest.raises(expected) as refused:
        journal.take("acme", io.BytesIO(breaking(make().read_bytes())), name="bad", now=NOW)
    assert isinstance(refused.value, SettlementRefused)
    assert journal.settlements() == []
    assert not journal.take("acme", make(), name="good", now=NOW).again


def test_only_what_happens_to_a_posting_can_be_changed(journal, make):
    settlement = journal.take("acme", make(), name="one", now=NOW).settlement.id
    posting = next(journal.postings(settlement)).id
    for field in ("amount", "order_id", "rows", "nonsense", "history"):
        with pytest.raises(TypeError, match=field):
            journal.change_posting(posting, NOW, **{field: 1})
    with pytest.raises(TypeError, match="total"):
        journal.change_settlement(settlement, total=1)
    begun = journal.change_settlement(settlement, posting_since=NOW)
    assert begun.posting_since == NOW
    assert journal.progress(settlement).word(True) == "Posting in Progress"
