"""A pytest plugin that watches what every test does to a platform.

`pytest -p features.coverage.witness` with COVERAGE_PLATFORM and COVERAGE_REPORT in the
environment. It looks from outside: at `Platform.handle`, at every document that a table gives away
or takes, and at whether the test passed. Nothing of the suite knows that it is watched.

A refusal at the door (signature, token, limit) says nothing about a call that writes, so only one
that the call's own handler made counts for it. A planned fault counts for nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features.coverage.calls import Catalogue, Evidence, Seen
from features.coverage.survey import CATALOGUES
from sandbox.kernel.faults import Fault
from sandbox.kernel.platform import Platform
from sandbox.kernel.routing import NoRoute, Request, Response, WrongMethod
from sandbox.kernel.store import Index, Table

Place = tuple[int, str, Any]  # a document: store, table, id (None: any of the table)
_GONE = None


class Witness:
    """Evidence of the running test, moved to `proven` when it passes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        # Documents, and plans for them (jobs, staged edits), which the hash leaves out.
        name = catalogue.name
        self.prefixes = (f"{name}.", f"plans.{name}.", f"jobs.{name}.job", f"jobs.{name}.task")
        self.ledger = f"{catalogue.name}.ledger"
        self.proven: dict[str, Evidence] = {}
        self.begin()

    def begin(self) -> None:
        """A new test."""
        self.found: set[tuple[str, str]] = set()  # (call, column of Evidence)
        self.unread: dict[Place, set[str]] = {}  # changed document -> calls that changed it
        self.issued: dict[int, set[str]] = {}  # store -> logins that nobody has used yet
        self.stores: dict[int, Any] = {}  # held, so that ids of stores stay theirs
        self.inside = False

    def passed(self, test: str) -> None:
        for key, column in self.found:
            evidence = self.proven.setdefault(key, Evidence())
            tests: list[str] = getattr(evidence, column)
            if test not in tests:
                tests.append(test)

    # What the wrapped functions report

    def read(self, table: Table[Any], key: Any) -> None:
        if not table.name.startswith(self.prefixes):
            return
        place = (id(table.store), table.name, key)
        if self.inside:
            self.touched.add(place)
        elif table.name == self.ledger:
            for call in self.unread.get(place, ()):
                self.found.add((call, "read_back"))

    def put(self, table: Table[Any], key: Any, old: Any) -> None:
        if self.inside and table.name.startswith(self.prefixes):
            self.before.setdefault((id(table.store), table.name, key), (table, old))

    def call(
        self, platform: Platform, request: Request, fault: Fault | None, answer: Callable[[], Any]
    ) -> Response:
        self.inside, self.admitted = True, False
        self.touched: set[Place] = set()
        self.before: dict[Place, tuple[Table[Any], Any]] = {}
        try:
            response: Response = answer()
        finally:
            self.inside = False
        if fault is None and isinstance(platform, self.catalogue.platform):
            self._judge(platform, request, response)
        return response

    # What follows from a call

    def _judge(self, platform: Platform, request: Request, response: Response) -> None:
        try:
            route, _ = platform.lane.find(request.method, request.raw_path)
        except (NoRoute, WrongMethod):
            return
        store = id(platform.store)
        self.stores[store] = platform.store
        changed = self._changed()
        seen = self.catalogue.seen(route, request, response)
        for each in seen:
            if each.succeeded:
                self._succeeded(each, store, changed)
            elif not changed:
                if self.admitted or each.kind == "read":
                    self.found.add((each.key, "refusal"))
            elif len(seen) == 1:
                self.found.add((each.key, "leaks"))
        if response.status < 400:
            self._read(seen, store)

    def _changed(self) -> dict[Place, bool]:
        """Documents that differ from before as the hash sees them; True: it is gone."""
        found = {}
        for place, (table, old) in self.before.items():
            new = table._documents.get(place[2])
            if new is not old and _bytes(new) != _bytes(old):
                found[place] = new is None
        return found

    def _succeeded(self, seen: Seen, store: int, changed: dict[Place, bool]) -> None:
        if seen.kind == "read":
            self.found.add((seen.key, "success"))
        elif seen.kind == "login":
            self.found.add((seen.key, "success"))
            self.issued.setdefault(store, set()).add(seen.key)
        elif changed:
            self.found.add((seen.key, "success"))
            for place, gone in changed.items():
                self.unread.setdefault(place, set()).add(seen.key)
                if gone:  # a page that does not hold it any more shows that as well
                    self.unread.setdefault((*place[:2], _GONE), set()).add(seen.key)

    def _read(self, seen: list[Seen], store: int) -> None:
        """Calls of which this one read a changed document are read back."""
        mine = {each.key for each in seen}
        if any(each.kind != "read" for each in seen):
            return
        for place in self.touched:
            for call in self.unread.get(place, set()) - mine:
                self.found.add((call, "read_back"))
        if self.admitted:
            for call in self.issued.pop(store, set()) - mine:
                self.found.add((call, "read_back"))


def _bytes(document: Any) -> bytes:
    return b"" if document is None else msgspec.json.encode(document, order="deterministic")


def _watch(witness: Witness, patch: pytest.MonkeyPatch) -> None:
    """Wrap the kernel's doors: one call, one document read, one document written."""
    handle = Platform.handle
    get, item, setter = Table.get, Table.__getitem__, Table._set
    between = Index.between
    admit = witness.catalogue.platform.admit

    def watched_handle(self: Platform, request: Request, fault: Fault | None = None) -> Response:
        if witness.inside:  # a platform that calls itself is still one call
            return handle(self, request, fault)
        return witness.call(self, request, fault, lambda: handle(self, request, fault))

    def watched_admit(self: Any, request: Request, route: Any) -> None:
        admit(self, request, route)
        witness.admitted = True

    def watched_get(self: Table[Any], key: Any) -> Any:
        witness.read(self, key)
        return get(self, key)

    def watched_item(self: Table[Any], key: Any) -> Any:
        witness.read(self, key)
        return item(self, key)

    def watched_set(self: Table[Any], key: Any, document: Any) -> Any:
        old = setter(self, key, document)
        witness.put(self, key, old)
        return old

    def watched_between(self: Index[Any], *args: Any, **named: Any) -> Iterator[Any]:
        witness.read(self.table, _GONE)
        return between(self, *args, **named)

    patch.setattr(Platform, "handle", watched_handle)
    patch.setattr(witness.catalogue.platform, "admit", watched_admit)
    patch.setattr(Table, "get", watched_get)
    patch.setattr(Table, "__getitem__", watched_item)
    patch.setattr(Table, "_set", watched_set)
    patch.setattr(Index, "between", watched_between)


class WitnessPlugin:
    def __init__(self, witness: Witness, report: Path) -> None:
        self.witness = witness
        self.report = report
        self.patch = pytest.MonkeyPatch()

    def pytest_sessionstart(self) -> None:
        _watch(self.witness, self.patch)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        self.witness.begin()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.witness.passed(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.patch.undo()
        self.report.write_bytes(msgspec.json.encode(self.witness.proven, order="sorted"))


def pytest_configure(config: pytest.Config) -> None:
    catalogue = CATALOGUES[os.environ["COVERAGE_PLATFORM"]]
    plugin = WitnessPlugin(Witness(catalogue), Path(os.environ["COVERAGE_REPORT"]))
    config.pluginmanager.register(plugin, "coverage-witness")
