"""The control API's operations, and a good request of each, from the description it gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from features.fuzz.grounds import Ground
from features.fuzz.sending import Answer, Sent
from sandbox.hosting.control import PREFIX

__all__ = ["ControlCalls"]

HOST = "127.0.0.1:8800"
SPARE = "spare"
"""A world that may be reset and closed."""
SWITCH = "tax_rate"
"""One of the platform below that takes any amount."""

# What an argument of this name means when it is right; of the acme world.
_RIGHT: dict[str, Any] = {
    "world": "acme",
    "platform": "shopify",
    "kind": "delay",
    "format": "json",
    "number": 1,
    "seed": 7,
    "limit": 5,
    "before": "base",
    "after": "base",
    "host": "hooks.example.com",
    "url": "http://127.0.0.1:9",
    "lines": [["TEE-BLK", 1]],
    "sku": "TEE-BLK",
    "item": "TEE-BLK",
    "quantity": 1,
    "amount": "1.00",
    "to": "2026-12-24T09:00:00Z",
    "at": "2026-12-24T09:00:00Z",
    "start": "2026-11-24T09:00:00Z",
    "currency": "USD",
    "email": "jane@example.com",
}


class ControlCalls:
    name = "control"

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        described = json.loads(ground.line.send(Sent("GET", HOST, f"{PREFIX}/openapi.json")).body)
        self._schemas: Mapping[str, Any] = described["components"]["schemas"]
        self._operations: dict[str, tuple[str, str, Any]] = {}
        self._patterns: list[tuple[str, re.Pattern[str], str]] = []
        # Literal paths first: `/desk/{platform}` has the shape of others.
        for path, methods in sorted(described["paths"].items(), key=lambda each: "{" in each[0]):
            for method, operation in methods.items():
                key = f"{method.upper()} {path}"
                self._operations[key] = (method.upper(), path, operation)
                shape = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))
                self._patterns.append((method.upper(), re.compile(PREFIX + shape), key))
        orders = list(ground.world.shopify.records.orders)
        self._order = {
            "shopify": orders[0].id,
            "netsuite": next(iter(ground.world.netsuite.records.transactions)).id,
        }

    def calls(self) -> list[str]:
        return list(self._operations)

    def goods(self, call: str) -> list[Sent]:
        """With everything that may be said, and with what must be."""
        return [self._good(call, wholly) for wholly in (True, False)]

    def seen(self, sent: Sent, answer: Answer) -> Iterator[tuple[str, bool]]:
        for method, pattern, key in self._patterns:
            if method == sent.method and pattern.fullmatch(sent.path):
                yield key, answer.status < 400
                return

    def reader(self, sent: Sent) -> str:
        """One reader for what people do at a desk, one for each other operation."""
        return re.sub(r"/desk/.*", "/desk", sent.path)

    def before(self, sent: Sent) -> None:
        """The names that requests refer to exist."""
        if "/snapshots" in sent.path or "/diff" in sent.path:
            self.ground.line.send(self._json("POST", "/snapshots", {"name": "base"}))
        if sent.path.endswith(("/reset", SPARE)) and SPARE not in self.ground.hub.names():
            self.ground.hub.open(SPARE, kind="empty", frozen=True)

    # -- a good request ------------------------------------------------------------------------

    def _good(self, call: str, wholly: bool) -> Sent:
        method, path, operation = self._operations[call]
        query = []
        for each in operation.get("parameters", ()):
            if each["in"] == "path":
                right = SPARE if "/worlds/" in path else "base" if "/snap" in path else None
                if each["name"] == "name" and path.startswith("/switches/"):
                    right = SWITCH
                value = right or self._value(each["name"], each["schema"], path)
                path = path.replace(f"{{{each['name']}}}", str(value))
            elif each.get("required") or (wholly and each["name"] == "world"):
                value = SPARE if path == "/reset" else self._value(each["name"], each["schema"], "")
                query.append(f"{each['name']}={value}")
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            return Sent(method, HOST, PREFIX + path, "&".join(query))
        body = self._sample(content["schema"], path, wholly)
        if path == "/worlds":
            body = {"name": "another", "kind": "empty"}
        return self._json(method, path, body, "&".join(query))

    def _json(self, method: str, path: str, body: Any, query: str = "") -> Sent:
        headers = (("content-type", "application/json"),)
        return Sent(method, HOST, PREFIX + path, query, headers, json.dumps(body).encode())

    def _sample(self, schema: Any, path: str, wholly: bool, depth: int = 0) -> Any:
        schema = self._resolved(schema)
        if "properties" not in schema:
            return self._value("", schema, path)
        required = schema.get("required", ())
        return {
            name: self._value(name, each, path, wholly, depth + 1)
            for name, each in schema["properties"].items()
            if wholly or name in required
        }

    def _value(
        self, name: str, schema: Any, path: str, wholly: bool = False, depth: int = 0
    ) -> Any:
        schema = self._resolved(schema)
        if name.startswith("order") or name in ("document", "transaction"):
            return self._order.get(path.split("/")[2] if "/desk/" in path else "", "1")
        if name == "name" and path == "/snapshots":
            return "base"
        if name in _RIGHT and "enum" not in schema and "properties" not in schema:
            return _RIGHT[name]
        for told in ("const", "default"):
            if schema.get(told) is not None:
                return schema[told]
        if "enum" in schema:
            return schema["enum"][0]
        match schema.get("type"):
            case "object":
                nested = depth < 4 and "properties" in schema
                return self._sample(schema, path, wholly, depth) if nested else {}
            case "array":
                return [] if depth > 3 else [self._value("", schema.get("items", {}), path)]
            case "integer" | "number":
                return 1
            case "boolean":
                return True
            case "string" if schema.get("format") == "date-time":
                return _RIGHT["at"]
            case "string" if schema.get("format") == "date":
                return "2026-11-24"
        return "1"

    def _resolved(self, schema: Any) -> Any:
        while "$ref" in schema or "anyOf" in schema:
            if "$ref" in schema:
                schema = self._schemas[schema["$ref"].rpartition("/")[2]]
            else:
                schema = schema["anyOf"][0]
        return schema
