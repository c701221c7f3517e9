"""Which rows of an order its billed record lacks. Literal tables, nothing over HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.books.settlement_books import BilledRecord
from connector.flows.settlements.order_plan import plan_order
from connector.model import BilledDocument, BilledKind, BooksLine
from connector.money import Money

ONE = "111-0000001-0000001"
SALE = f"""
Order | {ONE} | ItemPrice | Principal | 50.00
Order | {ONE} | ItemPrice | Shipping | 4.99
"""
TAX = f"""
Order | {ONE} | ItemPrice | Tax | 4.13
Order | {ONE} | ItemPrice | ShippingTax | 0.41
"""
WITHHELD = f"""
Order | {ONE} | ItemWithheldTax | MarketplaceFacilitatorTax-Principal | -4.13
Order | {ONE} | ItemWithheldTax | MarketplaceFacilitatorTax-Shipping | -0.41
"""
FEES = f"""
Order | {ONE} | ItemFees | Commission | -7.50
Order | {ONE} | ItemFees | ShippingHB | -0.75
"""
GOODS_PROMOTION = f"Order | {ONE} | Promotion | Principal | -5.00\n"
SHIPPING_PROMOTION = f"Order | {ONE} | Promotion | Shipping | -4.99\n"
WRAPPED = f"Order | {ONE} | ItemPrice | GiftWrap | 3.50\n"
FEE_LINES = [("Commission", "-7.50"), ("ShippingHB", "-0.75")]


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def billed(
    goods: str,
    shipping: str = "0.00",
    tax: str = "0.00",
    discount: str = "0.00",
    quantity: str = "2",
    sku: str = "AMZ-LAMP",
) -> BilledRecord:
    whole = usd(goods) - usd(discount) + usd(shipping) + usd(tax)
    document = BilledDocument(
        id="10",
        kind=BilledKind.CASH_SALE,
        number="CS10",
        order_id="9",
        currency="USD",
        lines=(
            BooksLine(
                line=1,
                item_id="5",
                sku=sku,
                quantity=Decimal(quantity),
                rate=None,
                amount=usd(goods),
                tax=None,
            ),
        ),
        discount=usd(discount),
        shipping=usd(shipping),
        shipping_tax=None,
        tax=usd(tax),
        total=whole,
        open_balance=usd("0.00"),
    )
    return BilledRecord(document=document, day=date(2024, 1, 25), customer_id="7", marks={1: ()})


def planned(kit: Any, text: str, record: BilledRecord, **more: Any) -> Any:
    plan = plan_order(kit.table(text, **more), record)
    lines = [(line.kind, str(line.amount.amount)) for line in plan.lines]
    return lines, None if plan.total is None else str(plan.total.amount)


@pytest.mark.parametrize(
    ("text", "record", "lines", "total"),
    [
        pytest.param(SALE + FEES, billed("50.00", "4.99"), FEE_LINES, "46.74", id="fees"),
        pytest.param(
            SALE + TAX + WITHHELD + FEES,
            billed("50.00", "4.99"),
            FEE_LINES,
            "46.74",
            id="tax that Amazon keeps is in neither",
        ),
        pytest.param(
            SALE + TAX + WITHHELD + FEES,
            billed("50.00", "4.99", tax="4.54"),
            [
                ("MarketplaceFacilitatorTax-Principal", "-4.13"),
                ("MarketplaceFacilitatorTax-Shipping", "-0.41"),
                *FEE_LINES,
            ],
            "46.74",
            id="tax that Amazon keeps is billed: credit lines",
        ),
        pytest.param(
            SALE + TAX + FEES,
            billed("50.00", "4.99", tax="4.54"),
            FEE_LINES,
            "51.28",
            id="tax that the seller pays stays billed",
        ),
        pytest.param(
            SALE + GOODS_PROMOTION + FEES,
            billed("50.00", "4.99", discount="5.00"),
            FEE_LINES,
            "41.74",
            id="a promotion that is a discount already",
        ),
        pytest.param(
            SALE + GOODS_PROMOTION + FEES,
            billed("45.00", "4.99"),
            FEE_LINES,
            "41.74",
            id="a promotion that is in the price already",
        ),
        pytest.param(
            SALE + GOODS_PROMOTION + FEES,
            billed("50.00", "4.99"),
            [("Promotion - Principal", "-5.00"), *FEE_LINES],
            "41.74",
            id="a promotion that the record is before of",
        ),
        pytest.param(
            SALE + SHIPPING_PROMOTION + FEES,
            billed("50.00"),
            FEE_LINES,
            "41.75",
            id="free shipping that was not billed",
        ),
        pytest.param(
            SALE + GOODS_PROMOTION + SHIPPING_PROMOTION + FEES,
            billed("50.00"),
            [("Promotion - Principal", "-5.00"), *FEE_LINES],
            "36.75",
            id="one promotion billed, the other not",
        ),
        pytest.param(
            SALE + WRAPPED + FEES,
            billed("53.50", "4.99"),
            FEE_LINES,
            "50.24",
            id="gift wrap is in the value of the order",
        ),
        pytest.param(SALE, billed("50.00", "4.99"), [], "54.99", id="no fees, nothing to write"),
        pytest.param(
            SALE + FEES, billed("49.00", "4.99"), FEE_LINES, "46.74", id="billed too low is told"
        ),
    ],
)
def test_lines(
    kit: Any, text: str, record: BilledRecord, lines: list[tuple[str, str]], total: str
) -> None:
    assert planned(kit, text, record) == (lines, total)


def test_a_part_of_an_order_is_not_compared(kit: Any) -> None:
    one_of_two = f"Order | {ONE} | ItemPrice | Principal | 25.00\n"
    assert planned(kit, one_of_two + FEES, billed("50.00"), quantity=1) == (FEE_LINES, None)


def test_an_article_without_rows_is_settled_another_time(kit: Any) -> None:
    record = billed("50.00")
    more = replace(record.document.lines[0], line=2, sku="AMZ-PENS", amount=usd("20.00"))
    record = replace(
        record,
        document=replace(record.document, lines=(*record.document.lines, more), total=usd("70.00")),
    )
    sale = f"Order | {ONE} | ItemPrice | Principal | 50.00\n"
    assert planned(kit, sale + FEES, record) == (FEE_LINES, None)


def test_a_second_settlement_of_an_order_is_not_compared(kit: Any) -> None:
    """What another settlement added does not count as value of the order."""
    record = billed("50.00")
    fee = replace(record.document.lines[0], line=2, sku="", amount=usd("-3.75"))
    record = replace(
        record,
        document=replace(record.document, lines=(*record.document.lines, fee)),
        marks={1: (), 2: ("nsc_settlement_main_1_order_x_r7",)},
    )
    sale = f"Order | {ONE} | ItemPrice | Principal | 25.00\n"
    assert planned(kit, sale + FEES, record, quantity=1) == (FEE_LINES, None)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            f"""
            Order_Retrocharge | {ONE} | ItemPrice | Tax | 1.20
            Order_Retrocharge | {ONE} | ItemWithheldTax | MarketplaceFacilitatorTax-Other | -1.20
            """,
            [],
        ),
        (
            f"SAFE-T Reimbursement | {ONE} | SAFE-T Reimbursement | SAFE-T Reimbursement | 9.00",
            [("SAFE-T Reimbursement", "9.00")],
        ),
        (
            f"Order | {ONE} | ItemFees | BrandNewFee | -0.10",
            [("BrandNewFee", "-0.10")],
        ),
        (
            f"Order | {ONE} | FBAFees - Low Level | Base Fee | -0.10",
            [("FBAFees - Low Level - Base Fee", "-0.10")],
        ),
    ],
)
def test_what_comes_later_or_is_new(kit: Any, text: str, lines: list[tuple[str, str]]) -> None:
    assert planned(kit, text, billed("50.00"))[0] == lines
