"""Whether an answer of QuickBooks Online has the shape that its published schemas promise.

XML is judged as it stands: names, order, how often, types, enumerations. JSON is the same document
by Intuit's own rules: attributes are members, what may repeat is a list, a reference is an object
with `value`; its members have no order. What the gateway, the web server or the storage of files
says is in no schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from features.specs.xsd import Complex, Element, Schema

__all__ = ["XsdJudge"]

_NAMESPACE = "{http://schema.intuit.com/finance/v3}"
_PAGE = frozenset({"startPosition", "maxResults", "totalCount"})
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_WHOLE = re.compile(r"-?\d+")
_PATTERNS = {"xs:decimal": _NUMBER, "xs:int": _WHOLE, "xs:integer": _WHOLE, "xs:long": _WHOLE}


class XsdJudge:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def faults(self, format: str, body: str) -> list[str] | None:
        """What is wrong, in sentences; None for an answer that the schemas do not cover."""
        if format == "xml":
            root = ElementTree.fromstring(body)  # noqa: S314 - the fake's own answer
            return None if root.tag == "Error" else self._xml(root)
        answer = json.loads(body, parse_float=Decimal)
        if not isinstance(answer, dict) or "fault" in answer or "Header" in answer:
            return None
        if "TaxRateDetails" in answer:  # the one answer without a name around it
            return list(self._object("TaxService", answer, "TaxService"))
        return list(self._response(answer))

    # -- JSON -------------------------------------------------------------------------------

    def _response(self, answer: dict[str, Any]) -> Iterator[str]:
        for key, value in answer.items():
            if key == "time":
                yield from self._leaf("xs:dateTime", value, "time", text=False)
            elif key in ("AttachableResponse", "BatchItemResponse"):
                for item in value:
                    rest = {name: inner for name, inner in item.items() if name != "bId"}
                    yield from self._response(rest)
            elif key == "CDCResponse":
                pages = value if isinstance(value, list) else [value]
                for page in pages:
                    for each in page.get("QueryResponse", ()):
                        yield from self._page(each)
            elif key == "QueryResponse":
                yield from self._page(value)
            elif key == "Fault":
                yield from self._fault(value)
            elif key in self._schema.objects:
                yield from self._object(self._schema.objects[key], value, key)
            else:
                yield f"{key}: no member of an answer"

    def _page(self, page: dict[str, Any]) -> Iterator[str]:
        for key, value in page.items():
            if key in _PAGE:
                yield from self._leaf("xs:int", value, key, text=False)
            elif key not in self._schema.objects:
                yield f"QueryResponse.{key}: not published"
            elif not isinstance(value, list) or not value:
                yield f"QueryResponse.{key}: no list of rows"
            else:
                for row in value:
                    yield from self._object(self._schema.objects[key], row, key)

    def _fault(self, fault: dict[str, Any]) -> Iterator[str]:
        known = {"Message", "Detail", "code", "element"}
        for error in fault.get("Error", ()):
            for key in error.keys() - known:
                yield f"Fault.Error.{key}: not published"
            for key in ("Message", "code"):
                if not isinstance(error.get(key), str):
                    yield f"Fault.Error.{key}: {error.get(key)!r} is no text"
        yield from self._leaf("FaultTypeEnum", fault.get("type"), "Fault.type", text=False)

    def _object(self, kind: str, value: Any, path: str) -> Iterator[str]:
        found = self._schema.complexes.get(kind)
        if found is None:
            yield from self._leaf(kind, value, path, text=False)
            return
        if found.open:
            return
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no {kind}"
            return
        for key, inner in value.items():
            below = f"{path}.{key}"
            element = found.elements.get(key)
            if key == "value" and found.text:
                yield from self._leaf(found.text, inner, below, text=False)
            elif key in found.attributes:
                yield from self._leaf(found.attributes[key], inner, below, text=False)
            elif element is None:
                yield f"{below}: not published"
            else:
                yield from self._member(element, inner, below)
        yield from _missing(found, value.keys(), path)

    def _member(self, element: Element, value: Any, path: str) -> Iterator[str]:
        if element.many is not isinstance(value, list):
            yield f"{path}: {'no list' if element.many else 'a list'}"
            return
        for each in value if element.many else [value]:
            yield from self._object(element.type, each, path)

    # -- XML --------------------------------------------------------------------------------

    def _xml(self, root: ElementTree.Element) -> list[str]:
        if root.tag != f"{_NAMESPACE}IntuitResponse":
            return [f"{root.tag}: no IntuitResponse"]
        response = self._schema.complexes["IntuitResponse"]
        found = list(self._attributes(response, root, "IntuitResponse"))
        for child in root:
            found += self._part(child)
        return found

    def _part(self, node: ElementTree.Element) -> Iterator[str]:
        name = node.tag.removeprefix(_NAMESPACE)
        if name in ("AttachableResponse", "BatchItemResponse", "CDCResponse", "QueryResponse"):
            yield from self._attributes(self._schema.complexes[name], node, name)
            for child in node:
                yield from self._part(child)
        elif name == "Fault":
            yield from self._tree("Fault", node, name)
        elif name in self._schema.objects:
            yield from self._tree(self._schema.objects[name], node, name)
        else:
            yield f"{name}: no element of an answer"

    def _tree(self, kind: str, node: ElementTree.Element, path: str) -> Iterator[str]:
        found = self._schema.complexes.get(kind)
        if found is None:
            if len(node) or node.attrib:
                yield f"{path}: more than a {kind}"
            yield from self._leaf(kind, node.text or "", path, text=True)
            return
        if found.open:
            return
        yield from self._attributes(found, node, path)
        if found.text:
            yield from self._leaf(found.text, node.text or "", path, text=True)
        last = -1
        seen: list[str] = []
        for child in node:
            name = child.tag.removeprefix(_NAMESPACE)
            element = found.elements.get(name)
            if element is None:
                yield f"{path}.{name}: not published"
                continue
            if element.place < last:
                yield f"{path}.{name}: behind {seen[-1]}"
            elif name in seen and not element.many:
                yield f"{path}.{name}: more than one"
            last = max(last, element.place)
            seen.append(name)
            yield from self._tree(element.type, child, f"{path}.{name}")
        yield from _missing(found, seen, path)

    def _attributes(self, found: Complex, node: ElementTree.Element, path: str) -> Iterator[str]:
        for name, value in node.attrib.items():
            kind = found.attributes.get(name)
            if kind is None:
                yield f"{path}@{name}: not published"
            else:
                yield from self._leaf(kind, value, f"{path}@{name}", text=True)

    # -- one value --------------------------------------------------------------------------

    def _leaf(self, kind: str, value: Any, path: str, *, text: bool) -> Iterator[str]:
        """`text`: from XML, where everything is text."""
        simple = self._schema.simples.get(kind)
        base = kind
        while simple is not None:
            if simple.values and value not in simple.values:
                yield f"{path}: {value!r} is no {kind}"
                return
            base = simple.base
            simple = self._schema.simples.get(base)
        if not (_right_text(base, value) if text else _right(base, value)):
            yield f"{path}: {value!r} is no {base.removeprefix('xs:')}"


def _missing(found: Complex, names: Any, path: str) -> Iterator[str]:
    given = set(names)
    for element in found.elements.values():
        if element.required and element.name not in given:
            yield f"{path}.{element.name}: is missing"
    chosen: dict[int, list[str]] = {}
    for name in given:
        if name in found.elements:
            chosen.setdefault(found.elements[name].place, []).append(name)
    for group in chosen.values():
        if len(group) > 1:
            yield f"{path}: one of {', '.join(sorted(group))}, not all"


def _right(base: str, value: Any) -> bool:
    if base == "xs:boolean":
        return isinstance(value, bool)
    if base == "xs:decimal":
        return isinstance(value, int | Decimal) and not isinstance(value, bool)
    if base in ("xs:int", "xs:integer", "xs:long", "xs:positiveInteger"):
        return isinstance(value, int) and not isinstance(value, bool) and _positive(base, value)
    return isinstance(value, str) and _right_text(base, value)


def _right_text(base: str, value: str) -> bool:
    if base == "xs:boolean":
        return value in ("true", "false")
    if base == "xs:date":
        return _DATE.fullmatch(value) is not None and _parses(date, value)
    if base == "xs:dateTime":
        return _MOMENT.fullmatch(value) is not None and _parses(datetime, value)
    if base == "xs:positiveInteger":
        return _WHOLE.fullmatch(value) is not None and _positive(base, int(value))
    pattern = _PATTERNS.get(base)
    return pattern is None or pattern.fullmatch(value) is not None


def _positive(base: str, value: int) -> bool:
    return base != "xs:positiveInteger" or value > 0


def _parses(kind: type[date], value: str) -> bool:
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True
