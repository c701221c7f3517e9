"""One record type as JSON Schema: complete in itself, references as generic objects."""

from __future__ import annotations

from sandbox.netsuite.metadata.fields import body, line
from sandbox.netsuite.rules import Domain
from sandbox.netsuite.wire.schema import RecordType
from sandbox.netsuite.wire.values import Object

__all__ = ["json_schema"]

_DRAFT = "https://json-schema.org/draft-06/hyper-schema#"
_LINK: Object = {
    "type": "object",
    "title": "Link",
    "properties": {
        "rel": {"type": "string", "title": "Relationship", "readOnly": True},
        "href": {"type": "string", "title": "Hypertext Reference", "format": "URI",
                 "readOnly": True},
    },
    "readOnly": True,
}  # fmt: skip
_LINKS: Object = {"type": "array", "title": "Links", "readOnly": True, "items": _LINK}


def json_schema(account: Domain, kind: RecordType) -> Object:
    properties = {"links": _LINKS, **body(account, kind, _generic)}
    for name in kind.sublists:
        properties[name] = _sublist(line(account, kind, name, _generic))
    return {"type": "object", "properties": properties, "$schema": _DRAFT}


def _generic(_target: str) -> Object:
    return {
        "type": "object",
        "properties": {
            "links": _LINKS,
            "id": {"type": "string", "title": "Internal identifier"},
            "externalId": {"type": "string", "title": "External identifier"},
            "refName": {"type": "string", "title": "Reference Name"},
        },
    }


def _sublist(columns: Object) -> Object:
    return {
        "type": "object",
        "properties": {
            "links": _LINKS,
            "totalResults": {"type": "integer", "format": "int64"},
            "count": {"type": "integer", "format": "int64"},
            "hasMore": {"type": "boolean"},
            "offset": {"type": "integer", "format": "int64"},
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"links": _LINKS, **columns},
                },
            },
        },
    }
