"""A seller's settlement reports over Reports 2021-06-30: listed, found by id, fetched as a stream.

They can be neither requested nor scheduled. The list spans the marketplaces of the seller whatever
is asked for, so no marketplace is asked for: which one a report is of stands in its file. The
document lies on another host under a link that is good for five minutes and needs no token; none is
sent there. A link that ran out is fetched anew.

Source: Selling Partner API "Reports API v2021-06-30 reference", "Settlement reports".
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import httpx

from connector.channels.amazon_api import SOURCE, AmazonApi, instant, stamp
from connector.channels.settlement_source import REACH, ReportInfo
from connector.trouble import Refused, Unreachable

__all__ = ["SETTLEMENT", "AmazonReports"]

SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
_BASE = "/reports/2021-06-30"
_TRIES = 3
_PAUSE = 1.0
_PIECE = 1 << 20  # unpacked at a time
_GZIP = 16 + zlib.MAX_WBITS
_MARGIN = timedelta(minutes=5)  # their clock, not ours, counts the ninety days


class AmazonReports:
    """See `SettlementSource`. `http` fetches documents, without anybody's login."""

    def __init__(self, api: AmazonApi, http: httpx.AsyncClient) -> None:
        self._api = api
        self._http = http

    async def report(self, report_id: str) -> ReportInfo | None:
        wanted = report_id.strip()
        if not re.fullmatch(r"[0-9A-Za-z-]+", wanted):
            return None
        found = await self._api.find("getReport", f"{_BASE}/reports/{wanted}", {})
        if found is None:
            return None
        kind = str(found.get("reportType"))
        if kind != SETTLEMENT:
            raise Refused(
                f"Report {wanted} is a {kind}, no settlement report ({SETTLEMENT}).",
                SOURCE,
                code="WRONG_REPORT_TYPE",
                remedy="Take the report ID of a Flat File V2 settlement report, not a settlement "
                "ID.",
            )
        return _info(found)

    async def reports_since(self, start: datetime) -> list[ReportInfo]:
        oldest = self._api.clock.now() - REACH + _MARGIN
        params = {
            "reportTypes": SETTLEMENT,
            "processingStatuses": "DONE",
            "pageSize": "100",
            "createdSince": stamp(max(start, oldest)),
        }
        found: dict[str, ReportInfo] = {}
        while True:
            body = await self._api.read("getReports", f"{_BASE}/reports", params)
            for each in body.get("reports") or []:
                if each.get("reportType") == SETTLEMENT:
                    found.setdefault(str(each["reportId"]), _info(each))
            token = body.get("nextToken")
            if not token:
                break
            params = {"nextToken": str(token)}  # must come alone
        return sorted(found.values(), key=lambda each: each.created_at, reverse=True)

    async def download(self, info: ReportInfo, into: BinaryIO) -> None:
        if not info.document_id:
            raise Refused(
                f"Report {info.report_id} has no document: Amazon says {info.status or 'nothing'}.",
                SOURCE,
                code="NO_DOCUMENT",
                remedy="Retrieve it again when Amazon has finished it.",
            )
        begin = into.tell() if into.seekable() else None
        for attempt in range(1, _TRIES + 1):
            last = attempt == _TRIES
            link, packed = await self._link(info)
            try:
                if await self._fetch(info, link, into, packed=packed):
                    return
                if last:
                    break
            except httpx.RequestError as error:
                if last or begin is None:  # what is half written there cannot be taken back
                    raise _unreachable(info, type(error).__name__) from error
                await self._api.clock.sleep(_PAUSE)
            if begin is not None:
                into.seek(begin)
                into.truncate()
        raise _unreachable(info, "the link was refused every time")

    async def _link(self, info: ReportInfo) -> tuple[str, bool]:
        """(address, whether the stored bytes are GZIP)."""
        path = f"{_BASE}/documents/{info.document_id}"
        found = await self._api.find("getReportDocument", path, {})
        if found is None:
            raise Refused(
                f"The document of report {info.report_id} is gone; Amazon keeps it for 90 days.",
                SOURCE,
                code="DOCUMENT_GONE",
                remedy="Download the Flat File V2 in Seller Central (Payments > All Statements) "
                "and import it with `connector settlement upload`.",
            )
        return str(found["url"]), found.get("compressionAlgorithm") == "GZIP"

    async def _fetch(self, info: ReportInfo, link: str, into: BinaryIO, *, packed: bool) -> bool:
        """False: the link is not good any more, or the host is not well; nothing was written.
        The link is a secret for as long as it lives: no error shows it."""
        request = self._http.build_request("GET", link)
        response = await self._http.send(request, auth=None, stream=True, follow_redirects=False)
        try:
            if response.status_code == 403 or response.status_code >= 500:
                return False
            if response.status_code != 200:
                raise Refused(
                    f"The document host answered {response.status_code} for report "
                    f"{info.report_id}.",
                    SOURCE,
                    code="DOCUMENT_REFUSED",
                    remedy="Retrieve the report again.",
                )
            packed = packed or response.headers.get("content-encoding") == "gzip"
            await _copy(info, response, into, packed=packed)
        finally:
            await response.aclose()
        return True


async def _copy(
    info: ReportInfo, response: httpx.Response, into: BinaryIO, *, packed: bool
) -> None:
    """Raises Refused for bytes that are cut off or no gzip."""
    arrived = 0
    unpacking = _Unpacking(into) if packed else None
    try:
        async for piece in response.aiter_raw():
            arrived += len(piece)
            if unpacking is None:
                into.write(piece)
            else:
                unpacking.take(piece)
    except zlib.error as damaged:
        raise _damaged(info, f"is damaged ({damaged})") from damaged
    told = response.headers.get("content-length")
    short = told is not None and told.isdecimal() and arrived < int(told)
    if short or (unpacking is not None and not unpacking.whole):
        raise _damaged(info, "is cut off")


class _Unpacking:
    """Gzip as it arrives, a bounded piece at a time; several members in a row are one file."""

    def __init__(self, into: BinaryIO) -> None:
        self._into = into
        self._engine = zlib.decompressobj(_GZIP)
        self._begun = False

    @property
    def whole(self) -> bool:
        """A member has come to its end and its checksum was right."""
        return not self._begun and self._ended

    _ended = False

    def take(self, piece: bytes) -> None:
        """Raises zlib.error."""
        rest = piece
        while rest:
            self._begun = True
            self._into.write(self._engine.decompress(rest, _PIECE))
            if self._engine.eof:
                rest = self._engine.unused_data
                self._engine = zlib.decompressobj(_GZIP)
                self._begun, self._ended = False, True
            else:
                rest = self._engine.unconsumed_tail


def _info(report: Mapping[str, Any]) -> ReportInfo:
    created = instant(str(report["createdTime"]))
    start, end = report.get("dataStartTime"), report.get("dataEndTime")
    return ReportInfo(
        report_id=str(report["reportId"]),
        created_at=created,
        data_start=instant(str(start)) if start else created,
        data_end=instant(str(end)) if end else created,
        document_id=str(report.get("reportDocumentId") or ""),
        status=str(report.get("processingStatus") or ""),
    )


def _damaged(info: ReportInfo, how: str) -> Refused:
    return Refused(
        f"The file of report {info.report_id} {how}; nothing of it is used.",
        SOURCE,
        code="DAMAGED_DOCUMENT",
        remedy="Retrieve the report again; if it stays so, download the Flat File V2 in Seller "
        "Central and import it with `connector settlement upload`.",
    )


def _unreachable(info: ReportInfo, why: str) -> Unreachable:
    return Unreachable(
        f"The document of report {info.report_id} could not be fetched ({why}).", SOURCE
    )
