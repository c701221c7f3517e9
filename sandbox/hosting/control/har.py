"""Traffic as an HTTP archive (HAR 1.2), for the tools that read one.

World time stands still while a request is answered, so every time in it is 0. What HAR has no
member for begins with an underscore, as its specification asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.kernel.exchange import Exchange

__all__ = ["archive"]


def archive(exchanges: Iterable[Exchange]) -> dict[str, Any]:
    """As kept: credentials are replaced by their names in brackets."""
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "connector-sandbox", "version": version("connector-sandbox")},
            "entries": [_entry(each) for each in exchanges],
        }
    }


def _entry(exchange: Exchange) -> dict[str, Any]:
    asked = list(exchange.request_headers.items())
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(asked),
        "queryString": _pairs(parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": len(exchange.request_body.encode()),
    }
    if exchange.request_body:
        request["postData"] = {"mimeType": _type(asked), "text": exchange.request_body}
    return {
        "startedDateTime": exchange.at.isoformat(),
        "time": 0,
        "request": request,
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "_number": exchange.number,
        "_platform": exchange.platform,
        "_fault": exchange.fault,
        "_outbound": exchange.outbound,
    }


def _response(exchange: Exchange) -> dict[str, Any]:
    location = next(
        (value for name, value in exchange.response_headers if name.lower() == "location"), ""
    )
    size = len(exchange.response_body.encode())
    return {
        "status": exchange.status,
        "statusText": _phrase(exchange.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.response_headers),
        "content": {
            "size": size,
            "mimeType": _type(exchange.response_headers),
            "text": exchange.response_body,
        },
        "redirectURL": location,
        "headersSize": -1,
        "bodySize": size,
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _type(headers: Iterable[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def _phrase(status: int) -> str:
    """Empty for no answer, as browsers write it."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
