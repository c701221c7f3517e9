"""A Python client of the control API: what a test does to a world that is served elsewhere.

    with Sandbox("http://127.0.0.1:8800") as sandbox:
        order = sandbox.desk.shopify.place([["TEE-BLK", 3]]).result
        sandbox.snapshot("sold")
        sandbox.faults.plan("shopify", "lost_answer", contains="refundCreate")
        ...                                              # the connector runs
        sandbox.clock.advance(hours=2)
        print(sandbox.diff("sold").sentences)
        assert sandbox.audit().ties

Every refusal raises `SandboxRefused` with the status and the problem as the server words it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Literal, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from sandbox.hosting.control.models import (
    ActionDescription,
    AuditAnswer,
    ClockAnswer,
    DeskAnswer,
    Diff,
    FaultRule,
    Health,
    Problem,
    PumpAnswer,
    QueuedTask,
    Refused,
    SnapshotState,
    SwitchState,
    TrafficEntry,
    TrafficLine,
    WorldState,
)

__all__ = ["Sandbox", "SandboxRefused"]

_PREFIX = "/_sandbox/v1/"
T = TypeVar("T")
Number = int | float | Decimal


class SandboxRefused(Exception):
    """The control API says no. `status`: the HTTP status; `problem`: code, message, field, fix and
    details; a platform's refusal (409, code `refused`) has that platform's own words."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(f"{status} {problem.code}: {problem.message}")
        self.status = status
        self.problem = problem


class _Line:
    """One connection to one server, about one world."""

    def __init__(self, http: httpx.Client, world: str) -> None:
        self.http = http
        self.world = world

    def send(
        self, method: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        """Raises SandboxRefused, and httpx.TransportError when nobody answers."""
        asked = {
            name: _written(value) for name, value in (query or {}).items() if value is not None
        }
        if self.world:
            asked["world"] = self.world
        sent = None if body is None else _written(body)
        answer = self.http.request(method, f"{_PREFIX}{path}", params=asked, json=sent)
        if not answer.is_success:
            raise SandboxRefused(answer.status_code, _problem(answer))
        return answer

    def ask(
        self,
        kind: type[T],
        method: str,
        path: str,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
    ) -> T:
        answer = self.send(method, path, body, query)
        return TypeAdapter(kind).validate_json(answer.content)


def _problem(answer: httpx.Response) -> Problem:
    """Also of a server that is no sandbox."""
    try:
        return Refused.model_validate_json(answer.content).error
    except ValidationError:
        return Problem(code="no_sandbox", message=answer.text[:200])


def _written(value: Any) -> Any:
    """As JSON bears it: amounts and times as text."""
    match value:
        case Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case BaseModel():
            return value.model_dump(mode="json", exclude_unset=True)
        case dict():
            return {str(key): _written(each) for key, each in value.items()}
        case list() | tuple():
            return [_written(each) for each in value]
        case _:
            return value


class ClockControl:
    """World time. Every move does the work that falls due."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    def get(self) -> ClockAnswer:
        return self._line.ask(ClockAnswer, "GET", "clock")

    def freeze(self, at: datetime | None = None) -> ClockAnswer:
        """Stop the clock, now or at a later moment."""
        return self._line.ask(ClockAnswer, "POST", "clock/freeze", {"at": at})

    def run(self) -> ClockAnswer:
        """Let time pass with the wall again."""
        return self._line.ask(ClockAnswer, "POST", "clock/run")

    def advance(
        self, *, days: Number = 0, hours: Number = 0, minutes: Number = 0, seconds: Number = 0
    ) -> ClockAnswer:
        step = {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
        return self._line.ask(ClockAnswer, "POST", "clock/advance", step)

    def set(self, to: datetime) -> ClockAnswer:
        return self._line.ask(ClockAnswer, "POST", "clock/set", {"to": to})


class FaultControl:
    """Planned misfortune."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    def plan(
        self,
        platform: str,
        kind: str,
        *,
        method: str = "*",
        path: str = "*",
        contains: str = "",
        nth: int = 1,
        times: int = 1,
        status: int = 503,
        seconds: float = 0.0,
    ) -> FaultRule:
        """The `nth` request that matches and the `times - 1` after it suffer it."""
        asked = {
            "platform": platform, "kind": kind, "method": method, "path": path,
            "contains": contains, "nth": nth, "times": times, "status": status,
            "seconds": seconds,
        }  # fmt: skip
        return self._line.ask(FaultRule, "POST", "faults", asked)

    def all(self) -> list[FaultRule]:
        return self._line.ask(list[FaultRule], "GET", "faults")

    def drop(self, number: int) -> None:
        self._line.send("DELETE", f"faults/{number}")

    def clear(self) -> None:
        self._line.send("DELETE", "faults")


class SwitchControl:
    """What the platforms' documents leave open, and what an account's owner may choose."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    def all(self, platform: str = "") -> list[SwitchState]:
        """Of one platform, or of every one."""
        path = f"switches/{platform}" if platform else "switches"
        return self._line.ask(list[SwitchState], "GET", path)

    def get(self, platform: str, name: str) -> SwitchState:
        return self._line.ask(SwitchState, "GET", f"switches/{platform}/{name}")

    def set(self, platform: str, name: str, value: bool | Number | str) -> SwitchState:
        """What happened before stays as it is."""
        return self._line.ask(SwitchState, "PUT", f"switches/{platform}/{name}", {"value": value})


class TrafficControl:
    """What went over the wire; credentials are replaced by their names."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    def search(
        self,
        *,
        platform: str | None = None,
        host: str | None = None,
        path: str | None = None,
        method: str | None = None,
        status: int | None = None,
        text: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        outbound: bool | None = None,
        faulty: bool | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> list[TrafficLine]:
        """Exchanges that fit all of it, the newest `limit`, oldest first. `host` and `path` are
        patterns with `*`; `text` is looked for in the URL and both bodies."""
        asked = {
            "platform": platform, "host": host, "path": path, "method": method, "status": status,
            "text": text, "since": since, "until": until, "outbound": outbound, "faulty": faulty,
            "after": after, "limit": limit,
        }  # fmt: skip
        return self._line.ask(list[TrafficLine], "GET", "traffic", query=asked)

    def get(self, number: int) -> TrafficEntry:
        return self._line.ask(TrafficEntry, "GET", f"traffic/{number}")

    def har(self, **search: Any) -> dict[str, Any]:
        """The exchanges of the same search as an HTTP archive."""
        found: dict[str, Any] = self._line.send("GET", "traffic.har", query=search).json()
        return found


class Actions:
    """The desk of one platform: `place(...)`, with the arguments of the action. Positional ones go
    by the server's list of them."""

    def __init__(self, line: _Line, platform: str) -> None:
        self._line = line
        self._platform = platform
        self._known: dict[str, ActionDescription] | None = None

    def all(self) -> list[ActionDescription]:
        found = self._line.ask(list[ActionDescription], "GET", f"desk/{self._platform}")
        self._known = {each.name: each for each in found}
        return found

    def do(self, action: str, **arguments: Any) -> DeskAnswer:
        """`do("place", lines=[["TEE-BLK", 3]])`."""
        return self._line.ask(DeskAnswer, "POST", f"desk/{self._platform}/{action}", arguments)

    def __getattr__(self, action: str) -> Callable[..., DeskAnswer]:
        if action.startswith("_"):
            raise AttributeError(action)

        def call(*arguments: Any, **named: Any) -> DeskAnswer:
            return self.do(
                action, **dict(zip(self._names(action, arguments), arguments, strict=True)), **named
            )

        return call

    def _names(self, action: str, arguments: tuple[Any, ...]) -> list[str]:
        if not arguments:
            return []
        if self._known is None:
            self.all()
        described = (self._known or {}).get(action)
        names = [each.name for each in described.arguments] if described else []
        if len(arguments) > len(names):
            raise TypeError(f"{action} takes {len(names)} arguments: {', '.join(names)}")
        return names[: len(arguments)]


class DeskControl:
    """What people do on the platforms' screens: `desk.shopify.place(...)`."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        self._platforms: dict[str, Actions] = {}

    def all(self) -> list[ActionDescription]:
        return self._line.ask(list[ActionDescription], "GET", "desk")

    def __getattr__(self, platform: str) -> Actions:
        if platform.startswith("_"):
            raise AttributeError(platform)
        return self._platforms.setdefault(platform, Actions(self._line, platform))


class WorldControl:
    """The worlds of the server."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    def all(self) -> list[WorldState]:
        return self._line.ask(list[WorldState], "GET", "worlds")

    def open(
        self,
        name: str,
        *,
        kind: str | None = None,
        seed: int | None = None,
        start: datetime | None = None,
        as_of: date | None = None,
    ) -> WorldState:
        """With `start` its clock stands there."""
        asked = {"name": name, "kind": kind, "seed": seed, "start": start, "as_of": as_of}
        given = {member: value for member, value in asked.items() if value is not None}
        return self._line.ask(WorldState, "POST", "worlds", given)

    def close(self, name: str) -> None:
        self._line.send("DELETE", f"worlds/{name}")


class Sandbox:
    """`world`: which of the server's worlds is meant; the default when empty. `token`: what the
    server asks for when it answers other machines. `transport`: for tests of the client."""

    def __init__(
        self,
        url: str,
        *,
        world: str = "",
        token: str = "",
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        http = httpx.Client(
            base_url=url, headers=headers, timeout=timeout, transport=transport, trust_env=False
        )
        self._use(_Line(http, world))

    def _use(self, line: _Line) -> None:
        self._line = line
        self.clock = ClockControl(line)
        self.switches = SwitchControl(line)
        self.faults = FaultControl(line)
        self.traffic = TrafficControl(line)
        self.desk = DeskControl(line)
        self.worlds = WorldControl(line)

    def of(self, world: str) -> Sandbox:
        """The same server about another world, over the same connection."""
        other = type(self).__new__(type(self))
        other._use(_Line(self._line.http, world))
        return other

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._line.http.close()

    # --- the server ------------------------------------------------------------------------------

    def health(self) -> Health:
        return self._line.ask(Health, "GET", "health")

    def credentials(self) -> dict[str, str]:
        return self._line.ask(dict[str, str], "GET", "credentials")

    def environment(self) -> dict[str, str]:
        """Everything that a client of this world is told, by names of environment variables."""
        return self._line.ask(dict[str, str], "GET", "env")

    def environment_file(self, format: Literal["shell", "dotenv"] = "shell") -> str:
        return self._line.send("GET", "env", query={"format": format}).text

    def ca_pem(self) -> str:
        """The certificate that a client of the proxy must trust."""
        return self._line.send("GET", "ca.pem").text

    # --- states ----------------------------------------------------------------------------------

    def snapshot(self, name: str) -> SnapshotState:
        return self._line.ask(SnapshotState, "POST", "snapshots", {"name": name})

    def snapshots(self) -> list[SnapshotState]:
        return self._line.ask(list[SnapshotState], "GET", "snapshots")

    def restore(self, name: str) -> SnapshotState:
        return self._line.ask(SnapshotState, "POST", f"snapshots/{name}/restore")

    def drop_snapshot(self, name: str) -> None:
        self._line.send("DELETE", f"snapshots/{name}")

    def diff(self, before: str, after: str = "now") -> Diff:
        """What happened between two snapshots, or since one, in money words."""
        return self._line.ask(Diff, "GET", "diff", query={"before": before, "after": after})

    def reset(self) -> WorldState:
        """The world as it was opened."""
        return self._line.ask(WorldState, "POST", "reset")

    # --- work and verdict ------------------------------------------------------------------------

    def queue(self) -> list[QueuedTask]:
        """What the platforms still owe."""
        return self._line.ask(list[QueuedTask], "GET", "queue")

    def pump(self) -> int:
        """Do what is due; how much was done."""
        return self._line.ask(PumpAnswer, "POST", "queue/pump").done

    def outbound(self, host: str, url: str) -> None:
        """Webhooks to `host` go to `url`, a server on the sandbox's machine."""
        self._line.send("PUT", "outbound", {"host": host, "url": url})

    def audit(self, *, pairs: bool = True) -> AuditAnswer:
        """The judge's verdict on the world as it stands."""
        return self._line.ask(AuditAnswer, "GET", "audit", query={"pairs": pairs})
