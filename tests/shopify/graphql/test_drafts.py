"""Draft orders: priced by the shop, completed into an order that costs the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

MONEY = "shopMoney { amount }"
DRAFT = f"""id name status email subtotalPriceSet {{ {MONEY} }} totalDiscountsSet {{ {MONEY} }}
  totalShippingPriceSet {{ {MONEY} }} totalTaxSet {{ {MONEY} }} totalPriceSet {{ {MONEY} }}"""
CREATE = f"""mutation ($input: DraftOrderInput!) {{ draftOrderCreate(input: $input) {{
  draftOrder {{ {DRAFT} }} userErrors {{ field message }} }} }}"""
UPDATE = f"""mutation ($id: ID!, $input: DraftOrderInput!) {{ draftOrderUpdate(id: $id,
  input: $input) {{ draftOrder {{ {DRAFT} note2 }} userErrors {{ field message }} }} }}"""
COMPLETE = f"""mutation ($id: ID!, $pending: Boolean, $gateway: ID) {{ draftOrderComplete(id: $id,
  paymentPending: $pending, paymentGatewayId: $gateway) {{ draftOrder {{ status completedAt
    order {{ name legacyResourceId sourceName displayFinancialStatus totalPriceSet {{ {MONEY} }}
      transactions {{ kind status gateway amountSet {{ {MONEY} }} }} }} }}
  userErrors {{ field message }} }} }}"""


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def variant(api: Any, sku: str) -> str:
    return gid("ProductVariant", api.shopify.records.variants_by_sku.first(sku).id)


def w1_lines(api: Any) -> list[dict[str, Any]]:
    return [
        {"variantId": variant(api, "TEE-BLK"), "quantity": 3},
        {"variantId": variant(api, "MUG-WHT"), "quantity": 1},
        {"variantId": variant(api, "CAP-RED"), "quantity": 2},
    ]


def created(api: Any, **more: Any) -> dict[str, Any]:
    payload = api.query(CREATE, {"input": more}).data["draftOrderCreate"]
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload["draftOrder"]
    return found


def custom(price: str = "10.00", quantity: int = 1, **more: Any) -> dict[str, Any]:
    return {"title": "Item", "quantity": quantity, "originalUnitPrice": price, **more}


def refused(api: Any, **more: Any) -> list[dict[str, Any]]:
    before = api.hash()
    payload = api.query(CREATE, {"input": more}).data["draftOrderCreate"]
    assert payload["draftOrder"] is None
    assert api.hash() == before
    found: list[dict[str, Any]] = payload["userErrors"]
    return found


def dollars(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount}}


def test_the_shop_prices_a_draft_by_its_own_tax(api: Any) -> None:
    """W1 as a draft: 122.36 - 12.24 + 7.95 + 9.75 = 127.82."""
    api.shopify.settings.tax_rate = Decimal("0.0825")
    draft = created(
        api,
        lineItems=w1_lines(api),
        email="dana.whitfield@example.com",
        appliedDiscount={"valueType": "PERCENTAGE", "value": 10, "title": "Ten"},
        shippingLine={"title": "Standard", "priceWithCurrency": usd("7.95")},
    )
    assert (draft["name"], draft["status"]) == ("#D1", "OPEN")
    assert draft["subtotalPriceSet"] == dollars("110.12")
    assert draft["totalDiscountsSet"] == dollars("12.24")
    assert draft["totalShippingPriceSet"] == dollars("7.95")
    assert draft["totalTaxSet"] == dollars("9.75")
    assert draft["totalPriceSet"] == dollars("127.82")
    done = api.query(COMPLETE, {"id": draft["id"]}).data["draftOrderComplete"]["draftOrder"]
    assert (done["status"], done["completedAt"]) == ("COMPLETED", "2026-11-24T09:00:00Z")
    order = done["order"]
    assert (order["totalPriceSet"], order["displayFinancialStatus"]) == (dollars("127.82"), "PAID")
    assert order["transactions"] == [
        {
            "kind": "SALE",
            "status": "SUCCESS",
            "gateway": "manual",
            "amountSet": dollars("127.82"),
        }
    ]
    assert order["sourceName"] == str(api.shopify.auth.app.number)
    made = api.shopify.records.orders[int(order["legacyResourceId"])]
    assert made.total_tax.shop == Decimal("9.75")
    shelf = next(iter(api.shopify.records.inventory_levels))
    assert (shelf.available, shelf.committed) == (997, 3)


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currencyCode": "USD"}


def test_a_draft_as_recorded(api: Any) -> None:
    """Two of 20.00 at 10 % off and a free one, 5.00 off the whole, 7.25 shipping, tax exempt:
    31.00, discounts 9.00, 38.25."""
    api.shopify.settings.tax_rate = Decimal("0.13")
    service = custom(
        "20.00",
        2,
        requiresShipping=False,
        taxable=False,
        sku="service",
        appliedDiscount={
            "title": "Service discount",
            "description": "10 percent off service",
            "value": 10,
            "amount": 4,
            "valueType": "PERCENTAGE",
        },
    )
    draft = created(
        api,
        taxExempt=True,
        tags=["parity-probe", "draft-order-create", "merchant-realistic"],
        appliedDiscount={"title": "Loyalty credit", "value": 5, "valueType": "FIXED_AMOUNT"},
        shippingLine={"title": "Merchant Courier", "priceWithCurrency": usd("7.25")},
        lineItems=[service, custom("0.00")],
    )
    assert draft["subtotalPriceSet"] == dollars("31.0")
    assert draft["totalDiscountsSet"] == dollars("9.0")
    assert draft["totalPriceSet"] == dollars("38.25")
    text = f"""query ($id: ID!) {{ draftOrder(id: $id) {{ tags totalQuantityOfLineItems ready
      invoiceUrl paymentTerms {{ id }} appliedDiscount {{ title value valueType
        amountSet {{ {MONEY} }} }}
      shippingLine {{ title code custom originalPriceSet {{ {MONEY} }} }}
      lineItems(first: 2) {{ nodes {{ custom sku originalTotalSet {{ {MONEY} }}
        discountedTotalSet {{ {MONEY} }} totalDiscountSet {{ {MONEY} }}
        appliedDiscount {{ value amountSet {{ {MONEY} }} description }} }} }} }} }}"""
    found = api.query(text, {"id": draft["id"]}).data["draftOrder"]
    assert found["tags"] == ["draft-order-create", "merchant-realistic", "parity-probe"]
    assert (found["totalQuantityOfLineItems"], found["ready"], found["paymentTerms"]) == (
        3,
        True,
        None,
    )
    assert found["appliedDiscount"] == {
        "title": "Loyalty credit",
        "value": 5.0,
        "valueType": "FIXED_AMOUNT",
        "amountSet": dollars("5.0"),
    }
    assert found["shippingLine"] == {
        "title": "Merchant Courier",
        "code": "custom",
        "custom": True,
        "originalPriceSet": dollars("7.25"),
    }
    first, second = found["lineItems"]["nodes"]
    assert first == {
        "custom": True,
        "sku": "service",
        "originalTotalSet": dollars("40.0"),
        "discountedTotalSet": dollars("36.0"),
        "totalDiscountSet": dollars("4.0"),
        "appliedDiscount": {
            "value": 10.0,
            "amountSet": dollars("4.0"),
            "description": "10 percent off service",
        },
    }
    assert second["appliedDiscount"] is None
    order = api.query(COMPLETE, {"id": draft["id"]}).data["draftOrderComplete"]["draftOrder"]
    assert order["order"]["totalPriceSet"] == dollars("38.25")


def test_a_variant_s_own_words_win(api: Any) -> None:
    line = {"variantId": variant(api, "MUG-WHT"), **custom("1.00", sku="OTHER")}
    assert created(api, lineItems=[line])["totalPriceSet"] == dollars("12.49")


def test_a_percentage_of_two_decimals_as_recorded(api: Any) -> None:
    discount = {"valueType": "PERCENTAGE", "value": 12.34, "amount": 10}
    draft = created(api, lineItems=[custom()], appliedDiscount=discount)
    assert draft["totalDiscountsSet"] == dollars("1.23")


def test_a_fixed_amount_of_a_line_is_of_each_unit(api: Any) -> None:
    discount = {"valueType": "FIXED_AMOUNT", "value": 1.5}
    draft = created(api, lineItems=[custom("10.00", 2, appliedDiscount=discount)])
    assert draft["totalPriceSet"] == dollars("17.0")


PERCENT = {"valueType": "PERCENTAGE"}
MOST = "Applied discount value must be less than or equal to 100%"
DIGITS = "Applied discount value can have at most 2 digits after decimal point"
REFUSED: list[tuple[str, dict[str, Any], list[str] | None, str]] = [
    ("no lines", {"lineItems": []}, None, "Add at least 1 product"),
    (
        "an unknown variant",
        {"lineItems": [{"variantId": gid("ProductVariant", 99), "quantity": 1}]},
        None,
        "Product with ID 99 is no longer available.",
    ),
    (
        "no title",
        {"lineItems": [{"quantity": 1, "originalUnitPrice": "10.00"}]},
        None,
        "Merchandise title is empty.",
    ),
    (
        "no units",
        {"lineItems": [custom(quantity=0)]},
        ["lineItems", "0", "quantity"],
        "Quantity must be greater than or equal to 1",
    ),
    (
        "a negative price",
        {"lineItems": [custom("-1.00")]},
        None,
        "Cannot send negative price for line_item",
    ),
    (
        "stock held in the past",
        {"lineItems": [custom()], "reserveInventoryUntil": "2020-01-01T00:00:00Z"},
        None,
        "Reserve until can't be in the past",
    ),
    (
        "no e-mail address",
        {"lineItems": [custom()], "email": "not-an-email"},
        ["email"],
        "Email is invalid",
    ),
    (
        "more than all off",
        {"lineItems": [custom()], "appliedDiscount": {**PERCENT, "value": 150}},
        ["appliedDiscount", "value"],
        MOST,
    ),
    (
        "three digits off",
        {"lineItems": [custom()], "appliedDiscount": {**PERCENT, "value": 12.345}},
        ["appliedDiscount", "value"],
        DIGITS,
    ),
    (
        "more than all off a line",
        {"lineItems": [custom(appliedDiscount={**PERCENT, "value": 150})]},
        ["lineItems", "0", "appliedDiscount", "value"],
        MOST,
    ),
    (
        "a long tag",
        {"lineItems": [custom()], "tags": ["ok", "x" * 41]},
        ["tags", "1"],
        "Title Tag exceeds the maximum length of 40 characters",
    ),
]


@pytest.mark.parametrize(
    ("asked", "field", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_a_draft_must_not_say_as_recorded(
    api: Any, asked: dict[str, Any], field: list[str] | None, message: str
) -> None:
    assert refused(api, **asked) == [{"field": field, "message": message}]


def test_a_negative_percentage_is_taken_as_recorded(api: Any) -> None:
    discount = {**PERCENT, "value": -5}
    draft = created(api, lineItems=[custom()], appliedDiscount=discount)
    assert draft["totalPriceSet"] == dollars("10.0")


def test_an_update_leaves_alone_what_it_does_not_name(api: Any) -> None:
    draft = created(api, lineItems=[custom()], note="a", email="a@example.com")
    payload = api.query(UPDATE, {"id": draft["id"], "input": {"note": "b"}}).data
    changed = payload["draftOrderUpdate"]["draftOrder"]
    assert (changed["note2"], changed["email"]) == ("b", "a@example.com")
    assert changed["totalPriceSet"] == dollars("10.0")
    more = {"lineItems": [custom(), custom("2.50", 2)]}
    payload = api.query(UPDATE, {"id": draft["id"], "input": more}).data["draftOrderUpdate"]
    assert payload["draftOrder"]["totalPriceSet"] == dollars("15.0")


def test_an_update_names_its_input_in_paths_as_recorded(api: Any) -> None:
    draft = created(api, lineItems=[custom()])
    before = api.hash()
    wrong = {"appliedDiscount": {**PERCENT, "value": 150}}
    payload = api.query(UPDATE, {"id": draft["id"], "input": wrong}).data["draftOrderUpdate"]
    assert payload["userErrors"] == [
        {"field": ["input", "appliedDiscount", "value"], "message": MOST}
    ]
    assert api.hash() == before


def test_pending_payment(api: Any) -> None:
    draft = created(api, lineItems=[custom()])
    done = api.query(COMPLETE, {"id": draft["id"], "pending": True}).data["draftOrderComplete"]
    order = done["draftOrder"]["order"]
    assert order["displayFinancialStatus"] == "PENDING"
    assert order["transactions"][0]["status"] == "PENDING"


def test_a_draft_is_completed_once(api: Any) -> None:
    draft = created(api, lineItems=[custom()])
    wrong = api.query(COMPLETE, {"id": draft["id"], "gateway": gid("PaymentGateway", 1)}).data
    assert wrong["draftOrderComplete"]["userErrors"] == [
        {"field": None, "message": "Invalid payment gateway"}
    ]
    api.query(COMPLETE, {"id": draft["id"]})
    before = api.hash()
    again = api.query(COMPLETE, {"id": draft["id"]}).data["draftOrderComplete"]
    assert again["userErrors"] == [{"field": None, "message": "This order has been paid"}]
    update = api.query(UPDATE, {"id": draft["id"], "input": {"note": "x"}}).data
    assert update["draftOrderUpdate"]["userErrors"][0]["message"] == "This order has been paid"
    assert api.hash() == before
    assert api.query("{ ordersCount { count } }").data["ordersCount"] == {"count": 1}


def test_an_invoice_needs_somebody_to_read_it(api: Any) -> None:
    text = """mutation ($id: ID!, $email: EmailInput) { draftOrderInvoiceSend(id: $id,
      email: $email) { draftOrder { status invoiceSentAt } userErrors { field message } } }"""
    draft = created(api, lineItems=[custom()])
    payload = api.query(text, {"id": draft["id"]}).data["draftOrderInvoiceSend"]
    assert payload["userErrors"] == [{"field": None, "message": "To can't be blank"}]
    asked = {"id": draft["id"], "email": {"to": "a@example.com"}}
    assert api.query(text, asked).data["draftOrderInvoiceSend"]["draftOrder"] == {
        "status": "INVOICE_SENT", "invoiceSentAt": "2026-11-24T09:00:00Z"
    }  # fmt: skip


def test_a_deleted_draft_is_gone(api: Any) -> None:
    draft = created(api, lineItems=[custom()])
    text = """mutation ($input: DraftOrderDeleteInput!) { draftOrderDelete(input: $input) {
      deletedId userErrors { field message } } }"""
    asked = {"input": {"id": draft["id"]}}
    assert api.query(text, asked).data["draftOrderDelete"]["deletedId"] == draft["id"]
    query = "query ($id: ID!) { draftOrder(id: $id) { id } }"
    assert api.query(query, {"id": draft["id"]}).data == {"draftOrder": None}
    assert api.query(text, asked).data["draftOrderDelete"]["userErrors"] == [
        {"field": ["id"], "message": "Draft order does not exist"}
    ]


def test_drafts_are_listed_searched_and_counted(api: Any) -> None:
    for number in range(3):
        created(api, lineItems=[custom(str(30 - number))], tags=["odd"] if number % 2 else [])
    text = """{ draftOrders(first: 2, sortKey: TOTAL_PRICE) { nodes { name }
        pageInfo { hasNextPage } }
      tagged: draftOrders(first: 5, query: "tag:odd") { nodes { name } }
      draftOrdersCount(query: "status:open") { count precision } }"""
    assert api.query(text).data == {
        "draftOrders": {
            "nodes": [{"name": "#D3"}, {"name": "#D2"}],
            "pageInfo": {"hasNextPage": True},
        },
        "tagged": {"nodes": [{"name": "#D2"}]},
        "draftOrdersCount": {"count": 3, "precision": "EXACT"},
    }


def test_money_of_another_currency_is_converted_at_the_store_s_rate(api: Any) -> None:
    api.desk.set_exchange_rate("EUR", Decimal("1.10"))
    draft = created(
        api,
        presentmentCurrencyCode="EUR",
        lineItems=[
            {
                "title": "Item",
                "quantity": 2,
                "originalUnitPriceWithCurrency": {"amount": "10.00", "currencyCode": "EUR"},
            }
        ],
    )
    assert draft["totalPriceSet"] == dollars("22.0")
    wrong = [{**custom(), "originalUnitPriceWithCurrency": usd("1.00")}]
    assert refused(api, presentmentCurrencyCode="EUR", lineItems=wrong) == [
        {"field": None, "message": "Currency must be EUR"}
    ]


def test_a_draft_may_have_499_lines(api: Any) -> None:
    assert created(api, lineItems=[custom("1.00")] * 499)["totalPriceSet"] == dollars("499.0")
    answer = api.query(CREATE, {"input": {"lineItems": [custom()] * 500}})
    assert answer.errors[0]["message"] == (
        "The input array size of 500 is greater than the maximum allowed of 499."
    )
