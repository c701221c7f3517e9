"""Consent, codes, rotating refresh tokens, revocation."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.kernel.routing import Request

AUTHORIZE = "https://appcenter.intuit.com/connect/oauth2"
TOKEN = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"
REVOKE = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
USER_INFO = "https://accounts.platform.intuit.com/v1/openid_connect/userinfo"
CALLBACK = "https://connector.example.com/callback"
ACCOUNTING = "com.intuit.quickbooks.accounting"
DEAD = {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"}


def asked(api: Any, **change: str) -> dict[str, str]:
    return {
        "client_id": api.quickbooks.auth.app.id,
        "response_type": "code",
        "scope": ACCOUNTING,
        "redirect_uri": CALLBACK,
        "state": "xyz",
        **change,
    }


def consent(api: Any, **change: str) -> dict[str, str]:
    """What the browser brings back to the app."""
    answer = api.send("POST", AUTHORIZE, **asked(api, **change))
    assert answer.status == 302, answer.text
    place = urlsplit(answer.header("location"))
    assert f"{place.scheme}://{place.netloc}{place.path}" == CALLBACK
    return {name: values[0] for name, values in parse_qs(place.query).items()}


def trade(api: Any, code: str, **change: str) -> Any:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **change}
    return api.login(**form)


def refresh(api: Any, token: str) -> Any:
    return api.login(grant_type="refresh_token", refresh_token=token)


def works(api: Any, token: str) -> bool:
    answer = api.send(
        "GET",
        f"https://quickbooks.api.intuit.com{api.base}companyinfo/9341453172058822",
        headers={"authorization": f"Bearer {token}", "accept": "application/json"},
    )
    assert answer.status in (200, 401)
    return bool(answer.status == 200)


def connected(api: Any) -> str:
    """An access token of another app in the same company."""
    auth = api.quickbooks.auth
    app = auth.register_app("Other", (CALLBACK,))
    code = consent(api, client_id=app.id)["code"]
    login = "Basic " + b64encode(f"{app.id}:{app.secret}".encode()).decode()
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    answer = api.send("POST", TOKEN, urlencode(form).encode(), {"authorization": login})
    return str(answer.body["access_token"])


@pytest.fixture
def first(api: Any) -> str:
    return str(api.quickbooks.credentials()["QBO_REFRESH_TOKEN"])


class TestConsent:
    def test_the_page_names_the_app_and_the_company(self, api: Any) -> None:
        answer = api.send("GET", AUTHORIZE, **asked(api))
        assert answer.status == 200
        assert "Connector asks to be connected to Acme Outdoor" in answer.text

    def test_brings_code_state_and_realm(self, api: Any) -> None:
        found = consent(api)
        assert set(found) == {"code", "state", "realmId"}
        assert (found["state"], found["realmId"]) == ("xyz", "9341453172058822")

    def test_without_company_data_there_is_no_realm(self, api: Any) -> None:
        assert set(consent(api, scope="openid email")) == {"code", "state"}

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"client_id": "ABx"}, "invalid_client"),
            ({"redirect_uri": "https://elsewhere.example.com/"}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"scope": "com.intuit.quickbooks.everything"}, "invalid_scope"),
            ({"scope": ""}, "invalid_scope"),
            ({"state": ""}, "invalid_request"),
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_asks_nobody_when_the_request_is_wrong(
        self, api: Any, method: str, change: dict[str, str], error: str
    ) -> None:
        answer = api.send(method, AUTHORIZE, **asked(api, **change))
        assert answer.status == 400
        assert answer.text.startswith("<!doctype html>")
        assert error in answer.text


class TestCode:
    def test_becomes_an_access_and_a_refresh_token(self, api: Any) -> None:
        answer = trade(api, consent(api)["code"])
        assert answer.status == 200
        found = answer.body
        assert list(found) == [
            "token_type", "access_token", "expires_in", "refresh_token",
            "x_refresh_token_expires_in",
        ]  # fmt: skip
        assert (found["token_type"], found["expires_in"]) == ("bearer", 3600)
        assert found["x_refresh_token_expires_in"] == 8_640_000
        assert found["access_token"].startswith("eyJ")
        assert found["refresh_token"].startswith("AB11")
        assert len(found["refresh_token"]) == 50
        assert works(api, found["access_token"])

    def test_is_good_once(self, api: Any) -> None:
        code = consent(api)["code"]
        assert trade(api, code).status == 200
        again = trade(api, code)
        assert (again.status, again.body["error"]) == (400, "invalid_grant")

    def test_is_good_for_ten_minutes(self, api: Any) -> None:
        code = consent(api)["code"]
        api.universe.clock.advance(timedelta(minutes=10))
        assert trade(api, code).body["error"] == "invalid_grant"

    @pytest.mark.parametrize(
        "change", [{"redirect_uri": "https://other.example.com/"}, {"code": "AB11nothing"}]
    )
    def test_and_redirect_uri_must_fit(self, api: Any, change: dict[str, str]) -> None:
        form = {"code": consent(api)["code"], "redirect_uri": CALLBACK, **change}
        answer = api.login(grant_type="authorization_code", **form)
        assert (answer.status, answer.body["error"]) == (400, "invalid_grant")

    def test_of_another_app_is_refused(self, api: Any) -> None:
        other = api.quickbooks.auth.register_app("Other", (CALLBACK,))
        code = consent(api, client_id=other.id)["code"]
        assert trade(api, code).body["error"] == "invalid_grant"

    def test_a_new_consent_ends_the_connection_before_it(self, api: Any, first: str) -> None:
        before = refresh(api, first).body["access_token"]
        trade(api, consent(api)["code"])
        assert refresh(api, first).body == DEAD
        assert not works(api, before)

    def test_with_openid_comes_a_signed_id_token(self, api: Any) -> None:
        found = trade(api, consent(api, scope=f"{ACCOUNTING} openid")["code"]).body
        keys = KeySet.import_key_set(
            api.send("GET", "https://oauth.platform.intuit.com/op/v1/jwks").body
        )
        claims = jwt.decode(found["id_token"], keys).claims
        assert claims["iss"] == "https://oauth.platform.intuit.com/op/v1"
        assert claims["aud"] == [api.quickbooks.auth.app.id]
        assert claims["realmid"] == "9341453172058822"
        assert claims["exp"] - claims["iat"] == 3600


class TestTokenRequest:
    @pytest.mark.parametrize("header", [None, "Bearer abc", "Basic !!!", "Basic QUI6eA==", "basic"])
    def test_needs_the_app_s_login(self, api: Any, header: str | None, first: str) -> None:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if header is not None:
            headers["authorization"] = header
        form = urlencode({"grant_type": "refresh_token", "refresh_token": first}).encode()
        answer = api.send("POST", TOKEN, form, headers)
        assert (answer.status, answer.body) == (401, {"error": "invalid_client"})

    def test_needs_the_right_secret(self, api: Any, first: str) -> None:
        form = urlencode({"grant_type": "refresh_token", "refresh_token": first}).encode()
        answer = api.send("POST", TOKEN, form, {"authorization": api.basic("x" * 40)})
        assert answer.body == {"error": "invalid_client"}

    def test_knows_two_grants(self, api: Any) -> None:
        machine = api.login(grant_type="client_credentials", scope=ACCOUNTING)
        assert (machine.status, machine.body) == (400, {"error": "unsupported_grant_type"})
        assert api.login().body["error"] == "invalid_request"

    def test_may_not_be_cached(self, api: Any, first: str) -> None:
        assert refresh(api, first).header("cache-control") == "no-cache, no-store"

    def test_changes_no_document(self, api: Any, first: str) -> None:
        before = api.hash()
        refresh(api, first)
        trade(api, consent(api)["code"])
        assert api.hash() == before


class TestRefresh:
    def test_gives_the_same_string_within_a_day(self, api: Any, first: str) -> None:
        found = refresh(api, first).body
        api.universe.clock.advance(timedelta(hours=23, minutes=59))
        later = refresh(api, first).body
        assert found["refresh_token"] == later["refresh_token"] == first
        assert found["access_token"] != later["access_token"]
        assert later["x_refresh_token_expires_in"] == 8_640_000 - 86_340

    def test_then_gives_a_new_one_and_the_old_one_is_dead(self, api: Any, first: str) -> None:
        api.universe.clock.advance(timedelta(hours=24))
        second = refresh(api, first).body
        assert second["refresh_token"] != first
        assert second["x_refresh_token_expires_in"] == 8_640_000
        answer = refresh(api, first)
        assert (answer.status, answer.body) == (400, DEAD)
        assert refresh(api, second["refresh_token"]).status == 200

    def test_an_access_token_outlives_the_next_refresh(self, api: Any, first: str) -> None:
        api.quickbooks.settings.rotate_every_refresh = True
        one = refresh(api, first).body
        assert refresh(api, one["refresh_token"]).status == 200
        assert works(api, one["access_token"])

    def test_may_rotate_every_time(self, api: Any, first: str) -> None:
        api.quickbooks.settings.rotate_every_refresh = True
        second = refresh(api, first).body["refresh_token"]
        assert second != first
        assert refresh(api, first).body == DEAD
        assert refresh(api, second).status == 200

    def test_ends_after_a_hundred_days_of_silence(self, api: Any, first: str) -> None:
        api.universe.clock.advance(timedelta(seconds=8_640_000 - 1))
        second = refresh(api, first).body["refresh_token"]
        api.universe.clock.advance(timedelta(seconds=8_640_000))
        assert refresh(api, second).body == DEAD

    def test_ends_five_years_after_the_consent(self, api: Any, first: str) -> None:
        token, step = first, timedelta(days=90)
        for _ in range(20):
            api.universe.clock.advance(step)
            token = refresh(api, token).body["refresh_token"]
        api.universe.clock.advance(timedelta(days=24, hours=23))
        last = refresh(api, token).body
        assert last["x_refresh_token_expires_in"] == 3600
        api.universe.clock.advance(timedelta(hours=1))
        assert refresh(api, last["refresh_token"]).body == DEAD

    @pytest.mark.parametrize("header", ["true", "false", None])
    def test_tells_the_hard_end_when_asked(self, api: Any, first: str, header: str | None) -> None:
        headers = {"authorization": api.basic()}
        if header is not None:
            headers["x-include-refresh-token-hard-expires-in"] = header
        form = urlencode({"grant_type": "refresh_token", "refresh_token": first}).encode()
        found = api.send("POST", TOKEN, form, headers).body
        told = found.get("x_refresh_token_hard_expires_in")
        assert told == (157_680_000 if header == "true" else None)

    def test_of_another_app_is_refused(self, api: Any, first: str) -> None:
        other = api.quickbooks.auth.register_app("Other", (CALLBACK,))
        login = "Basic " + b64encode(f"{other.id}:{other.secret}".encode()).decode()
        form = urlencode({"grant_type": "refresh_token", "refresh_token": first}).encode()
        answer = api.send("POST", TOKEN, form, {"authorization": login})
        assert answer.body == DEAD


class TestTwoAtOnce:
    """The second request arrives while the first is being answered."""

    @staticmethod
    def both(api: Any, token: str) -> list[Any]:
        form = urlencode({"grant_type": "refresh_token", "refresh_token": token}).encode()
        requests = [
            Request(
                "POST",
                "oauth.platform.intuit.com",
                "/oauth2/v1/tokens/bearer",
                "",
                [("authorization", api.basic())],
                form,
            )
            for _ in range(2)
        ]
        for request in requests:
            api.quickbooks.enter(request)
        answers = [api.quickbooks.handle(request) for request in requests]
        for request in requests:
            api.quickbooks.leave(request)
        assert api.universe.bugs == []
        return [(answer.status, json.loads(answer.body)) for answer in answers]

    def test_the_first_wins(self, api: Any, first: str) -> None:
        (won, found), (lost, error) = self.both(api, first)
        assert (won, lost, error) == (200, 400, DEAD)
        assert refresh(api, found["refresh_token"]).status == 200
        assert works(api, found["access_token"])

    def test_or_both_lose_in_the_end(self, api: Any, first: str) -> None:
        api.quickbooks.settings.strict_concurrent_refresh = True
        (won, found), (lost, _) = self.both(api, first)
        assert (won, lost) == (200, 400)
        assert refresh(api, found["refresh_token"]).body == DEAD
        assert not works(api, found["access_token"])

    def test_a_replaced_token_kills_the_connection_when_strict(self, api: Any, first: str) -> None:
        api.quickbooks.settings.strict_concurrent_refresh = True
        api.quickbooks.settings.rotate_every_refresh = True
        second = refresh(api, first).body["refresh_token"]
        assert refresh(api, first).body == DEAD
        assert refresh(api, second).body == DEAD

    def test_one_after_the_other_both_win(self, api: Any, first: str) -> None:
        assert [refresh(api, first).status for _ in range(2)] == [200, 200]


class TestRevoke:
    @pytest.mark.parametrize("kind", ["access", "refresh"])
    @pytest.mark.parametrize("form", [True, False])
    def test_ends_everything(self, api: Any, first: str, kind: str, form: bool) -> None:
        found = refresh(api, first).body
        other = connected(api)
        token = {"token": found[f"{kind}_token"]}
        body = urlencode(token).encode() if form else json.dumps(token).encode()
        media = "x-www-form-urlencoded" if form else "json"
        headers = {"authorization": api.basic(), "content-type": f"application/{media}"}
        answer = api.send("POST", REVOKE, body, headers)
        assert (answer.status, answer.raw) == (200, b"")
        assert not works(api, found["access_token"])
        assert works(api, other)
        assert refresh(api, first).body == DEAD
        assert api.send("POST", REVOKE, body, headers).status == 400

    @pytest.mark.parametrize("body", [b"{", b"{}", b"[]", b'{"token":1}', b'{"token":"AB11x"}'])
    def test_refuses_what_is_no_token(self, api: Any, body: bytes) -> None:
        headers = {"authorization": api.basic(), "content-type": "application/json"}
        answer = api.send("POST", REVOKE, body, headers)
        assert (answer.status, answer.body["error"]) == (400, "invalid_grant")

    def test_needs_the_app_s_login(self, api: Any, first: str) -> None:
        body = json.dumps({"token": first}).encode()
        answer = api.send("POST", REVOKE, body, {"content-type": "application/json"})
        assert answer.status == 401
        assert refresh(api, first).status == 200

    def test_the_company_removes_the_app(self, api: Any, first: str) -> None:
        token = refresh(api, first).body["access_token"]
        api.quickbooks.auth.disconnect()
        assert not works(api, token)
        assert refresh(api, first).body == DEAD


class TestUserInfo:
    def read(self, api: Any, scope: str) -> Any:
        token = trade(api, consent(api, scope=scope)["code"]).body["access_token"]
        return api.send("GET", USER_INFO, headers={"authorization": f"Bearer {token}"})

    def test_tells_what_the_scopes_allow(self, api: Any) -> None:
        found = self.read(api, "openid email").body
        assert set(found) == {"sub", "email", "emailVerified"}

    def test_tells_everything(self, api: Any) -> None:
        found = self.read(api, "openid profile email phone address").body
        assert (found["givenName"], found["address"]["country"]) == ("Alex", "US")

    def test_needs_openid(self, api: Any) -> None:
        assert self.read(api, ACCOUNTING).status == 403

    def test_needs_a_token(self, api: Any) -> None:
        assert api.send("GET", USER_INFO).status == 401


def test_credentials_are_secret_in_logs(api: Any, first: str) -> None:
    found = refresh(api, first).body
    secrets = set(api.universe.secrets)
    app = api.quickbooks.auth.app
    assert {first, found["access_token"], app.secret} <= secrets


def test_the_connector_s_credentials_have_documented_names(
    api: Any, api_factory: Callable[..., Any]
) -> None:
    found = api.quickbooks.credentials()
    assert list(found) == [
        "QBO_CLIENT_ID", "QBO_CLIENT_SECRET", "QBO_REFRESH_TOKEN", "QBO_REALM_ID",
        "QBO_ENVIRONMENT",
    ]  # fmt: skip
    assert found == api_factory().quickbooks.credentials()
