"""What the record service is asked to write, to the digit."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.books.books import (
    Adjustment,
    BooksRefundInstruction,
    BooksRefundLine,
    ItemRef,
    OrderInstruction,
    OrderLineInstruction,
    ShippingInstruction,
)
from connector.books.netsuite.bodies import (
    TaxIds,
    close_body,
    customer_body,
    order_body,
    refund_body,
)
from connector.http import exact_json
from connector.model import (
    Address,
    BilledDocument,
    BilledKind,
    BooksLine,
    BooksOrder,
    Customer,
    OrderKind,
    RefundDocumentKind,
)
from connector.money import Money

RATE = Decimal("8.25")


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def order_line(
    item: str, sku: str, quantity: int, rate: str, amount: str, net: str, tax: str
) -> OrderLineInstruction:
    return OrderLineInstruction(
        item=ItemRef(id=item, sku=sku),
        quantity=quantity,
        rate=usd(rate),
        amount=usd(amount),
        tax_basis=usd(net),
        tax_rate=RATE,
        tax=usd(tax),
    )


def w1(**changes: Any) -> OrderInstruction:
    return OrderInstruction(
        **{
            "kind": OrderKind.SALES_ORDER,
            "external_id": "nsc_order_shopify_acme_5",
            "order_name": "#1001",
            "channel_account": "acme",
            "customer_id": "42",
            "date": date(2026, 11, 24),
            "currency": "USD",
            "lines": (
                order_line("7", "TEE-BLK", 3, "19.99", "59.97", "53.97", "4.45"),
                order_line("8", "MUG-WHT", 1, "12.49", "12.49", "11.24", "0.93"),
                order_line("9", "CAP-RED", 2, "24.95", "49.90", "44.91", "3.71"),
            ),
            "shipping": ShippingInstruction(
                method="Standard Shipping", net=usd("7.95"), tax_rate=RATE, tax=usd("0.66")
            ),
            "discount": usd("12.24"),
            "tax": usd("9.75"),
            "total": usd("127.82"),
            **changes,
        }
    )


def body_of(instruction: OrderInstruction, **changes: Any) -> dict[str, Any]:
    return order_body(
        instruction,
        **{
            "currency_id": "1",
            "discount_item": "10",
            "ship_method": "11",
            "payment_method": "2",
            "terms": "",
            "order_status": "Pending Fulfillment",
            "tax": TaxIds(),
            "validation_totals": True,
            **changes,
        },
    )


class TestOrder:
    def test_w1(self) -> None:
        body = body_of(w1())

        assert body["entity"] == {"id": "42"}
        assert body["otherRefNum"] == "#1001"
        assert body["externalId"] == "nsc_order_shopify_acme_5"
        assert body["orderStatus"] == {"id": "B"}
        assert body["paymentMethod"] == {"id": "2"}
        assert "terms" not in body
        assert body["item"]["items"][0] == {
            "item": {"id": "7"},
            "quantity": 3,
            "price": {"id": "-1"},
            "rate": Decimal("19.99"),
            "amount": Decimal("59.97"),
            "taxDetailsReference": "L1",
        }
        assert body["taxDetailsOverride"] is True
        assert body["taxDetails"]["items"] == [
            {
                "taxDetailsReference": {"id": reference},
                "taxBasis": Decimal(basis),
                "taxRate": Decimal("8.25"),
                "taxAmount": Decimal(amount),
            }
            for reference, basis, amount in (
                ("L1", "53.97", "4.45"),
                ("L2", "11.24", "0.93"),
                ("L3", "44.91", "3.71"),
                ("SHIPPING", "7.95", "0.66"),
            )
        ]

    def test_the_figures_on_the_wire(self) -> None:
        text = exact_json.write(body_of(w1())).decode()
        assert '"discountTotal":-12.24' in text
        assert '"shippingCost":7.95' in text
        assert '"amount":49.90' in text

    def test_the_totals_that_the_validation_script_compares(self) -> None:
        body = body_of(w1())
        assert body["custbody_fa_order_total"] == Decimal("127.82")
        assert body["custbody_fa_tax_total"] == Decimal("9.75")
        assert body["custbody_fa_subtotal"] == Decimal("122.36")
        assert body["custbody_fa_shipping_total"] == Decimal("7.95")
        assert not any(
            name.startswith("custbody") for name in body_of(w1(), validation_totals=False)
        )

    def test_terms_instead_of_a_payment_method(self) -> None:
        body = body_of(w1(), payment_method="", terms="1")
        assert body["terms"] == {"id": "1"}
        assert "paymentMethod" not in body

    def test_a_cash_sale_has_no_order_status_and_no_terms(self) -> None:
        body = body_of(w1(kind=OrderKind.CASH_SALE))
        assert "orderStatus" not in body
        assert "terms" not in body

    def test_without_discount_and_shipping_nothing_is_said(self) -> None:
        body = body_of(w1(discount=usd("0"), shipping=None))
        assert not {"discountItem", "discountTotal", "shipMethod", "shippingCost"} & body.keys()
        assert len(body["taxDetails"]["items"]) == 3

    def test_a_change_clears_what_went_away(self) -> None:
        body = body_of(
            w1(discount=usd("0"), shipping=None), payment_method="", terms="1", old_lines=[]
        )
        assert body["discountItem"] is None
        assert body["shipMethod"] is None
        assert body["shippingCost"] == 0
        assert body["paymentMethod"] is None
        assert not {"externalId", "orderStatus"} & body.keys()

    def test_a_line_of_the_same_item_keeps_its_number(self) -> None:
        """A line made anew loses its links to fulfilments and bills."""
        body = body_of(w1(), old_lines=[(1, "9"), (2, "7"), (3, "77"), (5, "7")])
        assert [each.get("line") for each in body["item"]["items"]] == [2, None, 1]
        assert all("line" not in each for each in body_of(w1())["item"]["items"])

    def test_tax_code_and_type(self) -> None:
        [first, *_] = body_of(w1(), tax=TaxIds("5", "4"))["taxDetails"]["items"]
        assert first["taxCode"] == {"id": "5"}
        assert first["taxType"] == "4"

    def test_an_address(self) -> None:
        where = Address(
            name="Jane Roe",
            company="Acme",
            line1="1 Main Street",
            city="Albany",
            region="NY",
            postcode="12207",
            country="US",
        )
        assert body_of(w1(shipping_address=where))["shippingAddress"] == {
            "addressee": "Acme",
            "attention": "Jane Roe",
            "addr1": "1 Main Street",
            "city": "Albany",
            "state": "NY",
            "zip": "12207",
            "country": {"id": "US"},
        }

    def test_mapped_fields_go_verbatim(self) -> None:
        assert body_of(w1(custom=(("custbody_store", "east"),)))["custbody_store"] == "east"


def billed() -> BilledDocument:
    def line(number: int, item: str, sku: str, quantity: int, amount: str) -> BooksLine:
        return BooksLine(
            line=number,
            item_id=item,
            sku=sku,
            quantity=Decimal(quantity),
            rate=None,
            amount=usd(amount),
        )

    return BilledDocument(
        id="88",
        kind=BilledKind.CASH_SALE,
        number="CS88",
        order_id="18",
        currency="USD",
        lines=(
            line(1, "7", "TEE-BLK", 3, "59.97"),
            line(2, "8", "MUG-WHT", 1, "12.49"),
            line(3, "9", "CAP-RED", 2, "49.90"),
        ),
        discount=usd("12.24"),
        shipping=usd("7.95"),
        shipping_tax=usd("0.66"),
        tax=usd("9.75"),
        total=usd("127.82"),
        open_balance=usd("0"),
    )


def refund(**changes: Any) -> BooksRefundInstruction:
    return BooksRefundInstruction(
        **{
            "billed": billed(),
            "kind": RefundDocumentKind.CASH_REFUND,
            "order_name": "#1001",
            "refund_id": "9",
            "date": date(2026, 11, 25),
            "currency": "USD",
            "lines": (
                BooksRefundLine(
                    billed_line=1,
                    item_id="7",
                    sku="TEE-BLK",
                    quantity=1,
                    amount=usd("19.99"),
                    net=usd("17.99"),
                    tax=usd("1.48"),
                    tax_rate=RATE,
                    restock=True,
                ),
            ),
            "adjustments": (),
            "discount": usd("2.00"),
            "shipping": usd("0"),
            "shipping_tax": usd("0"),
            "shipping_tax_rate": RATE,
            "tax": usd("1.48"),
            "total": usd("19.47"),
            "memo": "Refund of #1001",
            **changes,
        }
    )


def refund_json(instruction: BooksRefundInstruction, *adjustment_items: str) -> dict[str, Any]:
    return refund_body(
        instruction,
        "nsc_refund_shopify_acme_9",
        discount_item="10",
        adjustment_items=adjustment_items,
        tax=TaxIds(),
    )


class TestRefund:
    def test_w2(self) -> None:
        body = refund_json(refund())
        assert body == {
            "externalId": "nsc_refund_shopify_acme_9",
            "tranDate": "2026-11-25",
            "otherRefNum": "#1001",
            "memo": "Refund of #1001",
            "shippingCost": Decimal("0.00"),
            "taxDetailsOverride": True,
            "item": {
                "items": [
                    {
                        "orderLine": 1,
                        "quantity": 1,
                        "amount": Decimal("19.99"),
                        "taxDetailsReference": "L1",
                    },
                    {"orderLine": 2, "quantity": 0},
                    {"orderLine": 3, "quantity": 0},
                ]
            },
            "custbody_fa_refund_id": "9",
            "discountItem": {"id": "10"},
            "discountTotal": Decimal("-2.00"),
            "taxDetails": {
                "items": [
                    {
                        "taxDetailsReference": {"id": "L1"},
                        "taxBasis": Decimal("17.99"),
                        "taxRate": Decimal("8.25"),
                        "taxAmount": Decimal("1.48"),
                    }
                ]
            },
        }

    def test_w4_an_amount_only_refund_names_every_line_with_nothing(self) -> None:
        body = refund_json(
            refund(
                lines=(),
                adjustments=(Adjustment(item="Refund Adjustment Positive", amount=usd("15.00")),),
                discount=usd("0"),
                tax=usd("0"),
                total=usd("15.00"),
            ),
            "12",
        )
        *zeros, adjustment = body["item"]["items"]
        assert [each["quantity"] for each in zeros] == [0, 0, 0]
        assert adjustment == {
            "item": {"id": "12"},
            "quantity": 1,
            "price": {"id": "-1"},
            "rate": Decimal("15.00"),
            "amount": Decimal("15.00"),
            "taxDetailsReference": "A1",
        }
        assert body["discountTotal"] == 0
        assert body["taxDetails"] == {"items": []}

    def test_a_negative_adjustment(self) -> None:
        body = refund_json(refund(adjustments=(Adjustment(item="x", amount=usd("-15.00")),)), "13")
        assert body["item"]["items"][-1]["amount"] == Decimal("-15.00")

    def test_shipping_moves_with_its_tax(self) -> None:
        """F15."""
        body = refund_json(refund(shipping=usd("7.95"), shipping_tax=usd("0.66")))
        assert body["shippingCost"] == Decimal("7.95")
        assert body["taxDetails"]["items"][-1] == {
            "taxDetailsReference": {"id": "SHIPPING"},
            "taxBasis": Decimal("7.95"),
            "taxRate": Decimal("8.25"),
            "taxAmount": Decimal("0.66"),
        }


class TestOthers:
    def test_closing_names_every_line(self) -> None:
        order = BooksOrder(
            id="18",
            kind=OrderKind.SALES_ORDER,
            number="SO18",
            external_id="",
            order_name="#1001",
            currency="USD",
            lines=billed().lines,
            discount=usd("0"),
            shipping=usd("0"),
            tax=usd("0"),
            total=usd("122.36"),
        )
        assert close_body(order) == {
            "item": {"items": [{"line": each, "isClosed": True} for each in (1, 2, 3)]}
        }

    @pytest.mark.parametrize(
        ("customer", "name", "expected"),
        [
            (
                Customer(email="jane@example.com", first_name="Jane", last_name="Roe"),
                "Jane Roe",
                {"isPerson": True, "firstName": "Jane", "lastName": "Roe"},
            ),
            (Customer(email="x@example.com"), "Cher", {"isPerson": True, "lastName": "Cher"}),
            (
                Customer(email="a@example.com", company="Acme"),
                "Acme",
                {"isPerson": False, "companyName": "Acme"},
            ),
        ],
    )
    def test_people_and_companies(
        self, customer: Customer, name: str, expected: dict[str, Any]
    ) -> None:
        body = customer_body(customer, name)
        assert expected.items() <= body.items()
        assert body["email"] == customer.email
        assert body["entityId"] == name
