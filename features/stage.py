"""The stage: one world, one engine, and the hands of a tester. The only place that knows both.

The engine gets production URLs, a transport and a clock, nothing else. What the tester reads on
the connector's screens comes from the engine; what NetSuite and the storefront hold is read from
the world; whether both agree is said by the judge.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import httpx
import msgspec

from connector.adapters import PlatformAdapters
from connector.channels.channel import Capabilities, Channel, Direction
from connector.clock import Clock
from connector.engine import ChecklistIncomplete, Engine, SettingsRefused
from connector.flows.directions import Switch, Sync
from connector.http.rotating import TokenLine
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.rows import List, Retrieval, Row
from connector.settings import AccountSettings, Settings, parse
from connector.subscribing import renew
from connector.trouble import Trouble
from connector.webhooks import Taken, Webhooks
from features.expect import MoneyDiffers, StateDiffers
from features.recorder import ScenarioResult
from features.wire import EngineKilled, TrapTransport
from sandbox.audit import AuditReport, Check, audit
from sandbox.netsuite.records import Transaction
from sandbox.shopify.records import Order
from sandbox.world import World, open_world

__all__ = ["W1_LINES", "EngineKilled", "Stage", "furnish_for_clients"]

T = TypeVar("T")

# Example W1: three lines, 10 % off, taxed shipping, 8.25 %: 127.82.
W1_LINES = (("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2))
# What the judge compares between the two sides, as the connector's tie-out sees it too.
MONEY = (Check.DOCUMENTS, Check.TOTAL, Check.CURRENCY)
INSIDE = (Check.LINES, Check.TAX, Check.SHIPPING)
CUSTOMER = "dana.whitfield@example.com"
HOOKS = "connector.example.com"


class WorldClock:
    """The engine's clock is the world's clock; sleeping lets world time pass."""

    def __init__(self, world: World) -> None:
        self.world = world

    def now(self) -> datetime:
        return self.world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self.world.sleep(seconds)


class OneWorkflow(PlatformAdapters):
    """The real adapters, but the channel declares a single refund direction."""

    def __init__(self, direction: Direction) -> None:
        self.direction = direction

    def channel(
        self, account: AccountSettings, http: httpx.AsyncClient, clock: Clock, logins: TokenLine
    ) -> Channel:
        channel = super().channel(account, http, clock, logins)
        declared = replace(channel.capabilities, directions=frozenset({self.direction}))
        return Declaring(channel, declared)


class Declaring:
    """A channel that declares something else and does everything as before."""

    def __init__(self, channel: Channel, capabilities: Capabilities) -> None:
        self._channel = channel
        self.capabilities = capabilities

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)


@dataclass
class Stage:
    """Everything a scenario talks about. `order` and `billed` are the ones last spoken of."""

    seed: int = 7
    environment: str = "production"
    currencies: tuple[str, ...] = ("USD",)
    answered: int = 0
    subscribed: list[str] = field(default_factory=list)
    """Topics that the last check of subscriptions had to ask for."""
    turns: int = 0
    """Of the schedule; among them those that mend what a trouble of a sweep struck."""
    mending_turns: int = 0
    world: World = field(init=False)
    engine: Engine = field(init=False)
    journal: Journal = field(init=False)
    transport: TrapTransport = field(init=False)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    adapters: PlatformAdapters = field(default_factory=PlatformAdapters)
    retrieval: Retrieval | None = None
    switched: Switch | Exception | None = None
    refusal: Exception | None = None
    billed: Transaction | None = None
    documents_hash: str = ""
    expected_findings: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._runner = asyncio.Runner()
        self.world = open_world("features", seed=self.seed)
        self.transport = TrapTransport(self.world)
        self.journal = Journal(":memory:")

    # --- engine ------------------------------------------------------------------------------

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Steps are synchronous; the engine and the world share this scenario's loop."""
        return self._runner.run(work)

    def close(self) -> None:
        if hasattr(self, "engine"):
            self.run(self.engine.aclose())
        self.journal.close()
        self._runner.close()

    def settings(self) -> Settings:
        credentials = self.world.credentials()
        return parse(
            {
                "environment": self.environment,
                "journal": ":memory:",
                "netsuite": {
                    "account": credentials["NETSUITE_ACCOUNT"],
                    "consumer_key": credentials["NETSUITE_CONSUMER_KEY"],
                    "consumer_secret": credentials["NETSUITE_CONSUMER_SECRET"],
                    "token_id": credentials["NETSUITE_TOKEN_ID"],
                    "token_secret": credentials["NETSUITE_TOKEN_SECRET"],
                    "currencies": self.currencies,
                },
                "accounts": self.accounts,
            }
        )

    def add_account(self, name: str) -> None:
        """A Shopify store under the connector, set up as the documents recommend."""
        credentials = self.world.credentials()
        self.accounts[name] = {
            "channel": "shopify",
            "shop": credentials["SHOPIFY_SHOP"],
            "token": credentials["SHOPIFY_TOKEN"],
            "api_version": credentials["SHOPIFY_API_VERSION"],
            "time_zone": "America/New_York",
            "payment_methods": {
                "shopify_payments": "Shopify Payments",
                "gift_card": "Gift Card",
                "manual": "Cash",
            },
            "shipping_methods": {"Standard": "Standard Shipping"},
            "positive_adjustment_item": "Refund Adjustment Positive",
            "negative_adjustment_item": "Refund Adjustment Negative",
            "storefront_restock": "return",
        }
        self.start_engine()

    def change_account(self, name: str = "main", **changes: Any) -> None:
        """The user edits the settings and starts the engine again on the same journal."""
        self.accounts[name] = {**self.accounts[name], **changes}
        self.start_engine()

    def start_engine(self) -> None:
        self.engine = Engine(
            self.settings(),
            self.journal,
            WorldClock(self.world),
            InlineJobs(),
            self.transport,
            self.adapters,
        )

    def use_new_journal(self) -> None:
        """The journal is lost, or another machine takes over: nothing is remembered."""
        self.journal.close()
        self.journal = Journal(":memory:")
        self.start_engine()

    def offer_only(self, direction: Direction) -> None:
        """A storefront whose connector has one refund workflow."""
        self.adapters = OneWorkflow(direction)
        self.start_engine()

    # --- the connector's screens -----------------------------------------------------------

    def _attempt(self, work: Callable[[], Any]) -> None:
        """An engine that was killed is started again. When a trouble of a sweep struck, the
        tester reads what is on the screen, waits a minute, and does the same thing once more."""
        trouble: Trouble | None = None
        try:
            work()
        except EngineKilled:
            self.start_engine()
        except Trouble as raised:
            trouble = raised
        if self._was_struck():
            self.world.advance(minutes=1)
            work()
        elif trouble is not None:
            raise trouble

    def _was_struck(self) -> bool:
        return self.transport.trouble is not None and self.transport.trouble.take_strike()

    def run_sync(self, sync: Sync, account: str = "main") -> None:
        """One run now, by hand."""
        self._attempt(lambda: self.run(self.engine.run(account, sync)))

    def order_row(self, name: str = "") -> Row:
        wanted = name or self.order.name
        rows = [row for row in self.engine.rows(List.ORDERS) if row.order_name == wanted]
        if not rows:
            raise StateDiffers(f"there is no order row for {wanted}")
        return rows[-1]

    def refund_rows(self) -> list[Row]:
        return list(self.engine.rows(List.OTHER_TRANSACTIONS))

    @property
    def refund_row(self) -> Row:
        rows = self.refund_rows()
        if not rows:
            raise StateDiffers("there is no refund row")
        return rows[-1]

    def retrieve_order(self, asked: str, account: str = "main") -> Retrieval:
        return self._retrieve(lambda: self.engine.retrieve_order(account, asked))

    def retrieve_refund(self, asked: str, source: str, account: str = "main") -> Retrieval:
        return self._retrieve(lambda: self.engine.retrieve_refund(account, asked, source=source))

    def _retrieve(self, ask: Callable[[], Coroutine[Any, Any, Retrieval]]) -> Retrieval:
        def retrieve() -> None:
            self.retrieval = self.run(ask())

        self._attempt(retrieve)
        if self.retrieval is None:
            raise StateDiffers("the engine was killed before it had retrieved anything")
        return self.retrieval

    def act(self, entry: str, row: Row) -> None:
        """Choose an entry of the Action menu."""
        actions: dict[str, Callable[[int], Any]] = {
            "Post Order to NetSuite": lambda row_id: self.run(self.engine.post(row_id)),
            "Update Order in NetSuite": lambda row_id: self.run(self.engine.update_order(row_id)),
            "Cancel": self.engine.cancel,
            "Uncancel": self.engine.uncancel,
            "Delete from FarApp": self.engine.delete,
        }
        self._attempt(lambda: actions[entry](row.id))

    def post_twice_at_once(self, row: Row) -> None:
        """Two engines on one journal, as two windows or two machines on one database."""

        def post() -> None:
            first = self.engine
            self.start_engine()

            async def both() -> None:
                await asyncio.gather(first.post(row.id), self.engine.post(row.id))

            try:
                self.run(both())
            finally:
                self.run(first.aclose())

        self._attempt(post)

    def switch(self, sync: Sync, on: bool = True, account: str = "main") -> None:
        """Click a switch under Manage Data Syncs; a refusal is remembered, not raised."""
        try:
            self.switched = self.engine.set_switch(account, sync, on)
        except SettingsRefused as refused:
            self.switched = refused

    def let_time_pass(self, minutes: int, every: int = 10) -> None:
        """World time passes and whatever the schedule makes due runs, every ten minutes."""
        for _ in range(max(1, minutes // every)):
            self._tick(every)
        self._let_the_schedule_mend(every)

    def _let_the_schedule_mend(self, every: int = 10) -> None:
        """After a trouble of a sweep the schedule itself is the remedy: its next two turns."""
        if self._was_struck():
            for _ in range(180 // every):
                self.mending_turns += 1
                self._tick(every)

    def _tick(self, minutes: int) -> None:
        self.turns += 1
        self.world.advance(minutes=minutes)
        self.run(self.world.pump())
        self._due()

    def _due(self) -> None:
        try:
            self.run(self.engine.run_due())
        except EngineKilled:
            self.start_engine()

    # --- logins that rotate ----------------------------------------------------------------------

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

    # --- the storefront's messages ---------------------------------------------------------------

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
        told: list[dict[str, Any]] = []
        self._attempt(lambda: self.run(renew(self.engine, told.append)))
        self.subscribed = [topic for each in told for topic in each.get("topics", [])]

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

    def activate(self, direction: Direction, account: str = "main") -> None:
        """Turn a refund sync on the way the deployment check list asks for."""
        try:
            self.switched = self.run(self.engine.activate_refund_sync(account, direction))
        except (ChecklistIncomplete, SettingsRefused) as refused:
            self.switched = refused

    def retrieve_and_post(self, name: str, source: str) -> None:
        """Retrieve, then post every row that the window brought."""
        retrieved = self.retrieve_refund(name, source)
        for row in retrieved.rows:
            self.act("Post Order to NetSuite", row)

    # --- what both platforms hold ------------------------------------------------------------

    @property
    def order(self) -> Order:
        """The storefront order that the scenario is about: the newest."""
        orders = list(self.world.shopify.records.orders)
        if not orders:
            raise StateDiffers("the storefront has no order")
        return orders[-1]

    def place(self, name: str = "#1001", lines: Any = W1_LINES, **how: Any) -> Order:
        order = self.world.shopify.desk.place(lines=list(lines), email=CUSTOMER, **how)
        if order.name != name:
            raise ValueError(f"the storefront called it {order.name}, the scenario {name}")
        return order

    def transactions(self, *types: str) -> list[Transaction]:
        return [
            each
            for each in self.world.netsuite.records.transactions
            if not types or each.type in types
        ]

    def books_orders(self, name: str) -> list[Transaction]:
        """Sales orders and imported cash sales that carry this order's name."""
        return [
            each
            for each in self.transactions("SalesOrd", "CashSale")
            if each.created_from is None and each.other_ref_num == name
        ]

    def sales_order(self, name: str = "") -> Transaction:
        found = self.books_orders(name or self.order.name)
        if len(found) != 1:
            raise StateDiffers(f"NetSuite holds {len(found)} orders for {name or self.order.name}")
        return found[0]

    def refund_documents(self) -> list[Transaction]:
        return self.transactions("CashRfnd", "CustCred")

    def item_name(self, item: int) -> str:
        return self.world.netsuite.records.items[item].item_id

    # --- a story in short ----------------------------------------------------------------------

    def sync_order(self, name: str = "") -> None:
        """Retrieve and post by hand."""
        wanted = name or self.order.name
        retrieved = self.retrieve_order(wanted)
        if not retrieved.ok:
            raise StateDiffers(f"order sync did not find {wanted}: {retrieved.message}")
        self.act("Post Order to NetSuite", self.order_row(wanted))

    def fulfil_and_bill(self, name: str = "", document: str = "") -> Transaction:
        """What the shop team does in NetSuite; the fulfilment goes back to the storefront."""
        desk = self.world.netsuite.desk
        order = self.sales_order(name)
        if document == "invoice":
            desk.set_payment_method(order.id, None)
            desk.set_terms(order.id, "Net 30")
        desk.fulfil(order.id)
        self.billed = desk.bill(order.id)
        self.run_sync(Sync.FULFILMENT)
        return self.billed

    def refund_in_netsuite(self, **how: Any) -> Transaction:
        if self.billed is None:
            raise StateDiffers("nothing is billed yet")
        return self.world.netsuite.desk.refund(self.billed.id, **how)

    def refund_in_storefront(self, **how: Any) -> Order:
        return self.world.shopify.desk.refund(self.order.id, **how)

    # --- judgement -----------------------------------------------------------------------------

    def audit(self) -> AuditReport:
        return audit(self.world)

    def remember_documents(self) -> None:
        self.documents_hash = self.world.documents_hash()

    def expect_unchanged_documents(self) -> None:
        """Business documents and ledger of both platforms, byte for byte. Raises StateDiffers."""
        if not self.documents_hash:
            raise ValueError("the scenario never said from where on no document may change")
        if self.world.documents_hash() != self.documents_hash:
            raise StateDiffers("a document or ledger row has changed")

    def expect_findings(self, expected: list[tuple[str, str, str]]) -> None:
        """The judge finds exactly these (order, check, sentence); raises MoneyDiffers.

        Remembered, since the scenario's end is judged by the same list."""
        self.expected_findings = expected
        report = self.audit()
        found = [(each.order, str(each.check), each.sentence) for each in report.findings]
        if sorted(found) != sorted(expected):
            lines = [
                *(f"found:    {' | '.join(each)}" for each in found if each not in expected),
                *(f"expected: {' | '.join(each)}" for each in expected if each not in found),
            ]
            raise MoneyDiffers("the judge:\n" + "\n".join(lines))

    def final_judgement(self) -> None:
        """After the last step: the judge finds what the scenario said (nothing by default), and
        the connector's own tie-out agrees with it about every order that it synced."""
        self.expect_findings(self.expected_findings)
        for bug in self.world.bugs:
            raise RuntimeError(f"unexpected error in a fake: {bug!r}") from bug
        self.compare_verdicts(self.audit())

    def compare_verdicts(self, report: AuditReport, *, lines: bool = True) -> None:
        """Order by order: money red here is money red there, and so for `lines`.

        Orders that were never synced are the judge's alone: the connector's journal has none of
        them. Raises MoneyDiffers."""
        own = [row for name in self.accounts for row in self.run(self.engine.tie_out(name)).rows]
        for name in sorted({each.order_name for each in self.journal.order_references()}):
            findings = [each for each in report.findings if each.order == name]
            rows = [row for row in own if row.order_name == name]
            for what, judged, tied in (
                ("money", [each for each in findings if each.check in MONEY],
                 all(row.ties for row in rows)),
                ("lines", [each for each in findings if each.check in INSIDE],
                 all(row.lines_tie for row in rows)),
            ):  # fmt: skip
                if (lines or what == "money") and bool(judged) is tied:
                    said = "; ".join(map(str, judged)) or "nothing"
                    mine = "; ".join(row.sentence for row in rows if row.sentence) or "nothing"
                    raise MoneyDiffers(
                        f"{name}, {what}: the judge finds {said}, the connector's own tie-out "
                        f"finds {mine}"
                    )

    def describe(self, result: ScenarioResult) -> None:
        """What evidence and replay want to know when the scenario is over."""
        result.world = self.world.name
        result.exchanges = [msgspec.to_builtins(each) for each in self.world.exchanges]
        for pair in self.audit().pairs:
            result.documents.append(
                {
                    "order": pair.order,
                    "what": pair.what,
                    "currency": pair.currency,
                    "channel": "" if pair.channel is None else f"{pair.channel:.2f}",
                    "books": "" if pair.books is None else f"{pair.books:.2f}",
                    "books_number": pair.books_number,
                }
            )
        if hasattr(self, "engine"):
            for row in [*self.engine.rows(List.ORDERS), *self.refund_rows()]:
                result.warnings += row.warnings
        result.versions = {
            "Shopify Admin API": self.world.credentials()["SHOPIFY_API_VERSION"],
            "Platform releases as of": self.world.as_of.isoformat(),
        }


def furnish_for_clients(world: World) -> None:
    """Five paid orders, the first of them example W1."""
    desk = world.shopify.desk
    desk.place(lines=list(W1_LINES), email=CUSTOMER)
    for _ in range(4):
        desk.place(lines=[("MUG-WHT", 1)], email=CUSTOMER)
