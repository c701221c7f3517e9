"""The token endpoint and the list of scopes a token carries. Neither is versioned."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from sandbox.kernel.routing import Request, Response, Route, form_fields
from sandbox.shopify.errors import OAuthError

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["ACCESS_SCOPES", "ACCESS_TOKEN", "ROUTES", "fields_of", "refused"]

ACCESS_TOKEN = "/admin/oauth/access_token"
ACCESS_SCOPES = "/admin/oauth/access_scopes.json"


def access_token(shopify: Shopify, request: Request) -> Response:
    return Response.json(shopify.auth.exchange(fields_of(request)))


def access_scopes(shopify: Shopify, request: Request) -> Response:
    token = shopify.auth.authenticate(request)
    return Response.json({"access_scopes": [{"handle": scope} for scope in token.scopes]})


def refused(request: Request, refusal: OAuthError) -> Response:
    """JSON for a client that asks for it; a page for people to any other, `*/*` included
    (github.com/PostHog/posthog#86474; gnikyt/laravel-shopify#104 shows the page's sentence)."""
    if "json" in request.headers.get("accept", ""):
        told = {"error": refusal.error}
        if refusal.description:
            told["error_description"] = refusal.description
        return Response.json(told, refusal.status)
    sentence = f"Oauth error {refusal.error}"
    if refusal.description:
        sentence += f": {refusal.description}"
    page = f"<!DOCTYPE html>\n<html><body><p>{escape(sentence)}</p></body></html>\n"
    return Response(refusal.status, page.encode(), [("content-type", "text/html; charset=utf-8")])


def fields_of(request: Request) -> dict[str, Any]:
    """Clients send JSON (@shopify/shopify-api) or a form (ShopifyAPI); some put it in the URL."""
    fields: dict[str, Any] = dict(request.query)
    if "json" in request.headers.get("content-type", ""):
        try:
            document = request.json()
        except ValueError:
            raise OAuthError("invalid_request") from None
        if not isinstance(document, dict):
            raise OAuthError("invalid_request")
        fields.update(document)
    else:
        fields.update(form_fields(request.body))
    return fields


ROUTES: tuple[Route[Shopify], ...] = (
    Route("POST", ACCESS_TOKEN, access_token),
    Route("GET", ACCESS_SCOPES, access_scopes),
)
