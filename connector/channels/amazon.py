"""One marketplace of an Amazon seller over the Selling Partner API.

Orders are read with Orders 2026-01-01, items, money and buyer in one call; a listing reads what
changed up to a few minutes ago, since Amazon shows nothing newer, and reaches back as far, so no
change falls between two windows. Left until their time has come:

    pending orders                        no price yet; they change when they are authorised
    orders that Amazon ships (AFN)        sold when Amazon ships them, then cash sales at import
    orders of other sales channels        goods that Amazon ships for somebody else's shop

Amazon takes no refund through the connector: Finances and settlements tell of them, and settlement
sync writes them.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import httpx

from connector.channels import amazon_refunds, amazon_shipments
from connector.channels.amazon_api import SOURCE, AmazonApi, instant, stamp
from connector.channels.amazon_reading import AFN, is_priced, part_of, read_order, status_of
from connector.channels.amazon_reports import AmazonReports
from connector.channels.channel import (
    Capabilities,
    FulfilmentReport,
    RefundInstruction,
    Written,
)
from connector.channels.settlement_source import ReportInfo
from connector.clock import Clock
from connector.http.lwa_token import LwaToken
from connector.http.rotating import TokenLine
from connector.model import ChannelKind, Order, Refund
from connector.settings import AccountSettings
from connector.trouble import Refused

__all__ = ["Amazon"]

Json = Mapping[str, Any]

_ORDERS = "/orders/2026-01-01/orders"
_INCLUDED = "BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,TAX"
_SETTLING = timedelta(minutes=3)
"""Amazon takes no end of a window within the last two minutes; their clock counts."""
_ORDER_ID = re.compile(r"[A-Z0-9]{3}-[0-9]{7}-[0-9]{7}")
_CANCELLED = "CANCELLED"
_SHIPPED = "SHIPPED"


class Amazon:
    """Stateless: the access token lives in the journal."""

    def __init__(
        self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock, logins: TokenLine
    ) -> None:
        self._account = account
        self._at = account.marketplace
        auth = LwaToken(
            client_id=account.client_id,
            client_secret=account.client_secret.get_secret_value(),
            refresh_token=account.refresh_token.get_secret_value(),
            line=logins,
            clock=clock,
        )
        host = self._at.host(sandbox=account.store == "development")
        self._api = AmazonApi(http, clock, host=host, auth=auth)
        self._reports = AmazonReports(self._api, http)

    @property
    def name(self) -> str:
        return SOURCE

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            kind=ChannelKind.MARKETPLACE,
            directions=frozenset(),
            line_refunds=False,
            currencies=frozenset({self._at.currency}),
            cash_sale_sources=frozenset({AFN}),
        )

    # --- orders ------------------------------------------------------------------------------

    async def order(self, order_id: str) -> Order | None:
        """By Amazon's order id. Raises Refused, saying why, for an order that is not ready."""
        wanted = order_id.strip().upper()
        if not _ORDER_ID.fullmatch(wanted):
            return None
        params = {"includedData": _INCLUDED}
        body = await self._api.find("getOrder", f"{_ORDERS}/{wanted}", params)
        if body is None:
            return None
        found: Json = body["order"]
        reason = self._not_ready(found)
        if reason is not None:
            raise reason
        return self._read(found)

    async def orders_changed_between(self, start: datetime, end: datetime) -> AsyncIterator[Order]:
        """Every order that changed in [start, end) as far as Amazon shows it: what changed in the
        last minutes of a window is given in the next one, whose beginning reaches back."""
        low = start - _SETTLING
        high = min(end, self._api.clock.now() - _SETTLING)
        if high <= low:
            return
        params = {
            "lastUpdatedAfter": stamp(low),
            "lastUpdatedBefore": stamp(high),
            "marketplaceIds": self._at.id,
            "maxResultsPerPage": "100",
            "includedData": _INCLUDED,
        }
        found: dict[str, Json] = {}
        while True:
            body = await self._api.read("searchOrders", _ORDERS, params)
            found |= {str(each["orderId"]): each for each in body["orders"]}
            token = (body.get("pagination") or {}).get("nextToken")
            if not token:
                break
            params = {**params, "paginationToken": str(token)}
        for each in sorted(found.values(), key=lambda order: instant(order["lastUpdatedTime"])):
            if self._not_ready(each) is None:
                yield self._read(each)

    def _read(self, order: Json) -> Order:
        included = self._account.marketplace_tax == "included"
        return read_order(order, self._at, include_marketplace_tax=included)

    def _not_ready(self, order: Json) -> Refused | None:
        name, status = order["orderId"], status_of(order)
        sales: Json = order.get("salesChannel") or {}
        market = sales.get("marketplaceId")
        if sales.get("channelName") == "NON_AMAZON" or status == "UNFULFILLABLE":
            return _left(
                f"Order {name} was not sold on Amazon; Amazon only ships it.",
                "Take it from the channel where it was sold.",
                "NOT_SOLD_HERE",
            )
        if market and market != self._at.id:
            return _left(
                f"Order {name} is of {sales.get('marketplaceName') or market}; this account is for "
                f"{self._at.name}.",
                f"Retrieve it under an account with marketplace_id = {market}.",
                "OTHER_MARKETPLACE",
            )
        if status == _CANCELLED:
            return None
        if not is_priced(order):
            return _left(
                f"Order {name} is {status.lower().replace('_', ' ')}: Amazon says no price yet.",
                "Nothing to do: it is read when the buyer's payment is authorised.",
                "ORDER_PENDING",
            )
        if part_of(order) == AFN and status != _SHIPPED:
            return _left(
                f"Order {name} is fulfilled by Amazon and not shipped yet.",
                "Nothing to do: it becomes a cash sale when Amazon has shipped it.",
                "NOT_SHIPPED",
            )
        return None

    # --- refunds -----------------------------------------------------------------------------

    async def refunds_of(self, order: Order) -> Sequence[Refund]:
        included = self._account.marketplace_tax == "included"
        return await amazon_refunds.refunds_of(self._api, order, include_marketplace_tax=included)

    async def find_refund(self, order: Order, key: str) -> Refund | None:
        """None: a refund on Amazon bears no mark of ours."""
        return None

    async def issue_refund(self, instruction: RefundInstruction, key: str) -> Written:
        """Raises Refused: see `capabilities`. A feed could ask for one, but neither the feed nor
        the refund that comes of it could be told from another one's after a lost answer."""
        raise Refused(
            f"Amazon takes no refund of order {instruction.order.name} from the connector.",
            SOURCE,
            code="NO_REFUNDS",
            remedy="Refund the buyer in Seller Central (Manage Orders > Refund Order).",
        )

    # --- shipping ----------------------------------------------------------------------------

    async def fulfilled_quantities(self, order: Order) -> dict[str, int]:
        params = {"includedData": "FULFILLMENT"}
        body = await self._api.find("getOrder", f"{_ORDERS}/{order.order_id}", params)
        items = body["order"]["orderItems"] if body is not None else []
        found = {
            str(each["orderItemId"]): (each.get("fulfillment") or {}).get("quantityFulfilled")
            for each in items
        }
        return {line_id: int(units) for line_id, units in found.items() if units}

    async def report_fulfilment(self, report: FulfilmentReport, key: str) -> Written:
        return await amazon_shipments.confirm(self._api, report, key, self._account)

    # --- settlements -------------------------------------------------------------------------

    async def report(self, report_id: str) -> ReportInfo | None:
        return await self._reports.report(report_id)

    async def reports_since(self, start: datetime) -> list[ReportInfo]:
        return await self._reports.reports_since(start)

    async def download(self, info: ReportInfo, into: BinaryIO) -> None:
        await self._reports.download(info, into)


def _left(sentence: str, remedy: str, code: str) -> Refused:
    return Refused(sentence, SOURCE, code=code, remedy=remedy)
