"""Oracle's outer joins: `FROM a, b WHERE a.id = b.parent(+)` is `a LEFT JOIN b ON ...`.

SQLite has no `(+)` and would silently join inside. Tables without a mark keep their order and come
first; each marked table follows the tables that its conditions name. Oracle's rules are kept: a
condition marks one table, and is not part of an OR nor an IN (ORA-01719, ORA-01468).
"""

from __future__ import annotations

from sqlglot import exp

from sandbox.netsuite.suiteql.dialect import arg
from sandbox.netsuite.suiteql.errors import unsupported
from sandbox.netsuite.suiteql.names import sources

__all__ = ["outer_joins"]


def outer_joins(tree: exp.Query) -> None:
    """Raises InvalidParameter for marks that Oracle refuses."""
    for select in list(tree.find_all(exp.Select)):
        where = arg(select, "where", exp.Where)
        if where is not None and _marks(where):
            _rewrite(select, where)
    if any(_marks(select) for select in tree.find_all(exp.Select)):
        raise unsupported()  # a mark outside WHERE


def _rewrite(select: exp.Select, where: exp.Where) -> None:
    known = sources(select)
    conditions: dict[str, list[exp.Expr]] = {}
    kept: list[exp.Expr] = []
    for condition in _conjuncts(where.this):
        marks = _marks(condition)
        if not marks:
            kept.append(condition)
            continue
        tables = {column.table for column in marks}
        if len(tables) != 1 or not tables <= known.keys():
            raise unsupported()
        if condition.find(exp.Or, exp.In, exp.Query) is not None:
            raise unsupported()
        for column in marks:
            column.set("join_mark", False)
        conditions.setdefault(tables.pop(), []).append(condition)
    inner = [source for alias, source in known.items() if alias not in conditions]
    if not inner:
        raise unsupported()
    joins = [exp.Join(this=source) for source in inner[1:]]
    placed = {source.alias_or_name for source in inner}
    waiting = [alias for alias in known if alias in conditions]
    while waiting:
        ready = next(
            (
                each
                for each in waiting
                if _named(conditions[each]) & known.keys() <= placed | {each}
            ),
            None,
        )
        if ready is None:
            raise unsupported()  # a circle of outer joins
        waiting.remove(ready)
        placed.add(ready)
        on = exp.and_(*conditions[ready], copy=False)
        joins.append(exp.Join(this=known[ready], side="LEFT", on=on))
    select.set("from_", exp.From(this=inner[0]))
    select.set("joins", joins)
    select.set("where", exp.Where(this=exp.and_(*kept, copy=False)) if kept else None)


def _marks(node: exp.Expr) -> list[exp.Column]:
    """Marked columns of this SELECT or condition, not of queries inside."""
    return [
        column
        for column in node.find_all(exp.Column)
        if column.args.get("join_mark")
        and column.find_ancestor(exp.Select)
        is (node if isinstance(node, exp.Select) else node.find_ancestor(exp.Select))
    ]


def _conjuncts(condition: exp.Expr) -> list[exp.Expr]:
    parts, waiting = list[exp.Expr](), [condition]
    while waiting:
        node = waiting.pop()
        bare = node.unnest()
        if isinstance(bare, exp.And):
            waiting += [bare.expression, bare.this]
        else:
            parts.append(node)
    return parts


def _named(conditions: list[exp.Expr]) -> set[str]:
    return {column.table for each in conditions for column in each.find_all(exp.Column)}
