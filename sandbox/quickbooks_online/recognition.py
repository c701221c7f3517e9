"""Whose request is this? All companies share Intuit's host names.

A look at what the request carries, not a check: whether a token is good is `auth`'s business.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request
from sandbox.quickbooks_online import hosts
from sandbox.quickbooks_online.auth import fields_of
from sandbox.quickbooks_online.rules import attachables

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["knows", "means"]


def knows(quickbooks: QuickBooksOnline, request: Request) -> bool:
    """An access token, an app, a code, a refresh token or a file of this company is in the
    request."""
    auth = quickbooks.auth
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return value.strip() in auth.access_tokens
        case "basic":
            return _client(value) in auth.apps
    if request.raw_path.startswith(hosts.FILES_PATH):
        return attachables.is_signed(quickbooks, request.raw_path.split("/")[2], request.query)
    if request.raw_path == hosts.AUTHORIZE:
        return request.query.get("client_id", "") in auth.apps
    if request.raw_path not in (hosts.TOKEN, hosts.REVOKE):
        return False
    fields = fields_of(request)
    return any(
        isinstance(fields.get(name), str) and fields[name] in table
        for name, table in (
            ("client_id", auth.apps),
            ("code", auth.codes),
            ("refresh_token", auth.refresh_tokens),
            ("token", auth.refresh_tokens),
            ("token", auth.access_tokens),
        )
    )


def means(quickbooks: QuickBooksOnline, request: Request) -> bool:
    """The path names this company."""
    if not request.raw_path.startswith(hosts.COMPANY):
        return False
    return request.raw_path[len(hosts.COMPANY) :].partition("/")[0] == quickbooks.realm_id


def _client(encoded: str) -> str:
    try:
        decoded = b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        return ""
    return decoded.decode("utf-8", "replace").partition(":")[0]
