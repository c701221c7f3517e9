"""Custom fields and custom records: what an administrator defines beside the platform's own.

Help Center "Custom Records", "Custom Fields". A custom field is a property of its record under its
script id, in lower case; a custom record type is a record type under its script id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.kernel.store import Table
from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import (
    CustomAccess,
    CustomField,
    CustomRecord,
    CustomRecordType,
    FieldHolder,
    FieldKind,
)
from sandbox.netsuite.rules.numbers import next_list_id

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = [
    "PREFIXES",
    "create_record",
    "define_field",
    "define_record_type",
    "delete_record",
    "update_record",
    "written",
]

PREFIXES: dict[FieldHolder, str] = {
    "body": "custbody_",
    "column": "custcol_",
    "entity": "custentity_",
    "item": "custitem_",
    "record": "custrecord_",
}
_SCRIPT_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")  # Help Center: 40 characters, lower case
_RECORD_PREFIX = "customrecord_"


def define_field(
    netsuite: Domain,
    script_id: str,
    kind: FieldKind = "text",
    *,
    label: str = "",
    record: str = "",
    target: str = "",
) -> CustomField:
    """A custom field; its prefix says where it lives. Raises ValueError for a script id that is
    taken or fits nowhere, KeyError for an unknown custom record type."""
    holder = next((each for each, start in PREFIXES.items() if script_id.startswith(start)), None)
    if holder is None or not _SCRIPT_ID.fullmatch(script_id):
        raise ValueError(
            f"{script_id!r} is no script id of a custom field; it starts with one of "
            f"{', '.join(PREFIXES.values())} and has lower-case letters, digits and underscores"
        )
    if script_id in netsuite.records.custom_fields:
        raise ValueError(f"there is a custom field {script_id!r} already")
    if (holder == "record") != bool(record):
        raise ValueError("a custrecord_ field names its custom record type, and no other does")
    if record and record not in netsuite.records.custom_record_types:
        raise KeyError(f"the account has no custom record type {record!r}")
    if (kind == "select") != bool(target):
        raise ValueError("a select field names the record type that it points at (target)")
    field = CustomField(
        id=script_id,
        label=label or script_id,
        kind=kind,
        holder=holder,
        record=record,
        target=target,
    )
    return netsuite.records.custom_fields.put(field)


def define_record_type(
    netsuite: Domain, script_id: str, name: str = "", access: CustomAccess = "entries"
) -> CustomRecordType:
    """Raises ValueError for a script id that is taken or has no `customrecord_` in front."""
    if not script_id.startswith(_RECORD_PREFIX) or not _SCRIPT_ID.fullmatch(script_id):
        raise ValueError(f"{script_id!r} is no script id of a custom record type (customrecord_x)")
    if script_id in netsuite.records.custom_record_types:
        raise ValueError(f"there is a custom record type {script_id!r} already")
    return netsuite.records.custom_record_types.put(
        CustomRecordType(id=script_id, name=name or script_id, access=access)
    )


def written(
    netsuite: Domain, old: Mapping[str, Any], changes: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Custom values after a write; None clears one. Raises InvalidContent for a select field that
    points at nothing."""
    for name, value in (changes or {}).items():
        field = netsuite.records.custom_fields.get(name)
        if value is not None and field is not None and field.kind == "select":
            _check_target(netsuite, field, value)
    merged = {**old, **(changes or {})}
    return {name: value for name, value in merged.items() if value is not None}


def _check_target(netsuite: Domain, field: CustomField, value: int) -> None:
    records = netsuite.records
    if field.target.startswith(_RECORD_PREFIX):
        found = records.custom_records.get(value)
        fits = found is not None and found.kind == field.target
    else:
        tables: dict[str, Table[Any]] = {
            "customer": records.entities,
            "item": records.items,
            "account": records.accounts,
            "transaction": records.transactions,
            "subsidiary": records.subsidiaries,
        }
        fits = value in tables[field.target]
    if not fits:
        raise InvalidContent.field_value(value, field.id)


def create_record(netsuite: Domain, kind: str, fields: Mapping[str, Any]) -> CustomRecord:
    """Raises UserError without a name."""
    now = netsuite.clock.now()
    blank = CustomRecord(
        id=next_list_id(netsuite), kind=kind, name="", created=now, last_modified=now
    )
    return update_record(netsuite, blank, fields)


def update_record(
    netsuite: Domain, record: CustomRecord, changes: Mapping[str, Any]
) -> CustomRecord:
    """Raises UserError without a name or for an external id that another record bears."""
    new: dict[str, Any] = {}
    if "name" in changes:
        new["name"] = changes["name"] or ""
    if "external_id" in changes:
        new["external_id"] = changes["external_id"]
    if "is_inactive" in changes:
        new["is_inactive"] = bool(changes["is_inactive"])
    if "custom" in changes:
        new["custom"] = written(netsuite, record.custom, changes["custom"])
    record = msgspec.structs.replace(record, **new, last_modified=netsuite.clock.now())
    if not record.name:
        raise UserError.missing("Name", path="name")
    if record.external_id is not None:
        key = (record.kind, record.external_id)
        for other in netsuite.records.custom_records_by_external_id.find(key):
            if other.id != record.id:
                raise UserError("This record already exists.", "externalId")
    return netsuite.records.custom_records.put(record)


def delete_record(netsuite: Domain, record: CustomRecord) -> None:
    netsuite.records.custom_records.delete(record.id)
