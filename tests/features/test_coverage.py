"""`./run coverage`: what counts as proof, and that each platform's README is of its routes."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from features.cli import Platform
from features.coverage.calls import Evidence
from features.coverage.page import path_of, rows_on
from features.coverage.shopify import roots_of
from features.coverage.survey import CATALOGUES
from sandbox.netsuite.app import ROUTES as NETSUITE_ROUTES
from sandbox.netsuite.routes.records import create as create_record
from sandbox.shopify.graphql.schema import schema_of

ROOT = Path(__file__).resolve().parents[2]

# A suite to be watched: each function shows one thing that counts as proof or does not.
SUITE = """
import json
import msgspec
import pytest
from datetime import UTC, date, datetime
from oauthlib.oauth1 import Client as Signer
from sandbox.kernel.routing import Request
from sandbox.kernel.universe import Universe
from sandbox.netsuite.app import NetSuite

class Account(NetSuite):
    def call(self, method, path, body=None, secret="NETSUITE_TOKEN_SECRET"):
        known = self.credentials()
        path = "/services/rest/record/v1" + path
        signer = Signer(known["NETSUITE_CONSUMER_KEY"], known["NETSUITE_CONSUMER_SECRET"],
            known["NETSUITE_TOKEN_ID"], known[secret], signature_method="HMAC-SHA256",
            realm="5512345")
        _, headers, _ = signer.sign(f"https://{self.rest_host}{path}", method)
        content = b"" if body is None else json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
        return self.handle(
            Request(method, self.rest_host, path, "", list(headers.items()), content))

    def made(self, path, body):
        return self.call("POST", path, body).header("Location").rsplit("/", 1)[1]

@pytest.fixture
def account():
    start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    return Account(Universe("t", 7, start, date(2026, 11, 24), ["netsuite"]))

def test_another_route_reads_it(account):
    account.call("GET", "/customer/" + account.made("/customer", {"companyName": "Acme"}))

def test_something_else_is_read(account):
    account.made("/customer", {"companyName": "Acme"})
    account.call("GET", "/currency/1")

def test_read_before(account):
    account.call("GET", "/customer")
    account.made("/customer", {"companyName": "Acme"})

def test_documents_looked_at(account):
    account.made("/customer", {"companyName": "Acme"})
    assert len(list(account.records.entities)) == 1

def test_ledger(account):
    acme = account.made("/customer", {"companyName": "Acme"})
    item = account.records.items_by_item_id.first("TEE-BLK").id
    line = {"item": {"id": item}, "quantity": 1, "rate": 19.99}
    sale = account.made("/cashSale", {"entity": {"id": acme}, "item": {"items": [line]}})
    assert account.records.ledger_by_transaction.find(int(sale))

def test_nothing_changed(account):
    account.records.entities.put = lambda document: document
    assert account.call("POST", "/customer", {"companyName": "Acme"}).status == 204

def test_refused(account):
    account.call("POST", "/customer", {})

def test_wrong_signature(account):
    account.call("POST", "/customer", {}, "NETSUITE_ACCOUNT")

def test_refused_with_a_trace(account):
    answer = account.answer
    def trace(request, refusal):
        old = account.records.currencies[1]
        account.records.currencies.put(msgspec.structs.replace(old, name="x"))
        return answer(request, refusal)
    account.answer = trace
    account.call("POST", "/customer", {})

def test_red(account):
    account.call("POST", "/customer", {})
    assert False
"""


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., set[str]]:
    """`proofs("ledger")`: the columns of Evidence that this test of SUITE fills for a call."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "test_suite.py").write_text(SUITE)
    report = folder / "report.json"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "features.coverage.witness",
         "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "--rootdir",
         str(folder), str(folder / "test_suite.py")],
        env={"PYTHONPATH": str(ROOT), "COVERAGE_PLATFORM": "netsuite",
             "COVERAGE_REPORT": str(report)},
        capture_output=True,
        check=False,
    )  # fmt: skip
    evidence: dict[str, dict[str, list[str]]] = json.loads(report.read_bytes())

    def of(test: str, call: str = "POST /customer") -> set[str]:
        known = evidence[call].items()
        return {column for column, tests in known if f"test_suite.py::test_{test}" in tests}

    return of


@pytest.mark.parametrize(
    ("test", "columns"),
    [
        ("another_route_reads_it", {"success", "read_back"}),
        ("something_else_is_read", {"success"}),
        ("read_before", {"success"}),
        ("documents_looked_at", {"success"}),
        ("nothing_changed", set()),
        ("refused", {"refusal"}),
        ("wrong_signature", set()),
        ("refused_with_a_trace", {"leaks"}),
        ("red", set()),
    ],
)
def test_what_counts_as_proof(
    proofs: Callable[..., set[str]], test: str, columns: set[str]
) -> None:
    assert proofs(test) == columns


def test_the_ledger_reads_back(proofs: Callable[..., set[str]]) -> None:
    assert proofs("ledger", "POST /cashSale") == {"success", "read_back"}


def test_a_read_needs_no_change(proofs: Callable[..., set[str]]) -> None:
    assert proofs("another_route_reads_it", "GET /customer/{id}") == {"success"}


class TestGaps:
    def test_of_a_write(self) -> None:
        assert Evidence().gaps("write") == [
            "no success test", "no read-back test", "no refusal test",
        ]  # fmt: skip

    def test_of_a_read(self) -> None:
        assert Evidence(success=["a"]).gaps("read") == ["no refusal test"]

    def test_a_trace_is_one_whatever_else_there_is(self) -> None:
        proven = Evidence(success=["a"], refusal=["a"], read_back=["a"], leaks=["b"])
        assert proven.gaps("write") == ["a refusal changed a document"]


def test_the_command_offers_every_platform_that_can_be_surveyed() -> None:
    assert [each.value for each in Platform] == list(CATALOGUES)


def test_every_route_of_netsuite_is_in_the_catalogue() -> None:
    """A route that no key is derived from would never be asked for a test."""
    calls = CATALOGUES["netsuite"].calls()
    assert len({call.key for call in calls}) == len(calls)
    for route in NETSUITE_ROUTES:
        if route.handler is not create_record and "{record}" not in route.path:
            assert f"{route.method} {route.path}" in [call.key for call in calls]


def test_every_root_of_the_schema_is_in_the_catalogue() -> None:
    schema = schema_of("2026-07")
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    keys = {call.key for call in CATALOGUES["shopify"].calls()}
    assert {f"query {name}" for name in schema.query_type.fields} <= keys
    assert {f"mutation {name}" for name in schema.mutation_type.fields} <= keys


@pytest.mark.parametrize(
    ("text", "operation", "roots"),
    [
        ("{ shop { name } }", "", ("query", {"shop": "shop"})),
        ("{ a: shop { name } __typename }", "", ("query", {"a": "shop"})),
        ("query A { shop { name } } mutation B { orderOpen { x } }", "B",
         ("mutation", {"orderOpen": "orderOpen"})),
        ("{ ...F } fragment F on QueryRoot { orders { x } }", "", ("query", {"orders": "orders"})),
        ("{ ... on QueryRoot { node { id } } }", "", ("query", {"node": "node"})),
        ("{ shop {", "", ("", {})),
    ],
)  # fmt: skip
def test_roots_of_a_document(text: str, operation: str, roots: Any) -> None:
    assert roots_of(text, operation) == roots


@pytest.mark.parametrize("platform", list(CATALOGUES))
class TestReadme:
    def test_lists_every_call(self, platform: str) -> None:
        """When this fails: `./run coverage PLATFORM --readme`."""
        listed = rows_on(path_of(platform).read_text())
        assert listed == [call.key for call in CATALOGUES[platform].calls()]

    def test_names_tests_that_exist(self, platform: str) -> None:
        cited = re.findall(r"^\d+\. `(.*?)`$", path_of(platform).read_text(), re.M)
        assert cited
        for test in cited:
            file, *names = test.split("::")
            body: Any = ast.parse((ROOT / file).read_text()).body
            for name in names:
                [found] = [each for each in body if getattr(each, "name", "") == name]
                body = found.body

    def test_every_call_has_words_and_a_source(self, platform: str) -> None:
        for call in CATALOGUES[platform].calls():
            assert call.behaviour, call.key
            assert call.source, call.key
