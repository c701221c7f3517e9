"""What payments link: charges (invoices, checks on A/R) and credits (credit memos).

A link is a line of a Payment; the charge shows the payment in its LinkedTxn, never the credit. A
payment whose total is zero only links: its charges and credits are equal. Always

    credits <= charges <= total + credits,     unapplied = total + credits - charges

Sources: developer.intuit.com "Payment"; the recorded payment of the vendor's sample company,
"Created by QB Online to link credits to charges."
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.quickbooks_online import ledger
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import NotFound, NotLinkable
from sandbox.quickbooks_online.records import (
    CreditMemo,
    Invoice,
    JournalEntry,
    Line,
    LinkedTxn,
    Payment,
    Purchase,
    Stored,
    Transaction,
)
from sandbox.quickbooks_online.rules.money import ZERO, half_up
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.saving import deposit_of, entity_of, remove, touch

__all__ = [
    "OpenItem",
    "applied",
    "charges_and_credits",
    "find_open",
    "linked_ids",
    "refresh",
    "refresh_all",
    "shown_links",
    "shrink",
    "txn_type_of",
    "unlink",
    "worth",
]

# TxnType of a link -> where it is found. A purchase is a Check or an Expense by how it was paid.
_TYPES = {
    "Invoice": "Invoice",
    "CreditMemo": "CreditMemo",
    "JournalEntry": "JournalEntry",
    "Check": "Purchase",
    "Expense": "Purchase",
    "CreditCardCredit": "Purchase",
}
_PAYMENT_TYPES = {"Check": "Check", "Cash": "Expense", "CreditCard": "Expense"}


class OpenItem(msgspec.Struct, frozen=True):
    """`side` is 1 for a charge, -1 for a credit; `amount` is positive, as is what is `open`."""

    document: Transaction
    side: int
    amount: Decimal
    open: Decimal


def txn_type_of(document: Transaction) -> str:
    if isinstance(document, Purchase):
        return _PAYMENT_TYPES.get(document.payment_type or "", "Expense")
    return entity_of(document)


def find_open(
    company: Domain, link: LinkedTxn, customer: str, without: str | None = None
) -> OpenItem:
    """What a payment of `customer` may link. `without`: a payment whose own links do not count.
    Raises NotFound, NotLinkable."""
    entity = _TYPES.get(link.txn_type or "")
    txn = link.txn_id or ""
    if entity is None:
        raise NotLinkable(txn, f"TxnType={link.txn_type}")
    document = company.records.table(entity).get(txn)
    if document is None:
        raise NotFound()
    if isinstance(document, Purchase) and txn_type_of(document) != link.txn_type:
        raise NotLinkable(txn, f"TxnType={link.txn_type}")
    side, amount = worth(company, document, customer)
    if not amount:
        raise NotLinkable(txn)
    return OpenItem(document, side, amount, amount - applied(company, txn, without))


def worth(company: Domain, document: Transaction, customer: str) -> tuple[int, Decimal]:
    """Side and amount of a transaction on the A/R of `customer` as it stands in the ledger; 0 for
    none."""
    amount = sum(
        (
            row.foreign
            for row in ledger.rows_of(company.records, entity_of(document), document.id)
            if _owed(company, row.account) and _belongs(company, row.name, customer)
        ),
        ZERO,
    )
    return (1, amount) if amount >= 0 else (-1, -amount)


def _owed(company: Domain, account: str) -> bool:
    """Any account receivable: there is one for each currency."""
    return company.records.accounts[account].account_type == "Accounts Receivable"


def _belongs(company: Domain, name: str, customer: str) -> bool:
    """The customer itself, or a job below it: a parent pays for its jobs."""
    seen = 0
    while name and name != customer and seen < 5:
        found = company.records.customers.get(name)
        name = found.parent_ref.value if found is not None and found.parent_ref else ""
        seen += 1
    return name == customer


def applied(company: Domain, txn: str, without: str | None = None) -> Decimal:
    """What payments link of a charge or credit."""
    return sum(
        (
            line.amount or ZERO
            for payment in company.records.payments_by_link.find(txn)
            if payment.id != without
            for line in payment.line
            for link in line.linked_txn
            if link.txn_id == txn
        ),
        ZERO,
    )


def linked_ids(payment: Payment | None) -> dict[str, Decimal]:
    """What a payment links, and how much."""
    found: dict[str, Decimal] = {}
    for line in payment.line if payment is not None else ():
        for link in line.linked_txn:
            key = link.txn_id or ""
            found[key] = found.get(key, ZERO) + (line.amount or ZERO)
    return found


def charges_and_credits(company: Domain, lines: Iterable[Line]) -> tuple[Decimal, Decimal]:
    charges = credits = ZERO
    for line in lines:
        if _side(company, line) > 0:
            charges += line.amount or ZERO
        else:
            credits += line.amount or ZERO
    return charges, credits


def _side(company: Domain, line: Line) -> int:
    for link in line.linked_txn:
        document = _document(company, link.txn_id or "")
        if isinstance(document, CreditMemo):
            return -1
        if isinstance(document, (JournalEntry, Purchase)):
            rows = ledger.rows_of(company.records, entity_of(document), document.id)
            owed = sum((row.foreign for row in rows if _owed(company, row.account)), ZERO)
            return 1 if owed >= 0 else -1
    return 1


def _document(company: Domain, txn: str) -> Transaction | None:
    for entity in ("Invoice", "CreditMemo", "Purchase", "JournalEntry"):
        found: Transaction | None = company.records.table(entity).get(txn)
        if found is not None:
            return found
    return None


def shown_links(company: Domain, document: Stored) -> dict[str, Any]:
    """The members that follow from what links the document."""
    links = [
        LinkedTxn(txn_id=payment.id, txn_type="Payment")
        for payment in company.records.payments_by_link.find(document.id)
    ]
    deposit = deposit_of(company, document)
    if deposit is not None:
        links.append(LinkedTxn(txn_id=deposit, txn_type="Deposit"))
    members: dict[str, Any] = {"linked_txn": tuple(links)}
    if isinstance(document, (Invoice, CreditMemo)):
        left = (document.total_amt or ZERO) - applied(company, document.id)
        members["balance"] = left
        if document.home_total_amt is not None:
            members["home_balance"] = half_up(left * (document.exchange_rate or 1))
        if isinstance(document, CreditMemo):
            members["remaining_credit"] = left
    return members


def refresh(company: Domain, document: Transaction, options: Options) -> None:
    """Tell a linked document that its links changed."""
    touch(company, document, options, **shown_links(company, document))


def refresh_all(
    company: Domain, before: dict[str, Decimal], after: dict[str, Decimal], options: Options
) -> None:
    """Every document whose linked amount differs between two versions of a payment."""
    for txn in sorted(before.keys() | after.keys(), key=int):
        if before.get(txn) != after.get(txn):
            document = _document(company, txn)
            if document is not None:
                refresh(company, document, options)


def unlink(company: Domain, document: Transaction, options: Options) -> None:
    """Take every link to a document away: it is voided or deleted. What was paid becomes an
    unapplied credit of the customer; a payment that only linked is gone."""
    shrink(company, document, ZERO, options)


def shrink(company: Domain, document: Transaction, to: Decimal, options: Options) -> None:
    """Reduce the links to a document, the newest first, until `to` is linked."""
    excess = applied(company, document.id) - to
    for payment in reversed(company.records.payments_by_link.find(document.id)):
        if excess <= 0:
            break
        lines, taken = _cut(payment.line, document.id, excess)
        excess -= taken
        _settle(company, payment, lines, options)


def _cut(lines: tuple[Line, ...], txn: str, excess: Decimal) -> tuple[list[Line], Decimal]:
    kept: list[Line] = []
    taken = ZERO
    for line in reversed(lines):
        amount = line.amount or ZERO
        if excess > taken and any(link.txn_id == txn for link in line.linked_txn):
            cut = min(amount, excess - taken)
            taken += cut
            amount -= cut
        if amount:
            kept.insert(0, msgspec.structs.replace(line, amount=amount))
    return kept, taken


def _settle(company: Domain, payment: Payment, lines: list[Line], options: Options) -> None:
    """A payment that lost links: neither side may exceed what the other and its total allow."""
    total = payment.total_amt or ZERO
    charges, credits = charges_and_credits(company, lines)
    if charges > total + credits:
        lines = _lower(company, lines, 1, charges - total - credits)
        charges = total + credits
    if credits > charges:
        lines = _lower(company, lines, -1, credits - charges)
        credits = charges
    before = linked_ids(payment)
    if not lines and not total:
        remove(company, payment, options)
        refresh_all(company, before, {}, options)
        return
    changed = touch(
        company, payment, options, line=tuple(lines), unapplied_amt=total + credits - charges
    )
    ledger.post(company, "Payment", changed)
    refresh_all(company, before, linked_ids(changed), options)


def _lower(company: Domain, lines: list[Line], side: int, excess: Decimal) -> list[Line]:
    kept: list[Line] = []
    for line in reversed(lines):
        amount = line.amount or ZERO
        if excess and _side(company, line) == side:
            cut = min(amount, excess)
            excess -= cut
            amount -= cut
        if amount:
            kept.insert(0, msgspec.structs.replace(line, amount=amount))
    return kept
