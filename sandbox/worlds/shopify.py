"""Shopify as a channel: the desk sells, and what came of it is said in facts."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.app import Shopify
from sandbox.shopify.records import Address, Customer, Order, Refund
from sandbox.shopify.rules.customers import CustomerInput, create_customer
from sandbox.world import World
from sandbox.worlds.facts import NOTHING, Buyer, GivenBack, Plan, Sold, SoldLine

__all__ = ["ShopifyChannel", "address_of", "known_customer"]

EUR_RATE = Decimal("1.09")  # what the account of the books was handed over with, too


class ShopifyChannel:
    """Orders are tagged with the name of the books that keep them."""

    def __init__(self, world: World, gateway: str = "shopify_payments") -> None:
        self.shop = world.shopify
        self.desk = world.shopify.desk
        self.gateway = gateway

    def sell(self, plan: Plan) -> Sold:
        if plan.currency not in (self.shop.records.shop.currency, *self._currencies()):
            self.desk.set_exchange_rate(plan.currency, EUR_RATE)
        known_customer(self.shop, plan.buyer)
        order = self.desk.place(
            plan.lines,
            discount_percent=plan.discount,
            discount_code=plan.code,
            shipping=plan.shipping,
            tax_rate=plan.tax_rate,
            email=plan.buyer.email,
            currency=plan.currency,
            pay=not plan.later,
            gateway=self.gateway,
            source_name="pos" if plan.counter else "web",
            tags=(plan.books,) if plan.books else (),
        )
        return _sold(order, plan)

    def pay(self, order: str) -> None:
        self.desk.pay(self._id(order))

    def send(self, order: str, units: dict[str, int] | None = None) -> None:
        self.desk.fulfil(self._id(order), units)

    def give_back(
        self,
        order: str,
        units: dict[str, int] | None = None,
        *,
        everything: bool = False,
        amount: Decimal | None = None,
    ) -> GivenBack:
        after = self.desk.refund(self._id(order), units, everything=everything, amount=amount)
        return _given_back(after, after.refunds[-1], amount or NOTHING)

    def cancel(self, order: str) -> GivenBack | None:
        after = self.desk.cancel(self._id(order))
        return _given_back(after, after.refunds[-1], NOTHING) if after.refunds else None

    def settle(self) -> None:
        self.desk.close_payout()

    def _id(self, order: str) -> int:
        return self.desk.find(order).id

    def _currencies(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.shop.records.exchange_rates)


def known_customer(shop: Shopify, buyer: Buyer) -> Customer:
    """Who orders again is known, with the address of the first time."""
    known = shop.records.customers_by_email.first(buyer.email)
    if known is not None:
        return known
    return create_customer(
        shop,
        CustomerInput(
            email=buyer.email,
            first_name=buyer.first_name,
            last_name=buyer.last_name,
            phone=buyer.phone or None,
            default_address=address_of(buyer),
        ),
    )


def address_of(buyer: Buyer) -> Address:
    return Address(
        first_name=buyer.first_name,
        last_name=buyer.last_name,
        address1=buyer.street,
        city=buyer.city,
        province=buyer.region or None,
        province_code=buyer.region_code or None,
        country=buyer.country,
        country_code=buyer.country_code,
        zip=buyer.postcode,
        phone=buyer.phone or None,
    )


def _sold(order: Order, plan: Plan) -> Sold:
    lines = tuple(
        SoldLine(
            sku=line.sku,
            title=line.title,
            quantity=line.quantity,
            price=line.price.presentment,
            gross=line.price.presentment * line.quantity,
            net=line.discounted_total.presentment,
            tax=line.total_tax.presentment,
        )
        for line in order.line_items
    )
    shipping = order.shipping_lines
    return Sold(
        channel="Shopify",
        id=str(order.id),
        name=order.name,
        buyer=plan.buyer,
        currency=order.presentment_currency,
        lines=lines,
        shipping=sum((each.discounted_price.presentment for each in shipping), NOTHING),
        shipping_tax=sum((each.total_tax.presentment for each in shipping), NOTHING),
        tax_rate=((plan.tax_rate or Decimal(0)) * 100).normalize(),
        total=order.total_price.presentment,
        counter=plan.counter,
        later=plan.later,
    )


def _given_back(order: Order, refund: Refund, amount: Decimal) -> GivenBack:
    lines = []
    for back in refund.refund_line_items:
        line = order.line_item(back.line_item_id)
        assert line is not None  # noqa: S101 - a refund is of its order's lines
        lines.append(
            SoldLine(
                sku=line.sku,
                title=line.title,
                quantity=back.quantity,
                price=line.price.presentment,
                gross=line.price.presentment * back.quantity,
                net=back.subtotal.presentment,
                tax=back.total_tax.presentment,
            )
        )
    shipping = refund.refund_shipping_lines
    return GivenBack(
        id=str(refund.id),
        lines=tuple(lines),
        shipping=sum((each.subtotal.presentment for each in shipping), NOTHING),
        shipping_tax=sum((each.tax.presentment for each in shipping), NOTHING),
        amount=amount,
    )
