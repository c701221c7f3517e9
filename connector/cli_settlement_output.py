"""Settlements as tables that fit 80 columns; what belongs in no table stands below as sentences."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from connector.cli_output import print_problem
from connector.journal_settlement_refusals import RefusedReport
from connector.money import Money
from connector.settlement_sync.retrieval import left_alone
from connector.settlement_sync.standing import Standing, called
from connector.settlement_sync.tie_out import SettlementTieOut
from connector.settlement_sync.verify import RowState, Verification, VerifiedRow
from connector.settlements.postings import ExclusionKind, Part, SettlementPosting

__all__ = [
    "posting_as_dict",
    "print_postings",
    "print_refused",
    "print_sentences",
    "print_standings",
    "print_tie_out",
    "print_verification",
]

SHOWN = 20
"""Rows that are wrong, shown before `--rows` is asked for."""


def print_standings(out: Console, standings: list[Standing]) -> None:
    """The documented columns, two to a cell where they belong together."""
    table = Table("Account")
    table.add_column("Report ID\nSettlement ID", no_wrap=True)
    for title in ("Status", "Available Date"):
        table.add_column(title)
    table.add_column("Deposit", justify="right", no_wrap=True)
    for each in standings:
        held = each.settlement
        table.add_row(
            held.account,
            f"{held.report_id or '(file)'}\n{held.number}",
            f"{each.word}\n{each.progress.posted} of {each.progress.all} posted",
            f"{held.available_at:%Y-%m-%d}",
            str(held.total),
        )
    out.print(table)
    for each in standings:
        for warning in each.warnings:
            out.print(f"{each.settlement.number}: {warning}")
        if each.note:
            out.print(f"{each.settlement.number}: {each.note}")
        if each.preflight:
            out.print(f"{each.settlement.number}: {each.preflight}")


def print_refused(out: Console, refused: list[RefusedReport]) -> None:
    if not refused:
        out.print("every report that was downloaded was imported")
    for each in refused:
        when = f"{each.refused_at:%Y-%m-%d %H:%M} UTC"
        out.print(f"{each.account}, report {each.report_id}, {when}: {each.problem.sentence}")
        out.print(f"  what to do: {each.problem.remedy}")
        again = (
            "only when it is retrieved by hand" if left_alone(each) else "by the next daily sync"
        )
        out.print(f"  tried {_times(each.tries)}; tried again {again}")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def print_postings(out: Console, postings: list[SettlementPosting]) -> None:
    if not postings:
        out.print("no postings")
        return
    table = Table("Posting", "What", "Status", "NetSuite")
    table.add_column("Amount", justify="right")
    for each in postings:
        by = f"by {each.cancelled_by}" if each.cancelled_by else ""
        table.add_row(
            str(each.id),
            _short(each),
            "\n".join(piece for piece in (str(each.status), by, each.note) if piece),
            each.target_number,
            _plain(each.amount),
        )
    out.print(table)
    print_sentences(out, postings)


def print_sentences(out: Console, postings: list[SettlementPosting]) -> None:
    for each in postings:
        where = f"Posting {each.id} ({called(each)})"
        for warning in each.warnings:
            out.print(f"{where} warning: {warning}")
        if each.problem is not None:
            print_problem(out, where, each.problem)


def _short(posting: SettlementPosting) -> str:
    """On two lines."""
    name = called(posting)
    if not posting.order_id:
        return name
    return name.replace(f" {posting.order_id}", f"\n{posting.order_id}")


def posting_as_dict(posting: SettlementPosting) -> dict[str, Any]:
    found = asdict(posting)
    found.update(
        name=posting.name,
        part=str(posting.part),
        status=str(posting.status),
        month=None if posting.month is None else posting.month.isoformat(),
        amount=posting.amount,
        target_amount=posting.target_amount,
    )
    return found


def _plain(amount: Money) -> str:
    return f"{amount.amount:f}"


# --- comparing -----------------------------------------------------------------------------------


def print_verification(out: Console, found: Verification, *, every: bool) -> None:
    held = found.settlement
    out.print(f"Settlement {held.number} of account {held.account}, from {held.name}")
    shown = list(found.rows if every else found.wrong)
    more = 0 if every else max(0, len(shown) - SHOWN)
    if shown:
        table = Table("Line", "Row")
        table.add_column("Amount", justify="right", no_wrap=True)
        table.add_column("Where")
        for row in shown[: len(shown) - more]:
            table.add_row(
                str(row.line or "-"),
                "\n".join(each for each in (row.order_id, row.what) if each),
                _plain(row.amount),
                _where(row),
            )
        out.print(table)
    if more:
        out.print(f"and {more} more; --rows shows all")
    why = [row.sentence for row in shown if row.state is RowState.NOT_POSTED]
    for sentence in [*dict.fromkeys(why), *found.sentences]:
        out.print(sentence)
    counts = ", ".join(f"{count} {state}" for state, count in found.counts.items())
    verdict = "every row is accounted for" if found.verified else "NOT verified"
    out.print(f"{len(found.rows)} rows: {counts}. {verdict[:1].upper()}{verdict[1:]}.")


def _where(row: VerifiedRow) -> str:
    sentence = "" if row.state is RowState.NOT_POSTED else row.sentence
    said = [str(row.state) if not row.good else "", row.where, sentence]
    return "\n".join(each for each in said if each)


def print_tie_out(out: Console, seen: SettlementTieOut) -> None:
    held = seen.settlement
    out.print(
        f"Settlement {held.number} of account {held.account}, "
        f"{held.start:%Y-%m-%d} to {held.end:%Y-%m-%d}, in {seen.currency}"
    )
    details = Table("Posting", "NetSuite", "Settlement", "In NetSuite")
    for column in details.columns[2:]:
        column.justify = "right"
    for each in seen.postings:
        details.add_row(
            _short(each.posting),
            each.document or "-",
            _plain(each.posting.amount),
            "-" if each.books is None else _plain(each.books),
        )
    for excluded in seen.exclusions:
        details.add_row(
            excluded.description, f"no document: {_WHY[excluded.kind]}", _plain(excluded.amount), ""
        )
    out.print(details)
    for each in seen.postings:
        if each.sentence:
            out.print(f"{called(each.posting)}: {each.sentence}")
    out.print(_waterfall(seen))
    parts = [seen.in_books(part) for part in Part]
    terms = " ".join(_signed(each) for each in parts if each)
    if seen.transfers:
        terms += f" {_signed(seen.transfers)}"
    said = f"{terms.removeprefix('+ ')} = {_plain(seen.explained)}"
    for amount, what in (
        (seen.unposted, "not in NetSuite"),
        (seen.differences, "different in NetSuite"),
        (seen.elsewhere, "of other stores"),
        (seen.remainder, "not explained"),
    ):
        if amount:
            said += f"; {_signed(amount)} {what}"
    out.print(f"{said} = {_plain(seen.deposit)} deposit")
    reasons = [
        f"{count} {'posting is' if count == 1 else 'postings are'} {what} NetSuite"
        for count, what in (
            (len(seen.missing), "not in"),
            (len(seen.different), "different in"),
        )
        if count
    ]
    if seen.remainder or seen.unknown:
        reasons.append("the remainder is explained by nothing")
    out.print("ties" if seen.ties else f"does NOT tie: {', '.join(reasons)}")


_WHY = {
    ExclusionKind.RESERVE: "a transfer",
    ExclusionKind.BALANCE: "a transfer",
    ExclusionKind.MARKETPLACE: "another store's",
    ExclusionKind.UNKNOWN: "unknown kind",
}


def _waterfall(seen: SettlementTieOut) -> Table:
    table = Table("From the documents to the bank", "Postings", "Amount")
    for column in table.columns[1:]:
        column.justify = "right"
    for part, label in (
        (Part.ORDER, "orders, on their billed records"),
        (Part.REFUND, "refunds"),
        (Part.NON_ORDER, "fees and credits of no order"),
    ):
        count = sum(
            1 for each in seen.postings if each.posting.part is part and each.books is not None
        )
        table.add_row(label, str(count), _plain(seen.in_books(part)))
    table.add_row("reserves and balances (a transfer)", "", _plain(seen.transfers))
    table.add_row("in documents and transfers", "", _plain(seen.explained), end_section=True)
    table.add_row("not in NetSuite", str(len(seen.missing)), _plain(seen.unposted))
    if seen.different:
        table.add_row("different in NetSuite", str(len(seen.different)), _plain(seen.differences))
    if seen.elsewhere:
        table.add_row("rows of other stores", "", _plain(seen.elsewhere))
    table.add_row("remainder", "", _plain(seen.remainder), end_section=True)
    table.add_row("deposit", "", _plain(seen.deposit))
    return table


def _signed(amount: Money) -> str:
    return f"{'-' if amount.amount < 0 else '+'} {_plain(abs(amount))}"
