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
from sandbox.netsuite.records import (
    RECORD_TYPES,
    ZERO,
    Customer,
    Line,
    TaxDetail,
    Transaction,
)
from sandbox.netsuite.rules import lines as line_rules
from sandbox.netsuite.rules import links, portions
from sandbox.netsuite.rules.money import half_up, plain
from sandbox.netsuite.rules.settling import save_with
from sandbox.netsuite.rules.spending import apply_to_invoice
from sandbox.netsuite.rules.transactions import blank, edit, save
from sandbox.netsuite.rules.transform_goods import fulfil, receive
from sandbox.netsuite.rules.transform_money import deposit_application, money_back, payment_of

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["PAIRS", "transform_customer", "transform_transaction"]

# Source record type -> target record types.
PAIRS: dict[str, tuple[str, ...]] = {
    "customer": ("salesOrder", "invoice", "cashSale", "customerPayment", "estimate"),
    "estimate": ("salesOrder", "invoice", "cashSale"),
    "salesOrder": ("invoice", "cashSale", "itemFulfillment", "returnAuthorization"),
    "invoice": ("creditMemo", "customerPayment", "returnAuthorization"),
    "cashSale": ("cashRefund", "returnAuthorization"),
    "cashRefund": ("creditMemo",),
    "returnAuthorization": ("creditMemo", "cashRefund", "itemReceipt"),
    "customerDeposit": ("depositApplication", "customerRefund"),
    "customerPayment": ("customerRefund",),
}
_CANNOT = ("A", "C", "H")  # an order or return: pending approval, cancelled, closed
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
    draft = blank(
        netsuite,
        RECORD_TYPES[target],
        customer.id,
        overlay.get("currency"),
        subsidiary=overlay.get("subsidiary"),
    )
    draft = edit(netsuite, draft, overlay)
    if draft.type == "CustPymt":
        return save_with(netsuite, None, draft, overlay)
    return save(netsuite, None, draft)


def _is_shut(source: Transaction, kind: str) -> bool:
    """Pending approval, cancelled or closed; a closed order still takes goods back."""
    if source.type not in ("SalesOrd", "RtnAuth") or source.status not in _CANNOT:
        return False
    return not (kind == "RtnAuth" and source.status == "H")


def transform_transaction(
    netsuite: Domain,
    source: Transaction,
    target: str,
    overlay: Mapping[str, Any],
    replace: Collection[str] = (),
) -> Transaction:
    """Raises InvalidRequest for an unknown pair, UserError when nothing is left."""
    _check_pair(source.record_type, target)
    kind = RECORD_TYPES[target]
    if source.voided or _is_shut(source, kind):
        raise UserError(f"You can not initialize {target.lower()}: invalid reference {source.id}.")
    draft = blank(netsuite, kind, source.entity, source.currency, source.id, source.subsidiary)
    match kind:
        case "CustPymt":
            return payment_of(netsuite, source, draft, overlay, replace)
        case "CustRfnd":
            return money_back(netsuite, source, draft, overlay, replace)
        case "DepAppl":
            return deposit_application(netsuite, source, draft, overlay, replace)
    copied: dict[str, Any] = {name: getattr(source, name) for name in _COPIED}
    copied["custom"] = dict(source.custom)
    copied["location"] = source.location
    if kind in ("CustInvc", "SalesOrd"):
        copied["terms"] = source.terms
    elif kind in ("CashSale", "CashRfnd", "RtnAuth"):
        copied["payment_method"] = source.payment_method
    if kind in links.REFUNDS:
        copied |= _where_the_money_was(netsuite, source, kind)
    draft = msgspec.structs.replace(draft, **copied)
    chosen, typed, added = _choose(netsuite, source, kind, overlay.get("lines"), replace)
    if kind == "ItemShip":
        return fulfil(netsuite, source, draft, (chosen, typed), overlay)
    if kind == "ItemRcpt":
        return receive(netsuite, source, draft, (chosen, typed), overlay)
    return _document(netsuite, source, draft, (chosen, typed, added), overlay)


def _where_the_money_was(netsuite: Domain, source: Transaction, kind: str) -> dict[str, Any]:
    """A refund of a sale takes the money from where the sale put it, a credit memo lies in the
    invoice's A/R; a return leads to the sale it was made from."""
    sale: Transaction | None = source
    if source.type == "RtnAuth":
        sale = netsuite.records.transactions.get(source.created_from or 0)
    if sale is None:
        return {}
    if kind == "CashRfnd" and sale.type == "CashSale":
        return {"account": sale.account, "undep_funds": sale.undep_funds}
    if kind == "CustCred" and sale.type == "CustInvc":
        return {"account": sale.account}
    return {}


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
    left = {line.line: links.remaining(netsuite, source, line, kind) for line in source.lines}
    default = _pickable(netsuite, source, left) if kind == "ItemShip" else left
    chosen = {} if "lines" in replace else {key: units for key, units in default.items() if units}
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
    _follow(netsuite, source, chosen, left)
    return chosen, typed, added


def _follow(
    netsuite: Domain, source: Transaction, chosen: Chosen, left: Mapping[int, Decimal]
) -> None:
    """A discount line goes with the line that it discounts."""
    above: int | None = None
    for line in source.lines:
        if netsuite.records.items[line.item].item_type == "Discount" and above is not None:
            chosen.pop(line.line, None)
            if above in chosen and left[line.line]:
                chosen[line.line] = min(chosen[above], left[line.line])
        above = line.line


def _pickable(
    netsuite: Domain, source: Transaction, left: dict[int, Decimal]
) -> dict[int, Decimal]:
    """What a fulfilment starts with. Preference "Fulfill Based on Commitment": with what is
    committed, and it may go beyond that or not (`left` says how far); ignoring commitment, with
    what was ordered."""
    preference = netsuite.settings.fulfill_based_on_commitment
    default = dict(left)
    for line in source.lines:
        item = netsuite.records.items[line.item]
        if not item.is_fulfillable:
            left[line.line] = default[line.line] = Decimal(0)
        elif item.item_type == "InvtPart" and preference != "ignore":
            picked = line.quantity_picked - line.quantity_fulfilled
            committed = max(line.quantity_committed - picked, Decimal(0))
            default[line.line] = min(left[line.line], committed)
            if preference == "limit":
                left[line.line] = default[line.line]
    return default


def _document(
    netsuite: Domain,
    source: Transaction,
    draft: Transaction,
    selection: tuple[Chosen, Typed, Added],
    overlay: Mapping[str, Any],
) -> Transaction:
    """A bill of an order, or a refund of a bill."""
    chosen, typed, added = selection
    way = links.direction(source.type, draft.type)
    view = portions.SourceView(netsuite, source, way.kinds if way else frozenset())
    shipping = overlay["shipping_cost"] or ZERO if "shipping_cost" in overlay else None
    if draft.type == "RtnAuth" and shipping is None:
        shipping = ZERO  # goods come back; the charge for sending them only when it is typed
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
    back = draft.type in links.REFUNDS or (draft.type == "RtnAuth" and source.type in links.BILLS)
    override = source.tax_details_override or back
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
    made_document = save(netsuite, None, draft, apply_to_source="applications" not in overlay)
    if made_document.type == "CustInvc" and source.type == "SalesOrd":
        apply_to_invoice(netsuite, made_document)
        return netsuite.records.transactions[made_document.id]
    return made_document


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
        is_percent=part.source.is_percent,
        location=part.source.location,
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
