"""Money as the seller's account sees it: movements, payouts, what is left.

Source: official description Finances v1.17.2. Nothing found is 204 without a body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox.ebay import hosts
from sandbox.ebay.errors import FinancesError
from sandbox.ebay.marketplaces import BY_ID
from sandbox.ebay.routes.common import Params, answer, link, nothing
from sandbox.ebay.rules import finance_search, payouts
from sandbox.ebay.rules.finance_search import Paging
from sandbox.ebay.wire import finances as wire
from sandbox.ebay.wire.shapes import amount, moment
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay

__all__ = ["ROUTES"]


def transactions(ebay: Ebay, request: Request) -> Response:
    """getTransactions: newest first. Raises FinancesError 135003 to 135009."""
    page = finance_search.transactions(ebay, request.query, Params(request).every("filter"))
    shown = [wire.transaction_document(ebay, each) for each in page.transactions]
    return _list(request, "transactions", shown, page.total, page.paging)


def transaction_summary(ebay: Ebay, request: Request) -> Response:
    """getTransactionSummary: counts and amounts a type. Raises FinancesError 135006 to 135011."""
    sums = finance_search.transaction_summary(ebay, Params(request).every("filter"))
    return answer(wire.summary(sums, _currency(ebay, request)))


def payout_list(ebay: Ebay, request: Request) -> Response:
    """getPayouts. Raises FinancesError 135002 to 135005."""
    page = finance_search.payouts(ebay, request.query, Params(request).every("filter"))
    shown = [wire.payout_document(each) for each in page.payouts]
    return _list(request, "payouts", shown, page.total, page.paging)


def payout(ebay: Ebay, request: Request) -> Response:
    """getPayout. Raises FinancesError 135001."""
    return answer(wire.payout_document(payouts.find(ebay, request.params["payout_Id"])))


def payout_summary(ebay: Ebay, request: Request) -> Response:
    """getPayoutSummary. Raises FinancesError 135002, 135004."""
    totals = finance_search.payout_summary(ebay, Params(request).every("filter"))
    return answer(wire.payout_totals(totals, _currency(ebay, request)))


def transfer(ebay: Ebay, request: Request) -> Response:
    """getTransfer: what the seller paid to eBay for a debt. Raises FinancesError 135012."""
    found = ebay.records.transactions.get(request.params["transfer_Id"])
    if found is None or found.type != "TRANSFER":
        raise FinancesError(135012)
    paid = amount(found.amount, found.currency)
    return answer(
        {
            "transferId": found.id,
            "transactionDate": moment(found.date),
            "transferAmount": paid,
            "fundingSource": {"type": "BANK"},
            "transferDetail": {"totalChargeNetAmount": paid},
        }
    )


def funds(ebay: Ebay, request: Request) -> Response:
    """getSellerFundsSummary; 204 when nothing ever moved."""
    currency = _currency(ebay, request)
    if not any(each.currency == currency for each in ebay.records.transactions):
        return nothing()
    return answer(wire.funds_document(payouts.funds(ebay, currency)))


def _list(
    request: Request, name: str, shown: list[dict[str, Any]], total: int, paging: Paging
) -> Response:
    if not shown:
        return nothing()
    filters = Params(request).every("filter")
    asked = "".join(f"filter={quote(each, safe=':.,')}&" for each in filters)
    if sort := request.query.get("sort"):
        asked += f"sort={quote(sort)}&"

    def place(offset: int) -> str:
        return f"{link(request)}?{asked}limit={paging.limit}&offset={offset}"

    end = paging.offset + len(shown)
    told: dict[str, Any] = {"href": place(paging.offset), "limit": paging.limit}
    if end < total:
        told["next"] = place(end)
    told["offset"] = paging.offset
    if paging.offset > 0:
        told["prev"] = place(max(0, paging.offset - paging.limit))
    return answer({**told, "total": total, name: shown})


def _currency(ebay: Ebay, request: Request) -> str:
    """Of the site that the request names; the account's own without one."""
    site = BY_ID.get(request.headers.get("x-ebay-c-marketplace-id", "").strip())
    return (site or BY_ID[ebay.marketplace]).currency


_BASE = hosts.FINANCES
ROUTES: tuple[Route[Ebay], ...] = (
    Route("GET", f"{_BASE}/transaction", transactions),
    Route("GET", f"{_BASE}/transaction_summary", transaction_summary),
    Route("GET", f"{_BASE}/payout", payout_list),
    Route("GET", f"{_BASE}/payout/{{payout_Id}}", payout),
    Route("GET", f"{_BASE}/payout_summary", payout_summary),
    Route("GET", f"{_BASE}/transfer/{{transfer_Id}}", transfer),
    Route("GET", f"{_BASE}/seller_funds_summary", funds),
)
