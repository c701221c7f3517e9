"""A pytest plugin that keeps the answers of a run that a published schema can judge, each once.

`pytest -p features.specs.recorder` with SPECS_ANSWERS naming the file to write: one JSON line an
answer. Of Shopify the answers of GraphQL, with the document that was asked; of QuickBooks Online
what the company answers in JSON and XML; of Amazon and eBay every answer of their APIs.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.amazon import hosts
from sandbox.amazon.app import Amazon
from sandbox.amazon.rules import notifications
from sandbox.ebay.app import Ebay
from sandbox.kernel.platform import Platform
from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.app import QuickBooksOnline
from sandbox.shopify.app import Shopify
from sandbox.shopify.routes.graphql import is_graphql

STATUS_OK = 200
_COMPANY = "/v3/company/"


class Recorder:
    def __init__(self, version: str, file: Path) -> None:
        self.version = version
        self.file = file
        self.lines: dict[str, None] = {}
        self.patch = pytest.MonkeyPatch()

    def shopify(self, shopify: Shopify, request: Request, response: Response) -> None:
        if response.status != STATUS_OK or not is_graphql(request):
            return
        if shopify.version(request).name != self.version:
            return
        if request.headers.get("content-type", "").startswith("application/graphql"):
            asked: dict[str, Any] = {"query": request.body.decode("utf-8", "replace")}
        else:
            asked = json.loads(request.body)
        self._keep(
            {
                "platform": shopify.name,
                "query": asked["query"],
                "operation": asked.get("operationName"),
                "answer": json.loads(response.body),
            }
        )

    def quickbooks(
        self, quickbooks: QuickBooksOnline, request: Request, response: Response
    ) -> None:
        if not request.raw_path.startswith(_COMPANY):
            return
        kind = (response.header("content-type") or "").partition(";")[0]
        if kind in ("application/json", "application/xml"):
            self._keep(
                {
                    "platform": quickbooks.name,
                    "format": kind.removeprefix("application/"),
                    "answer": response.body.decode(),
                }
            )

    def amazon(self, amazon: Amazon, request: Request, response: Response) -> None:
        if request.host.partition(":")[0] in hosts.API.values():
            self._keep(
                {
                    "platform": amazon.name,
                    "method": request.method,
                    "path": request.raw_path,
                    "status": response.status,
                    "answer": response.body.decode(),
                }
            )

    def ebay(self, ebay: Ebay, request: Request, response: Response) -> None:
        self._keep(
            {
                "platform": ebay.name,
                "method": request.method,
                "path": request.raw_path,
                "status": response.status,
                "answer": response.body.decode(),
            }
        )

    def notification(self, kind: str, body: str) -> None:
        self._keep({"platform": Amazon.name, "notification": kind, "answer": body})

    def _keep(self, kept: dict[str, Any]) -> None:
        self.lines.setdefault(json.dumps(kept), None)

    def watch(self, kind: type[Platform], note: Any) -> None:
        handle = kind.handle

        def watched(platform: Any, request: Request, *rest: Any) -> Response:
            response = handle(platform, request, *rest)
            note(platform, request, response)
            return response

        self.patch.setattr(kind, "handle", watched)

    def pytest_sessionstart(self) -> None:
        self.watch(Shopify, self.shopify)
        self.watch(QuickBooksOnline, self.quickbooks)
        self.watch(Amazon, self.amazon)
        self.watch(Ebay, self.ebay)
        encode = notifications.message

        def watched(*given: Any, **more: Any) -> tuple[str, str]:
            kind, body = encode(*given, **more)
            self.notification(kind, body)
            return kind, body

        self.patch.setattr(notifications, "message", watched)

    def pytest_sessionfinish(self) -> None:
        self.patch.undo()
        self.file.write_text("".join(f"{line}\n" for line in self.lines))


def pytest_configure(config: pytest.Config) -> None:
    from features.specs.official import VERSION

    recorder = Recorder(VERSION, Path(os.environ["SPECS_ANSWERS"]))
    config.pluginmanager.register(recorder, "specs-recorder")
