"""One account's queries: the projection, a SQLite that knows our functions, and nothing else.

Three walls keep a query from SQLite's own facilities: the grammar admits a single SELECT and only
listed functions (dialect.py), every name gets an underscore (translate.py), and the authorizer
below lets a query read tables and call functions, nothing else: no ATTACH, PRAGMA or write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.kernel.clock import Clock
from sandbox.netsuite.errors import InvalidParameter
from sandbox.netsuite.records import Location, Records
from sandbox.netsuite.settings import Settings
from sandbox.netsuite.suiteql.aggregates import AGGREGATES
from sandbox.netsuite.suiteql.errors import unsupported
from sandbox.netsuite.suiteql.functions import SCALARS, Function, number_of
from sandbox.netsuite.suiteql.projection import Projection
from sandbox.netsuite.suiteql.rewrite import FUNCTION_PREFIX
from sandbox.netsuite.suiteql.rownum import rows_through
from sandbox.netsuite.suiteql.rows import Rows
from sandbox.netsuite.suiteql.schema import Catalogue
from sandbox.netsuite.suiteql.translate import translate
from sandbox.netsuite.suiteql.values import Stored, as_text, stored_date, stored_number

__all__ = ["ROW_LIMIT", "Engine"]

# Without the analytics warehouse a query reaches its first hundred thousand rows.
ROW_LIMIT = 100_000

# SQLite's limits on depth and width; beyond them no real account answers either.
_TOO_BIG = ("too large", "too many", "parser stack overflow")
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})


class Engine:
    """Lives beside one NetSuite account; made by its first query."""

    def __init__(self, records: Records, settings: Settings, clock: Clock) -> None:
        self.records = records
        self.settings = settings
        self.clock = clock
        self._open()

    def run(
        self, sql: str, params: Sequence[Any] = (), types: frozenset[str] | None = None
    ) -> list[dict[str, str]]:
        """Rows as an answer shows them: lower-case keys, strings, no key for NULL. `types`: the
        transaction types whose rows are seen; None: all.

        Raises InvalidParameter.
        """
        preferences = self._preferences()
        query = translate(sql, preferences[2], types)
        if len(params) != query.parameters:
            raise unsupported()
        bound = {f"p{at}": _bound(value) for at, value in enumerate(params, start=1)}
        if preferences != self._mirrored:
            self.projection.close()
            self._open()
        self.projection.fold()
        self._guard.now = stored_date(self.clock.now().astimezone(self.zone))
        with self._guard.asking():
            found = self.projection.connection.execute(query.sql, bound).fetchmany(ROW_LIMIT)
        return [_shown(query.keys, row) for row in found]

    def _open(self) -> None:
        self._mirrored = self._preferences()
        zone, sale_sign, catalogue, _ = self._mirrored
        self.zone = ZoneInfo(zone)
        self._guard = _Guard()
        self.projection = Projection(
            self.records, Rows(self.zone, self.records, sale_sign), catalogue
        )
        _equip(self.projection.connection, self._guard)

    def _preferences(self) -> tuple[str, int, Catalogue, tuple[Location, ...]]:
        """What the projection was made for: when it changes, another one is made."""
        records, settings = self.records, self.settings
        catalogue = Catalogue(
            one_world=settings.one_world,
            locations=len(records.locations) > 0,
            fields=tuple(records.custom_fields),
            records=tuple(records.custom_record_types),
        )
        sign = settings.sale_foreign_total_sign
        # An item has a row for each location, whether anything lies there or not.
        return settings.time_zone, sign, catalogue, tuple(records.locations)


class _Guard:
    """What SQLite calls back. It must know neither the connection nor anything that leads to it
    (the clock does, through the store): SQLite's references are invisible to the garbage collector,
    so such a circle would keep the whole world alive.
    """

    def __init__(self) -> None:
        self.now: Stored = None
        self._asking = False
        self._problem: InvalidParameter | None = None

    @contextmanager
    def asking(self) -> Iterator[None]:
        """A query runs: reading only. What a function refused is raised as it was refused."""
        self._asking, self._problem = True, None
        try:
            yield
        except sqlite3.OperationalError as error:
            if self._problem is not None:
                raise self._problem from None
            if any(words in str(error) for words in _TOO_BIG):
                raise unsupported() from error
            raise
        finally:
            self._asking = False

    def report(self, problem: InvalidParameter) -> None:
        """SQLite forgets which exception a function raised."""
        self._problem = problem

    def authorize(self, action: int, *_: str | None) -> int:
        allowed = not self._asking or action in _READING
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def moment(self, _: str) -> Stored:
        return self.now

    def catching(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*arguments: Any) -> Any:
            try:
                return call(*arguments)
            except InvalidParameter as problem:
                self.report(problem)
                raise

        return guarded

    def guarded(self, function: Function) -> Callable[..., Any]:
        catching = self.catching(function.call)
        if function.eager:
            return catching

        def propagating(*arguments: Stored) -> Any:
            return None if None in arguments else catching(*arguments)

        return propagating


def _equip(connection: sqlite3.Connection, guard: _Guard) -> None:
    """Make our functions known to SQLite, and nothing else reachable."""

    def know(name: str, call: Callable[..., Any]) -> None:
        connection.create_function(f"{FUNCTION_PREFIX}{name}", -1, call, deterministic=True)

    for name, function in SCALARS.items():
        know(f"{name[1:]}_" if name.startswith("$") else name, guard.guarded(function))
    for name, call in (("stored_", _stored), ("limit_", _limit), ("least_", _least)):
        know(name, guard.catching(call))
    connection.create_function(f"{FUNCTION_PREFIX}now", 1, guard.moment)
    for name, size, aggregate in AGGREGATES:
        made: Any = aggregate.reporting(guard.report)
        connection.create_window_function(f"{FUNCTION_PREFIX}{name}", size, made)
    connection.set_authorizer(guard.authorize)


def _bound(value: Any) -> Stored:
    """A bind as the request's JSON has it."""
    match value:
        case None | "":
            return None
        case bool():
            return "T" if value else "F"
        case int() | Decimal():
            return stored_number(value)
        case str():
            return value
    raise unsupported()


def _shown(keys: tuple[str, ...], row: tuple[Stored, ...]) -> dict[str, str]:
    shown = ((key, as_text(value)) for key, value in zip(keys, row, strict=True))
    return {key: text for key, text in shown if text is not None}


def _stored(count: int | None) -> Stored:
    return None if count is None else stored_number(count)


def _limit(sign: str, bound: Stored) -> int:
    return 0 if bound is None else rows_through(sign, number_of(bound))


def _least(*limits: int) -> int:
    return min((limit for limit in limits if limit >= 0), default=-1)
