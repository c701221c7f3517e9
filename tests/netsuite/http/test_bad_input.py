"""Bad input in one table: NetSuite's own answer, and a world whose documents did not change.

Jane's account holds W1 three times: an order, a cash sale and an invoice. `%(names)s` in a
call stand for their ids.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.world import World, open_world

ACCESSING = "Error while accessing a resource. "
OUTSIDE = f"{ACCESSING}The transaction date you specified is not within the date range of your "
WRONG_TYPE = f"{ACCESSING}Transaction type specified is incorrect."
NO_LINES = f"{ACCESSING}You must have at least one valid line item for this transaction."


def bad(field: str, value: object) -> str:
    return f"{ACCESSING}Invalid Field Value {value} for the following field: {field}"


@pytest.fixture
def world() -> World:
    world = open_world(seed=7)
    world.clock.wall = lambda: datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
    return world


@pytest.fixture
def client(rest: Any, world: World) -> Any:
    return type(rest)(world.netsuite)


@pytest.fixture
def ids(client: Any) -> dict[str, str]:
    def bill(target: str) -> str:
        order = client.post("/salesOrder", client.order_body(jane))
        return str(client.post(f"/salesOrder/{order}/!transform/{target}"))

    jane = client.post("/customer", {"firstName": "Jane", "lastName": "Roe"})
    return {
        "jane": jane,
        "order": client.post("/salesOrder", client.order_body(jane)),
        "sale": bill("cashSale"),
        "invoice": bill("invoice"),
        "tee": client.item("TEE-BLK"),
    }


# what was wrong with the login                -> what only the audit trail tells
LOGINS: dict[str, tuple[dict[str, str], str]] = {
    "wrong signature": ({"NETSUITE_TOKEN_SECRET": "wrong"}, "InvalidSignature"),
    "stale timestamp": ({"timestamp": "1795510499"}, "InvalidTimestamp"),  # 08:54:59, now is 09:00
    "early timestamp": ({"timestamp": "1795511101"}, "InvalidTimestamp"),  # 09:05:01
    "replayed nonce": ({"timestamp": "1795510800", "nonce": "used-before"}, "NonceUsed"),
    "short nonce": ({"nonce": "abcde"}, "MissingTokenPassportRequiredFields"),
    "another account": ({"NETSUITE_ACCOUNT": "5512346"}, "token_rejected"),
    "realm of the sandbox": ({"NETSUITE_ACCOUNT": "5512345_SB1"}, "token_rejected"),
    "realm as the host has it": ({"NETSUITE_ACCOUNT": "5512345-sb1"}, "token_rejected"),
    "unknown consumer": ({"NETSUITE_CONSUMER_KEY": "nobody"}, "consumer_key_unknown"),
    "unknown token": ({"NETSUITE_TOKEN_ID": "nobody"}, "token_rejected"),
    "SHA-1": ({"signature_method": "HMAC-SHA1"}, "UnknownAlgorithm"),
}


@pytest.mark.parametrize("name", LOGINS)
def test_login(client: Any, world: World, ids: dict[str, str], name: str) -> None:
    changes, cause = LOGINS[name]
    path = "/services/rest/record/v1/salesOrder"
    used = client.signed("GET", path, timestamp="1795510800", nonce="used-before")
    assert client("GET", path, authorization=used).status == 200
    before = world.documents_hash()
    method = "GET" if name == "replayed nonce" else "POST"
    response = client(
        method,
        path,
        body=client.order_body(ids["jane"]),
        authorization=client.signed(method, path, **changes),
    )
    assert (response.status, client.read(response)["title"]) == (401, "Unauthorized")
    [detail] = client.read(response)["o:errorDetails"]
    assert detail["o:errorCode"] == "INVALID_LOGIN"
    assert detail["detail"].startswith("Invalid login attempt. For more details, see the Login ")
    assert response.header("WWW-Authenticate") == (
        'OAuth realm="5512345", error="token_rejected", error_description="Invalid login attempt."'
    )
    assert world.netsuite.desk.login_audit()[-1].detail == cause
    assert world.documents_hash() == before


REFUND = "/cashSale/%(sale)s/!transform/cashRefund"
LINE = '{"item": {"id": "%(tee)s"}, "quantity": 1, "rate": 5}'


def order(more: str) -> str:
    return f'{{"entity": {{"id": "%(jane)s"}}, "item": {{"items": [{LINE}]}}, {more}}}'


def refund_line(more: str) -> str:
    return f'{{"item": {{"items": [{{"line": 1, {more}}}]}}}}'


# name -> method, path, body              -> status, code, detail, path of the error in the body
BODIES: dict[str, tuple[str, str, str, int, str, str, str | None]] = {
    "malformed JSON": (
        "POST", "/salesOrder", "{\"entity\": ",
        400, "INVALID_CONTENT", "Invalid content in the request body.", None,
    ),
    "nested too deep": (
        "POST", "/salesOrder", "{\"item\": " * 100_000,
        400, "INVALID_CONTENT", "Invalid content in the request body.", None,
    ),
    "a list": (
        "POST", "/salesOrder", "[]",
        400, "INVALID_CONTENT", "Invalid content in the request body.", None,
    ),
    "unknown record type": (
        "POST", "/salesOrdr", "{}",
        404, "NONEXISTENT_ID", "Record type 'salesOrdr' does not exist.", None,
    ),
    "unknown customer": (
        "GET", "/customer/999999", "",
        404, "NONEXISTENT_ID",
        "The record instance does not exist. Provide a valid record instance ID.", None,
    ),
    "unknown external id": (
        "PATCH", "/salesOrder/eid:nobody", "{}",
        404, "NONEXISTENT_ID",
        "The record instance does not exist. Provide a valid record instance ID.", None,
    ),
    "unknown transaction": (
        "PATCH", "/salesOrder/999999", "{}", 400, "USER_ERROR", WRONG_TYPE, None,
    ),
    "a sale as an order": (
        "PATCH", "/salesOrder/%(sale)s", "{}", 400, "USER_ERROR", WRONG_TYPE, None,
    ),
    "unknown item": (
        "POST", "/salesOrder",
        '{"entity": {"id": "%(jane)s"}, "item": {"items": [{"item": {"id": "9999"}}]}}',
        400, "INVALID_CONTENT", bad("item", 9999), "item.items[0].item",
    ),
    "a refund of an order": (
        "POST", "/salesOrder/%(order)s/!transform/cashRefund", "{}", 400, "INVALID_REQUEST",
        "Transformation of record type 'salesOrder' to 'cashRefund' is not supported.", None,
    ),
    "a credit memo of a cash sale": (
        "POST", "/cashSale/%(sale)s/!transform/creditMemo", "{}", 400, "INVALID_REQUEST",
        "Transformation of record type 'cashSale' to 'creditMemo' is not supported.", None,
    ),
    "a cash refund of an invoice": (
        "POST", "/invoice/%(invoice)s/!transform/cashRefund", "{}", 400, "INVALID_REQUEST",
        "Transformation of record type 'invoice' to 'cashRefund' is not supported.", None,
    ),
    "an unknown transform": (
        "POST", "/cashSale/%(sale)s/!transform/refund", "{}",
        404, "NONEXISTENT_ID", "Record type 'refund' does not exist.", None,
    ),
    "an order of zero": (
        "POST", "/salesOrder",
        '{"entity": {"id": "%(jane)s"}, "item": {"items": [{"item": {"id": "%(tee)s"}, '
        '"quantity": 0}]}}',
        400, "USER_ERROR", f"{ACCESSING}Please enter value(s) for: Quantity.",
        "item.items[0].quantity",
    ),
    "an order of less than zero": (
        "POST", "/salesOrder",
        '{"entity": {"id": "%(jane)s"}, "item": {"items": [{"item": {"id": "%(tee)s"}, '
        '"quantity": -1}]}}',
        400, "INVALID_CONTENT", bad("quantity", -1), "item.items[0].quantity",
    ),
    "a refund of nothing": (
        "POST", f"{REFUND}?replace=item", refund_line('"quantity": 0'),
        400, "USER_ERROR", NO_LINES, "item",
    ),
    "a refund of less than nothing": (
        "POST", REFUND, refund_line('"quantity": -1'),
        400, "INVALID_CONTENT", bad("quantity", -1), "item.items[0].quantity",
    ),
    "a refund of four out of three": (
        "POST", REFUND, refund_line('"quantity": 4'),
        400, "USER_ERROR",
        f"{ACCESSING}The quantity of line 1 exceeds the quantity that remains (3).",
        "item.items[0].quantity",
    ),
    "an order in a currency that Jane does not have": (
        "POST", "/salesOrder", order('"currency": {"id": "2"}'),
        400, "INVALID_CONTENT", bad("currency", 2), "currency",
    ),
    "a refund in another currency than the sale": (
        "POST", REFUND, '{"currency": {"id": "2"}}',
        400, "INVALID_CONTENT", bad("currency", 2), "currency",
    ),
    "a rate for the base currency": (
        "POST", "/salesOrder", order('"exchangeRate": 1.1'),
        400, "INVALID_CONTENT", bad("exchangeRate", "1.1"), "exchangeRate",
    ),
    "terms and a payment method": (
        "POST", "/salesOrder", order('"terms": {"id": "1"}, "paymentMethod": {"id": "1"}'),
        400, "USER_ERROR",
        f"{ACCESSING}A sales order cannot have both Terms and a Payment Method. Remove one of "
        "them.", "terms",
    ),
    "more than the invoice is due": (
        "POST", "/customerPayment",
        '{"customer": {"id": "%(jane)s"}, "payment": 500, "apply": {"items": '
        '[{"doc": {"id": "%(invoice)s"}, "apply": true, "amount": 127.83}]}}',
        400, "USER_ERROR",
        f"{ACCESSING}The amount applied (127.83) exceeds the amount due (127.82).",
        "apply.items[0].amount",
    ),
    "legacy tax": (
        "POST", "/salesOrder", order('"taxItem": {"id": "1"}'),
        400, "USER_ERROR",
        f"{ACCESSING}The field taxItem belongs to legacy tax, which REST web services do not "
        "support.", "taxItem",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_body(client: Any, world: World, ids: dict[str, str], name: str) -> None:
    method, path, body, status, code, detail, where = BODIES[name]
    path, _, query = (path % ids).partition("?")
    content = (body % ids).encode() or None
    before = world.documents_hash()
    places = {} if where is None else {"path": where}
    client.refuses(status, code, detail, (method, path, query, content), **places)
    assert world.documents_hash() == before


@pytest.mark.parametrize(
    ("mode", "status", "named"),
    [
        ("ignore", 204, None),
        ("warning", 204, "colour"),
        (None, 204, "colour"),
        ("error", 400, None),
    ],
)
def test_unknown_field(
    client: Any, world: World, ids: dict[str, str], mode: str | None, status: int, named: str | None
) -> None:
    """Dropped, dropped and named, or refused; nowhere is it kept."""
    headers = {} if mode is None else {"X-NetSuite-PropertyNameValidation": mode}
    before = world.documents_hash()
    response = client("PATCH", f"/cashSale/{ids['sale']}", body={"colour": "red"}, headers=headers)
    assert (response.status, response.header("X-NetSuite-PropertyValidation")) == (status, named)
    if status == 400:
        assert client.read(response)["o:errorDetails"] == [
            {
                "detail": "Unknown reference or field 'colour'.",
                "o:errorPath": "colour",
                "o:errorCode": "INVALID_CONTENT",
            }
        ]
    assert world.documents_hash() == before
    assert "colour" not in client.get(f"/cashSale/{ids['sale']}")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/salesOrder/%(order)s/!transform/cashSale"),
        ("POST", "/salesOrder/%(order)s/!transform/itemFulfillment"),
        ("POST", REFUND),
        ("POST", "/invoice/%(invoice)s/!transform/creditMemo"),
        ("POST", "/invoice/%(invoice)s/!transform/customerPayment"),
        ("PATCH", "/cashSale/%(sale)s"),
        ("DELETE", "/invoice/%(invoice)s"),
    ],
)
def test_closed_period(
    client: Any, world: World, ids: dict[str, str], method: str, path: str
) -> None:
    world.netsuite.desk.close_period(2026, 11)
    before = world.documents_hash()
    body = None if method == "DELETE" else json.dumps({"memo": "late"}).encode()
    client.refuses(
        400,
        "USER_ERROR",
        f"{OUTSIDE}accounting period.",
        (method, path % ids, "", body),
        path="tranDate",
    )
    assert world.documents_hash() == before
