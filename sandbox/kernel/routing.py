"""Requests, responses and the route table from which every server of the sandbox is made.

A platform declares its routes once, as data. The lane answers them with plain function calls;
`asgi.fastapi_app` builds the same routes into FastAPI. Both call one `handle`, so they cannot
differ in what a platform says, and a test sends every route both ways and compares the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, unquote

import orjson

__all__ = ["Lane", "NoRoute", "Request", "Response", "Route", "WrongMethod"]


class Request:
    """One HTTP request as it came over the wire. Header names are lower case."""

    __slots__ = (
        "_query", "body", "headers", "host", "method", "params", "path", "raw_path",
        "raw_query", "scheme",
    )  # fmt: skip

    def __init__(
        self,
        method: str,
        host: str,
        raw_path: str,
        raw_query: str = "",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        scheme: str = "https",
    ) -> None:
        self.method = method.upper()
        self.scheme = scheme
        self.host = host.lower()
        self.raw_path = raw_path
        self.path = unquote(raw_path)
        self.raw_query = raw_query
        self.headers: dict[str, str] = {}
        for written, value in headers:
            name = written.lower()
            # Repeated headers are one comma-separated value (RFC 9110, 5.3).
            known = self.headers.get(name)
            self.headers[name] = value if known is None else f"{known}, {value}"
        self.body = body
        self.params: dict[str, str] = {}
        self._query: dict[str, str] | None = None

    @property
    def query(self) -> dict[str, str]:
        """Decoded query parameters; the last of a repeated name wins."""
        if self._query is None:
            self._query = dict(parse_qsl(self.raw_query, keep_blank_values=True))
        return self._query

    @property
    def url(self) -> str:
        tail = f"?{self.raw_query}" if self.raw_query else ""
        return f"{self.scheme}://{self.host}{self.raw_path}{tail}"

    def json(self) -> Any:
        """The body as JSON. Raises ValueError when it is not."""
        return orjson.loads(self.body)


class Response:
    __slots__ = ("body", "headers", "status")

    def __init__(
        self, status: int, body: bytes = b"", headers: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.status = status
        self.body = body
        self.headers: list[tuple[str, str]] = list(headers)

    @classmethod
    def json(
        cls,
        document: Any,
        status: int = 200,
        content_type: str = "application/json; charset=utf-8",
        headers: Iterable[tuple[str, str]] = (),
    ) -> Response:
        """`document` encoded as is. Exact numbers are the platform's wire.py's business."""
        return cls(status, orjson.dumps(document), [("content-type", content_type), *headers])

    def header(self, name: str) -> str | None:
        for known, value in self.headers:
            if known.lower() == name.lower():
                return value
        return None


P = TypeVar("P")
Handler = Callable[[P, Request], Response]


class Route(Generic[P]):
    """`path` is a template: `/orders/{id}.json`. A `{name}` never spans a slash."""

    __slots__ = ("handler", "method", "path", "pieces")

    def __init__(self, method: str, path: str, handler: Handler[P]) -> None:
        self.method = method
        self.path = path
        self.handler = handler
        self.pieces = [_piece(segment) for segment in path.split("/")]


def _piece(segment: str) -> tuple[str, str, str]:
    """(prefix, name, suffix) of one path segment; name is empty for a literal segment."""
    if "{" not in segment:
        return segment, "", ""
    prefix, rest = segment.split("{", 1)
    name, suffix = rest.split("}", 1)
    return prefix, name, suffix


class NoRoute(Exception):
    """No route has this path."""


class WrongMethod(Exception):
    """The path exists under other methods."""

    def __init__(self, allowed: list[str]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


class Lane(Generic[P]):
    """Finds the route of a request at a cost that does not grow with the number of routes."""

    def __init__(self, routes: Iterable[Route[P]]) -> None:
        self.routes = list(routes)
        self._exact: dict[tuple[str, str], Route[P]] = {}
        self._groups: dict[tuple[str, int, str], list[Route[P]]] = {}
        self._prefixes: dict[tuple[str, int], list[str]] = {}
        for route in self.routes:
            if "{" not in route.path:
                self._exact[route.method, route.path] = route
                continue
            literal = route.path.split("{", 1)[0].rsplit("/", 1)[0]
            size = (route.method, len(route.pieces))
            self._groups.setdefault((*size, literal), []).append(route)
            prefixes = self._prefixes.setdefault(size, [])
            if literal not in prefixes:
                prefixes.append(literal)
                prefixes.sort(key=len, reverse=True)
        for group in self._groups.values():  # literal segments win over parameters
            group.sort(key=lambda route: [bool(name) for _, name, _ in route.pieces])

    def find(self, method: str, raw_path: str) -> tuple[Route[P], dict[str, str]]:
        """Raises NoRoute or WrongMethod."""
        found = self._find(method, raw_path)
        if found is not None:
            return found
        methods = sorted({route.method for route in self.routes})
        allowed = [other for other in methods if self._find(other, raw_path) is not None]
        if allowed:
            raise WrongMethod(allowed)
        raise NoRoute(raw_path)

    def _find(self, method: str, raw_path: str) -> tuple[Route[P], dict[str, str]] | None:
        exact = self._exact.get((method, raw_path))
        if exact is not None:
            return exact, {}
        segments = raw_path.split("/")
        size = (method, len(segments))
        for literal in self._prefixes.get(size, ()):
            if not raw_path.startswith(literal):
                continue
            for route in self._groups[(*size, literal)]:
                params = _match(route.pieces, segments)
                if params is not None:
                    return route, params
        return None


def _match(pieces: list[tuple[str, str, str]], segments: list[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for (prefix, name, suffix), segment in zip(pieces, segments, strict=True):
        if not name:
            if prefix != segment:
                return None
            continue
        end = len(segment) - len(suffix)
        if end <= len(prefix) or not segment.startswith(prefix) or segment[end:] != suffix:
            return None
        params[name] = unquote(segment[len(prefix) : end])
    return params
