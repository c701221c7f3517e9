"""From words to a statement.

    statement := select ( count(*) | field {, field} ) from Entity
                 [ where condition { and condition } ]
                 [ order by | orderby ] field [ asc | desc ] { , ... }
                 { startposition n | maxresults n }
    field     := * | name
    condition := name ( = | < | > | <= | >= | like ) value  |  name in ( value {, value} )
    value     := 'text' | number | true | false

Source: developer.intuit.com "Query operations and syntax". Words are read without regard to case.
`startposition` and `maxresults` come in either order (public clients send both). `or` is a word of
the grammar, as its own error messages show, and is refused afterwards; `not` and `!=` are not.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from sandbox.quickbooks_online.query.errors import QueryFault, unparsable
from sandbox.quickbooks_online.query.lexer import EOF, KINDS, Lexer, Token, escaped, image

__all__ = ["Condition", "Operator", "Order", "Statement", "Value", "parse"]

Operator = Literal["=", "<", ">", "<=", ">=", "like", "in"]

_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_COMPARISONS: dict[str, Operator] = {
    '"="': "=",
    '"<"': "<",
    '">"': ">",
    '"<="': "<=",
    '">="': ">=",
    '"like"': "like",
}
_VALUES = ("<STRING>", "<INTEGER>", "<DECIMAL>", '"true"', '"false"')
_ESCAPED = re.compile(r"\\([\s\S])")


class Value(msgspec.Struct, frozen=True):
    """`text` without quotes and escapes. `pattern`: the same for LIKE, cut at every bare `%`."""

    text: str
    pattern: tuple[str, ...]


class Condition(msgspec.Struct, frozen=True):
    field: str
    operator: Operator
    values: tuple[Value, ...]


class Order(msgspec.Struct, frozen=True):
    field: str
    descending: bool


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """As written: nothing is checked against an entity. `iterates`: the word `iterator` stood
    there; `either`: an `or` did."""

    entity: str
    counts: bool = False
    fields: tuple[str, ...] = ()  # "*" among them
    conditions: tuple[Condition, ...] = ()
    orders: tuple[Order, ...] = ()
    start_position: str | None = None
    max_results: str | None = None
    either: bool = False
    iterates: bool = False


def parse(text: str) -> Statement:
    """Raises QueryFault 4000."""
    return _Parser(text).statement()


class _Parser:
    def __init__(self, text: str) -> None:
        self._lexer = Lexer(text)
        self._ahead: Token | None = None
        self._wanted: set[str] = set()  # what would have been taken where the parser stands

    def statement(self) -> Statement:
        self._take('"select"')
        counts, fields = self._projection()
        self._take('"from"')
        entity = self._take("<IDENTIFIER>").image
        conditions: list[Condition] = []
        either = False
        if self._found('"where"'):
            conditions.append(self._condition())
            while (word := self._found("<AND>", "<OR>")) is not None:
                either = either or word.kind == "<OR>"
                conditions.append(self._condition())
        orders = self._orders()
        start = most = None
        iterates = False
        while True:
            if start is None and self._found('"startposition"'):
                start = self._take("<INTEGER>").image
            elif most is None and self._found('"maxresults"'):
                most = self._take("<INTEGER>").image
            elif not iterates and self._found('"iterator"'):
                iterates = self._take("<STRING>") is not None
            else:
                break
        self._take(EOF)
        return Statement(
            entity=entity,
            counts=counts,
            fields=fields,
            conditions=tuple(conditions),
            orders=orders,
            start_position=start,
            max_results=most,
            either=either,
            iterates=iterates,
        )

    def _projection(self) -> tuple[bool, tuple[str, ...]]:
        if self._found('"count"'):
            for kind in ('"("', '"*"', '")"'):
                self._take(kind)
            return True, ()
        fields = [self._take('"*"', "<IDENTIFIER>").image]
        while self._found('","'):
            fields.append(self._take('"*"', "<IDENTIFIER>").image)
        return False, tuple(fields)

    def _condition(self) -> Condition:
        name = self._take("<IDENTIFIER>").image
        word = self._take('"in"', *_COMPARISONS)
        if word.kind != '"in"':
            return Condition(name, _COMPARISONS[word.kind], (self._value(),))
        self._take('"("')
        values = [self._value()]
        while self._found('","'):
            values.append(self._value())
        self._take('")"')
        return Condition(name, "in", tuple(values))

    def _value(self) -> Value:
        word = self._take(*_VALUES)
        if word.kind != "<STRING>":
            return Value(word.image, (word.image,))
        inside = word.image[1:-1]
        parts: list[str] = [""]
        at = 0
        while at < len(inside):
            if inside[at] == "%":
                parts.append("")
            else:
                at += inside[at] == "\\"
                parts[-1] += inside[at]
            at += 1
        return Value(_ESCAPED.sub(r"\1", inside), tuple(parts))

    def _orders(self) -> tuple[Order, ...]:
        if self._found('"order"'):
            self._take('"by"')
        elif not self._found('"orderby"'):
            return ()
        orders = [self._order()]
        while self._found('","'):
            orders.append(self._order())
        return tuple(orders)

    def _order(self) -> Order:
        name = self._take("<IDENTIFIER>").image
        word = self._found('"asc"', '"desc"')
        return Order(name, word is not None and word.kind == '"desc"')

    # -- one word ahead ---------------------------------------------------------------------

    def _found(self, *kinds: str) -> Token | None:
        """The next word, taken, when it is of one of these kinds."""
        self._wanted.update(kinds)
        if self._ahead is None:
            self._ahead = self._lexer.next()
        if self._ahead.kind not in kinds:
            return None
        word, self._ahead = self._ahead, None
        self._wanted.clear()
        return word

    def _take(self, *kinds: str) -> Token:
        word = self._found(*kinds)
        if word is None:
            raise self._unexpected()
        return word

    def _unexpected(self) -> QueryFault:
        word = self._ahead
        assert word is not None  # noqa: S101 - `_found` has looked at it
        met = word.kind if word.kind == EOF else f' {word.kind} "{escaped(word.image)} "'
        wanted = sorted(self._wanted, key=_RANK.__getitem__)
        listed = "\n    ".join([image(kind) for kind in wanted] + [""])
        choice = "one of" if len(wanted) > 1 else ""
        heading = f"Was expecting {choice}".rstrip()
        return unparsable(
            f'Encountered "{met}" at line {word.line}, column {word.column}.\n'
            f"{heading}:\n    {listed}"
        )
