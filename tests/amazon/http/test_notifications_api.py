"""Destinations and subscriptions, and messages that reach a queue."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.amazon.auth import NOTIFICATIONS
from sandbox.kernel.routing import Request
from sandbox.world import World, open_world

NA = "sellingpartnerapi-na.amazon.com"
BASE = "/notifications/v1"
ARN = "arn:aws:sqs:us-east-1:123456789012:orders"
QUEUE = {"name": "orders", "resourceSpecification": {"sqs": {"arn": ARN}}}
BUS = {"name": "bus", "resourceSpecification": {"eventBridge": {"region": "eu-west-1", "accountId": "123456789012"}}}  # fmt: skip # noqa: E501


@pytest.fixture
def alone(api: Any) -> str:
    """A token of the application, without a seller."""
    given = {"grant_type": "client_credentials", "scope": NOTIFICATIONS, **api.credentials()}
    answer = api.login(given)
    assert answer.status == 200, answer.text
    return str(answer.body["access_token"])


@pytest.fixture
def destination(api: Any, alone: str) -> str:
    made = api.post(f"{BASE}/destinations", QUEUE, token=alone)
    assert made.status == 200, made.text
    return str(made.body["payload"]["destinationId"])


def test_a_destination(api: Any, alone: str, destination: str) -> None:
    resource = {"sqs": {"arn": ARN}, "eventBridge": None}
    told = {"name": "orders", "destinationId": destination, "resource": resource}
    path = f"{BASE}/destinations/{destination}"
    assert api.get(path, token=alone).body == {"payload": told}
    assert api.get(f"{BASE}/destinations", token=alone).body == {"payload": [told]}
    again = lambda: api.post(f"{BASE}/destinations", QUEUE, token=alone)  # noqa: E731
    _, message, details = api.refused(409, "Conflict", again).error
    assert message == "The requested resource conflict with a resource in the server."
    assert details.startswith(
        f"A destination with arn {ARN} already exists for the application amzn1.sp.solution."
    )
    assert api.call("DELETE", path, token=alone).status == 200
    api.refused(404, "NotFound", lambda: api.get(path, token=alone))
    api.refused(404, "NotFound", lambda: api.call("DELETE", path, token=alone))
    assert api.get(f"{BASE}/destinations", token=alone).body == {"payload": []}


def test_an_event_bus_is_no_place_for_these(api: Any, alone: str) -> None:
    made = api.post(f"{BASE}/destinations", BUS, token=alone).body["payload"]
    bus = made["resource"]["eventBridge"]
    assert (bus["region"], bus["accountId"]) == ("eu-west-1", "123456789012")
    wanted = {"payloadVersion": "1.0", "destinationId": made["destinationId"]}
    path = f"{BASE}/subscriptions/ORDER_CHANGE"
    refused = api.refused(400, "InvalidInput", lambda: api.post(path, wanted))
    assert refused.error[1:] == (
        "Request has missing or invalid parameters and cannot be parsed.",
        "Notification type ORDER_CHANGE does not support AWS_EVENT_BRIDGE",
    )
    assert list(api.amazon.records.subscriptions) == []


def test_one_event_bus_a_cloud_account(api: Any, alone: str) -> None:
    def bus(account: str, region: str) -> Any:
        resource = {"eventBridge": {"region": region, "accountId": account}}
        body = {"name": "bus", "resourceSpecification": resource}
        return api.post(f"{BASE}/destinations", body, token=alone)

    assert bus("123456789012", "eu-west-1").status == 200
    api.refused(409, "Conflict", lambda: bus("123456789012", "us-east-1"))
    assert bus("210987654321", "us-east-1").status == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "", "resourceSpecification": {"sqs": {"arn": ARN}}},
        {"name": "x", "resourceSpecification": {}},
        {"name": "x", "resourceSpecification": {"sqs": {"arn": ARN}, "eventBridge": {}}},
        {"name": "x", "resourceSpecification": {"sqs": {"arn": "arn:aws:sns:us-east-1:1:x"}}},
        {"name": "x", "resourceSpecification": {"eventBridge": {"region": "eu-west-1"}}},
        {"name": "x", "resourceSpecification": {"kinesis": {}}},
    ],
)
def test_no_destination(api: Any, alone: str, body: dict[str, Any]) -> None:
    api.refused(400, "InvalidInput", lambda: api.post(f"{BASE}/destinations", body, token=alone))


def test_a_subscription(api: Any, alone: str, destination: str) -> None:
    path = f"{BASE}/subscriptions/ORDER_CHANGE"
    wanted = {"payloadVersion": "1.0", "destinationId": destination}
    api.refused(404, "NotFound", lambda: api.get(path))
    made = api.post(path, wanted).body["payload"]
    assert made == {**wanted, "subscriptionId": made["subscriptionId"]}
    own = f"{path}/{made['subscriptionId']}"
    assert api.get(path).body == {"payload": made}
    assert api.get(own, token=alone).body == {"payload": made}
    again = api.refused(409, "StateConflict", lambda: api.post(path, wanted))
    assert again.error[1:] == (
        "The resource specified conflicts with the current state.",
        "Subscription already exist for notification type ORDER_CHANGE",
    )
    target = f"{BASE}/destinations/{destination}"
    kept = api.refused(403, "Unauthorized", lambda: api.call("DELETE", target, token=alone))
    assert kept.error[1:] == ("The requested action is forbidden.", "Destination has subscriptions")
    api.later(seconds=10)
    other = own.replace("ORDER_CHANGE", "TRANSACTION_UPDATE")
    api.refused(404, "NotFound", lambda: api.get(other, token=alone))
    assert api.call("DELETE", own, token=alone).status == 200
    api.refused(404, "NotFound", lambda: api.get(own, token=alone))
    api.refused(404, "NotFound", lambda: api.call("DELETE", own, token=alone))
    other = api.post(path, wanted).body["payload"]["subscriptionId"]
    assert api.get(path).body["payload"]["subscriptionId"] == other != made["subscriptionId"]
    assert api.call("DELETE", f"{path}/{other}", token=alone).status == 200
    api.later(seconds=10)
    assert api.call("DELETE", target, token=alone).status == 200


@pytest.mark.parametrize(
    ("type", "other"),
    [
        ("PRICING_HEALTH", {}),
        ("ORDER_CHANGE", {"payloadVersion": ""}),
        ("ORDER_CHANGE", {"destinationId": "nowhere"}),
    ],
)
def test_no_subscription(api: Any, destination: str, type: str, other: dict[str, Any]) -> None:
    body = {"payloadVersion": "1.0", "destinationId": destination, **other}
    api.refused(400, "InvalidInput", lambda: api.post(f"{BASE}/subscriptions/{type}", body))


def test_whose_token(api: Any, alone: str) -> None:
    """Of the application alone for destinations, of the seller for his subscriptions."""
    api.refused(403, "Unauthorized", lambda: api.get(f"{BASE}/destinations"))
    path = f"{BASE}/subscriptions/ORDER_CHANGE"
    api.refused(403, "Unauthorized", lambda: api.get(path, token=alone))
    api.refused(403, "Unauthorized", lambda: api.get("/sellers/v1/account", token=alone))


class Queue:
    """The queue service of the subscriber's cloud account, as an ASGI application."""

    def __init__(self) -> None:
        self.status = 200
        self.calls: list[tuple[dict[str, str], dict[str, Any]]] = []

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[Any], Any]
    ) -> None:
        body = (await receive())["body"]
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.calls.append((headers, json.loads(body)))
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b'{"MessageId":"1"}'})

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body["MessageBody"], parse_float=Decimal) for _, body in self.calls]


def subscribed(world: World, *types: str) -> Queue:
    queue = Queue()
    world.outbound("sqs.us-east-1.amazonaws.com", queue)
    known = world.credentials()
    login = {
        "grant_type": "client_credentials",
        "scope": NOTIFICATIONS,
        "client_id": known["SPAPI_CLIENT_ID"],
        "client_secret": known["SPAPI_CLIENT_SECRET"],
    }
    alone = world.amazon.auth.trade(login)["access_token"]

    def post(path: str, body: dict[str, Any], token: str) -> dict[str, Any]:
        headers = [("content-type", "application/json"), ("x-amz-access-token", token)]
        request = Request("POST", NA, path, "", headers, json.dumps(body).encode())
        answer = world.amazon.handle(request)
        assert answer.status == 200, answer.body
        return dict(json.loads(answer.body)["payload"])

    target = post(f"{BASE}/destinations", QUEUE, alone)["destinationId"]
    for type in types:
        body = {"payloadVersion": "1.0", "destinationId": target}
        post(f"{BASE}/subscriptions/{type}", body, world.amazon.auth.issue_access_token())
    return queue


def test_messages_come_to_the_queue() -> None:
    world = open_world("notes")
    queue = subscribed(world, "ORDER_CHANGE", "REPORT_PROCESSING_FINISHED")
    order = world.amazon.desk.place_order({"AMZ-LAMP": 1})
    world.amazon.desk.ship(order.id)
    world.clock.advance(timedelta(days=14))
    period = world.amazon.desk.close_period()
    asyncio.run(world.pump())
    assert [
        each.get("NotificationType") or each["notificationType"] for each in queue.messages
    ] == [
        "ORDER_CHANGE",
        "ORDER_CHANGE",
        "REPORT_PROCESSING_FINISHED",
    ]
    headers, body = queue.calls[0]
    assert headers["x-amz-target"] == "AmazonSQS.SendMessage"
    assert headers["content-type"] == "application/x-amz-json-1.0"
    assert body["QueueUrl"] == "https://sqs.us-east-1.amazonaws.com/123456789012/orders"
    change = queue.messages[0]["Payload"]["OrderChangeNotification"]
    assert (change["AmazonOrderId"], change["Summary"]["OrderStatus"]) == (order.id, "Unshipped")
    [subscription] = [
        each.id for each in world.amazon.records.subscriptions if each.type == "ORDER_CHANGE"
    ]
    assert queue.messages[0]["NotificationMetadata"]["SubscriptionId"] == subscription
    told = queue.messages[2]["payload"]["reportProcessingFinishedNotification"]
    [report] = world.amazon.records.reports
    assert (told["reportId"], report.settlement) == (report.id, period.settlement_id)
    kept = [json.loads(each.body) for each in world.amazon.desk.notifications("ORDER_CHANGE")]
    assert kept == queue.messages[:2]


def test_a_queue_that_refuses_is_asked_again() -> None:
    world = open_world("notes")
    queue = subscribed(world, "ORDER_CHANGE")
    queue.status = 503
    world.amazon.desk.place_order({"AMZ-LAMP": 1})
    asyncio.run(world.pump())
    assert len(queue.calls) == 1
    for seconds, tries in ((59, 1), (1, 2), (300, 3), (1500, 4), (86400, 4)):
        world.clock.advance(timedelta(seconds=seconds))
        asyncio.run(world.pump())
        assert len(queue.calls) == tries
    queue.status = 200
    world.amazon.desk.place_order({"AMZ-LAMP": 1})
    asyncio.run(world.pump())
    world.clock.advance(timedelta(days=1))
    asyncio.run(world.pump())
    assert len(queue.calls) == 5


def test_who_unsubscribed_gets_nothing_more() -> None:
    world = open_world("notes")
    queue = subscribed(world, "TRANSACTION_UPDATE")
    world.amazon.desk.charge("storage", Decimal("18.42"))
    [subscription] = world.amazon.records.subscriptions
    world.amazon.records.subscriptions.delete(subscription.id)
    asyncio.run(world.pump())
    assert queue.calls == []
