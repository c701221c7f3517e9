"""ROWNUM: the number a row gets when it passes WHERE, before it is sorted or grouped.

    SELECT ... FROM f WHERE c AND ROWNUM <= 5          ->  LIMIT 5 behind FROM and WHERE
    SELECT ROWNUM, a FROM f WHERE c ORDER BY b         ->  ROW_NUMBER() over FROM and WHERE,
                                                           in a derived table of its own

Since a row that fails the condition never takes a number, `ROWNUM > 1` and `ROWNUM = 2` are never
true; `ROWNUM = 1` is true once. ROWNUM may be compared with a number or a bind, joined by AND.
"""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation

from sqlglot import exp

from sandbox.netsuite.suiteql.dialect import arg, is_aggregate
from sandbox.netsuite.suiteql.errors import unsupported
from sandbox.netsuite.suiteql.names import owner, sources
from sandbox.netsuite.suiteql.rewrite import call
from sandbox.netsuite.suiteql.schema import columns_of

__all__ = ["apply_limits", "key_order", "rows_through", "single_rows", "take_limits"]

_NOTHING = exp.Null()
_KEYS = {"transactionline": ("transaction", "id")}
_MIRRORED = {"LT": "GT", "GT": "LT", "LTE": "GTE", "GTE": "LTE"}
_ROWS = "rownum rows"  # an alias no query can write: it holds a blank and is not quoted


def take_limits(tree: exp.Query) -> None:
    """Move the conditions on ROWNUM from WHERE into a limit that is kept on the SELECT."""
    for select in tree.find_all(exp.Select):
        joins: list[exp.Join] = select.args.get("joins") or []
        if any(_rownum(node) for join in joins for node in join.args.get("on", _NOTHING).walk()):
            raise unsupported()
        where = arg(select, "where", exp.Where)
        if where is None:
            continue
        kept: list[exp.Expr] = []
        limits: list[exp.Expr] = []
        for part in _parts(where.this):
            limit = _limit(part)
            (kept if limit is None else limits).append(part if limit is None else limit)
        if any(_rownum(node) for part in kept for node in part.walk()):
            raise unsupported()
        if not limits:
            continue
        select.meta["rownum limits"] = limits
        select.meta["rownum plain"] = single_rows(select) and not _cut(select)
        condition = exp.and_(*kept, copy=False) if kept else None
        select.set("where", exp.Where(this=condition) if condition is not None else None)


def apply_limits(tree: exp.Query) -> None:
    """After values(): number the rows where a SELECT asks for it."""
    for select in list(tree.find_all(exp.Select)):
        limits: list[exp.Expr] = select.meta.get("rownum limits", [])
        uses = [node for node in select.find_all(exp.Anonymous) if _rownum(node)]
        uses = [node for node in uses if node.find_ancestor(exp.Select) is select]
        if limits and not uses and select.meta["rownum plain"]:
            select.set("limit", exp.Limit(expression=_least(limits)))
        elif limits or uses:
            _number(select, limits, uses)


def _rownum(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.lower() == "rownum"


def _parts(condition: exp.Expr) -> list[exp.Expr]:
    parts, waiting = list[exp.Expr](), [condition]
    while waiting:
        node = waiting.pop()
        bare = node.unnest()
        if isinstance(bare, exp.And):
            waiting += [bare.expression, bare.this]
        else:
            parts.append(bare if _limit(bare) is not None else node)
    return parts


def _limit(condition: exp.Expr) -> exp.Expr | None:
    """How many rows this condition lets through; None when it is not about ROWNUM."""
    if isinstance(condition, exp.Between) and _rownum(condition.this):
        at_least = _limit(exp.GTE(this=condition.this.copy(), expression=condition.args["low"]))
        at_most = _limit(exp.LTE(this=condition.this.copy(), expression=condition.args["high"]))
        return _least([each for each in (at_least, at_most) if each is not None])
    if not isinstance(condition, exp.EQ | exp.GT | exp.GTE | exp.LT | exp.LTE):
        return None
    left, right, sign = condition.this, condition.expression, type(condition).__name__
    if _rownum(right):
        left, right, sign = right, left, _MIRRORED.get(sign, sign)
    if not _rownum(left):
        return None
    if isinstance(right, exp.Placeholder):
        return call("$limit", exp.Literal.string(sign), right.copy())
    if isinstance(right, exp.Literal):
        try:
            return exp.Literal.number(rows_through(sign, Decimal(right.name)))
        except InvalidOperation:
            raise unsupported() from None
    raise unsupported()


def rows_through(sign: str, bound: Decimal) -> int:
    """How many of the rows 1, 2, 3 ... satisfy `ROWNUM sign bound` until the first that does not;
    -1: all of them."""
    match sign:
        case "LTE":
            return max(math.floor(bound), 0)
        case "LT":
            return max(math.ceil(bound) - 1, 0)
        case "EQ":
            return 1 if bound == 1 else 0
        case "GT":
            return -1 if bound < 1 else 0
        case _:
            return -1 if bound <= 1 else 0


def _least(limits: list[exp.Expr]) -> exp.Expr:
    if len(limits) == 1:
        return limits[0].copy()
    return call("$least", *(each.copy() for each in limits))


def single_rows(select: exp.Select) -> bool:
    """The answer is the rows that pass WHERE, one by one: no groups, windows, DISTINCT."""
    if any(select.args.get(name) for name in ("group", "having", "distinct")):
        return False
    return not any(
        is_aggregate(node) or isinstance(node, exp.Window)
        for each in select.expressions
        for node in each.walk()
    )


def key_order(select: exp.Select) -> exp.Order | None:
    """The order that rows have when nobody sorts them: by the key of the first table. (NetSuite
    promises none; this is what a table gives, whichever index SQLite likes.) None: the order of a
    derived table, or of a table without a key."""
    first = next(iter(sources(select).values()), None)
    if not isinstance(first, exp.Table):
        return None
    keys = [name for name in _KEYS.get(first.name, ("id",)) if name in columns_of(first)]
    order = [
        exp.Ordered(this=exp.column(key, first.alias_or_name), nulls_first=True) for key in keys
    ]
    return exp.Order(expressions=order) if order else None


def _cut(select: exp.Select) -> bool:
    """Something stands between WHERE and the answer, so that a limit may not go to the end."""
    sorted_or_cut = select.args.get("order") or select.args.get("limit")
    return bool(sorted_or_cut) or isinstance(select.parent, exp.SetOperation)


def _number(select: exp.Select, limits: list[exp.Expr], uses: list[exp.Anonymous]) -> None:
    names: dict[tuple[str, str], str] = {}
    outer = [
        select.args.get(part) for part in ("expressions", "distinct", "group", "having", "order")
    ]
    for part in outer:
        for node in part if isinstance(part, list) else [part]:
            for column in list(node.find_all(exp.Column)) if node is not None else []:
                found = owner(column)
                if found is not None and found[0] is select:
                    key = (column.table, column.name)
                    _point(column, names.setdefault(key, f"c{len(names)}"))
    order = key_order(select)
    number = exp.Window(this=exp.Anonymous(this="row_number"), over="OVER", order=order)
    inner = exp.Select(
        expressions=[
            exp.alias_(call("$stored", number), "rownum"),
            *(exp.alias_(exp.column(name, table), short) for (table, name), short in names.items()),
        ],
        from_=select.args["from_"],
        joins=select.args.get("joins"),
        where=select.args.get("where"),
    )
    if order is not None:
        inner.set("order", order.copy())
    if limits:
        inner.set("limit", exp.Limit(expression=_least(limits)))
    alias = exp.TableAlias(this=exp.to_identifier(_ROWS))
    select.set("from_", exp.From(this=exp.Subquery(this=inner, alias=alias)))
    select.set("joins", None)
    select.set("where", None)
    for use in uses:
        use.replace(exp.column(exp.to_identifier("rownum"), exp.to_identifier(_ROWS)))


def _point(column: exp.Column, name: str) -> None:
    column.set("this", exp.to_identifier(name))
    column.set("table", exp.to_identifier(_ROWS))
