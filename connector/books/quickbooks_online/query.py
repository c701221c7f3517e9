"""Statements of QuickBooks' query language, with text that cannot break out of its quotes.

A quote is escaped as `\\'` (doubling it is not understood) and a backslash as `\\\\`. Typographic
quotes are a lexical error wherever they stand: such text is asked for with a wildcard in their
place, and the caller compares what comes back. Source: developer.intuit.com "Data queries"; its
grammar knows no OR, no NOT, no join.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["and_", "begins_with", "equals", "one_of", "quoted"]

# What the lexer refuses inside quotes, and control characters, which no name holds.
_UNSAYABLE = re.compile("[\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\x00-\x1f\x7f]+")


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def equals(field: str, text: str) -> str:
    """May match more than `text`: the caller compares."""
    if _UNSAYABLE.search(text):
        return f"{field} LIKE {quoted(_UNSAYABLE.sub('%', text))}"
    return f"{field} = {quoted(text)}"


def begins_with(field: str, text: str) -> str:
    """May match more, where `text` holds a wildcard of its own: the caller compares."""
    return f"{field} LIKE {quoted(_UNSAYABLE.sub('%', text) + '%')}"


def one_of(field: str, texts: Iterable[str]) -> list[str]:
    """Conditions that together find all of `texts`: one list, and one pattern for each text that
    cannot be said."""
    known = list(dict.fromkeys(texts))
    plain = [each for each in known if not _UNSAYABLE.search(each)]
    found = [f"{field} IN ({', '.join(quoted(each) for each in plain)})"] if plain else []
    return found + [equals(field, each) for each in known if each not in plain]


def and_(*conditions: str) -> str:
    return " AND ".join(conditions)
