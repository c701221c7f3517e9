"""The words of a query, and where it stops being one.

The platform's sentences are those that JavaCC writes, so this reads as a lexer of JavaCC does:
the longest match wins, a column is that of the first character (a tab reaches to the next multiple
of eight), and a character that starts nothing, or ends a text that was not closed, is a lexical
error. Words are read one by one: what stands behind the first syntax error is never looked at.

A text stands in single quotes; a backslash makes the next character literal. The typographic
apostrophe U+2019 is refused even inside a text (recorded, quickbooks-ruby issue 309).
"""

from __future__ import annotations

import re

import msgspec

from sandbox.quickbooks_online.query.errors import unparsable

__all__ = ["EOF", "KINDS", "Lexer", "Token", "escaped", "image"]

EOF = "<EOF>"

# In the order in which the parser lists what it would have taken.
KINDS = (
    EOF,
    "<AND>",
    '"asc"',
    '"by"',
    '"count"',
    '"desc"',
    '"false"',
    '"from"',
    '"in"',
    '"iterator"',
    '"like"',
    '"maxresults"',
    "<OR>",
    '"order"',
    '"orderby"',
    '"select"',
    '"startposition"',
    '"true"',
    '"where"',
    "<INTEGER>",
    "<DECIMAL>",
    "<STRING>",
    "<IDENTIFIER>",
    '"*"',
    '","',
    '"("',
    '")"',
    '"="',
    '"<"',
    '">"',
    '"<="',
    '">="',
)
_WORDS = {kind.strip('"<>').lower(): kind for kind in KINDS[1:19]}

_TEXT = re.compile(r"'(?:[^'\\\u2019]|\\[\s\S])*")  # without the closing quote
_BLANK = " \t\n\r\f"
_TOKEN = re.compile(
    r"(?P<DECIMAL>-?[0-9]*\.[0-9]+)|(?P<INTEGER>-?[0-9]+)"
    r"|(?P<WORD>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<SIGN><=|>=|[*,()=<>])"
)
_ESCAPES = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "'": "\\'",
    "\\": "\\\\",
}


class Token(msgspec.Struct, frozen=True):
    """`image` is the word as it was written, quotes and backslashes included."""

    kind: str
    image: str
    line: int
    column: int


def image(kind: str) -> str:
    """A word of this kind as the list of expected words shows it."""
    return f"{kind} " if kind == EOF else f"{kind} ..."


def escaped(text: str) -> str:
    """As JavaCC writes text into a message: no quote, no control and no foreign character bare."""
    return "".join(_escape(character) for character in text)


def _escape(character: str) -> str:
    known = _ESCAPES.get(character)
    if known is not None:
        return known
    if " " <= character <= "~":
        return character
    units = character.encode("utf-16-be", "surrogatepass")  # Java counts in these
    pairs = (units[at : at + 2] for at in range(0, len(units), 2))
    return "".join(f"\\u{int.from_bytes(pair, 'big'):04x}" for pair in pairs)


class Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line, self._column = 1, 0  # of the character read last

    def next(self) -> Token:
        """The next word; EOF for ever at the end, standing where the last character does.
        Raises QueryFault 4000 on a lexical error."""
        self._skip()
        text = self._text
        if self._at == len(text):
            line = self._line if text else 0
            return Token(EOF, "", line, self._column)
        if text[self._at] == "'":
            return self._string()
        found = _TOKEN.match(text, self._at)
        if found is None:
            self._advance(1)
            raise self._lexical(text[self._at - 1], "")
        word = found[0]
        line, column = self._advance(len(word))
        group = found.lastgroup or ""
        if group == "WORD":
            kind = _WORDS.get(word.lower(), "<IDENTIFIER>")
        elif group == "SIGN":
            kind = f'"{word}"'
        else:
            kind = f"<{group}>"
        return Token(kind, word, line, column)

    def _string(self) -> Token:
        text = self._text
        found = _TEXT.match(text, self._at)
        assert found is not None  # noqa: S101 - the quote is there
        read = found[0]
        end = self._at + len(read)
        if end < len(text) and text[end] == "'":
            line, column = self._advance(len(read) + 1)
            return Token("<STRING>", f"{read}'", line, column)
        self._advance(len(read))
        if end == len(text) or text[end] == "\\":  # a backslash is the last character
            self._advance(len(text) - self._at)
            raise self._lexical("", text[found.start() :])
        self._advance(1)
        raise self._lexical(text[end], read)

    def _lexical(self, character: str, after: str) -> Exception:
        """`character` is the one read last; empty: the end, which stands one further."""
        column = self._column if character else self._column + 1
        met = f'"{escaped(character)}" ({_unit(character)}), ' if character else "<EOF> "
        return unparsable(
            f"Invalid content. Lexical error at line {self._line}, column {column}.  "
            f'Encountered: {met}after : "{escaped(after)}"'
        )

    def _skip(self) -> None:
        text, end = self._text, self._at
        while end < len(text) and text[end] in _BLANK:
            end += 1
        self._advance(end - self._at)

    def _advance(self, count: int) -> tuple[int, int]:
        """Read `count` characters; where the first of them stands."""
        first: tuple[int, int] | None = None
        text = self._text
        for at in range(self._at, self._at + count):
            before = text[at - 1] if at else ""
            if before == "\n" or (before == "\r" and text[at] != "\n"):
                self._line, self._column = self._line + 1, 0
            self._column += 1
            if text[at] == "\t":
                self._column += -self._column % 8
            first = first or (self._line, self._column)
        self._at += count
        return first or (self._line, self._column)


def _unit(character: str) -> int:
    """The first UTF-16 unit, which is what Java takes for a character."""
    return int.from_bytes(character.encode("utf-16-be", "surrogatepass")[:2], "big")
