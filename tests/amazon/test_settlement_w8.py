"""W8: 39 rows, deposit 24.30, row for row as the worked example has them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

W8 = """\
Order|111-0000001-0000001|ItemPrice|Principal|50.00|01/25|MFN|AMZ-LAMP
Order|111-0000001-0000001|ItemPrice|Shipping|4.99|01/25|MFN|AMZ-LAMP
Order|111-0000001-0000001|ItemPrice|Tax|4.13|01/25|MFN|AMZ-LAMP
Order|111-0000001-0000001|ItemPrice|ShippingTax|0.41|01/25|MFN|AMZ-LAMP
Order|111-0000001-0000001|ItemWithheldTax|MarketplaceFacilitatorTax-Principal|-4.13|01/25|MFN|AMZ-LAMP
Order|111-0000001-0000001|ItemWithheldTax|MarketplaceFacilitatorTax-Shipping|-0.41|01/25|MFN|AMZ-LAMP
Order|111-0000001-0000001|ItemFees|Commission|-7.50|01/25|MFN|AMZ-LAMP
Order|111-0000001-0000001|ItemFees|ShippingHB|-0.75|01/25|MFN|AMZ-LAMP
Order|111-0000002-0000002|ItemPrice|Principal|29.99|01/27|AFN|AMZ-DESK
Order|111-0000002-0000002|ItemPrice|Tax|2.47|01/27|AFN|AMZ-DESK
Order|111-0000002-0000002|ItemWithheldTax|MarketplaceFacilitatorTax-Principal|-2.47|01/27|AFN|AMZ-DESK
Order|111-0000002-0000002|ItemFees|Commission|-4.50|01/27|AFN|AMZ-DESK
Order|111-0000002-0000002|ItemFees|FBAPerUnitFulfillmentFee|-3.86|01/27|AFN|AMZ-DESK
Order|111-0000003-0000003|ItemPrice|Principal|80.00|02/02|AFN|AMZ-PENS
Order|111-0000003-0000003|ItemPrice|Shipping|5.99|02/02|AFN|AMZ-PENS
Order|111-0000003-0000003|Promotion|Shipping|-5.99|02/02|AFN|AMZ-PENS
Order|111-0000003-0000003|ItemFees|Commission|-12.00|02/02|AFN|AMZ-PENS
Order|111-0000003-0000003|ItemFees|FBAPerUnitFulfillmentFee|-13.20|02/02|AFN|AMZ-PENS
Order|111-0000004-0000004|ItemPrice|Principal|22.00|02/03|MFN|AMZ-HOOK
Order|111-0000004-0000004|ItemFees|Commission|-3.30|02/03|MFN|AMZ-HOOK
Refund|111-0000001-0000001|ItemPrice|Principal|-25.00|02/04|MFN|AMZ-LAMP
Refund|111-0000001-0000001|ItemPrice|Tax|-2.07|02/04|MFN|AMZ-LAMP
Refund|111-0000001-0000001|ItemWithheldTax|MarketplaceFacilitatorTax-Principal|2.07|02/04|MFN|AMZ-LAMP
Refund|111-0000001-0000001|ItemFees|Commission|3.75|02/04|MFN|AMZ-LAMP
Refund|111-0000001-0000001|ItemFees|RefundCommission|-0.75|02/04|MFN|AMZ-LAMP
Refund|111-0000008-0000008|ItemPrice|Principal|-35.00|01/29|AFN|AMZ-CHRG
Refund|111-0000008-0000008|ItemPrice|Tax|-2.89|01/29|AFN|AMZ-CHRG
Refund|111-0000008-0000008|ItemWithheldTax|MarketplaceFacilitatorTax-Principal|2.89|01/29|AFN|AMZ-CHRG
Refund|111-0000008-0000008|ItemFees|Commission|5.25|01/29|AFN|AMZ-CHRG
Refund|111-0000008-0000008|ItemFees|RefundCommission|-1.05|01/29|AFN|AMZ-CHRG
Refund|111-0000009-0000009|ItemPrice|Principal|-12.00|02/05|MFN|AMZ-HOOK
Refund|111-0000009-0000009|ItemFees|Commission|1.80|02/05|MFN|AMZ-HOOK
Refund|111-0000009-0000009|ItemFees|RefundCommission|-0.36|02/05|MFN|AMZ-HOOK
ServiceFee||Cost of Advertising|TransactionTotalAmount|-25.00|01/30||
other-transaction||FBA Inventory Reimbursement|WAREHOUSE_DAMAGE|14.20|01/31||
other-transaction||other-transaction|Subscription Fee|-39.99|02/01||
other-transaction||other-transaction|Storage Fee|-18.42|02/05||
other-transaction||other-transaction|Previous Reserve Amount Balance|60.00|01/24||
other-transaction||other-transaction|Current Reserve Amount|-45.00|02/07||
"""


def test_the_file_holds_the_rows_of_the_example(w8: Any, read: Any) -> None:
    file = read(w8.desk.download("10000000001"))
    rows = [
        "|".join(
            (
                row["transaction-type"],
                row["order-id"],
                row["amount-type"],
                row["amount-description"],
                row["amount"],
                f"{row['posted-date'][5:7]}/{row['posted-date'][8:]}",
                row["fulfillment-id"],
                row["sku"],
            )
        )
        for row in file.rows
    ]
    assert rows == W8.splitlines()
    assert len(rows) == 39


def test_the_summary_row(w8: Any, read: Any) -> None:
    file = read(w8.desk.download("10000000001"))
    filled = {name: value for name, value in file.summary.items() if value}
    assert filled == {
        "settlement-id": "10000000001",
        "settlement-start-date": "2024-01-24 08:00:00 UTC",
        "settlement-end-date": "2024-02-07 08:00:00 UTC",
        "deposit-date": "2024-02-09 08:00:00 UTC",
        "total-amount": "24.30",
        "currency": "USD",
    }
    assert file.total == file.sum == Decimal("24.30")


def test_sums_of_the_groups(w8: Any, read: Any) -> None:
    sums: dict[str, Decimal] = {}
    for row in read(w8.desk.download("10000000001")).rows:
        key = f"{row['transaction-type']} {row['order-id'][-1:]}".strip()
        if "Reserve" in row["amount-description"]:
            key = "reserve"
        elif not row["order-id"]:
            key = "non-order"
        sums[key] = sums.get(key, Decimal(0)) + Decimal(row["amount"])
    assert {key: str(amount) for key, amount in sums.items()} == {
        "Order 1": "46.74",
        "Order 2": "21.63",
        "Order 3": "54.80",
        "Order 4": "18.70",
        "Refund 1": "-22.00",
        "Refund 8": "-30.80",
        "Refund 9": "-10.56",
        "non-order": "-69.21",
        "reserve": "15.00",
    }


def test_months(w8: Any, read: Any) -> None:
    months = {"01": Decimal(0), "02": Decimal(0)}
    for row in read(w8.desk.download("10000000001")).rows:
        months[row["posted-date"][5:7]] += Decimal(row["amount"])
    assert months == {"01": Decimal("86.77"), "02": Decimal("-62.47")}


def test_twenty_four_columns_in_the_documented_order(w8: Any, read: Any) -> None:
    file = read(w8.desk.download("10000000001"))
    assert len(file.columns) == 24
    assert file.columns[:6] == [
        "settlement-id",
        "settlement-start-date",
        "settlement-end-date",
        "deposit-date",
        "total-amount",
        "currency",
    ]
    assert file.columns[-4:] == [
        "merchant-adjustment-item-id",
        "sku",
        "quantity-purchased",
        "promotion-id",
    ]
    w8.settings.promotion_id_column = False
    assert read(w8.desk.download("10000000001")).columns == file.columns[:-1]


def test_refunds_name_the_adjustment_and_no_shipment(w8: Any, read: Any) -> None:
    for row in read(w8.desk.download("10000000001")).rows:
        refund = row["transaction-type"] == "Refund"
        assert row["adjustment-id"].startswith("amzn1:crow:") == refund
        assert bool(row["merchant-adjustment-item-id"]) == refund
        assert bool(row["shipment-id"]) == (row["transaction-type"] == "Order")
        assert not (refund and row["quantity-purchased"])


def test_what_was_held_back_comes_in_again(w8: Any, read: Any) -> None:
    before = read(w8.desk.download("10000000000"))
    after = read(w8.desk.download("10000000001"))
    amounts = {row["amount-description"]: row["amount"] for row in before.rows}
    assert amounts["Current Reserve Amount"] == "-60.00"
    assert before.summary["settlement-end-date"] == after.summary["settlement-start-date"]
    assert w8.desk.balance() == Decimal("45.00")
