"""The lines of every sublist, each as `name -> (kind, target of a reference, value)`.

Keys: the line number on item lists and tax details, `doc=104,line=0` on lists of applications
(they are keyed by document and line), the line number of an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from sandbox.netsuite.records import Application, Customer, Line, Records, Transaction
from sandbox.netsuite.rules.statuses import TYPE_NAMES

__all__ = ["SHIPPING", "Row", "Rows", "rows"]

SHIPPING = "SHIPPING"  # the tax details reference of the shipping cost

Row = dict[str, tuple[str, str, Any]]
Rows = list[tuple[str, Row]]


def rows(records: Records, document: Any, sublist: str) -> Rows:
    """Keys and lines of a sublist of `document`."""
    return _SUBLISTS[sublist](records, document)


def _items(records: Records, transaction: Transaction) -> Rows:
    make = _fulfilled if transaction.type == "ItemShip" else _item
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
    if transaction.type == "SalesOrd":
        row["isClosed"] = ("flag", "", line.is_closed)
        row["quantityFulfilled"] = ("number", "", line.quantity_fulfilled)
        row["quantityBilled"] = ("number", "", line.quantity_billed)
    else:
        row["orderLine"] = ("number_id", "", line.order_line)
        if transaction.type == "CustCred":
            row["orderDoc"] = ("reference", "transaction", line.order_doc)
    for name, value in line.custom.items():
        row[name] = ("number" if isinstance(value, Decimal) else "text", "", value)
    return row


def _fulfilled(_records: Records, _transaction: Transaction, line: Line) -> Row:
    return {
        "line": ("number_id", "", line.line),
        "orderLine": ("number_id", "", line.order_line),
        "item": ("reference", "item", line.item),
        "itemReceive": ("flag", "", True),
        "description": ("text", "", line.description),
        "quantity": ("number", "", line.quantity),
    }


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


def _packages(_records: Records, fulfilment: Transaction) -> Rows:
    return [
        (str(number), {"packageTrackingNumber": ("text", "", tracking)})
        for number, tracking in enumerate(fulfilment.tracking_numbers, start=1)
    ]


def _address_book(_records: Records, customer: Customer) -> Rows:
    found: Rows = []
    for address in customer.addresses:
        parts = ("addressee", "attention", "addr1", "addr2", "city", "state", "zip")
        subrecord: Row = {name: ("text", "", getattr(address, name)) for name in parts}
        subrecord["addrPhone"] = ("text", "", address.addr_phone)
        subrecord["country"] = (
            "enum",
            "",
            (address.country, address.country) if address.country else None,
        )
        found.append(
            (
                str(address.line),
                {
                    "defaultBilling": ("flag", "", address.default_billing),
                    "defaultShipping": ("flag", "", address.default_shipping),
                    "label": ("text", "", address.label),
                    "addressBookAddress": ("subrecord", "", subrecord),
                },
            )
        )
    return found


def _currency_list(_records: Records, customer: Customer) -> Rows:
    return [(str(key), {"currency": ("reference", "currency", key)}) for key in customer.currencies]


def _nothing(_records: Records, _document: Any) -> Rows:
    """Deposits and credits: this account has none, and the refund's list is empty on GET anyway."""
    return []


_SUBLISTS: dict[str, Callable[[Records, Any], Rows]] = {
    "item": _items,
    "taxDetails": _tax_details,
    "apply": _apply,
    "credit": _nothing,
    "deposit": _nothing,
    "package": _packages,
    "addressBook": _address_book,
    "currencyList": _currency_list,
}
