"""Every call of a platform, each with requests of its own, always the same ones for a seed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

import hypothesis
import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from features.coverage.survey import CATALOGUES
from features.fuzz.checks import LONGEST, problems_of
from features.fuzz.control import ControlCalls
from features.fuzz.grounds import Ground, open_ground
from features.fuzz.heavy import heavy
from features.fuzz.hostile import spoil
from features.fuzz.seeds import load
from features.fuzz.sending import Answer, Sent
from sandbox.hosting.control.changes import changes_between
from sandbox.kernel.routing import NoRoute, Request, Response, WrongMethod

__all__ = ["SUBJECTS", "Finding", "Fuzzed", "fuzz"]

SUBJECTS = (*CATALOGUES, "control")
Progress = Callable[[str, int, int], None]
"""Told the call, how many are done and how many there are."""
_TURNS = 20  # documents of a kind among which a request chooses


class Finding(msgspec.Struct, frozen=True):
    """Something that must not be: the first request that showed it."""

    call: str
    problem: str
    request: str


class Fuzzed(msgspec.Struct):
    """One platform. `fuzzed`: calls that at least one bad request reached; `slowest` in seconds."""

    platform: str
    total: int = 0
    fuzzed: int = 0
    requests: int = 0
    refused: int = 0
    slowest: float = 0.0
    not_reached: list[str] = []
    findings: list[Finding] = []

    @property
    def clean(self) -> bool:
        return self.total > 0 and self.fuzzed == self.total and not self.findings


class Subject(Protocol):
    """Whose calls are fuzzed."""

    name: str

    def calls(self) -> list[str]: ...

    def goods(self, call: str) -> list[Sent]:
        """Requests of this call that are right."""

    def seen(self, sent: Sent, answer: Answer) -> Iterator[tuple[str, bool]]:
        """The calls that a request makes, and whether each was done."""

    def reader(self, sent: Sent) -> str:
        """What reads its body: requests with the same reader are read alike."""

    def before(self, sent: Sent) -> None:
        """Whatever must be there when it arrives."""


class PlatformCalls:
    def __init__(self, ground: Ground, name: str) -> None:
        self.name = name
        self.ground = ground
        self._catalogue = CATALOGUES[name]
        self._platform = ground.world.platforms[name]
        self._recorded = load(name)

    def calls(self) -> list[str]:
        return [each.key for each in self._catalogue.calls()]

    def goods(self, call: str) -> list[Sent]:
        return [
            self.ground.good(self.name, seed, turn)
            for seed in reversed(self._recorded.get(call, []))
            for turn in range(_TURNS)
        ]

    def seen(self, sent: Sent, answer: Answer) -> Iterator[tuple[str, bool]]:
        if len(sent.body) > 100_000:
            return  # a heavy one: it asks for nothing, and to read it again costs as much
        request = Request(sent.method, sent.host, sent.path, sent.query, sent.headers, sent.body)
        try:
            route, request.params = self._platform.lane.find(request.method, request.raw_path)
            response = Response(answer.status, answer.body)
            for seen in self._catalogue.seen(route, request, response):
                yield seen.key, seen.succeeded
        except (NoRoute, WrongMethod, RecursionError):
            return  # nothing, or nested too deep to say what

    def reader(self, sent: Sent) -> str:
        route, _ = self._platform.lane.find(sent.method, sent.path)
        file = str(route.handler.__module__).rpartition(".")[2]
        return "" if sent.method == "GET" else file.partition("_")[0]

    def before(self, sent: Sent) -> None:
        """All of it is there."""


def fuzz(
    name: str,
    *,
    examples: int,
    deep: bool,
    large: bool = False,
    seed: int = 7,
    progress: Progress = lambda *_: None,
) -> Fuzzed:
    """`examples` requests a call. Bodies that are deep, explosive or of 10 MB go once to each
    reader of bodies; `deep`: all but the large ones go to every call; `large`: those too. `name`
    is one of SUBJECTS."""
    ground = open_ground([name] if name in CATALOGUES else [])
    subject: Subject = PlatformCalls(ground, name) if name in CATALOGUES else ControlCalls(ground)
    judge = Judge(ground, subject)
    calls, laden = subject.calls(), set[str]()
    for number, call in enumerate(calls):
        progress(call, number, len(calls))
        goods = subject.goods(call)
        if not goods:
            continue  # nothing is recorded: it stays unreached
        _draw(goods, examples, seed, call, judge)
        if call not in judge.reached:  # chance led all of them elsewhere
            query = f"{goods[0].query}&limit=-1&a=%00%ff".lstrip("&")
            judge.send(call, replace(goods[0], query=query))
        reader = subject.reader(goods[0])
        first = bool(reader) and reader not in laden
        laden.add(reader)
        if first or deep:
            for sent in heavy(goods[0], large=first or large):
                judge.send(call, sent)
    progress("", len(calls), len(calls))
    ground.line.close()
    result = judge.result
    result.total = len(calls)
    result.not_reached = [each for each in calls if each not in judge.reached]
    result.fuzzed = len(calls) - len(result.not_reached)
    return result


def _draw(goods: list[Sent], examples: int, seed: int, call: str, judge: Judge) -> None:
    """Hypothesis draws; nothing is raised, so that one finding does not end the search."""

    @hypothesis.seed(seed ^ zlib.crc32(call.encode()))
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def once(data: st.DataObject) -> None:
        good = data.draw(st.sampled_from(goods))
        judge.send(call, spoil(data.draw, good, judge.ground.known))

    once()


class Judge:
    """Sends, looks at what came of it, and puts the world back."""

    def __init__(self, ground: Ground, subject: Subject) -> None:
        self.ground = ground
        self.subject = subject
        self.reached: set[str] = set()
        self.result = Fuzzed(subject.name)
        self._known: set[tuple[str, ...]] = set()
        self._documents = tuple(f"{name}." for name in ground.world.platforms)
        self._hash = ground.world.documents_hash()

    def send(self, call: str, sent: Sent) -> None:
        result = self.result
        self.subject.before(sent)
        answer = self.ground.line.send(sent)
        if answer.seconds > LONGEST:  # perhaps the machine was busy elsewhere
            self.ground.back()
            self.subject.before(sent)
            answer = self.ground.line.send(sent)
        result.requests += 1
        result.slowest = max(result.slowest, answer.seconds)
        problems = problems_of(sent, answer, self.ground.world.bugs)
        seen = dict(self.subject.seen(sent, answer))
        self.reached |= seen.keys()
        if call not in self.reached:  # some answers say of some calls that nothing came of them
            self.reached |= dict(self.subject.seen(sent, Answer(200, body=b"{}"))).keys()
        unanswered = answer.body.startswith((b'{"errors"', b'{"Fault"', b'{"fault"'))
        if answer.status >= 400 or unanswered or (seen and not any(seen.values())):
            result.refused += 1
            problems += self._traces()
        self.ground.back()
        for problem in problems:
            self._note(call, problem, sent)

    def _note(self, call: str, problem: str, sent: Sent) -> None:
        """One finding a call and place; the figures in the text differ from request to request."""
        place = problem.split(": ", 2)[: 2 if problem.startswith("no answer") else 1]
        if (call, *place) not in self._known:
            self._known.add((call, *place))
            self.result.findings.append(Finding(call, problem, sent.told()))

    def _traces(self) -> Iterator[str]:
        """What a refused call left behind. No write since means an equal hash."""
        changed = {
            each.table
            for each in changes_between(self.ground.base, None)
            if each.table.startswith(self._documents)
        }
        if changed and self.ground.world.documents_hash() != self._hash:
            yield f"refused, but changed {', '.join(sorted(changed))}"
