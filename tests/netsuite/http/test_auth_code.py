"""OAuth 2.0 authorization code: the page, the code, the tokens, the refresh."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.auth import audit_trail
from sandbox.netsuite.errors import TokenRefused

AUTHORIZE = "/app/login/oauth2/authorize.nl"
TOKEN = "/services/rest/auth/oauth2/v1/token"
BACK = "https://app.example.com/back"
STATE = "ykv2XLx1BpT5Q0F3MRPHb94j"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


class App:
    """An application that a person of the account lets in."""

    def __init__(self, rest: Any) -> None:
        self.rest = rest
        self.netsuite = rest.netsuite
        known = rest.credentials
        self.id, self.secret = known["NETSUITE_CONSUMER_KEY"], known["NETSUITE_CONSUMER_SECRET"]
        self.netsuite.desk.set_redirect_uris(BACK)

    def url(self, **changes: str) -> str:
        query = {
            "response_type": "code", "client_id": self.id, "redirect_uri": BACK,
            "scope": "rest_webservices", "state": STATE,
        }  # fmt: skip
        query |= changes
        return f"https://{self.netsuite.app_host}{AUTHORIZE}?{urlencode(query)}"

    def code(self, **changes: str) -> str:
        place = self.netsuite.desk.allow_application(self.url(**changes))
        return dict(parse_qsl(urlsplit(place).query))["code"]

    def ask(self, secret: str = "", **form: str) -> Response:
        basic = b64encode(f"{self.id}:{secret or self.secret}".encode()).decode()
        headers = [
            ("Authorization", f"Basic {basic}"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]
        body = urlencode(form).encode()
        return self.netsuite.handle(
            Request("POST", self.netsuite.rest_host, TOKEN, "", headers, body)
        )

    def trade(self, code: str, **changes: str) -> Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        return self.ask(**(form | changes))

    def tokens(self, **changes: str) -> dict[str, Any]:
        response = self.trade(self.code(**changes))
        assert response.status == 200, response.body
        return dict(json.loads(response.body))

    def browse(self, method: str, url: str) -> Response:
        parts = urlsplit(url)
        return self.netsuite.handle(Request(method, str(parts.hostname), parts.path, parts.query))


@pytest.fixture
def app(rest: Any) -> App:
    return App(rest)


def refused(response: Response) -> str:
    assert response.status == 400
    return str(json.loads(response.body)["error"])


class TestPage:
    def test_names_the_application(self, app: App) -> None:
        page = app.browse("GET", app.url())
        assert page.status == 200
        assert b"Channel connector asks for access to 5512345." in page.body

    def test_sends_the_browser_back_with_a_code(self, app: App) -> None:
        answer = app.browse("POST", app.url())
        assert answer.status == 302
        place = urlsplit(answer.header("Location") or "")
        query = dict(parse_qsl(place.query))
        assert f"{place.scheme}://{place.netloc}{place.path}" == BACK
        assert (query["state"], query["company"], query["role"]) == (STATE, "5512345", "3")
        tokens = json.loads(app.trade(query["code"]).body)
        bearer = f"Bearer {tokens['access_token']}"
        assert app.rest("GET", "/term", authorization=bearer).status == 200

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"client_id": "x"}, "invalid_client"),
            ({"redirect_uri": "https://evil.example.com"}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"state": "short"}, "invalid_request"),
            ({"scope": "everything"}, "invalid_scope"),
            ({"code_challenge": "x", "code_challenge_method": "plain"}, "invalid_request"),
        ],
    )
    def test_refuses(self, app: App, changes: dict[str, str], error: str) -> None:
        for method in ("GET", "POST"):
            page = app.browse(method, app.url(**changes))
            assert page.status == 400
            assert error.encode() in page.body
        with pytest.raises(TokenRefused):
            app.netsuite.desk.allow_application(app.url(**changes))


class TestTokens:
    def test_access_token_opens_the_account(self, app: App) -> None:
        tokens = app.tokens()
        assert (tokens["expires_in"], tokens["token_type"]) == (3600, "Bearer")
        bearer = f"Bearer {tokens['access_token']}"
        assert app.rest("GET", "/term", authorization=bearer).status == 200

    def test_refresh(self, app: App) -> None:
        refresh = app.tokens()["refresh_token"]
        app.netsuite.clock.advance(timedelta(days=6))
        response = app.ask(grant_type="refresh_token", refresh_token=refresh)
        found = json.loads(response.body)
        assert set(found) == {"access_token", "expires_in", "token_type"}
        bearer = f"Bearer {found['access_token']}"
        assert app.rest("GET", "/term", authorization=bearer).status == 200

    def test_refresh_token_lives_seven_days(self, app: App) -> None:
        refresh = app.tokens()["refresh_token"]
        app.netsuite.clock.advance(timedelta(days=7))
        response = app.ask(grant_type="refresh_token", refresh_token=refresh)
        assert refused(response) == "invalid_grant"

    def test_refresh_token_is_no_access_token(self, app: App) -> None:
        refresh = app.tokens()["refresh_token"]
        assert app.rest("GET", "/term", authorization=f"Bearer {refresh}").status == 401
        assert audit_trail(app.netsuite)[-1].detail == "TokenRejected"

    def test_role_that_the_person_chose(self, app: App) -> None:
        role = app.netsuite.desk.create_role("Clerk", {"customer": "view"})
        place = app.netsuite.desk.allow_application(app.url(), role)
        code = dict(parse_qsl(urlsplit(place).query))["code"]
        bearer = f"Bearer {json.loads(app.trade(code).body)['access_token']}"
        assert app.rest("GET", "/customer", authorization=bearer).status == 200
        assert app.rest("GET", "/salesOrder", authorization=bearer).status == 400

    def test_secrets_do_not_leak(self, app: App) -> None:
        tokens = app.tokens()
        redact = app.netsuite.universe.secrets.redact
        assert tokens["refresh_token"] not in redact(tokens["refresh_token"])


class TestRefused:
    def test_code_is_good_once(self, app: App) -> None:
        code = app.code()
        assert app.trade(code).status == 200
        assert refused(app.trade(code)) == "invalid_grant"

    def test_code_expires(self, app: App) -> None:
        code = app.code()
        app.netsuite.clock.advance(timedelta(minutes=10))
        assert refused(app.trade(code)) == "invalid_grant"

    def test_other_redirect_uri(self, app: App) -> None:
        assert refused(app.trade(app.code(), redirect_uri="https://x.example")) == "invalid_grant"

    @pytest.mark.parametrize(("verifier", "status"), [(VERIFIER, 200), ("wrong", 400), ("", 400)])
    def test_verifier(self, app: App, verifier: str, status: int) -> None:
        digest = sha256(VERIFIER.encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        code = app.code(code_challenge=challenge, code_challenge_method="S256")
        assert app.trade(code, code_verifier=verifier).status == status

    def test_client_secret(self, app: App) -> None:
        assert refused(app.ask("wrong", grant_type="refresh_token")) == "invalid_client"
        assert audit_trail(app.netsuite)[-1].detail == "InvalidIntegration"

    def test_without_basic(self, app: App) -> None:
        app.id = "a"
        assert refused(app.trade("x")) == "invalid_client"

    def test_blocked_integration(self, app: App) -> None:
        code = app.code()
        app.netsuite.auth.block_integration()
        assert refused(app.trade(code)) == "unauthorized_client"
