"""The sandbox hosts: fixed answers to the requests of published examples, whatever the account
holds."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from sandbox.amazon.static_sandbox.examples import Example, examples

NA = "sandbox.sellingpartnerapi-na.amazon.com"
US = "ATVPDKIKX0DER"
EVERY = [each for known in examples().values() for each in known]


def asked(api: Any, example: Example) -> Any:
    """The request of an example, as a client sends it."""
    path, query, body = example.path, {}, None
    for name, value in example.parameters.items():
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        if name == "body":
            body = value
        elif f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(text))
        else:
            query[name] = text
    path = re.sub(r"\{\w+\}", "ANYTHING", path)
    return api.call(example.method, path, body, host=NA, **query)


def test_there_are_some_of_every_api() -> None:
    assert len(EVERY) == 98
    assert {each.path.split("/")[1] for each in EVERY} == {
        "orders", "reports", "finances", "feeds", "sellers", "tokens",
    }  # fmt: skip


@pytest.mark.parametrize("key", list(examples()), ids=" ".join)
def test_an_example_is_answered_as_it_is_published(api: Any, key: tuple[str, str]) -> None:
    api.amazon.settings.throttling = False
    before = api.hash()
    for example in examples()[key]:
        answer = asked(api, example)
        # Two examples of this one have the same request.
        first = examples()[key][0] if key == ("GET", "/sellers/v1/account") else example
        assert (answer.status, answer.raw) == (first.status, bytes(first.body)), example
    assert api.hash() == before


def test_any_other_request_is_refused(api: Any) -> None:
    for query in ({}, {"CreatedAfter": "2026-11-01T00:00:00Z", "MarketplaceIds": US}):
        answer = api.call("GET", "/orders/v0/orders", host=NA, **query)
        assert answer.status == 400
        assert answer.error == ("InvalidInput", "Could not match input arguments", "")
    answer = api.post("/reports/2021-06-30/reports", {"reportType": "X"}, host=NA)
    assert answer.error[1] == "Could not match input arguments"


def test_parameters_that_no_example_has_are_left_alone(api: Any) -> None:
    answer = api.call(
        "GET", "/orders/v0/orders/TEST_CASE_200", host=NA, MarketplaceIds=US, marketplaceIds=US
    )
    assert answer.status == 200
    assert answer.body["payload"]["AmazonOrderId"] == "902-1845936-5435065"


def test_an_order_of_the_account_is_not_there(api: Any) -> None:
    order = api.desk.place_order({"AMZ-LAMP": 1})
    assert api.get(f"/orders/v0/orders/{order.id}").status == 200
    assert api.get(f"/orders/v0/orders/{order.id}", host=NA).status == 400


def test_who_may_ask(api: Any) -> None:
    path = "/orders/v0/orders/TEST_CASE_200"
    missing = api.call("GET", path, host=NA, token="")
    assert (missing.status, missing.error[0]) == (403, "MissingAuthenticationToken")
    other = api.call("GET", path, host="sandbox.sellingpartnerapi-eu.amazon.com")
    assert (other.status, other.error[0]) == (403, "Unauthorized")
    api.later(hours=2)
    expired = api.call("GET", path, host=NA, token=api.token[:-1] + "x")
    assert expired.status == 403


def test_five_a_second_and_fifteen_at_once(api: Any) -> None:
    path = "/orders/v0/orders/TEST_CASE_200"
    answers = [api.get(path, host=NA) for _ in range(16)]
    assert [each.status for each in answers] == [200] * 15 + [429]
    assert answers[0].header("x-amzn-RateLimit-Limit") == "5.0"
    assert api.get("/sellers/v1/account", host=NA).status == 429
    assert api.get("/sellers/v1/account").status == 200
    api.later(seconds=0.2)
    assert api.get(path, host=NA).status == 200


def test_what_only_the_sandbox_knows(api: Any) -> None:
    path = "/finances/2024-06-19/balances"
    query = {"marketplaceIds": "AXXXXXXXXXER", "balanceType": "TOTAL"}
    assert api.call("GET", path, host=NA, **query).status == 200
    api.refused(403, "MissingAuthenticationToken", lambda: api.get(path, **query))
    assert api.call("GET", "/listings/2021-08-01/items", host=NA).status == 403
