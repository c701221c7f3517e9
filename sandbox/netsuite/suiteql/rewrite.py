"""From resolved SuiteQL to what SQLite computes on stored values (values.py).

Three passes over the tree, each complete before the next:

    display      BUILTIN.DF and BUILTIN.CF; `status = 'SalesOrd:B'`
    comparison   both sides of a comparison get one kind, as Oracle converts implicitly
    values       literals become stored values; operators and functions become ours
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from sqlglot import exp

from sandbox.netsuite.suiteql.consolidate import consolidate, in_books_of
from sandbox.netsuite.suiteql.dialect import arg
from sandbox.netsuite.suiteql.errors import unsupported
from sandbox.netsuite.suiteql.functions import SCALARS
from sandbox.netsuite.suiteql.kinds import cast_kind, kind_of
from sandbox.netsuite.suiteql.names import base_column
from sandbox.netsuite.suiteql.schema import Kind
from sandbox.netsuite.suiteql.values import stored_number

__all__ = ["FUNCTION_PREFIX", "call", "compare", "display", "values"]

FUNCTION_PREFIX = "ns_"

_TYPE_AND_LETTER = re.compile(r"[A-Za-z]+:[A-Z]")
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_OPERATORS: dict[type[exp.Expr], str] = {
    exp.Add: "$add",
    exp.Sub: "$subtract",
    exp.Mul: "$multiply",
    exp.Div: "$divide",
    exp.DPipe: "$concat",
}
# SQLite's own, given the number of arguments. Blobs compare natively.
_NATIVE: dict[str, range] = {
    "nvl": range(2, 3),
    "coalesce": range(2, 100),
    "nullif": range(2, 3),
    "min": range(1, 2),
    "max": range(1, 2),
    "row_number": range(1),
    "rank": range(1),
    "dense_rank": range(1),
    "first_value": range(1, 2),
    "last_value": range(1, 2),
    "lag": range(1, 2),
    "lead": range(1, 2),
}
_WINDOW_ONLY = frozenset(
    {"row_number", "rank", "dense_rank", "first_value", "last_value", "lag", "lead"}
)
_OWN_AGGREGATES = frozenset({"sum", "avg", "median"})
_COUNTING = frozenset({"count", "row_number", "rank", "dense_rank"})
_NOW = frozenset({"sysdate", "current_date", "current_timestamp"})


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A call of one of our functions, as SQLite will find it."""
    bare = name.removeprefix("$")
    marked = f"{bare}_" if name.startswith("$") else bare
    return exp.Anonymous(this=f"{FUNCTION_PREFIX}{marked}", expressions=list(arguments))


# --- display -------------------------------------------------------------------------------------


def display(tree: exp.Query, *, one_world: bool) -> None:
    """`one_world`: amounts lie in the books of several companies."""
    for node in list(tree.find_all(exp.Anonymous)):
        name = node.name.lower()
        if name.startswith("builtin."):
            consolidated = name == "builtin.consolidate" and len(node.expressions) == 7
            if consolidated:
                node.replace(consolidate(node.expressions, one_world=one_world))
            else:
                node.replace(_builtin(name, node.expressions))
    for status in [c for c in tree.find_all(exp.Column) if c.name == "status"]:
        _spell_out(status)


def _builtin(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    """DF: display value; CF: the value a criterion takes."""
    if len(arguments) != 1 or name not in ("builtin.df", "builtin.cf"):
        raise unsupported()
    column = arguments[0]
    if not isinstance(column, exp.Column):
        raise unsupported()
    base = base_column(column)
    shows = base[2].shows if base is not None else None
    if shows == "status" and base is not None:
        kind = _sibling(column, "type")
        if kind is None:
            return column.copy()
        if name == "builtin.cf":
            return _joined(kind, column)
        return exp.Anonymous(this="$status", expressions=[kind, column.copy()])
    if name == "builtin.cf" or shows is None:
        return column.copy()
    if shows in ("type", "itemtype"):
        return exp.Anonymous(this=f"${shows}", expressions=[column.copy()])
    return exp.Anonymous(this="$lookup", expressions=[exp.Literal.string(shows), column.copy()])


def _sibling(column: exp.Column, name: str) -> exp.Column | None:
    """Another column of the same row; None when a derived table left it behind."""
    other = column.copy()
    other.set("this", exp.to_identifier(name))
    other.meta.pop("kind", None)
    base = base_column(column)
    if base is None or base[0] is not column:
        return None
    return other


def _joined(kind: exp.Column, letter: exp.Column) -> exp.Expr:
    """`SalesOrd:B`"""
    head = exp.DPipe(this=kind, expression=exp.Literal.string(":"), safe=True)
    return exp.DPipe(this=head, expression=letter.copy(), safe=True)


def _spell_out(status: exp.Column) -> None:
    """The column holds the bare letter; criteria may say the type too, as scripts do."""
    base = base_column(status)
    kind = _sibling(status, "type") if base is not None and base[1] == "transaction" else None
    parent = status.parent
    if kind is None or parent is None:
        return
    others = [node for node in _operands(parent) if node is not status]
    literals = [node for node in others if isinstance(node, exp.Literal) and node.is_string]
    full = [node for node in literals if _TYPE_AND_LETTER.fullmatch(node.name)]
    if not full or len(literals) != len(others):
        return
    if len(full) == len(literals):
        status.replace(_joined(kind, status))
    elif isinstance(parent, exp.In):
        bare = [node.copy() for node in literals if node not in full]
        either = exp.Or(
            this=exp.In(this=_joined(kind, status), expressions=[node.copy() for node in full]),
            expression=exp.In(this=status.copy(), expressions=bare),
        )
        parent.replace(exp.Paren(this=either))


def _operands(node: exp.Expr) -> list[exp.Expr]:
    """The values that a comparison holds against each other."""
    match node:
        case exp.In():
            query = arg(node, "query", exp.Subquery)
            return [node.this, *node.expressions, *([query] if query is not None else [])]
        case exp.Between():
            return [node.this, node.args["low"], node.args["high"]]
    return [node.this, node.expression] if isinstance(node, _COMPARISONS) else []


# --- comparison ----------------------------------------------------------------------------------


def compare(tree: exp.Query) -> None:
    for node in list(tree.find_all(*_COMPARISONS, exp.In, exp.Between)):
        _agree(_operands(node))
    for case in list(tree.find_all(exp.Case)):
        if case.this is not None:
            _agree([case.this, *(each.this for each in case.args["ifs"])])
    for decode in [n for n in tree.find_all(exp.Anonymous) if n.name.lower() == "decode"]:
        _agree([decode.expressions[0], *decode.expressions[1:-1:2]] if decode.expressions else [])


def _agree(operands: list[exp.Expr]) -> None:
    """Literals and binds take the kind of what they are held against; a number beside text is
    compared as text; text beside a date must be a date in the account's format."""
    kinds = {kind_of(each) for each in operands if not _pliable(each)} - {Kind.ANY}
    if not kinds:
        kinds = {kind_of(each) for each in operands} - {Kind.ANY}
    for wanted in (Kind.DATE, Kind.TEXT, Kind.NUMBER):
        if wanted in kinds:
            for each in operands:
                _become(each, wanted)
            return


def _pliable(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal | exp.Placeholder | exp.Null)


def _become(node: exp.Expr, wanted: Kind) -> None:
    kind = kind_of(node)
    if kind is wanted or isinstance(node, exp.Null | exp.Subquery):
        return
    converted: exp.Expr | None = None
    if isinstance(node, exp.Literal) and wanted is not Kind.DATE:
        converted = _literal(node, wanted)
    elif isinstance(node, exp.Placeholder) or kind in (Kind.TEXT, Kind.NUMBER):
        if wanted is Kind.DATE and kind is Kind.NUMBER:
            raise unsupported()
        name = {Kind.NUMBER: "to_number", Kind.TEXT: "to_char", Kind.DATE: "to_date"}[wanted]
        converted = exp.Anonymous(this=name, expressions=[node.copy()])
    if converted is not None:
        _swap(node, converted)


def _literal(node: exp.Literal, wanted: Kind) -> exp.Expr:
    if wanted is Kind.TEXT:
        return exp.Literal.string(node.name)
    if not re.fullmatch(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*", node.name):
        raise unsupported()  # ORA-01722
    return exp.Literal.number(node.name.strip())


# --- values --------------------------------------------------------------------------------------


def values(tree: exp.Query) -> None:
    nodes = [node for node in tree.walk() if not isinstance(node, exp.Identifier)]
    for node in nodes:
        if isinstance(node, exp.Condition) and not isinstance(node, exp.Predicate | exp.Connector):
            kind_of(node)  # before the children it depends on are rewritten
    for node in reversed(nodes):
        new = _value(node)
        if new is not node:
            new.meta["kind"] = node.meta.get("kind", Kind.ANY)
            _swap(node, new)


def _swap(old: exp.Expr, new: exp.Expr) -> None:
    """Put `new` where `old` stands. In a list sqlglot's own `replace` numbers every neighbour
    again, which an IN of a thousand items pays a thousand times."""
    parent, key, index = old.parent, old.arg_key, old.index
    if parent is None or key is None or index is None:
        old.replace(new)
        return
    parent.args[key][index] = new
    new.parent, new.arg_key, new.index = parent, key, index


def _value(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Literal():
            return _stored(node)
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Div() | exp.DPipe():
            return _operation(node)
        case exp.Neg():
            return call("$negate", node.this)
        case exp.Like():
            return _like(node)
        case exp.Escape():
            return _escape(node)
        case exp.Cast():
            return _cast(node)
        case exp.Extract():
            return call("$extract", exp.Literal.string(node.name), node.expression)
        case exp.Trim():
            position = exp.Literal.string(str(node.args.get("position") or "BOTH").upper())
            characters = node.args.get("expression") or exp.Literal.string(" ")
            return call("$trim", node.this, characters, position)
        case exp.WithinGroup():
            return _listagg(node)
        case exp.Window():
            return _window(node)
        case exp.Anonymous():
            return _function(node)
    return node


def _stored(node: exp.Literal) -> exp.Expr:
    if isinstance(node.parent, exp.Fetch | exp.Ordered | exp.WindowSpec | exp.DataTypeParam):
        return node  # a count or a position, not a value
    if node.is_string:
        return node if node.name else exp.Null()  # '' is NULL in Oracle
    return exp.HexString(this=stored_number(Decimal(node.name)).hex())


def _operation(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Add | exp.Sub) and any(
        kind_of(side) is Kind.TEXT for side in (node.this, node.expression)
    ):
        raise unsupported()  # text is joined with ||
    return call(_OPERATORS[type(node)], node.this, node.expression)


def _like(node: exp.Like) -> exp.Expr:
    found = call("$like", node.this, node.expression)
    return exp.Not(this=found) if node.args.get("negate") else found


def _escape(node: exp.Escape) -> exp.Expr:
    like: exp.Expr = node.this
    inner = like.this if isinstance(like, exp.Not) else like
    inner.append("expressions", node.expression)
    return like


def _cast(node: exp.Cast) -> exp.Expr:
    kind = cast_kind(node)
    if kind is Kind.NUMBER:
        whole = node.to.this.name in ("INT", "BIGINT", "SMALLINT")
        return call("$integer" if whole else "to_number", node.this)
    if kind is Kind.DATE:
        return call("to_date", node.this)
    text = call("to_char", node.this)
    size = node.to.expressions
    if not size:
        return text
    start, length = (
        exp.HexString(this=stored_number(Decimal(each)).hex()) for each in (1, size[0].name)
    )
    return call("substr", text, start, length)


def _listagg(node: exp.WithinGroup) -> exp.Expr:
    """LISTAGG(value, separator) WITHIN GROUP (ORDER BY key): the aggregate sorts by itself."""
    aggregate, order = node.this, node.expression
    given: list[exp.Expr] = aggregate.expressions
    if aggregate.name.lower() != "listagg" or len(order.expressions) != 1:
        raise unsupported()
    if isinstance(node.parent, exp.Window) or isinstance(given[0], exp.Distinct):
        raise unsupported()
    key = order.expressions[0]
    direction = exp.Literal.string("desc" if key.args.get("desc") else "asc")
    separator = given[1] if len(given) > 1 else exp.Null()
    return call("listagg", given[0], separator, key.this, direction)


def _window(node: exp.Window) -> exp.Expr:
    inner = node.this
    if not isinstance(inner, exp.Anonymous):
        raise unsupported()
    counted = inner.name.lower() in _COUNTING
    return call("$stored", node.copy()) if counted else node


def _function(node: exp.Anonymous) -> exp.Expr:
    name, given = node.name.lower(), list[exp.Expr](node.expressions)
    windowed = isinstance(node.parent, exp.Window)
    if name in _WINDOW_ONLY and not windowed:
        raise unsupported()
    if name == "count":
        return _count(given, windowed)
    if name in _NATIVE and len(given) in _NATIVE[name]:
        return exp.Anonymous(this="coalesce" if name == "nvl" else name, expressions=given)
    if name in _OWN_AGGREGATES and len(given) == 1:
        return call(name, *given)
    if name == "rownum" or isinstance(node.parent, exp.WithinGroup):
        return node
    if not windowed:
        found = _special(name, given) or _scalar(name, given)
        if found is not None:
            return found
    raise unsupported()


def _count(given: list[exp.Expr], windowed: bool) -> exp.Expr:
    if len(given) != 1:
        raise unsupported()
    counted = exp.Anonymous(this="count", expressions=given)
    return counted if windowed else call("$stored", counted)


def _scalar(name: str, given: list[exp.Expr]) -> exp.Expr | None:
    scalar = SCALARS.get(name)
    if scalar is None or not scalar.least <= len(given) <= scalar.most:
        return None
    return call(name, *given)


def _special(name: str, given: list[exp.Expr]) -> exp.Expr | None:
    """Functions that SQLite says with CASE, with a subquery, or with the world's clock."""
    if name in _NOW and not given:
        return call("now", exp.Literal.string(name))
    if name == "$lookup":
        return _lookup(given)
    if name == "$consolidate":
        return in_books_of(given, call)
    if name == "nvl2" and len(given) == 3:
        unknown = exp.Is(this=given[0], expression=exp.Null())
        return exp.Case(ifs=[_when(unknown, given[2])], default=given[1])
    if name == "decode" and len(given) >= 3:
        # DECODE holds NULL equal to NULL; so does SQLite's IS.
        ifs = [
            _when(exp.Is(this=given[0].copy(), expression=wanted), result)
            for wanted, result in zip(given[1::2], given[2::2], strict=False)
        ]
        return exp.Case(ifs=ifs, default=given[-1] if len(given) % 2 == 0 else None)
    return None


def _when(condition: exp.Expr, result: exp.Expr) -> exp.If:
    return exp.If(this=condition, true=result)


def _lookup(given: list[exp.Expr]) -> exp.Expr:
    """What the record of that table with that id is called."""
    shown = exp.Column(this=exp.to_identifier("shown"), table=exp.to_identifier("builtin df"))
    key = exp.Column(this=exp.to_identifier("id"), table=exp.to_identifier("builtin df"))
    table = exp.Table(
        this=exp.to_identifier(given[0].name),
        alias=exp.TableAlias(this=exp.to_identifier("builtin df")),
    )
    arguments: dict[str, Any] = {
        "expressions": [shown],
        "from_": exp.From(this=table),
        "where": exp.Where(this=exp.EQ(this=key, expression=given[1])),
    }
    return exp.Subquery(this=exp.Select(**arguments))
