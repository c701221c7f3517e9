"""Lists of customers and products, and stock as it lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from sandbox.shopify.errors import ResourceNotFound, refuse
from sandbox.shopify.graphql.context import Arguments, Context, FieldError
from sandbox.shopify.graphql.cursors import Page
from sandbox.shopify.graphql.gids import Gid, gid, parse
from sandbox.shopify.graphql.inputs import address_of
from sandbox.shopify.graphql.lists import counted, listed
from sandbox.shopify.graphql.resolvers.payloads import (
    Payload,
    mutation,
    number_in,
    payload_fields,
)
from sandbox.shopify.graphql.resolvers.registry import Resolver, attribute, constant
from sandbox.shopify.records import Customer, InventoryLevel, Location, Product, Variant
from sandbox.shopify.rules import customers

__all__ = ["FIELDS", "Item", "item"]

# -- customers ------------------------------------------------------------------------------


def _full_name(each: Customer) -> str:
    return f"{each.first_name} {each.last_name}".strip()


_CUSTOMER_KEYS = {
    "": lambda each: (each.email, each.first_name, each.last_name, _full_name(each), each.phone),
    "country": lambda each: (
        each.default_address and (each.default_address.country, each.default_address.country_code)
    ),
    "customer_date": lambda each: each.created_at,
    "email": lambda each: each.email,
    "first_name": lambda each: each.first_name,
    "id": lambda each: each.id,
    "last_name": lambda each: each.last_name,
    "phone": lambda each: each.phone,
    "state": lambda each: each.state,
    "tag": lambda each: each.tags,
    "updated_at": lambda each: each.updated_at,
}
_CUSTOMER_SORTS = {
    "CREATED_AT": lambda each: each.created_at,
    "NAME": lambda each: (each.last_name.casefold(), each.first_name.casefold()),
    "UPDATED_AT": lambda each: each.updated_at,
}


def _customers(source: None, arguments: Arguments, context: Context) -> Page:
    return listed(
        context.records.customers, arguments, context, keys=_CUSTOMER_KEYS, sorts=_CUSTOMER_SORTS
    )


def _customers_count(source: None, arguments: Arguments, context: Context) -> tuple[int, str]:
    return counted(context.records.customers, arguments, context, _CUSTOMER_KEYS)


def _by_identifier(source: None, arguments: Arguments, context: Context) -> Customer | None:
    given = {name: value for name, value in arguments["identifier"].items() if value is not None}
    if len(given) != 1:
        raise FieldError(
            "OneOf Input Object 'CustomerIdentifierInput' must specify exactly one key."
        )
    if "id" in given:
        return context.records.customers.get(number_in(given["id"], "Customer"))
    if "emailAddress" in given:
        return context.records.customers_by_email.first(given["emailAddress"].lower())
    return customers.find_by_phone(context.shopify, given["phoneNumber"])


def _customer_input(given: dict[str, Any]) -> customers.CustomerInput:
    addresses, tags = given.get("addresses"), given.get("tags")
    return customers.CustomerInput(
        email=given.get("email"),
        first_name=given.get("firstName"),
        last_name=given.get("lastName"),
        phone=given.get("phone"),
        note=given.get("note"),
        tags=None if tags is None else tuple(dict.fromkeys(tags)),
        default_address=address_of(addresses[0]) if addresses else None,
    )


def _create(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    if given.get("id") is not None:
        raise refuse(("id",), "Cannot specify ID on creation")
    return {"customer": customers.create_customer(context.shopify, _customer_input(given))}


def _update(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    if given.get("id") is None:
        raise refuse(("id",), "Customer does not exist")
    number = number_in(given["id"], "Customer")
    changed = customers.update_customer(context.shopify, number, _customer_input(given))
    return {"customer": changed}


# -- products and variants ------------------------------------------------------------------


def _variants_of(product: Product, context: Context) -> list[Variant]:
    return context.records.variants_by_product.find(product.id)


def _stock(variant: Variant, context: Context) -> int:
    levels = context.records.levels_by_item.find(variant.inventory_item_id)
    return sum(each.available for each in levels)


def _total(product: Product, context: Context) -> int:
    return sum(_stock(each, context) for each in _variants_of(product, context))


def _product_keys(context: Context) -> dict[str, Any]:
    def skus(each: Product) -> list[str]:
        return [one.sku for one in _variants_of(each, context)]

    return {
        "": lambda each: (each.title, each.vendor, each.product_type, *skus(each)),
        "created_at": lambda each: each.created_at,
        "handle": lambda each: each.handle,
        "id": lambda each: each.id,
        "inventory_total": lambda each: _total(each, context),
        "product_type": lambda each: each.product_type,
        "sku": skus,
        "status": lambda each: each.status,
        "tag": lambda each: each.tags,
        "title": lambda each: each.title,
        "updated_at": lambda each: each.updated_at,
        "vendor": lambda each: each.vendor,
    }


def _products(source: None, arguments: Arguments, context: Context) -> Page:
    return listed(
        context.records.products,
        arguments,
        context,
        keys=_product_keys(context),
        sorts={
            "CREATED_AT": lambda each: each.created_at,
            "INVENTORY_TOTAL": lambda each: _total(each, context),
            "PRODUCT_TYPE": lambda each: each.product_type.casefold(),
            "PUBLISHED_AT": lambda each: each.created_at,
            "TITLE": lambda each: each.title.casefold(),
            "UPDATED_AT": lambda each: each.updated_at,
            "VENDOR": lambda each: each.vendor.casefold(),
        },
    )


def _products_count(source: None, arguments: Arguments, context: Context) -> tuple[int, str]:
    return counted(context.records.products, arguments, context, _product_keys(context))


def _product(source: None, arguments: Arguments, context: Context) -> Product | None:
    return context.records.products.get(number_in(arguments["id"], "Product"))


def _variant(source: None, arguments: Arguments, context: Context) -> Variant | None:
    return context.records.variants.get(number_in(arguments["id"], "ProductVariant"))


def _page_of_variants(
    found: Any, arguments: Arguments, context: Context, keys: dict[str, Any]
) -> Page:
    def name(each: Variant) -> str:
        return context.records.products[each.product_id].title.casefold()

    return listed(
        found,
        arguments,
        context,
        keys=keys,
        sorts={
            "FULL_TITLE": lambda each: (name(each), each.title.casefold()),
            "INVENTORY_LEVELS_AVAILABLE": lambda each: _stock(each, context),
            "INVENTORY_POLICY": lambda each: each.inventory_policy,
            "INVENTORY_QUANTITY": lambda each: _stock(each, context),
            "NAME": lambda each: each.title.casefold(),
            "SKU": lambda each: each.sku,
            "TITLE": lambda each: each.title.casefold(),
        },
    )


def _variants(source: None, arguments: Arguments, context: Context) -> Page:
    products = context.records.products
    keys = {
        "": lambda each: (products[each.product_id].title, each.title, each.sku),
        "id": lambda each: each.id,
        "inventory_quantity": lambda each: _stock(each, context),
        "product_id": lambda each: each.product_id,
        "product_status": lambda each: products[each.product_id].status,
        "sku": lambda each: each.sku,
        "taxable": lambda each: each.taxable,
        "title": lambda each: each.title,
        "updated_at": lambda each: each.updated_at,
        "vendor": lambda each: products[each.product_id].vendor,
    }
    return _page_of_variants(context.records.variants, arguments, context, keys)


def _product_variants(product: Product, arguments: Arguments, context: Context) -> Page:
    return _page_of_variants(_variants_of(product, context), arguments, context, {})


def _position(variant: Variant, arguments: Arguments, context: Context) -> int:
    siblings = context.records.variants_by_product.find(variant.product_id)
    return 1 + [each.id for each in siblings].index(variant.id)


def _for_sale(variant: Variant, arguments: Arguments, context: Context) -> bool:
    product = context.records.products[variant.product_id]
    in_stock = variant.inventory_policy == "continue" or _stock(variant, context) > 0
    return product.status == "active" and in_stock


_PRODUCT: dict[str, Resolver] = {
    "hasOnlyDefaultVariant": lambda product, a, c: (
        [each.title for each in _variants_of(product, c)] == ["Default Title"]
    ),
    "hasOutOfStockVariants": lambda product, a, c: any(
        _stock(each, c) <= 0 for each in _variants_of(product, c)
    ),
    "isGiftCard": constant(False),
    "publishedAt": attribute("created_at"),
    "totalInventory": lambda product, a, c: _total(product, c),
    "tracksInventory": constant(True),
    "variants": _product_variants,
    "variantsCount": lambda product, a, c: (len(_variants_of(product, c)), "EXACT"),
}
_VARIANT: dict[str, Resolver] = {
    "availableForSale": _for_sale,
    "barcode": constant(None),
    "compareAtPrice": constant(None),
    "inventoryItem": lambda variant, a, c: Item(variant),
    "inventoryPolicy": lambda variant, a, c: variant.inventory_policy.upper(),
    "inventoryQuantity": lambda variant, a, c: _stock(variant, c),
    "position": _position,
    "sellableOnlineQuantity": lambda variant, a, c: max(_stock(variant, c), 0),
}

# -- stock ----------------------------------------------------------------------------------

# What of a level each name counts (Admin API, "InventoryLevel.quantities").
_QUANTITIES: dict[str, Callable[[InventoryLevel], int]] = {
    "available": lambda level: level.available,
    "committed": lambda level: level.committed,
    "on_hand": lambda level: level.on_hand,
    "incoming": lambda level: 0,
    "reserved": lambda level: 0,
    "damaged": lambda level: 0,
    "quality_control": lambda level: 0,
    "safety_stock": lambda level: 0,
}


class Item(msgspec.Struct, frozen=True):
    """An inventory item is the stock side of a variant."""

    variant: Variant

    kind = "InventoryItem"

    @property
    def id(self) -> int:
        return self.variant.inventory_item_id


def item(number: int, context: Context) -> Item | None:
    found = context.records.variants_by_item.first(number)
    return None if found is None else Item(found)


def _item(source: None, arguments: Arguments, context: Context) -> Item | None:
    return item(number_in(arguments["id"], "InventoryItem"), context)


def _items(source: None, arguments: Arguments, context: Context) -> Page:
    return listed(
        [Item(each) for each in context.records.variants],
        arguments,
        context,
        keys={
            "created_at": lambda each: each.variant.created_at,
            "id": lambda each: each.id,
            "sku": lambda each: each.variant.sku,
            "updated_at": lambda each: each.variant.updated_at,
        },
        sorts={},
    )


class Level(msgspec.Struct, frozen=True):
    """A level with a number of its own, by which it is ordered."""

    level: InventoryLevel

    @property
    def id(self) -> int:
        return self.level.inventory_item_id * 1000 + self.level.location_id % 1000


def _level(source: None, arguments: Arguments, context: Context) -> Level | None:
    """`gid://shopify/InventoryLevel/<location>?inventory_item_id=<item>`."""
    found: Gid | None = parse(arguments["id"])
    if found is None or found.kind != "InventoryLevel":
        raise ResourceNotFound(arguments["id"])
    wanted = arguments["id"].rsplit("/", 1)[1]
    for level in context.records.inventory_levels:
        if _level_tail(level) == wanted:
            return Level(level)
    return None


def _level_tail(level: InventoryLevel) -> str:
    return f"{level.location_id}?inventory_item_id={level.inventory_item_id}"


def _page_of_levels(found: list[InventoryLevel], arguments: Arguments, context: Context) -> Page:
    return listed(
        [Level(each) for each in found],
        arguments,
        context,
        keys={
            "inventory_item_id": lambda each: each.level.inventory_item_id,
            "updated_at": lambda each: each.level.updated_at,
        },
        sorts={},
    )


def _levels_of_item(source: Item, arguments: Arguments, context: Context) -> Page:
    return _page_of_levels(context.records.levels_by_item.find(source.id), arguments, context)


def _levels_of_location(location: Location, arguments: Arguments, context: Context) -> Page:
    found = [each for each in context.records.inventory_levels if each.location_id == location.id]
    return _page_of_levels(found, arguments, context)


def _quantities(source: Level, arguments: Arguments, context: Context) -> list[Any]:
    """Raises FieldError for a name that no quantity has (the sentence is ours)."""
    unknown = [name for name in arguments["names"] if name not in _QUANTITIES]
    if unknown:
        raise FieldError(f"Invalid quantity name: {unknown[0]}", "BAD_REQUEST")
    return [(source.level, name) for name in arguments["names"]]


def _of_variant(name: str) -> Resolver:
    return lambda source, arguments, context: getattr(source.variant, name)


def _duplicates(source: Item, arguments: Arguments, context: Context) -> int:
    return len(context.records.variants_by_sku.find(source.variant.sku)) - 1


def _places(source: Item, arguments: Arguments, context: Context) -> tuple[int, str]:
    return len(context.records.levels_by_item.find(source.id)), "EXACT"


_ITEM: dict[str, Resolver] = {
    "countryCodeOfOrigin": constant(None),
    "createdAt": _of_variant("created_at"),
    "duplicateSkuCount": _duplicates,
    "harmonizedSystemCode": constant(None),
    "id": lambda source, a, c: gid("InventoryItem", source.id),
    "inventoryLevels": _levels_of_item,
    "legacyResourceId": lambda source, a, c: source.id,
    "locationsCount": _places,
    "provinceCodeOfOrigin": constant(None),
    "requiresShipping": _of_variant("requires_shipping"),
    "sku": lambda source, a, c: source.variant.sku or None,
    "tracked": constant(True),
    "unitCost": constant(None),
    "updatedAt": _of_variant("updated_at"),
    "variant": attribute("variant"),
}
_LEVEL: dict[str, Resolver] = {
    "canDeactivate": constant(False),
    "createdAt": lambda source, a, c: item(source.level.inventory_item_id, c).variant.created_at,  # type: ignore[union-attr]  # a level is of an item
    "deactivationAlert": constant(None),
    "id": lambda source, a, c: gid("InventoryLevel", _level_tail(source.level)),
    "isActive": constant(True),
    "item": lambda source, a, c: item(source.level.inventory_item_id, c),
    "location": lambda source, a, c: c.records.locations[source.level.location_id],
    "quantities": _quantities,
    "updatedAt": lambda source, a, c: source.level.updated_at,
}
_QUANTITY: dict[str, Resolver] = {
    "id": lambda source, a, c: gid(
        "InventoryQuantity", f"{_level_tail(source[0])}&name={source[1]}"
    ),
    "name": lambda source, a, c: source[1],
    "quantity": lambda source, a, c: _QUANTITIES[source[1]](source[0]),
    "updatedAt": lambda source, a, c: source[0].updated_at,
}

FIELDS: dict[str, Resolver] = {
    "QueryRoot.customerByIdentifier": _by_identifier,
    "QueryRoot.customers": _customers,
    "QueryRoot.customersCount": _customers_count,
    "QueryRoot.inventoryItem": _item,
    "QueryRoot.inventoryItems": _items,
    "QueryRoot.inventoryLevel": _level,
    "QueryRoot.product": _product,
    "QueryRoot.productVariant": _variant,
    "QueryRoot.productVariants": _variants,
    "QueryRoot.products": _products,
    "QueryRoot.productsCount": _products_count,
    "Mutation.customerCreate": mutation("customer", _create),
    "Mutation.customerUpdate": mutation("customer", _update),
    "Location.inventoryLevels": _levels_of_location,
    **{f"Product.{name}": each for name, each in _PRODUCT.items()},
    **{f"ProductVariant.{name}": each for name, each in _VARIANT.items()},
    **{f"InventoryItem.{name}": each for name, each in _ITEM.items()},
    **{f"InventoryLevel.{name}": each for name, each in _LEVEL.items()},
    **{f"InventoryQuantity.{name}": each for name, each in _QUANTITY.items()},
    **payload_fields(
        {"CustomerCreatePayload": ("customer",), "CustomerUpdatePayload": ("customer",)}
    ),
}
