"""The chosen record types as one OpenAPI 3.0 document.

Components: `{rec}`, `{rec}Collection`, `{rec}-{sublist}Collection`, `{rec}-{sublist}Element`,
`nsError`, `nsLink`, `nsResource`, `nsResourceCollection`. A reference to a record type that was
not chosen is a generic `nsResource` (Help Center "Working with Resource Metadata").
"""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.netsuite.metadata.fields import Refer, body, line
from sandbox.netsuite.rules import Domain
from sandbox.netsuite.rules.transforms import PAIRS
from sandbox.netsuite.wire.encode import RECORD_PATH
from sandbox.netsuite.wire.schema import RecordType
from sandbox.netsuite.wire.values import Object

__all__ = ["openapi"]

_SINGULAR = "application/vnd.oracle.resource+json; type=singular"
_COLLECTION = "application/vnd.oracle.resource+json; type=collection"
_ERROR = "application/vnd.oracle.resource+json; type=error"


def openapi(account: Domain, origin: str, kinds: list[RecordType]) -> Object:
    chosen = {kind.name for kind in kinds}

    def refer(target: str) -> Object:
        return _ref(target if target in chosen else "nsResource")

    paths: Object = {}
    schemas: Object = {}
    for kind in kinds:
        paths.update(_paths(kind, chosen))
        schemas.update(_schemas(account, kind, refer))
    return {
        "openapi": "3.0.1",
        "info": {"title": "NetSuite REST Record API", "version": "v1"},
        "servers": [{"url": f"{origin}{RECORD_PATH}"}],
        "paths": paths,
        "components": {"schemas": schemas | _COMMON},
    }


def _ref(name: str) -> Object:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas(account: Domain, kind: RecordType, refer: Refer) -> Iterator[tuple[str, Object]]:
    def reference(target: str) -> Object:
        # Beside `$ref` nothing else counts in OpenAPI 3.0, hence the `allOf`.
        return {"allOf": [refer(target)]}

    properties: Object = {"links": _LINKS, **body(account, kind, reference)}
    for name in kind.sublists:
        properties[name] = _ref(f"{kind.name}-{name}Collection")
        yield f"{kind.name}-{name}Collection", _page(_ref(f"{kind.name}-{name}Element"))
        yield (
            f"{kind.name}-{name}Element",
            {
                "type": "object",
                "properties": {"links": _LINKS, **line(account, kind, name, reference)},
            },
        )
    yield kind.name, {"type": "object", "properties": properties}
    yield f"{kind.name}Collection", _page(_ref("nsResource"))


def _page(item: Object) -> Object:
    return {
        "type": "object",
        "properties": {
            "links": _LINKS,
            "totalResults": {"type": "integer", "format": "int64"},
            "count": {"type": "integer", "format": "int64"},
            "hasMore": {"type": "boolean"},
            "offset": {"type": "integer", "format": "int64"},
            "items": {"type": "array", "items": item},
        },
    }


def _paths(kind: RecordType, chosen: set[str]) -> Iterator[tuple[str, Object]]:
    tags = [kind.name]
    collection: Object = {
        "get": _operation(
            tags, [_query("q"), _query("limit", "integer"), _query("offset", "integer")],
            _answer(200, _COLLECTION, f"{kind.name}Collection"),
        )
    }  # fmt: skip
    single: Object = {
        "parameters": [_ID],
        "get": _operation(
            tags,
            [_query("fields"), _query("expandSubResources", "boolean"),
             _query("simpleEnumFormat", "boolean")],
            _answer(200, _SINGULAR, kind.name),
        ),
    }  # fmt: skip
    if kind.writable:
        changes = [_query("replace"), _query("replaceSelectedFields", "boolean")]
        collection["post"] = _operation(tags, [_query("replace")], _answer(204), kind.name)
        single["patch"] = _operation(tags, changes, _answer(204), kind.name)
        single["put"] = _operation(tags, changes, _answer(204), kind.name)
        single["delete"] = _operation(tags, [], _answer(204))
    yield f"/{kind.name}", collection
    yield f"/{kind.name}/{{id}}", single
    for target in sorted(PAIRS.get(kind.name, ())):
        if target in chosen:
            yield (
                f"/{kind.name}/{{id}}/!transform/{target}",
                {
                    "parameters": [_ID],
                    "post": _operation(tags, [_query("replace")], _answer(204), target),
                },
            )


def _operation(
    tags: list[str], parameters: list[Object], answers: Object, body_of: str = ""
) -> Object:
    failed: Object = {"description": "Refused.", "content": {_ERROR: {"schema": _ref("nsError")}}}
    found: Object = {
        "tags": tags,
        "parameters": parameters,
        "responses": answers | {"default": failed},
    }
    if body_of:
        found["requestBody"] = {"content": {_SINGULAR: {"schema": _ref(body_of)}}}
    return found


def _answer(status: int, media_type: str = "", schema: str = "") -> Object:
    answer: Object = {"description": "Done."}
    if schema:
        answer["content"] = {media_type: {"schema": _ref(schema)}}
    else:
        answer["headers"] = {"Location": {"schema": {"type": "string"}}}
    return {str(status): answer}


def _query(name: str, kind: str = "string") -> Object:
    return {"name": name, "in": "query", "schema": {"type": kind}}


_ID: Object = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
_LINKS: Object = {"type": "array", "readOnly": True, "items": _ref("nsLink")}
_TEXT: Object = {"type": "string"}
_COMMON: Object = {
    "nsLink": {"type": "object", "properties": {"rel": _TEXT, "href": _TEXT}},
    "nsResource": {
        "type": "object",
        "properties": {"links": _LINKS, "id": _TEXT, "externalId": _TEXT, "refName": _TEXT},
    },
    "nsResourceCollection": _page(_ref("nsResource")),
    "nsError": {
        "type": "object",
        "required": ["type", "title", "status", "o:errorDetails"],
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "o:errorDetails": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["detail", "o:errorCode"],
                    "properties": {
                        "detail": _TEXT,
                        "o:errorCode": _TEXT,
                        "o:errorPath": _TEXT,
                        "o:errorQueryParam": _TEXT,
                        "o:errorHeader": _TEXT,
                        "o:errorUrl": _TEXT,
                    },
                },
            },
        },
    },
}
