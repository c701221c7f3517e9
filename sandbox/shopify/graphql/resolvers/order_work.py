"""What is done to an order after its sale, and where it came from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from sandbox.shopify.errors import ResourceNotFound, UserErrors, refuse
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.cursors import Page, page_of
from sandbox.shopify.graphql.gids import gid, parse
from sandbox.shopify.graphql.resolvers.payloads import (
    Payload,
    mutation,
    number_in,
    payload_fields,
)
from sandbox.shopify.graphql.resolvers.refunds import number_of
from sandbox.shopify.graphql.resolvers.registry import (
    Bag,
    Child,
    Money,
    Resolver,
    attribute,
    constant,
    own_gid,
)
from sandbox.shopify.graphql.resolvers.returns import visible_order
from sandbox.shopify.job_records import Cancellation, Job
from sandbox.shopify.order_parts import MoneyBag
from sandbox.shopify.records import Order, total
from sandbox.shopify.rules import fulfilment, order_cancel, payments
from sandbox.shopify.rules.money import share_bag, to_bag
from sandbox.shopify.rules.order_inputs import TransactionInput
from sandbox.shopify.rules.visibility import visible
from sandbox.shopify.store_credit_records import StoreCreditAccount

__all__ = ["FIELDS"]

# -- orderCancel and its job ----------------------------------------------------------------


def _cancel(source: None, arguments: Arguments, context: Context) -> Payload:
    number = number_in(arguments["orderId"], "Order")
    order = context.records.orders.get(number)
    if order is None or not visible(order, context.token.scopes, context.now):
        number = -1
    try:
        with context.shopify.store.transaction():
            job = order_cancel.start(context.shopify, _cancellation(arguments, number))
            context.shopify.universe.queue.put(context.shopify.name, order_cancel.WORK, job.id)
    except UserErrors as refused:
        return {"job": None, "userErrors": refused.errors, "orderCancelUserErrors": refused.errors}
    return {"job": job, "userErrors": (), "orderCancelUserErrors": ()}


def _cancellation(arguments: Arguments, number: int) -> Cancellation:
    """Raises UserErrors."""
    method = arguments.get("refundMethod")
    if arguments.get("refund") is not None and method is not None:
        message = "Only one of the arguments `refund` or `refund_method` is allowed."
        raise refuse(("refund",), message, "INVALID")
    refund, expires = "", None
    if method is not None and method.get("storeCreditRefund") is not None:
        if method.get("originalPaymentMethodsRefund"):
            message = "Only one refund method is allowed."  # ours
            raise refuse(("refundMethod",), message, "INVALID")
        refund, expires = "store_credit", method["storeCreditRefund"].get("expiresAt")
    elif arguments.get("refund") or (method or {}).get("originalPaymentMethodsRefund"):
        refund = "original"
    return Cancellation(
        order_id=number,
        reason=arguments["reason"].lower(),
        restock=arguments["restock"],
        refund=refund,
        credit_expires_at=expires,
        staff_note=arguments.get("staffNote"),
        notify_customer=bool(arguments.get("notifyCustomer")),
    )


def _job(source: None, arguments: Arguments, context: Context) -> Job:
    """Raises ResourceNotFound for what is no job of this shop."""
    found = parse(arguments["id"])
    job = context.records.jobs.get(found.tail) if found and found.kind == "Job" else None
    if job is None:
        raise ResourceNotFound(arguments["id"])
    return job


# -- money on authorizations ----------------------------------------------------------------


def _capture(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    order = context.records.orders.get(number_in(given["id"], "Order"))
    if order is None or not visible(order, context.token.scopes, context.now):
        raise refuse(("id",), "Order does not exist")
    currency = given.get("currency")
    if currency not in (None, order.presentment_currency):
        raise refuse(("currency",), f"Currency must be {order.presentment_currency}")  # ours
    asked = TransactionInput(
        kind="capture",
        parent_id=number_of(given["parentTransactionId"], "OrderTransaction"),
        amount=_bag(context, order, given["amount"]),
        final=bool(given.get("finalCapture")),
    )
    order, made = payments.add_transaction(context.shopify, order.id, asked)
    return {"transaction": Child("OrderTransaction", order, made)}


def _bag(context: Context, order: Order, amount: Any) -> MoneyBag:
    if order.currency == order.presentment_currency:
        return MoneyBag(amount, amount)
    return to_bag(context.shopify, amount, order.presentment_currency)


def _void(arguments: Arguments, context: Context) -> Payload:
    field = ("parentTransactionId",)
    order = visible_order("OrderTransaction", arguments["parentTransactionId"], context)
    if order is None:
        message = "Transaction does not exist"  # ours, like the other two: only codes are known
        raise refuse(field, message, "TRANSACTION_NOT_FOUND")
    parent = number_of(arguments["parentTransactionId"], "OrderTransaction")
    asked = TransactionInput(kind="void", parent_id=parent)
    try:
        order, made = payments.add_transaction(context.shopify, order.id, asked)
    except UserErrors as refused:
        raise UserErrors([replace(each, field=field) for each in refused.errors]) from None
    return {"transaction": Child("OrderTransaction", order, made)}


def _cancel_fulfillment(arguments: Arguments, context: Context) -> Payload:
    order = visible_order("Fulfillment", arguments["id"], context)
    number = -1 if order is None else number_in(arguments["id"], "Fulfillment")
    order, cancelled = fulfilment.cancel_fulfillment(context.shopify, number)
    return {"fulfillment": Child("Fulfillment", order, cancelled)}


# -- where an order came from, how it is paid ------------------------------------------------


class _App:
    """An app as an order names it."""

    __slots__ = ("id", "name")

    def __init__(self, app_id: str, name: str) -> None:
        self.id = app_id
        self.name = name


_STOREFRONT = _App("gid://shopify/App/580111", "Online Store")
_COUNTER = _App("gid://shopify/App/129785", "Point of Sale")


def _app(order: Order, arguments: Arguments, context: Context) -> _App | None:
    """By the order's source: a channel's word, or the number of the app that made it."""
    if order.source_name in {"web", "pos"}:
        return _STOREFRONT if order.source_name == "web" else _COUNTER
    for app in context.shopify.auth.apps:
        if str(app.number) == order.source_name:
            return _App(gid("App", app.number), app.title)
    return None


def _publication(order: Order, arguments: Arguments, context: Context) -> Order | None:
    return order if order.source_name == "web" else None


def _cart_discount(order: Order) -> MoneyBag:
    """Discounts of the whole cart: those of one line are the line's."""
    across = {
        each.index for each in order.discount_applications if each.allocation_method == "across"
    }
    given = [each for line in order.line_items for each in line.discount_allocations]
    given += [each for line in order.shipping_lines for each in line.discount_allocations]
    return total(each.amount for each in given if each.application_index in across)


def _current_cart_discount(order: Order, arguments: Arguments, context: Context) -> Bag:
    """Less the share that went with returned units."""
    if _cart_discount(order) == order.total_discounts:
        return Bag(order.current_total_discounts, order)
    kinds = {each.index: each.allocation_method for each in order.discount_applications}
    gone = total(
        share_bag(
            each.amount,
            Decimal(order.refunded_quantity(line.id)),
            Decimal(line.quantity),
            order.currency,
            order.presentment_currency,
        )
        for line in order.line_items
        for each in line.discount_allocations
        if kinds[each.application_index] == "across"
    )
    return Bag(_cart_discount(order) - gone, order)


def _retail(order: Order, arguments: Arguments, context: Context) -> Any:
    """Where it was sold over the counter."""
    return next(iter(context.records.locations)) if order.source_name == "pos" else None


def _credit_accounts(customer: Any, arguments: Arguments, context: Context) -> Page:
    return page_of(context.records.credit_by_customer.find(customer.id), arguments)


def _credit_account(
    source: None, arguments: Arguments, context: Context
) -> StoreCreditAccount | None:
    return context.records.store_credit.get(number_in(arguments["id"], "StoreCreditAccount"))


def _credit_balance(account: StoreCreditAccount, arguments: Arguments, context: Context) -> Money:
    return Money(account.balance(context.now), account.currency)


def _phone(customer: Any, arguments: Arguments, context: Context) -> Any:
    return customer if customer.phone else None


FIELDS: dict[str, Resolver] = {
    "QueryRoot.job": _job,
    "QueryRoot.storeCreditAccount": _credit_account,
    "Mutation.fulfillmentCancel": mutation("fulfillment", _cancel_fulfillment),
    "Mutation.orderCancel": _cancel,
    "Mutation.orderCapture": mutation("transaction", _capture),
    "Mutation.transactionVoid": mutation("transaction", _void),
    **payload_fields(
        {
            "FulfillmentCancelPayload": ("fulfillment",),
            "OrderCancelPayload": ("job", "orderCancelUserErrors"),
            "OrderCapturePayload": ("transaction",),
            "TransactionVoidPayload": ("transaction",),
        }
    ),
    "Job.done": attribute("done"),
    "Job.id": lambda job, a, c: gid("Job", job.id),
    "Job.query": lambda job, a, c: job,
    "OrderCancelUserError.code": attribute("code"),
    "OrderCancelUserError.field": attribute("field"),
    "OrderCancelUserError.message": attribute("message"),
    "TransactionVoidUserError.code": lambda error, a, c: error.code or "GENERIC_ERROR",
    "TransactionVoidUserError.field": attribute("field"),
    "TransactionVoidUserError.message": attribute("message"),
    "Order.app": _app,
    "Order.cartDiscountAmount": lambda order, a, c: _cart_discount(order).shop,
    "Order.cartDiscountAmountSet": lambda order, a, c: Bag(_cart_discount(order), order),
    "Order.cartToken": constant(None),
    "Order.checkoutToken": constant(None),
    "Order.currentCartDiscountAmountSet": _current_cart_discount,
    "Order.paymentTerms": constant(None),
    "Order.physicalLocation": _retail,
    "Order.publication": _publication,
    "Order.retailLocation": _retail,
    "Order.riskLevel": constant("LOW"),
    "Customer.defaultPhoneNumber": _phone,
    "Customer.storeCreditAccounts": _credit_accounts,
    "CustomerPhoneNumber.phoneNumber": attribute("phone"),
    "OrderApp.id": attribute("id"),
    "OrderApp.name": attribute("name"),
    "Publication.autoPublish": constant(True),
    "Publication.id": constant("gid://shopify/Publication/98500000001"),
    "Publication.name": constant("Online Store"),
    "Publication.supportsFuturePublishing": constant(True),
    "StoreCreditAccount.balance": _credit_balance,
    "StoreCreditAccount.id": own_gid("StoreCreditAccount"),
    # No order here has payment terms or a company behind it: the types are there for the queries
    # that name them.
    **{
        f"PaymentTerms.{name}": attribute(name)
        for name in (
            "draftOrder", "due", "dueInDays", "id", "order", "overdue", "paymentSchedules",
            "paymentTermsName", "paymentTermsType", "translatedName",
        )
    },
    **{
        f"PaymentSchedule.{name}": attribute(name)
        for name in ("completedAt", "dueAt", "id", "issuedAt")
    },
    "OrderRiskAssessment.provider": attribute("provider"),
    "PurchasingCompany.contact": attribute("contact"),
    "PurchasingCompany.location": attribute("location"),
    "Company.mainContact": attribute("main_contact"),
    "CompanyContact.customer": attribute("customer"),
    "CompanyContact.id": own_gid("CompanyContact"),
    "CompanyLocation.id": own_gid("CompanyLocation"),
    "CompanyLocation.name": attribute("name"),
}  # fmt: skip
