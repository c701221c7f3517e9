"""A refund's rows as a document: goods in whole units, shipping, charges; always to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from connector.books.settlement_books import BilledRecord
from connector.flows.settlements.refund_plan import RefundPlan, plan_refund
from connector.model import (
    BilledDocument,
    BilledKind,
    BooksLine,
    RefundDocument,
    RefundDocumentKind,
)
from connector.money import Money
from connector.rows import Problem

ONE = "111-0000001-0000001"
FEES = f"""
Refund | {ONE} | ItemFees | Commission | 3.75
Refund | {ONE} | ItemFees | RefundCommission | -0.75
"""
FEE_LINES = [("Commission", "-3.75"), ("RefundCommission", "0.75")]


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def line(number: int, sku: str, quantity: int, amount: str) -> BooksLine:
    return BooksLine(
        line=number,
        item_id=f"i-{sku}",
        sku=sku,
        quantity=Decimal(quantity),
        rate=None,
        amount=usd(amount),
        tax=None,
    )


LAMPS = line(1, "AMZ-LAMP", 2, "50.00")


def billed(
    *lines: BooksLine, shipping: str = "0.00", tax: str = "0.00", discount: str = "0.00"
) -> BilledRecord:
    lines = lines or (LAMPS,)
    document = BilledDocument(
        id="10",
        kind=BilledKind.CASH_SALE,
        number="CS10",
        order_id="9",
        currency="USD",
        lines=lines,
        discount=usd(discount),
        shipping=usd(shipping),
        shipping_tax=None,
        tax=usd(tax),
        total=usd("0.00"),
        open_balance=usd("0.00"),
    )
    marks = {each.line: () for each in lines}
    return BilledRecord(document=document, day=date(2024, 1, 25), customer_id="7", marks=marks)


def earlier(*lines: BooksLine, key: str = "", shipping: str = "0.00") -> RefundDocument:
    whole = usd(shipping)
    for each in lines:
        whole += each.amount
    return RefundDocument(
        id="20",
        kind=RefundDocumentKind.CASH_REFUND,
        number="CR20",
        external_id=key,
        billed_id="10",
        order_name=ONE,
        currency="USD",
        lines=lines,
        discount=usd("0.00"),
        shipping=usd(shipping),
        shipping_tax=None,
        tax=usd("0.00"),
        total=whole,
        created=date(2024, 2, 1),
        last_modified=datetime(2024, 2, 1, tzinfo=UTC),
    )


def plan(
    kit: Any,
    text: str,
    record: BilledRecord,
    existing: tuple[RefundDocument, ...] = (),
    *,
    goods: bool = True,
    linked: bool = True,
    sold: dict[str, str] | None = None,
    **more: Any,
) -> RefundPlan | Problem:
    return plan_refund(
        kit.table(text, **more), record, existing, goods=goods, linked=linked, sold=sold or {}
    )


def made(found: RefundPlan | Problem) -> dict[str, Any]:
    assert isinstance(found, RefundPlan), found
    goods = [(each.sku, each.quantity, str(each.amount.amount)) for each in found.goods]
    shown = {
        "goods": goods,
        "charges": [(each.kind, str(each.amount.amount)) for each in found.charges],
        "shipping": str(found.shipping.amount),
        "total": str(found.total.amount),
    }
    parts = found.shipping + found.shipping_tax
    for each in found.goods:
        parts += each.amount - each.discount + each.tax
    for charge in found.charges:
        parts += charge.amount
    assert parts == found.total
    return shown


@pytest.mark.parametrize(
    ("text", "record", "expected"),
    [
        pytest.param(
            f"Refund | {ONE} | ItemPrice | Principal | -25.00{FEES}",
            billed(),
            {"goods": [("AMZ-LAMP", 1, "25.00")], "charges": FEE_LINES, "total": "22.00"},
            id="one of two",
        ),
        pytest.param(
            f"Refund | {ONE} | ItemPrice | Principal | -50.00{FEES}",
            billed(),
            {"goods": [("AMZ-LAMP", 2, "50.00")], "charges": FEE_LINES, "total": "47.00"},
            id="both",
        ),
        pytest.param(
            f"Refund | {ONE} | ItemPrice | Principal | -25.00{FEES}",
            billed(line(1, "AMZ-LAMP", 1, "50.00")),
            {
                "goods": [],
                "charges": [("Principal", "25.00"), *FEE_LINES],
                "total": "22.00",
            },
            id="half a lamp is money without goods",
        ),
        pytest.param(
            f"Refund | {ONE} | ItemPrice | Goodwill | -5.00",
            billed(),
            {"goods": [], "charges": [("Goodwill", "5.00")], "total": "5.00"},
            id="a concession moves no stock",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -25.00
            Refund | {ONE} | ItemPrice | Tax | -2.07
            Refund | {ONE} | ItemWithheldTax | MarketplaceFacilitatorTax-Principal | 2.07
            """,
            billed(),
            {"goods": [("AMZ-LAMP", 1, "25.00")], "charges": [], "total": "25.00"},
            id="tax that Amazon gives back is in neither",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -25.00
            Refund | {ONE} | ItemPrice | Tax | -2.07
            Refund | {ONE} | ItemWithheldTax | MarketplaceFacilitatorTax-Principal | 2.07
            """,
            billed(tax="4.13"),
            {
                "goods": [("AMZ-LAMP", 1, "25.00")],
                "charges": [("MarketplaceFacilitatorTax-Principal", "-2.07")],
                "total": "25.00",
            },
            id="billed tax goes back, and Amazon's part of it is a line",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -25.00
            Refund | {ONE} | ItemPrice | Tax | -2.07
            """,
            billed(tax="4.13"),
            {"goods": [("AMZ-LAMP", 1, "25.00")], "charges": [], "total": "27.07"},
            id="tax of the seller's own",
        ),
        pytest.param(
            f"Refund | {ONE} | ItemPrice | Tax | -2.07",
            billed(tax="4.13"),
            {"goods": [], "charges": [("Tax", "2.07")], "total": "2.07"},
            id="tax only",
        ),
        pytest.param(
            f"Refund | {ONE} | ItemPrice | Tax | -2.07",
            billed(),
            {"goods": [], "charges": [("Tax", "2.07")], "total": "2.07"},
            id="tax only, of a record without tax",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -25.00
            Refund | {ONE} | ItemPrice | Shipping | -4.99
            """,
            billed(shipping="4.99"),
            {
                "goods": [("AMZ-LAMP", 1, "25.00")],
                "charges": [],
                "shipping": "4.99",
                "total": "29.99",
            },
            id="shipping goes back as shipping",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -25.00
            Refund | {ONE} | ItemPrice | Shipping | -4.99
            """,
            billed(),
            {
                "goods": [("AMZ-LAMP", 1, "25.00")],
                "charges": [("Shipping", "4.99")],
                "total": "29.99",
            },
            id="shipping that was not billed is a charge",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -25.00
            Refund | {ONE} | ItemPrice | Shipping | -4.99
            Refund | {ONE} | Promotion | Shipping | 4.99
            """,
            billed(),
            {"goods": [("AMZ-LAMP", 1, "25.00")], "charges": [], "total": "25.00"},
            id="free shipping",
        ),
        pytest.param(
            f"Refund | {ONE} | ItemPrice | Shipping | -4.99",
            billed(shipping="4.99"),
            {"goods": [], "charges": [("Shipping", "4.99")], "total": "4.99"},
            id="shipping only needs a line",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -25.00
            Refund | {ONE} | Promotion | Principal | 2.50
            """,
            billed(),
            {
                "goods": [("AMZ-LAMP", 1, "25.00")],
                "charges": [("Promotion - Principal", "-2.50")],
                "total": "22.50",
            },
            id="a promotion that the billed record is before of",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -25.00
            Refund | {ONE} | Promotion | Principal | 2.50
            """,
            billed(line(1, "AMZ-LAMP", 2, "45.00")),
            {"goods": [("AMZ-LAMP", 1, "22.50")], "charges": [], "total": "22.50"},
            id="a promotion that is in the price",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -50.00
            Refund | {ONE} | ItemPrice | RestockingFee | 5.00
            """,
            billed(),
            {
                "goods": [("AMZ-LAMP", 2, "50.00")],
                "charges": [("RestockingFee", "-5.00")],
                "total": "45.00",
            },
            id="what the buyer does not get back",
        ),
        pytest.param(
            f"""
            Chargeback Refund | {ONE} | ItemPrice | Principal | -50.00
            Chargeback Refund | {ONE} | ItemFees | Commission | 7.50
            """,
            billed(),
            {
                "goods": [("AMZ-LAMP", 2, "50.00")],
                "charges": [("Commission", "-7.50")],
                "total": "42.50",
            },
            id="a chargeback",
        ),
        pytest.param(
            f"""
            Refund | {ONE} | ItemPrice | Principal | -25.00 | AMZ-LAMP
            Refund | {ONE} | ItemPrice | Principal | -20.00 | AMZ-PENS
            """,
            billed(LAMPS, line(2, "AMZ-PENS", 4, "80.00")),
            {
                "goods": [("AMZ-LAMP", 1, "25.00"), ("AMZ-PENS", 1, "20.00")],
                "charges": [],
                "total": "45.00",
            },
            id="two articles",
        ),
    ],
)
def test_documents(kit: Any, text: str, record: BilledRecord, expected: dict[str, Any]) -> None:
    assert made(plan(kit, text, record)) == {"shipping": "0.00", **expected}


def test_a_promotion_that_is_the_discount_of_the_billed_record(kit: Any) -> None:
    text = f"""
    Refund | {ONE} | ItemPrice | Principal | -25.00
    Refund | {ONE} | Promotion | Principal | 2.50
    """
    found = plan(kit, text, billed(discount="5.00"))
    assert made(found) == {
        "goods": [("AMZ-LAMP", 1, "25.00")],
        "charges": [],
        "shipping": "0.00",
        "total": "22.50",
    }
    assert isinstance(found, RefundPlan)
    assert (found.goods[0].discount, found.goods[0].net) == (usd("2.50"), usd("22.50"))


@pytest.mark.parametrize("discount", ["0.00", "5.00"])
def test_a_document_that_stands_alone_shows_promotions_as_lines(kit: Any, discount: str) -> None:
    text = f"""
    Refund | {ONE} | ItemPrice | Principal | -25.00
    Refund | {ONE} | Promotion | Principal | 2.50
    """
    found = made(plan(kit, text, billed(discount=discount), linked=False))
    assert (found["goods"], found["charges"]) == (
        [("AMZ-LAMP", 1, "25.00")],
        [("Promotion - Principal", "-2.50")],
    )


@pytest.mark.parametrize(
    ("price", "units"),
    [("3.33", 1), ("3.34", 1), ("6.67", 2), ("6.66", 2), ("10.00", 3), ("3.32", 0), ("5.00", 0)],
)
def test_a_unit_that_costs_no_whole_cents(kit: Any, price: str, units: int) -> None:
    """Three for 10.00: one of them is 3.33 or 3.34."""
    text = f"Refund | {ONE} | ItemPrice | Principal | -{price}"
    found = made(plan(kit, text, billed(line(1, "AMZ-LAMP", 3, "10.00"))))
    assert found["goods"] == ([("AMZ-LAMP", units, price)] if units else [])
    assert found["total"] == price


def test_nothing_is_left_when_the_rows_cancel(kit: Any) -> None:
    text = f"""
    Refund | {ONE} | ItemPrice | Tax | -2.07
    Refund | {ONE} | ItemWithheldTax | MarketplaceFacilitatorTax-Principal | 2.07
    """
    found = plan(kit, text, billed())
    assert isinstance(found, RefundPlan)
    assert found.empty


def test_without_restocking_goods_are_money(kit: Any) -> None:
    text = f"Refund | {ONE} | ItemPrice | Principal | -25.00{FEES}"
    found = plan(kit, text, billed(), goods=False)
    assert made(found)["charges"] == [("Principal", "25.00"), *FEE_LINES]
    assert isinstance(found, RefundPlan)
    assert found.charges[0].text == "1 x AMZ-LAMP, not restocked"


def test_a_document_that_stands_alone_shows_shipping_as_a_charge(kit: Any) -> None:
    text = f"""
    Refund | {ONE} | ItemPrice | Principal | -25.00
    Refund | {ONE} | ItemPrice | Shipping | -4.99
    """
    found = made(plan(kit, text, billed(shipping="4.99"), linked=False))
    assert (found["charges"], found["shipping"]) == ([("Shipping", "4.99")], "0.00")


class TestLimits:
    REFUND = f"Refund | {ONE} | ItemPrice | Principal | -25.00{FEES}"

    def back(self, quantity: int, amount: str) -> BooksLine:
        return replace(line(1, "AMZ-LAMP", quantity, amount), order_line=1)

    @pytest.mark.parametrize("key", ["", "nsc_refund_Amazon_main_77"])
    def test_a_refund_by_hand_or_by_refund_sync_is_not_written_again(
        self, kit: Any, key: str
    ) -> None:
        found = plan(kit, self.REFUND, billed(), (earlier(self.back(1, "25.00"), key=key),))
        assert isinstance(found, Problem)
        assert (found.code, found.final) == ("already_refunded", True)
        assert "Cash refund CR20 of 25.00 USD" in found.sentence

    def test_another_refund_of_a_settlement_is_another_refund(self, kit: Any) -> None:
        key = "nsc_settlement_main_1_refund_x_a1"
        found = plan(kit, self.REFUND, billed(), (earlier(self.back(1, "25.00"), key=key),))
        assert made(found)["goods"] == [("AMZ-LAMP", 1, "25.00")]

    def test_no_more_units_than_there_are(self, kit: Any) -> None:
        key = "nsc_settlement_main_1_refund_x_a1"
        found = plan(kit, self.REFUND, billed(), (earlier(self.back(2, "50.00"), key=key),))
        assert isinstance(found, Problem)
        assert (found.code, found.figures["amount"]) == ("quantity", "25.00 USD")

    def test_shipping_that_went_back_already_is_a_charge(self, kit: Any) -> None:
        text = f"""
        Refund | {ONE} | ItemPrice | Principal | -25.00
        Refund | {ONE} | ItemPrice | Shipping | -4.99
        """
        key = "nsc_settlement_main_1_refund_x_a1"
        before = earlier(self.back(1, "25.00"), key=key, shipping="4.99")
        found = made(plan(kit, text, billed(shipping="4.99"), (before,)))
        assert (found["shipping"], found["charges"]) == ("0.00", [("Shipping", "4.99")])


class TestOtherCodes:
    REFUND = f"Refund | {ONE} | ItemPrice | Principal | -25.00"

    def test_an_article_that_is_not_billed(self, kit: Any) -> None:
        found = plan(kit, self.REFUND, billed(), sku="AMZ-HOOK")
        assert isinstance(found, Problem)
        assert found.code == "line_not_billed"
        assert "please bill this line" in found.sentence

    def test_another_code_of_the_same_article(self, kit: Any) -> None:
        found = plan(kit, self.REFUND, billed(), sold={"111": "AMZ-LAMP"}, order_item_code="999")
        assert made(found)["goods"] == [("AMZ-LAMP", 1, "25.00")]
        assert isinstance(found, RefundPlan)
        assert found.warnings == (
            "The refund names order item 999, which the order does not have; AMZ-LAMP was matched "
            "by order and SKU.",
        )

    def test_the_code_of_the_order_under_another_sku(self, kit: Any) -> None:
        found = plan(
            kit,
            self.REFUND,
            billed(),
            sold={"111": "AMZ-LAMP"},
            order_item_code="111",
            sku="AMZ-LAMP-OLD",
        )
        assert made(found)["goods"] == [("AMZ-LAMP", 1, "25.00")]
        assert isinstance(found, RefundPlan)
        assert found.warnings == (
            "The refund names AMZ-LAMP-OLD for order item 111, the order AMZ-LAMP.",
        )

    def test_a_known_code_is_not_remarked(self, kit: Any) -> None:
        found = plan(kit, self.REFUND, billed(), sold={"111": "AMZ-LAMP"}, order_item_code="111")
        assert isinstance(found, RefundPlan)
        assert found.warnings == ()

    def test_no_sku_on_an_order_of_one_article(self, kit: Any) -> None:
        found = plan(kit, self.REFUND, billed(), sku="")
        assert made(found)["goods"] == [("AMZ-LAMP", 1, "25.00")]
