"""What both protocols can do to an order leaves twin shops with the same documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.records import Order


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


class Twins:
    """`rest` is asked over REST, `graphql` over GraphQL; `furnish` readies both alike."""

    def __init__(self, shop_of: Callable[..., Any], furnish: Callable[[Any], Order]) -> None:
        self.rest, self.graphql = shop_of(), shop_of()
        self.order, other = furnish(self.rest), furnish(self.graphql)
        assert self.order == other

    def post(self, path: str, body: Any) -> Any:
        headers = {
            "x-shopify-access-token": self.rest.token,
            "content-type": "application/json",
        }
        raw = json.dumps(body).encode()
        answer = self.rest.send("POST", f"/admin/api/2026-07/{path}.json", raw, headers)
        self.rest.universe.clock.advance(timedelta(seconds=30))
        return answer

    def mutate(self, text: str, **variables: Any) -> Any:
        [payload] = self.graphql.query(text, variables).data.values()
        self.graphql.universe.clock.advance(timedelta(seconds=30))
        return payload

    @property
    def equal(self) -> bool:
        rest: str = self.rest.hash()
        return rest == self.graphql.hash()

    @property
    def now(self) -> Order:
        found: Order = self.rest.shopify.records.orders[self.order.id]
        return found


def paid(api: Any) -> Order:
    order: Order = api.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)])
    return order


def sent(api: Any) -> Order:
    order = paid(api)
    api.desk.fulfil(order.id)
    found: Order = api.shopify.records.orders[order.id]
    return found


def authorized(api: Any) -> Order:
    text = """mutation ($order: OrderCreateOrderInput!) { orderCreate(order: $order) {
      order { legacyResourceId } userErrors { message } } }"""
    amount = {"shopMoney": {"amount": "25.00", "currencyCode": "USD"}}
    asked = {
        "lineItems": [{"title": "A", "quantity": 1, "priceSet": amount}],
        "transactions": [{"kind": "AUTHORIZATION", "gateway": "bogus", "amountSet": amount}],
    }
    made = api.query(text, {"order": asked}).data["orderCreate"]["order"]
    found: Order = api.shopify.records.orders[int(made["legacyResourceId"])]
    return found


CANCEL = """mutation ($id: ID!, $restock: Boolean!, $method: OrderCancelRefundMethodInput,
    $note: String) { orderCancel(orderId: $id, restock: $restock, reason: CUSTOMER,
      refundMethod: $method, staffNote: $note) {
    job { id } userErrors { message } orderCancelUserErrors { message } } }"""


@pytest.mark.parametrize("restock", [True, False])
@pytest.mark.parametrize("give_back", [True, False])
def test_an_order_is_cancelled(api_of: Callable[..., Any], restock: bool, give_back: bool) -> None:
    """Over REST at once, over GraphQL by a job."""
    twins = Twins(api_of, paid)
    body: dict[str, Any] = {"reason": "customer", "restock": restock, "note": "twin"}
    if give_back:
        body |= {"amount": "127.82", "currency": "USD"}
    answer = twins.post(f"orders/{twins.order.id}/cancel", body)
    assert (answer.status, answer.body["notice"]) == (200, "Order has been canceled")
    payload = twins.graphql.query(
        CANCEL,
        {
            "id": gid("Order", twins.order.id),
            "restock": restock,
            "method": {"originalPaymentMethodsRefund": True} if give_back else None,
            "note": "twin",
        },
    ).data["orderCancel"]
    assert payload["userErrors"] == []
    assert twins.equal
    order = twins.now
    assert (order.cancel_reason, order.cancel_staff_note) == ("customer", "twin")
    assert order.total_refunded.shop == (Decimal("127.82") if give_back else 0)


def test_an_order_that_was_sent_is_not_cancelled(api_of: Callable[..., Any]) -> None:
    twins = Twins(api_of, sent)
    before = twins.rest.hash()
    answer = twins.post(f"orders/{twins.order.id}/cancel", {})
    message = "Cannot cancel an order that has outstanding fulfillments"
    assert (answer.status, answer.body) == (422, {"errors": {"base": [message]}})
    payload = twins.mutate(CANCEL, id=gid("Order", twins.order.id), restock=True)
    assert payload["userErrors"] == [{"message": message}]
    assert twins.rest.hash() == twins.graphql.hash() == before


def test_a_refund_object_of_its_own(api_of: Callable[..., Any]) -> None:
    """REST may say with the cancellation exactly what is given back."""
    twins = Twins(api_of, paid)
    parent = twins.order.transactions[0].id
    refund = {
        "note": "half",
        "shipping": {"full_refund": True},
        "transactions": [{"parent_id": parent, "kind": "refund", "amount": "50.00"}],
    }
    answer = twins.post(f"orders/{twins.order.id}/cancel", {"refund": refund})
    assert answer.status == 200
    order = twins.now
    assert (order.total_refunded.shop, len(order.refunds)) == (50, 1)
    assert order.cancelled_at is not None


def test_a_refund_that_cannot_be_leaves_the_order(api_of: Callable[..., Any]) -> None:
    twins = Twins(api_of, paid)
    before = twins.rest.hash()
    answer = twins.post(f"orders/{twins.order.id}/cancel", {"amount": "127.83"})
    message = "Refund amount $127.83 is greater than net payment received $127.82"
    assert (answer.status, answer.body) == (422, {"errors": {"base": [message]}})
    reason = twins.post(f"orders/{twins.order.id}/cancel", {"reason": "weather"})
    assert reason.body == {"errors": {"reason": ["is not included in the list"]}}
    assert twins.rest.hash() == before


def test_an_authorization_is_captured(api_of: Callable[..., Any]) -> None:
    twins = Twins(api_of, authorized)
    parent = twins.order.transactions[0].id
    capture = {"kind": "capture", "parent_id": parent, "amount": "10.00"}
    path = f"orders/{twins.order.id}/transactions"
    assert twins.post(path, {"transaction": capture}).status == 201
    text = """mutation ($input: OrderCaptureInput!) { orderCapture(input: $input) {
      transaction { id } userErrors { message } } }"""
    asked = {
        "id": gid("Order", twins.order.id),
        "parentTransactionId": gid("OrderTransaction", parent),
        "amount": "10.00",
    }
    assert twins.mutate(text, input=asked)["userErrors"] == []
    assert twins.equal
    assert twins.now.total_received.shop == 10
    capture["amount"] = asked["amount"] = "15.01"
    message = "Cannot capture more than the authorized amount"
    refused = twins.post(path, {"transaction": capture})
    assert (refused.status, refused.body) == (422, {"errors": {"base": [message]}})
    assert twins.mutate(text, input=asked)["userErrors"] == [{"message": message}]
    assert twins.equal


def test_an_authorization_is_voided(api_of: Callable[..., Any]) -> None:
    twins = Twins(api_of, authorized)
    parent = twins.order.transactions[0].id
    body = {"transaction": {"kind": "void", "parent_id": parent}}
    assert twins.post(f"orders/{twins.order.id}/transactions", body).status == 201
    text = """mutation ($id: ID!) { transactionVoid(parentTransactionId: $id) {
      transaction { id } userErrors { message } } }"""
    assert twins.mutate(text, id=gid("OrderTransaction", parent))["userErrors"] == []
    assert twins.equal
    assert twins.now.financial_status == "voided"


def test_a_fulfillment_is_cancelled(api_of: Callable[..., Any]) -> None:
    twins = Twins(api_of, sent)
    number = twins.order.fulfillments[0].id
    assert twins.post(f"fulfillments/{number}/cancel", {}).status == 200
    text = """mutation ($id: ID!) { fulfillmentCancel(id: $id) {
      fulfillment { id } userErrors { message } } }"""
    assert twins.mutate(text, id=gid("Fulfillment", number))["userErrors"] == []
    assert twins.equal
    assert twins.now.fulfillment_status is None
