"""What the process gives the engine: a clock, connections, adapters and a settings file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import httpx

from connector.adapters import Adapters, PlatformAdapters
from connector.clock import Clock, SystemClock
from connector.engine import HTTP_TIMEOUT, Http
from connector.settings import Settings, load

__all__ = ["Surroundings"]


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=HTTP_TIMEOUT)


@dataclass
class Surroundings:
    """What the process gives the engine; tests and the sandbox's stage bring their own."""

    clock: Clock = field(default_factory=SystemClock)
    http: Http = _client
    adapters: Adapters = field(default_factory=PlatformAdapters)
    settings_path: Path = Path("connector.toml")

    def settings(self) -> Settings:
        """Raises SettingsInvalid."""
        return load(self.settings_path)
