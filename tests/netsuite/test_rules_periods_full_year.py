"""Set Up Full Year: a year, its quarters and its months, open, and once."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.netsuite.errors import UserError
from sandbox.world import open_world


def test_a_full_year_is_set_up_once() -> None:
    world = open_world()
    desk, records = world.netsuite.desk, world.netsuite.records
    assert records.period_of(date(2030, 2, 28)) is None
    year = desk.set_up_full_year(2030)
    assert (year.period_name, year.is_year) == ("FY 2030", True)
    month = records.period_of(date(2030, 2, 28))
    assert month is not None
    assert (month.period_name, month.end_date) == ("Feb 2030", date(2030, 2, 28))
    assert month.parent is not None
    assert records.periods[month.parent].period_name == "Q1 2030"
    assert records.periods[month.parent].parent == year.id
    assert len([each for each in records.periods if each.start_date.year == 2030]) == 17
    with pytest.raises(UserError, match="The fiscal year 2030 has been set up already"):
        desk.set_up_full_year(2030)


def test_a_quarter_of_it_closes_after_its_months() -> None:
    desk = open_world().netsuite.desk
    desk.set_up_full_year(2030)
    with pytest.raises(UserError, match="cannot be closed before the periods in it"):
        desk.close_quarter(2030, 1)
    for month in (1, 2, 3):
        desk.close_period(2030, month)
    assert desk.close_quarter(2030, 1).closed
