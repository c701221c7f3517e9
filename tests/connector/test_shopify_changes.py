"""An edit and the money that follows it are one refund; exchanges are no part of the sale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connector.channels.shopify_changes import exchanged_lines, with_edits
from connector.model import Refund, RefundLine, Restock
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
    returns = [
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
