"""One site of an eBay seller over the Sell Fulfillment and Post-Order APIs.

Orders are listed by the date of their change. A list goes by offset and has no cursor: while it is
read, an order that changes leaves the window and all that follow move up. So the pages are read
from the last one to the first, where what moves up is met again and nothing is passed over.

Left until their time has come: orders that nobody has paid, which change when they are paid; and
orders of the seller's other sites, which belong to their own accounts.

Refunds go to the books: buyers ask for them and receive them on eBay.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx

from connector.channels import ebay_finances, ebay_issuing, ebay_refunds, ebay_shipments
from connector.channels.channel import (
    Capabilities,
    Direction,
    FulfilmentReport,
    RefundInstruction,
    UntoldRefund,
    Written,
)
from connector.channels.ebay_api import SOURCE, EbayApi, instant, stamp
from connector.channels.ebay_reading import is_cancelled, is_paid, read_order, site_ids
from connector.channels.ebay_returns import returned_units
from connector.clock import Clock
from connector.ebay_sites import site_of
from connector.http.ebay_signature import Signer
from connector.http.ebay_token import EbayToken, domain_of
from connector.http.rotating import TokenLine
from connector.model import ChannelKind, MoneyState, Order, Refund
from connector.settings import AccountSettings
from connector.settings_ebay import signing_key_of
from connector.trouble import Refused

__all__ = ["Ebay"]

Json = Mapping[str, Any]

_ORDERS = "/sell/fulfillment/v1/order"
_ORDER_ID = re.compile(r"[0-9]{2}-[0-9]{5}-[0-9]{5}")
_PAGE = 200
_AHEAD = "30850"
"""The end of a window lies in the future: this machine's clock is ahead of eBay's."""
_SKEW = timedelta(minutes=1)
_OLDEST = timedelta(days=729)
"""Orders of two years are kept; a longer window is refused."""


class Ebay:
    """Stateless: the access token lives in the journal."""

    def __init__(
        self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock, logins: TokenLine
    ) -> None:
        self._account = account
        self._at = account.ebay_site
        key = signing_key_of(account)
        domain = domain_of(sandbox=account.store == "development")
        auth = EbayToken(
            client_id=account.client_id,
            client_secret=account.client_secret.get_secret_value(),
            refresh_token=account.refresh_token.get_secret_value(),
            domain=domain,
            ru_name=account.ru_name,
            signer=Signer(key, account.signing_key_jwe.get_secret_value(), clock) if key else None,
            line=logins,
            clock=clock,
        )
        self._api = EbayApi(http, clock, domain=domain, site=self._at.id, auth=auth)

    @property
    def name(self) -> str:
        return SOURCE

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            kind=ChannelKind.MARKETPLACE,
            directions=frozenset({Direction.TO_BOOKS}),
            line_refunds=False,
            currencies=frozenset({self._at.currency}),
        )

    # --- orders ------------------------------------------------------------------------------

    async def order(self, order_id: str) -> Order | None:
        """By eBay's order id. Raises Refused, saying why, for an order that is not ready."""
        found = await self._get(order_id.strip())
        if found is None:
            return None
        reason = self._not_ready(found)
        if reason is not None:
            raise reason
        return self._read(found)

    async def orders_changed_between(self, start: datetime, end: datetime) -> AsyncIterator[Order]:
        """Every order that changed in [start, end). A window reaches back for a clock that is
        ahead of eBay's."""
        high = min(end, self._api.clock.now())
        low = max(start - _SKEW, high - _OLDEST)
        if high < low:
            return
        try:
            found = await self._listed(low, high)
        except Refused as refused:
            if refused.code != _AHEAD or high - _SKEW < low:
                raise
            found = await self._listed(low, high - _SKEW)
        for each in sorted(found, key=lambda order: instant(order["lastModifiedDate"])):
            if instant(each["lastModifiedDate"]) < end and self._not_ready(each) is None:
                yield self._read(each)

    async def _listed(self, low: datetime, high: datetime) -> list[Json]:
        params = {"filter": f"lastmodifieddate:[{stamp(low)}..{stamp(high)}]"}
        first = await self._page(params, 0)
        found = {str(each["orderId"]): each for each in first["orders"]}
        if int(first["total"]) > _PAGE:
            last = (int(first["total"]) - 1) // _PAGE * _PAGE
            for offset in range(last, -1, -_PAGE):
                page = await self._page(params, offset)
                found |= {str(each["orderId"]): each for each in page["orders"]}
        return list(found.values())

    async def _page(self, params: Mapping[str, str], offset: int) -> Json:
        asked = {**params, "limit": str(_PAGE), "offset": str(offset)}
        return await self._api.read("getOrders", _ORDERS, asked)

    async def _get(self, order_id: str) -> Json | None:
        if not _ORDER_ID.fullmatch(order_id):
            return None
        return await self._api.find("getOrder", f"{_ORDERS}/{order_id}")

    def _read(self, order: Json) -> Order:
        return read_order(
            order, self._at, ebay_refunds.given_back(order), ebay_refunds.units_back(order)
        )

    def _not_ready(self, order: Json) -> Refused | None:
        name, seller = order["orderId"], self._account.seller_id
        if seller and order.get("sellerId") != seller:
            return _left(
                f"Order {name} is of seller {order.get('sellerId')}; this account is for {seller}.",
                "Set seller_id to the seller whose consent refresh_token stands for.",
                "OTHER_SELLER",
            )
        sites = {site_of(each) for each in site_ids(order)}
        if sites and self._at.id not in sites:
            other = ", ".join(sorted(sites))
            return _left(
                f"Order {name} is of {other}; this account is for {self._at.id}.",
                f"Retrieve it under an account with marketplace_id = {other}.",
                "OTHER_MARKETPLACE",
            )
        if not is_paid(order) and not is_cancelled(order):
            return _left(
                f"Order {name} is not paid yet (orderPaymentStatus "
                f"{order.get('orderPaymentStatus')}).",
                "Nothing to do: it is read when the buyer has paid.",
                "ORDER_UNPAID",
            )
        return None

    # --- refunds -----------------------------------------------------------------------------

    async def refunds_of(self, order: Order) -> Sequence[Refund]:
        found = await self._get(order.order_id)
        if found is None or not ebay_refunds.read_refunds(found):
            return []
        returned = await returned_units(self._api, order.order_id, order.currency)
        return ebay_refunds.read_refunds(found, returned)

    async def untold_refunds(self, order: Order) -> Sequence[UntoldRefund]:
        """With what Finances tells of them, and of such as the order does not show; a consent or a
        key that Finances does not take leaves that out."""
        found = await self._get(order.order_id)
        if found is None:
            return []
        untold = ebay_refunds.untold(found)
        told = [each.total for each in ebay_refunds.read_refunds(found)]
        try:
            purse = await ebay_finances.purse_refunds(self._api, order.order_id, order.currency)
        except Refused as refused:
            if refused.login:
                raise
            return untold
        return ebay_finances.with_gross(untold, told, purse)

    async def find_refund(self, order: Order, key: str) -> Refund | None:
        """None: a refund on eBay bears no mark of ours; its comment is never shown again."""
        return None

    async def issue_refund(self, instruction: RefundInstruction, key: str) -> Written:
        """Of a document that somebody posts by hand: no sync does it, see `capabilities`."""
        order_id = instruction.order.order_id
        path = f"{_ORDERS}/{order_id}/issue_refund"
        return await ebay_issuing.issue(
            self._api, path, instruction, key, lambda: self._get(order_id)
        )

    async def refund_states(
        self, order: Order, since: datetime | None = None
    ) -> dict[str, MoneyState]:
        found = await self._get(order.order_id)
        return {} if found is None else ebay_refunds.standing(found, since)

    # --- shipping ----------------------------------------------------------------------------

    async def fulfilled_quantities(self, order: Order) -> dict[str, int]:
        path = f"{_ORDERS}/{order.order_id}/shipping_fulfillment"
        body = await self._api.find("getShippingFulfillments", path)
        found: dict[str, int] = {}
        for each in (body or {}).get("fulfillments") or []:
            for line in each.get("lineItems") or []:
                key = str(line["lineItemId"])
                found[key] = found.get(key, 0) + int(line.get("quantity") or 0)
        return found

    async def report_fulfilment(self, report: FulfilmentReport, key: str) -> Written:
        path = f"{_ORDERS}/{report.order.order_id}/shipping_fulfillment"
        return await ebay_shipments.ship(self._api, path, report, self._account)


def _left(sentence: str, remedy: str, code: str) -> Refused:
    return Refused(sentence, SOURCE, code=code, remedy=remedy)
