"""A statement's rows.

    names -> conditions -> order -> page

Inactive objects of a list are hidden unless a condition speaks of Active. Without an order, lists
come by name and transactions with the latest day first; neither is promised by the documents, and
whoever pages while others write should say an order. Ids, numbers and names are found by index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sandbox.kernel.store import Index
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.query.conditions import Test, sort_key, test_of
from sandbox.quickbooks_online.query.errors import invalid, unprocessable
from sandbox.quickbooks_online.query.grammar import Condition, Statement, parse
from sandbox.quickbooks_online.query.properties import Properties, Property, properties_of
from sandbox.quickbooks_online.records import ENTITIES, ENTITY_NAMES, Entity, ListObject, Stored
from sandbox.quickbooks_online.rules import views

__all__ = ["DEFAULT_RESULTS", "MAX_RESULTS", "QueryAnswer", "run"]

DEFAULT_RESULTS = 100
MAX_RESULTS = 1000
_FURTHEST = 2**31 - 1
_ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")

# Members of list objects that the books know and documents do not hold.
_COMPUTED = frozenset(
    {
        "Balance",
        "BalanceWithJobs",
        "CurrentBalance",
        "CurrentBalanceWithSubAccounts",
        "QtyOnHand",
    }
)


class QueryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` are whole documents as answers show them; `fields` are the members that were asked
    for, by wire name, None for all. An answer that counts has nothing but `total_count`, which is
    the number of all rows that satisfy the conditions, whatever the page (Finance.xsd)."""

    entity: str
    rows: tuple[Any, ...] = ()
    start_position: int = 1
    max_results: int = 0
    total_count: int | None = None
    count_only: bool = False
    fields: tuple[str, ...] | None = None


def run(company: Domain, statement: str) -> QueryAnswer:
    """Raises QueryFault."""
    parsed = parse(statement)
    name = ENTITY_NAMES.get(parsed.entity.lower())
    if name is None:
        raise invalid(f"Metadata not found for Entity: {parsed.entity}")
    return _Search(company, ENTITIES[name], parsed).answer()


class _Row:
    """A document, and its shown form once somebody needs it."""

    __slots__ = ("_company", "_shown", "document")

    def __init__(self, company: Domain, document: Stored) -> None:
        self._company = company
        self._shown: Any = None
        self.document = document

    @property
    def shown(self) -> Any:
        if self._shown is None:
            self._shown = views.shown(self._company, self.document)
        return self._shown

    def value(self, found: Property) -> Any:
        computed = found.name in _COMPUTED and isinstance(self.document, ListObject)
        return found.value(self.shown if computed else self.document)


class _Search:
    def __init__(self, company: Domain, entity: Entity, statement: Statement) -> None:
        self._company = company
        self._entity = entity
        self._statement = statement
        self._properties: Properties = properties_of(entity.name, entity.struct)

    def answer(self) -> QueryAnswer:
        statement = self._statement
        if statement.either:
            raise invalid("operator OR is not supported")
        if statement.iterates:
            raise invalid("iterator is not supported")
        fields = self._fields()
        tests = list(self._tests())
        orders = [(self._asked(each.field), each.descending) for each in statement.orders]
        start = _whole(statement.start_position, 1, _FURTHEST)
        most = _whole(statement.max_results, DEFAULT_RESULTS, MAX_RESULTS)
        rows = [row for row in self._candidates() if all(_passes(row, *test) for test in tests)]
        if statement.counts:
            return QueryAnswer(entity=self._entity.name, total_count=len(rows), count_only=True)
        self._sort(rows, orders)
        page = tuple(row.shown for row in rows[start - 1 : start - 1 + most])
        if self._company.settings.invalid_email_breaks_query and any(map(_badly_addressed, page)):
            raise unprocessable("To email address entered is invalid")
        return QueryAnswer(
            entity=self._entity.name,
            rows=page,
            start_position=start,
            max_results=len(page),
            total_count=len(rows),
            fields=fields,
        )

    def _fields(self) -> tuple[str, ...] | None:
        """What stands beside `*` must exist too, and adds nothing: this API version answers whole
        documents."""
        whole = False
        names: list[str] = []
        for name in self._statement.fields:
            if name == "*":
                whole = True
                continue
            found = self._properties.find(name)
            if not found.listed:
                raise invalid(f"Property {name} not found for Entity {self._entity.name}")
            names.append(found.name)
        return None if whole or not names else tuple(dict.fromkeys(names))

    def _asked(self, name: str) -> Property:
        """A property to filter or order by."""
        found = self._properties.find(name)
        if found.name not in self._entity.queryable:
            raise invalid(f"property '{name}' is not queryable")
        return found

    def _tests(self) -> Iterator[tuple[Property, Test]]:
        zone = ZoneInfo(self._company.settings.time_zone)
        speaks_of_active = False
        for condition in self._statement.conditions:
            found = self._asked(condition.field)
            speaks_of_active = speaks_of_active or found.name == "Active"
            yield found, test_of(found, condition, zone)
        active = self._properties.known("Active")
        if self._entity.kind == "list" and active is not None and not speaks_of_active:
            yield active, lambda value: value is True

    # -- rows -------------------------------------------------------------------------------

    def _candidates(self) -> Iterator[_Row]:
        for document in self._narrowed():
            yield _Row(self._company, document)

    def _narrowed(self) -> Iterable[Stored]:
        """As few documents as an index allows; all conditions are tested afterwards."""
        records = self._company.records
        table = records.table(self._entity.name)
        for condition in self._statement.conditions:
            if condition.operator not in ("=", "in"):
                continue
            found = self._properties.find(condition.field).name
            if found == "Id":
                return [table[key] for key in _ids(condition) if key in table]
            index = self._index(found)
            if index is not None:
                texts = dict.fromkeys(value.text.lower() for value in condition.values)
                return [each for text in texts for each in index.find(text)]
        return table

    def _index(self, name: str) -> Index[Any] | None:
        """By the texts of this member in lower case."""
        records = self._company.records
        if name == "DocNumber":
            return records.by_number[self._entity.name]
        names = "DisplayName" if self._properties.known("DisplayName") else "Name"
        return records.by_name.get(self._entity.name) if name == names else None

    def _sort(self, rows: list[_Row], orders: list[tuple[Property, bool]]) -> None:
        if not orders:
            orders = self._usual_order()
        for found, descending in reversed(orders):
            rows.sort(key=lambda row: sort_key(found, row.value(found)), reverse=descending)

    def _usual_order(self) -> list[tuple[Property, bool]]:
        number = self._properties.find("Id")
        for name, descending in (("TxnDate", True), ("DisplayName", False), ("Name", False)):
            found = self._properties.known(name)
            if found is not None:
                return [(found, descending), (number, descending)]
        return [(number, False)]


def _badly_addressed(document: Any) -> bool:
    email = getattr(document, "bill_email", None)
    address: str = (email.address if email is not None else None) or ""
    return bool(address) and _ADDRESS.fullmatch(address) is None


def _passes(row: _Row, found: Property, test: Test) -> bool:
    value = row.value(found)
    return value is not None and test(value)


def _ids(condition: Condition) -> Iterable[str]:
    """Ids have no leading zeros; `Id = '007'` finds 7, as numbers compare."""
    return dict.fromkeys(
        text.lstrip("0") or "0" if text.isdigit() else text
        for text in (value.text for value in condition.values)
    )


def _whole(text: str | None, default: int, greatest: int) -> int:
    """A position or a number of rows. Raises QueryFault 4001 outside of 1 to `greatest`."""
    if text is None:
        return default
    digits = text.removeprefix("-").lstrip("0") or "0"
    if text.startswith("-") or digits == "0":
        shown = "0" if digits == "0" else f"-{digits}"
        raise invalid(f"value {shown} is too small. Min allowed value is 1")
    if len(digits) > 18 or int(digits) > greatest:
        raise invalid(f"value {digits} is too large. Max allowed value is {greatest}")
    return int(digits)
