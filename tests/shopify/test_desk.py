from decimal import Decimal as D

import pytest

from sandbox.shopify.errors import UserErrors


def test_a_plain_order(bench):
    order = bench.desk.place([("MUG-WHT", 2)], discount_percent=None, shipping=None, tax_rate=None)
    assert order.total_price.shop == D("24.98")
    assert order.shipping_lines == ()
    assert order.discount_applications == ()


def test_an_order_with_a_name_and_a_code(bench):
    order = bench.desk.place([("MUG-WHT", 2)], name="WEB-7", discount_code="TEN", tags=["vip"])
    assert order.name == "WEB-7"
    assert order.discount_applications[0].kind == "discount_code"
    assert bench.desk.find("WEB-7") is order
    with pytest.raises(UserErrors):
        bench.desk.find("#1001")


def test_a_free_order_is_paid_without_a_payment(bench):
    order = bench.desk.place([("MUG-WHT", 1)], discount_percent=D(100), shipping=None)
    assert order.total_price.shop == 0
    assert order.transactions == ()
    assert order.financial_status == "paid"


def test_money_that_is_promised_is_captured_later(bench):
    order = bench.desk.place([("MUG-WHT", 1)], authorize=True)
    assert (order.financial_status, order.total_received.shop) == ("authorized", 0)
    captured = bench.desk.capture(order.id)
    assert captured.financial_status == "paid"
    assert [each.kind for each in captured.transactions] == ["authorization", "capture"]
    with pytest.raises(UserErrors):
        bench.desk.capture(order.id)


def test_an_unknown_sku(bench):
    with pytest.raises(UserErrors) as refused:
        bench.desk.place([("NOPE", 1)])
    assert str(refused.value) == "No product has the SKU NOPE"


def test_a_tender_that_does_not_add_up_leaves_nothing_behind(bench):
    with pytest.raises(UserErrors):
        bench.desk.place([("MUG-WHT", 1)], payments=[("gift_card", D("1.00"))])
    assert len(bench.records.orders) == 0


def test_fulfil_by_sku(bench, w1):
    order = bench.desk.fulfil(w1.id, {"TEE-BLK": 2})
    assert order.display_fulfillment_status == "PARTIALLY_FULFILLED"
    with pytest.raises(UserErrors):
        bench.desk.fulfil(w1.id, {"TEE-BLK": 2})
    assert bench.desk.fulfil(w1.id).display_fulfillment_status == "FULFILLED"


def test_refunding_part_sent_units_cancels_first(bench, w1):
    bench.desk.fulfil(w1.id, {"TEE-BLK": 2})
    order = bench.desk.refund(w1.id, {"TEE-BLK": 3})
    kinds = [(line.restock_type, line.quantity) for line in order.refunds[0].refund_line_items]
    assert kinds == [("cancel", 1), ("return", 2)]
    assert order.total_refunded.shop == D("58.42")
    assert order.refunds[0].order_adjustments == ()


def test_too_many_by_hand(bench, w1):
    with pytest.raises(UserErrors) as refused:
        bench.desk.refund(w1.id, {"TEE-BLK": 4})
    assert "cannot refund more items" in str(refused.value)
    with pytest.raises(UserErrors):
        bench.desk.refund(w1.id, {"NOPE": 1})
    assert bench.records.orders[w1.id] is w1


def test_too_much_by_hand_names_both_figures(bench, w1):
    with pytest.raises(UserErrors) as refused:
        bench.desk.refund(w1.id, amount=D("127.83"))
    assert str(refused.value) == (
        "Refund amount $127.83 is greater than net payment received $127.82"
    )


def test_made_up_people_are_the_same_for_the_same_seed(bench_factory):
    one, other = bench_factory(), bench_factory()
    assert one.desk.customers(3) == other.desk.customers(3)
    people = one.desk.customers(2)
    assert all(each.email.endswith("@example.com") for each in people)
    order = one.desk.place([("MUG-WHT", 1)], email=people[0].email)
    assert order.customer_id == people[0].id


def test_people_are_made_up_by_the_thousand_and_no_more(bench_factory):
    with pytest.raises(ValueError, match="count: 10001 is not between 0 and 10000"):
        bench_factory().desk.customers(10_001)


def test_equal_stores_write_equal_documents(bench_factory):
    prints = []
    for _ in range(2):
        bench = bench_factory()
        order = bench.desk.place([("TEE-BLK", 3), ("CAP-RED", 2)])
        bench.desk.refund(order.id, {"TEE-BLK": 1})
        prints.append(bench.store.fingerprint("shopify."))
    assert prints[0] == prints[1]
