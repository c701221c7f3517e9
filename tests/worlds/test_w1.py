"""Example W1: 3 x 19.99, 12.49, 2 x 24.95, less 10 %, shipping 7.95, tax 8.25 %: 127.82."""

from __future__ import annotations

from decimal import Decimal

from sandbox.audit import audit
from sandbox.world import World

D = Decimal


def test_the_storefront_s_orders(w1: World) -> None:
    assert [order.name for order in w1.shopify.records.orders] == ["#1001", "#1002"]
    for order in w1.shopify.records.orders:
        assert order.financial_status == "paid"
        assert order.fulfillment_status == "fulfilled"
        assert order.total_price.presentment == D("127.82")
        assert order.total_tax.presentment == D("9.75")
        assert order.total_discounts.presentment == D("12.24")
        assert order.email == "dana.whitfield@example.com"


def test_netsuite_holds_the_first_as_a_sales_order_billed_as_a_cash_sale(w1: World) -> None:
    kinds = {each.type: each for each in w1.netsuite.records.transactions}
    assert list(kinds) == ["SalesOrd", "ItemShip", "CashSale"]
    order, sale = kinds["SalesOrd"], kinds["CashSale"]
    assert (order.tran_id, order.other_ref_num, order.status) == ("SO1001", "#1001", "G")
    channel, _ = w1.shopify.records.orders
    assert order.external_id == f"shopify-order-{channel.id}"
    assert sale.created_from == order.id
    for each in (order, sale):
        assert each.subtotal == D("122.36")
        assert each.discount_total == D("-12.24")
        assert each.shipping_cost == D("7.95")
        assert each.tax_total == D("9.75")
        assert each.total == D("127.82")


def test_quickbooks_holds_the_second_as_a_sales_receipt(w1: World) -> None:
    (receipt,) = w1.quickbooks_online.records.table("SalesReceipt")
    assert receipt.doc_number == "1002"
    assert receipt.private_note.startswith("Order 1002 (Shopify ")
    assert receipt.total_amt == D("127.82")
    assert receipt.txn_tax_detail.total_tax == D("9.75")
    assert w1.quickbooks_online.desk.balance("Undeposited Funds") == D("127.82")


def test_the_judge_finds_nothing(w1: World) -> None:
    report = audit(w1)
    assert report.findings == []
    assert [(each.order, each.channel, each.books) for each in report.pairs] == [
        ("#1001", D("127.82"), D("127.82")),
        ("#1001", D("127.82"), D("127.82")),
        ("#1002", D("127.82"), D("127.82")),
    ]
