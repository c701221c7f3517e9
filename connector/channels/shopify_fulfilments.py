"""Telling a Shopify store what was shipped: units laid onto its open fulfillment orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connector.channels import shopify_queries as queries
from connector.channels.channel import FulfilmentReport, Written
from connector.channels.shopify_graphql import (
    SOURCE,
    ShopifyGraphQL,
    next_cursor,
    refuse_user_errors,
)
from connector.channels.shopify_reading import gid, tail
from connector.model import Order
from connector.trouble import AnswerLost, Refused, Throttled, Unreachable

__all__ = ["Fulfilments"]

_SHIPPABLE = {"OPEN", "IN_PROGRESS"}


class Fulfilments:
    def __init__(self, graphql: ShopifyGraphQL) -> None:
        self._graphql = graphql

    async def quantities(self, order: Order) -> dict[str, int]:
        data = await self._graphql.query(queries.FULFILLED, {"id": gid("Order", order.order_id)})
        found: dict[str, int] = {}
        for fulfilment in (data["order"] or {"fulfillments": []})["fulfillments"]:
            if fulfilment["status"] != "SUCCESS":
                continue
            lines = await self._graphql.rest_of(
                fulfilment["fulfillmentLineItems"], queries.FULFILLED_LINES, fulfilment["id"]
            )
            for line in lines:
                line_id = tail(line["lineItem"]["id"])
                found[line_id] = found.get(line_id, 0) + int(line["quantity"])
        return found

    async def report(self, report: FulfilmentReport) -> Written:
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
                lines = await self._graphql.rest_of(
                    node["lineItems"], queries.FULFILLMENT_ORDER_LINES, node["id"]
                )
                found.append({"id": node["id"], "status": node["status"], "lines": lines})
            after = next_cursor(page)
            if after is None:
                return found
