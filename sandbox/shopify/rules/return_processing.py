"""A return is worked off: goods are taken in, goods are given instead, money goes back.

What came back is a refund of the order (`Refund.return`). Exchange goods become lines of the order
and are never among the refund's lines; the money of the refund is net of them (microsoft/BCApps
#8554). Fees are kept once, with the first processing of what they are for.

Processing alone leaves the return open (recorded twice, of returns processed whole without
dispositions). With everything processed and disposed of it closes (Help Center, "Return closed":
"choose to fully refund and restock all items"); `restocked_returns_close` turns that off.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import (
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    LineItem,
    MoneyBag,
    Refund,
    total,
)
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.return_parts import (
    Disposition,
    ExchangeLineItem,
    Return,
    ReturnLineItem,
    ReverseLineItem,
)
from sandbox.shopify.rules import inventory
from sandbox.shopify.rules.order_inputs import DiscountInput, LineInput
from sandbox.shopify.rules.pricing import price_addition
from sandbox.shopify.rules.refund_inputs import (
    KeptInput,
    RefundInput,
    RefundLineInput,
    SuggestionInput,
)
from sandbox.shopify.rules.refunds import create_refund
from sandbox.shopify.rules.return_inputs import DispositionInput, ProcessInput, TakenInput
from sandbox.shopify.rules.returns import existing, with_return
from sandbox.shopify.rules.suggestion import (
    SuggestedRefund,
    SuggestedTransaction,
    suggested_refund,
    suggested_transactions,
)

__all__ = ["Outcome", "priced_exchange", "process_return", "suggested_outcome"]

Path = tuple[str, ...]
_KINDS = {"restocked", "processing_required", "not_restocked", "missing"}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a processing would come to. `due`: to the customer; negative: he owes it."""

    refund: SuggestedRefund
    due: MoneyBag
    transactions: tuple[SuggestedTransaction, ...]


def process_return(account: Account, asked: ProcessInput) -> tuple[Order, Return, Refund]:
    """Raises UserErrors. An order that another return or refund has emptied meanwhile refuses as
    any refund does."""
    order, found = existing(account, asked.return_id, (*asked.root, "returnId"))
    if found.status != "open":
        raise refuse((*asked.root, "returnId"), "Return status is invalid.", "INVALID_STATE")
    if not (asked.line_items or asked.exchange):
        message = "Return line items can't be blank"  # ours
        raise refuse((*asked.root, "returnLineItems"), message, "BLANK")
    lines: list[RefundLineInput] = []
    fees: list[KeptInput] = []
    for place, taken in enumerate(asked.line_items):
        path = (*asked.root, "returnLineItems", str(place))
        line = _return_line(found, path, taken)
        if line.restocking_fee is not None and not line.processed:
            fees.append(KeptInput(amount=line.restocking_fee.amount, reason="restock"))
        found, returned = _take_in(account, found, line, taken, path)
        lines += returned
    if found.shipping_fees and not found.fees_taken:
        fees += [
            KeptInput(amount=each.amount, reason="refund_discrepancy")
            for each in found.shipping_fees
        ]
        found = replace(found, fees_taken=True)
    exchanged: list[LineItem] = []
    for place, taken in enumerate(asked.exchange):
        path = (*asked.root, "exchangeLineItems", str(place))
        order, found, new = _give(account, order, found, taken, path)
        exchanged.append(new)
    found = _closed_when_done(account, found)
    account.records.orders.put(with_return(order, found))
    order, refund = create_refund(
        account,
        RefundInput(
            order_id=order.id,
            refund_line_items=tuple(lines),
            shipping=asked.shipping,
            transactions=asked.transactions,
            store_credit=asked.store_credit,
            currency=asked.currency or order.presentment_currency,
            note=asked.note,
            return_id=found.id,
            exchanged=_worth(order, exchanged) if exchanged else None,
            kept=tuple(fees),
            settles=asked.pays,
        ),
    )
    return order, found, refund


def suggested_outcome(account: Account, asked: ProcessInput) -> Outcome:
    """What to pay when these units are processed; nothing is written. Raises UserErrors."""
    order, found = existing(account, asked.return_id, ("id",))
    lines = []
    fees = [] if found.fees_taken else [each.amount for each in found.shipping_fees]
    for place, taken in enumerate(asked.line_items):
        line = _return_line(found, ("returnLineItems", str(place)), taken)
        if line.restocking_fee is not None and not line.processed:
            fees.append(line.restocking_fee.amount)
        lines.append(RefundLineInput(line_item_id=line.line_item_id, quantity=taken.quantity))
    exchanged = []
    for place, taken in enumerate(asked.exchange):
        other = _exchange_line(found, ("exchangeLineItems", str(place)), taken)
        exchanged.append(priced_exchange(account, order, other, taken.quantity)[0])
    suggestion = suggested_refund(
        account,
        order,
        SuggestionInput(
            refund_line_items=tuple(lines),
            shipping=asked.shipping,
            currency=order.presentment_currency,
        ),
    )
    goods = suggestion.subtotal + suggestion.shipping
    value = goods if order.taxes_included else goods + suggestion.total_tax
    due = value - total(fees) - _worth(order, exchanged)
    payable = max(min(due.presentment, order.refundable_amount.presentment), due.presentment * 0)
    transactions = suggested_transactions(account, order, payable) if payable else ()
    return Outcome(refund=suggestion, due=due, transactions=transactions)


def _return_line(found: Return, path: Path, taken: TakenInput) -> ReturnLineItem:
    line = found.line_item(taken.line_id)
    if line is None:
        message = "Return line item was not found."  # ours
        raise refuse((*path, "id"), message, "NOT_FOUND")
    if not 1 <= taken.quantity <= line.unprocessed:
        message = "Return line item has an invalid quantity."
        raise refuse((*path, "quantity"), message, "INVALID")
    return line


def _exchange_line(found: Return, path: Path, taken: TakenInput) -> ExchangeLineItem:
    line = found.exchange_line_item(taken.line_id)
    if line is None:
        message = "Exchange line item was not found."  # ours
        raise refuse((*path, "id"), message, "NOT_FOUND")
    if not 1 <= taken.quantity <= line.unprocessed:
        message = "Exchange line item has an invalid quantity."  # ours
        raise refuse((*path, "quantity"), message, "INVALID")
    return line


def _take_in(
    account: Account, found: Return, line: ReturnLineItem, taken: TakenInput, path: Path
) -> tuple[Return, list[RefundLineInput]]:
    """Restocked units go back on the shelf of their location, all others nowhere."""
    restocked: dict[int | None, int] = {}
    for place, each in enumerate(taken.dispositions):
        found = _dispose(account, found, line, each, (*path, "dispositions", str(place)))
        if each.kind == "restocked":
            restocked[each.location_id] = restocked.get(each.location_id, 0) + each.quantity
    if sum(each.quantity for each in taken.dispositions) > taken.quantity:
        message = "Dispositions have an invalid quantity."  # ours
        raise refuse((*path, "dispositions"), message, "INVALID")
    rest = taken.quantity - sum(restocked.values())
    lines = [
        RefundLineInput(
            line_item_id=line.line_item_id,
            quantity=quantity,
            restock_type="return",
            location_id=location,
        )
        for location, quantity in restocked.items()
    ]
    if rest:
        lines.append(RefundLineInput(line_item_id=line.line_item_id, quantity=rest))
    done = replace(
        line, processed=line.processed + taken.quantity, refunded=line.refunded + taken.quantity
    )
    kept = tuple(done if each.id == line.id else each for each in found.line_items)
    return replace(found, line_items=kept), lines


def _dispose(
    account: Account, found: Return, line: ReturnLineItem, asked: DispositionInput, path: Path
) -> Return:
    works = []
    hit = False
    for work in found.reverse_fulfillment_orders:
        parts = []
        for part in work.line_items:
            mine = part.id == asked.reverse_line_item_id and part.return_line_item_id == line.id
            hit = hit or mine
            parts.append(_disposed(account, part, asked, path) if mine else part)
        done = all(
            sum(each.quantity for each in part.dispositions) == part.total_quantity
            for part in parts
        )
        works.append(
            replace(work, line_items=tuple(parts), status="closed" if done else work.status)
        )
    if not hit:
        message = "Reverse fulfillment order line item was not found."  # ours
        raise refuse((*path, "reverseFulfillmentOrderLineItemId"), message, "NOT_FOUND")
    if asked.kind not in _KINDS:
        message = "Disposition type is invalid."  # ours
        raise refuse((*path, "dispositionType"), message, "INCLUSION")
    known = asked.location_id in account.records.locations
    if asked.kind == "restocked" and not known:
        message = "Location is required to restock items."  # ours
        raise refuse((*path, "locationId"), message, "BLANK")
    return replace(found, reverse_fulfillment_orders=tuple(works))


def _disposed(
    account: Account, part: ReverseLineItem, asked: DispositionInput, path: Path
) -> ReverseLineItem:
    gone = sum(each.quantity for each in part.dispositions)
    if not 1 <= asked.quantity <= part.total_quantity - gone:
        message = "Disposition has an invalid quantity."  # ours
        raise refuse((*path, "quantity"), message, "INVALID")
    new = Disposition(
        id=next_id(account.ids, "ReverseFulfillmentOrderDisposition"),
        kind=asked.kind,
        quantity=asked.quantity,
        created_at=moment(account),
        location_id=asked.location_id,
    )
    return replace(part, dispositions=(*part.dispositions, new))


def priced_exchange(
    account: Account, order: Order, other: ExchangeLineItem, quantity: int
) -> tuple[LineItem, Order]:
    """The line that these units would be, and the order with the discount it needs."""
    discounts: tuple[DiscountInput, ...] = ()
    if other.discount_percentage is not None or other.discount_amount is not None:
        discounts = (
            DiscountInput(
                percentage=other.discount_percentage,
                amount=other.discount_amount,
                title=other.discount_description or "Exchange discount",
            ),
        )
    line, applications = price_addition(
        account,
        order,
        LineInput(
            variant_id=other.variant_id,
            quantity=quantity,
            price=other.price,
            discounts=discounts,
        ),
    )
    added = (*order.discount_applications, *applications)
    return line, replace(order, discount_applications=added)


def _give(
    account: Account, order: Order, found: Return, taken: TakenInput, path: Path
) -> tuple[Order, Return, LineItem]:
    """A line of the order for these units, with work of its own to send them."""
    other = _exchange_line(found, path, taken)
    line, order = priced_exchange(account, order, other, taken.quantity)
    now = moment(account)
    location = order.fulfillment_orders[0].assigned_location_id
    work = FulfillmentOrder(
        id=next_id(account.ids, "FulfillmentOrder"),
        status="open",
        assigned_location_id=location,
        created_at=now,
        updated_at=now,
        fulfill_at=now,
        line_items=(
            FulfillmentOrderLineItem(
                id=next_id(account.ids, "FulfillmentOrderLineItem"),
                line_item_id=line.id,
                total_quantity=line.quantity,
                remaining_quantity=line.quantity,
            ),
        ),
    )
    inventory.commit_units(account, line, location)
    order = replace(
        order,
        line_items=(*order.line_items, line),
        fulfillment_orders=(*order.fulfillment_orders, work),
        sold_for=order.original_total_price,
    )
    done = replace(
        other,
        processed=other.processed + taken.quantity,
        line_item_ids=(*other.line_item_ids, line.id),
    )
    kept = tuple(done if each.id == other.id else each for each in found.exchange_line_items)
    return order, replace(found, exchange_line_items=kept), line


def _closed_when_done(account: Account, found: Return) -> Return:
    done = (
        not any(each.unprocessed for each in found.line_items)
        and not any(each.unprocessed for each in found.exchange_line_items)
        and all(each.status == "closed" for each in found.reverse_fulfillment_orders)
    )
    if not (done and account.settings.restocked_returns_close):
        return found
    return replace(found, status="closed", closed_at=moment(account))


def _worth(order: Order, lines: list[LineItem]) -> MoneyBag:
    price = total(line.discounted_total for line in lines)
    tax = total(line.total_tax for line in lines)
    return price if order.taxes_included else price + tax
