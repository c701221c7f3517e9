"""What stops a posting, in a sentence with its remedy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from connector.flows.outcome import ENGINE
from connector.flows.settlements.account import SettlementAccount
from connector.model import BooksOrder
from connector.money import Money
from connector.rows import Problem

__all__ = [
    "billed_in_parts",
    "closed_period",
    "closed_record",
    "currency",
    "customer_missing",
    "items_missing",
    "not_billed",
    "order_missing",
    "orders_missing",
    "posted_by_another",
    "record_gone",
    "totals_differ",
]


def order_missing(account: SettlementAccount, order_id: str) -> Problem:
    """Never synced, or synced once and deleted in the books since."""
    known = account.journal.order_reference(account.name, order_id)
    if known is None:
        return Problem(
            source=ENGINE,
            sentence=f"Order {order_id} was never synced to {account.books.name}: it has no billed "
            "record to post to.",
            remedy="Sync and bill the order, then post again; or cancel this posting: its amounts "
            f"will then never reach {account.books.name}.",
            figures={"order": order_id},
            code="order_never_synced",
        )
    return Problem(
        source=account.books.name,
        sentence=f"{known.books_kind.capitalize()} {known.books_number} of order {order_id} was "
        f"deleted in {account.books.name}; there is no billed record to post to.",
        remedy="Cancel this posting and book its amounts by hand, or sync the order anew.",
        figures={"order": order_id, "deleted": known.books_number},
        code="order_deleted",
        final=True,
    )


def not_billed(account: SettlementAccount, order: BooksOrder, order_id: str) -> Problem:
    return Problem(
        source=account.books.name,
        sentence=f"Sales order {order.number} of {order_id} is not billed: there is no billed "
        "record to post to.",
        remedy=f"Bill the sales order in {account.books.name}, then post again.",
        figures={"sales order": order.number},
        code="not_billed",
    )


def orders_missing(account: SettlementAccount, found: Sequence[tuple[str, Problem]]) -> Problem:
    """A summary with orders that cannot be posted to: nothing of it is written."""
    names = [order_id for order_id, _ in found]
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    return Problem(
        source=ENGINE,
        sentence=f"{len(names)} of the summary's orders cannot be posted to ({shown}): "
        f"{found[0][1].sentence} Nothing of the summary was written.",
        remedy="Put these orders right and post again; or take the settlement anew without the "
        "merge option, so that the other orders are posted one by one.",
        figures={order_id: problem.code for order_id, problem in found[:50]},
        code="orders_missing",
    )


def billed_in_parts(
    account: SettlementAccount, order_id: str, numbers: Sequence[str], given: Money
) -> Problem:
    """`given`: what the refund takes from the seller's purse, positive."""
    return Problem(
        source=ENGINE,
        sentence=f"The articles of this refund of order {order_id} stand on several billed records "
        f"({', '.join(numbers)}); one document is made from one of them.",
        remedy=f"In {account.books.name}, refund from each of these records the articles it has, "
        f"{given} in all after the fees that came back; then cancel this posting.",
        figures={"order": order_id, "billed": ", ".join(numbers), "refund": str(given)},
        code="billed_in_parts",
        final=True,
    )


def currency(order_id: str, rows: Money, number: str, billed: str) -> Problem:
    return Problem(
        source=ENGINE,
        sentence=f"The settlement is in {rows.currency}, billed record {number} of {order_id} in "
        f"{billed}; a document has one currency and is never converted silently.",
        remedy="Book these amounts by hand and cancel this posting.",
        figures={"settlement": str(rows), "billed": billed},
        code="currency",
        final=True,
    )


def items_missing(account: SettlementAccount, names: Sequence[str], inactive: bool) -> Problem:
    what = "is inactive" if inactive else "is missing"
    if len(names) > 1:
        what = "are inactive" if inactive else "are missing"
    remedy = "Run Create Settlement Items (`connector settlement create-items`)"
    if inactive:
        remedy = f"Make it active in {account.books.name}"
    return Problem(
        source=account.books.name,
        sentence=f"{', '.join(names)} {what} in {account.books.name}; nothing was written.",
        remedy=f"{remedy} or map the kind to another item (item_mapping), then post again.",
        figures={"items": ", ".join(names)},
        code="item_inactive" if inactive else "item_missing",
    )


def customer_missing(account: SettlementAccount) -> Problem:
    named = account.options.customer_internal_id
    why = f"has no active customer {named}" if named else "has none: it is not set"
    return Problem(
        source=ENGINE,
        sentence=f"What belongs to no order is written for the settlement customer, and "
        f"{account.books.name} {why}.",
        remedy="Create a customer for settlements only and set its internal ID "
        f"(accounts.{account.name}.settlement.customer_internal_id), then post again.",
        figures={"customer": named},
        code="settlement_customer_missing",
    )


def closed_record(account: SettlementAccount, number: str, day: date) -> Problem:
    """A document in a closed period cannot be changed, whatever the settings say."""
    return Problem(
        source=account.books.name,
        sentence=f"{number} is of {day}, whose accounting period is closed in "
        f"{account.books.name}: its fee lines cannot be added.",
        remedy="Reopen the period and post again, or cancel this posting and book the fees by "
        "hand in an open period.",
        figures={"date": day.isoformat(), "billed": number},
        code="closed_period",
    )


def closed_period(account: SettlementAccount, day: date) -> Problem:
    return Problem(
        source=account.books.name,
        sentence=f"The accounting period of {day} is closed in {account.books.name}; nothing was "
        "written.",
        remedy='Reopen the period and post again, or set when_period_closed to "post today", or '
        "cancel this posting and book it by hand.",
        figures={"date": day.isoformat()},
        code="closed_period",
    )


def posted_by_another(account: SettlementAccount, document: str, other: str) -> Problem:
    """The account was renamed, or this machine calls it differently than another one."""
    return Problem(
        source=account.books.name,
        sentence=f"{document} has this posting of the settlement already, written for account "
        f"{other}; nothing was written a second time.",
        remedy=f"If {account.name} is that account under another name, call it {other} again and "
        "post; otherwise cancel this posting.",
        figures={"document": document, "account": other},
        code="posted_by_another_account",
        final=True,
    )


def record_gone(account: SettlementAccount) -> Problem:
    return Problem(
        source=account.books.name,
        sentence=f"The document was deleted in {account.books.name} right after it was written.",
        remedy="Post again to write it anew, or cancel this posting.",
        code="document_deleted",
    )


def totals_differ(account: SettlementAccount, what: str, held: Money, wanted: Money) -> Problem:
    return Problem(
        source=account.books.name,
        sentence=f"{what} holds {held}, the settlement says {wanted}.",
        remedy=f"Correct or delete the document in {account.books.name}, then post again.",
        figures={"settlement": str(wanted), "document": str(held)},
        code="totals_differ",
        final=True,
    )
