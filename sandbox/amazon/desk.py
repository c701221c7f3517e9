"""What buyers, Amazon and the person at Seller Central do.

Everything goes through the rules of the API. `marketplace` is a country or a marketplace id;
without it the account's first. Amounts are positive, in the marketplace's currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.marketplaces import Marketplace, named
from sandbox.amazon.records import (
    MFN,
    Address,
    Event,
    Listing,
    Notification,
    Order,
    Period,
    Report,
)
from sandbox.amazon.rules import charges, notifications, orders, periods, posting, refunds, reports
from sandbox.amazon.rules.money import ZERO
from sandbox.amazon.rules.orders import Wanted
from sandbox.amazon.seed import ADDRESS, join
from sandbox.amazon.settlements.statement import Statement, statement_of

__all__ = ["Desk", "Wanted"]

Quantities = Mapping[str, int]  # by SKU


class Desk:
    """Every action raises the rules' own refusals."""

    def __init__(self, account: Domain) -> None:
        self.account = account

    # --- the account -----------------------------------------------------------------------

    def join(self, marketplace: str) -> None:
        """Sell in another marketplace. Raises KeyError."""
        join(self.account, named(marketplace).id)

    def list_product(
        self,
        sku: str,
        title: str,
        price: Decimal,
        fba_fee: Decimal = ZERO,
        referral: Decimal = Decimal(15),
    ) -> Listing:
        """A product of the catalogue, or a changed one. `referral` in percent."""
        with self.account.store.transaction():
            known = self.account.records.listings.get(sku)
            asin = (
                known.asin
                if known
                else "B0"
                + self.account.ids.token("amazon.asin", 8, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
            )
            return self.account.records.listings.put(
                Listing(
                    id=sku, asin=asin, title=title, price=price, fba_fee=fba_fee, referral=referral
                )
            )

    # --- buyers ----------------------------------------------------------------------------

    def place_order(
        self,
        basket: Sequence[Wanted] | Quantities,
        *,
        fulfilled_by: str = MFN,
        marketplace: str = "",
        address: Address | None = None,
        **more: Any,
    ) -> Order:
        """An order of a basket, or of quantities by SKU at the listed price. `fulfilled_by`: MFN
        or AFN. `more`: order_id, tax_rate, deemed_supplier, pending, business, prime, buyer_email,
        replaced_order, purchase_order."""
        wanted = (
            [Wanted(sku=sku, quantity=quantity) for sku, quantity in basket.items()]
            if isinstance(basket, Mapping)
            else basket
        )
        with self.account.store.transaction():
            return orders.place(
                self.account,
                self._at(marketplace),
                fulfilled_by,
                wanted,
                address=address or ADDRESS,
                **more,
            )

    def authorise(self, order_id: str) -> Order:
        """The payment of a pending order is good."""
        with self.account.store.transaction():
            return orders.authorise(self.account, self.order(order_id))

    def ask_to_cancel(self, order_id: str) -> None:
        """The buyer asks the seller to cancel: nothing but a message."""
        with self.account.store.transaction():
            order = self.order(order_id)
            notifications.order_change(self.account, order, "BuyerRequestedChange")

    # --- goods and money -------------------------------------------------------------------

    def ship(
        self,
        order_id: str,
        quantities: Quantities | None = None,
        *,
        deferral: str = "",
        matures: datetime | None = None,
    ) -> Event:
        """Goods leave: Amazon's own, or the seller's as by Seller Central. `deferral`: DD7 or
        B2B, the money waits."""
        with self.account.store.transaction():
            order = self.order(order_id)
            return orders.ship(
                self.account,
                order,
                self._items(order, quantities),
                deferral=deferral,
                matures=matures,
            )

    def release(self, event_id: int) -> Event:
        """The money of a deferred transaction is free."""
        with self.account.store.transaction():
            return posting.release(self.account, self.account.records.events[event_id])

    def cancel(self, order_id: str, reason: str = "BuyerCanceled") -> Order:
        with self.account.store.transaction():
            order = self.order(order_id)
            return orders.cancel(self.account, order, {item.id: reason for item in order.items})

    def refund(
        self,
        order_id: str,
        quantities: Quantities | None = None,
        *,
        shipping: bool = False,
        goodwill: Decimal = ZERO,
        restocking: Decimal = ZERO,
        type: str = "Refund",
    ) -> Event:
        """Units at what they cost (all that shipped without `quantities`), of either channel.
        `type`: Refund, Chargeback Refund, A-to-z Guarantee Refund."""
        with self.account.store.transaction():
            order = self.order(order_id)
            units = self._items(order, quantities) or {
                item.id: item.shipped for item in order.items if item.shipped
            }
            return refunds.refund_units(
                self.account,
                order,
                units,
                shipping=shipping,
                goodwill=goodwill,
                restocking=restocking,
                type=type,
            )

    def charge(self, kind: str, amount: Decimal, marketplace: str = "", *, sku: str = "") -> Event:
        """A charge or credit of no order: `advertising`, `subscription`, `storage`, `warehouse
        damage` ..."""
        with self.account.store.transaction():
            return charges.charge(self.account, self._at(marketplace), kind, amount, sku=sku)

    def record(
        self,
        type: str,
        amount_type: str,
        description: str,
        amount: Decimal,
        marketplace: str = "",
        *,
        sku: str = "",
        order_id: str = "",
    ) -> Event:
        """A row in any words; `amount` is signed from the seller's purse."""
        with self.account.store.transaction():
            return charges.record(
                self.account,
                self._at(marketplace),
                type,
                amount_type,
                description,
                amount,
                sku=sku,
                order_id=order_id,
            )

    def charge_in_parts(
        self, type: str, name: str, amounts: Mapping[str, Decimal], marketplace: str = ""
    ) -> Event:
        """AmazonFees, FBAFees: `Base fee`, `Tax on fee`, `Discount on Fee`, signed."""
        with self.account.store.transaction():
            return charges.parts(self.account, self._at(marketplace), type, name, amounts)

    # --- periods -----------------------------------------------------------------------------

    def close_period(
        self, marketplace: str = "", *, reserve: Decimal = ZERO, settlement_id: str = ""
    ) -> Period:
        """End the period now and publish its report. `reserve` is held back."""
        with self.account.store.transaction():
            at = self._at(marketplace)
            period = periods.close(self.account, at.id, reserve, settlement_id)
            reports.publish(self.account, period)
            return period

    def charge_card(self, amount: Decimal, marketplace: str = "") -> Event:
        """The card on file pays, within the period."""
        with self.account.store.transaction():
            return periods.charge_card(self.account, self._at(marketplace).id, amount)

    def fail_transfer(self, settlement_id: str) -> Event:
        """The bank sends a payout back."""
        with self.account.store.transaction():
            return periods.fail_transfer(self.account, self.period(settlement_id))

    def publish_broken(self, settlement_id: str, defect: str) -> Report:
        """One more report of a settlement, with a defect (F38 to F46 and others)."""
        with self.account.store.transaction():
            return reports.publish_broken(self.account, self.period(settlement_id), defect)

    def publish_again(self, settlement_id: str) -> list[Report]:
        """The same settlement once more, under other report ids."""
        with self.account.store.transaction():
            return reports.publish(self.account, self.period(settlement_id))

    # --- looking -----------------------------------------------------------------------------

    def order(self, order_id: str) -> Order:
        return orders.find(self.account, order_id)

    def period(self, settlement_id: str) -> Period:
        found = self.account.records.period_of(settlement_id)
        if found is None:
            raise RuleError(f"There is no settlement {settlement_id}.")
        return found

    def statement(self, settlement_id: str) -> Statement:
        return statement_of(self.account, self.period(settlement_id))

    def download(self, settlement_id: str) -> bytes:
        """Payments > All Statements > Download Flat File V2; never too old to be had."""
        return reports.written(self.account, self.statement(settlement_id)).content

    def balance(self, marketplace: str = "") -> Decimal:
        """Of the open period."""
        with self.account.store.transaction():
            period = posting.open_period(self.account, self._at(marketplace).id)
            return periods.balance(self.account, period)

    def notifications(self, type: str = "") -> list[Notification]:
        """What subscribers were told, oldest first."""
        return [each for each in self.account.records.notifications if type in ("", each.type)]

    def _at(self, marketplace: str) -> Marketplace:
        try:
            return named(marketplace or self.account.marketplace)
        except KeyError:
            raise RuleError(f"There is no marketplace {marketplace}.") from None

    def _items(self, order: Order, quantities: Quantities | None) -> dict[str, int] | None:
        """By item id. Raises RuleError."""
        if quantities is None:
            return None
        skus = {item.sku: item.id for item in order.items}
        unknown = [sku for sku in quantities if sku not in skus]
        if unknown:
            raise RuleError(f"Order {order.id} has no {unknown[0]}.")
        return {skus[sku]: quantity for sku, quantity in quantities.items()}
