"""Which names the account answers for, and what is asked of each.

Sources: developer-docs.amazon.com "SP-API endpoints", "Connecting to the Selling Partner API",
"Seller Central URLs"; the names of the document store are those of published answers.
"""

from __future__ import annotations

from sandbox.amazon.marketplaces import MARKETPLACES, REGIONS

__all__ = [
    "API",
    "DOCUMENT",
    "DOCUMENTS",
    "EUROPE",
    "HOSTS",
    "LWA",
    "PAGES",
    "SANDBOX",
    "SELLER_CENTRAL",
    "TOKEN",
    "answers",
    "host_of",
    "is_operation",
    "is_page",
    "is_sandbox",
    "region_of",
]

LWA = "api.amazon.com"
API = {region: f"sellingpartnerapi-{region}.amazon.com" for region in REGIONS}
SANDBOX = {region: f"sandbox.{host}" for region, host in API.items()}
DOCUMENTS = {
    "na": "tortuga-prod-na.s3-external-1.amazonaws.com",
    "eu": "tortuga-prod-eu.s3-eu-west-1.amazonaws.com",
    "fe": "tortuga-prod-fe.s3-us-west-2.amazonaws.com",
}
EUROPE = "sellercentral-europe.amazon.com"
# One a marketplace, by country, and the one that European ones share.
SELLER_CENTRAL = {
    country: f"sellercentral.{each.name.lower()}" for country, each in MARKETPLACES.items()
}
PAGES = (*SELLER_CENTRAL.values(), EUROPE)
HOSTS = (LWA, *API.values(), *SANDBOX.values(), *DOCUMENTS.values(), *PAGES)

TOKEN = "/auth/o2/token"
DOCUMENT = "/{document}"
_ROOMS = ("", "home", "ap", "sign-out", "payments")  # first words of pages for people


def is_page(path: str) -> bool:
    """A path, or a route's template, of Seller Central."""
    return path.startswith("/") and path[1:].partition("/")[0] in _ROOMS


def is_operation(route: str) -> bool:
    """A route's template, of an operation of the API."""
    return route not in (TOKEN, DOCUMENT) and not is_page(route)


def is_sandbox(host: str) -> bool:
    return host.partition(":")[0] in SANDBOX.values()


def host_of(path: str, region: str) -> str:
    """Where a client would look for `path`, of an account of `region`."""
    if path.rstrip("/") == TOKEN:
        return LWA
    if is_page(path):
        return EUROPE if region == "eu" else SELLER_CENTRAL["JP" if region == "fe" else "US"]
    return DOCUMENTS[region] if path.count("/") == 1 else API[region]


def region_of(host: str) -> str:
    """Of an API or document host; empty for another."""
    name = host.partition(":")[0]
    for hosts in (API, SANDBOX, DOCUMENTS):
        for region, known in hosts.items():
            if name == known:
                return region
    return ""


def answers(host: str, route: str) -> bool:
    """Whether `host` knows a route, by its template."""
    name = host.partition(":")[0]
    if route == TOKEN:
        return name == LWA
    if route == DOCUMENT:
        return name in DOCUMENTS.values()
    if is_page(route):
        return name in PAGES
    return name in API.values() or name in SANDBOX.values()
