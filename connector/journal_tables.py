"""The journal's tables, in SQLAlchemy Core. Money is integer minor units and a currency."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Dialect,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from connector.money import Money

__all__ = ["INTENTS", "METADATA", "REFERENCES", "ROWS", "RUNS", "SWITCHES", "WINDOWS"]


class ExactMoney(TypeDecorator[Money]):
    """`1947 USD`: minor units as an integer, never a binary fraction."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value.minor} {value.currency}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Money | None:
        if value is None:
            return None
        minor, currency = value.split(" ")
        return Money.from_minor(int(minor), currency)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, as ISO text that sorts."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ROWS = Table(
    "rows",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("list", String(32), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("account", String(64), nullable=False, index=True),
    Column("source", String(32), nullable=False),
    Column("transaction_type", String(32), nullable=False),
    Column("order_id", String(64), nullable=False, index=True),
    Column("order_name", String(64), nullable=False),
    Column("document_id", String(64), nullable=False),
    Column("status", String(64), nullable=False, index=True),
    Column("note", String, nullable=False, default=""),
    Column("problem", JSON(none_as_null=True)),
    Column("warnings", JSON, nullable=False, default=list),
    Column("source_amount", ExactMoney),
    Column("target_amount", ExactMoney),
    Column("target_id", String(64), nullable=False, default=""),
    Column("target_type", String(32), nullable=False, default=""),
    Column("target_number", String(64), nullable=False, default=""),
    Column("retries", Integer, nullable=False, default=0),
    Column("next_attempt_at", Moment),
    Column("failed_at", Moment),
    Column("warned_at", Moment),
    Column("cancelled_by", String(32), nullable=False, default=""),
    Column("history", JSON, nullable=False, default=list),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("account", "kind", "source", "document_id", name="uq_rows_document"),
    sqlite_autoincrement=True,
)
"""One row per document on a screen. `Delete from FarApp` removes it; ids are never used again."""

INTENTS = Table(
    "intents",
    METADATA,
    Column("key", String(160), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("target", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("attempted_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("amount", ExactMoney),
    Column("target_id", String(64), nullable=False, default=""),
    Column("target_number", String(64), nullable=False, default=""),
    Column("sentence", String, nullable=False, default=""),
)
"""Every write is here before it is made. Rows may be deleted; intents stay."""

REFERENCES = Table(
    "order_references",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("order_id", String(64), primary_key=True),
    Column("order_name", String(64), nullable=False, index=True),
    Column("books_id", String(64), nullable=False),
    Column("books_number", String(64), nullable=False),
    Column("books_kind", String(16), nullable=False),
    Column("noted_at", Moment, nullable=False),
)
"""Which orders this connector put into the books; documents are matched by these ids (F06)."""

SWITCHES = Table(
    "switches",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("sync", String(32), primary_key=True),
    Column("on", Boolean, nullable=False),
)

WINDOWS = Table(
    "windows",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("sync", String(32), primary_key=True),
    Column("read_until", Moment),
    Column("ran_at", Moment),
    Column("due_at", Moment),
)
"""How far each sync has read. Moves only after a window was read to its end."""

RUNS = Table(
    "runs",
    METADATA,
    Column("id", String(160), primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("sync", String(32), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("report", JSON(none_as_null=True)),
)
