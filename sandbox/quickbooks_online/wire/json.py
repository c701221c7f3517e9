"""Answers and bodies in JSON.

Sources: IntuitRestServiceDef.xsd for the envelopes; recorded answers of public client libraries
for what is left out: an empty query has neither the entity's name nor a position, a null is not
written, an empty list only where the company always writes one.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sandbox.quickbooks_online.errors import (
    InvalidNumber,
    InvalidProperty,
    InvalidString,
    QuickBooksFault,
    Unsupported,
)
from sandbox.quickbooks_online.records import MemoRef, MetaData, Ref, Stored
from sandbox.quickbooks_online.wire.faults import fault_tree
from sandbox.quickbooks_online.wire.parts import (
    Bare,
    Changes,
    Count,
    Gone,
    One,
    Part,
    Rows,
    Several,
    Uploads,
)
from sandbox.quickbooks_online.wire.shapes import members_of
from sandbox.quickbooks_online.wire.values import answer_time, moment

__all__ = ["encode", "envelope", "read", "tree"]

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_ALWAYS = ("LinkedTxn",)  # of a transaction
_LONGEST_NUMBER = 40


def envelope(part: Part, now: datetime, zone: ZoneInfo) -> bytes:
    """The body of an answer."""
    members = _members(part, zone)
    if isinstance(part, Bare):
        return encode(members)
    return encode({**members, "time": answer_time(now, zone)})


def encode(document: dict[str, Any]) -> bytes:
    """Decimals as numbers, exactly."""
    return _ENCODER.encode(document)


def _members(part: Part, zone: ZoneInfo) -> dict[str, Any]:
    match part:
        case One():
            return {type(part.document).__name__: tree(part.document, zone)}
        case Bare():
            return dict(_value(part.document, zone))
        case Gone():
            return {part.entity: _gone(part, zone)}
        case Rows() | Count():
            return {"QueryResponse": _page(part, zone)}
        case Changes():
            return {"CDCResponse": [{"QueryResponse": [_page(page, zone) for page in part.pages]}]}
        case Several():
            items = [_item(key, inner, zone) for key, inner in part.items]
            return {"BatchItemResponse": items}
        case Uploads():
            return {"AttachableResponse": [_members(each, zone) for each in part.items]}
        case QuickBooksFault():
            return {"Fault": fault_tree(part)}
    raise TypeError(f"no JSON for {part!r}")


def _item(key: str | None, part: Part, zone: ZoneInfo) -> dict[str, Any]:
    members = _members(part, zone)
    if isinstance(part, Changes):
        members = {"CDCResponse": members["CDCResponse"][0]}
    return members if key is None else {"bId": key, **members}


def _page(part: Rows | Count, zone: ZoneInfo) -> dict[str, Any]:
    if isinstance(part, Count):
        return {"totalCount": part.total}
    if not part.rows:
        return {}
    rows = [
        _gone(row, zone) if isinstance(row, Gone) else tree(row, zone, part.fields)
        for row in part.rows
    ]
    page: dict[str, Any] = {
        part.entity: rows,
        "startPosition": part.start,
        "maxResults": len(rows),
    }
    if part.total is not None:
        page["totalCount"] = part.total
    return page


def _gone(part: Gone, zone: ZoneInfo) -> dict[str, Any]:
    found: dict[str, Any] = {"domain": "QBO", "status": "Deleted", "Id": part.id}
    if part.when is not None:
        found["MetaData"] = {"LastUpdatedTime": moment(part.when, zone)}
    return found


def tree(document: Stored, zone: ZoneInfo, fields: frozenset[str] | None = None) -> dict[str, Any]:
    """One document. `fields`: only these, and what identifies it."""
    found: dict[str, Any] = {"domain": "QBO", "sparse": fields is not None}
    for member in members_of(type(document)):
        if fields is not None and not _named(member.name, fields):
            continue
        value = getattr(document, member.attribute)
        if member.name == "SyncToken":
            found[member.name] = str(value)
        elif value == () and member.name in _ALWAYS:
            found[member.name] = []
        elif value is not None and value != ():
            found[member.name] = _value(value, zone)
    return found


def _named(name: str, fields: frozenset[str]) -> bool:
    return name in fields or any(field.startswith(f"{name}.") for field in fields)


def _value(value: Any, zone: ZoneInfo) -> Any:
    match value:
        case tuple():
            return [_value(each, zone) for each in value]
        case Ref():
            found = {"value": value.value, "name": value.name, "type": value.type}
            return {name: text for name, text in found.items() if text or name == "value"}
        case MemoRef():
            return {"value": value.value}
        case MetaData():
            return {
                "CreateTime": moment(value.create_time, zone),
                "LastUpdatedTime": moment(value.last_updated_time, zone),
            }
        case msgspec.Struct():
            return {
                member.name: _value(inner, zone)
                for member in members_of(type(value))
                if (inner := getattr(value, member.attribute)) not in (None, ())
            }
        case datetime():
            return moment(value, zone)
        case date():
            return value.isoformat()
        case Decimal():
            # No exponents: 1E+2 would be JSON, but nothing that the company writes.
            return Decimal(format(value, "f"))
    return value


# Bodies


def read(body: bytes) -> dict[str, Any]:
    """A JSON object with its numbers exact. Raises QuickBooksFault in the reader's words."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Unsupported("with a body that is not UTF-8") from None
    if not text.strip():
        raise InvalidProperty("", "No content to map to Object due to end of input")
    try:
        document = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_constant
        )
    except json.JSONDecodeError as wrong:
        raise InvalidProperty("", _complaint(wrong)) from None
    except RecursionError:
        raise InvalidProperty("", "Document nesting depth exceeds the maximum allowed") from None
    if not isinstance(document, dict):
        start = "START_ARRAY" if isinstance(document, list) else "VALUE"
        raise InvalidProperty("", f"Can not deserialize instance out of {start} token")
    if "\\u" in text:
        _without_surrogates(document)
    return document


def _number(text: str) -> Decimal:
    value = Decimal(text)
    if len(text) > _LONGEST_NUMBER or abs(value.adjusted()) > _LONGEST_NUMBER:
        raise InvalidNumber("", text[:_LONGEST_NUMBER], form=False)
    return value


def _constant(text: str) -> Decimal:
    raise InvalidProperty("", f"Unrecognized token '{text}': was expecting a number")


def _complaint(wrong: json.JSONDecodeError) -> str:
    if wrong.pos >= len(wrong.doc.rstrip()):
        return "Unexpected end-of-input: expected close marker for OBJECT"
    char = wrong.doc[wrong.pos]
    return (
        f"Unexpected character ('{char}' (code {ord(char)})): {wrong.msg} "
        f"at line: {wrong.lineno}, column: {wrong.colno}"
    )


def _without_surrogates(document: dict[str, Any]) -> None:
    """Half of an escaped pair is no character and could not be written again."""
    try:
        json.dumps(document, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError as wrong:
        raise InvalidString("", repr(wrong.object[wrong.start : wrong.end])) from None
