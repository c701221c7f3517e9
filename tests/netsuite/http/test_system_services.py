"""Limits, server time, hosts, the token in use."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.kernel.routing import Request

SYSTEM = "/services/rest/system/v1"


def discover(rest: Any, account: str) -> Any:
    request = Request("GET", "rest.netsuite.com", "/rest/datacenterurls", f"account={account}")
    return rest.netsuite.handle(request)


def on_restlet_host(rest: Any, path: str) -> Any:
    rest.host = rest.netsuite.restlet_host
    request = Request("GET", rest.host, path, "", [("Authorization", rest.signed("GET", path))])
    return rest.netsuite.handle(request)


class TestGovernanceLimits:
    def test_account_limit(self, rest: Any) -> None:
        assert rest.get(f"{SYSTEM}/governanceLimits") == {
            "accountConcurrencyLimit": 5,
            "accountUnallocatedConcurrencyLimit": 5,
            "integrationLimitType": "accountLimit",
        }

    def test_integration_specific(self, rest: Any) -> None:
        rest.netsuite.desk.allocate_concurrency(2)
        assert rest.get(f"{SYSTEM}/governanceLimits") == {
            "accountConcurrencyLimit": 5,
            "accountUnallocatedConcurrencyLimit": 3,
            "integrationConcurrencyLimit": 2,
            "integrationLimitType": "integrationSpecific",
        }

    def test_only_for_administrators(self, rest: Any) -> None:
        token = rest.netsuite.desk.create_token(rest.netsuite.desk.create_role("Clerk", {}))
        rest.credentials |= {"NETSUITE_TOKEN_ID": token.id, "NETSUITE_TOKEN_SECRET": token.secret}
        response = rest("GET", f"{SYSTEM}/governanceLimits")
        assert response.status == 403
        assert rest.read(response)["o:errorDetails"][0]["o:errorCode"] == "INSUFFICIENT_PERMISSION"


def test_server_time_follows_the_world(rest: Any) -> None:
    assert rest.get(f"{SYSTEM}/serverTime") == {"serverTime": "2026-11-24T09:00:00.000Z"}


def test_server_time_needs_a_login(rest: Any) -> None:
    assert rest("GET", f"{SYSTEM}/serverTime", authorization="").status == 401


class TestDataCenterUrls:
    @pytest.mark.parametrize("written", ["5512345_SB1", "5512345-sb1"])
    def test_without_login(self, make: Any, written: str) -> None:
        response = discover(make("5512345_SB1"), written)
        assert response.status == 200
        assert response.body == (
            b'{"restDomain":"https://5512345-sb1.restlets.api.netsuite.com",'
            b'"webservicesDomain":"https://5512345-sb1.suitetalk.api.netsuite.com",'
            b'"systemDomain":"https://5512345-sb1.app.netsuite.com"}'
        )

    def test_unknown_account(self, rest: Any) -> None:
        assert discover(rest, "999").status == 400

    def test_the_world_serves_the_host(self, rest: Any) -> None:
        assert rest.netsuite.serves("rest.netsuite.com")


class TestTokenInfo:
    def test_says_whose_token_it_is(self, rest: Any) -> None:
        response = on_restlet_host(rest, "/rest/tokeninfo")
        assert response.status == 200
        found = rest.read(response)
        assert found["companyId"] == "5512345"
        assert found["roleName"] == "Administrator"
        assert found["roleId"] == 3
        assert found["userName"] == "integration@acme-outdoor.example"

    def test_follows_the_token(self, rest: Any) -> None:
        desk = rest.netsuite.desk
        token = desk.create_token(desk.create_role("Clerk", {}), "clerk@acme.example", "Till")
        rest.credentials |= {"NETSUITE_TOKEN_ID": token.id, "NETSUITE_TOKEN_SECRET": token.secret}
        found = rest.read(on_restlet_host(rest, "/rest/tokeninfo"))
        assert (found["roleName"], found["tokenName"], found["userName"]) == (
            "Clerk", "Till", "clerk@acme.example",
        )  # fmt: skip

    def test_without_login(self, rest: Any) -> None:
        response = rest.netsuite.handle(
            Request("GET", rest.netsuite.restlet_host, "/rest/tokeninfo", "",
                    [("Content-Type", "application/json")])
        )  # fmt: skip
        assert response.status == 401
        assert b"INVALID_LOGIN_ATTEMPT" in response.body

    def test_on_the_wrong_host(self, rest: Any) -> None:
        response = rest.netsuite.handle(
            Request("GET", rest.netsuite.rest_host, "/rest/tokeninfo", "")
        )
        assert response.status == 403
