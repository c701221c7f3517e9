"""The sites of eBay that an account can sell on, and what the law makes eBay collect there.

The rate is a switch of the account: eBay reckons by the buyer's address, which no document lets
anybody repeat.
"""

from __future__ import annotations

import msgspec

__all__ = ["BY_ID", "MARKETPLACES", "SIGNED_COUNTRIES", "Marketplace"]


class Marketplace(msgspec.Struct, frozen=True, kw_only=True):
    """`tax_type` is what eBay collects and remits there."""

    id: str
    country: str
    currency: str
    tax_type: str


MARKETPLACES = (
    Marketplace(id="EBAY_US", country="US", currency="USD", tax_type="STATE_SALES_TAX"),
    Marketplace(id="EBAY_GB", country="GB", currency="GBP", tax_type="VAT"),
    Marketplace(id="EBAY_DE", country="DE", currency="EUR", tax_type="VAT"),
    Marketplace(id="EBAY_FR", country="FR", currency="EUR", tax_type="VAT"),
    Marketplace(id="EBAY_IT", country="IT", currency="EUR", tax_type="VAT"),
    Marketplace(id="EBAY_ES", country="ES", currency="EUR", tax_type="VAT"),
    Marketplace(id="EBAY_CA", country="CA", currency="CAD", tax_type="PROVINCE_SALES_TAX"),
    Marketplace(id="EBAY_AU", country="AU", currency="AUD", tax_type="GST"),
)
BY_ID = {each.id: each for each in MARKETPLACES}
# Where the law asks for a second proof: the United Kingdom and the European Union.
_UNION = (
    ("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE"),
    ("IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"),
)
SIGNED_COUNTRIES = frozenset({"GB", *_UNION[0], *_UNION[1]})
