"""What all REST handlers share: who asks, what the body says, how refusals are worded.

REST is lenient where GraphQL is not: numbers may be text, unknown keys are ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sandbox.kernel.nesting import deeper_than
from sandbox.kernel.routing import Request, Response
from sandbox.shopify.errors import (
    BadRequest,
    NotAcceptable,
    NotFound,
    ParameterMissing,
    Unprocessable,
    UnsupportedMediaType,
    UserErrors,
)
from sandbox.shopify.limits import DEEPEST_BODY
from sandbox.shopify.records import Order
from sandbox.shopify.rules.visibility import visible
from sandbox.shopify.wire_orders import order_document, order_json

if TYPE_CHECKING:
    from sandbox.shopify.app import Shopify

__all__ = [
    "PAGING_PAGE",
    "Body",
    "bare_body",
    "body_of",
    "no_numbered_pages",
    "order_body",
    "order_of",
    "path_id",
    "rest",
    "scopes_of",
    "time_from",
    "trimmed",
]

Handler = Callable[["Shopify", Request], Response]
PAGING_PAGE = "https://shopify.dev/api/usage/pagination-rest"
_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


def rest(handler: Handler) -> Handler:
    """Refuse what the client cannot read (406) or did not send as JSON (415); word refusals of
    rules as REST does: 422 with `{"errors": {<attribute>: [...]}}`."""

    @wraps(handler)
    def answer(shopify: Shopify, request: Request) -> Response:
        accepted = request.headers.get("accept", "*/*")
        if not any(kind in accepted for kind in ("*/*", "application/*", "application/json")):
            raise NotAcceptable
        if request.method in {"POST", "PUT"} and request.body:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise UnsupportedMediaType
        try:
            return handler(shopify, request)
        except UserErrors as refused:
            raise Unprocessable(_worded(refused)) from refused

    return answer


def _worded(refused: UserErrors) -> dict[str, list[str]]:
    """`refund_line_items.quantity: ["cannot refund more items ..."]`: attribute and sentence are
    apart in REST, where GraphQL puts them together. A new order answers under `order` as a whole,
    a new fulfillment under `fulfillment`."""
    found: dict[str, list[str]] = {}
    for error in refused.errors:
        names = [_snake(part) for part in error.field or () if not str(part).isdigit()]
        message = error.message
        if not names:
            key = "base"
        elif names[0] in {"order", "fulfillment"}:
            key = names[0]
        else:
            key = ".".join(names)
            subject = names[-1].replace("_", " ").capitalize() + " "
            message = message.removeprefix(subject)
        found.setdefault(key, []).append(message)
    return found


def _snake(name: object) -> str:
    return _HUMP.sub("_", str(name)).lower()


def scopes_of(shopify: Shopify, request: Request) -> tuple[str, ...]:
    return shopify.auth.authenticate(request).scopes


def path_id(request: Request, name: str = "id") -> int:
    """A number in the path. Raises BadRequest in the platform's words."""
    text = request.params[name]
    if not text.isascii() or not text.isdigit():
        raise BadRequest({name: "expected String to be a id"})
    return int(text)


def order_of(shopify: Shopify, request: Request, name: str = "id") -> Order:
    """The order named in the path. Raises NotFound also for what the app may not see."""
    order = shopify.records.orders.get(path_id(request, name))
    if order is None:
        raise NotFound
    if not visible(order, scopes_of(shopify, request), shopify.clock.now()):
        raise NotFound
    return order


def trimmed(document: dict[str, Any], request: Request) -> dict[str, Any]:
    """Only the keys that `fields` names; all of them without it."""
    fields = request.query.get("fields")
    if not fields:
        return document
    wanted = {name.strip() for name in fields.split(",")}
    return {key: value for key, value in document.items() if key in wanted}


def order_body(shopify: Shopify, order: Order, request: Request) -> Any:
    """An order as it goes into an answer: whole, or the keys that `fields` names."""
    if request.query.get("fields"):
        return trimmed(order_document(shopify, order), request)
    return order_json(shopify, order)


def time_from(text: str, zone: str) -> datetime | None:
    """ISO 8601; without an offset it is the shop's time. None when it is no time at all."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


class Body:
    """An object of a request body, read key by key. Raises BadRequest for an impossible value."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def __contains__(self, key: object) -> bool:
        return key in self.values

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, (dict, list)):
            raise BadRequest({key: "expected String"})
        return str(value)

    def whole(self, key: str) -> int | None:
        value = self.values.get(key)
        if value is None:
            return None
        try:
            return int(str(value))
        except ValueError:
            raise BadRequest({key: "expected String to be a Integer"}) from None

    def amount(self, key: str) -> Decimal | None:
        value = self.values.get(key)
        if value is None or isinstance(value, (dict, list, bool)):
            if value is not None:
                raise BadRequest({key: "expected String to be a Decimal"})
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise BadRequest({key: "expected String to be a Decimal"}) from None
        if not number.is_finite():
            raise BadRequest({key: "expected String to be a Decimal"})
        return number

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        return str(value).lower() in {"true", "1"}

    def time(self, key: str, zone: str) -> datetime | None:
        text = self.text(key)
        if not text:
            return None
        moment = time_from(text, zone)
        if moment is None:
            raise BadRequest({key: "expected String to be a DateTime"})
        return moment

    def child(self, key: str) -> Body | None:
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise BadRequest({key: "expected String to be a Hash"})
        return Body(value)

    def children(self, key: str) -> list[Body]:
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise BadRequest({key: "expected Hash to be a Array"})
        return [Body(each) for each in value]


def body_of(request: Request, root: str) -> Body:
    """The object below the root key. Numbers are read digit by digit, never as floats.

    Raises ParameterMissing when the key is absent, BadRequest when the body is not JSON.
    """
    document = _document(request)
    if not isinstance(document, dict) or not isinstance(document.get(root), dict):
        raise ParameterMissing(root)
    return Body(document[root])


def bare_body(request: Request) -> Body:
    """A body without a root key; nothing at all is an empty one. Raises BadRequest."""
    document = _document(request)
    if not isinstance(document, dict):
        raise BadRequest("Bad Request")
    return Body(document)


def _document(request: Request) -> Any:
    if deeper_than(DEEPEST_BODY, request.body):
        raise BadRequest("Bad Request")
    try:
        return json.loads(request.body or b"{}", parse_float=Decimal)
    except ValueError:
        raise BadRequest("Bad Request") from None


def no_numbered_pages(request: Request) -> None:
    """Pages by number are gone since 2019-07: `page_info` of the Link header took their place.
    Raises BadRequest."""
    if "page" in request.query:
        message = f"page cannot be passed. See {PAGING_PAGE} for more information."
        raise BadRequest({"page": message})
