"""Which reports a seller may ask for, once or by a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.amazon.auth import ORDERS
from sandbox.amazon.errors import InvalidInput, Unauthorized
from sandbox.amazon.routes.orders_v0 import known_marketplaces
from sandbox.amazon.rules import order_report
from sandbox.amazon.rules.reports import SETTLEMENT_NUMBERS
from sandbox.kernel.routing import Request

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["wanted_report"]

_MOST = 25


def wanted_report(
    amazon: Amazon, request: Request, body: dict[str, Any]
) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Type, marketplaces and options. Amazon makes settlements itself: they can be neither
    requested nor scheduled. Raises InvalidInput and Unauthorized."""
    type, marketplaces = body.get("reportType"), body.get("marketplaceIds")
    options = body.get("reportOptions") or {}
    if not isinstance(type, str) or not isinstance(marketplaces, list) or not marketplaces:
        raise InvalidInput("Missing or invalid reportType or marketplaceIds")
    if not isinstance(options, dict) or any(
        not isinstance(value, str) for value in options.values()
    ):
        raise InvalidInput("Missing or invalid reportOptions")
    known = known_marketplaces(amazon, request, [str(each) for each in marketplaces], _MOST)
    number = SETTLEMENT_NUMBERS.get(type)
    if number is not None:
        raise InvalidInput(f"Request for report type {number} is not allowed at this time")
    if type not in order_report.TYPES:
        raise InvalidInput(f"Report type {type} is not available for this seller")
    if ORDERS not in amazon.auth.client.roles:
        raise Unauthorized
    return type, tuple(known), options
