"""What a login leaves: apps, codes, connections and their tokens."""

from __future__ import annotations

from datetime import datetime

import msgspec

__all__ = ["AccessToken", "App", "Code", "Connection", "RefreshToken"]


class App(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of one app. `id` is the client id."""

    id: str
    secret: str
    title: str
    redirect_uris: tuple[str, ...]


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """What a consent leaves in the redirect: good for one trade."""

    id: str
    app_id: str
    realm_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    expires_at: datetime


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """An app in a company. `refresh` is the one refresh token that is good, since
    `refresh_since`."""

    id: int
    app_id: str
    realm_id: str
    scopes: tuple[str, ...]
    began: datetime
    refresh: str
    refresh_since: datetime
    ended: bool = False


class RefreshToken(msgspec.Struct, frozen=True, kw_only=True):
    """Every refresh token that a connection ever had."""

    id: str
    connection: int


class AccessToken(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    connection: int
    expires_at: datetime
