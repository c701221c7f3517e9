"""Login with Amazon's token endpoint, and restricted data tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.amazon import hosts
from sandbox.amazon.auth import ACCESS_SECONDS, RESTRICTED, fields_of
from sandbox.amazon.auth_records import Resource
from sandbox.amazon.errors import InvalidInput, InvalidRequest, LwaError, Unauthorized
from sandbox.amazon.routes.common import body_of
from sandbox.amazon.wire.shapes import answer
from sandbox.kernel.routing import Request, Response, Route

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["ROUTES", "refused"]

_HEADERS = [("cache-control", "no-cache, no-store, must-revalidate"), ("pragma", "no-cache")]
_BAD = "Request is missing or has invalid parameters"
_METHODS = ("GET", "PUT", "POST", "DELETE")
_ELEMENTS = ("buyerInfo", "shippingAddress", "buyerTaxInformation")
_MOST = 50


def token(amazon: Amazon, request: Request) -> Response:
    """Gives tokens for a refresh token, a code or the client alone. Raises LwaError."""
    return Response.json(
        amazon.auth.trade(fields_of(request)),
        content_type="application/json;charset=UTF-8",
        headers=_HEADERS,
    )


def refused(refusal: LwaError) -> Response:
    told = {"error": refusal.error, "error_description": refusal.description}
    return Response.json(
        told, refusal.status, content_type="application/json;charset=UTF-8", headers=_HEADERS
    )


def restrict(amazon: Amazon, request: Request) -> Response:
    """createRestrictedDataToken. Raises InvalidRequest and Unauthorized."""
    if RESTRICTED not in amazon.auth.client.roles or amazon.auth.restricted(request):
        raise Unauthorized
    try:
        body = body_of(request)
    except InvalidInput:
        raise InvalidRequest(_BAD) from None
    given = body.get("restrictedResources")
    if not isinstance(given, list) or not given:
        raise InvalidRequest(_BAD, "Resource not provided.")
    if len(given) > _MOST:
        raise InvalidRequest(_BAD, f"More than {_MOST} resources are provided.")
    resources = tuple(_resource(each) for each in given)
    return answer(
        {
            "restrictedDataToken": amazon.auth.restrict(request, resources),
            "expiresIn": ACCESS_SECONDS,
        }
    )


def _resource(given: Any) -> Resource:
    if not isinstance(given, dict) or not given.get("method") or not given.get("path"):
        raise InvalidRequest(_BAD, "Resource not provided.")
    method, path = given["method"], given["path"]
    elements = given.get("dataElements") or []
    if method not in _METHODS or not isinstance(path, str) or not path.startswith("/"):
        raise InvalidRequest(_BAD, "The resource is not valid.")
    if not isinstance(elements, list) or any(each not in _ELEMENTS for each in elements):
        raise InvalidRequest(_BAD, "A data element is not valid.")
    last = path.rstrip("/").rpartition("/")[2]
    if elements and last in ("address", "buyerInfo"):
        raise InvalidRequest(_BAD, "Data elements are not valid for this resource.")
    return Resource(method=method, path=path, elements=tuple(elements))


ROUTES: tuple[Route[Amazon], ...] = (
    Route("POST", hosts.TOKEN, token),
    Route("POST", "/tokens/2021-03-01/restrictedDataToken", restrict),
)
