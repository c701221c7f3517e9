"""Draft orders, order edits, and what is done to an order: read back by another call."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.rules.store_credit import account_of

DRAFT = """query ($id: ID!) { draftOrder(id: $id) {
  status note2 totalPrice invoiceSentAt order { legacyResourceId } } }"""


@pytest.fixture
def draft(both: Any) -> str:
    """Two patches at 10.10."""
    text = """mutation ($d: DraftOrderInput!) { draftOrderCreate(input: $d) {
      draftOrder { id } userErrors { message } } }"""
    line = {"title": "Patch", "quantity": 2, "originalUnitPriceWithCurrency": PATCH}
    made = both.data(text, d={"lineItems": [line], "email": "jane@example.com"})
    assert both.user_errors(text, d={"lineItems": []}) != []
    return str(made["draftOrderCreate"]["draftOrder"]["id"])


PATCH = {"amount": "10.10", "currencyCode": "USD"}
NO_DRAFT = "gid://shopify/DraftOrder/1"


def done(both: Any, text: str, **variables: Any) -> Any:
    [payload] = both.data(text, **variables).values()
    assert payload["userErrors"] == []
    return payload


def refused(both: Any, text: str, **variables: Any) -> None:
    """By a user error or by an error of the document; nothing has changed."""
    before = both.hash()
    body = both.graphql(text, **variables)
    payload = next(iter((body.get("data") or {"": None}).values()))
    assert body.get("errors") or payload["userErrors"]
    assert both.hash() == before


class TestDrafts:
    def test_create(self, both: Any, draft: str) -> None:
        found = both.data(DRAFT, id=draft)["draftOrder"]
        assert (found["status"], found["totalPrice"]) == ("OPEN", "20.20")
        assert both.data(DRAFT, id=NO_DRAFT) == {"draftOrder": None}

    def test_update(self, both: Any, draft: str) -> None:
        text = """mutation ($id: ID!, $d: DraftOrderInput!) { draftOrderUpdate(id: $id, input: $d) {
          draftOrder { id } userErrors { message } } }"""
        done(both, text, id=draft, d={"note": "call first"})
        assert both.data(DRAFT, id=draft)["draftOrder"]["note2"] == "call first"
        refused(both, text, id=NO_DRAFT, d={"note": "x"})

    def test_calculate(self, both: Any) -> None:
        text = """mutation ($d: DraftOrderInput!) { draftOrderCalculate(input: $d) {
          calculatedDraftOrder { totalPrice } userErrors { message } } }"""
        line = {"title": "Patch", "quantity": 2, "originalUnitPriceWithCurrency": PATCH}
        before = both.hash()
        shown = done(both, text, d={"lineItems": [line]})["calculatedDraftOrder"]
        assert shown == {"totalPrice": "20.20"}
        assert both.hash() == before
        assert both.data("{ draftOrdersCount { count } }") == {"draftOrdersCount": {"count": 0}}
        refused(both, text, d={"lineItems": []})

    def test_duplicate(self, both: Any, draft: str) -> None:
        text = """mutation ($id: ID!) { draftOrderDuplicate(id: $id) {
          draftOrder { id } userErrors { message } } }"""
        copy = done(both, text, id=draft)["draftOrder"]["id"]
        assert copy != draft
        assert both.data(DRAFT, id=copy)["draftOrder"]["totalPrice"] == "20.20"
        refused(both, text, id=NO_DRAFT)

    def test_complete(self, both: Any, draft: str) -> None:
        text = """mutation ($id: ID!) { draftOrderComplete(id: $id) {
          draftOrder { id } userErrors { message } } }"""
        done(both, text, id=draft)
        found = both.data(DRAFT, id=draft)["draftOrder"]
        assert found["status"] == "COMPLETED"
        order = both.rest.get(f"orders/{found['order']['legacyResourceId']}.json").body["order"]
        assert order["total_price"] == "20.20"
        refused(both, text, id=draft)

    def test_send(self, both: Any, draft: str) -> None:
        text = """mutation ($id: ID!) { draftOrderInvoiceSend(id: $id) {
          draftOrder { id } userErrors { message } } }"""
        done(both, text, id=draft)
        assert both.data(DRAFT, id=draft)["draftOrder"]["invoiceSentAt"] == "2026-11-24T09:00:03Z"
        refused(both, text, id=NO_DRAFT)

    def test_delete(self, both: Any, draft: str) -> None:
        text = """mutation ($d: DraftOrderDeleteInput!) { draftOrderDelete(input: $d) {
          deletedId userErrors { message } } }"""
        done(both, text, d={"id": draft})
        assert both.data("{ draftOrders(first: 5) { nodes { id } } }") == {
            "draftOrders": {"nodes": []}
        }
        refused(both, text, d={"id": draft})

    def test_count(self, both: Any, draft: str) -> None:
        assert both.data("{ draftOrdersCount { count } }") == {"draftOrdersCount": {"count": 1}}
        assert both.errors("{ draftOrdersCount(limit: true) { count } }") != []
        assert both.errors("{ draftOrders { nodes { id } } }") == [
            "you must provide one of first or last"
        ]


class TestEdits:
    BEGIN = """mutation ($id: ID!) { orderEditBegin(id: $id) {
      calculatedOrder { id lineItems(first: 5) { nodes { id sku quantity } } }
      orderEditSession { id } userErrors { message } } }"""
    COMMIT = """mutation ($id: ID!) { orderEditCommit(id: $id) {
      order { id } userErrors { message } } }"""
    ABSENT = "gid://shopify/CalculatedOrder/1"

    @pytest.fixture
    def edit(self, both: Any, gid: str) -> Any:
        return done(both, self.BEGIN, id=gid)

    def lines(self, both: Any, order: Any) -> dict[str, int]:
        found = both.rest.get(f"orders/{order.id}.json").body["order"]["line_items"]
        return {each["title"]: each["current_quantity"] for each in found}

    def test_begin(self, both: Any, edit: Any) -> None:
        text = "query ($id: ID!) { orderEditSession(id: $id) { id } }"
        session = edit["orderEditSession"]
        assert both.data(text, id=session["id"]) == {"orderEditSession": session}
        assert both.data(text, id="gid://shopify/OrderEditSession/1") == {"orderEditSession": None}
        refused(both, self.BEGIN, id="gid://shopify/Order/1")

    def test_commit(self, both: Any, order: Any, edit: Any) -> None:
        calculated = edit["calculatedOrder"]
        add = """mutation ($id: ID!, $m: MoneyInput!) {
          orderEditAddCustomItem(id: $id, title: "Patch", price: $m, quantity: 2) {
            calculatedOrder { id } userErrors { message } } }"""
        done(both, add, id=calculated["id"], m=PATCH)
        done(both, self.COMMIT, id=calculated["id"])
        assert self.lines(both, order)["Patch"] == 2
        refused(both, self.COMMIT, id=calculated["id"])
        refused(both, add, id=self.ABSENT, m=PATCH)

    @pytest.mark.parametrize(
        ("mutation", "quantity"),
        [
            ('orderEditAddCustomItem(id: $id, title: "Patch", price: {amount: "1.00", '
             "currencyCode: USD}, quantity: 2)", 8),
            ("orderEditAddVariant(id: $id, variantId: $variant, quantity: 1, "
             "allowDuplicates: true)", 7),
            ("orderEditSetQuantity(id: $id, lineItemId: $line, quantity: 1)", 4),
            ("orderEditAddLineItemDiscount(id: $id, lineItemId: $added, "
             "discount: {percentValue: 50.0})", 7),
        ],
    )  # fmt: skip
    def test_staged(self, both: Any, edit: Any, gid: str, mutation: str, quantity: int) -> None:
        calculated = edit["calculatedOrder"]
        tee = next(each for each in calculated["lineItems"]["nodes"] if each["quantity"] == 3)
        variant = both.rest.shopify.records.variants_by_sku.first("MUG-WHT")
        known = {
            "id": calculated["id"],
            "line": tee["id"],
            "variant": f"gid://shopify/ProductVariant/{variant.id}",
        }
        kinds = {"id": "ID!", "line": "ID!", "variant": "ID!", "added": "ID!"}
        if "$added" in mutation:
            add = """mutation ($id: ID!, $variant: ID!) { orderEditAddVariant(
              id: $id, variantId: $variant, quantity: 1, allowDuplicates: true) {
                calculatedLineItem { id } userErrors { message } } }"""
            made = done(both, add, id=known["id"], variant=known["variant"])
            known["added"] = made["calculatedLineItem"]["id"]
        used = {name: kind for name, kind in kinds.items() if f"${name}" in mutation}
        head = ", ".join(f"${name}: {kind}" for name, kind in used.items())
        text = f"mutation ({head}) {{ {mutation} {{ userErrors {{ message }} }} }}"
        given = {name: known[name] for name in used}
        done(both, text, **given)
        read = """query ($id: ID!) { node(id: $id) { ... on CalculatedOrder {
          subtotalLineItemsQuantity } } }"""
        assert both.data(read, id=known["id"]) == {"node": {"subtotalLineItemsQuantity": quantity}}
        refused(both, text, **{**given, "id": self.ABSENT})

    SHIPPING = """query ($id: ID!) { node(id: $id) { ... on CalculatedOrder {
      shippingLines { title stagedStatus } } } }"""

    def shipping(self, both: Any, calculated: str) -> list[tuple[str, str]]:
        lines = both.data(self.SHIPPING, id=calculated)["node"]["shippingLines"]
        return [(each["title"], each["stagedStatus"]) for each in lines]

    def test_shipping(self, both: Any, order: Any, edit: Any) -> None:
        number = edit["calculatedOrder"]["id"]
        add = """mutation ($id: ID!, $m: MoneyInput!) { orderEditAddShippingLine(id: $id,
          shippingLine: {title: "Ground", price: $m}) { calculatedShippingLine { id }
            userErrors { message } } }"""
        line = done(both, add, id=number, m=PATCH)["calculatedShippingLine"]["id"]
        assert self.shipping(both, number) == [("Standard", "NONE"), ("Ground", "ADDED")]
        refused(both, add, id=self.ABSENT, m=PATCH)
        update = """mutation ($id: ID!, $line: ID!) { orderEditUpdateShippingLine(id: $id,
          shippingLineId: $line, shippingLine: {title: "Express"}) { userErrors { message } } }"""
        done(both, update, id=number, line=line)
        assert self.shipping(both, number)[1] == ("Express", "ADDED")
        refused(both, update, id=self.ABSENT, line=line)
        remove = """mutation ($id: ID!, $line: ID!) { orderEditRemoveShippingLine(id: $id,
          shippingLineId: $line) { userErrors { message } } }"""
        own = f"gid://shopify/CalculatedShippingLine/{order.shipping_lines[0].id}"
        done(both, remove, id=number, line=own)
        assert self.shipping(both, number)[0] == ("Standard", "REMOVED")
        refused(both, remove, id=number, line=own)
        done(both, self.COMMIT, id=number)
        lines = both.rest.get(f"orders/{order.id}.json").body["order"]["shipping_lines"]
        assert [(each["title"], each["is_removed"]) for each in lines] == [
            ("Standard", True), ("Express", False),
        ]  # fmt: skip

    def test_discounts(self, both: Any, edit: Any) -> None:
        number = edit["calculatedOrder"]["id"]
        tee = edit["calculatedOrder"]["lineItems"]["nodes"][0]["id"]
        add = """mutation ($id: ID!, $line: ID!) { orderEditAddLineItemDiscount(id: $id,
          lineItemId: $line, discount: {percentValue: 50.0}) { calculatedOrder {
            addedDiscountApplications(first: 1) { nodes { id } } } userErrors { message } } }"""
        made = done(both, add, id=number, line=tee)["calculatedOrder"]
        known = {"id": number, "old": made["addedDiscountApplications"]["nodes"][0]["id"]}
        read = """query ($id: ID!) { node(id: $id) { ... on CalculatedOrder {
          addedDiscountApplications(first: 5) { nodes { value {
            ... on PricingPercentageValue { percentage } } } } } } }"""

        def staged() -> list[float]:
            nodes = both.data(read, id=number)["node"]["addedDiscountApplications"]["nodes"]
            return [each["value"]["percentage"] for each in nodes]

        update = """mutation ($id: ID!, $old: ID!) { orderEditUpdateDiscount(id: $id,
          discountApplicationId: $old, discount: {percentValue: 20.0}) {
            userErrors { message } } }"""
        done(both, update, **known)
        assert staged() == [20.0]
        refused(both, update, **{**known, "id": self.ABSENT})
        remove = """mutation ($id: ID!, $old: ID!) { orderEditRemoveDiscount(id: $id,
          discountApplicationId: $old) { userErrors { message } } }"""
        done(both, remove, **known)
        assert staged() == []
        refused(both, remove, **known)


class TestOrders:
    def test_cancel(self, both: Any, order: Any, gid: str) -> None:
        text = """mutation ($id: ID!) { orderCancel(orderId: $id, restock: true, refund: true,
          reason: CUSTOMER) { job { id } userErrors { message }
            orderCancelUserErrors { message } } }"""
        job = done(both, text, id=gid)["job"]
        read = "query ($id: ID!) { job(id: $id) { id } }"
        assert both.data(read, id=job["id"]) == {"job": job}
        both.rest.universe.clock.advance(timedelta(minutes=5))
        seen = both.rest.get(f"orders/{order.id}.json").body["order"]
        assert (seen["cancel_reason"], seen["financial_status"]) == ("customer", "refunded")
        refused(both, text, id=gid)
        assert both.errors(read, id="gid://shopify/Job/1") == ["Invalid id: gid://shopify/Job/1"]

    def test_cancel_a_fulfilment(self, both: Any, order: Any) -> None:
        text = """mutation ($id: ID!) { fulfillmentCancel(id: $id) {
          fulfillment { id } userErrors { message } } }"""
        both.desk.fulfil(order.id)
        sent = both.rest.shopify.records.orders[order.id].fulfillments[0]
        done(both, text, id=f"gid://shopify/Fulfillment/{sent.id}")
        [seen] = both.rest.get(f"orders/{order.id}/fulfillments.json").body["fulfillments"]
        assert seen["status"] == "cancelled"
        refused(both, text, id="gid://shopify/Fulfillment/1")

    @pytest.fixture
    def authorised(self, both: Any) -> Any:
        line = {"title": "Patch", "quantity": 1, "price": "10.10"}
        money = {"kind": "authorization", "amount": "10.10", "gateway": "bogus"}
        body = {"order": {"line_items": [line], "transactions": [money]}}
        return both.rest.post("orders.json", body).body["order"]

    def test_capture(self, both: Any, authorised: Any) -> None:
        text = """mutation ($c: OrderCaptureInput!) { orderCapture(input: $c) {
          transaction { id } userErrors { message } } }"""
        path = f"orders/{authorised['id']}/transactions.json"
        [first] = both.rest.get(path).body["transactions"]
        capture = {
            "id": f"gid://shopify/Order/{authorised['id']}",
            "parentTransactionId": f"gid://shopify/OrderTransaction/{first['id']}",
            "amount": "10.10",
        }
        done(both, text, c=capture)
        seen = both.rest.get(path).body["transactions"]
        assert [(each["kind"], each["amount"]) for each in seen] == [
            ("authorization", "10.10"), ("capture", "10.10"),
        ]  # fmt: skip
        refused(both, text, c={**capture, "amount": "99.00"})

    def test_void(self, both: Any, authorised: Any) -> None:
        text = """mutation ($id: ID!) { transactionVoid(parentTransactionId: $id) {
          transaction { id } userErrors { message } } }"""
        path = f"orders/{authorised['id']}/transactions.json"
        [first] = both.rest.get(path).body["transactions"]
        done(both, text, id=f"gid://shopify/OrderTransaction/{first['id']}")
        assert [each["kind"] for each in both.rest.get(path).body["transactions"]] == [
            "authorization", "void",
        ]  # fmt: skip
        refused(both, text, id="gid://shopify/OrderTransaction/1")

    def test_store_credit(self, both: Any) -> None:
        order = both.desk.place([("MUG-WHT", 1)], email="jane@example.com")
        account = account_of(both.rest.shopify, order.customer_id, "USD")
        text = "query ($id: ID!) { storeCreditAccount(id: $id) { balance { amount } } }"
        found = both.data(text, id=f"gid://shopify/StoreCreditAccount/{account.id}")
        assert Decimal(found["storeCreditAccount"]["balance"]["amount"]) == 0
        assert both.data(text, id="gid://shopify/StoreCreditAccount/1") == {
            "storeCreditAccount": None
        }
