"""GraphQL inputs as the rules take them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel import Locale

from sandbox.shopify.errors import refuse
from sandbox.shopify.graphql.context import Context
from sandbox.shopify.graphql.resolvers.refunds import number_of, refund_lines
from sandbox.shopify.order_parts import Address, Attribute, MoneyBag
from sandbox.shopify.records import Order
from sandbox.shopify.rules.fulfilment import FulfillmentInput, Tracking, WorkInput
from sandbox.shopify.rules.order_inputs import (
    DiscountInput,
    LineInput,
    OrderInput,
    ShippingInput,
    TaxLineInput,
    TransactionInput,
)
from sandbox.shopify.rules.refund_inputs import (
    RefundInput,
    RefundTransactionInput,
    ShippingRefundInput,
    StoreCreditInput,
)

__all__ = [
    "address_of",
    "attributes_of",
    "fulfillment_input",
    "grams_of",
    "order_create_input",
    "refund_input",
    "store_credit_of",
    "tracking_of",
]

Given = dict[str, Any]


def refund_input(given: Given, order_id: int, order: Order | None) -> RefundInput:
    """Raises UserErrors for what this shop cannot give: duties (sentence ours).

    That there is no such order (`order` None) is for the rule to say, and it comes first.
    """
    if order is not None and given.get("refundDuties"):
        raise refuse(("refundDuties",), "Duty does not exist", document=order)
    shipping = given.get("shipping")
    reason = given.get("discrepancyReason")
    return RefundInput(
        order_id=order_id,
        refund_line_items=refund_lines(given.get("refundLineItems")),
        shipping=None
        if shipping is None
        else ShippingRefundInput(
            amount=shipping.get("amount"), full_refund=bool(shipping.get("fullRefund"))
        ),
        transactions=tuple(
            RefundTransactionInput(
                amount=each["amount"],
                parent_id=number_of(each.get("parentId"), "OrderTransaction"),
                kind=each["kind"].lower(),
                gateway=each["gateway"],
                order_id=number_of(each["orderId"], "Order"),
            )
            for each in given.get("transactions") or ()
        ),
        currency=given.get("currency"),
        note=given.get("note"),
        notify=bool(given.get("notify")),
        processed_at=given.get("processedAt"),
        discrepancy_reason=None if reason is None else reason.lower(),
        allow_over_refunding=bool(given.get("allowOverRefunding")),
        store_credit=store_credit_of(given.get("refundMethods")),
    )


def store_credit_of(given: Iterable[Given] | None) -> tuple[StoreCreditInput, ...]:
    """RefundMethodInput: store credit is the only method there is."""
    found = [each["storeCreditRefund"] for each in given or () if each.get("storeCreditRefund")]
    return tuple(
        StoreCreditInput(
            amount=each["amount"]["amount"],
            currency=each["amount"]["currencyCode"],
            expires_at=each.get("expiresAt"),
        )
        for each in found
    )


# -- orders ---------------------------------------------------------------------------------


def order_create_input(given: Given, options: Given, context: Context) -> OrderInput:
    shop = context.records.shop.currency
    presentment = given.get("presentmentCurrency") or given.get("currency") or shop
    bags = _Bags(shop, presentment)
    customer = _customer(given)
    status, fulfillment = given.get("financialStatus"), given.get("fulfillmentStatus")
    behaviour = options.get("inventoryBehaviour") or "BYPASS"
    discount = _discount(given.get("discountCode"), bags)
    return OrderInput(
        line_items=tuple(_line(each, bags) for each in given.get("lineItems") or ()),
        shipping_lines=tuple(
            ShippingInput(
                title=each["title"],
                price=bags.of(each["priceSet"]),
                code=each.get("code"),
                source=each.get("source"),
                tax_lines=_taxes(each.get("taxLines"), bags),
            )
            for each in given.get("shippingLines") or ()
        ),
        tax_lines=_taxes(given.get("taxLines"), bags),
        taxes_included=bool(given.get("taxesIncluded")),
        discounts=() if discount is None else (discount,),
        transactions=tuple(_transaction(each, bags) for each in given.get("transactions") or ()),
        financial_status=None if status is None else status.lower(),
        fulfillment_status=None if fulfillment is None else fulfillment.lower(),
        currency=given.get("currency"),
        presentment_currency=presentment,
        email=given.get("email") or customer.get("email") or "",
        phone=given.get("phone"),
        customer_id=customer.get("id"),
        first_name=customer.get("firstName") or "",
        last_name=customer.get("lastName") or "",
        billing_address=_maybe_address(given.get("billingAddress")),
        shipping_address=_maybe_address(given.get("shippingAddress")),
        name=given.get("name"),
        note=given.get("note"),
        tags=tuple(given.get("tags") or ()),
        attributes=attributes_of(given.get("customAttributes") or ()),
        po_number=given.get("poNumber"),
        source_name=given.get("sourceName"),
        source_identifier=given.get("sourceIdentifier"),
        processed_at=given.get("processedAt"),
        closed_at=given.get("closedAt"),
        test=bool(given.get("test")),
        inventory=behaviour.lower(),
    )


class _Bags:
    """MoneyBagInput to MoneyBag: the customer's side is the shop's when it is left out."""

    def __init__(self, shop: str, presentment: str) -> None:
        self._shop = shop
        self._presentment = presentment

    def of(self, given: Given) -> MoneyBag:
        shop: Given = given["shopMoney"]
        shown: Given = given.get("presentmentMoney") or shop
        if shown["currencyCode"] != self._presentment:
            raise refuse(
                ("order", "presentmentCurrency"),
                f"Presentment money must be in {self._presentment}",
                "INVALID",
            )
        if self._presentment == self._shop and shop["amount"] != shown["amount"]:
            raise refuse(
                ("order",), "Shop and presentment money of one currency must be equal", "INVALID"
            )
        return MoneyBag(shop["amount"], shown["amount"])

    def maybe(self, given: Given | None) -> MoneyBag | None:
        return None if given is None else self.of(given)


def _customer(given: Given) -> Given:
    """Either the customer that is named, or the one to be made. Raises UserErrors for both."""
    customer = given.get("customer") or {}
    link, make = customer.get("toAssociate"), customer.get("toUpsert")
    deprecated = given.get("customerId")
    if sum(each is not None for each in (link, make, deprecated)) > 1:
        raise refuse(
            ("order",), "Only one of the customer fields may be given", "REDUNDANT_CUSTOMER_FIELDS"
        )
    if deprecated is not None:
        return {"id": number_of(deprecated, "Customer")}
    found = dict(link or make or {})
    if found.get("id") is not None:
        found["id"] = number_of(found["id"], "Customer")
    return found


def _line(given: Given, bags: _Bags) -> LineInput:
    weight = given.get("weight")
    return LineInput(
        quantity=given["quantity"],
        variant_id=number_of(given.get("variantId"), "ProductVariant"),
        title=given.get("title"),
        price=bags.maybe(given.get("priceSet")),
        sku=given.get("sku"),
        vendor=given.get("vendor"),
        grams=None if weight is None else grams_of(weight),
        taxable=given.get("taxable"),
        requires_shipping=given.get("requiresShipping"),
        gift_card=bool(given.get("giftCard")),
        properties=tuple(
            Attribute(key=each["name"], value=each["value"])
            for each in given.get("properties") or ()
        ),
        tax_lines=_taxes(given.get("taxLines"), bags),
    )


_GRAMS_PER_UNIT = {
    "GRAMS": Decimal(1),
    "KILOGRAMS": Decimal(1000),
    "OUNCES": Decimal("28.349523125"),
    "POUNDS": Decimal("453.59237"),
}


def grams_of(weight: Given) -> int:
    return int((weight["value"] * _GRAMS_PER_UNIT[weight["unit"]]).to_integral_value())


def _taxes(given: list[Given] | None, bags: _Bags) -> tuple[TaxLineInput, ...]:
    return tuple(
        TaxLineInput(
            title=each["title"],
            rate=each["rate"],
            price=bags.maybe(each.get("priceSet")),
            channel_liable=bool(each.get("channelLiable")),
        )
        for each in given or ()
    )


def _discount(given: Given | None, bags: _Bags) -> DiscountInput | None:
    if given is None:
        return None
    kinds = [name for name, value in given.items() if value is not None]
    if len(kinds) != 1:
        raise refuse(
            ("order", "discountCode"), "Exactly one kind of discount code must be given", "INVALID"
        )
    attributes: Given = given[kinds[0]]
    code = attributes["code"]
    if kinds[0] == "itemPercentageDiscountCode":
        return DiscountInput(percentage=attributes.get("percentage") or Decimal(0), code=code)
    if kinds[0] == "itemFixedDiscountCode":
        return DiscountInput(amount=bags.maybe(attributes.get("amountSet")), code=code)
    return DiscountInput(percentage=Decimal(100), code=code, target_type="shipping_line")


def _transaction(given: Given, bags: _Bags) -> TransactionInput:
    return TransactionInput(
        kind=(given.get("kind") or "SALE").lower(),
        status=(given.get("status") or "SUCCESS").lower(),
        gateway=given.get("gateway") or "manual",
        amount=bags.of(given["amountSet"]),
        authorization=given.get("authorizationCode"),
        processed_at=given.get("processedAt"),
        test=bool(given.get("test")),
    )


def attributes_of(given: Iterable[Given]) -> tuple[Attribute, ...]:
    return tuple(Attribute(key=each["key"], value=each["value"]) for each in given)


def _maybe_address(given: Given | None) -> Address | None:
    return None if given is None else address_of(given)


def address_of(given: Given) -> Address:
    code = given.get("countryCode") or ""
    return Address(
        first_name=given.get("firstName") or "",
        last_name=given.get("lastName") or "",
        company=given.get("company"),
        address1=given.get("address1") or "",
        address2=given.get("address2"),
        city=given.get("city") or "",
        province=given.get("province") or given.get("provinceCode"),
        province_code=given.get("provinceCode"),
        country=given.get("country") or _country_name(code),
        country_code=code,
        zip=given.get("zip") or "",
        phone=given.get("phone"),
    )


def _country_name(code: str) -> str:
    return str(Locale("en").territories.get(code, code))


# -- fulfillments ---------------------------------------------------------------------------


def fulfillment_input(given: Given, message: str | None) -> FulfillmentInput:
    return FulfillmentInput(
        work=tuple(
            WorkInput(
                fulfillment_order_id=number_of(each["fulfillmentOrderId"], "FulfillmentOrder")
                or -1,
                lines=tuple(
                    (number_of(line["id"], "FulfillmentOrderLineItem") or -1, line["quantity"])
                    for line in each.get("fulfillmentOrderLineItems") or ()
                ),
            )
            for each in given["lineItemsByFulfillmentOrder"]
        ),
        tracking=tracking_of(given.get("trackingInfo") or {}),
        notify_customer=bool(given.get("notifyCustomer")),
        message=message,
    )


def tracking_of(given: Given) -> Tracking:
    """`numbers` and `urls` win over their singulars."""
    numbers = given.get("numbers") or ([given["number"]] if given.get("number") else [])
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    return Tracking(company=given.get("company"), numbers=tuple(numbers), urls=tuple(urls))
