"""Wrong connectors of an Amazon account's orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx

from connector.channels import amazon, amazon_reading, amazon_shipments
from connector.channels.amazon import Amazon
from connector.channels.amazon_api import AmazonApi
from connector.channels.channel import Capabilities
from connector.http.lwa_token import LwaToken
from connector.marketplaces import Marketplace
from connector.model import Order
from features.mutants.mutant import Mutant, put

__all__ = ["AMAZON"]


def _at(scenario: str) -> str:
    return f"netsuite_connector/amazon_orders.feature: {scenario}"


def keeps_marketplace_tax() -> None:
    real = amazon_reading.read_order

    def taxed(order: Any, at: Marketplace, *, include_marketplace_tax: bool) -> Order:
        return real(order, at, include_marketplace_tax=True)

    put(amazon, "read_order", taxed)


def counts_only_the_goods_as_taxed() -> None:
    """The tax of the shipping stays in the total."""
    real = amazon_reading.read_order

    def half(order: Any, at: Marketplace, *, include_marketplace_tax: bool) -> Order:
        found = real(order, at, include_marketplace_tax=include_marketplace_tax)
        if include_marketplace_tax or not found.lines:
            return found
        whole = real(order, at, include_marketplace_tax=True)
        sent, *others = found.shipping
        taxed = replace(sent, tax=whole.shipping_tax)
        return replace(
            found,
            shipping=(taxed, *others),
            tax=whole.shipping_tax,
            total=found.total + whole.shipping_tax,
        )

    put(amazon, "read_order", half)


def makes_sales_orders_of_all() -> None:
    real = Amazon.capabilities.fget  # type: ignore[attr-defined]

    def without(self: Amazon) -> Capabilities:
        offered: Capabilities = real(self)
        return replace(offered, cash_sale_sources=frozenset())

    put(Amazon, "capabilities", property(without))


def books_what_is_not_sent() -> None:
    """Amazon's own shipments as soon as they are bought."""
    real = Amazon._not_ready

    def ready(self: Amazon, order: Any) -> Any:
        told = real(self, order)
        return None if told is not None and told.code == "NOT_SHIPPED" else told

    put(Amazon, "_not_ready", ready)


def charges_promoted_shipping() -> None:
    """What a promotion pays of the shipping is charged all the same."""
    real = amazon_reading.read_order

    def dearer(order: Any, at: Marketplace, *, include_marketplace_tax: bool) -> Order:
        found = real(order, at, include_marketplace_tax=include_marketplace_tax)
        off = next(
            (
                each["value"]
                for item in order["orderItems"]
                for part in (item.get("proceeds") or {}).get("breakdowns") or []
                if part["type"] == "DISCOUNT"
                for each in part.get("detailedBreakdowns") or []
                if each["subtype"] == "SHIPPING"
            ),
            None,
        )
        if off is None:
            return found
        amount = amazon_reading._money(off, found.currency)
        sent, *others = found.shipping
        dear = replace(sent, net=sent.net - amount)
        return replace(found, shipping=(dear, *others), total=found.total - amount)

    put(amazon, "read_order", dearer)


def reads_the_first_page() -> None:
    real = AmazonApi.read

    async def read(self: AmazonApi, operation: str, path: str, params: Any) -> dict[str, Any]:
        body = await real(self, operation, path, params)
        body.pop("pagination", None)
        return body

    put(AmazonApi, "read", read)


def never_renews() -> None:
    def good(self: LwaToken, response: httpx.Response) -> bool:
        return False

    put(LwaToken, "spent", good)


def forgets_cancellations() -> None:
    real = amazon_reading.read_order

    def live(order: Any, at: Marketplace, *, include_marketplace_tax: bool) -> Order:
        found = real(order, at, include_marketplace_tax=include_marketplace_tax)
        return replace(found, cancelled_at=None)

    put(amazon, "read_order", live)


def reads_by_creation() -> None:
    """An order that changes later is never seen again."""
    real = AmazonApi.read

    async def read(self: AmazonApi, operation: str, path: str, params: Any) -> dict[str, Any]:
        renamed = {
            name.replace("lastUpdated", "created"): value for name, value in dict(params).items()
        }
        return await real(self, operation, path, renamed)

    put(AmazonApi, "read", read)


def knocks_again_at_once() -> None:
    """A throttled call is sent again as if the rate were a second's."""
    from connector.channels import amazon_api

    put(amazon_api, "_wait_of", lambda response: 1.0)


def invents_a_tracking_number() -> None:
    real = amazon_shipments.package

    def package(report: Any, key: str, now: datetime, zone: Any, carrier: str) -> dict[str, Any]:
        if not any(each.number for each in report.tracking):
            from connector.model import Tracking

            report = replace(report, tracking=(Tracking(number="N/A"),))
        return real(report, key, now, zone, carrier)

    put(amazon_shipments, "package", package)


BY_HAND = _at("An order that the seller sends is retrieved and posted by hand")
BY_AMAZON = _at("An order that Amazon sends is a cash sale at import")

AMAZON: tuple[Mutant, ...] = (
    Mutant(
        "amazon-keeps-marketplace-tax",
        "books the tax that Amazon collects and remits as the seller's",
        BY_HAND,
        keeps_marketplace_tax,
    ),
    Mutant(
        "amazon-taxed-shipping",
        "leaves the marketplace's tax of the goods out, and that of the shipping in",
        BY_HAND,
        counts_only_the_goods_as_taxed,
    ),
    Mutant(
        "amazon-sales-orders-of-all",
        "makes a sales order of what Amazon has sent already",
        BY_AMAZON,
        makes_sales_orders_of_all,
    ),
    Mutant(
        "amazon-books-unsent",
        "books a cash sale before Amazon has sent anything",
        _at("What Amazon has not sent yet is not sold yet"),
        books_what_is_not_sent,
    ),
    Mutant(
        "amazon-charges-free-shipping",
        "charges the shipping that a promotion pays for",
        BY_AMAZON,
        charges_promoted_shipping,
    ),
    Mutant(
        "amazon-first-page",
        "reads the first page of a list of orders",
        _at("More orders than one page holds arrive"),
        reads_the_first_page,
    ),
    Mutant(
        "amazon-never-renews",
        "uses an access token that has expired",
        _at("An access token that ran out is renewed"),
        never_renews,
    ),
    Mutant(
        "amazon-forgets-cancellations",
        "leaves the sales order of a cancelled order open",
        _at("An order cancelled after the sync is closed in NetSuite"),
        forgets_cancellations,
    ),
    Mutant(
        "amazon-by-creation",
        "lists orders by when they were made, not by when they changed",
        _at("An order cancelled after the sync is closed in NetSuite"),
        reads_by_creation,
    ),
    Mutant(
        "amazon-impatient",
        "sends a throttled call again after a second, whatever the rate says",
        _at("A throttle is waited for as long as the rate says"),
        knocks_again_at_once,
    ),
    Mutant(
        "amazon-invents-tracking",
        "confirms a shipment with a tracking number that nobody gave",
        _at("A shipment without a tracking number is an error until it has one"),
        invents_a_tracking_number,
    ),
)
