"""A cent that the company's own tax engine leaves (W1: 9.74 where the store charged 9.75).

A tax that was sent stands; where the engine puts its own in its place, one line takes the
difference up so that the document is what the buyer was charged. Only cents are taken up: a tax
that differs by more is another tax, and is shown instead.
Source: Connex help "Why is there an item called rounding ...".
"""

from __future__ import annotations

from collections.abc import Callable

from connector.books.sales_books import DocumentRef, SalesDocument, same_name
from connector.flows.connex.account import SalesAccount
from connector.flows.connex.catalogue import setting_items
from connector.flows.connex.lines import single
from connector.flows.outcome import Outcome, refused
from connector.flows.write_once import Found, Prepared, WriteOnce
from connector.money import Money, total
from connector.rows import Problem

__all__ = ["add_rounding", "rounded_by", "rounding_of"]


def rounding_of(wanted: Money, sent_tax: Money, held: SalesDocument) -> Money | None:
    """What a rounding line must take up; None when the difference is no rounding of the tax. At
    most a cent for every line of the document and for its shipping."""
    difference = wanted - held.total
    if not difference or difference != sent_tax - held.tax:
        return None
    parts = len(held.lines) + (1 if held.shipping else 0)
    return difference if abs(difference).minor <= parts else None


def rounded_by(account: SalesAccount, held: SalesDocument) -> Money | None:
    """What a rounding line of the document takes up; None when it has none."""
    name = account.rules.rounding_item
    lines = [line.amount for line in held.lines if same_name(line.sku, name)]
    return total(lines, held.currency) if lines else None


async def add_rounding(
    account: SalesAccount,
    held: SalesDocument,
    amount: Money,
    key: str,
    on_lost: Callable[[], None],
) -> Outcome:
    """Append the line, once. Raises Trouble of reading."""
    name = account.rules.rounding_item
    ref = DocumentRef(kind=held.kind, id=held.id)
    key = f"{key}_rounding"

    async def look() -> Found | None:
        document = await account.books.document(ref)
        if document is None or not any(same_name(line.sku, name) for line in document.lines):
            return None
        return Found(id=document.id, number=document.number, amount=document.total)

    async def prepare() -> Prepared | Outcome:
        items = await setting_items(account, {"rounding_item": name})
        if isinstance(items, Problem):
            return refused(items)
        line = single(items[name], name, amount, "rounding")
        return Prepared(write=lambda: account.books.add_line(ref, line, key), amount=amount)

    return await WriteOnce(
        account=account,
        key=key,
        target=account.books.name,
        action=f"add a rounding line of {amount} to {held.kind} {held.number or held.id}",
        look=look,
        prepare=prepare,
        on_lost=on_lost,
    ).run()
