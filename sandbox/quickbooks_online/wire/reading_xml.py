"""A safe XML reader: elements, attributes and text, and no declared entities.

A document type declaration is refused, so there is nothing to expand and nothing to fetch.
"""

from __future__ import annotations

from xml.parsers import expat

from sandbox.quickbooks_online.errors import Malformed

__all__ = ["Node", "parse"]

_DEEPEST = 40


class Node:
    """One element; names without their namespace."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""


class _Refused(Exception):
    """Something that a request does not need."""


def parse(body: bytes) -> Node:
    """The root element. Raises Malformed."""
    reader = expat.ParserCreate(namespace_separator="}")
    reader.buffer_text = True
    top = Node("", {})
    path = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(path) > _DEEPEST:
            raise _Refused("The elements are nested too deeply.")
        node = Node(_local(name), {_local(key): value for key, value in attributes.items()})
        path[-1].children.append(node)
        path.append(node)

    def end(name: str) -> None:
        path.pop()

    def text(data: str) -> None:
        path[-1].text += data

    def declared(*_: object) -> None:
        raise _Refused("DOCTYPE is disallowed.")

    reader.StartElementHandler = start
    reader.EndElementHandler = end
    reader.CharacterDataHandler = text
    reader.StartDoctypeDeclHandler = declared
    try:
        reader.Parse(body, True)
    except expat.ExpatError as wrong:
        raise Malformed(
            f"Invalid XML at line {wrong.lineno}, column {wrong.offset + 1}: "
            f"{expat.ErrorString(wrong.code)}."
        ) from None
    except _Refused as wrong:
        raise Malformed(f"Invalid XML: {wrong}") from None
    return top.children[0]


def _local(name: str) -> str:
    return name.rpartition("}")[2]
