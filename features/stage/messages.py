"""The line to the storefront: logins that rotate, and messages."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

import httpx
import msgspec

from connector.subscribing import renew
from connector.webhooks import Taken, Webhooks
from features.stage.screens import Screens

__all__ = ["Messages"]

HOOKS = "connector.example.com"


class Messages(Screens):
    """Logins are renewed and messages arrive, or do not."""

    def connect(self, account: str = "main") -> None:
        """A person installs the app in the storefront; its access token lives for an hour."""
        auth, known = self.world.shopify.auth, self.world.credentials()
        answer = auth.exchange(
            {
                "client_id": known["SHOPIFY_CLIENT_ID"],
                "client_secret": known["SHOPIFY_CLIENT_SECRET"],
                "code": auth.issue_code(),
                "expiring": "1",
            }
        )
        self.change_account(
            account,
            token="",
            client_id=known["SHOPIFY_CLIENT_ID"],
            client_secret=known["SHOPIFY_CLIENT_SECRET"],
            refresh_token=answer["refresh_token"],
        )

    def renewals(self) -> int:
        """How often the storefront was asked for a new token."""
        return sum(each.url.endswith("/oauth/access_token") for each in self.world.exchanges)

    def listen(self, account: str = "main") -> None:
        """The connector's webhook address, open to the storefront and subscribed."""
        secret = self.world.credentials()["SHOPIFY_CLIENT_SECRET"]
        self.change_account(
            account, webhook_address=f"https://{HOOKS}/webhooks", client_secret=secret
        )
        self.open_line(True)
        self._attempt(lambda: self.run(self.engine.subscribe(account)))

    def check_subscriptions(self) -> None:
        """What a process that listens does on its start and every hour."""
        self._attempt(lambda: self.run(renew(self.engine, lambda _: None)))

    def open_line(self, is_open: bool) -> None:
        """Whether the storefront reaches the connector."""
        self.world.outbound(HOOKS, Webhooks(self) if is_open else None)

    def receive(self, headers: Mapping[str, str], body: bytes) -> Taken:
        """The engine that runs at this moment; see `connector.webhooks.Receiver`."""
        return self.engine.receive(headers, body)

    def deliver(self) -> None:
        """The messages that are due, and what the engine does because of them; no time passes."""
        self.run(self.world.pump())
        self._due()
        self._let_the_schedule_mend()

    def send_message(self, what: str) -> None:
        """Not by the storefront, though it may look so."""
        order = self.order
        total = what.removeprefix("states a total of ") if "total of" in what else "127.82"
        body = msgspec.json.encode({"id": order.id, "total_price": total})
        key = self.world.credentials()["SHOPIFY_CLIENT_SECRET"]
        if what == "is signed with another key":
            key = "shpss_guessed"
        digest = hmac.new(key.encode(), body, hashlib.sha256).digest()
        headers = {
            "X-Shopify-Topic": "orders/updated",
            "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
            "X-Shopify-Shop-Domain": self.world.credentials()["SHOPIFY_SHOP"],
            "X-Shopify-API-Version": "2026-07",
            "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        }
        if what == "is not signed":
            del headers["X-Shopify-Hmac-Sha256"]
        elif what == "comes from another store":
            headers["X-Shopify-Shop-Domain"] = "someone-else.myshopify.com"
        elif what == "was changed on its way":
            body = body.replace(b"127.82", b"1.00")
        elif what == "is no message":
            headers = {}

        async def post() -> int:
            transport = httpx.ASGITransport(app=Webhooks(self))
            async with httpx.AsyncClient(transport=transport) as client:
                url = f"https://{HOOKS}/webhooks"
                return (await client.post(url, headers=headers, content=body)).status_code

        self.answered = self.run(post())
