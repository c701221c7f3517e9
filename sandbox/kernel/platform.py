"""What a platform must be, and the one way a request goes through it.

    find the route -> admit (authentication, limits; what they write stays written)
                   -> the route's handler, in a transaction: a refusal leaves no trace
                   -> finish (headers that every answer of this platform carries)

A refusal is an exception of the platform's own tree; `answer` turns it into the platform's own
status and body, for the lane and for FastAPI alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from random import Random
from typing import Any

from sandbox.kernel.faults import Fault
from sandbox.kernel.outbound import Call
from sandbox.kernel.queue import Task
from sandbox.kernel.routing import Lane, NoRoute, Request, Response, Route, WrongMethod
from sandbox.kernel.universe import Universe

__all__ = ["Platform", "Refusal"]


@lru_cache(maxsize=1024)
def _fits(patterns: tuple[str, ...], host: str) -> bool:
    """Asked of every platform at every request."""
    return any(fnmatchcase(host, pattern) for pattern in patterns)


class Refusal(Exception):
    """The platform says no. Every platform's errors.py has its own tree below this."""


class Platform(ABC):
    """One account on one platform inside a world."""

    name: str
    largest_body = 100 * 1024 * 1024
    """Bytes; a server reads no more of a request."""
    lingers = False
    """Requests that overlap have to be seen as such, though an answer is ready at once."""

    def __init__(self, universe: Universe, routes: Sequence[Route[Any]]) -> None:
        self.universe = universe
        self.store = universe.store
        self.clock = universe.clock
        self.ids = universe.ids
        self.lane: Lane[Any] = Lane(routes)

    @property
    @abstractmethod
    def hosts(self) -> tuple[str, ...]:
        """Host name patterns (`acme.myshopify.com`) that this account answers for."""

    @abstractmethod
    def credentials(self) -> dict[str, str]:
        """What a client needs to log in, under stable documented names (`SHOPIFY_TOKEN`)."""

    @abstractmethod
    def admit(self, request: Request, route: Route[Any]) -> None:
        """Check who calls and whether they may call now. Raises a Refusal."""

    @abstractmethod
    def answer(self, request: Request, refusal: Refusal) -> Response:
        """The platform's own words for a refusal."""

    @abstractmethod
    def missing(self, request: Request, allowed: list[str]) -> Refusal:
        """No such path, or (when `allowed` is not empty) not under this method."""

    @abstractmethod
    def crashed(self, request: Request) -> Refusal:
        """The platform's own internal error, without a trace of ours."""

    @abstractmethod
    def struck(self, request: Request, fault: Fault) -> Refusal:
        """The platform's own 429, 5xx or expired-token refusal for a planned fault."""

    # -- where several accounts are served side by side ---------------------------------------

    @classmethod
    @abstractmethod
    def derive_account(cls, world: str, source: Random) -> str:
        """The id of an account for a world of this name, beside the accounts of other worlds."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Patterns of every host name of the platform, production and sandbox, whoever's account
        (`*.myshopify.com`)."""

    @abstractmethod
    def host_of(self, raw_path: str) -> str:
        """The host under which a client would have asked for this path."""

    @abstractmethod
    def knows(self, request: Request) -> bool:
        """The request carries something that this account gave out: a key, a token, a code."""

    @abstractmethod
    def means(self, request: Request) -> bool:
        """The request names this account elsewhere than in the host."""

    @abstractmethod
    def stranger(self, request: Request) -> Refusal:
        """The host belongs to an account that does not exist."""

    @abstractmethod
    def oversized(self, request: Request) -> Refusal:
        """The body is larger than `largest_body`; `request` has none."""

    def turn_away(self, request: Request, refusal: Refusal) -> Response:
        """The answer to a request that this account never gets to see."""
        return self.finish(request, self.answer(request, refusal))

    def finish(self, request: Request, response: Response) -> Response:
        """Add the headers that every answer carries."""
        return response

    def enter(self, request: Request) -> None:  # noqa: B027 - most platforms count nobody
        """The request has arrived. It is on the platform until `leave`, a delay included: that is
        what platforms with a limit on simultaneous requests count. Must not raise; whether the
        request may be served is said by `admit`."""

    def leave(self, request: Request) -> None:  # noqa: B027 - as `enter`
        """The answer is on its way, or the connection is lost. Follows every `enter`."""

    def perform(self, task: Task) -> Call | None:
        """Do queued work whose time has come; a call that it needs is made by the world, which
        then tells `performed`. Raises LookupError for work that this platform never queues."""
        raise LookupError(f"{self.name} has no work of the kind {task.kind!r}")

    def performed(self, task: Task, answer: Response | None) -> None:
        """What came of the call of `perform`; None: no answer. The task is off the queue.
        Raises LookupError as `perform` does."""
        raise LookupError(f"{self.name} makes no call for work of the kind {task.kind!r}")

    def serves(self, host: str) -> bool:
        return _fits(tuple(self.hosts), host)

    def owns(self, host: str) -> bool:
        """The host is one of the platform's, if not of this account."""
        return _fits(self.names, host)

    def handle(self, request: Request, fault: Fault | None = None) -> Response:
        """Answer one request. Never raises."""
        return self.finish(request, self._respond(request, fault, admitted=False))

    def replay(self, request: Request) -> Response:
        """Answer a request that was admitted earlier and waited (an asynchronous job). Never
        raises; `finish` is not called, as nothing goes out now."""
        return self._respond(request, None, admitted=True)

    def _respond(self, request: Request, fault: Fault | None, *, admitted: bool) -> Response:
        try:
            if fault is not None:
                raise self.struck(request, fault)
            with self.store.together():
                return self._route(request, admitted)
        except Refusal as refusal:
            return self.answer(request, refusal)
        except Exception as error:  # noqa: BLE001 - nothing of ours may reach the client
            self.universe.bug(error)
            return self.answer(request, self.crashed(request))

    def _route(self, request: Request, admitted: bool) -> Response:
        try:
            route, request.params = self.lane.find(request.method, request.raw_path)
        except NoRoute:
            raise self.missing(request, []) from None
        except WrongMethod as wrong:
            raise self.missing(request, wrong.allowed) from None
        if not admitted:
            self.admit(request, route)
        with self.store.transaction():
            return route.handler(self, request)
