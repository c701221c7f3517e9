"""Orders API v0. Source: published model ordersV0; the sentence of a refusal is as recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.amazon.errors import InvalidInput, NotFound, RuleError, Unauthorized
from sandbox.amazon.records import MFN, Order
from sandbox.amazon.routes.common import Params, body_of, open_page, parse_moment, seal_page
from sandbox.amazon.rules import orders
from sandbox.amazon.wire import orders_v0 as wire
from sandbox.amazon.wire.shapes import answer, instant
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES", "known_marketplaces", "visible"]

_STATUSES = (
    "PendingAvailability", "Pending", "Unshipped", "PartiallyShipped", "Shipped",
    "InvoiceUnconfirmed", "Canceled", "Unfulfillable",
)  # fmt: skip
# Orders are shown for two years, in Asia from 2016 on.
_TWO_YEARS = timedelta(days=730)
_LONG_MEMORY = ("A1VC38T7YXB528", "A39IBJ37TRP1C6", "A19VAU5U5O7RUS")
_SINCE = datetime(2016, 1, 1, tzinfo=UTC)
_SETTLING = timedelta(minutes=2)


def listed(amazon: Amazon, request: Request) -> Response:
    """getOrders. Raises InvalidInput."""
    params = Params(request)
    elements = amazon.auth.elements(request)
    marketplaces = known_marketplaces(amazon, request, params.many("MarketplaceIds"), 50)
    if not marketplaces:
        raise InvalidInput(details="MarketplaceIds is a required parameter.")
    if "NextToken" in params:
        state = open_page(amazon, "orders", params.one("NextToken"))
    else:
        state = _asked(amazon, params)
    most = state.pop("most") if "NextToken" not in params else state["size"]
    state["size"] = most
    by_update = state["family"] == "LastUpdated"
    low, high = datetime.fromisoformat(state["low"]), datetime.fromisoformat(state["high"])
    index = amazon.records.orders_by_update if by_update else amazon.records.orders_by_purchase
    found: list[Order] = []
    last = state.get("last")
    for order in index.between(low, high + timedelta(microseconds=1)):
        at = order.updated if by_update else order.purchased
        if last is not None and (at.isoformat(), order.id) <= (last[0], last[1]):
            continue
        if order.marketplace in marketplaces and visible(amazon, order) and _fits(order, state):
            found.append(order)
            if len(found) > most:
                break
    payload: dict[str, Any] = {
        "Orders": [
            wire.order(each, elements, flag_as_string=amazon.settings.replacement_flag_as_string)
            for each in found[:most]
        ]
    }
    if len(found) > most:
        end = found[most - 1]
        at = end.updated if by_update else end.purchased
        payload["NextToken"] = seal_page(
            amazon, "orders", state | {"last": [at.isoformat(), end.id]}
        )
    payload["LastUpdatedBefore" if by_update else "CreatedBefore"] = instant(high)
    return answer({"payload": payload})


def _asked(amazon: Amazon, params: Params) -> dict[str, Any]:
    """The filters of a first page. Raises InvalidInput."""
    now = amazon.clock.now()
    created = params.moment("CreatedAfter"), params.moment("CreatedBefore")
    updated = params.moment("LastUpdatedAfter"), params.moment("LastUpdatedBefore")
    ids = params.many("AmazonOrderIds")
    seller_order = params.one("SellerOrderId")
    by_ids = bool(ids or seller_order)
    if len(ids) > 50 or (any(created) and any(updated)):
        raise InvalidInput
    if not by_ids and created[0] is None and updated[0] is None:
        raise InvalidInput
    if seller_order and (params.many("OrderStatuses") or params.many("FulfillmentChannels")):
        raise InvalidInput
    family = "LastUpdated" if any(updated) else "Created"
    after, before = updated if any(updated) else created
    # What happened just now is not there yet.
    newest = now - _SETTLING
    if before is not None and (before > newest or (after is not None and before < after)):
        raise InvalidInput
    if after is not None and after > now:
        raise InvalidInput
    statuses = params.many("OrderStatuses")
    if any(status not in _STATUSES for status in statuses):
        raise InvalidInput
    if ("Unshipped" in statuses) != ("PartiallyShipped" in statuses) and len(statuses) == 1:
        raise InvalidInput(
            details="Unshipped and PartiallyShipped must be used together in this version."
        )
    channels = params.many("FulfillmentChannels")
    if any(channel not in ("AFN", "MFN") for channel in channels):
        raise InvalidInput
    payments = params.many("PaymentMethods")
    if any(method not in ("COD", "CVS", "Other") for method in payments):
        raise InvalidInput
    default = now if by_ids else newest
    return {
        "family": family,
        "low": (after or _SINCE).isoformat(),
        "high": (before or default).isoformat(),
        "statuses": statuses,
        "channels": channels,
        "payments": payments,
        "email": params.one("BuyerEmail"),
        "ids": ids,
        "seller_order": seller_order,
        "most": params.number("MaxResultsPerPage", 100, 100),
    }


def _fits(order: Order, state: dict[str, Any]) -> bool:
    return (
        (not state["statuses"] or order.status in state["statuses"])
        and (not state["channels"] or order.channel in state["channels"])
        and (not state["payments"] or "Other" in state["payments"])
        and (not state["email"] or order.buyer_email.lower() == state["email"].lower())
        and (not state["ids"] or order.id in state["ids"])
        and (not state["seller_order"] or state["seller_order"] == order.merchant_order_id)
    )


def visible(amazon: Amazon, order: Order) -> bool:
    """Old orders are not shown."""
    if order.marketplace in _LONG_MEMORY:
        return order.purchased >= _SINCE
    return order.purchased >= amazon.clock.now() - _TWO_YEARS


def known_marketplaces(amazon: Amazon, request: Request, given: list[str], most: int) -> list[str]:
    """Marketplaces of the host's region where the account sells. Raises InvalidInput."""
    if len(given) > most:
        raise InvalidInput
    region = amazon.region_of(request)
    for key in given:
        if key not in amazon.records.participations or amazon.region_at(key) != region:
            raise InvalidInput(details=f"Marketplace {key} is not valid for this seller.")
    return given


def _order(amazon: Amazon, request: Request) -> Order:
    """Raises InvalidInput and NotFound."""
    key = request.params["orderId"]
    pieces = key.split("-")
    if [len(piece) for piece in pieces] != [3, 7, 7]:
        raise InvalidInput
    order = amazon.records.orders.get(key)
    if (
        order is None
        or not visible(amazon, order)
        or amazon.region_at(order.marketplace) != amazon.region_of(request)
    ):
        raise NotFound("The requested resource doesn't exist.")
    return order


def single(amazon: Amazon, request: Request) -> Response:
    """getOrder. Raises InvalidInput and NotFound."""
    order = _order(amazon, request)
    flag = amazon.settings.replacement_flag_as_string
    return answer(
        {"payload": wire.order(order, amazon.auth.elements(request), flag_as_string=flag)}
    )


def address(amazon: Amazon, request: Request) -> Response:
    """getOrderAddress, with a restricted token only. Raises Unauthorized."""
    if not amazon.auth.restricted(request):
        raise Unauthorized
    return answer({"payload": wire.address(_order(amazon, request))})


def buyer_info(amazon: Amazon, request: Request) -> Response:
    """getOrderBuyerInfo, with a restricted token only. Raises Unauthorized."""
    if not amazon.auth.restricted(request):
        raise Unauthorized
    return answer({"payload": wire.buyer_info(_order(amazon, request))})


def items(amazon: Amazon, request: Request) -> Response:
    """getOrderItems. Raises InvalidInput and NotFound."""
    order = _order(amazon, request)
    if "NextToken" in Params(request):
        raise InvalidInput(details="The next token is not valid.")
    elements = amazon.auth.elements(request)
    found = [wire.item(order, each, elements) for each in order.items]
    return answer({"payload": {"AmazonOrderId": order.id, "OrderItems": found}})


def items_buyer_info(amazon: Amazon, request: Request) -> Response:
    """getOrderItemsBuyerInfo, with a restricted token only. Raises Unauthorized."""
    if not amazon.auth.restricted(request):
        raise Unauthorized
    order = _order(amazon, request)
    found = [wire.item_buyer_info(order, each) for each in order.items]
    return answer({"payload": {"AmazonOrderId": order.id, "OrderItems": found}})


def confirm(amazon: Amazon, request: Request) -> Response:
    """confirmShipment: 204. Raises InvalidInput and NotFound."""
    order = _order(amazon, request)
    body = body_of(request)
    package = body.get("packageDetail")
    if not isinstance(package, dict) or body.get("marketplaceId") != order.marketplace:
        raise InvalidInput
    reference = package.get("packageReferenceId")
    tracking, carrier = package.get("trackingNumber"), package.get("carrierCode")
    shipped = (
        parse_moment(package["shipDate"]) if isinstance(package.get("shipDate"), str) else None
    )
    lines = package.get("orderItems")
    if (
        not isinstance(reference, str)
        or not reference.isdecimal()
        or reference == "0"
        or not isinstance(tracking, str)
        or not isinstance(carrier, str)
        or not tracking
        or not carrier
        or shipped is None
        or not isinstance(lines, list)
        or not lines
    ):
        raise InvalidInput
    if carrier == "Other" and not package.get("carrierName"):
        raise InvalidInput(details="carrierName is required when carrierCode is Other.")
    if order.channel != MFN:
        raise InvalidInput(details=f"Order {order.id} is not fulfilled by the merchant.")
    if shipped < order.purchased or shipped > amazon.clock.now():
        raise InvalidInput(details="shipDate must lie between the purchase and now.")
    quantities: dict[str, int] = {}
    for line in lines:
        if not isinstance(line, dict):
            raise InvalidInput
        key, quantity = line.get("orderItemId"), line.get("quantity")
        if not isinstance(key, str) or not isinstance(quantity, int | Decimal):
            raise InvalidInput
        quantities[key] = quantities.get(key, 0) + int(quantity)
    if any(package.reference == reference for package in order.packages):
        raise InvalidInput(details="PackageReferenceId has been used already for this order.")
    try:
        orders.ship(
            amazon,
            order,
            quantities,
            reference=reference,
            carrier=package.get("carrierName") or carrier,
            tracking=tracking,
            service=package.get("shippingMethod") or "",
            shipped=shipped,
        )
    except RuleError as refused:
        raise InvalidInput(details=refused.message) from None
    return Response(204)


_ORDERS = "/orders/v0/orders"
ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", _ORDERS, listed),
    Route("GET", f"{_ORDERS}/{{orderId}}", single),
    Route("GET", f"{_ORDERS}/{{orderId}}/address", address),
    Route("GET", f"{_ORDERS}/{{orderId}}/buyerInfo", buyer_info),
    Route("GET", f"{_ORDERS}/{{orderId}}/orderItems", items),
    Route("GET", f"{_ORDERS}/{{orderId}}/orderItems/buyerInfo", items_buyer_info),
    Route("POST", f"{_ORDERS}/{{orderId}}/shipmentConfirmation", confirm),
)
