"""Voiding: the account's preference decides how (Help Center "Voiding, Deleting, or Closing
Transactions"). "Void Transactions Using Reversing Journals" off: the transaction stays with its
number and zero amounts; on: it stays as it was, and a journal of today takes its postings back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sandbox.netsuite.errors import UserError
from sandbox.netsuite.ledger import stock_movement
from sandbox.netsuite.records import ZERO, AccountLine, Transaction
from sandbox.netsuite.rules import links, periods
from sandbox.netsuite.rules.subsidiaries import base_currency
from sandbox.netsuite.rules.transactions import blank, save, store_voided

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["VOIDABLE", "void"]

VOIDABLE = frozenset(
    {"CashSale", "CustInvc", "CashRfnd", "CustCred", "CustPymt", "CustRfnd", "CustDep", "Journal"}
)


def void(netsuite: Domain, transaction: Transaction) -> Transaction:
    """Raises UserError for what cannot be voided: not a money document, voided already, linked to
    by others, deposited, in a closed period; with reversing journals also what moved stock."""
    if transaction.type not in VOIDABLE or transaction.voided:
        raise UserError("This transaction cannot be voided.")
    if netsuite.records.bank_deposit_of(transaction.id) is not None:
        raise UserError("This transaction cannot be voided because it has been deposited.")
    _check_links(netsuite, transaction)
    if netsuite.settings.void_with_reversing_journal:
        return _reverse(netsuite, transaction)
    periods.check_open(netsuite, transaction)
    return store_voided(
        netsuite,
        transaction,
        msgspec.structs.replace(
            transaction,
            voided=True,
            applications=(),
            lines=tuple(
                msgspec.structs.replace(line, rate=ZERO, amount=ZERO, discount_share=ZERO)
                for line in transaction.lines
            ),
            account_lines=tuple(
                msgspec.structs.replace(line, debit=ZERO, credit=ZERO)
                for line in transaction.account_lines
            ),
            tax_details=(),
            discount_total=ZERO,
            shipping_cost=ZERO,
            subtotal=ZERO,
            tax_total=ZERO,
            total=ZERO,
            amount_paid=ZERO,
        ),
    )


def _check_links(netsuite: Domain, transaction: Transaction) -> None:
    try:
        links.check_no_children(netsuite, transaction)
    except UserError:
        raise UserError(
            "This transaction cannot be voided because it is linked to by one or more transactions."
        ) from None


def _reverse(netsuite: Domain, transaction: Transaction) -> Transaction:
    """A journal in base currency, dated today: the period of the original need not be open."""
    records = netsuite.records
    if stock_movement(records, transaction):
        raise UserError("This transaction cannot be voided because it moved inventory.")
    base = base_currency(netsuite, transaction.subsidiary)
    draft = blank(netsuite, "Journal", None, base.id, subsidiary=transaction.subsidiary)
    rows = records.ledger_by_transaction.find(transaction.id)
    journal = save(
        netsuite,
        None,
        msgspec.structs.replace(
            draft,
            memo=f"Void of {transaction.tran_id}",
            account_lines=tuple(
                AccountLine(
                    line=number,
                    account=row.account,
                    debit=row.credit,
                    credit=row.debit,
                    entity=transaction.entity or None,
                )
                for number, row in enumerate(rows, 1)
            ),
        ),
    )
    return store_voided(
        netsuite,
        transaction,
        msgspec.structs.replace(
            transaction,
            voided=True,
            void_journal=journal.id,
            applications=(),
        ),
    )
