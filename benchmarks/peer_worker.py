"""Runs in the peers' venv, which knows nothing of this project.

Reads `{"action": ..., "times": ...}` lines and answers each with microseconds a call, the median.
"""

import asyncio
import json
import statistics
import sys
import time

import boto3
import botocore.config
import httpx
import respx
from botocore import UNSIGNED
from moto import mock_aws

TWO_KB = "x" * 2000
URL = "https://shop.example/admin/orders/1.json"


def median_us(action, times):
    measured = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        measured.append(time.perf_counter() - began)
    return statistics.median(measured) * 1e6


class Moto:
    """DynamoDB with one table; requests are not signed, as ours are signed before the clock."""

    def __init__(self):
        self.mock = mock_aws()
        self.mock.start()
        config = botocore.config.Config(signature_version=UNSIGNED)
        self.client = boto3.client("dynamodb", region_name="us-east-1", config=config)
        self.client.create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.number = 0
        self.post()

    def get(self):
        found = self.client.get_item(TableName="orders", Key={"id": {"S": "1"}})
        assert found["Item"]["body"]["S"] == TWO_KB

    def post(self):
        self.number += 1
        self.client.put_item(
            TableName="orders", Item={"id": {"S": str(self.number)}, "body": {"S": TWO_KB}}
        )

    def close(self):
        self.mock.stop()


class Respx:
    """One static route under an async client."""

    def __init__(self):
        self.router = respx.mock(assert_all_called=False)
        self.router.start()
        self.router.get(URL).respond(200, json={"order": TWO_KB})
        self.router.post(URL).respond(201, json={"order": 1})
        self.loop = asyncio.new_event_loop()
        self.client = httpx.AsyncClient()
        self.body = json.dumps({"order": TWO_KB}).encode()

    def measure(self, method, times):
        return self.loop.run_until_complete(self._calls(method, times))

    async def _calls(self, method, times):
        measured = []
        for _ in range(times):
            content = self.body if method == "POST" else None
            began = time.perf_counter()
            answer = await self.client.request(method, URL, content=content)
            await answer.aread()
            measured.append(time.perf_counter() - began)
            assert answer.status_code < 300
        return statistics.median(measured) * 1e6

    def close(self):
        self.loop.run_until_complete(self.client.aclose())
        self.router.stop()
        self.loop.close()


def respx_cycle():
    with respx.mock(assert_all_called=False) as router:
        router.get(URL).respond(200, json={})


def answer(action, times):
    family, _, what = action.partition("_")
    if action == "respx_cycle":
        return median_us(respx_cycle, times)
    peer = Moto() if family == "moto" else Respx()
    try:
        if family == "moto":
            return median_us(getattr(peer, what), times)
        return peer.measure(what.upper(), times)
    finally:
        peer.close()


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(answer(asked["action"], asked["times"])), flush=True)
