"""Numbers and memos of documents: 100, then 100-1, 100-2 for what comes after. Pure.

Source: Connex help "How does Connex sync refunds?"; a refund document is of a type of its own, so
the first one of an order may bear the order's number.
"""

from __future__ import annotations

import re
from collections.abc import Container

from connector.flows.connex.account import PRODUCT, SalesAccount, word_of
from connector.model import keys_in, marker
from connector.rows import Problem

__all__ = ["base_number", "free_number", "memo_of", "names_order", "order_words", "refuse_long"]


def base_number(account: SalesAccount, order_name: str) -> str:
    """The order's own number in the books."""
    return f"{account.rules.number_prefix}{word_of(order_name)}"


def free_number(base: str, taken: Container[str]) -> str:
    """`base`, or the first of base-1, base-2 ... that is not taken."""
    number, count = base, 0
    while number in taken:
        count += 1
        number = f"{base}-{count}"
    return number


def order_words(order_name: str) -> str:
    """How a memo names its order."""
    return f"Order {word_of(order_name)}"


def memo_of(order_name: str, key: str) -> str:
    """For people and for us: the order, and the key the document is found by."""
    return f"{order_words(order_name)} {marker(key)}"


def names_order(memo: str, order_name: str) -> bool:
    """Whether a memo without any key of ours speaks of this order."""
    if keys_in(memo):
        return False
    word = re.escape(order_words(order_name))
    return re.search(rf"(?<![\w-]){word}(?![\w-])", memo, re.IGNORECASE) is not None


def refuse_long(account: SalesAccount, number: str) -> Problem | None:
    """Raises nothing: a number that does not fit is a refusal of the whole document."""
    longest = account.books.number_length
    if len(number) <= longest:
        return None
    prefix = account.rules.number_prefix
    shorter = f"Shorten {account.field('number_prefix')} ({prefix!r}), or l" if prefix else "L"
    return Problem(
        source=PRODUCT,
        sentence=f"The document number {number} has {len(number)} characters; "
        f"{account.books.name} takes {longest}.",
        remedy=f"{shorter}et QuickBooks number documents itself "
        f'({account.field("numbering")} = "quickbooks"), then run again.',
        figures={"number": number, "longest": str(longest)},
        code="number_too_long",
        final=True,
    )
