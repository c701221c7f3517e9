"""The XML of feeds: envelopes as sellers send them, and the processing report.

No entity that a document declares is expanded: a document that declares any is malformed.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat
from xml.sax.saxutils import escape

import msgspec

__all__ = ["Element", "Result", "processing_report", "read"]


class Element:
    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Element] = []
        self.text = ""

    def all(self, name: str) -> Iterator[Element]:
        return (each for each in self.children if each.name == name)

    def first(self, name: str) -> Element | None:
        return next(self.all(name), None)

    def value(self, *path: str) -> str:
        """The text at a path; empty where there is nothing."""
        at: Element | None = self
        for name in path:
            at = None if at is None else at.first(name)
        return "" if at is None else at.text.strip()


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Of one message of a feed; without `code` it was processed."""

    message_id: str
    code: str = ""
    description: str = ""
    order_id: str = ""


def read(content: bytes) -> Element:
    """Raises ValueError for what is no well-formed document."""
    root = Element("", {})
    open_elements = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()

    def text(data: str) -> None:
        open_elements[-1].text += data

    def declared(*_: object) -> None:
        raise ValueError("A document type with entities is not accepted.")

    reader = expat.ParserCreate()
    reader.StartElementHandler = start
    reader.EndElementHandler = end
    reader.CharacterDataHandler = text
    reader.EntityDeclHandler = declared
    try:
        reader.Parse(content, True)
    except expat.ExpatError as wrong:
        raise ValueError(
            f"XML Parsing Error at Line {wrong.lineno}, Column {wrong.offset}: "
            f"{expat.ErrorString(wrong.code)}"
        ) from None
    return root.children[0]


def processing_report(feed: str, seller: str, results: list[Result]) -> bytes:
    failed = [each for each in results if each.code]
    counts = (
        ("MessagesProcessed", len(results)),
        ("MessagesSuccessful", len(results) - len(failed)),
        ("MessagesWithError", len(failed)),
        ("MessagesWithWarning", 0),
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">',
        "<Header>",
        "<DocumentVersion>1.02</DocumentVersion>",
        f"<MerchantIdentifier>{escape(seller)}</MerchantIdentifier>",
        "</Header>",
        "<MessageType>ProcessingReport</MessageType>",
        "<Message>",
        "<MessageID>1</MessageID>",
        "<ProcessingReport>",
        f"<DocumentTransactionID>{escape(feed)}</DocumentTransactionID>",
        "<StatusCode>Complete</StatusCode>",
        "<ProcessingSummary>",
        *(f"<{name}>{count}</{name}>" for name, count in counts),
        "</ProcessingSummary>",
    ]
    for each in failed:
        lines += [
            "<Result>",
            f"<MessageID>{escape(each.message_id)}</MessageID>",
            "<ResultCode>Error</ResultCode>",
            f"<ResultMessageCode>{escape(each.code)}</ResultMessageCode>",
            f"<ResultDescription>{escape(each.description)}</ResultDescription>",
        ]
        if each.order_id:
            lines.append(
                "<AdditionalInfo><AmazonOrderID>"
                f"{escape(each.order_id)}</AmazonOrderID></AdditionalInfo>"
            )
        lines.append("</Result>")
    lines += ["</ProcessingReport>", "</Message>", "</AmazonEnvelope>"]
    return ("\n".join(lines) + "\n").encode()
