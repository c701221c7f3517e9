"""Order sync of an eBay account, example W6: the seller's 45.00, never the buyer's 48.71."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def test_w6_becomes_a_sales_order_of_45_00(seller: Any) -> None:
    seller.w6()
    row = seller.post_order()
    assert row.status == "Order Posted, Waiting for Shipment", row.problem
    assert (str(row.source_amount), str(row.target_amount)) == ("45.00 USD", "45.00 USD")
    (order,) = seller.documents("SalesOrd")
    assert order.other_ref_num == "01-00001-00001"
    assert order.external_id == "nsc_order_ebay_main_01-00001-00001"
    assert (order.total, order.tax_total, order.shipping_cost) == (
        Decimal("45.00"),
        Decimal("0.00"),
        Decimal("5.00"),
    )
    billed = seller.bill()
    assert (billed.type, billed.total) == ("CashSale", Decimal("45.00"))
    assert seller.run(seller.engine.tie_out("main")).ties
