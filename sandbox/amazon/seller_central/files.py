"""Which settlement files there are, and their bytes: those of the API's documents, unpacked.

The API keeps a report for ninety days; here it stays. Its name is the report id, which is what
`Retrieve` of a connector asks for, not the settlement id.
"""

from __future__ import annotations

import zlib
from datetime import datetime

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.records import Period, Report
from sandbox.amazon.settlements import flat_v1, flat_v2

__all__ = ["NAMES", "Download", "content_of", "downloads_of", "offered", "reports"]

NAMES = {flat_v2.TYPE: "Flat File V2", flat_v1.TYPE: "Flat File"}
_NONE = (
    "There is no V2 report for this period. Ask Selling Partner Support to turn on Flat File V2 "
    "settlement reports for this account."
)


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """`report` is what can be downloaded under `name`; without one `why` says why not."""

    name: str
    report: Report | None = None
    why: str = ""
    due: datetime | None = None


def reports(account: Domain) -> list[Report]:
    """Every settlement report that has come out, the newest first."""
    now = account.clock.now()
    found = [
        report for report in account.records.reports if report.type in NAMES and _out(report, now)
    ]
    return sorted(found, key=lambda report: (report.created, report.id), reverse=True)


def offered(account: Domain, report: Report) -> bool:
    """The old flat file is gone since its removal."""
    return report.type != flat_v1.TYPE or account.universe.as_of < flat_v1.GONE


def downloads_of(account: Domain, period: Period) -> list[Download]:
    """What a statement offers: the flat file V2, and before its removal the old one too."""
    if period.end is None:
        why = "The flat file is made when the statement closes."
        return [Download(name=NAMES[flat_v2.TYPE], why=why)]
    types = [flat_v2.TYPE]
    if account.universe.as_of < flat_v1.GONE:
        types.append(flat_v1.TYPE)
    return [_download(account, period, type) for type in types]


def _download(account: Domain, period: Period, type: str) -> Download:
    """The first report of its type: what comes later says the same, or was damaged on request."""
    own = sorted(
        (
            report
            for report in account.records.reports
            if report.settlement == period.settlement_id and report.type == type
        ),
        key=lambda report: (report.created, report.id),
    )
    if not own:
        why = _NONE if type == flat_v2.TYPE else "There is no such file for this period."
        return Download(name=NAMES[type], why=why)
    if not _out(own[0], account.clock.now()):
        return Download(name=NAMES[type], why="The file is being prepared.", due=own[0].created)
    return Download(name=NAMES[type], report=own[0])


def content_of(account: Domain, report: Report) -> tuple[bytes, str]:
    """The bytes and their content type. Of a document whose packing breaks off: what there is."""
    file = account.records.files[report.document]
    if file.compression != "GZIP":
        return file.content, file.content_type
    return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(file.content), file.content_type


def _out(report: Report, now: datetime) -> bool:
    return report.status == "DONE" and bool(report.document) and report.created <= now
