"""Two reports of the ledger: the trial balance, and profit and loss.

Source: developer.intuit.com "Run reports", "Trial Balance", "Profit and Loss".

Amounts are texts with two decimals. Reports are JSON, whatever is accepted, and on accrual basis.
Without dates they run from the first of January to today.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.errors import InvalidDateFormat, Unsupported
from sandbox.quickbooks_online.records import ZERO
from sandbox.quickbooks_online.routes.common import parameter, zone_of
from sandbox.quickbooks_online.wire import json
from sandbox.quickbooks_online.wire.formats import JSON
from sandbox.quickbooks_online.wire.values import moment

if TYPE_CHECKING:
    from sandbox.quickbooks_online.app import QuickBooksOnline

__all__ = ["run"]

Row = dict[str, Any]

# Group, title, the types of its accounts, and the sign that makes its usual balance positive.
_SECTIONS = (
    ("Income", "Income", "Income", -1),
    ("COGS", "Cost of Goods Sold", "Cost of Goods Sold", 1),
    ("Expenses", "Expenses", "Expense", 1),
    ("OtherIncome", "Other Income", "Other Income", -1),
    ("OtherExpenses", "Other Expenses", "Other Expense", 1),
)
# After which section a result stands, and what has been added up by then.
_RESULTS = {
    "COGS": ("GrossProfit", "Gross Profit", ("Income", "COGS")),
    "Expenses": ("NetOperatingIncome", "Net Operating Income", ("Income", "COGS", "Expenses")),
    "OtherExpenses": ("NetOtherIncome", "Net Other Income", ("OtherIncome", "OtherExpenses")),
}


def run(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """A report from `start_date` to `end_date`. Raises Unsupported for any other."""
    wanted = request.params["report"].lower()
    today = quickbooks.clock.now().astimezone(zone_of(quickbooks)).date()
    end = _day(request, "end_date") or today
    start = _day(request, "start_date") or end.replace(month=1, day=1)
    if wanted == "trialbalance":
        report = _trial_balance(quickbooks, start, end)
    elif wanted == "profitandloss":
        report = _profit_and_loss(quickbooks, start, end)
    else:
        raise Unsupported(request.params["report"])
    return Response(200, json.encode(report), [("content-type", JSON)])


def _trial_balance(quickbooks: QuickBooksOnline, start: date, end: date) -> Row:
    """Every account on the side of its balance; both columns end alike."""
    balances = _balances(quickbooks, date.min, end)
    rows = [
        _cells(_name(quickbooks, account), _text(max(amount, ZERO)), _text(max(-amount, ZERO)))
        for account, amount in balances.items()
    ]
    debit = sum((amount for amount in balances.values() if amount > 0), ZERO)
    credit = -sum((amount for amount in balances.values() if amount < 0), ZERO)
    if rows:
        rows.append(_total("GrandTotal", "TOTAL", f"{debit:.2f}", f"{credit:.2f}"))
    columns = [("", "Account"), ("Debit", "Money"), ("Credit", "Money")]
    return _report(quickbooks, "TrialBalance", (start, end), columns, rows)


def _profit_and_loss(quickbooks: QuickBooksOnline, start: date, end: date) -> Row:
    balances = _balances(quickbooks, start, end)
    rows: list[Row] = []
    earned: dict[str, Decimal] = {}
    for group, title, kind, sign in _SECTIONS:
        accounts = {
            account: sign * amount
            for account, amount in balances.items()
            if quickbooks.records.accounts[account].account_type == kind
        }
        total = sum(accounts.values(), ZERO)
        earned[group] = -sign * total
        if accounts:
            inner = [
                {**_cells(_name(quickbooks, account), f"{amount:.2f}"), "type": "Data"}
                for account, amount in accounts.items()
            ]
            rows.append(
                {
                    "Header": {"ColData": [{"value": title}, {"value": ""}]},
                    "Rows": {"Row": inner},
                    **_total(group, f"Total {title}", f"{total:.2f}"),
                }
            )
        if group in _RESULTS:
            name, words, parts = _RESULTS[group]
            result = sum((earned[part] for part in parts), ZERO)
            rows.append(_total(name, words, f"{result:.2f}"))
    rows.append(_total("NetIncome", "Net Income", f"{sum(earned.values(), ZERO):.2f}"))
    columns = [("", "Account"), ("Total", "Money")]
    return _report(quickbooks, "ProfitAndLoss", (start, end), columns, rows if balances else [])


def _balances(quickbooks: QuickBooksOnline, start: date, end: date) -> dict[str, Decimal]:
    """Debits less credits by account, in the order of ids, without those at zero."""
    found: dict[str, Decimal] = {}
    for row in quickbooks.records.postings:
        if start <= row.day <= end:
            found[row.account] = found.get(row.account, ZERO) + row.debit - row.credit
    return {key: found[key] for key in sorted(found, key=int) if found[key]}


def _report(
    quickbooks: QuickBooksOnline,
    name: str,
    days: tuple[date, date],
    columns: list[tuple[str, str]],
    rows: list[Row],
) -> Row:
    return {
        "Header": {
            "Time": moment(quickbooks.clock.now(), zone_of(quickbooks)),
            "ReportName": name,
            "ReportBasis": "Accrual",
            "StartPeriod": days[0].isoformat(),
            "EndPeriod": days[1].isoformat(),
            "SummarizeColumnsBy": "Total",
            "Currency": _currency(quickbooks),
            "Option": [{"Name": "NoReportData", "Value": "false" if rows else "true"}],
        },
        "Columns": {"Column": [{"ColTitle": title, "ColType": kind} for title, kind in columns]},
        "Rows": {"Row": rows},
    }


def _name(quickbooks: QuickBooksOnline, account: str) -> Row:
    return {"value": quickbooks.records.accounts[account].name or "", "id": account}


def _cells(name: Row, *amounts: str) -> Row:
    return {"ColData": [name, *({"value": amount} for amount in amounts)]}


def _total(group: str, title: str, *amounts: str) -> Row:
    return {"Summary": _cells({"value": title}, *amounts), "type": "Section", "group": group}


def _day(request: Request, name: str) -> date | None:
    text = parameter(request, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidDateFormat(name, text) from None


def _currency(quickbooks: QuickBooksOnline) -> str:
    prefs = quickbooks.records.preferences.currency_prefs
    home = None if prefs is None else prefs.home_currency
    return "" if home is None else home.value


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}" if amount else ""
