"""One history of the journal for both databases, and a sentence when it cannot be opened."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, inspect, text

import connector.migrations
from connector.journal import IntentState, Journal, JournalUnusable, Window
from connector.journal_database import HEAD, VERSIONS, database_url
from connector.journal_tables import METADATA
from connector.money import Money
from connector.rows import List, OrderStatus, RowKind

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
# SQLite writes AUTOINCREMENT at the column, where the key's name has no place.
AUTOINCREMENT = {"rows", "hints", "log_lines", "settlements"}

# What the first connectors left behind: their schema as SQLite prints it, and a few rows. Rows
# 2 and 5 were deleted; 5 was the last one made.
FIRST = """
CREATE TABLE rows (
    id {id}, list VARCHAR(32) NOT NULL, kind VARCHAR(16) NOT NULL,
    account VARCHAR(64) NOT NULL, source VARCHAR(32) NOT NULL,
    transaction_type VARCHAR(32) NOT NULL, order_id VARCHAR(64) NOT NULL,
    order_name VARCHAR(64) NOT NULL, document_id VARCHAR(64) NOT NULL,
    status VARCHAR(64) NOT NULL, note VARCHAR NOT NULL, problem JSON, warnings JSON NOT NULL,
    source_amount VARCHAR(32), target_amount VARCHAR(32), target_id VARCHAR(64) NOT NULL,
    target_type VARCHAR(32) NOT NULL, target_number VARCHAR(64) NOT NULL,
    retries INTEGER NOT NULL, next_attempt_at VARCHAR(32), failed_at VARCHAR(32),
    warned_at VARCHAR(32), cancelled_by VARCHAR(32) NOT NULL, history JSON NOT NULL,
    created_at VARCHAR(32) NOT NULL, updated_at VARCHAR(32) NOT NULL,
    {key} CONSTRAINT uq_rows_document UNIQUE (account, kind, source, document_id)
);
CREATE INDEX ix_rows_account ON rows (account);
CREATE INDEX ix_rows_list ON rows (list);
CREATE INDEX ix_rows_order_id ON rows (order_id);
CREATE INDEX ix_rows_status ON rows (status);
CREATE TABLE intents (
    key VARCHAR(160) NOT NULL, account VARCHAR(64) NOT NULL, target VARCHAR(32) NOT NULL,
    action VARCHAR(32) NOT NULL, state VARCHAR(16) NOT NULL, attempts INTEGER NOT NULL,
    attempted_at VARCHAR(32) NOT NULL, resolved_at VARCHAR(32), amount VARCHAR(32),
    target_id VARCHAR(64) NOT NULL, target_number VARCHAR(64) NOT NULL,
    sentence VARCHAR NOT NULL, CONSTRAINT pk_intents PRIMARY KEY (key)
);
CREATE TABLE order_references (
    account VARCHAR(64) NOT NULL, order_id VARCHAR(64) NOT NULL, order_name VARCHAR(64) NOT NULL,
    books_id VARCHAR(64) NOT NULL, books_number VARCHAR(64) NOT NULL,
    books_kind VARCHAR(16) NOT NULL, noted_at VARCHAR(32) NOT NULL,
    CONSTRAINT pk_order_references PRIMARY KEY (account, order_id)
);
CREATE INDEX ix_order_references_order_name ON order_references (order_name);
CREATE TABLE switches (
    account VARCHAR(64) NOT NULL, sync VARCHAR(32) NOT NULL, "on" BOOLEAN NOT NULL,
    CONSTRAINT pk_switches PRIMARY KEY (account, sync)
);
CREATE TABLE windows (
    account VARCHAR(64) NOT NULL, sync VARCHAR(32) NOT NULL, read_until VARCHAR(32),
    ran_at VARCHAR(32), due_at VARCHAR(32), CONSTRAINT pk_windows PRIMARY KEY (account, sync)
);
CREATE TABLE runs (
    id VARCHAR(160) NOT NULL, account VARCHAR(64) NOT NULL, sync VARCHAR(32) NOT NULL,
    started_at VARCHAR(32) NOT NULL, ended_at VARCHAR(32), report JSON,
    CONSTRAINT pk_runs PRIMARY KEY (id)
);
CREATE INDEX ix_runs_account ON runs (account);
"""
ROW = """
INSERT INTO rows VALUES ({id}, 'orders', 'order', 'acme', 'Shopify', 'Orders', '500{id}',
    '#100{id}', '500{id}', 'Complete', '', NULL, '[]', {source}, {target}, '101', '', 'SO101', 0,
    NULL, NULL, NULL, '', '["earlier"]', '2026-11-24T09:00:00.000000Z',
    '2026-11-24T09:00:00.000000Z');
"""
HELD = (
    ROW.format(id=1, source="'12782 USD'", target="'-1947 USD'")
    + ROW.format(id=3, source="'1234 JPY'", target="NULL")
    + ROW.format(id=4, source="NULL", target="NULL")
    + """
INSERT INTO intents VALUES ('nsc_refund_1', 'acme', 'NetSuite', 'write refund', 'unknown', 2,
    '2026-11-24T09:00:00.000000Z', NULL, '1947 USD', '', '', 'The answer was lost.');
INSERT INTO order_references VALUES ('acme', '5001', '#1001', '101', 'SO101', 'sales order',
    '2026-11-24T09:00:00.000000Z');
INSERT INTO switches VALUES ('acme', 'order', TRUE);
INSERT INTO windows VALUES ('acme', 'order', '2026-11-24T09:00:00.000000Z', NULL, NULL);
INSERT INTO runs VALUES ('acme:order:1', 'acme', 'order', '2026-11-24T09:00:00.000000Z', NULL,
    NULL);
"""
)


def execute(path: str, script: str) -> None:
    if "://" not in path:
        with closing(sqlite3.connect(path)) as file:
            file.executescript(script)
        return
    database = create_engine(database_url(path))
    with database.begin() as connection:
        connection.exec_driver_sql(script)
    database.dispose()


@pytest.fixture
def first_journal(journal_path: str) -> str:
    """A journal of the first connectors, with rows in it."""
    if "://" in journal_path:
        execute(journal_path, FIRST.format(id="SERIAL NOT NULL", key="CONSTRAINT pk_rows "
                "PRIMARY KEY (id),"))  # fmt: skip
        execute(journal_path, HELD)
        execute(journal_path, "SELECT setval('rows_id_seq', 5);")
    else:
        execute(journal_path, FIRST.format(id="INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", key=""))
        execute(journal_path, HELD)
        execute(journal_path, "UPDATE sqlite_sequence SET seq = 5 WHERE name = 'rows';")
    return journal_path


def test_the_first_journal_is_migrated_and_nothing_is_lost(first_journal: str) -> None:
    journal = Journal(first_journal)
    one, three, four = journal.rows()
    assert (one.source_amount, one.target_amount) == (
        Money.of("127.82", "USD"),
        Money.of("-19.47", "USD"),
    )
    assert (three.source_amount, three.target_amount) == (Money.of("1234", "JPY"), None)
    assert four.source_amount is None
    assert (one.status, one.history, one.updated_at) == (OrderStatus.COMPLETE, ("earlier",), NOW)
    intent = journal.intent("nsc_refund_1")
    assert intent is not None
    assert (intent.state, intent.amount, intent.attempts) == (
        IntentState.UNKNOWN,
        Money.of("19.47", "USD"),
        2,
    )
    reference = journal.order_reference("acme", "#1001")
    assert reference is not None
    assert reference.books_number == "SO101"
    assert journal.switch("acme", "order")
    assert journal.window("acme", "order") == Window(read_until=NOW)
    assert journal.unfinished_run("acme", "order") == "acme:order:1"
    journal.close()


def test_ids_given_before_the_migration_are_never_used_again(first_journal: str) -> None:
    journal = Journal(first_journal)
    assert a_row(journal) == 6
    journal.delete_row(6)
    assert a_row(journal) == 7
    journal.close()


def test_ids_of_a_list_that_was_emptied_are_never_used_again(first_journal: str) -> None:
    execute(first_journal, "DELETE FROM rows;")
    journal = Journal(first_journal)
    assert a_row(journal) == 6
    journal.close()


def a_row(journal: Journal) -> int:
    return journal.add_row(
        now=NOW,
        list_=List.ORDERS,
        kind=RowKind.ORDER,
        account="acme",
        source="Shopify",
        order_id="9",
        order_name="#9",
        document_id="9",
        status=OrderStatus.SCHEDULED,
    ).id


def test_the_migrated_journal_is_the_described_one(first_journal: str) -> None:
    Journal(first_journal).close()
    assert differences(first_journal) == []


def test_a_new_journal_is_the_described_one(journal_path: str) -> None:
    Journal(journal_path).close()
    assert differences(journal_path) == []


def differences(path: str) -> list[Any]:
    """Between the tables in the database and those in the code; types too."""
    database = create_engine(database_url(path))
    with database.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "version_table": "journal_version"}
        )
        found = compare_metadata(context, METADATA)
        # `compare_metadata` does not look at primary keys and checks.
        seen = inspect(connection)
        for table in METADATA.tables.values():
            key = seen.get_pk_constraint(table.name)
            if table.name in AUTOINCREMENT and database.dialect.name == "sqlite":
                key["name"] = f"pk_{table.name}"
            if (key["name"], key["constrained_columns"]) != (
                table.primary_key.name,
                [column.name for column in table.primary_key],
            ):
                found.append((table.name, key))
            checks = {each["name"] for each in seen.get_check_constraints(table.name)}
            wanted = {each.name for each in table.constraints if str(each.name).startswith("ck_")}
            if checks != wanted:
                found.append((table.name, checks))
    database.dispose()
    return list(found)


def test_every_constraint_has_a_name(journal_path: str) -> None:
    """A batch can only alter what it can name."""
    Journal(journal_path).close()
    database = create_engine(database_url(journal_path))
    seen = MetaData()
    seen.reflect(database)
    database.dispose()
    unnamed = [
        (table.name, constraint)
        for table in seen.tables.values()
        for constraint in table.constraints
        if not constraint.name and table.name != "journal_version"
    ]
    named = "://" in journal_path
    assert sorted(name for name, _ in unnamed) == ([] if named else sorted(AUTOINCREMENT))


def test_the_known_versions_are_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(connector.migrations.__path__[0])))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert script.get_current_head() == HEAD
    assert [each.revision for each in script.walk_revisions()][::-1] == list(VERSIONS)


def test_opening_twice_migrates_once(journal_path: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for journal in pool.map(Journal, [journal_path] * 4):
            journal.close()
    database = create_engine(database_url(journal_path))
    with database.connect() as connection:
        versions = connection.execute(text("select version_num from journal_version")).all()
    database.dispose()
    assert versions == [(HEAD,)]


@pytest.mark.parametrize("at", ["rows", "runs", "workers", "settlement_repeats"])
def test_a_migration_that_is_cut_off_leaves_the_old_journal(
    first_journal: str, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import Operations

    batch, create = Operations.batch_alter_table, Operations.create_table

    def cut_batch(self: Any, name: str, *args: Any, **options: Any) -> Any:
        if name == at:
            raise KeyboardInterrupt
        return batch(self, name, *args, **options)

    def cut_create(self: Any, name: str, *args: Any, **options: Any) -> Any:
        if name == at:
            raise KeyboardInterrupt
        return create(self, name, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Operations, "batch_alter_table", cut_batch)
        patch.setattr(Operations, "create_table", cut_create)
        with pytest.raises(KeyboardInterrupt):
            Journal(first_journal)
    journal = Journal(first_journal)
    assert [row.id for row in journal.rows()] == [1, 3, 4]
    assert journal.rows()[0].source_amount == Money.of("127.82", "USD")
    journal.close()


# --- what cannot be opened ----------------------------------------------------------------------


def refusal(path: str) -> str:
    with pytest.raises(JournalUnusable) as refused:
        Journal(path)
    return str(refused.value)


def test_a_journal_of_a_newer_connector_is_left_alone(journal_path: str) -> None:
    Journal(journal_path).close()
    execute(journal_path, "UPDATE journal_version SET version_num = '0099';")
    said = refusal(journal_path)
    assert (
        "was written by a newer connector (version 0099 of the journal; this one knows up" in said
    )
    assert "update the connector" in said


def test_tables_that_no_connector_made_are_left_alone(journal_path: str) -> None:
    execute(journal_path, "CREATE TABLE runs (id INTEGER, distance INTEGER);")
    assert "holds tables named runs that no connector made" in refusal(journal_path)
    execute(journal_path, "INSERT INTO runs VALUES (1, 42);")


def test_other_peoples_tables_beside_the_journal_do_no_harm(journal_path: str) -> None:
    execute(
        journal_path,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);"
        "INSERT INTO alembic_version VALUES ('abc');",
    )
    Journal(journal_path).close()
    Journal(journal_path).close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://user:secret@host/db", "mysql databases are not supported; use a file (SQLite)"),
        ("postgresql://user:secret@host:port/db", "the database URL cannot be read; write it like"),
        ("://", "the database URL cannot be read"),
        ("postgresql://user:secret@host", "postgresql://user:***@host names no database"),
        ("/nowhere/at/all/j.db", "name a file in a folder that exists"),
        ("sqlite:////nowhere/j.db", "/nowhere/j.db cannot be used"),
    ],
)
def test_a_wrong_place_is_explained_without_its_password(url: str, says: str) -> None:
    said = refusal(url)
    assert said.startswith("journal: ")
    assert says in said
    assert "secret" not in said
    assert "\n" not in said


def test_a_closed_port_is_explained() -> None:
    with closing(socket.socket()) as held:  # bound: nobody else gets it; not listening: closed
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        said = refusal(f"postgres://user:secret@127.0.0.1:{port}/books")
    assert f"postgresql://user:***@127.0.0.1:{port}/books cannot be used" in said
    assert "Connection refused" in said
    assert "check that the server runs, that host, port" in said
    assert "\n" not in said


def test_a_database_that_is_not_there_is_explained(new_postgres: Callable[[], str]) -> None:
    said = refusal(new_postgres().replace("/test", "/nothing"))
    assert "does not exist)" in said
