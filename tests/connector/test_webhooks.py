"""A message is checked over its raw bytes, noted once, answered at once, and never believed."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping

import httpx
import pytest

from connector.channels.shopify_webhooks import read_delivery
from connector.listening import CannotListen, listening, place
from connector.webhooks import DeliveryRefused, Taken, Webhooks

SECRET = "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"
BODY = b'{"id":820982911946154508,"total_price":"127.82"}'
# printf BODY | openssl dgst -sha256 -hmac SECRET -binary | base64
SIGNATURE = "JvZSadcq3VaItGB+JnOulQ5AL4qeIO0C/sckoY2K0uo="
STORES = {
    "main": ("acme.myshopify.com", SECRET),
    "outlet": ("outlet.myshopify.com", "shpss_other"),
    "polled": ("polled.myshopify.com", ""),
}
URL = "http://connector.example.com/webhooks"


def headers(**changes: str) -> dict[str, str]:
    sent = {
        "x-shopify-topic": "orders/updated",
        "x-shopify-hmac-sha256": SIGNATURE,
        "x-shopify-shop-domain": "acme.myshopify.com",
        "x-shopify-api-version": "2026-07",
        "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    }
    sent.update({name.replace("_", "-"): value for name, value in changes.items()})
    return {name: value for name, value in sent.items() if value}


def signed(body: bytes, **changes: str) -> dict[str, str]:
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    return headers(x_shopify_hmac_sha256=base64.b64encode(digest).decode(), **changes)


class Receiver:
    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def receive(self, headers: Mapping[str, str], body: bytes) -> Taken:
        read_delivery(headers, body, STORES)
        self.seen.append(body)
        return Taken.KNOWN if body in self.seen[:-1] else Taken.NOTED


# --- one message --------------------------------------------------------------------------------


def test_a_genuine_message_names_its_order_and_nothing_else() -> None:
    delivery = read_delivery(headers(), BODY, STORES)
    assert delivery.order_id == "820982911946154508"
    assert delivery.accounts == ("main",)
    assert delivery.id == "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"
    assert not hasattr(delivery, "total")


@pytest.mark.parametrize(
    ("topic", "body", "order_id"),
    [
        ("orders/create", b'{"id":7}', "7"),
        ("orders/delete", b'{"id":7}', "7"),
        ("orders/edited", b'{"order_edit":{"id":1,"order_id":7}}', "7"),
        ("refunds/create", b'{"id":1,"order_id":7}', "7"),
        ("order_transactions/create", b'{"id":1,"order_id":7}', "7"),
        ("fulfillments/create", b'{"id":1,"order_id":7}', "7"),
        ("returns/process", b'{"id":1,"order":{"id":7}}', "7"),
        ("app/uninstalled", b'{"id":1}', ""),
        ("customers/redact", b'{"shop_id":1}', ""),
        ("orders/edited", b'{"order_edit":null}', ""),
        ("orders/create", b'{"id":true}', ""),
        ("orders/create", b'{"id":"7 OR 1=1"}', ""),
    ],
)
def test_which_order_a_message_is_about(topic: str, body: bytes, order_id: str) -> None:
    found = read_delivery(signed(body, x_shopify_topic=topic), body, STORES)
    assert found.order_id == order_id


@pytest.mark.parametrize(
    ("sent", "body", "status"),
    [
        (headers(x_shopify_hmac_sha256=""), BODY, 400),
        (headers(x_shopify_topic=""), BODY, 400),
        (headers(x_shopify_webhook_id=""), BODY, 400),
        (headers(x_shopify_api_version=""), BODY, 400),
        ({}, BODY, 400),
        (headers(), BODY + b" ", 401),
        (headers(), BODY.replace(b"127.82", b"1.00"), 401),
        (headers(x_shopify_hmac_sha256="bm90IGl0"), BODY, 401),
        (headers(x_shopify_hmac_sha256="\xff"), BODY, 401),
        (headers(x_shopify_shop_domain="outlet.myshopify.com"), BODY, 401),
        (headers(x_shopify_shop_domain="stranger.myshopify.com"), BODY, 404),
        (signed(b"no json"), b"no json", 400),
        (signed(b"[]"), b"[]", 400),
    ],
)
def test_what_is_refused(sent: dict[str, str], body: bytes, status: int) -> None:
    with pytest.raises(DeliveryRefused) as refused:
        read_delivery(sent, body, STORES)
    assert refused.value.status == status


def test_an_account_without_a_secret_takes_nothing_though_anybody_could_sign_with_it() -> None:
    digest = base64.b64encode(hmac.new(b"", BODY, hashlib.sha256).digest()).decode()
    sent = headers(x_shopify_shop_domain="polled.myshopify.com", x_shopify_hmac_sha256=digest)
    with pytest.raises(DeliveryRefused) as refused:
        read_delivery(sent, BODY, STORES)
    assert refused.value.status == 401


# --- the application ----------------------------------------------------------------------------


def send(app: Webhooks, *requests: httpx.Request) -> list[httpx.Response]:
    async def all_of_them() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as client:
            return [await client.send(each) for each in requests]

    return asyncio.run(all_of_them())


def test_taken_once_known_afterwards_and_told_once() -> None:
    told: list[int] = []
    app = Webhooks(Receiver(), lambda: told.append(1))
    answers = send(
        app,
        httpx.Request("POST", URL, headers=headers(), content=BODY),
        httpx.Request("POST", URL, headers=headers(), content=BODY),
    )
    assert [(each.status_code, each.text) for each in answers] == [
        (200, "noted\n"),
        (200, "known\n"),
    ]
    assert told == [1]


def test_refusals_have_their_status_and_nothing_is_kept() -> None:
    receiver = Receiver()
    answers = send(
        Webhooks(receiver),
        httpx.Request("GET", URL),
        httpx.Request("POST", URL, content=BODY),
        httpx.Request("POST", URL, headers=headers(), content=b"{}"),
        httpx.Request("POST", URL, headers=headers(), content=b"x" * 5_000_001),
    )
    assert [each.status_code for each in answers] == [405, 400, 401, 413]
    assert answers[0].headers["allow"] == "POST"
    assert receiver.seen == []


# --- on a port ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("127.0.0.1:8642", ("127.0.0.1", 8642)),
        (":8642", ("127.0.0.1", 8642)),
        ("[::1]:80", ("::1", 80)),
    ],
)
def test_places(address: str, found: tuple[str, int]) -> None:
    assert place(address) == found


@pytest.mark.parametrize("address", ["8642", "localhost", "localhost:http", "a:70000", ""])
def test_no_places(address: str) -> None:
    with pytest.raises(ValueError, match=r"write it like 127\.0\.0\.1:8642"):
        place(address)


def test_over_a_real_connection_and_a_taken_port_is_a_sentence() -> None:
    async def whole() -> tuple[int, str]:
        receiver = Receiver()
        async with listening(Webhooks(receiver), "127.0.0.1:0") as there:
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.post(f"http://{there}/", headers=headers(), content=BODY)
            with pytest.raises(CannotListen, match=f"cannot listen on {there}"):
                async with listening(Webhooks(receiver), there):
                    pass
        async with httpx.AsyncClient(trust_env=False) as client:
            with pytest.raises(httpx.ConnectError):
                await client.post(f"http://{there}/", content=BODY)
        return answer.status_code, answer.text

    assert asyncio.run(whole()) == (200, "noted\n")
