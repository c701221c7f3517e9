"""What a Connex store needs before it goes live, read from both sides and not believed."""

from __future__ import annotations

from collections.abc import Sequence

from connector.books.sales_books import BooksPreferences
from connector.checklist import Checklist, CheckRow, State
from connector.flows.connex.account import SalesAccount
from connector.flows.connex.catalogue import deposit_account, setting_items
from connector.rows import Problem
from connector.tie_out import TieOut, TieOutRow
from connector.tie_out_connex import tie_out_connex
from connector.trouble import Trouble

__all__ = ["check_connex"]


async def check_connex(account: SalesAccount) -> Checklist:
    """Trouble while reading is a missing row, not an exception."""
    try:
        reached = await account.books.check_login()
        preferences = await account.books.preferences()
        seen = await tie_out_connex(account)
        rows = (
            _environment(account, reached),
            await _accounts(account),
            await _items(account, preferences),
            _numbering(account, preferences),
            _forms(preferences),
            _boxes(account),
            _tie("order", seen),
            _tie("refund", seen),
        )
    except Trouble as trouble:
        row = CheckRow(
            "connections",
            State.MISSING,
            f"{trouble.source}: {trouble.sentence}",
            "Correct the credentials or the connection.",
        )
        return Checklist(account.name, None, (row,))
    return Checklist(account.name, None, rows)


def _environment(account: SalesAccount, reached: str) -> CheckRow:
    name = "sandbox or production QuickBooks"
    expected = "production" if account.settings.store == "live" else "sandbox"
    if account.books.environment != expected:
        return CheckRow(
            name,
            State.MISSING,
            f"A {account.settings.store} store points at {reached}.",
            "Point the connector at the intended company.",
        )
    return CheckRow(name, State.PASSED, f"Logged in to {reached}.")


async def _accounts(account: SalesAccount) -> CheckRow:
    for refunds in (False, True):
        found = await deposit_account(account, refunds=refunds)
        if isinstance(found, Problem):
            return CheckRow("deposit accounts", State.MISSING, found.sentence, found.remedy)
    rules = account.rules
    return CheckRow(
        "deposit accounts",
        State.PASSED,
        f"Money arrives in {rules.deposit_account} and leaves {rules.refunds_from}.",
    )


async def _items(account: SalesAccount, preferences: BooksPreferences) -> CheckRow:
    rules = account.rules
    fields = {"adjustment_item": rules.adjustment_item}
    if rules.refund_item:
        fields["refund_item"] = rules.refund_item
    else:
        fields["no_restock_item"] = rules.no_restock_item
    if preferences.own_tax_engine:
        fields["rounding_item"] = rules.rounding_item
    found = await setting_items(account, fields)
    if isinstance(found, Problem):
        return CheckRow("items", State.MISSING, found.sentence, found.remedy)
    stocked = [name for name, item in found.items() if item.stocked]
    if stocked:
        return CheckRow(
            "items",
            State.MISSING,
            f"{', '.join(stocked)} is an inventory item: every refund would move its stock.",
            "Name a service or non-inventory item in the setting.",
        )
    return CheckRow("items", State.PASSED, f"{', '.join(found)} found.")


def _numbering(account: SalesAccount, preferences: BooksPreferences) -> CheckRow:
    itself = account.rules.numbering == "quickbooks"
    field = account.field("numbering")
    if itself and not preferences.numbers_itself:
        return CheckRow(
            "numbering",
            State.MISSING,
            f'{field} = "quickbooks", but the company uses custom transaction numbers: documents '
            "would have none.",
            'Set it to "order number", or turn custom transaction numbers off in QuickBooks.',
        )
    how = "QuickBooks numbers documents" if itself else "Documents bear the order number"
    return CheckRow("numbering", State.PASSED, f"{how}.")


def _forms(preferences: BooksPreferences) -> CheckRow:
    off = [
        name
        for name, on in (
            ("Shipping", preferences.shipping_allowed),
            ("Discount", preferences.discounts_allowed),
        )
        if not on
    ]
    if off:
        return CheckRow(
            "sales forms",
            State.MISSING,
            f"{' and '.join(off)} switched off on the company's sales forms.",
            "Turn it on in QuickBooks: Account and settings > Sales > Sales form content.",
        )
    return CheckRow("sales forms", State.PASSED, "Shipping and discounts are on.")


def _boxes(account: SalesAccount) -> CheckRow:
    advice = account.rules.advice
    if not account.rules.refunds_on:
        return CheckRow("refund boxes", State.NOT_USED, advice[0])
    return CheckRow(
        "refund boxes", State.PASSED, " ".join(advice) or "Both refund boxes are ticked."
    )


def _tie(kind: str, seen: TieOut) -> CheckRow:
    rows: Sequence[TieOutRow] = [row for row in seen.rows if row.kind == kind]
    if not rows:
        remedy = "Place a test order in the store and run the sync."
        if kind == "refund":
            remedy = "Refund a synced test order in the store and run the sync."
        return CheckRow(kind, State.MISSING, f"No {kind} was synced yet.", remedy)
    wrong = [row for row in rows if not (row.ties and row.lines_tie)]
    if wrong:
        said = wrong[0].sentence or f"{wrong[0].channel_amount} and {wrong[0].books_amount}"
        return CheckRow(
            kind, State.MISSING, f"{wrong[0].order_name}: {said}", "Correct it and run again."
        )
    return CheckRow(kind, State.PASSED, f"{len(rows)} synced, equal on both sides.")
