"""The settlement as XML, which Amazon makes no longer: an element an order, a refund, a charge.

Amounts bear their currency and a decimal point everywhere, moments are ISO 8601. Names of elements
are those that public importers read; what Amazon withholds of taxes stands among an item's fees, as
in the old flat file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from xml.sax.saxutils import escape

from sandbox.amazon.settlements.dialects import DIALECTS
from sandbox.amazon.settlements.statement import Row, Statement

__all__ = ["CHARSET", "TYPE", "write"]

TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_XML"
CHARSET = "UTF-8"
_ISO = DIALECTS["iso"]
_REFUNDS = {
    "Refund": "Refund",
    "A-to-z Guarantee Refund": "GuaranteeClaim",
    "Chargeback Refund": "Chargeback",
}


def write(statement: Statement, seller: str) -> bytes:
    """The document's bytes."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">',
        "<Header>",
        _element("DocumentVersion", "1.01"),
        _element("MerchantIdentifier", seller),
        "</Header>",
        _element("MessageType", "SettlementReport"),
        "<Message>",
        _element("MessageID", "1"),
        "<SettlementReport>",
        "<SettlementData>",
        _element("AmazonSettlementID", statement.settlement_id),
        _money("TotalAmount", statement.total, statement.currency),
        _element("StartDate", _ISO.at(statement.start)),
        _element("EndDate", _ISO.at(statement.end)),
        _element("DepositDate", _ISO.at(statement.deposit)),
        "</SettlementData>",
    ]
    for _, rows in groupby(statement.rows, _block):
        lines += _written(list(rows), statement.currency)
    lines += ["</SettlementReport>", "</Message>", "</AmazonEnvelope>"]
    return ("\n".join(lines) + "\n").encode(CHARSET)


def _block(row: Row) -> tuple[object, ...]:
    """Rows of one shipment or refund belong together; every other row stands alone."""
    if row.transaction_type == "Order" or row.transaction_type in _REFUNDS:
        return row.transaction_type, row.order_id, row.shipment_id, row.adjustment_id
    return row.transaction_type, id(row)


def _written(rows: list[Row], currency: str) -> Iterator[str]:
    first = rows[0]
    if first.transaction_type == "Order":
        yield from _order(rows, currency)
    elif first.transaction_type in _REFUNDS:
        yield from _refund(rows, currency)
    elif first.transaction_type == "ServiceFee":
        yield "<AdvertisingTransactionDetails>"
        yield _element("TransactionType", first.amount_type)
        yield _element("PostedDate", _ISO.at(first.posted))
        yield _element("InvoiceId", first.reference)
        yield _money("BaseAmount", first.amount, currency)
        yield _money("TaxAmount", first.amount * 0, currency)
        yield _money("TransactionAmount", first.amount, currency)
        yield "</AdvertisingTransactionDetails>"
    else:
        yield from _other(first, currency)


def _order(rows: list[Row], currency: str) -> Iterator[str]:
    first = rows[0]
    yield "<Order>"
    yield _element("AmazonOrderID", first.order_id)
    yield _element("MerchantOrderID", first.merchant_order_id)
    yield _element("ShipmentID", first.shipment_id)
    yield _element("MarketplaceName", first.marketplace_name)
    yield "<Fulfillment>"
    yield _element("MerchantFulfillmentID", first.fulfilment)
    yield _element("PostedDate", _ISO.at(first.posted))
    for (item, sku), found in _by_item(rows):
        yield "<Item>"
        yield _element("AmazonOrderItemCode", item)
        yield _element("SKU", sku)
        quantity = next((row.quantity for row in found if row.quantity is not None), None)
        if quantity is not None:
            yield _element("Quantity", str(quantity))
        yield from _components("ItemPrice", "Component", found, ("ItemPrice",), currency)
        yield from _components("ItemFees", "Fee", found, _FEES, currency)
        yield from _promotions("Promotion", found, currency)
        yield "</Item>"
    yield "</Fulfillment>"
    yield "</Order>"


def _refund(rows: list[Row], currency: str) -> Iterator[str]:
    first = rows[0]
    name = _REFUNDS[first.transaction_type]
    yield f"<{name}>"
    yield _element("AmazonOrderID", first.order_id)
    yield _element("MerchantOrderID", first.merchant_order_id)
    yield _element("AdjustmentID", first.adjustment_id)
    yield _element("MarketplaceName", first.marketplace_name)
    yield "<Fulfillment>"
    yield _element("MerchantFulfillmentID", first.fulfilment)
    yield _element("PostedDate", _ISO.at(first.posted))
    for (item, sku), found in _by_item(rows):
        yield "<AdjustedItem>"
        yield _element("AmazonOrderItemCode", item)
        yield _element("MerchantAdjustmentItemID", found[0].adjustment_item)
        yield _element("SKU", sku)
        yield from _components("ItemPriceAdjustments", "Component", found, ("ItemPrice",), currency)
        yield from _components("ItemFeeAdjustments", "Fee", found, _FEES, currency)
        yield from _promotions("PromotionAdjustment", found, currency)
        yield "</AdjustedItem>"
    yield "</Fulfillment>"
    yield f"</{name}>"


def _other(row: Row, currency: str) -> Iterator[str]:
    kind, _, suffix = row.transaction_type.partition(" - ")
    name = row.description if kind == "other-transaction" else row.transaction_type
    yield "<OtherTransaction>"
    if row.order_id:
        yield _element("AmazonOrderID", row.order_id)
    yield _element("TransactionType", f"{name} - {suffix}" if suffix else name)
    yield _element("PostedDate", _ISO.at(row.posted))
    yield _money("Amount", row.amount, currency)
    if row.sku:
        yield "<OtherTransactionItem>"
        yield _element("SKU", row.sku)
        yield _money("Amount", row.amount, currency)
        yield "</OtherTransactionItem>"
    yield "</OtherTransaction>"


_FEES = ("ItemFees", "ItemWithheldTax", "Points")


def _by_item(rows: Iterable[Row]) -> list[tuple[tuple[str, str], list[Row]]]:
    """Points name no item, but its SKU."""
    rows = list(rows)
    codes = {row.sku: row.item for row in rows if row.item}
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.item or codes.get(row.sku, ""), row.sku), []).append(row)
    return list(found.items())


def _components(
    outer: str, inner: str, rows: list[Row], kinds: tuple[str, ...], currency: str
) -> Iterator[str]:
    wanted = [row for row in rows if row.amount_type in kinds]
    if not wanted:
        return
    yield f"<{outer}>"
    for row in wanted:
        yield f"<{inner}>"
        yield _element("Type", row.description)
        yield _money("Amount", row.amount, currency)
        yield f"</{inner}>"
    yield f"</{outer}>"


def _promotions(name: str, rows: list[Row], currency: str) -> Iterator[str]:
    for row in rows:
        if row.amount_type == "Promotion":
            yield f"<{name}>"
            yield _element("MerchantPromotionID", row.promotion_id)
            yield _element("Type", row.description)
            yield _money("Amount", row.amount, currency)
            yield f"</{name}>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _money(name: str, amount: Decimal, currency: str) -> str:
    return f'<{name} currency="{currency}">{amount:f}</{name}>'
