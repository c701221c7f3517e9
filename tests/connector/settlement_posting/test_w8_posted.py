"""Example W8: six records and two errors, read back over NetSuite's record service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.flows.outcome import Kind as Outcomes
from connector.settlements import Kind
from connector.settlements.postings import Part


def D(amount: str) -> Decimal:
    return Decimal(amount)


def lines(record: dict[str, Any]) -> list[tuple[str, Decimal, Decimal]]:
    return [
        (line["item"]["refName"], line["quantity"], line["amount"])
        for line in record["item"]["items"]
    ]


def test_fee_lines_go_on_the_billed_records(ready: Any, kit: Any) -> None:
    found = []
    for number in (1, 2, 3):
        outcome = ready.post(ready.of(Kind.ORDER, number), Part.ORDER)
        assert (outcome.kind, outcome.problem) == (Outcomes.DONE, None)
        record = ready.read(outcome)
        found.append((outcome.target_type, record["otherRefNum"], lines(record), record["total"]))
        assert outcome.target_amount == kit.usd(str(record["total"]))
    assert found == [
        (
            "cashSale",
            "111-0000001-0000001",
            [
                ("AMZ-LAMP", 2, D("50.00")),
                ("Amazon Commission", 1, D("-7.50")),
                ("Amazon ShippingHB", 1, D("-0.75")),
            ],
            D("46.74"),
        ),
        (
            "cashSale",
            "111-0000002-0000002",
            [
                ("AMZ-DESK", 1, D("29.99")),
                ("Amazon Commission", 1, D("-4.50")),
                ("Amazon FBAPerUnitFulfillmentFee", 1, D("-3.86")),
            ],
            D("21.63"),
        ),
        (
            "cashSale",
            "111-0000003-0000003",
            [
                ("AMZ-PENS", 4, D("80.00")),
                ("Amazon Commission", 1, D("-12.00")),
                ("Amazon FBAPerUnitFulfillmentFee", 1, D("-13.20")),
            ],
            D("54.80"),
        ),
    ]


def test_refunds_become_cash_refunds_of_the_cash_sales(ready: Any) -> None:
    for number in (1, 2, 3):
        ready.post(ready.of(Kind.ORDER, number), Part.ORDER)
    before = (ready.on_hand("AMZ-LAMP"), ready.on_hand("AMZ-CHRG"))
    first = ready.post(ready.of(Kind.REFUND, 1), Part.REFUND)
    second = ready.post(ready.of(Kind.REFUND, 8), Part.REFUND)
    assert (first.kind, first.problem, first.warnings) == (Outcomes.DONE, None, ())
    record = ready.read(first)
    assert (first.target_type, record["total"], record["tranDate"]) == (
        "cashRefund",
        D("22.00"),
        "2024-02-04",
    )
    assert record["createdFrom"]["id"] == str(ready.billed(1).id)
    assert record["otherRefNum"] == "111-0000001-0000001"
    assert lines(record) == [
        ("AMZ-LAMP", 1, D("25.00")),
        ("Amazon Commission", 1, D("-3.75")),
        ("Amazon RefundCommission", 1, D("0.75")),
    ]
    record = ready.read(second)
    assert (second.target_type, record["total"]) == ("cashRefund", D("30.80"))
    assert record["createdFrom"]["id"] == str(ready.billed(8).id)
    assert lines(record) == [
        ("AMZ-CHRG", 1, D("35.00")),
        ("Amazon Commission", 1, D("-5.25")),
        ("Amazon RefundCommission", 1, D("1.05")),
    ]
    after = (ready.on_hand("AMZ-LAMP"), ready.on_hand("AMZ-CHRG"))
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)


def test_what_belongs_to_no_order_is_one_cash_refund_of_the_settlement_customer(
    ready: Any,
) -> None:
    outcome = ready.post(ready.of(Kind.NON_ORDER), Part.NON_ORDER)
    record = ready.read(outcome)
    assert (outcome.kind, outcome.target_type, record["total"]) == (
        Outcomes.DONE,
        "cashRefund",
        D("69.21"),
    )
    assert record["entity"]["id"] == ready.account.options.customer_internal_id
    assert (record["otherRefNum"], record["tranDate"]) == ("10000000001", "2024-02-07")
    assert record["externalId"] == "nsc_settlement_main_10000000001_non-order"
    assert lines(record) == [
        ("Amazon Cost of Advertising - TransactionTotalAmount", 1, D("25.00")),
        ("Amazon FBA Inventory Reimbursement - WAREHOUSE_DAMAGE", 1, D("-14.20")),
        ("Amazon Subscription Fee", 1, D("39.99")),
        ("Amazon Storage Fee", 1, D("18.42")),
    ]
    assert "createdFrom" not in record


def test_the_month_split_makes_two_of_it(ready: Any) -> None:
    rows = ready.of(Kind.NON_ORDER)
    found = []
    for month in (date(2024, 1, 1), date(2024, 2, 1)):
        own = [row for row in rows if row.day.month == month.month]
        outcome = ready.post(own, Part.NON_ORDER, month=month)
        record = ready.read(outcome)
        found.append((record["tranDate"], record["total"], record["externalId"][-7:]))
    assert found == [
        ("2024-01-31", D("10.80"), "2024-01"),
        ("2024-02-07", D("58.41"), "2024-02"),
    ]


@pytest.mark.parametrize(("number", "kind"), [(4, Kind.ORDER), (9, Kind.REFUND)])
def test_an_order_that_was_never_synced_is_an_error(ready: Any, number: int, kind: Kind) -> None:
    before = ready.world.documents_hash()
    part = Part.ORDER if kind is Kind.ORDER else Part.REFUND
    outcome = ready.post(ready.of(kind, number), part)
    assert (outcome.kind, outcome.problem.code) == (Outcomes.REFUSED, "order_never_synced")
    assert "was never synced to NetSuite" in outcome.problem.sentence
    assert "cancel this posting" in outcome.problem.remedy
    assert ready.world.documents_hash() == before


def test_the_eight_postings_leave_these_documents_and_no_others(ready: Any) -> None:
    for number in (1, 2, 3, 4):
        ready.post(ready.of(Kind.ORDER, number), Part.ORDER)
    for number in (1, 8, 9):
        ready.post(ready.of(Kind.REFUND, number), Part.REFUND)
    ready.post(ready.of(Kind.NON_ORDER), Part.NON_ORDER)
    assert sorted((kind, total) for kind, _, total in ready.documents()) == [
        ("CashRfnd", D("22.00")),
        ("CashRfnd", D("30.80")),
        ("CashRfnd", D("69.21")),
        ("CashSale", D("21.63")),
        ("CashSale", D("35.00")),
        ("CashSale", D("46.74")),
        ("CashSale", D("54.80")),
    ]


def test_posting_everything_again_changes_nothing(ready: Any) -> None:
    work = [(ready.of(Kind.ORDER, number), Part.ORDER) for number in (1, 2, 3)]
    work += [(ready.of(Kind.REFUND, number), Part.REFUND) for number in (1, 8)]
    work.append((ready.of(Kind.NON_ORDER), Part.NON_ORDER))
    for rows, part in work:
        ready.post(rows, part)
    before = ready.world.documents_hash()
    for rows, part in work:
        outcome = ready.post(rows, part)
        assert outcome.kind is Outcomes.DONE
        assert any("nothing was written again" in said for said in outcome.warnings)
    assert ready.world.documents_hash() == before


def test_every_line_leads_back_to_its_row(ready: Any) -> None:
    outcome = ready.post(ready.of(Kind.ORDER, 1), Part.ORDER)
    descriptions = [line.get("description") for line in ready.read(outcome)["item"]["items"]]
    key = "nsc_settlement_main_10000000001_order_111-0000001-0000001"
    numbers = [row.number for row in ready.of(Kind.ORDER, 1) if row.amount_type == "ItemFees"]
    assert descriptions[1:] == [
        f"Commission [nsc:{key}_r{numbers[0]}]",
        f"ShippingHB [nsc:{key}_r{numbers[1]}]",
    ]
