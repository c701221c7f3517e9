"""One misfortune for one write of the engine, the nth that it sends.

It strikes on the wire, by the world's own faults, so the platform words its own answers. A kill
is the engine's end right after the platform has carried the write out: nothing of its answer is
recorded, and no handler of the engine sees it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

import httpx

from features.wire import EngineKilled
from sandbox.kernel.faults import FaultKind
from sandbox.world import World

__all__ = ["FAULTS", "Misfortune", "SweepFault", "Write", "write_of"]


class SweepFault(StrEnum):
    """The columns of the grid."""

    RESET = "reset"
    LOST = "lost after the write"
    DUPLICATED = "duplicated"
    THROTTLED = "throttled"
    KILLED = "killed"


FAULTS = tuple(SweepFault)
PLANNED = {
    SweepFault.RESET: FaultKind.RESET,
    SweepFault.LOST: FaultKind.LOST_ANSWER,
    SweepFault.DUPLICATED: FaultKind.DUPLICATE,
    SweepFault.THROTTLED: FaultKind.THROTTLE,
}
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
MUTATION = re.compile(rb"mutation\b[^{]*\{\s*(\w+)")
COMPANY = re.compile(r"^/v3/company/\d+/")
READING = ("/suiteql", "/token", "/access_token", "/tokens/bearer", "/query")
"""Ends of paths that are posted to without changing a document."""


@dataclass(frozen=True)
class Write:
    """`what` is for people: the mutation, or method and path."""

    platform: str
    what: str


def write_of(platform: str, request: httpx.Request, body: bytes) -> Write | None:
    """None for what only reads."""
    if request.method not in CHANGING or request.url.path.endswith(READING):
        return None
    if request.url.path.endswith("/graphql.json"):
        mutation = MUTATION.search(body.replace(b"\\n", b" "))
        return Write(platform, mutation.group(1).decode()) if mutation else None
    path = request.url.path.partition("/v1/")[2] or COMPANY.sub("", request.url.path)
    return Write(platform, f"{request.method} {path}")


@dataclass
class Misfortune:
    """`number` counts the writes from 1; 0 never strikes and only counts. One that struck waits
    for `take_strike`: whoever drives the engine asks it and does what a tester does then."""

    number: int = 0
    fault: SweepFault | None = None
    writes: list[Write] = field(default_factory=list)
    struck: bool = False
    _open: bool = False
    _kills: bool = False

    def before(self, world: World, request: httpx.Request, body: bytes) -> None:
        platform = world.platform_for(request.url.host).name
        write = write_of(platform, request, body)
        if write is None:
            return
        self.writes.append(write)
        if self.struck or len(self.writes) != self.number or self.fault is None:
            return
        self.struck = self._open = True
        if self.fault is SweepFault.KILLED:
            self._kills = True
        else:
            world.faults.plan(
                platform, PLANNED[self.fault], method=request.method, path=request.url.path
            )

    def after(self) -> None:
        """Raises EngineKilled."""
        if self._kills:
            self._kills = False
            raise EngineKilled

    def take_strike(self) -> bool:
        """Whether it struck since it was asked last."""
        was, self._open = self._open, False
        return was
