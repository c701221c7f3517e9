"""What has to be done before settlements are posted, and before they are posted by themselves.

Sources: Help Center "NetSuite Connector Settlement Sync Prerequisites", "Activating NetSuite
Connector Settlement Sync".
"""

from __future__ import annotations

from connector.flows.directions import SettingsRefused, Sync
from connector.flows.settlements import SettlementAccount
from connector.lifecycle import ActionRefused
from connector.settlement_sync.standing import Standing, standing_of

__all__ = ["check_activation", "check_customer", "tested"]


def check_customer(account: SettlementAccount) -> None:
    """Raises ActionRefused while nobody said for which customer settlements are written."""
    if not account.options.customer_internal_id:
        raise ActionRefused(
            f"Account {account.name}: settlement.customer_internal_id is not set. Make a customer "
            "in NetSuite that is used for settlements only, and set its internal ID; fees and "
            "credits that belong to no order are written for it."
        )


def tested(account: SettlementAccount) -> Standing | None:
    """The newest report that is Complete, best one without cancelled postings."""
    found = [
        standing
        for each in account.journal.settlements(account.name)
        if (standing := standing_of(account.journal, each, automatic_sync=False)).complete
    ]
    whole = [each for each in found if not each.progress.cancelled]
    return next(iter(whole + found), None)


def check_activation(account: SettlementAccount) -> tuple[str, ...]:
    """Advice. Raises SettingsRefused, saying what is still to be done; the switch stays off."""
    label, name = Sync.SETTLEMENT.label, account.name
    if not account.options.customer_internal_id:
        raise SettingsRefused(
            f"Account {name}: {label} stays off: settlement.customer_internal_id is not set. Make "
            "a customer in NetSuite that is used for settlements only, and set its internal ID."
        )
    if not account.journal.switch(name, Sync.ORDER):
        raise SettingsRefused(
            f"Account {name}: {label} stays off: orders must be live first, since a settlement is "
            f"posted to orders that were synced. Switch {Sync.ORDER.label} on."
        )
    found = tested(account)
    if found is None:
        raise SettingsRefused(
            f"Account {name}: {label} stays off: {_untested(account)} Cancel or fix and post again "
            "what has an error, until a test report is Complete."
        )
    if found.progress.cancelled:
        return (f"Settlement {found.settlement.number} is Complete, but {found.warnings[0]}",)
    return ()


def _untested(account: SettlementAccount) -> str:
    held = account.journal.settlements(account.name)
    if not held:
        return "no report was tested. Retrieve one whose orders were synced, and Post it."
    newest = standing_of(account.journal, held[0], automatic_sync=False)
    return f"settlement {newest.settlement.number} is {newest.word}."
