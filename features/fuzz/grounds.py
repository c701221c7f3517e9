"""The world that is fuzzed: `acme`, in which every recorded request was sent once, so that there
is something of every kind; and how a client is let in there.

A recorded request names documents of the test that sent it. Here its path, and what it says of the
version it saw, are those of a document that exists.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlsplit

from features.fuzz import ebay_ground
from features.fuzz.seeds import Seed, load
from features.fuzz.sending import Line, Sent
from sandbox.amazon import hosts as amazon_hosts
from sandbox.amazon.auth import NOTIFICATIONS
from sandbox.amazon.auth_records import Resource
from sandbox.amazon.records import AFN
from sandbox.amazon.routes.common import signed
from sandbox.hosting.control import Control
from sandbox.hosting.front import create_app
from sandbox.hosting.hub import Hub
from sandbox.kernel.routing import Request
from sandbox.kernel.store import Version
from sandbox.netsuite.wire.schema import RECORDS
from sandbox.quickbooks_online import hosts
from sandbox.quickbooks_online.records import ENTITIES
from sandbox.world import World

__all__ = ["Ground", "open_ground"]

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
# These would leave less behind for the others.
_ENDING = re.compile(r"cancel|close|delete|void|revoke|refund|\bremove|DELETE", re.IGNORECASE)
_LABEL = re.compile(r"\[([A-Z][A-Z_]+)\]")
_NETSUITE_RECORD = re.compile(r"(/services/rest/record/v1/)([A-Za-z_]+)/([^/]+)(.*)")
_QBO_DOCUMENT = re.compile(r"(/v3/company/\d+/)([A-Za-z]+)(?:/(\d+))?(/.*)?")
# Parts of Amazon's requests that name something of the account that was recorded.
_AMAZON_CLIENT = re.compile(r"amzn1\.application-oa2-client\.[0-9a-f]+")
_AMAZON_ORDER = re.compile(r"\b\d{3}-\d{7}-\d{7}\b")
_AMAZON_ITEM = re.compile(r"\b\d{14}\b")
_AMAZON_GROUP = re.compile(
    r"(?<=/financialEventGroups/)[^/]+|(?<=relatedIdentifierValue=)[\w-]{20,}"
    r"|(?<=/payments/past-settlements/)[^/]+"
)
_AMAZON_REPORT = re.compile(r"(?<=/reports/2021-06-30/reports/)[^/]+|(?<=/payments/reports/)[^/.]+")
_AMAZON_FEED = re.compile(r"(?<=/feeds/2021-06-30/feeds/)[^/]+")
_AMAZON_REPORT_FILE = re.compile(r"amzn1\.spdoc\.[\w.-]+")
_AMAZON_FEED_FILE = re.compile(r"amzn1\.tortuga\.[\w.-]+")
_SELLER_CENTRAL = (
    "SPAPI_SELLER_CENTRAL_BROWSER", "SPAPI_SELLER_CENTRAL_SESSION", "SPAPI_SELLER_CENTRAL_FORM",
)  # fmt: skip
_ORDER = "/orders/v0/orders"
_PERSONAL = (
    _ORDER, f"{_ORDER}/{{orderId}}", f"{_ORDER}/{{orderId}}/address",
    f"{_ORDER}/{{orderId}}/buyerInfo", f"{_ORDER}/{{orderId}}/orderItems",
    f"{_ORDER}/{{orderId}}/orderItems/buyerInfo",
)  # fmt: skip


@dataclass
class Ground:
    """`base` is the state that every request meets. `known`: ids and names that exist. `found`:
    documents of a kind, as a client reads them."""

    hub: Hub
    line: Line
    base: Version
    tokens: dict[str, str]
    known: list[str] = field(default_factory=list)
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at_first = self.world

    @property
    def world(self) -> World:
        return self.hub.default

    def good(self, platform: str, seed: Seed, turn: int = 0) -> Sent:
        """A recorded request as a client of this world sends it; `turn` chooses among documents
        of the kind it is about."""
        labels = self.tokens

        def value(match: re.Match[str]) -> str:
            return labels.get(match[1], match[0])

        # Tests bring scripts of their own; the one that every account has takes their place.
        written = (seed.path, seed.query.replace("_mine", "_record_crud"), seed.body)
        path, query, body = (_LABEL.sub(value, each) for each in written)
        headers = tuple((name, _LABEL.sub(value, each)) for name, each in seed.headers.items())
        sent = Sent(seed.method, seed.host, path, query, headers, body.encode())
        if platform == "netsuite":
            sent = self._netsuite(sent, turn)
        elif platform == "quickbooks_online":
            sent = self._quickbooks_online(sent, turn)
        elif platform == "amazon":
            sent = self._amazon(sent, turn)
        elif platform == "ebay":
            sent = ebay_ground.named(self.found, sent, turn)
        return self.let_in(platform, sent)

    def let_in(self, platform: str, sent: Sent) -> Sent:
        if platform == "shopify":
            return sent.with_header("x-shopify-access-token", self.tokens["SHOPIFY_TOKEN"])
        if platform == "netsuite":
            return sent.with_header("authorization", f"Bearer {self.tokens['NETSUITE_BEARER']}")
        if platform == "amazon":
            return self._let_in_amazon(sent)
        if platform == "ebay":
            return ebay_ground.let_in(self.tokens, sent)
        if platform != "quickbooks_online":
            return sent
        if sent.path.rstrip("/") in (hosts.TOKEN, hosts.REVOKE):
            pair = f"{self.tokens['QBO_CLIENT_ID']}:{self.tokens['QBO_CLIENT_SECRET']}"
            return sent.with_header("authorization", f"Basic {b64encode(pair.encode()).decode()}")
        return sent.with_header("authorization", f"Bearer {self.tokens['QBO_ACCESS_TOKEN']}")

    def _netsuite(self, sent: Sent, turn: int) -> Sent:
        match = _NETSUITE_RECORD.fullmatch(sent.path)
        there = self.found.get(match[2].lower(), []) if match else []
        if match is None or not there or match[3].startswith(("eid:", "!", "metadata")):
            return sent
        own = quote(str(there[turn % len(there)]["id"]), safe="")
        return replace(sent, path=f"{match[1]}{match[2]}/{own}{match[4]}")

    def _quickbooks_online(self, sent: Sent, turn: int) -> Sent:
        match = _QBO_DOCUMENT.fullmatch(sent.path)
        there = self.found.get(match[2].lower(), []) if match else []
        if match is None or not there:
            return sent
        own = there[turn % len(there)]
        if match[3]:
            path = f"{match[1]}{match[2]}/{own['Id']}{match[4] or ''}"
            sent = replace(sent, path=path)
        try:
            body = json.loads(sent.body)
        except ValueError:
            return sent
        if not isinstance(body, dict) or "Id" not in body:
            return sent
        body.update(Id=own["Id"], SyncToken=own["SyncToken"])
        return replace(sent, body=json.dumps(body).encode())

    def _let_in_amazon(self, sent: Sent) -> Sent:
        """A restricted token, and one without a seller, stay where one was sent; documents and the
        login itself need none. Pages are for who is signed in."""
        if sent.host in amazon_hosts.PAGES:
            browser, session = (self.tokens[each] for each in _SELLER_CENTRAL[:2])
            return sent.with_header("cookie", f"session-id={browser}; session-token={session}")
        region = amazon_hosts.region_of(sent.host)
        if not region or sent.host in amazon_hosts.DOCUMENTS.values():
            return sent
        kept = (self.tokens["SPAPI_RESTRICTED_TOKEN"], self.tokens["SPAPI_GRANTLESS_TOKEN"])
        if sent.header("x-amz-access-token") in kept:
            return sent
        token = self.tokens[f"SPAPI_ACCESS_TOKEN_{region.upper()}"]
        return sent.with_header("x-amz-access-token", token)

    def _amazon(self, sent: Sent, turn: int) -> Sent:
        """Order, item, group, report, feed and document become some of this account."""
        written = [sent.path, sent.query, sent.body.decode()]

        def put(pattern: re.Pattern[str], kind: str, member: str = "id") -> None:
            if there := self.found.get(kind, []):
                own = str(there[turn % len(there)][member])
                written[:] = [pattern.sub(lambda _: own, each) for each in written]

        put(_AMAZON_ORDER, "order")
        if "tem" in sent.path or b"tem" in sent.body:  # else fourteen digits are something else
            put(_AMAZON_ITEM, "order", "item")
        put(_AMAZON_GROUP, "period")
        put(_AMAZON_REPORT, "report")
        put(_AMAZON_FEED, "feed")
        put(_AMAZON_REPORT_FILE, "report_file")
        put(_AMAZON_FEED_FILE, "feed_file")
        path, query, body = written
        body = _AMAZON_CLIENT.sub(self.tokens["SPAPI_CLIENT_ID"], body)
        sent = replace(sent, path=path, query=query, body=body.encode())
        if sent.host in amazon_hosts.DOCUMENTS.values():
            sent = self._signed(sent)
        return sent

    def _signed(self, sent: Sent) -> Sent:
        """With a link to the document that is good now."""
        amazon, key = self.world.amazon, sent.path.lstrip("/")
        request = Request(sent.method, sent.host, sent.path, "", sent.headers, b"")
        more = {"response-content-encoding": "identity"} if sent.method == "GET" else {}
        query = urlsplit(signed(amazon, request, sent.method, key, **more)).query
        file = amazon.records.files.get(key)
        if sent.method == "PUT" and file is not None:
            sent = sent.with_header("content-type", file.content_type)
        return replace(sent, query=query)

    def back(self) -> None:
        """To the state that every request meets."""
        for name in self.hub.names()[1:]:
            self.hub.close(name)
        if self.world is not self.at_first:  # it was reset: the new one is as the old one was
            self.at_first = self.world
            self.base = self.world.snapshot()
        self.world.restore(self.base)
        self.world.bugs.clear()


def open_ground(platforms: Iterable[str]) -> Ground:
    """The world of these platforms' calls. Everything is drawn from seed 7 and a standing clock."""
    hub = Hub()
    world = hub.open("acme", seed=7, start=START, frozen=True)
    ground = Ground(hub, Line(create_app(hub, Control(hub))), world.snapshot(), _tokens(world))
    for platform in platforms:
        if platform == "amazon":
            _trade(world)
        elif platform == "ebay":
            ebay_ground.trade(world)
        _look(ground, platform)
        _send_all(ground, platform)
        _look(ground, platform)
        # Once more: what is uploaded last is what feeds are made of, and what is subscribed goes
        # to a destination.
        if platform in ("amazon", "ebay"):
            _send_all(ground, platform)
            _look(ground, platform)
    ground.tokens = _tokens(world)  # those of the beginning may have expired meanwhile
    ground.known = sorted(_names(ground))
    world.bugs.clear()
    ground.base = world.snapshot()
    return ground


def _send_all(ground: Ground, platform: str) -> None:
    seeds = [seed for each in load(platform).values() for seed in each]
    for number, seed in enumerate(seeds):
        if platform in ("amazon", "ebay") and number % 30 == 0:  # a token lives an hour or two
            ground.tokens = _tokens(ground.world)
        if not _ENDING.search(seed.call):
            ground.line.send(ground.good(platform, seed))
            ground.world.advance(minutes=1)  # buckets fill


def _trade(world: World) -> None:
    """Orders, sent and not, a refund and a closed period of the seller account. Jobs wait a while,
    so that there are some to cancel."""
    desk = world.amazon.desk
    sold = [desk.place_order({"AMZ-LAMP": 2}) for _ in range(3)]
    sold += [desk.place_order({"AMZ-DESK": 1}, fulfilled_by=AFN)]
    world.advance(minutes=30)
    desk.ship(sold[0].id)
    desk.ship(sold[3].id)
    world.advance(minutes=30)
    desk.refund(sold[0].id)
    desk.charge("storage", Decimal("18.42"))
    world.advance(days=1)
    desk.close_period()
    desk.place_order({"AMZ-HOOK": 1})
    world.advance(minutes=5)
    world.amazon.settings.feed_queue_seconds = 1200


def _tokens(world: World) -> dict[str, str]:
    netsuite, quickbooks = world.netsuite.auth, world.quickbooks_online.auth
    bearer = netsuite.oauth2.issue(netsuite.USER, ("rest_webservices", "restlets"))
    return {
        **world.credentials(),
        "NETSUITE_BEARER": bearer.id,
        "QBO_ACCESS_TOKEN": quickbooks.issue_access_token(),
        **_amazon_tokens(world),
        **ebay_ground.tokens(world),
    }


def _amazon_tokens(world: World) -> dict[str, str]:
    """A seller's token for each region, and one that opens what is personal in orders."""
    auth = world.amazon.auth
    tokens = {
        f"SPAPI_ACCESS_TOKEN_{region.upper()}": auth.issue_access_token(region)
        for region in amazon_hosts.API
    }
    home = auth.region
    seller = [("x-amz-access-token", tokens[f"SPAPI_ACCESS_TOKEN_{home.upper()}"])]
    request = Request("POST", amazon_hosts.API[home], "/", "", seller, b"")
    sessions = world.amazon.sessions
    session = sessions.start()
    elements = ("buyerInfo", "shippingAddress")
    resources = tuple(Resource(method="GET", path=each, elements=elements) for each in _PERSONAL)
    return {
        **tokens,
        **dict(zip(_SELLER_CENTRAL, (sessions.browser(), session.id, session.token), strict=True)),
        "SPAPI_RESTRICTED_TOKEN": auth.restrict(request, resources),
        "SPAPI_GRANTLESS_TOKEN": auth.issue_grantless_token(NOTIFICATIONS),
        "SPAPI_OAUTH_CODE": auth.consent(),
    }


def _look(ground: Ground, platform: str) -> None:
    """Which documents there are, as a client finds them."""
    if platform == "netsuite":
        for name in sorted(RECORDS):
            path = f"/services/rest/record/v1/{RECORDS[name].name}"
            sent = Sent("GET", ground.world.netsuite.rest_host, path, "limit=20")
            _keep(ground, platform, RECORDS[name].name, sent, ("items",))
    elif platform == "quickbooks_online":
        realm = ground.world.accounts.quickbooks_online
        for name in ENTITIES:
            query = f"query=select%20*%20from%20{name}%20maxresults%2020"
            sent = Sent("GET", hosts.API, f"{hosts.COMPANY}{realm}/query", query)
            sent = sent.with_header("accept", "application/json")
            _keep(ground, platform, name, sent, ("QueryResponse", name))
    elif platform == "amazon":
        records = ground.world.amazon.records
        ground.found |= {
            "order": [{"id": each.id, "item": each.items[0].id} for each in records.orders],
            "period": [{"id": each.id} for each in records.periods],
            "report": [{"id": each.id} for each in records.reports],
            "feed": [{"id": each.id} for each in records.feeds],
        }
        for kind, label in (("report_file", "amzn1.spdoc."), ("feed_file", "amzn1.tortuga.")):
            there = [{"id": each.id} for each in records.files if each.id.startswith(label)]
            ground.found[kind] = there

    elif platform == "ebay":
        ground.found |= ebay_ground.look(ground.world)


def _keep(ground: Ground, platform: str, kind: str, sent: Sent, inside: tuple[str, ...]) -> None:
    answer = ground.line.send(ground.let_in(platform, sent))
    ground.world.advance(seconds=5)
    if answer.status != 200:
        return  # nothing of the kind can be listed
    found: Any = json.loads(answer.body)
    for name in inside:
        found = found.get(name, {})
    ground.found[kind.lower()] = [each for each in found if "id" in each or "Id" in each]


def _names(ground: Ground) -> Iterable[str]:
    yield from ("TEE-BLK", "customer", "salesOrder", "Invoice", "invoice", "USD", "eid:SO-1")
    for documents in ground.found.values():
        for each in documents[:3]:
            yield str(each.get("id") or each["Id"])
    for name, kind in _GIDS.items():
        for document in list(ground.world.store.tables[f"shopify.{name}"])[:3]:
            yield from (f"gid://shopify/{kind}/{document.id}", str(document.id))


_GIDS = {
    "order": "Order",
    "customer": "Customer",
    "product": "Product",
    "variant": "ProductVariant",
    "draft_order": "DraftOrder",
    "location": "Location",
    "webhook_subscription": "WebhookSubscription",
    "payout": "ShopifyPaymentsPayout",
}
