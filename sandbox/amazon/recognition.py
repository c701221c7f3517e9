"""Whose request is this? All seller accounts share Amazon's host names.

A look at what the request carries, not a check: whether a token is good is `auth`'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.amazon import hosts
from sandbox.amazon.auth import fields_of
from sandbox.amazon.seller_central.pages import SIGN_IN
from sandbox.amazon.seller_central.sessions import SESSION_COOKIE, cookie
from sandbox.kernel.routing import Request, form_fields

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["knows", "means"]


def knows(amazon: Amazon, request: Request) -> bool:
    """A token, a code, an application, a session, a user or a document of this account is in the
    request."""
    auth = amazon.auth
    if request.headers.get("x-amz-access-token", "").strip() in auth.tokens:
        return True
    if hosts.is_page(request.path):
        if request.method == "POST" and request.raw_path == SIGN_IN:
            return amazon.sessions.names(form_fields(request.body).get("email", ""))
        return cookie(request, SESSION_COOKIE) in amazon.sessions
    if request.raw_path == hosts.TOKEN:
        fields = fields_of(request)
        return any(
            isinstance(fields.get(name), str) and fields[name] in table
            for name, table in (
                ("refresh_token", auth.grants),
                ("code", auth.codes),
                ("client_id", auth.clients),
            )
        )
    return means(amazon, request)


def means(amazon: Amazon, request: Request) -> bool:
    """The path names a document of this account."""
    return request.path.lstrip("/") in amazon.records.files
