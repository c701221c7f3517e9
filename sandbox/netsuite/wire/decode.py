"""Request bodies as the rules take them: attribute names, ids, Decimals, dates.

What happens to a property that does not exist, or to a value that does not fit, is the client's
choice: `X-NetSuite-PropertyNameValidation` (default `warning`: dropped and named in a header of
the answer) and `X-NetSuite-PropertyValueValidation` (default `error`). A reference to something
that does not exist always fails.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.netsuite.errors import Detail, InvalidContent, UserError
from sandbox.netsuite.records import CustomField, Records
from sandbox.netsuite.wire.columns import (
    ADDRESS_PARTS,
    ALWAYS_IGNORED,
    COMPUTED_ON_LINES,
    CUSTOM_KINDS,
    KEPT,
    LINE_FIELDS,
    SUBLIST_ATTRIBUTES,
)
from sandbox.netsuite.wire.schema import (
    LEGACY_TAX,
    SUBRECORDS,
    RecordType,
    WireField,
    target_of,
)
from sandbox.netsuite.wire.values import Object, read_day, read_number

__all__ = ["ADDRESS_PARTS", "KEPT", "LINE_FIELDS", "SUBLIST_ATTRIBUTES", "Reader"]

_WRITABLE_ENUMS = {
    "orderStatus": ("A", "B"),
    "shipStatus": ("A", "B", "C"),
    "taxSchedule": ("1", "2"),
}


class _Misfit(Exception):
    """The value cannot be read; `shown` is what the error repeats."""

    def __init__(self, shown: Any) -> None:
        super().__init__(shown)
        self.shown = shown


class Reader:
    """Reads bodies of one request.

    `names` and `values` are the two validation modes. `refuse_legacy_tax` is the account's
    setting. `dropped` names what was left out, for the header of the answer.
    """

    def __init__(
        self,
        records: Records,
        *,
        names: str = "warning",
        values: str = "error",
        refuse_legacy_tax: bool = False,
    ) -> None:
        self.dropped: list[str] = []
        self._records = records
        self._names = names
        self._values = values
        self._refuse_legacy_tax = refuse_legacy_tax
        self._unknown: list[str] = []

    def record(self, kind: RecordType, body: Object) -> Object:
        """What is only read is read past. Raises InvalidContent, and UserError for legacy tax."""
        found: Object = {}
        custom: Object = {}
        for name, value in body.items():
            field = kind.by_name.get(name)
            if field is not None:
                if not field.read_only:
                    self._body_field(field, name, value, found)
            elif name in SUBLIST_ATTRIBUTES and name in kind.sublists:
                self._sublist(kind, name, value, found)
            elif (own := self._custom_field(kind, name)) is not None:
                self._custom(name, value, own, custom)
            elif kind.is_transaction and name in KEPT:
                self._read(name, value, KEPT[name], "", custom, name)
                if KEPT[name] == "day" and custom.get(name) is not None:
                    custom[name] = custom[name].isoformat()
            elif name in SUBRECORDS and kind.is_transaction:
                self._subrecord(name, value, custom)
            elif kind.is_transaction and name in LEGACY_TAX:
                self._legacy_tax(name)
            elif name not in ALWAYS_IGNORED and name not in kind.sublists:
                self._no_such(name)
        if custom:
            found["custom"] = custom
        self._report_unknown()
        return found

    def _custom_field(self, kind: RecordType, name: str) -> CustomField | None:
        """The custom field of this name that records of this type have."""
        own = self._records.custom_fields.get(name)
        if own is None or own.holder != kind.holder:
            return None
        return own if own.record in ("", kind.name) else None

    def _custom(self, path: str, value: Any, own: CustomField, found: Object) -> None:
        self._read(path, value, CUSTOM_KINDS[own.kind], own.target, found, own.id)
        if own.kind == "day" and found.get(own.id) is not None:
            found[own.id] = found[own.id].isoformat()

    def _body_field(self, field: WireField, name: str, value: Any, found: Object) -> None:
        self._read(name, value, field.kind, field.target, found, field.attribute)

    def _read(
        self, path: str, value: Any, kind: str, target: str, found: Object, attribute: str
    ) -> None:
        if value is None:
            found[attribute] = None
            return
        name = path.rsplit(".", 1)[-1]
        if kind == "reference":
            found[attribute] = self._reference(value, target, name, path)
            return
        try:
            found[attribute] = _enum(value, name) if kind == "enum" else _READERS[kind](value)
        except _Misfit as misfit:
            if self._values == "error":
                raise InvalidContent.field_value(misfit.shown, name, path) from misfit
            if self._values == "warning":
                self.dropped.append(path)

    def _reference(self, value: Any, target: str, name: str, path: str) -> int:
        """The internal id that a reference names. That the id exists is the rules' business."""
        if isinstance(value, dict):
            if "id" in value:
                value = value["id"]
            elif "externalId" in value:
                return self._by_external_id(value["externalId"], target, name, path)
            else:
                raise InvalidContent.field_value(value.get("refName", ""), name, path)
        if isinstance(value, str) and value.lstrip("-").isascii() and value.lstrip("-").isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidContent.field_value(value, name, path)
        return value

    def _by_external_id(self, external_id: Any, target: str, name: str, path: str) -> int:
        index = target_of(target).by_external_id
        key: Any = str(external_id)
        if target.startswith("customrecord_"):  # each type has a namespace of its own
            index, key = "custom_records_by_external_id", (target, key)
        document = getattr(self._records, index).first(key) if index else None
        if document is None:
            raise InvalidContent.field_value(external_id, name, path)
        return int(document.id)

    def _sublist(self, kind: RecordType, name: str, value: Any, found: Object) -> None:
        attribute = SUBLIST_ATTRIBUTES[name]
        if value is None:
            found[attribute] = None
            return
        if not isinstance(value, dict):
            raise InvalidContent.field_value(value, name)
        if "items" not in value:  # a link, as read
            return
        items = value["items"]
        if items is None:
            found[attribute] = None
            return
        if not isinstance(items, list):
            raise InvalidContent.field_value(items, "items", f"{name}.items")
        lines = [
            self._line(kind, name, line, f"{name}.items[{at}]") for at, line in enumerate(items)
        ]
        if name in ("currencyList", "subsidiary"):
            key = "currency" if name == "currencyList" else "subsidiary"
            found[attribute] = [line[key] for line in lines if key in line]
        elif name == "package":
            found[attribute] = tuple(line["tracking"] for line in lines if line.get("tracking"))
        else:
            found[attribute] = lines

    def _line(self, kind: RecordType, sublist: str, line: Any, path: str) -> Object:
        if not isinstance(line, dict):
            raise InvalidContent.field_value(line, "items", path)
        known = LINE_FIELDS[sublist]
        found: Object = {}
        for name, value in line.items():
            field = known.get(name)
            where = f"{path}.{name}"
            if field is not None and (name != "restock" or kind.name == "itemReceipt"):
                attribute, of, target = field
                if value is not None or of == "text":  # only a text can be cleared on a line
                    self._read(where, value, of, target, found, attribute)
            elif sublist == "item" and (own := self._column(name)) is not None:
                self._custom(where, value, own, found.setdefault("custom", {}))
            elif sublist == "addressBook" and name.lower() == "addressbookaddress":
                self._address(where, value, found)
            elif sublist == "item" and name in LEGACY_TAX:
                self._legacy_tax(where)
            elif name not in COMPUTED_ON_LINES:
                self._no_such(where)
        found.pop("", None)
        rate = found.get("rate")
        if isinstance(rate, str) and not rate.endswith("%"):
            found["rate"] = Decimal(rate)
        return found

    def _column(self, name: str) -> CustomField | None:
        own = self._records.custom_fields.get(name)
        return own if own is not None and own.holder == "column" else None

    def _address(self, path: str, value: Any, found: Object) -> None:
        parts: Object = {}
        self._subrecord(path, value, parts)
        for name, part in (parts.get(path) or {}).items():
            found[ADDRESS_PARTS[name]] = part

    def _subrecord(self, path: str, value: Any, found: Object) -> None:
        """An address. Its parts are texts; the country may be `{"id": "US"}`."""
        if value is None:
            found[path] = None
            return
        if not isinstance(value, dict):
            raise InvalidContent.field_value(value, path.rsplit(".", 1)[-1], path)
        parts: Object = {}
        for name, part in value.items():
            if name in ADDRESS_PARTS:
                kind = "name" if name == "country" else "text"
                self._read(f"{path}.{name}", part, kind, "", parts, name)
            elif name not in ALWAYS_IGNORED and name not in ("addr3", "addrText", "override"):
                self._no_such(f"{path}.{name}")
        if parts or not value.keys() <= ALWAYS_IGNORED:
            found[path] = {name: part for name, part in parts.items() if part}

    def _legacy_tax(self, path: str) -> None:
        """Help Center: REST web services do not support legacy tax."""
        if self._refuse_legacy_tax:
            raise UserError(
                f"The field {path.rsplit('.', 1)[-1]} belongs to legacy tax, which REST web "
                "services do not support.",
                path,
            )
        self.dropped.append(path)

    def _no_such(self, path: str) -> None:
        if self._names == "error":
            self._unknown.append(path)
        elif self._names == "warning":
            self.dropped.append(path)

    def _report_unknown(self) -> None:
        if not self._unknown:
            return
        refusals = [InvalidContent.unknown_field(path) for path in self._unknown]
        refusal = refusals[0]
        more: tuple[Detail, ...] = tuple(other.details[0] for other in refusals[1:])
        refusal.details = (*refusal.details, *more)
        raise refusal


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    number = read_number(value)
    if number is None:
        raise _Misfit(_shown(value))
    return f"{number:f}"


def _number(value: Any) -> Any:
    number = read_number(value)
    if number is None:
        raise _Misfit(_shown(value))
    return number


def _integer(value: Any) -> int:
    number = read_number(value)
    if number is None or number != number.to_integral_value():
        raise _Misfit(_shown(value))
    return int(number)


def _rate(value: Any) -> str:
    """A discount: an amount or a percentage, as it would be typed."""
    text = value.strip() if isinstance(value, str) else value
    percent = isinstance(text, str) and text.endswith("%")
    number = read_number(text[:-1] if percent else text)
    if number is None:
        raise _Misfit(_shown(value))
    return f"{number:f}{'%' if percent else ''}"


def _flag(value: Any) -> bool:
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("t", "f", "true", "false"):
        return value[0] in "tT"
    raise _Misfit(_shown(value))


def _day(value: Any) -> Any:
    day = read_day(value)
    if day is None:
        raise _Misfit(_shown(value))
    return day


def _name(value: Any) -> str:
    """A text that may be written as `{"id": "US"}`."""
    return _text(value.get("id") if isinstance(value, dict) else value)


def _key(value: Any) -> int:
    return _integer(value.get("id") if isinstance(value, dict) else value)


def _enum(value: Any, name: str) -> str:
    text = _name(value)
    if name in _WRITABLE_ENUMS and text not in _WRITABLE_ENUMS[name]:
        raise _Misfit(text)
    return text


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else _ENCODER.encode(value).decode()


_ENCODER = msgspec.json.Encoder(decimal_format="number")

_READERS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "rate": _rate,
    "flag": _flag,
    "day": _day,
    "name": _name,
    "key": _key,
}
