"""The properties of a record type as schemas.

Every property comes from a definition that the wire itself uses: `RecordType.fields` and
`sublists`, the columns of `wire.columns`, the account's custom fields. Types are those of
the answers: ids and whole numbers are strings, amounts numbers.

`x-ns-filterable` marks what the query parameter `q` accepts; figures computed from other documents
are not among it.
"""

from __future__ import annotations

from collections.abc import Callable

from sandbox.netsuite.records import CustomField
from sandbox.netsuite.rules import Domain
from sandbox.netsuite.wire.columns import (
    ADDRESS_PARTS,
    CUSTOM_KINDS,
    KEPT,
    read_columns,
    written_columns,
)
from sandbox.netsuite.wire.schema import SUBRECORDS, RecordType, WireField
from sandbox.netsuite.wire.values import Object

__all__ = ["CATALOG_PATH", "Refer", "body", "line"]

CATALOG_PATH = "/services/rest/record/v1/metadata-catalog"

# How a schema refers to the record type that a reference field points at.
Refer = Callable[[str], Object]

_SCALARS: dict[str, Object] = {
    "text": {"type": "string"},
    "name": {"type": "string"},
    "number": {"type": "number", "format": "double"},
    "integer": {"type": "string"},
    "key": {"type": "string"},
    "flag": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
}
# Line numbers are the only ids that are numbers; tax types and lines named `id` are bare ids.
_COLUMNS: dict[str, Object] = {
    "line": {"type": "integer", "format": "int64"},
    "orderLine": {"type": "integer", "format": "int64"},
    "taxType": {"type": "string"},
    "id": {"type": "string"},
}
# Written as an id or as `{id}`, read as an enumeration.
_AS_READ = {"name": "enum", "key": "enum"}
# "-12.24" is answered as a number, "-10%" as a string.
_RATE: Object = {"oneOf": [{"type": "number", "format": "double"}, {"type": "string"}]}


def body(account: Domain, kind: RecordType, refer: Refer) -> Object:
    """Body fields, without sublists: `name -> schema`."""
    found: Object = {}
    for field in kind.fields:
        schema = _schema(field.kind, field.target, refer)
        schema["title"] = _title(field.name)
        if _read_only(field):
            schema["readOnly"] = True
        schema["x-ns-filterable"] = field.from_account is None
        found[field.name] = schema
    if kind.holder is not None:
        of_type = kind.name if kind.holder == "record" else ""
        for own in account.records.fields_of(kind.holder, of_type):
            found[own.id] = _custom(own, refer) | {"x-ns-filterable": True}
    if kind.is_transaction:
        for name, of in KEPT.items():
            found[name] = _column(name, of, "", refer) | {"x-ns-filterable": False}
        for name in SUBRECORDS:
            found[name] = refer("") | {"title": _title(name), "x-ns-filterable": False}
    return found


def line(account: Domain, kind: RecordType, sublist: str, refer: Refer) -> Object:
    """The columns of a sublist, those that are only read marked as such; the account's own on item
    lines included."""
    found: Object = {}
    for name, (_, of, target) in written_columns(kind.name, sublist).items():
        found[name] = _column(name, of, target, refer)
    for name, (of, target) in read_columns(kind.name, sublist).items():
        found[name] = _column(name, of, target, refer) | {"readOnly": True}
    if sublist == "addressBook":
        found["addressBookAddress"] = _address()
    if kind.is_transaction and sublist == "item":
        for own in account.records.fields_of("column"):
            found[own.id] = _custom(own, refer)
    return found


def _column(name: str, of: str, target: str, refer: Refer) -> Object:
    schema = _COLUMNS.get(name) or _schema(_AS_READ.get(of, of), target, refer)
    return dict(schema) | {"title": _title(name)}


def _address() -> Object:
    """The subrecord of an address book line."""
    parts: Object = {
        name: _schema("enum" if name == "country" else "text", "", _nothing)
        | {"title": _title(name)}
        for name in ADDRESS_PARTS
    }
    return {"type": "object", "title": _title("addressBookAddress"), "properties": parts}


def _nothing(_target: str) -> Object:
    return {}


def _custom(own: CustomField, refer: Refer) -> Object:
    schema = _schema(CUSTOM_KINDS[own.kind], own.target, refer)
    return schema | {"title": own.label, "x-ns-custom-field": True}


def _schema(kind: str, target: str, refer: Refer) -> Object:
    if kind == "reference":
        return dict(refer(target))
    if kind == "enum":
        return {
            "type": "object",
            "properties": {"id": {"type": "string"}, "refName": {"type": "string"}},
        }
    return dict(_RATE if kind == "rate" else _SCALARS[kind])


def _read_only(field: WireField) -> bool:
    return field.read_only or field.from_account is not None


def _title(name: str) -> str:
    """`otherRefNum` -> `Other Ref Num`."""
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in name)
    return spaced.replace("_", " ").strip().title()
