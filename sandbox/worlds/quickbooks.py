"""QuickBooks Online as books: sales receipts and invoices as a connector leaves them.

`DocNumber` is the order's name without its sign, with -1, -2 for what comes after it; the note
says `Order 1001 (Shopify ID)`. Tax goes in as the channel took it. The company numbers by itself.
"""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from sandbox.quickbooks_online.records import (
    ENTITIES,
    CreditMemo,
    Customer,
    Invoice,
    MetaData,
    SalesReceipt,
)
from sandbox.quickbooks_online.rules import operations
from sandbox.quickbooks_online.seed import REFUND_ADJUSTMENT
from sandbox.world import World
from sandbox.worlds.facts import NOTHING, Buyer, GivenBack, Sold, SoldLine

__all__ = ["QuickBooksBooks", "bare", "note_of"]

UNDEPOSITED = "Undeposited Funds"
METHOD = "Shopify Payments"
TERMS = "Net 30"
_SHIPPING = "SHIPPING_ITEM_ID"
_FEE = Decimal("0.029")
_CENT = Decimal("0.01")


class QuickBooksBooks:
    """A sale that is paid is a sales receipt, one that is paid later an invoice. Money of a
    receipt goes back by a refund receipt, of an invoice by a credit memo that is paid out."""

    name = "quickbooks"

    def __init__(self, world: World) -> None:
        self.company = world.quickbooks_online
        self.desk = world.quickbooks_online.desk
        self.sales: dict[str, SalesReceipt | Invoice] = {}
        self.backs: dict[str, int] = {}

    def open(self, first: datetime, last: datetime) -> None:
        """QuickBooks has no periods; the company was there before its first sale."""
        since = MetaData(create_time=first, last_updated_time=first)
        for name, entity in ENTITIES.items():
            if entity.kind == "transaction":
                continue
            table = self.company.records.table(name)
            for each in list(table):
                if each.meta_data.create_time > first:
                    table.put(msgspec.structs.replace(each, meta_data=since))
        self.desk.change_numbering(custom=True)

    def record(self, sold: Sold) -> None:
        body = self._body(sold, sold.lines, sold.discount, sold.shipping, sold.tax)
        body["DocNumber"] = bare(sold.name)
        if sold.later:
            body["SalesTermRef"] = {"value": self._id("Term", TERMS)}
            self.sales[sold.name] = self._create("Invoice", body)
        else:
            body["PaymentMethodRef"] = {"value": self._id("PaymentMethod", METHOD)}
            self.sales[sold.name] = self._create("SalesReceipt", body)

    def bill(self, sold: Sold, units: dict[str, int] | None = None) -> None:
        """The sale is billed as it is recorded."""

    def take_payment(self, sold: Sold) -> None:
        self.desk.receive_payment(self.sales[sold.name].id, method="Check")

    def give_back(self, sold: Sold, back: GivenBack) -> None:
        body = self._body(sold, back.lines, back.discount, back.shipping, back.tax)
        if back.amount:
            said = f"Refund adjustment of order {bare(sold.name)}"
            adjustment = self._line(REFUND_ADJUSTMENT, 1, back.amount, taxed=False, said=said)
            body["Line"].append(adjustment)
        count = self.backs[sold.name] = self.backs.get(sold.name, 0) + 1
        body["DocNumber"] = f"{bare(sold.name)}-{count}"
        if isinstance(self.sales[sold.name], SalesReceipt):
            body["DepositToAccountRef"] = {"value": self._id("Account", UNDEPOSITED)}
            body["PaymentMethodRef"] = {"value": self._id("PaymentMethod", METHOD)}
            self._create("RefundReceipt", body)
            return
        credit: CreditMemo = self._create("CreditMemo", body)
        if self.desk.get("CreditMemo", credit.id).remaining_credit:
            self.desk.pay_out_credit(credit.id)

    def cancel(self, sold: Sold) -> None:
        self.desk.void(self.sales[sold.name])

    def settle(self) -> None:
        """A deposit of everything in Undeposited Funds, less what the card processor keeps."""
        records = self.company.records
        waiting = [
            each
            for entity in ("SalesReceipt", "RefundReceipt", "Payment")
            for each in records.table(entity)
            if records.deposits_by_link.first(each.id) is None and each.total_amt
        ]
        cards = sum(
            (each.total_amt or NOTHING for each in waiting if isinstance(each, SalesReceipt)),
            NOTHING,
        )
        fees = (cards * _FEE).quantize(_CENT, ROUND_HALF_UP)
        if waiting:
            self.desk.deposit(waiting, fees=fees)

    # --- how it is written -----------------------------------------------------------------

    def _body(
        self,
        sold: Sold,
        lines: tuple[SoldLine, ...],
        discount: Decimal,
        shipping: Decimal,
        tax: Decimal,
    ) -> dict[str, Any]:
        made = [
            self._line(line.sku, line.quantity, line.price, taxed=bool(line.tax), said=line.title)
            for line in lines
        ]
        if shipping:
            made.append(
                {
                    "Amount": shipping,
                    "DetailType": "SalesItemLineDetail",
                    "SalesItemLineDetail": {
                        "ItemRef": {"value": _SHIPPING},
                        "TaxCodeRef": {"value": "TAX" if sold.shipping_tax else "NON"},
                    },
                }
            )
        body: dict[str, Any] = {
            "CustomerRef": {"value": self.customer(sold.buyer)},
            "PrivateNote": note_of(sold.channel, sold.name, sold.id),
            "BillEmail": {"Address": sold.buyer.email},
            "Line": made,
            "TxnTaxDetail": {"TotalTax": tax},
        }
        if discount:
            made.append(
                {
                    "Amount": discount,
                    "DetailType": "DiscountLineDetail",
                    "DiscountLineDetail": {"PercentBased": False},
                }
            )
            body["ApplyTaxAfterDiscount"] = True
        return body

    def _line(
        self, item: str, quantity: int, price: Decimal, *, taxed: bool, said: str
    ) -> dict[str, Any]:
        return {
            "Amount": price * quantity,
            "Description": said,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": {"value": self._id("Item", item)},
                "Qty": Decimal(quantity),
                "UnitPrice": price,
                "TaxCodeRef": {"value": "TAX" if taxed else "NON"},
            },
        }

    def customer(self, buyer: Buyer) -> str:
        """The id; a new one for a new name."""
        known = self.company.records.named("Customer", buyer.name)
        if known is not None:
            return str(known.id)
        address = {
            "Line1": buyer.street,
            "City": buyer.city,
            "CountrySubDivisionCode": buyer.region_code,
            "PostalCode": buyer.postcode,
            "Country": buyer.country_code,
        }
        made: Customer = self._create(
            "Customer",
            {
                "DisplayName": buyer.name,
                "GivenName": buyer.first_name,
                "FamilyName": buyer.last_name,
                "PrimaryEmailAddr": {"Address": buyer.email},
                **({"PrimaryPhone": {"FreeFormNumber": buyer.phone}} if buyer.phone else {}),
                "BillAddr": address,
                "ShipAddr": address,
            },
        )
        return made.id

    def _create(self, entity: str, given: dict[str, Any]) -> Any:
        return operations.create(self.company, entity, given)

    def _id(self, entity: str, name: str) -> str:
        found = self.company.records.named(entity, name)
        assert found is not None  # noqa: S101 - the company was handed over with it
        return str(found.id)


def bare(order_name: str) -> str:
    """An order's name without its sign."""
    return order_name.lstrip("#")


def note_of(channel: str, order_name: str, order_id: str) -> str:
    """How a form says which order it is of."""
    return f"Order {bare(order_name)} ({channel} {order_id})"
