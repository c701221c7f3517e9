"""Keys of what settlements write: external ids of documents, marks on lines.

    nsc_settlement_<account>_<settlement id>_<part>[_<order id>[_<adjustment id>]][_<month>]

A line carries the key of its write and the number of its row in the file, `..._r17`, so that a
second attempt finds the lines of the first and a person finds the row of a line.
"""

from __future__ import annotations

import re

from connector.model import keys_in, marker
from connector.settlements.postings import SettlementPosting

__all__ = ["PREFIX", "key_of", "mark", "other_account", "row_number", "rows_in"]

PREFIX = "nsc_settlement_"
_UNSAFE = re.compile(r"[^A-Za-z0-9-]+")
_ROW = re.compile(r"(nsc_settlement_.+)_r([0-9]+)")


def key_of(account: str, settlement_id: str, posting: SettlementPosting) -> str:
    """Letters, digits, `_` and `-` only; the same for every attempt and every machine."""
    parts = [account, settlement_id, posting.part, posting.order_id, posting.adjustment_id]
    if posting.month is not None:
        parts.append(f"{posting.month:%Y-%m}")
    return PREFIX + "_".join(_UNSAFE.sub("-", each) for each in parts if each)


def other_account(key: str, other: str) -> str:
    """The name of the account under which `other` is the same posting as `key`; empty when it is
    not, or when it is the same account's. A mark counts as its key."""
    marked = row_number(other)
    mine, _, posting = key.removeprefix(PREFIX).partition("_")
    theirs, _, written = (marked[0] if marked else other).removeprefix(PREFIX).partition("_")
    same = other.startswith(PREFIX) and written == posting
    return theirs if same and theirs != mine else ""


def mark(key: str, row: int) -> str:
    """What stands in the description of a line made from row number `row`."""
    return marker(f"{key}_r{row}")


def row_number(mark_key: str) -> tuple[str, int] | None:
    """The key and row number of a line's mark; None for another key."""
    found = _ROW.fullmatch(mark_key)
    return None if found is None else (found[1], int(found[2]))


def rows_in(description: str) -> tuple[tuple[str, int], ...]:
    """Key and row number of every mark in a line's description."""
    return tuple(found for each in keys_in(description) if (found := row_number(each)) is not None)
