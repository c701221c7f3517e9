"""Whose request is this? All seller accounts share eBay's host names.

A look at what the request carries, not a check: whether a token is good is `auth`'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ebay import hosts
from sandbox.ebay.auth import basic_pair
from sandbox.kernel.routing import Request, form_fields

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay

__all__ = ["knows", "means"]


def knows(ebay: Ebay, request: Request) -> bool:
    """A token, a code or an application of this account is in the request."""
    auth = ebay.auth
    _, _, value = request.headers.get("authorization", "").strip().partition(" ")
    if value.strip() in auth.tokens:
        return True
    if request.raw_path == hosts.TOKEN:
        form = form_fields(request.body)
        return (
            form.get("refresh_token", "") in auth.grants
            or form.get("code", "") in auth.codes
            or basic_pair(request)[0] in auth.applications
        )
    return False


def means(ebay: Ebay, request: Request) -> bool:
    """The consent page of one of this account's applications."""
    return (
        request.raw_path == hosts.AUTHORIZE
        and request.query.get("client_id", "") in ebay.auth.applications
    )
