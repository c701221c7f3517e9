"""Query roots: where a query begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.shopify.auth import allows
from sandbox.shopify.errors import ResourceNotFound
from sandbox.shopify.graphql.context import Arguments, Context, FieldError
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.gids import Gid, parse
from sandbox.shopify.graphql.order_list import orders_count, orders_page
from sandbox.shopify.graphql.resolvers.bulk import operation
from sandbox.shopify.graphql.resolvers.calculated_orders import calculated
from sandbox.shopify.graphql.resolvers.catalogue import item
from sandbox.shopify.graphql.resolvers.registry import Child, Resolver, attribute
from sandbox.shopify.graphql.resolvers.webhooks import subscription
from sandbox.shopify.records import Location, Order
from sandbox.shopify.versions import UNSTABLE, supported

__all__ = ["FIELDS", "order_of"]


def _gid(text: str, kind: str) -> Gid:
    """Raises ResourceNotFound for a gid of another type."""
    found = parse(text)
    if found is None or found.kind != kind:
        raise ResourceNotFound(text)
    return found


def _shown(order: Order | None, context: Context) -> Order | None:
    """Orders before the app's window are absent, not refused."""
    if order is None or (context.since is not None and order.created_at < context.since):
        return None
    return order


def order_of(number: int, context: Context) -> Order | None:
    return _shown(context.records.orders.get(number), context)


def _order(source: None, arguments: Arguments, context: Context) -> Order | None:
    return order_of(_gid(arguments["id"], "Order").number, context)


def _order_by_identifier(source: None, arguments: Arguments, context: Context) -> Order | None:
    identifier = arguments["identifier"]
    given = [name for name in ("id", "customId") if identifier.get(name) is not None]
    if len(given) != 1:
        raise FieldError("OneOf Input Object 'OrderIdentifierInput' must specify exactly one key.")
    if given[0] == "id":
        return order_of(_gid(identifier["id"], "Order").number, context)
    return None  # no metafield definition exists that a custom id could be of


def _child(kind: str, number: int, context: Context) -> Child | None:
    order = _shown(context.records.order_with(kind, number), context)
    if order is None:
        return None
    return next(Child(kind, order, record) for record in _parts(order, kind) if record.id == number)


def _parts(order: Order, kind: str) -> Any:
    match kind:
        case "LineItem":
            return order.line_items
        case "OrderTransaction":
            return order.transactions
        case "Refund":
            return order.refunds
        case "FulfillmentOrder":
            return order.fulfillment_orders
        case "FulfillmentOrderLineItem":
            return [each for work in order.fulfillment_orders for each in work.line_items]
        case "Fulfillment":
            return order.fulfillments
        case "FulfillmentLineItem":
            return [each for sent in order.fulfillments for each in sent.line_items]
    return _returned_parts(order, kind)


def _returned_parts(order: Order, kind: str) -> Any:
    works = [each for back in order.returns for each in back.reverse_fulfillment_orders]
    match kind:
        case "Return":
            return order.returns
        case "ReturnLineItem":
            return [each for back in order.returns for each in back.line_items]
        case "ExchangeLineItem":
            return [each for back in order.returns for each in back.exchange_line_items]
        case "ReverseFulfillmentOrder":
            return works
    return [each for work in works for each in work.line_items]


def _of_kind(kind: str) -> Resolver:
    def found(source: None, arguments: Arguments, context: Context) -> Child | None:
        return _child(kind, _gid(arguments["id"], kind).number, context)

    return found


_CHILDREN = {
    "LineItem": "read_orders",
    "OrderTransaction": "read_orders",
    "Refund": "read_orders",
    "FulfillmentOrder": "read_merchant_managed_fulfillment_orders",
    "FulfillmentOrderLineItem": "read_merchant_managed_fulfillment_orders",
    "Fulfillment": "read_fulfillments",
    "FulfillmentLineItem": "read_fulfillments",
    "Return": "read_returns",
    "ReturnLineItem": "read_returns",
    "ExchangeLineItem": "read_returns",
    "ReverseFulfillmentOrder": "read_returns",
    "ReverseFulfillmentOrderLineItem": "read_returns",
}
Finder = Callable[[int, Context], Any]
_NODES: dict[str, tuple[str, Finder]] = {
    "Customer": ("read_customers", lambda number, c: c.records.customers.get(number)),
    "Location": ("read_locations", lambda number, c: c.records.locations.get(number)),
    "Order": ("read_orders", order_of),
    "Product": ("read_products", lambda number, c: c.records.products.get(number)),
    "ProductVariant": ("read_products", lambda number, c: c.records.variants.get(number)),
    "CalculatedOrder": ("read_order_edits", calculated),
    "DraftOrder": ("read_draft_orders", lambda number, c: c.records.draft_orders.get(number)),
    "OrderEditSession": (
        "read_order_edits",
        lambda number, c: c.records.edit_sessions.get(number),
    ),
    "StoreCreditAccount": (
        "read_store_credit_accounts",
        lambda number, c: c.records.store_credit.get(number),
    ),
    "BulkOperation": ("", operation),
    "InventoryItem": ("read_inventory", item),
    "WebhookSubscription": ("", subscription),
    "ShopifyPaymentsBalanceTransaction": (
        "read_shopify_payments_payouts",
        lambda number, c: c.records.balance_transactions.get(number),
    ),
    "ShopifyPaymentsDispute": (
        "read_shopify_payments_disputes",
        lambda number, c: c.records.disputes.get(number),
    ),
    "ShopifyPaymentsPayout": (
        "read_shopify_payments_payouts",
        lambda number, c: c.records.payouts.get(number),
    ),
}


def _node_of(text: str, context: Context, field: str) -> Any:
    found = parse(text)
    assert found is not None  # noqa: S101 - the ID scalar took it
    if found.kind in _CHILDREN:
        _require(_CHILDREN[found.kind], context, field)
        return _child(found.kind, found.number, context)
    if found.kind in _NODES:
        scope, find = _NODES[found.kind]
        _require(scope, context, field)
        return find(found.number, context)
    return None


def _require(scope: str, context: Context, field: str) -> None:
    if scope and not allows(context.token.scopes, scope):
        needed = f"`{scope}` access scope."
        raise FieldError(
            f"Access denied for {field} field. Required access: {needed}",
            "ACCESS_DENIED",
            documentation="https://shopify.dev/api/usage/access-scopes",
            requiredAccess=needed,
        )


def _node(source: None, arguments: Arguments, context: Context) -> Any:
    return _node_of(arguments["id"], context, "node")


def _nodes(source: None, arguments: Arguments, context: Context) -> list[Any]:
    return [_node_of(text, context, "nodes") for text in arguments["ids"]]


def _customer(source: None, arguments: Arguments, context: Context) -> Any:
    return context.records.customers.get(_gid(arguments["id"], "Customer").number)


def _location(source: None, arguments: Arguments, context: Context) -> Any:
    """Without an id: the primary location."""
    if arguments.get("id") is None:
        return next(iter(context.records.locations))
    return context.records.locations.get(_gid(arguments["id"], "Location").number)


def _locations(source: None, arguments: Arguments, context: Context) -> Page:
    found: list[Location] = list(context.records.locations)
    if not arguments.get("includeInactive"):
        found = [each for each in found if each.active]
    if arguments.get("sortKey") == "NAME":
        found.sort(key=lambda each: (each.name.casefold(), each.id))
    query = (arguments.get("query") or "").strip().casefold()
    if query:
        wanted = query.removeprefix("name:").strip("'\"*")
        found = [each for each in found if wanted in each.name.casefold()]
    return page_of(found, arguments)


def _versions(source: None, arguments: Arguments, context: Context) -> list[tuple[str, str, bool]]:
    stable = supported(context.shopify.universe.as_of)
    latest = stable[-1]
    found = [(each, f"{each} (Latest)" if each == latest else each, True) for each in stable]
    return [*found, (UNSTABLE, "unstable", False)]


def _installation(source: None, arguments: Arguments, context: Context) -> Any:
    return context.shopify.auth.apps[context.token.app_id]


def _order_create_code(error: Any, arguments: Arguments, context: Context) -> str | None:
    """The enumeration knows few causes; the rest is INVALID."""
    known: dict[str, Any] = context.schema.type_map["OrderCreateUserErrorCode"].values
    return error.code if error.code is None or error.code in known else "INVALID"


FIELDS: dict[str, Resolver] = {
    "QueryRoot.currentAppInstallation": _installation,
    "QueryRoot.customer": _customer,
    "QueryRoot.fulfillment": _of_kind("Fulfillment"),
    "QueryRoot.fulfillmentOrder": _of_kind("FulfillmentOrder"),
    "QueryRoot.location": _location,
    "QueryRoot.locations": _locations,
    "QueryRoot.node": _node,
    "QueryRoot.nodes": _nodes,
    "QueryRoot.order": _order,
    "QueryRoot.orderByIdentifier": _order_by_identifier,
    "QueryRoot.orders": lambda source, arguments, context: orders_page(arguments, context),
    "QueryRoot.ordersCount": lambda source, arguments, context: orders_count(arguments, context),
    "QueryRoot.publicApiVersions": _versions,
    "QueryRoot.refund": _of_kind("Refund"),
    "QueryRoot.shop": lambda source, arguments, context: context.records.shop,
    "ApiVersion.displayName": lambda version, a, c: version[1],
    "ApiVersion.handle": lambda version, a, c: version[0],
    "ApiVersion.supported": lambda version, a, c: version[2],
    "UserError.field": attribute("field"),
    "UserError.message": attribute("message"),
    "OrderCreateUserError.code": _order_create_code,
    "OrderCreateUserError.field": attribute("field"),
    "OrderCreateUserError.message": attribute("message"),
}
