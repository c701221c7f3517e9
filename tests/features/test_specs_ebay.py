"""`./run specs` for eBay: what a published description says, and answers held to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from features.specs.ebay_answers import RECORDED, DescriptionJudge, unpublished
from features.specs.ebay_models import (
    DESCRIPTIONS,
    Descriptions,
    Published,
    official_descriptions,
)
from features.specs.official import MissingSpecs

SCOPE = "https://api.ebay.com/oauth/api_scope"


def description(base: str, paths: dict[str, Any]) -> dict[str, Any]:
    return {
        "servers": [{"variables": {"basePath": {"default": base}}}],
        "paths": paths,
        "components": {
            "schemas": {
                "Amount": {"type": "object", "properties": {"value": {"type": "string"}}},
                "Order": {
                    "type": "object",
                    "properties": {
                        "orderId": {"type": "string"},
                        "total": {"$ref": "#/components/schemas/Amount"},
                        "paid": {"type": "boolean"},
                        "count": {"type": "integer"},
                        "rate": {"type": "number"},
                        "lines": {"type": "array", "items": {"type": "string"}},
                    },
                },
            }
        },
    }


ORDER = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}
ERRORS = {"32100": {"domain": "API_FULFILLMENT", "category": "REQUEST", "description": "x"}}
SELL = description(
    "/sell/fulfillment/v1",
    {
        "/order/{orderId}": {
            "get": {
                "security": [{"api_auth": [f"{SCOPE}/sell.fulfillment"]}],
                "responses": {
                    "200": ORDER,
                    "400": {"x-response-codes": {"errors": ERRORS}},
                    "404": {},
                },
            },
            "post": {"responses": {"201": ORDER, "204": {}}},
        },
        "/order/all": {"get": {"responses": {"200": ORDER}}},
    },
)
POST_ORDER = description("/post-order/v2", {"/return/search": {"get": {"responses": {"200": {}}}}})
PATH = "/sell/fulfillment/v1/order/1"


@pytest.fixture(scope="module")
def descriptions() -> Descriptions:
    return Descriptions([SELL, POST_ORDER])


@pytest.fixture(scope="module")
def judge(descriptions: Descriptions) -> DescriptionJudge:
    return DescriptionJudge(descriptions)


def test_what_is_read(descriptions: Descriptions) -> None:
    def found(method: str, path: str) -> Published:
        each = descriptions.find(method, path)
        assert each is not None
        return each

    assert found("GET", PATH).path == "/sell/fulfillment/v1/order/{orderId}"
    assert found("GET", "/sell/fulfillment/v1/order/all").path.endswith("/all")
    assert found("GET", PATH).scopes == {f"{SCOPE}/sell.fulfillment"}
    assert found("GET", PATH).errors[400] == {32100: ("API_FULFILLMENT", "REQUEST")}
    assert not found("GET", "/post-order/v2/return/search").described
    assert descriptions.find("DELETE", PATH) is None


def test_a_good_answer(judge: DescriptionJudge) -> None:
    told = {
        "orderId": "1",
        "legacyOrderId": "1",
        "total": {"value": "10.0"},
        "paid": True,
        "count": 2,
        "rate": 1.5,
        "lines": ["a"],
    }
    assert judge.answer("GET", PATH, 200, json.dumps(told)) == []
    assert judge.answer("POST", PATH, 201, "") == []
    assert judge.answer("POST", PATH, 204, "") == []
    assert judge.answer("GET", "/elsewhere", 200, "{}") is None
    assert judge.answer("GET", "/post-order/v2/return/search", 200, "{}") is None
    assert "Order.legacyOrderId" in RECORDED


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"extra": 1}, ".extra: is not published"),
        ({"orderId": 1}, ".orderId: 1 is no string"),
        ({"count": True}, ".count: True is no integer"),
        ({"paid": "true"}, ".paid: 'true' is no boolean"),
        ({"rate": "1"}, ".rate: '1' is no number"),
        ({"total": {"value": 10}}, ".total.value: 10 is no string"),
        ({"total": []}, ".total: [] is no object"),
        ({"lines": {}}, ".lines: {} is no array"),
        ({"lines": [1]}, ".lines[]: 1 is no string"),
    ],
)
def test_an_answer_that_is_not_published(
    judge: DescriptionJudge, told: dict[str, Any], sentence: str
) -> None:
    name = "GET /sell/fulfillment/v1/order/{orderId} 200"
    assert judge.answer("GET", PATH, 200, json.dumps(told)) == [name + sentence]


def test_statuses_and_bodies(judge: DescriptionJudge) -> None:
    name = "GET /sell/fulfillment/v1/order/{orderId}"
    assert judge.answer("GET", PATH, 202, "{}") == [f"{name} 202: the status is not published"]
    assert judge.answer("GET", PATH, 200, "") == [f"{name} 200: has no body"]
    posted = name.replace("GET", "POST")
    assert judge.answer("POST", PATH, 204, "{}") == [f"{posted} 204: a body is not published"]


@pytest.mark.parametrize(
    ("status", "number", "category", "sentence"),
    [
        (400, 32100, "REQUEST", ""),
        (404, 32100, "REQUEST", ""),  # listed under 400 only
        (400, 215120, "REQUEST", ""),
        (401, 1001, "REQUEST", ""),
        (415, 2005, "REQUEST", ""),
        (400, 30500, "REQUEST", "400: 30500 is not published"),
        (400, 32100, "BUSINESS", "400: 32100 is of ('API_FULFILLMENT', 'REQUEST')"),
    ],
)
def test_error_numbers(
    judge: DescriptionJudge, status: int, number: int, category: str, sentence: str
) -> None:
    error = {"errorId": number, "domain": "API_FULFILLMENT", "category": category}
    found = judge.answer("GET", PATH, status, json.dumps({"errors": [error]}))
    name = "GET /sell/fulfillment/v1/order/{orderId} "
    assert found == ([name + sentence] if sentence else [])


def test_routes_and_scopes_are_compared(descriptions: Descriptions) -> None:
    found = unpublished(descriptions)
    assert "GET /sell/finances/v1/transaction: is not published" in found
    single = "GET /sell/fulfillment/v1/order/{orderId}"
    assert [each for each in found if each.startswith(f"{single}:")] == [
        f"{single}: ('{SCOPE}/sell.fulfillment', '{SCOPE}/sell.fulfillment.readonly') "
        "are not its scopes"
    ]
    assert not [each for each in found if "oauth2" in each or "identity" in each]


def test_without_the_descriptions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VENDOR_SPECS", raising=False)
    with pytest.raises(MissingSpecs, match="set VENDOR_SPECS"):
        official_descriptions()
    monkeypatch.setenv("VENDOR_SPECS", str(tmp_path))
    with pytest.raises(MissingSpecs, match=r"sell_fulfillment_v1_oas3\.json is not there"):
        official_descriptions()
    (tmp_path / "ebay").mkdir()
    for name in DESCRIPTIONS:
        text = "servers: [{variables: {basePath: {default: /x}}}]\npaths: {}\n"
        if name.endswith(".json"):
            text = json.dumps(POST_ORDER)
        (tmp_path / "ebay" / name).write_text(text)
    assert official_descriptions().find("GET", "/post-order/v2/return/search") is not None
