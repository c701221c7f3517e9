"""The OAuth 2.0 token: what it opens, and a request for one that is refused."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey

PATH = "/services/rest/auth/oauth2/v1/token"
START = 1795510800  # 2026-11-24 09:00 UTC


def ask(client: Any, audience: str) -> Any:
    known = client.netsuite.credentials()
    assertion = jwt.encode(
        {"typ": "JWT", "alg": "ES256", "kid": known["NETSUITE_CERTIFICATE_ID"]},
        {
            "iss": known["NETSUITE_CLIENT_ID"],
            "aud": audience,
            "scope": "rest_webservices",
            "iat": START,
            "exp": START + 3600,
        },
        ECKey.import_key(known["NETSUITE_PRIVATE_KEY"]),
        algorithms=["ES256"],
    )
    form = urlencode(
        {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
        }
    )
    return client(
        "POST", PATH, form.encode(), Authorization="",
        **{"Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip


def test_a_token_opens_the_record_service(client: Any) -> None:
    answer = json.loads(ask(client, f"https://{client.netsuite.rest_host}{PATH}").body)
    assert answer["token_type"] == "Bearer"
    seen = client("GET", "/currency", Authorization=f"Bearer {answer['access_token']}")
    assert seen.status == 200


def test_an_assertion_for_somebody_else(client: Any) -> None:
    response = ask(client, "https://example.com/token")
    assert (response.status, json.loads(response.body)["error"]) == (400, "invalid_grant")
