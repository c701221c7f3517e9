"""Transfers API 2024-06-01: payouts that were made, will be made, or are wanted now.

Source: published model; refusals are its examples. The size of a page, and the code of a second
payout within a day, are not published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.amazon.errors import ApiError, InvalidInput
from sandbox.amazon.marketplaces import BY_ID, EUROPEAN
from sandbox.amazon.records import Period
from sandbox.amazon.routes.common import Params, body_of, open_page, seal_page
from sandbox.amazon.routes.finances_totals import accounts, invalid
from sandbox.amazon.rules import payouts
from sandbox.amazon.wire import totals
from sandbox.amazon.wire import transfers as wire
from sandbox.amazon.wire.shapes import answer
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES"]

_TYPES = (wire.ACCOUNT_TYPE, totals.ACCOUNT_TYPE)
_METHODS = ("BANK_ACCOUNT", "CARD", "SELLER_WALLET")
_PAGE = 100
_ARGUMENTS = ("marketplaceIds", "accountType", "createdAfter", "createdBefore", "payoutId")


class PayoutNotPossible(ApiError):
    kind = "InvalidInputException"

    def __init__(self, refusal: payouts.PayoutRefused) -> None:
        super().__init__(refusal.message)
        self.code = refusal.code


def listed(amazon: Amazon, request: Request) -> Response:
    """listPayouts: account by account, newest first. Raises InvalidInput."""
    params = Params(request)
    after, before = params.moment("createdAfter"), params.moment("createdBefore")
    asked = {name: params.many(name) for name in _ARGUMENTS if name in params}
    begin = 0
    if "nextToken" in params:
        state = open_page(amazon, "payouts", params.one("nextToken"))
        # The same arguments have to come again.
        if state["asked"] != asked:
            raise invalid()
        begin = state["skip"]
    if after is not None and before is not None and before <= after:
        raise invalid()
    own, key = accounts(amazon, request, _TYPES), params.one("payoutId")
    found: list[Period] = [
        period
        for marketplace in own
        for period in sorted(
            (each for each in amazon.records.periods if each.marketplace == marketplace.id),
            key=lambda each: each.start,
            reverse=True,
        )
        if period.end is not None
        and (after is None or period.end >= after)
        and (before is None or period.end < before)
        and key in ("", period.settlement_id)
    ]
    now = amazon.clock.now()
    told: dict[str, Any] = {
        "payouts": [wire.payout(amazon, each, now) for each in found[begin : begin + _PAGE]]
    }
    if len(found) > begin + _PAGE:
        told["nextToken"] = seal_page(amazon, "payouts", {"asked": asked, "skip": begin + _PAGE})
    return answer(told)


def expected(amazon: Amazon, request: Request) -> Response:
    """listExpectedPayouts: what the open periods will bring. Raises InvalidInput."""
    if "nextToken" in Params(request):  # an account has too few for a second page
        raise invalid()
    own = accounts(amazon, request, _TYPES)
    found = [amazon.records.open_periods.first(each.id) for each in own]
    return answer({"expectedPayouts": [wire.expected(amazon, each) for each in found if each]})


def initiate(amazon: Amazon, request: Request) -> Response:
    """initiatePayout: ends the period for what is available. Raises InvalidInput and
    PayoutNotPossible."""
    body = body_of(request)
    marketplace, type = body.get("marketplaceId"), body.get("accountType")
    wrong = []
    if marketplace not in _own(amazon, request) or BY_ID[marketplace].country not in EUROPEAN:
        wrong.append("marketplaceId")
    if type != totals.ACCOUNT_TYPE:
        wrong.append("accountType")
    if wrong:
        raise InvalidInput(
            "The input request had one or more invalid input parameters.",
            f"The following input parameters are invalid : [ {', '.join(wrong)} ].",
        )
    try:
        period = payouts.initiate(amazon, str(marketplace))
    except payouts.PayoutRefused as refusal:
        raise PayoutNotPossible(refusal) from None
    return answer({"payoutReferenceId": period.id})


def methods(amazon: Amazon, request: Request) -> Response:
    """getPaymentMethods: the bank account, and the card on file. Raises InvalidInput."""
    params = Params(request)
    key, types = params.one("marketplaceId"), params.many("paymentMethodTypes")
    if key not in _own(amazon, request):
        raise InvalidInput(f"Validation failed for: {key}")
    unknown = [each for each in types if each not in _METHODS]
    if unknown:
        raise InvalidInput(f"Validation failed for: {unknown[0]}")
    found = wire.methods(amazon, BY_ID[key])
    shown = [each for each in found if not types or each["paymentMethodType"] in types]
    return answer({"paymentMethods": shown})


def _own(amazon: Amazon, request: Request) -> list[str]:
    region = amazon.region_of(request)
    own = amazon.records.participations
    return [each.id for each in own if amazon.region_at(each.id) == region]


_BASE = "/finances/transfers/2024-06-01"
ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", f"{_BASE}/payouts", listed),
    Route("POST", f"{_BASE}/payouts", initiate),
    Route("GET", f"{_BASE}/payouts/expected", expected),
    Route("GET", f"{_BASE}/paymentMethods", methods),
)
