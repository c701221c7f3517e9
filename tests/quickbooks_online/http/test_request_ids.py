"""The same `requestid` does the work once."""

from __future__ import annotations

from typing import Any

import pytest


def count(api: Any) -> int:
    answer = api.query("select count(*) from Customer where DisplayName LIKE 'Dana%'")
    return int(answer.body["QueryResponse"]["totalCount"])


def make(api: Any, name: str, **query: Any) -> Any:
    return api.post("customer", {"DisplayName": name}, **query)


def test_gives_the_first_answer_again(api: Any) -> None:
    first = make(api, "Dana Reyes", requestid="11d4f9e2-7c57-4b0e-9f2a-3d2b8c0a6f11")
    before = api.hash()
    again = make(api, "Dana Reyes", requestid="11d4f9e2-7c57-4b0e-9f2a-3d2b8c0a6f11")
    assert first.status == again.status == 200
    assert again.raw == first.raw
    assert again.header("content-type") == first.header("content-type")
    assert again.header("intuit_tid") != first.header("intuit_tid")
    assert (api.hash(), count(api)) == (before, 1)


def test_whatever_the_second_body_holds(api: Any) -> None:
    first = make(api, "Dana Reyes", requestid="a")
    again = make(api, "Dana Other", requestid="a")
    assert again.raw == first.raw
    assert count(api) == 1


def test_is_read_in_any_case(api: Any) -> None:
    first = make(api, "Dana Reyes", requestId="a")
    assert make(api, "Dana Reyes", RequestID="a").raw == first.raw


def test_another_id_is_another_request(api: Any) -> None:
    assert make(api, "Dana Reyes", requestid="a").status == 200
    assert make(api, "Dana Other", requestid="b").status == 200
    assert count(api) == 2


def test_what_was_refused_is_done_when_it_is_right(api: Any) -> None:
    api.refused("6080", lambda: api.post("customer", {}, requestid="a"))
    assert make(api, "Dana Reyes", requestid="a").status == 200
    assert count(api) == 1


def test_a_header_of_that_name_is_another_thing(api: Any) -> None:
    for name in ("Dana Reyes", "Dana Other"):
        answer = api.call("POST", "customer", {"DisplayName": name}, {"Request-Id": "a"})
        assert answer.status == 200
    assert count(api) == 2


def test_updates_and_deletions_too(api: Any) -> None:
    customer = make(api, "Dana Reyes").body["Customer"]
    payment = api.create("Payment", {"CustomerRef": {"value": customer["Id"]}, "TotalAmt": 5})
    change = {"Id": customer["Id"], "SyncToken": customer["SyncToken"], "sparse": True}
    token = api.get(f"customer/{customer['Id']}").body["Customer"]["SyncToken"]
    change |= {"SyncToken": token, "GivenName": "Dana"}
    answers = [api.post("customer", change, requestid="u") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    gone = {"Id": payment["Id"], "SyncToken": payment["SyncToken"]}
    answers = [api.post("payment", gone, operation="delete", requestid="d") for _ in range(2)]
    assert answers[0].raw == answers[1].raw


@pytest.mark.parametrize("value", ["", " ", "a b", "x" * 51, "é", "a\tb"])
def test_of_a_bad_form_is_refused(api: Any, value: str) -> None:
    answer = api.refused("2130", lambda: make(api, "Dana Reyes", requestid=value))
    assert answer.error["element"] == "requestid"


def test_a_read_takes_no_notice(api: Any) -> None:
    assert api.get("companyinfo/9341453172058822", requestid="a b").status == 200


def test_ids_are_no_documents(api: Any) -> None:
    make(api, "Dana Reyes", requestid="a")
    before = api.hash()
    api.quickbooks.store.tables["requestids.quickbooks_online"].delete("9341453172058822|a")
    assert api.hash() == before
