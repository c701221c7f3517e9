"""Bodies: whatever a request sends, made into what a JSON body would have said.

XML has neither numbers nor lists, so the record of the entity says what an element is. An element
that it does not know stays text or an object, for the rules to refuse by name.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.kernel.routing import Request
from sandbox.quickbooks_online.errors import Malformed
from sandbox.quickbooks_online.records import ENTITIES
from sandbox.quickbooks_online.wire.formats import sends_xml
from sandbox.quickbooks_online.wire.json import read
from sandbox.quickbooks_online.wire.reading_xml import Node, parse
from sandbox.quickbooks_online.wire.shapes import Member, members_of

__all__ = ["entity_body", "entity_of_node"]

_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?")


def entity_body(
    request: Request, entity: str, struct: type[msgspec.Struct] | None = None
) -> dict[str, Any]:
    """The object that a request sends for `entity`, which `struct` describes if it is none of the
    records. Raises QuickBooksFault."""
    if not sends_xml(request):
        return read(request.body)
    root = parse(request.body)
    if root.name != entity:
        raise Malformed(f"Invalid XML: found {root.name} where {entity} was expected.")
    return entity_of_node(root) if struct is None else _object(root, struct)


def entity_of_node(node: Node) -> dict[str, Any]:
    """An element named after an entity, as an object."""
    entity = ENTITIES.get(node.name)
    found = _object(node, None if entity is None else entity.struct)
    if "sparse" in node.attributes:
        found["sparse"] = node.attributes["sparse"] == "true"
    return found


def _object(node: Node, struct: type[msgspec.Struct] | None) -> dict[str, Any]:
    known = {} if struct is None else {member.name: member for member in members_of(struct)}
    found: dict[str, Any] = {}
    for child in node.children:
        member = known.get(child.name)
        if member is not None and member.many:
            found.setdefault(child.name, []).append(_value(child, member))
        else:
            found[child.name] = _value(child, member)
    return found


def _value(node: Node, member: Member | None) -> Any:
    if member is None:
        return _object(node, None) if node.children else node.text.strip()
    match member.kind:
        case "part":
            return _object(node, member.struct)
        case "reference":
            return {"value": node.text.strip(), **node.attributes}
        case "memo":
            return {"value": node.text}
        case "boolean":
            return {"true": True, "false": False}.get(node.text.strip(), node.text)
        case "number" if member.name != "SyncToken":
            text = node.text.strip()
            return Decimal(text) if _NUMBER.fullmatch(text) else text
        case "date":
            return node.text.strip()
    return node.text
