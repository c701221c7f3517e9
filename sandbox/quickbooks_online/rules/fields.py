"""A request's body, read into the types of the documents.

The names are the wire's; a name that the schema does not know is 2010, as is a value of the wrong
JSON kind. Text stands for numbers, booleans and dates as well: XML has nothing else, and the JSON
reader of the platform takes it. An empty text clears a value, but is no object (reported: python
clients that send "" for an unset `CheckPayment` get 2010).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec

from sandbox.quickbooks_online.errors import (
    InvalidBoolean,
    InvalidDate,
    InvalidDateFormat,
    InvalidNumber,
    InvalidProperty,
    TooLong,
)
from sandbox.quickbooks_online.records import (
    ENVELOPE,
    TOLERATED,
    Entity,
    MemoRef,
    Part,
    Ref,
    Stored,
)

__all__ = ["blank", "read", "read_entity", "values_of", "wire_name"]

Reader = Callable[[Any, str], Any]

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_LARGEST = Decimal(10) ** 13
_REF_KEYS = frozenset({"value", "name", "type"})


class _Field(msgspec.Struct, frozen=True):
    name: str
    read: Reader
    empty: Any


@cache
def _fields(struct: type[msgspec.Struct]) -> dict[str, _Field]:
    """Wire name -> how to read it."""
    found: dict[str, _Field] = {}
    for field in msgspec.structs.fields(struct):
        reader, empty = _reader(field.type)
        found[field.encode_name] = _Field(field.name, reader, empty)
    return found


@cache
def _tolerated(struct: type) -> frozenset[str]:
    return frozenset().union(*(TOLERATED.get(base.__name__, ()) for base in struct.__mro__))


@cache
def wire_name(struct: type[msgspec.Struct], name: str) -> str:
    """`doc_number` -> `DocNumber`."""
    return next(f.encode_name for f in msgspec.structs.fields(struct) if f.name == name)


def _reader(hint: Any) -> tuple[Reader, Any]:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = next(each for each in get_args(hint) if each is not type(None))
        return _reader(inner)[0], None
    if origin is tuple:
        inner_reader, _ = _reader(get_args(hint)[0])

        def read_list(value: Any, name: str) -> Any:
            if not isinstance(value, list):
                raise _mismatch(name, value)
            return tuple(inner_reader(each, name) for each in value if each is not None)

        return read_list, ()
    if hint in _SIMPLE:
        return _SIMPLE[hint], None
    if isinstance(hint, type) and issubclass(hint, Part):
        return _part_reader(hint), None
    raise TypeError(f"no reader for {hint!r}")


def _part_reader(struct: type[Part]) -> Reader:
    def read_part(value: Any, name: str) -> Any:
        if not isinstance(value, Mapping):
            raise _mismatch(name, value, struct.__name__)
        return struct(**read(struct, value))

    return read_part


def _mismatch(name: str, value: Any, kind: str = "") -> InvalidProperty:
    """The sentence of the platform's JSON reader."""
    if kind and isinstance(value, str):
        return InvalidProperty(
            name,
            "Can not instantiate value of type [simple type, class "
            f"com.intuit.schema.finance.v3.{kind}] from String value; "
            "no single-String constructor/factory method",
        )
    return InvalidProperty(name)


def _text(value: Any, name: str) -> str | None:
    if isinstance(value, (bool, Mapping, list)):
        raise _mismatch(name, value)
    return str(value) or None


def _number(value: Any, name: str) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise _mismatch(name, value)
    if value == "":
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise InvalidNumber(name, value) from None
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise InvalidNumber(name, value, form=False)
    return number


def _whole(value: Any, name: str) -> int | None:
    number = _number(value, name)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise InvalidNumber(name, value)
    return int(number)


def _flag(value: Any, name: str) -> bool | None:
    if isinstance(value, bool):
        return value
    if value == "":
        return None
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if isinstance(value, str):
        raise InvalidBoolean(name, value)
    raise _mismatch(name, value)


def _day(value: Any, name: str) -> date | None:
    if not isinstance(value, str):
        raise _mismatch(name, value)
    if value == "":
        return None
    written = _DATE.match(value)
    if written is None:
        raise InvalidDateFormat(name, value)
    year, month, day = (int(part) for part in written.group().split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidDate(name, value) from None


def _moment(value: Any, name: str) -> datetime | None:
    if not isinstance(value, str):
        raise _mismatch(name, value)
    if value == "":
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise InvalidDateFormat(name, value) from None


def _ref(value: Any, name: str) -> Ref | None:
    if not isinstance(value, Mapping):
        raise _mismatch(name, value, "ReferenceType")
    for key in value:
        if key not in _REF_KEYS:
            raise InvalidProperty(key)
    written = value.get("value")
    if written is None or written == "":
        return None
    return Ref(str(written), str(value.get("name") or ""), str(value.get("type") or ""))


def _memo(value: Any, name: str) -> MemoRef | None:
    if not isinstance(value, Mapping):
        raise _mismatch(name, value, "MemoRef")
    written = value.get("value")
    return MemoRef(str(written)) if written not in (None, "") else None


_SIMPLE: dict[Any, Reader] = {
    str: _text,
    Decimal: _number,
    int: _whole,
    bool: _flag,
    date: _day,
    datetime: _moment,
    Ref: _ref,
    MemoRef: _memo,
}


def read(
    struct: type[msgspec.Struct], given: Mapping[str, Any], without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Field name -> value, for what `given` names. Null is an empty value. Raises
    QuickBooksFault."""
    fields = _fields(struct)
    found: dict[str, Any] = {}
    for wire, value in given.items():
        if wire in without:
            continue
        field = fields.get(wire)
        if field is None:
            if wire in _tolerated(struct):
                continue
            raise InvalidProperty(wire)
        found[field.name] = field.empty if value is None else field.read(value, wire)
    return found


_OWN = frozenset({"Id", "SyncToken", "MetaData"}) | ENVELOPE


def read_entity(entity: Entity, given: Mapping[str, Any]) -> dict[str, Any]:
    """As `read`, for a whole object: without what only QuickBooks writes, and with the lengths
    checked. Raises QuickBooksFault."""
    changes = read(entity.struct, given, _OWN | entity.readonly)
    for wire, longest in entity.lengths.items():
        head, _, tail = wire.partition(".")
        field = _fields(entity.struct).get(head)
        value = changes.get(field.name) if field is not None else None
        for text in _texts(value, tail):
            if len(text) > longest:
                raise TooLong(tail or head, longest, len(text))
    return changes


def _texts(value: Any, tail: str) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, MemoRef):
        return [value.value]
    if isinstance(value, tuple) and tail:
        name = tail.lower()
        return [text for each in value if (text := getattr(each, name, None))]
    return []


def blank(entity: Entity) -> dict[str, Any]:
    """Every writable field of the entity, empty."""
    return {
        field.name: field.empty
        for wire, field in _fields(entity.struct).items()
        if wire not in _OWN and wire not in entity.readonly
    }


def values_of(document: Stored) -> dict[str, Any]:
    """Field name -> value, nested parts as they are."""
    return {name: getattr(document, name) for name in document.__struct_fields__}
