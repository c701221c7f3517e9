"""Where the records of our QuickBooks Online are not as the published schemas: members that they
do not have, another order, another kind of value, a list where one stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from features.specs.xsd import Complex, Element, Schema
from sandbox.quickbooks_online.records import ENTITIES
from sandbox.quickbooks_online.wire.shapes import Member, members_of

__all__ = ["record_differences"]

_NUMBERS = ("xs:decimal", "xs:int", "xs:integer", "xs:long", "xs:positiveInteger")
_TEXTS = ("xs:string", "xs:anyURI")


def record_differences(schema: Schema) -> list[str]:
    """Sentences, sorted; empty when every record is a true part of its published type."""
    found: set[str] = set()
    seen: set[type[Any]] = set()
    for name, entity in ENTITIES.items():
        found.update(_struct(schema, name, entity.struct, seen))
    return sorted(found)


def _struct(
    schema: Schema, kind: str, struct: type[msgspec.Struct], seen: set[type[Any]]
) -> Iterator[str]:
    if struct in seen:
        return
    seen.add(struct)
    theirs = schema.complexes.get(kind)
    if theirs is None:
        yield f"{struct.__name__}: no type {kind} is published"
        return
    if theirs.text or theirs.open:
        return
    last, before = -1, ""
    for member in members_of(struct):
        where = f"{kind}.{member.name}"
        element = theirs.elements.get(member.name)
        if element is None:
            yield f"{where}: not published"
            continue
        if element.place < last:
            yield f"{where}: behind {before}, published before it"
        last, before = max(last, element.place), member.name
        yield from _member(schema, where, member, element, seen)


def _member(
    schema: Schema, where: str, member: Member, element: Element, seen: set[type[Any]]
) -> Iterator[str]:
    if member.many is not element.many:
        yield f"{where}: {'a list' if member.many else 'one'}, published otherwise"
    theirs = schema.complexes.get(element.type)
    if theirs is None:
        base = _base(schema, element.type)
        if not _fits(member, base):
            yield f"{where}: {member.kind}, published {base.removeprefix('xs:')}"
    elif member.struct is not None:
        yield from _struct(schema, element.type, member.struct, seen)
    elif not _simple_enough(member, theirs):
        yield f"{where}: {member.kind}, published {element.type}"


def _simple_enough(member: Member, theirs: Complex) -> bool:
    return member.kind in ("reference", "memo") and bool(theirs.text)


def _base(schema: Schema, name: str) -> str:
    while name in schema.simples:
        name = schema.simples[name].base
    return name


def _fits(member: Member, base: str) -> bool:
    match member.kind:
        case "text":
            return base in _TEXTS
        case "number":
            return base in _NUMBERS or member.name == "SyncToken"
        case "boolean":
            return base == "xs:boolean"
        case "date":
            return base in ("xs:date", "xs:dateTime")
    return False
