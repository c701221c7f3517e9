"""The list of record names, each with the places of its two schemas."""

from __future__ import annotations

from sandbox.netsuite.metadata.fields import CATALOG_PATH
from sandbox.netsuite.wire.schema import RecordType
from sandbox.netsuite.wire.values import Object

__all__ = ["JSON_SCHEMA", "OPENAPI", "entry", "names"]

OPENAPI = "application/swagger+json"
JSON_SCHEMA = "application/schema+json"


def names(origin: str, kinds: list[RecordType]) -> Object:
    return {
        "items": [entry(origin, kind) for kind in kinds],
        "links": [{"rel": "self", "href": f"{origin}{CATALOG_PATH}"}],
    }


def entry(origin: str, kind: RecordType) -> Object:
    href = f"{origin}{CATALOG_PATH}/{kind.name}"
    return {
        "name": kind.name,
        "links": [
            {"rel": "canonical", "href": href},
            {"rel": "alternate", "mediaType": OPENAPI, "href": href},
            {"rel": "alternate", "mediaType": JSON_SCHEMA, "href": href},
        ],
    }
