"""Digital signatures: who signs, what holds, and in which words the rest is refused.

`SIGNED` was made by another implementation of RFC 9421 (PyPI http-message-signatures 3.0.0) with
the RFC's own Ed25519 key and an RSA key; the other signatures are put together here by hand.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from sandbox.ebay.auth_records import SigningKey
from sandbox.ebay.signatures import bases, holds
from sandbox.kernel.routing import Request

MONEY = "/sell/finances/v1/transaction"
START = 1_795_510_800  # the world's time, in seconds
# RFC 9421, appendix B.1.4.
RFC_PUBLIC = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="
RSA_PUBLIC = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvkB+iZiAm/WTYbICrakBejrz9p+33/i2UuaxjW5JJ9MYjckm"
    "td/Gn5XIMa1aeCtVYKsDQPDwCnksqG9b/WV/Sz00MWwoDEk590+NUZywtFO0J/zkJ97Usu7BHOanMme3oBSGaST6iLZR"
    "hS1JaxCJ8itnuUhASRjJtLCjydJd4N9O6Clo49g1EsiMjAUZE+7G04ZguHpbw5e8g1A1Y8a1Ba/hJBKSrpAdd2vYfLaQ"
    "n5JjqJIVfPTkNvkg1mOz/zOCHzMlyRxPn44ZqSRv/uv9BoBOt62aaKC/gidZaxeHe/tSmntjgd/zibym181GoArLqz0e"
    "BraxM5HXsfWjwdW0JQIDAQAB"
)
COMPONENTS = '("x-ebay-signature-key" "@method" "@path" "@authority")'
SIGNED = {
    "ed": {
        "x-ebay-signature-key": "jwe-of-ed",
        "signature-input": f'sig1={COMPONENTS};created=1795510800;keyid="ed"',
        "signature": "sig1=:ip2x9RS8cz9GTbLjQiA9D3cuGVKZNoISFmj5xPv8LtDy8glDx6FFxHHBkvtZsHEuycJv"
        "c5r2duZr/FhafqjpDQ==:",
    },
    "rsa": {
        "x-ebay-signature-key": "jwe-of-rsa",
        "signature-input": f'sig1={COMPONENTS};created=1795510800;keyid="rsa"',
        "signature": "sig1=:TNkdcDYUQSGPWVZ7/1ynKyqzRwKh9JDc/WPW2jxwdzHp4iT7omHUYeFSWSq6GWKMKFicz"
        "fPZxJrw50kAUajNkdrQ2s0POKMsLbboayjkgev+MqjwdSv3vCaL7/rNK5SLupQgKqg1Gz5Wr7r1Hpyr55y+4t4ZWCh+vJny"
        "k64EPinYmbmX0N9yEjAY2sdGgC6CO+hPU5l3r5SV2Oac66z2DqKxsdmMq/AF/TRSclUe8u/sxxvfwjcgL4JtG7c6red/"
        "Zs4umT/fxwWl8tfDdt3lG3QQfxsZ3QvOiNaVOkg1xcNPo/+8pwlflu+PHPk+t7gD7sscyRMtChi/ZouKd1PdBg==:",
    },
}
SIGNED_BODY = {
    "x-ebay-signature-key": "jwe-of-ed",
    "content-digest": "sha-256=:5p7oKW08/IQZKKg4+0e1Lf6Rcqg9zOx2HvjRUU+HZSQ=:",
    "signature-input": 'sig1=("content-digest" "x-ebay-signature-key" "@method" "@path" '
    '"@authority");created=1795510800;keyid="ed"',
    "signature": "sig1=:fnL7uq0SEpDxwLPGXmhB6bJyamWryGYX4BDVqgkh4wcDHwE1uZnmiTx16VhqH6KC6KR7jiGE"
    "GM9/MJLWPuYoDg==:",
}


@pytest.fixture
def british(new_api: Any) -> Any:
    """A seller of the United Kingdom, with two keys that were made elsewhere."""
    api = new_api(marketplace="EBAY_GB")
    api.settings.seller_country = "GB"
    now = api.universe.clock.now()
    for name, public in (("ed", RFC_PUBLIC), ("rsa", RSA_PUBLIC)):
        api.ebay.auth.signing_keys.put(
            SigningKey(
                id=name,
                application=api.ebay.auth.application.id,
                cipher="RSA" if name == "rsa" else "ED25519",
                jwe=f"jwe-of-{name}",
                public_key=public,
                private_key="",
                created=now,
                expires=now + timedelta(days=1096),
            )
        )
    return api


class Signer:
    """Puts a signature together line by line, as the guide describes it."""

    def __init__(self, key: dict[str, Any]) -> None:
        self.jwe = key["jwe"]
        self.key = load_der_private_key(b64decode(key["privateKey"]), None)
        self.pss = False

    def headers(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        authority: str = "apiz.ebay.com",
        created: int = START,
        digest: str = "sha256",
        **changed: str,
    ) -> dict[str, str]:
        sent = {"x-ebay-signature-key": self.jwe}
        names = ["x-ebay-signature-key", "@method", "@path", "@authority"]
        values = {**sent, "@method": method, "@path": path, "@authority": authority}
        if body:
            label = {"sha256": "sha-256", "sha512": "sha-512"}[digest]
            hashed = b64encode(hashlib.new(digest, body).digest()).decode()
            sent["content-digest"] = values["content-digest"] = f"{label}=:{hashed}:"
            names.insert(0, "content-digest")
        quoted = " ".join(f'"{name}"' for name in names)
        parameters = f"({quoted});created={created}"
        lines = [f'"{name}": {values[name]}' for name in names]
        base = "\n".join([*lines, f'"@signature-params": {parameters}'])
        signature = b64encode(self._sign(base.encode())).decode()
        sent |= {"signature-input": f"sig1={parameters}", "signature": f"sig1=:{signature}:"}
        return sent | changed

    def _sign(self, base: bytes) -> bytes:
        if isinstance(self.key, Ed25519PrivateKey):
            return self.key.sign(base)
        assert isinstance(self.key, RSAPrivateKey)
        if self.pss:
            mask = padding.MGF1(hashes.SHA256())
            salted = padding.PSS(mgf=mask, salt_length=padding.PSS.DIGEST_LENGTH)
            return self.key.sign(base, salted, hashes.SHA256())
        return self.key.sign(base, padding.PKCS1v15(), hashes.SHA256())


def new_key(api: Any, cipher: str = "ED25519") -> Signer:
    body = {"signingKeyCipher": cipher}
    made = api.application("POST", "/developer/key_management/v1/signing_key", body)
    assert made.status == 200
    return Signer(made.body)


def test_the_vector_of_the_rfc() -> None:
    """Appendix B.2.6: components that eBay does not use, too."""
    headers = [
        ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("Content-Type", "application/json"),
        ("Content-Length", "18"),
    ]
    request = Request("POST", "example.com", "/foo", "param=Value&Pet=dog", headers)
    names = ("date", "@method", "@path", "@authority", "content-type", "content-length")
    given = (
        '("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    [base, *_] = bases(request, names, given)
    signature = b64decode(
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )
    assert holds(RFC_PUBLIC, signature, base.encode())
    assert not holds(RFC_PUBLIC, signature, base.encode() + b"\n")


@pytest.mark.parametrize("key", ["ed", "rsa"])
def test_what_another_implementation_signed_holds(british: Any, key: str) -> None:
    assert british.call("GET", MONEY, headers=SIGNED[key], limit="20").status == 204
    other = british.call("GET", "/sell/finances/v1/payout", headers=SIGNED[key])
    assert other.error["errorId"] == 215120


def test_a_body_that_another_implementation_signed_holds(british: Any) -> None:
    path = "/sell/fulfillment/v1/order/12-34567-89012/issue_refund"
    body = b'{"reasonForRefund":"OTHER_ADJUSTMENT"}'
    answer = british.call("POST", path, body, headers=SIGNED_BODY)
    assert answer.error["errorId"] == 34905  # the refund is looked at: the signature was good
    tampered = british.call("POST", path, body.replace(b"OTHER", b"0THER"), headers=SIGNED_BODY)
    assert tampered.error["errorId"] == 215120


def test_a_british_seller_who_does_not_sign(british: Any) -> None:
    answer = british.get(MONEY)
    assert answer.status == 400
    assert answer.error == {
        "errorId": 215001,
        "domain": "ACCESS",
        "category": "REQUEST",
        "message": "Missing x-ebay-signature-key header",
        "longMessage": "Missing x-ebay-signature-key header to fulfill the request.",
    }


def test_the_status_of_a_signature_that_is_missing_or_wrong(british: Any) -> None:
    british.settings.signature_refusal_status = 403
    assert british.refused(403, 215001, lambda: british.get(MONEY))
    tampered = {**SIGNED["ed"], "x-ebay-signature-key": "jwe-of-rsa"}
    british.refused(403, 215120, lambda: british.call("GET", MONEY, headers=tampered))
    assert british.call("GET", MONEY, headers=SIGNED["ed"]).status == 204


def _digest(name: str, body: bytes) -> str:
    hashed = hashlib.new(name.replace("-", ""), body).digest()
    return f"{name}=:{b64encode(hashed).decode()}:"


@pytest.mark.parametrize(
    ("digests", "holds_so"),
    [
        (("sha-256", "sha-512"), True),
        (("sha-512", "md5"), True),
        (("md5",), False),
        (("sha-256", "!sha-512"), False),
        (("!sha-256",), False),
        ((), False),
    ],
)
def test_digests_of_a_body(british: Any, digests: tuple[str, ...], holds_so: bool) -> None:
    signer, body = new_key(british), b'{"reasonForRefund":"OTHER_ADJUSTMENT"}'
    path = "/sell/fulfillment/v1/order/12-34567-89012/issue_refund"
    told = ", ".join(
        _digest(each.strip("!"), b"other" if each.startswith("!") else body) for each in digests
    )
    names = ("content-digest", "x-ebay-signature-key", "@method", "@path", "@authority")
    values = (told, signer.jwe, "POST", path, "api.ebay.com")
    parameters = "(" + " ".join(f'"{name}"' for name in names) + f");created={START}"
    lines = [f'"{name}": {value}' for name, value in zip(names, values, strict=True)]
    base = "\n".join([*lines, f'"@signature-params": {parameters}'])
    headers = {
        "x-ebay-signature-key": signer.jwe,
        "content-digest": told,
        "signature-input": f"sig1={parameters}",
        "signature": f"sig1=:{b64encode(signer._sign(base.encode())).decode()}:",
    }
    answer = british.call("POST", path, body, headers=headers)
    assert answer.error["errorId"] == (34905 if holds_so else 215120)


def test_a_seller_of_the_united_states_need_not(api: Any) -> None:
    assert api.get(MONEY).status == 204
    assert api.call("GET", MONEY, headers={"x-ebay-signature-key": "anything"}).status == 204
    api.settings.signatures_everywhere = True
    assert api.get(MONEY).error["errorId"] == 215001


def test_which_calls_are_signed(british: Any) -> None:
    order = british.sold(collected_tax=0)
    returned = british.desk.buyer_asks_return(order.id)
    unsigned = [
        ("GET", "/sell/finances/v1/payout"),
        ("GET", "/sell/finances/v1/payout/1"),
        ("GET", "/sell/finances/v1/payout_summary"),
        ("GET", "/sell/finances/v1/transaction_summary"),
        ("GET", "/sell/finances/v1/transfer/1"),
        ("GET", "/sell/finances/v1/seller_funds_summary"),
        ("POST", f"/sell/fulfillment/v1/order/{order.id}/issue_refund"),
        ("POST", f"/post-order/v2/return/{returned.id}/issue_refund"),
        ("POST", f"/post-order/v2/return/{returned.id}/decide"),
        ("POST", "/post-order/v2/cancellation"),
        ("POST", "/post-order/v2/cancellation/1/approve"),
    ]
    for method, path in unsigned:
        british.refused(400, 215001, lambda m=method, p=path: british.call(m, p, {}))
    for path in (
        "/sell/fulfillment/v1/order",
        f"/sell/fulfillment/v1/order/{order.id}",
        "/post-order/v2/return/search",
        "/post-order/v2/cancellation/search",
    ):
        assert british.get(path).status == 200


def test_a_signed_refund_and_a_body_that_was_changed_on_its_way(british: Any) -> None:
    order = british.sold(collected_tax=0)
    path = f"/sell/fulfillment/v1/order/{order.id}/issue_refund"
    amount = {"value": "10.00", "currency": "GBP"}
    body = json.dumps(
        {"reasonForRefund": "OTHER_ADJUSTMENT", "orderLevelRefundAmount": amount}
    ).encode()
    signer = new_key(british)
    good = signer.headers("POST", path, body, authority="api.ebay.com")
    more = body.replace(b"10.00", b"40.00")
    tampered = british.refused(400, 215120, lambda: british.call("POST", path, more, headers=good))
    assert tampered.error["message"] == "Signature validation failed"
    assert tampered.error["longMessage"] == "Signature validation failed to fulfill the request."
    hashed = b64encode(hashlib.sha256(more).digest()).decode()
    forged = good | {"content-digest": f"sha-256=:{hashed}:"}
    british.refused(400, 215120, lambda: british.call("POST", path, more, headers=forged))
    assert british.call("POST", path, body, headers=good).body["refundStatus"] == "PENDING"


@pytest.mark.parametrize("digest", ["sha256", "sha512"])
@pytest.mark.parametrize("cipher", ["ED25519", "RSA", "RSA-PSS"])
def test_keys_of_key_management(british: Any, cipher: str, digest: str) -> None:
    signer = new_key(british, cipher.partition("-")[0])
    signer.pss = cipher.endswith("PSS")
    assert british.call("GET", MONEY, headers=signer.headers("GET", MONEY)).status == 204
    path = "/sell/fulfillment/v1/order/12-34567-89012/issue_refund"
    body = b'{"reasonForRefund":"OTHER_ADJUSTMENT"}'
    headers = signer.headers("POST", path, body, authority="api.ebay.com", digest=digest)
    assert british.call("POST", path, body, headers=headers).error["errorId"] == 34905


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"signature": ""}, 215001),
        ({"signature-input": ""}, 215001),
        ({"x-ebay-signature-key": "unknown"}, 215122),
        ({"signature": "sig2=:AAAA:"}, 215120),
        ({"signature": "sig1=:A:"}, 215120),
        ({"signature": "sig1=AAAA"}, 215120),
        ({"signature-input": "sig1=x"}, 215120),
        ({"signature-input": f"sig1={COMPONENTS}"}, 215114),
        ({"signature-input": f"sig1={COMPONENTS};created=1"}, 215114),
        ({"signature-input": f'sig1=("@method" "@path");created={START}'}, 215120),
        ({"signature-input": f'sig1=("x" {COMPONENTS[1:]};created={START}'}, 215120),
    ],
)
def test_headers_that_do_not_hold(british: Any, changed: dict[str, str], number: int) -> None:
    headers = new_key(british).headers("GET", MONEY) | changed
    british.refused(400, number, lambda: british.call("GET", MONEY, headers=headers))


def test_a_digest_that_is_not_signed_or_not_there(british: Any) -> None:
    path = "/sell/fulfillment/v1/order/12-34567-89012/issue_refund"
    body = b'{"reasonForRefund":"OTHER_ADJUSTMENT"}'
    signer = new_key(british)
    bare = signer.headers("POST", path, authority="api.ebay.com")
    assert british.call("POST", path, body, headers=bare).error["errorId"] == 215120
    hashed = b64encode(hashlib.sha256(body).digest()).decode()
    for digest in (f"sha-256=:{hashed}:", f"md5=:{hashed}:", "sha-256=:=:", ""):
        beside = bare | {"content-digest": digest}
        assert british.call("POST", path, body, headers=beside).error["errorId"] == 215120


def test_the_time_of_signing_is_now(british: Any) -> None:
    signer = new_key(british)
    for seconds, number in ((-301, 215114), (-300, 0), (300, 0), (301, 215114)):
        headers = signer.headers("GET", MONEY, created=START + seconds)
        answer = british.call("GET", MONEY, headers=headers)
        if number:
            assert answer.error["errorId"] == number
            message = "The create time of signature parameters is not in right range"
            assert answer.error["message"] == message
        else:
            assert answer.status == 204, seconds


def test_a_key_of_another_keyset_or_an_old_one(british: Any) -> None:
    other = british.ebay.auth.register_application("Other")
    stranger = british.ebay.create_signing_key("ED25519", other.id)
    signer = Signer({"jwe": stranger.jwe, "privateKey": stranger.private_key})
    answer = british.call("GET", MONEY, headers=signer.headers("GET", MONEY))
    assert answer.error["errorId"] == 215122
    old = new_key(british)
    british.later(days=3 * 366)
    now = int(british.universe.clock.now().timestamp())
    token = british.ebay.auth.issue_access_token(refresh_token=british.ebay.auth.authorise())
    headers = old.headers("GET", MONEY, created=now)
    assert british.call("GET", MONEY, token=token, headers=headers).error["errorId"] == 215122


@pytest.mark.parametrize(
    ("authority", "path"),
    [
        ("127.0.0.1:8800", f"/ebay{MONEY}"),  # what was called
        ("127.0.0.1", f"/ebay{MONEY}"),  # a client that signs without the port
        ("apiz.ebay.com", MONEY),  # a client that signs eBay's own name, whatever it calls
    ],
)
def test_an_address_of_our_own(british: Any, authority: str, path: str) -> None:
    headers = new_key(british).headers("GET", path, authority=authority)
    headers["authorization"] = f"Bearer {british.token}"
    base = "http://127.0.0.1:8800/ebay"
    request = Request("GET", "apiz.ebay.com", MONEY, "", list(headers.items()), base=base)
    assert british.ebay.handle(request).status == 204


def test_the_connector_s_own_key_is_among_the_credentials(british: Any) -> None:
    known = british.ebay.credentials()
    signer = Signer(
        {"jwe": known["EBAY_SIGNING_JWE"], "privateKey": known["EBAY_SIGNING_PRIVATE_KEY"]}
    )
    assert british.call("GET", MONEY, headers=signer.headers("GET", MONEY)).status == 204
    assert british.ebay.credentials() == known


def test_a_seller_who_does_not_sign_has_no_key(api: Any) -> None:
    assert list(api.ebay.credentials()) == [
        "EBAY_CLIENT_ID",
        "EBAY_CLIENT_SECRET",
        "EBAY_REFRESH_TOKEN",
        "EBAY_RU_NAME",
        "EBAY_USER_ID",
        "EBAY_MARKETPLACE_ID",
    ]
    assert len(api.ebay.auth.signing_keys) == 0
