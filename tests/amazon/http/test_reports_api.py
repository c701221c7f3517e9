"""Reports over HTTP: settlements are listed, never requested, and read from the document host."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

D = Decimal
US = "ATVPDKIKX0DER"
V1 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE"
V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
REPORTS = "/reports/2021-06-30/reports"


def settle(api: Any, marketplace: str = "US") -> str:
    """One closed period that is worth something; its settlement id."""
    if marketplace != "US":
        api.desk.join(marketplace)
    made = api.desk.place_order({"AMZ-LAMP": 1}, marketplace=marketplace)
    api.desk.ship(made.id)
    api.later(days=14)
    return str(api.desk.close_period(marketplace).settlement_id)


def listed(api: Any, type: str = V2, **query: Any) -> list[dict[str, Any]]:
    answer = api.get(REPORTS, reportTypes=type, **query)
    assert answer.status == 200, answer.text
    return list(answer.body["reports"])


def test_a_settlement_as_it_is_listed(api: Any) -> None:
    settle(api)
    [report] = listed(api)
    assert report["reportType"] == V2
    assert report["processingStatus"] == "DONE"
    assert report["marketplaceIds"] == [US]
    assert report["dataStartTime"] == "2026-11-24T09:00:00+00:00"
    assert report["dataEndTime"] == report["createdTime"] == "2026-12-08T09:00:00+00:00"
    assert {"reportDocumentId", "reportScheduleId", "processingEndTime"} <= set(report)
    assert api.get(f"{REPORTS}/{report['reportId']}").body == report


def test_the_document_is_what_seller_central_shows(api: Any) -> None:
    settlement = settle(api)
    [report] = listed(api)
    path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
    content = api.document(path)
    assert content == api.desk.download(settlement)
    assert content.startswith(b"settlement-id\tsettlement-start-date\t")
    link = api.get(path).body
    assert link["compressionAlgorithm"] == "GZIP"
    assert link["url"].startswith("https://tortuga-prod-na.s3-external-1.amazonaws.com/")
    stored = api.send("GET", link["url"])
    assert stored.header("content-type") == "text/plain; charset=windows-1252"
    assert stored.header("content-encoding") == "identity"
    assert gzip.decompress(stored.raw) == content
    named = api.get(path, enableContentEncodingUrlHeader="true").body["url"]
    assert api.send("GET", named).header("content-encoding") == "gzip"


def test_links_live_five_minutes_and_cannot_be_changed(api: Any) -> None:
    settle(api)
    [report] = listed(api)
    url = api.get(f"/reports/2021-06-30/documents/{report['reportDocumentId']}").body["url"]
    bare = api.send("GET", url.partition("?")[0])
    assert (bare.status, "<Code>AccessDenied</Code>" in bare.text) == (403, True)
    forged = api.send("GET", url.replace("identity", "gzip"))
    assert "<Code>SignatureDoesNotMatch</Code>" in forged.text
    api.later(minutes=5)
    late = api.send("GET", url)
    assert (late.status, "Request has expired" in late.text) == (403, True)


@pytest.mark.parametrize(("type", "number"), [(V2, 1118), (V1, 1117)])
def test_settlements_cannot_be_requested(api: Any, type: str, number: int) -> None:
    body = {"reportType": type, "marketplaceIds": [US]}
    answer = api.refused(400, "InvalidInput", lambda: api.post(REPORTS, body))
    assert answer.body == {
        "errors": [
            {
                "code": "InvalidInput",
                "message": f"Request for report type {number} is not allowed at this time",
                "details": "",
            }
        ]
    }
    schedule = {**body, "period": "P1D"}
    api.refused(400, "InvalidInput", lambda: api.post("/reports/2021-06-30/schedules", schedule))


def test_ninety_days(api: Any) -> None:
    settle(api)
    [report] = listed(api)
    api.later(days=90)
    assert len(listed(api)) == 1
    api.later(seconds=1)
    assert listed(api) == []
    assert listed(api, createdSince="2026-11-01T00:00:00Z") == []
    document = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
    assert api.get(document).error[0] == "NotFound"
    assert api.get(f"{REPORTS}/{report['reportId']}").status == 404
    assert api.desk.download("10000000000").startswith(b"settlement-id")
    api.amazon.settings.old_created_since_refused = True
    api.refused(
        400,
        "InvalidInput",
        lambda: api.get(REPORTS, reportTypes=V2, createdSince="2026-11-01T00:00:00Z"),
    )


def test_a_report_comes_out_hours_later(api: Any) -> None:
    api.amazon.settings.report_delay_hours = 6
    settle(api)
    assert listed(api) == []
    api.later(hours=6)
    assert len(listed(api)) == 1


def test_the_marketplace_filter_is_not_to_be_trusted(api: Any) -> None:
    settle(api)
    settle(api, "CA")
    both = listed(api, marketplaceIds=US)
    assert [report["marketplaceIds"] for report in both] == [["A2EUQ1WTGCTBG2"], [US]]
    api.amazon.settings.report_marketplaces_filter = True
    assert [report["marketplaceIds"] for report in listed(api, marketplaceIds=US)] == [[US]]


def test_reports_of_another_region_are_not_here(api: Any) -> None:
    settle(api, "DE")
    assert listed(api) == []
    token = api.amazon.auth.issue_access_token("eu")
    host = "sellingpartnerapi-eu.amazon.com"
    answer = api.call("GET", REPORTS, token=token, host=host, reportTypes=V2)
    [report] = answer.body["reports"]
    path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
    link = api.call("GET", path, token=token, host=host).body["url"]
    assert link.startswith("https://tortuga-prod-eu.s3-eu-west-1.amazonaws.com/")
    assert api.get(path).status == 404


def test_pages_and_a_token_that_comes_alone(api: Any) -> None:
    for _ in range(3):
        settle(api)
    first = api.get(REPORTS, reportTypes=V2, pageSize=2).body
    assert len(first["reports"]) == 2
    assert first["reports"][0]["createdTime"] > first["reports"][1]["createdTime"]
    token = first["nextToken"]
    api.refused(400, "InvalidInput", lambda: api.get(REPORTS, reportTypes=V2, nextToken=token))
    second = api.get(REPORTS, nextToken=token).body
    assert len(second["reports"]) == 1
    assert "nextToken" not in second


@pytest.mark.parametrize(
    "query",
    [{}, {"reportTypes": V2, "pageSize": 101}, {"reportTypes": V2, "processingStatuses": "READY"}],
)
def test_list_refusals(api: Any, query: dict[str, Any]) -> None:
    api.refused(400, "InvalidInput", lambda: api.get(REPORTS, **query))


def test_without_the_role(api: Any) -> None:
    settle(api)
    [report] = listed(api)
    api.amazon.auth.set_roles("Inventory and Order Tracking")
    for path in (REPORTS, f"/reports/2021-06-30/documents/{report['reportDocumentId']}"):
        answer = api.get(path, reportTypes=V2)
        assert (answer.status, answer.error[0]) == (403, "Unauthorized")


ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"


def test_a_report_of_orders_is_asked_for(api: Any) -> None:
    made = api.desk.place_order({"AMZ-LAMP": 2})
    dropped = api.desk.place_order({"AMZ-HOOK": 1})
    api.desk.cancel(dropped.id)
    asked = api.post(REPORTS, {"reportType": ORDERS, "marketplaceIds": [US]})
    assert asked.status == 202
    path = f"{REPORTS}/{asked.body['reportId']}"
    assert api.get(path).body["processingStatus"] == "IN_QUEUE"
    api.work()
    report = api.get(path).body
    assert report["processingStatus"] == "DONE"
    text = api.document(f"/reports/2021-06-30/documents/{report['reportDocumentId']}").decode()
    header, *rows = [line.split("\t") for line in text.splitlines()]
    found = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    first = found[made.id]
    assert (first["order-status"], first["quantity"]) == ("Unshipped", "2")
    assert (first["item-price"], first["item-tax"], first["currency"]) == ("50.00", "4.13", "USD")
    assert found[dropped.id]["order-status"] == "Cancelled"
    assert (found[dropped.id]["quantity"], found[dropped.id]["item-price"]) == ("0", "")
    api.refused(400, "InvalidInput", lambda: api.call("DELETE", path))


def test_a_report_that_waits_can_be_cancelled(api: Any) -> None:
    asked = api.post(REPORTS, {"reportType": ORDERS, "marketplaceIds": [US]})
    path = f"{REPORTS}/{asked.body['reportId']}"
    assert api.call("DELETE", path).status == 200
    api.work()
    assert api.get(path).body["processingStatus"] == "CANCELLED"


@pytest.mark.parametrize(
    "change",
    [
        {"reportType": "GET_NOTHING"},
        {"marketplaceIds": []},
        {"dataStartTime": "soon"},
        {"dataStartTime": "2026-11-20", "dataEndTime": "2026-11-19"},
        {"dataStartTime": "2027-11-20"},
    ],
)
def test_reports_refused(api: Any, change: dict[str, Any]) -> None:
    body = {"reportType": ORDERS, "marketplaceIds": [US], **change}
    api.refused(400, "InvalidInput", lambda: api.post(REPORTS, body))


def test_what_is_done_cannot_be_cancelled(api: Any) -> None:
    settle(api)
    [report] = listed(api)
    path = f"{REPORTS}/{report['reportId']}"
    api.refused(400, "InvalidInput", lambda: api.call("DELETE", path))


def test_the_old_flat_file_until_its_removal(new_api: Any) -> None:
    before, after = new_api(as_of=date(2026, 11, 10)), new_api(as_of=date(2026, 11, 11))
    settle(before)
    settle(after)
    assert len(listed(before, V1)) == len(listed(before)) == len(listed(after)) == 1
    assert listed(after, V1) == []


def test_a_settlement_that_comes_twice(api: Any) -> None:
    settlement = settle(api)
    api.desk.publish_again(settlement)
    one, other = listed(api)
    assert one["reportId"] != other["reportId"]
    base = "/reports/2021-06-30/documents"
    contents = [api.document(f"{base}/{each['reportDocumentId']}") for each in (one, other)]
    assert contents[0] == contents[1]


def test_subscribers_are_told(api: Any) -> None:
    settle(api)
    [told] = api.desk.notifications("REPORT_PROCESSING_FINISHED")
    [report] = listed(api)
    assert f'"reportDocumentId":"{report["reportDocumentId"]}"' in told.body
    assert '"processingStatus":"DONE"' in told.body
    assert '"notificationVersion":"2020-09-04"' in told.body
