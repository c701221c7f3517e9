"""Making one record from another: which pairs exist and what the new one starts with.

Pairs: Help Center "record.transform(options), Supported Transformation Types"; REST supports the
same list. Here stand those of which both records exist in this account.

The new record starts with everything that is left of the source: quantities, their cumulative
share of discount and tax (portions.py), the shipping charge that nobody took yet, in full. Lines
in the body select a source line by `orderLine` (or `line`) and change its quantity, 0 leaves it
out; other lines keep their default; `replace=item` drops every line that is not named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.netsuite.errors import InvalidContent, InvalidRequest, UserError
from sandbox.netsuite.records import ZERO, Customer, Line, TaxDetail, Transaction
from sandbox.netsuite.rules import lines as line_rules
from sandbox.netsuite.rules import links, portions
from sandbox.netsuite.rules.money import half_up, plain
from sandbox.netsuite.rules.transactions import blank, edit, save

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["PAIRS", "transform_customer", "transform_transaction"]

# Source record type -> target record types.
PAIRS: dict[str, tuple[str, ...]] = {
    "customer": ("salesOrder", "invoice", "cashSale", "customerPayment"),
    "salesOrder": ("invoice", "cashSale", "itemFulfillment"),
    "invoice": ("creditMemo", "customerPayment"),
    "cashSale": ("cashRefund",),
    "cashRefund": ("creditMemo",),
    "customerPayment": ("customerRefund",),
}
_TO_TYPE = {
    "salesOrder": "SalesOrd",
    "invoice": "CustInvc",
    "cashSale": "CashSale",
    "itemFulfillment": "ItemShip",
    "creditMemo": "CustCred",
    "cashRefund": "CashRfnd",
    "customerPayment": "CustPymt",
    "customerRefund": "CustRfnd",
}
_ORDER_CANNOT = ("A", "C", "H")  # pending approval, cancelled, closed
_COPIED = (
    "memo",
    "other_ref_num",
    "email",
    "exchange_rate",
    "discount_item",
    "ship_method",
    "shipping_tax_details_reference",
)


def _check_pair(source: str, target: str) -> None:
    if target not in PAIRS.get(source, ()):
        raise InvalidRequest(
            f"Transformation of record type '{source}' to '{target}' is not supported."
        )


def transform_customer(
    netsuite: Domain, customer: Customer, target: str, overlay: Mapping[str, Any]
) -> Transaction:
    """A new transaction for `customer`."""
    _check_pair("customer", target)
    draft = blank(netsuite, _TO_TYPE[target], customer.id, overlay.get("currency"))
    return save(netsuite, None, edit(netsuite, draft, overlay))


def transform_transaction(
    netsuite: Domain,
    source: Transaction,
    target: str,
    overlay: Mapping[str, Any],
    replace: Collection[str] = (),
) -> Transaction:
    """Raises InvalidRequest for an unknown pair, UserError when nothing is left."""
    _check_pair(source.record_type, target)
    kind = _TO_TYPE[target]
    if source.voided or (source.type == "SalesOrd" and source.status in _ORDER_CANNOT):
        raise UserError(f"You can not initialize {target.lower()}: invalid reference {source.id}.")
    draft = blank(netsuite, kind, source.entity, source.currency, source.id)
    if kind == "CustPymt":
        return _payment(netsuite, source, draft, overlay, replace)
    if kind == "CustRfnd":
        return _payment_refund(netsuite, source, draft, overlay, replace)
    copied: dict[str, Any] = {name: getattr(source, name) for name in _COPIED}
    copied["custom"] = dict(source.custom)
    if kind == "CustInvc":
        copied["terms"] = source.terms
    elif kind in ("CashSale", "CashRfnd"):
        copied["payment_method"] = source.payment_method
    if kind == "CashRfnd":
        # Money goes back to where it came from.
        copied |= {"account": source.account, "undep_funds": source.undep_funds}
    elif kind == "CustCred":
        copied["account"] = source.account if source.type == "CustInvc" else None
    draft = msgspec.structs.replace(draft, **copied)
    chosen, typed, added = _choose(netsuite, source, kind, overlay.get("lines"), replace)
    if kind == "ItemShip":
        return _fulfil(netsuite, source, draft, chosen, overlay)
    return _document(netsuite, source, draft, (chosen, typed, added), overlay)


Chosen = dict[int, Decimal]
Typed = dict[int, tuple[str, Mapping[str, Any]]]  # by source line: path in the body, values
Added = list[tuple[str, Mapping[str, Any]]]


def _choose(
    netsuite: Domain,
    source: Transaction,
    kind: str,
    given: list[Mapping[str, Any]] | None,
    replace: Collection[str],
) -> tuple[Chosen, Typed, Added]:
    """Quantities by source line, what the body says about each, and lines that are new."""
    left = {line.line: links.remaining(netsuite, line, kind) for line in source.lines}
    if kind == "ItemShip":
        for line in source.lines:
            if not netsuite.records.items[line.item].is_fulfillable:
                left[line.line] = Decimal(0)
    chosen = {} if "lines" in replace else {key: units for key, units in left.items() if units}
    typed: Typed = {}
    added: Added = []
    for index, values in enumerate(given or ()):
        path = f"item.items[{index}]"
        field = "order_line" if values.get("order_line") is not None else "line"
        number = values.get(field)
        if number is None:
            added.append((path, values))
            continue
        if number not in left:
            raise InvalidContent.field_value(
                number,
                "orderLine" if field == "order_line" else "line",
                f"{path}.{'orderLine' if field == 'order_line' else 'line'}",
            )
        quantity = values.get("quantity", left[number])
        if values.get("item_receive") is False:
            quantity = Decimal(0)
        if quantity < 0:
            raise InvalidContent.field_value(quantity, "quantity", f"{path}.quantity")
        if quantity > left[number]:
            raise UserError(
                f"The quantity of line {number} exceeds the quantity that remains "
                f"({plain(left[number])}).",
                f"{path}.quantity",
            )
        chosen.pop(number, None)
        if quantity:
            chosen[number] = quantity
            typed[number] = path, values
    return chosen, typed, added


def _document(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    selection: tuple[Chosen, Typed, Added],
    overlay: Mapping[str, Any],
) -> Transaction:
    """A bill of an order, or a refund of a bill."""
    chosen, typed, added = selection
    way = links.direction(draft.type)
    kinds = way[0] if way else frozenset()
    view = portions.SourceView(netsuite, source, kinds)
    shipping = overlay["shipping_cost"] or ZERO if "shipping_cost" in overlay else None
    portion = portions.take(view, chosen, shipping)
    made: list[Line] = []
    details: list[TaxDetail] = []
    for number, part in enumerate(portion.parts, 1):
        line, detail = _line(netsuite, draft, number, part)
        if part.source.line in typed:
            path, values = typed[part.source.line]
            line, detail = _overlay(netsuite, draft, line, detail, path, values)
        made.append(line)
        if detail is not None:
            details.append(detail)
    if portion.shipping_tax is not None:
        details.append(portion.shipping_tax)
    for path, values in added:
        made.append(line_rules.new(netsuite, draft, len(made) + 1, values, path))
    discount = sum((line.discount_share for line in made), ZERO)
    # A bill of an order that leaves tax to the account does so too; a refund returns what was
    # taken, line by line.
    override = source.tax_details_override or draft.type in links.REFUNDS
    draft = msgspec.structs.replace(
        draft,
        lines=tuple(made),
        discount_total=-discount,
        discount_item=source.discount_item if discount else None,
        shipping_cost=portion.shipping,
        tax_details_override=override,
        tax_details=tuple(details) if override else (),
    )
    rest = {name: value for name, value in overlay.items() if name != "lines"}
    draft = edit(netsuite, draft, rest)
    if ("discount_rate" in rest or "discount_total" in rest) and "tax_details" not in rest:
        draft = _tax_after_discount(netsuite, draft)
    return save(netsuite, None, draft, apply_to_source="applications" not in overlay)


def _line(
    netsuite: Domain, draft: Transaction, number: int, part: portions.Part
) -> tuple[Line, TaxDetail | None]:
    item = netsuite.records.items[part.source.item]
    line = Line(
        line=number,
        unique_key=draft.id * 1000 + number,
        item=part.source.item,
        quantity=part.quantity,
        rate=part.source.rate,
        amount=part.gross,
        description=part.source.description,
        price_level=part.source.price_level,
        order_line=part.source.line,
        order_doc=draft.created_from,
        tax_details_reference=part.source.tax_details_reference,
        discount_share=part.discount,
        moves_stock=line_rules.moves_stock(netsuite, draft, item),
        custom=dict(part.source.custom),
    )
    return line, part.tax


def _overlay(
    netsuite: Domain,
    draft: Transaction,
    line: Line,
    detail: TaxDetail | None,
    path: str,
    values: Mapping[str, Any],
) -> tuple[Line, TaxDetail | None]:
    """What the body changes on a defaulted line beside its quantity. A typed price takes its part
    of discount and tax along."""
    plain = {
        name: value
        for name, value in values.items()
        if name not in ("line", "order_line", "order_doc", "quantity", "item_receive", "item")
    }
    if not plain:
        return line, detail
    changed = line_rules.change(netsuite, draft, line, plain, path)
    if changed.amount != line.amount and line.amount:
        part = changed.amount / line.amount
        share = half_up(line.discount_share * part)
        changed = msgspec.structs.replace(changed, discount_share=share)
        if detail is not None:
            net = changed.amount - share
            detail = msgspec.structs.replace(
                detail, tax_basis=net, tax_amount=half_up(net * detail.tax_rate / 100)
            )
    if detail is not None:
        detail = msgspec.structs.replace(detail, reference=changed.tax_details_reference)
    return changed, detail


def _tax_after_discount(netsuite: Domain, draft: Transaction) -> Transaction:
    """Another body discount: every line is taxed again on what it leaves."""
    from sandbox.netsuite.rules.totals import complete

    spread = complete(netsuite, draft)
    nets = {line.tax_details_reference: line.amount - line.discount_share for line in spread.lines}
    details = tuple(
        detail
        if detail.reference not in nets
        else msgspec.structs.replace(
            detail,
            tax_basis=nets[detail.reference],
            tax_amount=half_up(nets[detail.reference] * detail.tax_rate / 100),
        )
        for detail in draft.tax_details
    )
    return msgspec.structs.replace(draft, lines=spread.lines, tax_details=details)


def _fulfil(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    chosen: Chosen,
    overlay: Mapping[str, Any],
) -> Transaction:
    """Goods only: no prices, no tax. Stock on hand is no limit: the account's preference "Fulfill
    Based on Commitment" is Ignore Commitment, which takes the ordered quantity."""
    shipped = [line for line in source.lines if line.line in chosen]
    draft = msgspec.structs.replace(
        draft,
        discount_item=None,
        ship_status=netsuite.settings.default_ship_status,
        ship_date=draft.tran_date,
        lines=tuple(
            Line(
                line=number,
                unique_key=draft.id * 1000 + number,
                item=line.item,
                quantity=chosen[line.line],
                rate=ZERO,
                amount=ZERO,
                description=line.description,
                order_line=line.line,
                order_doc=source.id,
            )
            for number, line in enumerate(shipped, 1)
        ),
    )
    rest = {name: value for name, value in overlay.items() if name != "lines"}
    return save(netsuite, None, edit(netsuite, draft, rest))


def _payment(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    overlay: Mapping[str, Any],
    replace: Collection[str],
) -> Transaction:
    """A payment of what the invoice is due; a smaller payment applies as far as it goes."""
    draft = msgspec.structs.replace(draft, created_from=None, exchange_rate=source.exchange_rate)
    due = source.amount_remaining
    payment = overlay.get("payment")
    if payment is None:
        payment = due
    fields = {
        "payment": payment,
        "applications": [{"doc": source.id, "amount": min(payment, due)}],
    }
    draft = edit(netsuite, draft, fields)
    return save(netsuite, None, edit(netsuite, draft, overlay, replace))


def _payment_refund(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    overlay: Mapping[str, Any],
    replace: Collection[str],
) -> Transaction:
    """Gives the unapplied part of a payment back."""
    draft = msgspec.structs.replace(draft, created_from=None, exchange_rate=source.exchange_rate)
    draft = edit(
        netsuite, draft, {"applications": [{"doc": source.id, "amount": source.amount_remaining}]}
    )
    return save(netsuite, None, edit(netsuite, draft, overlay, replace))
