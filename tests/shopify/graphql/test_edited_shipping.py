"""Shipping and discounts in an edit: sentences and figures of recorded stores, and of W1."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.records import Order

MONEY = "shopMoney { amount }"
SHOWN = f"""calculatedOrder {{ totalPriceSet {{ {MONEY} }} totalOutstandingSet {{ {MONEY} }}
    shippingLines {{ id title stagedStatus price {{ {MONEY} }} }}
    stagedChanges(first: 9) {{ nodes {{ __typename
      ... on OrderStagedChangeAddShippingLine {{ title presentmentTitle phone price {{ amount }} }}
      ... on OrderStagedChangeRemoveShippingLine {{ shippingLine {{ title }} }}
      ... on OrderStagedChangeRemoveDiscount {{ discountApplication {{ targetType }} }} }} }} }}
  userErrors {{ field message code }}"""


class Edit:
    """One open session; every method is the mutation of that name."""

    def __init__(self, api: Any, order: Order) -> None:
        self.api = api
        self.order_id = order.id
        text = """mutation ($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id
          lineItems(first: 5) { nodes { id } } shippingLines { id } } } }"""
        begun = api.query(text, {"id": f"gid://shopify/Order/{order.id}"}).data["orderEditBegin"]
        self.id = begun["calculatedOrder"]["id"]
        self.lines = [each["id"] for each in begun["calculatedOrder"]["lineItems"]["nodes"]]
        self.shipping = [each["id"] for each in begun["calculatedOrder"]["shippingLines"]]

    def _ask(self, root: str, declared: str, given: str, shown: str = SHOWN, **values: Any) -> Any:
        text = f"mutation ($id: ID!, {declared}) {{ {root}(id: $id, {given}) {{ {shown} }} }}"
        return self.api.query(text, {"id": self.id, **values}).data[root]

    def add(self, title: str, amount: str, currency: str = "USD") -> Any:
        line = {"title": title, "price": {"amount": amount, "currencyCode": currency}}
        return self._ask(
            "orderEditAddShippingLine",
            "$line: OrderEditAddShippingLineInput!",
            "shippingLine: $line",
            f"calculatedShippingLine {{ id title stagedStatus price {{ {MONEY} }} }} {SHOWN}",
            line=line,
        )

    def update(self, line_id: str, **line: Any) -> Any:
        return self._ask(
            "orderEditUpdateShippingLine",
            "$line: OrderEditUpdateShippingLineInput!, $old: ID!",
            "shippingLine: $line, shippingLineId: $old",
            line=line,
            old=line_id,
        )

    def remove(self, line_id: str) -> Any:
        given = "shippingLineId: $old"
        return self._ask("orderEditRemoveShippingLine", "$old: ID!", given, old=line_id)

    def discount(self, percent: int) -> str:
        payload = self._ask(
            "orderEditAddLineItemDiscount",
            "$line: ID!, $off: OrderEditAppliedDiscountInput!",
            "lineItemId: $line, discount: $off",
            "calculatedLineItem { calculatedDiscountAllocations { discountApplication { id } } }",
            line=self.lines[0],
            off={"percentValue": percent},
        )
        found = payload["calculatedLineItem"]["calculatedDiscountAllocations"]
        name: str = found[-1]["discountApplication"]["id"]
        return name

    def update_discount(self, name: str, **discount: Any) -> Any:
        return self._ask(
            "orderEditUpdateDiscount",
            "$off: OrderEditAppliedDiscountInput!, $old: ID!",
            "discount: $off, discountApplicationId: $old",
            off=discount,
            old=name,
        )

    def remove_discount(self, name: str) -> Any:
        given = "discountApplicationId: $old"
        return self._ask("orderEditRemoveDiscount", "$old: ID!", given, old=name)

    def commit(self) -> Order:
        text = """mutation ($id: ID!) { orderEditCommit(id: $id) { order { id }
          userErrors { message } } }"""
        assert self.api.query(text, {"id": self.id}).data["orderEditCommit"]["userErrors"] == []
        order: Order = self.api.shopify.records.orders[self.order_id]
        return order


@pytest.fixture
def bare(api: Any) -> Order:
    """A mug at 12.50, without tax, discount or shipping."""
    order: Order = api.desk.place(
        [("MUG-WHT", 1, Decimal("12.50"))], discount_percent=None, shipping=None, tax_rate=None
    )
    return order


def amounts(payload: Any) -> tuple[str, list[tuple[str, str, str]]]:
    shown = payload["calculatedOrder"]
    lines = [
        (each["title"], each["stagedStatus"], each["price"]["shopMoney"]["amount"])
        for each in shown["shippingLines"]
    ]
    return shown["totalPriceSet"]["shopMoney"]["amount"], lines


def test_shipping_is_added_changed_and_taken_away_as_recorded(api: Any, bare: Order) -> None:
    """Recorded: 16.00, with ground 20.00, with express 22.00, without 16.00."""
    edit = Edit(api, bare)
    payload = edit.add("Ground", "4.00")
    assert amounts(payload) == ("16.5", [("Ground", "ADDED", "4.0")])
    line = payload["calculatedShippingLine"]
    assert line["id"].startswith("gid://shopify/CalculatedShippingLine/")
    assert (line["title"], line["stagedStatus"]) == ("Ground", "ADDED")
    assert payload["calculatedOrder"]["stagedChanges"]["nodes"] == [
        {
            "__typename": "OrderStagedChangeAddShippingLine",
            "title": "Ground",
            "presentmentTitle": "Ground",
            "phone": None,
            "price": {"amount": "4.0"},
        }
    ]
    price = {"amount": "6.00", "currencyCode": "USD"}
    assert amounts(edit.update(line["id"], title="Express", price=price)) == (
        "18.5",
        [("Express", "ADDED", "6.0")],
    )
    assert amounts(edit.update(line["id"], title="Overnight"))[1] == [("Overnight", "ADDED", "6.0")]
    assert amounts(edit.remove(line["id"])) == ("12.5", [])


def test_added_shipping_is_owed_and_on_the_order(api: Any, w1: Order) -> None:
    """W1 of 127.82 and 4.00 more, taxed like its goods: 0.33."""
    edit = Edit(api, w1)
    payload = edit.add("Ground", "4.00")
    assert payload["calculatedOrder"]["totalOutstandingSet"] == {"shopMoney": {"amount": "4.33"}}
    order = edit.commit()
    assert [(each.title, str(each.price.shop)) for each in order.shipping_lines] == [
        ("Standard", "7.95"),
        ("Ground", "4.00"),
    ]
    assert (str(order.total_price.shop), str(order.total_outstanding.shop)) == ("132.15", "4.33")
    assert str(order.original_total_price.shop) == "127.82"


def test_the_order_s_own_shipping_goes_with_its_tax(api: Any, w1: Order) -> None:
    """7.95 and 0.66 tax: 119.21 is left, 8.61 owed to the customer."""
    edit = Edit(api, w1)
    payload = edit.remove(edit.shipping[0])
    assert amounts(payload) == ("119.21", [("Standard", "REMOVED", "7.95")])
    assert payload["calculatedOrder"]["stagedChanges"]["nodes"] == [
        {
            "__typename": "OrderStagedChangeRemoveShippingLine",
            "shippingLine": {"title": "Standard"},
        }
    ]
    order = edit.commit()
    assert (str(order.current_total_price.shop), str(order.total_outstanding.shop)) == (
        "119.21",
        "-8.61",
    )
    assert str(order.current_shipping_price.shop) == "0.00"
    text = """query ($id: ID!) { order(id: $id) { shippingLines(first: 5) { nodes { title } }
      all: shippingLines(first: 5, includeRemovals: true) { nodes { title isRemoved } } } }"""
    found = api.query(text, {"id": f"gid://shopify/Order/{order.id}"}).data["order"]
    assert found["shippingLines"]["nodes"] == []
    assert found["all"]["nodes"] == [{"title": "Standard", "isRemoved": True}]
    assert Edit(api, order).shipping == []


def test_nothing_of_a_removed_line_can_be_refunded_again(api: Any, w1: Order) -> None:
    edit = Edit(api, w1)
    edit.remove(edit.shipping[0])
    edit.commit()
    text = """query ($id: ID!) { order(id: $id) { suggestedRefund(refundShipping: true) {
      shipping { maximumRefundableSet { shopMoney { amount } } } } } }"""
    found = api.query(text, {"id": f"gid://shopify/Order/{w1.id}"}).data["order"]
    maximum = found["suggestedRefund"]["shipping"]["maximumRefundableSet"]
    assert maximum == {"shopMoney": {"amount": "0.0"}}


UNKNOWN = "gid://shopify/CalculatedShippingLine/999999999999"
UPDATE = (
    "The shipping line can't be updated because it doesn't exist or wasn't added during this edit."
)
REMOVE = "The shipping line can't be removed because it doesn't exist or has already been removed."


def test_what_is_refused_as_recorded(api: Any, w1: Order) -> None:
    edit = Edit(api, w1)
    before = api.hash()
    payload = edit.add("Ground", "5.00", "CAD")
    assert (payload["calculatedOrder"], payload["calculatedShippingLine"]) == (None, None)
    assert payload["userErrors"] == [
        {
            "field": ["shippingLine", "price"],
            "message": "The price must be in USD.",
            "code": "INVALID",
        }
    ]
    for line in (UNKNOWN, edit.shipping[0]):
        [error] = edit.update(line, title="Other")["userErrors"]
        assert error == {"field": ["shippingLineId"], "message": UPDATE, "code": "INVALID"}
    [error] = edit.remove(UNKNOWN)["userErrors"]
    assert error == {"field": ["shippingLineId"], "message": REMOVE, "code": "INVALID"}
    [error] = edit.add(" ", "5.00")["userErrors"]
    assert error["field"] == ["shippingLine", "title"]
    [error] = edit.add("Ground", "-5.00")["userErrors"]
    assert error["field"] == ["shippingLine", "price"]
    assert api.hash() == before
    edit.remove(edit.shipping[0])
    assert edit.remove(edit.shipping[0])["userErrors"][0]["message"] == REMOVE


def test_the_price_is_required_as_recorded(api: Any, w1: Order) -> None:
    edit = Edit(api, w1)
    text = """mutation ($id: ID!) { orderEditAddShippingLine(id: $id, shippingLine: {title: ""}) {
      userErrors { message } } }"""
    [error] = api.query(text, {"id": edit.id}).errors
    assert error["message"] == (
        "Argument 'price' on InputObject 'OrderEditAddShippingLineInput' is required. "
        "Expected type MoneyInput!"
    )


def test_a_discount_of_the_session_is_changed_and_removed(api: Any, bare: Order) -> None:
    """12.50: with 20 % off 10.00, with 50 % off 6.25, with 2.50 off 10.00, without 12.50."""
    edit = Edit(api, bare)
    name = edit.discount(20)
    assert amounts(edit.update_discount(name, percentValue=50))[0] == "6.25"
    fixed = {"amount": "2.50", "currencyCode": "USD"}
    assert amounts(edit.update_discount(name, fixedValue=fixed))[0] == "10.0"
    payload = edit.remove_discount(name)
    assert amounts(payload)[0] == "12.5"
    assert payload["calculatedOrder"]["stagedChanges"]["nodes"] == []
    [error] = edit.remove_discount(name)["userErrors"]
    assert (error["field"], error["code"]) == (["discountApplicationId"], "INVALID")
    [error] = edit.update_discount(name, percentValue=5)["userErrors"]
    assert (error["field"], error["code"]) == (["discountApplicationId"], "INVALID")


def test_the_order_s_own_discount_is_removed(api: Any, w1: Order) -> None:
    """Without its 10 %, W1 is goods of 122.36, shipping of 7.95 and tax on both: 141.07."""
    edit = Edit(api, w1)
    payload = edit.remove_discount("gid://shopify/CalculatedManualDiscountApplication/0")
    assert payload["userErrors"] == []
    assert payload["calculatedOrder"]["stagedChanges"]["nodes"] == [
        {
            "__typename": "OrderStagedChangeRemoveDiscount",
            "discountApplication": {"targetType": "LINE_ITEM"},
        }
    ]
    order = edit.commit()
    assert (str(order.subtotal_price.shop), str(order.total_discounts.shop)) == ("122.36", "0")
    assert str(order.total_price.shop) == "141.07"


def test_a_discount_on_units_that_went_back_stays(api: Any, w1: Order) -> None:
    api.desk.refund(w1.id, lines={"CAP-RED": 1})
    edit = Edit(api, w1)
    before = api.hash()
    payload = edit.remove_discount("gid://shopify/CalculatedManualDiscountApplication/0")
    assert payload["userErrors"][0]["field"] == ["discountApplicationId"]
    assert api.hash() == before
