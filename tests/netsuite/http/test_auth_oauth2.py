"""OAuth 2.0 client credentials: the token endpoint and what its tokens open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.auth import audit_trail

HOST = "5512345.suitetalk.api.netsuite.com"
PATH = "/services/rest/auth/oauth2/v1/token"
NOW = int(datetime(2026, 11, 24, 9, 0, tzinfo=UTC).timestamp())
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
BODY_401 = b'"status":401'


def pem(key: Any) -> str:
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii"))


def public_pem(key: Any) -> str:
    found = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return str(found.decode("ascii"))


RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


def assertion(rest: Any, *, header: Any = None, private: str = "", **claims: Any) -> str:
    """The world's own assertion; a claim or header of None leaves that one out."""
    known = rest.credentials
    protected = {
        "typ": "JWT",
        "alg": "ES256",
        "kid": known["NETSUITE_CERTIFICATE_ID"],
    } | (header or {})
    payload = {
        "iss": known["NETSUITE_CLIENT_ID"],
        "aud": f"https://{HOST}{PATH}",
        "scope": "rest_webservices",
        "iat": NOW,
        "exp": NOW + 3600,
    } | claims
    kind = ECKey if protected["alg"].startswith("ES") else RSAKey
    return jwt.encode(
        {name: value for name, value in protected.items() if value is not None},
        {name: value for name, value in payload.items() if value is not None},
        kind.import_key(private or known["NETSUITE_PRIVATE_KEY"]),
        algorithms=[protected["alg"]],
    )


def ask(rest: Any, token: str = "", content_type: str = "", **form: Any) -> Response:
    fields = {
        "grant_type": "client_credentials",
        "client_assertion_type": TYPE,
        "client_assertion": token or assertion(rest),
    } | form
    body = urlencode({name: value for name, value in fields.items() if value is not None})
    kind = content_type or "application/x-www-form-urlencoded"
    return rest("POST", PATH, body=body.encode(), headers={"Content-Type": kind}, authorization="")


def refused(rest: Any, response: Response, error: str, description: str) -> None:
    assert response.status == 400
    assert response.body == (f'{{"error":"{error}","error_description":"{description}"}}'.encode())
    assert response.header("Content-Type") == "application/json; charset=utf-8"
    assert response.header("Cache-Control") == "no-store"
    assert len(rest.netsuite.store.tables["auth.netsuite.bearer"]) == 0


def token_of(response: Response) -> str:
    assert response.status == 200, response.body
    return str(response_json(response)["access_token"])


def response_json(response: Response) -> Any:
    return Request("GET", "h", "/", body=response.body).json()


def call(rest: Any, token: str, path: str = "/currency") -> Response:
    return rest("GET", path, authorization=f"Bearer {token}")  # type: ignore[no-any-return]


class TestGrant:
    def test_answer(self, rest: Any) -> None:
        response = ask(rest)
        found = response_json(response)
        assert response.status == 200
        assert list(found) == ["access_token", "expires_in", "token_type"]
        assert found["expires_in"] == 3600
        assert found["token_type"] == "Bearer"
        assert found["access_token"].count(".") == 2
        assert response.header("Cache-Control") == "no-store"
        assert audit_trail(rest.netsuite)[-1].status == "Success"

    def test_opens_the_record_service(self, rest: Any) -> None:
        assert call(rest, token_of(ask(rest))).status == 200

    def test_the_token_is_kept_out_of_logs(self, rest: Any) -> None:
        token = token_of(ask(rest))
        assert rest.netsuite.universe.secrets.redact(token) == "[NETSUITE_ACCESS_TOKEN]"

    @pytest.mark.parametrize("algorithm", ["PS256", "PS384", "PS512"])
    def test_rsa_pss(self, rest: Any, algorithm: str) -> None:
        rest.netsuite.desk.register_certificate(public_pem(RSA), "rsa")
        token = assertion(rest, header={"alg": algorithm, "kid": "rsa"}, private=pem(RSA))
        assert call(rest, token_of(ask(rest, token))).status == 200

    @pytest.mark.parametrize("algorithm", ["ES256", "ES384", "ES512"])
    def test_elliptic_curves(self, rest: Any, algorithm: str) -> None:
        key = ec.generate_private_key(CURVES[algorithm])
        rest.netsuite.desk.register_certificate(public_pem(key), "ec")
        token = assertion(rest, header={"alg": algorithm, "kid": "ec"}, private=pem(key))
        assert call(rest, token_of(ask(rest, token))).status == 200

    def test_a_certificate_is_as_good_as_its_key(self, rest: Any) -> None:
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "connector")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(RSA.public_key())
            .serial_number(1)
            .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
            .sign(RSA, hashes.SHA256())
        )
        text = certificate.public_bytes(Encoding.PEM).decode()
        rest.netsuite.desk.register_certificate(text, "x509")
        token = assertion(rest, header={"alg": "PS256", "kid": "x509"}, private=pem(RSA))
        assert ask(rest, token).status == 200

    @pytest.mark.parametrize(
        "scope",
        [
            "rest_webservices",
            "restlets,rest_webservices",
            "restlets, rest_webservices",
            ["restlets", "rest_webservices", "suite_analytics"],
        ],
    )
    def test_forms_of_scope(self, rest: Any, scope: Any) -> None:
        token = token_of(ask(rest, assertion(rest, scope=scope)))
        assert call(rest, token).status == 200

    @pytest.mark.parametrize("host", [HOST, "5512345.restlets.api.netsuite.com"])
    def test_both_hosts_as_audience(self, rest: Any, host: str) -> None:
        assert ask(rest, assertion(rest, aud=f"https://{host}{PATH}")).status == 200
        assert ask(rest, assertion(rest, aud=[f"https://{host}{PATH}"])).status == 200

    def test_by_the_wall_while_the_world_stands(self, rest: Any) -> None:
        wall = int(rest.netsuite.clock.wall().timestamp())
        assert ask(rest, assertion(rest, iat=wall, exp=wall + 300)).status == 200

    def test_the_world_key_is_the_same_for_the_same_seed(self, make: Any) -> None:
        one, two = make(), make()
        assert one.credentials == two.credentials
        assert ask(two, assertion(one)).status == 200


class TestRefused:
    def test_not_a_form(self, rest: Any) -> None:
        refused(
            rest,
            ask(rest, content_type="application/json"),
            "invalid_request",
            "The request must be sent as application/x-www-form-urlencoded.",
        )

    @pytest.mark.parametrize("grant", [None, "password", "implicit"])
    def test_grant_type(self, rest: Any, grant: str | None) -> None:
        refused(
            rest,
            ask(rest, grant_type=grant),
            "invalid_request",
            "The grant_type parameter is missing or not supported.",
        )

    def test_assertion_type(self, rest: Any) -> None:
        refused(
            rest,
            ask(rest, client_assertion_type="jwt"),
            "invalid_request",
            "The client_assertion_type parameter is missing or not supported.",
        )

    def test_no_assertion(self, rest: Any) -> None:
        refused(
            rest,
            ask(rest, client_assertion=None),
            "invalid_request",
            "The client_assertion parameter is missing.",
        )

    def test_a_parameter_twice(self, rest: Any) -> None:
        body = b"grant_type=client_credentials&grant_type=client_credentials"
        response = rest(
            "POST",
            PATH,
            body=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            authorization="",
        )
        refused(rest, response, "invalid_request", "A parameter is included more than once.")

    @pytest.mark.parametrize("text", ["garbage", "a.b.c", "e30.e30.AAAA"])
    def test_not_a_jwt(self, rest: Any, text: str) -> None:
        response = ask(rest, text)
        assert response.status == 400
        assert response_json(response)["error"] == "invalid_request"

    def test_rs256(self, rest: Any) -> None:
        rest.netsuite.desk.register_certificate(public_pem(RSA), "rsa")
        token = assertion(rest, header={"alg": "RS256", "kid": "rsa"}, private=pem(RSA))
        refused(
            rest,
            ask(rest, token),
            "invalid_request",
            "The algorithm RS256 of the client_assertion is not supported.",
        )
        assert audit_trail(rest.netsuite)[-1].detail == "UnknownAlgorithm"

    @pytest.mark.parametrize("kid", ["nobody", None])
    def test_unknown_certificate(self, rest: Any, kid: str | None) -> None:
        refused(
            rest,
            ask(rest, assertion(rest, header={"kid": kid})),
            "invalid_client",
            "The certificate is unknown or revoked.",
        )

    def test_revoked_certificate(self, rest: Any) -> None:
        oauth2 = rest.netsuite.auth.oauth2
        oauth2.revoke_certificate(oauth2.certificate_id)
        refused(rest, ask(rest), "invalid_client", "The certificate is unknown or revoked.")

    def test_signed_with_another_key(self, rest: Any) -> None:
        other = pem(ec.generate_private_key(ec.SECP256R1()))
        refused(
            rest,
            ask(rest, assertion(rest, private=other)),
            "invalid_grant",
            "The signature of the client_assertion is not valid.",
        )
        assert audit_trail(rest.netsuite)[-1].detail == "InvalidSignature"

    def test_another_issuer(self, rest: Any) -> None:
        refused(
            rest,
            ask(rest, assertion(rest, iss="another")),
            "invalid_client",
            "The iss claim does not name the integration of the certificate.",
        )

    @pytest.mark.parametrize("aud", [None, "https://example.com", f"http://{HOST}{PATH}", []])
    def test_another_audience(self, rest: Any, aud: Any) -> None:
        refused(
            rest,
            ask(rest, assertion(rest, aud=aud)),
            "invalid_grant",
            "The aud claim is not the token endpoint.",
        )

    @pytest.mark.parametrize("scope", [None, "", "everything", "rest_webservices,everything", []])
    def test_scope(self, rest: Any, scope: Any) -> None:
        refused(
            rest,
            ask(rest, assertion(rest, scope=scope)),
            "invalid_scope",
            "The scope claim is missing or names an unknown scope.",
        )

    @pytest.mark.parametrize("claims", [{"iat": None}, {"exp": None}, {"iat": "now"}])
    def test_times_missing(self, rest: Any, claims: Any) -> None:
        refused(
            rest,
            ask(rest, assertion(rest, **claims)),
            "invalid_grant",
            "The iat and exp claims are required.",
        )

    @pytest.mark.parametrize("exp", [NOW + 3601, NOW, NOW - 1])
    def test_too_long_or_backwards(self, rest: Any, exp: int) -> None:
        refused(
            rest,
            ask(rest, assertion(rest, exp=exp)),
            "invalid_grant",
            "The exp claim must be at most 60 minutes after the iat claim.",
        )

    @pytest.mark.parametrize("iat", [NOW - 3600, NOW + 301])
    def test_expired_or_from_the_future(self, rest: Any, iat: int) -> None:
        """1 November 2015: neither the wall nor the world is near."""
        then = iat - 347_155_200
        refused(
            rest,
            ask(rest, assertion(rest, iat=then, exp=then + 3600)),
            "invalid_grant",
            "The client_assertion has expired.",
        )


class TestBearer:
    def test_lives_an_hour_of_world_time(self, rest: Any) -> None:
        token = token_of(ask(rest))
        rest.netsuite.clock.advance(timedelta(seconds=3599))
        assert call(rest, token).status == 200
        rest.netsuite.clock.advance(timedelta(seconds=1))
        self.refused(rest, token, "AccessTokenExpired")

    def test_unknown(self, rest: Any) -> None:
        self.refused(rest, "nothing", "TokenRejected")

    def test_restlets_only(self, rest: Any) -> None:
        token = token_of(ask(rest, assertion(rest, scope="restlets")))
        self.refused(rest, token, "permission_denied")

    def refused(self, rest: Any, token: str, cause: str) -> None:
        response = call(rest, token)
        assert response.status == 401
        assert BODY_401 in response.body
        assert b'"o:errorCode":"INVALID_LOGIN"' in response.body
        assert response.header("WWW-Authenticate") == (
            'Bearer realm="5512345", error="invalid_token", '
            'error_description="Invalid login attempt."'
        )
        last = audit_trail(rest.netsuite)[-1]
        assert (last.method, last.detail) == ("OAuth 2.0", cause)
