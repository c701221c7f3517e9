"""Whether eBay's routes, scopes and answers are those that its descriptions publish.

A member that production sends and no description has is named in `RECORDED`, with why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from features.specs.ebay_models import Descriptions, Published
from sandbox.ebay import hosts
from sandbox.ebay.app import ROUTES
from sandbox.ebay.operations import OPERATIONS

__all__ = ["RECORDED", "DescriptionJudge", "unpublished"]

# What is seen in answers of production, or in the published samples, against the schema.
RECORDED = {
    "Order.legacyOrderId": "recorded orders have it, right after the id",
    "Transaction.ebayCollectedTaxAmount": "recorded with a small b; the schema says eBayCollected",
    "Rate.count": "the published sample of getRateLimits has it",
    "Destination.deliveryConfig": "an object in the published samples, text in the schema",
}
# Not described, and published elsewhere: OAuth, and the API that names the user.
_ELSEWHERE = (hosts.TOKEN, hosts.AUTHORIZE, hosts.IDENTITY)
_GATEWAY = frozenset({1001, 1002, 1100, *range(2001, 2006)})
_SIGNATURES = range(215000, 216000)
# Numbers that the description lists under 400 and production answers with 404.
_NOT_FOUND = frozenset({32100, 32110})
_HIGHEST_SUCCESS = 299


def unpublished(descriptions: Descriptions) -> list[str]:
    """Routes that no description has, and scopes that differ from theirs."""
    found = []
    for route in ROUTES:
        if route.path.startswith(_ELSEWHERE):
            continue
        published = descriptions.find(route.method, route.path)
        if published is None:
            found.append(f"{route.method} {route.path}: is not published")
            continue
        needed = OPERATIONS[route.method, route.path].scopes
        if published.scopes and needed and not set(needed) <= published.scopes:
            found.append(f"{route.method} {route.path}: {needed} are not its scopes")
    return found


class DescriptionJudge:
    def __init__(self, descriptions: Descriptions) -> None:
        self._descriptions = descriptions

    def answer(self, method: str, path: str, status: int, body: str) -> list[str] | None:
        """What is wrong; None: no description covers the path, or it says nothing of answers."""
        published = self._descriptions.find(method, path)
        if published is None or not published.described:
            return None
        if status > _HIGHEST_SUCCESS:
            return list(_error(published, status, json.loads(body)))
        name = f"{published.name} {status}"
        if status not in published.statuses:
            return [f"{name}: the status is not published"]
        if not body:
            # Of what is created only the place is told, though the description has a body.
            return [] if status != 200 else [f"{name}: has no body"]
        if status not in published.answers:
            return [f"{name}: a body is not published"]
        walk = _Walk(published.model)
        return list(walk.value(published.answers[status], json.loads(body), name))


def _error(published: Published, status: int, told: Any) -> Iterator[str]:
    for error in told["errors"]:
        number = error["errorId"]
        if number in _GATEWAY or number in _SIGNATURES:
            continue
        name = f"{published.name} {status}: {number}"
        listed = 400 if number in _NOT_FOUND else status
        known = published.errors.get(listed, {}).get(number)
        if known is None:
            yield f"{name} is not published"
        elif known != (error["domain"], error["category"]):
            yield f"{name} is of {known}"


class _Walk:
    """Reads a value beside its schema."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def value(self, schema: Any, value: Any, path: str) -> Iterator[str]:
        name = ""
        while "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = self._document["components"]["schemas"][name]
        kind = schema.get("type", "")
        if kind and not _right(kind, value):
            yield f"{path}: {value!r} is no {kind}"
        elif isinstance(value, list):
            for each in value:
                yield from self.value(schema.get("items", {}), each, f"{path}[]")
        elif isinstance(value, dict):
            members = schema.get("properties", {})
            for member, each in value.items():
                if f"{name}.{member}" in RECORDED:
                    continue
                if member not in members:
                    yield f"{path}.{member}: is not published"
                else:
                    yield from self.value(members[member], each, f"{path}.{member}")


def _right(kind: str, value: Any) -> bool:
    match kind:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, int | float) and not isinstance(value, bool)
