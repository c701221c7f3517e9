"""Order sync: storefront -> books.

Written once under a deterministic external ID, read back, and compared: what the books hold must
equal what the buyer was charged, or the row says so (never a silent 127.81).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from connector.flows.account import Account
from connector.flows.order_shape import Shaped, compare, reasons_against, shape, skus_of
from connector.flows.outcome import ENGINE, Kind, Outcome, read_back, refused
from connector.flows.write_once import Found, Prepared, WriteOnce
from connector.journal import Reference
from connector.model import BooksOrder, Order, OrderKind, key_for_order
from connector.rows import Problem, Row
from connector.trouble import AnswerLost, Refused

__all__ = [
    "OTHERS_PREFIX",
    "books_order_of",
    "post_order",
    "renamed",
    "show_order",
    "update_order",
]

OTHERS_PREFIX = "nsc_order_"
RECORD_TYPE = {OrderKind.SALES_ORDER: "salesOrder", OrderKind.CASH_SALE: "cashSale"}


async def books_order_of(account: Account, order_id: str, order_name: str) -> BooksOrder | None:
    """The order as this connector put it into the books: by the stored internal id first (F06),
    then by its external ID. An order of the same name that it did not write is not it."""
    known = account.journal.order_reference(account.name, order_id)
    if known is not None:
        found = await account.books.order(known.books_id)
        if found is not None:
            return found
    key = account.order_key(order_id)
    found = await account.books.find_order(key, order_name)
    if found is None or found.external_id != key:
        return None
    note_reference(account, order_id, order_name, found)
    return found


def renamed(books: BooksOrder, order_name: str) -> tuple[str, ...]:
    """A warning when the document's reference was edited after the sync (F06)."""
    if books.order_name == order_name:
        return ()
    return (
        f"{books.kind.capitalize()} {books.number} was matched by its stored ID: its reference in "
        f"NetSuite reads {books.order_name or 'nothing'}, not {order_name}.",
    )


def note_reference(account: Account, order_id: str, order_name: str, books: BooksOrder) -> None:
    account.journal.note_order(
        Reference(
            account=account.name,
            order_id=order_id,
            order_name=order_name,
            books_id=books.id,
            books_number=books.number,
            books_kind=books.kind,
            noted_at=account.clock.now(),
        )
    )


async def _read(account: Account, row: Row) -> Order | Outcome:
    order = await account.channel.order(row.order_id)
    if order is not None:
        return order
    return refused(
        Problem(
            source=account.channel.name,
            sentence=f"{account.channel.name} no longer has order {row.order_name}.",
            remedy="Cancel this row.",
            code="order_gone",
            final=True,
        )
    )


async def _shaped(account: Account, order: Order) -> Shaped | Outcome:
    items = await account.books.items(skus_of(order, account.settings.skus))
    shaped = shape(account, order, items, account.settings.customer)
    if isinstance(shaped, Problem):
        return refused(shaped)
    if account.settings.customer:
        return shaped
    customer = await _customer(account, order)
    return Shaped(replace(shaped.instruction, customer_id=customer), shaped.warnings)


async def _customer(account: Account, order: Order) -> str:
    """By e-mail; of several the oldest; otherwise a new one called `Name [order id]`."""
    if order.customer.email:
        found = await account.books.find_customers(order.customer.email)
        if found:
            return found[0]
    person = order.customer.customer_id or f"order-{order.order_id}"
    key = key_for_order(account.settings.channel, account.name, person).replace(
        "nsc_order_", "nsc_customer_", 1
    )
    name = f"{order.customer.name or 'Customer'} [{order.name.lstrip('#')}]"
    return await account.books.write_customer(order.customer, key, name)


async def post_order(account: Account, row: Row, on_lost: Callable[[], None]) -> Outcome:
    """Post Order to NetSuite. Raises Trouble when reading failed."""
    key = account.order_key(row.order_id)
    order = await _read(account, row)
    if isinstance(order, Outcome):
        return order

    async def look() -> Found | None:
        found = await account.books.find_by_external_id(key)
        if found is None:
            return None
        return Found(id=found.id, number=found.number, amount=found.total)

    async def prepare() -> Prepared | Outcome:
        problem = reasons_against(account, order) or await _namesake(account, row)
        if problem is not None:
            return refused(problem)
        shaped = await _shaped(account, order)
        if isinstance(shaped, Outcome):
            return shaped
        return Prepared(
            write=lambda: account.books.write_order(shaped.instruction),
            amount=order.total,
            warnings=shaped.warnings,
        )

    outcome = await WriteOnce(
        account=account,
        key=key,
        target=account.books.name,
        action=f"create order {row.order_name}",
        look=look,
        prepare=prepare,
        on_lost=on_lost,
    ).run()
    if outcome.kind is not Kind.DONE:
        return outcome
    return await read_back(outcome, _check(account, order, outcome))


async def _namesake(account: Account, row: Row) -> Problem | None:
    """An order of the same name that no connector wrote: posting would double it. One that this
    connector wrote for another store is only a namesake."""
    key = account.order_key(row.order_id)
    existing = await account.books.find_order(key, row.order_name)
    if existing is None or existing.external_id.startswith(OTHERS_PREFIX):
        return None
    return _not_ours(row, existing)


async def _check(
    account: Account, order: Order, outcome: Outcome, *, may_correct: bool = True
) -> Outcome:
    """Read back and compare; correct once by an update with the tax override, then insist."""
    held = await account.books.order(outcome.target_id)
    if held is None:
        return refused(_gone(account, order))
    note_reference(account, order.order_id, order.name, held)
    problem = compare(account, order, held)
    if problem is not None and may_correct and not held.closed:
        corrected = await _correct(account, order, held, problem)
        if isinstance(corrected, Problem):
            problem = corrected
        else:
            return (await _check(account, order, outcome, may_correct=False)).warned(
                f"{problem.sentence} It was corrected by an update with the tax override."
            )
    outcome = replace(
        outcome,
        target_id=held.id,
        target_type=RECORD_TYPE[held.kind],
        target_number=held.number,
        target_amount=held.total,
        facts={**outcome.facts, "kind": held.kind},
    )
    return outcome if problem is None else replace(outcome, kind=Kind.REFUSED, problem=problem)


async def _correct(
    account: Account, order: Order, held: BooksOrder, problem: Problem
) -> Problem | None:
    """None: the update was taken. Otherwise the problem with NetSuite's own text."""
    shaped = await _shaped(account, order)
    if isinstance(shaped, Outcome):
        return shaped.problem or problem
    try:
        await account.books.update_order(held.id, shaped.instruction)
    except Refused as refusal:
        return replace(
            problem,
            sentence=f"{problem.sentence} NetSuite refused the correction.",
            verbatim=refusal.verbatim,
        )
    return None


async def update_order(account: Account, row: Row) -> Outcome:
    """Update Order in NetSuite: write the order's present content over the document."""
    held = await books_order_of(account, row.order_id, row.order_name)
    if held is None:
        return refused(
            Problem(
                source=account.books.name,
                sentence=f"NetSuite holds no order for {row.order_name}; there is nothing to "
                "update.",
                remedy="Use Post Order to NetSuite.",
                code="order_deleted",
            )
        )
    order = await _read(account, row)
    if isinstance(order, Outcome):
        return order
    shaped = await _shaped(account, order)
    if isinstance(shaped, Outcome):
        return shaped
    with suppress(AnswerLost):  # an update may be repeated; what it did is read back next
        await account.books.update_order(held.id, shaped.instruction)
    outcome = Outcome(
        kind=Kind.DONE,
        warnings=shaped.warnings,
        target_id=held.id,
        target_number=held.number,
    )
    return await read_back(outcome, _check(account, order, outcome, may_correct=False))


def show_order(account: Account, row: Row) -> str:
    """Show NetSuite Transaction ID: number, internal id and address; empty when not posted."""
    if not row.target_id:
        return ""
    address = account.books.url_of(row.target_type, row.target_id)
    return f"{row.target_number} (internal ID {row.target_id}) {address}".strip()


def _not_ours(row: Row, existing: BooksOrder) -> Problem:
    return Problem(
        source=ENGINE,
        sentence=f"NetSuite already has {existing.kind} {existing.number} with the reference "
        f"{row.order_name}, and the connector did not write it.",
        remedy="Cancel this row if that is the same order; otherwise change the reference in "
        "NetSuite and post again.",
        figures={"existing": existing.number},
        code="foreign_order",
        final=True,
    )


def _gone(account: Account, order: Order) -> Problem:
    return Problem(
        source=account.books.name,
        sentence=f"The order written for {order.name} was deleted in NetSuite meanwhile.",
        remedy="Post again to write it anew, or cancel this row.",
        code="order_deleted",
    )
