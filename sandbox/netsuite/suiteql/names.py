"""What the names in a query mean: tables, columns, aliases, and the keys of the answer.

Names are case-insensitive and answers use lower case. sqlglot's `qualify` gives every column its
table and expands stars against the schema; whatever it could not place is refused here, before
SQLite sees the query (SQLite would take an unknown quoted name for a string).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.qualify import qualify

from sandbox.netsuite.suiteql.dialect import arg
from sandbox.netsuite.suiteql.errors import (
    record_not_found,
    unknown_identifier,
    unknown_table,
    unsupported,
)
from sandbox.netsuite.suiteql.schema import FEATURE_TABLES, Catalogue, Column, columns_of

__all__ = ["base_column", "keys", "owner", "projection", "resolve_names", "sources"]

_PSEUDO_COLUMNS = ("rownum", "sysdate", "current_date", "current_timestamp")

Source = exp.Table | exp.Subquery


def resolve_names(tree: exp.Query, catalogue: Catalogue) -> tuple[exp.Query, list[str]]:
    """The query with lower-case, qualified names, and the keys of its answer.

    Raises InvalidParameter: unknown table, unknown identifier, ambiguous name.
    """
    written = _fold_case(tree)
    _pseudo_columns(tree)
    for table in tree.find_all(exp.Table):
        columns = catalogue.tables.get(table.name)
        if columns is None and table.name in FEATURE_TABLES:
            raise record_not_found(table.name)
        if columns is None:
            raise unknown_table(written.get(id(table.this), table.name))
        table.meta["columns"] = columns
    for select in tree.find_all(exp.Select):
        _name_expressions(select)
    for column in tree.find_all(exp.Column):
        if column.table:
            _check(column, written)
        else:
            _place(column)
    try:
        tree = qualify(
            tree,
            schema=catalogue.schema,
            expand_alias_refs=False,
            validate_qualify_columns=False,
            quote_identifiers=False,
            identify=False,
        )
    except OptimizeError as error:
        raise unsupported() from error
    for column in tree.find_all(exp.Column):
        _check(column, written)
    return tree, keys(tree)


def keys(query: exp.Query) -> list[str]:
    """Output names in order; of a UNION, those of its first SELECT."""
    return [name for name, _ in _outputs(query)]


def projection(query: exp.Query, name: str) -> exp.Expr | None:
    """What stands behind the output `name` of a query."""
    return next((value for known, value in _outputs(query) if known == name), None)


def sources(select: exp.Select) -> dict[str, Source]:
    """Tables and derived tables of a SELECT by alias, in the order written."""
    found: dict[str, Source] = {}
    start = arg(select, "from_", exp.From)
    joins: list[exp.Join] = select.args.get("joins") or []
    for holder in (start, *joins):
        source = holder.this if holder is not None else None
        if isinstance(source, exp.Table | exp.Subquery):
            found[source.alias_or_name] = source
    return found


def owner(column: exp.Column) -> tuple[exp.Select, Source] | None:
    """The SELECT and the source a qualified column belongs to: its own, or one around it."""
    for select in _around(column):
        source = sources(select).get(column.table)
        if source is not None:
            return select, source
    return None


def base_column(column: exp.Column) -> tuple[exp.Column, str, Column] | None:
    """The stored column behind `column`: the column node at its table, the table, its schema entry.

    Follows plain columns through derived tables; None for anything computed.
    """
    found = owner(column)
    if found is None:
        return None
    source = found[1]
    if isinstance(source, exp.Table):
        entry = columns_of(source).get(column.name)
        return None if entry is None else (column, source.name, entry)
    behind = projection(source.this, column.name)
    return base_column(behind) if isinstance(behind, exp.Column) else None


def _outputs(query: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    while isinstance(query, exp.SetOperation | exp.Subquery):
        query = query.this
    for each in query.expressions if isinstance(query, exp.Select) else ():
        yield each.alias_or_name, each.this if isinstance(each, exp.Alias) else each


def _around(node: exp.Expr) -> Iterator[exp.Select]:
    """The SELECTs whose sources `node` may use, nearest first. A derived table does not see the
    tables that stand beside it."""
    at: exp.Expr = node
    beside = False
    while at.parent is not None:
        parent = at.parent
        beside = beside or (isinstance(parent, exp.From | exp.Join) and at.arg_key == "this")
        if isinstance(parent, exp.Select):
            if not beside:
                yield parent
            beside = False
        at = parent


def _fold_case(tree: exp.Query) -> dict[int, str]:
    """Lower-case every name; gives the names as written, by identifier node, for refusals."""
    written: dict[int, str] = {}
    for identifier in tree.find_all(exp.Identifier):
        name = identifier.name
        written[id(identifier)] = name
        identifier.set("this", name.lower())
        identifier.set("quoted", False)
    return written


def _pseudo_columns(tree: exp.Query) -> None:
    """ROWNUM and SYSDATE look like columns; BUILTIN.DF like a column with a function. None is."""
    for column in list(tree.find_all(exp.Column)):
        if not column.table and column.name in _PSEUDO_COLUMNS:
            column.replace(exp.Anonymous(this=column.name))
    for dot in list(tree.find_all(exp.Dot)):
        call: exp.Anonymous = dot.expression
        name = f"builtin.{call.name.lower()}"
        dot.replace(exp.Anonymous(this=name, expressions=call.expressions))


def _name_expressions(select: exp.Select) -> None:
    """A column of the answer without a name is called expr1, expr2 ..."""
    unnamed = 0
    for each in list(select.expressions):
        if isinstance(each, exp.Alias | exp.Column | exp.Star):
            continue
        unnamed += 1
        each.replace(exp.alias_(each.copy(), f"expr{unnamed}"))


def _check(column: exp.Column, written: dict[int, str]) -> None:
    name = written.get(id(column.this), column.name)
    around = list(_around(column))
    if not column.table:
        if _names_an_output(column):
            return
        beside = sources(around[0]).values() if around else ()
        if any(_has(source, column.name) for source in beside):  # ambiguous
            raise unsupported()
        raise unknown_identifier(name, _listed(around))
    found = owner(column)
    if found is None:
        raise unknown_identifier(column.table, _listed(around))
    source = found[1]
    if not isinstance(column.this, exp.Star) and not _has(source, column.name):
        raise unknown_identifier(name, _listed(around))


def _place(column: exp.Column) -> None:
    """Give a bare column its table: the nearest SELECT that has it. `qualify` leaves out HAVING and
    COUNT(DISTINCT x) beside an alias of that name. Behind a star it knows more: left to it."""
    if isinstance(column.this, exp.Star) or _names_an_output(column):
        return
    for select in _around(column):
        beside = sources(select)
        if any(not isinstance(s, exp.Table) and "*" in keys(s.this) for s in beside.values()):
            return
        owners = [alias for alias, source in beside.items() if _has(source, column.name)]
        if len(owners) == 1:
            column.set("table", exp.to_identifier(owners[0], quoted=False))
        if owners:
            return


def _has(source: Source, name: str) -> bool:
    if isinstance(source, exp.Table):
        return name in columns_of(source)
    known = keys(source.this)
    return name in known or "*" in known  # a star that is not expanded yet


def _names_an_output(column: exp.Column) -> bool:
    """ORDER BY may use the names of the answer."""
    order = column.find_ancestor(exp.Order, exp.Query)
    query = order.parent if isinstance(order, exp.Order) else None
    return isinstance(query, exp.Query) and column.name in keys(query)


def _listed(around: list[exp.Select]) -> dict[str, str]:
    if not around:
        return {}
    return {alias: source.name or alias for alias, source in sources(around[0]).items()}
