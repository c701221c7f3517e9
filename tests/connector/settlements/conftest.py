"""Settlement files as Amazon writes them, in every dialect, from rows of the worked example."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

HEADER = (
    "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\t"
    "currency\ttransaction-type\torder-id\tmerchant-order-id\tadjustment-id\tshipment-id\t"
    "marketplace-name\tamount-type\tamount-description\tamount\tfulfillment-id\tposted-date\t"
    "posted-date-time\torder-item-code\tmerchant-order-item-id\tmerchant-adjustment-item-id\tsku\t"
    "quantity-purchased\tpromotion-id"
)
NUMBER = "10000000001"

# type | order | amount type | description | amount | day of 2024 | fulfillment | sku
W8 = """
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

Cells = dict[str, str]
Make = Callable[..., Path]


def w8_rows() -> list[Cells]:
    rows = []
    for line in W8.strip().split("\n"):
        kind, order, amount_type, what, amount, day, fulfillment, sku = line.split("|")
        month, day = day.split("/")
        rows.append({
            "transaction-type": kind, "order-id": order, "amount-type": amount_type,
            "amount-description": what, "amount": amount, "fulfillment-id": fulfillment,
            "posted-date": f"2024-{month}-{day}",
            "posted-date-time": f"2024-{month}-{day} 10:00:00 UTC", "sku": sku,
            "marketplace-name": "Amazon.com" if order else "",
        })  # fmt: skip
    return rows


@pytest.fixture
def rows() -> list[Cells]:
    """The 39 rows of W8."""
    return w8_rows()


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a report of `rows` (W8's when none are given); dates ISO, or day first with dots."""

    def write(
        rows: Sequence[Cells] | None = None, *, total: str = "24.30", currency: str = "USD",
        german: bool = False, charset: str = "cp1252", ending: str = "\n",
        header: str = HEADER, name: str = "report.txt",
        period: tuple[str, str, str] = ("2024-01-24", "2024-02-07", "2024-02-09"),
    ) -> Path:  # fmt: skip
        names = header.split("\t")
        start, end, deposit = (f"{each} 08:00:00 UTC" for each in period)
        summary = {
            "settlement-id": NUMBER, "settlement-start-date": start, "settlement-end-date": end,
            "deposit-date": deposit, "total-amount": total, "currency": currency,
        }  # fmt: skip
        lines = [header]
        for row in [summary, *(w8_rows() if rows is None else rows)]:
            cells = {"settlement-id": NUMBER, **row}
            if german:
                cells = {key: _german(key, cell) for key, cell in cells.items()}
            lines.append("\t".join(cells.get(each, "") for each in names))
        file = tmp_path / name
        file.write_bytes((ending.join(lines) + ending).encode(charset))
        return file

    return write


def _german(name: str, cell: str) -> str:
    if "amount" in name and name not in {"amount-type", "amount-description"}:
        return cell.replace(".", ",")
    if "date" in name and cell:
        return f"{cell[8:10]}.{cell[5:7]}.{cell[:4]}{cell[10:]}"
    return cell
