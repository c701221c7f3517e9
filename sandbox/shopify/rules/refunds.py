"""Refunds: what is returned, what is paid back, and the difference between the two.

Sources: Admin API, "Refund" and "refundCreate"; recorded answers of refundCreate for the
sentences, except where a comment says that a sentence is ours.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import refuse
from sandbox.shopify.order_parts import (
    MoneyBag,
    OrderAdjustment,
    OrderTransaction,
    Refund,
    RefundLineItem,
    RefundShippingLine,
    total,
)
from sandbox.shopify.records import Order, next_id
from sandbox.shopify.rules import inventory, store_credit
from sandbox.shopify.rules.fulfilment import cancel_work
from sandbox.shopify.rules.money import in_words, to_bag, unit_of
from sandbox.shopify.rules.refund_inputs import (
    RefundInput,
    RefundLineInput,
    RefundTransactionInput,
    ShippingRefundInput,
    SuggestionInput,
)
from sandbox.shopify.rules.refund_shares import (
    LineShare,
    ShippingShare,
    line_shares,
    shipping_shares,
)
from sandbox.shopify.rules.saving import save
from sandbox.shopify.rules.suggestion import check_currency, parent_remaining

__all__ = [
    "RefundInput",
    "RefundLineInput",
    "RefundTransactionInput",
    "ShippingRefundInput",
    "SuggestionInput",
    "create_refund",
    "refund_line",
    "settle_refunds",
]

_REASONS = {"restock", "damage", "customer", "other"}
_RESTOCK = {"no_restock", "cancel", "return"}
_DISCREPANCY = "refund_discrepancy"
_PENDING = "pending_refund_discrepancy"


def create_refund(account: Account, asked: RefundInput) -> tuple[Order, Refund]:
    """Book what comes back and move the money that `asked.transactions` names.

    Amounts are in the order's presentment currency; the shop's side of the money is worth the
    store rate of this moment. Raises UserErrors, the unchanged order in `document`; nothing is
    written then. Every transaction but one of kind `suggested_refund` moves money.
    """
    order = account.records.orders.get(asked.order_id)
    if order is None:
        raise refuse(("orderId",), "Order does not exist")
    check_currency(order, asked.currency)
    if asked.refund_line_items and not account.settings.line_refunds:
        message = "Line items cannot be refunded in this store"  # a switch of ours
        raise refuse(("refundLineItems",), message, document=order)
    if asked.discrepancy_reason is not None and asked.discrepancy_reason not in _REASONS:
        message = "Discrepancy reason is not included in the list"
        raise refuse(("discrepancyReason",), message, document=order)
    if asked.processed_at is not None and asked.processed_at > account.clock.now():
        raise refuse(("processedAt",), "Processed at can't be in the future", document=order)
    lines = line_shares(account, order, asked.refund_line_items)
    _check_restock(account, order, lines)
    shipping = shipping_shares(order, asked.shipping)
    paying = _payments(order, asked.transactions)
    exchanged = asked.return_id is not None
    if not (lines or shipping or asked.transactions or asked.store_credit or exchanged):
        # Ours: no public record of an empty refund, except that none comes to be.
        message = "Refund must have at least one line item, shipping or transaction"
        raise refuse(None, message, document=order)
    credit = store_credit.check(account, order, asked.store_credit)
    _check_limits(order, paying, credit)
    goods = total(each.subtotal for each in lines) + total(each.subtotal for each in shipping)
    tax = total(each.tax for each in lines) + total(each.tax for each in shipping)
    value = goods if order.taxes_included else goods + tax
    if asked.exchanged is not None:
        value = value - asked.exchanged
    value = value - total(each.amount for each in asked.kept)
    _check_arbitrary(account, order, value, paying)
    owed = _owed(order)
    refund, transactions = _booked(account, order, asked, lines, shipping, paying)
    given = [store_credit.give(account, order, each) for each in asked.store_credit]
    transactions += given
    refund = replace(refund, transaction_ids=tuple(each.id for each in transactions))
    order = replace(
        order,
        refunds=(*order.refunds, refund),
        transactions=(*order.transactions, *transactions),
    )
    adjustments = _adjustments(account, order, asked, value, transactions, owed)
    if adjustments:
        refund = replace(refund, order_adjustments=adjustments)
        order = replace(order, refunds=(*order.refunds[:-1], refund))
    for line in refund.refund_line_items:
        order = _restock(account, order, line)
    return save(account, order), refund


def settle_refunds(account: Account, *, succeed: bool = True) -> list[Order]:
    """Let the gateways finish every pending refund; returns the orders that changed.

    `succeed=False`: they fail, no money has moved and it can be refunded again.
    """
    changed: list[Order] = []
    for order in list(account.records.orders):
        if not order.total_refund_pending:
            continue
        status = "success" if succeed else "failure"
        transactions = tuple(
            replace(each, status=status)
            if each.kind == "refund" and each.status == "pending"
            else each
            for each in order.transactions
        )
        refunds = order.refunds
        if not succeed:
            refunds = tuple(_failed(order, refund) for refund in refunds)
        settled = replace(order, transactions=transactions, refunds=refunds)
        changed.append(save(account, settled))
    return changed


def _failed(order: Order, refund: Refund) -> Refund:
    """No money comes: what was booked against its coming goes away. The rest stands, so that the
    adjustments still are calculated less paid."""
    if not any(each.status == "pending" for each in order.transactions_of(refund)):
        return refund
    left = tuple(each for each in refund.order_adjustments if each.reason != _PENDING)
    return replace(refund, order_adjustments=left)


def _check_restock(account: Account, order: Order, lines: list[LineShare]) -> None:
    """`return` needs a place for the goods; `cancel` is for units that were not sent yet."""
    cancelled: dict[int, int] = {}
    for place, share in enumerate(lines):
        path = ("refundLineItems", str(place))
        asked = share.asked
        if asked.restock_type not in _RESTOCK:
            message = "Restock type is not included in the list"
            raise refuse((*path, "restockType"), message, document=order)
        if asked.restock_type == "return" and asked.location_id is None:
            message = "Location must be provided to restock returned items"
            raise refuse((*path, "locationId"), message, document=order)
        if asked.location_id is not None and asked.location_id not in account.records.locations:
            raise refuse((*path, "locationId"), "Location does not exist", document=order)
        if asked.restock_type == "cancel":
            count = cancelled.get(share.line.id, 0) + asked.quantity
            cancelled[share.line.id] = count
            if count > order.unfulfilled_quantity(share.line):
                message = "Quantity cannot cancel more items than are unfulfilled"
                raise refuse((*path, "quantity"), message, document=order)


def _payments(
    order: Order, asked: tuple[RefundTransactionInput, ...]
) -> list[tuple[OrderTransaction, Decimal]]:
    """The payments that give money back, each with how much."""
    paying: list[tuple[OrderTransaction, Decimal]] = []
    for each in asked:
        kind = each.kind.lower()
        if kind not in {"refund", "suggested_refund"}:
            raise refuse(None, f"Kind {kind} is not a valid transaction", document=order)
        parent = order.transaction(each.parent_id) if each.parent_id is not None else None
        paid = parent is not None and parent.kind in {"sale", "capture"}
        if parent is None or not paid or each.order_id not in (None, order.id):
            message = "Transactions require a parent_id associated with the order"
            raise refuse(("transactions",), message, document=order)
        if kind == "refund":
            paying.append((parent, exact(order, each.amount)))
    return paying


def exact(order: Order, amount: Decimal) -> Decimal:
    """An amount of money to give back. Sentences ours: a refund of nothing, and parts of a cent,
    do not come to be."""
    if amount <= 0:
        raise refuse(("transactions",), "Amount must be greater than zero", document=order)
    unit = unit_of(order.presentment_currency)
    if amount % unit:
        message = f"Amount has more decimals than {order.presentment_currency} has"
        raise refuse(("transactions",), message, document=order)
    return amount.quantize(unit)


def _check_limits(
    order: Order, paying: list[tuple[OrderTransaction, Decimal]], credit: Decimal
) -> None:
    """Not more than was paid and is left, in all and of each payment. `credit`: to store credit.

    `allowOverRefunding` is not asked: recorded stores refuse with the same words when it is set.
    """
    currency = order.presentment_currency
    wanted = sum((amount for _, amount in paying), credit)
    _check_limit(order, wanted, order.refundable_amount.presentment, currency)
    by_parent: dict[int, Decimal] = {}
    for parent, amount in paying:
        by_parent[parent.id] = by_parent.get(parent.id, Decimal(0)) + amount
        left = Decimal(0)
        if parent.status == "success":
            left = parent_remaining(order, parent).presentment
        _check_limit(order, by_parent[parent.id], left, currency)


def _check_limit(order: Order, wanted: Decimal, left: Decimal, currency: str) -> None:
    if wanted > left:
        message = (
            f"Refund amount {in_words(wanted, currency)} is greater than "
            f"net payment received {in_words(left, currency)}"
        )
        raise refuse(None, message, document=order)


def _check_arbitrary(
    account: Account,
    order: Order,
    value: MoneyBag,
    paying: list[tuple[OrderTransaction, Decimal]],
) -> None:
    if account.settings.arbitrary_refunds or not paying:
        return
    suggested = min(value.presentment, order.refundable_amount.presentment)
    if sum(amount for _, amount in paying) != suggested:
        raise refuse(None, "Arbitrary refund not allowed", document=order)


def _booked(
    account: Account,
    order: Order,
    asked: RefundInput,
    lines: list[LineShare],
    shipping: list[ShippingShare],
    paying: list[tuple[OrderTransaction, Decimal]],
) -> tuple[Refund, list[OrderTransaction]]:
    ids = account.ids
    now = moment(account)
    processed = (asked.processed_at or now).replace(microsecond=0)
    status = "pending" if account.settings.refund_pending else "success"
    transactions = [
        OrderTransaction(
            id=next_id(ids, "OrderTransaction"),
            kind="refund",
            status=status,
            gateway=parent.gateway,
            amount=_worth(account, order, amount),
            created_at=now,
            processed_at=processed,
            parent_id=parent.id,
            payment_id=f"{order.name}.{len(order.transactions) + place + 1}",
            test=parent.test,
        )
        for place, (parent, amount) in enumerate(paying)
    ]
    refund = Refund(
        id=next_id(ids, "Refund"),
        created_at=now,
        processed_at=processed,
        updated_at=now,
        note=asked.note,
        user_id=asked.user_id,
        return_id=asked.return_id,
        transaction_ids=tuple(each.id for each in transactions),
        refund_line_items=tuple(refund_line(account, order, share) for share in lines),
        refund_shipping_lines=tuple(
            RefundShippingLine(
                id=next_id(ids, "RefundShippingLine"),
                shipping_line_id=share.line.id,
                subtotal=share.subtotal,
                tax=share.tax,
            )
            for share in shipping
        ),
    )
    return refund, transactions


def refund_line(account: Account, order: Order, share: LineShare) -> RefundLineItem:
    restock = share.asked.restock_type
    return RefundLineItem(
        id=next_id(account.ids, "RefundLineItem"),
        line_item_id=share.line.id,
        quantity=share.asked.quantity,
        price=share.unit_price,
        subtotal=share.subtotal,
        total_tax=share.tax,
        restock_type=restock,
        restocked=restock != "no_restock",
        location_id=_location(order, share),
    )


def _location(order: Order, share: LineShare) -> int | None:
    asked = share.asked
    if asked.restock_type == "no_restock" or asked.location_id is not None:
        return asked.location_id
    return order.fulfillment_orders[0].assigned_location_id if order.fulfillment_orders else None


def _worth(account: Account, order: Order, amount: Decimal) -> MoneyBag:
    if order.currency == order.presentment_currency:
        return MoneyBag(amount, amount)
    return to_bag(account, amount, order.presentment_currency)


def _owed(order: Order) -> Decimal:
    """To the customer, because an edit or a return has made the order cheaper than what was
    paid."""
    return max(-order.total_outstanding.presentment, Decimal(0))


def _adjustments(
    account: Account,
    order: Order,
    asked: RefundInput,
    value: MoneyBag,
    transactions: list[OrderTransaction],
    owed: Decimal,
) -> tuple[OrderAdjustment, ...]:
    """Calculated less paid, when the customer sees a difference. A moved exchange rate is none,
    nor is money that was `owed` to the customer before.

    Money on its way is not paid yet, which is a discrepancy of its own, and a second entry takes
    it back as pending. Payloads of live stores show the first (order_adjustments of
    "Refund discrepancy" over the whole value beside a pending transaction); years of one
    merchant's adjustments show pending ones to be negative always, each against a positive twin,
    and to stay when the money has come.
    """
    everything_back = not order.current_shipping_price and not any(
        order.current_quantity(line) for line in order.line_items
    )
    usual = "full_return_balancing_adjustment" if everything_back else _DISCREPANCY
    found: list[OrderAdjustment] = []
    for fee in asked.kept:
        number = next_id(account.ids, "OrderAdjustment")
        found.append(
            OrderAdjustment(id=number, amount=fee.amount, tax_amount=total(()), reason=fee.reason)
        )
    if not asked.settles:
        return tuple(found)

    def book(amount: MoneyBag, reason: str) -> None:
        number = next_id(account.ids, "OrderAdjustment")
        found.append(OrderAdjustment(id=number, amount=amount, tax_amount=total(()), reason=reason))

    paid = total(each.amount for each in transactions).presentment
    difference = value.presentment - paid
    if difference < 0:
        difference += min(owed, -difference)
    if difference:
        book(_worth(account, order, difference), asked.discrepancy_reason or usual)
    coming = total(each.amount for each in transactions if each.status == "pending")
    if coming:
        book(coming, _DISCREPANCY)
        book(total(()) - coming, _PENDING)
    return tuple(found)


def _restock(account: Account, order: Order, returned: RefundLineItem) -> Order:
    """`cancel` also takes the units off the work to do; `no_restock` leaves stock and work alone
    (Admin API, "Refund": restock_type)."""
    line = order.line_item(returned.line_item_id)
    if line is None or returned.restock_type == "no_restock":
        return order
    location = returned.location_id
    if returned.restock_type == "cancel":
        order = cancel_work(account, order, line.id, returned.quantity)
        if location is not None:
            inventory.cancel_units(account, line, returned.quantity, location)
    elif location is not None:
        inventory.return_units(account, line, returned.quantity, location)
    return order
