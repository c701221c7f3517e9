"""How much a company and an app may ask for: first by the clock alone, then with the time that the
platform needs for an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.kernel.routing import Request

INFO = "companyinfo/9341453172058822"


def ask(api: Any, path: str = INFO, method: str = "GET", token: str = "") -> Any:
    return api.send(
        method,
        f"https://quickbooks.api.intuit.com{api.base}{path}",
        b'{"BatchItemRequest":[{"bId":"1","Query":"select * from CompanyInfo"}]}'
        if method == "POST"
        else b"",
        headers={"authorization": f"Bearer {token or api.token}", "accept": "application/json"},
    )


def other_app(api: Any) -> str:
    auth = api.quickbooks.auth
    app = auth.register_app("Other", ("https://other.example.com/",))
    connection = auth._connect(app.id, ("com.intuit.quickbooks.accounting",), "y" * 36)
    return str(auth.issue_access_token(connection))


def throttled(answer: Any) -> bool:
    assert answer.status in (200, 429)
    return bool(answer.status == 429)


@pytest.fixture(name="by_clock")
def _by_clock(api: Any) -> Any:
    """Answers take no time: the clock alone counts."""
    api.quickbooks.settings.answer_time_ms = 0
    return api


def test_ten_requests_a_second(by_clock: Any) -> None:
    assert [throttled(ask(by_clock)) for _ in range(11)] == [False] * 10 + [True]
    by_clock.universe.clock.advance(timedelta(milliseconds=999))
    assert throttled(ask(by_clock))
    by_clock.universe.clock.advance(timedelta(milliseconds=1))
    assert not throttled(ask(by_clock))


def test_says_so_as_recorded(by_clock: Any) -> None:
    answers = [ask(by_clock) for _ in range(11)]
    found = answers[-1].body["fault"]
    assert found == {
        "error": [
            {
                "message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
                "detail": "The request limit was reached.  Try again later",
                "code": "3001",
                "element": None,
            }
        ],
        "type": "SERVICE",
    }
    assert answers[-1].header("retry-after") is None


def test_another_app_has_a_second_of_its_own(by_clock: Any) -> None:
    token = other_app(by_clock)
    assert [throttled(ask(by_clock)) for _ in range(11)][-1]
    assert not throttled(ask(by_clock, token=token))


def test_five_hundred_a_minute_are_the_company_s(by_clock: Any) -> None:
    by_clock.quickbooks.settings.requests_a_second = 0
    token = other_app(by_clock)
    answers = [throttled(ask(by_clock, token=token if n % 2 else "")) for n in range(501)]
    assert answers == [False] * 500 + [True]
    by_clock.universe.clock.advance(timedelta(seconds=60))
    assert not throttled(ask(by_clock))


def test_forty_batches_a_minute(by_clock: Any) -> None:
    by_clock.quickbooks.settings.requests_a_second = 0
    token = other_app(by_clock)
    answers = [throttled(ask(by_clock, "batch", "POST")) for _ in range(41)]
    assert answers == [False] * 40 + [True]
    assert not throttled(ask(by_clock))  # only batches have to wait
    assert not throttled(ask(by_clock, "batch", "POST", token))


def test_a_hundred_and_twenty_batches_of_all_apps(by_clock: Any) -> None:
    by_clock.quickbooks.settings.requests_a_second = 0
    by_clock.quickbooks.settings.batches_a_minute = 0
    token = other_app(by_clock)
    answers = [
        throttled(ask(by_clock, "batch", "POST", token if n % 2 else "")) for n in range(121)
    ]
    assert answers == [False] * 120 + [True]


def test_what_is_refused_does_not_count(by_clock: Any) -> None:
    for _ in range(30):
        ask(by_clock)
    by_clock.universe.clock.advance(timedelta(seconds=1))
    assert [throttled(ask(by_clock)) for _ in range(10)] == [False] * 10


def test_who_is_not_known_takes_nothing(api: Any) -> None:
    for _ in range(20):
        assert ask(api, token="x" * 800).status == 401
    assert not throttled(ask(api))


def test_limits_are_no_documents(by_clock: Any) -> None:
    before = by_clock.hash()
    for _ in range(12):
        ask(by_clock)
    assert by_clock.hash() == before


def test_a_sandbox_company_sends_forty_mails_a_day(api_factory: Any) -> None:
    for environment, last in (("sandbox", 429), ("production", 200)):
        api = api_factory(environment)
        item = {"value": api.quickbooks.records.named("Item", "Refund Adjustment").id}
        line = {
            "Amount": 15,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {"ItemRef": item},
        }
        form = api.create("SalesReceipt", {"Line": [line]})
        path = f"salesreceipt/{form['Id']}/send"
        sent = [api.post(path, sendTo="dana@example.com").status for _ in range(41)]
        assert sent == [200] * 40 + [last]
        before = api.get(f"salesreceipt/{form['Id']}").body["SalesReceipt"]["SyncToken"]
        assert before == ("40" if last == 429 else "41")
        api.universe.clock.advance(timedelta(days=1))
        api.token = api.quickbooks.auth.issue_access_token()
        assert api.post(path, sendTo="dana@example.com").status == 200


class TestAnswerTime:
    """Ten calls of a tenth of a second each fill a second."""

    def test_who_asks_one_by_one_never_meets_the_second(self, api: Any) -> None:
        assert [throttled(ask(api)) for _ in range(200)] == [False] * 200

    def test_who_asks_eleven_at_once_does(self, api: Any) -> None:
        assert self.together(api, 11) == [False] * 10 + [True]
        assert self.together(api, 1) == [True]  # a tenth later
        api.universe.clock.advance(timedelta(seconds=1))
        assert self.together(api, 10) == [False] * 10

    def test_ten_at_once_that_wait_a_second_do_not(self, api: Any) -> None:
        for _ in range(5):
            assert self.together(api, 10) == [False] * 10
            api.universe.clock.advance(timedelta(seconds=1))

    def test_two_who_overlap_share_the_second(self, api: Any) -> None:
        """Each waits for its answers, and both together are twice as fast as one may be."""
        waiting = self.request(api)
        api.quickbooks.enter(waiting)
        found = []
        for _ in range(12):
            following = self.request(api)
            api.quickbooks.enter(following)
            found.append(api.quickbooks.handle(waiting).status)
            api.quickbooks.leave(waiting)
            waiting = following
        assert found == [200] * 10 + [429] * 2

    def test_overlapping_apps_are_no_matter(self, api: Any) -> None:
        other = self.request(api, other_app(api))
        api.quickbooks.enter(other)
        assert [throttled(ask(api)) for _ in range(30)] == [False] * 30

    def test_five_hundred_a_minute_are_met_one_by_one(self, api: Any) -> None:
        """Fifty seconds of answers; the other ten have to be waited for."""
        assert [throttled(ask(api)) for _ in range(501)] == [False] * 500 + [True]
        api.universe.clock.advance(timedelta(seconds=10))
        assert not throttled(ask(api))

    def test_slower_answers_make_slower_callers(self, api: Any) -> None:
        api.quickbooks.settings.answer_time_ms = 120
        assert [throttled(ask(api)) for _ in range(600)] == [False] * 600

    def test_pauses_of_the_caller_are_no_answers(self, api: Any) -> None:
        """What is slower than the platform stands where the clock says."""
        for _ in range(10):
            assert not throttled(ask(api))
            api.universe.clock.advance(timedelta(milliseconds=150))
        api.universe.clock.advance(timedelta(milliseconds=850))
        assert self.together(api, 10) == [False] * 10

    def test_a_restore_takes_the_places_back(self, api: Any) -> None:
        version = api.universe.store.snapshot()
        assert self.together(api, 11)[-1]
        api.universe.store.restore(version)
        assert self.together(api, 10) == [False] * 10

    def request(self, api: Any, token: str = "") -> Request:
        headers = [("authorization", f"Bearer {token or api.token}"), ("accept", "text/json")]
        return Request("GET", "quickbooks.api.intuit.com", f"{api.base}{INFO}", "", headers, b"")

    def together(self, api: Any, number: int) -> list[bool]:
        """Whether each of some calls, sent before the first is answered, is throttled."""
        requests = [self.request(api) for _ in range(number)]
        for each in requests:
            api.quickbooks.enter(each)
        found = [api.quickbooks.handle(each).status == 429 for each in requests]
        for each in requests:
            api.quickbooks.leave(each)
        return found
