"""Who may use the control API, and what may be sent."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from sandbox.hosting.client import Sandbox, SandboxRefused
from sandbox.hosting.control import Control
from sandbox.hosting.hub import Hub

Caller = Callable[..., httpx.Client]


def test_only_this_machine_is_answered(control: Control, caller: Caller) -> None:
    for peer in ("127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"):
        assert caller(control, peer).get("health").status_code == 200
    for peer in ("192.0.2.7", "10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1"):
        answer = caller(control, peer).get("health")
        assert answer.status_code == 403
        assert answer.json()["error"]["message"] == (
            f"the control API answers this machine only, not {peer}"
        )


def test_a_token_opens_it_to_others_and_is_asked_of_all(hub: Hub, caller: Caller) -> None:
    control = Control(hub, token="let-me-in-please")
    for peer in ("127.0.0.1", "192.0.2.7"):
        refused = caller(control, peer).get("health")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        for header in ("Bearer nonsense", "Basic let-me-in-please", "Bearer let-me-in-pleasé"):
            wrong = {"authorization": header.encode("latin-1")}
            assert caller(control, peer).get("health", headers=wrong).status_code == 401
        right = {"authorization": "Bearer let-me-in-please"}
        assert caller(control, peer).get("health", headers=right).status_code == 200


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8800", "localhost:8800", "localhost", "[::1]:8800", "10.1.2.3:8800"]
)
def test_addresses_and_localhost_are_ours(http: httpx.Client, host: str) -> None:
    assert http.get("health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8800", "127.0.0.1.evil.example", "localhost.evil.example", "", "[::1"]
)
def test_other_names_are_refused(http: httpx.Client, host: str) -> None:
    answer = http.get("health", headers={"host": host})
    assert (answer.status_code, answer.json()["error"]["field"]) == (403, "Host")


def test_a_name_that_was_told_is_ours(hub: Hub, caller: Caller) -> None:
    control = Control(hub, hosts=("Sandbox.internal",))
    answer = caller(control).get("health", headers={"host": "sandbox.internal:8800"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8800"]
)
def test_pages_of_others_are_refused(http: httpx.Client, origin: str) -> None:
    answer = http.post("reset", headers={"origin": origin})
    assert (answer.status_code, answer.json()["error"]["field"]) == (403, "Origin")


def test_our_own_page_is_served(http: httpx.Client) -> None:
    own = {"origin": "http://127.0.0.1:8800", "sec-fetch-site": "same-origin"}
    assert http.get("health", headers=own).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_fetch_without_origin_from_another_site_is_refused(http: httpx.Client, site: str) -> None:
    answer = http.get("credentials", headers={"sec-fetch-site": site})
    assert (answer.status_code, answer.json()["error"]["field"]) == (403, "Sec-Fetch-Site")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_form_is_no_request(http: httpx.Client, kind: str) -> None:
    answer = http.post("clock/advance", content=b'{"hours": 1}', headers={"content-type": kind})
    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == "unsupported_media_type"


def test_bodies_are_bounded(http: httpx.Client) -> None:
    large = b'{"name": "' + b"a" * 1_100_000 + b'"}'
    for content in (large, iter([large[:600_000], large[600_000:]])):
        answer = http.post(
            "snapshots", content=content, headers={"content-type": "application/json"}
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "no JSON"),
        (b"[]", "valid dictionary"),
        (b'{"hours": NaN}', "NaN is no JSON number"),
        (b'{"hours": ' + b"9" * 5000 + b"}", "a number is too long"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"hours": "\xff"}', "not UTF-8"),
        (b'{"hours": "soon"}', "valid decimal"),
        (b'{"hours": "1e999"}', "past"),
        (b'{"weeks": 1}', "not permitted"),
    ],
)
def test_a_body_that_is_no_request_is_422(http: httpx.Client, body: bytes, words: str) -> None:
    answer = http.post("clock/advance", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert words in answer.text
    assert set(answer.json()["error"]) == {"code", "message", "field", "fix", "details"}


def test_unknown_paths_and_methods_have_the_one_shape(http: httpx.Client) -> None:
    missing, wrong = http.get("nowhere"), http.put("reset")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "unknown")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "wrong_method")
    assert wrong.headers["allow"] == "POST"


def test_a_misspelt_condition_of_a_search_is_refused(http: httpx.Client) -> None:
    answer = http.get("traffic", params={"stat": "200"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "stat")


def test_a_server_that_is_no_sandbox_is_told_apart() -> None:
    other = httpx.MockTransport(lambda _request: httpx.Response(502, text="Bad Gateway"))
    sandbox = Sandbox("http://127.0.0.1:1", transport=other)
    with pytest.raises(SandboxRefused) as refused:
        sandbox.health()
    assert (refused.value.status, refused.value.problem.code) == (502, "no_sandbox")
