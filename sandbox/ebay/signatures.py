"""Digital signatures of requests (RFC 9421, as eBay uses it).

A seller of the United Kingdom or the EU signs every call about money: the components that
`Signature-Input` lists, each on a line of its own, the parameters last. The path goes without the
query, the authority is the one the client called. RSA keys may sign as PKCS#1 v1.5 or as PSS.

Sources: developer.ebay.com "Digital signatures for APIs"; eBay/digital-signature-verification-
ebay-api #19 to #27 (error texts, both RSA modes); three clients (which authority they sign). The
width of the time window and the numbers for a missing `Signature` are not published.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sandbox.ebay.errors import SignatureError
from sandbox.kernel.routing import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.ebay.auth_records import SigningKey
    from sandbox.kernel.clock import Clock
    from sandbox.kernel.store import Table

__all__ = ["TOLERANCE", "bases", "holds", "verify"]

TOLERANCE = 300  # seconds
_KEY = "x-ebay-signature-key"
_NEEDED = frozenset({_KEY, "@method", "@path", "@authority"})
_INPUT = re.compile(r'([a-z*][\w.*-]*)=(\(([^()]*)\)(?:;[a-z*][\w.*-]*=(?:"[^"]*"|-?\d+))*)')
_CREATED = re.compile(r";created=(\d{1,15})(?:;|$)")
_COMPONENTS = re.compile(r'(?:"[^"]*"(?: +|$))*')
_DIGEST = re.compile(r"([a-z*][a-z0-9.*_-]*)=:([A-Za-z0-9+/=]*):")
_HASHES = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


def verify(request: Request, keys: Table[SigningKey], application: str, clock: Clock) -> None:
    """Raises SignatureError."""
    headers = request.headers
    for name in (_KEY, "signature-input", "signature"):
        if not headers.get(name, "").strip():
            raise SignatureError(215001, f"Missing {name} header")
    key = next((each for each in keys if each.jwe == headers[_KEY].strip()), None)
    if key is None or key.application != application or clock.now() >= key.expires:
        raise _invalid(215122)
    label, given, components = _input(headers["signature-input"])
    created = _CREATED.search(given)
    if created is None or not _fresh(int(created[1]), clock):
        raise SignatureError(
            215114, "The create time of signature parameters is not in right range"
        )
    if request.body and not _digest_holds(headers.get("content-digest", ""), request.body):
        raise _invalid()
    needed = _NEEDED | ({"content-digest"} if request.body else set())
    if not needed <= set(components) or len(set(components)) != len(components):
        raise _invalid()
    signature = _signature(headers["signature"], label)
    if not any(
        holds(key.public_key, signature, base.encode())
        for base in bases(request, components, given)
    ):
        raise _invalid()


def _invalid(number: int = 215120) -> SignatureError:
    return SignatureError(number, "Signature validation failed")


def _fresh(created: int, clock: Clock) -> bool:
    """By the wall's or the world's time: a client signs with its own clock."""
    return any(abs(created - now.timestamp()) <= TOLERANCE for now in (clock.wall(), clock.now()))


def _input(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Label, parameters as they were written, and the components they list."""
    match = _INPUT.fullmatch(text.strip())
    if match is None or _COMPONENTS.fullmatch(match[3].strip()) is None:
        raise _invalid()
    return match[1], match[2], tuple(part.strip('"') for part in match[3].split())


def _signature(text: str, label: str) -> bytes:
    match = re.fullmatch(rf"{re.escape(label)}=:([A-Za-z0-9+/=]+):", text.strip())
    if match is None:
        raise _invalid()
    try:
        return b64decode(match[1], validate=True)
    except binascii.Error:
        raise _invalid() from None


def _digest_holds(text: str, body: bytes) -> bool:
    """One of the two that eBay knows is needed; where both are sent, both have to hold. Others
    are passed over, as RFC 9530 has it."""
    found = [_DIGEST.fullmatch(each.strip()) for each in text.split(",")]
    if not all(found):
        return False
    told = {match[1]: match[2] for match in found if match is not None and match[1] in _HASHES}
    try:
        return bool(told) and all(
            b64decode(value, validate=True) == _HASHES[name](body).digest()
            for name, value in told.items()
        )
    except binascii.Error:
        return False


def bases(request: Request, components: tuple[str, ...], given: str) -> Iterator[str]:
    """What may have been signed: clients that were sent to another address sign that one, with
    or without its port, or eBay's own."""
    called = urlsplit(request.origin)
    seen = set()
    for authority, path in (
        (called.netloc, called.path + request.raw_path),
        (called.hostname or "", called.path + request.raw_path),
        (request.host, request.raw_path),
    ):
        if (authority, path) in seen:
            continue
        seen.add((authority, path))
        values = {"@method": request.method, "@path": path, "@authority": authority.lower()}
        lines = []
        for name in components:
            value = values.get(name, request.headers.get(name))
            if value is None:
                return
            lines.append(f'"{name}": {value.strip()}')
        yield "\n".join((*lines, f'"@signature-params": {given}'))


def holds(public_key: str, signature: bytes, base: bytes) -> bool:
    """`public_key`: base64 of SubjectPublicKeyInfo."""
    from cryptography.exceptions import InvalidSignature  # slow to load; few sellers sign
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    public = load_der_public_key(b64decode(public_key))
    if isinstance(public, Ed25519PublicKey):
        try:
            public.verify(signature, base)
        except InvalidSignature:
            return False
        return True
    if isinstance(public, RSAPublicKey):
        for padding in (PKCS1v15(), PSS(MGF1(SHA256()), PSS.AUTO)):
            try:
                public.verify(signature, base, padding, SHA256())
            except InvalidSignature:
                continue
            return True
    return False
