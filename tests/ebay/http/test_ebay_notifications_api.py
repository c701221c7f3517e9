"""Destinations, their challenge, subscriptions, and what is delivered."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_public_key

BASE = "/commerce/notification/v1"
ENDPOINT = "https://connector.example.com/ebay/events"
SECRET = "verification-token-of-at-least-32-characters"


class Receiver:
    """An endpoint that proves itself and keeps what it is told."""

    def __init__(self, status: int = 204, token: str = SECRET) -> None:
        self.status = status
        self.token = token
        self.told: list[tuple[dict[str, str], bytes]] = []

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        body, status = b"", self.status
        if scope["method"] == "GET":
            code = parse_qs(scope["query_string"].decode())["challenge_code"][0]
            proof = hashlib.sha256((code + self.token + ENDPOINT).encode()).hexdigest()
            body, status = json.dumps({"challengeResponse": proof}).encode(), 200
        else:
            message = await receive()
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            self.told.append((headers, message["body"]))
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})


def destination(**changed: Any) -> dict[str, Any]:
    delivery = {"endpoint": ENDPOINT, "verificationToken": SECRET}
    return {"name": "connector", "status": "ENABLED", "deliveryConfig": delivery, **changed}


def subscription(target: str, topic: str = "ORDER_CONFIRMATION", **changed: Any) -> dict[str, Any]:
    payload = {"format": "JSON", "schemaVersion": "1.0", "deliveryProtocol": "HTTPS"}
    return {
        "topicId": topic,
        "status": "ENABLED",
        "destinationId": target,
        "payload": payload,
        **changed,
    }


def key_of(answer: Any) -> str:
    assert (answer.status, answer.raw) == (201, b""), answer.text
    return str(answer.header("location")).rpartition("/")[2]


@pytest.fixture
def told(api: Any) -> Any:
    """An application that is told of orders."""
    api.receiver = Receiver()
    api.application("PUT", f"{BASE}/config", {"alertEmail": "ops@acme-outdoor.example"})
    api.target = key_of(api.application("POST", f"{BASE}/destination", destination()))
    api.later(seconds=1)
    api.subscription = key_of(api.post(f"{BASE}/subscription", subscription(api.target)))
    return api


def test_an_order_is_told_and_its_signature_holds(told: Any) -> None:
    order = told.sold()
    told.later(seconds=1)
    [(headers, body)] = told.receiver.told
    message = json.loads(body)
    assert message["metadata"] == {
        "topic": "ORDER_CONFIRMATION",
        "schemaVersion": "1.0",
        "deprecated": False,
    }
    assert message["notification"]["publishAttemptCount"] == 1
    [line] = order.lines
    data = message["notification"]["data"]
    assert data["user"]["username"] == "acme-outdoor"
    assert data["order"] == {
        "orderId": order.id,
        "orderLineItems": [
            {"orderLineItemId": line.id, "listingId": line.item, "quantity": line.quantity}
        ],
    }
    signed = json.loads(b64decode(headers["x-ebay-signature"]))
    assert (signed["alg"], signed["digest"]) == ("ecdsa", "SHA1")
    shown = told.application("GET", f"{BASE}/public_key/{signed['kid']}").body
    assert (shown["algorithm"], shown["digest"]) == ("ECDSA", "SHA1")
    begin, end = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"
    assert "\n" not in shown["key"]
    pem = shown["key"].replace(begin, f"{begin}\n").replace(end, f"\n{end}")
    key = load_pem_public_key(pem.encode())
    assert isinstance(key, EllipticCurvePublicKey)
    key.verify(b64decode(signed["signature"]), body, ECDSA(SHA1()))  # noqa: S303 - eBay's digest


def test_a_message_that_nobody_takes_comes_again(told: Any) -> None:
    told.receiver.status = 500
    told.sold()
    told.later(seconds=1)
    assert len(told.receiver.told) == 1
    told.receiver.status = 202
    told.later(minutes=1)
    one, two = (json.loads(body)["notification"] for _, body in told.receiver.told)
    assert (one["publishAttemptCount"], two["publishAttemptCount"]) == (1, 2)
    assert one["notificationId"] == two["notificationId"]
    told.later(days=2)
    assert len(told.receiver.told) == 2


def test_a_destination_that_never_answers_is_marked_down(told: Any) -> None:
    told.receiver.status = 412
    told.sold()
    told.later(days=2)
    assert len(told.receiver.told) == 6
    shown = told.application("GET", f"{BASE}/destination/{told.target}").body
    assert shown["status"] == "MARKED_DOWN"
    told.receiver.told.clear()
    told.sold()
    told.later(days=2)
    assert told.receiver.told == []
    path = f"{BASE}/subscription/{told.subscription}/enable"
    told.refused(409, 195015, lambda: told.call("POST", path))


def test_an_endpoint_that_cannot_prove_itself(api: Any) -> None:
    api.receiver = Receiver(token="another-token-that-nobody-agreed-on-at-all")
    api.application("PUT", f"{BASE}/config", {"alertEmail": "ops@acme-outdoor.example"})
    key = key_of(api.application("POST", f"{BASE}/destination", destination()))
    assert api.application("GET", f"{BASE}/destination/{key}").body["status"] == "ENABLED"
    api.later(seconds=1)
    shown = api.application("GET", f"{BASE}/destination/{key}").body
    assert shown["status"] == "MARKED_DOWN"
    body = subscription(key)
    api.refused(409, 195015, lambda: api.post(f"{BASE}/subscription", body))
    api.receiver = Receiver()
    assert (
        api.application("PUT", f"{BASE}/destination/{key}", destination(name="new")).status == 204
    )
    api.later(seconds=1)
    shown = api.application("GET", f"{BASE}/destination/{key}").body
    assert shown == {
        "destinationId": key,
        "name": "new",
        "status": "ENABLED",
        "deliveryConfig": {"endpoint": ENDPOINT, "verificationToken": SECRET},
    }


def test_subscriptions_are_switched_and_ended(told: Any) -> None:
    path = f"{BASE}/subscription/{told.subscription}"
    shown = told.get(path).body
    assert shown["status"] == "ENABLED"
    assert shown["creationDate"] == "2026-11-24T09:00:01.000Z"
    assert told.call("POST", f"{path}/disable").status == 204
    assert told.get(path).body["status"] == "DISABLED"
    told.sold()
    told.later(seconds=1)
    assert told.receiver.told == []
    assert told.call("POST", f"{path}/enable").status == 204
    assert told.get(path).body["status"] == "ENABLED"
    off = subscription(told.target, status="DISABLED")
    assert told.call("PUT", path, off).status == 204
    assert told.get(path).body["status"] == "DISABLED"
    in_use = f"{BASE}/destination/{told.target}"
    told.refused(409, 195024, lambda: told.application("DELETE", in_use))
    assert told.call("DELETE", path).status == 204
    told.refused(404, 195013, lambda: told.get(path))
    assert told.get(f"{BASE}/subscription").body["subscriptions"] == []
    assert told.application("DELETE", in_use).status == 204
    told.refused(404, 195022, lambda: told.application("GET", in_use))
    assert told.application("GET", f"{BASE}/destination").body["destinations"] == []


def test_a_test_of_a_subscription(told: Any) -> None:
    path = f"{BASE}/subscription/{told.subscription}/test"
    assert told.call("POST", path).status == 202
    told.later(seconds=1)
    [(_, body)] = told.receiver.told
    assert json.loads(body)["metadata"]["topic"] == "ORDER_CONFIRMATION"
    assert json.loads(body)["notification"]["data"]["order"]["orderId"] == "123-123-4435"


def test_shipping_and_cancelling_have_topics_and_refunds_have_none(told: Any) -> None:
    for topic in ("ITEM_MARKED_SHIPPED", "ORDER_CANCELLATION_ACTIVITY"):
        assert told.post(f"{BASE}/subscription", subscription(told.target, topic)).status == 201
    one, other = told.sold(), told.sold()
    told.desk.ship(one.id)
    told.desk.buyer_asks_to_cancel(other.id)
    told.refund(one)
    told.later(minutes=5)
    topics = [json.loads(body)["metadata"]["topic"] for _, body in told.receiver.told]
    assert sorted(topics) == [
        "ITEM_MARKED_SHIPPED",
        "ORDER_CANCELLATION_ACTIVITY",
        "ORDER_CONFIRMATION",
        "ORDER_CONFIRMATION",
    ]


@pytest.mark.parametrize(
    ("topic", "scope"),
    [
        ("ORDER_CONFIRMATION", "sell.fulfillment"),
        ("ORDER_CONFIRMATION", "sell.fulfillment.readonly"),
        ("ITEM_MARKED_SHIPPED", "commerce.shipping"),
        ("ORDER_CANCELLATION_ACTIVITY", "sell.cancellation"),
    ],
)
def test_a_topic_of_the_seller_needs_its_own_scope(told: Any, topic: str, scope: str) -> None:
    base = "https://api.ebay.com/oauth/api_scope"
    told.call("DELETE", f"{BASE}/subscription/{told.subscription}")
    body, path = subscription(told.target, topic), f"{BASE}/subscription"
    known = {"sell.fulfillment", "sell.fulfillment.readonly", "commerce.shipping", "sell.inventory"}
    others = known - {scope} - ({*known} if topic == "ORDER_CONFIRMATION" else set())
    for other in sorted(others | {"sell.inventory"}):
        token = told.ebay.auth.issue_access_token(base, f"{base}/{other}")
        told.refused(403, 195011, lambda t=token: told.post(path, body, token=t))
    token = told.ebay.auth.issue_access_token(base, f"{base}/{scope}")
    assert told.post(path, body, token=token).status == 201
    shown = told.application("GET", f"{BASE}/topic/{topic}").body
    assert f"{base}/{scope}" in shown["authorizationScopes"]


def test_a_scope_that_ebay_gives_to_some_keysets(api: Any) -> None:
    base = "https://api.ebay.com/oauth/api_scope"
    other = api.ebay.auth.register_application("Other")
    for application, status in ((api.ebay.auth.application, 200), (other, 400)):
        page = api.send(
            "GET",
            "https://auth.ebay.com/oauth2/authorize?"
            + urlencode(
                {
                    "client_id": application.id,
                    "redirect_uri": next(iter(application.ru_names)),
                    "response_type": "code",
                    "scope": f"{base} {base}/sell.cancellation",
                }
            ),
        )
        assert page.status == status, page.text
    assert page.body["error_id"] == "invalid_scope"


def test_topics(api: Any) -> None:
    page = api.application("GET", f"{BASE}/topic").body
    names = [each["topicId"] for each in page["topics"]]
    assert (page["total"], page["limit"]) == (5, 20)
    assert "MARKETPLACE_ACCOUNT_DELETION" in names
    assert not [name for name in names if "REFUND" in name]
    one = api.application("GET", f"{BASE}/topic/ORDER_CONFIRMATION").body
    assert one["supportedPayloads"] == [
        {
            "format": ["JSON"],
            "schemaVersion": "1.0",
            "deliveryProtocol": "HTTPS",
            "deprecated": False,
        }
    ]
    api.refused(404, 195002, lambda: api.application("GET", f"{BASE}/topic/REFUND"))
    api.refused(404, 195001, lambda: api.application("GET", f"{BASE}/public_key/1"))
    for query, number in (
        ({"limit": "9"}, 195004),
        ({"limit": "101"}, 195004),
        ({"continuation_token": "x"}, 195005),
        ({"continuation_token": "99"}, 195005),
    ):
        for list_ in ("topic", "subscription", "destination"):
            path = f"{BASE}/{list_}"
            api.refused(400, number, lambda p=path, q=query: api.application("GET", p, **q))


def test_the_address_for_alerts_comes_first(api: Any) -> None:
    path = f"{BASE}/config"
    api.refused(404, 195026, lambda: api.application("GET", path))
    first = api.refused(
        409, 195003, lambda: api.application("POST", f"{BASE}/destination", destination())
    )
    assert "Refer to /config" in first.error["message"]
    for email in ("nobody", None, 5):
        body = {"alertEmail": email}
        api.refused(400, 195025, lambda body=body: api.application("PUT", path, body))
    assert api.application("PUT", path, {"alertEmail": "a@b.example"}).status == 204
    assert api.application("GET", path).body == {"alertEmail": "a@b.example"}


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"name": ""}, 195016),
        ({"name": "x" * 65}, 195016),
        ({"name": "<b>"}, 195016),
        ({"status": "ON"}, 195018),
        ({"deliveryConfig": None}, 195017),
        ({"deliveryConfig": {"endpoint": "http://a.example", "verificationToken": SECRET}}, 195017),
        ({"deliveryConfig": {"endpoint": "https://[", "verificationToken": SECRET}}, 195017),
        ({"deliveryConfig": {"endpoint": ENDPOINT}}, 195019),
        ({"deliveryConfig": {"endpoint": ENDPOINT, "verificationToken": "short"}}, 195019),
    ],
)
def test_destinations_that_are_refused(api: Any, changed: dict[str, Any], number: int) -> None:
    api.application("PUT", f"{BASE}/config", {"alertEmail": "a@b.example"})
    path = f"{BASE}/destination"
    body = destination(**changed)
    api.refused(400, number, lambda: api.application("POST", path, body))
    key = key_of(api.application("POST", path, destination()))
    api.refused(409, 195021, lambda: api.application("POST", path, destination()))
    api.refused(400, number, lambda: api.application("PUT", f"{path}/{key}", body))
    api.refused(404, 195022, lambda: api.application("PUT", f"{path}/1", destination()))
    api.refused(404, 195022, lambda: api.application("DELETE", f"{path}/1"))


@pytest.mark.parametrize(
    ("changed", "status", "number"),
    [
        ({"topicId": "REFUND"}, 400, 195027),
        ({"topicId": 5}, 400, 195027),
        ({"status": "ON"}, 400, 195006),
        ({"destinationId": "1"}, 400, 195007),
        ({"destinationId": 1}, 400, 195007),
        ({"payload": None}, 400, 195008),
        ({"payload": {"schemaVersion": "1.0", "format": "XML"}}, 400, 195009),
        ({"payload": {"schemaVersion": "1.0", "format": "JSON"}}, 400, 195010),
        ({}, 409, 195012),
    ],
)
def test_subscriptions_that_are_refused(
    told: Any, changed: dict[str, Any], status: int, number: int
) -> None:
    path = f"{BASE}/subscription"
    body = subscription(told.target) | changed
    told.refused(status, number, lambda: told.post(path, body))
    if number not in (195012, 195027):
        own = f"{path}/{told.subscription}"
        told.refused(status, number, lambda: told.call("PUT", own, body))
    for method, tail in (
        ("PUT", ""), ("DELETE", ""), ("POST", "/enable"), ("POST", "/disable"), ("POST", "/test"),
    ):  # fmt: skip
        told.refused(404, 195013, lambda m=method, t=tail: told.call(m, f"{path}/1{t}", body))


def test_a_topic_of_the_seller_needs_the_seller(told: Any) -> None:
    path = f"{BASE}/subscription"
    body = subscription(told.target, "ITEM_MARKED_SHIPPED")
    told.refused(403, 195011, lambda: told.application("POST", path, body))
    deletion = subscription(told.target, "MARKETPLACE_ACCOUNT_DELETION")
    key = key_of(told.application("POST", path, deletion))
    listed = told.application("GET", path).body
    assert {each["subscriptionId"] for each in listed["subscriptions"]} == {key, told.subscription}
    assert urlsplit(listed["href"]).path == path


def test_the_settings_of_another_application(told: Any) -> None:
    other = told.ebay.auth.register_application("Other")
    token = told.login(
        {"grant_type": "client_credentials", "scope": "https://api.ebay.com/oauth/api_scope"},
        (other.id, other.secret),
    ).body["access_token"]
    assert told.call("GET", f"{BASE}/destination/{told.target}", token=token).status == 404
    assert told.call("GET", f"{BASE}/subscription/{told.subscription}", token=token).status == 404
    assert told.call("GET", f"{BASE}/destination", token=token).body["total"] == 0
