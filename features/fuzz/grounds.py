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
from typing import Any
from urllib.parse import quote

from features.fuzz.seeds import Seed, load
from features.fuzz.sending import Line, Sent
from sandbox.hosting.control import Control
from sandbox.hosting.front import create_app
from sandbox.hosting.hub import Hub
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
        return self.let_in(platform, sent)

    def let_in(self, platform: str, sent: Sent) -> Sent:
        if platform == "shopify":
            return sent.with_header("x-shopify-access-token", self.tokens["SHOPIFY_TOKEN"])
        if platform == "netsuite":
            return sent.with_header("authorization", f"Bearer {self.tokens['NETSUITE_BEARER']}")
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
        _look(ground, platform)
        for seeds in load(platform).values():
            for seed in seeds:
                if not _ENDING.search(seed.call):
                    ground.line.send(ground.good(platform, seed))
                    world.advance(minutes=1)  # buckets fill
        _look(ground, platform)
    ground.tokens = _tokens(world)  # those of the beginning may have expired meanwhile
    ground.known = sorted(_names(ground))
    world.bugs.clear()
    ground.base = world.snapshot()
    return ground


def _tokens(world: World) -> dict[str, str]:
    netsuite, quickbooks = world.netsuite.auth, world.quickbooks_online.auth
    bearer = netsuite.oauth2.issue(netsuite.USER, ("rest_webservices", "restlets"))
    return {
        **world.credentials(),
        "NETSUITE_BEARER": bearer.id,
        "QBO_ACCESS_TOKEN": quickbooks.issue_access_token(),
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
