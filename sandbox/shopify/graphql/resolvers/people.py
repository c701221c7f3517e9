"""Customers, addresses, places, the shop, its apps, and products as far as orders name them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.order_list import orders_page
from sandbox.shopify.graphql.resolvers.registry import (
    Child,
    Money,
    Resolver,
    attribute,
    constant,
    own_gid,
)
from sandbox.shopify.records import Address, Customer, Location, Order, Shop

__all__ = ["FIELDS"]

# -- customers ------------------------------------------------------------------------------


def _name(first: str, last: str) -> str:
    return f"{first} {last}".strip()


def _display_name(customer: Customer, arguments: Arguments, context: Context) -> str:
    return _name(customer.first_name, customer.last_name) or customer.email


def _orders_of(customer: Customer, context: Context) -> list[Order]:
    found = context.records.orders_by_customer.find(customer.id)
    return [each for each in found if context.since is None or each.created_at >= context.since]


def _spent(customer: Customer, arguments: Arguments, context: Context) -> Money:
    orders = context.records.orders_by_customer.find(customer.id)
    spent = sum((each.net_payment.shop for each in orders), Decimal(0))
    return Money(spent, context.records.shop.currency)


def _count(customer: Customer, arguments: Arguments, context: Context) -> int:
    return len(context.records.orders_by_customer.find(customer.id))


def _last(customer: Customer, arguments: Arguments, context: Context) -> Order | None:
    return max(_orders_of(customer, context), key=lambda each: each.created_at, default=None)


def _customer_orders(customer: Customer, arguments: Arguments, context: Context) -> Page:
    return orders_page(arguments, context, customer_id=customer.id)


def _default_address(customer: Customer, arguments: Arguments, context: Context) -> Any:
    if customer.default_address is None:
        return None
    return Child("MailingAddress", None, (customer, customer.default_address))  # type: ignore[arg-type]  # needs no order


_CUSTOMER: dict[str, Resolver] = {
    "amountSpent": _spent,
    "canDelete": lambda customer, a, context: not _count(customer, a, context),
    "createdAt": attribute("created_at"),
    "defaultAddress": _default_address,
    "defaultEmailAddress": lambda customer, a, c: customer if customer.email else None,
    "displayName": _display_name,
    "email": lambda customer, a, c: customer.email or None,
    "firstName": lambda customer, a, c: customer.first_name or None,
    "id": own_gid("Customer"),
    "lastName": lambda customer, a, c: customer.last_name or None,
    "lastOrder": _last,
    "legacyResourceId": attribute("id"),
    "locale": constant("en"),
    "note": attribute("note"),
    "numberOfOrders": _count,
    "orders": _customer_orders,
    "phone": attribute("phone"),
    "state": lambda customer, a, c: customer.state.upper(),
    "tags": attribute("tags"),
    "taxExempt": constant(False),
    "updatedAt": attribute("updated_at"),
    "verifiedEmail": constant(True),
}

# -- addresses ------------------------------------------------------------------------------


def _of_address(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record[1], name) or None


def _address_id(child: Child, arguments: Arguments, context: Context) -> str:
    """Addresses of orders are copies: their ids are made from what they belong to."""
    place = child.record[0]
    if isinstance(place, Customer):
        return gid("MailingAddress", f"{place.id}?model_name=CustomerAddress")
    number = child.order.id * 2 + (place == "shipping_address")
    return gid("MailingAddress", f"{number}?model_name=Address")


def _whole_name(child: Child, arguments: Arguments, context: Context) -> str | None:
    address: Address = child.record[1]
    return _name(address.first_name, address.last_name) or None


def _area(address: Address) -> str:
    city = " ".join(part for part in (address.city, address.province_code, address.zip) if part)
    return ", ".join(part for part in (city, address.country) if part)


def _formatted(child: Child, arguments: Arguments, context: Context) -> list[str]:
    address: Address = child.record[1]
    found = []
    if arguments.get("withName"):
        found.append(_name(address.first_name, address.last_name))
    if arguments.get("withCompany", True):
        found.append(address.company or "")
    found += _street(address)
    return [line for line in found if line]


def _street(address: Address) -> list[str]:
    city = " ".join(part for part in (address.city, address.province_code, address.zip) if part)
    return [
        line for line in (address.address1, address.address2 or "", city, address.country) if line
    ]


_ADDRESS: dict[str, Resolver] = {
    "address1": _of_address("address1"),
    "address2": _of_address("address2"),
    "city": _of_address("city"),
    "company": _of_address("company"),
    "coordinatesValidated": constant(False),
    "country": _of_address("country"),
    "countryCode": _of_address("country_code"),
    "countryCodeV2": _of_address("country_code"),
    "firstName": _of_address("first_name"),
    "formatted": _formatted,
    "formattedArea": lambda child, a, c: _area(child.record[1]) or None,
    "id": _address_id,
    "lastName": _of_address("last_name"),
    "latitude": constant(None),
    "longitude": constant(None),
    "name": _whole_name,
    "phone": _of_address("phone"),
    "province": _of_address("province"),
    "provinceCode": _of_address("province_code"),
    "timeZone": constant(None),
    "zip": _of_address("zip"),
}

# -- locations ------------------------------------------------------------------------------


def _primary(location: Location, arguments: Arguments, context: Context) -> bool:
    return next(iter(context.records.locations)).id == location.id


def _has_work(location: Location, arguments: Arguments, context: Context) -> bool:
    return any(
        work.status in {"open", "in_progress"} and work.assigned_location_id == location.id
        for order in context.records.orders
        for work in order.fulfillment_orders
    )


def _has_stock(location: Location, arguments: Arguments, context: Context) -> bool:
    return any(
        level.location_id == location.id and level.on_hand
        for level in context.records.inventory_levels
    )


def _deactivatable(location: Location, arguments: Arguments, context: Context) -> bool:
    return location.active and not _primary(location, arguments, context)


_LOCATION: dict[str, Resolver] = {
    "activatable": lambda location, a, c: not location.active,
    "address": attribute("address"),
    "addressVerified": constant(False),
    "createdAt": attribute("created_at"),
    "deactivatable": _deactivatable,
    "deactivatedAt": constant(None),
    "deletable": lambda location, a, c: not location.active,
    "fulfillsOnlineOrders": attribute("active"),
    "hasActiveInventory": _has_stock,
    "hasUnfulfilledOrders": _has_work,
    "id": own_gid("Location"),
    "isActive": attribute("active"),
    "isFulfillmentService": constant(False),
    "isPrimary": _primary,
    "legacyResourceId": attribute("id"),
    "name": attribute("name"),
    "shipsInventory": attribute("active"),
    "updatedAt": attribute("updated_at"),
}


def _or_none(name: str) -> Resolver:
    return lambda address, arguments, context: getattr(address, name) or None


_LOCATION_ADDRESS: dict[str, Resolver] = {
    "address1": _or_none("address1"),
    "address2": _or_none("address2"),
    "city": _or_none("city"),
    "country": _or_none("country"),
    "countryCode": _or_none("country_code"),
    "formatted": lambda address, a, c: _street(address),
    "latitude": constant(None),
    "longitude": constant(None),
    "phone": _or_none("phone"),
    "province": _or_none("province"),
    "provinceCode": _or_none("province_code"),
    "zip": _or_none("zip"),
}

# -- the shop -------------------------------------------------------------------------------


def _local(shop: Shop, context: Context) -> datetime:
    return context.now.astimezone(ZoneInfo(shop.iana_timezone))


def _offset_minutes(shop: Shop, context: Context) -> int:
    offset = _local(shop, context).utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 60)


def _currencies(shop: Shop, arguments: Arguments, context: Context) -> list[str]:
    return [shop.currency, *(each.id for each in context.records.exchange_rates)]


_SHOP: dict[str, Resolver] = {
    "checkoutApiSupported": constant(True),
    "contactEmail": attribute("email"),
    "createdAt": attribute("created_at"),
    "currencyCode": attribute("currency"),
    "email": attribute("email"),
    "enabledPresentmentCurrencies": _currencies,
    "ianaTimezone": attribute("iana_timezone"),
    "id": own_gid("Shop"),
    "myshopifyDomain": attribute("myshopify_domain"),
    "name": attribute("name"),
    "orderNumberFormatPrefix": constant("#"),
    "orderNumberFormatSuffix": constant(""),
    "plan": lambda shop, a, c: shop,
    "primaryDomain": lambda shop, a, c: shop,
    "setupRequired": constant(False),
    "shopOwnerName": attribute("shop_owner"),
    "taxShipping": constant(True),
    "taxesIncluded": attribute("taxes_included"),
    "timezoneAbbreviation": lambda shop, a, c: _local(shop, c).tzname() or "",
    "timezoneOffset": lambda shop, a, c: _local(shop, c).strftime("%z"),
    "timezoneOffsetMinutes": lambda shop, a, c: _offset_minutes(shop, c),
    "unitSystem": constant("IMPERIAL_SYSTEM"),
    "updatedAt": attribute("created_at"),
    "url": lambda shop, a, c: f"https://{shop.myshopify_domain}",
    "weightUnit": constant("POUNDS"),
}


def _app(source: Any, arguments: Arguments, context: Context) -> Any:
    return context.shopify.auth.apps[context.token.app_id]


def _scopes(app: Any, arguments: Arguments, context: Context) -> tuple[str, ...]:
    return context.token.scopes


def _scope_words(handle: str, arguments: Arguments, context: Context) -> str:
    verb, _, what = handle.partition("_")
    return f"{verb.capitalize()} {what.replace('_', ' ')}"


def _product(variant: Any, arguments: Arguments, context: Context) -> Any:
    return context.records.products[variant.product_id]


def _variant_name(variant: Any, arguments: Arguments, context: Context) -> str:
    return f"{context.records.products[variant.product_id].title} - {variant.title}"


_OTHERS: dict[str, Resolver] = {
    "CustomerEmailAddress.emailAddress": attribute("email"),
    "ShopPlan.displayName": attribute("plan_display_name"),
    "ShopPlan.partnerDevelopment": constant(False),
    "ShopPlan.publicDisplayName": attribute("plan_display_name"),
    "ShopPlan.shopifyPlus": lambda shop, a, c: shop.plan_name == "shopify_plus",
    "Domain.host": attribute("myshopify_domain"),
    "Domain.id": own_gid("Domain"),
    "Domain.sslEnabled": constant(True),
    "Domain.url": lambda shop, a, c: f"https://{shop.myshopify_domain}",
    "AppInstallation.accessScopes": _scopes,
    "AppInstallation.app": _app,
    "AppInstallation.id": lambda app, a, c: gid("AppInstallation", app.number),
    "App.apiKey": attribute("id"),
    "App.handle": lambda app, a, c: app.title.lower().replace(" ", "-"),
    "App.id": lambda app, a, c: gid("App", app.number),
    "App.title": attribute("title"),
    "AccessScope.description": _scope_words,
    "AccessScope.handle": lambda handle, a, c: handle,
    "Product.createdAt": attribute("created_at"),
    "Product.handle": attribute("handle"),
    "Product.id": own_gid("Product"),
    "Product.legacyResourceId": attribute("id"),
    "Product.productType": attribute("product_type"),
    "Product.status": lambda product, a, c: product.status.upper(),
    "Product.tags": attribute("tags"),
    "Product.title": attribute("title"),
    "Product.updatedAt": attribute("updated_at"),
    "Product.vendor": attribute("vendor"),
    "ProductVariant.createdAt": attribute("created_at"),
    "ProductVariant.displayName": _variant_name,
    "ProductVariant.id": own_gid("ProductVariant"),
    "ProductVariant.legacyResourceId": attribute("id"),
    "ProductVariant.price": attribute("price"),
    "ProductVariant.product": _product,
    "ProductVariant.sku": lambda variant, a, c: variant.sku or None,
    "ProductVariant.taxable": attribute("taxable"),
    "ProductVariant.title": attribute("title"),
    "ProductVariant.updatedAt": attribute("updated_at"),
}

FIELDS: dict[str, Resolver] = {
    **{f"Customer.{name}": resolver for name, resolver in _CUSTOMER.items()},
    **{f"MailingAddress.{name}": resolver for name, resolver in _ADDRESS.items()},
    **{f"Location.{name}": resolver for name, resolver in _LOCATION.items()},
    **{f"LocationAddress.{name}": resolver for name, resolver in _LOCATION_ADDRESS.items()},
    **{f"Shop.{name}": resolver for name, resolver in _SHOP.items()},
    **_OTHERS,
}
