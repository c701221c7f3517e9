"""The worlds of one server, side by side, and which of them a request is meant for.

    hub = Hub(StateFile.open(Path("world.db")))    # or Hub(): nothing is kept
    hub.open("acme")                               # the first one is the default
    hub.open("second", kind="empty", seed=8)       # with account ids of its own
    answer = await hub.handle(request, user="second")

A world is chosen by the name that a client gives as proxy user, or by the port it came in at;
else by the account in the host name; else by a credential or an account in the request; else it is
the default. A request for an account of another world than the chosen one is refused as the
platform refuses an account that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from operator import methodcaller
from typing import TypeVar

import msgspec

from sandbox.hosting.state import SavedWorld, StateFile
from sandbox.kernel.platform import Platform, Refusal
from sandbox.kernel.routing import Request, Response, UnknownHost
from sandbox.world import DEFAULT_AS_OF, Accounts, World, open_world
from sandbox.worlds import KINDS, UnknownKind, furnish

__all__ = ["DEFAULT_KIND", "DEFAULT_SEED", "Hub", "UnknownWorld", "WorldError"]

DEFAULT_KIND = "acme"
DEFAULT_SEED = 7
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")

T = TypeVar("T")


class WorldError(ValueError):
    """A world cannot be opened or closed so; the text says why and what can be done."""


class UnknownWorld(LookupError):
    """No world of this server has the name."""


class Hub:
    """`file` keeps every world; None: they end with the process.

    `outbound`: base URLs by host, where the platforms of every world may call out to.
    """

    def __init__(self, file: StateFile | None = None) -> None:
        self.file = file
        self.outbound: dict[str, str] = {}
        self._worlds: dict[str, World] = {}
        self._about: dict[str, SavedWorld] = {}
        self._ports: dict[int, str] = {}

    @classmethod
    def of(cls, world: World) -> Hub:
        """A hub around one world that exists already."""
        hub = cls()
        hub._worlds[world.name] = world
        return hub

    # -- worlds --------------------------------------------------------------------------------

    @property
    def default(self) -> World:
        """The one opened first. Raises UnknownWorld when there is none."""
        for world in self._worlds.values():
            return world
        raise UnknownWorld("no world is open")

    def __iter__(self) -> Iterator[World]:
        return iter(list(self._worlds.values()))

    def world(self, name: str) -> World:
        """Raises UnknownWorld."""
        try:
            return self._worlds[name]
        except KeyError:
            known = ", ".join(self._worlds) or "none"
            raise UnknownWorld(f"there is no world {name!r} here; open: {known}") from None

    def names(self) -> list[str]:
        """In the order in which they were opened."""
        return list(self._worlds)

    def kind(self, name: str) -> str:
        """What the world was furnished as; empty for one that was made elsewhere. Raises
        UnknownWorld."""
        self.world(name)
        return self._about[name].kind if name in self._about else ""

    def saved(self) -> list[SavedWorld]:
        """What the state file holds, in order of name."""
        return [] if self.file is None else self.file.worlds()

    def open(
        self,
        name: str,
        kind: str | None = None,
        seed: int | None = None,
        *,
        start: datetime | None = None,
        frozen: bool | None = None,
        as_of: date = DEFAULT_AS_OF,
    ) -> World:
        """A world, as the state file has it or new. Its clock runs on from `start` (now, when left
        out) or stands there when `frozen`. What is left out stays as it was in a kept world.

        Raises WorldError, UnknownKind, and ClockError for a start before a kept world's time.
        """
        if name in self._worlds:
            raise WorldError(f"world {name!r} is open already")
        if not _NAME.fullmatch(name):
            raise WorldError(
                f"world {name!r}: a name has lower-case letters, digits and hyphens, 40 at most"
            )
        known = next((each for each in self.saved() if each.name == name), None)
        if known is None:
            world = self._make(name, kind, seed, start, as_of)
            if not frozen:
                world.clock.run()
        else:
            self._same(known, kind, seed)
            world = self._reopen(known)
            if start is not None and start != known.started:
                world.clock.set(start)
            if frozen is not None and frozen is not world.clock.frozen:
                (world.clock.freeze if frozen else world.clock.run)()
        self._worlds[name] = world
        return world

    def open_saved(self) -> None:
        """Every world of the state file that is not open yet."""
        for each in self.saved():
            if each.name not in self._worlds:
                self.open(each.name)

    def close(self, name: str) -> None:
        """End a world, also in the state file. Raises UnknownWorld, and WorldError for the last
        one."""
        self.world(name)
        if len(self._worlds) == 1:
            raise WorldError(f"{name!r} is the only world of this server")
        del self._worlds[name]
        self._about.pop(name, None)
        self._ports = {port: at for port, at in self._ports.items() if at != name}
        if self.file is not None:
            self.file.forget(name)

    def reset(self, name: str) -> World:
        """The world as it was when it was made: same name, seed, start and accounts; its clock
        stands or runs as it does. Raises UnknownWorld, and WorldError for a world from
        elsewhere."""
        before = self.world(name)
        if name not in self._about:
            raise WorldError(f"world {name!r} was not opened here and cannot be made again")
        about = self._about[name]
        again = self._build(about, anew=True)
        if not before.clock.frozen:
            again.clock.run()
        self._worlds[name] = again
        return again

    def shut(self) -> None:
        """Let go of all worlds; the state file has them."""
        self._worlds.clear()
        if self.file is not None:
            self.file.close()

    def act(self, name: str, work: Callable[[World], T]) -> T:
        """What a person does in a world, in one transaction: all of it, or nothing when it is
        refused. Raises UnknownWorld and whatever `work` raises."""
        world = self.world(name)
        with world.store.transaction():
            return work(world)

    def allow_outbound(self, host: str, url: str) -> None:
        """The platforms of every world may call `host`; calls go to the base URL `url`."""
        self.outbound[host.lower()] = url
        for world in self:
            world.outbound(host, url)

    def pin(self, port: int, name: str) -> None:
        """Whoever comes in at `port` means this world. Raises UnknownWorld."""
        self.world(name)
        self._ports[port] = name

    def ports_of(self, name: str) -> list[int]:
        return [port for port, at in self._ports.items() if at == name]

    # -- requests ------------------------------------------------------------------------------

    def platforms(self) -> tuple[Platform, ...]:
        """Of the default world: which platforms there are, and their names."""
        return tuple(self.default.platforms.values())

    def platform_of(self, host: str) -> Platform | None:
        """The platform that has this host name, whoever's account it is."""
        return next((each for each in self.platforms() if each.owns(host)), None)

    def choose(
        self,
        *,
        user: str = "",
        host: str = "",
        platform: str = "",
        request: Request | None = None,
        port: int | None = None,
    ) -> World:
        """The world that is meant. `platform`, for a client that uses none of its host names.
        Raises UnknownWorld for an unknown `user`."""
        if user:
            return self.world(user)
        if port in self._ports:
            return self.world(self._ports[port])
        if len(self._worlds) == 1:
            return self.default
        for world in self:
            if self._only(world, host):
                return world
        if request is not None:
            for asked in (methodcaller("knows", request), methodcaller("means", request)):
                for world in self:
                    own = world.platforms[platform] if platform else _at(world, host)
                    if own is not None and asked(own):
                        return world
        return self.default

    async def handle(
        self,
        request: Request,
        *,
        user: str = "",
        port: int | None = None,
        oversized: bool = False,
    ) -> Response:
        """The answer of the world that is meant to a client that asked a platform's own host.
        `oversized`: the body was too large, and is not there. Raises UnknownWorld, UnknownHost and
        ConnectionLost."""
        host = request.host
        world = self.choose(user=user, host=host, request=request, port=port)
        platform = _at(world, host)
        if platform is None:
            return await world.handle(request)  # which says that it does not know the host
        if not platform.serves(host):
            return _turn_away(world, platform, request, platform.stranger(request))
        if oversized:
            return _turn_away(world, platform, request, platform.oversized(request))
        return await world.handle(request)

    async def handle_below(
        self, platform: str, request: Request, *, oversized: bool = False
    ) -> Response:
        """The same for a client that reaches the platform under another address: whose account is
        meant, only the request can say. Raises ConnectionLost."""
        world = self.choose(platform=platform, request=request)
        own = world.platforms[platform]
        request.host = own.host_of(request.raw_path)
        if oversized:
            return _turn_away(world, own, request, own.oversized(request))
        return await world.handle(request)

    def answers_for(self, host: str) -> Platform:
        """The platform of a host name. Raises UnknownHost."""
        platform = self.platform_of(host)
        if platform is None:
            served = ", ".join(name for each in self.platforms() for name in each.names)
            raise UnknownHost(f"it is none of {served}")
        return platform

    # -- inside --------------------------------------------------------------------------------

    def _only(self, world: World, host: str) -> bool:
        """The host belongs to this world's account and to no other's."""
        return _serves(world, host) and not any(
            _serves(other, host) for other in self._worlds.values() if other is not world
        )

    def _make(
        self, name: str, kind: str | None, seed: int | None, start: datetime | None, as_of: date
    ) -> World:
        kind = DEFAULT_KIND if kind is None else kind
        if kind not in KINDS:
            raise UnknownKind(kind)
        seed = DEFAULT_SEED if seed is None else seed
        return self._build(
            SavedWorld(
                name=name,
                kind=kind,
                seed=seed,
                as_of=as_of,
                started=start or datetime.now(UTC).replace(microsecond=0),
                accounts=msgspec.structs.asdict(self._free_accounts(name, seed)),
            )
        )

    def _build(self, about: SavedWorld, *, anew: bool = False) -> World:
        world = _opened(about)
        furnish(world, about.kind)
        self._settle(world, about, anew=anew)
        return world

    def _reopen(self, about: SavedWorld) -> World:
        world = _opened(about)
        self._settle(world, about)
        return world

    def _settle(self, world: World, about: SavedWorld, *, anew: bool = False) -> None:
        if self.file is not None:
            self.file.keep(
                world, kind=about.kind, started=about.started, accounts=about.accounts, anew=anew
            )
        self._about[world.name] = about
        world.reaches_loopback = True
        for host, url in self.outbound.items():
            world.outbound(host, url)

    def _free_accounts(self, name: str, seed: int) -> Accounts:
        """The usual ids for the first world, others for those beside it."""
        known = [each.accounts for each in [*self._about.values(), *self.saved()]]
        taken = {(platform, each) for ids in known for platform, each in ids.items()}
        wanted, turn = Accounts(), 0
        while taken & set(msgspec.structs.asdict(wanted).items()):
            wanted = Accounts.derived(name, seed, turn)
            turn += 1
        return wanted

    @staticmethod
    def _same(known: SavedWorld, kind: str | None, seed: int | None) -> None:
        for what, wanted, is_ in (("kind", kind, known.kind), ("seed", seed, known.seed)):
            if wanted is not None and wanted != is_:
                raise WorldError(
                    f"the state file has world {known.name!r} with {what} {is_}, not {wanted}; "
                    f"leave the {what} away, or choose another name or file"
                )


def _opened(about: SavedWorld) -> World:
    accounts = msgspec.convert(about.accounts, Accounts)
    return open_world(
        about.name, seed=about.seed, start=about.started, as_of=about.as_of, accounts=accounts
    )


def _serves(world: World, host: str) -> bool:
    return any(each.serves(host) for each in world.platforms.values())


def _turn_away(world: World, platform: Platform, request: Request, refusal: Refusal) -> Response:
    answer = platform.turn_away(request, refusal)
    world.exchanges.record(world.clock.now(), platform.name, request, answer, "")
    return answer


def _at(world: World, host: str) -> Platform | None:
    return next((each for each in world.platforms.values() if each.owns(host)), None)
