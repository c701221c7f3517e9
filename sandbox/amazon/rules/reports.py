"""Reports and their documents. Amazon makes settlement reports by itself; they are kept 90 days."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from functools import partial

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.records import File, Period, Report
from sandbox.amazon.rules import notifications, order_report
from sandbox.amazon.settlements import flat_v1, flat_v2, xml
from sandbox.amazon.settlements.broken import Write, Written, broken
from sandbox.amazon.settlements.dialects import DIALECTS, Dialect
from sandbox.amazon.settlements.statement import Statement, statement_of

__all__ = [
    "BEGIN",
    "END",
    "KEPT",
    "SETTLEMENT_NUMBERS",
    "available",
    "begin",
    "dialect_of",
    "end",
    "keep_file",
    "publish",
    "publish_broken",
    "request",
    "written",
]

KEPT = timedelta(days=90)
_EPOCH = 719_163  # 1970-01-01
BEGIN, END = "report.begin", "report.end"
# The number by which the refusal names a type that cannot be requested.
SETTLEMENT_NUMBERS = {flat_v1.TYPE: "1117", flat_v2.TYPE: "1118", xml.TYPE: "1119"}


def publish(account: Domain, period: Period) -> list[Report]:
    """The reports of a closed period: the flat file, unless the account gets none, and before its
    removal the old one too."""
    statement = statement_of(account, period)
    reports = []
    if account.settings.flat_file_v2:
        reports.append(_report(account, statement, flat_v2.TYPE, written(account, statement)))
    if account.universe.as_of < flat_v1.GONE:
        mark = dialect_of(account, statement).decimal_mark
        charset = statement.marketplace.charset
        line_end = account.settings.settlement_line_end
        content = flat_v1.write(statement, mark, charset, line_end=line_end)
        old = Written(content=content, charset=charset)
        document = Written(content=xml.write(statement, account.seller_id), charset=xml.CHARSET)
        reports.append(_report(account, statement, flat_v1.TYPE, old))
        reports.append(_report(account, statement, xml.TYPE, document))
    return reports


def publish_broken(account: Domain, period: Period, defect: str) -> Report:
    """One more report of a settlement, with a defect. Raises RuleError."""
    statement = statement_of(account, period)
    dialect = dialect_of(account, statement)
    file = broken(defect, statement, dialect, statement.marketplace.charset, _writer(account))
    return _report(account, statement, flat_v2.TYPE, file)


def written(account: Domain, statement: Statement) -> Written:
    """The current flat file."""
    charset = statement.marketplace.charset
    content = _writer(account)(statement, dialect_of(account, statement), charset)
    return Written(content=content, charset=charset)


def _writer(account: Domain) -> Write:
    settings = account.settings
    return partial(
        flat_v2.write,
        line_end=settings.settlement_line_end,
        promotion_column=settings.promotion_id_column,
    )


def dialect_of(account: Domain, statement: Statement) -> Dialect:
    return DIALECTS[account.settings.settlement_dialect or statement.marketplace.dialect]


def request(
    account: Domain,
    type: str,
    marketplaces: tuple[str, ...],
    start: datetime | None,
    end: datetime | None,
    *,
    schedule: str = "",
) -> Report:
    """A report that the seller, or a schedule of his, asks for; without `start` of the last thirty
    days."""
    now = account.clock.now()
    report = account.records.reports.put(
        Report(
            id=f"{account.ids.next('amazon.report', 50_000_000_001)}{now.toordinal() - _EPOCH}",
            type=type,
            marketplaces=marketplaces,
            created=now,
            status="IN_QUEUE",
            start=start or now - timedelta(days=30),
            end=end or now,
            schedule=schedule,
        )
    )
    due = now + timedelta(seconds=account.settings.feed_queue_seconds)
    account.universe.queue.put("amazon", BEGIN, report.id, due=due)
    return report


def begin(account: Domain, key: str) -> None:
    """The report's turn. One that was cancelled has none."""
    report = account.records.reports[key]
    if report.status != "IN_QUEUE":
        return
    now = account.clock.now()
    account.records.reports.put(msgspec.structs.replace(report, status="IN_PROGRESS", began=now))
    due = now + timedelta(seconds=account.settings.feed_work_seconds)
    account.universe.queue.put("amazon", END, key, due=due)


def end(account: Domain, key: str) -> None:
    """The report is there."""
    report = account.records.reports[key]
    now = account.clock.now()
    low, high = report.start or now, report.end or now
    content, charset = order_report.write(account, report.type, report.marketplaces, low, high)
    file = keep_file(
        account,
        gzip.compress(content, mtime=0),
        f"text/plain; charset={charset}",
        label="spdoc.1",
        compression="GZIP",
    )
    done = msgspec.structs.replace(report, status="DONE", finished=now, document=file.id)
    account.records.reports.put(done)
    notifications.report_finished(account, done)


def available(account: Domain, report: Report) -> bool:
    """It has come out and has not gone yet."""
    now = account.clock.now()
    return report.created <= now <= report.created + KEPT


def keep_file(
    account: Domain, content: bytes, content_type: str, *, label: str, compression: str = ""
) -> File:
    """Bytes on the document host, under an id as Amazon gives it."""
    key = f"amzn1.{label}.4.{BY_ID[account.marketplace].region}.{account.ids.uuid('amazon.file')}"
    suffix = account.ids.token("amazon.file", 14, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    return account.records.files.put(
        File(
            id=f"{key}.T{suffix}",
            content=content,
            content_type=content_type,
            compression=compression,
            created=account.clock.now(),
        )
    )


def _report(account: Domain, statement: Statement, type: str, file: Written) -> Report:
    created = account.clock.now() + timedelta(hours=account.settings.report_delay_hours)
    content = file.content if file.gzipped else gzip.compress(file.content, mtime=0)
    document = keep_file(
        account,
        content,
        f"text/{'xml' if type == xml.TYPE else 'plain'}; charset={file.charset}",
        label="spdoc.1",
        compression="GZIP",
    )
    document = account.records.files.put(msgspec.structs.replace(document, created=created))
    number = account.ids.next("amazon.report", 50_000_000_001)
    report = account.records.reports.put(
        Report(
            id=f"{number}{_day(statement)}",
            type=type,
            marketplaces=(statement.marketplace.id,),
            created=created,
            status="DONE",
            start=statement.start,
            end=statement.end,
            began=created,
            finished=created,
            document=document.id,
            schedule=account.ids.fixed(f"amazon.schedule.{type}", 11, "123456789"),
            settlement=statement.settlement_id,
        )
    )
    notifications.report_finished(account, report)
    return report


def _day(statement: Statement) -> int:
    """Report ids end in a number of days."""
    return statement.end.toordinal() - _EPOCH
