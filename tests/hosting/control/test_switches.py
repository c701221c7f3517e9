"""Switches of a served world: read with what they mean, set, refused."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.hosting.client import Sandbox, SandboxRefused
from sandbox.hosting.control import Control
from sandbox.hosting.hub import Hub
from sandbox.hosting.in_process import InProcess
from sandbox.hosting.state import StateFile
from sandbox.world import World

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_every_switch_of_every_platform_says_what_it_means(sandbox: Sandbox) -> None:
    found = sandbox.switches.all()
    assert {each.platform for each in found} == {
        "netsuite", "shopify", "quickbooks_online", "amazon", "ebay",
    }  # fmt: skip
    assert [each.name for each in found if len(each.description) < 20] == []
    assert [each.name for each in found if each.value != each.default] == []
    known = {(each.platform, each.name): each for each in found}
    suite_tax = known["netsuite", "tax_engine"]
    assert (suite_tax.kind, suite_tax.value, suite_tax.choices) == (
        "text",
        "suitetax",
        ["suitetax", "legacy"],
    )
    assert suite_tax.description.startswith("SuiteTax accounts take taxDetails;")
    assert suite_tax.description.endswith('(Help Center "REST Web Services: Legacy Tax").')
    fee = known["shopify", "payment_fee_rate"]
    assert (fee.kind, fee.value) == ("amount", Decimal("0.029"))
    assert known["shopify", "payment_fee_fixed"].description == fee.description
    days = known["ebay", "refund_days"]
    assert (days.kind, days.value) == ("number", 90)
    assert known["amazon", "throttling"].value is True
    assert "Here: a realm." in known["quickbooks_online", "requests_a_minute"].description


@pytest.mark.parametrize(
    ("platform", "name", "value", "read"),
    [
        ("netsuite", "tax_rate", "8.875", Decimal("8.875")),
        ("netsuite", "tax_rate", 7, Decimal(7)),
        ("netsuite", "one_world", True, True),
        ("netsuite", "missing_transaction_status", 404, 404),
        ("netsuite", "sale_foreign_total_sign", -1, -1),
        ("netsuite", "time_zone", "Europe/Berlin", "Europe/Berlin"),
        ("shopify", "line_refunds", False, False),
        ("shopify", "dispute_fee", "20.00", Decimal("20.00")),
        ("quickbooks_online", "webhook_format", "both", "both"),
        ("amazon", "settlement_line_end", "\r\n", "\r\n"),
        ("ebay", "refund_outcome", "FAILED", "FAILED"),
        ("ebay", "seller_country", "GB", "GB"),
    ],
)
def test_a_switch_is_set_in_the_world(
    sandbox: Sandbox, world: World, platform: str, name: str, value: Any, read: Any
) -> None:
    answered = sandbox.switches.set(platform, name, value)
    assert (answered.value, type(answered.value)) == (read, type(read))
    assert sandbox.switches.get(platform, name) == answered
    settings: Any = getattr(world, platform).settings
    assert getattr(settings, name) == read


def test_half_a_character_is_no_text(http: httpx.Client, world: World) -> None:
    for path, name in (("switches/ebay/bank_nickname", "value"), ("snapshots", "name")):
        answer = http.request(
            "PUT" if name == "value" else "POST",
            path,
            content=json.dumps({name: "\ud83d"}).encode(),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == 422, path
        assert "half of a character" in answer.json()["error"]["message"]
    whole = http.put(
        "switches/ebay/bank_nickname",
        content=json.dumps({"value": "\U0001f3e6"}).encode(),
        headers={"content-type": "application/json"},
    )
    assert whole.json()["value"] == "\U0001f3e6"
    assert world.ebay.settings.bank_nickname == "\U0001f3e6"


def test_a_number_is_read_exactly(sandbox: Sandbox, http: httpx.Client, world: World) -> None:
    sent = http.put(
        "switches/netsuite/tax_rate",
        content=b'{"value": 8.1234567890123}',
        headers={"content-type": "application/json"},
    )
    assert sent.json()["value"] == "8.1234567890123"
    assert world.netsuite.settings.tax_rate == Decimal("8.1234567890123")


@pytest.mark.parametrize(
    ("platform", "name", "value", "message"),
    [
        ("ebay", "refund_outcome", "LATER", "one of 'REFUNDED', 'FAILED', not 'LATER'"),
        ("ebay", "refund_funding", 34924, "one of 0, 34925, 34926, 34927, 34928, 34930, not 34924"),
        ("ebay", "refund_days", -1, "not negative, as -1 is"),
        ("ebay", "refund_days", True, "a whole number up to 1000000, not True"),
        ("ebay", "refund_days", "90", "a whole number up to 1000000, not '90'"),
        ("ebay", "refund_days", 10**30, "a whole number up to 1000000, not 1000000000000"),
        ("ebay", "call_limits", 0, "true or false, not 0"),
        ("ebay", "call_limits", "false", "true or false, not 'false'"),
        ("ebay", "seller_country", 44, "a text, not 44"),
        ("netsuite", "tax_rate", "-0.01", "not negative, as '-0.01' is"),
        ("netsuite", "tax_rate", "NaN", "a number, not 'NaN'"),
        ("netsuite", "tax_rate", "1e400", "a number, not '1e400'"),
        ("netsuite", "tax_rate", "much", "a number, not 'much'"),
        ("netsuite", "tax_rate", None, "a number, not None"),
        ("netsuite", "tax_rate", [8], "a number, not [8]"),
        ("netsuite", "time_zone", "Mars/Olympus", "no time zone"),
        ("netsuite", "time_zone", "../etc/passwd", "no time zone"),
        ("quickbooks_online", "time_zone", "", "no time zone"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    sandbox: Sandbox, world: World, platform: str, name: str, value: Any, message: str
) -> None:
    settings: Any = getattr(world, platform).settings
    before = getattr(settings, name)
    with pytest.raises(SandboxRefused) as refused:
        sandbox.switches.set(platform, name, value)
    assert (refused.value.status, refused.value.problem.code) == (422, "malformed")
    assert refused.value.problem.field == "value"
    assert message in refused.value.problem.message
    assert refused.value.problem.fix
    assert getattr(settings, name) == before


def test_a_refusal_says_what_would_be_right(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxRefused) as refused:
        sandbox.switches.set("ebay", "refund_outcome", "LATER")
    assert refused.value.problem.fix == "one of 'REFUNDED', 'FAILED'"
    with pytest.raises(SandboxRefused) as refused:
        sandbox.switches.set("ebay", "call_limits", "no")
    assert refused.value.problem.fix == "true or false"


def test_what_is_not_there_is_named(sandbox: Sandbox, http: httpx.Client) -> None:
    with pytest.raises(SandboxRefused) as refused:
        sandbox.switches.all("etsy")
    assert (refused.value.status, refused.value.problem.field) == (404, "platform")
    assert "netsuite, shopify, quickbooks_online, amazon, ebay" in refused.value.problem.message
    with pytest.raises(SandboxRefused) as refused:
        sandbox.switches.get("ebay", "records")  # an attribute, and no switch
    assert (refused.value.status, refused.value.problem.code) == (404, "unknown")
    with pytest.raises(SandboxRefused) as refused:
        sandbox.switches.set("ebay", "refund_second", 3)
    assert (refused.value.status, refused.value.problem.code) == (404, "unknown")
    assert "there is no switch of ebay 'refund_second'" in refused.value.problem.message
    assert "refund_seconds" in refused.value.problem.message
    for body, field in (({}, "value"), ({"value": 1, "more": 2}, "more"), ([], "")):
        answer = http.put("switches/ebay/refund_days", json=body)
        assert answer.status_code == 422
        assert answer.json()["error"]["field"] == field


JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 1, 10**30, 9.5, "", "1", "-5", "1E+400", "\x00", "ü" * 60, [], {}, [[]],
    "UTC", "\ud83d", "/", "../..",
)  # fmt: skip


def test_whatever_is_sent_to_a_switch(http: httpx.Client, world: World) -> None:
    source, start, before = random.Random(7), world.snapshot(), world.documents_hash()
    for platform, settings in everything(world):
        for name in settings.names():
            value = getattr(settings, name)
            for junk in source.sample(JUNK, 5):
                answer = http.put(
                    f"switches/{platform}/{name}",
                    content=json.dumps({"value": junk}).encode(),
                    headers={"content-type": "application/json"},
                )
                if answer.status_code == 200:
                    assert answer.json()["value"] is not None
                    world.restore(start)
                    continue
                assert answer.status_code == 422, (name, junk, answer.text)
                assert answer.json()["error"]["code"] == "malformed"
                assert getattr(settings, name) == value
    assert world.bugs == []
    assert world.documents_hash() == before


def everything(world: World) -> list[tuple[str, Any]]:
    return [(name, getattr(world, name).settings) for name in world.platforms]


def test_a_switch_is_the_worlds_own_and_a_snapshot_has_it(sandbox: Sandbox) -> None:
    sandbox.worlds.open("second", kind="empty")
    sandbox.snapshot("before")
    sandbox.switches.set("ebay", "refund_days", 3)
    assert sandbox.of("second").switches.get("ebay", "refund_days").value == 90
    sandbox.restore("before")
    assert sandbox.switches.get("ebay", "refund_days").value == 90


def test_what_a_switch_says_happens(sandbox: Sandbox) -> None:
    sandbox.switches.set("ebay", "refund_outcome", "FAILED")
    order = sandbox.desk.ebay.buy("EB-TENT").result["id"]
    refund = sandbox.desk.ebay.seller_refunds(order).result
    assert refund["status"] == "PENDING"
    sandbox.clock.advance(minutes=5)
    assert [each["status"] for each in sandbox.desk.ebay.refunds(order).result] == ["FAILED"]


def test_the_description_has_them(http: httpx.Client) -> None:
    paths = http.get("openapi.json").json()["paths"]
    assert set(paths["/switches/{platform}/{name}"]) == {"get", "put"}
    assert set(paths["/switches"]) == set(paths["/switches/{platform}"]) == {"get"}


def test_a_state_file_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "world.db"
    hub = Hub(StateFile.open(path))
    hub.open("main", kind="empty", start=START, frozen=True)
    with Sandbox("http://127.0.0.1:8800", transport=InProcess(Control(hub))) as sandbox:
        sandbox.switches.set("shopify", "line_refunds", False)
        sandbox.switches.set("shopify", "dispute_fee", "20.10")
        sandbox.switches.set("ebay", "seller_country", "GB")
    hub.shut()
    again = Hub(StateFile.open(path))
    again.open_saved()
    with Sandbox("http://127.0.0.1:8800", transport=InProcess(Control(again))) as sandbox:
        assert sandbox.switches.get("shopify", "line_refunds").value is False
        assert repr(sandbox.switches.get("shopify", "dispute_fee").value) == "Decimal('20.10')"
        assert sandbox.switches.get("ebay", "seller_country").value == "GB"
    assert again.default.ebay.signs
    again.shut()
