"""Rows of a Connex store: what was seen at the source and has its own way into the books."""

from __future__ import annotations

from dataclasses import dataclass

from connector.flows.connex.account import SalesAccount
from connector.flows.connex.cancelled import CANCELLATION
from connector.model import Order, Refund
from connector.money import Money
from connector.rows import List, Row, RowKind, SalesStatus

__all__ = ["Lister"]


@dataclass(frozen=True, slots=True)
class Lister:
    """Each `add_` gives the row, and whether it is new."""

    account: SalesAccount

    def find(self, kind: RowKind, document_id: str) -> Row | None:
        account = self.account
        return account.journal.find_row(account.name, kind, account.channel.name, document_id)

    async def refunds_of(self, order: Order) -> list[Refund]:
        return list(await self.account.channel.refunds_of(order))

    def add_order(self, order: Order) -> tuple[Row, bool]:
        return self._add(RowKind.ORDER, order, order.order_id, order.total)

    def add_refund(self, order: Order, refund: Refund) -> tuple[Row, bool]:
        return self._add(RowKind.REFUND, order, refund.refund_id, refund.total)

    def add_cancellation(self, order: Order) -> tuple[Row, bool]:
        return self._add(
            RowKind.REFUND, order, f"{CANCELLATION}{order.order_id}", Money.zero(order.currency)
        )

    def _add(
        self, kind: RowKind, order: Order, document_id: str, amount: Money
    ) -> tuple[Row, bool]:
        known = self.find(kind, document_id)
        if known is not None:
            return known, False
        account = self.account
        row = account.journal.add_row(
            now=account.clock.now(),
            list_=List.ORDERS if kind is RowKind.ORDER else List.OTHER_TRANSACTIONS,
            kind=kind,
            account=account.name,
            source=account.channel.name,
            order_id=order.order_id,
            order_name=order.name,
            document_id=document_id,
            status=SalesStatus.QUEUED,
            source_amount=amount,
        )
        return row, True
