"""Messages on their way to a subscriber's queue.

Amazon puts them on a queue of the subscriber's own cloud account, by the queue service's
SendMessage: `world.outbound("sqs.us-east-1.amazonaws.com", ...)` names who answers for it, and the
message is in the body's `MessageBody`. What the queue service refuses is sent again a few times;
how often is not published. Source: developer-docs.amazon.com "Set up notifications (Amazon SQS
workflow)", Amazon SQS API Reference "SendMessage".
"""

from __future__ import annotations

import json
from datetime import timedelta

from sandbox.amazon.domain import Domain
from sandbox.kernel.outbound import Call
from sandbox.kernel.queue import Task

__all__ = ["DELIVER", "again", "call", "queue_of", "send"]

DELIVER = "notification.deliver"
# Seconds after the first, second ... try.
_AGAIN = (60, 300, 1500)
_CONNECT, _TOTAL = 5.0, 10.0


def queue_of(arn: str) -> tuple[str, str, str] | None:
    """Region, account and name of a queue; None for what names none."""
    pieces = arn.split(":")
    if len(pieces) != 6 or pieces[:3] != ["arn", "aws", "sqs"]:
        return None
    region, account, name = pieces[3:]
    whole = region and name and len(account) == 12 and account.isdecimal()
    return (region, account, name) if whole else None


def send(account: Domain, subscription: str, text: str) -> None:
    """As soon as the world does what is due."""
    payload = json.dumps({"subscription": subscription, "text": text})
    account.universe.queue.put("amazon", DELIVER, payload)


def call(account: Domain, payload: str) -> Call | None:
    """The call that a message takes; None when nobody is subscribed any more."""
    told = json.loads(payload)
    subscription = account.records.subscriptions.get(told["subscription"])
    if subscription is None:
        return None
    queue = queue_of(account.records.destinations[subscription.destination].queue)
    assert queue is not None  # noqa: S101 - only a queue can be subscribed for
    region, owner, name = queue
    host = f"https://sqs.{region}.amazonaws.com"
    body = {"QueueUrl": f"{host}/{owner}/{name}", "MessageBody": told["text"]}
    return Call(
        method="POST",
        url=f"{host}/",
        headers=(
            ("content-type", "application/x-amz-json-1.0"),
            ("x-amz-target", "AmazonSQS.SendMessage"),
        ),
        body=json.dumps(body).encode(),
        connect_seconds=_CONNECT,
        total_seconds=_TOTAL,
    )


def again(account: Domain, task: Task) -> None:
    """The queue did not take it: once more later, unless it was the last try."""
    if task.attempt > len(_AGAIN):
        return
    due = account.clock.now() + timedelta(seconds=_AGAIN[task.attempt - 1])
    account.universe.queue.put("amazon", DELIVER, task.payload, due=due, attempt=task.attempt + 1)
