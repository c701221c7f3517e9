"""The language over a catalogue: numbers, text, NULL, dates, grouping, ROWNUM, joins."""

# ruff: noqa: E501 - queries are put together here; each case is one line
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.netsuite.app import NetSuite
from sandbox.netsuite.errors import InvalidParameter
from sandbox.netsuite.suiteql import run

Ask = Callable[..., list[dict[str, str]]]


@pytest.fixture
def ask(account: NetSuite) -> Ask:
    return lambda sql, *params: run(account, sql, params)


@pytest.fixture
def value(ask: Ask) -> Callable[..., str | None]:
    """The value of one expression."""
    return lambda text, *params: ask(f"SELECT {text} AS v FROM dual", *params)[0].get("v")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0.1 + 0.2", "0.3"),
        ("127.82 - 127.81", "0.01"),
        ("3 * 19.99", "59.97"),
        ("1 / 3 * 3", "0.9999999999999999999999999999999999999999"),
        ("10 / 4", "2.5"),
        ("-(2 - 5)", "3"),
        ("100.00", "100"),
        (".5", "0.5"),
        ("123456789012345678901234567890.01 + 0.01", "123456789012345678901234567890.02"),
        ("ROUND(4.452525, 2)", "4.45"),
        ("ROUND(0.655875, 2)", "0.66"),
        ("ROUND(-2.5)", "-3"),
        ("ROUND(1250, -2)", "1300"),
        ("TRUNC(9.749, 2)", "9.74"),
        ("MOD(-7, 3)", "-1"),
        ("ABS(-19.47)", "19.47"),
        ("CEIL(1.2)", "2"),
        ("FLOOR(-1.2)", "-2"),
        ("SIGN(-3)", "-1"),
        ("POWER(2, 10)", "1024"),
        ("GREATEST(9, 10, 2)", "10"),
        ("LEAST('b', 'a')", "a"),
        ("TO_NUMBER('19.99') + 1", "20.99"),
        ("CAST('7' AS INTEGER) * 2", "14"),
        ("UPPER('tee') || '-' || 12", "TEE-12"),
        ("'a' || NULL", "a"),
        ("SUBSTR('SO1001', 3)", "1001"),
        ("SUBSTR('SO1001', -4, 2)", "10"),
        ("INSTR('#1001', '0')", "3"),
        ("INSTR('#1001', '0', 1, 2)", "4"),
        ("LENGTH('')", None),
        ("REPLACE('#1001', '#')", "1001"),
        ("LPAD('7', 3, '0')", "007"),
        ("RPAD('7', 3)", "7  "),
        ("TRIM('  x ')", "x"),
        ("TRIM(LEADING '0' FROM '007')", "7"),
        ("LTRIM('xxab', 'x')", "ab"),
        ("INITCAP('JANE roe')", "Jane Roe"),
        ("TRANSLATE('a-b', '-', '_')", "a_b"),
        ("REGEXP_SUBSTR('order 1001 x', '[0-9]+')", "1001"),
        ("REGEXP_REPLACE('+1 (555)', '[^0-9]', '')", "1555"),
        ("NVL(NULL, 'x')", "x"),
        ("NVL2(NULL, 1, 2)", "2"),
        ("COALESCE(NULL, NULL, 3)", "3"),
        ("NULLIF(5, 5)", None),
        ("DECODE(NULL, NULL, 'none', 'some')", "none"),
        ("DECODE('B', 'A', 1, 'B', 2, 3)", "2"),
        ("DECODE('C', 'A', 1)", None),
        ("CASE WHEN 2 > 10 THEN 'text' ELSE 'number' END", "number"),
        ("CASE 'x' WHEN 'x' THEN 1 ELSE 0 END", "1"),
        ("TO_CHAR(1234.5, 'FM9,990.00')", "1,234.50"),
        ("TO_CHAR(0.5, 'FM0.00')", "0.50"),
        ("TO_CHAR(7)", "7"),
    ],
)
def test_expressions(
    value: Callable[..., str | None], expression: str, expected: str | None
) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("TO_DATE('2026-06-01', 'YYYY-MM-DD')", "6/1/2026"),
        ("TO_CHAR(TO_DATE('2026-06-01', 'YYYY-MM-DD'), 'YYYY-MM-DD HH24:MI:SS')", "2026-06-01 00:00:00"),
        ("TO_CHAR(TO_DATE('01-JUN-26 02:05 PM', 'DD-MON-RR HH:MI AM'), 'HH24:MI Mon Day Q')", "14:05 Jun Monday    2"),
        ("TO_CHAR(TO_DATE('6/1/2026'), 'FMMM/DD/YYYY')", "6/1/2026"),
        ("TO_DATE('2026-03-01', 'YYYY-MM-DD') - 1", "2/28/2026"),
        ("TO_DATE('2026-03-02', 'YYYY-MM-DD') - TO_DATE('2026-03-01', 'YYYY-MM-DD')", "1"),
        ("ADD_MONTHS(TO_DATE('2026-01-31', 'YYYY-MM-DD'), 1)", "2/28/2026"),
        ("LAST_DAY(TO_DATE('2028-02-05', 'YYYY-MM-DD'))", "2/29/2028"),
        ("MONTHS_BETWEEN(TO_DATE('2026-03-31','YYYY-MM-DD'), TO_DATE('2026-02-28','YYYY-MM-DD'))", "1"),
        ("TRUNC(TO_DATE('2026-11-24', 'YYYY-MM-DD'), 'MM')", "11/1/2026"),
        ("EXTRACT(YEAR FROM TO_DATE('2026-11-24', 'YYYY-MM-DD'))", "2026"),
        # 09:00 UTC is one o'clock at night in the account's time zone.
        ("TO_CHAR(SYSDATE, 'YYYY-MM-DD HH24:MI:SS')", "2026-11-24 01:00:00"),
        ("TRUNC(SYSDATE) - 7", "11/17/2026"),
        ("CURRENT_DATE", "11/24/2026"),
    ],
)  # fmt: skip
def test_dates(value: Callable[..., str | None], expression: str, expected: str) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 / 0 FROM dual",
        "SELECT TO_NUMBER('x') FROM dual",
        "SELECT TO_DATE('2026-06-01') FROM dual",
        "SELECT TO_DATE('01/06', 'YYYY-MM-DD') FROM dual",
        "SELECT SUM(name) FROM term",
        "SELECT id FROM accountingperiod WHERE startdate >= '2026-01-01'",
    ],
)
def test_what_fails_when_it_runs_is_refused_like_the_rest(ask: Ask, sql: str) -> None:
    with pytest.raises(InvalidParameter, match="Invalid or unsupported search"):
        ask(sql)


def test_keys_are_lower_case_and_unnamed_columns_are_numbered(ask: Ask) -> None:
    rows = ask('SELECT ID, Name AS "Term Name", COUNT(*), MAX(id) FROM TERM GROUP BY id, NAME')
    assert rows == [{"id": "1", "term name": "Net 30", "expr1": "1", "expr2": "1"}]
    assert list(rows[0]) == ["id", "term name", "expr1", "expr2"]


def test_null_columns_are_absent(ask: Ask) -> None:
    assert ask("SELECT id, parent, issummary FROM account WHERE acctnumber = '4000'")[0].keys() == {
        "id",
        "issummary",
    }


def test_numbers_compare_as_numbers_and_text_as_text(ask: Ask) -> None:
    prices = "SELECT unitprice FROM pricing WHERE unitprice {} ORDER BY unitprice"
    assert ask(prices.format("> 9")) == [
        {"unitprice": "12.49"}, {"unitprice": "19.99"}, {"unitprice": "24.95"},
    ]  # fmt: skip
    assert ask(prices.format("= '19.990'")) == [{"unitprice": "19.99"}]
    assert ask(prices.format("IN ('19.99', 24.95)")) == [
        {"unitprice": "19.99"}, {"unitprice": "24.95"},
    ]  # fmt: skip
    assert ask(prices.format("BETWEEN 12.49 AND 19.98")) == [{"unitprice": "12.49"}]
    assert ask("SELECT acctnumber FROM account WHERE acctnumber = 4000") == [{"acctnumber": "4000"}]
    assert ask("SELECT COUNT(*) n FROM item WHERE itemid = 'tee-blk'") == [{"n": "0"}]


def test_null_is_neither_equal_nor_unequal(ask: Ask) -> None:
    assert ask("SELECT COUNT(*) n FROM item WHERE upccode = ''") == [{"n": "0"}]
    assert ask("SELECT COUNT(*) n FROM item WHERE upccode <> 'x'") == [{"n": "0"}]
    assert ask("SELECT COUNT(*) n FROM item WHERE upccode IS NULL") == [{"n": "7"}]


def test_nulls_sort_last_ascending_and_first_descending(ask: Ask) -> None:
    prices = (
        "SELECT p.unitprice FROM item i LEFT JOIN pricing p ON p.item = i.id "
        "WHERE i.itemid IN ('TEE-BLK', 'CAP-RED', 'Channel Discount') ORDER BY p.unitprice"
    )
    assert [row.get("unitprice") for row in ask(prices)] == ["19.99", "24.95", None]
    assert [row.get("unitprice") for row in ask(f"{prices} DESC")] == [None, "24.95", "19.99"]


def test_without_order_by_rows_come_by_id(ask: Ask) -> None:
    assert [row["itemid"] for row in ask("SELECT itemid FROM item")][:3] == [
        "TEE-BLK",
        "MUG-WHT",
        "CAP-RED",
    ]


def test_like_is_case_sensitive_and_escapes(ask: Ask) -> None:
    like = "SELECT COUNT(*) n FROM item WHERE itemid {}"
    assert ask(like.format("LIKE 'Refund%'")) == [{"n": "2"}]
    assert ask(like.format("LIKE 'refund%'")) == [{"n": "0"}]
    assert ask(like.format("NOT LIKE '%-%'")) == [{"n": "4"}]
    assert ask(like.format("LIKE '___-BLK'")) == [{"n": "1"}]
    assert ask(like.format("LIKE 'TEE!_BLK' ESCAPE '!'")) == [{"n": "0"}]
    assert ask("SELECT COUNT(*) n FROM item WHERE id LIKE '10_'") == [{"n": "7"}]
    assert ask("SELECT COUNT(*) n FROM item WHERE REGEXP_LIKE(itemid, '^(tee|mug)', 'i')") == [
        {"n": "2"}
    ]


def test_aggregates_are_exact(ask: Ask) -> None:
    cents = " UNION ALL ".join(
        f"SELECT {amount} AS x FROM dual" for amount in ("0.1", "0.2", "0.3")
    )
    found = ask(
        "SELECT SUM(x) s, AVG(x) a, MIN(x) l, MAX(x) h, MEDIAN(x) m, COUNT(DISTINCT x) n, "
        f"SUM(DISTINCT x) d FROM ({cents})"
    )
    assert found == [
        {"s": "0.6", "a": "0.2", "l": "0.1", "h": "0.3", "m": "0.2", "n": "3", "d": "0.6"}
    ]
    assert ask("SELECT SUM(unitprice) s, COUNT(*) n FROM pricing") == [{"s": "57.43", "n": "3"}]
    assert ask("SELECT SUM(unitprice) s, COUNT(*) n FROM pricing WHERE 1 = 2") == [{"n": "0"}]


def test_group_by_and_having(ask: Ask) -> None:
    assert ask(
        "SELECT itemtype, COUNT(*) AS n FROM item GROUP BY itemtype HAVING COUNT(*) > 1 "
        "ORDER BY n DESC, itemtype"
    ) == [{"itemtype": "InvtPart", "n": "3"}, {"itemtype": "OthCharge", "n": "2"}]
    assert ask(
        "SELECT BUILTIN.DF(itemtype) AS kind, COUNT(*) AS n FROM item GROUP BY BUILTIN.DF(itemtype) "
        "ORDER BY BUILTIN.DF(itemtype) FETCH FIRST 2 ROWS ONLY"
    ) == [{"kind": "Discount", "n": "1"}, {"kind": "Inventory Item", "n": "3"}]


def test_an_alias_that_hides_its_column(ask: Ask) -> None:
    assert (
        ask(
            "SELECT itemtype, COUNT(DISTINCT itemid) AS itemid FROM item GROUP BY itemtype "
            "HAVING MIN(itemid) > 'R' ORDER BY itemid"
        )
        == [{"itemtype": "OthCharge", "itemid": "2"}, {"itemtype": "ShipItem", "itemid": "1"}][::-1]
    )
    assert ask(
        "SELECT TO_CHAR(startdate, 'YYYY-MM') AS startdate FROM accountingperiod "
        "WHERE startdate >= TO_DATE('2026-11-01', 'YYYY-MM-DD') ORDER BY startdate DESC "
        "FETCH FIRST 1 ROWS ONLY"
    ) == [{"startdate": "2027-12"}]


def test_listagg(ask: Ask) -> None:
    assert ask(
        "SELECT LISTAGG(itemid, ', ') WITHIN GROUP (ORDER BY itemid DESC) AS skus FROM item "
        "WHERE itemtype = 'InvtPart'"
    ) == [{"skus": "TEE-BLK, MUG-WHT, CAP-RED"}]


def test_windows(ask: Ask) -> None:
    assert ask(
        "SELECT itemid, ROW_NUMBER() OVER (PARTITION BY itemtype ORDER BY itemid) AS n, "
        "COUNT(*) OVER (PARTITION BY itemtype) AS c FROM item WHERE itemtype = 'OthCharge'"
    ) == [
        {"itemid": "Refund Adjustment Negative", "n": "1", "c": "2"},
        {"itemid": "Refund Adjustment Positive", "n": "2", "c": "2"},
    ]
    running = ask(
        "SELECT unitprice, SUM(unitprice) OVER (ORDER BY unitprice ROWS BETWEEN 1 PRECEDING AND "
        "CURRENT ROW) AS s FROM pricing ORDER BY unitprice"
    )
    assert [row["s"] for row in running] == ["12.49", "32.48", "44.94"]


def test_set_operations_take_the_keys_of_the_first(ask: Ask) -> None:
    assert ask("SELECT 1 AS a FROM dual UNION SELECT 1 AS b FROM dual") == [{"a": "1"}]
    assert ask("SELECT 1 AS a FROM dual UNION ALL (SELECT 2 FROM dual) ORDER BY a DESC") == [
        {"a": "2"},
        {"a": "1"},
    ]
    assert ask("SELECT symbol FROM currency MINUS SELECT 'EUR' FROM dual") == [{"symbol": "USD"}]
    assert ask("SELECT symbol FROM currency INTERSECT SELECT 'EUR' FROM dual") == [
        {"symbol": "EUR"}
    ]


def test_fetch_first_and_distinct(ask: Ask) -> None:
    assert ask("SELECT DISTINCT itemtype FROM item ORDER BY itemtype FETCH FIRST 1 ROWS ONLY") == [
        {"itemtype": "Discount"}
    ]


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("ROWNUM <= 3", 3),
        ("ROWNUM < 3", 2),
        ("ROWNUM < 2.5", 2),
        ("ROWNUM = 1", 1),
        ("ROWNUM = 2", 0),
        ("ROWNUM > 1", 0),
        ("ROWNUM > 0", 7),
        ("ROWNUM >= 1", 7),
        ("3 >= ROWNUM", 3),
        ("ROWNUM BETWEEN 1 AND 4", 4),
        ("ROWNUM BETWEEN 2 AND 4", 0),
        ("ROWNUM <= 5 AND ROWNUM < 3", 2),
        ("id > 103 AND ROWNUM <= 2", 2),
    ],
)
def test_rownum(ask: Ask, condition: str, count: int) -> None:
    assert len(ask(f"SELECT id FROM item WHERE {condition}")) == count
    assert ask(f"SELECT COUNT(*) AS n FROM item WHERE {condition}") == [{"n": str(count)}]


def test_rownum_by_a_bind(ask: Ask) -> None:
    assert len(ask("SELECT id FROM item WHERE ROWNUM <= ?", 2)) == 2
    assert len(ask("SELECT id FROM item WHERE id > ? AND ROWNUM <= ?", "103", "2")) == 2


def test_rownum_counts_before_the_sort(ask: Ask) -> None:
    """The trap: the first rows of an unsorted table, sorted; not the first of the sorted."""
    outside = "SELECT itemid FROM item WHERE ROWNUM <= 2 ORDER BY itemid"
    assert ask(outside) == [{"itemid": "MUG-WHT"}, {"itemid": "TEE-BLK"}]
    inside = "SELECT itemid FROM (SELECT itemid FROM item ORDER BY itemid) WHERE ROWNUM <= 2"
    assert ask(inside) == [{"itemid": "CAP-RED"}, {"itemid": "Channel Discount"}]


def test_rownum_pages(ask: Ask) -> None:
    assert ask(
        "SELECT rn, itemid FROM (SELECT ROWNUM AS rn, q.itemid FROM "
        "(SELECT itemid FROM item ORDER BY itemid) q WHERE ROWNUM <= 3) WHERE rn > 1"
    ) == [{"rn": "2", "itemid": "Channel Discount"}, {"rn": "3", "itemid": "MUG-WHT"}]


def test_joins(ask: Ask) -> None:
    ansi = (
        "SELECT i.itemid, p.unitprice FROM item i LEFT OUTER JOIN pricing p ON p.item = i.id "
        "WHERE i.itemid LIKE 'C%' ORDER BY i.itemid"
    )
    oracle = (
        "SELECT i.itemid, p.unitprice FROM item i, pricing p WHERE p.item(+) = i.id "
        "AND i.itemid LIKE 'C%' ORDER BY i.itemid"
    )
    expected = [{"itemid": "CAP-RED", "unitprice": "24.95"}, {"itemid": "Channel Discount"}]
    assert ask(ansi) == expected
    assert ask(oracle) == expected
    assert ask(oracle.replace("(+)", "")) == expected[:1]


def test_subqueries(ask: Ask) -> None:
    priced = (
        "SELECT COUNT(*) AS n FROM item i WHERE {} (SELECT 1 FROM pricing p WHERE p.item = i.id)"
    )
    assert ask(priced.format("EXISTS")) == [{"n": "3"}]
    assert ask(priced.format("NOT EXISTS")) == [{"n": "4"}]
    assert ask(
        "SELECT itemid FROM item WHERE id IN (SELECT item FROM pricing WHERE unitprice > 20)"
    ) == [{"itemid": "CAP-RED"}]
    assert ask(
        "SELECT itemid, (SELECT MAX(unitprice) FROM pricing p WHERE p.item = i.id) AS price "
        "FROM item i WHERE itemid = 'MUG-WHT'"
    ) == [{"itemid": "MUG-WHT", "price": "12.49"}]


def test_a_long_condition(ask: Ask) -> None:
    """Clients that outgrow the thousand items of IN join them by OR."""
    chain = " OR ".join(f"id = {number}" for number in range(1500))
    assert len(ask(f"SELECT id FROM item WHERE ({chain}) AND itemid LIKE 'C%'")) == 2


def test_binds_stand_in_the_order_of_the_text(ask: Ask) -> None:
    assert ask(
        "SELECT ? AS a, ? AS b, itemid FROM item WHERE itemid = ? AND id >= ?",
        "first", 2, "TEE-BLK", "101",
    ) == [{"a": "first", "b": "2", "itemid": "TEE-BLK"}]  # fmt: skip


@pytest.mark.parametrize("params", [[], [1, 2], [[1]], [{"a": 1}]])
def test_binds_must_fit(ask: Ask, params: list[Any]) -> None:
    with pytest.raises(InvalidParameter, match="Invalid or unsupported search"):
        ask("SELECT id FROM item WHERE id = ?", *params)


def test_a_bind_takes_the_type_of_its_column(ask: Ask) -> None:
    by_id = "SELECT itemid FROM item WHERE id = ?"
    assert ask(by_id, 101) == ask(by_id, "101") == [{"itemid": "TEE-BLK"}]
    by_number = "SELECT id FROM account WHERE acctnumber = ?"
    assert ask(by_number, 4000) == ask(by_number, "4000") != []
    dated = "SELECT periodname FROM accountingperiod WHERE startdate = ?"
    assert ask(dated, "11/1/2026") == [{"periodname": "Nov 2026"}]
