"""Example W6 on eBay: one refund that is told in three figures, and the one that is booked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from features.demo.teller import Teller

__all__ = ["ebay_story"]

ORDER = "01-00006-00001"
BY_HAND = "01-00006-00002"
PATH = "/sell/fulfillment/v1/order"


def ebay_story(tell: Teller) -> None:
    tell.stage.add_ebay_account("main")
    _order(tell)
    _refund(tell)
    _limits(tell)
    _external(tell)


def _order(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("Order sync")
    tell.step("A buyer takes a tent for 40.00 and 5.00 shipping; eBay collects 3.71 of tax on top")
    stage.sell_on_ebay(ORDER)
    shown = _shown(tell, ORDER)
    tell.money(Decimal(shown["pricingSummary"]["total"]["value"]), "45.00", "the seller's total")
    tell.money(Decimal(shown["totalFeeBasisAmount"]["value"]), "48.71", "what the buyer paid")

    tell.step(f"Data Flows > Orders > Retrieve {ORDER}, then Post Order to NetSuite")
    tell.reads("message", stage.retrieve_order(ORDER).message)
    stage.act("Post Order to NetSuite", stage.order_row(ORDER))
    row = stage.order_row(ORDER)
    tell.expect(str(row.status), "Order Posted, Waiting for Shipment", "the order row")
    tell.reads("row", row.status)

    tell.step("In NetSuite the order is fulfilled and billed; the parcel is told to eBay")
    billed = stage.fulfil_and_bill(ORDER)
    tell.expect(billed.type, "CashSale", "the billed record")
    tell.money(billed.total, "45.00", f"NetSuite cash sale {billed.tran_id}")
    tell.money(billed.tax_total, "0.00", "its tax")
    tell.expect(str(stage.order_row(ORDER).status), "Complete", "the order row")


def _refund(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("The buyer asks eBay for a refund of 10.00")
    tell.step("The seller grants it; eBay says PENDING, and no amount under the line yet")
    stage.give_back_on_ebay(Decimal("10.00"), through=False)
    early = stage.retrieve_refund(ORDER, "eBay")
    tell.expect(early.ok, False, "the retrieval while the refund is pending")
    tell.says("message", early.message)

    tell.step("eBay has carried it out; the same refund in three figures")
    refund = stage.carry_out()
    shown = _shown(tell, ORDER)
    [under_line] = shown["lineItems"][0]["refunds"]
    [under_order] = shown["paymentSummary"]["refunds"]
    tell.money(Decimal(under_line["amount"]["value"]), "10.00", "under the line, gross")
    tell.money(Decimal(under_order["amount"]["value"]), "8.51", "under the order, after fees")
    tell.money(refund.gross + refund.collected_tax, "10.82", "what the buyer got, with tax")

    tell.step(f"Data Flows > Other Transactions > Refunds And Returns > Retrieve {ORDER}")
    tell.reads("message", stage.retrieve_refund(ORDER, "eBay").message)
    tell.reads("row", stage.refund_row.status)

    tell.step("Action menu > Post Order to NetSuite")
    stage.act("Post Order to NetSuite", stage.refund_row)
    tell.expect(str(stage.refund_row.status), "Posted", "the refund row")
    tell.reads("row", stage.refund_row.status)
    documents = stage.refund_documents()
    tell.expect(len(documents), 1, "refund documents in NetSuite")
    tell.expect(documents[0].type, "CashRfnd", "the refund document")
    tell.money(documents[0].total, "10.00", f"NetSuite cash refund {documents[0].tran_id}")


def _limits(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("35.00 are left, on both sides")
    tell.step("A program of the seller asks eBay for 40.00 more of that line")
    line = stage.ebay_order.lines[0]
    answer = stage.refund_by_api(
        reasonForRefund="BUYER_RETURN",
        refundItems=[
            {"lineItemId": line.id, "refundAmount": {"value": "40.00", "currency": "USD"}}
        ],
    )
    tell.expect((answer.status, answer.error["errorId"]), (409, 34924), "eBay's answer")
    tell.says(f"eBay, {answer.status}", f"{answer.error['errorId']} {answer.error['message']}")
    tell.money(stage.world.ebay.desk.remaining(ORDER), "35.00", "left on eBay")
    left = stage.transactions("CashSale")[-1].total - stage.refund_documents()[-1].total
    tell.money(left, "35.00", "left in NetSuite")


def _external(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("A refund that no buyer asked for")
    tell.step(f"Order {BY_HAND} is synced and billed; the seller sends 5.00 back in Seller Hub")
    stage.sell_on_ebay(BY_HAND)
    stage.sync_order(BY_HAND)
    stage.fulfil_and_bill(BY_HAND)
    stage.world.ebay.desk.seller_refunds(BY_HAND, Decimal("5.00"))
    stage.carry_out()
    found = stage.retrieve_refund(BY_HAND, "eBay")
    tell.expect(found.ok, False, "the retrieval of an external refund")
    tell.says("message", found.message)
    problem = stage.refund_row.problem
    tell.expect(problem is not None, True, "a problem on its row")
    tell.says("what to do", problem.remedy if problem else "")

    tell.step("It is refunded in NetSuite by hand, and its row is cancelled")
    document = stage.refund_in_netsuite(amount=Decimal("5.00"))
    tell.money(document.total, "5.00", f"NetSuite cash refund {document.tran_id}")
    stage.act("Cancel", stage.refund_row)
    tell.expect(str(stage.refund_row.status), "Canceled", "its row")
    tell.reads("row", stage.refund_row.status)


def _shown(tell: Teller, order_id: str) -> Any:
    """getOrder, as a client reads it."""
    answer = tell.stage.call_ebay("GET", f"{PATH}/{order_id}")
    tell.expect(answer.status, 200, "eBay's answer to getOrder")
    return answer.body
