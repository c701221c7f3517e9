"""Who may call, how often, and what stands on every answer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

SELLERS = "/sellers/v1/marketplaceParticipations"
DENIED = "Access to requested resource is denied."


def test_no_token(api: Any) -> None:
    answer = api.call("GET", SELLERS, token="")
    assert (answer.status, answer.error) == (403, ("MissingAuthenticationToken", DENIED, ""))
    assert answer.header("x-amzn-ErrorType") == "MissingAuthenticationTokenException"


def test_no_such_route(api: Any) -> None:
    answer = api.get("/orders/v1/orders")
    assert (answer.status, answer.error[0]) == (403, "MissingAuthenticationToken")


def test_an_expired_token_in_the_words_that_clients_match(api: Any) -> None:
    api.universe.clock.advance(timedelta(hours=1))
    answer = api.get(SELLERS)
    assert (answer.status, answer.error) == (
        403,
        ("Unauthorized", DENIED, "The access token you provided has expired."),
    )


def test_a_token_that_is_none(api: Any) -> None:
    answer = api.call("GET", SELLERS, token="Atza|nonsense")
    words = "The access token you provided is revoked, malformed or invalid."
    assert answer.error == ("Unauthorized", DENIED, words)


def test_a_token_of_another_region(api: Any) -> None:
    host = "sellingpartnerapi-eu.amazon.com"
    answer = api.call("GET", SELLERS, host=host)
    assert (answer.status, answer.error) == (403, ("Unauthorized", DENIED, ""))
    api.desk.join("DE")
    token = api.amazon.auth.issue_access_token("eu")
    body = api.call("GET", SELLERS, host=host, token=token).body
    [only] = body["payload"]
    assert only["marketplace"]["id"] == "A1PA6795UKMFR9"


def test_a_signature_of_old_is_not_looked_at(api: Any) -> None:
    headers = {
        "x-amz-access-token": api.token,
        "authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20261124/us-east-1/execute-api",
        "x-amz-date": "20261124T090000Z",
    }
    url = f"https://sellingpartnerapi-na.amazon.com{SELLERS}"
    assert api.send("GET", url, b"", headers).status == 200


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/finances/v0/financialEventGroups", "Finance and Accounting"),
        ("/orders/v0/orders", "Inventory and Order Tracking"),
    ],
)
def test_a_role_that_the_application_lacks(api: Any, path: str, role: str) -> None:
    others = [each for each in api.amazon.auth.client.roles if each != role]
    api.amazon.auth.set_roles(*others)
    assert api.get(path).error == ("Unauthorized", DENIED, "")


def test_every_answer_has_a_request_id_and_good_ones_the_rate(api: Any) -> None:
    good, bad = api.get(SELLERS), api.call("GET", SELLERS, token="Atza|nonsense")
    assert good.header("x-amzn-RateLimit-Limit") == "0.016"
    assert bad.header("x-amzn-RateLimit-Limit") is None
    ids = {answer.header("x-amzn-RequestId") for answer in (good, bad)}
    assert len(ids) == 2
    assert None not in ids
    assert good.header("content-type") == "application/json"


def test_the_bucket_of_an_operation(api: Any) -> None:
    """Burst 15, then one call in 62.5 seconds; other operations have buckets of their own."""
    assert {api.get(SELLERS).status for _ in range(15)} == {200}
    answer = api.refused(429, "QuotaExceeded", lambda: api.get(SELLERS))
    assert answer.error[1] == "You exceeded your quota for the requested resource."
    assert answer.header("x-amzn-RateLimit-Limit") == "0.016"
    assert answer.header("retry-after") is None
    assert api.get("/sellers/v1/account").status == 200
    api.later(seconds=62)
    assert api.get(SELLERS).status == 429
    api.later(seconds=1)
    assert api.get(SELLERS).status == 200
    assert api.get(SELLERS).status == 429


def test_document_burst_of_a_backfill(api: Any) -> None:
    """Thirty documents: fifteen at once, then one a minute."""
    api.desk.charge("warehouse damage", Decimal("10.00"))
    api.later(hours=1)
    api.desk.close_period()
    [report] = api.amazon.records.reports
    path = f"/reports/2021-06-30/documents/{report.document}"
    assert [api.get(path).status for _ in range(16)] == [200] * 15 + [429]
    api.later(seconds=60)
    assert [api.get(path).status for _ in range(2)] == [200, 429]


def test_an_account_elsewhere_is_not_this_one(api: Any) -> None:
    assert not api.amazon.serves("sellingpartnerapi-us.amazon.com")
    assert api.amazon.serves("sellingpartnerapi-fe.amazon.com")
    answer = api.send("GET", "https://api.amazon.com/orders/v0/orders")
    assert answer.status == 404
