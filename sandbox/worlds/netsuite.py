"""NetSuite as books: sales orders as a connector leaves them, and what the clerks make of them.

The order's name stands in `otherRefNum`; external ids are `shopify-order-ID`, `shopify-refund-ID`
and `shopify-customer-ADDRESS`, with the channel's own ids. Tax goes in as the channel took it, one
tax detail a line and one for shipping: the account's engine would be a cent off (W1).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.netsuite.records import Transaction
from sandbox.netsuite.rules import operations
from sandbox.netsuite.seed import DISCOUNT_ITEM, SHIP_ITEM
from sandbox.world import World
from sandbox.worlds.facts import Buyer, GivenBack, Sold

__all__ = ["NetSuiteBooks", "order_reference"]

CUSTOM_PRICE = -1
METHODS = {
    "Shopify": "Shopify Payments",
    "Amazon": "Amazon Payments",
    "eBay": "eBay Managed Payments",
}
_PAID_OUT = ("Amazon", "eBay")  # by the marketplace itself, some time later
TERMS = "Net 30"
_SHIPPING = "SHIPPING"


class NetSuiteBooks:
    """A sale that is paid becomes a sales order with a payment method, which is billed as a cash
    sale; one that is paid later bears terms and is billed as an invoice (B1, B2). What was sold
    over the counter comes in as a cash sale at once."""

    name = "netsuite"

    def __init__(self, world: World) -> None:
        self.account = world.netsuite
        self.desk = world.netsuite.desk
        self.bills: dict[str, int] = {}

    def open(self, first: datetime, last: datetime) -> None:
        records = self.account.records
        for year in range(first.year, last.year + 1):
            if records.period_of(date(year, 1, 1)) is None:
                self.desk.set_up_full_year(year)
        for item in list(records.items):
            if item.date_created > first:
                older = {"date_created": first, "last_modified": first}
                records.items.put(msgspec.structs.replace(item, **older))

    def record(self, sold: Sold) -> None:
        fields = self._fields(sold)
        if sold.counter:
            self.bills[sold.name] = self._create("cashSale", fields).id
        else:
            self._create("salesOrder", {**fields, "order_status": "B"})

    def bill(self, sold: Sold, units: dict[str, int] | None = None) -> None:
        if sold.counter:
            return
        order = self._order(sold)
        self.desk.fulfil(order.id, units)
        self.bills[sold.name] = self.desk.bill(order.id, units).id

    def take_payment(self, sold: Sold) -> None:
        self.desk.receive_payment(self.bills[sold.name])

    def give_back(self, sold: Sold, back: GivenBack) -> None:
        """A cash refund of a cash sale; a credit memo of an invoice, paid back when the invoice
        was paid (R1-R3)."""
        bill = self.desk.transaction(self.bills[sold.name])
        made = self.desk.refund(
            bill.id,
            {line.sku: line.quantity for line in back.lines},
            amount=back.amount or None,
            shipping=bool(back.shipping),
            restock=back.restock,
            external_id=f"{sold.channel.lower()}-refund-{back.id}",
        )
        if made.type == "CustCred" and made.amount_remaining:
            self.desk.pay_back(made.id)

    def cancel(self, sold: Sold) -> None:
        self.desk.cancel(self._order(sold).id)

    def settle(self) -> None:
        """Everything in Undeposited Funds, but what a marketplace will pay out."""
        records = self.account.records
        banked = {key for each in records.transactions for key in each.banked}
        methods = [records.payment_methods_by_name.first(METHODS[name]) for name in _PAID_OUT]
        later = {method.id for method in methods if method is not None}
        waiting = [
            each.id
            for each in records.transactions
            if each.undep_funds
            and each.id not in banked
            and each.currency == self._currency("USD")
            and each.payment_method not in later
        ]
        if waiting:
            self.desk.make_deposit(waiting)

    # --- how it is written -----------------------------------------------------------------

    def _fields(self, sold: Sold) -> dict[str, Any]:
        records = self.account.records
        reference = f"{sold.channel} order {sold.name}"
        details = [
            self._tax(f"L{number}", line.net, sold.tax_rate, line.tax)
            for number, line in enumerate(sold.lines, 1)
        ]
        fields: dict[str, Any] = {
            "entity": self.customer(sold.buyer, sold),
            "external_id": order_reference(sold.channel, sold.id),
            "other_ref_num": sold.name,
            "memo": reference,
            "email": sold.buyer.email,
            "currency": self._currency(sold.currency),
            "tax_details_override": True,
            "lines": [
                {
                    "item": self.desk.item(line.sku).id,
                    "quantity": Decimal(line.quantity),
                    "price_level": CUSTOM_PRICE,
                    "rate": line.price,
                    "amount": line.gross,
                    "description": line.title,
                    "tax_details_reference": f"L{number}",
                }
                for number, line in enumerate(sold.lines, 1)
            ],
        }
        if sold.discount:
            fields["discount_item"] = self.desk.item(DISCOUNT_ITEM).id
            fields["discount_total"] = -sold.discount
        if sold.shipping:
            fields["ship_method"] = self.desk.item(SHIP_ITEM).id
            fields["shipping_cost"] = sold.shipping
            details.append(self._tax(_SHIPPING, sold.shipping, sold.tax_rate, sold.shipping_tax))
        fields["tax_details"] = details
        if sold.later:
            found = records.terms_by_name.first(TERMS)
            fields["terms"] = found.id if found is not None else None
        else:
            method = records.payment_methods_by_name.first(METHODS[sold.channel])
            fields["payment_method"] = method.id if method is not None else None
        return fields

    def _tax(
        self, reference: str, basis: Decimal, rate: Decimal, amount: Decimal
    ) -> dict[str, Any]:
        return {
            "reference": reference,
            "tax_basis": basis,
            "tax_rate": rate,
            "tax_amount": amount,
        }

    def customer(self, buyer: Buyer, sold: Sold) -> int:
        """The internal id; a new one for a new e-mail address, in the currency of the sale."""
        external_id = f"{sold.channel.lower()}-customer-{buyer.email}"
        known = self.account.records.entities_by_external_id.first(external_id)
        currency = self._currency(sold.currency)
        if known is not None:
            return known.id
        return self.desk.customer(
            external_id=external_id,
            first_name=buyer.first_name,
            last_name=buyer.last_name,
            email=buyer.email,
            phone=buyer.phone,
            currency=currency,
            addresses=[
                {
                    "default_billing": True,
                    "default_shipping": True,
                    "addressee": buyer.name,
                    "addr1": buyer.street,
                    "city": buyer.city,
                    "state": buyer.region_code,
                    "zip": buyer.postcode,
                    "country": buyer.country_code,
                }
            ],
        ).id

    def _create(self, record_type: str, fields: dict[str, Any]) -> Transaction:
        made = operations.create(self.account, record_type, fields)
        assert isinstance(made, Transaction)  # noqa: S101 - create answers in kind
        return made

    def _order(self, sold: Sold) -> Transaction:
        found = self.desk.find_order(sold.name)
        assert found is not None  # noqa: S101 - it was recorded before
        return found

    def _currency(self, symbol: str) -> int:
        found = self.account.records.currencies_by_symbol.first(symbol)
        assert found is not None  # noqa: S101 - the story buys in currencies of the account
        return found.id


def order_reference(channel: str, order_id: str) -> str:
    """The external id of a sale."""
    return f"{channel.lower()}-order-{order_id}"
