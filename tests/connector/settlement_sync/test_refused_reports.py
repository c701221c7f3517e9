"""Reports that are not imported: said, remembered with the reason, and not fetched every day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connector.journal_settlement_refusals import RefusedReport
from connector.rows import Problem

DAYS = 6


@pytest.fixture
def documents(bench: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the reports whose document was fetched."""
    fetched: list[str] = []
    source = bench.engine.account("main").channel
    download = type(source).download

    async def counted(self: Any, info: Any, into: Any) -> None:
        fetched.append(info.report_id)
        await download(self, info, into)

    monkeypatch.setattr(type(source), "download", counted)
    return fetched


def a_broken_report(bench: Any, defect: str) -> str:
    bench.activated()
    return str(bench.world.amazon.desk.publish_broken(bench.number, defect).id)


def daily(bench: Any) -> list[list[str]]:
    """What each of some daily runs has to say."""
    said = []
    for _ in range(DAYS):
        (report,) = bench.due()
        said.append(report.skipped)
        bench.advance(days=1)
    return said


def test_a_broken_report_is_tried_four_times_and_then_left(
    bench: Any, documents: list[str]
) -> None:
    broken = a_broken_report(bench, "F45")
    said = daily(bench)
    assert [len(each) for each in said] == [1, 1, 1, 1, 0, 0]
    assert "the difference is 10.00 USD" in said[0][0]
    assert documents.count(broken) == 4
    (held,) = bench.engine.refused_reports("main")
    assert (held.report_id, held.tries) == (broken, 4)
    assert held.refused_at == datetime(2024, 2, 15, 9, 0, tzinfo=UTC)
    assert "the summary row says" in held.problem.sentence
    assert held.problem.remedy.startswith("Download the report again")


def test_a_download_that_is_cut_off_is_one_of_them(bench: Any, documents: list[str]) -> None:
    broken = a_broken_report(bench, "cut gzip")
    assert [len(each) for each in daily(bench)] == [1, 1, 1, 1, 0, 0]
    assert documents.count(broken) == 4
    (held,) = bench.engine.refused_reports()
    assert held.problem.code == "DAMAGED_DOCUMENT"


def test_a_report_of_another_marketplace_is_fetched_once(bench: Any, documents: list[str]) -> None:
    bench.activated()
    bench.engine.delete_settlement(bench.number)
    bench.account["marketplace_id"] = "CA"
    bench.restart()
    assert [len(each) for each in daily(bench)] == [1, 0, 0, 0, 0, 0]
    assert documents == [bench.report]


def test_asked_for_by_hand_it_is_tried_again(bench: Any, documents: list[str]) -> None:
    broken = a_broken_report(bench, "F45")
    daily(bench)
    assert not bench.retrieve(broken).ok
    assert documents.count(broken) == 5
    (held,) = bench.engine.refused_reports()
    assert held.tries == 5


def test_what_is_imported_after_all_is_refused_no_more(bench: Any) -> None:
    problem = Problem(source="Amazon", sentence="It was cut off.", remedy="Again.")
    bench.journal.refuse_report("main", bench.report, problem, datetime(2024, 2, 1, tzinfo=UTC))
    assert bench.retrieve().new
    assert bench.engine.refused_reports() == []


def test_it_stands_in_the_list(bench: Any) -> None:
    broken = a_broken_report(bench, "F45")
    bench.retrieve(broken)
    listed = bench.cli("settlement", "list")
    assert "1 report was not imported: `connector settlement list --refused`" in listed.stdout
    shown = " ".join(bench.cli("settlement", "list", "--refused").stdout.split())
    assert f"main, report {broken}, 2024-02-12 09:00 UTC: report {broken} was not" in shown
    assert "what to do: Download the report again" in shown
    assert "tried once; tried again by the next daily sync" in shown
    (said,) = bench.cli_json("settlement", "list", "--refused")
    assert said["problem"]["code"] == "settlement_refused"
    assert said["tries"] == 1


def test_the_journal_counts_what_is_refused_again(bench: Any) -> None:
    journal = bench.journal
    one = Problem(source="Amazon", sentence="One.", remedy="")
    two = Problem(source="Amazon", sentence="Two.", remedy="", figures={"rows": "3"})
    first, later = datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 2, 2, tzinfo=UTC)
    journal.refuse_report("main", "50", one, first)
    journal.refuse_report("main", "50", two, later)
    journal.refuse_report("other", "50", one, first)
    assert journal.refused_reports("main") == [
        RefusedReport(account="main", report_id="50", problem=two, tries=2, refused_at=later)
    ]
    journal.forget_refusal("main", "50")
    assert [each.account for each in journal.refused_reports()] == ["other"]
