"""Settlements: their rows in chunks, and the postings to which something has happened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settlements",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("report_id", sa.String, nullable=False),
        sa.Column("other_reports", sa.JSON, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("start", sa.String, nullable=False),
        sa.Column("end", sa.String, nullable=False),
        sa.Column("deposit", sa.String),
        *_amount("settlements", "total"),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("marketplace", sa.String, nullable=False),
        sa.Column("postings", sa.Integer, nullable=False),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
        sa.Column("dialect", sa.JSON, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("taken_at", sa.String, nullable=False),
        sa.Column("available_at", sa.String, nullable=False),
        sa.Column("posting_since", sa.String),
        sa.Column("note", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_settlements"),
        sa.UniqueConstraint("account", "number", name="uq_settlements_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "settlement_chunks",
        sa.Column("settlement", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("first_run", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("first_row", sa.Integer, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("heads", sa.LargeBinary, nullable=False),
        sa.Column("lengths", sa.LargeBinary, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.Column("amounts", sa.LargeBinary, nullable=False),
        sa.Column("tails", sa.LargeBinary, nullable=False),
        sa.Column("rests", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("settlement", "first_run", name="pk_settlement_chunks"),
    )
    op.create_table(
        "settlement_repeats",
        sa.Column("settlement", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("run", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("settlement", "run", name="pk_settlement_repeats"),
    )
    op.create_table(
        "settlement_postings",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("settlement", sa.Integer, nullable=False),
        sa.Column("part", sa.String, nullable=False),
        sa.Column("order_id", sa.String, nullable=False),
        sa.Column("adjustment_id", sa.String, nullable=False),
        sa.Column("month", sa.String),
        *_amount("settlement_postings", "amount"),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("problem", sa.JSON),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("target_type", sa.String, nullable=False),
        sa.Column("target_id", sa.String, nullable=False),
        sa.Column("target_number", sa.String, nullable=False),
        *_amount("settlement_postings", "target_amount"),
        sa.Column("retries", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", sa.String),
        sa.Column("failed_at", sa.String),
        sa.Column("warned_at", sa.String),
        sa.Column("cancelled_by", sa.String, nullable=False),
        sa.Column("updated_at", sa.String, nullable=False),
        sa.Column("history", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_settlement_postings"),
    )
    op.create_index("ix_settlement_postings_settlement", "settlement_postings", ["settlement"])


def _amount(table: str, name: str) -> tuple[sa.Column[int], sa.Column[str], sa.CheckConstraint]:
    return (
        sa.Column(f"{name}_minor", sa.BigInteger),
        sa.Column(f"{name}_currency", sa.String),
        sa.CheckConstraint(
            f"({name}_minor IS NULL) = ({name}_currency IS NULL)", name=f"ck_{table}_{name}"
        ),
    )
