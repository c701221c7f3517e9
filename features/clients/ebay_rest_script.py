"""Runs in the environment of PyPI ebay-rest, which knows nothing of this project."""

import json
import os
from datetime import UTC, datetime, timedelta

from ebay_rest import API, Error
from ebay_rest.api import sell_finances, sell_fulfillment

ENV = os.environ
SCOPE = "https://api.ebay.com/oauth/api_scope"
SCOPES = [SCOPE, f"{SCOPE}/sell.fulfillment", f"{SCOPE}/sell.finances"]

# Its generated parts know no variables of the environment; this is how they are told of a proxy.
for part in (sell_fulfillment, sell_finances):
    configuration = part.Configuration()
    configuration.proxy = ENV["HTTPS_PROXY"]
    configuration.ssl_ca_cert = ENV["SSL_CERT_FILE"]
    part.Configuration.set_default(configuration)


def report(check, passed, seen):
    print(json.dumps({"check": check, "passed": bool(passed), "seen": str(seen)}), flush=True)


def client(secret, scopes):
    return API(
        application={
            "app_id": ENV["EBAY_CLIENT_ID"],
            "cert_id": secret,
            "dev_id": "",
            "redirect_uri": ENV["EBAY_RU_NAME"],
        },
        user={
            "email_or_username": ENV["EBAY_USER_ID"],
            "password": "not used",
            "scopes": scopes,
            "refresh_token": ENV["EBAY_REFRESH_TOKEN"],
            "refresh_token_expiry": (datetime.now(UTC) + timedelta(days=400)).strftime(
                "%Y-%m-%dT%H:%M:%S.000Z"
            ),
        },
        header={
            "accept_language": "en-US",
            "content_language": "en-US",
            "country": "US",
            "currency": "USD",
            "device_id": "",
            "marketplace_id": "EBAY_US",
            "zip": "",
            "affiliate_campaign_id": "",
            "affiliate_reference_id": "",
        },
    )


def records(pages):
    return [each["record"] for each in pages if "record" in each]


def refusal(call):
    """What the client says of a refusal."""
    try:
        return "", call()
    except Error as refused:
        return f"{refused.number} {refused.reason} {refused.detail}", None


api = client(ENV["EBAY_CLIENT_SECRET"], SCOPES)
first = records(api.sell_fulfillment_get_orders(limit=1))
report("authenticate", len(first) == 1, first)

found = records(api.sell_fulfillment_get_orders(limit=18))
shipped = "orderfulfillmentstatus:{FULFILLED|IN_PROGRESS}"
paged = records(api.sell_fulfillment_get_orders(filter=shipped))
ids = {each["order_id"] for each in found}
report("page", len(found) == len(ids) == 18 and 0 < len(paged) < 18, (sorted(ids), len(paged)))


def of(total):
    (one,) = [each for each in found if each["pricing_summary"]["total"]["value"] == total]
    return one


order = of("49.9")
whole = api.sell_fulfillment_get_order(order_id=order["order_id"])
(line,) = whole["line_items"]
report(
    "read",
    whole["order_fulfillment_status"] == "FULFILLED"
    and (line["sku"], line["line_item_cost"]["value"]) == ("CAP-RED", "49.9")
    and whole["total_fee_basis_amount"]["value"] == "54.02",
    whole,
)


def give_back(one, value):
    item = {
        "lineItemId": one["line_items"][0]["line_item_id"],
        "refundAmount": {"value": value, "currency": "USD"},
    }
    return api.sell_fulfillment_issue_refund(
        content_type="application/json",
        order_id=one["order_id"],
        body={"reasonForRefund": "OTHER_ADJUSTMENT", "refundItems": [item]},
    )


issued = give_back(order, "10.00")
report("refund", issued["refund_status"] == "PENDING", issued)

# It is through in a minute; another one was through long ago.
(over,) = api.sell_fulfillment_get_order(order_id=order["order_id"])["payment_summary"]["refunds"]
old = of("54.93")
(back,) = old["payment_summary"]["refunds"]
under = [each["amount"]["value"] for item in old["line_items"] for each in item["refunds"] or ()]
money = records(
    api.sell_finances_get_transactions(
        x_ebay_c_marketplace_id="EBAY_US", filter=f"orderId:{{{old['order_id']}}}"
    )
)
rows = {each["transaction_type"]: each for each in money}
report(
    "read back",
    (over["refund_status"], over["amount"]["value"]) == ("PENDING", "8.51")
    and over["refund_id"] == issued["refund_id"]
    and (back["refund_status"], back["amount"]["value"], under) == ("REFUNDED", "8.51", ["10.0"])
    and rows["SALE"]["booking_entry"] == "CREDIT"
    and (rows["REFUND"]["booking_entry"], rows["REFUND"]["amount"]["value"]) == ("DEBIT", "8.51"),
    (over, old, money),
)

early, _ = refusal(lambda: give_back(order, "1.00"))
much, _ = refusal(lambda: give_back(of("58.92"), "58.93"))
report("over-refund", "34922" in early and "34924" in much, (early, much))

wrong = client(ENV["EBAY_CLIENT_SECRET"][:-1] + "x", SCOPES)
few = client(ENV["EBAY_CLIENT_SECRET"], [SCOPE])
seen = (
    refusal(lambda: wrong.sell_fulfillment_get_order(order_id=order["order_id"])),
    refusal(lambda: few.sell_fulfillment_get_order(order_id=order["order_id"])),
)
report("wrong credentials", "client" in seen[0][0] and "Access denied" in seen[1][0], seen)

absent, _ = refusal(lambda: api.sell_fulfillment_get_order(order_id="01-00000-00000"))
report("404", "32100" in absent, absent)
