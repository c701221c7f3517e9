"""Which names the account answers for, and which paths each of them knows.

Sources: servers of the official API descriptions; developer.ebay.com "OAuth", "Digital signatures".
Fulfillment is described on both API hosts; everything else is on one.
"""

from __future__ import annotations

__all__ = [
    "ANALYTICS",
    "AUTHORIZE",
    "ENVIRONMENTS",
    "FINANCES",
    "FULFILLMENT",
    "HOSTS",
    "IDENTITY",
    "KEYS",
    "NOTIFICATION",
    "POST_ORDER",
    "TOKEN",
    "answers",
    "environment_of",
    "host_of",
]

ENVIRONMENTS = {"production": "ebay.com", "sandbox": "sandbox.ebay.com"}
_KINDS = ("api", "apiz", "auth")
HOSTS = tuple(f"{kind}.{domain}" for domain in ENVIRONMENTS.values() for kind in _KINDS)

TOKEN = "/identity/v1/oauth2/token"
AUTHORIZE = "/oauth2/authorize"
FULFILLMENT = "/sell/fulfillment/v1"
FINANCES = "/sell/finances/v1"
POST_ORDER = "/post-order/v2"
NOTIFICATION = "/commerce/notification/v1"
ANALYTICS = "/developer/analytics/v1_beta"
KEYS = "/developer/key_management/v1"
IDENTITY = "/commerce/identity/v1"

_ON_APIZ = (FINANCES, KEYS, IDENTITY)


def host_of(path: str, environment: str) -> str:
    """Where a client would look for `path`."""
    return f"{_kinds(path)[0]}.{ENVIRONMENTS[environment]}"


def environment_of(host: str) -> str:
    """Of one of eBay's names; empty for another."""
    name = host.partition(":")[0]
    for environment, domain in ENVIRONMENTS.items():
        if name in (f"{kind}.{domain}" for kind in _KINDS):
            return environment
    return ""


def answers(host: str, path: str) -> bool:
    """Whether `host` knows a path, or the template of a route."""
    return host.partition(".")[0] in _kinds(path)


def _kinds(path: str) -> tuple[str, ...]:
    if path.startswith(AUTHORIZE):
        return ("auth",)
    if path.startswith(_ON_APIZ):
        return ("apiz",)
    return ("api", "apiz") if path.startswith(FULFILLMENT) else ("api",)
