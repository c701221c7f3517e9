"""JSON bodies whose numbers stay what was written: 19.47 is never 19.469999.

FastAPI reads a body by `request.json()`, so that is where numbers become decimals.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any, NoReturn

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

__all__ = ["ExactRequest", "ExactRoute", "loads"]


def _constant(word: str) -> NoReturn:
    raise json.JSONDecodeError(f"{word} is no JSON number", word, 0)


def loads(body: bytes) -> Any:
    """Raises JSONDecodeError for whatever is no JSON that we take."""
    try:
        found = json.loads(body.decode(), parse_float=Decimal, parse_constant=_constant)
        if b"\\u" in body:  # half of an escaped pair could be neither kept nor answered
            json.dumps(found, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError:
        raise
    except UnicodeEncodeError:
        raise json.JSONDecodeError("half of a character", "", 0) from None
    except UnicodeDecodeError:
        raise json.JSONDecodeError("not UTF-8", "", 0) from None
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", "", 0) from None
    except (ValueError, ArithmeticError):
        raise json.JSONDecodeError("a number is too long", "", 0) from None
    return found


class ExactRequest(Request):
    async def json(self) -> Any:
        return loads(await self.body())


class ExactRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def exact(request: Request) -> Response:
            return await handle(ExactRequest(request.scope, request.receive))

        return exact
