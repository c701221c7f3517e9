"""Up to thirty operations in one request, each on its own.

Source: developer.intuit.com "Batch operations", IntuitRestServiceDef.xsd.

Recorded: the empty batch (QuickBooks-V3-PHP-SDK issue 528), the void of a payment by `optionsData`
(node-quickbooks issue 150).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.errors import (
    BatchTooLarge,
    InvalidProperty,
    Malformed,
    QuickBooksFault,
    RequiredMissing,
)
from sandbox.quickbooks_online.records import ENTITIES
from sandbox.quickbooks_online.routes.cdc import changes_of
from sandbox.quickbooks_online.routes.common import answered, entity_named, options_of
from sandbox.quickbooks_online.routes.entities import perform
from sandbox.quickbooks_online.routes.query import page_of
from sandbox.quickbooks_online.wire.formats import sends_xml
from sandbox.quickbooks_online.wire.json import read
from sandbox.quickbooks_online.wire.parts import Part, Several
from sandbox.quickbooks_online.wire.reading import entity_of_node
from sandbox.quickbooks_online.wire.reading_xml import Node, parse

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["MOST_ITEMS", "run"]

MOST_ITEMS = 30
_ITEM = "BatchItemRequest"
_QUERY, _CHANGES = "Query", "CDCQuery"
_PLAIN = frozenset({"bId", "operation", "optionsData", _QUERY, _CHANGES})


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is the client's own id; `given` what stands under the name `subject`: an entity's
    object, a statement or a question for changes."""

    key: str | None
    operation: str
    options: str
    subject: str
    given: Any


def run(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """Does every item; a Fault of one stops no other. Raises QuickBooksFault for the whole."""

    def work() -> Response:
        given = _items_in_xml(request.body) if sends_xml(request) else _items(request.body)
        if not given:
            raise Malformed("Batch Request is Empty")
        if len(given) > MOST_ITEMS:
            raise BatchTooLarge(MOST_ITEMS)
        done = tuple((item.key, _outcome(quickbooks, item)) for item in given)
        return answered(quickbooks, request, Several(done))

    return quickbooks.request_ids.once(request, work)


def _outcome(quickbooks: QuickBooksOnline, item: Item) -> Part:
    """What an item answers; a refused one leaves nothing."""
    try:
        with quickbooks.store.transaction():
            return _performed(quickbooks, item)
    except QuickBooksFault as fault:
        return fault


def _performed(quickbooks: QuickBooksOnline, item: Item) -> Part:
    if item.subject == _QUERY:
        return page_of(quickbooks, str(item.given))
    if item.subject == _CHANGES:
        asked = item.given if isinstance(item.given, dict) else {}
        return changes_of(
            quickbooks, str(asked.get("Entities", "")), str(asked.get("ChangedSince", ""))
        )
    if not item.subject:
        raise InvalidProperty(_ITEM)
    if not item.operation:
        raise RequiredMissing("operation")
    if not isinstance(item.given, dict):
        raise InvalidProperty(item.subject)
    options = options_of(quickbooks, item.options)
    return perform(
        quickbooks, entity_named(item.subject), item.operation.lower(), item.given, options
    )


def _items(body: bytes) -> list[Item]:
    rows = read(body).get(_ITEM)
    if rows is None:
        return []
    if not isinstance(rows, list):
        rows = [rows]
    return [_item(row) for row in rows]


def _item(row: Any) -> Item:
    if not isinstance(row, dict):
        raise InvalidProperty(_ITEM, "Can not deserialize instance out of VALUE token")
    named = [name for name in row if name in (_QUERY, _CHANGES)]
    named += [name for name in row if name not in _PLAIN]
    if len(named) > 1:
        # One item, one thing: what else there is has no meaning.
        unknown = [name for name in named if name not in ENTITIES]
        raise InvalidProperty(unknown[0] if unknown else named[1])
    subject = named[0] if named else ""
    key = row.get("bId")
    return Item(
        key=None if key is None else str(key),
        operation=_text(row.get("operation")),
        options=_text(row.get("optionsData")),
        subject=subject,
        given=row.get(subject),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _items_in_xml(body: bytes) -> list[Item]:
    root = parse(body)
    if root.name != "IntuitBatchRequest":
        raise Malformed(f"Invalid XML: found {root.name} where IntuitBatchRequest was expected.")
    return [_item_of_node(node) for node in root.children if node.name == _ITEM]


def _item_of_node(node: Node) -> Item:
    inner = node.children[0] if node.children else Node("", {})
    given: Any = entity_of_node(inner) if inner.name in ENTITIES or inner.children else inner.text
    return Item(
        key=node.attributes.get("bId"),
        operation=node.attributes.get("operation", ""),
        options=node.attributes.get("optionsData", ""),
        subject=inner.name,
        given=given,
    )
