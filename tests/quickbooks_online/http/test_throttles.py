"""How much a company and an app may ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

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


def test_ten_requests_a_second(api: Any) -> None:
    assert [throttled(ask(api)) for _ in range(11)] == [False] * 10 + [True]
    api.universe.clock.advance(timedelta(milliseconds=999))
    assert throttled(ask(api))
    api.universe.clock.advance(timedelta(milliseconds=1))
    assert not throttled(ask(api))


def test_says_so_as_recorded(api: Any) -> None:
    answers = [ask(api) for _ in range(11)]
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


def test_another_app_has_a_second_of_its_own(api: Any) -> None:
    token = other_app(api)
    assert [throttled(ask(api)) for _ in range(11)][-1]
    assert not throttled(ask(api, token=token))


def test_five_hundred_a_minute_are_the_company_s(api: Any) -> None:
    api.quickbooks.settings.requests_a_second = 0
    token = other_app(api)
    answers = [throttled(ask(api, token=token if n % 2 else "")) for n in range(501)]
    assert answers == [False] * 500 + [True]
    api.universe.clock.advance(timedelta(seconds=60))
    assert not throttled(ask(api))


def test_forty_batches_a_minute(api: Any) -> None:
    api.quickbooks.settings.requests_a_second = 0
    token = other_app(api)
    answers = [throttled(ask(api, "batch", "POST")) for _ in range(41)]
    assert answers == [False] * 40 + [True]
    assert not throttled(ask(api))  # only batches have to wait
    assert not throttled(ask(api, "batch", "POST", token))


def test_a_hundred_and_twenty_batches_of_all_apps(api: Any) -> None:
    api.quickbooks.settings.requests_a_second = 0
    api.quickbooks.settings.batches_a_minute = 0
    token = other_app(api)
    answers = [throttled(ask(api, "batch", "POST", token if n % 2 else "")) for n in range(121)]
    assert answers == [False] * 120 + [True]


def test_what_is_refused_does_not_count(api: Any) -> None:
    for _ in range(30):
        ask(api)
    api.universe.clock.advance(timedelta(seconds=1))
    assert [throttled(ask(api)) for _ in range(10)] == [False] * 10


def test_who_is_not_known_takes_nothing(api: Any) -> None:
    for _ in range(20):
        assert ask(api, token="x" * 800).status == 401
    assert not throttled(ask(api))


def test_limits_are_no_documents(api: Any) -> None:
    before = api.hash()
    for _ in range(12):
        ask(api)
    assert api.hash() == before
