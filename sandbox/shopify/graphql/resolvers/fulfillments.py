"""Goods on their way, and the work that is left."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.gids import gid
from sandbox.shopify.graphql.resolvers.lines import line_discounted_total
from sandbox.shopify.graphql.resolvers.registry import Bag, Child, Resolver, constant
from sandbox.shopify.records import MoneyBag
from sandbox.shopify.rules.money import round_bag

__all__ = ["FIELDS"]


def _own(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(child.record, name)


def _line_items(kind: str) -> Resolver:
    def pieces(child: Child, arguments: Arguments, context: Context) -> Page:
        order = child.order
        return page_of(
            child.record.line_items, arguments, lambda record: Child(kind, order, record)
        )

    return pieces


def _sold(child: Child) -> Any:
    return child.order.line_item(child.record.line_item_id)


def _line(child: Child, arguments: Arguments, context: Context) -> Child:
    return Child("LineItem", child.order, _sold(child))


def _of_line(name: str) -> Resolver:
    return lambda child, arguments, context: getattr(_sold(child), name) or None


# -- fulfillments ---------------------------------------------------------------------------


def _location(child: Child, arguments: Arguments, context: Context) -> Any:
    return context.records.locations.get(child.record.location_id)


def _tracking(child: Child, arguments: Arguments, context: Context) -> list[Any]:
    record = child.record
    pairs = zip_longest(record.tracking_numbers, record.tracking_urls)
    found = [(record.tracking_company, number, url) for number, url in pairs]
    if not found and record.tracking_company:
        found = [(record.tracking_company, None, None)]
    return found[: arguments.get("first")]


_DISPLAY = {"success": "FULFILLED", "cancelled": "CANCELED"}


def _works(child: Child, arguments: Arguments, context: Context) -> Page:
    order = child.order
    number = child.record.fulfillment_order_id
    return page_of(
        [each for each in order.fulfillment_orders if each.id == number],
        arguments,
        lambda record: Child("FulfillmentOrder", order, record),
    )


def _sends(child: Child, arguments: Arguments, context: Context) -> bool:
    return any(
        line.requires_shipping
        for piece in child.record.line_items
        if (line := child.order.line_item(piece.line_item_id)) is not None
    )


def _share(child: Child, whole: MoneyBag) -> MoneyBag:
    sold, order = _sold(child), child.order
    part = child.record.quantity
    return round_bag(
        MoneyBag(whole.shop * part / sold.quantity, whole.presentment * part / sold.quantity),
        order.currency,
        order.presentment_currency,
    )


def _discounted(child: Child) -> MoneyBag:
    return _share(child, line_discounted_total(child.order, _sold(child)))


def _original(child: Child) -> MoneyBag:
    price: MoneyBag = _sold(child).price
    quantity: int = child.record.quantity
    return price * quantity


_FULFILLMENT: dict[str, Resolver] = {
    "Fulfillment.createdAt": _own("created_at"),
    "Fulfillment.deliveredAt": constant(None),
    "Fulfillment.displayStatus": lambda child, a, c: _DISPLAY.get(child.record.status),
    "Fulfillment.estimatedDeliveryAt": constant(None),
    "Fulfillment.fulfillmentLineItems": _line_items("FulfillmentLineItem"),
    "Fulfillment.fulfillmentOrders": _works,
    "Fulfillment.id": lambda child, a, c: gid("Fulfillment", child.record.id),
    "Fulfillment.inTransitAt": constant(None),
    "Fulfillment.legacyResourceId": lambda child, a, c: child.record.id,
    "Fulfillment.location": _location,
    "Fulfillment.name": _own("name"),
    "Fulfillment.order": lambda child, a, c: child.order,
    "Fulfillment.requiresShipping": _sends,
    "Fulfillment.status": lambda child, a, c: child.record.status.upper(),
    "Fulfillment.totalQuantity": lambda child, a, c: sum(
        each.quantity for each in child.record.line_items
    ),
    "Fulfillment.trackingInfo": _tracking,
    "Fulfillment.updatedAt": _own("updated_at"),
    "FulfillmentTrackingInfo.company": lambda info, a, c: info[0],
    "FulfillmentTrackingInfo.number": lambda info, a, c: info[1],
    "FulfillmentTrackingInfo.url": lambda info, a, c: info[2],
    "FulfillmentLineItem.discountedTotal": lambda child, a, c: _discounted(child).shop,
    "FulfillmentLineItem.discountedTotalSet": lambda child, a, c: Bag(
        _discounted(child), child.order
    ),
    "FulfillmentLineItem.id": lambda child, a, c: gid("FulfillmentLineItem", child.record.id),
    "FulfillmentLineItem.lineItem": _line,
    "FulfillmentLineItem.originalTotal": lambda child, a, c: _original(child).shop,
    "FulfillmentLineItem.originalTotalSet": lambda child, a, c: Bag(_original(child), child.order),
    "FulfillmentLineItem.quantity": _own("quantity"),
}

# -- fulfillment orders ---------------------------------------------------------------------

_ACTIONS = {
    "open": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "SPLIT"),
    "in_progress": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "SPLIT"),
    "on_hold": ("RELEASE_HOLD",),
    "scheduled": ("MARK_AS_OPEN",),
}


def _fulfillments(child: Child, arguments: Arguments, context: Context) -> Page:
    order, number = child.order, child.record.id
    return page_of(
        [each for each in order.fulfillments if each.fulfillment_order_id == number],
        arguments,
        lambda record: Child("Fulfillment", order, record),
    )


def _assigned(child: Child, arguments: Arguments, context: Context) -> Any:
    return context.records.locations.get(child.record.assigned_location_id)


def _destination(child: Child, arguments: Arguments, context: Context) -> Child | None:
    address = child.order.shipping_address
    return None if address is None else Child("FulfillmentOrderDestination", child.order, address)


def _variant(child: Child, arguments: Arguments, context: Context) -> Any:
    number = _sold(child).variant_id
    return None if number is None else context.records.variants.get(number)


def _inventory_item(child: Child, arguments: Arguments, context: Context) -> str | None:
    variant = _variant(child, arguments, context)
    return None if variant is None else gid("InventoryItem", variant.inventory_item_id)


_WORK: dict[str, Resolver] = {
    "FulfillmentOrder.assignedLocation": _assigned,
    "FulfillmentOrder.createdAt": _own("created_at"),
    "FulfillmentOrder.destination": _destination,
    "FulfillmentOrder.fulfillAt": _own("fulfill_at"),
    "FulfillmentOrder.fulfillBy": constant(None),
    "FulfillmentOrder.fulfillments": _fulfillments,
    "FulfillmentOrder.id": lambda child, a, c: gid("FulfillmentOrder", child.record.id),
    "FulfillmentOrder.lineItems": _line_items("FulfillmentOrderLineItem"),
    "FulfillmentOrder.order": lambda child, a, c: child.order,
    "FulfillmentOrder.orderId": lambda child, a, c: gid("Order", child.order.id),
    "FulfillmentOrder.orderName": lambda child, a, c: child.order.name,
    "FulfillmentOrder.orderProcessedAt": lambda child, a, c: child.order.processed_at,
    "FulfillmentOrder.requestStatus": lambda child, a, c: child.record.request_status.upper(),
    "FulfillmentOrder.status": lambda child, a, c: child.record.status.upper(),
    "FulfillmentOrder.supportedActions": lambda child, a, c: _ACTIONS.get(child.record.status, ()),
    "FulfillmentOrder.updatedAt": _own("updated_at"),
    "FulfillmentOrderSupportedAction.action": lambda action, a, c: action,
    "FulfillmentOrderSupportedAction.externalUrl": constant(None),
    "FulfillmentOrderLineItem.id": lambda child, a, c: gid(
        "FulfillmentOrderLineItem", child.record.id
    ),
    "FulfillmentOrderLineItem.inventoryItemId": _inventory_item,
    "FulfillmentOrderLineItem.lineItem": _line,
    "FulfillmentOrderLineItem.originalUnitPriceSet": lambda child, a, c: Bag(
        _sold(child).price, child.order
    ),
    "FulfillmentOrderLineItem.productTitle": lambda child, a, c: _sold(child).title,
    "FulfillmentOrderLineItem.remainingQuantity": _own("remaining_quantity"),
    "FulfillmentOrderLineItem.requiresShipping": lambda child, a, c: _sold(child).requires_shipping,
    "FulfillmentOrderLineItem.sku": _of_line("sku"),
    "FulfillmentOrderLineItem.totalQuantity": _own("total_quantity"),
    "FulfillmentOrderLineItem.variant": _variant,
    "FulfillmentOrderLineItem.variantTitle": _of_line("variant_title"),
    "FulfillmentOrderLineItem.vendor": _of_line("vendor"),
}


def _of_address(name: str) -> Resolver:
    return lambda location, arguments, context: getattr(location.address, name) or None


_PLACES: dict[str, Resolver] = {
    "FulfillmentOrderAssignedLocation.address1": _of_address("address1"),
    "FulfillmentOrderAssignedLocation.address2": _of_address("address2"),
    "FulfillmentOrderAssignedLocation.city": _of_address("city"),
    "FulfillmentOrderAssignedLocation.countryCode": _of_address("country_code"),
    "FulfillmentOrderAssignedLocation.location": lambda location, a, c: location,
    "FulfillmentOrderAssignedLocation.name": lambda location, a, c: location.name,
    "FulfillmentOrderAssignedLocation.phone": _of_address("phone"),
    "FulfillmentOrderAssignedLocation.province": _of_address("province"),
    "FulfillmentOrderAssignedLocation.zip": _of_address("zip"),
    "FulfillmentOrderDestination.address1": lambda child, a, c: child.record.address1 or None,
    "FulfillmentOrderDestination.address2": _own("address2"),
    "FulfillmentOrderDestination.city": lambda child, a, c: child.record.city or None,
    "FulfillmentOrderDestination.company": _own("company"),
    "FulfillmentOrderDestination.countryCode": lambda child, a, c: (
        child.record.country_code or None
    ),
    "FulfillmentOrderDestination.email": lambda child, a, c: child.order.email or None,
    "FulfillmentOrderDestination.firstName": lambda child, a, c: child.record.first_name or None,
    "FulfillmentOrderDestination.id": lambda child, a, c: gid(
        "FulfillmentOrderDestination", child.order.fulfillment_orders[0].id
    ),
    "FulfillmentOrderDestination.lastName": lambda child, a, c: child.record.last_name or None,
    "FulfillmentOrderDestination.location": constant(None),
    "FulfillmentOrderDestination.phone": _own("phone"),
    "FulfillmentOrderDestination.province": _own("province"),
    "FulfillmentOrderDestination.zip": lambda child, a, c: child.record.zip or None,
}

FIELDS: dict[str, Resolver] = {**_FULFILLMENT, **_WORK, **_PLACES}
