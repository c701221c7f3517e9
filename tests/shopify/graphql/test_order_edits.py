"""Order edits: planned in a session, committed as one; figures of recorded stores and of W1."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.records import Order

MONEY = "shopMoney { amount }"
CALCULATED = f"""calculatedOrder {{ id subtotalLineItemsQuantity subtotalPriceSet {{ {MONEY} }}
  totalPriceSet {{ {MONEY} }} totalOutstandingSet {{ {MONEY} }}
  lineItems(first: 5) {{ nodes {{ id quantity title }} }}
  addedLineItems(first: 5) {{ nodes {{ id quantity title }} }} }}
  userErrors {{ field message }}"""
LINE = f"""calculatedLineItem {{ id title quantity editableQuantity editableQuantityBeforeChanges
  restocking hasStagedLineItemDiscount originalUnitPriceSet {{ {MONEY} }}
  discountedUnitPriceSet {{ {MONEY} }} stagedChanges {{ __typename }}
  calculatedDiscountAllocations {{ allocatedAmountSet {{ {MONEY} }}
    discountApplication {{ id description appliedTo }} }} }}"""


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


class Session:
    """An edit of an order that has begun."""

    def __init__(self, api: Any, order: Order) -> None:
        self.api = api
        self.order_id = order.id
        text = f"""mutation ($id: ID!) {{ orderEditBegin(id: $id) {{
          orderEditSession {{ id }} {CALCULATED} }} }}"""
        payload = api.query(text, {"id": gid("Order", order.id)}).data["orderEditBegin"]
        self.begun = payload["calculatedOrder"]
        self.session = payload["orderEditSession"]["id"]
        self.id = self.begun["id"]

    def line(self, place: int) -> str:
        found: str = self.begun["lineItems"]["nodes"][place]["id"]
        return found

    def set_quantity(self, line: str, quantity: int, *, restock: bool = False) -> Any:
        text = f"""mutation ($id: ID!, $line: ID!, $quantity: Int!, $restock: Boolean) {{
          orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity,
            restock: $restock) {{ {CALCULATED} {LINE} }} }}"""
        asked = {"id": self.id, "line": line, "quantity": quantity, "restock": restock}
        return self.api.query(text, asked).data["orderEditSetQuantity"]

    def add_variant(self, sku: str, quantity: int = 1, *, duplicates: bool = False) -> Any:
        variant = self.api.shopify.records.variants_by_sku.first(sku)
        text = f"""mutation ($id: ID!, $variant: ID!, $quantity: Int!, $again: Boolean) {{
          orderEditAddVariant(id: $id, variantId: $variant, quantity: $quantity,
            allowDuplicates: $again) {{ {CALCULATED} {LINE} orderEditSession {{ id }} }} }}"""
        asked = {
            "id": self.id,
            "variant": gid("ProductVariant", variant.id if variant else 9),
            "quantity": quantity,
            "again": duplicates,
        }
        return self.api.query(text, asked).data["orderEditAddVariant"]

    def add_custom(self, title: str, price: str, quantity: int = 1) -> Any:
        text = f"""mutation ($id: ID!, $title: String!, $price: MoneyInput!, $quantity: Int!) {{
          orderEditAddCustomItem(id: $id, title: $title, price: $price, quantity: $quantity,
            taxable: false) {{ {CALCULATED} {LINE} }} }}"""
        amount = {"amount": price, "currencyCode": "USD"}
        asked = {"id": self.id, "title": title, "price": amount, "quantity": quantity}
        return self.api.query(text, asked).data["orderEditAddCustomItem"]

    def discount(self, line: str, **discount: Any) -> Any:
        text = f"""mutation ($id: ID!, $line: ID!, $discount: OrderEditAppliedDiscountInput!) {{
          orderEditAddLineItemDiscount(id: $id, lineItemId: $line, discount: $discount) {{
            addedDiscountStagedChange {{ id description }} {CALCULATED} {LINE} }} }}"""
        asked = {"id": self.id, "line": line, "discount": discount}
        return self.api.query(text, asked).data["orderEditAddLineItemDiscount"]

    def commit(self, *, notify: bool = False) -> Any:
        text = """mutation ($id: ID!, $notify: Boolean) { orderEditCommit(id: $id,
          notifyCustomer: $notify, staffNote: "edited") {
          order { id edited } successMessages userErrors { field message } } }"""
        return self.api.query(text, {"id": self.id, "notify": notify}).data["orderEditCommit"]

    @property
    def order(self) -> Order:
        found: Order = self.api.shopify.records.orders[self.order_id]
        return found


def recorded(api: Any, price: str, quantity: int, tax: str | None = None) -> Order:
    """An order over the API as the recorded stores had it."""
    amount = {"shopMoney": {"amount": price, "currencyCode": "USD"}}
    line: dict[str, Any] = {"title": "Source", "quantity": quantity, "priceSet": amount}
    if tax is not None:
        given = {"shopMoney": {"amount": tax, "currencyCode": "USD"}}
        line["taxLines"] = [{"title": "Line tax", "rate": "0.13", "priceSet": given}]
    text = """mutation ($order: OrderCreateOrderInput!) { orderCreate(order: $order) {
      order { legacyResourceId } userErrors { message } } }"""
    asked = {"lineItems": [line], "financialStatus": "PENDING"}
    made = api.query(text, {"order": asked}).data["orderCreate"]["order"]
    order: Order = api.shopify.records.orders[int(made["legacyResourceId"])]
    return order


def dollars(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount}}


def test_a_taxed_line_edited_down_as_recorded(api: Any) -> None:
    """200.00 + 26.00 tax, two units to one: 113.00; the original figures stay."""
    session = Session(api, recorded(api, "100.00", 2, "26.00"))
    assert session.begun["totalPriceSet"] == dollars("226.0")
    payload = session.set_quantity(session.line(0), 1)
    shown = payload["calculatedOrder"]
    assert (shown["subtotalLineItemsQuantity"], shown["subtotalPriceSet"]) == (1, dollars("100.0"))
    assert shown["totalPriceSet"] == dollars("113.0")
    assert payload["calculatedLineItem"]["quantity"] == 1
    assert session.commit()["successMessages"] == ["Order updated"]
    order = session.order
    assert (order.subtotal_price.shop, order.current_subtotal_price.shop) == (200, 100)
    assert (order.total_tax.shop, order.current_total_tax.shop) == (26, 13)
    assert (order.total_price.shop, order.current_total_price.shop) == (226, 113)
    [line] = order.line_items
    assert (line.quantity, order.current_quantity(line)) == (2, 1)


def test_a_discounted_line_as_recorded(api: Any) -> None:
    """100.00, a fixed 20.00 off: the totals themselves become 80.00."""
    session = Session(api, recorded(api, "100.00", 1))
    payload = session.discount(
        session.line(0),
        description="money math",
        fixedValue={"amount": "20.00", "currencyCode": "USD"},
    )
    assert payload["addedDiscountStagedChange"]["description"] == "money math"
    assert payload["calculatedOrder"]["totalPriceSet"] == dollars("80.0")
    line = payload["calculatedLineItem"]
    assert line["hasStagedLineItemDiscount"] is True
    assert (line["originalUnitPriceSet"], line["discountedUnitPriceSet"]) == (
        dollars("100.0"),
        dollars("80.0"),
    )
    [allocation] = line["calculatedDiscountAllocations"]
    assert allocation["allocatedAmountSet"] == dollars("20.0")
    assert allocation["discountApplication"]["description"] == "money math"
    assert allocation["discountApplication"]["appliedTo"] == "LINE"
    session.commit()
    order = session.order
    assert order.total_price.shop == order.current_total_price.shop == 80
    assert order.original_total_price.shop == 100


def test_added_goods_are_still_to_be_paid_as_recorded(api: Any) -> None:
    """A paid order of 10.00 with a custom item of 5.00: PARTIALLY_PAID, 5.00 outstanding."""
    order = api.desk.place(
        [("MUG-WHT", 1, Decimal("10.00"))], discount_percent=None, shipping=None, tax_rate=None
    )
    session = Session(api, order)
    payload = session.add_custom("Added unpaid item", "5.00")
    assert payload["calculatedOrder"]["totalPriceSet"] == dollars("15.0")
    [added] = payload["calculatedOrder"]["addedLineItems"]["nodes"]
    assert (added["title"], added["quantity"]) == ("Added unpaid item", 1)
    assert added["id"].removeprefix("gid://shopify/CalculatedLineItem/").count("-") == 4
    assert session.commit(notify=True)["successMessages"] == ["Order updated", "Invoice sent"]
    order = session.order
    assert order.financial_status == "partially_paid"
    assert (order.total_outstanding.shop, order.total_price.shop) == (5, 15)


def test_the_discount_is_shared_anew_and_net_and_tax_go(api: Any, w1: Order) -> None:
    """F19, F20. One of three tees goes: 17.99 of 53.97 (2.00 of the discount) and 1.48 of the tax,
    19.47 in all; 12.24 - 2.00 of discount is left."""
    session = Session(api, w1)
    shown = session.set_quantity(session.line(0), 2, restock=True)["calculatedOrder"]
    assert (shown["totalPriceSet"], shown["totalOutstandingSet"]) == (
        dollars("108.35"),
        dollars("-19.47"),
    )
    session.commit()
    order = session.order
    assert order.current_subtotal_price.shop == Decimal("92.13")
    assert order.current_total_discounts.shop == Decimal("10.24")
    assert order.current_total_tax.shop == Decimal("8.27")
    assert order.current_total_price.shop == Decimal("108.35")
    assert (order.total_outstanding.shop, order.financial_status) == (Decimal("-19.47"), "paid")
    [refund] = order.refunds
    assert (refund.transaction_ids, refund.order_adjustments) == ((), ())
    [line] = refund.refund_line_items
    assert (line.quantity, line.subtotal.shop, line.total_tax.shop, line.restock_type) == (
        1,
        Decimal("17.99"),
        Decimal("1.48"),
        "cancel",
    )
    api.desk.refund(w1.id, amount=Decimal("19.47"))
    order = session.order
    assert (order.total_outstanding.shop, order.refund_discrepancy.shop) == (0, 0)
    assert (order.net_payment.shop, order.financial_status) == (
        Decimal("108.35"),
        "partially_refunded",
    )


def test_removed_units_leave_the_work_and_come_to_the_shelf(api: Any, w1: Order) -> None:
    levels = api.shopify.records.inventory_levels
    shelf = next(iter(levels))
    session = Session(api, w1)
    session.set_quantity(session.line(0), 1, restock=True)
    session.commit()
    order = session.order
    [work] = order.fulfillment_orders
    assert [(each.total_quantity, each.remaining_quantity) for each in work.line_items] == [
        (1, 1), (1, 1), (2, 2)
    ]  # fmt: skip
    after = levels[shelf.id]
    assert (after.available - shelf.available, after.committed - shelf.committed) == (2, -2)
    assert order.unfulfilled_quantity(order.line_items[0]) == 1


def test_added_goods_are_work_of_their_own(api: Any, w1: Order) -> None:
    """Recorded: a new fulfillment order; taxed by the order's own rate (12.49 + 1.03)."""
    session = Session(api, w1)
    payload = session.add_variant("MUG-WHT", 2, duplicates=True)
    assert payload["orderEditSession"] == {"id": session.session}
    assert payload["calculatedOrder"]["totalPriceSet"] == dollars("154.86")
    session.commit()
    order = session.order
    assert order.total_price.shop == Decimal("154.86")
    assert order.original_total_price.shop == Decimal("127.82")
    added = order.line_items[-1]
    assert (added.quantity, added.total_tax.shop) == (2, Decimal("2.06"))
    assert [each.line_item_id for each in order.fulfillment_orders[1].line_items] == [added.id]
    [edit] = order.edits
    assert (edit.additions, edit.removals, edit.staff_note) == (((added.id, 2),), (), "edited")


def test_more_of_a_line(api: Any, w1: Order) -> None:
    """One more tee at its price, without the discount of the sale: 19.99 and 1.65 tax."""
    session = Session(api, w1)
    payload = session.set_quantity(session.line(0), 4)
    assert payload["calculatedOrder"]["totalPriceSet"] == dollars("149.46")
    assert payload["calculatedLineItem"]["stagedChanges"] == [
        {"__typename": "OrderStagedChangeIncrementItem"}
    ]
    session.commit()
    assert session.order.current_quantity(session.order.line_items[0]) == 4


def test_nothing_shows_before_the_commit(api: Any, w1: Order) -> None:
    before = api.hash()
    session = Session(api, w1)
    session.set_quantity(session.line(0), 1)
    session.add_variant("MUG-WHT", duplicates=True)
    session.discount(session.line(2), percentValue=10, description="sorry")
    text = f"""query ($id: ID!) {{ node(id: $id) {{
      ... on CalculatedOrder {{ totalPriceSet {{ {MONEY} }} }} }} }}"""
    # 127.82 - 38.95 (two tees) + 13.52 (a mug) - 5.40 (10 % of the caps)
    assert api.query(text, {"id": session.id}).data["node"]["totalPriceSet"] == dollars("96.99")
    assert api.hash() == before
    assert api.query("{ ordersCount { count } }").data["ordersCount"] == {"count": 1}


def test_an_added_line_can_be_taken_off_again(api: Any, w1: Order) -> None:
    session = Session(api, w1)
    line = session.add_variant("MUG-WHT", duplicates=True)["calculatedLineItem"]["id"]
    shown = session.set_quantity(line, 0)
    assert shown["calculatedOrder"]["totalPriceSet"] == dollars("127.82")
    assert (shown["calculatedLineItem"]["quantity"], shown["userErrors"]) == (0, [])


def test_quantities_as_recorded(api: Any, w1: Order) -> None:
    session = Session(api, w1)
    before = api.universe.store.fingerprint("plans.")
    assert session.set_quantity(session.line(0), -1)["userErrors"] == [
        {"field": ["quantity"], "message": "must be greater than or equal to 0"}
    ]
    assert session.add_variant("MUG-WHT", 0, duplicates=True)["userErrors"] == [
        {"field": ["quantity"], "message": "must be greater than 0"}
    ]
    refused = session.add_variant("MUG-WHT", -3, duplicates=True)
    assert refused["userErrors"] == [
        {"field": ["quantity"], "message": "must be greater than 0"},
        {"field": ["quantity"], "message": "must be greater than or equal to 0"},
    ]
    assert (refused["calculatedOrder"], refused["calculatedLineItem"]) == (None, None)
    assert api.universe.store.fingerprint("plans.") == before


def test_sessions_that_are_not_there_as_recorded(api: Any, w1: Order) -> None:
    text = """mutation ($id: ID!) { orderEditBegin(id: $id) {
      calculatedOrder { id } userErrors { field message } } }"""
    absent = api.query(text, {"id": gid("Order", 9)}).data["orderEditBegin"]
    assert absent == {
        "calculatedOrder": None,
        "userErrors": [{"field": ["id"], "message": "The order does not exist."}],
    }
    session = Session(api, w1)
    session.id = gid("CalculatedOrder", 9)
    gone = [{"field": ["id"], "message": "The calculated order does not exist."}]
    assert session.add_variant("MUG-WHT")["userErrors"] == gone
    assert session.set_quantity(gid("CalculatedLineItem", 9), 1)["userErrors"] == gone
    assert session.commit() == {"order": None, "successMessages": None, "userErrors": gone}


def test_a_session_is_committed_once_by_either_of_its_names(api: Any, w1: Order) -> None:
    session = Session(api, w1)
    session.set_quantity(session.line(1), 0)
    session.id = session.session
    assert session.commit()["order"] == {"id": gid("Order", w1.id), "edited": True}
    before = api.hash()
    assert session.commit()["userErrors"][0]["message"] == "The calculated order does not exist."
    assert api.hash() == before


@pytest.mark.parametrize(
    ("discount", "field"),
    [
        ({}, ["discount"]),
        ({"percentValue": 101}, ["discount", "percentValue"]),
        (
            {"fixedValue": {"amount": "0", "currencyCode": "USD"}},
            ["discount", "fixedValue"],
        ),
        ({"fixedValue": {"amount": "1", "currencyCode": "EUR"}}, ["discount"]),
    ],
)
def test_discounts_that_are_none(
    api: Any, w1: Order, discount: dict[str, Any], field: list[str]
) -> None:
    session = Session(api, w1)
    assert session.discount(session.line(0), **discount)["userErrors"][0]["field"] == field


def test_what_was_sent_stays(api: Any, w1: Order) -> None:
    api.desk.fulfil(w1.id, {"TEE-BLK": 2})
    session = Session(api, w1)
    refused = session.set_quantity(session.line(0), 1)["userErrors"]
    assert refused == [{"field": ["quantity"], "message": "must be greater than or equal to 2"}]
    payload = session.set_quantity(session.line(0), 2)
    line = payload["calculatedLineItem"]
    assert (line["editableQuantity"], line["editableQuantityBeforeChanges"]) == (0, 1)
    session.commit()
    [refund] = session.order.refunds
    assert refund.refund_line_items[0].quantity == 1


def test_a_new_price_before_units_go(api: Any, w1: Order) -> None:
    """10 % off 49.90 is 4.99: 39.92 for two caps; one of them goes with half of it and of its
    tax (3.30): 19.96 + 1.65."""
    session = Session(api, w1)
    session.discount(session.line(2), percentValue=10, description="sorry")
    shown = session.set_quantity(session.line(2), 1)["calculatedOrder"]
    assert shown["totalPriceSet"] == dollars("100.81")
    session.commit()
    [refund] = session.order.refunds
    [line] = refund.refund_line_items
    assert (line.subtotal.shop, line.total_tax.shop) == (Decimal("19.96"), Decimal("1.65"))


def test_the_desk_edits_in_one_go(api: Any, w1: Order) -> None:
    order = api.desk.edit(w1.id, {"TEE-BLK": 2}, add={"MUG-WHT": 1})
    assert order.current_total_price.shop == Decimal("121.87")
    assert api.desk.edit(w1.id, {"CAP-RED": 0}).current_total_price.shop == Decimal("73.25")
