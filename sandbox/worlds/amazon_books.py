"""Amazon's orders and settlements in NetSuite, as a connector and the clerks there leave them.

An order of Amazon's own warehouse comes in as a cash sale once it is sent (B5); one that the
seller sends comes in as a sales order, and is billed when it is sent. The order id stands in
`otherRefNum`. Tax that Amazon collects is not the seller's: it is in no document (F35). Shipping
that a promotion pays for is not charged.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import msgspec

from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import AFN, Order
from sandbox.netsuite.records import Account
from sandbox.netsuite.rules import operations
from sandbox.world import World
from sandbox.worlds.facts import NOTHING, Buyer, Sold, SoldLine
from sandbox.worlds.netsuite import METHODS, NetSuiteBooks

__all__ = ["SETTLEMENT_CUSTOMER", "AmazonBooks", "sold_of"]

METHOD = METHODS["Amazon"]
SETTLEMENT_CUSTOMER = "amazon-settlements"  # external id
_ON_HAND = Decimal(1000)
_COST = Decimal("0.40")  # of the listed price
_CENT = Decimal("0.01")
_FEES = (
    "Commission", "FBAPerUnitFulfillmentFee", "ShippingHB", "ShippingChargeback",
    "RefundCommission", "Storage Fee", "Subscription Fee", "Cost of Advertising", "WAREHOUSE_LOST",
)  # fmt: skip


def sold_of(order: Order, *, later: bool) -> Sold:
    """`later`: what the seller sends is billed on terms."""
    lines = []
    shipping = tax = NOTHING
    for item in order.items:
        own_tax = NOTHING if item.collected_by else item.tax
        shipping += item.shipping - item.shipping_discount
        tax += NOTHING if item.collected_by else item.shipping_tax
        lines.append(
            SoldLine(
                sku=item.sku,
                title=item.title,
                quantity=item.quantity,
                price=(item.price / item.quantity).quantize(_CENT),
                gross=item.price,
                net=item.price - item.discount,
                tax=own_tax,
            )
        )
    first, _, last = order.buyer_name.partition(" ")
    place, warehouse = order.address, order.channel == AFN
    return Sold(
        channel="Amazon",
        id=order.id,
        name=order.id,
        buyer=Buyer(
            first_name=first,
            last_name=last,
            email=order.buyer_email,
            street=place.line1,
            city=place.city,
            region="",
            region_code=place.region,
            postcode=place.postal_code,
            country_code=place.country,
            phone=place.phone,
        ),
        currency=BY_ID[order.marketplace].currency,
        lines=tuple(lines),
        shipping=shipping,
        shipping_tax=tax,
        tax_rate=NOTHING,
        total=sum((line.net + line.tax for line in lines), shipping + tax),
        counter=warehouse,
        later=later and not warehouse,
    )


class AmazonBooks:
    """`terms`: the seller's own shipments are billed as invoices, else as cash sales."""

    def __init__(self, world: World, books: NetSuiteBooks, *, terms: bool) -> None:
        self.amazon = world.amazon
        self.account = world.netsuite
        self.desk = world.netsuite.desk
        self.books = books
        self.terms = terms

    def open(self, first: datetime) -> None:
        """The products, a way to pay, and the customer of the settlements."""
        records = self.account.records
        for listing in self.amazon.records.listings:
            made = operations.create(
                self.account,
                "inventoryItem",
                {
                    "item_id": listing.id,
                    "display_name": listing.title,
                    "base_price": listing.price,
                    "cost": (listing.price * _COST).quantize(_CENT),
                    "is_taxable": True,
                },
            )
            item = records.items[made.id]
            records.items.put(
                msgspec.structs.replace(
                    item, quantity_on_hand=_ON_HAND, date_created=first, last_modified=first
                )
            )
        self.method = self.desk.add_payment_method(METHOD).id
        self.reserve = records.accounts.put(
            Account(
                id=max(each.id for each in records.accounts) + 1,
                acct_number="1250",
                acct_name="Amazon Reserved Balances",
                acct_type="OthCurrAsset",
            )
        ).id
        self.desk.customer(external_id=SETTLEMENT_CUSTOMER, company_name="Amazon Settlements")

    def create_fee_items(self) -> None:
        """`Create Settlement Items`, before the first settlement."""
        for kind in _FEES:
            self.fee_item(kind)

    def fee_item(self, kind: str) -> int:
        """The item that stands for a kind of fee; a new one for a new kind. Fees bear no tax."""
        found = self.account.records.items_by_item_id.first(kind)
        if found is None:
            fields = {"item_id": kind, "is_taxable": False}
            return int(operations.create(self.account, "otherChargeSaleItem", fields).id)
        return found.id

    def sold(self, order_id: str) -> Sold:
        return sold_of(self.amazon.desk.order(order_id), later=self.terms)

    def record(self, order_id: str) -> None:
        self.books.record(self.sold(order_id))

    def bill(self, order_id: str, units: Mapping[str, int] | None = None) -> None:
        """Without effect for a cash sale, which is billed as it stands."""
        self.books.bill(self.sold(order_id), None if units is None else dict(units))
