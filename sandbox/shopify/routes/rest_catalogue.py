"""Customers, products, variants and stock over REST, as far as orders need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import NotFound, Unprocessable
from sandbox.shopify.order_parts import Address
from sandbox.shopify.records import Customer, Product, Variant
from sandbox.shopify.routes.rest_lists import fits_times, paged, whole
from sandbox.shopify.routes.rest_requests import (
    Body,
    body_of,
    order_body,
    path_id,
    rest,
    scopes_of,
    trimmed,
)
from sandbox.shopify.rules import customers
from sandbox.shopify.rules.visibility import visible
from sandbox.shopify.wire import answer
from sandbox.shopify.wire_customers import customer_document
from sandbox.shopify.wire_products import (
    item_document,
    level_document,
    product_document,
    variant_document,
)

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = [
    "count_customers",
    "count_products",
    "create_customer",
    "get_customer",
    "get_item",
    "get_product",
    "get_variant",
    "list_customer_orders",
    "list_customers",
    "list_items",
    "list_levels",
    "list_products",
    "list_variants",
    "update_customer",
]

Query = dict[str, str]


def _ids(name: str, query: Query) -> set[int] | None:
    """Ids of a comma-separated filter; None when it is not given."""
    if not query.get(name):
        return None
    return {whole(name, each.strip()) for each in query[name].split(",")}


def _chosen(shopify: Shopify, records: Any, query: Query) -> list[Any]:
    wanted = _ids("ids", query)
    zone = shopify.records.shop.iana_timezone
    return [
        each
        for each in records
        if (wanted is None or each.id in wanted) and fits_times(each, query, zone)
    ]


# -- customers ------------------------------------------------------------------------------


@rest
def list_customers(shopify: Shopify, request: Request) -> Response:
    """Filters: ids, since_id, created_at_min/max, updated_at_min/max."""
    return paged(
        request,
        "customers",
        lambda query: _chosen(shopify, shopify.records.customers, query),
        lambda each: customer_document(shopify, each),
    )


@rest
def count_customers(shopify: Shopify, request: Request) -> Response:
    found = _chosen(shopify, shopify.records.customers, request.query)
    return answer({"count": len(found)})


@rest
def get_customer(shopify: Shopify, request: Request) -> Response:
    known = _customer(shopify, request)
    return answer({"customer": trimmed(customer_document(shopify, known), request)})


@rest
def list_customer_orders(shopify: Shopify, request: Request) -> Response:
    """Open ones, unless `status` says otherwise, as in the list of orders."""
    known = _customer(shopify, request)
    scopes, now = scopes_of(shopify, request), shopify.clock.now()
    status = request.query.get("status", "open")
    orders = [
        order
        for order in shopify.records.orders_by_customer.find(known.id)
        if visible(order, scopes, now)
        and (
            status == "any"
            or (status == "cancelled" and order.cancelled_at is not None)
            or (status == "closed" and order.closed)
            or (status == "open" and not order.closed and order.cancelled_at is None)
        )
    ]
    return answer({"orders": [order_body(shopify, each, request) for each in orders]})


@rest
def create_customer(shopify: Shopify, request: Request) -> Response:
    made = customers.create_customer(shopify, _input(body_of(request, "customer")))
    return answer({"customer": customer_document(shopify, made)}, 201)


@rest
def update_customer(shopify: Shopify, request: Request) -> Response:
    """Keys that are not given stay as they are."""
    known = _customer(shopify, request)
    changed = customers.update_customer(shopify, known.id, _input(body_of(request, "customer")))
    return answer({"customer": customer_document(shopify, changed)})


def _customer(shopify: Shopify, request: Request) -> Customer:
    known = shopify.records.customers.get(path_id(request))
    if known is None:
        raise NotFound
    return known


def _input(body: Body) -> customers.CustomerInput:
    tags = body.text("tags")
    addresses = body.children("addresses")
    return customers.CustomerInput(
        email=body.text("email"),
        first_name=body.text("first_name"),
        last_name=body.text("last_name"),
        phone=body.text("phone"),
        note=body.text("note"),
        tags=None if tags is None else tuple(_tags(tags)),
        default_address=_address(addresses[0]) if addresses else None,
    )


def _tags(text: str) -> list[str]:
    return list(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))


def _address(body: Body) -> Address:
    return Address(
        first_name=body.text("first_name") or "",
        last_name=body.text("last_name") or "",
        company=body.text("company"),
        address1=body.text("address1") or "",
        address2=body.text("address2"),
        city=body.text("city") or "",
        province=body.text("province"),
        province_code=body.text("province_code"),
        country=body.text("country") or "",
        country_code=body.text("country_code") or "",
        zip=body.text("zip") or "",
        phone=body.text("phone"),
    )


# -- products and variants ------------------------------------------------------------------


@rest
def list_products(shopify: Shopify, request: Request) -> Response:
    """Filters: ids, since_id, title, vendor, product_type, handle, status, times."""
    return paged(
        request,
        "products",
        lambda query: _products(shopify, query),
        lambda each: product_document(shopify, each),
        newest_first=False,
    )


@rest
def count_products(shopify: Shopify, request: Request) -> Response:
    return answer({"count": len(_products(shopify, request.query))})


def _products(shopify: Shopify, query: Query) -> list[Product]:
    return [
        each
        for each in _chosen(shopify, shopify.records.products, query)
        if all(
            query.get(name) in (None, "", getattr(each, name))
            for name in ("title", "vendor", "product_type", "handle")
        )
        and (not query.get("status") or each.status in query["status"].split(","))
    ]


@rest
def get_product(shopify: Shopify, request: Request) -> Response:
    known = _product(shopify, request)
    return answer({"product": trimmed(product_document(shopify, known), request)})


@rest
def list_variants(shopify: Shopify, request: Request) -> Response:
    known = _product(shopify, request)
    return paged(
        request,
        "variants",
        lambda query: shopify.records.variants_by_product.find(known.id),
        lambda each: variant_document(shopify, each),
        newest_first=False,
    )


@rest
def get_variant(shopify: Shopify, request: Request) -> Response:
    known = shopify.records.variants.get(path_id(request))
    if known is None:
        raise NotFound
    return answer({"variant": trimmed(variant_document(shopify, known), request)})


def _product(shopify: Shopify, request: Request) -> Product:
    known = shopify.records.products.get(path_id(request))
    if known is None:
        raise NotFound
    return known


# -- stock ----------------------------------------------------------------------------------


@rest
def list_levels(shopify: Shopify, request: Request) -> Response:
    """Needs inventory_item_ids or location_ids (Admin API, "InventoryLevel")."""
    items = _ids("inventory_item_ids", request.query)
    places = _ids("location_ids", request.query)
    if items is None and places is None:
        message = "At least one of inventory_item_ids or location_ids must be provided"
        raise Unprocessable({"base": [message]})
    found = [
        level_document(shopify, each)
        for each in shopify.records.inventory_levels
        if (items is None or each.inventory_item_id in items)
        and (places is None or each.location_id in places)
    ]
    return answer({"inventory_levels": found})


@rest
def list_items(shopify: Shopify, request: Request) -> Response:
    """Needs `ids`."""
    wanted = _ids("ids", request.query)
    if wanted is None:
        raise Unprocessable({"ids": "Required parameter missing or invalid"})
    found = [each for each in shopify.records.variants if each.inventory_item_id in wanted]
    return answer({"inventory_items": [item_document(shopify, each) for each in found]})


@rest
def get_item(shopify: Shopify, request: Request) -> Response:
    known: Variant | None = shopify.records.variants_by_item.first(path_id(request))
    if known is None:
        raise NotFound
    return answer({"inventory_item": trimmed(item_document(shopify, known), request)})
