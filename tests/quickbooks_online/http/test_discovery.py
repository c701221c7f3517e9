"""Where clients find the login's addresses."""

from __future__ import annotations

from typing import Any

import pytest

HOSTS = ("developer.intuit.com", "developer.api.intuit.com")


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    ("name", "accounts"),
    [
        ("openid_configuration", "accounts.platform.intuit.com"),
        ("openid_sandbox_configuration", "sandbox-accounts.platform.intuit.com"),
    ],
)
def test_both_hosts_have_both_documents(
    api: Any, host: str, name: str, accounts: str, slash: str
) -> None:
    answer = api.send("GET", f"https://{host}/.well-known/{name}{slash}")
    assert answer.status == 200
    assert answer.header("content-type").startswith("application/json")
    found = answer.body
    assert found["issuer"] == "https://oauth.platform.intuit.com/op/v1"
    assert found["authorization_endpoint"] == "https://appcenter.intuit.com/connect/oauth2"
    assert found["token_endpoint"] == "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"
    assert found["userinfo_endpoint"] == f"https://{accounts}/v1/openid_connect/userinfo"
    assert (
        found["revocation_endpoint"] == "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
    )
    assert found["jwks_uri"] == "https://oauth.platform.intuit.com/op/v1/jwks"


def test_scopes_name_no_company_data(api: Any) -> None:
    answer = api.send("GET", "https://developer.intuit.com/.well-known/openid_configuration/")
    assert answer.body["scopes_supported"] == ["openid", "profile", "email", "phone", "address"]


@pytest.mark.parametrize(
    "url",
    [
        "https://quickbooks.api.intuit.com/.well-known/openid_configuration",
        "https://developer.intuit.com/oauth2/v1/tokens/bearer",
        "https://appcenter.intuit.com/v3/company/9341453172058822/query",
        "https://developer.intuit.com/.well-known/nothing",
        "https://oauth.platform.intuit.com/.well-known/openid_sandbox_configuration",
        "https://developer.intuit.com/op/v1/jwks",
    ],
)
def test_a_path_answers_on_its_own_host_only(api: Any, url: str) -> None:
    assert api.send("GET", url).status in (404, 405)


def test_the_key_set_holds_one_rsa_key(api: Any) -> None:
    [key] = api.send("GET", "https://oauth.platform.intuit.com/op/v1/jwks").body["keys"]
    assert (key["kty"], key["alg"], key["use"], key["e"]) == ("RSA", "RS256", "sig", "AQAB")
    assert len(key["n"]) == 342


@pytest.mark.parametrize(
    "url",
    [
        "https://developer.intuit.com/.well-known/openid_configuration/",
        "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
        "https://quickbooks.api.intuit.com/v3/company/1/query",
        "https://appcenter.intuit.com/nothing",
    ],
)
def test_every_answer_can_be_traced(api: Any, url: str) -> None:
    first = api.send("GET", url).header("intuit_tid")
    parts = first.split("-")
    assert [len(part) for part in parts] == [1, 8, 24]
    assert api.send("GET", url).header("intuit_tid") != first
