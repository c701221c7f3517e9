"""No query reaches SQLite itself."""

from __future__ import annotations

import sqlite3

import pytest

from sandbox.netsuite.app import NetSuite
from sandbox.netsuite.errors import InvalidParameter
from sandbox.netsuite.suiteql import engine_of, run
from sandbox.netsuite.suiteql.projection import Projection


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH DATABASE '/tmp/x' AS y",
        "PRAGMA table_info(tx)",
        "SELECT load_extension('x') FROM dual",
        "SELECT readfile('/etc/passwd') FROM dual",
        "SELECT sqlite_version() FROM dual",
        "SELECT ns_add_(1, 2) FROM dual",
        'SELECT "$lookup"(id) FROM item',
        "SELECT $lookup(id) FROM item",
        "SELECT name FROM sqlite_master",
        'SELECT "name" FROM "sqlite_master"',
        "SELECT name FROM pragma_table_info('tx')",
        "SELECT shown FROM customer",
        "SELECT rowid FROM item",
        "SELECT madefrom FROM transaction",
        "SELECT gl FROM transactionline",
        "SELECT id FROM tx",
        "SELECT id FROM item_",
        "SELECT id FROM item INDEXED BY item__by_itemid_",
        "SELECT id FROM item WHERE itemid GLOB 'T*'",
        "SELECT id FROM item WHERE itemid MATCH 'T'",
        "VALUES (1)",
        "EXPLAIN SELECT id FROM item",
        "SELECT id FROM item; DROP TABLE item_",
        "SELECT id FROM item UNION SELECT sql FROM sqlite_master",
    ],
)
def test_a_query_reaches_no_facility_of_sqlite(account: NetSuite, sql: str) -> None:
    with pytest.raises(InvalidParameter):
        run(account, sql)


def test_text_stays_text(account: NetSuite) -> None:
    hostile = "x'; DROP TABLE item_; --"
    assert run(account, "SELECT ? AS v FROM dual", [hostile]) == [{"v": hostile}]
    assert run(account, "SELECT 'it''s' AS \"a\"\"; --\" FROM dual") == [{'a"; --': "it's"}]
    assert run(account, "SELECT COUNT(*) AS n FROM item") == [{"n": "7"}]


def test_names_that_are_keywords_of_sqlite(account: NetSuite) -> None:
    assert run(
        account,
        'SELECT a.id AS transaction, a.itemid "order", 1 AS "select" FROM item a '
        "WHERE a.id = 101 ORDER BY transaction",
    ) == [{"transaction": "101", "order": "TEE-BLK", "select": "1"}]


@pytest.mark.parametrize(
    "statement",
    ["ATTACH ':memory:' AS other", "PRAGMA user_version", "DELETE FROM item_", "DROP TABLE item_"],
)
def test_while_a_query_runs_the_connection_only_reads(
    account: NetSuite, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second wall, reached only if the first, the grammar, had a hole."""
    from sandbox.netsuite.suiteql import engine
    from sandbox.netsuite.suiteql.translate import Query

    run(account, "SELECT id FROM item")
    monkeypatch.setattr(engine, "translate", lambda *_: Query(statement, (), 0))
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        run(account, "anything")
    monkeypatch.undo()
    assert run(account, "SELECT COUNT(*) AS n FROM item") == [{"n": "7"}]


def test_the_projection_belongs_to_the_account(account: NetSuite) -> None:
    assert isinstance(engine_of(account).projection, Projection)
    assert engine_of(account) is engine_of(account)
