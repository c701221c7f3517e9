"""NetSuite as the books: the account, what it holds, and what the shop team does there."""

from __future__ import annotations

from typing import Any

from connector.flows.directions import Sync
from features.expect import StateDiffers
from features.stage.screens import Screens
from sandbox.netsuite.records import Transaction

__all__ = ["NetSuiteBooks"]


class NetSuiteBooks(Screens):
    """Orders are sales orders there, fulfilled and billed by people."""

    def add_account(self, name: str) -> None:
        """A Shopify store under the connector, set up as the documents recommend."""
        credentials = self.world.credentials()
        self.accounts[name] = {
            "channel": "shopify",
            "shop": credentials["SHOPIFY_SHOP"],
            "token": credentials["SHOPIFY_TOKEN"],
            "api_version": credentials["SHOPIFY_API_VERSION"],
            "time_zone": "America/New_York",
            "payment_methods": {
                "shopify_payments": "Shopify Payments",
                "gift_card": "Gift Card",
                "manual": "Cash",
            },
            "shipping_methods": {"Standard": "Standard Shipping"},
            "positive_adjustment_item": "Refund Adjustment Positive",
            "negative_adjustment_item": "Refund Adjustment Negative",
            "storefront_restock": "return",
        }
        self.start_engine()

    def transactions(self, *types: str) -> list[Transaction]:
        return [
            each
            for each in self.world.netsuite.records.transactions
            if not types or each.type in types
        ]

    def books_orders(self, name: str) -> list[Transaction]:
        """Sales orders and imported cash sales that carry this order's name."""
        return [
            each
            for each in self.transactions("SalesOrd", "CashSale")
            if each.created_from is None and each.other_ref_num == name
        ]

    def sales_order(self, name: str = "") -> Transaction:
        wanted = name or self.order_name
        found = self.books_orders(wanted)
        if len(found) != 1:
            raise StateDiffers(f"NetSuite holds {len(found)} orders for {wanted}")
        return found[0]

    def refund_documents(self) -> list[Transaction]:
        return self.transactions("CashRfnd", "CustCred")

    def item_name(self, item: int) -> str:
        return self.world.netsuite.records.items[item].item_id

    def sync_order(self, name: str = "") -> None:
        """Retrieve and post by hand."""
        wanted = name or self.order_name
        retrieved = self.retrieve_order(wanted)
        if not retrieved.ok:
            raise StateDiffers(f"order sync did not find {wanted}: {retrieved.message}")
        self.act("Post Order to NetSuite", self.order_row(wanted))

    def fulfil_and_bill(self, name: str = "", document: str = "") -> Transaction:
        """What the shop team does in NetSuite; the fulfilment goes back to the storefront."""
        desk = self.world.netsuite.desk
        order = self.sales_order(name)
        if document == "invoice":
            desk.set_payment_method(order.id, None)
            desk.set_terms(order.id, "Net 30")
        desk.fulfil(order.id)
        self.billed = desk.bill(order.id)
        self.run_sync(Sync.FULFILMENT)
        return self.billed

    def refund_in_netsuite(self, **how: Any) -> Transaction:
        if self.billed is None:
            raise StateDiffers("nothing is billed yet")
        return self.world.netsuite.desk.refund(self.billed.id, **how)
