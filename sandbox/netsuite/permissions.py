"""Which permission a call needs. Asked before the handler runs, so a refusal changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request
from sandbox.netsuite.errors import UserError
from sandbox.netsuite.records import ITEM_TYPES, RECORD_TYPES
from sandbox.netsuite.roles import NO_PERMISSION, Role
from sandbox.netsuite.wire.schema import RECORDS, type_of

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = [
    "CUSTOM_RECORD_ENTRIES",
    "check_query",
    "check_reading",
    "check_record",
    "may",
    "visible_types",
]

# The permission of custom record types with the access type "Require CustomRecordEntries
# Permission", which a new type starts with (Help Center "Creating Custom Record Types").
CUSTOM_RECORD_ENTRIES = "customRecordEntries"

_ITEM_TABLES = frozenset({"item", "pricing", "aggregateitemlocation", "inventoryitemlocations"})
_LEVEL_OF = {"GET": "edit", "POST": "create", "PATCH": "edit", "PUT": "edit", "DELETE": "full"}


def may(netsuite: NetSuite, role: Role, level: str, record_type: str) -> bool:
    """Whether the role may do with records of this type what `level` names."""
    custom = netsuite.records.custom_record_types.get(record_type)
    if custom is None or custom.access == "list":
        return role.may(level, record_type)
    return custom.access == "open" or role.may(level, CUSTOM_RECORD_ENTRIES)


def _needs(netsuite: NetSuite, role: Role, level: str, record_type: str) -> None:
    if not may(netsuite, role, level, record_type):
        raise UserError(NO_PERMISSION)


def check_reading(netsuite: NetSuite, record_type: str) -> None:
    """A record that is read through another one needs the permission that it needs by itself.
    Raises UserError."""
    if netsuite.session is not None:
        _needs(netsuite, netsuite.session.role, _LEVEL_OF["GET"], record_type)


def check_record(netsuite: NetSuite, role: Role, request: Request) -> None:
    """Raises UserError when the role may not do with the record of the URL what the method says.

    An unknown record type passes: that it does not exist is said to everybody.
    """
    if role.administrator:
        return
    kind = type_of(netsuite, request.params.get("record", ""))
    if kind is None:
        return
    target = type_of(netsuite, request.params.get("target", ""))
    if target is not None:  # a transform reads the source and makes the target
        _needs(netsuite, role, "view", kind.name)
        _needs(netsuite, role, "create", target.name)
        return
    named = "id" in request.params or "ids" in request.query
    listing = request.method == "GET" and not named
    _needs(netsuite, role, "view" if listing else _LEVEL_OF[request.method], kind.name)


def check_query(netsuite: NetSuite, sql: str) -> None:
    """SuiteQL does not name the missing permission: the table is not there for this role.

    Raises InvalidParameter. Tables of transactions are there for a role that may view one type;
    `visible_types` says which rows it sees in them.
    """
    session = netsuite.session
    if session is None or session.role.administrator:
        return
    from sqlglot import exp

    from sandbox.netsuite.suiteql.dialect import parse
    from sandbox.netsuite.suiteql.errors import record_not_found

    tree = parse(sql)
    for table in tree.find_all(exp.Table):
        name = table.name.lower()
        types = _types_of(netsuite, name)
        if types and not any(may(netsuite, session.role, "view", each) for each in types):
            raise record_not_found(name)


def visible_types(netsuite: NetSuite) -> frozenset[str] | None:
    """The transaction types (`SalesOrd`) whose rows the caller sees in a query; None: all."""
    session = netsuite.session
    if session is None or session.role.administrator:
        return None
    return frozenset(code for name, code in RECORD_TYPES.items() if session.role.may("view", name))


def _types_of(netsuite: NetSuite, table: str) -> tuple[str, ...]:
    """The record types whose documents a table shows; empty for lists that need no permission."""
    if "transaction" in table:
        return tuple(name for name, kind in RECORDS.items() if kind.is_transaction)
    if table in _ITEM_TABLES:
        return tuple(ITEM_TYPES)
    kind = type_of(netsuite, table)
    return () if kind is None else (kind.name,)
