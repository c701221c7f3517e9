"""Every call of NetSuite: its routes, times the record types and the transformations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from features.coverage.calls import Call, Kind, Seen, behaviour_of, source_of
from sandbox.kernel.routing import Request, Response, Route
from sandbox.netsuite.app import ROUTES, NetSuite
from sandbox.netsuite.limits import RESTLET_PATH
from sandbox.netsuite.routes import tokens
from sandbox.netsuite.rules.transforms import PAIRS
from sandbox.netsuite.wire.schema import RECORDS, RecordType, record_type

__all__ = ["NETSUITE"]

_RECORD = "/services/rest/record/v1/{record}"
_SUBLIST = f"{_RECORD}/{{id}}/{{sub}}"
_TRANSFORM = f"{_RECORD}/{{id}}/{{action}}/{{target}}"

# Reads that are not a GET.
_ASKING = frozenset({("POST", "/services/rest/query/v1/suiteql")})

# Made only by a transformation: a POST of one is always refused.
_TRANSFORMED_ONLY = frozenset({"itemFulfillment", "itemReceipt", "depositApplication"})

_LOGINS = frozenset({("POST", tokens.PATH), ("POST", tokens.AUTHORIZE_PATH)})

# Batches change nothing at once, whatever the record type.
_BATCHES = frozenset({("PATCH", _RECORD), ("PUT", _RECORD), ("DELETE", _RECORD)})

# Behaviour, and the Help Center's page.
_WORDS = {
    ("GET", _RECORD): (
        "A page of ids, with `q`, `limit` and `offset`",
        "Record Collection Filtering",
    ),
    ("POST", _RECORD): ("Creates one; 204 and its Location", "Creating a Record Instance"),
    ("GET", f"{_RECORD}/{{id}}"): (
        "Reads one, by internal or external id",
        "Getting a Record Instance",
    ),
    ("PATCH", f"{_RECORD}/{{id}}"): (
        "Changes the fields of the body",
        "Updating a Record Instance",
    ),
    ("PUT", f"{_RECORD}/{{id}}"): (
        "Creates or changes the one with this external id",
        "Using the Upsert Operation",
    ),
    ("DELETE", f"{_RECORD}/{{id}}"): (
        "Deletes one that nothing depends on",
        "Deleting a Record Instance",
    ),
    ("GET", _SUBLIST): (
        "A sublist, or the record or address that a field points at",
        "Accessing Subresources in REST Web Services",
    ),
    ("GET", f"{_SUBLIST}/{{line}}"): (
        "One line of a sublist",
        "Accessing Subresources in REST Web Services",
    ),
    ("GET", f"{_SUBLIST}/{{line}}/{{subrecord}}"): (
        "What a line points at",
        "Accessing Subresources in REST Web Services",
    ),
    ("POST", _TRANSFORM): (
        "Makes the target from the source, the body laid over it",
        "Transforming Records in REST Web Services",
    ),
    ("PATCH", _RECORD): ("Changes up to 100 records, asynchronously", "Batch Operations"),
    ("PUT", _RECORD): ("Creates or changes up to 100 records, asynchronously", "Batch Operations"),
    ("DELETE", _RECORD): ("Deletes the records in `ids`, asynchronously", "Batch Operations"),
    ("POST", tokens.PATH): (
        "An access token for a signed assertion",
        "OAuth 2.0 Client Credentials Flow",
    ),
    ("POST", "/services/rest/query/v1/suiteql"): (
        "One page of a SuiteQL query",
        "Executing SuiteQL Queries Through REST Web Services",
    ),
}


class NetSuiteCalls:
    name = "netsuite"
    platform = NetSuite

    def calls(self) -> list[Call]:
        return [
            Call(key, _kind(route), _behaviour(route), _source(route))
            for route in ROUTES
            for key in _keys(route)
        ]

    def seen(self, route: Route[Any], request: Request, response: Response) -> list[Seen]:
        if route.path == RESTLET_PATH and response.status == 400:
            return []  # what a script throws, and what it saved before, is the script's business
        key = _key(route, request)
        return [Seen(key, _kind(route), response.status < 400)] if key else []


NETSUITE = NetSuiteCalls()


def _kind(route: Route[Any]) -> Kind:
    if (route.method, route.path) in _LOGINS:
        return "login"
    if (route.method, route.path) in _BATCHES:
        return "job"
    if route.method == "GET" or (route.method, route.path) in _ASKING:
        return "read"
    return "write"


def _behaviour(route: Route[Any]) -> str:
    known = _WORDS.get((route.method, route.path))
    return known[0] if known else behaviour_of(route.handler)


def _source(route: Route[Any]) -> str:
    known = _WORDS.get((route.method, route.path))
    if known:
        return f'Help Center "{known[1]}"'
    return source_of(route.handler) or 'Help Center "SuiteTalk REST Web Services"'


def _keys(route: Route[Any]) -> Iterator[str]:
    """The keys of one route: `POST /salesOrder/{id}/!transform/cashSale`."""
    if not route.path.startswith(_RECORD) or (route.method, route.path) in _BATCHES:
        yield f"{route.method} {route.path}"
        return
    for kind in RECORDS.values():
        if route.method != "GET" and route.path != _TRANSFORM and not kind.writable:
            continue  # answers 405, like every path under a wrong method
        if (route.method, route.path) == ("POST", _RECORD) and kind.name in _TRANSFORMED_ONLY:
            continue
        tail = route.path.removeprefix(_RECORD)
        if route.path == _TRANSFORM:
            for target in PAIRS.get(kind.name, ()):
                yield f"POST /{kind.name}/{{id}}/!transform/{target}"
        elif route.path == _SUBLIST:
            for sublist in kind.sublists:
                yield f"GET /{kind.name}/{{id}}/{sublist}"
            if any(field.kind == "reference" for field in kind.fields):
                yield f"GET /{kind.name}/{{id}}/{{field}}"
        elif route.path.startswith(_SUBLIST):
            if kind.sublists and not (tail.endswith("{subrecord}") and _is_flat(kind)):
                yield f"{route.method} /{kind.name}{tail}"
        else:
            yield f"{route.method} /{kind.name}{tail}"


def _is_flat(kind: RecordType) -> bool:
    """A list of subsidiaries is a list of references: its lines lead nowhere else."""
    return set(kind.sublists) <= {"subsidiary"}


def _key(route: Route[Any], request: Request) -> str:
    """The key of one request; empty when its record type is none of ours."""
    if not route.path.startswith(_RECORD) or (route.method, route.path) in _BATCHES:
        return f"{route.method} {route.path}"
    kind = record_type(request.params["record"])
    if kind is None:
        return ""
    tail = route.path.removeprefix(_RECORD)
    if route.path == _TRANSFORM:
        target = record_type(request.params["target"])
        return f"POST /{kind.name}/{{id}}/!transform/{target.name}" if target else ""
    if route.path == _SUBLIST:
        return f"GET /{kind.name}/{{id}}/{_sublist(kind, request.params['sub'])}"
    return f"{route.method} /{kind.name}{tail}"


def _sublist(kind: RecordType, written: str) -> str:
    known = {name.lower(): name for name in kind.sublists}
    return known.get(written.lower(), "{field}")
