"""Which transactions and payouts a client asks for. Source: Finances v1.17.2.

Filters come one a parameter, or several with commas. Nothing found is not an empty page: the
routes answer 204.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from sandbox.ebay.domain import Domain
from sandbox.ebay.errors import FinancesError
from sandbox.ebay.records import Payout, Transaction
from sandbox.ebay.rules.filters import braced, ranged, split, within
from sandbox.ebay.rules.ledger import BOOKINGS, status_of
from sandbox.ebay.rules.money import ZERO
from sandbox.ebay.rules.times import parsed

__all__ = [
    "PAYOUT_STATUSES",
    "STATUSES",
    "Paging",
    "PayoutPage",
    "PayoutTotals",
    "Sum",
    "Sums",
    "TransactionPage",
    "payout_summary",
    "payouts",
    "transaction_summary",
    "transactions",
]

STATUSES = (
    "FUNDS_PROCESSING",
    "FUNDS_AVAILABLE_FOR_PAYOUT",
    "FUNDS_ON_HOLD",
    "PAYOUT",
    "COMPLETED",
    "FAILED",
)
PAYOUT_STATUSES = ("INITIATED", "SUCCEEDED", "RETRYABLE_FAILED", "TERMINAL_FAILED", "REVERSED")
_DAYS = 90  # of a range with an open end
_TRANSACTION_FILTERS = (
    "transactionDate",
    "transactionType",
    "transactionStatus",
    "buyerUsername",
    "salesRecordReference",
    "payoutId",
    "transactionId",
    "orderId",
    "payoutReference",
)
# One thing is named: the limit says nothing then.
_NAMING = ("orderId", "transactionId", "payoutId")
_TRIED = "lastAttemptedPayoutDate"
_PAYOUT_FILTERS = ("payoutDate", _TRIED, "payoutStatus", "payoutReference")
Filters = Mapping[str, str]


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    limit: int
    offset: int


class TransactionPage(msgspec.Struct, frozen=True, kw_only=True):
    total: int
    paging: Paging
    transactions: tuple[Transaction, ...]


class PayoutPage(msgspec.Struct, frozen=True, kw_only=True):
    total: int
    paging: Paging
    payouts: tuple[Payout, ...]


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """`amount` is unsigned, `booking` says which way."""

    count: int
    amount: Decimal
    booking: str


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """`type`: the only one that was asked for; empty: all. `on_hold`: of money that is held."""

    type: str
    on_hold: bool
    by_type: dict[str, Sum]


class PayoutTotals(msgspec.Struct, frozen=True, kw_only=True):
    count: int
    transactions: int
    amount: Decimal


def transactions(
    account: Domain, query: Mapping[str, str], filters: Iterable[str]
) -> TransactionPage:
    """Newest first; `sort=transactionDate`: oldest first. Raises FinancesError 135003 to
    135009."""
    given = _given(filters, _TRANSACTION_FILTERS)
    found = list(_matching(account, given))
    if _sorted_up(query, ("transactionDate",)):
        found.sort(key=lambda each: (each.date, each.id))
    else:
        found.sort(key=lambda each: (each.date, each.id), reverse=True)
    paging = _paging(query, 20, 1000)
    if any(name in given for name in _NAMING):
        paging = Paging(limit=paging.limit, offset=0)
        return TransactionPage(total=len(found), paging=paging, transactions=tuple(found))
    page = tuple(found[paging.offset : paging.offset + paging.limit])
    return TransactionPage(total=len(found), paging=paging, transactions=page)


def transaction_summary(account: Domain, filters: Iterable[str]) -> Sums:
    """Without a type asked for, CREDIT holds sales too, as documented. Raises FinancesError
    135006 to 135011."""
    given = _given(filters, _TRANSACTION_FILTERS)
    if "transactionStatus" not in given:
        raise FinancesError(135011)
    sums: defaultdict[str, list[Transaction]] = defaultdict(list)
    type = _one(given, "transactionType", 135006)
    on_hold = _one(given, "transactionStatus", 135007) == "FUNDS_ON_HOLD"
    for each in _matching(account, given):
        sums["CREDIT" if each.type == "SALE" else each.type].append(each)
        if on_hold and each.type == "SALE":
            sums["ON_HOLD"].append(each)
    return Sums(
        type="CREDIT" if type == "SALE" else type,
        on_hold=on_hold,
        by_type={name: _sum(members) for name, members in sums.items()},
    )


def payouts(account: Domain, query: Mapping[str, str], filters: Iterable[str]) -> PayoutPage:
    """By the date of the last attempt where that is asked for. Raises FinancesError 135002 to
    135005."""
    given = _given(filters, _PAYOUT_FILTERS)
    found = list(_payouts(account, given))
    up = _sorted_up(query, ("payoutDate", _TRIED)) or account.settings.payouts_oldest_first
    tried = _TRIED in given or query.get("sort") == _TRIED
    found.sort(
        key=lambda each: ((each.attempted if tried else None) or each.date, each.id),
        reverse=not up,
    )
    paging = _paging(query, 20, 200)
    page = tuple(found[paging.offset : paging.offset + paging.limit])
    return PayoutPage(total=len(found), paging=paging, payouts=page)


def payout_summary(account: Domain, filters: Iterable[str]) -> PayoutTotals:
    """Raises FinancesError 135002, 135004."""
    found = list(_payouts(account, _given(filters, _PAYOUT_FILTERS)))
    return PayoutTotals(
        count=len(found),
        transactions=sum(each.count for each in found),
        amount=sum((each.amount for each in found), ZERO),
    )


def _given(filters: Iterable[str], known: tuple[str, ...]) -> dict[str, str]:
    """Names that the API does not know are passed over."""
    return {name: value for name, value in split(filters) if name in known}


def _one(given: Filters, name: str, code: int) -> str:
    """The one value in braces; empty when it is not asked for."""
    if name not in given:
        return ""
    values = braced(given[name])
    if values is None or len(values) != 1 or not values[0]:
        raise FinancesError(code)
    return values[0]


def _matching(account: Domain, given: Filters) -> Iterable[Transaction]:
    type = _one(given, "transactionType", 135006)
    status = _one(given, "transactionStatus", 135007)
    if type and type not in BOOKINGS:
        raise FinancesError(135006)
    if status and status not in STATUSES:
        raise FinancesError(135007)
    if "transactionId" in given and not type:
        raise FinancesError(135009)
    span = _span(account, given, "transactionDate", 135008)
    buyer = _one(given, "buyerUsername", 135008)
    key = _one(given, "transactionId", 135009)
    payout = _one(given, "payoutId", 135008)
    record = _one(given, "salesRecordReference", 135008)
    if record not in ("", "0") or "payoutReference" in given:
        return
    order = _one(given, "orderId", 135008)
    records = account.records
    candidates = (
        records.transactions_by_order.find(order)
        if order
        else records.transactions_by_payout.find(payout)
        if payout
        else records.transactions
    )
    for each in candidates:
        if (
            (not type or each.type == type)
            and (not status or status_of(account, each) == status)
            and (span is None or within(each.date, *span))
            and (not buyer or each.buyer == buyer)
            and (not key or each.id == key)
            and (not payout or each.payout == payout)
        ):
            yield each


def _payouts(account: Domain, given: Filters) -> Iterable[Payout]:
    status = _one(given, "payoutStatus", 135002)
    if status and status not in PAYOUT_STATUSES:
        raise FinancesError(135002)
    span = _span(account, given, "payoutDate", 135004)
    tried = _span(account, given, _TRIED, 135004)
    if tried is not None and status != "RETRYABLE_FAILED":
        raise FinancesError(135002)
    if "payoutReference" in given:
        return
    for each in account.records.payouts_by_date.between():
        if (
            (not status or each.status == status)
            and (span is None or within(each.date, *span))
            and (tried is None or (each.attempted is not None and within(each.attempted, *tried)))
        ):
            yield each


def _span(
    account: Domain, given: Filters, name: str, code: int
) -> tuple[datetime, datetime] | None:
    if name not in given:
        return None
    span = ranged(given[name])
    start = parsed(span.start) if span is not None else None
    if span is None or start is None:
        raise FinancesError(code)
    if not span.end:
        return start, min(start + timedelta(days=_DAYS), account.clock.now())
    end = parsed(span.end)
    if end is None or end < start:
        raise FinancesError(code)
    return start, end


def _sorted_up(query: Mapping[str, str], names: tuple[str, ...]) -> bool:
    """Raises FinancesError 135005."""
    said = query.get("sort", "")
    if said and said not in names:
        raise FinancesError(135005)
    return bool(said)


def _paging(query: Mapping[str, str], limit: int, most: int) -> Paging:
    """Raises FinancesError 135003."""

    def number(name: str, default: int, least: int, top: int) -> int:
        said = query.get(name, "")
        if not said:
            return default
        value = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1
        if not least <= value <= top:
            raise FinancesError(135003)
        return value

    return Paging(limit=number("limit", limit, 1, most), offset=number("offset", 0, 0, 10**9))


def _sum(members: list[Transaction]) -> Sum:
    total = sum((each.signed for each in members), ZERO)
    return Sum(count=len(members), amount=abs(total), booking="CREDIT" if total >= 0 else "DEBIT")
