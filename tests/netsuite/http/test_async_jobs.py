"""`Prefer: respond-async`: a job, its tasks, and the answer that is replayed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

JOB = "/services/rest/async/v1/job"
SUITEQL = "/services/rest/query/v1/suiteql"
HOST = "https://5512345.suitetalk.api.netsuite.com"
ASYNC = {"Prefer": "respond-async"}
ROE = {"firstName": "Jane", "lastName": "Roe", "externalId": "C-1"}


def submit(rest: Any, method: str = "POST", path: str = "/customer", body: Any = ROE,
           query: str = "", **headers: str) -> Any:  # fmt: skip
    return rest(method, path, query, body, ASYNC | headers)


def progress(rest: Any, job: int) -> tuple[bool, str]:
    found = rest.get(f"{JOB}/{job}")
    return found["completed"], found["progress"]


def finish(rest: Any, job: int) -> None:
    for _ in range(300):
        if progress(rest, job)[0]:
            return
    raise AssertionError("the job does not end")


class TestSubmission:
    def test_answer(self, rest: Any) -> None:
        response = submit(rest)
        assert (response.status, response.body) == (202, b"")
        assert response.header("Location") == f"{JOB}/1"
        assert response.header("Preference-Applied") == "respond-async"
        assert response.header("X-NetSuite-JobId") == "1"

    def test_changes_no_document(self, rest: Any) -> None:
        before = rest.hash()
        submit(rest)
        assert rest.hash() == before

    def test_without_login(self, rest: Any) -> None:
        response = rest("POST", "/customer", "", ROE, ASYNC, authorization="")
        assert response.status == 401
        assert rest("GET", f"{JOB}/1").status == 404

    def test_job_and_task_as_documented(self, rest: Any) -> None:
        submit(rest)
        assert rest.get(f"{JOB}/1") == {
            "links": [{"rel": "self", "href": f"{HOST}{JOB}/1"}],
            "completed": False,
            "id": "1",
            "progress": "pending",
            "task": {"links": [{"rel": "self", "href": f"{HOST}{JOB}/1/task"}]},
        }
        tasks = rest.get(f"{JOB}/1/task")
        assert tasks["items"] == [
            {"links": [{"rel": "self", "href": f"{HOST}{JOB}/1/task/1"}], "id": "1"}
        ]
        assert (tasks["count"], tasks["hasMore"], tasks["totalResults"]) == (1, False, 1)


class TestQueue:
    """The default: each answer moves the queue one step, whatever the clock does."""

    def test_pending_processing_succeeded(self, rest: Any) -> None:
        submit(rest)
        seen = [progress(rest, 1) for _ in range(3)]
        assert seen == [(False, "pending"), (False, "processing"), (True, "succeeded")]

    def test_the_task_goes_the_same_way(self, rest: Any) -> None:
        submit(rest)
        seen = [rest.get(f"{JOB}/1/task/1")["progress"] for _ in range(3)]
        assert seen == ["pending", "processing", "succeeded"]

    def test_any_call_moves_it(self, rest: Any) -> None:
        submit(rest)
        rest.get("/term")
        rest.get("/term")
        assert rest.get("/customer", "q=externalId IS C-1".replace(" ", "%20"))["totalResults"] == 1

    def test_jobs_run_in_the_order_of_their_submission(self, rest: Any) -> None:
        submit(rest)
        submit(rest, "PATCH", "/customer/eid:C-1", {"lastName": "Poe"})
        finish(rest, 2)
        assert rest.get("/customer/eid:C-1")["lastName"] == "Poe"


class TestClock:
    @pytest.fixture(autouse=True)
    def by_clock(self, rest: Any) -> None:
        rest.netsuite.settings.async_jobs = "clock"
        rest.netsuite.settings.async_queue_seconds = 10
        rest.netsuite.settings.async_task_seconds = 5

    def test_follows_the_world(self, rest: Any) -> None:
        clock = rest.netsuite.clock
        submit(rest)
        seen = []
        for seconds in (0, 9, 1, 4, 1):
            clock.advance(timedelta(seconds=seconds))
            seen.append(progress(rest, 1)[1])
        assert seen == ["pending", "pending", "processing", "processing", "succeeded"]

    def test_polling_does_not_hurry_it(self, rest: Any) -> None:
        submit(rest)
        assert {progress(rest, 1)[1] for _ in range(5)} == {"pending"}

    def test_the_next_request_sees_what_was_due(self, rest: Any) -> None:
        submit(rest)
        rest.netsuite.clock.advance(timedelta(hours=1))
        assert rest.get("/customer/eid:C-1")["lastName"] == "Roe"


class TestResult:
    def test_of_a_create(self, rest: Any) -> None:
        submit(rest)
        finish(rest, 1)
        result = rest("GET", f"{JOB}/1/task/1/result")
        made = rest.get("/customer/eid:C-1")
        assert (result.status, result.body) == (204, b"")
        assert result.header("Location") == f"{HOST}/services/rest/record/v1/customer/{made['id']}"

    def test_of_a_read(self, rest: Any, jane: str) -> None:
        at_once = rest("GET", f"/customer/{jane}", "fields=lastName")
        rest("GET", f"/customer/{jane}", "fields=lastName", None, ASYNC)
        finish(rest, 1)
        result = rest("GET", f"{JOB}/1/task/1/result")
        assert (result.status, result.body) == (200, at_once.body)
        assert result.header("Content-Type") == at_once.header("Content-Type")

    def test_of_a_refusal(self, rest: Any) -> None:
        """The job has succeeded: it ran. The task failed, and the error is the original one."""
        at_once = rest("POST", "/customer", "", {"email": "x"})
        before = rest.hash()
        submit(rest, body={"email": "x"})
        finish(rest, 1)
        assert rest.get(f"{JOB}/1")["progress"] == "succeeded"
        task = rest.get(f"{JOB}/1/task/1")
        assert (task["completed"], task["progress"]) == (True, "failed")
        result = rest("GET", f"{JOB}/1/task/1/result")
        assert (result.status, result.body) == (400, at_once.body)
        assert rest.hash() == before

    def test_header_of_dropped_properties(self, rest: Any) -> None:
        submit(rest, body=ROE | {"nonsense": 1})
        finish(rest, 1)
        result = rest("GET", f"{JOB}/1/task/1/result")
        assert result.header("X-NetSuite-PropertyValidation") == "nonsense"

    def test_validation_header_of_the_submission_counts(self, rest: Any) -> None:
        submit(rest, body=ROE | {"nonsense": 1}, **{"X-NetSuite-PropertyNameValidation": "error"})
        finish(rest, 1)
        assert rest("GET", f"{JOB}/1/task/1/result").status == 400

    def test_of_a_transform(self, rest: Any, order: str) -> None:
        path = f"/salesOrder/{order}/!transform/cashSale"
        rest("POST", path, "", {"externalId": "CS"}, ASYNC)
        finish(rest, 1)
        assert rest("GET", f"{JOB}/1/task/1/result").status == 204
        assert rest.get("/cashSale/eid:CS")["createdFrom"]["id"] == order

    def test_of_suiteql(self, rest: Any) -> None:
        sql = {"q": "SELECT id, itemid FROM item WHERE itemtype = 'InvtPart' ORDER BY id"}
        at_once = rest("POST", SUITEQL, "limit=2", sql, {"Prefer": "transient"})
        answer = rest("POST", SUITEQL, "limit=2", sql, {"Prefer": "respond-async, transient"})
        assert answer.status == 202
        finish(rest, 1)
        assert rest("GET", f"{JOB}/1/task/1/result").body == at_once.body

    def test_of_suiteql_without_transient(self, rest: Any) -> None:
        rest("POST", SUITEQL, "", {"q": "SELECT id FROM item"}, ASYNC)
        finish(rest, 1)
        assert rest("GET", f"{JOB}/1/task/1/result").status == 400

    def test_is_not_there_before_it_ran(self, rest: Any) -> None:
        submit(rest)
        rest.refuses(
            404,
            "NONEXISTENT_ID",
            "The result of the task is not available yet.",
            ("GET", f"{JOB}/1/task/1/result"),
        )


class TestRefusalsMoveNothing:
    def test_a_job_waits_while_clients_are_told_no(self, rest: Any) -> None:
        submit(rest)
        for _ in range(5):
            assert rest("GET", "/customer/99999").status == 404
        assert progress(rest, 1) == (False, "pending")


class TestUnknown:
    @pytest.mark.parametrize("job", ["1", "x", "-1", "999999999999"])
    def test_job(self, rest: Any, job: str) -> None:
        rest.refuses(
            404, "NONEXISTENT_ID", f"Job with ID '{job}' does not exist.", ("GET", f"{JOB}/{job}")
        )
        assert rest("GET", f"{JOB}/{job}/task").status == 404

    def test_task(self, rest: Any) -> None:
        submit(rest)
        rest.refuses(
            404,
            "NONEXISTENT_ID",
            "Task with ID '2' does not exist.",
            ("GET", f"{JOB}/1/task/2"),
        )


class TestIdempotencyKey:
    KEY = "cac827ea-3543-4cda-add2-bae634326c27"

    def test_second_use(self, rest: Any) -> None:
        submit(rest, **{"X-NetSuite-Idempotency-Key": self.KEY})
        finish(rest, 1)
        before = rest.hash()
        response = submit(rest, **{"X-NetSuite-Idempotency-Key": self.KEY})
        assert response.status == 400
        assert response.header("Location") == f"{JOB}/1"
        assert rest.read(response) == {
            "type": "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.10",
            "title": "Conflict",
            "status": 400,
            "o:errorDetails": [
                {
                    "detail": "A request with the same idempotency key is already submitted. See "
                    'the "Location" header for a link to the previously submitted job',
                    "o:errorCode": "IDEMPOTENCY_ERROR",
                }
            ],
        }
        assert rest.hash() == before
        assert rest("GET", f"{JOB}/2").status == 404

    def test_whatever_the_second_request_asks_for(self, rest: Any) -> None:
        submit(rest, **{"X-NetSuite-Idempotency-Key": self.KEY})
        other = submit(rest, "GET", "/term", None, **{"x-netsuite-idempotency-key": self.KEY})
        assert other.status == 400

    def test_another_key(self, rest: Any) -> None:
        submit(rest, **{"X-NetSuite-Idempotency-Key": self.KEY})
        other = submit(rest, **{"X-NetSuite-Idempotency-Key": self.KEY.replace("c", "d")})
        assert other.header("Location") == f"{JOB}/2"

    def test_ignored_at_once(self, rest: Any) -> None:
        headers = {"X-NetSuite-Idempotency-Key": self.KEY}
        for name in ("Roe", "Poe"):
            response = rest("POST", "/customer", "", {"companyName": name}, headers)
            assert response.status == 204


class TestWorld:
    def test_restore_forgets_the_job(self, rest: Any) -> None:
        version = rest.netsuite.store.snapshot()
        submit(rest)
        rest.netsuite.store.restore(version)
        assert rest("GET", f"{JOB}/1").status == 404
        assert len(rest.netsuite.universe.queue) == 0

    def test_what_was_done_leaves_the_queue(self, rest: Any) -> None:
        submit(rest)
        assert len(rest.netsuite.universe.queue) == 2
        finish(rest, 1)
        assert len(rest.netsuite.universe.queue) == 0
