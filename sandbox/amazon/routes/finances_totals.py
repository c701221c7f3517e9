"""Finances API 2024-06-19: balances and summaries, of the same events as its transactions.

Source: published model; the refusal is its example. A page would have 500 balances, more than an
account has, so a token never leads on. What a summary's net proceeds are made of is not published:
here all that a settlement is, so that they are its total.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.amazon.errors import InvalidInput
from sandbox.amazon.marketplaces import BY_ID, Marketplace
from sandbox.amazon.records import Event, Period
from sandbox.amazon.routes.common import Params, parse_moment
from sandbox.amazon.rules.balances import balance_at, balance_now
from sandbox.amazon.rules.figures import sections_of
from sandbox.amazon.rules.periods import events_of
from sandbox.amazon.time_zones import begin_of, end_of, last_second_of, zone_of
from sandbox.amazon.wire import totals as wire
from sandbox.amazon.wire.finances_2024 import money
from sandbox.amazon.wire.shapes import answer, instant
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES", "accounts", "invalid"]

_BAD = "Invalid input"


def invalid(details: str = _BAD) -> InvalidInput:
    return InvalidInput(_BAD, details)


def accounts(amazon: Amazon, request: Request, types: tuple[str, ...]) -> list[Marketplace]:
    """Where the seller has an account that is asked for: `marketplaceIds` and `accountType`, which
    knows `types`. Raises InvalidInput."""
    params, region = Params(request), amazon.region_of(request)
    own = [
        BY_ID[each.id]
        for each in amazon.records.participations
        if amazon.region_at(each.id) == region
    ]
    asked = params.many("marketplaceIds")
    if any(each not in [one.id for one in own] for each in asked):
        raise invalid()
    type = params.one("accountType")
    if type and type not in types:
        return []
    return [each for each in own if not asked or each.id in asked]


def balances(amazon: Amazon, request: Request) -> Response:
    """listBalances: of now, or of the end of a day in the marketplace. Raises InvalidInput."""
    params = Params(request)
    type = params.one("balanceType") or "TOTAL"
    if type not in wire.BALANCE_TYPES:
        raise invalid()
    found = accounts(amazon, request, (wire.ACCOUNT_TYPE,))
    _no_token(params)
    now, day = amazon.clock.now(), _day(params, "asOfDate")
    told = []
    for each in found:
        if day is None:
            held = balance_now(amazon, each.id)
        elif day > now.astimezone(zone_of(each)).date():
            raise invalid()
        else:
            held = balance_at(amazon, each.id, end_of(day, each))
        told.append(wire.balance(amazon, each, type, held, day, now))
    return answer({"balances": told})


def summary(amazon: Amazon, request: Request) -> Response:
    """listSummary: of a settlement, or of days in the marketplace. Raises InvalidInput."""
    params = Params(request)
    name, value = params.one("relatedIdentifierName"), params.one("relatedIdentifierValue")
    first, last = _day(params, "periodStart"), _day(params, "periodEnd")
    if bool(name) != bool(value) or (name and name != "SETTLEMENT_ID"):
        raise invalid()
    if (first is None) != (last is None) or (first is None) == (not name):
        raise invalid("Either a settlement or periodStart and periodEnd are required.")
    if first is not None and last is not None and last < first:
        raise invalid()
    found = accounts(amazon, request, (wire.ACCOUNT_TYPE,))
    _no_token(params)
    if first is not None and last is not None:
        return answer({"summaries": [_of_days(amazon, each, first, last) for each in found]})
    period = amazon.records.period_of(value)
    shown = [period] if period is not None and BY_ID[period.marketplace] in found else []
    return answer({"summaries": [_of_settlement(amazon, each) for each in shown]})


def _of_settlement(amazon: Amazon, period: Period) -> dict[str, Any]:
    told = _summary(amazon, BY_ID[period.marketplace], events_of(amazon, period))
    told["relatedIdentifiers"] = [
        {
            "relatedIdentifierName": "SETTLEMENT_ID",
            "relatedIdentifierValue": period.settlement_id,
        }
    ]
    told["periodStart"] = instant(period.start)
    told["periodEnd"] = instant(period.end or period.start)
    return told


def _of_days(amazon: Amazon, marketplace: Marketplace, first: date, last: date) -> dict[str, Any]:
    """What is deferred is no proceeds before its release."""
    low, high = begin_of(first, marketplace), end_of(last, marketplace)
    events = [
        each
        for each in amazon.records.events_by_time.between(low, high)
        if each.period and each.marketplace == marketplace.id
    ]
    told = _summary(amazon, marketplace, events)
    end = last_second_of(last, marketplace)
    return told | {"periodStart": low.isoformat(), "periodEnd": end.isoformat()}


def _summary(amazon: Amazon, marketplace: Marketplace, events: list[Event]) -> dict[str, Any]:
    net = sum((event.total for event in events), Decimal(0))
    return {
        "partnerMetadata": wire.partner(amazon, marketplace),
        "netProceeds": money(net, marketplace.currency),
        "breakdowns": wire.breakdowns(sections_of(events), marketplace.currency),
    }


def _no_token(params: Params) -> None:
    """Raises InvalidInput for any: none was ever given out."""
    if "nextToken" in params:
        raise invalid()


def _day(params: Params, name: str) -> date | None:
    """Raises InvalidInput."""
    text = params.one(name)
    found: datetime | None = parse_moment(text) if text else None
    if text and found is None:
        raise invalid()
    return None if found is None else found.date()


_BASE = "/finances/2024-06-19"
ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", f"{_BASE}/balances", balances),
    Route("GET", f"{_BASE}/summary", summary),
)
