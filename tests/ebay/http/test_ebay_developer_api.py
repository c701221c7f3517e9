"""Allowances of a day, and keys for signatures."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)

RATES = "/developer/analytics/v1_beta/rate_limit/"
KEYS = "/developer/key_management/v1/signing_key"
ORDERS = "/sell/fulfillment/v1/order"
SCOPE = "https://api.ebay.com/oauth/api_scope"


def rate(api: Any, context: str, name: str) -> Any:
    found = api.application("GET", RATES, api_context=context, api_name=name).body
    [limits] = found["rateLimits"]
    [resource] = limits["resources"]
    [only] = resource["rates"]
    return only


def test_an_allowance_is_counted_by_application_and_day(api: Any) -> None:
    api.get(ORDERS)
    api.get(ORDERS)
    assert rate(api, "sell", "fulfillment") == {
        "count": 2,
        "limit": 100_000,
        "remaining": 99_998,
        "reset": "2026-11-25T08:00:00.000Z",  # midnight in San Jose
        "timeWindow": 86_400,
    }
    assert rate(api, "sell", "Finances")["limit"] == 15_000
    every = api.application("GET", RATES).body["rateLimits"]
    assert {(each["apiContext"], each["apiName"], each["apiVersion"]) for each in every} >= {
        ("sell", "Fulfillment", "v1"),
        ("sell", "Finances", "v1"),
        ("commerce", "Notification", "v1"),
        ("developer", "Analytics", "v1_beta"),
    }
    assert api.application("GET", RATES, api_context="buy").status == 204
    user = api.get("/developer/analytics/v1_beta/user_rate_limit/", api_context="sell")
    assert user.status == 200
    assert api.application("GET", "/developer/analytics/v1_beta/user_rate_limit/").status == 403
    assert api.get(RATES, token="").status == 401


def test_a_used_up_allowance_is_429_until_midnight(api: Any) -> None:
    client = api.ebay.auth.application.id
    api.ebay.limits.use_up(client, "sell.fulfillment", leaving=1)
    order = api.sold()
    assert api.get(ORDERS).status == 200
    for _ in range(2):
        answer = api.refused(429, 2001, lambda: api.refund(order))
    assert answer.error["message"] == "Too many requests."
    assert answer.error["domain"] == "ACCESS"
    assert answer.header("retry-after") is None
    assert rate(api, "sell", "fulfillment")["remaining"] == 0
    assert api.get("/sell/finances/v1/payout").status == 204  # another API
    api.later(hours=22, minutes=59)
    assert api.get(ORDERS).status == 429
    api.later(minutes=1)
    assert api.get(ORDERS).status == 200
    assert rate(api, "sell", "fulfillment")["count"] == 1


def test_tokens_have_allowances_too(api: Any) -> None:
    client = api.ebay.auth.application.id
    api.ebay.limits.use_up(client, "client_credentials")
    asked = {"grant_type": "client_credentials", "scope": SCOPE}
    assert api.login(asked).status == 429
    again = {"grant_type": "refresh_token", "refresh_token": api.ebay.auth.refresh_token}
    assert api.login(again).status == 200


def test_the_sandbox_and_a_switch_count_nothing(new_api: Any) -> None:
    toy, free = new_api(environment="sandbox"), new_api()
    free.settings.call_limits = False
    for api in (toy, free):
        api.ebay.limits.use_up(api.ebay.auth.application.id, "sell.fulfillment")
        assert api.get(ORDERS).status == 200


def test_a_key_pair_is_told_once(api: Any) -> None:
    for cipher, kind in (("ED25519", Ed25519PrivateKey), ("RSA", RSAPrivateKey)):
        made = api.application("POST", KEYS, {"signingKeyCipher": cipher})
        assert made.status == 200
        key = made.body
        private = load_der_private_key(b64decode(key["privateKey"]), None)
        assert isinstance(private, kind)
        public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        assert b64decode(key["publicKey"]) == public
        assert key["jwe"].count(".") == 4
        assert key["creationTime"] == 1_795_510_800
        assert key["expirationTime"] == 1_890_205_200  # 2029-11-24T09:00:00Z
        again = api.application("GET", f"{KEYS}/{key['signingKeyId']}").body
        assert again == {name: key[name] for name in key if name != "privateKey"}
    listed = api.application("GET", KEYS).body["signingKeys"]
    assert [each["signingKeyCipher"] for each in listed] == ["ED25519", "RSA"]
    assert all("privateKey" not in each for each in listed)


def test_keys_that_are_not_made(api: Any) -> None:
    api.refused(400, 210006, lambda: api.application("POST", KEYS))
    api.refused(400, 210006, lambda: api.application("POST", KEYS, []))
    for cipher in ("DSA", None, 5, ["RSA"]):
        body = {"signingKeyCipher": cipher}
        api.refused(400, 210001, lambda body=body: api.application("POST", KEYS, body))
    missing = api.refused(404, 210002, lambda: api.application("GET", f"{KEYS}/1"))
    assert missing.error["message"] == "The signing key with id 1 was not found."
    other = api.ebay.auth.register_application("Other")
    stranger = api.ebay.create_signing_key("ED25519", other.id)
    api.refused(404, 210002, lambda: api.application("GET", f"{KEYS}/{stranger.id}"))
    assert api.call("GET", KEYS, token="").status == 401
