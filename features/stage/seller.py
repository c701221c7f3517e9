"""Amazon as the storefront: the seller's account, and what buyers and Amazon do there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from features.stage.screens import Screens
from sandbox.amazon.desk import Wanted
from sandbox.amazon.records import AFN, MFN, Order
from sandbox.worlds.amazon_books import METHOD, AmazonBooks
from sandbox.worlds.netsuite import NetSuiteBooks as Clerks

__all__ = ["W8_ORDERS", "Seller", "w8_id"]

# Orders 1 to 3 of example W8: who sends, tax rate in percent, and what is bought.
W8_ORDERS: Mapping[int, tuple[str, Decimal, Wanted]] = {
    1: (MFN, Decimal("8.25"), Wanted(sku="AMZ-LAMP", quantity=2, shipping=Decimal("4.99"))),
    2: (AFN, Decimal("8.25"), Wanted(sku="AMZ-DESK")),
    3: (
        AFN,
        Decimal(0),
        Wanted(
            sku="AMZ-PENS",
            quantity=4,
            shipping=Decimal("5.99"),
            shipping_discount=Decimal("5.99"),
            promotion_id="Free Shipping",
        ),
    ),
}


def w8_id(number: int) -> str:
    return f"111-{number:07}-{number:07}"


class Seller(Screens):
    """An account of Amazon.com beside whatever else the connector has."""

    def add_amazon_account(self, name: str) -> None:
        """Set up as the documents recommend; NetSuite knows the products and the way to pay."""
        AmazonBooks(self.world, Clerks(self.world), terms=False).open(self.world.clock.now())
        self.connect_amazon(name)
        self.start_engine()

    def connect_amazon(self, name: str, **more: Any) -> None:
        known = self.world.credentials()
        self.accounts[name] = {
            "channel": "amazon",
            "seller_id": known["SPAPI_SELLER_ID"],
            "marketplace_id": known["SPAPI_MARKETPLACE_ID"],
            "client_id": known["SPAPI_CLIENT_ID"],
            "client_secret": known["SPAPI_CLIENT_SECRET"],
            "refresh_token": known["SPAPI_REFRESH_TOKEN"],
            "time_zone": "America/Los_Angeles",
            "payment_methods": {"amazon": METHOD},
            "shipping_methods": {
                "STANDARD": "Standard Shipping",
                "EXPEDITED": "Standard Shipping",
            },
            "carrier": "UPS",
            **more,
        }

    def place_w8_order(self, number: int, **more: Any) -> Order:
        by, rate, wanted = W8_ORDERS[number]
        return self.sell_on_amazon(w8_id(number), [wanted], fulfilled_by=by, tax_rate=rate, **more)

    def sell_on_amazon(self, order_id: str, basket: Any, **more: Any) -> Order:
        """A buyer's order; the newest one is what the scenario talks about."""
        placed = self.world.amazon.desk.place_order(basket, order_id=order_id, **more)
        self.marketplace_order = placed.id
        return placed

    @property
    def amazon_order(self) -> Order:
        return self.world.amazon.desk.order(self.marketplace_order)
