"""A Shopify store over the GraphQL Admin API.

Orders are listed by change time with ids only and then read one by one, every nested connection
to its end, so nothing depends on how many lines or refunds an order has. Refunds are paid out
with `refundCreate`: the refunds of the order are read first (idempotency keys expire after a
day), the payments' limits are respected, and the key goes into the directive and into the note.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from connector.channels import shopify_queries as queries
from connector.channels.channel import (
    Capabilities,
    Direction,
    FulfilmentReport,
    RefundInstruction,
    Written,
)
from connector.channels.shopify_changes import (
    exchanged_lines,
    with_edits,
    without_exchanges,
    without_uncharged,
)
from connector.channels.shopify_fulfilments import Fulfilments
from connector.channels.shopify_graphql import (
    SOURCE,
    ShopifyGraphQL,
    next_cursor,
    refuse_user_errors,
)
from connector.channels.shopify_reading import (
    gid,
    read_order,
    read_refund,
    refund_state,
    refunded_by,
    tail,
)
from connector.channels.shopify_refunds import lines_of, refund_input, respect_limits, split
from connector.channels.shopify_webhooks import TOPICS
from connector.clock import Clock
from connector.http.client import Client
from connector.http.rotating import ShopifyBoughtToken, ShopifyRefreshToken, TokenLine
from connector.http.shopify_token import ShopifyClientCredentials, ShopifyToken
from connector.model import ChannelKind, MoneyState, Order, Refund, keys_in
from connector.settings import AccountSettings
from connector.trouble import AnswerLost, Refused

__all__ = ["Shopify"]

_TAKEN = "has already been taken"
_NO_EXCHANGES = {"NO_RETURN", "RETURN_REQUESTED"}
FIRST_IDEMPOTENT_VERSION = "2026-01"  # before it the directive is unknown and refused


class Shopify:
    """One store. Stateless but for its access token."""

    def __init__(
        self,
        account: AccountSettings,
        http: httpx.AsyncClient,
        clock: Clock,
        logins: TokenLine | None = None,
    ) -> None:
        """`logins` is needed for an account with a refresh token only."""
        self._account = account
        auth = _auth(account, clock, logins)
        client = Client(http, clock, source=SOURCE, auth=auth)
        self._graphql = ShopifyGraphQL(client, shop=account.shop, version=account.api_version)
        self._fulfilments = Fulfilments(self._graphql)

    @property
    def name(self) -> str:
        return SOURCE

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            kind=ChannelKind.CART,
            directions=frozenset(Direction),
            line_refunds=True,
            cash_sale_sources=frozenset({"pos"}),
        )

    # --- reading ---------------------------------------------------------------------------

    async def order(self, order_id: str) -> Order | None:
        """By gid, by numeric id, or by name; a number may be either, the id is tried first."""
        wanted = order_id.strip()
        if wanted.startswith("gid://") or wanted.isdigit():
            found = await self._order_by_id(gid("Order", wanted))
            if found is not None or not wanted.isdigit():
                return found
        return await self._order_by_name(wanted)

    async def orders_changed_between(self, start: datetime, end: datetime) -> AsyncIterator[Order]:
        """Whole seconds, as Shopify keeps `updatedAt`: both ends are rounded down, so windows that
        meet leave no gap. An order that changes while the pages are read may be given in its
        newer state; it is in the next window too."""
        search = f"updated_at:>='{_stamp(start)}' updated_at:<'{_stamp(end)}'"
        after: str | None = None
        while True:
            data = await self._graphql.query(
                queries.ORDERS_CHANGED, {"search": search, "after": after}
            )
            page = data["orders"]
            for node in page["nodes"]:
                order = await self._order_by_id(node["id"])
                if order is not None:  # deleted since the page was read
                    yield order
            after = next_cursor(page)
            if after is None:
                return

    async def refunds_of(self, order: Order) -> Sequence[Refund]:
        listed = await self._refund_list(order)
        found = await self._refunds(order, listed)
        kept = sorted(
            (each for each in found if each.state is not MoneyState.FAILED),
            key=lambda refund: (refund.created_at, int(refund.refund_id)),
        )
        charged = [each for each in kept if each.refund_id not in order.never_charged]
        return with_edits(charged, edited=bool(listed.get("edited")))

    async def find_refund(self, order: Order, key: str) -> Refund | None:
        """Failed refunds count too: their key is used up and must not be paid out unseen."""
        listed = await self._refund_list(order)
        for node in listed["refunds"]:
            if key in keys_in(node.get("note") or ""):
                return await self._refund(node["id"], order, listed)
        return None

    async def _order_by_id(self, identifier: str) -> Order | None:
        data = await self._graphql.query(queries.ORDER, {"id": identifier})
        order = data["order"]
        if order is None:
            return None
        lines = await self._graphql.rest_of(order["lineItems"], queries.ORDER_LINES, identifier)
        shipping = await self._graphql.rest_of(
            order["shippingLines"], queries.ORDER_SHIPPING, identifier
        )
        found = read_order(order, lines, shipping)
        if order.get("edited") and found.received < found.total:
            listed = await self._refund_list(found)
            found = without_uncharged(found, await self._refunds(found, listed))
        if order.get("returnStatus", "NO_RETURN") in _NO_EXCHANGES:
            return found
        data = await self._graphql.query(queries.ORDER_EXCHANGES, {"id": identifier, "after": None})
        if data["order"] is None:
            return None
        returns = await self._graphql.rest_of(
            data["order"]["page"], queries.ORDER_EXCHANGES, identifier
        )
        return without_exchanges(found, exchanged_lines(returns))

    async def _order_by_name(self, name: str) -> Order | None:
        bare = name.lstrip("#")
        if not bare:
            return None
        escaped = bare.replace("\\", "\\\\").replace("'", "\\'")
        data = await self._graphql.query(queries.ORDERS_BY_NAME, {"search": f"name:'{escaped}'"})
        exact = [
            node["id"]
            for node in data["orders"]["nodes"]
            if node["name"].lstrip("#").casefold() == bare.casefold()
        ]
        return await self._order_by_id(exact[0]) if exact else None

    async def _refund_list(self, order: Order) -> Mapping[str, Any]:
        data = await self._graphql.query(
            queries.ORDER_REFUNDS, {"id": gid("Order", order.order_id)}
        )
        listed = data["order"]
        if listed is None:
            raise Refused(
                f"Order {order.name} is no longer in the shop.", SOURCE, code="ORDER_NOT_FOUND"
            )
        return dict(listed)

    async def _refunds(self, order: Order, listed: Mapping[str, Any]) -> list[Refund]:
        found = []
        for node in listed["refunds"]:
            refund = await self._refund(node["id"], order, listed)
            if refund is not None:
                found.append(refund)
        return found

    async def _refund(
        self, identifier: str, order: Order, listed: Mapping[str, Any]
    ) -> Refund | None:
        data = await self._graphql.query(queries.REFUND, {"id": identifier})
        refund = data["refund"]
        if refund is None:
            return None
        rest = self._graphql.rest_of
        return read_refund(
            refund,
            order,
            await rest(refund["refundLineItems"], queries.REFUND_LINES, identifier),
            await rest(refund["refundShippingLines"], queries.REFUND_SHIPPING, identifier),
            await rest(refund["transactions"], queries.REFUND_TRANSACTIONS, identifier),
            taxes_included=bool(listed["taxesIncluded"]),
        )

    # --- paying out ------------------------------------------------------------------------

    async def issue_refund(self, instruction: RefundInstruction, key: str) -> Written:
        order = instruction.order
        before = await self.find_refund(order, key)
        if before is not None:
            return Written(id=before.refund_id, state=before.state, amount=before.total)
        shares, credit = split(
            instruction.tenders,
            order.currency,
            gift_cards_to_credit=self._account.gift_card_refunds == "store credit",
        )
        included = False
        if instruction.shipping and not instruction.shipping_in_full:
            included = bool((await self._refund_list(order))["taxesIncluded"])
        lines, shipping = lines_of(instruction, taxes_included=included)
        state = await self._suggestion(order, lines, shipping)
        respect_limits(shares, state)
        returned = [line for line in lines if line["restockType"] == "RETURN"]
        if returned:
            location = await self._location(state)
            for line in returned:
                line["locationId"] = location
        asked = refund_input(
            instruction, key, shares=shares, credit=credit, lines=lines, shipping=shipping
        )
        return await self._pay_out(asked, key, order)

    async def _pay_out(self, asked: dict[str, Any], key: str, order: Order) -> Written:
        idempotent = self._account.api_version >= FIRST_IDEMPOTENT_VERSION
        variables: dict[str, Any] = {"input": asked}
        if idempotent:
            variables["key"] = key
        data = await self._graphql.mutate(queries.refund_create(idempotent), variables)
        payload = data["refundCreate"]
        refuse_user_errors(payload)
        refund = payload["refund"]
        if refund is None:
            raise AnswerLost("Shopify answered without a refund and without an error.", SOURCE)
        transactions = refund["transactions"]["nodes"]
        return Written(
            id=tail(refund["id"]),
            state=refund_state(transactions),
            amount=refunded_by(transactions, order.currency),
        )

    async def _suggestion(
        self, order: Order, lines: Sequence[Mapping[str, Any]], shipping: Mapping[str, Any] | None
    ) -> Mapping[str, Any]:
        """What the shop itself would give back for these lines, and the payments as they are."""
        asked = shipping or {}
        variables = {
            "id": gid("Order", order.order_id),
            "lines": [{**line, "restockType": "NO_RESTOCK"} for line in lines],
            "shipping": asked.get("amount"),
            "allShipping": bool(asked.get("fullRefund")),
        }
        data = await self._graphql.query(queries.SUGGESTED_REFUND, variables)
        state = data["order"]
        if state is None:
            raise Refused(
                f"Order {order.name} is no longer in the shop.", SOURCE, code="ORDER_NOT_FOUND"
            )
        return dict(state)

    async def _location(self, state: Mapping[str, Any]) -> str:
        """Where returned goods go back to: where they were shipped from, else the main location."""
        for fulfilment in state["fulfillments"]:
            if fulfilment.get("location"):
                return str(fulfilment["location"]["id"])
        data = await self._graphql.query(queries.PRIMARY_LOCATION, {})
        return str(data["location"]["id"])

    # --- shipping --------------------------------------------------------------------------

    async def fulfilled_quantities(self, order: Order) -> dict[str, int]:
        return await self._fulfilments.quantities(order)

    async def report_fulfilment(self, report: FulfilmentReport, key: str) -> Written:
        """The platform has no idempotency here; the caller has compared quantities."""
        return await self._fulfilments.report(report)

    # --- messages --------------------------------------------------------------------------

    async def subscribe(self, address: str) -> list[str]:
        version = self._account.api_version
        held: set[str] = set()
        after: str | None = None
        while True:
            data = await self._graphql.query(queries.subscriptions(version), {"after": after})
            held |= {each["topic"] for each in data["page"]["nodes"] if each["address"] == address}
            after = next_cursor(data["page"])
            if after is None:
                break
        added = [topic for topic in TOPICS if topic not in held]
        for topic in added:
            fields = ("id", "order_id") if topic.startswith("REFUNDS") else ("id",)
            data = await self._graphql.mutate(
                queries.subscription_create(version, fields), {"topic": topic, "address": address}
            )
            try:
                refuse_user_errors(data["webhookSubscriptionCreate"])
            except Refused as refused:
                if _TAKEN not in refused.verbatim:  # else another worker was quicker
                    raise
        return added


def _auth(account: AccountSettings, clock: Clock, logins: TokenLine | None) -> httpx.Auth:
    refresh = account.refresh_token.get_secret_value()
    secret = account.client_secret.get_secret_value()
    if refresh:
        if logins is None:
            raise ValueError("a refresh token needs a place where its successors are kept")
        return ShopifyRefreshToken(
            shop=account.shop,
            client_id=account.client_id,
            client_secret=secret,
            refresh_token=refresh,
            line=logins,
            clock=clock,
        )
    token = account.token.get_secret_value()
    if token:
        return ShopifyToken(token)
    if logins is None:
        return ShopifyClientCredentials(
            shop=account.shop, client_id=account.client_id, client_secret=secret, clock=clock
        )
    return ShopifyBoughtToken(
        shop=account.shop,
        client_id=account.client_id,
        client_secret=secret,
        line=logins,
        clock=clock,
    )


def _stamp(moment: datetime) -> str:
    """UTC with its Z, quoted by the caller: without it Shopify reads the shop's local time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
