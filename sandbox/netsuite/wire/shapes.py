"""The shape of a record type: its fields and sublists as data, and how they are written down.

`WireField.attribute` is the name in the records and in what the rules take. A field with `value`
is computed and cannot be written; nor can a `read_only` one. Both are ignored in a body, so a
client may send back what it read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec

from sandbox.netsuite.records import FieldHolder, Records

__all__ = [
    "SHARED_TABLES",
    "Kind",
    "RecordType",
    "Target",
    "WireField",
    "account_figure",
    "always",
    "field",
    "record",
    "text",
    "transaction",
]

Kind = Literal["text", "number", "rate", "integer", "flag", "day", "time", "reference", "enum"]
Value = Callable[[Any], Any]
AccountValue = Callable[[Any, Any], Any]  # (account, document)

# Tables whose documents are of several record types.
SHARED_TABLES = frozenset({"transactions", "items", "custom_records"})
# Where a table's documents keep their custom fields.
_HOLDERS: dict[str, FieldHolder] = {
    "transactions": "body",
    "entities": "entity",
    "items": "item",
    "custom_records": "record",
}


class WireField(msgspec.Struct, frozen=True, kw_only=True):
    """One body field. An `enum`'s value is (id, refName); a `rate` is "-12.24" or "-10%"."""

    name: str
    kind: Kind
    attribute: str
    target: str = ""
    read_only: bool = False
    value: Value | None = None
    from_account: AccountValue | None = None  # computed from other documents; not for filters


class RecordType(msgspec.Struct, frozen=True, kw_only=True):
    """`table` is the attribute of Records; `code` tells its documents from others in the table."""

    name: str
    table: str
    label: str
    fields: tuple[WireField, ...]
    sublists: tuple[str, ...] = ()
    writable: bool = False
    by_name: dict[str, WireField] = msgspec.field(default_factory=dict)

    @property
    def is_transaction(self) -> bool:
        return self.table == "transactions"

    @property
    def holder(self) -> FieldHolder | None:
        """Where this type's custom fields are defined; None for lists, which have none."""
        return _HOLDERS.get(self.table)

    def documents(self, records: Records) -> Iterable[Any]:
        """Every document of this type, by internal id."""
        table: Iterable[Any] = getattr(records, self.table)
        if self.table in SHARED_TABLES:
            return (each for each in table if each.record_type == self.name)
        return table


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What a reference points at."""

    table: str
    path: Callable[[Any], str]  # the record type in the link
    label: Callable[[Any], str]
    by_external_id: str = ""  # the index, for tables that have external ids


def always(name: str) -> Callable[[Any], str]:
    return lambda _document: name


def field(
    name: str,
    kind: Kind,
    attribute: str = "",
    *,
    target: str = "",
    read_only: bool | None = None,
    value: Value | None = None,
) -> WireField:
    return WireField(
        name=name,
        kind=kind,
        attribute=attribute or snake(name),
        target=target,
        read_only=value is not None if read_only is None else read_only,
        value=value,
    )


def account_figure(name: str, value: AccountValue) -> WireField:
    return WireField(name=name, kind="number", attribute="", read_only=True, from_account=value)


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def text(*names: str) -> tuple[WireField, ...]:
    return tuple(field(name, "text") for name in names)


def transaction(
    name: str,
    label: str,
    *groups: tuple[WireField, ...],
    sublists: tuple[str, ...],
    writable: bool = True,
) -> RecordType:
    return record(
        name,
        "transactions",
        label,
        tuple(each for group in groups for each in group),
        sublists=sublists,
        writable=writable,
    )


def record(
    name: str,
    table: str,
    label: str,
    fields: tuple[WireField, ...],
    *,
    sublists: tuple[str, ...] = (),
    writable: bool = False,
) -> RecordType:
    return RecordType(
        name=name,
        table=table,
        label=label,
        fields=fields,
        sublists=sublists,
        writable=writable,
        by_name={each.name: each for each in fields},
    )
