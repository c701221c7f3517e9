"""What is known of a sale, of its buyer and of what was given back, whichever platform it is on.

Amounts are positive, in the buyer's currency; tax is never in a net amount.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Protocol

import msgspec

__all__ = ["NOTHING", "Books", "Buyer", "Channel", "GivenBack", "Plan", "Sold", "SoldLine"]

NOTHING = Decimal("0.00")


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """`region` as it is shown, `region_code` as a form takes it; both may be empty, and so may the
    phone."""

    first_name: str
    last_name: str
    email: str
    street: str
    city: str
    region: str
    region_code: str
    postcode: str
    country: str = "United States"
    country_code: str = "US"
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer wants. `lines`: SKU and units, each SKU once. `discount`: percent off.
    `tax_rate`: a fraction; None: no tax. `counter`: sold over the counter. `later`: paid after
    delivery. `books` names the accounting system that keeps the order. `goodwill`: what the buyer
    gets for some trouble, if there was any."""

    lines: tuple[tuple[str, int], ...]
    buyer: Buyer
    books: str = ""
    discount: Decimal | None = None
    code: str = ""
    shipping: Decimal | None = None
    tax_rate: Decimal | None = Decimal("0.0825")
    currency: str = "USD"
    counter: bool = False
    later: bool = False
    goodwill: Decimal = NOTHING


class SoldLine(msgspec.Struct, frozen=True, kw_only=True):
    """`gross` is price times quantity, `net` is after discount."""

    sku: str
    title: str
    quantity: int
    price: Decimal
    gross: Decimal
    net: Decimal
    tax: Decimal


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """An order. `tax_rate` in percent. `channel` is the platform's name as people say it."""

    channel: str
    id: str
    name: str
    buyer: Buyer
    currency: str
    lines: tuple[SoldLine, ...]
    shipping: Decimal
    shipping_tax: Decimal
    tax_rate: Decimal
    total: Decimal
    counter: bool = False
    later: bool = False

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.lines), self.shipping_tax)

    @property
    def discount(self) -> Decimal:
        return sum((line.gross - line.net for line in self.lines), NOTHING)


class GivenBack(msgspec.Struct, frozen=True, kw_only=True):
    """A refund. `amount` is goodwill beside lines and shipping."""

    id: str
    lines: tuple[SoldLine, ...] = ()
    shipping: Decimal = NOTHING
    shipping_tax: Decimal = NOTHING
    amount: Decimal = NOTHING
    restock: bool = True

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.lines), self.shipping_tax)

    @property
    def discount(self) -> Decimal:
        return sum((line.gross - line.net for line in self.lines), NOTHING)


class Channel(Protocol):
    """Where orders come from. Orders are named as people name them."""

    def sell(self, plan: Plan) -> Sold: ...

    def pay(self, order: str) -> None:
        """All that is outstanding."""

    def send(self, order: str, units: dict[str, int] | None = None) -> None:
        """Units by SKU; None: everything."""

    def give_back(
        self,
        order: str,
        units: dict[str, int] | None = None,
        *,
        everything: bool = False,
        amount: Decimal | None = None,
    ) -> GivenBack: ...

    def cancel(self, order: str) -> GivenBack | None:
        """With everything that was paid given back; None: nothing was paid."""

    def settle(self) -> None:
        """The money that the channel has collected goes to the bank."""


class Books(Protocol):
    """An accounting system as the storefront's connector and the people there leave it."""

    def open(self, first: datetime, last: datetime) -> None:
        """Before anything is recorded: the books must cover these days, and their lists are no
        younger than the first."""

    def record(self, sold: Sold) -> None:
        """The sale comes into the books."""

    def bill(self, sold: Sold, units: dict[str, int] | None = None) -> None:
        """The goods have gone out; None: all of them."""

    def take_payment(self, sold: Sold) -> None:
        """A sale that is paid later is paid."""

    def give_back(self, sold: Sold, back: GivenBack) -> None: ...

    def cancel(self, sold: Sold) -> None:
        """A sale that was neither paid nor delivered is off."""

    def settle(self) -> None:
        """What came in goes to the bank."""
