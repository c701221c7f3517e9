"""Whatever is sent as a query: rows or a fault of the 400s, quickly, and nothing else."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sandbox.kernel.universe import Universe
from sandbox.quickbooks_online.query import QueryAnswer, QueryFault, run
from sandbox.quickbooks_online.records import ENTITIES, Customer, MetaData, Records
from sandbox.quickbooks_online.settings import Settings

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NAMES = [r"O'Brien", "back\\slash", "100%", "Ünïcödé", "''", "\\'", "%_%"]


class Company:
    def __init__(self) -> None:
        self.universe = Universe("t", 7, START, date(2026, 11, 24), ["quickbooks_online"])
        self.store = self.universe.store
        self.clock = self.universe.clock
        self.ids = self.universe.ids
        self.records = Records(self.store)
        self.settings = Settings(self.records)
        moment = MetaData(create_time=START, last_updated_time=START)
        for number, name in enumerate(NAMES, 1):
            self.records.customers.put(
                Customer(
                    id=str(number),
                    sync_token=0,
                    meta_data=moment,
                    display_name=name,
                    active=True,
                )
            )


COMPANY = Company()

WORDS = [
    "select", "from", "where", "and", "or", "in", "like", "order", "by", "orderby", "asc", "desc",
    "startposition", "maxresults", "count", "iterator", "true", "false", "*", ",", "(", ")", "=",
    "<", ">", "<=", ">=", "!=", "''", "'x'", "'%'", r"'\''", "'2026-01-01'", "0", "-1", "1.5",
    "1000", "Id", "DisplayName", "Active", "MetaData.CreateTime", "Balance", "BillAddr", "Line",
    "TxnDate", "Nonsense", "’", "\\", "\t", "\n",
]  # fmt: skip
statements = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*WORDS, *ENTITIES]), max_size=30).map(" ".join),
    st.text(max_size=80).map(lambda tail: f"select * from Customer where DisplayName {tail}"),
    st.lists(st.sampled_from(WORDS), max_size=12).map(
        lambda words: f"select * from Invoice {' '.join(words)}"
    ),
)


def outcome(statement: str) -> QueryAnswer | QueryFault:
    began = time.process_time()  # ours, whatever else the machine does
    try:
        found: QueryAnswer | QueryFault = run(COMPANY, statement)
    except QueryFault as fault:
        found = fault
    assert time.process_time() - began < 1
    return found


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(statement=statements)
@example(statement="\ud800")
@example(statement="select * from Customer where DisplayName = '\ud800'")
@example(statement="select * from Customer where Id = '²'")
@example(statement="select * from Customer where MetaData.CreateTime > '2026-01-01T99:00:00Z'")
@example(statement="select * from Customer where MetaData.CreateTime > '2026-01-01T00:00:00+99:00'")
@example(statement="select * from Customer where MetaData.CreateTime > '0001-01-01T00:00:00+14:00'")
@example(statement="select * from Customer where MetaData.CreateTime > '0001-01-01'")
@example(statement="select * from Customer where MetaData.CreateTime < '9999-12-31T23:59:59'")
@example(statement="select * from Customer where Balance > " + "9" * 5000)
@example(statement="select * from Customer startposition " + "9" * 5000)
def test_any_statement_has_an_answer_or_a_fault(statement: str) -> None:
    found = outcome(statement)
    if isinstance(found, QueryFault):
        assert found.status == 400
        assert [error.code for error in found.errors] in (["4000"], ["4001"])
    else:
        assert len(found.rows) == found.max_results <= 1000


@settings(max_examples=200, deadline=None)
@given(name=st.text(min_size=1, max_size=40))
def test_no_name_gets_out_of_its_quotes(name: str) -> None:
    """Escaped as the documents say, a text finds itself or nothing, whatever it holds."""
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    found = outcome(f"select * from Customer where DisplayName = '{escaped}'")
    if "’" in name:
        assert isinstance(found, QueryFault)
        return
    assert isinstance(found, QueryAnswer)
    wanted = [each for each in NAMES if each.lower() == name.lower()]
    assert [row.display_name for row in found.rows] == wanted


@pytest.mark.parametrize("name", NAMES)
def test_awkward_names_find_themselves(name: str) -> None:
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    for operator in ("=", "like"):
        pattern = escaped.replace("%", "\\%") if operator == "like" else escaped
        found = outcome(f"select * from Customer where DisplayName {operator} '{pattern}'")
        assert isinstance(found, QueryAnswer)
        assert [row.display_name for row in found.rows] == [name]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from Customer where DisplayName like '" + "%a" * 5000 + "'",
        "select * from Customer where Id in (" + ",".join(["'1'"] * 5000) + ")",
        "select * from Customer where " + " and ".join(["DisplayName like '%x%'"] * 500),
        "select " + ", ".join(["Id"] * 3000) + " from Customer",
        "select * from Customer orderby " + ", ".join(["DisplayName desc"] * 300),
        "(" * 20_000,
        "select * from Customer where DisplayName = '" + "x" * 100_000,
    ],
    ids=["wildcards", "ids", "conditions", "fields", "orders", "parentheses", "unclosed"],
)
def test_long_statements_are_quick(statement: str) -> None:
    outcome(statement)
