"""The store as it is on its first day: shop, location, catalogue, one customer.

Everything is the same in every world but for ids' series, which are the world's. More customers
are made by Faker, which is slow to import and therefore imported only when somebody asks.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sandbox.shopify.account import Account
from sandbox.shopify.records import (
    Address,
    Customer,
    InventoryLevel,
    Location,
    Product,
    Shop,
    Variant,
    next_id,
)
from sandbox.shopify.rules.inventory import level_id

__all__ = ["CATALOGUE", "DEFAULT_EMAIL", "furnish", "make_customers", "stock_product"]

OPENED = datetime(2024, 3, 1, 14, 0, tzinfo=UTC)
DEFAULT_EMAIL = "dana.whitfield@example.com"
VENDOR = "Acme Outdoor"
ON_HAND = 1000

# SKU, title, type, price in the shop's currency, weight in grams.
CATALOGUE = (
    ("TEE-BLK", "Trail Tee, Black", "Shirts", Decimal("19.99"), 180),
    ("MUG-WHT", "Camp Mug, White", "Drinkware", Decimal("12.49"), 340),
    ("CAP-RED", "Ridge Cap, Red", "Hats", Decimal("24.95"), 95),
)

_HOME = Address(
    first_name="Dana",
    last_name="Whitfield",
    address1="48 Chestnut Lane",
    city="Albany",
    province="New York",
    province_code="NY",
    country="United States",
    country_code="US",
    zip="12203",
    phone="+15185550143",
)
_WAREHOUSE = Address(
    company=VENDOR,
    address1="7 Foundry Road",
    city="Troy",
    province="New York",
    province_code="NY",
    country="United States",
    country_code="US",
    zip="12180",
    phone="+15185550110",
)


def furnish(account: Account, domain: str, currency: str = "USD") -> None:
    """`domain` is the shop's own: `acme-outdoor.myshopify.com`."""
    records, ids = account.records, account.ids
    records.shops.put(
        Shop(
            id=next_id(ids, "Shop"),
            name="Acme Outdoor",
            myshopify_domain=domain,
            email="owner@acme-outdoor.example",
            shop_owner="Riley Acme",
            currency=currency,
            iana_timezone="America/New_York",
            created_at=OPENED,
        )
    )
    records.locations.put(
        Location(
            id=next_id(ids, "Location"),
            name="Troy warehouse",
            address=_WAREHOUSE,
            created_at=OPENED,
            updated_at=OPENED,
        )
    )
    for sku, title, kind, price, grams in CATALOGUE:
        stock_product(account, sku, title, price=price, kind=kind, grams=grams)
    records.customers.put(
        Customer(
            id=next_id(ids, "Customer"),
            email=DEFAULT_EMAIL,
            first_name=_HOME.first_name,
            last_name=_HOME.last_name,
            phone=_HOME.phone,
            created_at=OPENED,
            updated_at=OPENED,
            default_address=_HOME,
        )
    )


def stock_product(
    account: Account,
    sku: str,
    title: str,
    *,
    price: Decimal,
    kind: str = "",
    grams: int = 0,
) -> Variant:
    """A product with one variant, on the shelf of the first location."""
    records, ids = account.records, account.ids
    location_id = next(iter(records.locations)).id
    product = records.products.put(
        Product(
            id=next_id(ids, "Product"),
            title=title,
            handle=title.lower().replace(",", "").replace(" ", "-"),
            vendor=VENDOR,
            product_type=kind,
            created_at=OPENED,
            updated_at=OPENED,
        )
    )
    variant = records.variants.put(
        Variant(
            id=next_id(ids, "ProductVariant"),
            product_id=product.id,
            inventory_item_id=next_id(ids, "InventoryItem"),
            sku=sku,
            title="Default Title",
            price=price,
            grams=grams,
            created_at=OPENED,
            updated_at=OPENED,
        )
    )
    records.inventory_levels.put(
        InventoryLevel(
            id=level_id(variant.inventory_item_id, location_id),
            inventory_item_id=variant.inventory_item_id,
            location_id=location_id,
            available=ON_HAND,
            committed=0,
            updated_at=OPENED,
        )
    )
    return variant


def make_customers(account: Account, count: int) -> list[Customer]:
    """`count` people with addresses, the same for the same seed; addresses are @example.com."""
    from faker import Faker

    faker = Faker("en_US")
    faker.seed_instance(account.ids.random("shopify.customers").getrandbits(64))
    made: list[Customer] = []
    for _ in range(count):
        first, last = faker.first_name(), faker.last_name()
        customer_id = next_id(account.ids, "Customer")
        address = Address(
            first_name=first,
            last_name=last,
            address1=faker.street_address(),
            city=faker.city(),
            province=faker.state(),
            country="United States",
            country_code="US",
            zip=faker.postcode(),
        )
        made.append(
            account.records.customers.put(
                Customer(
                    id=customer_id,
                    email=f"{first}.{last}.{customer_id % 100000}@example.com".lower(),
                    first_name=first,
                    last_name=last,
                    created_at=account.clock.now().replace(microsecond=0),
                    updated_at=account.clock.now().replace(microsecond=0),
                    default_address=address,
                )
            )
        )
    return made
