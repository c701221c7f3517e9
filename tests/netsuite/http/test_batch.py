"""Batch operations: up to a hundred records in one asynchronous request."""

from __future__ import annotations

from typing import Any

import pytest

JOB = "/services/rest/async/v1/job"
COLLECTION = "application/vnd.oracle.resource+json; type=collection"
HEADERS = {"Prefer": "respond-async", "Content-Type": COLLECTION}
NAMES = [{"companyName": name, "externalId": name} for name in ("A", "B", "C")]


def batch(rest: Any, method: str, items: Any, query: str = "", **headers: str) -> int:
    """The job's number."""
    response = rest(method, "/customer", query, {"items": items}, HEADERS | headers)
    assert response.status == 202, response.body
    return int((response.header("Location") or "").rsplit("/", 1)[1])


def results(rest: Any, job: int) -> list[Any]:
    for _ in range(300):
        if rest.get(f"{JOB}/{job}")["completed"]:
            break
    tasks = rest.get(f"{JOB}/{job}/task")["items"]
    return [rest("GET", f"{JOB}/{job}/task/{task['id']}/result") for task in tasks]


def test_create(rest: Any) -> None:
    answers = results(rest, batch(rest, "POST", NAMES))
    assert [answer.status for answer in answers] == [204, 204, 204]
    ids = [(answer.header("Location") or "").rsplit("/", 1)[1] for answer in answers]
    assert [rest.get(f"/customer/{key}")["companyName"] for key in ids] == ["A", "B", "C"]


def test_one_bad_record_spoils_no_other(rest: Any) -> None:
    job = batch(rest, "POST", [NAMES[0], {"email": "x"}, NAMES[2]])
    assert [answer.status for answer in results(rest, job)] == [204, 400, 204]
    assert rest.get(f"{JOB}/{job}")["progress"] == "succeeded"
    tasks = [rest.get(f"{JOB}/{job}/task/{number}")["progress"] for number in (1, 2, 3)]
    assert tasks == ["succeeded", "failed", "succeeded"]


def test_update_by_either_id_the_internal_one_wins(rest: Any) -> None:
    first, _, _ = (rest.post("/customer", name) for name in NAMES)
    job = batch(
        rest,
        "PATCH",
        [
            {"id": first, "externalId": "Z", "companyName": "A2"},
            {"externalId": "C", "companyName": "C2"},
            {"id": "99999", "companyName": "X"},
        ],
    )
    assert [answer.status for answer in results(rest, job)] == [204, 204, 404]
    assert rest.get("/customer/eid:C")["companyName"] == "C2"
    assert rest.get(f"/customer/{first}")["companyName"] == "A2"


def test_upsert_by_external_id(rest: Any) -> None:
    rest.post("/customer", NAMES[0])
    job = batch(rest, "PUT", [NAMES[0] | {"companyName": "A2"}, NAMES[1]])
    assert [answer.status for answer in results(rest, job)] == [204, 204]
    assert rest.get("/customer/eid:A")["companyName"] == "A2"
    assert rest.get("/customer/eid:B")["companyName"] == "B"


def test_delete(rest: Any) -> None:
    first, _, third = (rest.post("/customer", name) for name in NAMES)
    response = rest("DELETE", "/customer", f"ids={first},eid:B,77777", None,
                    {"Prefer": "respond-async"})  # fmt: skip
    job = int((response.header("Location") or "").rsplit("/", 1)[1])
    assert [answer.status for answer in results(rest, job)] == [204, 204, 404]
    assert rest("GET", f"/customer/{first}").status == 404
    assert rest("GET", f"/customer/{third}").status == 200


def test_read(rest: Any) -> None:
    first = rest.post("/customer", NAMES[0])
    response = rest("GET", "/customer", f"expandRecords=true&ids={first}", None,
                    {"Prefer": "respond-async"})  # fmt: skip
    job = int((response.header("Location") or "").rsplit("/", 1)[1])
    [answer] = results(rest, job)
    assert rest.read(answer)["companyName"] == "A"


def test_query_of_the_batch_holds_for_every_record(rest: Any) -> None:
    first = rest.post("/customer", NAMES[0])
    query = f"expandRecords=true&ids={first}&fields=companyName"
    response = rest("GET", "/customer", query, None, {"Prefer": "respond-async"})
    job = int((response.header("Location") or "").rsplit("/", 1)[1])
    [answer] = results(rest, job)
    assert set(rest.read(answer)) == {"links", "companyName"}


class TestProgress:
    def test_one_after_the_other(self, rest: Any) -> None:
        job = batch(rest, "POST", NAMES)
        seen = []
        while not seen or not seen[-1][0]:
            found = rest.get(f"{JOB}/{job}")
            seen.append((found["completed"], len(list(rest.netsuite.records.entities))))
        grown = [size - seen[0][1] for _, size in seen]
        # The first answer starts the job, each one after it does a record.
        assert grown == [0, 1, 2, 3, 3]

    def test_parallel(self, rest: Any) -> None:
        job = batch(rest, "POST", NAMES, Prefer='respond-async, batch-processing="parallel"')
        seen = [rest.get(f"{JOB}/{job}")["progress"] for _ in range(3)]
        assert seen == ["pending", "processing", "succeeded"]


class TestRefused:
    def test_at_once(self, rest: Any) -> None:
        rest.refuses(
            400,
            "INVALID_REQUEST",
            "Batch operations require asynchronous execution. Set the Prefer header to "
            "respond-async.",
            ("POST", "/customer", "", {"items": NAMES}, {"Content-Type": COLLECTION}),
            header="Prefer",
        )

    def test_hundred_and_one(self, rest: Any) -> None:
        items = [{"companyName": f"N{number}"} for number in range(101)]
        rest.refuses(
            400,
            "INVALID_CONTENT",
            "A batch request may contain at most 100 records; this one contains 101.",
            ("POST", "/customer", "", {"items": items}, HEADERS),
            path="items",
        )

    def test_a_hundred_are_taken(self, rest: Any) -> None:
        items = [{"companyName": f"N{number}"} for number in range(100)]
        assert rest.get(f"{JOB}/{batch(rest, 'POST', items)}/task")["totalResults"] == 100

    def test_too_many_ids(self, rest: Any) -> None:
        ids = ",".join(str(number) for number in range(101))
        rest.refuses(
            400,
            "INVALID_PARAMETER",
            "A batch request may contain at most 100 records; ids names 101.",
            ("DELETE", "/customer", f"ids={ids}", None, {"Prefer": "respond-async"}),
            query_param="ids",
        )

    def test_put_without_external_id(self, rest: Any) -> None:
        rest.refuses(
            400,
            "INVALID_CONTENT",
            "Invalid content in the request body. Each item of a PUT batch request needs "
            "externalId.",
            ("PUT", "/customer", "", {"items": [NAMES[0], {"id": "5"}]}, HEADERS),
            path="items[1]",
        )

    @pytest.mark.parametrize("body", [{}, {"items": []}, {"items": {}}])
    def test_without_items(self, rest: Any, body: Any) -> None:
        rest.refuses(
            400,
            "INVALID_CONTENT",
            "Invalid content in the request body. The items property is required.",
            ("POST", "/customer", "", body, HEADERS),
            path="items",
        )

    def test_read_without_expanding(self, rest: Any) -> None:
        rest.refuses(
            400,
            "INVALID_PARAMETER",
            "The query parameter expandRecords must be true when records are named by ids.",
            ("GET", "/customer", "ids=1", None, {"Prefer": "respond-async"}),
            query_param="expandRecords",
        )

    def test_single_body_under_the_wrong_media_type(self, rest: Any) -> None:
        response = rest("PATCH", "/customer", "", NAMES[0], {"Prefer": "respond-async"})
        assert response.status == 415

    def test_read_only_list(self, rest: Any) -> None:
        assert rest("POST", "/term", "", {"items": [{"name": "X"}]}, HEADERS).status == 405

    def test_unknown_record_type(self, rest: Any) -> None:
        assert rest("POST", "/nothing", "", {"items": NAMES}, HEADERS).status == 404
