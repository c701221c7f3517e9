"""Applying: payments and credit memos to invoices, customer refunds to credits and payments.

An application is a link. It moves no money in the ledger; it lowers what is due on the document
and what is left of the applying one. Sources: Help Center "Updating a Sublist" (customer payment
samples), "Customer Refund". The sentences of the refusals are not published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, Application, Transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["APPLIES_TO", "automatic", "check", "check_due", "merge", "open_documents"]

APPLIES_TO: dict[str, frozenset[str]] = {
    "CustPymt": frozenset({"CustInvc"}),
    "CustCred": frozenset({"CustInvc"}),
    "CustRfnd": frozenset({"CustCred", "CustPymt", "DepAppl"}),
    "DepAppl": frozenset({"CustInvc"}),
}


def merge(
    netsuite: Domain,
    transaction: Transaction,
    given: Sequence[Mapping[str, Any]] | None,
    replace: Collection[str] = (),
) -> tuple[Application, ...]:
    """Lines are keyed by document; `apply: false` or amount 0 takes one off.

    A line without an amount takes what is due. Raises InvalidContent for a document that this
    transaction cannot be applied to.
    """
    if given is None:
        return ()
    kept = (
        {}
        if "applications" in replace
        else {application.doc: application for application in transaction.applications}
    )
    for index, values in enumerate(given):
        path = f"apply.items[{index}]"
        doc = values.get("doc")
        target = netsuite.records.transactions.get(doc)
        if target is None or not _fits(transaction, target):
            raise InvalidContent.field_value(doc, "doc", f"{path}.doc")
        known = kept.pop(target.id, None)
        amount = values.get("amount")
        if amount is None:
            amount = known.amount if known else target.amount_remaining
        if not values.get("apply", True) or not amount:
            continue
        if amount < 0:
            raise InvalidContent.field_value(amount, "amount", f"{path}.amount")
        kept[target.id] = Application(
            doc=target.id,
            amount=amount,
            line=values.get("line") or 0,
            apply_date=known.apply_date if known else transaction.tran_date,
            along=known.along if known else None,
        )
    return tuple(kept[doc] for doc in sorted(kept))


def _fits(transaction: Transaction, target: Transaction) -> bool:
    return (
        target.type in APPLIES_TO[transaction.type]
        and target.entity == transaction.entity
        and target.currency == transaction.currency
        and target.subsidiary == transaction.subsidiary
        and not target.voided
    )


def check_due(netsuite: Domain, old: Transaction | None, transaction: Transaction) -> None:
    """No document gets more than it is due. Raises UserError, InvalidContent."""
    before = {each.doc: each.amount for each in old.applications} if old else {}
    for index, application in enumerate(transaction.applications):
        target = netsuite.records.transactions[application.doc]
        if not _fits(transaction, target):
            raise InvalidContent.field_value(application.doc, "doc", f"apply.items[{index}].doc")
        due = target.amount_remaining + before.get(application.doc, ZERO)
        if application.amount > due:
            raise UserError(
                f"The amount applied ({application.amount}) exceeds the amount due ({due}).",
                f"apply.items[{index}].amount",
            )


def check(netsuite: Domain, old: Transaction | None, transaction: Transaction) -> None:
    """No document gets more than it is due, nobody gives more than there is. UserError."""
    check_due(netsuite, old, transaction)
    applied = sum((application.amount for application in transaction.applications), ZERO)
    refunded = sum(
        (
            application.amount
            for refund in netsuite.records.applied_to(transaction.id)
            for application in refund.applications
            if application.doc == transaction.id
        ),
        ZERO,
    )
    if applied + refunded > transaction.total:
        raise UserError(
            f"The total of the amounts applied ({applied + refunded}) exceeds the amount of the "
            f"transaction ({transaction.total}).",
            "apply",
        )


def open_documents(netsuite: Domain, transaction: Transaction) -> Iterator[Transaction]:
    """What this transaction could be applied to, oldest first."""
    records = netsuite.records
    found = [
        target
        for target in records.transactions_by_entity.find(transaction.entity)
        if _fits(transaction, target) and target.amount_remaining > 0
    ]
    yield from sorted(found, key=lambda target: (target.tran_date, target.id))


def automatic(
    netsuite: Domain, transaction: Transaction, amount: Decimal
) -> tuple[Application, ...]:
    """`amount` over the open documents, oldest first (Auto Apply)."""
    made = []
    for target in open_documents(netsuite, transaction):
        if amount <= 0:
            break
        piece = min(amount, target.amount_remaining)
        made.append(Application(doc=target.id, amount=piece, apply_date=transaction.tran_date))
        amount -= piece
    return tuple(sorted(made, key=lambda application: application.doc))
