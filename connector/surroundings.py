"""What the process gives the engine: a clock, connections, adapters and a settings file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from connector.adapters import Adapters, PlatformAdapters
from connector.clock import Clock, SystemClock
from connector.engine import HTTP_TIMEOUT, Http
from connector.settings import Settings, SettingsInvalid, load

__all__ = ["Surroundings"]


def _client() -> httpx.AsyncClient:
    """Raises SettingsInvalid where the environment names certificates that cannot be read."""
    try:
        return httpx.AsyncClient(timeout=HTTP_TIMEOUT)
    except OSError as unreadable:
        named = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR", "")
        raise SettingsInvalid(
            [f"SSL_CERT_FILE: {named} cannot be read ({unreadable.strerror or unreadable})"]
        ) from unreadable


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
