"""The published schemas of QuickBooks Online, from the folder that VENDOR_SPECS names.

Only what they need is read: named types, one inheritance, sequences with choices and groups in
them, simple content, attributes and enumerations.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from features.specs.official import MissingSpecs

__all__ = ["FILES", "Complex", "Element", "Schema", "official_xsd", "read_schema"]

FOLDER = "quickbooks"
FILES = (
    "IntuitBaseTypes.xsd",
    "IntuitNamesTypes.xsd",
    "Finance.xsd",
    "IntuitRestServiceDef.xsd",
    "SalesTax.xsd",
    "SalesTax.xsd",
)
_XS = "{http://www.w3.org/2001/XMLSchema}"
_ANY_OBJECT = "IntuitObject"
_EXTENSION = "IntuitAnyType"  # of `TransferEx` and the like, which recorded answers never bear


class Element(msgspec.Struct, frozen=True, kw_only=True):
    """`place`: where it stands in the sequence; members of one choice share it. `required`: a
    document without it is not valid."""

    name: str
    type: str
    place: int
    many: bool
    required: bool


class Complex(msgspec.Struct, frozen=True, kw_only=True):
    """`text`: the type of its text, for a type that has text and attributes only. `open`: it may
    hold anything."""

    name: str
    elements: dict[str, Element]
    attributes: dict[str, str]
    text: str = ""
    open: bool = False


class Simple(msgspec.Struct, frozen=True):
    base: str
    values: frozenset[str]


class Schema(msgspec.Struct, frozen=True):
    """`objects`: the elements that stand for an entity in an answer, and their types."""

    complexes: dict[str, Complex]
    simples: dict[str, Simple]
    objects: dict[str, str]


def official_xsd() -> Schema:
    """Raises MissingSpecs."""
    folder = os.environ.get("VENDOR_SPECS", "")
    if not folder:
        raise MissingSpecs(
            f"set VENDOR_SPECS to a folder that holds {FOLDER}/{FILES[2]} and the schemas beside "
            "it, as the QuickBooks V3 Java SDK publishes them"
        )
    paths = [Path(folder) / FOLDER / name for name in FILES]
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise MissingSpecs(f"{missing[0]} is not there")
    return read_schema([path.read_text(encoding="utf-8") for path in paths])


def read_schema(texts: list[str]) -> Schema:
    roots = [ElementTree.fromstring(text) for text in texts]  # noqa: S314 - the vendor's own files
    return _Reader(roots).schema()


class _Reader:
    def __init__(self, roots: list[ElementTree.Element]) -> None:
        named: dict[tuple[str, str], ElementTree.Element] = {}
        for root in roots:
            for node in root:
                named[(node.tag.removeprefix(_XS), node.get("name", ""))] = node
        self._named = named

    def schema(self) -> Schema:
        complexes: dict[str, Complex] = {}
        simples: dict[str, Simple] = {}
        objects: dict[str, str] = {}
        for (kind, name), node in self._named.items():
            if kind == "complexType":
                complexes[name] = self._complex(name, node)
            elif kind == "simpleType":
                simples[name] = _simple(node)
            elif kind == "element" and node.get("substitutionGroup") == _ANY_OBJECT:
                objects[name] = _local(node.get("type", ""))
        return Schema(complexes, simples, objects)

    def _complex(self, name: str, node: ElementTree.Element) -> Complex:
        elements: dict[str, Element] = {}
        attributes: dict[str, str] = {}
        text = ""
        open_to_all = False
        for layer in self._layers(node):
            simple = layer.find(f"{_XS}simpleContent/{_XS}extension")
            if simple is not None:
                text = _local(simple.get("base", ""))
                layer = simple  # noqa: PLW2901 - its attributes stand inside
            body = layer.find(f"{_XS}complexContent/{_XS}extension")
            body = layer if body is None else body
            for attribute in body.iter(f"{_XS}attribute"):
                attributes[attribute.get("name", "")] = _local(attribute.get("type", ""))
            open_to_all = open_to_all or body.find(f".//{_XS}any") is not None
            for sequence in body.findall(f"{_XS}sequence"):
                last = max((each.place for each in elements.values()), default=-1)
                for element in self._sequence(sequence, last + 1):
                    elements[element.name] = element
        return Complex(
            name=name, elements=elements, attributes=attributes, text=text, open=open_to_all
        )

    def _layers(self, node: ElementTree.Element) -> list[ElementTree.Element]:
        """A type and what it extends, the eldest first."""
        found = [node]
        while (extension := found[0].find(f"{_XS}complexContent/{_XS}extension")) is not None:
            found.insert(0, self._named[("complexType", _local(extension.get("base", "")))])
        return found

    def _sequence(
        self, node: ElementTree.Element, place: int, *, choice: bool = False, many: bool = False
    ) -> Iterator[Element]:
        for child in node:
            kind = child.tag.removeprefix(_XS)
            optional = choice or child.get("minOccurs") == "0"
            repeats = many or child.get("maxOccurs", "1") != "1"
            if kind == "element":
                name = child.get("name", child.get("ref", ""))
                kind = _local(child.get("type", name))
                yield Element(
                    name=name,
                    type=kind,
                    place=place,
                    many=repeats,
                    required=not optional and kind != _EXTENSION,
                )
            elif kind in ("choice", "sequence", "group"):
                inner = child
                if kind == "group":
                    group = self._named[("group", _local(child.get("ref", "")))]
                    inner = next(iter(group.findall(f"{_XS}sequence")))
                choosing = optional or kind == "choice"
                yield from self._sequence(inner, place, choice=choosing, many=repeats)
                place += 0 if kind == "choice" else len(inner)
            place += 0 if node.tag == f"{_XS}choice" else 1


def _simple(node: ElementTree.Element) -> Simple:
    restriction = node.find(f"{_XS}restriction")
    assert restriction is not None
    values = (each.get("value", "") for each in restriction.findall(f"{_XS}enumeration"))
    return Simple(_local(restriction.get("base", "")), frozenset(values))


def _local(name: str) -> str:
    """Without the prefix of the schema's own namespace; `xs:` stays."""
    prefix, colon, rest = name.rpartition(":")
    return name if prefix == "xs" or not colon else rest
