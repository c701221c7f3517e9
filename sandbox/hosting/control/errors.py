"""Refusals of the control API, and the one shape they are written in.

{"error": {"code": "malformed", "message": "...", "field": "kind", "fix": "...", "details": []}}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sandbox.hosting.control.models import Problem, Refused

__all__ = ["ControlError", "answer", "install", "unknown"]


class ControlError(Exception):
    """`field`: what of the request is meant. `fix`: what would be right. `details`: what a
    platform had to say."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str = "",
        fix: str = "",
        details: Iterable[Any] = (),
    ) -> None:
        super().__init__(message)
        self.status = int(status)
        self.problem = Problem(
            code=code, message=message, field=field, fix=fix, details=list(details)
        )


def unknown(what: str, name: str, known: Iterable[str], field: str = "name") -> ControlError:
    """404: nothing of this name; says which there are."""
    there = ", ".join(known) or "none"
    return ControlError(
        HTTPStatus.NOT_FOUND,
        "unknown",
        f"there is no {what} {name!r}; there are: {there}",
        field=field,
        fix=f"one of: {there}",
    )


def answer(error: ControlError) -> Response:
    headers = {"www-authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else {}
    return Response(
        Refused(error=error.problem).model_dump_json(),
        error.status,
        headers=headers,
        media_type="application/json",
    )


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ControlError)  # noqa: S101 - registered for these only
    return answer(error)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for these only
    if error.status_code == HTTPStatus.NOT_FOUND:
        found = ControlError(
            404, "unknown", f"there is no {request.url.path}", fix="see /_sandbox/v1/docs"
        )
    elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (error.headers or {}).get("Allow", "")
        found = ControlError(
            405,
            "wrong_method",
            f"{request.method} is not for {request.url.path}",
            fix=f"one of: {allowed}" if allowed else "see /_sandbox/v1/docs",
        )
    else:
        found = ControlError(error.status_code, "malformed", str(error.detail))
    response = answer(found)
    response.headers.update(error.headers or {})
    return response


async def _malformed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for these only
    problems = error.errors()
    first = problems[0]
    field, fix = field_of(first["loc"]), _fix(first)
    message = f"{field or 'the body'}: {_lower(first)}"
    details = [{"field": field_of(each["loc"]), "message": _lower(each)} for each in problems]
    return answer(ControlError(422, "malformed", message, field=field, fix=fix, details=details))


async def _crashed(_request: Request, _error: Exception) -> Response:
    """What went wrong is in the server's log; the caller is not shown our insides."""
    return answer(
        ControlError(500, "internal", "the control API failed", fix="see the server's log")
    )


def field_of(path: Sequence[Any]) -> str:
    """`("body", "lines", 0)` as `lines.0`."""
    skip = 1 if path and path[0] in ("body", "query", "path", "header") else 0
    return ".".join(str(each) for each in path[skip:])


def _lower(problem: dict[str, Any]) -> str:
    if problem["type"] == "json_invalid":
        return f"no JSON ({problem['ctx']['error']})"
    text = str(problem["msg"])
    return text[:1].lower() + text[1:]


def _fix(problem: dict[str, Any]) -> str:
    context = problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            return "add it"
        case "extra_forbidden":
            return "leave it out"
        case "json_invalid":
            return "send one JSON object"
        case "enum" | "literal_error":
            return f"one of: {context['expected']}"
        case "timezone_aware":
            return "add Z or an offset"
        case _:
            return _lower(problem)


def install(app: FastAPI) -> None:
    """Every answer that is no good news has the one shape."""
    app.add_exception_handler(ControlError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _crashed)
