"""Pairs of keys for digital signatures, the same for the same seed.

Source: developer.ebay.com "Key Management API": Ed25519 or RSA, a private key that is told once, a
JWE that stands for the public key in requests, three years.
"""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

__all__ = ["CIPHERS", "YEARS", "jwe", "pair"]

CIPHERS = ("ED25519", "RSA")
YEARS = 3
_EXPONENT = 65537
_SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]


def pair(cipher: str, source: Random) -> tuple[str, str]:
    """Public key (SubjectPublicKeyInfo) and private key (PKCS#8), base64 without armour."""
    from cryptography.hazmat.primitives import serialization as s  # slow to load, seldom needed

    key = _ed25519(source) if cipher == "ED25519" else _rsa(source)
    public = key.public_key().public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption())
    return b64encode(public).decode(), b64encode(private).decode()


def jwe(key_id: str, source: Random) -> str:
    """Five parts, of which only eBay can read more than the first."""
    header = f'{{"zip":"DEF","kid":"{key_id}","enc":"A256GCM","alg":"A256GCMKW"}}'.encode()
    parts = (
        header,
        source.randbytes(32),
        source.randbytes(12),
        source.randbytes(240),
        source.randbytes(16),
    )
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _ed25519(source: Random) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(source.randbytes(32))


def _rsa(source: Random) -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric import rsa

    p, q = _prime(source), _prime(source)
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


def _prime(source: Random) -> int:
    """Of 1,024 bits, the two highest set. Fermat's test to four bases: no number of this size
    that is drawn at random and passes it is known to be composite."""
    candidate = source.getrandbits(1024) | (3 << 1022) | 1
    while (
        any(candidate % small == 0 for small in _SMALL)
        or candidate % _EXPONENT == 1
        or any(pow(base, candidate - 1, candidate) != 1 for base in (2, 3, 5, 7))
    ):
        candidate += 2
    return candidate
