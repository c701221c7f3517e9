"""The access token: what it opens, and a request for one that is refused."""

from __future__ import annotations

from typing import Any

PATH = "/admin/oauth/access_token"


def test_a_token_opens_the_shop(rest: Any) -> None:
    known = rest.shopify.credentials()
    body = {
        "grant_type": "client_credentials",
        "client_id": known["SHOPIFY_CLIENT_ID"],
        "client_secret": known["SHOPIFY_CLIENT_SECRET"],
    }
    json = {"accept": "application/json"}
    made = rest.send("POST", PATH, body, json).body["access_token"]
    assert made != rest.token
    rest.token = made
    assert rest.get("shop.json").status == 200
    refused = rest.send("POST", PATH, {**body, "client_secret": "0" * 32}, json)
    assert (refused.status, refused.body["error"]) == (401, "invalid_client")
