"""The worked example, to the cent: 39 rows, deposit 24.30."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from connector.money import Money
from connector.settlements import (
    Kind,
    SettlementReader,
    read_statement,
    reserve_gap,
)

JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


@pytest.mark.parametrize("german", [False, True])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_its_summary_and_sums_in_every_dialect(make, german, ending):
    total = "24,30" if german else "24.30"
    statement = read_statement(make(german=german, ending=ending, total=total))
    assert statement.rows == 39
    assert statement.summary.settlement_id == "10000000001"
    assert statement.summary.start == datetime(2024, 1, 24, 8, tzinfo=UTC)
    assert statement.summary.deposit == datetime(2024, 2, 9, 8, tzinfo=UTC)
    assert statement.summary.total == usd("24.30")
    assert statement.dialect.decimal_mark == ("," if german else ".")
    assert statement.of(Kind.ORDER) == usd("141.87")
    assert statement.of(Kind.REFUND) == usd("-63.36")
    assert statement.of(Kind.NON_ORDER) == usd("-69.21")
    assert statement.of(Kind.RESERVE) == usd("15.00")
    assert statement.unknown == ()
    assert statement.marketplace == "Amazon.com"


def test_the_halves_of_two_months_tie(make):
    statement = read_statement(make())
    assert statement.summary.spans_two_months
    halves = {month: statement.of(Kind.NON_ORDER, month) for month in (JANUARY, FEBRUARY)}
    assert halves == {JANUARY: usd("-10.80"), FEBRUARY: usd("-58.41")}
    whole = {month: statement.sum(lambda each, month=month: each.month == month)
             for month in (JANUARY, FEBRUARY)}  # fmt: skip
    assert whole == {JANUARY: usd("86.77"), FEBRUARY: usd("-62.47")}


def test_reserves_are_a_transfer_and_their_chain_is_checked(make):
    earlier = read_statement(make())
    row = {
        "transaction-type": "other-transaction", "amount-type": "other-transaction",
        "amount-description": "Previous Reserve Amount Balance", "amount": "44.00",
        "posted-date": "2024-02-07", "posted-date-time": "2024-02-07 08:00:00 UTC",
    }  # fmt: skip
    later = read_statement(make([row], total="44.00"))
    assert (earlier.reserve_released, earlier.reserve_held) == (usd("60.00"), usd("45.00"))
    assert reserve_gap(earlier, later) == usd("-1.00")


def test_tax_and_facilitator_tax_cancel(make):
    statement = read_statement(make())
    tax = statement.sum(
        lambda each: each.amount_type == "ItemWithheldTax" or "Tax" in each.amount_description
    )
    assert tax == usd("0.00")


def test_rows_as_they_stand(make, rows):
    rows[0] |= {"quantity-purchased": "2", "promotion-id": "", "order-item-code": "01234567890123"}
    with SettlementReader(make(rows)) as reader:
        first, *others = reader.rows()
    assert len(others) == 38
    assert (first.number, first.order_id, first.sku) == (1, "111-0000001-0000001", "AMZ-LAMP")
    assert (first.amount, first.quantity) == (usd("50.00"), 2)
    assert first.posted == datetime(2024, 1, 25, 10, tzinfo=UTC)
    assert first.order_item_code == "01234567890123"
    assert others[-1].kind is Kind.RESERVE
    assert others[-1].number == 39
