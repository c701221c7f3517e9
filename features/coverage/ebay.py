"""Every call of eBay: its routes, by path."""

from __future__ import annotations

from typing import Any

from features.coverage.calls import Call, Kind, Seen, behaviour_of, source_of
from sandbox.ebay import hosts
from sandbox.ebay.app import ROUTES, Ebay
from sandbox.kernel.routing import Request, Response, Route

__all__ = ["EBAY"]

_LOGINS = frozenset({hosts.TOKEN, hosts.AUTHORIZE, f"{hosts.KEYS}/signing_key"})
# They answer a question, or send a message that nothing stands behind.
_ASKING = (
    f"{hosts.POST_ORDER}/cancellation/check_eligibility",
    f"{hosts.NOTIFICATION}/subscription/{{subscription_id}}/test",
)


class EbayCalls:
    name = "ebay"
    platform = Ebay

    def calls(self) -> list[Call]:
        return [
            Call(
                _key(route),
                _kind(route),
                behaviour_of(route.handler),
                source_of(route.handler) or "developer.ebay.com",
            )
            for route in ROUTES
        ]

    def seen(self, route: Route[Any], request: Request, response: Response) -> list[Seen]:
        return [Seen(_key(route), _kind(route), response.status < 400)]


EBAY = EbayCalls()


def _key(route: Route[Any]) -> str:
    return f"{route.method} {route.path}"


def _kind(route: Route[Any]) -> Kind:
    if route.method == "GET" or route.path in _ASKING:
        return "read"
    return "login" if route.path in _LOGINS else "write"
