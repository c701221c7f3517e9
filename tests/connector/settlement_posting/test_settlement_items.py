"""What items and keys are called."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from connector.flows.settlements.items import KINDS, item_for, kind_name
from connector.flows.settlements.keys import key_of, mark, row_number, rows_in
from connector.settlements import Kind
from connector.settlements.kinds import is_known


@pytest.mark.parametrize(
    ("amount_type", "description", "item"),
    [
        ("ItemFees", "Commission", "Amazon Commission"),
        ("ItemPrice", "Principal", "Amazon Principal"),
        ("Promotion", "Principal", "Amazon Promotion - Principal"),
        ("other-transaction", "Storage Fee", "Amazon Storage Fee"),
        (
            "Cost of Advertising",
            "TransactionTotalAmount",
            "Amazon Cost of Advertising - TransactionTotalAmount",
        ),
        ("Micro Deposit", "Micro Deposit", "Amazon Micro Deposit"),
        ("FBA Fees: Low", "Base  Fee", "Amazon FBA Fees- Low - Base Fee"),
        ("Vine Enrollment Fee", "", "Amazon Vine Enrollment Fee"),
        (
            "FBA Inbound Placement Service Fee for Apparel",
            "Discount on fee",
            "Amazon FBA Inbound Placement Service Fee for Apparel ~d46350",
        ),
    ],
)
def test_names(amount_type: str, description: str, item: str) -> None:
    made = item_for(kind_name(amount_type, description), {})
    assert made == item
    assert len(made) <= 60


@pytest.mark.parametrize(
    ("mapping", "item"),
    [
        ({"Commission": "Marketplace Fees"}, "Marketplace Fees"),
        ({"commission": "55"}, "55"),
        ({"RefundCommission": "Marketplace Fees"}, "Amazon Commission"),
    ],
)
def test_the_mapping_goes_first(mapping: dict[str, str], item: str) -> None:
    assert item_for("Commission", mapping) == item


def test_the_whole_kind_goes_before_its_description() -> None:
    mapping = {"Principal": "Refunded Goods", "Promotion - Principal": "Coupons"}
    assert item_for("Promotion - Principal", mapping) == "Coupons"
    assert item_for("Promotion - Shipping", {"Shipping": "Postage"}) == "Postage"


def test_what_a_new_account_starts_with_is_published() -> None:
    types = {"Promotion": "Order", "ItemFees": "Order", "ItemPrice": "Refund"}
    unknown = [
        (said, what)
        for said, described in KINDS
        for what in described
        if not is_known(types.get(said, "other-transaction"), said, what)
    ]
    assert unknown == []


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        (
            {"part": "order", "order_id": "111-0000001-0000001"},
            "nsc_settlement_main_10000000001_order_111-0000001-0000001",
        ),
        (
            {"part": "refund", "order_id": "111-0000001-0000001", "adjustment_id": "amzn1:x/7"},
            "nsc_settlement_main_10000000001_refund_111-0000001-0000001_amzn1-x-7",
        ),
        ({"part": "non-order"}, "nsc_settlement_main_10000000001_non-order"),
        (
            {"part": "refund", "month": date(2024, 1, 1)},
            "nsc_settlement_main_10000000001_refund_2024-01",
        ),
    ],
)
def test_keys(fields: dict[str, Any], key: str) -> None:
    posting: Any = SimpleNamespace(**{"order_id": "", "adjustment_id": "", "month": None, **fields})
    assert key_of("main", "10000000001", posting) == key


def test_a_mark_leads_back_to_its_row() -> None:
    key = "nsc_settlement_main_1_order_x"
    text = f"Commission {mark(key, 17)} {mark(key, 18)} [nsc:nsc_order_shopify_main_1]"
    assert rows_in(text) == ((key, 17), (key, 18))
    assert row_number("nsc_order_shopify_main_1_r7") is None


def test_reserves_need_no_items(kit: Any) -> None:
    rows = kit.table(
        """
        other-transaction | | other-transaction | Current Reserve Amount | -45.00
        other-transaction | | other-transaction | Storage Fee | -1.00
        """
    )
    assert [row.kind for row in rows] == [Kind.RESERVE, Kind.NON_ORDER]
