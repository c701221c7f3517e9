"""The trial balance as a report.

Source: developer.intuit.com "Run reports", "Trial Balance". Amounts are texts with two decimals;
an account stands on the side of its balance, and both columns end alike. Accrual basis only.
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

_TRIAL_BALANCE = "TrialBalance"


def run(quickbooks: QuickBooksOnline, request: Request) -> Response:
    """The trial balance of the rows up to `end_date`. Raises Unsupported for another report."""
    if request.params["report"].lower() != _TRIAL_BALANCE.lower():
        raise Unsupported(request.params["report"])
    zone = zone_of(quickbooks)
    today = quickbooks.clock.now().astimezone(zone).date()
    end = _day(request, "end_date") or today
    start = _day(request, "start_date") or end.replace(month=1, day=1)
    balances: dict[str, Decimal] = {}
    for row in quickbooks.records.postings:
        if row.day <= end:
            amount = row.debit - row.credit
            balances[row.account] = balances.get(row.account, ZERO) + amount
    rows: list[dict[str, Any]] = [
        {
            "ColData": [
                {"value": quickbooks.records.accounts[account].name or "", "id": account},
                {"value": _text(amount) if amount > 0 else ""},
                {"value": _text(-amount) if amount < 0 else ""},
            ]
        }
        for account, amount in sorted(balances.items(), key=lambda each: int(each[0]))
        if amount
    ]
    debit = sum((amount for amount in balances.values() if amount > 0), ZERO)
    credit = -sum((amount for amount in balances.values() if amount < 0), ZERO)
    total = [{"value": "TOTAL"}, {"value": _text(debit)}, {"value": _text(credit)}]
    if rows:
        rows.append({"Summary": {"ColData": total}, "type": "Section", "group": "GrandTotal"})
    report = {
        "Header": {
            "Time": moment(quickbooks.clock.now(), zone),
            "ReportName": _TRIAL_BALANCE,
            "ReportBasis": "Accrual",
            "StartPeriod": start.isoformat(),
            "EndPeriod": end.isoformat(),
            "SummarizeColumnsBy": "Total",
            "Currency": _currency(quickbooks),
            "Option": [{"Name": "NoReportData", "Value": "false" if rows else "true"}],
        },
        "Columns": {
            "Column": [
                {"ColTitle": "", "ColType": "Account"},
                {"ColTitle": "Debit", "ColType": "Money"},
                {"ColTitle": "Credit", "ColType": "Money"},
            ]
        },
        "Rows": {"Row": rows},
    }
    return Response(200, json.encode(report), [("content-type", JSON)])


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
    return f"{amount:.2f}"
