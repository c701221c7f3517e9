"""Flat File V1, which Amazon makes no longer: a pair of columns for each kind of amount.

Each item of an order begins with a row that holds its quantity and no money. What is not about an
item puts its name into the transaction type and its money into `other-amount`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sandbox.amazon.settlements.dialects import DIALECTS, Dialect
from sandbox.amazon.settlements.flat_v2 import cell, encoded
from sandbox.amazon.settlements.statement import Row, Statement

__all__ = ["COLUMNS", "GONE", "TYPE", "write"]

TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE"
# The day of its removal in all marketplaces.
GONE = date(2026, 11, 11)
COLUMNS = (
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
    "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id",
    "adjustment-id", "shipment-id", "marketplace-name", "shipment-fee-type",
    "shipment-fee-amount", "order-fee-type", "order-fee-amount", "fulfillment-id", "posted-date",
    "order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id", "sku",
    "quantity-purchased", "price-type", "price-amount", "item-related-fee-type",
    "item-related-fee-amount", "misc-fee-amount", "other-fee-amount",
    "other-fee-reason-description", "promotion-id", "promotion-type", "promotion-amount",
    "direct-payment-type", "direct-payment-amount", "other-amount",
)  # fmt: skip
_PAIRS = {
    "ItemPrice": ("price-type", "price-amount"),
    "ItemFees": ("item-related-fee-type", "item-related-fee-amount"),
    "ItemWithheldTax": ("item-related-fee-type", "item-related-fee-amount"),
    "Points": ("item-related-fee-type", "item-related-fee-amount"),
    "Promotion": ("promotion-type", "promotion-amount"),
}


def write(statement: Statement, decimal_mark: str, charset: str, *, line_end: str = "\n") -> bytes:
    """The file's bytes: ISO moments everywhere, the decimal mark of the account."""
    iso = DIALECTS["iso"]
    dialect = Dialect(day=iso.day, moment=iso.moment, decimal_mark=decimal_mark)
    summary = {
        "settlement-start-date": dialect.at(statement.start),
        "settlement-end-date": dialect.at(statement.end),
        "deposit-date": dialect.at(statement.deposit),
        "total-amount": dialect.amount(statement.total),
        "currency": statement.currency,
    }
    written = [summary, *_rows(statement, dialect)]
    lines = [list(COLUMNS)]
    for each in written:
        each["settlement-id"] = statement.settlement_id
        lines.append([each.get(column, "") for column in COLUMNS])
    return encoded(lines, charset, line_end)


def _rows(statement: Statement, dialect: Dialect) -> Iterator[dict[str, str]]:
    for row in statement.rows:
        common = {
            "transaction-type": row.transaction_type,
            "order-id": row.order_id,
            "merchant-order-id": cell(row.merchant_order_id),
            "adjustment-id": row.adjustment_id,
            "shipment-id": row.shipment_id,
            "marketplace-name": row.marketplace_name,
            "fulfillment-id": row.fulfilment,
            "posted-date": dialect.at(row.posted),
            "order-item-code": row.item,
            "merchant-order-item-id": cell(row.merchant_item),
            "merchant-adjustment-item-id": row.adjustment_item,
            "sku": cell(row.sku),
        }
        if row.quantity is not None:
            yield common | {"quantity-purchased": str(row.quantity)}
        yield common | _money(row, dialect)


def _money(row: Row, dialect: Dialect) -> dict[str, str]:
    amount = dialect.amount(row.amount)
    pair = _PAIRS.get(row.amount_type)
    if pair is not None:
        named = {pair[0]: row.description, pair[1]: amount}
        return named | ({"promotion-id": row.promotion_id} if row.promotion_id else {})
    if row.transaction_type == "ServiceFee":
        # The fee is named by the amount type there: "Cost of Advertising".
        return {"item-related-fee-type": row.amount_type, "item-related-fee-amount": amount}
    kind, _, suffix = row.transaction_type.partition(" - ")
    name = cell(row.description) if kind == "other-transaction" else row.transaction_type
    if suffix:
        name = f"{name} - {suffix}"
    return {"transaction-type": name, "other-amount": amount}
