"""Tokens, scopes and the token endpoint."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.kernel.routing import Request

WRONG = {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
TOKEN_PATH = "/admin/oauth/access_token"
SHOP = '{"query": "{ shop { name } }"}'


def call(api: Any, token: str) -> Any:
    return api.post(SHOP.encode(), {"x-shopify-access-token": token})


def ask(api: Any, form: bool = False, **fields: str) -> Any:
    body = urlencode(fields) if form else json.dumps(fields)
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    headers = {"content-type": kind, "accept": "application/json"}
    return api.send("POST", TOKEN_PATH, body.encode(), headers)


def client(api: Any) -> dict[str, str]:
    app = api.shopify.auth.app
    return {"client_id": app.id, "client_secret": app.secret}


def test_credentials_are_the_same_for_a_seed_and_have_the_platforms_prefixes(api: Any) -> None:
    found = api.shopify.credentials()
    assert found["SHOPIFY_SHOP"] == "acme-outdoor.myshopify.com"
    assert found["SHOPIFY_API_VERSION"] == "2026-07"
    assert found["SHOPIFY_TOKEN"].startswith("shpat_")
    assert found["SHOPIFY_CLIENT_SECRET"].startswith("shpss_")
    assert found == type(api)().shopify.credentials()


@pytest.mark.parametrize("token", ["shpat_wrong", "x"])
def test_a_wrong_token_is_401_on_graphql_and_rest(api: Any, token: str) -> None:
    answer = call(api, token)
    assert (answer.status, answer.body) == (401, WRONG)
    headers = {"x-shopify-access-token": token}
    rest = api.send("GET", "/admin/api/2026-07/orders.json", headers=headers)
    assert (rest.status, rest.body) == (401, WRONG)


def test_the_header_name_is_case_insensitive(api: Any) -> None:
    headers = {"X-Shopify-Access-Token": api.token, "Content-Type": "application/json"}
    answer = api.send("POST", "/admin/api/2026-07/graphql.json", SHOP.encode(), headers)
    assert answer.data == {"shop": {"name": "Acme Outdoor"}}


def test_no_token_is_401(api: Any) -> None:
    answer = api.send("POST", "/admin/api/2026-07/graphql.json", SHOP.encode())
    assert (answer.status, answer.body) == (401, WRONG)


def test_rest_without_the_scope_is_403(api: Any) -> None:
    token = api.shopify.auth.issue_token(scopes=("read_products",)).id
    headers = {"x-shopify-access-token": token}
    answer = api.send("GET", "/admin/api/2026-07/orders.json", headers=headers)
    assert answer.status == 403
    assert answer.body == {
        "errors": "[API] This action requires merchant approval for read_orders scope."
    }


def test_a_write_scope_includes_reading(api: Any) -> None:
    token = api.shopify.auth.issue_token(scopes=("write_orders",)).id
    headers = {"x-shopify-access-token": token}
    assert api.send("GET", "/admin/api/2026-07/orders.json", headers=headers).status == 200


def test_access_scopes_lists_what_the_token_carries(api: Any) -> None:
    token = api.shopify.auth.issue_token(scopes=("read_orders", "write_orders")).id
    headers = {"x-shopify-access-token": token}
    answer = api.send("GET", "/admin/oauth/access_scopes.json", headers=headers)
    assert answer.body == {"access_scopes": [{"handle": "read_orders"}, {"handle": "write_orders"}]}


@pytest.mark.parametrize("form", [False, True])
def test_client_credentials_live_a_day_of_world_time(api: Any, form: bool) -> None:
    answer = ask(api, form, grant_type="client_credentials", **client(api))
    assert answer.status == 200
    assert list(answer.body) == ["access_token", "scope", "expires_in"]
    assert answer.body["expires_in"] == 86399
    assert "write_orders" in answer.body["scope"].split(",")
    assert "read_orders" not in answer.body["scope"].split(",")  # included in write_orders
    token = answer.body["access_token"]
    assert call(api, token).status == 200
    api.universe.clock.advance(timedelta(seconds=86398))
    assert call(api, token).status == 200
    api.universe.clock.advance(timedelta(seconds=1))
    assert (call(api, token).status, call(api, token).body) == (401, WRONG)


def test_authorization_code_is_good_for_once(api: Any) -> None:
    code = api.shopify.auth.issue_code(scopes=("read_orders", "write_orders"))
    answer = ask(api, code=code, **client(api))
    assert list(answer.body) == ["access_token", "scope"]
    assert answer.body["scope"] == "write_orders"
    assert call(api, answer.body["access_token"]).status == 200
    again = ask(api, code=code, **client(api))
    assert again.status == 400
    assert again.body == {
        "error": "invalid_request",
        "error_description": "The authorization code was not found or was already used",
    }


def test_expiring_tokens_rotate(api: Any) -> None:
    code = api.shopify.auth.issue_code()
    first = ask(api, code=code, expiring="1", **client(api)).body
    assert first["expires_in"] == 3600
    assert first["refresh_token_expires_in"] == 7_776_000
    renewed = ask(
        api, grant_type="refresh_token", refresh_token=first["refresh_token"], **client(api)
    )
    assert renewed.status == 200
    assert renewed.body["access_token"] != first["access_token"]
    assert renewed.body["refresh_token"] != first["refresh_token"]
    assert call(api, renewed.body["access_token"]).status == 200
    assert call(api, first["access_token"]).status == 401
    spent = ask(
        api, grant_type="refresh_token", refresh_token=first["refresh_token"], **client(api)
    )
    assert (spent.status, spent.body["error"]) == (400, "invalid_request")


def test_wrong_client(api: Any) -> None:
    unknown = ask(api, client_id="nobody", client_secret="x", grant_type="client_credentials")
    assert (unknown.status, unknown.body) == (
        400,
        {
            "error": "invalid_request",
            "error_description": "Could not find Shopify API application with api_key nobody",
        },
    )
    wrong = {**client(api), "client_secret": "shpss_wrong"}
    assert ask(api, grant_type="client_credentials", **wrong).body["error"] == "invalid_client"


def test_an_app_of_somebody_else_has_no_client_credentials(api: Any) -> None:
    app = api.shopify.auth.register_app("Other", ("read_orders",), own_organisation=False)
    answer = ask(api, client_id=app.id, client_secret=app.secret, grant_type="client_credentials")
    assert (answer.status, answer.body["error"]) == (400, "shop_not_permitted")


@pytest.mark.parametrize("accept", [None, "*/*", "text/html"])
def test_who_does_not_ask_for_json_is_refused_with_a_page(api: Any, accept: str | None) -> None:
    body = json.dumps({"client_id": "<me>", "client_secret": "x", "code": "y"}).encode()
    headers = {"content-type": "application/json"} | ({"accept": accept} if accept else {})
    request = Request("POST", api.shopify.domain, TOKEN_PATH, "", headers.items(), body)
    response = api.shopify.handle(request)
    assert (response.status, response.header("content-type")) == (400, "text/html; charset=utf-8")
    assert (
        b"<p>Oauth error invalid_request: Could not find Shopify API application with api_key "
        b"&lt;me&gt;</p>"
    ) in response.body


def test_an_unknown_grant(api: Any) -> None:
    assert ask(api, grant_type="password", **client(api)).body == {
        "error": "unsupported_grant_type"
    }


def test_refused_and_successful_logins_leave_the_documents_alone(api: Any) -> None:
    before = api.hash()
    call(api, "shpat_wrong")
    ask(api, grant_type="client_credentials", **client(api))
    ask(api, code="nothing", **client(api))
    assert api.hash() == before


def test_every_secret_is_known_to_the_log(api: Any) -> None:
    code = api.shopify.auth.issue_code()
    made = ask(api, code=code, expiring="1", **client(api)).body
    known = set(api.universe.secrets)
    assert {made["access_token"], made["refresh_token"], code} <= known
    assert set(client(api).values()) - known == {api.shopify.auth.app.id}


def test_orders_older_than_sixty_days_are_silently_absent(api: Any, w1: Any) -> None:
    text = (
        f"{{ orders(first: 5) {{ nodes {{ name }} }} ordersCount {{ count }} "
        f'order(id: "gid://shopify/Order/{w1.id}") {{ name }} '
        f'node(id: "gid://shopify/LineItem/{w1.line_items[0].id}") {{ id }} }}'
    )
    api.universe.clock.advance(timedelta(days=61))
    recent = api.shopify.auth.issue_token(scopes=("read_orders", "write_orders")).id
    everything, api.token = api.query(text).data, recent
    assert everything["ordersCount"] == {"count": 1}
    assert api.query(text).data == {
        "orders": {"nodes": []},
        "ordersCount": {"count": 0},
        "order": None,
        "node": None,
    }
    closing = f'mutation {{ orderClose(input: {{id: "gid://shopify/Order/{w1.id}"}}) '
    assert api.query(closing + "{ userErrors { field message } } }").data == {
        "orderClose": {"userErrors": [{"field": ["id"], "message": "Order does not exist"}]}
    }
