"""Notifications API v1: destinations belong to an application, subscriptions to a seller.

Source: developer-docs.amazon.com "Notifications API v1 reference". A destination and a subscription
to a type are there once. What is refused is worded as in public threads of
amzn/selling-partner-api-models (448, 1960, 2113, 2145) and saleweaver/python-amazon-sp-api (734).
What this account tells is for queues only, so an event bus can be named and never subscribed for.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sandbox.amazon.errors import Conflict, Forbidden, InvalidInput, NotFound, StateConflict
from sandbox.amazon.records import Destination, Subscription
from sandbox.amazon.routes.common import body_of
from sandbox.amazon.rules.delivery import queue_of
from sandbox.amazon.rules.notifications import TYPES
from sandbox.amazon.wire.shapes import answer
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES"]

_LONGEST_NAME = 256
_UNREADABLE = "Request has missing or invalid parameters and cannot be parsed."


def create_destination(amazon: Amazon, request: Request) -> Response:
    """createDestination: a queue or an event bus. Raises InvalidInput and Conflict."""
    body = body_of(request)
    name, wanted = body.get("name"), body.get("resourceSpecification")
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
        raise InvalidInput(details="name is not valid.")
    if not isinstance(wanted, dict) or len(wanted) != 1:
        raise InvalidInput(details="resourceSpecification holds either sqs or eventBridge.")
    made = Destination(
        id=amazon.ids.uuid("amazon.destination"),
        name=name,
        client=amazon.auth.client.id,
        **_resource(wanted),
    )
    for each in amazon.records.destinations:
        # One a queue, and one event bus a cloud account, whatever its region.
        same = (each.queue, each.account) == (made.queue, made.account)
        if same and each.client == made.client:
            resource = f"arn {made.queue}" if made.queue else f"account {made.account}"
            raise Conflict(
                "The requested resource conflict with a resource in the server.",
                f"A destination with {resource} already exists for the application "
                f"{_application(amazon)}",
            )
    return answer({"payload": _destination(amazon.records.destinations.put(made))})


def _resource(wanted: dict[str, Any]) -> dict[str, str]:
    """Raises InvalidInput."""
    queue, bus = wanted.get("sqs"), wanted.get("eventBridge")
    if isinstance(queue, dict):
        arn = queue.get("arn")
        if not isinstance(arn, str) or queue_of(arn) is None:
            raise InvalidInput(details="arn is not the ARN of a queue.")
        return {"queue": arn}
    if isinstance(bus, dict):
        region, account = bus.get("region"), bus.get("accountId")
        if isinstance(region, str) and region and isinstance(account, str) and account.isdecimal():
            return {"region": region, "account": account}
        raise InvalidInput(details="region or accountId is not valid.")
    raise InvalidInput(details="resourceSpecification holds either sqs or eventBridge.")


def destinations(amazon: Amazon, request: Request) -> Response:
    """getDestinations, of the application."""
    own = amazon.auth.client.id
    found = [_destination(each) for each in amazon.records.destinations if each.client == own]
    return answer({"payload": found})


def destination(amazon: Amazon, request: Request) -> Response:
    """getDestination. Raises NotFound."""
    return answer({"payload": _destination(_find_destination(amazon, request))})


def delete_destination(amazon: Amazon, request: Request) -> Response:
    """deleteDestination, once nobody is subscribed for it. Raises NotFound and Forbidden."""
    found = _find_destination(amazon, request)
    if any(each.destination == found.id for each in amazon.records.subscriptions):
        raise Forbidden("Destination has subscriptions")
    amazon.records.destinations.delete(found.id)
    return answer({})


def subscribe(amazon: Amazon, request: Request) -> Response:
    """createSubscription. Raises InvalidInput and StateConflict."""
    type, body = _type(request), body_of(request)
    version = body.get("payloadVersion")
    if not isinstance(version, str) or not version:
        raise InvalidInput(details="payloadVersion is not valid.")
    key = body.get("destinationId")
    target = amazon.records.destinations.get(key) if isinstance(key, str) else None
    if target is None:
        raise InvalidInput(
            _UNREADABLE, f"No destination with id {key} for applicationId {_application(amazon)}"
        )
    if not target.queue:
        raise InvalidInput(
            _UNREADABLE, f"Notification type {type} does not support AWS_EVENT_BRIDGE"
        )
    if _subscription_to(amazon, type, request) is not None:
        raise StateConflict(f"Subscription already exist for notification type {type}")
    made = amazon.records.subscriptions.put(
        Subscription(
            id=amazon.ids.uuid("amazon.subscription"),
            type=type,
            client=amazon.auth.client.id,
            version=version,
            destination=target.id,
            region=amazon.region_of(request),
        )
    )
    return answer({"payload": _subscription(made)})


def subscription(amazon: Amazon, request: Request) -> Response:
    """getSubscription, of the seller. Raises InvalidInput and NotFound."""
    found = _subscription_to(amazon, _type(request), request)
    if found is None:
        raise NotFound("There is no subscription to this type.")
    return answer({"payload": _subscription(found)})


def subscription_by_id(amazon: Amazon, request: Request) -> Response:
    """getSubscriptionById. Raises InvalidInput and NotFound."""
    return answer({"payload": _subscription(_find_subscription(amazon, request))})


def unsubscribe(amazon: Amazon, request: Request) -> Response:
    """deleteSubscriptionById. Raises InvalidInput and NotFound."""
    amazon.records.subscriptions.delete(_find_subscription(amazon, request).id)
    return answer({})


def _application(amazon: Amazon) -> str:
    """The application's id; the one in messages is another one."""
    key = amazon.ids.fixed("amazon.solution", 32, "0123456789abcdef")
    cuts = (0, 8, 12, 16, 20, 32)
    return f"amzn1.sp.solution.{'-'.join(key[a:b] for a, b in pairwise(cuts))}"


def _type(request: Request) -> str:
    type = request.params["notificationType"]
    if type not in TYPES:
        raise InvalidInput(details=f"{type} is no notification type of this seller.")
    return type


def _subscription_to(amazon: Amazon, type: str, request: Request) -> Subscription | None:
    region = amazon.region_of(request)
    for each in amazon.records.subscriptions:
        if (each.type, each.region) == (type, region):
            return each
    return None


def _find_subscription(amazon: Amazon, request: Request) -> Subscription:
    type = _type(request)
    found = amazon.records.subscriptions.get(request.params["subscriptionId"])
    if found is None or found.type != type:
        raise NotFound("There is no such subscription.")
    return found


def _find_destination(amazon: Amazon, request: Request) -> Destination:
    found = amazon.records.destinations.get(request.params["destinationId"])
    if found is None:
        raise NotFound("There is no such destination.")
    return found


def _destination(found: Destination) -> dict[str, Any]:
    resource: dict[str, Any] = {"sqs": {"arn": found.queue}, "eventBridge": None}
    if not found.queue:
        resource = {
            "sqs": None,
            "eventBridge": {
                "name": f"aws.partner/sellingpartnerapi.amazon.com/{found.account}/{found.id}",
                "region": found.region,
                "accountId": found.account,
            },
        }
    return {"name": found.name, "destinationId": found.id, "resource": resource}


def _subscription(found: Subscription) -> dict[str, Any]:
    return {
        "subscriptionId": found.id,
        "payloadVersion": found.version,
        "destinationId": found.destination,
    }


_DESTINATIONS = "/notifications/v1/destinations"
_SUBSCRIPTIONS = "/notifications/v1/subscriptions/{notificationType}"
ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", _DESTINATIONS, destinations),
    Route("POST", _DESTINATIONS, create_destination),
    Route("GET", f"{_DESTINATIONS}/{{destinationId}}", destination),
    Route("DELETE", f"{_DESTINATIONS}/{{destinationId}}", delete_destination),
    Route("GET", _SUBSCRIPTIONS, subscription),
    Route("POST", _SUBSCRIPTIONS, subscribe),
    Route("GET", f"{_SUBSCRIPTIONS}/{{subscriptionId}}", subscription_by_id),
    Route("DELETE", f"{_SUBSCRIPTIONS}/{{subscriptionId}}", unsubscribe),
)
