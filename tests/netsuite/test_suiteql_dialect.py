"""What is SuiteQL and what is not: Help Center "SuiteQL Syntax Requirements", captured errors."""

from __future__ import annotations

import pytest

from sandbox.netsuite.errors import InvalidParameter
from sandbox.netsuite.suiteql.translate import translate

BEGINNING = "Invalid search query. Detailed unprocessed description follows. "
UNSUPPORTED = f"{BEGINNING}Search error occurred: Invalid or unsupported search."


def refusal(sql: str) -> str:
    with pytest.raises(InvalidParameter) as caught:
        translate(sql)
    assert caught.value.status == 400
    (detail,) = caught.value.details
    assert (detail.code, detail.query_param) == ("INVALID_PARAMETER", "q")
    return detail.detail


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELECT",
        "SELECT FROM transaction",
        "SELECT 1",
        "WITH t AS (SELECT id FROM transaction) SELECT id FROM t",
        "SELECT id FROM transaction LIMIT 5",
        "SELECT id FROM transaction LIMIT 5 OFFSET 5",
        "SELECT id FROM transaction OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY",
        "SELECT id FROM transaction FETCH FIRST 5 PERCENT ROWS ONLY",
        "SELECT [id] FROM transaction",
        "SELECT id FROM transaction WHERE trandate >= DATE '2026-01-01'",
        "SELECT id FROM transaction WHERE createddate >= TIMESTAMP '2026-01-01 00:00:00'",
        "SELECT id FROM transaction WHERE createddate > SYSDATE - INTERVAL '1' DAY",
        "SELECT firstname + ' ' + lastname FROM customer",
        "SELECT email + phone FROM customer",
        "SELECT id = 1 FROM transaction",
        "SELECT id FROM transaction WHERE id",
        "SELECT id FROM transaction WHERE voided",
        "SELECT id FROM transaction WHERE TRUE",
        "SELECT id FROM transaction WHERE id = :id",
        "SELECT id FROM transaction; SELECT id FROM customer",
        "SELECT id FROM transaction FOR UPDATE",
        "SELECT id FROM accounting.transaction",
        "SELECT id FROM transaction NATURAL JOIN customer",
        "SELECT t.id FROM transaction t JOIN customer c USING (id)",
        "SELECT type FROM transaction GROUP BY ROLLUP(type)",
        "SELECT id FROM transaction WHERE id = ANY (SELECT id FROM customer)",
        "SELECT id FROM transaction UNION SELECT id, type FROM transaction",
        "SELECT id FROM transaction WHERE id = 'abc'",
        # Left to itself the translator would drop the ALL and answer something else.
        "SELECT id FROM item EXCEPT ALL SELECT id FROM item",
        "SELECT id FROM item INTERSECT ALL SELECT id FROM item",
        "INSERT INTO transaction VALUES (1)",
        "UPDATE transaction SET memo = 'x'",
        "DELETE FROM transaction",
        "DROP TABLE transaction",
    ],
)
def test_what_is_not_suiteql_is_refused(sql: str) -> None:
    assert refusal(sql) == UNSUPPORTED


def test_ansi_and_oracle_joins_do_not_mix() -> None:
    assert (
        refusal(
            "SELECT t.id FROM transaction t JOIN customer c ON c.id = t.entity, transactionline l "
            "WHERE l.transaction = t.id"
        )
        == UNSUPPORTED
    )
    assert (
        refusal(
            "SELECT t.id FROM transaction t JOIN customer c ON c.id = t.entity "
            "JOIN transactionline l ON l.transaction(+) = t.id"
        )
        == UNSUPPORTED
    )


def test_an_in_holds_a_thousand_items() -> None:
    items = ", ".join(str(number) for number in range(1, 1001))
    translate(f"SELECT id FROM transaction WHERE id IN ({items})")
    assert refusal(f"SELECT id FROM transaction WHERE id IN ({items}, 1001)") == UNSUPPORTED


def test_unknown_table() -> None:
    assert (
        refusal("SELECT id FROM TransactionX") == f"{BEGINNING}Invalid search type: TransactionX."
    )


def test_a_table_of_a_feature_that_is_off() -> None:
    assert refusal("SELECT id, name FROM subsidiary") == (
        f"{BEGINNING}Search error occurred: Record 'subsidiary' was not found."
    )


@pytest.mark.parametrize(
    ("sql", "name", "known"),
    [
        ("SELECT subsidiary FROM transaction", "subsidiary", "transaction=transaction"),
        ("SELECT createdfrom FROM transaction", "createdfrom", "transaction=transaction"),
        ("SELECT total FROM transaction", "total", "transaction=transaction"),
        ("SELECT balance FROM customer", "balance", "customer=customer"),
        ("SELECT c.consolBalance FROM customer c", "consolBalance", "c=customer"),
        ("SELECT x.id FROM customer c", "x", "c=customer"),
        (
            "SELECT t.id FROM transaction t JOIN customer c ON c.id = t.customer",
            "customer",
            "t=transaction, c=customer",
        ),
        ("SELECT id AS n FROM term WHERE n = 1", "n", "term=term"),
        ("SELECT id FROM term ORDER BY rank", "rank", "term=term"),
        ("SELECT id FROM term WHERE EXISTS (SELECT 1 FROM item WHERE foo = 1)", "foo", "item=item"),
        ("SELECT a.y FROM (SELECT id AS x FROM term) a", "y", "a=a"),
        ("SELECT b.id FROM term t, (SELECT t.id FROM item) b", "t", "item=item"),
        # SQLite would read an unknown name in double quotes as a text, and find nothing wrong.
        ('SELECT "nosuch" FROM item', "nosuch", "item=item"),
        ('SELECT id FROM item WHERE itemid = "TEE-BLK"', "TEE-BLK", "item=item"),
        ('SELECT id FROM item ORDER BY "nosuch"', "nosuch", "item=item"),
        ('SELECT COUNT("nosuch") FROM item', "nosuch", "item=item"),
    ],
)
def test_unknown_identifier(sql: str, name: str, known: str) -> None:
    assert refusal(sql) == (
        f"{BEGINNING}Search error occurred: Unknown identifier '{name}'. "
        f"Available identifiers are: {{{known}}}."
    )


def test_a_name_that_two_tables_have_needs_a_table() -> None:
    assert refusal("SELECT id FROM transaction t JOIN customer c ON c.id = t.entity") == UNSUPPORTED


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT type, id FROM transaction GROUP BY type",
        "SELECT id, COUNT(*) FROM transaction",
        "SELECT type FROM transaction GROUP BY type ORDER BY id",
        "SELECT type FROM transaction GROUP BY type HAVING id > 1",
        "SELECT id FROM transaction WHERE COUNT(*) > 1",
        "SELECT SUM(COUNT(*)) FROM transaction",
    ],
)
def test_single_values_and_groups_do_not_mix(sql: str) -> None:
    assert refusal(sql) == UNSUPPORTED


@pytest.mark.parametrize(
    "condition",
    [
        "ROWNUM <= 5 OR id = 1",
        "NOT ROWNUM > 5",
        "ROWNUM + 1 < 5",
        "ROWNUM < id",
    ],
)
def test_rownum_is_compared_with_a_number(condition: str) -> None:
    assert refusal(f"SELECT id FROM transaction WHERE {condition}") == UNSUPPORTED


@pytest.mark.parametrize(
    "condition",
    [
        "a.id(+) = b.currency OR b.id = 1",
        "a.id(+) IN (1, 2)",
        "a.id(+) = b.currency AND b.currency(+) = a.id",
    ],
)
def test_outer_join_marks_keep_oracles_rules(condition: str) -> None:
    assert refusal(f"SELECT a.id FROM currency a, customer b WHERE {condition}") == UNSUPPORTED


def test_an_outer_join_mark_makes_a_left_join() -> None:
    sql = translate(
        "SELECT t.id FROM transaction t, transactionline l, item i "
        "WHERE l.transaction(+) = t.id AND l.mainline(+) = 'F' AND i.id(+) = l.item"
    ).sql
    assert sql == (
        "SELECT t_.id_ AS id_ FROM transaction_ AS t_ "
        "LEFT JOIN transactionline_ AS l_ ON l_.transaction_ = t_.id_ AND l_.mainline_ = 'F' "
        "LEFT JOIN item_ AS i_ ON i_.id_ = l_.item_ ORDER BY t_.id_"
    )


def test_a_translation_is_remembered_by_its_text() -> None:
    sql = "SELECT id FROM term WHERE name = 'a translation is remembered'"
    assert translate(sql) is translate(sql)


def test_deep_nesting_is_a_refusal_not_a_crash() -> None:
    assert refusal(f"SELECT {'(' * 3000}1{')' * 3000} FROM dual") == UNSUPPORTED


def test_a_query_that_would_take_seconds_to_read_is_refused() -> None:
    long = " OR ".join(["id = 1"] * 2600)
    assert refusal(f"SELECT id FROM item WHERE {long}") == UNSUPPORTED
    assert refusal(f"SELECT '{'x' * 100_000}' FROM dual") == UNSUPPORTED
