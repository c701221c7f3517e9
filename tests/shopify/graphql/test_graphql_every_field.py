"""No field without a resolver: each one is planned for every version, and each one is read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from graphql import (
    GraphQLNonNull,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_interface_type,
    is_introspection_type,
    is_leaf_type,
    is_object_type,
    is_union_type,
)

from sandbox.shopify.graphql.resolvers.table import RESOLVERS, SCOPES, resolver_of
from sandbox.shopify.graphql.schema import ADDED, schema_of
from sandbox.shopify.records import Order

SCHEMA = schema_of("2026-07")


def test_every_field_of_every_object_type_has_a_resolver() -> None:
    missing = []
    for kind in SCHEMA.type_map.values():
        if is_object_type(kind) and not is_introspection_type(kind):
            for name in kind.fields:
                try:
                    resolver_of(kind.name, name)
                except KeyError:
                    missing.append(f"{kind.name}.{name}")
    assert missing == []


def test_every_resolver_and_scope_is_for_a_field_that_exists() -> None:
    known = {
        f"{kind.name}.{name}"
        for kind in SCHEMA.type_map.values()
        if is_object_type(kind)
        for name in kind.fields
    }
    assert set(RESOLVERS) - known == set()
    assert set(SCOPES) - known == set()


@pytest.mark.parametrize("since", sorted(set(ADDED.values())))
def test_fields_of_a_version_are_absent_from_the_one_before(since: str) -> None:
    quarters = ("2025-07", "2025-10", "2026-01", "2026-04", "2026-07")
    before = quarters[quarters.index(since) - 1]
    for name, version in ADDED.items():
        kind, member = name.split(".")
        if version == since:
            for schema, there in ((schema_of(before), False), (schema_of(since), True)):
                found: Any = schema.type_map[kind]
                assert (member in (getattr(found, "fields", None) or found.values)) is there


NEEDED = {
    "InventoryLevel.quantities": '(names: ["available", "committed", "on_hand"])',
    "Return.suggestedFinancialOutcome": "(returnLineItems: [], exchangeLineItems: [])",
    "Return.suggestedRefund": "(returnRefundLineItems: [])",
}


def _selection(kind: Any, seen: tuple[str, ...]) -> str:
    """Every field of a type; types that are being selected already give only their name."""
    if is_union_type(kind) or is_interface_type(kind):
        below = " ".join(
            f"... on {each.name} {_selection(each, (*seen, kind.name))}"
            for each in SCHEMA.get_possible_types(kind)
            if each.name not in seen and kind.name != "Node"
        )
        return "{ __typename " + below + " }"
    written = ["__typename"]
    for name, field in kind.fields.items():
        needed = [
            key for key, argument in field.args.items() if isinstance(argument.type, GraphQLNonNull)
        ]
        given = NEEDED.get(f"{kind.name}.{name}", "")
        assert bool(needed) is bool(given), f"{kind.name}.{name}"
        target = get_named_type(field.type)
        size = "(first: 3)" if target.name.endswith("Connection") else given
        if is_leaf_type(target):
            written.append(name)
        elif target.name not in seen and is_composite_type(target):
            written.append(f"{name}{size} {_selection(target, (*seen, kind.name))}")
    return "{ " + " ".join(written) + " }"


ORDER = SCHEMA.type_map["Order"]


@pytest.mark.parametrize("field", sorted(ORDER.fields))  # type: ignore[attr-defined]
def test_reading_every_field_below_an_order(
    api: Any, rich: Order, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.shopify.graphql.envelope.MAX_QUERY_COST", 10**9)
    api.shopify.limits.points.capacity = api.shopify.limits.points.rate = Decimal(10**9)
    kind = get_named_type(ORDER.fields[field].type)  # type: ignore[attr-defined]
    size = "(first: 3)" if kind.name.endswith("Connection") else ""
    arguments = "(suggestFullRefund: true)" if field == "suggestedRefund" else size
    seen = ("Order", "Customer", "FulfillmentOrder", "Fulfillment", "Refund", "LineItem", "Return")
    if field == "returns":
        seen += ("OrderTransaction", "FulfillmentLineItem", "SuggestedOrderTransaction")
    seen = tuple(each for each in seen if not kind.name.startswith(each))
    below = "" if is_leaf_type(kind) else _selection(kind, ("Order", *seen))
    answer = api.query(
        f'{{ order(id: "gid://shopify/Order/{rich.id}") {{ {field}{arguments}{below} }} }}'
    )
    assert "errors" not in answer.body, answer.errors
    assert field in answer.data["order"]


ROOTS = {
    "currentAppInstallation": "",
    "publicApiVersions": "",
    "shop": "",
    "locations": "(first: 5)",
    "location": "",
    "orders": "(first: 1)",
    "bulkOperations": "(first: 1)",
    "currentBulkOperation": "",
    "customers": "(first: 1)",
    "customersCount": "",
    "disputes": "(first: 1)",
    "inventoryItems": "(first: 1)",
    "productVariants": "(first: 1)",
    "products": "(first: 1)",
    "productsCount": "",
    "shopifyPaymentsAccount": "",
    "webhookSubscriptions": "(first: 3)",
    "webhookSubscriptionsCount": "",
}


@pytest.mark.parametrize(("root", "arguments"), sorted(ROOTS.items()))
def test_reading_every_field_below_a_root(
    api: Any, rich: Order, root: str, arguments: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.shopify.graphql.envelope.MAX_QUERY_COST", 10**9)
    kind = get_named_type(SCHEMA.query_type.fields[root].type)  # type: ignore[union-attr]
    seen = ("LineItem", "Refund", "Fulfillment", "FulfillmentOrder", "SuggestedRefund", "Customer")
    seen += ("Order", "Return", "DraftOrder")
    seen = tuple(each for each in seen if not kind.name.startswith(each))
    api.shopify.limits.points.capacity = api.shopify.limits.points.rate = Decimal(10**9)
    answer = api.query("{ " + root + arguments + _selection(kind, seen) + " }")
    assert "errors" not in answer.body, answer.errors


@pytest.mark.parametrize(
    "kind",
    [
        "LineItem", "OrderTransaction", "Refund", "FulfillmentOrder", "FulfillmentOrderLineItem",
        "Fulfillment", "FulfillmentLineItem", "Customer", "Product", "ProductVariant", "Location",
        "Order", "InventoryItem", "BulkOperation", "WebhookSubscription", "ShopifyPaymentsPayout",
        "ShopifyPaymentsBalanceTransaction", "ShopifyPaymentsDispute",
    ],
)  # fmt: skip
def test_node_finds_each_kind_by_its_gid(
    api: Any, rich: Order, kind: str, number_of: Callable[[Any, Order, str], int]
) -> None:
    gid = f"gid://shopify/{kind}/{number_of(api, rich, kind)}"
    text = "query ($id: ID!) { node(id: $id) { __typename id } nodes(ids: [$id, $id]) { id } }"
    answer = api.query(text, {"id": gid})
    assert answer.data == {
        "node": {"__typename": kind, "id": gid},
        "nodes": [{"id": gid}, {"id": gid}],
    }
    assert not is_abstract_type(SCHEMA.type_map[kind])


@pytest.fixture
def number_of() -> Callable[[Any, Order, str], int]:
    def find(api: Any, order: Order, kind: str) -> int:
        records = api.shopify.records
        work, sent, refund = order.fulfillment_orders[0], order.fulfillments[0], order.refunds[0]
        return {
            "Order": order.id,
            "LineItem": order.line_items[0].id,
            "OrderTransaction": order.transactions[0].id,
            "Refund": refund.id,
            "FulfillmentOrder": work.id,
            "FulfillmentOrderLineItem": work.line_items[0].id,
            "Fulfillment": sent.id,
            "FulfillmentLineItem": sent.line_items[0].id,
            "Customer": order.customer_id,
            "Product": next(iter(records.products)).id,
            "ProductVariant": next(iter(records.variants)).id,
            "Location": next(iter(records.locations)).id,
            "InventoryItem": next(iter(records.variants)).inventory_item_id,
            "BulkOperation": next(iter(records.bulk_operations)).id,
            "WebhookSubscription": next(iter(records.webhook_subscriptions)).id,
            "ShopifyPaymentsPayout": next(iter(records.payouts)).id,
            "ShopifyPaymentsBalanceTransaction": next(iter(records.balance_transactions)).id,
            "ShopifyPaymentsDispute": next(iter(records.disputes)).id,
        }[kind]

    return find
