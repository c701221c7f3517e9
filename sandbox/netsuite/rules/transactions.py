"""Saving a transaction: fields, figures, checks, scripts, then ledger and links. One pipeline.

A save is all or nothing: it runs in a store transaction, so a refusal leaves no trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sandbox.netsuite import ledger
from sandbox.netsuite.errors import UserError
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.rules import (
    applications,
    banking,
    checks,
    commitment,
    deposits,
    links,
    notes,
    periods,
    subsidiaries,
)
from sandbox.netsuite.rules.fields import edit
from sandbox.netsuite.rules.figures import complete
from sandbox.netsuite.rules.numbers import next_tran_id, next_transaction_id
from sandbox.netsuite.rules.references import check, check_currency, customer_field, customer_of
from sandbox.netsuite.rules.statuses import derive

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["WITHOUT_ENTITY", "blank", "edit", "remove", "save", "store_voided"]

WITHOUT_ENTITY = frozenset({"Journal", "Deposit"})


def blank(
    netsuite: Domain,
    kind: str,
    entity: int | None,
    currency: int | None = None,
    created_from: int | None = None,
    subsidiary: int | None = None,
) -> Transaction:
    """An unsaved transaction of type `kind` with its ids. A customer's transaction belongs to the
    customer's subsidiary unless another is named. Raises UserError, InvalidContent."""
    if kind in WITHOUT_ENTITY:
        subsidiaries.check_exists(netsuite, subsidiary)
        owner, money = 0, currency or subsidiaries.base_currency(netsuite, subsidiary).id
    else:
        customer = customer_of(netsuite, entity, customer_field(kind))
        owner, money = customer.id, customer.currency if currency is None else currency
        subsidiary = customer.subsidiary if subsidiary is None else subsidiary
        if subsidiary is not None:
            subsidiaries.check_exists(netsuite, subsidiary)
    check(netsuite, "currency", money)
    now = netsuite.clock.now()
    number = next_transaction_id(netsuite)
    return Transaction(
        id=number,
        type=kind,
        tran_id=next_tran_id(netsuite, kind),
        transaction_number=str(number),
        entity=owner,
        tran_date=periods.today(netsuite),
        posting_period=None,
        created=now,
        last_modified=now,
        currency=money,
        exchange_rate=subsidiaries.rate_of(netsuite, money, subsidiary),
        subsidiary=subsidiary,
        created_from=created_from,
    )


def save(
    netsuite: Domain,
    old: Transaction | None,
    draft: Transaction,
    *,
    apply_to_source: bool = False,
) -> Transaction:
    """Compute, check and store `draft`; post it and bring its relatives up to date.

    `apply_to_source`: a new credit memo is applied to the invoice it was made from, up to what
    that invoice is due.
    """
    records = netsuite.records
    if old is not None:
        _check_editable(netsuite, old, draft)
    if draft.entity:
        check_currency(records.entities[draft.entity], draft)
    _check_external_id(netsuite, draft)
    subsidiaries.check(netsuite, draft)
    draft = complete(netsuite, draft)
    scripted = netsuite.scripts.before_submit("create" if old is None else "edit", draft)
    if scripted is not draft:
        draft = complete(netsuite, scripted)
    draft = _placed(netsuite, old, draft)
    links.check_remaining(netsuite, old, draft)
    if apply_to_source and draft.created_from is not None:
        draft = _apply_to_source(netsuite, draft)
    if draft.type in applications.APPLIES_TO:
        applications.check(netsuite, old, draft)
    if draft.type == "DepAppl":
        deposits.check_deposit(netsuite, draft, old)
    draft = links.with_amount_paid(netsuite, draft)
    if draft.amount_remaining < 0:
        raise UserError(
            f"The amount of the transaction ({draft.total}) is below the amount applied to it "
            f"({draft.amount_paid})."
        )
    draft = msgspec.structs.replace(
        draft, status=derive(records, draft), last_modified=netsuite.clock.now()
    )
    records.transactions.put(draft)
    notes.write(netsuite, old, draft)
    if draft.type not in periods.NON_POSTING:
        ledger.post(netsuite, old, draft)
    _refresh_relatives(netsuite, draft, old)
    commitment.settle(netsuite, old, draft)
    if old is not None:
        _drop_unused_applications(netsuite, old, draft)
    checks.write(netsuite, draft, blank)
    return records.transactions[draft.id]


def _check_editable(netsuite: Domain, old: Transaction, draft: Transaction) -> None:
    if old.voided:
        raise UserError("This transaction cannot be changed because it has been voided.")
    if old.type == "Check":
        raise UserError("The check of a refund changes with its refund.")
    periods.check_open(netsuite, old)
    links.check_own_quantities(old, draft)


def _placed(netsuite: Domain, old: Transaction | None, draft: Transaction) -> Transaction:
    """`draft` in its posting period; a deposited document stays what the bank holds of it."""
    if draft.type not in periods.NON_POSTING:
        period = draft.posting_period
        if old is None or draft.tran_date != old.tran_date or period != old.posting_period:
            period = periods.period_for(netsuite, draft)
        draft = msgspec.structs.replace(draft, posting_period=period)
    if old is not None:
        banking.check_unchanged(netsuite, old, draft)
    return draft


def _drop_unused_applications(netsuite: Domain, old: Transaction, new: Transaction | None) -> None:
    """A deposit application that a customer refund lets go of gives the deposit back its money."""
    if old.type != "CustRfnd":
        return
    kept = {each.doc for each in new.applications} if new is not None else set()
    for application in old.applications:
        target = netsuite.records.transactions[application.doc]
        if target.type == "DepAppl" and target.id not in kept:
            remove(netsuite, target)


def store_voided(netsuite: Domain, old: Transaction, voided: Transaction) -> Transaction:
    """Put a voided document in place of `old`; whatever it was applied to is due again."""
    records = netsuite.records
    voided = msgspec.structs.replace(
        voided, status=derive(records, voided), last_modified=netsuite.clock.now()
    )
    records.transactions.put(voided)
    if voided.void_journal is None:
        ledger.post(netsuite, old, voided)
    _refresh_relatives(netsuite, voided, old)
    commitment.settle(netsuite, old, voided)
    _drop_unused_applications(netsuite, old, voided)
    checks.write(netsuite, voided, blank)
    return records.transactions[voided.id]


def _check_external_id(netsuite: Domain, draft: Transaction) -> None:
    """One namespace for all transaction types."""
    if draft.external_id is None:
        return
    for other in netsuite.records.transactions_by_external_id.find(draft.external_id):
        if other.id != draft.id:
            raise UserError("This record already exists.", "externalId")


def _apply_to_source(netsuite: Domain, draft: Transaction) -> Transaction:
    """A credit memo goes to the invoice it was made from, straight or by way of a return."""
    transactions = netsuite.records.transactions
    source = transactions.get(draft.created_from or 0)
    if source is not None and source.type == "RtnAuth":
        source = transactions.get(source.created_from or 0)
    if draft.type != "CustCred" or source is None or source.type != "CustInvc":
        return draft
    due = min(source.amount_remaining, draft.total)
    if due <= 0:
        return draft
    made = applications.merge(netsuite, draft, [{"doc": source.id, "amount": due}])
    return msgspec.structs.replace(draft, applications=made)


def _refresh_relatives(
    netsuite: Domain, draft: Transaction, old: Transaction | None = None
) -> None:
    relatives: set[int] = set()
    for document in (draft, *((old,) if old is not None else ())):
        relatives |= {application.doc for application in document.applications}
        relatives |= set(document.banked)
        relatives |= {each for each in (document.created_from, document.deposit) if each}
    for relative in sorted(relatives):
        links.refresh(netsuite, relative)


def remove(netsuite: Domain, transaction: Transaction) -> None:
    """Delete, with its ledger rows; relatives get back what it had taken. Raises UserError."""
    periods.check_open(netsuite, transaction)
    _without_its_check(netsuite, transaction)
    links.check_no_children(netsuite, transaction)
    ledger.unpost(netsuite, transaction)
    notes.drop(netsuite, transaction)
    netsuite.records.transactions.delete(transaction.id)
    _refresh_relatives(netsuite, transaction)
    commitment.settle(netsuite, transaction, None)
    _drop_unused_applications(netsuite, transaction, None)


def _without_its_check(netsuite: Domain, refund: Transaction) -> None:
    """The check that a refund wrote goes with it."""
    for child in netsuite.records.children(refund.id):
        if child.type == "Check":
            checks.drop(netsuite, child)
