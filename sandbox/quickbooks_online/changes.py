"""Change data capture: what has changed since a moment, whole, and what was deleted, by id.

Source: developer.intuit.com "Change data capture": thirty days back at most, a thousand objects an
answer at most; a fixture of quickbooks-ruby (`change_data_capture_response`): one page an entity in
the order of the request, an empty page for an entity without changes, rows by the time of their
change, tombstones last. A longer list is cut off without a word. Not published, so chosen: how a
longer way back and an entity without change data are refused, and which entities have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    FaultError,
    InvalidDateFormat,
    QuickBooksFault,
    RequiredMissing,
)
from sandbox.quickbooks_online.query.conditions import moment_of
from sandbox.quickbooks_online.records import ENTITY_NAMES, Deleted
from sandbox.quickbooks_online.rules import views

__all__ = ["EXCLUDED", "LONGEST_LOOK_BACK", "MOST_OBJECTS", "ChangedPage", "since"]

LONGEST_LOOK_BACK = timedelta(days=30)
MOST_OBJECTS = 1000
EXCLUDED = frozenset({"JournalCode", "TaxAgency", "TaxCode", "TaxRate", "TimeActivity"})


class ChangedPage(msgspec.Struct, frozen=True, kw_only=True):
    """`rows`: documents as answers show them; `deleted`: those that are gone."""

    entity: str
    rows: tuple[Any, ...] = ()
    deleted: tuple[Deleted, ...] = ()


def since(company: Domain, entities: str, changed_since: str) -> list[ChangedPage]:
    """`entities` and `changedSince` as a request bears them: names with commas between, and an
    ISO 8601 moment. Raises QuickBooksFault."""
    names = list(_names(entities))
    moment = _moment(company, changed_since)
    left = MOST_OBJECTS
    pages: list[ChangedPage] = []
    for name in names:
        page = _page(company, name, moment, left)
        left -= len(page.rows) + len(page.deleted)
        pages.append(page)
    return pages


def _names(text: str) -> Iterator[str]:
    asked = [name.strip() for name in text.split(",") if name.strip()]
    if not asked:
        raise RequiredMissing("entities")
    excluded = {name.lower() for name in EXCLUDED}
    for name in dict.fromkeys(asked):
        known = ENTITY_NAMES.get(name.lower())
        if known is None or name.lower() in excluded:
            detail = f"{name} is not supported by change data capture"
            raise QuickBooksFault(FaultError("Invalid Object Name", detail, "2000", "entities"))
        yield known


def _moment(company: Domain, text: str) -> datetime:
    if not text:
        raise RequiredMissing("changedSince")
    moment = moment_of(text, ZoneInfo(company.settings.time_zone))
    if moment is None:
        raise InvalidDateFormat("changedSince", text)
    if company.clock.now() - moment > LONGEST_LOOK_BACK:
        detail = f"changedSince should be within the last 30 days. Supplied value:{text}"
        raise QuickBooksFault(FaultError("Invalid Date", detail, "2070", "changedSince"))
    return moment


def _page(company: Domain, name: str, moment: datetime, left: int) -> ChangedPage:
    changed = sorted(
        (
            (when, len(document.id), document.id, document)
            for document in company.records.table(name)
            if (when := document.meta_data.last_updated_time.replace(microsecond=0)) >= moment
        ),
        key=lambda found: found[:3],
    )
    gone = sorted(
        (
            each
            for each in company.records.deleted
            if each.entity == name and each.when.replace(microsecond=0) >= moment
        ),
        key=lambda each: (each.when, len(each.id), each.id),
    )
    rows = tuple(views.shown(company, document) for *_, document in changed[:left])
    return ChangedPage(entity=name, rows=rows, deleted=tuple(gone[: left - len(rows)]))
