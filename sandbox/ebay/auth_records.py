"""What logging in leaves behind; kept in `auth.ebay.*`."""

from __future__ import annotations

from datetime import datetime

import msgspec

__all__ = ["AccessToken", "Application", "Code", "Grant", "SigningKey"]


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """A keyset: `id` is the client id (App ID), `secret` the Cert ID. `ru_names` maps an eBay
    redirect URL name to the accept URL behind it. `scopes`: what it may ask people for."""

    id: str
    secret: str
    ru_names: dict[str, str]
    scopes: tuple[str, ...]


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """The seller's consent; `id` is the refresh token. `ended`: revoked, or the password was
    changed."""

    id: str
    application: str
    scopes: tuple[str, ...]
    expires: datetime
    ended: bool = False


class Code(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    application: str
    ru_name: str
    scopes: tuple[str, ...]
    expires: datetime


class AccessToken(msgspec.Struct, frozen=True, kw_only=True):
    """`grant` is empty for an application token."""

    id: str
    application: str
    scopes: tuple[str, ...]
    expires: datetime
    grant: str = ""


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """Of Key Management. `id` signingKeyId; `jwe` is what requests bear; `public_key` and
    `private_key` are base64 of SubjectPublicKeyInfo and PKCS#8. `cipher`: ED25519 or RSA. `first`:
    the one that comes with the account."""

    id: str
    application: str
    cipher: str
    jwe: str
    public_key: str
    private_key: str
    created: datetime
    expires: datetime
    first: bool = False
