"""Voiding and deleting transactions.

Voiding keeps the document, its number and its day, at zero, and undoes what it posted on that day.
Only invoices, payments and sales receipts can be voided by the API (maintainers of the SDKs on
credit memos). What was linked is free again: payments of a voided or deleted invoice stay as
unapplied credits.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.records import (
    Deleted,
    Deposit,
    Payment,
    SalesForm,
    Transaction,
)
from sandbox.quickbooks_online.rules.dates import require_open
from sandbox.quickbooks_online.rules.deposits import free
from sandbox.quickbooks_online.rules.links import linked_ids, refresh_all, shown_links, unlink
from sandbox.quickbooks_online.rules.money import ZERO
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.sales import zeroed
from sandbox.quickbooks_online.rules.saving import (
    entity_of,
    remove,
    require_free,
    stamp,
    store,
)

__all__ = ["VOIDED", "delete_transaction", "void_transaction"]

VOIDED = "Voided"


def void_transaction(company: Domain, document: Transaction, options: Options) -> Transaction:
    """Raises Deposited, PeriodClosed."""
    require_free(company, document)
    require_open(company, document.txn_date)
    entity = entity_of(document)
    before: dict[str, Any] = {}
    changes: dict[str, Any] = {"private_note": _note(document.private_note)}
    if isinstance(document, Payment):
        before = linked_ids(document)
        changes.update(line=(), total_amt=ZERO, unapplied_amt=ZERO)
    elif isinstance(document, SalesForm):
        unlink(company, document, options)
        # The links that went have grown the sync token; the void is one write more to the reader
        # of the old one, so it goes on from the version that was voided.
        document = msgspec.structs.replace(document, **shown_links(company, document))
        changes.update(zeroed(document))
    voided = msgspec.structs.replace(document, **changes, **stamp(company, entity, document))
    store(company, document, voided, options)
    refresh_all(company, before, {}, options)
    fresh: Transaction = company.records.table(entity)[voided.id]
    return fresh


def _note(note: str | None) -> str:
    if not note:
        return VOIDED
    return note if note.startswith(VOIDED) else f"{VOIDED} - {note}"


def delete_transaction(company: Domain, document: Transaction, options: Options) -> Deleted:
    """Raises Deposited, PeriodClosed."""
    require_free(company, document)
    require_open(company, document.txn_date)
    if isinstance(document, Payment):
        gone = remove(company, document, options)
        refresh_all(company, linked_ids(document), {}, options)
        return gone
    unlink(company, document, options)
    gone = remove(company, document, options)
    if isinstance(document, Deposit):
        free(company, document, options)
    return gone
