"""Months lie in quarters and quarters in years; nothing posts to these."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import InvalidContent, UserError


def named(account: Any, name: str) -> Any:
    return next(each for each in account.records.periods if each.period_name == name)


def test_the_tree(account: Any) -> None:
    periods = account.records.periods
    november = named(account, "Nov 2026")
    quarter = periods[november.parent]
    year = periods[quarter.parent]
    assert [str(each.start_date) for each in (november, quarter, year)] == [
        "2026-11-01",
        "2026-10-01",
        "2026-01-01",
    ]
    assert [str(each.end_date) for each in (november, quarter, year)] == [
        "2026-11-30",
        "2026-12-31",
        "2026-12-31",
    ]
    assert (quarter.period_name, year.period_name) == ("Q4 2026", "FY 2026")
    assert (quarter.is_quarter, quarter.is_year, quarter.is_posting) == (True, False, False)
    assert (year.is_quarter, year.is_year, year.parent) == (False, True, None)
    assert november.is_posting


def test_a_document_posts_to_a_month(account: Any, cash_sale: Any) -> None:
    assert account.records.periods[cash_sale.posting_period].period_name == "Nov 2026"
    for name in ("Q4 2026", "FY 2026"):
        change = {"posting_period": named(account, name).id}
        with pytest.raises(InvalidContent) as refused:
            rules.update(account, "cashSale", cash_sale.id, change)
        assert refused.value.details[0].path == "postingPeriod"


def test_closing_goes_upwards(account: Any) -> None:
    desk = account.desk
    with pytest.raises(UserError, match="before the periods in it: Oct 2026, Nov 2026, Dec 2026"):
        desk.close_quarter(2026, 4)
    for month in range(1, 13):
        desk.close_period(2026, month)
    assert not named(account, "Q4 2026").closed
    with pytest.raises(UserError, match="Q1 2026, Q2 2026, Q3 2026, Q4 2026"):
        desk.close_year(2026)
    for quarter in range(1, 5):
        assert desk.close_quarter(2026, quarter).closed
    assert desk.close_year(2026).closed


def test_reopening_a_month_reopens_what_is_above(account: Any) -> None:
    for month in range(1, 13):
        account.desk.close_period(2026, month)
    for quarter in range(1, 5):
        account.desk.close_quarter(2026, quarter)
    account.desk.close_year(2026)
    account.desk.reopen_period(2026, 5)
    closed = {each.period_name for each in account.records.periods if each.closed}
    assert not closed & {"May 2026", "Q2 2026", "FY 2026"}
    assert {"Jun 2026", "Q1 2026", "Q3 2026"} <= closed


def test_the_next_open_period_is_a_month(account: Any, order: Any) -> None:
    """The quarter that starts with October is no place to post to."""
    account.settings.closed_period = "next_open"
    account.desk.close_period(2026, 11)
    account.desk.close_period(2026, 12)
    sale = account.desk.bill(order("Shopify Payments").id)
    assert account.records.periods[sale.posting_period].period_name == "Jan 2027"
