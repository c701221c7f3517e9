"""suggestedRefund and refundCreate, up to the cents of W2, and the @idempotent directive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sandbox.shopify.records import Order

REFUND = """
mutation R($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id note
      totalRefundedSet { presentmentMoney { amount currencyCode } }
      refundLineItems(first: 5) { nodes { quantity restockType restocked
        priceSet { shopMoney { amount } } subtotalSet { shopMoney { amount } }
        totalTaxSet { shopMoney { amount } } lineItem { sku currentQuantity } } }
      refundShippingLines(first: 5) { nodes {
        subtotalAmountSet { shopMoney { amount } } taxAmountSet { shopMoney { amount } } } }
      orderAdjustments(first: 5) { nodes { reason amountSet { shopMoney { amount } } } }
      transactions(first: 5) { nodes { kind status gateway
        amountSet { shopMoney { amount } } parentTransaction { id } } } }
    order { displayFinancialStatus totalRefundedSet { shopMoney { amount } }
      netPaymentSet { shopMoney { amount } } totalReceivedSet { shopMoney { amount } }
      currentTotalPriceSet { shopMoney { amount } }
      refundDiscrepancySet { shopMoney { amount } } }
    userErrors { field message }
  }
}
"""
PLAIN = """
mutation R($input: RefundInput!) { refundCreate(input: $input) {
  refund { id } userErrors { field message } } }
"""


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def paying(order: Order, amount: Any, **changes: Any) -> dict[str, Any]:
    return {
        "orderId": gid("Order", order.id),
        "parentId": gid("OrderTransaction", order.transactions[0].id),
        "gateway": "whatever",
        "kind": "REFUND",
        "amount": amount,
        **changes,
    }


def refund(api: Any, order: Order, key: str = "k", **given: Any) -> Any:
    document = {"orderId": gid("Order", order.id), **given}
    return api.query(REFUND, {"input": document, "key": key})


def line_of(order: Order, sku: str, quantity: int, **changes: Any) -> dict[str, Any]:
    number = next(each.id for each in order.line_items if each.sku == sku)
    return {"lineItemId": gid("LineItem", number), "quantity": quantity, **changes}


SUGGEST = """
query ($id: ID!, $lines: [RefundLineItemInput!], $shipping: Boolean, $full: Boolean) {
  order(id: $id) { suggestedRefund(refundLineItems: $lines, refundShipping: $shipping,
                                   suggestFullRefund: $full) {
    amountSet { shopMoney { amount } } subtotalSet { shopMoney { amount } }
    totalTaxSet { shopMoney { amount } } totalCartDiscountAmountSet { shopMoney { amount } }
    maximumRefundableSet { shopMoney { amount } }
    shipping { amountSet { shopMoney { amount } } taxSet { shopMoney { amount } }
               maximumRefundableSet { shopMoney { amount } } }
    refundLineItems { quantity subtotalSet { shopMoney { amount } } lineItem { sku } }
    suggestedTransactions { kind gateway amountSet { shopMoney { amount } }
      maximumRefundableSet { shopMoney { amount } } parentTransaction { id } }
    suggestedRefundMethods { amount { shopMoney { amount } } }
  } } }
"""


def suggested(api: Any, order: Order, **variables: Any) -> Any:
    answer = api.query(SUGGEST, {"id": gid("Order", order.id), **variables})
    return answer.data["order"]["suggestedRefund"]


def shop(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount}}


def test_a_suggestion_for_one_tee(api: Any, w1: Order) -> None:
    assert suggested(api, w1, lines=[line_of(w1, "TEE-BLK", 1)]) == {
        "amountSet": shop("19.47"),
        "subtotalSet": shop("17.99"),
        "totalTaxSet": shop("1.48"),
        "totalCartDiscountAmountSet": shop("2.0"),
        "maximumRefundableSet": shop("127.82"),
        "shipping": {
            "amountSet": shop("0.0"),
            "taxSet": shop("0.0"),
            "maximumRefundableSet": shop("7.95"),
        },
        "refundLineItems": [
            {"quantity": 1, "subtotalSet": shop("17.99"), "lineItem": {"sku": "TEE-BLK"}}
        ],
        "suggestedTransactions": [
            {
                "kind": "SUGGESTED_REFUND",
                "gateway": "shopify_payments",
                "amountSet": shop("19.47"),
                "maximumRefundableSet": shop("127.82"),
                "parentTransaction": {"id": gid("OrderTransaction", w1.transactions[0].id)},
            }
        ],
        "suggestedRefundMethods": [],
    }


def test_a_suggestion_for_everything(api: Any, w1: Order) -> None:
    found = suggested(api, w1, full=True)
    assert found["amountSet"] == shop("127.82")
    assert found["subtotalSet"] == shop("110.12")
    assert found["totalTaxSet"] == shop("9.75")
    assert found["shipping"]["amountSet"] == shop("7.95")


def test_a_suggestion_that_cannot_be_is_an_error_of_the_field(api: Any, w1: Order) -> None:
    variables = {"id": gid("Order", w1.id), "lines": [line_of(w1, "TEE-BLK", 4)]}
    answer = api.query(SUGGEST, variables)
    assert answer.body["data"] == {"order": {"suggestedRefund": None}}
    assert answer.errors[0]["message"] == ("Quantity cannot refund more items than were purchased")


def test_a_line_refund_with_its_money(api: Any, w1: Order) -> None:
    answer = refund(
        api,
        w1,
        note="wrong size",
        refundLineItems=[line_of(w1, "TEE-BLK", 1, restockType="NO_RESTOCK")],
        transactions=[paying(w1, "19.47")],
    )
    assert answer.data == {
        "refundCreate": {
            "refund": {
                "id": "gid://shopify/Refund/930000000001",
                "note": "wrong size",
                "totalRefundedSet": {
                    "presentmentMoney": {"amount": "19.47", "currencyCode": "USD"}
                },
                "refundLineItems": {
                    "nodes": [
                        {
                            "quantity": 1,
                            "restockType": "NO_RESTOCK",
                            "restocked": False,
                            "priceSet": shop("17.99"),
                            "subtotalSet": shop("17.99"),
                            "totalTaxSet": shop("1.48"),
                            "lineItem": {"sku": "TEE-BLK", "currentQuantity": 2},
                        }
                    ]
                },
                "refundShippingLines": {"nodes": []},
                "orderAdjustments": {"nodes": []},
                "transactions": {
                    "nodes": [
                        {
                            "kind": "REFUND",
                            "status": "SUCCESS",
                            "gateway": "shopify_payments",
                            "amountSet": shop("19.47"),
                            "parentTransaction": {
                                "id": gid("OrderTransaction", w1.transactions[0].id)
                            },
                        }
                    ]
                },
            },
            "order": {
                "displayFinancialStatus": "PARTIALLY_REFUNDED",
                "totalRefundedSet": shop("19.47"),
                "netPaymentSet": shop("108.35"),
                "totalReceivedSet": shop("127.82"),
                "currentTotalPriceSet": shop("108.35"),
                "refundDiscrepancySet": shop("0.0"),
            },
            "userErrors": [],
        }
    }


def test_an_amount_only_refund_shows_as_a_discrepancy(api: Any, w1: Order) -> None:
    found = refund(api, w1, transactions=[paying(w1, 15)]).data["refundCreate"]
    assert found["refund"]["orderAdjustments"] == {
        "nodes": [{"reason": "REFUND_DISCREPANCY", "amountSet": shop("-15.0")}]
    }
    assert found["order"]["currentTotalPriceSet"] == shop("127.82")
    assert found["order"]["refundDiscrepancySet"] == shop("-15.0")


def test_lines_without_transactions_move_no_money(api: Any, w1: Order) -> None:
    found = refund(api, w1, refundLineItems=[line_of(w1, "CAP-RED", 1)]).data["refundCreate"]
    assert found["refund"]["totalRefundedSet"]["presentmentMoney"]["amount"] == "0.0"
    assert found["order"]["displayFinancialStatus"] == "PAID"


def test_a_pending_refund_counts_as_nothing_yet(api: Any, w1: Order) -> None:
    api.shopify.settings.refund_pending = True
    found = refund(api, w1, transactions=[paying(w1, "15")]).data["refundCreate"]
    assert found["refund"]["transactions"]["nodes"][0]["status"] == "PENDING"
    assert found["refund"]["totalRefundedSet"]["presentmentMoney"]["amount"] == "0.0"
    adjustments = found["refund"]["orderAdjustments"]["nodes"]
    assert [each["reason"] for each in adjustments] == [
        "REFUND_DISCREPANCY",
        "REFUND_DISCREPANCY",
        "PENDING_REFUND_DISCREPANCY",
    ]


@pytest.mark.parametrize(
    ("given", "field", "message", "order_shown"),
    [
        (
            lambda order: {"transactions": [paying(order, "500")]},
            None,
            "Refund amount $500.00 is greater than net payment received $127.82",
            True,
        ),
        (
            lambda order: {"transactions": [paying(order, "500")], "allowOverRefunding": True},
            None,
            "Refund amount $500.00 is greater than net payment received $127.82",
            True,
        ),
        (
            lambda order: {"refundLineItems": [line_of(order, "TEE-BLK", 4)]},
            ["refundLineItems", "0", "quantity"],
            "Quantity cannot refund more items than were purchased",
            True,
        ),
        (
            lambda order: {"transactions": [paying(order, "1", kind="AUTHORIZATION")]},
            None,
            "Kind authorization is not a valid transaction",
            True,
        ),
        (
            lambda order: {
                "transactions": [paying(order, "1", parentId="gid://shopify/OrderTransaction/1")]
            },
            ["transactions"],
            "Transactions require a parent_id associated with the order",
            True,
        ),
        (
            lambda order: {"orderId": "gid://shopify/Order/9"},
            ["orderId"],
            "Order does not exist",
            False,
        ),
    ],
)
def test_refused_refunds_leave_no_trace(
    api: Any,
    w1: Order,
    given: Callable[[Order], dict[str, Any]],
    field: list[str] | None,
    message: str,
    order_shown: bool,
) -> None:
    before = api.hash()
    found = refund(api, w1, **given(w1)).data["refundCreate"]
    assert found["refund"] is None
    assert found["userErrors"] == [{"field": field, "message": message}]
    assert (found["order"] is not None) is order_shown
    if order_shown:
        assert found["order"]["netPaymentSet"] == shop("127.82")
    assert api.hash() == before


# -- idempotency ----------------------------------------------------------------------------


def count(api: Any, order: Order) -> int:
    return len(api.shopify.records.orders[order.id].refunds)


def test_the_same_key_and_variables_are_one_refund(api: Any, w1: Order) -> None:
    first = refund(api, w1, transactions=[paying(w1, "10.50")])
    again = refund(api, w1, transactions=[paying(w1, 10.5)])
    assert again.data["refundCreate"]["refund"] == first.data["refundCreate"]["refund"]
    assert count(api, w1) == 1
    refund(api, w1, "another key", transactions=[paying(w1, "10.50")])
    assert count(api, w1) == 2


def test_the_same_key_for_something_else_is_refused(api: Any, w1: Order) -> None:
    refund(api, w1, transactions=[paying(w1, "10")])
    answer = refund(api, w1, transactions=[paying(w1, "11")])
    assert answer.body["data"] == {"refundCreate": None}
    assert answer.errors[0]["message"] == (
        "The same idempotency key cannot be used with different operation parameters."
    )
    assert count(api, w1) == 1


def test_a_refused_refund_does_not_use_its_key_up(api: Any, w1: Order) -> None:
    refund(api, w1, transactions=[paying(w1, "500")])
    assert refund(api, w1, transactions=[paying(w1, "10")]).data["refundCreate"]["refund"]
    assert count(api, w1) == 1


def test_keys_are_kept_for_a_day_of_world_time(api: Any, w1: Order) -> None:
    given = {"transactions": [paying(w1, "10")]}
    refund(api, w1, **given)
    api.universe.clock.advance(timedelta(hours=23, minutes=59))
    refund(api, w1, **given)
    assert count(api, w1) == 1
    api.universe.clock.advance(timedelta(minutes=1))
    refund(api, w1, **given)
    assert count(api, w1) == 2


def test_a_key_belongs_to_one_app(api: Any, w1: Order) -> None:
    refund(api, w1, transactions=[paying(w1, "10")])
    other = api.shopify.auth.register_app("Other", ("write_orders",))
    api.token = api.shopify.auth.issue_token(other).id
    refund(api, w1, transactions=[paying(w1, "10")])
    assert count(api, w1) == 2


@pytest.mark.parametrize("key", ["", "   "])
def test_a_blank_key_is_refused(api: Any, w1: Order, key: str) -> None:
    answer = refund(api, w1, key, transactions=[paying(w1, "10")])
    assert answer.errors[0]["extensions"] == {"code": "BAD_REQUEST"}
    assert count(api, w1) == 0


@pytest.mark.parametrize("version", ["2026-04", "2026-07", "2026-10", "unstable"])
def test_the_directive_is_required(api: Any, w1: Order, version: str) -> None:
    api.version = version
    before = api.hash()
    given = {"orderId": gid("Order", w1.id), "transactions": [paying(w1, "10")]}
    answer = api.query(PLAIN, {"input": given})
    assert answer.status == 200
    assert answer.body["data"] == {"refundCreate": None}
    assert answer.errors == [
        {
            "message": "The @idempotent directive is required for this mutation but was not "
            "provided.",
            "locations": [{"line": 2, "column": 36}],
            "extensions": {"code": "BAD_REQUEST"},
            "path": ["refundCreate"],
        }
    ]
    assert api.hash() == before


def test_in_2026_01_the_directive_is_a_choice(api: Any, w1: Order) -> None:
    api.version = "2026-01"
    given = {"orderId": gid("Order", w1.id), "transactions": [paying(w1, "10")]}
    assert api.query(PLAIN, {"input": given}).data["refundCreate"]["userErrors"] == []
    assert refund(api, w1, transactions=[paying(w1, "10")]).data["refundCreate"]["refund"]
    assert count(api, w1) == 2


def test_before_2026_01_there_is_no_directive(api_of: Callable[..., Any]) -> None:
    api = api_of(as_of=date(2025, 11, 1))
    api.version = "2025-10"
    order = api.desk.place([("TEE-BLK", 3)])
    given = {"orderId": gid("Order", order.id), "transactions": [paying(order, "10")]}
    assert api.query(PLAIN, {"input": given}).data["refundCreate"]["userErrors"] == []
    answer = refund(api, order, transactions=[paying(order, "10")])
    assert answer.body == {
        "errors": [
            {
                "message": "Directive @idempotent is not defined",
                "locations": [{"line": 3, "column": 31}],
                "path": ["mutation R", "refundCreate"],
                "extensions": {"code": "undefinedDirective", "directiveName": "idempotent"},
            },
            {
                "message": "Variable $key is declared by R but not used",
                "locations": [{"line": 2, "column": 1}],
                "path": ["mutation R"],
                "extensions": {"code": "variableNotUsed", "variableName": "key"},
            },
        ]
    }
