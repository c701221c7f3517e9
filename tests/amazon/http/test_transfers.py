"""Payouts: those that were made tie to settlements, the next one to what is available."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sandbox.amazon.app import Amazon
from sandbox.kernel.universe import Universe

D = Decimal
US, DE, GB = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
BASE = "/finances/transfers/2024-06-01"
PAYOUTS, EXPECTED, METHODS = f"{BASE}/payouts", f"{BASE}/payouts/expected", f"{BASE}/paymentMethods"
EU = "sellingpartnerapi-eu.amazon.com"


def sale(api: Any, marketplace: str = "") -> None:
    """21.25 for the seller, in the United States."""
    api.desk.ship(api.desk.place_order({"AMZ-LAMP": 1}, marketplace=marketplace).id)


@pytest.fixture
def europe(new_api: Callable[[], Any]) -> Any:
    """A seller who is at home in Germany."""
    api = new_api()
    api.universe = Universe("t", 7, api.universe.clock.now(), date(2026, 11, 24), ["amazon"])
    api.amazon = Amazon(api.universe, marketplace=DE)
    api.desk, api.token = api.amazon.desk, api.amazon.auth.issue_access_token()
    return api


def test_a_payout_on_its_way_to_the_bank(api: Any) -> None:
    sale(api)
    api.later(days=14)
    closed = api.desk.close_period(settlement_id="10000000001")
    [payout] = api.get(PAYOUTS).body["payouts"]
    assert payout == {
        "id": "10000000001",
        "partnerMetadata": {
            "partnerId": "A3SANDBOX0ACME",
            "accountType": "STANDARD_ORDERS",
            "marketplaceId": US,
        },
        "currentStatus": "STARTED",
        "statusHistory": [{"status": "STARTED", "lastUpdatedDate": "2026-12-08T09:00:00Z"}],
        "creationDate": "2026-12-08T09:00:00Z",
        "period": {"startDate": "2026-11-24T09:00:00Z", "endDate": "2026-12-08T09:00:00Z"},
        "relatedIdentifiers": [
            {"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": "10000000001"}
        ],
        "type": "SCHEDULED",
        "amount": {"currencyCode": "USD", "currencyAmount": D("21.25")},
        "accountTail": closed.account_tail,
        "paymentMethod": "BANK_ACCOUNT",
        "traceId": closed.trace_id,
    }
    api.later(hours=6)
    assert api.get(PAYOUTS).body["payouts"][0]["currentStatus"] == "IN_TRANSIT"
    api.later(days=2)
    [payout] = api.get(PAYOUTS).body["payouts"]
    assert [each["status"] for each in payout["statusHistory"]] == ["STARTED", "IN_TRANSIT", "PAID"]
    assert payout["statusHistory"][2]["lastUpdatedDate"] == "2026-12-10T09:00:00Z"


def test_a_payout_that_the_bank_returns(api: Any) -> None:
    sale(api)
    api.later(days=14)
    settlement = api.desk.close_period().settlement_id
    api.later(days=1)
    api.desk.fail_transfer(settlement)
    api.later(days=3)
    [payout] = api.get(PAYOUTS, payoutId=settlement).body["payouts"]
    assert payout["currentStatus"] == "FAILED"
    *before, failed = payout["statusHistory"]
    assert [each["status"] for each in before] == ["STARTED", "IN_TRANSIT"]
    assert failed["lastUpdatedDate"] == "2026-12-09T09:00:00Z"
    assert failed["failureReason"]
    [coming] = api.get(EXPECTED).body["expectedPayouts"]
    assert coming["amount"]["currencyAmount"] == D("21.25")


def test_a_period_that_pays_nothing(api: Any) -> None:
    api.desk.charge("subscription", D("39.99"))
    [coming] = api.get(EXPECTED).body["expectedPayouts"]
    assert coming["status"] == "NO_PAYOUT_EXPECTED"
    assert "amount" not in coming
    assert "scheduledDate" not in coming
    api.later(days=14)
    api.desk.close_period()
    [payout] = api.get(PAYOUTS).body["payouts"]
    assert payout["currentStatus"] == "NO_PAYOUT"
    assert not {"amount", "type", "traceId"} & set(payout)


def test_account_by_account_the_newest_first(api: Any) -> None:
    api.desk.join("CA")
    for number, country in enumerate(("US", "CA", "US", "CA")):
        sale(api, country)
        api.later(days=7)
        api.desk.close_period(country, settlement_id=f"1000000000{number}")
    found = [each["id"] for each in api.get(PAYOUTS).body["payouts"]]
    assert found == ["10000000003", "10000000001", "10000000002", "10000000000"]
    # The first closed on December 1st, the second a week later.
    late = api.get(PAYOUTS, createdAfter="2026-12-08T09:00:00Z").body["payouts"]
    assert [each["id"] for each in late] == ["10000000003", "10000000001", "10000000002"]
    early = api.get(PAYOUTS, createdBefore="2026-12-08T09:00:00Z", marketplaceIds=US)
    assert [each["id"] for each in early.body["payouts"]] == ["10000000000"]
    assert api.get(PAYOUTS, accountType="INVOICED_ORDERS").body == {"payouts": []}
    assert len(api.get(PAYOUTS, accountType="STANDARD_ORDERS").body["payouts"]) == 4


def test_page_by_page(api: Any) -> None:
    for _ in range(101):
        api.desk.charge("warehouse damage", D("1.00"))
        api.later(hours=1)
        api.desk.close_period()
    first = api.get(PAYOUTS, marketplaceIds=US).body
    assert len(first["payouts"]) == 100
    rest = api.get(PAYOUTS, marketplaceIds=US, nextToken=first["nextToken"]).body
    assert len(rest["payouts"]) == 1
    assert "nextToken" not in rest
    other = lambda: api.get(PAYOUTS, nextToken=first["nextToken"])  # noqa: E731
    api.refused(400, "InvalidInput", other)


def test_what_the_open_period_will_bring(api: Any) -> None:
    assert api.get(EXPECTED).body == {"expectedPayouts": []}
    sale(api)
    api.later(days=1)
    api.desk.close_period(reserve=D("20.00"))
    sale(api)
    api.desk.ship(api.desk.place_order({"AMZ-LAMP": 1}).id, deferral="DD7")
    [coming] = api.get(EXPECTED).body["expectedPayouts"]
    assert coming["status"] == "SCHEDULED"
    assert coming["amount"] == {"currencyCode": "USD", "currencyAmount": D("21.25")}
    assert coming["scheduledDate"] == "2026-12-09T09:00:00Z"
    assert coming["period"] == {
        "startDate": "2026-11-25T09:00:00Z",
        "endDate": "2026-12-09T09:00:00Z",
    }
    assert coming["partnerMetadata"]["marketplaceId"] == US


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (PAYOUTS, {"marketplaceIds": "INVALID_MARKETPLACE"}),
        (PAYOUTS, {"createdAfter": "2026-12-02", "createdBefore": "2026-12-01"}),
        (PAYOUTS, {"nextToken": "eyJhbGciOiJIUzI1NiJ9"}),
        (EXPECTED, {"marketplaceIds": "INVALID_MARKETPLACE"}),
        (EXPECTED, {"nextToken": "eyJhbGciOiJIUzI1NiJ9"}),
    ],
)
def test_no_list(api: Any, path: str, query: dict[str, str]) -> None:
    api.refused(400, "InvalidInput", lambda: api.get(path, **query))


def test_a_payout_that_the_seller_wants_now(europe: Any) -> None:
    api = europe
    get = lambda path, **query: api.call("GET", path, host=EU, **query).body  # noqa: E731
    api.desk.charge("warehouse damage", D("30.00"))
    api.later(days=2)
    api.desk.close_period(reserve=D("10.00"))
    api.desk.charge("warehouse damage", D("5.00"))
    api.later(days=2)
    wanted = {"marketplaceId": DE, "accountType": "Standard Orders"}
    made = api.call("POST", PAYOUTS, wanted, host=EU)
    assert made.status == 200
    payout, before = get(PAYOUTS)["payouts"]
    assert (payout["type"], before["type"]) == ("ON_DEMAND", "SCHEDULED")
    assert payout["amount"] == {"currencyCode": "EUR", "currencyAmount": D("5.00")}
    # The reference is the financial event group's; what was reserved stays so.
    group = f"/finances/v0/financialEventGroups/{made.body['payoutReferenceId']}/financialEvents"
    assert len(get(group)["payload"]["FinancialEvents"]["AdjustmentEventList"]) == 3
    [balance] = get("/finances/2024-06-19/balances", balanceType="RESERVED")["balances"]
    assert balance["amount"]["currencyAmount"] == D("10.00")
    reports = get(
        "/reports/2021-06-30/reports", reportTypes="GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
    )
    assert len(reports["reports"]) == 2
    # Once a day.
    api.desk.charge("warehouse damage", D("5.00"))
    api.later(hours=23)
    again = lambda: api.call("POST", PAYOUTS, wanted, host=EU)  # noqa: E731
    api.refused(400, "PayoutAlreadyInitiated", again)
    api.later(hours=1)
    assert again().status == 200


def test_nothing_to_pay(europe: Any) -> None:
    api = europe
    wanted = {"marketplaceId": DE, "accountType": "Standard Orders"}
    refused = api.refused(
        400, "InsufficientPayoutAmount", lambda: api.call("POST", PAYOUTS, wanted, host=EU)
    )
    assert refused.error[1].startswith("The available balance is less than the minimum permissible")


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"marketplaceId": "X"}, "marketplaceId"),
        ({"marketplaceId": None}, "marketplaceId"),
        ({"marketplaceId": ["X"]}, "marketplaceId"),
        ({"marketplaceId": GB}, "marketplaceId"),
        ({"accountType": "STANDARD_ORDERS"}, "accountType"),
        ({"marketplaceId": "X", "accountType": 1}, "marketplaceId, accountType"),
    ],
)
def test_no_payout_on_demand(europe: Any, change: dict[str, Any], names: str) -> None:
    api = europe
    api.desk.join("GB")
    api.desk.charge("warehouse damage", D("5.00"), "GB")
    body = {"marketplaceId": DE, "accountType": "Standard Orders", **change}
    refused = api.refused(400, "InvalidInput", lambda: api.call("POST", PAYOUTS, body, host=EU))
    assert refused.error[2] == f"The following input parameters are invalid : [ {names} ]."


def test_payment_methods(api: Any) -> None:
    bank, card = api.get(METHODS, marketplaceId=US).body["paymentMethods"]
    assert (bank["paymentMethodType"], bank["assignmentType"]) == (
        "BANK_ACCOUNT",
        "DEFAULT_DEPOSIT_METHOD",
    )
    assert card["paymentMethodType"] == "CARD"
    assert set(card["expiryDate"]) == {"month", "year"}
    only = api.get(METHODS, marketplaceId=US, paymentMethodTypes="CARD,SELLER_WALLET").body
    assert only == {"paymentMethods": [card]}
    # The account that payouts go to.
    sale(api)
    api.later(days=1)
    api.desk.close_period()
    assert api.get(PAYOUTS).body["payouts"][0]["accountTail"] == bank["tail"]
    api.amazon.settings.card_pays_debts = False
    assert api.get(METHODS, marketplaceId=US).body == {"paymentMethods": [bank]}


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"marketplaceId": "ABCMARKET"}, "ABCMARKET"),
        ({"marketplaceId": DE}, DE),
        ({}, ""),
        ({"marketplaceId": US, "paymentMethodTypes": "CASH"}, "CASH"),
    ],
)
def test_no_payment_methods(api: Any, query: dict[str, str], named: str) -> None:
    refused = api.refused(400, "InvalidInput", lambda: api.get(METHODS, **query))
    assert refused.error == ("InvalidInput", f"Validation failed for: {named}", "")
