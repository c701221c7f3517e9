"""Returns from request to refund, each step read back by another call."""

from __future__ import annotations

from typing import Any

import pytest

ABSENT = "gid://shopify/Return/1"
STATUS = """query ($id: ID!) { return(id: $id) { status totalQuantity decline { reason }
  returnLineItems(first: 5) { nodes { id quantity } } } }"""
CREATE = """mutation ($r: ReturnInput!) { returnCreate(returnInput: $r) {
  return { id returnLineItems(first: 1) { nodes { id } } } userErrors { field message } } }"""
REQUEST = """mutation ($r: ReturnRequestInput!) { returnRequest(input: $r) {
  return { id } userErrors { message } } }"""


class Sent:
    """W1, sent whole, and what may come back of it."""

    def __init__(self, both: Any, order: Any) -> None:
        both.desk.fulfil(order.id)
        self.both = both
        self.order = order
        self.gid = f"gid://shopify/Order/{order.id}"
        found = both.data(
            """query ($id: ID!) { returnableFulfillments(orderId: $id, first: 1) { nodes {
              id returnableFulfillmentLineItems(first: 5) { nodes {
                quantity fulfillmentLineItem { id } } } } } }""",
            id=self.gid,
        )
        [self.returnable] = found["returnableFulfillments"]["nodes"]
        [tee, *_] = self.returnable["returnableFulfillmentLineItems"]["nodes"]
        self.tee = tee["fulfillmentLineItem"]["id"]
        self.line = {"fulfillmentLineItemId": self.tee, "quantity": 1}

    def body(self, **more: Any) -> dict[str, Any]:
        line = {**self.line, "returnReason": "UNWANTED"}
        return {"orderId": self.gid, "returnLineItems": [line], **more}

    def create(self, **more: Any) -> tuple[str, str]:
        """(return, its line)."""
        made = self.both.data(CREATE, r=self.body(**more))["returnCreate"]
        assert made["userErrors"] == []
        return made["return"]["id"], made["return"]["returnLineItems"]["nodes"][0]["id"]

    def request(self) -> str:
        made = self.both.data(REQUEST, r=self.body())["returnRequest"]
        assert made["userErrors"] == []
        return str(made["return"]["id"])

    def status(self, number: str) -> dict[str, Any]:
        found: dict[str, Any] = self.both.data(STATUS, id=number)["return"]
        return found

    def does(self, text: str, **variables: Any) -> None:
        [payload] = self.both.data(text, **variables).values()
        assert payload["userErrors"] == []


@pytest.fixture
def sent(both: Any, order: Any) -> Sent:
    return Sent(both, order)


def test_create(sent: Sent) -> None:
    number, _ = sent.create()
    assert (sent.status(number)["status"], sent.status(number)["totalQuantity"]) == ("OPEN", 1)
    sent.line["quantity"] = 9
    assert sent.both.user_errors(CREATE, r=sent.body()) != []


def test_request_approve_and_decline(sent: Sent) -> None:
    approve = """mutation ($r: ReturnApproveRequestInput!) { returnApproveRequest(input: $r) {
      return { id } userErrors { message } } }"""
    decline = """mutation ($r: ReturnDeclineRequestInput!) { returnDeclineRequest(input: $r) {
      return { id } userErrors { message } } }"""
    first, second = sent.request(), sent.request()
    assert sent.status(first)["status"] == "REQUESTED"
    sent.does(approve, r={"id": first})
    assert sent.status(first)["status"] == "OPEN"
    sent.does(decline, r={"id": second, "declineReason": "FINAL_SALE"})
    assert sent.status(second)["status"] == "DECLINED"
    assert sent.status(second)["decline"] == {"reason": "FINAL_SALE"}
    assert sent.both.user_errors(approve, r={"id": first}) != []
    again = {"id": second, "declineReason": "OTHER"}
    assert sent.both.user_errors(decline, r=again) != []
    sent.line["quantity"] = 9
    assert sent.both.user_errors(REQUEST, r=sent.body()) != []


@pytest.mark.parametrize(
    ("verbs", "status"),
    [(["Cancel"], "CANCELED"), (["Close"], "CLOSED"), (["Close", "Reopen"], "OPEN")],
)
def test_cancel_close_reopen(sent: Sent, verbs: list[str], status: str) -> None:
    number, _ = sent.create()
    for verb in verbs:
        text = f"""mutation ($id: ID!) {{ return{verb}(id: $id) {{
          return {{ id }} userErrors {{ message }} }} }}"""
        sent.does(text, id=number)
        assert sent.both.user_errors(text, id=ABSENT) != []
    assert sent.status(number)["status"] == status


def test_remove(sent: Sent) -> None:
    text = """mutation ($id: ID!, $lines: [ReturnLineItemRemoveFromReturnInput!]) {
      removeFromReturn(returnId: $id, returnLineItems: $lines) {
        return { id } userErrors { message } } }"""
    sent.line["quantity"] = 2
    number, line = sent.create()
    lines = [{"returnLineItemId": line, "quantity": 1}]
    sent.does(text, id=number, lines=lines)
    assert sent.status(number)["totalQuantity"] == 1
    lines[0]["quantity"] = 5
    assert sent.both.user_errors(text, id=number, lines=lines) != []


def test_process(sent: Sent) -> None:
    text = """mutation ($r: ReturnProcessInput!) { returnProcess(input: $r) {
      return { id } userErrors { message } } }"""
    number, line = sent.create(unprocessed=True)
    lines = [{"id": line, "quantity": 1}]
    sent.does(text, r={"returnId": number, "returnLineItems": lines})
    read = """query ($id: ID!) { return(id: $id) { returnLineItems(first: 1) { nodes {
      ... on ReturnLineItem { processedQuantity } } } } }"""
    assert sent.both.data(read, id=number)["return"]["returnLineItems"]["nodes"] == [
        {"processedQuantity": 1}
    ]
    again = {"returnId": number, "returnLineItems": lines}
    assert sent.both.user_errors(text, r=again) != []


def test_refund(sent: Sent) -> None:
    text = """mutation ($r: ReturnRefundInput!) { returnRefund(returnRefundInput: $r) {
      refund { legacyResourceId } userErrors { message } } }"""
    number, line = sent.create()
    sale = f"gid://shopify/OrderTransaction/{sent.order.transactions[0].id}"
    money = {"parentId": sale, "transactionAmount": {"amount": "19.47", "currencyCode": "USD"}}
    lines = [{"returnLineItemId": line, "quantity": 1}]
    body = {"returnId": number, "returnRefundLineItems": lines, "orderTransactions": [money]}
    made = sent.both.data(text, r=body)["returnRefund"]
    assert made["userErrors"] == []
    [seen] = sent.both.rest.get(f"orders/{sent.order.id}/refunds.json").body["refunds"]
    assert str(seen["id"]) == made["refund"]["legacyResourceId"]
    assert seen["transactions"][0]["amount"] == "19.47"
    assert sent.both.user_errors(text, r=body) != []


def test_what_may_be_returned(sent: Sent) -> None:
    one = "query ($id: ID!) { returnableFulfillment(id: $id) { fulfillment { status } } }"
    assert sent.both.data(one, id=sent.returnable["id"]) == {
        "returnableFulfillment": {"fulfillment": {"status": "SUCCESS"}}
    }
    assert sent.both.data(one, id="gid://shopify/ReturnableFulfillment/1") == {
        "returnableFulfillment": None
    }
    several = "query ($id: ID!) { returnableFulfillments(orderId: $id) { nodes { id } } }"
    assert sent.both.errors(several, id=sent.gid) == ["you must provide one of first or last"]
    assert sent.both.data(STATUS, id=ABSENT) == {"return": None}


def test_what_a_return_would_give_back(sent: Sent) -> None:
    text = """query ($r: CalculateReturnInput!) { returnCalculate(input: $r) {
      returnLineItems { quantity } } }"""
    asked = {"orderId": sent.gid, "returnLineItems": [sent.line]}
    assert sent.both.data(text, r=asked) == {
        "returnCalculate": {"returnLineItems": [{"quantity": 1}]}
    }
    before = sent.both.hash()
    refused = sent.both.graphql(text, r={"orderId": "gid://shopify/Order/1"})
    assert (refused.get("data") or {}).get("returnCalculate") is None
    assert sent.both.hash() == before


def test_reasons(both: Any) -> None:
    found = both.data("{ returnReasonDefinitions(first: 50) { nodes { handle } } }")
    assert "changed-my-mind" in [
        each["handle"] for each in found["returnReasonDefinitions"]["nodes"]
    ]
    assert both.errors("{ returnReasonDefinitions { nodes { handle } } }") == [
        "you must provide one of first or last"
    ]
