"""The storefront that the scenario is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from connector.model import Order as CornerOrder
from features.expect import StateDiffers
from features.stage.base import Base
from features.stage.corner_shop import CornerShop
from features.stage.parts import CornerShopAdapters
from sandbox.shopify.records import Order

__all__ = ["W1_LINES", "Storefront"]

# Example W1: three lines, 10 % off, taxed shipping, 8.25 %: 127.82.
W1_LINES = (("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2))
CUSTOMER = "dana.whitfield@example.com"


class Storefront(Base):
    """Shopify, or the corner shop where a scenario says so. `order` is the newest one there."""

    corner_shop: CornerShop | None = None
    marketplace_order = ""
    """Id of the newest order on Amazon, where the scenario is about one."""

    def sell_in_corner_shop(self) -> None:
        """From now on orders come from there."""
        self.corner_shop = CornerShop()
        self.adapters = CornerShopAdapters(self.corner_shop)

    # --- whichever it is ------------------------------------------------------------------------

    @property
    def order_name(self) -> str:
        if self.marketplace_order:
            return self.marketplace_order
        return self.order.name if self.corner_shop is None else self._corner_order().name

    def take_order(self, name: str, *, pay: bool = True) -> None:
        """Example W1. A name that the store would not give next is written on by hand."""
        if self.corner_shop is None:
            self.world.shopify.desk.place(lines=list(W1_LINES), email=CUSTOMER, name=name, pay=pay)
        else:
            self.corner_shop.place(name, CUSTOMER, pay=pay)

    def take_order_on_tab(self, name: str, paid: Decimal) -> None:
        """Example W1 in the corner shop, paid in part."""
        if self.corner_shop is None:
            raise ValueError("only the corner shop has tabs")
        self.corner_shop.pay(self.corner_shop.place(name, CUSTOMER, pay=False), paid)

    def pay_order(self) -> None:
        """The buyer pays what is left of the newest order."""
        if self.corner_shop is None:
            self.world.shopify.desk.pay(self.order.id)
        else:
            self.corner_shop.pay(self._corner_order())

    def give_back(self, **how: Any) -> None:
        """A refund of the newest order, over the counter or in the admin."""
        if self.corner_shop is None:
            self.refund_in_storefront(**how)
        else:
            self.corner_shop.refund(self._corner_order(), **how)

    def cancel_order(self, *, refund: bool) -> None:
        if self.corner_shop is None:
            self.world.shopify.desk.cancel(self.order.id, refund=refund)
            return
        if refund:
            self.corner_shop.refund(self._corner_order(), everything=True)
        self.corner_shop.cancel(self._corner_order())

    def _corner_order(self) -> CornerOrder:
        orders = [] if self.corner_shop is None else list(self.corner_shop.orders.values())
        if not orders:
            raise StateDiffers("the corner shop has no order")
        return orders[-1]

    # --- Shopify ----------------------------------------------------------------------------------

    @property
    def order(self) -> Order:
        """The storefront order that the scenario is about: the newest."""
        orders = list(self.world.shopify.records.orders)
        if not orders:
            raise StateDiffers("the storefront has no order")
        return orders[-1]

    def place(self, name: str = "#1001", lines: Any = W1_LINES, **how: Any) -> Order:
        order = self.world.shopify.desk.place(lines=list(lines), email=CUSTOMER, **how)
        if order.name != name:
            raise ValueError(f"the storefront called it {order.name}, the scenario {name}")
        return order

    def refund_in_storefront(self, **how: Any) -> Order:
        return self.world.shopify.desk.refund(self.order.id, **how)
