"""Flat File V2: a header, a summary row, a row an amount. Tabs, and no quoting at all."""

from __future__ import annotations

from sandbox.amazon.settlements.dialects import CODECS, Dialect
from sandbox.amazon.settlements.statement import Row, Statement

__all__ = ["COLUMNS", "TYPE", "cell", "encoded", "write"]

TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
COLUMNS = (
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
    "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id",
    "adjustment-id", "shipment-id", "marketplace-name", "amount-type", "amount-description",
    "amount", "fulfillment-id", "posted-date", "posted-date-time", "order-item-code",
    "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased",
    "promotion-id",
)  # fmt: skip


def write(
    statement: Statement,
    dialect: Dialect,
    charset: str,
    *,
    line_end: str = "\n",
    promotion_column: bool = True,
) -> bytes:
    """The file's bytes. A character that the charset lacks becomes a question mark, as there."""
    columns = COLUMNS if promotion_column else COLUMNS[:-1]
    lines = [list(columns), _summary(statement, dialect, len(columns))]
    lines += [_cells(statement, row, dialect)[: len(columns)] for row in statement.rows]
    return encoded(lines, charset, line_end)


def encoded(lines: list[list[str]], charset: str, line_end: str) -> bytes:
    text = "".join("\t".join(line) + line_end for line in lines)
    return text.encode(CODECS[charset], "replace")


def cell(text: str) -> str:
    """What separates cells and rows cannot stand in one."""
    return text.translate({9: " ", 10: " ", 13: " "})


def _summary(statement: Statement, dialect: Dialect, width: int) -> list[str]:
    cells = [
        statement.settlement_id,
        dialect.at(statement.start),
        dialect.at(statement.end),
        dialect.at(statement.deposit),
        dialect.amount(statement.total),
        statement.currency,
    ]
    return cells + [""] * (width - len(cells))


def _cells(statement: Statement, row: Row, dialect: Dialect) -> list[str]:
    return [
        statement.settlement_id, "", "", "", "", "",
        row.transaction_type,
        row.order_id,
        cell(row.merchant_order_id),
        row.adjustment_id,
        row.shipment_id,
        row.marketplace_name,
        row.amount_type,
        cell(row.description),
        dialect.amount(row.amount),
        row.fulfilment,
        dialect.on(row.posted),
        dialect.at(row.posted),
        row.item,
        cell(row.merchant_item),
        row.adjustment_item,
        cell(row.sku),
        "" if row.quantity is None else str(row.quantity),
        cell(row.promotion_id),
    ]  # fmt: skip
