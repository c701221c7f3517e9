"""Orders v0 and 2026-01-01 over HTTP."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.amazon.desk import Wanted

D = Decimal
US = "ATVPDKIKX0DER"
V0 = "/orders/v0/orders"
NEW = "/orders/2026-01-01/orders"
SENTENCE = "The input you have submitted is not valid. Please check your input and try again."
ALL = "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT"


def place(api: Any, **more: Any) -> str:
    basket = [
        Wanted(
            sku="AMZ-LAMP", quantity=2, shipping=D("4.99"), discount=D("5.00"),
            promotion_id="PLM-1",
        )
    ]  # fmt: skip
    return str(api.desk.place_order(basket, **more).id)


def listed(api: Any, **query: Any) -> list[str]:
    answer = api.get(V0, MarketplaceIds=US, CreatedAfter="2026-11-01T00:00:00Z", **query)
    assert answer.status == 200, answer.text
    return [order["AmazonOrderId"] for order in answer.body["payload"]["Orders"]]


def test_v0_order_as_a_client_reads_it(api: Any) -> None:
    key = place(api)
    api.later(minutes=3)
    answer = api.get(V0, MarketplaceIds=US, CreatedAfter="2026-11-01T00:00:00Z")
    [order] = answer.body["payload"]["Orders"]
    # 50.00 + 4.99 - 5.00, 8.25 % of 45.00 and of 4.99: 3.71 + 0.41
    assert order["OrderTotal"] == {"CurrencyCode": "USD", "Amount": "54.11"}
    assert order["AmazonOrderId"] == key
    assert (order["OrderStatus"], order["FulfillmentChannel"]) == ("Unshipped", "MFN")
    assert (order["NumberOfItemsShipped"], order["NumberOfItemsUnshipped"]) == (0, 2)
    assert order["PurchaseDate"] == "2026-11-24T09:00:00Z"
    assert order["IsReplacementOrder"] is False
    assert "BuyerInfo" not in order
    assert "ShippingAddress" not in order
    assert answer.body["payload"]["CreatedBefore"] == "2026-11-24T09:01:00Z"


def test_v0_items_are_line_totals(api: Any) -> None:
    key = place(api)
    payload = api.get(f"{V0}/{key}/orderItems").body["payload"]
    assert payload["AmazonOrderId"] == key
    [item] = payload["OrderItems"]
    assert item["ItemPrice"] == {"CurrencyCode": "USD", "Amount": "50.00"}
    assert item["ItemTax"]["Amount"] == "3.71"
    assert item["ShippingPrice"]["Amount"] == "4.99"
    assert item["PromotionDiscount"]["Amount"] == "5.00"
    assert item["PromotionIds"] == ["PLM-1"]
    assert item["TaxCollection"]["Model"] == "MarketplaceFacilitator"
    assert item["IsGift"] == "false"
    assert (item["QuantityOrdered"], item["QuantityShipped"]) == (2, 0)


def test_pending_orders_have_no_price_and_nobody(api: Any) -> None:
    key = place(api, pending=True)
    order = api.get(f"{V0}/{key}").body["payload"]
    assert order["OrderStatus"] == "Pending"
    assert not {"OrderTotal", "BuyerInfo", "ShippingAddress"} & set(order)
    [item] = api.get(f"{V0}/{key}/orderItems").body["payload"]["OrderItems"]
    assert "ItemPrice" not in item
    new = api.get(f"{NEW}/{key}", includedData=ALL).body["order"]
    assert not {"buyer", "recipient", "proceeds"} & set(new)
    api.desk.authorise(key)
    assert "OrderTotal" in api.get(f"{V0}/{key}").body["payload"]


def test_restricted_data_needs_its_token(api: Any) -> None:
    key = place(api, purchase_order="PO-7")
    for path in ("address", "buyerInfo", "orderItems/buyerInfo"):
        api.refused(403, "Unauthorized", lambda path=path: api.get(f"{V0}/{key}/{path}"))
    token = api.restrict(
        {"method": "GET", "path": "/orders/v0/orders/{orderId}/address"},
        {"method": "GET", "path": f"/orders/v0/orders/{key}/buyerInfo"},
        {"method": "GET", "path": V0, "dataElements": ["buyerInfo", "shippingAddress"]},
    )
    assert token.startswith("Atz.sprdt|")
    address = api.call("GET", f"{V0}/{key}/address", token=token).body["payload"]
    assert address["ShippingAddress"]["Name"] == "Jane Roe"
    buyer = api.call("GET", f"{V0}/{key}/buyerInfo", token=token).body["payload"]
    assert (buyer["BuyerName"], buyer["PurchaseOrderNumber"]) == ("Jane Roe", "PO-7")
    api.universe.clock.advance(timedelta(minutes=3))
    answer = api.call("GET", V0, token=token, MarketplaceIds=US, CreatedAfter="2026-11-01")
    [order] = answer.body["payload"]["Orders"]
    assert order["BuyerInfo"]["BuyerName"] == "Jane Roe"
    assert order["ShippingAddress"]["PostalCode"] == "97201"
    # What was not asked for stays closed, and an hour is all.
    other = api.call("GET", f"{V0}/{key}/orderItems/buyerInfo", token=token)
    assert (other.status, other.error[0]) == (403, "Unauthorized")
    api.universe.clock.advance(timedelta(hours=1))
    late = api.call("GET", f"{V0}/{key}/address", token=token)
    assert late.error[2] == "The access token you provided has expired."


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ({}, "Resource not provided."),
        ({"restrictedResources": []}, "Resource not provided."),
        ({"restrictedResources": [{"method": "", "path": V0}]}, "Resource not provided."),
        (
            {"restrictedResources": [{"method": "GET", "path": V0, "dataElements": ["name"]}]},
            "A data element is not valid.",
        ),
    ],
)  # fmt: skip
def test_restricted_tokens_refused(api: Any, body: dict[str, Any], details: str) -> None:
    answer = api.refused(
        400, "InvalidRequest", lambda: api.post("/tokens/2021-03-01/restrictedDataToken", body)
    )
    assert answer.error[1:] == ("Request is missing or has invalid parameters", details)


@pytest.mark.parametrize(
    "query",
    [
        {"CreatedAfter": "2026-11-01"},  # no marketplace
        {"MarketplaceIds": US},
        {"MarketplaceIds": US, "CreatedAfter": "2026-11-01", "LastUpdatedAfter": "2026-11-01"},
        {"MarketplaceIds": US, "CreatedAfter": "2026-11-01", "CreatedBefore": "2026-11-24T09:00"},
        {"MarketplaceIds": US, "CreatedAfter": "2026-11-20", "CreatedBefore": "2026-11-19"},
        {"MarketplaceIds": US, "CreatedAfter": "2026-11-20", "OrderStatuses": "Lost"},
        {"MarketplaceIds": US, "CreatedAfter": "2026-11-20", "OrderStatuses": "Unshipped"},
        {"MarketplaceIds": US, "CreatedAfter": "2026-11-20", "FulfillmentChannels": "FBA"},
        {"MarketplaceIds": US, "CreatedAfter": "2026-11-20", "MaxResultsPerPage": "101"},
        {"MarketplaceIds": "A1PA6795UKMFR9", "CreatedAfter": "2026-11-20"},
        {"MarketplaceIds": US, "NextToken": "bm9uc2Vuc2U"},
    ],
)  # fmt: skip
def test_v0_refusals(api: Any, query: dict[str, str]) -> None:
    answer = api.refused(400, "InvalidInput", lambda: api.get(V0, **query))
    assert answer.error[1] == SENTENCE


def test_v0_dates_that_are_none(api: Any) -> None:
    answer = api.get(V0, MarketplaceIds=US, CreatedAfter="yesterday")
    assert answer.error == (
        "InvalidInput", "This is an invalid input", "Invalid date-time field(s) [CreatedAfter].",
    )  # fmt: skip


def test_v0_unknown_keys_are_left_alone(api: Any) -> None:
    key = place(api)
    api.later(minutes=3)
    assert listed(api, marketplace_ids=US, marketplaceIds=US, MarketplaceId=US) == [key]


def test_v0_pages(api: Any) -> None:
    keys = []
    for _ in range(5):
        keys.append(place(api))
        api.later(minutes=1)
    api.later(minutes=3)
    query = {"MarketplaceIds": US, "CreatedAfter": "2026-11-01", "MaxResultsPerPage": 2}
    found, calls = [], 0
    payload = api.get(V0, **query).body["payload"]
    while True:
        calls += 1
        found += [order["AmazonOrderId"] for order in payload["Orders"]]
        if "NextToken" not in payload:
            break
        place(api)  # what comes meanwhile shifts nothing
        payload = api.get(V0, MarketplaceIds=US, NextToken=payload["NextToken"]).body["payload"]
    assert (found, calls) == (keys, 3)


def test_v0_filters(api: Any) -> None:
    mine, theirs = place(api), place(api, fulfilled_by="AFN")
    api.desk.ship(theirs)
    api.later(minutes=3)
    assert listed(api, FulfillmentChannels="AFN") == [theirs]
    assert listed(api, OrderStatuses="Unshipped,PartiallyShipped") == [mine]
    assert listed(api, AmazonOrderIds=mine) == [mine]
    assert listed(api, PaymentMethods="COD") == []
    answer = api.get(V0, MarketplaceIds=US, LastUpdatedAfter="2026-11-24T09:00:00Z")
    assert "LastUpdatedBefore" in answer.body["payload"]


def test_v0_unknown_order(api: Any) -> None:
    assert api.get(f"{V0}/111-1111111-1111111").error[0] == "NotFound"
    assert api.get(f"{V0}/1234").status == 400
    assert api.get(f"{V0}/111-1111111-1111111/orderItems").error[0] == "NotFound"
    assert api.get(f"{NEW}/111-1111111-1111111").error[0] == "NotFound"


def test_gift_wrap_of_an_item(api: Any) -> None:
    basket = [Wanted(sku="AMZ-LAMP", gift_wrap=D("3.00"))]
    key = api.desk.place_order(basket).id
    token = api.restrict({"method": "GET", "path": f"{V0}/{{orderId}}/orderItems/buyerInfo"})
    path = f"{V0}/{key}/orderItems/buyerInfo"
    [item] = api.call("GET", path, token=token).body["payload"]["OrderItems"]
    assert item["GiftWrapPrice"] == {"CurrencyCode": "USD", "Amount": "3.00"}
    assert item["GiftWrapTax"]["Amount"] == "0.25"


def confirmation(item: str, quantity: int, reference: str = "1", **more: Any) -> dict[str, Any]:
    package = {
        "packageReferenceId": reference,
        "carrierCode": "UPS",
        "trackingNumber": "1Z999",
        "shipDate": "2026-11-24T09:30:00Z",
        "orderItems": [{"orderItemId": item, "quantity": quantity}],
    }
    return {"marketplaceId": US, "packageDetail": package | more}


def test_shipment_confirmation_in_two_packages(api: Any) -> None:
    key = place(api)
    [item] = api.desk.order(key).items
    path = f"{V0}/{key}/shipmentConfirmation"
    api.later(hours=1)
    first = api.post(path, confirmation(item.id, 1))
    assert (first.status, first.raw) == (204, b"")
    assert api.get(f"{V0}/{key}").body["payload"]["OrderStatus"] == "PartiallyShipped"
    again = api.refused(400, "InvalidInput", lambda: api.post(path, confirmation(item.id, 1)))
    assert "PackageReferenceId" in again.error[2]
    assert api.post(path, confirmation(item.id, 1, "2")).status == 204
    assert api.get(f"{V0}/{key}").body["payload"]["OrderStatus"] == "Shipped"
    # 50.00, 4.99, 5.00: both halves together are the whole.
    total = sum(event.total for event in api.amazon.records.events)
    # 50.00 + 4.99 - 5.00 - 7.50 - 0.75
    assert total == D("41.74")
    packages = api.get(f"{NEW}/{key}", includedData="PACKAGES").body["order"]["packages"]
    assert [package["packageReferenceId"] for package in packages] == ["1", "2"]


@pytest.mark.parametrize(
    "change",
    [
        {"trackingNumber": ""},
        {"packageReferenceId": "A"},
        {"shipDate": "soon"},
        {"shipDate": "2026-11-20T00:00:00Z"},
        {"shipDate": "2026-12-20T00:00:00Z"},
        {"orderItems": []},
        {"orderItems": [{"orderItemId": "1", "quantity": 1}]},
        {"carrierCode": "Other"},
    ],
)
def test_shipment_confirmation_refused(api: Any, change: dict[str, Any]) -> None:
    key = place(api)
    [item] = api.desk.order(key).items
    api.later(hours=1)
    path = f"{V0}/{key}/shipmentConfirmation"
    body = confirmation(item.id, 1, **change)
    api.refused(400, "InvalidInput", lambda: api.post(path, body))
    api.refused(400, "InvalidInput", lambda: api.post(path, confirmation(item.id, 3)))


def test_fba_orders_are_not_the_sellers_to_ship(api: Any) -> None:
    key = place(api, fulfilled_by="AFN")
    [item] = api.desk.order(key).items
    api.later(hours=1)
    path = f"{V0}/{key}/shipmentConfirmation"
    api.refused(400, "InvalidInput", lambda: api.post(path, confirmation(item.id, 1)))


def test_2026_order(api: Any) -> None:
    key = place(api, prime=True, fulfilled_by="AFN")
    api.later(minutes=3)
    answer = api.get(NEW, createdAfter="2026-11-01T00:00:00Z", includedData=ALL)
    [order] = answer.body["orders"]
    assert "payload" not in answer.body
    assert answer.body["createdBefore"] == "2026-11-24T09:01:00Z"
    assert order["orderId"] == key
    assert order["programs"] == ["PRIME"]
    assert order["salesChannel"]["marketplaceName"] == "Amazon.com"
    assert order["proceeds"]["grandTotal"] == {"amount": "54.11", "currencyCode": "USD"}
    assert order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    assert order["fulfillment"]["fulfilledBy"] == "AMAZON"
    assert order["buyer"]["buyerName"] == "Jane Roe"
    [item] = order["orderItems"]
    assert item["product"]["price"]["unitPrice"]["amount"] == "25.00"
    assert item["proceeds"]["proceedsTotal"]["amount"] == "54.11"
    parts = item["proceeds"]["breakdowns"]
    assert {each["type"]: each["subtotal"]["amount"] for each in parts} == {
        "ITEM": "50.00", "SHIPPING": "4.99", "TAX": "4.12", "DISCOUNT": "-5.00",
    }  # fmt: skip
    assert item["tax"]["taxCollections"][0]["model"] == "MARKETPLACE_FACILITATOR"


def test_2026_items_always_the_rest_on_demand_and_the_buyer_by_role(api: Any) -> None:
    key = place(api)
    bare = api.get(f"{NEW}/{key}").body["order"]
    assert bare["orderItems"][0]["product"]["sellerSku"] == "AMZ-LAMP"
    assert not {"buyer", "recipient", "proceeds", "fulfillment", "packages"} & set(bare)
    api.amazon.auth.set_roles("Inventory and Order Tracking")
    told = api.get(f"{NEW}/{key}", includedData=ALL).body["order"]
    assert "proceeds" in told
    assert not {"buyer", "recipient"} & set(told)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"createdAfter": "2026-11-01", "lastUpdatedAfter": "2026-11-01"},
        {"createdAfter": "2026-11-01", "fulfillmentStatuses": "Shipped"},
        {"createdAfter": "2026-11-01", "fulfilledBy": "AFN"},
        {"createdAfter": "2026-11-01", "includedData": "EVERYTHING"},
        {"createdAfter": "2026-11-01", "paginationToken": "nonsense"},
    ],
)
def test_2026_refusals(api: Any, query: dict[str, str]) -> None:
    api.refused(400, "InvalidInput", lambda: api.get(NEW, **query))


def test_2026_cancelled_with_two_l(api: Any) -> None:
    key = place(api)
    api.desk.cancel(key)
    order = api.get(f"{NEW}/{key}", includedData=ALL).body["order"]
    assert order["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    [item] = order["orderItems"]
    assert item["cancellation"]["cancellationExecution"]["cancelledBy"] == "BUYER"
    assert api.get(f"{V0}/{key}").body["payload"]["OrderStatus"] == "Canceled"
    [old] = api.get(f"{V0}/{key}/orderItems").body["payload"]["OrderItems"]
    assert old["QuantityOrdered"] == 0


def test_old_orders_are_gone(api: Any) -> None:
    key = place(api)
    api.later(days=731)
    assert api.get(f"{V0}/{key}").status == 404
