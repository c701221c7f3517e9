"""The query language of connections: `financial_status:paid AND (tag:vip OR created_at:>now)`.

Source: shopify.dev "API search syntax", and recorded answers for precedence (AND binds tighter
than OR) and warnings. Terms side by side mean AND. Nothing in it is ever an error: what cannot be
read is left out and warned about.

    query   = either
    either  = both { "OR" both }
    both    = one { ["AND"] one }
    one     = ("NOT" | "-") one | "(" query ")" | term
    term    = [field ":" [comparator]] value
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

__all__ = ["And", "Node", "Not", "Or", "Term", "parse"]


class Term(msgspec.Struct, frozen=True):
    """`field` "" is the default field. comparator: "", <, <=, > or >=."""

    field: str
    value: str
    comparator: str = ""
    quoted: bool = False

    @property
    def exists(self) -> bool:
        return self.value == "*" and not self.quoted and not self.comparator and bool(self.field)

    @property
    def prefix(self) -> bool:
        return self.value.endswith("*") and len(self.value) > 1 and not self.quoted

    def parsed(self) -> dict[str, Any]:
        """As `extensions.search[].parsed` shows it."""
        field = self.field or "default"
        if self.comparator:
            name = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}[self.comparator]
            return {"field": field, "range": {name: self.value}}
        if self.exists:
            return {"field": field, "exists": True}
        if self.prefix:
            return {"field": field, "match_prefix": self.value[:-1]}
        return {"field": field, "match_phrase" if self.quoted else "match_all": self.value}


class Not(msgspec.Struct, frozen=True):
    node: Node

    def parsed(self) -> dict[str, Any]:
        return {"not": self.node.parsed()}


class And(msgspec.Struct, frozen=True):
    nodes: tuple[Node, ...]

    def parsed(self) -> dict[str, Any]:
        return {"and": [node.parsed() for node in self.nodes]}


class Or(msgspec.Struct, frozen=True):
    nodes: tuple[Node, ...]

    def parsed(self) -> dict[str, Any]:
        return {"or": [node.parsed() for node in self.nodes]}


Node = Term | Not | And | Or

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\()|(?P<close>\))
      | (?P<minus>-(?=[\w("'#]))
      | (?P<field>[A-Za-z_][\w.$-]*):\s*(?P<compare><=|>=|<|>)?\s*
            (?:"(?P<dq>(?:\\.|[^"\\])*)"|'(?P<sq>(?:\\.|[^'\\])*)'|(?P<raw>(?:\\.|[^\s()])+))
      | "(?P<text_dq>(?:\\.|[^"\\])*)"|'(?P<text_sq>(?:\\.|[^'\\])*)'
      | (?P<word>(?:\\.|[^\s()])+)
    )""",
    re.VERBOSE,
)


def parse(text: str) -> Node | None:
    """The tree; None when there is nothing to search for."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = [found for found in _TOKEN.finditer(text) if found[0].strip()]
        self._at = 0

    def read(self) -> Node | None:
        nodes: list[Node] = []
        while self._at < len(self._tokens):
            before = self._at
            node = self._either()
            if node is not None:
                nodes.append(node)
            if self._at == before:  # a closing parenthesis that nobody opened
                self._at += 1
        return _joined(And, nodes)

    def _peek(self) -> re.Match[str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take_word(self, *words: str) -> bool:
        token = self._peek()
        if token is not None and token["word"] in words:
            self._at += 1
            return True
        return False

    def _either(self) -> Node | None:
        nodes = [self._both()]
        while self._take_word("OR"):
            nodes.append(self._both())
        return _joined(Or, [node for node in nodes if node is not None])

    def _both(self) -> Node | None:
        nodes: list[Node] = []
        while True:
            token = self._peek()
            if token is None or token["close"] or token["word"] == "OR":
                break
            if self._take_word("AND"):
                continue
            node = self._one()
            if node is not None:
                nodes.append(node)
        return _joined(And, nodes)

    def _one(self) -> Node | None:
        if self._take_word("NOT"):
            return _negated(self._one() if self._peek() is not None else None)
        token = self._peek()
        assert token is not None  # noqa: S101 - callers looked
        self._at += 1
        if token["minus"]:
            return _negated(self._one() if self._peek() is not None else None)
        if token["open"]:
            node = self._either()
            closing = self._peek()
            if closing is not None and closing["close"]:
                self._at += 1
            return node
        if token["close"]:
            return None
        return _term(token)


def _negated(node: Node | None) -> Node | None:
    return None if node is None else Not(node)


def _joined(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else kind(tuple(nodes))


def _term(token: re.Match[str]) -> Term:
    if token["field"]:
        quoted = token["dq"] if token["dq"] is not None else token["sq"]
        value = quoted if quoted is not None else token["raw"]
        return Term(
            token["field"].lower(), _plain(value), token["compare"] or "", quoted is not None
        )
    quoted = token["text_dq"] if token["text_dq"] is not None else token["text_sq"]
    value = quoted if quoted is not None else token["word"]
    return Term("", _plain(value), "", quoted is not None)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
