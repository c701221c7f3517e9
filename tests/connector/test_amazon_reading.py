"""Orders 2026-01-01 as Amazon's model writes them, turned into the model's figures."""

from __future__ import annotations

from typing import Any

import pytest

from connector.channels.amazon_reading import is_priced, read_order
from connector.marketplaces import marketplace
from connector.model import MoneyState, Order
from connector.money import Money


def money(amount: str, currency: str = "USD") -> dict[str, str]:
    return {"amount": amount, "currencyCode": currency}


def part(kind: str, amount: str, currency: str = "USD", **details: str) -> dict[str, Any]:
    told: dict[str, Any] = {"type": kind, "subtotal": money(amount, currency)}
    if details:
        told["detailedBreakdowns"] = [
            {"subtype": name, "value": money(value, currency)} for name, value in details.items()
        ]
    return told


def item(*parts: dict[str, Any], number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "orderItemId": f"1000000000000{number}",
        "quantityOrdered": 1,
        "product": {"sellerSku": f"SKU-{number}", "title": f"Thing {number}", "asin": "B0"},
        "proceeds": {"breakdowns": list(parts)},
        "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": 1},
        **more,
    }


def order(grand_total: str, *items: dict[str, Any], currency: str = "USD", **more: Any) -> Any:
    return {
        "orderId": "111-0000001-0000001",
        "createdTime": "2026-11-24T08:00:00Z",
        "lastUpdatedTime": "2026-11-24T09:00:00Z",
        "salesChannel": {"channelName": "AMAZON"},
        "fulfillment": {
            "fulfillmentStatus": "UNSHIPPED",
            "fulfilledBy": "MERCHANT",
            "fulfillmentServiceLevel": "STANDARD",
        },
        "proceeds": {"grandTotal": money(grand_total, currency)},
        "orderItems": list(items),
        **more,
    }


FACILITATED = {"taxCollections": [{"model": "MARKETPLACE_FACILITATOR", "responsibleParty": "A"}]}


def read(told: Any, country: str = "US", *, included: bool = False) -> Order:
    return read_order(told, marketplace(country), include_marketplace_tax=included)


def figures(found: Order) -> tuple[str, str, str]:
    """(total, tax, what lines and shipping and tax come to)."""
    whole = found.shipping_net + found.shipping_tax
    for line in found.lines:
        whole += line.net + line.tax
    return str(found.total), str(found.tax), str(whole)


def test_only_the_items_whose_tax_amazon_collects_lose_it() -> None:
    mixed = order(
        "65.40",
        item(
            part("ITEM", "40.00"),
            part("TAX", "3.30", ITEM="3.00", SHIPPING="0.30"),
            tax=FACILITATED,
        ),
        item(part("ITEM", "20.00"), part("TAX", "2.10"), number=2),
    )
    assert figures(read(mixed)) == ("62.10 USD", "2.10 USD", "62.10 USD")
    assert figures(read(mixed, included=True)) == ("65.40 USD", "5.40 USD", "65.40 USD")


def test_a_promotion_of_goods_and_one_of_shipping() -> None:
    told = order(
        "85.00",
        item(
            part("ITEM", "90.00"),
            part("SHIPPING", "5.99"),
            part("DISCOUNT", "-10.99", ITEM="-5.00", SHIPPING="-5.99"),
        ),
    )
    found = read(told)
    assert figures(found) == ("85.00 USD", "0.00 USD", "85.00 USD")
    assert (str(found.discount), str(found.shipping_net)) == ("5.00 USD", "0.00 USD")


def test_a_promotion_that_says_not_of_what_is_of_the_goods() -> None:
    told = order("80.00", item(part("ITEM", "90.00"), part("DISCOUNT", "-10.00")))
    assert str(read(told).discount) == "10.00 USD"


def test_tax_of_a_discount_is_of_the_goods() -> None:
    told = order(
        "97.20",
        item(
            part("ITEM", "100.00"),
            part("DISCOUNT", "-10.00", ITEM="-10.00"),
            part("TAX", "7.20", ITEM="8.00", DISCOUNT="-0.80"),
        ),
    )
    assert figures(read(told)) == ("97.20 USD", "7.20 USD", "97.20 USD")


def test_what_is_charged_beside_goods_stands_beside_shipping() -> None:
    told = order(
        "63.47",
        item(
            part("ITEM", "50.00"),
            part("SHIPPING", "4.99"),
            part("GIFT_WRAP", "3.99"),
            part("TAX", "0.49", GIFT_WRAP="0.49"),
        ),
    )
    told["proceeds"]["breakdowns"] = [
        {"type": "DELIVERY_TIP", "status": "FINALIZED", "subtotal": money("4.00")}
    ]
    found = read(told)
    assert figures(found) == ("63.47 USD", "0.49 USD", "63.47 USD")
    assert [(each.title, str(each.net), str(each.tax)) for each in found.shipping] == [
        ("STANDARD", "4.99 USD", "0.00 USD"),
        ("Gift wrap", "3.99 USD", "0.49 USD"),
        ("Delivery tip", "4.00 USD", "0.00 USD"),
    ]


@pytest.mark.parametrize(
    ("country", "currency", "amount", "total"),
    [("JP", "JPY", "19940", "19940 JPY"), ("DE", "EUR", "34.99", "34.99 EUR")],
)
def test_other_currencies(country: str, currency: str, amount: str, total: str) -> None:
    told = order(amount, item(part("ITEM", amount, currency)), currency=currency)
    assert figures(read(told, country))[0] == total


def test_an_item_cancelled_before_it_was_sent_is_no_line() -> None:
    gone = item(
        number=2,
        cancellation={"cancellationExecution": {"cancelledBy": "BUYER", "cancelReason": "x"}},
    )
    del gone["proceeds"]
    found = read(order("50.00", item(part("ITEM", "50.00")), gone))
    assert [line.sku for line in found.lines] == ["SKU-1"]


def test_units_that_were_cancelled_are_not_sold() -> None:
    some = item(
        part("ITEM", "50.00"),
        quantityOrdered=3,
        fulfillment={"quantityFulfilled": 1, "quantityUnfulfilled": 1},
    )
    (line,) = read(order("50.00", some)).lines
    assert (line.quantity, str(line.unit_price)) == (2, "25.00 USD")


def test_a_cancelled_order_owes_nothing() -> None:
    told = order("0.00", item())
    del told["proceeds"], told["orderItems"][0]["proceeds"]
    told["fulfillment"]["fulfillmentStatus"] = "CANCELLED"
    found = read(told)
    assert found.cancelled_at is not None
    assert (found.total, found.tenders) == (Money.zero("USD"), ())


def test_a_pending_order_has_no_price() -> None:
    told = order("50.00", item(part("ITEM", "50.00")))
    assert is_priced(told)
    told["fulfillment"]["fulfillmentStatus"] = "PENDING"
    assert not is_priced(told)
    del told["proceeds"]
    told["fulfillment"]["fulfillmentStatus"] = "UNSHIPPED"
    assert not is_priced(told)


def test_the_buyer_pays_when_goods_leave() -> None:
    told = order("50.00", item(part("ITEM", "50.00")))
    assert read(told).tenders[0].state is MoneyState.PENDING
    told["fulfillment"]["fulfillmentStatus"] = "SHIPPED"
    assert (read(told).paid, read(told).received) == (True, Money.of("50.00", "USD"))


def test_a_buyer_whose_data_amazon_keeps_back() -> None:
    found = read(order("50.00", item(part("ITEM", "50.00"))))
    assert (found.customer.email, found.customer.name, found.shipping_address.line1) == ("", "", "")
