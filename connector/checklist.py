"""The deployment check list before production, checked against what was really synced.

Rows an account does not use are shown as "not used" (K12); the others are read, not believed.
Source: Help Center "Checking Syncs for NetSuite Connector Deployment" and "Activating NetSuite
Connector Refund Sync".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from connector.channels.channel import Direction
from connector.flows.account import Account
from connector.flows.directions import Sync
from connector.rows import List, OrderStatus, RefundStatus, Row
from connector.tie_out import TieOut, TieOutRow, tie_out
from connector.trouble import Trouble

__all__ = ["CheckRow", "Checklist", "ChecklistIncomplete", "State", "check"]


class State(StrEnum):
    PASSED = "passed"
    MISSING = "missing"
    NOT_USED = "not used"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """`evidence`: what was seen; `remedy`: what to do when the row is missing."""

    name: str
    state: State
    evidence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    account: str
    direction: Direction | None
    rows: tuple[CheckRow, ...]

    @property
    def missing(self) -> tuple[CheckRow, ...]:
        return tuple(row for row in self.rows if row.state is State.MISSING)

    @property
    def passed(self) -> bool:
        return not self.missing

    def as_dict(self) -> dict[str, Any]:
        return {
            "account": self.account,
            "direction": self.direction,
            "passed": self.passed,
            "rows": [
                {
                    "name": row.name,
                    "state": row.state,
                    "evidence": row.evidence,
                    "remedy": row.remedy,
                }
                for row in self.rows
            ],
        }


class ChecklistIncomplete(ValueError):
    """Activation is refused; `checklist` has every row."""

    def __init__(self, checklist: Checklist) -> None:
        missing = "; ".join(
            f"{row.name}: {row.evidence} {row.remedy}".strip() for row in checklist.missing
        )
        super().__init__(f"Account {checklist.account} is not ready: {missing}")
        self.checklist = checklist


async def check(
    account: Account, others: Sequence[Account], direction: Direction | None
) -> Checklist:
    """Reads both platforms. Trouble while reading is a missing row, not an exception."""
    try:
        seen = await tie_out(account)
        reached = await account.books.check_login()
    except Trouble as trouble:
        row = CheckRow(
            "connections",
            State.MISSING,
            f"{trouble.source}: {trouble.sentence}",
            "Correct the credentials or the connection.",
        )
        return Checklist(account.name, direction, (row,))
    rows = (
        _orders(account, seen),
        _fulfilments(account),
        CheckRow("product or price/quantity", State.NOT_USED, "this connector syncs no products"),
        _refunds(account, seen, direction),
        _refund_settings(account, direction),
        CheckRow("Amazon settlement", State.NOT_USED, "this is no Amazon account"),
        _environment(account, reached),
        _others(account, others),
        CheckRow("3PL", State.NOT_USED, "no 3PL connector"),
    )
    return Checklist(account.name, direction, rows)


def _orders(account: Account, seen: TieOut) -> CheckRow:
    orders = [row for row in seen.rows if row.kind == "order" and row.books_document]
    wrong = [row for row in seen.rows if row.kind in {"order", "billed"} and not _good(row)]
    if not orders:
        return CheckRow(
            "order",
            State.MISSING,
            "No order was posted to NetSuite yet.",
            "Retrieve an order, post it and compare it (order sync test).",
        )
    if wrong:
        return CheckRow(
            "order",
            State.MISSING,
            f"{len(wrong)} of {len(orders)} orders differ, first: {_said(wrong[0])}",
            "Correct the order with Update Order in NetSuite.",
        )
    billed = sum(1 for row in seen.rows if row.kind == "billed")
    return CheckRow(
        "order",
        State.PASSED,
        f"{len(orders)} order(s) posted, tax, total, lines and quantities equal; {billed} billed.",
    )


def _good(row: TieOutRow) -> bool:
    return row.ties and row.lines_tie


def _said(row: TieOutRow) -> str:
    return row.sentence or f"{row.order_name}: {row.channel_amount} and {row.books_amount}"


def _fulfilments(account: Account) -> CheckRow:
    rows = account.journal.rows(List.ORDERS, account.name)
    if any(row.status is OrderStatus.COMPLETE for row in rows):
        return CheckRow("fulfilment", State.PASSED, "A shipment was reported; its row is Complete.")
    wrong = [row for row in rows if row.status is OrderStatus.FULFILMENT_ERROR]
    if not account.journal.switch(account.name, Sync.FULFILMENT) and not wrong:
        return CheckRow("fulfilment", State.NOT_USED, "Fulfillment Sync is off for this account")
    return CheckRow(
        "fulfilment",
        State.MISSING,
        "Fulfillment Sync is used, but no order is Complete yet.",
        "Fulfil a test order in NetSuite and run the fulfilment sync.",
    )


def _refunds(account: Account, seen: TieOut, direction: Direction | None) -> CheckRow:
    if direction is None:
        return CheckRow("refund", State.NOT_USED, "no refund direction is chosen")
    from_books = direction is Direction.FROM_BOOKS
    posted = [
        row
        for row in account.journal.rows(List.OTHER_TRANSACTIONS, account.name)
        if row.status is RefundStatus.POSTED and row.from_books is from_books
    ]
    if not posted:
        return CheckRow(
            "refund",
            State.MISSING,
            f"No refund was posted {direction} yet.",
            "Refund a billed test order, Retrieve it and Post it (refund sync test).",
        )
    documents = {_channel_side(row) for row in posted}
    wrong = [
        row
        for row in seen.rows
        if row.kind == "refund" and row.channel_document in documents and not _good(row)
    ]
    if wrong:
        return CheckRow(
            "refund",
            State.MISSING,
            f"A refund does not match: {_said(wrong[0])}",
            "A refund that does not match the order total is a matter of the NetSuite "
            "configuration; correct it and test again.",
        )
    kinds = " (general refunds: the store takes no lines)" if not account.line_refunds else ""
    return CheckRow(
        "refund",
        State.PASSED,
        f"{len(posted)} refund(s) posted {direction}, totals and items equal on both sides{kinds}.",
    )


def _channel_side(row: Row) -> str:
    return f"refund {row.target_id if row.from_books else row.document_id}"


def _refund_settings(account: Account, direction: Direction | None) -> CheckRow:
    name = "refund settings"
    if direction is None:
        return CheckRow(name, State.NOT_USED, "no refund direction is chosen")
    settings = account.settings
    ticked = [
        box
        for box in ("only_sync_cash_refund", "only_sync_return_authorization")
        if getattr(settings, box)
    ]
    if ticked:
        return CheckRow(
            name, State.MISSING, f"{' and '.join(ticked)} ticked.", "Leave both boxes unticked."
        )
    empty = [
        field
        for field in ("positive_adjustment_item", "negative_adjustment_item")
        if not getattr(settings, field)
    ]
    if empty and direction is Direction.TO_BOOKS:
        return CheckRow(
            name,
            State.MISSING,
            f"{' and '.join(empty)} not set.",
            "Create Other Charge for Sale items in NetSuite and name them.",
        )
    return CheckRow(name, State.PASSED, "Boxes unticked, adjustment items as needed.")


def _environment(account: Account, reached: str) -> CheckRow:
    expected = "production" if account.settings.store == "live" else "sandbox"
    if account.books.environment != expected:
        return CheckRow(
            "sandbox or production NetSuite",
            State.MISSING,
            f"A {account.settings.store} store points at {reached}.",
            "Point the connector at the intended account.",
        )
    return CheckRow("sandbox or production NetSuite", State.PASSED, f"Logged in to {reached}.")


def _others(account: Account, others: Sequence[Account]) -> CheckRow:
    name = "several connectors going live"
    if not others:
        return CheckRow(name, State.NOT_USED, "this is the only account")
    idle = [each.name for each in others if not each.journal.order_references(each.name)]
    if idle:
        return CheckRow(
            name,
            State.MISSING,
            f"{', '.join(idle)} posted no order yet.",
            "Finish the order sync test of every account that goes live, or take it out of the "
            "settings.",
        )
    return CheckRow(name, State.PASSED, f"{len(others)} other account(s) posted orders.")
