"""The shop itself and its locations over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import NotFound
from sandbox.shopify.routes.rest_requests import path_id, rest, trimmed
from sandbox.shopify.rules.orders import primary_location
from sandbox.shopify.wire import answer, location, shop_document

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = ["get_location", "get_shop", "list_locations"]


@rest
def get_shop(shopify: Shopify, request: Request) -> Response:
    home = shopify.records.locations[primary_location(shopify)]
    document = shop_document(shopify.records.shop, home.id, home.address)
    return answer({"shop": trimmed(document, request)})


@rest
def list_locations(shopify: Shopify, request: Request) -> Response:
    zone = shopify.records.shop.iana_timezone
    return answer({"locations": [location(each, zone) for each in shopify.records.locations]})


@rest
def get_location(shopify: Shopify, request: Request) -> Response:
    known = shopify.records.locations.get(path_id(request))
    if known is None:
        raise NotFound
    return answer({"location": location(known, shopify.records.shop.iana_timezone)})
