import re
from datetime import timedelta
from decimal import Decimal as D

import pytest


def place_w1(rest, **options):
    return rest.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)], **options)


def test_w1_as_an_app_sees_it(rest):
    order = place_w1(rest)
    document = rest.get(f"orders/{order.id}.json").body["order"]
    assert document["total_price"] == "127.82"
    assert document["subtotal_price"] == "110.12"
    assert document["total_discounts"] == "12.24"
    assert document["total_tax"] == "9.75"
    assert document["total_line_items_price"] == "122.36"
    assert document["total_shipping_price_set"]["shop_money"] == {
        "amount": "7.95",
        "currency_code": "USD",
    }
    assert document["current_total_price"] == "127.82"
    assert document["total_outstanding"] == "0.00"
    assert document["financial_status"] == "paid"
    assert document["fulfillment_status"] is None
    assert document["name"] == "#1001"
    assert document["order_number"] == 1001
    assert document["admin_graphql_api_id"] == f"gid://shopify/Order/{order.id}"
    tee = document["line_items"][0]
    assert (tee["sku"], tee["price"], tee["quantity"]) == ("TEE-BLK", "19.99", 3)
    assert tee["total_discount"] == "0.00"
    assert tee["discount_allocations"][0]["amount"] == "6.00"
    assert tee["discount_allocations"][0]["discount_application_index"] == 0
    assert tee["tax_lines"][0]["price"] == "4.45"
    assert tee["tax_lines"][0]["rate"] == D("0.0825")
    assert tee["current_quantity"] == tee["fulfillable_quantity"] == 3
    assert document["shipping_lines"][0]["tax_lines"][0]["price"] == "0.66"
    assert document["tax_lines"][0]["price"] == "9.75"


def test_times_are_the_shops(rest):
    order = place_w1(rest)
    created = rest.get(f"orders/{order.id}.json").body["order"]["created_at"]
    assert created == "2026-11-24T04:00:00-05:00"


def test_fields(rest):
    order = place_w1(rest)
    body = rest.get(f"orders/{order.id}.json", fields="id,name").body
    assert body == {"order": {"id": order.id, "name": "#1001"}}


def test_unknown_and_impossible_ids(rest):
    assert (rest.get("orders/1.json").status, rest.get("orders/1.json").body) == (
        404,
        {"errors": "Not Found"},
    )
    answer = rest.get("orders/abc.json")
    assert (answer.status, answer.body) == (400, {"errors": {"id": "expected String to be a id"}})


def test_orders_older_than_60_days_are_absent(rest):
    order = place_w1(rest)
    rest.universe.clock.advance(timedelta(days=61))
    assert rest.get(f"orders/{order.id}.json").status == 200
    rest.token = rest.shopify.auth.issue_token(scopes=("read_orders",)).id
    assert rest.get(f"orders/{order.id}.json").status == 404
    assert rest.get("orders.json", status="any").body == {"orders": []}
    assert rest.get("orders/count.json", status="any").body == {"count": 0}
    assert rest.get(f"orders/{order.id}/refunds.json").status == 404


# -- creating ------------------------------------------------------------------------------------

SIMPLE = {"order": {"line_items": [{"title": "Patch", "price": "10.10", "quantity": 2}]}}


def test_a_simple_order(rest):
    answer = rest.post("orders.json", SIMPLE)
    assert answer.status == 201
    order = answer.body["order"]
    assert order["total_price"] == "20.20"
    assert order["total_tax"] == "0.00"
    assert order["financial_status"] == "paid"
    assert order["total_outstanding"] == "0.00"
    assert rest.get(f"orders/{order['id']}/transactions.json").body == {"transactions": []}


def test_an_order_with_everything(rest):
    variant = rest.shopify.records.variants_by_sku.first("MUG-WHT")
    answer = rest.post(
        "orders.json",
        {
            "order": {
                "email": "new@example.com",
                "note": "gift",
                "tags": "b, a",
                "note_attributes": [{"name": "k", "value": "v"}],
                "currency": "USD",
                "line_items": [
                    {
                        "variant_id": variant.id,
                        "quantity": 2,
                        "tax_lines": [{"title": "NY", "rate": 0.08, "price": "2.00"}],
                    }
                ],
                "shipping_lines": [{"title": "Ground", "price": 5.5}],
                "discount_codes": [{"code": "TEN", "amount": "10.0", "type": "percentage"}],
                "transactions": [{"kind": "authorization", "amount": "29.98", "gateway": "bogus"}],
                "shipping_address": {"first_name": "Jo", "last_name": "Lee", "city": "Troy"},
            }
        },
    )
    order = answer.body["order"]
    assert answer.status == 201
    # 24.98 less 2.50, 5.50 shipping, 2.00 tax
    assert (order["subtotal_price"], order["total_price"]) == ("22.48", "29.98")
    assert order["discount_codes"] == [{"code": "TEN", "amount": "2.50", "type": "percentage"}]
    assert order["financial_status"] == "authorized"
    assert order["tags"] == "a, b"
    assert order["customer"]["email"] == "new@example.com"
    assert order["shipping_address"]["name"] == "Jo Lee"
    assert order["line_items"][0]["price"] == "12.49"
    assert order["note_attributes"] == [{"name": "k", "value": "v"}]


def test_an_amount_is_read_digit_by_digit(rest):
    raw = b'{"order":{"line_items":[{"title":"x","quantity":1,"price":1234567890.29}]}}'
    assert rest.post("orders.json", raw).body["order"]["total_price"] == "1234567890.29"


@pytest.mark.parametrize(
    ("body", "status", "errors"),
    [
        ({}, 400, {"order": "Required parameter missing or invalid"}),
        ({"order": 1}, 400, {"order": "Required parameter missing or invalid"}),
        (
            {"order": {"line_items": []}},
            422,
            {"order": ["Line items must have at least one line item"]},
        ),
        (
            {"order": {"line_items": [{"title": "x", "price": "many"}]}},
            400,
            {"price": "expected String to be a Decimal"},
        ),
        (b"{", 400, "Bad Request"),
    ],
)
def test_what_cannot_be_created(rest, body, status, errors):
    before = rest.universe.store.fingerprint("shopify.")
    answer = rest.post("orders.json", body)
    assert (answer.status, answer.body) == (status, {"errors": errors})
    assert rest.universe.store.fingerprint("shopify.") == before


def test_a_body_that_is_not_json(rest):
    answer = rest.send(
        "POST", "orders.json", b"order[note]=x", {"content-type": "text/plain; charset=utf-8"}
    )
    assert answer.status == 415


def test_a_client_that_cannot_read_json(rest):
    assert rest.send("GET", "orders.json", headers={"accept": "text/xml"}).status == 406


# -- changing ------------------------------------------------------------------------------------


def test_update(rest):
    order = place_w1(rest)
    body = {"order": {"id": order.id, "note": "ring twice", "tags": "vip", "email": "a@b.example"}}
    document = rest.put(f"orders/{order.id}.json", body).body["order"]
    assert (document["note"], document["tags"], document["email"]) == (
        "ring twice",
        "vip",
        "a@b.example",
    )
    assert document["updated_at"] == "2026-11-24T04:00:01-05:00"
    assert document["total_price"] == "127.82"


def test_an_impossible_email(rest):
    order = place_w1(rest)
    answer = rest.put(f"orders/{order.id}.json", {"order": {"email": "nobody"}})
    assert (answer.status, answer.body) == (422, {"errors": {"email": ["is invalid"]}})


def test_close_and_open(rest):
    order = place_w1(rest)
    assert rest.post(f"orders/{order.id}/close.json").body["order"]["closed_at"]
    assert rest.get("orders.json").body == {"orders": []}
    assert rest.post(f"orders/{order.id}/open.json").body["order"]["closed_at"] is None
    assert len(rest.get("orders.json").body["orders"]) == 1


# -- transactions --------------------------------------------------------------------------------


def test_the_sale_of_a_paid_order(rest):
    order = place_w1(rest)
    (sale,) = rest.get(f"orders/{order.id}/transactions.json").body["transactions"]
    assert (sale["kind"], sale["status"], sale["amount"], sale["currency"]) == (
        "sale",
        "success",
        "127.82",
        "USD",
    )
    assert sale["parent_id"] is None
    assert sale["payment_id"] == "#1001.1"
    one = rest.get(f"orders/{order.id}/transactions/{sale['id']}.json").body["transaction"]
    assert one == sale
    assert rest.get(f"orders/{order.id}/transactions/count.json").body == {"count": 1}
    assert rest.get(f"orders/{order.id}/transactions/1.json").status == 404


def test_capture(rest):
    body = {"order": {**SIMPLE["order"], "transactions": [{"kind": "authorization"}]}}
    order = rest.post("orders.json", body).body["order"]
    path = f"orders/{order['id']}/transactions.json"
    part = rest.post(path, {"transaction": {"kind": "capture", "amount": "10.00"}})
    assert part.status == 201
    assert part.body["transaction"]["kind"] == "capture"
    state = rest.get(f"orders/{order['id']}.json").body["order"]["financial_status"]
    assert state == "partially_paid"
    more = rest.post(path, {"transaction": {"kind": "capture", "amount": "10.21"}})
    assert more.status == 422
    rest.post(path, {"transaction": {"kind": "capture"}})
    state = rest.get(f"orders/{order['id']}.json").body["order"]["financial_status"]
    assert state == "paid"


def test_void(rest):
    body = {"order": {**SIMPLE["order"], "transactions": [{"kind": "authorization"}]}}
    order = rest.post("orders.json", body).body["order"]
    rest.post(f"orders/{order['id']}/transactions.json", {"transaction": {"kind": "void"}})
    state = rest.get(f"orders/{order['id']}.json").body["order"]["financial_status"]
    assert state == "voided"


def test_a_refund_is_not_made_as_a_transaction(rest):
    order = place_w1(rest)
    body = {"transaction": {"kind": "refund", "amount": "1"}}
    answer = rest.post(f"orders/{order.id}/transactions.json", body)
    assert (answer.status, answer.body) == (
        422,
        {"errors": {"base": ["Kind refund is not a valid transaction"]}},
    )


# -- the shop ------------------------------------------------------------------------------------


def test_shop_and_locations(rest):
    shop = rest.get("shop.json").body["shop"]
    assert (shop["myshopify_domain"], shop["currency"], shop["iana_timezone"]) == (
        "acme-outdoor.myshopify.com",
        "USD",
        "America/New_York",
    )
    (location,) = rest.get("locations.json").body["locations"]
    assert shop["primary_location_id"] == location["id"]
    assert rest.get(f"locations/{location['id']}.json").body["location"] == location
    assert rest.get("locations/1.json").status == 404


def test_all_money_is_text_and_no_number_is_a_float_artefact(rest):
    order = place_w1(rest)
    rest.desk.refund(order.id, {"TEE-BLK": 1})
    raw = rest.get(f"orders/{order.id}.json").raw
    assert not re.search(r"\d+\.\d{5,}", raw)
    assert '"subtotal":17.99' in raw
    assert '"total_tax":1.48' in raw


def test_what_was_written_once_is_written_anew_after_a_change(rest):
    order = place_w1(rest)
    version = rest.shopify.store.snapshot()
    first = rest.get(f"orders/{order.id}.json").raw
    assert rest.get(f"orders/{order.id}.json").raw == first
    rest.desk.refund(order.id, {"TEE-BLK": 1})
    assert rest.get(f"orders/{order.id}.json").body["order"]["current_total_price"] == "108.35"
    rest.shopify.store.restore(version)
    assert rest.get(f"orders/{order.id}.json").raw == first
