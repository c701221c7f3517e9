"""Settlement files with a defect on request: what people report that a connector met.

    world.amazon.desk.publish_broken("10000000001", "F45")

F38 to F46 are failures that users reported of connectors; the rest is what a person uploads by
mistake. Whether a file still adds up is part of the defect: only F45 does not.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import msgspec

from sandbox.amazon.errors import RuleError
from sandbox.amazon.settlements import flat_v1
from sandbox.amazon.settlements.dialects import CODECS, DIALECTS, Dialect
from sandbox.amazon.settlements.statement import Row, Statement

__all__ = ["DEFECTS", "Write", "Written", "broken"]

_UNKNOWN_ORDER = "114-9999999-9999999"


Write = Callable[[Statement, Dialect, str], bytes]


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the document host; `gzipped`: the content is compressed already."""

    content: bytes
    charset: str
    gzipped: bool = False


def broken(
    defect: str, statement: Statement, dialect: Dialect, charset: str, write: Write
) -> Written:
    """`write` makes the account's flat files. Raises RuleError for a defect that nobody knows, or
    that this settlement cannot show."""
    if defect in _STATEMENTS:
        changed = _STATEMENTS[defect](statement)
        return Written(content=write(changed, dialect, charset), charset=charset)
    if defect in _FILES:
        return _FILES[defect](statement, dialect, charset, write)
    raise RuleError(f"{defect} is no defect; there are {', '.join(DEFECTS)}.")


def _with(statement: Statement, rows: list[Row]) -> Statement:
    """The rows and a total that ties."""
    total = sum((row.amount for row in rows), Decimal(0))
    return msgspec.structs.replace(statement, rows=tuple(rows), total=total)


def _some(statement: Statement, *types: str) -> list[Row]:
    found = [row for row in statement.rows if row.transaction_type in types]
    if not found:
        raise RuleError(f"The settlement has no row of the type {types[0]}.")
    return found


def _unknown_order(statement: Statement) -> Statement:
    """F38: a block of an order that no system has."""
    block = _some(statement, "Order")
    first = [row for row in block if row.order_id == block[0].order_id]
    added = [
        msgspec.structs.replace(row, order_id=_UNKNOWN_ORDER, merchant_order_id=_UNKNOWN_ORDER)
        for row in first
    ]
    return _with(statement, [*statement.rows, *added])


def _again(statement: Statement) -> Statement:
    """F39: the same settlement under another report."""
    return statement


def _no_orders(statement: Statement) -> Statement:
    """F40: nothing in the file says which marketplace it is of, but the currency."""
    rows = [
        msgspec.structs.replace(row, marketplace_name="")
        for row in statement.rows
        if not row.order_id
    ]
    if not rows:
        raise RuleError("The settlement has no row without an order.")
    return _with(statement, rows)


def _mixed(statement: Statement) -> Statement:
    """F41: one order that the seller and Amazon fulfilled."""
    order = _some(statement, "Order")[0].order_id
    rows: list[Row] = []
    for row in statement.rows:
        rows.append(row)
        if row.order_id == order and row.transaction_type == "Order":
            other = "AFN" if row.fulfilment == "MFN" else "MFN"
            rows.append(
                msgspec.structs.replace(row, fulfilment=other, shipment_id=row.shipment_id[::-1])
            )
    return _with(statement, rows)


def _two_months(statement: Statement) -> Statement:
    """F42: the month ends in the middle of the period; every other posting lies before."""
    month = statement.end.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = month - timedelta(days=3)
    moments = sorted({row.posted for row in statement.rows})
    if len(moments) == 1:
        raise RuleError("All of the settlement was posted at one moment.")
    earlier = set(moments[::2])
    rows = [
        msgspec.structs.replace(
            row, posted=before if row.posted in earlier else max(row.posted, month)
        )
        for row in statement.rows
    ]
    start = min(statement.start, before)
    return msgspec.structs.replace(statement, rows=tuple(rows), start=start)


def _reserve_chain(statement: Statement) -> Statement:
    """F43: what comes in is not what was held back; the file itself adds up."""
    name = "Previous Reserve Amount Balance"
    if not any(row.description == name for row in statement.rows):
        raise RuleError("The settlement takes over no reserve.")
    return _with(
        statement,
        [
            msgspec.structs.replace(row, amount=row.amount + 10) if row.description == name else row
            for row in statement.rows
        ],
    )


def _cent(statement: Statement) -> Statement:
    """F44: a tax that came in and the same tax withheld differ by the smallest unit."""
    quantum = statement.marketplace.quantum
    for number, row in enumerate(statement.rows):
        if row.amount_type == "ItemWithheldTax":
            rows = list(statement.rows)
            rows[number] = msgspec.structs.replace(row, amount=row.amount + quantum)
            return _with(statement, rows)
    raise RuleError("The settlement has no withheld tax.")


def _off(statement: Statement) -> Statement:
    """F45: the summary row says 10 more than the rows."""
    return msgspec.structs.replace(statement, total=statement.total + 10)


def _decimal_comma(statement: Statement, dialect: Dialect, charset: str, write: Write) -> Written:
    """F46: decimal commas, and points for thousands, as a spreadsheet saves them again."""
    if statement.marketplace.quantum == 1:
        raise RuleError(f"Amounts of {statement.currency} have no decimals.")
    big = msgspec.structs.replace(statement.rows[0], amount=Decimal("1141.18"))
    small = msgspec.structs.replace(big, amount=Decimal("-1141.18"))
    rows = _with(statement, [*statement.rows, big, small])
    text = write(rows, DIALECTS["european"], charset).decode(CODECS[charset])
    grouped = text.replace("1141,18", "1.141,18")
    return Written(content=grouped.encode(CODECS[charset]), charset=charset)


def _version_1(statement: Statement, dialect: Dialect, charset: str, write: Write) -> Written:
    """The old flat file where the new one is expected."""
    return Written(content=flat_v1.write(statement, dialect.decimal_mark, charset), charset=charset)


def _cut_gzip(statement: Statement, dialect: Dialect, charset: str, write: Write) -> Written:
    """A compressed document that ends too early."""
    whole = gzip.compress(write(statement, dialect, charset), mtime=0)
    return Written(content=whole[: len(whole) * 2 // 3], charset=charset, gzipped=True)


def _wrong_charset(statement: Statement, dialect: Dialect, charset: str, write: Write) -> Written:
    """The header says UTF-8 of bytes that are none."""
    sku = "CAFÉ-ÅÄÖ"
    rows = [msgspec.structs.replace(row, sku=row.sku and sku) for row in statement.rows]
    odd = msgspec.structs.replace(statement, rows=tuple(rows))
    return Written(content=write(odd, dialect, "windows-1252"), charset="UTF-8")


def _quotes(statement: Statement, dialect: Dialect, charset: str, write: Write) -> Written:
    """A lone quotation mark in a SKU: readers that honour quotes lose rows."""
    rows = [
        msgspec.structs.replace(row, sku=row.sku and f'{row.sku} 19"') for row in statement.rows
    ]
    quoted = msgspec.structs.replace(statement, rows=tuple(rows))
    return Written(content=write(quoted, dialect, charset), charset=charset)


def _other_report(statement: Statement, dialect: Dialect, charset: str, write: Write) -> Written:
    """The transaction report of the Reports Repository: another format, in local time."""
    lines = ['"Includes Amazon Marketplace, Fulfillment by Amazon (FBA), and Amazon Webstore"']
    lines += [
        f'"All amounts in {statement.currency}, unless specified"',
        '"Definitions:"',
        '"Sales tax collected: Includes sales tax collected from buyers for product sales"',
        '"Selling fees: Includes variable closing fees and referral fees."',
        '"Other transaction fees: Includes shipping chargebacks and shipping holdbacks."',
        '"Other: Includes non-order transaction amounts."',
        '"date/time","settlement id","type","order id","sku","quantity","marketplace",'
        '"product sales","selling fees","other","total"',
    ]
    for row in statement.rows:
        local = (row.posted - timedelta(hours=8)).strftime("%b %d, %Y %I:%M:%S %p PST")
        fee = row.amount_type == "ItemFees"
        sales = row.amount_type == "ItemPrice"
        cells = [
            local, statement.settlement_id, row.transaction_type, row.order_id, row.sku, "1",
            row.marketplace_name.lower(),
            f"{row.amount if sales else 0}", f"{row.amount if fee else 0}",
            f"{0 if sales or fee else row.amount}", f"{row.amount}",
        ]  # fmt: skip
        lines.append(",".join(f'"{cell}"' for cell in cells))
    return Written(content=("\n".join(lines) + "\n").encode("utf-8"), charset="UTF-8")


_STATEMENTS: dict[str, Callable[[Statement], Statement]] = {
    "F38": _unknown_order,
    "F39": _again,
    "F40": _no_orders,
    "F41": _mixed,
    "F42": _two_months,
    "F43": _reserve_chain,
    "F44": _cent,
    "F45": _off,
}
_FILES: dict[str, Callable[[Statement, Dialect, str, Write], Written]] = {
    "F46": _decimal_comma,
    "version 1": _version_1,
    "cut gzip": _cut_gzip,
    "wrong charset": _wrong_charset,
    "quotes": _quotes,
    "other report": _other_report,
}
DEFECTS = (*_STATEMENTS, *_FILES)
