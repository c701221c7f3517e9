"""Bodies of RESTlet calls. The answer has the format of the request's Content-Type, errors too.

Clients send `Content-Type` even on GET, because without it a script may return text only
(captured: an object is then refused with INVALID_RETURN_DATA_FORMAT). Help Center "SuiteScript 2.x
RESTlet Script Type", "SuiteScript 2.x RESTlet Error Handling".
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from sandbox.kernel.nesting import deeper_than
from sandbox.kernel.routing import Request, Response
from sandbox.netsuite.restlets.errors import RestletError
from sandbox.netsuite.wire.values import DEEPEST_BODY, write

__all__ = ["answer", "error", "format_of", "read_body"]

JSON, TEXT, XML = "application/json", "text/plain", "application/xml"
_LARGEST = 10 * 1024 * 1024  # bytes, of the body and of what a script returns
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def format_of(request: Request) -> str:
    """Raises RestletError (415) for a Content-Type that RESTlets do not know."""
    written = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not written:
        return TEXT
    if written not in (JSON, TEXT, XML):
        raise RestletError(
            "UNSUPPORTED_MEDIA_TYPE", f"The content type '{written}' is not supported.", 415
        )
    return written


def read_body(request: Request, form: str) -> Any:
    """What POST and PUT hand to the function: a value for JSON, otherwise the text."""
    if len(request.body) > _LARGEST:
        raise RestletError("SSS_FILE_CONTENT_SIZE_EXCEEDED", "The request body exceeds 10 MB.")
    if form == JSON and deeper_than(DEEPEST_BODY, request.body):
        raise RestletError("SYNTAX_ERROR", "SyntaxError: the text is nested too deep")
    try:
        if form == JSON:
            return _DECODER.decode(request.body)
        return request.body.decode("utf-8")
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise RestletError("SYNTAX_ERROR", f"SyntaxError: {wrong}") from wrong


def answer(value: Any, form: str, *, quote_strings: bool) -> Response:
    """200 with what the script returned. Raises RestletError when that does not fit the format."""
    if form != JSON:
        if not isinstance(value, str):
            raise RestletError.return_format("text" if form == TEXT else "XML")
        return _response(200, value.encode(), form)
    if value is None:
        return _response(200, b"", form)
    if isinstance(value, str) and not quote_strings:
        return _response(200, value.encode(), form)
    if not isinstance(value, str | dict | list | tuple):
        raise RestletError.return_format("JSON")
    try:
        return _response(200, write(value), form)
    except TypeError as wrong:
        raise RestletError.return_format("JSON") from wrong


def error(request: Request, refusal: RestletError) -> Response:
    """The refusal in the format of the request; text when that is none of the three."""
    try:
        form = format_of(request)
    except RestletError:
        form = TEXT
    code, message = refusal.code, refusal.message
    if form == JSON:
        # With blanks around the colons, as captured; some clients search the text.
        shown = [write(text).decode() for text in (code, message)]
        body = '{"error" : {"code" : ' + shown[0] + ',"message" : ' + shown[1] + "}}"
    elif form == XML:
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<error><code>{escape(code)}</code><message>{escape(message)}</message></error>"
        )
    else:
        body = f"error code: {code}\nerror message: {message}"
    response = _response(refusal.status, body.encode(), form)
    if refusal.allowed:
        response.headers.append(("Allow", ", ".join(refusal.allowed)))
    return response


def _response(status: int, body: bytes, form: str) -> Response:
    return Response(status, body, [("Content-Type", f"{form}; charset=utf-8")])
