"""What a person changes on an order after its sale: "Edit order", "Return items".

By SKU. Amounts are in the currency the customer paid in. Raises `errors.UserErrors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sandbox.shopify.account import Account
from sandbox.shopify.edit_parts import AddItem
from sandbox.shopify.errors import refuse
from sandbox.shopify.records import Order
from sandbox.shopify.return_parts import Return
from sandbox.shopify.rules import order_edits, returns
from sandbox.shopify.rules.order_inputs import DiscountInput
from sandbox.shopify.rules.refund_inputs import RefundTransactionInput
from sandbox.shopify.rules.return_inputs import (
    DispositionInput,
    ExchangeInput,
    ProcessInput,
    ReturnInput,
    ReturnLineInput,
    TakenInput,
)
from sandbox.shopify.rules.return_processing import process_return, suggested_outcome
from sandbox.shopify.rules.trial import trial

__all__ = ["edit_order", "take_back"]


def edit_order(
    account: Account,
    order: Order,
    quantities: Mapping[str, int],
    *,
    add: Mapping[str, int],
    percent_off: Mapping[str, Decimal],
    restock: bool,
) -> Order:
    """`quantities`: what is to be left of a line. `add`: new lines. `percent_off`: of a line."""
    session = order_edits.begin(account, order.id)
    for sku, percent in percent_off.items():
        asked = DiscountInput(percentage=percent, description="Order edit")
        order_edits.add_discount(account, session.id, _line_key(order, sku), asked)
    for sku, quantity in quantities.items():
        key = _line_key(order, sku)
        order_edits.set_quantity(account, session.id, key, quantity, restock=restock)
    for sku, quantity in add.items():
        wanted = AddItem(key="", quantity=quantity, variant_id=_variant(account, sku))
        order_edits.add_item(account, session.id, wanted)
    return order_edits.commit(account, session.id)[0]


def take_back(
    account: Account,
    order: Order,
    lines: Mapping[str, int],
    *,
    exchange: Mapping[str, int],
    refund: bool,
    restock: bool,
) -> tuple[Order, Return]:
    """A return, opened and worked off: the goods are here, `exchange` goes out, and with `refund`
    what is due is paid. The return is closed when nothing is left of it."""
    asked = ReturnInput(
        root="returnInput",
        order_id=order.id,
        line_items=tuple(_sent(order, sku, count) for sku, count in lines.items()),
        exchange=tuple(
            ExchangeInput(variant_id=_variant(account, sku), quantity=count)
            for sku, count in exchange.items()
        ),
    )
    order, found = returns.create_return(account, asked)
    work = found.reverse_fulfillment_orders[0]
    location = order.fulfillment_orders[0].assigned_location_id
    process = ProcessInput(
        return_id=found.id,
        line_items=tuple(
            TakenInput(
                line_id=line.id,
                quantity=line.quantity,
                dispositions=(
                    DispositionInput(
                        reverse_line_item_id=part.id,
                        quantity=line.quantity,
                        kind="restocked" if restock else "not_restocked",
                        location_id=location if restock else None,
                    ),
                ),
            )
            for line, part in zip(found.line_items, work.line_items, strict=True)
        ),
        exchange=tuple(
            TakenInput(line_id=each.id, quantity=each.quantity)
            for each in found.exchange_line_items
        ),
    )
    if refund:
        with trial(account):
            outcome = suggested_outcome(account, process)
        process = ProcessInput(
            return_id=found.id,
            line_items=process.line_items,
            exchange=process.exchange,
            pays=True,
            transactions=tuple(
                RefundTransactionInput(parent_id=each.parent.id, amount=each.amount.presentment)
                for each in outcome.transactions
            ),
        )
    process_return(account, process)
    return returns.close_return(account, found.id)


def _line_key(order: Order, sku: str) -> str:
    for line in order.line_items:
        if line.sku == sku and order.current_quantity(line):
            return str(line.id)
    raise refuse(("lineItems",), f"The order has no line with the SKU {sku}")


def _variant(account: Account, sku: str) -> int:
    variant = account.records.variants_by_sku.first(sku)
    if variant is None:
        raise refuse(("lineItems",), f"No product has the SKU {sku}")
    return variant.id


def _sent(order: Order, sku: str, count: int) -> ReturnLineInput:
    """The first sent line of this SKU that has so many units to return."""
    ids = {line.id for line in order.line_items if line.sku == sku}
    sent = [
        line
        for fulfillment in order.fulfillments
        if fulfillment.status == "success"
        for line in fulfillment.line_items
        if line.line_item_id in ids
    ]
    if not sent:
        raise refuse(("lineItems",), f"No {sku} of this order has been sent")
    enough = [line for line in sent if returns.returnable(order, line) >= count]
    chosen = (enough or sent)[0]
    return ReturnLineInput(fulfillment_line_item_id=chosen.id, quantity=count, reason="unwanted")
