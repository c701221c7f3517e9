"""A world, a client of its shop by both protocols, and a server that receives webhooks."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sandbox.world import World, open_world


class Message:
    """One request as it arrived."""

    def __init__(self, headers: dict[str, str], body: bytes, path: str) -> None:
        self.headers = headers
        self.raw = body
        self.path = path
        self.body: Any = json.loads(body, parse_float=Decimal)
        self.topic = headers["x-shopify-topic"]
        self.id = headers["x-shopify-webhook-id"]


class Receiver:
    """Verifies signatures as @shopify/shopify-api does, and answers `status`."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.status = 200
        self.messages: list[Message] = []
        self.work: Callable[[Message], Awaitable[None]] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        more = True
        while more:
            part = await receive()
            body += part.get("body", b"")
            more = part.get("more_body", False)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        message = Message(headers, body, scope["path"])
        self.messages.append(message)
        digest = hmac.new(self.secret.encode(), body, hashlib.sha256).digest()
        signed = base64.b64encode(digest).decode()
        needed = {"topic", "hmac-sha256", "shop-domain", "api-version", "webhook-id"}
        missing = [name for name in needed if f"x-shopify-{name}" not in headers]
        refused = missing or not hmac.compare_digest(signed, headers["x-shopify-hmac-sha256"])
        if self.work is not None:
            await self.work(message)
        status = 401 if refused else self.status
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def topics(self) -> list[str]:
        return [each.topic for each in self.messages]


class Shop:
    """One world's shop, driven over HTTP."""

    url = "https://hooks.example.com/shopify"

    def __init__(self) -> None:
        self.world: World = open_world()
        self.desk = self.world.shopify.desk
        self.records = self.world.shopify.records
        self.settings = self.world.shopify.settings
        found = self.world.credentials()
        self.token = found["SHOPIFY_TOKEN"]
        self.base = f"https://{found['SHOPIFY_SHOP']}/admin/api/2026-07"
        self.receiver = Receiver(found["SHOPIFY_CLIENT_SECRET"])
        self.world.outbound("hooks.example.com", self.receiver)

    def send(self, method: str, path: str, body: Any = None, token: str = "") -> httpx.Response:
        async def go() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.world.transport()) as http:
                url = path if path.startswith("https:") else f"{self.base}/{path}"
                headers = {"x-shopify-access-token": token or self.token}
                return await http.request(method, url, json=body, headers=headers)

        answer = asyncio.run(go())
        assert self.world.bugs == []
        return answer

    def query(self, text: str, token: str = "", **variables: Any) -> Any:
        body = {"query": text, "variables": variables}
        answer = self.send("POST", "graphql.json", body, token).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def subscribe(self, topic: str, token: str = "", **given: Any) -> Any:
        """The payload of webhookSubscriptionCreate."""
        given.setdefault("uri", self.url)
        return self.query(
            """mutation ($topic: WebhookSubscriptionTopic!, $given: WebhookSubscriptionInput!) {
            webhookSubscriptionCreate(topic: $topic, webhookSubscription: $given) {
              webhookSubscription { id legacyResourceId topic uri format includeFields name filter
                apiVersion { handle } createdAt }
              userErrors { field message } } }""",
            token,
            topic=topic,
            given=given,
        )["webhookSubscriptionCreate"]

    def pump(self, **step: float) -> int:
        if step:
            self.world.clock.advance(timedelta(**step))
        return asyncio.run(self.world.pump())


@pytest.fixture
def shop() -> Shop:
    return Shop()
