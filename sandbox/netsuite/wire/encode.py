"""Documents as the record service writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from sandbox.netsuite.rules import Domain
from sandbox.netsuite.wire.columns import CUSTOM_KINDS
from sandbox.netsuite.wire.schema import SUBRECORDS, RecordType, WireField, target_of
from sandbox.netsuite.wire.sublists import rows
from sandbox.netsuite.wire.values import Object, moment, number

__all__ = ["RECORD_PATH", "Writer"]

RECORD_PATH = "/services/rest/record/v1"


class Writer:
    """Writes records with links to `origin` (scheme and host as the client reached us).

    `simple_enums`: enumerations as bare ids (`simpleEnumFormat=true`). `status_id`: the account's
    setting, `label` or `letter`.
    """

    def __init__(
        self, account: Domain, origin: str, *, simple_enums: bool = False, status_id: str = "label"
    ) -> None:
        self.records = account.records
        self._account = account
        self.root = origin + RECORD_PATH
        self._simple_enums = simple_enums
        self._status_id = status_id

    def href(self, record: str, key: Any, *more: str) -> str:
        return "/".join((self.root, record, str(key), *more))

    def record(
        self,
        kind: RecordType,
        document: Any,
        *,
        fields: frozenset[str] | None = None,
        expand: frozenset[str] = frozenset(),
        query: dict[str, str] | None = None,
    ) -> Object:
        """One record. `fields` limits what is written, `expand` names sublists to write in full,
        `query` is repeated in the self link."""
        href = self.href(kind.name, document.id)
        link = f"{href}?{urlencode(query)}" if query else href
        found: Object = {"links": [{"rel": "self", "href": link}]}
        for field in kind.fields:
            if fields is None or field.name in fields:
                value = self._value(field, document)
                if value is not None:
                    found[field.name] = value
        for name, value in (getattr(document, "custom", None) or {}).items():
            if fields is not None and name not in fields:
                continue
            if isinstance(value, dict):
                found[name] = self._address(f"{href}/{name}", value if name in expand else {})
            elif value is not None:
                found[name] = self._custom(name, value)
        for name in kind.sublists:
            if fields is None or name in fields:
                found[name] = (
                    self.sublist(kind, document, name, lines=True)
                    if name in expand
                    else {"links": [{"rel": "self", "href": f"{href}/{name}"}]}
                )
        return found

    def _custom(self, name: str, value: Any) -> Any:
        """The value of a custom field; days are kept as they are written."""
        own = self.records.custom_fields.get(name)
        if own is not None and own.kind == "integer":
            return value
        if own is not None and own.kind != "day":
            return self._encoded(CUSTOM_KINDS[own.kind], own.target, value)
        return number(value) if isinstance(value, Decimal) else value

    def sublist(
        self, kind: RecordType, document: Any, name: str, *, lines: bool, query: str = ""
    ) -> Object:
        """A page with every line of a sublist; without `lines` only the links of the lines."""
        href = self.href(kind.name, document.id, name)
        items = [
            self._line(f"{href}/{key}", row if lines else {})
            for key, row in rows(self.records, document, name)
        ]
        return {
            "links": [{"rel": "self", "href": href + query}],
            "count": len(items),
            "hasMore": False,
            "items": items,
            "offset": 0,
            "totalResults": len(items),
        }

    def line(self, kind: RecordType, document: Any, name: str, key: str) -> Object | None:
        """One line of a sublist by its key; None when there is none."""
        for known, row in rows(self.records, document, name):
            if known == key:
                return self._line(self.href(kind.name, document.id, name, key), row)
        return None

    def address(self, kind: RecordType, document: Any, name: str) -> Object | None:
        """The billing or shipping address of a transaction; None when it has none."""
        for known in SUBRECORDS:
            value = (getattr(document, "custom", None) or {}).get(known)
            if known.lower() == name.lower() and value is not None:
                return self._address(self.href(kind.name, document.id, known), value)
        return None

    @staticmethod
    def expandable(kind: RecordType) -> frozenset[str]:
        """What `expandSubResources=true` writes in full."""
        return frozenset((*kind.sublists, *SUBRECORDS))

    def _address(self, href: str, parts: Object) -> Object:
        found: Object = {"links": [{"rel": "self", "href": href}], **parts}
        if "country" in parts:
            found["country"] = self._encoded("enum", "", (parts["country"], parts["country"]))
        return found

    def reference(self, target: str, key: int) -> Object:
        """`{links, id, refName}` of a document that a field points at."""
        known = target_of(target)
        document = getattr(self.records, known.table).get(key)
        if document is None:
            return {"id": str(key)}
        return {
            "links": [{"rel": "self", "href": self.href(known.path(document), key)}],
            "id": str(key),
            "refName": known.label(document),
        }

    def _value(self, field: WireField, document: Any) -> Any:
        if field.name == "payment":  # what a payment received is its total
            return number(document.total)
        if field.from_account is not None:
            return number(field.from_account(self._account, document))
        value = (
            field.value(document) if field.value is not None else getattr(document, field.attribute)
        )
        if value is None or value == "":
            return None
        if field.name == "status" and self._status_id == "label" and not self._simple_enums:
            return {"id": value[1], "refName": value[1]}
        return self._encoded(field.kind, field.target, value)

    def _encoded(self, kind: str, target: str, value: Any) -> Any:
        match kind:
            case "text" | "flag":
                return value
            case "number":
                return number(value)
            case "reference":
                return self.reference(target, value)
            case "day":
                return value.isoformat()
            case "time":
                return moment(value)
            case "integer":
                return str(value)
            case "number_id":  # line numbers are the only ids that are JSON numbers
                return value
            case "rate":
                return value if value.endswith("%") else number(Decimal(value))
            case "enum":
                identifier, label = value
                if self._simple_enums:
                    return identifier
                return {"id": identifier, "refName": label}
            case _:
                raise LookupError(kind)

    def _line(self, href: str, row: Object) -> Object:
        found: Object = {"links": [{"rel": "self", "href": href}]}
        for name, (kind, target, value) in row.items():
            if value is None or value == "":
                continue
            if kind == "custom":
                found[name] = self._custom(name, value)
            elif kind == "subrecord":
                found[name] = self._line(f"{href}/{name}", value)
            else:
                found[name] = self._encoded(kind, target, value)
        return found
