"""Returns worked off: goods, money, exchanges, fees; what they would come to before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.records import FIRST_IDS, Order, next_id

MONEY = "shopMoney { amount }"
PROCESS = f"""mutation ($input: ReturnProcessInput!) {{ returnProcess(input: $input) {{
  return {{ status returnLineItems(first: 5) {{ nodes {{ processedQuantity refundedQuantity
      unprocessedQuantity }} }}
    exchangeLineItems(first: 5) {{ nodes {{ processedQuantity lineItems {{ sku quantity }} }} }}
    refunds(first: 5) {{ nodes {{ totalRefundedSet {{ {MONEY} }} return {{ name }}
      refundLineItems(first: 5) {{ nodes {{ quantity restockType lineItem {{ sku }}
        subtotalSet {{ {MONEY} }} totalTaxSet {{ {MONEY} }} }} }}
      orderAdjustments(first: 5) {{ nodes {{ reason amountSet {{ {MONEY} }} }} }} }} }} }}
  userErrors {{ field message code }} }} }}"""
CREATE = """mutation ($input: ReturnInput!) { returnCreate(returnInput: $input) {
  return { id returnLineItems(first: 5) { nodes { id } }
    exchangeLineItems(first: 5) { nodes { id lineItems { id } } }
    reverseFulfillmentOrders(first: 1) { nodes { lineItems(first: 5) { nodes { id } } } } }
  userErrors { field message code } } }"""
OUTCOME = f"""query ($id: ID!, $lines: [SuggestedOutcomeReturnLineItemInput!]!,
    $exchange: [SuggestedOutcomeExchangeLineItemInput!]!, $how: RefundMethodAllocation) {{
  return(id: $id) {{ suggestedFinancialOutcome(returnLineItems: $lines,
      exchangeLineItems: $exchange, refundMethodAllocation: $how) {{
    totalTax {{ {MONEY} }} maximumRefundable {{ {MONEY} }}
    financialTransfer {{ __typename
      ... on RefundReturnOutcome {{ amount {{ {MONEY} }}
        suggestedTransactions {{ kind amountSet {{ {MONEY} }} }}
        suggestedRefundMethods {{ __typename amount {{ {MONEY} }} }} }}
      ... on InvoiceReturnOutcome {{ amount {{ {MONEY} }} }} }} }} }} }}"""


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


class Back:
    """A return of W1, all of which was sent: one TEE-BLK unless said otherwise."""

    def __init__(self, api: Any, order: Order, exchange: str = "", **more: Any) -> None:
        self.api = api
        api.desk.fulfil(order.id)
        self.order: Order = api.shopify.records.orders[order.id]
        sent = self.order.fulfillments[0].line_items[0]
        line = {
            "fulfillmentLineItemId": gid("FulfillmentLineItem", sent.id),
            "quantity": 1,
            "returnReason": "UNWANTED",
            **more.pop("line", {}),
        }
        asked = {"orderId": gid("Order", order.id), "returnLineItems": [line], **more}
        if exchange:
            variant = api.shopify.records.variants_by_sku.first(exchange)
            asked["exchangeLineItems"] = [
                {"variantId": gid("ProductVariant", variant.id), "quantity": 1}
            ]
        payload = api.query(CREATE, {"input": asked}).data["returnCreate"]
        assert payload["userErrors"] == []
        found = payload["return"]
        self.id = found["id"]
        self.line = found["returnLineItems"]["nodes"][0]["id"]
        self.work = found["reverseFulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["id"]
        self.exchange = [each["id"] for each in found["exchangeLineItems"]["nodes"]]

    def process(self, pay: str | None = None, *, restock: bool = False, units: int = 1) -> Any:
        line: dict[str, Any] = {"id": self.line, "quantity": units}
        if restock:
            place = next(iter(self.api.shopify.records.locations)).id
            line["dispositions"] = [
                {
                    "reverseFulfillmentOrderLineItemId": self.work,
                    "quantity": units,
                    "dispositionType": "RESTOCKED",
                    "locationId": gid("Location", place),
                }
            ]
        asked: dict[str, Any] = {
            "returnId": self.id,
            "returnLineItems": [line],
            "exchangeLineItems": [{"id": each, "quantity": 1} for each in self.exchange],
        }
        if pay is not None:
            parent = gid("OrderTransaction", self.order.transactions[0].id)
            money = {"amount": pay, "currencyCode": "USD"}
            asked["financialTransfer"] = {
                "issueRefund": {
                    "orderTransactions": [{"transactionAmount": money, "parentId": parent}]
                }
            }
        return self.api.query(PROCESS, {"input": asked}).data["returnProcess"]

    def outcome(self, how: str = "ORIGINAL_PAYMENT_METHODS") -> Any:
        asked = {
            "id": self.id,
            "lines": [{"id": self.line, "quantity": 1}],
            "exchange": [{"id": each, "quantity": 1} for each in self.exchange],
            "how": how,
        }
        return self.api.query(OUTCOME, asked).data["return"]["suggestedFinancialOutcome"]

    @property
    def now(self) -> Order:
        order: Order = self.api.shopify.records.orders[self.order.id]
        return order


def money(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount}}


def test_a_return_closes_once_all_of_it_is_processed_and_disposed_of(api: Any, w1: Order) -> None:
    back = Back(api, w1, line={"quantity": 2})
    assert back.process(restock=True)["return"]["status"] == "OPEN"  # one unit of two
    assert back.process(restock=True)["return"]["status"] == "CLOSED"
    closed = back.now.returns[0]
    assert (closed.status, closed.closed_at) == ("closed", api.universe.clock.now())
    text = "query ($id: ID!) { order(id: $id) { returnStatus } }"
    found = api.query(text, {"id": gid("Order", w1.id)}).data["order"]
    assert found["returnStatus"] == "RETURNED"


def test_a_return_of_units_without_dispositions_stays_open(api: Any, w1: Order) -> None:
    """Recorded: processed whole, not disposed of, OPEN then and on the next read."""
    back = Back(api, w1)
    assert back.process()["return"]["status"] == "OPEN"
    assert back.now.returns[0].closed_at is None


def test_a_shop_whose_returns_are_only_closed_by_hand(api: Any, w1: Order) -> None:
    api.shopify.settings.restocked_returns_close = False
    assert Back(api, w1).process(restock=True)["return"]["status"] == "OPEN"


def test_processing_refunds_the_units_and_leaves_the_return_open(api: Any, w1: Order) -> None:
    """W2, first unit: 17.99 and 1.48 tax."""
    back = Back(api, w1)
    payload = back.process("19.47")
    assert payload["userErrors"] == []
    found = payload["return"]
    assert found["status"] == "OPEN"
    assert found["returnLineItems"]["nodes"] == [
        {"processedQuantity": 1, "refundedQuantity": 1, "unprocessedQuantity": 0}
    ]
    assert found["refunds"]["nodes"] == [
        {
            "totalRefundedSet": money("19.47"),
            "return": {"name": "#1001-R1"},
            "refundLineItems": {
                "nodes": [
                    {
                        "quantity": 1,
                        "restockType": "NO_RESTOCK",
                        "lineItem": {"sku": "TEE-BLK"},
                        "subtotalSet": money("17.99"),
                        "totalTaxSet": money("1.48"),
                    }
                ]
            },
            "orderAdjustments": {"nodes": []},
        }
    ]
    order = back.now
    assert order.refundable_amount.shop == Decimal("108.35")
    assert order.financial_status == "partially_refunded"


def test_a_restocked_unit_is_on_the_shelf_again(api: Any, w1: Order) -> None:
    back = Back(api, w1)
    shelf = next(iter(api.shopify.records.inventory_levels))
    before = shelf.available
    payload = back.process("19.47", restock=True)
    [refund] = payload["return"]["refunds"]["nodes"]
    assert refund["refundLineItems"]["nodes"][0]["restockType"] == "RETURN"
    assert api.shopify.records.inventory_levels[shelf.id].available == before + 1
    [found] = back.now.returns
    [work] = found.reverse_fulfillment_orders
    assert work.status == "closed"
    assert [each.kind for each in work.line_items[0].dispositions] == ["restocked"]


def test_without_a_transfer_the_money_is_owed(api: Any, w1: Order) -> None:
    """And paying it later is no discrepancy."""
    back = Back(api, w1)
    assert back.process()["userErrors"] == []
    order = back.now
    assert order.total_refunded.shop == 0
    assert order.total_outstanding.shop == Decimal("-19.47")
    assert order.refunds[0].order_adjustments == ()
    api.desk.refund(w1.id, amount=Decimal("19.47"))
    order = back.now
    assert order.refunds[1].order_adjustments == ()
    assert (order.total_outstanding.shop, order.refund_discrepancy.shop) == (0, 0)


def test_another_amount_than_suggested_is_a_discrepancy(api: Any, w1: Order) -> None:
    back = Back(api, w1)
    [refund] = back.process("15.00")["return"]["refunds"]["nodes"]
    assert refund["orderAdjustments"]["nodes"] == [
        {"reason": "REFUND_DISCREPANCY", "amountSet": money("4.47")}
    ]
    assert back.now.total_outstanding.shop == 0


def test_more_than_was_paid_is_refused_and_nothing_happens(api: Any, w1: Order) -> None:
    back = Back(api, w1)
    before = api.hash()
    payload = back.process("127.83")
    assert payload == {
        "return": None,
        "userErrors": [
            {
                "field": None,
                "message": "Refund amount $127.83 is greater than net payment received $127.82",
                "code": "INVALID",
            }
        ],
    }
    assert api.hash() == before


def test_units_are_processed_once(api: Any, w1: Order) -> None:
    back = Back(api, w1)
    back.process("19.47")
    before = api.hash()
    assert back.process("1.00")["userErrors"] == [
        {
            "field": ["input", "returnLineItems", "0", "quantity"],
            "message": "Return line item has an invalid quantity.",
            "code": "INVALID",
        }
    ]
    text = """mutation ($id: ID!) { returnCancel(id: $id) { return { id }
      userErrors { field message code } } }"""
    assert api.query(text, {"id": back.id}).data["returnCancel"]["userErrors"] == [
        {"field": ["id"], "message": "Return is not cancelable.", "code": "INVALID_STATE"}
    ]
    assert api.hash() == before


def test_an_exchange_item_is_no_refund_line(api: Any, w1: Order) -> None:
    """F21. A tee comes back (19.47), a mug goes out (12.49 and 1.03 tax): 5.95 is paid."""
    back = Back(api, w1, exchange="MUG-WHT")
    outcome = back.outcome()
    assert outcome["financialTransfer"] == {
        "__typename": "RefundReturnOutcome",
        "amount": money("5.95"),
        "suggestedTransactions": [{"kind": "SUGGESTED_REFUND", "amountSet": money("5.95")}],
        "suggestedRefundMethods": [],
    }
    found = back.process("5.95")["return"]
    [given] = found["exchangeLineItems"]["nodes"]
    assert given == {"processedQuantity": 1, "lineItems": [{"sku": "MUG-WHT", "quantity": 1}]}
    [refund] = found["refunds"]["nodes"]
    assert refund["totalRefundedSet"] == money("5.95")
    assert [each["lineItem"]["sku"] for each in refund["refundLineItems"]["nodes"]] == ["TEE-BLK"]
    assert refund["orderAdjustments"]["nodes"] == []
    order = back.now
    assert (order.original_total_price.shop, order.total_price.shop) == (
        Decimal("127.82"),
        Decimal("141.34"),
    )
    assert order.current_total_price.shop == order.net_payment.shop == Decimal("121.87")
    assert order.total_outstanding.shop == 0
    assert order.fulfillment_orders[-1].status == "open"


def test_a_dearer_exchange_item_is_still_to_be_paid(api: Any, w1: Order) -> None:
    """A cap is 24.95 and 2.06 tax: 27.01 - 19.47 = 7.54."""
    back = Back(api, w1, exchange="CAP-RED")
    assert back.outcome()["financialTransfer"] == {
        "__typename": "InvoiceReturnOutcome",
        "amount": money("7.54"),
    }
    assert back.process()["userErrors"] == []
    order = back.now
    assert order.total_outstanding.shop == Decimal("7.54")
    assert (order.financial_status, order.total_refunded.shop) == ("partially_paid", 0)


def test_fees_are_kept_once(api: Any, w1: Order) -> None:
    """10 % of 17.99 is 1.80; the label cost 3.00: 19.47 - 4.80 = 14.67."""
    fee = {"amount": {"amount": "3.00", "currencyCode": "USD"}}
    back = Back(
        api, w1, line={"restockingFee": {"percentage": 10}}, returnShippingFee=fee
    )  # fmt: skip
    assert back.outcome()["financialTransfer"]["amount"] == money("14.67")
    [refund] = back.process("14.67")["return"]["refunds"]["nodes"]
    assert refund["orderAdjustments"]["nodes"] == [
        {"reason": "RESTOCK", "amountSet": money("1.8")},
        {"reason": "REFUND_DISCREPANCY", "amountSet": money("3.0")},
    ]
    order = back.now
    assert (order.total_outstanding.shop, order.net_payment.shop) == (0, Decimal("113.15"))
    text = f"""query ($id: ID!) {{ return(id: $id) {{
      returnShippingFees {{ amountSet {{ {MONEY} }} }}
      returnLineItems(first: 1) {{ nodes {{ ... on ReturnLineItem {{
        restockingFee {{ percentage amountSet {{ {MONEY} }} }} }} }} }} }} }}"""
    found = api.query(text, {"id": back.id}).data["return"]
    assert found["returnShippingFees"] == [{"amountSet": money("3.0")}]
    [line] = found["returnLineItems"]["nodes"]
    assert line["restockingFee"] == {"percentage": 10.0, "amountSet": money("1.8")}


def test_the_older_returnrefund(api: Any, w1: Order) -> None:
    back = Back(api, w1)
    text = f"""mutation ($input: ReturnRefundInput!) {{ returnRefund(returnRefundInput: $input) {{
      refund {{ totalRefundedSet {{ {MONEY} }} return {{ name }} }}
      userErrors {{ field message code }} }} }}"""
    amount = {"amount": "19.47", "currencyCode": "USD"}
    parent = gid("OrderTransaction", w1.transactions[0].id)
    asked = {
        "returnId": back.id,
        "returnRefundLineItems": [{"returnLineItemId": back.line, "quantity": 1}],
        "orderTransactions": [{"transactionAmount": amount, "parentId": parent}],
    }
    payload = api.query(text, {"input": asked}).data["returnRefund"]
    assert payload == {
        "refund": {"totalRefundedSet": money("19.47"), "return": {"name": "#1001-R1"}},
        "userErrors": [],
    }
    again = api.query(text, {"input": asked}).data["returnRefund"]
    assert again["refund"] is None
    assert again["userErrors"][0]["field"][:2] == ["returnRefundInput", "returnLineItems"]


def test_what_a_return_would_come_to(api: Any, w1: Order) -> None:
    """returnCalculate: what comes back is negative, fees are positive (recorded); nothing is
    written, not even a number used up."""
    api.desk.fulfil(w1.id)
    order = api.shopify.records.orders[w1.id]
    sent = order.fulfillments[0].line_items[0].id
    cap = api.shopify.records.variants_by_sku.first("CAP-RED").id
    text = f"""query ($input: CalculateReturnInput!) {{ returnCalculate(input: $input) {{
      returnLineItems {{ quantity subtotalSet {{ {MONEY} }} totalTaxSet {{ {MONEY} }}
        subtotalBeforeOrderDiscountsSet {{ {MONEY} }}
        restockingFee {{ percentage amountSet {{ {MONEY} }} }} fulfillmentLineItem {{ id }} }}
      exchangeLineItems {{ quantity originalUnitPriceSet {{ {MONEY} }} subtotalSet {{ {MONEY} }}
        totalTaxSet {{ {MONEY} }} variant {{ sku }} }}
      returnShippingFee {{ amountSet {{ {MONEY} }} }} }} }}"""
    line = {
        "fulfillmentLineItemId": gid("FulfillmentLineItem", sent),
        "quantity": 1,
        "restockingFee": {"percentage": 10},
    }
    asked = {
        "orderId": gid("Order", w1.id),
        "returnLineItems": [line],
        "exchangeLineItems": [{"variantId": gid("ProductVariant", cap), "quantity": 1}],
    }
    before = api.hash()
    found = api.query(text, {"input": asked}).data["returnCalculate"]
    assert found == {
        "returnLineItems": [
            {
                "quantity": 1,
                "subtotalSet": money("-17.99"),
                "totalTaxSet": money("-1.48"),
                "subtotalBeforeOrderDiscountsSet": money("-19.99"),
                "restockingFee": {"percentage": 10.0, "amountSet": money("1.8")},
                "fulfillmentLineItem": {"id": gid("FulfillmentLineItem", sent)},
            }
        ],
        "exchangeLineItems": [
            {
                "quantity": 1,
                "originalUnitPriceSet": money("24.95"),
                "subtotalSet": money("24.95"),
                "totalTaxSet": money("2.06"),
                "variant": {"sku": "CAP-RED"},
            }
        ],
        "returnShippingFee": None,
    }
    assert api.hash() == before
    assert next_id(api.shopify.ids, "Return") == FIRST_IDS["Return"]
    line["quantity"] = 4
    refused = api.query(text, {"input": asked})
    assert refused.body["data"] == {"returnCalculate": None}
    assert refused.errors[0]["message"] == "Return line item has an invalid quantity."


def test_store_credit_instead_of_money(api: Any, w1: Order) -> None:
    back = Back(api, w1)
    transfer = back.outcome("STORE_CREDIT")["financialTransfer"]
    assert transfer["suggestedTransactions"] == []
    assert transfer["suggestedRefundMethods"] == [
        {"__typename": "SuggestedStoreCreditRefund", "amount": money("19.47")}
    ]


@pytest.mark.parametrize("exchange", [None, {"MUG-WHT": 1}])
def test_the_desk_takes_back_in_one_go(
    api: Any, w1: Order, exchange: dict[str, int] | None
) -> None:
    api.desk.fulfil(w1.id)
    order = api.desk.take_back(w1.id, {"TEE-BLK": 1}, exchange=exchange)
    assert order.returns[0].status == "closed"
    assert order.total_refunded.shop == Decimal("5.95" if exchange else "19.47")
    assert order.total_outstanding.shop == 0
    assert order.refunds[0].refund_line_items[0].restock_type == "return"
