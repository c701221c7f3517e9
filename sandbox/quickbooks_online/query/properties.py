"""What a query may name: the properties of an entity, told from its record.

Names are read without regard to case (recorded queries write NAME and companyname). A property
that an entity does not have is `Property X not found for Entity Y`; one that it has and that no
filter may use is `property 'X' is not queryable`; both are recorded, and so is that an address and
the link of an invoice may not stand in a list of fields though every whole answer shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

import msgspec
from msgspec import inspect

from sandbox.quickbooks_online.query.errors import invalid

__all__ = ["Kind", "Property", "properties_of"]

Kind = Literal["text", "number", "boolean", "date", "moment", "reference", "part"]

_UNLISTED = ("InvoiceLink",)
_ADDRESS = "Addr"


class Property(msgspec.Struct, frozen=True, kw_only=True):
    """`name` as answers write it; `path`: the attributes that lead to the value."""

    name: str
    kind: Kind
    path: tuple[str, ...]

    @property
    def listed(self) -> bool:
        """Whether it may stand in a list of fields."""
        if "." in self.name:
            return self.name.startswith("MetaData.")
        address = self.name.endswith(_ADDRESS) and self.kind == "part"
        return not address and self.name not in _UNLISTED

    def value(self, document: Any) -> Any:
        """None when it is absent, or when it stands below something absent."""
        for attribute in self.path:
            if document is None:
                return None
            if isinstance(document, tuple):
                document = document[0] if document else None
            if document is not None:
                document = getattr(document, attribute)
        if self.kind == "reference" and document is not None:
            return document.value
        return document


class Properties:
    """Of one entity, by any spelling."""

    def __init__(self, entity: str, found: Mapping[str, Property]) -> None:
        self.entity = entity
        self._found = found

    def find(self, name: str) -> Property:
        """Raises QueryFault 4001."""
        found = self._found.get(name.lower())
        if found is None:
            raise invalid(f"Property {name} not found for Entity {self.entity}")
        return found

    def known(self, name: str) -> Property | None:
        return self._found.get(name.lower())


@cache
def properties_of(entity: str, struct: type[Any]) -> Properties:
    """Of the record `struct`; one level of parts under their dotted names."""
    found = {each.name.lower(): each for each in _walk(struct, "", ())}
    return Properties(entity, found)


def _walk(struct: type[Any], prefix: str, path: tuple[str, ...]) -> Iterator[Property]:
    kind = inspect.type_info(struct)
    assert isinstance(kind, inspect.StructType)  # noqa: S101 - records are structs
    for field in kind.fields:
        inner = _bare(field.type)
        here = (*path, field.name)
        name = f"{prefix}{field.encode_name}"
        only = _only(inner)
        if only is None:
            yield Property(name=name, kind=_kind(inner), path=here)
        else:
            yield Property(name=name, kind=_kind(_bare(only.type)), path=(*here, only.name))
        if field.name == "attachable_ref":
            # The one list that queries look into, and two levels deep: at its first element.
            for end in ("value", "type"):
                where = (*here, "entity_ref", end)
                yield Property(name=f"{name}.EntityRef.{end}", kind="text", path=where)
        if isinstance(inner, inspect.StructType) and not _refers(inner) and not prefix:
            yield from _walk(inner.cls, f"{name}.", here)


def _only(kind: inspect.Type) -> inspect.Field | None:
    """The one field of a part that has no other: an e-mail address stands for its text."""
    if isinstance(kind, inspect.StructType) and len(kind.fields) == 1:
        return kind.fields[0]
    return None


def _bare(kind: inspect.Type) -> inspect.Type:
    """Without `| None`."""
    if isinstance(kind, inspect.UnionType):
        rest = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
        return rest[0] if len(rest) == 1 else kind
    return kind


def _refers(kind: inspect.StructType) -> bool:
    return {"value", "name"} <= {field.encode_name for field in kind.fields}


def _kind(kind: inspect.Type) -> Kind:
    match kind:
        case inspect.StructType():
            return "reference" if _refers(kind) else "part"
        case inspect.BoolType():
            return "boolean"
        case inspect.IntType() | inspect.DecimalType() | inspect.FloatType():
            return "number"
        case inspect.DateTimeType():
            return "moment"
        case inspect.DateType():
            return "date"
        case inspect.StrType() | inspect.EnumType() | inspect.LiteralType():
            return "text"
    return "part"
