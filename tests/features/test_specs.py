"""`./run specs`: what differs from a published schema, and what an answer may look like."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from graphql import build_schema

from features.specs.answers import Judge
from features.specs.compare import differences
from features.specs.official import FILE, MissingSpecs, official_text

THEIRS = """
type Query { order(id: ID!, first: Int = 10): Order orders: [Order!]! node: Node }
interface Node { id: ID! }
type Order implements Node { id: ID! total: Money status: Status! at: DateTime lines: [String!]! }
type Shop implements Node { id: ID! name: String! }
input OrderInput { id: ID! note: String }
enum Status { OPEN CLOSED }
scalar Money
scalar DateTime
"""


@pytest.mark.parametrize(
    ("ours", "sentences"),
    [
        (THEIRS, []),
        ("type Query { orders: [Order!]! } type Order { id: ID! }", []),
        (
            "type Query { orders: [Order]! } type Order { id: ID! }",
            ["Query.orders: [Order]!, theirs is [Order!]!"],
        ),
        (
            "type Query { orders: [Order!]! } type Order { number: Int }",
            ["Order.number: not published"],
        ),
        (
            "type Query { order(id: ID!): Order } type Order { id: ID! }",
            ["Query.order(first:): argument is missing"],
        ),
        (
            "type Query { order(first: Int = 5, number: Int): Order } type Order { id: ID! }",
            [
                "Query.order(first:): default 5, theirs is 10",
                "Query.order(id:): required argument is missing",
                "Query.order(number:): not published",
            ],
        ),
        ("type Query { node: Node } union Node = Order type Order { id: ID! }",
         ["type Node: GraphQLUnionType, theirs is GraphQLInterfaceType"]),
        ("type Query { node: Node } interface Node { id: ID! } enum Status { OPEN GONE }",
         ["Status: value GONE is not published"]),
        ("type Query { node: Node } interface Node { id: ID! } input OrderInput { note: String }",
         ["OrderInput.id: required member is missing"]),
        ("type Query { node: Node } interface Node { id: ID! } scalar Odd",
         ["type Odd: not published"]),
    ],
)  # fmt: skip
def test_differences(ours: str, sentences: list[str]) -> None:
    assert differences(build_schema(ours), build_schema(THEIRS)) == sentences


@pytest.fixture(scope="module")
def faults() -> Callable[[str, Any], list[str]]:
    judge = Judge(build_schema(THEIRS))

    def of(query: str, data: Any) -> list[str]:
        return judge.faults(query, None, {"data": data})

    return of


@pytest.mark.parametrize(
    ("query", "data", "found"),
    [
        ("{ orders { id total } }", {"orders": [{"id": "1", "total": "5.00"}]}, []),
        ("{ orders { id } }", {"orders": None}, ["orders: null, though it is [Order!]!"]),
        ("{ orders { id } }", {"orders": [None]}, ["orders.0: null, though it is Order!"]),
        ("{ orders { id } }", {"orders": {"id": "1"}}, ["orders: {'id': '1'} is no list"]),
        ("{ orders { id total } }", {"orders": [{"id": "1"}]},
         ["orders.0.total: asked for and not answered"]),
        ("{ orders { id } }", {"orders": [{"id": "1", "total": None}]},
         ["orders.0.total: nobody asked for it"]),
        ("{ orders { id } }", {"orders": [{"id": 1}]}, ["orders.0.id: 1 is no ID"]),
        ("{ orders { total } }", {"orders": [{"total": "5"}]}, ["orders.0.total: '5' is no Money"]),
        ("{ orders { total } }", {"orders": [{"total": 5.0}]}, ["orders.0.total: 5.0 is no Money"]),
        ("{ orders { status } }", {"orders": [{"status": "GONE"}]},
         ["orders.0.status: 'GONE' is no Status"]),
        ("{ orders { at } }", {"orders": [{"at": "2026-11-24T09:00:00+00:00"}]},
         ["orders.0.at: '2026-11-24T09:00:00+00:00' is no DateTime"]),
        ("{ orders { lines } }", {"orders": [{"lines": ["a", 1]}]},
         ["orders.0.lines.1: 1 is no String"]),
        ("{ a: orders { b: id } }", {"a": [{"b": "1"}]}, []),
        ("{ node { id ... on Shop { name } } }", {"node": {"id": "1", "name": "x"}}, []),
        ("{ node { id ... on Shop { name } } }", {"node": {"id": "1"}}, []),
        ("{ node { __typename ... on Shop { name } } }", {"node": {"__typename": "Shop"}},
         ["node.name: asked for and not answered"]),
        ("{ ...F } fragment F on Query { orders { id } }", {"orders": [{"id": "1"}]}, []),
        ("query ($x: Boolean!) { orders { id total @include(if: $x) } }",
         {"orders": [{"id": "1"}]}, []),
        ("{ orders { nothing } }", {"orders": []},
         ["answered, but: Cannot query field 'nothing' on type 'Order'."]),
    ],
)  # fmt: skip
def test_answers(
    faults: Callable[[str, Any], list[str]], query: str, data: Any, found: list[str]
) -> None:
    assert faults(query, data) == found


def test_a_refused_document_is_not_judged(faults: Callable[[str, Any], list[str]]) -> None:
    assert faults("{ nothing }", None) == []


def test_the_schema_is_read_from_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENDOR_SPECS", str(tmp_path))
    with pytest.raises(MissingSpecs, match="is not there"):
        official_text()
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(gzip.compress(THEIRS.encode()))
    assert official_text() == THEIRS


def test_without_a_folder_the_command_names_the_prerequisite(
    cli: Callable[..., CompletedProcess[str]],
) -> None:
    done = cli("specs")
    assert done.returncode == 4
    assert "VENDOR_SPECS" in done.stderr


def test_the_recorder_keeps_distinct_answers(
    python: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    file = tmp_path / "answers.jsonl"
    code = """
import os, sys
os.environ["SPECS_ANSWERS"] = sys.argv[1]
import json, pytest
class Suite:
    @pytest.hookimpl
    def pytest_collection_finish(self, session):
        from sandbox.kernel.routing import Request
        from sandbox.world import open_world
        shopify = open_world().shopify
        known = shopify.credentials()
        for query in ("{ shop { name } }", "{ shop { name } }", "{ nothing }"):
            headers = {"x-shopify-access-token": known["SHOPIFY_TOKEN"]}
            body = json.dumps({"query": query}).encode()
            path = "/admin/api/2026-07/graphql.json"
            shopify.handle(Request("POST", shopify.domain, path, "", headers.items(), body))
pytest.main(["-q", "-p", "features.specs.recorder", "-p", "no:cacheprovider", "--collect-only",
             "--assert=plain", "tests/conftest.py"], [Suite()])
"""
    python(code, str(file))
    kept = [json.loads(line) for line in file.read_text().splitlines()]
    assert {each["query"] for each in kept} == {"{ shop { name } }", "{ nothing }"}
    assert kept[0]["answer"]["data"]["shop"]["name"] == "Acme Outdoor"
