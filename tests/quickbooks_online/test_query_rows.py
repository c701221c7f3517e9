"""Which rows a statement finds, in which order, and what it refuses to look for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.kernel.universe import Universe
from sandbox.quickbooks_online.query import QueryAnswer, QueryFault, run
from sandbox.quickbooks_online.records import (
    Customer,
    EmailAddress,
    Invoice,
    Item,
    MetaData,
    PhysicalAddress,
    Records,
    Ref,
    Stored,
)
from sandbox.quickbooks_online.settings import Settings

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Shelf:
    """A company that only has documents."""

    def __init__(self) -> None:
        self.universe = Universe("t", 7, START, date(2026, 11, 24), ["quickbooks_online"])
        self.store = self.universe.store
        self.clock = self.universe.clock
        self.ids = self.universe.ids
        self.records = Records(self.store)
        self.settings = Settings(self.records)

    def put(self, kind: type[Stored], number: int, hours: int = 0, **members: Any) -> None:
        when = START + timedelta(hours=hours, microseconds=345678)
        self.records.table(kind.__name__).put(
            kind(
                id=str(number),
                sync_token=0,
                meta_data=MetaData(create_time=START, last_updated_time=when),
                **members,
            )
        )

    def ask(self, statement: str) -> QueryAnswer:
        return run(self, statement)

    def ids_of(self, statement: str) -> list[str]:
        return [row.id for row in self.ask(statement).rows]

    def refusal(self, statement: str) -> tuple[str, str, str]:
        with pytest.raises(QueryFault) as refused:
            self.ask(statement)
        (error,) = refused.value.errors
        return error.code, error.message, error.detail


@pytest.fixture
def shelf() -> Shelf:
    found = Shelf()
    for number, name, city, active in (
        (1, "O'Brien & Sons", "Springfield", True),
        (2, "amy's Birds", "Bayshore", True),
        (3, r"Back\slash", None, True),
        (4, "100% Cotton", "Springfield", True),
        (5, "Zoe (deleted)", None, False),
    ):
        found.put(
            Customer,
            number,
            hours=number,
            display_name=name,
            active=active,
            primary_email_addr=EmailAddress(address=f"c{number}@example.com"),
            bill_addr=PhysicalAddress(city=city) if city else None,
        )
    for number, customer, day, total in (
        (101, "1", date(2026, 11, 1), "127.82"),
        (102, "2", date(2026, 11, 3), "19.99"),
        (103, "10", date(2026, 11, 2), "12.49"),
    ):
        found.put(
            Invoice,
            number,
            hours=number - 100,
            doc_number=f"INV-{number}",
            txn_date=day,
            customer_ref=Ref(customer),
            department_ref=Ref("1"),
            total_amt=Decimal(total),
        )
    found.put(Item, 20, name="TEE-BLK", sku="TEE-BLK", active=True, unit_price=Decimal("19.99"))
    return found


class TestTexts:
    def test_an_apostrophe_with_its_backslash(self, shelf: Shelf) -> None:
        query = r"select * from Customer where DisplayName = 'O\'Brien & Sons'"
        assert shelf.ids_of(query) == ["1"]

    def test_a_name_that_tries_to_be_a_condition(self, shelf: Shelf) -> None:
        query = r"select * from Customer where DisplayName = 'x\' or Id = \'1'"
        answer = shelf.ask(query)
        assert (answer.rows, answer.total_count) == ((), 0)

    def test_a_backslash(self, shelf: Shelf) -> None:
        assert shelf.ids_of(r"select * from Customer where DisplayName = 'Back\\slash'") == ["3"]

    def test_case_does_not_matter(self, shelf: Shelf) -> None:
        query = "SELECT * FROM CUSTOMER WHERE displayname = 'AMY\\'S BIRDS'"
        assert shelf.ids_of(query) == ["2"]

    def test_a_percent_sign_is_a_wildcard_for_like_alone(self, shelf: Shelf) -> None:
        ask = shelf.ids_of
        assert ask("select * from Customer where DisplayName = '100%'") == []
        assert ask("select * from Customer where DisplayName like '100%'") == ["4"]
        assert ask("select * from Customer where DisplayName like '%s%s%'") == ["2", "3", "1"]
        assert ask(r"select * from Customer where DisplayName like '100\% %'") == ["4"]
        assert ask("select * from Customer where DisplayName like 'Cotton'") == []
        assert ask("select * from Customer where DisplayName like '%'") == ["4", "2", "3", "1"]

    def test_like_does_not_let_its_ends_overlap(self, shelf: Shelf) -> None:
        assert shelf.ids_of("select * from Item where Name like 'TEE-B%BLK'") == []

    def test_a_list_of_values(self, shelf: Shelf) -> None:
        query = "select * from Customer where DisplayName in ('100% cotton', 'nobody')"
        assert shelf.ids_of(query) == ["4"]

    def test_the_address_of_an_e_mail(self, shelf: Shelf) -> None:
        for name in ("PrimaryEmailAddr", "PrimaryEmailAddr.Address"):
            query = f"select * from Customer where {name} = 'C2@example.com'"
            assert shelf.ids_of(query) == ["2"]

    def test_a_dotted_name(self, shelf: Shelf) -> None:
        query = "select * from Customer where BillAddr.City = 'springfield' orderby Id"
        assert shelf.ids_of(query) == ["1", "4"]


class TestOtherKinds:
    @pytest.mark.parametrize("value", ["'102'", "102", "'0102'"])
    def test_an_id_quoted_or_not(self, shelf: Shelf, value: str) -> None:
        assert shelf.ids_of(f"select * from Invoice where Id = {value}") == ["102"]

    def test_ids_compare_as_numbers(self, shelf: Shelf) -> None:
        assert shelf.ids_of("select * from Customer where Id >= '3' orderby Id desc") == ["4", "3"]
        found = shelf.ids_of("select * from Invoice where CustomerRef in ('2', '10')")
        assert found == ["102", "103"]

    def test_a_reference_is_compared_by_its_id(self, shelf: Shelf) -> None:
        assert shelf.ids_of("select * from Invoice where CustomerRef = '1'") == ["101"]
        assert shelf.ids_of("select * from Invoice where CustomerRef = 'O\\'Brien & Sons'") == []

    def test_a_document_number_by_its_index(self, shelf: Shelf) -> None:
        assert shelf.ids_of("select * from Invoice where DocNumber = 'inv-103'") == ["103"]
        query = "select * from Invoice where DocNumber in ('INV-101', 'INV-102') and TxnDate < '{}'"
        assert shelf.ids_of(query.format("2026-11-03")) == ["101"]

    def test_amounts(self, shelf: Shelf) -> None:
        query = "select * from Invoice where TotalAmt {} orderby TotalAmt"
        assert shelf.ids_of(query.format("> '12.49'")) == ["102", "101"]
        assert shelf.ids_of(query.format("= 127.820")) == ["101"]

    @pytest.mark.parametrize(
        "moment",
        [
            "2026-11-24T03:00:00-08:00",
            "2026-11-24T03:00:00-0800",
            "2026-11-24T11:00:00Z",
            "2026-11-24T11:00:00.345Z",
            "2026-11-24T12:00:00+01:00",
            "2026-11-24T03:00:00",  # without an offset: the company's own time, Pacific
        ],
    )
    def test_moments_count_by_the_second(self, shelf: Shelf, moment: str) -> None:
        query = f"select * from Invoice where MetaData.LastUpdatedTime > '{moment}'"
        assert shelf.ids_of(query) == ["103"]
        query = f"select * from Invoice where MetaData.LastUpdatedTime >= '{moment}'"
        assert shelf.ids_of(query) == ["102", "103"]

    def test_a_day_is_its_midnight_in_the_company(self, shelf: Shelf) -> None:
        query = "select count(*) from Invoice where MetaData.CreateTime >= '{}'"
        assert shelf.ask(query.format("2026-11-24")).total_count == 3
        assert shelf.ask(query.format("2026-11-25")).total_count == 0
        assert shelf.ids_of("select * from Invoice where TxnDate = '2026-11-02'") == ["103"]
        query = "select * from Invoice where TxnDate >= '2026-11-03T00:00:00-08:00'"
        assert shelf.ids_of(query) == ["102"]


class TestInactive:
    def test_inactive_is_hidden(self, shelf: Shelf) -> None:
        assert shelf.ask("select count(*) from Customer").total_count == 4
        assert shelf.ids_of("select * from Customer where Id = '5'") == []

    def test_and_found_by_asking_for_it(self, shelf: Shelf) -> None:
        ask = shelf.ids_of
        assert ask("select * from Customer where Active = false") == ["5"]
        assert ask("select * from Customer where Active in (true,false) and Id >= '4'") == [
            "4", "5",
        ]  # fmt: skip
        assert ask("select * from Customer where Active IN ('true', 'FALSE') and Id='5'") == ["5"]


class TestOrderAndPages:
    def test_without_an_order(self, shelf: Shelf) -> None:
        assert shelf.ids_of("select * from Customer") == ["4", "2", "3", "1"]  # by name
        assert shelf.ids_of("select * from Invoice") == ["102", "103", "101"]  # latest day first

    def test_two_orders(self, shelf: Shelf) -> None:
        found = shelf.ids_of("select * from Customer ORDER BY BillAddr.City DESC, Id ASC")
        assert found == ["1", "4", "2", "3"]

    def test_a_page(self, shelf: Shelf) -> None:
        answer = shelf.ask("select * from Invoice orderby Id startposition 2 maxresults 1")
        assert [row.id for row in answer.rows] == ["102"]
        assert (answer.start_position, answer.max_results, answer.total_count) == (2, 1, 3)
        assert (answer.entity, answer.count_only, answer.fields) == ("Invoice", False, None)

    def test_behind_the_last_page(self, shelf: Shelf) -> None:
        answer = shelf.ask("select * from Invoice startposition 4")
        assert (answer.rows, answer.max_results) == ((), 0)

    def test_a_page_holds_a_hundred_unless_it_is_said(self, shelf: Shelf) -> None:
        for number in range(1000, 2100):
            shelf.put(Item, number, name=f"I{number}", active=True)
        assert len(shelf.ask("select * from Item").rows) == 100
        assert len(shelf.ask("select * from Item maxresults 1000").rows) == 1000

    def test_a_count(self, shelf: Shelf) -> None:
        answer = shelf.ask("select count(*) from Invoice where TxnDate > '2026-11-01' maxresults 1")
        assert (answer.total_count, answer.count_only, answer.rows) == (2, True, ())

    @pytest.mark.parametrize(
        ("paging", "sentence"),
        [
            ("startposition 0", "value 0 is too small. Min allowed value is 1"),
            ("startposition -5", "value -5 is too small. Min allowed value is 1"),
            ("maxresults 0", "value 0 is too small. Min allowed value is 1"),
            ("maxresults 1001", "value 1001 is too large. Max allowed value is 1000"),
            (
                "startposition 9876543210",
                "value 9876543210 is too large. Max allowed value is 2147483647",
            ),
        ],
    )
    def test_pages_that_cannot_be(self, shelf: Shelf, paging: str, sentence: str) -> None:
        refused = shelf.refusal(f"select * from Invoice {paging}")
        assert refused == ("4001", "Invalid query", f"QueryValidationError: {sentence}")


class TestFields:
    def test_a_list_of_fields(self, shelf: Shelf) -> None:
        answer = shelf.ask("select id, DocNumber, MetaData.CreateTime, id from Invoice")
        assert answer.fields == ("Id", "DocNumber", "MetaData.CreateTime")

    def test_everything_and_one_more(self, shelf: Shelf) -> None:
        answer = shelf.ask("select *, Sku from Item")
        assert (answer.fields, answer.rows[0].sku) == (None, "TEE-BLK")

    @pytest.mark.parametrize("name", ["BillAddr", "BillAddr.City", "Nonsense", "Line.Id"])
    def test_what_cannot_be_picked(self, shelf: Shelf, name: str) -> None:
        assert shelf.refusal(f"select Id, {name} from Customer") == (
            "4001",
            "Invalid query",
            f"QueryValidationError: Property {name} not found for Entity Customer",
        )


class TestRefused:
    """All in the words of 4001."""

    @pytest.mark.parametrize("name", ["TaxService", "Nonsense"])
    def test_an_entity_that_is_none(self, shelf: Shelf, name: str) -> None:
        assert shelf.refusal(f"select * from {name} where x = '1'") == (
            "4001",
            "Invalid query",
            f"QueryValidationError: Metadata not found for Entity: {name}",
        )

    @pytest.mark.parametrize(
        ("rest", "sentence"),
        [
            ("where NoSuchField = '1'", "Property NoSuchField not found for Entity Invoice"),
            ("where bill.addr > 5", "Property bill.addr not found for Entity Invoice"),
            ("where DepartmentRef = '1'", "property 'DepartmentRef' is not queryable"),
            ("where Line = '1'", "property 'Line' is not queryable"),
            ("orderby DepartmentRef", "property 'DepartmentRef' is not queryable"),
            ("where Id = '1' or Id = '2'", "operator OR is not supported"),
            ("iterator 'a'", "iterator is not supported"),
            ("where TxnDate > 'now'", "value now is not valid for property 'TxnDate'"),
            (
                "where TxnDate > '2026-13-01'",
                "value 2026-13-01 is not valid for property 'TxnDate'",
            ),
            ("where TotalAmt > 'much'", "value much is not valid for property 'TotalAmt'"),
            ("where TotalAmt > 'NaN'", "value NaN is not valid for property 'TotalAmt'"),
            ("where TotalAmt like '1%'", "operator LIKE is not supported for property 'TotalAmt'"),
            (  # an offset whose plus sign was not encoded
                "where MetaData.CreateTime > '2026-11-24T03:00:00 08:00'",
                "value 2026-11-24T03:00:00 08:00 is not valid for property 'MetaData.CreateTime'",
            ),
        ],
    )
    def test_a_condition_that_cannot_be(self, shelf: Shelf, rest: str, sentence: str) -> None:
        for start in ("select *", "select count(*)"):
            refused = shelf.refusal(f"{start} from Invoice {rest}")
            assert refused == ("4001", "Invalid query", f"QueryValidationError: {sentence}")

    @pytest.mark.parametrize(
        ("entity", "name"), [("Deposit", "TotalAmt"), ("Purchase", "EntityRef")]
    )
    def test_what_others_met(self, shelf: Shelf, entity: str, name: str) -> None:
        _, _, detail = shelf.refusal(f"select * from {entity} where {name} > '5'")
        assert detail == f"QueryValidationError: property '{name}' is not queryable"

    def test_a_word_for_yes_and_no(self, shelf: Shelf) -> None:
        _, _, detail = shelf.refusal("select * from Customer where Active = '1'")
        assert detail == "QueryValidationError: value 1 is not valid for property 'Active'"
        _, _, detail = shelf.refusal("select * from Customer where Active > true")
        assert detail == "QueryValidationError: operator > is not supported for property 'Active'"


class TestProcessing:
    """4002, as recorded of two invoices' addresses: QuickBooks-V3-DotNET-SDK issue 111."""

    def test_a_form_whose_address_is_none(self, shelf: Shelf) -> None:
        shelf.put(Invoice, 200, bill_email=EmailAddress(address="a@example.com;b@example.com"))
        assert len(shelf.ask("select * from Invoice").rows) == 4
        shelf.settings.invalid_email_breaks_query = True
        assert shelf.refusal("select * from Invoice") == (
            "4002",
            "Error processing query",
            "QueryProcessingError: To email address entered is invalid",
        )
        assert shelf.ask("select count(*) from Invoice").total_count == 4
        assert shelf.ids_of("select * from Invoice where Id = '101'") == ["101"]
