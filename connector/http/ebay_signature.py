"""Digital signatures of eBay's calls, for sellers who are at home in the United Kingdom or the EU.

A signature covers method, path (without its query), authority, the key's JWE and, where there is
one, a digest of the body; `created` is now. Ed25519, or RSA with PKCS#1 v1.5. Where a call is not
about money eBay ignores it, so every call is signed.

Source: developer.ebay.com "Digital signatures for APIs"; RFC 9421; RFC 9530.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import httpx

from connector.clock import Clock

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    SigningKey = Ed25519PrivateKey | RSAPrivateKey

__all__ = ["Signer", "read_key"]

_KEY = "x-ebay-signature-key"


def read_key(text: str) -> SigningKey:
    """A PKCS#8 private key: PEM, or the base64 that the Key Management API tells. Raises
    ValueError without showing the key."""
    from cryptography.exceptions import UnsupportedAlgorithm  # slow to load; few sellers sign
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    try:
        if "-----BEGIN" in text:
            key = serialization.load_pem_private_key(text.strip().encode(), password=None)
        else:
            der = b64decode("".join(text.split()), validate=True)
            key = serialization.load_der_private_key(der, password=None)
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm):
        raise ValueError("is no unencrypted private key in PEM or base64 (PKCS#8)") from None
    if not isinstance(key, Ed25519PrivateKey | RSAPrivateKey):
        raise ValueError("is neither an Ed25519 nor an RSA key")  # noqa: TRY004
    return key


class Signer:
    """Of one seller's calls. `jwe` stands for the public key."""

    def __init__(self, key: str, jwe: str, clock: Clock) -> None:
        self._key = read_key(key)
        self._jwe = jwe
        self._clock = clock

    def sign(self, request: httpx.Request) -> None:
        """Sets the headers; the body must be at hand."""
        headers = request.headers
        headers[_KEY] = self._jwe
        headers["x-ebay-enforce-signature"] = "true"
        covered = {_KEY: self._jwe, "@method": request.method, "@path": _path(request)}
        covered["@authority"] = request.url.netloc.decode("ascii").lower()
        if request.content:
            digest = b64encode(hashlib.sha256(request.content).digest()).decode()
            headers["content-digest"] = f"sha-256=:{digest}:"
            covered = {"content-digest": headers["content-digest"], **covered}
        created = int(self._clock.now().timestamp())
        names = " ".join(f'"{name}"' for name in covered)
        given = f"({names});created={created}"
        lines = [f'"{name}": {value}' for name, value in covered.items()]
        base = "\n".join((*lines, f'"@signature-params": {given}'))
        headers["signature-input"] = f"sig1={given}"
        headers["signature"] = f"sig1=:{b64encode(self._over(base.encode())).decode()}:"

    def _over(self, base: bytes) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.hashes import SHA256

        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(base, PKCS1v15(), SHA256())
        return self._key.sign(base)


def _path(request: httpx.Request) -> str:
    return request.url.raw_path.partition(b"?")[0].decode("ascii")
