"""Reports API 2021-06-30. Source: published model; settlement types are listed, never requested:
the refusal is as recorded in amzn/selling-partner-api-models 1948."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.amazon.auth import FINANCE, ORDERS
from sandbox.amazon.errors import InvalidInput, NotFound, Unauthorized
from sandbox.amazon.records import Report
from sandbox.amazon.routes.common import (
    Params,
    body_of,
    open_page,
    parse_moment,
    seal_page,
    signed,
)
from sandbox.amazon.routes.orders_v0 import known_marketplaces
from sandbox.amazon.routes.wanted_reports import wanted_report
from sandbox.amazon.rules import reports as rules
from sandbox.amazon.rules.reports import KEPT, SETTLEMENT_NUMBERS, available
from sandbox.amazon.settlements import flat_v1
from sandbox.amazon.wire.shapes import answer, moment
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES"]

_STATUSES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")


def listed(amazon: Amazon, request: Request) -> Response:
    """getReports: newest first. Raises InvalidInput and Unauthorized."""
    params = Params(request)
    if "nextToken" in params:
        if len(set(params.names()) & _FILTERS) > 0:
            raise InvalidInput(details="nextToken must be the only parameter.")
        state = open_page(amazon, "reports", params.one("nextToken"))
    else:
        state = _asked(amazon, request, params)
    for type in state["types"]:
        _check_role(amazon, type)
    found: list[Report] = []
    last = state.get("last")
    for report in _newest_first(amazon, state):
        key = [report.created.isoformat(), report.id]
        if last is not None and key >= last:
            continue
        found.append(report)
        if len(found) > state["size"]:
            break
    told: dict[str, Any] = {"reports": [_report(each) for each in found[: state["size"]]]}
    if len(found) > state["size"]:
        end = found[state["size"] - 1]
        told["nextToken"] = seal_page(
            amazon, "reports", state | {"last": [end.created.isoformat(), end.id]}
        )
    return answer(told)


_FILTERS = {
    "reportTypes", "processingStatuses", "marketplaceIds", "pageSize", "createdSince",
    "createdUntil",
}  # fmt: skip


def _asked(amazon: Amazon, request: Request, params: Params) -> dict[str, Any]:
    types = params.many("reportTypes")
    if not 1 <= len(types) <= 10:
        raise InvalidInput(details="reportTypes must hold 1 to 10 types.")
    statuses = params.many("processingStatuses")
    if any(status not in _STATUSES for status in statuses):
        raise InvalidInput(details="processingStatuses holds an unknown value.")
    now = amazon.clock.now()
    since = params.moment("createdSince")
    if since is not None and since < now - KEPT and amazon.settings.old_created_since_refused:
        raise InvalidInput(details="createdSince must not be more than 90 days ago.")
    marketplaces = known_marketplaces(amazon, request, params.many("marketplaceIds"), 10)
    return {
        "types": types,
        "statuses": statuses,
        "marketplaces": marketplaces,
        "size": params.number("pageSize", 10, 100),
        "since": max(since or now - KEPT, now - KEPT).isoformat(),
        "until": (params.moment("createdUntil") or now).isoformat(),
        "region": amazon.region_of(request),
    }


def _newest_first(amazon: Amazon, state: dict[str, Any]) -> Iterator[Report]:
    low = datetime.fromisoformat(state["since"])
    high = datetime.fromisoformat(state["until"])
    strict = amazon.settings.report_marketplaces_filter
    for report in amazon.records.reports_by_creation.between(
        low, high + timedelta(microseconds=1), reverse=True
    ):
        own = not report.marketplaces or amazon.region_at(report.marketplaces[0])
        if (
            report.type in state["types"]
            and (not state["statuses"] or report.status in state["statuses"])
            and available(amazon, report)
            and own in (True, state["region"])
            and (
                # Settlements of other marketplaces come back whatever is asked for.
                not state["marketplaces"]
                or not strict
                or set(report.marketplaces) & set(state["marketplaces"])
            )
        ):
            yield report


def _check_role(amazon: Amazon, type: str) -> None:
    """Raises Unauthorized. The old flat file can be had with the orders' role, too."""
    if type not in SETTLEMENT_NUMBERS:
        return
    roles = amazon.auth.client.roles
    if FINANCE in roles or (type == flat_v1.TYPE and ORDERS in roles):
        return
    raise Unauthorized


def _find(amazon: Amazon, request: Request) -> Report:
    """Raises NotFound and Unauthorized."""
    report = amazon.records.reports.get(request.params["reportId"])
    if (
        report is None
        or not available(amazon, report)
        or amazon.region_at(report.marketplaces[0]) != amazon.region_of(request)
    ):
        raise NotFound("The requested report was not found.")
    _check_role(amazon, report.type)
    return report


def single(amazon: Amazon, request: Request) -> Response:
    """getReport. Raises NotFound."""
    return answer(_report(_find(amazon, request)))


def cancel(amazon: Amazon, request: Request) -> Response:
    """cancelReport, while it waits. Raises NotFound and InvalidInput."""
    report = _find(amazon, request)
    if report.status != "IN_QUEUE":
        raise InvalidInput(
            details=f"Report {report.id} is {report.status} and cannot be cancelled."
        )
    amazon.records.reports.put(msgspec.structs.replace(report, status="CANCELLED"))
    return Response(200, b"", [("content-type", "application/json")])


def create(amazon: Amazon, request: Request) -> Response:
    """createReport: 202; Amazon makes settlements itself. Raises InvalidInput and Unauthorized."""
    body = body_of(request)
    type, known, _ = wanted_report(amazon, request, body)
    window: list[datetime | None] = []
    for name in ("dataStartTime", "dataEndTime"):
        text = body.get(name)
        at = parse_moment(text) if isinstance(text, str) else None
        if text is not None and at is None:
            raise InvalidInput("This is an invalid input", f"Invalid date-time field(s) [{name}].")
        window.append(at)
    low, high = window
    if low is not None and (low > amazon.clock.now() or (high is not None and high < low)):
        raise InvalidInput(details="dataStartTime must lie before dataEndTime and now.")
    return answer({"reportId": rules.request(amazon, type, known, low, high).id}, 202)


def document(amazon: Amazon, request: Request) -> Response:
    """getReportDocument. Raises NotFound and Unauthorized."""
    key = request.params["reportDocumentId"]
    report = next((each for each in amazon.records.reports if each.document == key), None)
    file = amazon.records.files.get(key)
    if (
        report is None
        or file is None
        or not available(amazon, report)
        or amazon.region_at(report.marketplaces[0]) != amazon.region_of(request)
    ):
        raise NotFound("The requested report document was not found.")
    _check_role(amazon, report.type)
    encoded = request.query.get("enableContentEncodingUrlHeader", "").lower() == "true"
    encoding = "gzip" if encoded and file.compression == "GZIP" else "identity"
    link = signed(amazon, request, "GET", key, **{"response-content-encoding": encoding})
    told = {"reportDocumentId": key, "url": link}
    if file.compression:
        told["compressionAlgorithm"] = file.compression
    return answer(told)


def _report(found: Report) -> dict[str, Any]:
    told: dict[str, Any] = {
        "reportId": found.id,
        "reportType": found.type,
        "marketplaceIds": list(found.marketplaces),
        "createdTime": moment(found.created),
        "processingStatus": found.status,
    }
    for name, at in (
        ("dataStartTime", found.start),
        ("dataEndTime", found.end),
        ("processingStartTime", found.began),
        ("processingEndTime", found.finished),
    ):
        if at is not None:
            told[name] = moment(at)
    if found.schedule:
        told["reportScheduleId"] = found.schedule
    if found.document:
        told["reportDocumentId"] = found.document
    return told


_BASE = "/reports/2021-06-30"
ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", f"{_BASE}/reports", listed),
    Route("POST", f"{_BASE}/reports", create),
    Route("GET", f"{_BASE}/reports/{{reportId}}", single),
    Route("DELETE", f"{_BASE}/reports/{{reportId}}", cancel),
    Route("GET", f"{_BASE}/documents/{{reportDocumentId}}", document),
)
