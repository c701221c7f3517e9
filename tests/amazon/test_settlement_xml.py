"""The settlement as XML, while Amazon still makes it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from sandbox.amazon.settlements import xml

D = Decimal


def written(account: Any, settlement: str) -> ElementTree.Element:
    content = xml.write(account.desk.statement(settlement), account.seller_id)
    found = ElementTree.fromstring(content).find("Message/SettlementReport")  # noqa: S314 - ours
    assert found is not None
    return found


def amounts(report: ElementTree.Element) -> Decimal:
    """Each amount once: those of advertising in total, those of goods beside their transaction
    not."""
    report = ElementTree.fromstring(ElementTree.tostring(report))  # noqa: S314 - ours
    for other in report.iter("OtherTransaction"):
        for item in other.findall("OtherTransactionItem"):
            other.remove(item)
    found = [*report.iter("Amount"), *report.iter("TransactionAmount")]
    return sum((D(each.text or "") for each in found), D(0))


def test_w8(w8: Any) -> None:
    report = written(w8, "10000000001")
    data = {each.tag: each.text for each in report[0]}
    assert data == {
        "AmazonSettlementID": "10000000001",
        "TotalAmount": "24.30",
        "StartDate": "2024-01-24T08:00:00+00:00",
        "EndDate": "2024-02-07T08:00:00+00:00",
        "DepositDate": "2024-02-09T08:00:00+00:00",
    }
    assert amounts(report) == D("24.30")
    assert [each.tag for each in report] == [
        "SettlementData", "Order", "Order", "Order", "Order", "Refund", "Refund", "Refund",
        "AdvertisingTransactionDetails", "OtherTransaction", "OtherTransaction",
        "OtherTransaction", "OtherTransaction", "OtherTransaction",
    ]  # fmt: skip


def test_an_order_and_its_refund(w8: Any) -> None:
    report = written(w8, "10000000001")
    order = report.findall("Order")[0]
    assert order.findtext("AmazonOrderID") == "111-0000001-0000001"
    assert order.findtext("Fulfillment/MerchantFulfillmentID") == "MFN"
    item = order.find("Fulfillment/Item")
    assert item is not None
    assert (item.findtext("SKU"), item.findtext("Quantity")) == ("AMZ-LAMP", "2")
    prices = [(e.findtext("Type"), e.findtext("Amount")) for e in item.findall("ItemPrice/*")]
    assert prices == [
        ("Principal", "50.00"), ("Shipping", "4.99"), ("Tax", "4.13"), ("ShippingTax", "0.41"),
    ]  # fmt: skip
    fees = [(e.findtext("Type"), e.findtext("Amount")) for e in item.findall("ItemFees/*")]
    assert fees == [
        ("MarketplaceFacilitatorTax-Principal", "-4.13"),
        ("MarketplaceFacilitatorTax-Shipping", "-0.41"),
        ("Commission", "-7.50"),
        ("ShippingHB", "-0.75"),
    ]
    refund = report.findall("Refund")[0]
    back = refund.find("Fulfillment/AdjustedItem")
    assert back is not None
    assert back.findtext("ItemPriceAdjustments/Component/Amount") == "-25.00"
    assert back.findtext("MerchantAdjustmentItemID")
    free = report.findall("Order")[2].find("Fulfillment/Item/Promotion")
    assert free is not None
    assert [each.text for each in free] == ["Free Shipping", "Shipping", "-5.99"]


def test_every_kind_adds_up(account: Any) -> None:
    desk = account.desk
    order = desk.place_order({"AMZ-LAMP": 3, "AMZ-HOOK": 1})
    desk.ship(order.id)
    desk.refund(order.id, {"AMZ-LAMP": 1})
    desk.refund(order.id, {"AMZ-HOOK": 1}, type="A-to-z Guarantee Refund")
    desk.refund(order.id, {"AMZ-LAMP": 1}, type="Chargeback Refund")
    desk.charge("warehouse damage", D("9.00"), sku="AMZ-PENS")
    desk.record("other-transaction - Correction", "other-transaction", "Storage Fee", D("1.00"))
    desk.charge_in_parts("FBAFees", "FBA Removal Order", {"Base fee": D("-2.00")})
    account.later(days=14)
    period = desk.close_period()
    report = written(account, period.settlement_id)
    assert amounts(report) == period.total
    kinds = [each.findtext("TransactionType") for each in report.findall("OtherTransaction")]
    assert sorted(filter(None, kinds)) == [
        "FBAFees",
        "Storage Fee - Correction",
        "WAREHOUSE_DAMAGE",
    ]
    assert report.find("GuaranteeClaim") is not None
    assert report.find("Chargeback") is not None


def test_before_its_removal_only(new_account: Any) -> None:
    start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    for as_of, count in ((date(2026, 11, 10), 1), (date(2026, 11, 11), 0)):
        account = new_account(start, as_of)
        account.desk.charge("storage", D("1.00"))
        account.later(days=1)
        account.desk.close_period()
        made = [each for each in account.records.reports if each.type == xml.TYPE]
        assert len(made) == count
        for each in made:
            file = account.records.files[each.document]
            assert file.content_type == "text/xml; charset=UTF-8"
