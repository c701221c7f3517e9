"""`./run specs` for Amazon: what a published model says, and answers and messages held to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from features.specs.amazon_answers import ModelJudge
from features.specs.amazon_examples import refused_examples
from features.specs.amazon_models import MODELS, NOTIFICATIONS, Models, official_models
from features.specs.official import MissingSpecs

MONEY = {
    "type": "object",
    "required": ["CurrencyCode"],
    "properties": {"CurrencyCode": {"type": "string"}, "Amount": {"type": "number"}},
}
MODEL = {
    "paths": {
        "/orders/{orderId}": {
            "parameters": [],
            "get": {
                "operationId": "getOrder",
                "responses": {
                    "200": {
                        "schema": {"$ref": "#/definitions/Order"},
                        "x-amzn-api-sandbox": {
                            "static": [
                                {
                                    "request": {"parameters": {"orderId": {"value": "TEST"}}},
                                    "response": {"id": "TEST"},
                                }
                            ]
                        },
                    },
                    "204": {},
                },
            },
        },
        "/orders/all": {"get": {"operationId": "all", "responses": {"200": {}}}},
    },
    "definitions": {
        "Money": MONEY,
        "Base": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"type": "string"}},
        },
        "More": {"type": "object", "properties": {"sku": {"type": "string"}}},
        "Order": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "status": {"type": "string", "enum": ["Open", "Shut"]},
                "at": {"type": "string", "format": "date-time"},
                "count": {"type": "integer"},
                "gift": {"type": "boolean"},
                "total": {"$ref": "#/definitions/Money"},
                "lines": {"type": "array", "maxItems": 2, "items": {"type": "string"}},
                "options": {"type": "object", "additionalProperties": {"type": "string"}},
                "context": {
                    "allOf": [{"$ref": "#/definitions/Base"}, {"$ref": "#/definitions/More"}]
                },
            },
        },
    },
}
MESSAGE = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": ["string", "null"]}},
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def models() -> Models:
    return Models([MODEL], {"CHANGE": MESSAGE})


@pytest.fixture(scope="module")
def judge(models: Models) -> ModelJudge:
    return ModelJudge(models)


def test_what_is_read(models: Models) -> None:
    assert [each.name for each in models.operations] == ["getOrder", "all"]
    named, literal = models.operation("GET", "/orders/7"), models.operation("GET", "/orders/all")
    assert named is not None
    assert literal is not None
    assert (named.name, literal.name) == ("getOrder", "all")
    assert models.operation("POST", "/orders/7") is None
    assert named.examples[0].parameters == {"orderId": "TEST"}


def test_a_good_answer(judge: ModelJudge) -> None:
    told = {
        "id": "1",
        "status": "Open",
        "at": "2026-11-24T09:00:00Z",
        "count": 2,
        "gift": True,
        "total": {"CurrencyCode": "USD", "Amount": 19.47},
        "lines": ["a"],
        "options": {"x": "y"},
        "context": {"kind": "More", "sku": "A"},
    }
    assert judge.answer("GET", "/orders/1", 200, json.dumps(told)) == []
    assert judge.answer("GET", "/orders/1", 204, "") == []
    assert judge.answer("GET", "/elsewhere", 200, "{}") is None


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        ({"extra": 1}, "getOrder 200.extra: is not published"),
        ({"status": "Lost"}, "getOrder 200.status: 'Lost' is not published"),
        ({"at": "2026-11-24"}, "getOrder 200.at: '2026-11-24' is no date-time"),
        ({"count": "2"}, "getOrder 200.count: '2' is no integer"),
        ({"count": True}, "getOrder 200.count: True is no integer"),
        ({"gift": "true"}, "getOrder 200.gift: 'true' is no boolean"),
        ({"total": {}}, "getOrder 200.total.CurrencyCode: is missing"),
        (
            {"total": {"CurrencyCode": "USD", "Amount": "1.00"}},
            "getOrder 200.total.Amount: '1.00' is no number",
        ),
        ({"lines": ["a", "b", "c"]}, "getOrder 200.lines: more than 2 items"),
        ({"lines": [1]}, "getOrder 200.lines[]: 1 is no string"),
        ({"options": {"x": 1}}, "getOrder 200.options.*: 1 is no string"),
        ({"context": {"sku": "A"}}, "getOrder 200.context.kind: is missing"),
        ({"context": {"kind": "x", "y": 1}}, "getOrder 200.context.y: is not published"),
    ],
)
def test_a_fault_in_a_member(judge: ModelJudge, member: dict[str, Any], sentence: str) -> None:
    told = json.dumps({"id": "1", **member})
    assert judge.answer("GET", "/orders/1", 200, told) == [sentence]


def test_faults_of_the_whole(judge: ModelJudge) -> None:
    assert judge.answer("GET", "/orders/1", 200, "{}") == ["getOrder 200.id: is missing"]
    assert judge.answer("GET", "/orders/1", 418, "{}") == [
        "getOrder 418: the status is not published"
    ]
    assert judge.answer("GET", "/orders/1", 200, "[]") == ["getOrder 200: [] is no object"]


def test_messages(judge: ModelJudge) -> None:
    assert judge.notification("CHANGE", '{"kind":null}') == []
    assert judge.notification("CHANGE", '{"kind":"a","more":1}') == [
        "CHANGE.more: is not published"
    ]
    assert judge.notification("OTHER", "{}") is None


def test_an_example_that_the_sandbox_does_not_know(models: Models, tmp_path: Path) -> None:
    [sentence] = refused_examples(models, tmp_path)
    assert sentence.startswith('getOrder 200 {"orderId": "TEST"}: answered 403')


def test_without_the_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VENDOR_SPECS", raising=False)
    with pytest.raises(MissingSpecs, match="set VENDOR_SPECS to a folder that holds amazon/"):
        official_models()
    monkeypatch.setenv("VENDOR_SPECS", str(tmp_path))
    with pytest.raises(MissingSpecs, match="is not there"):
        official_models()
    (tmp_path / "amazon").mkdir()
    for name in MODELS:
        (tmp_path / "amazon" / name).write_text(json.dumps(MODEL))
    for name in NOTIFICATIONS.values():
        (tmp_path / "amazon" / name).write_text(json.dumps(MESSAGE))
    assert len(official_models().operations) == 2 * len(MODELS)
