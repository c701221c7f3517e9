"""Planned misfortune: which request goes wrong, how, and how often.

A rule names a platform, a method, a path pattern and, if wanted, a piece of the request's body
(every GraphQL call has the same path). The nth match and the `times - 1` after it suffer it.
"""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase

import msgspec

from sandbox.kernel.ids import Ids
from sandbox.kernel.routing import Request
from sandbox.kernel.store import Store

__all__ = ["ConnectionLost", "Fault", "FaultError", "FaultKind", "Faults"]

LONGEST = 86_400.0
"""Seconds that an answer can be held back: a day."""


class FaultKind(StrEnum):
    THROTTLE = "throttle"  # the platform's own "too many requests"
    SERVER_ERROR = "server_error"  # the platform's own 5xx
    DELAY = "delay"  # the answer takes `seconds`
    RESET = "reset"  # the connection dies before the platform sees the request
    LOST_ANSWER = "lost_answer"  # the platform does the work, the answer never arrives
    DUPLICATE = "duplicate"  # the request arrives twice; the second answer is delivered
    EXPIRED_TOKEN = "expired_token"  # the credential is refused as expired


class FaultError(ValueError):
    """A malformed fault rule; the message names the field and what it may be."""


class ConnectionLost(Exception):
    """The client sees its connection die. From outside, before and after look the same."""

    def __init__(self, after_write: bool) -> None:
        super().__init__("Connection reset by peer")
        self.after_write = after_write


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    platform: str
    kind: FaultKind
    method: str = "*"
    path: str = "*"
    contains: str = ""
    nth: int = 1
    times: int = 1
    status: int = 503
    seconds: float = 0.0
    seen: int = 0
    fired: int = 0

    def matches(self, platform: str, request: Request) -> bool:
        return (
            platform == self.platform
            and self.method in ("*", request.method)
            and fnmatchcase(request.path, self.path)
            and (not self.contains or self.contains.encode() in request.body)
        )


class Faults:
    def __init__(self, store: Store, ids: Ids, platforms: list[str]) -> None:
        self._rules = store.table("kernel.fault", Fault)
        self._ids = ids
        self._platforms = platforms

    def plan(
        self,
        platform: str,
        kind: FaultKind | str,
        *,
        method: str = "*",
        path: str = "*",
        contains: str = "",
        nth: int = 1,
        times: int = 1,
        status: int = 503,
        seconds: float = 0.0,
    ) -> Fault:
        """Add a rule. Raises FaultError for a platform, kind or number that cannot be."""
        if platform not in self._platforms:
            raise FaultError(f"platform: {platform!r} is not one of {', '.join(self._platforms)}")
        try:
            kind = FaultKind(kind)
        except ValueError:
            raise FaultError(f"kind: {str(kind)!r} is not one of {', '.join(FaultKind)}") from None
        for name, number in (("nth", nth), ("times", times)):
            if number < 1:
                raise FaultError(f"{name}: {number} must be 1 or more")
        if kind is FaultKind.SERVER_ERROR and not 500 <= status <= 599:
            raise FaultError(f"status: {status} must be between 500 and 599")
        if seconds < 0:
            raise FaultError(f"seconds: {seconds} must not be negative")
        if not seconds <= LONGEST:  # nor NaN, which compares with nothing
            raise FaultError(f"seconds: {seconds} must be {LONGEST} or less")
        return self._rules.put(
            Fault(
                id=self._ids.next("fault"),
                platform=platform,
                kind=kind,
                method=method.upper(),
                path=path,
                contains=contains,
                nth=nth,
                times=times,
                status=status,
                seconds=seconds,
            )
        )

    def strike(self, platform: str, request: Request) -> Fault | None:
        """The rule that this request suffers, if any; every matching rule counts it."""
        if not len(self._rules):
            return None
        struck: Fault | None = None
        for rule in self._rules:
            if not rule.matches(platform, request):
                continue
            seen = rule.seen + 1
            fires = struck is None and rule.nth <= seen < rule.nth + rule.times
            changed = msgspec.structs.replace(rule, seen=seen, fired=rule.fired + fires)
            self._rules.put(changed)
            if fires:
                struck = changed
        return struck

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._rules)

    def drop(self, number: int) -> None:
        """Take one rule back. Raises KeyError."""
        self._rules.delete(number)

    def clear(self) -> None:
        for rule in list(self._rules):
            self._rules.delete(rule.id)
