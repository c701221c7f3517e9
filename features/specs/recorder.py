"""A pytest plugin that keeps every GraphQL answer of a run, each distinct one once.

`pytest -p features.specs.recorder` with SPECS_ANSWERS naming the file to write: one JSON line an
answer, with the document that was asked.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.app import Shopify
from sandbox.shopify.routes.graphql import is_graphql

STATUS_OK = 200


class Recorder:
    def __init__(self, version: str, file: Path) -> None:
        self.version = version
        self.file = file
        self.lines: dict[str, None] = {}
        self.patch = pytest.MonkeyPatch()

    def note(self, shopify: Shopify, request: Request, response: Response) -> None:
        if response.status != STATUS_OK or not is_graphql(request):
            return
        if shopify.version(request).name != self.version:
            return
        if request.headers.get("content-type", "").startswith("application/graphql"):
            asked: dict[str, Any] = {"query": request.body.decode("utf-8", "replace")}
        else:
            asked = json.loads(request.body)
        line = json.dumps(
            {
                "query": asked["query"],
                "operation": asked.get("operationName"),
                "answer": json.loads(response.body),
            }
        )
        self.lines.setdefault(line, None)

    def pytest_sessionstart(self) -> None:
        handle = Shopify.handle

        def watched(shopify: Shopify, request: Request, *rest: Any) -> Response:
            response = handle(shopify, request, *rest)
            self.note(shopify, request, response)
            return response

        self.patch.setattr(Shopify, "handle", watched)

    def pytest_sessionfinish(self) -> None:
        self.patch.undo()
        self.file.write_text("".join(f"{line}\n" for line in self.lines))


def pytest_configure(config: pytest.Config) -> None:
    from features.specs.official import VERSION

    recorder = Recorder(VERSION, Path(os.environ["SPECS_ANSWERS"]))
    config.pluginmanager.register(recorder, "specs-recorder")
