"""Runs in the environment of PyPI ShopifyAPI, which knows nothing of this project."""

import json
import os
import sys
from decimal import Decimal

import shopify
from pyactiveresource.connection import ResourceInvalid, ResourceNotFound, UnauthorizedAccess

SHOP = os.environ["SHOPIFY_SHOP"]
TOKEN = os.environ["SHOPIFY_TOKEN"]
VERSION = os.environ["SHOPIFY_API_VERSION"]


def report(check, passed, seen):
    print(json.dumps({"check": check, "passed": bool(passed), "seen": str(seen)}), flush=True)


def use(token):
    shopify.ShopifyResource.clear_session()
    shopify.ShopifyResource.activate_session(shopify.Session(SHOP, VERSION, token))


def graphql(text, **variables):
    return json.loads(shopify.GraphQL().execute(text, variables))


use(TOKEN)
shop = shopify.Shop.current()
report("authenticate", shop.myshopify_domain == SHOP and shop.currency == "USD", shop.to_dict())

names, page = [], shopify.Order.find(limit=5, status="any")
pages = 0
while True:
    pages += 1
    names += [order.name for order in page]
    if not page.has_next_page():
        break
    page = page.next_page()
count = shopify.Order.count(status="any")
report(
    "page",
    count > 12 and len(set(names)) == len(names) == count and pages == -(-count // 5),
    (pages, count, names),
)

newest = max(names, key=lambda name: int(name[1:]))
order = shopify.Order.find(name=newest, status="any")[0]
figures = {
    "total": order.total_price,
    "tax": order.total_tax,
    "discount": order.total_discounts,
    "lines": [
        [line.sku, line.quantity, line.price, line.tax_lines[0].price] for line in order.line_items
    ],
    "shipping": order.shipping_lines[0].price,
}
read = graphql(
    "query($id: ID!) { order(id: $id) { name totalPriceSet { shopMoney { amount "
    "currencyCode } } } }",
    id=order.admin_graphql_api_id,
)
figures["graphql"] = read["data"]["order"]["totalPriceSet"]["shopMoney"]["amount"]
report(
    "read",
    figures
    == {
        "total": "127.82",
        "tax": "9.75",
        "discount": "12.24",
        "shipping": "7.95",
        "graphql": "127.82",
        "lines": [
            ["TEE-BLK", 3, "19.99", "4.45"],
            ["MUG-WHT", 1, "12.49", "0.93"],
            ["CAP-RED", 2, "24.95", "3.71"],
        ],
    },
    figures,
)

tee = order.line_items[0].id
calculated = shopify.Refund.calculate(
    order_id=order.id,
    refund_line_items=[{"line_item_id": tee, "quantity": 1, "restock_type": "no_restock"}],
)
suggestion = calculated.transactions[0]
refund = shopify.Refund()
refund._prefix_options = {"order_id": order.id}
refund.note = "one tee"
refund.refund_line_items = [{"line_item_id": tee, "quantity": 1, "restock_type": "no_restock"}]
refund.transactions = [
    {
        "parent_id": suggestion.parent_id,
        "amount": suggestion.amount,
        "kind": "refund",
        "gateway": suggestion.gateway,
    }
]
saved = refund.save()
report(
    "refund",
    saved and suggestion.amount == "19.47" and suggestion.kind == "suggested_refund",
    (saved, calculated.to_dict(), refund.errors.full_messages()),
)

back = shopify.Refund.find(order_id=order.id)
again = shopify.Order.find(order.id)
line = back[0].refund_line_items[0]
report(
    "read back",
    len(back) == 1
    and back[0].transactions[0].amount == "19.47"
    and (Decimal(str(line.subtotal)), Decimal(str(line.total_tax)))
    == (Decimal("17.99"), Decimal("1.48"))
    and again.financial_status == "partially_refunded"
    and again.current_total_price == "108.35",
    ([each.to_dict() for each in back], again.financial_status, again.current_total_price),
)

MUTATION = """mutation($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id } userErrors { field message } } }"""
parent = f"gid://shopify/OrderTransaction/{suggestion.parent_id}"
refused = graphql(
    MUTATION,
    key="client-over-refund",
    input={
        "orderId": order.admin_graphql_api_id,
        "transactions": [
            {
                "orderId": order.admin_graphql_api_id,
                "parentId": parent,
                "gateway": suggestion.gateway,
                "kind": "REFUND",
                "amount": "108.36",
            }
        ],
    },
)["data"]["refundCreate"]
over = shopify.Refund()
over._prefix_options = {"order_id": order.id}
over.transactions = [
    {
        "parent_id": suggestion.parent_id,
        "amount": "108.36",
        "kind": "refund",
        "gateway": suggestion.gateway,
    }
]
try:
    rest = over.save()
except ResourceInvalid as invalid:
    rest = invalid.response.code == 201
report(
    "over-refund",
    refused["refund"] is None
    and refused["userErrors"][0]["message"]
    == "Refund amount $108.36 is greater than net payment received $108.35"
    and not rest
    and len(shopify.Refund.find(order_id=order.id)) == 1,
    (refused, rest, over.errors.full_messages()),
)

use("shpat_00000000000000000000000000000000")
try:
    seen = shopify.Shop.current()
    passed = False
except UnauthorizedAccess as refusal:
    seen = refusal.response.body
    passed = refusal.response.code == 401 and b"Invalid API key or access token" in seen
report("wrong credentials", passed, seen)

use(TOKEN)
try:
    seen = shopify.Order.find(1)
    passed = False
except ResourceNotFound as absent:
    seen = absent.response.body
    passed = json.loads(seen) == {"errors": "Not Found"}
report("404", passed, seen)
sys.exit(0)
