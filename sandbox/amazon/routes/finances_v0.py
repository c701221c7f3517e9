"""Finances API v0. Source: published model financesV0; the 180 days and the two minutes are in its
parameter notes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.amazon.errors import InvalidInput, NotFound
from sandbox.amazon.records import Event
from sandbox.amazon.routes.common import Params, open_page, seal_page
from sandbox.amazon.rules.periods import balance
from sandbox.amazon.wire import finances_v0 as wire
from sandbox.amazon.wire.shapes import answer
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES"]

_LONGEST = timedelta(days=180)
_SETTLING = timedelta(minutes=2)
_EVENTS = "events"
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


def groups(amazon: Amazon, request: Request) -> Response:
    """listFinancialEventGroups: newest first. Raises InvalidInput."""
    params = Params(request)
    if "NextToken" in params:
        state = open_page(amazon, "groups", params.one("NextToken"))
    else:
        low, high, _ = _window(amazon, params, "FinancialEventGroupStarted")
        state = {
            "low": low.isoformat(),
            "high": high.isoformat(),
            "size": params.number("MaxResultsPerPage", 10, 100),
            "skip": 0,
        }
    region = amazon.region_of(request)
    found = [
        each
        for each in amazon.records.periods_by_start.between(
            datetime.fromisoformat(state["low"]),
            datetime.fromisoformat(state["high"]),
            reverse=True,
        )
        if amazon.region_at(each.marketplace) == region
    ]
    begin, size = state["skip"], state["size"]
    page = found[begin : begin + size]
    now = amazon.clock.now()
    payload: dict[str, Any] = {
        "FinancialEventGroupList": [wire.group(each, now, balance(amazon, each)) for each in page]
    }
    if len(found) > begin + size:
        payload["NextToken"] = seal_page(amazon, "groups", state | {"skip": begin + size})
    return answer({"payload": payload})


def of_group(amazon: Amazon, request: Request) -> Response:
    """listFinancialEventsByGroupId. Raises InvalidInput and NotFound."""
    period = amazon.records.periods.get(request.params["eventGroupId"])
    if period is None or amazon.region_at(period.marketplace) != amazon.region_of(request):
        raise NotFound("The financial event group was not found.")
    low, high, fits = _window(amazon, Params(request), "Posted", needed=False)
    found = amazon.records.events_by_period.find(period.id) if fits else []
    shown = [each for each in found if low <= each.posted < high]
    return _page(amazon, request, shown, f"events of group {period.id}")


def of_order(amazon: Amazon, request: Request) -> Response:
    """listFinancialEventsByOrderId. Raises InvalidInput."""
    order = request.params["orderId"]
    found = amazon.records.events_by_order.find(order)
    return _page(amazon, request, found, f"events of order {order}")


def events(amazon: Amazon, request: Request) -> Response:
    """listFinancialEvents. Raises InvalidInput."""
    params = Params(request)
    if "NextToken" in params:
        state = open_page(amazon, _EVENTS, params.one("NextToken"))
        low, high, fits = (
            datetime.fromisoformat(state["low"]),
            datetime.fromisoformat(state["high"]),
            True,
        )
    else:
        low, high, fits = _window(amazon, params, "Posted")
    found = list(amazon.records.events_by_time.between(low, high)) if fits else []
    return _page(amazon, request, found, _EVENTS, low=low.isoformat(), high=high.isoformat())


def _window(
    amazon: Amazon, params: Params, name: str, *, needed: bool = True
) -> tuple[datetime, datetime, bool]:
    """From, to, and whether the span is short enough to be answered. Raises InvalidInput."""
    now = amazon.clock.now()
    after, before = params.moment(f"{name}After"), params.moment(f"{name}Before")
    newest = now - _SETTLING
    if needed and after is None:
        raise InvalidInput(details=f"{name}After is required.")
    if after is not None and after > newest:
        raise InvalidInput(details=f"{name}After must be no later than two minutes ago.")
    if before is not None and (before > newest or (after is not None and before <= after)):
        raise InvalidInput(details=f"{name}Before is not valid.")
    # Without an end it is now; what is posted this very moment is in.
    high = before or now + timedelta(microseconds=1)
    low = after or _ALWAYS
    return low, high, after is None or high - low <= _LONGEST + _SETTLING


def _page(
    amazon: Amazon, request: Request, found: list[Event], purpose: str, **more: str
) -> Response:
    """What is deferred does not show before its release. A token leads on where it came from, and
    nowhere else."""
    params = Params(request)
    region = amazon.region_of(request)
    shown = [each for each in found if each.period and amazon.region_at(each.marketplace) == region]
    begin = 0
    size = params.number("MaxResultsPerPage", 100, 100)
    if "NextToken" in params:
        state = open_page(amazon, purpose, params.one("NextToken"))
        begin, size = state["skip"], state["size"]
    payload: dict[str, Any] = {"FinancialEvents": wire.events(shown[begin : begin + size])}
    if len(shown) > begin + size:
        payload["NextToken"] = seal_page(
            amazon, purpose, {"skip": begin + size, "size": size, **more}
        )
    return answer({"payload": payload})


_BASE = "/finances/v0"
ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", f"{_BASE}/financialEventGroups", groups),
    Route("GET", f"{_BASE}/financialEventGroups/{{eventGroupId}}/financialEvents", of_group),
    Route("GET", f"{_BASE}/orders/{{orderId}}/financialEvents", of_order),
    Route("GET", f"{_BASE}/financialEvents", events),
)
