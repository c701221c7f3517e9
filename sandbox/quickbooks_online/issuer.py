"""The key with which Intuit signs id tokens, and the document in which a client finds it.

One key for all worlds: it belongs to the issuer, not to an account. Its two primes are the first
fitting numbers after a hash of their names, so nothing is drawn and nobody has to search.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

__all__ = ["ISSUER", "JWKS_PATH", "jwks", "signed"]

ISSUER = "https://oauth.platform.intuit.com/op/v1"
JWKS_PATH = "/op/v1/jwks"
_KEY_ID = "r4p5SbL2qaFehFzhj8gI"
_EXPONENT = 65537
_STEPS = {"p": 1950, "q": 646}  # from the hash to the prime


def _prime(name: str) -> int:
    parts = (hashlib.sha256(f"quickbooks issuer {name} {n}".encode()).digest() for n in range(4))
    return (int.from_bytes(b"".join(parts), "big") | (3 << 1022) | 1) + _STEPS[name]


@lru_cache(maxsize=1)
def _key() -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric import rsa  # slow to load, seldom needed

    p, q = _prime("p"), _prime("q")
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(_EXPONENT, p * q),
    ).private_key()


def jwks() -> dict[str, Any]:
    """The key set of `jwks_uri`."""
    modulus = _prime("p") * _prime("q")
    return {
        "keys": [
            {
                "kty": "RSA",
                "e": _encoded(_EXPONENT.to_bytes(3, "big")),
                "use": "sig",
                "kid": _KEY_ID,
                "alg": "RS256",
                "n": _encoded(modulus.to_bytes(256, "big")),
            }
        ]
    }


def signed(claims: dict[str, Any]) -> str:
    """A compact JWS (RS256)."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    header = {"kid": _KEY_ID, "typ": "JWT", "alg": "RS256"}
    text = ".".join(
        _encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)
    )
    return f"{text}.{_encoded(_key().sign(text.encode(), PKCS1v15(), SHA256()))}"


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
