"""How many requests the account serves at once: REST and RESTlets together."""

from __future__ import annotations

from typing import Any

import pytest

RESTLET = "/app/site/hosting/restlet.nl"
CRUD = "script=customscript_record_crud&deploy=customdeploy_record_crud"
EXCEEDED = {
    "type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
    "title": "Bad Request",
    "status": 429,
    "o:errorCode": "USER_ERROR",
    "o:errorDetails": [
        {
            "detail": "Concurrent request limit exceeded. Request blocked.",
            "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED",
        }
    ],
}


class Crowd:
    """Requests that are being served while others come."""

    def __init__(self, rest: Any) -> None:
        self.rest = rest
        self.there: list[Any] = []

    def enters(self, count: int) -> None:
        for _ in range(count):
            request = self.rest.request("GET", "/term")
            self.rest.netsuite.enter(request)
            self.there.append(request)

    def leaves(self) -> None:
        self.rest.netsuite.leave(self.there.pop())

    def one_more(self, *call: Any, **more: Any) -> Any:
        request = self.rest.request(*(call or ("GET", "/term")), **more)
        self.rest.netsuite.enter(request)
        response = self.rest.netsuite.handle(request)
        self.rest.netsuite.leave(request)
        return response


@pytest.fixture
def crowd(rest: Any) -> Crowd:
    return Crowd(rest)


@pytest.mark.parametrize(
    ("tier", "licences", "limit"),
    [
        ("Standard", 0, 5), ("Premium", 0, 15), ("Enterprise", 0, 20), ("Ultimate", 0, 20),
        ("Standard", 1, 15), ("Premium", 5, 65), ("Shared", 1, 15), ("Tier 3", 0, 5),
        ("Tier 2", 0, 10), ("Tier 1", 5, 65), ("Tier 1+", 0, 15), ("Tier 0", 0, 20),
    ],
)  # fmt: skip
def test_tiers(rest: Any, crowd: Crowd, tier: str, licences: int, limit: int) -> None:
    rest.netsuite.settings.service_tier = tier
    rest.netsuite.settings.suitecloud_plus_licences = licences
    crowd.enters(limit - 1)
    assert crowd.one_more().status == 200
    crowd.enters(1)
    assert crowd.one_more().status == 429


def test_development_accounts_have_five(rest: Any, crowd: Crowd) -> None:
    rest.netsuite.settings.service_tier = "Ultimate"
    rest.netsuite.settings.suitecloud_plus_licences = 9
    rest.netsuite.settings.account_purpose = "development"
    crowd.enters(5)
    assert crowd.one_more().status == 429


def test_a_tier_that_does_not_exist(rest: Any) -> None:
    with pytest.raises(ValueError, match="service_tier is one of"):
        rest.netsuite.settings.service_tier = "Gold"


def test_answer(rest: Any, crowd: Crowd) -> None:
    crowd.enters(5)
    before = rest.hash()
    response = crowd.one_more("POST", "/customer", "", {"companyName": "A"})
    assert (response.status, rest.read(response)) == (429, EXCEEDED)
    assert response.header("Retry-After") is None
    assert rest.hash() == before


def test_a_refused_request_takes_no_slot(crowd: Crowd) -> None:
    crowd.enters(5)
    assert crowd.one_more().status == 429
    crowd.leaves()
    assert crowd.one_more().status == 200
    assert crowd.one_more().status == 200


def test_a_wrong_login_is_told_first(rest: Any, crowd: Crowd) -> None:
    crowd.enters(5)
    assert crowd.one_more("GET", "/term", authorization="").status == 401


def test_logging_in_and_discovery_take_no_slot(rest: Any, crowd: Crowd) -> None:
    crowd.enters(5)
    assert crowd.one_more("POST", "/services/rest/auth/oauth2/v1/token").status == 400


def test_restlets_share_the_limit_and_answer_400(make: Any) -> None:
    rest = make()
    crowd = Crowd(rest)
    crowd.enters(5)
    rest.host = rest.netsuite.restlet_host
    query = f"{CRUD}&recordtype=customer&id=108"
    header = rest.signed("GET", RESTLET, query)
    request = rest.request("GET", "/services", query, None, {"Content-Type": "application/json"},
                           header)  # fmt: skip
    request.raw_path = request.path = RESTLET
    rest.netsuite.enter(request)
    response = rest.netsuite.handle(request)
    assert response.status == 400
    assert response.body == (
        b'{"error" : {"code" : "SSS_REQUEST_LIMIT_EXCEEDED","message" : "Request limit exceeded."}}'
    )


class TestAllocation:
    """Part of the limit belongs to an integration; the others share the rest."""

    def test_the_integration_has_its_own(self, rest: Any, crowd: Crowd) -> None:
        rest.netsuite.desk.allocate_concurrency(2)
        crowd.enters(1)
        assert crowd.one_more().status == 200
        crowd.enters(1)
        assert crowd.one_more().status == 429

    def test_others_share_the_rest(self, rest: Any, crowd: Crowd) -> None:
        rest.netsuite.desk.allocate_concurrency(2)
        stranger = 'OAuth realm="5512345", oauth_consumer_key="x"'
        for _ in range(3):
            rest.netsuite.enter(rest.request("GET", "/term", authorization=stranger))
        assert crowd.one_more().status == 200  # its own two are free

    def test_one_slot_stays_unallocated(self, rest: Any) -> None:
        with pytest.raises(ValueError, match="1 to 4 requests"):
            rest.netsuite.desk.allocate_concurrency(5)

    def test_taken_back(self, rest: Any, crowd: Crowd) -> None:
        rest.netsuite.desk.allocate_concurrency(1)
        rest.netsuite.desk.allocate_concurrency(None)
        crowd.enters(4)
        assert crowd.one_more().status == 200
