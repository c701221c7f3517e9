"""Opens the journal's database and brings it up to date; says in a sentence why it cannot.

A file is SQLite, a URL may be PostgreSQL. Every schema change is a file in `connector.migrations`,
run in one transaction under a lock, so that two workers may open one new journal at a time and a
process that is killed meanwhile leaves the old one behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, create_engine, event, inspect, select, table, text
from sqlalchemy import column as sql_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError
from sqlalchemy.pool import StaticPool

from connector.journal_tables import METADATA

__all__ = ["HEAD", "Database", "JournalUnusable", "database_url", "open_database", "why_unusable"]

VERSIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
HEAD = VERSIONS[-1]
VERSION_TABLE = "journal_version"
UNVERSIONED = {
    "rows": "source_amount",
    "intents": "amount",
    "order_references": "books_id",
    "switches": "on",
    "windows": "read_until",
    "runs": "report",
}
"""Tables of a journal from before versions, each with a column that gives it away."""
LOCK = 4_712_006_001
"""Advisory lock of PostgreSQL for migrations; any number that nobody else uses."""


class JournalUnusable(OSError):
    """The database cannot be opened, is none of ours, or is one of a newer connector."""


def database_url(path: str) -> URL:
    """A file name, ":memory:" or a URL, as a URL. Raises JournalUnusable."""
    if "://" not in path:
        return URL.create("sqlite", database=None if path == ":memory:" else path)
    try:
        url = make_url(path)
    except (ArgumentError, ValueError) as wrong:
        raise JournalUnusable(
            "journal: the database URL cannot be read; write it like "
            "postgresql://user:password@host:5432/database or sqlite:///file"
        ) from wrong
    kind = url.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        if not url.database:
            raise JournalUnusable(
                f"journal: {_shown(url)} names no database; add it behind the last slash"
            )
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        return url.set(drivername="sqlite")
    raise JournalUnusable(
        f"journal: {kind} databases are not supported; use a file (SQLite) or a postgresql:// URL"
    )


def _shown(url: URL) -> str:
    """For people: without the password; a file by its name."""
    if url.drivername == "sqlite":
        return url.database or ":memory:"
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def open_database(path: str) -> Engine:
    """Ready to use, in the newest version. Raises JournalUnusable."""
    url = database_url(path)
    if url.drivername == "sqlite":
        return _opened(url, _sqlite(url))
    return _opened(
        url, create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)
    )


def _sqlite(url: URL) -> Engine:
    options: dict[str, Any] = {}
    if not url.database or url.database == ":memory:":
        options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    database = create_engine(url, **options)
    event.listen(database, "connect", _durable)
    return database


def _durable(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _opened(url: URL, database: Engine) -> Engine:
    with ExitStack() as undo:
        undo.callback(database.dispose)
        try:
            _bring_up_to_date(database, _shown(url))
        except DatabaseError as failed:
            raise JournalUnusable(why_unusable(url, failed)) from failed
        undo.pop_all()
    return database


def why_unusable(url: URL, failed: DBAPIError) -> str:
    """One sentence, without the password."""
    said = (str(failed.orig).strip().splitlines() or ["no reason given"])[0]
    if url.drivername == "sqlite":
        return (
            f"journal: {_shown(url)} cannot be used ({said}); name a file in a folder that "
            "exists and may be written, or one that an earlier run made"
        )
    return (
        f"journal: {_shown(url)} cannot be used ({said}); check that the server runs, that host, "
        "port, user, password and database are right, and that the user may create tables and "
        "schemas in it"
    )


# --- versions -----------------------------------------------------------------------------------


def _bring_up_to_date(database: Engine, shown: str) -> None:
    if database.dialect.name == "sqlite" and isinstance(database.pool, StaticPool):
        # It ends with the process: there will be nothing to migrate.
        METADATA.create_all(database)
        return
    with database.connect() as connection:
        version = _version(connection, shown)
    if version != HEAD:
        with database.connect() as connection:
            _lock(connection)
            version = _version(connection, shown)  # another process may have been quicker
            if version != HEAD:
                _migrate(connection, version)
            connection.commit()


def _version(connection: Connection, shown: str) -> str | None:
    """None: the journal is new. Raises JournalUnusable."""
    there = set(inspect(connection).get_table_names())
    if VERSION_TABLE in there:
        noted = table(VERSION_TABLE, sql_column("version_num"))
        version: str | None = connection.execute(select(noted.c.version_num)).scalar()
        if version is None or version in VERSIONS:
            return version
        raise JournalUnusable(
            f"journal: {shown} was written by a newer connector (version {version} of the journal; "
            f"this one knows up to {HEAD}); update the connector, or name another journal"
        )
    ours = there & set(METADATA.tables)
    if not ours:
        return None
    if all(
        name in there and _has(connection, name, column) for name, column in UNVERSIONED.items()
    ):
        return VERSIONS[0]
    raise JournalUnusable(
        f"journal: {shown} holds tables named {', '.join(sorted(ours))} that no connector made; "
        "name another file or database"
    )


def _has(connection: Connection, name: str, column: str) -> bool:
    return any(each["name"] == column for each in inspect(connection).get_columns(name))


def _lock(connection: Connection) -> None:
    """Until the transaction ends nobody else migrates; on SQLite the driver would begin none
    before the first INSERT, and a crash between two CREATE TABLE would leave half a journal."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _migrate(connection: Connection, version: str | None) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    if version is not None and VERSION_TABLE not in inspect(connection).get_table_names():
        command.stamp(config, version)
    command.upgrade(config, HEAD)


# --- use ----------------------------------------------------------------------------------------


class Database:
    """What the parts of the journal stand on: transactions, and the one statement whose spelling
    both databases share but SQLAlchemy keeps apart."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._database = open_database(path)

    def close(self) -> None:
        self._database.dispose()

    @contextmanager
    def _begin(self, *, alone: bool = False) -> Iterator[Connection]:
        """`alone`: what is read will be written back, so no other writer may come between."""
        with self._database.begin() as connection:
            if alone and connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def _insert(self, into: Table) -> Any:
        """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        if self._database.dialect.name == "sqlite":
            return sqlite.insert(into)
        return postgresql.insert(into)

    @staticmethod
    def _changed(connection: Connection, statement: Any, key: Column[str]) -> bool:
        """Whether the statement wrote its one row. Not by `rowcount`: the two drivers differ in
        what they count for an INSERT that met a conflict."""
        return connection.execute(statement.returning(key)).first() is not None
