"""A world: one isolated universe with its platforms, its clock and its faults.

    world = open_world(seed=7)
    async with httpx.AsyncClient(transport=world.transport()) as client: ...

Worlds are values. Fifty live in one process without meeting; equal names, seeds and calls give
byte-equal exchange logs.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.amazon.app import SELLER_ID, Amazon
from sandbox.ebay.app import SELLER_ID as EBAY_SELLER_ID
from sandbox.ebay.app import Ebay
from sandbox.kernel import outbound
from sandbox.kernel.faults import ConnectionLost, FaultKind
from sandbox.kernel.platform import Platform
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Request, Response, UnknownHost
from sandbox.kernel.store import Version
from sandbox.kernel.universe import Universe
from sandbox.netsuite.app import NetSuite
from sandbox.quickbooks_online.app import REALM_ID, QuickBooksOnline
from sandbox.shopify.app import Shopify

if TYPE_CHECKING:
    from sandbox.kernel.transport import WorldTransport

__all__ = ["DEFAULT_AS_OF", "DEFAULT_START", "Accounts", "UnknownHost", "World", "open_world"]

DEFAULT_AS_OF = date(2026, 11, 24)
DEFAULT_START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
# Seconds that an answer waits where overlap counts, by a running clock: longer than other requests
# of a parallel caller need to arrive, far shorter than any platform's answer.
_LINGER = 0.005
PLATFORMS = ("netsuite", "shopify", "quickbooks_online", "amazon", "ebay")


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """What the account is called on each platform. Credentials follow from name and seed."""

    netsuite: str = "5512345"
    shopify: str = "acme-outdoor"
    quickbooks_online: str = REALM_ID
    amazon: str = SELLER_ID
    ebay: str = EBAY_SELLER_ID

    @classmethod
    def derived(cls, world: str, seed: int, turn: int = 0) -> Accounts:
        """Ids of its own for a world that lives beside others; a next `turn` when one of them is
        taken."""
        source = random.Random(f"{world}|{seed}|{turn}")
        return cls(
            netsuite=NetSuite.derive_account(world, source),
            shopify=Shopify.derive_account(world, source),
            quickbooks_online=QuickBooksOnline.derive_account(world, source),
            amazon=Amazon.derive_account(world, source),
            ebay=Ebay.derive_account(world, source),
        )


class World(Universe):
    """`start=None` lets the clock run with the wall; otherwise it stands frozen at `start`.

    `reaches_loopback`: platforms may call servers of this machine without further leave.
    """

    def __init__(
        self,
        name: str,
        seed: int,
        start: datetime | None,
        as_of: date,
        accounts: Accounts | None = None,
    ) -> None:
        super().__init__(name, seed, start, as_of, list(PLATFORMS))
        self.accounts = accounts or Accounts()
        self.netsuite = NetSuite(self, self.accounts.netsuite)
        self.shopify = Shopify(self, self.accounts.shopify)
        self.quickbooks_online = QuickBooksOnline(self, self.accounts.quickbooks_online)
        self.amazon = Amazon(self, self.accounts.amazon)
        self.ebay = Ebay(self, self.accounts.ebay)
        self.platforms: dict[str, Platform] = {
            "netsuite": self.netsuite,
            "shopify": self.shopify,
            "quickbooks_online": self.quickbooks_online,
            "amazon": self.amazon,
            "ebay": self.ebay,
        }
        self._outbound: dict[str, Any] = {}
        self.reaches_loopback = False
        self._pumping = False

    def platform_for(self, host: str) -> Platform:
        """Raises UnknownHost."""
        for platform in self.platforms.values():
            if platform.serves(host):
                return platform
        raise UnknownHost(
            f"no platform of world {self.name!r} answers for {host!r}; it serves "
            + ", ".join(host for each in self.platforms.values() for host in each.hosts)
        )

    async def handle(self, request: Request) -> Response:
        """One request through faults, platform and log. Raises ConnectionLost and UnknownHost."""
        platform = self.platform_for(request.host)
        platform.enter(request)
        try:
            answer = await self._deliver(platform, request)
            if platform.lingers:
                # What was sent meanwhile arrives before this caller can ask again.
                await asyncio.sleep(0 if self.clock.frozen else _LINGER)
            return answer
        finally:
            platform.leave(request)

    async def _deliver(self, platform: Platform, request: Request) -> Response:
        fault = self.faults.strike(platform.name, request)
        if fault is None:
            return self._answer(platform, request)
        note = f"{fault.kind} (rule {fault.id})"
        if fault.kind is FaultKind.RESET:
            self.exchanges.record(self.clock.now(), platform.name, request, None, note)
            raise ConnectionLost(after_write=False)
        if fault.kind is FaultKind.LOST_ANSWER:
            platform.handle(request)
            self.exchanges.record(self.clock.now(), platform.name, request, None, note)
            raise ConnectionLost(after_write=True)
        if fault.kind is FaultKind.DELAY:
            await self.sleep(fault.seconds)
            return self._answer(platform, request, note)
        if fault.kind is FaultKind.DUPLICATE:
            self._answer(platform, request, note)
            return self._answer(platform, request, note)
        response = platform.handle(request, fault)
        self.exchanges.record(self.clock.now(), platform.name, request, response, note)
        return response

    def _answer(self, platform: Platform, request: Request, note: str = "") -> Response:
        response = platform.handle(request)
        self.exchanges.record(self.clock.now(), platform.name, request, response, note)
        return response

    async def sleep(self, seconds: float) -> None:
        """World time passes: at once under a frozen clock, really under a running one."""
        if self.clock.frozen:
            self.clock.advance(timedelta(seconds=seconds))
            await asyncio.sleep(0)
        else:
            await asyncio.sleep(seconds)

    def snapshot(self) -> Version:
        """Documents, clock, counters, tokens, nonces, buckets, faults. Not the exchange log:
        what went over the wire happened."""
        return self.store.snapshot()

    def restore(self, version: Version) -> None:
        self.store.restore(version)

    def advance(self, **step: float) -> datetime:
        """`advance(hours=2)`: move the world's clock."""
        return self.clock.advance(timedelta(**step))

    def outbound(self, host: str, target: Any) -> None:
        """Where a platform's own calls to `host` go: an ASGI application or a base URL."""
        self._outbound[host.lower()] = target

    def outbound_target(self, host: str) -> Any:
        """What `outbound` registered for this host; None when it may not be called."""
        known = self._outbound.get(host.lower())
        if known is None and self.reaches_loopback and outbound.is_loopback(host):
            return outbound.DIRECT
        return known

    async def pump(self) -> int:
        """Do all queued work that is due at the world's time, in order of (due, id), work that
        becomes due meanwhile included. Returns how much was done. A receiver may call the world's
        platforms; it cannot pump: a pump inside a pump does nothing."""
        if self._pumping:
            return 0
        self._pumping = True
        done = 0
        try:
            while (task := self.queue.due()) is not None:
                await self._perform(task)
                done += 1
        finally:
            self._pumping = False
        return done

    async def _perform(self, task: Task) -> None:
        platform = self.platforms[task.platform]
        with self.store.transaction():
            call = platform.perform(task)
            if call is None:
                self.queue.remove(task)
                return
        began = self.clock.now()
        target = self.outbound_target(call.host)
        answer = await outbound.send(call, target)
        if (self.clock.now() - began).total_seconds() > call.total_seconds:
            answer = None  # it came, but in world time it came too late
        note = f"not sent: {call.host} is not registered" if target is None else ""
        self.exchanges.record(began, platform.name, call.request(), answer, note, outbound=True)
        with self.store.transaction():
            self.queue.remove(task)
            platform.performed(task, answer)

    def credentials(self) -> dict[str, str]:
        """What a client needs to log in to every platform, under documented names."""
        found: dict[str, str] = {}
        for platform in self.platforms.values():
            found.update(platform.credentials())
        return found

    def transport(self) -> WorldTransport:
        """An httpx transport that routes by host to this world's platforms."""
        from sandbox.kernel.transport import WorldTransport  # httpx is slow to load; see `serve`

        return WorldTransport(self.handle)

    def documents_hash(self) -> str:
        """A hash of every document and ledger row, without tokens, nonces, buckets and log."""
        return self.store.fingerprint(*(f"{name}." for name in self.platforms))


Builder = Callable[[World], None]


def open_world(
    name: str = "world",
    *,
    seed: int = 7,
    start: datetime | None = DEFAULT_START,
    as_of: date = DEFAULT_AS_OF,
    accounts: Accounts | None = None,
    build: Builder | None = None,
) -> World:
    """A new world; `build` furnishes it (see fixtures)."""
    world = World(name, seed, start, as_of, accounts)
    if build is not None:
        build(world)
    return world
