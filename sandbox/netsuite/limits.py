"""How the account says "not now".

NetSuite limits how many requests are served at once, not how many are sent: REST, SOAP and
RESTlets share one account limit, given by the service tier and the SuiteCloud Plus licences. Help
Center "Concurrency Governance Limits Based on Service Tiers and SuiteCloud Plus Licenses",
"Errors Related to Concurrency Violations".

Part of the account limit may be allocated to an integration. It then has that much for itself, and
all integrations without an allocation share the rest.

`Retry-After` of a 429 is not documented; some clients honour it, so it is sent only when the
account's `retry_after_seconds` says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from sandbox.kernel.routing import Request
from sandbox.netsuite.settings import Settings

if TYPE_CHECKING:
    from sandbox.netsuite.auth import Auth

__all__ = ["RESTLET_PATH", "Concurrency", "account_limit", "retry_headers"]

RESTLET_PATH = "/app/site/hosting/restlet.nl"
_REST_PATH = "/services/rest/"
_TOKEN_PATH = "/services/rest/auth/"  # logging in takes no slot

_BASE = {
    "Standard": 5, "Premium": 15, "Enterprise": 20, "Ultimate": 20,
    "Shared": 5, "Tier 3": 5, "Tier 2": 10, "Tier 1": 15, "Tier 1+": 15, "Tier 0": 20,
}  # fmt: skip
_PER_LICENCE = 10
_DEVELOPMENT = 5  # development and partner accounts, whatever their tier
_LOWEST = 5
_CONSUMER_KEY = re.compile(r'oauth_consumer_key="?([^",]+)')


def retry_headers(settings: Settings) -> list[tuple[str, str]]:
    """Headers that a 429 carries beside its body."""
    seconds = settings.retry_after_seconds
    return [("Retry-After", str(seconds))] if seconds else []


def account_limit(settings: Settings) -> int:
    """Simultaneous requests that the account serves."""
    if settings.account_purpose == "development":
        return _DEVELOPMENT
    return _BASE[settings.service_tier] + _PER_LICENCE * settings.suitecloud_plus_licences


class Concurrency:
    """The requests that are being served. Not in the store: a restore cannot end a request."""

    def __init__(self, settings: Settings, auth: Auth) -> None:
        self._settings = settings
        self._auth = auth
        self._served: dict[int, str] = {}  # request -> the integration it came through
        self._refused: set[int] = set()

    def enter(self, request: Request) -> None:
        """Take a slot for the request, or note that there is none."""
        if not _governed(request.raw_path):
            return
        caps = self._caps()
        integration = self._integration_of(request) if caps else ""
        if self._free(integration, caps):
            self._served[id(request)] = integration
        else:
            self._refused.add(id(request))

    def leave(self, request: Request) -> None:
        self._served.pop(id(request), None)
        self._refused.discard(id(request))

    def refused(self, request: Request) -> bool:
        """No slot was free when the request arrived."""
        return id(request) in self._refused

    def unallocated(self) -> int:
        """What integrations without an allocation share."""
        return account_limit(self._settings) - sum(self._caps().values())

    def allocate(self, requests: int | None) -> None:
        """Give the integration `requests` slots of its own. Raises ValueError when that leaves
        none for the rest: one has to stay unallocated."""
        own = self._auth.integrations[self._auth.integration.id]
        taken = sum(limit for key, limit in self._caps().items() if key != own.id)
        free = account_limit(self._settings) - taken - 1
        if requests is not None and not 1 <= requests <= free:
            raise ValueError(f"{requests}: an integration can be given 1 to {free} requests")
        self._auth.integrations.put(msgspec.structs.replace(own, concurrency_limit=requests))

    def _caps(self) -> dict[str, int]:
        return {
            each.id: each.concurrency_limit
            for each in self._auth.integrations
            if each.concurrency_limit is not None
        }

    def _free(self, integration: str, caps: dict[str, int]) -> bool:
        if not caps:
            busy = len(self._served)
            return busy < _LOWEST or busy < account_limit(self._settings)
        if integration in caps:
            busy = sum(1 for other in self._served.values() if other == integration)
            return busy < caps[integration]
        busy = sum(1 for other in self._served.values() if other not in caps)
        return busy < self.unallocated()

    def _integration_of(self, request: Request) -> str:
        header = request.headers.get("authorization", "")
        scheme, _, token = header.partition(" ")
        if scheme.lower() == "bearer":
            bearer = self._auth.oauth2.bearers.get(token.strip())
            return "" if bearer is None else bearer.client
        found = _CONSUMER_KEY.search(header)
        return "" if found is None else found[1]


def _governed(path: str) -> bool:
    if path.startswith(_REST_PATH):
        return not path.startswith(_TOKEN_PATH)
    return path == RESTLET_PATH
