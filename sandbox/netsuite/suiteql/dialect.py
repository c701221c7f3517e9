"""SuiteQL as a language: what parses, and what is refused although Oracle would take it.

Sources: Help Center "SuiteQL Syntax Requirements", "SuiteQL Supported and Unsupported Functions",
"SuiteQL Limitations and Exceptions", "SuiteQL Performance and Best Practices". One SELECT; no WITH,
no date literals, no square brackets, no LIMIT or OFFSET, ANSI or Oracle joins but not both, at most
1000 items in an IN.

The parser keeps every function as it was written (`Anonymous`): which functions exist, and what
they do, is said in one place (functions.py, rewrite.py). Syntax is admitted by name: a construct
that is not on the list below, whatever a newer parser may understand, is refused.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, TypeVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.oracle import Oracle
from sqlglot.errors import ParseError, TokenError
from sqlglot.parsers.oracle import OracleParser
from sqlglot.tokenizer_core import TokenType

from sandbox.netsuite.suiteql.errors import unsupported

__all__ = ["CONDITIONS", "IN_LIMIT", "SuiteQL", "arg", "is_aggregate", "parse"]

IN_LIMIT = 1000
_LONG = 50
# A longer query or one of more parts keeps everybody waiting for seconds. No limit is published.
_LONGEST_TEXT = 100_000
_MOST_PARTS = 10_000

N = TypeVar("N", bound=exp.Expr)


def _bind(parser: OracleParser) -> exp.Placeholder:
    """An anonymous bind that remembers where it stood: the tree's order is not the text's."""
    placeholder = exp.Placeholder()
    placeholder.meta["at"] = parser._prev.start
    return placeholder


class SuiteQLParser(OracleParser):
    """Oracle's grammar; functions stay as written except those with a syntax of their own."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        name: OracleParser.FUNCTION_PARSERS[name] for name in ("CAST", "EXTRACT", "TRIM")
    }
    NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        name: OracleParser.NO_PAREN_FUNCTION_PARSERS[name] for name in ("CASE",)
    }
    PLACEHOLDER_PARSERS: ClassVar[dict[Any, Any]] = {TokenType.PLACEHOLDER: _bind}


class SuiteQL(Oracle):
    Parser = SuiteQLParser


# Admitted nodes, with the arguments each may carry.
_GRAMMAR: dict[type[exp.Expr], frozenset[str]] = {
    node: frozenset(arguments.split())
    for node, arguments in {
        exp.Select: "expressions distinct from_ joins where group having order limit",
        exp.Union: "this expression distinct order limit",
        exp.Except: "this expression distinct order limit",
        exp.Intersect: "this expression distinct order limit",
        exp.Subquery: "this alias",
        exp.From: "this",
        exp.Join: "this on side kind",
        exp.Where: "this",
        exp.Group: "expressions",
        exp.Having: "this",
        exp.Order: "expressions",
        exp.Ordered: "this desc nulls_first",
        exp.Fetch: "direction count limit_options",
        exp.LimitOptions: "rows",
        exp.Distinct: "expressions",
        exp.Table: "this alias",
        exp.TableAlias: "this",
        exp.Identifier: "this quoted",
        exp.Column: "this table join_mark",
        exp.Alias: "this alias",
        exp.Star: "",
        exp.Literal: "this is_string",
        exp.Null: "",
        exp.Placeholder: "",
        exp.Paren: "this",
        exp.And: "this expression",
        exp.Or: "this expression",
        exp.Not: "this",
        exp.EQ: "this expression",
        exp.NEQ: "this expression",
        exp.GT: "this expression",
        exp.GTE: "this expression",
        exp.LT: "this expression",
        exp.LTE: "this expression",
        exp.Between: "this low high",
        exp.In: "this expressions query",
        exp.Is: "this expression",
        exp.Like: "this expression negate",
        exp.Escape: "this expression",
        exp.Exists: "this",
        exp.Add: "this expression",
        exp.Sub: "this expression",
        exp.Mul: "this expression",
        exp.Div: "this expression typed safe",
        exp.Neg: "this",
        exp.DPipe: "this expression safe",
        exp.Case: "this ifs default",
        exp.If: "this true",
        exp.Cast: "this to",
        exp.DataType: "this expressions nested",
        exp.DataTypeParam: "this",
        exp.Extract: "this expression",
        exp.Trim: "this expression position",
        exp.Var: "this",
        exp.Anonymous: "this expressions",
        exp.Dot: "this expression",
        exp.WithinGroup: "this expression",
        exp.Window: "this partition_by order over spec",
        exp.WindowSpec: "kind start start_side end end_side",
    }.items()
}

# Nodes that are true or false. Oracle knows them only where a condition is asked for.
CONDITIONS = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between,
    exp.In, exp.Is, exp.Like, exp.Escape, exp.Exists,
)  # fmt: skip
_CONDITION_FUNCTIONS = frozenset({"regexp_like"})
_AGGREGATES = frozenset({"count", "sum", "avg", "min", "max", "median", "listagg"})
_SIDES = ("", "LEFT", "RIGHT", "FULL")
_KINDS = ("", "INNER", "OUTER", "CROSS")


def arg(node: exp.Expr, name: str, kind: type[N]) -> N | None:
    """The argument `name` of `node` when it is there; its type is the grammar's promise."""
    value = node.args.get(name)
    return value if isinstance(value, kind) else None


def is_aggregate(node: exp.Expr) -> bool:
    """An aggregate call of its own, that is, not the function of a window."""
    if isinstance(node, exp.WithinGroup):
        return not isinstance(node.parent, exp.Window)
    return (
        isinstance(node, exp.Anonymous)
        and node.name.lower() in _AGGREGATES
        and not isinstance(node.parent, exp.Window | exp.WithinGroup)
    )


def parse(sql: str) -> exp.Query:
    """The one SELECT (or UNION, INTERSECT, MINUS) of `sql`; its binds are named p1, p2 ... in the
    order of the text. Raises InvalidParameter."""
    if len(sql) > _LONGEST_TEXT:
        raise unsupported()
    try:
        trees = sqlglot.parse(sql, dialect=SuiteQL)
    except (ParseError, TokenError, RecursionError) as error:
        raise unsupported() from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.SetOperation):
        raise unsupported()
    tree = trees[0]
    for count, node in enumerate(tree.walk()):
        if count > _MOST_PARTS:
            raise unsupported()
        _admit(node)
    _refuse_mixed_joins(tree)
    _balance(tree)
    binds = sorted(tree.find_all(exp.Placeholder), key=lambda bind: int(bind.meta["at"]))
    for number, bind in enumerate(binds, start=1):
        bind.set("this", f"p{number}")
    return tree


def _admit(node: exp.Expr) -> None:
    admitted = _GRAMMAR.get(type(node))
    if admitted is None:
        raise unsupported()
    for name, value in node.args.items():
        if name not in admitted and value not in (None, False, []):
            raise unsupported()
    if not _well_formed(node) or not _in_place(node):
        raise unsupported()


def _well_formed(node: exp.Expr) -> bool:
    match node:
        case exp.Select():
            return bool(node.expressions) and arg(node, "from_", exp.From) is not None
        case exp.In():
            return len(node.expressions) <= IN_LIMIT
        case exp.Is():
            return isinstance(node.expression, exp.Null)
        case exp.Join():
            return node.side in _SIDES and node.kind in _KINDS
        case exp.Fetch():
            count = node.args.get("count")
            return isinstance(count, exp.Literal) and count.name.isdigit()
        case exp.Dot():  # BUILTIN.DF(...) is the only use of a dot before a parenthesis
            return node.this.name.upper() == "BUILTIN" and isinstance(
                node.expression, exp.Anonymous
            )
        case exp.Table():
            return isinstance(node.this, exp.Identifier)
        case exp.Window():
            return node.args.get("over") == "OVER"
        case exp.Escape():
            return isinstance(node.this, exp.Like)
        case exp.Anonymous():
            return re.fullmatch(r"[A-Za-z]\w*", node.name) is not None
        case exp.Literal():
            return node.is_string or re.fullmatch(r"\d+(\.\d*)?|\.\d+", node.name) is not None
    return True


def _in_place(node: exp.Expr) -> bool:
    """Conditions stand where conditions are asked for, values everywhere else."""
    place: exp.Expr | None = node
    while place is not None and isinstance(place.parent, exp.Paren):
        place = place.parent
    if place is None or place.parent is None or isinstance(node, exp.Paren):
        return True
    wanted = _wants_condition(place)
    if isinstance(node, exp.Like) and isinstance(node.parent, exp.Escape):
        return True
    return wanted == _is_condition(node)


def _is_condition(node: exp.Expr) -> bool:
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in _CONDITION_FUNCTIONS
    return isinstance(node, CONDITIONS)


def _wants_condition(place: exp.Expr) -> bool:
    parent = place.parent
    if isinstance(parent, exp.Where | exp.Having | exp.And | exp.Or | exp.Not):
        return True
    if isinstance(parent, exp.Join):
        return place.arg_key == "on"
    if isinstance(parent, exp.If) and isinstance(parent.parent, exp.Case):
        return place.arg_key == "this" and parent.parent.args.get("this") is None
    return False


def _balance(tree: exp.Query) -> None:
    """A long chain of ORs parses into a tree as deep as it is long; SQLite ends at a thousand."""
    for node in list(tree.find_all(exp.And, exp.Or)):
        if type(node.parent) is type(node):
            continue
        parts = list(node.flatten(unnest=False))
        if len(parts) > _LONG:
            node.replace(_joined(type(node), parts))


def _joined(kind: type[exp.Connector], parts: list[exp.Expr]) -> exp.Expr:
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    both = kind(this=_joined(kind, parts[:middle]), expression=_joined(kind, parts[middle:]))
    return exp.Paren(this=both)


def _refuse_mixed_joins(tree: exp.Query) -> None:
    """Help Center "SuiteQL Syntax Requirements": both join syntaxes, never in one query."""
    ansi = oracle = False
    for join in tree.find_all(exp.Join):
        if join.args.get("on") or join.side or join.kind:
            ansi = True
        else:
            oracle = True
    marks = any(column.args.get("join_mark") for column in tree.find_all(exp.Column))
    if ansi and (oracle or marks):
        raise unsupported()
