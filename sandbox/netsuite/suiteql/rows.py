"""Which rows a document has in the tables a query sees, signs included.

The line view is the ledger's (Help Center "Transaction Line" analytics tables; reports agree):

                                   order, cash sale, invoice     cash refund, credit memo
    transaction.foreigntotal       positive (a switch)           negative
    main line                      positive                      negative
    item, shipping and tax lines   negative                      positive
    discount line                  positive                      negative
    quantity                       negative                      positive
    rate                           positive                      positive

A payment's main line is positive and its A/R line negative; a customer refund the other way round.
`netamount` is in base currency, `foreignamount` in the transaction's. Cost of goods sold, A/R and
exchange lines have no line in the document: they come from the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.netsuite.records import (
    CUSTOM_FIELDS,
    Account,
    AccountingPeriod,
    Currency,
    Customer,
    Item,
    LedgerRow,
    Line,
    PaymentMethod,
    Term,
    Transaction,
)
from sandbox.netsuite.rules.statuses import TYPE_NAMES
from sandbox.netsuite.suiteql.values import Stored, stored_date, stored_number

__all__ = ["DOCUMENT_LINE", "Row", "Rows"]

Row = dict[str, Stored]

_SALES = frozenset({"SalesOrd", "CashSale", "CustInvc"})
_REFUNDS = frozenset({"CashRfnd", "CustCred"})
_CENT = Decimal("0.01")
_KEYS = 1000  # a transaction numbers its lines from its own thousand, as `Line.unique_key` does

DOCUMENT_LINE = stored_number(0)  # in `gl`, where other lines name their ledger row

# What the Abbreviation column of the transaction list shows.
_ABBREVIATIONS = {
    "SalesOrd": "SALESORD",
    "CashSale": "CASHSALE",
    "CustInvc": "INV",
    "CashRfnd": "CASHRFND",
    "CustCred": "CREDMEM",
    "CustPymt": "PYMT",
    "CustRfnd": "CUSTRFND",
    "ItemShip": "ITEMSHIP",
}
# Link type of a document by the type of the one made from it (API Browser 2026.1, link types).
_MADE_FROM = {
    "CashSale": "OrdBill",
    "CustInvc": "OrdBill",
    "ItemShip": "ShipRcpt",
    "CashRfnd": "Refund",
    "CustCred": "Refund",
}
_APPLIED = {"CustPymt": "Payment", "CustCred": "Payment", "CustRfnd": "Refund"}
_SUBTYPES = {
    "nonInventorySaleItem": "Sale",
    "otherChargeSaleItem": "Sale",
    "serviceSaleItem": "Sale",
}
# Ledger rows that are lines of the transaction although the document has no such line.
_LEDGER_LINES = frozenset({"main", "cogs", "inventory", "exchange", "rounding"})


def _number(value: Decimal | int | None) -> Stored:
    return None if value is None else stored_number(value)


def _day(value: date | None) -> Stored:
    return None if value is None else stored_date(value)


def _flag(value: bool) -> Stored:
    return "T" if value else "F"


def _custom(value: Any) -> Stored:
    if isinstance(value, bool):
        return _flag(value)
    if isinstance(value, Decimal | int):
        return stored_number(value)
    return str(value) if value not in (None, "") else None


@dataclass(frozen=True)
class Rows:
    """`zone`: the account's time zone, in which moments are kept. `sale_sign`: the sign of
    `foreigntotal` on sales documents."""

    zone: ZoneInfo
    sale_sign: int

    def moment(self, value: datetime) -> Stored:
        return stored_date(value.astimezone(self.zone))

    # --- transactions --------------------------------------------------------------------

    def transaction(self, document: Transaction) -> Iterator[Row]:
        invoice = document.type == "CustInvc"
        total = self._header_sign(document)
        row: Row = {
            "id": _number(document.id),
            "tranid": document.tran_id or None,
            "transactionnumber": document.transaction_number or None,
            "trandisplayname": f"{TYPE_NAMES[document.type]} #{document.tran_id}",
            "type": document.type,
            "abbrevtype": _ABBREVIATIONS[document.type],
            "recordtype": document.record_type.lower(),
            "status": document.status or None,
            "entity": _number(document.entity),
            "trandate": _day(document.tran_date),
            "duedate": _day(document.due_date),
            "shipdate": _day(document.ship_date),
            "postingperiod": _number(document.posting_period if _posts(document) else None),
            "posting": _flag(_posts(document)),
            "voided": _flag(document.voided),
            "currency": _number(document.currency),
            "exchangerate": _number(document.exchange_rate),
            "foreigntotal": _number(total * document.total if total else None),
            "taxtotal": _number(total * document.tax_total if document.lines and total else None),
            "foreignamountpaid": _number(document.amount_paid if invoice else None),
            "foreignamountunpaid": _number(document.amount_remaining if invoice else None),
            "otherrefnum": document.other_ref_num or None,
            "memo": document.memo or None,
            "externalid": document.external_id,
            "terms": _number(document.terms),
            "approvalstatus": _approval(document),
            "paymentmethod": _number(document.payment_method),
            "createddate": self.moment(document.created),
            "lastmodifieddate": self.moment(document.last_modified),
            "madefrom": _number(document.created_from),
            "settled": _number(_base(document, document.amount_paid)),
            "open": _number(_base(document, document.amount_remaining)),
        }
        row.update({name: _custom(document.custom.get(name)) for name in CUSTOM_FIELDS})
        yield row

    def lines(self, document: Transaction) -> Iterator[Row]:
        """Main line, item lines, then discount, shipping and tax in the ledger's own numbering."""
        main = _main_sign(document)
        yield _line(document, 0, main * document.total if main else None, mainline="T")
        for line in document.lines:
            yield _item_line(document, line)
        number = max((line.line for line in document.lines), default=0)
        for amount, item, kind in (
            (document.discount_total, document.discount_item, "Discount"),
            (document.shipping_cost, document.ship_method, "ShipItem"),
            (document.tax_total, None, "TaxItem"),
        ):
            if amount and (item is not None or kind != "Discount"):
                number += 1
                yield _line(
                    document,
                    number,
                    -main * amount,
                    item=_number(item),
                    itemtype=kind,
                    taxline=_flag(kind == "TaxItem"),
                )

    def links(self, document: Transaction) -> Iterator[Row]:
        return _numbered(self._line_links(document))

    def headers(self, document: Transaction) -> Iterator[Row]:
        return _numbered(self._header_links(document))

    def _line_links(self, document: Transaction) -> Iterator[Row]:
        """Line by line from the document it was made from, and from what it is applied to. A
        document without a line in common (an amount-only refund) is linked by the main lines."""
        kind = _MADE_FROM.get(document.type)
        if document.created_from is not None and kind is not None:
            common = [line for line in document.lines if line.order_line is not None]
            for line in common:
                previous = line.order_doc or document.created_from
                yield self._link(document, previous, kind, line.amount, line.order_line, line.line)
            if not common:
                yield self._link(document, document.created_from, kind, document.total)
        for application in document.applications:
            kind = _APPLIED.get(document.type, "Payment")
            yield self._link(document, application.doc, kind, application.amount, application.line)

    def _header_links(self, document: Transaction) -> Iterator[Row]:
        """The same links, one for each pair of documents and kind of link."""
        sums: dict[tuple[Stored, Stored], Row] = {}
        kind = _MADE_FROM.get(document.type)
        if document.created_from is not None and kind is not None:
            link = self._link(document, document.created_from, kind, document.total)
            sums[link["previousdoc"], kind] = link
        for application in document.applications:
            kind = _APPLIED.get(document.type, "Payment")
            link = self._link(document, application.doc, kind, application.amount)
            sums[link["previousdoc"], kind] = link
        yield from sums.values()

    def _link(
        self,
        document: Transaction,
        previous: int,
        kind: str,
        amount: Decimal,
        previous_line: int | None = 0,
        line: int = 0,
    ) -> Row:
        return {
            "previousdoc": _number(previous),
            "previousline": _number(previous_line),
            "nextdoc": _number(document.id),
            "nextline": _number(line),
            "nexttype": document.type,
            "linktype": kind,
            "foreignamount": _number(amount),
            "lastmodifieddate": self.moment(document.last_modified),
        }

    def _header_sign(self, document: Transaction) -> int:
        if document.type in _SALES:
            return self.sale_sign
        return _main_sign(document)

    # --- ledger --------------------------------------------------------------------------

    def posting(self, row: LedgerRow) -> Iterator[Row]:
        amount = _number(row.debit - row.credit)
        yield {
            "key": _number(row.id),
            "transaction": _number(row.transaction),
            "transactionline": _number(row.line),
            "account": _number(row.account),
            "debit": _number(row.debit or None),
            "credit": _number(row.credit or None),
            "amount": amount,
            "netamount": amount,
        }

    def posting_lines(self, row: LedgerRow) -> Iterator[Row]:
        if row.kind not in _LEDGER_LINES or row.line == 0:
            return
        yield {
            "gl": _number(row.id),
            "transaction": _number(row.transaction),
            "id": _number(row.line),
            "linesequencenumber": _number(row.line),
            "uniquekey": _number(row.transaction * _KEYS + row.line),
            "mainline": "F",
            "taxline": "F",
            "iscogs": _flag(row.kind in ("cogs", "inventory")),
            "isclosed": "F",
            "item": _number(row.item),
            "netamount": _number(row.debit - row.credit),
            "expenseaccount": _number(row.account),
        }

    # --- entities and lists --------------------------------------------------------------

    def customer(self, document: Customer) -> Iterator[Row]:
        yield {
            "id": _number(document.id),
            "shown": document.display_name,
            "entityid": document.entity_id,
            "companyname": document.company_name or None,
            "isperson": _flag(document.is_person),
            "firstname": document.first_name or None,
            "lastname": document.last_name or None,
            "email": document.email or None,
            "phone": document.phone or None,
            "isinactive": _flag(document.is_inactive),
            "externalid": document.external_id,
            "datecreated": self.moment(document.date_created),
            "lastmodifieddate": self.moment(document.last_modified),
            "currency": _number(document.currency),
            "terms": _number(document.terms),
        }

    def item(self, document: Item) -> Iterator[Row]:
        yield {
            "id": _number(document.id),
            "shown": document.item_id,
            "itemid": document.item_id,
            "displayname": document.display_name or None,
            "itemtype": document.item_type,
            "subtype": _SUBTYPES.get(document.record_type),
            "isinactive": _flag(document.is_inactive),
            "upccode": document.upc_code or None,
            "externalid": document.external_id,
            "createddate": self.moment(document.date_created),
            "lastmodifieddate": self.moment(document.last_modified),
            "incomeaccount": _number(document.income_account),
            "assetaccount": _number(document.asset_account),
        }

    def price(self, document: Item) -> Iterator[Row]:
        """The base price is price level 1, from the first unit on."""
        if document.base_price is not None:
            yield {
                "item": _number(document.id),
                "pricelevel": _number(1),
                "unitprice": _number(document.base_price),
                "quantity": _number(0),
            }

    def account(self, document: Account) -> Iterator[Row]:
        yield {
            "id": _number(document.id),
            "shown": document.display_name,
            "acctnumber": document.acct_number,
            "accountsearchdisplayname": document.display_name,
            "fullname": document.acct_name,
            "accttype": document.acct_type,
            "isinactive": _flag(document.is_inactive),
            "issummary": "F",
            "externalid": document.external_id,
        }

    def currency(self, document: Currency) -> Iterator[Row]:
        yield {
            "id": _number(document.id),
            "shown": document.name,
            "symbol": document.symbol,
            "name": document.name,
            "exchangerate": _number(document.exchange_rate),
            "isbasecurrency": _flag(document.is_base_currency),
            "isinactive": _flag(document.is_inactive),
        }

    def period(self, document: AccountingPeriod) -> Iterator[Row]:
        closed = _flag(document.closed)
        yield {
            "id": _number(document.id),
            "shown": document.period_name,
            "periodname": document.period_name,
            "startdate": _day(document.start_date),
            "enddate": _day(document.end_date),
            "closed": closed,
            "alllocked": closed,
            "arlocked": closed,
            "isposting": "T",
            "isadjust": "F",
            "isquarter": "F",
            "isyear": "F",
            "isinactive": "F",
        }

    def payment_method(self, document: PaymentMethod) -> Iterator[Row]:
        yield {
            "id": _number(document.id),
            "shown": document.name,
            "name": document.name,
            "isinactive": _flag(document.is_inactive),
        }

    def term(self, document: Term) -> Iterator[Row]:
        yield {
            "id": _number(document.id),
            "shown": document.name,
            "name": document.name,
            "daysuntilnetdue": _number(document.days_until_net_due),
            "isinactive": _flag(document.is_inactive),
        }


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        yield {**row, "number": _number(number)}


def _posts(document: Transaction) -> bool:
    return document.type != "SalesOrd"


def _approval(document: Transaction) -> Stored:
    """1 pending, 2 approved; only what can wait for approval has one."""
    if document.type not in ("SalesOrd", "CustInvc"):
        return None
    pending = "A" if document.type == "SalesOrd" else "D"
    return _number(1 if document.status == pending else 2)


def _main_sign(document: Transaction) -> int:
    """1: the main line is a debit; -1: a credit; 0: the document moves no money."""
    if document.type == "ItemShip":
        return 0
    return -1 if document.type in _REFUNDS or document.type == "CustRfnd" else 1


def _base(document: Transaction, amount: Decimal) -> Decimal:
    if document.exchange_rate == 1:
        return amount
    return (amount * document.exchange_rate).quantize(_CENT, rounding=ROUND_HALF_UP)


def _line(document: Transaction, number: int, amount: Decimal | None, **more: Stored) -> Row:
    base = _base(document, amount) if amount is not None else None
    row: Row = {
        "gl": DOCUMENT_LINE,
        "transaction": _number(document.id),
        "id": _number(number),
        "linesequencenumber": _number(number),
        "uniquekey": _number(document.id * _KEYS + number),
        "mainline": "F",
        "taxline": "F",
        "iscogs": "F",
        "isclosed": "F",
        "netamount": _number(base),
        "foreignamount": _number(amount),
    }
    row.update(more)
    return row


def _item_line(document: Transaction, line: Line) -> Row:
    sign = 1 if document.type in _REFUNDS else -1
    shipment = document.type == "ItemShip"
    order = document.type == "SalesOrd"
    return _line(
        document,
        line.line,
        None if shipment else sign * line.amount,
        item=_number(line.item),
        quantity=_number(sign * line.quantity),
        rate=None if shipment else _number(line.rate),
        uniquekey=_number(line.unique_key),
        quantitybilled=_number(line.quantity_billed if order else None),
        quantityshiprecv=_number(line.quantity_fulfilled if order else None),
        isclosed=_flag(line.is_closed),
        memo=line.description or None,
    )
