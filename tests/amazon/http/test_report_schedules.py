"""Schedules: reports that a seller has made again and again; settlements are not among them."""

from __future__ import annotations

from typing import Any

import pytest

REPORTS = "/reports/2021-06-30/reports"
SCHEDULES = "/reports/2021-06-30/schedules"
US, CA = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"
ALL = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"


def wanted(**other: Any) -> dict[str, Any]:
    return {"reportType": ALL, "marketplaceIds": [US], "period": "P1D", **other}


def create(api: Any, **other: Any) -> str:
    made = api.post(SCHEDULES, wanted(**other))
    assert made.status == 201, made.text
    assert list(made.body) == ["reportScheduleId"]
    return str(made.body["reportScheduleId"])


def made_reports(api: Any) -> list[dict[str, Any]]:
    return list(api.get(REPORTS, reportTypes=ALL).body["reports"])


def test_a_report_a_day(api: Any) -> None:
    key = create(api, nextReportCreationTime="2026-11-25T06:00:00Z")
    api.work()
    assert made_reports(api) == []
    api.later(hours=21)
    api.work()
    [first] = made_reports(api)
    assert first["reportScheduleId"] == key
    assert first["processingStatus"] == "DONE"
    assert first["dataStartTime"] == "2026-11-24T06:00:00+00:00"
    assert first["dataEndTime"] == "2026-11-25T06:00:00+00:00"
    assert api.get(f"{SCHEDULES}/{key}").body == {
        "reportScheduleId": key,
        "reportType": ALL,
        "marketplaceIds": [US],
        "period": "P1D",
        "nextReportCreationTime": "2026-11-26T06:00:00+00:00",
    }
    api.later(days=2)
    api.work()
    assert len(made_reports(api)) == 3


def test_without_a_time_the_first_comes_at_once(api: Any) -> None:
    create(api, period="PT5M")
    api.work()
    assert len(made_reports(api)) == 1


def test_a_month_ends_on_its_last_day(api: Any) -> None:
    key = create(api, period="P1M", nextReportCreationTime="2027-01-31T00:00:00Z")
    api.later(days=68)
    api.work()
    [first] = made_reports(api)
    assert first["dataStartTime"] == "2026-12-31T00:00:00+00:00"
    later = api.get(f"{SCHEDULES}/{key}").body["nextReportCreationTime"]
    assert later == "2027-02-28T00:00:00+00:00"


def test_the_same_again_takes_its_place(api: Any) -> None:
    api.desk.join("CA")
    first = create(api, nextReportCreationTime="2026-11-25T06:00:00Z")
    both = create(api, marketplaceIds=[US, CA])
    second = create(api, period="P7D", reportOptions={"custom": "true"})
    listed = api.get(SCHEDULES, reportTypes=f"{ALL},{V2}").body["reportSchedules"]
    assert {each["reportScheduleId"] for each in listed} == {both, second}
    [told] = [each for each in listed if each["reportScheduleId"] == second]
    assert (told["period"], told["reportOptions"]) == ("P7D", {"custom": "true"})
    api.refused(404, "NotFound", lambda: api.get(f"{SCHEDULES}/{first}"))
    api.later(days=2)
    api.work()
    assert first not in {each["reportScheduleId"] for each in made_reports(api)}


def test_cancelled(api: Any) -> None:
    key = create(api, nextReportCreationTime="2026-11-25T06:00:00Z")
    answer = api.call("DELETE", f"{SCHEDULES}/{key}")
    assert (answer.status, answer.raw) == (200, b"")
    assert api.get(SCHEDULES, reportTypes=ALL).body == {"reportSchedules": []}
    api.refused(404, "NotFound", lambda: api.get(f"{SCHEDULES}/{key}"))
    api.refused(404, "NotFound", lambda: api.call("DELETE", f"{SCHEDULES}/{key}"))
    api.later(days=2)
    api.work()
    assert made_reports(api) == []


@pytest.mark.parametrize(
    ("type", "number"), [(V2, "1118"), ("GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE", "1117")]
)
def test_settlements_cannot_be_scheduled(api: Any, type: str, number: str) -> None:
    answer = api.post(SCHEDULES, wanted(reportType=type))
    assert answer.error == (
        "InvalidInput",
        f"Request for report type {number} is not allowed at this time",
        "",
    )
    assert api.get(SCHEDULES, reportTypes=type).body == {"reportSchedules": []}


@pytest.mark.parametrize(
    "other",
    [
        {"period": "P4D"},
        {"period": None},
        {"reportType": "GET_SOMETHING"},
        {"marketplaceIds": []},
        {"marketplaceIds": ["A1PA6795UKMFR9"]},
        {"nextReportCreationTime": "soon"},
        {"reportOptions": ["custom"]},
    ],
)
def test_refused(api: Any, other: dict[str, Any]) -> None:
    api.refused(400, "InvalidInput", lambda: api.post(SCHEDULES, wanted(**other)))


def test_refused_lists_and_roles(api: Any) -> None:
    api.refused(400, "InvalidInput", lambda: api.get(SCHEDULES))
    api.amazon.auth.set_roles("Finance and Accounting")
    api.refused(403, "Unauthorized", lambda: api.post(SCHEDULES, wanted()))


def test_another_region_does_not_see_it(api: Any) -> None:
    key = create(api)
    api.token = api.amazon.auth.issue_access_token("eu")
    eu = {"host": "sellingpartnerapi-eu.amazon.com"}
    api.refused(404, "NotFound", lambda: api.call("GET", f"{SCHEDULES}/{key}", **eu))
