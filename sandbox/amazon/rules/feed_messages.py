"""What the messages of order feeds do: refunds, cancellations, acknowledgements, shipments.

Each message stands or falls alone. Amounts are totals of what is adjusted, never a unit's: a
`Quantity` beside them changes nothing. Source: Seller Central help on order feeds, feed type
values of the Feeds API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.feed_xml import Element
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import MFN, Order
from sandbox.amazon.rules import orders, refunds
from sandbox.amazon.rules.refunds import Adjustment

__all__ = ["CANCEL_REASONS", "MESSAGES", "REASONS", "adjust_flat", "cancel_flat"]

REASONS = (
    "NoInventory", "CustomerReturn", "GeneralAdjustment", "CouldNotShip", "DifferentItem",
    "Abandoned", "CustomerCancel", "PriceError", "ProductOutofStock", "CustomerAddressIncorrect",
    "Exchange", "Other", "CarrierCreditDecision", "RiskAssessmentInformationNotValid",
    "CarrierCoverageFailure", "TransactionRecord", "Undeliverable", "RefusedDelivery",
)  # fmt: skip
CANCEL_REASONS = (
    "NoInventory", "ShippingAddressUndeliverable", "CustomerExchange", "BuyerCanceled",
    "GeneralAdjustment", "CarrierCreditDecision", "RiskAssessmentInformationNotValid",
    "CarrierCoverageFailure", "CustomerReturn", "MerchandiseNotReceived", "PricingError",
)  # fmt: skip
_MALFORMED = "5000"


def adjust(account: Domain, message: Element) -> None:
    """OrderAdjustment: money back for shipped items of the seller's own. Raises RuleError."""
    order = _order(account, message)
    adjustments = []
    cancelled: dict[str, str] = {}
    for given in message.all("AdjustedItem"):
        reason = given.value("AdjustmentReason")
        if reason not in REASONS:
            raise RuleError(f"{reason or 'Nothing'} is not a valid AdjustmentReason.", "99042")
        key = _item(order, given)
        if message.value("ActionType") == "Cancel":
            cancelled[key] = reason
            continue
        adjustments.append(
            Adjustment(
                item=key,
                amounts=_components(order, given.first("ItemPriceAdjustments")),
                promotions=_promotions(order, given),
                adjustment_item=given.value("MerchantAdjustmentItemID"),
            )
        )
    if cancelled:
        orders.cancel(account, order, cancelled)
        return
    refunds.refund(account, order, adjustments)


def acknowledge(account: Domain, message: Element) -> None:
    """OrderAcknowledgement: the seller's own id of an order, or its cancellation. Raises
    RuleError."""
    order = _order(account, message)
    match message.value("StatusCode"):
        case "Success":
            items = {
                _item(order, given): given.value("MerchantOrderItemID")
                for given in message.all("Item")
                if given.value("MerchantOrderItemID")
            }
            name = message.value("MerchantOrderID") or order.id
            orders.acknowledge(account, order, name, items)
        case "Failure":
            reasons = {
                _item(order, given): given.value("CancelReason") for given in message.all("Item")
            }
            _cancel(account, order, reasons)
        case _:
            raise RuleError("StatusCode must be Success or Failure.", _MALFORMED)


def fulfil(account: Domain, message: Element) -> None:
    """OrderFulfillment: a shipment is confirmed. Raises RuleError."""
    order = _order(account, message)
    data = message.first("FulfillmentData")
    quantities: dict[str, int] = {}
    for given in message.all("Item"):
        text = given.value("Quantity")
        if not text.isdecimal():
            raise RuleError("Quantity must be a whole number.", _MALFORMED)
        quantities[_item(order, given)] = int(text)
    carrier = data.value("CarrierName") or data.value("CarrierCode") if data else ""
    orders.ship(
        account,
        order,
        quantities or None,
        carrier=carrier or "Other",
        tracking=data.value("ShipperTrackingNumber") if data else "",
        service=data.value("ShippingMethod") if data else "",
    )


MESSAGES: dict[str, tuple[str, Callable[[Domain, Element], None]]] = {
    "POST_PAYMENT_ADJUSTMENT_DATA": ("OrderAdjustment", adjust),
    "POST_ORDER_ACKNOWLEDGEMENT_DATA": ("OrderAcknowledgement", acknowledge),
    "POST_ORDER_FULFILLMENT_DATA": ("OrderFulfillment", fulfil),
}


def adjust_flat(account: Domain, row: Mapping[str, str]) -> None:
    """A row of POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA. Raises RuleError."""
    order = _own(account, orders.find(account, row.get("order-id", "")))
    _check_currency(order, row.get("currency", ""))
    if row.get("adjustment-reason-code", "") not in REASONS:
        raise RuleError("adjustment-reason-code is not valid.", "99042")
    columns = {
        "Principal": "item-price-adj",
        "Tax": "item-tax-adj",
        "Shipping": "shipping-price-adj",
        "ShippingTax": "shipping-tax-adj",
        "GiftWrap": "gift-wrap-price-adj",
        "GiftWrapTax": "gift-wrap-tax-adj",
    }
    amounts = {
        name: _amount(row[column]) for name, column in columns.items() if row.get(column, "")
    }
    promotions = {
        name: _amount(row[column])
        for name, column in (
            ("Principal", "item-promotion-adj"),
            ("Shipping", "ship-promotion-adj"),
        )
        if row.get(column, "")
    }
    adjustment = Adjustment(
        item=row.get("order-item-id", ""), amounts=amounts, promotions=promotions
    )
    refunds.refund(account, order, [adjustment])


def cancel_flat(account: Domain, row: Mapping[str, str]) -> None:
    """A row of POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA. Raises RuleError."""
    order = _own(account, orders.find(account, row.get("order-id", "")))
    key = row.get("amazon-order-item-code", "")
    reason = row.get("cancellation-reason-code", "")
    _cancel(account, order, {key: reason} if key else {each.id: reason for each in order.items})


def _cancel(account: Domain, order: Order, reasons: Mapping[str, str]) -> None:
    given = reasons or {item.id: "GeneralAdjustment" for item in order.items}
    wrong = [reason for reason in given.values() if reason not in CANCEL_REASONS]
    if wrong:
        raise RuleError(f"{wrong[0] or 'Nothing'} is not a valid CancelReason.", "99042")
    orders.cancel(account, order, given)


def _order(account: Domain, message: Element) -> Order:
    """Raises RuleError."""
    key = message.value("AmazonOrderID")
    if key:
        return _own(account, orders.find(account, key))
    merchant = message.value("MerchantOrderID")
    for order in account.records.orders:
        if merchant and order.merchant_order_id == merchant:
            return _own(account, order)
    raise RuleError(f"We could not find an order with the ID {merchant or key}.", "13013")


def _own(account: Domain, order: Order) -> Order:
    if order.channel != MFN:
        raise RuleError(
            f"Order {order.id} is fulfilled by Amazon and cannot be adjusted by the seller.",
            "18047",
        )
    return order


def _item(order: Order, given: Element) -> str:
    """By Amazon's code, or by the seller's own id. Raises RuleError."""
    key, own = given.value("AmazonOrderItemCode"), given.value("MerchantOrderItemID")
    for item in order.items:
        if key == item.id or (not key and own and own == item.merchant_item):
            return item.id
    raise RuleError(f"Order {order.id} has no item {key or own}.", "18035")


def _components(order: Order, given: Element | None) -> dict[str, Decimal]:
    """Raises RuleError: components without their wrapper are the classic mistake."""
    if given is None:
        return {}
    if any(child.name != "Component" for child in given.children):
        raise RuleError(
            "XML Parsing Error: Component is missing in ItemPriceAdjustments.", _MALFORMED
        )
    amounts: dict[str, Decimal] = {}
    for component in given.all("Component"):
        amount = component.first("Amount")
        if amount is None:
            raise RuleError("XML Parsing Error: Amount is missing.", _MALFORMED)
        _check_currency(order, amount.attributes.get("currency", ""))
        kind = component.value("Type")
        amounts[kind] = amounts.get(kind, Decimal(0)) + _amount(amount.text.strip())
    return amounts


def _promotions(order: Order, given: Element) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = {}
    for each in given.all("PromotionAdjustments"):
        for component in each.all("Component"):
            amount = component.first("Amount")
            text = "" if amount is None else amount.text.strip()
            if amount is not None:
                _check_currency(order, amount.attributes.get("currency", ""))
            # Written negative by some: it is taken back from the buyer either way.
            kind = component.value("Type")
            amounts[kind] = amounts.get(kind, Decimal(0)) + abs(_amount(text))
    return amounts


def _check_currency(order: Order, currency: str) -> None:
    wanted = BY_ID[order.marketplace].currency
    if currency != wanted:
        raise RuleError(f"The currency of order {order.id} is {wanted}, not {currency}.", "18046")


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise RuleError(f"{text!r} is not an amount.", _MALFORMED) from None
    if not amount.is_finite():
        raise RuleError(f"{text!r} is not an amount.", _MALFORMED)
    return amount
