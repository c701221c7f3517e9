"""What logging in leaves behind; kept in `auth.amazon.*`."""

from __future__ import annotations

from datetime import datetime

import msgspec

__all__ = ["AccessToken", "Client", "Code", "Grant", "Resource"]


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """An application. `overdue`: its secret was not rotated in time."""

    id: str
    secret: str
    roles: tuple[str, ...]
    overdue: bool = False


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's consent for one region; `id` is the refresh token."""

    id: str
    client: str
    region: str
    withdrawn: bool = False


class Code(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    client: str
    region: str
    expires: datetime


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """`path` literal or with names in braces."""

    method: str
    path: str
    elements: tuple[str, ...] = ()


class AccessToken(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: seller, grantless, restricted."""

    id: str
    kind: str
    client: str
    expires: datetime
    region: str = ""
    grant: str = ""
    scope: str = ""
    resources: tuple[Resource, ...] = ()
