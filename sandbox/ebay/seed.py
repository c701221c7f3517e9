"""What a seller account starts with: listings, and somebody who buys."""

from __future__ import annotations

from decimal import Decimal

from sandbox.ebay.domain import Domain
from sandbox.ebay.records import Buyer, Listing

__all__ = ["BUYER", "LISTINGS", "furnish"]

LISTINGS = (
    Listing(
        id="256100000001", sku="EB-TENT", title="Two-person tent, green", price=Decimal("40.00")
    ),
    Listing(id="256100000002", sku="EB-STOVE", title="Gas camping stove", price=Decimal("59.73")),
    Listing(
        id="256100000003", sku="EB-LAMP", title="Head torch, 400 lumen", price=Decimal("20.00")
    ),
    Listing(
        id="256100000004",
        sku="EB-SOCK-L",
        title="Merino socks",
        price=Decimal("9.50"),
        variation="556100000041",
        aspects=(("Size", "L"),),
    ),
    # What the shop has elsewhere too.
    Listing(id="256100000006", sku="TEE-BLK", title="Trail tee, black", price=Decimal("19.99")),
    Listing(id="256100000007", sku="MUG-WHT", title="Camp mug, white", price=Decimal("12.49")),
    Listing(id="256100000008", sku="CAP-RED", title="Ridge cap, red", price=Decimal("24.95")),
    Listing(id="256100000005", sku="EB-PACK", title="Rucksack, 45 l", price=Decimal("134.99")),
)

BUYER = Buyer(
    username="trailblazer_or",
    name="Jane Roe",
    line1="500 Market Street",
    city="Portland",
    region="OR",
    postal_code="97201",
    country="US",
    phone="+1 503-555-0100",
    email="0a1b2c3d4e5f@members.ebay.com",
)


def furnish(account: Domain) -> None:
    for listing in LISTINGS:
        account.records.listings.put(listing)
