"""From Shopify's JSON to the model. Pure: no I/O, no decisions about what to do with it.

Amounts are the presentment side of every money bag, the currency the buyer paid in. Ids are the
numeric tail of a gid, as REST and people write them. In a shop with tax-included prices the tax
is taken out here, because a document in the books is net.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from connector.model import (
    Address,
    Customer,
    MoneyState,
    Order,
    OrderLine,
    Refund,
    RefundLine,
    Restock,
    Shipping,
    Tender,
)
from connector.money import Money, total

__all__ = [
    "gid",
    "money",
    "read_order",
    "read_refund",
    "read_tenders",
    "refund_state",
    "refunded_by",
    "tail",
]

Json = Mapping[str, Any]

_PAID = {"PAID", "PARTIALLY_REFUNDED", "REFUNDED"}
_PAYMENTS = {"SALE", "CAPTURE"}
_MOVING = {"SUCCESS", "PENDING", "AWAITING_RESPONSE", "UNKNOWN"}
_STATES = {
    "SUCCESS": MoneyState.DONE,
    "PENDING": MoneyState.PENDING,
    "AWAITING_RESPONSE": MoneyState.PENDING,
    "UNKNOWN": MoneyState.PENDING,  # neither done nor failed: read back later
    "FAILURE": MoneyState.FAILED,
    "ERROR": MoneyState.FAILED,
}
_RESTOCK = {"RETURN": Restock.RETURN, "CANCEL": Restock.CANCEL, "NO_RESTOCK": Restock.NO_RESTOCK}


def tail(identifier: str | None) -> str:
    """`gid://shopify/Order/123?x=y` -> `123`."""
    return (identifier or "").rsplit("/", 1)[-1].partition("?")[0]


def gid(kind: str, identifier: str) -> str:
    """`gid("Order", "123")`; a gid stays as it is."""
    return identifier if identifier.startswith("gid://") else f"gid://shopify/{kind}/{identifier}"


def money(bag: Json) -> Money:
    """The presentment side of a money bag (`"15.0"` is 15.00)."""
    side = bag["presentmentMoney"]
    return Money.of(Decimal(str(side["amount"])), side["currencyCode"])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def read_order(order: Json, lines: Sequence[Json], shipping: Sequence[Json]) -> Order:
    """`lines` and `shipping` are all pages of the two connections."""
    currency = str(order["presentmentCurrencyCode"])
    included = bool(order.get("taxesIncluded"))
    transactions: Sequence[Json] = order["transactions"]
    status = order.get("displayFinancialStatus") or ""
    billing = _address(order.get("billingAddress"))
    delivery = _address(order.get("shippingAddress"))
    return Order(
        order_id=tail(order["id"]),
        name=order["name"],
        created_at=moment(order["createdAt"]),
        updated_at=moment(order["updatedAt"]),
        currency=currency,
        lines=tuple(_line(line, currency, included) for line in lines),
        shipping=tuple(
            _shipping(line, currency, included) for line in shipping if not line.get("isRemoved")
        ),
        tax=money(order["totalTaxSet"]) if order.get("totalTaxSet") else Money.zero(currency),
        total=money(order["totalPriceSet"]),
        tenders=read_tenders(transactions),
        refunded=total(
            (
                money(each["amountSet"])
                for each in transactions
                if each["kind"] == "REFUND" and each["status"] in _MOVING
            ),
            currency,
        ),
        customer=_customer(order, billing, delivery),
        billing=billing,
        shipping_address=delivery,
        financial_status=status.lower(),
        paid=status in _PAID,
        cancelled_at=moment(order["cancelledAt"]) if order.get("cancelledAt") else None,
        source=order.get("sourceName") or "",
        note=order.get("note") or "",
        test=bool(order.get("test")),
        shop_currency=order["currencyCode"],
    )


def read_tenders(transactions: Sequence[Json]) -> tuple[Tender, ...]:
    """Payments that arrived or are arriving, each with what can still be given back on it.

    `maximumRefundable` of a transaction is filled for suggested refunds only, so it is worked
    out: the payment less the refunds that name it as parent, pending ones included. An
    authorisation is no payment (F31); the change of a cash sale was never received.
    """
    found = []
    for each in transactions:
        if each["kind"] not in _PAYMENTS or each["status"] not in _MOVING:
            continue
        amount = money(each["amountSet"])
        amount -= _taken_from(each, "CHANGE", transactions, amount.currency)
        given_back = _taken_from(each, "REFUND", transactions, amount.currency)
        done = each["status"] == "SUCCESS"
        gateway = each.get("gateway") or ""
        found.append(
            Tender(
                transaction_id=tail(each["id"]),
                method=gateway,
                amount=amount,
                refundable=amount - given_back if done else Money.zero(amount.currency),
                gift_card=gateway == "gift_card",
                state=_STATES.get(each["status"], MoneyState.PENDING),
            )
        )
    return tuple(found)


def _taken_from(payment: Json, kind: str, transactions: Sequence[Json], currency: str) -> Money:
    """What transactions of `kind` that name this payment as parent moved or are moving."""
    return total(
        (
            money(each["amountSet"])
            for each in transactions
            if each["kind"] == kind
            and each["status"] in _MOVING
            and (each.get("parentTransaction") or {}).get("id") == payment["id"]
        ),
        currency,
    )


def read_refund(
    refund: Json,
    order: Order,
    lines: Sequence[Json],
    shipping: Sequence[Json],
    transactions: Sequence[Json],
    *,
    taxes_included: bool,
) -> Refund:
    """The money comes from the transactions, never from the lines: a line's subtotal can read 0.0
    while 15.00 were paid out, and discrepancies are booked apart from both."""
    currency = order.currency
    net, tax = Money.zero(currency), Money.zero(currency)
    for each in shipping:
        part_tax = money(each["taxAmountSet"])
        net += _without_tax(money(each["subtotalAmountSet"]), part_tax, taxes_included)
        tax += part_tax
    return Refund(
        refund_id=tail(refund["id"]),
        order_id=order.order_id,
        created_at=moment(refund["createdAt"]),
        currency=currency,
        total=refunded_by(transactions, currency),
        lines=tuple(_refund_line(each, taxes_included) for each in lines),
        shipping_net=net,
        shipping_tax=tax,
        note=refund.get("note") or "",
        state=refund_state(transactions),
    )


def refunded_by(transactions: Iterable[Json], currency: str) -> Money:
    """Money that these refund transactions moved or are moving."""
    return total(
        (
            money(each["amountSet"])
            for each in transactions
            if each["kind"] == "REFUND" and each["status"] in _MOVING
        ),
        currency,
    )


def refund_state(transactions: Iterable[Json]) -> MoneyState:
    """PENDING when any part still moves, FAILED when parts were tried and none moved."""
    states = {
        _STATES.get(each["status"], MoneyState.PENDING)
        for each in transactions
        if each["kind"] == "REFUND"
    }
    if MoneyState.PENDING in states:
        return MoneyState.PENDING
    return MoneyState.FAILED if states == {MoneyState.FAILED} else MoneyState.DONE


def _line(line: Json, currency: str, included: bool) -> OrderLine:
    quantity = int(line["quantity"])
    unit = money(line["originalUnitPriceSet"])
    gross = unit * quantity
    discount = total(
        (money(each["allocatedAmountSet"]) for each in line["discountAllocations"]), currency
    )
    tax, rate = _taxes(line["taxLines"], currency)
    if included and tax:
        charged = gross - discount
        net = charged - tax
        discount = _scaled(discount, net, charged)
        gross = net + discount
        unit = Money.rounded(gross.amount / quantity, currency) if quantity else unit
    return OrderLine(
        line_id=tail(line["id"]),
        sku=line.get("sku") or "",
        title=line.get("title") or "",
        quantity=quantity,
        unit_price=unit,
        gross=gross,
        discount=discount,
        tax=tax,
        tax_rate=rate,
        refunded_quantity=quantity - int(line["refundableQuantity"]),
        gift_card=bool(line.get("isGiftCard")),
    )


def _shipping(line: Json, currency: str, included: bool) -> Shipping:
    tax, rate = _taxes(line["taxLines"], currency)
    return Shipping(
        line_id=tail(line.get("id")),
        title=line.get("title") or "",
        net=_without_tax(money(line["discountedPriceSet"]), tax, included),
        tax=tax,
        tax_rate=rate,
    )


def _refund_line(line: Json, included: bool) -> RefundLine:
    tax = money(line["totalTaxSet"])
    kind = line["restockType"]
    if kind == "LEGACY_RESTOCK":
        restock = Restock.RETURN if line.get("restocked") else Restock.NO_RESTOCK
    else:
        restock = _RESTOCK[kind]
    return RefundLine(
        refund_line_id=tail(line.get("id")),
        line_id=tail(line["lineItem"]["id"]),
        sku=line["lineItem"].get("sku") or "",
        quantity=int(line["quantity"]),
        net=_without_tax(money(line["subtotalSet"]), tax, included),
        tax=tax,
        restock=restock,
    )


def _taxes(tax_lines: Sequence[Json], currency: str) -> tuple[Money, Decimal | None]:
    """Sum and rate in percent; several taxes on one line (state, county) add up."""
    if not tax_lines:
        return Money.zero(currency), None
    amount = total((money(each["priceSet"]) for each in tax_lines), currency)
    rates = [each.get("ratePercentage") for each in tax_lines]
    if any(rate is None for rate in rates):
        return amount, None
    return amount, sum((Decimal(str(rate)) for rate in rates), Decimal(0))


def _without_tax(amount: Money, tax: Money, included: bool) -> Money:
    return amount - tax if included else amount


def _scaled(amount: Money, numerator: Money, denominator: Money) -> Money:
    if not denominator:
        return amount
    return Money.rounded(
        amount.amount * numerator.amount / denominator.amount,
        amount.currency,
    )


def _customer(order: Json, billing: Address, delivery: Address) -> Customer:
    who: Json = order.get("customer") or {}
    first, last = who.get("firstName") or "", who.get("lastName") or ""
    if not (first or last):
        first, _, last = (billing.name or delivery.name).partition(" ")
    return Customer(
        email=order.get("email") or "",
        first_name=first,
        last_name=last,
        company=billing.company,
        phone=billing.phone or delivery.phone,
        customer_id=tail(who.get("id")),
    )


def _address(address: Json | None) -> Address:
    if not address:
        return Address()
    first, last = address.get("firstName") or "", address.get("lastName") or ""
    return Address(
        name=f"{first} {last}".strip(),
        company=address.get("company") or "",
        line1=address.get("address1") or "",
        line2=address.get("address2") or "",
        city=address.get("city") or "",
        region=address.get("provinceCode") or "",
        postcode=address.get("zip") or "",
        country=address.get("countryCodeV2") or "",
        phone=address.get("phone") or "",
    )
