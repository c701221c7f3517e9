"""The rows of entities, items and lists: one document, one row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sandbox.netsuite.records import (
    Account,
    AccountingPeriod,
    ConsolidatedRate,
    Currency,
    Customer,
    CustomRecord,
    Item,
    Location,
    PaymentMethod,
    Records,
    Subsidiary,
    SystemNote,
    Term,
)
from sandbox.netsuite.suiteql.values import Stored, stored_date, stored_number

__all__ = ["ListRows", "Row", "day", "flag", "number"]

Row = dict[str, Stored]

_SUBTYPES = {
    f"{family}{subtype}Item": subtype
    for family in ("nonInventory", "otherCharge", "service")
    for subtype in ("Sale", "Resale", "Purchase")
}


def number(value: Decimal | int | None) -> Stored:
    return None if value is None else stored_number(value)


def day(value: date | None) -> Stored:
    return None if value is None else stored_date(value)


def flag(value: bool) -> Stored:
    return "T" if value else "F"


@dataclass(frozen=True)
class ListRows:
    """`zone`: the account's time zone, in which moments are kept. `records`: where a row finds
    what another document knows."""

    zone: ZoneInfo
    records: Records

    def moment(self, value: datetime) -> Stored:
        return stored_date(value.astimezone(self.zone))

    def customer(self, document: Customer) -> Iterator[Row]:
        yield {
            "id": number(document.id),
            "shown": document.display_name,
            "entityid": document.entity_id,
            "companyname": document.company_name or None,
            "isperson": flag(document.is_person),
            "firstname": document.first_name or None,
            "lastname": document.last_name or None,
            "email": document.email or None,
            "phone": document.phone or None,
            "isinactive": flag(document.is_inactive),
            "externalid": document.external_id,
            "datecreated": self.moment(document.date_created),
            "lastmodifieddate": self.moment(document.last_modified),
            "currency": number(document.currency),
            "terms": number(document.terms),
        }

    def item(self, document: Item) -> Iterator[Row]:
        yield {
            "id": number(document.id),
            "shown": document.item_id,
            "itemid": document.item_id,
            "displayname": document.display_name or None,
            "itemtype": document.item_type,
            "subtype": _SUBTYPES.get(document.record_type),
            "isinactive": flag(document.is_inactive),
            "upccode": document.upc_code or None,
            "externalid": document.external_id,
            "createddate": self.moment(document.date_created),
            "lastmodifieddate": self.moment(document.last_modified),
            "incomeaccount": number(document.income_account),
            "assetaccount": number(document.asset_account),
        }

    def price(self, document: Item) -> Iterator[Row]:
        """The base price is price level 1, from the first unit on."""
        if document.base_price is not None:
            yield {
                "item": number(document.id),
                "pricelevel": number(1),
                "unitprice": number(document.base_price),
                "quantity": number(0),
            }

    def account(self, document: Account) -> Iterator[Row]:
        yield {
            "id": number(document.id),
            "shown": document.display_name,
            "acctnumber": document.acct_number,
            "accountsearchdisplayname": document.display_name,
            "fullname": document.acct_name,
            "accttype": document.acct_type,
            "isinactive": flag(document.is_inactive),
            "issummary": "F",
            "currency": number(document.currency),
            "externalid": document.external_id,
        }

    def currency(self, document: Currency) -> Iterator[Row]:
        yield {
            "id": number(document.id),
            "shown": document.name,
            "symbol": document.symbol,
            "name": document.name,
            "exchangerate": number(document.exchange_rate),
            "isbasecurrency": flag(document.is_base_currency),
            "isinactive": flag(document.is_inactive),
        }

    def period(self, document: AccountingPeriod) -> Iterator[Row]:
        closed = flag(document.closed)
        yield {
            "id": number(document.id),
            "shown": document.period_name,
            "periodname": document.period_name,
            "startdate": day(document.start_date),
            "enddate": day(document.end_date),
            "closed": closed,
            "alllocked": flag(document.closed or document.all_locked),
            "arlocked": flag(document.closed or document.all_locked or document.ar_locked),
            "aplocked": flag(document.closed or document.all_locked or document.ap_locked),
            "parent": number(document.parent),
            "isposting": flag(document.is_posting),
            "isadjust": "F",
            "isquarter": flag(document.is_quarter),
            "isyear": flag(document.is_year),
            "isinactive": "F",
        }

    def payment_method(self, document: PaymentMethod) -> Iterator[Row]:
        yield {
            "id": number(document.id),
            "shown": document.name,
            "name": document.name,
            "isinactive": flag(document.is_inactive),
        }

    def term(self, document: Term) -> Iterator[Row]:
        yield {
            "id": number(document.id),
            "shown": document.name,
            "name": document.name,
            "daysuntilnetdue": number(document.days_until_net_due),
            "isinactive": flag(document.is_inactive),
        }

    def note(self, document: SystemNote) -> Iterator[Row]:
        """Record type -30 is a transaction, whatever its own type."""
        yield {
            "id": number(document.id),
            "shown": document.field,
            "recordid": number(document.record),
            "recordtypeid": number(-30),
            "type": number(document.kind),
            "field": document.field,
            "oldvalue": document.old_value,
            "newvalue": document.new_value,
            "date": self.moment(document.date),
        }

    def subsidiary(self, document: Subsidiary) -> Iterator[Row]:
        yield {
            "id": number(document.id),
            "shown": document.name,
            "name": document.name,
            "currency": number(document.currency),
            "parent": number(document.parent),
            "iselimination": flag(document.is_elimination),
            "isinactive": flag(document.is_inactive),
        }

    def relationship(self, document: Customer) -> Iterator[Row]:
        """A customer and its primary subsidiary; the account shares no customers."""
        if document.subsidiary is not None:
            yield {
                "id": number(document.id),
                "entity": number(document.id),
                "subsidiary": number(document.subsidiary),
                "isprimarysub": "T",
            }

    def consolidated_rate(self, document: ConsolidatedRate) -> Iterator[Row]:
        companies = self.records.subsidiaries
        yield {
            "id": number(document.id),
            "fromsubsidiary": number(document.from_subsidiary),
            "tosubsidiary": number(document.to_subsidiary),
            "fromcurrency": number(companies[document.from_subsidiary].currency),
            "tocurrency": number(companies[document.to_subsidiary].currency),
            "postingperiod": number(document.period),
            "currentrate": number(document.current_rate),
            "averagerate": number(document.average_rate),
            "historicalrate": number(document.historical_rate),
            "accountingbook": number(1),
        }

    def location(self, document: Location) -> Iterator[Row]:
        yield {
            "id": number(document.id),
            "shown": document.name,
            "name": document.name,
            "subsidiary": number(document.subsidiary),
            "isinactive": flag(document.is_inactive),
        }

    def custom_record(self, document: CustomRecord) -> Iterator[Row]:
        yield {
            "id": number(document.id),
            "shown": document.name,
            "name": document.name,
            "externalid": document.external_id,
            "isinactive": flag(document.is_inactive),
            "created": self.moment(document.created),
            "lastmodified": self.moment(document.last_modified),
        }
