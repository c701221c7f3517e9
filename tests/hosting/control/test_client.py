"""The client and the application together, in one process."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sandbox.hosting.client import Sandbox, SandboxRefused
from sandbox.hosting.control import Control
from sandbox.hosting.hub import Hub
from sandbox.kernel.routing import Request
from sandbox.world import World


def shop_request(world: World, path: str = "/admin/api/2026-07/shop.json") -> Request:
    credentials = world.credentials()
    token = ("x-shopify-access-token", credentials["SHOPIFY_TOKEN"])
    return Request("GET", credentials["SHOPIFY_SHOP"], path, "", [token])


def call(world: World, *paths: str) -> list[int]:
    async def run() -> list[int]:
        return [(await world.handle(shop_request(world, path))).status for path in paths]

    return asyncio.run(run())


def test_health_names_the_worlds(sandbox: Sandbox) -> None:
    health = sandbox.health()
    assert (health.status, health.default, health.worlds) == ("ok", "main", ["main"])


def test_credentials_are_those_of_the_world(sandbox: Sandbox, world: World) -> None:
    assert sandbox.credentials() == world.credentials()
    assert sandbox.environment()["NETSUITE_ACCOUNT"] == "5512345"
    assert "export NETSUITE_ACCOUNT=5512345\n" in sandbox.environment_file()
    assert "NETSUITE_ACCOUNT=5512345\n" in sandbox.environment_file("dotenv")
    assert sandbox.ca_pem().startswith("-----BEGIN CERTIFICATE-----")


# --- clock ---------------------------------------------------------------------------------------


def test_the_clock_advances_stops_and_runs(sandbox: Sandbox) -> None:
    assert sandbox.clock.get().now == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert sandbox.clock.advance(hours=2, minutes=30).now.isoformat() == "2026-11-24T11:30:00+00:00"
    moved = sandbox.clock.set(datetime(2026, 11, 25, tzinfo=UTC))
    assert (moved.now.isoformat(), moved.frozen) == ("2026-11-25T00:00:00+00:00", True)
    assert not sandbox.clock.run().frozen
    assert sandbox.clock.freeze(datetime(2026, 11, 26, tzinfo=UTC)).frozen
    assert sandbox.clock.get().now == datetime(2026, 11, 26, tzinfo=UTC)


def test_the_clock_does_not_go_back(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxRefused) as refused:
        sandbox.clock.set(datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    assert refused.value.status == 422
    assert refused.value.problem.field == "to"
    assert "a clock cannot go back, restore a snapshot instead" in refused.value.problem.message
    with pytest.raises(SandboxRefused) as refused:
        sandbox.clock.advance(days=-1)
    assert (refused.value.status, refused.value.problem.field) == (422, "days")
    with pytest.raises(SandboxRefused) as refused:
        sandbox.clock.advance(days=10**12)
    assert (refused.value.status, refused.value.problem.field) == (422, "days")
    assert sandbox.clock.get().now == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_the_clock_ends_before_dates_do(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxRefused) as refused:
        sandbox.clock.advance(days=2_700_000)
    assert refused.value.problem.message.startswith("a world's time ends before 9000-01-01")
    with pytest.raises(SandboxRefused) as refused:
        sandbox.clock.set(datetime(9999, 12, 31, tzinfo=UTC))
    assert (refused.value.status, refused.value.problem.field) == (422, "to")


def test_moving_the_clock_does_what_falls_due(sandbox: Sandbox, world: World) -> None:
    world.queue.put(
        "quickbooks_online", "events", due=world.clock.now() + timedelta(hours=1), payload="x"
    )
    owed = sandbox.queue()
    assert [(each.platform, each.kind, each.due.hour) for each in owed] == [
        ("quickbooks_online", "events", 10)
    ]
    world.quickbooks_online.perform = lambda _task: None  # type: ignore[method-assign]
    assert sandbox.pump() == 0
    assert sandbox.clock.advance(hours=1).done == 1
    assert sandbox.queue() == []


def test_a_move_waits_for_work_that_is_under_way(hub: Hub, control: Control) -> None:
    """The server pumps, too: what it has begun is done when the clock's answer comes."""
    world, order = hub.default, []
    sent = asyncio.Event()

    async def slow() -> int:
        task = world.queue.due()
        if task is None or order:
            return 0
        order.append("begun")
        await sent.wait()
        world.queue.remove(task)
        order.append("done")
        return 1

    async def run() -> None:
        world.queue.put("shopify", "delivery")
        world.pump = slow  # type: ignore[method-assign]
        pumping = asyncio.create_task(world.pump())
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, sent.set)
        transport = httpx.ASGITransport(control)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answer = await client.post("/_sandbox/v1/clock/advance", json={"seconds": 1})
        order.append(f"answered {answer.json()['done']}")
        await pumping

    asyncio.run(run())
    assert order == ["begun", "done", "answered 0"]


# --- desk ----------------------------------------------------------------------------------------


def test_a_desk_action_is_done_and_told_in_money(sandbox: Sandbox, world: World) -> None:
    placed = sandbox.desk.shopify.place([["TEE-BLK", 3], ["MUG-WHT", 1, Decimal("19.47")]])
    assert placed.result["document"] == "Order"
    assert placed.result["name"] == "#1001"
    assert placed.result["line_items"][1]["price"]["presentment"] == "19.47"
    order = world.shopify.desk.find("#1001")
    assert order.line_items[1].price.presentment == Decimal("19.47")
    assert placed.changes[0] == (
        "order #1001 created: total 86.01 USD, received 86.01 USD, tax 6.56 USD"
    )


def test_documents_are_handed_on_as_they_were_answered(sandbox: Sandbox) -> None:
    books = sandbox.desk.quickbooks_online
    customer = books.customer(DisplayName="Jo Buyer").result
    invoice = books.record_invoice(customer["Id"], {"TEE-BLK": 3}).result
    assert (invoice["document"], invoice["TotalAmt"]) == ("Invoice", "59.97")
    paid = books.receive_payment(invoice, "10.05")
    assert paid.changes == [
        "invoice 1001 balance 59.97 -> 49.92 USD",
        "payment 5 created: total 10.05 USD",
        "Accounts Receivable (A/R) -10.05 USD",
        "Undeposited Funds +10.05 USD",
    ]
    assert books.delete(paid.result).changes == [
        "invoice 1001 balance 49.92 -> 59.97 USD",
        "payment 5 deleted: total 10.05 USD",
        "Accounts Receivable (A/R) +10.05 USD",
        "Undeposited Funds -10.05 USD",
    ]
    assert books.balance("Accounts Receivable (A/R)").result == "59.97"


def test_netsuite_takes_roles_journals_and_amounts(sandbox: Sandbox) -> None:
    desk = sandbox.desk.netsuite
    role = desk.create_role("Clerk", {"salesOrder": "view"}).result
    assert desk.create_token(role).result["role"] == role["id"]
    buyer = desk.customer(is_person=True, first_name="Jo", last_name="Buyer").result
    refunded = desk.standalone_cash_refund(buyer["id"], Decimal("19.47"))
    assert refunded.changes == [
        "cash refund CR1001 created: total 19.47 USD",
        "Refund Adjustments +19.47 USD",
        "Undeposited Funds -19.47 USD",
    ]
    journal = desk.write_journal([[1, "5.00", "0"], [3, "0", "5.00"]])
    assert journal.result["type"] == "Journal"


def test_a_platform_refuses_in_its_own_words_and_nothing_happens(
    sandbox: Sandbox, world: World
) -> None:
    order = sandbox.desk.shopify.place([["TEE-BLK", 3]]).result
    before = world.documents_hash()
    with pytest.raises(SandboxRefused) as refused:
        sandbox.desk.shopify.refund(order["id"], amount="500.00")
    problem = refused.value.problem
    assert (refused.value.status, problem.code) == (409, "refused")
    assert problem.message == "Refund amount $500.00 is greater than net payment received $67.03"
    assert problem.details[0]["message"] == problem.message
    with pytest.raises(SandboxRefused) as refused:
        sandbox.desk.netsuite.transaction(999)
    assert refused.value.status == 409
    assert refused.value.problem.details[0]["code"] == "USER_ERROR"
    assert world.documents_hash() == before


@pytest.mark.parametrize(
    ("action", "arguments", "status", "field", "words"),
    [
        ("place", {}, 422, "lines", "field required"),
        ("place", {"lines": [["TEE-BLK", "many"]]}, 422, "lines.0", "valid integer"),
        ("place", {"lines": [], "colour": "red"}, 422, "colour", "not permitted"),
        ("refund", {"order_id": 1, "shipping": "yes"}, 422, "shipping", "bool"),
        ("teleport", {}, 404, "action", "there is no action of shopify 'teleport'"),
    ],
)
def test_a_malformed_action_is_told_what_is_wrong(
    sandbox: Sandbox, action: str, arguments: dict[str, object], status: int, field: str, words: str
) -> None:
    with pytest.raises(SandboxRefused) as refused:
        sandbox.desk.shopify.do(action, **arguments)
    problem = refused.value.problem
    assert refused.value.status == status
    assert problem.field.startswith(field)
    assert words in str(problem.model_dump())
    assert problem.fix


def test_what_a_desk_cannot_mean_is_422(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxRefused) as refused:
        sandbox.desk.netsuite.item("TEE-PINK")
    assert (refused.value.status, refused.value.problem.code) == (422, "malformed")
    assert refused.value.problem.message.startswith("no item is called 'TEE-PINK'; there are")
    with pytest.raises(SandboxRefused) as refused:
        sandbox.desk.quickbooks_online.void({"document": "Invoice", "id": "77"})
    assert refused.value.problem.message == (
        "quickbooks_online has no Invoice 77 that can stand here"
    )
    with pytest.raises(SandboxRefused) as refused:  # a document, but no role
        sandbox.desk.netsuite.create_token({"document": "Account", "id": 1})
    assert refused.value.problem.message == "netsuite has no Account 1 that can stand here"
    with pytest.raises(SandboxRefused) as refused:
        sandbox.desk.quickbooks_online.rename("Gadget", "a", "b")
    assert refused.value.problem.message == "there is no 'Gadget'"
    with pytest.raises(SandboxRefused) as refused:
        sandbox.desk.netsuite.customer(custom=5)
    assert (refused.value.status, refused.value.problem.field) == (422, "custom")


def test_a_bug_of_ours_is_told_as_one_and_noted(
    world: World, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_given: Any) -> None:
        raise AttributeError("no such thing in the fake")

    monkeypatch.setattr(world.shopify.desk, "pay", broken)
    with pytest.raises(AttributeError):  # for the server's log; the caller gets 500
        http.post("desk/shopify/pay", json={"order_id": 1})
    assert [str(bug) for bug in world.bugs] == ["no such thing in the fake"]


def test_every_action_of_every_desk_is_listed(sandbox: Sandbox) -> None:
    listed = sandbox.desk.all()
    platforms = {"netsuite", "shopify", "quickbooks_online", "amazon", "ebay"}
    assert {each.platform for each in listed} == platforms
    assert [each for each in listed if each.name.startswith("_")] == []
    place = next(each for each in sandbox.desk.shopify.all() if each.name == "place")
    arguments = {each.name: (each.type, each.required) for each in place.arguments}
    assert arguments["lines"] == ("list of [text, integer] or [text, integer, amount]", True)
    assert arguments["shipping"] == ("amount or null", False)
    assert place.description.startswith("A customer orders `lines`")
    with pytest.raises(TypeError, match="pay takes 1 arguments: order_id"):
        sandbox.desk.shopify.pay(1, 2)


# --- snapshots -----------------------------------------------------------------------------------


def test_snapshots_are_restored_compared_and_dropped(sandbox: Sandbox, world: World) -> None:
    empty = world.documents_hash()
    sandbox.snapshot("empty")
    order = sandbox.desk.shopify.place([["TEE-BLK", 3]]).result
    sandbox.snapshot("sold")
    sold = world.documents_hash()
    sandbox.desk.shopify.refund(order["id"], everything=True)
    said = sandbox.diff("sold").sentences
    assert said[0] == (
        "order #1001 total 67.03 -> 0.00 USD, refunded 0 -> 67.03 USD, tax 5.11 -> 0.00 USD"
    )
    sandbox.restore("empty")
    assert world.documents_hash() == empty
    back = sandbox.diff("sold")
    assert (back.documents[0].what, back.documents[0].title) == ("deleted", "order #1001")
    ahead = sandbox.diff("empty", "sold")
    assert (ahead.before, ahead.after, ahead.documents[0].what) == ("empty", "sold", "created")
    assert sandbox.diff("empty").sentences == []
    sandbox.restore("sold")
    assert world.documents_hash() == sold
    assert [each.name for each in sandbox.snapshots()] == ["empty", "sold"]
    sandbox.drop_snapshot("sold")
    with pytest.raises(SandboxRefused) as refused:
        sandbox.restore("sold")
    assert refused.value.status == 404
    assert refused.value.problem.message == "there is no snapshot 'sold'; there are: empty"


def test_now_is_no_name_for_a_snapshot(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxRefused) as refused:
        sandbox.snapshot("now")
    assert (refused.value.status, refused.value.problem.field) == (422, "name")


def test_a_reset_world_is_as_it_was_opened(sandbox: Sandbox, hub: Hub) -> None:
    before, credentials = hub.default.documents_hash(), sandbox.credentials()
    sandbox.snapshot("a")
    sandbox.desk.shopify.place([["TEE-BLK", 3]])
    sandbox.faults.plan("shopify", "throttle")
    assert sandbox.reset().name == "main"
    assert hub.default.documents_hash() == before
    assert sandbox.credentials() == credentials
    assert sandbox.snapshots() == []
    assert sandbox.faults.all() == []


# --- faults --------------------------------------------------------------------------------------


def test_faults_are_planned_seen_and_dropped(sandbox: Sandbox, world: World) -> None:
    first = sandbox.faults.plan("shopify", "server_error", path="/admin/*", status=502)
    second = sandbox.faults.plan("netsuite", "delay", seconds=1.5)
    assert call(world, "/admin/api/2026-07/shop.json", "/admin/api/2026-07/shop.json") == [502, 200]
    seen = {each.id: (each.seen, each.fired) for each in sandbox.faults.all()}
    assert seen == {first.id: (2, 1), second.id: (0, 0)}
    sandbox.faults.drop(first.id)
    assert [each.id for each in sandbox.faults.all()] == [second.id]
    with pytest.raises(SandboxRefused) as refused:
        sandbox.faults.drop(first.id)
    assert refused.value.status == 404
    sandbox.faults.clear()
    assert sandbox.faults.all() == []


@pytest.mark.parametrize(
    ("rule", "field", "fix"),
    [
        ({"platform": "etsy"}, "platform", "'etsy' is not one of netsuite, shopify"),
        ({"kind": "meteor"}, "kind", "one of: 'throttle', 'server_error', 'delay', 'reset'"),
        ({"nth": 0}, "nth", "0 must be 1 or more"),
        ({"kind": "server_error", "status": 404}, "status", "404 must be between 500 and 599"),
        ({"seconds": -1}, "seconds", "must not be negative"),
    ],
)
def test_a_malformed_rule_is_named_with_its_remedy(
    sandbox: Sandbox, rule: dict[str, object], field: str, fix: str
) -> None:
    with pytest.raises(SandboxRefused) as refused:
        sandbox.faults.plan(**{"platform": "shopify", "kind": "reset", **rule})  # type: ignore[arg-type]
    assert refused.value.status == 422
    assert refused.value.problem.field == field
    assert fix in refused.value.problem.fix
    assert sandbox.faults.all() == []


# --- traffic -------------------------------------------------------------------------------------


def test_traffic_is_searched_and_read_without_secrets(sandbox: Sandbox, world: World) -> None:
    call(world, "/admin/api/2026-07/shop.json", "/admin/api/2026-07/nowhere.json")
    search = sandbox.traffic.search
    assert [each.status for each in search()] == [200, 404]
    assert [each.number for each in search(path="*/shop.json")] == [1]
    assert [each.number for each in search(status=404)] == [2]
    assert [each.number for each in search(host="*.myshopify.com", after=1)] == [2]
    assert search(platform="netsuite") == search(text="no such text") == []
    assert search(since=datetime(2026, 11, 25, tzinfo=UTC)) == []
    assert len(search(until=datetime(2026, 11, 25, tzinfo=UTC), limit=1)) == 1
    assert search(outbound=True) == search(faulty=True) == []
    entry = sandbox.traffic.get(1)
    assert [(each.name, each.value) for each in entry.request_headers] == [
        ("x-shopify-access-token", "[credential]")
    ]
    assert '"currency":"USD"' in entry.response_body
    with pytest.raises(SandboxRefused) as refused:
        sandbox.traffic.get(99)
    assert refused.value.status == 404


def test_traffic_is_exported_as_a_har(sandbox: Sandbox, world: World) -> None:
    call(world, "/admin/api/2026-07/shop.json", "/admin/api/2026-07/nowhere.json")
    log = sandbox.traffic.har(status=200)["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "connector-sandbox")
    (entry,) = log["entries"]
    assert entry["startedDateTime"] == "2026-11-24T09:00:00+00:00"
    assert entry["request"]["url"] == (
        "https://acme-outdoor.myshopify.com/admin/api/2026-07/shop.json"
    )
    assert (entry["response"]["status"], entry["response"]["statusText"]) == (200, "OK")
    assert entry["response"]["content"]["mimeType"].startswith("application/json")
    needed = {"method", "url", "httpVersion", "cookies", "headers", "queryString"}
    assert needed | {"headersSize", "bodySize"} == set(entry["request"])
    token = world.credentials()["SHOPIFY_TOKEN"]
    assert token not in str(log)


# --- worlds and judge ----------------------------------------------------------------------------


def test_worlds_are_opened_beside_each_other(sandbox: Sandbox, hub: Hub) -> None:
    start = datetime(2026, 1, 2, tzinfo=UTC)
    opened = sandbox.worlds.open("second", kind="empty", seed=8, start=start)
    assert (opened.name, opened.kind, opened.seed, opened.frozen) == ("second", "empty", 8, True)
    assert opened.now == start
    second = sandbox.of("second")
    second.desk.shopify.place([["TEE-BLK", 1]])
    assert second.credentials()["NETSUITE_ACCOUNT"] != "5512345"
    assert len(hub.world("second").shopify.records.orders) == 1
    assert len(hub.default.shopify.records.orders) == 0
    assert [(each.name, each.default) for each in sandbox.worlds.all()] == [
        ("main", True),
        ("second", False),
    ]
    sandbox.worlds.close("second")
    with pytest.raises(SandboxRefused) as refused:
        second.clock.get()
    assert refused.value.status == 404
    assert refused.value.problem.message == "there is no world 'second'; there are: main"
    with pytest.raises(SandboxRefused) as refused:
        sandbox.worlds.close("main")
    assert refused.value.status == 409


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"name": "second", "kind": "moon"}, 422, "kind"),
        ({"name": "second", "start": datetime(2012, 1, 1, tzinfo=UTC)}, 422, "start"),
        ({"name": "second", "start": datetime(9999, 1, 1, tzinfo=UTC)}, 422, "start"),
        ({"name": "main", "kind": "empty"}, 409, "name"),
        ({"name": "Second World"}, 422, "name"),
    ],
)
def test_a_world_that_cannot_be_opened(
    sandbox: Sandbox, asked: dict[str, Any], status: int, field: str
) -> None:
    with pytest.raises(SandboxRefused) as refused:
        sandbox.worlds.open(**asked)
    assert (refused.value.status, refused.value.problem.field) == (status, field)


def test_the_judge_is_asked(sandbox: Sandbox) -> None:
    assert sandbox.audit().ties
    sandbox.desk.shopify.place([["TEE-BLK", 3]])
    report = sandbox.audit()
    assert not report.ties
    assert report.findings[0].order == "#1001"
    assert report.findings[0].sentence == "the order is not in the books"
    assert report.findings[0].channel == Decimal("67.03")
    assert report.pairs[0].difference == Decimal("67.03")
    assert sandbox.audit(pairs=False).pairs == []


def test_webhooks_stay_on_this_machine(sandbox: Sandbox, hub: Hub) -> None:
    sandbox.outbound("hooks.example.com", "http://127.0.0.1:9000")
    assert hub.default.outbound_target("hooks.example.com") == "http://127.0.0.1:9000"
    for url in ("http://192.0.2.9:80", "ftp://127.0.0.1", "http://hooks.example.com"):
        with pytest.raises(SandboxRefused) as refused:
            sandbox.outbound("hooks.example.com", url)
        assert (refused.value.status, refused.value.problem.field) == (422, "url")
