"""Drafts that are only calculated, and copies of drafts: figures of recorded stores."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

MONEY = "shopMoney { amount currencyCode }"
LINES = f"""title quantity custom originalUnitPriceSet {{ {MONEY} }} originalTotalSet {{ {MONEY} }}
  discountedTotalSet {{ {MONEY} }} totalDiscountSet {{ {MONEY} }} sku
  originalTotal {{ amount currencyCode }} discountedTotal {{ amount }} totalDiscount {{ amount }}
  originalUnitPrice {{ amount }} appliedDiscount {{ title value }}"""
CALCULATE = f"""mutation ($input: DraftOrderInput!) {{ draftOrderCalculate(input: $input) {{
  calculatedDraftOrder {{ currencyCode totalQuantityOfLineItems subtotalPriceSet {{ {MONEY} }}
    totalDiscountsSet {{ {MONEY} }} totalShippingPriceSet {{ {MONEY} }} totalTax
    totalPriceSet {{ {MONEY} }} lineItems {{ {LINES} }} customer {{ id }}
    availableShippingRates {{ handle title price {{ amount }} }} }}
  userErrors {{ field message }} }} }}"""
SHOWN = f"""id name status email note2 tags taxExempt reserveInventoryUntil invoiceUrl completedAt
  customAttributes {{ key value }} appliedDiscount {{ title }} shippingLine {{ title }}
  billingAddress {{ address1 }} shippingAddress {{ address1 }} order {{ id }}
  subtotalPriceSet {{ {MONEY} }} totalDiscountsSet {{ {MONEY} }} totalPriceSet {{ {MONEY} }}
  lineItems(first: 5) {{ nodes {{ id uuid title quantity sku taxable requiresShipping
    customAttributes {{ key value }} appliedDiscount {{ title }} }} }}"""
CREATE = f"""mutation ($input: DraftOrderInput!) {{ draftOrderCreate(input: $input) {{
  draftOrder {{ {SHOWN} }} userErrors {{ field message }} }} }}"""
COPY = f"""mutation ($id: ID) {{ draftOrderDuplicate(id: $id) {{
  draftOrder {{ {SHOWN} }} userErrors {{ field message }} }} }}"""


def dollars(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": "USD"}}


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currencyCode": "USD"}


# Recorded in Canadian dollars: goods of 40.00 less 10 %, a board of 949.95, 5.00 off, 7.25 freight.
RECORDED: dict[str, Any] = {
    "email": "buyer@example.com",
    "note": "setup",
    "taxExempt": True,
    "reserveInventoryUntil": "2026-12-23T12:00:00Z",
    "tags": ["parity", "duplicate"],
    "customAttributes": [{"key": "source", "value": "phone-order"}],
    "appliedDiscount": {"title": "Loyalty credit", "value": 5, "valueType": "FIXED_AMOUNT"},
    "billingAddress": {"address1": "123 Queen St W", "city": "Toronto", "countryCode": "CA"},
    "shippingAddress": {"address1": "500 King St W", "city": "Toronto", "countryCode": "CA"},
    "shippingLine": {"title": "Merchant Courier", "priceWithCurrency": usd("7.25")},
    "lineItems": [
        {
            "title": "Custom installation service",
            "quantity": 2,
            "originalUnitPriceWithCurrency": usd("20.00"),
            "requiresShipping": False,
            "taxable": False,
            "sku": "CUSTOM-INSTALL",
            "customAttributes": [{"key": "appointment", "value": "morning"}],
            "appliedDiscount": {
                "title": "Service discount", "value": 10, "valueType": "PERCENTAGE",
            },
        },
        {"title": "Snowboard", "quantity": 1, "originalUnitPriceWithCurrency": usd("949.95")},
    ],
}  # fmt: skip


def test_a_calculated_draft_is_the_draft_and_leaves_nothing(api: Any) -> None:
    before = api.hash()
    payload = api.query(CALCULATE, {"input": RECORDED}).data["draftOrderCalculate"]
    assert payload["userErrors"] == []
    shown = payload["calculatedDraftOrder"]
    assert (shown["currencyCode"], shown["totalQuantityOfLineItems"]) == ("USD", 3)
    assert shown["subtotalPriceSet"] == dollars("980.95")
    assert shown["totalDiscountsSet"] == dollars("9.0")
    assert shown["totalShippingPriceSet"] == dollars("7.25")
    assert shown["totalPriceSet"] == dollars("988.2")
    assert (shown["totalTax"], shown["customer"]) == ("0.00", None)
    assert shown["availableShippingRates"] == []
    assert shown["lineItems"][0] == {
        "title": "Custom installation service",
        "quantity": 2,
        "custom": True,
        "sku": "CUSTOM-INSTALL",
        "originalUnitPriceSet": dollars("20.0"),
        "originalTotalSet": dollars("40.0"),
        "discountedTotalSet": dollars("36.0"),
        "totalDiscountSet": dollars("4.0"),
        "originalUnitPrice": {"amount": "20.0"},
        "originalTotal": {"amount": "40.0", "currencyCode": "USD"},
        "discountedTotal": {"amount": "36.0"},
        "totalDiscount": {"amount": "4.0"},
        "appliedDiscount": {"title": "Service discount", "value": 10},
    }
    assert api.hash() == before
    assert api.query(CREATE, {"input": RECORDED}).data["draftOrderCreate"]["draftOrder"][
        "name"
    ] == ("#D1")


def test_a_calculated_draft_has_the_taxes_of_the_shop(api: Any) -> None:
    api.shopify.settings.tax_rate = Decimal("0.0825")
    line = {"title": "Patch", "quantity": 1, "originalUnitPriceWithCurrency": usd("10.00")}
    payload = api.query(CALCULATE, {"input": {"lineItems": [line]}}).data["draftOrderCalculate"]
    shown = payload["calculatedDraftOrder"]
    assert (shown["totalTax"], shown["totalPriceSet"]) == ("0.83", dollars("10.83"))


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"lineItems": []}, {"field": None, "message": "Add at least 1 product"}),
        (
            {**RECORDED, "email": "bad email"},
            {"field": ["email"], "message": "Email is invalid"},
        ),
    ],
)
def test_what_cannot_be_calculated_as_recorded(
    api: Any, asked: dict[str, Any], error: dict[str, Any]
) -> None:
    payload = api.query(CALCULATE, {"input": asked}).data["draftOrderCalculate"]
    assert payload == {"calculatedDraftOrder": None, "userErrors": [error]}


def test_a_copy_has_the_goods_without_what_was_taken_off_them(api: Any) -> None:
    """Recorded: 988.20 with everything, 989.95 for the goods alone."""
    draft = api.query(CREATE, {"input": RECORDED}).data["draftOrderCreate"]["draftOrder"]
    assert draft["totalPriceSet"] == dollars("988.2")
    payload = api.query(COPY, {"id": draft["id"]}).data["draftOrderDuplicate"]
    assert payload["userErrors"] == []
    copy = payload["draftOrder"]
    assert (copy["name"], copy["status"], copy["email"]) == ("#D2", "OPEN", "buyer@example.com")
    assert copy["subtotalPriceSet"] == copy["totalPriceSet"] == dollars("989.95")
    assert copy["totalDiscountsSet"] == dollars("0.0")
    gone = ("appliedDiscount", "shippingLine", "reserveInventoryUntil", "completedAt", "order")
    assert [copy[name] for name in gone] == [None] * 5
    assert copy["taxExempt"] is False
    kept = ("tags", "customAttributes", "billingAddress", "shippingAddress")
    assert {name: copy[name] for name in kept} == {name: draft[name] for name in kept}
    assert copy["invoiceUrl"] != draft["invoiceUrl"]
    first, old = copy["lineItems"]["nodes"][0], draft["lineItems"]["nodes"][0]
    assert (first["sku"], first["appliedDiscount"]) == ("CUSTOM-INSTALL", None)
    assert first["customAttributes"] == [{"key": "appointment", "value": "morning"}]
    assert (first["id"], first["uuid"]) != (old["id"], old["uuid"])


def test_a_completed_draft_is_copied_open(api: Any) -> None:
    draft = api.query(CREATE, {"input": RECORDED}).data["draftOrderCreate"]["draftOrder"]
    complete = "mutation ($id: ID!) { draftOrderComplete(id: $id) { draftOrder { status } } }"
    done = api.query(complete, {"id": draft["id"]}).data["draftOrderComplete"]
    assert done == {"draftOrder": {"status": "COMPLETED"}}
    older = COPY.replace("(id: $id)", "(draftOrderId: $id)")
    copy = api.query(older, {"id": draft["id"]}).data["draftOrderDuplicate"]["draftOrder"]
    assert (copy["status"], copy["order"], copy["completedAt"]) == ("OPEN", None, None)


@pytest.mark.parametrize("number", ["gid://shopify/DraftOrder/999", None])
def test_there_must_be_a_draft_to_copy(api: Any, number: str | None) -> None:
    before = api.hash()
    payload = api.query(COPY, {"id": number}).data["draftOrderDuplicate"]
    assert payload["draftOrder"] is None
    assert payload["userErrors"] == [{"field": ["id"], "message": "Draft order does not exist"}]
    assert api.hash() == before
