"""The journal as the first connectors made it, without a version of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, length: int | None, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "rows",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        _text("list", 32),
        _text("kind", 16),
        _text("account", 64),
        _text("source", 32),
        _text("transaction_type", 32),
        _text("order_id", 64),
        _text("order_name", 64),
        _text("document_id", 64),
        _text("status", 64),
        _text("note", None),
        sa.Column("problem", sa.JSON),
        sa.Column("warnings", sa.JSON, nullable=False),
        _text("source_amount", 32, nullable=True),
        _text("target_amount", 32, nullable=True),
        _text("target_id", 64),
        _text("target_type", 32),
        _text("target_number", 64),
        sa.Column("retries", sa.Integer, nullable=False),
        _text("next_attempt_at", 32, nullable=True),
        _text("failed_at", 32, nullable=True),
        _text("warned_at", 32, nullable=True),
        _text("cancelled_by", 32),
        sa.Column("history", sa.JSON, nullable=False),
        _text("created_at", 32),
        _text("updated_at", 32),
        sa.PrimaryKeyConstraint("id", name="pk_rows"),
        sa.UniqueConstraint("account", "kind", "source", "document_id", name="uq_rows_document"),
        sqlite_autoincrement=True,
    )
    for column in ("list", "account", "order_id", "status"):
        op.create_index(f"ix_rows_{column}", "rows", [column])
    op.create_table(
        "intents",
        _text("key", 160),
        _text("account", 64),
        _text("target", 32),
        _text("action", 32),
        _text("state", 16),
        sa.Column("attempts", sa.Integer, nullable=False),
        _text("attempted_at", 32),
        _text("resolved_at", 32, nullable=True),
        _text("amount", 32, nullable=True),
        _text("target_id", 64),
        _text("target_number", 64),
        _text("sentence", None),
        sa.PrimaryKeyConstraint("key", name="pk_intents"),
    )
    op.create_table(
        "order_references",
        _text("account", 64),
        _text("order_id", 64),
        _text("order_name", 64),
        _text("books_id", 64),
        _text("books_number", 64),
        _text("books_kind", 16),
        _text("noted_at", 32),
        sa.PrimaryKeyConstraint("account", "order_id", name="pk_order_references"),
    )
    op.create_index("ix_order_references_order_name", "order_references", ["order_name"])
    op.create_table(
        "switches",
        _text("account", 64),
        _text("sync", 32),
        sa.Column("on", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("account", "sync", name="pk_switches"),
    )
    op.create_table(
        "windows",
        _text("account", 64),
        _text("sync", 32),
        _text("read_until", 32, nullable=True),
        _text("ran_at", 32, nullable=True),
        _text("due_at", 32, nullable=True),
        sa.PrimaryKeyConstraint("account", "sync", name="pk_windows"),
    )
    op.create_table(
        "runs",
        _text("id", 160),
        _text("account", 64),
        _text("sync", 32),
        _text("started_at", 32),
        _text("ended_at", 32, nullable=True),
        sa.Column("report", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_account", "runs", ["account"])
