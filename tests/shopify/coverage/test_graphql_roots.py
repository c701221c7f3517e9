"""Every root of the schema: mutations read back over REST, queries answered and refused."""

from __future__ import annotations

from typing import Any

import pytest

ABSENT = "gid://shopify/Order/1"


def test_refund_create(both: Any, order: Any, gid: str) -> None:
    text = """mutation ($input: RefundInput!, $key: String!) {
      refundCreate(input: $input) @idempotent(key: $key) {
        refund { legacyResourceId } userErrors { message } } }"""
    sale = order.transactions[0]
    money = {
        "orderId": gid, "parentId": f"gid://shopify/OrderTransaction/{sale.id}",
        "gateway": sale.gateway, "kind": "REFUND",
    }  # fmt: skip
    refund = {"orderId": gid, "transactions": [{**money, "amount": "5.00"}]}
    made = both.data(text, input=refund, key="one")["refundCreate"]["refund"]
    [seen] = both.rest.get(f"orders/{order.id}/refunds.json").body["refunds"]
    assert str(seen["id"]) == made["legacyResourceId"]
    assert seen["transactions"][0]["amount"] == "5.00"
    refund["transactions"] = [{**money, "amount": "122.83"}]
    assert both.user_errors(text, input=refund, key="two") == [
        "Refund amount $122.83 is greater than net payment received $122.82"
    ]


def test_order_create(both: Any) -> None:
    text = """mutation ($order: OrderCreateOrderInput!) { orderCreate(order: $order) {
      order { legacyResourceId } userErrors { message } } }"""
    line = {
        "title": "Tee", "quantity": 2,
        "priceSet": {"shopMoney": {"amount": "19.99", "currencyCode": "USD"}},
    }  # fmt: skip
    made = both.data(text, order={"lineItems": [line]})["orderCreate"]["order"]
    seen = both.rest.get(f"orders/{made['legacyResourceId']}.json").body["order"]
    assert seen["subtotal_price"] == "39.98"
    assert both.user_errors(text, order={"lineItems": []}) != []


def test_order_update(both: Any, order: Any, gid: str) -> None:
    text = """mutation ($input: OrderInput!) { orderUpdate(input: $input) {
      order { id } userErrors { message } } }"""
    both.data(text, input={"id": gid, "note": "gift"})
    assert both.rest.get(f"orders/{order.id}.json").body["order"]["note"] == "gift"
    assert both.user_errors(text, input={"id": ABSENT, "note": "x"}) == ["Order does not exist"]


def test_order_close_and_open(both: Any, order: Any, gid: str) -> None:
    close = """mutation ($input: OrderCloseInput!) { orderClose(input: $input) {
      order { id } userErrors { message } } }"""
    reopen = """mutation ($input: OrderOpenInput!) { orderOpen(input: $input) {
      order { id } userErrors { message } } }"""
    path = f"orders/{order.id}.json"
    both.data(close, input={"id": gid})
    assert both.rest.get(path).body["order"]["closed_at"] is not None
    both.data(reopen, input={"id": gid})
    assert both.rest.get(path).body["order"]["closed_at"] is None
    assert both.user_errors(close, input={"id": ABSENT}) == ["Order does not exist"]
    assert both.user_errors(reopen, input={"id": ABSENT}) == ["Order does not exist"]


def test_order_mark_as_paid(both: Any) -> None:
    text = """mutation ($input: OrderMarkAsPaidInput!) { orderMarkAsPaid(input: $input) {
      order { id } userErrors { message } } }"""
    unpaid = both.desk.place([("MUG-WHT", 1)], pay=False)
    gid = f"gid://shopify/Order/{unpaid.id}"
    both.data(text, input={"id": gid})
    seen = both.rest.get(f"orders/{unpaid.id}.json").body["order"]
    assert seen["financial_status"] == "paid"
    assert both.user_errors(text, input={"id": gid}) == ["Order cannot be marked as paid."]


def test_fulfilment_and_its_tracking(both: Any, order: Any) -> None:
    create = """mutation ($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) {
      fulfillment { id legacyResourceId } userErrors { message } } }"""
    track = """mutation ($id: ID!, $t: FulfillmentTrackingInput!) {
      fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $t) {
        fulfillment { id } userErrors { message } } }"""
    whole = f"gid://shopify/FulfillmentOrder/{order.fulfillment_orders[0].id}"
    part = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": whole}]}
    made = both.data(create, f=part)["fulfillmentCreate"]["fulfillment"]
    path = f"orders/{order.id}/fulfillments.json"
    [seen] = both.rest.get(path).body["fulfillments"]
    assert (str(seen["id"]), seen["status"]) == (made["legacyResourceId"], "success")
    assert both.user_errors(create, f=part) != []
    both.data(track, id=made["id"], t={"number": "1Z9", "company": "UPS"})
    assert both.rest.get(path).body["fulfillments"][0]["tracking_number"] == "1Z9"
    assert both.user_errors(track, id="gid://shopify/Fulfillment/1", t={"number": "1"}) == [
        "Fulfillment does not exist."
    ]


def test_customer(both: Any) -> None:
    order = both.desk.place([("MUG-WHT", 1)], email="jane@example.com")
    text = "query ($id: ID!) { customer(id: $id) { defaultEmailAddress { emailAddress } } }"
    found = both.data(text, id=f"gid://shopify/Customer/{order.customer_id}")
    assert found["customer"]["defaultEmailAddress"]["emailAddress"] == "jane@example.com"
    assert both.data(text, id="gid://shopify/Customer/1") == {"customer": None}


def test_order_by_identifier(both: Any, gid: str) -> None:
    text = "query ($i: OrderIdentifierInput!) { orderByIdentifier(identifier: $i) { name } }"
    assert both.data(text, i={"id": gid})["orderByIdentifier"] == {"name": "#1001"}
    assert both.data(text, i={"id": ABSENT}) == {"orderByIdentifier": None}


def test_location(both: Any) -> None:
    text = "query ($id: ID) { location(id: $id) { name } }"
    assert both.data(text)["location"] == {"name": "Troy warehouse"}
    assert both.data(text, id="gid://shopify/Location/1") == {"location": None}


@pytest.mark.parametrize(
    ("answered", "refused", "sentence"),
    [
        (
            "{ currentAppInstallation { id } }",
            "{ currentAppInstallation { nothing } }",
            "Field 'nothing' doesn't exist on type 'AppInstallation'",
        ),
        (
            "{ locations(first: 1) { nodes { id } } }",
            "{ locations { nodes { id } } }",
            "you must provide one of first or last",
        ),
        (
            "{ ordersCount { count } }",
            "{ ordersCount(limit: true) { count } }",
            "Argument 'limit' on Field 'ordersCount' has an invalid value (true). "
            "Expected type 'Int'.",
        ),
        (
            "{ publicApiVersions { handle } }",
            "{ publicApiVersions { nothing } }",
            "Field 'nothing' doesn't exist on type 'ApiVersion'",
        ),
    ],
)
def test_reads_of_the_shop(both: Any, answered: str, refused: str, sentence: str) -> None:
    [value] = both.data(answered).values()
    assert value
    assert both.errors(refused) == [sentence]
