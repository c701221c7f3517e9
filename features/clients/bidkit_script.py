"""Runs in the environment of PyPI bidkit, which knows nothing of this project."""

import json
import os

from bidkit import EbayClient, EbayConfig
from bidkit.errors import EbayAPIError, EbayAuthError
from bidkit.generated.models import sell_fulfillment
from bidkit.pagination import paginate

ENV = os.environ
SCOPE = "https://api.ebay.com/oauth/api_scope"
CONFIG = {
    "app_id": ENV["EBAY_CLIENT_ID"],
    "cert_id": ENV["EBAY_CLIENT_SECRET"],
    "refresh_token": ENV["EBAY_REFRESH_TOKEN"],
    "scopes": (SCOPE, f"{SCOPE}/sell.fulfillment", f"{SCOPE}/sell.finances"),
    "max_retries": 0,
}


def report(check, passed, seen):
    print(json.dumps({"check": check, "passed": bool(passed), "seen": str(seen)}), flush=True)


def refusal(call):
    """(status, number) of a refusal."""
    try:
        return 0, call()
    except EbayAPIError as refused:
        payload = refused.payload
        errors = payload.get("errors") or payload.get("error")
        return refused.status_code, errors[0]["errorId"]
    except EbayAuthError as refused:
        return 401, str(refused)


client = EbayClient(EbayConfig(**CONFIG))
orders = client.sell.fulfillment
first = orders.get_orders(limit=1)
report("authenticate", first.total == 18, first)

found = list(paginate(orders.get_orders, limit=5))
ids = {each.order_id for each in found}
report("page", len(found) == len(ids) == 18, sorted(ids))

(order,) = [
    each
    for each in found
    if each.order_payment_status == "PAID" and each.pricing_summary.total.value == "49.9"
]
line = order.line_items[0]
whole = orders.get_order(order.order_id)
report(
    "read",
    (whole.order_id, whole.order_fulfillment_status) == (order.order_id, "FULFILLED")
    and (line.sku, line.line_item_cost.value) == ("CAP-RED", "49.9")
    and whole.total_fee_basis_amount.value == "54.02"
    and whole.ebay_collect_and_remit_tax,
    whole,
)


def give_back(order, value):
    body = sell_fulfillment.IssueRefundRequest.model_validate(
        {
            "reasonForRefund": "OTHER_ADJUSTMENT",
            "refundItems": [
                {
                    "lineItemId": order.line_items[0].line_item_id,
                    "refundAmount": {"value": value, "currency": "USD"},
                }
            ],
        }
    )
    return orders.issue_refund(order.order_id, body=body)


issued = give_back(order, "10.00")
report("refund", issued.refund_status == "PENDING", issued)

# It is through in a minute; another one was through long ago.
(over,) = orders.get_order(order.order_id).payment_summary.refunds
(old,) = [each for each in found if each.pricing_summary.total.value == "54.93"]
(back,) = old.payment_summary.refunds
money = client.sell.finances.get_transactions(filter=f"orderId:{{{old.order_id}}}")
rows = {each.transaction_type: each for each in money.transactions}
report(
    "read back",
    (over.refund_status, over.amount.value) == ("PENDING", "8.51")
    and over.refund_id == issued.refund_id
    and (back.refund_status, back.amount.value) == ("REFUNDED", "8.51")
    and [each.amount.value for item in old.line_items for each in item.refunds or ()] == ["10.0"]
    and rows["SALE"].booking_entry == "CREDIT"
    and (rows["REFUND"].booking_entry, rows["REFUND"].amount.value) == ("DEBIT", "8.51"),
    (over, old, money),
)

(other,) = [each for each in found if each.pricing_summary.total.value == "58.92"]
seen = (refusal(lambda: give_back(order, "1.00")), refusal(lambda: give_back(other, "58.93")))
report("over-refund", seen == ((400, 34922), (409, 34924)), seen)

wrong = EbayClient(EbayConfig(**{**CONFIG, "cert_id": CONFIG["cert_id"][:-1] + "x"}))
few = EbayClient(EbayConfig(**{**CONFIG, "scopes": (SCOPE,)}))
seen = (
    refusal(lambda: wrong.sell.fulfillment.get_orders(limit=1)),
    refusal(lambda: few.sell.fulfillment.get_orders(limit=1)),
)
report("wrong credentials", seen[0][0] == 401 and seen[1] == (403, 1100), seen)

seen = refusal(lambda: orders.get_order("01-00000-00000"))
report("404", seen == (404, 32100), seen)
