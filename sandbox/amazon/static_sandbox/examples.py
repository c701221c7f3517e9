"""The examples of the published models, and which of them a request is.

They are read from a folder of models as Amazon publishes them (Swagger 2.0, the
`x-amzn-api-sandbox` members of responses): the account's switch `sandbox_models` names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

__all__ = ["Example", "example_of", "examples", "has_models"]

_METHODS = ("get", "post", "put", "patch", "delete")
_MEMBER = "x-amzn-api-sandbox"


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """`parameters`: those of path and query as JSON has them, and `body`. `body` is the answer's;
    empty: the answer has none."""

    method: str
    path: str
    status: int
    parameters: dict[str, Any]
    body: bytes = b""


def has_models(folder: str) -> None:
    """Raises ValueError."""
    if folder and not any(Path(folder).rglob("*.json")):
        raise ValueError(
            f"{folder} has no models; name a folder with the *.json files that Amazon publishes "
            "(github.com/amzn/selling-partner-api-models)"
        )


@cache
def examples(folder: str) -> Mapping[tuple[str, str], tuple[Example, ...]]:
    """By method and path, as the models have them; none without a folder."""
    found: defaultdict[tuple[str, str], list[Example]] = defaultdict(list)
    for file in sorted(Path(folder).rglob("*.json")) if folder else ():
        for example in _of_model(msgspec.json.decode(file.read_bytes())):
            found[example.method, example.path].append(example)
    return {key: tuple(each) for key, each in found.items()}


def _of_model(model: Any) -> Iterator[Example]:
    paths = model.get("paths", {}) if isinstance(model, dict) else {}
    for path, operations in paths.items():
        for method in _METHODS:
            for status, response in operations.get(method, {}).get("responses", {}).items():
                for example in response.get(_MEMBER, {}).get("static", ()):
                    yield _example(method, path, int(status), example)


def _example(method: str, path: str, status: int, example: dict[str, Any]) -> Example:
    given = example.get("request", {}).get("parameters", {})
    answer = example.get("response")
    return Example(
        method=method.upper(),
        path=path,
        status=status,
        parameters={name: each["value"] for name, each in given.items()},
        # A status of its own says that there is no body.
        body=b"" if status == 204 or answer is None else msgspec.json.encode(answer),
    )


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
