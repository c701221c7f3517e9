"""What a call is, how a request is named as one, and what proves it."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from typing import Any, Literal, Protocol

import msgspec

from sandbox.kernel.platform import Platform
from sandbox.kernel.routing import Request, Response, Route

__all__ = ["Call", "Catalogue", "Evidence", "Kind", "Seen", "behaviour_of", "source_of"]

Kind = Literal["read", "write", "login", "job"]


class Call(msgspec.Struct, frozen=True):
    """One thing a client can ask for. `login` issues credentials and changes no document;
    `job` accepts work that changes documents later: what it changes now is the job."""

    key: str
    kind: Kind
    behaviour: str
    source: str


class Seen(msgspec.Struct, frozen=True):
    """One call of one request, and how it went."""

    key: str
    kind: Kind
    succeeded: bool


class Catalogue(Protocol):
    """What this package must know of a platform."""

    @property
    def name(self) -> str:
        """`netsuite`: the prefix of its tables and the folder of its tests."""

    @property
    def platform(self) -> type[Platform]:
        """The class that answers."""

    def calls(self) -> list[Call]:
        """Every call, derived from the platform's own tables."""

    def seen(self, route: Route[Any], request: Request, response: Response) -> list[Seen]:
        """The calls that a request made; more than one when a document has several roots."""


class Evidence(msgspec.Struct):
    """Node ids of passed tests, sorted. `leaks`: refused, and a document changed nevertheless."""

    success: list[str] = []
    refusal: list[str] = []
    read_back: list[str] = []
    leaks: list[str] = []

    def gaps(self, kind: Kind) -> list[str]:
        """What is missing, in words."""
        found = []
        if not self.success:
            found.append("no success test")
        if kind != "read" and not self.read_back:
            found.append("no read-back test")
        if not self.refusal:
            found.append("no refusal test")
        if self.leaks:
            found.append("a refusal changed a document")
        return found


def behaviour_of(handler: Callable[..., Any]) -> str:
    """The first sentence of a handler's docstring; without one, its name in words."""
    text = inspect.getdoc(handler)
    return _first_sentence(text) if text else handler.__name__.replace("_", " ").capitalize()


def source_of(handler: Callable[..., Any]) -> str:
    """The sources that the docstring of a handler's module names; empty when it names none."""
    text = inspect.getdoc(sys.modules[handler.__module__]) or ""
    found = re.search(r"^Sources?: (.*?)(?:\n\n|\Z)", text, re.S | re.M)
    return _first_sentence(found[1]) if found else ""


def _first_sentence(text: str) -> str:
    flat = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return re.split(r"(?<=[.!?])\s(?=[A-Z`])", flat, maxsplit=1)[0].rstrip(".")
