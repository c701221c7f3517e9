"""NetSuite: do the postings of a document say what the document says?

A ledger that balances can still be wrong in every account, so each posted document is held
against the kinds of account it must touch, and with what sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sandbox.audit.facts import NOTHING
from sandbox.netsuite.records import Transaction
from sandbox.world import World

__all__ = ["ledger_errors"]

_POSTS = {"CashSale": 1, "CustInvc": 1, "CashRfnd": -1, "CustCred": -1}
_MONEY_KINDS = ("Bank", "AcctRec")
_INCOME_KINDS = ("Income", "OthIncome")


def ledger_errors(world: World) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    """(document, what, by the document, by the ledger) for everything that disagrees.

    Amounts in base currency; documents in another currency are only checked for balance.
    """
    records = world.netsuite.records
    for transaction in records.transactions:
        rows = records.ledger_by_transaction.find(transaction.id)
        label = f"{transaction.type} {transaction.tran_id}"
        debit = sum((row.debit for row in rows), NOTHING)
        credit = sum((row.credit for row in rows), NOTHING)
        if debit != credit:
            yield label, "debits and credits", debit, credit
        if transaction.type in ("SalesOrd", "RtnAuth", "Estimate") and rows:
            yield label, "a sales order, return or estimate does not post", NOTHING, debit
        if transaction.type in _POSTS and transaction.exchange_rate == 1:
            yield from _against_the_document(world, transaction, label)


def _against_the_document(
    world: World, transaction: Transaction, label: str
) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    records = world.netsuite.records
    tax_accounts = {tax_type.account for tax_type in records.tax_types}
    undeposited = {
        account.id
        for account in records.accounts
        if account.acct_name in ("Undeposited Funds", "Refunds Payable")  # a check is on its way
    }
    money = tax = income = NOTHING
    for row in records.ledger_by_transaction.find(transaction.id):
        kind = records.accounts[row.account].acct_type
        if row.account in tax_accounts:
            tax += row.credit - row.debit
        elif row.account in undeposited or kind in _MONEY_KINDS:
            money += row.debit - row.credit
        elif kind in _INCOME_KINDS:
            income += row.credit - row.debit
    sign = _POSTS[transaction.type]
    lines = sum((line.amount for line in transaction.lines), NOTHING)
    earned = lines + transaction.discount_total + transaction.shipping_cost
    for what, expected, posted in (
        ("money or receivable", sign * (earned + transaction.tax_total), money),
        ("sales tax payable", sign * transaction.tax_total, tax),
        ("income less discount, with shipping", sign * earned, income),
    ):
        if expected != posted:
            yield label, what, expected, posted
