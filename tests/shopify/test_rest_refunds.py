from decimal import Decimal as D

import pytest


@pytest.fixture
def order(rest):
    return rest.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)])


def tee(order, quantity=1):
    return {
        "line_item_id": order.line_items[0].id,
        "quantity": quantity,
        "restock_type": "no_restock",
    }


def pay_back(order, amount, **changes):
    sale = order.transactions[0]
    return {"parent_id": sale.id, "amount": amount, "kind": "refund", "gateway": "x", **changes}


def path(order, tail="refunds.json"):
    return f"orders/{order.id}/{tail}"


def test_calculate_then_create(rest, order):
    asked = {"refund": {"currency": "USD", "refund_line_items": [tee(order)]}}
    suggestion = rest.post(path(order, "refunds/calculate.json"), asked).body["refund"]
    assert suggestion["shipping"] == {
        "amount": "0.00",
        "tax": "0.00",
        "maximum_refundable": "7.95",
    }
    assert suggestion["refund_line_items"] == [
        {
            "quantity": 1,
            "line_item_id": order.line_items[0].id,
            "location_id": None,
            "restock_type": "no_restock",
            "price": "19.99",
            "subtotal": "17.99",
            "total_tax": "1.48",
            "discounted_price": "19.99",
            "discounted_total_price": "19.99",
            "total_cart_discount_amount": "2.00",
        }
    ]
    assert suggestion["transactions"] == [
        {
            "order_id": order.id,
            "kind": "suggested_refund",
            "gateway": "shopify_payments",
            "parent_id": order.transactions[0].id,
            "amount": "19.47",
            "currency": "USD",
            "maximum_refundable": "127.82",
        }
    ]
    assert suggestion["currency"] == "USD"
    assert rest.get(path(order)).body == {"refunds": []}

    money = [{**each, "kind": "refund"} for each in suggestion["transactions"]]
    asked["refund"].update(transactions=money, note="too small", notify=False)
    answer = rest.post(path(order), asked)
    assert answer.status == 201
    refund = answer.body["refund"]
    assert refund["order_id"] == order.id
    assert refund["note"] == "too small"
    assert refund["restock"] is False
    assert refund["admin_graphql_api_id"] == f"gid://shopify/Refund/{refund['id']}"
    line = refund["refund_line_items"][0]
    assert (line["subtotal"], line["total_tax"]) == (D("17.99"), D("1.48"))
    assert line["line_item"]["sku"] == "TEE-BLK"
    assert refund["order_adjustments"] == []
    (paid,) = refund["transactions"]
    assert (paid["kind"], paid["status"], paid["amount"], paid["parent_id"]) == (
        "refund",
        "success",
        "19.47",
        order.transactions[0].id,
    )
    after = rest.get(f"orders/{order.id}.json").body["order"]
    assert after["financial_status"] == "partially_refunded"
    assert after["current_total_price"] == "108.35"
    assert after["total_price"] == "127.82"
    assert after["refunds"] == [refund]
    assert after["line_items"][0]["current_quantity"] == 2
    assert rest.get(path(order, f"refunds/{refund['id']}.json")).body["refund"] == refund


def test_suggested_transactions_posted_unchanged_move_no_money(rest, order):
    money = pay_back(order, "19.47", kind="suggested_refund")
    body = {"refund": {"refund_line_items": [tee(order)], "transactions": [money]}}
    answer = rest.post(path(order), body)
    assert answer.status == 201
    assert answer.body["refund"]["transactions"] == []
    after = rest.get(f"orders/{order.id}.json").body["order"]
    assert after["financial_status"] == "paid"


def test_an_amount_alone(rest, order):
    refund = rest.post(path(order), {"refund": {"transactions": [pay_back(order, 15)]}}).body[
        "refund"
    ]
    (adjustment,) = refund["order_adjustments"]
    assert (adjustment["amount"], adjustment["kind"], adjustment["reason"]) == (
        "-15.00",
        "refund_discrepancy",
        "Refund discrepancy",
    )
    assert adjustment["tax_amount"] == "0.00"


def test_shipping(rest, order):
    body = {
        "refund": {
            "shipping": {"full_refund": True},
            "transactions": [pay_back(order, "8.61")],
        }
    }
    refund = rest.post(path(order), body).body["refund"]
    (line,) = refund["refund_shipping_lines"]
    assert line["subtotal_amount_set"]["shop_money"]["amount"] == "7.95"
    assert line["tax_amount_set"]["shop_money"]["amount"] == "0.66"
    assert refund["order_adjustments"] == []


def test_too_much(rest, order):
    before = rest.universe.store.fingerprint("shopify.")
    answer = rest.post(path(order), {"refund": {"transactions": [pay_back(order, "127.83")]}})
    assert answer.status == 422
    assert answer.body == {
        "errors": {"base": ["Refund amount $127.83 is greater than net payment received $127.82"]}
    }
    assert rest.universe.store.fingerprint("shopify.") == before


def test_too_many(rest, order):
    answer = rest.post(path(order), {"refund": {"refund_line_items": [tee(order, 4)]}})
    assert answer.status == 422
    assert answer.body == {
        "errors": {"refund_line_items.quantity": ["cannot refund more items than were purchased"]}
    }


def test_without_the_root(rest, order):
    for tail in ("refunds.json", "refunds/calculate.json"):
        answer = rest.post(path(order, tail), {"shipping": {"full_refund": True}})
        assert (answer.status, answer.body) == (
            400,
            {"errors": {"refund": "Required parameter missing or invalid"}},
        )


def test_a_gateway_that_takes_only_suggested_amounts(rest, order):
    rest.shopify.settings.arbitrary_refunds = False
    body = {
        "refund": {"refund_line_items": [tee(order)], "transactions": [pay_back(order, "19.00")]}
    }
    answer = rest.post(path(order), body)
    assert (answer.status, answer.body) == (
        422,
        {"errors": {"base": ["Arbitrary refund not allowed"]}},
    )


def test_a_parent_of_nobody(rest, order):
    body = {"refund": {"transactions": [pay_back(order, "1", parent_id=1)]}}
    answer = rest.post(path(order), body)
    assert (answer.status, answer.body) == (
        422,
        {"errors": {"transactions": ["require a parent_id associated with the order"]}},
    )


def test_unknown_order_and_refund(rest, order):
    assert rest.post("orders/1/refunds.json", {"refund": {}}).status == 404
    assert rest.get(path(order, "refunds/1.json")).status == 404


def test_restock_with_a_location(rest, order):
    rest.desk.fulfil(order.id)
    location = rest.shopify.records.shop.id
    line = {**tee(order), "restock_type": "return", "location_id": location}
    answer = rest.post(path(order), {"refund": {"refund_line_items": [line]}})
    assert answer.body == {"errors": {"refund_line_items.location_id": ["Location does not exist"]}}
    (place,) = rest.get("locations.json").body["locations"]
    line["location_id"] = place["id"]
    refund = rest.post(path(order), {"refund": {"refund_line_items": [line]}}).body["refund"]
    assert refund["restock"] is True
    assert refund["refund_line_items"][0]["location_id"] == place["id"]
