"""Which permission a call needs. Asked before the handler runs, so a refusal changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request
from sandbox.netsuite.records import ITEM_TYPES
from sandbox.netsuite.roles import Role
from sandbox.netsuite.wire.schema import RECORDS, type_of

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["check_query", "check_record"]

_LEVEL_OF = {"GET": "edit", "POST": "create", "PATCH": "edit", "PUT": "edit", "DELETE": "full"}


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
        role.needs("view", kind.name)
        role.needs("create", target.name)
        return
    named = "id" in request.params or "ids" in request.query
    listing = request.method == "GET" and not named
    role.needs("view" if listing else _LEVEL_OF[request.method], kind.name)


def check_query(netsuite: NetSuite, sql: str) -> None:
    """SuiteQL does not name the missing permission: the table is not there for this role.

    Raises InvalidParameter. Tables of transactions are there for a role that may view one type.
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
        if types and not any(session.role.may("view", each) for each in types):
            raise record_not_found(name)


def _types_of(netsuite: NetSuite, table: str) -> tuple[str, ...]:
    """The record types whose documents a table shows; empty for lists that need no permission."""
    if "transaction" in table:
        return tuple(name for name, kind in RECORDS.items() if kind.is_transaction)
    if table == "item":
        return tuple(ITEM_TYPES)
    kind = type_of(netsuite, table)
    return () if kind is None else (kind.name,)
