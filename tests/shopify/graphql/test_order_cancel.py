"""orderCancel: checked at once, done by a job; the effects that were recorded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.records import Order

CANCEL = """mutation ($id: ID!, $restock: Boolean!, $reason: OrderCancelReason!, $refund: Boolean,
    $method: OrderCancelRefundMethodInput, $note: String) {
  orderCancel(orderId: $id, restock: $restock, reason: $reason, refund: $refund,
    refundMethod: $method, staffNote: $note) {
  job { id done } orderCancelUserErrors { field message code } userErrors { field message } } }"""
JOB = "query ($id: ID!) { job(id: $id) { id done } }"
ORIGINAL = {"originalPaymentMethodsRefund": True}


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def cancel(api: Any, order: Order, **more: Any) -> Any:
    asked = {"id": gid("Order", order.id), "restock": True, "reason": "OTHER", **more}
    return api.query(CANCEL, asked).data["orderCancel"]


def now(api: Any, order: Order) -> Order:
    found: Order = api.shopify.records.orders[order.id]
    return found


def test_a_paid_order_as_recorded(api: Any, w1: Order) -> None:
    payload = cancel(api, w1, method=ORIGINAL, note="asked by phone", reason="CUSTOMER")
    assert payload["orderCancelUserErrors"] == payload["userErrors"] == []
    assert payload["job"]["done"] is False
    assert api.query(JOB, {"id": payload["job"]["id"]}).data["job"]["done"] is True
    text = """query ($id: ID!) { order(id: $id) { closed closedAt cancelledAt cancelReason
      cancellation { staffNote } displayFinancialStatus displayFulfillmentStatus
      totalOutstandingSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } }
      netPaymentSet { shopMoney { amount } } totalReceivedSet { shopMoney { amount } }
      totalRefundedSet { shopMoney { amount } } refunds { transactions(first: 5) { nodes {
        kind status gateway amountSet { shopMoney { amount } } } } }
      fulfillmentOrders(first: 5) { nodes { status requestStatus lineItems(first: 5) { nodes {
        totalQuantity remainingQuantity lineItem { quantity fulfillableQuantity } } } } } } }"""
    found = api.query(text, {"id": gid("Order", w1.id)}).data["order"]
    work = found.pop("fulfillmentOrders")["nodes"]
    assert found == {
        "closed": True,
        "closedAt": "2026-11-24T09:00:00Z",
        "cancelledAt": "2026-11-24T09:00:00Z",
        "cancelReason": "CUSTOMER",
        "cancellation": {"staffNote": "asked by phone"},
        "displayFinancialStatus": "REFUNDED",
        "displayFulfillmentStatus": "UNFULFILLED",
        "totalOutstandingSet": {"shopMoney": {"amount": "0.0"}},
        "currentTotalPriceSet": {"shopMoney": {"amount": "0.0"}},
        "netPaymentSet": {"shopMoney": {"amount": "0.0"}},
        "totalReceivedSet": {"shopMoney": {"amount": "127.82"}},
        "totalRefundedSet": {"shopMoney": {"amount": "127.82"}},
        "refunds": [
            {
                "transactions": {
                    "nodes": [
                        {
                            "kind": "REFUND",
                            "status": "SUCCESS",
                            "gateway": "shopify_payments",
                            "amountSet": {"shopMoney": {"amount": "127.82"}},
                        }
                    ]
                }
            }
        ],
    }
    assert [(each["status"], each["requestStatus"]) for each in work] == [("CLOSED", "UNSUBMITTED")]
    assert work[0]["lineItems"]["nodes"][0] == {
        "totalQuantity": 0,
        "remainingQuantity": 0,
        "lineItem": {"quantity": 3, "fulfillableQuantity": 0},
    }
    shelf = next(iter(api.shopify.records.inventory_levels))
    assert (shelf.available, shelf.committed) == (1000, 0)


def test_an_unpaid_order_is_voided(api: Any) -> None:
    order = api.desk.place([("MUG-WHT", 1)], pay=False)
    cancel(api, order, restock=False)
    found = now(api, order)
    assert (found.financial_status, found.refunds) == ("voided", ())
    level = api.shopify.records.levels_by_item.find(
        api.shopify.records.variants_by_sku.first("MUG-WHT").inventory_item_id
    )[0]
    assert (level.available, level.committed) == (999, 1)


def test_an_authorization_is_given_up(api: Any) -> None:
    order = authorized(api)
    cancel(api, order, method=ORIGINAL)
    found = now(api, order)
    assert [each.kind for each in found.transactions] == ["authorization", "void"]
    assert (found.financial_status, found.total_capturable.shop) == ("voided", 0)


def test_after_a_partial_refund_the_rest_goes_back(api: Any, w1: Order) -> None:
    """W3: 19.47, then 108.35."""
    api.desk.refund(w1.id, lines={"TEE-BLK": 1})
    cancel(api, w1, refund=True)
    found = now(api, w1)
    assert [found.total_refunded_by(each).shop for each in found.refunds] == [
        Decimal("19.47"),
        Decimal("108.35"),
    ]
    assert found.refund_discrepancy.shop == 0


def test_without_a_refund_the_money_stays(api: Any, w1: Order) -> None:
    cancel(api, w1, refund=False)
    found = now(api, w1)
    assert (found.total_refunded.shop, found.net_payment.shop) == (0, Decimal("127.82"))
    assert found.cancelled_at is not None


def test_store_credit(api: Any, w1: Order) -> None:
    cancel(api, w1, method={"storeCreditRefund": {"expiresAt": "2027-01-01T00:00:00Z"}})
    text = """query ($id: ID!) { customer(id: $id) { storeCreditAccounts(first: 5) { nodes {
      id balance { amount currencyCode } } } } }"""
    data = api.query(text, {"id": gid("Customer", w1.customer_id or 0)}).data
    [account] = data["customer"]["storeCreditAccounts"]["nodes"]
    assert account["balance"] == {"amount": "127.82", "currencyCode": "USD"}
    [given] = now(api, w1).transactions[1:]
    assert (given.kind, given.gateway, given.parent_id) == ("refund", "shopify_store_credit", None)


NOTE = "Staff note is too long. Maximum length is 255 characters."
ONE = "Only one of the arguments `refund` or `refund_method` is allowed."


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"note": "x" * 256}, ["staffNote"], NOTE),
        ({"refund": True, "method": ORIGINAL}, ["refund"], ONE),
        ({"refund": False, "method": ORIGINAL}, ["refund"], ONE),
    ],
)
def test_refusals_as_recorded(
    api: Any, w1: Order, more: dict[str, Any], field: list[str], message: str
) -> None:
    before = api.universe.store.fingerprint("shopify.", "plans.", "kernel.queue")
    assert cancel(api, w1, **more) == {
        "job": None,
        "orderCancelUserErrors": [{"field": field, "message": message, "code": "INVALID"}],
        "userErrors": [{"field": field, "message": message}],
    }
    assert api.universe.store.fingerprint("shopify.", "plans.", "kernel.queue") == before


def test_orders_that_cannot_be_cancelled_as_recorded(api: Any, w1: Order) -> None:
    sent = api.desk.place([("TEE-BLK", 2)])
    api.desk.fulfil(sent.id, {"TEE-BLK": 1})
    message = "Cannot cancel an order that has outstanding fulfillments"
    assert cancel(api, sent)["orderCancelUserErrors"] == [
        {"field": ["orderId"], "message": message, "code": "INVALID"}
    ]
    cancel(api, w1)
    message = "Cannot cancel an order that has already been canceled"
    assert cancel(api, w1)["orderCancelUserErrors"] == [
        {"field": ["orderId"], "message": message, "code": "INVALID"}
    ]
    absent = api.query(CANCEL, {"id": gid("Order", 9), "restock": True, "reason": "OTHER"}).data
    assert absent["orderCancel"]["orderCancelUserErrors"] == [
        {"field": ["orderId"], "message": "Order does not exist", "code": "NOT_FOUND"}
    ]


def test_a_cancellation_in_progress(api: Any, w1: Order) -> None:
    api.shopify.settings.jobs_wait = True
    job = cancel(api, w1, method=ORIGINAL)["job"]["id"]
    assert api.query(JOB, {"id": job}).data["job"] == {"id": job, "done": False}
    assert cancel(api, w1)["orderCancelUserErrors"] == [
        {"field": None, "message": "Cancellation is already in progress", "code": "INVALID"}
    ]
    task = api.universe.queue.due()
    assert (task.platform, task.kind) == ("shopify", "job")
    assert api.shopify.perform(task) is None
    assert api.query(JOB, {"id": job}).data["job"]["done"] is True
    assert now(api, w1).cancelled_at is not None
    assert api.shopify.perform(task) is None  # once more changes nothing
    assert len(now(api, w1).refunds) == 1


def test_an_order_that_was_sent_meanwhile_stays(api: Any, w1: Order) -> None:
    api.shopify.settings.jobs_wait = True
    job = cancel(api, w1, method=ORIGINAL)["job"]["id"]
    api.desk.fulfil(w1.id)
    before = api.hash()
    api.shopify.perform(api.universe.queue.due())
    assert api.hash() == before
    assert api.query(JOB, {"id": job}).data["job"]["done"] is True


def test_a_job_of_nobody(api: Any) -> None:
    answer = api.query(JOB, {"id": "gid://shopify/Job/e5dd0000-0000-4000-8000-000000000000"})
    assert answer.body["data"] == {"job": None}
    assert answer.errors[0]["extensions"]["code"] == "RESOURCE_NOT_FOUND"


# -- captures and voids ---------------------------------------------------------------------

CAPTURE = """mutation ($input: OrderCaptureInput!) { orderCapture(input: $input) {
  transaction { kind status amountSet { shopMoney { amount } } parentTransaction { id } }
  userErrors { field message } } }"""
VOID = """mutation ($id: ID!) { transactionVoid(parentTransactionId: $id) {
  transaction { kind status } userErrors { field message code } } }"""


def authorized(api: Any) -> Order:
    text = """mutation ($order: OrderCreateOrderInput!) { orderCreate(order: $order) {
      order { legacyResourceId } userErrors { message } } }"""
    amount = {"shopMoney": {"amount": "25.00", "currencyCode": "USD"}}
    asked = {
        "lineItems": [{"title": "A", "quantity": 1, "priceSet": amount}],
        "transactions": [
            {"kind": "AUTHORIZATION", "gateway": "shopify_payments", "amountSet": amount}
        ],
    }
    made = api.query(text, {"order": asked}).data["orderCreate"]["order"]
    return now_by(api, int(made["legacyResourceId"]))


def now_by(api: Any, number: int) -> Order:
    found: Order = api.shopify.records.orders[number]
    return found


def capture(api: Any, order: Order, amount: str, **more: Any) -> Any:
    asked = {
        "id": gid("Order", order.id),
        "parentTransactionId": gid("OrderTransaction", order.transactions[0].id),
        "amount": amount,
        **more,
    }
    return api.query(CAPTURE, {"input": asked}).data["orderCapture"]


def test_a_capture_and_the_rest(api: Any) -> None:
    order = authorized(api)
    payload = capture(api, order, "10.00")
    assert payload["transaction"] == {
        "kind": "CAPTURE",
        "status": "SUCCESS",
        "amountSet": {"shopMoney": {"amount": "10.0"}},
        "parentTransaction": {"id": gid("OrderTransaction", order.transactions[0].id)},
    }
    found = now(api, order)
    assert (found.financial_status, found.total_capturable.shop) == ("partially_paid", 15)
    assert capture(api, order, "15.01")["userErrors"][0]["field"] is None
    capture(api, order, "15.00")
    assert now(api, order).financial_status == "paid"


def test_a_final_capture_gives_up_the_rest(api: Any) -> None:
    order = authorized(api)
    capture(api, order, "10.00", finalCapture=True)
    assert now(api, order).total_capturable.shop == 0
    before = api.hash()
    assert capture(api, order, "1.00")["userErrors"] != []
    assert api.hash() == before


def test_a_capture_of_no_authorization_as_recorded(api: Any, w1: Order) -> None:
    assert capture(api, w1, "1.00")["userErrors"] == [
        {"field": None, "message": "Unable to find parent transaction"}
    ]


def test_a_void(api: Any) -> None:
    order = authorized(api)
    parent = {"id": gid("OrderTransaction", order.transactions[0].id)}
    assert api.query(VOID, parent).data["transactionVoid"]["transaction"] == {
        "kind": "VOID", "status": "SUCCESS"
    }  # fmt: skip
    assert now(api, order).financial_status == "voided"
    again = api.query(VOID, parent).data["transactionVoid"]
    assert (again["transaction"], again["userErrors"][0]["code"]) == (None, "AUTH_NOT_VOIDABLE")
    absent = api.query(VOID, {"id": gid("OrderTransaction", 9)}).data["transactionVoid"]
    assert absent["userErrors"][0]["code"] == "TRANSACTION_NOT_FOUND"


def test_a_fulfillment_is_taken_back(api: Any, w1: Order) -> None:
    api.desk.fulfil(w1.id)
    sent = now(api, w1).fulfillments[0]
    text = """mutation ($id: ID!) { fulfillmentCancel(id: $id) {
      fulfillment { status } userErrors { field message } } }"""
    asked = {"id": gid("Fulfillment", sent.id)}
    assert api.query(text, asked).data["fulfillmentCancel"]["fulfillment"] == {
        "status": "CANCELLED"
    }
    assert now(api, w1).display_fulfillment_status == "UNFULFILLED"
    absent = api.query(text, {"id": gid("Fulfillment", 9)}).data["fulfillmentCancel"]
    assert absent["userErrors"] == [{"field": ["id"], "message": "Fulfillment not found."}]
