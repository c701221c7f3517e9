"""Runs in the environment of PyPI python-amazon-sp-api, which knows nothing of this project."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO

from sp_api.api import Feeds, Finances, Orders, ReportsV2, Sellers
from sp_api.auth.access_token_client import cache
from sp_api.auth.exceptions import AuthorizationError
from sp_api.base import Marketplaces, SellingApiForbiddenException, SellingApiNotFoundException

ENV = os.environ
V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
CREDENTIALS = {
    "refresh_token": ENV["SPAPI_REFRESH_TOKEN"],
    "lwa_app_id": ENV["SPAPI_CLIENT_ID"],
    "lwa_client_secret": ENV["SPAPI_CLIENT_SECRET"],
}
KNOWN = {"marketplace": Marketplaces.US, "credentials": CREDENTIALS}
REFUND = """<?xml version="1.0" encoding="UTF-8"?>
<AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion>
<MerchantIdentifier>{seller}</MerchantIdentifier></Header>
<MessageType>OrderAdjustment</MessageType>
<Message><MessageID>1</MessageID><OrderAdjustment><AmazonOrderID>{order}</AmazonOrderID>
<AdjustedItem><AmazonOrderItemCode>{item}</AmazonOrderItemCode>
<MerchantAdjustmentItemID>{key}</MerchantAdjustmentItemID>
<AdjustmentReason>CustomerReturn</AdjustmentReason>
<ItemPriceAdjustments><Component><Type>Principal</Type>
<Amount currency="USD">{amount}</Amount></Component></ItemPriceAdjustments></AdjustedItem>
</OrderAdjustment></Message></AmazonEnvelope>"""


def report(check, passed, seen):
    print(json.dumps({"check": check, "passed": bool(passed), "seen": str(seen)}), flush=True)


def give_back(order, item, amount, key):
    """The text of the processing report."""
    feeds = Feeds(**KNOWN)
    text = REFUND.format(
        seller=ENV["SPAPI_SELLER_ID"], order=order, item=item, amount=amount, key=key
    )
    _, made = feeds.submit_feed(
        "POST_PAYMENT_ADJUSTMENT_DATA",
        BytesIO(text.encode()),
        "text/xml; charset=UTF-8",
        marketplaceIds=[KNOWN["marketplace"].marketplace_id],
    )
    while True:
        feed = feeds.get_feed(made.payload["feedId"]).payload
        if feed["processingStatus"] in ("DONE", "FATAL", "CANCELLED"):
            return feeds.get_feed_result_document(feed["resultFeedDocumentId"])
        time.sleep(0.05)


def tags(text, name):
    return [each.partition("<")[0] for each in text.split(f"<{name}>")[1:]]


sold = Sellers(**KNOWN).get_marketplace_participation().payload
report(
    "authenticate",
    {each["marketplace"]["id"] for each in sold} == {"ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"},
    sold,
)

orders = Orders(**KNOWN)
since = (datetime.now(UTC) - timedelta(days=100)).strftime("%Y-%m-%dT%H:%M:%SZ")
pages, token = [], None
while token or not pages:
    more = {"NextToken": token} if token else {}
    page = orders.get_orders(
        CreatedAfter=since, MarketplaceIds=["ATVPDKIKX0DER"], MaxResultsPerPage=5, **more
    )
    pages.append(page.payload["Orders"])
    token = page.next_token
ids = [each["AmazonOrderId"] for page in pages for each in page]
report("page", [len(page) for page in pages] == [5, 5, 3] and len(set(ids)) == 13, pages)

(order,) = [
    each
    for page in pages
    for each in page
    if (each["FulfillmentChannel"], each["OrderStatus"]) == ("MFN", "Shipped")
    and each["NumberOfItemsShipped"] == 3
]
number = order["AmazonOrderId"]
items = orders.get_order_items(number).payload["OrderItems"]
(told,) = orders.get_orders(
    AmazonOrderIds=[number],
    MarketplaceIds=["ATVPDKIKX0DER"],
    RestrictedResources=["buyerInfo", "shippingAddress"],
).payload["Orders"]
report(
    "read",
    order["OrderTotal"] == {"CurrencyCode": "USD", "Amount": "88.75"}
    and "BuyerInfo" not in order
    and [(each["SellerSKU"], each["ItemPrice"]["Amount"]) for each in items]
    == [("AMZ-LAMP", "50.00"), ("AMZ-HOOK", "22.00")]
    and told["BuyerInfo"]["BuyerEmail"].endswith("@marketplace.amazon.com")
    and told["ShippingAddress"]["CountryCode"] == "US",
    (order, items, told),
)

lamp = items[0]["OrderItemId"]
done = give_back(number, lamp, "10.00", "client-refund-7")
report("refund", tags(done, "MessagesSuccessful") == ["1"], done)

events = Finances(**KNOWN).get_financial_events_for_order(number).payload["FinancialEvents"]
(back,) = events["RefundEventList"]
(adjusted,) = back["ShipmentItemAdjustmentList"]
charges = {
    each["ChargeType"]: each["ChargeAmount"]["CurrencyAmount"]
    for each in adjusted["ItemChargeAdjustmentList"]
}
reports = ReportsV2(**KNOWN)
listed = reports.get_reports(reportTypes=[V2], processingStatuses=["DONE"]).payload["reports"]
text = reports.get_report_document(listed[-1]["reportDocumentId"], download=True).payload[
    "document"
]
lines = [line.split("\t") for line in text.splitlines()]
amount = lines[0].index("amount")
report(
    "read back",
    adjusted["OrderAdjustmentItemId"] == "client-refund-7"
    and charges["Principal"] == -10.0
    and len(listed) == 4
    and lines[1][4] == "83.86"
    and sum(round(float(line[amount]) * 100) for line in lines[2:]) == 8386,
    (adjusted, listed, text[:400]),
)

done = give_back(number, lamp, "40.01", "client-refund-8")
report(
    "over-refund",
    tags(done, "MessagesWithError") == ["1"]
    and tags(done, "ResultMessageCode") == ["18042"]
    and "exceeds" in done,
    done,
)

cache.clear()  # it keeps tokens by the refresh token alone
wrong = {**CREDENTIALS, "lwa_client_secret": CREDENTIALS["lwa_client_secret"][:-1] + "x"}
try:
    seen, passed = Sellers(marketplace=Marketplaces.US, credentials=wrong).get_account(), False
except AuthorizationError as refusal:
    seen = (refusal.error_code, refusal.message, refusal.status_code)
    passed = refusal.error_code == "invalid_client" and refusal.status_code == 401
try:
    # The consent of this seller is for North America.
    seen = Orders(marketplace=Marketplaces.DE, credentials=CREDENTIALS).get_order(number)
    passed = False
except SellingApiForbiddenException as refusal:
    seen = (*seen, refusal.amzn_code)
    passed = passed and refusal.amzn_code == "Unauthorized"
report("wrong credentials", passed, seen)

try:
    seen, passed = reports.get_report("999999999999"), False
except SellingApiNotFoundException as absent:
    seen, passed = absent.error, absent.amzn_code == "NotFound"
report("404", passed, seen)
