"""The tables a query may name, with their columns: REST API Browser 2026.1, the public column model
of the link and accounting tables, and what published queries use. Anything else is refused with
"Unknown identifier", as the platform does with REST fields that a search does not know (`balance`,
`total`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from sqlglot import exp
from sqlglot.schema import MappingSchema

from sandbox.netsuite.records import CustomField, CustomRecordType, FieldKind

__all__ = ["FEATURE_TABLES", "STOCK_TABLES", "Catalogue", "Column", "Columns", "Kind", "columns_of"]


class Kind(Enum):
    """What a column or an expression holds. Flags (`T`/`F`) are text; ANY is known when it runs."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    ANY = "any"


@dataclass(frozen=True)
class Column:
    """`shows`: what BUILTIN.DF displays: the record of that table with this id, or for `status`
    and `type` the words for the code; None: the value itself."""

    kind: Kind
    shows: str | None = None


_NUMBER = Column(Kind.NUMBER)
_TEXT = Column(Kind.TEXT)
_DATE = Column(Kind.DATE)


def _to(table: str) -> Column:
    return Column(Kind.NUMBER, table)


def _of(column: Column, names: str) -> dict[str, Column]:
    return dict.fromkeys(names.split(), column)


_LINE_LINK = {
    **_of(_NUMBER, "previousline nextline foreignamount"),
    **_of(_to("transaction"), "previousdoc nextdoc"),
    **_of(Column(Kind.TEXT, "type"), "previoustype nexttype"),
    "linktype": _TEXT,
    "lastmodifieddate": _DATE,
}
_LINK = {
    name: column for name, column in _LINE_LINK.items() if name not in ("previousline", "nextline")
}

_TABLES: dict[str, dict[str, Column]] = {
    "transaction": {
        **_of(
            _NUMBER,
            "id exchangerate foreigntotal taxtotal foreignamountpaid foreignamountunpaid "
            "approvalstatus",
        ),
        **_of(
            _TEXT,
            "tranid transactionnumber trandisplayname abbrevtype recordtype posting voided "
            "otherrefnum memo externalid",
        ),
        **_of(_DATE, "trandate duedate closedate shipdate createddate lastmodifieddate"),
        "type": Column(Kind.TEXT, "type"),
        "status": Column(Kind.TEXT, "status"),
        "entity": _to("customer"),
        "postingperiod": _to("accountingperiod"),
        "currency": _to("currency"),
        "terms": _to("term"),
        "paymentmethod": _to("paymentmethod"),
    },
    "transactionline": {
        **_of(
            _NUMBER,
            "id linesequencenumber uniquekey quantity rate netamount foreignamount quantitybilled "
            "quantityshiprecv quantitycommitted quantitybackordered department class",
        ),
        "location": _to("location"),
        **_of(_TEXT, "mainline taxline iscogs itemtype isclosed memo"),
        **_of(_to("transaction"), "transaction createdfrom"),
        "item": _to("item"),
        "expenseaccount": _to("account"),
    },
    "transactionaccountingline": {
        **_of(
            _NUMBER,
            "transactionline accountingbook debit credit amount netamount amountpaid amountunpaid "
            "amountlinked paymentamountused paymentamountunused exchangerate",
        ),
        "transaction": _to("transaction"),
        "account": _to("account"),
        "posting": _TEXT,
    },
    "nexttransactionlinelink": _LINE_LINK,
    "previoustransactionlinelink": _LINE_LINK,
    "nexttransactionlink": _LINK,
    "previoustransactionlink": _LINK,
    "customer": {
        **_of(_NUMBER, "id"),
        **_of(
            _TEXT,
            "entityid companyname isperson firstname lastname email phone isinactive externalid",
        ),
        **_of(_DATE, "datecreated lastmodifieddate"),
        "currency": _to("currency"),
        "terms": _to("term"),
    },
    "item": {
        **_of(_NUMBER, "id"),
        **_of(_TEXT, "itemid displayname subtype isinactive upccode externalid"),
        **_of(_DATE, "createddate lastmodifieddate"),
        "itemtype": Column(Kind.TEXT, "itemtype"),
        **_of(_to("account"), "incomeaccount assetaccount"),
    },
    "pricing": {**_of(_NUMBER, "pricelevel unitprice quantity"), "item": _to("item")},
    "account": {
        **_of(_NUMBER, "id"),
        **_of(
            _TEXT,
            "acctnumber accountsearchdisplayname fullname accttype isinactive issummary externalid",
        ),
        "parent": _to("account"),
        "currency": _to("currency"),
    },
    "currency": {
        **_of(_NUMBER, "id exchangerate"),
        **_of(_TEXT, "symbol name isbasecurrency isinactive"),
    },
    "accountingperiod": {
        **_of(_NUMBER, "id"),
        **_of(
            _TEXT,
            "periodname closed alllocked arlocked aplocked isposting isadjust isquarter isyear "
            "isinactive",
        ),
        "parent": _to("accountingperiod"),
        **_of(_DATE, "startdate enddate"),
    },
    "paymentmethod": {**_of(_NUMBER, "id"), **_of(_TEXT, "name isinactive")},
    "term": {**_of(_NUMBER, "id daysuntilnetdue"), **_of(_TEXT, "name isinactive")},
    "systemnote": {
        **_of(_NUMBER, "id recordid recordtypeid type"),
        **_of(_TEXT, "field oldvalue newvalue"),
        "date": _DATE,
    },
    "dual": {"dummy": _TEXT},
}

# Tables of OneWorld accounts, and what they add to the others.
_ONE_WORLD_TABLES: dict[str, dict[str, Column]] = {
    "subsidiary": {
        **_of(_NUMBER, "id"),
        **_of(_TEXT, "name iselimination isinactive"),
        "currency": _to("currency"),
        "parent": _to("subsidiary"),
    },
    "consolidatedexchangerate": {
        **_of(_NUMBER, "id currentrate averagerate historicalrate accountingbook"),
        **_of(_to("subsidiary"), "fromsubsidiary tosubsidiary"),
        **_of(_to("currency"), "fromcurrency tocurrency"),
        "postingperiod": _to("accountingperiod"),
        "externalid": _TEXT,
    },
    "customersubsidiaryrelationship": {
        **_of(_NUMBER, "id"),
        "entity": _to("customer"),
        "subsidiary": _to("subsidiary"),
        "isprimarysub": _TEXT,
    },
}
# One row for each item and location; the second name is the older one.
_STOCK: dict[str, Column] = {
    "item": _to("item"),
    "location": _to("location"),
    **_of(
        _NUMBER,
        "quantityonhand quantityavailable quantitycommitted quantitybackordered quantityonorder "
        "quantityintransit averagecostmli onhandvaluemli preferredstocklevel reorderpoint",
    ),
}
_LOCATION: dict[str, Column] = {
    **_of(_NUMBER, "id"),
    **_of(_TEXT, "name isinactive"),
}
_ONE_WORLD_COLUMNS = ("transaction", "transactionline", "location")
_CUSTOM_RECORD: dict[str, Column] = {
    **_of(_NUMBER, "id"),
    **_of(_TEXT, "name externalid isinactive"),
    **_of(_DATE, "created lastmodified"),
}
_HOLDERS = {
    "body": "transaction",
    "column": "transactionline",
    "entity": "customer",
    "item": "item",
}
_KINDS: dict[FieldKind, Column] = {
    "text": _TEXT,
    "currency": _NUMBER,
    "number": _NUMBER,
    "integer": _NUMBER,
    "flag": _TEXT,
    "day": _DATE,
    "select": _NUMBER,
}

# Tables of features that an account may have switched off.
STOCK_TABLES = ("aggregateitemlocation", "inventoryitemlocations")
FEATURE_TABLES = frozenset(
    {
        *STOCK_TABLES,
        "subsidiary",
        "consolidatedexchangerate",
        "customersubsidiaryrelationship",
        "location",
        "department",
        "classification",
    }
)


class Columns(dict[str, Column]):
    """The columns of one table. Shared by every copy that is made of a query."""

    def __deepcopy__(self, _memo: object) -> Columns:
        return self


@dataclass(frozen=True)
class Catalogue:
    """What an account adds to the tables that every account has."""

    one_world: bool = False
    locations: bool = False
    fields: tuple[CustomField, ...] = ()
    records: tuple[CustomRecordType, ...] = ()

    @cached_property
    def tables(self) -> dict[str, Columns]:
        tables = {name: Columns(columns) for name, columns in _TABLES.items()}
        if self.locations:
            tables["location"] = Columns(_LOCATION)
            for name in STOCK_TABLES:
                tables[name] = Columns(_STOCK)
        if self.one_world:
            for name, columns in _ONE_WORLD_TABLES.items():
                tables[name] = Columns(columns)
            for name in _ONE_WORLD_COLUMNS:
                if name in tables:
                    tables[name]["subsidiary"] = _to("subsidiary")
        for record in self.records:
            tables[record.id] = Columns(_CUSTOM_RECORD)
        for field in self.fields:
            column = _KINDS[field.kind]
            if field.kind == "select":
                column = _to(field.target)
            tables[field.record or _HOLDERS[field.holder]][field.id] = column
        return tables

    @cached_property
    def schema(self) -> MappingSchema:
        return MappingSchema(
            {table: dict.fromkeys(columns, "text") for table, columns in self.tables.items()}
        )

    def custom(self, table: str) -> list[CustomField]:
        """The custom fields that are columns of `table`."""
        return [
            field for field in self.fields if (field.record or _HOLDERS.get(field.holder)) == table
        ]


def columns_of(table: exp.Table) -> Columns:
    """The columns of a table in a query whose names were resolved."""
    found = table.meta.get("columns")
    return found if isinstance(found, Columns) else Columns()
