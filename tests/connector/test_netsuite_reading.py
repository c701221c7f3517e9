"""NetSuite's JSON into the model."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from connector.books.netsuite.reading import (
    read_billed,
    read_fulfilment,
    read_order,
    read_refund,
    reference_id,
)
from connector.model import BilledKind, OrderKind, RefundDocumentKind, Tracking
from connector.money import Money

SKUS = {"7": "TEE-BLK", "8": "MUG-WHT", "9": "CAP-RED"}


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def ref(number: str, name: str = "") -> Any:
    return {"links": [], "id": number, "refName": name}


def sublist(*items: Any) -> Any:
    return {
        "links": [],
        "count": len(items),
        "hasMore": False,
        "items": list(items),
        "offset": 0,
        "totalResults": len(items),
    }


def line(number: int, item: str, quantity: str, rate: str, amount: str, **more: Any) -> Any:
    return {
        "links": [],
        "line": number,
        "item": ref(item),
        "quantity": Decimal(quantity),
        "rate": Decimal(rate),
        "amount": Decimal(amount),
        "taxDetailsReference": f"L{number}",
        **more,
    }


def detail(reference: str, amount: str) -> Any:
    return {"taxDetailsReference": ref(reference, reference), "taxAmount": Decimal(amount)}


def record(**changes: Any) -> Any:
    """W1; the account prints 39.9 for 39.90 and 49.9 for 49.90."""
    return {
        "links": [],
        "id": "18",
        "tranId": "SO18",
        "externalId": "nsc_order_shopify_acme_5",
        "tranDate": "2026-11-24",
        "lastModifiedDate": "2026-11-24T09:00:00Z",
        "currency": ref("1", "US Dollar"),
        "otherRefNum": "#1001",
        "status": {"id": "Pending Fulfillment", "refName": "Pending Fulfillment"},
        "discountItem": ref("10"),
        "discountTotal": Decimal("-12.24"),
        "shippingCost": Decimal("7.95"),
        "subtotal": Decimal("122.36"),
        "taxTotal": Decimal("9.75"),
        "total": Decimal("127.82"),
        "taxDetailsOverride": True,
        "item": sublist(
            line(1, "7", "3.0", "19.99", "59.97"),
            line(2, "8", "1.0", "12.49", "12.49"),
            line(3, "9", "2.0", "24.95", "49.9"),
        ),
        "taxDetails": sublist(
            detail("L1", "4.45"),
            detail("L2", "0.93"),
            detail("L3", "3.71"),
            detail("SHIPPING", "0.66"),
        ),
        **changes,
    }


class TestOrder:
    def read(self, **changes: Any) -> Any:
        return read_order(record(**changes), OrderKind.SALES_ORDER, "USD", SKUS, "https://x/18")

    def test_w1(self) -> None:
        found = self.read()
        assert found.total == usd("127.82")
        assert found.tax == usd("9.75")
        assert found.discount == usd("12.24")
        assert found.shipping == usd("7.95")
        assert [each.sku for each in found.lines] == ["TEE-BLK", "MUG-WHT", "CAP-RED"]
        assert [each.tax for each in found.lines] == [usd("4.45"), usd("0.93"), usd("3.71")]
        assert found.lines[2].amount == usd("49.90")
        assert (found.status, found.closed) == ("Pending Fulfillment", False)
        assert found.created == date(2026, 11, 24)

    def test_closed(self) -> None:
        assert self.read(status={"id": "Closed", "refName": "Closed"}).closed

    def test_absent_fields_are_zero_and_empty(self) -> None:
        bare = record()
        for name in ("externalId", "otherRefNum", "discountTotal", "shippingCost", "taxTotal"):
            del bare[name]
        found = read_order(bare, OrderKind.SALES_ORDER, "USD", SKUS, "")
        assert (found.external_id, found.order_name) == ("", "")
        assert found.discount == found.shipping == found.tax == usd("0")

    def test_header_tax_says_nothing_about_lines(self) -> None:
        found = self.read(taxDetailsOverride=False, taxTotal=Decimal("9.74"))
        assert found.tax == usd("9.74")
        assert [each.tax for each in found.lines] == [None, None, None]

    def test_a_rate_with_more_decimals_is_no_money(self) -> None:
        odd = line(1, "7", "3.0", "3.33333333", "10.0")
        [found] = self.read(item=sublist(odd)).lines
        assert found.rate is None
        assert found.amount == usd("10.00")

    def test_two_taxes_on_a_line_add_up(self) -> None:
        details = sublist(detail("L1", "4.00"), detail("L1", "0.45"))
        assert self.read(taxDetails=details).lines[0].tax == usd("4.45")


class TestBilled:
    def test_an_open_invoice(self) -> None:
        found = read_billed(
            record(id="90", createdFrom=ref("18"), amountRemaining=Decimal("127.82")),
            BilledKind.INVOICE,
            "USD",
            SKUS,
        )
        assert found.order_id == "18"
        assert found.open_balance == usd("127.82")
        assert found.shipping_tax == usd("0.66")

    def test_a_cash_sale_of_its_own(self) -> None:
        """B5."""
        found = read_billed(record(), BilledKind.CASH_SALE, "USD", SKUS)
        assert found.order_id == "18"
        assert found.open_balance == usd("0")


class TestRefund:
    def test_w2(self) -> None:
        found = read_refund(
            record(
                id="91",
                createdFrom=ref("88"),
                externalId="nsc_refund_shopify_acme_9",
                memo="Refund of #1001",
                discountTotal=Decimal("-2.0"),
                shippingCost=Decimal("0.0"),
                taxTotal=Decimal("1.48"),
                total=Decimal("19.47"),
                item=sublist(line(1, "7", "1.0", "19.99", "19.99", orderLine=1)),
                taxDetails=sublist(detail("L1", "1.48")),
            ),
            "cashRefund",
            "USD",
            SKUS,
        )
        assert found.kind is RefundDocumentKind.CASH_REFUND
        assert found.billed_id == "88"
        assert found.total == usd("19.47")
        assert found.discount == usd("2.00")
        [tee] = found.lines
        assert (tee.quantity, tee.order_line, tee.tax) == (Decimal(1), 1, usd("1.48"))
        assert found.shipping_tax is None
        assert found.last_modified == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        assert found.memo == "Refund of #1001"

    def test_an_adjustment_line_gives_no_line_back(self) -> None:
        found = read_refund(
            record(
                item=sublist(line(1, "12", "1.0", "15.0", "15.0")),
                taxDetails=sublist(),
                discountTotal=Decimal("0.0"),
            ),
            "creditMemo",
            "USD",
            SKUS,
        )
        [adjustment] = found.lines
        assert found.kind is RefundDocumentKind.CREDIT_MEMO
        assert found.billed_id == ""
        assert adjustment.order_line is None
        assert adjustment.tax == usd("0")


def test_a_fulfilment() -> None:
    found = read_fulfilment(
        {
            "id": "70",
            "tranId": "IF70",
            "tranDate": "2026-11-24",
            "shippedDate": "2026-11-25",
            "shipStatus": {"id": "C", "refName": "Shipped"},
            "item": sublist({"orderLine": 1, "item": ref("7"), "quantity": Decimal("2.0")}),
            "package": sublist({"packageTrackingNumber": "1Z999"}, {"packageWeight": 1}),
        },
        "18",
        SKUS,
    )
    assert (found.shipped, found.books_order_id) == (date(2026, 11, 25), "18")
    [shipped] = found.lines
    assert (shipped.order_line, shipped.sku, shipped.quantity) == (1, "TEE-BLK", 2)
    assert found.tracking == (Tracking(number="1Z999"),)


def test_references_come_in_every_form() -> None:
    assert reference_id({"id": "5", "refName": "x"}) == "5"
    assert reference_id(None) == ""
    assert reference_id("5") == "5"
