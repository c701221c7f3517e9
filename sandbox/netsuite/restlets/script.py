"""What a RESTlet's function is given: records with the caller's permissions, and usage units.

A call has 5000 units. Loading, creating and saving cost what the Help Center page "SuiteScript 2.x
API Governance" says: a transaction twice as much as another record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.netsuite import rules
from sandbox.netsuite.permissions import may
from sandbox.netsuite.restlets.errors import RestletError
from sandbox.netsuite.restlets.record_json import field_values, record_json
from sandbox.netsuite.roles import Session
from sandbox.netsuite.wire.schema import RecordType, type_of

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["USAGE_UNITS", "Script"]

USAGE_UNITS = 5000
_LOAD, _CREATE, _SAVE, _DELETE = (10, 5), (10, 5), (20, 10), (20, 10)


class Script:
    """One execution of a RESTlet. Record types and fields go by their SuiteScript names, in lower
    case (`salesorder`, `otherrefnum`)."""

    def __init__(self, netsuite: NetSuite, session: Session) -> None:
        self.netsuite = netsuite
        self.session = session
        self.remaining_usage = USAGE_UNITS

    def spend(self, units: int) -> None:
        """Raises RestletError when the budget is used up."""
        if units > self.remaining_usage:
            raise RestletError.usage_exceeded()
        self.remaining_usage -= units

    def load(self, record: str, internal_id: Any) -> dict[str, Any]:
        """The record as `JSON.stringify(record.load(...))` shows it. Raises RestletError and the
        rules' refusals."""
        kind, key = self._kind(record, _LOAD, "view"), _key(internal_id)
        if kind.writable:
            document: Any = rules.get(self.netsuite, kind.name, key)
        else:
            document = getattr(self.netsuite.records, kind.table).get(key)
            if document is None:
                raise RestletError("RCRD_DSNT_EXIST", "That record does not exist.")
        return record_json(self.netsuite, kind, document)

    def create(self, record: str, values: Mapping[str, Any]) -> int:
        """A new record with these body fields, saved; its internal id."""
        kind = self._kind(record, _CREATE, "create")
        self._spend(kind, _SAVE)
        fields = field_values(self.netsuite, kind, values)
        return int(rules.create(self.netsuite, kind.name, fields).id)

    def update(self, record: str, internal_id: Any, values: Mapping[str, Any]) -> int:
        """Body fields of a record changed and saved."""
        kind, key = self._kind(record, _LOAD, "edit"), _key(internal_id)
        self._spend(kind, _SAVE)
        fields = field_values(self.netsuite, kind, values)
        return int(rules.update(self.netsuite, kind.name, key, fields).id)

    def delete(self, record: str, internal_id: Any) -> None:
        kind = self._kind(record, _DELETE, "full")
        rules.delete(self.netsuite, kind.name, _key(internal_id))

    def _kind(self, record: str, units: tuple[int, int], level: str) -> RecordType:
        kind = type_of(self.netsuite, str(record))
        if kind is None:
            raise RestletError("INVALID_RCRD_TYPE", f"The record type [{record}] is invalid.")
        if not may(self.netsuite, self.session.role, level, kind.name):
            raise RestletError(
                "INSUFFICIENT_PERMISSION",
                f"Permission Violation: You need the '{kind.label}' permission to access this "
                "page. Please contact your account administrator.",
            )
        if level != "view" and not kind.writable:
            raise RestletError(
                "INSUFFICIENT_PERMISSION",
                f"You do not have permissions to set values of the record type [{record}].",
            )
        self._spend(kind, units)
        return kind

    def _spend(self, kind: RecordType, units: tuple[int, int]) -> None:
        self.spend(units[0] if kind.is_transaction else units[1])


def _key(internal_id: Any) -> int:
    text = str(internal_id)
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise RestletError("RCRD_DSNT_EXIST", "That record does not exist.")
    return int(text)
