"""The `q` parameter of record collections: `email IS "a@b.example" AND id GREATER 5`.

    filter    := every ( OR every )*              AND binds tighter than OR
    every     := one ( AND one )*
    one       := "(" filter ")" | field OPERATOR [value]
    value     := word | "words" | "[" value ( "," value )* "]"

Source: Help Center "Record Collection Filtering". Field names and operators are read without
regard to case; so are strings when compared (the analytics module that runs these filters is said
to ignore case; the page does not say). Date values use the account's date format, `M/D/YYYY`, and
never ISO. Joins and sublists cannot be filtered by; only the fields named in `fields` can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import msgspec

from sandbox.netsuite.errors import InvalidParameter

__all__ = ["Field", "Kind", "compile_filter"]

Kind = Literal["string", "number", "boolean", "date"]
Test = Callable[[Any], bool]

_TOKEN = re.compile(r'\s*(?:([()\[\],])|"((?:[^"\\]|\\.)*)"|([^\s()\[\],"]+))')
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Field(msgspec.Struct, frozen=True):
    """How a field is filtered by: its kind, and its value in a document (None: empty)."""

    kind: Kind
    value: Callable[[Any], Any]


class Token(msgspec.Struct, frozen=True):
    text: str
    quoted: bool = False


def compile_filter(text: str, fields: Mapping[str, Field]) -> Test:
    """A test of documents. `fields` by lower-case name. Raises InvalidParameter for `q`."""
    return _Parser(text, fields).parse()


def _refused(reason: str) -> InvalidParameter:
    return InvalidParameter(f"Invalid query filter. {reason}", "q")


class _Parser:
    def __init__(self, text: str, fields: Mapping[str, Field]) -> None:
        self._fields = fields
        self._tokens = _tokens(text)
        self._at = 0

    def parse(self) -> Test:
        if not self._tokens:
            raise _refused("The filter is empty.")
        test = self._either()
        if self._at < len(self._tokens):
            raise _refused(f"Unexpected '{self._tokens[self._at].text}'.")
        return test

    def _peek(self) -> str:
        """The next token as an upper-case word; empty at the end and for quoted text."""
        if self._at >= len(self._tokens) or self._tokens[self._at].quoted:
            return ""
        return self._tokens[self._at].text.upper()

    def _next(self, wanted: str) -> Token:
        if self._at >= len(self._tokens):
            raise _refused(f"{wanted} is missing at the end.")
        self._at += 1
        return self._tokens[self._at - 1]

    def _either(self) -> Test:
        tests = [self._every()]
        while self._peek() == "OR":
            self._at += 1
            tests.append(self._every())
        return tests[0] if len(tests) == 1 else lambda document: any(t(document) for t in tests)

    def _every(self) -> Test:
        tests = [self._one()]
        while self._peek() == "AND":
            self._at += 1
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda document: all(t(document) for t in tests)

    def _one(self) -> Test:
        if self._peek() == "(":
            self._at += 1
            test = self._either()
            if self._next("A closing parenthesis").text != ")":
                raise _refused("A closing parenthesis is missing.")
            return test
        name = self._next("A field").text
        field = self._fields.get(name.lower())
        if field is None:
            raise _refused(f"The field '{name}' does not exist or cannot be filtered by.")
        return self._condition(name, field)

    def _condition(self, name: str, field: Field) -> Test:
        written = self._next(f"The operator for '{name}'").text.upper()
        operator, negated = written, False
        if written.endswith("_NOT"):
            operator, negated = written[:-4], True
        value = field.value
        if operator == "EMPTY":
            return lambda document: (value(document) in (None, "")) is not negated
        make = _OPERATORS[field.kind].get(operator)
        if make is None:
            raise _refused(f"The operator {written} cannot be used with the field '{name}'.")
        test = make([_CONVERT[field.kind](token, name) for token in self._values(operator)])

        def condition(document: Any) -> bool:
            found = value(document)
            return (found is not None and test(found)) is not negated

        return condition

    def _values(self, operator: str) -> list[Token]:
        wanted = {"BETWEEN": 2, "WITHIN": 2, "ANY_OF": None}.get(operator, 1)
        if self._peek() != "[":
            token = self._next(f"The value of {operator}")
            if wanted == 2 or (not token.quoted and token.text in "()],"):
                raise _refused(f"{operator} needs a value.")
            return [token]
        self._at += 1
        values = [self._next("A value")]
        while (token := self._next("A closing bracket")).text != "]" or token.quoted:
            if token.text != "," or token.quoted:
                raise _refused(f"Unexpected '{token.text}' in a list.")
            values.append(self._next("A value"))
        if wanted is not None and len(values) != wanted:
            raise _refused(f"{operator} needs {wanted} value{'s' if wanted > 1 else ''}.")
        return values


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise _refused("A closing quotation mark is missing.")
        sign, quoted, word = match.groups()
        if quoted is not None:
            found.append(Token(re.sub(r"\\(.)", r"\1", quoted), quoted=True))
        else:
            found.append(Token(sign or word))
        at = match.end()
    return found


def _string(token: Token, _name: str) -> str:
    return token.text.casefold()


def _number(token: Token, name: str) -> Decimal:
    try:
        number = Decimal(token.text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _refused(f"'{token.text}' is not a number (field '{name}').")
    return number


def _boolean(token: Token, name: str) -> bool:
    word = token.text.lower()
    if word not in ("true", "false", "t", "f"):
        raise _refused(f"'{token.text}' is not true or false (field '{name}').")
    return word[0] == "t"


def _date(token: Token, name: str) -> date:
    match = _DATE.fullmatch(token.text)
    if match is not None:
        month, day, year = (int(part) for part in match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise _refused(
        f"'{token.text}' is not a date in the format of the account, M/D/YYYY (field '{name}')."
    )


_CONVERT: dict[Kind, Callable[[Token, str], Any]] = {
    "string": _string,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}


def _between(values: list[Any]) -> Test:
    low, high = values
    return lambda found: bool(low <= found <= high)


_STRING: dict[str, Callable[[list[Any]], Test]] = {
    "IS": lambda v: lambda found: bool(found.casefold() == v[0]),
    "CONTAIN": lambda v: lambda found: bool(v[0] in found.casefold()),
    "START_WITH": lambda v: lambda found: bool(found.casefold().startswith(v[0])),
    "END_WITH": lambda v: lambda found: bool(found.casefold().endswith(v[0])),
    "ANY_OF": lambda v: lambda found: bool(found.casefold() in v),
}
_STRING["ENDWITH"] = _STRING["END_WITH"]  # the Help Center prints it without the underscore

_OPERATORS: dict[Kind, dict[str, Callable[[list[Any]], Test]]] = {
    "string": _STRING,
    "number": {
        "EQUAL": lambda v: lambda found: bool(found == v[0]),
        "GREATER": lambda v: lambda found: bool(found > v[0]),
        "GREATER_OR_EQUAL": lambda v: lambda found: bool(found >= v[0]),
        "LESS": lambda v: lambda found: bool(found < v[0]),
        "LESS_OR_EQUAL": lambda v: lambda found: bool(found <= v[0]),
        "BETWEEN": _between,
        "WITHIN": _between,
        "ANY_OF": lambda v: lambda found: bool(found in v),
    },
    "boolean": {"IS": lambda v: lambda found: bool(found is v[0])},
    "date": {
        "ON": lambda v: lambda found: bool(found == v[0]),
        "BEFORE": lambda v: lambda found: bool(found < v[0]),
        "AFTER": lambda v: lambda found: bool(found > v[0]),
        "ON_OR_BEFORE": lambda v: lambda found: bool(found <= v[0]),
        "ON_OR_AFTER": lambda v: lambda found: bool(found >= v[0]),
        "BETWEEN": _between,
        "WITHIN": _between,
    },
}
