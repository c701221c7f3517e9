"""From planned lines to lines of a document: items by name, marks in the descriptions."""

from __future__ import annotations

from collections.abc import Sequence

from connector.books.settlement_books import DocumentLine
from connector.flows.settlements import problems
from connector.flows.settlements.account import SettlementAccount
from connector.flows.settlements.items import item_for
from connector.flows.settlements.keys import mark
from connector.flows.settlements.lines import Charge, Goods
from connector.rows import Problem

__all__ = ["document_lines", "goods_lines"]


async def document_lines(
    account: SettlementAccount, key: str, lines: Sequence[Charge]
) -> tuple[DocumentLine, ...] | Problem:
    """Refused as a whole when one item is missing or inactive, naming all of them. Raises
    Trouble."""
    mapping = account.options.item_mapping
    names = list(dict.fromkeys(item_for(line.kind, mapping) for line in lines))
    found = await account.ledger.charge_items(names)
    missing = [name for name in names if name not in found]
    if missing:
        return problems.items_missing(account, missing, inactive=False)
    inactive = [name for name in names if found[name].inactive]
    if inactive:
        return problems.items_missing(account, inactive, inactive=True)
    return tuple(
        DocumentLine(
            item_id=found[item_for(line.kind, mapping)].id,
            amount=line.amount,
            description=_described(
                key, f"{line.kind}: {line.text}" if line.text else line.kind, line.rows
            ),
        )
        for line in lines
    )


def goods_lines(key: str, goods: Sequence[Goods], *, linked: bool) -> tuple[DocumentLine, ...]:
    """`linked`: made from lines of a billed record, with its discount; a document that stands alone
    has the goods for what they cost."""
    return tuple(
        DocumentLine(
            item_id=each.item_id,
            amount=each.amount if linked else each.net,
            discount=each.discount if linked else None,
            quantity=each.quantity,
            description=_described(key, each.sku, each.rows),
            billed_line=each.billed_line if linked else None,
            tax=each.tax,
            tax_rate=each.tax_rate,
        )
        for each in goods
    )


def _described(key: str, text: str, rows: Sequence[int]) -> str:
    return " ".join([text, *(mark(key, row) for row in rows)])
