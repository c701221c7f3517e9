"""The published models of the Selling Partner API, from the folder that VENDOR_SPECS names."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from features.specs.official import MissingSpecs

__all__ = [
    "MODELS",
    "NOTIFICATIONS",
    "Asked",
    "Models",
    "Operation",
    "home_of_models",
    "official_models",
]

FOLDER = "amazon"
MODELS = (
    "feeds_2021-06-30.json",
    "financesV0.json",
    "finances_2024-06-19.json",
    "ordersV0.json",
    "orders_2026-01-01.json",
    "reports_2021-06-30.json",
    "sellers.json",
    "tokens_2021-03-01.json",
    "transfers_2024-06-01.json",
)
# By the type of the message.
NOTIFICATIONS = {
    "FEED_PROCESSING_FINISHED": "notification_FeedProcessingFinishedNotification.json",
    "ORDER_CHANGE": "notification_OrderChangeNotification.json",
    "REPORT_PROCESSING_FINISHED": "notification_ReportProcessingFinishedNotification.json",
    "TRANSACTION_UPDATE": "notification_TransactionUpdateNotification.json",
}
_EXAMPLES = "x-amzn-api-sandbox"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A published example: parameters by name, `body` among them, and what is answered to it."""

    method: str
    path: str
    status: int
    parameters: dict[str, Any]
    answer: Any


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """`responses`: the schema of each status; None where an answer has no body. `model`: the
    document that its references point into."""

    name: str
    method: str
    path: str
    responses: dict[int, Any]
    model: Any
    examples: tuple[Asked, ...]


class Models:
    def __init__(self, documents: list[Any], notifications: dict[str, Any]) -> None:
        self.operations = [each for document in documents for each in _operations(document)]
        self.notifications = notifications
        self._patterns = [(re.compile(_pattern(each.path)), each) for each in self.operations]

    def operation(self, method: str, path: str) -> Operation | None:
        """Literal paths come before those with a name in them."""
        found = [
            each
            for pattern, each in self._patterns
            if each.method == method and pattern.fullmatch(path)
        ]
        return min(found, key=lambda each: each.path.count("{"), default=None)


def home_of_models() -> Path:
    """Raises MissingSpecs."""
    folder = os.environ.get("VENDOR_SPECS", "")
    if not folder:
        raise MissingSpecs(
            f"set VENDOR_SPECS to a folder that holds {FOLDER}/{MODELS[3]} and the other models "
            "and notification schemas of github.com/amzn/selling-partner-api-models beside it"
        )
    home = Path(folder) / FOLDER
    missing = [
        home / name for name in (*MODELS, *NOTIFICATIONS.values()) if not (home / name).exists()
    ]
    if missing:
        raise MissingSpecs(f"{missing[0]} is not there")
    return home


def official_models() -> Models:
    """Raises MissingSpecs."""
    home = home_of_models()
    return Models(
        [_read(home / name) for name in MODELS],
        {kind: _read(home / name) for kind, name in NOTIFICATIONS.items()},
    )


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _pattern(path: str) -> str:
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))


def _operations(document: Any) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, found in methods.items():
            if not isinstance(found, dict) or "responses" not in found:
                continue
            yield Operation(
                name=found["operationId"],
                method=method.upper(),
                path=path,
                responses={
                    int(status): response.get("schema")
                    for status, response in found["responses"].items()
                },
                model=document,
                examples=tuple(_examples(method.upper(), path, found["responses"])),
            )


def _examples(method: str, path: str, responses: Any) -> Iterator[Asked]:
    for status, response in responses.items():
        for example in response.get(_EXAMPLES, {}).get("static", ()):
            given = example.get("request", {}).get("parameters", {})
            yield Asked(
                method=method,
                path=path,
                status=int(status),
                parameters={name: each.get("value") for name, each in given.items()},
                answer=example.get("response"),
            )
