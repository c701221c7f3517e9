"""Consent, tokens and scopes."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

SCOPE = "https://api.ebay.com/oauth/api_scope"
ORDERS = "/sell/fulfillment/v1/order"
REFRESH = "the provided authorization refresh token is invalid or was issued to another client"
CODE = "the provided authorization grant code is invalid or was issued to another client"
SCOPES = (
    "The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client"
)


def refresh(api: Any, **more: str) -> dict[str, str]:
    return {
        "grant_type": "refresh_token",
        "refresh_token": api.ebay.auth.refresh_token,
        **more,
    }


def test_client_credentials_give_an_application_token(api: Any) -> None:
    answer = api.login({"grant_type": "client_credentials", "scope": SCOPE})
    assert answer.status == 200
    assert list(answer.body) == ["access_token", "expires_in", "token_type"]
    assert answer.body["token_type"] == "Application Access Token"
    assert answer.body["expires_in"] == 7200
    token = answer.body["access_token"]
    assert token.startswith("v^1.1#i^1#")
    assert len(token) > 1500
    rates = api.get("/developer/analytics/v1_beta/rate_limit/", token=token)
    assert rates.status == 200


def test_a_refresh_token_gives_an_access_token_and_no_new_refresh_token(api: Any) -> None:
    answer = api.login(refresh(api))
    assert list(answer.body) == ["access_token", "expires_in", "token_type"]
    assert answer.body["token_type"] == "User Access Token"
    assert api.get(ORDERS, token=answer.body["access_token"]).status == 200
    assert api.login(refresh(api)).status == 200


def test_fewer_scopes_than_granted_and_never_more(api: Any) -> None:
    few = api.login(refresh(api, scope=f"{SCOPE}/sell.fulfillment.readonly")).body
    assert api.get(ORDERS, token=few["access_token"]).status == 200
    order = api.sold()
    denied = api.refused(403, 1100, lambda: api.refund(order, token=few["access_token"]))
    assert denied.error["longMessage"] == "Insufficient permissions to fulfill the request."
    more = api.login(refresh(api, scope=f"{SCOPE}/sell.everything"))
    assert (more.status, more.body) == (
        400,
        {"error": "invalid_scope", "error_description": SCOPES},
    )


def test_a_consent_gives_a_code_and_the_code_both_tokens(api: Any) -> None:
    application = api.ebay.auth.application
    asked = {
        "client_id": application.id,
        "redirect_uri": api.ebay.auth.ru_name,
        "response_type": "code",
        "scope": f"{SCOPE} {SCOPE}/sell.fulfillment",
        "state": "s 1",
    }
    page = f"https://auth.ebay.com/oauth2/authorize?{urlencode(asked)}"
    shown = api.send("GET", page)
    assert shown.status == 200
    assert application.id in shown.text
    sent = api.send("POST", page)
    assert sent.status == 302
    place = urlsplit(sent.header("location"))
    given = parse_qs(place.query)
    assert (
        f"{place.scheme}://{place.netloc}{place.path}"
        == application.ru_names[api.ebay.auth.ru_name]
    )
    assert (given["state"], given["expires_in"]) == (["s 1"], ["299"])
    trade = {
        "grant_type": "authorization_code",
        "code": given["code"][0],
        "redirect_uri": api.ebay.auth.ru_name,
    }
    tokens = api.login(trade).body
    assert list(tokens) == [
        "access_token",
        "expires_in",
        "refresh_token",
        "refresh_token_expires_in",
        "token_type",
    ]
    assert tokens["refresh_token_expires_in"] == 47_304_000
    assert api.get(ORDERS, token=tokens["access_token"]).status == 200
    assert api.get("/sell/finances/v1/payout", token=tokens["access_token"]).status == 403
    again = api.login(trade)  # a code is good once
    assert (again.status, again.body["error_description"]) == (400, CODE)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_id": "nobody"}, "unauthorized_client"),
        ({"redirect_uri": "https://connector.example.com/"}, "invalid_request"),
        ({"response_type": "token"}, "invalid_request"),
        ({"scope": f"{SCOPE}/unknown"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
def test_a_consent_page_that_asks_wrong(api: Any, changed: dict[str, str], error: str) -> None:
    asked = {
        "client_id": api.ebay.auth.application.id,
        "redirect_uri": api.ebay.auth.ru_name,
        "response_type": "code",
        "scope": SCOPE,
    }
    page = f"https://auth.ebay.com/oauth2/authorize?{urlencode(asked | changed)}"
    for method in ("GET", "POST"):
        answer = api.send(method, page)
        assert (answer.status, answer.body["error_id"]) == (400, error)


def test_a_code_wants_the_ru_name_the_decoded_form_and_haste(api: Any) -> None:
    def trade(**changed: str) -> Any:
        code = api.ebay.auth.consent()
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": api.ebay.auth.ru_name,
        }
        if "wait" in changed:
            api.later(seconds=int(changed.pop("wait")))
        if changed.pop("encoded", ""):
            fields["code"] = quote(code)
        return api.login(fields | changed)

    assert trade(wait="298").status == 200
    for changed in (
        {"redirect_uri": "https://connector.example.com/ebay/accepted"},
        {"encoded": "yes"},
        {"wait": "299"},
        {"code": "x" * 1025},
    ):
        answer = trade(**changed)
        assert (answer.status, answer.body["error"]) == (400, "invalid_grant"), changed
        assert answer.body["error_description"] == CODE


def test_wrong_keys_are_not_told_apart(api: Any) -> None:
    application = api.ebay.auth.application
    for pair in ((application.id, "PRD-wrong"), ("nobody", application.secret), ("", "")):
        answer = api.login(refresh(api), pair)
        assert (answer.status, answer.body) == (
            401,
            {"error": "invalid_client", "error_description": "client authentication failed"},
        )
    bare = api.send("POST", "https://api.ebay.com/identity/v1/oauth2/token", b"", {})
    assert bare.status == 401
    garbled = {"authorization": "Basic //8="}
    assert (
        api.send("POST", "https://api.ebay.com/identity/v1/oauth2/token", b"", garbled).status
        == 401
    )


def test_grants_that_do_not_exist(api: Any) -> None:
    for fields, error in (
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "invalid_scope"),
        (
            {"grant_type": "client_credentials", "scope": f"{SCOPE}/sell.fulfillment"},
            "invalid_scope",
        ),
        ({"grant_type": "refresh_token", "refresh_token": "v^1.1#nothing"}, "invalid_grant"),
        ({"grant_type": "refresh_token"}, "invalid_grant"),
    ):
        answer = api.login(fields)
        assert (answer.status, answer.body["error"]) == (400, error), fields


def test_a_refresh_token_of_another_keyset(api: Any) -> None:
    other = api.ebay.auth.register_application("Other")
    answer = api.login(refresh(api), (other.id, other.secret))
    assert (answer.status, answer.body["error_description"]) == (400, REFRESH)


def test_what_the_seller_revokes_is_dead_at_once(api: Any) -> None:
    assert api.get(ORDERS).status == 200
    api.ebay.auth.withdraw()
    denied = api.get(ORDERS)
    assert denied.status == 401
    assert denied.error == {
        "errorId": 1001,
        "domain": "OAuth",
        "category": "REQUEST",
        "message": "Invalid access token",
        "longMessage": "Invalid access token. Check the value of the Authorization HTTP request "
        "header.",
    }
    answer = api.login(refresh(api))
    assert (answer.status, answer.body["error_description"]) == (400, REFRESH)
    api.ebay.auth.authorise()
    assert api.login(refresh(api)).status == 400


def test_tokens_live_two_hours_and_eighteen_months(api: Any) -> None:
    old = api.token
    api.later(seconds=7199)
    assert api.get(ORDERS, token=old).status == 200
    api.later(seconds=1)
    assert api.get(ORDERS, token=old).status == 401
    api.later(seconds=47_304_000 - 7201)
    assert api.login(refresh(api)).status == 200
    api.later(seconds=1)
    assert api.login(refresh(api)).status == 400


def test_no_token_and_no_such_token(api: Any) -> None:
    missing = api.get(ORDERS, token="")
    assert (missing.status, missing.error["errorId"]) == (401, 1002)
    assert missing.error["message"] == "Missing access token"
    for headers in ({"authorization": "Bearer nothing"}, {"authorization": f"TOKEN {api.token}"}):
        answer = api.call("GET", ORDERS, token="", headers=headers)
        assert (answer.status, answer.error["errorId"]) == (401, 1001)


def test_an_application_s_token_reads_no_orders(api: Any) -> None:
    denied = api.application("GET", ORDERS)
    assert (denied.status, denied.error["errorId"]) == (403, 1100)
    assert denied.error["message"] == "Access denied"
    assert denied.error["domain"] == "ACCESS"


def test_expired_tokens_by_hand(api: Any) -> None:
    api.ebay.auth.expire_access_tokens()
    assert api.get(ORDERS).status == 401
    assert api.get(ORDERS, token=api.ebay.auth.issue_access_token()).status == 200


def test_each_environment_has_keys_of_its_own(new_api: Any) -> None:
    real, toy = new_api(), new_api(environment="sandbox")
    assert "-PRD-" in real.ebay.auth.application.id
    assert real.ebay.auth.application.secret.startswith("PRD-")
    assert "-SBX-" in toy.ebay.auth.application.id
    assert toy.ebay.auth.application.secret.startswith("SBX-")
    assert toy.login(refresh(toy)).status == 200
    assert toy.get(ORDERS).status == 200
    assert toy.get(ORDERS, host="api.ebay.com").status == 401
    wrong = toy.send("POST", "https://api.ebay.com/identity/v1/oauth2/token", b"", {})
    assert wrong.status == 401


def test_the_user_behind_a_token(api: Any) -> None:
    user = api.get("/commerce/identity/v1/user/")
    assert user.body["username"] == "acme-outdoor"
    assert user.body["registrationMarketplaceId"] == "EBAY_US"
    few = api.ebay.auth.issue_access_token(SCOPE)
    assert api.get("/commerce/identity/v1/user/", token=few).status == 403
