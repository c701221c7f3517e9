"""Sales: an order of the store becomes one sales receipt, or one invoice (with its payment).

Looked for first, written once with the key as request id and in the memo, read back, compared. A
number that is another document's makes room for the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from connector.books.sales_books import DocumentKind, DocumentRef, Instruction, SalesDocument
from connector.flows.connex.account import PRODUCT, SalesAccount, word_of
from connector.flows.connex.catalogue import deposit_account, items_for
from connector.flows.connex.customers import customer_for
from connector.flows.connex.matching import SALES, find_sale, written_by_us
from connector.flows.connex.numbering import base_number
from connector.flows.connex.payments import receive, received_by_others
from connector.flows.connex.remedies import with_remedy
from connector.flows.connex.rounding import add_rounding, rounded_by, rounding_of
from connector.flows.connex.sale_shape import (
    compare,
    kind_of,
    money_in,
    names_of,
    reasons_against,
    shape_sale,
    unsettled,
)
from connector.flows.connex.sentences import cancelled_before_sync
from connector.flows.connex.write_numbered import NumberedWrite
from connector.flows.outcome import Kind, Outcome, read_back, refused
from connector.flows.write_once import Found
from connector.journal import UNRESOLVED, Reference
from connector.model import Order
from connector.money import Money
from connector.rows import Problem, Row

__all__ = ["note_sale", "order_gone", "post_sale", "skipped"]


def skipped(sentence: str, code: str, remedy: str) -> Outcome:
    """Seen, and on purpose nothing was written: a sentence on the row and in the log."""
    problem = Problem(source=PRODUCT, sentence=sentence, remedy=remedy, code=code, final=True)
    return Outcome(kind=Kind.SKIPPED, note=sentence, problem=problem)


def order_gone(account: SalesAccount, row: Row) -> Outcome:
    return refused(
        Problem(
            source=account.channel.name,
            sentence=f"{account.channel.name} no longer has order {word_of(row.order_name)}.",
            remedy="Cancel this row.",
            code="order_gone",
            final=True,
        )
    )


def note_sale(account: SalesAccount, order: Order, held: SalesDocument) -> None:
    account.journal.note_order(
        Reference(
            account=account.name,
            order_id=order.order_id,
            order_name=order.name,
            books_id=held.id,
            books_number=held.number,
            books_kind=held.kind,
            noted_at=account.clock.now(),
        )
    )


@dataclass
class _Sale:
    """One attempt at one order. `kind` is what was written or found."""

    account: SalesAccount
    order: Order
    kind: DocumentKind
    warnings: tuple[str, ...] = ()

    async def look(self) -> Found | None:
        match = await find_sale(self.account, self.order)
        if match is None or isinstance(match, Problem):
            return None
        held = match.document
        self.kind, self.warnings = held.kind, match.warnings
        return Found(id=held.id, number=held.number, amount=held.total, by=match.by)

    async def instruct(self) -> Instruction | Problem:
        account, order = self.account, self.order
        match = await find_sale(account, order)
        if isinstance(match, Problem):
            return match
        problem = reasons_against(account, order, await account.books.preferences())
        if problem is not None:
            return problem
        items = await items_for(account, order.name, *names_of(account, order))
        if isinstance(items, Problem):
            return items
        into = await deposit_account(account, refunds=False)
        if isinstance(into, Problem):
            return into
        customer = await customer_for(account, order)
        return shape_sale(account, order, items, customer_id=customer, deposit_account_id=into.id)


async def post_sale(account: SalesAccount, row: Row, on_lost: Callable[[], None]) -> Outcome:
    """Raises Trouble when reading failed."""
    order = await account.channel.order(row.order_id)
    if order is None:
        return order_gone(account, row)
    key = account.sale_key(order.order_id)
    intent = account.journal.intent(key)
    settled = intent is None or intent.state not in UNRESOLVED
    if settled and await find_sale(account, order) is None:
        if order.cancelled_at is not None:
            sentence = cancelled_before_sync(order.name)
            return skipped(sentence, "cancelled_before_sync", "Nothing to do.")
        waits_for = unsettled(account, order)
        if waits_for:
            return Outcome(kind=Kind.WAITING, note=waits_for)
    sale = _Sale(account, order, kind_of(account, order))
    outcome = await NumberedWrite(
        account=account,
        key=key,
        base=base_number(account, order.name),
        kinds=SALES,
        action=f"create the {sale.kind} of order {word_of(order.name)}",
        look=sale.look,
        instruct=sale.instruct,
        on_lost=on_lost,
    ).run()
    outcome = outcome.warned(*sale.warnings)
    if outcome.kind is not Kind.DONE:
        return outcome
    ref = DocumentRef(kind=sale.kind, id=outcome.target_id)
    return await read_back(outcome, _check(account, order, ref, outcome, on_lost))


async def _check(
    account: SalesAccount,
    order: Order,
    ref: DocumentRef,
    outcome: Outcome,
    on_lost: Callable[[], None],
) -> Outcome:
    held = await account.books.document(ref)
    if held is None:
        return refused(_deleted(account, order, outcome))
    note_sale(account, order, held)
    key = account.sale_key(order.order_id)
    ours = written_by_us(account, held, key)
    if held.voided:
        return _told(outcome, held).warned(
            f"{held.kind.capitalize()} {held.number or held.id} is voided in {account.books.name}."
        )
    missing = rounding_of(order.total, order.tax, held) if ours else None
    if missing is not None:
        added = await add_rounding(account, held, missing, key, on_lost)
        if added.kind is not Kind.DONE:
            return replace(_told(added, held), warnings=outcome.warnings + added.warnings)
        held = await account.books.document(ref)
        if held is None:
            return refused(_deleted(account, order, outcome))
    outcome = _told(outcome, held)
    rounded = rounded_by(account, held) if ours else None
    if rounded is not None:
        outcome = outcome.warned(
            f"{account.books.name} computed a tax of {held.tax}, the store charged {order.tax}: a "
            f"rounding line of {rounded} was added."
        )
    problem = compare(account, order, held)
    if problem is not None:
        return replace(outcome, kind=Kind.REFUSED, problem=problem)
    return await _paid(account, order, held, outcome, on_lost)


async def _paid(
    account: SalesAccount,
    order: Order,
    held: SalesDocument,
    outcome: Outcome,
    on_lost: Callable[[], None],
) -> Outcome:
    """The payment of an invoice that this connector wrote for an order with money in it. One that
    was found in the books is left to whoever receives payments there."""
    amount = money_in(account, order)
    if outcome.facts.get("recognised"):  # taken up again: what is paid meanwhile is paid
        amount = min(amount, held.total - await received_by_others(account, order, held))
    known = account.journal.intent(account.sale_key(order.order_id)) is not None
    if held.kind is not DocumentKind.INVOICE or not known or amount <= Money.zero(order.currency):
        return outcome
    paid = with_remedy(await receive(account, order, held, amount, on_lost))
    if paid.kind is Kind.DONE:
        return outcome
    return replace(_told(paid, held), warnings=outcome.warnings + paid.warnings)


def _told(outcome: Outcome, held: SalesDocument) -> Outcome:
    return replace(
        outcome,
        target_id=held.id,
        target_type=held.kind,
        target_number=held.number,
        target_amount=held.total,
    )


def _deleted(account: SalesAccount, order: Order, outcome: Outcome) -> Problem:
    return Problem(
        source=account.books.name,
        sentence=f"The document written for order {word_of(order.name)} "
        f"({outcome.target_number or outcome.target_id}) was deleted in {account.books.name} "
        "meanwhile.",
        remedy="Run again to write it anew, or cancel this row.",
        code="order_deleted",
    )
