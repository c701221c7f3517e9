"""Orders API 2026-01-01: no envelope, no restricted token; the application's roles decide who
sees the buyer. Source: published model, "Orders API migration guide"."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.amazon.auth import RESTRICTED
from sandbox.amazon.errors import InvalidInput, NotFound
from sandbox.amazon.records import AFN, Order
from sandbox.amazon.routes.common import Params, open_page, seal_page
from sandbox.amazon.routes.orders_v0 import known_marketplaces, visible
from sandbox.amazon.wire import orders_2026 as wire
from sandbox.amazon.wire.shapes import answer, instant
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES"]

_BAD = "Invalid Input"
_SETTLING = timedelta(minutes=2)
_TOKEN_LIFE = timedelta(hours=24)


def search(amazon: Amazon, request: Request) -> Response:
    """searchOrders. Raises InvalidInput."""
    params = Params(request)
    included = _included(amazon, params)
    if "paginationToken" in params:
        state = open_page(amazon, "orders 2026", params.one("paginationToken"))
        if amazon.clock.now() >= datetime.fromisoformat(state["made"]) + _TOKEN_LIFE:
            raise InvalidInput(_BAD, "The pagination token has expired.")
    else:
        state = _asked(amazon, request, params)
    by_update, most = state["by_update"], state["most"]
    low, high = datetime.fromisoformat(state["low"]), datetime.fromisoformat(state["high"])
    index = amazon.records.orders_by_update if by_update else amazon.records.orders_by_purchase
    found: list[Order] = []
    last = state.get("last")
    for order in index.between(low, high + timedelta(microseconds=1)):
        at = order.updated if by_update else order.purchased
        if last is not None and (at.isoformat(), order.id) <= (last[0], last[1]):
            continue
        if visible(amazon, order) and _fits(amazon, request, order, state):
            found.append(order)
            if len(found) > most:
                break
    told: dict[str, Any] = {"orders": [wire.order(each, included) for each in found[:most]]}
    if len(found) > most:
        end = found[most - 1]
        at = end.updated if by_update else end.purchased
        token = seal_page(amazon, "orders 2026", state | {"last": [at.isoformat(), end.id]})
        told["pagination"] = {"nextToken": token}
    told["lastUpdatedBefore" if by_update else "createdBefore"] = instant(high)
    return answer(told)


def _asked(amazon: Amazon, request: Request, params: Params) -> dict[str, Any]:
    """Raises InvalidInput."""
    now = amazon.clock.now()
    created = params.moment("createdAfter"), params.moment("createdBefore")
    updated = params.moment("lastUpdatedAfter"), params.moment("lastUpdatedBefore")
    if (created[0] is None) == (updated[0] is None) or (any(created) and any(updated)):
        raise InvalidInput(_BAD, "Exactly one of createdAfter and lastUpdatedAfter is needed.")
    after, before = updated if updated[0] else created
    newest = now - _SETTLING
    if after is None or after > now or (before and (before > newest or before < after)):
        raise InvalidInput(_BAD, _BAD)
    statuses = params.many("fulfillmentStatuses")
    if any(status not in wire.STATUSES.values() for status in statuses):
        raise InvalidInput(_BAD, "fulfillmentStatuses holds an unknown value.")
    channels = params.many("fulfilledBy")
    if any(channel not in ("MERCHANT", "AMAZON") for channel in channels):
        raise InvalidInput(_BAD, "fulfilledBy holds an unknown value.")
    return {
        "by_update": updated[0] is not None,
        "low": after.isoformat(),
        "high": (before or newest).isoformat(),
        "statuses": statuses,
        "channels": channels,
        "marketplaces": known_marketplaces(amazon, request, params.many("marketplaceIds"), 50),
        "most": params.number("maxResultsPerPage", 100, 100),
        "made": now.isoformat(),
    }


def _fits(amazon: Amazon, request: Request, order: Order, state: dict[str, Any]) -> bool:
    channel = "AMAZON" if order.channel == AFN else "MERCHANT"
    return (
        amazon.region_at(order.marketplace) == amazon.region_of(request)
        and (not state["marketplaces"] or order.marketplace in state["marketplaces"])
        and (not state["statuses"] or wire.STATUSES[order.status] in state["statuses"])
        and (not state["channels"] or channel in state["channels"])
    )


def single(amazon: Amazon, request: Request) -> Response:
    """getOrder. Raises InvalidInput and NotFound."""
    order = amazon.records.orders.get(request.params["orderId"])
    if (
        order is None
        or not visible(amazon, order)
        or amazon.region_at(order.marketplace) != amazon.region_of(request)
    ):
        raise NotFound("The requested resource doesn't exist.")
    return answer({"order": wire.order(order, _included(amazon, Params(request)))})


def _included(amazon: Amazon, params: Params) -> frozenset[str]:
    """What is asked for and may be seen. Raises InvalidInput."""
    asked = params.many("includedData")
    if any(word not in wire.INCLUDED for word in asked):
        raise InvalidInput(_BAD, "includedData holds an unknown value.")
    if RESTRICTED not in amazon.auth.client.roles:
        return frozenset(asked) - {"BUYER", "RECIPIENT"}
    return frozenset(asked)


_ORDERS = "/orders/2026-01-01/orders"
ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", _ORDERS, search),
    Route("GET", f"{_ORDERS}/{{orderId}}", single),
)
