"""eBay orders and refunds into QuickBooks through Connex's rules, as they stand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from sandbox.ebay.desk import Wanted

ORDER = "01-00001-00001"


@pytest.fixture
def connex(opened: Callable[..., Any]) -> Any:
    seller = opened(product="connex", account={"payment_methods": {"ebay": "Credit Card"}})
    seller.world.quickbooks_online.desk.change_numbering(custom=True)
    return seller


def sync(seller: Any) -> Any:
    seller.world.advance(minutes=2)
    report = seller.run(seller.engine.run("main", None))
    wrong = [row.problem for row in rows(seller) if row.problem is not None]
    return report, wrong


def rows(seller: Any) -> list[Any]:
    return [*seller.engine.rows("orders"), *seller.engine.rows("other_transactions")]


def sold(seller: Any, **more: Any) -> None:
    """2 x 19.99 and 5.00 shipping: 44.98 for the seller; eBay collects 3.71 on top."""
    basket = [Wanted(sku="TEE-BLK", quantity=2, shipping=Decimal("5.00"))]
    seller.desk.place_order(basket, order_id=ORDER, **more)


def held(seller: Any, entity: str) -> list[tuple[str, str]]:
    found = seller.world.quickbooks_online.records.table(entity)
    return [(each.doc_number, f"{each.total_amt:.2f}") for each in found]


def money(seller: Any) -> str:
    return f"{seller.world.quickbooks_online.desk.balance('Undeposited Funds'):.2f}"


def test_order_partial_refund_and_the_rest(connex: Any) -> None:
    sold(connex)
    report, wrong = sync(connex)
    assert (report.posted, wrong) == (1, [])
    assert held(connex, "SalesReceipt") == [(ORDER, "44.98")]
    assert money(connex) == "44.98"
    connex.refund("10.00")
    report, wrong = sync(connex)
    assert (report.posted, wrong) == (1, [])
    assert held(connex, "RefundReceipt") == [(ORDER, "10.00")]
    assert money(connex) == "34.98"
    connex.world.advance(minutes=5)
    connex.refund("34.98")
    sync(connex)
    assert held(connex, "RefundReceipt") == [(ORDER, "10.00"), (f"{ORDER}-1", "34.98")]
    assert money(connex) == "0.00"
    assert connex.run(connex.engine.tie_out("main")).ties


def test_a_whole_line_needs_connex_s_item_for_goods_that_stay_away(connex: Any) -> None:
    """eBay does not say that they came back."""
    sold(connex)
    sync(connex)
    connex.refund()
    _, (problem,) = sync(connex)
    assert problem.figures == {"setting": "no_restock_item", "item": "ShopifyNoRestock"}
    assert held(connex, "RefundReceipt") == []
    connex.start(connex={"no_restock_item": "Refund Adjustment"})
    _, wrong = sync(connex)
    assert wrong == []
    assert held(connex, "RefundReceipt") == [(ORDER, "44.98")]
    assert connex.world.quickbooks_online.desk.item("TEE-BLK").qty_on_hand == 998


def test_invoices_get_credit_memos(connex: Any) -> None:
    connex.start(connex={"paid_orders": "invoice"})
    sold(connex)
    sync(connex)
    assert held(connex, "Invoice") == [(ORDER, "44.98")]
    connex.refund("10.00")
    _, wrong = sync(connex)
    assert wrong == []
    assert held(connex, "CreditMemo") == [(ORDER, "10.00")]


def test_a_pending_refund_and_an_external_one_write_nothing(connex: Any) -> None:
    sold(connex)
    sync(connex)
    connex.desk.refund_on_request(ORDER, Decimal("10.00"))
    sync(connex)
    assert held(connex, "RefundReceipt") == []
    connex.desk.settle_refunds()
    sync(connex)
    assert held(connex, "RefundReceipt") == [(ORDER, "10.00")]
    connex.desk.seller_refunds(ORDER, Decimal("5.00"))
    connex.desk.settle_refunds()
    sync(connex)
    assert held(connex, "RefundReceipt") == [(ORDER, "10.00")]
    seen = connex.run(connex.engine.tie_out("main"))
    assert [(each.ties, str(each.channel_amount)) for each in seen.rows if each.sentence] == [
        (False, "5.00 USD")
    ]


def test_a_refund_of_an_order_that_was_never_synced_is_skipped(connex: Any) -> None:
    sold(connex)
    connex.world.advance(days=10)
    connex.refund("10.00")
    report, _ = sync(connex)
    assert report.failed == 0
    assert held(connex, "SalesReceipt") == []
    assert held(connex, "RefundReceipt") == []


def test_the_original_first_where_the_setting_says_so(connex: Any) -> None:
    connex.start(connex={"sync_original_order_if_missing": True})
    sold(connex)
    connex.world.advance(days=10)
    connex.refund("10.00")
    sync(connex)
    assert held(connex, "SalesReceipt") == [(ORDER, "44.98")]
    assert held(connex, "RefundReceipt") == [(ORDER, "10.00")]


def test_an_unpaid_order_waits_until_it_is_paid(connex: Any) -> None:
    sold(connex, pending=True)
    sync(connex)
    assert held(connex, "Invoice") == []
    assert held(connex, "SalesReceipt") == []
    connex.desk.pay(ORDER)
    sync(connex)
    assert held(connex, "SalesReceipt") == [(ORDER, "44.98")]
