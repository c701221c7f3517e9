"""Bodies that are large, deep or explosive: one of each, made once.

`CANARY` is the content of a file that XML entities point at; an answer that holds it has read it.
"""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from features.fuzz.sending import Sent

__all__ = ["CANARY", "heavy"]

CANARY = "canary-7f3a91c2-of-a-file-that-nobody-may-read"
TEN_MB = 10 * 1024 * 1024
DEEP = 100_000
_LARGE = 1_500_000
JSON, XML, FORM, GRAPHQL = (
    "application/json", "application/xml", "application/x-www-form-urlencoded",
    "application/graphql",
)  # fmt: skip


@cache
def _canary_file() -> Path:
    with tempfile.NamedTemporaryFile("w", prefix="canary-", suffix=".txt", delete=False) as file:
        file.write(CANARY)
    path = Path(file.name)
    atexit.register(path.unlink, missing_ok=True)
    return path


def _laughs() -> bytes:
    entities = ['<!ENTITY a0 "ha">']
    entities += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f"<?xml version='1.0'?><!DOCTYPE x [{''.join(entities)}]><x>&a9;</x>".encode()


def _quadratic() -> bytes:
    long = "a" * 50_000
    return f"<!DOCTYPE x [<!ENTITY a '{long}'>]><x>{'&a;' * 20_000}</x>".encode()


def _external() -> bytes:
    place = _canary_file().as_uri()
    return f"<!DOCTYPE x [<!ENTITY a SYSTEM '{place}'>]><Customer><A>&a;</A></Customer>".encode()


def _graphql(text: str) -> bytes:
    return f'{{"query":"{text}"}}'.encode()


_BODIES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "10 MB string": (JSON, lambda: b'{"memo":"%s"}' % (b"x" * TEN_MB)),
    "10 MB of numbers": (JSON, lambda: b"[%s0]" % (b"0," * (TEN_MB // 2))),
    "10 MB of members": (
        JSON,
        lambda: b"{%s}" % b",".join(b'"a%d":%d' % (n, n) for n in range(600_000)),
    ),
    "10 MB of noise": ("application/octet-stream", lambda: bytes(range(256)) * (TEN_MB // 256)),
    "deep array": (JSON, lambda: b"[" * DEEP + b"]" * DEEP),
    "deep array, not closed": (JSON, lambda: b"[" * DEEP),
    "deep object": (JSON, lambda: b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    "deep member": (JSON, lambda: b'{"q":%s,"query":1}' % (b"[" * 900 + b"]" * 900)),
    "number of 100,000 digits": (JSON, lambda: b'{"quantity":%s}' % (b"9" * DEEP)),
    "huge exponent": (JSON, lambda: b'{"quantity":1e999999999,"Amount":-1e-999999999}'),
    "entities in entities": (XML, _laughs),
    "one long entity, often": (XML, _quadratic),
    "entity of a file": (XML, _external),
    "deep elements": (XML, lambda: b"<a>" * DEEP + b"</a>" * DEEP),
    "100,000 attributes": (
        XML,
        lambda: b"<a %s/>" % b" ".join(b'b%d=""' % n for n in range(DEEP)),
    ),
    "100,000 fields": (FORM, lambda: b"&".join(b"a%d=%%00" % n for n in range(DEEP))),
    "deep selection": (JSON, lambda: _graphql("{a" * 20_000 + "}" * 20_000)),
    "deep list value": (JSON, lambda: _graphql(f"{{shop(a:{'[' * 20_000}{']' * 20_000}){{id}}}}")),
    "10 MB query": (JSON, lambda: _graphql("{shop{%s}}" % ("name " * (TEN_MB // 5)))),
    "30,000 aliases": (
        JSON,
        lambda: _graphql("{" + " ".join(f"a{n}:shop{{name}}" for n in range(30_000)) + "}"),
    ),
    "circle of fragments": (
        JSON,
        lambda: _graphql("{...A} fragment A on QueryRoot{...B} fragment B on QueryRoot{...A}"),
    ),
    "fragments that double": (
        JSON,
        lambda: _graphql(
            "{...F0}" + "".join(
                f" fragment F{n} on QueryRoot{{...F{n + 1} ...F{n + 1}}}" for n in range(60)
            ) + " fragment F60 on QueryRoot{shop{name}}"
        ),
    ),
    "raw GraphQL, deep": (GRAPHQL, lambda: b"{a" * 20_000 + b"}" * 20_000),
    "deep SuiteQL": (
        JSON,
        lambda: b'{"q":"SELECT id FROM item WHERE id = %s1%s"}' % (b"(" * 20_000, b")" * 20_000),
    ),
    "long SuiteQL": (
        JSON,
        lambda: b'{"q":"SELECT id FROM item WHERE %s"}' % b" OR ".join([b"id = 1"] * 20_000),
    ),
    "deep query": (
        "application/text",
        lambda: b"select * from Customer where %sId = '1'%s" % (b"(" * DEEP, b")" * DEEP),
    ),
    "long query": (
        "application/text",
        lambda: b"select * from Customer where " + b" and ".join([b"Id = '1'"] * 20_000),
    ),
}  # fmt: skip


@cache
def _body(name: str) -> bytes:
    return _BODIES[name][1]()


def heavy(good: Sent, *, large: bool = True) -> Iterator[Sent]:
    """The good request with each of these bodies instead of its own; without `large` only with
    those of less than 1.5 MB, which are as deep and explosive."""
    for name, (content_type, _) in _BODIES.items():
        body = _body(name)
        if large or len(body) < _LARGE:
            yield replace(good.with_header("content-type", content_type), body=body)
