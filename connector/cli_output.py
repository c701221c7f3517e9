"""How the command line answers: tables or one JSON document, and the exit code."""

from __future__ import annotations

import json as json_text
from dataclasses import asdict
from datetime import datetime
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from connector.money import Money
from connector.rows import OrderStatus, Problem, RefundStatus, Retrieval, Row

__all__ = [
    "NO",
    "OK",
    "OPEN",
    "SETTINGS",
    "USAGE",
    "console",
    "emit",
    "finish_retrieval",
    "finish_rows",
    "print_problem",
    "row_as_dict",
]

OK, NO, USAGE, SETTINGS, OPEN = 0, 1, 2, 3, 5
"""The exit codes, explained in `connector.cli`."""

ERRORS = {
    OrderStatus.ERROR,
    OrderStatus.FULFILMENT_ERROR,
    RefundStatus.ERROR,
    RefundStatus.ERROR_STOREFRONT,
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
    table = Table("Row", "Account", "Type", "Source Channel", "Order", "Status", "Source", "Target")
    for row in rows:
        table.add_row(
            str(row.id),
            row.account,
            row.transaction_type,
            row.source,
            row.order_name,
            f"{row.status}\n{row.note}" if row.note else row.status,
            str(row.source_amount or ""),
            f"{row.target_amount or ''} {row.target_number}".strip(),
        )
    out = console()
    out.print(table)
    for row in rows:
        for warning in row.warnings:
            out.print(f"Row {row.id} warning: {warning}")
        if row.problem is not None:
            print_problem(out, f"Row {row.id}", row.problem)


def print_problem(out: Console, where: str, problem: Problem) -> None:
    out.print(f"{where}: {problem.source}: {problem.sentence}")
    if problem.verbatim and problem.verbatim != problem.sentence:
        out.print(f"  said: {problem.verbatim}")
    out.print(f"  what to do: {problem.remedy}")


def _code_of(rows: list[Row]) -> int:
    if any(row.status in ERRORS for row in rows):
        return NO
    pending = {RefundStatus.IN_PROGRESS, RefundStatus.SCHEDULED, OrderStatus.SCHEDULED}
    return OPEN if any(row.status in pending or row.problem for row in rows) else OK


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
        if retrieval.problem is not None:
            out.print(f"  what to do: {retrieval.problem.remedy}")
        if retrieval.rows:
            _print_rows(list(retrieval.rows))
    raise typer.Exit(OK if retrieval.ok else NO)
