"""The published descriptions of eBay's APIs, from the folder that VENDOR_SPECS names.

Those of Post-Order list paths and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from features.specs.official import MissingSpecs

__all__ = ["DESCRIPTIONS", "Descriptions", "Published", "official_descriptions"]

FOLDER = "ebay"
DESCRIPTIONS = (
    "sell_fulfillment_v1_oas3.json",
    "sell_finances_v1.17.2_oas3.yml",
    "developer_analytics_v1_beta_oas3.json",
    "developer_key_management_v1_oas3.json",
    "commerce_notification_v1_oas3.json",
    "return_oas3.json",
    "cancellation_oas3.json",
)
_PATHS_ONLY = "/post-order/"
_METHODS = ("get", "post", "put", "delete")


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """`path` from the host on. `answers`: the schema of each status that has a body. `errors`:
    domain and category by number, for each status. `model` is what references point into;
    `described` off: there is a path and nothing else."""

    name: str
    method: str
    path: str
    statuses: frozenset[int]
    answers: dict[int, Any]
    errors: dict[int, dict[int, tuple[str, str]]]
    scopes: frozenset[str]
    model: Any
    described: bool


class Descriptions:
    def __init__(self, documents: list[Any]) -> None:
        self.published = [each for document in documents for each in _published(document)]
        self._patterns = [(re.compile(_pattern(each.path)), each) for each in self.published]

    def find(self, method: str, path: str) -> Published | None:
        """Literal paths come before those with a name in them."""
        found = [
            each
            for pattern, each in self._patterns
            if each.method == method and pattern.fullmatch(path)
        ]
        return min(found, key=lambda each: each.path.count("{"), default=None)


def official_descriptions() -> Descriptions:
    """Raises MissingSpecs."""
    folder = os.environ.get("VENDOR_SPECS", "")
    if not folder:
        raise MissingSpecs(
            f"set VENDOR_SPECS to a folder that holds {FOLDER}/{DESCRIPTIONS[0]} and the other "
            "descriptions of developer.ebay.com beside it"
        )
    home = Path(folder) / FOLDER
    for name in DESCRIPTIONS:
        if not (home / name).exists():
            raise MissingSpecs(f"{home / name} is not there")
    return Descriptions([_read(home / name) for name in DESCRIPTIONS])


def _read(path: Path) -> Any:
    decode = msgspec.yaml.decode if path.suffix == ".yml" else msgspec.json.decode
    return decode(path.read_bytes())


def _pattern(path: str) -> str:
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))


def _published(document: Any) -> Iterator[Published]:
    base = document["servers"][0]["variables"]["basePath"]["default"]
    for path, methods in document["paths"].items():
        for method, found in methods.items():
            if method in _METHODS:
                yield _one(document, method.upper(), base + path, found)


def _one(document: Any, method: str, path: str, found: Any) -> Published:
    responses = {int(status): each for status, each in found["responses"].items()}
    security = [each for every in found.get("security", ()) for each in every.values()]
    return Published(
        name=f"{method} {path}",
        method=method,
        path=path,
        statuses=frozenset(responses),
        answers={
            status: each["content"]["application/json"].get("schema", {})
            for status, each in responses.items()
            if "application/json" in each.get("content", {})
        },
        errors={status: dict(_errors(each)) for status, each in responses.items()},
        scopes=frozenset(scope for each in security for scope in each),
        model=document,
        described=not path.startswith(_PATHS_ONLY),
    )


def _errors(response: Any) -> Iterator[tuple[int, tuple[str, str]]]:
    for number, each in response.get("x-response-codes", {}).get("errors", {}).items():
        yield int(number), (each["domain"], each["category"])
