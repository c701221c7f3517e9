"""Credit memos and customer deposits that are applied together with a payment.

The Credits and Deposits lists of a customer payment: what is checked there goes to the documents
of the Apply list first, credits before deposits, and the payment pays what is left of them (Help
Center "Accepting a Customer Payment", "Applying a Customer Deposit"). The payment is not the one
that applies them: a credit memo holds its own application, a deposit gets a deposit application.
Each remembers the payment it came along with, so that the payment can show it and take it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, Application, Records, Transaction
from sandbox.netsuite.rules import applications
from sandbox.netsuite.rules.spending import application_of
from sandbox.netsuite.rules.transactions import remove, save

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["KINDS", "forget", "given_along", "open_for", "pieces_of", "save_with"]

# Attribute of the list -> its name on the wire, the type of its documents.
KINDS = {"credits": ("credit", "CustCred"), "deposits": ("deposit", "CustDep")}

Wanted = Sequence[Mapping[str, Any]] | None


class _Change(msgspec.Struct, kw_only=True):
    """What one line of a list asks for: `had` lies on the documents already, `wanted` shall."""

    document: Transaction
    had: Decimal
    wanted: Decimal | None  # None: as much as both sides allow
    path: str


def pieces_of(records: Records, payment: Transaction, attribute: str) -> dict[int, Decimal]:
    """Credit memo or deposit -> what of it was applied together with `payment`."""
    found: dict[int, Decimal] = {}
    for holder in records.transactions_by_along.find(payment.id):
        document = holder.id if attribute == "credits" else holder.deposit
        if document is None or (attribute == "credits") != (holder.type == "CustCred"):
            continue
        own = (each.amount for each in holder.applications if each.along == payment.id)
        found[document] = found.get(document, ZERO) + sum(own, ZERO)
    return found


def open_for(records: Records, payment: Transaction, attribute: str) -> Iterator[Transaction]:
    """Credit memos or deposits of the customer that the payment's list offers, by id."""
    kind = KINDS[attribute][1]
    for other in records.transactions_by_entity.find(payment.entity):
        if _fits(payment, other, kind) and other.amount_remaining > 0:
            yield other


def given_along(fields: Mapping[str, Any]) -> Decimal:
    """What the lists of a new payment name; a line without an amount counts nothing."""
    return sum(
        (
            values.get("amount") or ZERO
            for attribute in KINDS
            for values in fields.get(attribute) or ()
            if values.get("apply", True)
        ),
        ZERO,
    )


def save_with(
    netsuite: Domain,
    old: Transaction | None,
    draft: Transaction,
    fields: Mapping[str, Any],
    replace: Collection[str] = (),
) -> Transaction:
    """Save a payment and apply what its lists in `fields` name. Its Apply list says what the
    documents get in all. Raises InvalidContent, UserError: nothing is applied beyond what a
    document is due, a credit has left, or the documents of the Apply list can take."""
    changes = [
        change
        for attribute in KINDS
        if attribute in fields
        for change in _changes(netsuite, draft, attribute, fields[attribute], attribute in replace)
    ]
    if not changes:
        return save(netsuite, old, draft)
    for change in changes:
        if change.wanted is not None and change.wanted < change.had:
            _shrink(netsuite, draft, change)
    if draft.auto_apply and not draft.applications:
        more = sum((max((each.wanted or ZERO) - each.had, ZERO) for each in changes), ZERO)
        found = applications.automatic(netsuite, draft, draft.total + more)
        draft = msgspec.structs.replace(draft, applications=found)
    applications.check_due(netsuite, old, draft)
    rest = list(draft.applications)
    shares = [_take(rest, change) for change in changes]
    draft = msgspec.structs.replace(draft, applications=tuple(each for each in rest if each.amount))
    made = save(netsuite, old, draft)
    for change, share in zip(changes, shares, strict=True):
        if share:
            _extend(netsuite, made, change, share)
    return netsuite.records.transactions[made.id]


def forget(netsuite: Domain, payment: Transaction) -> None:
    """A deleted payment leaves what was applied along with it where it lies: it is the credit
    memo's own application, or a deposit application's."""
    records = netsuite.records
    for holder in records.transactions_by_along.find(payment.id):
        kept = tuple(
            msgspec.structs.replace(each, along=None) if each.along == payment.id else each
            for each in holder.applications
        )
        records.transactions.put(msgspec.structs.replace(holder, applications=kept))


def _fits(payment: Transaction, other: Transaction, kind: str) -> bool:
    return (
        other.type == kind
        and other.entity == payment.entity
        and other.currency == payment.currency
        and other.subsidiary == payment.subsidiary
        and not other.voided
    )


def _changes(
    netsuite: Domain, payment: Transaction, attribute: str, given: Wanted, replace: bool
) -> Iterator[_Change]:
    name, kind = KINDS[attribute]
    transactions = netsuite.records.transactions
    had = pieces_of(netsuite.records, payment, attribute)
    named: set[int] = set()
    for index, values in enumerate(given or ()):
        path = f"{name}.items[{index}]"
        document = transactions.get(values.get("doc") or 0)
        if document is None or document.id in named or not _fits(payment, document, kind):
            raise InvalidContent.field_value(values.get("doc"), "doc", f"{path}.doc")
        named.add(document.id)
        before = had.get(document.id, ZERO)
        wanted = values.get("amount") if values.get("apply", True) else ZERO
        if wanted is None and before:
            wanted = before
        if wanted is not None and wanted < 0:
            raise InvalidContent.field_value(wanted, "amount", f"{path}.amount")
        due = document.amount_remaining + before
        if wanted is not None and wanted > due:
            raise UserError(
                f"The amount applied ({wanted}) exceeds the amount due ({due}).", f"{path}.amount"
            )
        yield _Change(document=document, had=before, wanted=wanted, path=path)
    for document_id in sorted(had.keys() - named if replace or given is None else ()):
        yield _Change(
            document=transactions[document_id], had=had[document_id], wanted=ZERO, path=name
        )


def _take(rest: list[Application], change: _Change) -> list[tuple[int, Decimal]]:
    """(document, amount) that a credit takes over from the payment, in the order of the Apply
    list; `rest` keeps what the payment still has to pay."""
    left = sum((each.amount for each in rest), ZERO)
    if change.wanted is None:
        more = min(change.document.amount_remaining, left)
    else:
        more = max(change.wanted - change.had, ZERO)
    if more > left:
        raise UserError(
            f"The amount of the credit ({more}) exceeds the amount that is applied ({left}).",
            f"{change.path}.amount",
        )
    shares = []
    for at, application in enumerate(rest):
        piece = min(more, application.amount)
        if piece:
            shares.append((application.doc, piece))
            rest[at] = msgspec.structs.replace(application, amount=application.amount - piece)
            more -= piece
    return shares


def _extend(
    netsuite: Domain, payment: Transaction, change: _Change, shares: list[tuple[int, Decimal]]
) -> None:
    document = netsuite.records.transactions[change.document.id]
    holder = _holder(netsuite, payment, document)
    if holder is None and document.type == "CustDep":
        fresh = application_of(netsuite, document, payment)
        save(netsuite, None, _with(fresh, payment, shares))
        return
    target = document if holder is None else holder
    save(netsuite, target, _with(target, payment, shares))


def _with(
    holder: Transaction, payment: Transaction, shares: list[tuple[int, Decimal]]
) -> Transaction:
    """`holder` with more applied. What came along with another payment, or was applied by hand to
    the same document, becomes one application: a list has one line for each document."""
    pieces = {each.doc: each for each in holder.applications}
    for doc, amount in shares:
        known = pieces.get(doc)
        pieces[doc] = Application(
            doc=doc,
            amount=amount + (known.amount if known else ZERO),
            apply_date=payment.tran_date,
            along=payment.id,
        )
    return msgspec.structs.replace(
        holder, applications=tuple(pieces[doc] for doc in sorted(pieces))
    )


def _shrink(netsuite: Domain, payment: Transaction, change: _Change) -> None:
    """Take back what is too much, from the last document on."""
    holder = _holder(netsuite, payment, change.document)
    if holder is None:
        return
    excess = change.had - (change.wanted or ZERO)
    kept: list[Application] = []
    for application in reversed(holder.applications):
        piece = min(excess, application.amount) if application.along == payment.id else ZERO
        excess -= piece
        if application.amount > piece:
            kept.append(msgspec.structs.replace(application, amount=application.amount - piece))
    if not kept and holder.type == "DepAppl":
        remove(netsuite, holder)
        return
    save(netsuite, holder, msgspec.structs.replace(holder, applications=tuple(reversed(kept))))


def _holder(netsuite: Domain, payment: Transaction, document: Transaction) -> Transaction | None:
    """The transaction that holds what of `document` came along with `payment`."""
    for holder in netsuite.records.transactions_by_along.find(payment.id):
        if document.id in (holder.id, holder.deposit):
            return holder
    return None
