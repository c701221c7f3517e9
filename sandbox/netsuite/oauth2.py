"""OAuth 2.0 client credentials (machine to machine): the token endpoint and its bearer tokens.

A client signs a JWT with the private key of a certificate that the account knows, and gets an
access token for an hour. Sources: Help Center "OAuth 2.0 Client Credentials Flow", "The Request
Token Structure", "POST Request to the Token Endpoint and the Access Token Response". The exact
`error_description` texts are not published; the `error` words are those of RFC 6749, 5.2.

`iat` and `exp` count by the wall's or the world's time, whichever fits: the client signs with its
own clock. The life of the access token is world time.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import msgspec

from sandbox.kernel.routing import Request
from sandbox.kernel.universe import Universe
from sandbox.netsuite.errors import TokenRefused
from sandbox.netsuite.roles import ADMINISTRATOR

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

__all__ = ["SCOPES", "BearerToken", "Certificate", "OAuth2", "compact_token"]

ALGORITHMS = ("PS256", "PS384", "PS512", "ES256", "ES384", "ES512")  # RS256 is refused
SCOPES = ("rest_webservices", "restlets", "suite_analytics")
LIFE = 3600  # seconds, of an access token and the longest of an assertion
_SKEW = 300  # seconds a client's clock may be ahead
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A row of Setup > Integration > OAuth 2.0 Client Credentials. `id` is the JWT's `kid`.

    `pem` is a certificate or a bare public key.
    """

    id: str
    pem: str
    client: str
    user: str
    role: int = ADMINISTRATOR
    active: bool = True


class BearerToken(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is the token as the client sends it."""

    id: str
    user: str
    scopes: tuple[str, ...]
    expires: datetime
    client: str
    role: int = ADMINISTRATOR
    revoked: bool = False


class OAuth2:
    """The OAuth 2.0 side of one account's logins."""

    def __init__(self, universe: Universe, account: str, client: str, user: str) -> None:
        self.account = account
        self._universe = universe
        self._clock = universe.clock
        self._client = client
        self._user = user
        self.certificates = universe.store.table("auth.netsuite.certificate", Certificate)
        self.bearers = universe.store.table("auth.netsuite.bearer", BearerToken)
        self.certificate_id = universe.ids.fixed("netsuite.certificate_id", 43)
        self._signing_key = universe.ids.fixed("netsuite.bearer_key", 64)
        self._private_key: EllipticCurvePrivateKey | None = None

    def register_certificate(
        self, pem: str, certificate_id: str, role: int = ADMINISTRATOR
    ) -> Certificate:
        """Map a certificate (or public key, PEM) to the account's integration, user and a role."""
        return self.certificates.put(
            Certificate(id=certificate_id, pem=pem, client=self._client, user=self._user, role=role)
        )

    def revoke_certificate(self, certificate_id: str) -> None:
        """Assertions of this certificate are refused from now on. Raises KeyError."""
        known = self._certificate(certificate_id)
        if known is None:
            raise KeyError(certificate_id)
        self.certificates.put(msgspec.structs.replace(known, active=False))

    def private_key_pem(self) -> str:
        """The world's own key (EC P-256, for ES256), the same for the same seed."""
        from cryptography.hazmat.primitives.serialization import (
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        pem = (
            self._key()
            .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            .decode("ascii")
        )
        return self._universe.secrets.add(pem, "NETSUITE_PRIVATE_KEY")

    def _key(self) -> EllipticCurvePrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

        if self._private_key is None:
            number = int(
                self._universe.ids.fixed("netsuite.private_key", 64, "0123456789abcdef"), 16
            )
            self._private_key = derive_private_key(number % (_P256_ORDER - 1) + 1, SECP256R1())
        return self._private_key

    def _certificate(self, certificate_id: str) -> Certificate | None:
        if certificate_id == self.certificate_id and certificate_id not in self.certificates:
            from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

            public = self._key().public_key()
            pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            return self.register_certificate(pem.decode("ascii"), certificate_id)
        return self.certificates.get(certificate_id)

    # The bearer of a call

    def check_bearer(self, token: str, scope: str) -> tuple[str, BearerToken | None]:
        """(cause, bearer): the cause is empty when the token may call services of `scope`."""
        bearer = self.bearers.get(token)
        if bearer is None or bearer.revoked:
            return "TokenRejected", bearer
        if self._clock.now() >= bearer.expires:
            return "AccessTokenExpired", bearer
        if scope not in bearer.scopes:
            return "permission_denied", bearer
        return "", bearer

    # The token endpoint

    def grant(self, form: Mapping[str, str], origins: tuple[str, ...]) -> BearerToken:
        """Answer a token request for client credentials. `origins`: the URLs that `aud` may name.
        Raises TokenRefused."""
        if form.get("client_assertion_type") != _ASSERTION:
            raise TokenRefused(
                "invalid_request",
                "The client_assertion_type parameter is missing or not supported.",
                "",
            )
        assertion = form.get("client_assertion", "")
        if not assertion:
            raise TokenRefused("invalid_request", "The client_assertion parameter is missing.", "")
        certificate, claims = self._verified(assertion)
        if claims.get("iss") != certificate.client:
            raise TokenRefused(
                "invalid_client",
                "The iss claim does not name the integration of the certificate.",
                "InvalidIntegration",
            )
        audience = claims.get("aud")
        named = audience if isinstance(audience, list) else [audience]
        if not any(name in origins for name in named):
            raise TokenRefused(
                "invalid_grant", "The aud claim is not the token endpoint.", "InvalidSignature"
            )
        scopes = _scopes(claims.get("scope"))
        self._check_times(claims)
        return self.issue(certificate.user, scopes, certificate.role)

    def issue(self, user: str, scopes: tuple[str, ...], role: int = ADMINISTRATOR) -> BearerToken:
        """A new access token, valid for an hour of world time."""
        now = self._clock.now()
        claims = {
            "sub": user,
            "aud": [self._client],
            "scope": list(scopes),
            "iss": "https://system.netsuite.com",
            "iat": int(now.timestamp()),
            "exp": int(now.timestamp()) + LIFE,
            "jti": self._universe.ids.token("netsuite.bearer", 32),
        }
        token = compact_token(claims, self._signing_key)
        self._universe.secrets.add(token, "NETSUITE_ACCESS_TOKEN")
        return self.bearers.put(
            BearerToken(
                id=token,
                user=user,
                scopes=scopes,
                expires=now + timedelta(seconds=LIFE),
                client=self._client,
                role=role,
            )
        )

    @staticmethod
    def read_form(request: Request) -> dict[str, str]:
        """The body of a token request. Raises TokenRefused."""
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/x-www-form-urlencoded":
            raise TokenRefused(
                "invalid_request",
                "The request must be sent as application/x-www-form-urlencoded.",
                "",
            )
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        if len({name for name, _ in pairs}) != len(pairs):
            raise TokenRefused("invalid_request", "A parameter is included more than once.", "")
        return dict(pairs)

    def _verified(self, assertion: str) -> tuple[Certificate, dict[str, Any]]:
        """The certificate that signed the assertion, and its claims."""
        from joserfc import jws, jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import ECKey, RSAKey

        try:
            header = jws.extract_compact(assertion.encode()).headers()
        except (JoseError, ValueError) as error:
            raise TokenRefused(
                "invalid_request", "The client_assertion is not a JWT.", "InvalidSignature"
            ) from error
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise TokenRefused(
                "invalid_request",
                f"The algorithm {algorithm} of the client_assertion is not supported.",
                "UnknownAlgorithm",
            )
        if header.get("typ", "JWT") != "JWT":
            raise TokenRefused(
                "invalid_request", "The client_assertion is not a JWT.", "InvalidSignature"
            )
        kid = header.get("kid")
        certificate = self._certificate(kid) if isinstance(kid, str) else None
        if certificate is None or not certificate.active:
            raise TokenRefused(
                "invalid_client", "The certificate is unknown or revoked.", "token_rejected"
            )
        kind: type[RSAKey] | type[ECKey] = RSAKey if algorithm.startswith("PS") else ECKey
        try:
            key = kind.import_key(_public_key(certificate.pem))
            return certificate, jwt.decode(assertion, key, algorithms=[algorithm]).claims
        except (JoseError, ValueError) as error:
            raise TokenRefused(
                "invalid_grant",
                "The signature of the client_assertion is not valid.",
                "InvalidSignature",
            ) from error

    def _check_times(self, claims: dict[str, Any]) -> None:
        issued, expires = claims.get("iat"), claims.get("exp")
        if (
            not isinstance(issued, int)
            or not isinstance(expires, int)
            or isinstance(issued, bool)
            or isinstance(expires, bool)
        ):
            raise TokenRefused(
                "invalid_grant", "The iat and exp claims are required.", "InvalidTimestamp"
            )
        if not 0 < expires - issued <= LIFE:
            raise TokenRefused(
                "invalid_grant",
                "The exp claim must be at most 60 minutes after the iat claim.",
                "InvalidTimestamp",
            )
        if not any(
            issued <= now + _SKEW and now < expires
            for now in (self._clock.wall().timestamp(), self._clock.now().timestamp())
        ):
            raise TokenRefused(
                "invalid_grant", "The client_assertion has expired.", "InvalidTimestamp"
            )


def _scopes(claim: object) -> tuple[str, ...]:
    """`scope` may be one word, a comma list or an array; all three are seen in the field."""
    if isinstance(claim, str):
        words = [word.strip() for word in claim.split(",")]
    elif isinstance(claim, list) and all(isinstance(word, str) for word in claim):
        words = list(claim)
    else:
        words = []
    if not words or any(word not in SCOPES for word in words):
        raise TokenRefused(
            "invalid_scope", "The scope claim is missing or names an unknown scope.", ""
        )
    return tuple(dict.fromkeys(words))


def _public_key(pem: str) -> str:
    if "BEGIN CERTIFICATE" not in pem:
        return pem
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from cryptography.x509 import load_pem_x509_certificate

    public = load_pem_x509_certificate(pem.encode()).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def compact_token(claims: dict[str, Any], key: str) -> str:
    """Claims as a JWT that only this world can have sealed."""
    text = _segment({"typ": "JWT", "alg": "HS256"}) + "." + _segment(claims)
    seal = hmac.digest(key.encode(), text.encode(), "sha256")
    return f"{text}.{urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def _segment(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()
