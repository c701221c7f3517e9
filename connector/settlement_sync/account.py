"""An account as settlements need it: Amazon's, with books that take settlements."""

from __future__ import annotations

from connector.books.settlement_books import SettlementBooks
from connector.channels.settlement_source import SettlementSource
from connector.flows.account import Account
from connector.flows.settlements import SettlementAccount, SettlementOptions
from connector.lifecycle import ActionRefused
from connector.settlements.postings import SplitOptions

__all__ = ["has_settlements", "settlement_account", "split_options"]


def has_settlements(account: object) -> bool:
    """Whether the account's channel pays out by settlement reports."""
    return isinstance(account, Account) and account.settings.channel == "amazon"


def settlement_account(account: Account) -> SettlementAccount:
    """Raises ActionRefused for an account without settlement reports."""
    if not has_settlements(account):
        raise ActionRefused(
            f'Account {account.name} (channel = "{account.settings.channel}") has no settlements; '
            "settlement reports are Amazon's."
        )
    if not isinstance(account.books, SettlementBooks):
        raise ActionRefused(
            f"Account {account.name}: {account.books.name} as it is connected takes no settlements."
        )
    tab = account.settings.settlement
    source = account.channel
    return SettlementAccount(
        name=account.name,
        settings=account.settings,
        channel=account.channel,
        journal=account.journal,
        clock=account.clock,
        netsuite=account.netsuite,
        books=account.books,
        source=source if isinstance(source, SettlementSource) else None,
        ledger=account.books,
        options=SettlementOptions(
            customer_internal_id=tab.customer_internal_id,
            refunds_as_credit_memos=tab.refunds_as_credit_memos,
            restock=tab.restock,
            item_mapping=tab.item_mapping,
        ),
    )


def split_options(account: SettlementAccount) -> SplitOptions:
    """How a settlement that is taken now becomes postings."""
    tab = account.settings.settlement
    return SplitOptions(
        merge_refunds=tab.merge_refunds,
        merge_fees=tab.merge_fees,
        split_months=tab.split_months,
        marketplace=account.settings.marketplace.name,
    )
