"""`./run serve`: from what was asked for to a running service, and back to an exit status."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import secrets
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from sandbox.hosting.hub import Hub, WorldError
from sandbox.hosting.server import GRACE, NoSuchHost, PortTaken, Service, bind
from sandbox.hosting.state import StateError, StateFile
from sandbox.kernel.clock import ClockError
from sandbox.kernel.outbound import is_loopback
from sandbox.worlds import UnknownKind

__all__ = ["EXIT_CODES", "Options", "UsageError", "WorldWish", "serve", "target"]

EXIT_CODES = {
    0: "stopped as asked",
    1: "a port is taken",
    2: "usage: an unknown world, or an option that cannot be",
    3: "the state file cannot be used",
}
_LAST_PORT = 65535
_WISH = re.compile(r"(?P<name>[^=@]+)(=(?P<kind>[^@]+))?(@(?P<port>\d+))?")


class UsageError(ValueError):
    """An option cannot be; the text names it."""


class WorldWish(msgspec.Struct, frozen=True, kw_only=True):
    """A world to be served: `NAME[=KIND][@PORT]`. Without a kind, its name is one; `port` is a
    proxy port at which every client means this world."""

    name: str
    kind: str
    port: int | None = None

    @classmethod
    def read(cls, text: str) -> WorldWish:
        """Raises UsageError."""
        found = _WISH.fullmatch(text)
        if found is None:
            raise UsageError(f"--world {text!r}: write NAME, NAME=KIND or NAME=KIND@PORT")
        name, port = found["name"], found["port"]
        return cls(name=name, kind=found["kind"] or name, port=int(port) if port else None)


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What `./run serve` is told. `seed` None: the kept world's own, or 7."""

    worlds: tuple[WorldWish, ...]
    host: str = "127.0.0.1"
    port: int = 8800
    proxy_port: int = 8801
    seed: int | None = None
    state: Path | None = None
    ready_file: Path | None = None
    outbound: tuple[str, ...] = ()
    start: datetime | None = None
    freeze: bool | None = None
    token: str = ""
    host_names: tuple[str, ...] = ()
    grace: float = GRACE


def serve(options: Options, say: Callable[[Service], None], complain: Callable[[str], None]) -> int:
    """Serve until a signal: the exit status. `say` is told when both ports answer."""
    try:
        with asyncio.Runner(loop_factory=_fast_loop()) as runner:
            runner.run(_serve(options, say))
    except PortTaken as taken:
        complain(f"{taken}. Choose another --port or --proxy-port, or stop what listens there.")
        return 1
    except (UsageError, WorldError, UnknownKind, ClockError) as wrong:
        complain(str(wrong.args[0]) if wrong.args else str(wrong))
        return 2
    except NoSuchHost as wrong:
        complain(f"--host: {wrong}")
        return 2
    except StateError as wrong:
        complain(str(wrong))
        return 3
    return 0


async def _serve(options: Options, say: Callable[[Service], None]) -> None:
    targets = [target(text) for text in options.outbound]
    _check(options)
    with ExitStack() as stack:

        def listener(port: int) -> socket.socket:
            return stack.enter_context(bind(options.host, port))

        listeners = [listener(port) for port in (options.port, options.proxy_port)]
        own = [(wish.name, listener(wish.port)) for wish in options.worlds if wish.port]
        hub = Hub(None if options.state is None else StateFile.open(options.state))
        stack.callback(hub.shut)
        for host, url in targets:
            hub.allow_outbound(host, url)
        _open(hub, options)
        token = options.token
        if not token and not is_loopback(options.host):
            token = secrets.token_urlsafe(24)
        service = Service(
            hub,
            listener=listeners[0],
            proxy_listener=listeners[1],
            ready_file=options.ready_file,
            token=token,
            hosts=options.host_names,
            grace=options.grace,
        )
        for name, each in own:
            service.add_port(name, each)
        service.stop_on_signals()
        async with service:
            _settle()
            say(service)
            await service.stopping.wait()


def _check(options: Options) -> None:
    """What can be known before anything is bound or opened. Raises UsageError."""
    ports = [options.port, options.proxy_port, *(wish.port or 0 for wish in options.worlds)]
    for port in ports:
        if not 0 <= port <= _LAST_PORT:
            raise UsageError(f"there is no port {port}; ports are 1 to {_LAST_PORT}, 0: a free one")
    ready = options.ready_file
    if ready is None:
        return
    if not ready.parent.is_dir():
        raise UsageError(f"--ready-file {ready}: the folder {ready.parent} does not exist")
    if ready.is_dir() or not os.access(ready.parent, os.W_OK):
        raise UsageError(f"--ready-file {ready} cannot be written")
    if not ready.exists():
        return
    from sandbox.hosting.running import NotRunning, find

    try:
        other = find(ready)
    except NotRunning:
        return  # what a server left behind that was killed
    raise UsageError(f"--ready-file {ready} is of a server that runs, {other.url}; name another")


def _settle() -> None:
    """The worlds are there to stay: the garbage collector need not go through their documents at
    every full round, which takes half a second where there are a million."""
    gc.freeze()


def _open(hub: Hub, options: Options) -> None:
    kept = {each.name for each in hub.saved()}
    for wish in options.worlds:
        hub.open(
            wish.name,
            None if wish.name in kept and wish.kind == wish.name else wish.kind,
            options.seed,
            start=options.start,
            frozen=options.freeze,
        )
    hub.open_saved()


def target(text: str) -> tuple[str, str]:
    """`HOST=URL`. Raises UsageError."""
    host, _, url = text.partition("=")
    parts = urlsplit(url)
    if not host or parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f"--outbound {text!r}: write HOST=URL, such as hooks.example.com=http://127.0.0.1:9000"
        )
    return host, url


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None  # uvloop is not made for it
    import uvloop

    return uvloop.new_event_loop
