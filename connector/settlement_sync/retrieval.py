"""Bringing a settlement in: the Retrieve window, a file by hand, and what the daily sync finds.

A settlement is taken once an account, whoever brings it and in whatever form: a second time is no
mistake, the answer names the first. Nothing of a refused file stays but that it was refused, and
why: the daily sync tries such a report as often as a posting (K8), then leaves it to a person.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from connector.channels.settlement_source import REACH, ReportInfo, SettlementSource
from connector.flows.outcome import ENGINE, Kind, outcome_of
from connector.flows.settlements import SettlementAccount
from connector.journal_settlement_refusals import RefusedReport
from connector.journal_settlements import UnknownSettlement
from connector.lifecycle import MAX_RETRIES
from connector.rows import Problem
from connector.settlement_sync.account import split_options
from connector.settlements import SettlementRefused, Statement, read_statement
from connector.settlements.postings import Settlement
from connector.trouble import Refused, Trouble

__all__ = [
    "Brought",
    "bring_file",
    "bring_report",
    "first_import",
    "known_report",
    "left_alone",
    "take_report",
]

DONE = "DONE"
DIRECTLY = (
    "Take it from Seller Central (Payments > All Statements > Download Flat File V2) and import "
    "the file with `connector settlement upload`."
)
NO_REPORT_ID = (
    "Enter the report ID, not the settlement ID (Seller Central shows the settlement ID; "
    "`connector settlement list` shows both once a report is here)."
)


@dataclass(frozen=True, slots=True)
class Brought:
    """`new`: it is here because of this. Without a settlement `problem` says why."""

    message: str
    settlement: Settlement | None = None
    problem: Problem | None = None
    new: bool = False

    @property
    def ok(self) -> bool:
        return self.settlement is not None


async def bring_report(account: SettlementAccount, report_id: str) -> Brought:
    """Data Flows > Settlements > Retrieve. Never raises Trouble."""
    wanted = report_id.strip()
    known = known_report(account, wanted)
    if known is not None:
        return Brought(first_import(known, wanted), known)
    source = account.source
    if source is None:
        return _no(
            f"{account.channel.name} as it is connected gives no settlement reports.", DIRECTLY
        )
    try:
        info = await source.report(wanted)
        if info is None:
            return _no(
                f"There is no settlement report {wanted} in {account.channel.name}.",
                f"{NO_REPORT_ID} Reports older than {REACH.days} days are not found either: take "
                "the file from Seller Central and use `connector settlement upload`.",
                code="report_not_found",
            )
        if account.clock.now() - info.created_at > REACH:
            return _no(
                f"Report {wanted} is of {info.created_at:%Y-%m-%d}; {account.channel.name} gives "
                f"settlement reports for {REACH.days} days only.",
                DIRECTLY,
                code="report_too_old",
            )
        if info.status != DONE:
            return _no(
                f"Report {wanted} cannot be read yet: {account.channel.name} says {info.status}.",
                "Retrieve it again later."
                if info.status.startswith("IN_")
                else "Choose another report of the same settlement.",
                code="report_not_ready",
            )
        return await take_report(account, source, info)
    except Trouble as trouble:
        outcome = outcome_of(trouble)
        problem = outcome.problem
        if problem is not None and outcome.kind is Kind.PUT_OFF:
            problem = Problem(
                source=problem.source,
                sentence=problem.sentence,
                remedy="Nothing was changed; retrieve again later.",
                code=problem.code,
            )
        return Brought(trouble.sentence, problem=problem)


async def take_report(
    account: SettlementAccount, source: SettlementSource, info: ReportInfo
) -> Brought:
    """Download and take. Raises Trouble of the download; a refused file is an answer, and
    remembered."""
    brought = await _download_and_take(account, source, info)
    if brought.problem is None:
        account.journal.forget_refusal(account.name, info.report_id)
    else:
        now = account.clock.now()
        account.journal.refuse_report(account.name, info.report_id, brought.problem, now)
    return brought


async def _download_and_take(
    account: SettlementAccount, source: SettlementSource, info: ReportInfo
) -> Brought:
    async with _workplace() as place:
        with place.open("wb") as into:
            try:
                await source.download(info, into)
            except Refused as refused:
                problem = outcome_of(refused).problem
                if refused.login or problem is None:
                    raise
                return Brought(problem.sentence, problem=problem)
        return _take(
            account,
            place,
            name=f"report {info.report_id}",
            report_id=info.report_id,
            available_at=info.created_at,
        )


def left_alone(refused: RefusedReport) -> bool:
    """Whether the daily sync downloads it no more. A person may still retrieve it."""
    return refused.problem.final or refused.tries > MAX_RETRIES


def bring_file(account: SettlementAccount, file: Path | BinaryIO, name: str = "") -> Brought:
    """A file that a person downloaded from Seller Central. Raises OSError when it cannot be
    read."""
    called = name or (file.name if isinstance(file, Path) else "a file")
    return _take(account, file, name=called, report_id="", available_at=None)


def known_report(account: SettlementAccount, number: str) -> Settlement | None:
    """The settlement that this report, or this settlement id, is known as."""
    try:
        return account.journal.settlement(account.name, number)
    except UnknownSettlement:
        return None


def first_import(settlement: Settlement, what: str) -> str:
    """That nothing was done, and which import was the first (F39)."""
    return (
        f"{what} is settlement {settlement.number}, which account {settlement.account} imported "
        f"from {settlement.name} on {settlement.taken_at:%Y-%m-%d %H:%M} UTC; nothing was changed."
    )


def _take(
    account: SettlementAccount,
    file: Path | BinaryIO,
    *,
    name: str,
    report_id: str,
    available_at: datetime | None,
) -> Brought:
    try:
        wrong = _elsewhere(account, read_statement(file))
        if wrong is not None:
            return Brought(wrong.sentence, problem=wrong)
        if not isinstance(file, Path):
            file.seek(0)
        taken = account.journal.take(
            account.name,
            file,
            report_id=report_id,
            name=name,
            now=account.clock.now(),
            options=split_options(account),
            available_at=available_at,
        )
    except SettlementRefused as refused:
        return _no(
            f"{name} was not imported: {refused}.",
            refused.remedy or "Download the report again from Seller Central.",
            code="settlement_refused",
        )
    if taken.again:
        return Brought(first_import(taken.settlement, name), taken.settlement)
    return Brought(_arrived(taken.settlement), taken.settlement, new=True)


def _arrived(settlement: Settlement) -> str:
    return (
        f"Settlement {settlement.number} ({settlement.start:%Y-%m-%d} to "
        f"{settlement.end:%Y-%m-%d}) was retrieved: {_count(settlement.rows, 'row')}, "
        f"{_count(settlement.postings, 'posting')}, deposit {settlement.total}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _elsewhere(account: SettlementAccount, statement: Statement) -> Problem | None:
    """A seller's marketplaces share one list of reports (F40). Where no row says which one, the
    account's own is taken, unless the currency is another one."""
    own = account.settings.marketplace
    named = sorted(name for name in statement.by_marketplace() if name)
    if named and own.name.casefold() not in {each.casefold() for each in named}:
        what = f"is a settlement of {', '.join(named)}"
    elif not named and statement.summary.total.currency != own.currency:
        what = f"is in {statement.summary.total.currency} and names no marketplace"
    else:
        return None
    number = statement.summary.settlement_id
    return Problem(
        source=ENGINE,
        sentence=f"Settlement {number} {what}; account {account.name} sells on {own.name} "
        f"({own.currency}). Nothing was imported.",
        remedy="Retrieve it into the account of that marketplace; every marketplace is an account "
        "of its own.",
        code="other_marketplace",
        final=True,
    )


def _no(sentence: str, remedy: str, code: str = "") -> Brought:
    problem = Problem(source=ENGINE, sentence=sentence, remedy=remedy, code=code)
    return Brought(sentence, problem=problem)


@asynccontextmanager
async def _workplace() -> AsyncIterator[Path]:
    """A file of its own for a download, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="settlement-") as folder:
        yield Path(folder) / "report.txt"
