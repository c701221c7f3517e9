"""Products, variants and stock as REST writes them (Admin API, "Product", "Product Variant",
"InventoryItem", "InventoryLevel")."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.account import Account
from sandbox.shopify.records import InventoryLevel, Product, Variant
from sandbox.shopify.wire import Json, gid, number, text, time_of

__all__ = ["item_document", "level_document", "product_document", "variant_document"]

_POUND = Decimal("453.59237")


def product_document(account: Account, product: Product) -> Json:
    zone = account.records.shop.iana_timezone
    variants = account.records.variants_by_product.find(product.id)
    return {
        "id": product.id,
        "admin_graphql_api_id": gid("Product", product.id),
        "title": product.title,
        "body_html": None,
        "vendor": product.vendor,
        "product_type": product.product_type,
        "handle": product.handle,
        "status": product.status,
        "tags": ", ".join(product.tags),
        "template_suffix": None,
        "published_scope": "web",
        "published_at": time_of(product.created_at, zone),
        "created_at": time_of(product.created_at, zone),
        "updated_at": time_of(product.updated_at, zone),
        "variants": [
            variant_document(account, each, place + 1) for place, each in enumerate(variants)
        ],
        "options": [
            {
                "id": product.id + 2_500_000_000_000,  # options are not kept: one, made up of it
                "product_id": product.id,
                "name": "Title",
                "position": 1,
                "values": [each.title for each in variants],
            }
        ],
        "images": [],
        "image": None,
    }


def variant_document(account: Account, variant: Variant, position: int | None = None) -> Json:
    shop = account.records.shop
    zone = shop.iana_timezone
    if position is None:
        siblings = account.records.variants_by_product.find(variant.product_id)
        position = 1 + next(i for i, each in enumerate(siblings) if each.id == variant.id)
    levels = account.records.levels_by_item.find(variant.inventory_item_id)
    stock = sum(each.available for each in levels)
    return {
        "id": variant.id,
        "admin_graphql_api_id": gid("ProductVariant", variant.id),
        "product_id": variant.product_id,
        "title": variant.title,
        "price": text(variant.price, shop.currency),
        "compare_at_price": None,
        "sku": variant.sku,
        "position": position,
        "inventory_policy": variant.inventory_policy,
        "inventory_management": "shopify",
        "inventory_item_id": variant.inventory_item_id,
        "inventory_quantity": stock,
        "old_inventory_quantity": stock,
        "option1": variant.title,
        "option2": None,
        "option3": None,
        "fulfillment_service": "manual",
        "taxable": variant.taxable,
        "barcode": None,
        "grams": variant.grams,
        "weight": number((Decimal(variant.grams) / _POUND).quantize(Decimal("0.0001"))),
        "weight_unit": "lb",
        "requires_shipping": variant.requires_shipping,
        "image_id": None,
        "created_at": time_of(variant.created_at, zone),
        "updated_at": time_of(variant.updated_at, zone),
    }


def item_document(account: Account, variant: Variant) -> Json:
    """The inventory item of a variant."""
    zone = account.records.shop.iana_timezone
    return {
        "id": variant.inventory_item_id,
        "admin_graphql_api_id": gid("InventoryItem", variant.inventory_item_id),
        "sku": variant.sku,
        "cost": None,
        "country_code_of_origin": None,
        "province_code_of_origin": None,
        "harmonized_system_code": None,
        "country_harmonized_system_codes": [],
        "requires_shipping": variant.requires_shipping,
        "tracked": True,
        "created_at": time_of(variant.created_at, zone),
        "updated_at": time_of(variant.updated_at, zone),
    }


def level_document(account: Account, level: InventoryLevel) -> Json:
    return {
        "inventory_item_id": level.inventory_item_id,
        "location_id": level.location_id,
        "available": level.available,
        "updated_at": time_of(level.updated_at, account.records.shop.iana_timezone),
        "admin_graphql_api_id": gid(
            "InventoryLevel", f"{level.location_id}?inventory_item_id={level.inventory_item_id}"
        ),
    }
