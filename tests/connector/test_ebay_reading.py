"""eBay's JSON, read: amounts as recorded in production, refunds by line, what tells no amount."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connector.channels.channel import RefundInstruction
from connector.channels.ebay_finances import PurseRefund, with_gross
from connector.channels.ebay_issuing import _body
from connector.channels.ebay_reading import read_order
from connector.channels.ebay_refunds import (
    given_back,
    read_refunds,
    standing,
    units_back,
    untold,
)
from connector.channels.ebay_returns import ReturnedUnits
from connector.channels.ebay_shipments import parcel
from connector.ebay_sites import ebay_site
from connector.model import MoneyState, Order, Restock
from connector.money import CurrencyMismatch, Money

US = ebay_site("EBAY_US")


def usd(value: str) -> dict[str, str]:
    return {"value": value, "currency": "USD"}


def line(key: str = "1", cost: str = "59.73", **more: Any) -> dict[str, Any]:
    """Members as recorded; `discountedLineItemCost` and `refunds` are absent without one."""
    return {
        "lineItemId": key,
        "legacyItemId": f"25{key}",
        "sku": f"SKU-{key}",
        "title": "Gas camping stove",
        "lineItemCost": usd(cost),
        "quantity": 1,
        "listingMarketplaceId": "EBAY_US",
        "lineItemFulfillmentStatus": "FULFILLED",
        "total": usd("69.73"),
        "deliveryCost": {"shippingCost": usd("10.0")},
        "taxes": [],
        **more,
    }


def order(*lines: dict[str, Any], total: str = "69.73", **more: Any) -> dict[str, Any]:
    return {
        "orderId": "01-00001-00001",
        "creationDate": "2026-03-21T08:25:43.000Z",
        "lastModifiedDate": "2026-03-22T09:00:00.000Z",
        "orderPaymentStatus": "PAID",
        "sellerId": "seller1",
        "buyer": {"username": "b1", "taxAddress": {"countryCode": "US"}},
        "pricingSummary": {
            "priceSubtotal": usd("59.73"),
            "deliveryCost": usd("10.0"),
            "total": usd(total),
        },
        "cancelStatus": {"cancelState": "NONE_REQUESTED", "cancelRequests": []},
        "paymentSummary": {"totalDueSeller": usd("58.91"), "refunds": [], "payments": []},
        "lineItems": list(lines) or [line()],
        **more,
    }


def refunds(*entries: tuple[str, str, str]) -> dict[str, Any]:
    """Under the order: (id, net, status)."""
    found = []
    for key, net, status in entries:
        entry: dict[str, Any] = {"amount": usd(net), "refundStatus": status}
        if key:
            entry["refundId"] = key
        if status != "PENDING":
            entry["refundDate"] = "2026-03-22T09:00:00.123Z"
        found.append(entry)
    return {"paymentSummary": {"refunds": found, "payments": []}}


def given(key: str, gross: str, date: str = "2026-03-22T09:00:00.000Z") -> dict[str, Any]:
    entry: dict[str, Any] = {"refundDate": date, "amount": usd(gross)}
    return entry | ({"refundId": key} if key else {})


def test_the_recorded_sale_comes_to_69_73_whatever_the_payment_says() -> None:
    told = order(
        line(ebayCollectAndRemitTaxes=[{"taxType": "STATE_SALES_TAX", "amount": usd("4.62")}]),
        ebayCollectAndRemitTax=True,
        totalFeeBasisAmount=usd("74.35"),
        totalMarketplaceFee=usd("10.82"),
    )
    told["paymentSummary"]["payments"] = [
        {"paymentReferenceId": "420001_S", "amount": usd("58.91"), "paymentStatus": "PAID"}
    ]
    read = read_order(told, US)
    assert (str(read.total), str(read.tax), str(read.shipping_net)) == (
        "69.73 USD",
        "0.00 USD",
        "10.00 USD",
    )
    (tender,) = read.tenders
    assert (tender.transaction_id, tender.method, str(tender.amount)) == (
        "420001_S",
        "ebay",
        "69.73 USD",
    )
    assert str(read.remainder) == "69.73 USD"


def test_the_recorded_full_refund_is_143_98_and_not_122_31() -> None:
    sold = line(cost="133.98", total=usd("143.98"), refunds=[given("5136618796", "143.98")])
    told = order(
        sold, total="143.98", orderPaymentStatus="FULLY_REFUNDED",
        **refunds(("5136618796", "122.31", "REFUNDED")),
    )  # fmt: skip
    (refund,) = read_refunds(told)
    assert str(refund.total) == "143.98 USD"
    (back,) = refund.lines
    assert (back.quantity, str(back.net), str(refund.shipping_net)) == (
        1,
        "133.98 USD",
        "10.00 USD",
    )
    assert back.restock is Restock.NO_RESTOCK
    assert str(given_back(told)) == "143.98 USD"
    assert units_back(told) == {"1": 1}


def test_the_recorded_partial_refund_is_50_00_and_not_43_10() -> None:
    sold = line(cost="182.87", total=usd("192.87"), refunds=[given("1", "50.0")])
    told = order(sold, total="192.87", **refunds(("1", "43.1", "REFUNDED")))
    (refund,) = read_refunds(told)
    assert (str(refund.total), refund.lines) == ("50.00 USD", ())
    assert units_back(told) == {}


def test_one_refund_of_two_lines_is_one() -> None:
    lines = [
        line("1", "20.0", total=usd("25.0"), deliveryCost={"shippingCost": usd("5.0")},
             refunds=[given("7", "25.0")]),
        line("2", "12.0", total=usd("12.0"), deliveryCost={"shippingCost": usd("0.0")},
             refunds=[given("7", "2.5"), given("8", "1.0", "2026-03-23T09:00:00.000Z")]),
    ]  # fmt: skip
    first, second = read_refunds(order(*lines, total="37.0"))
    assert (first.refund_id, str(first.total)) == ("7", "27.50 USD")
    assert [each.sku for each in first.lines] == ["SKU-1"]
    assert str(first.shipping_net) == "5.00 USD"
    assert (second.refund_id, str(second.total), second.lines) == ("8", "1.00 USD", ())


def test_what_follows_a_part_is_an_amount() -> None:
    parts = [given("1", "10.0"), given("2", "59.73", "2026-03-23T09:00:00.000Z")]
    first, second = read_refunds(order(line(refunds=parts)))
    assert (first.lines, second.lines) == ((), ())
    assert str(second.total) == "59.73 USD"


def test_pending_failed_and_external_ones_tell_no_amount() -> None:
    told = order(
        line(refunds=[given("1", "10.0"), given("", "5.0")]),
        **refunds(
            ("1", "8.51", "REFUNDED"),
            ("", "4.3", "REFUNDED"),
            ("3", "2.58", "PENDING"),
            ("4", "1.0", "FAILED"),
        ),
    )
    assert [each.refund_id for each in read_refunds(told)] == ["1"]
    external, pending = untold(told)
    assert (external.refund_id, str(external.net), external.pending) == (
        "external-2",
        "4.30 USD",
        False,
    )
    assert (pending.refund_id, pending.created_at, pending.pending) == ("3", None, True)
    assert str(given_back(told)) == "16.88 USD"
    assert standing(told) == {
        "1": MoneyState.DONE,
        "3": MoneyState.PENDING,
        "4": MoneyState.FAILED,
    }
    assert standing(told, datetime(2026, 3, 22, 9, 0, 1, tzinfo=UTC)) == {"3": MoneyState.PENDING}


def test_a_refund_that_the_line_shows_too_early_is_pending() -> None:
    entry = {"amount": usd("10.0"), "refundId": "1"}
    told = order(line(refunds=[entry]), **refunds(("1", "8.51", "PENDING")))
    (refund,) = read_refunds(told)
    assert refund.state is MoneyState.PENDING
    assert untold(told) == []


@pytest.mark.parametrize(
    ("amount", "units", "arrived", "restock"),
    [
        ("26.65", 1, True, Restock.RETURN),  # 53.30 of 2
        ("26.65", 1, False, Restock.NO_RESTOCK),
        ("20.0", 1, True, None),
        ("26.65", 3, True, None),
    ],
)
def test_a_return_tells_units_where_its_amount_is_their_price(
    amount: str, units: int, arrived: bool, restock: Restock | None
) -> None:
    sold = line(cost="53.3", quantity=2, total=usd("63.3"), refunds=[given("1", amount)])
    came_back = ReturnedUnits(
        item_id="251",
        transaction_id="1",
        quantity=units,
        amount=Money.of(amount, "USD"),
        arrived=arrived,
        closed_at="2026-03-22T09:00:00.000Z",
    )
    (refund,) = read_refunds(order(sold, total="63.3"), [came_back])
    assert [each.restock for each in refund.lines] == ([] if restock is None else [restock])


def test_goods_of_a_cancelled_order_never_left() -> None:
    sold = line(lineItemFulfillmentStatus="NOT_STARTED", refunds=[given("1", "69.73")])
    told = order(
        sold, cancelStatus={"cancelState": "CANCELED", "cancelledDate": "2026-03-22T08:00:00.000Z"}
    )
    (refund,) = read_refunds(told)
    assert [each.restock for each in refund.lines] == [Restock.CANCEL]
    assert read_order(told, US).cancelled_at == datetime(2026, 3, 22, 8, tzinfo=UTC)


def test_two_currencies_in_one_order_are_refused() -> None:
    told = order(line(refunds=[{"amount": {"value": "1.0", "currency": "GBP"}, "refundId": "1"}]))
    with pytest.raises(CurrencyMismatch):
        read_refunds(told)


def test_finances_tells_the_gross_of_external_ones_and_of_hidden_ones() -> None:
    def purse(key: str, net: str, gross: str) -> PurseRefund:
        date = datetime(2026, 3, 22, 9, tzinfo=UTC)
        money = [Money.of(each, "USD") for each in (net, gross)]
        return PurseRefund(transaction_id=key, date=date, net=money[0], gross=money[1])

    told = order(**refunds(("", "4.3", "REFUNDED")))
    found = with_gross(
        untold(told),
        [Money.of("10.00", "USD")],
        [purse("a", "8.51", "10.00"), purse("b", "4.30", "5.00"), purse("c", "0.85", "1.00")],
    )
    assert [(each.refund_id, str(each.gross)) for each in found] == [
        ("external-1", "5.00 USD"),
        ("c", "1.00 USD"),
    ]


def test_a_comment_is_never_longer_than_ebay_takes() -> None:
    body = _body(
        RefundInstruction(
            order=read_order(order(), US),
            total=Money.of("10.00", "USD"),
            tenders=(),
            note="x" * 2000,
        ),
        "nsc_refund_netsuite_main_12",
    )
    assert len(body["comment"]) == 1000
    assert body["comment"].endswith("[nsc:nsc_refund_netsuite_main_12]")
    assert body["orderLevelRefundAmount"] == {"value": "10.00", "currency": "USD"}


@pytest.mark.parametrize(
    ("said", "code"),
    [("usps", "USPS"), ("Royal Mail", "RoyalMail"), ("", "DHL"), ("Fast Cat", "FastCat")],
)
def test_carriers_get_ebay_s_codes(said: str, code: str) -> None:
    from zoneinfo import ZoneInfo

    from connector.channels.channel import FulfilmentReport
    from connector.model import Tracking

    read: Order = read_order(order(), US)
    report = FulfilmentReport(
        order=read, lines=(("1", 1),), tracking=(Tracking(number="1Z", company=said),)
    )
    now = datetime(2026, 3, 22, 9, tzinfo=UTC)
    body = parcel(report, now, ZoneInfo("UTC"), "DHL")
    assert (body["shippingCarrierCode"], body["trackingNumber"]) == (code, "1Z")
    assert body["shippedDate"] == "2026-03-22T09:00:00.000Z"
