"""Whose request is this? Asked where several shops are served under one address.

A look at what the request carries, not a check: whether a token is good is `auth`'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request
from sandbox.shopify.errors import OAuthError
from sandbox.shopify.routes import oauth
from sandbox.shopify.rules.bulk import BUCKET

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["knows"]


def knows(shopify: Shopify, request: Request) -> bool:
    """An access token, an app, a code or the address of a file of this shop is in the request."""
    auth = shopify.auth
    token = request.headers.get("x-shopify-access-token")
    if token is not None:
        return token in auth.tokens
    if request.raw_path.startswith(BUCKET):
        return request.path.rsplit("/", 1)[1] in shopify.records.bulk_outputs
    if request.raw_path != oauth.ACCESS_TOKEN:
        return False
    try:
        fields = oauth.fields_of(request)
    except OAuthError:
        return False
    return any(
        isinstance(fields.get(name), str) and fields[name] in table
        for name, table in (
            ("client_id", auth.apps),
            ("code", auth.codes),
            ("refresh_token", auth.refresh_tokens),
        )
    )
