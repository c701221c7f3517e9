"""System notes: what a transaction's amount was, and what somebody made of it later.

Of the many fields that the platform notes, the amount is kept: the one that says whether a save
changed the value of a document. A record is born with a note of its amount; each later save that
moves it adds one. Notes go when their record is deleted. Types: 2 set at creation, 4 changed.
Source: Help Center "System Notes Overview", "Searching System Notes"; column names and codes from
published queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.netsuite.records import SystemNote, Transaction

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["AMOUNT", "drop", "write"]

AMOUNT = "TRANDOC.MAMOUNTMAIN"
_WITHOUT = frozenset({"ItemShip", "ItemRcpt"})  # goods without money
_NOTES = 10_000  # a transaction's notes take their ids from its own ten thousand


def write(netsuite: Domain, old: Transaction | None, new: Transaction) -> None:
    """Note the amount of a new transaction, or that a save has changed it."""
    if new.type in _WITHOUT or (old is not None and old.total == new.total):
        return
    records = netsuite.records
    before = len(records.notes_by_record.find(new.id)) if old is not None else 0
    records.system_notes.put(
        SystemNote(
            id=new.id * _NOTES + before + 1,
            record=new.id,
            date=netsuite.clock.now(),
            field=AMOUNT,
            kind=2 if old is None else 4,
            old_value=None if old is None else f"{old.total:f}",
            new_value=f"{new.total:f}",
        )
    )


def drop(netsuite: Domain, transaction: Transaction) -> None:
    for note in netsuite.records.notes_by_record.find(transaction.id):
        netsuite.records.system_notes.delete(note.id)
