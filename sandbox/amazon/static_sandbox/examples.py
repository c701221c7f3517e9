"""The examples, and which of them a request is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

__all__ = ["Example", "example_of", "examples"]

_FILE = Path(__file__).with_name("examples.jsonl")


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """`parameters`: those of path and query as JSON has them, and `body`. `body` is the answer's,
    as it is written; empty: the answer has none."""

    operation: str
    method: str
    path: str
    status: int
    parameters: dict[str, Any]
    body: msgspec.Raw = msgspec.Raw(b"")


@cache
def examples() -> Mapping[tuple[str, str], tuple[Example, ...]]:
    """By method and path, as the models have them."""
    found: defaultdict[tuple[str, str], list[Example]] = defaultdict(list)
    for line in _FILE.read_bytes().splitlines():
        example = msgspec.json.decode(line, type=Example)
        found[example.method, example.path].append(example)
    return {key: tuple(each) for key, each in found.items()}


def example_of(
    known: tuple[Example, ...], path: Mapping[str, str], query: Mapping[str, str], body: Any
) -> Example | None:
    """The example whose parameters are those that are given, the one that names most of them;
    None: there is none.

    What an example leaves open of path and body may be anything. Of the query, parameters that no
    example of the operation has are not compared: clients send some of their own."""
    compared = {name for each in known for name in each.parameters}
    asked = {name: value for name, value in query.items() if name in compared}
    for each in sorted(known, key=lambda each: -len(each.parameters)):
        wanted = dict(each.parameters)
        if "body" in wanted and wanted.pop("body") != body:
            continue
        texts = {name: _text(value) for name, value in wanted.items()}
        if texts == asked | {name: path[name] for name in texts if name in path}:
            return each
    return None


def _text(value: Any) -> str:
    """As a query has it."""
    if isinstance(value, list):
        return ",".join(_text(each) for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
