"""Which names the account answers for, and what is asked of each.

Sources: developer-docs.amazon.com "SP-API endpoints", "Connecting to the Selling Partner API"; the
names of the document store are those of published answers.
"""

from __future__ import annotations

from sandbox.amazon.marketplaces import REGIONS

__all__ = [
    "API",
    "DOCUMENT",
    "DOCUMENTS",
    "HOSTS",
    "LWA",
    "TOKEN",
    "answers",
    "host_of",
    "region_of",
]

LWA = "api.amazon.com"
API = {region: f"sellingpartnerapi-{region}.amazon.com" for region in REGIONS}
DOCUMENTS = {
    "na": "tortuga-prod-na.s3-external-1.amazonaws.com",
    "eu": "tortuga-prod-eu.s3-eu-west-1.amazonaws.com",
    "fe": "tortuga-prod-fe.s3-us-west-2.amazonaws.com",
}
HOSTS = (LWA, *API.values(), *DOCUMENTS.values())

TOKEN = "/auth/o2/token"
DOCUMENT = "/{document}"


def host_of(path: str, region: str) -> str:
    """Where a client would look for `path`, of an account of `region`."""
    if path.rstrip("/") == TOKEN:
        return LWA
    return DOCUMENTS[region] if path.count("/") == 1 else API[region]


def region_of(host: str) -> str:
    """Of an API or document host; empty for another."""
    name = host.partition(":")[0]
    for hosts in (API, DOCUMENTS):
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
    return name in API.values()
