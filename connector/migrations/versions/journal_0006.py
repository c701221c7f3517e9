"""Settlements: where each order stands in the rows, and reports that were not imported."""

from __future__ import annotations

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AT_ONCE = 64  # chunks


def upgrade() -> None:
    op.create_table(
        "settlement_orders",
        sa.Column("settlement", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("first_run", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("numbers", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("settlement", "first_run", name="pk_settlement_orders"),
    )
    op.create_table(
        "settlement_refusals",
        sa.Column("account", sa.String, nullable=False),
        sa.Column("report_id", sa.String, nullable=False),
        sa.Column("problem", sa.JSON, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("refused_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("account", "report_id", name="pk_settlement_refusals"),
    )
    _number_orders()


def _number_orders() -> None:
    """For settlements that are here already: four bytes a run, of the order it names."""
    database = op.get_bind()
    chunks = sa.table(
        "settlement_chunks", sa.column("settlement"), sa.column("first_run"), sa.column("heads")
    )
    orders = sa.table(
        "settlement_orders", sa.column("settlement"), sa.column("first_run"), sa.column("numbers")
    )
    last = (-1, -1)
    while True:
        place = sa.tuple_(chunks.c.settlement, chunks.c.first_run)
        asked = (
            sa.select(chunks.c.settlement, chunks.c.first_run, chunks.c.heads)
            .where(place > sa.tuple_(*map(sa.literal, last)))
            .order_by(chunks.c.settlement, chunks.c.first_run)
            .limit(AT_ONCE)
        )
        found = database.execute(asked).all()
        if not found:
            return
        database.execute(
            sa.insert(orders),
            [
                {"settlement": settlement, "first_run": first, "numbers": _numbers(bytes(heads))}
                for settlement, first, heads in found
            ],
        )
        last = (found[-1][0], found[-1][1])


def _numbers(heads: bytes) -> bytes:
    return b"".join(
        zlib.crc32(head.split(b"\t", 2)[1]).to_bytes(4, "little") for head in heads.split(b"\n")
    )
