"""Change data capture: what changed, what is gone, how far back and how much at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.kernel.universe import Universe
from sandbox.quickbooks_online.changes import ChangedPage, since
from sandbox.quickbooks_online.errors import QuickBooksFault
from sandbox.quickbooks_online.records import (
    Customer,
    Deleted,
    Invoice,
    MetaData,
    Records,
    Stored,
)
from sandbox.quickbooks_online.settings import Settings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Company:
    """A company that only has documents, each changed some hours ago."""

    def __init__(self) -> None:
        self.universe = Universe("t", 7, NOW, date(2026, 11, 24), ["quickbooks_online"])
        self.store = self.universe.store
        self.clock = self.universe.clock
        self.ids = self.universe.ids
        self.records = Records(self.store)
        self.settings = Settings(self.records)

    def put(self, kind: type[Stored], number: int, hours_ago: float, **members: Any) -> None:
        changed = NOW - timedelta(hours=hours_ago)
        meta = MetaData(create_time=NOW - timedelta(days=90), last_updated_time=changed)
        document = kind(id=str(number), sync_token=0, meta_data=meta, **members)
        self.records.table(kind.__name__).put(document)

    def gone(self, entity: str, number: int, hours_ago: float) -> None:
        self.records.deleted.put(Deleted(entity, str(number), NOW - timedelta(hours=hours_ago)))

    def since(self, entities: str, moment: str) -> list[tuple[str, list[str], list[str]]]:
        return [told(page) for page in since(self, entities, moment)]


def told(page: ChangedPage) -> tuple[str, list[str], list[str]]:
    return page.entity, [row.id for row in page.rows], [each.id for each in page.deleted]


@pytest.fixture
def company() -> Company:
    found = Company()
    found.put(Customer, 1, 2, display_name="A", active=True)
    found.put(Customer, 2, 1, display_name="B", active=False)
    found.put(Customer, 3, 400, display_name="C", active=True)
    found.put(Invoice, 10, 3, doc_number="1001")
    found.put(Invoice, 9, 3, doc_number="1000")
    found.put(Invoice, 11, 0.5, doc_number="1002")
    found.gone("Invoice", 12, 2)
    found.gone("Payment", 13, 2)
    return found


def test_a_page_an_entity_in_the_order_asked(company: Company) -> None:
    found = company.since("Invoice,customer, Vendor", "2026-11-23T00:00:00Z")
    assert found == [
        ("Invoice", ["9", "10", "11"], ["12"]),
        ("Customer", ["1", "2"], []),
        ("Vendor", [], []),
    ]


def test_the_moment_itself_counts_by_the_second(company: Company) -> None:
    assert company.since("Invoice", "2026-11-24T06:00:00Z")[0][1] == ["9", "10", "11"]
    assert company.since("Invoice", "2026-11-24T06:00:01Z")[0][1:] == (["11"], ["12"])
    assert company.since("Invoice", "2026-11-24T07:00:01Z")[0][1:] == (["11"], [])


def test_a_moment_without_offset_is_the_company_s(company: Company) -> None:
    assert company.since("Invoice", "2026-11-23T22:00:01")[0][1] == ["11"]
    assert company.since("Invoice", "2026-11-24")[0][1] == ["11"]  # Pacific midnight: 08:00 UTC


def test_an_entity_named_twice_has_one_page(company: Company) -> None:
    assert len(company.since("Invoice,Invoice", "2026-11-24T06:00:00Z")) == 1


def test_a_thousand_objects_and_no_word_about_the_rest(company: Company) -> None:
    for number in range(1000, 1998):
        company.put(Invoice, number, 1)
    pages = since(company, "Invoice,Customer", "2026-11-23T00:00:00Z")
    assert len(pages[0].rows) == 1000
    assert pages[0].rows[0].id == "9"
    assert "11" not in [row.id for row in pages[0].rows]  # the latest change is cut off
    assert pages[0].deleted == pages[1].rows == ()


def refusal(company: Company, entities: str, moment: str) -> tuple[str, str, str]:
    with pytest.raises(QuickBooksFault) as refused:
        since(company, entities, moment)
    (error,) = refused.value.errors
    return error.code, error.detail, error.element


def test_thirty_days_and_no_more(company: Company) -> None:
    assert company.since("Customer", "2026-10-25T09:00:00Z")[0][1] == ["3", "1", "2"]
    assert refusal(company, "Customer", "2026-10-25T08:59:59Z") == (
        "2070",
        "changedSince should be within the last 30 days. Supplied value:2026-10-25T08:59:59Z",
        "changedSince",
    )


@pytest.mark.parametrize("entity", ["TaxCode", "taxrate", "TaxAgency", "TimeActivity", "Nonsense"])
def test_entities_without_changes(company: Company, entity: str) -> None:
    code, detail, element = refusal(company, f"Customer,{entity}", "2026-11-24T06:00:00Z")
    assert (code, element) == ("2000", "entities")
    assert detail.startswith(f"{entity} is not supported")


@pytest.mark.parametrize(
    ("entities", "moment", "code", "element"),
    [
        ("", "2026-11-24T06:00:00Z", "2020", "entities"),
        (" , ", "2026-11-24T06:00:00Z", "2020", "entities"),
        ("Customer", "", "2020", "changedSince"),
        ("Customer", "yesterday", "2060", "changedSince"),
        ("Customer", "2026-11-24T06:00:00 08:00", "2060", "changedSince"),
        ("Customer", "0001-01-01T00:00:00+14:00", "2070", "changedSince"),
    ],
)
def test_what_a_request_must_bear(
    company: Company, entities: str, moment: str, code: str, element: str
) -> None:
    found, _, named = refusal(company, entities, moment)
    assert (found, named) == (code, element)


COMPANY = Company()


@given(entities=st.text(max_size=40), moment=st.text(max_size=40))
def test_any_text_is_answered_or_refused(entities: str, moment: str) -> None:
    for names in (entities, "Customer"):
        with suppress(QuickBooksFault):
            since(COMPANY, names, moment)
