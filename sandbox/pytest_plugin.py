"""A pytest plugin: a world of its own for every test that asks for one.

    @pytest.mark.sandbox_world("w1")
    @pytest.mark.sandbox_fault("shopify", "throttle", times=2)
    def test_my_connector(world, shopify, netsuite): ...           # in this process

    def test_my_program(sandbox, sandbox_env):                      # in another process
        sandbox.desk.shopify.place([["TEE-BLK", 3]])
        subprocess.run(["node", "connector.js"], env=sandbox_env, check=True)

A suite that uses none of it pays for the import of this file and nothing else. Its own fixtures of
the same names win, as always.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon
    from sandbox.hosting.client import Sandbox
    from sandbox.hosting.in_thread import ServedWorld
    from sandbox.netsuite.app import NetSuite
    from sandbox.quickbooks_online.app import QuickBooksOnline
    from sandbox.shopify.app import Shopify
    from sandbox.world import World

MARKERS = (
    "sandbox_world(kind): what the test's world holds (empty, w1, acme ...); the ini option of "
    "this name is the suite's default.",
    "sandbox_seed(n): the seed of the test's world; the ini option of this name is the suite's.",
    "sandbox_fault(platform, kind, *, method, path, contains, nth, times, status, seconds, "
    "must_fire=True): let requests go wrong; may be given several times. The test fails when no "
    "request met it, unless must_fire is False.",
)
_SERVED = "sandbox_service"
_FIXTURES = frozenset({"world", _SERVED})

Complaints = Callable[[], list[str]]
_open = pytest.StashKey[list[Complaints]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("sandbox_world", "kind of the worlds of the sandbox fixtures", default="empty")
    parser.addini("sandbox_seed", "seed of the worlds of the sandbox fixtures", default="7")


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A fault that nobody suffers proves nothing."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("sandbox_fault") is not None and not fixtures & _FIXTURES:
        pytest.fail("sandbox_fault: the test asks for no sandbox fixture", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test that passed is asked whether its world has complaints."""
    result = yield
    found = [each for ask in item.stash.get(_open, ()) for each in ask()]
    if found:
        pytest.fail("\n".join(found), pytrace=False)
    return result


# --- what a test asks for ------------------------------------------------------------------------


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """A world in this process, its clock frozen; `world.transport()` is its httpx transport."""
    from sandbox.kernel.faults import FaultError
    from sandbox.worlds import UnknownKind, open_named

    if _SERVED in request.fixturenames:
        pytest.fail(
            "world: this test's world is served to other processes and lives on its own thread; "
            "act on it through the fixture `sandbox`",
            pytrace=False,
        )
    try:
        opened = open_named(_kind(request), seed=_seed(request))
        must_fire = [opened.faults.plan(*args, **given).id for args, given in _faults(request)]
    except (UnknownKind, FaultError, TypeError) as error:
        pytest.fail(f"sandbox marker: {error}", pytrace=False)
    wanted = _must_fire(request, must_fire)

    def complaints() -> list[str]:
        missed = [each for each in opened.faults if each.id in wanted and not each.fired]
        return _unmet([(each.id, each.platform, each.kind.value) for each in missed]) + [
            f"the sandbox failed: {bug!r}" for bug in opened.bugs
        ]

    _watch(request, complaints)
    return opened


@pytest.fixture
def netsuite(world: World) -> NetSuite:
    """`records`, `desk`, `settings`, `credentials()` of the world's NetSuite account."""
    return world.netsuite


@pytest.fixture
def shopify(world: World) -> Shopify:
    """`records`, `desk`, `settings`, `credentials()` of the world's Shopify store."""
    return world.shopify


@pytest.fixture
def quickbooks_online(world: World) -> QuickBooksOnline:
    """`records`, `desk`, `settings`, `credentials()` of the world's QuickBooks company."""
    return world.quickbooks_online


@pytest.fixture
def amazon(world: World) -> Amazon:
    """`records`, `desk`, `settings`, `credentials()` of the world's seller account."""
    return world.amazon


@pytest.fixture
def sandbox_service(request: pytest.FixtureRequest) -> Iterator[ServedWorld]:
    """A world served on free ports of this machine: platforms, HTTPS proxy, control API. Its clock
    runs with the wall."""
    from sandbox.hosting.in_thread import ServedWorld
    from sandbox.kernel.faults import FaultError
    from sandbox.worlds import UnknownKind

    planned: list[int] = []

    def furnish(world: World) -> None:
        planned.extend(world.faults.plan(*args, **given).id for args, given in _faults(request))

    served = ServedWorld(kind=_kind(request), seed=_seed(request), furnish=furnish)
    try:
        served.start()
    except (UnknownKind, FaultError, TypeError) as error:
        pytest.fail(f"sandbox marker: {error}", pytrace=False)
    wanted = _must_fire(request, planned)

    def complaints() -> list[str]:
        with served.client() as sandbox:
            missed = [each for each in sandbox.faults.all() if each.id in wanted and not each.fired]
            bugs = sum(each.bugs for each in sandbox.worlds.all())
        return _unmet([(each.id, each.platform, each.kind.value) for each in missed]) + (
            [f"the sandbox failed {bugs} times; see its log above"] if bugs else []
        )

    _watch(request, complaints)
    try:
        yield served
    finally:
        served.stop()


@pytest.fixture
def sandbox(sandbox_service: ServedWorld) -> Iterator[Sandbox]:
    """The control API of the served world: desk, clock, faults, traffic, audit ..."""
    with sandbox_service.client() as client:
        yield client


@pytest.fixture
def sandbox_env(sandbox_service: ServedWorld) -> dict[str, str]:
    """The environment of a program that is to meet the served world: this process's own, with
    proxy, certificate and every credential."""
    return sandbox_service.environment()


# --- what it was marked with ---------------------------------------------------------------------


def _kind(request: pytest.FixtureRequest) -> str:
    return str(_argument(request, "sandbox_world", request.config.getini("sandbox_world")))


def _seed(request: pytest.FixtureRequest) -> int:
    given = _argument(request, "sandbox_seed", request.config.getini("sandbox_seed"))
    try:
        return int(given)
    except (TypeError, ValueError):
        pytest.fail(f"sandbox_seed: {given!r} is no number", pytrace=False)


def _argument(request: pytest.FixtureRequest, name: str, default: Any) -> Any:
    mark = request.node.get_closest_marker(name)
    if mark is None:
        return default
    if len(mark.args) != 1 or mark.kwargs:
        pytest.fail(f"{name} takes one value, as {name}(...)", pytrace=False)
    return mark.args[0]


def _marks(request: pytest.FixtureRequest) -> list[pytest.Mark]:
    """Outer ones first, as they are read."""
    return list(request.node.iter_markers("sandbox_fault"))[::-1]


def _faults(request: pytest.FixtureRequest) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    for mark in _marks(request):
        yield mark.args, {key: each for key, each in mark.kwargs.items() if key != "must_fire"}


def _must_fire(request: pytest.FixtureRequest, planned: list[int]) -> set[int]:
    pairs = zip(_marks(request), planned, strict=True)
    return {number for mark, number in pairs if mark.kwargs.get("must_fire", True)}


def _unmet(rules: list[tuple[int, str, str]]) -> list[str]:
    return [
        f"sandbox_fault: no request met rule {number}, {kind} on {platform}"
        for number, platform, kind in rules
    ]


def _watch(request: pytest.FixtureRequest, complaints: Complaints) -> None:
    request.node.stash.setdefault(_open, []).append(complaints)
