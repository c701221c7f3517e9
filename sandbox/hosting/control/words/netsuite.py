"""NetSuite: transactions by type and number, balances, stock; the general ledger."""

from __future__ import annotations

from typing import Any

from sandbox.hosting.control.words.vocabulary import Amount, Posted, Vocabulary
from sandbox.netsuite.records import Customer, Item, LedgerRow, Transaction
from sandbox.netsuite.rules.statuses import TYPE_NAMES
from sandbox.world import World

__all__ = ["vocabulary"]

_LEFT = {
    "CustInvc": "balance",
    "CustCred": "unapplied",
    "CustPymt": "unapplied",
    "CustDep": "unapplied",
}


class _NetSuite(Vocabulary):
    silent = frozenset({"netsuite.ledger", "netsuite.system_note"})
    leading = frozenset({"netsuite.transaction"})

    def __init__(self, world: World) -> None:
        self.records = world.netsuite.records

    def title(self, document: Any) -> str:
        match document:
            case Transaction():
                return f"{TYPE_NAMES[document.type].lower()} {document.tran_id or document.id}"
            case Item():
                return f"item {document.item_id}"
            case Customer():
                return f"customer {document.entity_id}"
            case _:
                return super().title(document)

    def figures(self, document: Any) -> dict[str, Amount]:
        match document:
            case Transaction():
                currency = self.records.currencies[document.currency].symbol
                found = {"total": (document.total, currency)}
                if document.type in _LEFT:
                    found[_LEFT[document.type]] = (document.amount_remaining, currency)
                if document.lines:
                    found["tax"] = (document.tax_total, currency)
                    found["shipping"] = (document.shipping_cost, currency)
                return found
            case Item():
                return {
                    "on hand": (document.quantity_on_hand, ""),
                    "committed": (document.quantity_committed, ""),
                }
            case _:
                return {}

    def posted(self, row: Any) -> Posted | None:
        if not isinstance(row, LedgerRow):
            return None
        account = self.records.accounts.get(row.account)
        name = account.acct_name if account is not None else f"account {row.account}"
        return name, row.debit - row.credit, self._ledger_currency(row)

    def _ledger_currency(self, row: LedgerRow) -> str:
        """Of the transaction's company; a deleted transaction's rows are of the account's own."""
        records = self.records
        transaction = records.transactions.get(row.transaction)
        if transaction is not None and transaction.subsidiary is not None:
            subsidiary = records.subsidiaries[transaction.subsidiary]
            return records.currencies[subsidiary.currency].symbol
        return next(each.symbol for each in records.currencies if each.is_base_currency)


def vocabulary(world: World) -> Vocabulary:
    return _NetSuite(world)
