"""What is refused before the company is reached, in the gateway's own casing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

INFO = "companyinfo/9341453172058822"
PRODUCTION = "https://quickbooks.api.intuit.com"
SANDBOX = "https://sandbox-quickbooks.api.intuit.com"


def bearer(token: str, accept: str = "application/json") -> dict[str, str]:
    return {"authorization": f"Bearer {token}", "accept": accept}


class TestToken:
    def test_refusals_have_lower_case_keys_and_an_epoch(self, api: Any) -> None:
        answer = api.send("GET", f"{PRODUCTION}{api.base}{INFO}", headers=bearer("abc"))
        assert answer.status == 401
        assert answer.body == {
            "warnings": None,
            "intuitObject": None,
            "fault": {
                "error": [
                    {
                        "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
                        "detail": "Malformed bearer token: too short or too long",
                        "code": "3200",
                        "element": None,
                    }
                ],
                "type": "AUTHENTICATION",
            },
            "report": None,
            "queryResponse": None,
            "batchItemResponse": [],
            "attachableResponse": [],
            "syncErrorResponse": None,
            "requestId": None,
            "time": 1795510800000,
            "status": None,
            "cdcresponse": [],
        }

    def test_refusals_are_xml_for_who_accepts_no_json(self, api: Any) -> None:
        headers = bearer("abc", "application/xml")
        answer = api.send("GET", f"{PRODUCTION}{api.base}{INFO}", headers=headers)
        assert answer.status == 401
        assert answer.text == (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" '
            'time="2026-11-24T01:00:00.000-08:00"><Fault type="AUTHENTICATION">'
            '<Error code="3200"><Message>message=AuthenticationFailed; errorCode=003200; '
            "statusCode=401</Message><Detail>Malformed bearer token: too short or too long"
            "</Detail></Error></Fault></IntuitResponse>"
        )

    @pytest.mark.parametrize("header", [None, "", "Basic abc", "bearer"])
    def test_is_needed(self, api: Any, header: str | None) -> None:
        headers = {"accept": "application/json"}
        if header is not None:
            headers["authorization"] = header
        answer = api.send("GET", f"{PRODUCTION}{api.base}{INFO}", headers=headers)
        assert answer.status == 401
        assert answer.body["fault"]["error"][0]["code"] == "3200"

    def test_that_nobody_issued(self, api: Any) -> None:
        answer = api.send("GET", f"{PRODUCTION}{api.base}{INFO}", headers=bearer("x" * 800))
        assert answer.body["fault"]["error"][0]["detail"] == "Incorrect Token type or clientID"

    def test_lasts_an_hour(self, api: Any) -> None:
        url = f"{PRODUCTION}{api.base}{INFO}"
        api.universe.clock.advance(timedelta(seconds=3599))
        assert api.send("GET", url, headers=bearer(api.token)).status == 200
        api.universe.clock.advance(timedelta(seconds=1))
        answer = api.send("GET", url, headers=bearer(api.token))
        assert (answer.status, answer.body["fault"]["error"][0]["detail"]) == (
            401,
            "Token expired",
        )

    def test_may_be_ended_early(self, api: Any) -> None:
        api.quickbooks.auth.expire_access_tokens()
        answer = api.send("GET", f"{PRODUCTION}{api.base}{INFO}", headers=bearer(api.token))
        assert answer.status == 401
        first = api.quickbooks.credentials()["QBO_REFRESH_TOKEN"]
        assert api.login(grant_type="refresh_token", refresh_token=first).status == 200


class TestCompany:
    @pytest.mark.parametrize("accept", ["application/json", "application/xml"])
    def test_of_another_token_is_refused_in_xml_always(self, api: Any, accept: str) -> None:
        url = f"{PRODUCTION}/v3/company/123145725999999/{INFO}"
        answer = api.send("GET", url, headers=bearer(api.token, accept))
        assert answer.status == 401
        assert answer.header("content-type") == "application/xml;charset=UTF-8"
        assert (
            '<Fault type="AuthenticationFault"><Error code="100"><Message>General Authentication '
            "Error</Message><Detail>AuthenticationErrorGeneral: SRV-110-Authentication Failure , "
            "statusCode: 401</Detail></Error></Fault>"
        ) in answer.text

    def test_answers_in_its_own_environment_only(self, api_factory: Callable[..., Any]) -> None:
        for environment, own, other in (
            ("production", PRODUCTION, SANDBOX),
            ("sandbox", SANDBOX, PRODUCTION),
        ):
            api = api_factory(environment)
            good = api.send("GET", f"{own}{api.base}{INFO}", headers=bearer(api.token))
            assert good.status == 200
            answer = api.send("GET", f"{other}{api.base}{INFO}", headers=bearer(api.token))
            assert answer.status == 403
            [error] = answer.body["fault"]["error"]
            assert (error["code"], error["detail"]) == ("3100", None)
            assert error["message"] == (
                "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
            )
            assert answer.body["fault"]["type"] == "SERVICE"

    def test_needs_the_accounting_scope(self, api: Any) -> None:
        auth = api.quickbooks.auth
        connection = auth._connect(auth.app.id, ("openid",), "x" * 36)
        token = auth.issue_access_token(connection)
        answer = api.send("GET", f"{PRODUCTION}{api.base}{INFO}", headers=bearer(token))
        assert answer.status == 403


class TestRequest:
    @pytest.mark.parametrize(
        "path", ["/", "/v3", "/v3/company", "/v3/company/9341453172058822/a/b/c/d"]
    )
    def test_to_an_unknown_path_is_a_page(self, api: Any, path: str) -> None:
        answer = api.send("GET", f"{PRODUCTION}{path}", headers=bearer(api.token))
        assert (answer.status, answer.header("content-type")) == (404, "text/html")

    def test_that_is_too_large(self, api: Any) -> None:
        body = b'{"DisplayName":"' + b"x" * (3 * 1024 * 1024) + b'"}'
        answer = api.post("customer", body)
        assert (answer.status, answer.header("content-type")) == (413, "text/html")

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
    def test_knows_two_methods(self, api: Any, method: str) -> None:
        answer = api.call(method, INFO)
        assert (answer.status, answer.code) == (400, "500")

    def test_is_answered_with_the_company_s_headers(self, api: Any) -> None:
        answer = api.get(INFO)
        assert answer.status == 200
        assert answer.header("content-type") == "application/json;charset=UTF-8"
        assert answer.header("cache-control") == (
            "max-age=0, no-cache, no-store, must-revalidate, private"
        )
        for name in ("intuit_tid", "qbo-version", "via", "expires", "vary", "x-spanid"):
            assert answer.header(name), name
