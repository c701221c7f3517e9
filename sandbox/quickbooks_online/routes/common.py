"""What the company's routes share: which entity a path names, what a request says beside its
body, and answering in the format that it wants to hear."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.errors import Unsupported
from sandbox.quickbooks_online.records import ENTITIES, ENTITY_NAMES, Entity, Stored
from sandbox.quickbooks_online.rules import views
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.wire import json, xml
from sandbox.quickbooks_online.wire.formats import JSON, XML, wants_json
from sandbox.quickbooks_online.wire.parts import One, Part

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["answered", "entity_named", "one", "options_of", "parameter", "words", "zone_of"]


def entity_named(name: str) -> Entity:
    """In any case. Raises Unsupported."""
    known = ENTITY_NAMES.get(name.lower())
    if known is None:
        raise Unsupported(name)
    return ENTITIES[known]


def parameter(request: Request, name: str) -> str:
    """A query parameter by its name in any case; unknown ones (`format`) are left alone."""
    return next((value for key, value in request.query.items() if key.lower() == name), "")


def words(text: str) -> frozenset[str]:
    """`void,allowduplicatedocnum` in lower case."""
    return frozenset(word.strip().lower() for word in text.split(",") if word.strip())


def options_of(quickbooks: QuickBooksOnline, text: str) -> Options:
    """The words of `include` or `optionsData`. Every minor version answers as 75, so a request's
    own is not read."""
    return Options(include=words(text), user=quickbooks.caller)


def zone_of(quickbooks: QuickBooksOnline) -> ZoneInfo:
    return ZoneInfo(quickbooks.settings.time_zone)


def one(quickbooks: QuickBooksOnline, document: Stored) -> One:
    return One(views.shown(quickbooks, document))


def answered(quickbooks: QuickBooksOnline, request: Request, part: Part) -> Response:
    """200, always: creating and deleting too."""
    now, zone = quickbooks.clock.now(), zone_of(quickbooks)
    if wants_json(request):
        return Response(200, json.envelope(part, now, zone), [("content-type", JSON)])
    return Response(200, xml.envelope(part, now, zone), [("content-type", XML)])
