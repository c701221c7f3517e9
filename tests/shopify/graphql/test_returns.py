"""Returns: how they are opened, asked for, declined, closed, reopened, cancelled and shortened."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.shopify.records import Order

RETURN = "id name status totalQuantity"
CREATE = f"""mutation ($input: ReturnInput!) {{ returnCreate(returnInput: $input) {{
  return {{ {RETURN} returnLineItems(first: 5) {{ nodes {{ id quantity returnReason
    ... on ReturnLineItem {{ returnReasonDefinition {{ handle }} }} }} }}
    reverseFulfillmentOrders(first: 5) {{ nodes {{ status lineItems(first: 5) {{ nodes {{
      id totalQuantity }} }} }} }} }}
  userErrors {{ field message code }} }} }}"""
REQUEST = f"""mutation ($input: ReturnRequestInput!) {{ returnRequest(input: $input) {{
  return {{ {RETURN} reverseFulfillmentOrders(first: 1) {{ nodes {{ id }} }} }}
  userErrors {{ field message code }} }} }}"""


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


@pytest.fixture
def sent(api: Any, w1: Order) -> Order:
    """W1, all of it sent."""
    api.desk.fulfil(w1.id)
    order: Order = api.shopify.records.orders[w1.id]
    return order


def line_of(order: Order, sku: str) -> str:
    """The fulfillment line of a SKU."""
    ids = {line.id for line in order.line_items if line.sku == sku}
    number = next(each.id for each in order.fulfillments[0].line_items if each.line_item_id in ids)
    return gid("FulfillmentLineItem", number)


def wish(order: Order, sku: str = "TEE-BLK", quantity: int = 1, **more: Any) -> dict[str, Any]:
    line = {"fulfillmentLineItemId": line_of(order, sku), "quantity": quantity}
    line.update(more or {"returnReason": "UNWANTED"})
    return {"orderId": gid("Order", order.id), "returnLineItems": [line]}


def opened(api: Any, order: Order, **more: Any) -> dict[str, Any]:
    payload = api.query(CREATE, {"input": wish(order, **more)}).data["returnCreate"]
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload["return"]
    return found


def change(api: Any, root: str, number: str, cost: str = RETURN) -> Any:
    text = f"""mutation ($id: ID!) {{ {root}(id: $id) {{ return {{ {cost} closedAt }}
      userErrors {{ field message code }} }} }}"""
    return api.query(text, {"id": number}).data[root]


def test_a_return_is_open_and_named_after_its_order(api: Any, sent: Order) -> None:
    found = opened(api, sent, quantity=2)
    assert (found["name"], found["status"], found["totalQuantity"]) == ("#1001-R1", "OPEN", 2)
    [line] = found["returnLineItems"]["nodes"]
    assert line["returnReason"] == "UNWANTED"
    assert line["returnReasonDefinition"] == {"handle": "changed-my-mind"}
    [work] = found["reverseFulfillmentOrders"]["nodes"]
    assert (work["status"], work["lineItems"]["nodes"][0]["totalQuantity"]) == ("OPEN", 2)
    text = "query ($id: ID!) { return(id: $id) { name order { returnStatus } } }"
    read = api.query(text, {"id": found["id"]}).data["return"]
    assert read == {"name": "#1001-R1", "order": {"returnStatus": "IN_PROGRESS"}}
    assert opened(api, sent, sku="CAP-RED")["name"] == "#1001-R2"


def test_the_order_s_status_follows_its_returns(api: Any, sent: Order) -> None:
    """Any REQUESTED wins, then OPEN, then CLOSED; cancelled and declined ones are none."""

    def status() -> str:
        found = api.shopify.records.orders[sent.id]
        word: str = found.return_status
        return word

    assert status() == "no_return"
    first = opened(api, sent)
    assert status() == "in_progress"
    request = api.query(REQUEST, {"input": wish(sent, "CAP-RED")}).data["returnRequest"]["return"]
    assert (request["status"], status()) == ("REQUESTED", "return_requested")
    text = """mutation ($input: ReturnDeclineRequestInput!) { returnDeclineRequest(input: $input) {
      return { status decline { reason note } } userErrors { message } } }"""
    asked = {"id": request["id"], "declineReason": "FINAL_SALE", "declineNote": "sale"}
    declined = api.query(text, {"input": asked}).data["returnDeclineRequest"]["return"]
    assert declined == {
        "status": "DECLINED", "decline": {"reason": "FINAL_SALE", "note": "sale"}
    }  # fmt: skip
    assert status() == "in_progress"
    change(api, "returnClose", first["id"])
    assert status() == "returned"


def test_a_request_gets_its_work_when_it_is_approved(api: Any, sent: Order) -> None:
    request = api.query(REQUEST, {"input": wish(sent)}).data["returnRequest"]["return"]
    assert request["reverseFulfillmentOrders"]["nodes"] == []
    text = """mutation ($input: ReturnApproveRequestInput!) { returnApproveRequest(input: $input) {
      return { status requestApprovedAt reverseFulfillmentOrders(first: 2) { nodes { status } } }
      userErrors { field message code } } }"""
    payload = api.query(text, {"input": {"id": request["id"]}}).data["returnApproveRequest"]
    assert payload["return"] == {
        "status": "OPEN",
        "requestApprovedAt": "2026-11-24T09:00:00Z",
        "reverseFulfillmentOrders": {"nodes": [{"status": "OPEN"}]},
    }
    again = api.query(text, {"input": {"id": request["id"]}}).data["returnApproveRequest"]
    assert again["userErrors"][0]["code"] == "INVALID_STATE"
    absent = api.query(text, {"input": {"id": gid("Return", 9)}}).data["returnApproveRequest"]
    assert absent == {
        "return": None,
        "userErrors": [
            {"field": ["input", "id"], "message": "Return not found.", "code": "NOT_FOUND"}
        ],
    }


def test_close_and_reopen_do_nothing_twice(api: Any, sent: Order) -> None:
    found = opened(api, sent)
    closed = change(api, "returnClose", found["id"])["return"]
    assert (closed["status"], closed["closedAt"]) == ("CLOSED", "2026-11-24T09:00:00Z")
    before = api.hash()
    assert change(api, "returnClose", found["id"])["userErrors"] == []
    assert api.hash() == before
    again = change(api, "returnReopen", found["id"])["return"]
    assert (again["status"], again["closedAt"]) == ("OPEN", None)
    before = api.hash()
    assert change(api, "returnReopen", found["id"])["userErrors"] == []
    assert api.hash() == before


def test_a_cancelled_return_gives_its_units_free(api: Any, sent: Order) -> None:
    found = opened(api, sent, quantity=3)
    assert change(api, "returnCancel", found["id"])["return"]["status"] == "CANCELED"
    before = api.hash()
    assert change(api, "returnCancel", found["id"])["userErrors"] == []
    assert api.hash() == before
    assert change(api, "returnClose", found["id"]) == {
        "return": None,
        "userErrors": [
            {"field": ["id"], "message": "Return status is invalid.", "code": "INVALID_STATE"}
        ],
    }
    assert opened(api, sent, quantity=3)["totalQuantity"] == 3


INVALID = "Return line item has an invalid quantity."
REFUSED = [
    ("too many", {"quantity": 4}, ["quantity"], INVALID, "INVALID"),
    ("none", {"quantity": 0}, ["quantity"], INVALID, "INVALID"),
    (
        "no reason",
        {"returnReasonNote": "x"},
        [],
        "Return line items Either return reason or return reason definition must be provided",
        "NOT_FOUND",
    ),
    (
        "another reason without a note",
        {"returnReason": "OTHER"},
        ["returnReasonNote"],
        "Return line items return reason note The note is required when the return reason is "
        '"Other"',
        "BLANK",
    ),
]


@pytest.mark.parametrize(
    ("more", "field", "message", "code"), [case[1:] for case in REFUSED],
    ids=[case[0] for case in REFUSED],
)  # fmt: skip
def test_what_a_return_must_not_ask(
    api: Any, sent: Order, more: dict[str, Any], field: list[str], message: str, code: str
) -> None:
    before = api.hash()
    payload = api.query(CREATE, {"input": wish(sent, **more)}).data["returnCreate"]
    where = ["returnInput", "returnLineItems", "0", *field]
    assert payload == {
        "return": None,
        "userErrors": [{"field": where, "message": message, "code": code}],
    }
    assert api.hash() == before


def test_a_request_is_milder_about_reasons(api: Any, sent: Order) -> None:
    """Recorded: OTHER needs no note there; none at all is a blank field."""
    payload = api.query(REQUEST, {"input": wish(sent, returnReason="OTHER")}).data
    assert payload["returnRequest"]["userErrors"] == []
    bare = wish(sent)
    del bare["returnLineItems"][0]["returnReason"]
    payload = api.query(REQUEST, {"input": bare}).data["returnRequest"]
    assert payload["userErrors"] == [
        {
            "field": ["input", "returnLineItems", "0", "returnReason"],
            "message": "Return reason can't be blank",
            "code": "BLANK",
        }
    ]
    definition = gid("ReturnReasonDefinition", 5)
    asked = wish(sent, returnReasonDefinitionId=definition)
    assert api.query(REQUEST, {"input": asked}).data["returnRequest"]["userErrors"] == []


def test_units_are_returned_once(api: Any, sent: Order) -> None:
    """By this return or another, or refunded without one."""
    opened(api, sent, quantity=2)
    refused = api.query(CREATE, {"input": wish(sent, quantity=2)}).data["returnCreate"]
    assert refused["userErrors"][0]["message"] == INVALID
    api.desk.refund(sent.id, lines={"TEE-BLK": 1})
    refused = api.query(CREATE, {"input": wish(sent, quantity=1)}).data["returnCreate"]
    assert refused["userErrors"][0]["message"] == INVALID


def test_only_what_was_sent_can_come_back(api: Any, w1: Order) -> None:
    line = {"fulfillmentLineItemId": gid("FulfillmentLineItem", 9), "quantity": 1}
    asked = {
        "orderId": gid("Order", w1.id),
        "returnLineItems": [{**line, "returnReason": "UNWANTED"}],
    }
    payload = api.query(CREATE, {"input": asked}).data["returnCreate"]
    assert payload["userErrors"] == [
        {
            "field": ["returnInput", "returnLineItems", "0", "fulfillmentLineItemId"],
            "message": "Fulfillment Line Item was not found.",
            "code": "NOT_FOUND",
        }
    ]


def test_units_are_taken_off_a_return(api: Any, sent: Order) -> None:
    found = opened(api, sent, quantity=2)
    line = found["returnLineItems"]["nodes"][0]["id"]
    text = """mutation ($id: ID!, $lines: [ReturnLineItemRemoveFromReturnInput!]) {
      removeFromReturn(returnId: $id, returnLineItems: $lines) {
        return { totalQuantity reverseFulfillmentOrders(first: 1) { nodes {
          lineItems(first: 2) { nodes { totalQuantity } } } } }
        userErrors { field message code } } }"""

    def remove(quantity: int) -> Any:
        lines = [{"returnLineItemId": line, "quantity": quantity}]
        return api.query(text, {"id": found["id"], "lines": lines}).data["removeFromReturn"]

    assert remove(3)["userErrors"] == [
        {"field": ["returnLineItems", "0", "quantity"], "message": INVALID, "code": "INVALID"}
    ]
    assert remove(0)["userErrors"] == [
        {"field": None, "message": "Quantity must be greater than 0", "code": "GREATER_THAN"}
    ]
    left = remove(1)["return"]
    assert left["totalQuantity"] == 1
    [work] = left["reverseFulfillmentOrders"]["nodes"]
    assert work["lineItems"]["nodes"] == [{"totalQuantity": 1}]


def test_what_may_come_back_is_told_before(api: Any, sent: Order) -> None:
    opened(api, sent, quantity=2)
    text = """query ($id: ID!) { returnableFulfillments(orderId: $id, first: 5) { nodes { id
      fulfillment { name } returnableFulfillmentLineItems(first: 5) { nodes { quantity
        fulfillmentLineItem { lineItem { sku } } } } } } }"""
    [found] = api.query(text, {"id": gid("Order", sent.id)}).data["returnableFulfillments"]["nodes"]
    assert found["fulfillment"] == {"name": "#1001-F1"}
    counts = {
        each["fulfillmentLineItem"]["lineItem"]["sku"]: each["quantity"]
        for each in found["returnableFulfillmentLineItems"]["nodes"]
    }
    assert counts == {"TEE-BLK": 1, "MUG-WHT": 1, "CAP-RED": 2}
    text = "query ($id: ID!) { returnableFulfillment(id: $id) { id } }"
    assert api.query(text, {"id": found["id"]}).data["returnableFulfillment"] == {"id": found["id"]}
    absent = gid("ReturnableFulfillment", 9)
    assert api.query(text, {"id": absent}).data == {"returnableFulfillment": None}


def test_the_reasons_that_the_shop_knows(api: Any) -> None:
    text = """{ all: returnReasonDefinitions(first: 20) { nodes { id handle name deleted } }
      one: returnReasonDefinitions(first: 5, handles: ["too-small"]) { nodes { id } } }"""
    data = api.query(text).data
    assert len(data["all"]["nodes"]) == 10
    assert data["all"]["nodes"][1] == {
        "id": "gid://shopify/ReturnReasonDefinition/2",
        "handle": "changed-my-mind",
        "name": "Changed my mind",
        "deleted": False,
    }
    assert data["one"]["nodes"] == [{"id": "gid://shopify/ReturnReasonDefinition/7"}]
