"""Called by alembic. The connection, and the transaction around everything, are the caller's."""

from __future__ import annotations

from alembic import context

from connector.journal_tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=context.config.attributes["version_table"],
    # SQLite cannot alter or drop most things in place: batches copy the table instead.
    render_as_batch=True,
    # Also on SQLite, where the caller has begun the transaction: a crash leaves the old journal.
    transactional_ddl=True,
)
context.run_migrations()
