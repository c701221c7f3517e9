"""What the routes share: parameters, bodies, and answers as eBay writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import parse_qsl

import msgspec

from sandbox.ebay.errors import UnsupportedMediaType
from sandbox.ebay.rules.requests import unreadable
from sandbox.kernel.nesting import deeper_than
from sandbox.kernel.routing import Request, Response

__all__ = ["Params", "answer", "body_of", "created", "link", "nothing", "number"]

_JSON = msgspec.json.Encoder(decimal_format="number")
_DEPTH = 32
_MEDIA_TYPE = "application/json"
_NUMBER = re.compile(r"\d{1,9}")


class Params:
    """Query parameters; names that a call does not know are left alone."""

    def __init__(self, request: Request) -> None:
        self._given: dict[str, list[str]] = {}
        for name, value in parse_qsl(request.raw_query, keep_blank_values=True):
            self._given.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def one(self, name: str) -> str:
        return self._given.get(name, [""])[-1].strip()

    def every(self, name: str) -> list[str]:
        """As often as it was sent."""
        return self._given.get(name, [])


def number(text: str) -> int | None:
    """None for what is no whole number."""
    return int(text) if _NUMBER.fullmatch(text) and text.isascii() else None


def body_of(request: Request) -> Any:
    """The JSON of a request, its numbers exact; None without a body. Raises AccessError 2004, and
    UnsupportedMediaType for a body that is not said to be JSON."""
    if not request.body.strip():
        return None
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        raise UnsupportedMediaType
    if deeper_than(_DEPTH, request.body):
        unreadable("body")
    try:
        found = json.loads(request.body, parse_float=Decimal, parse_constant=_refused)
        if b"\\u" in request.body:  # half of an escaped pair could not be written again
            json.dumps(found, ensure_ascii=False, default=str).encode()
    except ValueError:
        unreadable("body")
    return found


def _refused(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def answer(document: Any, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """JSON with exact numbers; the content type bears no charset, as recorded."""
    body = _JSON.encode(document)
    return Response(status, body, [("content-type", _MEDIA_TYPE), *headers])


def nothing(status: int = 204) -> Response:
    """An empty answer: done, or nothing found."""
    return Response(status)


def created(place: str) -> Response:
    """201, an empty body, and where the new thing is."""
    return Response(201, b"", [("location", place)])


def link(request: Request, path: str = "") -> str:
    """Of this path or another, where the client calls."""
    return f"{request.origin}{path or request.raw_path}"
