"""Custom fields and custom records, defined at the desk, over REST, `q` and SuiteQL; OneWorld and
accounting periods on the wire."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.suiteql import run

ACCESSING = "Error while accessing a resource. "
STATE = "customrecord_fa_sync_state"


@pytest.fixture
def desk(rest: Any) -> Any:
    return rest.netsuite.desk


@pytest.fixture
def state(desk: Any) -> str:
    desk.define_custom_record(STATE, "Sync State")
    desk.define_custom_field("custrecord_cursor", record=STATE)
    desk.define_custom_field("custrecord_count", "integer", record=STATE)
    desk.define_custom_field("custrecord_amount", "currency", record=STATE)
    desk.define_custom_field("custrecord_since", "day", record=STATE)
    desk.define_custom_field("custrecord_on", "flag", record=STATE)
    desk.define_custom_field("custrecord_who", "select", record=STATE, target="customer")
    return f"/{STATE}"


class TestRecords:
    def test_written_read_filtered_asked(self, rest: Any, state: str, jane: str) -> None:
        body = {
            "name": "Orders",
            "externalId": "orders",
            "custrecord_cursor": "2026-11-24T00:15Z",
            "custrecord_count": 7,
            "custrecord_amount": 19.47,
            "custrecord_since": "2026-11-01",
            "custrecord_on": True,
            "custrecord_who": {"id": jane},
        }
        made = rest.post(state, body)
        found = rest.get(f"{state}/eid:orders")
        assert (found["id"], found["name"], found["custrecord_count"]) == (made, "Orders", 7)
        assert (found["custrecord_amount"], found["custrecord_on"]) == ("19.47", True)
        assert found["custrecord_who"]["refName"] == f"{jane} Jane Roe"
        assert rest.get(state, "q=custrecord_count%20EQUAL%207")["count"] == 1
        assert rest.get(state, "q=custrecord_since%20AFTER%20%2211%2F1%2F2026%22")["count"] == 0
        assert run(
            rest.netsuite,
            "SELECT name, custrecord_amount, custrecord_since, BUILTIN.DF(custrecord_who) AS who "
            f"FROM {STATE} WHERE custrecord_on = 'T'",
        ) == [
            {
                "name": "Orders",
                "custrecord_amount": "19.47",
                "custrecord_since": "11/1/2026",
                "who": f"{jane} Jane Roe",
            }
        ]
        assert rest("PATCH", f"{state}/{made}", "", {"custrecord_cursor": None}).status == 204
        assert "custrecord_cursor" not in rest.get(f"{state}/{made}")
        assert rest("PUT", f"{state}/eid:refunds", "", {"name": "Refunds"}).status == 204
        assert rest.get(state)["totalResults"] == 2
        assert rest("DELETE", f"{state}/{made}").status == 204
        assert rest.get(state)["totalResults"] == 1

    def test_refused(self, rest: Any, state: str) -> None:
        call = ("POST", state, "", {"externalId": "x"})
        sentence = ACCESSING + "Please enter value(s) for: Name."
        rest.refuses(400, "USER_ERROR", sentence, call, path="name")
        call = ("POST", state, "", {"name": "x", "custrecord_who": {"id": "999"}})
        sentence = ACCESSING + "Invalid Field Value 999 for the following field: custrecord_who"
        rest.refuses(400, "INVALID_CONTENT", sentence, call, path="custrecord_who")
        rest.post(state, {"name": "x", "externalId": "X"})
        call = ("POST", state, "", {"name": "y", "externalId": "X"})
        sentence = ACCESSING + "This record already exists."
        rest.refuses(400, "USER_ERROR", sentence, call, path="externalId")

    def test_unknown_until_defined(self, rest: Any) -> None:
        sentence = f"Record type '{STATE}' does not exist."
        rest.refuses(404, "NONEXISTENT_ID", sentence, ("GET", f"/{STATE}"))
        with pytest.raises(NetSuiteError, match="Invalid search type"):
            run(rest.netsuite, f"SELECT id FROM {STATE}")


class TestFields:
    def test_on_body_line_entity_and_item(self, rest: Any, desk: Any, jane: str) -> None:
        desk.define_custom_field("custbody_gift", "flag")
        desk.define_custom_field("custcol_note")
        desk.define_custom_field("custentity_tier", "integer")
        desk.define_custom_field("custitem_weight", "number")
        tee = rest.item("TEE-BLK")
        assert rest("PATCH", f"/inventoryItem/{tee}", "", {"custitem_weight": 0.2}).status == 204
        assert rest("PATCH", f"/customer/{jane}", "", {"custentity_tier": 2}).status == 204
        body = rest.order_body(jane) | {"custbody_gift": True}
        body["item"]["items"][0]["custcol_note"] = "engrave"
        order = rest.post("/salesOrder", body)
        assert rest.get(f"/salesOrder/{order}")["custbody_gift"] is True
        assert rest.get(f"/salesOrder/{order}/item/1")["custcol_note"] == "engrave"
        assert rest.get(f"/customer/{jane}")["custentity_tier"] == 2
        assert rest.get("/customer", "q=custentity_tier%20GREATER%201")["count"] == 1
        bill = rest.post(f"/salesOrder/{order}/!transform/invoice")
        assert rest.get(f"/invoice/{bill}/item/1")["custcol_note"] == "engrave"
        assert run(
            rest.netsuite,
            "SELECT t.custbody_gift, l.custcol_note, c.custentity_tier, i.custitem_weight "
            "FROM transaction t JOIN transactionline l ON l.transaction = t.id "
            "JOIN customer c ON c.id = t.entity JOIN item i ON i.id = l.item "
            "WHERE t.id = ? AND l.custcol_note IS NOT NULL",
            [int(order)],
        ) == [
            {
                "custbody_gift": "T",
                "custcol_note": "engrave",
                "custentity_tier": "2",
                "custitem_weight": "0.2",
            }
        ]

    def test_each_in_its_place(self, rest: Any, desk: Any, jane: str) -> None:
        desk.define_custom_field("custentity_tier", "integer")
        headers = {"X-NetSuite-PropertyNameValidation": "error"}
        body = rest.order_body(jane) | {"custentity_tier": 2}
        rest.refuses(
            400,
            "INVALID_CONTENT",
            "Unknown reference or field 'custentity_tier'.",
            ("POST", "/salesOrder", "", body, headers),
            path="custentity_tier",
        )

    def test_definitions_that_make_no_sense(self, desk: Any) -> None:
        for call in (
            lambda: desk.define_custom_field("gift"),
            lambda: desk.define_custom_field("custbody_Gift"),
            lambda: desk.define_custom_field("custbody_fa_channel"),
            lambda: desk.define_custom_field("custrecord_x"),
            lambda: desk.define_custom_field("custbody_x", "select"),
            lambda: desk.define_custom_record("record_x"),
        ):
            with pytest.raises(ValueError, match=r"script id|already|names"):
                call()


class TestOneWorld:
    def test_only_when_it_is_on(self, rest: Any, jane: str) -> None:
        sentence = "Record type 'subsidiary' does not exist."
        rest.refuses(404, "NONEXISTENT_ID", sentence, ("GET", "/subsidiary"))
        desk = rest.netsuite.desk
        desk.enable_one_world()
        europe = desk.add_subsidiary("Acme Europe", "EUR")
        found = rest.get(f"/subsidiary/{europe.id}")
        assert (found["name"], found["currency"]["refName"], found["parent"]["id"]) == (
            "Acme Europe",
            "Euro",
            "1",
        )
        assert rest.get(f"/customer/{jane}")["subsidiary"]["refName"] == "Parent Company"
        item = rest.get(f"/inventoryItem/{rest.item('TEE-BLK')}/subsidiary")
        assert item["count"] == 1
        body = {"firstName": "Hans", "lastName": "Roth", "subsidiary": {"id": str(europe.id)}}
        hans = rest.post("/customer", body)
        order = rest.post("/salesOrder", rest.order_body(hans))
        assert rest.get(f"/salesOrder/{order}")["subsidiary"]["id"] == str(europe.id)
        assert rest.get(f"/salesOrder/{order}/subsidiary")["name"] == "Acme Europe"
        only = {"subsidiary": {"items": [{"id": "1"}]}, "includeChildren": False}
        tee = rest.item("TEE-BLK")
        assert rest("PATCH", f"/inventoryItem/{tee}", "replace=subsidiary", only).status == 204
        rest.refuses(
            400,
            "INVALID_CONTENT",
            ACCESSING + f"Invalid Field Value {tee} for the following field: item",
            ("POST", "/salesOrder", "", rest.order_body(hans)),
            path="item.items[0].item",
        )


def test_periods_and_their_locks(rest: Any, jane: str) -> None:
    rest.netsuite.desk.lock_period(2026, 10, "ar")
    rest.netsuite.desk.close_period(2026, 9)
    [locked] = rest.get("/accountingPeriod", "q=arLocked%20IS%20true")["items"]
    found = rest.get(f"/accountingPeriod/{locked['id']}")
    assert (found["periodName"], found["closed"], found["allLocked"], found["isPosting"]) == (
        "Oct 2026",
        False,
        False,
        True,
    )
    assert rest.get("/accountingPeriod", "q=closed%20IS%20true")["count"] == 1
    assert run(
        rest.netsuite,
        "SELECT periodname, closed, arlocked FROM accountingperiod WHERE arlocked = 'T' "
        "ORDER BY startdate",
    ) == [
        {"periodname": "Sep 2026", "closed": "T", "arlocked": "T"},
        {"periodname": "Oct 2026", "closed": "F", "arlocked": "T"},
    ]
    body = {"customer": {"id": jane}, "payment": 5, "tranDate": "2026-10-31"}
    sentence = (
        "The transaction date you specified is not within the date range of your accounting period."
    )
    call = ("POST", "/customerDeposit", "", body)
    rest.refuses(400, "USER_ERROR", ACCESSING + sentence, call, path="tranDate")
