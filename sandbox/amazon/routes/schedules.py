"""Report schedules of the Reports API 2021-06-30. Source: published model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.amazon.errors import InvalidInput, NotFound
from sandbox.amazon.records import ReportSchedule
from sandbox.amazon.routes.common import Params, body_of, parse_moment
from sandbox.amazon.routes.wanted_reports import wanted_report
from sandbox.amazon.rules import schedules as rules
from sandbox.amazon.wire.shapes import answer, moment
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES"]


def listed(amazon: Amazon, request: Request) -> Response:
    """getReportSchedules, of the types that are named. Raises InvalidInput."""
    types = Params(request).many("reportTypes")
    if not 1 <= len(types) <= 10:
        raise InvalidInput(details="reportTypes must hold 1 to 10 types.")
    region = amazon.region_of(request)
    found = [
        _schedule(each)
        for each in amazon.records.schedules
        if each.type in types and amazon.region_at(each.marketplaces[0]) == region
    ]
    return answer({"reportSchedules": found})


def create(amazon: Amazon, request: Request) -> Response:
    """createReportSchedule: 201; the same type and marketplaces again take the place of the
    schedule before. Raises InvalidInput and Unauthorized."""
    body = body_of(request)
    period, text = body.get("period"), body.get("nextReportCreationTime")
    if period not in rules.PERIODS:
        raise InvalidInput("Invalid period")
    first = parse_moment(text) if isinstance(text, str) else None
    if text is not None and first is None:
        raise InvalidInput(
            "This is an invalid input", "Invalid date-time field(s) [nextReportCreationTime]."
        )
    type, marketplaces, options = wanted_report(amazon, request, body)
    made = rules.create(amazon, type, marketplaces, period, first, options)
    return answer({"reportScheduleId": made.id}, 201)


def single(amazon: Amazon, request: Request) -> Response:
    """getReportSchedule. Raises NotFound."""
    return answer(_schedule(_find(amazon, request)))


def cancel(amazon: Amazon, request: Request) -> Response:
    """cancelReportSchedule: no report is made any more; those that are made stay. Raises
    NotFound."""
    amazon.records.schedules.delete(_find(amazon, request).id)
    return Response(200, b"", [("content-type", "application/json")])


def _find(amazon: Amazon, request: Request) -> ReportSchedule:
    found = amazon.records.schedules.get(request.params["reportScheduleId"])
    if found is None or amazon.region_at(found.marketplaces[0]) != amazon.region_of(request):
        raise NotFound("The requested report schedule was not found.")
    return found


def _schedule(found: ReportSchedule) -> dict[str, Any]:
    told: dict[str, Any] = {
        "reportScheduleId": found.id,
        "reportType": found.type,
        "marketplaceIds": list(found.marketplaces),
        "period": found.period,
        "nextReportCreationTime": moment(found.next),
    }
    if found.options:
        told["reportOptions"] = found.options
    return told


_SCHEDULES = "/reports/2021-06-30/schedules"
ROUTES: tuple[Route[Amazon], ...] = (
    Route("GET", _SCHEDULES, listed),
    Route("POST", _SCHEDULES, create),
    Route("GET", f"{_SCHEDULES}/{{reportScheduleId}}", single),
    Route("DELETE", f"{_SCHEDULES}/{{reportScheduleId}}", cancel),
)
