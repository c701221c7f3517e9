"""A control API in this process, and the client that speaks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.hosting.client import Sandbox
from sandbox.hosting.control import Control
from sandbox.hosting.hub import Hub
from sandbox.hosting.in_process import InProcess
from sandbox.world import World

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def hub() -> Hub:
    hub = Hub()
    hub.open("main", kind="empty", start=START, frozen=True)
    return hub


@pytest.fixture
def world(hub: Hub) -> World:
    return hub.default


@pytest.fixture
def control(hub: Hub) -> Control:
    return Control(hub, ca_pem=b"-----BEGIN CERTIFICATE-----\n")


@pytest.fixture
def sandbox(control: Control) -> Iterator[Sandbox]:
    with Sandbox("http://127.0.0.1:8800", transport=InProcess(control)) as sandbox:
        yield sandbox


@pytest.fixture
def caller() -> Callable[..., httpx.Client]:
    """A client without manners: `caller(control, peer="192.0.2.7")`."""

    def make(application: Control, peer: str = "127.0.0.1") -> httpx.Client:
        return httpx.Client(
            base_url="http://127.0.0.1:8800/_sandbox/v1/", transport=InProcess(application, peer)
        )

    return make


@pytest.fixture
def http(control: Control, caller: Callable[..., httpx.Client]) -> Iterator[httpx.Client]:
    with caller(control) as client:
        yield client
