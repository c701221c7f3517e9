"""Signing in and out, sessions, cookies, and what others cannot do with them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest

from sandbox.amazon import hosts
from sandbox.kernel.routing import Request

SIGN_IN = "/ap/signin"
STATEMENTS = "/payments/past-settlements"


def cookies_of(answer: httpx.Response) -> dict[str, Any]:
    found: SimpleCookie = SimpleCookie()
    for each in answer.headers.get_list("set-cookie"):
        found.load(each)
    return dict(found)


def test_the_first_page_asks_who_comes(person: Any) -> None:
    page = person.open()
    assert (page.status, page.path) == (200, SIGN_IN)
    assert "Sign in" in page.text
    assert page.answer.history[0].headers["location"] == f"{person.host}{SIGN_IN}"


def test_signing_in_leads_where_one_wanted_to_go(person: Any) -> None:
    page = person.sign_in(f"{STATEMENTS}?from=2024-01-01")
    assert page.url == f"https://sellercentral.amazon.com{STATEMENTS}?from=2024-01-01"
    assert "All Statements" in page.text
    # Who is signed in goes straight there.
    assert person.open("/").path == "/home"
    assert person.open(SIGN_IN).path == "/home"
    assert person.open(f"{SIGN_IN}?return_to={STATEMENTS}").path == STATEMENTS


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("", "x", "Enter your email"),
        ("somebody@example.com", "x", "We cannot find an account with that email address"),
        (None, "", "Enter your password"),
        (None, "wrong", "Your password is incorrect"),
    ],
)
def test_wrong_words_are_told(person: Any, email: str | None, password: str, said: str) -> None:
    before = person.world.documents_hash()
    page = person.open(STATEMENTS).submit(
        email=person.user if email is None else email, password=password
    )
    assert (page.status, page.path) == (200, SIGN_IN)
    assert f"There was a problem {said}" in page.text
    assert person.open("/home").path == SIGN_IN
    again = page.submit(email=person.user.upper(), password=person.password)
    assert again.path == STATEMENTS  # the way back is kept
    assert person.world.documents_hash() == before


def test_cookies_are_for_the_site_alone(person: Any) -> None:
    form = person.open("/home")
    [browser] = cookies_of(form.answer).values()
    signed = person.sign_in()
    session = cookies_of(signed.answer.history[0])["session-token"]
    assert browser.key == "session-id"
    for each in (browser, session):
        assert each["httponly"]
        assert each["secure"]
        assert each["samesite"] == "Lax"
        assert each["path"] == "/"
        assert each["domain"] == ""
    assert session.value != browser.value


def test_below_a_path_cookies_stay_below_it(person: Any) -> None:
    request = Request(
        "GET", hosts.SELLER_CENTRAL["US"], SIGN_IN, base="http://127.0.0.1:8800/amazon"
    )
    answer = person.amazon.handle(request)
    told = answer.header("set-cookie") or ""
    assert told.endswith("; Path=/amazon; HttpOnly; SameSite=Lax")
    root = Request("GET", hosts.SELLER_CENTRAL["US"], "/", base="http://127.0.0.1:8800/amazon")
    assert person.amazon.handle(root).header("location") == (
        "http://127.0.0.1:8800/amazon/ap/signin"
    )


def test_a_form_of_another_site_signs_nobody_in(person: Any) -> None:
    page = person.open()
    url = f"{person.host}{SIGN_IN}"
    words = {"email": person.user, "password": person.password}
    forged = person.post(url, {**words, "anti-csrftoken-a2z": "x" * 40})
    assert (forged.status, forged.read.text.count("Please enable cookies")) == (403, 1)
    person.client.cookies.clear()
    [token] = [page.read.forms[0][1]["anti-csrftoken-a2z"]]
    assert person.post(url, {**words, "anti-csrftoken-a2z": token}).status == 403
    assert person.post(url, {**words, "anti-csrftoken-a2z": ""}).status == 403


@pytest.mark.parametrize(
    "return_to",
    [
        "https://example.com/", "//example.com/", "/\\example.com", "/ap/signin", "/", "home",
        "/orders/v0/orders", "/home\r\nset-cookie: x=1", "javascript:alert(1)", "/home é",
    ],
)  # fmt: skip
def test_the_way_back_stays_on_the_site(person: Any, return_to: str) -> None:
    page = person.open().submit(email=person.user, password=person.password, return_to=return_to)
    assert page.url == "https://sellercentral.amazon.com/home"


def test_foreign_words_are_only_words(person: Any) -> None:
    evil = '"><script>alert(1)</script>'
    page = person.open(f"{SIGN_IN}?return_to={evil}").submit(email=evil, password="x")
    assert "<script" not in page.answer.text
    assert page.read.forms[0][1]["email"] == evil
    assert page.read.forms[0][1]["return_to"] == evil
    policy = page.answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")


def test_signing_out(person: Any) -> None:
    home = person.sign_in()
    form, fields = home.read.forms[0]
    assert form["action"] == "sign-out"
    forged = person.post(f"{person.host}/sign-out", {"anti-csrftoken-a2z": "x" * 40})
    assert forged.status == 403
    assert person.open("/home").path == "/home"
    token = person.client.cookies["session-token"]
    out = home.submit(0)
    assert (out.path, "You are signed out." in out.text) == (SIGN_IN, True)
    assert "session-token" not in person.client.cookies
    person.client.cookies.set("session-token", token, domain="sellercentral.amazon.com")
    assert person.open("/home").path == SIGN_IN  # the old cookie is worth nothing
    person.client.cookies.clear()
    assert person.sign_in().path == "/home"
    assert fields["anti-csrftoken-a2z"] != token


def test_a_session_ends_by_itself(person: Any) -> None:
    person.sign_in()
    for _ in range(3):
        person.later(minutes=59)
        assert person.open("/home").path == "/home"  # every click counts
    person.later(minutes=60)
    page = person.open(STATEMENTS)
    assert "Your session has expired. Sign in to go on." in page.text
    assert page.submit(email=person.user, password=person.password).path == STATEMENTS
    person.amazon.settings.seller_central_session_minutes = 5
    person.later(minutes=5)
    assert person.open("/home").path == SIGN_IN


def test_signing_in_changes_no_document_and_tells_no_secret(person: Any) -> None:
    before = person.world.documents_hash()
    person.sign_in()
    assert person.world.documents_hash() == before
    log = str(list(person.world.exchanges))
    for secret in (person.password, *person.client.cookies.values()):
        assert secret not in log
    assert "[SPAPI_SELLER_CENTRAL_PASSWORD]" in log


@pytest.mark.parametrize(
    ("country", "host"),
    [
        ("US", "sellercentral.amazon.com"), ("CA", "sellercentral.amazon.ca"),
        ("GB", "sellercentral.amazon.co.uk"), ("DE", "sellercentral.amazon.de"),
        ("BE", "sellercentral.amazon.com.be"), ("TR", "sellercentral.amazon.com.tr"),
        ("JP", "sellercentral.amazon.co.jp"), ("", "sellercentral-europe.amazon.com"),
    ],
)  # fmt: skip
def test_every_marketplace_has_its_host(person: Any, country: str, host: str) -> None:
    person.host = f"https://{host}"
    page = person.sign_in()
    assert page.url == f"https://{host}/home"
    assert not country or hosts.SELLER_CENTRAL[country] == host


def test_pages_and_api_do_not_mix(person: Any) -> None:
    person.sign_in()
    page = person.open("/orders/v0/orders")
    assert (page.status, "Page not found" in page.text) == (404, True)
    assert person.open("/favicon.ico").status == 404
    assert person.send("PATCH", f"{person.host}/home").status_code == 404
    api = person.send("GET", f"https://sellingpartnerapi-na.amazon.com{STATEMENTS}")
    assert api.json()["errors"][0]["code"] == "MissingAuthenticationToken"
    store = person.send("GET", "https://tortuga-prod-na.s3-external-1.amazonaws.com/home")
    assert "<Code>AccessDenied</Code>" in store.text


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("throttle", 429, "Too many requests"),
        ("server_error", 503, "We are sorry"),
        ("expired_token", 200, "Your session has expired"),
    ],
)
def test_faults_are_pages_here(person: Any, kind: str, status: int, words: str) -> None:
    person.sign_in()
    person.world.faults.plan("amazon", kind, path=STATEMENTS)
    page = person.open(STATEMENTS)
    assert (page.status, words in page.text) == (status, True)


def test_what_is_too_large_is_told_as_a_page(person: Any) -> None:
    request = Request("POST", hosts.SELLER_CENTRAL["US"], SIGN_IN)
    answer = person.amazon.turn_away(request, person.amazon.oversized(request))
    assert (answer.status, b"That is too large" in answer.body) == (413, True)


def test_a_bug_of_ours_is_a_page_without_a_trace(
    person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.sign_in()

    def broken(*_: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr("sandbox.amazon.seller_central.routes.figures_of", broken)
    person.desk.charge("storage", Decimal(1))
    cookie = "; ".join(f"{name}={value}" for name, value in person.client.cookies.items())
    request = Request("GET", hosts.SELLER_CENTRAL["US"], "/home", "", [("cookie", cookie)])
    answer = person.amazon.handle(request)
    assert (answer.status, b"Something went wrong" in answer.body) == (500, True)
    assert b"inside" not in answer.body
    assert [str(bug) for bug in person.world.bugs] == ["inside"]


def test_whose_session_it_is(new_person: Callable[..., Any]) -> None:
    """Where several accounts share the host, cookie and e-mail address say which one is meant."""
    person = new_person()
    person.sign_in()
    session = person.client.cookies["session-token"]
    host = hosts.SELLER_CENTRAL["US"]

    def knows(method: str, path: str, cookie: str = "", body: bytes = b"") -> bool:
        headers = [("cookie", f"session-id=a; session-token={cookie}")] if cookie else []
        return bool(person.amazon.knows(Request(method, host, path, "", headers, body)))

    email = f"email={person.user.replace('@', '%40')}".encode()
    assert knows("GET", "/home", session)
    assert not knows("GET", "/home", "x")
    assert not knows("GET", "/home")
    assert knows("POST", SIGN_IN, body=email)
    assert not knows("POST", SIGN_IN, session, b"email=other%40example.com")
