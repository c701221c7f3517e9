"""The sandbox beside the production routes: the same paths, answered by examples."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import TYPE_CHECKING

from sandbox.amazon import hosts
from sandbox.amazon.errors import InvalidInput
from sandbox.amazon.routes.common import Params, body_of
from sandbox.amazon.static_sandbox.examples import example_of, examples
from sandbox.kernel.routing import Handler, Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["is_only_example", "with_sandbox"]

# Calls that are published with examples and that no production host answers here. Both are of
# orders that this account cannot have: such as the buyer picks up in the seller's shop, and such of
# regulated goods (a form that the buyer fills in, rejection reasons, a prescription). What Amazon
# answers for any other order is not published.
_ONLY_SANDBOX = (
    ("POST", "/orders/v0/orders/{orderId}/shipment"),
    ("GET", "/orders/v0/orders/{orderId}/regulatedInfo"),
    ("PATCH", "/orders/v0/orders/{orderId}/regulatedInfo"),
)


def with_sandbox(routes: Iterable[Route[Amazon]]) -> tuple[Route[Amazon], ...]:
    """`routes`, which a sandbox host answers by examples, and those that only a sandbox answers."""
    beside = [_beside(route) for route in routes]
    only = [Route(method, path, _fixed(method, path)) for method, path in _ONLY_SANDBOX]
    return (*beside, *only)


def is_only_example(route: Route[Amazon]) -> bool:
    """No production host knows it."""
    return route.handler.__qualname__.startswith(_fixed.__name__)


def _beside(route: Route[Amazon]) -> Route[Amazon]:
    if not hosts.is_operation(route.path):
        return route
    fixed, real = _fixed(route.method, route.path), route.handler

    @wraps(real)
    def handler(amazon: Amazon, request: Request) -> Response:
        chosen = fixed if hosts.is_sandbox(request.host) else real
        return chosen(amazon, request)

    return Route(route.method, route.path, handler)


def _fixed(method: str, path: str) -> Handler[Amazon]:
    def handler(amazon: Amazon, request: Request) -> Response:
        """A fixed answer of Amazon's sandbox. Raises InvalidInput."""
        known = examples(amazon.settings.sandbox_models).get((method, path), ())
        query = Params(request)
        given = {name: ",".join(query.many(name)) for name in query.names()}
        body = body_of(request) if request.body else None
        found = example_of(known, request.params, given, body)
        if found is None:
            raise InvalidInput("Could not match input arguments")
        return Response(found.status, found.body, [("content-type", "application/json")])

    return handler
