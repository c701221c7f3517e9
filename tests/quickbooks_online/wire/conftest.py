"""Documents to be written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sandbox.quickbooks_online.records import (
    Invoice,
    Line,
    LinkedTxn,
    MemoRef,
    MetaData,
    Ref,
    SalesItemLineDetail,
    SubTotalLineDetail,
    TxnTaxDetail,
)

META = MetaData(
    create_time=datetime(2026, 11, 24, 9, 0, 7, 250000, tzinfo=UTC),
    last_updated_time=datetime(2026, 7, 1, 12, 0, tzinfo=UTC),
)


@pytest.fixture
def invoice() -> Invoice:
    return Invoice(
        id="145",
        sync_token=2,
        meta_data=META,
        doc_number="1001",
        txn_date=date(2026, 11, 24),
        private_note='5 < 6 & "so"',
        linked_txn=(LinkedTxn(txn_id="146", txn_type="Payment"),),
        line=(
            Line(
                id="1",
                line_num=1,
                description="Tee ü",
                amount=Decimal("59.97"),
                detail_type="SalesItemLineDetail",
                sales_item_line_detail=SalesItemLineDetail(
                    item_ref=Ref(value="19", name='Tee "black"'),
                    unit_price=Decimal("19.99"),
                    qty=Decimal(3),
                    tax_code_ref=Ref(value="TAX"),
                ),
            ),
            Line(
                amount=Decimal("59.97"),
                detail_type="SubTotalLineDetail",
                sub_total_line_detail=SubTotalLineDetail(),
            ),
        ),
        txn_tax_detail=TxnTaxDetail(total_tax=Decimal("0.10")),
        customer_ref=Ref(value="1", name="Dana Reyes"),
        customer_memo=MemoRef(value="Thanks"),
        total_amt=Decimal("60.07"),
        balance=Decimal("1E+2"),
        apply_tax_after_discount=False,
    )
