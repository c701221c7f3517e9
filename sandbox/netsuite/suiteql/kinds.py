"""What an expression holds, as far as it can be told before the query runs."""

from __future__ import annotations

from sqlglot import exp

from sandbox.netsuite.suiteql.errors import unsupported
from sandbox.netsuite.suiteql.functions import SCALARS
from sandbox.netsuite.suiteql.names import base_column, owner, projection
from sandbox.netsuite.suiteql.schema import Kind

__all__ = ["cast_kind", "kind_of"]

_FIXED: dict[str, Kind] = {
    "count": Kind.NUMBER,
    "sum": Kind.NUMBER,
    "avg": Kind.NUMBER,
    "median": Kind.NUMBER,
    "listagg": Kind.TEXT,
    "row_number": Kind.NUMBER,
    "rank": Kind.NUMBER,
    "dense_rank": Kind.NUMBER,
    "rownum": Kind.NUMBER,
    "sysdate": Kind.DATE,
    "current_date": Kind.DATE,
    "current_timestamp": Kind.DATE,
    "$lookup": Kind.TEXT,
    "$consolidate": Kind.NUMBER,
}
_FIRST = frozenset(
    {"min", "max", "nvl", "coalesce", "nullif", "first_value", "last_value", "lag", "lead"}
)
_NUMBER_TYPES = frozenset({"INT", "BIGINT", "SMALLINT", "DECIMAL", "DOUBLE", "FLOAT", "BIGDECIMAL"})
_DATE_TYPES = frozenset({"DATE", "TIMESTAMP", "DATETIME"})


def kind_of(node: exp.Expr) -> Kind:
    """Remembered on the node. Raises InvalidParameter for a function that does not exist."""
    known = node.meta.get("kind")
    if not isinstance(known, Kind):
        known = node.meta["kind"] = _kind(node)
    return known


def cast_kind(node: exp.Cast) -> Kind:
    """Raises InvalidParameter for a type that a query cannot cast to."""
    name = node.to.this.name
    if name in _NUMBER_TYPES:
        return Kind.NUMBER
    if name in _DATE_TYPES:
        return Kind.DATE
    if name in ("VARCHAR", "CHAR", "NVARCHAR", "NCHAR", "TEXT"):
        return Kind.TEXT
    raise unsupported()


def _kind(node: exp.Expr) -> Kind:
    match node:
        case exp.Literal():
            return Kind.TEXT if node.is_string else Kind.NUMBER
        case exp.Column():
            return _column(node)
        case exp.Paren() | exp.Alias() | exp.Window() | exp.WithinGroup():
            return kind_of(node.this)
        case exp.Neg() | exp.Mul() | exp.Div() | exp.Extract():
            return Kind.NUMBER
        case exp.Add() | exp.Sub():
            return _sum(node)
        case exp.DPipe() | exp.Trim():
            return Kind.TEXT
        case exp.Cast():
            return cast_kind(node)
        case exp.Case():
            branches = [each.args["true"] for each in node.args["ifs"]]
            return _first([*branches, node.args.get("default")])
        case exp.Subquery() | exp.SetOperation():
            return kind_of(node.this)
        case exp.Select() | exp.Distinct():
            return kind_of(node.expressions[0])
        case exp.Anonymous():
            return _call(node)
    return Kind.ANY


def _sum(node: exp.Expr) -> Kind:
    """Date +/- days is a date; date - date is a number of days."""
    dates = [kind_of(side) is Kind.DATE for side in (node.this, node.expression)]
    return Kind.DATE if dates.count(True) == 1 else Kind.NUMBER


def _column(column: exp.Column) -> Kind:
    if not column.table:  # a name of the answer, in ORDER BY
        query = column.find_ancestor(exp.Query)
        behind = projection(query, column.name) if query is not None else None
        return kind_of(behind) if behind is not None else Kind.ANY
    base = base_column(column)
    if base is not None:
        return base[2].kind
    found = owner(column)
    behind = projection(found[1].this, column.name) if found is not None else None
    return kind_of(behind) if behind is not None else Kind.ANY


def _call(node: exp.Anonymous) -> Kind:
    name = node.name.lower()
    if name in _FIXED:
        return _FIXED[name]
    arguments: list[exp.Expr] = node.expressions
    if name in _FIRST:
        return _first(list(arguments))
    if name == "nvl2":
        return _first(list(arguments[1:]))
    if name == "decode":
        return _first([*arguments[2::2], arguments[-1]] if len(arguments) > 2 else [])
    scalar = SCALARS.get(name)
    if scalar is None:
        raise unsupported()
    return scalar.kind or _first(list(arguments[:1]))


def _first(nodes: list[exp.Expr | None]) -> Kind:
    kinds = [kind_of(node) for node in nodes if node is not None]
    return next((kind for kind in kinds if kind is not Kind.ANY), Kind.ANY)
