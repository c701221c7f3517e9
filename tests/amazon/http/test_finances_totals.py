"""Balances and summaries tie to the open period and to settlements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

D = Decimal
US, CA, DE = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1PA6795UKMFR9"
EU = "sellingpartnerapi-eu.amazon.com"
BALANCES = "/finances/2024-06-19/balances"
SUMMARY = "/finances/2024-06-19/summary"
BAD = ("InvalidInput", "Invalid input", "Invalid input")


def story(api: Any) -> tuple[str, int]:
    """A settlement of 4.50 with 10.00 held back; then a sale of 21.25 of which nothing is deferred,
    and one of 42.50 that waits."""
    desk = api.desk
    made = desk.place_order({"AMZ-LAMP": 2})
    desk.ship(made.id)
    api.later(days=3)
    desk.refund(made.id, {"AMZ-LAMP": 1})
    desk.charge("advertising", D("5.00"))
    desk.charge("subscription", D("1.00"))
    api.later(days=11)
    closed = desk.close_period(reserve=D("10.00"), settlement_id="10000000001")
    api.later(days=1)
    desk.ship(desk.place_order({"AMZ-LAMP": 1}).id)
    api.later(days=1)
    waiting = desk.ship(desk.place_order({"AMZ-LAMP": 2}).id, deferral="DD7")
    api.later(days=1)
    return closed.settlement_id, waiting.id


def amounts(balance: dict[str, Any]) -> dict[str, Decimal]:
    """Every type of a tree; a parent is the sum of what it is made of."""
    found = {balance["balanceType"]: balance["amount"]["currencyAmount"]}
    parts = balance.get("balances", [])
    for each in parts:
        found |= amounts(each)
    if parts:
        assert sum(each["amount"]["currencyAmount"] for each in parts) == next(iter(found.values()))
    return found


def test_what_is_free_and_what_is_kept_back(api: Any) -> None:
    _, waiting = story(api)
    [balance] = api.get(BALANCES).body["balances"]
    assert amounts(balance) == {
        "TOTAL": D("73.75"),
        "AVAILABLE": D("21.25"),
        "RESERVED": D("52.50"),
        "DEFERRED": D("42.50"),
        "ACCOUNT_LEVEL_RESERVE": D("10.00"),
    }
    assert balance["partnerMetadata"] == {
        "partnerId": "A3SANDBOX0ACME",
        "accountType": "Standard Orders",
        "marketplaceId": US,
    }
    # In the marketplace's own time.
    assert balance["lastUpdatedTime"] == "2026-12-11T01:00:00-08:00"
    assert "asOfDate" not in balance
    # The open group of Finances v0 knows nothing of what is deferred.
    query = {"FinancialEventGroupStartedAfter": "2026-12-01T00:00:00Z"}
    [group] = api.get("/finances/v0/financialEventGroups", **query).body["payload"][
        "FinancialEventGroupList"
    ]
    assert group["OriginalTotal"]["CurrencyAmount"] == D("31.25")
    api.desk.release(waiting)
    [balance] = api.get(BALANCES).body["balances"]
    assert (amounts(balance)["AVAILABLE"], amounts(balance)["DEFERRED"]) == (D("63.75"), D(0))


@pytest.mark.parametrize(
    ("day", "available", "deferred", "reserve"),
    [
        ("2026-11-23", "0", "0", "0"),
        ("2026-11-24", "42.50", "0", "0"),
        ("2026-11-27", "14.50", "0", "0"),
        ("2026-12-08", "0", "0", "10.00"),
        ("2026-12-09", "21.25", "0", "10.00"),
        ("2026-12-10", "21.25", "42.50", "10.00"),
    ],
)
def test_the_balance_at_the_end_of_a_day(
    api: Any, day: str, available: str, deferred: str, reserve: str
) -> None:
    story(api)
    # 08:30 UTC is still the evening of the day before, in Seattle.
    [balance] = api.get(BALANCES, asOfDate=day, marketplaceIds=US).body["balances"]
    found = amounts(balance)
    assert balance["asOfDate"] == f"{day}T23:59:59-08:00"
    assert (found["AVAILABLE"], found["DEFERRED"], found["ACCOUNT_LEVEL_RESERVE"]) == (
        D(available),
        D(deferred),
        D(reserve),
    )


def test_one_type_of_balance(api: Any) -> None:
    story(api)
    [free] = api.get(BALANCES, balanceType="AVAILABLE").body["balances"]
    assert free["amount"] == {"currencyCode": "USD", "currencyAmount": D("21.25")}
    assert "balances" not in free
    [kept] = api.get(BALANCES, balanceType="RESERVED").body["balances"]
    assert [each["balanceType"] for each in kept["balances"]] == [
        "DEFERRED",
        "ACCOUNT_LEVEL_RESERVE",
    ]
    assert api.get(BALANCES, accountType="Standard Orders").body["balances"] != []
    assert api.get(BALANCES, accountType="Invoiced Orders").body == {"balances": []}


def test_balances_of_the_marketplaces_of_a_region(api: Any) -> None:
    api.desk.join("CA")
    api.desk.join("DE")
    found = api.get(BALANCES).body["balances"]
    assert [each["partnerMetadata"]["marketplaceId"] for each in found] == [CA, US]
    assert {each["amount"]["currencyAmount"] for each in found} == {D(0)}
    assert len(api.get(BALANCES, marketplaceIds=f"{US},{CA}").body["balances"]) == 2
    [canada] = api.get(BALANCES, marketplaceIds=CA).body["balances"]
    assert canada["amount"]["currencyCode"] == "CAD"


@pytest.mark.parametrize(
    "query",
    [
        {"marketplaceIds": "INVALID_MARKETPLACE_ID"},
        {"marketplaceIds": f"{US},{DE}"},
        {"balanceType": "HELD"},
        {"asOfDate": "yesterday"},
        {"asOfDate": "2027-01-01"},
        {"nextToken": "jehgri34yo7jr9e8f984tr9i4o"},
    ],
)
def test_no_balance(api: Any, query: dict[str, str]) -> None:
    answer = api.refused(400, "InvalidInput", lambda: api.get(BALANCES, **query))
    assert answer.error == BAD


def branches(summary: dict[str, Any]) -> dict[str, Decimal]:
    """By breakdown; leaves add up to their branch, branches to the net proceeds."""
    found = {}
    for branch in summary["breakdowns"]:
        leaves = sum(each["breakdownAmount"]["currencyAmount"] for each in branch["breakdowns"])
        assert branch["breakdownAmount"]["currencyAmount"] == leaves
        found[branch["breakdownType"]] = leaves
    assert summary["netProceeds"]["currencyAmount"] == sum(found.values())
    return found


def test_the_summary_of_a_settlement_is_its_total(api: Any) -> None:
    settlement, _ = story(api)
    query = {"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": settlement}
    [summary] = api.get(SUMMARY, **query).body["summaries"]
    # 50.00 of goods; 25.00 back, with 3.75 - 0.75 of fees; 7.50 + 5.00 + 1.00 of fees.
    assert branches(summary) == {
        "Sales": D("50.00"),
        "Refunds": D("-22.00"),
        "Expenses": D("-13.50"),
        "Account Level Reserve": D("-10.00"),
    }
    assert summary["netProceeds"] == {"currencyCode": "USD", "currencyAmount": D("4.50")}
    assert summary["relatedIdentifiers"] == [
        {"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": settlement}
    ]
    assert (summary["periodStart"], summary["periodEnd"]) == (
        "2026-11-24T09:00:00Z",
        "2026-12-08T09:00:00Z",
    )


def test_the_summary_of_some_days(api: Any) -> None:
    _, waiting = story(api)
    query = {"periodStart": "2026-12-08", "periodEnd": "2026-12-10"}
    [summary] = api.get(SUMMARY, **query).body["summaries"]
    # What was held back left and came in again; what is deferred is no proceeds yet.
    assert branches(summary) == {
        "Sales": D("25.00"),
        "Expenses": D("-3.75"),
        "Beginning Balance": D("10.00"),
        "Account Level Reserve": D("-10.00"),
    }
    assert summary["periodStart"] == "2026-12-08T00:00:00-08:00"
    assert summary["periodEnd"] == "2026-12-10T23:59:59-08:00"
    assert "relatedIdentifiers" not in summary
    api.desk.release(waiting)
    [same] = api.get(SUMMARY, **query).body["summaries"]
    assert same == summary
    [day] = api.get(SUMMARY, periodStart="2026-12-11", periodEnd="2026-12-11").body["summaries"]
    assert branches(day) == {"Sales": D("50.00"), "Expenses": D("-7.50")}


def test_a_settlement_that_is_not_there(api: Any) -> None:
    settlement, _ = story(api)
    name = {"relatedIdentifierName": "SETTLEMENT_ID"}
    assert api.get(SUMMARY, **name, relatedIdentifierValue="1").body == {"summaries": []}
    api.desk.join("CA")
    query = {**name, "relatedIdentifierValue": settlement, "marketplaceIds": CA}
    assert api.get(SUMMARY, **query).body == {"summaries": []}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"relatedIdentifierName": "SETTLEMENT_ID"},
        {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": "1"},
        {"periodStart": "2026-12-01"},
        {"periodStart": "2026-12-02", "periodEnd": "2026-12-01"},
        {"periodStart": "x", "periodEnd": "2026-12-01"},
        {"periodStart": "2026-12-01", "periodEnd": "2026-12-02", "marketplaceIds": "INVALID"},
        {"periodStart": "2026-12-01", "periodEnd": "2026-12-02", "nextToken": "x"},
    ],
)
def test_no_summary(api: Any, query: dict[str, str]) -> None:
    answer = api.refused(400, "InvalidInput", lambda: api.get(SUMMARY, **query))
    assert answer.error[:2] == BAD[:2]


def test_who_may_see_them(api: Any) -> None:
    known = api.amazon.auth.clients[api.amazon.auth.client.id]
    assert "Finance and Accounting" in known.roles
    for path in (BALANCES, SUMMARY):
        other = lambda path=path: api.call("GET", path, host=EU)  # noqa: E731
        api.refused(403, "Unauthorized", other)
        missing = lambda path=path: api.call("GET", path, token="")  # noqa: E731
        api.refused(403, "MissingAuthenticationToken", missing)


def test_ten_at_once(api: Any) -> None:
    answers = [api.get(BALANCES) for _ in range(11)]
    assert [each.status for each in answers] == [200] * 10 + [429]
    assert answers[0].header("x-amzn-RateLimit-Limit") == "0.5"
