"""How the command line answers: tables or one JSON document, and the exit code."""

from __future__ import annotations

import json as json_text
from dataclasses import asdict
from datetime import datetime
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from connector.flows.outcome import outcome_of
from connector.money import Money
from connector.rows import OrderStatus, Problem, RefundStatus, Retrieval, Row, SalesStatus
from connector.trouble import Trouble

__all__ = [
    "NO",
    "OK",
    "OPEN",
    "SETTINGS",
    "USAGE",
    "console",
    "emit",
    "explained",
    "finish_retrieval",
    "finish_rows",
    "is_refusal",
    "print_problem",
    "row_as_dict",
]

OK, NO, USAGE, SETTINGS, OPEN = 0, 1, 2, 3, 5
"""The exit codes, explained in `connector --help`."""

ERRORS = {
    OrderStatus.ERROR,
    OrderStatus.FULFILMENT_ERROR,
    RefundStatus.ERROR,
    RefundStatus.ERROR_STOREFRONT,
    SalesStatus.ERROR,
}


def console() -> Console:
    """Sentences hold brackets and numbers: neither markup nor colouring by guess."""
    return Console(markup=False, highlight=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount": f"{value.amount:f}", "currency": value.currency}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return value


def row_as_dict(row: Row) -> dict[str, Any]:
    """Every field of the row; money as {amount, currency}, times as ISO text."""
    found = {name: getattr(row, name) for name in Row.__dataclass_fields__}
    found["problem"] = None if row.problem is None else asdict(row.problem)
    return {name: _plain(value) for name, value in found.items()}


def emit(value: Any) -> None:
    print(json_text.dumps(_plain(value), indent=2, ensure_ascii=False))


def _print_rows(rows: list[Row]) -> None:
    """80 columns are enough: what belongs together stands below each other."""
    out = console()
    if not rows:
        out.print("no rows")
        return
    table = Table("Row", "Order", "Status", "Source Channel", "Target")
    for row in rows:
        by = f"by {row.cancelled_by}" if row.cancelled_by else ""
        table.add_row(
            str(row.id),
            _lines(row.order_name, row.account),
            _lines(row.status, by, row.note),
            _lines(row.source, row.source_amount),
            _lines(row.target_number, row.target_amount),
        )
    out.print(table)
    for row in rows:
        for warning in row.warnings:
            out.print(f"Row {row.id} warning: {warning}")
        if row.problem is not None:
            print_problem(out, f"Row {row.id}", row.problem)


def _lines(*pieces: object) -> str:
    return "\n".join(str(piece) for piece in pieces if piece)


def print_problem(out: Console, where: str, problem: Problem) -> None:
    said = problem.sentence
    if not said.startswith(problem.source):
        said = f"{problem.source}: {said}"
    out.print(f"{where}: {said}")
    if problem.verbatim and problem.verbatim not in problem.sentence:
        out.print(f"  said: {problem.verbatim}")
    out.print(f"  what to do: {problem.remedy}")


def is_refusal(problem: Problem) -> bool:
    """Answered no; otherwise the target could not be asked, or not yet."""
    return problem.code not in {"throttled", "unreachable", "unknown", "not_compared"}


def explained(trouble: Trouble) -> tuple[int, str, str]:
    """Exit code, sentence and remedy of trouble outside of any row."""
    outcome = outcome_of(trouble)
    problem = outcome.problem
    if problem is None:
        raise trouble
    remedy = problem.remedy
    if not is_refusal(problem):
        remedy = f"Check the connection to {trouble.source}, then try again."
    return (NO if is_refusal(problem) else OPEN), problem.sentence, f"  what to do: {remedy}"


def _code_of(rows: list[Row]) -> int:
    if any(row.status in ERRORS for row in rows):
        return NO
    pending = {
        RefundStatus.IN_PROGRESS,
        RefundStatus.SCHEDULED,
        OrderStatus.SCHEDULED,
        SalesStatus.QUEUED,
        SalesStatus.CHECKING,
        SalesStatus.WAITING,
    }
    skipped = SalesStatus.SKIPPED
    return (
        OPEN
        if any(row.status in pending or (row.problem and row.status != skipped) for row in rows)
        else OK
    )


def finish_rows(rows: list[Row], as_json: bool, code: int | None = None) -> None:
    if as_json:
        emit([row_as_dict(row) for row in rows])
    else:
        _print_rows(rows)
    raise typer.Exit(_code_of(rows) if code is None else code)


def finish_retrieval(retrieval: Retrieval, as_json: bool) -> None:
    if as_json:
        emit(
            {
                "ok": retrieval.ok,
                "message": retrieval.message,
                "problem": None if retrieval.problem is None else asdict(retrieval.problem),
                "rows": [row_as_dict(row) for row in retrieval.rows],
            }
        )
    else:
        out = console()
        out.print(retrieval.message)
        if retrieval.problem is not None and not retrieval.rows:  # a row says it itself
            out.print(f"  what to do: {retrieval.problem.remedy}")
        if retrieval.rows:
            _print_rows(list(retrieval.rows))
    if retrieval.problem is not None and not is_refusal(retrieval.problem):
        raise typer.Exit(OPEN)
    raise typer.Exit(OK if retrieval.ok else NO)
