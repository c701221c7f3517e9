"""eBay as the storefront: the seller's account, and what buyers and the seller do there."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from features.expect import StateDiffers
from features.stage.screens import Screens
from features.stage.storefront import CUSTOMER
from sandbox.ebay.desk import Wanted
from sandbox.ebay.records import Order, Refund
from sandbox.ebay.seed import BUYER
from sandbox.netsuite.rules import operations
from sandbox.worlds.netsuite import METHODS

__all__ = ["W6", "EbaySeller"]

NOTHING = Decimal("0.00")

# Example W6: 40.00 and 5.00 shipping; eBay collects 3.71 on top of the 45.00.
W6 = (Wanted(sku="EB-TENT", shipping=Decimal("5.00")),)
METHOD = METHODS["eBay"]

# Example W1 with tax that the seller charges himself; shipping and its tax stand on one line.
W1 = (
    Wanted(
        sku="TEE-BLK",
        quantity=3,
        price=Decimal("19.99"),
        discount=Decimal("6.00"),
        tax=Decimal("4.45"),
        collected_tax=NOTHING,
    ),
    Wanted(
        sku="MUG-WHT",
        price=Decimal("12.49"),
        discount=Decimal("1.25"),
        tax=Decimal("1.59"),
        shipping=Decimal("7.95"),
        collected_tax=NOTHING,
    ),
    Wanted(
        sku="CAP-RED",
        quantity=2,
        price=Decimal("24.95"),
        discount=Decimal("4.99"),
        tax=Decimal("3.71"),
        collected_tax=NOTHING,
    ),
)


class EbaySeller(Screens):
    """An account of one site of eBay, beside whatever else the connector has. `on_ebay`: what a
    scenario calls the storefront is eBay, and every Connex account sells there."""

    on_ebay = False

    def settings_file(self) -> dict[str, Any]:
        for name, account in list(self.accounts.items()):
            if self.on_ebay and account["channel"] != "ebay":
                kept = {each: account[each] for each in ("product", "connex") if each in account}
                self.connect_ebay(name, payment_methods={"ebay": "Credit Card"}, **kept)
        return super().settings_file()

    # --- the storefront of a scenario -----------------------------------------------------------

    def take_order(self, name: str, *, pay: bool = True) -> None:
        if self.on_ebay:
            self.sell_on_ebay(name, W1, pending=not pay)
        else:
            super().take_order(name, pay=pay)

    def pay_order(self) -> None:
        if self.on_ebay:
            self.world.ebay.desk.pay(self.marketplace_order)
        else:
            super().pay_order()

    def give_back(self, **how: Any) -> None:
        """Units come back through a return that arrives; an amount is one that the buyer asked
        for."""
        if not self.on_ebay:
            super().give_back(**how)
        elif "amount" in how:
            self.give_back_on_ebay(how["amount"])
        else:
            for sku, units in how["lines"].items():
                self.take_back_on_ebay(sku, units)

    def cancel_order(self, *, refund: bool) -> None:
        """eBay pays back what was paid, whatever the seller says."""
        if not self.on_ebay:
            super().cancel_order(refund=refund)
            return
        self.world.ebay.desk.cancel(self.marketplace_order)
        if refund:
            self.carry_out()

    # --- the account ----------------------------------------------------------------------------

    def add_ebay_account(self, name: str, **more: Any) -> None:
        """Set up as the documents recommend; NetSuite knows the products and the way to pay."""
        self._keep_listings()
        self.connect_ebay(name, **more)
        self.start_engine()

    def connect_ebay(self, name: str, **more: Any) -> None:
        known = self.world.credentials()
        self.accounts[name] = {
            "channel": "ebay",
            "marketplace_id": known["EBAY_MARKETPLACE_ID"],
            "seller_id": known["EBAY_USER_ID"],
            "client_id": known["EBAY_CLIENT_ID"],
            "client_secret": known["EBAY_CLIENT_SECRET"],
            "refresh_token": known["EBAY_REFRESH_TOKEN"],
            "ru_name": known["EBAY_RU_NAME"],
            "time_zone": "America/Los_Angeles",
            "payment_methods": {"ebay": METHOD},
            "shipping_methods": {"USPSPriority": "Standard Shipping"},
            "positive_adjustment_item": "Refund Adjustment Positive",
            "negative_adjustment_item": "Refund Adjustment Negative",
            "carrier": "USPS",
            **more,
        }

    def _keep_listings(self) -> None:
        """NetSuite has an item of each listing; of what the shop sells elsewhere it has one."""
        netsuite = self.world.netsuite
        for listing in self.world.ebay.records.listings:
            if netsuite.records.items_by_item_id.first(listing.sku) is None:
                fields = {
                    "item_id": listing.sku,
                    "display_name": listing.title,
                    "base_price": listing.price,
                    "is_taxable": True,
                }
                operations.create(netsuite, "inventoryItem", fields)
        netsuite.desk.add_payment_method(METHOD)

    # --- selling --------------------------------------------------------------------------------

    def sell_on_ebay(self, order_id: str, basket: Sequence[Wanted] = W6, **more: Any) -> Order:
        """A buyer's order; the newest one is what the scenario talks about."""
        buyer = replace(BUYER, email=CUSTOMER)
        placed = self.world.ebay.desk.place_order(basket, order_id=order_id, buyer=buyer, **more)
        self.marketplace_order = placed.id
        return placed

    @property
    def ebay_order(self) -> Order:
        return self.world.ebay.desk.order(self.marketplace_order)

    # --- giving back ----------------------------------------------------------------------------

    def ebay_refunds(self) -> list[Refund]:
        """Of the order that the scenario talks about, oldest first."""
        return self.world.ebay.desk.refunds(self.marketplace_order)

    def give_back_on_ebay(
        self, amount: Decimal | None = None, sku: str = "", *, through: bool = True
    ) -> Refund:
        """The buyer asks, the seller gives; `through`: eBay has carried it out."""
        desk = self.world.ebay.desk
        self.world.advance(minutes=1)
        made = desk.refund_on_request(self.marketplace_order, amount, sku)
        return self.carry_out() if through else made

    def take_back_on_ebay(self, sku: str, units: int) -> Refund:
        """A return from the buyer's request to the parcel's arrival, refunded for what it is
        worth."""
        desk = self.world.ebay.desk
        self.world.advance(minutes=1)
        asked = desk.buyer_asks_return(self.marketplace_order, sku, units)
        desk.answer_return(asked.id)
        desk.buyer_sends_return(asked.id)
        desk.return_arrives(asked.id)
        desk.refund_return(asked.id)
        return self.carry_out()

    def carry_out(self) -> Refund:
        """eBay ends what is PENDING of this order. Raises StateDiffers where nothing was."""
        ended = self.world.ebay.desk.settle_refunds(self.marketplace_order)
        if not ended:
            raise StateDiffers(f"no refund of {self.marketplace_order} is pending on eBay")
        return ended[-1]
