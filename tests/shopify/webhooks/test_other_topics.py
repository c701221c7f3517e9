"""Returns, order edits, draft orders and cancellations fire their topics too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.draft_records import DraftOrder
from sandbox.shopify.rules import drafts, order_edits, return_processing, returns
from sandbox.shopify.rules.draft_inputs import DraftInput, DraftLineInput
from sandbox.shopify.rules.return_inputs import (
    ProcessInput,
    ReturnInput,
    ReturnLineInput,
    TakenInput,
)

TOPICS = (
    "RETURNS_REQUEST", "RETURNS_APPROVE", "RETURNS_DECLINE", "RETURNS_CLOSE", "RETURNS_REOPEN",
    "RETURNS_CANCEL", "RETURNS_PROCESS", "ORDERS_EDITED", "ORDERS_CANCELLED",
    "DRAFT_ORDERS_CREATE", "DRAFT_ORDERS_UPDATE", "DRAFT_ORDERS_DELETE",
)  # fmt: skip


@pytest.fixture
def heard(shop: Any) -> Any:
    """Runs an act in a transaction, as a request would, and gives the messages it caused."""
    for topic in TOPICS:
        shop.subscribe(topic)

    def listen(act: Any) -> list[Any]:
        with shop.world.store.transaction():
            act()
        shop.pump()
        found = list(shop.receiver.messages)
        shop.receiver.messages.clear()
        return found

    return listen


def test_the_life_of_a_return(shop: Any, heard: Any) -> None:
    account = shop.world.shopify
    order = shop.desk.place([("TEE-BLK", 3)])
    shop.desk.fulfil(order.id)
    sent = shop.records.orders[order.id].fulfillments[0].line_items[0]

    def asked() -> ReturnInput:
        line = ReturnLineInput(
            fulfillment_line_item_id=sent.id, quantity=1, reason="wrong_item", reason_note="red"
        )
        return ReturnInput(root="returnInput", order_id=order.id, line_items=(line,))

    def topics(act: Any) -> list[str]:
        return [each.topic for each in heard(act)]

    (message,) = heard(lambda: returns.request_return(account, asked()))
    assert message.topic == "returns/request"
    assert message.body["order"]["id"] == order.id
    assert (message.body["status"], message.body["total_return_line_items"]) == ("requested", 1)
    number = message.body["id"]
    assert topics(lambda: returns.approve_return(account, number)) == ["returns/approve"]
    line = shop.records.orders[order.id].returns[0].line_items[0]
    taken = ProcessInput(
        return_id=number, line_items=(TakenInput(line_id=line.id, quantity=1),), currency="USD"
    )
    assert "returns/process" in topics(lambda: return_processing.process_return(account, taken))
    if shop.records.orders[order.id].returns[0].status != "closed":
        assert topics(lambda: returns.close_return(account, number)) == ["returns/close"]
    assert topics(lambda: returns.reopen_return(account, number)) == ["returns/reopen"]
    again = heard(lambda: returns.request_return(account, asked()))[0].body["id"]
    (declined,) = heard(lambda: returns.decline_return(account, again, "final_sale", "no"))
    assert declined.topic == "returns/decline"
    assert declined.body["decline"] == {"reason": "final_sale", "note": "no"}
    made = heard(lambda: returns.create_return(account, asked()))[0]
    assert made.topic == "returns/approve"
    assert topics(lambda: returns.cancel_return(account, made.body["id"])) == ["returns/cancel"]


def test_a_committed_edit(shop: Any, heard: Any) -> None:
    account = shop.world.shopify
    order = shop.desk.place([("TEE-BLK", 3)])
    line = order.line_items[0]
    session = order_edits.begin(account, order.id)
    assert heard(lambda: order_edits.set_quantity(account, session.id, str(line.id), 2)) == []
    (message,) = heard(lambda: order_edits.commit(account, session.id, staff_note="one less"))
    assert message.topic == "orders/edited"
    edit = message.body["order_edit"]
    assert (edit["order_id"], edit["staff_note"]) == (order.id, "one less")
    assert edit["line_items"] == {"additions": [], "removals": [{"id": line.id, "delta": 1}]}


def test_drafts(shop: Any, heard: Any) -> None:
    account = shop.world.shopify
    variant = shop.records.variants_by_sku.first("MUG-WHT")
    asked = DraftInput(
        line_items=(DraftLineInput(variant_id=variant.id, quantity=2),), email="a@example.com"
    )
    made: list[DraftOrder] = []
    (message,) = heard(lambda: made.append(drafts.create_draft(account, asked)))
    assert message.topic == "draft_orders/create"
    draft = made[0]
    assert (message.body["name"], message.body["status"]) == (draft.name, "open")
    assert message.body["subtotal_price"] == "24.98"
    (sent,) = heard(lambda: drafts.send_invoice(account, draft.id, None))
    assert (sent.topic, sent.body["status"]) == ("draft_orders/update", "invoice_sent")
    (gone,) = heard(lambda: drafts.delete_draft(account, draft.id))
    assert (gone.topic, gone.body) == ("draft_orders/delete", {"id": draft.id})


def test_a_cancelled_order(shop: Any, heard: Any) -> None:
    order = shop.desk.place([("TEE-BLK", 1)], discount_percent=Decimal("10"))
    (message,) = heard(lambda: shop.desk.cancel(order.id))
    assert message.topic == "orders/cancelled"
    assert message.body["cancelled_at"] == "2026-11-24T04:00:00-05:00"
