"""Refusals in the casing of whoever refuses.

The company answers with `Fault` and `Error`; the gateway before it with `fault` and `error`, every
other member of its envelope null, and a time in milliseconds (recorded: python-quickbooks issues
118, 120 and 250, oauth-jsclient issue 91). What the web server refuses is a page.
"""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.kernel.routing import Request, Response
from sandbox.quickbooks_online.errors import GatewayFault, PlainError, QuickBooksFault
from sandbox.quickbooks_online.wire.formats import JSON, XML, wants_json
from sandbox.quickbooks_online.wire.values import answer_time, epoch_ms

__all__ = ["NAMESPACE", "PROLOGUE", "fault_tree", "fault_xml", "gateway", "of_company", "page"]

NAMESPACE = "http://schema.intuit.com/finance/v3"
PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def of_company(request: Request, fault: QuickBooksFault, now: datetime, zone: ZoneInfo) -> Response:
    time = answer_time(now, zone)
    if wants_json(request):
        body = json.dumps({"Fault": fault_tree(fault), "time": time}, separators=(",", ":"))
        return Response(fault.status, body.encode(), [("content-type", JSON)])
    return _xml(fault.status, fault_xml(fault), time)


def fault_tree(fault: QuickBooksFault) -> dict[str, Any]:
    """The value of `Fault`."""
    return {
        "Error": [
            {
                "Message": error.message,
                "Detail": error.detail,
                "code": error.code,
                **({} if error.element is None else {"element": error.element}),
            }
            for error in fault.errors
        ],
        "type": fault.type,
    }


def fault_xml(fault: QuickBooksFault) -> str:
    """The element `Fault`."""
    errors = "".join(
        _error(error.code, error.element or "", error.message, error.detail)
        for error in fault.errors
    )
    return f'<Fault type="{escape(fault.type)}">{errors}</Fault>'


def gateway(request: Request, fault: GatewayFault, now: datetime, zone: ZoneInfo) -> Response:
    if fault.xml or not wants_json(request):
        error = _error(fault.code, "", fault.message, fault.detail or "")
        text = f'<Fault type="{escape(fault.type)}">{error}</Fault>'
        return _xml(fault.status, text, answer_time(now, zone))
    body: dict[str, Any] = {
        "warnings": None,
        "intuitObject": None,
        "fault": {
            "error": [
                {
                    "message": fault.message,
                    "detail": fault.detail,
                    "code": fault.code,
                    "element": None,
                }
            ],
            "type": fault.type,
        },
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": epoch_ms(now),
        "status": None,
        "cdcresponse": [],
    }
    text = json.dumps(body, separators=(",", ":"))
    return Response(fault.status, text.encode(), [("content-type", JSON)])


def page(error: PlainError) -> Response:
    title = f"{error.status} {escape(error.title)}"
    text = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    )
    return Response(error.status, text.encode(), [("content-type", "text/html")])


def _error(code: str, element: str, message: str, detail: str) -> str:
    named = f' element="{escape(element)}"' if element else ""
    return (
        f'<Error code="{escape(code)}"{named}><Message>{escape(message, quote=False)}</Message>'
        f"<Detail>{escape(detail, quote=False)}</Detail></Error>"
    )


def _xml(status: int, inner: str, time: str) -> Response:
    text = f'{PROLOGUE}<IntuitResponse xmlns="{NAMESPACE}" time="{time}">{inner}</IntuitResponse>'
    return Response(status, text.encode(), [("content-type", XML)])
