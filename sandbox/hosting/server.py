"""A served sandbox: one process, one port for all platforms, one HTTPS proxy, one pump.

    listener, proxy_listener = bind("127.0.0.1", 8800), bind("127.0.0.1", 8801)
    async with Service(hub, listener=listener, proxy_listener=proxy_listener) as service:
        await service.stopping.wait()

The ports are bound first, so that a port that is taken is said before a world is made. The ready
file appears in one piece when both ports answer, and goes when they no longer do.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import signal
import socket
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn

from sandbox.hosting.authority import Authority
from sandbox.hosting.control import PREFIX, Control
from sandbox.hosting.conversation import IDLE, PATIENCE
from sandbox.hosting.environment import environment
from sandbox.hosting.front import Application, create_app
from sandbox.hosting.hub import Hub
from sandbox.hosting.patient import patient_protocol
from sandbox.hosting.proxy import Proxy
from sandbox.hosting.pump import pump
from sandbox.world import World

__all__ = ["GRACE", "NoSuchHost", "PortTaken", "Service", "bind", "create_app"]

GRACE = 3.0
"""Seconds that answers under way have when the server is told to stop."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class PortTaken(OSError):
    """Somebody else listens there."""


class NoSuchHost(OSError):
    """The name to listen at is none of this machine."""


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens, but whose connections nobody takes up yet. Raises PortTaken and
    NoSuchHost."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise NoSuchHost(f"{host} is no address of this machine: {error.strerror}") from None
        raise PortTaken(f"{host}:{port} cannot be used: {error.strerror}") from None
    listener.setblocking(False)
    return listener


class Service:
    """`hub` has a world when the service is made. `token`: what callers of the control API must
    show, who may then call from other machines. `hosts`: names by which they call it, besides
    addresses. The file of the certificate ends with the service.
    """

    def __init__(
        self,
        hub: Hub,
        *,
        listener: socket.socket,
        proxy_listener: socket.socket,
        ready_file: Path | None = None,
        token: str = "",
        hosts: Iterable[str] = (),
        patience: float = PATIENCE,
        grace: float = GRACE,
    ) -> None:
        self.hub = hub
        self.authority = Authority()
        self.stopping = asyncio.Event()
        self.token = token
        self.pem = self.authority.write_pem(self._place_of_pem(ready_file))
        self._ready_file = ready_file
        self._hosts = tuple(hosts)
        self._own_ports: dict[str, str] = {}
        self._listener = listener
        self._proxy_listener = proxy_listener
        self._patience = patience
        self._grace = grace
        self._proxies = [Proxy(hub, self.authority, listener=proxy_listener, patience=patience)]
        self._stack = contextlib.AsyncExitStack()
        self._running: list[asyncio.Task[None]] = []
        self._server = _Server(
            uvicorn.Config(
                create_app(hub, self._control()),
                http=patient_protocol(patience),
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                timeout_keep_alive=int(IDLE),
                timeout_graceful_shutdown=max(1, round(grace)),
            )
        )

    # -- where it is ---------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://{_address(self._listener)}"

    @property
    def proxy_url(self) -> str:
        return f"http://{self._proxy_address()}"

    def proxy_for(self, world: World) -> str:
        """The proxy's address for a client of this world: the port of its own, if it has one.
        Some clients send no user without a password, so there is one; nobody looks at it."""
        if world.name in self._own_ports:
            return self._own_ports[world.name]
        if world is self.hub.default:
            return self.proxy_url
        return f"http://{world.name}:world@{self._proxy_address()}"

    def environment(self, world: World) -> dict[str, str]:
        """Everything a client of `world` has to be told."""
        found = environment(world, self.url, self.proxy_for(world), self.pem)
        return {**found, "SANDBOX_TOKEN": self.token} if self.token else found

    def describe(self) -> dict[str, Any]:
        """What the ready file says."""
        return {
            "pid": os.getpid(),
            "url": self.url,
            "control": f"{self.url}{PREFIX}/",
            "proxy": self.proxy_url,
            "ca": str(self.pem),
            "worlds": {world.name: self.proxy_for(world) for world in self.hub},
            **({"token": self.token} if self.token else {}),
        }

    # -- its life ------------------------------------------------------------------------------

    async def __aenter__(self) -> Service:
        for proxy in self._proxies:
            await self._stack.enter_async_context(proxy)
        serving = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        self._running = [serving, asyncio.create_task(pump(self.hub))]
        answering = asyncio.create_task(self._server.answering.wait())
        await asyncio.wait((serving, answering), return_when=asyncio.FIRST_COMPLETED)
        answering.cancel()
        if serving.done():
            await serving
        self._write_ready()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._ready_file is not None:
            self._ready_file.unlink(missing_ok=True)
        serving, pumping = self._running
        pumping.cancel()  # what is not delivered stays in the queue
        self._server.should_exit = True
        await asyncio.gather(
            serving,
            pumping,
            *(proxy.finish(self._grace) for proxy in self._proxies),
            return_exceptions=True,
        )
        await self._stack.aclose()
        self.pem.unlink(missing_ok=True)
        if self._ready_file is None:
            self.pem.parent.rmdir()

    def add_port(self, name: str, listener: socket.socket) -> str:
        """Before the service runs: a proxy port whose clients all mean world `name`; its address.
        Raises UnknownWorld."""
        self.hub.pin(listener.getsockname()[1], name)
        self._proxies.append(
            Proxy(self.hub, self.authority, listener=listener, patience=self._patience)
        )
        self._own_ports[name] = f"http://{_address(listener)}"
        return self._own_ports[name]

    def stop_on_signals(self) -> None:
        """SIGINT and SIGTERM set `stopping`; a second one ends answers that are under way."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._told_to_stop)

    def _told_to_stop(self) -> None:
        if self.stopping.is_set():
            self._server.force_exit = True
        self.stopping.set()

    def _write_ready(self) -> None:
        if self._ready_file is None:
            return
        unfinished = self._ready_file.with_name(f"{self._ready_file.name}.{os.getpid()}")
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self.describe(), file, indent=2)
        os.replace(unfinished, self._ready_file)

    @staticmethod
    def _place_of_pem(ready_file: Path | None) -> Path:
        """Beside the ready file, so that a server that is killed and started again leaves nothing
        behind and its clients find the certificate where it was."""
        if ready_file is not None:
            return ready_file.with_name(f"{ready_file.name}.ca.pem")
        return Path(tempfile.mkdtemp(prefix="connector-sandbox-")) / "ca.pem"

    def _control(self) -> Application:
        return Control(
            self.hub,
            token=self.token,
            hosts=self._hosts,
            environment=self.environment,
            ca_pem=self.authority.pem,
        )

    def _proxy_address(self) -> str:
        return _address(self._proxy_listener)


class _Server(uvicorn.Server):
    """Signals are the service's business; `answering` is set when connections are taken up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own raises the signal again at the end, which would be our exit status.
        yield


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - bound by whoever asked for it
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
