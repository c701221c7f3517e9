"""Login with Amazon: three grants, forms and JSON, errors of its own."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("form", [True, False])
def test_a_refresh_token_gives_an_access_token_of_an_hour(api: Any, form: bool) -> None:
    refresh = api.amazon.credentials()["SPAPI_REFRESH_TOKEN"]
    fields = {"grant_type": "refresh_token", "refresh_token": refresh, **api.credentials()}
    answer = api.login(fields, form=form)
    assert answer.status == 200
    body = answer.body
    assert body["access_token"].startswith("Atza|")
    assert body["refresh_token"] == refresh
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    url = "/sellers/v1/marketplaceParticipations"
    assert api.call("GET", url, token=body["access_token"]).status == 200


def test_a_bare_bar_in_a_form(api: Any) -> None:
    known = api.amazon.credentials()
    body = (
        f"grant_type=refresh_token&refresh_token={known['SPAPI_REFRESH_TOKEN']}"
        f"&client_id={known['SPAPI_CLIENT_ID']}&client_secret={known['SPAPI_CLIENT_SECRET']}"
    )
    assert "Atzr|" in body
    assert api.send("POST", "https://api.amazon.com/auth/o2/token", body.encode()).status == 200


def test_shapes_of_the_credentials(api: Any) -> None:
    known = api.amazon.credentials()
    assert known["SPAPI_CLIENT_ID"].startswith("amzn1.application-oa2-client.")
    assert len(known["SPAPI_CLIENT_ID"].rpartition(".")[2]) == 32
    assert known["SPAPI_CLIENT_SECRET"].startswith("amzn1.oa2-cs.v1.")
    assert len(known["SPAPI_CLIENT_SECRET"].rpartition(".")[2]) == 64
    assert known["SPAPI_REFRESH_TOKEN"].startswith("Atzr|")
    assert known["SPAPI_MARKETPLACE_ID"] == "ATVPDKIKX0DER"


def test_a_code_becomes_a_refresh_token_once_and_within_five_minutes(api: Any) -> None:
    code = api.amazon.auth.consent()
    fields = {"grant_type": "authorization_code", "code": code, **api.credentials()}
    assert api.login(fields).body["refresh_token"].startswith("Atzr|")
    again = api.login(fields)
    assert (again.status, again.body) == (
        400,
        {
            "error": "invalid_grant",
            "error_description": "The request has an invalid grant parameter : code",
        },
    )
    late = api.amazon.auth.consent()
    api.later(minutes=5)
    assert api.login({**fields, "code": late}).body["error"] == "invalid_grant"


def test_client_credentials_open_nothing_of_a_seller(api: Any) -> None:
    scope = "sellingpartnerapi::notifications"
    fields = {"grant_type": "client_credentials", "scope": scope, **api.credentials()}
    body = api.login(fields).body
    assert (body["scope"], "refresh_token" in body) == (scope, False)
    answer = api.call("GET", "/sellers/v1/account", token=body["access_token"])
    assert (answer.status, answer.error[0]) == (403, "Unauthorized")
    assert api.login({**fields, "scope": "profile"}).body["error"] == "invalid_scope"


@pytest.mark.parametrize(
    ("change", "status", "error", "words"),
    [
        ({"client_secret": "amzn1.oa2-cs.v1.0"}, 401, "invalid_client", "Client"),
        ({"client_id": "amzn1.application-oa2-client.0"}, 401, "invalid_client", "Client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", "authorization grant type"),
        ({"grant_type": ""}, 400, "invalid_request", "grant_type"),
        ({"refresh_token": ""}, 400, "invalid_request", "refresh_token"),
        ({"client_secret": ""}, 400, "invalid_request", "client_secret"),
        (
            {"refresh_token": "Atzr|unknown"},
            400,
            "invalid_grant",
            "The request has an invalid grant parameter : refresh_token",
        ),
    ],
)  # fmt: skip
def test_refusals(api: Any, change: dict[str, str], status: int, error: str, words: str) -> None:
    refresh = api.amazon.credentials()["SPAPI_REFRESH_TOKEN"]
    fields = {"grant_type": "refresh_token", "refresh_token": refresh, **api.credentials()}
    before = api.hash()
    answer = api.login({**fields, **change})
    assert (answer.status, answer.body["error"]) == (status, error)
    assert words in answer.body["error_description"]
    assert api.hash() == before


def test_a_withdrawn_consent_ends_all_its_tokens(api: Any) -> None:
    refresh = api.amazon.credentials()["SPAPI_REFRESH_TOKEN"]
    fields = {"grant_type": "refresh_token", "refresh_token": refresh, **api.credentials()}
    api.amazon.auth.withdraw()
    answer = api.login(fields)
    assert answer.body["error"] == "invalid_grant"
    assert "User may have revoked or didn't grant the permission." in answer.text
    assert api.get("/sellers/v1/account").error == (
        "Unauthorized",
        "Access to requested resource is denied.",
        "The access token you provided is revoked, malformed or invalid.",
    )


def test_a_new_secret_leaves_refresh_tokens_good_and_the_old_secret_bad(api: Any) -> None:
    refresh = api.amazon.credentials()["SPAPI_REFRESH_TOKEN"]
    old = {"grant_type": "refresh_token", "refresh_token": refresh, **api.credentials()}
    secret = api.amazon.auth.rotate_secret()
    assert api.login(old).status == 401
    assert api.login({**old, "client_secret": secret}).status == 200
    api.amazon.auth.miss_rotation()
    assert api.login({**old, "client_secret": secret}).status == 401
    assert api.get("/sellers/v1/account").status == 403


def test_no_secret_is_in_the_log(api: Any) -> None:
    known = api.amazon.credentials()
    texts = [known["SPAPI_CLIENT_SECRET"], known["SPAPI_REFRESH_TOKEN"], api.token]
    for text in texts:
        assert text not in api.universe.secrets.redact(text)
