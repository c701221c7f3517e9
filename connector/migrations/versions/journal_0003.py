"""Deliveries of webhooks, hints at changed orders, logins that rotate, warnings of intents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intents", sa.Column("warnings", sa.JSON, nullable=False, server_default="[]"))
    op.create_table(
        "deliveries",
        sa.Column("account", sa.String, nullable=False),
        sa.Column("delivery_id", sa.String, nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("received_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("account", "delivery_id", name="pk_deliveries"),
    )
    op.create_table(
        "hints",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("sync", sa.String, nullable=False),
        sa.Column("order_id", sa.String, nullable=False),
        sa.Column("noted_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hints"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hints_account", "hints", ["account"])
    op.create_table(
        "logins",
        sa.Column("account", sa.String, nullable=False),
        sa.Column("seed", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("access_token", sa.String, nullable=False),
        sa.Column("refresh_token", sa.String, nullable=False),
        sa.Column("expires_at", sa.String),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("held_until", sa.String),
        sa.Column("sent_at", sa.String),
        sa.PrimaryKeyConstraint("account", name="pk_logins"),
    )
