"""A record as SuiteScript shows and takes it, from the definitions that REST uses.

Field ids are the REST names in lower case, values are strings: references as bare internal ids,
check boxes as `T` and `F`, dates in the account's format. The lines of a sublist stand under
`line 1`, `line 2` and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sandbox.netsuite.wire.decode import Reader
from sandbox.netsuite.wire.schema import RecordType
from sandbox.netsuite.wire.sublists import rows

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["field_values", "record_json"]

_DAY_PARTS = 3


def record_json(netsuite: NetSuite, kind: RecordType, document: Any) -> dict[str, Any]:
    zone = ZoneInfo(netsuite.settings.time_zone)
    fields: dict[str, Any] = {}
    for field in kind.fields:
        if field.from_account is not None:
            value: Any = field.from_account(netsuite, document)
        elif field.name == "payment":  # what a payment received is its total
            value = document.total
        elif field.value is not None:
            value = field.value(document)
        else:
            value = getattr(document, field.attribute)
        if field.kind == "enum" and value is not None:
            value = value[1] if field.name == "status" else value[0]
        fields[field.name.lower()] = _shown(value, zone)
    for name, value in (getattr(document, "custom", None) or {}).items():
        if not isinstance(value, dict):
            fields[name.lower()] = _shown(value, zone)
    return {
        "id": str(document.id),
        "type": kind.name.lower(),
        "isDynamic": False,
        "fields": {name: value for name, value in fields.items() if value != ""},
        "sublists": {
            name.lower(): {
                f"line {at}": _line(row, zone)
                for at, (_, row) in enumerate(rows(netsuite.records, document, name), start=1)
            }
            for name in kind.sublists
        },
    }


def field_values(netsuite: NetSuite, kind: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values set by field id, as the rules take them. An id that the record does not have is
    ignored, as `setValue` does. Raises InvalidContent."""
    known = {field.name.lower(): field for field in kind.fields}
    body: dict[str, Any] = {}
    for name, value in values.items():
        field = known.get(name.lower())
        if field is None:
            body[name] = value
        elif field.kind == "day" and isinstance(value, str):
            body[field.name] = _iso(value)
        else:
            body[field.name] = value
    return Reader(netsuite.records, names="ignore").record(kind, body)


def _line(row: Mapping[str, tuple[str, str, Any]], zone: ZoneInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, (kind, _, value) in row.items():
        if kind == "subrecord":
            found[name.lower()] = _line(value, zone)
            continue
        shown = _shown(value[0] if kind == "enum" and value is not None else value, zone)
        if shown != "":
            found[name.lower()] = shown
    return found


def _shown(value: Any, zone: ZoneInfo) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "T" if value else "F"
        case Decimal():
            return f"{value:f}"
        case datetime():
            local = value.astimezone(zone)
            half = "am" if local.hour < 12 else "pm"
            return (
                f"{local.month}/{local.day}/{local.year} "
                f"{local.hour % 12 or 12}:{local.minute:02} {half}"
            )
        case date():
            return f"{value.month}/{value.day}/{value.year}"
        case _:
            return str(value)


def _iso(written: str) -> str:
    """`11/24/2026` as REST writes it; anything else as it is."""
    parts = written.split("/")
    if len(parts) != _DAY_PARTS or not all(part.isascii() and part.isdigit() for part in parts):
        return written
    month, day, year = parts
    return f"{year:0>4}-{month:0>2}-{day:0>2}"
