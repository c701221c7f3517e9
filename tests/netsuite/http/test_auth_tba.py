"""Token-based authentication: what passes, what fails, and what the audit trail says of it."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import Any
from urllib.parse import quote, unquote

import pytest
from oauthlib.oauth1.rfc5849 import signature as oauthlib_signature

from sandbox.kernel.routing import Request
from sandbox.netsuite import oauth1
from sandbox.netsuite.app import NetSuite
from sandbox.netsuite.auth import audit_trail

BODY = (
    b'{"type":"https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2","title":"Unauthorized",'
    b'"status":401,"o:errorDetails":[{"detail":"Invalid login attempt. For more details, see the '
    b"Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login "
    b'Audit Trail.","o:errorCode":"INVALID_LOGIN"}]}'
)
PATH = "/services/rest/record/v1/currency"
WORLD = str(int(datetime(2026, 11, 24, 9, 0, tzinfo=UTC).timestamp()))


def refused(rest: Any, cause: str, **call: Any) -> None:
    """The call gets 401 and nothing else; the trail gets the cause."""
    before = rest.netsuite.store.fingerprint("netsuite.")
    response = rest("GET", PATH, **call)
    assert response.status == 401
    assert response.body == BODY
    assert response.header("Content-Type") == "application/vnd.oracle.resource+json; type=error"
    assert response.header("WWW-Authenticate") == (
        'OAuth realm="5512345", error="token_rejected", error_description="Invalid login attempt."'
    )
    assert response.header("X-N-OperationId")
    last = audit_trail(rest.netsuite)[-1]
    assert (last.status, last.method, last.detail) == ("Failure", "TBA", cause)
    assert last.request == f"GET {PATH}"
    assert rest.netsuite.store.fingerprint("netsuite.") == before


class TestPublishedExample:
    """Help Center "The Signature for Web Services and RESTlets": its inputs and its outputs."""

    KEY = "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4"
    TOKEN = "2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc"
    SECRETS = (
        "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5",
        "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295",
    )
    HEADER = (
        f'realm="123456", oauth_token="{TOKEN}", oauth_consumer_key="{KEY}", '
        'oauth_nonce="fjaLirsIcCGVZWzBX0pg", oauth_timestamp="1508242306", '
        'oauth_signature_method="HMAC-SHA256", oauth_version="1.0", oauth_signature="%s"'
    )

    def test_base_string(self) -> None:
        parameters = oauth1.authorization_parameters(self.HEADER % "x")
        assert parameters is not None
        pairs = [p for p in parameters.items() if p[0] not in ("realm", "oauth_signature")]
        assert oauth1.base_string(
            "GET",
            "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40",
            pairs,
        ) == (
            "GET&https%3A%2F%2F123456.suitetalk.api.netsuite.com%2Fservices%2Frest%2Frecord%2Fv1"
            f"%2Femployee%2F40&oauth_consumer_key%3D{self.KEY}%26oauth_nonce%3DfjaLirsIcCGVZWzBX0pg"
            "%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1508242306"
            f"%26oauth_token%3D{self.TOKEN}%26oauth_version%3D1.0"
        )

    def test_rest_signature(self) -> None:
        assert self.first("GET", "suitetalk", "/services/rest/record/v1/employee/40", "") == (
            "B5OIWznZ2YP0OB7VrJrGkYsTh+8H+5T9Hag+o92q0zY="
        )

    def test_restlet_signature_covers_the_query(self) -> None:
        assert self.first(
            "POST",
            "restlets",
            "/app/site/hosting/restlet.nl",
            "script=6&deploy=1&customParam=someValue&testParam=someOtherValue",
        ) == ("+KK4SKNgz4ZiILGLwOMtfYlgcXSy1eis8ldE9X90azQ=")

    def first(self, method: str, service: str, path: str, query: str) -> str:
        parameters = oauth1.authorization_parameters(self.HEADER % "x")
        assert parameters is not None
        origin = f"https://123456.{service}.api.netsuite.com"
        return next(oauth1.signatures(method, origin, path, query, parameters, self.SECRETS))


class TestBaseString:
    @pytest.mark.parametrize(
        "query",
        [
            "",
            "limit=5&offset=10",
            "q=email%20IS%20%22a%22",
            "q=a%2Bb&tag=z&tag=a",
            "q=%C3%A9%20%26%3D",
            "fields=a,b:c",
            "empty=&flag",
        ],
    )
    def test_equals_oauthlib(self, query: str) -> None:
        parameters = {"oauth_nonce": "abc def/é", "oauth_token": "t~-._", "realm": "X"}
        [ours, *_] = oauth1.signatures(
            "POST", "https://h.example", "/a/b", query, parameters, ("c&s", "t%s")
        )
        theirs = oauthlib_signature.sign_hmac_sha256_with_client(
            self.oauthlib_base(query, parameters), Secrets("c&s", "t%s")
        )
        assert ours == theirs

    @staticmethod
    def oauthlib_base(query: str, parameters: dict[str, str]) -> str:
        signed = [(k, v) for k, v in parameters.items() if k != "realm"]
        pairs = [tuple(part.partition("=")[::2]) for part in query.split("&") if part]
        plain = [(unquote(k), unquote(v)) for k, v in pairs]
        normal = oauthlib_signature.normalize_parameters(plain + signed)
        return str(
            oauthlib_signature.signature_base_string("POST", "https://h.example/a/b", normal)
        )

    def test_worked_by_hand(self) -> None:
        """RFC 5849, 3.4.1.3.2: sorted by encoded name, then by encoded value."""
        assert oauth1.base_string("GET", "https://h/p", [("b", "2"), ("a", "x y"), ("a", "1")]) == (
            "GET&https%3A%2F%2Fh%2Fp&a%3D1%26a%3Dx%2520y%26b%3D2"
        )


class Secrets:
    def __init__(self, client: str, owner: str) -> None:
        self.client_secret = client
        self.resource_owner_secret = owner


class TestAccepted:
    def test_signed_by_oauthlib(self, rest: Any) -> None:
        assert rest("GET", PATH).status == 200

    def test_query_is_signed(self, rest: Any) -> None:
        assert rest("GET", PATH, "q=name%20IS%20%22US%20Dollar%22&limit=5").status == 200

    @pytest.mark.parametrize("sent", ["%20", "+"])
    def test_blank_as_percent_or_plus(self, rest: Any, sent: str) -> None:
        """The client signs a blank; on the wire it may be either."""
        header = rest.signed("GET", PATH, "q=name%20EMPTY_NOT")
        response = rest("GET", PATH, f"q=name{sent}EMPTY_NOT", authorization=header)
        assert response.status == 200

    def test_plus_as_literal(self, rest: Any) -> None:
        """A client that signs a plus sign and sends it raw."""
        header = rest.signed("GET", PATH, "q=name%2BIS%2Bx")
        # The signature is right; the filter then reads the plus as a blank, as a form does.
        assert rest("GET", PATH, "q=name+IS+x", authorization=header).status == 200

    def test_colon_raw_or_encoded(self, rest: Any) -> None:
        header = rest.signed("GET", PATH, "q=a%3Ab%2Cc")
        response = rest("GET", PATH, "q=a:b,c", authorization=header)
        assert response.status == 400  # a bad filter: the login passed

    def test_path_signed_before_it_was_encoded(self, rest: Any, jane: str) -> None:
        path = "/services/rest/record/v1/customer/eid:C 1"
        rest("PUT", "/customer/eid:C%201", body={"firstName": "A", "lastName": "B"})
        parameters = authorization(rest, "GET", path)
        sent = rest("GET", "/services/rest/record/v1/customer/eid:C%201", authorization=parameters)
        assert sent.status == 200

    def test_realm_last_and_no_version(self, rest: Any) -> None:
        header = authorization(rest, "GET", PATH, realm_last=True)
        assert header.endswith('realm="5512345"')
        assert "oauth_version" not in header
        assert rest("GET", PATH, authorization=header).status == 200

    def test_body_hash_is_one_more_signed_parameter(self, rest: Any) -> None:
        body = b'{"firstName": "Jane", "lastName": "Roe"}'
        digest = b64encode(sha1(body).digest()).decode()  # noqa: S324 - what clients send
        path = "/services/rest/record/v1/customer"
        header = authorization(rest, "POST", path, oauth_body_hash=digest)
        response = rest("POST", path, body=body, authorization=header)
        assert response.status == 204

    def test_unsigned_extra_parameter(self, rest: Any) -> None:
        header = authorization(rest, "GET", PATH) + ', oauth_body_hash="AAAA"'
        refused(rest, "InvalidSignature", authorization=header)

    def test_scheme_in_any_case(self, rest: Any) -> None:
        header = "oauth " + authorization(rest, "GET", PATH).removeprefix("OAuth ")
        assert rest("GET", PATH, authorization=header).status == 200

    def test_timestamp_by_wall_or_by_world(self, rest: Any) -> None:
        for now in (WORLD, str(int(rest.netsuite.clock.wall().timestamp()))):
            header = rest.signed("GET", PATH, timestamp=now)
            assert rest("GET", PATH, authorization=header).status == 200

    def test_the_edges_of_the_tolerance(self, rest: Any) -> None:
        for shift in (-300, 300):
            header = rest.signed("GET", PATH, timestamp=str(int(WORLD) + shift))
            assert rest("GET", PATH, authorization=header).status == 200


class TestRefused:
    def test_no_header(self, rest: Any) -> None:
        refused(rest, "MissingTokenPassportRequiredFields", authorization="")

    def test_another_scheme(self, rest: Any) -> None:
        refused(rest, "MissingTokenPassportRequiredFields", authorization="Basic YTpi")

    @pytest.mark.parametrize(
        "name", ["oauth_nonce", "oauth_token", "oauth_consumer_key", "oauth_timestamp", "realm"]
    )
    def test_a_parameter_missing(self, rest: Any, name: str) -> None:
        header = rest.signed("GET", PATH)
        kept = [p for p in header.removeprefix("OAuth ").split(", ") if not p.startswith(name)]
        refused(
            rest,
            "MissingTokenPassportRequiredFields",
            authorization="OAuth " + ", ".join(kept),
        )

    def test_a_parameter_twice(self, rest: Any) -> None:
        header = rest.signed("GET", PATH) + ', oauth_nonce="abcdefgh"'
        refused(rest, "MissingTokenPassportRequiredFields", authorization=header)

    def test_wrong_secret(self, rest: Any) -> None:
        header = rest.signed("GET", PATH, NETSUITE_TOKEN_SECRET="wrong")
        refused(rest, "InvalidSignature", authorization=header)

    def test_signed_for_another_method(self, rest: Any) -> None:
        refused(rest, "InvalidSignature", authorization=rest.signed("POST", PATH))

    def test_unsigned_query(self, rest: Any) -> None:
        header = rest.signed("GET", PATH)
        refused(rest, "InvalidSignature", query="limit=5", authorization=header)

    def test_query_encoded_twice(self, rest: Any) -> None:
        header = rest.signed("GET", PATH, "q=name%2520IS%2520x")
        refused(rest, "InvalidSignature", query="q=name%20IS%20x", authorization=header)

    def test_sha1(self, rest: Any) -> None:
        header = rest.signed("GET", PATH, signature_method="HMAC-SHA1")
        refused(rest, "UnknownAlgorithm", authorization=header)

    @pytest.mark.parametrize("shift", [-301, 301])
    def test_stale_or_early(self, rest: Any, shift: int) -> None:
        header = rest.signed("GET", PATH, timestamp=str(int(WORLD) + shift))
        refused(rest, "InvalidTimestamp", authorization=header)

    def test_timestamp_that_is_none(self, rest: Any) -> None:
        refused(
            rest, "InvalidTimestamp", authorization=rest.signed("GET", PATH, timestamp="yesterday")
        )

    def test_replay(self, rest: Any) -> None:
        header = rest.signed("GET", PATH)
        assert rest("GET", PATH, authorization=header).status == 200
        refused(rest, "NonceUsed", authorization=header)

    def test_a_nonce_may_return_at_another_second(self, rest: Any) -> None:
        for shift in (0, 1):
            header = rest.signed("GET", PATH, timestamp=str(int(WORLD) + shift), nonce="abcdefghij")
            assert rest("GET", PATH, authorization=header).status == 200

    def test_a_refused_signature_does_not_use_up_the_nonce(self, rest: Any) -> None:
        at = {"timestamp": WORLD, "nonce": "abcdefghij"}
        wrong = rest.signed("GET", PATH, NETSUITE_TOKEN_SECRET="wrong", **at)
        refused(rest, "InvalidSignature", authorization=wrong)
        assert rest("GET", PATH, authorization=rest.signed("GET", PATH, **at)).status == 200

    def test_short_nonce(self, rest: Any) -> None:
        header = rest.signed("GET", PATH, nonce="abcde")
        refused(rest, "MissingTokenPassportRequiredFields", authorization=header)
        header = rest.signed("GET", PATH, nonce="abcdef")
        assert rest("GET", PATH, authorization=header).status == 200

    @pytest.mark.parametrize("realm", ["5512346", "5512345_SB1", "5512345-sb1"])
    def test_another_account(self, rest: Any, realm: str) -> None:
        header = rest.signed("GET", PATH, NETSUITE_ACCOUNT=realm)
        refused(rest, "token_rejected", authorization=header)

    def test_unknown_consumer(self, rest: Any) -> None:
        header = rest.signed("GET", PATH, NETSUITE_CONSUMER_KEY="nobody")
        refused(rest, "consumer_key_unknown", authorization=header)

    def test_unknown_token(self, rest: Any) -> None:
        header = rest.signed("GET", PATH, NETSUITE_TOKEN_ID="nobody")
        refused(rest, "token_rejected", authorization=header)

    def test_revoked_token(self, rest: Any) -> None:
        rest.netsuite.auth.revoke_token()
        refused(rest, "token_rejected")

    def test_blocked_integration(self, rest: Any) -> None:
        rest.netsuite.auth.block_integration()
        refused(rest, "consumer_key_refused")

    def test_another_version(self, rest: Any) -> None:
        header = rest.signed("GET", PATH).replace('oauth_version="1.0"', 'oauth_version="2.0"')
        refused(rest, "MissingTokenPassportRequiredFields", authorization=header)


class TestSandboxAccount:
    def test_realm_has_an_underscore_and_the_host_a_hyphen(self, make: Any) -> None:
        rest = make("5512345-sb1")
        assert rest.host == "5512345-sb1.suitetalk.api.netsuite.com"
        assert rest("GET", PATH).status == 200
        header = rest.signed("GET", PATH, NETSUITE_ACCOUNT="5512345-sb1")
        response = rest("GET", PATH, authorization=header)
        assert response.status == 401
        assert 'realm="5512345_SB1"' in (response.header("WWW-Authenticate") or "")


class TestLock:
    """Help Center: after five failed logins the user is locked for 30 minutes."""

    def fail(self, rest: Any, times: int) -> None:
        for _ in range(times):
            header = rest.signed("GET", PATH, NETSUITE_TOKEN_SECRET="wrong")
            assert rest("GET", PATH, authorization=header).status == 401

    def test_four_failures_do_not_lock(self, rest: Any) -> None:
        self.fail(rest, 4)
        assert rest("GET", PATH).status == 200

    def test_a_success_starts_the_count_again(self, rest: Any) -> None:
        for _ in range(3):
            self.fail(rest, 4)
            assert rest("GET", PATH).status == 200

    def test_five_lock_even_the_right_signature(self, rest: Any) -> None:
        self.fail(rest, 5)
        refused(rest, "temporary_locked")
        rest.netsuite.clock.advance(timedelta(minutes=29, seconds=59))
        refused(rest, "temporary_locked")

    def test_open_again_after_thirty_minutes_of_world_time(self, rest: Any) -> None:
        self.fail(rest, 5)
        rest.netsuite.clock.advance(timedelta(minutes=30))
        assert rest("GET", PATH).status == 200
        self.fail(rest, 4)
        assert rest("GET", PATH).status == 200

    def test_a_token_that_nobody_has_locks_nobody(self, rest: Any) -> None:
        for _ in range(6):
            header = rest.signed("GET", PATH, NETSUITE_TOKEN_ID="nobody")
            rest("GET", PATH, authorization=header)
        assert rest("GET", PATH).status == 200


class TestAuditTrail:
    def test_desk_shows_it(self, rest: Any) -> None:
        rest("GET", PATH, authorization="")
        [attempt] = rest.netsuite.desk.login_audit()
        assert attempt.detail == "MissingTokenPassportRequiredFields"
        assert attempt.at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def test_names_user_and_integration_but_no_secret(self, rest: Any) -> None:
        rest("GET", PATH, authorization=rest.signed("POST", PATH))
        [attempt] = audit_trail(rest.netsuite)
        assert attempt.user == "integration@acme-outdoor.example"
        assert attempt.integration == "Channel connector"
        assert rest.credentials["NETSUITE_TOKEN_ID"] not in repr(attempt)


class TestNonces:
    def test_stale_ones_are_forgotten(self, rest: Any) -> None:
        table = rest.netsuite.store.tables["auth.netsuite.nonce"]
        for _ in range(1000):
            rest("GET", PATH, authorization=rest.signed("GET", PATH, timestamp=WORLD))
        assert len(table) == 1000
        rest.netsuite.clock.advance(timedelta(minutes=6))
        rest("GET", PATH)
        assert len(table) == 1


def authorization(
    rest: Any, method: str, path: str, *, realm_last: bool = False, **more: str
) -> str:
    """A header made by hand, without oauth_version, over `path` as it stands."""
    known = rest.credentials
    parameters = {
        "oauth_consumer_key": known["NETSUITE_CONSUMER_KEY"],
        "oauth_token": known["NETSUITE_TOKEN_ID"],
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": WORLD,
        "oauth_nonce": f"nonce{len(more)}{path[-4:].encode().hex()}",
        **more,
    }
    url = f"https://{rest.host}{path}"
    normal = oauthlib_signature.normalize_parameters(list(parameters.items()))
    base = f"{method}&{quote(url, safe='~')}&{quote(normal, safe='~')}"
    secrets = Secrets(known["NETSUITE_CONSUMER_SECRET"], known["NETSUITE_TOKEN_SECRET"])
    parameters["oauth_signature"] = oauthlib_signature.sign_hmac_sha256_with_client(base, secrets)
    parts = [f'{name}="{quote(value, safe="")}"' for name, value in parameters.items()]
    realm = f'realm="{known["NETSUITE_ACCOUNT"]}"'
    return "OAuth " + ", ".join([*parts, realm] if realm_last else [realm, *parts])


def test_admission_is_before_the_record(netsuite: NetSuite) -> None:
    """Who is not logged in does not learn whether a record exists."""
    request = Request("GET", netsuite.rest_host, "/services/rest/record/v1/nothing")
    assert netsuite.handle(request).status == 401
