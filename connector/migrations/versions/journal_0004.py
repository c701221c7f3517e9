"""Documents of orders in books of sales documents, and the log of their runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sales_documents",
        sa.Column("account", sa.String, nullable=False),
        sa.Column("order_id", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("books_id", sa.String, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("noted_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint(
            "account", "order_id", "role", "source_id", name="pk_sales_documents"
        ),
    )
    op.create_table(
        "log_lines",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("line", sa.String, nullable=False),
        sa.Column("noted_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_lines"),
        sa.UniqueConstraint("account", "about", "line", name="uq_log_lines_line"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_log_lines_account", "log_lines", ["account"])
