"""What `serve --help` names."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CompletedProcess

from sandbox.worlds import KINDS


def test_every_named_world(cli: Callable[..., CompletedProcess[str]]) -> None:
    said = " ".join(cli("serve", "--help").stdout.replace("│", " ").split())
    for kind in KINDS:
        assert kind in said, kind
