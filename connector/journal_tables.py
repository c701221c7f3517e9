"""The journal's tables as they are now, in SQLAlchemy Core. `connector.migrations` leads to them.

Money is an integer number of minor units beside its currency, in two columns, so that it is the
same exact figure on SQLite and on PostgreSQL and can be added up by either. Text has no length:
order names and document numbers are the platforms' own, and only one of the two databases would
refuse a long one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from connector.money import Money

__all__ = [
    "DELIVERIES",
    "DOCUMENTS",
    "HINTS",
    "INTENTS",
    "LOGINS",
    "LOG_LINES",
    "METADATA",
    "REFERENCES",
    "ROWS",
    "RUNS",
    "SETTLEMENTS",
    "SETTLEMENT_CHUNKS",
    "SETTLEMENT_ORDERS",
    "SETTLEMENT_POSTINGS",
    "SETTLEMENT_REFUSALS",
    "SETTLEMENT_REPEATS",
    "STEPS",
    "SWITCHES",
    "WINDOWS",
    "WORKERS",
    "MinorUnits",
    "Moment",
    "joined",
    "split",
]


class MinorUnits(TypeDecorator[int]):
    """1947 for 19.47 USD. Nothing but an integer goes in: a Numeric is a float on SQLite."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is not None and type(value) is not int:
            raise TypeError(f"{value!r} is not a number of minor units; store Money.minor")
        return value


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, as ISO text that sorts; microseconds are kept on both databases."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


AMOUNTS = ("source_amount", "target_amount", "amount", "total")
"""The fields of Row, Intent, Settlement and SettlementPosting that hold Money."""


def split(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as columns: each amount becomes its minor units and its currency."""
    found = dict(values)
    for name in AMOUNTS:
        if name in found:
            money: Money | None = found.pop(name)
            found[f"{name}_minor"] = None if money is None else money.minor
            found[f"{name}_currency"] = None if money is None else money.currency
    return found


def joined(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as fields: the way back from `split`."""
    found = dict(values)
    for name in AMOUNTS:
        if f"{name}_minor" in found:
            minor, currency = found.pop(f"{name}_minor"), found.pop(f"{name}_currency")
            found[name] = None if minor is None else Money.from_minor(minor, currency)
    return found


def _amount(table: str, name: str) -> tuple[Column[int], Column[str], CheckConstraint]:
    return (
        Column(f"{name}_minor", MinorUnits),
        Column(f"{name}_currency", String),
        CheckConstraint(
            f"({name}_minor IS NULL) = ({name}_currency IS NULL)", name=f"ck_{table}_{name}"
        ),
    )


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
    Column("list", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("account", String, nullable=False, index=True),
    Column("source", String, nullable=False),
    Column("transaction_type", String, nullable=False),
    Column("order_id", String, nullable=False, index=True),
    Column("order_name", String, nullable=False),
    Column("document_id", String, nullable=False),
    Column("status", String, nullable=False, index=True),
    Column("note", String, nullable=False, default=""),
    Column("problem", JSON(none_as_null=True)),
    Column("warnings", JSON, nullable=False, default=list),
    *_amount("rows", "source_amount"),
    *_amount("rows", "target_amount"),
    Column("target_id", String, nullable=False, default=""),
    Column("target_type", String, nullable=False, default=""),
    Column("target_number", String, nullable=False, default=""),
    Column("retries", Integer, nullable=False, default=0),
    Column("next_attempt_at", Moment),
    Column("failed_at", Moment),
    Column("warned_at", Moment),
    Column("cancelled_by", String, nullable=False, default=""),
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
    Column("key", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("target", String, nullable=False),
    Column("action", String, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("attempted_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    *_amount("intents", "amount"),
    Column("target_id", String, nullable=False, default=""),
    Column("target_number", String, nullable=False, default=""),
    Column("sentence", String, nullable=False, default=""),
    Column("warnings", JSON, nullable=False, default=list, server_default="[]"),
)
"""Every write is here before it is made. Rows may be deleted; intents stay."""

REFERENCES = Table(
    "order_references",
    METADATA,
    Column("account", String, primary_key=True),
    Column("order_id", String, primary_key=True),
    Column("order_name", String, nullable=False, index=True),
    Column("books_id", String, nullable=False),
    Column("books_number", String, nullable=False),
    Column("books_kind", String, nullable=False),
    Column("noted_at", Moment, nullable=False),
)
"""Which orders this connector put into the books; documents are matched by these ids (F06)."""

DOCUMENTS = Table(
    "sales_documents",
    METADATA,
    Column("account", String, primary_key=True),
    Column("order_id", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("source_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("books_id", String, nullable=False),
    Column("number", String, nullable=False),
    Column("noted_at", Moment, nullable=False),
)
"""What else an order became in books of sales documents: refund documents by the refund's id
(`source_id`), payments, applications. A document belongs to one of them and never to two."""

LOG_LINES = Table(
    "log_lines",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False, index=True),
    Column("about", String, nullable=False),
    Column("line", String, nullable=False),
    Column("noted_at", Moment, nullable=False),
    UniqueConstraint("account", "about", "line", name="uq_log_lines_line"),
    sqlite_autoincrement=True,
)
"""What a person reads of the runs: one line of a kind about a document, however often it is met."""

SWITCHES = Table(
    "switches",
    METADATA,
    Column("account", String, primary_key=True),
    Column("sync", String, primary_key=True),
    Column("on", Boolean, nullable=False),
)

WINDOWS = Table(
    "windows",
    METADATA,
    Column("account", String, primary_key=True),
    Column("sync", String, primary_key=True),
    Column("read_until", Moment),
    Column("ran_at", Moment),
    Column("due_at", Moment),
)
"""How far each sync has read. Moves only after a window was read to its end."""

RUNS = Table(
    "runs",
    METADATA,
    Column("id", String, primary_key=True),
    Column("account", String, nullable=False, index=True),
    Column("sync", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("report", JSON(none_as_null=True)),
)

STEPS = Table(
    "steps",
    METADATA,
    Column("run_id", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("result", JSON(none_as_null=False), nullable=False),
)
"""What the finished steps of an unfinished run gave, for runs in the caller's own process."""

WORKERS = Table(
    "workers",
    METADATA,
    Column("slot", String, primary_key=True),
    Column("token", String, nullable=False),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("beat", Integer, nullable=False),
    Column("beat_at", Moment, nullable=False),
)
"""The slots of the workers. `beat` counts up while the holder of `token` lives; the others watch
the count and not `beat_at`, so that the clocks of two machines need not agree."""

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("account", String, primary_key=True),
    Column("delivery_id", String, primary_key=True),
    Column("topic", String, nullable=False),
    Column("received_at", Moment, nullable=False),
)
"""What a storefront told us, by its own id of the message: one that comes twice counts once."""

HINTS = Table(
    "hints",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False, index=True),
    Column("sync", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("noted_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
"""Orders that are said to have changed, for each sync that must read them; gone once it has. Ids
are never used again: runs are named after them."""

LOGINS = Table(
    "logins",
    METADATA,
    Column("account", String, primary_key=True),
    Column("seed", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("access_token", String, nullable=False),
    Column("refresh_token", String, nullable=False),
    Column("expires_at", Moment),
    Column("holder", String, nullable=False, default=""),
    Column("held_until", Moment),
    Column("sent_at", Moment),
)
"""Tokens that rotate. `seed` is a hash of the refresh token in the settings that this line began
with. Whoever renews holds the login (`holder`, `held_until`); `sent_at` is set while an answer is
awaited, and stays set when it never came."""

SETTLEMENTS = Table(
    "settlements",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False),
    Column("number", String, nullable=False),
    Column("report_id", String, nullable=False),
    Column("other_reports", JSON, nullable=False),
    Column("name", String, nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("deposit", Moment),
    *_amount("settlements", "total"),
    Column("rows", Integer, nullable=False),
    Column("marketplace", String, nullable=False),
    Column("postings", Integer, nullable=False),
    Column("parts", JSON, nullable=False),
    Column("options", JSON, nullable=False),
    Column("groups", JSON, nullable=False),
    Column("words", JSON, nullable=False),
    Column("dialect", JSON, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("available_at", Moment, nullable=False),
    Column("posting_since", Moment),
    Column("note", String, nullable=False),
    UniqueConstraint("account", "number", name="uq_settlements_number"),
    sqlite_autoincrement=True,
)
"""A settlement that was taken; it is there with all its chunks or not at all. Ids are never used
again: the ids of its postings are made from them."""

SETTLEMENT_CHUNKS = Table(
    "settlement_chunks",
    METADATA,
    Column("settlement", Integer, primary_key=True, autoincrement=False),
    Column("first_run", Integer, primary_key=True, autoincrement=False),
    Column("runs", Integer, nullable=False),
    Column("first_row", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("heads", LargeBinary, nullable=False),
    Column("lengths", LargeBinary, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("amounts", LargeBinary, nullable=False),
    Column("tails", LargeBinary, nullable=False),
    Column("rests", LargeBinary, nullable=False),
)
"""The rows of the file, every cell of them; `connector.settlements.chunks` reads them."""

SETTLEMENT_ORDERS = Table(
    "settlement_orders",
    METADATA,
    Column("settlement", Integer, primary_key=True, autoincrement=False),
    Column("first_run", Integer, primary_key=True, autoincrement=False),
    Column("numbers", LargeBinary, nullable=False),
)
"""A line for each chunk: the numbers of `connector.settlements.order_numbers`. Beside the chunks,
because a database reads a whole line to look at one column of it."""

SETTLEMENT_REPEATS = Table(
    "settlement_repeats",
    METADATA,
    Column("settlement", Integer, primary_key=True, autoincrement=False),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("first", Integer, nullable=False),
)
"""Where the file comes back to an order or refund that it has left: the run, and the first one."""

SETTLEMENT_REFUSALS = Table(
    "settlement_refusals",
    METADATA,
    Column("account", String, primary_key=True),
    Column("report_id", String, primary_key=True),
    Column("problem", JSON, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("refused_at", Moment, nullable=False),
)
"""Reports that were downloaded and not imported, with the reason; `tries` of the daily run."""

SETTLEMENT_POSTINGS = Table(
    "settlement_postings",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("settlement", Integer, nullable=False, index=True),
    Column("part", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("adjustment_id", String, nullable=False),
    Column("month", String),
    *_amount("settlement_postings", "amount"),
    Column("rows", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("problem", JSON(none_as_null=True)),
    Column("warnings", JSON, nullable=False),
    Column("note", String, nullable=False),
    Column("target_type", String, nullable=False),
    Column("target_id", String, nullable=False),
    Column("target_number", String, nullable=False),
    *_amount("settlement_postings", "target_amount"),
    Column("retries", Integer, nullable=False),
    Column("next_attempt_at", Moment),
    Column("failed_at", Moment),
    Column("warned_at", Moment),
    Column("cancelled_by", String, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("history", JSON, nullable=False),
)
"""Postings to which something has happened. One that still waits is in the chunks alone, so that a
settlement of a quarter of a million orders is taken in a second."""
