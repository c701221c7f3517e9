"""The chart of accounts that the account is handed over with.

Internal ids are fixed: rules and ledger name an account by what it is for.
"""

from __future__ import annotations

from enum import IntEnum

__all__ = ["CHART", "Chart"]


class Chart(IntEnum):
    CHECKING = 1
    ACCOUNTS_RECEIVABLE = 2
    UNDEPOSITED_FUNDS = 3
    INVENTORY_ASSET = 4
    ACCOUNTS_PAYABLE = 5
    CUSTOMER_DEPOSITS = 6
    SALES_TAX_PAYABLE = 7
    REFUNDS_PAYABLE = 8
    OPENING_BALANCE = 9
    SALES = 10
    SHIPPING_INCOME = 11
    SALES_DISCOUNTS = 12
    REFUND_ADJUSTMENTS = 13
    COST_OF_GOODS_SOLD = 14
    ROUNDING = 15
    EXCHANGE_GAIN_LOSS = 16


# Number, name and `acctType` (API Browser 2026.1).
CHART: dict[Chart, tuple[str, str, str]] = {
    Chart.CHECKING: ("1000", "Checking", "Bank"),
    Chart.ACCOUNTS_RECEIVABLE: ("1100", "Accounts Receivable", "AcctRec"),
    Chart.UNDEPOSITED_FUNDS: ("1200", "Undeposited Funds", "OthCurrAsset"),
    Chart.INVENTORY_ASSET: ("1300", "Inventory Asset", "OthCurrAsset"),
    Chart.ACCOUNTS_PAYABLE: ("2000", "Accounts Payable", "AcctPay"),
    Chart.CUSTOMER_DEPOSITS: ("2100", "Customer Deposits", "OthCurrLiab"),
    Chart.SALES_TAX_PAYABLE: ("2200", "Sales Tax Payable", "OthCurrLiab"),
    Chart.REFUNDS_PAYABLE: ("2300", "Refunds Payable", "OthCurrLiab"),
    Chart.OPENING_BALANCE: ("3000", "Opening Balance", "Equity"),
    Chart.SALES: ("4000", "Sales", "Income"),
    Chart.SHIPPING_INCOME: ("4100", "Shipping Income", "Income"),
    Chart.SALES_DISCOUNTS: ("4900", "Sales Discounts", "Income"),
    Chart.REFUND_ADJUSTMENTS: ("4950", "Refund Adjustments", "Income"),
    Chart.COST_OF_GOODS_SOLD: ("5000", "Cost of Goods Sold", "COGS"),
    Chart.ROUNDING: ("7000", "Rounding Gain/Loss", "OthExpense"),
    Chart.EXCHANGE_GAIN_LOSS: ("7100", "Realized Gain/Loss", "OthExpense"),
}
