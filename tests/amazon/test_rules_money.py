"""What the rules allow, and to the cent what they post."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.amazon.desk import Wanted
from sandbox.amazon.rules.money import part

D = Decimal


def lines(event: Any) -> dict[str, str]:
    return {f"{line.amount_type} {line.description}": str(line.amount) for line in event.lines}


@given(st.decimals(0, 999, places=2), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_parts_add_up(total: Decimal, pieces: list[int]) -> None:
    whole, done, found = sum(pieces), 0, D(0)
    for more in pieces:
        found += part(total, done, more, whole, D("0.01"))
        done += more
    assert found == total


def test_an_order_of_the_sellers_own(account: Any) -> None:
    basket = [
        Wanted(
            sku="AMZ-LAMP", quantity=2, price=D("20.00"), discount=D("4.00"), shipping=D("5.00"),
            gift_wrap=D("3.00"), promotion_id="PLM-1",
        )
    ]  # fmt: skip
    made = account.desk.place_order(basket, tax_rate=D(10))
    assert lines(account.desk.ship(made.id)) == {
        "ItemPrice Principal": "40.00",
        "ItemPrice Shipping": "5.00",
        "ItemPrice GiftWrap": "3.00",
        "ItemPrice Tax": "3.60",
        "ItemPrice ShippingTax": "0.50",
        "ItemPrice GiftWrapTax": "0.30",
        "ItemWithheldTax MarketplaceFacilitatorTax-Principal": "-3.60",
        "ItemWithheldTax MarketplaceFacilitatorTax-Shipping": "-0.50",
        "ItemWithheldTax MarketplaceFacilitatorTax-Giftwrap": "-0.30",
        "Promotion Principal": "-4.00",
        "ItemFees Commission": "-6.00",
        "ItemFees ShippingHB": "-0.75",
    }


def test_amazon_keeps_shipping_and_wrap_that_it_does_itself(account: Any) -> None:
    basket = [Wanted(sku="AMZ-DESK", shipping=D("5.99"), gift_wrap=D("3.00"))]
    made = account.desk.place_order(basket, fulfilled_by="AFN", tax_rate=D(0))
    event = account.desk.ship(made.id)
    assert lines(event) == {
        "ItemPrice Principal": "29.99",
        "ItemPrice Shipping": "5.99",
        "ItemPrice GiftWrap": "3.00",
        "ItemFees Commission": "-4.50",
        "ItemFees FBAPerUnitFulfillmentFee": "-3.86",
        "ItemFees ShippingChargeback": "-5.99",
        "ItemFees GiftwrapChargeback": "-3.00",
    }
    back = account.desk.refund(made.id, shipping=True)
    assert lines(back) == {
        "ItemPrice Principal": "-29.99",
        "ItemPrice Shipping": "-5.99",
        "ItemFees Commission": "4.50",
        "ItemFees ShippingChargeback": "5.99",
        "ItemFees RefundCommission": "-0.90",
    }


def test_a_refund_takes_the_promotion_back(account: Any) -> None:
    basket = [Wanted(sku="AMZ-LAMP", quantity=2, price=D("20.00"), discount=D("4.01"))]
    made = account.desk.place_order(basket, tax_rate=D(0))
    account.desk.ship(made.id)
    first = account.desk.refund(made.id, {"AMZ-LAMP": 1})
    second = account.desk.refund(made.id, {"AMZ-LAMP": 1})
    assert (lines(first)["Promotion Principal"], lines(second)["Promotion Principal"]) == (
        "2.01", "2.00",
    )  # fmt: skip


def test_three_refunds_of_three_give_back_what_was_paid(account: Any) -> None:
    made = account.desk.place_order([Wanted(sku="AMZ-LAMP", quantity=3, price=D("33.33"))])
    account.desk.ship(made.id)
    for _ in range(3):
        account.desk.refund(made.id, {"AMZ-LAMP": 1})
    account.refused(lambda: account.desk.refund(made.id, {"AMZ-LAMP": 1}))
    # What stays is what Amazon keeps of the referral fee: 5.00 each, 20 % of it.
    assert account.desk.balance() == D("-3.00")


def test_the_kept_fee_has_a_cap(account: Any) -> None:
    made = account.desk.place_order([Wanted(sku="AMZ-LAMP", price=D("1000.00"))], tax_rate=D(0))
    account.desk.ship(made.id)
    back = lines(account.desk.refund(made.id))
    assert back["ItemFees Commission"] == "150.00"
    assert back["ItemFees RefundCommission"] == "-5.00"


def test_points_of_japan(account: Any) -> None:
    account.desk.join("JP")
    account.desk.list_product("LAMP-JP", "Lamp", D(3000))
    basket = [Wanted(sku="LAMP-JP", quantity=2, points=D(60))]
    made = account.desk.place_order(basket, marketplace="JP")
    sold = lines(account.desk.ship(made.id))
    assert sold["Points PointsGranted"] == "-60"
    assert sold["ItemFees Commission"] == "-900"
    back = lines(account.desk.refund(made.id, {"LAMP-JP": 1}))
    assert back["Points PointsReturned"] == "30"
    assert back["ItemFees RefundCommission"] == "-90"


def test_kinds_of_refunds(account: Any) -> None:
    made = account.desk.place_order({"AMZ-LAMP": 2})
    account.desk.ship(made.id)
    for kind in ("Chargeback Refund", "A-to-z Guarantee Refund"):
        assert account.desk.refund(made.id, {"AMZ-LAMP": 1}, type=kind).type == kind


def test_orders_refused(account: Any) -> None:
    desk = account.desk
    place = desk.place_order
    assert "no listing" in account.refused(lambda: place({"NOPE": 1}))
    assert "Quantity" in account.refused(lambda: place({"AMZ-LAMP": 0}))
    assert "does not sell" in account.refused(lambda: place({"AMZ-LAMP": 1}, marketplace="DE"))
    assert "no marketplace" in account.refused(lambda: place({"AMZ-LAMP": 1}, marketplace="XX"))
    assert "fulfillment channel" in account.refused(
        lambda: place({"AMZ-LAMP": 1}, fulfilled_by="FBA")
    )
    assert "promotion" in account.refused(
        lambda: place([Wanted(sku="AMZ-LAMP", discount=D("25.01"))])
    )
    assert "no amount" in account.refused(lambda: place([Wanted(sku="AMZ-LAMP", price=D("1.005"))]))
    made = place({"AMZ-LAMP": 1}, pending=True)
    assert "is Pending" in account.refused(lambda: desk.ship(made.id))
    desk.authorise(made.id)
    assert "are not shipped" in account.refused(lambda: desk.ship(made.id, {"AMZ-LAMP": 2}))
    assert "cancel it instead" in account.refused(lambda: desk.refund(made.id, {"AMZ-LAMP": 1}))
    desk.cancel(made.id)
    assert "is Canceled" in account.refused(lambda: desk.ship(made.id))


@pytest.mark.parametrize("reserve", ["-0.01", "21.26", "0.001"])
def test_reserves_refused(account: Any, reserve: str) -> None:
    made = account.desk.place_order({"AMZ-LAMP": 1}, tax_rate=D(0))
    account.desk.ship(made.id)
    account.later(days=14)
    words = account.refused(lambda: account.desk.close_period(reserve=D(reserve)))
    assert "between 0 and the balance 21.25" in words


def test_a_period_ends_after_it_began(account: Any) -> None:
    account.refused(account.desk.close_period)


def test_a_debt_is_opened_again_and_paid_by_the_card(account: Any) -> None:
    account.desk.charge("subscription", D("39.99"))
    account.later(days=14)
    closed = account.desk.close_period()
    assert (closed.total, closed.transfer) == (D("-39.99"), "Unknown")
    account.later(days=14)
    rows = account.desk.statement(account.desk.close_period().settlement_id).rows
    assert [(row.description, str(row.amount)) for row in rows] == [
        ("Payable to Amazon", "-39.99"), ("Successful charge", "39.99"),
    ]  # fmt: skip


def test_a_debt_that_the_card_does_not_pay(account: Any) -> None:
    account.settings.card_pays_debts = False
    account.desk.charge("subscription", D("39.99"))
    account.later(days=14)
    account.desk.close_period()
    assert account.desk.balance() == D("-39.99")
    account.desk.charge_card(D("39.99"))
    assert account.desk.balance() == 0


def test_a_payout_that_comes_back(account: Any) -> None:
    account.desk.charge("warehouse damage", D("10.00"))
    account.later(days=14)
    closed = account.desk.close_period()
    account.desk.fail_transfer(closed.settlement_id)
    assert account.desk.balance() == D("10.00")
    account.refused(lambda: account.desk.fail_transfer(closed.settlement_id))


def test_charges_refused(account: Any) -> None:
    assert "is no charge" in account.refused(lambda: account.desk.charge("tips", D(1)))
    account.refused(lambda: account.desk.charge("storage", D("-1.00")))
    account.refused(lambda: account.desk.charge("storage", D("1.001")))
    account.refused(
        lambda: account.desk.charge_in_parts("FBAFees", "AWD Storage Fee", {"Tip": D(1)})
    )


# The fixture is a class; every example makes an account of its own.
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(amounts=st.lists(st.decimals("0.01", "60.00", places=2), min_size=1, max_size=6))
def test_no_order_gives_back_more_than_it_took(new_account: Any, amounts: list[Decimal]) -> None:
    from sandbox.amazon.errors import RuleError
    from sandbox.amazon.rules.refunds import Adjustment, refund

    account = new_account()
    made = account.desk.place_order({"AMZ-LAMP": 2})
    account.desk.ship(made.id)
    order = account.desk.order(made.id)
    given_back, tax = D(0), D(0)
    for amount in amounts:
        adjustment = Adjustment(item=order.items[0].id, amounts={"Principal": amount})
        try:
            with account.store.transaction():
                event = refund(account, order, [adjustment])
        except RuleError:
            assert given_back + amount > D("50.00")
            continue
        given_back += amount
        tax -= sum(line.amount for line in event.lines if line.description == "Tax")
    assert given_back <= D("50.00")
    assert tax <= D("4.13")
    if given_back == D("50.00"):
        assert tax == D("4.13")
