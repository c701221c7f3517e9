"""Requests, responses and the route table from which every server of the sandbox is made.

A platform declares its routes once, as data. The lane answers them with plain function calls;
`asgi.fastapi_app` builds the same routes into FastAPI. Both call one `handle`, so they cannot
differ in what a platform says, and a test sends every route both ways and compares the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, unquote

import msgspec
import orjson

__all__ = [
    "Lane",
    "NoRoute",
    "Request",
    "Response",
    "Route",
    "UnknownHost",
    "WrongMethod",
    "encode_json",
    "form_fields",
]


class Request:
    """One HTTP request as it came over the wire. Header names are lower case."""

    __slots__ = (
        "_query", "base", "body", "headers", "host", "method", "params", "path", "raw_path",
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
        base: str = "",
    ) -> None:
        self.method = method.upper()
        self.base = base  # where `raw_path` begins for a client that calls another address
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
    def origin(self) -> str:
        """Where this platform begins for the client: what it signs, and what links lead back to.
        `https://acme.myshopify.com`, or `http://127.0.0.1:8800/shopify`."""
        return self.base or f"{self.scheme}://{self.host}"

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
        return cls(status, encode_json(document), [("content-type", content_type), *headers])

    def header(self, name: str) -> str | None:
        for known, value in self.headers:
            if known.lower() == name.lower():
                return value
        return None


_exact = msgspec.json.Encoder(decimal_format="number")


def encode_json(document: Any) -> bytes:
    """As JSON. Numbers of a request that is quoted back keep their digits, however many."""
    try:
        return orjson.dumps(document)
    except TypeError:  # a Decimal, or more than 64 bits
        return _exact.encode(document)


_MOST_FIELDS = 1000


def form_fields(body: bytes) -> dict[str, str]:
    """The fields of a form; the last of a repeated name wins. A form of more than a thousand
    fields is none that a login sends, and empty."""
    if body.count(b"&") >= _MOST_FIELDS:
        return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


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


class UnknownHost(LookupError):
    """No platform of this world answers for the host."""


class NoRoute(Exception):
    """No route has this path."""


class WrongMethod(Exception):
    """The path exists under other methods."""

    def __init__(self, allowed: list[str]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


class _Node(Generic[P]):
    """Routes that begin alike, up to one path segment."""

    __slots__ = ("literals", "patterns", "route")

    def __init__(self) -> None:
        self.literals: dict[str, _Node[P]] = {}
        self.patterns: dict[tuple[str, str], _Node[P]] = {}  # by prefix and suffix
        self.route: Route[P] | None = None

    def add(self, route: Route[P]) -> None:
        node = self
        for prefix, name, suffix in route.pieces:
            if name:
                node = node.patterns.setdefault((prefix, suffix), _Node())
            else:
                node = node.literals.setdefault(prefix, _Node())
        if node.route is None:
            node.route = route

    def find(self, segments: list[str], at: int = 0) -> Route[P] | None:
        """The first route that fits; literal segments win over parameters, left to right."""
        if at == len(segments):
            return self.route
        segment = segments[at]
        literal = self.literals.get(segment)
        if literal is not None:
            found = literal.find(segments, at + 1)
            if found is not None:
                return found
        for (prefix, suffix), node in self.patterns.items():
            if (
                len(segment) > len(prefix) + len(suffix)
                and segment.startswith(prefix)
                and segment.endswith(suffix)
            ):
                found = node.find(segments, at + 1)
                if found is not None:
                    return found
        return None


_WALKED = 1024  # paths whose routes are remembered


class Lane(Generic[P]):
    """Finds the route of a request at a cost that does not grow with the number of routes: it
    walks the path once, a segment at a time."""

    def __init__(self, routes: Iterable[Route[P]]) -> None:
        self.routes = list(routes)
        self._exact: dict[tuple[str, str], Route[P]] = {}
        self._roots: dict[str, _Node[P]] = {}
        self._walked: dict[tuple[str, str], tuple[Route[P], dict[str, str]]] = {}
        for route in self.routes:
            if "{" not in route.path:
                self._exact[route.method, route.path] = route
            else:
                self._roots.setdefault(route.method, _Node()).add(route)

    def find(self, method: str, raw_path: str) -> tuple[Route[P], dict[str, str]]:
        """Raises NoRoute or WrongMethod."""
        known = self._walked.get((method, raw_path))
        if known is not None:
            return known[0], dict(known[1])
        found = self._find(method, raw_path)
        if found is not None:
            # Clients come back to the same paths, and a GraphQL client knows one only.
            if len(self._walked) >= _WALKED:
                self._walked.clear()
            self._walked[method, raw_path] = found
            return found[0], dict(found[1])
        methods = sorted({route.method for route in self.routes})
        allowed = [other for other in methods if self._find(other, raw_path) is not None]
        if allowed:
            raise WrongMethod(allowed)
        raise NoRoute(raw_path)

    def _find(self, method: str, raw_path: str) -> tuple[Route[P], dict[str, str]] | None:
        exact = self._exact.get((method, raw_path))
        if exact is not None:
            return exact, {}
        root = self._roots.get(method)
        if root is None:
            return None
        segments = raw_path.split("/")
        route = root.find(segments)
        return None if route is None else (route, _params(route.pieces, segments))


def _params(pieces: list[tuple[str, str, str]], segments: list[str]) -> dict[str, str]:
    return {
        name: unquote(segment[len(prefix) : len(segment) - len(suffix)])
        for (prefix, name, suffix), segment in zip(pieces, segments, strict=True)
        if name
    }
