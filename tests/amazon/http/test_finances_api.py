"""Both Finances APIs over HTTP say the same money as the settlement file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

D = Decimal
US = "ATVPDKIKX0DER"
GROUPS = "/finances/v0/financialEventGroups"
NEW = "/finances/2024-06-19/transactions"


def story(api: Any) -> str:
    """An order of two lamps, one refunded, an advertisement, 10.00 held back."""
    desk = api.desk
    made = desk.place_order({"AMZ-LAMP": 2})
    desk.ship(made.id)
    api.later(days=3)
    desk.refund(made.id, {"AMZ-LAMP": 1})
    desk.charge("advertising", D("5.00"))
    desk.charge("subscription", D("1.00"))
    api.later(days=11)
    desk.close_period(reserve=D("10.00"))
    return str(made.id)


def test_a_group_is_a_settlement(api: Any) -> None:
    story(api)
    answer = api.get(GROUPS, FinancialEventGroupStartedAfter="2026-11-01T00:00:00Z")
    open_group, closed = answer.body["payload"]["FinancialEventGroupList"]
    # 50.00 - 7.50 - 25.00 + 3.75 - 0.75 - 5.00 - 1.00 - 10.00
    assert closed["OriginalTotal"] == {"CurrencyCode": "USD", "CurrencyAmount": D("4.50")}
    assert closed["ProcessingStatus"] == "Closed"
    assert closed["FundTransferStatus"] == "Initiated"
    assert closed["FinancialEventGroupStart"] == "2026-11-24T09:00:00Z"
    assert closed["FinancialEventGroupEnd"] == "2026-12-08T09:00:00Z"
    assert len(closed["FinancialEventGroupId"]) == 43
    assert {"TraceId", "AccountTail", "FundTransferDate"} <= set(closed)
    assert open_group["ProcessingStatus"] == "Open"
    assert open_group["OriginalTotal"]["CurrencyAmount"] == D("10.00")
    assert open_group["BeginningBalance"]["CurrencyAmount"] == D("10.00")
    assert "FundTransferDate" not in open_group
    api.later(days=2)
    again = api.get(GROUPS, FinancialEventGroupStartedAfter="2026-11-01T00:00:00Z")
    assert again.body["payload"]["FinancialEventGroupList"][1]["FundTransferStatus"] == "Succeeded"


def test_amounts_are_numbers(api: Any) -> None:
    story(api)
    raw = api.get(GROUPS, FinancialEventGroupStartedAfter="2026-11-01T00:00:00Z").text
    assert '"CurrencyAmount":4.50' in raw


def test_events_of_a_group(api: Any) -> None:
    order = story(api)
    _, closed = api.get(GROUPS, FinancialEventGroupStartedAfter="2026-11-01").body["payload"][
        "FinancialEventGroupList"
    ]
    path = f"{GROUPS}/{closed['FinancialEventGroupId']}/financialEvents"
    events = api.get(path).body["payload"]["FinancialEvents"]
    [shipment], [refund] = events["ShipmentEventList"], events["RefundEventList"]
    assert shipment["AmazonOrderId"] == refund["AmazonOrderId"] == order
    [item] = shipment["ShipmentItemList"]
    charges = {each["ChargeType"]: each["ChargeAmount"] for each in item["ItemChargeList"]}
    assert charges["Principal"] == {"CurrencyCode": "USD", "CurrencyAmount": D("50.00")}
    assert item["QuantityShipped"] == 2
    [withheld] = item["ItemTaxWithheldList"]
    assert withheld["TaxCollectionModel"] == "MarketplaceFacilitator"
    [back] = refund["ShipmentItemAdjustmentList"]
    fees = {each["FeeType"]: each["FeeAmount"] for each in back["ItemFeeAdjustmentList"]}
    assert fees["RefundCommission"]["CurrencyAmount"] == D("-0.75")
    assert back["OrderAdjustmentItemId"]
    [ad] = events["ProductAdsPaymentEventList"]
    assert ad["transactionValue"]["CurrencyAmount"] == D("-5.00")
    [fee] = events["ServiceFeeEventList"]
    [only] = fee["FeeList"]
    assert only["FeeType"] == "Subscription"
    assert only["FeeAmount"] == {"CurrencyCode": "USD", "CurrencyAmount": D("-1.00")}
    [reserve] = events["AdjustmentEventList"]
    assert reserve["AdjustmentType"] == "ReserveEvent"
    assert events["ChargebackEventList"] == []


def test_events_of_an_order_and_of_a_time(api: Any) -> None:
    order = story(api)
    mine = api.get(f"/finances/v0/orders/{order}/financialEvents").body["payload"]
    events = mine["FinancialEvents"]
    assert len(events["ShipmentEventList"]) == len(events["RefundEventList"]) == 1
    assert events["ProductAdsPaymentEventList"] == []
    path = "/finances/v0/financialEvents"
    some = api.get(path, PostedAfter="2026-11-26T00:00:00Z", PostedBefore="2026-11-28T00:00:00Z")
    found = some.body["payload"]["FinancialEvents"]
    assert (len(found["ShipmentEventList"]), len(found["RefundEventList"])) == (0, 1)
    long = api.get(path, PostedAfter="2026-01-01T00:00:00Z").body["payload"]["FinancialEvents"]
    assert all(each == [] for each in long.values())
    api.refused(400, "InvalidInput", lambda: api.get(path))
    soon = (datetime(2026, 12, 8, 9, tzinfo=UTC) - timedelta(minutes=1)).isoformat()
    api.refused(400, "InvalidInput", lambda: api.get(path, PostedAfter=soon))


def test_events_of_an_order_page_by_page_with_a_token_that_is_none(api: Any) -> None:
    order = story(api)
    path = f"/finances/v0/orders/{order}/financialEvents"
    api.refused(400, "InvalidInput", lambda: api.get(path, NextToken="nonsense"))
    api.refused(400, "InvalidInput", lambda: api.get(path, MaxResultsPerPage=0))


def test_a_token_leads_on_where_it_came_from_only(api: Any) -> None:
    order = story(api)
    [group] = [each for each in api.amazon.records.periods if each.end]
    paths = (
        f"/finances/v0/orders/{order}/financialEvents",
        f"/finances/v0/financialEventGroups/{group.id}/financialEvents",
        "/finances/v0/financialEvents",
    )
    for path in paths[:2]:
        token = api.get(path, MaxResultsPerPage=1).body["payload"]["NextToken"]
        assert api.get(path, NextToken=token).status == 200
        for other in paths:
            if other != path:
                api.refused(
                    400, "InvalidInput", lambda at=other, by=token: api.get(at, NextToken=by)
                )


def test_pages_of_events(api: Any) -> None:
    for _ in range(5):
        api.desk.charge("storage", D("1.00"))
    api.later(minutes=5)
    path = "/finances/v0/financialEvents"
    query = {"PostedAfter": "2026-11-24T00:00:00Z", "MaxResultsPerPage": 2}
    payload = api.get(path, **query).body["payload"]
    sizes = [len(payload["FinancialEvents"]["ServiceFeeEventList"])]
    while "NextToken" in payload:
        payload = api.get(path, NextToken=payload["NextToken"]).body["payload"]
        sizes.append(len(payload["FinancialEvents"]["ServiceFeeEventList"]))
    assert sizes == [2, 2, 1]


def test_transactions_of_a_group(api: Any) -> None:
    story(api)
    [closed] = [period for period in api.amazon.records.periods if period.end]
    found = api.get(
        NEW,
        relatedIdentifierName="FINANCIAL_EVENT_GROUP_ID",
        relatedIdentifierValue=closed.id,
    ).body["payload"]["transactions"]
    assert sum(each["totalAmount"]["currencyAmount"] for each in found) == D("4.50")
    assert [each["transactionType"] for each in found] == [
        "Shipment", "Refund", "ProductAdsPayment", "ServiceFee", "Reserve",
    ]  # fmt: skip
    shipment = found[0]
    assert shipment["description"] == "Order Payment"
    assert shipment["transactionStatus"] == "RELEASED"
    named = {
        each["relatedIdentifierName"]: each["relatedIdentifierValue"]
        for each in shipment["relatedIdentifiers"]
    }
    assert named["SETTLEMENT_ID"] == "10000000000"
    [item] = shipment["items"]
    assert item["contexts"][0]["sku"] == "AMZ-LAMP"
    assert item["totalAmount"] == shipment["totalAmount"]


def test_deferred_sales_count_once_they_are_released(api: Any) -> None:
    made = api.desk.place_order({"AMZ-LAMP": 1}, tax_rate=D(0))
    event = api.desk.ship(made.id, deferral="DD7", matures=datetime(2026, 12, 1, tzinfo=UTC))
    api.later(hours=1)
    start = {"postedAfter": "2026-11-01T00:00:00Z"}
    [waiting] = api.get(NEW, **start).body["payload"]["transactions"]
    assert waiting["transactionStatus"] == "DEFERRED"
    assert waiting["contexts"][0]["deferralReason"] == "DD7"
    old = api.get("/finances/v0/financialEvents", PostedAfter="2026-11-01T00:00:00Z")
    assert old.body["payload"]["FinancialEvents"]["ShipmentEventList"] == []
    assert api.desk.balance() == 0
    api.desk.release(event.id)
    api.later(hours=1)
    both = api.get(NEW, **start).body["payload"]["transactions"]
    assert [each["transactionStatus"] for each in both] == ["DEFERRED_RELEASED", "RELEASED"]
    assert len({each["transactionId"] for each in both}) == 2
    [released] = api.get(NEW, **start, transactionStatus="RELEASED").body["payload"]["transactions"]
    assert released["totalAmount"]["currencyAmount"] == api.desk.balance() == D("21.25")


def test_no_start(api: Any) -> None:
    answer = api.refused(400, "InvalidInput", lambda: api.get(NEW, postedBefore="2026-11-20"))
    assert answer.error == (
        "InvalidInput", "Start date cannot be null", "Start date cannot be null",
    )  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        {"postedAfter": "2026-11-01", "transactionStatus": "DONE"},
        {"postedAfter": "2026-11-01", "relatedIdentifierName": "ORDER_ID"},
        {"relatedIdentifierName": "SHIPMENT_ID", "relatedIdentifierValue": "1"},
        {"postedAfter": "2026-11-20", "postedBefore": "2026-11-19"},
        {"postedAfter": "2026-11-24T09:00:00Z"},
        {"postedAfter": "2026-11-01", "marketplaceId": "A1PA6795UKMFR9"},
        {"postedAfter": "2026-11-01", "nextToken": "nonsense"},
    ],
)
def test_transaction_refusals(api: Any, query: dict[str, str]) -> None:
    api.refused(400, "InvalidInput", lambda: api.get(NEW, **query))


def test_a_long_span_finds_nothing(api: Any) -> None:
    story(api)
    assert api.get(NEW, postedAfter="2026-01-01").body["payload"]["transactions"] == []


def test_an_unknown_group(api: Any) -> None:
    assert api.get(f"{GROUPS}/nonsense/financialEvents").error[0] == "NotFound"
