"""Where notifications go and of what.

Source: official description Notification v1.2.0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from sandbox.ebay import hosts
from sandbox.ebay.errors import NotificationError
from sandbox.ebay.notifications import TOPICS, Config, Destination, Subscription, Topic
from sandbox.ebay.routes.common import Params, answer, body_of, created, link, nothing, number
from sandbox.ebay.wire.shapes import moment
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.ebay.app import Ebay
    from sandbox.ebay.auth_records import AccessToken

__all__ = ["ROUTES"]

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,80}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_STATES = ("ENABLED", "DISABLED")
_LONGEST_NAME = 64
_FORMAT, _PROTOCOL, _VERSION = "JSON", "HTTPS", "1.0"


def public_key(ebay: Ebay, request: Request) -> Response:
    """getPublicKey. Raises NotificationError 195001."""
    if request.params["public_key_id"] != ebay.notifications.key_id:
        raise NotificationError(195001)
    key = ebay.notifications.public_key()
    return answer({"key": key, "algorithm": "ECDSA", "digest": "SHA1"})


# -- topics -----------------------------------------------------------------------------------


def topics(ebay: Ebay, request: Request) -> Response:
    """getTopics. Raises NotificationError 195004, 195005."""
    return _page(request, "topics", [_topic(each) for each in TOPICS.values()])


def topic(ebay: Ebay, request: Request) -> Response:
    """getTopic. Raises NotificationError 195002."""
    found = TOPICS.get(request.params["topic_id"])
    if found is None:
        raise NotificationError(195002)
    return answer(_topic(found))


def _topic(found: Topic) -> dict[str, Any]:
    return {
        "topicId": found.id,
        "authorizationScopes": list(found.scopes),
        "status": "ENABLED",
        "scope": "USER" if found.of_user else "APPLICATION",
        "supportedPayloads": [
            {
                "format": [_FORMAT],
                "schemaVersion": _VERSION,
                "deliveryProtocol": _PROTOCOL,
                "deprecated": False,
            }
        ],
    }


# -- configuration ----------------------------------------------------------------------------


def config(ebay: Ebay, request: Request) -> Response:
    """getConfig. Raises NotificationError 195026."""
    found = ebay.notifications.configs.get(_token(ebay, request).application)
    if found is None:
        raise NotificationError(195026)
    return answer({"alertEmail": found.email})


def keep_config(ebay: Ebay, request: Request) -> Response:
    """updateConfig. Raises NotificationError 195025."""
    email = _object(body_of(request)).get("alertEmail")
    if not isinstance(email, str) or not _EMAIL.fullmatch(email):
        raise NotificationError(195025)
    ebay.notifications.configs.put(Config(id=_token(ebay, request).application, email=email))
    return nothing()


def _configured(ebay: Ebay, application: str) -> None:
    if application not in ebay.notifications.configs:
        raise NotificationError(195003)


# -- destinations -----------------------------------------------------------------------------


def destinations(ebay: Ebay, request: Request) -> Response:
    """getDestinations. Raises NotificationError 195004, 195005."""
    mine = ebay.notifications.destinations_of(_token(ebay, request).application)
    return _page(request, "destinations", [_destination(each) for each in mine])


def create_destination(ebay: Ebay, request: Request) -> Response:
    """createDestination: 201, and a challenge to the endpoint. Raises NotificationError 195003,
    195016 to 195021."""
    mine = _token(ebay, request).application
    _configured(ebay, mine)
    given = _given_destination(ebay, _object(body_of(request)), mine)
    made = msgspec.structs.replace(given, id=ebay.ids.uuid("ebay.destination"))
    ebay.notifications.challenge(made)
    return created(link(request, f"{request.raw_path}/{made.id}"))


def destination(ebay: Ebay, request: Request) -> Response:
    """getDestination. Raises NotificationError 195022."""
    return answer(_destination(_found_destination(ebay, request)))


def update_destination(ebay: Ebay, request: Request) -> Response:
    """updateDestination: another endpoint or token is challenged again. Raises NotificationError
    195016 to 195022."""
    known = _found_destination(ebay, request)
    given = _given_destination(ebay, _object(body_of(request)), known.application, besides=known.id)
    changed = msgspec.structs.replace(given, id=known.id, created=known.created)
    if (given.endpoint, given.token) == (known.endpoint, known.token):
        ebay.notifications.destinations.put(changed)
    else:
        ebay.notifications.challenge(changed)
    return nothing()


def delete_destination(ebay: Ebay, request: Request) -> Response:
    """deleteDestination. Raises NotificationError 195022, 195024."""
    known = _found_destination(ebay, request)
    if any(each.destination == known.id for each in ebay.notifications.subscriptions):
        raise NotificationError(195024)
    ebay.notifications.destinations.delete(known.id)
    return nothing()


def _found_destination(ebay: Ebay, request: Request) -> Destination:
    found = ebay.notifications.destinations.get(request.params["destination_id"])
    if found is None or found.application != _token(ebay, request).application:
        raise NotificationError(195022)
    return found


def _given_destination(
    ebay: Ebay, body: dict[str, Any], application: str, besides: str = ""
) -> Destination:
    name, state = body.get("name"), body.get("status")
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME or "<" in name:
        raise NotificationError(195016)
    if state not in _STATES:
        raise NotificationError(195018)
    delivery = body.get("deliveryConfig")
    delivery = delivery if isinstance(delivery, dict) else {}
    endpoint, token = delivery.get("endpoint"), delivery.get("verificationToken")
    if not isinstance(endpoint, str) or not _reachable(endpoint):
        raise NotificationError(195017)
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise NotificationError(195019)
    for each in ebay.notifications.destinations_of(application):
        if each.id != besides and each.endpoint == endpoint:
            raise NotificationError(195021)
    return Destination(
        id=besides,
        application=application,
        name=name,
        status=state,
        endpoint=endpoint,
        token=token,
        created=ebay.clock.now(),
    )


def _reachable(endpoint: str) -> bool:
    """HTTPS, and a place that can be one."""
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and bool(host) and endpoint.isprintable() and " " not in endpoint


def _destination(found: Destination) -> dict[str, Any]:
    return {
        "destinationId": found.id,
        "name": found.name,
        "status": found.status,
        "deliveryConfig": {"endpoint": found.endpoint, "verificationToken": found.token},
    }


# -- subscriptions ----------------------------------------------------------------------------


def subscriptions(ebay: Ebay, request: Request) -> Response:
    """getSubscriptions. Raises NotificationError 195004, 195005."""
    mine = ebay.notifications.subscriptions_of(_token(ebay, request).application)
    return _page(request, "subscriptions", [_subscription(each) for each in mine])


def subscribe(ebay: Ebay, request: Request) -> Response:
    """createSubscription: 201. Raises NotificationError 195003 to 195015, 195027."""
    token = _token(ebay, request)
    _configured(ebay, token.application)
    body = _object(body_of(request))
    wanted = body.get("topicId")
    found = TOPICS.get(wanted) if isinstance(wanted, str) else None
    if found is None:
        raise NotificationError(195027)
    state, target = _given_subscription(ebay, body, token, found)
    for each in ebay.notifications.subscriptions_of(token.application):
        if each.topic == found.id:
            raise NotificationError(195012)
    made = Subscription(
        id=ebay.ids.uuid("ebay.subscription"),
        application=token.application,
        topic=found.id,
        status=state,
        destination=target.id,
        created=ebay.clock.now(),
    )
    ebay.notifications.subscriptions.put(made)
    return created(link(request, f"{request.raw_path}/{made.id}"))


def subscription(ebay: Ebay, request: Request) -> Response:
    """getSubscription. Raises NotificationError 195013."""
    return answer(_subscription(_found_subscription(ebay, request)))


def update_subscription(ebay: Ebay, request: Request) -> Response:
    """updateSubscription. Raises NotificationError 195006 to 195015."""
    known = _found_subscription(ebay, request)
    token = _token(ebay, request)
    state, target = _given_subscription(ebay, _object(body_of(request)), token, TOPICS[known.topic])
    ebay.notifications.subscriptions.put(
        msgspec.structs.replace(known, status=state, destination=target.id)
    )
    return nothing()


def unsubscribe(ebay: Ebay, request: Request) -> Response:
    """deleteSubscription. Raises NotificationError 195013."""
    ebay.notifications.subscriptions.delete(_found_subscription(ebay, request).id)
    return nothing()


def enable(ebay: Ebay, request: Request) -> Response:
    """enableSubscription. Raises NotificationError 195013, 195015."""
    known = _found_subscription(ebay, request)
    if ebay.notifications.destinations[known.destination].status != "ENABLED":
        raise NotificationError(195015)
    ebay.notifications.subscriptions.put(msgspec.structs.replace(known, status="ENABLED"))
    return nothing()


def disable(ebay: Ebay, request: Request) -> Response:
    """disableSubscription. Raises NotificationError 195013."""
    known = _found_subscription(ebay, request)
    ebay.notifications.subscriptions.put(msgspec.structs.replace(known, status="DISABLED"))
    return nothing()


def test(ebay: Ebay, request: Request) -> Response:
    """testSubscription: 202, and a notification that nothing stands behind. Raises
    NotificationError 195013."""
    known = _found_subscription(ebay, request)
    ebay.notifications.test(known)
    return nothing(202)


def _found_subscription(ebay: Ebay, request: Request) -> Subscription:
    found = ebay.notifications.subscriptions.get(request.params["subscription_id"])
    if found is None or found.application != _token(ebay, request).application:
        raise NotificationError(195013)
    return found


def _given_subscription(
    ebay: Ebay, body: dict[str, Any], token: AccessToken, found: Topic
) -> tuple[str, Destination]:
    """Status and destination. A topic of the seller's needs the seller's token."""
    state = body.get("status")
    if state not in _STATES:
        raise NotificationError(195006)
    key = body.get("destinationId")
    target = ebay.notifications.destinations.get(key) if isinstance(key, str) else None
    if target is None or target.application != token.application:
        raise NotificationError(195007)
    payload = body.get("payload")
    payload = payload if isinstance(payload, dict) else {}
    if payload.get("schemaVersion") != _VERSION:
        raise NotificationError(195008, topic_id=found.id)
    if payload.get("format") != _FORMAT:
        raise NotificationError(195009)
    if payload.get("deliveryProtocol") != _PROTOCOL:
        raise NotificationError(195010)
    if not set(found.scopes) & set(token.scopes) or (found.of_user and not token.grant):
        raise NotificationError(195011)
    if state == "ENABLED" and target.status != "ENABLED":
        raise NotificationError(195015)
    return state, target


def _subscription(found: Subscription) -> dict[str, Any]:
    return {
        "subscriptionId": found.id,
        "topicId": found.topic,
        "status": found.status,
        "creationDate": moment(found.created),
        "payload": {
            "format": _FORMAT,
            "schemaVersion": _VERSION,
            "deliveryProtocol": _PROTOCOL,
        },
        "destinationId": found.destination,
    }


# -- shared -----------------------------------------------------------------------------------


def _token(ebay: Ebay, request: Request) -> AccessToken:
    return ebay.auth.authenticate(request)


def _object(body: Any) -> dict[str, Any]:
    return body if isinstance(body, dict) else {}


def _page(request: Request, name: str, found: Sequence[dict[str, Any]]) -> Response:
    params = Params(request)
    limit, at = 20, 0
    if "limit" in params:
        given = number(params.one("limit"))
        if given is None or not 10 <= given <= 100:
            raise NotificationError(195004)
        limit = given
    if "continuation_token" in params:
        given = number(params.one("continuation_token"))
        if given is None or given >= max(1, len(found)):
            raise NotificationError(195005)
        at = given
    told: dict[str, Any] = {"total": len(found), "href": f"{link(request)}?limit={limit}"}
    if at + limit < len(found):
        told["next"] = f"{link(request)}?limit={limit}&continuation_token={at + limit}"
    return answer({**told, "limit": limit, name: found[at : at + limit]})


_BASE = hosts.NOTIFICATION
_DESTINATION = f"{_BASE}/destination/{{destination_id}}"
_SUBSCRIPTION = f"{_BASE}/subscription/{{subscription_id}}"
ROUTES: tuple[Route[Ebay], ...] = (
    Route("GET", f"{_BASE}/public_key/{{public_key_id}}", public_key),
    Route("GET", f"{_BASE}/topic", topics),
    Route("GET", f"{_BASE}/topic/{{topic_id}}", topic),
    Route("GET", f"{_BASE}/config", config),
    Route("PUT", f"{_BASE}/config", keep_config),
    Route("GET", f"{_BASE}/destination", destinations),
    Route("POST", f"{_BASE}/destination", create_destination),
    Route("GET", _DESTINATION, destination),
    Route("PUT", _DESTINATION, update_destination),
    Route("DELETE", _DESTINATION, delete_destination),
    Route("GET", f"{_BASE}/subscription", subscriptions),
    Route("POST", f"{_BASE}/subscription", subscribe),
    Route("GET", _SUBSCRIPTION, subscription),
    Route("PUT", _SUBSCRIPTION, update_subscription),
    Route("DELETE", _SUBSCRIPTION, unsubscribe),
    Route("POST", f"{_SUBSCRIPTION}/enable", enable),
    Route("POST", f"{_SUBSCRIPTION}/disable", disable),
    Route("POST", f"{_SUBSCRIPTION}/test", test),
)
