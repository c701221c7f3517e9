"""What is written: W1 to the cent, payments that set credits against invoices, appended lines."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.books.quickbooks_online import bodies
from connector.books.sales_books import (
    DocumentKind,
    Instruction,
    LineInstruction,
    PaymentInstruction,
)
from connector.http import exact_json
from connector.model import Address, Customer
from connector.money import Money

DAY = date(2026, 8, 1)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def line(
    item: str, sku: str, quantity: str, rate: str, amount: str, **more: Any
) -> LineInstruction:
    return LineInstruction(
        item_id=item,
        sku=sku,
        quantity=Decimal(quantity),
        rate=usd(rate),
        amount=usd(amount),
        taxable=more.pop("taxable", True),
        **more,
    )


def w1(kind: DocumentKind = DocumentKind.SALES_RECEIPT, **changes: Any) -> Instruction:
    given: dict[str, Any] = {
        "kind": kind,
        "number": "1001",
        "customer_id": "12",
        "day": DAY,
        "currency": "USD",
        "lines": (
            line("21", "TEE-BLK", "3", "19.99", "59.97"),
            line("22", "MUG-WHT", "1", "12.49", "12.49"),
            line("23", "CAP-RED", "2", "24.95", "49.90"),
        ),
        "discount": usd("12.24"),
        "shipping": usd("7.95"),
        "tax": usd("9.75"),
        "total": usd("127.82"),
        "memo": "Order 1001 [nsc:nsc_order_Shopify_acme_5001]",
        "deposit_account_id": "35",
    }
    return Instruction(**{**given, **changes})


def written(given: Instruction, **options: Any) -> Any:
    known: dict[str, Any] = {"multicurrency": False, "taxable_code": "TAX", "exempt_code": "NON"}
    return bodies.document_body(given, **{**known, **options})


def test_w1_as_a_sales_receipt() -> None:
    body = written(w1(payment_method="x", reference="pay_123"), payment_method="7")
    text = exact_json.write(body).decode()
    assert json.loads(text, parse_float=str, parse_int=str) == {
        "CustomerRef": {"value": "12"},
        "TxnDate": "2026-08-01",
        "PrivateNote": "Order 1001 [nsc:nsc_order_Shopify_acme_5001]",
        "DocNumber": "1001",
        "ApplyTaxAfterDiscount": True,
        "Line": [
            {
                "Amount": "59.97",
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "21"},
                    "Qty": "3",
                    "UnitPrice": "19.99",
                    "TaxCodeRef": {"value": "TAX"},
                },
            },
            {
                "Amount": "12.49",
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "22"},
                    "Qty": "1",
                    "UnitPrice": "12.49",
                    "TaxCodeRef": {"value": "TAX"},
                },
            },
            {
                "Amount": "49.90",
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "23"},
                    "Qty": "2",
                    "UnitPrice": "24.95",
                    "TaxCodeRef": {"value": "TAX"},
                },
            },
            {
                "Amount": "7.95",
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "SHIPPING_ITEM_ID"},
                    "TaxCodeRef": {"value": "TAX"},
                },
            },
            {
                "Amount": "12.24",
                "DetailType": "DiscountLineDetail",
                "DiscountLineDetail": {"PercentBased": False},
            },
        ],
        "TxnTaxDetail": {"TotalTax": "9.75"},
        "DepositToAccountRef": {"value": "35"},
        "PaymentMethodRef": {"value": "7"},
        "PaymentRefNum": "pay_123",
    }


def test_an_invoice_takes_no_money() -> None:
    body = written(w1(DocumentKind.INVOICE, due=date(2026, 8, 31), reference="pay"))
    assert body["DueDate"] == "2026-08-31"
    assert not {"DepositToAccountRef", "PaymentMethodRef", "PaymentRefNum"} & set(body)


def test_without_number_discount_and_shipping() -> None:
    body = written(w1(number="", discount=usd("0"), shipping=usd("0")))
    assert "DocNumber" not in body
    assert len(body["Line"]) == 3
    assert "ApplyTaxAfterDiscount" not in body


def test_many_currencies_and_a_tax_code() -> None:
    body = written(w1(), multicurrency=True, tax_code="3")
    assert body["CurrencyRef"] == {"value": "USD"}
    assert body["TxnTaxDetail"] == {"TotalTax": Decimal("9.75"), "TxnTaxCodeRef": {"value": "3"}}


def test_exempt_lines_and_shipping() -> None:
    body = written(
        w1(
            lines=(line("21", "TEE-BLK", "1", "15.00", "15.00", taxable=False),),
            shipping_taxable=False,
        )
    )
    codes = [each["SalesItemLineDetail"]["TaxCodeRef"]["value"] for each in body["Line"][:2]]
    assert codes == ["NON", "NON"]


def test_a_line_that_lowers_the_document() -> None:
    body = bodies.line_body(
        line("40", "Adjustment", "1", "-15.00", "-15.00", description="Given back before"),
        taxable_code="TAX",
        exempt_code="NON",
    )
    assert body["Amount"] == Decimal("-15.00")
    assert body["Description"] == "Given back before"
    assert body["SalesItemLineDetail"]["UnitPrice"] == Decimal("-15.00")


@pytest.mark.parametrize(
    ("quantity", "rate", "amount", "price"),
    [
        ("3", "19.99", "59.97", "19.99"),
        ("3", "6.66", "19.99", "6.6633333"),
        ("10", "5.00", "50.00", "5.00"),
        ("7", "14.29", "100.00", "14.2857143"),
    ],
)
def test_amount_is_price_times_quantity(quantity: str, rate: str, amount: str, price: str) -> None:
    """6070 otherwise."""
    body = bodies.line_body(
        line("21", "TEE", quantity, rate, amount), taxable_code="TAX", exempt_code="NON"
    )
    assert body["SalesItemLineDetail"]["UnitPrice"] == Decimal(price)
    assert str(body["SalesItemLineDetail"]["Qty"]) == quantity
    exact = Decimal(price) * Decimal(quantity)
    assert exact.quantize(Decimal("0.01")) == Decimal(amount)


def test_credits_set_against_invoices() -> None:
    body = bodies.payment_body(
        PaymentInstruction(
            customer_id="12",
            day=DAY,
            currency="USD",
            total=usd("0"),
            invoices=(("145", usd("40.00")),),
            credits=(("160", usd("40.00")),),
            deposit_account_id="35",
            memo="Order 1001",
        ),
        multicurrency=False,
    )
    assert json.loads(exact_json.write(body), parse_float=str) == {
        "CustomerRef": {"value": "12"},
        "TxnDate": "2026-08-01",
        "TotalAmt": "0.00",
        "Line": [
            {"Amount": "40.00", "LinkedTxn": [{"TxnId": "145", "TxnType": "Invoice"}]},
            {"Amount": "40.00", "LinkedTxn": [{"TxnId": "160", "TxnType": "CreditMemo"}]},
        ],
        "PrivateNote": "Order 1001",
    }


def test_money_received() -> None:
    body = bodies.payment_body(
        PaymentInstruction(
            customer_id="12",
            day=DAY,
            currency="EUR",
            total=Money.of("127.82", "EUR"),
            invoices=(("145", Money.of("127.82", "EUR")),),
            deposit_account_id="35",
        ),
        multicurrency=True,
        payment_method="7",
    )
    assert body["TotalAmt"] == Decimal("127.82")
    assert body["DepositToAccountRef"] == {"value": "35"}
    assert body["PaymentMethodRef"] == {"value": "7"}
    assert body["CurrencyRef"] == {"value": "EUR"}


def test_a_line_is_appended_behind_the_items_and_nothing_else_changes() -> None:
    item = {"Id": "1", "Amount": Decimal("59.97"), "DetailType": "SalesItemLineDetail"}
    subtotal = {"Amount": Decimal("59.97"), "DetailType": "SubTotalLineDetail"}
    discount = {"Amount": Decimal("6.00"), "DetailType": "DiscountLineDetail"}
    body = bodies.with_line(
        {
            "Id": "145",
            "SyncToken": "2",
            "Line": [item, subtotal, discount],
            "TxnTaxDetail": {
                "TxnTaxCodeRef": {"value": "3"},
                "TotalTax": Decimal("9.74"),
                "TaxLine": [{"Amount": Decimal("9.74")}],
            },
        },
        {"Amount": Decimal("0.01"), "DetailType": "SalesItemLineDetail"},
    )
    assert body == {
        "Id": "145",
        "SyncToken": "2",
        "sparse": True,
        "Line": [
            item,
            {"Amount": Decimal("0.01"), "DetailType": "SalesItemLineDetail"},
            subtotal,
            discount,
        ],
        "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "3"}, "TotalTax": Decimal("9.74")},
    }


def test_a_customer_and_where_things_go() -> None:
    body = bodies.customer_body(
        Customer(email="jane@example.com", first_name="Jane", last_name="Roe", phone="+1 555"),
        "Jane: Roe\tLtd",
        "USD",
        multicurrency=True,
    )
    assert body == {
        "DisplayName": "Jane Roe Ltd",
        "GivenName": "Jane",
        "FamilyName": "Roe",
        "PrimaryEmailAddr": {"Address": "jane@example.com"},
        "PrimaryPhone": {"FreeFormNumber": "+1 555"},
        "CurrencyRef": {"value": "USD"},
    }
    address = Address(
        name="Jane Roe",
        line1="1 Main St",
        city="Salem",
        region="OR",
        postcode="97301",
        country="US",
    )
    document = written(w1(billing=address, shipping_address=Address()))
    assert document["BillAddr"] == {
        "Line1": "Jane Roe",
        "Line2": "1 Main St",
        "City": "Salem",
        "CountrySubDivisionCode": "OR",
        "PostalCode": "97301",
        "Country": "US",
    }
    assert "ShipAddr" not in document
