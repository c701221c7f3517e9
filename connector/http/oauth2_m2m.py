"""OAuth 2.0 client credentials with a certificate: how NetSuite logs machines in.

A JWT signed with the private key whose certificate is mapped in the account buys an access token
for an hour; there is no refresh token, one asks again. RS256 is refused by NetSuite; PS256 for
RSA keys and ES256/384/512 for elliptic curves are taken. Source: Help Center "POST Request to
the Token Endpoint and the Access Token Response", "The Request Token Structure".
"""

from __future__ import annotations

from collections.abc import Callable

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyTypeError
from joserfc.jwk import ECKey, RSAKey

from connector.clock import Clock
from connector.http.tokens import RenewedToken

__all__ = ["ClientCertificateAuth"]

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CURVE_ALGORITHMS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
ASSERTION_SECONDS = 300  # NetSuite takes up to an hour; a stolen assertion should not live so long


class ClientCertificateAuth(RenewedToken):
    """`private_key` is PEM. Raises ValueError when it cannot be read, InvalidKeyTypeError when it
    is neither RSA nor EC."""

    def __init__(
        self,
        *,
        token_url: str,
        client_id: str,
        certificate_id: str,
        private_key: str,
        clock: Clock,
        scope: str = "rest_webservices",
        jti: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(clock)
        self._token_url = token_url
        self._client_id = client_id
        self._certificate_id = certificate_id
        self._scope = scope
        self._key, self._algorithm = _load(private_key)
        self._jti = jti

    def token_request(self) -> httpx.Request:
        return httpx.Request(
            "POST",
            self._token_url,
            data={
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": self._assertion(),
            },
        )

    def apply(self, request: httpx.Request, token: str) -> None:
        request.headers["Authorization"] = f"Bearer {token}"

    def _assertion(self) -> str:
        now = int(self._clock.now().timestamp())
        claims: dict[str, object] = {
            "iss": self._client_id,
            "aud": self._token_url,
            "scope": self._scope,
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
        }
        if self._jti is not None:
            claims["jti"] = self._jti()
        header = {"typ": "JWT", "alg": self._algorithm, "kid": self._certificate_id}
        return jwt.encode(header, claims, self._key, algorithms=[self._algorithm])


def _load(pem: str) -> tuple[RSAKey | ECKey, str]:
    try:
        curve = ECKey.import_key(pem)
    except InvalidKeyTypeError:
        return RSAKey.import_key(pem), "PS256"
    return curve, CURVE_ALGORITHMS[str(curve.curve_name)]
