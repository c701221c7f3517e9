"""Shopify Payments over REST: balance, payouts, balance transactions, disputes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import NotFound
from sandbox.shopify.payout_records import BalanceTransaction, Dispute, Payout
from sandbox.shopify.routes.rest_lists import paged, whole
from sandbox.shopify.routes.rest_requests import path_id, rest, trimmed
from sandbox.shopify.rules.payouts import balance
from sandbox.shopify.wire import answer, time_of
from sandbox.shopify.wire_payouts import (
    balance_document,
    dispute_document,
    payout_document,
    transaction_document,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.app import Shopify

__all__ = [
    "get_balance",
    "get_dispute",
    "get_payout",
    "list_balance_transactions",
    "list_disputes",
    "list_payouts",
]


@rest
def get_balance(shopify: Shopify, request: Request) -> Response:
    currency = shopify.records.shop.currency
    return answer({"balance": [balance_document(balance(shopify), currency)]})


@rest
def list_payouts(shopify: Shopify, request: Request) -> Response:
    """Filters: last_id, date, date_min, date_max, status."""

    def find(query: dict[str, str]) -> list[Payout]:
        return [
            each
            for each in shopify.records.payouts
            if query.get("status") in (None, each.status)
            and _before_last(each.id, query)
            and _on_day(shopify, each.issued_at, query)
        ]

    return paged(request, "payouts", find, lambda each: payout_document(shopify, each))


@rest
def get_payout(shopify: Shopify, request: Request) -> Response:
    known = shopify.records.payouts.get(path_id(request))
    if known is None:
        raise NotFound
    return answer({"payout": trimmed(payout_document(shopify, known), request)})


@rest
def list_balance_transactions(shopify: Shopify, request: Request) -> Response:
    """Filters: last_id, test, payout_id, payout_status."""

    def find(query: dict[str, str]) -> list[BalanceTransaction]:
        entries = list(shopify.records.balance_transactions)
        if query.get("payout_id"):
            number = whole("payout_id", query["payout_id"])
            entries = shopify.records.balance_by_payout.find(number) if number else []
        return [
            each
            for each in entries
            if query.get("test") in (None, "true" if each.test else "false")
            and query.get("payout_status") in (None, _status(shopify, each))
            and _before_last(each.id, query)
        ]

    return paged(request, "transactions", find, lambda each: transaction_document(shopify, each))


@rest
def list_disputes(shopify: Shopify, request: Request) -> Response:
    """Filters: last_id, status, initiated_at (a day)."""

    def find(query: dict[str, str]) -> list[Dispute]:
        zone = shopify.records.shop.iana_timezone
        return [
            each
            for each in shopify.records.disputes
            if query.get("status") in (None, each.status)
            and query.get("initiated_at") in (None, (time_of(each.initiated_at, zone) or "")[:10])
            and _before_last(each.id, query)
        ]

    return paged(request, "disputes", find, lambda each: dispute_document(shopify, each))


@rest
def get_dispute(shopify: Shopify, request: Request) -> Response:
    known = shopify.records.disputes.get(path_id(request))
    if known is None:
        raise NotFound
    return answer({"dispute": trimmed(dispute_document(shopify, known), request)})


def _status(shopify: Shopify, entry: BalanceTransaction) -> str:
    return "pending" if entry.payout_id is None else shopify.records.payouts[entry.payout_id].status


def _before_last(number: int, query: dict[str, str]) -> bool:
    return not query.get("last_id") or number < whole("last_id", query["last_id"])


def _on_day(shopify: Shopify, at: datetime, query: dict[str, str]) -> bool:
    """Days are the shop's."""
    day = (time_of(at, shopify.records.shop.iana_timezone) or "")[:10]
    return (
        query.get("date") in (None, "", day)
        and query.get("date_min", "") <= day
        and (not query.get("date_max") or day <= query["date_max"])
    )
