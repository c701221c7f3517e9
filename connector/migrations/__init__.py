"""The journal's history, one file a version, the same for SQLite and PostgreSQL.

`connector.journal_database` runs them when a journal is opened; nothing else has to be called.
"""
