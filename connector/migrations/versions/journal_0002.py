"""Amounts in integer columns, text without a length, steps of runs, slots of workers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

AMOUNTS = {"rows": ("source_amount", "target_amount"), "intents": ("amount",)}
KEYS = {"rows": "id", "intents": "key"}


def upgrade() -> None:
    for table in ("rows", "intents", "order_references", "switches", "windows", "runs"):
        _rebuild(table)
    op.create_table(
        "steps",
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("result", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "name", name="pk_steps"),
    )
    op.create_table(
        "workers",
        sa.Column("slot", sa.String, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("host", sa.String, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("beat", sa.Integer, nullable=False),
        sa.Column("beat_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_workers"),
    )


def _rebuild(table: str) -> None:
    connection = op.get_bind()
    highest = _highest_id(connection) if table == "rows" else None
    amounts = AMOUNTS.get(table, ())
    held = _amounts(connection, table, amounts)
    columns = sa.inspect(connection).get_columns(table)
    # Reflection does not see AUTOINCREMENT, so the copy must be told: ids are never used again.
    kept = {"sqlite_autoincrement": True} if table == "rows" else {}
    with op.batch_alter_table(table, table_kwargs=kept) as batch:
        for column in columns:
            name = column["name"]
            if name not in amounts and getattr(column["type"], "length", None):
                batch.alter_column(name, existing_type=column["type"], type_=sa.String())
        for name in amounts:
            batch.add_column(sa.Column(f"{name}_minor", sa.BigInteger))
            batch.add_column(sa.Column(f"{name}_currency", sa.String))
            batch.drop_column(name)
            batch.create_check_constraint(
                f"ck_{table}_{name}", f"({name}_minor IS NULL) = ({name}_currency IS NULL)"
            )
    _fill(connection, table, amounts, held)
    if highest is not None:
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'rows'"))
        noted = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('rows', :seq)")
        connection.execute(noted, {"seq": highest})


def _highest_id(connection: sa.Connection) -> int | None:
    """The highest id SQLite ever gave a row; the copied table would only know those left."""
    if connection.dialect.name != "sqlite":
        return None
    asked = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'rows'")
    highest: int | None = connection.execute(asked).scalar()
    return highest


def _amounts(
    connection: sa.Connection, table: str, names: tuple[str, ...]
) -> list[dict[str, object]]:
    """Each amount, `1947 USD` before, as its two parts."""
    if not names:
        return []
    old = sa.table(table, sa.column(KEYS[table]), *(sa.column(name) for name in names))
    found = []
    for row in connection.execute(sa.select(old)).mappings():
        values: dict[str, object] = {"at": row[KEYS[table]]}
        for name in names:
            minor, _, currency = (row[name] or "").partition(" ")
            values[f"new_{name}_minor"] = int(minor) if minor else None
            values[f"new_{name}_currency"] = currency or None
        found.append(values)
    return found


def _fill(
    connection: sa.Connection,
    table: str,
    names: tuple[str, ...],
    held: list[dict[str, object]],
) -> None:
    if not held:
        return
    parts = [f"{name}_{part}" for name in names for part in ("minor", "currency")]
    new = sa.table(table, sa.column(KEYS[table]), *(sa.column(part) for part in parts))
    changed = (
        sa.update(new)
        .where(new.c[KEYS[table]] == sa.bindparam("at"))
        .values({part: sa.bindparam(f"new_{part}") for part in parts})
    )
    connection.execute(changed, held)
