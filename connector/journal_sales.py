"""Documents of an order in books of sales documents, and the log that people read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from connector.journal_database import Database
from connector.journal_tables import DOCUMENTS, LOG_LINES

__all__ = ["DocumentReference", "LogLine", "SalesRecords"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentReference:
    """`role`: refund, cancellation, payment or application; `source_id`: the refund at its source
    or what the role is about. `kind` is the books' word."""

    account: str
    order_id: str
    role: str
    source_id: str
    kind: str
    books_id: str
    number: str
    noted_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLine:
    id: int
    account: str
    about: str
    line: str
    noted_at: datetime


class SalesRecords(Database):
    def note_document(self, reference: DocumentReference) -> None:
        values = asdict(reference)
        statement = self._insert(DOCUMENTS).values(values)
        statement = statement.on_conflict_do_update(
            index_elements=["account", "order_id", "role", "source_id"], set_=values
        )
        with self._begin() as connection:
            connection.execute(statement)

    def document_references(
        self, account: str, order_id: str | None = None
    ) -> list[DocumentReference]:
        """In the order they were noted."""
        asked = select(DOCUMENTS).where(DOCUMENTS.c.account == account)
        if order_id is not None:
            asked = asked.where(DOCUMENTS.c.order_id == order_id)
        asked = asked.order_by(DOCUMENTS.c.noted_at, DOCUMENTS.c.books_id)
        with self._begin() as connection:
            return [DocumentReference(**each) for each in connection.execute(asked).mappings()]

    def log(self, account: str, about: str, line: str, now: datetime) -> bool:
        """False when the same is said of it already: a line is written once."""
        statement = self._insert(LOG_LINES).values(
            account=account, about=about, line=line, noted_at=now
        )
        with self._begin() as connection:
            return self._changed(connection, statement.on_conflict_do_nothing(), LOG_LINES.c.id)

    def log_lines(self, account: str, since: datetime | None = None) -> list[LogLine]:
        """Oldest first."""
        asked = select(LOG_LINES).where(LOG_LINES.c.account == account)
        if since is not None:
            asked = asked.where(LOG_LINES.c.noted_at >= since)
        with self._begin() as connection:
            found = connection.execute(asked.order_by(LOG_LINES.c.id)).mappings()
            return [LogLine(**each) for each in found]
