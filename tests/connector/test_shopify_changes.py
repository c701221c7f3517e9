"""An edit and the money that follows it are one refund; exchanges are no part of the sale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connector.channels.shopify_changes import exchanged_lines, with_edits, without_uncharged
from connector.model import MoneyState, Order, OrderLine, Refund, RefundLine, Restock, Tender
from connector.money import Money

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def usd(text: str) -> Money:
    return Money.of(text, "USD")


def refund(number: int, total: str, *lines: tuple[str, str, str]) -> Refund:
    """Lines: id, net, tax of one unit."""
    return Refund(
        refund_id=str(number),
        order_id="1",
        created_at=NOW + timedelta(minutes=number),
        currency="USD",
        total=usd(total),
        lines=tuple(
            RefundLine(
                refund_line_id=f"{number}-{line_id}",
                line_id=line_id,
                sku=line_id,
                quantity=1,
                net=usd(net),
                tax=usd(tax),
                restock=Restock.NO_RESTOCK,
            )
            for line_id, net, tax in lines
        ),
        shipping_net=usd("0.00"),
        shipping_tax=usd("0.00"),
    )


TEE = ("TEE", "17.99", "1.48")
CAP = ("CAP", "22.46", "1.86")


def shown(refunds: tuple[Refund, ...]) -> list[tuple[str, str, list[str]]]:
    return [
        (each.refund_id, f"{each.total.amount}", [line.line_id for line in each.lines])
        for each in refunds
    ]


def test_an_order_that_was_never_edited_is_left_as_it_is() -> None:
    refunds = [refund(1, "0.00", TEE), refund(2, "19.47")]
    assert with_edits(refunds, edited=False) == tuple(refunds)


def test_the_money_takes_the_lines_of_the_edit() -> None:
    refunds = [refund(1, "0.00", TEE), refund(2, "19.47")]
    assert shown(with_edits(refunds, edited=True)) == [("2", "19.47", ["TEE"])]


def test_an_edit_without_money_is_no_refund_yet() -> None:
    assert with_edits([refund(1, "0.00", TEE)], edited=True) == ()


def test_money_that_does_not_cover_the_edit_is_left_alone() -> None:
    refunds = [refund(1, "0.00", TEE), refund(2, "15.00"), refund(3, "19.47")]
    assert shown(with_edits(refunds, edited=True)) == [
        ("2", "15.00", []),
        ("3", "19.47", ["TEE"]),
    ]


def test_two_edits_are_paid_by_one_refund_that_has_a_line_of_its_own() -> None:
    refunds = [
        refund(1, "0.00", TEE),
        refund(2, "0.00", CAP),
        refund(3, "55.96", ("MUG", "11.24", "0.93")),
    ]
    assert shown(with_edits(refunds, edited=True)) == [("3", "55.96", ["MUG", "TEE", "CAP"])]


def test_a_refund_for_goods_of_its_own_does_not_swallow_an_edit() -> None:
    refunds = [refund(1, "0.00", TEE), refund(2, "24.32", CAP)]
    assert shown(with_edits(refunds, edited=True)) == [("2", "24.32", ["CAP"])]


def test_lines_given_in_exchange_are_found_in_all_returns() -> None:
    returns: list[dict[str, Any]] = [
        {"exchangeLineItems": {"nodes": []}},
        {
            "exchangeLineItems": {
                "nodes": [
                    {"lineItems": [{"id": "gid://shopify/LineItem/7"}]},
                    {"lineItems": None},
                ]
            }
        },
    ]
    assert exchanged_lines(returns) == {"7"}


# --- units that were edited away before they were paid -------------------------------------------


def order(received: str) -> Order:
    """3 TEE with a tenth off, 8.25 %: 58.42."""
    paid = Tender(
        transaction_id="7", method="card", amount=usd(received), refundable=usd(received),
        state=MoneyState.DONE,
    )  # fmt: skip
    tees = OrderLine(
        line_id="TEE", sku="TEE", title="Tee", quantity=3, unit_price=usd("19.99"),
        gross=usd("59.97"), discount=usd("6.00"), tax=usd("4.45"), refunded_quantity=1,
    )  # fmt: skip
    return Order(
        order_id="1", name="#1001", created_at=NOW, updated_at=NOW, currency="USD", lines=(tees,),
        shipping=(), tax=usd("4.45"), total=usd("58.42"), refunded=usd("0.00"),
        tenders=(paid,) if received != "0.00" else (),
    )  # fmt: skip


@pytest.mark.parametrize("received", ["0.00", "38.95"])
def test_units_that_nobody_paid_for_are_no_part_of_the_order(received: str) -> None:
    now = without_uncharged(order(received), [refund(1, "0.00", TEE)])
    (line,) = now.lines
    assert (line.quantity, line.refunded_quantity) == (2, 0)
    assert [line.gross, line.discount, line.tax] == [usd("39.98"), usd("4.00"), usd("2.97")]
    assert (now.total, now.tax) == (usd("38.95"), usd("2.97"))
    assert now.never_charged == {"1"}


@pytest.mark.parametrize("received", ["58.42", "38.96"])
def test_units_that_were_paid_are_given_back_by_a_refund(received: str) -> None:
    sold = order(received)
    assert without_uncharged(sold, [refund(1, "0.00", TEE)]) == sold


def test_a_refund_with_money_took_nothing_off() -> None:
    sold = order("0.00")
    assert without_uncharged(sold, [refund(1, "19.47", TEE)]) == sold
