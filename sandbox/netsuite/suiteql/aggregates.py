"""SUM, AVG, MEDIAN and LISTAGG on stored values. SQLite's own add binary floats."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.netsuite.errors import InvalidParameter
from sandbox.netsuite.suiteql.functions import number_of
from sandbox.netsuite.suiteql.values import NUMERIC, Stored, as_text, stored_number

__all__ = ["AGGREGATES", "Aggregate"]

Report = Callable[[InvalidParameter], None]


class Aggregate:
    """One group, or one window: `inverse` takes a row out that the window left behind."""

    report: Report

    def __init__(self) -> None:
        self.numbers: list[Decimal] = []

    @classmethod
    def reporting(cls, report: Report) -> type[Aggregate]:
        """The same aggregate, telling `report` why it refused: SQLite forgets."""
        return type(cls.__name__, (cls,), {"report": staticmethod(report)})

    def step(self, value: Stored) -> None:
        if value is not None:
            self.numbers.append(self._read(value))

    def inverse(self, value: Stored) -> None:
        if value is not None:
            self.numbers.remove(self._read(value))

    def value(self) -> Stored:
        raise NotImplementedError

    def finalize(self) -> Stored:
        return self.value()

    def _read(self, value: Stored) -> Decimal:
        try:
            return number_of(value)
        except InvalidParameter as problem:
            self.report(problem)
            raise


class Sum(Aggregate):
    def __init__(self) -> None:
        self.total = Decimal(0)
        self.count = 0

    def step(self, value: Stored) -> None:
        if value is not None:
            self.total = NUMERIC.add(self.total, self._read(value))
            self.count += 1

    def inverse(self, value: Stored) -> None:
        if value is not None:
            self.total = NUMERIC.subtract(self.total, self._read(value))
            self.count -= 1

    def value(self) -> Stored:
        return stored_number(self.total) if self.count else None


class Average(Sum):
    def value(self) -> Stored:
        return (
            stored_number(NUMERIC.divide(self.total, Decimal(self.count))) if self.count else None
        )


class Median(Aggregate):
    def value(self) -> Stored:
        ordered = sorted(self.numbers)
        if not ordered:
            return None
        middle = len(ordered) // 2
        if len(ordered) % 2:
            return stored_number(ordered[middle])
        both = NUMERIC.add(ordered[middle - 1], ordered[middle])
        return stored_number(NUMERIC.divide(both, Decimal(2)))


class ListAggregate(Aggregate):
    """LISTAGG(value, separator) WITHIN GROUP (ORDER BY key): NULLs are left out."""

    def __init__(self) -> None:
        self.rows: list[tuple[tuple[int, Any], str]] = []
        self.separator = ""
        self.descending = False

    def step(self, *arguments: Stored) -> None:
        value, separator, key, direction = arguments
        self.separator = as_text(separator) or ""
        self.descending = direction == "desc"
        text = as_text(value)
        if text is not None:
            # NULL sorts as the greatest; blobs and texts do not meet in one column.
            self.rows.append(((1, "") if key is None else (0, key), text))

    def value(self) -> Stored:
        ordered = sorted(self.rows, key=lambda row: row[0], reverse=self.descending)
        return self.separator.join(text for _, text in ordered) or None


# Name, number of arguments, how.
AGGREGATES: tuple[tuple[str, int, type[Aggregate]], ...] = (
    ("sum", 1, Sum),
    ("avg", 1, Average),
    ("median", 1, Median),
    ("listagg", 4, ListAggregate),
)
