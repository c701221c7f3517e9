"""Refunds, cancellations and shipments by feed: a feed that failed is DONE all the same."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

D = Decimal
US = "ATVPDKIKX0DER"
ADJUST = "POST_PAYMENT_ADJUSTMENT_DATA"
ACKNOWLEDGE = "POST_ORDER_ACKNOWLEDGEMENT_DATA"
FEEDS = "/feeds/2021-06-30"


def envelope(kind: str, *bodies: str) -> str:
    messages = "".join(
        f"<Message><MessageID>{number}</MessageID><{kind}>{body}</{kind}></Message>"
        for number, body in enumerate(bodies, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope><Header><DocumentVersion>1.01'
        "</DocumentVersion><MerchantIdentifier>M_ACME_1</MerchantIdentifier></Header>"
        f"<MessageType>{kind}</MessageType>{messages}</AmazonEnvelope>"
    )


def adjustment(
    order: str, item: str, amounts: dict[str, str], currency: str = "USD", more: str = ""
) -> str:
    components = "".join(
        f'<Component><Type>{kind}</Type><Amount currency="{currency}">{amount}</Amount></Component>'
        for kind, amount in amounts.items()
    )
    return (
        f"<AmazonOrderID>{order}</AmazonOrderID><AdjustedItem>"
        f"<AmazonOrderItemCode>{item}</AmazonOrderItemCode>"
        "<MerchantAdjustmentItemID>RET-1</MerchantAdjustmentItemID>"
        "<AdjustmentReason>CustomerReturn</AdjustmentReason>"
        f"<ItemPriceAdjustments>{components}</ItemPriceAdjustments>{more}</AdjustedItem>"
    )


def shipped(api: Any, **more: Any) -> tuple[str, str]:
    made = api.desk.place_order({"AMZ-LAMP": 2}, **more)
    api.desk.ship(made.id)
    return made.id, made.items[0].id


def failures(report: str) -> list[str]:
    return [
        part.partition("</ResultMessageCode>")[0]
        for part in report.split("<ResultMessageCode>")[1:]
    ]


def test_a_refund_by_feed_is_in_finances_and_in_the_next_settlement(
    api: Any,
) -> None:
    order, item = shipped(api)
    report = api.feed(
        ADJUST, envelope("OrderAdjustment", adjustment(order, item, {"Principal": "25.00"}))
    )
    assert "<MessagesSuccessful>1</MessagesSuccessful>" in report
    assert "<StatusCode>Complete</StatusCode>" in report
    assert failures(report) == []
    events = api.get(f"/finances/v0/orders/{order}/financialEvents").body["payload"]
    [refund] = events["FinancialEvents"]["RefundEventList"]
    [back] = refund["ShipmentItemAdjustmentList"]
    assert back["OrderAdjustmentItemId"] == "RET-1"
    status = api.get(f"/orders/v0/orders/{order}").body["payload"]["OrderStatus"]
    assert status == "Shipped"
    api.later(days=14)
    text = api.desk.download(api.desk.close_period().settlement_id).decode("cp1252")
    rows = [
        (cells[13], cells[14])
        for cells in (line.split("\t") for line in text.splitlines())
        if cells[6] == "Refund"
    ]
    assert rows == [
        ("Principal", "-25.00"),
        ("Tax", "-2.07"),
        ("MarketplaceFacilitatorTax-Principal", "2.07"),
        ("Commission", "3.75"),
        ("RefundCommission", "-0.75"),
    ]
    assert "\tRET-1\t" in text


def test_one_message_fails_alone(api: Any) -> None:
    order, item = shipped(api)
    report = api.feed(
        ADJUST,
        envelope(
            "OrderAdjustment",
            adjustment(order, item, {"Principal": "50.01"}),
            adjustment(order, item, {"Principal": "10.00"}),
            adjustment("111-0000000-0000000", item, {"Principal": "1.00"}),
        ),
    )
    assert "<MessagesProcessed>3</MessagesProcessed>" in report
    assert "<MessagesSuccessful>1</MessagesSuccessful>" in report
    assert "<MessagesWithError>2</MessagesWithError>" in report
    assert "exceeds the remaining 50.00" in report
    refunds = [event for event in api.amazon.records.events if event.type == "Refund"]
    assert len(refunds) == 1


@pytest.mark.parametrize(
    ("amounts", "currency", "words"),
    [
        ({"Principal": "25.00"}, "EUR", "The currency of order"),
        ({"Principal": "-25.00"}, "USD", "wrong sign"),
        ({"RestockingFee": "-5.00"}, "USD", "restocking fee exceeds"),
        ({"Principal": "1.234"}, "USD", "not an amount of this currency"),
        ({"Principal": "ten"}, "USD", "is not an amount"),
        ({"Bonus": "1.00"}, "USD", "not eligible"),
        ({"Shipping": "1.00"}, "USD", "exceeds the remaining 0"),
        ({"Tax": "99.00"}, "USD", "exceeds the remaining"),
        ({}, "USD", "holds no item"),
    ],
)
def test_refunds_refused(api: Any, amounts: dict[str, str], currency: str, words: str) -> None:
    order, item = shipped(api)
    events = len(api.amazon.records.events)
    report = api.feed(
        ADJUST, envelope("OrderAdjustment", adjustment(order, item, amounts, currency))
    )
    assert words in report
    assert "<MessagesWithError>1</MessagesWithError>" in report
    assert len(api.amazon.records.events) == events


def test_tax_inside_the_price_is_not_eligible(api: Any) -> None:
    order, item = shipped(api, tax_rate=D(0))
    body = adjustment(order, item, {"Principal": "25.00", "Tax": "2.00"})
    assert "Tax is not eligible" in api.feed(ADJUST, envelope("OrderAdjustment", body))


def test_a_refund_that_gives_nothing(api: Any) -> None:
    order, item = shipped(api, tax_rate=D(0))
    body = adjustment(order, item, {"Principal": "5.00", "RestockingFee": "-5.00"})
    assert "must be a credit" in api.feed(ADJUST, envelope("OrderAdjustment", body))


def test_a_component_without_its_wrapper_is_5000(api: Any) -> None:
    order, item = shipped(api)
    body = adjustment(order, item, {}).replace(
        "<ItemPriceAdjustments>", "<ItemPriceAdjustments><Type>Principal</Type>"
    )
    assert failures(api.feed(ADJUST, envelope("OrderAdjustment", body))) == ["5000"]


@pytest.mark.parametrize("content", ["<AmazonEnvelope>", "", envelope("OrderAcknowledgement", "")])
def test_what_is_no_such_document_is_5000(api: Any, content: str) -> None:
    assert failures(api.feed(ADJUST, content)) == ["5000"]


def test_entities_are_not_expanded(api: Any) -> None:
    order, item = shipped(api)
    body = adjustment(order, item, {"Principal": "&x;"})
    content = envelope("OrderAdjustment", body).replace(
        "<AmazonEnvelope>", '<!DOCTYPE a [<!ENTITY x "25.00">]><AmazonEnvelope>', 1
    )
    assert failures(api.feed(ADJUST, content)) == ["5000"]


def test_fba_orders_are_refunded_by_amazon_only(api: Any) -> None:
    order, item = shipped(api, fulfilled_by="AFN")
    report = api.feed(
        ADJUST, envelope("OrderAdjustment", adjustment(order, item, {"Principal": "1.00"}))
    )
    assert "fulfilled by Amazon" in report


def test_a_restocking_fee_and_goodwill(api: Any) -> None:
    order, item = shipped(api, tax_rate=D(0))
    amounts = {"Principal": "25.00", "RestockingFee": "-5.00", "Goodwill": "2.00"}
    report = api.feed(ADJUST, envelope("OrderAdjustment", adjustment(order, item, amounts)))
    assert failures(report) == []
    [refund] = [event for event in api.amazon.records.events if event.type == "Refund"]
    lines = {line.description: str(line.amount) for line in refund.lines}
    assert lines == {
        "Principal": "-25.00", "RestockingFee": "5.00", "Goodwill": "-2.00",
        "Commission": "3.75", "RefundCommission": "-0.75",
    }  # fmt: skip


def test_flat_file_of_adjustments(api: Any) -> None:
    order, item = shipped(api)
    content = (
        "order-id\torder-item-id\tadjustment-reason-code\tcurrency\titem-price-adj\titem-tax-adj\n"
        f"{order}\t{item}\tCustomerReturn\tUSD\t25.00\t2.07\n"
        f"{order}\t{item}\tNobodyKnows\tUSD\t25.00\t\n"
    )
    report = api.feed(
        "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA", content, "text/tab-separated-values"
    )
    assert "Number of records processed\t\t2" in report
    assert "Number of records successful\t\t1" in report


def test_cancelling_and_naming_an_order(api: Any) -> None:
    made, other = (api.desk.place_order({"AMZ-LAMP": 1}) for _ in range(2))
    cancel = (
        f"<AmazonOrderID>{made.id}</AmazonOrderID><StatusCode>Failure</StatusCode><Item>"
        f"<AmazonOrderItemCode>{made.items[0].id}</AmazonOrderItemCode>"
        "<CancelReason>NoInventory</CancelReason></Item>"
    )
    name = (
        f"<AmazonOrderID>{other.id}</AmazonOrderID><MerchantOrderID>SO-1</MerchantOrderID>"
        "<StatusCode>Success</StatusCode>"
    )
    wrong = cancel.replace("NoInventory", "NoReason")
    report = api.feed(ACKNOWLEDGE, envelope("OrderAcknowledgement", wrong, cancel, name))
    assert "<MessagesSuccessful>2</MessagesSuccessful>" in report
    assert api.desk.order(made.id).status == "Canceled"
    assert api.get(f"/orders/v0/orders/{other.id}").body["payload"]["SellerOrderId"] == "SO-1"
    assert api.amazon.records.events_by_order.find(made.id) == []


def test_the_sellers_own_ids_come_back_in_settlements(new_api: Callable[..., Any]) -> None:
    """Of what is posted after he told them; V1 and V2 alike."""
    api = new_api(date(2026, 9, 1), datetime(2026, 9, 1, 9, tzinfo=UTC))
    made, quiet = (api.desk.place_order({"AMZ-LAMP": 2}) for _ in range(2))
    item = made.items[0].id
    api.desk.ship(made.id, {"AMZ-LAMP": 1})
    name = (
        f"<AmazonOrderID>{made.id}</AmazonOrderID><MerchantOrderID>SO-1</MerchantOrderID>"
        f"<StatusCode>Success</StatusCode><Item><AmazonOrderItemCode>{item}</AmazonOrderItemCode>"
        "<MerchantOrderItemID>SO-1/1</MerchantOrderItemID></Item>"
    )
    wrong = name.replace(item, "1")
    report = api.feed(ACKNOWLEDGE, envelope("OrderAcknowledgement", wrong, name))
    assert failures(report) == ["18035"]
    api.later(hours=1)
    api.desk.ship(made.id, {"AMZ-LAMP": 1})
    api.desk.ship(quiet.id)
    # The refund names order and item as the seller does.
    back = (
        "<MerchantOrderID>SO-1</MerchantOrderID><AdjustedItem>"
        "<MerchantOrderItemID>SO-1/1</MerchantOrderItemID>"
        "<AdjustmentReason>CustomerReturn</AdjustmentReason><ItemPriceAdjustments><Component>"
        '<Type>Principal</Type><Amount currency="USD">25.00</Amount></Component>'
        "</ItemPriceAdjustments></AdjustedItem>"
    )
    assert failures(api.feed(ADJUST, envelope("OrderAdjustment", back))) == []
    api.later(days=14)
    api.desk.close_period()
    told = {}
    for version in ("", "_V2"):
        type = f"GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE{version}"
        [listed] = api.get("/reports/2021-06-30/reports", reportTypes=type).body["reports"]
        path = f"/reports/2021-06-30/documents/{listed['reportDocumentId']}"
        text = api.document(path).decode("cp1252")
        rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
        told[version] = {
            (row["transaction-type"], row["merchant-order-id"], row["merchant-order-item-id"])
            for row in rows[1:]
            if row["order-item-code"]
        }
    assert told[""] == told["_V2"]
    assert told["_V2"] == {
        ("Order", made.id, ""),
        ("Order", "SO-1", "SO-1/1"),
        ("Order", quiet.id, ""),
        ("Refund", "SO-1", "SO-1/1"),
    }


def test_a_shipped_order_cannot_be_cancelled(api: Any) -> None:
    order, item = shipped(api)
    cancel = (
        f"<AmazonOrderID>{order}</AmazonOrderID><StatusCode>Failure</StatusCode><Item>"
        f"<AmazonOrderItemCode>{item}</AmazonOrderItemCode>"
        "<CancelReason>NoInventory</CancelReason></Item>"
    )
    assert "cannot be canceled" in api.feed(ACKNOWLEDGE, envelope("OrderAcknowledgement", cancel))


def test_a_shipment_by_feed(api: Any) -> None:
    made = api.desk.place_order({"AMZ-LAMP": 2})
    body = (
        f"<AmazonOrderID>{made.id}</AmazonOrderID><FulfillmentData><CarrierCode>UPS</CarrierCode>"
        "<ShipperTrackingNumber>1Z9</ShipperTrackingNumber></FulfillmentData><Item>"
        f"<AmazonOrderItemCode>{made.items[0].id}</AmazonOrderItemCode><Quantity>1</Quantity></Item>"
    )
    report = api.feed("POST_ORDER_FULFILLMENT_DATA", envelope("OrderFulfillment", body))
    assert failures(report) == []
    assert api.desk.order(made.id).status == "PartiallyShipped"


def test_a_feed_on_its_way(api: Any) -> None:
    api.amazon.settings.feed_queue_seconds = 30
    api.amazon.settings.feed_work_seconds = 60
    kind = "text/xml; charset=UTF-8"
    made = api.post(f"{FEEDS}/documents", {"contentType": kind}).body
    body = {"feedType": ADJUST, "marketplaceIds": [US]}
    body["inputFeedDocumentId"] = made["feedDocumentId"]
    api.send("PUT", made["url"], envelope("OrderAdjustment").encode(), {"content-type": kind})
    path = f"{FEEDS}/feeds/{api.post(f'{FEEDS}/feeds', body).body['feedId']}"

    def status() -> str:
        api.work()
        return str(api.get(path).body["processingStatus"])

    assert status() == "IN_QUEUE"
    api.later(seconds=30)
    assert status() == "IN_PROGRESS"
    api.refused(400, "InvalidInput", lambda: api.call("DELETE", path))
    api.later(seconds=60)
    assert status() == "DONE"
    [told] = api.desk.notifications("FEED_PROCESSING_FINISHED")
    assert '"processingStatus":"DONE"' in told.body
    assert [feed["feedId"] for feed in api.get(f"{FEEDS}/feeds", feedTypes=ADJUST).body["feeds"]]


def test_a_feed_that_waits_can_be_cancelled(api: Any) -> None:
    made = api.post(f"{FEEDS}/documents", {"contentType": "text/xml"}).body
    body = {"feedType": ADJUST, "marketplaceIds": [US]}
    body["inputFeedDocumentId"] = made["feedDocumentId"]
    path = f"{FEEDS}/feeds/{api.post(f'{FEEDS}/feeds', body).body['feedId']}"
    assert api.call("DELETE", path).status == 200
    api.work()
    assert api.get(path).body["processingStatus"] == "CANCELLED"


def test_a_document_that_was_never_uploaded_is_fatal(api: Any) -> None:
    made = api.post(f"{FEEDS}/documents", {"contentType": "text/xml"}).body
    body = {"feedType": ADJUST, "marketplaceIds": [US]}
    body["inputFeedDocumentId"] = made["feedDocumentId"]
    key = api.post(f"{FEEDS}/feeds", body).body["feedId"]
    api.work()
    feed = api.get(f"{FEEDS}/feeds/{key}").body
    assert feed["processingStatus"] == "FATAL"
    assert "resultFeedDocumentId" not in feed


def test_an_upload_of_another_type_or_too_late(api: Any) -> None:
    made = api.post(f"{FEEDS}/documents", {"contentType": "text/xml; charset=UTF-8"}).body
    other = api.send("PUT", made["url"], b"<a/>", {"content-type": "text/plain"})
    assert (other.status, "SignatureDoesNotMatch" in other.text) == (403, True)
    api.later(minutes=5)
    late = api.send("PUT", made["url"], b"<a/>", {"content-type": "text/xml; charset=UTF-8"})
    assert (late.status, "Request has expired" in late.text) == (403, True)


@pytest.mark.parametrize(
    "body",
    [
        {"feedType": "POST_SOMETHING", "marketplaceIds": [US], "inputFeedDocumentId": "x"},
        {"feedType": ADJUST, "marketplaceIds": [US], "inputFeedDocumentId": "x"},
        {"feedType": ADJUST, "marketplaceIds": [], "inputFeedDocumentId": "x"},
    ],
)
def test_feeds_refused(api: Any, body: dict[str, Any]) -> None:
    api.refused(400, "InvalidInput", lambda: api.post(f"{FEEDS}/feeds", body))


def test_what_was_sent_can_be_read_again(api: Any) -> None:
    made = api.desk.place_order({"AMZ-LAMP": 1})
    body = f"<AmazonOrderID>{made.id}</AmazonOrderID><StatusCode>Success</StatusCode>"
    content = envelope("OrderAcknowledgement", body)
    api.feed(ACKNOWLEDGE, content)
    [feed] = api.amazon.records.feeds
    path = f"{FEEDS}/documents/{feed.source}"
    assert api.get(path).body["feedDocumentId"] == feed.source
    assert api.document(path) == content.encode()


def test_lists_and_documents_refused(api: Any) -> None:
    api.refused(400, "InvalidInput", lambda: api.post(f"{FEEDS}/documents", {"contentType": 1}))
    api.refused(400, "InvalidInput", lambda: api.get(f"{FEEDS}/feeds"))
    api.refused(400, "InvalidInput", lambda: api.get(f"{FEEDS}/feeds", nextToken="nonsense"))


def test_a_body_that_is_no_json(api: Any) -> None:
    headers = {"x-amz-access-token": api.token, "content-type": "text/plain"}
    url = f"https://sellingpartnerapi-na.amazon.com{FEEDS}/feeds"
    assert api.send("POST", url, b"{}", headers).status == 415
    headers["content-type"] = "application/json"
    assert api.send("POST", url, b"{", headers).status == 400
