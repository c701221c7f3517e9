"""The sandbox hosts: fixed answers to the requests of a model's examples, whatever the account
holds. The models of these tests have examples of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.amazon.static_sandbox.examples import examples

NA = "sandbox.sellingpartnerapi-na.amazon.com"
US = "ATVPDKIKX0DER"
ORDER = "/orders/v0/orders/LAMP-200"


def example(answer: Any, **parameters: Any) -> dict[str, Any]:
    given = {name: {"value": value} for name, value in parameters.items()}
    return {"request": {"parameters": given}, "response": answer}


def answered(**by_status: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "responses": {
            status.removeprefix("s"): {"x-amzn-api-sandbox": {"static": said}}
            for status, said in by_status.items()
        }
    }


MODEL = {
    "swagger": "2.0",
    "paths": {
        "/orders/v0/orders": {
            "parameters": [],
            "get": answered(
                s200=[
                    example({"payload": {"Orders": []}}, MarketplaceIds=[US], CreatedAfter="DAY-1"),
                    example({"payload": {"Orders": [{}]}}, MarketplaceIds=[US]),
                ],
                s400=[example({"errors": [{"code": "InvalidInput"}]}, CreatedAfter="NEVER")],
            ),
        },
        "/orders/v0/orders/{orderId}": {
            "get": answered(s200=[example({"payload": {"x": 1.50}}, orderId="LAMP-200")])
        },
        "/reports/2021-06-30/reports": {
            "post": answered(
                s202=[example({"reportId": "1"}, body={"reportType": "A", "marketplaceIds": [US]})]
            )
        },
        "/reports/2021-06-30/reports/{reportId}": {
            "delete": answered(s200=[{"request": {"parameters": {}}, "response": {}}])
        },
        "/orders/v0/orders/{orderId}/regulatedInfo": {
            "get": answered(s200=[example({"payload": {}}, orderId="PILL-200", all=True)])
        },
    },
}


@pytest.fixture
def models(api: Any, tmp_path: Path) -> Any:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "orders.json").write_text(json.dumps(MODEL))
    (tmp_path / "schema.json").write_text('{"type": "object"}')
    (tmp_path / "list.json").write_text("[]")
    api.amazon.settings.sandbox_models = str(tmp_path)
    return api


def test_what_a_folder_holds(models: Any) -> None:
    found = examples(models.amazon.settings.sandbox_models)
    assert sum(map(len, found.values())) == 7
    assert examples("") == {}


def test_the_example_that_names_most_of_what_is_asked(models: Any) -> None:
    def orders(**query: str) -> Any:
        return models.call("GET", "/orders/v0/orders", host=NA, **query)

    before = models.hash()
    assert orders(MarketplaceIds=US, CreatedAfter="DAY-1").body == {"payload": {"Orders": []}}
    assert orders(MarketplaceIds=US).body == {"payload": {"Orders": [{}]}}
    assert (orders(CreatedAfter="NEVER").status, orders(CreatedAfter="DAY-1").status) == (400, 400)
    # Clients send some of their own, which no example has.
    assert orders(MarketplaceIds=US, MaxResultsPerPage="5").status == 200
    assert models.hash() == before


def test_path_and_body(models: Any) -> None:
    assert models.get(ORDER, host=NA).raw == b'{"payload":{"x":1.5}}'
    report = {"reportType": "A", "marketplaceIds": [US]}
    made = models.post("/reports/2021-06-30/reports", report, host=NA)
    assert (made.status, made.body) == (202, {"reportId": "1"})
    other = models.post("/reports/2021-06-30/reports", {**report, "reportType": "B"}, host=NA)
    assert other.error == ("InvalidInput", "Could not match input arguments", "")
    # What an example leaves open may be anything.
    assert models.call("DELETE", "/reports/2021-06-30/reports/ANY", host=NA).status == 200


def test_without_models_every_request_is_refused(api: Any) -> None:
    answer = api.get(ORDER, host=NA)
    assert (answer.status, answer.error) == (
        400,
        ("InvalidInput", "Could not match input arguments", ""),
    )


def test_a_folder_without_models_is_refused(tmp_path: Path, api: Any) -> None:
    switch = api.amazon.settings.switches()["sandbox_models"]
    with pytest.raises(ValueError, match="has no models; name a folder with the"):
        switch.read(str(tmp_path))
    assert switch.read("") == ""


def test_an_order_of_the_account_is_not_there(models: Any) -> None:
    order = models.desk.place_order({"AMZ-LAMP": 1})
    assert models.get(f"/orders/v0/orders/{order.id}").status == 200
    assert models.get(f"/orders/v0/orders/{order.id}", host=NA).status == 400


def test_who_may_ask(models: Any) -> None:
    missing = models.call("GET", ORDER, host=NA, token="")
    assert (missing.status, missing.error[0]) == (403, "MissingAuthenticationToken")
    other = models.call("GET", ORDER, host="sandbox.sellingpartnerapi-eu.amazon.com")
    assert (other.status, other.error[0]) == (403, "Unauthorized")
    models.later(hours=2)
    expired = models.call("GET", ORDER, host=NA, token=models.token[:-1] + "x")
    assert expired.status == 403


def test_five_a_second_and_fifteen_at_once(models: Any) -> None:
    answers = [models.get(ORDER, host=NA) for _ in range(16)]
    assert [each.status for each in answers] == [200] * 15 + [429]
    assert answers[0].header("x-amzn-RateLimit-Limit") == "5.0"
    assert models.get("/sellers/v1/account", host=NA).status == 429
    assert models.get("/sellers/v1/account").status == 200
    models.later(seconds=0.2)
    assert models.get(ORDER, host=NA).status == 200


def test_what_only_the_sandbox_knows(models: Any) -> None:
    path = "/orders/v0/orders/PILL-200/regulatedInfo"
    query = {"all": "true"}
    assert models.call("GET", path, host=NA, **query).status == 200
    models.refused(403, "MissingAuthenticationToken", lambda: models.get(path, **query))
    assert models.call("GET", "/listings/2021-08-01/items", host=NA).status == 403
