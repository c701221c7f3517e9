"""The control API of a served sandbox, under `/_sandbox/v1/`: what a test does to a world.

    control = Control(hub)                        # an ASGI application
    await control(scope, receive, send)

It costs a server nothing until it is first asked: FastAPI and its models are imported then.

    guard        who may ask: this machine, or a token; no foreign page
    app          the application: routes, errors, documentation
    description  what OpenAPI says of it, every desk action included
    models       what is said and answered; the client speaks the same
    errors       refusals, and the one shape they are written in
    exact        JSON bodies whose numbers stay exact
    snapshots    states by name
    changes      what is different between two states; words/ puts it into money
    switch_notes what a switch means, read from its platform's settings
    desk_*       the actions of every platform's desk, read from their signatures
    har          traffic as an HTTP archive
    page         the documentation as a page that needs no other server
    routes/      one file a subject
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from sandbox.world import World

if TYPE_CHECKING:
    from sandbox.hosting.hub import Hub

__all__ = ["PREFIX", "Application", "Control", "Environment", "Receive", "Scope", "Send"]

PREFIX = "/_sandbox/v1"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Environment = Callable[[World], Mapping[str, str]]


class Control:
    """`token`: asked of every caller, who may then call from elsewhere; without one only this
    machine is answered. `hosts`: names under which the server may be called, besides addresses and
    `localhost`. `environment`: what a client of a world is to be told, else its credentials.
    `ca_pem`: the certificate that a client must trust."""

    def __init__(
        self,
        hub: Hub,
        *,
        token: str = "",
        hosts: Iterable[str] = (),
        environment: Environment | None = None,
        ca_pem: bytes = b"",
    ) -> None:
        self.hub = hub
        self.token = token
        self.hosts = frozenset(host.lower() for host in hosts)
        self.environment = environment or World.credentials
        self.ca_pem = ca_pem
        self._application: Application | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._application is None:
            async with self._making:
                if self._application is None:  # in a thread: other clients are not to wait
                    self._application = await asyncio.to_thread(self._make)
        await self._application({**scope, "root_path": PREFIX}, receive, send)

    def _make(self) -> Application:
        from sandbox.hosting.control.app import application

        return application(self)
