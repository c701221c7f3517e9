"""The chart of accounts that the company is handed over with.

Ids are fixed: rules and ledger name an account by what it is for. Names, types and subtypes are
those QuickBooks itself gives to new companies, as far as it makes the account.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["CHART", "CLASSIFICATION", "DEBIT_NORMAL", "SUBTYPES", "Chart"]


class Chart(StrEnum):
    RETAINED_EARNINGS = "2"
    UNDEPOSITED_FUNDS = "4"
    ACCOUNTS_PAYABLE = "33"
    OPENING_BALANCE_EQUITY = "34"
    CHECKING = "35"
    SALES_OF_PRODUCT_INCOME = "79"
    COST_OF_GOODS_SOLD = "80"
    INVENTORY_ASSET = "81"
    INVENTORY_SHRINKAGE = "82"
    ACCOUNTS_RECEIVABLE = "84"
    DISCOUNTS_GIVEN = "86"
    SHIPPING_INCOME = "87"
    REFUNDS_AND_ALLOWANCES = "88"
    ROUNDING = "89"
    SALES_TAX_PAYABLE = "90"
    EXCHANGE_GAIN_OR_LOSS = "91"
    MERCHANT_FEES = "92"
    CREDIT_CARD = "93"


# Name, AccountType and AccountSubType.
CHART: dict[Chart, tuple[str, str, str]] = {
    Chart.RETAINED_EARNINGS: ("Retained Earnings", "Equity", "RetainedEarnings"),
    Chart.UNDEPOSITED_FUNDS: ("Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
    Chart.ACCOUNTS_PAYABLE: ("Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
    Chart.OPENING_BALANCE_EQUITY: ("Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    Chart.CHECKING: ("Checking", "Bank", "Checking"),
    Chart.SALES_OF_PRODUCT_INCOME: (
        "Sales of Product Income", "Income", "SalesOfProductIncome",
    ),
    Chart.COST_OF_GOODS_SOLD: (
        "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs",
    ),
    Chart.INVENTORY_ASSET: ("Inventory Asset", "Other Current Asset", "Inventory"),
    Chart.INVENTORY_SHRINKAGE: (
        "Inventory Shrinkage", "Cost of Goods Sold", "SuppliesMaterialsCogs",
    ),
    Chart.ACCOUNTS_RECEIVABLE: (
        "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable",
    ),
    Chart.DISCOUNTS_GIVEN: ("Discounts given", "Income", "DiscountsRefundsGiven"),
    Chart.SHIPPING_INCOME: ("Shipping Income", "Income", "OtherPrimaryIncome"),
    Chart.REFUNDS_AND_ALLOWANCES: ("Refunds and Allowances", "Income", "DiscountsRefundsGiven"),
    Chart.ROUNDING: ("Rounding", "Other Income", "OtherMiscellaneousIncome"),
    Chart.SALES_TAX_PAYABLE: (
        "Sales Tax Payable", "Other Current Liability", "SalesTaxPayable",
    ),
    Chart.EXCHANGE_GAIN_OR_LOSS: (
        "Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss",
    ),
    Chart.MERCHANT_FEES: ("Merchant Fees", "Expense", "BankCharges"),
    Chart.CREDIT_CARD: ("Mastercard", "Credit Card", "CreditCard"),
}  # fmt: skip

CLASSIFICATION: dict[str, str] = {
    "Bank": "Asset",
    "Accounts Receivable": "Asset",
    "Other Current Asset": "Asset",
    "Fixed Asset": "Asset",
    "Other Asset": "Asset",
    "Accounts Payable": "Liability",
    "Credit Card": "Liability",
    "Other Current Liability": "Liability",
    "Long Term Liability": "Liability",
    "Equity": "Equity",
    "Income": "Revenue",
    "Other Income": "Revenue",
    "Cost of Goods Sold": "Expense",
    "Expense": "Expense",
    "Other Expense": "Expense",
}
DEBIT_NORMAL = frozenset({"Asset", "Expense"})

# What an account gets when only its type is given, and the type of a subtype given alone.
SUBTYPES: dict[str, str] = {
    "Bank": "CashOnHand",
    "Accounts Receivable": "AccountsReceivable",
    "Other Current Asset": "EmployeeCashAdvances",
    "Fixed Asset": "FurnitureAndFixtures",
    "Other Asset": "Licenses",
    "Accounts Payable": "AccountsPayable",
    "Credit Card": "CreditCard",
    "Other Current Liability": "OtherCurrentLiabilities",
    "Long Term Liability": "NotesPayable",
    "Equity": "OpeningBalanceEquity",
    "Income": "SalesOfProductIncome",
    "Other Income": "OtherMiscellaneousIncome",
    "Cost of Goods Sold": "SuppliesMaterialsCogs",
    "Expense": "Travel",
    "Other Expense": "Depreciation",
}
