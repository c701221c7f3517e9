"""W7: another currency than the shop's, no decimals, a gift card beside a card."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.records import Order

REFUND = """mutation ($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { totalRefundedSet { shopMoney { amount currencyCode }
        presentmentMoney { amount currencyCode } }
      refundLineItems(first: 5) { nodes { subtotalSet { presentmentMoney { amount } }
        totalTaxSet { presentmentMoney { amount } } } }
      orderAdjustments(first: 5) { nodes { id } } }
    userErrors { field message } } }"""


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def by_graphql(api: Any, order: Order, money: dict[int, str], **more: Any) -> Any:
    asked = {
        "orderId": gid("Order", order.id),
        "currency": order.presentment_currency,
        "transactions": [
            {
                "orderId": gid("Order", order.id),
                "parentId": gid("OrderTransaction", parent),
                "kind": "REFUND",
                "gateway": "g",
                "amount": amount,
            }
            for parent, amount in money.items()
        ],
        **more,
    }
    return api.query(REFUND, {"input": asked, "key": "w7"}).data["refundCreate"]


def by_rest(
    api: Any, order: Order, money: dict[int, str], path: str = "refunds", **more: Any
) -> Any:
    body = {
        "currency": order.presentment_currency,
        "transactions": [
            {"parent_id": parent, "kind": "refund", "amount": amount}
            for parent, amount in money.items()
        ],
        **more,
    }
    headers = {"x-shopify-access-token": api.token, "content-type": "application/json"}
    return api.send(
        "POST",
        f"/admin/api/2026-07/orders/{order.id}/{path}.json",
        json.dumps({"refund": body}).encode(),
        headers,
    )


@pytest.fixture
def euro(api: Any) -> Order:
    """EUR 100.00 at 1.09: 109.00 for the shop. Then the euro is at 1.11."""
    api.desk.set_exchange_rate("EUR", Decimal("1.0900"))
    order: Order = api.desk.place(
        [("TEE-BLK", 1, Decimal("100.00"))],
        currency="EUR", discount_percent=None, shipping=None, tax_rate=None,
    )  # fmt: skip
    api.desk.set_exchange_rate("EUR", Decimal("1.1100"))
    assert (order.total_price.presentment, order.total_price.shop) == (100, 109)
    return order


def test_euros_given_back_are_worth_what_they_are_worth_today(api: Any, euro: Order) -> None:
    """EUR 25.00: 27.75 for the shop, not 27.25, and no discrepancy."""
    payload = by_graphql(api, euro, {euro.transactions[0].id: "25.00"})
    assert payload["refund"]["totalRefundedSet"] == {
        "shopMoney": {"amount": "27.75", "currencyCode": "USD"},
        "presentmentMoney": {"amount": "25.0", "currencyCode": "EUR"},
    }
    order = api.shopify.records.orders[euro.id]
    assert order.refundable_amount.presentment == 75


def test_the_same_over_rest(api: Any, euro: Order) -> None:
    answer = by_rest(api, euro, {euro.transactions[0].id: "25.00"})
    assert answer.status == 201
    [moved] = answer.body["refund"]["transactions"]
    assert (moved["amount"], moved["currency"]) == ("25.00", "EUR")
    order = api.shopify.records.orders[euro.id]
    assert (order.total_refunded.shop, order.total_refunded.presentment) == (Decimal("27.75"), 25)


def test_the_last_euro_cannot_be_given_twice(api: Any, euro: Order) -> None:
    """109.00 of shop money would be more than EUR 100.00 (F24)."""
    payload = by_graphql(api, euro, {euro.transactions[0].id: "109.00"})
    assert payload["userErrors"] == [
        {
            "field": None,
            "message": "Refund amount €109.00 is greater than net payment received €100.00",
        }
    ]
    wrong = by_graphql(api, euro, {euro.transactions[0].id: "25.00"}, currency="USD")
    assert wrong["userErrors"] == [{"field": ["currency"], "message": "Currency must be EUR"}]


@pytest.fixture
def yen(api: Any) -> Order:
    """JPY 3,980 with 10 % tax in it: 3,618 and 362."""
    api.desk.set_exchange_rate("JPY", Decimal("0.0067"))
    order: Order = api.desk.place(
        [("TEE-BLK", 2, Decimal("1990"))],
        currency="JPY", discount_percent=None, shipping=None, taxes_included=True,
        tax_rate=Decimal("0.10"),
    )  # fmt: skip
    assert order.total_price.presentment == 3980
    assert order.total_tax.presentment == 362
    assert order.total_price.presentment - order.total_tax.presentment == 3618
    return order


def test_half_of_the_yen(api: Any, yen: Order) -> None:
    """1,990 = 1,809 + 181, and the other half the same."""
    line = {"lineItemId": gid("LineItem", yen.line_items[0].id), "quantity": 1}
    payload = by_graphql(api, yen, {yen.transactions[0].id: "1990"}, refundLineItems=[line])
    [back] = payload["refund"]["refundLineItems"]["nodes"]
    price = Decimal(back["subtotalSet"]["presentmentMoney"]["amount"])
    tax = Decimal(back["totalTaxSet"]["presentmentMoney"]["amount"])
    assert (price, tax, price - tax) == (1990, 181, 1809)
    assert payload["refund"]["orderAdjustments"]["nodes"] == []
    left = api.shopify.records.orders[yen.id]
    assert (left.current_total_price.presentment, left.current_total_tax.presentment) == (1990, 181)


def test_yen_have_no_decimals_anywhere(api: Any, yen: Order) -> None:
    line = {"line_item_id": yen.line_items[0].id, "quantity": 1}
    asked = by_rest(api, yen, {}, "refunds/calculate", refund_line_items=[line])
    refund = asked.body["refund"]
    [part], [transaction] = refund["refund_line_items"], refund["transactions"]
    assert (part["subtotal"], part["total_tax"], part["price"]) == ("1990", "181", "1990")
    assert (transaction["amount"], transaction["maximum_refundable"]) == ("1990", "3980")
    money = {yen.transactions[0].id: "1990"}
    moved = by_rest(api, yen, money, refund_line_items=[line]).body["refund"]["transactions"]
    assert [each["amount"] for each in moved] == ["1990"]
    parts = by_graphql(api, yen, {yen.transactions[0].id: "0.50"})
    assert parts["userErrors"][0]["message"] == "Amount has more decimals than JPY has"


@pytest.fixture
def two_tenders(api: Any) -> Order:
    """W1 paid by a gift card of 27.82 and a card of 100.00."""
    order: Order = api.desk.place(
        [("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)],
        payments=[("gift_card", Decimal("27.82")), ("shopify_payments", Decimal("100.00"))],
    )
    return order


def test_a_refund_over_two_tenders(api: Any, two_tenders: Order) -> None:
    """110.00 is more than the card was charged: the suggestion never goes above it, nor does
    anybody else."""
    gift, card = (each.id for each in two_tenders.transactions)
    text = """query ($id: ID!) { order(id: $id) { suggestedRefund(suggestFullRefund: true) {
      suggestedTransactions { gateway amountSet { shopMoney { amount } }
        maximumRefundableSet { shopMoney { amount } } } } } }"""
    found = api.query(text, {"id": gid("Order", two_tenders.id)}).data["order"]["suggestedRefund"]
    assert [
        (each["gateway"], each["amountSet"]["shopMoney"]["amount"])
        for each in found["suggestedTransactions"]
    ] == [("gift_card", "27.82"), ("shopify_payments", "100.0")]
    before = api.hash()
    refused = by_graphql(api, two_tenders, {card: "110.00"})
    message = "Refund amount $110.00 is greater than net payment received $100.00"
    assert refused["userErrors"] == [{"field": None, "message": message}]
    answer = by_rest(api, two_tenders, {card: "110.00"})
    assert (answer.status, answer.body) == (422, {"errors": {"base": [message]}})
    assert api.hash() == before
    payload = by_graphql(api, two_tenders, {card: "82.18", gift: "27.82"})
    assert payload["refund"]["totalRefundedSet"]["shopMoney"]["amount"] == "110.0"
    order = api.shopify.records.orders[two_tenders.id]
    assert order.refundable_amount.shop == Decimal("17.82")
    assert [(each.gateway, each.amount.shop) for each in order.transactions[2:]] == [
        ("shopify_payments", Decimal("82.18")),
        ("gift_card", Decimal("27.82")),
    ]


def test_the_desk_splits_as_the_shop_suggests(api: Any, two_tenders: Order) -> None:
    order = api.desk.refund(two_tenders.id, amount=Decimal("110.00"))
    given = {each.gateway: each.amount.shop for each in order.transactions[2:]}
    assert given == {"gift_card": Decimal("27.82"), "shopify_payments": Decimal("82.18")}
    assert given["shopify_payments"] <= 100


def test_gift_card_money_as_store_credit(api: Any, two_tenders: Order) -> None:
    """82.18 to the card, 27.82 to store credit, in one refund."""
    card = two_tenders.transactions[1].id
    credit = {"storeCreditRefund": {"amount": {"amount": "27.82", "currencyCode": "USD"}}}
    payload = by_graphql(api, two_tenders, {card: "82.18"}, refundMethods=[credit])
    assert payload["refund"]["totalRefundedSet"]["shopMoney"]["amount"] == "110.0"
    [account] = api.shopify.records.store_credit
    assert (account.customer_id, account.balance(api.universe.clock.now())) == (
        two_tenders.customer_id,
        Decimal("27.82"),
    )
    text = "query ($id: ID!) { storeCreditAccount(id: $id) { balance { amount currencyCode } } }"
    found = api.query(text, {"id": gid("StoreCreditAccount", account.id)}).data
    assert found["storeCreditAccount"]["balance"] == {"amount": "27.82", "currencyCode": "USD"}


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        ("127.83", "USD", "Refund amount $127.83 is greater than net payment received $127.82"),
        ("0", "USD", "Amount is invalid"),
        ("1.00", "EUR", "Currency must be USD"),
    ],
)
def test_store_credit_that_is_refused(
    api: Any, two_tenders: Order, amount: str, currency: str, message: str
) -> None:
    before = api.hash()
    credit = {"storeCreditRefund": {"amount": {"amount": amount, "currencyCode": currency}}}
    payload = by_graphql(api, two_tenders, {}, refundMethods=[credit])
    assert (payload["refund"], payload["userErrors"][0]["message"]) == (None, message)
    assert api.hash() == before


def test_a_shop_without_store_credit(api: Any, two_tenders: Order) -> None:
    api.shopify.settings.store_credit = False
    credit = {"storeCreditRefund": {"amount": {"amount": "1.00", "currencyCode": "USD"}}}
    payload = by_graphql(api, two_tenders, {}, refundMethods=[credit])
    assert payload["userErrors"] == [
        {"field": ["refundMethods"], "message": "Store credit is not enabled for this shop"}
    ]
