"""Runs in the environment of PyPI amzn-sp-api, the vendor's own, which knows nothing of this
project."""

import gzip
import json
import os
import time
from datetime import UTC, datetime, timedelta

import urllib3
from spapi import (
    ApiException,
    Configuration,
    FeedsApi,
    FinancesV0Api,
    FinancesV2024Api,
    OrdersV0Api,
    ReportsApi,
    SellersApi,
    SPAPIClient,
    SPAPIConfig,
    TokensApi,
    TransfersApi,
)
from spapi.auth.lwa_exception import LwaException
from spapi.models.feeds_v2021_06_30 import CreateFeedDocumentSpecification, CreateFeedSpecification
from spapi.models.tokens_v2021_03_01 import CreateRestrictedDataTokenRequest, RestrictedResource

ENV = os.environ
US = "ATVPDKIKX0DER"
V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
KIND = "text/xml; charset=UTF-8"
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
# It asks for tokens by the environment's proxy and authority, and has settings of its own for both
# for everything else.
settings = Configuration()
settings.proxy, settings.ssl_ca_cert = ENV["HTTPS_PROXY"], ENV["SSL_CERT_FILE"]
Configuration.set_default(settings)
STORE = urllib3.ProxyManager(ENV["HTTPS_PROXY"], ca_certs=ENV["SSL_CERT_FILE"])


def report(check, passed, seen):
    print(json.dumps({"check": check, "passed": bool(passed), "seen": str(seen)}), flush=True)


def client(**changed):
    known = {
        "client_id": ENV["SPAPI_CLIENT_ID"],
        "client_secret": ENV["SPAPI_CLIENT_SECRET"],
        "refresh_token": ENV["SPAPI_REFRESH_TOKEN"],
        "region": "NA",
        "scope": None,
    }
    return SPAPIClient(SPAPIConfig(**{**known, **changed})).api_client


def fetched(document):
    content = STORE.request("GET", document.url, decode_content=False).data
    return gzip.decompress(content) if document.compression_algorithm == "GZIP" else content


def give_back(order, item, amount, key):
    """The text of the processing report."""
    document = feeds.create_feed_document(CreateFeedDocumentSpecification(content_type=KIND))
    text = REFUND.format(
        seller=ENV["SPAPI_SELLER_ID"], order=order, item=item, amount=amount, key=key
    )
    STORE.request("PUT", document.url, body=text.encode(), headers={"Content-Type": KIND})
    made = feeds.create_feed(
        CreateFeedSpecification(
            feed_type="POST_PAYMENT_ADJUSTMENT_DATA",
            marketplace_ids=[US],
            input_feed_document_id=document.feed_document_id,
        )
    )
    while True:
        feed = feeds.get_feed(made.feed_id)
        if feed.processing_status in ("DONE", "FATAL", "CANCELLED"):
            return fetched(feeds.get_feed_document(feed.result_feed_document_id)).decode()
        time.sleep(0.05)


def tags(text, name):
    return [each.partition("<")[0] for each in text.split(f"<{name}>")[1:]]


def code(refusal):
    return json.loads(refusal.body)["errors"][0]["code"]


api = client()
feeds = FeedsApi(api)
sold = SellersApi(api).get_marketplace_participations().payload
report(
    "authenticate",
    {each.marketplace.id for each in sold} == {US, "A2EUQ1WTGCTBG2"},
    sold,
)

orders = OrdersV0Api(api)
since = (datetime.now(UTC) - timedelta(days=100)).strftime("%Y-%m-%dT%H:%M:%SZ")
pages, token = [], None
while token or not pages:
    more = {"next_token": token} if token else {}
    page = orders.get_orders([US], created_after=since, max_results_per_page=5, **more).payload
    pages.append(page.orders)
    token = page.next_token
ids = [each.amazon_order_id for page in pages for each in page]
report("page", [len(page) for page in pages] == [5, 5, 3] and len(set(ids)) == 13, ids)

(order,) = [
    each
    for page in pages
    for each in page
    if (each.fulfillment_channel, each.order_status) == ("MFN", "Shipped")
    and each.number_of_items_shipped == 3
]
number = order.amazon_order_id
items = orders.get_order_items(number).payload.order_items
wanted = RestrictedResource(
    method="GET",
    path=f"/orders/v0/orders/{number}",
    data_elements=["buyerInfo", "shippingAddress"],
)
restricted = TokensApi(api).create_restricted_data_token(
    CreateRestrictedDataTokenRequest(restricted_resources=[wanted])
)
# It takes no other token for a call; a client of its own holds the restricted one.
reader = client()
reader.configuration.access_token_cache.token_info = {
    "access_token": restricted.restricted_data_token,
    "expires_at": time.time() + restricted.expires_in,
}
told = OrdersV0Api(reader).get_order(number).payload
plain = orders.get_order(number).payload
report(
    "read",
    (order.order_total.currency_code, order.order_total.amount) == ("USD", "88.75")
    and [(each.seller_sku, each.item_price.amount) for each in items]
    == [("AMZ-LAMP", "50.00"), ("AMZ-HOOK", "22.00")]
    and told.buyer_info.buyer_email.endswith("@marketplace.amazon.com")
    and told.shipping_address.country_code == "US"
    and plain.buyer_info is None
    and plain.shipping_address is None,
    (order, items, told),
)

lamp = items[0].order_item_id
done = give_back(number, lamp, "10.00", "client-refund-7")
report("refund", tags(done, "MessagesSuccessful") == ["1"], done)

events = FinancesV0Api(api).list_financial_events_by_order_id(number).payload.financial_events
(back,) = events.refund_event_list
(adjusted,) = back.shipment_item_adjustment_list
charges = {
    each.charge_type: each.charge_amount.currency_amount
    for each in adjusted.item_charge_adjustment_list
}
reports = ReportsApi(api)
listed = reports.get_reports(report_types=[V2], processing_statuses=["DONE"]).reports
text = fetched(reports.get_report_document(listed[-1].report_document_id)).decode("cp1252")
lines = [line.split("\t") for line in text.splitlines()]
amount = lines[0].index("amount")
settlement = lines[1][0]
(payout,) = TransfersApi(api).list_payouts(payout_id=settlement).payouts
finances = FinancesV2024Api(api)
(summary,) = finances.list_summary(
    related_identifier_name="SETTLEMENT_ID", related_identifier_value=settlement
).summaries
(balance,) = finances.list_balances(marketplace_ids=[US], balance_type="TOTAL").balances
report(
    "read back",
    adjusted.order_adjustment_item_id == "client-refund-7"
    and charges["Principal"] == -10.0
    and len(listed) == 4
    and lines[1][4] == "83.86"
    and sum(round(float(line[amount]) * 100) for line in lines[2:]) == 8386
    and payout.amount.currency_amount == summary.net_proceeds.currency_amount == 83.86
    and balance.amount.currency_amount
    == sum(part.amount.currency_amount for part in balance.balances),
    (adjusted, listed, text[:400], payout, summary, balance),
)

done = give_back(number, lamp, "40.01", "client-refund-8")
report(
    "over-refund",
    tags(done, "MessagesWithError") == ["1"]
    and tags(done, "ResultMessageCode") == ["18042"]
    and "exceeds" in done,
    done,
)

try:
    # It asks three times more for any refusal, seconds apart.
    seen, passed = client(client_secret=ENV["SPAPI_CLIENT_SECRET"][:-1] + "x"), False
except LwaException as refusal:
    seen, passed = str(refusal), True
try:
    seen, passed = OrdersV0Api(client(region="EU")).get_order(number), False
except ApiException as refusal:
    seen = (seen, refusal.status, code(refusal))
    passed = passed and (refusal.status, code(refusal)) == (403, "Unauthorized")
report("wrong credentials", passed, seen)

try:
    seen, passed = reports.get_report("999999999999"), False
except ApiException as absent:
    seen, passed = absent.body, (absent.status, code(absent)) == (404, "NotFound")
report("404", passed, seen)
