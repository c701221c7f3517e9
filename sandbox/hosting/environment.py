"""What a client of a served world has to be told: variables, and the ways to write them down."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from sandbox.world import World

__all__ = ["PRELOAD", "Format", "environment", "write"]

PRELOAD = Path(__file__).resolve().parent / "node" / "through_proxy.cjs"
"""Loaded by Node before anything else; sends its HTTPS through HTTPS_PROXY."""


class Format(StrEnum):
    """`shell`: for `eval`; `json`: one object; `dotenv`: a .env file."""

    JSON = "json"
    SHELL = "shell"
    DOTENV = "dotenv"


_HARMLESS = re.compile(r"[A-Za-z0-9_./:@%+,-]*")


def environment(world: World, url: str, proxy: str, pem: Path) -> dict[str, str]:
    """How to reach the server, and every credential and account id of `world`."""
    return {
        "SANDBOX_URL": url,
        "SANDBOX_WORLD": world.name,
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "NO_PROXY": "localhost,127.0.0.1,::1",
        "no_proxy": "localhost,127.0.0.1,::1",
        "SSL_CERT_FILE": str(pem),
        "REQUESTS_CA_BUNDLE": str(pem),
        "CURL_CA_BUNDLE": str(pem),
        "NODE_EXTRA_CA_CERTS": str(pem),
        "NODE_OPTIONS": f"--require={PRELOAD}",
        **world.credentials(),
    }


def write(variables: Mapping[str, str], form: Format) -> str:
    return {Format.SHELL: _shell, Format.JSON: _json, Format.DOTENV: _dotenv}[form](variables)


def _shell(variables: Mapping[str, str]) -> str:
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())


def _json(variables: Mapping[str, str]) -> str:
    return json.dumps(dict(variables), indent=2) + "\n"


def _dotenv(variables: Mapping[str, str]) -> str:
    return "".join(f"{name}={_quoted(value)}\n" for name, value in variables.items())


def _quoted(value: str) -> str:
    """Readers of .env files agree on double quotes with backslashes; `$` would be looked up."""
    if _HARMLESS.fullmatch(value):
        return value
    for plain, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("$", "\\$")):
        value = value.replace(plain, written)
    return f'"{value}"'
