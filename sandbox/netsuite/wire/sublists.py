"""The lines of every sublist, each as `name -> (kind, target of a reference, value)`.

Keys: the line number on item lists and tax details, `doc=104,line=0` on lists of applications
(they are keyed by document and line), the line number of an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from sandbox.netsuite.records import (
    AccountLine,
    Application,
    Item,
    Line,
    Records,
    Transaction,
)
from sandbox.netsuite.rules.banking import waiting
from sandbox.netsuite.rules.commitment import back_ordered
from sandbox.netsuite.rules.settling import open_for, pieces_of
from sandbox.netsuite.rules.statuses import TYPE_NAMES
from sandbox.netsuite.wire.list_sublists import LIST_SUBLISTS, Row, Rows

__all__ = ["SHIPPING", "Row", "Rows", "rows"]

SHIPPING = "SHIPPING"  # the tax details reference of the shipping cost


def rows(records: Records, document: Any, sublist: str) -> Rows:
    """Keys and lines of a sublist of `document`."""
    return _SUBLISTS[sublist](records, document)


def _items(records: Records, transaction: Transaction) -> Rows:
    make = _fulfilled if transaction.type in ("ItemShip", "ItemRcpt") else _item
    return [(str(line.line), make(records, transaction, line)) for line in transaction.lines]


def _item(records: Records, transaction: Transaction, line: Line) -> Row:
    item = records.items.get(line.item)
    row: Row = {
        "line": ("number_id", "", line.line),
        "lineUniqueKey": ("text", "", str(line.unique_key)),
        "item": ("reference", "item", line.item),
        "itemType": ("enum", "", None if item is None else (item.item_type, item.item_type)),
        "description": ("text", "", line.description),
        "quantity": ("number", "", line.quantity),
        "rate": ("number", "", line.rate),
        "amount": ("number", "", line.amount),
        "price": (
            "enum",
            "",
            None
            if line.price_level is None
            else (str(line.price_level), "Custom" if line.price_level == -1 else "Base Price"),
        ),
        "taxDetailsReference": ("text", "", line.tax_details_reference),
    }
    if item is not None and item.item_type == "Discount":
        row["quantity"] = ("number", "", None)  # the line above has the units
        if line.is_percent:
            row["rate"] = ("text", "", f"{line.rate}%")
    row["location"] = ("reference", "location", line.location)
    if transaction.type in ("SalesOrd", "RtnAuth", "Estimate"):
        row |= _progress(transaction, line, item)
    if transaction.type != "SalesOrd":
        row["orderLine"] = ("number_id", "", line.order_line)
        if transaction.type == "CustCred":
            row["orderDoc"] = ("reference", "transaction", line.order_doc)
    for name, value in line.custom.items():
        row[name] = ("custom", "", value)
    return row


def _progress(transaction: Transaction, line: Line, item: Item | None) -> Row:
    """What was done with a line of an order, a return or an estimate."""
    row: Row = {
        "isClosed": ("flag", "", line.is_closed),
        "quantityBilled": ("number", "", line.quantity_billed),
    }
    if transaction.type == "RtnAuth":
        row["quantityReceived"] = ("number", "", line.quantity_received)
    elif transaction.type == "SalesOrd":
        row["quantityFulfilled"] = ("number", "", line.quantity_fulfilled)
        if item is not None and item.item_type == "InvtPart":
            row["quantityCommitted"] = ("number", "", line.quantity_committed)
            row["quantityBackOrdered"] = ("number", "", back_ordered(transaction, line))
    return row


def _fulfilled(_records: Records, transaction: Transaction, line: Line) -> Row:
    row: Row = {
        "line": ("number_id", "", line.line),
        "orderLine": ("number_id", "", line.order_line),
        "item": ("reference", "item", line.item),
        "itemReceive": ("flag", "", True),
        "description": ("text", "", line.description),
        "quantity": ("number", "", line.quantity),
        "location": ("reference", "location", line.location),
    }
    if transaction.type == "ItemRcpt":
        row["restock"] = ("flag", "", line.moves_stock)
    return row


def _tax_details(records: Records, transaction: Transaction) -> Rows:
    names: dict[str, tuple[str, str]] = {}
    for line in transaction.lines:
        item = records.items.get(line.item)
        names[line.tax_details_reference] = ("Item", "" if item is None else item.item_id)
    method = None
    if transaction.ship_method is not None:
        method = records.items.get(transaction.ship_method)
    shipping = "Shipping Cost" if method is None else f"{method.item_id}, Shipping Cost"
    names[SHIPPING] = ("Shipping", shipping)
    found: Rows = []
    for number, detail in enumerate(transaction.tax_details, start=1):
        # The account's own tax is one detail over the header, which names no line.
        line_type, line_name = names.get(detail.reference, ("", ""))
        found.append(
            (
                str(number),
                {
                    "taxDetailsReference": (
                        "enum",
                        "",
                        (detail.reference, line_name) if detail.reference else None,
                    ),
                    "lineType": ("text", "", line_type),
                    "lineName": ("text", "", line_name),
                    "netAmount": ("number", "", detail.tax_basis),
                    "taxBasis": ("number", "", detail.tax_basis),
                    "taxRate": ("number", "", detail.tax_rate),
                    "taxAmount": ("number", "", detail.tax_amount),
                    "taxCode": ("reference", "salesTaxItem", detail.tax_code),
                    "taxType": ("integer", "", detail.tax_type),
                },
            )
        )
    return found


def _apply(records: Records, transaction: Transaction) -> Rows:
    """What this document is applied to, then what it could still be applied to.

    The record is read in edit mode, so open documents of the same customer are listed too, and
    `due` is what would be open without this document.
    """
    if transaction.type == "CustDep":
        return _spent(records, transaction)
    applied = {application.doc: application for application in transaction.applications}
    found = [
        _application(records, transaction, application) for application in transaction.applications
    ]
    for other in _open_documents(records, transaction):
        if other.id not in applied:
            found.append(
                _application(
                    records, transaction, Application(doc=other.id, amount=Decimal(0)), apply=False
                )
            )
    return found


def _spent(records: Records, deposit: Transaction) -> Rows:
    """What a deposit was spent on, through its deposit applications. Read only."""
    found: dict[str, Row] = {}
    for spending in records.deposit_applications.find(deposit.id):
        for application in spending.applications:
            key, row = _application(records, spending, application)
            found[key] = row
    return list(found.items())


def _application(
    records: Records, transaction: Transaction, application: Application, *, apply: bool = True
) -> tuple[str, Row]:
    document = records.transactions[application.doc]
    currency = records.currencies.get(transaction.currency)
    return (
        f"doc={application.doc},line={application.line}",
        {
            "apply": ("flag", "", apply),
            "doc": ("reference", "transaction", application.doc),
            "line": ("number_id", "", application.line),
            "amount": ("number", "", application.amount if apply else None),
            "due": ("number", "", document.amount_remaining + application.amount),
            "total": ("number", "", document.total),
            "type": ("text", "", TYPE_NAMES[document.type]),
            "refNum": ("text", "", document.tran_id),
            "applyDate": ("day", "", document.tran_date),
            "currency": ("text", "", "" if currency is None else currency.symbol),
        },
    )


def _along(
    records: Records, payment: Transaction, attribute: str
) -> Iterator[tuple[Transaction, Decimal]]:
    """What was applied along with a payment, then what could be; with the amount."""
    pieces = pieces_of(records, payment, attribute)
    for document, amount in sorted(pieces.items()):
        yield records.transactions[document], amount
    for other in open_for(records, payment, attribute):
        if other.id not in pieces:
            yield other, Decimal(0)


def _credits(records: Records, payment: Transaction) -> Rows:
    found: Rows = []
    for credit, amount in _along(records, payment, "credits"):
        key, row = _application(
            records, payment, Application(doc=credit.id, amount=amount), apply=bool(amount)
        )
        row["creditDate"] = row.pop("applyDate")
        row["appliedTo"] = ("text", "", ", ".join(_applied_to(records, payment, credit)))
        found.append((key, row))
    return found


def _applied_to(records: Records, payment: Transaction, credit: Transaction) -> Iterator[str]:
    for application in credit.applications:
        if application.along == payment.id:
            yield records.transactions[application.doc].tran_id


def _deposits(records: Records, transaction: Transaction) -> Rows:
    """A refund's list is always empty on GET (Help Center "Customer Refund")."""
    if transaction.type != "CustPymt":
        return []
    found: Rows = []
    for deposit, amount in _along(records, transaction, "deposits"):
        currency = records.currencies[deposit.currency]
        found.append(
            (
                f"doc={deposit.id}",
                {
                    "apply": ("flag", "", bool(amount)),
                    "doc": ("reference", "transaction", deposit.id),
                    "amount": ("number", "", amount or None),
                    "remaining": ("number", "", deposit.amount_remaining + amount),
                    "total": ("number", "", deposit.total),
                    "refNum": ("text", "", deposit.tran_id),
                    "depositDate": ("day", "", deposit.tran_date),
                    "currency": ("text", "", currency.symbol),
                },
            )
        )
    return found


def _open_documents(records: Records, transaction: Transaction) -> Iterator[Transaction]:
    wanted = ("CustCred", "CustPymt") if transaction.type == "CustRfnd" else ("CustInvc",)
    for other in records.transactions_by_entity.find(transaction.entity):
        if (
            other.type in wanted
            and other.currency == transaction.currency
            and other.amount_remaining > 0
            and not other.voided
        ):
            yield other


def _deposited(records: Records, deposit: Transaction) -> Rows:
    """Documents on a bank deposit, then those that still lie in Undeposited Funds."""
    found: Rows = []
    documents = sorted(waiting(records, deposit), key=lambda document: document.id)
    for document in sorted(documents, key=lambda document: document.id not in deposit.banked):
        amount = document.banked_amount
        found.append(
            (
                str(document.id),
                {
                    "id": ("integer", "", document.id),
                    "deposit": ("flag", "", document.id in deposit.banked),
                    "docDate": ("day", "", document.tran_date),
                    "docNumber": ("text", "", document.tran_id),
                    "type": ("text", "", TYPE_NAMES[document.type]),
                    "entity": ("reference", "customer", document.entity),
                    "paymentMethod": ("reference", "paymentMethod", document.payment_method),
                    "currency": ("reference", "currency", document.currency),
                    "paymentAmount": ("number", "", amount),
                    "transactionAmount": ("number", "", amount),
                },
            )
        )
    return found


def _account_rows(part: str) -> Callable[[Records, Transaction], Rows]:
    def rows_of(_records: Records, transaction: Transaction) -> Rows:
        return [
            (str(line.line), _account_row(line))
            for line in transaction.account_lines
            if line.part == part
        ]

    return rows_of


def _account_row(line: AccountLine) -> Row:
    row: Row = {
        "line": ("number_id", "", line.line),
        "account": ("reference", "account", line.account),
        "memo": ("text", "", line.memo),
        "entity": ("reference", "customer", line.entity),
    }
    if line.part == "line":
        row["debit"] = ("number", "", line.debit or None)
        row["credit"] = ("number", "", line.credit or None)
    else:
        sign = 1 if line.part == "cashBack" else -1
        row["amount"] = ("number", "", sign * (line.debit - line.credit))
    return row


def _packages(_records: Records, fulfilment: Transaction) -> Rows:
    return [
        (str(number), {"packageTrackingNumber": ("text", "", tracking)})
        for number, tracking in enumerate(fulfilment.tracking_numbers, start=1)
    ]


_SUBLISTS: dict[str, Callable[[Records, Any], Rows]] = {
    "item": _items,
    "taxDetails": _tax_details,
    "apply": _apply,
    "credit": _credits,
    "deposit": _deposits,
    "package": _packages,
    "payment": _deposited,
    "other": _account_rows("other"),
    "cashBack": _account_rows("cashBack"),
    "line": _account_rows("line"),
    **LIST_SUBLISTS,
}
