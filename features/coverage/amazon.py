"""Every call of Amazon: its routes, by path."""

from __future__ import annotations

from typing import Any

from features.coverage.calls import Call, Kind, Seen, behaviour_of, source_of
from sandbox.amazon import hosts
from sandbox.amazon.app import ROUTES, Amazon
from sandbox.amazon.seller_central import pages
from sandbox.amazon.static_sandbox.routes import is_only_example
from sandbox.kernel.routing import Request, Response, Route

__all__ = ["AMAZON"]

_LOGINS = frozenset(
    {hosts.TOKEN, "/tokens/2021-03-01/restrictedDataToken", pages.SIGN_IN, "/sign-out"}
)
_JOBS = frozenset({"/feeds/2021-06-30/feeds", "/reports/2021-06-30/reports"})


class AmazonCalls:
    name = "amazon"
    platform = Amazon

    def calls(self) -> list[Call]:
        return [
            Call(
                _key(route),
                _kind(route),
                behaviour_of(route.handler),
                source_of(route.handler) or "developer-docs.amazon.com/sp-api",
            )
            for route in ROUTES
            if not is_only_example(route)
        ]

    def seen(self, route: Route[Any], request: Request, response: Response) -> list[Seen]:
        if hosts.is_sandbox(request.host):
            return []  # an example, whatever the account holds
        return [Seen(_key(route), _kind(route), _succeeded(route, response))]


AMAZON = AmazonCalls()


def _key(route: Route[Any]) -> str:
    return f"{route.method} {route.path}"


def _succeeded(route: Route[Any], response: Response) -> bool:
    """A page refuses by leading to the sign-in page, and that one by showing its form again."""
    if not hosts.is_page(route.path):
        return response.status < 400
    if route.path == "/sign-out":
        return response.status == 302
    if route.method == "POST" or route.path == "/":
        return response.status == 302 and pages.SIGN_IN not in (response.header("location") or "")
    return response.status == 200


def _kind(route: Route[Any]) -> Kind:
    if route.method == "GET":
        return "read"
    if route.path in _LOGINS:
        return "login"
    return "job" if route.method == "POST" and route.path in _JOBS else "write"
