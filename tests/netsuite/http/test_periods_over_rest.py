"""Accounting periods over REST and in SuiteQL."""

from __future__ import annotations

from typing import Any

SUITEQL = "/services/rest/query/v1/suiteql"


def query(rest: Any, sql: str) -> Any:
    response = rest("POST", SUITEQL, "", {"q": sql}, {"Prefer": "transient"})
    assert response.status == 200, response.body
    return [
        {key: value for key, value in row.items() if key != "links"}
        for row in rest.read(response)["items"]
    ]


def test_read_upwards(rest: Any) -> None:
    [key] = rest.get("/accountingPeriod", "q=periodName%20IS%20%22Nov%202026%22")["items"]
    month = rest.get(f"/accountingPeriod/{key['id']}")
    quarter = rest.get(f"/accountingPeriod/{month['parent']['id']}")
    year = rest.get(f"/accountingPeriod/{quarter['parent']['id']}")
    assert month["parent"]["refName"] == "Q4 2026"
    flags = [
        (each["periodName"], each["isPosting"], each["isQuarter"], each["isYear"])
        for each in (month, quarter, year)
    ]
    assert flags == [
        ("Nov 2026", True, False, False),
        ("Q4 2026", False, True, False),
        ("FY 2026", False, False, True),
    ]
    assert "parent" not in year


def test_filtered(rest: Any) -> None:
    assert rest.get("/accountingPeriod", "q=isQuarter%20IS%20true")["totalResults"] == 16
    assert rest.get("/accountingPeriod", "q=isYear%20IS%20true")["totalResults"] == 4


def test_queried(rest: Any) -> None:
    sql = (
        "SELECT p.periodname, p.isposting, p.isquarter, p.isyear, BUILTIN.DF(p.parent) AS above "
        "FROM accountingperiod p WHERE p.startdate <= TO_DATE('2026-11-24', 'YYYY-MM-DD') "
        "AND p.enddate >= TO_DATE('2026-11-24', 'YYYY-MM-DD') ORDER BY p.startdate DESC"
    )
    assert query(rest, sql) == [
        {
            "periodname": "Nov 2026",
            "isposting": "T",
            "isquarter": "F",
            "isyear": "F",
            "above": "Q4 2026",
        },
        {
            "periodname": "Q4 2026",
            "isposting": "F",
            "isquarter": "T",
            "isyear": "F",
            "above": "FY 2026",
        },
        {"periodname": "FY 2026", "isposting": "F", "isquarter": "F", "isyear": "T"},
    ]


def test_locks(rest: Any) -> None:
    rest.netsuite.desk.lock_period(2026, 11, "ap")
    sql = "SELECT aplocked, arlocked, closed FROM accountingperiod WHERE periodname = 'Nov 2026'"
    assert query(rest, sql) == [{"aplocked": "T", "arlocked": "F", "closed": "F"}]


def test_posting_to_a_quarter_is_refused(rest: Any, order: str) -> None:
    [row] = query(rest, "SELECT id FROM accountingperiod WHERE periodname = 'Q4 2026'")
    rest.refuses(
        400,
        "INVALID_CONTENT",
        f"Error while accessing a resource. Invalid Field Value {row['id']} for the following "
        "field: postingPeriod",
        (
            "POST",
            f"/salesOrder/{order}/!transform/invoice",
            "",
            {"postingPeriod": {"id": row["id"]}},
        ),
        path="postingPeriod",
    )


def test_what_is_above_under_its_own_url(rest: Any) -> None:
    [row] = query(rest, "SELECT id FROM accountingperiod WHERE periodname = 'Nov 2026'")
    assert rest.get(f"/accountingPeriod/{row['id']}/parent")["periodName"] == "Q4 2026"
    rest.refuses(
        404,
        "NONEXISTENT_ID",
        "The record instance does not exist. Provide a valid record instance ID.",
        ("GET", "/accountingPeriod/999999/parent"),
    )
