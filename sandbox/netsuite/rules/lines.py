"""Item lines: what a client typed becomes quantity, rate and amount.

Where both are given the amount wins over the rate; an amount alone gives the rate back with eight
decimals. A list without keys appends, a key names the line that is meant (Help Center "Updating
a Sublist", "Replacing a Sublist").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.errors import InvalidContent, UserError
from sandbox.netsuite.records import ZERO, Item, Line, Transaction
from sandbox.netsuite.rules.custom import written
from sandbox.netsuite.rules.money import half_up
from sandbox.netsuite.rules.references import item_of

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = [
    "NO_LINES",
    "change",
    "merge",
    "merge_shipped",
    "moves_stock",
    "new",
    "with_discounts",
]

# Captured; the SOAP code of the same refusal is VALID_LINE_ITEM_REQD.
NO_LINES = "You must have at least one valid line item for this transaction."

_CUSTOM_PRICE = -1
_UNIQUE_KEYS = 1000  # a transaction's lines take their unique keys from its own thousand


def merge(
    netsuite: Domain,
    transaction: Transaction,
    given: Sequence[Mapping[str, Any]] | None,
    replace: Collection[str] = (),
) -> tuple[Line, ...]:
    """The lines of `transaction` after a write. Raises InvalidContent, UserError."""
    if given is None:
        return ()
    old = {line.line: line for line in transaction.lines}
    kept: dict[int, Line] = {} if "lines" in replace else dict(old)
    last = max(old, default=0)
    for index, values in enumerate(given):
        path = f"item.items[{index}]"
        number = values.get("line")
        if number in old:
            kept[number] = change(netsuite, transaction, old[number], values, path)
        elif number is not None and transaction.lines:
            raise InvalidContent.field_value(number, "line", f"{path}.line")
        else:
            last += 1
            kept[last] = new(netsuite, transaction, last, values, path)
    merged = tuple(kept[number] for number in sorted(kept))
    return with_discounts(netsuite, transaction, merged)


def with_discounts(
    netsuite: Domain, transaction: Transaction, lines: tuple[Line, ...]
) -> tuple[Line, ...]:
    """Discount lines take off the line above: its quantity, and a percentage of its amount (Help
    Center "Discount Items"). Raises UserError for one with nothing above it."""
    items = netsuite.records.items
    places = netsuite.records.currencies[transaction.currency].precision
    made: list[Line] = []
    for index, line in enumerate(lines):
        if items[line.item].item_type == "Discount":
            if not made:
                raise UserError(
                    "A discount line must follow the line that it discounts.",
                    f"item.items[{index}].item",
                )
            above = made[-1]
            amount = line.amount
            if line.is_percent:
                amount = half_up(above.amount * line.rate / 100, places)
            if (line.quantity, line.amount) != (above.quantity, amount):
                line = msgspec.structs.replace(  # noqa: PLW2901
                    line, quantity=above.quantity, amount=amount, discount_share=ZERO
                )
        made.append(line)
    return tuple(made)


def merge_shipped(
    transaction: Transaction,
    given: Sequence[Mapping[str, Any]] | None,
    replace: Collection[str] = (),
) -> tuple[Line, ...]:
    """The lines of a fulfilment: quantities may change, nothing can be added by hand."""
    shipped = {line.line: line for line in transaction.lines}
    kept: dict[int, Line] = {} if "lines" in replace else dict(shipped)
    for index, values in enumerate(given or ()):
        path = f"item.items[{index}]"
        number = values.get("line")
        if number is None:
            wanted = values.get("order_line")
            number = next((key for key, line in shipped.items() if line.order_line == wanted), None)
        if number not in shipped:
            raise InvalidContent.field_value(number, "line", f"{path}.line")
        if values.get("item_receive") is False:
            kept.pop(number, None)
            continue
        quantity = _quantity(values.get("quantity", shipped[number].quantity), path)
        moves = values.get("moves_stock", shipped[number].moves_stock)
        kept[number] = msgspec.structs.replace(
            shipped[number],
            quantity=quantity,
            moves_stock=bool(moves),
            location=values.get("location", shipped[number].location),
        )
    return tuple(kept[number] for number in sorted(kept))


def new(
    netsuite: Domain, transaction: Transaction, number: int, values: Mapping[str, Any], path: str
) -> Line:
    """A line that was not there before."""
    item = item_of(netsuite, values.get("item"), f"{path}.item")
    quantity = _quantity(values.get("quantity", Decimal(1)), path)
    places = netsuite.records.currencies[transaction.currency].precision
    rate, amount, percent = _price(netsuite, transaction, item, values, quantity, places)
    return Line(
        line=number,
        unique_key=transaction.id * _UNIQUE_KEYS + number,
        item=item.id,
        quantity=quantity,
        rate=rate,
        amount=amount,
        is_percent=percent,
        location=values.get("location"),
        description=values.get("description") or item.description or item.display_name,
        price_level=values.get("price_level"),
        order_line=values.get("order_line") if transaction.created_from else None,
        order_doc=transaction.created_from if values.get("order_line") else None,
        is_closed=bool(values.get("is_closed")),
        moves_stock=values.get("moves_stock", moves_stock(netsuite, transaction, item)),
        tax_details_reference=values.get("tax_details_reference") or "",
        custom=written(netsuite, {}, values.get("custom")),
    )


def change(
    netsuite: Domain, transaction: Transaction, line: Line, values: Mapping[str, Any], path: str
) -> Line:
    """An existing line with some of its fields written."""
    new: dict[str, Any] = {
        name: values[name] or getattr(line, name).__class__()
        for name in ("description", "tax_details_reference")
        if name in values
    }
    for name in ("is_closed", "moves_stock"):
        if name in values:
            new[name] = bool(values[name])
    if "price_level" in values:
        new["price_level"] = values["price_level"]
    if "custom" in values:
        new["custom"] = written(netsuite, line.custom, values["custom"])
    if "location" in values:
        new["location"] = values["location"]
    item = netsuite.records.items[line.item]
    if values.get("item", line.item) != line.item:
        if any(
            (
                line.quantity_picked,
                line.quantity_billed,
                line.quantity_received,
                line.quantity_returned,
                line.quantity_refunded,
            )
        ):
            raise UserError(
                "The item of a line that was fulfilled, billed or refunded cannot change.",
                f"{path}.item",
            )
        item = item_of(netsuite, values["item"], f"{path}.item")
        new["item"] = item.id
        new["description"] = values.get("description") or item.description or item.display_name
    if any(name in values for name in ("item", "quantity", "rate", "amount", "price_level")):
        quantity = _quantity(values.get("quantity", line.quantity), path)
        priced = dict(values)
        if "rate" not in values and "amount" not in values and "item" not in new:
            priced["rate"] = f"{line.rate}%" if line.is_percent else line.rate
        places = netsuite.records.currencies[transaction.currency].precision
        rate, amount, percent = _price(netsuite, transaction, item, priced, quantity, places)
        if amount != line.amount:
            new["discount_share"] = ZERO  # spread again over the new amounts
        new |= {"quantity": quantity, "rate": rate, "amount": amount, "is_percent": percent}
    return msgspec.structs.replace(line, **new)


def _quantity(quantity: Decimal | None, path: str) -> Decimal:
    if not quantity:
        raise UserError.missing("Quantity", path=f"{path}.quantity")
    if quantity < 0:
        raise InvalidContent.field_value(quantity, "quantity", f"{path}.quantity")
    return quantity


def _price(
    netsuite: Domain,
    transaction: Transaction,
    item: Item,
    values: Mapping[str, Any],
    quantity: Decimal,
    places: int,
) -> tuple[Decimal, Decimal, bool]:
    """(rate, amount, is the rate a percentage?). A price level other than custom ignores both and
    takes the item's price."""
    if item.item_type == "Discount":
        return _discount(item, values, places)
    level, rate, amount = (values.get(name) for name in ("price_level", "rate", "amount"))
    if isinstance(rate, str):  # only a discount takes a percentage
        raise InvalidContent.field_value(rate, "rate")
    custom = level == _CUSTOM_PRICE or (
        level is None and not netsuite.settings.rate_needs_custom_price_level
    )
    if custom and amount is not None:
        if rate is None:
            rate = half_up(amount / quantity, 8).normalize()
        return rate, half_up(amount, places), False
    if not custom or rate is None:
        if item.base_price is None:
            if rate is None:
                raise UserError.missing("Amount")
        else:
            # List prices are in the account's own currency, whatever the subsidiary's.
            worth = transaction.exchange_rate
            if transaction.subsidiary is not None:
                worth = netsuite.records.currencies[transaction.currency].exchange_rate
            rate = half_up(item.base_price / worth, places)
    return rate, half_up(rate * quantity, places), False


def _discount(item: Item, values: Mapping[str, Any], places: int) -> tuple[Decimal, Decimal, bool]:
    """A discount line: the rate or amount that was typed, else the item's own rate. It takes away
    whatever its sign; a percentage gets its amount from the line above."""
    if values.get("amount") is not None and values.get("rate") is None:
        amount = -abs(half_up(values["amount"], places))
        return amount, amount, False
    typed = values.get("rate")
    written_rate = item.rate if typed is None else str(typed)
    if not written_rate:
        raise UserError.missing("Rate", path="item")
    percent = written_rate.endswith("%")
    rate = -abs(Decimal(written_rate.removesuffix("%")))
    return rate, ZERO if percent else half_up(rate, places), percent


def moves_stock(netsuite: Domain, transaction: Transaction, item: Item) -> bool:
    """Ruling K4: items refunded by line come back, by a setting per kind of refund. A sale without
    an order ships by itself."""
    if item.item_type not in ("InvtPart", "Kit") or _from_return(netsuite, transaction):
        return False
    settings = netsuite.settings
    match transaction.type:
        case "CashRfnd":
            return settings.restock_cash_refunds
        case "CustCred":
            return settings.restock_credit_memos
        case "CashSale" | "CustInvc":
            return transaction.created_from is None and settings.standalone_sales_relieve_stock
        case _:
            return False


def _from_return(netsuite: Domain, transaction: Transaction) -> bool:
    """The refund of a return: its goods come back on the item receipt."""
    source = netsuite.records.transactions.get(transaction.created_from or 0)
    return source is not None and source.type == "RtnAuth"
