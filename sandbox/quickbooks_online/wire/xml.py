"""Answers in XML: elements in the order of Finance.xsd, references as text with a name.

Source: Finance.xsd, IntuitBaseTypes.xsd, IntuitRestServiceDef.xsd.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

import msgspec

from sandbox.quickbooks_online.errors import QuickBooksFault
from sandbox.quickbooks_online.records import MemoRef, Ref, Stored
from sandbox.quickbooks_online.wire.faults import NAMESPACE, PROLOGUE, fault_xml
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
from sandbox.quickbooks_online.wire.values import answer_time, moment, number

__all__ = ["envelope"]


def envelope(part: Part, now: datetime, zone: ZoneInfo) -> bytes:
    """The body of an answer."""
    time = answer_time(now, zone)
    return (
        f'{PROLOGUE}<IntuitResponse xmlns="{NAMESPACE}" time="{time}">'
        f"{_part(part, zone)}</IntuitResponse>"
    ).encode()


def _part(part: Part, zone: ZoneInfo) -> str:
    match part:
        case One():
            return _document(part.document, zone)
        case Bare():
            return _element(type(part.document).__name__, part.document, zone)
        case Gone():
            return _gone(part, zone)
        case Rows() | Count():
            return _page(part, zone)
        case Changes():
            pages = "".join(_page(page, zone) for page in part.pages)
            return f"<CDCResponse>{pages}</CDCResponse>"
        case Several():
            return "".join(
                f"<BatchItemResponse{'' if key is None else f' bId={quoteattr(key)}'}>"
                f"{_part(inner, zone)}</BatchItemResponse>"
                for key, inner in part.items
            )
        case Uploads():
            return "".join(
                f"<AttachableResponse>{_part(each, zone)}</AttachableResponse>"
                for each in part.items
            )
        case QuickBooksFault():
            return fault_xml(part)
    raise TypeError(f"no XML for {part!r}")


def _page(part: Rows | Count, zone: ZoneInfo) -> str:
    if isinstance(part, Count):
        return f'<QueryResponse totalCount="{part.total}"></QueryResponse>'
    if not part.rows:
        return "<QueryResponse></QueryResponse>"
    total = "" if part.total is None else f' totalCount="{part.total}"'
    rows = "".join(
        _gone(row, zone) if isinstance(row, Gone) else _document(row, zone, part.fields)
        for row in part.rows
    )
    return (
        f'<QueryResponse startPosition="{part.start}" maxResults="{len(part.rows)}"{total}>'
        f"{rows}</QueryResponse>"
    )


def _gone(part: Gone, zone: ZoneInfo) -> str:
    changed = ""
    if part.when is not None:
        changed = (
            f"<MetaData><LastUpdatedTime>{moment(part.when, zone)}</LastUpdatedTime></MetaData>"
        )
    return (
        f'<{part.entity} domain="QBO" status="Deleted"><Id>{escape(part.id)}</Id>{changed}'
        f"</{part.entity}>"
    )


def _document(document: Stored, zone: ZoneInfo, fields: frozenset[str] | None = None) -> str:
    name = type(document).__name__
    sparse = "false" if fields is None else "true"
    inner = "".join(
        _element(member.name, getattr(document, member.attribute), zone)
        for member in members_of(type(document))
        if fields is None
        or member.name in fields
        or any(field.startswith(f"{member.name}.") for field in fields)
    )
    return f'<{name} domain="QBO" sparse="{sparse}">{inner}</{name}>'


def _element(name: str, value: Any, zone: ZoneInfo) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return "".join(_element(name, each, zone) for each in value)
        case Ref():
            attributes = f" name={quoteattr(value.name)}" if value.name else ""
            attributes += f" type={quoteattr(value.type)}" if value.type else ""
            return f"<{name}{attributes}>{escape(value.value)}</{name}>"
        case MemoRef():
            return f"<{name}>{escape(value.value)}</{name}>"
        case msgspec.Struct():
            inner = "".join(
                _element(member.name, getattr(value, member.attribute), zone)
                for member in members_of(type(value))
            )
            return f"<{name}>{inner}</{name}>"
        case bool():
            return f"<{name}>{'true' if value else 'false'}</{name}>"
        case datetime():
            return f"<{name}>{moment(value, zone)}</{name}>"
        case date():
            return f"<{name}>{value.isoformat()}</{name}>"
        case Decimal():
            return f"<{name}>{number(value)}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"
