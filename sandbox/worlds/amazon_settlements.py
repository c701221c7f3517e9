"""What a settlement becomes in NetSuite, as NetSuite Connector posts it (W8), and its deposit.

Fees are lines of the billed record of their order, a line a row; each refund is a cash refund of
the cash sale or a credit memo of the invoice, with the fees that came back; what belongs to no
order is one document of the settlement customer. The clerks then take what was collected to the
bank: the deposit is what Amazon transfers, and what it holds back stands on an account of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sandbox.amazon.records import CLOSED_REFUNDS
from sandbox.amazon.settlements.statement import Row
from sandbox.netsuite.chart import Chart
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.rules import operations
from sandbox.worlds.amazon_books import SETTLEMENT_CUSTOMER, AmazonBooks
from sandbox.worlds.facts import NOTHING

__all__ = ["RESERVES", "bank", "post"]

RESERVES = ("Previous Reserve Amount Balance", "Current Reserve Amount")
_UNIT = Decimal(1)


def post(books: AmazonBooks, settlement: str) -> None:
    """Everything but what is held back. Raises the books' own refusals."""
    statement = books.amazon.desk.statement(settlement)
    orders: defaultdict[str, list[Row]] = defaultdict(list)
    refunds: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in statement.rows:
        if row.transaction_type == "Order":
            orders[row.order_id].append(row)
        elif row.transaction_type in CLOSED_REFUNDS:
            refunds[row.order_id, row.adjustment_id].append(row)
    for order, rows in orders.items():
        _write_fees(books, order, rows)
    for (order, adjustment), rows in refunds.items():
        _write_refund(books, order, adjustment, rows)
    rest = [row for row in statement.rows if _belongs_to_no_order(row)]
    if rest:
        _write_rest(books, settlement, rest)


def bank(books: AmazonBooks, settlement: str) -> Transaction:
    """What the settlement pays goes to the bank."""
    statement = books.amazon.desk.statement(settlement)
    orders = {row.order_id for row in statement.rows if row.order_id}
    documents: list[int] = []
    for order in sorted(orders):
        documents += _money_of(books, books.desk.transaction(books.books.bills[order]))
    rest = _rest_of(books, settlement)
    documents += [] if rest is None else [rest.id]
    held = [row.amount for row in statement.rows if row.description in RESERVES]
    return books.desk.make_deposit(
        documents,
        other=[(books.reserve, amount) for amount in held],
        memo=f"Amazon settlement {settlement}",
    )


def _belongs_to_no_order(row: Row) -> bool:
    return not row.order_id and row.description not in RESERVES


def _fees(books: AmazonBooks, rows: Iterable[Row], sign: int) -> list[dict[str, Any]]:
    return [
        {
            "item": books.fee_item(_kind(row)),
            "quantity": _UNIT,
            "amount": sign * row.amount,
            "description": row.description,
        }
        for row in rows
    ]


def _kind(row: Row) -> str:
    """What the report calls the fee: advertising is named by its type only."""
    return row.amount_type if row.description == "TransactionTotalAmount" else row.description


def _write_fees(books: AmazonBooks, order: str, rows: list[Row]) -> None:
    bill = books.desk.transaction(books.books.bills[order])
    fees = _fees(books, (row for row in rows if row.amount_type == "ItemFees"), 1)
    operations.update(books.account, bill.record_type, bill.id, {"lines": fees})


def _write_refund(books: AmazonBooks, order: str, adjustment: str, rows: list[Row]) -> None:
    bill = books.desk.transaction(books.books.bills[order])
    back: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        back[row.amount_type, row.description, row.sku] -= row.amount
    lines: list[dict[str, Any]] = []
    for line in bill.lines:
        sku = books.account.records.items[line.item].item_id
        gross = back.get(("ItemPrice", "Principal", sku), NOTHING)
        if gross:
            units = gross * line.quantity / line.amount
            lines.append({"line": line.line, "quantity": units})
    lines += _fees(books, (row for row in rows if row.amount_type == "ItemFees"), -1)
    shipping = sum(
        (
            amount
            for (kind, what, _), amount in back.items()
            if kind in ("ItemPrice", "Promotion") and what == "Shipping"
        ),
        NOTHING,
    )
    target = "creditMemo" if bill.type == "CustInvc" else "cashRefund"
    overlay = {
        "lines": lines,
        "shipping_cost": shipping,
        "external_id": f"amazon-refund-{adjustment}",
        "other_ref_num": order,
    }
    operations.transform(books.account, bill.id, target, overlay, replace={"lines"})


def _write_rest(books: AmazonBooks, settlement: str, rows: list[Row]) -> None:
    owed = sum((row.amount for row in rows), NOTHING)
    kind, sign = ("cashRefund", -1) if owed < 0 else ("cashSale", 1)
    [customer] = books.account.records.entities_by_external_id.find(SETTLEMENT_CUSTOMER)
    operations.create(
        books.account,
        kind,
        {
            "entity": customer.id,
            "external_id": _reference(settlement),
            "memo": f"Amazon settlement {settlement}",
            "payment_method": books.method,
            "tax_details_override": True,
            "tax_details": [],
            "lines": _fees(books, rows, sign),
        },
    )


def _reference(settlement: str) -> str:
    return f"amazon-settlement-{settlement}"


def _rest_of(books: AmazonBooks, settlement: str) -> Transaction | None:
    found = books.account.records.transactions_by_external_id.first(_reference(settlement))
    return found if isinstance(found, Transaction) else None


def _money_of(books: AmazonBooks, bill: Transaction) -> list[int]:
    """The documents of an order that bear its money: of a cash sale and its refunds themselves, of
    an invoice its payment, or what is paid back of its credit."""
    records = books.account.records
    made = records.children(bill.id)
    if bill.type == "CashSale":
        return [bill.id, *(each.id for each in made if each.type == "CashRfnd")]
    moved = [
        _pay_back(books, each) for each in made if each.type == "CustCred" and each.amount_remaining
    ]
    if books.desk.transaction(bill.id).amount_remaining:
        moved.append(books.desk.receive_payment(bill.id).id)
    return moved


def _pay_back(books: AmazonBooks, credit: Transaction) -> int:
    """What is left of a credit, out of the money that waits for the bank: Amazon has paid it."""
    fields = {
        "entity": credit.entity,
        "currency": credit.currency,
        "account": int(Chart.UNDEPOSITED_FUNDS),
        "applications": [{"doc": credit.id, "amount": credit.amount_remaining}],
    }
    return int(operations.create(books.account, "customerRefund", fields).id)
