"""How anything is written: the sync token, the moment, the ledger, the closed books."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from sandbox.quickbooks_online import ledger
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import Deposited
from sandbox.quickbooks_online.records import (
    Deleted,
    MetaData,
    Stored,
    Transaction,
    Writer,
)
from sandbox.quickbooks_online.rules.dates import require_open
from sandbox.quickbooks_online.rules.numbers import new_id
from sandbox.quickbooks_online.rules.options import Options

__all__ = [
    "deposit_of", "discard", "entity_of", "last_writer", "remove", "require_free", "stamp", "store",
    "touch",
]  # fmt: skip

S = TypeVar("S", bound=Stored)


def entity_of(document: Stored) -> str:
    return type(document).__name__


def stamp(company: Domain, entity: str, old: Stored | None) -> dict[str, Any]:
    """Id, sync token and moments of the version that is about to be written."""
    now = company.clock.now()
    if old is None:
        return {
            "id": new_id(company, entity),
            "sync_token": 0,
            "meta_data": MetaData(create_time=now, last_updated_time=now),
        }
    return {
        "id": old.id,
        "sync_token": old.sync_token + 1,
        "meta_data": msgspec.structs.replace(old.meta_data, last_updated_time=now),
    }


def store(company: Domain, old: S | None, new: S, options: Options) -> S:
    """Write a document and what it posts. Raises PeriodClosed, for the day it had as well."""
    entity = entity_of(new)
    if isinstance(new, Transaction):
        require_open(company, new.txn_date, old.txn_date if isinstance(old, Transaction) else None)
    company.records.table(entity).put(new)
    _wrote(company, new, options)
    if isinstance(new, Transaction):
        ledger.post(company, entity, new)  # type: ignore[arg-type]  # every kind of transaction
    return new


def touch(company: Domain, document: S, options: Options, **changes: Any) -> S:
    """A write that QuickBooks makes itself because something else changed: the sync token grows.
    It may reach into closed books, as a payment of an old invoice does."""
    entity = entity_of(document)
    new = msgspec.structs.replace(document, **stamp(company, entity, document), **changes)
    company.records.table(entity).put(new)
    _wrote(company, new, options)
    return new


def remove(company: Domain, document: Transaction, options: Options) -> Deleted:
    """Delete a transaction and what it posted. Raises PeriodClosed."""
    require_open(company, document.txn_date)
    ledger.unpost(company, entity_of(document), document.id)
    return discard(company, document)


def discard(company: Domain, document: Stored) -> Deleted:
    """Take a document away that posts nothing (any more)."""
    entity = entity_of(document)
    company.records.table(entity).delete(document.id)
    writer = f"{entity}.{document.id}"
    if writer in company.records.writers:
        company.records.writers.delete(writer)
    return company.records.deleted.put(Deleted(entity, document.id, company.clock.now()))


def deposit_of(company: Domain, document: Stored) -> str | None:
    """The id of the deposit that took this transaction to the bank."""
    found = company.records.deposits_by_link.first(document.id)
    return found.id if found is not None else None


def require_free(company: Domain, document: Transaction) -> None:
    """Raises Deposited."""
    if deposit_of(company, document) is not None:
        raise Deposited


def _wrote(company: Domain, document: Stored, options: Options) -> None:
    company.records.writers.put(Writer(f"{entity_of(document)}.{document.id}", options.user))


def last_writer(company: Domain, document: Stored) -> str:
    known = company.records.writers.get(f"{entity_of(document)}.{document.id}")
    return known.user if known is not None else Options().user
