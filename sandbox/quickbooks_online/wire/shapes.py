"""The members of every record, once: attribute, wire name, and what kind of value it holds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from sandbox.quickbooks_online.records import MemoRef, Ref

__all__ = ["Member", "members_of"]

Kind = Literal["text", "number", "boolean", "date", "reference", "memo", "part"]

_KINDS: dict[Any, Kind] = {
    bool: "boolean",
    int: "number",
    Decimal: "number",
    date: "date",
    datetime: "date",
    Ref: "reference",
    MemoRef: "memo",
}


class Member(msgspec.Struct, frozen=True):
    """`struct` is the record of a part, None for every other kind."""

    attribute: str
    name: str
    kind: Kind
    many: bool
    struct: type[msgspec.Struct] | None = None


@cache
def members_of(struct: type[msgspec.Struct]) -> tuple[Member, ...]:
    """In the order of the schema."""
    hints = get_type_hints(struct)
    return tuple(
        _member(field.name, field.encode_name, hints[field.name])
        for field in msgspec.structs.fields(struct)
    )


def _member(attribute: str, name: str, hint: Any) -> Member:
    if isinstance(hint, UnionType):
        hint = next(each for each in get_args(hint) if each is not type(None))
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    if hint in _KINDS:
        return Member(attribute, name, _KINDS[hint], many)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return Member(attribute, name, "part", many, hint)
    return Member(attribute, name, "text", many)
