"""Data tables of feature files as plain values."""

from __future__ import annotations

from decimal import Decimal

from features.expect import amount

__all__ = ["money_row", "records"]


def records(datatable: list[list[str]]) -> list[dict[str, str]]:
    """One dict a row, by the names of the first row."""
    names, *rows = datatable
    return [dict(zip(names, row, strict=True)) for row in rows]


def money_row(datatable: list[list[str]]) -> dict[str, Decimal]:
    """The single row of a table of amounts."""
    (row,) = records(datatable)
    return {name: amount(figure) for name, figure in row.items()}
