"""The tables a query may name, with their columns: REST API Browser 2026.1, the public column model
of the link and accounting tables, and what published queries use. Anything else is refused with
"Unknown identifier", as the platform does with REST fields that a search does not know (`balance`,
`total`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sandbox.netsuite.records import CUSTOM_FIELDS

__all__ = ["FEATURE_TABLES", "TABLES", "Column", "Kind"]


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

# The account's own body fields.
_CUSTOM_BODY = {
    name: _NUMBER if kind == "currency" else _TEXT for name, kind in CUSTOM_FIELDS.items()
}

TABLES: dict[str, dict[str, Column]] = {
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
        **_CUSTOM_BODY,
    },
    "transactionline": {
        **_of(
            _NUMBER,
            "id linesequencenumber uniquekey quantity rate netamount foreignamount quantitybilled "
            "quantityshiprecv location department class",
        ),
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
            "periodname closed alllocked arlocked isposting isadjust isquarter isyear isinactive",
        ),
        **_of(_DATE, "startdate enddate"),
    },
    "paymentmethod": {**_of(_NUMBER, "id"), **_of(_TEXT, "name isinactive")},
    "term": {**_of(_NUMBER, "id daysuntilnetdue"), **_of(_TEXT, "name isinactive")},
    "dual": {"dummy": _TEXT},
}

# Tables of features that an account without subsidiaries, locations and classes has switched off.
FEATURE_TABLES = frozenset({"subsidiary", "location", "department", "classification"})
