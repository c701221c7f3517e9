"""Products, variants and stock, as orders leave them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Query = Callable[..., Any]


def test_products_over_both_protocols(rest: Any, query: Query) -> None:
    text = """query ($q: String) { productsCount(query: $q) { count }
      products(first: 5, query: $q, sortKey: TITLE) { nodes { id title totalInventory
        hasOnlyDefaultVariant variantsCount { count }
        variants(first: 5) { nodes { sku price inventoryQuantity position } } } } }"""
    found = query(text, q="sku:MUG-WHT")["data"]
    assert found["productsCount"] == {"count": 1}
    (mug,) = found["products"]["nodes"]
    assert mug["variants"]["nodes"] == [
        {"sku": "MUG-WHT", "price": "12.49", "inventoryQuantity": 1000, "position": 1}
    ]
    everything = query(text, q=None)["data"]["products"]["nodes"]
    assert [each["title"] for each in everything] == [
        "Camp Mug, White", "Ridge Cap, Red", "Trail Tee, Black",
    ]  # fmt: skip
    number = int(mug["id"].rsplit("/", 1)[1])
    seen = rest.get(f"products/{number}.json").body["product"]
    (variant,) = seen["variants"]
    assert (variant["sku"], variant["price"], variant["grams"]) == ("MUG-WHT", "12.49", 340)
    assert str(variant["weight"]) == "0.7496"
    assert rest.get("products/count.json", product_type="Hats").body == {"count": 1}
    hats = rest.get("products.json", product_type="Hats", fields="id,title").body["products"]
    assert [each["title"] for each in hats] == ["Ridge Cap, Red"]
    variants = rest.get(f"products/{number}/variants.json").body["variants"]
    assert [each["id"] for each in variants] == [variant["id"]]
    one = rest.get(f"variants/{variant['id']}.json").body["variant"]
    assert one["inventory_quantity"] == 1000
    for path in ("products/9.json", "products/9/variants.json", "variants/9.json"):
        assert rest.get(path).status == 404


def test_single_roots(rest: Any, query: Query) -> None:
    records = rest.shopify.records
    variant = records.variants_by_sku.first("TEE-BLK")
    text = """query ($p: ID!, $v: ID!, $i: ID!) { product(id: $p) { title }
      productVariant(id: $v) { displayName inventoryPolicy availableForSale }
      inventoryItem(id: $i) { sku tracked variant { sku } duplicateSkuCount } }"""

    def ask(product: int, number: int, item: int) -> Any:
        return query(
            text,
            p=f"gid://shopify/Product/{product}",
            v=f"gid://shopify/ProductVariant/{number}",
            i=f"gid://shopify/InventoryItem/{item}",
        )["data"]

    assert ask(variant.product_id, variant.id, variant.inventory_item_id) == {
        "product": {"title": "Trail Tee, Black"},
        "productVariant": {
            "displayName": "Trail Tee, Black - Default Title",
            "inventoryPolicy": "DENY",
            "availableForSale": True,
        },
        "inventoryItem": {
            "sku": "TEE-BLK",
            "tracked": True,
            "variant": {"sku": "TEE-BLK"},
            "duplicateSkuCount": 0,
        },
    }
    assert ask(9, 9, 9) == {"product": None, "productVariant": None, "inventoryItem": None}


LEVELS = """{ inventoryItems(first: 5, query: "sku:TEE-BLK") { nodes { inventoryLevels(first: 5) {
  nodes { id location { name }
    quantities(names: ["available", "committed", "on_hand", "incoming"]) { name quantity } } } } }
}"""


def test_stock_follows_orders(rest: Any, query: Query) -> None:
    def stock() -> dict[str, int]:
        (item,) = query(LEVELS)["data"]["inventoryItems"]["nodes"]
        (level,) = item["inventoryLevels"]["nodes"]
        assert level["location"] == {"name": "Troy warehouse"}
        return {each["name"]: each["quantity"] for each in level["quantities"]}

    order = rest.desk.place([("TEE-BLK", 3)])
    assert stock() == {"available": 997, "committed": 3, "on_hand": 1000, "incoming": 0}
    rest.desk.fulfil(order.id)
    assert stock() == {"available": 997, "committed": 0, "on_hand": 997, "incoming": 0}
    variant = rest.shopify.records.variants_by_sku.first("TEE-BLK")
    (level,) = rest.get("inventory_levels.json", inventory_item_ids=variant.inventory_item_id).body[
        "inventory_levels"
    ]
    assert level["available"] == 997
    place = level["location_id"]
    assert len(rest.get("inventory_levels.json", location_ids=place).body["inventory_levels"]) == 3


def test_a_level_is_found_by_its_own_id(rest: Any, query: Query) -> None:
    (item,) = query(LEVELS)["data"]["inventoryItems"]["nodes"]
    (level,) = item["inventoryLevels"]["nodes"]
    text = "query ($id: ID!) { inventoryLevel(id: $id) { id item { sku } } }"
    found = query(text, id=level["id"])["data"]["inventoryLevel"]
    assert found == {"id": level["id"], "item": {"sku": "TEE-BLK"}}
    nothing = query(text, id="gid://shopify/InventoryLevel/9?inventory_item_id=9")
    assert nothing["data"] == {"inventoryLevel": None}
    wrong = query(
        'query ($id: ID!) { inventoryLevel(id: $id) { quantities(names: ["lost"]) { name } } }',
        id=level["id"],
    )
    assert wrong["errors"][0]["message"] == "Invalid quantity name: lost"


def test_inventory_items_over_rest(rest: Any) -> None:
    variant = rest.shopify.records.variants_by_sku.first("CAP-RED")
    number = variant.inventory_item_id
    item = rest.get(f"inventory_items/{number}.json").body["inventory_item"]
    assert (item["sku"], item["tracked"], item["requires_shipping"]) == ("CAP-RED", True, True)
    listed = rest.get("inventory_items.json", ids=f"{number},9").body["inventory_items"]
    assert [each["id"] for each in listed] == [number]
    assert rest.get("inventory_items/9.json").status == 404
    missing = rest.get("inventory_items.json")
    assert (missing.status, missing.body) == (
        422,
        {"errors": {"ids": "Required parameter missing or invalid"}},
    )
    unasked = rest.get("inventory_levels.json")
    assert unasked.status == 422


def test_variants_are_listed_and_searched(rest: Any, query: Query) -> None:
    text = """query ($q: String) { productVariants(first: 5, query: $q, sortKey: SKU) {
      nodes { sku } } }"""

    def skus(wanted: str | None) -> list[str]:
        return [each["sku"] for each in query(text, q=wanted)["data"]["productVariants"]["nodes"]]

    assert skus(None) == ["CAP-RED", "MUG-WHT", "TEE-BLK"]
    assert skus("sku:MUG*") == ["MUG-WHT"]
    assert skus("inventory_quantity:<1000") == []
