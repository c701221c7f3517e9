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

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.netsuite.records import (
    CustomField,
    Item,
    LedgerRow,
    Line,
    Transaction,
)
from sandbox.netsuite.rules.commitment import back_ordered
from sandbox.netsuite.rules.consolidation import general_rate
from sandbox.netsuite.rules.periods import NON_POSTING
from sandbox.netsuite.rules.statuses import TYPE_NAMES
from sandbox.netsuite.rules.stock import places
from sandbox.netsuite.suiteql.list_rows import ListRows, Row, day, flag, number
from sandbox.netsuite.suiteql.values import Stored, stored_number

__all__ = ["DOCUMENT_LINE", "Row", "Rows"]


_SALES = frozenset({"SalesOrd", "CashSale", "CustInvc", "Estimate"})
# Documents whose lines come back: refunds, and returns with their receipts.
_REFUNDS = frozenset({"CashRfnd", "CustCred", "RtnAuth", "ItemRcpt"})
_SHIPMENTS = frozenset({"ItemShip", "ItemRcpt"})
_MONEY_OUT = frozenset({"CashRfnd", "CustCred", "RtnAuth", "CustRfnd", "Check"})
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
    "RtnAuth": "RTNAUTH",
    "ItemRcpt": "ITEMRCPT",
    "CustDep": "CUSTDEP",
    "DepAppl": "DEPAPPL",
    "Deposit": "DEP",
    "Journal": "GENJRNL",
    "Estimate": "ESTIMATE",
    "Check": "CHK",
}
# Link type of a document by the type of the one made from it (API Browser 2026.1, link types).
_MADE_FROM = {
    "CashSale": "OrdBill",
    "CustInvc": "OrdBill",
    "ItemShip": "ShipRcpt",
    "CashRfnd": "Refund",
    "CustCred": "Refund",
    "ItemRcpt": "ShipRcpt",
    "RtnAuth": "SaleRet",
    "SalesOrd": "OrdBill",  # of an estimate
}
_APPLIED = {"CustRfnd": "Refund"}  # every other application is a payment
# Ledger rows that are lines of the transaction although the document has no such line.
_LEDGER_LINES = frozenset({"main", "cogs", "inventory", "exchange", "rounding", "banked"})


@dataclass(frozen=True)
class Rows(ListRows):
    """`sale_sign`: the sign of `foreigntotal` on sales documents."""

    sale_sign: int

    def stock(self, document: Item) -> Iterator[Row]:
        """One row for each location that the item may lie at, as its Locations list has it."""
        for location in places(self.records, document):
            lies = document.at(location.id)
            worth = (lies.on_hand * document.average_cost).quantize(_CENT, ROUND_HALF_UP)
            yield {
                "item": number(document.id),
                "location": number(location.id),
                "quantityonhand": number(lies.on_hand),
                "quantityavailable": number(lies.on_hand - lies.committed),
                "quantitycommitted": number(lies.committed),
                "averagecostmli": number(document.average_cost),
                "onhandvaluemli": number(worth),
            }

    # --- transactions --------------------------------------------------------------------

    def transaction(self, document: Transaction) -> Iterator[Row]:
        invoice = document.type == "CustInvc"
        total = self._header_sign(document)
        row: Row = {
            "id": number(document.id),
            "tranid": document.tran_id or None,
            "transactionnumber": document.transaction_number or None,
            "trandisplayname": f"{TYPE_NAMES[document.type]} #{document.tran_id}",
            "type": document.type,
            "abbrevtype": _ABBREVIATIONS[document.type],
            "recordtype": document.record_type.lower(),
            "status": document.status or None,
            "entity": number(document.entity or None),
            "subsidiary": number(document.subsidiary),
            "trandate": day(document.tran_date),
            "duedate": day(document.due_date),
            "shipdate": day(document.ship_date),
            "postingperiod": number(document.posting_period if _posts(document) else None),
            "posting": flag(_posts(document)),
            "voided": flag(document.voided),
            "currency": number(document.currency),
            "exchangerate": number(document.exchange_rate),
            "foreigntotal": number(total * document.total if total else None),
            "taxtotal": number(total * document.tax_total if document.lines and total else None),
            "foreignamountpaid": number(document.amount_paid if invoice else None),
            "foreignamountunpaid": number(document.amount_remaining if invoice else None),
            "otherrefnum": document.other_ref_num or None,
            "memo": document.memo or None,
            "externalid": document.external_id,
            "terms": number(document.terms),
            "approvalstatus": _approval(document),
            "paymentmethod": number(document.payment_method),
            "createddate": self.moment(document.created),
            "lastmodifieddate": self.moment(document.last_modified),
            "madefrom": number(document.created_from),
            "settled": number(_base(document, document.amount_paid)),
            "open": number(_base(document, document.amount_remaining)),
        }
        yield row

    def lines(self, document: Transaction, fields: list[CustomField]) -> Iterator[Row]:
        """Main line, item or account lines, then discount, shipping and tax in the ledger's own
        numbering. A journal has no main line. `fields`: the account's custom columns."""
        main = _main_sign(document)
        if document.type != "Journal":
            yield _line(document, 0, main * document.total if main else None, mainline="T")
        for line in document.lines:
            yield {
                **_item_line(document, line),
                **self._held(document, line),
                **self.custom(line.custom, fields),
            }
        for entry in document.account_lines:
            yield _line(
                document,
                entry.line,
                entry.debit - entry.credit,
                expenseaccount=number(entry.account),
                memo=entry.memo or None,
            )
        last = max((line.line for line in document.lines), default=0)
        for amount, item, kind in (
            (document.discount_total, document.discount_item, "Discount"),
            (document.shipping_cost, document.ship_method, "ShipItem"),
            (document.tax_total, None, "TaxItem"),
        ):
            if amount and (item is not None or kind != "Discount"):
                last += 1
                yield _line(
                    document,
                    last,
                    -main * amount,
                    item=number(item),
                    itemtype=kind,
                    taxline=flag(kind == "TaxItem"),
                )

    def _held(self, document: Transaction, line: Line) -> Row:
        """Stock that is held for the line of an order, and what it waits for."""
        item = self.records.items.get(line.item)
        if document.type != "SalesOrd" or item is None or item.item_type != "InvtPart":
            return {}
        return {
            "quantitycommitted": number(line.quantity_committed),
            "quantitybackordered": number(back_ordered(document, line)),
        }

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
        for previous, kind, amount, previous_line in self._money_links(document):
            yield self._link(document, previous, kind, amount, previous_line)

    def _header_links(self, document: Transaction) -> Iterator[Row]:
        """The same links, one for each pair of documents and kind of link."""
        sums: dict[tuple[Stored, Stored], Row] = {}
        kind = _MADE_FROM.get(document.type)
        if document.created_from is not None and kind is not None:
            link = self._link(document, document.created_from, kind, document.total)
            sums[link["previousdoc"], kind] = link
        for previous, kind, amount, _ in self._money_links(document):
            link = self._link(document, previous, kind, amount)
            sums[link["previousdoc"], kind] = link
        yield from sums.values()

    def _money_links(self, document: Transaction) -> Iterator[tuple[int, str, Decimal, int]]:
        """(previous document, link type, amount, its line) of what is applied, spent, deposited. A
        refund that spends a deposit is linked to the deposit itself, too."""
        applied = _APPLIED.get(document.type, "Payment")
        transactions = self.records.transactions
        for application in document.applications:
            yield application.doc, applied, application.amount, application.line
            spending = transactions.get(application.doc)
            if spending is not None and spending.deposit is not None:
                yield spending.deposit, "DepRfnd", application.amount, 0
        if document.sales_order is not None:
            yield document.sales_order, "OrdDep", document.total, 0
        if document.deposit is not None:
            yield document.deposit, "DepAppl", document.total, 0
        for banked in document.banked:
            found = transactions.get(banked)
            if found is not None:
                yield banked, "Payment", found.banked_amount, 0

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
            "previousdoc": number(previous),
            "previousline": number(previous_line),
            "nextdoc": number(document.id),
            "nextline": number(line),
            "nexttype": document.type,
            "linktype": kind,
            "foreignamount": number(amount),
            "lastmodifieddate": self.moment(document.last_modified),
        }

    def _header_sign(self, document: Transaction) -> int:
        if document.type in _SALES:
            return self.sale_sign
        return _main_sign(document)

    def custom(self, values: Mapping[str, Any], fields: Iterable[CustomField]) -> Row:
        """Custom fields as columns."""
        return {field.id: self._custom(field, values.get(field.id)) for field in fields}

    def _custom(self, field: CustomField, value: Any) -> Stored:
        if value in (None, ""):
            return None
        if isinstance(value, bool):
            return flag(value)
        if isinstance(value, Decimal | int):
            return stored_number(value)
        return day(date.fromisoformat(value)) if field.kind == "day" else str(value)

    # --- ledger --------------------------------------------------------------------------

    def posting(self, row: LedgerRow) -> Iterator[Row]:
        amount = number(row.debit - row.credit)
        yield {
            "key": number(row.id),
            "transaction": number(row.transaction),
            "transactionline": number(row.line),
            "account": number(row.account),
            "ratetype": general_rate(self.records.accounts[row.account].acct_type),
            "debit": number(row.debit or None),
            "credit": number(row.credit or None),
            "amount": amount,
            "netamount": amount,
        }

    def posting_lines(self, row: LedgerRow) -> Iterator[Row]:
        if row.kind not in _LEDGER_LINES or row.line == 0:
            return
        yield {
            "gl": number(row.id),
            "transaction": number(row.transaction),
            "id": number(row.line),
            "linesequencenumber": number(row.line),
            "uniquekey": number(row.transaction * _KEYS + row.line),
            "mainline": "F",
            "taxline": "F",
            "iscogs": flag(row.kind in ("cogs", "inventory")),
            "isclosed": "F",
            "item": number(row.item),
            "netamount": number(row.debit - row.credit),
            "expenseaccount": number(row.account),
        }


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    for at, row in enumerate(rows):
        yield {**row, "number": number(at)}


def _posts(document: Transaction) -> bool:
    return document.type not in NON_POSTING


def _approval(document: Transaction) -> Stored:
    """1 pending, 2 approved; only what can wait for approval has one."""
    if document.type not in ("SalesOrd", "CustInvc", "RtnAuth", "Journal"):
        return None
    pending = "D" if document.type == "CustInvc" else "A"
    return number(1 if document.status == pending else 2)


def _main_sign(document: Transaction) -> int:
    """1: the main line is a debit; -1: a credit; 0: the document moves no money."""
    if document.type in _SHIPMENTS:
        return 0
    return -1 if document.type in _MONEY_OUT else 1


def _base(document: Transaction, amount: Decimal) -> Decimal:
    if document.exchange_rate == 1:
        return amount
    return (amount * document.exchange_rate).quantize(_CENT, rounding=ROUND_HALF_UP)


def _line(document: Transaction, key: int, amount: Decimal | None, **more: Stored) -> Row:
    base = _base(document, amount) if amount is not None else None
    row: Row = {
        "gl": DOCUMENT_LINE,
        "transaction": number(document.id),
        "id": number(key),
        "linesequencenumber": number(key),
        "uniquekey": number(document.id * _KEYS + key),
        "mainline": "F",
        "taxline": "F",
        "iscogs": "F",
        "isclosed": "F",
        "netamount": number(base),
        "foreignamount": number(amount),
    }
    row.update(more)
    return row


def _item_line(document: Transaction, line: Line) -> Row:
    sign = 1 if document.type in _REFUNDS else -1
    shipment = document.type in _SHIPMENTS
    order = document.type in ("SalesOrd", "RtnAuth", "Estimate")
    moved = line.quantity_received if document.type == "RtnAuth" else line.quantity_fulfilled
    rate = line.rate / 100 if line.is_percent else line.rate
    return _line(
        document,
        line.line,
        None if shipment else sign * line.amount,
        item=number(line.item),
        quantity=None if line.is_percent else number(sign * line.quantity),
        rate=None if shipment else number(rate),
        location=number(line.location or document.location),
        uniquekey=number(line.unique_key),
        quantitybilled=number(line.quantity_billed if order else None),
        quantityshiprecv=number(moved if order else None),
        isclosed=flag(line.is_closed),
        memo=line.description or None,
    )
