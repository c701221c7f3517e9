"""A SuiteQL text becomes one SQLite SELECT, or a refusal. Pure, and remembered by text.

    parse and refuse -> resolve names -> (+) joins -> GROUP BY rules -> ROWNUM conditions
    -> display values -> comparisons -> stored values -> ROWNUM -> visible rows -> SQLite

Every name gets a trailing underscore on the way out. So no column collides with a keyword of
SQLite (`transaction`, `order`), no query reaches a table or function that is not ours
(`sqlite_master`), and nothing has to be quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import ErrorLevel, UnsupportedError

from sandbox.netsuite.suiteql.dialect import parse
from sandbox.netsuite.suiteql.errors import unsupported
from sandbox.netsuite.suiteql.groups import check_groups
from sandbox.netsuite.suiteql.names import resolve_names, sources
from sandbox.netsuite.suiteql.outer_joins import outer_joins
from sandbox.netsuite.suiteql.rewrite import compare, display, values
from sandbox.netsuite.suiteql.rownum import apply_limits, key_order, single_rows, take_limits
from sandbox.netsuite.suiteql.schema import Catalogue
from sandbox.netsuite.suiteql.visibility import restrict

__all__ = ["Query", "physical", "translate"]

_PLAIN = re.compile(r"(?!x__)[a-z_][a-z0-9_]*")


@dataclass(frozen=True)
class Query:
    """`sql` for SQLite with parameters `:p1`, `:p2` ...; `keys` of the answer in order."""

    sql: str
    keys: tuple[str, ...]
    parameters: int


def physical(name: str) -> str:
    """The name of a table, column or alias in SQLite."""
    if _PLAIN.fullmatch(name):
        return f"{name}_"
    return f"x__{name.encode().hex()}_"


@lru_cache(maxsize=1024)
def translate(
    sql: str,
    catalogue: Catalogue = Catalogue(),  # noqa: B008 - a constant
    types: frozenset[str] | None = None,
) -> Query:
    """`catalogue`: the tables and columns of the account; `types`: the transaction types whose rows
    are seen, None: all. Raises InvalidParameter."""
    try:
        return _translate(sql, catalogue, types)
    except RecursionError as error:
        raise unsupported() from error


def _translate(sql: str, catalogue: Catalogue, types: frozenset[str] | None) -> Query:
    parsed = parse(sql)
    binds = sum(1 for _ in parsed.find_all(exp.Placeholder))
    tree, keys = resolve_names(parsed, catalogue)
    _check_unions(tree)
    outer_joins(tree)
    check_groups(tree)
    take_limits(tree)
    _unsorted(tree)
    _sort_by_key(tree)
    display(tree, one_world=catalogue.one_world)
    compare(tree)
    values(tree)
    apply_limits(tree)
    _keep_inner_order(tree)
    _unwrap_operands(tree)
    if types is not None:
        restrict(tree, types)
    for identifier in list(tree.find_all(exp.Identifier)):
        identifier.set("this", physical(identifier.name))
        identifier.set("quoted", False)
    try:
        text = tree.sql(
            dialect="sqlite",
            unsupported_level=ErrorLevel.RAISE,
            normalize_functions=False,
            comments=False,
        )
    except UnsupportedError as error:
        raise unsupported() from error
    return Query(text, tuple(keys), binds)


def _check_unions(tree: exp.Query) -> None:
    for union in tree.find_all(exp.SetOperation):
        widths = {len(side.selects) for side in (union.this, union.expression)}
        if len(widths) != 1:
            raise unsupported()  # ORA-01789


def _unsorted(tree: exp.Query) -> None:
    """Give the answer, and what ROWNUM cuts, the order of its keys."""
    for select in tree.find_all(exp.Select):
        asked = select is tree or select.meta.get("rownum plain")
        if asked and select.args.get("order") is None and single_rows(select):
            select.set("order", key_order(select))


def _sort_by_key(tree: exp.Query) -> None:
    """Keys are never NULL, so `ORDER BY id` needs no NULLS LAST and may walk the key."""
    for ordered in tree.find_all(exp.Ordered):
        column = ordered.this
        select = ordered.find_ancestor(exp.Select)
        if isinstance(column, exp.Column) and select is not None:
            first = next(iter(sources(select)), None)
            outer = any(join.side in ("RIGHT", "FULL") for join in select.args.get("joins") or [])
            if column.table == first and column.name == "id" and not outer:
                ordered.set("nulls_first", not ordered.args.get("desc"))


def _keep_inner_order(tree: exp.Query) -> None:
    """FETCH FIRST is LIMIT in SQLite. A sorted derived table must stay sorted, since ROWNUM around
    it counts on that; SQLite drops the ORDER BY of a derived table that has no LIMIT."""
    for query in list(tree.find_all(exp.Query)):
        limit = query.args.get("limit")
        if isinstance(limit, exp.Fetch):
            query.set("limit", exp.Limit(expression=limit.args["count"]))
        elif limit is None and query is not tree and query.args.get("order") is not None:
            query.set("limit", exp.Limit(expression=exp.Literal.number(-1)))


def _unwrap_operands(tree: exp.Query) -> None:
    """SQLite takes no parentheses around the operands of a UNION."""
    for union in list(tree.find_all(exp.SetOperation)):
        for side in (union.this, union.expression):
            bare = not isinstance(side, exp.Subquery)
            sorted_or_cut = side.args.get("order") or side.args.get("limit")
            compound = side is union.expression and isinstance(side, exp.SetOperation)
            if bare and not sorted_or_cut and not compound:
                continue
            inner = side if bare else side.this
            alias = exp.TableAlias(this=exp.to_identifier("operand of union"))
            side.replace(
                exp.Select(
                    expressions=[exp.Star()],
                    from_=exp.From(this=exp.Subquery(this=inner.copy(), alias=alias)),
                )
            )
