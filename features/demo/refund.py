"""Refund from NetSuite, as the documented test walks it, then three ways it can go wrong."""

from __future__ import annotations

from connector.flows.directions import Sync
from features.demo.teller import Teller

__all__ = ["refund_story"]


def refund_story(tell: Teller) -> None:
    stage = tell.stage
    stage.add_account("main")
    _order(tell)
    _refund(tell)
    _failures(tell)
    _lost_answer(tell)


def _order(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("Order sync")
    tell.step("A customer orders 3 TEE-BLK, 1 MUG-WHT and 2 CAP-RED at 10 % off and pays")
    order = stage.place("#1001")
    tell.money(order.total_price.presentment, "127.82", "Shopify order #1001")

    tell.step("Data Flows > Orders > Retrieve #1001")
    tell.reads("message", stage.retrieve_order("#1001").message)
    tell.reads("row", stage.order_row("#1001").status)

    tell.step("Action menu > Post Order to NetSuite")
    stage.act("Post Order to NetSuite", stage.order_row("#1001"))
    row = stage.order_row("#1001")
    tell.expect(str(row.status), "Order Posted, Waiting for Shipment", "the order row")
    tell.reads("row", row.status)
    sales_order = stage.sales_order("#1001")
    tell.money(sales_order.total, "127.82", f"NetSuite sales order {sales_order.tran_id}")

    tell.step("In NetSuite the order is fulfilled and billed: a payment method makes a cash sale")
    billed = stage.fulfil_and_bill("#1001")
    tell.expect(billed.type, "CashSale", "the billed record")
    tell.money(billed.total, "127.82", f"NetSuite cash sale {billed.tran_id}")
    tell.step("Fulfilment sync tells the storefront")
    tell.expect(str(stage.order_row("#1001").status), "Complete", "the order row")
    tell.reads("row", stage.order_row("#1001").status)


def _refund(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("Refund sync from NetSuite")
    tell.step("One TEE-BLK is refunded in NetSuite")
    document = stage.refund_in_netsuite(lines={"TEE-BLK": 1})
    tell.money(document.total, "19.47", f"NetSuite cash refund {document.tran_id}")

    tell.step("Data Flows > Other Transactions > source NetSuite > Retrieve #1001")
    tell.reads("message", stage.retrieve_refund("#1001", "NetSuite").message)
    tell.reads("row", stage.refund_row.status)

    tell.step("Action menu > Post Order to NetSuite")
    stage.act("Post Order to NetSuite", stage.refund_row)
    tell.expect(str(stage.refund_row.status), "Posted", "the refund row")
    tell.reads("row", stage.refund_row.status)
    tell.expect(len(stage.order.refunds), 1, "refunds in Shopify")
    tell.money(stage.order.total_refunded.presentment, "19.47", "Shopify refund of #1001")


def _failures(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("The two documented failures")
    tell.step("Order #1002 is placed but never synced; its refund is retrieved")
    stage.place("#1002", lines=[("MUG-WHT", 1)])
    missing = stage.retrieve_refund("#1002", "NetSuite")
    tell.expect(missing.ok, False, "the retrieval of an order that was never synced")
    tell.reads("message", missing.message)

    tell.step("It is synced and billed, but nothing has been refunded yet")
    stage.sync_order("#1002")
    stage.fulfil_and_bill("#1002")
    early = stage.retrieve_refund("#1002", "NetSuite")
    tell.expect(early.ok, False, "the retrieval before a refund")
    tell.reads("message", early.message)


def _lost_answer(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("The answer of the storefront is lost after the write")
    tell.step("MUG-WHT of #1002 is refunded in NetSuite; Shopify pays, its answer never arrives")
    document = stage.refund_in_netsuite(everything=True)
    tell.reads(f"NetSuite cash refund {document.tran_id}", f"{document.total:.2f} USD")
    stage.world.faults.plan("shopify", "lost_answer", contains="refundCreate")
    stage.retrieve_refund("#1002", "NetSuite")
    stage.act("Post Order to NetSuite", stage.refund_row)
    stage.run(stage.engine.run("main", Sync.REFUND_FROM_BOOKS))
    lost = stage.world.exchanges.find(platform="shopify", contains="refundCreate", status=0)
    tell.expect(len(lost), 1, "lost answers")
    tell.reads("row", stage.refund_row.status)
    tell.expect(str(stage.refund_row.status), "Posted", "the refund row")
    tell.reads("refunds of #1002 counted in Shopify", len(stage.order.refunds))
    tell.expect(len(stage.order.refunds), 1, "refunds of #1002 in Shopify")
