"""What a seller account starts with: a marketplace and a catalogue."""

from __future__ import annotations

from decimal import Decimal

from sandbox.amazon.domain import Domain
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import Address, Listing, Participation

__all__ = ["ADDRESS", "CATALOGUE", "furnish", "join"]

CATALOGUE = (
    Listing(id="AMZ-LAMP", asin="B0SANDBX01", title="Desk lamp, brass", price=Decimal("25.00")),
    Listing(
        id="AMZ-DESK",
        asin="B0SANDBX02",
        title="Desk organiser, oak",
        price=Decimal("29.99"),
        fba_fee=Decimal("3.86"),
    ),
    Listing(
        id="AMZ-PENS",
        asin="B0SANDBX03",
        title="Fountain pens, set of two",
        price=Decimal("20.00"),
        fba_fee=Decimal("3.30"),
    ),
    Listing(id="AMZ-HOOK", asin="B0SANDBX04", title="Wall hooks", price=Decimal("22.00")),
    Listing(
        id="AMZ-CHRG",
        asin="B0SANDBX05",
        title="Charging stand",
        price=Decimal("35.00"),
        fba_fee=Decimal("4.10"),
    ),
)

ADDRESS = Address(
    name="Jane Roe",
    line1="500 Market Street",
    city="Portland",
    region="OR",
    postal_code="97201",
    country="US",
    phone="+1 503-555-0100",
)


def furnish(account: Domain) -> None:
    join(account, account.marketplace)
    for listing in CATALOGUE:
        account.records.listings.put(listing)


def join(account: Domain, marketplace: str) -> None:
    """The account sells there, too."""
    account.records.participations.put(
        Participation(id=BY_ID[marketplace].id, store_name="Acme Outdoor")
    )
