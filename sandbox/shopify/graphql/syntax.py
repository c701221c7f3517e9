"""Parsing, and the one error it has.

The platform's parser is graphql-ruby's: it names the token that it did not expect by the names
of its grammar, and knows nothing better to say at the end of the text.
"""

from __future__ import annotations

import re
from typing import Any

from graphql import DocumentNode, GraphQLSyntaxError, parse
from graphql.language import get_location

from sandbox.shopify.errors import GraphQLErrors

__all__ = ["read"]

_TOKEN = re.compile(
    r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\.\.\.|-?\d+\.?\d*(?:[eE][+-]?\d+)?|[_A-Za-z]\w*|\S'
)
_NAMES = {
    "{": "LCURLY",
    "}": "RCURLY",
    "(": "LPAREN",
    ")": "RPAREN",
    "[": "LBRACKET",
    "]": "RBRACKET",
    ":": "COLON",
    "!": "BANG",
    "=": "EQUALS",
    "$": "VAR_SIGN",
    "@": "DIR_SIGN",
    "|": "PIPE",
    "&": "AMP",
    "...": "ELLIPSIS",
}
_KEYWORDS = {
    "query", "mutation", "subscription", "fragment", "on", "true", "false", "null", "schema",
    "type", "input", "enum", "union", "interface", "scalar", "directive", "extend", "implements",
}  # fmt: skip


def read(text: str) -> DocumentNode:
    """The document. Raises GraphQLErrors with one PARSE_ERROR."""
    try:
        return parse(text, max_tokens=50_000)
    except GraphQLSyntaxError as error:
        raise GraphQLErrors([_worded(text, error)]) from None
    except RecursionError:
        raise GraphQLErrors([_parse_error("This query is too deeply nested", 1, 1)]) from None


def _worded(text: str, error: GraphQLSyntaxError) -> dict[str, Any]:
    position = next(iter(error.positions or (0,)))
    assert error.source is not None  # noqa: S101 - a syntax error always has its source
    where = get_location(error.source, position)
    found = _TOKEN.match(text, position)
    unexpected = "end of file" if found is None else f'{_name(found[0])} ("{found[0]}")'
    return _parse_error(f"syntax error, unexpected {unexpected}", where.line, where.column)


def _parse_error(message: str, line: int, column: int) -> dict[str, Any]:
    return {
        "message": f"{message} at [{line}, {column}]",
        "locations": [{"line": line, "column": column}],
        "extensions": {"code": "PARSE_ERROR"},
    }


def _name(token: str) -> str:
    known = _NAMES.get(token)
    if known is not None:
        return known
    if token.startswith('"'):
        return "STRING"
    if token[0].isdigit() or token[0] == "-":
        return "FLOAT" if any(mark in token for mark in ".eE") else "INT"
    if token in _KEYWORDS:
        return token.upper()
    return "IDENTIFIER" if token[0].isalpha() or token[0] == "_" else "UNKNOWN_CHAR"
