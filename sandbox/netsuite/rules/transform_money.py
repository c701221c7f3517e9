"""Transforms that move money: the payment of an invoice, the refund of a payment or deposit, the
spending of a deposit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.records import ZERO, Transaction
from sandbox.netsuite.rules.settling import given_along, save_with
from sandbox.netsuite.rules.spending import spend
from sandbox.netsuite.rules.transactions import edit, save

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["deposit_application", "money_back", "payment_of"]


def payment_of(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    overlay: Mapping[str, Any],
    replace: Collection[str],
) -> Transaction:
    """A payment of what the invoice is due, less the credits and deposits that the body applies
    with it; a smaller payment applies as far as it goes."""
    draft = msgspec.structs.replace(draft, created_from=None, exchange_rate=source.exchange_rate)
    due, along = source.amount_remaining, given_along(overlay)
    payment = overlay.get("payment")
    if payment is None:
        payment = max(due - along, ZERO)
    fields = {
        "payment": payment,
        "applications": [{"doc": source.id, "amount": min(payment + along, due)}],
    }
    draft = edit(netsuite, draft, fields)
    draft = edit(netsuite, draft, overlay, replace)
    return save_with(netsuite, None, draft, overlay)


def money_back(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    overlay: Mapping[str, Any],
    replace: Collection[str],
) -> Transaction:
    """Gives the unapplied part of a payment, or what is left of a deposit, back."""
    draft = msgspec.structs.replace(draft, created_from=None, exchange_rate=source.exchange_rate)
    rest = dict(overlay)
    if source.type == "CustDep":
        given = rest.pop("deposits", None) or [{"doc": source.id}]
        draft = msgspec.structs.replace(draft, applications=spend(netsuite, draft, given))
    else:
        left = source.amount_remaining
        draft = edit(netsuite, draft, {"applications": [{"doc": source.id, "amount": left}]})
    return save(netsuite, None, edit(netsuite, draft, rest, replace))


def deposit_application(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    overlay: Mapping[str, Any],
    replace: Collection[str],
) -> Transaction:
    """Spends a deposit on the invoices that the body names; by default on those of its order."""
    draft = msgspec.structs.replace(
        draft, created_from=None, deposit=source.id, exchange_rate=source.exchange_rate
    )
    if "applications" not in overlay and source.sales_order is not None:
        left, made = source.amount_remaining, []
        for invoice in netsuite.records.children(source.sales_order):
            piece = min(left, invoice.amount_remaining)
            if invoice.type == "CustInvc" and piece > 0:
                made.append({"doc": invoice.id, "amount": piece})
                left -= piece
        draft = edit(netsuite, draft, {"applications": made})
    return save(netsuite, None, edit(netsuite, draft, overlay, replace))
