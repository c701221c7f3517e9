"""Orders: what is written, what is found, what is shipped."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import sandbox.ebay
from sandbox.ebay.desk import Wanted
from sandbox.ebay.errors import FulfillmentError
from sandbox.ebay.rules import order_search, orders, shipping
from sandbox.ebay.rules.requests import shipment_request
from sandbox.ebay.settings import Settings
from sandbox.ebay.wire.orders import fulfilments
from sandbox.ebay.wire.shapes import text

D = Decimal
MEMBERS = [
    "orderId", "legacyOrderId", "creationDate", "lastModifiedDate", "orderFulfillmentStatus",
    "orderPaymentStatus", "sellerId", "buyer", "pricingSummary", "cancelStatus", "paymentSummary",
    "fulfillmentStartInstructions", "fulfillmentHrefs", "lineItems", "ebayCollectAndRemitTax",
    "salesRecordReference", "totalFeeBasisAmount", "totalMarketplaceFee",
]  # fmt: skip


def test_members_in_the_recorded_order(account: Any) -> None:
    told = account.document(account.sold())
    assert list(told) == MEMBERS
    assert told["legacyOrderId"] == told["orderId"]
    assert told["buyer"]["username"] == "trailblazer_or"
    assert told["buyer"]["taxAddress"] == {
        "stateOrProvince": "OR",
        "postalCode": "97201",
        "countryCode": "US",
    }
    (payment,) = told["paymentSummary"]["payments"]
    assert list(payment) == [
        "paymentMethod", "paymentReferenceId", "paymentDate", "amount", "paymentStatus",
    ]  # fmt: skip
    assert payment["paymentReferenceId"] == "420001_S"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0.0"), ("0.00", "0.0"), ("43.10", "43.1"), ("268", "268.0"), ("69.73", "69.73"),
     ("-0.44", "-0.44"), ("1000.00", "1000.0"), ("1E+2", "100.0"), ("-0.00", "0.0")],
)  # fmt: skip
def test_amounts_are_never_padded(value: str, shown: str) -> None:
    assert text(D(value)) == shown


def test_discounts_are_negative_and_shipping_may_be_free(account: Any) -> None:
    wanted = Wanted(
        sku="EB-TENT", quantity=2, discount=D("8.00"), shipping=D("6.00"),
        shipping_discount=D("6.00"), promotion="AUTUMN", collected_tax=D(0),
    )  # fmt: skip
    told = account.document(account.desk.place_order([wanted]))
    assert {name: each["value"] for name, each in told["pricingSummary"].items()} == {
        "priceSubtotal": "80.0",
        "priceDiscount": "-8.0",
        "deliveryCost": "6.0",
        "deliveryDiscount": "-6.0",
        "total": "72.0",
    }
    (line,) = told["lineItems"]
    assert line["lineItemCost"]["value"] == "80.0"
    assert line["discountedLineItemCost"]["value"] == "72.0"
    assert line["appliedPromotions"][0]["promotionId"] == "AUTUMN"
    assert "ebayCollectAndRemitTax" not in told
    assert "ebayCollectAndRemitTaxes" not in line


def test_tax_of_the_seller_is_within_the_total(account: Any) -> None:
    wanted = Wanted(sku="EB-TENT", tax=D("3.30"), collected_tax=D(0))
    told = account.document(account.desk.place_order([wanted]))
    assert told["pricingSummary"]["tax"]["value"] == "3.3"
    assert told["pricingSummary"]["total"]["value"] == "43.3"
    assert told["lineItems"][0]["taxes"] == [{"amount": {"value": "3.3", "currency": "USD"}}]


def test_an_order_that_is_not_paid_yet(account: Any) -> None:
    order = account.desk.place_order({"EB-LAMP": 1}, pending=True)
    told = account.document(order)
    assert told["orderPaymentStatus"] == "PENDING"
    (payment,) = told["paymentSummary"]["payments"]
    assert payment["paymentStatus"] == "PENDING"
    assert "paymentDate" not in payment
    assert len(account.records.transactions) == 0
    account.desk.fail_payment(order.id)
    assert account.document(order)["orderPaymentStatus"] == "FAILED"
    account.desk.pay(order.id)
    assert account.document(order)["orderPaymentStatus"] == "PAID"
    account.not_offered(lambda: account.desk.fail_payment(order.id))


def test_without_the_grant_a_buyer_has_no_name(account: Any) -> None:
    account.settings.buyer_details = False
    told = account.document(account.sold())
    ship_to = told["fulfillmentStartInstructions"][0]["shippingStep"]["shipTo"]
    assert ship_to == {
        "contactAddress": {
            "city": "Portland",
            "stateOrProvince": "OR",
            "postalCode": "97201",
            "countryCode": "US",
        }
    }
    assert "buyerRegistrationAddress" not in told["buyer"]


@pytest.mark.parametrize(("key", "status"), [("1", 400), ("", 400), ("01-00000-00000", 404)])
def test_no_such_order(account: Any, key: str, status: int) -> None:
    with pytest.raises(FulfillmentError) as raised:
        orders.find(account, key, absent=404)
    assert (raised.value.error_id, raised.value.status) == (32100, status)
    assert raised.value.message == f"Invalid order ID: {key}"


@pytest.mark.parametrize(
    "basket",
    [
        [],
        [Wanted(sku="NONE")],
        [Wanted(sku="EB-TENT", quantity=0)],
        [Wanted(sku="EB-TENT", discount=D("40.01"))],
        [Wanted(sku="EB-TENT", shipping_discount=D("1"))],
        [Wanted(sku="EB-TENT", price=D("1.001"))],
        [Wanted(sku="EB-TENT", tax=D("-1"))],
    ],
)
def test_what_nobody_can_buy(account: Any, basket: list[Wanted]) -> None:
    account.not_offered(lambda: account.desk.place_order(basket))


class TestSearch:
    @pytest.fixture(autouse=True)
    def _three(self, account: Any) -> None:
        self.account = account
        self.keys = []
        for _ in range(3):
            self.keys.append(account.sold().id)
            account.later(days=1)
        account.desk.ship(self.keys[1])

    def found(self, *filters: str, **query: str) -> list[int]:
        page = order_search.find(self.account, order_search.wanted(self.account, query, filters))
        return [self.keys.index(order.id) for order in page.orders]

    def test_newest_first(self) -> None:
        assert self.found() == [2, 1, 0]
        assert self.found(limit="2", offset="1") == [1, 0]

    @pytest.mark.parametrize(
        ("filter", "seen"),
        [
            ("creationdate:[2026-11-24T09:00:00.000Z..2026-11-25T09:00:00.000Z]", [1, 0]),
            ("creationdate:[2026-11-25T09:00:00.000Z..]", [2, 1]),
            ("creationdate:[2026-11-25T09:00:00.001Z..]", [2]),
            ("lastmodifieddate:[2026-11-27T09:00:00.000Z..]", [1]),
            ("orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}", [2, 0]),
            ("orderfulfillmentstatus:{FULFILLED|IN_PROGRESS}", [1]),
            ("creationdate:[2026-11-26T09:00:00.000Z..],lastmodifieddate:[2026-11-27T09:00:00.000Z..]",
             [2]),
            ("creationdate:[2026-11-24T09:00:00Z..],orderfulfillmentstatus:{FULFILLED|IN_PROGRESS}",
             [1]),
        ],
    )  # fmt: skip
    def test_filters(self, filter: str, seen: list[int]) -> None:
        assert self.found(filter) == seen

    def test_filters_in_two_parameters(self) -> None:
        two = ("creationdate:[2026-11-25T09:00:00.000Z..]",
               "orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}")  # fmt: skip
        assert self.found(*two) == [2]

    def test_a_change_moves_an_order_for_those_who_ask_for_changes(self) -> None:
        self.account.later(hours=1)
        self.account.desk.seller_refunds(self.keys[0])
        assert self.found("lastmodifieddate:[2026-11-27T10:00:00.000Z..]") == [0]

    def test_named_orders_and_nothing_else_counts(self) -> None:
        ids = f"{self.keys[2]},{self.keys[0]},01-00000-00000"
        assert self.found("nonsense:1", orderIds=ids, limit="999") == [2, 0]

    def test_ninety_days_without_a_filter_and_two_years_at_most(self) -> None:
        self.account.later(days=90)
        assert self.found() == []
        assert self.found("creationdate:[2026-11-01T00:00:00.000Z..]") == [2, 1, 0]
        self.account.later(days=700)
        assert self.found("creationdate:[2027-12-01T00:00:00.000Z..]") == []
        assert self.found(orderIds=self.keys[0]) == []

    @pytest.mark.parametrize(
        ("filter", "query", "code", "message"),
        [
            ("status:{NEW}", {}, 30700, "Invalid filter name: status"),
            ("orderfulfillmentstatus:NOT_STARTED", {}, 30800,
             "Invalid filter value 'NOT_STARTED' for filter 'orderfulfillmentstatus'"),
            ("orderfulfillmentstatus:{NOT_STARTED}", {}, 30800, ""),
            ("creationdate:2026-11-24", {}, 30800, ""),
            ("creationdate:[2026-11-24..]", {}, 30810, "Invalid date format"),
            ("creationdate:[2026-02-30T00:00:00.000Z..]", {}, 30810, ""),
            ("creationdate:[..2026-11-24T00:00:00.000Z]", {}, 30820, "Start date is missing"),
            ("creationdate:[2024-11-23T00:00:00.000Z..2026-11-24T00:00:00.000Z]", {}, 30830, ""),
            ("creationdate:[2026-11-25T00:00:00.000Z..2026-11-24T00:00:00.000Z]", {}, 30840, ""),
            ("creationdate:[2026-11-24T00:00:00.000Z..2027-11-24T00:00:00.000Z]", {}, 30850, ""),
            ("lastmodifieddate:[2027-11-24T00:00:00.000Z..]", {}, 30850, ""),
            ("", {"orderIds": ",".join("01-00000-00000" for _ in range(51))}, 30900, ""),
            ("", {"offset": "-1"}, 31000, "Invalid offset: -1"),
            ("", {"limit": "201"}, 31100, "Invalid limit: 201"),
            ("", {"limit": "0"}, 31100, "Invalid limit: 0"),
            ("", {"limit": "ten"}, 31100, "Invalid limit: ten"),
            ("", {"fieldGroups": "ALL"}, 32800, "Invalid field group: ALL"),
        ],
    )  # fmt: skip
    def test_wrong_questions(
        self, filter: str, query: dict[str, str], code: int, message: str
    ) -> None:
        with pytest.raises(FulfillmentError) as raised:
            order_search.wanted(self.account, query, [filter])
        assert raised.value.error_id == code
        assert message in raised.value.message


class TestShipping:
    def ship(self, account: Any, order: Any, **body: Any) -> Any:
        with account.store.transaction():
            return shipping.ship(account, account.order(order), shipment_request(body))

    def test_in_two_parcels(self, account: Any) -> None:
        order = account.desk.place_order({"EB-LAMP": 3})
        line = order.lines[0].id
        first = self.ship(
            account, order, lineItems=[{"lineItemId": line, "quantity": 1}],
            shippingCarrierCode="USPS", trackingNumber="9400-1000 1",
        )  # fmt: skip
        assert first.id == "940010001"
        assert account.document(order)["orderFulfillmentStatus"] == "IN_PROGRESS"
        second = self.ship(account, order, lineItems=[{"lineItemId": line, "quantity": 2}])
        assert (len(second.id), second.id[:2]) == (28, "EX")
        told = account.document(order)
        assert told["orderFulfillmentStatus"] == "FULFILLED"
        assert told["lineItems"][0]["lineItemFulfillmentStatus"] == "FULFILLED"
        base = f"https://api.ebay.com/sell/fulfillment/v1/order/{order.id}/shipping_fulfillment"
        assert told["fulfillmentHrefs"] == [f"{base}/940010001", f"{base}/{second.id}"]
        shown = fulfilments(account.order(order))
        assert shown["total"] == 2
        assert shown["fulfillments"][0] == {
            "fulfillmentId": "940010001",
            "shipmentTrackingNumber": "940010001",
            "shippingCarrierCode": "USPS",
            "shippedDate": "2026-11-24T09:00:00.000Z",
            "lineItems": [{"lineItemId": line, "quantity": 1}],
        }
        assert "shippingCarrierCode" not in shown["fulfillments"][1]

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"lineItems": [{"lineItemId": "1"}]}, 32200),
            ({"lineItems": [{"lineItemId": "L"}, {"lineItemId": "L"}]}, 32210),
            ({"trackingNumber": "1"}, 32300),
            ({"shippingCarrierCode": "USPS"}, 32300),
            ({"shippingCarrierCode": "USPS", "trackingNumber": "--"}, 32300),
            ({"shippedDate": "2026-12-24T00:00:00.000Z"}, 32500),
            ({"shippedDate": "2026-11-01T00:00:00.000Z"}, 32500),
            ({"shippedDate": "today"}, 32500),
            ({"lineItems": [{"lineItemId": "L", "quantity": 4}]}, 32600),
            ({"lineItems": [{"lineItemId": "L", "quantity": 0}]}, 32600),
            ({"lineItems": [{"lineItemId": "L", "quantity": "1"}]}, 2004),
            ({"lineItems": "L"}, 2004),
        ],
    )
    def test_wrong_parcels(self, account: Any, body: dict[str, Any], code: int) -> None:
        order = account.desk.place_order({"EB-LAMP": 3})
        line = order.lines[0].id
        if isinstance(body.get("lineItems"), list):
            lines = [
                {**each, "lineItemId": line} if each["lineItemId"] == "L" else each
                for each in body["lineItems"]
            ]
            body = body | {"lineItems": lines}
        assert account.refused(lambda: self.ship(account, order, **body)) == code

    def test_everything_is_shipped_or_the_order_is_gone(self, account: Any) -> None:
        order = account.sold()
        parcel = {"shippingCarrierCode": "USPS", "trackingNumber": "94001"}
        self.ship(account, order, **parcel)
        assert account.refused(lambda: self.ship(account, order)) == 32600
        gone = account.sold()
        account.desk.cancel(gone.id)
        account.later(minutes=1)
        assert account.refused(lambda: self.ship(account, gone)) == 32600

    def test_the_same_number_again(self, account: Any) -> None:
        order = account.desk.place_order({"EB-LAMP": 2})
        parcel = {"shippingCarrierCode": "USPS", "trackingNumber": "94001",
                  "lineItems": [{"lineItemId": order.lines[0].id, "quantity": 1}]}  # fmt: skip
        self.ship(account, order, **parcel)
        assert account.refused(lambda: self.ship(account, order, **parcel)) == 34500

    def test_a_seller_who_is_suspended(self, account: Any) -> None:
        order = account.sold()
        account.settings.seller_suspended = True
        assert account.refused(lambda: self.ship(account, order)) == 32400

    def test_no_parcel_of_that_number(self, account: Any) -> None:
        order = account.sold()
        with pytest.raises(FulfillmentError) as raised:
            shipping.find(order, "1")
        assert (raised.value.error_id, raised.value.status) == (32110, 404)


def test_what_a_subscriber_could_be_told(account: Any) -> None:
    order = account.sold()
    account.desk.ship(order.id)
    cancelled = account.sold()
    account.desk.cancel(cancelled.id)
    account.later(minutes=1)
    assert [event.topic for event in account.records.events] == [
        "ORDER_CONFIRMATION",
        "ITEM_MARKED_SHIPPED",
        "ORDER_CONFIRMATION",
        "ORDER_CANCELLATION_ACTIVITY",
    ]


def test_every_switch_is_asked_somewhere() -> None:
    rooms = Path(sandbox.ebay.__file__).parent.rglob("*.py")
    code = "".join(room.read_text() for room in rooms if room.name != "settings.py")
    assert [name for name in Settings.names() if f"settings.{name}" not in code] == []
