"""Order: identity, status, the three views of its money, and the way to its children."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.resolvers.lines import DISCOUNT_KINDS
from sandbox.shopify.graphql.resolvers.refunds import suggest
from sandbox.shopify.graphql.resolvers.registry import (
    Bag,
    Child,
    Money,
    Resolver,
    attribute,
    constant,
    own_gid,
)
from sandbox.shopify.records import MoneyBag, Order, TaxLine, total
from sandbox.shopify.rules.money import allocate_bag

__all__ = ["FIELDS", "merged_tax_lines"]

NOTHING = total(())


def _bag(name: str) -> Resolver:
    return lambda order, arguments, context: Bag(getattr(order, name), order)


def _shop_amount(name: str) -> Resolver:
    """The deprecated twin of a ...Set field: the shop's side, without its currency."""
    return lambda order, arguments, context: getattr(order, name).shop


def _children(kind: str, name: str) -> Resolver:
    def children(order: Order, arguments: Arguments, context: Context) -> Page:
        return page_of(getattr(order, name), arguments, lambda record: Child(kind, order, record))

    return children


def _listed(kind: str, name: str) -> Resolver:
    """A plain list; `first` may shorten it."""

    def listed(order: Order, arguments: Arguments, context: Context) -> list[Child]:
        records = getattr(order, name)[: arguments.get("first")]
        return [Child(kind, order, record) for record in records]

    return listed


def _transactions(order: Order, arguments: Arguments, context: Context) -> list[Child]:
    found = list(order.transactions)
    if arguments.get("capturable") is not None:
        wanted = arguments["capturable"]
        found = [
            each
            for each in found
            if (each.kind == "authorization" and bool(order.total_capturable)) is wanted
        ]
    if arguments.get("manuallyResolvable"):
        found = [each for each in found if each.kind == "sale" and each.status == "pending"]
    return [Child("OrderTransaction", order, each) for each in found[: arguments.get("first")]]


def _shipping_lines(order: Order, arguments: Arguments, context: Context) -> Page:
    lines = order.shipping_lines
    if not arguments.get("includeRemovals"):
        lines = tuple(each for each in lines if not each.is_removed)
    return page_of(lines, arguments, lambda record: Child("ShippingLine", order, record))


def _shipping_line(order: Order, arguments: Arguments, context: Context) -> Child | None:
    kept = [each for each in order.shipping_lines if not each.is_removed]
    return Child("ShippingLine", order, kept[0]) if kept else None


class _Numbered:
    """A discount application as something with an id: its index."""

    __slots__ = ("id", "record")

    def __init__(self, record: Any) -> None:
        self.id = record.index
        self.record = record


def _discount_applications(order: Order, arguments: Arguments, context: Context) -> Page:
    records = [_Numbered(each) for each in order.discount_applications]
    return page_of(
        records,
        arguments,
        lambda each: Child(DISCOUNT_KINDS[each.record.kind], order, each.record),
    )


def _codes(order: Order) -> list[str]:
    return [each.code for each in order.discount_applications if each.code]


def _address(name: str) -> Resolver:
    def address(order: Order, arguments: Arguments, context: Context) -> Child | None:
        record = getattr(order, name)
        return None if record is None else Child("MailingAddress", order, (name, record))

    return address


def _display_address(order: Order, arguments: Arguments, context: Context) -> Child | None:
    name = "shipping_address" if order.shipping_address is not None else "billing_address"
    found: Child | None = _address(name)(order, arguments, context)
    return found


def merged_tax_lines(tax_lines: Iterable[TaxLine]) -> list[TaxLine]:
    """One line a title and rate, prices summed, in order of appearance."""
    found: dict[tuple[str, Decimal], TaxLine] = {}
    for each in tax_lines:
        key = (each.title, each.rate)
        known = found.get(key)
        price = each.price if known is None else known.price + each.price
        found[key] = TaxLine(
            title=each.title, rate=each.rate, price=price, channel_liable=each.channel_liable
        )
    return list(found.values())


def _all_tax_lines(order: Order) -> list[TaxLine]:
    lines = [tax for line in order.line_items for tax in line.tax_lines]
    return lines + [tax for line in order.shipping_lines for tax in line.tax_lines]


def _tax_lines(order: Order, arguments: Arguments, context: Context) -> list[Child]:
    return [Child("TaxLine", order, each) for each in merged_tax_lines(_all_tax_lines(order))]


def _current_tax_lines(order: Order, arguments: Arguments, context: Context) -> list[Child]:
    """What is left of the taxes of each line after its returns."""
    left: list[TaxLine] = []
    for line in order.line_items:
        gone = total(each.total_tax for each in order.returned_lines(line.id))
        left += _remaining(order, line.tax_lines, line.total_tax - gone)
    for shipping in order.shipping_lines:
        gone = total(
            each.tax
            for refund in order.refunds
            for each in refund.refund_shipping_lines
            if each.shipping_line_id == shipping.id
        )
        left += _remaining(order, shipping.tax_lines, shipping.total_tax - gone)
    return [Child("TaxLine", order, each) for each in merged_tax_lines(left) if each.price]


def _remaining(order: Order, lines: tuple[TaxLine, ...], left: MoneyBag) -> list[TaxLine]:
    if not lines or not left:
        return []
    shares = allocate_bag(
        left, [each.price for each in lines], order.currency, order.presentment_currency
    )
    return [
        TaxLine(title=each.title, rate=each.rate, price=share, channel_liable=each.channel_liable)
        for each, share in zip(lines, shares, strict=True)
    ]


def _customer(order: Order, arguments: Arguments, context: Context) -> Any:
    if order.customer_id is None:
        return None
    return context.records.customers.get(order.customer_id)


def _financial(order: Order, arguments: Arguments, context: Context) -> str | None:
    status = order.financial_status
    return None if status is None else status.upper()


def _gateways(order: Order, arguments: Arguments, context: Context) -> list[str]:
    return list(dict.fromkeys(each.gateway for each in order.transactions if each.gateway))


def _count(name: str) -> Resolver:
    return lambda order, arguments, context: (len(getattr(order, name)), "EXACT")


def _sum(rule: Callable[[Order, Any], int]) -> Resolver:
    return lambda order, arguments, context: sum(rule(order, each) for each in order.line_items)


def _any(rule: Callable[[Order, Any], bool]) -> Resolver:
    return lambda order, arguments, context: any(rule(order, each) for each in order.line_items)


def _non_fulfillable(order: Order, arguments: Arguments, context: Context) -> Page:
    """Wholly refunded before they were sent: nobody will pack them any more."""
    records = [
        each
        for each in order.line_items
        if not order.unfulfilled_quantity(each) and not order.fulfilled_quantity(each)
    ]
    return page_of(records, arguments, lambda record: Child("LineItem", order, record))


def _uneditable(order: Order, arguments: Arguments, context: Context) -> list[str]:
    return ["The order is canceled."] if order.cancelled_at is not None else []


def _same_address(order: Order, arguments: Arguments, context: Context) -> bool:
    return order.billing_address == order.shipping_address


def _attributes(order: Order, arguments: Arguments, context: Context) -> Any:
    return order.attributes


def _phone(order: Order, arguments: Arguments, context: Context) -> str | None:
    return order.phone or None


FIELDS: dict[str, Resolver] = {
    f"Order.{name}": resolver
    for name, resolver in {
        "billingAddress": _address("billing_address"),
        "billingAddressMatchesShippingAddress": _same_address,
        "canMarkAsPaid": attribute("can_mark_as_paid"),
        "canNotifyCustomer": lambda order, a, c: bool(order.email or order.phone),
        "cancelReason": lambda order, a, c: (order.cancel_reason or "").upper() or None,
        "cancellation": lambda order, a, c: order if order.cancelled_at else None,
        "cancelledAt": attribute("cancelled_at"),
        "capturable": lambda order, a, c: bool(order.total_capturable),
        "channel": lambda order, a, c: order if order.source_name == "web" else None,
        "clientIp": constant(None),
        "closed": attribute("closed"),
        "closedAt": attribute("closed_at"),
        "confirmationNumber": attribute("confirmation_number"),
        "confirmed": constant(True),
        "createdAt": attribute("created_at"),
        "currencyCode": attribute("currency"),
        "currentShippingPriceSet": _bag("current_shipping_price"),
        "currentSubtotalLineItemsQuantity": _sum(lambda order, line: order.current_quantity(line)),
        "currentSubtotalPriceSet": _bag("current_subtotal_price"),
        "currentTaxLines": _current_tax_lines,
        "currentTotalAdditionalFeesSet": constant(None),
        "currentTotalDiscountsSet": _bag("current_total_discounts"),
        "currentTotalDutiesSet": constant(None),
        "currentTotalPriceSet": _bag("current_total_price"),
        "currentTotalTaxSet": _bag("current_total_tax"),
        "currentTotalWeight": _sum(lambda order, line: line.grams * order.current_quantity(line)),
        "customAttributes": _attributes,
        "customer": _customer,
        "customerLocale": constant(None),
        "discountApplications": _discount_applications,
        "discountCode": lambda order, a, c: next(iter(_codes(order)), None),
        "discountCodes": lambda order, a, c: _codes(order),
        "displayAddress": _display_address,
        "displayFinancialStatus": _financial,
        "displayFulfillmentStatus": attribute("display_fulfillment_status"),
        "dutiesIncluded": constant(False),
        "edited": lambda order, a, c: bool(order.edits),
        "email": lambda order, a, c: order.email or None,
        "estimatedTaxes": constant(False),
        "fulfillable": _any(lambda order, line: order.unfulfilled_quantity(line) > 0),
        "fulfillmentOrders": _children("FulfillmentOrder", "fulfillment_orders"),
        "fulfillments": _listed("Fulfillment", "fulfillments"),
        "fulfillmentsCount": _count("fulfillments"),
        "fullyPaid": attribute("fully_paid"),
        "id": own_gid("Order"),
        "legacyResourceId": attribute("id"),
        "lineItems": _children("LineItem", "line_items"),
        "merchantEditable": lambda order, a, c: order.cancelled_at is None,
        "merchantEditableErrors": _uneditable,
        "name": attribute("name"),
        "netPayment": _shop_amount("net_payment"),
        "netPaymentSet": _bag("net_payment"),
        "nonFulfillableLineItems": _non_fulfillable,
        "note": attribute("note"),
        "number": attribute("order_number"),
        "originalTotalAdditionalFeesSet": constant(None),
        "originalTotalDutiesSet": constant(None),
        "originalTotalPriceSet": _bag("original_total_price"),
        "paymentGatewayNames": _gateways,
        "phone": _phone,
        "poNumber": attribute("po_number"),
        "presentmentCurrencyCode": attribute("presentment_currency"),
        "processedAt": attribute("processed_at"),
        "productNetwork": constant(False),
        "purchasingEntity": _customer,
        "refundDiscrepancySet": _bag("refund_discrepancy"),
        "refundable": attribute("refundable"),
        "refunds": _listed("Refund", "refunds"),
        "registeredSourceUrl": constant(None),
        "requiresShipping": _any(lambda order, line: line.requires_shipping),
        "restockable": _any(
            lambda order, line: line.variant_id is not None and order.current_quantity(line) > 0
        ),
        "returnStatus": lambda order, a, c: order.return_status.upper(),
        "risk": lambda order, a, c: order,
        "shippingAddress": _address("shipping_address"),
        "shippingLine": _shipping_line,
        "shippingLines": _shipping_lines,
        "sourceIdentifier": attribute("source_identifier"),
        "sourceName": attribute("source_name"),
        "subtotalLineItemsQuantity": _sum(lambda order, line: line.quantity),
        "subtotalPrice": _shop_amount("subtotal_price"),
        "subtotalPriceSet": _bag("subtotal_price"),
        "suggestedRefund": suggest,
        "tags": attribute("tags"),
        "taxExempt": constant(False),
        "taxLines": _tax_lines,
        "taxesIncluded": attribute("taxes_included"),
        "test": attribute("test"),
        "totalCapturable": _shop_amount("total_capturable"),
        "totalCapturableSet": _bag("total_capturable"),
        "totalCashRoundingAdjustment": lambda order, a, c: order,
        "totalDiscounts": _shop_amount("total_discounts"),
        "totalDiscountsSet": _bag("total_discounts"),
        "totalOutstandingSet": _bag("total_outstanding"),
        "totalPrice": _shop_amount("total_price"),
        "totalPriceSet": _bag("total_price"),
        "totalReceived": _shop_amount("total_received"),
        "totalReceivedSet": _bag("total_received"),
        "totalRefunded": _shop_amount("total_refunded"),
        "totalRefundedSet": _bag("total_refunded"),
        "totalRefundedShippingSet": _bag("total_refunded_shipping"),
        "totalShippingPrice": _shop_amount("total_shipping_price"),
        "totalShippingPriceSet": _bag("total_shipping_price"),
        "totalTax": _shop_amount("total_tax"),
        "totalTaxSet": _bag("total_tax"),
        "totalTipReceived": lambda order, a, c: Money(Decimal(0), order.currency),
        "totalTipReceivedSet": lambda order, a, c: Bag(NOTHING, order),
        "totalWeight": _sum(lambda order, line: line.grams * line.quantity),
        "transactions": _transactions,
        "transactionsCount": _count("transactions"),
        "unpaid": attribute("unpaid"),
        "updatedAt": attribute("updated_at"),
    }.items()
} | {
    "Attribute.key": attribute("key"),
    "Attribute.value": attribute("value"),
    "CashRoundingAdjustment.paymentSet": lambda order, a, c: Bag(NOTHING, order),
    "CashRoundingAdjustment.refundSet": lambda order, a, c: Bag(NOTHING, order),
    # What a web order came through; nothing else here is a sales channel.
    "Channel.id": constant("gid://shopify/Channel/98500000001"),
    "Channel.name": constant("Online Store"),
    # No order here is a company's: the types are there for the queries that name them.
    "Company.id": own_gid("Company"),
    "Company.name": attribute("name"),
    "PurchasingCompany.company": attribute("company"),
    # Nobody analyses fraud here, as in a store without an app for it.
    "OrderRiskSummary.assessments": constant(()),
    "OrderRiskSummary.recommendation": constant("NONE"),
    "OrderRiskAssessment.facts": attribute("facts"),
    "OrderRiskAssessment.riskLevel": attribute("risk_level"),
    "RiskFact.description": attribute("description"),
    "RiskFact.sentiment": attribute("sentiment"),
    "Count.count": lambda count, a, c: count[0],
    "Count.precision": lambda count, a, c: count[1],
    "MoneyBag.presentmentMoney": attribute("presentment"),
    "MoneyBag.shopMoney": attribute("shop"),
    "MoneyV2.amount": attribute("amount"),
    "MoneyV2.currencyCode": attribute("currency"),
    "OrderCancellation.staffNote": attribute("cancel_staff_note"),
    "PageInfo.endCursor": attribute("end_cursor"),
    "PageInfo.hasNextPage": attribute("has_next"),
    "PageInfo.hasPreviousPage": attribute("has_previous"),
    "PageInfo.startCursor": attribute("start_cursor"),
}
