"""eBay's sites: where a seller sells, in which currency, and which hosts serve them all.

Sources: Fulfillment API, MarketplaceIdEnum; developer.ebay.com "Digital signatures for APIs" (which
sellers sign). Vehicles of the United States have a marketplace id of their own and one site.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

__all__ = ["SITES", "EbaySite", "ebay_site", "site_of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class EbaySite:
    id: str
    currency: str
    name: str
    signs: bool
    """Sellers who are at home there sign their calls about money: United Kingdom and EU."""


_KNOWN = """
EBAY_US USD eBay.com
EBAY_GB GBP eBay.co.uk   signs
EBAY_DE EUR eBay.de      signs
EBAY_FR EUR eBay.fr      signs
EBAY_IT EUR eBay.it      signs
EBAY_ES EUR eBay.es      signs
EBAY_AT EUR eBay.at      signs
EBAY_BE EUR eBay.be      signs
EBAY_NL EUR eBay.nl      signs
EBAY_IE EUR eBay.ie      signs
EBAY_PL PLN eBay.pl      signs
EBAY_CH CHF eBay.ch
EBAY_CA CAD eBay.ca
EBAY_AU AUD eBay.com.au
EBAY_HK HKD eBay.com.hk
EBAY_MY MYR eBay.com.my
EBAY_PH PHP eBay.ph
EBAY_SG SGD eBay.com.sg
"""
_SAME_SITE = {"EBAY_MOTORS_US": "EBAY_US", "EBAY_MOTORS": "EBAY_US"}


def _of(line: str) -> EbaySite:
    key, currency, name, *more = line.split()
    return EbaySite(id=key, currency=currency, name=name, signs=bool(more))


SITES = {each.id: each for each in map(_of, _KNOWN.strip().splitlines())}


def site_of(marketplace_id: str) -> str:
    """The site that a marketplace id of an order belongs to."""
    return _SAME_SITE.get(marketplace_id, marketplace_id)


def ebay_site(word: str) -> EbaySite:
    """By id, with a dash or without eBay's prefix too (UK counts as GB). Raises ValueError with
    the fix."""
    wanted = word.strip().upper().replace("-", "_")
    country = wanted.removeprefix("EBAY_")
    found = SITES.get(site_of(f"EBAY_{'GB' if country == 'UK' else country}"))
    if found is not None:
        return found
    near = difflib.get_close_matches(wanted, SITES, n=1, cutoff=0.8)
    hint = f"did you mean {near[0]}?" if near else f"write one of {', '.join(SITES)}"
    raise ValueError(f"{word!r} is not an eBay marketplace; {hint}")
