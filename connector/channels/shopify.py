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
    TenderShare,
    Written,
)
from connector.channels.shopify_graphql import SOURCE, ShopifyGraphQL, refuse_user_errors
from connector.channels.shopify_reading import (
    gid,
    money,
    read_order,
    read_refund,
    read_tenders,
    refund_state,
    refunded_by,
    tail,
)
from connector.clock import Clock
from connector.http.client import Client
from connector.http.shopify_token import ShopifyClientCredentials, ShopifyToken
from connector.model import ChannelKind, MoneyState, Order, Refund, Restock, keys_in, marker
from connector.money import Money, total
from connector.settings import AccountSettings
from connector.trouble import AnswerLost, Refused, Throttled, Unreachable

__all__ = ["Shopify"]

GIFT_CARD = "gift_card"
FIRST_IDEMPOTENT_VERSION = "2026-01"  # before it the directive is unknown and refused
_SHIPPABLE = {"OPEN", "IN_PROGRESS"}


class Shopify:
    """One store. Stateless but for its access token."""

    def __init__(self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        self._account = account
        token = account.token.get_secret_value()
        auth: httpx.Auth = (
            ShopifyToken(token)
            if token
            else ShopifyClientCredentials(
                shop=account.shop,
                client_id=account.client_id,
                client_secret=account.client_secret.get_secret_value(),
                clock=clock,
            )
        )
        client = Client(http, clock, source=SOURCE, auth=auth)
        self._graphql = ShopifyGraphQL(client, shop=account.shop, version=account.api_version)

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
            after = _next(page)
            if after is None:
                return

    async def refunds_of(self, order: Order) -> Sequence[Refund]:
        found = await self._refunds(order)
        return tuple(
            sorted(
                (each for each in found if each.state is not MoneyState.FAILED),
                key=lambda refund: (refund.created_at, int(refund.refund_id)),
            )
        )

    async def find_refund(self, order: Order, key: str) -> Refund | None:
        """Failed refunds count too: their key is used up and must not be paid out unseen."""
        return await self._refund_with(key, order, await self._refund_list(order))

    async def _refund_with(
        self, key: str, order: Order, listed: Mapping[str, Any]
    ) -> Refund | None:
        for node in listed["refunds"]:
            if key in keys_in(node.get("note") or ""):
                return await self._refund(node["id"], order, listed)
        return None

    async def _order_by_id(self, identifier: str) -> Order | None:
        data = await self._graphql.query(queries.ORDER, {"id": identifier})
        order = data["order"]
        if order is None:
            return None
        lines = await self._rest_of(order["lineItems"], queries.ORDER_LINES, identifier)
        shipping = await self._rest_of(order["shippingLines"], queries.ORDER_SHIPPING, identifier)
        return read_order(order, lines, shipping)

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

    async def _refunds(self, order: Order) -> list[Refund]:
        listed = await self._refund_list(order)
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
        return read_refund(
            refund,
            order,
            await self._rest_of(refund["refundLineItems"], queries.REFUND_LINES, identifier),
            await self._rest_of(refund["refundShippingLines"], queries.REFUND_SHIPPING, identifier),
            await self._rest_of(refund["transactions"], queries.REFUND_TRANSACTIONS, identifier),
            taxes_included=bool(listed["taxesIncluded"]),
        )

    async def _rest_of(
        self, first: Mapping[str, Any], document: str, identifier: str
    ) -> list[dict[str, Any]]:
        """All nodes of a connection whose first page came with its parent."""
        nodes = list(first["nodes"])
        after = _next(first)
        while after is not None:
            data = await self._graphql.query(document, {"id": identifier, "after": after})
            parent = next(iter(data.values()))
            if parent is None:
                break
            nodes += parent["page"]["nodes"]
            after = _next(parent["page"])
        return nodes

    # --- paying out ------------------------------------------------------------------------

    async def issue_refund(self, instruction: RefundInstruction, key: str) -> Written:
        order = instruction.order
        listed = await self._refund_list(order)
        before = await self._refund_with(key, order, listed)
        if before is not None:
            return Written(id=before.refund_id, state=before.state, amount=before.total)
        shares, credit = self._split(instruction.tenders, order.currency)
        lines, shipping = _lines_of(instruction, taxes_included=bool(listed["taxesIncluded"]))
        state = await self._suggestion(order, lines, shipping)
        _respect_limits(shares, state)
        if any(line["restockType"] == "RETURN" for line in lines):
            location = await self._location(state)
            for line in lines:
                if line["restockType"] == "RETURN":
                    line["locationId"] = location
        order_gid = gid("Order", order.order_id)
        refund_input: dict[str, Any] = {
            "orderId": order_gid,
            "currency": order.currency,
            "notify": False,
            "note": f"{instruction.note} {marker(key)}".strip(),
            "transactions": [
                {
                    "orderId": order_gid,
                    "parentId": gid("OrderTransaction", share.transaction_id),
                    "gateway": share.method,
                    # Not the suggestion's SUGGESTED_REFUND: with that kind no money moves.
                    "kind": "REFUND",
                    "amount": f"{share.amount.amount:f}",
                }
                for share in shares
            ],
        }
        if lines:
            refund_input["refundLineItems"] = lines
        if shipping:
            refund_input["shipping"] = shipping
        if credit:
            refund_input["refundMethods"] = [
                {
                    "storeCreditRefund": {
                        "amount": {
                            "amount": f"{credit.amount:f}",
                            "currencyCode": credit.currency,
                        }
                    }
                }
            ]
        return await self._pay_out(refund_input, key, order)

    async def _pay_out(self, refund_input: dict[str, Any], key: str, order: Order) -> Written:
        idempotent = self._account.api_version >= FIRST_IDEMPOTENT_VERSION
        variables: dict[str, Any] = {"input": refund_input}
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

    def _split(
        self, tenders: Sequence[TenderShare], currency: str
    ) -> tuple[list[TenderShare], Money]:
        """Shares paid back on their own payment, and the part that becomes store credit (F32)."""
        to_credit = self._account.gift_card_refunds == "store credit"
        credited = [each for each in tenders if to_credit and each.method == GIFT_CARD]
        shares = [each for each in tenders if each not in credited]
        return shares, total((each.amount for each in credited), currency)

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
        data = await self._graphql.query(queries.FULFILLED, {"id": gid("Order", order.order_id)})
        found: dict[str, int] = {}
        for fulfilment in (data["order"] or {"fulfillments": []})["fulfillments"]:
            if fulfilment["status"] != "SUCCESS":
                continue
            lines = await self._rest_of(
                fulfilment["fulfillmentLineItems"], queries.FULFILLED_LINES, fulfilment["id"]
            )
            for line in lines:
                line_id = tail(line["lineItem"]["id"])
                found[line_id] = found.get(line_id, 0) + int(line["quantity"])
        return found

    async def report_fulfilment(self, report: FulfilmentReport, key: str) -> Written:
        """One call per location, as the platform demands. Raises Refused before the first call when
        a line has fewer units left to ship than reported."""
        groups = await self._plan(report)
        tracking = [each for each in report.tracking if each.number or each.url]
        written: list[Mapping[str, Any]] = []
        for group in groups:
            fulfilment: dict[str, Any] = {
                "lineItemsByFulfillmentOrder": group,
                "notifyCustomer": report.notify_customer,
            }
            if tracking:
                fulfilment["trackingInfo"] = {
                    "numbers": [each.number for each in tracking],
                    "urls": [each.url for each in tracking if each.url],
                    "company": tracking[0].company or None,
                }
            try:
                written.append(await self._fulfil(fulfilment))
            except (Refused, Throttled, Unreachable) as trouble:
                if not written:
                    raise
                raise AnswerLost(
                    f"A part of the shipment is in Shopify, the rest is not: {trouble.sentence}",
                    SOURCE,
                ) from trouble
        return Written(
            id=",".join(tail(each["id"]) for each in written),
            number=",".join(each.get("name") or "" for each in written),
        )

    async def _fulfil(self, fulfilment: Mapping[str, Any]) -> Mapping[str, Any]:
        data = await self._graphql.mutate(queries.FULFILLMENT_CREATE, {"fulfillment": fulfilment})
        payload = data["fulfillmentCreate"]
        refuse_user_errors(payload)
        if payload["fulfillment"] is None:
            raise AnswerLost("Shopify answered without a fulfillment and without an error.", SOURCE)
        return dict(payload["fulfillment"])

    async def _plan(self, report: FulfilmentReport) -> list[list[dict[str, Any]]]:
        """The reported units laid onto the open fulfillment orders, one group per call."""
        wanted: dict[str, int] = {}
        for line_id, quantity in report.lines:
            wanted[line_id] = wanted.get(line_id, 0) + quantity
        groups: list[list[dict[str, Any]]] = []
        for node in await self._fulfillment_orders(report.order):
            if node["status"] not in _SHIPPABLE:
                continue
            taken = []
            for line in node["lines"]:
                line_id = tail(line["lineItem"]["id"])
                units = min(wanted.get(line_id, 0), int(line["remainingQuantity"]))
                if units > 0:
                    wanted[line_id] -= units
                    taken.append({"id": line["id"], "quantity": units})
            if taken:
                groups.append(
                    [{"fulfillmentOrderId": node["id"], "fulfillmentOrderLineItems": taken}]
                )
        left = {line_id: units for line_id, units in wanted.items() if units > 0}
        if left or not groups:
            what = ", ".join(f"{units} of line {line_id}" for line_id, units in left.items())
            raise Refused(
                f"Order {report.order.name} has no open fulfillment order for {what or 'this'}.",
                SOURCE,
                code="NOTHING_TO_FULFIL",
            )
        return groups

    async def _fulfillment_orders(self, order: Order) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        after: str | None = None
        while True:
            data = await self._graphql.query(
                queries.FULFILLMENT_ORDERS, {"id": gid("Order", order.order_id), "after": after}
            )
            page = (data["order"] or {}).get("page")
            if page is None:
                return found
            for node in page["nodes"]:
                lines = await self._rest_of(
                    node["lineItems"], queries.FULFILLMENT_ORDER_LINES, node["id"]
                )
                found.append({"id": node["id"], "status": node["status"], "lines": lines})
            after = _next(page)
            if after is None:
                return found


def _lines_of(
    instruction: RefundInstruction, *, taxes_included: bool
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    words = {
        Restock.RETURN: "RETURN",
        Restock.CANCEL: "CANCEL",
        Restock.NO_RESTOCK: "NO_RESTOCK",
    }
    lines: list[dict[str, Any]] = [
        {
            "lineItemId": gid("LineItem", line.line_id),
            "quantity": line.quantity,
            "restockType": words[line.restock],
        }
        for line in instruction.lines
    ]
    if instruction.shipping_in_full:
        return lines, {"fullRefund": True}
    if instruction.shipping:
        amount = instruction.shipping
        net, tax = instruction.order.shipping_net, instruction.order.shipping_tax
        if taxes_included and net:  # such a shop counts shipping with its tax
            amount = Money.rounded(amount.amount * (net + tax).amount / net.amount, amount.currency)
        return lines, {"amount": f"{amount.amount:f}"}
    return lines, None


def _respect_limits(shares: Sequence[TenderShare], state: Mapping[str, Any]) -> None:
    """Each share must fit the payment it goes back to, by the payments as they are now and by the
    shop's own suggestion where it makes one. Raises Refused with both figures."""
    most = {each.transaction_id: each.refundable for each in read_tenders(state["transactions"])}
    suggested = (state.get("suggestedRefund") or {}).get("suggestedTransactions") or []
    for each in suggested:
        parent = tail((each.get("parentTransaction") or {}).get("id"))
        if parent in most and each.get("maximumRefundableSet"):
            most[parent] = min(most[parent], money(each["maximumRefundableSet"]))
    for share in shares:
        limit = most.get(share.transaction_id)
        if limit is None:
            raise Refused(
                f"Payment {share.transaction_id} is not a payment of this order.",
                SOURCE,
                code="PAYMENT_NOT_FOUND",
            )
        if share.amount > limit:
            raise Refused(
                f"{share.amount} is more than the payment {share.transaction_id} "
                f"({share.method}) can still give back: {limit}.",
                SOURCE,
                code="PAYMENT_LIMIT",
            )


def _next(page: Mapping[str, Any]) -> str | None:
    info = page["pageInfo"]
    return str(info["endCursor"]) if info["hasNextPage"] else None


def _stamp(moment: datetime) -> str:
    """UTC with its Z, quoted by the caller: without it Shopify reads the shop's local time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
