"""Finances API 2024-06-19: transactions. Source: published model; the refusal is its example."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.amazon.errors import InvalidInput
from sandbox.amazon.records import Event
from sandbox.amazon.routes.common import Params, open_page, seal_page
from sandbox.amazon.routes.orders_v0 import known_marketplaces
from sandbox.amazon.wire.finances_2024 import of_event
from sandbox.amazon.wire.shapes import answer
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES"]

_STATUSES = ("DEFERRED", "RELEASED", "DEFERRED_RELEASED")
_NAMES = ("FINANCIAL_EVENT_GROUP_ID", "ORDER_ID")
_LONGEST = timedelta(days=180)
_SETTLING = timedelta(minutes=2)
_PAGE = 500
_BAD = "Invalid input"
_NO_START = "Start date cannot be null"


def listed(amazon: Amazon, request: Request) -> Response:
    """listTransactions: oldest first. Raises InvalidInput."""
    params = Params(request)
    asked = {name: params.one(name) for name in _ARGUMENTS if name in params}
    begin = 0
    if "nextToken" in params:
        state = open_page(amazon, "transactions", params.one("nextToken"))
        # The same arguments have to come again.
        if state["asked"] != asked:
            raise InvalidInput(_BAD, "The arguments differ from those of the first page.")
        begin = state["skip"]
    status, marketplace = params.one("transactionStatus"), params.one("marketplaceId")
    if status and status not in _STATUSES:
        raise InvalidInput(_BAD, "transactionStatus holds an unknown value.")
    if marketplace:
        known_marketplaces(amazon, request, [marketplace], 1)
    region = amazon.region_of(request)
    low, high, found = _found(amazon, params)
    transactions = [
        each
        for event in found
        if amazon.region_at(event.marketplace) == region and marketplace in ("", event.marketplace)
        for each in of_event(amazon, event)
        if status in ("", each["transactionStatus"])
        and (low is None or low <= _posted(each))
        and (high is None or _posted(each) < high)
    ]
    payload: dict[str, Any] = {"transactions": transactions[begin : begin + _PAGE]}
    if len(transactions) > begin + _PAGE:
        payload["nextToken"] = seal_page(
            amazon, "transactions", {"asked": asked, "skip": begin + _PAGE}
        )
    return answer({"payload": payload})


_ARGUMENTS = (
    "postedAfter", "postedBefore", "marketplaceId", "transactionStatus", "relatedIdentifierName",
    "relatedIdentifierValue",
)  # fmt: skip


def _posted(told: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(told["postedDate"])


def _found(amazon: Amazon, params: Params) -> tuple[datetime | None, datetime | None, list[Event]]:
    """The window, and the events that may lie in it. Raises InvalidInput."""
    name, value = params.one("relatedIdentifierName"), params.one("relatedIdentifierValue")
    after, before = params.moment("postedAfter"), params.moment("postedBefore")
    records, now = amazon.records, amazon.clock.now()
    if bool(name) != bool(value):
        raise InvalidInput(_BAD, "relatedIdentifierName and relatedIdentifierValue go together.")
    if name and name not in _NAMES:
        raise InvalidInput(_BAD, "relatedIdentifierName holds an unknown value.")
    if after is None and not name:
        raise InvalidInput(_NO_START, _NO_START)
    if after is not None and after > now - _SETTLING:
        raise InvalidInput(_BAD, "postedAfter must be no later than two minutes ago.")
    if before is not None and after is not None and before <= after:
        raise InvalidInput(_BAD, "postedBefore must be after postedAfter.")
    if name == "ORDER_ID":
        return after, before, records.events_by_order.find(value)
    if name:
        return after, before, records.events_by_period.find(value)
    if after is not None and (before or now) - after > _LONGEST:
        return after, before, []
    return after, before, list(records.events)


ROUTES: tuple[Route[Amazon], ...] = (Route("GET", "/finances/2024-06-19/transactions", listed),)
